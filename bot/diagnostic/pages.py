"""The addresses of purchases: each as a living document beside the conversation, and the list of one's own."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.capabilities import parts
from bot.diagnostic.ajouts import AchatVu, Carte, CarteVue
from bot.diagnostic.impression import imprimer
from bot.diagnostic.rendu import Rendu
from bot.envois.adapters import Documents
from bot.knowledge import Knowledge
from bot.platforms.bodies import BodyTooLargeError, limited
from bot.platforms.web.acces import file, text_of
from bot.platforms.web.app import Engine, RefusalError, WebChat, has_begun, lire_envoi, new_cle
from bot.platforms.web.hub import Hub
from bot.platforms.web.limits import BODY_MAX_BYTES, is_form
from bot.platforms.web.page import Renderer, accueil, bulles, media_type
from bot.platforms.web.porte import ACHETEURS
from bot.platforms.web.security import ConversationCookie, comes_from_elsewhere
from bot.platforms.web.site import Site
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Address, Document, Incoming
from handlers.diagnostic.document import FORMATS, Reference
from handlers.diagnostic.jugement import non_presumes
from handlers.diagnostic.liste import mes_lignes, toutes_les_lignes
from handlers.diagnostic.partage import (
    CHEMIN,
    DE_LA_MAISON,
    LIEN_VALABLE,
    Droit,
    droit_sur,
    lien_de_partage,
    lien_ouvre,
)
from handlers.diagnostic.questions import INCONNU
from handlers.diagnostic.reprise import ENTRE_MEMBRES, depuis_le_journal
from handlers.diagnostic.vue import lire_la_page, peut_remettre
from handlers.diagnostic.vue_lots import lire_les_lots
from knowledge.donnees import lire_donnees
from knowledge.plan.pieces import pieces_de
from knowledge.regles.faits import Faits, Vocabulaire
from knowledge.regles.lots import Lot, lire_lots_gardes
from storage.comptes.records import CompteRecord, Role
from storage.database import Database
from storage.diagnostic.records import DecisionRecord
from storage.errors import DatabaseUnavailableError
from storage.limits import NUMERO_MAX
from storage.suivi.records import AchatRecord
from storage.unit_of_work import Reading

PARIS = ZoneInfo("Europe/Paris")
# The purchase that is being described in the visitor's own conversation: it has no number before there is a diagnosis to keep.
EN_COURS = f"{CHEMIN}/en-cours"
VUES = ("pieces", "actions", "loi", "calendrier", "tout")
# Of the conversation, what is shown beside the purchase; the rest is one link away.
BULLES_MAX = 30
MOTIF_MAX = 300
VALEUR_MAX = 300
MOTS_MAX = 600
RECHERCHE_MAX = 80
NUMERO_CHIFFRES_MAX = 9
PAROLES: Mapping[str, str] = lire_donnees(Path(__file__).parent / "paroles.yaml")


# What a person is, as they ask from this page.
Ici = Callable[[Reading, str, str], frozenset[Role]]


def routes(
    knowledge: Knowledge,
    database: Database,
    engine: Engine,
    hub: Hub,
    documents: Documents,
    ici: Ici,
    clock: Callable[[], datetime],
    *,
    https: bool,
    adresse: str = "",
    ready: bool = False,
) -> list[Route]:
    """The addresses of purchases, to be served beside the chat; `ici` tells what whoever asks is now, `adresse` is the site's.

    `ready`: what the first page would wait for is made now.
    """
    renderer = Renderer(knowledge.pack.collectivite)
    cookie = ConversationCookie(ACHETEURS.cookie, https=https)
    chat = WebChat(ACHETEURS, engine, database, hub, documents, ici, renderer, cookie)
    pages = Achats(knowledge, chat, ici, clock, adresse)
    if ready:
        pages.make_ready()
    return [
        Route(CHEMIN, pages.guarded(pages.list)),
        Route(EN_COURS, pages.guarded(pages.show)),
        Route(EN_COURS, pages.guarded(pages.act), methods=["POST"]),
        Route(f"{CHEMIN}/{{numero}}", pages.guarded(pages.show)),
        Route(f"{CHEMIN}/{{numero}}", pages.guarded(pages.act), methods=["POST"]),
        Route(f"{CHEMIN}/{{numero}}/lien", pages.guarded(pages.share), methods=["POST"]),
        *(
            Route(f"{CHEMIN}/{{numero}}/diagnostic.{en}", pages.guarded(partial(pages.download, en=en)))
            for en in FORMATS
        ),
        *(
            Route(
                f"{CHEMIN}/{{numero}}/{adresse}", pages.guarded(partial(pages.download_of_a_card, genre=genre, nom=nom))
            )
            for carte in cartes()
            for adresse, (genre, nom) in (carte.fichiers or {}).items()
        ),
    ]


def du_site(site: Site) -> list[Route]:
    """Those addresses, on that site."""
    return routes(
        site.knowledge,
        site.database,
        site.engine,
        site.hub,
        site.documents,
        site.ici,
        site.clock,
        https=site.https,
        adresse=site.publique,
        ready=True,
    )


class RefusError(Exception):
    """A request that gets a page instead of an answer: `code` names it in `achat_phrases.html`."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@cache
