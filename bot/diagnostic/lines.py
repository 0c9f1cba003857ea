"""`spaser diagnostiquer` and `spaser comprendre`: a contract, or a text, as one JSON line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from bot.diagnostic.lots import en_dict as lots_en_dict
from bot.diagnostic.lots import lire_lots
from bot.lines import CITATION_MAX, DECIMALES, HORS_FAITS, LigneFautiveError, lire_jour, lire_oui_non, lire_texte
from handlers.conversation.wording import Wording
from knowledge.diagnostic.diagnostic import Diagnostic, Jugement, diagnostiquer
from knowledge.diagnostic.enjeux import supposes
from knowledge.plan.pack import Pack
from knowledge.plan.ressort import Due
from knowledge.plan.sources import jour_des_textes, mention_de
from knowledge.regles.conditions import valeurs_possibles
from knowledge.regles.faits import (
    NOMBRE_MAX,
    NON,
    OUI,
    Ensemble,
    Fait,
    Faits,
    Genre,
    Intervalle,
    Options,
    Possible,
    Texte,
)

if TYPE_CHECKING:
    from knowledge.cpv import Proposition
    from knowledge.lecture.lecture import Lecteur, Lecture

# How many obligations are kept as they were said.
OBLIGATIONS_MAX = 4096
_OUI, _NON = Options(frozenset({OUI})), Options(frozenset({NON}))


@dataclass(frozen=True, slots=True)
class Diagnostiqueur:
    """Answers `diagnostiquer`: the facts of a contract in, everything the pack says of it out."""

    pack: Pack
    wording: Wording
    aujourdhui: date
    # Contracts share what is said of an obligation on a day.
    _dites: dict[tuple[str, date, tuple[Decimal, ...]], dict[str, Any]] = field(default_factory=dict, init=False)

    def __call__(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        faits, sans_reponse = lire_faits(self.pack, question)
        lots, inconnus = lire_lots(self.pack, question.get("lots", []), faits, lire_valeur)
        jour = lire_jour(question.get("aujourdhui")) if question.get("aujourdhui") else self.aujourdhui
        presumer = lire_oui_non(question, "presumer")
        return self.en_dict(diagnostiquer(self.pack, faits, jour, sans_reponse | inconnus, lots, presumer=presumer))

    def en_dict(self, diagnostic: Diagnostic) -> dict[str, Any]:
        """The whole's, and what bears on each lot; without lots, all of it."""
        return {
            **self._jugement(diagnostic),
            "presomptions": self._presomptions(diagnostic),
            "qualification": self._qualification(diagnostic),
            "prochaine_question": diagnostic.question,
            "questions_restantes": diagnostic.questions_restantes,
            **diagnostic.signaux,
            **lots_en_dict(diagnostic, self._jugement),
        }

    def _jugement(self, juge: Jugement) -> dict[str, Any]:
        motif = self.wording.motif
        faits = juge.faits
        avance = juge.avance
        au = jour_des_textes(faits, juge.jour)
        return {
            "faits": self._faits(juge),
            "recommandations": [
                {
                    "action": r.fiche.numero,
                    "regle": r.regle.id,
                    "portee": r.regle.portee,
                    "verdict": r.verdict,
                    "motif": motif(
                        r.regle.phrase,
                        tuple([(nom, faits[nom]) for nom in r.decisifs]),
                        tuple([(nom, juge.juges[nom]) for nom in r.presumes]),
                    ),
                    "presume": r.presumes,
                }
                for r in juge.recommandations
            ],
            "obligations": [self._obligation(due, juge, au) for due in juge.obligations],
            "conseils": [{"action": propose.fiche.numero, "texte": propose.conseil.texte} for propose in juge.conseils],
            "a_preciser": [{"action": action, "manque": manque} for action, manque in juge.a_preciser.items()],
            "avance": {
                "minimale_ht_eur": avance.minimale_ht,
                "bonifiee_ht_eur": avance.bonifiee_ht,
                "legale_ttc_eur": None if avance.due is None else avance.legale_ttc,
                "hypotheses": {
                    "legale_si_due_ttc_eur": avance.legale_ttc if avance.due is None else None,
                    "minimale_ht_eur": "part du montant HT, comme le plan la compte ; le minimum de la loi est legale_ttc_eur",
                    "tva_pct": avance.tva_pct,
                    "taux_pct": avance.taux_pct,
                    "base_ttc_eur": avance.base_ttc,
                    "par_lot": None if avance.lots_inconnus else avance.par_lot,
                },
            },
        }

    @staticmethod
    def _faits(juge: Jugement) -> dict[str, Any]:
        """What it is judged on: each fact with its value, or what is left of it, and where it comes from."""
        faits = {}
        juges = juge.juges
        for nom in juges:
            possible = juges[nom]
            valeur = en_valeur(possible)
            dite = {"bornes": en_bornes(possible)} if valeur is None else {"valeur": valeur}
            faits[nom] = {**dite, "origine": juge.origine(nom)}
        return faits

    @staticmethod
    def _presomptions(diagnostic: Diagnostic) -> list[dict[str, Any]]:
        """What the plan's table presumed, and what would come or go were it denied."""
        return [
            {
                "fait": un.nom,
                "ligne": un.usuelle.id,
                "raison": un.usuelle.raison,
                "sinon": {"en_plus": un.en_plus, "en_moins": un.en_moins},
            }
            for un in supposes(diagnostic)
        ]

    def _obligation(self, due: Due, juge: Jugement, au: date) -> dict[str, Any]:
        """`seuil` is what its threshold can be for the contract; `exceptions` are in words; `relue_le` is when its texts were read, null when something of it is to be confirmed."""
        seuil = due.obligation.seuil
        valeurs = valeurs_possibles(self.pack.seuils[seuil], juge.juges) if seuil else ()
        cle = due.obligation.id, au, valeurs
        dite = self._dites.get(cle)
        if dite is None:
            if len(self._dites) >= OBLIGATIONS_MAX:
                self._dites.clear()
            dite = self._dites[cle] = self._dire(due, au, valeurs)
        return dite

    def _dire(self, due: Due, au: date, valeurs: Sequence[Decimal]) -> dict[str, Any]:
        lue = mention_de(self.pack, due.obligation, au, due.a_confirmer)
        return {
            "id": due.obligation.id,
            "texte": due.obligation.texte,
            "seuil": valeurs,
            "exceptions": due.obligation.exceptions,
            "source": due.obligation.sources,
            "relue_le": None if lue is None or lue.relue_le is None else lue.relue_le.isoformat(),
            "a_confirmer": None if lue is None else lue.a_confirmer,
        }

    def _qualification(self, diagnostic: Diagnostic) -> dict[str, Any]:
        qualifiee = diagnostic.qualification
        return {
            "regime": qualifiee.regime,
            "delegation_service_public": qualifiee.delegation,
            "centrale_achat": qualifiee.centrale,
            "procedures": qualifiee.procedures,
            "publicite": qualifiee.publicite,
            "service_social_specifique": qualifiee.service_liste,
            "reservable_ess": qualifiee.verdicts["reservable_ess"],
            "avance_due": qualifiee.avance_due,
            "suppose": qualifiee.presumes,
            "manque": qualifiee.manque,
            "texte": self.wording.phrase("qualification", qualifiee, diagnostic.faits),
        }


