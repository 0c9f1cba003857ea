"""The addresses of the committee: its sessions, one of them, what it could retain, and what is decided on the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.cad.impression import DOCUMENTS, imprimer
from bot.cad.preparation import preparer
from bot.cad.vues import carte_de, lignes_de
from bot.knowledge import Knowledge
from bot.platforms.web.acces import CHEMIN, XLSX, Acces, RefusError, Roles, file, text_of
from bot.platforms.web.adresse import Lecteur, adresse
from bot.platforms.web.site import Site
from handlers.cad.comite import Quand
from handlers.cad.gestes import AJOUTE, ECARTE, RETENU, RETIRE, decider, defaire, dresser, epingler, placer, revenir
from handlers.cad.seance import a_preparer, bareme_de, celui, comites_ouverts, presentes
from storage.cad.records import REPORTE, SeanceRecord
from storage.comptes.records import Role
from storage.database import Database
from storage.limits import NUMERO_MAX
from storage.unit_of_work import Reading, UnitOfWork

COMITE = f"{CHEMIN}/comite"
MOTIF_MAX = 300
FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def routes(
    knowledge: Knowledge, database: Database, roles: Roles, clock: Callable[[], datetime], *, https: bool
) -> list[Route]:
    """The addresses of the committee, to be served beside the register; none for a plan without a committee."""
    if knowledge.pack.comite is None:
        return []
    acces = Acces(database, knowledge.pack, roles, clock, https=https)
    page = Comite(knowledge, acces)
    return [
        Route(COMITE, acces.guarded(page.sessions)),
        Route(f"{COMITE}/{{numero:int}}", acces.guarded(page.session)),
        Route(f"{COMITE}/{{numero:int}}", acces.guarded(page.act), methods=["POST"]),
        Route(f"{COMITE}/{{numero:int}}/programme", acces.guarded(page.programme)),
        Route(f"{COMITE}/{{numero:int}}/{{nom}}", acces.guarded(page.document)),
    ]


def du_site(site: Site) -> list[Route]:
    """Those addresses, on that site."""
    return routes(site.knowledge, site.database, site.roles, site.clock, https=site.https)


class Comite:
    """Answers the requests; blocking work is done in threads."""

    def __init__(self, knowledge: Knowledge, acces: Acces) -> None:
        self._knowledge = knowledge
        self._acces = acces
        self._pack = knowledge.pack

    # --- who ----------------------------------------------------------------------------------------------------------

    def _open(self, memory: Reading, lecteur: Lecteur) -> frozenset[str]:
        """The buyers whose committee this person may look into."""
        roles = {Role.EQUIPE} if lecteur.equipe else set[Role]()
        return comites_ouverts(memory, self._pack, roles, [un.id for un in lecteur.referents])

    def _session(self, memory: Reading, lecteur: Lecteur, request: Request) -> SeanceRecord:
        """The session of an address. Raises RefusError where it is none, or not for this person."""
        numero = request.path_params["numero"]
        ouverts = self._open(memory, lecteur)
        seance = memory.seances.trouver(numero) if numero <= NUMERO_MAX else None
        if not ouverts:
            raise RefusError(403, "comite")
        if seance is None or seance.acheteur not in ouverts:
            # Whether there is one elsewhere is not told.
            raise RefusError(404, "seance_inconnue")
        return seance

    # --- pages --------------------------------------------------------------------------------------------------------

    async def sessions(self, request: Request) -> Response:
        """Every session that this person may see; the one under way where there is but one."""
        if (again := self._acces.again(request)) is not None:
            return again
        return await self._acces.page(request, self._sessions)

    def _sessions(self, memory: Reading, lecteur: Lecteur, _: Request) -> str:
        ouverts = self._open(memory, lecteur)
        if not ouverts:
            raise RefusError(403, "comite")
        toutes = [une for une in memory.seances.liste() if une.acheteur in ouverts]
        en_cours = a_preparer(toutes, ouverts, lecteur.aujourdhui)
        return self._acces.render(
            "comite_seances.html",
            lecteur,
            "comite",
            seances=list(reversed(toutes)),
            en_cours={une.id for une in en_cours},
        )

    async def session(self, request: Request) -> Response:
        """One session: its map, its contracts, what is decided."""
        if (again := self._acces.again(request)) is not None:
            return again
        return await self._acces.page(request, self._show)

    def _show(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        seance = self._session(memory, lecteur, request)
        lignes = lignes_de(memory, self._knowledge, seance, lecteur.aujourdhui)
        return self._acces.render(
            "comite_seance.html",
            lecteur,
            "comite",
            **self._common(seance, lecteur),
            lignes=lignes,
            carte=carte_de(self._pack, lignes),
            note=request.query_params.get("note", ""),
            defaire=request.query_params.get("depuis", ""),
            membres=memory.seances.membres().get(seance.acheteur, []),
        )

    def _common(self, seance: SeanceRecord, lecteur: Lecteur) -> dict[str, Any]:
        services = {un.id: un.sigle or un.nom for un in self._pack.services.values()}
        return {
            "seance": seance,
            "acheteur": next((un for un in self._pack.acheteurs if un.id == seance.acheteur), None),
            "a_lieu": seance.jour <= lecteur.aujourdhui,
            "cotes": services,
            "vises": {un.id: un.nom for un in self._pack.vises},
            "criteres": bareme_de(self._pack).criteres_de_soutenabilite,
        }

    async def programme(self, request: Request) -> Response:
        """What could be retained to reach the targets within the hours of the experts."""
        return await self._acces.page(request, self._programme)

    def _programme(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        seance = self._session(memory, lecteur, request)
        dossier = preparer(memory, self._knowledge, seance, lecteur.aujourdhui)
        return self._acces.render(
            "comite_programme.html",
            lecteur,
            "comite",
            **self._common(seance, lecteur),
            dossier=dossier,
            programme=dossier.programme,
            cibles={une.id: une for une in self._pack.cibles},
            presentes={un.marche.id: un for un in presentes(memory, self._pack, seance)},
        )

    async def document(self, request: Request) -> Response:
        """The file of the session, or its minutes, in Word or in PDF; its workbook."""
        quoi, _, en = request.path_params["nom"].partition(".")
        if (quoi not in DOCUMENTS or en not in FORMATS) and (quoi, en) != ("classeur", "xlsx"):
            raise RefusError(404, "seance_inconnue")

        def make() -> tuple[bytes, SeanceRecord]:
            with self._acces.database.reading() as memory:
                lecteur = self._acces.reader(memory, request)
                seance = self._session(memory, lecteur, request)
                dossier = preparer(memory, self._knowledge, seance, lecteur.aujourdhui)
            if en == "xlsx":
                from bot.cad.classeur import classeur  # slow to import, and only an export needs it

                return classeur(dossier), seance
            return imprimer(self._knowledge.wording, dossier, quoi, en), seance

        content, seance = await run_in_threadpool(make)
        return file(
            content, FORMATS.get(en, XLSX), f"{quoi.replace('_', '-')}-{seance.acheteur}-{seance.jour.isoformat()}.{en}"
        )

    # --- what is done -------------------------------------------------------------------------------------------------

    async def act(self, request: Request) -> Response:
        """Do what a button of the page says; for the team only. Sent twice, it is done once."""
        form = await self._acces.form(request, _team)

        def write() -> str:
            with self._acces.database.unit_of_work() as uow:
                lecteur = self._acces.reader(uow, request)
                _team(lecteur)
                seance = self._session(uow, lecteur, request)
                vers = self._do(uow, lecteur, seance, form)
                uow.commit()
                return vers

        return RedirectResponse(await run_in_threadpool(write), 303)

    def _do(self, uow: UnitOfWork, lecteur: Lecteur, seance: SeanceRecord, form: FormData) -> str:
        """The act of a button, "verb:subject", on the contract of its form; returns where to come back."""
        verbe, _, sujet = text_of(form, "geste").partition(":")
        numero, motif = _number(text_of(form, "marche")), text_of(form, "motif", MOTIF_MAX) or None
        quand = Quand(lecteur.aujourdhui, self._acces.clock(), lecteur.auteur)
        ici, ancre = f"{COMITE}/{seance.id}", f"#m{numero}"
        if verbe == "proces_verbal" and seance.jour <= lecteur.aujourdhui:
            dresser(uow, self._pack, seance, text_of(form, "notes", 2000) or None, quand, tenue=sujet == "oui")
            return adresse(ici, {"note": "fait"})
        if verbe == "defaire":
            touches = defaire(uow, self._pack, seance, _number(sujet), quand)
            return adresse(ici, {"note": "annule" if touches else "deja"}) + (
                f"#m{touches[0].marche.id}" if touches else ""
            )
        marche = uow.marches.trouver(numero)
        if marche is None:
            return adresse(ici, {"note": "marche_inconnu"})
        presente = celui(presentes(uow, self._pack, seance), numero)
        if verbe in (AJOUTE, RETIRE):
            if marche.acheteur != seance.acheteur:
                return adresse(ici, {"note": "autre_acheteur"})
            change = placer(uow, seance, marche, presente, verbe, motif, quand)
            return adresse(ici, {"note": "fait" if change else "deja"}) + (ancre if verbe == AJOUTE else "")
        if presente is None:
            raise RefusError(404, "seance_inconnue")
        if verbe == "epingle":
            valeur, _, action = sujet.partition(":")
            epingler(uow, self._pack, seance, presente, action or None, valeur or None, quand)
            return f"{ici}/programme{ancre}"
        if verbe not in (RETENU, ECARTE, REPORTE, "rien") or seance.jour > lecteur.aujourdhui:
            raise RefusError(400, "illisible")
        sujets = [sujet] if sujet else []
        if sujet and not (
            sujet in {un.id for un in self._pack.vises} or (sujet.isdecimal() and int(sujet) in self._pack.fiches)
        ):
            raise RefusError(400, "illisible")
        if verbe == "rien":
            fait = revenir(uow, self._pack, seance, presente, [sujet or None], quand)
        elif verbe == RETENU and not sujets:
            raise RefusError(400, "illisible")
        else:
            fait = decider(uow, self._pack, seance, presente, verbe, sujets, motif, quand)
        return (
            adresse(ici, {"note": "fait" if fait.change else "deja", "depuis": str(fait.depuis) if fait.change else ""})
            + ancre
        )


def _team(lecteur: Lecteur) -> None:
    if not lecteur.equipe:
        raise RefusError(403, "equipe")


def _number(dit: str) -> int:
    """A number of a form; 0, which numbers nothing, for anything else."""
    return int(dit) if dit.isascii() and dit.isdecimal() and len(dit) <= 10 and int(dit) <= NUMERO_MAX else 0


__all__ = ["du_site", "routes"]
