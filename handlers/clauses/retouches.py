"""The retouches of a text, as they are asked for: each made where it can be, else told with why it is not and what can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from handlers.clauses.atelier import Atelier, Reglable, reglables
from knowledge.clauses.calculs import CALCULES, POIDS, Reglages, en_mots, repartir
from knowledge.clauses.choix import Offert
from knowledge.clauses.interdits import relever
from knowledge.clauses.modeles import Genre, Modele, noms
from knowledge.clauses.paroles import (
    Reglage,
    ce_qui_est_nomme,
    dit_du_sujet,
    mots_du_nom,
    n_est_qu_un_reglage,
    sans_le_nom_d_un_texte,
)
from knowledge.clauses.retouches import (
    AJOUTS_MAX,
    Donne,
    Geste,
    Retouche,
    de_ce_texte,
    dit,
    en_vue,
    faute_de,
    otees,
    phrases,
    pourquoi_garder,
    remplacer,
    rythmes_de,
    sans,
    tenus,
    trouver,
)
from knowledge.clauses.retouches_dites import Demandee, Dites, en_phrase, nomme_une_phrase

# A line of a document holds about so many words.
MOTS_PAR_LIGNE = 16
CHOIX_MAX, MOTS_EN_PLUS = 4, 2
# Points are of what is scored, and of no other share.
EN_POINTS, POINTS = "point", ("points_", "poids_", "note_")
# What is refused of a text and is surely of it.
SUES = frozenset(
    {"tenu", "interdit", "deja", "lesquelles", "bornes", "somme", "rythmes", "mot_tenu", "phrase_absente", "part"}
)


@dataclass
class Copie:
    """A text being retouched: `faites`, what was done to it; `refusees`, what was not, with why."""

    atelier: Atelier
    cle: str
    lot: int | None
    faites: list[dict[str, Any]] = field(default_factory=list)
    refusees: list[dict[str, Any]] = field(default_factory=list)
    # Which sentences may be meant, where several are.
    lesquelles: list[str] = field(default_factory=list)
    # A text of another kind is asked for in the place of this one.
    genre: str | None = None
    au_genre: str = ""

    @property
    def offert(self) -> Offert:
        offert = self.atelier.texte(self.cle, self.lot)
        assert offert is not None
        return offert

    @property
    def modele(self) -> Modele:
        return self.offert.modele

    @property
    def brut(self) -> str:
        """The text of the model, without the sentences that are out already."""
        return sans(self.modele.texte, otees(self.retouches))

    @property
    def retouches(self) -> tuple[Retouche, ...]:
        return de_ce_texte(self.atelier.reglages.retouches, self.modele.souche)

    @property
    def est_sue(self) -> bool:
        """Whether something that was refused is of this text all the same."""
        return any(une["pourquoi"] in SUES for une in self.refusees)

    def retoucher(self, geste: Geste, de: str = "", a: Donne | None = None, **dite: Any) -> None:
        une = Retouche(self.modele.souche, geste, de, a)
        reglages = self.atelier.reglages
        self.atelier = self.atelier.avec(replace(reglages, retouches=(*reglages.retouches, une)))
        self.faites.append({"geste": geste.value, "de": de, "a": a, "note": None, **dite})

    def refuser(self, demandee: Demandee, pourquoi: str, **dite: Any) -> None:
        self.refusees.append({"dits": demandee.dits, "pourquoi": pourquoi, "possibles": (), **dite})


def appliquer(atelier: Atelier, cle: str, lot: int | None, dites: Dites) -> Copie:
    """Every change that is asked for, in its order."""
    copie = Copie(atelier, cle, lot)
    for une in dites.demandees:
        _FAIRE[une.geste](copie, une)
    if dites.lignes is not None:
        _abreger(copie, dites.lignes)
    return copie


def le_plus_concerne(atelier: Atelier, cles: Sequence[str], dites: Dites) -> str | None:
    """Of the texts that were shown, the one of which most of what is asked can be done; None where none of it surely is."""
    copies = [appliquer(atelier, cle, None, dites) for cle in dict.fromkeys(cles) if atelier.texte(cle) is not None]
    siennes = [
        copie
        for copie in copies
        if dites.lignes is not None
        or ((copie.faites or copie.genre or copie.est_sue) and _est_du_texte(copie.modele, dites))
    ]
    return max(siennes, key=lambda copie: len(copie.faites)).cle if siennes else None


def _est_du_texte(modele: Modele, dites: Dites) -> bool:
    """Whether something that is asked for is said of a text, and not of the purchase: a bare value is, alone, where it names nothing else."""
    possibles = reglables([modele], CALCULES)
    noms_regles = frozenset().union(*(mots_du_nom(un.nom, un.libelle) for un in possibles))
    seule = len(dites.demandees) == 1 and not dites.reste
    for une in dites.demandees:
        if une.geste is not Geste.REGLE or une.ancienne is not None or une.de or une.reglage is None:
            return True
        nue = n_est_qu_un_reglage(une.reglage.mots - noms_regles)
        nomme = any(_nomme(une.reglage, un) for un in vises_par(une.reglage, possibles))
        if (nue and seule) or (une.ouverte and (nue or nomme)) or (nue and nomme):
            return True
    return False


# --- one change -------------------------------------------------------------------------------------------------------


def _regler(copie: Copie, une: Demandee) -> None:
    possibles = reglables([copie.modele], CALCULES)
    valeur: Decimal | None = None if une.reglage is None else une.reglage.valeur
    ailleurs = une.reglage is not None and mieux_ailleurs(copie.atelier, copie.modele, une.reglage)
    if une.de:
        voulus, valeur = [un for un in possibles if un.cle == une.de], Decimal(0)
    elif une.ancienne is not None:
        voulus = [un for un in possibles if _vaut(copie, un, une.ancienne)]
    else:
        voulus = d_abord_ecrits(vises_par(une.reglage, possibles), copie.modele)
        if une.reglage is not None and (
            (dit_du_sujet(une.reglage.mots) and not any(_nomme(une.reglage, un) for un in voulus)) or ailleurs
        ):
            voulus = []
        if not voulus and une.reglage is not None and une.reglage.unite is None:
            voulus = [un for un in possibles if un.cle == _derniere_reglee(copie)]
    if len(voulus) != 1 or valeur is None:
        # A share is of no fact of a purchase: asked of a text that has none, it is of that text all the same.
        part = une.reglage is not None and une.reglage.unite == "pct" and not ailleurs
        copie.refuser(
            une,
            "plusieurs" if voulus else "part" if part else "reglage",
            possibles=[un.libelle for un in voulus or possibles],
        )
        return
    vise = voulus[0]
    if (refus := refus_de(copie.atelier, vise, valeur)) is not None:
        copie.refuser(une, refus, vise=vise, **bornes(vise))
        return
    reglages = copie.atelier.reglages
    avant = reglages.valeurs.get(vise.cle)
    copie.atelier = copie.atelier.avec(replace(reglages, valeurs={**reglages.valeurs, vise.cle: valeur}))
    parametre = copie.modele.parametres.get(vise.nom)
    note = None if parametre is None else parametre.note
    copie.retoucher(Geste.REGLE, vise.cle, avant, libelle=vise.libelle, valeur=valeur_dite(valeur, vise), note=note)


def _vaut(copie: Copie, un: Reglable, ancienne: Reglage) -> bool:
    if un.unite is None or ancienne.unite not in (None, un.unite):
        return False
    parametre = copie.modele.parametres.get(un.nom)
    calculee = next((valeur.nombre for valeur in copie.offert.rempli.valeurs if valeur.nom == un.nom), None)
    actuelle = copie.atelier.reglages.valeurs.get(un.cle, calculee if parametre is None else parametre.defaut)
    return actuelle == ancienne.valeur


def _derniere_reglee(copie: Copie) -> str | None:
    return next((une.de for une in reversed(copie.retouches) if une.geste is Geste.REGLE), None)


def _rythmer(copie: Copie, une: Demandee) -> None:
    dits = rythmes_de(copie.offert.rempli.texte)
    siens = [un for un in dits if un != une.a]
    voulus = [un for un in siens if un == une.de] or siens
    if len(voulus) == 1:
        copie.retoucher(Geste.RYTHME, voulus[0], une.a)
    elif not voulus:
        copie.refuser(une, "deja" if une.a in dits else "sans_rythme")
    else:
        copie.refuser(une, "rythmes", rythmes=voulus)


def _oter(copie: Copie, une: Demandee) -> None:
    trouvees = trouver(copie.brut, une.dits)
    siens = [un for un in copie.retouches if un.geste is Geste.AJOUT and trouver(str(un.a), une.dits)]
    if not trouvees and siens:
        _reprendre(copie, siens[-1])
    elif not trouvees:
        copie.refuser(une, "phrase_absente" if nomme_une_phrase(une.dits) else "introuvable")
    else:
        note = copie.modele.genre is Genre.CRITERE
        libres = [un for un in trouvees if pourquoi_garder(copie.modele.texte, un, note=note) is None]
        if len(libres) > 1:
            copie.lesquelles += libres
            copie.refuser(une, "lesquelles")
        else:
            oter_la_phrase(copie, (libres or list(trouvees))[0], une)


def _reprendre(copie: Copie, ajout: Retouche) -> None:
    """Take back a sentence of the buyer's own."""
    reglages = copie.atelier.reglages
    restent = tuple(un for un in reglages.retouches if un is not ajout)
    copie.atelier = copie.atelier.avec(replace(reglages, retouches=restent))
    copie.faites.append({"geste": "repris", "de": str(ajout.a), "a": None, "note": None})


