"""Reads the texts and the watch list; every fault is reported with its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from knowledge.droit.listes import ENTIER, Exemple, Liste
from knowledge.droit.textes import Alinea, Citation, CitationInconnueError, Lecture, Texte, Textes
from knowledge.droit.veille import Veille, Veilles
from knowledge.plan.yaml_reader import Fautes, Noeud, lire_yaml

TEXTES, VEILLE = "textes.yaml", "veille.yaml"
# What a list of services may let presume, and how an example of it says so.
FAITS_DES_LISTES = ("service_social_specifique", "liste_ess")
VERDICTS = {"oui": True, "non": False, "inconnu": None}
# A day that every month has: what comes back falls on it.
DERNIER_JOUR = 28


def lire_textes(droit: Path, fautes: Fautes) -> Textes:
    """Read both files of that folder; none that cannot be read is more than a fault."""
    racine = lire_yaml(droit / TEXTES, f"{droit.name}/{TEXTES}", fautes)
    lus = Textes() if racine is None else _Lecture(racine).textes()
    veille = lire_yaml(droit / VEILLE, f"{droit.name}/{VEILLE}", fautes)
    return lus if veille is None else Textes(lus.textes, lus.codes, lus.noms, _veilles(veille, lus))


@dataclass
class _Lecture:
    racine: Noeud
    lectures: dict[str, Lecture] = field(default_factory=dict)
    lus: dict[str, Texte] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    noms: dict[str, str] = field(default_factory=dict)

    def textes(self) -> Textes:
        for noeud in self.racine.liste("lectures"):
            lecture = self._lecture(noeud)
            self._unique(noeud, lecture.id, lecture.id in self.lectures)
            self.lectures[lecture.id] = lecture
        for noeud in self.racine.liste("codes"):
            self._code(noeud)
        lien = self.racine.texte("lien_des_textes")
        for noeud in self.racine.liste("textes"):
            nom, aussi = noeud.texte("texte"), noeud.textes("aussi", requis=False)
            self._ajouter(noeud, self._texte(noeud, "", nom, lien.replace("{texte}", quote(nom))))
            for un in (nom, *aussi):
                self._unique(noeud, un, un.casefold() in self.noms)
                self.noms[un.casefold()] = nom
        self.racine.fin()
        return Textes(self.lus, self.codes, self.noms)

    @staticmethod
    def _unique(noeud: Noeud, nom: str, deja: bool) -> None:
        if deja:
            noeud.faute(f"« {nom} » est déjà écrit plus haut")

    @staticmethod
    def _lecture(noeud: Noeud) -> Lecture:
        lecture = Lecture(
            id=noeud.texte("id"),
            le=noeud.jour("le"),
            copie=noeud.texte("copie"),
            lecteur=noeud.texte("lecteur"),
            relire_le=noeud.jour("relire_le"),
            datee=noeud.oui_non("datee", defaut=False),
        )
        noeud.fin()
        if lecture.relire_le <= lecture.le:
            noeud.faute("« relire_le » doit venir après « le »")
        return lecture

    def _code(self, noeud: Noeud) -> None:
        nom, aussi = noeud.texte("nom"), noeud.textes("aussi", requis=False)
        for un in (nom, *aussi):
            self._unique(noeud, un, un.casefold() in self.codes)
            self.codes[un.casefold()] = nom
        lien = noeud.texte("lien")
        for enfant in noeud.liste("articles"):
            article = enfant.texte("article")
            texte = self._texte(enfant, nom, article, lien.replace("{article}", quote(article)))
            self._ajouter(enfant, texte)
            if not article[1:2].isdecimal():
                self.noms[texte.nom.casefold()] = texte.nom
        noeud.fin()

    def _ajouter(self, noeud: Noeud, texte: Texte) -> None:
        self._unique(noeud, texte.nom, texte.nom in self.lus)
        self.lus[texte.nom] = texte

    def _texte(self, noeud: Noeud, code: str, article: str, lien: str) -> Texte:
        nommee = noeud.texte_ou_rien("lecture")
        lecture = None if nommee is None else self.lectures.get(nommee)
        if nommee is not None and lecture is None:
            noeud.faute(f"il n'y a pas de lecture « {nommee} » ; possibles : {', '.join(self.lectures)}")
        version = noeud.jour_ou_rien("version")
        if version is not None and nommee is None:
            noeud.faute("une version sans lecture : qui l'a lue, et quand ?")
        alineas = tuple(_alinea(enfant) for enfant in noeud.liste("alineas", requis=False))
        for cle in ("article", "texte", "aussi"):
            noeud.enfant(cle, requis=False)
        noeud.fin()
        return Texte(code, article, lecture, version, alineas, lien, noeud.place.ligne)


def _alinea(noeud: Noeud) -> Alinea:
    alinea = Alinea(noeud.texte("dit"), noeud.texte_ou_rien("traite"), noeud.texte_ou_rien("ecarte"))
    noeud.fin()
    if alinea.traite is not None and alinea.ecarte is not None:
        noeud.faute("un alinéa est traité ou écarté, pas les deux")
    return alinea


def _veilles(racine: Noeud, textes: Textes) -> Veilles:
    avances = tuple(sorted({noeud.en_entier() for noeud in racine.liste("prevenir_jours_avant")}, reverse=True))
    vues: set[str] = set()
    veilles = []
    for noeud in racine.liste("veille"):
        veille = _veille(noeud, textes)
        if veille.id in vues:
            noeud.faute(f"« {veille.id} » est déjà écrit plus haut")
        vues.add(veille.id)
        veilles.append(veille)
    racine.fin()
    return Veilles(tuple(veilles), avances or (0,))


def _veille(noeud: Noeud, textes: Textes) -> Veille:
    revient = noeud.enfant("tous_les_mois", requis=False)
    veille = Veille(
        id=noeud.texte("id"),
        titre=noeud.texte("titre"),
        le=noeud.jour("le"),
        relire=noeud.texte("relire"),
        textes=tuple(un.texte.nom for ecrite in noeud.textes("textes") for un in _citations(noeud, ecrite, textes)),
        qui=noeud.texte("qui"),
        tous_les_mois=None if revient is None else revient.en_entier(),
    )
    noeud.fin()
    if veille.tous_les_mois is not None and (veille.tous_les_mois < 1 or veille.le.day > DERNIER_JOUR):
        noeud.faute(f"ce qui revient le fait tous les mois au moins, et au plus tard un {DERNIER_JOUR}")
        return Veille(veille.id, veille.titre, veille.le, veille.relire, veille.textes, veille.qui)
    return veille


def _citations(noeud: Noeud, ecrite: str, textes: Textes) -> Iterator[Citation]:
    try:
        yield from textes.citations(ecrite)
    except CitationInconnueError as erreur:
        noeud.faute(f"« {erreur} » n'est pas dans {TEXTES}")


def lire_les_listes(racine: Noeud) -> tuple[Liste, ...]:
    """The lists of services by CPV code; `spaser verifier` asks each its own examples."""
    listes = tuple(_liste(noeud) for noeud in racine.liste("listes"))
    racine.fin()
    return listes


def _liste(noeud: Noeud) -> Liste:
    liste = Liste(
        nom=noeud.texte("nom"),
        titre=noeud.texte("titre"),
        fait=noeud.parmi("fait", FAITS_DES_LISTES),
        sources=noeud.textes("sources"),
        debuts=_codes(noeud, "debuts"),
        codes=_codes(noeud, "codes"),
        incertains=_codes(noeud, "incertains"),
        sauf=_codes(noeud, "sauf"),
        dit=(noeud.texte("dit_oui"), noeud.texte("dit_non")),
        ligne=noeud.place.ligne,
        exemples=tuple(_exemple(enfant) for enfant in noeud.liste("exemples")),
    )
    noeud.fin()
    return liste


def _exemple(noeud: Noeud) -> Exemple:
    attendu = VERDICTS.get(noeud.parmi("attendu", tuple(VERDICTS)))
    exemple = Exemple(noeud.texte("titre"), noeud.texte("cpv"), attendu, noeud.place.ligne)
    noeud.fin()
    return exemple


def _codes(noeud: Noeud, cle: str) -> frozenset[str]:
    codes = noeud.textes(cle, requis=False)
    for code in codes:
        if not code.isdecimal() or not 2 <= len(code) <= ENTIER:
            noeud.faute(f"« {code} » n'est pas un début de code CPV : de 2 à 8 chiffres, entre guillemets")
    return frozenset(codes)


__all__ = ["TEXTES", "VEILLE", "lire_les_listes", "lire_textes"]
