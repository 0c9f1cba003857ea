"""Checks what a pack says: its examples are run, its boundaries and its verdicts are looked at one by one."""

from __future__ import annotations

import importlib
import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from itertools import chain, combinations
from pathlib import Path

from knowledge.diagnostic.portees import fautes_de_portee
from knowledge.diagnostic.presomptions import presumer
from knowledge.droit.qualification import completer
from knowledge.droit.relecture import Cite, Controler, controler
from knowledge.plan.chargement import DROIT, PACKS, lire_pack
from knowledge.plan.contrats import JOUR_DES_EXEMPLES
from knowledge.plan.declaration import Calcul, mots_du_titre
from knowledge.plan.lignes import Lignes
from knowledge.plan.pack import Exemple, Fiche, Indicateur, Obligation, Pack, Place, Sauf
from knowledge.plan.sources import cites, sources_de
from knowledge.plan.yaml_reader import Faute
from knowledge.regles.conditions import (
    Aucune,
    Compare,
    CompareSeuil,
    Condition,
    Qualifie,
    Toujours,
    Toutes,
    UneDe,
    atomes,
    juger,
    suggestion,
    valeurs_possibles,
)
from knowledge.regles.decision import Verdict, trop_de_cas
from knowledge.regles.diagramme import NOEUDS_MAX, TropDeCasError
from knowledge.regles.faits import Borne, Ensemble, Faits, Intervalle, Options, Possible, Vocabulaire
from knowledge.regles.tableau import Tableau

ICI = Path(__file__).parent
TITRE_COURT_MAX = 60
SAUF = re.compile(r"\b(?:sauf|hormis|excepté)\b", re.IGNORECASE)
MOTS_CREUX = frozenset({"de", "des", "du"})


@dataclass(frozen=True, slots=True)
class Rapport:
    """What was found in a pack: `fautes` are to be corrected, `avertissements` to be looked at."""

    fautes: tuple[Faute, ...]
    avertissements: tuple[Faute, ...]
    comptes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Cas:
    """Rules judged together, with the examples that say what they must answer: a fiche's, or one obligation."""

    cle: Hashable
    titre: str
    regles: Mapping[str, Condition]
    places: Mapping[str, Place]
    exemples: tuple[Exemple, ...]

    def nomme(self, regle: str) -> str:
        return f"« {regle} » ({self.titre})"


def cas(pack: Pack) -> tuple[Cas, ...]:
    """Everything in a pack that examples speak of."""
    fiches = [
        Cas(
            ("action", fiche.numero),
            f"action {fiche.numero}",
            {regle.id: regle.quand for regle in fiche.regles},
            {regle.id: regle.place for regle in fiche.regles},
            fiche.exemples,
        )
        for fiche in pack.fiches.values()
        if fiche.regles
    ]
    obligations = [
        Cas(("obligation", loi.id), "obligation", {loi.id: loi.quand}, {loi.id: loi.place}, loi.exemples)
        for loi in pack.obligations
    ]
    qualifications = [
        Cas(("qualification", nom), "qualification", {nom: une.quand}, {nom: une.place}, une.exemples)
        for nom, une in pack.qualifications.items()
    ]
    return (*fiches, *obligations, *qualifications)


def ecarts(pack: Pack, un: Cas, exemple: Exemple) -> list[str]:
    """Say where the rules answer something else than the example expects, in French; nothing when they agree."""
    faits = completer(pack, exemple.contrat).faits
    etat = pack.decideur.analyser(faits)
    analyse = pack.decideur.analyser_un(un.cle, faits)
    rangs = {regle: rang for rang, regle in enumerate(un.regles)}
    trouves = []
    for regle, attendu in exemple.attendu.items():
        obtenu = analyse.regles[rangs[regle]]
        if obtenu is not attendu:
            trouves.append(f"« {regle} » : attendu {attendu}, obtenu {obtenu}")
    if exemple.manque is not None:
        manque = {
            nom for regle in exemple.attendu for nom in pack.decideur.manque_de_la_regle(un.cle, rangs[regle], etat)
        }
        if manque != exemple.manque:
            trouves.append(f"manque attendu {_liste(exemple.manque)}, obtenu {_liste(manque)}")
    return trouves


