"""What every test may use: the real pack, and options of this suite."""

from __future__ import annotations

import os

import pytest

from bot import wiring


def pytest_addoption(parser):
    parser.addoption("--accept", action="store_true", help="rewrite the golden conversations; the run still fails")


@pytest.fixture(scope="session")
def knowledge():
    return wiring.build_knowledge(wiring.Settings())


@pytest.fixture(scope="session")
def pack(knowledge):
    return knowledge.pack


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where everything must run (SPASER_NO_SKIP=oui), a skipped test is a failed one."""
    report = yield
    if report.skipped and os.environ.get("SPASER_NO_SKIP") == "oui" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {report.longrepr}"
    return report
