"""Recorded activities, the peer, and Microsoft's keys, which are ours."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import socket
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.platforms.teams.library import PUBLIC, jwt

HERE = Path(__file__).parent


@contextmanager
def served(app):
    """Serve on a free port of this machine, from a thread; yields its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=5))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture(scope="session")
def payload():
    """Read a recorded activity; `changes` replace its parts."""

    def read_payload(name, /, **changes):
        return {**json.loads((HERE / "payloads" / f"{name}.json").read_text("utf-8")), **changes}

    return read_payload


@pytest.fixture(scope="session")
def teams_peer():
    """The module of the peer."""
    name = "teams_peer"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / "peer.py")
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def rsa_keys():
    from cryptography.hazmat.primitives.asymmetric import rsa

    return [rsa.generate_private_key(65537, 2048) for _ in range(2)]


@pytest.fixture(scope="session")
def cloud(rsa_keys):
    """Microsoft's public cloud, whose keys are ours."""
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(rsa_keys[0].public_key()))

    async def keys(_):
        return JSONResponse({"keys": [{**jwk, "kid": "cle-1", "use": "sig", "endorsements": ["msteams"]}]})

    known = [Route(path, keys) for path in ("/v1/.well-known/keys", "/{tenant}/discovery/v2.0/keys")]
    with served(Starlette(routes=known)) as url:
        yield dataclasses.replace(
            PUBLIC, openid_metadata_url=f"{url}/v1/.well-known/openidconfiguration", login_endpoint=url
        )
