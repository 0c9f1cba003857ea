"""Reminders: what they say, and what is answered to them from the message itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from handlers.conversation.acces import auteur, memoire, mes_referents, moi
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.formules import lire_formule
from handlers.conversation.offerts import ORDINAUX
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.registre.marches import changer, diagnostiquer, peut_changer
from knowledge.francais.jours import lire_un_jour, plier_sur_place
from knowledge.francais.noms import Nom, lire_un_nom
from knowledge.francais.texte import simplifier
from knowledge.plan.pack import Pack
from knowledge.rappels.echeances import Echeance, echeance
from storage.comptes.records import Role
from storage.rappels.records import EtatRappel, NouveauRappel, PreferenceRecord, RappelRecord, ReponseRappel
from storage.registre.records import MarcheRecord

EQUIPE = "equipe"
CAMPAGNE = "campagne"
ESCALADE = "escalade"
TRANSFERT = "transfert"
REPORT = "report"
# How many subjects one message holds: beyond, another message follows.
SUJETS_MAX = 8
MOTIF_MAX = 300
DERNIERS = 30
_REPORTS = {"semaine": 7, "mois": 31}

_MOIS_ECRITS = "jan|fev|mar|avr|mai|juin|juil|aout|sep|oct|nov|dec"
# A line of a message that says several, as "le 2", "le premier" or "le marché 12": neither a day nor a duration.
_RANG = (
    r"(?:(?:marche|contrat|numero|ligne|no|n°) ?)?(?:\d{1,9}(?:er|eme|e)?|premiere?|deuxieme|seconde?|troisieme|derniere?)"
    rf"(?!\w|[/.-]\d|\s*(?:%|€|k|euros?|h\b|jours?|semaines?|mois|ans?\b|{_MOIS_ECRITS}))"
)
_ARTICLE = r"(?:(?:pour )?(?:le |la |les |l'|du |de la |des )|pour )?"
_RANGS = rf"{_ARTICLE}{_RANG}(?:(?:,? et |, ?){_ARTICLE}{_RANG}){{0,20}}"
_UN_RANG = re.compile(
    r"(?P<marche>marche |contrat )?(?P<no>n° ?|no )?(?:(?P<nombre>\d+)|(?P<mot>premier|deuxieme|second|troisieme|dernier))"
)
_DEBUT = (
    r"^(?:(?:ok|oui|non|d'accord|vu|bon|alors|bonjour|desolee?|finalement|en fait|du coup),? )*"
    rf"(?:(?P<avant>{_RANGS})\s*+(?:[:,-]\s*+|(?:est|c'est) |))??\s*+"
)
_FIN = rf"(?:,? (?:sauf|hormis|mais pas) (?P<sauf>{_RANGS})|,? (?P<fin>pour {_RANGS}))?(?:,? (?:finalement|merci|svp|pas de (?:souci|probleme)s?)){{0,4}}$"
_OCCUPE = re.compile(
    rf"{_DEBUT}(?:je m'en (?:occupe|charge)(?:rai)?|je vais m'en occuper|je prends|je gere|c'est pour moi|c'est moi qui m'en occupe|je m'occupe(?= ))"
    rf"(?P<tous> (?:de )?tout(?:e?s)?)?(?: (?P<apres>{_RANGS}))?{_FIN}"
)
_SANS_OBJET = re.compile(
    rf"{_DEBUT}(?:c'est |il est |est )?sans objet\b(?: (?P<apres>{_RANGS}))?\s*+[:,(-]?\s*+(?P<suite>.*?){_FIN}"
)
_REPORTER = re.compile(
    rf"{_DEBUT}(?:reporter?|reporte[sz]|repousser?|rappell?ez?[- ]moi|relancez?[- ]moi|plus tard)\b(?: (?P<apres>{_RANGS}))?(?P<suite>.*?){_FIN}"
)
# "Passer au résultat" gives nothing to anybody: what is given must be said, or the verb say nothing else.
_TRANSFERER = re.compile(
    rf"{_DEBUT}(?:(?:transferer?|transferez|confier?|confiez)(?:-l[ea])?(?: (?:le|la|ce rappel|ce marche)(?= a))?|(?:passer?|passez|donner?|donnez)(?:-l[ea]| le| la| ce rappel| ce marche| (?={_ARTICLE}{_RANG})))"
    rf"(?: (?P<apres>{_RANGS}))?(?: (?P<suite>(?:a|au|aux|pour) \S.*?))?{_FIN}"
)
_REFUS = re.compile(
    r"^(?:(?:non|desolee?|finalement|bonjour|ah|euh),? )*(?:"
    r"(?:moi )?je (?:ne )?(?:m'en |m')?(?:occupe|occupais|charge|gere|prends|suis|peux)\b.{0,40}?\b(?:pas|plus|jamais)\b(?! de (?:souci|probleme)s?)(?P<un>.*)"
    r"|(?:ce n'est|c'est|ce n'etait|c'etait) (?:pas|plus) (?:a |pour |de )?(?:moi|mon|ma|notre)\b(?P<deux>.*)"
    r"|(?:pas|plus) (?:pour |a )?moi\b(?P<trois>.*))$"
)
_PLUTOT = re.compile(r"\b(?:c'est|plutot|voyez avec|voir avec|demandez a) (?P<nom>\S.*)$")
_RENONCE = re.compile(r"^(?:(?:non|finalement|en fait|rien|annuler?|stop|laissez? tomber|merci|euh|ah),? ?)+$")
_NOUVEL_ACHAT = re.compile(
    r"^(?:c'est )?(?:un |une )?(?:nouveau|nouvel|nouvelle) (?:marche|achat|contrat|consultation)\b"
)
# Said of a reminder, when it is not said which.
_SANS_DIRE_LEQUEL = frozenset(("sans objet", "c'est sans objet", "reporter", "transferer"))
_BOUTON = re.compile(r"^r:(?P<verbe>[a-z_]+):(?P<numero>\d{1,9})(?::\w+)?$")
_HEURES = re.compile(
    r"^(?:mes )?rappels? (?:seulement )?entre (?P<de>\d{1,2})(?:\s*+h)?(?:\s*+(?P<dem>\d\d))? et (?P<a>\d{1,2})(?:\s*+h)?\s*+(?P<am>\d\d)?$"
)
_PAS_AVANT = re.compile(r"^(?:pas de|plus de|aucun) rappels? (?:avant|jusqu'(?:a|au)) (?P<quand>.+)$")
_UN_PAR_UN = re.compile(r"^(?:un rappel|un message) par (?:marche|contrat)$")
_GROUPES = re.compile(r"^(?:(?:mes )?rappels groupes|un (?:seul )?(?:recapitulatif|recap|message par jour))$")


@dataclass(frozen=True, slots=True)
class Sujet:
    """One line of a reminder: a contract (with the other lots of its consultation) that reaches a milestone.

    `numero` is the reminder that its buttons name, `numeros` all those that it says; `jours` counts to the day, and is
    negative once it is past; `sans_reponse` names who did not answer; `equipe`: it is said to the team.
    """

    numero: int
    numeros: tuple[int, ...]
    marche: MarcheRecord
    echeance: Echeance
    genre: str
    jours: int
    lots: int
    sans_reponse: str | None = None
    equipe: bool = False


def sujets(
    rappels: Collection[RappelRecord], pack: Pack, seances: Mapping[str, Sequence[date]], aujourdhui: date
) -> list[Sujet]:
    """What reminders say today, lots of one consultation together, the most pressing first."""
    jalons = {jalon.id: jalon for jalon in pack.jalons}
    ensemble: dict[tuple[str, str, date], list[RappelRecord]] = {}
    for rappel in rappels:
        if rappel.jalon in jalons:
            groupe = rappel.marche.groupe or str(rappel.marche.id)
            ensemble.setdefault((groupe, rappel.jalon, rappel.base), []).append(rappel)
    lignes = []
    for (_, jalon, base), memes in ensemble.items():
        premier = memes[0]
        une = echeance(jalons[jalon], base, seances.get(premier.marche.acheteur, ()))
        jours = (une.jour - aujourdhui).days
        genre = genre_de(premier)
        lignes.append(
            Sujet(
                premier.id,
                tuple(rappel.id for rappel in memes),
                premier.marche,
                une,
                genre,
                jours,
                len({rappel.marche.id for rappel in memes}),
                premier.marche.referent if genre == ESCALADE else None,
                equipe=premier.destinataire == EQUIPE,
            )
        )
    return sorted(lignes, key=lambda sujet: (sujet.jours, sujet.numero))


def genre_de(rappel: RappelRecord) -> str:
    """What a reminder is: of the calendar ("jalon"), or asked for by somebody."""
    genre = rappel.avance.partition(":")[0]
    return genre if genre in (CAMPAGNE, ESCALADE, TRANSFERT, REPORT) else "jalon"


def annoncer(lignes: Sequence[Sujet], pack: Pack, *, equipe: bool) -> Reply:
    """The message that says them: its answers one tap away."""
    if len(lignes) == 1:
        [sujet] = lignes
        return Reply("rappel", {"sujet": sujet, "pack": pack, "equipe": equipe}, reponses(sujet.numero))
    choices = tuple(bouton("repondre_a", f"r:voir:{sujet.numero}", rang) for rang, sujet in enumerate(lignes, 1))
    tout = bouton("occupe_de_tout", f"r:tout:{lignes[0].numero}")
    return Reply("rappels", {"sujets": list(lignes), "pack": pack, "equipe": equipe}, (*choices, tout))


def reponses(numero: int) -> tuple[Choice, ...]:
    """The answers to one reminder."""
    return (
        bouton("occupe", f"r:occupe:{numero}"),
        bouton("faire_le_diagnostic", f"r:diag:{numero}"),
        bouton("reporter", f"r:reporter:{numero}"),
        bouton("transferer", f"r:transferer:{numero}"),
        bouton("sans_objet_rappel", f"r:sans_objet:{numero}"),
    )


@dataclass(frozen=True, slots=True)
class Dit:
    """What was answered: `quoi` as the waits are named ("motif", "report", "transfert"), "occupe" or "refus"; the reason,
    day or name that goes with it; which lines of the message it is about, or all but which.
    """

    quoi: str
    suite: str = ""
    cites: tuple[re.Match[str], ...] = ()
    sauf: tuple[re.Match[str], ...] = ()
    tous: bool = False


def lire_reponse(texte: str, *, plusieurs: bool = False) -> Dit | None:
    """Read an answer to a reminder, but for a question; `plusieurs`: to a message that says several, each of a rank.

    >>> lire_reponse("sans objet : plus de Budget").suite, lire_reponse("transférer à Élise").suite
    ('plus de Budget', 'à Élise')
    >>> lire_reponse("reporter le 2").suite, lire_reponse("reporter le 2", plusieurs=True).suite
    ('le 2', '')
    >>> lire_reponse("je ne m'en occupe plus").quoi, lire_reponse("je m'en occupe ?"), lire_reponse("passer au résultat")
    ('refus', None, None)
    """
    if texte.rstrip().endswith("?"):
        return None
    dit = " ".join(texte.split()).strip(" .!;:,…")
    plie = plier_sur_place(dit)
    if refus := _REFUS.match(plie):
        return Dit("refus", _la_suite(dit, _PLUTOT.search(plie, refus.start(refus.lastgroup or 0)), "nom"))
    for quoi, motif in (
        ("occupe", _OCCUPE),
        ("motif", _SANS_OBJET),
        ("report", _REPORTER),
        ("transfert", _TRANSFERER),
    ):
        if lu := motif.match(plie):
            return _dit(dit, quoi, lu, plusieurs=plusieurs)
    return None


def _dit(dit: str, quoi: str, lu: re.Match[str], *, plusieurs: bool) -> Dit:
    groupes = {"suite": None, "tous": None, **lu.groupdict()}
    suite = _la_suite(dit, lu, "suite") if "suite" in lu.groupdict() else ""
    if quoi == "report" and not plusieurs:
        # "Reporter le 15" says a day when there is no 15th line.
        suite = " ".join(filter(None, (groupes["apres"], suite)))
        groupes["apres"] = None
    cites = " ".join(filter(None, (groupes["avant"], groupes["apres"], groupes["fin"])))
    return Dit(
        quoi,
        suite,
        tuple(_UN_RANG.finditer(cites)),
        tuple(_UN_RANG.finditer(groupes["sauf"] or "")),
        tous=groupes["tous"] is not None,
    )


def _la_suite(dit: str, lu: re.Match[str] | None, groupe: str) -> str:
    """What a group matched, in the spelling of whoever wrote it."""
    return "" if lu is None or lu[groupe] is None else dit[slice(*lu.span(groupe))].strip(" .,:()")


# --- answers ----------------------------------------------------------------------------------------------------------


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button of a reminder; None when it is none of them."""
    verbe, _, suite = reste.partition(":")
    numero, _, quand = suite.partition(":")
    if not (numero.isascii() and numero.isdecimal()):
        return None
    rappel = memoire(turn).rappels.trouver(int(numero))
    if rappel is None:
        return aparte(turn, entretien, Reply("rappel_inconnu"))
    if verbe == "tout" and (a_moi := _a_ma_portee(turn, _de_la_meme_enveloppe(turn, rappel))):
        return _s_en_occuper(turn, entretien, a_moi)
    if refus := _hors_de_portee(turn, entretien, rappel):
        return refus
    match verbe:
        case "voir":
            return _montrer(turn, entretien, rappel)
        case "occupe":
            return _s_en_occuper(turn, entretien, [rappel])
        case "diag":
            _noter(turn, [rappel], ReponseRappel.DIAGNOSTIC)
            return diagnostiquer(turn, entretien, rappel.marche.id)
        case "reporter" if quand in _REPORTS:
            return _reporter(turn, entretien, rappel, turn.aujourdhui + timedelta(days=_REPORTS[quand]))
        case "reporter":
            return _demander(turn, entretien, rappel, "report")
        case "transferer":
            return _demander(turn, entretien, rappel, "transfert")
        case "sans_objet":
            return _demander(turn, entretien, rappel, "motif")
    return None


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """An answer typed instead of pressed, when the last message is a reminder; or how one wants to be reminded."""
    simple = simplifier(texte)
    if outcome := _regler(turn, entretien, simple):
        return outcome
    lignes = _lignes(turn)
    if lignes and entretien.etape is Etape.ACCUEIL and lire_formule(texte, exacte=True) == "annuler":
        # No purchase is under way: "stop" is said of the reminder, which stays to be answered.
        offerts = tuple(Choice(libelle, valeur) for valeur, libelle in turn.etat["choix_offerts"])
        return aparte(turn, entretien, Reply("rien_change", {}, offerts))
    dit = lire_reponse(texte, plusieurs=bool(lignes) and not _un_seul_est_offert(turn))
    if dit is None:
        return None
    if lignes:
        return _sur_les_lignes(turn, entretien, dit, lignes)
    if dit.cites or dit.sauf or (recent := _un_recent(turn)) is None:
        return None
    if dit.quoi == "occupe":
        # Said of nothing else: the last one, perhaps said twice.
        return _appliquer(turn, entretien, dit, [recent])
    return mes_rappels(turn, entretien) if simple in _SANS_DIRE_LEQUEL else None


