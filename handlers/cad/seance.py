"""A session of the committee as it stands: the contracts it looks at, what each is rated, what was decided, who may see it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

from handlers.conversation.acces import memoire, mes_referents
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Turn
from handlers.diagnostic.jugement import non_presumes, rejuger
from handlers.registre.marches import tires_du_registre
from handlers.suivi.dates import dates_de
from knowledge.cad.bareme import Bareme
from knowledge.cad.chargement import charger_le_bareme
from knowledge.cad.cotation import coter, recevable
from knowledge.cad.seance import (
    ActionProposee,
    ContratDeSeance,
    Cotation,
    Decision,
    Issue,
    Reponse,
    Valeur,
)
from knowledge.cpv import Proposition
from knowledge.diagnostic.diagnostic import Diagnostic, diagnostiquer
from knowledge.lecture.lecture import Lecteur
from knowledge.plan.pack import Pack, Portee
from knowledge.rappels.echeances import echeance
from knowledge.regles.decision import Verdict
from knowledge.regles.faits import ContradictionError, Faits, Possible, Texte
from storage.cad.records import (
    AJOUTE,
    ECARTE,
    PRESENTE,
    REPORTE,
    RETENU,
    RETIRE,
    CotationRecord,
    DitRecord,
    Genre,
    SeanceRecord,
)
from storage.comptes.records import Role
from storage.registre.records import Filtre, MarcheRecord
from storage.suivi.records import AchatRecord
from storage.unit_of_work import Reading

# A session whose minutes are not written yet is still spoken of for so long.
EN_COURS = timedelta(days=92)
# The widest window of a session, and what clamped months may shift it by.
FENETRE = timedelta(days=366 + 62)
OBJET_MAX = 200


class Savoir(Protocol):
    """What reads a contract: a turn does, and so does all that a process knows."""

    @property
    def pack(self) -> Pack: ...
    @property
    def lecteur(self) -> Lecteur: ...
    @property
    def probables(self) -> Callable[[str], Sequence[Proposition]]: ...


@dataclass(frozen=True, slots=True)
class Presente:
    """A contract of a session, with the lots of its consultation: why it is there, and what holds of it there.

    `place`: somebody added or withdrew it; `reporte`: the session before put it off, or did not decide of it.
    """

    marche: MarcheRecord
    lots: tuple[MarcheRecord, ...]
    dits: tuple[DitRecord, ...] = ()
    place: DitRecord | None = None
    reporte: DitRecord | None = None

    @property
    def decisions(self) -> Mapping[str | None, DitRecord]:
        """What was decided, by subject; of the whole under None."""
        return {un.sujet: un for un in self.dits if un.genre is Genre.DECISION}

    @property
    def epingles(self) -> Mapping[str | None, DitRecord]:
        return {un.sujet: un for un in self.dits if un.genre is Genre.EPINGLE}

    @property
    def retenus(self) -> tuple[str, ...]:
        """The actions and points retained, actions first."""
        sujets = [un for un, dit in self.decisions.items() if un is not None and dit.valeur == RETENU]
        return tuple(sorted(sujets, key=ordre))

    @property
    def ecartes(self) -> tuple[DitRecord, ...]:
        """What was set aside, with its reason."""
        dits = [dit for sujet, dit in self.decisions.items() if sujet is not None and dit.valeur == ECARTE]
        return tuple(sorted(dits, key=lambda dit: ordre(dit.sujet or "")))

    @property
    def entier(self) -> DitRecord | None:
        """What was decided of the whole: set aside, or put off."""
        return self.decisions.get(None)

    @property
    def decide(self) -> bool:
        return bool(self.decisions)


def ordre(sujet: str) -> tuple[bool, int, str]:
    """Actions by their number, then points of the plan.

    >>> sorted(["vise_tpe_pme", "11", "8"], key=ordre)
    ['8', '11', 'vise_tpe_pme']
    """
    return not sujet.isdecimal(), int(sujet) if sujet.isdecimal() else 0, sujet


# --- who may see it ---------------------------------------------------------------------------------------------------


def comites_ouverts(memory: Reading, pack: Pack, roles: Collection[str], referents: Collection[int]) -> frozenset[str]:
    """The buyers whose committee somebody may look into: all for the team, theirs for a member."""
    if Role.EQUIPE in roles:
        return frozenset(un.id for un in pack.acheteurs)
    return memory.seances.comites_de(referents)


def mes_comites(turn: Turn) -> frozenset[str]:
    """The same, of whoever writes."""
    return comites_ouverts(memoire(turn), turn.pack, turn.roles, [un.id for un in mes_referents(turn)])


# --- which session ----------------------------------------------------------------------------------------------------


def a_preparer(seances: Iterable[SeanceRecord], acheteurs: Collection[str], jour: date) -> list[SeanceRecord]:
    """The sessions under way of these buyers: that whose minutes are awaited, else the next one; the soonest first."""
    trouvees = []
    for acheteur in acheteurs:
        siennes = [une for une in seances if une.acheteur == acheteur and une.tenue is None]
        ouvertes = [une for une in siennes if une.jour >= jour - EN_COURS]
        trouvees += sorted(ouvertes, key=lambda une: une.jour)[:1]
    return sorted(trouvees, key=lambda une: (une.jour, une.acheteur))


def seance_qui_presente(
    memory: Reading, pack: Pack, numero: int, jour: date, *, passee: bool
) -> tuple[SeanceRecord, Presente] | None:
    """The session that looks at a contract: the last that sat (`passee`), else the next one; None when none does."""
    marche = memory.marches.trouver(numero)
    if marche is None:
        return None
    siennes = [une for une in memory.seances.liste() if une.acheteur == marche.acheteur]
    if passee:
        candidates = [une for une in reversed(siennes) if une.jour <= jour]
    else:
        candidates = [une for une in siennes if une.jour >= jour - EN_COURS and une.tenue is None]
    for une in candidates:
        if (presente := celui(presentes(memory, pack, une), numero)) is not None:
            return une, presente
    return None


def celui(presentes_: Iterable[Presente], numero: int) -> Presente | None:
    """That contract among those presented, be it named by another of its lots."""
    return next((un for un in presentes_ if any(lot.id == numero for lot in un.lots)), None)


# --- its contracts ----------------------------------------------------------------------------------------------------


def presentes(memory: Reading, pack: Pack, seance: SeanceRecord) -> list[Presente]:
    """The contracts that a session looks at, the next awarded first: those whose milestone falls in its window, those put off
    by the session before, those added; without those withdrawn. Once its minutes are written, those that were presented.
    """
    dits = memory.seances.dits(seance.id)
    places = {un.marche_id: un for un in dits if un.genre is Genre.PLACE}
    reportes = _reportes(memory, seance)
    numeros = {numero for numero, place in places.items() if place.valeur in (AJOUTE, PRESENTE)}
    if seance.tenue is not True:
        numeros |= {*reportes, *_de_la_fenetre(memory, pack, seance), *_d_une_seance_pas_tenue(memory, pack, seance)}
    groupes: dict[tuple[str, date | None], list[MarcheRecord]] = {}
    for marche in memory.marches.plusieurs(numeros):
        groupes.setdefault((marche.groupe or str(marche.id), marche.attribution_prevue), []).append(marche)
    trouves = []
    for lots in groupes.values():
        siens = {lot.id for lot in lots}
        place = next((places[un] for un in sorted(siens) if un in places), None)
        if place is not None and place.valeur == RETIRE:
            continue
        trouves.append(
            Presente(
                lots[0],
                tuple(lots),
                tuple(un for un in dits if un.marche_id in siens and un.genre is not Genre.PLACE),
                place if place is not None and place.valeur == AJOUTE else None,
                next((reportes[un] for un in sorted(siens) if un in reportes), None),
            )
        )
    return sorted(trouves, key=lambda un: (un.marche.attribution_prevue or date.max, un.marche.id))


def _de_la_fenetre(memory: Reading, pack: Pack, seance: SeanceRecord) -> set[int]:
    """The recurring contracts of that buyer for which this session is the last before a milestone of the committee."""
    jours = memory.seances.toutes().get(seance.acheteur, ())
    trouves: set[int] = set()
    for jalon in (un for un in pack.jalons if un.comite):
        depuis = seance.jour + timedelta(days=28 * jalon.mois_avant)
        for du in memory.marches.dus(
            seance.acheteur, depuis, seance.jour + timedelta(days=31 * jalon.mois_avant) + FENETRE
        ):
            if (
                du.attribution_prevue is not None
                and echeance(jalon, du.attribution_prevue, jours).seance == seance.jour
            ):
                trouves.add(du.id)
    return trouves


def a_trier_pour(
    memory: Reading, pack: Pack, seance: SeanceRecord, deja: Iterable[Presente], *, recurrents: bool = False
) -> list[MarcheRecord]:
    """The contracts of that buyer that nobody sorted, or those that recur, and that this session is the last to see in time, or is already late for:
    those which it does not look at.
    """
    jours = memory.seances.toutes().get(seance.acheteur, ())
    presentees = {lot.id for un in deja for lot in un.lots}
    filtre = Filtre(acheteur=seance.acheteur, de=seance.jour, a=seance.jour + FENETRE + FENETRE)
    filtre = replace(filtre, recurrent=True) if recurrents else replace(filtre, a_trier=True)
    restent = [un for un in memory.marches.liste(filtre) if un.id not in presentees]
    return [
        un
        for un in restent
        if un.attribution_prevue is not None
        and any(
            une.repere <= seance.jour or une.seance == seance.jour
            for jalon in pack.jalons
            if jalon.comite
            for une in (echeance(jalon, un.attribution_prevue, jours),)
        )
    ]


def _celle_d_avant(memory: Reading, seance: SeanceRecord) -> SeanceRecord | None:
    avant = [une for une in memory.seances.liste() if une.acheteur == seance.acheteur and une.jour < seance.jour]
    return avant[-1] if avant else None


def _d_une_seance_pas_tenue(memory: Reading, pack: Pack, seance: SeanceRecord) -> set[int]:
    """What the session before was to look at, where its minutes say that it was not held."""
    avant = _celle_d_avant(memory, seance)
    if avant is None or avant.tenue is not False:
        return set()
    return {lot.id for un in presentes(memory, pack, avant) for lot in un.lots}


def _reportes(memory: Reading, seance: SeanceRecord) -> dict[int, DitRecord]:
    """What the session before put off, or was held without deciding of."""
    avant = _celle_d_avant(memory, seance)
    if avant is None:
        return {}
    dits = memory.seances.dits(avant.id)
    decides = {un.marche_id for un in dits if un.genre is Genre.DECISION}
    return {
        un.marche_id: un
        for un in dits
        if (un.genre is Genre.DECISION and un.sujet is None and un.valeur == REPORTE)
        or (avant.tenue and un.genre is Genre.PLACE and un.valeur != RETIRE and un.marche_id not in decides)
    }


# --- what is known of a contract --------------------------------------------------------------------------------------

_BAREMES: dict[str, Bareme | None] = {}
# The sessions of a few buyers.
_OBJETS_MAX = 2_000


def bareme_de(pack: Pack) -> Bareme:
    """How the committee of a pack rates; read once. Raises KeyError for a plan that has no committee."""
    if pack.empreinte not in _BAREMES:
        _BAREMES[pack.empreinte] = charger_le_bareme(pack)
    lu = _BAREMES[pack.empreinte]
    if lu is None:
        raise KeyError(pack.nom)
    return lu


def contrats_de(memory: Reading, savoir: Savoir, presentes_: Sequence[Presente], jour: date) -> list[ContratDeSeance]:
    """The contracts of a session as they are rated, in their order."""
    achats = memory.achats.qui_remplacent([un.marche.id for un in presentes_])
    return [_contrat(memory, savoir, un, achats.get(un.marche.id), jour) for un in presentes_]


def contrat_de(memory: Reading, savoir: Savoir, presente: Presente, jour: date) -> ContratDeSeance:
    """One of them."""
    return contrats_de(memory, savoir, [presente], jour)[0]


def _contrat(
    memory: Reading, savoir: Savoir, presente: Presente, achat: AchatRecord | None, jour: date
) -> ContratDeSeance:
    """A contract by the diagnosis of what replaces it, else by what the register tells of it."""
    marche = presente.marche
    gardes = [] if achat is None else memory.journal.de_l_achat(achat.id)
    diagnostic = rejuger(savoir.pack, gardes[0]) if gardes else _du_registre(savoir, marche, jour)
    montants = [lot.montant_ht for lot in presente.lots if lot.montant_ht is not None]
    noms = [str(un.get("nom") or "") for lot in presente.lots for un in lot.titulaires]
    return ContratDeSeance(
        marche.id,
        marche.objet or "",
        marche.acheteur,
        dates_de(marche).attribution,
        diagnostic.juges,
        proposees_de(diagnostic),
        marche.direction,
        sum(montants, Decimal(0)) if montants else None,
        dates_de(marche).duree_mois,
        ", ".join(dict.fromkeys(nom for nom in noms if nom)) or None,
        None if achat is None else achat.id,
        presente.place is not None,
    )


@lru_cache(maxsize=_OBJETS_MAX)
def _dits_de_l_objet(lecteur: Lecteur, objet: str, jour: date) -> tuple[tuple[str, Possible], ...]:
    """What the object of a contract tells surely; read once a day, for a session is opened again at each decision."""
    return tuple((lu.nom, lu.possible) for lu in lecteur.lire(objet, jour).lus if lu.sur)


def _du_registre(savoir: Savoir, marche: MarcheRecord, jour: date) -> Diagnostic:
    vocabulaire = savoir.pack.vocabulaire
    faits = vocabulaire.aucun_fait()
    sus, devines = tires_du_registre(marche)
    dits: list[tuple[str, Any]] = [*sus.items(), *devines.items()]
    if marche.objet:
        dits += _dits_de_l_objet(savoir.lecteur, marche.objet, jour)
        dits.append(("objet", Texte(marche.objet[:OBJET_MAX])))
    for nom, possible in dits:
        if nom in vocabulaire:
            faits = _avec(faits, nom, possible)
    return diagnostiquer(savoir.pack, faits, jour, presumer=True, nies=non_presumes(savoir, Entretien(faits)))


def _avec(faits: Faits, nom: str, possible: Any) -> Faits:
    """What the register tells holds against what its words let guess."""
    try:
        return faits.apprendre(nom, possible)
    except ContradictionError:
        return faits


def proposees_de(diagnostic: Diagnostic) -> tuple[ActionProposee, ...]:
    """The actions that a diagnosis proposes, each by its strongest rule."""
    par_action: dict[int, ActionProposee] = {}
    fortes = list(Portee)
    for jugement in (diagnostic, *diagnostic.lots):
        for une in jugement.recommandations:
            numero = une.fiche.numero
            proposee = ActionProposee(
                numero,
                une.regle.portee,
                une.verdict is not Verdict.SOUS_CONDITION,
                une.regle.phrase,
                tuple(diagnostic.indecises.get(numero, ())),
            )
            autre = par_action.get(numero)
            if autre is None or (not proposee.sure, fortes.index(proposee.portee)) < (
                not autre.sure,
                fortes.index(autre.portee),
            ):
                par_action[numero] = proposee
    return tuple(par_action[numero] for numero in sorted(par_action))


@dataclass(frozen=True, slots=True)
class Attendue:
    """A rating that a side has not finished."""

    seance: SeanceRecord
    marche: MarcheRecord
    qui: str


# --- ratings and decisions, as plain records --------------------------------------------------------------------------


def ecrire_une_valeur(valeur: Valeur) -> Any:
    """An answer, ready for JSON."""
    return list(valeur) if isinstance(valeur, tuple) else str(valeur) if isinstance(valeur, Decimal) else valeur


def lire_les_valeurs(bareme: Bareme, cotation: CotationRecord) -> dict[str, Valeur]:
    """The answers of one side that the pack still asks for, by question."""
    lues: dict[str, Valeur] = {}
    for question in bareme.questions_de(cotation.qui):
        brute = cotation.reponses.get(question.id)
        valeur: Any = tuple(brute) if isinstance(brute, list) else brute
        if question.genre == "heures" and isinstance(brute, str):
            valeur = Decimal(brute)
        if recevable(question, valeur):
            lues[question.id] = valeur
    return lues


def reponses_de(bareme: Bareme, cotations: Iterable[CotationRecord]) -> list[Reponse]:
    """Every answer of these ratings."""
    return [
        Reponse(une.marche_id, une.qui, question, valeur, une.par, une.le)
        for une in cotations
        for question, valeur in lire_les_valeurs(bareme, une).items()
    ]


def cotation_de(savoir: Savoir, contrat: ContratDeSeance, cotations: Iterable[CotationRecord], jour: date) -> Cotation:
    """How a contract is rated now, by each side that answered."""
    bareme = bareme_de(savoir.pack)
    siennes = [une for une in cotations if une.marche_id == contrat.marche_id]
    return coter(savoir.pack, bareme, contrat, reponses_de(bareme, siennes), jour)


def decision_de(presente: Presente) -> Decision | None:
    """What was decided of a contract, as one record; None while nothing is."""
    if not presente.decide:
        return None
    dernier = max(presente.decisions.values(), key=lambda dit: dit.id)
    entier = presente.entier
    motifs = [dit for dit in (entier, *presente.ecartes) if dit is not None and dit.motif]
    motif = " ; ".join(
        f"{dit.sujet} : {dit.motif}"
        if dit.sujet is not None and len(motifs) + len(presente.retenus) > 1
        else str(dit.motif)
        for dit in motifs
    )
    issue = Issue.RETENU if presente.retenus else Issue(str(entier.valeur)) if entier is not None else Issue.ECARTE
    return Decision(
        presente.marche.id,
        issue,
        dernier.par,
        dernier.le,
        tuple(int(un) for un in presente.retenus if un.isdecimal()),
        tuple(un for un in presente.retenus if not un.isdecimal()),
        motif or None,
    )


__all__ = [
    "Attendue",
    "Presente",
    "Savoir",
    "a_preparer",
    "bareme_de",
    "celui",
    "comites_ouverts",
    "contrat_de",
    "contrats_de",
    "cotation_de",
    "decision_de",
    "ecrire_une_valeur",
    "lire_les_valeurs",
    "mes_comites",
    "presentes",
    "reponses_de",
    "seance_qui_presente",
]
