"""The lots of a contract as a message leaves them, while it is being read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from knowledge.francais.contexte import lire_contexte
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import plier
from knowledge.lecture import effectifs
from knowledge.lecture.faits_dits import FaitDit, Origine, est_hesitant, lire_faits
from knowledge.lecture.lecture import ALLOTI, DUREE, EFFECTIF, MONTANT, OBJET, Lecteur
from knowledge.lecture.lots.clauses import INSERTION, Geste
from knowledge.lecture.lots.designation import Genre, designer
from knowledge.lecture.lots.listes import INCLUS
from knowledge.lecture.lots.noms import Noms, dire_le_nom, placer_le_nom
from knowledge.lecture.lots.operations import MONTANT_LOT, Dire, Doute, Fusionner, Motif, Operation, Retirer
from knowledge.lecture.lots.prix import Chiffres, Prix, Zone
from knowledge.lecture.quantites import Mesure
from knowledge.regles.faits import NON, OUI, Faits, Intervalle, Options
from knowledge.regles.lots import Lot

_MOTIFS = lire_motifs(__file__, insertion=INSERTION)

NATURE = "nature"
CLAUSE_INSERTION, RESERVATION, AUCUNE = "clause_insertion", "reservation", "aucune"
# Facts that are never one lot's.
_DU_CONTRAT = frozenset(
    {
        OBJET,
        ALLOTI,
        MONTANT,
        "procedure",
        "acheteur",
        "accord_cadre",
        "centrale_achat",
        "date_attribution",
        "date_consultation",
        "cas_particulier",
    }
)


@dataclass(slots=True)
class Etat:
    """A lot as the message leaves it so far."""

    intitule: str
    montant: Intervalle | None
    nouveau: bool = False


class Recueil:
    """What one message does to the lots: operations and doubts, and the lots after them.

    `pris` are the spans of the text that were read, `dits` the numbers of the lots that were told of.
    """

    def __init__(
        self,
        lecteur: Lecteur,
        texte: str,
        jour: date,
        connus: Sequence[Lot],
        contrat: Faits | None,
        *,
        attendus: bool,
        annonces: int = 0,
    ) -> None:
        """`attendus`: lots were asked of, so that "le 2" or a list is of them. `annonces`: how many were announced before."""
        self.lecteur, self.jour = lecteur, jour
        plie = plier(texte)
        # The dots that lead to an amount end no sentence.
        self.plie = replace(plie, texte=_ponctuer(_MOTIFS.points.sub(lambda m: ":".ljust(len(m[0])), plie.texte)))
        self.texte = self.plie.texte
        self.contexte = lire_contexte(self.texte)
        self._demandent_un_texte = {self.contexte.phrase(m.start())[0] for m in _MOTIFS.a_ecrire.finditer(self.texte)}
        self.faits = {lot.numero: lot.faits for lot in connus}
        self.etats = {lot.numero: Etat(lot.intitule, _montant_connu(lot.faits)) for lot in connus}
        self.connus = frozenset(self.etats)
        self.pointer({n: e.intitule for n, e in self.etats.items()}, attendus=bool(connus) or attendus)
        self.contrat, self.annonces = contrat, annonces
        self.duree = self._duree(contrat)
        self.taxe = next((taxe for taxe, motif in _TOUT.items() if motif.search(self.texte)), "")
        self.operations: list[Operation] = []
        self.doutes: list[Doute] = []
        self.pris: list[Zone] = []
        self.dits: set[int] = set()
        self.ordre: list[int] = []
        self.nombre: int | None = None
        self.total: FaitDit | None = None
        self._tout_lu = False
        self._dernier: Intervalle | None = None

    @property
    def noms(self) -> Noms:
        """The names of the lots as the message leaves them so far."""
        return Noms({n: e.intitule for n, e in self.etats.items()})

    def effacer(self, debut: int, fin: int) -> None:
        """Words that were carried out, and say nothing more."""
        self.texte = f"{self.texte[:debut]}{' ' * (fin - debut)}{self.texte[fin:]}"
        self.plie = replace(self.plie, texte=self.texte)
        self.pris.append((debut, fin))

    def pointer(self, noms: Mapping[int, str], *, attendus: bool) -> None:
        """Find what points at lots, those of these names being known."""
        designes = designer(self.plie, noms, lots=attendus)
        self.designes = [d for d in designes if not self.en_question(d.debut)]
        occupes = [(d.debut, d.fin) for d in self.designes if d.genre is not Genre.NOM or d.mot]
        self.chiffres = Chiffres(self.plie, self.contexte, occupes)

    def _duree(self, contrat: Faits | None) -> Decimal | None:
        """For how long amounts by the year are paid: what is known of the contract, else what the text says."""
        connue = contrat.valeur(DUREE) if contrat is not None and DUREE in self.lecteur.vocabulaire else None
        if connue is None and any(q.par for q in self.chiffres.quantites):
            lue = next(
                (lu.possible for lu in self.lecteur.lire(self.plie.brut, self.jour).lus if lu.nom == DUREE), None
            )
            connue = lue.seule if isinstance(lue, Intervalle) else None
        return connue if isinstance(connue, Decimal) else None

    def en_question(self, place: int) -> bool:
        """Whether the sentence around a place asks; a list told with a doubt ("on partirait sur… ?") does not."""
        debut, fin = self.contexte.phrase(place)
        if self.contexte.en_definition(place) or _MOTIFS.demande.match(self.texte, debut):
            return True
        if debut in self._demandent_un_texte:
            return True
        return "?" in self.texte[debut:fin] and not _MOTIFS.pense.match(self.texte, debut)

    def est_du_contrat(self, debut: int, fin: int) -> bool:
        """Whether a piece of a list says a fact of the whole contract: "3 lots, MAPA, 12 mois"."""
        mots = self.plie.mots(debut, fin)
        if len(mots) > _PIECE_MAX:
            return False
        lus = {lu.nom for lu in self.lecteur.lire(mots, self.jour).lus if lu.sur}
        return bool(lus & (_DU_CONTRAT - {OBJET, ALLOTI, MONTANT}))

    def dire_la_liste(self, items: Sequence[Zone]) -> bool:
        """Tell each item of a list, in order: the lots known by their names, those without a name, or new ones."""
        petits = self.chiffres.en_milliers([[item] for item in items])
        noms = [self.nom_de(item) for item in items]
        if not any(noms) and not all(self.prix([item], petits=petits) for item in items):
            return False
        numeros = self._attribuer(noms)
        for item, nom, numero in zip(items, noms, numeros, strict=True):
            self.dire(numero, nom, [item], self.plie.mots(*item), petits=petits)
        return True

    def nom_de(self, zone: Zone) -> str:
        """The name of an item, before its amount or after it."""
        prix = self.chiffres.prix(*zone) or self.chiffres.prix(*zone, petits=True)
        if not prix:
            return dire_le_nom(self.plie, *zone)
        return dire_le_nom(self.plie, zone[0], prix[0].debut) or dire_le_nom(self.plie, prix[-1].fin, zone[1])

    def _attribuer(self, noms: Sequence[str]) -> list[int]:
        """The number of each lot of a list: that of the lot of its name, of one that has none yet, or the next."""
        connus = self.noms
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

    def retirer(self, numeros: tuple[int, ...], mots: str) -> None:
        for numero in numeros:
            del self.etats[numero]
        self.dits.update(numeros)
        self.operations.append(Retirer(numeros, mots))

    def fusionner(self, numeros: tuple[int, ...], nom: str, mots: str) -> None:
        restants = tuple(n for n in numeros if n in self.etats)
        if len(restants) < 2:
            if self.connus:
                self.doutes.append(Doute(Motif.INCONNU, mots, tuple(n for n in numeros if n not in self.etats)))
            return
        montants = [self.etats[n].montant for n in restants]
        connus = [m.seule for m in montants if m is not None and isinstance(m.seule, Decimal)]
        somme = Intervalle.point(sum(connus, Decimal(0))) if connus else None
        if somme is not None and not _MOTIFS.s_ajoutent.search(self.texte):
            self.doutes.append(Doute(Motif.FUSION, mots, restants, somme))
        intitules = [self.etats[n].intitule for n in restants if self.etats[n].intitule]
        for numero in restants[1:]:
            del self.etats[numero]
        reste = self.etats[restants[0]]
        reste.intitule = nom or " et ".join(intitules)
        reste.montant = somme if len(connus) == len(restants) else None
        self.dits.update(restants)
        self.operations.append(Fusionner(restants, nom, mots))

    def estimer_la_fusion(self, fusion: Fusionner, zones: Sequence[Zone], mots: str) -> None:
        """What lots made one are worth, where it is said: their sum is asked no more."""
        prix = self.prix(zones, petits=False)
        if isinstance(prix, Prix):
            self.doutes = [doute for doute in self.doutes if doute.motif is not Motif.FUSION]
            self.dire_un_montant(fusion.numeros[0], prix.possible, mots)

    def dire(
        self,
        numero: int,
        nom: str,
        zones: Sequence[Zone],
        mots: str,
        *,
        petits: bool,
        geste: Geste = Geste.AUCUN,
        entier: str = "",
    ) -> None:
        """Tell of one lot: its name, its amount, the other facts that its words say; `entier` are all the words of its clause."""
        entier = entier or mots
        prix = self.prix(zones, petits=petits)
        if prix is None:
            zone = (min(d for d, _ in zones), max(f for _, f in zones))
            prix = self.pareil(*zone) or self.part(zones)
        dits: list[FaitDit] = []
        if isinstance(prix, Prix):
            dits.extend(self._montant(numero, prix, entier))
        elif prix is not None:
            self.doutes.append(Doute(prix, entier, (numero,)))
        par_an = self._par_an(zones, prix, petits=petits)
        dits.extend(self.faits_dits(mots, numero, geste))
        titulaire = self.titulaire(zones, dits)
        if titulaire or any(dit.nom == EFFECTIF for dit in dits):
            nom = ""
        etat = self.etats.get(numero)
        if etat is not None and nom and nom.lower() == etat.intitule.lower():
            nom = ""
        if etat is None and not (nom or dits or par_an or geste & Geste.RESERVER):
            return
        if not (nom or dits or titulaire or par_an) and etat is not None:
            self.dits.add(numero)
            return
        nouveau = etat is None
        etat = self.etats.setdefault(numero, Etat("", None, nouveau=True))
        etat.intitule = nom or etat.intitule
        etat.montant = next(
            (d.possible for d in dits if d.nom == MONTANT_LOT and isinstance(d.possible, Intervalle)), etat.montant
        )
        self._dernier = etat.montant if isinstance(prix, Prix) else self._dernier
        self.dits.add(numero)
        self.operations.append(Dire(numero, nom, tuple(dits), entier, nouveau, titulaire, par_an))

    def _par_an(self, zones: Sequence[Zone], prix: Prix | Motif | None, *, petits: bool) -> Intervalle | None:
        """The amount of one year, where a lot's is told by the year or by the month."""
        if prix is None or not self.chiffres.par_periode(zones):
            return None
        annee = self.chiffres.lire(zones, duree=_UN_AN, repere=None, petits=petits)
        return annee.possible if isinstance(annee, Prix) else None

    def dire_un_montant(self, numero: int, possible: Intervalle, mots: str) -> None:
        self.etats[numero].montant = possible
        self.dits.add(numero)
        self.operations.append(
            Dire(numero, "", (FaitDit(MONTANT_LOT, possible, mots, Origine.DEVINE, corrige=True),), mots)
        )

    def tient(self, numero: int, nom: str) -> bool:
        """Whether a lot is known to have an insertion clause, or to be reserved: itself, or as the whole contract is."""
        siens = self.faits.get(numero)
        for faits in (siens, self.contrat):
            dit = faits.dits().get(nom) if faits is not None and nom in faits.vocabulaire else None
            if isinstance(dit, Options):
                return not dit.possibles & {NON, AUCUNE}
        return False

    def titulaire(self, zones: Sequence[Zone], dits: list[FaitDit]) -> str:
        """The holder that a clause names; how many they are is added to what it says: "c'est Dupont, ils sont 12"."""
        debut, fin = zones[-1]
        combien = _MOTIFS.ils_sont.search(self.texte, debut, fin)
        if combien is not None and EFFECTIF in self.lecteur.vocabulaire and all(dit.nom != EFFECTIF for dit in dits):
            valeur = effectifs.lire_reponse(self.texte[combien.start() : fin])
            if valeur is not None:
                dits.append(FaitDit(EFFECTIF, Options(frozenset({valeur})), self.plie.mots(combien.start(), fin)))
        m = _MOTIFS.chez.search(self.texte, debut, fin)
        if m is None or not (m["sur"] or combien or any(dit.nom == EFFECTIF for dit in dits)):
            return ""
        place, arret = placer_le_nom(self.texte, m.end(), combien.start() if combien else fin)
        nom = self.plie.mots(place, arret)
        return nom if nom[:1].isupper() else ""

    def prix(self, zones: Sequence[Zone], *, petits: bool) -> Prix | Motif | None:
        montants = [e.montant.seule for e in self.etats.values() if e.montant is not None]
        repere = max((m for m in montants if isinstance(m, Decimal)), default=None)
        return self.chiffres.lire(zones, duree=self.duree, repere=repere, petits=petits)

    def _montant(self, numero: int, prix: Prix, mots: str) -> Iterable[FaitDit]:
        taxe = prix.taxe or self.taxe
        if taxe == "ttc":
            self.doutes.append(Doute(Motif.TTC, mots, (numero,), prix.possible))
            return
        sur = taxe == "ht" and not prix.devine
        incertain = prix.approche or est_hesitant(mots)
        possible = self._sous_le_meme_plafond(numero, prix.possible)
        yield FaitDit(
            MONTANT_LOT,
            possible,
            self.plie.mots(prix.debut, prix.fin),
            Origine.DIT if sur else Origine.DEVINE,
            incertain,
        )

    def _sous_le_meme_plafond(self, numero: int, possible: Intervalle) -> Intervalle:
        """A ceiling that moves is still one: "nord max 1,2 M€", then "le nord descend à 1 M€"."""
        avant = self.etats[numero].montant if numero in self.etats else None
        plafonne = avant is not None and not avant.bas and isinstance(avant.haut, Decimal)
        if plafonne and possible.seule is not None and numero in self.connus and _MOTIFS.bouge.search(self.texte):
            return Intervalle(avant.bas if avant is not None else None, possible.haut)
        return possible

    def faits_dits(self, mots: str, numero: int, geste: Geste = Geste.AUCUN) -> list[FaitDit]:
        """The facts that the words of a lot say of it, but for its amount."""
        # "Électricité" said of a lot is a trade, and no energy.
        dit = mots if "lot" in mots.lower() else f"lot {numero} : {mots}"
        lus = lire_faits(
            self.lecteur, dit, self.jour, None, self.faits.get(numero, self.lecteur.vocabulaire.aucun_fait())
        )
        dits = {
            dit.nom: dit
            for dit in lus.dits
            if dit.nom not in _DU_CONTRAT
            and dit.nom not in (MONTANT_LOT, CLAUSE_INSERTION)
            # A lot is named by a street or a trade: its name alone lets guess no nature.
            and (dit.nom != NATURE or any(lu.nom == NATURE for lu in lus.lecture.lus))
            # "Le marché" is no nature of a lot.
            and not (dit.nom == NATURE and isinstance(dit.possible, Options) and dit.possible.seule is None)
        }
        if (
            geste & Geste.INSERER
            and CLAUSE_INSERTION in self.lecteur.vocabulaire
            and not (geste & Geste.RESERVER and "clause" not in plier(mots).texte)
        ):
            nie = _MOTIFS.pas_insere.search(plier(mots).texte) is not None
            dits[CLAUSE_INSERTION] = FaitDit(CLAUSE_INSERTION, Options(frozenset({NON if nie else OUI})), mots)
        return list(dits.values())

    def pareil(self, debut: int, fin: int) -> Prix | None:
        """The amount of the lot just told, or of the one that is named: "idem", "pareil que le poisson"."""
        m = _MOTIFS.pareil.search(self.texte, debut, fin)
        if m is None:
            return None
        noms = self.noms.trouver(self.texte[m.end() : fin])
        montant = next(
            (self.etats[n].montant for nomme in noms for n in nomme.numeros if n in self.etats), self._dernier
        )
        fois = Decimal("0.5") if "moitie" in m[0] else 2 if "double" in m[0] else 1
        seul = montant.seule if montant is not None else None
        if isinstance(seul, Decimal):
            montant = Intervalle.point((seul * fois).normalize() + 0)
        return None if montant is None else Prix(montant, debut, fin, devine=True)

    def part(self, zones: Sequence[Zone]) -> Prix | None:
        """A part of the total that the text told, or that was known: "budget 300 000 : lot 1 chaussée 60 %"."""
        parts = [q for q in self.chiffres.dans(zones) if q.mesure is Mesure.PART]
        if len(parts) != 1 or not 0 < parts[0].bas < 100 or (total := self.lire_le_tout()) is None:
            return None
        montant = Intervalle.point((total * parts[0].bas / 100).quantize(Decimal(1)) + 0)
        return Prix(montant, parts[0].debut, parts[0].fin, devine=True)

    def lire_le_tout(self) -> Decimal | None:
        """The amount of the whole of which parts are told: what is known, else what the text tells, and that is taken."""
        dit = self.total.possible if self.total is not None else None
        if dit is None and self.contrat is not None:
            dit = self.contrat.dits().get(MONTANT)
        if dit is None and not self._tout_lu:
            # Once a message: each lot may be told a part.
            self._tout_lu = True
            lus = lire_faits(self.lecteur, self.plie.brut, self.jour, None, self.contrat)
            self.total = next((dit for dit in lus.dits if dit.nom == MONTANT), None)
            dit = self.total.possible if self.total is not None else None
        seul = dit.seule if isinstance(dit, Intervalle) else None
        return seul if isinstance(seul, Decimal) else None

    def prendre_le_reste(self) -> None:
        """What is left of the whole is the amount of the one lot that no part was told of: "le nord fait la moitié"."""
        muets = [numero for numero, etat in self.etats.items() if etat.montant is None]
        dits = [etat.montant.seule for etat in self.etats.values() if etat.montant is not None]
        somme = sum((un for un in dits if isinstance(un, Decimal)), Decimal(0))
        parts = [q for q in self.chiffres.quantites if q.mesure is Mesure.PART]
        if len(muets) != 1 or not len(parts) == len(dits) == len(self.etats) - 1:
            return
        reste = (self.lire_le_tout() or Decimal(0)) - somme
        if somme and reste > 0:
            self.dire_un_montant(muets[0], Intervalle.point(reste.normalize() + 0), self.plie.brut)

    def prendre_le_total(self, debut: int, fin: int) -> bool:
        petits = bool(self.etats) and all(e.montant is None or _de_l_ordre(e.montant) for e in self.etats.values())
        prix = self.chiffres.lire([(debut, fin)], duree=self.duree, repere=None, petits=petits)
        if not isinstance(prix, Prix):
            return False
        sur = (prix.taxe or self.taxe) == "ht" and not prix.devine
        mots = self.plie.mots(debut, fin)
        if prix.taxe == "ttc":
            self.doutes.append(Doute(Motif.TTC, mots, (), prix.possible))
        else:
            self.total = FaitDit(MONTANT, prix.possible, mots, Origine.DIT if sur else Origine.DEVINE, prix.approche)
        self.pris.append((debut, fin))
        return True

    def prendre_les_autres(self, autres: Sequence[Zone]) -> None:
        """A total among the items of a list."""
        for debut, fin in autres:
            if INCLUS.search(self.texte, debut, fin):
                self.doutes.append(Doute(Motif.NOMBRE, self.plie.mots(debut, fin)))
            if TOTAL.search(self.texte, debut, fin) or self.texte[max(0, debut - 2) : debut].strip() == "=":
                self.prendre_le_total(debut, fin)


