"""Reads the program and the pack once, then runs each command in a process of its own, forked from there.

A line of JSON on the standard input tells a command: `arguments`, `folder`, `environment`, and the files of its three streams.
Its exit status is the line that answers.
"""

from __future__ import annotations

import gc
import io
import json
import os
import sys
import traceback
from functools import cache
from importlib import import_module
from pathlib import Path

from bot import cli, wiring


def main() -> None:
    wiring.charger = cache(wiring.charger)
    knowledge = wiring.build_knowledge(wiring.Settings())
    build = wiring.build_knowledge
    wiring.build_knowledge = lambda settings: knowledge if settings.pack == wiring.Settings().pack else build(settings)
    # What a command would import, and what every one of them would compile, each in its own process.
    for commands in sorted(Path(cli.__file__).parent.glob("*/commands.py")):
        import_module(f"bot.{commands.parent.name}.commands")
    import_module("bot.serving")
    knowledge.pack.decideur, knowledge.lecteur  # noqa: B018
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        command = json.loads(line)
        child = os.fork()
        if child == 0:
            run(command)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def run(command: dict) -> None:
    os.chdir(command["folder"])
    os.environ.clear()
    os.environ.update(command["environment"])
    for number, (name, flags) in enumerate(
        zip(command["streams"], (os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT), strict=True)
    ):
        opened = os.open(name, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout, sys.stderr = (
        io.TextIOWrapper(os.fdopen(number, mode, closefd=False), encoding="utf-8", line_buffering=number == 2)
        for number, mode in enumerate(("rb", "wb", "wb"))
    )
    status = 1
    try:
        status = cli.main(command["arguments"])
    except SystemExit as end:
        status = end.code
    except BaseException:  # noqa: BLE001  what Python does at the end of a program
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
