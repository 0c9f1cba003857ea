"""Each clause that points at lots, carried out: told, dropped, merged, renamed, split, reserved, changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.francais.motifs import lire_motifs
from knowledge.lecture.faits_dits import FaitDit
from knowledge.lecture.lecture import ALLOTI
from knowledge.lecture.lots.clauses import NIE_ICI, Clause, Geste, couper, est_vide, gestes, structures
from knowledge.lecture.lots.designation import LOTS_MAX, Designe, Genre, nombre_de
from knowledge.lecture.lots.listes import decouper
from knowledge.lecture.lots.noms import dire_le_nom, est_subi, placer_le_nom
from knowledge.lecture.lots.operations import Dire, Doute, Fusionner, Motif, Renommer, Renumeroter, Reserver
from knowledge.lecture.lots.prix import Prix, est_chacun, est_ensemble
from knowledge.lecture.lots.recueil import CLAUSE_INSERTION, RESERVATION, Recueil
from knowledge.lecture.quantites import Mesure
from knowledge.regles import faits
from knowledge.regles.faits import NON, OUI, Intervalle, Options

_MOTIFS = lire_motifs(__file__)


@dataclass(frozen=True, slots=True)
class Phrases:
    """The reader of the clauses of one message; `question` is the fact that was asked of lots, if one was."""

    lots: Recueil
    question: str = ""

    def lire(self, designes: Sequence[Designe]) -> None:
        """Carry out every clause that points at lots."""
        clauses = couper(self.lots.texte, designes, self.lots.chiffres, 0, len(self.lots.texte))
        petits = self.lots.chiffres.en_milliers([c.zones for c in clauses if c.designes[0].genre is not Genre.COMPTE])
        precedent = Geste.AUCUN
        fusionne: Fusionner | None = None
        seuls = [c for c in clauses if c.designes[0].genre in (Genre.NUMEROS, Genre.NOM, Genre.NOUVEAU)]
        for rang, clause in enumerate(clauses):
            if any(debut <= clause.designes[0].debut < fin for debut, fin in self.lots.pris):
                continue
            texte = " # ".join(self.lots.texte[slice(*zone)].strip() for zone in clause.zones).strip("# ")
            geste = gestes(texte)
            suivante = clauses[rang + 1] if rang + 1 < len(clauses) else None
            if suivante is not None and self._changer_de_numero(clause, suivante):
                continue
            if fusionne is not None and clause.designes[0].genre in (Genre.NOUVEAU, Genre.COMPTE):
                self._nommer_la_fusion(fusionne, clause)
                continue
            exceptions = self._numeros_de(suivante) if suivante is not None and suivante.sauf else ()
            avant = len(self.lots.operations), len(self.lots.doutes)
            if clause.designes[0].genre is Genre.COMPTE:
                self._compte(clause, texte, petits=petits)
            else:
                self._clause(clause, texte, geste, precedent, exceptions, petits=petits, seule=len(seuls) == 1)
            if (len(self.lots.operations), len(self.lots.doutes)) != avant:
                self.lots.pris.append((clause.debut, clause.fin))
            if geste & (Geste.INSERER | Geste.RESERVER | Geste.RETIRER):
                precedent = geste
            derniere = self.lots.operations[-1] if self.lots.operations else None
            fusionne = derniere if isinstance(derniere, Fusionner) else None

    def _changer_de_numero(self, clause: Clause, suivante: Clause) -> bool:
        """ "L'élagage devient le lot 2"."""
        de, vers = self._numeros_de(clause), suivante.designes[0]
        texte = self.lots.texte[slice(*clause.apres)] + self.lots.texte[slice(*suivante.avant)]
        if not (
            _MOTIFS.devient.fullmatch(texte)
            and len(de) == 1
            and de[0] in self.lots.etats
            and vers.genre is Genre.NUMEROS
            and len(vers.numeros) == 1
        ):
            return False
        paires = (
            (de[0], vers.numeros[0]),
            *(((vers.numeros[0], de[0]),) if vers.numeros[0] in self.lots.etats else ()),
        )
        self.lots.operations.append(Renumeroter(paires, self.lots.plie.mots(clause.debut, suivante.fin)))
        self.lots.etats = {dict(paires).get(n, n): e for n, e in self.lots.etats.items()}
        self.lots.pris.append((clause.debut, suivante.fin))
        return True

    def _compte(self, clause: Clause, texte: str, *, petits: bool) -> None:
        """So many lots of one amount each: "3 lots de 20k"."""
        combien = clause.designes[0].nombre
        prix = self.lots.prix([clause.apres], petits=petits)
        if not isinstance(prix, Prix) or combien < 1:
            return
        entre = self.lots.texte[clause.apres[0] : prix.debut]
        if est_ensemble(texte) or not (_MOTIFS.de_chacun.fullmatch(entre) or est_chacun(texte)):
            return
        nom = self.lots.nom_de(clause.apres)
        sans = [n for n in sorted(self.lots.etats) if self.lots.etats[n].montant is None]
        numeros = (
            sans
            if len(sans) == combien
            else [*range(max(self.lots.etats, default=0) + 1, max(self.lots.etats, default=0) + combien + 1)]
        )
        for numero in numeros[:LOTS_MAX]:
            self.lots.dire(numero, nom, [clause.apres], self.lots.plie.mots(clause.debut, clause.fin), petits=petits)

    def _clause(
        self,
        clause: Clause,
        texte: str,
        geste: Geste,
        precedent: Geste,
        exceptions: Sequence[int],
        *,
        petits: bool,
        seule: bool,
    ) -> None:
        mots = self.lots.plie.mots(clause.debut, clause.fin)
        if _MOTIFS.d_une_action.search(texte):
            return
        numeros = [n for n in self._numeros_de(clause) if n not in exceptions]
        if self._suivre(clause, geste, numeros, mots, petits=petits):
            return
        if precedent & Geste.INSERER and numeros and (m := _MOTIFS.avec_ou_sans.fullmatch(texte)):
            self._inserer(numeros, OUI if m["dit"] in ("avec", "oui") else NON, mots)
            return
        if geste & Geste.RETIRER and self._varier(texte, clause, numeros, mots):
            return
        if geste & Geste.RETIRER and not geste & Geste.AJOUTER and not (geste & Geste.INSERER):
            if existants := self._existants(clause, mots):
                self.lots.retirer(existants, mots)
            return
        if RENUMEROTE.search(texte) and not self.lots.prix(clause.zones, petits=petits):
            return
        if len(numeros) == 2 and _MOTIFS.inverse.search(self.lots.texte, clause.debut, clause.fin):
            self._intervertir(numeros[0], numeros[1], mots)
            return
        if geste & Geste.FUSIONNER and len(numeros) > 1:
            nom = self._nom_apres_le_geste(clause)
            self.lots.fusionner(tuple(sorted(numeros)), nom, mots)
            if isinstance(fusion := self.lots.operations[-1] if self.lots.operations else None, Fusionner):
                self.lots.estimer_la_fusion(fusion, clause.zones, mots)
            return
        if (
            (m := _MOTIFS.scinde.search(self.lots.texte, clause.debut, clause.fin))
            and len(numeros) == 1
            and numeros[0] in self.lots.etats
        ):
            self._scinder(numeros[0], m, clause)
            return
        if (
            geste & Geste.RENOMMER
            and len(numeros) == 1
            and numeros[0] in self.lots.etats
            and (nom := self._nom_apres_le_geste(clause))
        ):
            self.lots.etats[numeros[0]].intitule = nom
            self.lots.dits.add(numeros[0])
            self.lots.operations.append(Renommer(numeros[0], nom, mots))
            return
        if any(d.ambigu for d in clause.designes):
            candidats = next(d.numeros for d in clause.designes if d.ambigu)
            if self.lots.prix(clause.zones, petits=petits) or geste & (Geste.RESERVER | Geste.INSERER):
                self.lots.doutes.append(Doute(Motif.AMBIGU, mots, candidats))
            return
        excepte = clause.sauf and not precedent
        nie_ici = excepte or NIE_ICI.search(self.lots.texte, *clause.avant) is not None
        if seule and nie_ici and not self._repond() and self._nier(numeros, Geste.NIER if excepte else geste, mots):
            return
        if clause.sauf and not self.lots.prix(clause.zones, petits=petits):
            self._excepter(numeros, precedent, mots)
            return
        if precedent & Geste.INSERER and numeros and _MOTIFS.autant.fullmatch(texte):
            self._inserer(numeros, NON if "rien" in texte else OUI, mots)
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
        if self._distribuer(clause, numeros, mots):
            return
        if not geste & Geste.INSERER and self._varier(texte, clause, numeros, mots):
            return
        if self._repondre_oui_ou_non(texte, numeros, d.debut, mots):
            return
        prix = (
            self.lots.prix(clause.zones, petits=petits)
            or self.lots.pareil(clause.debut, clause.fin)
            or self.lots.part(clause.zones)
        )
        dit_tout = bool(nom or prix or geste & (Geste.RESERVER | Geste.INSERER))
        if not numeros and d.genre in (Genre.NOUVEAU, Genre.NOM):
            connus = self.lots.noms.chercher(nom) if nom and not geste & Geste.AJOUTER else ()
            if len(connus) > 1 and (prix or geste & Geste.RESERVER):
                self.lots.doutes.append(Doute(Motif.AMBIGU, mots, connus))
                return
            if connus:
                numeros, nom = connus, ""
            elif d.genre is Genre.NOM and self.lots.connus and d.defini and not geste & Geste.AJOUTER:
                if nom and (prix or geste & (Geste.RESERVER | Geste.INSERER)):
                    self.lots.doutes.append(Doute(Motif.INCONNU, mots))
                return
            elif dit_tout and not (
                seule
                and d.genre is Genre.NOM
                and not geste & Geste.AJOUTER
                and (d.defini or not prix or not nom or clause.avant[1] > clause.avant[0])
            ):
                libres = [
                    n for n in sorted(self.lots.etats) if not self.lots.etats[n].intitule and n not in self.lots.dits
                ]
                numeros = (
                    libres[0] if libres and nom and not geste & Geste.AJOUTER else max(self.lots.etats, default=0) + 1,
                )
        inconnus = [n for n in numeros if n not in self.lots.etats]
        if inconnus and not self.lots.connus and d.defini and d.mot and 1 not in (*numeros, *self.lots.etats):
            # "Bornage du lot n° 7": a lot of something else.
            return
        if inconnus and d.genre is Genre.NUMEROS:
            suite = max(self.lots.etats, default=0) + 1
            annonces = max(inconnus) <= self.lots.annonces
            nouveau = dit_tout and (annonces or not d.defini or not self.lots.connus or (nom and inconnus == [suite]))
            if seule and not self.lots.connus and not annonces:
                lie = _MOTIFS.lie.match(self.lots.texte, d.fin) is not None
                nouveau = nouveau and bool((nom and prix) or (1 in numeros and (prix or (nom and lie))))
            if not nouveau:
                if (self.lots.connus and (dit_tout or self.lots.faits_dits(mots, 0))) or geste & Geste.INSERER:
                    self.lots.doutes.append(Doute(Motif.INCONNU, mots, tuple(inconnus)))
                numeros = [n for n in numeros if n in self.lots.etats]
        if isinstance(prix, Prix) and d.genre is Genre.TOUS and est_ensemble(texte):
            self.lots.prendre_le_total(clause.debut, clause.fin)
            return
        if isinstance(prix, Prix) and len(numeros) > 1 and est_ensemble(texte):
            self.lots.doutes.append(Doute(Motif.PARTAGE, mots, tuple(numeros), prix.possible))
            return
        # The name of a lot that is known tells nothing again.
        propres = " ; ".join(m for zone in clause.zones if (m := self.lots.plie.mots(*zone)))
        for numero in numeros:
            connu = numero in self.lots.etats and not nom
            self.lots.dire(
                numero, nom, clause.zones, propres if connu else mots, petits=petits, geste=geste, entier=mots
            )
        nie = _MOTIFS.pas_reserve.search(texte) is not None
        if numeros and geste & Geste.RESERVER:
            self.lots.operations.append(Reserver(tuple(numeros), structures(texte), mots, nie))
        if numeros and _MOTIFS.exclusif.search(texte) and not geste & Geste.NIER:
            self._aux_autres(numeros, geste, mots)

    def _suivre(self, clause: Clause, geste: Geste, numeros: Sequence[int], mots: str, *, petits: bool) -> bool:
        """What becomes of a lot once it is published is no fact of the purchase: that is said, and its new amount taken."""
        texte = self.lots.texte[clause.debut : clause.fin]
        attribue = bool(geste & Geste.TITULAIRE) and _MOTIFS.attribue.search(texte) is not None
        if geste & Geste.RETIRER or not (geste & Geste.SUIVRE or attribue):
            return False
        if attribue and self.lots.titulaire(clause.zones, []):
            return False
        connus = tuple(n for n in numeros if n in self.lots.connus)
        if connus:
            self.lots.doutes.append(Doute(Motif.SUIVI, mots, connus))
            if isinstance(prix := self.lots.prix(clause.zones, petits=petits), Prix) and len(connus) == 1:
                self.lots.dire_un_montant(connus[0], prix.possible, mots)
        return bool(connus) or not attribue

    def _nier(self, numeros: Sequence[int], geste: Geste, mots: str) -> bool:
        """ "Ah non, pas sur le lot 2": what was noted of that lot is not; where it is not clear what, that is asked."""
        connus = [n for n in numeros if n in self.lots.connus]
        if geste != Geste.NIER or not connus or self.lots.prix([(0, len(self.lots.texte))], petits=True):
            return False
        inseres, reserves = ([n for n in connus if self.lots.tient(n, nom)] for nom in (CLAUSE_INSERTION, RESERVATION))
        if inseres and not reserves:
            self._inserer(inseres, NON, mots)
        elif reserves and not inseres:
            self.lots.operations.append(Reserver(tuple(reserves), frozenset(), mots, nie=True))
        else:
            self.lots.doutes.append(Doute(Motif.QUOI, mots, tuple(connus)))
        return True

    def _aux_autres(self, numeros: Sequence[int], geste: Geste, mots: str) -> None:
        """What is said of some lots only is denied of the others."""
        autres = tuple(n for n in sorted(self.lots.etats) if n not in numeros)
        if geste & Geste.RESERVER and (reserves := tuple(n for n in autres if self.lots.tient(n, RESERVATION))):
            self.lots.operations.append(Reserver(reserves, frozenset(), mots, nie=True))
        elif geste & Geste.INSERER and not geste & Geste.RESERVER:
            for numero in autres:
                fait = FaitDit(CLAUSE_INSERTION, Options(frozenset({NON})), mots)
                self.lots.operations.append(Dire(numero, "", (fait,), mots))

    def _repond(self) -> bool:
        """Whether a yes or a no is asked, of lots."""
        fait = self.lots.lecteur.vocabulaire.get(self.question)
        return fait is not None and fait.genre is faits.Genre.OUI_NON and fait.nom != ALLOTI

    def _repondre_oui_ou_non(self, texte: str, numeros: Sequence[int], debut: int, mots: str) -> bool:
        """The yes or no of some lots to what was asked: "oui pour les lots 1 et 2", "uniquement au lot 2"."""
        fait = self.question
        if not self._repond():
            return False
        if not numeros or not est_vide(texte.replace("#", "")):
            return False
        dits = _MOTIFS.oui_non.findall(self.lots.texte, max(0, debut - _AVANT_MAX), debut)
        valeur = OUI if not dits or dits[-1] in ("oui", "ok") else NON
        dites = {n: valeur for n in numeros if n in self.lots.etats}
        if valeur == NON and dits[0] in ("oui", "ok"):
            # "Oui, mais pas pour le lot 2": yes for the others.
            dites |= {n: OUI for n in sorted(self.lots.etats) if n not in dites}
        for numero, dite in dites.items():
            self.lots.dits.add(numero)
            self.lots.operations.append(Dire(numero, "", (FaitDit(fait, Options(frozenset({dite})), mots),), mots))
        return True

    def _distribuer(self, clause: Clause, numeros: Sequence[int], mots: str) -> bool:
        """As many amounts as lots, in their order: "lots 1, 2 et 3 : 15, 20 et 8 mille"."""
        prix = [q for zone in clause.zones for q in self.lots.chiffres.prix(*zone, petits=True)]
        if len(numeros) < 2 or len(prix) != len(numeros):
            return False
        petits = self.lots.chiffres.en_milliers([[(q.debut, q.fin)] for q in prix])
        for numero, q in zip(numeros, prix, strict=True):
            self.lots.dire(numero, "", [(q.debut, q.fin)], mots, petits=petits)
        return True

    def _varier(self, texte: str, clause: Clause, numeros: Sequence[int], mots: str) -> bool:
        """Amounts that change by so much: "rajoutez 5 000 au lot 1", "10 % de plus partout"."""
        m = _MOTIFS.varie.search(texte)
        if m is None or not numeros or not all(n in self.lots.etats for n in numeros):
            return False
        quantites = self.lots.chiffres.dans(clause.zones)
        prix = [q for q in quantites if self.lots.chiffres.est_un_prix(q) and q.bas == q.haut]
        parts = [q for q in quantites if q.mesure is Mesure.PART]
        if len(prix) + len(parts) != 1:
            return False
        if prix and _MOTIFS.jusqu_a.search(self.lots.texte, 0, prix[0].debut) and not _MOTIFS.ajoute.search(texte):
            # "Augmenté à 130 000" is where it comes to, and not by how much.
            return False
        signe = -1 if _MOTIFS.baisse.search(texte) else 1
        for numero in numeros:
            connu = self.lots.etats[numero].montant
            avant = connu.seule if connu is not None else None
            if not isinstance(avant, Decimal):
                self.lots.doutes.append(Doute(Motif.MONTANTS, mots, (numero,)))
                continue
            apres = avant + signe * (prix[0].bas if prix else avant * parts[0].bas / 100)
            if apres > 0:
                self.lots.dire_un_montant(numero, Intervalle.point(apres.normalize() + 0), mots)
        return True

    def _nom_de_la_clause(self, clause: Clause) -> str:
        d = clause.designes[0]
        if d.numeros and (d.genre is not Genre.NUMEROS or self._deja_nomme(clause)):
            return ""
        prix = self.lots.chiffres.prix(*clause.apres) or self.lots.chiffres.prix(*clause.apres, petits=True)
        fin = min(self.lots.chiffres.chiffre(*clause.apres), prix[0].debut if prix else clause.apres[1])
        nom = dire_le_nom(self.lots.plie, clause.apres[0], fin)
        if nom:
            return nom
        if d.genre is Genre.NOUVEAU and (nom := self._nom_avant(d.debut)):
            return nom
        if (
            d.genre is Genre.NUMEROS
            and clause.avant[1] > clause.avant[0]
            and not self.lots.chiffres.prix(*clause.avant)
        ):
            # The name stands before the number: two vans (lot 2).
            nom = dire_le_nom(self.lots.plie, *clause.avant)
            if nom:
                return nom
        return (
            dire_le_nom(self.lots.plie, prix[-1].fin, clause.apres[1])
            if prix and _MOTIFS.pour.match(self.lots.texte, prix[-1].fin)
            else ""
        )

    def _deja_nomme(self, clause: Clause) -> bool:
        """Whether the lot has a name that the clause does not change: it says no other outright."""
        numero = clause.designes[0].numeros[0]
        etat = self.lots.etats.get(numero)
        if etat is None or not etat.intitule:
            return False
        return est_subi(self.lots.plie, *clause.apres) or not _MOTIFS.nomme.match(self.lots.texte, *clause.apres)

    def _nom_avant(self, place: int) -> str:
        """The name said before "dans un lot à part"."""
        m = (
            _MOTIFS.a_part.search(self.lots.texte, max(0, place - _AVANT_MAX), place)
            if _MOTIFS.separe.match(self.lots.texte, place + len("un lot"))
            else None
        )
        return dire_le_nom(self.lots.plie, m.start("nom"), m.end("nom")) if m else ""

    def _nom_apres_le_geste(self, clause: Clause) -> str:
        debut, fin = max(clause.apres[0], clause.designes[-1].fin), clause.apres[1]
        m = _MOTIFS.vers.search(self.lots.texte, debut, fin)
        return dire_le_nom(self.lots.plie, m.end() if m else debut, fin)

    def _numeros_de(self, clause: Clause | None) -> list[int]:
        """The numbers of the lots that a clause points at; the others are those of which nothing was said yet."""
        if clause is None:
            return []
        numeros: list[int] = []
        for d in clause.designes:
            if d.genre is Genre.TOUS:
                numeros.extend(sorted(self.lots.etats) or range(1, (self.lots.nombre or 0) + 1))
            elif d.genre is Genre.AUTRES:
                tous = sorted(self.lots.etats) or [*range(1, (self.lots.nombre or 0) + 1)]
                restent = [n for n in tous if n not in self.lots.dits]
                numeros.extend(
                    restent
                    if self.lots.dits
                    else [n for n in restent if n in self.lots.etats and self.lots.etats[n].montant is None]
                )
            elif not d.ambigu:
                numeros.extend(d.numeros)
        return list(dict.fromkeys(numeros))

    def _existants(self, clause: Clause, mots: str) -> tuple[int, ...]:
        numeros = self._numeros_de(clause)
        if any(d.ambigu for d in clause.designes):
            self.lots.doutes.append(Doute(Motif.AMBIGU, mots, next(d.numeros for d in clause.designes if d.ambigu)))
            return ()
        if (
            not numeros
            and clause.designes[0].genre is Genre.NOM
            and (nom := dire_le_nom(self.lots.plie, *clause.apres))
        ):
            numeros = list(self.lots.noms.chercher(nom))
        inconnus = [n for n in numeros if n not in self.lots.etats]
        if self.lots.connus and (inconnus or not numeros):
            self.lots.doutes.append(Doute(Motif.INCONNU, mots, tuple(inconnus)))
        return tuple(n for n in numeros if n in self.lots.etats)

    def _intervertir(self, un: int, autre: int, mots: str) -> None:
        """Two lots change their amounts, or their names; their places, where it is not said which."""
        etats = self.lots.etats
        if un not in etats or autre not in etats:
            return
        a, b = etats[un], etats[autre]
        if _MOTIFS.des_noms.search(self.lots.texte) and a.intitule and b.intitule:
            a.intitule, b.intitule = b.intitule, a.intitule
            self.lots.operations.extend(Renommer(n, etats[n].intitule, mots) for n in (un, autre))
        elif _MOTIFS.des_montants.search(self.lots.texte) and a.montant and b.montant:
            a.montant, b.montant = b.montant, a.montant
            for n in (un, autre):
                self.lots.dire_un_montant(n, etats[n].montant or Intervalle(), mots)
        else:
            etats[un], etats[autre] = b, a
            self.lots.operations.append(Renumeroter(((un, autre), (autre, un)), mots))

    def _scinder(self, numero: int, m: re.Match[str], clause: Clause) -> None:
        """One lot becomes several: the first keeps its number, the others come last, or next where the rest moves on."""
        fin = next((f for d, f in self.lots.contexte.phrases if d <= m.start() < f), len(self.lots.texte))
        deux_points = self.lots.texte.find(": ", m.end(), fin)
        debut = deux_points + 1 if deux_points >= 0 else m.end()
        decale = RENUMEROTE.search(self.lots.texte, debut, fin) or _MOTIFS.le_reste.search(self.lots.texte, debut, fin)
        zone = (debut, decale.start() if decale else fin)
        items, _ = decouper(
            self.lots.texte,
            zone,
            nombre_de(m["n"]) if m["n"] else None,
            ":",
            self.lots.chiffres,
            self.lots.est_du_contrat,
        )
        if len(items) < 2:
            self.lots.doutes.append(Doute(Motif.LESQUELS, self.lots.plie.mots(clause.debut, clause.fin), (numero,)))
            return
        suite = max(self.lots.etats) + 1
        numeros = [numero, *range(suite, suite + len(items) - 1)]
        reste = [n for n in sorted(self.lots.etats) if n > numero]
        for un, item in zip(numeros, items, strict=True):
            self.lots.dire(
                un,
                self.lots.nom_de(item),
                [item],
                self.lots.plie.mots(*item),
                petits=self.lots.chiffres.en_milliers([[i] for i in items]),
            )
        self.lots.ordre = [*(n for n in sorted(self.lots.etats) if n < numero), *numeros, *reste]
        self.lots.pris.append(zone)

    def _nommer_la_fusion(self, fusion: Fusionner, clause: Clause) -> None:
        """The name of what lots become, when another clause says it: "en un lot technique"."""
        debut, fin = placer_le_nom(self.lots.texte, *clause.apres)
        if fin > debut and not fusion.intitule:
            nom = self.lots.plie.mots(debut, fin).strip(' "«»')
            self.lots.operations[-1] = replace(fusion, intitule=nom)
            self.lots.etats[fusion.numeros[0]].intitule = nom
        self.lots.estimer_la_fusion(fusion, clause.zones, self.lots.plie.mots(clause.debut, clause.fin))
        self.lots.pris.append((clause.debut, clause.fin))

    def _inserer(self, numeros: Sequence[int], valeur: str, mots: str) -> None:
        existants = tuple(n for n in numeros if n in self.lots.etats)
        self.lots.dits.update(existants)
        for numero in existants:
            fait = FaitDit(CLAUSE_INSERTION, Options(frozenset({valeur})), mots)
            self.lots.operations.append(Dire(numero, "", (fait,), mots))

    def _excepter(self, numeros: Sequence[int], geste: Geste, mots: str) -> None:
        """Lots that what was just said does not bear on."""
        if geste & Geste.INSERER and not geste & Geste.RESERVER:
            self._inserer(numeros, NON, mots)
        self.lots.dits.update(n for n in numeros if n in self.lots.etats)


_AVANT_MAX = 80
RENUMEROTE = _MOTIFS.renumerote
__all__ = ["RENUMEROTE", "Phrases"]
