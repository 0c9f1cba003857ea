"""What is done by command about the indicators: see them, write them in files, freeze a year, publish it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.command_line import RefusedError, table
from handlers.indicateurs import mots
from handlers.indicateurs.mots import avec_le_comite
from handlers.indicateurs.tableau_de_bord import (
    annees_connues,
    figeable,
    figer,
    figes,
    lignes_du_classeur,
    tableaux_de_bord,
)
from knowledge.donnees import lire_donnees
from knowledge.plan.pack import Pack
from knowledge.plan.tableau_de_bord import Chiffre, CibleSuivie, Dashboard, Requete, TableauDeBord
from storage.database import Database
from storage.unit_of_work import Reading

PARIS = ZoneInfo("Europe/Paris")
PHRASES: dict[str, str] = lire_donnees(Path(__file__).with_name("commands.yaml"))
TITRE_MAX = 70


@dataclass(frozen=True, slots=True)
class Voulu:
    """Which figures, and what to do of them; `par` signs a snapshot.

    A snapshot is never taken again: `oui` agrees to it, or else `demander` puts a question and returns what is typed, ""
    where nobody can.
    """

    annee: int
    acheteur: str | None
    par: str
    figer: bool = False
    classeur: Path | None = None
    pdf: Path | None = None
    publier: Path | None = None
    oui: bool = False
    demander: Callable[[str], str] = field(default=lambda _: "")


def montrer(database: Database, pack: Pack, voulu: Voulu, now: datetime, out: TextIO) -> None:
    """Freeze first if asked, then write the files, or show the figures when none is asked for. Raises RefusedError, OSError."""
    if voulu.acheteur is not None and voulu.acheteur not in {un.id for un in pack.acheteurs}:
        raise RefusedError(
            PHRASES["acheteur_inconnu"].format(voulu.acheteur, ", ".join(un.id for un in pack.acheteurs))
        )
    jour = now.astimezone(PARIS).date()
    requete = Requete(Dashboard.ACTIONS, voulu.annee, voulu.acheteur)
    if voulu.figer:
        _freeze(database, pack, voulu, now, out)
    with database.reading() as memory:
        deux = tableaux_de_bord(memory, pack, requete, jour)
        if voulu.classeur is not None:
            from bot.indicateurs.classeur import classeur

            lignes = (
                ligne for un in Dashboard for ligne in lignes_du_classeur(memory, pack, replace(requete, dashboard=un))
            )
            voulu.classeur.write_bytes(classeur(deux, lignes, pack))
            out.write(PHRASES["ecrit"].format(voulu.classeur) + "\n")
        if voulu.publier is not None:
            _publish(memory, pack, voulu.publier, jour.year, now, out)
    if voulu.pdf is not None:
        from bot.indicateurs.pdf import pdf

        voulu.pdf.write_bytes(pdf(deux, pack, jour))
        out.write(PHRASES["ecrit"].format(voulu.pdf) + "\n")
    if not (voulu.figer or voulu.classeur or voulu.pdf or voulu.publier):
        _show(deux, pack, out)


def _freeze(database: Database, pack: Pack, voulu: Voulu, now: datetime, out: TextIO) -> None:
    """One buyer, or all together and each of them, once it is agreed to knowing what is missing. Raises RefusedError."""
    jour = now.astimezone(PARIS).date()
    if not figeable(voulu.annee, jour):
        raise RefusedError(
            PHRASES["annee_en_cours" if voulu.annee == jour.year else "annee_a_venir"].format(voulu.annee)
        )
    siens = [voulu.acheteur] if voulu.acheteur else [None, *(un.id for un in pack.acheteurs)]
    with database.reading() as memory:
        if voulu.annee not in annees_connues(memory, pack):
            raise RefusedError(PHRASES["annee_vide"].format(voulu.annee))
        restent = [un for un in siens if figes(memory, voulu.annee, un) is None]
        if restent:
            out.write(PHRASES["a_figer"].format(voulu.annee, _who(pack, restent)) + "\n")
            out.writelines(_missing(memory, pack, voulu.annee, restent, jour))
            out.flush()
    # Asked outside of any transaction: nobody waits for the answer.
    if (
        restent
        and not voulu.oui
        and voulu.demander(PHRASES["question"]).strip().lower() not in ("o", "oui", "y", "yes")
    ):
        raise RefusedError(PHRASES["sans_accord"].format(voulu.annee))
    with database.unit_of_work() as uow:
        faits = figer(uow, pack, voulu.annee, voulu.acheteur, voulu.par, now)
        uow.commit()
    qui = _who(pack, siens)
    out.write(avec_le_comite(pack, PHRASES["fige" if faits else "deja_fige"]).format(voulu.annee, qui) + "\n")


def _who(pack: Pack, acheteurs: Iterable[str | None]) -> str:
    noms = {un.id: un.nom for un in pack.acheteurs}
    return ", ".join(PHRASES["ensemble"] if un is None else noms[un] for un in acheteurs)


def _missing(memory: Reading, pack: Pack, annee: int, acheteurs: Iterable[str | None], jour: date) -> list[str]:
    """What a snapshot taken now would never hold, in lines: figures that nobody entered, or that no contract tells."""
    lignes: list[str] = []
    for un in acheteurs:
        deux = tableaux_de_bord(memory, pack, Requete(Dashboard.ACTIONS, annee, un), jour)
        if not lignes and deux[0].saisies_attendues:
            lignes.append(PHRASES["manque_saisies"].format(deux[0].saisies_attendues))
        tous = [chiffre for chacun in deux for chiffre in chacun.chiffres]
        vides = Counter(chiffre.par for chiffre in tous if chiffre.valeur.vide)
        qui = mots.entite(deux[0], pack)
        lignes.append(PHRASES["manque_chiffres"].format(qui, vides.total(), len(tous)))
        par = [f"{mots.service(pack, service)} {vides[service]}" for service in sorted(filter(None, vides))]
        if par:
            lignes.append(PHRASES["manque_par"].format(", ".join(par)))
        if deux[0].a_reparer:
            lignes.append(PHRASES["manque_reparer"].format(deux[0].a_reparer))
        if (sans := mots.sans_acheteur(deux[0])) is not None:
            lignes.append(PHRASES["manque_acheteur"].format(sans))
    return [f"{ligne}\n" for ligne in lignes]


def _publish(memory: Reading, pack: Pack, folder: Path, annee: int, now: datetime, out: TextIO) -> None:
    """Every known year, of each buyer and of all, as open data. Source: CCP L2111-3, published every two years."""
    from bot.indicateurs.ouverture import dictionnaire, donnees, table_schema

    jour = now.astimezone(PARIS).date()
    annees = annees_connues(memory, pack) or (annee,)
    tous: list[TableauDeBord] = [
        un
        for acheteur in (None, *(acheteur.id for acheteur in pack.acheteurs))
        for une in annees
        for un in tableaux_de_bord(memory, pack, Requete(Dashboard.ACTIONS, une, acheteur), jour)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    schema = json.dumps(table_schema(pack), ensure_ascii=False, indent=2) + "\n"
    for nom, contenu in (
        ("indicateurs.csv", donnees(tous, pack)),
        ("dictionnaire.csv", dictionnaire(pack)),
        ("schema.json", schema.encode()),
    ):
        (folder / nom).write_bytes(contenu)
        out.write(PHRASES["ecrit"].format(folder / nom) + "\n")


def _show(deux: Iterable[TableauDeBord], pack: Pack, out: TextIO) -> None:
    """The figures as they were frozen, if they were, and apart what they are now."""
    premier, second = deux
    out.write(f"{mots.entite(second, pack)} · {second.requete.annee} · {mots.etat(second)}\n")
    if (sans := mots.sans_acheteur(second)) is not None:
        out.write(f"{sans}\n")
    fige = second.fige_le is not None
    if fige:
        out.write(PHRASES["tels_que_figes"] + "\n")
    out.write("\n")
    out.writelines(f"- {une.phrase}\n" for une in second.a_savoir)
    out.write("\n")
    cibles = [(*_target(une), *((_now(une.chiffre),) if fige else ())) for une in second.cibles]
    out.write(table(_columns("colonnes_des_cibles", fige=fige), cibles))
    out.write("\n")
    tous = (*premier.chiffres, *second.chiffres)
    chiffres = [(*_figure(un, pack), *((_now(un),) if fige else ())) for un in tous]
    out.write(table(_columns("colonnes", fige=fige), chiffres))


def _columns(nom: str, *, fige: bool) -> list[str]:
    return [*PHRASES[nom].split("|"), *((PHRASES["colonne_depuis"],) if fige else ())]


def _now(chiffre: Chiffre) -> str:
    """What a frozen figure is now, where it was corrected."""
    return (mots.depuis(chiffre) or "")[:TITRE_MAX]


def _target(une: CibleSuivie) -> tuple[str, ...]:
    points = "" if une.manque_points is None else mots.points(une.manque_points)
    contrats = "" if une.manque_contrats is None else str(une.manque_contrats)
    valeur = une.chiffre.valeur
    return (
        une.chiffre.titre[:TITRE_MAX],
        mots.lisible(valeur, "%"),
        mots.part(valeur) or "",
        mots.couverture(valeur) or "",
        f"{une.vise} % ({une.annee_visee})",
        points,
        contrats,
    )


def _figure(un: Chiffre, pack: Pack) -> tuple[str, ...]:
    valeur = un.valeur
    return (
        "" if un.action is None else str(un.action),
        mots.propre(un.titre)[:TITRE_MAX],
        mots.lisible(valeur, un.unite)[:TITRE_MAX],
        mots.part(valeur, un.genre) or "",
        mots.couvre(un) or "",
        mots.service(pack, un.par) or "",
    )
