"""Reads the model texts of a pack from `clauses/NN.yaml`; every fault is reported with its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from knowledge.clauses.bibliotheque import Bibliotheque
from knowledge.clauses.calculs import CALCULES, UNITES, Baremes, lire_les_baremes
from knowledge.clauses.modeles import ExempleDeModele, Genre, Modele, Niveau, Parametre, noms
from knowledge.plan.chargement import PackFautifError
from knowledge.plan.contrats import lire_la_condition, lire_le_contrat
from knowledge.plan.pack import Pack
from knowledge.plan.pieces import pieces_de
from knowledge.plan.yaml_reader import Faute, Fautes, Noeud, en_booleen, lire_yaml
from knowledge.regles.conditions import Condition, Toujours, suggestion

DOSSIER, BAREMES, MOTS = "clauses", "calculs.yaml", "mots.yaml"
EXEMPLES_MIN = 2
TITRE_MAX = 80
_LUES: dict[tuple[Path, str], Bibliotheque] = {}


def clauses_de(pack: Pack) -> Bibliotheque:
    """The model texts of a pack, read once; empty when the pack has none. Raises PackFautifError with every fault."""
    if (lue := _LUES.get((pack.dossier, pack.empreinte))) is not None:
        return lue
    bibliotheque, fautes = lire_les_clauses(pack)
    if fautes:
        raise PackFautifError(fautes)
    return _LUES.setdefault((pack.dossier, pack.empreinte), bibliotheque)


def lire_les_clauses(pack: Pack) -> tuple[Bibliotheque, list[Faute]]:
    """The model texts of a pack, with the faults of their files."""
    dossier = pack.dossier / DOSSIER
    if not dossier.is_dir():
        return Bibliotheque(), []
    fautes = Fautes()
    racine = lire_yaml(dossier / BAREMES, f"{DOSSIER}/{BAREMES}", fautes)
    baremes = Baremes() if racine is None else lire_les_baremes(racine, pack)
    modeles: dict[str, Modele] = {}
    for chemin in sorted(dossier.glob("*.yaml")):
        if chemin.name in (BAREMES, MOTS):
            continue
        fichier = lire_yaml(chemin, f"{DOSSIER}/{chemin.name}", fautes)
        if fichier is None:
            continue
        action = fichier.entier("action")
        if action not in pack.fiches:
            fichier.faute(f"il n'y a pas de fiche {action}")
            continue
        if not chemin.stem.isdecimal() or int(chemin.stem) != action:
            fichier.faute(f"ce fichier est celui de l'action {action} : appelez-le {action:02}.yaml")
        for noeud in fichier.liste("modeles"):
            modele = _modele(noeud, action, pack)
            if modele.cle in modeles:
                noeud.faute(f"le modèle « {modele.id} » est déjà écrit en {modeles[modele.cle].place}")
            modeles.setdefault(modele.cle, modele)
        fichier.fin()
    ordre = sorted(modeles.values(), key=lambda modele: (modele.action, modele.place.ligne))
    souches = {modele.souche for modele in ordre}
    lues = Bibliotheque({modele.cle: modele for modele in ordre}, baremes, _mots(dossier, souches, fautes))
    return lues, sorted(set(fautes.liste), key=lambda faute: (faute.place.fichier, faute.place.ligne, faute.quoi))


def _mots(dossier: Path, souches: set[str], fautes: Fautes) -> dict[str, tuple[str, ...]]:
    """How each text is asked for in everyday words; a pack may do without."""
    if not (dossier / MOTS).exists():
        return {}
    fichier = lire_yaml(dossier / MOTS, f"{DOSSIER}/{MOTS}", fautes)
    if fichier is None:
        return {}
    lus = {souche: fichier.textes(souche) for souche, _ in fichier.paires()}
    for souche in lus.keys() - souches:
        fichier.faute(f"aucun texte ne s'appelle « {souche} »{suggestion(souche, souches)}")
    return lus


def _modele(noeud: Noeud, action: int, pack: Pack) -> Modele:
    parametres = noeud.enfant("parametres", requis=False)
    niveau = noeud.enfant("niveau", requis=False)
    modele = Modele(
        action=action,
        id=noeud.texte("id"),
        genre=Genre(noeud.parmi("genre", [genre.value for genre in Genre])),
        piece=noeud.texte("piece"),
        titre=noeud.texte("titre"),
        niveau=None if niveau is None else Niveau(noeud.parmi("niveau", [niveau.value for niveau in Niveau])),
        segments=frozenset(noeud.textes("segments", requis=False)),
        quand=_quand(noeud, pack),
        texte=noeud.paragraphes("texte") or "",
        parametres={} if parametres is None else {nom: _parametre(nom, enfant) for nom, enfant in parametres.paires()},
        preuve=noeud.paragraphes("preuve", requis=False),
        compte_pour=noeud.texte("compte_pour"),
        ne_pas_dire=noeud.texte("ne_pas_dire"),
        versions=noeud.textes("versions", requis=False),
        a_confirmer=noeud.texte_ou_rien("a_confirmer"),
        relecture=noeud.texte("relecture"),
        exemples=(),
        place=noeud.place,
    )
    modele = replace(modele, exemples=tuple(_exemple(enfant, modele, pack) for enfant in noeud.liste("exemples")))
    noeud.fin()
    for quoi in _fautes(modele, pack):
        noeud.faute(f"« {modele.id} » : {quoi}")
    return modele


def _quand(noeud: Noeud, pack: Pack) -> Condition:
    enfant = noeud.enfant("quand", requis=False)
    qualifications = {nom: une.quand for nom, une in pack.qualifications.items()}
    return Toujours() if enfant is None else lire_la_condition(enfant, pack.vocabulaire, pack.seuils, qualifications)


def _parametre(nom: str, noeud: Noeud) -> Parametre:
    if not noeud.est_un_bloc:
        noeud.faute(f"« {nom} » : écrivez {{question: …, defaut: …}}")
        return Parametre(nom, nom)
    unite = noeud.texte_ou_rien("unite")
    if unite is not None and unite not in UNITES:
        noeud.faute(f"« {nom} » : unité inconnue « {unite} »{suggestion(unite, UNITES)}")
    defaut, mini, maxi = (noeud.enfant(cle, requis=False) for cle in ("defaut", "min", "max"))
    lu = Parametre(
        nom=nom,
        question=noeud.texte("question"),
        unite=unite,
        defaut=None if defaut is None else defaut.en_nombre() if unite else defaut.brut,
        mini=None if mini is None else mini.en_nombre(),
        maxi=None if maxi is None else maxi.en_nombre(),
        phrase=noeud.paragraphes("phrase", requis=False),
        note=noeud.texte_ou_rien("note"),
    )
    noeud.fin()
    return lu


def _exemple(noeud: Noeud, modele: Modele, pack: Pack) -> ExempleDeModele:
    contrat = noeud.enfant("contrat")
    regles = noeud.enfant("parametres", requis=False)
    propose = noeud.enfant("propose", requis=False)
    voulu = True if propose is None else en_booleen(propose.brut)
    if voulu is None:
        noeud.faute("« propose » doit être oui ou non")
    donnes: dict[str, Decimal | str] = {}
    for nom, enfant in () if regles is None else regles.paires():
        parametre = modele.parametres.get(nom)
        if parametre is None and nom not in CALCULES:
            enfant.faute(f"« {modele.id} » n'a pas de paramètre « {nom} »{suggestion(nom, modele.parametres)}")
        elif parametre is None or parametre.unite:
            donnes[nom] = enfant.en_nombre()
        else:
            donnes[nom] = enfant.brut or ""
    exemple = ExempleDeModele(
        titre=noeud.texte("titre"),
        contrat=pack.vocabulaire.aucun_fait() if contrat is None else lire_le_contrat(contrat, pack.vocabulaire),
        parametres=donnes,
        contient=noeud.textes("contient", requis=False),
        propose=voulu is not False,
        place=noeud.place,
    )
    niveau = noeud.enfant("niveau", requis=False)
    if niveau is not None:
        exemple = replace(exemple, niveau=Niveau(noeud.parmi("niveau", [niveau.value for niveau in Niveau])))
    noeud.fin()
    if exemple.propose and not exemple.contient:
        noeud.faute(f"« {exemple.titre} » : il manque « contient », ce que le texte rempli doit dire")
    return exemple


def _fautes(modele: Modele, pack: Pack) -> Iterator[str]:
    if not re.fullmatch(r"[a-z0-9_]{3,40}", modele.id):
        yield "l'identifiant s'écrit en minuscules sans accent, avec des tirets bas, en 40 signes au plus"
    if len(modele.titre) > TITRE_MAX:
        yield f"le titre dépasse {TITRE_MAX} signes"
    pieces = [piece.id for piece in pieces_de(pack).toutes]
    if modele.piece not in pieces:
        yield f"pièce inconnue « {modele.piece} »{suggestion(modele.piece, pieces)}"
    options = pack.vocabulaire["segments"].options
    for segment in sorted(modele.segments - options):
        yield f"segment inconnu « {segment} »{suggestion(segment, options)}"
    if modele.relecture not in pack.services:
        yield f"« relecture » : service inconnu « {modele.relecture} »{suggestion(modele.relecture, pack.services)}"
    if modele.genre is Genre.CRITERE and not modele.preuve:
        yield "un critère dit comment il se note : il manque « preuve »"
    if not modele.versions and not modele.a_confirmer:
        yield "il manque « versions » (les textes cités), ou « a_confirmer »"
    if len(modele.exemples) < EXEMPLES_MIN:
        yield f"il faut au moins {EXEMPLES_MIN} exemples, dont un à une limite"
    yield from _fautes_des_blancs(modele, pack)


def _fautes_des_blancs(modele: Modele, pack: Pack) -> Iterator[str]:
    ecrits: list[str] = []
    for texte in (modele.texte, modele.preuve or "", *(un.phrase or "" for un in modele.parametres.values())):
        try:
            ecrits += noms(texte)
        except ValueError:
            yield "une accolade n'est pas fermée : {nom}"
    connus = {*CALCULES, *pack.vocabulaire}
    for nom in dict.fromkeys(ecrits):
        if nom not in connus and nom not in modele.parametres:
            yield f"« {{{nom}}} » n'est ni un fait, ni une valeur calculée, ni un paramètre{suggestion(nom, [*connus, *modele.parametres])}"
    for nom, parametre in modele.parametres.items():
        if nom in connus:
            yield f"le paramètre « {nom} » se remplit déjà seul : retirez-le, ou changez son nom"
        if nom not in ecrits:
            yield f"le paramètre « {nom} » n'est pas dans le texte"
        if isinstance(parametre.defaut, Decimal):
            if parametre.mini is not None and parametre.defaut < parametre.mini:
                yield f"« {nom} » : sa valeur proposée est sous son minimum"
            if parametre.maxi is not None and parametre.defaut > parametre.maxi:
                yield f"« {nom} » : sa valeur proposée est au-dessus de son maximum"


__all__ = ["clauses_de", "lire_les_clauses"]
