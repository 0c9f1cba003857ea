"""The diagnosis as a Word file: `templates/resultat.docx` holds every French sentence, this module fills it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined

from handlers.conversation.wording import FINE, Wording, en_tete, euros, nombre
from knowledge.diagnostic.diagnostic import Diagnostic, Due, Ouverte, Recommandation
from knowledge.droit.mentions import mention
from knowledge.francais.redaction import NBSP, jour
from knowledge.plan.pack import Acheteur, Axe, Conseil, Fiche, Obligation, Pack, Portee, Regle, Service
from knowledge.plan.sources import jour_des_textes, mention_de
from knowledge.rappels.jalons import calendrier
from knowledge.regles.conditions import Condition, Toutes, ce_qui_reste
from knowledge.regles.decision import Verdict
from storage.diagnostic.records import DecisionRecord

MODELE = Path(__file__).parent / "templates" / "resultat.docx"

# The legal values on which the amounts of the advance rest.
SEUILS_DE_L_AVANCE = ("avance_montant", "avance_taux_min", "avance_taux_ccag")

# The web page knows nobody: its people are the imprint of a cookie, which signs nothing.
ANONYME = re.compile(r"[0-9a-f]{32}")
PARIS = ZoneInfo("Europe/Paris")


class _Saisi(str):
    """What a person typed: printed as it is, its typography left alone."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Fait:
    libelle: str
    valeur: str | None
    a_l_attribution: bool


@dataclass(frozen=True, slots=True)
class _Regle:
    motif: str
    sous_condition: str | None
    faire: tuple[str, ...]
    justifier: str | None
    contacts: tuple[Service, ...]
    articles: str


@dataclass(frozen=True, slots=True)
class _Decision:
    retenue: bool
    motif: str | None
    le: date
    par: str | None


@dataclass(frozen=True, slots=True)
class _Action:
    fiche: Fiche
    axe: Axe
    regles: tuple[_Regle, ...]
    notes: tuple[str, ...]
    decision: _Decision | None

    @property
    def sous_condition(self) -> bool:
        """Whether the whole action hangs on what is known at the award."""
        return all(regle.sous_condition for regle in self.regles)


@dataclass(frozen=True, slots=True)
class _Groupe:
    """The actions whose strongest rule speaks with this portée; the template words it from the three booleans."""

    portee: Portee
    actions: tuple[_Action, ...]

    @property
    def systematique(self) -> bool:
        return self.portee is Portee.SYSTEMATIQUE

    @property
    def a_etudier(self) -> bool:
        return self.portee is Portee.A_ETUDIER

    @property
    def experimental(self) -> bool:
        return self.portee is Portee.EXPERIMENTAL


@dataclass(frozen=True, slots=True)
class _Due:
    obligation: Obligation
    a_confirmer: str | None
    articles: str


@dataclass(frozen=True, slots=True)
class _Famille:
    titre: str
    obligations: tuple[_Due, ...]


@dataclass(frozen=True, slots=True)
class _Ouverte:
    fiche: Fiche | None
    titre: str
    conditions: tuple[str, ...]
    manque: str
    articles: str
    a_confirmer: bool


@dataclass(frozen=True, slots=True)
class _Avance:
    """The advance in the template's words; a None amount is not decided yet, 0 is not due."""

    aucune: bool
    legale_ttc: Any
    base_ttc: Any
    minimale_ht: Any
    bonifiee_ht: Any
    taux_pct: Any
    taux_du_plan_pct: Any
    ccag_ttc: Any
    taux_ccag_pct: Any
    tva_pct: Any
    prorata: bool
    accord_cadre: bool
    petite_entreprise: bool
    sources: str
    a_confirmer: str | None


@dataclass(frozen=True, slots=True)
class _Jalon:
    mois_avant: int
    le: date
    passe: bool
    titre: str
    quoi: str
    pour_qui: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class _Propose:
    fiche: Fiche
    conseil: Conseil


