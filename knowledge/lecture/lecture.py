"""From what a buyer types to facts: a free text, or the answer to one question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from knowledge.cpv.familles import Familles
from knowledge.cpv.nomenclature import CodeCpv, codes_dans, libelle
from knowledge.droit.listes import CODE_CPV, en_codes
from knowledge.francais.avis import dire_oui_ou_non
from knowledge.francais.contexte import Contexte, est_abandonne, est_approche, est_nie, lire_contexte
from knowledge.francais.dates import DateLue, avant_ou_au_plus_tard, dater, lire_dates
from knowledge.francais.modes import taire_ce_qui_n_est_pas_dit
from knowledge.francais.nombres import Nombre, lire_nombres
from knowledge.francais.texte import Jeton, Plie, ensemble, jetons, plier, sans_adresses, sans_balises
from knowledge.lecture import comptes_de_lots, effectifs, participes, retours, tournures
from knowledge.lecture.autres_prix import taire_les_autres_prix
from knowledge.lecture.choix import Lexique, Mention, oui_non, repondre_par_un_pronom
from knowledge.lecture.dates_dites import choisir, en_dates
from knowledge.lecture.durees import (
    Duree,
    LectureDuree,
    d_une_date_a_l_autre,
    decider_duree,
    entre_dates,
    lire_durees,
)
from knowledge.lecture.etiquettes import (
    APRES_UN_RANG,
    D_UNE_HISTOIRE,
    DEVANT_UN_NOMBRE,
    DEVANT_UN_RANG,
    ORDINAUX,
    RANGS,
    etiquettes,
    formes,
    mots_propres,
    rang_dit,
    rangs_dits,
)
from knowledge.lecture.fermes import lire_la_ferme, sans_les_fermes
from knowledge.lecture.montants import (
    LectureMontant,
    decider_montant,
    est_demesure,
    fin_de_la_periode,
    hors_taxe,
    lire_montants,
    lire_taux,
)
from knowledge.lecture.nature import (
    a_son_propre_prix,
    est_d_un_autre,
    est_generique,
    est_le_but,
    est_le_sujet,
    est_un_cout,
    est_une_nature,
    est_une_organisation,
    mon_marche,
    nature_du_groupe,
    se_pose,
    se_precise,
    vient_avec,
    vient_avec_des_biens,
)
from knowledge.lecture.noms_dits import NomsDits
from knowledge.lecture.objet import decrire, decrire_sans_repere, tete_de_l_objet
from knowledge.lecture.partages import lire_un_partage
from knowledge.lecture.quantites import MATIERES, PERIODES, PIECE, Mesure, Quantite, lire_quantites
from knowledge.lecture.sommes import attend_une_duree, sommer
from knowledge.lecture.tableau_colle import en_clauses
from knowledge.lecture.temps import Temps, durer, en_clair
from knowledge.lecture.tetes import debuts, tetes
from knowledge.regles.faits import (
    NON,
    OUI,
    Borne,
    Ensemble,
    Fait,
    Faits,
    Genre,
    Intervalle,
    Options,
    Possible,
    Texte,
    Vocabulaire,
)

MONTANT = "montant_ht"
DUREE = "duree_mois"
FERME = "duree_ferme_mois"
NATURE = "nature"
SEGMENTS = "segments"
ALLOTI = "alloti"
OBJET = "objet"
EFFECTIF = "titulaire_moins_50_salaries"
LIVRAISONS = "livraisons"
# Readers that a fact of a pack may ask for, beside its words.
INSERTION = "insertion"
RETOURS = "retours"
PERSONNES = "personnes"
DROITS = "droits"
ACCORD_CADRE = "accord_cadre"
CONSULTATION = "date_consultation"
DEBUT = "date_debut"


@dataclass(frozen=True, slots=True)
class Lu:
    """One fact read: `mots` are the exact words it was read from; `sur` is False when it is guessed.

    `nie`: only what the fact is not was said, in so many words ("ce n'est pas un MAPA"). `d_avant`: it was told of an earlier
    contract, and is only to be asked.
    """

    nom: str
    possible: Possible
    mots: str
    sur: bool
    nie: bool = False
    d_avant: bool = False


@dataclass(frozen=True, slots=True)
class Lecture:
    """What one message says.

    `designes` names the facts that the message calls by their label ("le montant…", "la durée…"), whether or not it
    gives them a value. `sous_reserve` holds an amount said without HT or TTC: ask whether it is HT before taking it;
    beside it `lus` may still hold a ceiling. `contradictions` names the facts given two values and no correction,
    `approximatifs` those given one value, roughly ("environ 90 000"). `objet_possible` is what the text may name when no
    word of ours says that it names a purchase.
    """

    lus: tuple[Lu, ...]
    correction: bool = False
    montants_ttc: bool = False
    nombre_seul: Decimal | None = None
    designes: tuple[str, ...] = ()
    sous_reserve: tuple[Lu, ...] = ()
    contradictions: tuple[str, ...] = ()
    approximatifs: tuple[str, ...] = ()
    objet_possible: str = ""


@dataclass(frozen=True, slots=True)
class Reponse:
    """The answer to one question.

    `incertitude`: trop_petit, trop_grand, passe (`possible` is to be confirmed); indecis, negatif, zero, ttc, annuel, demesure (no value).
    `approximatif`: the value was said roughly; it says how it was answered, not what, and two answers compare without it.
    """

    possible: Possible | None
    incertitude: str | None = None
    approximatif: bool = field(default=False, compare=False)


RIEN = Reponse(None)

_MARCHE = re.compile(
    r"(?<!place du )(?<!halle du )(?<!etude de )\bmarches?\b(?! (?:de noel|couverts?|aux|forains?|de plein|de gros|d'interet|alimentaires? de|immobilier|du travail|de l'emploi|de la st|de st|paysan|hebdo\w*|central\b|bio\b|nocturne|de producteurs|a pied))"
)
_MOE_EXPLICITE = re.compile(
    r"(?:\b(?:marches?|accord[ -]cadre|missions?|nature)(?: public| publics)?(?: est| :| =)? ?(?:de |d'|:|en |du )?)$"
)
_MARCHES_DE = ("marche de ", "marche d'", "marches de ")
_ISOLEE = re.compile(r"(?:^|[,;:(/\n-]) ?(?:(?:c'est |ce sont |en |nature |type )?(?:du |des |de la |d')?)$")
_ISOLEE_APRES = re.compile(r"^ ?(?:$|[,;.:)(/\n!-]|\d)")
_LOTS = re.compile(
    r"\b(?P<n>\d{1,3}|un seul|1 seul|un unique|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|plusieurs|multiples|differents|divers) lots?\b"
    r"(?! (?:de (?:copropriete|\d{1,3} (?!\d{3}|k|€|euro|m))|d'habitation))(?!-)|\blots? ?(?:n ?°|no|numero|n)? ?(?P<no>\d{1,2})(?!\d| ?(?:€|k€|k\b|euro|000))"
)
_C_EST_PAR = re.compile(
    r",?(?: et)? (?:c['’ ]?(?:est|était|etait)|sont|ce sera|est|c) (?:ce qu['’e] ?(?:on|nous|je|ça|ca) ?\w{2,12} )?(?=par (?:an|mois|trimestre|semestre)|/ ?an\b|annuel|mensuel|à l['’]ann|chaque ann|tous les (?:ans|mois))"
    r"| c['’ ]?(?:est )?(?:du )?(?=(?:ht|ttc) et c)",
    re.IGNORECASE,
)
_TOUJOURS = re.compile(
    r"(?<=[\dk€] )(?:tjr?s|toujours|encore|bien) (?:en |du )?(?=(?:ht|ttc|hors taxes?)\b)", re.IGNORECASE
)
_NOMBRES_DE_LOTS = {"un": 1, "un seul": 1, "1 seul": 1, "un unique": 1}
_LOTS_NIES = re.compile(
    r"\b(?:sans|pas de|pas|aucun|ni|non) $|\bpas (?:en|de|plusieurs) $|\b(?:du|dans le|sur le|le|ce|au|par|chaque) $"
)
# A procedure that gave nothing is not the one to come.
_A_ECHOUE = re.compile(
    r" ?(?:precedente?|initiale?|ouvert|de 20\d\d|lancee?)?,? ?(?:\(|(?:a ete |est |ayant ete |s'est revele\w* |etait |declaree? |classee? )*)(?:infructueu\w+|sans suite|sans reponse|sans offre|avorte\w*|abandonne\w*|annule\w*)"
)
_PAS_CE_NOMBRE = re.compile(r"\bpas (?:(?:de|du|des|d'|sur|pour|les|un|une|en) ?)*$")
_ALLOTIR_NIE = re.compile(
    r"\b(?:pas|non|ne|n'|sans|impossible d'|aucun|jamais)[ -]?(?:l'|d'|de |d)?(?:allot\w*|alloti\w*)|\bn'allot\w+ (?:pas|rien)"
)
_REMPLISSAGE = re.compile(
    r"\b(?:non|nan|oui|ok|en fait|plutot|finalement|c'est|c est|est|de|le|la|a|au|et|pardon|desolee?|je|veux|voulais|dire|corrige|me suis|trompee?|erreur|environ|autour|"
    r"d'environ|a peu pres|il|y|faut|mettre|mets|disons|plus|mais|euh|du|coup|svp|merci|stp|bonjour|bjr|montant|duree|budget|total|correction|oups|pas|ca|fait|sera|serait|maintenant|ah|oh|eh|bah|ben|bon|heu|nn|"
    r"passe|passer|exactement|precisement|estime|on|dit|dira|va|vaut|enfin|ou|un|l'|d'|j'ai|suis|alors|donc|soit|sur|pour)\b|[ ,.:;!?'’=()-]"
)


def sans_c_est_par(texte: str) -> str:
    """ "35 000, c'est par an" as "35 000 par an", "860 000 toujours HT" as "860 000 HT": the words in between tell nothing.

    What is told of the tax of all the prices is left out: without it they are before tax as well.
    """
    if len(_UN_PRIX.findall(texte)) > 1:
        texte = _TOUT_HORS_TAXES.sub("", texte)
    return _TOUJOURS.sub("", _C_EST_PAR.sub(" ", texte))


_UN_PRIX = re.compile(r"\d[\d ]{2,}")
_TOUT_HORS_TAXES = re.compile(
    r",? ?\b(?:et )?(?:le tout|tout (?:ça|ca|cela)) ?(?:est |en |c'est |du ){0,2}(?:ht|hors taxes?)\b",
    re.IGNORECASE,
)


class Lecteur:
    """Reads with the words of one pack. Build it once: reading is then pure and quick."""

    def __init__(self, vocabulaire: Vocabulaire, familles: Familles | None = None) -> None:
        self.vocabulaire = vocabulaire
        self._familles = familles
        self._lexique = Lexique(vocabulaire)
        self._labels = {
            fait.nom: tuple(j.racine for j in jetons(plier(fait.libelle).texte)) for fait in vocabulaire.values()
        }
        self._formes = {fait.nom: formes(fait) for fait in vocabulaire.values()}
        self._noms_des_faits = [
            (fait.nom, tuple(j.racine for j in jetons(plier(dit).texte)))
            for fait in vocabulaire.values()
            for dit in (*fait.aussi, fait.libelle)
        ]
        self._propres = {fait.nom: mots_propres(fait) for fait in vocabulaire.values() if fait.genre is Genre.CHOIX}
        self._noms = {fait.nom: NomsDits(fait) for fait in vocabulaire.values() if any(un.noms for un in fait.choix)}

    def lire_les_possessions(self, texte: str) -> Iterator[Lu]:
        """Whose a purchase is, told only by what its buyer has: "le personnel de la Ville", "parc Métropole"."""
        plie = plier(texte[:4000])
        contexte = lire_contexte(plie.texte)
        for nom, noms in self._noms.items():
            dits = [
                un
                for un in noms.lire_les_possessions(plie.texte)
                if not (
                    contexte.en_question(un.debut) or contexte.en_definition(un.debut) or contexte.du_passe(un.debut)
                )
            ]
            if len({un.valeur for un in dits}) == 1:
                dit = dits[0]
                yield Lu(nom, Options(frozenset({dit.valeur})), plie.mots(dit.debut, dit.fin), sur=True)

    def _mentions(self, plie: Plie, mots: Sequence[Jeton]) -> list[Mention]:
        """What the text says by the words of the pack, and by its bare names."""
        mentions = self._lexique.mentions(plie, mots)
        for nom, noms in self._noms.items():
            dits = [Mention(nom, un.valeur, un.debut, un.fin, un.nie, 0, indice=False) for un in noms.lire(plie.texte)]
            if dits:
                larges = [(dit.debut, dit.fin) for dit in dits]
                mentions = [m for m in mentions if m.nom != nom or not _dans_une(m, larges)]
                mentions = sorted([*mentions, *dits], key=lambda m: (m.debut, -m.fin))
        return mentions

    def nommer(self, texte: str) -> frozenset[str]:
        """The facts that a text calls by their names."""
        plie = plier(texte[:1000])
        return frozenset(nom for nom, _, _ in self._appels(plie.texte))

    def ouvre_par_un_nom(self, texte: str) -> bool:
        """Whether a folded text opens with the name of a fact, alone in its clause: "données personnelles : …"."""
        return any(
            _AVANT_UN_NOM.fullmatch(texte, 0, debut) and _FIN_D_UN_NOM.match(texte, fin)
            for _, debut, fin in self._appels(texte)
        )

    def _appels(self, texte: str) -> Iterator[tuple[str, int, int]]:
        mots = jetons(texte)
        racines = [mot.racine for mot in mots]
        for nom, appel in self._noms_des_faits:
            for place in range(len(mots) - len(appel) + 1):
                if racines[place] == appel[0] and tuple(racines[place : place + len(appel)]) == appel:
                    yield nom, mots[place].debut, mots[place + len(appel) - 1].fin

    # --- a free text --------------------------------------------------------------------------------------------------

    def lire(self, texte: str, aujourdhui: date, connus: Faits | None = None) -> Lecture:
        """Every fact that a message states or lets guess; nothing where it is in doubt.

        `connus` is what earlier messages said: a yearly amount counts over a duration that is already known.
        """
        texte = _ce_qui_est_dit(texte, connus)
        codes = () if self._familles is None else codes_dans(texte)
        codes = tuple(code for code in codes if not _est_refuse(texte, code))
        plie = plier(_sans_codes(texte, codes))
        contexte = lire_contexte(plie.texte)
        nombres = lire_nombres(plie.texte)
        mots = jetons(plie.texte)
        mentions = self._mentions(plie, mots)
        lus = {lu.nom: lu for lu in self._dementis(connus, mentions, plie, nombres)}
        dates = lire_dates(plie.texte, aujourdhui) if mots else []
        libres = [
            n
            for n in nombres
            if not contexte.en_definition(n.debut) and not _dans(n, [(d.debut, d.fin) for d in dates if not d.relative])
        ]
        durees, temps = lire_durees(plie.texte, libres)
        durees = [d for d in durees if not contexte.du_passe(d.debut)]
        periode = entre_dates(plie.texte, dates) if len(dates) > 1 else None
        duree = _duree_du_contrat(plie.texte, durees, contexte, periode)
        seule = duree.possible.seule if duree.possible is not None else None
        occupes = [*temps, *((d.debut, d.fin) for d in dates)]
        montants = [m for m in lire_montants(plie, libres, occupes) if not contexte.du_passe(m.debut)]
        if seule is None:
            seule = _duree_connue(connus)
        argent = LectureMontant()
        if montants and MONTANT in self.vocabulaire:
            argent = decider_montant(
                plie.texte,
                montants,
                contexte,
                seule if isinstance(seule, Decimal) else None,
                accord_cadre=self._est_un_accord_cadre(mentions, plie, contexte, connus),
                plancher=(self.vocabulaire[MONTANT].vraisemblable or (Decimal(0),))[0],
            )
        dits = plie.mots(argent.debut, fin_de_la_periode(plie.texte, argent.fin))
        if argent.possible is not None:
            lus[MONTANT] = Lu(MONTANT, argent.possible, dits, argent.sur)
        approches = [MONTANT] if argent.approximatif else []
        lus |= self._lire_les_periodes(plie, durees, duree, contexte)
        if DUREE in lus and duree.possible is not None and duree.possible.seule is not None:
            approches += [DUREE] if est_approche(plie.texte, duree.debut, duree.fin) else []
        # "2 mois, de juillet à août 2027": the period that lasts what is told is the contract's.
        dure = DUREE in lus and periode is not None and lus[DUREE].possible == Intervalle.point(periode.mois)
        suivie = periode if dure else None
        lus |= self._lire_les_dates(plie, dates, contexte, aujourdhui, suivie)
        for fait in self.vocabulaire.values():
            lu = self._lire_choix(fait, mentions, plie, contexte)
            if lu is not None:
                lus[fait.nom] = _avec_le_dementi(lu, lus.get(fait.nom))
        nommable = OBJET in self.vocabulaire and not contexte.definitions
        nature = self._nature(mentions, plie, contexte)
        if nature is not None:
            lus[NATURE] = nature
        conflit = self._lire_les_codes(codes, texte, lus)
        # "un marché traiteur": that it is no concession is said, that it is a service is only guessed.
        exclue = self._nature_exclue(mentions, plie, contexte) if nature is None or not nature.sur else None
        nombre_seul = self._nombre_seul(plie, nombres) if not lus else None
        if nommable and (SEGMENTS in lus or NATURE in lus) and (objet := _nommer_l_objet(plie, mentions, codes)):
            lus[OBJET] = Lu(OBJET, Texte(objet), objet, sur=False)
        ordre = self.vocabulaire.rang
        return Lecture(
            tuple(sorted([*([exclue] if exclue else []), *lus.values()], key=lambda lu: (ordre[lu.nom], not lu.sur))),
            contexte.annonce_correction,
            argent.ttc,
            nombre_seul,
            self._designes(mots),
            () if argent.reserve is None else (Lu(MONTANT, argent.reserve, dits, sur=False),),
            (*((MONTANT,) if argent.contradictoire else ()), *((NATURE,) if conflit else ())),
            tuple(approches),
            decrire_sans_repere(plie) if nommable else "",
        )

    def _lire_les_dates(
        self, plie: Plie, dates: list[DateLue], contexte: Contexte, aujourdhui: date, periode: Duree | None
    ) -> Mapping[str, Lu]:
        """The dates that the text ties to a moment of the contract; the period that its duration was read from starts with it."""
        lus = {}
        liees = dater(plie.texte, dates)
        if periode is not None and DEBUT not in liees:
            liees[DEBUT] = [lue for lue in dates if periode.debut <= lue.debut < periode.fin][:1]
        for nom, lues in liees.items():
            seuil = contexte.apres_correction([lue.debut for lue in lues])
            restent = [lue for lue in lues if lue.debut >= seuil and not contexte.en_question(lue.debut)]
            if nom not in self.vocabulaire or len({_jours(nom, lue) for lue in restent}) != 1:
                continue
            lue = restent[0]
            if (aujourdhui - lue.haut).days < _D_UN_AUTRE:
                jusqu_a = avant_ou_au_plus_tard(plie.texte, lue) if nom == DEBUT else None
                lus[nom] = Lu(nom, jusqu_a or _jours(nom, lue), plie.mots(lue.debut, lue.fin), sur=True)
        return lus

    def _lire_les_periodes(
        self, plie: Plie, durees: Sequence[Duree], duree: LectureDuree, contexte: Contexte
    ) -> Mapping[str, Lu]:
        """The duration, renewals included, and the firm period."""
        lus = {}
        if DUREE in self.vocabulaire and duree.possible is not None:
            lus[DUREE] = Lu(DUREE, duree.possible, plie.mots(duree.debut, duree.fin), sur=True)
        ferme = lire_la_ferme(plie.texte, durees, duree, contexte) if FERME in self.vocabulaire else None
        if ferme is not None:
            lus[FERME] = Lu(FERME, Intervalle.point(ferme.mois), plie.mots(ferme.debut, ferme.fin), sur=True)
        return lus

    def _dementis(
        self, connus: Faits | None, mentions: Sequence[Mention], plie: Plie, nombres: Sequence[Nombre]
    ) -> Iterator[Lu]:
        """What was said before and is denied: "ce n'est pas du nettoyage", "c'est pas 36 mois"."""
        if connus is None:
            return
        deja = connus.connus().get(SEGMENTS)
        dites = deja.dedans if isinstance(deja, Ensemble) else frozenset()
        niees = [m for m in mentions if m.nom == SEGMENTS and m.nie and m.valeur in dites]
        if niees:
            dehors = frozenset(m.valeur for m in niees)
            yield Lu(SEGMENTS, Ensemble(frozenset(), dehors), _citer(plie, niees), sur=True, nie=True)
        for nom, echelles in ((MONTANT, (1, 1000, 1_000_000)), (DUREE, (1, 12))):
            valeur = connus.valeur(nom) if nom in connus else None
            for n in nombres:
                # "C'est pas un mapa" denies no year: the article is no number.
                article = plie.texte[n.debut : n.fin] in ("un", "une")
                dit = not article and any(n.valeur * echelle == valeur for echelle in echelles)
                if dit and _PAS_CE_NOMBRE.search(plie.texte, max(0, n.debut - 30), n.debut):
                    yield Lu(nom, Intervalle(), plie.mots(n.debut, n.fin), sur=True, nie=True)

    def _lire_les_codes(self, codes: Sequence[CodeCpv], texte: str, lus: dict[str, Lu]) -> bool:
        """Add what the CPV codes say, where the words are not sure.

        Codes that contradict each other say nothing, and True is returned unless words say the nature.
        """
        if self._familles is None:
            return False
        dits: dict[str, Possible] = {}
        mots: dict[str, str] = {}
        for code in codes:
            famille = self._familles.du_code(code.code)
            if famille is None:
                return False
            cite = f"{texte[code.debut : code.fin].strip()} ({libelle(code.code)})"
            for nom, possible in famille.faits.items():
                deja = dits.get(nom)
                dits[nom] = possible if deja is None else deja.inter(possible)  # type: ignore[arg-type]
                mots.setdefault(nom, cite)
        if CODE_CPV in self.vocabulaire and codes:
            dits_ici = " ".join(texte[code.debut : code.fin].strip() for code in codes)
            lus[CODE_CPV] = Lu(CODE_CPV, Texte(en_codes(code.code for code in codes)), dits_ici, sur=True)
        if any(possible.vide for possible in dits.values()):
            return NATURE not in lus
        for nom, possible in dits.items():
            lu = lus.get(nom)
            if isinstance(possible, Ensemble) and lu is not None and isinstance(lu.possible, Ensemble):
                lus[nom] = Lu(nom, lu.possible.inter(possible), f"{lu.mots}, {mots[nom]}", sur=lu.sur)
            elif lu is None or not lu.sur:
                lus[nom] = Lu(nom, possible, mots[nom], sur=True)
        return False

    def _est_un_accord_cadre(
        self, mentions: Sequence[Mention], plie: Plie, contexte: Contexte, connus: Faits | None
    ) -> bool:
        if ACCORD_CADRE not in self.vocabulaire:
            return False
        lu = self._lire_choix(self.vocabulaire[ACCORD_CADRE], mentions, plie, contexte)
        if lu is not None:
            return isinstance(lu.possible, Options) and lu.possible.seule == OUI
        return connus is not None and ACCORD_CADRE in connus and connus.valeur(ACCORD_CADRE) is True

    def _designes(self, mots: Sequence[object]) -> tuple[str, ...]:
        presents = {getattr(mot, "racine", "") for mot in mots}
        return tuple(
            nom for nom, label in self._labels.items() if label and label[0] in presents and set(label[1:2]) <= presents
        )

    @staticmethod
    def _nombre_seul(plie: Plie, nombres: Sequence[Nombre]) -> Decimal | None:
        if len(nombres) != 1 or nombres[0].ambigu:
            return None
        n = nombres[0]
        if n.valeur < 0:
            return None
        if plie.texte[: n.debut].rstrip().endswith("-"):
            return None
        facteur, fin = Decimal(1), n.fin
        m = re.match(r" ?(k|m(?:illions?)?)(?![a-z])", plie.texte[n.fin :])
        if m is not None and (m[1] != "m" or plie.mots(n.fin + m.start(1), n.fin + m.end(1)) == "M"):
            facteur, fin = Decimal(1000 if m[1] == "k" else 1_000_000), n.fin + m.end()
        autour = plie.texte[: n.debut] + " " + plie.texte[fin:]
        if _REMPLISSAGE.sub("", autour):
            return None
        return n.valeur * facteur

    # --- choices ------------------------------------------------------------------------------------------------------

    def _lire_choix(self, fait: Fait, mentions: Sequence[Mention], plie: Plie, contexte: Contexte) -> Lu | None:
        match fait.genre:
            case Genre.OUI_NON:
                return self._oui_non(fait, mentions, plie, contexte)
            case Genre.CHOIX if fait.nom != NATURE:
                return self._choix(fait, mentions, plie, contexte)
            case Genre.ENSEMBLE:
                dedans = [
                    m for m in mentions if m.nom == fait.nom and not m.nie and not contexte.en_definition(m.debut)
                ]
                dedans = _sans_les_lieux(dedans, mentions, plie.texte)
                dedans = [m for m in dedans if not _corps_de_metier(m, mentions, plie.texte)]
                if not dedans:
                    return None
                valeurs = frozenset(m.valeur for m in dedans)
                return Lu(fait.nom, Ensemble(valeurs), _citer(plie, dedans), sur=all(m.flou < 2 for m in dedans))
            case _:
                return None

    def _oui_non(self, fait: Fait, mentions: Sequence[Mention], plie: Plie, contexte: Contexte) -> Lu | None:
        dits = [(valeur, m.debut, m.fin) for valeur, m in oui_non(fait, mentions, plie, contexte)]
        if fait.nom == ALLOTI:
            dits.extend(dit for dit in _lots(plie.texte, contexte) if not contexte.du_passe(dit[1]))
        if fait.nom == EFFECTIF:
            dits = [
                d
                for d in dits
                if not (effectifs.vague(plie.texte, d[1], d[2]) or effectifs.est_du_sortant(plie.texte, d[1]))
            ]
            dits.extend(effectifs.lire(plie.texte, contexte))
        if fait.nom == LIVRAISONS:
            dits.extend(participes.livraisons(plie))
        if fait.lecteur == INSERTION:
            dits.extend(participes.insertion(plie.texte))
        if fait.lecteur == RETOURS:
            dits.extend(retours.lire(plie.texte, contexte))
        if fait.lecteur == PERSONNES:
            dits.extend(tournures.personnes(plie.texte, contexte))
        if fait.lecteur == DROITS:
            dits.extend(tournures.droits(plie.texte, contexte))
        if fait.nom == LIVRAISONS:
            dits.extend(tournures.apports(plie.texte, contexte))
        dits = [dit for dit in dits if not _est_ouvert(dit, fait, mentions, plie.texte, contexte)]
        if not dits:
            return None
        dits.sort(key=lambda dit: dit[1])
        seuil = contexte.apres_correction([debut for _, debut, _ in dits])
        dits = [dit for dit in dits if dit[1] >= seuil]
        if len({valeur for valeur, _, _ in dits}) != 1:
            return None
        valeur, debut, fin = dits[0]
        for _, suivant, bout in dits[1:]:
            fin = max(fin, bout) if suivant < fin else fin  # "clause d'insertion : 900 heures"
        return Lu(fait.nom, Options(frozenset({valeur})), plie.mots(debut, fin), sur=True)

    @staticmethod
    def _choix(fait: Fait, mentions: Sequence[Mention], plie: Plie, contexte: Contexte) -> Lu | None:
        dites = [
            m
            for m in mentions
            if m.nom == fait.nom and not contexte.en_question(m.debut) and not contexte.en_definition(m.debut)
        ]
        # "MAPA non, plutôt sans pub": a word refused right after it is said.
        dites = [
            m
            for m in dites
            if not re.match(
                r" ?,? (?:non\b(?! pas)|nan\b)[ ,]*(?:plutot|en fait|pardon|c'est|finalement|ca sera|euh|\w+)",
                plie.texte[m.fin : m.fin + 25],
            )
        ] or dites
        dites = [m for m in dites if not _A_ECHOUE.match(plie.texte, m.fin) and not contexte.du_passe(m.debut)]
        # "MAPA ou AO, pas tranché": nothing is told before the choice is made.
        indecis = max((m.debut for m in dites if _reste_ouvert(m, mentions, plie.texte)), default=-1)
        dites = [m for m in dites if m.debut > indecis]
        affirmees = [m for m in dites if not m.nie]
        niees = {m.valeur for m in dites if m.nie}
        seuil = contexte.apres_correction([m.debut for m in affirmees])
        affirmees = [m for m in affirmees if m.debut >= seuil]
        # Two names of one thing, one inside the other ("marché négocié sans publicité").
        valeurs = {m.valeur for m in affirmees}
        if len(valeurs) == 1:
            m = affirmees[0]
            return Lu(fait.nom, Options(frozenset(valeurs)), plie.mots(m.debut, m.fin), sur=m.flou < 2)
        if len(valeurs) > 1:
            debut, fin = affirmees[0].debut, affirmees[-1].fin
            entre = plie.texte[affirmees[0].fin : affirmees[-1].debut]
            if re.search(r"\bou\b|/", entre) and len(entre) < 25:
                return Lu(fait.nom, Options(frozenset(valeurs)), plie.mots(debut, fin), sur=True)
            return None
        if niees and niees < fait.options:
            m = next(m for m in dites if m.nie)
            # What is given up leaves all of them possible, itself too.
            niees = {m.valeur for m in dites if m.nie and not est_abandonne(plie.texte, m.debut)}
            return Lu(fait.nom, Options(fait.options - niees), plie.mots(m.debut, m.fin), sur=True, nie=True)
        return None

    def _nature(self, mentions: Sequence[Mention], plie: Plie, contexte: Contexte) -> Lu | None:
        fait = self.vocabulaire.get(NATURE) if NATURE in self.vocabulaire else None
        if fait is None:
            return None
        # "produits de nettoyage" are no cleaning.
        familles = [m for m in mentions if m.nom == SEGMENTS]
        dites = [
            m
            for m in mentions
            if m.nom == NATURE
            and not contexte.en_definition(m.debut)
            and not est_d_un_autre(plie.texte, m.fin)
            and not any(f.debut < m.debut and m.fin <= f.fin for f in familles)
            and not self._hors_sujet(m, mentions, plie.texte)
        ]
        affirmees = [m for m in dites if not m.nie and not m.indice]
        niees = frozenset(m.valeur for m in dites if m.nie and not m.indice)
        seuil = contexte.apres_correction([m.debut for m in affirmees])
        affirmees = [m for m in affirmees if m.debut >= seuil]
        affirmees = [m for m in affirmees if not contexte.en_question(m.debut)] or affirmees
        affirmees = [m for m in affirmees if m.valeur != "travaux" or not a_son_propre_prix(plie.texte, m.debut, m.fin)]
        if "honoraires" in plie.texte or any(m.valeur in ("maitrise_oeuvre", "services") for m in affirmees):
            affirmees = [m for m in affirmees if m.valeur != "travaux" or not est_un_cout(plie.texte, m.debut, m.fin)]
        mien = mon_marche(plie.texte)
        if mien and (
            any(m.debut >= mien for m in [*dites, *familles] if not m.nie)
            or any(debut >= mien for _, debut, _ in tetes(plie.texte))
        ):
            # "le projet est en DSP ; moi c'est l'achat des fours": what is bought is said from there on.
            affirmees = [m for m in affirmees if m.debut >= mien]
            dites = [m for m in dites if m.debut >= mien]
            mentions = [m for m in mentions if m.debut >= mien]
        if affirmees:
            alternatives = _alternatives(affirmees, plie.texte)
            if alternatives:
                debut, fin = affirmees[0].debut, affirmees[-1].fin
                return Lu(NATURE, Options(alternatives), plie.mots(debut, fin), sur=True)
            explicites = [m for m in affirmees if _explicite(m, plie.texte)]
            exclusives = [
                m
                for m in affirmees
                if m.valeur == "concession" and not (m is not affirmees[0] and _complement(m, plie.texte))
            ]
            # What the contract is told to be wins over what the words of its object suggest.
            attribuees = [m for m in affirmees if _est_attribue(m, plie.texte)][-1:]
            explicites = attribuees or explicites
            exclusives = exclusives if not attribuees else []
            choisie = (exclusives or explicites or affirmees)[0]
            if (
                choisie.valeur == "services"
                and not exclusives
                and not explicites
                and vient_avec_des_biens(plie.texte, choisie.debut)
            ):
                mots = plie.mots(choisie.debut, choisie.fin)
                return Lu(NATURE, Options(frozenset({"fournitures"})), mots, sur=False)
            autres = {m.valeur for m in affirmees if not est_le_but(plie.texte, choisie.fin, m.debut)} - {
                choisie.valeur
            }
            # "achat d'une machine de nettoyage": a hint of another nature stands before it.
            autres |= {m.valeur for m in dites if m.indice and not m.nie and m.debut < choisie.debut} - {choisie.valeur}
            sur = (
                (bool(exclusives or explicites) or not autres)
                and choisie.flou < 2
                and not contexte.en_question(choisie.debut)
                and not (choisie.valeur == "fournitures" and se_pose(plie.texte, choisie.fin))
                and not (choisie.valeur == "services" and not explicites and vient_avec(plie.texte, choisie.debut))
            )
            return Lu(NATURE, Options(frozenset({choisie.valeur})), plie.mots(choisie.debut, choisie.fin), sur=sur)
        devinee = self._nature_devinee(mentions, plie.texte, contexte)
        reste = fait.options - niees
        if devinee is not None and devinee[0] in reste:
            valeur, m = devinee
            return Lu(NATURE, Options(frozenset({valeur})), plie.mots(m.debut, m.fin), sur=False)
        return None

    def _nature_exclue(self, mentions: Sequence[Mention], plie: Plie, contexte: Contexte) -> Lu | None:
        """What is ruled out of the nature: outright ("pas des travaux"), or by the word marché, which is no concession."""
        fait = self.vocabulaire.get(NATURE)
        if fait is None:
            return None
        niees = [
            m for m in mentions if m.nom == NATURE and m.nie and not m.indice and not contexte.en_definition(m.debut)
        ]
        reste = fait.options - {m.valeur for m in niees}
        marche = _MARCHE.search(plie.texte)
        if marche is not None and not contexte.en_definition(marche.start()) and reste - {"concession"}:
            mots = plie.mots(*marche.span()) if not niees else plie.mots(niees[0].debut, niees[0].fin)
            return Lu(NATURE, Options(reste - {"concession"}), mots, sur=True, nie=bool(niees))
        if niees and reste:
            return Lu(NATURE, Options(reste), plie.mots(niees[0].debut, niees[0].fin), sur=True, nie=True)
        return None

    @staticmethod
    def _hors_sujet(m: Mention, mentions: Sequence[Mention], texte: str) -> bool:
        """A word of nature that is none here: a body called service, a concession that is only studied.

        "prestation de" says nothing before a word of another nature.
        """
        if m.valeur == "concession":
            return est_le_sujet(texte, m.debut)
        if not est_generique(texte[m.debut : m.fin]):
            return False
        if any(
            autre.nom == NATURE and autre.valeur != m.valeur and se_precise(texte, m.fin, autre.debut)
            for autre in mentions
        ):
            return True
        suite = any(autre.nom in (NATURE, SEGMENTS) and 0 < autre.debut - m.fin < 5 for autre in mentions)
        return not suite and est_une_organisation(texte, m.debut, m.fin)

    def _nature_devinee(
        self, mentions: Sequence[Mention], texte: str, contexte: Contexte
    ) -> tuple[str, Mention] | None:
        candidates: list[tuple[int, int, str, Mention]] = []
        places = debuts(texte)
        for m in mentions:
            if m.nie or contexte.en_definition(m.debut):
                continue
            if m.nom == SEGMENTS:
                choix = self.vocabulaire[SEGMENTS].choix_de(m.valeur)
                if choix is not None and choix.nature_probable is not None:
                    probable = nature_du_groupe(texte, m.debut, m.fin, m.valeur, choix.nature_probable)
                    if probable is not None:
                        candidates.append((m.debut not in places, m.debut, probable, m))
            elif m.nom == NATURE and m.indice:
                # "achat de sacs pour les déchets": something else than the family is bought.
                achete = any(f.nom == SEGMENTS and 0 <= f.debut - m.fin <= 1 for f in mentions)
                candidates.append((2 if m.valeur == "fournitures" and achete else 0, m.debut, m.valeur, m))
        candidates.extend(
            (0, debut, valeur, Mention(NATURE, valeur, debut, fin, nie=False, flou=0, indice=True))
            for valeur, debut, fin in tetes(texte)
            if not contexte.en_definition(debut)
        )
        if not candidates:
            return None
        _, _, valeur, mention = min(candidates, key=lambda c: (c[0], c[1]))
        return valeur, mention

    # --- the answer to one question -----------------------------------------------------------------------------------

    def lire_reponse(
        self,
        fait: Fait,
        texte: str,
        aujourdhui: date,
        proposes: Sequence[str] | None = None,
        connus: Faits | None = None,
    ) -> Reponse:
        """What a message answers to the question of one fact; `proposes` are the values in the order shown.

        `connus` is what earlier messages said, as in `lire`.
        """
        texte = taire_les_autres_prix(sans_balises(texte[:4000]), objet_connu(connus))
        match fait.genre:
            case Genre.NOMBRE if fait.unite is not None and "euro" in plier(fait.unite).texte:
                return self._reponse_argent(fait, texte, connus)
            case Genre.NOMBRE if fait.unite is not None and "mois" in plier(fait.unite).texte:
                return self._reponse_duree(fait, texte, aujourdhui)
            case Genre.NOMBRE:
                return self._reponse_nombre(fait, texte)
            case Genre.DATE:
                return self._reponse_date(fait, texte, aujourdhui)
            case Genre.OUI_NON:
                return self._reponse_oui_non(fait, texte, aujourdhui, proposes)
            case Genre.CHOIX:
                return self._reponse_choix(fait, texte, aujourdhui, proposes)
            case Genre.ENSEMBLE:
                return self._reponse_ensemble(fait, texte, aujourdhui, proposes)
            case Genre.TEXTE:
                propre = " ".join(texte.split())[:200]
                return Reponse(Texte(propre) if propre else None)

    def _reponse_argent(self, fait: Fait, texte: str, connus: Faits | None) -> Reponse:
        # "35 000, c'est par an": the words in between tell nothing.
        plie = plier(sans_c_est_par(texte[:1000]))
        contexte = lire_contexte(plie.texte)
        nombres = [n for n in lire_nombres(plie.texte) if not contexte.en_definition(n.debut)]
        dates = [(d.debut, d.fin) for d in lire_dates(plie.texte, date(2000, 1, 1)) if d.fin - d.debut > 4]
        durees, temps = lire_durees(plie.texte, nombres)
        signe = _signe(nombres, temps)
        if signe is not None:
            return Reponse(None, signe)
        duree = decider_duree(plie.texte, durees, contexte)
        quantites = lire_quantites(plie, [n for n in nombres if not _dans(n, dates)], contexte)
        comptee = durer(plie.texte, quantites) if duree.possible is None else None
        seule = duree.possible.seule if duree.possible is not None else _duree_connue(connus)
        if comptee is not None and comptee.bas == comptee.haut:
            seule = comptee.bas  # "quatre exercices"
        plafonne = any(q.borne == "max" for q in quantites)
        if not plafonne and (calcule := self._montant_calcule(fait, plie, quantites, seule, connus)):
            return calcule
        if not plafonne and seule is None and attend_une_duree(quantites, plie.texte, compter_l_objet(connus)):
            return Reponse(None, "annuel")
        dits = lire_montants(plie, nombres, [*temps, *dates], en_reponse=True)
        montants = [m for m in dits if not contexte.du_passe(m.debut)] or dits
        # Only a ceiling reads otherwise in a framework agreement.
        accord_cadre = any(m.borne == "max" for m in montants) and self._est_un_accord_cadre(
            self._lexique.mentions(plie, jetons(plie.texte)), plie, contexte, connus
        )
        lu = decider_montant(
            plie.texte,
            montants,
            contexte,
            seule if isinstance(seule, Decimal) else None,
            en_reponse=True,
            accord_cadre=accord_cadre,
        )
        calculable = lu.possible is None or (plafonne and not accord_cadre)
        if calculable and not lu.demesure and (calcule := self._montant_calcule(fait, plie, quantites, seule, connus)):
            return calcule
        if lu.possible is None:
            return Reponse(None, "demesure" if lu.demesure else "ttc" if lu.ttc else "annuel" if lu.annuel else None)
        doute = _vraisemblance(fait, lu.possible)
        if doute == "trop_petit" and any(
            q.mesure is Mesure.ARGENT and q.bas == lu.possible.seule and not set(q.par) <= set(PERIODES)
            for q in quantites
        ):
            return RIEN  # "320 HT la sortie" waits for how many
        return Reponse(lu.possible, doute, lu.approximatif)

    @staticmethod
    def _montant_calcule(
        fait: Fait, plie: Plie, quantites: Sequence[Quantite], duree: Borne | None, connus: Faits | None
    ) -> Reponse | None:
        """The amount that the quantities make together ("12 chaises à 45 €"); None when they make none."""
        mois = duree if isinstance(duree, Decimal) else None
        partage = lire_un_partage(plie.texte, quantites)
        if partage is not None and (total := partage.total(mois)) is not None:
            return Reponse(Intervalle.point(total), _vraisemblance(fait, Intervalle.point(total)))
        corrige = any(q.ecarte for q in quantites)
        repere = connus.valeur(fait.nom) if corrige and connus is not None and fait.nom in connus else None
        mots = {jeton.mot for jeton in jetons(plie.texte)}
        somme = sommer(
            quantites,
            mois,
            en_reponse=True,
            mots=mots,
            repere=repere,
            texte=plie.texte,
            comptes=compter_l_objet(connus),
        )
        if somme is None:
            return None
        if est_demesure(Intervalle(somme.bas, somme.haut)):
            return Reponse(None, "demesure")
        bas, haut = somme.bas, somme.haut
        if somme.taxe == "ttc":
            taux = somme.taux or lire_taux(plie.texte)
            if taux is None:
                return None
            bas, haut = (None if bout is None else hors_taxe(bout, taux) for bout in (bas, haut))
        possible = Intervalle(
            bas, haut, bas_inclus=not (somme.stricte and haut is None), haut_inclus=not (somme.stricte and bas is None)
        )
        return Reponse(
            possible,
            _vraisemblance(fait, possible),
            est_approche(plie.texte, somme.debut, somme.fin) and possible.seule is not None,
        )

    def _reponse_duree(self, fait: Fait, texte: str, aujourdhui: date) -> Reponse:
        plie = plier(en_clair(texte[:1000]))
        contexte = lire_contexte(plie.texte)
        nombres = _de_ce_contrat(lire_nombres(plie.texte), contexte)
        dates = lire_dates(plie.texte, aujourdhui)
        signe = _signe(nombres, [])
        if signe is not None:
            return Reponse(None, signe)
        libres = [
            n
            for n in nombres
            if not _dans(n, [(d.debut, d.fin) for d in dates if not d.relative and d.fin - d.debut > 4])
        ]
        quantites = lire_quantites(plie, libres, contexte)
        temps = durer(plie.texte, quantites)
        if temps is not None and temps.calcule:
            return _duree_calculee(fait, plie, temps)
        durees, _ = lire_durees(plie.texte, libres, en_reponse=True)
        lu = _duree_du_contrat(plie.texte, durees, contexte, entre_dates(plie.texte, dates))
        possible = lu.possible
        place = (lu.debut, lu.fin)
        if possible is None and not durees:
            nu = self._nombre_seul(plie, nombres) or _le_nu_garde(quantites)
            if nu is not None and (nu < 1000):
                possible = Intervalle.point(nu)
                place = (nombres[0].debut, nombres[0].fin)
        if possible is None and not durees and (ecart := d_une_date_a_l_autre(dates)) is not None:
            possible, place = Intervalle.point(ecart.mois), (ecart.debut, ecart.fin)
        if possible is None:
            return RIEN if temps is None or durees else _duree_calculee(fait, plie, temps)
        approche = possible.seule is not None and est_approche(plie.texte, *place)
        return Reponse(possible, _vraisemblance(fait, possible), approche)

    def _reponse_nombre(self, fait: Fait, texte: str) -> Reponse:
        plie = plier(texte[:1000])
        nombres = lire_nombres(plie.texte)
        signe = _signe(nombres, [])
        if signe is not None and fait.minimum_exclu is not None:
            return Reponse(None, signe)
        valeur = self._nombre_seul(plie, nombres)
        if valeur is None:
            return RIEN
        possible = Intervalle.point(valeur)
        return Reponse(possible, _vraisemblance(fait, possible))

    def _reponse_date(self, fait: Fait, texte: str, aujourdhui: date) -> Reponse:
        plie = en_dates(plier(texte[:1000]).texte, aujourdhui)
        # Of several, the one that the text ties to what is asked, else that on which it concludes.
        proches = choisir(plie, fait.nom, lire_contexte(plie), aujourdhui)
        if len({_jours(fait.nom, d) for d in proches}) != 1:
            return RIEN
        return Reponse(_jours(fait.nom, proches[0]), "passe" if proches[0].haut < aujourdhui else None)

    def _reponse_oui_non(self, fait: Fait, texte: str, aujourdhui: date, proposes: Sequence[str] | None) -> Reponse:
        plie = plier(texte[:1000])
        rang = rang_dit(plie.texte)
        if rang is not None and proposes is not None and 1 <= rang <= len(proposes):
            return Reponse(Options(frozenset({proposes[rang - 1]})))
        if fait.nom == EFFECTIF and (dit := effectifs.lire_reponse(plie.texte)) is not None:
            return Reponse(Options(frozenset({dit})))
        lu = next((lu for lu in self.lire(texte, aujourdhui).lus if lu.nom == fait.nom), None)
        avis = dire_oui_ou_non(texte)
        # "Une seule fois, oui": what denies in its own words wins over a yes.
        if lu is not None and (avis is None or (avis and lu.possible == Options(frozenset({NON})))):
            return Reponse(lu.possible)
        if "?" in plie.texte:
            return RIEN
        if avis is None and (dit := self._reponse_sans_nommer(fait, plie.texte)) is not None:
            return Reponse(Options(frozenset({dit})))
        return RIEN if avis is None else Reponse(Options(frozenset({OUI if avis else NON})))

    @staticmethod
    def _reponse_sans_nommer(fait: Fait, texte: str) -> str | None:
        if fait.lecteur == RETOURS and retours.se_refait(texte):
            return OUI
        if fait.lecteur == RETOURS and retours.est_une_premiere(texte):
            return NON
        return repondre_par_un_pronom(texte)

    def _reponse_choix(self, fait: Fait, texte: str, aujourdhui: date, proposes: Sequence[str] | None) -> Reponse:
        plie = plier(texte[:1000])
        ordre = tuple(proposes) if proposes is not None else tuple(choix.valeur for choix in fait.choix)
        rang = rang_dit(plie.texte)
        if rang is not None:
            return Reponse(Options(frozenset({ordre[rang - 1]}))) if 1 <= rang <= len(ordre) else RIEN
        if fait.nom == NATURE and _ACHAT_SEUL.fullmatch(plie.texte):
            return RIEN
        dites = [m for m in self._mentions(plie, jetons(plie.texte)) if m.nom == fait.nom]
        if dites and all(participes.est_indecis(plie.texte, m.debut, m.fin) for m in dites):
            return RIEN
        directes = etiquettes(self._formes_de(fait), plie.texte, ordre)
        attribue = fait.nom == NATURE and any(not m.nie and _est_attribue(m, plie.texte) for m in dites)
        if (
            len(directes) != 1
            and not attribue
            and (tete := _tete(plie.texte))
            and not lire_contexte(plie.texte).annonce_correction
        ):
            # "Services, évidemment. Et la maîtrise d'œuvre, pourquoi…": the choice comes first, its story after.
            directes = etiquettes(self._formes_de(fait), tete, ordre)
        if len(directes) == 1:
            return Reponse(Options(frozenset(directes)))
        if "?" in plie.texte and lire_contexte(plie.texte).questions:
            return RIEN
        lu = next((lu for lu in self.lire(texte, aujourdhui).lus if lu.nom == fait.nom), None)
        options = lu.possible if lu is not None and isinstance(lu.possible, Options) else None
        ouvert = options is not None and options.seule is None and lu is not None and lu.sur
        if options is not None and (options.seule is not None or (ouvert and lu is not None and not lu.nie)):
            if options.seule is None or (dernier := self._dernier_choix(fait, plie, ordre)) is None:
                return Reponse(options)
            return Reponse(Options(frozenset({dernier})))
        if (dernier := self._dernier_choix(fait, plie, ordre)) is not None:
            return Reponse(Options(frozenset({dernier})))
        return Reponse(options) if ouvert else RIEN

    def _dernier_choix(self, fait: Fait, plie: Plie, ordre: Sequence[str]) -> str | None:
        """The last choice that an answer names and does not refuse, by its words, its place or a word of its label."""
        mots = jetons(plie.texte)
        contexte = lire_contexte(plie.texte)
        dits = [
            (m.debut, m.valeur)
            for m in self._mentions(plie, mots)
            if m.nom == fait.nom
            and not m.nie
            and not m.indice
            and not contexte.en_definition(m.debut)
            and not _A_ECHOUE.match(plie.texte, m.fin)
        ]
        propres = self._propres.get(fait.nom, {})
        # "Le 1er septembre", "donc 4 ans": the number of a day or of a time is the place of no choice.
        temps = [(d.debut, d.fin) for d in lire_dates(plie.texte, date(2000, 1, 1))]
        temps += [
            (q.debut, q.fin)
            for q in lire_quantites(plie, lire_nombres(plie.texte), contexte)
            if q.mesure is Mesure.TEMPS
        ]
        mots = tuple(mot for mot in mots if not any(debut <= mot.debut < fin for debut, fin in temps))
        mesure = any(mot.racine in D_UNE_HISTOIRE for mot in mots)
        for place, (avant, mot, apres) in enumerate(zip((None, *mots), mots, (*mots[1:], None), strict=False)):
            colle = apres is not None and apres.debut == mot.fin
            compte = (*mots[place + 2 : place + 3], None)[0] if colle else apres
            if compte is not None and compte.racine in D_UNE_HISTOIRE:
                continue  # "la 1ère fois"
            if avant is not None and avant.mot == "donc" and compte is not None and compte.mot not in APRES_UN_RANG:
                continue  # "donc 3 gré à gré" counts them
            if mesure and avant is not None and avant.mot in DEVANT_UN_NOMBRE:
                continue
            if mot.mot in ("un", "une") and apres is not None and _SUIVI.match(plie.texte, mot.fin):
                continue  # an article
            if apres is not None and colle and apres.mot not in ORDINAUX:
                continue  # "la 3DE" is a name
            rang = RANGS.get(mot.mot) or (int(mot.mot) if mot.mot.isdigit() and len(mot.mot) < 3 else None)
            if rang is None and mot.mot in ("dernier", "derniere"):
                rang = len(ordre)
            seul = avant is None and mot.mot.isdigit() and mots[1:2] and mots[1].mot in APRES_UN_RANG
            if (
                rang is not None
                and (seul or (avant is not None and avant.mot in DEVANT_UN_RANG))
                and 1 <= rang <= len(ordre)
            ):
                dits.append((mot.debut, ordre[rang - 1]))
            elif (valeur := propres.get(mot.racine) or propres.get(mot.racine + "e")) and not est_nie(
                plie.texte, mot.debut
            ):
                dits.append((mot.debut, valeur))
        dits = [(debut, valeur) for debut, valeur in dits if valeur in ordre and not contexte.en_question(debut)]
        seuil = contexte.apres_correction([debut for debut, _ in dits])
        return max((un for un in dits if un[0] >= seuil), default=(0, None))[1]

    def _formes_de(self, fait: Fait) -> Mapping[str, tuple[str, frozenset[str]]]:
        connues = self._formes.get(fait.nom)
        return formes(fait) if connues is None else connues

    def _reponse_ensemble(self, fait: Fait, texte: str, aujourdhui: date, proposes: Sequence[str] | None) -> Reponse:
        plie = plier(texte[:1000])
        ordre = tuple(proposes) if proposes is not None else tuple(choix.valeur for choix in fait.choix)
        if _AUCUN.fullmatch(plie.texte.strip()):
            return Reponse(Ensemble(frozenset(), frozenset(ordre)))
        places = frozenset(ordre[rang - 1] for rang in rangs_dits(plie.texte, len(ordre))) if proposes else frozenset()
        if plie.texte.startswith("les ") and places:
            return Reponse(Ensemble(places, frozenset(ordre) - places))
        if re.fullmatch(r"[ ,;.&+/-]*(?:(?:le |la |les |n°)?\d{1,2}(?:[ ,;.&+/-]|et|$)*)+", plie.texte.strip()):
            rangs = [int(chiffres) for chiffres in re.findall(r"\d+", plie.texte)]
            if all(1 <= rang <= len(ordre) for rang in rangs):
                dedans = frozenset(ordre[rang - 1] for rang in rangs)
                return Reponse(Ensemble(dedans, frozenset(ordre) - dedans))
            return RIEN
        if "?" in plie.texte:
            return RIEN
        choisies: set[str] = set()
        for morceau in re.split(r"[,;/&+]|\bet\b", plie.texte):
            choisies |= etiquettes(self._formes_de(fait), morceau, tuple(choix.valeur for choix in fait.choix))
        lu = next((lu for lu in self.lire(texte, aujourdhui).lus if lu.nom == fait.nom), None)
        if lu is not None and isinstance(lu.possible, Ensemble):
            choisies |= lu.possible.dedans
        choisies = choisies or set(places)
        if not choisies:
            return RIEN
        dedans = frozenset(choisies)
        return Reponse(Ensemble(dedans, frozenset(ordre) - dedans))


# Where an answer ends, and what is told of it begins.
_SUITES = (
    ", ",
    ". ",
    "; ",
    " : ",
    "! ",
    " (",
    " - ",
    " mais ",
    " alors",
    " seulement",
    " je crois",
    " je pense",
    " car ",
    " parce ",
    " vu ",
    " puisqu",
    "\n",
)


def _tete(texte: str) -> str:
    """What an answer opens with, before a comma or a "mais"; nothing when it asks."""
    fin = min((place for mot in _SUITES if (place := texte.find(mot)) >= 0), default=0)
    return "" if "?" in texte[: fin + 1] or _SE_REPREND.search(texte, fin) else texte[:fin]


# "Dialogue. Non, négociée", "négociée. Enfin, sur le papier c'est adapté": the choice comes after.
_SE_REPREND = re.compile(r"\b(?:(?:non|nan) ?[,.!;]|enfin\b)")


# A purchase may be of anything: the word alone tells no nature.
_ACHAT_SEUL = re.compile(r"[ ,.!]*(?:c'est |faire |ce sera )?(?:un |une |des |l'|d')?(?:achats?|acheter)[ ,.!]*")


def _avec_le_dementi(lu: Lu, dementi: Lu | None) -> Lu:
    """ "C'est pas du nettoyage, c'est des espaces verts": what is said, and what is withdrawn with it."""
    if dementi is None or not (isinstance(lu.possible, Ensemble) and isinstance(dementi.possible, Ensemble)):
        return lu
    return replace(lu, possible=Ensemble(lu.possible.dedans, dementi.possible.dehors - lu.possible.dedans))


def compter_l_objet(connus: Faits | None) -> list[Quantite]:
    """How many things the object known is made of ("40 chaises"), which a price of each takes; `total` where they are what is bought."""
    plie = plier(objet_connu(connus))
    tete = tete_de_l_objet(plie.texte)
    comptes = [q for q in lire_quantites(plie, lire_nombres(plie.texte)) if q.mesure is Mesure.COMPTE]
    return [replace(q, total=q.debut == tete) for q in comptes]


_ARTICLES = ensemble("des les du la l une un")


def denombrer(objet: str, texte: str) -> str | None:
    """The object of a purchase with how many are bought, where a text counts them: "il en faut 34", "12 vélos"; None where none does.

    >>> denombrer("achat de vélos électriques", "il en faut 12"), denombrer("vélos électriques", "12 vélos, 3 agents")
    ('achat de 12 vélos électriques', '12 vélos électriques')
    >>> denombrer("sel de déneigement", "du sel, 800 tonnes")
    'sel de déneigement, 800 tonnes'
    >>> denombrer("bulletin municipal", "6 numéros par an, pour 3 communes")
    'bulletin municipal, 6 numéros par an'
    >>> denombrer("12 vélos", "il en faut 14"), denombrer("nettoyage des écoles", "12 écoles")
    (None, None)
    >>> denombrer("entretien des chaudières", "il y en a 12"), denombrer("jachete des chaises", "on en prend 60")
    (None, None)
    """
    plie, dit = plier(objet), plier(texte[:1000])
    tete = tete_de_l_objet(plie.texte)
    noms = jetons(plie.texte[tete:])
    if not noms or any(q.mesure is Mesure.COMPTE for q in lire_quantites(plie, lire_nombres(plie.texte))):
        return None
    contexte = lire_contexte(dit.texte)
    comptes = [
        q
        for q in lire_quantites(dit, lire_nombres(dit.texte), contexte)
        if q.mesure is Mesure.COMPTE
        and q.bas == q.haut > 1
        and not (q.ecarte or q.ailleurs or q.bas % 1 or contexte.en_question(q.debut))
    ]
    # "Entretien des chaudières": what a bare number counts is not its first word.
    nus = ("", PIECE) if len(noms) < 2 or noms[1].mot not in _ARTICLES else ()
    siens = [q for q in comptes if q.mot in (*nus, noms[0].racine) and not q.par]
    if len(siens) == 1:
        return f"{objet[:tete]}{siens[0].bas:f} {objet[tete:]}"
    # "800 tonnes", "6 numéros par an": what the thing is counted by.
    mesures = [q for q in comptes if q.mot in MATIERES or (q.par and set(q.par) <= set(PERIODES))]
    return ", ".join((objet, *(dit.mots(q.debut, q.fin) for q in mesures))) if mesures and not siens else None


def objet_connu(connus: Faits | None) -> str:
    """What is known to be bought, in the buyer's words."""
    return str(connus.valeur(OBJET) or "") if connus is not None and OBJET in connus else ""


