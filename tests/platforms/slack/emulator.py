"""Our own emulator of Slack: enough of its Web API, of Socket Mode and of signed webhooks to play a workspace.

It was written from Slack's documentation, not by Slack. It refuses, and notes in `violations`, what the documentation says
that Slack refuses; it answers 429, 500, hangs or refuses a token on demand; what is not acknowledged it delivers again.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import itertools
import json
import re
import threading
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import aiohttp
from aiohttp import web

BOT_TOKEN = "xoxb-emulated-bot"
APP_TOKEN = "xapp-emulated-app"
SIGNING_SECRET = "emulated-signing-secret"
TEAM, OTHER_TEAM = "T0CLERMONT", "T0AILLEURS"
BOT_USER, BOT_ID, APP_ID = "U0SPASER", "B0SPASER", "A0SPASER"

ELEMENTS_OF_ACTIONS = {"button", "static_select", "checkboxes", "radio_buttons", "overflow", "datepicker"}
STYLES = {"bold", "italic", "strike", "code"}


@dataclass
class Fault:
    """What to answer instead of doing (or, with `after`, after having done) what is asked."""

    error: str | None = None
    status: int = 200
    retry_after: int | None = None
    hang: float = 0.0
    after: bool = False
    times: int = 1


@dataclass
class Delivery:
    """One envelope or request, however often it is sent; `acked` tells whether it was acknowledged."""

    kind: str
    payload: dict
    envelope_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    attempts: list = field(default_factory=list)
    acked: threading.Event = field(default_factory=threading.Event)
    response: object = None
    statuses: list = field(default_factory=list)


class Emulator:
    """A workspace with its people, its channels, and one bot; every public method may be called from any thread."""

    def __init__(self, bot_url: str | None = None, mode: str = "socket", ack_seconds: float = 3.0, retries=(0.0, 60.0, 300.0)):  # fmt: skip
        self.bot_url, self.mode = bot_url, mode
        self.ack_seconds, self.retries = ack_seconds, tuple(retries)
        self.users: dict[str, dict] = {}
        self.channels: dict[str, dict] = {}
        self.messages: list[dict] = []
        self.files: dict[str, dict] = {}
        self.calls: list[tuple[str, dict]] = []
        self.violations: list[str] = []
        self.deliveries: list[Delivery] = []
        self.bot_tokens, self.app_tokens = {BOT_TOKEN}, {APP_TOKEN}
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        # By the token that asked: what may be read.
        self.scopes = {"files:read"}
        # By person: the view of their home tab.
        self.homes: dict[str, dict] = {}
        self.connections = 0
        self.redeliver = True
        self._tickets: set[str] = set()
        self._replies: dict[str, dict] = {}
        self._sockets: list[web.WebSocketResponse] = []
        self._waiting: dict[str, Delivery] = {}
        self._seconds = itertools.count(1_790_000_000)
        self._numbers = itertools.count(1)
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task] = set()
        self._thread = threading.Thread(target=self._run, name="slack-emulator", daemon=True)
        self._ready = threading.Event()
        self.port = 0

    # --- life ---------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        if not self._thread.is_alive():
            return
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._ready.set()
        self._loop.run_forever()

    async def _serve(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link", self._link)
        app.router.add_post("/upload/{file}", self._take_upload)
        app.router.add_get("/files-pri/{file}/download/{name}", self._give_file)
        app.router.add_post("/response/{reply}", self._take_reply)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]
        self._session = aiohttp.ClientSession()

    async def _close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for socket in list(self._sockets):
            await socket.close()
        await self._session.close()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def do(self, work):
        """Run a coroutine in the emulator's loop, from another thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def _spawn(self, work) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- the workspace ------------------------------------------------------------------------------------------------

    def add_user(self, name: str, team: str = TEAM, **marks) -> str:
        user = f"U0{name.upper()}"
        self.users.setdefault(user, {"id": user, "team_id": team, "name": name, "is_bot": False, **marks})
        return user

    def add_channel(self, name: str, *members: str, **marks) -> str:
        channel = f"C0{name.upper()}"
        self.channels[channel] = {"id": channel, "members": {*members}, **marks}
        return channel

    def direct(self, user: str) -> str:
        """The conversation of that person and the bot."""
        channel = "D0" + user.removeprefix("U0")
        self.channels.setdefault(channel, {"id": channel, "members": {user, BOT_USER}, "is_im": True})
        return channel

    def next_ts(self) -> str:
        return f"{next(self._seconds)}.{next(self._numbers):06d}"

    def fail(self, method: str, **fault) -> None:
        """Make the next call of that method go wrong."""
        self.faults[method].append(Fault(**fault))

    def called(self, method: str) -> list[dict]:
        return [args for name, args in self.calls if name == method]

    def seen_by(self, user: str, channel: str) -> list[dict]:
        """The messages of the bot that this person sees there, in order."""
        return [
            message
            for message in self.messages
            if message["channel"] == channel and message.get("bot_id") and message.get("only_for", user) == user
        ]

    # --- what people do -----------------------------------------------------------------------------------------------

    def say(
        self, user: str, channel: str, text: str, thread: str | None = None, wrap: bool = True, **more
    ) -> Delivery | None:
        """A person writes; the bot hears of it in its direct messages, and where it is mentioned."""
        ts = self.next_ts()
        sent = _typed(text) if wrap else text
        message = {"type": "message", "user": user, "ts": ts, "text": sent, "team": self.users[user]["team_id"], **more}
        if thread:
            message["thread_ts"] = thread
        self.messages.append({**message, "channel": channel})
        if self.channels[channel].get("is_im"):
            return self.event({**message, "channel": channel, "channel_type": "im", "event_ts": ts})
        if f"<@{BOT_USER}>" in sent:
            return self.event({**message, "type": "app_mention", "channel": channel, "event_ts": ts})
        return None

    def say_with_file(self, user: str, channel: str, name: str, content: bytes, text: str = "", **marks) -> Delivery:
        """A person sends a file, with words or without; `marks` are fields of the file as Slack tells them."""
        file = f"F{next(self._numbers):08d}"
        address = f"{self.url}/files-pri/{TEAM}-{file}/download/{name}"
        told = {
            "id": file,
            "name": name,
            "title": name,
            "size": len(content),
            "mode": "hosted",
            "is_external": False,
            "file_access": "visible",
            "url_private": address.replace("/download/", "/"),
            "url_private_download": address,
            **marks,
        }
        self.files[file] = {**told, "url_private_download": address, "content": content}
        told = {key: value for key, value in told.items() if value is not None}
        return self.say(user, channel, text, subtype="file_share", files=[told])

    def edit(self, user: str, channel: str, ts: str, text: str) -> Delivery:
        before = next(message for message in self.messages if message["ts"] == ts)
        stripped = {key: value for key, value in before.items() if key != "channel"}
        after = {**stripped, "text": _typed(text), "edited": {"user": user, "ts": self.next_ts()}}
        before["text"] = after["text"]
        event_ts = self.next_ts()
        return self.event(
            {
                "type": "message",
                "subtype": "message_changed",
                "message": after,
                "previous_message": stripped,
                "channel": channel,
                "channel_type": "im",
                "hidden": True,
                "ts": event_ts,
                "event_ts": event_ts,
            }
        )

    def event(self, event: dict, **payload) -> Delivery:
        body = {
            "token": "unused",
            "team_id": TEAM,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{next(self._numbers):09d}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
            "is_ext_shared_channel": False,
            **payload,
        }
        return self.deliver(Delivery("events_api", body))

    def open_messages_tab(self, user: str) -> Delivery:
        channel = self.direct(user)
        return self.event({"type": "app_home_opened", "user": user, "channel": channel, "tab": "messages", "event_ts": self.next_ts()})  # fmt: skip

    def open_home(self, user: str) -> Delivery:
        event = {"type": "app_home_opened", "user": user, "channel": self.direct(user), "tab": "home", "event_ts": self.next_ts()}  # fmt: skip
        if user in self.homes:
            event["view"] = self.homes[user]
        return self.event(event)

    def command(self, user: str, channel: str, command: str, text: str = "") -> Delivery:
        body = {
            "token": "unused",
            "team_id": self.users[user]["team_id"],
            "team_domain": "clermont",
            "channel_id": channel,
            "channel_name": "directmessage" if channel.startswith("D") else channel.lower(),
            "user_id": user,
            "user_name": self.users[user]["name"],
            "command": command,
            "text": _typed(text),
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self._reply_url(user, channel),
            "trigger_id": self.next_ts(),
        }
        return self.deliver(Delivery("slash_commands", body))

    def press(self, user: str, message: dict, label: str) -> Delivery:
        """Press the button, or choose the line, of that label."""
        for block, element in elements_of(message):
            if element["type"] == "button" and element["text"]["text"] == label:
                pressed = {key: element[key] for key in ("action_id", "text", "value", "type")}
                return self._act(user, message, block, pressed)
            if element["type"] == "static_select":
                option = next((one for one in element["options"] if one["text"]["text"] == label), None)
                if option:
                    return self._act(user, message, block, {"action_id": element["action_id"], "type": "static_select", "selected_option": option})  # fmt: skip
        raise LookupError(label)

    def tick(self, user: str, message: dict, labels: tuple[str, ...], validate: str = "Valider") -> Delivery:
        """Tick these boxes, each of which Slack tells at once, then validate."""
        values: dict = {}
        found = set()
        for block, element in elements_of(message):
            if element["type"] not in ("checkboxes", "multi_static_select"):
                continue
            chosen = []
            fields = values.setdefault(block["block_id"], {})
            fields[element["action_id"]] = {"type": element["type"], "selected_options": chosen}
            for option in element["options"]:
                if option["text"]["text"] in labels:
                    found.add(option["text"]["text"])
                    chosen.append(option)
                    ticked = {
                        "action_id": element["action_id"],
                        "type": element["type"],
                        "selected_options": list(chosen),
                    }
                    self._act(user, message, block, ticked, values).acked.wait(10)
        if missing := set(labels) - found:
            raise LookupError(missing)
        block, button = next(
            (block, one)
            for block, one in elements_of(message)
            if one["type"] == "button" and one["text"]["text"] == validate
        )
        return self._act(
            user, message, block, {key: button[key] for key in ("action_id", "text", "value", "type")}, values
        )

    def _act(self, user: str, message: dict, block: dict, action: dict, values: dict | None = None) -> Delivery:
        if message.get("type") == "home":
            return self._act_at_home(user, message, block, action, values)
        channel, ephemeral = message["channel"], "only_for" in message
        container = {"type": "message", "message_ts": message["ts"], "channel_id": channel, "is_ephemeral": ephemeral}
        body = {
            "type": "block_actions",
            "user": {
                "id": user,
                "username": user.lower(),
                "name": user.lower(),
                "team_id": self.users[user]["team_id"],
            },
            "api_app_id": APP_ID,
            "token": "unused",
            "container": container,
            "trigger_id": self.next_ts(),
            "team": {"id": TEAM, "domain": "clermont"},
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {"id": channel, "name": "directmessage" if channel.startswith("D") else "general"},
            "state": {"values": json.loads(json.dumps(values or {}))},
            "response_url": self._reply_url(user, channel, message),
            "actions": [{**action, "block_id": block["block_id"], "action_ts": self.next_ts()}],
        }
        if message.get("thread_ts"):
            container["thread_ts"] = message["thread_ts"]
        if not ephemeral:
            body["message"] = {key: value for key, value in message.items() if key not in ("channel", "metadata")}
        return self.deliver(Delivery("interactive", json.loads(json.dumps(body))))

    def _act_at_home(self, user: str, view: dict, block: dict, action: dict, values: dict | None) -> Delivery:
        """A press in the home tab: it belongs to no channel and to no message, and has no address to answer to."""
        body = {
            "type": "block_actions",
            "user": {
                "id": user,
                "username": user.lower(),
                "name": user.lower(),
                "team_id": self.users[user]["team_id"],
            },
            "api_app_id": APP_ID,
            "token": "unused",
            "container": {"type": "view", "view_id": view["id"]},
            "trigger_id": self.next_ts(),
            "team": {"id": TEAM, "domain": "clermont"},
            "enterprise": None,
            "is_enterprise_install": False,
            "view": {**view, "state": {"values": values or {}}},
            "actions": [{**action, "block_id": block["block_id"], "action_ts": self.next_ts()}],
        }
        return self.deliver(Delivery("interactive", json.loads(json.dumps(body))))

    # --- delivering ---------------------------------------------------------------------------------------------------

    def deliver(self, delivery: Delivery) -> Delivery:
        """Send, and send again until it is acknowledged; commands and presses are sent once."""
        self.deliveries.append(delivery)
        self._loop.call_soon_threadsafe(lambda: self._spawn(self._deliver(delivery)))
        return delivery

    def deliver_again(self, delivery: Delivery) -> None:
        """Send once more what was acknowledged, as Slack does when the acknowledgement was lost."""
        self.do(self._attempt(delivery, 1, "http_timeout"))

    async def _deliver(self, delivery: Delivery) -> None:
        reason = ""
        waits = (0.0, *self.retries) if delivery.kind == "events_api" and self.redeliver else (0.0,)
        for number, wait in enumerate(waits):
            await asyncio.sleep(wait)
            if await self._attempt(delivery, number, reason):
                return
            reason = "http_timeout"

    async def _attempt(self, delivery: Delivery, number: int, reason: str) -> bool:
        if self.mode == "http":
            return await self._post(delivery, number, reason)
        deadline = self._loop.time() + 15
        while not self._sockets and self._loop.time() < deadline:  # noqa: ASYNC110 (nobody else waits for a connection)
            await asyncio.sleep(0.02)
        envelope = {
            "envelope_id": delivery.envelope_id,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind != "events_api",
            "payload": delivery.payload,
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": number, "retry_reason": reason}
        future = self._loop.create_future()
        self._waiting[delivery.envelope_id] = (delivery, future)
        delivery.attempts.append(number)
        with contextlib.suppress(ConnectionError, IndexError):
            await self._sockets[-1].send_str(json.dumps(envelope))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(future, self.ack_seconds)
            return True
        return False

    async def _post(self, delivery: Delivery, number: int, reason: str) -> bool:
        payload = delivery.payload
        if delivery.kind == "events_api":
            kind, body = "application/json", json.dumps(payload)
        else:
            fields = payload if delivery.kind == "slash_commands" else {"payload": json.dumps(payload)}
            kind, body = "application/x-www-form-urlencoded", urlencode(fields)
        headers = {"Content-Type": kind, **signed(body)}
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        delivery.attempts.append(number)
        try:
            async with self._session.post(
                f"{self.bot_url}/slack/events",
                data=body.encode(),
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=self.ack_seconds),
            ) as answer:
                text = await answer.text()
                delivery.statuses.append(answer.status)
        except (aiohttp.ClientError, OSError, TimeoutError):
            return False
        if answer.status != 200:
            return False
        self._acknowledged(delivery, {"text": text} if text else None)
        return True

    def _acknowledged(self, delivery: Delivery, response: dict | None) -> None:
        delivery.response = response
        if response and delivery.kind == "slash_commands":
            self._show(delivery.payload["channel_id"], {**response, "only_for": delivery.payload["user_id"]})
        delivery.acked.set()

    def _show(self, channel: str, message: dict) -> dict:
        shown = {"type": "message", "bot_id": BOT_ID, "user": BOT_USER, "team": TEAM, "ts": self.next_ts(), "channel": channel, **message}  # fmt: skip
        self.messages.append(shown)
        return shown

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPForbidden
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connections += 1
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": 1,
                "debug_info": {"host": "applink-emulated", "approximate_connection_time": 18060},
                "connection_info": {"app_id": APP_ID},
            }
        )
        self._sockets.append(socket)
        try:
            async for frame in socket:
                if frame.type == aiohttp.WSMsgType.TEXT:
                    self._take_ack(json.loads(frame.data))
        finally:
            self._sockets.remove(socket)
        return socket

    def _take_ack(self, answer: dict) -> None:
        waiting = self._waiting.get(answer.get("envelope_id", ""))
        if waiting is None:
            self.violations.append("an acknowledgement of an envelope that was never sent")
            return
        delivery, future = waiting
        self._acknowledged(delivery, answer.get("payload"))
        if not future.done():
            future.set_result(None)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the client to open another connection, as Slack does every few hours."""

        async def ask() -> None:
            for socket in list(self._sockets):
                await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-emulated"}})  # fmt: skip

        self.do(ask())

    def cut(self) -> None:
        """Break every connection without a word."""

        async def break_() -> None:
            for socket in list(self._sockets):
                transport = socket._req.transport
                if transport is not None:
                    transport.abort()

        self.do(break_())

    # --- the Web API --------------------------------------------------------------------------------------------------

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        args = {**request.query}
        if request.content_type == "application/json":
            args |= await request.json()
        else:
            args |= dict(await request.post())
        for name in ("blocks", "metadata", "files"):
            if isinstance(args.get(name), str):
                args[name] = json.loads(args[name])
        args = {name: value for name, value in args.items() if value is not None}
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or args.pop("token", "")
        args.pop("token", None)
        self.calls.append((method, args))
        allowed = self.app_tokens if method == "apps.connections.open" else self.bot_tokens
        if token not in allowed:
            return web.json_response({"ok": False, "error": "invalid_auth" if token else "not_authed"})
        fault = self.faults[method].pop(0) if self.faults[method] else None
        if fault and fault.times > 1:
            fault.times -= 1
            self.faults[method].insert(0, fault)
        if fault and not fault.after:
            return await self._go_wrong(fault, request)
        handler = getattr(self, "_" + re.sub(r"\W", "_", method), None)
        if handler is None:
            answer = {"ok": False, "error": "unknown_method"}
            self.violations.append(f"unknown method {method}")
        else:
            answer = handler(args)
        if fault:
            return await self._go_wrong(fault, request)
        return web.json_response(answer)

    async def _go_wrong(self, fault: Fault, request: web.Request) -> web.Response:
        if fault.hang:
            await asyncio.sleep(fault.hang)
            if request.transport is not None:
                request.transport.abort()
        headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
        if fault.error is None:
            return web.Response(status=fault.status, headers=headers, text="Server Error")
        return web.json_response({"ok": False, "error": fault.error}, status=fault.status, headers=headers)

    def _auth_test(self, args: dict) -> dict:
        return {
            "ok": True,
            "url": "https://clermont.slack.com/",
            "team": "Clermont",
            "user": "spaser",
            "team_id": TEAM,
            "user_id": BOT_USER,
            "bot_id": BOT_ID,
            "is_enterprise_install": False,
        }

    def _apps_connections_open(self, args: dict) -> dict:
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return {"ok": True, "url": f"ws://127.0.0.1:{self.port}/link?ticket={ticket}"}

    def _users_info(self, args: dict) -> dict:
        user = self.users.get(args.get("user", ""))
        return {"ok": True, "user": user} if user else {"ok": False, "error": "user_not_found"}

    def _conversations_open(self, args: dict) -> dict:
        user = args.get("users", "")
        if user not in self.users:
            return {"ok": False, "error": "user_not_found"}
        return {"ok": True, "channel": {"id": self.direct(user)}}

    def _conversations_history(self, args: dict) -> dict:
        return self._read(args, lambda message: message.get("thread_ts", message["ts"]) == message["ts"], newest=True)

    def _conversations_replies(self, args: dict) -> dict:
        return self._read(args, lambda message: args["ts"] in (message["ts"], message.get("thread_ts")), newest=False)

    def _read(self, args: dict, kept, newest: bool) -> dict:
        if refusal := self._refusal(args.get("channel", "")):
            return refusal
        found = [
            {key: value for key, value in message.items() if key != "metadata" or args.get("include_all_metadata")}
            for message in self.messages
            if message["channel"] == args["channel"] and "only_for" not in message and kept(message)
        ]
        limit = int(args.get("limit", 100))
        return {
            "ok": True,
            "messages": found[::-1][:limit] if newest else found[:limit],
            "has_more": len(found) > limit,
        }

    def _refusal(self, channel: str) -> dict | None:
        known = self.channels.get(channel)
        if known is None:
            return {"ok": False, "error": "channel_not_found"}
        if known.get("is_archived"):
            return {"ok": False, "error": "is_archived"}
        if BOT_USER not in known["members"]:
            return {"ok": False, "error": "not_in_channel"}
        return None

    def _chat_postMessage(self, args: dict) -> dict:  # noqa: N802 (Slack's name)
        refusal = self._refusal(args.get("channel", "")) or self._check_message(args)
        if refusal:
            return refusal
        names = ("text", "blocks", "thread_ts", "metadata")
        shown = self._show(args["channel"], self._as_kept({name: args[name] for name in names if args.get(name)}))
        self._hear_oneself(shown)
        return {"ok": True, "channel": args["channel"], "ts": shown["ts"], "message": shown}

    def _chat_postEphemeral(self, args: dict) -> dict:  # noqa: N802 (Slack's name)
        refusal = self._refusal(args.get("channel", "")) or self._check_message(args)
        if refusal:
            return refusal
        if args.get("metadata"):
            self.violations.append("chat.postEphemeral takes no metadata")
        if args.get("user") not in self.channels[args["channel"]]["members"]:
            return {"ok": False, "error": "user_not_in_channel"}
        names = ("text", "blocks", "thread_ts")
        kept = self._as_kept({name: args[name] for name in names if args.get(name)})
        shown = self._show(args["channel"], {**kept, "only_for": args["user"]})
        return {"ok": True, "message_ts": shown["ts"]}

    def _views_publish(self, args: dict) -> dict:
        user, view = args.get("user_id", ""), args.get("view") or {}
        view = json.loads(view) if isinstance(view, str) else view
        if user not in self.users:
            return {"ok": False, "error": "not_found"}
        faults = [] if view.get("type") == "home" else ["no home view"]
        faults += faults_of({"blocks": view.get("blocks")}, most_blocks=100, most_text=100_000)
        if len(json.dumps(view)) > 250_000:
            faults.append("view too large")
        self.violations += faults
        if faults:
            return {"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": faults}}
        name = self.homes.get(user, {}).get("id") or f"V{next(self._numbers):08d}"
        self.homes[user] = self._as_kept({**view, "id": name, "team_id": TEAM, "hash": self.next_ts(), "app_id": APP_ID, "bot_id": BOT_ID})  # fmt: skip
        return {"ok": True, "view": self.homes[user]}

    def _chat_update(self, args: dict) -> dict:
        refusal = self._refusal(args.get("channel", "")) or self._check_message(args)
        if refusal:
            return refusal
        for message in self.messages:
            if message["channel"] == args["channel"] and message["ts"] == args["ts"] and "only_for" not in message:
                kept = self._as_kept({"text": args.get("text", ""), "blocks": args.get("blocks", [])})
                before = dict(message)
                message.update(kept)
                self._hear_oneself(message, before)
                return {"ok": True, "channel": args["channel"], "ts": args["ts"], "text": args.get("text", "")}
        return {"ok": False, "error": "message_not_found"}

    def _hear_oneself(self, message: dict, before: dict | None = None) -> None:
        """A bot hears what it writes itself in a private conversation."""
        channel = message["channel"]
        if not self.channels[channel].get("is_im"):
            return
        said = {key: value for key, value in message.items() if key != "channel"}
        where = {"channel": channel, "channel_type": "im", "event_ts": message["ts"]}
        if before is None:
            self.event({**said, **where})
            return
        changed = {"type": "message", "subtype": "message_changed", "hidden": True, "ts": self.next_ts()}
        self.event({**changed, "message": {**said, "edited": {"user": BOT_USER, "ts": changed["ts"]}}, "previous_message": before, **where})  # fmt: skip

    def _as_kept(self, message: dict) -> dict:
        """Slack gives a name to the blocks that have none."""
        for block in message.get("blocks", ()):
            block.setdefault("block_id", f"b{next(self._numbers)}")
        return message

    def _files_getUploadURLExternal(self, args: dict) -> dict:  # noqa: N802 (Slack's name)
        if not args.get("filename") or int(args.get("length", 0)) <= 0:
            return {"ok": False, "error": "invalid_arguments"}
        file = f"F{next(self._numbers):08d}"
        self.files[file] = {"id": file, "name": args["filename"], "length": int(args["length"])}
        return {"ok": True, "upload_url": f"{self.url}/upload/{file}", "file_id": file}

    async def _take_upload(self, request: web.Request) -> web.Response:
        file = self.files[request.match_info["file"]]
        fault = self.faults["upload"].pop(0) if self.faults["upload"] else None
        if fault:
            return await self._go_wrong(fault, request)
        file["content"] = await request.read()
        if len(file["content"]) != file["length"]:
            self.violations.append(f"{len(file['content'])} bytes uploaded, {file['length']} announced")
        return web.Response(text=f"OK - {file['length']}")

    async def _give_file(self, request: web.Request) -> web.Response:
        """A file, to who may read it; the page to log in, to others, as Slack does."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append(("download", {"token": token, "path": request.path}))
        fault = self.faults["download"].pop(0) if self.faults["download"] else None
        if fault:
            return await self._go_wrong(fault, request)
        if token not in self.bot_tokens or "files:read" not in self.scopes:
            raise web.HTTPFound("https://clermont.slack.com/?redir=%2Ffiles-pri")
        file = self.files.get(request.match_info["file"].partition("-")[2])
        if file is None or "deleted" in file:
            raise web.HTTPNotFound
        return web.Response(body=file["content"], content_type="application/octet-stream")

    def _files_info(self, args: dict) -> dict:
        file = self.files.get(args.get("file", ""))
        if file is None or "deleted" in file:
            return {"ok": False, "error": "file_not_found"}
        if "files:read" not in self.scopes:
            return {"ok": False, "error": "missing_scope"}
        return {"ok": True, "file": {key: value for key, value in file.items() if key != "content"}}

    def _files_completeUploadExternal(self, args: dict) -> dict:  # noqa: N802 (Slack's name)
        if refusal := self._refusal(args.get("channel_id", "")):
            return refusal
        done = []
        for item in args["files"]:
            file = self.files[item["id"]]
            if "content" not in file:
                return {"ok": False, "error": "file_not_found"}
            done.append({"id": file["id"], "title": item.get("title", "")})
            more = {"thread_ts": args["thread_ts"]} if args.get("thread_ts") else {}
            self._show(args["channel_id"], {"text": "", "files": [{"id": file["id"], "name": file["name"]}], **more})
        return {"ok": True, "files": done}

    def _reply_url(self, user: str, channel: str, message: dict | None = None) -> str:
        name = uuid.uuid4().hex
        self._replies[name] = {"user": user, "channel": channel, "message": message, "uses": 5}
        return f"{self.url}/response/{name}"

    async def _take_reply(self, request: web.Request) -> web.Response:
        reply = self._replies.get(request.match_info["reply"])
        args = await request.json()
        self.calls.append(("response_url", args))
        if reply is None or not reply["uses"]:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        if refusal := self._check_message(args):
            return web.json_response(refusal, status=400)
        reply["uses"] -= 1
        if args.get("replace_original"):
            kept = {"text": args.get("text", ""), "blocks": args.get("blocks", [])}
            reply["message"].update(self._as_kept(kept))
        else:
            names = ("text", "blocks")
            kept = {name: args[name] for name in names if args.get(name)}
            self._show(reply["channel"], {**self._as_kept(kept), "only_for": reply["user"]})
        return web.json_response({"ok": True})

    def _check_message(self, args: dict) -> dict | None:
        faults = list(faults_of(args))
        self.violations += faults
        if not args.get("text") and not args.get("blocks"):
            return {"ok": False, "error": "no_text"}
        if faults:
            return {"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": faults}}
        return None


