"""No text freezes the process: whatever is written, no pattern and no reader works for long on a message.

How their time grows with the text is measured by a command: tests/bench/croissance.py.
"""

import importlib
import itertools
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from zoneinfo import ZoneInfo

import pytest

import bot
import handlers
import knowledge as knowledge_package
import storage
from bot.access import Access
from bot.conversation.engine import clean
from bot.conversation.replay import Replay
from knowledge.accompagnements.moments import lire_un_moment
from knowledge.accompagnements.paroles import lire_un_ordre
from knowledge.accompagnements.places import lire_les_dites
from knowledge.apprentissage.anonymat import anonymiser
from knowledge.comptes.paroles import lire_code
from knowledge.francais.dates import lire_dates
from knowledge.francais.motifs import Motifs
from knowledge.francais.texte import plier
from knowledge.lecture.lots.message import lire_lots
from knowledge.ligne_directe import fiche, paroles
from knowledge.ligne_directe.faits.lecture import lire_les_faits
from knowledge.ligne_directe.precisions import lire_une_correction, lire_une_suite
from knowledge.rappels.paroles import lire_reponse, lire_un_destinataire, lire_une_campagne, lire_une_preference
from knowledge.registre.lots import groupe_de, lire_lot, tronc_de
from knowledge.regles.lots import Lot

pytestmark = pytest.mark.first
# Signs of the texts tried, a short one first: nothing is let run for minutes. Messages hold 4,000 at most.
LENGTHS = (100, 2000)
# Seconds of processor that a whole message may cost one pattern, or one reader: a hundred times what they take.
PATTERN_MAX, READER_MAX = 0.5, 5.0
# From this many repetitions on, a repeat is as good as endless.
ENDLESS = 200
METHODS = ("search", "match", "fullmatch", "finditer")
_USES = re.compile(r"\b(\w+)\.(search|match|fullmatch|finditer|findall|subn?|split)\b")
_AS_FINDITER = {"findall", "sub", "subn", "split"}
_FAILING = ("", "\x01", "x", "!")
_CLASSES = {
    sre.CATEGORY_DIGIT: "1",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_WORD: "a",
    sre.CATEGORY_NOT_DIGIT: "a",
    sre.CATEGORY_NOT_SPACE: "a",
    sre.CATEGORY_NOT_WORD: " ",
}
_COMMON = " \t\u00a0a1é,.'\"-_/(:°€%@<&[*`|\n"


def modules() -> Iterator[object]:
    for package in (bot, handlers, knowledge_package, storage):
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if "migrations" not in found.name and not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def patterns() -> dict[re.Pattern[str], list[str]]:
    """Every compiled pattern that a module holds, however deep in its tables, with the names it goes by."""
    found: dict[re.Pattern[str], list[str]] = {}

    def walk(thing: object, where: str, depth: int) -> None:
        if isinstance(thing, re.Pattern):
            if isinstance(thing.pattern, str):
                found.setdefault(thing, []).append(where)
        elif depth and isinstance(thing, dict):
            for part in itertools.chain(thing.keys(), thing.values()):
                walk(part, where, depth - 1)
        elif depth and isinstance(thing, (list, tuple, set, frozenset)):
            for part in thing:
                walk(part, where, depth - 1)
        elif isinstance(thing, Motifs):
            for name in thing:
                walk(getattr(thing, name), f"{where.rpartition('.')[0]}.{name}", depth - 1)
        elif depth and hasattr(type(thing), "__dataclass_fields__"):
            for field in type(thing).__dataclass_fields__:
                walk(getattr(thing, field, None), where, depth - 1)

    for module in modules():
        for name, thing in list(vars(module).items()):
            if not name.startswith("__"):
                walk(thing, f"{module.__name__}.{name}", 6)  # type: ignore[attr-defined]
    return found


def methods_of(names: list[str]) -> list[str]:
    """The methods that the modules where a pattern has these names call on it; all of them when none is seen."""
    called = set()
    for name in names:
        module, _, short = name.rpartition(".")
        called |= {method for one, method in _calls(module) if one == short}
    return [method for method in METHODS if method in called or not called]


