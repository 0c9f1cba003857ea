"""How great what is kept may be, whatever the database."""

from __future__ import annotations

# The largest number that both databases take for a row.
NUMERO_MAX = 2**31 - 1
