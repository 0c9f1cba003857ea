"""Reads YAML into blocks that know their line, and gathers every fault instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from knowledge.plan.pack import Place

# Only nodes are read, so no loader need guess types: `oui`, dates and numbers are read by whoever asks for them.
_CHARGEUR: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Faute:
    """A fault in a pack: where, what, and what to do, in French."""

    place: Place
    quoi: str

    def __str__(self) -> str:
        return f"{self.place} : {self.quoi}"


@dataclass
class Fautes:
    """The faults found so far."""

    liste: list[Faute] = field(default_factory=list)

    def noter(self, place: Place, quoi: str) -> None:
        self.liste.append(Faute(place, quoi))


class Noeud:
    """A YAML node with its place. Readers never raise: a fault is noted and a harmless value comes back."""

    def __init__(self, noeud: yaml.Node, fichier: str, fautes: Fautes) -> None:
        self._noeud = noeud
        self._fichier = fichier
        self.fautes = fautes
        self._lues: set[str] = set()
        self._cles: dict[str, yaml.Node] = {}
        if isinstance(noeud, yaml.MappingNode):
            for cle, valeur in noeud.value:
                if cle.value in self._cles:
                    self._faute_sur(cle, f"la clé « {cle.value} » est écrite deux fois")
                self._cles[cle.value] = valeur

    @property
    def place(self) -> Place:
        return Place(self._fichier, self._noeud.start_mark.line + 1)

    def faute(self, quoi: str) -> None:
        self.fautes.noter(self.place, quoi)

    def _faute_sur(self, noeud: yaml.Node, quoi: str) -> None:
        self.fautes.noter(Place(self._fichier, noeud.start_mark.line + 1), quoi)

    # --- what kind of node it is --------------------------------------------------------------------------------------

    @property
    def est_un_bloc(self) -> bool:
        return isinstance(self._noeud, yaml.MappingNode)

    @property
    def est_une_liste(self) -> bool:
        return isinstance(self._noeud, yaml.SequenceNode)

    @property
    def brut(self) -> str | None:
        """The scalar's text; None for null or for what is no scalar."""
        if not isinstance(self._noeud, yaml.ScalarNode):
            return None
        texte = " ".join(self._noeud.value.split())
        return None if texte in {"", "null", "~"} and not self._noeud.style else texte

    # --- children -----------------------------------------------------------------------------------------------------

    def enfant(self, cle: str, *, requis: bool = True) -> Noeud | None:
        self._lues.add(cle)
        noeud = self._cles.get(cle)
        if noeud is None:
            if requis:
                self.faute(f"il manque « {cle} »")
            return None
        return Noeud(noeud, self._fichier, self.fautes)

    def __iter__(self) -> Iterator[Noeud]:
        if isinstance(self._noeud, yaml.SequenceNode):
            for noeud in self._noeud.value:
                yield Noeud(noeud, self._fichier, self.fautes)

    def paires(self) -> Iterator[tuple[str, Noeud]]:
        """Key and value of each entry of a block, marked as read."""
        for cle, noeud in self._cles.items():
            self._lues.add(cle)
            yield cle, Noeud(noeud, self._fichier, self.fautes)

    def liste(self, cle: str, *, requis: bool = True) -> list[Noeud]:
        enfant = self.enfant(cle, requis=requis)
        if enfant is None:
            return []
        if not enfant.est_une_liste:
            enfant.faute(f"« {cle} » doit être une liste")
            return []
        return list(enfant)

    # --- values -------------------------------------------------------------------------------------------------------

    def texte(self, cle: str) -> str:
        """A required text."""
        return self._texte(cle, requis=True) or ""

    def texte_ou_rien(self, cle: str) -> str | None:
        return self._texte(cle, requis=False)

    def _texte(self, cle: str, *, requis: bool) -> str | None:
        enfant = self.enfant(cle, requis=requis)
        if enfant is None:
            return None
        if enfant.est_un_bloc or enfant.est_une_liste:
            enfant.faute(f"« {cle} » doit être un texte ; s'il contient « : », écrivez-le en bloc (>-)")
            return None
        if enfant.brut is None and requis:
            enfant.faute(f"« {cle} » est vide")
        return enfant.brut

    def paragraphes(self, cle: str, *, requis: bool = True) -> str | None:
        """A text whose line breaks are kept: in a folded block, those of its empty lines."""
        if self._texte(cle, requis=requis) is None:
            return None
        lignes = (" ".join(ligne.split()) for ligne in str(self._cles[cle].value).splitlines())
        return "\n".join(ligne for ligne in lignes if ligne)

    def textes(self, cle: str, *, requis: bool = True) -> tuple[str, ...]:
        textes = []
        for noeud in self.liste(cle, requis=requis):
            if noeud.brut is None:
                noeud.faute(
                    f"un élément de « {cle} » doit être un texte ; s'il contient « : », écrivez-le en bloc (>-)"
                )
            else:
                textes.append(noeud.brut)
        return tuple(textes)

    def entier(self, cle: str) -> int:
        enfant = self.enfant(cle)
        return 0 if enfant is None else enfant.en_entier()

    def nombre(self, cle: str) -> Decimal:
        enfant = self.enfant(cle)
        return Decimal(0) if enfant is None else enfant.en_nombre()

    def en_nombre(self) -> Decimal:
        try:
            nombre = Decimal(re.sub(r"\s", "", self.brut or "").replace(",", "."))
        except InvalidOperation:
            nombre = Decimal("nan")
        if nombre.is_finite():
            return nombre
        self.faute(f"« {self.brut} » n'est pas un nombre")
        return Decimal(0)

    def en_entier(self) -> int:
        nombre = self.en_nombre()
        if nombre != int(nombre):
            self.faute(f"« {self.brut} » n'est pas un nombre entier")
        return int(nombre)

    def jour(self, cle: str) -> date:
        enfant = self.enfant(cle)
        return date.min if enfant is None else enfant.en_jour()

    def jour_ou_rien(self, cle: str) -> date | None:
        enfant = self.enfant(cle, requis=False)
        return None if enfant is None else enfant.en_jour()

    def en_jour(self) -> date:
        try:
            return date.fromisoformat(self.brut or "")
        except ValueError:
            self.faute(f"« {self.brut} » n'est pas une date AAAA-MM-JJ")
            return date.min

    def oui_non(self, cle: str, *, defaut: bool) -> bool:
        enfant = self.enfant(cle, requis=False)
        if enfant is None:
            return defaut
        valeur = en_booleen(enfant.brut)
        if valeur is None:
            enfant.faute(f"« {cle} » doit être oui ou non")
            return defaut
        return valeur

    def parmi(self, cle: str, possibles: Sequence[str]) -> str:
        """A required word out of a list."""
        enfant = self.enfant(cle)
        if enfant is None:
            return possibles[0]
        mot = enfant.brut or ""
        if mot not in possibles:
            proches = get_close_matches(mot, list(possibles), n=1)
            suite = f"voulez-vous dire « {proches[0]} » ?" if proches else f"possibles : {', '.join(possibles)}"
            enfant.faute(f"« {cle} » ne peut pas valoir « {mot} » ; {suite}")
            return possibles[0]
        return mot

    def en_python(self) -> Any:
        """The node as plain Python values: str, Decimal, bool, None, list, dict."""
        if self.est_un_bloc:
            return {cle: noeud.en_python() for cle, noeud in self.paires()}
        if self.est_une_liste:
            return [noeud.en_python() for noeud in self]
        booleen = en_booleen(self.brut)
        if booleen is not None:
            return booleen
        texte = self.brut
        if texte is not None and re.fullmatch(r"-?\d[\d ]*([.,]\d+)?", texte):
            return self.en_nombre()
        return texte

    def fin(self) -> None:
        """Say which keys nobody reads: a misspelt key would otherwise be lost in silence."""
        for cle, noeud in self._cles.items():
            if cle not in self._lues:
                proches = get_close_matches(cle, list(self._lues), n=1)
                suite = f" ; voulez-vous dire « {proches[0]} » ?" if proches else ""
                self._faute_sur(noeud, f"clé inconnue « {cle} »{suite}")


