"""What is left to read of the texts that are cited: never read, to be read again, of no known version, or told in part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.droit.chargement import TEXTES
from knowledge.droit.textes import CitationInconnueError, Etat, Texte, Textes
from knowledge.francais.redaction import jour as en_mots
from knowledge.plan.pack import Pack, Place
from knowledge.plan.yaml_reader import Faute

# Who cites a text is named this many times, the rest counted.
NOMMES = 3


@dataclass(frozen=True, slots=True)
class Cite:
    """Something that cites texts: its name, where it is written (looked for only when it must be told), its citations."""

    nom: str
    place: Callable[[], Place]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Controle:
    """What a capability found in its part of a pack: `fautes` are to be corrected, `avertissements` to be looked at; `comptes`: how
    much there is of each thing; `cites`: what cites texts.
    """

    fautes: tuple[Faute, ...] = ()
    avertissements: tuple[Faute, ...] = ()
    comptes: Mapping[str, int] = field(default_factory=dict)
    cites: tuple[Cite, ...] = ()


# What a capability checks of a pack, on that day.
Controler = Callable[[Pack, date], Controle]


@dataclass(frozen=True, slots=True)
class Constat:
    """One finding; `grave` when it is a fault, which must be corrected, and not something left to do."""

    faute: Faute
    grave: bool


def controler(textes: Textes, cites: Iterable[Cite], dossier: str, jour: date) -> Iterator[Constat]:
    """Find, of the texts cited, all that keeps a sentence from being sure on that day. `dossier` is the folder of the texts."""
    par_texte: dict[str, list[str]] = {}
    for un in cites:
        for source in un.sources:
            try:
                for citation in textes.citations(source):
                    par_texte.setdefault(citation.texte.nom, []).append(un.nom)
            except CitationInconnueError as erreur:
                quoi = f"{un.nom} cite « {erreur} », qui n'est pas dans {TEXTES} : ajoutez-le (sans lecture tant qu'il n'est pas lu), ou corrigez"
                yield Constat(Faute(un.place(), quoi), grave=True)
    connus = [textes.textes[nom] for nom in par_texte if nom in textes.textes]
    for texte in connus:
        par = _par(par_texte[texte.nom])
        for quoi in _du_texte(textes, texte, par, jour):
            yield Constat(Faute(Place(f"{dossier}/{TEXTES}", texte.ligne), quoi), grave=False)
    sans = sorted(texte.nom for texte in connus if texte.lecture is not None and not texte.date_connue)
    if sans:
        quoi = f"{len(sans)} textes relus sans version connue (ni date d'effet, ni date de copie) : {', '.join(sans)}"
        yield Constat(Faute(Place(f"{dossier}/{TEXTES}", 1), quoi), grave=False)


def _du_texte(textes: Textes, texte: Texte, par: str, jour: date) -> Iterator[str]:
    etat = textes.etat(texte, jour)
    if etat is Etat.NON_LU:
        yield f"« {texte.nom} » n'a pas été lu, et {par} : lisez-le ({texte.lien}), puis écrivez sa lecture"
    depuis = textes.relire_depuis(texte, jour)
    if depuis is not None:
        yield f"« {texte.nom} » est à relire depuis le {en_mots(depuis)}, et {par} : {texte.lien}"
    for alinea in texte.alineas:
        if alinea.ouvert:
            yield f"« {texte.nom} » : l'alinéa « {alinea.dit} » n'est ni traité ni écarté, et {par}"


def _par(noms: list[str]) -> str:
    uniques = list(dict.fromkeys(noms))
    reste = len(uniques) - NOMMES
    dits = ", ".join(uniques[:NOMMES])
    return f"le cite : {dits}" + (f" et {reste} autre{'s' if reste > 1 else ''}" if reste > 0 else "")


__all__ = ["Cite", "Constat", "controler"]
