"""Which text is meant by the words that ask for it: what it is called, what it says, how people name it; misspelt words are forgiven."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import Formatter

from knowledge.clauses.bibliotheque import Bibliotheque
from knowledge.clauses.chargement import clauses_de
from knowledge.clauses.choix import Offert, au_niveau
from knowledge.clauses.modeles import Genre, Modele, Niveau
from knowledge.clauses.paroles import Demande, le_sujet
from knowledge.clauses.remplissage import convient
from knowledge.droit.qualification import MONTANT
from knowledge.francais.langue import FAIBLES, jetons, jetons_par_ligne, plat, radical
from knowledge.francais.sms import en_toutes_lettres
from knowledge.plan.pack import Pack
from knowledge.plan.pieces import pieces_de
from knowledge.recherche.deja_calcule import deja_calcule
from knowledge.recherche.index import Index, Lexique, Lu, indexer
from knowledge.regles.conditions import Toujours
from knowledge.regles.faits import Faits

MAX_CARACTERES, MAX_JETONS = 600, 40

# --- calibration: on half of 120 requests, written before any was tried ------------------------------------------------

POIDS = {"titre": 3.0, "mots": 2.5, "action": 0.5, "piece": 0.3, "texte": 0.35, "preuve": 0.15}
PHRASES = {"titre": 1.0, "mots": 1.0}
# Under the first, a text is not what is meant; under the second, nothing of it is near. The one that is meant is ahead of the next.
SEUIL, SEUIL_VOISIN, MARGE = 0.42, 0.25, 1.1
CANDIDATS_MAX, PROCHES_MAX, SEUIL_PROCHE = 5, 3, 0.08
# What is so much less likely than the best is no candidate.
PART_DU_MEILLEUR = 0.7
# A word that is so much longer than its stem is another one.
SUFFIXE_MAX = 4
# What a word weighs that no text holds.
INCONNU = 0.45
# What the purchase has at a higher level than that which stands.
PLUS_HAUT = 0.95
# How well a text fits otherwise: what the plan does not ask here, or not of that amount, what is made for other purchases of the family or of others, what hangs on a fact; what is made
# for that family, goes in the document or is of the kind that is named, is of the action just spoken of.
HORS_DU_PLAN, SOUS_LE_SEUIL, D_AUTRES_ACHATS, D_AUTRES_FAMILLES, SOUS_CONDITION, DE_LA_FAMILLE = (
    0.8,
    0.72,
    0.62,
    0.5,
    0.95,
    1.15,
)
DE_LA_PIECE, DU_GENRE, D_UN_AUTRE_GENRE, DE_L_ACTION = 1.12, 1.3, 0.75, 1.2
# What is not asked for by its kind is what is written in the consultation, rather than around it.
SANS_GENRE = {Genre.MOTIF: 0.8, Genre.QUESTION: 0.75}
# What announces a clause comes after the clause, unless its document is named.
ANNONCENT, ANNONCE = frozenset({"avis", "rc"}), 0.88


@dataclass(frozen=True, slots=True)
class Trouve:
    """A text, by its key, and how well it is what is meant."""

    cle: str
    note: float


@dataclass(frozen=True, slots=True)
class Trouves:
    """`choisi`: the one that is surely meant; `candidats`: those that may be, best first, the chosen one left out.

    Where there is neither, `proches` are the least far.
    """

    choisi: str | None
    candidats: tuple[str, ...]
    proches: tuple[str, ...] = ()


class Chercheur:
    """The index of the texts of a library."""

    def __init__(self, pack: Pack, bibliotheque: Bibliotheque) -> None:
        self._modeles = tuple(bibliotheque.modeles.values())
        self._souches = {un.cle: un.souche for un in self._modeles}
        champs = [(rang, *champ) for rang, un in enumerate(self._modeles) for champ in _champs(un, pack, bibliotheque)]
        self._index = Index(
            deja_calcule(
                "textes", repr(champs), (Path(__file__),), lambda: indexer(_lus(champs), POIDS, PHRASES, "mots")
            )
        )
        self._lexique = Lexique(self._index.mots)

    def dit_quelque_chose(self, sujet: str) -> bool:
        """Whether words are of any subject: "la dessus" is of none."""
        return any(self._en_dit(mot) for mot in _jetons(sujet))

    def _en_dit(self, mot: str) -> bool:
        # "Environnemental" has the stem of "environ", and is no such word.
        faible = radical(mot) in FAIBLES and len(mot) <= len(radical(mot)) + SUFFIXE_MAX
        return not faible and any(lu.poids for lu in self._lire([mot]))

    def _lire(self, lus: list[str]) -> list[Lu]:
        """The words; one that no text knows counts for little, nobody else's desk being where it would be asked."""
        return [lu if lu.sens else replace(lu, poids=min(lu.poids, INCONNU)) for lu in self._lexique.lire(lus)]

    def noter(self, sujet: str) -> list[Trouve]:
        """How well each text is about that, best first."""
        lus = _jetons(sujet)
        notes = self._index.noter(self._lire(lus), lus)
        return [Trouve(self._modeles[rang].cle, note) for rang, note in notes]

    def choisir(self, sujet: str, parts: Mapping[str, float], objet: str = "") -> Trouves:
        """Which text is meant, of those that may be: each with how well it fits otherwise, 1 being no matter.

        The words of the object of the purchase name it rather than a text, unless nothing else does.
        """
        sien = {radical(mot) for mot in _jetons(objet)}
        autres = " ".join(mot for mot in _jetons(sujet) if radical(mot) not in sien)
        trouves = choisir(self._parmi(autres, parts))
        return trouves if trouves.choisi or trouves.candidats else choisir(self._parmi(sujet, parts))

    def _parmi(self, sujet: str, parts: Mapping[str, float]) -> list[Trouve]:
        """What a text says at one level names it at every level."""
        par_souche: dict[str, float] = {}
        for un in self.noter(sujet):
            souche = self._souches[un.cle]
            par_souche[souche] = max(un.note, par_souche.get(souche, 0.0))
        notes = [
            Trouve(cle, par_souche[self._souches[cle]] * part)
            for cle, part in parts.items()
            if self._souches[cle] in par_souche
        ]
        return sorted(notes, key=lambda un: -un.note)


