"""The programme of sessions for firms: planned, moved, done or called off by the team; where firms take their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from handlers import mots
from handlers.boutons import bouton
from handlers.commandes import simplifier
from handlers.confirmation import lire_avis
from handlers.droits import reserver_a_l_equipe
from handlers.entretien import Entretien
from handlers.marches import auteur, dater_les_jours, memoire
from handlers.questions import aparte
from handlers.rappels import lire_un_jour, plier_sur_place
from handlers.tableaux import seul
from handlers.vocabulary import AccompagnementRecord, Choice, Outcome, Reply, Turn
from knowledge.indicateurs.declaration import Mesure
from knowledge.indicateurs.tableau import VIDE, Dashboard, Requete
from knowledge.jours_ouvres import est_ouvre
from knowledge.lecture.dates import DateLue, lire_dates, plus_mois
from knowledge.pack import Indicateur
from storage.records import NUMERO_MAX, EtatAccompagnement, Role

# How many sessions one message names, or offers.
MONTREES = 8
TITRE_MAX = 120
LIEU_MAX = 120
_AUTOUR_D_UN_TITRE = ' :,"«»“”'
PARTICIPANTS_MAX = 9_999

_NOM = (
    r"(?:sessions?|formations?|ateliers?|matinees?|reunions?|rencontres?|webinaires?|permanences?|accompagnements?)"
    r"(?: d'information| d'accompagnement| collecti(?:fs?|ves?))?"
)
# The others may name a purchase.
_NOMS_SURS = ("session", "accompagnement", "reunion d'information", "reunions d'information")
_LE = r"(?:la |le |l'|les |cette |cet |ce )?"
_NUMERO = (
    r"(?:n[o°]? ?|numero )?(?P<numero>\d{1,9})\b(?! ?(?:jours?|heures?|h|mois|ans?|personnes?|agents?|€|k€|euros?|%))"
)
# A request put as a question is none.
_POLI = re.compile(
    r"^(?:bonjour,? )?(?:peux-tu|tu peux|pouvez-vous|vous pouvez|pourrais-tu|pourriez-vous|merci de|veuillez|il faut|(?:je|on|nous) (?:veux|voudrais|veut|voulons|souhaite|aimerais)) "
)
_PROGRAMMER = re.compile(
    rf"^(?:programme[rz]?|planifie[rz]?|ajoute[rz]?(?= une session)|(?=nouvelle session\b)) ?"
    rf"(?:une? |la |le |l'|les |des |\d+ |deux |trois |nouve(?:lle|l|au)x? |autres? )*(?P<quoi>{_NOM}\b.*)$"
)
_SANS_GENRE = re.compile(r"^(?:session|accompagnement)s?$")
_GENRE = re.compile(rf"^(?P<genre>{_NOM})(?P<titre>\s*:\s*\S.*| ?[«“\"].*)?$")
_ANNULER = re.compile(rf"^(?:annule[rz]?|supprime[rz]?|retire[rz]?|decommande[rz]?) {_LE}{_NOM} {_NUMERO}")
_DEPLACER = re.compile(
    rf"^(?:deplace[rz]?|reporte[rz]?|decale[rz]?|repousse[rz]?|avance[rz]?) {_LE}{_NOM} {_NUMERO}[\s,:]*(?P<suite>.*)$"
)
_DE_LA_SESSION = re.compile(
    rf"^(?P<voir>voir |montre(?:r|z|-moi)? |ouvrir )?{_LE}(?P<nom>{_NOM}) {_NUMERO}[\s,:-]*(?P<suite>.*)$"
)
_QUI_VIENT = re.compile(
    rf"^(?:(?:qui|combien)(?: est-ce qui)? (?:vient|viennent|viendra|viendront|participe|participent|sera|est|sont|s'est|se sont|a)(?: deja)?(?: inscrite?s?| la| present)?|combien (?:y a-t-il |il y a |a-t-on |avons-nous )?(?:d'inscrits?|d'inscriptions?|de participants?|d'entreprises?|de personnes?|de places?)(?: (?:inscrite?s?|viennent|sont inscrite?s?|y a-t-il|a-t-on|prises?))*"
    rf"|(?:(?:voir|montre[rz]?|liste[rz]?|nombre) )?(?:la liste )?(?:les |des |d')?(?:inscrits|inscriptions|participants)) (?:a |aux? |de |pour |dans |sur ){_LE}{_NOM} {_NUMERO}"
)
_INSCRIRE_QUELQU_UN = re.compile(
    rf"^(?:inscri(?:re|s|vez)|ajoute[rz]?|desinscri(?:re|s|vez)) .{{1,120}}? (?:a |aux? |de |pour |dans |sur ){_LE}{_NOM} {_NUMERO}"
)
_EST = r"^(?:est |a ete |c'est )?(?:bien |finalement )?"
_EST_ANNULEE = re.compile(rf"{_EST}(?:annulee?|supprimee?|decommandee?|n'aura (?:finalement )?pas lieu)\b")
_EST_DEPLACEE = re.compile(rf"{_EST}(?:deplacee?|reportee?|decalee?|repoussee?|avancee?)\b[\s,:]*(?P<suite>.*)$")
_EST_FAITE = re.compile(
    rf"{_EST}(?:faite?|realisee?|tenue|terminee?|a (?:bien )?eu lieu|s'est (?:bien )?(?:tenue|passee|deroulee))\b(?P<suite>.*)$"
)
_NEGATION = re.compile(r"\b(?:n'|ne |pas |jamais )")
_PERSONNES = (
    r"(?:participante?s?|presente?s?|entreprises?|personnes?|venue?s|inscrite?s?|tpe|pme|artisans?|stagiaires?)"
)
_PARTICIPANTS = re.compile(rf"(?<![\d.,/-])(?P<combien>\d{{1,5}}) {_PERSONNES}\b|\b(?P<aucun>aucune?) {_PERSONNES}\b")
_UN_NOMBRE = re.compile(r"^\D{0,30}?(?<![.,/-])(?P<combien>\d{1,5})\b(?! ?[hH%€/]|[.,/]\d)\D{0,20}$")
_PERSONNE = re.compile(r"^(?:aucune?|personne|zero)(?: n'est venue?)?$")

# Beside the day: "à 14 h", "de 9 h à 12 h 30". Before it, a bare "2 heures" may be how long something lasts.
_UNE_HEURE = r"(?P<h{0}>[01]?\d|2[0-3]) ?(?:h(?:eures?)?(?! \d{{3}})|:(?=[0-5]\d)) ?(?P<m{0}>[0-5]\d)?"
_HEURES = re.compile(
    r",? ?(?P<des>\b(?:a partir de|des|de|a|vers|entre) )?(?<![\d.,])"
    + _UNE_HEURE.format(1)
    + r"(?:(?: ?- ?| ?a | ?et | jusqu'a )"
    + _UNE_HEURE.format(2)
    + r")?(?!\w)"
)
_AVANT_LE_JOUR = re.compile(
    r"(?:[\s,;:(–-]|\b(?:le|au|du|pour|est|prevue?|date|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b)*$"
)
_A_UN_LIEU = re.compile(r"^[\s,;:.()–-]*(?:(?:a|au|aux|dans)(?: (?:la|le|les)\b)? (?:l')?|a l')?")

_SEMAINE = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_JOUR_DIT = re.compile(rf"\b(?P<jour>{'|'.join(_SEMAINE)})\s+(?:le )?$")
_MOIS_DITS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()  # noqa: SIM905
# So long from the day that the session had: "d'une semaine", "de deux jours".
_NOMBRES = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "huit": 8, "quinze": 15}
_DE_TANT = re.compile(rf"^(?:de |d')(?P<n>\d{{1,3}}|{'|'.join(_NOMBRES)}) (?P<unite>jours?|semaines?|mois)\b")
_JOUR_PROCHE = re.compile(
    rf"\b(?:apres[- ]demain|demain|aujourd'hui|(?:{'|'.join(_SEMAINE)})(?: (?:prochain|qui vient|en huit))?)(?!\w)(?! ?\d)(?! 1er)"
)
_JOUR_IMPOSSIBLE = re.compile(
    rf"(?<![\w/])(?P<jour>\d{{1,2}}|1er) (?P<mois>{'|'.join(_MOIS_DITS)})\b(?: (?P<an>20\d\d))?|(?<![\d/.-])(?P<j>\d{{1,2}})[/.-](?P<m>\d{{1,2}})(?:[/.-](?P<a>20\d\d|\d\d))?(?![\d/.-])"
)
_HEURE_IMPOSSIBLE = re.compile(
    r"\b(?:a|des|vers|entre|jusqu'a) (?:(?:2[4-9]|[3-9]\d) ?(?:h(?:eures?)?\b|h ?[0-5]\d)|\d{1,2} ?[h:] ?[6-9]\d\b)"
)
# A day said without its year is this year's when it is past by less.
_OUBLIE = 2
_VAGUE = re.compile(r"\b(?:(?:semaine|mois) prochaine?|plus tard|bientot|ulterieure?ment)\b")

# --- what firms ask ---------------------------------------------------------------------------------------------------

_BONJOUR = r"^(?:(?:bonjour|bonsoir|oui|ok|d'accord|merci|alors|et),? )*"
_SUITE = r"(?: (?:d'information|pour|aux?|sur|a venir|prevue?s?|programmee?s?|de formation|dans|en|cette|ce|d'ici|est-ce|avez-vous|proposez-vous|organisez-vous|y a-t-il|prochaine?s?)\b.*)?$"
_DEMANDER = (
    r"(?:quelles? (?:est |sont )?|quand (?:est|sont|a lieu|ont lieu|aura lieu|auront lieu|se tient|se tiennent)(?: donc)? |(?:est-ce qu')?il y a |y a-t-il |y aura-t-il |"
    r"(?:est-ce que vous |vous )?(?:avez-vous|proposez-vous|organisez-vous|faites-vous|avez|proposez|organisez|faites) |"
    r"(?:les |la |le )?(?:voir|montre[rz](?:-moi)?|connaitre|liste[rz]?|calendrier|programme|dates?)(?: de| des)? |"
    r"comment (?:puis-je |peut-on |faire pour )?(?:m'inscrire|s'inscrire|participer|assister|venir) (?:a |aux? )|je cherche |"
    r"je (?:voudrais|veux|souhaite|souhaiterais|aimerais) (?:connaitre|voir|participer|assister|venir|m'inscrire) (?:a |aux? )?)"
)
_LESQUELLES = re.compile(
    rf"{_BONJOUR}(?:{_DEMANDER}(?:la |le |l'|les |vos |des |une? |d'autres |de )*(?:prochaine?s? |futures? )?|(?:les |la |vos |l')?prochaine?s? |vos |les (?=sessions)|(?={_NOM}$))(?P<nom>{_NOM}){_SUITE}"
)
_A_LAQUELLE = rf"(?: (?:a|au|aux|pour|sur) {_LE}(?:(?:{_NOM})? ?{_NUMERO}|{_NOM}))?$"
_JE_VIENS = re.compile(
    rf"{_BONJOUR}(?:je (?:veux |voudrais |souhaite |souhaiterais |aimerais )?(?:m'inscri[st]|m'inscrire|viens|viendrai|participe|participerai|serai la|serai present)|"
    rf"(?:inscri(?:vez|s)(?:-| )moi|inscrire|inscription)){_A_LAQUELLE}"
)
_JE_NE_VIENS_PLUS = re.compile(
    rf"{_BONJOUR}(?:(?:finalement|desolee?),? )*(?:je (?:ne |n')?(?:viens|viendrai|peux|pourrai|participe|participerai|serai)(?: (?:plus|pas))(?: (?:venir|participer|la|present))?|"
    rf"je me desinscri[st]|desinscri(?:vez|s)(?:-| )moi|me desinscrire|annule[rz]? mon inscription|desinscription){_A_LAQUELLE}"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What is said of when and where: the day, or why none was read ("sans_jour", "vague", "plusieurs", "desaccord").

    `heure` is "14:00", or "09:00-12:30". `avant` and `apres` are the words around the day, as they were written.
    """

    jour: date | None = None
    cause: str | None = None
    heure: str | None = None
    avant: str = ""
    apres: str = ""


