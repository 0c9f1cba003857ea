"""Which word of a text says its nature, and which only complete another word."""

from __future__ import annotations

import re

from knowledge.francais.motifs import lire_motifs

_MOTIFS = lire_motifs(__file__)

# Families in which what is created, or realised, is a work of the mind and no place.
_CREEES = frozenset({"communication", "prestations_intellectuelles"})


def est_une_organisation(texte: str, debut: int, fin: int) -> bool:
    """Whether the word "service" names a body of people or a facility, and no service that is bought.

    >>> [est_une_organisation(t, t.index("service"), t.index("service") + 7) for t in ("marche de service", "pour un service de soins")]
    [False, False]
    >>> est_une_organisation("batiment destine a accueillir un service de soins", 33, 40)
    True
    """
    if not _MOTIFS.service.fullmatch(texte[debut:fin]):
        return False
    return not _MOTIFS.tete_de_service.search(texte, max(0, debut - 80), debut)


def vient_avec(texte: str, debut: int) -> bool:
    """Whether the services said there come with a purchase named before them.

    >>> vient_avec("achat et maintenance", 9), vient_avec("achat de prestations", 9)
    (True, False)
    """
    return _avant(_MOTIFS.autre_objet, texte, debut)


def vient_avec_des_biens(texte: str, debut: int) -> bool:
    """Whether that purchase is of goods, bought or rented (CCP L1111-3).

    >>> vient_avec_des_biens("location et maintenance", 12), vient_avec_des_biens("installation et maintenance", 16)
    (True, False)
    """
    return _avant(_MOTIFS.biens, texte, debut)


def _avant(objet: re.Pattern[str], texte: str, debut: int) -> bool:
    m = objet.search(texte, max(0, debut - 120), debut)
    return m is not None and not _MOTIFS.complement.fullmatch(texte, m.end("mot"), debut)


def est_generique(mots: str) -> bool:
    """Whether a word says that something is done, and not what."""
    return bool(_MOTIFS.generique.fullmatch(mots))


def se_precise(texte: str, fin: int, suivant: int) -> bool:
    """Whether "prestations" or "services", which ends there, only announces the word that starts at `suivant`.

    >>> se_precise("prestation de maitrise d'oeuvre", 10, 14), se_precise("prestations et travaux", 11, 15)
    (True, False)
    """
    return bool(_MOTIFS.complement.fullmatch(texte, fin, suivant))


def se_pose(texte: str, fin: int) -> bool:
    """Whether supplies that end there are to be laid or installed too."""
    return bool(_MOTIFS.et_pose.match(texte[fin : fin + 60]))


def est_le_sujet(texte: str, debut: int) -> bool:
    """Whether a study, an audit, a control bears on what is said there.

    >>> est_le_sujet("audit de la concession", 12), est_le_sujet("renouvellement de la concession", 21)
    (True, False)
    """
    return bool(_MOTIFS.au_sujet.search(texte, max(0, debut - 130), debut))


def est_le_but(texte: str, fin: int, debut: int) -> bool:
    """Whether what starts at `debut` is only what the purchase that ends at `fin` is for.

    >>> texte = "maitrise d'oeuvre pour des travaux de voirie"
    >>> est_le_but(texte, 17, texte.index("travaux")), est_le_but("nettoyage et travaux", 9, 13)
    (True, False)
    """
    return bool(_MOTIFS.but.search(texte, fin, debut))


def nature_du_groupe(texte: str, debut: int, fin: int, famille: str, probable: str) -> str | None:
    """The nature that a family of purchase lets guess, given the word that governs it; None when it lets guess none.

    >>> texte = "entretien du linge, creation de jardins, creation d'un logo, achat d'arbres"
    >>> def guess(mot, famille, probable):
    ...     return nature_du_groupe(texte, texte.index(mot), texte.index(mot) + len(mot), famille, probable)
    >>> guess("linge", "textile", "fournitures"), guess("jardins", "espaces_verts", "services")
    ('services', None)
    >>> guess("logo", "communication", "services"), guess("arbres", "espaces_verts", "services")
    ('services', 'fournitures')
    """
    gauche = texte[max(0, debut - 90) : debut]
    if probable != "fournitures" and _MOTIFS.bien.fullmatch(texte, debut, fin):
        return (
            "services"
            if _MOTIFS.entretien.search(gauche)
            else None
            if _MOTIFS.amenagement.search(gauche) or _MOTIFS.pose.search(gauche)
            else "fournitures"
        )
    if probable == "travaux":
        if _MOTIFS.service_de_voirie.fullmatch(texte, debut, fin):
            return "services" if not _MOTIFS.achat.search(gauche) else "fournitures"
        return "services" if _MOTIFS.gestion.search(gauche) else probable
    amenage = famille not in _CREEES and bool(_MOTIFS.amenagement.search(gauche))
    if amenage or _MOTIFS.circonstance.search(gauche):
        return None
    if probable == "services":
        if _MOTIFS.achat.search(gauche) and not _MOTIFS.activite.search(texte[debut:fin]):
            return "fournitures"
        return None if famille not in _CREEES and _MOTIFS.pose.search(gauche) else probable
    return "services" if _MOTIFS.entretien.search(gauche) else probable


def est_un_cout(texte: str, debut: int, fin: int) -> bool:
    """Whether works are named there only for what they cost, as a designer's contract does.

    >>> [est_un_cout(t, t.index("travaux"), t.index("travaux") + 7) for t in ("9 % sur 1,2 m€ ht de travaux", "travaux de voirie")]
    [True, False]
    """
    return bool(
        _MOTIFS.cout_des_travaux.search(texte, max(0, debut - 40), debut) or _MOTIFS.travaux_coutent.match(texte, fin)
    )


def mon_marche(texte: str) -> int:
    """Where a text, after it spoke of something wider, comes to what is bought; 0 where it does not.

    >>> mon_marche("les travaux couteront 2 m€ mais mon marche c'est la moe") > 20, mon_marche("mon marche de nettoyage")
    (True, 0)
    """
    m = None
    for m in _MOTIFS.mon_marche.finditer(texte):  # noqa: B007 - the last one
        pass
    return 0 if m is None else m.end()
