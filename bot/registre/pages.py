"""The addresses of the register: its pages, what is decided on them, and the files they give."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.platforms.web.acces import CHEMIN, CLE_MAX, LECTEURS, XLSX, Acces, RefusError, Roles, file, people, text_of
from bot.platforms.web.adresse import Lecteur
from bot.platforms.web.limits import BODY_MAX_BYTES
from bot.platforms.web.site import Site
from bot.registre.annexes_pages import PIECE_MAX, PIECES, Annexes
from bot.registre.api import Api
from bot.registre.changements import annuler, changer, propres_par_cle
from bot.registre.cles_pages import Cles
from bot.registre.collage_pages import Collage
from bot.registre.exports import en_csv_brut
from bot.registre.table_pages import (
    COCHES_MAX,
    TEXTE_MAX,
    Table,
    a_annuler,
    chercher,
    lue,
    note_d_annulation,
    numero_de,
)
from bot.registre.vues import Recherche, calendrier, fiche, lire_mois, liste
from knowledge.plan.pack import Pack
from storage.database import Database
from storage.errors import DatabaseUnavailableError
from storage.registre.annexes import PROPRE
from storage.registre.records import MarcheRecord
from storage.unit_of_work import Reading, UnitOfWork

DATE_MIN, DATE_MAX = date(1990, 1, 1), date(2100, 1, 1)
# The addresses that take more than a form.
LARGER = {PIECES: PIECE_MAX + BODY_MAX_BYTES}
_OUI_NON = {"oui": True, "non": False}
_DATES = {"fin_dite": "fin", "attribution_dite": "attribution"}
# How often whoever waits for a workbook is told how far it is, in seconds.
SUIVI_S = 0.25
CSV = "text/csv; charset=utf-8"
ICS = "text/calendar; charset=utf-8"


def routes(
    database: Database,
    pack: Pack,
    roles: Roles,
    clock: Callable[[], datetime],
    *,
    https: bool,
    adresse: str = "",
) -> list[Route]:
    """The addresses of the register, to be served beside the chat.

    `roles` tells what a person is now, asked at every request; `clock` gives an aware moment; `adresse` is that of the
    site, for the links of calendars.
    """
    acces = Acces(database, pack, roles, clock, https=https)
    page = Registre(acces, adresse)
    return [
        Route(f"{CHEMIN}/ouvrir/{{cle}}", acces.guarded(acces.open)),
        Route(f"{CHEMIN}/fermer", acces.guarded(acces.close), methods=["POST"]),
        Route(CHEMIN, acces.guarded(page.calendar)),
        *Table(acces).routes(),
        *Collage(acces).routes(),
        *Annexes(acces).routes(),
        *Cles(acces, adresse).routes(),
        *Api(acces).routes(),
        Route(f"{CHEMIN}/marches/{{numero}}", acces.guarded(page.contract)),
        Route(f"{CHEMIN}/marches/{{numero}}", acces.guarded(page.change), methods=["POST"]),
        Route(f"{CHEMIN}/tri", acces.guarded(page.triage)),
        Route(f"{CHEMIN}/tri", acces.guarded(page.decide), methods=["POST"]),
        Route(f"{CHEMIN}/tri/annuler", acces.guarded(page.undo), methods=["POST"]),
        Route(f"{CHEMIN}/registre.xlsx", acces.guarded(page.workbook)),
        Route(f"{CHEMIN}/registre.csv", acces.guarded(page.table)),
        Route(f"{CHEMIN}/echeances.ics", acces.guarded(page.deadlines)),
        Route("/calendrier/{cle}.ics", page.feed),
    ]


def du_site(site: Site) -> list[Route]:
    """Those addresses, on that site."""
    return routes(site.database, site.knowledge.pack, site.roles, site.clock, https=site.https, adresse=site.page)


class Registre:
    """Answers the requests; blocking work is done in threads."""

    def __init__(self, acces: Acces, adresse: str) -> None:
        self._acces = acces
        self._database = acces.database
        self._pack = acces.pack
        self._clock = acces.clock
        self._adresse = adresse

    # --- pages --------------------------------------------------------------------------------------------------------

    async def calendar(self, request: Request) -> Response:
        """The next twelve months."""
        if (again := self._acces.again(request)) is not None:
            return again
        return await self._acces.page(request, self._calendar)

    def _calendar(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        recherche = self._search(memory, request.query_params, lecteur)
        seul = lire_mois(request.query_params.get("mois", ""), lecteur.aujourdhui)
        depuis = seul or lire_mois(request.query_params.get("depuis", ""), lecteur.aujourdhui)
        vue = calendrier(
            memory,
            self._pack,
            recherche.selection.filtre,
            lecteur.aujourdhui,
            depuis or lecteur.aujourdhui.replace(day=1),
            seul=seul is not None,
        )
        retard = self._search(memory, {**recherche.champs, "retard": "1"}, lecteur).selection
        return self._acces.render(
            "registre_calendrier.html",
            lecteur,
            "calendrier",
            vue=vue,
            recherche=recherche,
            combien=memory.marches.combien(),
            en_retard=memory.consultations.compter(retard)[1],
        )

    async def contract(self, request: Request) -> Response:
        """One contract."""
        return await self._acces.page(request, self._contract)

    def _contract(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        vue = fiche(memory, self._pack, numero_de(request.path_params["numero"]), lecteur)
        if vue is None:
            raise RefusError(404, "marche_inconnu")
        return self._acces.render(
            "registre_marche.html",
            lecteur,
            "marches",
            vue=vue,
            note=(note := request.query_params.get("note", "")),
            decision=a_annuler(self._acces, memory, lecteur) if note else None,
            propres={f"{PROPRE}{une.propre.id}": une.propre for une, _ in vue.propres if une.propre},
            **people(memory),
        )

    async def triage(self, request: Request) -> Response:
        """What nobody decided of, to decide many at once."""
        return await self._acces.page(request, self._triage)

    def _triage(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        recherche = self._search(memory, request.query_params, lecteur, a_trier=True)
        return self._acces.render(
            "registre_tri.html",
            lecteur,
            "tri",
            liste=liste(memory, self._pack, recherche, lecteur, preuves=True),
            recherche=recherche,
            note=request.query_params.get("note", ""),
            decision=a_annuler(self._acces, memory, lecteur),
            **people(memory),
        )

    def _search(
        self, memory: Reading, parametres: Mapping[str, str], lecteur: Lecteur, *, a_trier: bool = False
    ) -> Recherche:
        return chercher(self._acces, memory, parametres, lecteur, a_trier=a_trier)

    # --- decisions ----------------------------------------------------------------------------------------------------

    async def change(self, request: Request) -> Response:
        """Change what people decide of one contract; fields that somebody else changed meanwhile and this one did not are left alone."""
        form = await self._acces.form(request)
        numero = numero_de(request.path_params["numero"])

        def write() -> str:
            with self._database.unit_of_work() as uow:
                lecteur = self._acces.reader(uow, request)
                note = self._change(uow, lecteur, numero, form)
                uow.commit()
                return note

        note = await run_in_threadpool(write)
        return RedirectResponse(f"{CHEMIN}/marches/{numero}?note={note}", 303)

    def _change(self, uow: UnitOfWork, lecteur: Lecteur, numero: int, form: FormData) -> str:
        marche = uow.marches.trouver(numero)
        if marche is None:
            raise RefusError(404, "marche_inconnu")
        if not lecteur.peut_changer(marche):
            raise RefusError(403, "marche_d_un_autre")
        touched = {nom for nom in ("recurrent", "direction", "referent", *_DATES) if _touched(form, nom)}
        mine: dict[str, Any] = {_DATES[nom]: _date_of(form, nom) for nom in _DATES if nom in touched}
        propres = propres_par_cle(uow.colonnes.toutes())
        mine |= {cle: lue(cle, text_of(form, cle, TEXTE_MAX), propres) for cle in propres if _touched(form, cle)}
        shared = self._shared(form, touched)
        lots = uow.marches.du_groupe(marche.groupe) if marche.groupe and text_of(form, "lots") else [marche]
        demandes = {lot.id: shared for lot in lots if lecteur.peut_changer(lot)}
        demandes[numero] = {**shared, **mine}
        return changer(uow, lecteur, demandes, self._clock()).note

    def _shared(self, form: FormData, touched: set[str]) -> dict[str, Any]:
        """What is the same for all the lots of a consultation."""
        shared: dict[str, Any] = {}
        if "recurrent" in touched:
            shared["recurrent"] = _OUI_NON.get(text_of(form, "recurrent"))
        if "direction" in touched:
            shared["direction"] = text_of(form, "direction") or None
        if "referent" in touched:
            shared["referent"] = text_of(form, "referent") or None
        return shared

    async def decide(self, request: Request) -> Response:
        """Decide of all the ticked contracts at once, with the other lots of their consultations; sent twice, it is done once."""
        form = await self._acces.form(request)
        ticked = sorted({numero_de(value) for value in form.getlist("marche") if isinstance(value, str)})[:COCHES_MAX]

        def write() -> str:
            with self._database.unit_of_work() as uow:
                lecteur = self._acces.reader(uow, request)
                retour = self._search(uow, dict(parse_qsl(text_of(form, "retour", 2000))), lecteur, a_trier=True)
                note = self._decide(uow, lecteur, ticked, form)
                uow.commit()
                return retour.lien(f"{CHEMIN}/tri", note=note)

        return RedirectResponse(await run_in_threadpool(write), 303)

    def _decide(self, uow: UnitOfWork, lecteur: Lecteur, ticked: Sequence[int], form: FormData) -> str:
        if not ticked:
            return "rien"
        shared: dict[str, Any] = {}
        decision = text_of(form, "decision")
        if decision in ("recurrent", "ponctuel"):
            shared["recurrent"] = decision == "recurrent"
        if direction := text_of(form, "direction"):
            shared["direction"] = direction
        if referent := text_of(form, "referent"):
            shared["referent"] = referent
        if not shared and decision != "propose":
            return "sans_decision"
        demandes: dict[int, dict[str, Any]] = {}
        for numero, lots in uow.consultations.du_numero(ticked).items():
            for lot in lots:
                values = dict(shared)
                # One that was decided meanwhile keeps its decision: what is proposed was not looked at for it.
                if decision == "propose" and lot.recurrence_proposee is not None and lot.recurrent is None:
                    values["recurrent"] = lot.recurrence_proposee
                if lot.id == numero or not _decided(lot):
                    demandes[lot.id] = values
        return changer(uow, lecteur, demandes, self._clock()).note

    async def undo(self, request: Request) -> Response:
        """Put back what the person's last bulk decision changed, where nobody changed it since."""
        form = await self._acces.form(request)

        def write() -> str:
            with self._database.unit_of_work() as uow:
                lecteur = self._acces.reader(uow, request)
                retour = self._search(uow, dict(parse_qsl(text_of(form, "retour", 2000))), lecteur, a_trier=True)
                note = note_d_annulation(annuler(uow, lecteur, text_of(form, "le"), self._clock()))
                uow.commit()
                return retour.lien(f"{CHEMIN}/tri", note=note)

        return RedirectResponse(await run_in_threadpool(write), 303)

    # --- files --------------------------------------------------------------------------------------------------------

    async def workbook(self, request: Request) -> Response:
        """What is filtered, as a workbook; `suivi` asks for it in lines of JSON that first say how many contracts are written."""
        fait = 0

        def advance(combien: int) -> None:
            nonlocal fait
            fait = combien

        def make() -> tuple[bytes, str]:
            from bot.registre.classeur import classeur

            with self._database.reading() as memory:
                lecteur = self._acces.reader(memory, request)
                selection = self._search(memory, request.query_params, lecteur).selection
                return (
                    classeur(memory, self._pack, selection, advance),
                    f"registre-spaser-{lecteur.aujourdhui.isoformat()}.xlsx",
                )

        if "suivi" not in request.query_params:
            content, nom = await run_in_threadpool(make)
            return file(content, XLSX, nom)

        making = asyncio.ensure_future(run_in_threadpool(make))
        # What is refused is before the first line.
        if (await asyncio.wait([making], timeout=SUIVI_S))[0]:
            making.result()

        async def lines() -> AsyncIterator[str]:
            while not making.done():
                yield json.dumps({"fait": fait}) + "\n"
                await asyncio.wait([making], timeout=SUIVI_S)
            content, nom = making.result()
            yield json.dumps({"nom": nom, "type": XLSX, "contenu": base64.b64encode(content).decode()}) + "\n"

        return StreamingResponse(
            lines(), media_type="application/x-ndjson", headers={"Cache-Control": "private, no-store"}
        )

    async def table(self, request: Request) -> Response:
        """What is filtered, as a table for another program, which comes back by the import."""

        def make() -> tuple[bytes, str]:
            with self._database.reading() as memory:
                lecteur = self._acces.reader(memory, request)
                selection = self._search(memory, request.query_params, lecteur).selection
                sortie = StringIO(newline="")
                en_csv_brut(memory, memory.consultations.numeros(selection), sortie)
                return sortie.getvalue().encode(), lecteur.aujourdhui.isoformat()

        content, jour_dit = await run_in_threadpool(make)
        return file(content, CSV, f"registre-spaser-{jour_dit}.csv")

    async def deadlines(self, request: Request) -> Response:
        """The deadlines of what is filtered, as a file for an agenda."""

        def make() -> bytes:
            from bot.rappels.agenda import choisis

            with self._database.reading() as memory:
                lecteur = self._acces.reader(memory, request)
                selection = self._search(memory, request.query_params, lecteur).selection
                numeros = memory.consultations.numeros(selection)
                return choisis(memory, self._pack, numeros, lecteur.aujourdhui, self._adresse)

        return file(await run_in_threadpool(make), ICS, "echeances-spaser.ics")

    async def feed(self, request: Request) -> Response:
        """The deadlines of whom that key was given to, which an agenda reads again by itself."""
        cle = request.path_params["cle"]

        def make() -> bytes | None:
            from bot.rappels.agenda import fichier

            with self._database.reading() as memory:
                lien = memory.liens.ouvrir(cle, "agenda", self._clock()) if len(cle) <= CLE_MAX else None
                if lien is None or not self._acces.roles(memory, lien.plateforme, lien.personne) & LECTEURS:
                    return None
                comptes = memory.identites.comptes(lien.plateforme, lien.personne)
                return fichier(memory, self._pack, comptes, self._acces.today(), self._adresse)

        try:
            content = await run_in_threadpool(make)
        except DatabaseUnavailableError:
            return PlainTextResponse("database unavailable", 503, {"Retry-After": "600"})
        if content is None:
            # A program reads this, not a person.
            return PlainTextResponse("not found", 404)
        etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {"Cache-Control": "private, max-age=3600", "ETag": etag, "X-Robots-Tag": "noindex"}
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=ICS, headers=headers)


# --- forms ------------------------------------------------------------------------------------------------------------


def _touched(form: FormData, nom: str) -> bool:
    """Whether the person changed that field since the page was shown to them."""
    return nom in form and text_of(form, nom) != text_of(form, f"avant_{nom}")


def _date_of(form: FormData, nom: str) -> date | None:
    """A day of the form, None when it was emptied. Raises RefusError."""
    dit = text_of(form, nom)
    if not dit:
        return None
    try:
        lu = date.fromisoformat(dit)
    except ValueError as error:
        raise RefusError(400, "date_illisible") from error
    if not DATE_MIN <= lu < DATE_MAX:
        raise RefusError(400, "date_illisible")
    return lu


def _decided(marche: MarcheRecord) -> bool:
    return marche.recurrent is not None


__all__ = ["LARGER", "Roles", "du_site", "routes"]
