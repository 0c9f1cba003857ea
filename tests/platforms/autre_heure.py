"""`spaser` at another hour: the seconds to add to this machine's clock are read, whenever it is asked, from a file that a test writes."""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

import bot.clock

_real = bot.clock.now
_shift = Path(os.environ["ESSAI_DECALAGE"])


def now() -> datetime:
    return _real() + timedelta(seconds=float(_shift.read_text("utf-8")))


bot.clock.now = now

from bot.cli import main  # noqa: E402 - what it imports takes the clock as it is by then

sys.exit(main())
