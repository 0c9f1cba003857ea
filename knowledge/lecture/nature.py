"""Which word of a text says its nature, and which only complete another word."""

from __future__ import annotations

import re

# "un service de soins" is no service bought: the word counts at the head of what is bought, or before what it does.
_TETE_DE_SERVICE = re.compile(
    r"(?:(?:^|[,;:(/.\n€-]|\blots? ?(?:n ?°? ?)?\d+) ?|\b(?:marches?|accords?[ -]cadres?|contrats?|prestations?|executions?|natures?|type|c'est|ce sont|s'agit|sera|reste|en|euros?|eur|ht|ttc|k|plutot|donc|alors|dirais|mets|pour|mais|non|fait|achats?|"
    r"fournitures?(?: et| ou|,)?|travaux(?: et| ou|,)?|etudes? et|prestations? et|relatifs? a|relatives? a|objet) ?)"
    r"(?: ?publics?)?(?:[ ']*\b(?:de|des|du|d|un|une|les|l|la|execution|realisation)\b)*[ ']*$"
)
_SERVICE = re.compile(r"services?")
# What is bought stands before, and the services with it may only come along.
_AUTRE_OBJET = re.compile(
    r"\b(?P<mot>achats?|acquerir|locations?|installations?|remplacements?|fabrications?|montages?|mise a disposition|renouvellements?(?= et|,))\b[^.;:!?\n]*$"
)
_BIENS = re.compile(r"\b(?P<mot>achats?|acquerir|locations?)\b[^.;:!?\n]*$")
# "fourniture et pose": which of the two is the greater is not said.
_ET_POSE = re.compile(
    r"^,? ?(?:(?:et|&|,|/|-|puis) ?)+(?:la |l'|le )?(?:livraison,? (?:et |,)?(?:la |l')?)?(?:poses?|installations?|mises? en (?:place|oeuvre|.?uvre)|montages?|plantations?|travaux|prestations?|services?)\b"
)
_GENERIQUE = re.compile(r"(?:prestations?|prestas?|services?)")
_COMPLEMENT = re.compile(r" (?:de |d'|des |de la |du )")
# A study about a concession is no concession.
_AU_SUJET = re.compile(
    r"\b(?:amo|amoa|assistances?|audits?|conseils?|controles?|suivis?|accompagnements?|analyses?|evaluations?|etudes?|diagnostics?|expertises?)\b[^.;\n]{0,110}$"
)
_BUT = re.compile(
    r"\b(?:pour|en vue|relati\w+|dans le cadre|lors|concernant|portant sur|afferent\w*|liee?s?|necessaires?)\b[^.;:\n]{0,90}$"
)
_ENTRETIEN = re.compile(
    r"\b(?:entretiens?|reparations?|depannages?|lavages?|blanchissages?|gestion|exploitation|enlevements?|evacuation|controles?|verifications?|assurances?|"
    r"organisation|animation|confection|portage|stockage|destruction|distribution|conduite)(?: et (?:la |l'|le |les )?\w+)? (?:de |du |des |d'|de la |de l')(?:\w+ (?:de |du |des |d'|et )?){0,2}$"
)
# Families in which what is created, or realised, is a work of the mind and no place.
_CREEES = frozenset({"communication", "prestations_intellectuelles"})
_GESTION = re.compile(
    r"\b(?:gestion|exploitation|controles?|verifications?|assurances?|conduite)(?: \w+)? (?:de |du |des |d'|de la |de l')(?:\w+ (?:de |du |des |d'|de la |de l'))?(?:\w+ (?:de |d'))?$"
)
_AMENAGEMENT = re.compile(
    r"\b(?:amenagements?|creations?|creer|demolitions?|deconstructions?|constructions?|requalifications?|mises? en conformite|modernisations?|restaurations?|equipements?|clotures?|deplacements?)\b"
    r"[^,;:.!?\n()]{0,60}$"
)
_POSE = re.compile(
    r"\b(?:remplacements?|installations?|poses?|realisations?|renovations?|refections?)\b[^,;:.!?\n()]{0,60}$"
)
_ACHAT = re.compile(
    r"\b(?:achats?|acquisitions?|locations?|approvisionnements?)(?: et (?:la |l')?\w+)? (?:de |du |des |d'|de la |de l')?(?:\d+ )?(?:petits? |nouveaux? |nouvelles? )?$"
)
_ACTIVITE = re.compile(r"(?:age|tion|ment|ance|tonte|transport|etude|audit|conseil|diagnostic|traiteur)s?$")
# Goods in families of services or of works.
_BIEN = re.compile(
    r"(?:tondeuses?|debroussailleuses?|tronconneuses?|souffleurs?|taille-haies?|plantes?(?: vivaces)?|plants?|arbustes?|bulbes?|vivaces?|graines?|semences?|terreaux?|paillage|paillis|sapins?|fleurs?|gazon de placage|"
    r"composteurs?|compost|bacs? (?:roulants?|de collecte|jaunes?)|poubelles?(?: de tri)?|conteneurs? .*|colonnes? a verre|sacs? .*|baches?|banderoles?|kakemonos?|roll-up|autolaveuses?|bornes? de tri|corbeilles? .*|invitations?|"
    r"cartes? de voeux|cartons? d'invitation|panneaux? .*|plaques? de rue|horodateurs?|potelets?|lampadaires?|candelabres?|sel de deneigement|robots? .*|outils? .*|jardinieres?|vegetaux|titres? de transport|billets? .*)"
)
_SERVICE_DE_VOIRIE = re.compile(r"(?:deneigement|viabilite hivernale|salage)")
_CIRCONSTANCE = re.compile(
    r"\b(?:aux?|dans (?:les?|la|l')|sur (?:les?|la|l')|accueil des|accueil de|acces a|acces aux) $"
)