def lire_un_moment(turn: Turn, texte: str) -> Moment:
    """Read the one day of a message, the hour beside it, and what stands before and after."""
    texte = " ".join(texte.split()).replace("\u2019", "'")
    if _HEURE_IMPOSSIBLE.search(plier_sur_place(texte)):
        return Moment(cause="heure_impossible", avant=texte)
    if _dit_un_jour_impossible(plier_sur_place(texte), turn.aujourdhui):
        return Moment(cause="jour_impossible", avant=texte)
    texte = dater_les_jours(turn, _dater_les_jours_passes(turn, _dater_les_jours_proches(turn, texte)))
    plie = plier_sur_place(texte)
    lues = lire_dates(plie, turn.aujourdhui)
    precises = [une for une in lues if une.jour]
    if len(precises) != 1:
        cause = "plusieurs" if precises else "vague" if _parle_d_un_mois(lues) else "sans_jour"
        return Moment(cause=cause, avant=texte)
    [lue] = precises
    if (dit := _JOUR_DIT.search(plie[: lue.debut])) and _SEMAINE[lue.bas.weekday()] != dit["jour"]:
        return Moment(cause="desaccord", avant=texte)
    avant, apres = texte[: _AVANT_LE_JOUR.search(plie[: lue.debut]).start()], texte[lue.fin :]  # type: ignore[union-attr]
    heure, reste = _lire_les_heures(apres)
    if heure is not None:
        apres = reste
    else:
        heure, avant = _lire_les_heures(avant, nue=False)
    return Moment(lue.bas, None, heure, avant, apres)


