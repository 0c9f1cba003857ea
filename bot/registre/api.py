"""The register for programs: the same contracts, the same rights, as JSON, to whoever shows the key that a person was given."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.platforms.bodies import BodyTooLargeError, read_body
from bot.platforms.limits import RateLimit
from bot.platforms.web.acces import Acces, RefusError
from bot.platforms.web.adresse import Lecteur
from bot.registre.changements import (
    CHAMPS,
    Bilan,
    CaseIllisibleError,
    annuler,
    changer,
    cle_propre,
    lire_case,
    propres_par_cle,
)
from bot.registre.collage import RienDeColleError, Vue, importer_colle, lire_colle
from bot.registre.exports import en_csv_brut
from bot.registre.table import noms_de
from bot.registre.table_pages import COCHES_MAX, chercher, numero_de
from knowledge.donnees import lire_donnees
from knowledge.registre.fichiers import FichierRefuseError
from storage.errors import DatabaseUnavailableError
from storage.limits import NUMERO_MAX
from storage.registre.records import ColonnePropreRecord, MarcheRecord
from storage.unit_of_work import Reading, UnitOfWork

RACINE = "/api/v1"
GENRE = "api"
PAR_MINUTE = 120
PAR_PAGE, PAR_PAGE_MAX = 50, 200
CSV = "text/csv; charset=utf-8"


class RefusApiError(Exception):
    """A request that gets a refusal: `code` names it in `openapi.yaml`, `detail` says what of it."""

    def __init__(self, status: int, code: str, detail: str = "", **headers: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = {nom.replace("_", "-"): dit for nom, dit in headers.items()}


@cache
def _donnees() -> Any:
    return lire_donnees(Path(__file__).with_name("openapi.yaml"))


class Api:
    """Answers the programs; blocking work is done in threads."""

    def __init__(self, acces: Acces) -> None:
        self._acces = acces
        self._rate = RateLimit(PAR_MINUTE)

    def routes(self) -> list[Route]:
        return [
            Route(f"{RACINE}/openapi.json", self.document),
            Route(f"{RACINE}/colonnes", self._answered(self.columns)),
            Route(f"{RACINE}/marches", self._answered(self.contracts)),
            Route(f"{RACINE}/marches", self._answered(self.change_many), methods=["PATCH"]),
            Route(f"{RACINE}/marches.csv", self._answered(self.table)),
            Route(f"{RACINE}/marches.csv", self._answered(self.take_table), methods=["POST"]),
            Route(f"{RACINE}/marches/{{numero}}", self._answered(self.contract)),
            Route(f"{RACINE}/marches/{{numero}}", self._answered(self.change_one), methods=["PATCH"]),
            Route(f"{RACINE}/annuler", self._answered(self.undo), methods=["POST"]),
        ]

    def _answered(
        self, endpoint: Callable[[Request, Lecteur], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint, for whom the key was given to, so many times a minute; its refusals said as JSON."""

        async def answer(request: Request) -> Response:
            try:
                lecteur = await run_in_threadpool(self._reader, request)
                self._slow_down(lecteur)
                return await endpoint(request, lecteur)
            except RefusApiError as error:
                return _refused(error)
            except (RefusError, RienDeColleError) as error:
                return _refused(RefusApiError(getattr(error, "status", 400), error.code))
            except CaseIllisibleError as error:
                return _refused(RefusApiError(400, "case_illisible", f"{error.cle} : {error.texte[:80]}"))
            except FichierRefuseError as error:
                return _refused(RefusApiError(400, "fichier_refuse", error.cause))
            except BodyTooLargeError:
                return _refused(RefusApiError(413, "trop_long"))
            except DatabaseUnavailableError:
                return _refused(RefusApiError(503, "base", Retry_After="60"))

        return answer

    def _slow_down(self, lecteur: Lecteur) -> None:
        """Raises RefusApiError for who asks without end."""
        if wait := self._rate.wait(lecteur.auteur, asyncio.get_running_loop().time()):
            raise RefusApiError(429, "trop_vite", Retry_After=str(wait))

    def _reader(self, request: Request) -> Lecteur:
        with self._acces.database.reading() as memory:
            return self._reader_in(memory, request)

    def _reader_in(self, memory: Reading, request: Request) -> Lecteur:
        scheme, _, cle = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not cle.strip():
            raise RefusApiError(401, "sans_cle", WWW_Authenticate="Bearer")
        try:
            return self._acces.reader_of(memory, cle.strip(), GENRE)
        except RefusError as error:
            code = "cle_perimee" if error.status == 401 else "role"
            raise RefusApiError(error.status, code, WWW_Authenticate="Bearer") from error

    # --- what is read -------------------------------------------------------------------------------------------------

    async def document(self, _: Request) -> Response:
        """What can be asked, for programs that read it (OpenAPI)."""
        return _json(_donnees()["document"])

    async def columns(self, request: Request, _: Lecteur) -> Response:
        """The columns: what each holds, which fields of the address filter by it, whether it can be changed."""
        return await self._read(request, self._columns)

    def _columns(self, memory: Reading, lecteur: Lecteur, request: Request) -> Any:
        recherche = chercher(self._acces, memory, request.query_params, lecteur)
        return {
            "colonnes": [
                {
                    "cle": une.cle,
                    "titre": une.titre,
                    "genre": une.genre,
                    "choix": dict(une.choix),
                    "modifiable": une.modifiable,
                    "filtres": list(noms_de(une)) if une.filtrable else [],
                }
                for une in recherche.toutes
            ]
        }

    async def contracts(self, request: Request, _: Lecteur) -> Response:
        """A page of contracts, filtered and sorted as the table is."""
        return await self._read(request, self._contracts)

    def _contracts(self, memory: Reading, lecteur: Lecteur, request: Request) -> Any:
        dit = request.query_params.get("limite", "")
        limite = min(PAR_PAGE_MAX, int(dit)) if dit.isascii() and dit.isdecimal() and 0 < len(dit) < 6 else PAR_PAGE
        recherche = chercher(self._acces, memory, {**request.query_params, "lots": "1"}, lecteur)
        page = memory.consultations.page(
            recherche.selection,
            tri=recherche.tri,
            descendant=recherche.descendant,
            limit=max(1, limite) + 1,
            apres=recherche.apres,
            aujourdhui=lecteur.aujourdhui,
        )
        marches = [un.marche for un in page.lignes[: max(1, limite)]]
        valeurs = memory.colonnes.valeurs([un.id for un in marches])
        propres = memory.colonnes.toutes()
        return {
            "marches": [_contract(un, valeurs.get(un.id, {}), propres, lecteur) for un in marches],
            "combien": page.marches,
            "suite": marches[-1].id if len(page.lignes) > len(marches) else None,
        }

    async def contract(self, request: Request, _: Lecteur) -> Response:
        """One contract."""
        return await self._read(request, self._contract)

    def _contract(self, memory: Reading, lecteur: Lecteur, request: Request) -> Any:
        marche = memory.marches.trouver(numero_de(request.path_params["numero"]))
        if marche is None:
            raise RefusApiError(404, "marche_inconnu")
        valeurs = memory.colonnes.valeurs([marche.id]).get(marche.id, {})
        return _contract(marche, valeurs, memory.colonnes.toutes(), lecteur)

    async def table(self, request: Request, _: Lecteur) -> Response:
        """What is filtered, as CSV."""

        def make() -> bytes:
            with self._acces.database.reading() as memory:
                lecteur = self._reader_in(memory, request)
                selection = chercher(self._acces, memory, request.query_params, lecteur).selection
                sortie = StringIO(newline="")
                en_csv_brut(memory, memory.consultations.numeros(selection), sortie)
                return sortie.getvalue().encode()

        return Response(await run_in_threadpool(make), media_type=CSV)

    async def _read(self, request: Request, read: Callable[[Reading, Lecteur, Request], Any]) -> Response:
        def do() -> Any:
            with self._acces.database.reading() as memory:
                return read(memory, self._reader_in(memory, request), request)

        return _json(await run_in_threadpool(do))

    # --- what is changed ----------------------------------------------------------------------------------------------

    async def change_one(self, request: Request, _: Lecteur) -> Response:
        """Change cells of one contract."""
        numero = numero_de(request.path_params["numero"])
        return await self._change(request, {numero: await _object(request)}, alone=True)

    async def change_many(self, request: Request, _: Lecteur) -> Response:
        """Change cells of many contracts, all or none."""
        dits = (await _object(request)).get("marches")
        if not isinstance(dits, list) or not 0 < len(dits) <= COCHES_MAX:
            raise RefusApiError(400, "corps_illisible", f"marches : une liste, {COCHES_MAX} au plus")
        demandes: dict[int, Mapping[str, Any]] = {}
        for dit in dits:
            match dit:
                case {"id": int(numero), "valeurs": dict(valeurs)} if (
                    0 < numero <= NUMERO_MAX and dit["id"] is not True
                ):
                    demandes[numero] = {**demandes.get(numero, {}), **valeurs}
                case _:
                    raise RefusApiError(400, "corps_illisible", "marches : chacun a son id et ses valeurs")
        return await self._change(request, demandes)

    async def _change(
        self, request: Request, dites: Mapping[int, Mapping[str, Any]], *, alone: bool = False
    ) -> Response:
        def write(uow: UnitOfWork, lecteur: Lecteur, now: datetime) -> Bilan:
            propres = propres_par_cle(uow.colonnes.toutes())
            demandes = {numero: _read_cells(valeurs, propres) for numero, valeurs in dites.items()}
            marches = {marche.id: marche for marche in uow.marches.plusieurs(demandes)}
            if missing := sorted(demandes.keys() - marches.keys()):
                raise RefusApiError(404, "marche_inconnu", ", ".join(map(str, missing[:20])))
            if others := [numero for numero, marche in marches.items() if not lecteur.peut_changer(marche)]:
                raise RefusApiError(403, "marche_d_un_autre", ", ".join(map(str, others[:20])))
            return changer(uow, lecteur, demandes, now)

        response = await self._write(request, write)
        return await self._read(request, self._contract) if alone else response

    async def undo(self, request: Request, _: Lecteur) -> Response:
        """Put back what that person changed at some moment, where nobody changed it since."""
        le = (await _object(request)).get("le")
        if not isinstance(le, str):
            raise RefusApiError(400, "corps_illisible", "le : le moment que la réponse a donné")
        return await self._write(request, lambda uow, lecteur, now: annuler(uow, lecteur, le, now))

    async def _write(self, request: Request, write: Callable[[UnitOfWork, Lecteur, datetime], Bilan]) -> Response:
        def do() -> Any:
            now = self._acces.clock()
            with self._acces.database.unit_of_work() as uow:
                lecteur = self._reader_in(uow, request)
                bilan = write(uow, lecteur, now)
                derniere = uow.consultations.derniere_decision(lecteur.auteur, now) if bilan.marches else None
                uow.commit()
            le = None if derniere is None else derniere[0].isoformat()
            return {"changes": bilan.marches, "bouges": bilan.bouges, "le": le}

        return _json(await run_in_threadpool(do))

    async def take_table(self, request: Request, lecteur: Lecteur) -> Response:
        """Import a CSV as a file of the conversation is, columns that the team added included; the team's alone."""
        if not lecteur.equipe:
            raise RefusApiError(403, "equipe")
        try:
            texte = (await read_body(request)).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise RefusApiError(400, "corps_illisible", "UTF-8") from error

        def take() -> Vue:
            with self._acces.database.reading() as memory:
                colle = lire_colle(texte, memory.colonnes.toutes())
            lue = colle.fichier().apercu().correspondance
            if lue is not None and lue.a_confirmer:
                raise RefusApiError(400, "colonnes_incomprises")
            return importer_colle(self._acces.database, self._acces.pack, colle, lue, None, lecteur, self._acces.clock)

        vue = await run_in_threadpool(take)
        return _json(
            {
                **{nom: getattr(vue.bilan, nom) for nom in ("lus", "nouveaux", "changes", "inchanges", "ecartes")},
                "colonnes_ajoutees": vue.propres,
                "a_verifier": [
                    {"ligne": un.ligne, "champ": un.champ, "cause": un.cause, "lu": un.lu, "retenu": un.retenu}
                    for un in vue.lignes
                ],
            }
        )