def _sur_les_lignes(turn: Turn, entretien: Entretien, dit: Dit, lignes: Mapping[int, RappelRecord]) -> Outcome | None:
    """Do what is said of the lines of the last message; ask which, rather than take one for another."""
    designes = _designes(dit.cites, lignes)
    exclus = _designes(dit.sauf, lignes)
    if designes is None or exclus is None:
        # "Je m'occupe du marché 12" may be said of a contract that is not in the message.
        ailleurs = any(cite["marche"] for cite in (*dit.cites, *dit.sauf))
        return None if ailleurs else _demander_lequel(turn, entretien, lignes)
    if dit.quoi == "occupe" and not designes and (dit.tous or dit.sauf or _tout_est_offert(turn)):
        ouverts = {rang: rappel for rang, rappel in lignes.items() if rappel.etat is EtatRappel.DIT} or lignes
        designes = [rang for rang in ouverts if rang not in exclus]
    elif not designes and _un_seul_est_offert(turn):
        designes = list(lignes)
    if not designes or (dit.quoi != "occupe" and (exclus or len(designes) > 1)):
        return _demander_lequel(turn, entretien, lignes)
    return _appliquer(turn, entretien, dit, [lignes[rang] for rang in designes])


def _designes(cites: Sequence[re.Match[str]], lignes: Mapping[int, RappelRecord]) -> list[int] | None:
    """The ranks of the lines that are named, by rank or by number of contract; None when one cannot be told."""
    rangs: list[int] = []
    for cite in cites:
        nombre = int(cite["nombre"]) if cite["nombre"] else ORDINAUX.get(cite["mot"], max(lignes))
        du_marche = [rang for rang, rappel in lignes.items() if rappel.marche.id == nombre]
        possibles = {
            *(du_marche if cite["marche"] or cite["no"] else ()),
            *([nombre] if nombre in lignes and not cite["marche"] else ()),
        }
        if len(possibles) != 1:
            return None
        rangs += possibles
    return rangs