def atteignables(vocabulaire: Vocabulaire, condition: Condition, presumes: Collection[str] = ()) -> frozenset[Verdict]:
    """Every verdict that some contract, known in part or in full, can get from that condition.

    `presumes`: the facts that are always held one way or the other.
    """
    du_jour = {nom for nom, fait in vocabulaire.items() if fait.par_defaut_aujourdhui}
    # What defaults to today is never unknown: only what else is left can make an "inconnu".
    return Tableau(vocabulaire, [condition]).verdicts(du_jour.union(presumes))


def verifier(nom: str, packs: Path = PACKS, droit: Path = DROIT, jour: date = JOUR_DES_EXEMPLES) -> Rapport:
    """Check one pack and the law: all that can be found wrong, at once.

    `jour` is the day on which a legal value is held to be out of date. Raises PackInconnuError.
    """
    pack, fautes = lire_pack(nom, packs, droit)
    if pack is None:
        return Rapport(tuple(fautes), (), {})
    verification = _Verification(pack, Lignes(pack.dossier, droit), jour, fautes)
    verification.tout()
    controles = [controler_la_partie(pack, jour) for controler_la_partie in _controles()]
    cites = chain(_cites(pack, verification.lignes), *(controle.cites for controle in controles))
    constats = list(controler(pack.textes, cites, droit.name, jour))
    trouvees = chain(
        verification.fautes,
        *(controle.fautes for controle in controles),
        (constat.faute for constat in constats if constat.grave),
    )
    avertissements = chain(
        verification.avertissements,
        *(controle.avertissements for controle in controles),
        (constat.faute for constat in constats if not constat.grave),
    )
    comptes = _comptes(pack)
    for controle in controles:
        comptes |= controle.comptes
    return Rapport(tuple(sorted(trouvees, key=_ordre)), tuple(sorted(avertissements, key=_ordre)), comptes)


def _controles() -> Iterator[Controler]:
    """Who checks what a capability keeps of a pack: the `controler` of each `knowledge/<capability>/controle.py`."""
    for fichier in sorted(ICI.glob("*/controle.py")):
        yield importlib.import_module(f"knowledge.{fichier.parent.name}.controle").controler


def _cites(pack: Pack, lignes: Lignes) -> Iterator[Cite]:
    """What cites a text in the plan and the law, with where it is written."""
    for nom, objet in cites(pack):
        yield Cite(nom, partial(lignes.de_ce_qui_cite, objet), sources_de(objet))
    for liste in pack.listes:
        place = Place("droit/listes.yaml", liste.ligne)
        yield Cite(f"liste « {liste.nom} »", partial(lambda place: place, place), liste.sources)


def _ordre(faute: Faute) -> tuple[str, int, str]:
    return faute.place.fichier, faute.place.ligne, faute.quoi


def _comptes(pack: Pack) -> dict[str, int]:
    titres = [indicateur.titre for fiche in pack.fiches.values() for indicateur in fiche.indicateurs]
    return {
        "fiches": len(pack.fiches),
        "règles": sum(len(fiche.regles) for fiche in pack.fiches.values()),
        "obligations": len(pack.obligations),
        "présomptions": len(pack.usuelles),
        "exemples": sum(len(un.exemples) for un in cas(pack)),
        "indicateurs": len(titres),
        # "Fait ou pas, dans les délais ou pas." with and without its comma is one title.
        "indicateurs aux titres distincts": len({mots_du_titre(titre) for titre in titres}),
        "termes du glossaire": len(pack.glossaire),
    }


