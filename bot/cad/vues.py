"""What the page of a session shows: its contracts as they are rated and decided, the map of potential against means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.cad.seance import (
    Presente,
    Savoir,
    bareme_de,
    contrats_de,
    cotation_de,
    presentes,
)
from knowledge.cad.seance import ContratDeSeance, Cotation, Force, Niveau
from knowledge.plan.pack import Fiche, Pack
from storage.cad.records import CotationRecord, DitRecord, SeanceRecord
from storage.unit_of_work import Reading

# The map: what stands for one contract, and where the columns are.
LARGEUR, HAUTEUR, MARGE, RAYON, PAS_DE_COTE = 720, 340, 44, 13, 7
_ECARTS = (0, *(signe * cran * PAS_DE_COTE for cran in range(1, 10) for signe in (1, -1)))
COLONNES = (None, Niveau.INTENABLE, Niveau.SOUS_CONDITION, Niveau.TENABLE)


@dataclass(frozen=True, slots=True)
class LigneDAction:
    """An action of a contract: how much it can bring, what is decided of it, how it is pinned, and who says that it cannot be."""

    fiche: Fiche
    force: Force | None
    decision: DitRecord | None
    epingle: DitRecord | None
    refusee: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ligne:
    """A contract of the session; `rang` is its number on the map."""

    rang: int
    presente: Presente
    contrat: ContratDeSeance
    cotation: Cotation
    actions: tuple[LigneDAction, ...]
    reponses: tuple[CotationRecord, ...]

    @property
    def niveau(self) -> Niveau | None:
        """As well as its weakest side can carry it, of those that answered."""
        ordre = list(Niveau)
        dits = [une.niveau for une in self.cotation.soutenabilites if une.repondue and une.niveau is not None]
        return max(dits, key=ordre.index, default=None)


@dataclass(frozen=True, slots=True)
class Point:
    """A contract on the map."""

    ligne: Ligne
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Carte:
    """The map: soutenabilité across, pertinence upwards; `paliers` are the heights from which it is moyenne, then forte."""

    points: tuple[Point, ...]
    colonnes: tuple[tuple[Niveau | None, int], ...]
    paliers: tuple[tuple[Force, int], ...]


def lignes_de(memory: Reading, savoir: Savoir, seance: SeanceRecord, jour: date) -> list[Ligne]:
    """The contracts of a session, as they are rated on that day."""
    cotations = memory.seances.cotations(seance.id)
    lignes = []
    tous = presentes(memory, savoir.pack, seance)
    contrats = contrats_de(memory, savoir, tous, jour)
    for rang, (presente, contrat) in enumerate(zip(tous, contrats, strict=True), start=1):
        siennes = tuple(une for une in cotations if une.marche_id == presente.marche.id)
        cotation = cotation_de(savoir, contrat, siennes, jour)
        actions = tuple(_actions(savoir.pack, presente, cotation))
        lignes.append(Ligne(rang, presente, contrat, cotation, actions, siennes))
    return lignes


def _actions(pack: Pack, presente: Presente, cotation: Cotation) -> Iterable[LigneDAction]:
    """The actions that are rated, then those that were decided or pinned and that the diagnosis does not propose."""
    cotees = {une.action: une.force for une in cotation.pertinence.actions}
    autres = {int(un) for un in (*presente.decisions, *presente.epingles) if un is not None and un.isdecimal()}
    for numero in (*cotees, *sorted(autres - cotees.keys())):
        sujet = str(numero)
        yield LigneDAction(
            pack.fiches[numero],
            cotees.get(numero),
            presente.decisions.get(sujet),
            presente.epingles.get(sujet),
            cotation.intenables.get(numero, ()),
        )


def _se_tiennent(autre: Point, x: int, y: int) -> bool:
    """Whether a contract set there would be apart from that one."""
    return (autre.x - x) ** 2 + (autre.y - y) ** 2 >= (2 * RAYON + 1) ** 2


def carte_de(pack: Pack, lignes: Sequence[Ligne]) -> Carte:
    """Where each contract stands; those that fall on one spot are set side by side."""
    seuil = bareme_de(pack).seuil_de_contrat
    haut = max([seuil.forte * 3 // 2, *(une.cotation.pertinence.points for une in lignes)])
    pas = (LARGEUR - 2 * MARGE) // len(COLONNES)

    def hauteur(points: int) -> int:
        return HAUTEUR - MARGE - round((HAUTEUR - 2 * MARGE) * points / haut)

    poses: dict[int, list[Point]] = {}
    for ligne in lignes:
        colonne, y = COLONNES.index(ligne.niveau), hauteur(ligne.cotation.pertinence.points)
        milieu, voisins = (
            MARGE + colonne * pas + pas // 2,
            [un for un in poses.get(colonne, ()) if abs(un.y - y) <= 2 * RAYON],
        )
        # In the middle of its column, else the nearest to it where it covers no other; a full line is covered.
        libre = (ecart for ecart in _ECARTS if all(_se_tiennent(un, milieu + ecart, y) for un in voisins))
        poses.setdefault(colonne, []).append(Point(ligne, milieu + next(libre, 0), y))
    points = [un for siens in poses.values() for un in siens]
    return Carte(
        tuple(points),
        tuple((niveau, MARGE + rang * pas + pas // 2) for rang, niveau in enumerate(COLONNES)),
        ((Force.MOYENNE, hauteur(seuil.moyenne)), (Force.FORTE, hauteur(seuil.forte))),
    )


__all__ = ["Carte", "Ligne", "carte_de", "lignes_de"]