def _ce_qui_est_dit(texte: str, connus: Faits | None) -> str:
    """What a free text states of the contract: neither what it only asks of, nor the money of something else."""
    dit = taire_ce_qui_n_est_pas_dit(sans_adresses(sans_balises(texte[:4000])), montant_connu=tient_un_montant(connus))
    return taire_les_autres_prix(en_clauses(dit), objet_connu(connus))


def tient_un_montant(connus: Faits | None) -> bool:
    """Whether an amount is held, be it only bounded."""
    return connus is not None and MONTANT in connus


def _duree_connue(connus: Faits | None) -> Decimal | None:
    valeur = connus.valeur(DUREE) if connus is not None and DUREE in connus else None
    return valeur if isinstance(valeur, Decimal) else None


def _duree_du_contrat(texte: str, durees: Sequence[Duree], contexte: Contexte, periode: Duree | None) -> LectureDuree:
    lue = decider_duree(texte, durees, contexte, defaut=periode)
    return lue if lue.possible is not None else decider_duree(texte, sans_les_fermes(texte, durees), contexte)


def _le_nu_garde(quantites: Sequence[Quantite]) -> Decimal | None:
    """The only number of an answer that counts nothing and is not given up: "14 et pas 10", "mettez douze, c'est prudent"."""
    gardes = [q for q in quantites if not q.ecarte and not (q.bas == 1 and q.fin - q.debut <= len("une"))]
    seul = len(gardes) == 1 and gardes[0].mesure is Mesure.NU and not gardes[0].taxe and not gardes[0].par
    return gardes[0].valeur if seul and gardes[0].valeur and gardes[0].valeur <= _MOIS_DITS else None


