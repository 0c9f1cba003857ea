"""The adapter of Microsoft Teams: one webhook in, Microsoft's service out."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import httpx
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.envois.adapters import (
    ChoicesOf,
    DeliveryCause,
    DeliveryError,
    Documents,
    DownloadError,
    Home,
    Outgoing,
    PlatformRefusedError,
    Receive,
)
from bot.envois.choices import settles_a_question
from bot.envois.downloads import check_size, fetch
from bot.envois.memory import Recent
from bot.platforms.bodies import BodyTooLargeError, read_body
from bot.platforms.teams import outgoing as drawing
from bot.platforms.teams.incoming import PLATEFORME, Consent, Received, organisation, read
from bot.platforms.teams.library import (
    PUBLIC,
    Account,
    Client,
    ClientOptions,
    CloudEnvironment,
    ConversationClient,
    CreateConversationParams,
    MessageActivityInput,
)
from bot.platforms.teams.onglet import Onglet
from bot.platforms.teams.tokens import (
    DEFAULT_SERVICE_URL,
    CallerRefusedError,
    EntraTokens,
    Gate,
    KeysUnreachableError,
    LocalTokens,
    TokenRefusedError,
    TokenSource,
    TokenUnreachableError,
)
from bot.settings import TeamsSettings
from handlers.conversation.vocabulary import Address, Fichier, Incoming, Message
from storage.errors import DatabaseUnavailableError

logger = logging.getLogger(__name__)

PATH = "/teams/messages"
# What one message of Teams surely holds of our Markdown, its buttons included (see drawing.BYTES_MAX).
LIMITE = 4_000
BODY_BYTES_MAX = 1_000_000
SEND_TIMEOUT_SECONDS = 18
CALL_TIMEOUT_SECONDS = 10
ROSTER_TIMEOUT_SECONDS = 3
LOGIN_TIMEOUT_SECONDS = 5
MEMBER_KEPT_SECONDS = 3600
FAULT_KEPT_SECONDS = 10
OK, UNAUTHORIZED, TOO_LARGE, BAD_REQUEST, NOT_IMPLEMENTED, UNAVAILABLE = 200, 401, 413, 400, 501, 503
TOO_MANY = 429
# Told so, no other try can succeed: the text is not one, the bot was removed or blocked, the conversation is gone.
PERMANENT = frozenset({400, 403, 404, 405, 410, 413, 415})
CAUSES: Mapping[int, DeliveryCause] = {
    400: "refuse",
    401: "jeton",
    403: "bloque",
    404: "introuvable",
    405: "refuse",
    410: "introuvable",
    413: "trop_long",
    415: "refuse",
    500: "injoignable",
    502: "injoignable",
    503: "injoignable",
    504: "injoignable",
}
_CODE = re.compile(r"\w{1,64}")


class ForeignAddressError(Exception):
    """A stored service address is not one of Teams': our token does not go there."""


# What may go wrong with a call of which nothing hangs; ValueError is an answer that is not what it should be.
FAULTS = (httpx.HTTPError, TokenRefusedError, TokenUnreachableError, ForeignAddressError, ValueError)

CREDENTIALS = (
    "Microsoft Entra refuses SPASER_TEAMS_CLIENT_ID, SPASER_TEAMS_CLIENT_SECRET or SPASER_TEAMS_TENANT_ID (%s): "
    "make a new secret for the application in Microsoft Entra and write its value, not its identifier."
)