def composer(
    pack: Pack,
    wording: Wording,
    diagnostic: Diagnostic,
    *,
    numero: int,
    etabli_le: date,
    decisions: Mapping[int, DecisionRecord],
    meme_pack: bool,
    devines: Collection[str] = (),
) -> bytes:
    """Write the Word file of a diagnosis, to be kept with the purchase.

    `numero` 0 prints no number; `decisions` are the last ones, by action; `devines` are the facts that were only guessed; `meme_pack` False says that the plan or the law
    changed since the diagnosis.
    """
    from docxtpl import DocxTemplate  # slow to import, and only an export needs it

    redaction = _Redaction(pack, wording, diagnostic, etabli_le, frozenset(devines))
    document = DocxTemplate(MODELE)
    document.render(
        redaction.contexte(decisions, etabli_le) | {"numero": numero, "etabli_le": etabli_le, "meme_pack": meme_pack},
        _environnement(),
        autoescape=True,
    )
    proprietes = document.core_properties
    proprietes.created = proprietes.modified = datetime(etabli_le.year, etabli_le.month, etabli_le.day)  # noqa: DTZ001  OPC dates are naive
    fichier = BytesIO()
    document.save(fichier)
    return fichier.getvalue()


def _environnement() -> Environment:
    environnement = Environment(autoescape=True, undefined=StrictUndefined, finalize=_composer_la_typographie)
    environnement.filters.update(euros=euros, jour=jour, nombre=nombre, en_tete=en_tete)
    return environnement


_APRES_INSECABLE = re.compile(r" (?=[:»€%])|(?<=€) (?=HT|TTC)")
_APRES_FINE = re.compile(r" (?=[;!?])|(?<=\d) (?=\d{3}\b)")


def _composer_la_typographie(valeur: Any) -> Any:
    """Put the no-break spaces that the YAML, written with plain ones, leaves out.

    >>> _composer_la_typographie("« plus de 90 000 € HT » : oui").replace(NBSP, "~").replace(FINE, "^")
    '«~plus de 90^000~€~HT~»~: oui'
    """
    if not isinstance(valeur, str) or isinstance(valeur, _Saisi):
        return valeur
    return _APRES_INSECABLE.sub(NBSP, _APRES_FINE.sub(FINE, valeur)).replace("« ", f"«{NBSP}")


def _saisi(texte: str) -> _Saisi:
    r"""Take what a person typed, without the control characters that a Word file cannot hold.

    >>> _saisi("R&D\x0b<b>\n")
    'R&D <b>'
    """
    visible = "".join(lettre if lettre.isprintable() or lettre in NBSP + FINE else " " for lettre in texte)
    return _Saisi(visible.strip(" "))