def _dit_un_jour_impossible(plie: str, aujourdhui: date) -> bool:
    """ "Le 31 novembre", "le 30/02": a day that its month does not have."""
    for lu in _JOUR_IMPOSSIBLE.finditer(plie):
        jour, mois = _jour_et_mois(lu)
        annee = int(lu["an"] or lu["a"] or 0) or (aujourdhui.year if (mois, jour) != (2, 29) else 2028)
        if lu["j"] and not lu["a"] and not (1 <= mois <= 12 and "/" in lu[0]):
            # "3-4" may be anything.
            continue
        if _jour_ou_rien(annee + 2000 * (annee < 100), mois, jour) is None:
            return True
    return False


def _jour_et_mois(lu: re.Match[str]) -> tuple[int, int]:
    if lu["mois"]:
        return int(lu["jour"].removesuffix("er")), _MOIS_DITS.index(lu["mois"]) + 1
    return int(lu["j"]), int(lu["m"])


def _jour_ou_rien(annee: int, mois: int, jour: int) -> date | None:
    try:
        return date(annee, mois, jour)
    except ValueError:
        return None


def _dater_les_jours_passes(turn: Turn, texte: str) -> str:
    """The same words, each day that is past since little told with this year: next year's is not what it means."""

    def avec_l_annee(lu: re.Match[str]) -> str:
        if lu["an"] or lu["a"] or (lu["j"] and "/" not in lu[0]):
            return lu[0]
        jour, mois = _jour_et_mois(lu)
        for annee in (turn.aujourdhui.year, turn.aujourdhui.year - 1):
            dit = _jour_ou_rien(annee, mois, jour)
            if dit is not None and plus_mois(turn.aujourdhui, -_OUBLIE) < dit < turn.aujourdhui:
                return f"{jour:02}/{mois:02}/{annee}"
        return lu[0]

    return _sur_le_plie(_JOUR_IMPOSSIBLE, texte, avec_l_annee, sauf=re.compile(r" (?:prochain|de l'an)"))


