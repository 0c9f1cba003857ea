"""Deadlines as iCalendar: a file for the chat, and a feed that an agenda reads again by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from icalendar import Calendar, Event
from jinja2 import Environment, StrictUndefined, Template

from handlers.conversation.wording import de_quelqu_un, en_tete
from handlers.suivi.dates import dates_de
from knowledge.donnees import lire_donnees
from knowledge.francais.redaction import jour
from knowledge.plan.pack import Pack
from knowledge.rappels.echeances import Echeance, echeances
from storage.comptes.records import CompteRecord, Role
from storage.registre.consultations import ProchainRecord
from storage.registre.records import Filtre, MarcheRecord
from storage.unit_of_work import Reading

# What is told of the past: whoever subscribes late sees what they just missed.
PASSE = timedelta(days=60)
# The first milestone comes two years before the award; beyond three years nothing is near.
AVENIR = timedelta(days=3 * 366)
# A team has thousands of deadlines: those of the next thirteen months, the others come in their time.
AVENIR_EQUIPE = timedelta(days=400)
RELU_TOUTES_LES = timedelta(hours=12)
OBJET_MAX = 90
LUS_ENSEMBLE = 400
# Events count their versions from here, in minutes: a number that iCalendar takes.
ORIGINE = datetime(2024, 1, 1, tzinfo=UTC)


@cache
def _textes() -> Mapping[str, Template]:
    environment = Environment(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - a calendar holds plain text, which the library escapes
    )
    environment.filters.update(en_tete=en_tete, de_quelqu_un=de_quelqu_un)
    environment.filters["jour"] = lambda quand: jour(quand).replace("\u00a0", " ")
    textes = lire_donnees(Path(__file__).parent / "agenda.yaml")
    return {nom: environment.from_string(texte) for nom, texte in textes.items() if isinstance(texte, str)}


def _dire(nom: str, **contexte: Any) -> str:
    texte = _textes()[nom].render(contexte)
    return "\n".join(ligne for ligne in (" ".join(une.split()) for une in texte.splitlines()) if ligne)


@dataclass(frozen=True, slots=True)
class Ligne:
    """A consultation of the agenda: the contract that stands for its lots, and their last change."""

    marche: MarcheRecord
    lots: int
    modifie_le: datetime


def fichier(
    memory: Reading,
    pack: Pack,
    comptes: Collection[CompteRecord],
    aujourdhui: date | None = None,
    adresse: str = "",
) -> bytes:
    """The deadlines of a person under all their accounts; all of them for the team.

    With `aujourdhui`, only those near enough to matter. `adresse` is that of the site, for links to the contracts.
    """
    equipe = any(Role.EQUIPE in memory.roles.de(compte.plateforme, compte.personne) for compte in comptes)
    referents = None if equipe else tuple(referent.id for referent in memory.referents.de(comptes))
    de, a = (None, None) if aujourdhui is None else (aujourdhui - PASSE, aujourdhui + AVENIR)
    filtre = Filtre(recurrent=True, referents=referents, de=de, a=a)
    lignes = [] if referents == () else list(_lignes(memory, memory.consultations.prochaines(filtre)))
    jusqu_au = aujourdhui + AVENIR_EQUIPE if equipe and aujourdhui is not None else date.max
    return composer(pack, lignes, memory.seances.toutes(), aujourdhui, adresse, jusqu_au)


def choisis(
    memory: Reading, pack: Pack, numeros: Sequence[int], aujourdhui: date | None = None, adresse: str = ""
) -> bytes:
    """The deadlines of these contracts, one line for the lots of a consultation that are awarded together."""
    groupes: dict[tuple[str, date | None], list[MarcheRecord]] = {}
    for marche in _lus(memory, numeros):
        if marche.recurrent and marche.attribution_prevue is not None:
            groupes.setdefault((marche.groupe or str(marche.id), marche.attribution_prevue), []).append(marche)
    lignes = [Ligne(lots[0], len(lots), max(lot.modifie_le for lot in lots)) for lots in groupes.values()]
    return composer(pack, lignes, memory.seances.toutes(), aujourdhui, adresse)


def _lignes(memory: Reading, prochains: Sequence[ProchainRecord]) -> Iterator[Ligne]:
    marches = {marche.id: marche for marche in _lus(memory, [un.id for un in prochains])}
    for un in prochains:
        yield Ligne(marches[un.id], un.lots, un.modifie_le)


def _lus(memory: Reading, numeros: Sequence[int]) -> Iterator[MarcheRecord]:
    for debut in range(0, len(numeros), LUS_ENSEMBLE):
        yield from memory.marches.plusieurs(numeros[debut : debut + LUS_ENSEMBLE])


def composer(
    pack: Pack,
    lignes: Sequence[Ligne],
    seances: Mapping[str, Sequence[date]],
    aujourdhui: date | None = None,
    adresse: str = "",
    jusqu_au: date = date.max,
) -> bytes:
    """The calendar of these consultations: a day for each milestone, for the award, and for each session of the committee.

    The name of an event does not change when its day does, so that agendas move it. The same deadlines give the same bytes.
    """
    depuis = date.min if aujourdhui is None else aujourdhui - PASSE
    calendrier = Calendar()
    calendrier.add("prodid", "-//SPASER//assistant//FR")
    calendrier.add("version", "2.0")
    calendrier.add("calscale", "GREGORIAN")
    calendrier.add("x-wr-calname", _dire("nom", pack=pack))
    calendrier.add("x-wr-caldesc", _dire("description", pack=pack))
    calendrier.add("x-wr-timezone", "Europe/Paris")
    calendrier.add("refresh-interval", RELU_TOUTES_LES, parameters={"VALUE": "DURATION"})
    calendrier.add("x-published-ttl", RELU_TOUTES_LES)
    acheteurs = {acheteur.id: acheteur.nom for acheteur in pack.acheteurs}
    for ligne in lignes:
        for quand, evenement in _evenements(pack, ligne, seances, acheteurs, adresse):
            if depuis <= quand <= jusqu_au:
                calendrier.add_component(evenement)
    for acheteur, jours in sorted(seances.items()):
        for quand in jours:
            if quand >= depuis:
                calendrier.add_component(_seance(pack, acheteur, acheteurs.get(acheteur, acheteur), quand))
    return bytes(calendrier.to_ical())


def _evenements(
    pack: Pack, ligne: Ligne, seances: Mapping[str, Sequence[date]], acheteurs: Mapping[str, str], adresse: str
) -> Iterator[tuple[date, Event]]:
    marche, dates = ligne.marche, dates_de(ligne.marche)
    if dates.attribution is None:
        return
    acheteur = acheteurs.get(marche.acheteur) or marche.acheteur_nom or marche.acheteur_id
    contexte: dict[str, Any] = {
        "marche": marche,
        "lots": ligne.lots,
        "dates": dates,
        "objet": _objet(marche),
        "fin": _dire("fin", pack=pack, dates=dates),
        "qui": _dire("qui", pack=pack, marche=marche, acheteur=acheteur),
        "adresse": f"{adresse}/registre/marches/{marche.id}" if adresse else "",
    }
    for une in echeances(dates.attribution, pack.jalons, seances.get(marche.acheteur, ())):
        yield une.jour, _repere(pack, ligne, une, contexte)
    attribution = _evenement(
        _uid(pack, f"marche-{marche.id}-attribution"),
        dates.attribution,
        _dire("attribution", pack=pack, **contexte),
        _dire("attribution_texte", pack=pack, **contexte),
        ligne.modifie_le,
    )
    yield dates.attribution, attribution


def _repere(pack: Pack, ligne: Ligne, une: Echeance, contexte: Mapping[str, Any]) -> Event:
    avec = {**contexte, "jalon": une.jalon, "echeance": une}
    return _evenement(
        _uid(pack, f"marche-{ligne.marche.id}-{une.jalon.id}"),
        une.jour,
        _dire("repere", pack=pack, **avec),
        _dire("repere_texte", pack=pack, **avec),
        ligne.modifie_le,
    )


def _seance(pack: Pack, acheteur: str, nom: str, quand: date) -> Event:
    return _evenement(
        _uid(pack, f"comite-{acheteur}-{quand.isoformat()}"),
        quand,
        _dire("seance", pack=pack, acheteur=nom),
        _dire(
            "seance_texte",
            pack=pack,
            reperes_du_comite=", ".join(f"J-{un.mois_avant}" for un in pack.jalons if un.comite),
        ),
        ORIGINE,
    )


def _uid(pack: Pack, quoi: str) -> str:
    return f"{quoi}@{pack.nom}.spaser"


def _evenement(uid: str, quand: date, titre: str, texte: str, modifie_le: datetime) -> Event:
    evenement = Event()
    evenement.add("uid", uid)
    evenement.add("dtstamp", modifie_le)
    evenement.add("last-modified", modifie_le)
    evenement.add("sequence", max(0, int((modifie_le - ORIGINE).total_seconds() // 60)))
    evenement.add("dtstart", quand)
    evenement.add("dtend", quand + timedelta(days=1))
    evenement.add("summary", titre)
    evenement.add("description", texte)
    evenement.add("transp", "TRANSPARENT")
    evenement.add("class", "PRIVATE")
    return evenement


def _objet(marche: MarcheRecord) -> str:
    objet = " ".join((marche.objet or _dire("sans_objet", marche=marche)).split())
    return objet if len(objet) <= OBJET_MAX else objet[: OBJET_MAX - 1].rstrip() + "…"


__all__ = ["Ligne", "choisis", "composer", "fichier"]