def lire_faits(pack: Pack, question: Mapping[str, Any]) -> tuple[Faits, frozenset[str]]:
    """Read facts given as JSON values; `null` means known to be unknown. Raises LigneFautiveError."""
    dits: dict[str, Possible] = {}
    sans_reponse = set()
    for nom, valeur in question.items():
        if nom in HORS_FAITS:
            continue
        if nom not in pack.vocabulaire:
            proches = get_close_matches(nom, [*pack.vocabulaire, *HORS_FAITS], n=1)
            raise LigneFautiveError(
                f"fait inconnu « {nom} »" + (f" ; voulez-vous dire « {proches[0]} » ?" if proches else "")
            )
        if valeur is None:
            sans_reponse.add(nom)
            continue
        dits[nom] = lire_valeur(pack.vocabulaire[nom], valeur)
    return Faits(pack.vocabulaire, dits), frozenset(sans_reponse)


def lire_valeur(fait: Fait, valeur: Any) -> Possible:
    """Read the JSON value of one fact. Raises LigneFautiveError."""
    match fait.genre:
        case Genre.TEXTE if isinstance(valeur, str):
            return Texte(valeur)
        case Genre.OUI_NON if isinstance(valeur, bool):
            return _OUI if valeur else _NON
        case Genre.CHOIX if isinstance(valeur, str):
            if valeur in fait.options:
                return Options(frozenset({valeur}))
            raise LigneFautiveError(f"« {fait.nom} » ne peut pas valoir « {valeur} » ; {_possibles(fait, valeur)}")
        case Genre.ENSEMBLE if isinstance(valeur, list) and all(isinstance(membre, str) for membre in valeur):
            for membre in valeur:
                if membre not in fait.options:
                    raise LigneFautiveError(f"« {fait.nom} » ne connaît pas « {membre} » ; {_possibles(fait, membre)}")
            return Ensemble(frozenset(valeur), fait.options - frozenset(valeur))
        case Genre.NOMBRE if isinstance(valeur, (int, Decimal)) and not isinstance(valeur, bool):
            return _lire_nombre(fait, Decimal(valeur))
        case Genre.DATE if isinstance(valeur, str):
            return Intervalle.point(lire_jour(valeur))
    attendus = {
        Genre.TEXTE: "un texte",
        Genre.OUI_NON: "true ou false",
        Genre.CHOIX: f"un de : {', '.join(choix.valeur for choix in fait.choix)}",
        Genre.ENSEMBLE: "une liste de textes",
        Genre.NOMBRE: "un nombre",
        Genre.DATE: "une date AAAA-MM-JJ ou AAAA-MM",
    }
    raise LigneFautiveError(
        f"« {fait.nom} » doit être {attendus[fait.genre]}, pas {json.dumps(valeur, default=str)[:CITATION_MAX]}"
    )