def _dater_les_jours_proches(turn: Turn, texte: str) -> str:
    """The same words, "demain" or "jeudi prochain" told as a date, when no other day is said."""
    plie = plier_sur_place(texte)
    proches = list(_JOUR_PROCHE.finditer(plie))
    if len(proches) != 1 or any(une.jour for une in lire_dates(plie, turn.aujourdhui)):
        return texte
    if _JOUR_IMPOSSIBLE.search(plie) and "/" in plie:
        return texte
    [lu] = proches
    jour = turn.aujourdhui if lu[0].startswith("aujourd") else lire_un_jour(turn, lu[0])
    if jour is None:
        return texte
    if lu[0].endswith("en huit"):
        jour += timedelta(days=7)
    return f"{texte[: lu.start()]}{jour:%d/%m/%Y}{texte[lu.end() :]}"


def _sur_le_plie(motif: re.Pattern[str], texte: str, par: Callable[[re.Match[str]], str], sauf: re.Pattern[str]) -> str:
    """Change what a pattern finds in the folded text, and leave the rest as it was written."""
    plie, morceaux, fin = plier_sur_place(texte), [], 0
    for lu in motif.finditer(plie):
        if not sauf.match(plie, lu.end()) and (dit := par(lu)) != lu[0]:
            morceaux += [texte[fin : lu.start()], dit]
            fin = lu.end()
    return "".join([*morceaux, texte[fin:]])


def _parle_d_un_mois(lues: Sequence[DateLue]) -> bool:
    """Whether a month was said; a year alone may be in the name of something ("SPASER 2026")."""
    return any(une.precise for une in lues)


def _lire_les_heures(texte: str, *, nue: bool = True) -> tuple[str | None, str]:
    """The hours in some words, and these words without them; `nue`: nothing need announce them."""
    for lu in _HEURES.finditer(plier_sur_place(texte)):
        if nue or lu["des"] or lu["h2"]:
            dites = [f"{int(lu[f'h{n}']):02}:{lu[f'm{n}'] or '00'}" for n in (1, 2) if lu[f"h{n}"]]
            return "-".join(dites), texte[: lu.start()] + texte[lu.end() :]
    return None, texte


def _lire_le_lieu(apres: str) -> str | None:
    debut = _A_UN_LIEU.match(plier_sur_place(apres))
    lieu = apres[debut.end() if debut else 0 :].strip(" ,;:.()–-")
    return lieu[:LIEU_MAX] or None


def _lire_le_titre(avant: str, apres: str) -> tuple[str, str]:
    """The title that a session is given, and what is left of the words after its day."""
    avant = avant.strip(" ,;:.–-")
    lu = _GENRE.match(plier_sur_place(avant))
    if lu is None:
        return avant, apres
    genre, titre = avant[: lu.end("genre")], avant[lu.end("genre") :].strip(_AUTOUR_D_UN_TITRE)
    if not titre and ":" in apres:
        # "… le 12 mars à 14 h : Répondre à un premier marché, Maison de l'économie", or "… à 14 h, à la CCI : Répondre…".
        lieu, _, titre = apres.partition(":")
        if not lieu.strip(" ,"):
            titre, _, lieu = titre.rpartition(",") if "," in titre else (titre, "", "")
        titre, apres = titre.strip(_AUTOUR_D_UN_TITRE), lieu
    if not titre:
        return genre, apres
    return (titre if _SANS_GENRE.match(plier_sur_place(genre)) else f"{genre} : {titre}"), apres


def lire_les_participants(texte: str) -> int | None:
    """How many took part; None when it is not said.

    >>> lire_les_participants("14 présents"), lire_les_participants("avec 8 entreprises, le 12"), lire_les_participants("aucun participant")
    (14, 8, 0)
    >>> lire_les_participants("environ 14"), lire_les_participants("personne"), lire_les_participants("à 14 h")
    (14, 0, None)
    """
    simple = simplifier(texte)
    if lu := _PARTICIPANTS.search(simple):
        return 0 if lu["aucun"] else int(lu["combien"])
    if _PERSONNE.match(simple):
        return 0
    lu = _UN_NOMBRE.match(simple)
    return None if lu is None else int(lu["combien"])


# --- the team ---------------------------------------------------------------------------------------------------------


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """Answer an order about a session; None when the message is none."""
    dit = " ".join(texte.split()).strip(" .!;:,…?")
    poli = _POLI.match(plier_sur_place(dit))
    dit = dit[poli.end() :] if poli else dit
    simple = plier_sur_place(dit)
    demande = texte.rstrip().endswith("?") and poli is None
    if not demande and (outcome := _sur_un_ordre(turn, entretien, dit, simple)):
        return outcome
    if lu := _QUI_VIENT.match(simple):
        return montrer(turn, entretien, int(lu["numero"]), "inscrits")
    if lu := _INSCRIRE_QUELQU_UN.match(simple):
        return montrer(turn, entretien, int(lu["numero"]), "s_inscrire")
    if lu := _DE_LA_SESSION.match(simple):
        return _sur_une_session(turn, entretien, lu, dit, demande=demande)
    if (lu := _LESQUELLES.match(simple)) and lu["nom"].startswith(_NOMS_SURS):
        return lister(turn, entretien)
    return None


