"""What a contract file is, before any of its contracts is read: enough to ask whether, and how, to import it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from knowledge.registre.colonnes import Correspondance, proposer
from knowledge.registre.fichiers import NOM_MAX, Format, Source, ouvrir

EXEMPLE_MAX = 40
FEUILLES_MAX = 50


@dataclass(frozen=True, slots=True)
class Apercu:
    """The file's kind; of a table its headings matched to our fields, and the beginning of its first values by heading."""

    nom: str
    format: Format
    feuille: str | None = None
    feuilles: tuple[str, ...] = ()
    exemple: Mapping[str, str] = field(default_factory=dict)
    correspondance: Correspondance | None = None

    def en_json(self) -> dict[str, Any]:
        """All but the headings' fields, which people change. Read back by `depuis_json`."""
        return {
            "format": self.format.value,
            "feuille": self.feuille,
            "feuilles": list(self.feuilles),
            "exemple": dict(self.exemple),
        }

    @classmethod
    def depuis_json(
        cls, nom: str, donnees: Mapping[str, Any], correspondance: Mapping[str, Any] | None = None
    ) -> Apercu:
        """What `en_json` wrote, whoever hands it back. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            nom,
            Format(donnees["format"]),
            None if donnees["feuille"] is None else str(donnees["feuille"]),
            tuple(str(feuille) for feuille in donnees["feuilles"]),
            {str(entete): str(valeur) for entete, valeur in donnees["exemple"].items()},
            None if correspondance is None else Correspondance.depuis_json(correspondance),
        )


def regarder(nom: str, fichier: BinaryIO) -> Apercu:
    """Open a file and tell what it is, in this process: for files that can be trusted. Raises FichierRefuseError."""
    return apercu_de(ouvrir(nom, fichier))


def apercu_de(source: Source) -> Apercu:
    """What is told of a file that was opened."""
    if not source.format.est_un_tableau:
        return Apercu(source.nom, source.format)
    premiere: Mapping[str, Any] = source.echantillon[0] if source.echantillon else {}
    return Apercu(
        source.nom,
        source.format,
        None if source.feuille is None else source.feuille[:NOM_MAX],
        tuple(feuille[:NOM_MAX] for feuille in source.feuilles[:FEUILLES_MAX]),
        {entete: str(valeur)[:EXEMPLE_MAX] for entete, valeur in premiere.items() if entete},
        proposer(source.entetes, source.echantillon),
    )


__all__ = ["Apercu", "apercu_de", "regarder"]
