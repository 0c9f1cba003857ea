"""Takes what happens in the rooms: in order in each, and checked off only once it is kept."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

from nio import (  # type: ignore[import-untyped]
    ErrorResponse,
    InviteMemberEvent,
    JoinResponse,
    MegolmEvent,
    RoomMemberEvent,
    RoomMessagesResponse,
    SyncResponse,
    UnknownBadEvent,
    UnknownEncryptedEvent,
)

from bot.envois.adapters import ChoicesOf, PlatformRefusedError, Receive
from bot.platforms.matrix import incoming as reading
from bot.platforms.matrix.connection import BAD_TOKEN, NETWORK, NEVER, Client, ServerFaultError, checked, connect
from bot.platforms.matrix.events import Events, now_ms
from bot.platforms.matrix.folder import Keeping
from bot.platforms.matrix.incoming import Salon, server_of
from bot.platforms.matrix.keys import Keys
from bot.platforms.matrix.writer import Writer
from bot.settings import MatrixSettings
from handlers.conversation.vocabulary import Incoming
from storage.errors import DatabaseUnavailableError

logger = logging.getLogger(__name__)

SYNC_MS = 30_000
TIMELINE_LIMIT = 50
SYNC_FILTER = {
    "presence": {"types": []},
    "account_data": {"types": []},
    "room": {"timeline": {"limit": TIMELINE_LIMIT}, "ephemeral": {"types": []}, "account_data": {"types": []}},
}
# What is fetched of a room after an outage, beyond what the sync holds of it.
GAP_EVENTS_MAX = 5_000
GAP_PAGE = 100
FIRST_WAIT_SECONDS = 1.0
LAST_WAIT_SECONDS = 30.0
REFUSED_WAIT_SECONDS = 60.0
# Syncs whose events are still being taken, and rooms whose events are taken at the same time.
SYNCS_MAX = 200
ROOMS_MAX = 8
# What waits in a room is put together up to here: one room must not fill the count of syncs.
TOGETHER_EVENTS_MAX = 1_000
# A message that fails for a reason of ours is not tried for ever.
ATTEMPTS_MAX = 3
# Nor what the server fails to give while it answers otherwise.
FAULTS_MAX = 8
# Of the people of one home server: another's do not wait for theirs.
INVITATIONS_PER_MINUTE = 30
INVITATIONS_MAX = 1_000
JOINS_AT_ONCE = 4
JOIN_ATTEMPTS_MAX = 5
JOIN_SECONDS_MAX = 3_600.0
UNREADABLE_MAX = 200
KEY_WAIT_SECONDS = 20.0
STOP_SECONDS = 5.0
# A press may come before the outbox has marked the message that bears the choices.
CHOICES_WAIT_SECONDS = 0.5
CHOICES_ATTEMPTS = 4
RECENT_MS = 30_000


@dataclass(slots=True)
class _Sync:
    """An answer of the server: its token is kept once nothing of it, or of those before, is left to take."""

    token: str
    left: int = 0


@dataclass(frozen=True, slots=True)
class _Timeline:
    """Events of one room, in order; `gap_from` is where the missing ones before them begin, `since` where they end."""

    events: Sequence[Any]
    gap_from: str | None = None
    since: str | None = None


@dataclass(slots=True)
class _Room:
    """What waits in one room, and the task that takes it; the first is being taken."""

    jobs: deque[tuple[_Timeline, _Sync]] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


@dataclass(slots=True)
class _Inviters:
    """The people of one home server: when their last invitations had their turn, and how many wait."""

    turns: deque[float] = field(default_factory=lambda: deque(maxlen=INVITATIONS_PER_MINUTE))
    at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(JOINS_AT_ONCE))
    waiting: int = 0

    def turn(self, now: float) -> float:
        """The moment of the next one."""
        turn = max(now, self.turns[0] + 60) if len(self.turns) == INVITATIONS_PER_MINUTE else now
        self.turns.append(turn)
        return turn

    def forgotten(self, now: float) -> bool:
        return not self.waiting and (not self.turns or self.turns[-1] + 60 < now)


class Listener:
    """Syncs for ever; each room has a queue of its own, and waits for no other."""

    def __init__(
        self,
        client: Client,
        settings: MatrixSettings,
        keeping: Keeping,
        keys: Keys,
        events: Events,
        writer: Writer,
        receive: Receive,
        choices_of: ChoicesOf,
        key_wait_seconds: float = KEY_WAIT_SECONDS,
    ) -> None:
        self._client = client
        self._settings = settings
        self._keeping = keeping
        self._keys = keys
        self._events = events
        self._writer = writer
        self._receive = receive
        self._choices_of = choices_of
        self.connected = False
        self._main: asyncio.Task[None] | None = None
        self._later: set[asyncio.Task[None]] = set()
        self._rooms: dict[str, _Room] = {}
        self._syncs: deque[_Sync] = deque()
        self._since: str | None = None
        self.saved: str | None = None
        self._saving = asyncio.Lock()
        self._taken = asyncio.Event()
        self._turns = asyncio.Semaphore(ROOMS_MAX)
        # Who invited us, by room, and the home servers of those people.
        self._invitations: dict[str, str] = {}
        self._inviters: dict[str, _Inviters] = {}
        self._keeping_invitations = asyncio.Lock()
        # How many syncs passed.
        self._passed = 0
        self._unreadable = 0
        self._announced: set[str] = set()
        self._key_wait_seconds = key_wait_seconds

    async def connect(self) -> None:
        """Log in, and find where we were. Raises PlatformRefusedError, ServerFaultError, or one of NETWORK."""
        await connect(self._client, self._settings, self._keeping)
        self._since = self.saved = self._keeping.progress(self._client.user_id, self._client.device_id)
        self.connected = True

    def start(self) -> None:
        self._main = asyncio.create_task(self._listen(), name="matrix")

    async def stop(self) -> None:
        """Stop; what is being taken has a moment to end, and comes again otherwise."""
        if self._main is not None:
            await _cancelled([self._main])
        taking = [room.task for room in self._rooms.values() if room.task is not None]
        if taking:
            await asyncio.wait(taking, timeout=STOP_SECONDS)
        await _cancelled([*taking, *self._later])
        await self._advance()

    @property
    def idle(self) -> bool:
        """Whether nothing that came is left to take."""
        return not self._syncs

    async def _listen(self) -> None:
        """Sync for ever, whatever happens."""
        wait = FIRST_WAIT_SECONDS
        first = True
        while True:
            try:
                if not self.connected:
                    await self.connect()
                    first = True
                await self._sync(first=first)
                first = False
                wait = FIRST_WAIT_SECONDS
                continue
            except PlatformRefusedError as refused:
                logger.error("Matrix: %s", refused)  # noqa: TRY400 - its text says it all, and holds no secret
                wait = REFUSED_WAIT_SECONDS
            except ServerFaultError as fault:
                wait = max(wait, fault.retry_after_seconds or 0)
                if fault.code in BAD_TOKEN:
                    # The next round logs in again, or says which setting is refused.
                    self.connected = False
                logger.warning("Matrix sync refused (%s), next in %s seconds", fault.code, wait)
            except NETWORK as error:
                logger.warning("Matrix sync failed (%s), next in %s seconds", type(error).__name__, wait)
            except Exception:
                # Whatever one answer of the server holds, the next is read.
                logger.exception("Matrix sync failed, next in %s seconds", wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LAST_WAIT_SECONDS)

    async def _sync(self, *, first: bool) -> None:
        while len(self._syncs) >= SYNCS_MAX:
            self._taken.clear()
            await self._taken.wait()
        since = self._since
        timeout = 0 if first else SYNC_MS
        response = checked(
            await self._client.sync(timeout, sync_filter=SYNC_FILTER, since=since, full_state=first), SyncResponse
        )
        for room_id in response.rooms.leave:
            self._client.rooms.pop(room_id, None)
        for room_id in response.rooms.join:
            if (room := self._client.rooms.get(room_id)) is not None:
                # The filter asks for every member.
                room.members_synced = True
        self._passed += 1
        await self._take_invitations(response, first=first)
        self._take(response, since)
        self._since = response.next_batch
        self._writer.ready.set()
        await self._advance()
        await self._keys.keep(response)

    def _take(self, response: Any, since: str | None) -> None:
        sync = _Sync(response.next_batch)
        self._syncs.append(sync)
        for room_id, joined in response.rooms.join.items():
            if since is None:
                # What was said before there was a bot is not answered.
                self._enqueue(room_id, _Timeline(()), sync)
                continue
            timeline = joined.timeline
            gap = timeline.prev_batch if timeline.limited else None
            self._enqueue(room_id, _Timeline(tuple(timeline.events), gap, since), sync)

    # --- the queues ---------------------------------------------------------------------------------------------------

    def _enqueue(self, room_id: str, job: _Timeline, sync: _Sync) -> None:
        room = self._rooms.setdefault(room_id, _Room())
        if len(room.jobs) > 1 and self._follows(room.jobs[-1][0], job):
            # The token of the later sync waits for that of the earlier.
            last, earlier = room.jobs[-1]
            room.jobs[-1] = replace(last, events=(*last.events, *job.events)), earlier
            return
        sync.left += 1
        room.jobs.append((job, sync))
        if room.task is None:
            room.task = asyncio.create_task(self._work(room_id, room), name=f"matrix {room_id}")

    def _follows(self, last: _Timeline, job: _Timeline) -> bool:
        """Whether both can be taken as one: nothing is missing between them, and we were there all along."""
        me = self._client.user_id
        return (
            job.gap_from is None
            and len(last.events) < TOGETHER_EVENTS_MAX
            and not any(isinstance(event, RoomMemberEvent) and event.state_key == me for event in job.events)
        )

    async def _work(self, room_id: str, room: _Room) -> None:
        """Take what waits in one room, in order."""
        while room.jobs:
            job, sync = room.jobs[0]
            try:
                await self._do(room_id, job, sync)
            except Exception:
                # What cannot be taken must not keep the rest of the room waiting.
                logger.exception("events of a Matrix room could not be taken")
            room.jobs.popleft()
            await self._finished(sync)
        del self._rooms[room_id]

    async def _finished(self, sync: _Sync) -> None:
        sync.left -= 1
        await self._advance()

    async def _advance(self) -> None:
        """Keep the token of the last sync before which nothing is left to take."""
        async with self._saving:
            token = None
            while self._syncs and not self._syncs[0].left:
                token = self._syncs.popleft().token
                self._taken.set()
            # Of those that are done behind one that is not, the last is enough.
            waiting = tuple(self._syncs)
            self._syncs = deque(
                sync for sync, after in zip_longest(waiting, waiting[1:]) if sync.left or after is None or after.left
            )
            if len(self._syncs) < len(waiting):
                self._taken.set()
            if token is None or token == self.saved:
                return
            client = self._client
            try:
                await asyncio.to_thread(self._keeping.keep_progress, client.user_id, client.device_id, token)
            except OSError:
                # More comes again after a restart, and the engine drops what it saw.
                logger.exception("the folder SPASER_MATRIX_STORE cannot be written")
                return
            self.saved = token

    async def _do(self, room_id: str, job: _Timeline, sync: _Sync) -> None:
        try:
            events = await self._until_done(lambda: self._whole(room_id, job)) or ()
        except (*NETWORK, ServerFaultError) as error:
            logger.error("what a Matrix room held during an outage cannot be read (%s)", type(error).__name__)  # noqa: TRY400
            events = await self._whole(room_id, replace(job, gap_from=None))
        if any(_is_arrival_of(event, self._client.user_id) for event in events):
            # First, though something may have been said between the invitation and the arrival.
            await self._greet(room_id)
        for event in events:
            await self._take_event(room_id, event, sync)
        await self._leave_if_alone(room_id)

    async def _until_done(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """Try again while the database or the server is away; None where the server refuses for good.

        Raises what fails by itself, after some attempts: for ours, and for the server's faults while syncs pass.
        """
        wait = FIRST_WAIT_SECONDS
        failures = faults = 0
        passed = self._passed
        while True:
            try:
                return await work()
            except DatabaseUnavailableError:
                logger.warning("database unavailable: a Matrix room waits %s seconds", wait)
            except ServerFaultError as fault:
                if fault.final:
                    logger.warning("Matrix request refused (%s)", fault.code)
                    return None
                wait = max(wait, fault.retry_after_seconds or 0)
                faults += self._answers_since(passed)
                passed = self._passed
                logger.warning("Matrix request refused (%s), fault %s", fault.code, faults)
                if faults >= FAULTS_MAX:
                    raise
            except NETWORK as error:
                faults += self._answers_since(passed)
                passed = self._passed
                logger.warning("Matrix request failed (%s), fault %s", type(error).__name__, faults)
                if faults >= FAULTS_MAX:
                    raise
            except Exception:
                failures += 1
                logger.exception("a Matrix event could not be taken, attempt %s", failures)
                if failures >= ATTEMPTS_MAX:
                    raise
            await asyncio.sleep(wait)
            wait = min(wait * 2, LAST_WAIT_SECONDS)

    def _answers_since(self, passed: int) -> bool:
        """Whether the server answered meanwhile, or is not asked any more because too much waits."""
        return self._passed > passed or len(self._syncs) >= SYNCS_MAX

    # --- events -------------------------------------------------------------------------------------------------------

    async def _whole(self, room_id: str, job: _Timeline) -> list[Any]:
        """The events of a room since the last sync, with those that the server left out, from our invitation on."""
        me = self._client.user_id
        events = list(job.events)
        start = job.gap_from
        fetched = 0
        while start and fetched < GAP_EVENTS_MAX and _beginning(events, me) is None:
            answer = await self._client.room_messages(room_id, start, end=job.since, limit=GAP_PAGE)
            try:
                page = checked(answer, RoomMessagesResponse)
            except ServerFaultError as fault:
                if not fault.final:
                    raise
                logger.error("what a Matrix room held during an outage cannot be read (%s)", fault.code)  # noqa: TRY400
                break
            events = [*reversed(page.chunk), *events]
            fetched += len(page.chunk)
            start = page.end if page.chunk and page.end != start else None
        if fetched >= GAP_EVENTS_MAX:
            logger.error("a Matrix room holds over %s events since the last sync: the oldest are left", GAP_EVENTS_MAX)
        begin = _beginning(events, me)
        if begin is None:
            begin = next((rank for rank, event in enumerate(events) if _is_arrival_of(event, me)), 0)
        return events[begin:]

    async def _take_event(self, room_id: str, event: Any, sync: _Sync) -> None:
        """Hand an event over; returns once it is kept, or means nothing."""
        if isinstance(event, UnknownBadEvent) or event.sender == self._client.user_id:
            return
        if isinstance(event, MegolmEvent):
            event.room_id = room_id
            if (read := self._keys.decrypted(event)) is None:
                await self._await_key(room_id, event, sync)
                return
            event = read
        elif isinstance(event, UnknownEncryptedEvent) or getattr(event, "type", "") == "m.room.encrypted":
            await self._say_unreadable(room_id, event.event_id, event.sender, event.event_id)
            return
        source = getattr(event, "source", None)
        if not isinstance(source, dict) or source.get("type") not in ("m.room.message", "m.reaction"):
            return
        self._writer.stop_reacting(room_id)
        try:
            await self._hand_over(room_id, source)
        except Exception:  # noqa: BLE001 - logged where it failed; the room goes on, and the person is told
            await self._writer.say(room_id, "indisponible", f"indisponible {event.event_id}")

    async def _greet(self, room_id: str) -> None:
        salon = self._salon(room_id)
        if salon is not None and salon.prive:
            personne = next(user for user in self._client.rooms[room_id].users if user != self._client.user_id)
            await self._give(reading.welcome(salon, personne))

    async def _hand_over(self, room_id: str, source: Mapping[str, Any]) -> None:
        salon = self._salon(room_id)
        if salon is None:
            return
        wanted = reading.needed(source, salon)
        cible = None if wanted is None else await self._until_done(lambda: self._events.find(room_id, wanted))
        match await self._read(source, salon, cible):
            case Incoming() as message:
                await self._give(message)
            case reading.Dire(phrase):
                await self._writer.say(room_id, phrase, f"dire {source['event_id']}")

    async def _read(
        self, source: Mapping[str, Any], salon: Salon, cible: Mapping[str, Any] | None
    ) -> Incoming | reading.Dire | None:
        """What an event says; a press on a message just sent waits until its choices are known."""
        attempts = 1
        if cible is not None and cible.get("sender") == salon.moi and reading.is_number(source):
            written = cible.get("origin_server_ts")
            attempts = CHOICES_ATTEMPTS if isinstance(written, int) and now_ms() - written < RECENT_MS else 1
        for attempt in range(attempts):
            if attempt:
                await asyncio.sleep(CHOICES_WAIT_SECONDS)
            read: Incoming | reading.Dire | None = await self._until_done(
                lambda: asyncio.to_thread(reading.to_incoming, source, salon, cible, self._choices_of)
            )
            if read is not None:
                return read
        return None

    async def _give(self, message: Incoming) -> None:
        async def hand() -> None:
            async with self._turns:
                await self._receive(message)

        await self._until_done(hand)

    def _salon(self, room_id: str) -> Salon | None:
        """The room as it stands; None when we are not there any more."""
        room = self._client.rooms.get(room_id)
        me = self._client.user_id
        if room is None or me not in room.users:
            return None
        others = [user for name, user in room.users.items() if name != me]
        # Whoever is invited will read what is said.
        prive = len(others) == 1 and not others[0].invited
        return Salon(room_id, me, room.users[me].display_name or "", prive)

    # --- what cannot be read ------------------------------------------------------------------------------------------

    async def _await_key(self, room_id: str, event: Any, sync: _Sync) -> None:
        """Wait for the key beside the room, which goes on; the sync is not done before."""
        if self._unreadable >= UNREADABLE_MAX:
            await self._say_unreadable(room_id, event.event_id, event.sender, event.session_id)
            return
        self._unreadable += 1
        sync.left += 1
        self._spawn(self._read_later(room_id, event, sync))

    async def _read_later(self, room_id: str, event: Any, sync: _Sync) -> None:
        # When stopped meanwhile nothing of this is said to be done: the event then comes again.
        try:
            await self._keys.request(event)
            if (read := await self._key_came(event)) is not None:
                self._enqueue(room_id, _Timeline((read,)), sync)
            else:
                logger.warning("a Matrix message could not be decrypted: its sender is asked to send it again")
                await self._say_unreadable(room_id, event.event_id, event.sender, event.session_id)
        except Exception:
            logger.exception("a Matrix message that could not be decrypted is given up")
        self._unreadable -= 1
        await self._finished(sync)

    async def _key_came(self, event: Any) -> Any | None:
        end = time.monotonic() + self._key_wait_seconds
        while time.monotonic() < end:
            await asyncio.sleep(min(FIRST_WAIT_SECONDS, self._key_wait_seconds))
            if (read := self._keys.decrypted(event)) is not None:
                return read
        return None

    async def _say_unreadable(self, room_id: str, event_id: str, personne: str, session: str) -> None:
        salon = self._salon(room_id)
        if salon is None:
            return
        # Once for what one lost key hides; in a group, where most messages are for others, once.
        once = f"{room_id} {session}" if salon.prive else room_id
        if once in self._announced:
            return
        if len(self._announced) >= UNREADABLE_MAX:
            self._announced.clear()
        self._announced.add(once)
        who, where = (None, None) if salon.prive else (personne, event_id)
        await self._writer.say(room_id, "illisible", f"illisible {event_id}", who, where)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    # --- rooms --------------------------------------------------------------------------------------------------------

    async def _take_invitations(self, response: Any, *, first: bool) -> None:
        """Accept, beside everything else, those that came; at first those too that were left when the process ended.

        They are kept before the token of the sync is: the server tells them once.
        """
        me = self._client.user_id
        came = {
            room_id: next((event.sender for event in invited.invite_state if _is_of(event, me, "invite")), "")
            for room_id, invited in response.rooms.invite.items()
        }
        if first:
            try:
                came = await asyncio.to_thread(self._keeping.invitations) | came
            except OSError:
                logger.exception("the folder SPASER_MATRIX_STORE cannot be read")
        new = {room_id: inviter for room_id, inviter in came.items() if room_id not in self._invitations}
        now = time.monotonic()
        self._inviters = {server: people for server, people in self._inviters.items() if not people.forgotten(now)}
        for room_id, inviter in new.items():
            people = self._inviters.setdefault(server_of(inviter), _Inviters())
            if people.waiting >= INVITATIONS_MAX:
                logger.warning("too many Matrix invitations from people of %s: one is left", server_of(inviter))
                continue
            people.waiting += 1
            self._invitations[room_id] = inviter
            self._spawn(self._accept(room_id, inviter, people))
        if new:
            await self._keep_invitations()

    async def _keep_invitations(self) -> None:
        async with self._keeping_invitations:
            try:
                await asyncio.to_thread(self._keeping.keep_invitations, dict(self._invitations))
            except OSError:
                # They are being accepted all the same.
                logger.exception("the folder SPASER_MATRIX_STORE cannot be written")

    async def _accept(self, room_id: str, inviter: str, people: _Inviters) -> None:
        """Accept an invitation in its turn. When stopped meanwhile it stays kept."""
        now = time.monotonic()
        await asyncio.sleep(people.turn(now) - now)
        try:
            await self._join(room_id, inviter, people)
        except Exception:
            logger.exception("a Matrix invitation is given up")
        people.waiting -= 1
        del self._invitations[room_id]
        await self._keep_invitations()

    async def _join(self, room_id: str, inviter: str, people: _Inviters) -> None:
        server = server_of(inviter)
        wait = FIRST_WAIT_SECONDS
        attempts = 0
        end = time.monotonic() + JOIN_SECONDS_MAX
        passed = self._passed
        while attempts < JOIN_ATTEMPTS_MAX:
            try:
                async with people.at_once:
                    checked(await self._client.join(room_id), JoinResponse)
            except ServerFaultError as fault:
                if fault.code in NEVER:
                    break
                if fault.retry_after_seconds is not None:
                    # So many come that the server asks to wait: not without end.
                    attempts += time.monotonic() > end
                    wait = max(wait, fault.retry_after_seconds)
                else:
                    attempts += fault.final or self._answers_since(passed)
                passed = self._passed
            except NETWORK as error:
                # An outage of our own server says nothing of the room.
                attempts += self._answers_since(passed)
                passed = self._passed
                logger.warning("a Matrix room could not be joined yet: %s", type(error).__name__)
            else:
                logger.info("Matrix invitation accepted, from a person of %s", server)
                return
            await asyncio.sleep(wait)
            wait = min(wait * 2, LAST_WAIT_SECONDS)
        logger.warning("Matrix invitation from a person of %s could not be accepted", server)

    async def _leave_if_alone(self, room_id: str) -> None:
        room = self._client.rooms.get(room_id)
        if room is None or set(room.users) != {self._client.user_id}:
            return
        try:
            left = await self._client.room_leave(room_id)
            if not isinstance(left, ErrorResponse):
                await self._client.room_forget(room_id)
                logger.info("left a Matrix room where the bot was alone")
        except NETWORK as error:
            logger.warning("a Matrix room could not be left: %s", type(error).__name__)


async def _cancelled(tasks: Iterable[asyncio.Task[None]]) -> None:
    tasks = tuple(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _is_of(event: Any, me: str, membership: str) -> bool:
    return (
        isinstance(event, (RoomMemberEvent, InviteMemberEvent))
        and event.state_key == me
        and event.membership == membership
    )


def _is_arrival_of(event: Any, me: str) -> bool:
    """Whether we entered the room by this event; a change of our name is one of the same kind."""
    return _is_of(event, me, "join") and event.prev_membership != "join"


def _beginning(events: Sequence[Any], me: str) -> int | None:
    """The rank of the invitation by which we last entered the room; None when it is not among these."""
    arrivals = [rank for rank, event in enumerate(events) if _is_arrival_of(event, me)]
    if not arrivals:
        return None
    return next((rank for rank in range(arrivals[-1], -1, -1) if _is_of(events[rank], me, "invite")), None)


__all__ = ["Listener"]
