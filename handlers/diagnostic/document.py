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
from handlers.diagnostic.lots import LigneDeLot, sur_la_division, tableau_des_lots
from knowledge.diagnostic.allotissement import RESERVATION, est_reserve
from knowledge.diagnostic.diagnostic import Diagnostic, DiagnosticLot, Due, Ouverte, Recommandation
from knowledge.diagnostic.lots import Dite, RecommandationDite, Vue, vue
from knowledge.droit.listes import est_suppose
from knowledge.droit.mentions import mention
from knowledge.droit.qualification import MONTANT
from knowledge.francais.redaction import NBSP, jour
from knowledge.plan.declaration import Trait
from knowledge.plan.pack import Acheteur, Axe, Conseil, Fiche, Obligation, Pack, Portee, Regle, Service
from knowledge.plan.sources import jour_des_textes, mention_de
from knowledge.rappels.jalons import calendrier
from knowledge.regles.conditions import Condition, Toutes, ce_qui_reste
from knowledge.regles.decision import Verdict
from storage.diagnostic.records import DecisionRecord

CLAUSE_INSERTION = str(Trait.CLAUSE_INSERTION)
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
    pour: str
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
    pour: str


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
    pour: str


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
    par_lot: bool
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
    pour: str


@dataclass(frozen=True, slots=True)
class _Lot:
    """A line of the table of lots: what was said of it, and what is written for it."""

    numero: int
    intitule: str | None
    montant: str | None
    dits: tuple[str, ...]
    reserve: str | None
    insertion: bool
    actions: tuple[_ActionDuLot, ...]
    legale_ttc: Any


