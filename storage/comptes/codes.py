"""Codes that people type once: how they are drawn, and the digest that they are looked up by."""

from __future__ import annotations

import hashlib
import secrets

from storage.comptes.records import CODE_LENGTH, CODE_LETTERS


def draw() -> str:
    """Draw a code at random: letters and digits that cannot be read one for the other."""
    code = "0"
    while code.isdecimal():  # eight figures would be read as a number
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return code


def digest(code: str) -> str:
    """The trace of a code that is looked up. Slow on purpose: there are few enough codes for a fast digest to be searched through."""
    return hashlib.scrypt(code.encode(), salt=b"spaser code de role", n=2**13, r=8, p=1, dklen=32).hex()