class TeamsPlatform:
    """Its route answers 503 until started; Teams is told 200 once a message is kept.

    `home` is what the tab of a person shows: without it there is none; `adresse` is that of this server. `tokens` and `cloud`
    stand for Microsoft's own login and keys.
    """

    plateforme = PLATEFORME
    limite: int | None = LIMITE

    def __init__(
        self,
        settings: TeamsSettings,
        documents: Documents,
        choices_of: ChoicesOf,
        home: Home | None = None,
        adresse: str = "",
        *,
        tokens: TokenSource | None = None,
        cloud: CloudEnvironment = PUBLIC,
    ) -> None:
        self._settings = settings
        self._documents = documents
        self._choices_of = choices_of
        self._given_tokens = tokens
        self._cloud = cloud
        self._onglet = None if home is None else Onglet(settings, home, adresse, cloud)
        self._receive: Receive | None = None
        self._service: _Service | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turns = _Turns()
        self._tasks: set[asyncio.Task[None]] = set()
        # What a card said, to draw it again without its buttons once one was pressed; after a restart it stays as it is.
        self._cards: Recent[tuple[str, str], tuple[Message, str]] = Recent()
        self._texts: Recent[tuple[str, str], bytes] = Recent()
        self._members: Recent[tuple[str, str], tuple[float, str]] = Recent()
        self._excused: Recent[tuple[str, str], bool] = Recent()

    @property
    def routes(self) -> Sequence[BaseRoute]:
        webhook = Route(PATH, self._webhook, methods=["POST"])
        return [webhook] if self._onglet is None else [webhook, *self._onglet.routes]

    async def start(self, receive: Receive) -> None:
        self._loop = asyncio.get_running_loop()
        tokens = self._given_tokens or (
            EntraTokens(self._settings, self._cloud) if self._settings.verified else LocalTokens()
        )
        self._service = _Service(tokens, Gate(self._settings, self._cloud), self._cloud)
        if self._settings.verified:
            try:
                await self._check_credentials(tokens)
            except PlatformRefusedError:
                await self.stop()
                raise
        else:
            logger.warning("SPASER_TEAMS_SANS_VERIFICATION is oui: only an emulator on this machine is answered")
        self._receive = receive

    async def stop(self) -> None:
        self._receive = None
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        service, self._service = self._service, None
        if service is not None:
            await service.close()
        if self._onglet is not None:
            self._onglet.close()

    def send(self, outgoing: Outgoing) -> str | None:
        loop, service = self._loop, self._service
        if loop is None or service is None or loop.is_closed():
            raise DeliveryError("Teams is not started", cause="injoignable")
        if outgoing.message.document is not None:
            content = self._documents.fetch(outgoing.message.document, outgoing.address)
            if content is None:
                logger.warning("a document for Teams does not exist any more")
                return None
            work = self._send_file(service, outgoing, len(content))
        else:
            work = self._send_card(service, outgoing)
        return _wait(work, loop)

    def download(self, fichier: Fichier, most_bytes: int) -> bytes:
        check_size(fichier, most_bytes)
        url = fichier.reference.get("url")
        loop, service = self._loop, self._service
        if not isinstance(url, str) or loop is None or service is None or loop.is_closed():
            raise DownloadError("indisponible" if url else "introuvable")
        if service.gate.keeps_files(url):
            # A file in OneDrive comes with a link that needs nothing more, for a while.
            return fetch(url, most_bytes, service.gate.keeps_files)
        if not service.gate.may_call(url):
            raise DownloadError("introuvable", "its address is not one of Teams'")
        asking = asyncio.run_coroutine_threadsafe(service.token(), loop)
        try:
            token = asking.result(LOGIN_TIMEOUT_SECONDS)
        except (TimeoutError, CancelledError, TokenRefusedError, TokenUnreachableError) as error:
            asking.cancel()
            raise DownloadError("indisponible", type(error).__name__) from None
        return fetch(url, most_bytes, service.gate.may_call, {"Authorization": f"Bearer {token}"})

    # --- in -----------------------------------------------------------------------------------------------------------

    async def _webhook(self, request: Request) -> Response:
        receive, service = self._receive, self._service
        if receive is None or service is None:
            return Response(status_code=UNAVAILABLE)
        try:
            return Response(status_code=await self._handle(request, receive, service))
        except KeysUnreachableError:
            logger.warning("Microsoft's keys cannot be fetched: a request of Teams is put off")
            return Response(status_code=UNAVAILABLE)
        except CallerRefusedError as error:
            logger.warning("a request to %s is refused: %s", PATH, error)
            return Response(status_code=UNAUTHORIZED)
        except DatabaseUnavailableError:
            return Response(status_code=UNAVAILABLE)
        except ClientDisconnect:
            raise
        except Exception:
            logger.exception("a request of Teams failed")
            return Response(status_code=500)

    async def _handle(self, request: Request, receive: Receive, service: _Service) -> int:
        try:
            activity = json.loads(await read_body(request, BODY_BYTES_MAX))
        except BodyTooLargeError:
            return TOO_LARGE
        except (ValueError, RecursionError):
            activity = None
        if not isinstance(activity, dict):
            return BAD_REQUEST
        await service.gate.check(request.headers.get("authorization", ""), activity.get("serviceUrl"))
        match read(activity):
            case Received() as received:
                async with self._turns.of(received.incoming.address):
                    await self._take(received, receive, service)
            case Consent() as consent:
                await self._answer_consent(consent, service)
            case None if activity.get("type") == "invoke":
                return NOT_IMPLEMENTED
        return OK

    async def _take(self, received: Received, receive: Receive, service: _Service) -> None:
        incoming, owner = received.incoming, received.owner
        if owner is not None and owner != incoming.address.personne:
            await self._say(service, incoming.coordonnees, "autre_personne")
            return
        if received.reference is not None and incoming.choice == "":
            await self._say(service, incoming.coordonnees, "rien_coche")
            return
        # An edit of the formatting alone says nothing new, as far as this process remembers.
        said = (incoming.address.canal, received.edited or incoming.message_id)
        digest = hashlib.sha256(incoming.text.encode()).digest()
        if received.edited is not None and self._texts.get(said) == digest:
            return
        incoming = replace(incoming, organisation=await self._organisation(service, incoming))
        try:
            await receive(incoming)
        except Exception:
            await self._excuse(service, incoming)
            raise
        if incoming.choice is None:
            self._texts.put(said, digest)
        if received.reference is not None and settles_a_question(incoming.choice):
            self._later(self._mark(service, incoming, received.reference))

    async def _organisation(self, service: _Service, incoming: Incoming) -> str:
        told = incoming.coordonnees
        roster = told.get("team_id") or told["conversation_id"].partition(";")[0]
        key = (roster, told["user_id"])
        kept = self._members.get(key)
        if kept is not None and time.monotonic() < kept[0]:
            return kept[1]
        try:
            async with asyncio.timeout(ROSTER_TIMEOUT_SECONDS):
                member = await service.member(told["service_url"], *key)
        except (TimeoutError, *FAULTS) as error:
            logger.warning("who vouches for a person of Teams is not known (%s)", _fault(error))
            # What was known an hour ago serves meanwhile: a buyer does not become a firm because a call failed.
            last = "" if kept is None else kept[1]
            self._members.put(key, (time.monotonic() + FAULT_KEPT_SECONDS, last))
            return last
        found = organisation(member)
        self._members.put(key, (time.monotonic() + MEMBER_KEPT_SECONDS, found))
        return found

    async def _excuse(self, service: _Service, incoming: Incoming) -> None:
        """Say once that this message was not kept: Teams may deliver it again by itself."""
        said = (incoming.address.canal, incoming.message_id)
        if self._excused.get(said):
            return
        self._excused.put(said, value=True)
        await self._say(service, incoming.coordonnees, "indisponible")

    async def _mark(self, service: _Service, incoming: Incoming, reference: str) -> None:
        """Take the buttons of an answered question away, and leave the answer."""
        canal, choice = incoming.address.canal, incoming.choice or ""
        card = self._cards.get((canal, reference))
        if card is None:
            return
        message, owner = card
        choices = await asyncio.to_thread(self._choices_of, canal, reference) or message.choices
        label = drawing.labels(choices, choice)
        if label:
            await service.update(incoming.coordonnees, reference, drawing.activity(message, owner, label))

    async def _say(self, service: _Service, coordonnees: Mapping[str, Any], phrase: str) -> None:
        """Say one of our own sentences; whether it arrives changes nothing."""
        try:
            await service.post(coordonnees, drawing.said(phrase))
        except FAULTS as error:
            logger.warning("a notice was not sent to Teams (%s)", _fault(error))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        async def guarded() -> None:
            try:
                await work
            except Exception as error:  # noqa: BLE001 - it must not fail the press, which is kept
                logger.warning("a card of Teams keeps its buttons (%s)", _fault(error))

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- files --------------------------------------------------------------------------------------------------------

    async def _answer_consent(self, consent: Consent, service: _Service) -> None:
        here = consent.coordonnees
        if consent.upload is None:
            await self._say(service, here, "fichier_refuse")
            await self._remove(service, here, consent.reference)
            return
        url = consent.upload.get("uploadUrl")
        if not service.gate.keeps_files(url):
            logger.error("the address to upload a file to is not one of Microsoft's")
            await self._say(service, here, "fichier_echoue")
            return
        try:
            content = await asyncio.to_thread(self._documents.fetch, consent.document, consent.address)
        except DatabaseUnavailableError:
            await self._say(service, here, "indisponible")
            raise
        if content is None:
            await self._say(service, here, "fichier_perdu")
            await self._remove(service, here, consent.reference)
            return
        try:
            await service.upload(str(url), content)
            await service.post(here, drawing.file_info(consent.upload))
        except FAULTS as error:
            logger.warning("a file was not uploaded for Teams (%s)", _fault(error))
            await self._say(service, here, "fichier_echoue")
            return
        await self._remove(service, here, consent.reference)

    async def _remove(self, service: _Service, coordonnees: Mapping[str, Any], reference: str) -> None:
        """Take the answered card of a file away; it may stay."""
        with suppress(*FAULTS):
            await service.delete(coordonnees, reference)

    async def _send_file(self, service: _Service, outgoing: Outgoing, size: int) -> str | None:
        document, canal = outgoing.message.document, outgoing.address.canal
        assert document is not None
        there = _reference(outgoing)
        card = drawing.consent(document, canal, size)
        if there["conversation_type"] == "personal":
            return await service.post(there, card)
        # Elsewhere Teams takes no file from a bot: it goes to the person alone.
        if "user_id" not in there:
            return await service.post(there, drawing.said("fichier_impossible"))
        try:
            private = await service.private(there)
            sent = await service.post(private, card)
        except httpx.HTTPStatusError as error:
            if error.response.status_code not in PERMANENT:
                raise
            return await service.post(there, drawing.said("fichier_impossible"))
        await self._say(service, there, "fichier_en_prive")
        return sent

    # --- out ----------------------------------------------------------------------------------------------------------

    async def _send_card(self, service: _Service, outgoing: Outgoing) -> str | None:
        owner = outgoing.address.personne
        sent = await service.post(_reference(outgoing), drawing.activity(outgoing.message, owner))
        if sent is not None and outgoing.message.choices:
            self._cards.put((outgoing.address.canal, sent), (outgoing.message, owner))
        return sent

    async def _check_credentials(self, tokens: TokenSource) -> None:
        """Ask for a token now, so that a wrong secret is known at once; raises PlatformRefusedError."""
        try:
            async with asyncio.timeout(LOGIN_TIMEOUT_SECONDS):
                await tokens.get_app_token(self._cloud.bot_scope)
        except TokenRefusedError as error:
            raise PlatformRefusedError(CREDENTIALS % error) from None
        except (TokenUnreachableError, TimeoutError):
            logger.warning("Microsoft Entra cannot be reached: the credentials of Teams are not checked yet")