def _appliquer(turn: Turn, entretien: Entretien, dit: Dit, rappels: Sequence[RappelRecord]) -> Outcome:
    """Do what was answered to these reminders, or ask for what the answer lacks."""
    a_moi = _a_ma_portee(turn, rappels)
    if not a_moi:
        return _hors_de_portee(turn, entretien, rappels[0]) or aparte(turn, entretien, Reply("rappel_inconnu"))
    rappel = a_moi[0]
    match dit.quoi:
        case "occupe":
            return _s_en_occuper(turn, entretien, a_moi)
        case "refus":
            return _refuser(turn, entretien, rappel, dit.suite)
        case "motif" if dit.suite:
            return _sans_objet(turn, entretien, rappel, dit.suite)
        case "report" if jour := lire_un_jour(turn.aujourdhui, simplifier(dit.suite)):
            return _reporter(turn, entretien, rappel, jour)
        case "transfert" if nom := lire_un_nom(dit.suite):
            return _transferer(turn, entretien, rappel, nom)
    return _demander(turn, entretien, rappel, dit.quoi)


def reprendre(turn: Turn, entretien: Entretien, attente: str, texte: str) -> Outcome | None:
    """Read the day, the name or the reason that was just asked for, or another answer; None when the message is none."""
    genre, _, reste = attente.partition(":")
    quoi, _, numero = reste.partition(":")
    if genre != "r" or not numero.isdecimal():
        return None
    rappel = memoire(turn).rappels.trouver(int(numero))
    if rappel is None:
        return None
    if refus := _hors_de_portee(turn, entretien, rappel):
        return refus
    if (dit := lire_reponse(texte)) and not (dit.cites or dit.sauf):
        return _appliquer(turn, entretien, dit, [rappel])
    if _RENONCE.match(simplifier(texte)):
        return aparte(turn, entretien, Reply("rien_change", {}, reponses(rappel.id)))
    match quoi:
        case "report" if jour := lire_un_jour(turn.aujourdhui, simplifier(texte)):
            return _reporter(turn, entretien, rappel, jour)
        case "transfert" if nom := lire_un_nom(texte):
            return _transferer(turn, entretien, rappel, nom)
        case "motif" if _est_un_motif(turn, texte):
            return _sans_objet(turn, entretien, rappel, texte)
    return None


