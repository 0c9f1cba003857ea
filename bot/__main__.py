"""`python -m bot` is `spaser`."""

import sys

from bot.cli import main

sys.exit(main())
