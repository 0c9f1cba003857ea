"""The table of the register as one works in it: ticked lines changed together, cells changed in place, undone; views and columns of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.platforms.web.acces import CHEMIN, Acces, RefusError, people, text_of
from bot.platforms.web.adresse import AUCUN, Lecteur, adresse
from bot.registre.changements import (
    ANNULABLE,
    CHAMPS,
    Bilan,
    CaseIllisibleError,
    annuler,
    changer,
    derniers,
    lire_case,
    montre,
    propres_par_cle,
    resume_de,
)
from bot.registre.vues import Recherche, lire_recherche, liste
from knowledge.francais.texte import simplifier
from storage.limits import NUMERO_MAX
from storage.registre.records import ColonnePropreRecord, Genre, MarcheRecord
from storage.unit_of_work import Reading, UnitOfWork

MARCHES = f"{CHEMIN}/marches"
# Lines ticked at once, and contracts of a whole filter: more would hold the database for too long.
COCHES_MAX = 2000
TOUS_MAX = 5000
RETOUR_MAX = 4000
VUES_MAX = 50
COLONNES_MAX = 30
CHOIX_MAX, UN_CHOIX_MAX = 30, 80
JOURNAL = 30
TEXTE_MAX = 600


def numero_de(texte: str) -> int:
    """The number of a contract. Raises RefusError."""
    if not (texte.isascii() and texte.isdecimal() and len(texte) <= len(str(NUMERO_MAX)) and int(texte) <= NUMERO_MAX):
        raise RefusError(404, "marche_inconnu")
    return int(texte)


def chercher(
    acces: Acces, memory: Reading, parametres: Mapping[str, str], lecteur: Lecteur, *, a_trier: bool = False
) -> Recherche:
    """What an address asks for, as that person sees it."""
    propres = memory.colonnes.toutes()
    return lire_recherche(parametres, acces.pack, lecteur.referents, lecteur.aujourdhui, propres, a_trier=a_trier)


def note_d_annulation(bilan: Bilan) -> str:
    """The sentence that tells what was undone, by its name in the templates."""
    if bilan.bouges:
        return "annule_en_partie" if bilan.marches else "deja"
    return "annule" if bilan.marches else "deja"


def a_annuler(acces: Acces, memory: Reading, lecteur: Lecteur) -> tuple[str, list[tuple[str, str | None, int]]] | None:
    """What that person changed last, and may undo: its moment, and what it was."""
    decision = memory.consultations.derniere_decision(lecteur.auteur, acces.clock() - ANNULABLE)
    if decision is None:
        return None
    return decision[0].isoformat(), resume_de([(un.champ, un.apres) for un in decision[1]])


class Table:
    """Answers the requests about the table; blocking work is done in threads."""

    def __init__(self, acces: Acces) -> None:
        self._acces = acces

    def routes(self) -> list[Route]:
        guarded = self._acces.guarded
        return [
            Route(MARCHES, guarded(self.show)),
            Route(MARCHES, guarded(self.change), methods=["POST"]),
            Route(f"{CHEMIN}/cases", guarded(self.correct), methods=["POST"]),
            Route(f"{CHEMIN}/annuler", guarded(self.undo), methods=["POST"]),
            Route(f"{CHEMIN}/journal", guarded(self.journal)),
            Route(f"{CHEMIN}/vues", guarded(self.keep_view), methods=["POST"]),
            Route(f"{CHEMIN}/vues/effacer", guarded(self.drop_view), methods=["POST"]),
            Route(f"{CHEMIN}/colonnes", guarded(self.columns)),
            Route(f"{CHEMIN}/colonnes", guarded(self.add_column), methods=["POST"]),
            Route(f"{CHEMIN}/colonnes/retirer", guarded(self.drop_column), methods=["POST"]),
        ]

    # --- the page -----------------------------------------------------------------------------------------------------

    async def show(self, request: Request) -> Response:
        """The table."""
        return await self._acces.page(request, self._show)

    def _show(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        recherche = chercher(self._acces, memory, _parameters(request), lecteur)
        vues = memory.vues.ouvertes(memory.identites.comptes(lecteur.compte.plateforme, lecteur.compte.personne))
        note = request.query_params.get("note", "")
        return self._acces.render(
            "registre_marches.html",
            lecteur,
            "marches",
            liste=liste(memory, self._acces.pack, recherche, lecteur),
            recherche=recherche,
            montre=montre,
            modifiables=CHAMPS,
            vues=vues,
            ouverte=next((vue for vue in vues if vue.adresse == recherche.vue), None),
            note=note,
            decision=a_annuler(self._acces, memory, lecteur) if note else None,
            **people(memory),
        )

    async def journal(self, request: Request) -> Response:
        """What that person changed last, each to be undone."""
        return await self._acces.page(request, self._journal)

    def _journal(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        depuis = self._acces.clock() - ANNULABLE
        return self._acces.render(
            "registre_journal.html",
            lecteur,
            "marches",
            gestes=[(le, resume, le >= depuis) for le, resume in derniers(memory, lecteur, JOURNAL)],
            note=request.query_params.get("note", ""),
            propres={f"propre:{une.id}": une for une in memory.colonnes.toutes()},
            **people(memory),
        )

    # --- changes ------------------------------------------------------------------------------------------------------

    async def change(self, request: Request) -> Response:
        """Change all the ticked lines at once, of any page, with the lots that are awarded together; or all that is filtered."""
        return await self._write(request, self._change)

    def _change(self, uow: UnitOfWork, lecteur: Lecteur, form: FormData, recherche: Recherche) -> str:
        valeurs = _asked(form, propres_par_cle(uow.colonnes.toutes()))
        if text_of(form, "tous"):
            numeros = uow.consultations.numeros(recherche.selection)
            if len(numeros) > TOUS_MAX:
                raise RefusError(413, "trop_de_marches")
        else:
            ticked = {un for un in form.getlist("marche") if isinstance(un, str)}
            ticked |= {un for un in text_of(form, "aussi", 12 * COCHES_MAX).split(".") if un}
            if len(ticked) > COCHES_MAX:
                raise RefusError(413, "trop_de_marches")
            lignes = _lines(uow, sorted(map(numero_de, ticked)), par_lot=recherche.selection.par_lot)
            numeros = [lot.id for lots in lignes.values() for lot in lots]
        if not numeros:
            return "rien"
        if not valeurs:
            return "sans_valeur"
        return changer(uow, lecteur, dict.fromkeys(numeros, valeurs), self._acces.clock()).note

    async def correct(self, request: Request) -> Response:
        """Write the cells that were changed in the table; one that somebody else changed meanwhile is left alone, and said."""
        return await self._write(request, self._correct)

    def _correct(self, uow: UnitOfWork, lecteur: Lecteur, form: FormData, recherche: Recherche) -> str:
        propres = propres_par_cle(uow.colonnes.toutes())
        touched: dict[int, dict[str, tuple[str, str]]] = {}
        for nom in form:
            genre, _, ou = nom.partition(".")
            dit, _, cle = ou.partition(".")
            if genre != "c" or (cle not in CHAMPS and cle not in propres):
                continue
            avant, apres = text_of(form, f"a.{ou}", TEXTE_MAX), text_of(form, nom, TEXTE_MAX)
            if avant != apres:
                touched.setdefault(numero_de(dit), {})[cle] = avant, apres
        lignes = _lines(uow, sorted(touched), par_lot=recherche.selection.par_lot)
        valeurs = uow.colonnes.valeurs(lignes)
        demandes: dict[int, dict[str, Any]] = {}
        bouges = 0
        for numero, lots in lignes.items():
            shown = next(lot for lot in lots if lot.id == numero)
            for cle, (avant, apres) in touched[numero].items():
                if montre(shown, cle, valeurs.get(numero, {})) != avant:
                    bouges += 1
                    continue
                for lot in lots:
                    demandes.setdefault(lot.id, {})[cle] = lue(cle, apres, propres)
        bilan = changer(uow, lecteur, demandes, self._acces.clock())
        return Bilan(bilan.marches, bilan.refuses, bouges).note

    async def undo(self, request: Request) -> Response:
        """Put back what that person changed at some moment."""
        form = await self._acces.form(request)
        vers = text_of(form, "vers")
        vers = f"{CHEMIN}/journal" if vers == "journal" else f"{MARCHES}/{numero_de(vers)}" if vers else ""

        def undo(uow: UnitOfWork, lecteur: Lecteur, form: FormData, _: Recherche) -> str:
            return note_d_annulation(annuler(uow, lecteur, text_of(form, "le"), self._acces.clock()))

        return await self._write(request, undo, form=form, vers=vers)

    async def _write(
        self,
        request: Request,
        write: Callable[[UnitOfWork, Lecteur, FormData, Recherche], str],
        *,
        form: FormData | None = None,
        vers: str = "",
    ) -> Response:
        """Do that in one transaction, then go back to where the form was, or to `vers`, with what it says."""
        sent = form or await self._acces.form(request)

        def do() -> str:
            with self._acces.database.unit_of_work() as uow:
                lecteur = self._acces.reader(uow, request)
                retour = dict(parse_qsl(text_of(sent, "retour", RETOUR_MAX)))
                recherche = chercher(self._acces, uow, retour, lecteur)
                note = write(uow, lecteur, sent, recherche)
                uow.commit()
                if vers:
                    return adresse(vers, {"note": note})
                return recherche.lien(MARCHES, apres=recherche.apres, note=note)

        return RedirectResponse(await run_in_threadpool(do), 303)

    # --- views --------------------------------------------------------------------------------------------------------

    async def keep_view(self, request: Request) -> Response:
        """Keep this way to look at the table under a name."""
        return await self._write(request, self._keep_view)

    def _keep_view(self, uow: UnitOfWork, lecteur: Lecteur, form: FormData, recherche: Recherche) -> str:
        nom = text_of(form, "nom")
        cle = simplifier(nom)
        if not cle:
            return "sans_nom"
        if uow.vues.combien(lecteur.compte) >= VUES_MAX:
            raise RefusError(413, "trop_de_vues")
        partagee = bool(text_of(form, "partagee"))
        uow.vues.garder(lecteur.compte, nom, cle, recherche.vue, self._acces.clock(), partagee=partagee)
        return "vue_gardee"

    async def drop_view(self, request: Request) -> Response:
        """Forget a view: one's own, or for the team any that is shared."""
        return await self._write(request, self._drop_view)

    def _drop_view(self, uow: UnitOfWork, lecteur: Lecteur, form: FormData, _: Recherche) -> str:
        vue = uow.vues.trouver(numero_de(text_of(form, "vue")))
        comptes = uow.identites.comptes(lecteur.compte.plateforme, lecteur.compte.personne)
        if vue is None:
            return "deja"
        mine = (vue.plateforme, vue.personne) in {(un.plateforme, un.personne) for un in comptes}
        if not mine and not (vue.partagee and lecteur.equipe):
            raise RefusError(403, "vue_d_un_autre")
        uow.vues.effacer(vue.id)
        return "vue_effacee"

    # --- columns of one's own -----------------------------------------------------------------------------------------

    async def columns(self, request: Request) -> Response:
        """The columns that the team added."""
        return await self._acces.page(request, self._columns)

    def _columns(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        return self._acces.render(
            "registre_colonnes.html",
            lecteur,
            "marches",
            propres=memory.colonnes.toutes(),
            genres=list(Genre),
            note=request.query_params.get("note", ""),
        )

    async def add_column(self, request: Request) -> Response:
        """Add a column to the table, for everybody."""
        form = await self._acces.form(request, _team_only)
        return await self._write(request, self._add_column, form=form, vers=f"{CHEMIN}/colonnes")

    def _add_column(self, uow: UnitOfWork, lecteur: Lecteur, form: FormData, _: Recherche) -> str:
        nom, dit = text_of(form, "nom"), text_of(form, "genre")
        cle = simplifier(nom)
        if not cle or dit not in list(Genre):
            return "sans_nom"
        genre = Genre(dit)
        lignes = str(form.get("choix", "")).replace("\x00", "").splitlines()
        choix = tuple({simplifier(un): un for un in (" ".join(ligne.split()) for ligne in lignes) if un}.values())
        if genre is Genre.CHOIX and not (0 < len(choix) <= CHOIX_MAX and max(map(len, choix)) <= UN_CHOIX_MAX):
            return "choix_incompris"
        if len(uow.colonnes.toutes()) >= COLONNES_MAX:
            raise RefusError(413, "trop_de_colonnes")
        kept = choix if genre is Genre.CHOIX else ()
        numero = uow.colonnes.ajouter(nom, cle, genre, kept, lecteur.auteur, self._acces.clock())
        return "colonne_ajoutee" if numero is not None else "colonne_deja"

    async def drop_column(self, request: Request) -> Response:
        """Show a column no more; its values stay, in case it comes back."""
        form = await self._acces.form(request, _team_only)

        def drop(uow: UnitOfWork, _: Lecteur, form: FormData, __: Recherche) -> str:
            done = uow.colonnes.retirer(numero_de(text_of(form, "colonne")), self._acces.clock())
            return "colonne_retiree" if done else "deja"

        return await self._write(request, drop, form=form, vers=f"{CHEMIN}/colonnes")


def _parameters(request: Request) -> dict[str, str]:
    """The fields of the address; columns that were ticked one by one are put together."""
    fields = dict(request.query_params)
    if ticked := request.query_params.getlist("col"):
        fields["cols"] = ".".join(ticked)
    return fields


def _lines(uow: Reading, numeros: list[int], *, par_lot: bool) -> dict[int, list[MarcheRecord]]:
    """Of each of these contracts, the lots that are one line with it."""
    if par_lot:
        return {marche.id: [marche] for marche in uow.marches.plusieurs(numeros)}
    found = {}
    for numero, lots in uow.consultations.du_numero(numeros).items():
        when = next(lot.attribution_prevue for lot in lots if lot.id == numero)
        found[numero] = [lot for lot in lots if lot.attribution_prevue == when]
    return found


def _asked(form: FormData, propres: Mapping[str, ColonnePropreRecord]) -> dict[str, Any]:
    """What the bar under the table asks of the ticked lines, by column: a dash empties, nothing leaves as it is."""
    asked: dict[str, Any] = {}
    for cle in (*CHAMPS, *propres):
        if text_of(form, f"vide_{cle}") or (dit := text_of(form, f"v_{cle}", TEXTE_MAX)) == AUCUN:
            asked[cle] = None
        elif dit:
            asked[cle] = lue(cle, dit, propres)
    return asked


def lue(cle: str, dit: str, propres: Mapping[str, ColonnePropreRecord]) -> Any:
    """The value of a cell of a form. Raises RefusError."""
    try:
        return lire_case(cle, dit, propres)
    except CaseIllisibleError as error:
        raise RefusError(400, "case_illisible") from error


def _team_only(lecteur: Lecteur) -> None:
    if not lecteur.equipe:
        raise RefusError(403, "equipe")


__all__ = [
    "COCHES_MAX",
    "MARCHES",
    "TEXTE_MAX",
    "Table",
    "a_annuler",
    "chercher",
    "lue",
    "note_d_annulation",
    "numero_de",
]
