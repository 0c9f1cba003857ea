"""The folder that outlives the process: the login, the invitations, and how far the server's events were taken."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

LOGIN = "connexion.json"
PROGRESS = "avancement.json"
INVITATIONS = "invitations.json"
LOCK = "verrou"


class FolderInUseError(Exception):
    """Another process holds the folder."""


@dataclass(frozen=True, slots=True)
class Login:
    """What makes us the same device again; `user` is the setting that it was opened for."""

    homeserver: str
    user: str
    device_id: str
    access_token: str = field(repr=False)


class Keeping:
    """Opens and locks the folder. Every method may raise OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: IO[str] | None = None

    def open(self) -> None:
        """Make the folder, and keep other processes out of it: one device is one process. Raises FolderInUseError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._lock is not None or sys.platform == "win32":
            return
        import fcntl

        handle = (self._folder / LOCK).open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.close()
            raise FolderInUseError from error
        self._lock = handle

    def close(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def login(self, homeserver: str, user: str) -> Login | None:
        """The login kept for that account; None when there is none, or it is another's."""
        kept = self._read(LOGIN)
        try:
            login = Login(**kept)
        except TypeError:
            return None
        return login if (login.homeserver, login.user) == (homeserver, user) else None

    def keep_login(self, login: Login) -> None:
        self._write(LOGIN, asdict(login))

    def progress(self, user_id: str, device_id: str) -> str | None:
        """The token of the last sync of which everything was taken; None at the first start of that device."""
        kept = self._read(PROGRESS)
        if (kept.get("user_id"), kept.get("device_id")) != (user_id, device_id):
            return None
        token = kept.get("next_batch")
        return token if isinstance(token, str) and token else None

    def keep_progress(self, user_id: str, device_id: str, token: str) -> None:
        self._write(PROGRESS, {"user_id": user_id, "device_id": device_id, "next_batch": token})

    def invitations(self) -> dict[str, str]:
        """Who invited us, by room: the invitations that were not taken yet."""
        return {room_id: str(inviter) for room_id, inviter in self._read(INVITATIONS).items()}

    def keep_invitations(self, invitations: Mapping[str, str]) -> None:
        self._write(INVITATIONS, dict(invitations))

    def _read(self, name: str) -> dict[str, Any]:
        try:
            kept = json.loads((self._folder / name).read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _write(self, name: str, values: dict[str, Any]) -> None:
        """Replace a file whole, whatever happens meanwhile; only its owner reads it."""
        written = self._folder / f"{name}.nouveau"
        handle = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(values, file)
            file.flush()
            os.fsync(file.fileno())
        written.replace(self._folder / name)
        if sys.platform != "win32":
            folder = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


__all__ = ["FolderInUseError", "Keeping", "Login"]