# --- what Slack's documentation says that it refuses -------------------------------------------------------------------


def faults_of(message: dict, most_blocks: int = 50, most_text: int = 13_000):
    """Tell what breaks the documented limits and shapes of a message, or of a view, which holds more blocks."""
    text, blocks = message.get("text", ""), message.get("blocks") or []
    if len(text) > 40_000:
        yield f"text of {len(text)} characters"
    yield from _faults_of_mrkdwn(text, "text")
    if len(blocks) > most_blocks:
        yield f"{len(blocks)} blocks"
    # Slack documents msg_blocks_too_long without its figure: this one is a cautious guess.
    if sum(map(len, _all_texts(blocks))) > most_text:
        yield "blocks too long"
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if len(names) != len(set(names)):
        yield "two blocks of one name"
    for block in blocks:
        if len(block.get("block_id", "x")) not in range(1, 256):
            yield f"block_id of {len(block['block_id'])} characters"
        yield from _faults_of_block(block)


def _faults_of_block(block: dict):
    match block.get("type"):
        case "header":
            yield from _faults_of_text(block.get("text"), 150, "header", plain=True)
        case "divider":
            pass
        case "section":
            yield from _faults_of_text(block.get("text"), 3000, "section")
            if accessory := block.get("accessory"):
                yield from _faults_of_element(accessory)
        case "context":
            if len(block.get("elements", ())) not in range(1, 11):
                yield "context without elements, or with more than 10"
            for element in block.get("elements", ()):
                yield from _faults_of_text(element, 3000, "context")
        case "actions":
            elements = block.get("elements", [])
            if len(elements) not in range(1, 26):
                yield f"actions with {len(elements)} elements"
            ids = [element.get("action_id") for element in elements]
            if len(ids) != len(set(ids)):
                yield "two elements of one action_id in a block"
            for element in elements:
                if element["type"] not in ELEMENTS_OF_ACTIONS:
                    yield f"{element['type']} in actions"
                yield from _faults_of_element(element)
        case "rich_text":
            if not block.get("elements"):
                yield "rich_text without elements"
            for element in block.get("elements", ()):
                yield from _faults_of_rich(element)
        case kind:
            yield f"unknown block {kind}"