@dataclass
class _Verification:
    pack: Pack
    lignes: Lignes
    jour: date
    fautes: list[Faute]
    avertissements: list[Faute] = field(default_factory=list)

    def tout(self) -> None:
        lisibles = [un for un in cas(self.pack) if not self._fautive(un)]
        if self._trop_de_cas():
            # Nothing else of the rules can be looked at before.
            return
        for un in lisibles:
            self._exemples(un)
            self._conditions(un)
        self._exceptions()
        self._presomptions()
        self._listes()
        self._sans_inconnu([un for un in lisibles if un.titre == "obligation"])
        for famille in ("action", "obligation"):
            self._frontieres([un for un in lisibles if isinstance(un.cle, tuple) and un.cle[0] == famille])
        for fiche in self.pack.fiches.values():
            self._fiche(fiche)
        self._portees()
        self._faits_cites()
        self._mots_partages()
        self._indicateurs()
        self._services()
        self._revisions()

    def _listes(self) -> None:
        """What each list of services answers of its own examples."""
        for liste in self.pack.listes:
            for un in liste.exemples:
                if liste.contient(un.cpv) is not un.attendu:
                    dit = {True: "oui", False: "non", None: "inconnu"}[liste.contient(un.cpv)]
                    quoi = f"exemple « {un.titre} » ({un.cpv}) : la liste « {liste.nom} » répond {dit} ; corrigez l'un ou l'autre"
                    self.fautes.append(Faute(Place("droit/listes.yaml", un.ligne), quoi))

    @cached_property
    def _presumes(self) -> Mapping[str, str]:
        """What is always held of a fact of which nothing is said."""
        return {
            une.fait: une.possible.seule
            for une in self.pack.presomptions
            if isinstance(une.quand, Toujours) and isinstance(une.possible, Options) and une.possible.seule
        }

    def _faute(self, place: Place, quoi: str) -> None:
        self.fautes.append(Faute(place, quoi))

    def _avertir(self, place: Place, quoi: str) -> None:
        self.avertissements.append(Faute(place, quoi))

    def _trop_de_cas(self) -> bool:
        """Rules that cross too many facts for their every case to be decided."""
        avant = len(self.fautes)
        for un in cas(self.pack):
            seules = [regle for regle, quand in un.regles.items() if trop_de_cas(self.pack.vocabulaire, [quand])]
            for regle in seules:
                self._trop_croiser(un.places[regle], un.nomme(regle), [un.regles[regle]])
            if not seules and len(un.regles) > 1 and trop_de_cas(self.pack.vocabulaire, list(un.regles.values())):
                place = next(iter(un.places.values()))
                self._trop_croiser(place, f"les règles de l'{un.titre}, ensemble", list(un.regles.values()))
        for fiche in self.pack.fiches.values():
            for conseil in fiche.conseils:
                if trop_de_cas(self.pack.vocabulaire, [conseil.quand]):
                    place = self.lignes.de_la_fiche(fiche, "conseils", conseil.id)
                    self._trop_croiser(place, f"conseil « {conseil.id} »", [conseil.quand])
            for signal in fiche.signaux:
                conditions = [condition for _, condition in signal.valeurs]
                if trop_de_cas(self.pack.vocabulaire, conditions):
                    place = self.lignes.de_la_fiche(fiche, "signaux", signal.nom)
                    self._trop_croiser(place, f"signal « {signal.nom} »", conditions)
        return len(self.fautes) > avant

    def _trop_croiser(self, place: Place, quoi: str, conditions: Sequence[Condition]) -> None:
        cites = {atome.fait for condition in conditions for atome in atomes(condition)}
        faits = sorted(cites, key=self.pack.vocabulaire.rang.__getitem__)
        moitie = (len(faits) + 1) // 2
        ailleurs = "une autre fiche" if quoi.endswith("ensemble") or "action" in quoi else "un autre à part"
        self._faute(
            place,
            f"{quoi} : trop de faits s'y croisent ({', '.join(faits)}), plus de {NOEUDS_MAX} cas à distinguer ; coupez en "
            f"deux : ce qui dépend de {', '.join(faits[:moitie])} ici, ce qui dépend de {', '.join(faits[moitie:])} dans "
            f"{ailleurs}",
        )

    def _fautive(self, un: Cas) -> bool:
        """Whether something of it could not be read: its verdicts would only repeat that fault."""
        fichiers = {place.fichier for place in un.places.values()}
        debuts = sorted(loi.place.ligne for loi in self.pack.obligations)
        for faute in self.fautes:
            if faute.place.fichier not in fichiers:
                continue
            if isinstance(un.cle, tuple) and un.cle[0] != "obligation":
                return True
            debut = next(iter(un.places.values())).ligne
            fin = next((ligne for ligne in debuts if ligne > debut), None)
            if debut <= faute.place.ligne and (fin is None or faute.place.ligne < fin):
                return True
        return False

    # --- examples -----------------------------------------------------------------------------------------------------

    def _exemples(self, un: Cas) -> None:
        for exemple in un.exemples:
            for ecart in ecarts(self.pack, un, exemple):
                self._faute(
                    exemple.place,
                    f"exemple « {exemple.titre} » : {ecart} ; corrigez la condition, ou ce que dit l'exemple",
                )
        for regle, condition in un.regles.items():
            siens = [exemple for exemple in un.exemples if regle in exemple.attendu]
            if not siens:
                self._faute(
                    un.places[regle], f"{un.nomme(regle)} n'a aucun exemple : écrivez-en un par verdict possible"
                )
                continue
            vus = {exemple.attendu[regle] for exemple in siens}
            sans = atteignables(self.pack.vocabulaire, condition, self._presumes) - vus
            if un.titre != f"action {un.cle[1]}":  # type: ignore[index]
                sans -= {Verdict.INCONNU}
            if sans:
                self._faute(
                    un.places[regle],
                    f"{un.nomme(regle)} : aucun exemple ne donne {_liste(sans)} ; ajoutez-en un par verdict",
                )
            self._bornes(un, regle, condition, siens)

    def _bornes(self, un: Cas, regle: str, condition: Condition, exemples: Sequence[Exemple]) -> None:
        # In the law several thresholds stand for one boundary, by nature and by year: worth a look, no more.
        # Those of a named qualification are touched by its own examples.
        noter = self._faute if isinstance(un.cle, tuple) and un.cle[0] == "action" else self._avertir
        for atome in dict.fromkeys(atomes(condition, qualifies=False)):
            if isinstance(atome, (Compare, CompareSeuil)) and not any(_touche(atome, ex.contrat) for ex in exemples):
                ou = _dire(atome.valeur) if isinstance(atome, Compare) else f"seuil({atome.seuil.nom})"
                noter(
                    un.places[regle],
                    f"{un.nomme(regle)} : aucun exemple ne touche la borne {atome.fait} = {ou} ; ajoutez-en un qui tombe pile",
                )

    def _presomptions(self) -> None:
        """Each line of the table has an example that it holds of and one that it does not, and shows its reason."""
        for une in self.pack.usuelles:
            if {exemple.attendu.get(une.id) for exemple in une.exemples} != {Verdict.OUI, Verdict.NON}:
                self._faute(
                    une.place, f"« {une.id} » veut un exemple où l'on présume (oui) et un où l'on ne présume pas (non)"
                )
            for exemple in une.exemples:
                presumes = presumer(self.pack, exemple.contrat)
                presume = une.fait in presumes.tus if une.possible is None else presumes.par_fait.get(une.fait) == une
                if presume is not (exemple.attendu[une.id] is Verdict.OUI):
                    self._faute(
                        exemple.place,
                        f"exemple « {exemple.titre} » de « {une.id} » : "
                        + ("il est présumé" if presume else "il n'est pas présumé")
                        + " ; corrigez la condition, les mots, ou ce que dit l'exemple",
                    )

    def _exceptions(self) -> None:
        """An exception is a piece of data: no sentence makes one by itself, and one that facts can tell has its examples."""
        for loi in self.pack.obligations:
            if SAUF.search(loi.texte) and not loi.saufs:
                self._faute(
                    loi.place, f"« {loi.id} » écrit « sauf » sans rien sous « exceptions » : écrivez-y chaque exception"
                )
            for sauf in loi.saufs:
                if sauf.quand is None:
                    continue
                if {exemple.attendu.get(sauf.id) for exemple in sauf.exemples} != {Verdict.OUI, Verdict.NON}:
                    self._faute(
                        sauf.place, f"l'exception « {sauf.id} » veut un exemple où elle joue et un où elle ne joue pas"
                    )
                for exemple in sauf.exemples:
                    self._exception(loi, sauf, exemple)

    def _exception(self, loi: Obligation, sauf: Sauf, exemple: Exemple) -> None:
        faits = completer(self.pack, exemple.contrat).faits
        attendu = exemple.attendu.get(sauf.id)
        assert sauf.quand is not None
        joue = Verdict.OUI if (vrai := juger(sauf.quand, faits)) else Verdict.INCONNU if vrai is None else Verdict.NON
        if joue is not attendu:
            self._faute(
                exemple.place, f"exception « {sauf.id} », « {exemple.titre} » : attendu {attendu}, obtenu {joue}"
            )
        due = self.pack.decideur.analyser_un(("obligation", loi.id), faits).verdict.s_applique
        if due is (joue is Verdict.OUI):
            self._faute(
                exemple.place,
                f"exception « {sauf.id} », « {exemple.titre} » : « {loi.id} » "
                + ("s'applique malgré elle" if due else "ne s'appliquerait pas non plus sans elle"),
            )

    def _sans_inconnu(self, obligations: Sequence[Cas]) -> None:
        # What the author of a law must show is where it starts and stops; "inconnu" follows, and is told once for all.
        sans = [
            regle
            for un in obligations
            for regle, condition in un.regles.items()
            if Verdict.INCONNU in atteignables(self.pack.vocabulaire, condition, self._presumes)
            and un.exemples
            and Verdict.INCONNU not in {exemple.attendu.get(regle) for exemple in un.exemples}
        ]
        if sans:
            self._avertir(
                self.lignes.du_droit("obligations.yaml"),
                f"{len(sans)} obligations sans exemple où il manque un fait (attendu: inconnu) : {', '.join(sans)}",
            )

    # --- conditions ---------------------------------------------------------------------------------------------------

    def _conditions(self, un: Cas) -> None:
        for regle, condition in un.regles.items():
            self._constantes(un.places[regle], un.nomme(regle), condition)

    def _constantes(self, place: Place, quoi: str, condition: Condition) -> None:
        """A condition, or a part of one, that says the same of every contract."""
        if isinstance(condition, Toujours):
            return
        possibles = {vrai for _, (vrai,) in Tableau(self.pack.vocabulaire, [condition]).lignes()}
        if possibles == {False}:
            self._faute(
                place, f"{quoi} : « {ecrire(condition)} » ne peut jamais être vrai ; corrigez ou retirez la condition"
            )
        elif possibles == {True}:
            self._faute(
                place, f"{quoi} : « {ecrire(condition)} » est toujours vrai ; écrivez « toujours », ou corrigez"
            )
        elif isinstance(condition, (Toutes, UneDe, Aucune)):
            for part in condition.parts:
                if isinstance(part, Toujours):
                    self._faute(
                        place, f"{quoi} : « toujours » au milieu d'autres conditions ne sert à rien ; retirez-le"
                    )
                self._constantes(place, quoi, part)

    # --- boundaries ---------------------------------------------------------------------------------------------------

    def _frontieres(self, ensemble: Sequence[Cas]) -> None:
        """Points where two rules meet: what falls exactly there must get one of them, and one only."""
        regles = [_Regle(un, regle, self.pack.vocabulaire, self._presumes) for un in ensemble for regle in un.regles]
        for une, autre in combinations(regles, 2):
            for borne in une.profils.keys() & autre.profils.keys():
                for gauche, droite in ((une, autre), (autre, une)):
                    if gauche.finit_avant(borne) and droite.commence_apres(borne):
                        seuls = [r for r in regles if r not in (une, autre) and r.ne_vaut_qu_a(borne)]
                        self._frontiere(gauche, droite, borne, seuls, trou=True)
                    if gauche.finit_sur(borne) and droite.commence_sur(borne):
                        self._frontiere(gauche, droite, borne, [], trou=False)

    def _frontiere(
        self, gauche: _Regle, droite: _Regle, borne: tuple[str, Borne], seuls: Sequence[_Regle], *, trou: bool
    ) -> None:
        """Look, all else equal, for a contract that the left rule gets below, the right one above, and both or none there.

        It is a fault when the two share the same ground, else something to look at.
        """
        conditions = [regle.condition for regle in (gauche, droite, *seuls)]
        tableau = Tableau(self.pack.vocabulaire, conditions, self._presumes)
        ici = None
        voisines = True
        try:
            autour = list(tableau.autour(*borne))
        except TropDeCasError:
            self._avertir(droite.place, f"{gauche.nom} et {droite.nom} : trop de cas pour comparer leurs bornes")
            return
        for cellules, dessous, pile, dessus in autour:
            finit, commence = dessous[0] and not dessus[0], dessus[1] and not dessous[1]
            voisines = voisines and finit == commence
            if finit and commence and (not any(pile) if trou else pile[0] and pile[1]):
                ici = ici or cellules
        if ici is None:
            return
        fait, point = borne
        quoi = "ne reçoit ni l'une ni l'autre" if trou else "reçoit les deux"
        faire = "écrivez <= ou >= d'un côté" if trou else "gardez l'égalité d'un seul côté"
        noter = self._faute if voisines else self._avertir
        noter(
            droite.place,
            f"{gauche.nom} s'arrête et {droite.nom} commence à {fait} = {_dire(point)}, mais ce point exact {quoi} "
            f"({_decrire(tableau.temoins(ici))}) ; {faire} ({gauche.place}, {droite.place})",
        )

    # --- fiches -------------------------------------------------------------------------------------------------------

    def _fiche(self, fiche: Fiche) -> None:
        if any(
            faute.place.fichier == fiche.place.fichier for faute in self.fautes if faute.quoi.startswith("il manque")
        ):
            return
        if len(fiche.titre_court) > TITRE_COURT_MAX:
            self._faute(
                self.lignes.de_la_fiche(fiche, "titre_court"),
                f"« titre_court » fait {len(fiche.titre_court)} caractères : {TITRE_COURT_MAX} au plus, il doit tenir sur un bouton",
            )
        if not fiche.indicateurs:
            self._faute(fiche.place, f"l'action {fiche.numero} n'a pas d'indicateur : le plan en donne à chacune")
        for conseil in fiche.conseils:
            place = self.lignes.de_la_fiche(fiche, "conseils", conseil.id)
            self._constantes(place, f"conseil « {conseil.id} »", conseil.quand)
        for signal in fiche.signaux:
            place = self.lignes.de_la_fiche(fiche, "signaux", signal.nom)
            tableau = Tableau(self.pack.vocabulaire, [condition for _, condition in signal.valeurs])
            double = next((cellules for cellules, vrais in tableau.lignes() if sum(vrais) > 1), None)
            if double is not None:
                self._faute(
                    place,
                    f"le signal « {signal.nom} » a deux valeurs à la fois ({_decrire(tableau.temoins(double))}) ; "
                    "rendez les conditions exclusives",
                )
            for valeur, condition in signal.valeurs:
                self._constantes(place, f"signal « {signal.nom} », valeur {valeur}", condition)

    def _portees(self) -> None:
        for objet, nom, quoi in fautes_de_portee(self.pack):
            place = objet.place if nom is None or isinstance(objet, Obligation) else self.lignes.de_la_fiche(objet, nom)
            self._faute(place, f"« {nom or getattr(objet, 'id', '')} » {quoi}")

    # --- the rest of the pack -----------------------------------------------------------------------------------------

    def _faits_cites(self) -> None:
        cites: dict[str, tuple[str, Place]] = {}
        for un in cas(self.pack):
            for regle, condition in un.regles.items():
                for nom in Tableau(self.pack.vocabulaire, [condition]).faits:
                    cites.setdefault(nom, (un.nomme(regle), un.places[regle]))
        for nom, (regle, place) in cites.items():
            fait = self.pack.vocabulaire[nom]
            if not (fait.demande or fait.par_defaut_aujourdhui or fait.a_l_attribution or nom in self._presumes):
                self._avertir(
                    place,
                    f"{regle} dépend de « {nom} », que l'on ne demande jamais (demande: non dans faits.yaml) : "
                    "elle restera un conseil sous condition tant que personne n'en parle",
                )

    def _mots_partages(self) -> None:
        for fait in self.pack.vocabulaire.values():
            vus: dict[str, str] = {}
            for choix in fait.choix:
                for mot in dict.fromkeys(mot.casefold() for mot in (choix.libelle, *choix.mots)):
                    if mot in vus:
                        self._faute(
                            self.lignes.du_pack("faits.yaml", f"nom: {fait.nom}", f"valeur: {choix.valeur}"),
                            f"« {mot} » désigne à la fois « {vus[mot]} » et « {choix.valeur} » du fait « {fait.nom} » ; "
                            "gardez-le d'un seul côté",
                        )
                    vus.setdefault(mot, choix.valeur)

    def _indicateurs(self) -> None:
        titres: dict[str, tuple[str, int]] = {}
        for fiche in self.pack.fiches.values():
            for indicateur in fiche.indicateurs:
                place = self.lignes.de_la_fiche(fiche, "indicateurs", f"id: {indicateur.id}")
                titre, premiere = titres.setdefault(indicateur.id, (indicateur.titre, fiche.numero))
                if mots_du_titre(titre, MOTS_CREUX) != mots_du_titre(indicateur.titre, MOTS_CREUX):
                    self._avertir(
                        place,
                        f"l'indicateur « {indicateur.id} » s'intitule ici « {indicateur.titre} » et dans la fiche {premiere} "
                        f"« {titre} » ; est-ce le même ? sinon donnez-lui un autre identifiant",
                    )
                self._calcul(place, indicateur.id, indicateur.calcul, fiche)
            self._compagnons(fiche)
        self._declares_de_meme()
        for cible in self.pack.cibles:
            self._calcul(self.lignes.du_pack("spaser.yaml", f"id: {cible.id}"), cible.id, cible.calcul)
        for indicateur in self.pack.indicateurs_de_la_loi:
            place = self.lignes.du_droit("indicateurs.yaml", f"id: {indicateur.id}")
            self._calcul(place, indicateur.id, indicateur.calcul)

    def _calcul(self, place: Place, identifiant: str, calcul: Calcul | None, fiche: Fiche | None = None) -> None:
        for quoi in () if calcul is None else _fautes_du_calcul(calcul, self.pack, fiche):
            self._faute(place, f"calcul de « {identifiant} » : {quoi}")

    def _compagnons(self, fiche: Fiche) -> None:
        """Figures that are entered for a computation that nobody makes."""
        calculs = [indicateur.calcul for un in self.pack.fiches.values() for indicateur in un.indicateurs]
        utiles = {nom for calcul in calculs if calcul is not None for nom in (calcul.objectif, calcul.saisie)}
        for indicateur in fiche.saisies:
            if indicateur.id not in utiles:
                self._faute(
                    self.lignes.de_la_fiche(fiche, "saisies", f"id: {indicateur.id}"),
                    f"« {indicateur.id} » est saisi pour rien : aucun calcul ne s'en sert ; retirez-le, ou nommez-le dans un calcul",
                )

    def _declares_de_meme(self) -> None:
        """A figure that several fiches name is computed, or entered, in one way only."""
        premiers: dict[str, tuple[object, int]] = {}
        for fiche in self.pack.fiches.values():
            for indicateur in (*fiche.indicateurs, *fiche.saisies):
                for cle, quoi, dit in _declarations(indicateur):
                    premier, ou = premiers.setdefault(f"{quoi} {cle}", (dit, fiche.numero))
                    if premier != dit:
                        self._faute(
                            self.lignes.de_la_fiche(fiche, "indicateurs", f"id: {indicateur.id}"),
                            f"{quoi} « {cle} » n'est pas déclaré ici comme dans la fiche {ou} ; écrivez-le de même, ou "
                            "donnez-lui un autre identifiant",
                        )

    def _services(self) -> None:
        muets = [service.id for service in self.pack.services.values() if not service.joindre]
        if muets:
            self._avertir(
                self.lignes.du_pack("spaser.yaml", "services:"),
                f"on ne sait pas comment joindre : {', '.join(muets)} ; remplissez « joindre »",
            )

    def _revisions(self) -> None:
        for seuil in self.pack.seuils.values():
            if seuil.revision is not None and seuil.revision <= self.jour:
                self._avertir(
                    self.lignes.du_droit("seuils.yaml", f"nom: {seuil.nom}", "revision"),
                    f"« {seuil.titre} » devait être révisé le {seuil.revision} : vérifiez {_liste(seuil.articles)}, ajoutez la "
                    "nouvelle valeur, puis la date de la prochaine révision",
                )


