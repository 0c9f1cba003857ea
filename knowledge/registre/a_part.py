"""Files that nobody answers for are read in a process of their own, bounded in memory and in time: none takes this one down."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Self, TypeAlias

import orjson

from knowledge.registre.apercu import Apercu
from knowledge.registre.causes import causes
from knowledge.registre.colonnes import Correspondance
from knowledge.registre.documents import Bloc, Document
from knowledge.registre.echange import ecrire, lecture_de
from knowledge.registre.enfant import MESSAGE_MAX
from knowledge.registre.fichiers import FichierRefuseError
from knowledge.registre.marche import Gravite, Lecture, Remarque

Case: TypeAlias = "str | int | float | None"

logger = logging.getLogger(__name__)

# What is told of a file whose import died as often as it was tried: nothing here reads it any more.
MIS_DE_COTE = "fichier_mis_de_cote"
_RACINE = Path(__file__).parents[2]
# Files looked at together, and how long another waits for its turn: each may take all that `APERCU` allows.
_PLACES = threading.BoundedSemaphore(2)
_ATTENTE = 20.0
# What a line of the other process that is none of ours raises here.
_FAUX = (StopIteration, KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


@dataclass(frozen=True, slots=True)
class Bornes:
    """What reading a file may take: bytes, seconds of processor, seconds without a sign of life, seconds in all.

    The time that whoever reads takes for what was read counts for nothing. Windows knows the last two only.
    """

    octets: int
    cpu: int
    silence: float
    duree: float


APERCU = Bornes(1_500_000_000, cpu=20, silence=30, duree=30)
LECTURE = Bornes(1_500_000_000, cpu=900, silence=120, duree=1800)


@dataclass(frozen=True, slots=True)
class Feuille:
    """A sheet of a workbook, or a CSV file: its rows of cells, each a text, a number, a yes or a no, or nothing."""

    nom: str
    rangees: tuple[tuple[Case, ...], ...]


def _rangees(dites: Any) -> tuple[tuple[Case, ...], ...]:
    """Raises TypeError for anything but rows of cells."""
    rangees = tuple(tuple(rangee) for rangee in dites)
    if not all(isinstance(case, str | int | float | None) for rangee in rangees for case in rangee):
        raise TypeError
    return rangees


def _bloc(dit: Mapping[str, Any]) -> Bloc:
    """Raises KeyError or TypeError for what is no piece of a document."""
    rangees = tuple(tuple(rangee) for rangee in dit["rangees"])
    if not isinstance(dit["texte"], str) or not all(isinstance(case, str) for rangee in rangees for case in rangee):
        raise TypeError
    return Bloc(dit["texte"], bool(dit["titre"]), rangees)


class FichierAPart:
    """A contract file, its bytes or where it is, that only another process opens."""

    def __init__(self, nom: str, contenu: bytes | Path, *, apercu: Bornes = APERCU, lecture: Bornes = LECTURE) -> None:
        self.nom = nom
        self.avancement = 0.0
        self._contenu = contenu
        self._bornes_apercu = apercu
        self._bornes_lecture = lecture

    def apercu(self) -> Apercu:
        """What the file is. Raises FichierRefuseError, whatever becomes of whoever reads it."""
        with self._a_son_tour({"lire": False}) as messages:
            (message,) = messages
            return Apercu.depuis_json(self.nom, message["apercu"], message["colonnes"])

    def feuilles(self) -> tuple[Feuille, ...]:
        """The first rows of each sheet of a table, as they stand; none of what is no table. Raises FichierRefuseError, as above."""
        with self._a_son_tour({"lire": False, "feuilles": True}) as messages:
            return tuple(Feuille(str(dite["feuille"]), _rangees(dite["rangees"])) for dite in messages)

    def document(self) -> Document:
        """What a text document says. Raises FichierRefuseError, as above."""
        with self._a_son_tour({"lire": False, "document": True}) as messages:
            mesure = next(messages)
            return Document(self.nom, tuple(map(_bloc, messages)), int(mesure["lues"]), int(mesure["pages"]))

    @contextmanager
    def _a_son_tour(self, ordre: Mapping[str, Any]) -> Iterator[Iterator[Mapping[str, Any]]]:
        """What the other process says of a short order, once there is room for it. Raises FichierRefuseError."""
        if not _PLACES.acquire(timeout=_ATTENTE):
            raise FichierRefuseError("lecture_occupee")
        try:
            with closing(self._messages(ordre, self._bornes_apercu)) as messages:
                yield messages
        except _FAUX as erreur:
            raise FichierRefuseError("lecture_arretee") from erreur
        finally:
            _PLACES.release()

    def lire(
        self,
        *,
        correspondance: Correspondance | None = None,
        acheteurs: Mapping[str, str] | None = None,
        acheteur_defaut: str | None = None,
        vivant: Callable[[float], object] = lambda _: None,
    ) -> Iterator[Lecture]:
        """What became of each record, as `knowledge.registre.regroupement.lire` tells it; `vivant` is told how much is done.

        Raises FichierRefuseError, before anything is given, for what cannot be read; what stops the reading later is the last thing
        told.
        """
        ordre = {
            "lire": True,
            "colonnes": None if correspondance is None else correspondance.en_json(),
            "acheteurs": dict(acheteurs or {}),
            "acheteur_defaut": acheteur_defaut,
        }
        lectures = self._lectures(ordre, vivant)
        premiere = next(lectures, None)
        return iter(()) if premiere is None else chain((premiere,), lectures)

    def _lectures(self, ordre: Mapping[str, Any], vivant: Callable[[float], object]) -> Iterator[Lecture]:
        ligne = 0
        try:
            with closing(self._messages(ordre, self._bornes_lecture)) as messages:
                for message in messages:
                    if "avancement" in message:
                        self.avancement = min(1.0, max(0.0, float(message["avancement"])))
                        vivant(self.avancement)
                        continue
                    lecture = lecture_de(message["lecture"])
                    ligne = max(ligne, lecture.ligne)
                    yield lecture
        except FichierRefuseError:
            if not ligne:
                raise
        except _FAUX as erreur:
            if not ligne:
                raise FichierRefuseError("lecture_arretee") from erreur
        else:
            return
        yield Lecture(ligne + 1, remarques=(Remarque(Gravite.ECARTE, "lecture_interrompue", ""),))

    def _messages(self, ordre: Mapping[str, Any], bornes: Bornes) -> Generator[Mapping[str, Any], None, None]:
        """What the other process says, until it is done. Raises FichierRefuseError when it refuses the file, or dies."""
        chemin = self._contenu if isinstance(self._contenu, Path) else None
        ordre = {
            **ordre,
            "nom": self.nom,
            "chemin": None if chemin is None else str(chemin.absolute()),
            "octets": bornes.octets,
            "cpu": bornes.cpu,
        }
        with _commencer() as enfant, _Garde(enfant, bornes) as garde:
            assert enfant.stdin is not None
            assert enfant.stdout is not None
            # One that died already says why below.
            with suppress(OSError), garde.attendre():
                enfant.stdin.write(ecrire(ordre))
                if not isinstance(self._contenu, Path):
                    enfant.stdin.write(self._contenu)
                enfant.stdin.close()
            while True:
                with garde.attendre():
                    ligne = enfant.stdout.readline(2 * MESSAGE_MAX)
                if not ligne.endswith(b"\n"):
                    # It is dead, or says more than it ever would.
                    if ligne:
                        enfant.kill()
                    break
                message = orjson.loads(ligne)
                match message:
                    case {"fin": True}:
                        return
                    case {"refus": [str(cause), str(detail)]} if cause in causes():
                        raise FichierRefuseError(cause, detail)
                    case {"panne": str(ou)}:
                        logger.error("a file stopped its reader: %s", ou[:1000])
                        raise FichierRefuseError("lecture_arretee")
                    case dict():
                        yield message
                    case _:
                        raise FichierRefuseError("lecture_arretee")
            with suppress(subprocess.TimeoutExpired):
                enfant.wait(timeout=5)
            enfant.kill()
            cause = _pourquoi(enfant.wait(), depasse=garde.depasse)
            logger.warning("the reader of a file ended with %s: %s", enfant.returncode, cause)
            raise FichierRefuseError(cause)


@contextmanager
def _commencer() -> Iterator[subprocess.Popen[bytes]]:
    """Another process of ours, from nothing: what this one knows, a fork would show it, and would break under its threads."""
    enfant = subprocess.Popen(
        [sys.executable, "-P", "-X", "utf8", "-m", "knowledge.registre.enfant"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Nothing of the environment, where secrets are; Windows starts no program without its own.
        env=None if sys.platform == "win32" else {"PYTHONPATH": str(_RACINE)},
    )
    try:
        yield enfant
    finally:
        enfant.kill()
        for tuyau in (enfant.stdin, enfant.stdout):
            if tuyau is not None:
                # What was left to tell it, nobody hears.
                with suppress(OSError):
                    tuyau.close()
        enfant.wait()


class _Garde:
    """Kills a process that keeps whoever waits for it too long."""

    def __init__(self, enfant: subprocess.Popen[bytes], bornes: Bornes) -> None:
        self._enfant = enfant
        self._silence = bornes.silence
        self._reste = bornes.duree
        self._limite: float | None = None
        self._fini = threading.Event()
        self._veille = threading.Thread(target=self._veiller, name="garde-de-lecture", daemon=True)
        self.depasse = False

    def __enter__(self) -> Self:
        self._veille.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._fini.set()
        self._veille.join()

    @contextmanager
    def attendre(self) -> Iterator[None]:
        """Count the time that is spent in here."""
        debut = time.monotonic()
        self._limite = debut + min(self._silence, self._reste)
        try:
            yield
        finally:
            self._limite = None
            self._reste -= time.monotonic() - debut

    def _veiller(self) -> None:
        while not self._fini.wait(0.1):
            limite = self._limite
            if limite is not None and time.monotonic() > limite:
                self.depasse = True
                self._enfant.kill()
                return


def _pourquoi(code: int, *, depasse: bool) -> str:
    if depasse or (sys.platform != "win32" and code == -signal.SIGXCPU):
        return "lecture_trop_longue"
    return "lecture_trop_lourde" if sys.platform != "win32" and code == -signal.SIGKILL else "lecture_arretee"


__all__ = ["APERCU", "LECTURE", "MIS_DE_COTE", "Bornes", "Feuille", "FichierAPart"]