def cartes() -> tuple[Carte, ...]:
    """What capabilities add to the page: what the `cartes` of each name in `CARTES`."""
    return tuple(carte for module in parts("cartes") for carte in module.CARTES)


@dataclass(frozen=True, slots=True)
class Visite:
    """Who asks: the conversation of their cookie, their accounts and roles; `neuve`: the cookie is to be given."""

    secret: str
    neuve: bool
    address: Address
    roles: frozenset[Role]
    comptes: tuple[CompteRecord, ...]

    @property
    def equipe(self) -> bool:
        return Role.EQUIPE in self.roles


@dataclass(frozen=True, slots=True)
class Geste:
    """What a form of the page does: words, or an encoded act with the words that say it in the conversation."""

    texte: str
    choix: str | None = None

    @property
    def empreinte(self) -> str:
        """Sent again it is the same message; another gesture of the same form is another one."""
        return hashlib.sha256(repr((self.texte, self.choix)).encode()).hexdigest()[:12]


def lire_le_geste(form: FormData, vocabulaire: Vocabulaire) -> Geste:
    """Read a form of the page: a fact and its value, an action kept or set aside, a button, or words.

    Raises RefusError.
    """
    if (geste := _sur_un_lot(form)) is not None:
        return geste
    if nom := text_of(form, "fait"):
        if nom not in vocabulaire:
            raise RefusError(400, "illisible")
        dites = [
            " ".join(un.replace("\x00", "").split())[:VALEUR_MAX]
            for un in form.getlist("valeur")
            if isinstance(un, str)
        ]
        return _noter(vocabulaire, nom, [un for un in dites if un], text_of(form, "lot"))
    if action := text_of(form, "retenir"):
        return Geste(PAROLES["retenir"].format(action=_numero(action)), f"a:retenir:{_numero(action)}")
    if action := text_of(form, "ecarter"):
        motif = text_of(form, "autre_motif", MOTIF_MAX) or text_of(form, "motif", MOTIF_MAX)
        dite = PAROLES["ecarter" if motif else "ecarter_sans_motif"].format(action=_numero(action), motif=motif)
        return Geste(dite, f"a:ecarter:{_numero(action)}" + (f":{motif}" if motif else ""))
    # A button that takes words: they are its last part, said with what comes before them.
    if debut := text_of(form, "mots_de"):
        mots = " ".join(text_of(form, "mots", MOTS_MAX).split())
        return Geste(f"{text_of(form, 'dit')} {mots}".strip(), f"{debut}:{mots}" if mots else None)
    envoi = lire_envoi(form)
    if not envoi.choix:
        return Geste(envoi.texte)
    return Geste(PAROLES.get(text_of(form, "dit"), "") or text_of(form, "dit"), ", ".join(envoi.choix))


