"""The indicators as open data, every two years: a CSV, its dictionary, and the Table Schema that it keeps to."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from handlers.indicateurs.mots import PHRASES, avec_le_comite, depuis, propre, service
from knowledge.indicateurs.inventaire import comment, dire_calcul
from knowledge.plan.pack import Cible, Indicateur, Pack
from knowledge.plan.tableau_de_bord import Chiffre, Genre, TableauDeBord, Valeur
from knowledge.registre.colonnes import proteger

# A share of two whole numbers is known to a hundredth of a percent; more digits say nothing.
_PRECISION = Decimal("0.01")


def donnees(tableaux_de_bord: Iterable[TableauDeBord], pack: Pack) -> bytes:
    """CSV (RFC 4180: comma, CRLF; UTF-8, no mark), a row for each figure, year and buyer, or « ensemble ».

    Of each buyer, a dashboard of all knows the year shown only: give the buyers' own dashboards too for their other years,
    which tell theirs best. One that is narrowed to a department or an axis is left out: it would be taken for the whole.
    A year of which nothing is known, or to come, has no row.
    No text that a spreadsheet would run, and none that people typed but what pilots entered to be published.
    """
    champs = list(PHRASES["ouverture"]["champs"])
    rangees: dict[tuple[int, str, str], dict[str, Any]] = {}
    entiers = [un for un in tableaux_de_bord if un.requete.direction is None and un.requete.axe is None]
    # What a dashboard tells of its own buyer comes before what that of all tells of each, and a year shown before a year before.
    for lire in (_annee_montree, _annees_avant, _par_acheteur):
        for tableau in entiers:
            for rangee in lire(tableau, pack):
                rangees.setdefault((rangee["annee"], rangee["acheteur"], rangee["indicateur"]), rangee)
    passees = max((un.jour.year for un in entiers), default=0)
    connues = {cle[0] for cle, rangee in rangees.items() if not cle[0] > passees and _dit_quelque_chose(rangee)}
    ordre = {cle: rang for rang, cle in enumerate(pack.chiffres)}
    qui = {un: rang for rang, un in enumerate((PHRASES["ouverture"]["ensemble"], *(un.id for un in pack.acheteurs)))}
    triees = sorted(
        (cle for cle in rangees if cle[0] in connues),
        key=lambda cle: (ordre.get(cle[2], len(ordre)), cle[2], qui.get(cle[1], len(qui)), cle[0]),
    )
    return _csv(champs, ([_ecrit(rangees[cle].get(champ)) for champ in champs] for cle in triees))


def dictionnaire(pack: Pack) -> bytes:
    """CSV: what each column holds, then what each indicator is, how it is made and where it comes from."""
    return _csv(PHRASES["ouverture"]["colonnes"], ([_ecrit(une) for une in ligne] for ligne in _entrees(pack)))


def table_schema(pack: Pack) -> dict[str, Any]:
    """The Table Schema of `donnees`, as schema.data.gouv.fr and its validators read it."""
    mots = PHRASES["ouverture"]
    contraintes: dict[str, dict[str, Any]] = {
        "annee": {"required": True, "minimum": 2000, "maximum": 2100},
        "acheteur": {"required": True, "enum": [mots["ensemble"], *(acheteur.id for acheteur in pack.acheteurs)]},
        "acheteur_siren": {"pattern": r"\d{9}"},
        "indicateur": {"required": True, "pattern": r"(\d+|cible|loi)\.[a-z0-9_]+"},
        "indicateur_titre": {"required": True},
        "famille": {"required": True, "enum": list(PHRASES["familles"])},
        "action": {"minimum": 1},
        "genre": {"required": True, "enum": [genre.value for genre in Genre]},
        "unite": {"required": True, "enum": list(PHRASES["titres_unites"])},
        "contrats_renseignes": {"minimum": 0},
        "contrats_concernes": {"minimum": 0},
        "cible": {"minimum": 0, "maximum": 100},
        "releve_le": {"required": True},
    }
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": mots["nom"],
        "title": mots["titre"].format(pack.document, pack.collectivite),
        "description": mots["description"],
        "countryCode": "FR",
        "version": pack.version,
        "fields": [
            {
                "name": nom,
                "title": dit["titre"],
                "description": avec_le_comite(pack, dit["description"]),
                "type": dit["type"],
                **({"format": "default"} if dit["type"] == "date" else {}),
                **({"constraints": contraintes[nom]} if nom in contraintes else {}),
            }
            for nom, dit in mots["champs"].items()
        ],
        "primaryKey": ["annee", "acheteur", "indicateur"],
        "missingValues": [""],
    }


# --- rows -------------------------------------------------------------------------------------------------------------


def _annee_montree(tableau: TableauDeBord, pack: Pack) -> Iterator[dict[str, Any]]:
    for chiffre in _chiffres(tableau):
        corrigee = None if depuis(chiffre) is None or chiffre.maintenant is None else chiffre.maintenant.valeur
        yield {**_rangee(chiffre, tableau, pack, *chiffre.annees[-1]), "valeur_corrigee": corrigee}


def _annees_avant(tableau: TableauDeBord, pack: Pack) -> Iterator[dict[str, Any]]:
    for chiffre in _chiffres(tableau):
        for annee, valeur in chiffre.annees[:-1]:
            yield _rangee(chiffre, tableau, pack, annee, valeur)


def _par_acheteur(tableau: TableauDeBord, pack: Pack) -> Iterator[dict[str, Any]]:
    for chiffre in _chiffres(tableau):
        for ident, valeur in chiffre.par_acheteur.items():
            yield _rangee(chiffre, tableau, pack, chiffre.annees[-1][0], valeur, ident)


def _chiffres(tableau: TableauDeBord) -> tuple[Chiffre, ...]:
    return (*tableau.chiffres, *(suivie.chiffre for suivie in tableau.cibles))


def _rangee(
    chiffre: Chiffre, tableau: TableauDeBord, pack: Pack, annee: int, valeur: Valeur, acheteur: str | None = None
) -> dict[str, Any]:
    vises = next((une.objectifs for une in tableau.cibles if une.chiffre.cle == chiffre.cle), {})
    return {
        **_commun(chiffre, tableau, pack),
        **_acheteur(acheteur or tableau.requete.acheteur or PHRASES["ouverture"]["ensemble"], pack),
        **_valeur(valeur),
        "annee": annee,
        "cible": vises.get(annee),
        "valeur_figee": valeur.valeur if acheteur is None and annee in chiffre.figees else None,
    }


def _dit_quelque_chose(rangee: Mapping[str, Any]) -> bool:
    return any(rangee.get(champ) not in (None, "") for champ in ("valeur", "texte", "repartition", "valeur_corrigee"))


def _commun(chiffre: Chiffre, tableau: TableauDeBord, pack: Pack) -> dict[str, Any]:
    fiche = None if chiffre.action is None else pack.fiches.get(chiffre.action)
    return {
        "indicateur": chiffre.cle,
        "indicateur_titre": chiffre.titre,
        "famille": chiffre.famille,
        "action": chiffre.action,
        "action_titre": None if fiche is None else fiche.titre_court,
        "genre": chiffre.genre.value,
        "unite": chiffre.unite,
        "saisi_par": service(pack, chiffre.par),
        "releve_le": tableau.jour.isoformat(),
    }


def _acheteur(ident: str, pack: Pack) -> dict[str, Any]:
    acheteur = next((un for un in pack.acheteurs if un.id == ident), None)
    nom, siren = (PHRASES["ensemble"], None) if acheteur is None else (acheteur.nom, acheteur.siren)
    return {"acheteur": ident, "acheteur_nom": nom, "acheteur_siren": siren}


def _valeur(valeur: Valeur) -> dict[str, Any]:
    repartition = [PHRASES["de_repartition"].format(propre(quoi), combien) for quoi, combien in valeur.repartition]
    return {
        "valeur": valeur.valeur,
        "numerateur": valeur.numerateur,
        "denominateur": valeur.denominateur,
        "contrats_renseignes": valeur.renseignes,
        "contrats_concernes": valeur.sur,
        "dans_les_delais": valeur.dans_les_delais,
        "texte": valeur.texte,
        "repartition": " | ".join(repartition),
    }


# --- the dictionary ---------------------------------------------------------------------------------------------------


def _entrees(pack: Pack) -> Iterator[tuple[str | None, ...]]:
    mots = PHRASES["ouverture"]
    for nom, dit in mots["champs"].items():
        yield (
            mots["natures"]["champ"],
            nom,
            mots["types"][dit["type"]],
            None,
            dit["description"],
            mots["source_champ"],
        )
    for cle, declare in pack.chiffres.items():
        unite = "%" if isinstance(declare, Cible) else declare.unite
        yield (
            mots["natures"]["indicateur"],
            cle,
            mots["types"]["string" if unite == "texte" else "number"],
            PHRASES["titres_unites"].get(unite, unite),
            *_dit(cle, declare, pack),
        )


def _dit(cle: str, declare: Indicateur | Cible, pack: Pack) -> tuple[str, str]:
    """What an indicator is, and its source."""
    mots = PHRASES["ouverture"]
    if isinstance(declare, Cible):
        vises = " ; ".join(
            PHRASES["graphiques"]["cible"].format(annee, f"{vise} %") for annee, vise in declare.valeurs.items()
        )
        dit = mots["cible"].format(_phrases(declare.titre, dire_calcul(pack, declare.calcul), declare.note), vises)
        return dit, _phrases(pack.document, mots["source_calcul"])
    dit = _phrases(declare.titre, comment(pack, declare), declare.lecture)
    saisie = declare.saisie
    if saisie is not None:
        source = mots["source_saisie"].format(_nom(pack, saisie.par))
    else:
        du_programme = declare.calcul is not None and declare.calcul.accompagnements
        source = mots["source_programme" if du_programme else "source_calcul"]
    if declare.sources:
        # This file bears no day: what its author left open is said, not when its texts were read.
        return dit, _phrases(", ".join(declare.sources), declare.a_confirmer and mots["a_confirmer"], source)
    numero = int(cle.partition(".")[0])
    return dit, _phrases(mots["source_action"].format(numero, pack.fiches[numero].titre_court, source))


def _nom(pack: Pack, ident: str) -> str:
    return pack.services[ident].nom if ident in pack.services else ident


def _phrases(*dites: str | None) -> str:
    """Sentences one after the other, each with its full stop and its capital."""
    finies = (dit.strip() for dit in dites if dit and dit.strip())
    return " ".join(dit[:1].upper() + dit[1:] + ("" if dit.endswith((".", "!", "?")) else ".") for dit in finies)


# --- cells ------------------------------------------------------------------------------------------------------------


def _ecrit(valeur: Any) -> str:
    """A cell as Table Schema reads it back; a text that begins like a formula gets a quote before it.

    >>> _ecrit(Decimal("57.4468")), _ecrit(Decimal("-5.00")), _ecrit(True), _ecrit(None), _ecrit("=1+1")
    ('57.45', '-5', 'true', '', "'=1+1")
    """
    match valeur:
        case None:
            return ""
        case bool():
            return "true" if valeur else "false"
        case Decimal():
            entier = valeur == valeur.to_integral_value()
            return f"{valeur.quantize(Decimal(1) if entier else _PRECISION):f}"
        case int():
            return str(valeur)
        case _:
            return proteger(propre(str(valeur)))


def _csv(titres: Sequence[str], rangees: Iterable[Sequence[str]]) -> bytes:
    sortie = StringIO(newline="")
    ecrivain = csv.writer(sortie)
    ecrivain.writerow(titres)
    ecrivain.writerows(rangees)
    return sortie.getvalue().encode()


__all__ = ["dictionnaire", "donnees", "table_schema"]