def _faults_of_element(element: dict):
    if len(element.get("action_id", "")) not in range(1, 256):
        yield "action_id missing or over 255 characters"
    match element.get("type"):
        case "button":
            yield from _faults_of_text(element.get("text"), 75, "button", plain=True)
            if len(element.get("value", "")) > 2000:
                yield "button value over 2000 characters"
            if element.get("style", "primary") not in ("primary", "danger"):
                yield "unknown button style"
        case "static_select" | "multi_static_select" | "checkboxes" as kind:
            options = element.get("options", [])
            if len(options) not in range(1, (10 if kind == "checkboxes" else 100) + 1):
                yield f"{kind} with {len(options)} options"
            for option in options:
                yield from _faults_of_text(option.get("text"), 75, "option", plain=kind != "checkboxes")
                if len(option.get("value", "")) not in range(1, 151):
                    yield "option value missing or over 150 characters"
            if kind != "checkboxes" and "placeholder" in element:
                yield from _faults_of_text(element["placeholder"], 150, "placeholder", plain=True)
        case kind:
            yield f"unknown element {kind}"


def _faults_of_text(text: dict | None, limit: int, where: str, plain: bool = False):
    if not isinstance(text, dict) or text.get("type") not in (("plain_text",) if plain else ("plain_text", "mrkdwn")):
        yield f"{where}: no text object of the right type"
        return
    if len(text.get("text", "")) not in range(1, limit + 1):
        yield f"{where}: text of {len(text.get('text', ''))} characters"
    if text["type"] == "mrkdwn":
        if "emoji" in text:
            yield f"{where}: emoji in mrkdwn"
        yield from _faults_of_mrkdwn(text["text"], where)