def est_une_organisation(texte: str, debut: int, fin: int) -> bool:
    """Whether the word "service" names a body of people or a facility, and no service that is bought.

    >>> [est_une_organisation(t, t.index("service"), t.index("service") + 7) for t in ("marche de service", "pour un service de soins")]
    [False, False]
    >>> est_une_organisation("batiment destine a accueillir un service de soins", 33, 40)
    True
    """
    if not _SERVICE.fullmatch(texte[debut:fin]):
        return False
    return not _TETE_DE_SERVICE.search(texte, max(0, debut - 80), debut)


def vient_avec(texte: str, debut: int) -> bool:
    """Whether the services said there come with a purchase named before them.

    >>> vient_avec("achat et maintenance", 9), vient_avec("achat de prestations", 9)
    (True, False)
    """
    return _avant(_AUTRE_OBJET, texte, debut)


def vient_avec_des_biens(texte: str, debut: int) -> bool:
    """Whether that purchase is of goods, bought or rented (CCP L1111-3).

    >>> vient_avec_des_biens("location et maintenance", 12), vient_avec_des_biens("installation et maintenance", 16)
    (True, False)
    """
    return _avant(_BIENS, texte, debut)


def _avant(objet: re.Pattern[str], texte: str, debut: int) -> bool:
    m = objet.search(texte, max(0, debut - 120), debut)
    return m is not None and not _COMPLEMENT.fullmatch(texte, m.end("mot"), debut)


def est_generique(mots: str) -> bool:
    """Whether a word says that something is done, and not what."""
    return bool(_GENERIQUE.fullmatch(mots))


_NATURE = re.compile(
    r"(?:marches? (?:public )?(?:de |d'))?(?:prestations?(?: de services?| intellectuelles?)?|services?|travaux|fournitures?|maitrise d'oeuvre|moe|concession)"
)


def est_une_activite(mot: str) -> bool:
    """Whether a word names what is done, and no thing: "refection", "achat"."""
    return _ACTIVITE.search(mot) is not None or mot.startswith("achat")


def est_une_nature(mots: str) -> bool:
    """Whether words call a nature by its name: "service", "marché de travaux", never a trade."""
    return bool(_NATURE.fullmatch(mots))


def se_precise(texte: str, fin: int, suivant: int) -> bool:
    """Whether "prestations" or "services", which ends there, only announces the word that starts at `suivant`.

    >>> se_precise("prestation de maitrise d'oeuvre", 10, 14), se_precise("prestations et travaux", 11, 15)
    (True, False)
    """
    return bool(_COMPLEMENT.fullmatch(texte, fin, suivant))


def se_pose(texte: str, fin: int) -> bool:
    """Whether supplies that end there are to be laid or installed too."""
    return bool(_ET_POSE.match(texte[fin : fin + 60]))


def est_le_sujet(texte: str, debut: int) -> bool:
    """Whether a study, an audit, a control bears on what is said there.

    >>> est_le_sujet("audit de la concession", 12), est_le_sujet("renouvellement de la concession", 21)
    (True, False)
    """
    return bool(_AU_SUJET.search(texte, max(0, debut - 130), debut))


