"""A short description of the purchase, in the buyer's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import EN_LETTRES
from knowledge.francais.texte import Plie, ensemble

_MOTIFS = lire_motifs(__file__, en_lettres=EN_LETTRES)

LONGUEUR = 200
# Words that bring a purchase in and name none: "prochain achat", "autre chose, chef", "cela posé".
_ANNONCENT = ensemble(
    "un une le la les mon ma ce cet cette du de d des autre autres prochain prochaine suivant suivante nouvel nouveau nouvelle sujet sujets chose choses truc affaire mission "
    "achat achats marche contrat dossier ticket next fiche besoin demande cas precis precisement chef cela ca pose dit tout ht ttc hors taxe taxes meme montant prix total "
    "ou alors et puis donc en fait ensuite apres enfin sinon ainsi aussi bref fois idee suite passons voici lui elle-meme lui-meme a l plus re bonjour salut te machine grande belle o toi moi"
)
_LONGUEUR_D_ARTICLE = 3


def decrire(plie: Plie, places: Sequence[int]) -> str:
    """The clauses that say what is bought, without greetings, amounts and durations; at most 200 characters.

    `places` are where the words of a family of purchase, or of a nature, stand.
    """
    places = [*places, *(m.start() for m in _MOTIFS.achat.finditer(plie.texte))]
    morceaux: list[str] = []
    for debut, pieces in _clauses(plie):
        for piece, arret in pieces:
            if any(debut <= place < arret and place + 1 >= piece for place in places) and (
                mots := _nommer(plie, piece, arret)
            ):
                morceaux.append(mots)
                break
    if len(morceaux) > 1:
        # "papier de reprographie, fournitures livrées au magasin": a nature adds nothing to the thing.
        morceaux = [morceau for morceau in morceaux if not _MOTIFS.dit_la_nature.match(morceau)] or morceaux
    if len(morceaux) == 1 and _MOTIFS.nature_nue.fullmatch(morceaux[0]):
        # "évolution de la solution, services, 80 k€": a nature alone names a purchase only where nothing else does.
        return decrire_sans_repere(plie)
    return _abreger(", ".join(morceaux[:2]))


def decrire_sans_repere(plie: Plie) -> str:
    """The first clause that may say what is bought, in a text that holds no word of ours.

    >>> from knowledge.francais.texte import plier
    >>> decrire_sans_repere(plier("Bonjour, brumisateurs pour les parcs, 40 k€ HT, 12 mois")), decrire_sans_repere(plier("40 k€ HT"))
    ('brumisateurs pour les parcs', '')
    """
    dits = [
        (_rang(plie.texte[piece:arret]), nom)
        for _, pieces in _clauses(plie)
        for piece, arret in pieces
        if (nom := _nommer(plie, piece, arret)) and _MOTIFS.mot.search(nom)
    ]
    return _abreger(min(dits, key=lambda dit: dit[0], default=(0, ""))[1])


def annonce_un_achat(texte: str) -> bool:
    """Whether folded words bring in what is bought.

    >>> annonce_un_achat("on veut acheter un projecteur"), annonce_un_achat("cibler 8 et 11")
    (True, False)
    """
    return any(mots in texte for mots in (*_INTRODUISENT, *_VERBES)) or _MOTIFS.introduit.search(texte) is not None


def _rang(clause: str) -> int:
    """What a clause is worth as the name of a purchase: it brings one in, it is all nouns, or it tells a story."""
    if annonce_un_achat(clause):
        return 0
    mots = clause.replace("'", " ").split()
    return 1 + (len(mots) == 1 or not _RACONTENT.isdisjoint(mots))


_RACONTENT = ensemble("je j on nous vous tu il elle ils elles c ca qui que qu se m me est sont")


def _clauses(plie: Plie) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Where each clause starts, and what is left of it without greeting and figures."""
    debut = 0
    for m in [*_MOTIFS.coupe.finditer(plie.texte), None]:
        fin = len(plie.texte) if m is None else m.start()
        politesse = _MOTIFS.politesse.match(plie.texte[debut:fin])
        depart = debut + (politesse.end() if politesse else 0)
        yield debut, _pieces(plie.texte, depart, fin)
        debut = fin if m is None else m.end()


# What comes last of these in a clause brings in what is bought.
_INTRODUISENT = (
    "c'est pour euh ", "c'est pour ", "cest pour ", "c pour ", "il me faut ", "il me faudrait ", "il nous faut ", "il m'en faut ", "il nous faudrait ", "besoin de ", "besoin d'",
    "l'achat de ", "l'achat d'", "porte sur ", "doit acheter ", "dois acheter ", "d'acheter ", "veux acheter ", "voudrais acheter ", "voudrait acheter ", "faut acheter ",
    "je cherche ", "marche de ", "marche d'", "anticipe achat ", "acquisition de ", "commander ", "cette fois c'est ", "on y va c'est ", "faudrait remplacer ",
)  # fmt: skip
# What is done with the thing is a word of it: "louer des lits" stays.
_VERBES = ("dois louer", "veux louer", "jveu louer", "doit louer", "dois refaire", "faut refaire", "doit refaire")


def _nommer(plie: Plie, piece: int, arret: int) -> str:
    """The words of a piece when they can name a purchase, else nothing."""
    debuts = [place + len(mots) for mots in _INTRODUISENT if (place := plie.texte.rfind(mots, piece, arret)) >= 0]
    debuts += [place + mots.index(" ") + 1 for mots in _VERBES if (place := plie.texte.rfind(mots, piece, arret)) >= 0]
    debuts += [m.end() for m in _MOTIFS.introduit.finditer(plie.texte, piece, arret)]
    if debuts and arret - max(debuts) > _LONGUEUR_D_ARTICLE:
        piece = max(debuts)
    if recit := _MOTIFS.recit.search(plie.texte, piece + _LONGUEUR_D_ARTICLE, arret):
        # "Le dossier c'est l'entretien": what announces gives way to what is told.
        annonce = _ANNONCENT.issuperset(_MOTIFS.lettres.findall(plie.texte, piece, recit.start()))
        piece, arret = (recit.end(), arret) if annonce else (piece, recit.start())
    mots = _MOTIFS.queue.sub("", plie.mots(piece, arret)).rstrip(" -,")
    if (
        len(mots) <= _LONGUEUR_D_ARTICLE
        or _MOTIFS.vide.fullmatch(plie.texte[piece:arret].strip())
        or _MOTIFS.hors_objet.match(plie.texte[piece:arret])
        or _ANNONCENT.issuperset(_MOTIFS.lettres.findall(plie.texte, piece, arret))
    ):
        return ""
    return mots


def _abreger(objet: str) -> str:
    objet = " ".join(objet.split())
    return objet[:LONGUEUR].rsplit(" ", 1)[0] if len(objet) > LONGUEUR else objet


def _pieces(texte: str, debut: int, fin: int) -> list[tuple[int, int]]:
    """A clause without its figures."""
    pieces: list[tuple[int, int]] = []
    for m in _MOTIFS.chiffres.finditer(texte, debut, fin):
        pieces.append((debut, m.start()))
        reste = _MOTIFS.reste.match(texte[m.end() : fin])
        debut = m.end() + (reste.end() if reste else 0)
    return [*pieces, (debut, fin)]