# --- JSON -------------------------------------------------------------------------------------------------------------


def _contract(
    marche: MarcheRecord, valeurs: Mapping[int, str], propres: list[ColonnePropreRecord], lecteur: Lecteur
) -> dict[str, Any]:
    return {
        "id": marche.id,
        "acheteur_id": marche.acheteur_id,
        "acheteur": marche.acheteur or None,
        "acheteur_nom": marche.acheteur_nom,
        "numero": marche.numero,
        "lot": marche.lot,
        "groupe": marche.groupe or None,
        "objet": marche.objet,
        "nature": marche.nature,
        "procedure": marche.procedure,
        "accord_cadre": marche.accord_cadre,
        "cpv": marche.cpv,
        "montant_ht": marche.montant_ht,
        "duree_mois": marche.duree_mois,
        "notifie_le": marche.notifie_le,
        "titulaires": [un.get("nom") or un.get("identifiant") for un in marche.titulaires],
        "recurrent": marche.recurrent,
        "direction": marche.direction,
        "referent": marche.referent,
        "fin": marche.fin,
        "attribution": marche.attribution_prevue,
        "modifie_le": marche.modifie_le,
        "modifiable": lecteur.peut_changer(marche),
        "colonnes": {cle_propre(une): valeurs.get(une.id) for une in propres},
    }


