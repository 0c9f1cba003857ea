"""The addresses of the register: its pages, what is decided on them, and the files they give."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.web.limits import BODY_MAX_BYTES, BodyTooLargeError, limited
from bot.web.page import HERE, Assets, heure, jour_a_paris
from bot.web.registre_vues import (
    AUCUN,
    Lecteur,
    Recherche,
    calendrier,
    fiche,
    lire_mois,
    lire_recherche,
    liste,
    relire,
    resume_de,
)
from bot.web.security import comes_from_elsewhere
from handlers.commandes import simplifier
from handlers.marches import dates_de
from handlers.wording import euros, jour, minuscule, nombre, pluriel
from knowledge.pack import Pack
from storage.database import Database
from storage.errors import DatabaseUnavailableError
from storage.records import NUMERO_MAX, CompteRecord, ContratRecord, Role
from storage.unit_of_work import Reading, UnitOfWork

PARIS = ZoneInfo("Europe/Paris")
CHEMIN = "/registre"
# As many characters as a link's key has, and then some.
CLE_MAX = 64
NOM_MAX = 80
# How long a bulk decision can be undone from the page of triage.
ANNULABLE = timedelta(hours=12)
# Once a page at most: more would hold the database for too long.
COCHES_MAX = 200
DATE_MIN, DATE_MAX = date(1990, 1, 1), date(2100, 1, 1)
CHANGEANTS = frozenset({Role.EQUIPE, Role.ACHETEUR, Role.EXPERT})
_OUI_NON = {"oui": True, "non": False}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ICS = "text/calendar; charset=utf-8"

Roles = Callable[[Reading, str, str], frozenset[Role]]


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
    page = Registre(database, pack, roles, clock, https=https, adresse=adresse)
    return [
        Route(f"{CHEMIN}/ouvrir/{{cle}}", page.guarded(page.open)),
        Route(f"{CHEMIN}/fermer", page.guarded(page.close), methods=["POST"]),
        Route(CHEMIN, page.guarded(page.calendar)),
        Route(f"{CHEMIN}/marches", page.guarded(page.contracts)),
        Route(f"{CHEMIN}/marches/{{numero}}", page.guarded(page.contract)),
        Route(f"{CHEMIN}/marches/{{numero}}", page.guarded(page.change), methods=["POST"]),
        Route(f"{CHEMIN}/tri", page.guarded(page.triage)),
        Route(f"{CHEMIN}/tri", page.guarded(page.decide), methods=["POST"]),
        Route(f"{CHEMIN}/tri/annuler", page.guarded(page.undo), methods=["POST"]),
        Route(f"{CHEMIN}/registre.xlsx", page.guarded(page.workbook)),
        Route(f"{CHEMIN}/echeances.ics", page.guarded(page.deadlines)),
        Route("/calendrier/{cle}.ics", page.feed),
    ]


class RefusError(Exception):
    """A request that gets a page instead of an answer: `code` names it in `registre_phrases.html`."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Cookie:
    """The key of the person's link: it lasts as long as the link, and never goes to another site."""

    https: bool

    @property
    def nom(self) -> str:
        # The prefix makes browsers refuse the cookie over plain http.
        return "__Secure-registre" if self.https else "registre"

    def read(self, request: Request) -> str:
        return request.cookies.get(self.nom, "")[: CLE_MAX + 1]

    def write(self, response: Response, cle: str, seconds: int) -> None:
        response.set_cookie(
            self.nom, cle, max_age=seconds, path=CHEMIN, secure=self.https, httponly=True, samesite="strict"
        )

    def forget(self, response: Response) -> None:
        response.delete_cookie(self.nom, path=CHEMIN, secure=self.https, httponly=True, samesite="strict")


