"""Who may open the pages beside the chat, by the link given there, and how they are rendered and refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.platforms.bodies import BodyTooLargeError, limited
from bot.platforms.web.adresse import AUCUN, Lecteur, adresse, relire
from bot.platforms.web.limits import BODY_MAX_BYTES, is_form
from bot.platforms.web.page import STATIC, TEMPLATES, Assets, heure, jour_a_paris
from bot.platforms.web.security import comes_from_elsewhere
from handlers.conversation.gabarits import environnement
from handlers.conversation.wording import de_quelqu_un, en_tete, euros, heures, minuscule, nombre, pluriel
from knowledge.francais.redaction import jour
from knowledge.plan.pack import Pack
from storage.comptes.records import CompteRecord, Role
from storage.database import Database
from storage.errors import DatabaseUnavailableError
from storage.unit_of_work import Reading

PARIS = ZoneInfo("Europe/Paris")
CHEMIN = "/registre"
# Where a link may lead: `vers` of its address.
VERS = {"": CHEMIN, "tableaux": f"{CHEMIN}/tableaux", "comite": f"{CHEMIN}/comite"}
# As many characters as a link's key has, and then some.
CLE_MAX = 64
NOM_MAX = 80
# A page of the table, each of its cells twice: as it was shown, and as it is.
CHAMPS_MAX = 5000
LECTEURS = frozenset({Role.EQUIPE, Role.ACHETEUR, Role.EXPERT})
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Roles = Callable[[Reading, str, str], frozenset[Role]]


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


class Acces:
    """Opens the pages to whom they are for; blocking work is done in threads."""

    def __init__(
        self, database: Database, pack: Pack, roles: Roles, clock: Callable[[], datetime], *, https: bool
    ) -> None:
        self.database = database
        self.pack = pack
        self.roles = roles
        self.clock = clock
        self.cookie = Cookie(https)
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
            return HTMLResponse(self.render("registre_erreur.html", code=code), status)

        return answer

    def reader(self, memory: Reading, request: Request) -> Lecteur:
        """Who asks, as their link and their roles are now. Raises RefusError."""
        cle = self.cookie.read(request)
        if not cle:
            raise RefusError(401, "sans_lien")
        return self.reader_of(memory, cle, "registre")

    def reader_of(self, memory: Reading, cle: str, genre: str) -> Lecteur:
        """Whom that key of that kind was given to, as their roles are now. Raises RefusError."""
        lien = memory.liens.ouvrir(cle, genre, self.clock()) if len(cle) <= CLE_MAX else None
        if lien is None:
            raise RefusError(401, "lien_perime")
        roles = self.roles(memory, lien.plateforme, lien.personne)
        if not roles & LECTEURS:
            raise RefusError(403, "role")
        comptes = memory.identites.comptes(lien.plateforme, lien.personne)
        return Lecteur(
            CompteRecord(lien.plateforme, lien.personne),
            Role.EQUIPE in roles,
            tuple(memory.referents.de(comptes)),
            self.today(),
            lien.expire_le,
        )

    async def form(
        self, request: Request, check: Callable[[Lecteur], None] | None = None, *, fichier: int = 0
    ) -> FormData:
        """What is sent, read only for who may send it, with one file of so many bytes. Raises RefusError, BodyTooLargeError."""

        def admit() -> None:
            with self.database.reading() as memory:
                lecteur = self.reader(memory, request)
            if check is not None:
                check(lecteur)

        await run_in_threadpool(admit)
        if not is_form(request.headers.get("content-type", "")):
            raise RefusError(415, "illisible")
        bounded = Request(request.scope, limited(request.receive, BODY_MAX_BYTES + fichier))
        return await bounded.form(max_files=1 if fichier else 0, max_fields=CHAMPS_MAX, max_part_size=BODY_MAX_BYTES)

    def today(self) -> date:
        return self.clock().astimezone(PARIS).date()

    def again(self, request: Request) -> Response | None:
        """The page that comes in again from here, to whom another site's link brought; None when it is not needed.

        A strict cookie does not follow such a link.
        """
        if self.cookie.read(request) or not comes_from_elsewhere(request) or "entree" in request.query_params:
            return None
        vers = adresse(request.url.path, {**request.query_params, "entree": 1})
        return HTMLResponse(self.render("registre_entree.html", vers=vers))

    async def open(self, request: Request) -> Response:
        """Keep the key of a link in a cookie, and go where no address holds it."""
        cle = request.path_params["cle"]
        now = self.clock()

        def look() -> int:
            with self.database.reading() as memory:
                lien = memory.liens.ouvrir(cle, "registre", now) if len(cle) <= CLE_MAX else None
            if lien is None:
                raise RefusError(410, "lien_perime")
            return max(1, int((lien.expire_le - now).total_seconds()))

        seconds = await run_in_threadpool(look)
        # "comite-3": the third of those pages.
        vers, _, numero = request.query_params.get("vers", "").partition("-")
        suite = f"/{numero}" if vers in VERS and numero.isascii() and numero.isdecimal() else ""
        # What the list is filtered by is said beside: the page reads it as it does any address.
        filtre = {nom: dit for nom, dit in request.query_params.items() if nom != "vers"}
        response = RedirectResponse(adresse(VERS.get(vers, CHEMIN) + suite, filtre), 303)
        self.cookie.write(response, cle, seconds)
        return response

    async def close(self, request: Request) -> Response:
        """Make the key worth nothing, here and wherever it was copied."""

        def close() -> None:
            with self.database.unit_of_work() as uow:
                uow.liens.fermer(self.cookie.read(request))
                uow.commit()

        await run_in_threadpool(close)
        response = HTMLResponse(self.render("registre_erreur.html", code="ferme"))
        self.cookie.forget(response)
        return response

    # --- rendering ----------------------------------------------------------------------------------------------------

    async def page(self, request: Request, render: Callable[[Reading, Lecteur, Request], str]) -> Response:
        """What that reads and renders, for whoever asks."""

        def read() -> str:
            with self.database.reading() as memory:
                return render(memory, self.reader(memory, request), request)

        return HTMLResponse(await run_in_threadpool(read))

    def render(self, template: str, lecteur: Lecteur | None = None, ici: str = "", **contexte: Any) -> str:
        return self._environment.get_template(template).render(lecteur=lecteur, ici=ici, **contexte)


def _environment(pack: Pack) -> Environment:
    assets = Assets(STATIC)
    environment = environnement(TEMPLATES, autoescape=True)
    environment.filters.update(
        jour=jour,
        jour_court=_short,
        mois=_month,
        nombre=nombre,
        euros=euros,
        minuscule=minuscule,
        en_tete=en_tete,
        de_quelqu_un=de_quelqu_un,
        heure=heure,
        heures=heures,
        date_en_lettres=lambda le: jour(jour_a_paris(le)),
        # Amendments are kept as JSON, which has no dates.
        jour_iso=lambda ecrit: jour(date.fromisoformat(ecrit)),
    )
    environment.globals.update(
        asset=assets.url,
        collectivite=pack.collectivite,
        pack=pack,
        acheteurs={acheteur.id: acheteur.nom for acheteur in pack.acheteurs},
        courts={acheteur.id: acheteur.court_nu for acheteur in pack.acheteurs},
        jalons={jalon.id: jalon for jalon in pack.jalons},
        pluriel=pluriel,
        relire=relire,
        AUCUN=AUCUN,
    )
    return environment


def people(memory: Reading) -> dict[str, Any]:
    """Whom and what a contract can be given to, and the names of accounts and of numbers."""
    referents = memory.referents.tous()
    return {
        "directions": memory.marches.directions(),
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


# --- forms and files --------------------------------------------------------------------------------------------------


def text_of(form: FormData, nom: str, longest: int = NOM_MAX) -> str:
    value = form.get(nom)
    return " ".join(value.replace("\x00", "").split())[:longest] if isinstance(value, str) else ""


def file(content: bytes, kind: str, nom: str) -> Response:
    """A file to keep; nothing between here and the person keeps it."""
    plain = "".join(sign if " " <= sign <= "~" and sign not in '"\\' else "_" for sign in nom)
    disposition = f'attachment; filename="{plain}"'
    if plain != nom:
        disposition += f"; filename*=UTF-8''{quote(nom, safe='')}"
    return Response(
        content,
        media_type=kind,
        headers={"Content-Disposition": disposition, "Cache-Control": "private, no-store"},
    )


__all__ = [
    "CHEMIN",
    "CLE_MAX",
    "LECTEURS",
    "XLSX",
    "Acces",
    "RefusError",
    "Roles",
    "file",
    "people",
    "text_of",
]