def _read_cells(valeurs: Mapping[str, Any], propres: Mapping[str, ColonnePropreRecord]) -> dict[str, Any]:
    """Raises RefusApiError, CaseIllisibleError."""
    if not valeurs:
        raise RefusApiError(400, "corps_illisible", "valeurs : au moins une colonne")
    for cle, dit in valeurs.items():
        if cle not in CHAMPS and cle not in propres:
            raise RefusApiError(400, "colonne_inconnue", str(cle)[:80])
        if not isinstance(dit, str | int | float | None):
            raise RefusApiError(400, "case_illisible", str(cle)[:80])
    return {cle: lire_case(cle, dit, propres) for cle, dit in valeurs.items()}


async def _object(request: Request) -> dict[str, Any]:
    """The JSON object of the body. Raises RefusApiError, BodyTooLargeError."""
    try:
        lu = orjson.loads(await read_body(request))
    except orjson.JSONDecodeError as error:
        raise RefusApiError(400, "corps_illisible", "JSON") from error
    if not isinstance(lu, dict):
        raise RefusApiError(400, "corps_illisible", "un objet JSON")
    return lu


def _json(contenu: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(contenu, default=_plain), status, dict(headers or {}), "application/json")


def _plain(valeur: Any) -> Any:
    if isinstance(valeur, Decimal):
        # Cents are exact that far beyond what a contract costs.
        return float(valeur)
    if isinstance(valeur, date):
        return valeur.isoformat()
    raise TypeError


def _refused(error: RefusApiError) -> Response:
    said = {"erreur": error.code, "message": _donnees()["refus"][error.code], "detail": error.detail or None}
    return _json(said, error.status, error.headers)


__all__ = ["GENRE", "RACINE", "Api"]