def choisir(notes: Sequence[Trouve]) -> Trouves:
    """The one that is well ahead, or the few that may be.

    >>> choisir([Trouve("8.a", 0.8), Trouve("8.b", 0.5)])
    Trouves(choisi='8.a', candidats=(), proches=())
    >>> choisir([Trouve("8.a", 0.8), Trouve("8.b", 0.79)])
    Trouves(choisi=None, candidats=('8.a', '8.b'), proches=())
    """
    if not notes or notes[0].note < SEUIL_VOISIN:
        return Trouves(None, (), tuple(un.cle for un in notes[:PROCHES_MAX] if un.note >= SEUIL_PROCHE))
    premier = notes[0]
    voisins = [un for un in notes[1:CANDIDATS_MAX] if un.note >= max(SEUIL_VOISIN, premier.note * PART_DU_MEILLEUR)]
    sur = premier.note >= SEUIL and all(premier.note >= un.note * MARGE for un in voisins)
    cles = tuple(un.cle for un in voisins)
    if premier.note < SEUIL and not voisins:
        return Trouves(None, (), (premier.cle,))
    return Trouves(premier.cle, cles) if sur else Trouves(None, (premier.cle, *cles))


_FAITS: dict[tuple[Path, str], Chercheur] = {}


def chercheur_de(pack: Pack) -> Chercheur:
    """The index of the texts of a pack, made once."""
    cle = (pack.dossier, pack.empreinte)
    return _FAITS.get(cle) or _FAITS.setdefault(cle, Chercheur(pack, clauses_de(pack)))


def convenances(
    bibliotheque: Bibliotheque,
    offerts: Sequence[Offert],
    niveau: Niveau,
    juges: Faits,
    demande: Demande,
    actions: Collection[int] = (),
) -> Mapping[str, float]:
    """How well each text fits a purchase and what is asked for, apart from its subject; `actions`: those just spoken of."""
    souches = {un.modele.souche for un in offerts}
    autres = [un for un in bibliotheque.modeles.values() if un.souche not in souches]
    proches = au_niveau(autres, niveau)
    # What only exists at a higher level may be asked for all the same.
    tenables = {un.souche for un in proches}
    plus_hauts = [un for un in autres if un.souche not in tenables]
    parts = {un.modele.cle: 1.0 if un.a_ecrire else SOUS_CONDITION for un in offerts}
    siennes = {un.modele.action for un in offerts}
    parts |= {un.cle: _hors(un, juges) for un in proches}
    for un in au_niveau(plus_hauts, Niveau.AMBITIEUX):
        hors = _hors(un, juges)
        parts[un.cle] = PLUS_HAUT if hors == HORS_DU_PLAN and un.action in siennes else hors
    for cle in parts:
        modele = bibliotheque.modeles[cle]
        if modele.segments and modele.souche in souches:
            parts[cle] *= DE_LA_FAMILLE
        if demande.genre is None:
            parts[cle] *= SANS_GENRE.get(modele.genre, 1.0)
        else:
            parts[cle] *= DU_GENRE if demande.genre == modele.genre.value else D_UN_AUTRE_GENRE
        if demande.piece == modele.piece:
            parts[cle] *= DE_LA_PIECE
        elif modele.genre is Genre.CLAUSE and modele.piece in ANNONCENT:
            parts[cle] *= ANNONCE
        if modele.action in actions:
            parts[cle] *= DE_L_ACTION
    return parts


def _hors(modele: Modele, juges: Faits) -> float:
    """How well a text that a purchase is not offered fits it all the same."""
    if convient(modele, juges) is not False:
        return HORS_DU_PLAN
    if convient(modele, juges.oublier(MONTANT)) is not False:
        return SOUS_LE_SEUIL
    return D_AUTRES_ACHATS if convient(replace(modele, quand=Toujours()), juges) else D_AUTRES_FAMILLES


def _champs(modele: Modele, pack: Pack, bibliotheque: Bibliotheque) -> Iterator[tuple[str, str]]:
    """What a text is known by: field, words."""
    # A subject is looked for without the words that only ask for a text: it is known without them.
    yield "titre", le_sujet(modele.titre)
    for dits in bibliotheque.mots.get(modele.souche, ()):
        yield "mots", le_sujet(dits)
    yield "action", pack.fiches[modele.action].titre_court
    piece = next(une for une in pieces_de(pack).toutes if une.id == modele.piece)
    yield "piece", piece.nom
    yield "texte", _sans_blancs(modele.texte)
    yield "preuve", _sans_blancs(modele.preuve or "")


def _jetons(sujet: str) -> list[str]:
    return jetons(en_toutes_lettres(plat(sujet[:MAX_CARACTERES])))[:MAX_JETONS]


def _sans_blancs(texte: str) -> str:
    return "".join(avant for avant, _, _, _ in Formatter().parse(texte))


def _lus(champs: Sequence[tuple[int, str, str]]) -> Iterator[tuple[int, str, list[str], float]]:
    for (rang, champ, _), lus in zip(champs, jetons_par_ligne(dit for _, _, dit in champs), strict=True):
        yield rang, champ, lus, 1.0


__all__ = ["Chercheur", "Trouve", "Trouves", "chercheur_de", "choisir", "convenances"]
