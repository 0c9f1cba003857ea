"""What is typed about a diagnosis that was given: why an action was in it, and what the plan would say now."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.francais.avis import dire_oui_ou_non
from knowledge.francais.choix import est_nie
from knowledge.francais.dates import lire_dates
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import ensemble, jetons, mots_de, plier, simplifier
from knowledge.lecture.montants import lire_taux

_ACTION = re.compile(r"\b(?:action|fiche|recommandation) (?:n?° ?)?(\d{1,3})\b")
_ACHAT = re.compile(r"\b(?:achat|diagnostic|marche) (?:n?° ?|no )?(\d{1,9})\b")
# That somebody was told it.
_DIT = re.compile(r"\b(?:dite?s?|disai[st]|propos\w*|recommand\w*|conseill\w*|m'? ?a(?:vez|i)?|nous a(?:vez)?|on me)\b")
_SUR = re.compile(
    r"\b(?:(?:sur|pour|dans|de|du|des) |d')(?:le |la |les |l'|mon |ma |marche |achat |de |du |des )*+(?P<quoi>[a-z][a-z' -]{2,80})$"
)
_POURQUOI = ("pourquoi ", "pour quelle raison ", "explique")
# Around the number of a purchase, no more than the demand: "pourquoi ces actions pour l'achat 5".
_SEULEMENT = frozenset("expliquer explique expliquez moi pourquoi ces les actions pour sur l le la mon cet ce".split())  # noqa: SIM905
# "Sur ce marché", "dans mon cas": no object is named.
_SANS_OBJET = {"ce", "cet", "cette", "mon", "ma", "notre", "cas", "la", "le", "l", "liste", "marche", "achat", "contrat", "plan", "projet"}  # fmt: skip
_CE_QUE = ("que change", "ce que", "qu'est-ce que", "changements")
MOTS_MAX = 9
# A number, or several without a word: "la 8 et la 18" may keep them.
_DES_NUMEROS = re.compile(
    r"^(?:et )?(?:(?:pour )?(?:la |l')?(?:n[o°]? ?)?)?\d{1,2}(?:(?: ?[,;/]? ?et ?| ?[,;/] ?| )\d{1,2}){0,7}$"
)
# The rate that was missing, said alone: "tva 20 %", "20%", "la tva c'est 20".
_TAUX_DE_TVA = re.compile(
    r"(?:(?:c'est |la |a |au taux de )*+(?:(?:taux de )?tva|taux)? ?(?:est |c'est |sera )?(?:de |a |: )?\d{1,2}(?:[.,]\d)? ?(?:%|pour ?cent)"
    r"|(?:la )?tva ?(?:est |c'est |sera )?(?:de |a |: )?\d{1,2}(?:[.,]\d)?)(?: de tva)?[ .!]*"
)
_AFFIRME = re.compile(
    r"(?:(?:et|alors|donc|bon|oui|non|au fait|en fait|par contre|ah|sinon|mais)[ ,]+)*"
    r"(?:(?:nous|on|je|j'|il|elle|ils|elles) (?!(?:me |nous |lui )?(?:faut|faudrait|veu|voud|souhait|cherch|aimer))(?:ne |n'|y |en |la |le |l'|les |nous |se |s')*\w+"
    r"|il y (?:a|aura)\b|y (?:a|aura)\b|(?:c'est|ce sera|ce sont|ca fait|ca sera) )"
)
_EN_TTC = re.compile(r"^(?:non )?(?:c'est (?:du |en )?|en |il est )?(?:ttc|toutes taxes(?: comprises)?)$")
_EN_HT = re.compile(
    r"^(?:oui |bien sur )?(?:c'est (?:du |en )?|en |il est )?(?:ht|hors taxes?|h\.t)(?: oui| bien sur)?$"
)

_MOTIF = re.compile(
    r"(?: ?[:(]|[ ,](?:car|parce ?que?|pcq|pasque|vu que?|puisque?|du fait que?|pour cause de?|faute de?|a cause de?|à cause de?)\b|,(?= (?:l['’]|le |la |les |cela |ceci )\S{1,30} étant\b))'?’? ?(?P<motif>\S.{2,299})",
    re.IGNORECASE,
)


def lire_des_numeros(texte: str) -> tuple[int, ...]:
    """The numbers of actions, where nothing else is said.

    >>> lire_des_numeros("et la 8"), lire_des_numeros("8, 17 et 18"), lire_des_numeros("8 mois"), lire_des_numeros("la 8 et la 18")
    ((8,), (8, 17, 18), (), ())
    """
    dits = simplifier(texte)
    return tuple(dict.fromkeys(int(n) for n in re.findall(r"\d+", dits))) if _DES_NUMEROS.match(dits) else ()


def dit_un_taux(texte: str) -> bool:
    """Whether a text is the rate of the tax that was missing, and nothing else.

    >>> [dit_un_taux(dit) for dit in ("TVA 20 %", "la tva c'est 20", "20 tables", "10 % de critère environnemental")]
    [True, True, False, False]
    """
    return _TAUX_DE_TVA.fullmatch(plier(texte).texte.strip()) is not None


def affirme(texte: str) -> bool:
    """Whether words are a sentence that affirms, by its subject and its verb; those that only name a thing may look it up.

    >>> affirme("nous avons une clause d'insertion"), affirme("clause d'insertion"), affirme("avons-nous une clause ?")
    (True, False, False)
    """
    return "?" not in texte and _AFFIRME.match(simplifier(texte)) is not None


def dit_la_taxe(texte: str) -> str | None:
    """ "ht" or "ttc", said alone of an amount that waits for a yes.

    >>> dit_la_taxe("c'est du HT"), dit_la_taxe("ttc"), dit_la_taxe("90 000 ht")
    ('ht', 'ttc', None)
    """
    simple = simplifier(texte)
    return "ht" if _EN_HT.match(simple) else "ttc" if _EN_TTC.match(simple) else None


# What may stand around a tax that is put right.
_AUTOUR_DE_LA_TAXE = ensemble(
    "zut oups ah oh non mince pardon attention euh desole en fait c est etait ct cetait ete mis donne j avais me suis trompe "
    "attends attendez le prix montant chiffre du au total il elle voila finalement mais que je vous te t tu ai dit euros eur les la de oui hein bien annonce note"
)


def passe_en_ttc(texte: str, montant: Decimal | None, redit: str = "") -> bool:
    """Whether a message says that the amount that is known was told with its tax: all of it, or a clause that tells the figure again.

    `redit` are the words that told the amount, of which a figure is told again too: "les 33 000" of 33 000 a year.

    >>> from decimal import Decimal
    >>> passe_en_ttc("Zut ! 7 000 c'était TTC en fait", Decimal(7000)), passe_en_ttc("ah non c'est du ttc", Decimal(7000))
    (True, True)
    >>> passe_en_ttc("8 000 TTC", Decimal(7000)), passe_en_ttc("le TTC ?", Decimal(7000)), passe_en_ttc("ttc", None)
    (False, False, False)
    >>> passe_en_ttc("attendez je relis, les 33 000 c'était du TTC, avec 20 % de tva dedans", Decimal(99000), "33 000 HT par an")
    True
    >>> passe_en_ttc("ah non attends 310 c'est ttc", Decimal(310000)), passe_en_ttc("la sono c'est 310 ttc", Decimal(310000))
    (True, False)
    """
    if montant is None or "?" in texte:
        return False
    mots = "".join(signe if signe.isalnum() else " " for signe in simplifier(texte)).split()
    if "ttc" not in mots:
        return False
    debut = fin = mots.index("ttc")
    while debut and (mots[debut - 1] in _AUTOUR_DE_LA_TAXE or mots[debut - 1].isdecimal()):
        debut -= 1
    while fin + 1 < len(mots) and mots[fin + 1] in _AUTOUR_DE_LA_TAXE:
        fin += 1
    chiffres = "".join(mot for mot in mots[debut : fin + 1] if mot.isdecimal())
    connus = {f"{montant:f}", f"{montant / _MILLE:f}", *(f"{n.valeur:f}" for n in lire_nombres(plier(redit).texte))}
    taux = lire_taux(plier(texte).texte) is not None
    entier = debut == 0 and (fin == len(mots) - 1 or taux)
    # A figure told for itself is of something else: "la sono c'est 310 ttc".
    commence = debut == 0 or mots[debut].isdecimal() or mots[debut] in _REDISENT
    return (not chiffres and entier) or (chiffres in connus and commence)


def passe_par_an(texte: str, montant: Decimal | None) -> bool:
    """Whether a whole message says that the amount that is known is that of one year.

    >>> from decimal import Decimal
    >>> dits = ("ah non c'est par an", "les 85 000 c'est annuel", "85 k par an en fait", "60 000 par an", "c'est par an ?", "3 ans")
    >>> [passe_par_an(dit, Decimal(85000)) for dit in dits]
    [True, True, True, False, False, False]
    """
    if montant is None or "?" in texte:
        return False
    mots = "".join(signe if signe.isalnum() else " " for signe in simplifier(texte)).split()
    chiffres = "".join(mot for mot in mots if mot.isdecimal())
    autres = {mot for mot in mots if not mot.isdecimal()}
    dit = autres & _A_L_ANNEE
    connus = ("", f"{montant:f}", f"{montant / _MILLE:f}")
    return bool(dit) and autres - dit <= _AUTOUR_DE_LA_TAXE | {"par", "a", "chaque", "ht", "k"} and chiffres in connus


_A_L_ANNEE = ensemble("an annee annuel annuelle annuels annuellement")
_MILLE = 1000
_REDISENT = ensemble("les ah oh oups non pardon en attention euh finalement mais zut mince desole")


def apres_le_hors_taxe(texte: str) -> str:
    """What a message goes on with once its first words said that an amount is before tax; empty where they did not.

    >>> apres_le_hors_taxe("HT ! on fera un mapa"), apres_le_hors_taxe("c'est du HT"), apres_le_hors_taxe("on fera un mapa, HT")
    ('on fera un mapa', '', '')
    """
    coupe = _APRES_LA_TAXE.match(texte)
    return (
        texte[coupe.end() :]
        if coupe is not None and dit_la_taxe(texte) is None and dit_la_taxe(coupe["tete"]) == "ht"
        else ""
    )


_APRES_LA_TAXE = re.compile(r"(?P<tete>[^,;.!?\n]{1,40})[,;.!][,;.!\s]*(?=\w)")


def comme_hors_taxes(texte: str) -> str:
    """The same words, with their amounts before tax: what an amount with its tax is at most.

    >>> comme_hors_taxes("9 800 euros TTC, toutes taxes comprises")
    '9 800 euros HT, HT'
    """
    return _TTC.sub("HT", texte)


_TTC = re.compile(r"\bttc\b|\btoutes taxes(?: comprises)?\b", re.IGNORECASE)


def annonce_un_nouvel_achat(texte: str) -> bool:
    """Whether the first words say that it is another purchase.

    >>> annonce_un_nouvel_achat("nouveau marché de fournitures, 20 000 €"), annonce_un_nouvel_achat("marché de fournitures")
    (True, False)
    """
    return _UN_NOUVEAU.match(simplifier(texte)) is not None


_UN_NOUVEAU = re.compile(r"(?:un |le |j'ai un )?(?:nouveau|nouvel|autre) (?:marche|achat|contrat|projet|besoin)\b")


def en_est_un_autre(texte: str) -> bool:
    """Whether what is told is said to be of another purchase.

    >>> en_est_un_autre("la maîtrise d'œuvre à 240 000, mais c'est un autre marché")
    True
    """
    return _EN_EST_UN_AUTRE.search(simplifier(texte)) is not None


_EN_EST_UN_AUTRE = re.compile(
    r"\b(?:c'est|ce sera|ca c'est|sera) (?:un autre|un nouvel|un nouveau) (?:marche|achat|contrat|projet)\b"
)


def fait_une_hypothese(texte: str) -> bool:
    """ "Et si on passe à 250 000": whatever it holds is supposed, and told of nothing; "si on passait à 250 000" too."""
    simple = simplifier(texte)
    return simple.startswith("et si ") or _SI_ON_FAISAIT.match(simple) is not None


_SI_ON_FAISAIT = re.compile(r"si [^,?]{0,40}?[a-z]{2,}(?:ait|ais|ions|aient)\b")


def parle_de_l_actuel(texte: str) -> bool:
    """Whether a text speaks of the contract that this one follows.

    >>> parle_de_l_actuel("Le marché actuel va jusqu'au 30 juin"), parle_de_l_actuel("Le marché ira jusqu'au 30 juin")
    (True, False)
    """
    return _L_ACTUEL.search(simplifier(texte)) is not None


_L_ACTUEL = re.compile(
    r"\b(?:(?:marche|contrat|accord-cadre|titulaire|prestataire) (?:actuel|en cours|en place|sortant|precedent)|(?:actuel|precedent) (?:marche|contrat|accord-cadre|titulaire|prestataire))\b"
)


def est_decide(texte: str) -> bool:
    """Whether what is told was decided by somebody, whatever else is asked of it.

    >>> est_decide("en fait mon chef veut 4 ans au lieu de 3, ça change quoi"), est_decide("et si mon chef veut 4 ans ?")
    (True, False)
    """
    simple = simplifier(texte)
    return _DECIDE.search(simple) is not None and _SUPPOSE.search(simple) is None


_DECIDE = re.compile(
    r"\b(?:veu(?:t|lent)|prefere(?:nt)?|impose(?:nt)?|exige(?:nt)?|dit|disent|(?:a|ont) (?:decide|tranche|valide|dit|vote))\b"
)
_SUPPOSE = re.compile(r"\b(?:si|s'il|[a-z]{2,}rai(?:t|s|ent))\b")


def ce_qui_est_suppose(texte: str) -> str:
    """A hypothesis as it would be told: without "et si", and no question.

    >>> ce_qui_est_suppose("Et si le lot 2 passe à 300k ?")
    'le lot 2 passe à 300k'
    >>> ce_qui_est_suppose("et si on faisait 15 000 ?")
    '15 000'
    >>> ce_qui_est_suppose("et si c'était 215 500 ?")
    '215 500'
    """
    return _ET_SI.sub("", texte).strip(" ?")


_ET_SI = re.compile(
    r"^\s*et si (?:on |nous |je )?(?:c'(?:est|[ée]tait) |ce (?:serait|sera|soit) |[cç]a (?:fait|faisait|fera) )?"
    r"(?:(?:fais|mett)(?:ait|ions) |(?:pass|mont|descend|ét|et)(?:ait|ions) [aà] |part(?:ait|ions) (?:sur|[aà]) )?",
    re.IGNORECASE,
)


def ce_qui_est_affirme(texte: str) -> str:
    """What "si, …" says against what was held; empty for words that say no such thing.

    >>> ce_qui_est_affirme("Si, il y a des livraisons"), ce_qui_est_affirme("si on passe à 12 mois")
    ('il y a des livraisons', '')
    """
    si, virgule, reste = texte.strip().partition(",")
    return reste.strip() if virgule and simplifier(si) in ("si", "mais si", "ah si") else ""


def dit_pourquoi(texte: str) -> bool:
    """Whether a reason is asked for by its word."""
    return "pourquoi" in mots_de(texte)


def ne_demande_que_pourquoi(texte: str) -> bool:
    """Whether a message opens by a why, and goes on with no sentence of its own.

    >>> [ne_demande_que_pourquoi(dit) for dit in ("bon et pourquoi on me parle d'insertion c'est bizarre", "pourquoi ?", "pourquoi ? bref, MAPA")]
    [True, False, False]
    """
    mots = mots_de(texte)
    debut, point, reste = texte.partition("?")
    seul = not reste.strip() if point else "." not in debut.strip(" .!")
    return "pourquoi" in mots[:OUVERTURE] and len(mots) > MOTS_D_UN_POURQUOI and seul


# "Pourquoi ?", "pourquoi vous demandez ça ?" are of the question itself.
MOTS_D_UN_POURQUOI = 4


def demande_quelle_taxe(texte: str) -> bool:
    """ "HT ou TTC ?": whether amounts are told with the tax.

    >>> demande_quelle_taxe("oups ht ou ttc vous voulez ?"), demande_quelle_taxe("90 000 ht")
    (True, False)
    >>> demande_quelle_taxe("pourquoi le HT compte tant ?")
    True
    """
    mots = mots_de(texte)
    if any(mot.isdecimal() for mot in mots):
        return False
    return ({"ht", "ttc"} <= set(mots) and len(mots) <= MOTS_MAX) or (
        {"ht", "pourquoi"} <= set(mots) and len(mots) <= MOTS_D_UNE_DEMANDE
    )


def demande_la_procedure(texte: str) -> bool:
    """Whether it is asked what the law lets a purchase follow: "suis-je obligé de mettre en concurrence ?", "je dois publier où ?".

    >>> [demande_la_procedure(dit) for dit in ("je dois mettre en concurrence ?", "c'est quoi un MAPA ?", "en procédure adaptée")]
    [True, False, False]
    >>> demande_la_procedure("sans appel d'offres, c'est bon ?")
    True
    """
    mots = set(mots_de(texte))
    sans = "sans" in mots and bool(mots & _DONT_ON_SE_PASSE)
    return (
        (sans or bool(mots & _DE_LA_PROCEDURE and mots & _DEMANDENT))
        and "pourquoi" not in mots
        and len(mots) <= MOTS_D_UNE_DEMANDE
    )


def demande_si_c_est_permis(texte: str) -> bool:
    """Whether a sentence asks if something is lawful.

    >>> [demande_si_c_est_permis(dit) for dit in ("Cinq ans, est-ce légal ?", "six ans c'est légal")]
    [True, False]
    """
    mots = set(mots_de(texte))
    return "?" in texte and bool(mots & _LICITE) and "pourquoi" not in mots and len(mots) <= MOTS_D_UNE_DEMANDE


def demande_ce_qui_se_peut(texte: str) -> bool:
    """Whether words may ask, without any mark of it, what one may or must do.

    >>> [demande_ce_qui_se_peut(dit) for dit in ("si ça va pas on peut changer d'entreprise", "deux lots, 36 mois")]
    [True, False]
    """
    return bool(set(mots_de(texte)) & (_LICITE | _DEMANDENT))


_LICITE = ensemble(
    "legal legale legaux legales licite illegal illegale permis permise autorise autorisee interdit interdite droit"
)
_DE_LA_PROCEDURE = ensemble(
    "direct concurrence publicite publier publication boamp jal procedure procedures consulter devis annonce seuil seuils mapa"
)
_DONT_ON_SE_PASSE = ensemble("appel concurrence publicite consultation procedure")
_DEMANDENT = ensemble(
    "oblige obligee obliges obligees obligatoire dois doit doivent devons faut faudra puis peux peut peuvent possible droit quelle quelles quel besoin ou change depasse depassons depasser dessus dessous"
)
MOTS_D_UNE_DEMANDE = 16


def defait_le_dernier_pas(texte: str) -> bool:
    """Whether what is called off is only the last thing that was said.

    >>> [defait_le_dernier_pas(dit) for dit in ("oups non, annule ça", "annule tout", "annuler")]
    [True, False, False]
    """
    mots = set(mots_de(texte))
    return bool(mots & _LE_DERNIER) and not mots & _LE_TOUT


def porte_sur_tout(texte: str) -> bool:
    """Whether what is called off is all there is, and not what was just done or proposed.

    >>> porte_sur_tout("annule tout"), porte_sur_tout("mouais, en fait non, annule")
    (True, False)
    """
    return bool(set(mots_de(texte)) & _LE_TOUT)


def refuse_et_annule(texte: str) -> bool:
    """Whether a no opens what calls off, so that it is of what came just before.

    >>> [refuse_et_annule(dit) for dit in ("finalement non, annule", "annule", "non, annule tout")]
    [True, False, False]
    """
    return "non" in mots_de(texte)[:OUVERTURE] and not porte_sur_tout(texte)


def repond_a_une_proposition(texte: str, proposee: str) -> bool | None:
    """Whether a short message takes up what was just proposed, in the words of the proposal or in none; None for anything else.

    >>> propose = "et si on fusionnait les lots 2 et 3 ?"
    >>> [repond_a_une_proposition(dit, propose) for dit in ("bon ok on fusionne", "ok on laisse comme ça", "ok et la procédure ?", "ok on retire le 3")]
    [True, False, None, None]
    >>> [repond_a_une_proposition(dit, propose) for dit in ("non", "non non on reste sur l'achat", "non, 4 lots")]
    [False, False, None]
    """
    plie = plier(texte).texte.strip(" .!")
    mots = mots_de(texte)
    if "?" in texte or not mots:
        return None
    if _adopte_le_meme_nombre(plie, mots, plier(proposee).texte):
        return True
    if len(mots) > MOTS_D_UNE_REPONSE or any(mot.isdecimal() for mot in mots):
        return None
    if _LAISSENT.search(plie):
        return False
    siens = {mot[:RACINE] for mot in mots_de(proposee) if len(mot) >= RACINE}
    if not set(mots) & _ACCORDS:
        return None
    return True if all(mot in _ACCORDS | _AUTOUR_D_UN_ACCORD or mot[:RACINE] in siens for mot in mots) else None


def _adopte_le_meme_nombre(plie: str, mots: Sequence[str], proposee: str) -> bool:
    """ "Mon directeur est d'accord, on prend nonante-cinq mille alors": the number of the proposal, taken."""
    nombres, siens = ({un.valeur for un in lire_nombres(dit)} for dit in (plie, proposee))
    adopte = bool(nombres) and nombres <= siens and not _ADOPTENT.isdisjoint(mots)
    return adopte and not est_nie(plie) and len(mots) <= MOTS_D_UNE_ADOPTION


MOTS_D_UNE_REPONSE, MOTS_D_UNE_ADOPTION = 10, 20
_ADOPTENT = ensemble(
    "prend prends prenons part pars partons retient retiens retenons adopte adoptons valide accord va passe passons"
)
# So many letters tell a verb, whatever its ending.
RACINE = 5
_LAISSENT = re.compile(
    r"\b(?:laiss|gard|rest)\w* (?:tout |donc |ca |les choses |le |la |les )*(?:comme|tel|telle|tels|telles|en l'etat|inchange)\b|\b(?:change|touche|modifie)\w* (?:a )?rien\b|\bne change\w* pas\b|\bon (?:ne )?(?:le )?fait pas\b|\bpas la peine\b|\bfinalement non\b|\bnon merci\b"
    r"|^(?:(?:ah|bah|euh|bon|oh|ben) )*(?:(?:non|nan|nn|nope)\b[ ,.!]*)+$|^(?:(?:non|nan|nn)\b[ ,.!]*)*(?:on|je|nous) (?:reste|restons|garde|gardons|conserve|conservons) (?:sur|a|avec|l'|la|le|les)\b"
)
_ACCORDS = ensemble(
    "ok okay oui ouais d accord dac go banco parfait allez allons vas top appliquez applique appliquer valide validez valider fais faites faisons adopte vendu"
)
_AUTOUR_D_UN_ACCORD = ensemble(
    "part pars partons dessus bon bah ben alors donc eh et va pour y on le la les l ca cela c est tu vous nous je j fait faire fera comme ainsi bien tres tout moi me svp stp merci super finalement lot lots"
)
# What a contract is called, whatever it buys.
CONTRATS = ensemble("prestation prestations mission marche contrat achat projet procedure publicite")
_LE_DERNIER = ensemble("oups ca cela dernier derniere derniers dernieres")
_LE_TOUT = ensemble("tout toute achat marche projet contrat dossier recommence recommencer")


def reprend(texte: str) -> bool:
    """Whether a pronoun stands for what was just shown, and nothing is named.

    >>> [reprend(dit) for dit in ("finalement je la conserve", "on garde ça", "je garde la clause", "je garde la première")]
    [True, True, False, False]
    """
    mots = mots_de(texte)
    if {"ca", "cela"} & set(mots):
        return len(mots) <= MOTS_D_UNE_REPRISE
    pairs = itertools.pairwise(mots)
    return len(mots) <= MOTS_D_UNE_REPRISE and any(
        avant in ("je", "on", "nous") and mot in ("la", "le", "l") for avant, mot in pairs
    )


def est_nie_quelque_part(texte: str) -> bool:
    """Whether words hold a negation, whatever it bears on."""
    return bool({"pas", "jamais", "aucune", "aucun"} & set(mots_de(texte)))


MOTS_D_UNE_REPRISE = 8
# In the first words, a no only opens ("ah non, pas celle").
OUVERTURE = 3


def lire_une_decision(texte: str) -> str | None:
    """Whether an action, called one, is kept ("retenir") or set aside ("ecarter").

    >>> [lire_une_decision(dit) for dit in ("ah non pas celle sur l'insertion, enlevez-la", "je garde l'action sur l'avance", "on garde 3 ans")]
    ['ecarter', 'retenir', None]
    >>> lire_une_decision("ok, retenez insertion et réemploi"), lire_une_decision("Bon d'accord, écartez-moi ça : trop court")
    ('retenir', 'ecarter')
    """
    mots = mots_de(texte)
    # Several decisions, or numbers, are more than one rule explains.
    nette = _NETTEMENT.match(" ".join(mots)) is not None
    if not (nette or _UNE_ACTION & set(mots)) or any(mot.isdecimal() for mot in mots):
        return None
    if {"mais", "sauf"} & set(mots) or "non" in mots[OUVERTURE:]:
        return None
    if any(mot.startswith(_ECARTENT) for mot in mots):
        return "ecarter"
    return "retenir" if any(mot.startswith(_RETIENNENT) for mot in mots) else None


def annule_celui_ci(texte: str) -> bool:
    """Whether the purchase under way is dropped, whatever else is told: "laissez tomber, on passe par l'UGAP, on annule celui-là".

    >>> [annule_celui_ci(dit) for dit in ("on passe par l'UGAP. On annule celui là", "annule la 8", "on n'annule pas ce marché", "annule ?")]
    [True, False, False, False]
    """
    return "?" not in texte and _ANNULE_CELUI_CI.search(plier(texte).texte) is not None


_ANNULE_CELUI_CI = re.compile(
    r"\b(?<!pas )(?<!n')annul(?:e|es|ez|ons|er) (?:donc |tout )?(?:celui|celle|ce (?:marche|contrat|projet|dossier)|cet? achat|l'achat|le (?:marche|projet|dossier)|tout)\b(?! pas)(?![- ](?:d[eu]|qui)\b)"
)


def lire_ce_qui_est_laisse(texte: str) -> str:
    """What a message drops by its name, where that is neither all there is nor the purchase; empty otherwise.

    >>> [lire_ce_qui_est_laisse(dit) for dit in ("laisse tomber le reconditionné on prend du neuf", "annule ce marché", "laisse tomber")]
    ['reconditionne', '', '']
    """
    dit = _LAISSE.search(plier(texte).texte)
    return "" if dit is None or dit["quoi"] in _LE_TOUT | _CE_QUI_EST_EN_COURS else dit["quoi"]


def abandonne(texte: str, objet: str) -> bool:
    """Whether a purchase of one thing is dropped by its own name, and nothing is bought instead.

    >>> formation, minibus = "Formation au management", "minibus pour le centre"
    >>> abandonne("tout est annulé, on laisse tomber la formation", formation), abandonne("laisse tomber le minibus, c'est des vélos", minibus)
    (True, False)
    >>> abandonne("on laisse tomber la formation, ils ont du stock", formation)
    True
    >>> abandonne("on laisse tomber la formation aux lots", formation), abandonne("laisse tomber les gants", "gants et masques")
    (False, False)
    """
    quoi, plie = lire_ce_qui_est_laisse(texte), plier(texte).texte
    siens = mots_de(objet)
    noms = [mot for mot in siens if len(mot) >= RACINE - 1]
    if not quoi or noms[:1] != [quoi] or "," in objet or "et" in siens or "?" in texte:
        return False
    # What follows the name is of it, in its own words; after a comma, nothing is named that takes its place.
    suite, _, reste = plie[plie.rindex(quoi) + len(quoi) :].partition(",")
    premier, *apres = mots_de(reste)[: OUVERTURE + 1] or ("",)
    return not set(mots_de(suite)) - {*siens} and not (premier in _REMPLACENT and set(apres) & _NOMMENT)


_REMPLACENT, _NOMMENT = ensemble("c ce on plutot finalement je nous prenons prends"), ensemble("un une des du")
_LAISSE = re.compile(
    r"\b(?:laisse|oublie|annule|abandonne|enleve|supprime|vire|retire)[zr]?(?: tomber)? (?:pas )?(?:le |la |les |l'|cette |ces |du |de la |des )(?P<quoi>[a-z][a-z'-]{2,40})"
)
_CE_QUI_EST_EN_COURS = ensemble(
    "question demande recherche commande consultation affaire besoin operation truc chose procedure simulation saisie diagnostic tous toutes derniere dernier precedent precedente reste"
)


@dataclass(frozen=True, slots=True)
class Decision:
    """Actions kept ("retenir") or set aside ("ecarter"), with the reason that was given; `parmi`: those that are meant perhaps."""

    nature: str
    actions: tuple[int, ...]
    motif: str = ""
    parmi: tuple[int, ...] = ()


def lire_des_decisions(texte: str) -> tuple[Decision, ...]:
    """Orders about numbered actions, each with its own; empty for a message that holds anything else.

    >>> [(d.nature, d.actions, d.motif) for d in lire_des_decisions("Retiens 3 et 7, écarte la 15 parce que sans objet ici")]
    [('retenir', (3, 7), ''), ('ecarter', (15,), 'sans objet ici')]
    >>> lire_des_decisions("on garde 3 ans, écarte la 15"), lire_des_decisions("retire 3 chaises")
    ((), ())
    """
    plie = plier(texte)
    lues: list[Decision] = []
    place = ouverture.end() if (ouverture := _COURTOISIE.match(plie.texte)) else 0
    while dit := _ORDRE.match(plie.texte, place):
        suite = _ORDRE_SUIVANT.search(plie.texte, dit.end())
        fin = suite.start() if suite else len(plie.texte)
        motif = _APRES_LES_NUMEROS.match(plie.texte, dit.end(), fin)
        if motif is None:
            return ()
        nature = "retenir" if dit["verbe"].startswith(_RETIENNENT) else "ecarter"
        debut, terme = motif.span("motif")
        lues.append(
            Decision(nature, tuple(map(int, re.findall(r"\d+", dit["numeros"]))), plie.mots(debut, terme).strip(" .)"))
            if debut >= 0
            else Decision(nature, tuple(map(int, re.findall(r"\d+", dit["numeros"]))))
        )
        place = fin
    return tuple(lues) if lues and place >= len(plie.texte) else ()


_COURTOISIE = re.compile(
    r"(?:(?:c'est (?:note|bon|parfait)|note|parfait|ok|okay|d'accord|tres bien|bien|super|merci|bon|entendu)[ ,.!;]+)+"
)
_NUMEROS = r"(?:(?:la|les|l'|le|l|action|actions|fiche|fiches|numero|n°)[ ']*){0,4}\d{1,2}"
_ORDRE = re.compile(
    rf"[ ,;.]*(?:et |puis |mais |ok |oui |bon |donc |alors |par contre ){{0,3}}(?:(?:je|on|tu|vous|nous|peux-tu|pouvez-vous|merci de|il faut) ){{0,2}}(?:[lm]'|ne )?"
    rf"(?P<verbe>retien\w*|reten\w*|gard\w*|conserv\w*|ecart\w*|enlev\w*|retir\w*|refus\w*|vire\w*|supprim\w*) "
    rf"(?P<numeros>{_NUMEROS}(?:(?: ?, ?| et | ou | ni | ?& ?|, et ){_NUMEROS}){{0,12}})"
)
_ORDRE_SUIVANT = re.compile(
    r"(?<![ ,;.])[ ,;.]++(?:et |puis |mais |par contre ){0,2}(?:(?:je|on|tu|vous|nous) ){0,1}(?=(?:retien|reten|gard|conserv|ecart|enlev|retir|refus|vire|supprim)\w* (?:(?:la|les|l'|le|action|actions|fiche|fiches)[ ']*){0,3}\d)"
)
_APRES_LES_NUMEROS = re.compile(
    r" ?(?:svp|stp|merci|aussi|s'il vous plait)?[ .!]*+(?:$|(?=[,;][ ,;.]*+\Z))|(?: ?[:(,]| (?=parce|car|vu|puisque|comme|faute)| (?=(?:mais |seulement |uniquement |juste |que ){0,2}(?:pour|sur|dans|au|aux) (?:les? |tous les )?(?:seuls? )?lots? ))[ ]*(?:parce ?qu[e']?|car|vu que?|puisqu[e']?|comme|faute de|motif ?:?|raison ?:?)?[ ']*(?P<motif>.{3,300})",
    re.DOTALL,
)


def decide_nettement(texte: str) -> bool:
    """Whether a message begins by keeping or setting aside, in words that are said of nothing else than actions."""
    return _NETTEMENT.match(" ".join(mots_de(texte))) is not None


# These words are said of nothing else than actions.
_NETTEMENT = re.compile(
    r"(?:(?:ok|oui|bon|bien|parfait|super|cool|d|accord|alors|donc|finalement|merci|c|est|note|je|j|on|vous|tu|pouvez|peux|voudrais|veux|souhaite) ){0,6}(?:retien|reten|ecart)\w*\b(?! (?:un|une|des|offre|candidat|attributaire|entreprise|prestataire|type))"
)
_UNE_ACTION = ensemble("action actions celle celles")
_ECARTENT = ("ecart", "enlev", "retir", "refus", "vire", "supprim")
_RETIENNENT = ("gard", "retien", "reten", "conserv")


def lire_un_motif(texte: str) -> str:
    """The reason that words give for what they do; empty where they give none.

    >>> lire_un_motif("j'écarte celle sur l'avance parce qu'on paie déjà à 20 jours"), lire_un_motif("vire la 11, merci")
    ('on paie déjà à 20 jours', '')
    """
    dit = _MOTIF.search(" ".join(texte.split()))
    return "" if dit is None else dit["motif"].strip(" .)")


def lire_les_lots_d_une_decision(texte: str) -> str:
    """For which lots an action is kept or set aside, in the words that say it; empty where it is for all.

    >>> lire_les_lots_d_une_decision("je garde l'action sur les PME seulement pour le lot 3"), lire_les_lots_d_une_decision("garde la 17")
    ('seulement pour le lot 3', '')
    """
    plie = plier(" ".join(texte.split()))
    dit = _POUR_DES_LOTS.search(plie.texte)
    return "" if dit is None else plie.mots(*dit.span()).strip(" ,")


_POUR_DES_LOTS = re.compile(
    r"\b(?:(?:mais|seulement|uniquement|juste|que) ){0,2}(?:pour|sur|dans|au|aux) (?:les? |tous les |chacun des |chaque )?(?:seuls? )?(?:(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|\d{1,2}) lots\b|lots? (?:n ?° ?)?[\w]{1,30}(?:(?: ?, ?| et | ou | a | au )(?:le |les |lot |lots )?\d{1,2}){0,12})(?: (?:seulement|uniquement))?"
)


def reprend_une_decision(texte: str) -> bool:
    """ "Et celle sur le cycle de vie aussi": another action, for which the same is decided.

    >>> reprend_une_decision("et celle sur le cycle de vie pour les lots 1 et 2"), reprend_une_decision("et la procédure ?")
    (True, False)
    """
    return "?" not in texte and _ENCORE_UNE.match(plier(texte).texte) is not None


_ENCORE_UNE = re.compile(
    r" *(?:et|puis|ainsi que|plus|aussi|pareil pour|idem pour|de meme pour)[ ,]+(?:aussi |egalement )?(?:celles?|l'action|les actions|l'autre action) "
)


def demande_un_texte(texte: str) -> str | None:
    """What the words to write are asked for, in a demand for them; None in anything else.

    >>> demande_un_texte("donnez-moi ce qu'il faut écrire pour l'insertion au lot 1"), demande_un_texte("insertion au lot 1")
    ("pour l'insertion au lot 1", None)
    """
    plie = plier(" ".join(texte.split()))
    dit = _A_ECRIRE.search(plie.texte)
    return None if dit is None else plie.mots(dit.end(), len(plie.texte)).strip()


_A_ECRIRE = re.compile(
    r"\bce qu'il (?:faut|faudra|faudrait) (?:que j')?(?:ecri|mettre|redig)\w*|\b(?:quelle|quel|la|le) (?:clause|texte|phrase|formulation|redaction) (?:exacte? )?(?:a |je dois |dois-je |je peux |on doit )?(?:ecrire|mettre|mets|met|rediger|copier)\b"
)


@dataclass(frozen=True, slots=True)
class Explication:
    """Why an action was recommended: in which diagnosis, told by its purchase, the words of its object or its month.

    `dite`: somebody was told it, so that no general reason is asked for.
    """

    action: int | None
    achat: int | None
    quoi: str | None = None
    mois: int | None = None
    annee: int | None = None
    dite: bool = False


def lire_une_explication(texte: str, aujourdhui: date) -> Explication | None:
    """ "expliquer l'achat 5", "pourquoi m'a-t-on dit l'action 8 en mars ?"; None for anything else.

    >>> lire_une_explication("expliquer l'achat 5", date(2026, 11, 24))
    Explication(action=None, achat=5, quoi=None, mois=None, annee=None, dite=False)
    >>> lire_une_explication("pourquoi m'avez-vous dit l'action 8 pour le gardiennage en mars ?", date(2026, 11, 24))
    Explication(action=8, achat=None, quoi='gardiennage', mois=3, annee=None, dite=True)
    >>> lire_une_explication("pourquoi l'achat 5 coûte-t-il si cher ?", date(2026, 11, 24))
    """
    plie = plier(texte).texte.strip(" ?.!")
    if not plie.startswith(_POURQUOI):
        return None
    action, achat = (lu and int(lu[1]) for lu in (_ACTION.search(plie), _ACHAT.search(plie)))
    reste = _ACHAT.sub(" ", _ACTION.sub(" ", plie))
    if action is None:
        return Explication(None, achat) if achat and _SEULEMENT.issuperset(mots_de(reste)) else None
    dates = [lue for lue in lire_dates(reste, aujourdhui) if lue.precise]
    for lue in reversed(dates):
        reste = f"{reste[: lue.debut].removesuffix('en ').removesuffix('au mois de ')} {reste[lue.fin :]}"
    sur = _SUR.search(" ".join(reste.split()))
    dite = _DIT.search(reste) is not None
    quoi = sur["quoi"].strip() if sur else ""
    # "Pour un marché de textile", "dans mon cas": no purchase of theirs is named.
    if _SANS_OBJET.issuperset(mots_de(quoi)) or not (dite or {"un", "une"}.isdisjoint(mots_de(reste))):
        quoi = ""
    mois, annee = (dates[0].bas.month, dates[0].bas.year if dates[0].annee_dite else None) if dates else (None, None)
    return Explication(action, achat, quoi or None, mois, annee, dite)


def demande_ce_que_le_plan_change(texte: str) -> bool:
    """ "Que change le nouveau plan ?", "ce que la nouvelle version change".

    >>> demande_ce_que_le_plan_change("que change le pack ?"), demande_ce_que_le_plan_change("que change la durée ?")
    (True, False)
    """
    mots = mots_de(texte)
    change = not {"change", "changements"}.isdisjoint(mots) and not {"plan", "pack", "version"}.isdisjoint(mots)
    return change and len(mots) <= MOTS_MAX and plier(texte).texte.strip().startswith(_CE_QUE)


__all__ = [
    "Decision",
    "Explication",
    "abandonne",
    "affirme",
    "annonce_un_nouvel_achat",
    "apres_le_hors_taxe",
    "ce_qui_est_affirme",
    "ce_qui_est_suppose",
    "decide_nettement",
    "defait_le_dernier_pas",
    "demande_ce_que_le_plan_change",
    "demande_ce_qui_se_peut",
    "demande_la_procedure",
    "demande_quelle_taxe",
    "demande_si_c_est_permis",
    "demande_un_texte",
    "dit_la_taxe",
    "dit_pourquoi",
    "dit_un_taux",
    "est_decide",
    "est_nie_quelque_part",
    "fait_une_hypothese",
    "lire_ce_qui_est_laisse",
    "lire_des_decisions",
    "lire_des_numeros",
    "lire_les_lots_d_une_decision",
    "lire_un_motif",
    "lire_une_decision",
    "lire_une_explication",
    "parle_de_l_actuel",
    "porte_sur_tout",
    "refuse_et_annule",
    "repond_a_une_proposition",
    "reprend",
    "reprend_une_decision",
]  # fmt: skip


def dire_par_an(montant: Decimal) -> str:
    """The words of an amount by the year, as the reader of facts reads them.

    >>> dire_par_an(Decimal(32000))
    '32 000 par an'
    """
    return f"{montant:,f} par an".replace(",", " ")


def lire_nouveau_ou_correction(texte: str) -> str | None:
    """What answers whether a description is a new purchase: "nouveau", "corriger", or "laisser" it; None where nothing does.

    >>> [lire_nouveau_ou_correction(dit) for dit in ("c'est le même achat", "un autre marché", "non laisse la moe", "60 000 HT")]
    ['corriger', 'nouveau', 'laisser', None]
    """
    mots = mots_de(texte)
    if len(mots) > MOTS_D_UNE_DEMANDE or any(mot.isdecimal() for mot in mots):
        return None
    if _LE_MEME & set(mots):
        return "corriger"
    if mots and mots[0] in _LAISSENT_CELA:
        return "laisser"
    return "nouveau" if _DIT_NOUVEAU & set(mots) and "pas" not in mots else None


_LE_MEME = ensemble("meme corrige correction corriger corrigez rectifie rectifier")
_DIT_NOUVEAU = ensemble("nouveau nouvel nouvelle autre different differente")
_LAISSENT_CELA = ensemble("non nan laisse laissez oublie oubliez ignore ni")


@dataclass(frozen=True, slots=True)
class QuestionRepondue:
    """What was asked of a question of the house, and the yes or the no that its own author gives it."""

    question: str
    reponse: str
    oui: bool


_DEMANDE_POURQUOI = frozenset({"savoir", "demandez", "demandes", "demande", "demander", "interesse", "besoin"})


def lire_une_question_repondue(texte: str) -> QuestionRepondue | None:
    """A question about what is asked, and its answer in the same message.

    >>> lire_une_question_repondue("Pourquoi vous voulez savoir si c'est récurrent ? ben oui ça l'est").oui
    True
    >>> lire_une_question_repondue("c'est récurrent ? oui"), lire_une_question_repondue("pourquoi tu demandes ça ?")
    (None, None)
    """
    question, _, reponse = texte.partition("?")
    demandes = {jeton.mot for jeton in jetons(plier(question).texte)}
    if "?" in reponse or _DEMANDE_POURQUOI.isdisjoint(demandes):
        return None
    oui = dire_oui_ou_non(reponse)
    return None if oui is None else QuestionRepondue(question.strip(), reponse.strip(), oui)


def les_reponses_suivent(dites: Sequence[str], rang: int) -> bool:
    """Whether a sentence asks what the next one answers by a yes or a no: "un lot ? Non."

    >>> les_reponses_suivent(("Un lot ?", "Non.", "Il y en a deux."), 0), les_reponses_suivent(("Un lot ?", "Deux ?"), 0)
    (True, False)
    """
    suite = dites[rang + 1 : rang + 2]
    return bool(suite) and dites[rang].rstrip().endswith("?") and dire_oui_ou_non(suite[0]) is not None