def oter_la_phrase(copie: Copie, phrase: str, une: Demandee) -> None:
    """Take a sentence out, unless the text must keep it."""
    pourquoi = pourquoi_garder(copie.modele.texte, phrase, note=copie.modele.genre is Genre.CRITERE)
    if pourquoi is not None:
        copie.refuser(une, "tenu", raison=pourquoi, phrase=phrase)
    else:
        copie.retoucher(Geste.OTE, phrase, vue=en_vue(phrase))


def _changer_un_mot(copie: Copie, une: Demandee) -> None:
    genre = ce_qui_est_nomme(une.a).genre
    rempli = copie.offert.rempli
    entier = "\n".join((rempli.titre, rempli.texte, rempli.preuve or ""))
    if genre is not None and genre != copie.modele.genre.value:
        copie.genre, copie.au_genre = genre, une.a
    elif not dit(entier, une.de):
        # Between quotes, it is a word of a text, and no fact of the purchase.
        copie.refuser(une, "mot_cite_absent" if une.cite else "mot_absent", mot=une.de)
    elif any(signe.isdecimal() for signe in une.de):
        possibles = [un.libelle for un in reglables([copie.modele], CALCULES)]
        copie.refuser(une, "reglage", possibles=possibles)
    elif (faute := faute_de(remplacer(entier, une.de, une.a))) is not None and faute != faute_de(entier):
        copie.refuser(une, "interdit", mots=faute[0], raison=faute[1])
    elif _tenus(remplacer(entier, une.de, une.a)) < _tenus(entier):
        copie.refuser(une, "mot_tenu", mot=une.de)
    else:
        copie.retoucher(Geste.MOT, une.de, une.a)


