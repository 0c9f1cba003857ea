"""Both dashboards as a workbook: every figure, the targets, and the contracts behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from typing import Any

from handlers.conversation.wording import en_tete
from handlers.indicateurs.mots import PHRASES, avec_le_comite, depuis, entite, etat, evolution, propre, service
from knowledge.plan.pack import Pack
from knowledge.plan.tableau_de_bord import Chiffre, CibleSuivie, Genre, TableauDeBord, Valeur

Cellule = str | int | Decimal | date | None
Ligne = Mapping[str, Any]

# Limits of Excel: what a cell holds, and the rows of a sheet but its headings.
CELLULE_MAX = 32_767
LIGNES_MAX = 1_048_575
LARGEUR = 13
_LARGEURS = {
    "titre": 60,
    "fiche": 40,
    "indicateur": 50,
    "objet": 60,
    "lecture": 60,
    "compte": 60,
    "parmi": 44,
    "motif": 44,
    "cle": 32,
    "acheteur": 28,
    "tableau": 24,
    "direction": 24,
    "par": 28,
    "repartition": 40,
    "explication": 110,
}
_FORMATS = {
    "entier": {"num_format": "#,##0"},
    "decimal": {"num_format": "#,##0.0##"},
    "an": {"num_format": "0"},
    "jour": {"num_format": "dd/mm/yyyy", "align": "left"},
    "texte": {"num_format": "@"},
    "manque": {"num_format": "@", "italic": True, "font_color": "#55606E"},
    "titre": {
        "bold": True,
        "bg_color": "#1F4E79",
        "font_color": "#FFFFFF",
        "valign": "vcenter",
        "text_wrap": True,
    },
    "long": {"num_format": "@", "text_wrap": True, "valign": "top"},
}


def classeur(
    tableaux_de_bord: Sequence[TableauDeBord], lignes: Iterable[Ligne], pack: Pack, lignes_max: int = LIGNES_MAX
) -> bytes:
    """The workbook of these dashboards (of one year and one buyer), at least one.

    `lignes` are the contracts behind the figures: cle, numero, objet, acheteur, direction, annee, action, etape,
    au_numerateur and motif, and if known montant_ht and le (the day of the step); past `lignes_max` they go on in another
    sheet. Dates are dates and numbers numbers, a share in points of a hundred; what people wrote is text, never a formula.
    """
    mots = PHRASES["classeur"]
    sortie = BytesIO()
    premier = tableaux_de_bord[0]
    fichier, formats = ouvrir(sortie, mots["titre"].format(premier.requete.annee), pack.collectivite, premier.jour)
    ecrire(fichier, formats, mots["chiffres"], *_chiffres(tableaux_de_bord, pack))
    ecrire(fichier, formats, mots["cibles"], *_cibles(premier, pack))
    titres = _titres(tableaux_de_bord)
    noms = {acheteur.id: acheteur.nom for acheteur in pack.acheteurs}
    reste = (_contrat(ligne, titres, noms) for ligne in lignes)
    for rang, paquet in enumerate(_paquets(reste, lignes_max), 1):
        nom = mots["contrats"] if rang == 1 else mots["suite"].format(rang)
        ecrire(fichier, formats, nom, mots["de_contrat"], paquet)
    ecrire(fichier, formats, mots["lire"], {"explication": mots["explication"]}, _a_lire(premier, pack), long=True)
    fichier.close()
    return sortie.getvalue()


# --- rows -------------------------------------------------------------------------------------------------------------


def _chiffres(tableaux_de_bord: Sequence[TableauDeBord], pack: Pack) -> tuple[dict[str, str], Iterator[list[Cellule]]]:
    """The titles of the columns by their names, and a row for each figure, those that both dashboards have once."""
    par_cle: dict[str, tuple[TableauDeBord, Chiffre, CibleSuivie | None]] = {}
    for tableau in tableaux_de_bord:
        for chiffre in tableau.chiffres:
            par_cle.setdefault(chiffre.cle, (tableau, chiffre, None))
    for suivie in tableaux_de_bord[0].cibles:
        par_cle.setdefault(suivie.chiffre.cle, (tableaux_de_bord[0], suivie.chiffre, suivie))
    annees = sorted({annee for _, chiffre, _ in par_cle.values() for annee, _ in chiffre.annees})
    mots = PHRASES["classeur"]["colonnes"]
    noms = list(mots)
    apres = noms.index("unite") + 1
    fin = noms.index("delais") + 1
    colonnes = {
        **{nom: mots[nom] for nom in noms[:apres]},
        **{f"an{annee}": str(annee) for annee in annees},
        **{nom: mots[nom] for nom in noms[apres:fin]},
        **{f"acheteur_{acheteur.id}": acheteur.nom for acheteur in pack.acheteurs},
        **{nom: mots[nom] for nom in noms[fin:]},
    }
    return colonnes, (_chiffre(*un, annees, pack, colonnes) for un in par_cle.values())


def _chiffre(
    tableau: TableauDeBord,
    chiffre: Chiffre,
    suivie: CibleSuivie | None,
    annees: Sequence[int],
    pack: Pack,
    colonnes: Mapping[str, str],
) -> list[Cellule]:
    fiche = None if chiffre.action is None else pack.fiches.get(chiffre.action)
    valeur = chiffre.valeur
    par_an = dict(chiffre.annees)
    dit: dict[str, Cellule] = {
        "tableau": None if suivie else PHRASES["tableaux_de_bord"][tableau.requete.dashboard],
        "cle": chiffre.cle,
        "action": chiffre.action,
        "fiche": None if fiche is None else fiche.titre_court,
        "titre": chiffre.titre,
        "famille": PHRASES["familles"].get(chiffre.famille, chiffre.famille),
        "unite": PHRASES["titres_unites"].get(chiffre.unite, chiffre.unite),
        "evolution": chiffre.evolution if evolution(chiffre) else None,
        "numerateur": valeur.numerateur,
        "denominateur": valeur.denominateur,
        "renseignes": valeur.renseignes,
        "sur": valeur.sur,
        "delais": _oui(valeur.dans_les_delais),
        "cible": None if suivie is None else suivie.vise,
        "annee_visee": None if suivie is None else suivie.annee_visee,
        "par": service(pack, chiffre.par),
        "corrige": depuis(chiffre),
        "lecture": " ".join(filter(None, (_phrase(valeur.pourquoi), chiffre.lecture))) or None,
        "repartition": _repartition(valeur) if chiffre.genre is Genre.REPARTITION else None,
    }
    dit |= {f"an{annee}": _valeur(par_an[annee], chiffre) for annee in annees if annee in par_an}
    dit |= {f"acheteur_{ident}": _valeur(un, chiffre) for ident, un in chiffre.par_acheteur.items()}
    return [dit.get(nom) for nom in colonnes]


def _phrase(dit: str | None) -> str | None:
    return None if dit is None else f"{en_tete(dit)}."


def _valeur(valeur: Valeur, chiffre: Chiffre) -> Cellule:
    if valeur.vide:
        return str(PHRASES["pas_de_donnee"])
    if valeur.repartition:
        return _repartition(valeur)
    if valeur.valeur is None:
        return valeur.texte
    return _oui(bool(valeur.valeur)) if chiffre.unite == "oui_non" else valeur.valeur


def _repartition(valeur: Valeur) -> str:
    return " | ".join(PHRASES["de_repartition"].format(propre(quoi), combien) for quoi, combien in valeur.repartition)


def _oui(vrai: bool | None) -> str | None:
    return None if vrai is None else str(PHRASES["oui" if vrai else "non"])


def _cibles(tableau: TableauDeBord, pack: Pack) -> tuple[dict[str, str], Iterator[list[Cellule]]]:
    mots = PHRASES["classeur"]
    connues = {f"cible.{cible.id}": cible for cible in pack.cibles}
    annees = sorted({annee for suivie in tableau.cibles for annee in suivie.objectifs})
    noms = list(mots["de_cible"])
    apres = noms.index("sur") + 1
    colonnes = {
        **{nom: mots["de_cible"][nom] for nom in noms[:apres]},
        **{f"cible{annee}": mots["objectif"].format(annee) for annee in annees},
        **{nom: mots["de_cible"][nom] for nom in noms[apres:]},
    }

    def rangee(suivie: CibleSuivie) -> list[Cellule]:
        chiffre, valeur = suivie.chiffre, suivie.chiffre.valeur
        cible = connues.get(chiffre.cle)
        dit: dict[str, Cellule] = {
            "titre": chiffre.titre,
            "valeur": _valeur(valeur, chiffre),
            "numerateur": valeur.numerateur,
            "denominateur": valeur.denominateur,
            "renseignes": valeur.renseignes,
            "sur": valeur.sur,
            **{f"cible{annee}": objectif for annee, objectif in suivie.objectifs.items()},
            "vise": suivie.vise,
            "annee_visee": suivie.annee_visee,
            "atteinte": _oui(suivie.atteinte),
            "corrige": depuis(chiffre),
            "points": suivie.manque_points,
            "de_plus": suivie.manque_contrats,
            "a_venir": suivie.a_venir,
            "compte": None if cible is None else cible.numerateur,
            "parmi": None if cible is None else cible.denominateur,
        }
        return [dit.get(nom) for nom in colonnes]

    return colonnes, map(rangee, tableau.cibles)


def _titres(tableaux_de_bord: Sequence[TableauDeBord]) -> dict[str, str]:
    tous = (
        un for tableau in tableaux_de_bord for un in (*tableau.chiffres, *(suivie.chiffre for suivie in tableau.cibles))
    )
    return {chiffre.cle: chiffre.titre for chiffre in tous}


def _contrat(ligne: Ligne, titres: Mapping[str, str], noms: Mapping[str, str]) -> list[Cellule]:
    etapes = PHRASES["classeur"]["etapes"]
    lue = {
        **ligne,
        "indicateur": titres.get(ligne["cle"]),
        "acheteur": noms.get(ligne["acheteur"], ligne["acheteur"]),
        "etape": etapes.get(ligne["etape"], ligne["etape"]),
        "au_numerateur": _oui(ligne["au_numerateur"]),
    }
    return [lue.get(nom) for nom in PHRASES["classeur"]["de_contrat"]]


def _paquets(rangees: Iterator[list[Cellule]], combien: int) -> Iterator[Iterable[list[Cellule]]]:
    """Runs of that many rows, each read to its end before the next; always one, even empty."""
    yield islice(rangees, combien)
    for premiere in rangees:
        yield chain((premiere,), islice(rangees, combien - 1))


def _a_lire(tableau: TableauDeBord, pack: Pack) -> Iterator[list[Cellule]]:
    notes = [avec_le_comite(pack, note) for note in (*PHRASES["classeur"]["notes"], *PHRASES["pdf"]["notes"])]
    for dit in (pack.collectivite, entite(tableau, pack), etat(tableau), *notes):
        yield [dit]


def ouvrir(sortie: BytesIO, titre: str, auteur: str, jour: date) -> tuple[Any, Mapping[str, Any]]:
    """A workbook to write row after row, and its formats: what people typed is text in it, never a formula."""
    import xlsxwriter

    fichier = xlsxwriter.Workbook(
        sortie,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    fichier.set_properties({"title": titre, "author": auteur, "created": datetime.combine(jour, time())})
    return fichier, {nom: fichier.add_format(dit) for nom, dit in _FORMATS.items()}


# --- sheets -----------------------------------------------------------------------------------------------------------


def ecrire(
    fichier: Any,
    formats: Mapping[str, Any],
    nom: str,
    colonnes: Mapping[str, str],
    rangees: Iterable[Sequence[Cellule]],
    *,
    long: bool = False,
) -> None:
    """Write a sheet row after row: in constant memory none can be come back to."""
    page = fichier.add_worksheet(nom)
    page.set_row(0, 32)
    for rang, (colonne, titre) in enumerate(colonnes.items()):
        page.set_column(rang, rang, _LARGEURS.get(colonne, LARGEUR))
        page.write_string(0, rang, titre, formats["titre"])
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    des_annees = {
        rang for rang, colonne in enumerate(colonnes) if colonne in {"annee", "annee_visee", "action", "numero", "rang"}
    }
    ecrites = 0
    for ecrites, rangee in enumerate(rangees, 1):
        for rang, cellule in enumerate(rangee):
            _cellule(page, formats, ecrites, rang, cellule, an=rang in des_annees, long=long)
    if not long:
        page.autofilter(0, 0, max(1, ecrites), len(colonnes) - 1)


def _cellule(
    page: Any, formats: Mapping[str, Any], ligne: int, colonne: int, cellule: Cellule, *, an: bool, long: bool
) -> None:
    match cellule:
        case None | "":
            return
        case str():
            genre = "long" if long else "manque" if cellule == PHRASES["pas_de_donnee"] else "texte"
            page.write_string(ligne, colonne, cellule[:CELLULE_MAX], formats[genre])
        case date():
            # Excel's calendar begins in 1900.
            if cellule.year >= 1900:
                page.write_datetime(ligne, colonne, cellule, formats["jour"])
        case int():
            page.write_number(ligne, colonne, cellule, formats["an" if an else "entier"])
        case Decimal():
            genre = "entier" if cellule == cellule.to_integral_value() else "decimal"
            page.write_number(ligne, colonne, float(cellule), formats[genre])


__all__ = ["LIGNES_MAX", "Cellule", "classeur", "ecrire", "ouvrir"]