_MOIS_DITS = 120
_SUIVI = re.compile(r" ?[a-z]")


def _duree_calculee(fait: Fait, plie: Plie, temps: Temps) -> Reponse:
    possible = Intervalle(temps.bas, temps.haut)
    approche = possible.seule is not None and est_approche(plie.texte, temps.debut, temps.fin)
    return Reponse(possible, _vraisemblance(fait, possible), approche)


def _jours(nom: str, lue: DateLue) -> Intervalle:
    """The days a date can be: the thresholds of the consultation may change inside its month."""
    return lue.etendue if nom == CONSULTATION else lue.possible


# Days: a contract may have been launched or awarded since a year; an earlier date is another contract's.
_D_UN_AUTRE = 400
_AVANT_UN_NOM = re.compile(r"[ ,.]*(?:et |donc |alors )?(?:(?:la |les? |l'|pour (?:la |les? |l')))?")
_FIN_D_UN_NOM = re.compile(r" ?(?:$|[,.:;!?])")
_AUCUN = re.compile(
    r"(?:non,? ?)?(?:aucune?s?(?: d(?:e|') ?(?:ceux|celles|ces|entre)[ \w-]*+)?|rien(?: de (?:tout )?(?:ca|cela))?|ni l'une? ni l'autre|pas (?:du tout|celles?[ -]la|ceux[ -]la)|non|nan|nope|neant|nada|"
    r"aucune (?:famille|des familles|des propositions|proposition)[ \w-]*+|rien de tout (?:ca|cela)|pas concernee?)[ .!]*+"
)