def _est_un_motif(turn: Turn, texte: str) -> bool:
    """A reason is any words, but a question or what describes a purchase."""
    lecture = turn.lecteur.lire(texte, turn.aujourdhui)
    lus = {lu.nom for lu in (*lecture.lus, *lecture.sous_reserve)}
    quoi, combien = lus & {"segments", "nature"}, lus & {"montant_ht", "procedure"}
    achat = quoi or combien if _NOUVEL_ACHAT.match(simplifier(texte)) else quoi and combien
    return bool(texte.strip()) and not achat and not texte.rstrip().endswith("?")


def _hors_de_portee(turn: Turn, entretien: Entretien, rappel: RappelRecord) -> Outcome | None:
    """Why whoever writes does not answer this reminder, or not any more; None when they do."""
    if not _me_regarde(turn, rappel):
        return aparte(turn, entretien, Reply("rappel_inconnu"))
    if not peut_changer(turn, rappel.marche):
        return aparte(turn, entretien, Reply("rappel_confie", {"marche": rappel.marche}))
    return None


def _a_ma_portee(turn: Turn, rappels: Sequence[RappelRecord]) -> list[RappelRecord]:
    return [rappel for rappel in rappels if _me_regarde(turn, rappel) and peut_changer(turn, rappel.marche)]


