"""Where a message comes in, as the reader of acts is told it: the stage, what is asked, what was last shown, who writes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from handlers.capabilities import capabilities
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.formules import declares
from handlers.conversation.redemande import proposee
from handlers.conversation.vocabulary import Outcome, Turn
from knowledge.ecoute import Contexte
from knowledge.francais.texte import mots_de
from knowledge.regles.faits import Fait, Genre
from storage.comptes.records import Role

_ATTENDUS = {Genre.OUI_NON: "oui_non", Genre.CHOIX: "choix", Genre.ENSEMBLE: "choix", Genre.NOMBRE: "nombre", Genre.DATE: "date", Genre.TEXTE: "texte"}  # fmt: skip
DUREE = "duree_mois"
# Whose buttons say what a message pushed in between was about.
_DE_LA_MAISON = {"r": "rappel", "p": "equipe", "b": "equipe", "v": "equipe", "g": "equipe", "file": "equipe", "t": "equipe", "d": "equipe", "m": "equipe", "x": "equipe", "e": "equipe", "co": "equipe", "be": "besoin"}  # fmt: skip
_SUIVI = frozenset({"s:pub", "s:ach", "s:ins", "s:mot", "s:att", "s:ctr", "s:off", "s:mon", "s:pme", "s:soc", "s:exe", "s:voir"})  # fmt: skip
MONTRE_MAX = 160
# What shows one action and no other: "ça", said next, is of it.
D_UNE_ACTION = frozenset({"detail", "fiche", "fiche_en_bref", "motif_demande", "pourquoi_ici"})
D_UN_TEXTE = "texte"
# What shows the actions of a result.
D_UN_RESULTAT = frozenset({"resultat", "resultat_entier", "changement"})


def contexte_de(turn: Turn, entretien: Entretien) -> Contexte:
    """The context of the message of this turn."""
    equipe = bool({Role.EQUIPE, Role.EXPERT} & turn.roles)
    etape = _etape(turn, entretien, equipe=equipe)
    question = entretien.question if etape in ("question", "proposition") else None
    attendu = "aucun"
    if etape == "proposition":
        attendu = "oui_non"
    elif question is not None:
        attendu = "duree" if question == DUREE else _ATTENDUS[turn.pack.vocabulaire[question].genre]
    elif etape in ("rappel", "suivi") and turn.etat.get("choix_offerts"):
        attendu = "choix"
    role = "equipe" if equipe and etape not in ("question", "proposition", "resultat") else "acheteur"
    montre = turn.etat.get("montre") or ""
    aparte = bool(turn.etat.get("aparte")) and question is not None
    return Contexte(etape, question, attendu, montre, role, aparte, impossibles(turn, entretien))


def impossibles(turn: Turn, entretien: Entretien) -> frozenset[str]:
    """What is not heard of who writes, where they are: what only the team does, what is done of a thing that is not there."""
    ici = {
        nature
        for une in capabilities()
        for nature, seulement in une.seulement.items()
        if not seulement(turn, entretien)
    }
    return frozenset(ici) if Role.EQUIPE in turn.roles else de_l_equipe() | ici


@cache
def de_l_equipe() -> frozenset[str]:
    """What only the team does."""
    return frozenset(nature for nature, declare in declares().items() if declare.pour == "equipe")


def _etape(turn: Turn, entretien: Entretien, *, equipe: bool) -> str:
    if entretien.etape is Etape.QUESTION:
        propose = entretien.question in entretien.a_confirmer or entretien.douteux is not None
        return "proposition" if propose else "question"
    if entretien.etape is Etape.NOUVEAU_OU_CORRECTION or proposee(turn, entretien):
        return "proposition"
    offerts = [valeur for valeur, _ in turn.etat.get("choix_offerts", ())]
    if offerts:
        mots = offerts[0].split(":")
        if mots[0] in _DE_LA_MAISON:
            return _DE_LA_MAISON[mots[0]]
        if ":".join(mots[:2]) in _SUIVI:
            return "suivi"
    if entretien.etape in (Etape.RESULTAT, Etape.MOTIF):
        return "resultat"
    return "equipe" if equipe else "accueil"


def _textes(montres: Sequence[str] | None) -> dict[str, object]:
    """The texts that were last shown, where any was."""
    return {"textes_montres": list(montres)} if montres else {}


def _nommee(turn: Turn) -> str | None:
    """The title of an action in what was typed, where it holds one: the next message may say "la" of it. A firm decides of none."""
    if turn.roles <= {Role.ENTREPRISE}:
        return turn.etat.get("nommee")
    noms = {" ".join(une.mots) for une in turn.chercheur().citer(mots_de(turn.incoming.text)) if une.mots and une.titre}
    return noms.pop() if len(noms) == 1 else None


def montre(turn: Turn, outcome: Outcome) -> dict[str, object]:
    """What the state keeps of the last message, for the next one to be read: what was shown, and whether aside of a question."""
    replies = outcome.replies
    if not replies:
        return {
            "montre": turn.etat.get("montre"),
            "action_montree": turn.etat.get("action_montree"),
            "action_evoquee": turn.etat.get("action_evoquee"),
            "nommee": turn.etat.get("nommee"),
            **_textes(turn.etat.get("textes_montres")),
            "aparte": turn.etat.get("aparte"),
            "actes": outcome.etat.get("actes"),
        }
    derniere = replies[-1]
    fait = derniere.contexte.get("fait")
    if isinstance(fait, Fait):
        dit = f"{fait.libelle} : C'est bien cela ?" if derniere.contexte.get("devine") is not None else fait.question
    elif derniere.template in D_UN_RESULTAT:
        dit = f"diagnostic : actions {', '.join(map(str, derniere.contexte['actions']))}"
    else:
        dit = derniere.template.replace("_", " ")
    montrees = [reply.contexte["fiche"].numero for reply in replies if reply.template in D_UNE_ACTION]
    # Kept until others are shown: what is said of a text may come after a question was answered.
    textes = [reply.contexte["modele"].cle for reply in replies if reply.template == D_UN_TEXTE]
    return {
        "montre": str(dit)[:MONTRE_MAX],
        "action_montree": montrees[0] if len(montrees) == 1 else None,
        "action_evoquee": derniere.contexte.get("action") if derniere.template == "conseil" else None,
        "nommee": _nommee(turn),
        **_textes(textes or turn.etat.get("textes_montres")),
        "aparte": len(replies) > 1,
        "actes": outcome.etat.get("actes"),
    }
