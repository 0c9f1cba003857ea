"""The processes of the fault run: a nursery that forks workers, the real ones over a clock that they share and platforms that fail."""

from __future__ import annotations

import faulthandler
import json
import logging
import mmap
import os
import random
import signal
import struct
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import wiring
from bot.access import Access
from bot.envois.adapters import DeliveryError, Outgoing
from bot.envois.worker import Job, Worker
from bot.knowledge import Knowledge
from storage.database import Database
from storage.errors import DatabaseUnavailableError

PLATEFORMES = ("essai", "autre")
MAISON = Access(frozenset(PLATEFORMES))
RAPPELER = timedelta(minutes=1)
GARDER = timedelta(days=365)
OUVRIERS_MAX = 16
EPOQUE = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECONDE = timedelta(microseconds=1)
_HEURE, _CALME, _BATTEMENTS, _TAILLE = 0, 8, 64, 4096


class Horloge:
    """The simulated time, whether platforms behave, and at what time each worker last finished a sweep: one page that all map."""

    def __init__(self, chemin: Path, *, neuve: bool = False) -> None:
        if neuve:
            chemin.write_bytes(bytes(_TAILLE))
        with chemin.open("r+b") as fichier:
            self._page = mmap.mmap(fichier.fileno(), _TAILLE)

    def __call__(self) -> datetime:
        return EPOQUE + self.microsecondes * _MICROSECONDE

    @property
    def microsecondes(self) -> int:
        return struct.unpack_from("<q", self._page, _HEURE)[0]

    def regler(self, microsecondes: int) -> None:
        struct.pack_into("<q", self._page, _HEURE, microsecondes)

    @property
    def calme(self) -> bool:
        return self._page[_CALME] == 1

    def calmer(self, *, calme: bool) -> None:
        self._page[_CALME] = int(calme)

    def battre(self, rang: int, microsecondes: int) -> None:
        struct.pack_into("<q", self._page, _BATTEMENTS + 8 * rang, microsecondes)

    def battement(self, rang: int) -> int:
        return struct.unpack_from("<q", self._page, _BATTEMENTS + 8 * rang)[0]


class Ligne:
    """The wire: each thing that happens on it is a line of a file, on the disk before anything else happens."""

    def __init__(self, chemin: Path) -> None:
        self._fichier = os.open(chemin, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def noter(self, **quoi: Any) -> None:
        os.write(self._fichier, json.dumps(quoi).encode() + b"\n")
        os.fsync(self._fichier)


@dataclass(frozen=True, slots=True)
class Chances:
    """How often, of one send, each thing goes wrong. `coupe`: the platform takes the message, and the process dies before it knows."""

    refus: float = 0.06
    attente: float = 0.02
    definitif: float = 0.01
    exception: float = 0.015
    lent: float = 0.04
    coupe: float = 0.02
    perdu: float = 0.01


class Plateforme:
    """Takes messages into the wire's file, and fails as platforms do, except while it is calm."""

    limite = None

    def __init__(self, nom: str, horloge: Horloge, ligne: Ligne, rng: random.Random, chances: Chances) -> None:
        self.plateforme = nom
        self._horloge = horloge
        self._ligne = ligne
        self._rng = rng
        self._chances = chances

    def send(self, outgoing: Outgoing) -> str:
        trouble = not self._horloge.calme
        de = {"cle": outgoing.cle, "essai": outgoing.essai, "pid": os.getpid(), "heure": self._horloge.microsecondes}
        if trouble:
            self._echouer(de)
        if trouble and self._rng.random() < self._chances.lent:
            time.sleep(self._rng.uniform(0.02, 0.25))
        self._ligne.noter(fait="envoi", a=outgoing.address.personne, t=time.time(), **de)
        if trouble:
            if self._rng.random() < self._chances.coupe:
                self._ligne.noter(fait="coupe", **de)
                os.kill(os.getpid(), signal.SIGKILL)
            if self._rng.random() < self._chances.perdu:
                self._ligne.noter(fait="perdu", **de)
                raise TimeoutError
            if self._rng.random() < self._chances.lent:
                time.sleep(self._rng.uniform(0.02, 0.25))
        self._ligne.noter(fait="fin", t=time.time(), **de)
        return outgoing.cle

    def _echouer(self, de: Mapping[str, Any]) -> None:
        tire = self._rng.random()
        for chance, erreur in (
            (self._chances.refus, DeliveryError("down", cause="injoignable")),
            (self._chances.attente, DeliveryError("slow", self._rng.uniform(30, 1_800), cause="ralenti")),
            (self._chances.definitif, DeliveryError("gone", permanent=True, cause="bloque")),
            (self._chances.exception, RuntimeError("the fault of an adapter")),
        ):
            tire -= chance
            if tire < 0:
                if isinstance(erreur, DeliveryError) and erreur.permanent:
                    self._ligne.noter(fait="refus", **de)
                raise erreur

    def download(self, fichier: object, most_bytes: int) -> bytes:
        raise NotImplementedError


def travailler(knowledge: Knowledge, dossier: Path, url: str, rang: int, graine: int, parent: int) -> None:
    """Sweep as the worker of a server does, until killed or alone."""
    logging.basicConfig(
        filename=dossier / f"ouvrier-{rang}.log",
        level=logging.WARNING,
        format="%(process)d %(name)s %(message)s",
        force=True,
    )
    pile = (dossier / f"pile-{rang}.txt").open("a")
    faulthandler.register(signal.SIGUSR1, pile)
    rng = random.Random(graine)
    horloge, ligne = Horloge(dossier / "horloge"), Ligne(dossier / "ligne.jsonl")
    chances = Chances()
    adapters = [Plateforme(nom, horloge, ligne, rng, chances) for nom in PLATEFORMES]
    database = Database(url, busy_timeout_s=1.0)
    bot = wiring.build_bot(knowledge, database, adapters, MAISON, horloge, threaded=True)
    assert bot.sending is not None
    jobs = (Job("reminders", RAPPELER, bot.workers["rappels"].run),)
    worker = Worker(bot.sending, database, horloge, GARDER, jobs=jobs)
    while os.getppid() == parent:
        debut = horloge.microsecondes
        try:
            worker.sweep()
        except DatabaseUnavailableError as error:
            # As Worker does: the next sweep finds it all again.
            logging.getLogger("ouvrier").warning("database unavailable: %s", error.__cause__)
            time.sleep(0.05)
            continue
        except Exception:
            logging.getLogger("ouvrier").exception("sweep failed")
        horloge.battre(rang, debut)
        # Sooner when the time changes than otherwise, so that a calm hour does not take long.
        attente = time.monotonic() + rng.uniform(0.02, 0.06)
        while horloge.microsecondes == debut and time.monotonic() < attente:
            time.sleep(0.004)


def pepiniere(dossier: Path, url: str) -> None:
    """Fork a worker for each line read (its place and its seed), and write its number: forking costs a hundredth of starting."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    knowledge = wiring.build_knowledge(wiring.Settings())
    # All that a worker imports when it is built is imported here: it is built in a moment.
    wiring.build_bot(knowledge, Database("sqlite://"), [], MAISON, threaded=True)
    moi = os.getpid()
    for ordre in sys.stdin:
        rang, graine = map(int, ordre.split())
        pid = os.fork()
        if pid == 0:
            sys.stdin.close()
            travailler(knowledge, dossier, url, rang, graine, moi)
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    pepiniere(Path(sys.argv[1]), sys.argv[2])
