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
from itertools import pairwise

from knowledge.francais.contexte import lire_contexte
from knowledge.francais.texte import plier
from knowledge.lecture import effectifs
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
    Renumeroter,
    Reserver,
    Retirer,
    Structure,
)
from knowledge.lecture.lots_liste import INCLUS, decouper, regions, sans_annonce
from knowledge.lecture.lots_noms import Noms, dire_le_nom, placer_le_nom
from knowledge.lecture.lots_prix import Chiffres, Prix, Zone, est_chacun, est_ensemble
from knowledge.lecture.lots_tableau import lire_lots_d_un_tableau, tableau_dans
from knowledge.lecture.quantites import Mesure
from knowledge.regles.faits import NON, OUI, Faits, Genre as Genre_, Intervalle, Options
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
        plie = plier(texte)
        # The dots that lead to an amount end no sentence.
        self.plie = replace(plie, texte=_POINTS.sub(lambda m: ":".ljust(len(m[0])), plie.texte))
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
        self.ordre: list[int] = []
        self.dernier: Intervalle | None = None

    # --- the whole ----------------------------------------------------------------------------------------------------

    def lire(self) -> LectureLots:
        lots_attendus = self.attendu is not None and (self.attendu.fait in ("lots", ALLOTI, MONTANT_LOT) or bool(self.attendu.numeros))
        noms = {numero: etat.intitule for numero, etat in self.etats.items()}
        designes = designer(self.plie, noms, lots=bool(noms) or lots_attendus)
        designes = [d for d in designes if not self._en_question(d.debut)]
        alloti = _ALLOTI.search(self.texte)
        if not designes and not lots_attendus and alloti is None and not (noms and (_TOTAL.search(self.texte) or "," in self.texte or "/" in self.texte)):
            return LectureLots(reste=self.plie.brut)
        self.chiffres = Chiffres(self.plie, self.contexte, [(d.debut, d.fin) for d in designes if d.genre is not Genre.NOM or d.mot])
        self.tous_ht = bool(_TOUT_HT.search(self.texte))
        self._compter(designes)
        if "%" in self.texte:
            self._budget()
        designes = self._listes(designes, alloti)
        if not self.operations:
            designes = self._liste_libre(designes)
        if not self.operations and not self.connus:
            self._au_lot()
        if not designes and not self.operations and lots_attendus:
            self._repondre()
        self._clauses(designes)
        self._dans_l_ordre()
        self._total()
        self._renumeroter()
        self._verifier()
        return LectureLots(tuple(self.operations), self.nombre, self.total, self._reste(), tuple(self.doutes))

    def _en_question(self, place: int) -> bool:
        """Whether the sentence around a place asks; a list told with a doubt ("on partirait sur… ?") does not."""
        debut, fin = self.contexte.phrase(place)
        if self.contexte.en_definition(place) or _DEMANDE.match(self.texte, debut):
            return True
        return "?" in self.texte[debut:fin] and not _PENSE.match(self.texte, debut)

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
        return " ".join(m for un in morceaux if (m := _MIETTES.sub("", un).strip(" \n\t")))

    def _compter(self, designes: Sequence[Designe]) -> None:
        comptes = [d for d in designes if d.genre is Genre.COMPTE and not _NIE.search(self.texte, max(0, d.debut - 20), d.debut)]
        if comptes:
            seuil = self.contexte.apres_correction([d.debut for d in comptes])
            dernier = [d for d in comptes if d.debut >= seuil][-1]
            self.nombre = dernier.nombre
            if any(m.start() <= dernier.fin <= m.end() + _HESITE_MAX for m in _OU_TANT.finditer(self.texte)):
                self.doutes.append(Doute(Motif.NOMBRE, self.plie.mots(dernier.debut, dernier.fin)))
        elif (m := _ALLOTI_EN.search(self.texte)) is not None and (not self.connus or "lot" in m[0]):
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
        if not designes and alloti is not None and not self._en_question(alloti.start()):
            annonces.append((alloti.start(), alloti.end(), self.nombre))
        for debut, fin, nombre in annonces:
            for zone, signe in regions(self.texte, debut, fin):
                dedans = [d for d in designes if zone[0] <= d.debut < zone[1]]
                if any(d.mot or (d.genre is Genre.NUMEROS) for d in dedans) or (nombre is None and signe not in ":("):
                    continue
                if self._en_question(zone[0]) or self._en_question(max(zone[0], zone[1] - 1)):
                    continue
                items, autres = decouper(self.texte, zone, nombre, signe, self.chiffres, self._est_du_contrat)
                if items and self._items(items):
                    self.pris.extend(items)
                    self._partager_la_taxe(autres)
                    return [d for d in designes if d.debut != debut and d not in dedans]
        # "Les lots", with neither a number nor a name, are not one.
        return [d for d in designes if d.genre is not Genre.NOM or d.numeros or not self.texte[d.debut : d.fin].endswith("lots")]

    def _liste_libre(self, designes: Sequence[Designe]) -> list[Designe]:
        """A list that no count announces, in a text that speaks of lots: "alloti. Secteur nord 110 k€. Secteur sud 95 k€." """
        if self.connus or not _PARLE_DE_LOTS.search(self.texte) or any(d.genre is Genre.NUMEROS and d.mot for d in designes):
            return list(designes)
        nommes = [d for d in designes if d.genre in (Genre.NOM, Genre.NOUVEAU)]
        deux_points = self.texte.find(": ")
        zones = [(deux_points + 1, len(self.texte))] if deux_points > 0 else []
        for zone in (*zones, (0, len(self.texte))):
            items, autres = sans_annonce(self.texte, self.chiffres, zone)
            noms = [self._nom_de(item) for item in items]
            if len(items) > len(nommes) and all(noms) and not any(self._en_question(d) for d, _ in items) and self._items(items):
                self.pris.extend(items)
                self._partager_la_taxe(autres)
                return []
        return list(designes)

    def _au_lot(self) -> None:
        """So much a lot, and how many there are: "12 000 le lot, il y en a 5"."""
        combien, au_lot = _Y_EN_A.search(self.texte), _LE_LOT.search(self.texte)
        if combien is None or au_lot is None or self._en_question(au_lot.start()):
            return
        prix = self.chiffres.prix(max(0, au_lot.start() - _AVANT_MAX), au_lot.start())
        nombre = nombre_dit(combien["n"])
        if not prix or not 0 < nombre <= LOTS_MAX:
            return
        zone = (prix[-1].debut, au_lot.end())
        self.nombre = nombre
        for numero in range(1, nombre + 1):
            self._dire(numero, "", [zone], self.plie.mots(*zone), petits=False)
        self.pris.extend([zone, combien.span()])

    def _dans_l_ordre(self) -> None:
        """Amounts in the order of the lots: "budget 180/40/65/90 k€ dans l'ordre"."""
        if len(self.etats) < 2:
            return
        for debut, fin in self.contexte.phrases:
            if any(a < fin and debut < b for a, b in self.pris) or self._en_question(debut):
                continue
            prix = self.chiffres.prix(debut, fin, petits=True)
            entre = [self.texte[a.fin : b.debut] for a, b in pairwise(prix)]
            if len(prix) != len(self.etats) or not all(_ENTRE_PRIX.fullmatch(un) for un in entre):
                continue
            devant = self.texte[debut : prix[0].debut]
            if not self.operations and not _ORDRE.search(self.texte, debut, fin) and (any(e.montant for e in self.etats.values()) or not _PEU.fullmatch(devant)):
                continue
            petits = self.chiffres.en_milliers([[(q.debut, q.fin)] for q in prix])
            for numero, q in zip(sorted(self.etats), prix, strict=True):
                self._dire(numero, "", [(q.debut, q.fin)], self.plie.mots(q.debut, q.fin), petits=petits)
            self.pris.append((debut, fin))

    def _renumeroter(self) -> None:
        """The numbers that follow, where it is said that they do."""
        m = _RENUMEROTE.search(self.texte)
        if m is None or not self.operations or self._en_question(m.start()):
            return
        paires = tuple((n, rang) for rang, n in enumerate(self.ordre or sorted(self.etats), 1) if n != rang)
        if paires:
            self.operations.append(Renumeroter(paires, self.plie.brut))

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
        items, _ = sans_annonce(self.texte, self.chiffres, zone, petits=True)
        if not items:
            items, _ = decouper(self.texte, zone, nombre, ":", self.chiffres, self._est_du_contrat)
        if items and self._items(items):
            self.pris.extend(items)

    # --- clauses ------------------------------------------------------------------------------------------------------

    def _clauses(self, designes: Sequence[Designe]) -> None:
        clauses = couper(self.texte, designes, self.chiffres, 0, len(self.texte))
        petits = self.chiffres.en_milliers([c.zones for c in clauses if c.designes[0].genre is not Genre.COMPTE])
        precedent = Geste.AUCUN
        fusionne: Fusionner | None = None
        seuls = [c for c in clauses if c.designes[0].genre is not Genre.COMPTE]
        for rang, clause in enumerate(clauses):
            texte = " # ".join(self.texte[slice(*zone)].strip() for zone in clause.zones).strip("# ")
            geste = gestes(texte)
            suivante = clauses[rang + 1] if rang + 1 < len(clauses) else None
            if suivante is not None and self._changer_de_numero(clause, suivante):
                continue
            if fusionne is not None and clause.designes[0].genre in (Genre.NOUVEAU, Genre.COMPTE):
                self._nommer_la_fusion(fusionne, clause)
                continue
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
            derniere = self.operations[-1] if self.operations else None
            fusionne = derniere if isinstance(derniere, Fusionner) else None

    def _changer_de_numero(self, clause: Clause, suivante: Clause) -> bool:
        """ "L'élagage devient le lot 2"."""
        de, vers = self._numeros_de(clause), suivante.designes[0]
        texte = self.texte[slice(*clause.apres)] + self.texte[slice(*suivante.avant)]
        if not (_DEVIENT.fullmatch(texte) and len(de) == 1 and de[0] in self.etats and vers.genre is Genre.NUMEROS and len(vers.numeros) == 1):
            return False
        paires = ((de[0], vers.numeros[0]), *(((vers.numeros[0], de[0]),) if vers.numeros[0] in self.etats else ()))
        self.operations.append(Renumeroter(paires, self.plie.mots(clause.debut, suivante.fin)))
        self.etats = {dict(paires).get(n, n): e for n, e in self.etats.items()}
        self.pris.append((clause.debut, suivante.fin))
        return True

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
        if geste & Geste.RETIRER and self._varier(texte, clause, [n for n in self._numeros_de(clause) if n not in exceptions], mots):
            return
        if geste & Geste.RETIRER and not geste & Geste.AJOUTER and not (geste & Geste.INSERER):
            if numeros := self._existants(clause, mots):
                self._retirer(numeros, mots)
            return
        numeros = [n for n in self._numeros_de(clause) if n not in exceptions]
        if _RENUMEROTE.search(texte) and not self._prix(clause.zones, petits=petits):
            return
        if geste & Geste.FUSIONNER and len(numeros) > 1:
            nom = self._nom_apres_le_geste(clause)
            self._fusionner(tuple(sorted(numeros)), nom, mots)
            return
        if (m := _SCINDE.search(self.texte, clause.debut, clause.fin)) and len(numeros) == 1 and numeros[0] in self.etats:
            self._scinder(numeros[0], m, clause)
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
        if self._distribuer(clause, numeros, mots) or self._varier(texte, clause, numeros, mots):
            return
        if self._repondre_oui_ou_non(texte, numeros, d.debut, mots):
            return
        prix = self._prix(clause.zones, petits=petits) or self._pareil(texte, clause) or self._part(clause.zones)
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
            elif dit_tout and not (seule and d.genre is Genre.NOM and (d.defini or not prix or not nom or clause.avant[1] > clause.avant[0])):
                libres = [n for n in sorted(self.etats) if not self.etats[n].intitule and n not in self.dits]
                numeros = (libres[0] if libres and nom and not geste & Geste.AJOUTER else max(self.etats, default=0) + 1,)
        inconnus = [n for n in numeros if n not in self.etats]
        if inconnus and not self.connus and d.defini and d.mot and 1 not in (*numeros, *self.etats):
            # "Bornage du lot n° 7": a lot of something else.
            return
        if inconnus and d.genre is Genre.NUMEROS:
            suite = max(self.etats, default=0) + 1
            nouveau = dit_tout and (not d.defini or not self.connus or (nom and inconnus == [suite]))
            if seule and not self.connus:
                lie = _LIE.match(self.texte, d.fin) is not None
                nouveau = nouveau and bool((nom and prix) or (1 in numeros and (prix or (nom and lie))))
            if not nouveau:
                if self.connus and (dit_tout or self._faits(mots, 0)):
                    self.doutes.append(Doute(Motif.INCONNU, mots, tuple(inconnus)))
                numeros = [n for n in numeros if n in self.etats]
        if isinstance(prix, Prix) and d.genre is Genre.TOUS and est_ensemble(texte):
            self._prendre_le_total(clause.debut, clause.fin)
            return
        if isinstance(prix, Prix) and len(numeros) > 1 and est_ensemble(texte):
            self.doutes.append(Doute(Motif.PARTAGE, mots, tuple(numeros), prix.possible))
            return
        # The name of a lot that is known tells nothing again.
        propres = " ; ".join(m for zone in clause.zones if (m := self.plie.mots(*zone)))
        for numero in numeros:
            connu = numero in self.etats and not nom
            self._dire(numero, nom, clause.zones, propres if connu else mots, petits=petits, geste=geste, entier=mots)
        if numeros and geste & Geste.RESERVER:
            nie = _PAS_RESERVE.search(texte) is not None
            self.operations.append(Reserver(tuple(numeros), structures(texte), mots, nie))

    def _repondre_oui_ou_non(self, texte: str, numeros: Sequence[int], debut: int, mots: str) -> bool:
        """The yes or no of some lots to what was asked: "oui pour les lots 1 et 2", "uniquement au lot 2"."""
        fait = self.attendu.fait if self.attendu is not None else ""
        if fait not in self.lecteur.vocabulaire or self.lecteur.vocabulaire[fait].genre is not Genre_.OUI_NON or fait == ALLOTI:
            return False
        if not numeros or not est_vide(texte.replace("#", "")):
            return False
        dits = _OUI_NON.findall(self.texte, max(0, debut - _AVANT_MAX), debut)
        valeur = OUI if not dits or dits[-1] in ("oui", "ok") else NON
        for numero in numeros:
            if numero in self.etats:
                self.dits.add(numero)
                self.operations.append(Dire(numero, "", (FaitDit(fait, Options(frozenset({valeur})), mots),), mots))
        return True

    def _distribuer(self, clause: Clause, numeros: Sequence[int], mots: str) -> bool:
        """As many amounts as lots, in their order: "lots 1, 2 et 3 : 15, 20 et 8 mille"."""
        prix = [q for zone in clause.zones for q in self.chiffres.prix(*zone, petits=True)]
        if len(numeros) < 2 or len(prix) != len(numeros):
            return False
        petits = self.chiffres.en_milliers([[(q.debut, q.fin)] for q in prix])
        for numero, q in zip(numeros, prix, strict=True):
            self._dire(numero, "", [(q.debut, q.fin)], mots, petits=petits)
        return True

    def _varier(self, texte: str, clause: Clause, numeros: Sequence[int], mots: str) -> bool:
        """Amounts that change by so much: "rajoutez 5 000 au lot 1", "10 % de plus partout"."""
        m = _VARIE.search(texte)
        if m is None or not numeros or not all(n in self.etats for n in numeros):
            return False
        quantites = self.chiffres.dans(clause.zones)
        prix = [q for q in quantites if self.chiffres.est_un_prix(q) and q.bas == q.haut]
        parts = [q for q in quantites if q.mesure is Mesure.PART]
        if len(prix) + len(parts) != 1:
            return False
        signe = -1 if _BAISSE.search(texte) else 1
        for numero in numeros:
            connu = self.etats[numero].montant
            avant = connu.seule if connu is not None else None
            if not isinstance(avant, Decimal):
                self.doutes.append(Doute(Motif.MONTANTS, mots, (numero,)))
                continue
            apres = avant + signe * (prix[0].bas if prix else avant * parts[0].bas / 100)
            if apres > 0:
                self._dire_un_montant(numero, Intervalle.point(apres.normalize() + 0), mots)
        return True

    def _dire_un_montant(self, numero: int, possible: Intervalle, mots: str) -> None:
        self.etats[numero].montant = possible
        self.dits.add(numero)
        self.operations.append(Dire(numero, "", (FaitDit(MONTANT_LOT, possible, mots, Origine.DEVINE, corrige=True),), mots))

    def _pareil(self, texte: str, clause: Clause) -> Prix | None:
        """The amount of the lot just told, or of the one that is named: "idem", "pareil que le poisson"."""
        m = _PAREIL.search(texte)
        if m is None:
            return None
        noms = Noms({n: e.intitule for n, e in self.etats.items()}).trouver(texte[m.end() :])
        montant = next((self.etats[n].montant for nomme in noms for n in nomme.numeros if n in self.etats), self.dernier)
        fois = Decimal("0.5") if "moitie" in m[0] else 2 if "double" in m[0] else 1
        seul = montant.seule if montant is not None else None
        if isinstance(seul, Decimal):
            montant = Intervalle.point((seul * fois).normalize() + 0)
        return None if montant is None else Prix(montant, *clause.zones[-1], devine=True)

    def _part(self, zones: Sequence[Zone]) -> Prix | None:
        """A part of the total that the text told: "budget 300 000 : lot 1 chaussée 60 %"."""
        parts = [q for q in self.chiffres.dans(zones) if q.mesure is Mesure.PART]
        total = self.total.possible.seule if self.total is not None and isinstance(self.total.possible, Intervalle) else None
        if len(parts) != 1 or not isinstance(total, Decimal) or not 0 < parts[0].bas < 100:
            return None
        montant = Intervalle.point((total * parts[0].bas / 100).normalize() + 0)
        return Prix(montant, parts[0].debut, parts[0].fin, devine=True)

    def _nom_de_la_clause(self, clause: Clause) -> str:
        d = clause.designes[0]
        if d.numeros and (d.genre is not Genre.NUMEROS or self._deja_nomme(clause)):
            return ""
        prix = self.chiffres.prix(*clause.apres) or self.chiffres.prix(*clause.apres, petits=True)
        fin = min(self.chiffres.chiffre(*clause.apres), prix[0].debut if prix else clause.apres[1])
        nom = dire_le_nom(self.plie, clause.apres[0], fin)
        if nom:
            return nom
        if d.genre is Genre.NOUVEAU and (nom := self._nom_avant(d.debut)):
            return nom
        if d.genre is Genre.NUMEROS and clause.avant[1] > clause.avant[0] and not self.chiffres.prix(*clause.avant):
            # "2 fourgons (lot 2) 61 000"
            nom = dire_le_nom(self.plie, *clause.avant)
            if nom:
                return nom
        return dire_le_nom(self.plie, prix[-1].fin, clause.apres[1]) if prix and _POUR.match(self.texte, prix[-1].fin) else ""

    def _deja_nomme(self, clause: Clause) -> bool:
        """Whether the lot has a name that the clause does not change: it says no other outright."""
        numero = clause.designes[0].numeros[0]
        etat = self.etats.get(numero)
        return etat is not None and bool(etat.intitule) and not _NOMME.match(self.texte, *clause.apres)

    def _nom_avant(self, place: int) -> str:
        """The name said before "dans un lot à part"."""
        m = _A_PART.search(self.texte, max(0, place - _AVANT_MAX), place) if _SEPARE.match(self.texte, place + len("un lot")) else None
        return dire_le_nom(self.plie, m.start("nom"), m.end("nom")) if m else ""

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
        montants = [self.etats[n].montant for n in restants]
        connus = [m.seule for m in montants if m is not None and isinstance(m.seule, Decimal)]
        if connus and not _S_AJOUTENT.search(self.texte):
            self.doutes.append(Doute(Motif.FUSION, mots, restants, Intervalle.point(sum(connus, Decimal(0)))))
        for numero in restants[1:]:
            del self.etats[numero]
        self.dits.update(restants)
        self.operations.append(Fusionner(restants, nom, mots))

    def _scinder(self, numero: int, m: re.Match[str], clause: Clause) -> None:
        """One lot becomes several: the first keeps its number, the others come last, or next where the rest moves on."""
        fin = next((f for d, f in self.contexte.phrases if d <= m.start() < f), len(self.texte))
        decale = _RENUMEROTE.search(self.texte, m.end(), fin)
        zone = (m.end(), decale.start() if decale else fin)
        items, _ = decouper(self.texte, zone, nombre_dit(m["n"]) if m["n"] else None, ":", self.chiffres, self._est_du_contrat)
        if len(items) < 2:
            self.doutes.append(Doute(Motif.LESQUELS, self.plie.mots(clause.debut, clause.fin), (numero,)))
            return
        suite = max(self.etats) + 1
        numeros = [numero, *range(suite, suite + len(items) - 1)]
        reste = [n for n in sorted(self.etats) if n > numero]
        for un, item in zip(numeros, items, strict=True):
            self._dire(un, self._nom_de(item), [item], self.plie.mots(*item), petits=self.chiffres.en_milliers([[i] for i in items]))
        self.ordre = [*(n for n in sorted(self.etats) if n < numero), *numeros, *reste]
        self.pris.append(zone)

    def _nommer_la_fusion(self, fusion: Fusionner, clause: Clause) -> None:
        """The name of what lots become, when another clause says it: "en un lot technique"."""
        debut, fin = placer_le_nom(self.texte, *clause.apres)
        if fin > debut and not fusion.intitule:
            self.operations[-1] = replace(fusion, intitule=self.plie.mots(debut, fin))
        self.pris.append((clause.debut, clause.fin))

    def _excepter(self, numeros: Sequence[int], geste: Geste, mots: str) -> None:
        """Lots that what was just said does not bear on."""
        existants = tuple(n for n in numeros if n in self.etats)
        self.dits.update(existants)
        if geste & Geste.INSERER and not geste & Geste.RESERVER:
            for numero in existants:
                self.operations.append(Dire(numero, "", (FaitDit(CLAUSE_INSERTION, Options(frozenset({NON})), mots),), mots))

    def _dire(
        self, numero: int, nom: str, zones: Sequence[Zone], mots: str, *, petits: bool, geste: Geste = Geste.AUCUN, entier: str = ""
    ) -> None:
        """Tell of one lot: its name, its amount, the other facts that its words say; `entier` are all the words of its clause."""
        entier = entier or mots
        prix = self._prix(zones, petits=petits)
        if prix is None:
            zone = (min(d for d, _ in zones), max(f for _, f in zones))
            clause = Clause((Designe(Genre.NOM, zone[0], zone[0]),), (zone[0], zone[0]), zone)
            prix = self._pareil(self.texte[slice(*zone)], clause) or self._part(zones)
        dits: list[FaitDit] = []
        if isinstance(prix, Prix):
            dits.extend(self._montant(numero, prix, entier))
        elif prix is not None:
            self.doutes.append(Doute(prix, entier, (numero,)))
        dits.extend(self._faits(mots, numero, geste))
        titulaire = self._titulaire(zones, dits)
        if titulaire or any(dit.nom == EFFECTIF for dit in dits):
            nom = ""
        etat = self.etats.get(numero)
        if etat is not None and nom and nom.lower() == etat.intitule.lower():
            nom = ""
        if etat is None and not (nom or dits or geste & Geste.RESERVER):
            return
        if not (nom or dits or titulaire) and etat is not None:
            self.dits.add(numero)
            return
        nouveau = etat is None
        etat = self.etats.setdefault(numero, _Etat("", None, nouveau=True))
        etat.intitule = nom or etat.intitule
        etat.montant = next((d.possible for d in dits if d.nom == MONTANT_LOT and isinstance(d.possible, Intervalle)), etat.montant)
        self.dernier = etat.montant if isinstance(prix, Prix) else self.dernier
        self.dits.add(numero)
        self.operations.append(Dire(numero, nom, tuple(dits), entier, nouveau, titulaire))

    def _titulaire(self, zones: Sequence[Zone], dits: list[FaitDit]) -> str:
        """The holder that a clause names; how many they are is added to what it says: "c'est Dupont, ils sont 12"."""
        debut, fin = zones[-1]
        combien = _ILS_SONT.search(self.texte, debut, fin)
        if combien is not None and EFFECTIF in self.lecteur.vocabulaire and all(dit.nom != EFFECTIF for dit in dits):
            valeur = effectifs.lire_reponse(self.texte[combien.start() : fin])
            if valeur is not None:
                dits.append(FaitDit(EFFECTIF, Options(frozenset({valeur})), self.plie.mots(combien.start(), fin)))
        m = _CHEZ.search(self.texte, debut, fin)
        if m is None or not (m["sur"] or combien or any(dit.nom == EFFECTIF for dit in dits)):
            return ""
        place, arret = placer_le_nom(self.texte, m.end(), combien.start() if combien else fin)
        nom = self.plie.mots(place, arret)
        return nom if nom[:1].isupper() else ""

    def _prix(self, zones: Sequence[Zone], *, petits: bool) -> Prix | Motif | None:
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
        # "Électricité" said of a lot is a trade, and no energy.
        dit = mots if "lot" in mots.lower() else f"lot {numero} : {mots}"
        lus = lire_faits(self.lecteur, dit, self.jour, None, self.faits.get(numero, self.vides))
        dits = {dit.nom: dit for dit in lus.dits if dit.nom not in _DU_CONTRAT and dit.nom not in (MONTANT_LOT, CLAUSE_INSERTION)}
        if geste & Geste.INSERER and CLAUSE_INSERTION in self.lecteur.vocabulaire and not (geste & Geste.RESERVER and "clause" not in plier(mots).texte):
            nie = _PAS_INSERE.search(plier(mots).texte) is not None
            dits[CLAUSE_INSERTION] = FaitDit(CLAUSE_INSERTION, Options(frozenset({NON if nie else OUI})), mots)
        return list(dits.values())

    # --- what is checked at the end -----------------------------------------------------------------------------------

    def _partager_la_taxe(self, autres: Sequence[Zone]) -> None:
        """A total among the items of a list."""
        for debut, fin in autres:
            if INCLUS.search(self.texte, debut, fin):
                self.doutes.append(Doute(Motif.NOMBRE, self.plie.mots(debut, fin)))
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

    def _budget(self) -> None:
        """The budget of which the lots are told as parts."""
        m = _BUDGET.search(self.texte)
        if m is not None and sum(q.mesure is Mesure.PART for q in self.chiffres.quantites) > 1:
            borne = _BORD.search(self.texte, m.end())
            deux_points = self.texte.find(":", m.end())
            fin = min(borne.start() if borne else len(self.texte), deux_points if deux_points > 0 else len(self.texte))
            if self._prendre_le_total(m.start(), fin):
                self.chiffres.oublier(m.start(), fin)

    def _total(self) -> None:
        """An amount said of the whole, outside the clauses of the lots."""
        if self.total is not None or not (self.operations or len(self.etats) > 1 or (self.nombre or 0) > 1):
            return
        for m in _TOTAL.finditer(self.texte):
            if any(debut <= m.start() < fin for debut, fin in self.pris) or self._en_question(m.start()):
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
        for m in _DONT.finditer(self.texte):
            if not any(debut <= m.start() < fin for debut, fin in self.pris):
                self.doutes.append(Doute(Motif.LESQUELS, self.plie.mots(m.start(), m.end())))
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
_DEMANDE = re.compile(r"[ ,]*(?:bonjour,? |euh,? |alors,? |et )*(?:est[ -]il|est[ -]ce|c'? ?est quoi|peut[ -]on|puis[ -]je|combien|comment|pourquoi|quels?\b|quelles?\b|faut[ -]il|doit[ -]on)\b")
_PENSE = re.compile(r"[ ,]*(?:je pense|je crois|je dirais|on partirait|je partirais|on pensait|on ferait|a priori|disons|mettons|genre)\b")
_LIE = re.compile(r" ?(?:[:=-]|c'?est\b|ce sera\b|sera\b|(?:la|le|les) )")
_OU_TANT = re.compile(r"\b(?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix) (?:lots? ?)?,? ?(?:ou|voire|peut-etre|ptet) (?:bien |meme |peut-etre )?(?:\d{1,2}(?!\d)|deux|trois|quatre|cinq|six|sept|huit|neuf|dix)(?: lots?)?\b(?! ?(?:000|k|m|€|euro))")
_HESITE_MAX = 30
_DEVIENT = re.compile(r" *(?:devient|deviendra|passe(?:ra)?(?: en)?|prend(?:ra)? (?:le numero|la place du)|sera (?:donc )?)(?: (?:donc|alors|le|desormais))* *")
_BUDGET = re.compile(r"\b(?:budget|enveloppe|total|montant)\b")
_DONT = re.compile(r"\bdont (?:un|une|deux|trois|quatre|cinq|\d|certains|plusieurs|une partie) (?:lots? )?(?:seront |sera |sont |est |avec (?:une )?)?(?:reserv\w*|clause|insertion)")
_POINTS = re.compile(r"\.{3,}|_{3,}|(?:\. ){3,}")
_AVANT_MAX = 80
_PARLE_DE_LOTS = re.compile(r"\blots?\b|\bal+ot")
# What joined lots to one another says nothing once they are gone.
_MIETTES = re.compile(r"\A(?:[\s,;:)/=.–—-]|(?:et|puis|mais|pour|en)\b)++|(?:[\s,;:(/=–—-]|(?<!\w)(?:et|puis|mais|pour|en|les|le|la|de|du)(?!\w))++\Z", re.IGNORECASE)
_Y_EN_A = re.compile(r"\b(?:il )?y en a(?:ura)? (?P<n>\d{1,2}|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze)\b")
_LE_LOT = re.compile(r"\b(?:le|par|chaque) lot\b|/ ?lot\b")
_ORDRE = re.compile(r"\b(?:dans (?:l'|cet )ordre|respectivement)\b")
_PEU = re.compile(r"[ ,:]*(?:(?:alors|euh|donc|budgets?|montants?|estimations?|ca fait|ce sera|on a|c'est|prix|:) ?){0,4}")
_ENTRE_PRIX = re.compile(r"[ ,;/&+-]*(?:et|puis)?[ ,;/]*")
_RENUMEROTE = re.compile(r"\b(?:renumerot\w*|(?:se |on |tout )?decal\w*|(?:re)?monte\w* d'un)\b")
_VARIE = re.compile(r"\b(?:(?:r?ajout|augment|major|mont|gonfl|retir|enlev|baiss|diminu|redui|rabot|ot)\w*)\b[^,;]*?(?:\d|#)|\d ?%|\b(?:de|en) (?:plus|moins)\b|^\+|(?<![a-z]) \+ ?\d")
_BAISSE = re.compile(r"\b(?:retir|enlev|baiss|diminu|redui|rabot|otez|oter)\w*|\b(?:de|en) moins\b")
_PAREIL = re.compile(r"\b(?:idem|pareil(?:le)?|itou|la meme chose|(?:le )?meme (?:montant|prix|somme|budget)|(?:la )?moitie (?:moins)?|(?:le |du )?double)(?: (?:que|pour|de))?\b")
_NOMME = re.compile(r" ?(?:[:=-]|c'est (?:plutot |maintenant |desormais )?(?:le|la|les|l')\b|(?=[a-z' ]{2,60} \d))")
_OUI_NON = re.compile(r"\b(oui|ok|non|pas|sauf|nn|nan)\b")
_ILS_SONT = re.compile(r"\b(?:ils|elles|on) (?:sont|est|etaient)\b|\b(?:il|elle|ils|qui)? ?(?:a|ont|compte\w*|emploie\w*) (?=\d+ (?:salarie|employe|personne|pers|agent|compagnon))|\b(?:effectif|salaries?|employes?)\b|(?<=\()\d+ (?:salarie|employe|personne|pers\b)|\b(?:boite|equipe|entreprise|societe) (?:de|a) (?=\d)|\b\d+ (?:salarie|employe)")
_CHEZ = re.compile(r"(?P<sur>\b(?:titulaire|attributaire|attribuee? a|confiee? a|gagne par|remporte par|chez)\b)(?: (?:est|c'est|sera|:))*|\bc'?est\b|: ?|^ ?")
_SEPARE = re.compile(r"[ts]? ?(?:a part|separe|distinct|en plus|supplementaire|dedie|specifique|lot a part)")
_A_PART = re.compile(r"(?:^|[,.;:!?] ?|\b(?:j'oubliais|ajoute\w*|rajoute\w*|met\w*|mettre|pour|et) )(?P<nom>(?:(?:le|la|les|l'|un|une|du|des) ?)?[a-z][a-z' -]{2,50}?),? (?:a )?(?:mettre )?(?:dans |en |fait |feront |sera |c'est |ce sera )?$")
_SCINDE = re.compile(r"\b(?:coup|decoup|scind|separ|divis|split|eclat)\w*\b[^,;:.]{0,40}?(?:en (?P<n>deux|trois|quatre|\d)\b(?: lots?)?|(?= ?:))")
_S_AJOUTENT = re.compile(r"\bs'addition\w*|\bs'ajout\w*|\bon additionne|\bsomme\b|\bcumul\w*")
_PIECE_MAX = 120
_ALLOTI = re.compile(r"\b(?:chacune? (?:dans |a |aura |son |fait )*(?:un|son) lot\b|un lot chacun|en lots\b|allot\w+|alloti\w*|alot\w+)\b(?! ?: ?non| non\b)")
_ALLOTI_EN = re.compile(r"\b(?:allot\w+|alot\w+|decoup\w+|coup\w+|divis\w+|separ\w+) en (?P<n>\d{1,2}|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze)\b(?! (?:ans|mois))")
_NIE = re.compile(r"\b(?:pas|non|ni|sans|pas de|pas d'|et non|non pas|au lieu de|au lieu des|plutot que) ?(?:en |plus )?$")
_TOUT_HT = re.compile(r"\b(?:tout(?:es)?(?: est)?(?: en)? h\.?t|le tout (?:est )?(?:en )?h\.?t|tous (?:en )?ht|(?:montants?|prix|sommes?|estimations?|chiffres?|k€|en|c'est(?: du)?|euros?) (?:en )?h\.?t|hors taxes? (?:partout|pour tout|bien sur|evidemment)|h\.?t partout|ht (?:bien sur|evidemment|hein|cela va de soi)|hors taxes?|ht) ?[.!,;)]*$|\btout (?:en )?ht\b|\bmontants? (?:en )?ht\b|\ble tout (?:en )?h\.?t\b|\bk€ ht\)")
_TOTAL = re.compile(r"\b(?:total\w*|en tout|le tout\b(?! ht)|lots confondus|l'ensemble|ca fait|cela fait|cumul\w*|somme|soit|globale?|enveloppe)\b")
_BORD = re.compile(r",(?!\d)|[;!?\n(]|\.(?!\d)(?=\s|$)| et | mais ")
_DE_CHACUN = re.compile(r"[ ;]*(?:de|a|d'|d'environ|environ|estimes? a|valant|pour|max|de \w+ a|entre)?[ ']*")
_POUR = re.compile(r"[ ,]*(?:ht |ttc |€ |euros )*(?:pour|sur|de|la|le|les|:)")
_VERS = re.compile(r"\b(?:en un seul lot|en un lot|dans un (?:seul )?lot|en un seul|s'appel\w+|s'intitul\w+|renomm\w* en|devient|rebaptis\w*|intitul\w+|sous le nom|=>?|->|\ben\b|nomm\w+|c'est plutot|appel\w+|:)(?: desormais| maintenant| plutot| dorenavant| de| un| seul| lot)*")
_PAS_RESERVE = re.compile(r"\b(?:pas|plus|non|ne sera|n'est|finalement pas|ni)\b[^,;]{0,20}\breserv|\breserv\w* (?:non|pas)\b|\b(?:sans|aucune) reserv")
_PAS_INSERE = re.compile(r"\b(?:pas|sans|aucune|plus|ni|jamais|enlev\w*|retir\w*)\b[^,;]{0,25}\b(?:insertion|clause)|\binsertion\W{0,3}(?:non|aucune)\b")

__all__ = ["AttenteLots", "LectureLots", "Lot", "lire_lots"]
