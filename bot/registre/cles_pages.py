"""The keys that a person gives to programs: drawn on the page, shown once, taken back there."""

from __future__ import annotations

from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.platforms.web.acces import CHEMIN, Acces, RefusError, text_of
from bot.registre.api import GENRE, RACINE
from bot.registre.table_pages import numero_de

ACCES = f"{CHEMIN}/acces"
VALABLE = timedelta(days=365)
CLES_MAX = 10


class Cles:
    """Answers the requests; blocking work is done in threads."""

    def __init__(self, acces: Acces, adresse: str) -> None:
        self._acces = acces
        self._adresse = adresse

    def routes(self) -> list[Route]:
        guarded = self._acces.guarded
        return [
            Route(ACCES, guarded(self.show)),
            Route(ACCES, guarded(self.draw), methods=["POST"]),
            Route(f"{ACCES}/retirer", guarded(self.take_back), methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The keys that this person has."""
        return HTMLResponse(await run_in_threadpool(self._show, request, None))

    def _show(self, request: Request, cle: str | None) -> str:
        with self._acces.database.reading() as memory:
            lecteur = self._acces.reader(memory, request)
            comptes = memory.identites.comptes(lecteur.compte.plateforme, lecteur.compte.personne)
            return self._acces.render(
                "registre_acces.html",
                lecteur,
                "marches",
                cles=memory.liens.de(GENRE, comptes, self._acces.clock()),
                cle=cle,
                racine=f"{self._adresse}{RACINE}",
                note=request.query_params.get("note", ""),
            )

    async def draw(self, request: Request) -> Response:
        """Draw a key; it is shown here, and never again."""
        await self._acces.form(request)

        def draw() -> str:
            now = self._acces.clock()
            with self._acces.database.unit_of_work() as uow:
                lecteur = self._acces.reader(uow, request)
                comptes = uow.identites.comptes(lecteur.compte.plateforme, lecteur.compte.personne)
                if len(uow.liens.de(GENRE, comptes, now)) >= CLES_MAX:
                    raise RefusError(413, "trop_de_cles")
                cle = uow.liens.creer(GENRE, lecteur.compte.plateforme, lecteur.compte.personne, now, VALABLE)
                uow.commit()
            return self._show(request, cle)

        return HTMLResponse(await run_in_threadpool(draw))

    async def take_back(self, request: Request) -> Response:
        """Make a key worth nothing."""
        form = await self._acces.form(request)

        def take_back() -> str:
            with self._acces.database.unit_of_work() as uow:
                lecteur = self._acces.reader(uow, request)
                comptes = uow.identites.comptes(lecteur.compte.plateforme, lecteur.compte.personne)
                done = uow.liens.retirer_une(numero_de(text_of(form, "cle")), GENRE, comptes)
                uow.commit()
            return "cle_retiree" if done else "deja"

        return RedirectResponse(f"{ACCES}?note={await run_in_threadpool(take_back)}", 303)


__all__ = ["ACCES", "Cles"]