def _me_regarde(turn: Turn, rappel: RappelRecord) -> bool:
    """A reminder is answered by whom it was said to, by who answers for the contract, or by the team."""
    if Role.EQUIPE in turn.roles:
        return True
    miens = {referent.id for referent in mes_referents(turn)}
    return rappel.marche.referent_id in miens or rappel.destinataire in {f"referent:{numero}" for numero in miens}


def _lignes(turn: Turn) -> dict[int, RappelRecord]:
    """The reminders of the last message, or of what it was before it was answered, by rank; none when the talk is of
    something else.
    """
    lignes: dict[int, RappelRecord] = {}
    for valeur, libelle in turn.etat.get("choix_offerts", ()):
        lu = _BOUTON.match(valeur)
        if lu is None or lu["verbe"] == "tout":
            continue
        rappel = memoire(turn).rappels.trouver(int(lu["numero"]))
        if rappel is not None and _me_regarde(turn, rappel):
            rang = re.search(r"\d+", libelle) if lu["verbe"] == "voir" else None
            lignes.setdefault(int(rang[0]) if rang else 1, rappel)
    return lignes


def _tout_est_offert(turn: Turn) -> bool:
    return any(valeur.startswith("r:tout:") for valeur, _ in turn.etat.get("choix_offerts", ()))


def _un_seul_est_offert(turn: Turn) -> bool:
    """Whether the last message is of one reminder: it need not be said which."""
    offerts = turn.etat.get("choix_offerts", ())
    verbes = {lu["verbe"] for valeur, _ in offerts if (lu := _BOUTON.match(valeur))}
    return bool(verbes) and ("voir" not in verbes or len(offerts) == 1)