class _Regle:
    """A rule, and what it does on each side of every point that it names."""

    def __init__(self, un: Cas, regle: str, vocabulaire: Vocabulaire, tenus: Mapping[str, str]) -> None:
        self.nom = un.nomme(regle)
        self.place = un.places[regle]
        self.condition = un.regles[regle]
        tableau = Tableau(vocabulaire, [self.condition], tenus)
        self.profils = {
            (fait, point): {(a[0], b[0], c[0]) for _, a, b, c in tableau.autour(fait, point)}
            for fait in dict.fromkeys(tableau.faits)
            for point in tableau.points(fait)
        }

    def finit_avant(self, borne: tuple[str, Borne]) -> bool:
        return (True, False, False) in self.profils[borne]

    def finit_sur(self, borne: tuple[str, Borne]) -> bool:
        return (True, True, False) in self.profils[borne]

    def commence_apres(self, borne: tuple[str, Borne]) -> bool:
        return (False, False, True) in self.profils[borne]

    def commence_sur(self, borne: tuple[str, Borne]) -> bool:
        return (False, True, True) in self.profils[borne]

    def ne_vaut_qu_a(self, borne: tuple[str, Borne]) -> bool:
        return (False, True, False) in self.profils.get(borne, ())


def _touche(atome: Compare | CompareSeuil, contrat: Faits) -> bool:
    intervalle = contrat[atome.fait]
    if not isinstance(intervalle, Intervalle) or intervalle.seule is None:
        return False
    if isinstance(atome, Compare):
        return intervalle.seule == atome.valeur
    return intervalle.seule in valeurs_possibles(atome.seuil, contrat)


