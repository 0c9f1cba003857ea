"""Structured logs: one JSON object a line, constant texts and numbers, never what a person typed."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

OURS = ("bot", "handlers", "knowledge", "storage")


class JsonFormatter(logging.Formatter):
    """Time, level, logger, message; and the exception's type and place, since its text may hold what was typed."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["frames"] = _frames(record)
        return json.dumps(line, ensure_ascii=False)


def _frames(record: logging.LogRecord) -> str:
    frames = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    return " > ".join(frames)


def configure(level: str) -> None:
    """Send every log of this process to standard error, as JSON lines; `level` is that of our own folders.

    Libraries never go below WARNING: their details hold requests, rows and forms, which is what people type.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
    for ours in OURS:
        logging.getLogger(ours).setLevel(level)