def est_un_ordre(texte: str) -> bool:
    """Whether a message is an order about a session: "programmer une session…", "annuler la session 3"."""
    simple = plier_sur_place(" ".join(texte.split()).strip(" .!;:,…?"))
    return any(motif.match(simple) for motif in (_PROGRAMMER, _ANNULER, _DEPLACER))


def _sur_un_ordre(turn: Turn, entretien: Entretien, dit: str, simple: str) -> Outcome | None:
    if lu := _PROGRAMMER.match(simple):
        return programmer(turn, entretien, dit[slice(*lu.span("quoi"))])
    if lu := _ANNULER.match(simple):
        return annuler(turn, entretien, int(lu["numero"]), confirme=True)
    if lu := _DEPLACER.match(simple):
        plus_tot = simple.startswith("avance")
        return deplacer(turn, entretien, int(lu["numero"]), dit[slice(*lu.span("suite"))], plus_tot=plus_tot)
    return None


def _sur_une_session(turn: Turn, entretien: Entretien, lu: re.Match[str], dit: str, *, demande: bool) -> Outcome | None:
    """ "session 3 : faite, 14 participants", "la session 3 est annulée", "session 3"."""
    numero, suite = int(lu["numero"]), lu["suite"]
    if demande:
        # "La session 3 a-t-elle eu lieu ?" changes nothing.
        return None if _parle_d_autre_chose(turn, lu) else montrer(turn, entretien, numero)
    if _EST_ANNULEE.match(suite):
        return annuler(turn, entretien, numero, confirme=True)
    if autre := _EST_DEPLACEE.match(suite):
        quand = dit[lu.start("suite") + autre.start("suite") :]
        return deplacer(turn, entretien, numero, quand, plus_tot="avance" in suite)
    if faite := _EST_FAITE.match(suite):
        return realiser(turn, entretien, numero, lire_les_participants(faite["suite"]))
    if suite and _PARTICIPANTS.fullmatch(suite):
        return realiser(turn, entretien, numero, lire_les_participants(suite))
    if _parle_d_autre_chose(turn, lu):
        return None
    note = None if not suite else "pas_eu_lieu" if _NEGATION.search(suite) else "incompris"
    return montrer(turn, entretien, numero, note)


def _parle_d_autre_chose(turn: Turn, lu: re.Match[str]) -> bool:
    """ "Formation 3 SST…" begins a purchase."""
    inconnue = _inconnue(turn, int(lu["numero"]))
    if lu["nom"].startswith(_NOMS_SURS):
        return bool(lu["suite"]) and inconnue
    return bool(lu["suite"]) or inconnue


def _inconnue(turn: Turn, numero: int) -> bool:
    return numero > NUMERO_MAX or turn.sessions.trouver(numero) is None


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button about a session; None when it is none of them."""
    verbe, _, numero = reste.partition(":")
    if not (numero.isascii() and numero.isdecimal()):
        return None
    match verbe:
        case "confirmer_oui" | "confirmer_non":
            # What was to be confirmed is in the state: another order since then is not confirmed by that tap.
            attente = str(turn.etat.get("attente") or "")
            return reprendre(turn, entretien, attente, "oui" if verbe.endswith("oui") else "non")
        case "voir":
            return montrer(turn, entretien, int(numero))
        case "faite":
            return realiser(turn, entretien, int(numero), None)
        case "annuler" | "annuler_oui":
            return annuler(turn, entretien, int(numero), confirme=verbe == "annuler_oui")
        case "deplacer":
            return deplacer(turn, entretien, int(numero), "")
    return choix_d_entreprise(turn, entretien, reste)


def reprendre(turn: Turn, entretien: Entretien, attente: str, texte: str) -> Outcome | None:
    """Read what was asked for about a session just before; None when the message is no answer to it."""
    match attente.split(":", 2):
        case ["x", "participants", numero] if (combien := lire_les_participants(texte)) is not None:
            return realiser(turn, entretien, int(numero), combien)
        case ["x", "jour", numero] if _lire_le_report(turn, texte) != Moment(cause="sans_jour"):
            return deplacer(turn, entretien, int(numero), texte)
        case ["x", "confirmer", quoi] if (avis := lire_avis(texte)) is not None and not avis.suite:
            return (
                programmer(turn, entretien, quoi, confirme=True) if avis.accord else _ne_pas_programmer(turn, entretien)
            )
        case ["x", "quand", quoi] if lire_un_moment(turn, texte).jour is not None and not est_un_ordre(texte):
            return programmer(turn, entretien, f"{quoi}, {texte}")
    return None


def _ne_pas_programmer(turn: Turn, entretien: Entretien) -> Outcome:
    return aparte(turn, entretien, Reply("session_sans_jour", {"cause": "abandon"}))


def programmer(turn: Turn, entretien: Entretien, quoi: str, *, confirme: bool = False) -> Outcome:
    """Plan the session that these words tell: its kind or its title, its day, its hour and its place."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    moment = lire_un_moment(turn, quoi)
    if moment.jour is None:
        # Without a day at all, the very next message may be the day alone.
        attente = f"x:quand:{moment.avant[:400]}" if moment.cause == "sans_jour" else None
        return _refuser(turn, replace(entretien, attente=attente), moment)
    cause = "a_confirmer_passe" if moment.jour < turn.aujourdhui else None if est_ouvre(moment.jour) else "a_confirmer"
    if cause is not None and not confirme:
        contexte = {"cause": cause, "jour": moment.jour, "semaine": _SEMAINE[moment.jour.weekday()]}
        suivant = replace(entretien, attente=f"x:confirmer:{_avec_son_jour(turn, quoi)[:600]}")
        choices = (bouton("oui", "x:confirmer_oui:0"), bouton("non", "x:confirmer_non:0"))
        return Outcome(suivant.en_json(), [Reply("session_sans_jour", contexte, choices)])
    titre, apres = _lire_le_titre(moment.avant, moment.apres)
    titre = (titre[:1].upper() + titre[1:])[:TITRE_MAX]
    memes = [
        une
        for une in turn.sessions.a_venir(moment.jour)
        if une.jour == moment.jour and simplifier(une.titre) == simplifier(titre)
    ]
    if memes:
        return montrer(turn, entretien, memes[0].id, "deja_programmee")
    numero = memoire(turn).accompagnements.programmer(
        titre, moment.jour, moment.heure, _lire_le_lieu(apres), auteur(turn), turn.now
    )
    return montrer(turn, entretien, numero, "programmee")