def _faults_of_mrkdwn(text: str, where: str):
    """Nothing of ours mentions anybody: every < must be escaped, or open a link."""
    if re.search(r"<(?!https?://|mailto:)", text) or re.search(r"&(?!amp;|lt;|gt;)", text):
        yield f"{where}: unescaped character"


def _faults_of_rich(element: dict):
    kind, inside = element.get("type"), element.get("elements")
    if not inside:
        yield f"{kind} without elements"
        return
    match kind:
        case "rich_text_section" | "rich_text_quote":
            for part in inside:
                yield from _faults_of_part(part)
        case "rich_text_preformatted":
            for part in inside:
                if part.get("type") not in ("text", "link"):
                    yield f"{part.get('type')} in rich_text_preformatted"
                yield from _faults_of_part(part)
        case "rich_text_list":
            if element.get("style") not in ("bullet", "ordered"):
                yield "list without style"
            if element.get("indent", 0) not in range(9):
                yield "list too deep"
            if element.get("offset", 0) < 0:
                yield "list with a negative offset"
            for part in inside:
                if part.get("type") != "rich_text_section":
                    yield f"{part.get('type')} in rich_text_list"
                yield from _faults_of_rich(part)
        case _:
            yield f"unknown rich text {kind}"


def _faults_of_part(part: dict):
    if not set(part.get("style", {"bold": True})) <= STYLES or part.get("style") == {}:
        yield "unknown or empty style"
    match part.get("type"):
        case "text":
            if not part.get("text"):
                yield "empty text"
        case "link":
            url = urlsplit(part.get("url", ""))
            if not (url.scheme in ("http", "https") and url.netloc) and not (url.scheme == "mailto" and url.path):
                yield "link that goes nowhere"
            if not part.get("text", "x"):
                yield "empty link"
        case kind:
            yield f"{kind} is not for us to write: it may mention somebody"