def _de_ce_contrat(nombres: Sequence[Nombre], contexte: Contexte) -> list[Nombre]:
    """The numbers of an answer but for those of a definition, and for those of an earlier contract where others are told."""
    dits = [n for n in nombres if not contexte.en_definition(n.debut)]
    return [n for n in dits if not contexte.du_passe(n.debut)] or dits


def _dans_une(m: Mention, zones: Sequence[tuple[int, int]]) -> bool:
    return any(debut <= m.debut and m.fin <= fin for debut, fin in zones)


def _dans(n: Nombre, zones: Sequence[tuple[int, int]]) -> bool:
    return any(debut < n.fin and n.debut < fin for debut, fin in zones)


def _citer(plie: Plie, mentions: Sequence[Mention]) -> str:
    vus: list[str] = []
    fin = -1
    for m in mentions:
        if m.debut >= fin:
            vus.append(plie.mots(m.debut, m.fin))
            fin = m.fin
    return ", ".join(dict.fromkeys(vus))


# "On le passe en travaux", "chez nous c'est un marché de travaux": what the contract is told to be.
_ATTRIBUT = re.compile(
    r"\b(?:c'est|c'etait|cest|ce sont|ce sera|ca reste|ca sera|s'agit|donc|alors|plutot|dirais?|mets|mettez|met|l'a mis|l'avons mis|l'ont mis|classe\w*|qualifi\w+|passe\w*|note[zr]?|coche[zr]?)"
    r"(?: (?:bien|plutot|donc|vraiment|surtout|d'abord|bel et bien))?(?: (?:en|comme))?(?: (?:du|des|de|un|une)| (?=d'))?(?: (?:marche|contrat)(?: public)? (?:de|en))? $"
)


