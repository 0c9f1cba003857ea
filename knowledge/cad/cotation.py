"""The cotation of a contract: *pertinence* from rules and facts, *soutenabilité* from what each side answers.

They are two axes and stay so; each score is a sum or a worst case that can be recounted by hand from its reasons.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby

from knowledge.cad.bareme import Bareme, GenreDeQuestion, Prerempli, Question
from knowledge.cad.seance import (
    ACHETEUR,
    ActionProposee,
    ContratDeSeance,
    Cotation,
    Critere,
    Ecart,
    Motif,
    Niveau,
    Pertinence,
    PertinenceDAction,
    PertinenceDAxe,
    Reponse,
    Soutenabilite,
    Valeur,
)
from knowledge.plan.pack import Pack
from knowledge.regles.conditions import juger

# The reasons that the cotation gives itself, beside the criteria of the pack.
PORTEE, INCERTAIN = "portee", "incertain"
# The criteria that several sides can rate differently: hours are each one's own.
_ACTIONS, _HEURES = "actions", "heures"


def cotees(bareme: Bareme, contrat: ContratDeSeance) -> tuple[ActionProposee, ...]:
    """What is proposed of a contract and presented to the committee: what the pack gives a weight and hours."""
    return tuple(une for une in contrat.proposees if une.action in bareme.couts)


def experts_concernes(bareme: Bareme, contrat: ContratDeSeance) -> tuple[str, ...]:
    """The experts of whom some action proposed costs hours: these alone are asked."""
    proposees = {une.action for une in cotees(bareme, contrat)}
    return tuple(nom for nom, expert in bareme.experts.items() if proposees & expert.actions)


def heures(bareme: Bareme, actions: Collection[int], auteur: str) -> Decimal:
    """The hours that these actions on one contract cost a side; to an expert, its lump sum included."""
    if auteur == ACHETEUR:
        return sum((bareme.couts[action].acheteur for action in actions), Decimal(0))
    expert = bareme.experts[auteur]
    siennes = expert.actions.intersection(actions)
    return sum((bareme.couts[action].experts[auteur] for action in siennes), expert.forfait if siennes else Decimal(0))


# --- pertinence -------------------------------------------------------------------------------------------------------


def pertinence(pack: Pack, bareme: Bareme, contrat: ContratDeSeance) -> Pertinence:
    """What a contract can bring, per action and per axis, with its reasons."""
    remplis = [critere for critere in bareme.criteres if juger(critere.quand, contrat.faits)]
    actions = []
    for une in cotees(bareme, contrat):
        motifs = [Motif(PORTEE, bareme.portees[une.portee], une.phrase)]
        if not une.sure:
            motifs.append(Motif(INCERTAIN, -bareme.incertain, ""))
        motifs += [Motif(un.id, un.points, un.court) for un in remplis if un.porte_sur(une.action)]
        points, poids = sum(motif.points for motif in motifs), bareme.poids_des_actions[une.action]
        actions.append(
            PertinenceDAction(
                une.action, points * poids, bareme.seuil_d_action.force(points * poids), poids, tuple(motifs), une.sure
            )
        )
    axes = tuple(_axes(pack, bareme, actions))
    total = sum(axe.points for axe in axes)
    fortes_d_abord = sorted(actions, key=lambda une: (-une.points, une.action))
    return Pertinence(total, bareme.seuil_de_contrat.force(total), tuple(fortes_d_abord), axes)


def _axes(pack: Pack, bareme: Bareme, actions: Collection[PertinenceDAction]) -> Iterator[PertinenceDAxe]:
    def axe(une: PertinenceDAction) -> int:
        return pack.axe_de(pack.fiches[une.action]).numero

    for numero, siennes in groupby(sorted(actions, key=axe), axe):
        de_l_axe = list(siennes)
        poids = bareme.poids_des_axes[numero]
        points = poids * sum(une.points for une in de_l_axe)
        yield PertinenceDAxe(
            numero, points, bareme.seuil_d_axe.force(points), poids, tuple(sorted(une.action for une in de_l_axe))
        )


# --- what each side is asked ------------------------------------------------------------------------------------------


def prerempli(
    bareme: Bareme,
    contrat: ContratDeSeance,
    auteur: str,
    question: Question,
    jour: date,
    derniere_fois: Mapping[str, Valeur] | None = None,
) -> Valeur | None:
    """What a question would be answered: reckoned from the diagnosis and the calendar, else as the last time.

    `derniere_fois`: the answers of that side, by question, for this contract or the one that it replaces.
    """
    match question.prerempli:
        case Prerempli.ACTIONS_PROPOSEES:
            return _possibles(bareme, contrat, auteur)
        case Prerempli.HEURES_DES_ACTIONS:
            return heures(bareme, _possibles(bareme, contrat, auteur), auteur)
        case Prerempli.TEMPS_RESTANT:
            niveau = temps_restant(bareme, contrat.echeance, jour)
            return next((un.id for un in question.choix if niveau is not None and un.niveau is niveau), None)
        case Prerempli.RIEN:
            avant = (derniere_fois or {}).get(question.id)
            return avant if recevable(question, avant) else None


def recevable(question: Question, valeur: Valeur | None) -> bool:
    """Whether a value answers a question as the pack asks it now."""
    match question.genre:
        case GenreDeQuestion.HEURES:
            return isinstance(valeur, Decimal) and valeur.is_finite() and valeur >= 0
        case GenreDeQuestion.CHOIX:
            return isinstance(valeur, str) and question.choisi(valeur) is not None
        case GenreDeQuestion.OUI_NON:
            return isinstance(valeur, bool)
        case GenreDeQuestion.ACTIONS:
            return isinstance(valeur, tuple)
        case GenreDeQuestion.TEXTE:
            return isinstance(valeur, str) and bool(valeur.strip())


def _possibles(bareme: Bareme, contrat: ContratDeSeance, auteur: str) -> tuple[int, ...]:
    """The actions proposed that one side follows, ascending: all of them for the service that buys."""
    proposees = sorted(une.action for une in cotees(bareme, contrat))
    if auteur == ACHETEUR:
        return tuple(proposees)
    return tuple(action for action in proposees if action in bareme.experts[auteur].actions)


# --- soutenabilité ----------------------------------------------------------------------------------------------------


def temps_restant(bareme: Bareme, echeance: date | None, jour: date) -> Niveau | None:
    """Whether there is time between a day and the planned award, in whole months; None when that is not known."""
    if echeance is None:
        return None
    mois = (echeance.year - jour.year) * 12 + echeance.month - jour.month - (echeance.day < jour.day)
    return niveau_du_temps(bareme, mois)


def niveau_du_temps(bareme: Bareme, mois: int) -> Niveau:
    """Whether so many months are time enough."""
    return _du_plus_au_moins(mois, bareme.mois_tenables, bareme.mois_intenables)


def _du_plus_au_moins(combien: int, tenable: int, intenable: int) -> Niveau:
    if combien >= tenable:
        return Niveau.TENABLE
    return Niveau.SOUS_CONDITION if combien >= intenable else Niveau.INTENABLE


def _part_des_heures(bareme: Bareme, demandees: Decimal, dans_l_annee: Decimal) -> Niveau:
    """Whether an expert can give so many hours to one contract, out of those it has for that buyer in the year."""
    if demandees * 100 <= dans_l_annee * bareme.part_tenable:
        return Niveau.TENABLE
    return Niveau.SOUS_CONDITION if demandees * 100 <= dans_l_annee * bareme.part_intenable else Niveau.INTENABLE


def coter(pack: Pack, bareme: Bareme, contrat: ContratDeSeance, reponses: Collection[Reponse], jour: date) -> Cotation:
    """The whole rating of a contract on one day; of several answers to one question by one side, the last counts."""
    dites: dict[str, dict[str, Valeur]] = {}
    for une in sorted(reponses, key=lambda une: une.le):
        if une.marche_id == contrat.marche_id:
            dites.setdefault(une.auteur, {})[une.question] = une.valeur
    auteurs = (ACHETEUR, *experts_concernes(bareme, contrat))
    soutenabilites = tuple(
        Soutenabilite(auteur, tuple(_criteres(bareme, contrat, auteur, dites.get(auteur, {}), jour)))
        for auteur in auteurs
    )
    return Cotation(
        contrat.marche_id,
        pertinence(pack, bareme, contrat),
        soutenabilites,
        tuple(_ecarts(soutenabilites, bareme, contrat, dites)),
        tuple(une.auteur for une in soutenabilites if not une.repondue),
        _intenables(bareme, contrat, dites),
        {auteur: dite for auteur in auteurs if (dite := _remarques(bareme, auteur, dites.get(auteur, {})))},
    )


def _remarques(bareme: Bareme, auteur: str, dites: Mapping[str, Valeur]) -> str:
    """What one side wrote in its own words."""
    libres = (dites.get(une.id) for une in bareme.questions_de(auteur) if une.genre is GenreDeQuestion.TEXTE)
    return " ; ".join(valeur for valeur in libres if isinstance(valeur, str) and valeur.strip())


def _criteres(
    bareme: Bareme, contrat: ContratDeSeance, auteur: str, dites: Mapping[str, Valeur], jour: date
) -> Iterator[Critere]:
    """What one side says of each criterion; not answered, what can be reckoned stands in, and says so."""
    for question in bareme.questions_de(auteur):
        if question.critere is None:
            continue
        valeur = dites.get(question.id)
        repondu = recevable(question, valeur)
        if not repondu:
            valeur = prerempli(bareme, contrat, auteur, question, jour)
        niveau, texte, sur = None, None, None
        if question.genre is GenreDeQuestion.CHOIX and isinstance(valeur, str):
            choix = question.choisi(valeur)
            niveau, texte = (None, None) if choix is None else (choix.niveau, choix.texte)
        elif question.genre is GenreDeQuestion.OUI_NON and isinstance(valeur, bool):
            niveau = Niveau.TENABLE if valeur else Niveau.INTENABLE
        elif isinstance(valeur, Decimal) and auteur in bareme.experts:
            sur = bareme.experts[auteur].heures.get(contrat.acheteur)
            niveau = None if sur is None else _part_des_heures(bareme, valeur, sur)
        elif isinstance(valeur, tuple) and repondu:
            niveau = _part_possible(_possibles(bareme, contrat, auteur), valeur)
        yield Critere(question.critere, niveau, valeur, repondu, texte, sur)


def _part_possible(proposees: Collection[int], possibles: Collection[int]) -> Niveau:
    """All that is proposed is possible, some of it, or nothing."""
    if set(proposees) <= set(possibles):
        return Niveau.TENABLE
    return Niveau.SOUS_CONDITION if set(proposees) & set(possibles) else Niveau.INTENABLE


def _ecarts(
    soutenabilites: Collection[Soutenabilite],
    bareme: Bareme,
    contrat: ContratDeSeance,
    dites: Mapping[str, Mapping[str, Valeur]],
) -> Iterator[Ecart]:
    """Where the sides that answered differ: on a criterion, or on whether an action that both follow is possible."""
    for nom in bareme.criteres_de_soutenabilite:
        if nom in {_ACTIONS, _HEURES}:
            continue
        niveaux = {
            une.auteur: critere.niveau
            for une in soutenabilites
            for critere in une.criteres
            if critere.critere == nom and critere.repondu and critere.niveau is not None
        }
        if len(set(niveaux.values())) > 1:
            yield Ecart(nom, niveaux)
    for action in sorted(une.action for une in cotees(bareme, contrat)):
        avis = {
            auteur: Niveau.TENABLE if action in retenues else Niveau.INTENABLE
            for auteur, retenues in _retenues(bareme, contrat, dites).items()
            if action in _possibles(bareme, contrat, auteur)
        }
        if len(set(avis.values())) > 1:
            yield Ecart(_ACTIONS, avis, action)


def _retenues(
    bareme: Bareme, contrat: ContratDeSeance, dites: Mapping[str, Mapping[str, Valeur]]
) -> Mapping[str, tuple[int, ...]]:
    """The actions that each side held possible, of those that answered it."""
    retenues = {}
    for auteur in (ACHETEUR, *experts_concernes(bareme, contrat)):
        for question in bareme.questions_de(auteur):
            valeur = dites.get(auteur, {}).get(question.id)
            if question.genre is GenreDeQuestion.ACTIONS and isinstance(valeur, tuple):
                retenues[auteur] = valeur
    return retenues


def _intenables(
    bareme: Bareme, contrat: ContratDeSeance, dites: Mapping[str, Mapping[str, Valeur]]
) -> Mapping[int, tuple[str, ...]]:
    """The actions that some side answered not to be possible, and who."""
    refusees: dict[int, tuple[str, ...]] = {}
    for auteur, retenues in _retenues(bareme, contrat, dites).items():
        for action in _possibles(bareme, contrat, auteur):
            if action not in retenues:
                refusees[action] = (*refusees.get(action, ()), auteur)
    return refusees


__all__ = [
    "INCERTAIN",
    "PORTEE",
    "cotees",
    "coter",
    "experts_concernes",
    "heures",
    "pertinence",
    "prerempli",
    "recevable",
    "temps_restant",
]