def _avec_son_jour(turn: Turn, quoi: str) -> str:
    """What was said, its day in full: a yes said the day after is about the same day."""
    quoi = " ".join(quoi.split()).replace("\u2019", "'")
    return dater_les_jours(turn, _dater_les_jours_passes(turn, _dater_les_jours_proches(turn, quoi)))


def _refuser(turn: Turn, entretien: Entretien, moment: Moment) -> Outcome:
    contexte = {"cause": moment.cause, "jour": moment.jour, "attend": entretien.attente is not None}
    return aparte(turn, entretien, Reply("session_sans_jour", contexte))


def deplacer(turn: Turn, entretien: Entretien, numero: int, quand: str, *, plus_tot: bool = False) -> Outcome:
    """Hold a session on another day, at another hour or place; ask for the day when nothing is said.

    `plus_tot`: "d'une semaine" is a week before.
    """
    if refus := _hors_de_portee(turn, entretien, numero, {EtatAccompagnement.PROGRAMME}):
        return refus
    session = turn.sessions.trouver(numero)
    assert session is not None
    moment = _lire_l_ecart(session, quand, plus_tot=plus_tot) or _lire_le_report(turn, quand)
    if moment.jour is None and (moment.heure is None or moment.cause != "sans_jour"):
        return _demander(entretien, session, "jour", moment.cause if quand.strip() else None)
    jour = moment.jour or session.jour
    if jour < turn.aujourdhui:
        return _demander(entretien, session, "jour", "passe")
    lieu = _lire_le_lieu(moment.apres) or session.lieu
    change = memoire(turn).accompagnements.deplacer(
        numero, jour, moment.heure or session.heure, lieu, auteur(turn), turn.now
    )
    return montrer(turn, entretien, numero, "deplacee" if change else "deja_la")


def _lire_l_ecart(session: AccompagnementRecord, quand: str, *, plus_tot: bool) -> Moment | None:
    """So long before or after the day that it had; None when the message says it otherwise."""
    lu = _DE_TANT.match(plier_sur_place(quand))
    if lu is None:
        return None
    combien = int(_NOMBRES.get(lu["n"], lu["n"])) * (-1 if plus_tot else 1)
    if lu["unite"] == "mois":
        return Moment(plus_mois(session.jour, combien))
    return Moment(session.jour + timedelta(days=combien * (7 if lu["unite"].startswith("semaine") else 1)))


def _lire_le_report(turn: Turn, quand: str) -> Moment:
    """Another day ("au 20 mars", "au 20", "à jeudi"), with its hour and place; or another hour of the same day."""
    moment = lire_un_moment(turn, quand)
    if moment.cause != "sans_jour":
        return moment
    if _VAGUE.search(plier_sur_place(quand)):
        return Moment(cause="vague")
    heure, reste = _lire_les_heures(quand)
    jour = lire_un_jour(turn, simplifier(reste)) if reste.strip() else None
    return Moment(jour, None if jour else "sans_jour", heure)


def realiser(turn: Turn, entretien: Entretien, numero: int, participants: int | None) -> Outcome:
    """Note that a session took place, and with how many; ask how many when it is not said."""
    if refus := _hors_de_portee(turn, entretien, numero, {EtatAccompagnement.PROGRAMME, EtatAccompagnement.REALISE}):
        return refus
    session = turn.sessions.trouver(numero)
    assert session is not None
    if session.jour > turn.aujourdhui:
        return montrer(turn, entretien, numero, "a_venir")
    if participants is not None and participants > PARTICIPANTS_MAX:
        return _demander(entretien, session, "participants", "trop")
    change = memoire(turn).accompagnements.realiser(numero, participants, auteur(turn), turn.now)
    if participants is None and session.participants is None:
        faite = turn.sessions.trouver(numero)
        assert faite is not None
        return _demander(entretien, faite, "participants", None)
    return montrer(turn, entretien, numero, "faite" if change else "deja_faite")


