"""The page where rows of a spreadsheet are pasted: looked at first, imported then."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from stdnum.fr import siret

from bot.platforms.web.acces import CHEMIN, Acces, RefusError, text_of
from bot.platforms.web.adresse import Lecteur
from bot.registre.collage import (
    Colle,
    RienDeColleError,
    correspondance_dite,
    essayer_colle,
    importer_colle,
    lire_colle,
    manques,
)
from bot.registre.imports import sirets_connus
from knowledge.francais.texte import simplifier
from knowledge.registre.causes import causes
from knowledge.registre.colonnes import Correspondance, champs_connus
from knowledge.registre.fichiers import FichierRefuseError

COLLER = f"{CHEMIN}/coller"


def team_only(lecteur: Lecteur) -> None:
    """Raises RefusError."""
    if not lecteur.equipe:
        raise RefusError(403, "equipe")


class Collage:
    """Answers the requests; blocking work is done in threads."""

    def __init__(self, acces: Acces) -> None:
        self._acces = acces

    def routes(self) -> list[Route]:
        guarded = self._acces.guarded
        return [Route(COLLER, guarded(self.show)), Route(COLLER, guarded(self.paste), methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """Where rows are pasted."""
        return await self._acces.page(request, lambda memory, lecteur, _: self._render(lecteur, self._sirets(memory)))

    async def paste(self, request: Request) -> Response:
        """What the pasted rows would do; imported where somebody said yes to it."""
        form = await self._acces.form(request, team_only)
        return HTMLResponse(await run_in_threadpool(self._paste, request, form))

    def _paste(self, request: Request, form: FormData) -> str:
        with self._acces.database.reading() as memory:
            lecteur = self._acces.reader(memory, request)
            propres = memory.colonnes.toutes()
            sirets = self._sirets(memory)
        team_only(lecteur)
        dit = form.get("lignes")
        texte = dit if isinstance(dit, str) else ""
        acheteur = "".join(text_of(form, "acheteur").split())
        shown: dict[str, Any] = {"texte": texte, "acheteur": acheteur}
        if acheteur and not siret.is_valid(acheteur):
            return self._render(lecteur, sirets, refus="siret", **shown)
        try:
            colle = lire_colle(texte, propres)
            apercu = colle.fichier().apercu()
            correspondance = correspondance_dite(apercu, _columns(form, colle))
            manque = manques(correspondance, acheteur or None)
            siennes = {simplifier(une.nom) for une in propres}
            shown |= {"siennes": {un for un in colle.entetes if simplifier(un) in siennes}}
            shown |= {"colle": colle, "correspondance": correspondance, "manque": manque}
            if manque:
                return self._render(lecteur, sirets, **shown)
            parts = (self._acces.database, self._acces.pack, colle, correspondance, acheteur or None)
            if text_of(form, "geste") == "importer":
                vue = importer_colle(*parts, lecteur, self._acces.clock)
                return self._render(lecteur, sirets, vue=vue, fait=True, **shown)
            return self._render(lecteur, sirets, vue=essayer_colle(*parts, self._acces.clock), **shown)
        except RienDeColleError as error:
            return self._render(lecteur, sirets, refus=error.code, **shown)
        except FichierRefuseError as error:
            return self._render(lecteur, sirets, cause=causes().get(error.cause), **shown)

    def _sirets(self, memory: Any) -> list[tuple[str, str]]:
        connus = sirets_connus(memory, self._acces.pack)
        return [(connus[un.id], un.nom) for un in self._acces.pack.acheteurs if un.id in connus]

    def _render(self, lecteur: Lecteur, sirets: list[tuple[str, str]], **shown: Any) -> str:
        defauts: dict[str, Any] = {
            "texte": "", "acheteur": "", "refus": None, "cause": None, "colle": None, "correspondance": None, "manque": (),
            "vue": None, "fait": False, "siennes": (),
        }  # fmt: skip
        lue: Correspondance | None = shown.get("correspondance")
        champs = {cle: champ.titre for cle, champ in champs_connus().items()}
        # Which field each title gives, where somebody may say otherwise.
        dites = (
            {}
            if lue is None or lue.officielle or lue.maison
            else {entete: champ for champ, entete in lue.champs.items()}
        )
        choisir = lue is not None and not lue.officielle and not lue.maison
        return self._acces.render(
            "registre_coller.html",
            lecteur,
            "marches",
            **{**defauts, **shown},
            sirets=sirets,
            champs=champs,
            dites=dites,
            choisir=choisir,
            causes=causes(),
        )


def _columns(form: FormData, colle: Colle) -> dict[str, str]:
    """What somebody says of each title: the field that it gives, or none."""
    return {
        entete: text_of(form, f"champ.{rang}") for rang, entete in enumerate(colle.entetes) if f"champ.{rang}" in form
    }


__all__ = ["COLLER", "Collage"]
