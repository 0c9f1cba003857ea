"""What is typed about the texts to write: which, at what level, how many hours, and what to set in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from knowledge.clauses.modeles import Niveau
from knowledge.donnees import lire_donnees
from knowledge.ecoute.precisions import groupes
from knowledge.francais.langue import FAIBLES, VIDES, jetons, radical
from knowledge.francais.langue import plat as a_plat
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.sms import en_toutes_lettres
from knowledge.francais.texte import mots_de, plier, racine

# What is set of a text takes no more words.
MOTS_D_UN_REGLAGE = 14
MOTS_D_UN_NIVEAU = 14
MOTS_D_UNE_PREPARATION = 14
MOTS_D_UNE_SAISINE, MOTS_D_UNE_REPONSE = 16, 6
# Words shorter than that name no parameter.
LETTRES_D_UN_NOM, LETTRES_D_UN_SYNONYME = 4, 3
# Shorter than that, a word names no text; neither does one that more titles than these have.
LETTRES_D_UN_TITRE, TITRES_MAX = 6, 4
# A text that is only named is named in few words.
MOTS_D_UN_TITRE = 9
# What is said of a text that was just shown is short; a reason is no word or two.
DEMANDE_MAX, SUJETS_MAX = 600, 6
MOTS_D_UN_ALLEGEMENT, MOTS_D_UN_REFUS, MOTS_D_UNE_RAISON = 18, 30, 3
_VIRGULES = re.compile(r"[,;:.!?]+(?=\s|$)|\s(?:car|parce que|vu que|puisque|mais)\s", re.IGNORECASE)
_FINS_DE_PHRASE = re.compile(r"[.!?\n;]+(?=\s|$)")
_LISTE = re.compile(r"[,;]|\set\s")
_ENTRE_DEUX = re.compile(r"[,;.!?]+(?=\s|$)|\s(?:et|du coup|donc|alors)\s", re.IGNORECASE)
# The documents whose names tell nothing of a subject.
DOCUMENTS = ("avis", "rc", "ccap", "cctp", "rapport")
# Those that a text is written in, rather than filed in.
CAHIERS = ("rc", "ccap", "cctp")


class Allegement(StrEnum):
    """How a text is wanted, in the place of what it is: asking less, worded more simply, shorter."""

    MOINS = "moins"
    SIMPLE = "simple"
    COURT = "court"


@dataclass(frozen=True, slots=True)
class Demande:
    """What is asked of the texts: of which document, of which kind; None where any will do."""

    piece: str | None
    genre: str | None


@dataclass(frozen=True, slots=True)
class Reglage:
    """A value that is said: its unit where it is, and the words that may name what is set."""

    valeur: Decimal
    unite: str | None
    mots: frozenset[str]

    @property
    def nomme(self) -> bool:
        """Whether words say more than the value."""
        return any(mot.isalpha() and mot != self.unite for mot in self.mots)


@cache
def _mots() -> Mapping[str, Any]:
    return dict(lire_donnees(Path(__file__).with_name("paroles.yaml")))


def _a_plat(texte: str) -> str:
    """The words of a text without the mark of their plural, between blanks."""
    return f" {' '.join(racine(mot) for mot in mots_de(texte))} "


@cache
def _formes(chemin: tuple[str, ...]) -> tuple[str, ...]:
    """The forms of a list of the data, as messages are read."""
    liste: Any = _mots()
    for cle in chemin:
        liste = liste[cle]
    return tuple(_a_plat(str(forme)) for forme in liste)


def _dit(plat: str, *chemin: str) -> bool:
    return any(forme in plat for forme in _formes(chemin))


def lire_le_niveau(texte: str, courant: Niveau) -> Niveau | None:
    """The level that is asked for, told alone: by its name, or from the one that stands ("plus ambitieux", "moins exigeant").

    >>> lire_le_niveau("une version plus ambitieuse ?", Niveau.COURANT)
    <Niveau.AMBITIEUX: 'ambitieux'>
    >>> lire_le_niveau("plus prudent", Niveau.AMBITIEUX)
    <Niveau.COURANT: 'courant'>
    >>> lire_le_niveau("nettoyage plus ambitieux des écoles", Niveau.COURANT) is None
    True
    """
    plat = _a_plat(texte)
    dits = [niveau for niveau in Niveau if _dit(plat, "niveaux", niveau)]
    if len(dits) != 1 or len(plat.split()) > MOTS_D_UN_NIVEAU or not _rien_d_autre(plat, dits[0]):
        return None
    niveau, plus, moins = dits[0], _dit(plat, "plus"), _dit(plat, "moins")
    if niveau is Niveau.COURANT or not (plus or moins):
        return niveau
    monte = (niveau is Niveau.AMBITIEUX) is plus
    echelle = list(Niveau)
    return echelle[max(0, min(len(echelle) - 1, courant.rang + (1 if monte else -1)))]


def _rien_d_autre(plat: str, niveau: Niveau) -> bool:
    permis = {
        mot
        for chemin in (("niveaux", niveau), ("plus",), ("moins",), ("autour_du_niveau",))
        for forme in _formes(chemin)
        for mot in forme.split()
    }
    return set(plat.split()) <= permis


def demande_les_heures(texte: str) -> bool:
    """Whether hours of insertion are asked for.

    >>> demande_les_heures("et j'en fais combien d'heures ?"), demande_les_heures("combien de repas ?")
    (True, False)
    """
    return _dit(_a_plat(texte), "heures")


def avant_les_heures(texte: str) -> str:
    """What a message says beside the hours that it asks for.

    >>> avant_les_heures("un seul lot, 3 ans et du coup combien d'heures ?"), avant_les_heures("combien d'heures ?")
    ('un seul lot, 3 ans', '')
    """
    parts = [part.strip() for part in _ENTRE_DEUX.split(texte)]
    return ", ".join(part for part in parts if part and not demande_les_heures(part))


def parle_d_un_lot(texte: str) -> bool:
    """Whether words name a lot, be it one that nobody told of."""
    return _dit(_a_plat(texte), "un_lot")


def lire_un_allegement(texte: str) -> Allegement | None:
    """How the text that was just shown is wanted otherwise; None where nothing of it is said.

    >>> lire_un_allegement("trop compliqué pour un petit traiteur"), lire_un_allegement("c'est un peu long, plus simple ?")
    (<Allegement.SIMPLE: 'simple'>, <Allegement.COURT: 'court'>)
    """
    plat = _a_plat(texte)
    if len(plat.split()) > MOTS_D_UN_ALLEGEMENT:
        return None
    return next((un for un in reversed(Allegement) if _dit(plat, "alleger", un)), None)


def lire_la_raison(texte: str) -> str:
    """Why a text that was just shown does not do, in the words beside those that leave it out.

    >>> lire_la_raison("ça ne va pas, les petits n'ont pas de calculateur, proposez autre chose")
    "les petits n'ont pas de calculateur"
    >>> lire_la_raison("non celle-là je la mets pas")
    ''
    """
    parts = [part.strip(" .!?") for part in _VIRGULES.split(texte)]
    dites = [part for part in parts if len(mots_de(part)) >= MOTS_D_UNE_RAISON]
    gestes = (("refuser",), ("ecarter",), ("autre_chose",))
    return ", ".join(part for part in dites if not any(_dit(_a_plat(part), *geste) for geste in gestes))


def demande_de_preparer(texte: str) -> bool:
    """Whether all the texts are asked for, in one file.

    >>> demande_de_preparer("prépare-moi les clauses"), demande_de_preparer("toutes les clauses en Word")
    (True, True)
    >>> demande_de_preparer("fais une clause d'insertion"), demande_de_preparer("sors-moi le document")
    (False, False)
    """
    plat = _a_plat(texte)
    if len(plat.split()) > MOTS_D_UNE_PREPARATION:
        return False
    if demande_tout(texte):
        return True
    if not _dit(plat, "preparer", "objets"):
        return False
    entiere = _dit(plat, "preparer", "tous") and not _dit(plat, "niveaux", "ambitieux")
    verbe, fichier = _dit(plat, "preparer", "verbes"), _dit(plat, "preparer", "fichiers")
    return entiere and (fichier or verbe) and _au_pluriel(texte)


def demande_tout(texte: str) -> bool:
    """Whether all that was spoken of is to be prepared, whatever it is.

    >>> demande_tout("Bien. Préparez-moi tout ça pour demain."), demande_tout("je prépare un marché de nettoyage")
    (True, False)
    """
    return _dit(_a_plat(texte), "preparer", "tout_ca")


def _au_pluriel(texte: str) -> bool:
    return any(
        mot.endswith("s") and racine(mot) != mot
        for mot in mots_de(texte)
        if _dit(f" {racine(mot)} ", "preparer", "objets")
    )


def lire_une_demande(texte: str) -> Demande | None:
    """The texts that are asked for, by the document or the kind that the words name; None where none is asked for.

    >>> lire_une_demande("quelle phrase je mets dans le CCAP ?")
    Demande(piece='ccap', genre=None)
    >>> lire_une_demande("un critère d'insertion tout prêt"), lire_une_demande("pr le papier recyclé jecri koi")
    (Demande(piece=None, genre='critere'), Demande(piece=None, genre=None))
    >>> lire_une_demande("la clause d'insertion svp"), lire_une_demande("clause d'insertion prévue")
    (Demande(piece=None, genre=None), None)
    >>> lire_une_demande("nettoyage des écoles, 85 k€") is None
    True
    """
    plat = _a_plat(en_toutes_lettres(a_plat(texte)))
    if "?" not in texte and _dit(plat, "montrer", "constate"):
        # "Oui propriété intellectuelle, c'est écrit au CCAP" asks for no text.
        return None
    nommee = ce_qui_est_nomme(texte)
    tete, deux_points, liste = texte.partition(":")
    # "Texte pour le CCTP : réparabilité, pièces 7 ans": what follows is what the texts are about.
    if deux_points and liste.strip() and _n_est_qu_un_texte(_a_plat(en_toutes_lettres(a_plat(tete)))):
        return nommee
    if _dit(plat, "montrer", "seuls") or _n_est_qu_un_texte(plat) or _finit_par_un_texte(plat):
        return nommee
    if _dit(plat, "montrer", "objets") and _dit(plat, "montrer", "fait_ecrire"):
        return nommee
    precise = nommee.piece is not None or nommee.genre is not None
    return nommee if precise and _dit(plat, "montrer", "objets") and _dit(plat, "montrer", "demandes") else None


def _n_est_qu_un_texte(plat: str) -> bool:
    """Whether words name a text and say nothing of it: "la clause d'insertion svp", not "clause d'insertion prévue"."""
    mots = plat.split()
    avant = {mot for forme in _formes(("montrer", "avant")) for mot in forme.split()}
    while mots and mots[0] in avant:
        mots = mots[1:]
    nu = f" {' '.join(mots)} "
    if len(mots) > MOTS_D_UN_TITRE or any(mot.isdecimal() for mot in mots) or _dit(nu, "montrer", "dit_d_un_texte"):
        return False
    return any(nu.startswith(forme) for forme in _formes(("montrer", "objets")))


def _finit_par_un_texte(plat: str) -> bool:
    """Whether words end with the text, or the document, that they are for: "les trottoirs perméables, une spécification"."""
    if len(plat.split()) > MOTS_D_UN_TITRE or _dit(plat, "montrer", "dit_d_un_texte"):
        return False
    fins = (
        *_formes(("montrer", "fins")),
        *(
            f"{au}{piece.lstrip()}"
            for au in _formes(("montrer", "au"))
            for cle in CAHIERS
            for piece in _formes(("pieces", cle))
        ),
    )
    nu = f" {plat.strip().removesuffix(' svp').removesuffix(' stp')} "
    return any(nu.endswith(fin) for fin in fins)


@cache
def _creuses() -> Mapping[str, Sequence[tuple[str, ...]]]:
    """What says no subject, by its first word."""
    dites = (*_formes(("montrer", "creux")), *(une for cle in DOCUMENTS for une in _formes(("pieces", cle))))
    formes: dict[str, list[tuple[str, ...]]] = {}
    for forme in dict.fromkeys(tuple(une.split()) for une in dites):
        formes.setdefault(forme[0], []).append(forme)
    return formes


def le_sujet(texte: str) -> str:
    """What a text is asked for about: the words of a message, but for those that ask and those that name a document.

    >>> le_sujet("et pour l'entretien une phrase sur le CO2, je mets quoi au CCTP ?")
    'pour entretien une sur le co2 au'
    """
    mots = jetons(en_toutes_lettres(a_plat(texte)).replace("-moi", " moi").replace("-nous", " nous"))
    racines = tuple(racine(mot) for mot in mots)
    creuses = _creuses()
    pris: set[int] = set()
    for debut, premiere in enumerate(racines):
        for forme in creuses.get(premiere, ()):
            if racines[debut : debut + len(forme)] == forme:
                pris.update(range(debut, debut + len(forme)))
    return " ".join(mot for rang, mot in enumerate(mots) if rang not in pris)


def lire_l_action(texte: str) -> int | None:
    """The number of the action whose text is asked for, in a message that says nothing else.

    >>> lire_l_action("clause 8"), lire_l_action("le texte de l'action 17"), lire_l_action("clause à 8 %")
    (8, 17, None)
    """
    plat = _a_plat(texte)
    mots = set(plat.split())
    numeros = {mot for mot in mots if mot.isdecimal()}
    permis = {
        mot for cle in (("d_une_action",), ("montrer", "objets")) for forme in _formes(cle) for mot in forme.split()
    }
    if len(numeros) != 1 or not _dit(plat, "montrer", "objets") or not mots - numeros <= permis or "%" in texte:
        return None
    return int(numeros.pop())


def sujets_demandes(texte: str) -> tuple[str, ...]:
    """What several texts are asked for about, one part each; the whole message where one is.

    >>> sujets_demandes("Texte pour le CCTP : réparabilité, pièces disponibles 7 ans, reprise des anciens écrans.")
    ('réparabilité', 'pièces disponibles 7 ans', 'reprise des anciens écrans')
    >>> sujets_demandes("une clause sur les prix et une sur les pénalités")
    ('une clause sur les prix', 'et une sur les pénalités')
    """
    parts: list[str] = []
    for phrase in _FINS_DE_PHRASE.split(texte[:DEMANDE_MAX]):
        tete, deux_points, liste = phrase.partition(":")
        if deux_points and not le_sujet(sans_la_piece(tete)).split()[2:]:
            parts += _LISTE.split(liste)
        else:
            parts += _autres(phrase)
    return tuple(part.strip() for part in parts if part.strip(" .,;:!?"))[:SUJETS_MAX]


def _autres(phrase: str) -> list[str]:
    """A sentence, cut where a second text is asked for in it."""
    plie = plier(phrase).texte
    coupes = sorted(
        {
            plie.find(f" {forme} ")
            for forme in _mots()["un_autre"]
            if plie.find(f" {forme} ") > 0 and len(plie) == len(phrase)
        }
    )
    bornes = [0, *coupes, len(phrase)]
    return [phrase[debut:fin] for debut, fin in pairwise(bornes)]


def demande_si_oblige(texte: str) -> bool:
    """Whether it is asked if a text must be written.

    >>> demande_si_oblige("le critère écolo c'est obligé ?"), demande_si_oblige("le critère écolo")
    (True, False)
    """
    return _dit(_a_plat(texte), "oblige")


def actions_nommees(texte: str) -> tuple[int, ...]:
    """The numbers that words name as those of actions.

    >>> actions_nommees("le texte de la 11"), actions_nommees("et pour 19 ?"), actions_nommees("si 2 boîtes sont à égalité")
    ((11,), (19,), ())
    """
    dit = a_plat(texte)
    return tuple(
        numero
        for groupe in groupes(dit)
        if (dit[: groupe.debut].split()[-1:] and dit[: groupe.debut].split()[-1] in _mots()["devant_une_action"])
        or not _un_nom_suit(dit[groupe.fin :])
        for numero in groupe.numeros
    )


def _un_nom_suit(suite: str) -> bool:
    mot = next(iter(jetons(suite)), "")
    return not suite.lstrip().startswith((",", ".", ";", ":")) and mot.isalpha() and mot not in VIDES and len(mot) > 2


def nomme_un_texte(texte: str) -> bool:
    """Whether words speak of a text to write, and not only of its subject.

    >>> nomme_un_texte("la clause d'insertion je la garde"), nomme_un_texte("l'insertion je la garde")
    (True, False)
    """
    return _dit(_a_plat(texte), "montrer", "objets")


def ce_qui_est_nomme(texte: str) -> Demande:
    """The document and the kind that words name, if any."""
    plat = _a_plat(texte)
    piece = next((cle for cle in _mots()["pieces"] if _dit(plat, "pieces", cle)), None)
    genre = next((cle for cle in _mots()["genres"] if _dit(plat, "genres", cle)), None)
    return Demande(piece, genre)


def sans_la_piece(texte: str) -> str:
    """The words of a message without those that name a document.

    >>> sans_la_piece("une phrase pour le règlement de la consultation").split()
    ['un', 'phrase', 'pour', 'le']
    """
    plat = _a_plat(texte)
    for cle in _mots()["pieces"]:
        for forme in sorted(_formes(("pieces", cle)), key=len, reverse=True):
            plat = plat.replace(forme, " ")
    return plat


def nommes(texte: str, titres: Mapping[str, str]) -> list[str]:
    """Of these titles, by their keys, those that words name best: by what is rare among them.

    >>> nommes("la clause de réexamen", {"a": "Clause de réexamen des heures", "b": "Clause de suivi des heures"})
    ['a']
    """
    creux = {mot for cle in ("objets", "demandes") for forme in _formes(("montrer", cle)) for mot in forme.split()}
    mots = {mot for mot in _a_plat(texte).split() if len(mot) >= LETTRES_D_UN_TITRE} - creux
    des_titres = {cle: set(_a_plat(titre).split()) & mots for cle, titre in titres.items()}
    portes = Counter(mot for dits in des_titres.values() for mot in dits)
    notes = {cle: sum(1 / portes[mot] for mot in dits if portes[mot] <= TITRES_MAX) for cle, dits in des_titres.items()}
    meilleure = max(notes.values(), default=0)
    return [cle for cle, note in notes.items() if note == meilleure] if meilleure else []


def lire_un_reglage(texte: str) -> Reglage | None:
    """One value, with its unit, in a message that says little else.

    >>> lire_un_reglage("mets 8 %").valeur, lire_un_reglage("mets 8 %").unite
    (Decimal('8'), 'pct')
    >>> lire_un_reglage("pénalité à 80 €").unite, lire_un_reglage("plus ambitieux") is None
    ('eur', True)
    """
    plie = plier(texte).texte
    nombres = lire_nombres(plie)
    # An article is no value: "une pénalité de 50 €".
    nombres = [un for un in nombres if not (un.en_lettres and un.valeur == 1)] or nombres
    if len(nombres) != 1 or len(plie.split()) > MOTS_D_UN_REGLAGE or nombres[0].valeur < 0:
        return None
    nombre = nombres[0]
    suite = plie[nombre.fin :].strip()
    unite = next((cle for cle, formes in _mots()["unites"].items() if _commence(suite, formes)), None)
    mots = frozenset(racine(mot) for mot in mots_de(texte))
    return Reglage(nombre.valeur, unite, mots)


def lire_ce_qu_on_laisse(texte: str) -> Reglage | None:
    """A quantity that somebody else grants: "le PLIE me laisse 350 heures".

    >>> lu = lire_ce_qu_on_laisse("on ma demandé si jé fé linsertion. jé apelé le PLIE ils me laisse 350 heures")
    >>> lu.valeur, lu.unite
    (Decimal('350'), 'heures')
    >>> lire_ce_qu_on_laisse("le PLIE suit 350 heures") is None
    True
    """
    plat = _a_plat(texte)
    place = next((plat.find(mot) for mot in _mots()["accorder"] if mot in plat), -1)
    return None if place < 0 or texte.rstrip().endswith("?") else lire_un_reglage(plat[place:])


def _commence(suite: str, formes: Sequence[str]) -> bool:
    premiers = suite.replace("%", "% ").replace("€", "€ ").replace(",", " ").replace(".", " ")
    return any(f"{premiers} ".startswith(f"{forme} ") for forme in formes)


def mots_du_nom(nom: str, libelle: str) -> frozenset[str]:
    """The words that name what is set.

    >>> sorted(mots_du_nom("penalite_heure", "Quelle pénalité par heure ?"))
    ['heure', 'penalite', 'quelle']
    """
    siens = {racine(mot) for mot in mots_de(f"{nom.replace('_', ' ')} {libelle}") if len(mot) >= LETTRES_D_UN_NOM}
    autres = {mot for forme in _mots()["synonymes"].get(nom, ()) for mot in _a_plat(str(forme)).split()}
    return frozenset(siens | {mot for mot in autres if len(mot) >= LETTRES_D_UN_SYNONYME})


def dit_du_sujet(mots: Iterable[str]) -> frozenset[str]:
    """Of the words beside a value, those that name something: "mets 8 %" has none, "une limite à 3 %" has one."""
    return frozenset(
        mot
        for mot in sans_le_nom_d_un_texte(mots)
        if len(mot) >= LETTRES_D_UN_SYNONYME
        and mot not in VIDES
        and radical(mot) not in FAIBLES
        and not n_est_qu_un_reglage((mot,))
    )


def sans_le_nom_d_un_texte(mots: Iterable[str]) -> frozenset[str]:
    """Words without those that only say that a text is spoken of: "un critère à 15 points"."""
    return frozenset(mot for mot in mots if f" {mot} " not in _formes(("montrer", "objets")))


def n_est_qu_un_reglage(mots: Iterable[str]) -> bool:
    """Whether words say to set a value, and nothing of a purchase: "mets 8 %"."""
    verbes = {mot for forme in _formes(("regler",)) for mot in forme.split()}
    unites = {racine(mot) for formes in _mots()["unites"].values() for forme in formes for mot in mots_de(str(forme))}
    return all(mot in verbes or mot in unites or mot.isdecimal() for mot in mots)


def lire_une_saisine(texte: str, services: Mapping[str, Sequence[str]]) -> str | None:
    """The service whose opinion is asked for; None for anything else. `services`: what each is called.

    >>> noms = {"plie": ("PLIE", "Plan local pour l'insertion"), "3de": ("3DE", "Direction du développement durable")}
    >>> lire_une_saisine("demande l'avis du PLIE", noms), lire_une_saisine("qui est le PLIE ?", noms)
    ('plie', None)
    """
    plat = _a_plat(texte)
    if len(plat.split()) > MOTS_D_UNE_SAISINE or not _dit(plat, "saisir"):
        return None
    return nommer_un_service(texte, services)


def nommer_un_service(texte: str, services: Mapping[str, Sequence[str]]) -> str | None:
    """The first service that words name by one of its names; None where they name none."""
    plat = _a_plat(texte)
    return next((cle for cle, noms in services.items() if any(nom and _a_plat(nom) in plat for nom in noms)), None)


def lire_une_reponse(texte: str) -> tuple[int, str] | None:
    """The number of an opinion, and its words: "avis 3 : oui, 300 heures".

    >>> lire_une_reponse("avis 3 : oui, 300 heures"), lire_une_reponse("avis du PLIE")
    ((3, 'oui, 300 heures'), None)
    """
    tete, deux_points, reponse = texte.partition(":")
    mots = mots_de(tete)
    if not deux_points or not reponse.strip() or "avis" not in mots:
        return None
    numeros = [mot for mot in mots if mot.isdecimal()]
    if len(numeros) != 1 or len(mots) > MOTS_D_UNE_REPONSE:
        return None
    return int(numeros[0]), reponse.strip()


def ecarte(texte: str) -> bool:
    """Whether words leave out the text that was just shown, or want another in its place.

    >>> ecarte("ça ne va pas, proposez autre chose"), ecarte("et pour les livraisons ?")
    (True, False)
    """
    plat = _a_plat(texte)
    return len(plat.split()) <= MOTS_D_UN_REFUS and (_dit(plat, "ecarter") or _dit(plat, "autre_chose"))


def prend(texte: str) -> bool | None:
    """Whether the text that was just shown is taken, or refused; None where neither is said.

    >>> prend("je la prends"), prend("je ne la prends pas"), prend("pas celle-là, le PLIE dit non"), prend("merci")
    (True, False, False, None)
    """
    plat = _a_plat(texte)
    if _dit(plat, "refuser"):
        return False
    return True if _dit(plat, "prendre") else None


__all__ = [
    "Allegement", "Demande", "Reglage", "actions_nommees", "avant_les_heures", "ce_qui_est_nomme", "demande_de_preparer", "demande_les_heures", "demande_si_oblige", "demande_tout", "dit_du_sujet", "ecarte",
    "le_sujet", "lire_l_action", "lire_la_raison", "lire_le_niveau", "lire_un_allegement", "lire_un_reglage", "lire_une_demande", "lire_une_reponse",
    "lire_une_saisine", "mots_du_nom", "n_est_qu_un_reglage", "nomme_un_texte", "nommer_un_service", "nommes", "parle_d_un_lot", "prend", "sans_la_piece", "sans_le_nom_d_un_texte", "sujets_demandes",
]  # fmt: skip
