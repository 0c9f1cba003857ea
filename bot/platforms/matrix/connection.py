"""Opens the bot's account: one device, always the same, with the encryption keys that go with it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, TypeVar

import aiohttp
import vodozemac
from nio import (  # type: ignore[import-untyped]
    Api,
    AsyncClient,
    AsyncClientConfig,
    ErrorResponse,
    KeysQueryResponse,
    KeysUploadResponse,
    LoginResponse,
    WhoamiResponse,
)
from nio.store import SqliteStore  # type: ignore[import-untyped]
from peewee import PeeweeException  # type: ignore[import-untyped]

from bot.envois.adapters import PlatformRefusedError
from bot.platforms.matrix.folder import FolderInUseError, Keeping, Login
from bot.settings import MatrixSettings

logger = logging.getLogger(__name__)

DEVICE_NAME = "SPASER"
REQUEST_SECONDS = 15.0
# What the network does to a request: another try may pass.
NETWORK = (aiohttp.ClientError, TimeoutError, OSError)
SERVER_BROKEN = 500
BAD_TOKEN = ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN")
# What no other try can mend.
NEVER = ("M_FORBIDDEN", "M_NOT_FOUND", "M_TOO_LARGE", "M_UNRECOGNIZED", "M_INVALID_PARAM")
BAD_LOGIN = ("M_FORBIDDEN", "M_USER_DEACTIVATED", "M_INVALID_USERNAME", "M_UNAUTHORIZED", "M_UNKNOWN")

Answer = TypeVar("Answer")


class ServerFaultError(Exception):
    """The server answered with an error; `code` is Matrix's name for it, None if it was no Matrix answer."""

    def __init__(self, code: str | None, retry_after_seconds: float | None = None) -> None:
        super().__init__(f"the Matrix server answered {code or 'something that is not Matrix'}")
        self.code = code
        self.retry_after_seconds = retry_after_seconds
        # The same request would be refused again.
        self.final = code is not None and code not in (*BAD_TOKEN, "M_LIMIT_EXCEEDED")


def checked(response: Any, kind: type[Answer]) -> Answer:
    """The answer, if it is the one expected. Raises ServerFaultError."""
    if isinstance(response, kind) and not isinstance(response, ErrorResponse):
        return response
    wait = getattr(response, "retry_after_ms", None)
    code = getattr(response, "status_code", None)
    broken = response.transport_response is not None and response.transport_response.status >= SERVER_BROKEN
    # A server that is broken says nothing of what it was asked.
    known = code if isinstance(code, str) and not broken else None
    raise ServerFaultError(known, None if wait is None else wait / 1000)


class Client(AsyncClient):  # type: ignore[misc]
    """nio's client, where whose keys are asked for, and when, is ours to say, and no key is lost with the process."""

    def _handle_decrypt_to_device(self, event: Any) -> Any:
        """Keep all that a key brings, or nothing: it comes again after a kill, and is read from the same state.

        nio keeps apart the account, the session and the key. Between two of them the message would never be read again.
        """
        with self.store.database.atomic():
            return super()._handle_decrypt_to_device(event)

    async def keys_upload(self) -> Any:
        """Publish keys that are kept already: nio keeps them after, and would then make others under the same names.

        The server refuses those for ever, and a message to one that was published and not kept is never read.
        """
        keys = self.olm.share_keys()
        self.olm.save_account()
        return await self._send(KeysUploadResponse, *Api.keys_upload(self.access_token, keys))

    async def keys_query_of(self, users: Iterable[str]) -> Any:
        """Ask for the devices of these people only; the answer is nio's."""
        method, path, data = Api.keys_query(self.access_token, set(users))
        return await self._send(KeysQueryResponse, method, path, data)

    def get_missing_sessions(self, room_id: str) -> dict[str, list[str]]:  # noqa: ARG002 - as nio calls it
        """None: nio would claim them once more while it shares, as long as it takes (see Keys.share)."""
        return {}


def new_client(settings: MatrixSettings) -> Client:
    """A client that waits for nothing by itself: faults and back-offs come to us. Raises PlatformRefusedError."""
    homeserver = settings.homeserver.rstrip("/")
    if not homeserver.startswith(("https://", "http://")):
        raise PlatformRefusedError(
            "SPASER_MATRIX_HOMESERVER is no web address: write https:// and the server's name, such as https://matrix.agent.exemple.fr."
        )
    config = AsyncClientConfig(
        store=SqliteStore,
        # Ours is kept once everything was taken; nio would keep its own before.
        store_sync_tokens=False,
        pickle_key=settings.store_key,
        max_limit_exceeded=0,
        max_timeouts=0,
        request_timeout=REQUEST_SECONDS,
    )
    return Client(homeserver, settings.user, store_path=str(settings.store), config=config)