@cache
def _calls(module: str) -> frozenset[tuple[str, str]]:
    source = Path(str(sys.modules[module].__file__)).read_text(encoding="utf-8")
    return frozenset((name, "finditer" if method in _AS_FINDITER else method) for name, method in _USES.findall(source))


# --- The shapes of text that a pattern fears ---------------------------------------------------------------------------


def _sign(items: list, preferred: str = "") -> str:
    """A sign of a class."""
    negated = bool(items) and items[0][0] is sre.NEGATE
    for sign in preferred + _COMMON:
        if _holds(items[1:] if negated else items, sign) != negated:
            return sign
    op, value = items[0]
    return chr(value) if op is sre.LITERAL else chr(value[0]) if op is sre.RANGE else "a"


def _holds(items: list, sign: str) -> bool:
    for op, value in items:
        if (
            (op is sre.LITERAL and ord(sign) == value)
            or (op is sre.RANGE and value[0] <= ord(sign) <= value[1])
            or (op is sre.CATEGORY and re.match(_category(value), sign))
        ):
            return True
    return False


def _category(value: object) -> str:
    letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[str(value).rsplit("_", maxsplit=1)[-1]]
    return "\\" + (letter.upper() if "NOT" in str(value) else letter)


_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


def _sample(tree: list, groups: dict[int, str], choice: int = 0) -> str:
    """A text that the tree takes, nearly: assertions are not looked at."""
    text = ""
    for op, value in tree:
        if op is sre.LITERAL:
            text += chr(value)
        elif op is sre.NOT_LITERAL:
            text += "a" if value != ord("a") else "b"
        elif op is sre.ANY:
            text += "a"
        elif op is sre.IN:
            text += _sign(value)
        elif op is sre.BRANCH:
            text += _sample(value[1][choice % len(value[1])], groups, choice)
        elif op is sre.SUBPATTERN:
            part = _sample(value[3], groups, choice)
            if value[0] is not None:
                groups[value[0]] = part
            text += part
        elif op is sre.ATOMIC_GROUP:
            text += _sample(value, groups, choice)
        elif op in _REPEATS:
            text += _sample(value[2], groups, choice) * (value[0] or (1 if choice % 2 else 0))
        elif op is sre.GROUPREF:
            text += groups.get(value, "")
    return text


def _pumps(tree: list, before: str, inside: int) -> Iterator[tuple[str, str]]:
    """(what comes before, what to repeat) for each repeat of a pattern, nested ones included."""
    text = before
    for place, (op, value) in enumerate(tree):
        if op in _REPEATS and value[1] >= 5:
            items = [_sample(value[2], {}, choice) for choice in range(3)]
            one = value[2][0] if len(value[2]) == 1 else None
            if one is not None and one[0] is sre.IN:
                negated = one[1][0][0] is sre.NEGATE
                items += [sign for sign in _COMMON if _holds(one[1][negated:], sign) != negated]
            elif one is not None and one[0] is sre.ANY:
                items += [" ", "1"]
            for item in dict.fromkeys(items):
                if item:
                    yield text, item
                    yield "", text + item
                    yield "", item + " "
            if text:
                yield "", text
            if after := _sample(tree[place + 1 :], {}, 1):
                yield text, after
                yield text, after[:1]
        parts = (
            value[1]
            if op is sre.BRANCH
            else [value[3]]
            if op is sre.SUBPATTERN
            else [value]
            if op is sre.ATOMIC_GROUP
            else [value[2]]
            if op in _REPEATS
            else [value[1]]
            if op in {sre.ASSERT, sre.ASSERT_NOT}
            else []
        )
        for part in parts:
            yield from _pumps(list(part), text, inside + 1)
        text += _sample([(op, value)], {}, 0)


