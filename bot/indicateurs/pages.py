"""The addresses of the dashboards: the two pages, the contracts behind a figure, what is to be repaired, and the files."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import Any, Protocol
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.platforms.web.acces import CHEMIN, XLSX, Acces, RefusError, Roles, file, people, text_of
from bot.platforms.web.adresse import Lecteur, adresse
from bot.platforms.web.site import Site
from handlers.conversation.wording import abrege, en_tete
from handlers.indicateurs import mots
from handlers.indicateurs import tableau_de_bord as figures
from knowledge.francais.redaction import FINE
from knowledge.plan.pack import Axe, Fiche, Pack
from knowledge.plan.tableau_de_bord import (
    SANS_DIRECTION,
    Chiffre,
    Dashboard,
    Entonnoir,
    Genre,
    Requete,
    TableauDeBord,
    Valeur,
)
from storage.database import Database
from storage.limits import NUMERO_MAX
from storage.unit_of_work import Reading, UnitOfWork

BASE = f"{CHEMIN}/tableaux"
PAR_PAGE = 50
CLE_MAX = 120
# What is told of a filter that means nothing.
DIT_MAX = 60
# How an address asks for what has no department.
SANS = "(sans)"
# Charts remembered: the same figures are drawn again for everybody who looks at them.
GRAPHIQUES_MAX = 2048
# In pixels: on a desk, a small one, on paper, and where the window is as wide as a phone.
LARGEURS = (1220, 860, 560, 320)
COURBE = (180, 56)
ANNEES_MAX = 30
UNITES = frozenset({"%", "nombre", "euros", "heures", "jours", "kWh", "tCO2e", "annees", "note", "oui_non"})
_POINT = re.compile(r"(\d{4}):(-?\d{1,15}(?:\.\d{1,3})?|)(?:,|$)")
CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"


# --- what is read from ------------------------------------------------------------------------------------------------


class Etape(Protocol):
    """A step of an action: what somebody wrote of it, or what official data say that prove it."""

    @property
    def etape(self) -> str: ...
    @property
    def jour(self) -> date: ...
    @property
    def action(self) -> int: ...
    @property
    def motif(self) -> str | None: ...
    @property
    def preuve(self) -> str | None: ...


class Ligne(Protocol):
    """A contract behind a figure, or a purchase that has none yet."""

    @property
    def achat_id(self) -> int: ...
    @property
    def marche_id(self) -> int | None: ...
    @property
    def numero(self) -> str | None: ...
    @property
    def objet(self) -> str | None: ...
    @property
    def acheteur(self) -> str: ...
    @property
    def direction(self) -> str | None: ...
    @property
    def annee(self) -> int | None: ...
    @property
    def montant_ht(self) -> Decimal | None: ...
    @property
    def au_numerateur(self) -> bool: ...
    @property
    def etapes(self) -> Sequence[Etape]: ...


class Accompagnement(Protocol):
    """A session for firms behind a figure; `heure` is "14:00", or "09:00-12:30"."""

    @property
    def id(self) -> int: ...
    @property
    def titre(self) -> str: ...
    @property
    def jour(self) -> date: ...
    @property
    def heure(self) -> str | None: ...
    @property
    def lieu(self) -> str | None: ...
    @property
    def etat(self) -> str: ...
    @property
    def participants(self) -> int | None: ...


class Derriere(Protocol):
    """A page of the contracts behind a figure, of `combien`; `suite` is where the next one begins."""

    @property
    def chiffre(self) -> Chiffre: ...
    @property
    def lignes(self) -> Sequence[Ligne]: ...
    @property
    def combien(self) -> int: ...
    @property
    def au_numerateur(self) -> int: ...
    @property
    def suite(self) -> int | None: ...
    @property
    def actions(self) -> bool:
        """Whether actions are counted, contract by contract."""

    @property
    def action(self) -> int | None:
        """That of all the steps that are shown; None where they are of several."""

    @property
    def accompagnements(self) -> Sequence[Accompagnement] | None:
        """The sessions behind a figure of theirs; None for a figure of contracts."""


class Reparation(Protocol):
    """A value that is missing or odd; `quoi` names it in `tableau_de_bord_phrases.html`, and `combien` are so in all."""

    @property
    def achat_id(self) -> int: ...
    @property
    def marche_id(self) -> int | None: ...
    @property
    def objet(self) -> str | None: ...
    @property
    def quoi(self) -> str: ...
    @property
    def valeur(self) -> Decimal | int | None: ...
    @property
    def combien(self) -> int: ...


class Cliche(Protocol):
    """The yearly snapshot: when and by whom it was taken (`slack:U1`), and the day its figures are of."""

    @property
    def le(self) -> datetime: ...
    @property
    def par(self) -> str: ...
    @property
    def jour(self) -> date: ...


class Ecart(Protocol):
    """A figure that was corrected since the snapshot."""

    @property
    def chiffre(self) -> Chiffre: ...
    @property
    def fige(self) -> Valeur: ...
    @property
    def maintenant(self) -> Valeur: ...


class Source(Protocol):
    """Where the figures come from: `handlers.indicateurs.tableau_de_bord`, or what tests make up. An `acheteur` of None is all together."""

    def tableau_de_bord(self, memory: Reading, pack: Pack, requete: Requete, jour: date) -> TableauDeBord: ...

    def tableaux_de_bord(
        self, memory: Reading, pack: Pack, requete: Requete, jour: date
    ) -> tuple[TableauDeBord, TableauDeBord]: ...

    def annees_connues(self, memory: Reading, pack: Pack) -> Sequence[int]: ...

    def directions(self, memory: Reading) -> Sequence[str]: ...

    def contrats_derriere(
        self,
        memory: Reading,
        pack: Pack,
        requete: Requete,
        cle: str,
        *,
        apres: int | None = None,
        limit: int = 50,
        jour: date,
    ) -> Derriere | None:
        """What is counted in that figure; None when no figure has that key, or nothing is behind it."""

    def lignes_du_classeur(self, memory: Reading, pack: Pack, requete: Requete) -> Iterable[Mapping[str, Any]]:
        """The rows behind the figures of that dashboard."""

    def a_reparer(self, memory: Reading, pack: Pack, requete: Requete) -> Sequence[Reparation]: ...

    def figes(self, memory: Reading, annee: int, acheteur: str | None) -> Cliche | None: ...

    def ecarts(self, memory: Reading, pack: Pack, requete: Requete, jour: date) -> Sequence[Ecart]:
        """What was corrected since the snapshot of that year, on both dashboards."""

    def figer(
        self, uow: UnitOfWork, pack: Pack, annee: int, acheteur: str | None, par: str, now: datetime
    ) -> Sequence[str | None]:
        """Take the snapshots of that year, and tell of whom: of a buyer, or of all and of each; those taken before stay."""


# --- what is asked for ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Demande:
    """What an address asks for; `champs` are the fields of its form, as they were understood.

    `inconnus` are those that mean nothing here, as they were written: another thing is shown, and it is said.
    """

    requete: Requete
    champs: Mapping[str, str]
    annees: tuple[int, ...]
    directions: tuple[str, ...]
    axes: tuple[Axe, ...]
    inconnus: Mapping[str, str]

    def lien(self, base: str, **autres: Any) -> str:
        """An address with the same filters, some of them changed."""
        return adresse(f"{BASE}/{base}", {**self.champs, **autres})

    def chiffre(self, cle: str, **autres: Any) -> str:
        """The address of the contracts behind a figure."""
        return self.lien(f"chiffre/{quote(cle, safe='')}", tableau=self.requete.dashboard.value, **autres)

    @property
    def filtree(self) -> bool:
        return any(self.champs[nom] for nom in ("acheteur", "direction", "axe"))


def lire_demande(
    parametres: Mapping[str, str],
    dashboard: Dashboard,
    pack: Pack,
    annees: Sequence[int],
    directions: Sequence[str],
    jour: date,
) -> Demande:
    """Read the address; what it says that means nothing is left out, and told."""
    toutes = tuple(sorted({*annees, jour.year}))
    axes = _axes(pack, dashboard)
    dits = {nom: " ".join(parametres.get(nom, "").split()) for nom in ("annee", "acheteur", "direction", "axe")}
    # A browser sends the spaces of a name as one.
    connues = {SANS: SANS_DIRECTION, **{" ".join(une.split()): une for une in directions}}
    requete = Requete(
        dashboard,
        annee if (annee := _entier(dits["annee"])) in toutes and annee is not None else jour.year,
        dits["acheteur"] if dits["acheteur"] in {un.id for un in pack.acheteurs} else None,
        connues.get(dits["direction"]),
        axe if (axe := _entier(dits["axe"])) in {un.numero for un in axes} else None,
    )
    champs = {
        "annee": str(requete.annee),
        "acheteur": requete.acheteur or "",
        "direction": SANS if requete.direction == SANS_DIRECTION else requete.direction or "",
        "axe": "" if requete.axe is None else str(requete.axe),
    }
    lus = {
        "annee": requete.annee == _entier(dits["annee"]),
        "acheteur": requete.acheteur is not None,
        "direction": requete.direction is not None,
        "axe": requete.axe is not None,
    }
    inconnus = {nom: abrege(dit, DIT_MAX) for nom, dit in dits.items() if dit and not lus[nom]}
    return Demande(requete, champs, toutes, tuple(directions), axes, inconnus)


def _axes(pack: Pack, dashboard: Dashboard) -> tuple[Axe, ...]:
    """Those that have an action on that dashboard."""
    deploiement = dashboard is Dashboard.DEPLOIEMENT
    fiches = (fiche for numero, fiche in pack.fiches.items() if (numero in pack.deploiement) == deploiement)
    numeros = {pack.axe_de(fiche).numero for fiche in fiches}
    return tuple(axe for axe in pack.axes if axe.numero in numeros)


def _entier(texte: str) -> int | None:
    chiffres = texte.isascii() and texte.isdecimal() and len(texte) <= len(str(NUMERO_MAX))
    return int(texte) if chiffres and 0 < int(texte) <= NUMERO_MAX else None


# --- what is shown ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Action:
    """One action of a dashboard: its steps, what is done of it, and the effects."""

    fiche: Fiche
    entonnoir: Entonnoir | None
    chiffres: tuple[Chiffre, ...]

    @property
    def familles(self) -> Iterator[tuple[str, tuple[Chiffre, ...]]]:
        for famille in ("realisation", "effets"):
            if siens := tuple(un for un in self.chiffres if un.famille == famille):
                yield famille, siens
        if autres := tuple(un for un in self.chiffres if un.famille not in {"realisation", "effets"}):
            yield "autres", autres


def par_axe(tableau: TableauDeBord, pack: Pack) -> list[tuple[Axe, list[Action]]]:
    """The actions of a dashboard under their axes."""
    entonnoirs = {un.action: un for un in tableau.entonnoirs}
    numeros = sorted({*entonnoirs, *(un.action for un in tableau.chiffres if un.action is not None)})
    actions = [Action(pack.fiches[n], entonnoirs.get(n), tableau.de(n)) for n in numeros if n in pack.fiches]
    rangees = [(axe, [une for une in actions if pack.axe_de(une.fiche) == axe]) for axe in pack.axes]
    return [(axe, siennes) for axe, siennes in rangees if siennes]


_GROUPES = re.compile(rf"(?<=\d){chr(0xA0)}(?=\d{{3}}(?!\d))")


def fines(texte: str) -> str:
    r"""Narrow spaces between thousands, where the font has them.

    >>> fines("2\xa0500\xa0000\xa0€"), fines("12\xa0points")
    ('2\u202f500\u202f000\xa0€', '12\xa0points')
    """
    return _GROUPES.sub(FINE, texte)


def _fines(ecrire: Callable[..., str | None]) -> Callable[..., str | None]:
    """The same words, with narrow spaces."""

    def ecrit(*arguments: Any) -> str | None:
        texte = ecrire(*arguments)
        return None if texte is None else fines(texte)

    return ecrit


def part(valeur: Valeur, genre: Genre) -> str | None:
    """What a share was made of; of how many contracts a mean is, its coverage tells.

    >>> part(Valeur(Decimal(40), Decimal("367.70"), Decimal("919.25")), Genre.PART)
    '368 sur 919'
    >>> part(Valeur(Decimal("5.4"), Decimal(141), Decimal(26)), Genre.MOYENNE)
    """
    return None if genre is Genre.MOYENNE else mots.part(valeur, genre)


_MOTS = ("lisible", "evolution", "couverture", "points", "sans_acheteur", "depuis")
MOTS = {**{nom: _fines(getattr(mots, nom)) for nom in _MOTS}, "part": _fines(part)}


@lru_cache(maxsize=GRAPHIQUES_MAX)
def _dessin(spec: str) -> str:
    from bot.indicateurs.graphiques import pour_ecran, svg

    return pour_ecran(svg(json.loads(spec)))


def image(spec: Mapping[str, Any]) -> str:
    """The chart as an address for a picture: no style of the page reaches it, and it needs none of its own."""
    return "data:image/svg+xml;base64," + base64.b64encode(_dessin(json.dumps(spec)).encode()).decode()


def adresse_de_la_courbe(chiffre: Chiffre) -> str | None:
    """The address of the small chart of a figure, which holds all that is drawn; None where there is nothing to compare.

    A page of a hundred figures is not kept waiting by their drawing, and a browser keeps what it has seen.
    """
    connues = sum(valeur.valeur is not None for _, valeur in chiffre.annees)
    if connues < 2 or chiffre.unite == "texte":
        return None
    points = (f"{annee}:{_court(valeur.valeur)}" for annee, valeur in chiffre.annees[-ANNEES_MAX:])
    return adresse(f"{BASE}/courbe.svg", {"unite": chiffre.unite, "annees": ",".join(points)})


def _court(valeur: Decimal | None) -> str:
    """A number as an address holds it.

    >>> _court(Decimal("50.0004")), _court(Decimal("33.33333")), _court(Decimal("1E+2")), _court(None)
    ('50', '33.333', '100', '')
    """
    return "" if valeur is None else f"{round(valeur, 3):f}".rstrip("0").rstrip(".")


def lire_courbe(parametres: Mapping[str, str]) -> Chiffre:
    """The figure that such an address holds. Raises RefusError."""
    unite, dites = parametres.get("unite", ""), parametres.get("annees", "")
    lues = _POINT.findall(dites)
    if unite not in UNITES or not lues or len(lues) > ANNEES_MAX or ",".join(":".join(un) for un in lues) != dites:
        raise RefusError(404, "chiffre_inconnu")
    annees = tuple((int(annee), Valeur(Decimal(valeur) if valeur else None)) for annee, valeur in lues)
    return Chiffre("courbe", "", "effets", Genre.NOMBRE, unite, annees)


# --- the addresses ----------------------------------------------------------------------------------------------------


def routes(
    database: Database,
    pack: Pack,
    roles: Roles,
    clock: Callable[[], datetime],
    *,
    https: bool,
    source: Source = figures,
) -> list[Route]:
    """The addresses of the dashboards, to be served beside those of the register, whose link opens them."""
    acces = Acces(database, pack, roles, clock, https=https)
    page = TableauxDeBord(acces, source)
    return [
        Route(BASE, acces.guarded(page.home)),
        *(Route(f"{BASE}/{un.value}", acces.guarded(page.dashboard)) for un in Dashboard),
        Route(f"{BASE}/courbe.svg", acces.guarded(page.curve)),
        Route(f"{BASE}/chiffre/{{cle}}", acces.guarded(page.figure)),
        Route(f"{BASE}/a-reparer", acces.guarded(page.repairs)),
        Route(f"{BASE}/cliche", acces.guarded(page.snapshot)),
        Route(f"{BASE}/figer", acces.guarded(page.freeze), methods=["POST"]),
        Route(f"{BASE}/tableaux.xlsx", acces.guarded(page.workbook)),
        Route(f"{BASE}/tableaux.pdf", acces.guarded(page.pdf)),
        Route(f"{BASE}/indicateurs.csv", acces.guarded(page.open_data)),
        Route(f"{BASE}/dictionnaire.csv", acces.guarded(page.dictionary)),
    ]


def du_site(site: Site) -> list[Route]:
    """Those addresses, on that site."""
    return routes(site.database, site.knowledge.pack, site.roles, site.clock, https=site.https)


class TableauxDeBord:
    """Answers the requests; blocking work is done in threads."""

    def __init__(self, acces: Acces, source: Source) -> None:
        self._acces = acces
        self._source = source
        self._pack = acces.pack

    def _demande(self, memory: Reading, parametres: Mapping[str, str], dashboard: Dashboard | None = None) -> Demande:
        if dashboard is None:
            dit = parametres.get("tableau", "")
            dashboard = Dashboard(dit) if dit in list(Dashboard) else Dashboard.ACTIONS
        return lire_demande(
            parametres,
            dashboard,
            self._pack,
            self._source.annees_connues(memory, self._pack),
            self._source.directions(memory),
            self._acces.today(),
        )

    def _demande_des_deux(self, memory: Reading, parametres: Mapping[str, str]) -> Demande:
        """What is asked of both dashboards: an axis is that of either."""
        both = [self._demande(memory, parametres, un) for un in Dashboard]
        return next((un for un in both if un.requete.axe is not None), both[0])

    def _render(self, template: str, lecteur: Lecteur, onglet: str, demande: Demande, **contexte: Any) -> str:
        return self._acces.render(
            template,
            lecteur,
            "tableaux_de_bord",
            onglet=onglet,
            demande=demande,
            requete=demande.requete,
            SANS=SANS,
            courbe=adresse_de_la_courbe,
            en_tete=en_tete,
            **MOTS,
            **contexte,
        )

    # --- pages --------------------------------------------------------------------------------------------------------

    async def home(self, request: Request) -> Response:
        """Where the dashboards are entered by."""
        return self._acces.again(request) or RedirectResponse(f"{BASE}/{Dashboard.ACTIONS.value}", 303)

    async def dashboard(self, request: Request) -> Response:
        """One of the two."""
        return self._acces.again(request) or await self._acces.page(request, self._dashboard)

    def _dashboard(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        from bot.indicateurs import graphiques

        dashboard = Dashboard(request.url.path.rpartition("/")[2])
        demande = self._demande(memory, request.query_params, dashboard)
        tableau = self._source.tableau_de_bord(memory, self._pack, demande.requete, lecteur.aujourdhui)
        suivies = [un for un in tableau.entonnoirs if un.proposees or un.visees or un.ecartees]
        mesurees = [une for une in tableau.cibles if not une.chiffre.valeur.vide]
        return self._render(
            "tableau_de_bord_page.html",
            lecteur,
            dashboard.value,
            demande,
            tableau=tableau,
            portee=mots.portee(self._pack, dashboard),
            axes=par_axe(tableau, self._pack),
            de_la_loi=[un for un in tableau.chiffres if un.action is None],
            ouvrables={un.cle for un in (*tableau.chiffres, *(c.chiffre for c in tableau.cibles)) if un.ouvrable},
            cibles=self._images(graphiques.cibles, tableau) if mesurees else None,
            entonnoirs=self._images(graphiques.entonnoirs, tableau) if suivies else None,
        )

    def _images(self, dessine: Callable[..., Mapping[str, Any]], tableau: TableauDeBord) -> dict[int, str]:
        return {largeur: image(dessine(tableau, self._pack, largeur)) for largeur in LARGEURS}

    async def curve(self, request: Request) -> Response:
        """The small chart of a figure, whose values are in the address."""

        def draw() -> str:
            from bot.indicateurs.graphiques import evolution

            with self._acces.database.reading() as memory:
                self._acces.reader(memory, request)
            spec = evolution(lire_courbe(request.query_params), *COURBE)
            if spec is None:
                raise RefusError(404, "chiffre_inconnu")
            # The last value stands beside it, in the page's own letters.
            couches = [une for une in spec["layer"] if une["mark"]["type"] != "text"]
            return _dessin(json.dumps({**spec, "layer": couches}))

        content = await run_in_threadpool(draw)
        return Response(content, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"})

    async def figure(self, request: Request) -> Response:
        """The contracts behind a figure."""
        return self._acces.again(request) or await self._acces.page(request, self._figure)

    def _figure(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        cle = request.path_params["cle"]
        demande = self._demande(memory, request.query_params)
        apres = _entier(request.query_params.get("apres", ""))
        if len(cle) > CLE_MAX:
            raise RefusError(404, "chiffre_inconnu")
        derriere = self._source.contrats_derriere(
            memory, self._pack, demande.requete, cle, apres=apres, limit=PAR_PAGE, jour=lecteur.aujourdhui
        )
        if derriere is None:
            raise RefusError(404, "chiffre_inconnu")
        return self._render(
            "tableau_de_bord_chiffre.html",
            lecteur,
            demande.requete.dashboard.value,
            demande,
            derriere=derriere,
            chiffre=derriere.chiffre,
            apres=apres,
        )

    async def repairs(self, request: Request) -> Response:
        """Values that are missing or odd, for the team."""
        return self._acces.again(request) or await self._acces.page(request, self._repairs)

    def _repairs(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        _team(lecteur)
        demande = self._demande(memory, request.query_params)
        par_quoi: dict[str, list[Reparation]] = {}
        for une in self._source.a_reparer(memory, self._pack, demande.requete):
            par_quoi.setdefault(une.quoi, []).append(une)
        return self._render("tableau_de_bord_reparer.html", lecteur, "a-reparer", demande, par_quoi=par_quoi)

    async def snapshot(self, request: Request) -> Response:
        """The figures frozen for the committee, and what was corrected since."""
        return self._acces.again(request) or await self._acces.page(request, self._snapshot)

    def _snapshot(self, memory: Reading, lecteur: Lecteur, request: Request) -> str:
        demande = self._demande(memory, request.query_params)
        requete = demande.requete
        cliche = self._source.figes(memory, requete.annee, requete.acheteur)
        corriges = self._source.ecarts(memory, self._pack, requete, lecteur.aujourdhui) if cliche is not None else ()
        # One more contract that says nothing new changes what a figure covers, not what it says.
        ecarts = [un for un in corriges if _dit(un.fige, un.chiffre) != _dit(un.maintenant, un.chiffre)]
        return self._render(
            "tableau_de_bord_cliche.html",
            lecteur,
            "cliche",
            demande,
            cliche=cliche,
            ecarts=ecarts,
            note=request.query_params.get("note", ""),
            **people(memory),
        )

    async def freeze(self, request: Request) -> Response:
        """Take the snapshot of a year, by the team."""
        form = await self._acces.form(request, _team)
        parametres = {nom: text_of(form, nom) for nom in ("annee", "acheteur")}

        def write() -> str:
            with self._acces.database.unit_of_work() as uow:
                lecteur = self._acces.reader(uow, request)
                _team(lecteur)
                demande = self._demande(uow, parametres)
                if demande.champs != {**demande.champs, **parametres}:
                    raise RefusError(400, "cliche_illisible")
                requete = demande.requete
                note = "a_confirmer"
                if text_of(form, "confirme"):
                    try:
                        fige = self._source.figer(
                            uow, self._pack, requete.annee, requete.acheteur, lecteur.auteur, self._acces.clock()
                        )
                        note = "fige" if fige else "deja_fige"
                    except ValueError:
                        note = "annee_en_cours"
                    uow.commit()
                return demande.lien("cliche", note=note)

        return RedirectResponse(await run_in_threadpool(write), 303)

    # --- files --------------------------------------------------------------------------------------------------------

    async def workbook(self, request: Request) -> Response:
        """Both dashboards, with the rows behind each figure."""

        def make(memory: Reading, requete: Requete, jour: date) -> bytes:
            from bot.indicateurs.classeur import classeur

            lignes = (
                ligne
                for un in Dashboard
                for ligne in self._source.lignes_du_classeur(memory, self._pack, replace(requete, dashboard=un))
            )
            return classeur(self._source.tableaux_de_bord(memory, self._pack, requete, jour), lignes, self._pack)

        return await self._file(request, make, XLSX, "tableaux-spaser-{}.xlsx")

    async def pdf(self, request: Request) -> Response:
        """Both dashboards, for the elected members."""

        def make(memory: Reading, requete: Requete, jour: date) -> bytes:
            from bot.indicateurs.pdf import pdf

            return pdf(self._source.tableaux_de_bord(memory, self._pack, requete, jour), self._pack, jour)

        return await self._file(request, make, PDF, "tableaux-spaser-{}.pdf")

    async def open_data(self, request: Request) -> Response:
        """Both dashboards as open data."""

        def make(memory: Reading, requete: Requete, jour: date) -> bytes:
            from bot.indicateurs.ouverture import donnees

            if requete.direction is not None or requete.axe is not None:
                raise RefusError(400, "ouvertes_entieres")
            # Those of each buyer too: of them a dashboard of all knows the year shown only, and not what was frozen.
            siens = (requete.acheteur,) if requete.acheteur else (None, *(un.id for un in self._pack.acheteurs))
            tous = (
                self._source.tableaux_de_bord(memory, self._pack, replace(requete, acheteur=un), jour) for un in siens
            )
            return donnees(chain.from_iterable(tous), self._pack)

        return await self._file(request, make, CSV, "indicateurs-spaser-{}.csv")

    async def dictionary(self, request: Request) -> Response:
        """What the columns of the open data mean."""

        def make(_memory: Reading, _requete: Requete, _jour: date) -> bytes:
            from bot.indicateurs.ouverture import dictionnaire

            return dictionnaire(self._pack)

        return await self._file(request, make, CSV, "dictionnaire-spaser.csv")

    async def _file(
        self, request: Request, make: Callable[[Reading, Requete, date], bytes], kind: str, nom: str
    ) -> Response:
        """A file of both dashboards as they are filtered."""

        def read() -> tuple[bytes, int]:
            with self._acces.database.reading() as memory:
                jour = self._acces.reader(memory, request).aujourdhui
                demande = self._demande_des_deux(memory, request.query_params)
                if demande.inconnus:
                    # A file goes from hand to hand: it is not of something else than what was asked for.
                    raise RefusError(400, "filtre_inconnu")
                return make(memory, demande.requete, jour), demande.requete.annee

        content, annee = await run_in_threadpool(read)
        return file(content, kind, nom.format(annee))


def _dit(valeur: Valeur, chiffre: Chiffre) -> tuple[str, str | None]:
    return mots.lisible(valeur, chiffre.unite), part(valeur, chiffre.genre)


def _team(lecteur: Lecteur) -> None:
    """Raises RefusError."""
    if not lecteur.equipe:
        raise RefusError(403, "equipe")


__all__ = ["Source", "du_site", "routes"]