def _demander_lequel(turn: Turn, entretien: Entretien, lignes: Mapping[int, RappelRecord]) -> Outcome:
    """Nothing is done: say which lines there are."""
    contexte = {"lignes": [(rang, _sujet(turn, rappel)) for rang, rappel in lignes.items()]}
    return aparte(turn, entretien, Reply("rappel_lequel", contexte, _les_voir(lignes)))


def _les_voir(lignes: Mapping[int, RappelRecord]) -> tuple[Choice, ...]:
    return tuple(bouton("repondre_a", f"r:voir:{rappel.id}", rang) for rang, rappel in lignes.items())


def _celles_qui_restent(turn: Turn, repondus: Mapping[int, RappelRecord]) -> tuple[Choice, ...]:
    """The other lines of the message that was answered in part, under the ranks that it gave them."""
    if _un_seul_est_offert(turn):
        return ()
    return _les_voir(
        {
            rang: rappel
            for rang, rappel in _lignes(turn).items()
            if rappel.etat is EtatRappel.DIT and rappel.id not in repondus
        }
    )


def _un_recent(turn: Turn) -> RappelRecord | None:
    """The last reminder said to whoever writes."""
    miens = [f"referent:{referent.id}" for referent in mes_referents(turn)]
    if Role.EQUIPE in turn.roles:
        miens.append(EQUIPE)
    return next(iter(memoire(turn).rappels.de(miens, 1)), None) if miens else None


def _de_la_meme_enveloppe(turn: Turn, rappel: RappelRecord) -> list[RappelRecord]:
    """All that one message said, unless it said one thing only."""
    if rappel.enveloppe is None:
        return [rappel]
    return memoire(turn).rappels.de_l_enveloppe(rappel.enveloppe) or [rappel]


def _compagnons(turn: Turn, rappels: Sequence[RappelRecord]) -> dict[int, RappelRecord]:
    """The reminders that an answer settles: those of every lot of the same day that is nobody else's."""
    tous = {rappel.id: rappel for rappel in rappels}
    for rappel in rappels:
        for autre in memoire(turn).rappels.compagnons(rappel):
            if autre.base == rappel.base and peut_changer(turn, autre.marche):
                tous[autre.id] = autre
    return tous


def _noter(turn: Turn, rappels: Sequence[RappelRecord], reponse: ReponseRappel, motif: str | None = None) -> bool:
    tous = _compagnons(turn, rappels)
    return memoire(turn).rappels.repondre(list(tous), reponse, motif, auteur(turn), turn.now) > 0


def _s_en_occuper(turn: Turn, entretien: Entretien, rappels: Sequence[RappelRecord], *, a_soi: bool = False) -> Outcome:
    """ "Je m'en occupe": nobody else is told any more; a contract that nobody had is this person's from now on.

    `a_soi`: one that somebody else had too, as it is given to oneself.
    """
    compagnons = _compagnons(turn, rappels)
    pris = {
        rappel.marche.id: rappel.marche for rappel in compagnons.values() if a_soi or rappel.marche.referent_id is None
    }
    restent = _celles_qui_restent(turn, compagnons)
    nouveau = _noter(turn, rappels, ReponseRappel.OCCUPE)
    if pris:
        referent = moi(turn)
        for marche in pris.values():
            changer(turn, marche, referent_id=referent.id)
    contexte = {
        "sujets": _sujets(turn, list(compagnons.values())),
        "nouveau": nouveau,
        "pris": len(pris),
        "reponse": "occupe",
        "quand": None,
        "a_qui": None,
    }
    choices = (bouton("diagnostiquer", f"m:diag:{rappels[0].marche.id}"),) if len(rappels) == 1 else ()
    choices = (*choices, bouton("mes_marches", "c:mes_marches"), *restent)
    return aparte(turn, entretien, Reply("rappel_repondu", contexte, choices))


def _refuser(turn: Turn, entretien: Entretien, rappel: RappelRecord, a_qui: str) -> Outcome:
    """ "Ce n'est plus moi": nothing is settled by it; show what would be."""
    nom = lire_un_nom(a_qui)
    contexte = {
        "sujet": _sujet(turn, rappel),
        "a_moi": rappel.marche.referent_id in {referent.id for referent in mes_referents(turn)},
        "a_qui": nom.texte if nom and nom.genre == "nom" else None,
    }
    choices = (
        bouton("transferer", f"r:transferer:{rappel.id}"),
        bouton("reporter", f"r:reporter:{rappel.id}"),
        bouton("sans_objet_rappel", f"r:sans_objet:{rappel.id}"),
    )
    return aparte(turn, entretien, Reply("rappel_refuse", contexte, choices))


