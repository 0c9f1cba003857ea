"""The table of the indicators: which are computed and how, which are entered and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.donnees import lire_donnees
from knowledge.plan.declaration import SENS_UNIQUE, Calcul, Population, mots_du_titre, peut_etre_inconnu
from knowledge.plan.pack import Indicateur, Pack
from knowledge.plan.tableau_de_bord import Genre

_FICHIER = Path(__file__).with_suffix(".yaml")


def inventaire(pack: Pack) -> str:
    """Every indicator of the plan, its targets and what the law adds, in Markdown."""
    mots = _mots()
    tous = [(fiche.numero, indicateur) for fiche in pack.fiches.values() for indicateur in fiche.indicateurs]
    appui = [(fiche.numero, indicateur) for fiche in pack.fiches.values() for indicateur in fiche.saisies]
    tete = mots["tete"].format(
        indicateurs=len(tous),
        fiches=len(pack.fiches),
        distincts=len({mots_du_titre(indicateur.titre) for _, indicateur in tous}),
        calcules=sum(indicateur.calcul is not None for _, indicateur in tous),
        saisis=sum(indicateur.saisie is not None for _, indicateur in tous),
        demandes=len(pack.saisies),
    )
    annees = sorted({annee for cible in pack.cibles for annee in cible.valeurs})
    cibles = [
        (
            cible.titre,
            *(mots["pourcent"].format(pct=cible.valeurs[annee]) if annee in cible.valeurs else "" for annee in annees),
            dire_calcul(pack, cible.calcul),
            inconnus(pack, cible.calcul),
        )
        for cible in pack.cibles
    ]
    loi = [
        (
            indicateur.titre,
            _explique(pack, indicateur),
            mots["rien"] if indicateur.calcul is None else inconnus(pack, indicateur.calcul),
            ", ".join(indicateur.sources),
            indicateur.a_confirmer or "",
        )
        for indicateur in pack.indicateurs_de_la_loi
    ]
    parties = [
        mots["titre"],
        tete,
        mots["etapes_dites"],
        mots["sans_rien_dit_dit"],
        mots["comptes_dits"],
        mots["plan"],
        _table(mots["colonnes"], (_rangee(pack, numero, indicateur) for numero, indicateur in tous)),
        mots["appui"],
        _table(mots["colonnes"], (_rangee(pack, numero, indicateur) for numero, indicateur in appui)),
        mots["cibles"].format(annees=mots["et"].join(map(str, annees))),
        _table([mots["cible"], *map(str, annees), mots["comment"], mots["sans_rien_dit"]], cibles),
        mots["loi"],
        _table(mots["colonnes_de_la_loi"], loi),
    ]
    return "\n\n".join(parties) + "\n"


def comment(pack: Pack, indicateur: Indicateur) -> str:
    """How it is computed, or who enters it, in plain French."""
    if indicateur.calcul is not None:
        return dire_calcul(pack, indicateur.calcul)
    mots, saisie = _mots(), indicateur.saisie
    if saisie is None:
        return ""
    dit = mots["par"].format(
        service=pack.services[saisie.par].nom,
        ensemble=mots["ensemble"] if saisie.ensemble else "",
        delai=mots["delai"] if saisie.delai else "",
    )
    actions = pack.saisies[saisie.id].actions
    dit += mots["meme"].format(actions=", ".join(map(str, actions))) if len(actions) > 1 else ""
    return str(mots["calculs"]["evolution"].format(calcul=dit) if indicateur.evolution else dit)


def dire_calcul(pack: Pack, calcul: Calcul) -> str:
    """A calculation in plain French, without capital nor full stop."""
    mots = _mots()
    saisie = calcul.objectif or calcul.saisie
    dit = mots["calculs"][_forme(calcul)].format(
        de=_population(pack, calcul.de),
        dans="" if calcul.dans is None else _population(pack, calcul.dans),
        mesure="" if calcul.mesure is None else mots["mesures"][calcul.mesure.value],
        fait="" if calcul.fait is None else mots["faits"][calcul.fait.value],
        saisie="" if saisie is None else pack.saisies[saisie].titre,
    )
    if calcul.lots:
        dit = mots["calculs"]["lots"].format(calcul=dit)
    return str(mots["calculs"]["evolution"].format(calcul=dit) if calcul.evolution else dit)


def inconnus(pack: Pack, calcul: Calcul) -> str:
    """What nobody may have said of a contract that the figure is about: it is then unknown, and told beside the figure."""
    mots = _mots()
    if calcul.compte is None or calcul.genre is Genre.REPARTITION:
        return str(mots["rien"])
    part = calcul.genre is Genre.PART and calcul.objectif is None
    populations = [une for une in (calcul.de, calcul.dans) if une is not None]
    dits = [
        mots["dits"][une.etape.value].format(
            action="" if une.action is None else mots["de_l_action"].format(une.action)
        )
        for une in populations[:1]
        if une.etape is not None and une.etape.value in mots["dits"] and calcul.mesure is None
    ]
    traits = frozenset[str]().union(*(une.traits for une in populations))
    dits += [mots["ou_non"].format(_trait(pack, trait)) for trait in sorted(traits) if peut_etre_inconnu(trait)]
    if calcul.mesure is not None and not part:
        dits.append(mots["dits"][calcul.mesure.value])
    dit = mots["puis"].join(dits) or mots["rien"]
    de = calcul.de.traits - (frozenset() if calcul.dans is None else calcul.dans.traits)
    return str(mots["sens_unique"].format(dit) if part and not SENS_UNIQUE.keys().isdisjoint(de) else dit)


def _forme(calcul: Calcul) -> str:
    match calcul:
        case Calcul(cibles=True):
            return "cibles"
        case Calcul(accompagnements=True):
            return "accompagnements"
        case Calcul(genre=Genre.PART, objectif=str()):
            return "objectif"
        case Calcul(genre=Genre.PART, mesure=None):
            return "part"
        case Calcul(genre=Genre.PART):
            return "part_d_une_mesure"
        case Calcul(saisie=str()):
            return "divise"
        case Calcul(distinct=True):
            return "directions"
        case _:
            return calcul.genre.value


def _population(pack: Pack, population: Population) -> str:
    mots = _mots()
    etape = "" if population.etape is None else mots["etapes"][population.etape.value]
    traits = mots["et"].join(_trait(pack, trait) for trait in sorted(population.traits))
    if population.lignes:
        forme = "lignes"
    elif population.action is not None:
        forme = "action_et_traits" if traits else "action"
    else:
        forme = "contrats" if traits else "suivis"
    dit = mots["populations"][forme]
    return str(dit.format(traits=traits, action=population.action, etape=etape, etapes=f"{etape}s"))


def _trait(pack: Pack, trait: str) -> str:
    if (du_plan := pack.traits.get(trait)) is not None:
        return du_plan.contrats
    if (vise := next((un for un in pack.vises if un.id == trait), None)) is not None:
        return str(_mots()["vise"].format(nom=vise.nom))
    mots = _mots()
    return str(mots["traits"][trait]).format(mois=mots["nombres"].get(pack.anticipe_mois, pack.anticipe_mois))


def _rangee(pack: Pack, numero: int, indicateur: Indicateur) -> tuple[str, ...]:
    mots = _mots()
    declare = indicateur.calcul or indicateur.saisie
    compte = None if declare is None else declare.compte
    unite = "repartition" if indicateur.genre is Genre.REPARTITION else indicateur.unite
    return (
        str(numero),
        indicateur.titre,
        mots["saisi"] if indicateur.calcul is None else mots["calcule"],
        _explique(pack, indicateur),
        mots["rien"] if indicateur.calcul is None else inconnus(pack, indicateur.calcul),
        mots["rien"] if compte is None else mots["comptes"][compte],
        mots["unites"][unite],
    )


def _explique(pack: Pack, indicateur: Indicateur) -> str:
    """How, what is asked for, and how the title was read."""
    dit = comment(pack, indicateur)
    aide = None if indicateur.saisie is None else indicateur.saisie.aide
    lecture = None if indicateur.lecture is None else f"*{indicateur.lecture}*"
    return " ".join(filter(None, (f"{dit[:1].upper()}{dit[1:]}.", aide, lecture)))


def _table(colonnes: Sequence[str], rangees: Iterable[Sequence[str]]) -> str:
    return "\n".join(_lignes(colonnes, rangees))


def _lignes(colonnes: Sequence[str], rangees: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _ligne(colonnes)
    yield _ligne(["---"] * len(colonnes))
    yield from map(_ligne, rangees)


def _ligne(cellules: Sequence[str]) -> str:
    return "| " + " | ".join(cellule.replace("|", "\\|") for cellule in cellules) + " |"


@cache
def _mots() -> Mapping[str, Any]:
    mots: Mapping[str, Any] = lire_donnees(_FICHIER)
    return mots


__all__ = ["comment", "dire_calcul", "inconnus", "inventaire"]
