"""What a message tells of the lots of a contract: which are told, dropped, merged, renamed, reserved, and what must be asked.

A message is read in three steps: what points at lots (`lots_designes`), the lists that a count announces (`lots_liste`), then
the clause around each lot pointed at. Nothing is decided of a contract here: whoever calls carries the operations out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from knowledge.francais.contexte import lire_contexte
from knowledge.francais.texte import plier
from knowledge.lecture.faits_dits import FaitDit, Origine, est_hesitant, lire_faits
from knowledge.lecture.lecture import ALLOTI, MONTANT, OBJET, Lecteur
from knowledge.lecture.lots_clauses import Clause, Geste, couper, est_vide, gestes, structures
from knowledge.lecture.lots_designes import Designe, Genre, designer
from knowledge.lecture.lots_designes import nombre_de as nombre_dit
from knowledge.lecture.lots_gestes import (
    MONTANT_LOT,
    Dire,
    Doute,
    Fusionner,
    LectureLots,
    Motif,
    Operation,
    Renommer,
    Reserver,
    Retirer,
    Structure,
)
from knowledge.lecture.lots_liste import decouper, regions
from knowledge.lecture.lots_noms import Noms, dire_le_nom
from knowledge.lecture.lots_prix import Chiffres, Prix, Zone, est_chacun, est_ensemble
from knowledge.lecture.lots_tableau import lire_lots_d_un_tableau, tableau_dans
from knowledge.regles.faits import NON, OUI, Faits, Intervalle, Options
from knowledge.regles.lots import Lot

CLAUSE_INSERTION = "clause_insertion"
EFFECTIF = "titulaire_moins_50_salaries"
LONGUEUR = 4000
# Facts that are never one lot's.
_DU_CONTRAT = frozenset(
    {OBJET, ALLOTI, MONTANT, "procedure", "acheteur", "accord_cadre", "centrale_achat", "date_attribution", "date_consultation", "cas_particulier"}
)


@dataclass(frozen=True, slots=True)
class AttenteLots:
    """The question that waits: its fact ("lots" where the lots themselves are asked), and the lots it was asked of."""

    fait: str
    numeros: tuple[int, ...] = ()


def lire_lots(
    lecteur: Lecteur,
    texte: str,
    aujourdhui: date,
    connus: Sequence[Lot] = (),
    attendu: AttenteLots | None = None,
    contrat: Faits | None = None,
) -> LectureLots:
    """What a message tells of lots, those of `connus` being known; empty, with the whole text to read, where it tells of none.

    `contrat` is what is known of the whole: a yearly amount counts over its duration.
    """
    texte = texte[:LONGUEUR]
    tableau = tableau_dans(texte)
    if tableau is not None:
        lecture = lire_lots_d_un_tableau(lecteur, tableau.lignes, aujourdhui, connus)
        if lecture.operations:
            return replace(lecture, reste=tableau.reste)
    return _Lecture(lecteur, texte, aujourdhui, connus, attendu, contrat).lire()


@dataclass(slots=True)
class _Etat:
    """A lot as the message leaves it so far."""

    intitule: str
    montant: Intervalle | None
    nouveau: bool = False


class _Lecture:
    """One message being read."""

    def __init__(
        self,
        lecteur: Lecteur,
        texte: str,
        jour: date,
        connus: Sequence[Lot],
        attendu: AttenteLots | None,
        contrat: Faits | None,
    ) -> None:
        self.lecteur, self.jour, self.attendu = lecteur, jour, attendu
        self.plie = plier(texte)
        self.texte = self.plie.texte
        self.contexte = lire_contexte(self.texte)
        self.vides = lecteur.vocabulaire.aucun_fait()
        self.faits = {lot.numero: lot.faits for lot in connus}
        self.etats = {lot.numero: _Etat(lot.intitule, _montant_connu(lot.faits)) for lot in connus}
        self.connus = frozenset(self.etats)
        duree = contrat.valeur("duree_mois") if contrat is not None and "duree_mois" in lecteur.vocabulaire else None
        self.duree = duree if isinstance(duree, Decimal) else None
        self.operations: list[Operation] = []
        self.doutes: list[Doute] = []
        self.pris: list[Zone] = []
        self.dits: set[int] = set()
        self.nombre: int | None = None
        self.total: FaitDit | None = None
        self.tous_ht = False

    # --- the whole ----------------------------------------------------------------------------------------------------

    def lire(self) -> LectureLots:
        lots_attendus = self.attendu is not None and (self.attendu.fait in ("lots", ALLOTI, MONTANT_LOT) or bool(self.attendu.numeros))
        noms = {numero: etat.intitule for numero, etat in self.etats.items()}
        designes = designer(self.plie, noms, lots=bool(noms) or lots_attendus)
        designes = [d for d in designes if not self.contexte.en_question(d.debut) and not self.contexte.en_definition(d.debut)]
        alloti = _ALLOTI.search(self.texte)
        if not designes and not lots_attendus and alloti is None and not (noms and _TOTAL.search(self.texte)):
            return LectureLots(reste=self.plie.brut)
        self.chiffres = Chiffres(self.plie, self.contexte, [(d.debut, d.fin) for d in designes if d.genre is not Genre.NOM or d.mot])
        self.tous_ht = bool(_TOUT_HT.search(self.texte))
        self._compter(designes)
        designes = self._listes(designes, alloti)
        if not designes and not self.operations and lots_attendus:
            self._repondre()
        self._clauses(designes)
        self._total()
        self._verifier()
        return LectureLots(tuple(self.operations), self.nombre, self.total, self._reste(), tuple(self.doutes))

    def _reste(self) -> str:
        """The raw text without what was read as lots'."""
        if not self.pris:
            return self.plie.brut
        morceaux, place = [], 0
        for debut, fin in sorted(self.pris):
            if debut > place:
                morceaux.append(self.plie.mots(place, debut))
            place = max(place, fin)
        morceaux.append(self.plie.mots(place, len(self.texte)))
        return " ".join(m for un in morceaux if (m := un.strip(" \n\t,;:-–—(") if any(c.isalnum() for c in un) else ""))

    def _compter(self, designes: Sequence[Designe]) -> None:
        comptes = [d for d in designes if d.genre is Genre.COMPTE and not _NIE.search(self.texte, max(0, d.debut - 20), d.debut)]
        if comptes:
            seuil = self.contexte.apres_correction([d.debut for d in comptes])
            self.nombre = [d for d in comptes if d.debut >= seuil][-1].nombre
        elif (m := _ALLOTI_EN.search(self.texte)) is not None:
            self.nombre = nombre_dit(m["n"])
        nouveaux = [d for d in designes if d.genre is Genre.NOUVEAU]
        nus = [d for d in comptes if not d.mot]
        if nus and not any(d.mot and d.nombre > 1 for d in comptes):
            self.nombre = sum(d.nombre for d in nus) + len(nouveaux)
        if self.nombre is None and len(nouveaux) > 1 and len(nouveaux) == len(designes) and not self.connus:
            self.nombre = len(nouveaux)
    # --- lists --------------------------------------------------------------------------------------------------------

    def _listes(self, designes: Sequence[Designe], alloti: re.Match[str] | None) -> list[Designe]:
        """Read the list that a count announces; what points at lots outside it is returned."""
        annonces: list[tuple[int, int, int | None]] = [
            (d.debut, d.fin, d.nombre or (len(self.etats) if d.genre is Genre.TOUS else None))
            for d in designes
            if (d.genre is Genre.COMPTE and d.nombre > 1) or d.genre is Genre.TOUS or (d.genre is Genre.NOM and not d.numeros and self.texte[d.debut : d.fin].endswith("lots"))
        ]  # fmt: skip
        if not designes and alloti is not None and not self.contexte.en_question(alloti.start()):
            annonces.append((alloti.start(), alloti.end(), self.nombre))
        for debut, fin, nombre in annonces:
            for zone, signe in regions(self.texte, debut, fin):
                dedans = [d for d in designes if zone[0] <= d.debut < zone[1]]
                if any(d.mot or (d.genre is Genre.NUMEROS) for d in dedans) or (nombre is None and signe not in ":("):
                    continue
                if self.contexte.en_question(zone[0]) or self.contexte.en_question(max(zone[0], zone[1] - 1)):
                    continue
                items, autres = decouper(self.texte, zone, nombre, signe, self.chiffres, self._est_du_contrat)
                if items and self._items(items):
                    self.pris.extend(items)
                    self._partager_la_taxe(autres)
                    return [d for d in designes if d.debut != debut and d not in dedans]
        return list(designes)

    def _est_du_contrat(self, debut: int, fin: int) -> bool:
        """Whether a piece of a list says a fact of the whole contract: "3 lots, MAPA, 12 mois"."""
        mots = self.plie.mots(debut, fin)
        if len(mots) > _PIECE_MAX:
            return False
        lus = {lu.nom for lu in self.lecteur.lire(mots, self.jour).lus if lu.sur}
        return bool(lus & (_DU_CONTRAT - {OBJET, ALLOTI, MONTANT}))

    def _items(self, items: Sequence[Zone]) -> bool:
        """Tell each item of a list, in order: the lots known by their names, those without a name, or new ones."""
        petits = self.chiffres.en_milliers([[item] for item in items])
        noms = [self._nom_de(item) for item in items]
        if not any(noms) and not all(self._prix([item], petits=petits) for item in items):
            return False
        numeros = self._attribuer(noms)
        for item, nom, numero in zip(items, noms, numeros, strict=True):
            self._dire(numero, nom, [item], self.plie.mots(*item), petits=petits)
        return True

    def _nom_de(self, zone: Zone) -> str:
        """The name of an item, before its amount or after it."""
        prix = self.chiffres.prix(*zone) or self.chiffres.prix(*zone, petits=True)
        if not prix:
            return dire_le_nom(self.plie, *zone)
        return dire_le_nom(self.plie, zone[0], prix[0].debut) or dire_le_nom(self.plie, prix[-1].fin, zone[1])

    def _attribuer(self, noms: Sequence[str]) -> list[int]:
        """The number of each lot of a list: that of the lot of its name, of one that has none yet, or the next."""
        connus = Noms({n: e.intitule for n, e in self.etats.items()})
        libres = [n for n in sorted(self.etats) if not self.etats[n].intitule]
        if not any(noms):
            tous = sorted(self.etats)
            sans = [n for n in tous if self.etats[n].montant is None]
            if len(noms) in (len(tous), len(sans)):
                return tous if len(noms) == len(tous) else sans
        numeros: list[int] = []
        suivant = max(self.etats, default=0) + 1
        for nom in noms:
            trouves = [n for n in connus.chercher(nom) if n not in numeros] if nom else []
            if len(trouves) == 1:
                numero = trouves[0]
            elif libres:
                numero = libres.pop(0)
            else:
                numero, suivant = suivant, suivant + 1
            numeros.append(numero)
        return numeros

    def _repondre(self) -> None:
        """The answer to a question about lots, that points at none: names, amounts, or the fact asked of one lot."""
        assert self.attendu is not None
        if self.contexte.questions:
            return
        numeros = self.attendu.numeros
        zone = (0, len(self.texte))
        if len(numeros) == 1 and self.attendu.fait != "lots":
            petits = self.attendu.fait == MONTANT_LOT
            self._dire(numeros[0], "", [zone], self.plie.brut, petits=petits)
            if self.operations:
                self.pris.append(zone)
            return
        nombre = self.nombre or len(numeros) or (len(self.etats) or None if self.attendu.fait == MONTANT_LOT else None)
        items, _ = decouper(self.texte, zone, nombre, ":", self.chiffres, self._est_du_contrat)
        if items and self._items(items):
            self.pris.extend(items)

    # --- clauses ------------------------------------------------------------------------------------------------------

    def _clauses(self, designes: Sequence[Designe]) -> None:
        clauses = couper(self.texte, designes, self.chiffres, 0, len(self.texte))
        petits = self.chiffres.en_milliers([c.zones for c in clauses if c.designes[0].genre is not Genre.COMPTE])
        precedent = Geste.AUCUN
        seuls = [c for c in clauses if c.designes[0].genre is not Genre.COMPTE]
        for rang, clause in enumerate(clauses):
            texte = " ; ".join(self.texte[slice(*zone)] for zone in clause.zones)
            geste = gestes(texte)
            suivante = clauses[rang + 1] if rang + 1 < len(clauses) else None
            exceptions = self._numeros_de(suivante) if suivante is not None and suivante.sauf else ()
            avant = len(self.operations), len(self.doutes)
            if clause.designes[0].genre is Genre.COMPTE:
                self._compte(clause, texte, petits=petits)
            else:
                self._clause(clause, texte, geste, precedent, exceptions, petits=petits, seule=len(seuls) == 1)
            if (len(self.operations), len(self.doutes)) != avant:
                self.pris.append((clause.debut, clause.fin))
            if geste & (Geste.INSERER | Geste.RESERVER | Geste.RETIRER):
                precedent = geste

    def _compte(self, clause: Clause, texte: str, *, petits: bool) -> None:
        """So many lots of one amount each: "3 lots de 20k"."""
        combien = clause.designes[0].nombre
        prix = self._prix([clause.apres], petits=petits)
        if not isinstance(prix, Prix) or combien < 1:
            return
        entre = self.texte[clause.apres[0] : prix.debut]
        if est_ensemble(texte) or not (_DE_CHACUN.fullmatch(entre) or est_chacun(texte)):
            return
        nom = self._nom_de(clause.apres)
        sans = [n for n in sorted(self.etats) if self.etats[n].montant is None]
        numeros = sans if len(sans) == combien else [*range(max(self.etats, default=0) + 1, max(self.etats, default=0) + combien + 1)]
        for numero in numeros[:LOTS_MAX]:
            self._dire(numero, nom, [clause.apres], self.plie.mots(clause.debut, clause.fin), petits=petits)

    def _clause(
        self, clause: Clause, texte: str, geste: Geste, precedent: Geste, exceptions: Sequence[int], *, petits: bool, seule: bool
    ) -> None:
        mots = self.plie.mots(clause.debut, clause.fin)
        if geste & Geste.SUIVRE and not geste & Geste.RETIRER:
            return
        if geste & Geste.RETIRER and not geste & Geste.AJOUTER and not (geste & Geste.INSERER):
            if numeros := self._existants(clause, mots):
                self._retirer(numeros, mots)
            return
        numeros = [n for n in self._numeros_de(clause) if n not in exceptions]
        if geste & Geste.FUSIONNER and len(numeros) > 1:
            nom = self._nom_apres_le_geste(clause)
            self._fusionner(tuple(sorted(numeros)), nom, mots)
            return
        if geste & Geste.RENOMMER and len(numeros) == 1 and numeros[0] in self.etats and (nom := self._nom_apres_le_geste(clause)):
            self.etats[numeros[0]].intitule = nom
            self.dits.add(numeros[0])
            self.operations.append(Renommer(numeros[0], nom, mots))
            return
        if any(d.ambigu for d in clause.designes):
            candidats = next(d.numeros for d in clause.designes if d.ambigu)
            if self._prix(clause.zones, petits=petits) or geste & (Geste.RESERVER | Geste.INSERER):
                self.doutes.append(Doute(Motif.AMBIGU, mots, candidats))
            return
        if clause.sauf and not self._prix(clause.zones, petits=petits):
            self._excepter(numeros, precedent, mots)
            return
        if est_vide(texte) and geste & Geste.NIER and precedent & (Geste.INSERER | Geste.RESERVER):
            self._excepter(numeros, precedent, mots)
            return
        self._dire_la_clause(clause, texte, geste, numeros, mots, petits=petits, seule=seule)

    def _dire_la_clause(
        self, clause: Clause, texte: str, geste: Geste, numeros: Sequence[int], mots: str, *, petits: bool, seule: bool
    ) -> None:
        d = clause.designes[0]
        nom = "" if len(clause.designes) > 1 or len(numeros) > 1 else self._nom_de_la_clause(clause)
        prix = self._prix(clause.zones, petits=petits)
        dit_tout = bool(nom or prix or geste & (Geste.RESERVER | Geste.INSERER))
        if not numeros and d.genre in (Genre.NOUVEAU, Genre.NOM):
            connus = Noms({n: e.intitule for n, e in self.etats.items()}).chercher(nom) if nom and not geste & Geste.AJOUTER else ()
            if len(connus) > 1 and (prix or geste & Geste.RESERVER):
                self.doutes.append(Doute(Motif.AMBIGU, mots, connus))
                return
            if connus:
                numeros, nom = connus, ""
            elif d.genre is Genre.NOM and self.connus and d.defini and not geste & Geste.AJOUTER:
                if nom and (prix or geste & (Geste.RESERVER | Geste.INSERER)):
                    self.doutes.append(Doute(Motif.INCONNU, mots))
                return
            elif dit_tout and not (seule and d.genre is Genre.NOM and (d.defini or not prix or not nom)):
                libres = [n for n in sorted(self.etats) if not self.etats[n].intitule and n not in self.dits]
                numeros = (libres[0] if libres and nom and not geste & Geste.AJOUTER else max(self.etats, default=0) + 1,)
        inconnus = [n for n in numeros if n not in self.etats]
        if inconnus and d.genre is Genre.NUMEROS:
            suite = max(self.etats, default=0) + 1
            nouveau = dit_tout and (not d.defini or not self.connus or (nom and inconnus == [suite]))
            if not nouveau or (seule and not self.connus and not (nom or prix)):
                if self.connus and (dit_tout or self._faits(mots, 0)):
                    self.doutes.append(Doute(Motif.INCONNU, mots, tuple(inconnus)))
                numeros = [n for n in numeros if n in self.etats]
        if isinstance(prix, Prix) and len(numeros) > 1 and est_ensemble(texte):
            self.doutes.append(Doute(Motif.PARTAGE, mots, tuple(numeros), prix.possible))
            return
        for numero in numeros:
            self._dire(numero, nom, clause.zones, mots, petits=petits, geste=geste, debut=clause.debut)
        if numeros and geste & Geste.RESERVER:
            nie = _PAS_RESERVE.search(texte) is not None
            self.operations.append(Reserver(tuple(numeros), structures(texte), mots, nie))

    def _nom_de_la_clause(self, clause: Clause) -> str:
        prix = self.chiffres.prix(*clause.apres) or self.chiffres.prix(*clause.apres, petits=True)
        nom = dire_le_nom(self.plie, clause.apres[0], prix[0].debut if prix else clause.apres[1])
        if nom or clause.designes[0].numeros and clause.designes[0].genre is not Genre.NUMEROS:
            return nom
        return dire_le_nom(self.plie, prix[-1].fin, clause.apres[1]) if prix and _POUR.match(self.texte, prix[-1].fin) else ""

    def _nom_apres_le_geste(self, clause: Clause) -> str:
        debut, fin = clause.apres
        m = _VERS.search(self.texte, debut, fin)
        return dire_le_nom(self.plie, m.end() if m else debut, fin)

    def _numeros_de(self, clause: Clause | None) -> list[int]:
        """The numbers of the lots that a clause points at; the others are those of which nothing was said yet."""
        if clause is None:
            return []
        numeros: list[int] = []
        for d in clause.designes:
            if d.genre is Genre.TOUS:
                numeros.extend(sorted(self.etats) or range(1, (self.nombre or 0) + 1))
            elif d.genre is Genre.AUTRES:
                tous = sorted(self.etats) or [*range(1, (self.nombre or 0) + 1)]
                restent = [n for n in tous if n not in self.dits]
                numeros.extend(restent if self.dits else [n for n in restent if n in self.etats and self.etats[n].montant is None])
            elif not d.ambigu:
                numeros.extend(d.numeros)
        return list(dict.fromkeys(numeros))

    def _existants(self, clause: Clause, mots: str) -> tuple[int, ...]:
        numeros = self._numeros_de(clause)
        if any(d.ambigu for d in clause.designes):
            self.doutes.append(Doute(Motif.AMBIGU, mots, next(d.numeros for d in clause.designes if d.ambigu)))
            return ()
        if not numeros and clause.designes[0].genre is Genre.NOM and (nom := dire_le_nom(self.plie, *clause.apres)):
            numeros = list(Noms({n: e.intitule for n, e in self.etats.items()}).chercher(nom))
        inconnus = [n for n in numeros if n not in self.etats]
        if self.connus and (inconnus or not numeros):
            self.doutes.append(Doute(Motif.INCONNU, mots, tuple(inconnus)))
        return tuple(n for n in numeros if n in self.etats)

    # --- operations ---------------------------------------------------------------------------------------------------

    def _retirer(self, numeros: tuple[int, ...], mots: str) -> None:
        for numero in numeros:
            del self.etats[numero]
        self.dits.update(numeros)
        self.operations.append(Retirer(numeros, mots))

    def _fusionner(self, numeros: tuple[int, ...], nom: str, mots: str) -> None:
        restants = tuple(n for n in numeros if n in self.etats)
        if len(restants) < 2:
            if self.connus:
                self.doutes.append(Doute(Motif.INCONNU, mots, tuple(n for n in numeros if n not in self.etats)))
            return
        for numero in restants[1:]:
            del self.etats[numero]
        self.dits.update(restants)
        self.operations.append(Fusionner(restants, nom, mots))

    def _excepter(self, numeros: Sequence[int], geste: Geste, mots: str) -> None:
        """Lots that what was just said does not bear on."""
        existants = tuple(n for n in numeros if n in self.etats)
        self.dits.update(existants)
        if geste & Geste.INSERER and not geste & Geste.RESERVER:
            for numero in existants:
                self.operations.append(Dire(numero, "", (FaitDit(CLAUSE_INSERTION, Options(frozenset({NON})), mots),), mots))

    def _dire(
        self, numero: int, nom: str, zones: Sequence[Zone], mots: str, *, petits: bool, geste: Geste = Geste.AUCUN, debut: int | None = None
    ) -> None:
        """Tell of one lot: its name, its amount, the other facts that its words say."""
        prix = self._prix(zones, petits=petits)
        dits: list[FaitDit] = []
        if isinstance(prix, Prix):
            dits.extend(self._montant(numero, prix, mots))
        elif prix == "plusieurs":
            self.doutes.append(Doute(Motif.MONTANTS, mots, (numero,)))
        dits.extend(self._faits(mots, numero, geste))
        etat = self.etats.get(numero)
        if etat is not None and nom and nom.lower() == etat.intitule.lower():
            nom = ""
        if etat is None and not (nom or dits or geste & Geste.RESERVER):
            return
        if not (nom or dits) and etat is not None:
            self.dits.add(numero)
            return
        nouveau = etat is None
        etat = self.etats.setdefault(numero, _Etat("", None, nouveau=True))
        etat.intitule = nom or etat.intitule
        etat.montant = next((d.possible for d in dits if d.nom == MONTANT_LOT and isinstance(d.possible, Intervalle)), etat.montant)
        self.dits.add(numero)
        self.operations.append(Dire(numero, nom, tuple(dits), mots, nouveau))

    def _prix(self, zones: Sequence[Zone], *, petits: bool) -> Prix | str | None:
        montants = [e.montant.seule for e in self.etats.values() if e.montant is not None]
        repere = max((m for m in montants if isinstance(m, Decimal)), default=None)
        return self.chiffres.lire(zones, duree=self.duree, repere=repere, petits=petits)

    def _montant(self, numero: int, prix: Prix, mots: str) -> Iterable[FaitDit]:
        taxe = prix.taxe or ("ht" if self.tous_ht else "")
        if taxe == "ttc":
            self.doutes.append(Doute(Motif.TTC, mots, (numero,), prix.possible))
            return
        sur = taxe == "ht" and not prix.devine
        incertain = prix.approche or est_hesitant(mots)
        yield FaitDit(MONTANT_LOT, prix.possible, self.plie.mots(prix.debut, prix.fin), Origine.DIT if sur else Origine.DEVINE, incertain)

    def _faits(self, mots: str, numero: int, geste: Geste = Geste.AUCUN) -> list[FaitDit]:
        """The facts that the words of a lot say of it, but for its amount."""
        lus = lire_faits(self.lecteur, mots, self.jour, None, self.faits.get(numero, self.vides))
        dits = {dit.nom: dit for dit in lus.dits if dit.nom not in _DU_CONTRAT and dit.nom not in (MONTANT_LOT, CLAUSE_INSERTION)}
        if geste & Geste.INSERER and CLAUSE_INSERTION in self.lecteur.vocabulaire and not (geste & Geste.RESERVER and "clause" not in plier(mots).texte):
            nie = _PAS_INSERE.search(plier(mots).texte) is not None
            dits[CLAUSE_INSERTION] = FaitDit(CLAUSE_INSERTION, Options(frozenset({NON if nie else OUI})), mots)
        return list(dits.values())

    # --- what is checked at the end -----------------------------------------------------------------------------------

    def _partager_la_taxe(self, autres: Sequence[Zone]) -> None:
        """A total among the items of a list."""
        for debut, fin in autres:
            if _TOTAL.search(self.texte, debut, fin):
                self._prendre_le_total(debut, fin)

    def _prendre_le_total(self, debut: int, fin: int) -> bool:
        petits = bool(self.etats) and all(e.montant is None or _de_l_ordre(e.montant) for e in self.etats.values())
        prix = self.chiffres.lire([(debut, fin)], duree=self.duree, repere=None, petits=petits)
        if not isinstance(prix, Prix):
            return False
        sur = (prix.taxe == "ht" or self.tous_ht) and not prix.devine
        mots = self.plie.mots(debut, fin)
        if prix.taxe == "ttc":
            self.doutes.append(Doute(Motif.TTC, mots, (), prix.possible))
        else:
            self.total = FaitDit(MONTANT, prix.possible, mots, Origine.DIT if sur else Origine.DEVINE, prix.approche)
        self.pris.append((debut, fin))
        return True

    def _total(self) -> None:
        """An amount said of the whole, outside the clauses of the lots."""
        if self.total is not None or not (self.operations or len(self.etats) > 1 or (self.nombre or 0) > 1):
            return
        for m in _TOTAL.finditer(self.texte):
            if any(debut <= m.start() < fin for debut, fin in self.pris) or self.contexte.en_question(m.start()):
                continue
            debut, fin = self._autour(m.start(), m.end())
            if self._prendre_le_total(debut, fin):
                return

    def _autour(self, debut: int, fin: int) -> Zone:
        """The piece of a sentence around what says a total, short of what the lots took."""
        gauche = max((m.end() for m in _BORD.finditer(self.texte, 0, debut)), default=0)
        droite = _BORD.search(self.texte, fin)
        gauche = max([gauche, *(f for _, f in self.pris if f <= debut)])
        return gauche, min([droite.start() if droite else len(self.texte), *(d for d, _ in self.pris if d >= fin)])

    def _verifier(self) -> None:
        ajoutes = [n for n, e in self.etats.items() if e.nouveau]
        manquants = tuple(n for n in range(1, max(self.etats, default=0)) if n not in self.etats and n not in self.connus)
        if ajoutes and manquants:
            self.doutes.append(Doute(Motif.SAUT, self.plie.brut, manquants))
        reduits = any(isinstance(un, Retirer | Fusionner) for un in self.operations)
        if self.nombre is not None and self.nombre != len(self.etats) and not reduits and (ajoutes or (self.connus and not self.operations)):
            self.doutes.append(Doute(Motif.NOMBRE, self.plie.brut, tuple(sorted(self.etats))))
        montants = [e.montant.seule if e.montant is not None else None for e in self.etats.values()]
        total = self.total.possible.seule if self.total is not None and isinstance(self.total.possible, Intervalle) else None
        if isinstance(total, Decimal) and montants:
            connus = [m for m in montants if isinstance(m, Decimal)]
            if (len(connus) == len(montants) and sum(connus) != total) or sum(connus) > total:
                self.doutes.append(Doute(Motif.TOTAL, self.plie.brut, tuple(sorted(self.etats)), Intervalle.point(sum(connus, Decimal(0)))))


