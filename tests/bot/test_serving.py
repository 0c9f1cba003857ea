"""What starts beside the page: together, and none takes the others down."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot import wiring
from bot.access import Access
from bot.envois.adapters import PlatformRefusedError
from bot.serving import Hosting, bind, build_server

PATIENCE_SECONDS = 30


class Door:
    """A platform that fails to start, or to stop; with `others`, it starts only once these begin to."""

    limite = None
    routes = ()

    def __init__(self, plateforme, fault=None, stop_fault=None, others=None):
        self.plateforme = plateforme
        self.fault, self.stop_fault, self.others = fault, stop_fault, others
        self.on = False

    def send(self, outgoing): ...

    async def start(self, receive):
        if self.others:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.others.wait()
        if self.fault:
            raise self.fault
        self.on = True

    async def stop(self):
        self.on = False
        if self.stop_fault:
            raise self.stop_fault


@pytest.fixture
def host(knowledge, database):
    """Run these platforms a moment; returns which were on."""

    def host(*doors, alone=False):
        bot = wiring.build_bot(knowledge, database, doors, Access(), threaded=True)

        async def run():
            async with Hosting(bot, doors, timedelta(days=1), alone=alone).running():
                return [door.plateforme for door in doors if door.on]

        return asyncio.run(run())

    return host


@pytest.mark.parametrize("fault", [PlatformRefusedError("no"), OSError("no")])
def test_a_platform_that_cannot_start_is_left_out_and_the_others_run(host, fault):
    doors = [Door("slack", fault), Door("matrix"), Door("teams")]
    assert host(*doors) == ["matrix", "teams"]
    assert not any(door.on for door in doors)


@pytest.mark.parametrize("fault", [PlatformRefusedError("no"), OSError("no")])
def test_alone_it_says_so(host, fault):
    with pytest.raises(type(fault)):
        host(Door("slack", fault), alone=True)


def test_they_start_together(host):
    # One after the other, the first would wait for the second for ever.
    together = asyncio.Barrier(2)
    assert host(Door("slack", others=together), Door("matrix", others=together)) == ["slack", "matrix"]


def test_one_that_stops_badly_leaves_none_running(host):
    doors = [Door("slack", stop_fault=OSError("no")), Door("matrix")]
    host(*doors)
    assert not any(door.on for door in doors)


def test_the_answers_are_read_before_a_firm_asks(knowledge, database):
    read = []

    def repondeur(promoted):
        read.append(promoted)
        return knowledge.repondeur(promoted)

    bot = wiring.build_bot(replace(knowledge, repondeur=repondeur), database, (), Access())
    bot.workers["reponses"].run()

    assert read == [()]


async def answered(request):
    return PlainTextResponse("ok")


def test_no_answer_waits_for_the_next_packet_of_the_caller():
    # With Nagle's delay, each answer of a connection that is kept would wait 40 ms for the acknowledgement of its headers.
    settings = wiring.Settings()

    async def run():
        listener = bind("127.0.0.1", 0)
        listener.listen()
        server = build_server(Starlette(routes=[Route("/", answered)]), settings)
        serving = asyncio.create_task(server.serve([listener]))
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.getsockname()[1])
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        accepted = [each.transport.get_extra_info("socket") for each in server.server_state.connections]
        delays = [each.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for each in accepted]
        writer.close()
        server.should_exit = True
        await serving
        return delays

    assert asyncio.run(run()) == [1]
