"""Which texts a purchase is offered: those of its actions, at the level that was chosen, filled, each once for all the lots it is of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.clauses.bibliotheque import Bibliotheque
from knowledge.clauses.calculs import Calculs, Reglages
from knowledge.clauses.modeles import Genre, Modele, Niveau
from knowledge.clauses.remplissage import Rempli, convient, remplir
from knowledge.diagnostic.diagnostic import Diagnostic, DiagnosticLot, Jugement
from knowledge.droit.qualification import PROCEDURE
from knowledge.plan.pack import Pack
from knowledge.plan.pieces import Piece, pieces_de
from knowledge.regles.conditions import Condition, atomes, ce_qui_reste, juger
from knowledge.regles.faits import Faits, Options

# In a document, what binds the holder comes before what is scored, and what is asked before what is explained.
GENRES = (Genre.QUESTION, Genre.SPECIFICATION, Genre.CRITERE, Genre.CLAUSE, Genre.MOTIF)


@dataclass(frozen=True, slots=True)
class Offert:
    """A filled text for a purchase, or for some of its lots; `si`: what must still prove true of `juges` for it to be written."""

    rempli: Rempli
    lots: tuple[int, ...]
    si: Condition | None
    juges: Faits

    @property
    def modele(self) -> Modele:
        return self.rempli.modele

    @property
    def titre(self) -> str:
        """Its title, in the buyer's words."""
        return self.rempli.titre

    @property
    def manque(self) -> tuple[str, ...]:
        """The facts that are missing to know whether it is written."""
        ouverts = () if self.si is None else atomes(self.si)
        return tuple(dict.fromkeys(un.fait for un in ouverts if juger(un, self.juges) is None))

    @property
    def a_ecrire(self) -> bool:
        """Whether it is written as things stand: what is left to know of it, only the award tells."""
        vocabulaire = self.juges.vocabulaire
        return self.si is None or all(vocabulaire[atome.fait].a_l_attribution for atome in atomes(self.si))


def offrir(
    pack: Pack,
    bibliotheque: Bibliotheque,
    diagnostic: Diagnostic,
    reglages: Reglages,
    ecartees: Collection[int] = (),
) -> tuple[Offert, ...]:
    """Every text of the purchase, by action then as they are written; of an action that was set aside, only what gives its reason."""
    offerts = []
    for action, toutes in bibliotheque.par_action.items():
        modeles = [un for un in toutes if un.genre is Genre.MOTIF] if action in ecartees else toutes
        siens = [
            un
            for jugement in _jugements(diagnostic, action)
            for un in _siens(pack, bibliotheque, _juges(diagnostic, jugement), jugement, modeles, reglages)
        ]
        rangs = {modele.cle: rang for rang, modele in enumerate(modeles)}
        offerts += sorted(_reunis(siens), key=lambda un: rangs[un.modele.cle])
    return tuple(offerts)


def _jugements(diagnostic: Diagnostic, action: int) -> Iterator[Jugement]:
    """The whole, or the lots, where the plan speaks of that action, be it to advise it."""
    for jugement in (diagnostic, *diagnostic.lots):
        fiches = [*(une.fiche for une in jugement.recommandations), *(un.fiche for un in jugement.conseils)]
        if any(fiche.numero == action for fiche in fiches):
            yield jugement


def _juges(diagnostic: Diagnostic, jugement: Jugement) -> Faits:
    """What texts are chosen on: of the procedures, those that the law lets this purchase follow."""
    possible = jugement.juges[PROCEDURE]
    assert isinstance(possible, Options)
    permises = possible.possibles - diagnostic.qualification.refusees
    if PROCEDURE in diagnostic.faits or not permises or permises == possible.possibles:
        return jugement.juges
    return jugement.juges.corriger(PROCEDURE, Options(permises))


def _siens(
    pack: Pack,
    bibliotheque: Bibliotheque,
    juges: Faits,
    jugement: Jugement,
    modeles: Sequence[Modele],
    reglages: Reglages,
) -> Iterator[Offert]:
    numero = jugement.lot.numero if isinstance(jugement, DiagnosticLot) else None
    lot = "" if numero is None else f"pour le lot n° {numero}"
    calculs = Calculs(pack, bibliotheque.baremes, jugement.faits, reglages, jugement.jour, lot, juges)
    avis = {modele.cle: convient(modele, juges) for modele in modeles}
    possibles = [modele for modele in modeles if avis[modele.cle] is not False]
    for modele in au_niveau(possibles, reglages.niveau):
        si = None if avis[modele.cle] else ce_qui_reste(modele.quand, juges)
        yield Offert(remplir(modele, calculs, reglages, pack), () if numero is None else (numero,), si, juges)


def au_niveau(modeles: Iterable[Modele], niveau: Niveau) -> list[Modele]:
    """Of the same text at several levels, the nearest that goes no further; else the usual one."""
    par_souche: dict[str, list[Modele]] = {}
    for modele in modeles:
        par_souche.setdefault(modele.souche, []).append(modele)
    choisis = []
    for variantes in par_souche.values():
        tenables = [un for un in variantes if un.niveau is None or un.niveau.rang <= niveau.rang]
        usuelles = [un for un in variantes if un.niveau is Niveau.COURANT]
        if tenables or usuelles:
            choisis.append(max(tenables or usuelles, key=lambda un: -1 if un.niveau is None else un.niveau.rang))
    return choisis


def _reunis(offerts: Iterable[Offert]) -> list[Offert]:
    """What is the same for several lots, once."""
    reunis: dict[tuple[str, str, str | None], Offert] = {}
    for un in offerts:
        cle = un.modele.cle, un.rempli.texte, un.rempli.preuve
        deja = reunis.get(cle)
        reunis[cle] = un if deja is None else replace(deja, lots=(*deja.lots, *un.lots))
    return list(reunis.values())


def par_piece(pack: Pack, offerts: Sequence[Offert]) -> tuple[tuple[Piece, tuple[Offert, ...]], ...]:
    """The texts under the document where each is written, in the order of the documents, then by what they are."""
    rangees = []
    for piece in pieces_de(pack).toutes:
        siens = [un for un in offerts if un.modele.piece == piece.id]
        if siens:
            rangees.append((piece, tuple(sorted(siens, key=lambda un: GENRES.index(un.modele.genre)))))
    return tuple(rangees)


__all__ = ["Offert", "au_niveau", "offrir", "par_piece"]
