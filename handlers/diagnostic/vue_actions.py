"""The actions of a purchase as its page shows them: a card each, by document of the consultation, and what to do first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from handlers.conversation.wording import Wording
from handlers.diagnostic.vue_loi import Jalons, Loi
from knowledge.diagnostic.diagnostic import Diagnostic, Jugement, Recommandation
from knowledge.plan.pack import Fiche, Pack, Portee, Service
from knowledge.plan.pieces import Piece, pieces_de
from knowledge.plan.sources import jour_des_textes, mention_de
from knowledge.regles.conditions import ce_qui_reste
from knowledge.regles.decision import Verdict
from storage.diagnostic.records import DecisionRecord

A_FAIRE_MAX = 3
PORTEES = tuple(Portee)
# Who prepares the purchase: nobody writes to themselves.
ACHETEURS = frozenset({"directions_acheteuses"})
COMMANDE_PUBLIQUE = "commande_publique"


@dataclass(frozen=True, slots=True)
class RegleDite:
    """A rule of a card: the facts that decided in a few words, then why in full, on which condition, what to do, its texts."""

    id: str
    portee: Portee
    raison: str
    motif: str
    condition: str | None
    faire: tuple[str, ...]
    justifier: str | None
    articles: str
    lots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Carte:
    """One action: `portee` is that of its strongest rule, `loi` says that the law asks for something of it too."""

    fiche: Fiche
    portee: Portee
    loi: bool
    regles: tuple[RegleDite, ...]
    contacts: tuple[Service, ...]
    pieces: tuple[Piece, ...]
    motifs: tuple[str, ...]
    decision: DecisionRecord | None
    nouvelle: bool

    @property
    def numero(self) -> int:
        return self.fiche.numero

    @property
    def pourquoi(self) -> str:
        """The facts for which it applies, in a few words; "" for what applies to every purchase."""
        return self.regles[0].raison

    @property
    def sous_condition(self) -> bool:
        return all(regle.condition for regle in self.regles)

    @property
    def lots(self) -> tuple[int, ...]:
        return tuple(sorted({lot for regle in self.regles for lot in regle.lots}))

    @property
    def ecartee(self) -> bool:
        return self.decision is not None and self.decision.etape == "ecartee"

    @property
    def retenue(self) -> bool:
        return self.decision is not None and not self.ecartee


@dataclass(frozen=True, slots=True)
class PourPiece:
    """A document with the actions that are written in it first; `aussi` are those that are in it too."""

    piece: Piece | None
    cartes: tuple[Carte, ...]
    aussi: tuple[Carte, ...] = ()


@dataclass(frozen=True, slots=True)
class Pour:
    """One thing to do now: `quoi` says which (procedure, ecrire, piece, jalon, decider), with what its words need."""

    quoi: str
    cartes: tuple[Carte, ...] = ()
    services: tuple[Service, ...] = ()
    piece: Piece | None = None
    titre: str = ""
    jour: object = None


@dataclass(frozen=True, slots=True)
class Avenir:
    """Actions that would apply too under one condition, in words."""

    si: str
    fiches: tuple[Fiche, ...]


def cartes(
    pack: Pack,
    wording: Wording,
    diagnostic: Diagnostic,
    decisions: Mapping[int, DecisionRecord],
    nouvelles: Collection[int] = (),
) -> tuple[Carte, ...]:
    """The actions that apply to the contract or to some lot, by number."""
    trouvees: dict[int, list[tuple[Jugement, Recommandation, int | None]]] = {}
    for jugement, lot in [(diagnostic, None), *((un, un.lot.numero) for un in diagnostic.lots)]:
        for recommandation in jugement.recommandations:
            trouvees.setdefault(recommandation.fiche.numero, []).append((jugement, recommandation, lot))
    de_la_loi = {
        action
        for jugement in (diagnostic, *diagnostic.lots)
        for due in jugement.obligations
        for action in due.obligation.actions
    }
    pieces = pieces_de(pack)
    faites = []
    for numero, dites in sorted(trouvees.items()):
        regles = _regles(pack, wording, diagnostic, dites)
        fiche = dites[0][1].fiche
        services = dict.fromkeys(
            service for regle in regles for service in pack.regle(numero, regle.id).contacts or (fiche.pilote,)
        )
        siennes = dict.fromkeys(piece for regle in regles for piece in pieces.de(numero, regle.id))
        faites.append(
            Carte(
                fiche=fiche,
                portee=min((regle.portee for regle in regles), key=PORTEES.index),
                loi=numero in de_la_loi,
                regles=regles,
                contacts=tuple(pack.services[nom] for nom in services),
                pieces=tuple(siennes),
                motifs=fiche.motifs,
                decision=decisions.get(numero),
                nouvelle=numero in nouvelles,
            )
        )
    return tuple(faites)


def _regles(
    pack: Pack,
    wording: Wording,
    diagnostic: Diagnostic,
    dites: Sequence[tuple[Jugement, Recommandation, int | None]],
) -> tuple[RegleDite, ...]:
    """Each rule once, with the lots it is of; what surely applies before what hangs on a condition."""
    au = jour_des_textes(diagnostic.faits, diagnostic.jour)
    par_regle: dict[str, RegleDite] = {}
    for jugement, recommandation, lot in dites:
        regle = recommandation.regle
        if regle.id in par_regle:
            deja = par_regle[regle.id]
            par_regle[regle.id] = replace(deja, lots=(*deja.lots, *(() if lot is None else (lot,))))
            continue
        condition = None
        if recommandation.verdict is Verdict.SOUS_CONDITION:
            condition = wording.phrase("condition", ce_qui_reste(regle.quand, jugement.juges), jugement.juges)
        lue = mention_de(pack, regle, au)
        par_regle[regle.id] = RegleDite(
            regle.id,
            regle.portee,
            ", ".join(wording.phrase("bref", nom, jugement.faits[nom]) for nom in recommandation.decisifs),
            wording.motif(regle.phrase, tuple([(nom, jugement.faits[nom]) for nom in recommandation.decisifs])),
            condition,
            regle.faire,
            regle.justifier,
            "" if lue is None else lue.source if lue.a_confirmer is None else lue.bref,
            () if lot is None else (lot,),
        )
    return tuple(sorted(par_regle.values(), key=lambda regle: regle.condition is not None))


def par_piece(pack: Pack, toutes: Sequence[Carte]) -> tuple[PourPiece, ...]:
    """The actions under the document where each is written first; last, those that the pack puts in none."""
    rangees = [
        PourPiece(
            piece,
            tuple(carte for carte in toutes if carte.pieces[:1] == (piece,)),
            tuple(carte for carte in toutes if piece in carte.pieces[1:]),
        )
        for piece in pieces_de(pack).toutes
    ]
    ailleurs = tuple(carte for carte in toutes if not carte.pieces)
    if ailleurs:
        rangees.append(PourPiece(None, ailleurs))
    return tuple(rangee for rangee in rangees if rangee.cartes or rangee.aussi)


def a_faire(pack: Pack, toutes: Sequence[Carte], loi: Loi, jalons: Jalons) -> tuple[Pour, ...]:
    """Three things at most: what may be wrong with the procedure, whom to write to, the fullest document, the next milestone."""
    lignes = [Pour("procedure", titre=due.obligation.titre) for due in loi.alertes[:1]]
    gardees = [carte for carte in toutes if not carte.ecartee]
    if ecrire := _a_qui_ecrire(gardees):
        lignes.append(ecrire)
    if jalons.prochain is not None:
        lignes.append(Pour("jalon", titre=jalons.prochain.jalon.titre, jour=jalons.prochain.jour))
    pleines = [rangee for rangee in par_piece(pack, gardees) if rangee.piece is not None and rangee.cartes]
    pleines.sort(key=lambda rangee: -len(rangee.cartes))
    lignes += [Pour("piece", rangee.cartes, piece=rangee.piece) for rangee in pleines]
    return tuple(lignes[:A_FAIRE_MAX])


def _a_qui_ecrire(gardees: Iterable[Carte]) -> Pour | None:
    """The experts without whom an action cannot be studied, each once, the first of each action."""
    concernees: list[Carte] = []
    services: dict[str, Service] = {}
    for carte in gardees:
        experts = [un for un in carte.contacts if un.id not in ACHETEURS and un.id != COMMANDE_PUBLIQUE]
        if experts and carte.portee is Portee.A_ETUDIER:
            concernees.append(carte)
            services.setdefault(experts[0].id, experts[0])
    return Pour("ecrire", tuple(concernees), tuple(services.values())) if concernees else None


def lire_l_avenir(pack: Pack, wording: Wording, diagnostic: Diagnostic) -> tuple[Avenir, ...]:
    """What could still apply, one line per condition."""
    deja = set(diagnostic.actions)
    par_condition: dict[str, dict[int, Fiche]] = {}
    for jugement in (diagnostic, *diagnostic.lots):
        for ouverte in jugement.ouvertes:
            # What hangs on nothing that is asked would drown the rest.
            if ouverte.fiche is None or not any(pack.vocabulaire[nom].demande for nom in ouverte.manque):
                continue
            if ouverte.fiche.numero not in deja:
                si = wording.phrase("condition", ouverte.si, jugement.faits)
                par_condition.setdefault(si, {})[ouverte.fiche.numero] = ouverte.fiche
    return tuple(Avenir(si, tuple(fiches.values())) for si, fiches in par_condition.items())


__all__ = ["Avenir", "Carte", "Pour", "PourPiece", "RegleDite", "a_faire", "cartes", "lire_l_avenir", "par_piece"]
