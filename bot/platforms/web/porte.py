"""The doors of the page: one for buyers, one for firms, each with its people and its addresses."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from handlers.conversation.vocabulary import Address


@dataclass(frozen=True, slots=True)
class Porte:
    """A page to talk on. What it is called and says of itself stands in `portes.html`.

    `chemin` is what all its addresses begin with, `cookie` the name of its cookie over http; `fichiers`: files can be joined.
    """

    plateforme: str
    chemin: str
    cookie: str
    fichiers: bool

    @property
    def racine(self) -> str:
        """The address of the page itself."""
        return self.chemin or "/"

    def address_of(self, secret: str) -> Address:
        """Name the conversation of that cookie: the database holds only a digest, which opens nothing.

        The same secret names two people at two doors: whoever is woken, slowed down or written to is one of them.
        """
        # The people of the first door keep the name they had when it was alone.
        named = secret if self is ACHETEURS else f"{self.plateforme}:{secret}"
        digest = hashlib.sha256(named.encode()).hexdigest()[:32]
        return Address(self.plateforme, digest, digest)


ACHETEURS = Porte("web", "", "conversation", fichiers=True)
# The ligne directe. Its people are firms, whatever the settings say of the page: no setting names this platform.
ENTREPRISES = Porte("ligne", "/entreprises", "ligne-directe", fichiers=False)
PORTES = (ACHETEURS, ENTREPRISES)


def porte_de(chemin: str) -> Porte:
    """The door behind which an address is.

    >>> [porte_de(chemin).plateforme for chemin in ("/entreprises", "/entreprises/messages", "/entreprisesx", "/", "/sante")]
    ['ligne', 'ligne', 'web', 'web', 'web']
    """
    within = (un for un in PORTES if un.chemin and f"{chemin}/".startswith(f"{un.chemin}/"))
    return next(within, ACHETEURS)


__all__ = ["ACHETEURS", "ENTREPRISES", "PORTES", "Porte", "porte_de"]