def _montant_connu(faits: Faits) -> Intervalle | None:
    possible = faits.connus().get(MONTANT_LOT)
    return possible if isinstance(possible, Intervalle) else None


def _de_l_ordre(montant: Intervalle) -> bool:
    return isinstance(montant.haut, Decimal) and montant.haut >= 1000


LOTS_MAX = 99
_PIECE_MAX = 120
_ALLOTI = re.compile(r"\b(?:allot\w+|alloti\w*|alot\w+)\b(?! ?: ?non| non\b)")
_ALLOTI_EN = re.compile(r"\b(?:allot\w+|alot\w+|decoup\w+|coup\w+|divis\w+|separ\w+) en (?P<n>\d{1,2}|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze)\b(?! (?:ans|mois))")
_NIE = re.compile(r"\b(?:pas|non|ni|sans|pas de|pas d'|et non|non pas|au lieu de|au lieu des|plutot que) ?(?:en |plus )?$")
_TOUT_HT = re.compile(r"\b(?:tout(?:es)?(?: est)?(?: en)? h\.?t|le tout (?:est )?(?:en )?h\.?t|tous (?:en )?ht|(?:montants?|prix|sommes?|estimations?|chiffres?|k€|en|c'est(?: du)?|euros?) (?:en )?h\.?t|hors taxes? (?:partout|pour tout|bien sur|evidemment)|h\.?t partout|ht (?:bien sur|evidemment|hein|cela va de soi)|hors taxes?|ht) ?[.!,;)]*$|\btout (?:en )?ht\b|\bmontants? (?:en )?ht\b|\ble tout (?:en )?h\.?t\b|\bk€ ht\)")
_TOTAL = re.compile(r"\b(?:total\w*|en tout|le tout\b(?! ht)|lots confondus|l'ensemble|ca fait|cela fait|cumul\w*|somme|soit|globale?|enveloppe)\b")
_BORD = re.compile(r",(?!\d)|[;!?\n(]|\.(?!\d)(?=\s|$)| et | mais ")
_DE_CHACUN = re.compile(r"[ ;]*(?:de|a|d'|d'environ|environ|estimes? a|valant|pour|max|de \w+ a|entre)?[ ']*")
_POUR = re.compile(r"[ ,]*(?:ht |ttc |€ |euros )*(?:pour|sur|de|la|le|les|:)")
_VERS = re.compile(r"\b(?:en un seul lot|en un lot|dans un (?:seul )?lot|en un seul|s'appel\w+|s'intitul\w+|renomm\w* en|devient|rebaptis\w*|intitul\w+|sous le nom|=>?|->|en|nomm\w+|c'est plutot|appel\w+|:)(?: desormais| maintenant| plutot| dorenavant| de| un| seul| lot)*")
_PAS_RESERVE = re.compile(r"\b(?:pas|plus|non|ne sera|n'est|finalement pas|ni)\b[^,;]{0,20}\breserv|\breserv\w* (?:non|pas)\b|\b(?:sans|aucune) reserv")
_PAS_INSERE = re.compile(r"\b(?:pas|sans|aucune|plus|ni|jamais|enlev\w*|retir\w*)\b[^,;]{0,25}\b(?:insertion|clause)|\binsertion\W{0,3}(?:non|aucune)\b")

__all__ = ["AttenteLots", "LectureLots", "Lot", "lire_lots"]