def _est_attribue(m: Mention, texte: str) -> bool:
    """Whether the contract is told to be what stands there, called by the name of its nature and by no trade."""
    return est_une_nature(texte[m.debut : m.fin]) and _ATTRIBUT.search(texte, max(0, m.debut - 60), m.debut) is not None


def _explicite(m: Mention, texte: str) -> bool:
    if texte.startswith(_MARCHES_DE, m.debut):
        return True
    gauche = texte[max(0, m.debut - 40) : m.debut]
    if _MOE_EXPLICITE.search(gauche):
        return True
    return bool(_ISOLEE.search(gauche) and _ISOLEE_APRES.match(texte[m.fin : m.fin + 3]))


def _alternatives(mentions: Sequence[Mention], texte: str) -> frozenset[str]:
    """Two choices joined by "ou": both stay possible."""
    for a, b in pairwise(mentions):
        if a.valeur != b.valeur and re.fullmatch(
            r" ?,? ?(?:ou|/)(?: bien| alors)?(?: (?:si )?c'est)?(?: (?:un|une|de la|des?|du|d'))?(?: (?:marche|contrat|achat)s?(?: de| d')?)? ?",
            texte[a.fin : b.debut],
        ):
            return frozenset(m.valeur for m in mentions)
    return frozenset()