def _lire_nombre(fait: Fait, valeur: Decimal) -> Intervalle:
    cite = str(valeur)[:CITATION_MAX]
    if not valeur.is_finite():
        raise LigneFautiveError(f"« {fait.nom} » doit être un nombre, pas {cite}")
    if fait.minimum_exclu is not None and valeur <= fait.minimum_exclu:
        raise LigneFautiveError(f"« {fait.nom} » doit être supérieur à {fait.minimum_exclu}, pas {cite}")
    if abs(valeur) >= NOMBRE_MAX:
        raise LigneFautiveError(f"« {fait.nom} » est trop grand : {cite}")
    if valeur != valeur.quantize(DECIMALES):
        raise LigneFautiveError(f"« {fait.nom} » a trop de décimales : {cite}")
    return Intervalle.point(valeur)


def _possibles(fait: Fait, valeur: str) -> str:
    proches = get_close_matches(valeur, fait.options, n=1)
    if proches:
        return f"voulez-vous dire « {proches[0]} » ?"
    return f"possibles : {', '.join(choix.valeur for choix in fait.choix)}"


@dataclass(frozen=True, slots=True)
class Comprehension:
    """Answers `comprendre`: a text in, the facts read and guessed out, and what the object may be where no word says it."""

    lecteur: Lecteur
    reconnaitre: Callable[[str], Proposition | None]
    aujourdhui: date

    def __call__(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        jour = lire_jour(question["aujourdhui"]) if question.get("aujourdhui") else self.aujourdhui
        lecture = self.lecteur.lire(lire_texte(question, "texte"), jour)
        lus = lecture.lus
        reglees = {lu.nom: (lu, valeur) for lu in lus if (valeur := en_valeur(lu.possible)) is not None}
        return {
            "faits": {nom: valeur for nom, (lu, valeur) in reglees.items() if lu.sur},
            "a_confirmer": {nom: valeur for nom, (lu, valeur) in reglees.items() if not lu.sur},
            "bornes": {lu.nom: en_bornes(lu.possible) for lu in lus if lu.nom not in reglees},
            "proposition": self._proposition(lecture),
        }

    def _proposition(self, lecture: Lecture) -> Mapping[str, Any] | None:
        """What the conversation would ask to confirm; nothing where a word says the nature."""
        if not lecture.objet_possible or any(lu.nom == "nature" for lu in lecture.lus):
            return None
        proposition = self.reconnaitre(lecture.objet_possible)
        if proposition is None:
            return None
        faits = proposition.famille.faits
        reglees = {nom: valeur for nom, dit in faits.items() if (valeur := en_valeur(dit)) is not None}
        return {
            "famille": proposition.famille.id,
            "libelle": proposition.famille.libelle,
            "faits": reglees,
            "bornes": {nom: en_bornes(dit) for nom, dit in faits.items() if nom not in reglees},
            "surete": round(proposition.surete, 3),
        }


def en_valeur(possible: Possible) -> Any:
    """The JSON value of a settled fact; None when more than one value is possible."""
    match possible:
        case Options():
            seule = possible.seule
            return True if seule == OUI else False if seule == NON else seule
        case Intervalle():
            return possible.seule
        case Ensemble():
            return sorted(possible.dedans) or None
        case Texte():
            return possible.texte


def en_bornes(possible: Possible) -> Any:
    """The JSON picture of what is still possible: an interval, or the choices left."""
    match possible:
        case Intervalle():
            return {
                "de": possible.bas,
                "a": possible.haut,
                "de_inclus": possible.bas_inclus,
                "a_inclus": possible.haut_inclus,
            }
        case Options():
            return {"parmi": sorted(possible.possibles)}
        case Ensemble():
            return {"exclus": sorted(possible.dehors)}
        case Texte():
            return None
