"""What pilots type about the figures of the year, beside the figure itself: a day, a correction, which figure, who the pilot is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapidfuzz import fuzz

from knowledge.francais.jours import lire_un_jour
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.noms import lire_un_nom
from knowledge.francais.texte import plier, simplifier
from knowledge.indicateurs.acheteurs import lire_acheteurs
from knowledge.indicateurs.paroles import sans_bords
from knowledge.indicateurs.saisies import ENSEMBLE, sans_annees
from knowledge.plan.pack import Pack

_MOTIFS = lire_motifs(__file__)

# --- a day, or somebody else ------------------------------------------------------------------------------------------


def lire_une_promesse(texte: str, aujourdhui: date) -> date | None:
    """The day on which to ask again: "je l'aurai le 15", "en mars", "je n'ai pas encore l'info, plutôt en mars".

    >>> [str(lire_une_promesse(dit, date(2026, 12, 1))) for dit in ("je l'aurai le 15", "12 000", "pas encore l'info, plutôt en mars")]
    ['2026-12-15', 'None', '2027-03-01']
    """
    for dit in (texte, *_MOTIFS.morceau.split(texte)[1:]):
        simple = simplifier(dit)
        if _MOTIFS.promesse.match(simple) and (jour := lire_un_jour(aujourdhui, simple)) is not None:
            return jour
    return None


def dit_pas_moi(texte: str) -> bool:
    """Whether these figures are said to be somebody else's.

    >>> dit_pas_moi("Désolée, ce n'est plus moi"), dit_pas_moi("12 000 pas pour la ville")
    (True, False)
    """
    return _MOTIFS.pas_moi.match(simplifier(texte)) is not None


# --- what was just noted, put right -----------------------------------------------------------------------------------

_FAUTES = ("tromp", "plant", "erreur", "rectif", "corr")


@dataclass(frozen=True, slots=True)
class Correction:
    """What corrects, and what it puts instead; `faute`: it owns a mistake, `nie`: it begins with a no."""

    reste: str
    faute: bool
    nie: bool


def lire_une_correction(texte: str) -> Correction | None:
    """Words that begin by taking back what was said; None for others.

    >>> lire_une_correction("je me suis trompée, c'était 12 300"), lire_une_correction("12 300")
    (Correction(reste='12 300', faute=True, nie=False), None)
    """
    plie = plier(texte)
    lu = _MOTIFS.corrige.match(plie.texte)
    if lu is None:
        return None
    faute = any(mot in lu[0] for mot in _FAUTES)
    nie = lu[0].lstrip(" ,;:.!-").startswith(("non", "nan"))
    return Correction(plie.mots(lu.end(), len(plie.texte)), faute, nie)


# --- which figure, of which year and of whom --------------------------------------------------------------------------

_EN_TOUT = frozenset({"tout", "total", "ensemble", "deux"})
QUOI_MIN, QUOI_MAX = 4, 140


@dataclass(frozen=True, slots=True)
class ChiffreDit:
    """A figure that is named, "heures d'insertion 2026 : 12 000": its words, what is said of it, of which years.

    `du_nom`: the years were named with it; `qui`: so was the buyer, and the value names none.
    """

    quoi: str
    valeur: str
    annees: tuple[int, ...] = ()
    du_nom: bool = False
    qui: str | None = None


def lire_un_chiffre_nomme(texte: str, acheteurs: Mapping[str, str]) -> ChiffreDit | None:
    """A figure and its value, as one writes a definition, or has it noted; None for other words.

    >>> qui = {"ville": "Ville de Clermont-Ferrand", "metropole": "Clermont Auvergne Métropole"}
    >>> lire_un_chiffre_nomme("en 2025, heures d'insertion de la ville : 9 000", qui)
    ChiffreDit(quoi="heures d'insertion", valeur='9 000', annees=(2025,), du_nom=True, qui='ville')
    >>> lire_un_chiffre_nomme("ok note 1 240 heures d'insertion pour 2026", qui)
    ChiffreDit(quoi="heures d'insertion", valeur='1 240', annees=(2026,), du_nom=True, qui=None)
    """
    ligne = " ".join(texte.split())
    if (corrige := lire_une_correction(ligne)) is not None:
        ligne = corrige.reste
    if (ordre := _MOTIFS.ordre_de_noter.fullmatch(plier(ligne).texte)) is not None:
        ligne = f"{ordre['quoi']} : {ordre['valeur']}"
    ligne = _MOTIFS.un_debut.sub("", ligne, count=1)
    quoi, _, valeur = ligne.partition(":" if ":" in ligne else "=")
    if not (QUOI_MIN <= len(quoi) <= QUOI_MAX and valeur.strip()):
        return None
    dit = simplifier(quoi)
    du_nom = annees_dites(dit)
    nommes = lire_acheteurs(dit, acheteurs)
    for un in reversed(nommes):
        dit = f"{dit[: un.debut]} {dit[un.fin :]}"
    plie = plier(valeur).texte
    qui = nommes[0].qui if len(nommes) == 1 and not lire_acheteurs(plie, acheteurs) else None
    annees = tuple(du_nom or sorted(sans_annees(plie)[1]))
    return ChiffreDit(sans_bords(_MOTIFS.une_annee.sub(" ", dit)), valeur.strip(), annees, bool(du_nom), qui)


def dit_de_noter(texte: str) -> bool:
    """Whether a verb alone has what was just told noted.

    >>> dit_de_noter("ok note le"), dit_de_noter("note 12")
    (True, False)
    """
    return _MOTIFS.note_le.fullmatch(simplifier(texte)) is not None


def annees_dites(texte: str) -> list[int]:
    """The years that are named."""
    return sorted({int(une) for une in _MOTIFS.une_annee.findall(texte)})


def lire_l_annee(texte: str) -> int | None:
    """The one year that is said, and no other number.

    >>> lire_l_annee("pour 2026"), lire_l_annee("2025 : 12 000"), lire_l_annee("la ville")
    (2026, None, None)
    """
    annees = annees_dites(texte)
    return annees[0] if len(annees) == 1 and not a_un_nombre(_MOTIFS.une_annee.sub(" ", texte)) else None


def lire_pour_qui(texte: str, acheteurs: Mapping[str, str]) -> str | None:
    """Of whom a figure is: a buyer, ENSEMBLE for all; None when it is not said, or a number is.

    >>> lire_pour_qui("en tout", {}), lire_pour_qui("12 en tout", {})
    ('', None)
    """
    if a_un_nombre(texte):
        return None
    plie = plier(texte).texte
    if _EN_TOUT & {*plie.split()}:
        return ENSEMBLE
    qui = {un.qui for un in lire_acheteurs(plie, acheteurs) if un.qui is not None}
    return next(iter(qui)) if len(qui) == 1 else None


def a_un_nombre(texte: str) -> bool:
    """Whether a number is written in figures."""
    return any(signe.isdecimal() for signe in texte)


def interroge(texte: str) -> bool:
    """Whether words ask, in whatever way a number may be asked about.

    >>> interroge("combien l'an dernier"), interroge("12 ou 13 en tout")
    (True, False)
    """
    return _MOTIFS.interroge.match(simplifier(texte)) is not None


# --- pilots -----------------------------------------------------------------------------------------------------------

_SES_AUTRES_NOMS = frozenset({"celui", "celle", "pilotes"})
_PERSONNE = frozenset(
    ("personne", "plus personne", "aucun", "aucune", "vacant", "vacante", "a nommer", "a definir", "a designer", "libre", "inconnu", "rien")
)  # fmt: skip
_PLUSIEURS = (" et ", " ou ", " & ", " + ", " puis ", " ainsi que ", " avec ", ",", ";", "/")
_ARTICLES = ("de la ", "de l'", "des ", "du ", "de ", "la ", "le ", "les ", "l'")
PILOTE_MIN, SERVICE_MIN = 80, 88


@dataclass(frozen=True, slots=True)
class PiloteDit:
    """Who enters the figures of a service: a name, nobody ("equipe"), or several people, which is too many."""

    service: str
    genre: Literal["nom", "equipe", "plusieurs"]
    nom: str


def lire_des_pilotes(texte: str) -> list[PiloteDit]:
    """ "Le pilote du PLIE est Alice Martin et celui de la 3DE est Bob Durand", "… n'a plus de pilote": by the words for each service; [] for anything else.

    >>> lire_des_pilotes("le pilote du PLIE est personne"), lire_des_pilotes("le contrat du PLIE est signé")
    ([PiloteDit(service='PLIE', genre='equipe', nom='personne')], [])
    """
    ligne = " ".join(texte.split()).strip(" .!")
    if lu := _MOTIFS.retirer.fullmatch(simplifier(ligne)):
        return [PiloteDit(lu["service"], "equipe", "personne")]
    dits = []
    for rang, partie in enumerate(_MOTIFS.et_celui.split(ligne)):
        une = _MOTIFS.nommer.fullmatch(partie)
        pilote = None if une is None or not _est_un_pilote(une["mot"], rang) else _un_pilote(une["service"], une["nom"])
        if pilote is None:
            return []
        dits.append(pilote)
    return dits


def _est_un_pilote(mot: str, rang: int) -> bool:
    """ "Pilote", however it is spelt; "celui" after the first."""
    simple = simplifier(mot)
    return fuzz.ratio(simple, "pilote") >= PILOTE_MIN or (rang > 0 and simple in _SES_AUTRES_NOMS)


def _un_pilote(service: str, dit: str) -> PiloteDit | None:
    """Who the words name; None for what names nobody."""
    simple = simplifier(dit)
    if simple in _PERSONNE:
        return PiloteDit(service, "equipe", dit)
    if any(lien in f" {simple} " for lien in _PLUSIEURS):
        return PiloteDit(service, "plusieurs", dit)
    nom = lire_un_nom(dit)
    return None if nom is None or nom.genre == "moi" else PiloteDit(service, nom.genre, nom.texte)


def services_nommes(pack: Pack, quel: str) -> list[str]:
    """The services that these words name: one, or each of several."""
    if (un := _service(pack, quel, exact=True)) is not None:
        return [un]
    chacun = [_service(pack, part, exact=True) for part in quel.replace(" et ", ",").split(",")]
    siens = [un for un in chacun if un is not None]
    if len(siens) == len(chacun) > 1:
        return siens
    return [un for un in (_service(pack, quel),) if un is not None]


def _service(pack: Pack, quel: str, *, exact: bool = False) -> str | None:
    """The service that these words name, among those that enter figures; `exact`: word for word."""
    dit = simplifier(quel)
    dit = dit.removeprefix(next((article for article in _ARTICLES if dit.startswith(article)), ""))
    candidats = sorted({chiffre.saisie.par for chiffre in pack.saisies.values()})
    for un in candidats:
        service = pack.services[un]
        if dit in (un.replace("_", " "), un, simplifier(service.sigle or un), simplifier(service.nom)):
            return un
    if exact:
        return None
    notes = sorted(
        ((fuzz.token_set_ratio(dit, simplifier(pack.services[un].nom)), un) for un in candidats), reverse=True
    )
    return notes[0][1] if notes[0][0] >= SERVICE_MIN and notes[0][0] > notes[1][0] else None


__all__ = [
    "ChiffreDit",
    "Correction",
    "PiloteDit",
    "a_un_nombre",
    "annees_dites",
    "dit_de_noter",
    "dit_pas_moi",
    "interroge",
    "lire_des_pilotes",
    "lire_l_annee",
    "lire_pour_qui",
    "lire_un_chiffre_nomme",
    "lire_une_correction",
    "lire_une_promesse",
    "services_nommes",
]