def _complement(m: Mention, texte: str) -> bool:
    """Whether a word only completes another ("AMO pour le renouvellement de la DSP")."""
    return bool(
        re.search(
            r"\b(?:de|du|de la|d'une|la|le|une|sur la|future|notre|cette|amo|assistance|audit|etude) ?$",
            texte[max(0, m.debut - 12) : m.debut],
        )
    )


def _est_ouvert(
    dit: tuple[str, int, int], fait: Fait, mentions: Sequence[Mention], texte: str, contexte: Contexte
) -> bool:
    """Whether what is told is of an earlier contract, or is left open."""
    valeur, debut, fin = dit
    m = Mention(fait.nom, valeur, debut, fin, nie=False, flou=0, indice=False)
    return contexte.du_passe(debut) or _reste_ouvert(m, mentions, texte)


def _reste_ouvert(m: Mention, mentions: Sequence[Mention], texte: str) -> bool:
    """Whether what is told is left open in its sentence, before another fact is told."""
    suivant = min((un.debut for un in mentions if un.debut >= m.fin and un.nom != m.nom), default=len(texte))
    return participes.est_indecis(texte, m.debut, m.fin, suivant)


def _nommer_l_objet(plie: Plie, mentions: Sequence[Mention], codes: Sequence[CodeCpv]) -> str:
    """What is bought, in the buyer's words; the label of the first code when there are none."""
    objet = decrire(plie, [m.debut for m in mentions if m.nom in (SEGMENTS, NATURE) and not m.nie])
    return objet or (libelle(codes[0].code) if codes else None) or ""