@dataclass(frozen=True, slots=True)
class _Redaction:
    """Arranges one diagnosis as the template prints it."""

    pack: Pack
    wording: Wording
    diagnostic: Diagnostic
    etabli_le: date
    devines: frozenset[str] = frozenset()

    @property
    def au(self) -> date:
        """The day on which the texts must still hold: the file is read from then on, until the launch."""
        return jour_des_textes(self.diagnostic.faits, self.etabli_le)

    def contexte(self, decisions: Mapping[int, DecisionRecord], etabli_le: date) -> dict[str, Any]:
        dues = self.diagnostic.obligations
        ouvertes = self.diagnostic.ouvertes
        objet = self.diagnostic.faits.valeur("objet")
        return {
            "pack": self.pack,
            "diagnostic": self.diagnostic,
            "objet": _saisi(objet) if objet else None,
            "qualification": " ".join(
                (
                    self.wording.phrase("qualification", self.diagnostic.qualification, self.diagnostic.faits),
                    self.wording.phrase("qualification_supposee", self.diagnostic.qualification),
                )
            ).strip(),
            "acheteur": self._acheteur(),
            "faits": self._faits(),
            "avant_tout": [self._due(due) for due in dues if due.obligation.alerte],
            "groupes": self._groupes(decisions),
            "avance": self._avance(),
            "familles": self._familles([due for due in dues if not due.obligation.alerte]),
            "actions_ouvertes": [self._ouverte(ouverte) for ouverte in ouvertes if ouverte.fiche is not None],
            "obligations_ouvertes": [self._ouverte(ouverte) for ouverte in ouvertes if ouverte.obligation is not None],
            "conseils": [_Propose(propose.fiche, propose.conseil) for propose in self.diagnostic.conseils],
            "jalons": self._jalons(etabli_le),
        }

    # --- the contract -------------------------------------------------------------------------------------------------

    def _acheteur(self) -> Acheteur | None:
        choisi = self.diagnostic.faits.valeur("acheteur")
        return next((acheteur for acheteur in self.pack.acheteurs if acheteur.id == choisi), None)

    def _faits(self) -> list[_Fait]:
        """Every fact but those of the title block, known first, each part in the author's order."""
        lignes = [
            _Fait(en_tete(fait.libelle), self._valeur(nom), fait.a_l_attribution)
            for nom, fait in self.pack.vocabulaire.items()
            if nom not in {"objet", "acheteur"}
        ]
        return sorted(lignes, key=lambda ligne: ligne.valeur is None)

    def _valeur(self, nom: str) -> str | None:
        """What was said; else what was presumed, with its reason. What was guessed or presumed says so."""
        dit = self.diagnostic.faits[nom]
        une = self.diagnostic.usuelles.get(nom)
        if dit != self.pack.vocabulaire.domaine(nom):
            return en_tete(self.wording.phrase("valeur", nom, dit)) + (" (supposé)" if nom in self.devines else "")
        if une is None:
            return None
        return f"{en_tete(self.wording.phrase('valeur', nom, une.possible))} (présumé : {une.raison})"

    # --- the plan -----------------------------------------------------------------------------------------------------

    def _groupes(self, decisions: Mapping[int, DecisionRecord]) -> list[_Groupe]:
        par_action: dict[int, list[Recommandation]] = {}
        for recommandation in self.diagnostic.recommandations:
            par_action.setdefault(recommandation.fiche.numero, []).append(recommandation)
        par_portee: dict[Portee, list[_Action]] = {portee: [] for portee in Portee}
        for numero, recommandations in sorted(par_action.items()):
            dites = {recommandation.regle.portee for recommandation in recommandations}
            la_plus_forte = next(portee for portee in Portee if portee in dites)
            par_portee[la_plus_forte].append(self._action(recommandations, decisions.get(numero)))
        return [_Groupe(portee, tuple(actions)) for portee, actions in par_portee.items() if actions]

    def _action(self, recommandations: Sequence[Recommandation], decision: DecisionRecord | None) -> _Action:
        fiche = recommandations[0].fiche
        return _Action(
            fiche=fiche,
            axe=self.pack.axe_de(fiche),
            regles=tuple(self._regle(recommandation) for recommandation in recommandations),
            notes=tuple(signal.texte for signal in fiche.signaux if self.diagnostic.signaux.get(signal.nom) is True),
            decision=_decision(decision),
        )

    def _regle(self, recommandation: Recommandation) -> _Regle:
        regle = recommandation.regle
        faits = self.diagnostic.faits
        sous_condition = None
        if recommandation.verdict is Verdict.SOUS_CONDITION:
            sous_condition = self.wording.phrase("condition", ce_qui_reste(regle.quand, self.diagnostic.juges))
        return _Regle(
            motif=self.wording.motif(
                regle.phrase,
                tuple([(nom, faits[nom]) for nom in recommandation.decisifs]),
                tuple([(nom, self.diagnostic.juges[nom]) for nom in recommandation.presumes]),
            ),
            sous_condition=sous_condition,
            faire=regle.faire,
            justifier=regle.justifier,
            contacts=tuple(self.pack.services[service] for service in regle.contacts),
            articles=self._cites(regle),
        )

    def _avance(self) -> _Avance:
        avance = self.diagnostic.avance
        acheteur = self._acheteur()
        plan = next((fiche.avance for fiche in self.pack.fiches.values() if fiche.avance), None)
        sources = [article for nom in SEUILS_DE_L_AVANCE for article in self.pack.seuils[nom].articles]
        lue = mention(self.pack.textes, sources, self.au, acheteur.a_confirmer if acheteur else None)
        return _Avance(
            aucune=avance.minimale_ht == avance.bonifiee_ht == avance.legale_ttc == 0,
            legale_ttc=avance.legale_ttc,
            base_ttc=avance.base_ttc,
            minimale_ht=avance.minimale_ht,
            bonifiee_ht=avance.bonifiee_ht,
            taux_pct=avance.taux_pct,
            taux_du_plan_pct=plan.taux_pct if plan else None,
            ccag_ttc=avance.ccag_ttc,
            taux_ccag_pct=avance.taux_ccag_pct,
            tva_pct=avance.tva_pct,
            prorata=avance.prorata,
            accord_cadre=self.diagnostic.faits.valeur("accord_cadre") is True,
            petite_entreprise=self.diagnostic.faits.valeur("titulaire_moins_50_salaries") is True,
            sources=lue.source,
            a_confirmer=lue.a_confirmer,
        )

    # --- the law ------------------------------------------------------------------------------------------------------

    def _familles(self, dues: Sequence[Due]) -> list[_Famille]:
        """By family, in the order of their first obligation."""
        par_famille: dict[str, list[_Due]] = {}
        for due in sorted(dues, key=lambda due: due.obligation.rang):
            par_famille.setdefault(due.obligation.famille, []).append(self._due(due))
        return [_Famille(self.wording.phrase("famille", nom), tuple(liste)) for nom, liste in par_famille.items()]

    def _due(self, due: Due) -> _Due:
        lue = mention_de(self.pack, due.obligation, self.au, due.a_confirmer)
        return _Due(due.obligation, None if lue is None else lue.a_confirmer, "" if lue is None else lue.source)

    def _cites(self, objet: Obligation | Regle) -> str:
        lue = mention_de(self.pack, objet, self.au)
        return "" if lue is None else lue.source if lue.a_confirmer is None else lue.bref

    # --- what is left, and when ---------------------------------------------------------------------------------------

    def _ouverte(self, ouverte: Ouverte) -> _Ouverte:
        quoi = ouverte.regle or ouverte.obligation
        assert quoi is not None
        lue = mention_de(self.pack, quoi, self.au)
        return _Ouverte(
            fiche=ouverte.fiche,
            titre=quoi.titre if isinstance(quoi, Obligation) else quoi.phrase,
            conditions=tuple(
                self.wording.phrase("condition", condition, ouverte.faits) for condition in _reunies(ouverte.si)
            ),
            manque=_en_liste(self.pack.vocabulaire[nom].libelle for nom in ouverte.manque),
            articles="" if lue is None else lue.citees,
            a_confirmer=ouverte.obligation is not None and lue is not None and lue.a_confirmer is not None,
        )

    def _jalons(self, etabli_le: date) -> list[_Jalon]:
        """Date the milestones, when the award is dated; a contract known not to recur has none."""
        attribution = self.diagnostic.faits.valeur("date_attribution")
        if attribution is None or self.diagnostic.faits.valeur("recurrent") is False:
            return []
        try:
            dates = calendrier(attribution, self.pack.jalons)
        except ValueError:  # counted back beyond the year 1
            return []
        return [
            _Jalon(
                mois_avant=jalon.mois_avant,
                le=dates[jalon.id],
                passe=dates[jalon.id] < etabli_le,
                titre=jalon.titre,
                quoi=jalon.quoi,
                pour_qui=tuple(self.pack.services[service] for service in jalon.pour_qui),
            )
            for jalon in self.pack.jalons
        ]


def _decision(decision: DecisionRecord | None) -> _Decision | None:
    if decision is None or decision.etape == "proposee":
        return None
    return _Decision(
        retenue=decision.etape != "ecartee",
        motif=_saisi(decision.motif) if decision.motif else None,
        le=decision.le.astimezone(PARIS).date(),
        par=None if ANONYME.fullmatch(decision.par) else _saisi(decision.par),
    )


def _reunies(condition: Condition) -> tuple[Condition, ...]:
    """Split a condition into those that must all hold."""
    return condition.parts if isinstance(condition, Toutes) else (condition,)


def _en_liste(elements: Iterable[str]) -> str:
    return ", ".join(elements)
