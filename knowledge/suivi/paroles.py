"""What is typed about a purchase unasked: its news, whom it is for, which one is meant; and what puts its questions off."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.francais import objets
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import mots_de, simplifier

_MOTIFS = lire_motifs(__file__)


def _mots(dits: str) -> frozenset[str]:
    return frozenset(dits.split())


_CHOSES = _mots("marche marches achat achats consultation contrat accord cadre appel offres procedure dossier")
# What changes nothing of which purchase is meant: "ça y est, mon marché de nettoyage vient d'être publié hier".
_AUTOUR = _CHOSES | _mots(
    """a annee apres au aujourd aussi avant avec avons avoir avril aout bien bon bonjour bonne c ca ce cet cette d de debut decembre
    declare declaree deja depuis dernier derniere des du elle en encore enfin est et ete etre fait fevrier finalement fin hier hui il ils
    info j ai jamais janvier je jeudi jour juillet juin l la le les lundi ma mai mardi mars matin mercredi mes mois mon n ne non nos
    notre nous nouvelle novembre octobre on ont oui pas pour realite s samedi semaine septembre sera soir sont toujours un une va
    vendredi venons viennent viens vient y classe classee passe passee eur keur k ht ttc euros demain bientot"""
)
# Wished, planned or supposed: not done.
_PAS_SUR = _mots(
    """quand lorsque si sera seront faut doit doivent peut va vont bientot prevu prevue prevus prevues pas abandon abandonne
    abandonnee"""
)
_SUPPOSE = _mots("quand lorsque si faut doit doivent peut peux veux voudrais souhaite soit")
_EST_POUR = _mots("c est etait sera concerne bien plutot en fait un une achat commande pour de a d du au la le l")
_PLUS_TARD = frozenset(("non merci", "pas maintenant", "plus tard"))
_PLUS_JAMAIS = frozenset(("ne plus me demander", "ne me demandez plus", "ne me demande plus", "arretez de me demander"))

PUBLIE, ABANDONNE, ATTRIBUE = "publie", "abandonne", "attribue"


@dataclass(frozen=True, slots=True)
class Nouvelle:
    """What a sentence says became of a purchase, and of which: its number, or the words of its object; both may be missing.

    `chose`: a purchase is spoken of, in whatever word; `sujet`: the sentence begins with the one it names; `present`: it is being done,
    or soon will be, "on publie le marché de nettoyage".
    """

    etape: str
    quoi: str = ""
    nomme: objets.Objet | None = None
    chose: bool = False
    sujet: bool = False
    present: bool = False


def lire_une_nouvelle(texte: str) -> Nouvelle | None:
    """That a purchase was published, given up, awarded or not; None for what asks, plans or names several.

    >>> lire_une_nouvelle("ça y est, on a publié le marché d'espaces verts hier").quoi
    'espaces verts'
    >>> lire_une_nouvelle("l'achat 5 est attribué, 4 offres").nomme.numero, lire_une_nouvelle("publié le 3 mars")
    (5, Nouvelle(etape='publie', quoi='', nomme=None, chose=False, sujet=False, present=False))
    >>> [lire_une_nouvelle(dit) for dit in ("je veux publier mon marché", "quand le marché sera publié", "est-il publié ?")]
    [None, None, None]
    """
    simple = simplifier(texte)
    lue = _MOTIFS.nouvelle.search(simple)
    if lue is None or texte.rstrip().endswith("?"):
        return None
    etape = next(nom for nom in (PUBLIE, ABANDONNE, ATTRIBUE) if lue[nom])
    if lue[etape].endswith("er") and not _MOTIFS.venir.search(simple[: lue.start()]):
        return None
    nommes = [un for un in objets.nommes(texte) if un.genre in (objets.ACHAT, objets.MARCHE) and un.debut < lue.end()]
    suite = _MOTIFS.titulaire.sub(" ", lue["suite"]) if etape == ATTRIBUE else lue["suite"]
    clause = f"{simple[: lue.start()]} {suite}"
    for un in nommes:
        clause = clause.replace(simple[un.debut : un.fin], f" {un.genre} ")
    mots = mots_de(clause)
    if len(nommes) > 1 or not _SUPPOSE.isdisjoint(mots):
        return None
    quoi = " ".join(mot for mot in mots if mot not in _AUTOUR and not mot[0].isdecimal())
    nomme = nommes[0] if nommes else None
    sujet = nomme is not None and objets.sujet(texte) == nomme
    return Nouvelle(etape, quoi, nomme, not _CHOSES.isdisjoint(mots), sujet, lue["present"] is not None)


def est_incertain(texte: str) -> bool:
    """Whether what is said is wished, planned or supposed.

    >>> est_incertain("quand l'achat 5 sera réalisé"), est_incertain("l'achat 5 est réalisé")
    (True, False)
    """
    return not _PAS_SUR.isdisjoint(mots_de(texte))


def dit_seulement_pour_qui(reste: str) -> bool:
    """Whether the words that stand around the name of a buyer only say that it is for them: "est pour la", "n'est pas pour la"."""
    return _EST_POUR.issuperset(mots_de(reste))


def demande_a_voir(texte: str) -> int | None:
    """The purchase that is asked for by its number: "achat 5", "voir l'achat n° 5"."""
    lu = _MOTIFS.voir.match(simplifier(texte))
    return None if lu is None else int(lu["numero"])


@dataclass(frozen=True, slots=True)
class Dementi:
    """That a purchase is not the contract it was said to be; which, where that is said."""

    achat: int | None
    marche: int | None


def lire_un_dementi(texte: str) -> Dementi | None:
    """ "Ce n'est pas le bon marché", "l'achat 5 n'est pas le marché 12"; None for anything else.

    >>> lire_un_dementi("l'achat 5 n'est pas ce marché"), lire_un_dementi("ce n'est pas un marché")
    (Dementi(achat=5, marche=None), None)
    """
    lu = _MOTIFS.dementi.match(simplifier(texte))
    return None if lu is None else Dementi(*(int(lu[nom]) if lu[nom] else None for nom in ("achat", "marche")))


@dataclass(frozen=True, slots=True)
class AchatDit:
    """A purchase as one speaks of it: "mon marché de nettoyage", "l'achat 5"; `du_plan`: it may be a kind of them, "les marchés réservés"."""

    marche: bool
    numero: int | None
    quoi: str
    du_plan: bool


def lire_un_achat(sujet: str) -> AchatDit | None:
    """Read the words that follow "où en est"; None where they name no purchase as such.

    >>> lire_un_achat("mon marche de nettoyage"), lire_un_achat("le gardiennage des parkings")
    (AchatDit(marche=True, numero=None, quoi='nettoyage', du_plan=False), None)
    """
    lu = _MOTIFS.un_achat.match(sujet)
    if lu is None:
        return None
    quoi = lu["quoi"].strip()
    du_plan = not lu["mien"] and bool(lu["plusieurs"] or (quoi and not _MOTIFS.de.match(quoi)))
    marche = lu["quel"].startswith(("marche", "contrat", "accord"))
    return AchatDit(marche, int(lu["numero"]) if lu["numero"] else None, _MOTIFS.de.sub("", quoi), du_plan)


def lire_un_objet(sujet: str) -> tuple[str, bool] | None:
    """The words of an object said as one's own or as known, and whether they are said one's own: "mon gardiennage"."""
    lu = _MOTIFS.un_objet.match(sujet)
    return None if lu is None else (lu["mots"], lu["mien"] is not None)


def remet_a_plus_tard(texte: str) -> bool:
    return simplifier(texte) in _PLUS_TARD


def ne_veut_plus_de_questions(texte: str) -> bool:
    return simplifier(texte) in _PLUS_JAMAIS


__all__ = [
    "ABANDONNE", "ATTRIBUE", "PUBLIE", "AchatDit", "Dementi", "Nouvelle", "demande_a_voir", "dit_seulement_pour_qui", "est_incertain",
    "lire_un_achat", "lire_un_dementi", "lire_un_objet", "lire_une_nouvelle", "ne_veut_plus_de_questions", "remet_a_plus_tard",
]  # fmt: skip