# "pas le CPV 90910000-9", "on a écarté…": said to be refused.
_CODE_REFUSE = re.compile(r"\b(?:pas|plus|ecarte\w*|exclu\w*|ni|hors|sauf|sans|ancien\w*|au lieu d\w*)\b[^.;\n]{0,20}$")
_REGARD_AVANT = 40


def _est_refuse(texte: str, code: CodeCpv) -> bool:
    return bool(_CODE_REFUSE.search(plier(texte[max(0, code.debut - _REGARD_AVANT) : code.debut]).texte))


def _sans_codes(texte: str, codes: Sequence[CodeCpv]) -> str:
    """Blanks in place of the CPV codes: their digits are no amount."""
    for code in codes:
        texte = f"{texte[: code.debut]}{' ' * (code.fin - code.debut)}{texte[code.fin :]}"
    return texte


_METIER = re.compile(r"(?:electricite|chauffage|gaz)")
_AUTRE_METIER = re.compile(
    r"\b(?:plomberie|sanitaires?|ventilation|vmc|cvc|climatisation|courants? (?:forts?|faibles?)|cfo|cfa|peintures?|cloisons?|menuiseries?|carrelage|faience|"
    r"serrurerie|platrerie|gros (?:oeuvre|uvre)|maconnerie)\b"
)
_LOT_DE_METIER = re.compile(r"\blots? ?(?:n ?[°o]? ?)?\d+\b[^.;\n]{0,40}$")
_FOURNI = re.compile(
    r"\b(?:fournitures?|achats?|acheminement|consommations?|contrat) [^,;.\n]{0,30}$|\b(?:exploitation|p[123]) [^;.\n]{0,60}$"
)