def _fautes_du_calcul(calcul: Calcul, pack: Pack, fiche: Fiche | None) -> Iterator[str]:
    populations = [calcul.de] if calcul.dans is None else [calcul.de, calcul.dans]
    for population in populations:
        if population.action is not None and population.action not in pack.fiches:
            yield f"il n'y a pas de fiche {population.action}"
    if calcul.dans is not None and calcul.saisie is None and calcul.de.lignes != calcul.dans.lignes:
        yield "on ne compte pas des actions parmi des contrats ; écrivez « actions » des deux côtés, ou d'aucun"
    if calcul.dans is not None and calcul.dans == calcul.de:
        yield "le numérateur est le dénominateur : la part serait toujours de 100 %"
    if calcul.mesure is not None and any(population.lignes for population in populations):
        yield f"« {calcul.mesure} » se compte par contrat, et non par action"
    if calcul.objectif is not None:
        saisis = (
            () if fiche is None else [un.id for un in (*fiche.saisies, *fiche.indicateurs) if un.saisie is not None]
        )
        if calcul.objectif not in saisis:
            autre = suggestion(calcul.objectif, saisis) if saisis else " ; écrivez-le sous « saisies »"
            yield f"la fiche n'a pas de chiffre saisi « {calcul.objectif} »{autre}"
    if calcul.saisie is not None and calcul.saisie not in pack.saisies:
        yield f"aucune fiche n'a de chiffre saisi « {calcul.saisie} »{suggestion(calcul.saisie, pack.saisies)}"


