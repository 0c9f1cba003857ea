"""Who may call us, and the token by which we may call Teams."""

from __future__ import annotations

import asyncio
import base64
import ipaddress
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from bot.platforms.teams.library import (
    PUBLIC,
    CloudEnvironment,
    ConfidentialClientApplication,
    MsalServiceError,
    TokenValidator,
    jwt,
)
from bot.platforms.teams.paquet import resource
from bot.settings import TeamsSettings

# Where Teams may ask us to answer: our own token goes there. The first of these is where messages go when unknown.
DEFAULT_SERVICE_URL = "https://smba.trafficmanager.net/teams"
SERVICE_HOSTS = ("smba.trafficmanager.net",)
SERVICE_DOMAINS = (".teams.microsoft.com", ".teams.microsoft.us", ".botframework.com", ".botframework.us")
# Where Teams keeps the files of people: what they send us, and what we upload when they accept it.
FILE_DOMAINS = (".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".svc.ms")
LOGIN_TIMEOUT_SECONDS = 8
# Teams waits some fifteen seconds for our answer, the library thirty for Microsoft's keys.
KEYS_TIMEOUT_SECONDS = 5
# What Teams must have been allowed to ask of Entra, for the person whose tab is open.
SCOPE = "access_as_user"
# Microsoft's own faults: they pass, and say nothing of our credentials.
PASSING_FAULTS = frozenset({"temporarily_unavailable", "server_error", "service_unavailable", "timeout"})


class CallerRefusedError(Exception):
    """A request that does not prove that Teams sent it; the text is one of ours, never a part of the request."""


class KeysUnreachableError(Exception):
    """Microsoft's keys cannot be fetched now: nobody can prove who they are."""


class TokenRefusedError(Exception):
    """Microsoft Entra does not give us a token; the text is its error code."""


class TokenUnreachableError(Exception):
    """Microsoft Entra cannot be reached now."""


class TokenSource(Protocol):
    """What the library asks for before each call."""

    async def get_app_token(self, scope: str, tenant_id: str | None = None) -> str: ...

    def close(self) -> None: ...


class EntraTokens:
    """Tokens for our client id and secret; kept until they expire, by msal.

    The library's own token manager waits without end for a network that drops packets, and logs what Entra answers.
    """

    def __init__(self, settings: TeamsSettings, cloud: CloudEnvironment = PUBLIC, http_client: Any = None) -> None:
        self._settings = settings
        self._cloud = cloud
        self._http_client = http_client
        self._executor = ThreadPoolExecutor(1, "teams-tokens")
        self._application: ConfidentialClientApplication | None = None

    async def get_app_token(self, scope: str, tenant_id: str | None = None) -> str:  # noqa: ARG002 - ours is single-tenant
        """Raises TokenRefusedError, TokenUnreachableError."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._acquire, scope)

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _acquire(self, scope: str) -> str:
        try:
            if self._application is None:
                self._application = ConfidentialClientApplication(
                    self._settings.client_id,
                    client_credential=self._settings.client_secret,
                    authority=f"{self._cloud.login_endpoint}/{self._settings.tenant_id}",
                    http_client=self._http_client,
                    timeout=None if self._http_client else LOGIN_TIMEOUT_SECONDS,
                )
            answer = self._application.acquire_token_for_client([scope])
        except (OSError, RuntimeError, MsalServiceError, json.JSONDecodeError) as error:
            # OSError is the base of what requests raises.
            raise TokenUnreachableError(type(error).__name__) from None
        except ValueError:
            # What msal says when Entra knows no such tenant.
            raise TokenRefusedError("unknown_tenant") from None
        if token := answer.get("access_token"):
            return str(token)
        fault = str(answer.get("error", "no_token"))
        if fault in PASSING_FAULTS:
            raise TokenUnreachableError(fault)
        raise TokenRefusedError(fault)


# The year 2100: an emulator's token never runs out.
FAR = 4_102_444_800


class LocalTokens:
    """For an emulator, which looks at no token: a well-formed one, that nobody signed."""

    async def get_app_token(self, scope: str, tenant_id: str | None = None) -> str:  # noqa: ARG002 - one for all
        claims = {"aud": scope, "exp": FAR}
        return ".".join((_encoded({"alg": "none", "typ": "JWT"}), _encoded(claims), ""))

    def close(self) -> None:
        pass


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


class Gate:
    """Checks that a request comes from Teams, and that what it asks us to call is Teams' too.

    Only the tokens of the Bot Framework are taken: those of Entra, which the library takes as well, sign no service
    address, and our own token would follow whatever address the body names. For the same reason a body without one is
    refused, which the library lets through.
    """

    def __init__(self, settings: TeamsSettings, cloud: CloudEnvironment = PUBLIC) -> None:
        self._verified = settings.verified
        self._validator = TokenValidator.for_service(settings.client_id, cloud=cloud)
        # One worker: requests stay in the order in which they came, and the loop never waits for Microsoft's keys.
        self._executor = ThreadPoolExecutor(1, "teams-gate")

    async def check(self, authorization: str, service_url: object) -> None:
        """Raises CallerRefusedError, KeysUnreachableError."""
        if not isinstance(service_url, str) or not self.may_call(service_url):
            raise CallerRefusedError("its service address is not one of Teams'")
        if self._verified:
            await _claims(self._executor, self._validator, authorization, service_url)

    def may_call(self, service_url: str) -> bool:
        """Say whether our token may go to that address; to this machine alone, in front of an emulator."""
        return self._may(service_url, SERVICE_HOSTS, SERVICE_DOMAINS)

    def keeps_files(self, url: object) -> bool:
        """Say whether a person's file may go to that address, or come from it."""
        return isinstance(url, str) and self._may(url, (), FILE_DOMAINS)

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _may(self, url: str, hosts: tuple[str, ...], domains: tuple[str, ...]) -> bool:
        try:
            found = urlsplit(url)
            host, port = found.hostname or "", found.port
        except ValueError:
            return False
        if not self._verified:
            return _is_here(found)
        plain = found.username is None and found.password is None and port in (None, 443)
        return found.scheme == "https" and plain and (host in hosts or host.endswith(domains))


class Visitors:
    """Tells whose tab is open, by the token that Entra gives Teams for that person and for this application alone.

    `adresse` is that of this server: the name under which Entra knows what the tab is served from.
    """

    def __init__(self, settings: TeamsSettings, adresse: str, cloud: CloudEnvironment = PUBLIC) -> None:
        self._verified = settings.verified
        self._validator = TokenValidator.for_entra(
            settings.client_id,
            settings.tenant_id,
            scope=SCOPE,
            application_id_uri=resource(settings, adresse),
            cloud=cloud,
        )
        # Apart from the gate's: a tab that waits for keys makes no message wait.
        self._executor = ThreadPoolExecutor(1, "teams-tab")

    async def who(self, authorization: str) -> str:
        """The person, as messages name them. Raises CallerRefusedError, KeysUnreachableError."""
        if not self._verified:
            raise CallerRefusedError("an emulator vouches for nobody")
        found = (await _claims(self._executor, self._validator, authorization)).get("oid")
        if not isinstance(found, str) or not found:
            raise CallerRefusedError("its token names nobody")
        return found

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)