def _corps_de_metier(m: Mention, mentions: Sequence[Mention], texte: str) -> bool:
    """Whether "électricité" or "chauffage" is a trade of the building works, and no energy that is bought."""
    if not _METIER.fullmatch(texte[m.debut : m.fin]) or texte.startswith(" urbain", m.fin):
        return False
    if _FOURNI.search(texte, max(0, m.debut - 80), m.debut):
        return False
    if any(
        (autre.nom == NATURE and autre.valeur in ("travaux", "maitrise_oeuvre") and not autre.indice)
        or (autre.nom == SEGMENTS and autre.valeur in ("construction", "renovation"))
        for autre in mentions
        if not autre.nie
    ):
        return True
    return bool(
        _AUTRE_METIER.search(texte, max(0, m.debut - 30), min(len(texte), m.fin + 30))
        or _LOT_DE_METIER.search(texte, max(0, m.debut - 60), m.debut)
    )


# A place where people eat or learn is the object of the purchase only when nothing else is bought for it.
_LIEUX = re.compile(
    r"^(?:cantines?|restaurants? scolaires?|cuisines? centrales?|ecoles?|creches?|unite de production culinaire|parcs? et jardins?|arbres?)$"
)
_POUR_UN_LIEU = re.compile(
    r"\b(?:de la|des|du|de l'|dans (?:la|les|le)|d'une|d'un|de|la|le|les|pour (?:la|les|le)|a la|aux)[ ]?(?:nouvelle |future |\d+ )?$"
)


def _sans_les_lieux(segments: list[Mention], mentions: Sequence[Mention], texte: str) -> list[Mention]:
    gardes = []
    for m in segments:
        if _LIEUX.match(texte[m.debut : m.fin]) and _POUR_UN_LIEU.search(texte[max(0, m.debut - 20) : m.debut]):
            devant = [autre for autre in mentions if autre.fin <= m.debut and not autre.nie]
            if any(autre.nom == NATURE and autre.valeur in ("travaux", "maitrise_oeuvre") for autre in devant):
                continue
            if any(autre.nom == SEGMENTS and autre.valeur not in ("alimentation", m.valeur) for autre in devant):
                continue
        gardes.append(m)
    return gardes


_LOT_DE_CHACUN = re.compile(r" (?:par (?!an\b|mois\b)|pour (?:chaque|chacun)|chacun)")


def _lots(texte: str, contexte: Contexte) -> list[tuple[str, int, int]]:
    dits: list[tuple[str, int, int]] = []
    for m in _LOTS.finditer(texte):
        if contexte.en_question(m.start()) or contexte.en_definition(m.start()):
            continue
        gauche = texte[max(0, m.start() - 20) : m.start()]
        if m["no"] is not None:
            if not re.search(r"\b(?:sans|pas de|aucun|pas) $", gauche):
                dits.append((OUI, m.start(), m.end()))
            continue
        nombre = m["n"]
        un = nombre in _NOMBRES_DE_LOTS or nombre == "1"
        if nombre == "un" and not re.search(
            r"\b(?:en|avec|sur|a|pour|c'est|juste|seulement) $|(?:^|[,;:(]) ?$", gauche
        ):
            continue
        if _LOTS_NIES.search(gauche):
            continue
        if nombre.isdigit() and int(nombre) == 0:
            dits.append((NON, m.start(), m.end()))
            continue
        # "Un lot par thème": as many as there are themes.
        dits.append((NON if un and not _LOT_DE_CHACUN.match(texte, m.end()) else OUI, m.start(), m.end()))
    seuls = comptes_de_lots.un_seul(texte)
    dits += [(NON, *m.span()) for m in seuls if not contexte.en_question(m.start())]
    for m in _ALLOTIR_NIE.finditer(texte):
        if not contexte.en_question(m.start()):
            dits = [d for d in dits if not (m.start() <= d[1] < m.end())]
            dits.append((NON, m.start(), m.end()))
    return dits


def _signe(nombres: Sequence[Nombre], temps: Sequence[tuple[int, int]]) -> str | None:
    seuls = [n for n in nombres if not _dans(n, temps)]
    if len(seuls) == 1 and seuls[0].valeur < 0:
        return "negatif"
    if len(seuls) == 1 and seuls[0].valeur == 0:
        return "zero"
    return None


def _vraisemblance(fait: Fait, possible: Intervalle) -> str | None:
    if fait.vraisemblable is None:
        return None
    bas, haut = fait.vraisemblable
    fin = possible.haut if possible.haut is not None else possible.bas
    debut = possible.bas if possible.bas is not None else possible.haut
    if isinstance(fin, Decimal) and fin < bas:
        return "trop_petit"
    if isinstance(debut, Decimal) and debut > haut:
        return "trop_grand"
    return None


__all__ = ["Lecteur", "Lecture", "Lu", "Mapping", "Reponse"]