def _declarations(indicateur: Indicateur) -> Iterator[tuple[str, str, object]]:
    """What must be the same wherever it is written: the indicator under its id, what is entered under its own."""
    yield indicateur.id, "l'indicateur", (indicateur.calcul, indicateur.saisie, indicateur.sens)
    if indicateur.saisie is not None:
        yield indicateur.saisie.id, "le chiffre saisi", indicateur.saisie


# --- in French --------------------------------------------------------------------------------------------------------


def ecrire(condition: Condition) -> str:
    """A condition on one line, as it is written in the pack.

    >>> ecrire(Toutes((Toujours(), UneDe((Toujours(),)))))
    'toutes: [toujours, une_de: [toujours]]'
    """
    match condition:
        case Toujours():
            return "toujours"
        case Toutes(parts):
            return f"toutes: [{', '.join(map(ecrire, parts))}]"
        case UneDe(parts):
            return f"une_de: [{', '.join(map(ecrire, parts))}]"
        case Aucune(parts):
            return f"aucune: [{', '.join(map(ecrire, parts))}]"
        case Qualifie(nom):
            return nom
        case _:
            return condition.texte


def _dire(borne: Borne) -> str:
    return f"{borne.normalize():,f}".replace(",", " ") if isinstance(borne, Decimal) else borne.isoformat()


def _decrire(temoins: Mapping[str, Possible]) -> str:
    """One contract that shows it."""
    dits = []
    for nom, possible in temoins.items():
        match possible:
            case Intervalle(bas, haut) if possible.seule is not None and bas is not None:
                dits.append(f"{nom} = {_dire(bas)}")
            case Intervalle(bas, haut):
                dits += [f"{nom} > {_dire(bas)}"] if bas is not None else []
                dits += [f"{nom} < {_dire(haut)}"] if haut is not None else []
            case Options():
                dits.append(f"{nom} = {possible.seule}")
            case Ensemble(dedans):
                dits += [f"{nom} contient {min(dedans)}"] if dedans else []
    return "par exemple " + ", ".join(dits)


def _liste(mots: Iterable[str]) -> str:
    return ", ".join(sorted(mots)) or "rien"