class Registre:
    """Answers the requests; blocking work is done in threads."""

    def __init__(
        self,
        database: Database,
        pack: Pack,
        roles: Roles,
        clock: Callable[[], datetime],
        *,
        https: bool,
        adresse: str,
    ) -> None:
        self._database = database
        self._pack = pack
        self._roles = roles
        self._clock = clock
        self._adresse = adresse
        self._cookie = Cookie(https)
        self._environment = _environment(pack)

    # --- who ----------------------------------------------------------------------------------------------------------

    def guarded(self, endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint, its refusals said on a page of the register; what another site sends changes nothing."""

        async def answer(request: Request) -> Response:
            try:
                if request.method != "POST" or not comes_from_elsewhere(request):
                    return await endpoint(request)
                status, code = 403, "origine"
            except RefusError as error:
                status, code = error.status, error.code
            except DatabaseUnavailableError:
                status, code = 503, "base"
            except BodyTooLargeError:
                status, code = 413, "trop_long"
            return HTMLResponse(self._render("registre_erreur.html", code=code), status)

        return answer

    def _reader(self, memory: Reading, request: Request) -> Lecteur:
        """Who asks, as their link and their roles are now. Raises RefusError."""
        cle = self._cookie.read(request)
        if not cle:
            raise RefusError(401, "sans_lien")
        lien = memory.liens.ouvrir(cle, "registre", self._clock()) if len(cle) <= CLE_MAX else None
        if lien is None:
            raise RefusError(401, "lien_perime")
        roles = self._roles(memory, lien.plateforme, lien.personne)
        if not roles & CHANGEANTS:
            raise RefusError(403, "role")
        comptes = memory.identites.comptes(lien.plateforme, lien.personne)
        return Lecteur(
            CompteRecord(lien.plateforme, lien.personne),
            Role.EQUIPE in roles,
            tuple(memory.referents.de(comptes)),
            self._today(),
            lien.expire_le,
        )

    def _today(self) -> date:
        return self._clock().astimezone(PARIS).date()

    async def open(self, request: Request) -> Response:
        """Keep the key of a link in a cookie, and go where no address holds it."""
        cle = request.path_params["cle"]
        now = self._clock()

        def look() -> int:
            with self._database.reading() as memory:
                lien = memory.liens.ouvrir(cle, "registre", now) if len(cle) <= CLE_MAX else None
            if lien is None:
                raise RefusError(410, "lien_perime")
            return max(1, int((lien.expire_le - now).total_seconds()))

        seconds = await run_in_threadpool(look)
        response = RedirectResponse(CHEMIN, 303)
        self._cookie.write(response, cle, seconds)
        return response

    async def close(self, request: Request) -> Response:
        """Make the key worth nothing, here and wherever it was copied."""

        def close() -> None:
            with self._database.unit_of_work() as uow:
                uow.liens.fermer(self._cookie.read(request))
                uow.commit()

        await run_in_threadpool(close)
        response = HTMLResponse(self._render("registre_erreur.html", code="ferme"))
        self._cookie.forget(response)
        return response

    # --- pages --------------------------------------------------------------------------------------------------------

    async def calendar(self, request: Request) -> Response:
        """The next twelve months."""
        if not self._cookie.read(request) and comes_from_elsewhere(request) and "entree" not in request.query_params:
            # A strict cookie does not follow a link from another site: come in again, from here.
            return HTMLResponse(self._render("registre_entree.html"))
        return await self._page(request, self._calendar)

    def _calendar(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        recherche = self._search(request.query_params, lecteur)
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
        retard = self._search({**recherche.champs, "retard": "1"}, lecteur).selection
        return self._render(
            "registre_calendrier.html",
            lecteur,
            "calendrier",
            vue=vue,
            recherche=recherche,
            combien=memory.contrats.combien(),
            en_retard=memory.consultations.compter(retard)[1],
        )

    async def contracts(self, request: Request) -> Response:
        """The table."""
        return await self._page(request, self._contracts)

    def _contracts(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        recherche = self._search(request.query_params, lecteur)
        return self._render(
            "registre_marches.html",
            lecteur,
            "marches",
            liste=liste(memory, self._pack, recherche, lecteur),
            recherche=recherche,
            **_people(memory),
        )

    async def contract(self, request: Request) -> Response:
        """One contract."""
        return await self._page(request, self._contract)

    def _contract(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        vue = fiche(memory, self._pack, _numero(request.path_params["numero"]), lecteur)
        if vue is None:
            raise RefusError(404, "marche_inconnu")
        return self._render(
            "registre_marche.html",
            lecteur,
            "marches",
            vue=vue,
            note=request.query_params.get("note", ""),
            **_people(memory),
        )

    async def triage(self, request: Request) -> Response:
        """What nobody decided of, to decide many at once."""
        return await self._page(request, self._triage)

    def _triage(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        recherche = self._search(request.query_params, lecteur, a_trier=True)
        decision = memory.consultations.derniere_decision(lecteur.auteur, self._clock() - ANNULABLE)
        return self._render(
            "registre_tri.html",
            lecteur,
            "tri",
            liste=liste(memory, self._pack, recherche, lecteur, preuves=True),
            recherche=recherche,
            note=request.query_params.get("note", ""),
            decision=None if decision is None else (decision[0].isoformat(), resume_de(decision[1])),
            **_people(memory),
        )

    async def _page(self, request: Request, render: Callable[[Reading, Lecteur, Request], str]) -> Response:
        def read() -> str:
            with self._database.reading() as memory:
                return render(memory, self._reader(memory, request), request)

        return HTMLResponse(await run_in_threadpool(read))

    def _search(self, parametres: Mapping[str, str], lecteur: Lecteur, *, a_trier: bool = False) -> Recherche:
        return lire_recherche(parametres, self._pack, lecteur.referents, lecteur.aujourdhui, a_trier=a_trier)

    # --- decisions ----------------------------------------------------------------------------------------------------

    async def change(self, request: Request) -> Response:
        """Change what people decide of one contract; fields that somebody else changed meanwhile and this one did not are left alone."""
        form = await _form(request)
        numero = _numero(request.path_params["numero"])

        def write() -> str:
            with self._database.unit_of_work() as uow:
                lecteur = self._reader(uow, request)
                note = self._change(uow, lecteur, numero, form)
                uow.commit()
                return note

        note = await run_in_threadpool(write)
        return RedirectResponse(f"{CHEMIN}/marches/{numero}?note={note}", 303)

    def _change(self, uow: UnitOfWork, lecteur: Lecteur, numero: int, form: FormData) -> str:
        contrat = uow.contrats.trouver(numero)
        if contrat is None:
            raise RefusError(404, "marche_inconnu")
        if not lecteur.peut_changer(contrat):
            raise RefusError(403, "marche_d_un_autre")
        touched = {
            nom for nom in ("recurrent", "direction", "referent", "fin_dite", "attribution_dite") if _touched(form, nom)
        }
        dites: dict[str, date | None] = {
            nom: _date_of(form, nom) for nom in ("fin_dite", "attribution_dite") if nom in touched
        }
        shared = self._shared(uow, form, touched)
        changed = False
        if dites:
            dates = dates_de(contrat, **dites)
            values: dict[str, date | None] = {**dites, "fin": dates.fin, "attribution_prevue": dates.attribution}
            changed |= uow.contrats.changer(numero, values, lecteur.auteur, self._clock())
        lots = uow.contrats.du_groupe(contrat.groupe) if contrat.groupe and _text(form, "lots") else [contrat]
        for lot in lots:
            if shared and lecteur.peut_changer(lot):
                changed |= uow.contrats.changer(lot.id, shared, lecteur.auteur, self._clock())
        return "fait" if changed else "deja"

    def _shared(self, uow: UnitOfWork, form: FormData, touched: set[str]) -> dict[str, Any]:
        """What is the same for all the lots of a consultation."""
        shared: dict[str, Any] = {}
        if "recurrent" in touched:
            shared["recurrent"] = _OUI_NON.get(_text(form, "recurrent"))
        if "direction" in touched:
            shared["direction"] = _text(form, "direction") or None
        if "referent" in touched:
            shared["referent_id"] = self._referent(uow, _text(form, "referent"))
        return shared

    def _referent(self, uow: UnitOfWork, nom: str) -> int | None:
        cle = simplifier(nom)
        return uow.referents.nommer(nom, cle, self._clock()).id if cle else None

    async def decide(self, request: Request) -> Response:
        """Decide of all the ticked contracts at once, with the other lots of their consultations; sent twice, it is done once."""
        form = await _form(request)
        ticked = sorted({_numero(value) for value in form.getlist("marche") if isinstance(value, str)})[:COCHES_MAX]

        def write() -> str:
            with self._database.unit_of_work() as uow:
                lecteur = self._reader(uow, request)
                retour = self._search(dict(parse_qsl(_text(form, "retour", 2000))), lecteur, a_trier=True)
                note = self._decide(uow, lecteur, ticked, form)
                uow.commit()
                return retour.lien(f"{CHEMIN}/tri", note=note)

        return RedirectResponse(await run_in_threadpool(write), 303)

    def _decide(self, uow: UnitOfWork, lecteur: Lecteur, ticked: Sequence[int], form: FormData) -> str:
        if not ticked:
            return "rien"
        shared: dict[str, Any] = {}
        decision = _text(form, "decision")
        if decision in ("recurrent", "ponctuel"):
            shared["recurrent"] = decision == "recurrent"
        if direction := _text(form, "direction"):
            shared["direction"] = direction
        if referent := _text(form, "referent"):
            shared["referent_id"] = self._referent(uow, referent)
        if not shared and decision != "propose":
            return "sans_decision"
        now = self._clock()
        refused = changed = 0
        for numero, lots in uow.consultations.du_numero(ticked).items():
            for lot in lots:
                if not lecteur.peut_changer(lot):
                    refused += 1
                    continue
                values = shared
                # One that was decided meanwhile keeps its decision: what is proposed was not looked at for it.
                if decision == "propose" and lot.recurrence_proposee is not None and lot.recurrent is None:
                    values = {**shared, "recurrent": lot.recurrence_proposee}
                if values and (lot.id == numero or not _decided(lot)):
                    changed += uow.contrats.changer(lot.id, values, lecteur.auteur, now)
        return "refus" if refused else "fait" if changed else "deja"

    async def undo(self, request: Request) -> Response:
        """Put back what the person's last bulk decision changed, where nobody changed it since."""
        form = await _form(request)

        def write() -> str:
            with self._database.unit_of_work() as uow:
                lecteur = self._reader(uow, request)
                retour = self._search(dict(parse_qsl(_text(form, "retour", 2000))), lecteur, a_trier=True)
                note = self._undo(uow, lecteur, _text(form, "le"))
                uow.commit()
                return retour.lien(f"{CHEMIN}/tri", note=note)

        return RedirectResponse(await run_in_threadpool(write), 303)

    def _undo(self, uow: UnitOfWork, lecteur: Lecteur, le: str) -> str:
        try:
            moment = datetime.fromisoformat(le)
        except ValueError:
            return "rien"
        now = self._clock()
        if moment.tzinfo is None or now - moment > ANNULABLE:
            return "rien"
        undone = 0
        for change in uow.consultations.decision(lecteur.auteur, moment):
            contrat = uow.contrats.trouver(change.contrat_id)
            if contrat is None or not (lecteur.equipe or lecteur.peut_changer(contrat)):
                continue
            if getattr(contrat, change.champ) == relire(change.champ, change.apres):
                before = {change.champ: relire(change.champ, change.avant)}
                undone += uow.contrats.changer(contrat.id, before, lecteur.auteur, now)
        return "annule" if undone else "deja"

    # --- files --------------------------------------------------------------------------------------------------------

    async def workbook(self, request: Request) -> Response:
        """What is filtered, as a workbook."""

        def make() -> tuple[bytes, str]:
            from bot.classeur import classeur

            with self._database.reading() as memory:
                lecteur = self._reader(memory, request)
                selection = self._search(request.query_params, lecteur).selection
                return classeur(memory, self._pack, selection), lecteur.aujourdhui.isoformat()

        content, jour_dit = await run_in_threadpool(make)
        return _file(content, XLSX, f"registre-spaser-{jour_dit}.xlsx")

    async def deadlines(self, request: Request) -> Response:
        """The deadlines of what is filtered, as a file for an agenda."""

        def make() -> bytes:
            from bot.agenda import choisis

            with self._database.reading() as memory:
                lecteur = self._reader(memory, request)
                selection = self._search(request.query_params, lecteur).selection
                numeros = memory.consultations.numeros(selection)
                return choisis(memory, self._pack, numeros, lecteur.aujourdhui, self._adresse)

        return _file(await run_in_threadpool(make), ICS, "echeances-spaser.ics")

    async def feed(self, request: Request) -> Response:
        """The deadlines of whom that key was given to, which an agenda reads again by itself."""
        cle = request.path_params["cle"]

        def make() -> bytes | None:
            from bot.agenda import fichier

            with self._database.reading() as memory:
                lien = memory.liens.ouvrir(cle, "agenda", self._clock()) if len(cle) <= CLE_MAX else None
                if lien is None or not self._roles(memory, lien.plateforme, lien.personne) & CHANGEANTS:
                    return None
                comptes = memory.identites.comptes(lien.plateforme, lien.personne)
                return fichier(memory, self._pack, comptes, self._today(), self._adresse)

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

    # --- rendering ----------------------------------------------------------------------------------------------------

    def _render(self, template: str, lecteur: Lecteur | None = None, ici: str = "", **contexte: Any) -> str:
        return self._environment.get_template(template).render(lecteur=lecteur, ici=ici, **contexte)


def _environment(pack: Pack) -> Environment:
    assets = Assets(HERE / "static")
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        jour=jour,
        jour_court=_short,
        mois=_month,
        nombre=nombre,
        euros=euros,
        minuscule=minuscule,
        heure=heure,
        date_en_lettres=lambda le: jour(jour_a_paris(le)),
        # Amendments are kept as JSON, which has no dates.
        jour_iso=lambda ecrit: jour(date.fromisoformat(ecrit)),
    )
    environment.globals.update(
        asset=assets.url,
        collectivite=pack.collectivite,
        pack=pack,
        acheteurs={acheteur.id: acheteur.nom for acheteur in pack.acheteurs},
        jalons={jalon.id: jalon for jalon in pack.jalons},
        pluriel=pluriel,
        relire=relire,
        AUCUN=AUCUN,
    )
    return environment


