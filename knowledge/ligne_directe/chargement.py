"""Reads the ligne directe of a pack from its files; every fault is reported with its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, time
from pathlib import Path

from knowledge.francais.jours import SEMAINE
from knowledge.francais.jours_ouvres import Ouverture
from knowledge.ligne_directe.entrees import (
    ACHAT,
    CHIFFRE_ECRIT,
    DE_L_ACHAT,
    PARTS_DE_L_ENSEMBLE,
    RENVOI,
    Calcul,
    Chiffre,
    Condition,
    Entree,
    Ici,
    Lien,
    LigneDirecte,
    Recours,
    SousQuestion,
    renvois,
    valeur_du_renvoi,
)
from knowledge.ligne_directe.faits import FAITS
from knowledge.ligne_directe.gardes import HORS_SUJET, Garde
from knowledge.ligne_directe.sous_questions import DEMANDES, MONTANT, OUI_NON, SIGNES
from knowledge.plan.chargement import PackFautifError
from knowledge.plan.contrats import lire_la_condition
from knowledge.plan.pack import Fiche, Pack, Place
from knowledge.plan.yaml_reader import Faute, Fautes, Noeud, lire_yaml
from knowledge.regles.conditions import Condition as Regle
from knowledge.regles.conditions import suggestion

FICHIER = "ligne_directe.yaml"
DOSSIER, DOSSIER_DES_ACHETEURS = "ligne_directe", "acheteurs"
TITRE_MAX = 60
QUESTIONS_MIN = 8
VOIR_MAX = 3


def charger_la_ligne(pack: Pack, packs: Path | None = None) -> LigneDirecte:
    """Read the ligne directe of a pack; empty when the pack has none. Raises PackFautifError with every fault."""
    ligne, fautes = lire_la_ligne(pack, packs)
    if fautes:
        raise PackFautifError(fautes)
    return ligne


def lire_la_ligne(pack: Pack, packs: Path | None = None) -> tuple[LigneDirecte, list[Faute]]:
    """Read the ligne directe of a pack, with its faults; from its own folder, or from the one of its name in `packs`."""
    dossier = pack.dossier if packs is None else packs / pack.nom
    if not (dossier / FICHIER).is_file():
        return LigneDirecte(), []
    fautes = Fautes()
    racine = lire_yaml(dossier / FICHIER, f"{pack.nom}/{FICHIER}", fautes)
    ligne = LigneDirecte() if racine is None else _cadre(racine, pack)
    entrees = _entrees(dossier / DOSSIER, pack, fautes)
    acheteurs = _entrees(dossier / DOSSIER_DES_ACHETEURS, pack, fautes)
    ligne = replace(
        ligne,
        entrees=entrees,
        acheteurs=acheteurs,
    )
    for lues in (entrees, acheteurs):
        for entree in lues.values():
            for quoi in _fautes(entree, lues, ligne, pack):
                fautes.noter(_place(entree), f"« {entree.id} » : {quoi}")
        _questions_deux_fois(lues, fautes)
    if racine is not None:
        _aux_acheteurs(racine.place, ligne, fautes)
    return ligne, sorted(set(fautes.liste), key=lambda faute: (faute.place.fichier, faute.place.ligne, faute.quoi))


def _entrees(dossier: Path, pack: Pack, fautes: Fautes) -> dict[str, Entree]:
    """The answers of a folder by their names. No node outlives its file: they weigh ten times what is read of them."""
    entrees: dict[str, Entree] = {}
    for chemin in sorted(dossier.glob("*.yaml")):
        fichier = lire_yaml(chemin, f"{dossier.name}/{chemin.name}", fautes)
        if fichier is None:
            continue
        avant_tout = fichier.oui_non("avant_tout", defaut=False)
        for noeud in fichier.liste("entrees"):
            entree = _entree(noeud, pack, avant_tout=avant_tout)
            if entree.id in entrees:
                noeud.faute(f"l'entrée « {entree.id} » est déjà écrite en {entrees[entree.id].place}")
            entrees.setdefault(entree.id, entree)
        fichier.fin()
    return entrees


def _cadre(racine: Noeud, pack: Pack) -> LigneDirecte:
    ouverture = racine.enfant("ouverture")
    chiffres = [_chiffre(noeud, pack) for noeud in racine.liste("chiffres", requis=False)]
    recours = [_recours(noeud) for noeud in racine.liste("recours", requis=False)]
    liens = [_lien(noeud) for noeud in racine.liste("liens", requis=False)]
    lieux = racine.textes("lieux", requis=False)
    seulement = racine.textes("seulement_aux_entreprises", requis=False)
    bce = racine.enfant("taux_bce", requis=False)
    repere = racine.texte_ou_rien("interets_repere")
    racine.fin()
    ligne = LigneDirecte(
        chiffres={chiffre.nom: chiffre for chiffre in chiffres},
        recours={un.id: un for un in recours},
        liens={un.id: un for un in liens},
        lieux=lieux,
        seulement_aux_entreprises=frozenset(seulement),
        taux_bce=None if bce is None or bce.brut is None else bce.en_nombre(),
        interets_repere=repere or "",
    )
    return ligne if ouverture is None else _ouverture(ouverture, ligne)


def _ouverture(noeud: Noeud, ligne: LigneDirecte) -> LigneDirecte:
    dits = noeud.textes("jours")
    for jour in dits:
        if jour not in SEMAINE:
            noeud.faute(f"jour inconnu « {jour} »{suggestion(jour, SEMAINE)}")
    jours = frozenset(SEMAINE.index(jour) for jour in dits if jour in SEMAINE)
    plages = tuple(_plage(enfant) for enfant in noeud.liste("plages"))
    fins = [heure for plage in plages for heure in plage]
    if not jours or not plages or fins != sorted(set(fins)):
        noeud.faute("il faut au moins un jour, et des plages qui se suivent sans se toucher")
        plages, jours = Ouverture().plages, Ouverture().jours
    minutes = int(noeud.nombre("delai_heures") * 60)
    if minutes <= 0:
        noeud.faute("« delai_heures » doit être positif")
    statut = noeud.texte_ou_rien("statut")
    note = noeud.texte_ou_rien("note")
    lue = replace(
        ligne,
        ouverture=Ouverture(plages, jours),
        horaires=noeud.texte("horaires"),
        delai_minutes=max(1, minutes),
        delai=noeud.texte("delai"),
        a_confirmer=note if statut == "a_confirmer" else None,
    )
    noeud.fin()
    return lue


def _plage(noeud: Noeud) -> tuple[time, time]:
    de, a = _heure(noeud, "de"), _heure(noeud, "a")
    noeud.fin()
    return de, a


def _heure(noeud: Noeud, cle: str) -> time:
    ecrite = noeud.texte(cle)
    lue = re.fullmatch(r"(\d{1,2}):(\d\d)", ecrite)
    if lue is None or int(lue[1]) > 23 or int(lue[2]) > 59:
        noeud.faute(f'« {ecrite} » n\'est pas une heure : écrivez par exemple "9:00"')
        return time.min
    return time(int(lue[1]), int(lue[2]))


def _chiffre(noeud: Noeud, pack: Pack) -> Chiffre:
    chiffre = Chiffre(noeud.texte("nom"), noeud.nombre("valeur"), noeud.texte("unite"), noeud.entier("action"))
    noeud.fin()
    fiche = pack.fiches.get(chiffre.action)
    if fiche is None:
        noeud.faute(f"il n'y a pas de fiche {chiffre.action}")
    elif f"{chiffre.valeur:f}" not in _nombres(fiche):
        noeud.faute(
            f"« {chiffre.nom} » vaut {chiffre.valeur:f}, que la fiche {chiffre.action} ne dit pas : les deux doivent s'accorder"
        )
    return chiffre


def _nombres(fiche: Fiche) -> frozenset[str]:
    """Every number that a fiche writes, thousands joined."""
    textes = [fiche.titre, fiche.titre_court, fiche.resume, fiche.quand_y_penser, *fiche.etapes, *fiche.lectures]
    textes += [texte for regle in fiche.regles for texte in (regle.phrase, *regle.faire)]
    joints = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3})", "", " ".join(textes))
    return frozenset(re.findall(r"\d+", joints)) | _en_lettres(joints)


def _en_lettres(texte: str) -> frozenset[str]:
    lettres = {"douze mois": "12", "un an": "12"}
    return frozenset(nombre for mots, nombre in lettres.items() if mots in texte)


def _recours(noeud: Noeud) -> Recours:
    recours = Recours(
        id=noeud.texte("id"),
        sur=noeud.textes("sur"),
        nom=noeud.texte("nom"),
        pour=noeud.texte("pour"),
        joindre=noeud.texte_ou_rien("joindre"),
        a_confirmer=noeud.texte_ou_rien("a_confirmer"),
    )
    noeud.jour_ou_rien("verifie_le")
    noeud.fin()
    connus = [*Garde, HORS_SUJET]
    for garde in recours.sur:
        if garde not in connus:
            noeud.faute(f"« sur » ne connaît pas « {garde} »{suggestion(garde, connus)}")
    return recours


def _lien(noeud: Noeud) -> Lien:
    lien = Lien(noeud.texte("id"), noeud.texte("nom"), noeud.texte_ou_rien("adresse"))
    noeud.jour_ou_rien("verifie_le")
    noeud.fin()
    return lien


def _entree(noeud: Noeud, pack: Pack, *, avant_tout: bool) -> Entree:
    """One answer; what its file says of all of them, it may say otherwise of itself."""
    entree = Entree(
        id=noeud.texte("id"),
        titre=noeud.texte("titre"),
        sujet=noeud.texte("sujet"),
        questions=noeud.textes("questions"),
        reponse=noeud.texte("reponse"),
        ici=tuple(_ici(enfant, pack) for enfant in noeud.liste("ici", requis=False)),
        suppose=noeud.oui_non("suppose", defaut=False),
        avant_tout=noeud.oui_non("avant_tout", defaut=avant_tout),
        pourquoi=noeud.oui_non("pourquoi", defaut=False),
        exceptions=noeud.textes("exceptions", requis=False),
        faire=noeud.textes("faire", requis=False),
        calcul=None
        if noeud.enfant("calcul", requis=False) is None
        else Calcul(noeud.parmi("calcul", [calcul.value for calcul in Calcul])),
        effectif_min=noeud.texte_ou_rien("effectif_min"),
        sur=noeud.texte_ou_rien("sur"),
        sources=noeud.textes("sources"),
        a_confirmer=noeud.texte_ou_rien("a_confirmer"),
        actions=tuple(enfant.en_entier() for enfant in noeud.liste("actions", requis=False)),
        voir=noeud.textes("voir", requis=False),
        liens=noeud.textes("liens", requis=False),
        appeler=noeud.textes("appeler", requis=False),
        lettre=noeud.texte_ou_rien("lettre"),
        seul=noeud.texte_ou_rien("seul"),
        entreprises=noeud.textes("entreprises", requis=False),
        verifie_le=noeud.jour("verifie_le"),
        place=noeud.place,
    )
    sous_questions = tuple(_sous_question(une, entree) for une in noeud.liste("sous_questions", requis=False))
    entree = replace(entree, sous_questions=sous_questions)
    noeud.fin()
    for action in entree.actions:
        if action not in pack.fiches:
            noeud.faute(f"il n'y a pas de fiche {action}")
    return entree


def _sous_question(noeud: Noeud, entree: Entree) -> SousQuestion:
    """What may be asked of that answer; its point to confirm goes with the texts that it cites: its own, or those of the answer."""
    oui_non = noeud.enfant("oui_non", requis=False)
    sources = noeud.textes("sources", requis=False)
    lue = SousQuestion(
        id=noeud.texte("id"),
        reponse=noeud.texte("reponse"),
        mots=noeud.textes("mots", requis=False),
        si=tuple(_condition(noeud, dite) for dite in noeud.textes("si", requis=False)),
        oui_non=() if oui_non is None else tuple((demande, dit.brut or "") for demande, dit in oui_non.paires()),
        exceptions=noeud.textes("exceptions", requis=False),
        sources=sources or entree.sources,
        a_confirmer=noeud.texte_ou_rien("a_confirmer") or (None if sources else entree.a_confirmer),
        liens=noeud.textes("liens", requis=False) or entree.liens,
        appeler=noeud.textes("appeler", requis=False) or entree.appeler,
        lettre=noeud.texte_ou_rien("lettre") or entree.lettre,
        seul=noeud.texte_ou_rien("seul") or entree.seul,
    )
    noeud.fin()
    for demande, dit in lue.oui_non:
        if demande not in DEMANDES or dit not in OUI_NON:
            noeud.faute(f"« oui_non » ne connaît pas « {demande}: {dit} »{suggestion(demande, DEMANDES)}")
    return replace(lue, exceptions=lue.exceptions or entree.exceptions) if lue.generale else lue


def _condition(noeud: Noeud, dite: str) -> Condition:
    """ "montant >= formalise.services", "procedure = adaptee"."""
    fait, signe, valeur, *reste = [*dite.split(), "", ""]
    if fait not in FAITS and fait != MONTANT:
        noeud.faute(f"« si » ne connaît pas « {fait} »{suggestion(fait, FAITS)}")
    if signe not in SIGNES or not valeur or any(reste):
        noeud.faute(f"« {dite} » ne se lit pas : écrivez par exemple « montant >= formalise.services »")
    return Condition(fait, signe, valeur)


def _ici(noeud: Noeud, pack: Pack) -> Ici:
    action, quand = noeud.enfant("action", requis=False), noeud.enfant("quand", requis=False)
    ici = Ici(
        dit=noeud.texte("dit"),
        si=noeud.texte_ou_rien("si"),
        sauf=noeud.texte_ou_rien("sauf"),
        quand=None if quand is None else lire_la_condition(quand, pack.vocabulaire, pack.seuils, _nommees(pack)),
        action=None if action is None else action.en_entier(),
        loi=noeud.texte_ou_rien("loi"),
        ensemble=noeud.texte_ou_rien("ensemble"),
        part=noeud.texte_ou_rien("part"),
    )
    noeud.fin()
    if ici.part is not None and ici.part not in PARTS_DE_L_ENSEMBLE:
        noeud.faute(f"« part » ne connaît pas « {ici.part} »{suggestion(ici.part, PARTS_DE_L_ENSEMBLE)}")
    for nom in filter(None, (ici.si, ici.sauf, ici.ensemble)):
        if nom not in pack.qualifications:
            noeud.faute(f"il n'y a pas de qualification « {nom} »{suggestion(nom, pack.qualifications)}")
    if ici.loi is not None and ici.loi not in {une.id for une in pack.obligations}:
        noeud.faute(f"il n'y a pas d'obligation « {ici.loi} »")
    return ici


def _nommees(pack: Pack) -> dict[str, Regle]:
    """The qualifications, as conditions may name them."""
    return {nom: une.quand for nom, une in pack.qualifications.items()}


def _place(entree: Entree) -> Place:
    assert entree.place is not None, "an answer that was read has its place"
    return entree.place


def _fautes(entree: Entree, connues: Mapping[str, Entree], ligne: LigneDirecte, pack: Pack) -> Iterator[str]:
    if not re.fullmatch(r"[a-z0-9_]{3,40}", entree.id):
        yield "l'identifiant s'écrit en minuscules sans accent, avec des tirets bas"
    if len(entree.titre) > TITRE_MAX:
        yield f"le titre dépasse {TITRE_MAX} signes : il sert aussi de bouton"
    if not entree.sources:
        yield "il manque au moins une source"
    if len(entree.questions) < QUESTIONS_MIN:
        yield f"il faut au moins {QUESTIONS_MIN} façons de poser la question"
    if entree.effectif_min is not None and entree.effectif_min not in ligne.chiffres:
        yield f"« effectif_min » : le plan ne fixe pas « {entree.effectif_min} »{suggestion(entree.effectif_min, ligne.chiffres)}"
    for voisine in entree.voir:
        if voisine not in connues:
            yield f"« voir » : il n'y a pas d'entrée « {voisine} »{suggestion(voisine, connues)}"
    for lien in entree.liens:
        if lien not in ligne.liens:
            yield f"« liens » : rien ne s'appelle « {lien} »{suggestion(lien, ligne.liens)}"
    if len(entree.voir) > VOIR_MAX or entree.id in entree.voir:
        yield f"« voir » nomme au plus {VOIR_MAX} autres entrées"
    dites = [une.id for une in entree.sous_questions]
    if len(set(dites)) < len(dites) or sum(une.generale for une in entree.sous_questions) > 1:
        yield "deux sous-questions ont le même nom, ou sont toutes deux sans « mots » ni « si »"
    for ou in (*entree.appeler, *(nom for une in entree.sous_questions for nom in (*une.liens, *une.appeler))):
        if ou not in ligne.liens:
            yield f"« liens » et « appeler » : rien ne s'appelle « {ou} »{suggestion(ou, ligne.liens)}"
    for lettre in {entree.lettre, *(une.lettre for une in entree.sous_questions)} - {None}:
        if lettre not in connues:
            yield f"« lettre » : il n'y a pas d'entrée « {lettre} »{suggestion(str(lettre), connues)}"
    for condition in (condition for une in entree.sous_questions for condition in une.si):
        if not _se_compare(condition, ligne, pack):
            yield f"« si » : « {condition.valeur} » n'est ni un nombre, ni un chiffre connu, ni un choix de « {condition.fait} »"
    for texte in _textes(entree):
        for nom, reste in renvois(texte):
            if nom == ACHAT and reste in DE_L_ACHAT and texte in {un.dit for un in entree.ici}:
                continue
            if valeur_du_renvoi(nom, reste, ligne, pack, date.max) is None:
                yield f"« {{{nom}{'.' + reste if reste else ''}}} » ne renvoie à rien de connu"
        nu = RENVOI.sub("", texte)
        if "{" in nu or "}" in nu:
            yield "une accolade ne renvoie à rien : {nom} ou {nom.nature}"
        if ecrit := CHIFFRE_ECRIT.search(nu):
            yield f"« {ecrit[0]} » est écrit en chiffres : nommez-le, pour qu'il suive la loi et le plan"


def _textes(entree: Entree) -> Iterator[str]:
    """All that it may say."""
    yield from (entree.titre, entree.reponse, *(un.dit for un in entree.ici), *entree.exceptions, *entree.faire)
    yield from (texte for texte in (entree.a_confirmer, entree.seul) if texte)
    for une in entree.sous_questions:
        yield from (une.reponse, *une.exceptions)
        yield from (texte for texte in (une.a_confirmer, une.seul) if texte)


def _aux_acheteurs(racine: Place, ligne: LigneDirecte, fautes: Fautes) -> None:
    """What buyers are told in the place of what firms are: answers that there are, each once."""
    dites = [(nom, racine) for nom in sorted(ligne.seulement_aux_entreprises)]
    dites += [(nom, _place(entree)) for entree in ligne.acheteurs.values() for nom in entree.entreprises]
    vues: set[str] = set()
    for nom, place in dites:
        if nom not in ligne.entrees:
            fautes.noter(place, f"il n'y a pas de réponse aux entreprises « {nom} »{suggestion(nom, ligne.entrees)}")
        elif nom in vues:
            fautes.noter(place, f"ce qui est dit à un acheteur au lieu de « {nom} » est écrit deux fois")
        vues.add(nom)


def _se_compare(condition: Condition, ligne: LigneDirecte, pack: Pack) -> bool:
    if condition.valeur.replace(".", "", 1).isdecimal():
        return True
    if condition.fait in FAITS and condition.valeur in FAITS[condition.fait].choix:
        return True
    nom, _, reste = condition.valeur.partition(".")
    return isinstance(valeur_du_renvoi(nom, reste or None, ligne, pack, date.max), tuple)


def _questions_deux_fois(entrees: Mapping[str, Entree], fautes: Fautes) -> None:
    vues: dict[str, str] = {}
    for entree in entrees.values():
        for question in entree.questions:
            cle = " ".join(question.casefold().split())
            if vues.setdefault(cle, entree.id) != entree.id:
                fautes.noter(_place(entree), f"la question « {question} » est aussi celle de « {vues[cle]} »")


__all__ = ["charger_la_ligne", "lire_la_ligne"]