async def connect(client: Client, settings: MatrixSettings, keeping: Keeping) -> None:
    """Log in as the device of last time, with its keys.

    Raises PlatformRefusedError, ServerFaultError, or one of NETWORK.
    """
    _open_folder(keeping)
    kept = keeping.login(client.homeserver, settings.user)
    try:
        await _log_in(client, settings, keeping, kept)
    except (vodozemac.PickleException, vodozemac.LibolmPickleException) as error:
        raise PlatformRefusedError(
            "SPASER_MATRIX_STORE_KEY does not open the encryption keys kept in SPASER_MATRIX_STORE: write the key that"
            " locked them, or give an empty folder, which makes a new device."
        ) from error
    except PeeweeException as error:
        raise PlatformRefusedError(
            "SPASER_MATRIX_STORE holds an encryption store that cannot be read: restore the folder, or give an empty one."
        ) from error
    _check_user(client, settings)
    await _check_keys(client)


def _open_folder(keeping: Keeping) -> None:
    try:
        keeping.open()
    except FolderInUseError as error:
        raise PlatformRefusedError(
            "SPASER_MATRIX_STORE is used by another process: one device is one process. Stop it, or give another folder."
        ) from error
    except OSError as error:
        raise PlatformRefusedError(
            "SPASER_MATRIX_STORE cannot be written: name a folder that this account owns."
        ) from error


async def _log_in(client: AsyncClient, settings: MatrixSettings, keeping: Keeping, kept: Login | None) -> None:
    if settings.access_token:
        try:
            await _resume(client, settings.access_token, settings.device_id)
        except ServerFaultError as fault:
            if fault.code in (*BAD_TOKEN, "M_FORBIDDEN"):
                raise PlatformRefusedError(
                    "SPASER_MATRIX_TOKEN is refused by the server: write an access token of the bot's account that is still valid."
                ) from fault
            raise
        return
    if kept is not None:
        try:
            await _resume(client, kept.access_token, kept.device_id)
        except ServerFaultError as fault:
            if fault.code not in BAD_TOKEN:
                raise
            logger.warning("the login kept in the store folder is refused: logging in again by password")
        else:
            return
    if not settings.password:
        raise PlatformRefusedError(
            "SPASER_MATRIX_PASSWORD is not set, nor SPASER_MATRIX_TOKEN: write one of them, for the account of SPASER_MATRIX_USER."
        )
    client.access_token = ""
    client.device_id = kept.device_id if kept is not None else settings.device_id
    try:
        checked(await client.login(settings.password, device_name=DEVICE_NAME), LoginResponse)
    except ServerFaultError as fault:
        if fault.code in BAD_LOGIN:
            raise PlatformRefusedError(
                "SPASER_MATRIX_PASSWORD is refused by the server: check it and SPASER_MATRIX_USER; a server without"
                " passwords needs SPASER_MATRIX_TOKEN."
            ) from fault
        raise
    keeping.keep_login(Login(client.homeserver, settings.user, client.device_id, client.access_token))


async def _resume(client: AsyncClient, access_token: str, device_id: str | None) -> None:
    client.access_token = access_token
    client.device_id = None
    me = checked(await client.whoami(), WhoamiResponse)
    if me.device_id and device_id and me.device_id != device_id:
        raise PlatformRefusedError(
            f"SPASER_MATRIX_DEVICE is not the device of the access token: leave it empty, or write {me.device_id}."
        )
    device = me.device_id or device_id
    if not device:
        raise PlatformRefusedError(
            "SPASER_MATRIX_DEVICE is not set and the access token belongs to no device: write the name of a device."
        )
    client.restore_login(me.user_id, device, access_token)


def _check_user(client: AsyncClient, settings: MatrixSettings) -> None:
    whole = settings.user.startswith("@")
    mine = client.user_id if whole else client.user_id[1:].partition(":")[0]
    if mine.lower() != settings.user.lower():
        raise PlatformRefusedError(f"SPASER_MATRIX_USER is not whom the login belongs to: write {client.user_id}.")


async def _check_keys(client: Client) -> None:
    """See whether the server knows this device by the keys that we hold. Raises PlatformRefusedError."""
    answer = checked(await client.keys_query_of([client.user_id]), KeysQueryResponse)
    known = answer.device_keys.get(client.user_id, {}).get(client.device_id)
    if known is None:
        # Never published, or lost with a logout: nio would not publish them twice by itself.
        client.olm.account.shared = False
        return
    if known["keys"].get(f"ed25519:{client.device_id}") != client.olm.account.identity_keys["ed25519"]:
        raise PlatformRefusedError(
            f"SPASER_MATRIX_STORE is not the folder of the device {client.device_id}, whose keys it lost: give the folder"
            " back, or log in as a new device (a new SPASER_MATRIX_TOKEN, or the password with an empty SPASER_MATRIX_DEVICE)."
        )


async def disconnect(client: AsyncClient) -> None:
    """Close what the client opened; its device stays logged in."""
    await client.close()
    if client.store is not None:
        client.store.database.close()


__all__ = [
    "BAD_TOKEN",
    "NETWORK",
    "NEVER",
    "Client",
    "ServerFaultError",
    "checked",
    "connect",
    "disconnect",
    "new_client",
]