def _people(memory: Reading) -> dict[str, Any]:
    """Whom and what a contract can be given to, and the names of accounts and of numbers."""
    referents = memory.referents.tous()
    return {
        "directions": memory.contrats.directions(),
        "referents": referents,
        "noms": {(un.plateforme, un.personne): un.nom for un in referents if un.personne is not None},
        "par_id": {un.id: un.nom for un in referents},
    }


def _short(quand: date) -> str:
    return f"{quand:%d/%m/%Y}"


def _month(quand: date) -> str:
    """A month in words.

    >>> _month(date(2026, 3, 1))
    'mars\\xa02026'
    """
    return jour(quand).partition("\u00a0")[2]


# --- forms ------------------------------------------------------------------------------------------------------------


async def _form(request: Request) -> FormData:
    return await Request(request.scope, limited(request.receive)).form(max_files=0, max_part_size=BODY_MAX_BYTES)


def _text(form: FormData, nom: str, longest: int = NOM_MAX) -> str:
    value = form.get(nom)
    return " ".join(value.replace("\x00", "").split())[:longest] if isinstance(value, str) else ""


def _touched(form: FormData, nom: str) -> bool:
    """Whether the person changed that field since the page was shown to them."""
    return nom in form and _text(form, nom) != _text(form, f"avant_{nom}")


def _date_of(form: FormData, nom: str) -> date | None:
    """A day of the form, None when it was emptied. Raises RefusError."""
    dit = _text(form, nom)
    if not dit:
        return None
    try:
        lu = date.fromisoformat(dit)
    except ValueError as error:
        raise RefusError(400, "date_illisible") from error
    if not DATE_MIN <= lu < DATE_MAX:
        raise RefusError(400, "date_illisible")
    return lu


def _numero(texte: str) -> int:
    """The number of a contract. Raises RefusError."""
    if not (texte.isascii() and texte.isdecimal() and len(texte) <= len(str(NUMERO_MAX)) and int(texte) <= NUMERO_MAX):
        raise RefusError(404, "marche_inconnu")
    return int(texte)


def _decided(contrat: ContratRecord) -> bool:
    return contrat.recurrent is not None


def _file(content: bytes, kind: str, nom: str) -> Response:
    return Response(
        content,
        media_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{nom}"', "Cache-Control": "private, no-store"},
    )


__all__ = ["Roles", "routes"]
