"""How large a body a page may send."""

from __future__ import annotations

from bot.platforms.web.uploads import FICHIER_MAX_BYTES, FICHIERS_MAX

BODY_MAX_BYTES = 256 * 1024
BODY_WITH_FILES_MAX_BYTES = FICHIERS_MAX * FICHIER_MAX_BYTES + BODY_MAX_BYTES
DRAINED_WITH_FILES_MAX_BYTES = 2 * BODY_WITH_FILES_MAX_BYTES
# What a browser sends a form as. Anything else would be read as a form with nothing in it.
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


def is_form(content_type: str) -> bool:
    """Say whether that is a form.

    >>> [is_form(said) for said in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain", "")]
    [True, True, False, False]
    """
    return content_type.partition(";")[0].strip().lower() in FORMS


__all__ = ["BODY_MAX_BYTES", "BODY_WITH_FILES_MAX_BYTES", "DRAINED_WITH_FILES_MAX_BYTES", "is_form"]
