"""`spaser` at another hour: the seconds to add to this machine's clock are read, whenever it is asked, from a file that a test writes."""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

import bot.clock


def main() -> int:
    """Run the command with the clock of this process shifted."""
    real, shift = bot.clock.now, Path(os.environ["ESSAI_DECALAGE"])

    def now() -> datetime:
        return real() + timedelta(seconds=float(shift.read_text("utf-8")))

    bot.clock.now = now
    # What it imports takes the clock as it is by then.
    from bot.cli import main as spaser

    return spaser()


if __name__ == "__main__":
    sys.exit(main())