def _reporter(turn: Turn, entretien: Entretien, rappel: RappelRecord, jour: date) -> Outcome:
    """Say it again on that day, to whoever asks for it."""
    sujet = _sujet(turn, rappel)
    if not turn.aujourdhui < jour < rappel.base:
        contexte = {"sujet": sujet, "jour": jour, "passe": jour <= turn.aujourdhui}
        return aparte(turn, replace(entretien, attente=f"r:report:{rappel.id}"), Reply("report_impossible", contexte))
    compagnons = _compagnons(turn, [rappel])
    lots = {autre.marche.id: autre for autre in compagnons.values()}
    restent = _celles_qui_restent(turn, compagnons)
    nouveau = _noter(turn, [rappel], ReponseRappel.REPORTE, jour.isoformat())
    memoire(turn).rappels.armer(
        [
            NouveauRappel(
                autre.marche.id, autre.jalon, autre.base, f"{REPORT}:{jour.isoformat()}", rappel.destinataire, jour
            )
            for autre in lots.values()
        ],
        turn.now,
    )
    contexte = {"sujets": [sujet], "nouveau": nouveau, "pris": 0, "reponse": "reporte", "quand": jour, "a_qui": None}
    choices = (bouton("mes_marches", "c:mes_marches"), *restent)
    return aparte(turn, entretien, Reply("rappel_repondu", contexte, choices))


def _transferer(turn: Turn, entretien: Entretien, rappel: RappelRecord, nom: Nom) -> Outcome:
    """Somebody else answers for the contract from now on, or the team does, and is told today."""
    if nom.genre == "moi":
        return _s_en_occuper(turn, entretien, [rappel], a_soi=True)
    sujet = _sujet(turn, rappel)
    nomme = memoire(turn).referents.nommer(nom.texte, simplifier(nom.texte), turn.now) if nom.genre == "nom" else None
    compagnons = _compagnons(turn, [rappel])
    lots = {autre.marche.id: autre for autre in compagnons.values()}
    restent = _celles_qui_restent(turn, compagnons)
    nouveau = _noter(turn, [rappel], ReponseRappel.TRANSFERE, nomme.nom if nomme else EQUIPE)
    for autre in lots.values():
        changer(turn, autre.marche, referent_id=nomme.id if nomme else None)
    destinataire = f"referent:{nomme.id}" if nomme else EQUIPE
    memoire(turn).rappels.armer(
        [
            NouveauRappel(autre.marche.id, autre.jalon, autre.base, TRANSFERT, destinataire, turn.aujourdhui)
            for autre in lots.values()
        ],
        turn.now,
    )
    contexte = {
        "sujets": [sujet],
        "nouveau": nouveau,
        "pris": 0,
        "reponse": "transfere",
        "quand": None,
        "a_qui": {"nom": nomme.nom, "connu": nomme.personne is not None} if nomme else None,
    }
    return aparte(turn, entretien, Reply("rappel_repondu", contexte, restent))


def _sans_objet(turn: Turn, entretien: Entretien, rappel: RappelRecord, motif: str) -> Outcome:
    """The contract will not be renewed: it is said why, and nothing is reminded of it any more."""
    sujet = _sujet(turn, rappel)
    motif = " ".join(motif.split())[:MOTIF_MAX]
    compagnons = _compagnons(turn, [rappel])
    lots = {autre.marche.id: autre.marche for autre in compagnons.values()}
    restent = _celles_qui_restent(turn, compagnons)
    nouveau = _noter(turn, [rappel], ReponseRappel.SANS_OBJET, motif)
    for marche in lots.values():
        changer(turn, marche, recurrent=False)
    contexte = {
        "sujets": [sujet],
        "nouveau": nouveau,
        "pris": 0,
        "reponse": "sans_objet",
        "quand": None,
        "a_qui": motif,
    }
    choices = (bouton("finalement_recurrent", f"m:recurrent:{rappel.marche.id}"), *restent)
    return aparte(turn, entretien, Reply("rappel_repondu", contexte, choices))