def _sur_un_lot(form: FormData) -> Geste | None:
    """A lot added, dropped or named by the form of its own; None for any other form. Raises RefusError."""
    if numero := text_of(form, "retirer_lot"):
        return Geste(PAROLES["retirer_le_lot"].format(lot=_numero(numero)), f"lt:retirer:{_numero(numero)}")
    intitule = " ".join(text_of(form, "intitule", VALEUR_MAX).split())
    if "ajouter_lot" in form:
        montant = text_of(form, "montant", VALEUR_MAX).replace(":", " ")
        dits = ", ".join(un for un in (intitule, montant) if un)
        return Geste(PAROLES["ajouter_un_lot"].format(lot=dits), f"lt:ajouter:{montant}:{intitule}")
    if "intitule" in form:
        numero = str(_numero(text_of(form, "lot")))
        return Geste(PAROLES["nommer_le_lot"].format(lot=numero, intitule=intitule), f"lt:nommer:{numero}:{intitule}")
    return None


def _noter(vocabulaire: Vocabulaire, nom: str, valeurs: list[str], lot: str) -> Geste:
    """A fact of the purchase as it was written; of one of its lots, where `lot` is a number. Raises RefusError."""
    fait = vocabulaire[nom]
    libelle = fait.libelle[:1].upper() + fait.libelle[1:]
    quoi = "o:noter"
    if lot:
        libelle, quoi = PAROLES["du_lot"].format(libelle=fait.libelle, lot=_numero(lot)), f"lt:noter:{_numero(lot)}"
    if not valeurs or valeurs == [INCONNU]:
        return Geste(PAROLES["inconnu"].format(libelle=libelle), f"{quoi}:{nom}:{INCONNU}")
    mots = ", ".join(choix.libelle if (choix := fait.choix_de(un)) else un for un in valeurs if un != "-") or "-"
    return Geste(PAROLES["noter"].format(libelle=libelle, valeur=mots), f"{quoi}:{nom}:{ENTRE_MEMBRES.join(valeurs)}")


