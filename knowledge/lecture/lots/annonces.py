"""The lists of lots of a message: announced by a count, or by none; a lot that comes later; the answer to a question about lots."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import plier
from knowledge.lecture.lots.designation import LOTS_MAX, NOMBRE, Designe, Genre, nombre_de
from knowledge.lecture.lots.listes import decouper, regions, sans_annonce
from knowledge.lecture.lots.noms import dire_le_nom
from knowledge.lecture.lots.operations import MONTANT_LOT
from knowledge.lecture.lots.prix import Prix, Zone
from knowledge.lecture.lots.recueil import Recueil
from knowledge.lecture.quantites import Mesure

_MOTIFS = lire_motifs(__file__, nombre=NOMBRE)


@dataclass(frozen=True, slots=True)
class Annonces:
    """The reader of the lists of one message."""

    lots: Recueil

    def lire(self, designes: Sequence[Designe], alloti: re.Match[str] | None) -> list[Designe]:
        """Read the list that a count announces; what points at lots outside it is returned."""
        annonces: list[tuple[int, int, int | None]] = [
            (d.debut, d.fin, d.nombre or (len(self.lots.etats) if d.genre is Genre.TOUS else None))
            for d in designes
            if (d.genre is Genre.COMPTE and d.nombre > 1) or d.genre is Genre.TOUS or (d.genre is Genre.NOM and not d.numeros and self.lots.texte[d.debut : d.fin].endswith("lots"))
        ]  # fmt: skip
        if not designes and alloti is not None and not self.lots.en_question(alloti.start()):
            annonces.append((alloti.start(), alloti.end(), self.lots.nombre))
        for debut, fin, nombre in annonces:
            for zone, signe in regions(self.lots.texte, debut, fin):
                dedans = [d for d in designes if zone[0] <= d.debut < zone[1]]
                if any(d.mot or (d.genre is Genre.NUMEROS) for d in dedans) or (nombre is None and signe not in ":("):
                    continue
                if self.lots.en_question(zone[0]) or self.lots.en_question(max(zone[0], zone[1] - 1)):
                    continue
                items, autres = decouper(
                    self.lots.texte, zone, nombre, signe, self.lots.chiffres, self.lots.est_du_contrat
                )
                if items and self.lots.dire_la_liste(items):
                    self.lots.pris.extend(items)
                    self.lots.prendre_les_autres(autres)
                    return [d for d in designes if d.debut != debut and d not in dedans]
                if (parts := self._puis_des_parts(zone, nombre, signe)) is not None:
                    return parts
        # "Les lots", with neither a number nor a name, are not one.
        return [
            d
            for d in designes
            if d.genre is not Genre.NOM or d.numeros or not self.lots.texte[d.debut : d.fin].endswith("lots")
        ]

    def _puis_des_parts(self, zone: Zone, nombre: int | None, signe: str) -> list[Designe] | None:
        """A list of names after which parts of the whole are told: "nord et sud, le nord fait la moitié"."""
        part = next((q.debut for q in self.lots.chiffres.dans([zone]) if q.mesure is Mesure.PART), zone[0])
        coupe = self.lots.texte.rfind(",", zone[0], part)
        if coupe < 0:
            return None
        noms = (zone[0], coupe)
        items, _ = decouper(self.lots.texte, noms, nombre, signe, self.lots.chiffres, self.lots.est_du_contrat)
        if not items or not self.lots.dire_la_liste(items):
            return None
        self.lots.pris.extend(items)
        self.lots.pointer({numero: etat.intitule for numero, etat in self.lots.etats.items()}, attendus=True)
        return [d for d in self.lots.designes if d.debut > coupe]

    def liste_libre(self, designes: Sequence[Designe]) -> list[Designe]:
        """A list that no count announces, in a text that speaks of lots: "alloti. Secteur nord 110 k€. Secteur sud 95 k€." """
        if (
            self.lots.connus
            or not _MOTIFS.parle_de_lots.search(self.lots.texte)
            or any(d.genre is Genre.NUMEROS and d.mot for d in designes)
        ):
            return list(designes)
        nommes = [d for d in designes if d.genre in (Genre.NOM, Genre.NOUVEAU)]
        deux_points = self.lots.texte.find(": ")
        zones = [(deux_points + 1, len(self.lots.texte))] if deux_points > 0 else []
        for zone in (*zones, (0, len(self.lots.texte))):
            items, autres = sans_annonce(self.lots.texte, self.lots.chiffres, zone)
            noms = [self.lots.nom_de(item) for item in items]
            if (
                len(items) > len(nommes)
                and self.lots.nombre in (None, len(items))
                and all(noms)
                and not any(self.lots.en_question(d) for d, _ in items)
                and self.lots.dire_la_liste(items)
            ):
                self.lots.pris.extend(items)
                self.lots.prendre_les_autres(autres)
                return []
        return list(designes)

    def au_lot(self) -> None:
        """So much a lot, and how many there are: "12 000 le lot, il y en a 5"."""
        combien, au_lot = _MOTIFS.y_en_a.search(self.lots.texte), _MOTIFS.le_lot.search(self.lots.texte)
        if combien is None or au_lot is None or self.lots.en_question(au_lot.start()):
            return
        prix = self.lots.chiffres.prix(max(0, au_lot.start() - _AVANT_MAX), au_lot.start())
        nombre = nombre_de(combien["n"])
        if not prix or not 0 < nombre <= LOTS_MAX:
            return
        zone = (prix[-1].debut, au_lot.end())
        self.lots.nombre = nombre
        for numero in range(1, nombre + 1):
            self.lots.dire(numero, "", [zone], self.lots.plie.mots(*zone), petits=False)
        self.lots.pris.extend([zone, combien.span()])

    def dans_l_ordre(self) -> None:
        """Amounts in the order of the lots: "budget 180/40/65/90 k€ dans l'ordre"."""
        if len(self.lots.etats) < 2:
            return
        for debut, fin in self.lots.contexte.phrases:
            if any(a < fin and debut < b for a, b in self.lots.pris) or self.lots.en_question(debut):
                continue
            prix = self.lots.chiffres.prix(debut, fin, petits=True)
            entre = [self.lots.texte[a.fin : b.debut] for a, b in pairwise(prix)]
            if len(prix) != len(self.lots.etats) or not all(_MOTIFS.entre_prix.fullmatch(un) for un in entre):
                continue
            devant = self.lots.texte[debut : prix[0].debut]
            if (
                not self.lots.operations
                and not _MOTIFS.ordre.search(self.lots.texte, debut, fin)
                and (any(e.montant for e in self.lots.etats.values()) or not _MOTIFS.peu.fullmatch(devant))
            ):
                continue
            petits = self.lots.chiffres.en_milliers([[(q.debut, q.fin)] for q in prix])
            for numero, q in zip(sorted(self.lots.etats), prix, strict=True):
                self.lots.dire(numero, "", [(q.debut, q.fin)], self.lots.plie.mots(q.debut, q.fin), petits=petits)
            self.lots.pris.append((debut, fin))

    def repondre(self, fait: str, numeros: Sequence[int]) -> None:
        """The answer to a question about lots, that points at none: names, amounts, or the fact asked of one lot."""
        if self.lots.contexte.questions:
            return
        zone = (0, len(self.lots.texte))
        if len(numeros) == 1 and fait != "lots":
            petits = fait == MONTANT_LOT
            self.lots.dire(numeros[0], "", [zone], self.lots.plie.brut, petits=petits)
            if self.lots.operations:
                self.lots.pris.append(zone)
            return
        nombre = self.lots.nombre or len(numeros) or (len(self.lots.etats) or None if fait == MONTANT_LOT else None)
        items, _ = sans_annonce(self.lots.texte, self.lots.chiffres, zone, petits=True)
        if not items:
            items, _ = decouper(self.lots.texte, zone, nombre, ":", self.lots.chiffres, self.lots.est_du_contrat)
        if items and self.lots.dire_la_liste(items):
            self.lots.pris.extend(items)


def avec_leur_nombre(texte: str, nombre: int) -> str:
    """What each lot is said to be, with how many were announced before; the text as it is where it says nothing of each.

    >>> avec_leur_nombre("Comptez 30 000 € par lot et par an", 5), avec_leur_nombre("30 000 € en tout", 5)
    ('5 lots, Comptez 30 000 € par lot et par an', '30 000 € en tout')
    """
    if nombre < 2 or _MOTIFS.de_chacun.search(plier(texte).texte) is None:
        return texte
    return f"{nombre} lots, {texte}"


def ajouter(lots: Recueil) -> None:
    """Tell of the lot that a sentence adds, where it names one that is not known, with its amount or as a lot."""
    for debut, fin in lots.contexte.phrases:
        annonce = _dernier(_MOTIFS.ajout, lots.texte, debut, fin)
        if annonce is None or lots.en_question(debut):
            continue
        fait = _MOTIFS.fait_un_lot.search(lots.texte, annonce.end(), fin)
        zone = (annonce.end(), fait.start() if fait else fin)
        prix = lots.prix([zone], petits=False)
        bord = min(lots.chiffres.chiffre(*zone), prix.debut if isinstance(prix, Prix) else zone[1])
        nom = dire_le_nom(lots.plie, zone[0], bord)
        if (
            not nom
            or not (fait or prix)
            or any(
                debut <= d.debut < zone[1] and (d.numeros or d.genre not in (Genre.COMPTE, Genre.NOUVEAU))
                for d in lots.designes
            )
        ):
            continue
        if lots.noms.chercher(nom):
            continue
        suite = max(lots.etats) + 1
        dit = int(fait["no"]) if fait and fait["no"] else suite
        numero = suite if dit in lots.etats else dit
        lots.dire(numero, nom, [zone], lots.plie.mots(*zone), petits=False)
        lots.pris.append((annonce.start(), fait.end() if fait else fin))
        # "J'ai oublié un lot" counts none.
        lots.nombre = None


def _dernier(motif: re.Pattern[str], texte: str, debut: int, fin: int) -> re.Match[str] | None:
    return max(motif.finditer(texte, debut, fin), key=re.Match.start, default=None)


def peut_ajouter(texte: str) -> bool:
    """Whether a folded text may add a lot."""
    return _MOTIFS.ajout.search(texte) is not None


_AVANT_MAX = 80

__all__ = ["Annonces", "ajouter", "avec_leur_nombre", "peut_ajouter"]