def dit_le_tout(texte: str) -> bool:
    """Whether words speak of the whole purchase, so that their amount is its total.

    >>> dit_le_tout("le budget passe à 200 000"), dit_le_tout("et la distribution, 60 000")
    (True, False)
    """
    return _DU_TOUT.search(plier(texte).texte) is not None


def redit_le_montant(texte: str, connu: Decimal) -> bool:
    """Whether words tell again the amount known of the whole, and name no lot.

    >>> connu = Decimal(320000)
    >>> redit_le_montant("320 000 c'est faux, 400 000", connu), redit_le_montant("lot 2 : 320 000", connu)
    (True, False)
    """
    plie = plier(texte).texte
    return "lot" not in plie and any(nombre.valeur == connu for nombre in lire_nombres(plie))


def _ponctuer(texte: str) -> str:
    """The signs that were dictated as words, in their place."""
    if "virgule" not in texte and "point a la ligne" not in texte:
        return texte
    return _MOTIFS.dictes.sub(lambda m: _SIGNES[m["dit"]].ljust(len(m[0])), texte)


_SIGNES = {"deux points": ":", "point virgule": ";", "virgule": ",", "point a la ligne": ".", "point": "."}


def _montant_connu(faits: Faits) -> Intervalle | None:
    possible = faits.connus().get(MONTANT_LOT)
    return possible if isinstance(possible, Intervalle) else None


def _de_l_ordre(montant: Intervalle) -> bool:
    return isinstance(montant.haut, Decimal) and montant.haut >= 1000


_PIECE_MAX = 120
_UN_AN = Decimal(12)
TOTAL = _MOTIFS.total
_DU_TOUT = re.compile(
    rf"{TOTAL.pattern}|\b(?:budget|montant|marche|contrat|achat|estimation|en fait c'est|pour tout)\b"
)
_TOUT = {
    "ht": _MOTIFS.tout_ht,
    "ttc": _MOTIFS.tout_ttc,
}

__all__ = ["CLAUSE_INSERTION", "NATURE", "RESERVATION", "TOTAL", "Etat", "Recueil", "dit_le_tout", "redit_le_montant"]