def shapes(pattern: re.Pattern[str]) -> list[tuple[str, str, str]]:
    """(prefix, repeated, suffix) of the texts that the pattern could be slow on."""
    tree = list(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    found: dict[tuple[str, str], None] = {}
    for sign in _COMMON:
        found["", sign] = None
    found["", _sample(tree, {}, 0) or " "] = None
    found["", _sample(tree, {}, 1) or " "] = None
    for pump in itertools.islice(_pumps(tree, "", 0), 400):
        found[pump] = None
    pairs = sorted(found, key=lambda pump: len(pump[0]) + len(pump[1]))
    return [(before, pump, _FAILING[rank % 2]) for rank, (before, pump) in enumerate(pairs) if len(pump) <= 100]


def text_of(shape: tuple[str, str, str], length: int) -> str:
    before, pump, after = shape
    return before + pump * max(1, (length - len(before) - len(after)) // len(pump)) + after


class _TooLongError(Exception):
    """A reader that would not end."""


def _stop(*_: object) -> None:
    raise _TooLongError


# Seconds of processor after which a call is given up: `re` looks for signals while it works.
GIVEN_UP = 10.0


def seconds(call: Callable[[str], object], text: str, times: int = 1, given_up: float = GIVEN_UP) -> float:
    """The processor time of the fastest of some calls; endless when one is given up."""
    best = float("inf")
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        for _ in range(times):
            signal.setitimer(signal.ITIMER_VIRTUAL, given_up)
            start = time.thread_time()
            call(text)
            best = min(best, time.thread_time() - start)
    except _TooLongError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return best


def too_long(call: Callable[[str], object], shape: tuple[str, str, str], limit: float) -> str | None:
    """Why a reader is refused on a shape; None when it is not. What others do on the machine is no reason."""
    for length in LENGTHS:
        text = text_of(shape, length)
        if seconds(call, text, given_up=2 * limit) > limit and seconds(call, text, 3, given_up=2 * limit) > limit:
            return f"{length} signs take more than {limit} s"
    return None


def of(pattern: re.Pattern[str], method: str) -> Callable[[str], object]:
    bound = getattr(pattern, method)
    return (lambda text: sum(1 for _ in bound(text))) if method == "finditer" else bound


@pytest.mark.long
@pytest.mark.parametrize("package", ["bot", "handlers", "knowledge", "storage"])
def test_no_pattern_works_for_long_on_a_message(package):
    assert [
        f"{names[0]}: {method} {shape!r}: {why}"
        for pattern, names in patterns().items()
        if names[0].startswith(package + ".")
        for shape in shapes(pattern)
        for method in methods_of(names)
        if (why := too_long(of(pattern, method), shape, PATTERN_MAX))
    ] == []


# --- The readers: whatever they do around their patterns ---------------------------------------------------------------

UNITS = (
    *_COMMON,
    *(
        "\ufffd",
        "  x",
        "1 ",
        "1 000 ",
        "000",
        ", ",
        ". ",
        "a ",
        "de ",
        "d'",
        "-a",
        "www.",
        "http://",
        "a@",
        "<a ",
        "<!--",
    ),
    *(
        "lot 1 ",
        "1 an ",
        "12 mois ",
        "100 000 € ht ",
        "10 % ",
        "pas ",
        "pas a",
        "non, ",
        "travaux ",
        "nettoyage ",
        "2026 ",
    ),
    *(
        "le 3 mars 2027 ",
        "06 12 ",
        "M. ",
        "madame Dupont ",
        "reconductible ",
        "max ",
        "entre 1 et ",
        "soit ",
        "et ",
        "cent ",
    ),
    *("fiche 3 ", "marché 12 ", "merci ", "bonjour, ", "un ", "pose de ", "sans ", "numero ", "salaries ", "A", "É. "),
)
BEGINNINGS = ("", "marché de ", "sans objet", "pas ", "pose de ", "non ", "marché 12 : ", "mon numéro : ")
TODAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def readers(knowledge):
    return readers_of(knowledge)


def readers_of(knowledge) -> dict[str, Callable[[str], object]]:
    """Every public reader of what a person writes, by its name."""
    pack = knowledge.pack
    lecteur, chercheur, connus = knowledge.lecteur, knowledge.chercheur(), knowledge.mots_connus()
    montant, duree = pack.vocabulaire["montant_ht"], pack.vocabulaire["duree_mois"]
    repondeur = knowledge.repondeur(())
    vides = pack.vocabulaire.aucun_fait()
    lots = [Lot(numero, nom, vides) for numero, nom in enumerate(("gros œuvre", "nettoyage", "peinture"), 1)]
    return {
        "the message": lambda text: lecteur.lire(text, TODAY),
        "an amount": lambda text: lecteur.lire_reponse(montant, text, TODAY),
        "a duration": lambda text: lecteur.lire_reponse(duree, text, TODAY),
        "the search": chercheur.chercher,
        "the names": lambda text: anonymiser(text, connus),
        "the guards": lambda text: (knowledge.gardien.alarme(text), knowledge.gardien.garder(text, 1.0)),
        "the firm's facts": lambda text: lire_les_faits(text, TODAY),
        "the firm's answer": repondeur.chercher,
        "the firm's words": lambda text: (
            paroles.lire_une_parole(text),
            paroles.sans_le_rappel(text),
            paroles.lire_un_retour(text),
            paroles.ne_fait_que_remercier(text),
            paroles.est_regle(text),
            paroles.retire_son_numero(text),
            paroles.est_un_nombre(text),
        ),
        "the firm's record": lambda text: (
            fiche.demande_sa_fiche(text),
            fiche.demande_l_oubli(text),
            fiche.lire_pour_l_annuaire(text),
            fiche.demande_pourquoi(text),
            fiche.lire_un_changement(text),
            fiche.annonce_un_siret(text),
            fiche.donne_un_courriel(text),
        ),
        "the firm's corrections": lambda text: (lire_une_suite(text), lire_une_correction(text)),
        "a place in a session": lambda text: list(lire_les_dites(text)),
        "the dates": lambda text: lire_dates(plier(text).texte, TODAY),
        "a session": lambda text: (lire_un_ordre(text), lire_un_moment(text, TODAY)),
        "a reminder": lambda text: (
            lire_reponse(text),
            lire_un_destinataire(text),
            lire_une_preference(text, TODAY),
            lire_une_campagne(text),
        ),
        "the codes": lire_code,
        "the lots of a message": lambda text: lire_lots(lecteur, text, TODAY, lots),
        "the lots": lambda text: (lire_lot(text), tronc_de(text), groupe_de("1", text, "Lot 1", "1", None, None)),
        "the cleaning": clean,
    }


READERS = (
    "the message",
    "an amount",
    "a duration",
    "the search",
    "the names",
    "the guards",
    "the firm's facts",
    "the firm's answer",
    "the firm's words",
    "the firm's record",
    "the firm's corrections",
    "a place in a session",
    "the dates",
    "a session",
    "a reminder",
    "the codes",
    "the lots",
    "the lots of a message",
    "the cleaning",
)


def fresh(reader: Callable[[str], object]) -> Callable[[str], object]:
    """The same reader, that no cache answers for: each text ends otherwise."""
    numbers = itertools.count(1)
    return lambda text: reader(f"{text} q{next(numbers)}z")


def readers_shapes() -> list[tuple[str, str, str]]:
    """(prefix, repeated, suffix) of the texts that the readers are tried on."""
    return [("", unit, "") for unit in UNITS] + [
        (start, unit, "x") for start in BEGINNINGS[1:] for unit in (" ", "a", "1")
    ]


@pytest.mark.parametrize("name", READERS)
def test_no_reader_works_for_long_on_a_message(readers, name):
    call = fresh(readers[name])
    call("nettoyage des écoles")
    assert [f"{shape!r}: {why}" for shape in readers_shapes() if (why := too_long(call, shape, READER_MAX))] == []


@pytest.mark.parametrize("access", [None, Access(frozenset())], ids=["a buyer", "a firm"])
@pytest.mark.parametrize(
    "text",
    [
        "marché de " + " " * 3990 + "x",
        "sans objet" + " " * 3900,
        "\t" * 4000,
        "\u00a0" * 4000,
        "www." * 1000,
        "http://" * 570,
        "pas " + "a" * 3990 + " marché",
        "pose de " + "1" * 3990,
    ],
    ids=lambda text: text[:12],
)
def test_a_message_that_froze_the_process_is_answered_at_once(knowledge, access, text):
    replay = Replay(
        knowledge, datetime(2026, 11, 27, 10, tzinfo=ZoneInfo("Europe/Paris")), *([access] if access else [])
    )
    try:
        # What is built once, at the first question, is no matter of the message.
        knowledge.repondeur(())
        knowledge.repondeur_aux_acheteurs()
        assert seconds(replay.say, text) < READER_MAX
    finally:
        replay.close()
