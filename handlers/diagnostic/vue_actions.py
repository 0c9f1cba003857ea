"""The actions of a purchase as its page shows them: a card each, by document of the consultation, and what to do first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from handlers.conversation.wording import Wording
from handlers.diagnostic.vue_loi import Jalons, Loi
from knowledge.diagnostic.diagnostic import Diagnostic
from knowledge.diagnostic.lots import RecommandationDite, vue
from knowledge.plan.pack import Fiche, Pack, Portee, Service
from knowledge.plan.pieces import Piece, pieces_de
from knowledge.plan.sources import jour_des_textes, mention_de
from knowledge.regles.conditions import ce_qui_reste
from knowledge.regles.decision import Verdict
from storage.diagnostic.records import DecisionRecord

A_FAIRE_MAX = 3
OBJET = "objet"
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
    """One action: `portee` is that of its strongest rule, `loi` says that the law asks for something of it too.

    `message` is ready to be sent to its contacts.
    """

    fiche: Fiche
    portee: Portee
    loi: bool
    regles: tuple[RegleDite, ...]
    contacts: tuple[Service, ...]
    pieces: tuple[Piece, ...]
    motifs: tuple[str, ...]
    message: str
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
    """Actions that would apply too under one condition, in words; `en_plus` apply already, and would for one more reason."""

    si: str
    fiches: tuple[Fiche, ...]
    en_plus: tuple[Fiche, ...]


def cartes(
    pack: Pack,
    wording: Wording,
    diagnostic: Diagnostic,
    decisions: Mapping[int, DecisionRecord],
    nouvelles: Collection[int] = (),
) -> tuple[Carte, ...]:
    """The actions that apply to the contract or to some lot, by number."""
    par_action: dict[int, list[RecommandationDite]] = {}
    for dite in vue(diagnostic).recommandations:
        par_action.setdefault(dite.recommandation.fiche.numero, []).append(dite)
    de_la_loi = {
        action
        for jugement in (diagnostic, *diagnostic.lots)
        for due in jugement.obligations
        for action in due.obligation.actions
    }
    pieces = pieces_de(pack)
    de_quoi = {
        "objet": diagnostic.faits.valeur(OBJET),
        "qualification": wording.phrase("qualification", diagnostic.qualification, diagnostic.faits),
    }
    faites = []
    for numero, dites in sorted(par_action.items()):
        regles = _regles(pack, wording, diagnostic, dites)
        fiche = dites[0].recommandation.fiche
        portee = min((regle.portee for regle in regles), key=PORTEES.index)
        services = dict.fromkeys(
            service for regle in regles for service in pack.regle(numero, regle.id).contacts or (fiche.pilote,)
        )
        siennes = dict.fromkeys(piece for regle in regles for piece in pieces.de(numero, regle.id))
        faites.append(
            Carte(
                fiche=fiche,
                portee=portee,
                loi=numero in de_la_loi,
                regles=regles,
                contacts=tuple(pack.services[nom] for nom in services),
                pieces=tuple(siennes),
                motifs=fiche.motifs,
                message=wording.render("message_pret", {"fiche": fiche, "portee": portee, **de_quoi}),
                decision=decisions.get(numero),
                nouvelle=numero in nouvelles,
            )
        )
    return tuple(faites)


def _regles(
    pack: Pack, wording: Wording, diagnostic: Diagnostic, dites: Sequence[RecommandationDite]
) -> tuple[RegleDite, ...]:
    """Each rule with the lots it is of; what surely applies before what hangs on a condition."""
    au = jour_des_textes(diagnostic.faits, diagnostic.jour)
    regles = []
    for dite in dites:
        regle, juges = dite.recommandation.regle, dite.juges[0].juges
        condition = None
        if dite.recommandation.verdict is Verdict.SOUS_CONDITION:
            condition = wording.phrase("condition", ce_qui_reste(regle.quand, juges), juges)
        lue = mention_de(pack, regle, au)
        regles.append(
            RegleDite(
                regle.id,
                regle.portee,
                ", ".join(
                    [
                        *(wording.phrase("bref", nom, possible) for nom, possible in dite.decisifs),
                        *(wording.phrase("bref_presume", nom, possible) for nom, possible in dite.presumes),
                    ]
                ),
                wording.motif(regle.phrase, dite.decisifs, dite.presumes),
                condition,
                regle.faire,
                regle.justifier,
                "" if lue is None else lue.source if lue.a_confirmer is None else lue.bref,
                dite.lots,
            )
        )
    return tuple(sorted(regles, key=lambda regle: regle.condition is not None))


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
    lignes = [Pour("procedure", titre=due.obligation.titre) for due in loi.alertes[:1] if due.si is None]
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
            si = wording.phrase("condition", ouverte.si, jugement.faits)
            par_condition.setdefault(si, {})[ouverte.fiche.numero] = ouverte.fiche
    return tuple(
        Avenir(
            si,
            tuple(fiche for numero, fiche in fiches.items() if numero not in deja),
            tuple(fiche for numero, fiche in fiches.items() if numero in deja),
        )
        for si, fiches in par_condition.items()
    )


__all__ = ["Avenir", "Carte", "Pour", "PourPiece", "RegleDite", "a_faire", "cartes", "lire_l_avenir", "par_piece"]