@dataclass(frozen=True, slots=True)
class _ActionDuLot:
    fiche: Fiche
    sous_condition: bool


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
        ensemble = vue(self.diagnostic)
        dues = ensemble.obligations
        ouvertes = ensemble.ouvertes
        reunis = self.diagnostic.reunis
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
            "avant_tout": [self._due(due) for due in dues if due.quoi.obligation.alerte],
            "groupes": self._groupes(ensemble, decisions),
            "tableau_des_lots": self._lots(),
            "somme_des_lots": None if reunis is None else self.wording.phrase("valeur", MONTANT, reunis.somme),
            "ecart_des_lots": None
            if reunis is None or reunis.ecart is None
            else self.wording.phrase("valeur", MONTANT, reunis.ecart.dit),
            "allotissement": sur_la_division(self.wording.phrase, self.diagnostic),
            "avance": self._avance(),
            "familles": self._familles([due for due in dues if not due.quoi.obligation.alerte]),
            "actions_ouvertes": [self._ouverte(une) for une in ouvertes if une.quoi.fiche is not None],
            "obligations_ouvertes": [self._ouverte(une) for une in ouvertes if une.quoi.obligation is not None],
            "conseils": [_Propose(un.quoi.fiche, un.quoi.conseil, self._pour(un.lots)) for un in ensemble.conseils],
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
        if dit != self.pack.vocabulaire.domaine(nom) and not est_suppose(nom, dit):
            return (
                en_tete(self.wording.phrase("valeur", nom, dit))
                if nom not in self.devines
                else self.wording.phrase("valeur_supposee", en_tete(self.wording.phrase("valeur", nom, dit)))
            )
        if une is None:
            return None
        return self.wording.phrase(
            "valeur_presumee", en_tete(self.wording.phrase("valeur", nom, une.possible)), une.raison
        )

    # --- the plan -----------------------------------------------------------------------------------------------------

    def _groupes(self, ensemble: Vue, decisions: Mapping[int, DecisionRecord]) -> list[_Groupe]:
        par_action: dict[int, list[RecommandationDite]] = {}
        for dite in ensemble.recommandations:
            par_action.setdefault(dite.recommandation.fiche.numero, []).append(dite)
        par_portee: dict[Portee, list[_Action]] = {portee: [] for portee in Portee}
        for numero, dites in sorted(par_action.items()):
            portees = {dite.recommandation.regle.portee for dite in dites}
            la_plus_forte = next(portee for portee in Portee if portee in portees)
            par_portee[la_plus_forte].append(self._action(dites, decisions.get(numero)))
        return [_Groupe(portee, tuple(actions)) for portee, actions in par_portee.items() if actions]

    def _action(self, dites: Sequence[RecommandationDite], decision: DecisionRecord | None) -> _Action:
        fiche = dites[0].recommandation.fiche
        return _Action(
            fiche=fiche,
            axe=self.pack.axe_de(fiche),
            regles=tuple(self._regle(dite) for dite in dites),
            notes=self._notes(fiche),
            decision=_decision(decision),
        )

    def _notes(self, fiche: Fiche) -> tuple[str, ...]:
        notes = [signal.texte for signal in fiche.signaux if self.diagnostic.signaux.get(signal.nom) is True]
        if not self.diagnostic.lots and self.diagnostic.qualification.en_lots and fiche.se_juge_par_lot:
            notes.append(self.wording.phrase("par_lot"))
        return tuple(notes)

    def _regle(self, dite: RecommandationDite) -> _Regle:
        regle = dite.recommandation.regle
        sous_condition = None
        if dite.recommandation.verdict is Verdict.SOUS_CONDITION:
            sous_condition = self.wording.phrase("condition", ce_qui_reste(regle.quand, dite.juges[0].juges))
        return _Regle(
            pour=en_tete(self._pour(dite.lots)),
            motif=self.wording.motif(regle.phrase, dite.decisifs, dite.presumes),
            sous_condition=sous_condition,
            faire=regle.faire,
            justifier=regle.justifier,
            contacts=tuple(self.pack.services[service] for service in regle.contacts),
            articles=self._cites(regle),
        )

    def _pour(self, lots: tuple[int, ...]) -> str:
        """The lots that something is said of; empty of the contract."""
        return self.wording.phrase("les_lots", lots, len(self.diagnostic.lots)) if lots else ""

    def _lots(self) -> list[_Lot]:
        """What is written for each lot; its reservation and its insertion clause, said of it or of the whole."""
        lignes = tableau_des_lots(self.wording.phrase, self.diagnostic.lots_dits)
        return [self._lot(ligne, un) for ligne, un in zip(lignes, self.diagnostic.lots, strict=False)]

    def _lot(self, ligne: LigneDeLot, un: DiagnosticLot) -> _Lot:
        fiches: dict[int, list[Recommandation]] = {}
        for recommandation in un.recommandations:
            fiches.setdefault(recommandation.fiche.numero, []).append(recommandation)
        reserve = est_reserve(un)
        return _Lot(
            numero=ligne.numero,
            intitule=_saisi(ligne.intitule) or None,
            montant=ligne.montant,
            dits=tuple(_saisi(dit) for dit in (*((ligne.nature,) if ligne.nature else ()), *ligne.dits)),
            reserve=self.wording.phrase("valeur", RESERVATION, un.faits[RESERVATION]) if reserve else None,
            insertion=un.faits.valeur(CLAUSE_INSERTION) is True if CLAUSE_INSERTION in self.pack.vocabulaire else False,
            actions=tuple(
                _ActionDuLot(siennes[0].fiche, all(une.verdict is Verdict.SOUS_CONDITION for une in siennes))
                for siennes in fiches.values()
            ),
            legale_ttc=un.avance.legale_ttc,
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
            par_lot=bool(self.diagnostic.lots),
            accord_cadre=self.diagnostic.faits.valeur("accord_cadre") is True,
            petite_entreprise=self.diagnostic.faits.valeur("titulaire_moins_50_salaries") is True,
            sources=lue.source,
            a_confirmer=lue.a_confirmer,
        )

    # --- the law ------------------------------------------------------------------------------------------------------

    def _familles(self, dues: Sequence[Dite[Due]]) -> list[_Famille]:
        """By family, in the order of their first obligation."""
        par_famille: dict[str, list[_Due]] = {}
        for dite in sorted(dues, key=lambda dite: dite.quoi.obligation.rang):
            par_famille.setdefault(dite.quoi.obligation.famille, []).append(self._due(dite))
        return [_Famille(self.wording.phrase("famille", nom), tuple(liste)) for nom, liste in par_famille.items()]

    def _due(self, dite: Dite[Due]) -> _Due:
        due = dite.quoi
        lue = mention_de(self.pack, due.obligation, self.au, due.a_confirmer)
        return _Due(
            due.obligation,
            None if lue is None else lue.a_confirmer,
            "" if lue is None else lue.source,
            self._pour(dite.lots),
        )

    def _cites(self, objet: Obligation | Regle) -> str:
        lue = mention_de(self.pack, objet, self.au)
        return "" if lue is None else lue.source if lue.a_confirmer is None else lue.bref

    # --- what is left, and when ---------------------------------------------------------------------------------------

    def _ouverte(self, dite: Dite[Ouverte]) -> _Ouverte:
        ouverte = dite.quoi
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
            pour=self._pour(dite.lots),
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