def annuler(turn: Turn, entretien: Entretien, numero: int, *, confirme: bool) -> Outcome:
    """Call a session off; before people are told because of one tap, ask."""
    if refus := _hors_de_portee(turn, entretien, numero, {EtatAccompagnement.PROGRAMME}):
        return refus
    session = turn.sessions.trouver(numero)
    assert session is not None
    if session.inscrits and not confirme:
        choices = (
            bouton("annuler_la_session", f"x:annuler_oui:{numero}"),
            bouton("session", f"x:voir:{numero}", numero),
        )
        return aparte(turn, entretien, Reply("session_a_annuler", {"session": session}, choices))
    memoire(turn).accompagnements.annuler(numero, auteur(turn), turn.now)
    return montrer(turn, entretien, numero, "annulee")


def _hors_de_portee(turn: Turn, entretien: Entretien, numero: int, etats: set[EtatAccompagnement]) -> Outcome | None:
    """Why whoever writes does not change this session so; None when they do."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if _inconnue(turn, numero):
        return aparte(turn, entretien, Reply("session_inconnue", {"numero": numero}))
    session = turn.sessions.trouver(numero)
    if session is not None and session.etat not in etats:
        return montrer(turn, entretien, numero, "rien_change")
    return None


def _demander(entretien: Entretien, session: AccompagnementRecord, quoi: str, cause: str | None) -> Outcome:
    """Ask for the day, or for how many took part."""
    contexte = {"session": session, "quoi": quoi, "cause": cause}
    suivant = replace(entretien, attente=f"x:{quoi}:{session.id}")
    return Outcome(suivant.en_json(), [Reply("session_a_preciser", contexte)])


def montrer(turn: Turn, entretien: Entretien, numero: int, note: str | None = None) -> Outcome:
    """A session, and what the team can say of it."""
    if _inconnue(turn, numero):
        return aparte(turn, entretien, Reply("session_inconnue", {"numero": numero}))
    session = turn.sessions.trouver(numero)
    assert session is not None
    equipe = Role.EQUIPE in turn.roles
    contexte = {"session": session, "note": note, "equipe": equipe, "passee": session.jour < turn.aujourdhui}
    choices: list[Choice] = []
    if equipe and session.etat is EtatAccompagnement.PROGRAMME:
        if session.jour <= turn.aujourdhui:
            choices.append(bouton("session_faite", f"x:faite:{numero}"))
        choices.append(bouton("deplacer_la_session", f"x:deplacer:{numero}"))
        choices.append(bouton("annuler_la_session", f"x:annuler:{numero}"))
    choices.append(bouton("programme", "c:programme"))
    return aparte(turn, entretien, Reply("session", contexte, tuple(choices)))


def lister(turn: Turn, entretien: Entretien) -> Outcome:
    """What is planned, what waits for its outcome, and the figures of the programme."""
    equipe = Role.EQUIPE in turn.roles
    a_venir = turn.sessions.a_venir(turn.aujourdhui)
    a_conclure = memoire(turn).accompagnements.a_conclure(turn.aujourdhui)
    etats = memoire(turn).accompagnements.compter().get(turn.aujourdhui.year, {})
    contexte = {
        "a_venir": a_venir[:MONTREES],
        "autres": max(0, len(a_venir) - MONTREES),
        "a_conclure": a_conclure[:MONTREES],
        "annee": turn.aujourdhui.year,
        "programmees": sum(etats.values()),
        "realisees": etats.get(EtatAccompagnement.REALISE, 0),
        "annulees": etats.get(EtatAccompagnement.ANNULE, 0),
        "chiffres": _chiffres(turn),
        "equipe": equipe,
    }
    montrees = [*a_conclure[:MONTREES], *a_venir[:MONTREES]][:MONTREES]
    choices = tuple(bouton("session", f"x:voir:{une.id}", une.id) for une in montrees if equipe)
    return aparte(turn, entretien, Reply("sessions", contexte, choices))


def _chiffres(turn: Turn) -> list[dict[str, Any]]:
    """The last two years of the figure of the programme, and of how many bid, as its action declares them."""
    dits = []
    for cle, indicateur in _indicateurs(turn):
        requete = Requete(Dashboard.ACTIONS, turn.aujourdhui.year)
        chiffre = seul(memoire(turn), turn.pack, requete, cle, turn.aujourdhui)
        assert chiffre is not None
        connues = dict(chiffre.annees)
        annees = []
        for annee in (turn.aujourdhui.year - 1, turn.aujourdhui.year):
            valeur = connues.get(annee, VIDE)
            dite, sur = mots.lisible(valeur, chiffre.unite), mots.part(valeur, chiffre.genre)
            annees.append({"annee": annee, "valeur": dite, "part": sur})
        dits.append({"titre": indicateur.titre, "annees": annees, "evolution": mots.evolution(chiffre)})
    return dits


def _indicateurs(turn: Turn) -> list[tuple[str, Indicateur]]:
    for fiche in turn.pack.fiches.values():
        calcules = [(un, un.calcul) for un in fiche.indicateurs if un.calcul is not None]
        if any(calcul.accompagnements for _, calcul in calcules):
            return [
                (f"{fiche.numero}.{un.id}", un)
                for un, calcul in calcules
                if calcul.accompagnements or calcul.mesure is Mesure.OFFRES
            ]
    return []


# --- firms ------------------------------------------------------------------------------------------------------------


def pour_une_entreprise(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "Quand est la prochaine réunion d'information ?", "je m'inscris à la session 3"; None for anything else."""
    simple = simplifier(texte)
    if lu := _JE_NE_VIENS_PLUS.match(simple):
        return _sur_une_place(turn, entretien, "desinscrire", lu["numero"])
    if lu := _JE_VIENS.match(simple):
        return _sur_une_place(turn, entretien, "inscrire", lu["numero"])
    return lister_pour_une_entreprise(turn, entretien) if _LESQUELLES.match(simple) else None