async def _claims(
    executor: ThreadPoolExecutor, validator: TokenValidator, authorization: str, service_url: str | None = None
) -> dict[str, Any]:
    """What the token of a request says, once Microsoft's keys prove it. Raises CallerRefusedError, KeysUnreachableError."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise CallerRefusedError("it carries no token")
    checking = asyncio.get_running_loop().run_in_executor(executor, _validate, validator, token.strip(), service_url)
    try:
        async with asyncio.timeout(KEYS_TIMEOUT_SECONDS):
            return await checking
    except TimeoutError:
        raise KeysUnreachableError from None


def _validate(validator: TokenValidator, token: str, service_url: str | None) -> dict[str, Any]:
    try:
        return asyncio.run(validator.validate_token(token, service_url))
    except jwt.PyJWKClientConnectionError:
        raise KeysUnreachableError from None
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
        # Only its kind: the text holds parts of the token.
        raise CallerRefusedError(f"its token is not good ({type(error).__name__})") from None


def _is_here(url: SplitResult) -> bool:
    host = url.hostname or ""
    try:
        return url.scheme in {"http", "https"} and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False


__all__ = [
    "DEFAULT_SERVICE_URL",
    "CallerRefusedError",
    "EntraTokens",
    "Gate",
    "KeysUnreachableError",
    "LocalTokens",
    "TokenRefusedError",
    "TokenSource",
    "TokenUnreachableError",
    "Visitors",
]