class Achats:
    """Answers the requests; blocking work is done in threads."""

    def __init__(
        self,
        knowledge: Knowledge,
        chat: WebChat,
        ici: Ici,
        clock: Callable[[], datetime],
        adresse: str,
    ) -> None:
        self._knowledge = knowledge
        self._chat = chat
        self._ici = ici
        self._clock = clock
        self._adresse = adresse
        self._rendu = Rendu(knowledge.pack)
        self._a_des_pieces = bool(pieces_de(knowledge.pack).toutes)

    def make_ready(self) -> None:
        """Compile the templates and the rules, so that the first person does not wait for them."""
        self._rendu.make_ready()
        lire_la_page(
            self._knowledge.pack,
            self._knowledge.wording,
            Entretien(self._knowledge.pack.vocabulaire.aucun_fait()),
            self._today(),
            {},
        )
        self._knowledge.reconnaisseur()
        for carte in cartes():
            if carte.pret is not None:
                carte.pret(self._knowledge.pack)
        self._chat.engine.welcome(ACHETEURS.address_of(""))

    # --- who ----------------------------------------------------------------------------------------------------------

    def guarded(self, endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint, its refusals said on a page; what another site sends changes nothing."""

        async def answer(request: Request) -> Response:
            try:
                if request.method != "POST" or not comes_from_elsewhere(request):
                    return await endpoint(request)
                status, code = 403, "origine"
            except (RefusError, RefusalError) as error:
                status, code = error.status, error.code
            except DatabaseUnavailableError:
                status, code = 503, "base"
            except BodyTooLargeError:
                status, code = 413, "trop_long"
            return HTMLResponse(self._rendu.page("achat_refus.html", code=code), status)

        return answer

    def _visite(self, memory: Reading, request: Request) -> Visite:
        """Who asks. Raises RefusError for whoever is not of the house."""
        held = self._chat.cookie.read(request)
        secret = held or self._chat.cookie.new()
        address = ACHETEURS.address_of(secret)
        roles = self._ici(memory, address.plateforme, address.personne)
        if not roles & DE_LA_MAISON:
            raise RefusError(403, "maison")
        comptes = memory.identites.comptes(address.plateforme, address.personne)
        return Visite(secret, held is None, address, roles, tuple(comptes))

    def _again(self, request: Request) -> Response | None:
        """The page that comes in again from here: a strict cookie does not follow a link from another site."""
        held = self._chat.cookie.read(request)
        if held is not None or not comes_from_elsewhere(request) or "entree" in request.query_params:
            return None
        vers = str(request.url.include_query_params(entree=1).replace(scheme="", netloc=""))
        return HTMLResponse(self._rendu.page("achat_entree.html", vers=vers))

    def _droit(self, memory: Reading, visite: Visite, numero: int, lien: str) -> tuple[AchatRecord, Droit]:
        """The purchase, and what they may do with it. Raises RefusError, the same for what is not there."""
        achat = memory.achats.trouver(numero)
        partage = lien_ouvre(memory, numero, lien[:RECHERCHE_MAX], self._clock())
        droit = droit_sur(memory, achat, visite.roles, visite.comptes, partage=partage)
        if achat is None or droit is Droit.AUCUN:
            raise RefusError(403, "prive")
        return achat, droit

    # --- reading ------------------------------------------------------------------------------------------------------

    async def show(self, request: Request) -> Response:
        """One purchase, or the one that is being described."""
        if (again := self._again(request)) is not None:
            return again
        numero = _numero_de(request)
        return await run_in_threadpool(self._show, request, numero, {})

    def _show(self, request: Request, numero: int | None, en_plus: Mapping[str, Any], status: int = 200) -> Response:
        with self._chat.database.reading() as memory:
            visite = self._visite(memory, request)
            entretien, courant, rang = self._en_cours(memory, visite)
            if numero is None and courant is not None:
                return RedirectResponse(_vers(courant, request), 303)
            contexte = self._contexte(memory, request, visite, entretien, courant, numero)
        if contexte["droit"] is Droit.CHANGER:
            contexte |= self._conversation(visite, rang)
        html = self._rendu.page("achat.html", **contexte, **en_plus, **self._de_toute_page(visite, entretien))
        response = HTMLResponse(html, status)
        if visite.neuve:
            self._chat.cookie.write(response, visite.secret)
        return response

    def _en_cours(self, memory: Reading, visite: Visite) -> tuple[Entretien, int | None, int]:
        """Where the visitor's conversation stands, and the number of its purchase when it has a diagnosis."""
        address = visite.address
        conversation = memory.conversations.find(address.plateforme, address.canal, address.personne)
        etat = {} if conversation is None else conversation.etat
        entretien = Entretien.depuis_json(self._knowledge.pack.vocabulaire, etat)
        courant = None if entretien.diagnostic is None else memory.achats.du_diagnostic(entretien.diagnostic)
        return entretien, courant, 0 if conversation is None else conversation.rang

    def _contexte(
        self,
        memory: Reading,
        request: Request,
        visite: Visite,
        entretien: Entretien,
        courant: int | None,
        numero: int | None,
    ) -> dict[str, Any]:
        pack = self._knowledge.pack
        droit, achat, avant, garde = Droit.CHANGER, None, None, None
        lots_avant: Sequence[Lot] = ()
        decisions: Mapping[int, DecisionRecord] = {}
        lien = request.query_params.get("lien", "")
        if numero is not None:
            achat, droit = self._droit(memory, visite, numero, lien)
            gardes = memory.journal.de_l_achat(numero)
            if not gardes:
                raise RefusError(404, "sans_diagnostic")
            garde = gardes[0]
            if courant != numero:
                entretien = depuis_le_journal(pack, garde)
                if len(gardes) > 1:
                    avant = Faits.depuis_json(pack.vocabulaire, gardes[1].faits)
                    lots_avant = lire_lots_gardes(pack.vocabulaire, gardes[1].lots)
            decisions = memory.journal.decisions(garde.id)
        if entretien.pas:
            avant = Faits.depuis_json(pack.vocabulaire, entretien.pas[-1].get("faits", {}))
            lots_avant = lire_lots_gardes(pack.vocabulaire, entretien.pas[-1].get("lots", ()))
        wording = self._knowledge.wording
        nies = non_presumes(self._knowledge, entretien)
        page = lire_la_page(pack, wording, entretien, self._today(), decisions, avant, lots_avant, nies)
        vu = AchatVu(pack, wording, memory, page, achat)
        ajoutees = [CarteVue(carte.gabarit, carte.lire(vu), carte.par_action) for carte in cartes()]
        return {
            "page": page,
            "ajoutees": [une for une in ajoutees if une.vu is not None],
            "lots": lire_les_lots(pack, wording, entretien.lots, page.diagnostic),
            "manquent": max(0, entretien.lots_annonces - len(entretien.lots)),
            "achat": achat,
            "numero": numero,
            "garde": garde,
            "change_de_plan": garde is not None and garde.pack_empreinte != pack.empreinte,
            "droit": droit,
            "peut_changer": droit is Droit.CHANGER,
            "vue": self._vue(request),
            "chemin": EN_COURS if numero is None else f"{CHEMIN}/{numero}",
            "lien": lien if droit is Droit.LIRE else "",
            "cle": new_cle(),
        }

    def _conversation(self, visite: Visite, rang: int) -> dict[str, Any]:
        """What was said last in the visitor's own conversation; whoever has none yet is greeted."""
        entries = self._chat.entries(visite.address, back=BULLES_MAX)
        dites = [une for une in bulles(entries) if not une.cachee]
        if not has_begun(entries):
            dites = accueil(self._chat.engine.welcome(visite.address), rang)
        return {"bulles": dites, "rang": rang}

    def _de_toute_page(self, visite: Visite, entretien: Entretien) -> dict[str, Any]:
        return {"equipe": visite.equipe, "a_remettre": peut_remettre(entretien, self._clock())}

    def _vue(self, request: Request) -> str:
        defaut = "pieces" if self._a_des_pieces else "actions"
        dite = request.query_params.get("vue", defaut)
        return dite if dite in VUES else defaut

    def _today(self) -> date:
        return self._clock().astimezone(PARIS).date()

    async def list(self, request: Request) -> Response:
        """One's purchases, or everybody's for the team."""
        if (again := self._again(request)) is not None:
            return again
        return await run_in_threadpool(self._list, request)

    def _list(self, request: Request) -> Response:
        quoi = " ".join(request.query_params.get("q", "").split())[:RECHERCHE_MAX]
        with self._chat.database.reading() as memory:
            visite = self._visite(memory, request)
            entretien, courant, _ = self._en_cours(memory, visite)
            tous = visite.equipe and request.query_params.get("de") == "tous"
            lignes = (
                toutes_les_lignes(memory, self._today(), quoi) if tous else mes_lignes(memory, visite.comptes, quoi)
            )
        commence = courant is None and bool(entretien.faits.connus())
        objet = entretien.faits.valeur("objet")
        html = self._rendu.page(
            "achats.html",
            lignes=lignes,
            quoi=quoi,
            tous=tous,
            commence=commence,
            objet=objet,
            courant=courant,
            cle=new_cle(),
            **self._de_toute_page(visite, entretien),
        )
        response = HTMLResponse(html)
        if visite.neuve:
            self._chat.cookie.write(response, visite.secret)
        return response

    # --- changing -----------------------------------------------------------------------------------------------------

    async def act(self, request: Request) -> Response:
        """Do what a form says, as the words would in the conversation; then go where the purchase is."""
        numero = _numero_de(request)
        visite = await run_in_threadpool(self._who_changes, request, numero)
        form = await self._form(request)
        geste = lire_le_geste(form, self._knowledge.pack.vocabulaire)
        cle = lire_envoi(form).cle[:40]
        self._chat.slow_down(visite.address.personne)
        async with self._chat.hub.turns:
            courant = await run_in_threadpool(self._do, visite, numero, geste, cle)
        self._chat.hub.wake(visite.address.personne)
        return RedirectResponse(_vers(courant, request, text_of(form, "retour")), 303)

    def _who_changes(self, request: Request, numero: int | None) -> Visite:
        """Raises RefusError."""
        with self._chat.database.reading() as memory:
            visite = self._visite(memory, request)
            if visite.neuve:
                raise RefusError(400, "cookie")
            if numero is not None and self._droit(memory, visite, numero, "")[1] is not Droit.CHANGER:
                raise RefusError(403, "prive")
            return visite

    async def _form(self, request: Request) -> FormData:
        """Raises RefusError, BodyTooLargeError."""
        if not is_form(request.headers.get("content-type", "")):
            raise RefusError(415, "illisible")
        bounded = Request(request.scope, limited(request.receive, BODY_MAX_BYTES))
        return await bounded.form(max_files=0, max_part_size=BODY_MAX_BYTES)

    def _do(self, visite: Visite, numero: int | None, geste: Geste, cle: str) -> int | None:
        """Carry out; the number of the purchase that the conversation is about then."""
        address, receive = visite.address, self._chat.engine.receive
        self._chat.begin(address)
        with self._chat.database.reading() as memory:
            _, courant, _ = self._en_cours(memory, visite)
        if numero is not None and courant != numero:
            # The conversation was about something else: it comes back to this purchase first, and says so.
            dit = PAROLES["reprendre"].format(numero=numero)
            receive(Incoming(address, f"{cle}-r", dit, choice=f"o:reprendre:{numero}"))
        receive(Incoming(address, f"{cle}-{geste.empreinte}", geste.texte, choice=geste.choix))
        with self._chat.database.reading() as memory:
            return self._en_cours(memory, visite)[1]

    async def share(self, request: Request) -> Response:
        """Draw a link that lets others of the house read this purchase, and show it once."""
        numero = _numero_de(request)

        def draw() -> Response:
            visite = self._who_changes(request, numero)
            now = self._clock()
            assert numero is not None
            with self._chat.database.unit_of_work() as uow:
                page = self._adresse or str(request.base_url).rstrip("/")
                lien = lien_de_partage(uow, numero, visite.address, page, now)
                uow.commit()
            jusqu_au = (now + LIEN_VALABLE).astimezone(PARIS).date()
            return self._show(request, numero, {"partage": {"lien": lien, "jusqu_au": jusqu_au}})

        return await run_in_threadpool(draw)

    async def download(self, request: Request, en: str) -> Response:
        """The page of a purchase as a file, for whoever may read it."""
        numero = _numero_de(request)

        def write() -> Response:
            with self._chat.database.reading() as memory:
                visite = self._visite(memory, request)
                entretien, courant, _ = self._en_cours(memory, visite)
                contexte = self._contexte(memory, request, visite, entretien, courant, numero)
            pack = self._knowledge.pack
            reference = Reference.du_journal(pack, contexte["garde"])
            contenu = imprimer(pack, self._knowledge.wording, contexte["page"], reference, en)
            nom = f"diagnostic-spaser-achat-{numero}.{en}"
            return file(contenu, media_type(nom), nom)

        return await run_in_threadpool(write)

    async def download_of_a_card(self, request: Request, genre: str, nom: str) -> Response:
        """A file of what a capability adds to the page, as the conversation gives it."""
        numero = _numero_de(request)
        nom = nom.format(numero=numero)

        def write() -> Response:
            with self._chat.database.reading() as memory:
                visite = self._visite(memory, request)
            contenu = self._chat.documents.fetch(Document(genre, str(numero), nom), visite.address)
            if contenu is None:
                raise RefusError(403, "prive")
            return file(contenu, media_type(nom), nom)

        return await run_in_threadpool(write)


def _numero_de(request: Request) -> int | None:
    """The number in the address; None for the purchase that is being described. Raises RefusError."""
    dit = request.path_params.get("numero")
    return None if dit is None else _numero(dit)


def _numero(dit: str) -> int:
    """Raises RefusError."""
    if not (dit.isascii() and dit.isdecimal() and len(dit) <= NUMERO_CHIFFRES_MAX and 0 < int(dit) <= NUMERO_MAX):
        raise RefusError(404, "prive")
    return int(dit)


def _vers(numero: int | None, request: Request, ancre: str = "") -> str:
    """Where that purchase is, on the same tab."""
    vue = request.query_params.get("vue", "")
    suite = f"?vue={vue}" if vue in VUES else ""
    place = f"#{ancre}" if ancre and ancre.replace("-", "").isalnum() and ancre.isascii() else ""
    return (EN_COURS if numero is None else f"{CHEMIN}/{numero}") + suite + place


__all__ = ["CHEMIN", "EN_COURS", "du_site", "routes"]