def _sur_une_place(turn: Turn, entretien: Entretien, verbe: str, numero: str | None) -> Outcome | None:
    """The session that is named, or the only one that was just shown; which ones there are, when it is not said."""
    offertes = [
        valeur.rpartition(":")[2]
        for valeur, _ in turn.etat.get("choix_offerts", ())
        if valeur.startswith(("x:inscrire:", "x:desinscrire:"))
    ]
    if numero is None and len(offertes) != 1:
        # "Je viens", when no session was spoken of, may be about anything.
        parle = offertes or "session" in turn.incoming.text.lower() or "inscri" in turn.incoming.text.lower()
        return lister_pour_une_entreprise(turn, entretien) if parle else None
    return choix_d_entreprise(turn, entretien, f"{verbe}:{numero or offertes[0]}")


def choix_d_entreprise(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button of a firm; pressed twice it changes nothing. None when it is none of them."""
    verbe, _, numero = reste.partition(":")
    if not (numero.isascii() and numero.isdecimal()) or verbe not in ("inscrire", "desinscrire"):
        return None
    session = None if int(numero) > NUMERO_MAX else turn.sessions.trouver(int(numero))
    if session is None or session.etat is not EtatAccompagnement.PROGRAMME or session.jour < turn.aujourdhui:
        return lister_pour_une_entreprise(turn, entretien, fermee=session)
    vient = verbe == "inscrire"
    change = turn.sessions.inscrire(session.id, turn.now) if vient else turn.sessions.desinscrire(session.id)
    contexte = {"session": session, "vient": vient, "change": change, "prive": turn.incoming.prive}
    if vient:
        choices = (bouton("ne_plus_venir", f"x:desinscrire:{session.id}"),)
    else:
        choices = (bouton("m_inscrire", f"x:inscrire:{session.id}"),)
    return aparte(turn, entretien, Reply("inscription", contexte, choices))


def lister_pour_une_entreprise(turn: Turn, entretien: Entretien, fermee: AccompagnementRecord | None = None) -> Outcome:
    """The sessions to come, and in which of them whoever asks has a place; `fermee`: one that takes nobody any more."""
    a_venir = turn.sessions.a_venir(turn.aujourdhui)[:MONTREES]
    miennes = turn.sessions.miennes()
    contexte = {
        "sessions": [{"session": une, "vient": une.id in miennes} for une in a_venir],
        "fermee": fermee,
        "service": turn.pack.services["commande_publique"],
    }
    seule = len(a_venir) == 1
    choices = tuple(_place(une.id, vient=une.id in miennes, seule=seule) for une in a_venir)
    return aparte(turn, entretien, Reply("sessions_entreprise", contexte, choices))


def _place(numero: int, *, vient: bool, seule: bool) -> Choice:
    """The button that takes or leaves a place; it says which when there are several."""
    if vient:
        valeur = f"x:desinscrire:{numero}"
        return bouton("ne_plus_venir", valeur) if seule else bouton("ne_plus_venir_a", valeur, numero)
    valeur = f"x:inscrire:{numero}"
    return bouton("m_inscrire", valeur) if seule else bouton("m_inscrire_a", valeur, numero)


# --- what firms are told ----------------------------------------------------------------------------------------------


def annoncer_un_changement(session: AccompagnementRecord, connu: date | None = None) -> Reply:
    """A session that somebody has a place in was moved, or called off; `connu`: the day that they know."""
    annulee = session.etat is EtatAccompagnement.ANNULE
    choices = () if annulee else (bouton("ne_plus_venir", f"x:desinscrire:{session.id}"),)
    return Reply(
        "session_changee",
        {"session": session, "annulee": annulee, "connu": connu if connu != session.jour else None},
        choices,
    )


def rappeler(session: AccompagnementRecord) -> Reply:
    """A session that somebody has a place in comes on the next working day."""
    return Reply("session_rappelee", {"session": session}, (bouton("ne_plus_venir", f"x:desinscrire:{session.id}"),))


__all__ = [
    "annoncer_un_changement",
    "choix_d_entreprise",
    "est_un_ordre",
    "lister",
    "lister_pour_une_entreprise",
    "pour_une_entreprise",
    "rappeler",
    "repondre",
    "repondre_par_choix",
    "reprendre",
]