def est_le_but(texte: str, fin: int, debut: int) -> bool:
    """Whether what starts at `debut` is only what the purchase that ends at `fin` is for.

    >>> texte = "maitrise d'oeuvre pour des travaux de voirie"
    >>> est_le_but(texte, 17, texte.index("travaux")), est_le_but("nettoyage et travaux", 9, 13)
    (True, False)
    """
    return bool(_BUT.search(texte, fin, debut))


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
    if probable != "fournitures" and _BIEN.fullmatch(texte, debut, fin):
        return (
            "services"
            if _ENTRETIEN.search(gauche)
            else None
            if _AMENAGEMENT.search(gauche) or _POSE.search(gauche)
            else "fournitures"
        )
    if probable == "travaux":
        if _SERVICE_DE_VOIRIE.fullmatch(texte, debut, fin):
            return "services" if not _ACHAT.search(gauche) else "fournitures"
        return "services" if _GESTION.search(gauche) else probable
    amenage = famille not in _CREEES and bool(_AMENAGEMENT.search(gauche))
    if amenage or _CIRCONSTANCE.search(gauche):
        return None
    if probable == "services":
        if _ACHAT.search(gauche) and not _ACTIVITE.search(texte[debut:fin]):
            return "fournitures"
        return None if famille not in _CREEES and _POSE.search(gauche) else probable
    return "services" if _ENTRETIEN.search(gauche) else probable


_ARGENT = r"\d ?(?:k|m|millions?)? ?(?:€|euros?|eur)? ?(?:ht|ttc|hors taxes?)?"
_COUT_DES_TRAVAUX = re.compile(rf"{_ARGENT} ?(?:de |d'|pour les )$")
_TRAVAUX_COUTENT = re.compile(
    r"[^,;.!?\n\d]{0,40}?(?: (?:sont |est )?(?:estime\w*|evalue\w*|chiffre\w*|prevu\w*)| coute\w*| couteront| representent?| s'elevent?| montent?| avoisinent?| pesent?| (?:est|sont) de| :| a| de(?= \d[\d ,.]{0,12} ?(?:k|m|€|euros?|millions?))) ?(?:environ |a |de )*\d"
)


def est_un_cout(texte: str, debut: int, fin: int) -> bool:
    """Whether works are named there only for what they cost, as a designer's contract does.

    >>> [est_un_cout(t, t.index("travaux"), t.index("travaux") + 7) for t in ("9 % sur 1,2 m€ ht de travaux", "travaux de voirie")]
    [True, False]
    """
    return bool(_COUT_DES_TRAVAUX.search(texte, max(0, debut - 40), debut) or _TRAVAUX_COUTENT.match(texte, fin))


_UN_AUTRE = re.compile(
    r"[^.;!?\n]{0,60}?\b(?:ce sera|ce seront|c'est|ce sont|seront|sera|sont|est|fera|feront|font|dans|sur|par) (?:l'objet |partie )?(?:d'|de l'|l'|un |une )autres? (?:marche|contrat|consultation|appel|accord|budget)s?\b"
)


def est_d_un_autre(texte: str, fin: int) -> bool:
    """Whether what ends there is told, in its sentence, to be of another contract.

    >>> est_d_un_autre("les travaux, ce sera d'autres marches", 11), est_d_un_autre("un marche de travaux", 20)
    (True, False)
    """
    return _UN_AUTRE.match(texte, fin) is not None


_MON_MARCHE = re.compile(
    r"\b(?:mais |moi,? |nous,? |, |; |\. )(?:(?:moi|nous),? )?(?:mon (?:marche|achat|besoin|contrat|lot)|notre (?:marche|achat|besoin|contrat)|(?:moi|nous),? (?:c'est|c\b|ce sera|j'achete|je (?:n')?achete|on achete|je cherche|je m'occupe)|"
    r"je (?:n')?achete|j'achete|on (?:n')?achete|ici c'est|celui-ci|ce marche|le present marche)\b(?: (?:a moi )?(?:est|c'est|c|concerne|porte sur|ne porte que sur|que))?"
    r"|\bmoi,? (?:c'est|c\b|ce sera|j'achete|je n'achete)"
)


def mon_marche(texte: str) -> int:
    """Where a text, after it spoke of something wider, comes to what is bought; 0 where it does not.

    >>> mon_marche("les travaux couteront 2 m€ mais mon marche c'est la moe") > 20, mon_marche("mon marche de nettoyage")
    (True, 0)
    """
    m = None
    for m in _MON_MARCHE.finditer(texte):  # noqa: B007 - the last one
        pass
    return 0 if m is None else m.end()
