"""Renders the pages of purchases: French typography in whatever is printed, but what people type into a field."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from bot.platforms.web.page import STATIC, TEMPLATES, Assets, Bouton, Bulle, heure, jour_a_paris
from handlers.conversation.gabarits import DuProcessus, environnement
from handlers.conversation.wording import a_quelqu_un, abrege, de_quelqu_un, en_tete, euros, minuscule, nombre, pluriel
from knowledge.francais import redaction
from knowledge.francais.redaction import NBSP, jour, liste
from knowledge.plan.pack import Pack

# What is longer is folded in the column of the conversation.
REPONSE_MAX = 700
TITRE_MAX = 60
# "J-24" is one word: a line does not end on its hyphen.
_JALON = re.compile(r"\bJ-(?=\d)")
_BALISE = re.compile(r"(<[^<>]*>)")


class Brut(str):
    """What a field holds: printed as it was typed."""

    __slots__ = ()


def typographie(valeur: Any) -> Any:
    """The French typography of what is printed, but of what a field holds and of what is HTML already."""
    if not isinstance(valeur, str) or isinstance(valeur, Brut | Markup):
        return valeur
    if not (" " in valeur or "'" in valeur or NBSP in valeur):
        return valeur  # a word, a number, a name of ours: nothing to put
    return _JALON.sub("J\u2011", redaction.typographie(valeur))


def typographie_html(html: str) -> Markup:
    """The same in the texts of safe HTML, its tags left alone.

    >>> typographie_html('<a href="x?a=\\'b">l\\'avance</a>')
    Markup('<a href="x?a=\\'b">l’avance</a>')
    """
    parts = _BALISE.split(html)
    return Markup("".join(part if part.startswith("<") else str(typographie(part)) for part in parts))  # noqa: S704 (what was safe is)


def empreinte(*quoi: Any) -> str:
    """A short digest, by which the page tells what changed."""
    return hashlib.sha256(repr(quoi).encode()).hexdigest()[:12]


def titre_de(bulle: Bulle) -> str | None:
    """What a long answer is folded under: its first line; None for one that is short enough to be read whole."""
    texte = bulle.html.striptags()
    if len(texte) <= REPONSE_MAX or bulle.de == "personne":
        return None
    return abrege(" ".join(texte.split()), TITRE_MAX)


# What the page itself offers beside the conversation, in a better place.
_SUR_LA_PAGE = ("a:", "c:loi", "c:exporter", "c:rappels", "c:resultat", "c:recommencer", "c:preciser")


def utiles(boutons: Iterable[Bouton]) -> list[Bouton]:
    """The buttons of a message, without those that the page shows elsewhere."""
    return [un for un in boutons if not un.value.startswith(_SUR_LA_PAGE)]


class TextesFixes(Extension):
    """The same typography in what the templates themselves say."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            fixe = token.type == "data"
            yield Token(token.lineno, token.type, str(typographie_html(token.value))) if fixe else token


# Of the process: whatever the number of packs and of servers.
_MEMOIRE = DuProcessus()


class Rendu:
    """The templates of the pages of purchases."""

    def __init__(self, pack: Pack) -> None:
        self.assets = Assets(STATIC)
        self._environment = environnement(
            TEMPLATES, _MEMOIRE, autoescape=True, finalize=typographie, extensions=[TextesFixes]
        )
        self._environment.filters.update(
            abrege=abrege,
            a_quelqu_un=a_quelqu_un,
            brut=Brut,
            de_quelqu_un=de_quelqu_un,
            en_tete=en_tete,
            enumere=_enumere,
            euros=euros,
            heure=heure,
            jour=jour,
            jour_de=lambda le: jour(jour_a_paris(le)),
            minuscule=minuscule,
            nombre=nombre,
            typo=typographie,
            typo_html=typographie_html,
        )
        self._environment.globals.update(
            asset=self.assets.url,
            collectivite=pack.collectivite,
            empreinte=empreinte,
            pack=pack,
            pluriel=pluriel,
            titre_de=titre_de,
            utiles=utiles,
        )

    def make_ready(self) -> None:
        """Compile the templates of these pages."""
        for nom in self._environment.list_templates(filter_func=lambda nom: nom.startswith("achat")):
            self._environment.get_template(nom)

    def page(self, template: str, **contexte: Any) -> str:
        return self._environment.get_template(template).render(contexte)


def _enumere(elements: Sequence[Any], mot: str = "et") -> str:
    return liste([str(un) for un in elements], mot)


__all__ = ["Brut", "Rendu", "empreinte", "typographie", "typographie_html"]
