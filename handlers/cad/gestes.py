"""What is done of a session, from the conversation or from its page: place a contract, pin, decide, undo, keep minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.cad.comite import Quand, viser
from handlers.cad.seance import Presente, celui, presentes
from handlers.suivi.dates import dates_de
from knowledge.plan.pack import Pack
from storage.cad.records import AJOUTE, ECARTE, PRESENTE, REPORTE, RETENU, RETIRE, Genre, NouveauDit, SeanceRecord
from storage.cad.repository import derniers
from storage.registre.records import MarcheRecord
from storage.suivi.records import AchatRecord
from storage.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class Fait:
    """What a decision changed: the contract as it stands since, and from which thing said on it can be undone."""

    presente: Presente
    depuis: int
    change: bool


def decider(
    memory: Reading, pack: Pack, seance: SeanceRecord, presente: Presente, issue: str, sujets: Sequence[str],
    motif: str | None, quand: Quand,
) -> Fait:  # fmt: skip
    """Note what the committee decides of actions and points of a contract, or of the whole when there are none; what is
    retained is targeted, as of that session. Said again, it changes nothing.
    """
    tenues, numero = presente.decisions, presente.marche.id
    voulues: dict[str | None, tuple[str | None, str | None]] = {}
    if sujets:
        voulues |= dict.fromkeys(sujets, (issue, motif))
        if presente.entier is not None:
            # Of which something is retained, it is set aside or put off no more.
            voulues[None] = (None, None)
    else:
        voulues[None] = (issue, motif)
        voulues |= dict.fromkeys(presente.retenus, (None, None))
    nouveaux = [
        NouveauDit(numero, sujet, Genre.DECISION, valeur, raison)
        for sujet, (valeur, raison) in voulues.items()
        if (None if sujet not in tenues else (tenues[sujet].valeur, tenues[sujet].motif))
        != (None if valeur is None else (valeur, raison))
    ]
    return _dire(memory, pack, seance, presente, nouveaux, quand)


def revenir(
    memory: Reading, pack: Pack, seance: SeanceRecord, presente: Presente, sujets: Iterable[str | None], quand: Quand
) -> Fait:
    """Have nothing decided any more of these subjects of a contract."""
    nouveaux = [NouveauDit(presente.marche.id, un, Genre.DECISION, None) for un in sujets if un in presente.decisions]
    return _dire(memory, pack, seance, presente, nouveaux, quand)


def epingler(
    memory: Reading, pack: Pack, seance: SeanceRecord, presente: Presente, sujet: str | None, valeur: str | None, quand: Quand
) -> Fait:  # fmt: skip
    """Hold a contract, or one of its actions, in or out of what is proposed: "retenu", "ecarte", or None to let it free."""
    avant = presente.epingles.get(sujet)
    if (None if avant is None else avant.valeur) == valeur:
        return Fait(presente, memory.seances.dernier_dit(), change=False)
    return _dire(memory, pack, seance, presente, [NouveauDit(presente.marche.id, sujet, Genre.EPINGLE, valeur)], quand)


def prevoir(
    memory: Reading, pack: Pack, seance: SeanceRecord, presente: Presente,
    dites: Iterable[tuple[str, Sequence[str], str | None]], quand: Quand,
) -> Fait:  # fmt: skip
    """Keep what a committee is to decide of a contract (outcome, subjects, reason): held in or out of what is proposed until it sits."""
    nouveaux = [
        NouveauDit(presente.marche.id, sujet, Genre.EPINGLE, issue, motif)
        for issue, sujets, motif in dites
        if issue in (RETENU, ECARTE, REPORTE)
        for sujet in sujets or (None,)
        if (avant := presente.epingles.get(sujet)) is None or (avant.valeur, avant.motif) != (issue, motif)
    ]
    return _dire(memory, pack, seance, presente, nouveaux, quand)


def placer(
    memory: Reading, seance: SeanceRecord, marche: MarcheRecord, presente: Presente | None, valeur: str, motif: str | None,
    quand: Quand,
) -> bool:  # fmt: skip
    """Add a contract to a session, or withdraw it; False when it already stood so."""
    if (presente is not None) is (valeur == AJOUTE):
        return False
    lots = [marche.id] if presente is None else [lot.id for lot in presente.lots]
    memory.seances.dire(
        seance.id, [NouveauDit(lot, None, Genre.PLACE, valeur, motif) for lot in lots], quand.par, quand.le
    )
    return True


def dresser(memory: Reading, pack: Pack, seance: SeanceRecord, notes: str | None, quand: Quand, *, tenue: bool) -> None:
    """Write the minutes of a session; what it looked at is kept as it is now, whatever dates move later."""
    if seance.tenue is None and tenue:
        memory.seances.dire(
            seance.id,
            [
                NouveauDit(lot.id, None, Genre.PLACE, PRESENTE)
                for un in presentes(memory, pack, seance)
                if un.place is None
                for lot in un.lots
            ],
            quand.par,
            quand.le,
        )
    memory.seances.dresser(seance.id, notes, quand.par, quand.le, tenue=tenue)


def defaire(memory: Reading, pack: Pack, seance: SeanceRecord, depuis: int, quand: Quand) -> list[Presente]:
    """Put back what that person said for a session since that moment, as it stood before; returns the contracts concerned."""
    dits = memory.seances.tous_les_dits(seance.id)
    avant = derniers(un for un in dits if un.id <= depuis)
    miens = derniers(un for un in dits if un.id > depuis and un.par == quand.par and un.genre is not Genre.PLACE)
    touches: list[Presente] = []
    for numero in dict.fromkeys(marche for marche, _, _ in miens):
        presente = celui(presentes(memory, pack, seance), numero)
        if presente is None:
            continue
        nouveaux = [
            NouveauDit(marche, sujet, genre, None if (avant_ := avant.get(cle)) is None else avant_.valeur,
                       None if avant_ is None else avant_.motif)
            for cle, dit in miens.items()
            for marche, genre, sujet in (cle,)
            if marche == numero and (None if cle not in avant else avant[cle].valeur) != dit.valeur
        ]  # fmt: skip
        fait = _dire(memory, pack, seance, presente, nouveaux, quand)
        if fait.change:
            touches.append(fait.presente)
    return touches


def _dire(
    memory: Reading, pack: Pack, seance: SeanceRecord, presente: Presente, nouveaux: Sequence[NouveauDit], quand: Quand
) -> Fait:
    depuis = memory.seances.dernier_dit()
    if not nouveaux:
        return Fait(presente, depuis, change=False)
    memory.seances.dire(seance.id, nouveaux, quand.par, quand.le)
    apres = celui(presentes(memory, pack, seance), presente.marche.id)
    assert apres is not None
    _accorder(memory, pack, seance, presente, apres, quand)
    return Fait(apres, depuis, change=True)


def _accorder(
    memory: Reading, pack: Pack, seance: SeanceRecord, avant: Presente, apres: Presente, quand: Quand
) -> None:
    """What is retained is targeted, as of the session; what is no more retained is targeted no more."""
    plus, moins = set(apres.retenus) - set(avant.retenus), set(avant.retenus) - set(apres.retenus)
    if not plus and not moins:
        return
    achat = achat_vise(memory, apres.marche, quand)
    for sujets, jour, retirer in ((plus, seance.jour, False), (moins, max(seance.jour, quand.jour), True)):
        actions = sorted(int(un) for un in sujets if un.isdecimal())
        viser(
            memory, pack, achat, actions, sorted(un for un in sujets if not un.isdecimal()),
            Quand(jour, quand.le, quand.par), retirer=retirer,
        )  # fmt: skip


def achat_vise(memory: Reading, marche: MarcheRecord, quand: Quand) -> AchatRecord:
    """The purchase that is to replace a contract; where nobody has described it yet, it is followed from now on."""
    connu = memory.achats.qui_remplace(marche.id)
    if connu is not None:
        return connu
    attribution = dates_de(marche).attribution
    numero = memory.achats.creer(
        {
            "acheteur": marche.acheteur,
            "objet": marche.objet,
            "direction": marche.direction,
            "nature": marche.nature,
            "remplace_id": marche.id,
            "attribution_le": attribution,
            "annee": quand.jour.year if attribution is None else attribution.year,
        },
        quand.le,
    )
    cree = memory.achats.trouver(numero)
    assert cree is not None
    return cree


def inconnus(pack: Pack, sujets: Iterable[str]) -> list[str]:
    """Those that are no action of the plan, nor a point that the plan names."""
    connus = {*map(str, pack.fiches), *(un.id for un in pack.vises)}
    return [un for un in sujets if un not in connus]


__all__ = [
    "AJOUTE",
    "ECARTE",
    "RETENU",
    "RETIRE",
    "Fait",
    "achat_vise",
    "decider",
    "defaire",
    "dresser",
    "epingler",
    "inconnus",
    "placer",
    "prevoir",
    "revenir",
]