def _tenus(texte: str) -> set[str]:
    return {regle.id for regle, _ in relever(texte, tenus())}


def _ajouter(copie: Copie, une: Demandee) -> None:
    """A value where the text has it to set; else a sentence of the buyer's, unless no text may say it."""
    if une.reglage is not None:
        voulus = [un for un in vises_par(une.reglage, reglables([copie.modele], CALCULES)) if _nomme(une.reglage, un)]
        # What says much more than the value is a sentence of the buyer's, with a value in it.
        if len(voulus) == 1 and len(_en_plus(une.reglage, voulus[0])) <= MOTS_EN_PLUS:
            _regler(copie, replace(une, geste=Geste.REGLE))
            return
    phrase = en_phrase(une.dits)
    if not phrase:
        copie.refuser(une, "introuvable")
    elif (faute := faute_de(phrase)) is not None:
        copie.refuser(une, "interdit", mots=faute[0], raison=faute[1])
    elif any(un.a == phrase for un in copie.retouches):
        copie.refuser(une, "deja")
    elif sum(un.geste is Geste.AJOUT for un in copie.retouches) >= AJOUTS_MAX:
        copie.refuser(une, "trop")
    else:
        copie.retoucher(Geste.AJOUT, "", phrase)


def _abreger(copie: Copie, lignes: int) -> None:
    """Take sentences out from the end, those that may go, until the text holds in so many lines."""
    de_trop = [une for une in reversed(phrases(copie.brut)) if not _tient(copie.brut, lignes)]
    for phrase in de_trop:
        if _tient(copie.brut, lignes):
            break
        # What holds a value that the buyer set is wanted.
        reglees = {une.de.partition(".")[2] or une.de for une in copie.retouches if une.geste is Geste.REGLE}
        if reglees & set(noms(phrase)):
            continue
        if pourquoi_garder(copie.modele.texte, phrase, note=copie.modele.genre is Genre.CRITERE) is None:
            copie.retoucher(Geste.OTE, phrase, vue=en_vue(phrase))
    if not _tient(copie.brut, lignes):
        copie.refusees.append({"dits": "", "pourquoi": "long", "critere": copie.modele.genre is Genre.CRITERE})