class _Service:
    """The calls to Microsoft's service, by the library's client."""

    def __init__(self, tokens: TokenSource, gate: Gate, cloud: CloudEnvironment) -> None:
        self.gate = gate
        self._tokens = tokens
        self._scope = cloud.bot_scope
        # Without a limit of ours the library waits for ever.
        self._calls = Client(
            ClientOptions(timeout=CALL_TIMEOUT_SECONDS, token=lambda: tokens.get_app_token(cloud.bot_scope))
        )
        # Apart: an upload is not signed with our token, which must go to nobody else.
        self._uploads = httpx.AsyncClient(timeout=CALL_TIMEOUT_SECONDS)

    async def close(self) -> None:
        await self._calls.http.aclose()
        await self._uploads.aclose()
        self._tokens.close()
        self.gate.close()

    async def post(self, coordonnees: Mapping[str, Any], activity: Mapping[str, Any]) -> str | None:
        there = self._at(coordonnees.get("service_url"))
        sent = await there.create_activity(coordonnees["conversation_id"], _input(activity, coordonnees.get("bot_id")))
        return sent.id

    async def update(self, coordonnees: Mapping[str, Any], reference: str, activity: Mapping[str, Any]) -> None:
        there = self._at(coordonnees.get("service_url"))
        await there.update_activity(
            coordonnees["conversation_id"], reference, _input(activity, coordonnees.get("bot_id"))
        )

    async def delete(self, coordonnees: Mapping[str, Any], reference: str) -> None:
        there = self._at(coordonnees.get("service_url"))
        await there.delete_activity(coordonnees["conversation_id"], reference)

    async def private(self, coordonnees: Mapping[str, Any]) -> dict[str, Any]:
        """The coordinates of the private conversation with that person; Teams gives the same one each time."""
        there = self._at(coordonnees.get("service_url"))
        tenant = coordonnees.get("tenant_id")
        created = await there.create(
            CreateConversationParams(
                members=[Account(id=coordonnees["user_id"])],
                tenant_id=tenant,
                channel_data={"tenant": {"id": tenant}},
            )
        )
        return {**coordonnees, "conversation_id": created.id, "conversation_type": "personal"}

    async def member(self, service_url: str, roster: str, person: str) -> Mapping[str, Any]:
        found = await self._at(service_url).get_member_by_id(roster, person)
        return dict(found.model_dump(by_alias=True, exclude_none=True))

    async def token(self) -> str:
        """Our own, for an address that `gate` lets us call. Raises TokenRefusedError, TokenUnreachableError."""
        return await self._tokens.get_app_token(self._scope)

    async def upload(self, url: str, content: bytes) -> None:
        """Raises httpx.HTTPError; its text may hold the address, which is a key: it is never logged."""
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}",
        }
        answer = await self._uploads.put(url, content=content, headers=headers)
        answer.raise_for_status()

    def _at(self, service_url: str | None) -> ConversationClient:
        url = service_url or DEFAULT_SERVICE_URL
        if not self.gate.may_call(url):
            raise ForeignAddressError
        return ConversationClient(url, self._calls)


