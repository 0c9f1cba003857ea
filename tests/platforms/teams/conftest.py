"""Recorded activities, the peer, and a platform that runs in its own loop."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


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