def _tient(texte: str, lignes: int) -> bool:
    return len(texte.split()) <= lignes * MOTS_PAR_LIGNE


_FAIRE = {
    Geste.REGLE: _regler,
    Geste.RYTHME: _rythmer,
    Geste.OTE: _oter,
    Geste.MOT: _changer_un_mot,
    Geste.AJOUT: _ajouter,
}


def defaire(reglages: Reglages, souche: str) -> tuple[Reglages, Retouche | None]:
    """The settings without the last retouche of a text; None where it has none."""
    siennes = de_ce_texte(reglages.retouches, souche)
    if not siennes:
        return reglages, None
    derniere = siennes[-1]
    rang = max(rang for rang, une in enumerate(reglages.retouches) if une == derniere)
    retouches = (*reglages.retouches[:rang], *reglages.retouches[rang + 1 :])
    valeurs = dict(reglages.valeurs)
    if derniere.geste is Geste.REGLE:
        valeurs.pop(derniere.de, None)
        if derniere.a is not None:
            valeurs[derniere.de] = derniere.a
    return replace(reglages, valeurs=valeurs, retouches=retouches), derniere


def en_clair(atelier: Atelier, offert: Offert) -> list[dict[str, Any]]:
    """The retouches that a text shows, as the templates word them: what was set last of each value, once."""
    libelles = {un.cle: un for un in reglables([offert.modele], CALCULES)}
    dites: dict[tuple[str, str], dict[str, Any]] = {}
    for une in offert.rempli.retouches:
        dit_de: dict[str, Any] = {"geste": une.geste.value, "de": une.de, "a": une.a, "vue": en_vue(une.de)}
        cle = une.geste.value, f"{une.de}>{une.a}"
        if une.geste is Geste.REGLE:
            vise, valeur = libelles.get(une.de), atelier.reglages.valeurs.get(une.de)
            if vise is None or valeur is None:
                continue
            dit_de |= {"libelle": vise.libelle, "valeur": valeur_dite(valeur, vise)}
            cle = une.geste.value, une.de
        elif une.geste is Geste.RYTHME and (suivi := dites.pop((une.geste.value, une.de), None)) is not None:
            # What was done at one rhythm, then at another, is told from the first.
            dit_de["de"], cle = suivi["de"], (une.geste.value, str(une.a))
            if dit_de["de"] == une.a:
                continue
        elif une.geste is Geste.RYTHME:
            cle = une.geste.value, str(une.a)
        elif une.geste is Geste.OTE and une.de not in offert.modele.texte:
            continue
        dites[cle] = dit_de
    return list(dites.values())


