"""What the team types about a session: an order, what became of it, who comes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from knowledge.accompagnements.mots import LE, LESQUELLES, NOM, NOMS_SURS, NUMERO
from knowledge.francais.jours import plier_sur_place
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import simplifier

_MOTIFS = lire_motifs(__file__, nom=NOM, le=LE, numero=NUMERO)

Verbe = Literal["programmer", "annuler", "deplacer", "avancer", "renommer", "realiser", "voir", "inscrits", "s_inscrire", "lister"]  # fmt: skip
# What is done to a session by a verb before its name, without its ending: "annuler", "annulez"; after it, "annulée".
_FAITS: dict[str, Verbe] = {
    **dict.fromkeys(("annule", "supprime", "decommande"), "annuler"),
    **dict.fromkeys(("deplace", "reporte", "decale", "repousse"), "deplacer"),
    "avance": "avancer",
}
_ORDRES: dict[str, Verbe] = {
    **_FAITS,
    "retire": "annuler",
    **dict.fromkeys(("renomme", "rebaptise", "intitule"), "renommer"),
}
_DEVENUES: dict[str, Verbe] = {**_FAITS, **dict.fromkeys(("fait", "realise", "tenu", "termine"), "realiser")}
_CHANGER = frozenset(("change", "modifie", "corrige"))
_VOIR = frozenset(("voi", "montre", "montre-moi", "ouvri", "ouvre"))
_INSCRIRE = ("inscri", "desinscri", "ajoute")
_QUI_VIENT = frozenset(("qui", "combien"))
_INSCRITS = frozenset(("inscrits", "inscriptions", "participants"))
_AVANT_L_ETAT = frozenset(("est", "a", "ete", "c'est", "bien", "finalement"))
_PERSONNE = frozenset(("aucun", "aucune", "personne", "zero", "personne n'est venu", "aucun n'est venu"))


@dataclass(frozen=True, slots=True)
class Ordre:
    """What is said of a session, of which one, and the words that go with it: what it is, when, its title, how many came.

    `sur`: its name names nothing else. Of one that is only shown, `dit` is why: "pas_eu_lieu", "incompris", or nothing.
    """

    verbe: Verbe
    numero: int | None = None
    dit: str = ""
    sur: bool = True


def lire_un_ordre(texte: str) -> Ordre | None:
    """What a message says of a session, or of the programme; None when it is about something else.

    >>> lire_un_ordre("déplacer la session 3 au 20 mars"), lire_un_ordre("la formation 3 est annulée")
    (Ordre(verbe='deplacer', numero=3, dit='au 20 mars', sur=True), Ordre(verbe='annuler', numero=3, dit='', sur=False))
    >>> lire_un_ordre("combien d'inscrits à la session 3 ?").verbe, lire_un_ordre("formation 3 jours au secourisme")
    ('inscrits', None)
    """
    dit, plie, poli = _sans_politesse(texte)
    demande = texte.rstrip().endswith("?") and not poli
    if not demande and (ordre := _imperatif(dit, plie)):
        return ordre
    lu = _MOTIFS.nommee.search(plie)
    if lu and (ordre := _sur_qui_vient(plie, lu) or _sur_son_etat(dit, plie, lu, demande=demande)):
        return ordre
    if (lesquelles := LESQUELLES.match(plie)) and lesquelles["nom"].startswith(NOMS_SURS):
        return Ordre("lister")
    return None


def est_un_ordre(texte: str) -> bool:
    """Whether a message can only be an order: "programmer une session…", "annuler la session 3"."""
    dit, plie, _ = _sans_politesse(texte)
    return _imperatif(dit, plie) is not None


def _sans_politesse(texte: str) -> tuple[str, str, bool]:
    dit = " ".join(texte.split()).replace("\u2019", "'").strip(" .!;:,…?")
    poli = _MOTIFS.poli.match(plier_sur_place(dit))
    dit = dit[poli.end() :] if poli else dit
    return dit, plier_sur_place(dit), poli is not None


def _imperatif(dit: str, plie: str) -> Ordre | None:
    """ "programmer une session…", "annuler la session 3", "changer le titre de la session 3 : …"."""
    if quoi := _MOTIFS.programmer.match(plie):
        return Ordre("programmer", None, dit[quoi.start("quoi") :], quoi["quoi"].startswith(NOMS_SURS))
    lu = _MOTIFS.nommee.search(plie)
    if lu is None:
        return None
    avant, suite = plie[: lu.start()].split(), dit[lu.end() :]
    numero, sur = int(lu["numero"]), lu["nom"].startswith(NOMS_SURS)
    premier = avant[0].rstrip("rz") if avant else ""
    if len(avant) == 1 and premier in _ORDRES and not lu["de"]:
        return Ordre(_ORDRES[premier], numero, _sans_lien(suite) if _ORDRES[premier] == "renommer" else suite, sur)
    if premier in _CHANGER and avant[1:] in (["le", "titre"], ["le", "nom"]):
        return Ordre("renommer", numero, _sans_lien(suite), sur)
    if len(avant) > 1 and premier.startswith(_INSCRIRE) and lu["de"]:
        return Ordre("s_inscrire", numero, sur=sur)
    return None


def _sans_lien(titre: str) -> str:
    """ "en …", "par …": a title without what ties it."""
    lien, _, reste = titre.partition(" ")
    return reste.lstrip(" :,") if lien in ("en", "par") else titre


def _sur_qui_vient(plie: str, lu: re.Match[str]) -> Ordre | None:
    """ "qui vient à la session 3", "les inscrits de la session 3"."""
    avant = plie[: lu.start()].replace("d'", "").split()
    if not avant or not lu["de"] or not (avant[0] in _QUI_VIENT or avant[-1] in _INSCRITS):
        return None
    return Ordre("inscrits", int(lu["numero"]), sur=lu["nom"].startswith(NOMS_SURS))


def _sur_son_etat(dit: str, plie: str, lu: re.Match[str], *, demande: bool) -> Ordre | None:
    """ "session 3 : faite, 14 participants", "la session 3 est annulée", "session 3"."""
    avant, numero, sur = plie[: lu.start()].split(), int(lu["numero"]), lu["nom"].startswith(NOMS_SURS)
    if lu["de"] or not (not avant or (len(avant) == 1 and avant[0].rstrip("rz") in _VOIR)):
        return None
    suite = plie[lu.end() :]
    verbe, fin = (None, 0) if demande else _devenue(suite)
    if verbe is not None:
        return Ordre(verbe, numero, dit[lu.end() + fin :].strip(" ,:"), sur)
    if _MOTIFS.participants.fullmatch(suite) and not demande:
        return Ordre("realiser", numero, suite, sur)
    if suite and not sur:
        # "Formation 3 SST…" begins a purchase.
        return None
    # "La session 3 a-t-elle eu lieu ?" changes nothing.
    pourquoi = "pas_eu_lieu" if _MOTIFS.negation.search(suite) else "incompris"
    return Ordre("voir", numero, "" if demande or not suite else pourquoi, sur)


def _devenue(suite: str) -> tuple[Verbe | None, int]:
    """What became of a session, and where the words that say it end."""
    if suite.startswith("n'aura ") and " lieu" in suite:
        return "annuler", len(suite)
    avant: list[str] = []
    for mot in _MOTIFS.mot.finditer(suite):
        nu = mot[0]
        if (avant[-1:], nu) == (["eu"], "lieu") or ("s'est" in avant and nu in ("passee", "deroulee")):
            return "realiser", mot.end()
        if verbe := _DEVENUES.get(nu) or _DEVENUES.get(nu.removesuffix("e")):
            return verbe, mot.end()
        if nu not in _AVANT_L_ETAT and nu not in ("eu", "s'est"):
            break
        avant.append(nu)
    return None, 0


def lire_les_participants(texte: str) -> int | None:
    """How many took part; None when it is not said.

    >>> lire_les_participants("14 présents"), lire_les_participants("avec 8 entreprises, le 12"), lire_les_participants("aucun participant")
    (14, 8, 0)
    >>> lire_les_participants("environ 14"), lire_les_participants("personne"), lire_les_participants("à 14 h")
    (14, 0, None)
    """
    simple = simplifier(texte)
    if lu := _MOTIFS.participants.search(simple):
        return 0 if lu["aucun"] else int(lu["combien"])
    if simple in _PERSONNE:
        return 0
    lu = _MOTIFS.un_nombre.match(simple)
    return None if lu is None else int(lu["combien"])


__all__ = ["Ordre", "Verbe", "est_un_ordre", "lire_les_participants", "lire_un_ordre"]