def _demander(turn: Turn, entretien: Entretien, rappel: RappelRecord, quoi: str) -> Outcome:
    """Ask for the day, the name or the reason that the answer needs."""
    sujet = _sujet(turn, rappel)
    choices: tuple[Choice, ...] = ()
    if quoi == "report":
        choices = (
            bouton("dans_une_semaine", f"r:reporter:{rappel.id}:semaine"),
            bouton("dans_un_mois", f"r:reporter:{rappel.id}:mois"),
        )
    contexte = {"sujet": sujet, "quoi": quoi, "noms": [] if quoi != "transfert" else _noms(turn)}
    suivant = replace(entretien, attente=f"r:{quoi}:{rappel.id}")
    return Outcome(suivant.en_json(), [Reply("rappel_a_preciser", contexte, choices)])


def _noms(turn: Turn) -> list[str]:
    """Some of the people whom a contract can be given to."""
    return [r.nom for r in memoire(turn).referents.tous() if r.nom != r.personne][:DERNIERS]


def _montrer(turn: Turn, entretien: Entretien, rappel: RappelRecord) -> Outcome:
    sujet = _sujet(turn, rappel)
    contexte = {"sujet": sujet, "pack": turn.pack, "equipe": rappel.destinataire == EQUIPE}
    return aparte(turn, entretien, Reply("rappel", contexte, reponses(rappel.id)))


def _sujets(turn: Turn, rappels: Sequence[RappelRecord]) -> list[Sujet]:
    return sujets(rappels, turn.pack, memoire(turn).seances.toutes(), turn.aujourdhui)


def _sujet(turn: Turn, rappel: RappelRecord) -> Sujet:
    """What a reminder says, the other lots that go with it included, under its own number."""
    return _sujets(turn, list(_compagnons(turn, [rappel]).values()))[0]


# --- one's reminders --------------------------------------------------------------------------------------------------


def mes_rappels(turn: Turn, entretien: Entretien) -> Outcome:
    """What one was reminded of and did not answer, and how one is reminded."""
    destinataires = [f"referent:{referent.id}" for referent in mes_referents(turn)]
    if Role.EQUIPE in turn.roles:
        destinataires.append(EQUIPE)
    tous = memoire(turn).rappels.de(destinataires, DERNIERS) if destinataires else []
    ouverts = _sujets(turn, [rappel for rappel in tous if rappel.etat is EtatRappel.DIT])
    contexte: dict[str, Any] = {
        "ouverts": ouverts[:SUJETS_MAX],
        "total": len(ouverts),
        "preference": memoire(turn).rappels.preference(turn.droits.comptes()),
        "escalade": turn.pack.escalade_jours_ouvres,
    }
    choices = tuple(
        bouton("repondre_a", f"r:voir:{sujet.numero}", rang) for rang, sujet in enumerate(ouverts[:SUJETS_MAX], 1)
    )
    return aparte(turn, entretien, Reply("mes_rappels", contexte, choices))


def _regler(turn: Turn, entretien: Entretien, simple: str) -> Outcome | None:
    """ "rappels entre 10h et 16h", "pas de rappel avant le 3 janvier", "un message par marché"."""
    avant = memoire(turn).rappels.preference(turn.droits.comptes())
    apres: PreferenceRecord | None = None
    if lu := _HEURES.match(simple):
        de, a = _minutes(lu["de"], lu["dem"]), _minutes(lu["a"], lu["am"])
        if de is None or a is None or de >= a:
            return aparte(turn, entretien, Reply("heures_impossibles"))
        apres = replace(avant, de_minutes=de, a_minutes=a)
    elif lu := _PAS_AVANT.match(simple):
        jour = lire_un_jour(turn.aujourdhui, lu["quand"])
        if jour is None or jour <= turn.aujourdhui:
            return None
        apres = replace(avant, silence_jusqu_au=jour)
    elif _UN_PAR_UN.match(simple):
        apres = replace(avant, groupes=False)
    elif _GROUPES.match(simple):
        apres = replace(avant, groupes=True)
    if apres is None:
        return None
    adresse = turn.incoming.address
    memoire(turn).rappels.preferer(adresse.plateforme, adresse.personne, apres)
    return aparte(turn, entretien, Reply("preference", {"preference": apres}))


def _minutes(heures: str, minutes: str | None) -> int | None:
    total = int(heures) * 60 + int(minutes or 0)
    return total if total <= 24 * 60 and int(minutes or 0) < 60 else None


__all__ = [
    "CAMPAGNE",
    "EQUIPE",
    "ESCALADE",
    "REPORT",
    "SUJETS_MAX",
    "TRANSFERT",
    "Sujet",
    "annoncer",
    "genre_de",
    "lire_reponse",
    "mes_rappels",
    "repondre",
    "repondre_par_choix",
    "reprendre",
    "sujets",
]