# --- values -----------------------------------------------------------------------------------------------------------


def vises_par(reglage: Reglage | None, possibles: Sequence[Reglable]) -> list[Reglable]:
    """What a value is of: what its unit lets, and its words name best; of hours, the share that is for insertion."""
    if reglage is None:
        return []
    tenables = [un for un in possibles if un.unite is not None and reglage.unite in (None, un.unite)]
    if EN_POINTS in reglage.mots:
        tenables = [un for un in tenables if un.nom.startswith(POINTS)]
    mots = sans_le_nom_d_un_texte(reglage.mots)
    notes = {un.cle: len(mots & mots_du_nom(un.nom, un.libelle)) for un in tenables}
    meilleure = max(notes.values(), default=0)
    meilleurs = [un for un in tenables if notes[un.cle] == meilleure]
    if not meilleure and (parts := [un for un in meilleurs if un.cle == "part_insertion"]):
        return parts
    return meilleurs


def d_abord_ecrits(voulus: list[Reglable], modele: Modele) -> list[Reglable]:
    """Of what a value may be of, what the text itself tells, rather than what its values are made of."""
    return [un for un in voulus if un.nom in modele.blancs] or voulus if len(voulus) > 1 else voulus


def mieux_ailleurs(atelier: Atelier, modele: Modele, reglage: Reglage) -> bool:
    """Whether the words of a value name something that is set in another text of the purchase, and nothing in this one."""

    def au_mieux(modeles: Sequence[Modele]) -> int:
        mots = dit_du_sujet(reglage.mots)
        tenables = [un for un in reglables(modeles, CALCULES) if un.unite and reglage.unite in (None, un.unite)]
        return max((len(mots & mots_du_nom(un.nom, un.libelle)) for un in tenables), default=0)

    return not au_mieux([modele]) and au_mieux([un.modele for un in atelier.offerts]) > 0


def _nomme(reglage: Reglage, un: Reglable) -> bool:
    return bool(dit_du_sujet(reglage.mots) & mots_du_nom(un.nom, un.libelle))


def _en_plus(reglage: Reglage, un: Reglable) -> frozenset[str]:
    return dit_du_sujet(reglage.mots) - mots_du_nom(un.nom, un.libelle)


def refus_de(atelier: Atelier, vise: Reglable, valeur: Donne | None) -> str | None:
    """Why a value cannot be: out of its bounds, or weights that would not sum."""
    if not isinstance(valeur, Decimal):
        return None
    if (vise.mini is not None and valeur < vise.mini) or (vise.maxi is not None and valeur > vise.maxi):
        return "bornes"
    if vise.cle.startswith("poids_"):
        poses = {nom: atelier.reglages.valeurs.get(f"poids_{nom}") for nom in POIDS}
        regles = {nom: pose for nom, pose in poses.items() if isinstance(pose, Decimal)}
        regles[vise.cle.removeprefix("poids_")] = valeur
        try:
            repartir(atelier.bibliotheque.baremes.poids[atelier.reglages.niveau], regles)
        except ValueError:
            return "somme"
    return None


def bornes(vise: Reglable) -> Mapping[str, str | None]:
    """What a value may be, in words."""
    return {
        "mini": None if vise.mini is None else en_mots(vise.mini, vise.unite or ""),
        "maxi": None if vise.maxi is None else en_mots(vise.maxi, vise.unite or ""),
    }


def valeur_dite(valeur: Donne, vise: Reglable) -> str:
    """A value in words."""
    return en_mots(valeur, vise.unite or "") if isinstance(valeur, Decimal) else valeur


__all__ = [
    "Copie", "appliquer", "bornes", "d_abord_ecrits", "defaire", "en_clair", "le_plus_concerne", "mieux_ailleurs", "oter_la_phrase", "refus_de", "vises_par",
]  # fmt: skip
