"""The facts that a message tells, whatever was asked: the answer awaited, what else is said, and what is denied or put right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from knowledge.cpv.natures import Natures
from knowledge.francais.avis import dire_ce_qui_se_demande, dire_oui_ou_non
from knowledge.francais.contexte import Contexte, lire_contexte
from knowledge.francais.modes import (
    partage_les_avis,
    propose_une_reponse,
    sans_ce_qu_on_pense,
    taire_ce_qui_n_est_pas_dit,
)
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.phrases import phrases
from knowledge.francais.texte import Plie, ensemble, jetons, plier
from knowledge.lecture.attentes import Attentes, Demande
from knowledge.lecture.autres_prix import taire_les_autres_prix
from knowledge.lecture.comptes_de_lots import compter_les_lots
from knowledge.lecture.decoupes import en_lots
from knowledge.lecture.durees import est_d_autre_chose, est_dite_courte, est_un_age, reconduire
from knowledge.lecture.etiquettes import D_UNE_HISTOIRE, DEVANT_UN_NOMBRE, RANGS
from knowledge.lecture.lecture import (
    ALLOTI,
    DUREE,
    FERME,
    LIVRAISONS,
    MONTANT,
    NATURE,
    OBJET,
    RIEN,
    SEGMENTS,
    Lecteur,
    Lecture,
    Reponse,
    compter_l_objet,
    objet_connu,
    sans_c_est_par,
    tient_un_montant,
)
from knowledge.lecture.montants import dit_par_an, doute_de_la_taxe, est_demesure, hors_taxe
from knowledge.lecture.objet import annonce_un_achat
from knowledge.lecture.partages import Partage, lire_un_partage
from knowledge.lecture.participes import reste_a_decider
from knowledge.lecture.quantites import PERIODES, PIECE, Mesure, Quantite, est_une_annee, lire_quantites
from knowledge.lecture.retouches import Quantifie, Retouche, reprendre_un_terme, reprendre_une_part, retoucher
from knowledge.lecture.sommes import LOT_COMPTE, attend_une_duree, avec_et_sans_taxe, sommer, sont_des_parts
from knowledge.lecture.sous_entendus import SousEntendus
from knowledge.lecture.temps import Temps, durer, en_clair
from knowledge.regles.faits import NON, OUI, Borne, Ensemble, Faits, Genre, Intervalle, Options, Possible, Texte


class Origine(StrEnum):
    """Whether a fact was said, or is only likely and to be confirmed."""

    DIT = "dit"
    DEVINE = "devine"


@dataclass(frozen=True, slots=True)
class Attente:
    """The question that waits: its fact, the values proposed in the order shown, or the one supposed ("C'est bien cela ?").

    `sure`: the text is known to answer it.
    """

    fait: str
    proposes: tuple[str, ...] = ()
    suppose: Possible | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class FaitDit:
    """One fact told. `nie`: only what it is not was said; `corrige`: it replaces what was said before.

    `d_avant`: it was told of an earlier contract ("l'ancien titulaire facturait…"): what it makes of this one is to be asked.
    """

    nom: str
    possible: Possible
    mots: str
    origine: Origine = Origine.DIT
    incertain: bool = False
    nie: bool = False
    corrige: bool = False
    d_avant: bool = False


@dataclass(frozen=True, slots=True)
class FaitsDits:
    """What a message tells; `accord` is the yes or no to what was supposed, `lots` how many are counted.

    `doute` is why the answer awaited was not taken as it stands (see `Reponse`), `approche` whether it is told to be approximate; `lecture` is the reading it comes from.
    `sous_entendu`: the answer awaited is only guessed, by what was learned of such answers.
    """

    dits: tuple[FaitDit, ...]
    lecture: Lecture
    accord: bool | None = None
    lots: int | None = None
    doute: str | None = None
    approche: bool = False
    sous_entendu: bool = False

    def __getitem__(self, nom: str) -> FaitDit:
        return next(dit for dit in self.dits if dit.nom == nom)

    def __contains__(self, nom: str) -> bool:
        return any(dit.nom == nom for dit in self.dits)


_CLAUSE = re.compile(r"[;!?\n…]+|[.,:](?=\s|$)|\s[-–—]\s")
_PAR_CLAUSE = re.compile(r"(?:(?!\bmais\b)[^;!?\n….,:])+[;!?\n….,:]*|mais\b")
RECURRENT = "recurrent"
# How many clauses are tried as answers of their own.
_ESSAIS = 4


def lire_faits(
    lecteur: Lecteur,
    texte: str,
    aujourdhui: date,
    attente: Attente | None = None,
    connus: Faits | None = None,
    avis: bool | None = None,
    redit: str = "",
    *,
    repond: bool = False,
) -> FaitsDits:
    """Every fact that a text tells, once it is known that it tells some: a message, or the clauses an act opened.

    `avis` is the yes or the no that was already heard in it, in whatever words, `redit` the words that told the amount known.
    `repond`: the text was heard to answer, and what it means without saying it is guessed.
    """
    brut, texte = texte, _sans_ce_qui_n_est_pas_dit(texte, attente, connus)
    lecture = lecteur.lire(texte, aujourdhui, connus)
    chiffres = _Chiffres.lire(lecteur, texte, attente.fait if attente is not None else None)
    if (
        attente is not None
        and attente.fait in lecteur.vocabulaire
        and _passe_a_autre_chose(lecteur, lecture, texte, attente)
    ):
        attente = None
    if attente is not None and (_s_en_tient_au_compte(chiffres, connus) or _dement_une_famille(lecture, attente)):
        attente = None
    posee = attente
    if avis is None and attente is not None and not _repond(lecteur, lecture, chiffres, texte, attente):
        attente = None
    reconduite = _reconduite(lecteur, chiffres, connus)
    if reconduite is not None:
        attente = posee = None  # how often a contract is renewed answers nothing else
    retouche = _retouche(lecteur, chiffres, connus, attente, redit)
    dits = {
        lu.nom: FaitDit(lu.nom, lu.possible, lu.mots, Origine.DIT if lu.sur else Origine.DEVINE, nie=lu.nie)
        for lu in (*lecture.lus, *lecture.sous_reserve)
    }
    accord, doute, approche = _prendre_la_reponse(
        dits, lecteur, lecture, chiffres, texte, aujourdhui, attente, connus, avis, retouche
    )
    # Who tells a price, or another fact of yes or no, answers nothing else.
    repond = (
        repond
        and not (posee is not None and _dit_un_autre_oui_non(dits, lecteur, posee))
        and not doute
        and all(q.mesure is not Mesure.ARGENT for q in chiffres.quantites)
        and not _date_ou_dure(dits, lecteur, posee)
        and "?" not in brut  # who asks leaves nothing understood
    )
    sous_entendu = repond and posee is not None and _sous_entendre(dits, lecteur, texte, posee)
    sous_entendu = sous_entendu or _fait_confirmer(dits, lecteur, brut, attente)
    _prendre_l_objet(dits, lecture, attente)
    _deviner_la_nature(dits, lecteur, lecture, attente, connus)
    _lire_les_possessions(dits, lecteur, texte, connus)
    if reconduite is not None:
        dits.pop(OBJET, None)
    lots = _prendre_les_lots(dits, chiffres, lecteur, posee, connus)
    _prendre_les_chiffres(dits, chiffres, lecteur, texte, lecture, attente, connus, retouche)
    if reconduite is not None:
        dits[DUREE] = reconduite
    sans_duree = DUREE not in dits and (connus is None or DUREE not in connus) and retouche is None
    tue = sans_duree and attend_une_duree(chiffres.quantites, chiffres.plie.texte, compter_l_objet(connus))
    if MONTANT in dits and DUREE not in dits and (tue or _est_moins_qu_un_an(chiffres, dits[MONTANT].possible)):
        # "190 000 par an, les pommes à part pour 25 000": no total is less than one year.
        lecture = _sans_le_montant_refait(lecture, replace(dits.pop(MONTANT), possible=Intervalle()))
    seule = lecture.correction and not sous_entendu and _ne_dit_que_la_description(dits, attente)
    if _est_un_aparte(attente, connus) and not seule:
        _supposer_la_description(dits, lecteur, attente)
    if not seule and (attente is None or attente.fait != NATURE) and _n_est_que_supposee(dits, lecture, connus):
        # "Avec la brosse de désherbage, 192 000": a machine that is bought stays bought.
        lecture = replace(lecture, lus=tuple(lu for lu in lecture.lus if lu.nom != NATURE or lu.nie))
        del dits[NATURE]
    if _n_est_pas_la_duree(dits.get(DUREE), chiffres, posee):
        lecture = replace(lecture, lus=tuple(lu for lu in lecture.lus if lu.nom != DUREE))
        doute = "indecis" if attente is not None and attente.fait == DUREE else doute
        del dits[DUREE]
    if DUREE in dits and attente is not None and attente.fait not in _OU_LA_DUREE_SE_DIT:
        _douter_de_la_duree(dits, texte, attente)
    lecture = _sans_le_montant_refait(lecture, dits.get(MONTANT))
    if MONTANT in dits and doute_de_la_taxe(chiffres.plie.texte):
        dits[MONTANT] = replace(dits[MONTANT], origine=Origine.DEVINE)
    hesite = est_hesitant(texte)
    tous = tuple(replace(dit, corrige=lecture.correction, incertain=hesite) for dit in dits.values())
    return FaitsDits(tous, lecture, accord, lots, doute, approche, sous_entendu)


def _sans_ce_qui_n_est_pas_dit(texte: str, attente: Attente | None, connus: Faits | None) -> str:
    """The text but for what it asks, supposes or reports, and for the money of something else."""
    demande = attente is not None and attente.fait == MONTANT
    texte = texte if attente is None else sans_ce_qu_on_pense(texte)
    dit = taire_ce_qui_n_est_pas_dit(texte, montant_connu=not demande and tient_un_montant(connus))
    dit = taire_les_autres_prix(preparer(dit), objet_connu(connus))
    return en_clair(dit) if attente is not None and attente.fait == DUREE else dit


def _prendre_la_reponse(
    dits: dict[str, FaitDit],
    lecteur: Lecteur,
    lecture: Lecture,
    chiffres: _Chiffres,
    texte: str,
    aujourdhui: date,
    attente: Attente | None,
    connus: Faits | None,
    avis: bool | None,
    retouche: Retouche | None,
) -> tuple[bool | None, str | None, bool]:
    """Take the answer awaited; whether what was supposed is accepted, why the answer is doubtful, whether it is approximate."""
    if attente is None or attente.fait not in lecteur.vocabulaire:
        return None, None, False
    propre = _sans_l_avis_d_autre_chose(lecteur, texte, aujourdhui, attente) if avis is None else texte
    dite = avis if avis is not None else dire_oui_ou_non(propre)
    if avis is None and _est_d_un_autre_fait(lecteur, lecture, texte, attente):
        dite, propre = None, ""
    accord = dite if attente.suppose is not None else None
    reponse = _repondre(lecteur, propre, aujourdhui, attente, connus, dite, dits)
    doute = reponse.incertitude
    if doute == "trop_petit" and attente.fait == MONTANT:
        reponse = replace(reponse, possible=_en_milliers(chiffres, reponse.possible))
    juste = _corrige_d_un_zero(chiffres, connus) or (retouche and retouche.montant)
    if attente.fait == MONTANT and (annonce := juste or _total_annonce(chiffres)):
        reponse, doute = replace(reponse, possible=Intervalle.point(annonce)), None
    if doute in ("trop_petit", "trop_grand") and attente.fait == DUREE and _dit_autre_chose(dits, attente):
        # "Livrée au centre technique, avec deux jours de prise en main": the time of something else.
        reponse, doute = RIEN, None
    if attente.fait == DUREE and _n_est_pas_un_temps(chiffres, reponse.possible):
        reponse, doute = RIEN, None
    approche = reponse.approximatif
    if reponse.possible is not None:
        origine = Origine.DEVINE if doute else Origine.DIT
        nie = attente.fait in dits and dits[attente.fait].nie
        dits[attente.fait] = FaitDit(attente.fait, reponse.possible, texte, origine, nie=nie)
    return accord, doute, approche


_ATTENTES = Attentes()


def _repond(lecteur: Lecteur, lecture: Lecture, chiffres: _Chiffres, texte: str, attente: Attente) -> bool:
    """Whether a text answers the question that waits, which is the last thing it may be taken for."""
    if attente.sure or attente.fait not in lecteur.vocabulaire:
        return True
    demande = Demande(lecteur.vocabulaire[attente.fait], supposee=attente.suppose is not None)
    return _ATTENTES.repond(demande, texte, {lu.nom for lu in lecture.lus}, chiffres.quantites)


def preparer(texte: str) -> str:
    """The text as it is read: what says nothing in between is left out."""
    return en_lots(dire_ce_qui_se_demande(sans_c_est_par(texte)))


def mesurer_les_chiffres(lecteur: Lecteur, texte: str, demande: str | None = None) -> Sequence[Quantite]:
    """What the numbers of a text count."""
    return _Chiffres.lire(lecteur, texte, demande).quantites


def _dement_une_famille(lecture: Lecture, attente: Attente) -> bool:
    """Whether a "no" is that of a family that was noted: "non, pas rénovation, construction neuve" answers no other question."""
    return attente.fait != SEGMENTS and any(lu.nom == SEGMENTS and _est_dementie(lu.possible) for lu in lecture.lus)


def _est_dementie(possible: Possible) -> bool:
    return isinstance(possible, Ensemble) and bool(possible.dehors)


def _s_en_tient_au_compte(chiffres: _Chiffres, connus: Faits | None) -> bool:
    """Whether how many are bought is told again, and stays: "on reste à 14", of 14 bikes, answers nothing."""
    m = _RESTE_A.search(chiffres.plie.texte)
    comptes = {q.bas for q in compter_l_objet(connus)} if m is not None else set()
    return m is not None and any(
        q.bas in comptes and 0 <= q.debut - m.end() <= 1 and q.mesure in (Mesure.NU, Mesure.COMPTE)
        for q in chiffres.quantites
    )


_RESTE_A = re.compile(
    r"\b(?:rest(?:e|ons|era|erait)|(?:s'en|nous en) tien(?:t|drons)|gard(?:e|ons)|maintien(?:t|s)) (?:a|sur|les|nos|mes|aux?)\b"
)


def _n_est_pas_un_temps(chiffres: _Chiffres, possible: Possible | None) -> bool:
    """Whether what was read of an answer is a bare number that stands beside a price: "revenons au prix : 14 000 HT, pas 16"."""
    mesures = {q.mesure for q in chiffres.quantites}
    return (
        isinstance(possible, Intervalle)
        and Mesure.ARGENT in mesures
        and Mesure.TEMPS not in mesures
        and any(q.mesure is Mesure.NU and q.valeur == possible.seule for q in chiffres.quantites)
    )


def _reconduite(lecteur: Lecteur, chiffres: _Chiffres, connus: Faits | None) -> FaitDit | None:
    """The duration of a contract whose renewals are told alone: "non, reconductible deux fois seulement"."""
    ferme = connus.valeur(FERME) if connus is not None and FERME in connus else None
    if not isinstance(ferme, Decimal) or DUREE not in lecteur.vocabulaire:
        return None
    duree = reconduire(chiffres.plie.texte, ferme)
    if duree is None or chiffres.contexte.en_question(duree.debut):
        return None
    autres = [q for q in chiffres.quantites if not q.ecarte and not duree.debut <= q.debut < duree.fin]
    if any(q.mesure in (Mesure.TEMPS, Mesure.ARGENT) for q in autres):
        return None
    return FaitDit(DUREE, Intervalle.point(duree.mois), chiffres.plie.mots(duree.debut, duree.fin))


def _date_ou_dure(dits: Mapping[str, FaitDit], lecteur: Lecteur, attente: Attente | None) -> bool:
    """Whether a date or a figure of the contract is told, and the one asked is not: "prise d'effet le 1er janvier" leaves no lots understood."""
    return attente is not None and any(
        dit.origine is Origine.DIT
        and nom != attente.fait
        and lecteur.vocabulaire[nom].genre in (Genre.NOMBRE, Genre.DATE)
        for nom, dit in dits.items()
    )


def _fait_confirmer(dits: Mapping[str, FaitDit], lecteur: Lecteur, texte: str, attente: Attente | None) -> bool:
    """Whether the value awaited, one of a few, is what somebody thinks and asks about: "MAPA je pense ?"."""
    if attente is None or attente.fait not in dits or lecteur.vocabulaire[attente.fait].genre is Genre.NOMBRE:
        return False
    return propose_une_reponse((phrases(texte) or ("",))[-1])


_SOUS_ENTENDUS = SousEntendus()


def _sous_entendre(dits: dict[str, FaitDit], lecteur: Lecteur, texte: str, attente: Attente) -> bool:
    """Take what an answer means where no word of it says a value, or where it only rules some out; whether it means any."""
    if attente.suppose is not None or attente.fait not in lecteur.vocabulaire:
        return False
    dit = dits[attente.fait].possible if attente.fait in dits else None
    if attente.fait in dits and dits[attente.fait].nie and dit == Options(lecteur.vocabulaire[attente.fait].options):
        return False  # what is given up leaves nothing said
    restent = dit.possibles if isinstance(dit, Options) else lecteur.vocabulaire[attente.fait].options
    if len(restent) < 2 or not (dit is None or isinstance(dit, Options)):
        return False
    valeur = _SOUS_ENTENDUS.deviner(attente.fait, texte, restent)
    if valeur is not None:
        dits[attente.fait] = FaitDit(attente.fait, Options(frozenset({valeur})), texte, Origine.DEVINE)
    return valeur is not None


def _est_moins_qu_un_an(chiffres: _Chiffres, dit: Possible) -> bool:
    """Whether an amount is less than what the same text says of one year."""
    par_an = [
        q.bas
        for q in chiffres.quantites
        if q.par == ("an",) and not q.ecarte and q.mesure in (Mesure.NU, Mesure.ARGENT)
    ]
    seule = dit.seule if isinstance(dit, Intervalle) else None
    return bool(par_an) and isinstance(seule, Decimal) and seule < max(par_an)


def _sans_le_montant_refait(lecture: Lecture, dit: FaitDit | None) -> Lecture:
    """The reading without an amount that was worked out again from it: 60 € is no amount of "40 chaises, 60 € pièce"."""
    lus = [lu.possible for lu in (*lecture.lus, *lecture.sous_reserve) if lu.nom == MONTANT and not lu.nie]
    if dit is None or dit.possible in lus:
        return lecture
    return replace(
        lecture,
        lus=tuple(lu for lu in lecture.lus if lu.nom != MONTANT or lu.nie),
        sous_reserve=tuple(lu for lu in lecture.sous_reserve if lu.nom != MONTANT),
        contradictions=tuple(nom for nom in lecture.contradictions if nom != MONTANT),
    )


def _retouche(
    lecteur: Lecteur, chiffres: _Chiffres, connus: Faits | None, attente: Attente | None, redit: str
) -> Retouche | None:
    """The amount known, or the one supposed, as the text puts it right."""
    demande = attente is not None and attente.fait == MONTANT
    connu = connus.valeur(MONTANT) if connus is not None and MONTANT in connus else None
    if demande and attente is not None and isinstance(attente.suppose, Intervalle):
        connu = attente.suppose.seule
    if not isinstance(connu, Decimal):
        return None
    temps = [q.bas for q in chiffres.quantites if q.mesure is Mesure.TEMPS and q.bas == q.haut]
    connue = connus.valeur(DUREE) if connus is not None and DUREE in connus else None
    mois = temps[0] if len(temps) == 1 else connue
    demande = demande or (attente is None and chiffres.contexte.annonce_correction)
    annees = mois / PERIODES["an"] if isinstance(mois, Decimal) else None
    comptes = compter_l_objet(connus)
    if redit:
        avant = _Chiffres.lire(lecteur, redit)
        ancien, nouveau = (Quantifie(dit.plie.texte, dit.quantites) for dit in (avant, chiffres))
        du_contrat = connue if isinstance(connue, Decimal) else None
        redite = chiffres.corrigent or chiffres.redisent
        refait = reprendre_une_part(ancien, nouveau, connu) or reprendre_un_terme(
            ancien, nouveau, connu, du_contrat, comptes, redit=redite
        )
        if refait is not None:
            return replace(refait, entier=redite)
    corrige = chiffres.corrigent or chiffres.redisent
    # As they are typed: "rajoutez" asks, "rajouté" tells.
    mots = frozenset(re.findall(r"\w+", chiffres.plie.brut.lower()))
    en_plus = _EN_PLUS.search(chiffres.plie.texte) is not None
    return retoucher(
        chiffres.quantites,
        mots,
        connu,
        comptes,
        redit=corrige,
        annees=annees,
        demande=demande,
        en_plus=en_plus,
        par_an=dit_par_an(chiffres.plie.texte),
    )


# What is said then is another matter; "ok" only shows that the question was heard.
_AUTRE_MATIERE = re.compile(
    r"\b(?:autres? (?:chose|question|sujet|point|truc)s?|(?:voudrait|voudrais|veut|veux|faudrait|faut|aimerait|aimerais|souhaite|souhaiterait) aussi|par ailleurs|au fait|tant que j'y pense)\b"
)
_ENTENDU = re.compile(
    r"(?:(?:ok|okay|oki|d'accord|dac|bien|tres bien|super|parfait|merci|compris|entendu|note)\b[ ,.!]*)+"
)
# Fewer words than that are the rest of an answer: "ok pour trois lots".
_MOTS_D_UNE_MATIERE = 5


def _passe_a_autre_chose(lecteur: Lecteur, lecture: Lecture, texte: str, attente: Attente) -> bool:
    """Whether a message leaves a question of yes or no for something else: "OK. On voudrait aussi du papier recyclé"."""
    if lecteur.vocabulaire[attente.fait].genre is not Genre.OUI_NON or any(
        lu.nom == attente.fait for lu in lecture.lus
    ):
        return False
    plie = plier(texte[:1000]).texte
    entendu = _ENTENDU.match(plie)
    suite = plie[entendu.end() :] if entendu else plie
    if len(suite.split()) < _MOTS_D_UNE_MATIERE:
        return False
    accuse = entendu is not None and any(fin in entendu[0] for fin in ".!") and dire_oui_ou_non(suite) is None
    return accuse or _AUTRE_MATIERE.search(plie) is not None


_NATURES = Natures()


def _deviner_la_nature(
    dits: dict[str, FaitDit], lecteur: Lecteur, lecture: Lecture, attente: Attente | None, connus: Faits | None
) -> None:
    """The nature that the object says enough, where a purchase is told and none of our words says one nor rules one out."""
    objet = dits[OBJET].possible if OBJET in dits else None
    if not isinstance(objet, Texte) or NATURE not in lecteur.vocabulaire or any(lu.nom == NATURE for lu in lecture.lus):
        return
    demande = attente is not None and attente.fait == OBJET
    annonce = len(dits) > 1 or demande or annonce_un_achat(plier(dits[OBJET].mots).texte)
    decrit = connus is not None and not _DECRIVENT.isdisjoint(connus)
    if annonce and not decrit and (attente is None or demande):
        valeur = _NATURES.deviner(objet.texte)
        if valeur is not None:
            dits[NATURE] = FaitDit(NATURE, Options(frozenset({valeur})), dits[OBJET].mots, Origine.DEVINE)


def _lire_les_possessions(dits: dict[str, FaitDit], lecteur: Lecteur, texte: str, connus: Faits | None) -> None:
    """Whose what is bought, or who needs it, is, where nothing else told who buys."""
    for lu in lecteur.lire_les_possessions(texte):
        if lu.nom not in dits and (connus is None or lu.nom not in connus):
            dits[lu.nom] = FaitDit(lu.nom, lu.possible, lu.mots)


def _en_milliers(chiffres: _Chiffres, possible: Possible | None) -> Possible | None:
    """ "58" is said for 58 000 where an amount is asked, unless its euros are named; to be confirmed."""
    bare = all(
        (q.mesure in (Mesure.NU, Mesure.TEMPS) and PIECE not in q.par) or (q.mesure is Mesure.COMPTE and q.bas == 1)
        for q in chiffres.quantites
        if not q.ecarte
    )
    if not isinstance(possible, Intervalle) or not bare:
        return possible
    bas, haut = (bout * _GRAND if isinstance(bout, Decimal) else None for bout in (possible.bas, possible.haut))
    return replace(possible, bas=bas, haut=haut)


def _total_annonce(chiffres: _Chiffres) -> Decimal | None:
    """The amount that sums told aloud come to: "18 000 et 22 000, nous voilà rendus à 40 000"; None where none is announced."""
    prix = [
        q
        for q in chiffres.quantites
        if not q.ecarte and q.mesure in (Mesure.NU, Mesure.ARGENT) and q.bas == q.haut and not q.fois
    ]
    prix = [q for q in prix if not est_une_annee(q)]
    if len(prix) < 2 or prix[-1].taxe == "ttc" or prix[-1].borne or prix[-1].par:
        return None
    *termes, dernier = prix
    if (
        dernier.total
        or (len(termes) > 1 and dernier.bas == sum(q.bas for q in termes))
        or _est_le_produit(chiffres, dernier)
    ):
        en_milliers = (
            dernier.mesure is Mesure.NU
            and dernier.bas < _GRAND
            and (
                max(q.bas for q in chiffres.quantites) >= _GRAND
                or all(q.mesure in (Mesure.NU, Mesure.TEMPS) and not q.par for q in chiffres.quantites)
            )
        )
        return dernier.bas * _GRAND if en_milliers else dernier.bas
    return None


def _corrige_d_un_zero(chiffres: _Chiffres, connus: Faits | None) -> Decimal | None:
    """The amount of the text, or else the one known, with a zero less or more ("il y a un zéro de trop")."""
    if "zero" not in chiffres.mots:
        return None
    de_trop = not chiffres.mots.isdisjoint(("trop", "enlevez", "enleve", "retirez", "retire"))
    if not de_trop and chiffres.mots.isdisjoint(("manque", "oublie", "ajoutez", "ajoute", "rajoutez")):
        return None
    connu = connus.valeur(MONTANT) if connus is not None and MONTANT in connus else None
    dits = [q for q in chiffres.quantites if q.mesure in (Mesure.NU, Mesure.ARGENT) and q.bas >= _GRAND // 10]
    if dits and dits[-1].debut > chiffres.plie.texte.find("zero") and dits[-1].bas != connu:
        return dits[-1].bas  # "il manque un zéro : 900 000"
    faux = dits[-1].bas if dits else connu
    if not isinstance(faux, Decimal):
        return None
    return faux / 10 if de_trop else faux * 10


def _est_le_produit(chiffres: _Chiffres, dernier: Quantite) -> bool:
    """Whether an amount is what the numbers before it make, two or more multiplied: "quatre ans à 45 : 180"."""
    avant = [q for q in chiffres.quantites if q.debut < dernier.debut and not q.ecarte and q.bas == q.haut][-_FACTEURS:]
    produits: list[tuple[Decimal, int]] = [(Decimal(1), 0)]
    for q in avant:
        un = q.bas / PERIODES[q.mot] if q.mesure is Mesure.TEMPS and q.mot in PERIODES else q.bas
        if q.mesure is Mesure.PART:
            un /= 100
        if un > 1 or q.mesure is Mesure.PART:
            produits += [(produit * un, nombre + 1) for produit, nombre in produits]
    return any(nombre > 1 and produit == dernier.bas for produit, nombre in produits)


_FACTEURS = 5


def _prendre_l_objet(dits: dict[str, FaitDit], lecture: Lecture, attente: Attente | None) -> None:
    if OBJET in dits and plier(dits[OBJET].mots).texte in _GENERIQUES:
        del dits[OBJET]
    if OBJET not in dits and lecture.objet_possible and (attente is None or attente.fait == OBJET):
        dits[OBJET] = FaitDit(OBJET, Texte(lecture.objet_possible), lecture.objet_possible, Origine.DEVINE)


def _prendre_les_lots(
    dits: dict[str, FaitDit], chiffres: _Chiffres, lecteur: Lecteur, attente: Attente | None, connus: Faits | None
) -> int | None:
    """How many lots are told, which says that there are lots, unless that was denied."""
    # "Va pour un mapa": the article of another fact counts nothing.
    dites = [chiffres.plie.texte.find(plier(dit.mots).texte) for nom, dit in dits.items() if nom != ALLOTI]
    demandes = (
        attente is not None and attente.fait in (ALLOTI, "lots") and not _dit_un_autre_oui_non(dits, lecteur, attente)
    )
    # "J'ai le droit de faire un seul lot ?": who asks tells nothing.
    comptees = [q for q in chiffres.quantites if demandes or not chiffres.contexte.en_question(q.debut)]
    lots = compter_les_lots(
        chiffres.plie.texte,
        [q for q in comptees if q.fin + 1 not in dites or not _est_un_article(chiffres, q)],
        chiffres.partage,
        demandes=demandes,
        redit=chiffres.corrigent or chiffres.redisent,
        comptes=compter_l_objet(connus),
    )
    if lots is None or ALLOTI not in lecteur.vocabulaire:
        return lots
    refuses = ALLOTI in dits and dits[ALLOTI].possible == Options(frozenset({NON}))
    if lots > 1 and refuses and all(q.mot != LOT_COMPTE for q in chiffres.quantites):
        return None
    if ALLOTI not in dits or lots > 1 or chiffres.redisent:
        dits[ALLOTI] = FaitDit(ALLOTI, Options(frozenset({OUI if lots > 1 else NON})), chiffres.plie.brut)
    return lots


def _est_un_article(chiffres: _Chiffres, q: Quantite) -> bool:
    return not q.mot and chiffres.plie.texte[q.debut : q.fin] in ("un", "une")


def _prendre_les_chiffres(
    dits: dict[str, FaitDit],
    chiffres: _Chiffres,
    lecteur: Lecteur,
    texte: str,
    lecture: Lecture,
    attente: Attente | None,
    connus: Faits | None,
    retouche: Retouche | None,
) -> None:
    """The duration and the amount that were not asked, where figures alone tell them."""
    demandee = attente.fait if attente is not None else None
    if demandee != DUREE and DUREE in lecteur.vocabulaire and (dit := _duree_dite(chiffres, texte, dits.get(DUREE))):
        dits[DUREE] = dit
    if demandee != MONTANT and MONTANT in lecteur.vocabulaire:
        duree = dits[DUREE].possible if DUREE in dits else None if connus is None else connus.connus().get(DUREE)
        mois = duree.seule if isinstance(duree, Intervalle) else None
        deja = dits.get(MONTANT)
        dit = _montant_dit(chiffres, texte, lecture, deja, connus, mois, retouche)
        if dit is not None and (deja is None or dit.possible != deja.possible):
            dits[MONTANT] = dit


def _est_un_aparte(attente: Attente | None, connus: Faits | None) -> bool:
    """Whether the purchase is described already, or something else is asked."""
    if attente is not None and attente.fait not in _DECRIVENT:
        return True
    return connus is not None and any(nom in connus for nom in _DECRIVENT)


def _ne_dit_que_la_description(dits: Mapping[str, FaitDit], attente: Attente | None) -> bool:
    """Whether what is corrected can only be the purchase: nothing else is told, nor is what was asked answered."""
    demande = attente.fait if attente is not None else None
    return all(nom in _DECRIVENT and nom != demande for nom, dit in dits.items() if dit.origine is Origine.DIT)


def _douter_de_la_duree(dits: dict[str, FaitDit], texte: str, attente: Attente) -> None:
    """A time told beside another answer is the contract's where it stands alone or is called so; else it is a story's.

    "mapa, 24 mois" tells it; "une fois posés, on les garde dix ans" tells how often one buys.
    """
    dit = dits[DUREE]
    clause = next((un for un in _CLAUSE.split(texte) if un and dit.mots in un), texte)
    seule = dit.origine is Origine.DIT and len(clause.split()) - len(dit.mots.split()) <= _MOTS_AUTOUR
    mots = {jeton.mot for jeton in jetons(plier(clause).texte)}
    if seule or not mots.isdisjoint(_DU_CONTRAT) or FERME in dits or MONTANT in dits:
        return
    if attente.fait == RECURRENT:
        del dits[DUREE]
    else:
        dits[DUREE] = replace(dit, origine=Origine.DEVINE)


def _n_est_pas_la_duree(dit: FaitDit | None, chiffres: _Chiffres, posee: Attente | None) -> bool:
    """Whether of two times told none is chosen yet ("24 ou 36 mois, mon responsable décide lundi"), or so long a one, told of
    no contract, is that for which the thing is used ("une fois posés on est tranquilles 15 ans").
    """
    possible = dit.possible if dit is not None else None
    if not isinstance(possible, Intervalle):
        return False
    if possible.seule is None:
        return reste_a_decider(chiffres.plie.texte)
    longtemps = isinstance(possible.haut, Decimal) and possible.haut >= _LONGTEMPS
    demandee = posee is not None and posee.fait == DUREE
    seule = demandee or len(chiffres.mots) <= _MOTS_AUTOUR * 2
    return longtemps and not seule and chiffres.mots.isdisjoint(_DU_CONTRAT | _LONGS)


# From there on few contracts last, but those that concede, let or lend.
_LONGTEMPS = 120
_LONGS = ensemble("concession concede dsp delegation bail location loue exploitation affermage emphyteotique")
_MOTS_AUTOUR = 2
_DU_CONTRAT = frozenset(
    {"duree", "contrat", "marche", "accord", "cadre", "reconductible", "renouvelable", "reconduction", "reconductions", "ferme", "fermes", "convention"}
)  # fmt: skip


def _supposer_la_description(dits: dict[str, FaitDit], lecteur: Lecteur, attente: Attente | None) -> None:
    """What the words let read of the purchase is only likely: "les chaises livrées" told of a delivery describe nothing."""
    # "Une délégation de service public" tells, by the same words, another fact, and so what the contract is.
    surs = {dit.mots for nom, dit in dits.items() if nom not in _DECRIVENT and dit.origine is Origine.DIT}
    for nom in (SEGMENTS, NATURE):
        demande = attente is not None and attente.fait == nom
        nomme = _nomme_la_nature(lecteur, dits[nom]) or dits[nom].mots in surs if nom in dits else True
        # A family that was noted is denied of the purchase, and of nothing else.
        if not (demande or nomme or (nom == SEGMENTS and _est_dementie(dits[nom].possible))):
            dits[nom] = replace(dits[nom], origine=Origine.DEVINE)


def _dit_autre_chose(dits: Mapping[str, FaitDit], attente: Attente) -> bool:
    return any(dit.origine is Origine.DIT and nom not in _DECRIVENT | {attente.fait} for nom, dit in dits.items())


def _dit_un_autre_oui_non(dits: Mapping[str, FaitDit], lecteur: Lecteur, attente: Attente) -> bool:
    demandes = (ALLOTI, "lots") if attente.fait in (ALLOTI, "lots") else (attente.fait,)
    return any(
        dit.origine is Origine.DIT and nom not in demandes and lecteur.vocabulaire[nom].genre is Genre.OUI_NON
        for nom, dit in dits.items()
    )


def _n_est_que_supposee(dits: Mapping[str, FaitDit], lecture: Lecture, connus: Faits | None) -> bool:
    """Whether words let suppose another nature than the one that is known, and name none."""
    if NATURE not in dits or connus is None or NATURE not in connus or OBJET not in connus:
        return False
    if any(lu.nom == NATURE and lu.sur and not lu.nie for lu in lecture.lus):
        return False
    connue = connus.connus()[NATURE]
    autre = isinstance(connue, Options) and connue.seule is not None and connue != dits[NATURE].possible
    return autre and dits[NATURE].origine is Origine.DEVINE


# The nature alone names no purchase.
_GENERIQUES = frozenset(
    {"travaux", "fournitures", "fourniture", "services", "service", "prestation", "prestations", "pose"}
)
_DECRIVENT = frozenset({OBJET, NATURE, SEGMENTS})
# An amount is told with its years, and a purchase with its duration.
_OU_LA_DUREE_SE_DIT = frozenset({OBJET, DUREE, MONTANT, "lots"})
_HESITATIONS = (
    "je crois", "jcrois", "j'crois", "je pense", "jpense", "pas sur", "pas certain", "il me semble", "a priori", "peut-etre", "peut etre", "je suppose", "sans doute",
    "je dirais", "jdirais", "a confirmer", "si ma memoire", "probablement", "sous reserve", "normalement", "sans conviction", "ptet", "j'imagine",
)  # fmt: skip


def est_par_periode(texte: str) -> bool:
    """Whether an amount is told by the year or the month, which only makes a total beside a duration.

    >>> est_par_periode("30 000 par an"), est_par_periode("30 000 € au total"), est_par_periode("60 t par an à 90 € la tonne")
    (True, False, True)
    """
    if any(q.par and set(q.par) <= set(PERIODES) for q in _prix_de(texte)):
        return True
    plie, quantites = _quantites_de(texte)
    return attend_une_duree(quantites, plie.texte)


def redit_par_periode(texte: str, connu: Decimal) -> bool:
    """Whether a text tells the amount that is known again, as that of a period: it was no total.

    >>> redit_par_periode("j'ai oublié de dire : les 20 000, c'est chaque année", Decimal(20000)), redit_par_periode("20 000", Decimal(20000))
    (True, False)
    """
    return any(q.bas == q.haut == connu and q.par and set(q.par) <= set(PERIODES) for q in _prix_de(texte))


def attend_un_compte(texte: str) -> bool:
    """Whether the price of one thing is told, and nothing counts them.

    >>> attend_un_compte("620 € HT pièce"), attend_un_compte("34 gilets à 620 € HT"), attend_un_compte("30 000 par an")
    (True, False, False)
    """
    plie, quantites = _quantites_de(texte)
    unitaires = [q for q in quantites if q.mesure is Mesure.ARGENT and not (q.ecarte or set(q.par) <= set(PERIODES))]
    return len(unitaires) == 1 and sommer(quantites, None, en_reponse=True, texte=plie.texte) is None


def est_ttc(texte: str) -> bool:
    """Whether an amount is told with its tax: its rate is missing.

    >>> est_ttc("62 000 € TTC par an"), est_ttc("62 000 € TTC"), est_ttc("30 000 € HT par an")
    (True, True, False)
    """
    return any(q.taxe == "ttc" for q in _prix_de(texte))


def dit_un_prix(texte: str) -> bool:
    """Whether a text tells money, or a large number that counts nothing.

    >>> dit_un_prix("trois éditions, 2027, 2028 et 2029"), dit_un_prix("40 000"), dit_un_prix("5,5 % de TVA")
    (False, True, False)
    """
    _, quantites = _quantites_de(texte)
    return any(
        q.mesure is Mesure.ARGENT or (q.mesure is Mesure.NU and q.bas >= _GRAND and not est_une_annee(q))
        for q in quantites
        if not q.ecarte
    )


def dit_un_total(texte: str) -> bool:
    """Whether an amount is told as what others come to.

    >>> dit_un_total("ça fait 22 000 par an"), dit_un_total("des vélos, 22 000")
    (True, False)
    """
    return any(q.total for q in _prix_de(texte))


def _prix_de(texte: str) -> list[Quantite]:
    _, quantites = _quantites_de(texte)
    return [q for q in quantites if q.mesure in (Mesure.NU, Mesure.ARGENT) and not q.ecarte and q.bas >= _PAR_MOIS_MIN]


def _quantites_de(texte: str) -> tuple[Plie, list[Quantite]]:
    plie = plier(texte[:1000])
    return plie, lire_quantites(plie, lire_nombres(plie.texte), lire_contexte(plie.texte))


# By the month, an amount may be small.
_PAR_MOIS_MIN = 100


def est_hesitant(texte: str) -> bool:
    """Whether what a text tells is hedged ("mapa mais pas sûr")."""
    plie = plier(texte[:1000]).texte
    return any(dit in plie for dit in _HESITATIONS)


def _nomme_la_nature(lecteur: Lecteur, dit: FaitDit) -> bool:
    """Whether a nature was called by its name ("services"), and not by what is bought."""
    libelles = {plier(choix.libelle).texte.rstrip("s") for choix in lecteur.vocabulaire[dit.nom].choix}
    return dit.nom == NATURE and plier(dit.mots).texte.rstrip("s") in libelles


@dataclass(frozen=True, slots=True)
class _Chiffres:
    """The figures of a text, and how it speaks of them."""

    plie: Plie
    contexte: Contexte
    quantites: Sequence[Quantite]
    mots: frozenset[str]
    nommes: frozenset[str]  # the facts called by their name
    partage: Partage | None = None  # the prices of lots

    @classmethod
    def lire(cls, lecteur: Lecteur, texte: str, demande: str | None = None) -> _Chiffres:
        plie = plier(texte[:1000])
        contexte = lire_contexte(plie.texte)
        mots = frozenset(jeton.mot for jeton in jetons(plie.texte))
        noms = {
            nom: {plier(un).texte for un in lecteur.vocabulaire[nom].aussi}
            for nom in (MONTANT, DUREE)
            if nom in lecteur.vocabulaire
        }
        quantites = lire_quantites(plie, lire_nombres(plie.texte), contexte)
        partage = lire_un_partage(plie.texte, quantites, demande=demande in (ALLOTI, "lots"))
        nommes = frozenset(nom for nom, dits in noms.items() if mots & dits)
        return cls(plie, contexte, quantites, mots, nommes, partage)

    @property
    def corrigent(self) -> bool:
        """Whether some of them are given up for others."""
        return any(q.ecarte for q in self.quantites) or bool(self.contexte.corrections)

    @property
    def redisent(self) -> bool:
        """Whether they are put right in words that give up nothing ("j'ai dit 240, c'est 260")."""
        return _REDIT.search(self.plie.texte) is not None


# What comes on top of the amount known: "3 000 de plus", "il faut la vidéo en plus, 11 000".
_EN_PLUS = re.compile(
    r"(?<!de plus )\b(?:en|de) plus\b(?! (?:de|en|tard|que)\b)|\b(?:met|mett|pren|pass)(?:s|ez|ons|ait|ions|iez|d|ds)? aussi\b"
)
# Who comes back to what he said.
_REDIT = re.compile(
    r"\b(?:(?:j'|j ?t'|je t'|je vous )(?:ai|avais)|jt?ai|g|je) (?:di[ts]?|disais|mis|ecrit|tape|note|saisi)\b"
    r"|\bmeme (?:prix|tarif)\b|\bc'etait (?:sans|hors|avant|avec|20\d\d\b)|\b(?:faux|fausse|wrong|erreur|stop)\b|\bj[ e']{1,3}(?:ai |me suis |m'etais )(?:tromp|gour|plant|gourr)\w*"
)


def _duree_dite(chiffres: _Chiffres, texte: str, deja: FaitDit | None) -> FaitDit | None:
    """A duration that was not asked: bare beside its name ("durée 36, pas 48"), or worked out, and then to be confirmed."""
    place = chiffres.plie.texte.find("duree")
    if deja is None and place >= 0 and (mois := _dans_la_phrase(chiffres.plie.texte, place)) is not None:
        return FaitDit(DUREE, mois, texte)
    quantites = [q for q in chiffres.quantites if not _ne_dure_pas(chiffres.plie.texte, q)]
    if any(q.plus and q.mesure is Mesure.NU for q in quantites) and all(
        q.mesure is not Mesure.TEMPS for q in quantites
    ):
        return None  # "84 000, plus 12 000 d'équipement" adds prices
    temps = durer(chiffres.plie.texte, quantites)
    # "14 mois plus 2 de préparation, donc 16 en tout": what they come to is told.
    annonce = temps is not None and any(q.total and q.debut == temps.debut for q in quantites)
    repris = temps is not None and (chiffres.corrigent or temps.repris or annonce)
    if temps is None or chiffres.contexte.en_question(temps.debut) or (deja is not None and not repris):
        return None
    if temps.repris and all(q.mesure is Mesure.NU for q in quantites):
        return None  # "ce n'est pas 8 mais 5" may tell of anything
    if est_d_autre_chose(chiffres.plie.texte, temps.debut, temps.fin):
        return None
    if deja is None and _est_un_moment(chiffres.plie.texte, temps):
        return None
    return FaitDit(DUREE, Intervalle(temps.bas, temps.haut), texte, Origine.DEVINE if deja is None else Origine.DIT)


def _est_un_moment(texte: str, temps: Temps) -> bool:
    """Whether less than a month is told beside something else, and not called how long it lasts: "encore une semaine de folie"."""
    bornes = [0, *(m.end() for m in _PAR_CLAUSE.finditer(texte)), len(texte)]
    debut = max(bout for bout in bornes if bout <= temps.debut)
    fin = min(bout for bout in bornes if bout >= temps.fin)
    seul = len(texte[debut:fin].split()) - len(texte[temps.debut : temps.fin].split()) <= _MOTS_AUTOUR
    return temps.haut is not None and temps.haut < 1 and not seul and not est_dite_courte(texte, temps.debut, temps.fin)


def _dans_la_phrase(texte: str, place: int) -> Intervalle | None:
    """The duration that a sentence names, told with its unit, or bare after its name: "durée : 36 et non 48. Montant : …"."""
    bouts = [0, *(m.end() for m in _FIN_DE_DUREE.finditer(texte)), len(texte)]
    debut = max(bout for bout in bouts if bout <= place)
    plie = plier(texte[debut : min(bout for bout in bouts if bout > place)])
    quantites = lire_quantites(plie, lire_nombres(plie.texte), lire_contexte(plie.texte))
    if (temps := durer(plie.texte, quantites)) is not None:
        return Intervalle(temps.bas, temps.haut)
    nus = [q for q in quantites if q.mesure is Mesure.NU and not q.ecarte and q.haut <= _MOIS_MAX]
    return next((Intervalle.point(q.bas) for q in nus if q.debut > place - debut), None)


_FIN_DE_DUREE = re.compile(r"[.;!?\n](?=\s|$)")


def _ne_dure_pas(texte: str, q: Quantite) -> bool:
    """ "7j/7", "trente ans que je suis là": times that are no duration of a contract."""
    return _PAS_UNE_DUREE.match(texte, q.fin) is not None or (
        q.mesure is Mesure.TEMPS and not q.par and est_un_age(texte, q.debut)
    )


_PAS_UNE_DUREE = re.compile(r" ?/ ?(?:7|24|365)\b| ?sur (?:7|24|365)\b| qu(?:e|')(?: |\w)| d'(?:experience|anciennete)")


def _montant_dit(
    chiffres: _Chiffres,
    texte: str,
    lecture: Lecture,
    deja: FaitDit | None,
    connus: Faits | None,
    mois: Borne | None,
    retouche: Retouche | None,
) -> FaitDit | None:
    """An amount that was not asked: named or put right ("le montant est faux : 94 000"), or worked out, and then to be confirmed."""
    lu = deja.possible if deja is not None and deja.origine is Origine.DIT and not deja.nie else None
    if (ensemble := _somme_des_lots(chiffres, mois, lu)) is not None:
        return FaitDit(MONTANT, Intervalle.point(ensemble), texte, Origine.DEVINE)
    if (juste := _corrige_d_un_zero(chiffres, connus)) is not None:
        return FaitDit(MONTANT, Intervalle.point(juste), texte)
    if retouche is not None:
        origine = Origine.DIT if retouche.entier or retouche.dite else Origine.DEVINE
        return FaitDit(MONTANT, Intervalle.point(retouche.montant), texte, origine)
    prix = [q for q in chiffres.quantites if q.mesure is Mesure.ARGENT and not (q.ecarte or q.ailleurs)]
    parts = sont_des_parts(chiffres.plie.texte, prix)
    ajoutes = any(q.plus and q.mesure in (Mesure.NU, Mesure.ARGENT, Mesure.PART) for q in chiffres.quantites)
    if isinstance(lu, Intervalle) and not (parts or ajoutes or any(q.par or q.fois for q in chiffres.quantites)):
        return None
    if (ht := avec_et_sans_taxe(chiffres.quantites, chiffres.plie.texte)) is not None:
        return FaitDit(MONTANT, Intervalle(ht.bas, ht.haut), texte)
    if lecture.montants_ttc:
        return None
    if (annonce := _total_annonce(chiffres)) is not None and annonce >= _GRAND:
        return FaitDit(MONTANT, Intervalle.point(annonce), texte, Origine.DEVINE)
    nomme = MONTANT in chiffres.nommes
    corrige = nomme or lecture.correction or any(q.ecarte for q in chiffres.quantites)
    prix = [
        q
        for q in chiffres.quantites
        if not q.ecarte
        and (
            _peut_etre_un_prix(q, corrige=corrige, nomme=nomme)
            or _est_pose_comme_un_prix(chiffres.plie.texte, q)
            or _est_le_prix_d_un(q, chiffres.quantites)
            or _est_le_prix_d_une_part(chiffres.plie.texte, q, chiffres.quantites)
        )
    ]
    autres = [
        q
        for q in chiffres.quantites
        if (q.fois or q.mesure not in (Mesure.NU, Mesure.ARGENT))
        and q not in prix
        and not _ne_dure_pas(chiffres.plie.texte, q)
    ]
    repere = connus.valeur(MONTANT) if connus is not None and MONTANT in connus else None
    duree = mois if isinstance(mois, Decimal) else None
    toutes = sorted([*prix, *autres], key=lambda q: q.debut)
    somme = (
        sommer(
            toutes,
            duree,
            en_reponse=True,
            repere=repere,
            texte=chiffres.plie.texte,
            mots=chiffres.mots,
            comptes=compter_l_objet(connus),
        )
        if prix
        else None
    )
    if (
        somme is None
        or est_demesure(Intervalle(somme.bas, somme.haut))
        or (somme.taxe == "ttc" and somme.taux is None)
        or (lu is not None and not somme.calcule and not any(q.total for q in prix))
    ):
        return None
    bas, haut = somme.bas, somme.haut
    if somme.taxe == "ttc" and somme.taux is not None:
        bas, haut = (None if bout is None else hors_taxe(bout, somme.taux) for bout in (bas, haut))
    nus = all(q.mesure is Mesure.NU for q in prix)
    if nus and bas is not None and bas == haut and bas < _GRAND and somme.taxe != "ht" and not somme.calcule:
        bas = haut = bas * _GRAND
    # What takes the place of an amount, by the year and for how long, is told.
    redit = repere is not None and duree is not None and somme.calcule and any(set(q.par) & set(PERIODES) for q in prix)
    dit = corrige or redit or (somme.taxe == "ht" and not somme.calcule)
    if d_avant := all(q.ailleurs for q in prix):
        dit = False
    return FaitDit(MONTANT, Intervalle(bas, haut), texte, Origine.DIT if dit else Origine.DEVINE, d_avant=d_avant)


def _somme_des_lots(chiffres: _Chiffres, mois: Borne | None, lu: Possible | None) -> Decimal | None:
    """What the lots told with their prices come to, unless the text tells a total of its own."""
    if chiffres.partage is None:
        return None
    prix = [q.bas for q in chiffres.partage.prix]
    seule = lu.seule if isinstance(lu, Intervalle) else None
    if lu is not None and seule not in prix:
        return None
    return chiffres.partage.total(mois if isinstance(mois, Decimal) else None)


def _peut_etre_un_prix(q: Quantite, *, corrige: bool, nomme: bool) -> bool:
    if q.mesure is not Mesure.NU or est_une_annee(q):
        return q.mesure is Mesure.ARGENT
    return (nomme and corrige) or (q.haut >= _GRAND and (corrige or q.total))


def _est_le_prix_d_un(q: Quantite, quantites: Sequence[Quantite]) -> bool:
    """Whether a bare number beside prices is that of each thing counted: "150 pc à 650 € pièce, 30 écrans à 900"."""
    prix = any((autre.mesure is Mesure.ARGENT or autre.taxe) and not autre.ecarte for autre in quantites)
    journees = {un.mot for un in quantites if un.mesure is Mesure.TEMPS and PERIODES[un.mot] < 1}
    comptes = journees | {un.mot for un in quantites if un.mesure is Mesure.COMPTE}
    return prix and q.mesure is Mesure.NU and not ({*comptes, PIECE} if comptes else comptes).isdisjoint(q.par)


def _est_pose_comme_un_prix(texte: str, q: Quantite) -> bool:
    """Whether a round number that counts nothing ends a clause as an amount does: "3 berlines, 120 000", "les vitres pour 70 000".

    Years, and the numbers of streets, codes and articles, are not.
    """
    if q.mesure is not Mesure.NU or q.ailleurs or q.bas < _GRAND or q.bas % 100 or est_une_annee(q):
        return False
    if _UNITE.match(texte, q.fin):
        return False
    if q.par or q.fois:
        # "60 000 par an", "quatre fois 6 000": what is counted so, and not named, is money.
        return True
    avant = _MOT_AVANT.search(texte, max(0, q.debut - _FENETRE), q.debut)
    return avant is not None and avant["mot"] in _AVANT_UN_PRIX


def _est_le_prix_d_une_part(texte: str, q: Quantite, quantites: Sequence[Quantite]) -> bool:
    """Whether a bare number beside a price is that of a part: "640 HT la travée, et 1500 de montage", "création 8 500, pose 2 200 HT"."""
    argent = any((un.mesure is Mesure.ARGENT or un.taxe) and not un.ecarte for un in quantites)
    if not argent or q.mesure is not Mesure.NU or q.ailleurs or q.par or q.bas < _GRAND or est_une_annee(q):
        return False
    avant, suite = texte[: q.debut].rstrip(), texte[q.fin :].lstrip()
    if suite.startswith(_DE_CELA):
        return avant.endswith((" et", ",", "+", " plus"))
    nom = avant.rpartition(" ")
    seul = not suite or suite.startswith((",", ";", ".", "ht", "-", "+", "et "))
    en_liste = not nom[0] or nom[0].endswith((",", ":", ";", "+", " et"))
    return seul and en_liste and nom[2].isalpha() and len(nom[2]) > 2


_DE_CELA = ("de ", "d'")
_GRAND = 1000
_FENETRE = 20
_UNITE = re.compile(r"\s?(?:m[23²³]?|km|kg|kw|kwh|ml|l|t|h|x|%|g|ha)(?![a-z])")
_MOT_AVANT = re.compile(r"(?P<mot>[a-z]{1,15}|[,:;=+])\s{0,3}$")
_AVANT_UN_PRIX = ensemble(", ; : = + plus pour environ a autour vers soit sur plafond budget estime")
_MOIS_MAX = 240


def _repondre(
    lecteur: Lecteur,
    texte: str,
    aujourdhui: date,
    attente: Attente,
    connus: Faits | None,
    avis: bool | None,
    dits: Mapping[str, FaitDit],
) -> Reponse:
    """What the text answers: a value wins over a yes or a no, the whole text over one of its clauses."""
    fait = lecteur.vocabulaire[attente.fait]
    if fait.genre is Genre.TEXTE:
        return RIEN
    if fait.genre is Genre.NOMBRE and partage_les_avis(texte):
        return Reponse(None, "indecis")
    proposes = attente.proposes or None
    reponses = [lecteur.lire_reponse(fait, morceau, aujourdhui, proposes, connus) for morceau in _essais(texte)]
    if reponses[0].incertitude in ("ttc", "annuel"):
        # What a clause says alone is still said with its tax, or beside what is paid by the year.
        return reponses[0]
    dites = [reponse for reponse in reponses if reponse.possible is not None or reponse.incertitude]
    if dites:
        if fait.genre in (Genre.CHOIX, Genre.NOMBRE) and dites[0] is not reponses[0]:
            dites.reverse()  # "4 ? Non, 2.": who hesitates ends on what he chooses
        return next((un for un in dites if un.possible is not None), dites[0])
    if attente.suppose is None:
        if avis is None and fait.nom in (LIVRAISONS, RECURRENT) and revient(texte):
            avis = True
        return (
            RIEN
            if avis is None or fait.genre is not Genre.OUI_NON
            else Reponse(Options(frozenset({OUI if avis else NON})))
        )
    if avis is None or fait.nom in dits:
        return RIEN
    if avis:
        return Reponse(attente.suppose)
    reste = fait.options - attente.suppose.possibles if isinstance(attente.suppose, Options) else frozenset()
    return Reponse(Options(reste)) if reste else RIEN


def _sans_l_avis_d_autre_chose(lecteur: Lecteur, texte: str, aujourdhui: date, attente: Attente) -> str:
    """The text but for the clauses whose yes or no is told of another fact: "non pas de lot", "les livraisons c'est oui"."""
    if lecteur.vocabulaire[attente.fait].genre is not Genre.OUI_NON or attente.suppose is not None:
        return texte
    restent: list[str] = []
    for place, clause in enumerate(_PAR_CLAUSE.findall(texte[:1000])):
        avis = dire_oui_ou_non(clause)
        if place <= _ESSAIS and avis is not None and len(clause.split()) > 1:
            dits = {lu.nom: lu.possible for lu in lecteur.lire(clause, aujourdhui).lus}
            dit = Options(frozenset({OUI if avis else NON}))
            # "Va pour un mapa" takes the procedure, and answers nothing of the lots.
            autres = [
                nom
                for nom, possible in dits.items()
                if (possible == dit or lecteur.vocabulaire[nom].genre is Genre.CHOIX) and nom != attente.fait
            ]
            ouvre = avis and dire_oui_ou_non(clause.split()[0]) is True
            if attente.fait not in dits and autres and not ouvre:
                continue
        restent.append(clause)
    return "".join(restent)


def _est_d_un_autre_fait(lecteur: Lecteur, lecture: Lecture, texte: str, attente: Attente) -> bool:
    """Whether a yes or a no is said of a fact that the text calls by its name, and the one asked is not.

    "Le montant, c'est bien 210 000", "oui, données personnelles : l'assureur aura les noms".
    """
    nommes = lecteur.nommer(texte)
    if attente.fait in nommes or attente.fait in {lu.nom for lu in lecture.lus if lu.sur}:
        return False
    plie = plier(texte[:1000]).texte
    if lecteur.vocabulaire[attente.fait].genre is not Genre.OUI_NON:
        # "Acheteur : la Ville" tells no nature.
        return (
            lecteur.vocabulaire[attente.fait].genre is Genre.CHOIX
            and bool(lecture.lus)
            and _ETIQUETTE.match(plie) is not None
            and lecteur.ouvre_par_un_nom(plie)
        )
    ouvre = _UN_AVIS.match(plie)
    if ouvre is None and any(lu.sur and lecteur.vocabulaire[lu.nom].genre is Genre.OUI_NON for lu in lecture.lus):
        return True  # "un seul lot bien sûr", "on le relance à chaque fois, donc oui ça revient"
    if not nommes:
        return False
    if ouvre is None:
        return _NET.search(plie) is None
    suite = plie[ouvre.end() :]
    oui_non = [nom for nom in nommes if lecteur.vocabulaire[nom].genre is Genre.OUI_NON]
    return bool(oui_non) and lecteur.ouvre_par_un_nom(suite)


_ETIQUETTE = re.compile(r"[^:,.]{1,40}:")
_NET = re.compile(
    r"\b(?:oui|ouais|non|nan|yes|no|nope|effet|tout a fait|le cas|bien sur|absolument|aucune?s?|jamais|pas)\b"
)
_UN_AVIS = re.compile(r"[ ,.!]*(?:oui|ouais|ok|non|nan|si|bien sur|evidemment|exact\w*|yes|no)\b[ ,.:;!]*")


_FOIS_PAR = (
    "tous les ",
    "toutes les ",
    "tt les ",
    "ts les ",
    "chaque ",
    "tous ",
    "par an",
    "par mois",
    "par semaine",
    "/an",
    "/mois",
    "/semaine",
    "biennal",
    "annuel",
    "mensuel",
    "trimestriel",
    "hebdo",
    "quotidien",
    "regulier",
)
# Every fifteen years is no habit.
_RARE = 10
_ANS_ENTRE_DEUX = re.compile(r" ans\b")


def revient(texte: str) -> bool:
    """Whether a text says that something comes again: "tous les 5 ans", "2 passages/mois".

    >>> revient("1x par an"), revient("une seule, au garage")
    (True, False)
    """
    plie = plier(texte[:1000]).texte
    if any(n.valeur >= _RARE and _ANS_ENTRE_DEUX.match(plie, n.fin) for n in lire_nombres(plie)):
        return False
    return not any(dit in plie for dit in _NE_REVIENT_PAS) and any(dit in plie for dit in _FOIS_PAR)


_NE_REVIENT_PAS = ("pas tous", "pas chaque", "pas regulier")


def _essais(texte: str) -> Iterator[str]:
    yield texte
    morceaux = [un.strip() for un in _CLAUSE.split(texte[:1000]) if un and un.strip(" .,-")]
    if len(morceaux) > 1:
        # "Un an c'est court, mets deux": a number counts what was just measured, it is the place of no choice.
        mesure = any(jeton.racine in D_UNE_HISTOIRE for jeton in jetons(plier(texte[:1000]).texte))
        yield from [un for un in morceaux if not (mesure and _n_est_qu_un_nombre(un))][:_ESSAIS]


def _n_est_qu_un_nombre(morceau: str) -> bool:
    return all(
        jeton.mot in RANGS or jeton.mot.isdigit() or jeton.mot in DEVANT_UN_NOMBRE
        for jeton in jetons(plier(morceau).texte)
    )