def en_booleen(texte: str | None) -> bool | None:
    """True, False, or None when the word is neither yes nor no."""
    return {"oui": True, "true": True, "non": False, "false": False}.get((texte or "").lower())


def lire_yaml(chemin: Path, fichier: str, fautes: Fautes) -> Noeud | None:
    """Read one file; None, and a fault noted, when it cannot be read as YAML."""
    try:
        noeud = yaml.compose(chemin.read_text("utf-8"), Loader=_CHARGEUR)
    except FileNotFoundError:
        fautes.noter(Place(fichier, 1), "fichier absent")
        return None
    except UnicodeDecodeError:
        fautes.noter(Place(fichier, 1), "le fichier n'est pas enregistré en UTF-8")
        return None
    except yaml.reader.ReaderError as erreur:
        ligne = 1 + chemin.read_text("utf-8")[: erreur.position].count("\n")
        fautes.noter(Place(fichier, ligne), "caractère de contrôle invisible : retapez cette ligne")
        return None
    except yaml.MarkedYAMLError as erreur:
        ligne = erreur.problem_mark.line + 1 if erreur.problem_mark else 1
        if erreur.problem and "mapping values are not allowed" in erreur.problem:
            quoi = "un « : » dans un texte : écrivez ce texte en bloc, avec >- puis la phrase à la ligne"
        else:
            quoi = f"YAML illisible ({erreur.problem})"
        fautes.noter(Place(fichier, ligne), quoi)
        return None
    if noeud is None or not isinstance(noeud, (yaml.MappingNode, yaml.SequenceNode)):
        fautes.noter(Place(fichier, 1), "le fichier est vide, ou n'est ni un ensemble de clés ni une liste")
        return None
    return Noeud(noeud, fichier, fautes)