def _input(activity: Mapping[str, Any], bot: str | None) -> MessageActivityInput:
    # The library keeps, as they are, the parts that it has no name for.
    return MessageActivityInput.model_validate({**activity, "from": {"id": bot}} if bot else activity)


def _reference(outgoing: Outgoing) -> dict[str, Any]:
    """Where to write: what Teams told of that conversation, else its identifier alone."""
    return {"conversation_type": "personal", **outgoing.coordonnees, "conversation_id": outgoing.address.canal}


def _wait(work: Coroutine[Any, Any, str | None], loop: asyncio.AbstractEventLoop) -> str | None:
    """Run it in the server's loop, and say its faults as deliveries do."""
    future = asyncio.run_coroutine_threadsafe(work, loop)
    try:
        return future.result(SEND_TIMEOUT_SECONDS)
    except TimeoutError:
        future.cancel()
        raise DeliveryError("Teams did not answer in time", cause="injoignable") from None
    except httpx.HTTPStatusError as error:
        raise _refused(error.response) from None
    except TokenRefusedError as error:
        logger.error(CREDENTIALS, error)  # noqa: TRY400 - the trace says nothing more
        raise DeliveryError("Microsoft Entra refuses our credentials", cause="jeton") from None
    except ForeignAddressError:
        raise DeliveryError(
            "the stored service address is not one of Teams'", permanent=True, cause="introuvable"
        ) from None
    except (httpx.HTTPError, TokenUnreachableError) as error:
        raise DeliveryError(f"Teams cannot be reached ({type(error).__name__})", cause="injoignable") from None