def _all_texts(value):
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for inner in value.values():
            yield from _all_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _all_texts(inner)


# --- what people see ---------------------------------------------------------------------------------------------------


def elements_of(message: dict):
    """What can be pressed in a message, with the block that holds it."""
    for block in message.get("blocks", ()):
        for element in [*(block.get("elements", ()) if block["type"] == "actions" else ()), *([block["accessory"]] if "accessory" in block else ())]:  # fmt: skip
            yield block, element


def labels_of(message: dict) -> list[str]:
    """The words of all that can be pressed or ticked."""
    found = []
    for _, element in elements_of(message):
        found += [option["text"]["text"] for option in element.get("options", ())] or [element["text"]["text"]]
    return found


def visible(message: dict) -> str:
    """The words of a message, without its buttons."""
    if not message.get("blocks"):
        return message.get("text", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return "\n".join(filter(None, map(_visible_block, message["blocks"])))


def _visible_block(block: dict) -> str:
    match block["type"]:
        case "header" | "section":
            return block["text"]["text"]
        case "context":
            return " ".join(element["text"] for element in block["elements"])
        case "rich_text":
            return "\n".join(_visible_rich(element) for element in block["elements"])
    return ""


def _visible_rich(element: dict) -> str:
    if element["type"] == "rich_text_list":
        first = 1 + element.get("offset", 0)
        lines = []
        for number, entry in enumerate(element["elements"], first):
            mark = f"{number}. " if element["style"] == "ordered" else "• "
            lines.append("  " * element.get("indent", 0) + mark + _visible_rich(entry))
        return "\n".join(lines)
    return "".join(part.get("text") or part.get("url", "") for part in element["elements"])


def signed(body: str, secret: str = SIGNING_SECRET, timestamp: int | None = None) -> dict[str, str]:
    """The headers by which Slack signs a request."""
    stamp = str(int(time.time()) if timestamp is None else timestamp)
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _typed(text: str) -> str:
    """What Slack makes of what a person types: letters escaped, links and addresses wrapped, mentions kept."""
    mentions = re.split(r"(<@\w+>)", text)
    return "".join(part if part.startswith("<@") else _wrap(part) for part in mentions)


def _wrap(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"https?://[^\s<>]+", lambda url: f"<{url[0]}>", text)
    return re.sub(r"(?<![\w/|<])([\w.+-]+@[\w-]+\.[\w.]+\w)", r"<mailto:\1|\1>", text)
