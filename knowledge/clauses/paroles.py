"""What is typed about the texts to write: which, at what level, how many hours, and what to set in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.clauses.modeles import Niveau
from knowledge.donnees import lire_donnees
from knowledge.francais.nombres import lire_nombres
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


def demande_de_preparer(texte: str) -> bool:
    """Whether all the texts are asked for, in one file.

    >>> demande_de_preparer("prépare-moi les clauses"), demande_de_preparer("toutes les clauses en Word")
    (True, True)
    >>> demande_de_preparer("fais une clause d'insertion"), demande_de_preparer("sors-moi le document")
    (False, False)
    """
    plat = _a_plat(texte)
    if len(plat.split()) > MOTS_D_UNE_PREPARATION or not _dit(plat, "preparer", "objets"):
        return False
    entiere = _dit(plat, "preparer", "tous") and not _dit(plat, "niveaux", "ambitieux")
    verbe, fichier = _dit(plat, "preparer", "verbes"), _dit(plat, "preparer", "fichiers")
    return entiere and (fichier or (verbe and _au_pluriel(texte)))


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
    >>> lire_une_demande("un critère d'insertion tout prêt")
    Demande(piece=None, genre='critere')
    >>> lire_une_demande("nettoyage des écoles, 85 k€") is None
    True
    """
    plat = _a_plat(texte)
    if not (_dit(plat, "montrer", "objets") and _dit(plat, "montrer", "demandes")):
        return None
    return ce_qui_est_nomme(texte)


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
    if len(nombres) != 1 or len(plie.split()) > MOTS_D_UN_REGLAGE or nombres[0].valeur < 0:
        return None
    nombre = nombres[0]
    suite = plie[nombre.fin :].strip()
    unite = next((cle for cle, formes in _mots()["unites"].items() if _commence(suite, formes)), None)
    mots = frozenset(racine(mot) for mot in mots_de(texte))
    return Reglage(nombre.valeur, unite, mots)


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
    "Demande", "Reglage", "ce_qui_est_nomme", "demande_de_preparer", "demande_les_heures", "lire_l_action", "lire_le_niveau", "lire_un_reglage",
    "lire_une_demande", "lire_une_reponse", "lire_une_saisine", "mots_du_nom", "n_est_qu_un_reglage", "nommes", "prend", "sans_la_piece",
]  # fmt: skip