def _refused(response: httpx.Response) -> DeliveryError:
    status = response.status_code
    reason = f"Teams answered {status} {_code(response)}".rstrip()
    if status == UNAUTHORIZED:
        logger.error("Teams refuses our token: check SPASER_TEAMS_CLIENT_ID and SPASER_TEAMS_CLIENT_SECRET")
    if status == TOO_MANY:
        wait = response.headers.get("retry-after", "")
        return DeliveryError(reason, float(wait) if wait.isascii() and wait.isdecimal() else None, cause="ralenti")
    return DeliveryError(reason, permanent=status in PERMANENT, cause=CAUSES.get(status, "inconnue"))


def _code(response: httpx.Response) -> str:
    """The service's own name for a fault, never its sentence, which may quote what was sent."""
    try:
        body = json.loads(response.content)
    except ValueError:
        return ""
    error = body.get("error") if isinstance(body, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _fault(error: Exception) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"{error.response.status_code} {_code(error.response)}".rstrip()
    return type(error).__name__


class _Turns:
    """One message at a time for each conversation, in the order of arrival; conversations do not wait for each other."""

    def __init__(self) -> None:
        self._locks: dict[Address, asyncio.Lock] = {}
        self._waiting: Counter[Address] = Counter()

    @asynccontextmanager
    async def of(self, address: Address) -> AsyncIterator[None]:
        lock = self._locks.setdefault(address, asyncio.Lock())
        self._waiting[address] += 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address], self._locks[address]


__all__ = ["TeamsPlatform"]
