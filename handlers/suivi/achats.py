"""One's purchases: where each action stands, what may be answered by hand, and what is said of them unasked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from handlers.conversation.acces import memoire
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.conversation.wording import en_tete
from handlers.suivi.moments import (
    ACHETEUR,
    ATTRIBUTION,
    EXECUTION,
    INSCRITES,
    MARCHE,
    MONTANT,
    OFFRES,
    PUBLICATION,
    SOCIAL,
    TPE_PME,
)
from handlers.suivi.questions import marches_possibles
from handlers.suivi.relances import corriger_l_acheteur, detacher, le_mien, realiser_plusieurs, rouvrir
from handlers.suivi.spontane import dire_attribue, dire_publie, en_cours
from knowledge.francais import objets
from knowledge.francais.jours_ouvres import avant_jours_ouvres
from knowledge.francais.texte import plier, simplifier
from knowledge.indicateurs.acheteurs import lire_acheteurs
from knowledge.plan.declaration import TraitDuPlan
from knowledge.suivi.reponses import EN_COURS, OUI, lire_jour_dit, lire_realisation
from storage.comptes.records import Role
from storage.suivi.records import AchatRecord, EtapeRecord, Pas, SuiviRecord

PARIS = ZoneInfo("Europe/Paris")
PAR_PAGE = 10
# Among which a purchase is found by its words.
MIENS_MAX = 200
SANS_REPONSE_MAX = 20
# Asked so many times, the last one so many working days ago, a question is told to the team.
FOIS, JOURS_OUVRES = 2, 10
# Out of 100: the words that name a purchase are among those of its object.
RESSEMBLANCE_MIN = 85
# Shorter words are spelt right.
MOT_MIN = 6
_ETATS = (
    (Pas.ECARTEE, "ecartee"), (Pas.REALISEE, "realisee"), (Pas.INSCRITE, "inscrite"), (Pas.CIBLEE, "ciblee"),
    (Pas.RETENUE, "retenue"), (Pas.PROPOSEE, "proposee"),
)  # fmt: skip

_AVANT = r"(?:(?:bonjour|ca y est|bonne nouvelle|pour info|finalement|en fait|en realite|non),? )*"
_ACHAT = r"(?:marche|achat|consultation|contrat|accord[- ]cadre|appel d'offres)"
_SUJET = (
    rf"(?:(?:mon|ma|notre|le|la|l'|cet|cette|ce) ?)?(?P<quel>{_ACHAT})"
    r"(?: (?:n° ?|no |numero )?(?P<numero>\d{1,9}))?(?P<quoi> (?!est |a |n'|vient |sera ).{2,100}?)?"
)
_ETRE = r"(?:est|a ete|vient d'etre|vient d'|n'est|n'a|sera|va etre|:|,)"
_TEMPS = r"(?:(?:bien|enfin|toujours|deja|pas|encore|donc|finalement|hier|ete|declaree?|classee?) )*"
_PUBLICATION = r"publie\w*|mise? en ligne|en ligne|lancee?|paru\w*|abandonnee?|annulee?"
_ATTRIBUTION = r"att?ri?bue\w*|notifie\w*|signee?|infru?ctu?eu\w*|sans[ -]suite"
_DIT = re.compile(
    rf"^{_AVANT}{_SUJET},? {_ETRE} ?{_TEMPS}(?:(?P<publie>{_PUBLICATION})|(?P<attribue>{_ATTRIBUTION}))(?!\w)(?P<suite>.{{0,120}})$"
)
_FAIT = re.compile(
    rf"^{_AVANT}(?:j'ai|on a|nous avons|je viens (?:de |d')|on vient (?:de |d')) ?{_TEMPS}(?:(?P<publie>publier?|publie|mis en ligne|lancer?|abandonner?|abandonne)|(?P<attribue>attribuer?|notifier?|signer?)) {_SUJET}(?P<suite>,.{{0,120}})?$"
)
_NU = re.compile(
    rf"^{_AVANT}(?:c'est |il est |elle est |je l'ai |on l'a |nous l'avons |je viens de le |ca a ete )?"
    rf"{_TEMPS}(?:(?P<publie>publiee?s?|publier|mise? en ligne|lancee?)|(?P<attribue>attribuee?s?|attribuer|notifiee?s?|infru?ctu?eu\w*|sans[ -]suite))"
    r"(?: (?:hier|aujourd'hui|ce matin|avant-hier|lundi|mardi|mercredi|jeudi|vendredi|le \d{1,2}\b.{0,20}|en \w+(?: 20\d\d)?|la semaine derniere))?(?:,.{0,80})?$"
)
_AUTRE_MARCHE = re.compile(
    r"^(?:(?:non|erreur|finalement|en fait|je me suis trompee?),? )*(?:l'achat (?:n° ?)?(?P<achat>\d{1,9}) |ce |c'etait |c')?(?:n'est|n'etait|est) pas "
    r"(?:ce|le|celui|le bon) ?(?:marche|contrat)?(?: du registre)?(?: (?:n° ?|numero )?(?P<marche>\d{1,9}))?$"
)
_PONCTUATION = re.compile(r"[^a-z0-9]+")
# "… le marché de nettoyage le 2 mai": the day is not of its object.
_LE_JOUR = re.compile(
    r"(?:^| )(?:le (?:\d{1,2}|1er)\b.*|hier|aujourd'hui|avant-hier|ce matin|la semaine derniere|le mois dernier|en (?:janv|fev|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec)\w*.*)$"
)
_LIAISON = re.compile(r"^(?:de la |de l'|des |du |de |d'|pour (?:le |la |les |l')?)")
# What the words say that a purchase is for; "n'est pas pour" says it of none.
_POUR = re.compile(
    r"^(?:,? ?(?:c'est|est|etait|sera|concerne)(?: (?:bien|plutot|en fait|un achat|une commande))*|[:,])? ?(?:(?:pour|de|a|du|au)\b ?)?(?P<qui>(?:la |le |l')?[^,;]{2,60})$"
)
# Wished, planned or supposed: not done.
_PAS_SUR = re.compile(
    r"\b(?:quand|si|sera|seront|faut|doit|doivent|peut|va|vont|peut-etre|bientot|prevue?s?|pas|abandon\w*)\b"
)
_VOIR = re.compile(
    r"^(?:voir |montre(?:r|z|-moi)? |ouvrir |suivi (?:de )?)?(?:l')?achat (?:n° ?|no |numero )?(?P<numero>\d{1,9})$"
)


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "mon marché de nettoyage est publié", "l'achat 5 est attribué, 4 offres", "achat 5"; None for anything else."""
    simple = simplifier(texte)
    if lu := _VOIR.match(simple):
        return montrer(turn, entretien, int(lu["numero"]))
    if texte.rstrip().endswith("?"):
        return None
    if lu := _AUTRE_MARCHE.match(simple):
        return _detacher(turn, entretien, lu["achat"], lu["marche"])
    lu = _DIT.match(simple) or _FAIT.match(simple)
    if lu is None:
        return _de_l_achat_nomme(turn, entretien, texte, simple) or _sans_le_nommer(turn, entretien, texte, simple)
    designes = _designes(turn, lu)
    if not designes:
        return _aucun(turn, entretien, lu, texte)
    if len(designes) > 1:
        return _demander_lequel(turn, entretien, designes, "pub" if lu["publie"] else "att")
    achat = le_mien(turn, designes[0].id)
    if achat is None:
        return None
    if lu["publie"]:
        # Told with how it is bought, it is another purchase of the kind.
        lecture = turn.lecteur.lire(texte, turn.aujourdhui)
        nouveau = any(une.nom in ("montant_ht", "procedure", "duree_mois") for une in lecture.lus)
        return None if nouveau else dire_publie(turn, entretien, achat, texte)
    if lu["quel"] != "achat" and lu["numero"] and lire_jour_dit(texte, turn.aujourdhui, passe=False):
        # "Le marché 12 est attribué en mars 2028" plans the award of a contract of the register.
        return None
    return dire_attribue(turn, entretien, achat, texte)


def _sans_le_nommer(turn: Turn, entretien: Entretien, texte: str, simple: str) -> Outcome | None:
    """ "publié hier", "c'est attribué, 4 offres", when nothing was asked: of the only purchase it can be."""
    lu = _NU.match(simple)
    if lu is None or en_cours(turn) is not None or entretien.etape is Etape.QUESTION:
        return None
    miens = les_miens(turn)
    ouverts = [un for un in miens if not un.conclu] or [un for un in miens if un.marche_id is None]
    if len(ouverts) > 1:
        return _demander_lequel(turn, entretien, ouverts[:PAR_PAGE], "pub" if lu["publie"] else "att")
    achat = le_mien(turn, ouverts[0].id) if ouverts else None
    if achat is None:
        return None
    dire = dire_publie if lu["publie"] else dire_attribue
    return dire(turn, entretien, achat, texte)


def _de_l_achat_nomme(turn: Turn, entretien: Entretien, texte: str, simple: str) -> Outcome | None:
    """ "L'achat 834 est pour la Métropole", "j'ai réalisé les actions 8 et 22 de l'achat 833"."""
    nommes = objets.nommes(texte)
    siens = [un for un in nommes if un.genre == objets.ACHAT]
    actions = [un.numero for un in nommes if un.genre == objets.ACTION]
    if len(siens) != 1 or len(siens) + len(actions) < len(nommes):
        return None
    pour = _POUR.match(simple[siens[0].fin :]) if not actions and objets.sujet(texte) else None
    qui = _acheteur_dit(turn, pour["qui"]) if pour is not None else None
    dit = lire_realisation(texte)
    if qui is None and (dit not in (OUI, EN_COURS) or _PAS_SUR.search(simple)):
        return None
    achat = le_mien(turn, siens[0].numero)
    if achat is None:
        return aparte(turn, entretien, Reply("achat_inconnu"))
    if qui is not None:
        # Of a contract of the register, official data say whose it is.
        return None if achat.marche_id is not None else corriger_l_acheteur(turn, entretien, achat, qui)
    if actions and dit is not None:
        return realiser_plusieurs(turn, entretien, achat, actions, dit)
    lignes = memoire(turn).achats.suivis([achat.id]).get(achat.id, [])
    if not any(Pas.INSCRITE in ligne.passage and Pas.REALISEE not in ligne.passage for ligne in lignes):
        return None
    # A purchase is done when its actions are: each is asked about.
    return rouvrir(turn, entretien, achat, f"{EXECUTION}:{turn.aujourdhui.year}")


def _acheteur_dit(turn: Turn, dit: str) -> str | None:
    """The buyer of the plan that these words are, and no more than that."""
    plie = plier(dit).texte
    nommes = lire_acheteurs(plie, {un.id: un.nom for un in turn.pack.acheteurs})
    if len(nommes) != 1:
        return None
    reste = re.sub(r"\b(?:la|le|les|l|de|du)\b", " ", plie[: nommes[0].debut] + " " + plie[nommes[0].fin :])
    return None if re.search(r"\w", reste) else nommes[0].qui


def incompris(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """A sentence about what it names by its number, that nothing understood: it changes nothing, and nothing else either.

    Asked about, a purchase is shown. None when it names nothing, or names it only in passing.
    """
    nommes = objets.nommes(texte)
    du_sujet = objets.sujet(texte)
    achats = list(dict.fromkeys(un.numero for un in nommes if un.genre == objets.ACHAT))
    if not achats and (du_sujet is None or du_sujet.genre == objets.ACTION or texte.rstrip().endswith("?")):
        return None
    if texte.rstrip().endswith("?") and len(achats) == 1:
        return montrer(turn, entretien, achats[0])
    numeros = achats or [un.numero for un in nommes if du_sujet is not None and un.genre == du_sujet.genre]
    genre = objets.ACHAT if achats or du_sujet is None else du_sujet.genre
    demande = None
    if genre == objets.DEMANDE:
        if turn.guichet is None or Role.EQUIPE not in turn.roles:
            return None
        demande = turn.guichet.demandes.trouver(numeros[0])
        if demande is None:
            return aparte(turn, entretien, Reply("demande_inconnue", {"numero": numeros[0]}))
    siens = [un for numero in achats if (un := le_mien(turn, numero)) is not None]
    if achats and len(siens) < len(achats):
        return aparte(turn, entretien, Reply("achat_inconnu"))
    choices = tuple(bouton("achat", f"s:voir:{un.id}", un.id) for un in siens[:PAR_PAGE])
    contexte = {"genre": genre, "numeros": numeros, "achats": siens, "demande": demande}
    return aparte(turn, entretien, Reply("objet_incompris", contexte, choices))


def _detacher(turn: Turn, entretien: Entretien, achat: str | None, marche: str | None) -> Outcome | None:
    """The purchase that is named, or the only one that became that contract of the register."""
    miens = les_miens(turn)
    lies = [un for un in miens if un.marche_id is not None and (marche is None or un.marche_id == int(marche))]
    if achat is not None:
        lies = [un for un in miens if un.id == int(achat)]
    if len(lies) != 1:
        return None
    verrouille = le_mien(turn, lies[0].id)
    return None if verrouille is None else detacher(turn, entretien, verrouille)


def _aucun(turn: Turn, entretien: Entretien, lu: re.Match[str], texte: str) -> Outcome | None:
    """No purchase of theirs is meant: a contract of the register may be, or a purchase that is told for the first time."""
    if lu["numero"]:
        return aparte(turn, entretien, Reply("achat_inconnu")) if lu["quel"] == "achat" else None
    lecture = turn.lecteur.lire(texte, turn.aujourdhui)
    if not lu["quoi"] or any(une.nom in ("montant_ht", "procedure", "duree_mois") for une in lecture.lus):
        return None
    return aparte(turn, entretien, Reply("achat_introuvable", {}, (bouton("mes_achats", "c:mes_achats"),)))


def _designes(turn: Turn, lu: re.Match[str]) -> list[AchatRecord]:
    """The purchases that are named: by number, by the words of their object, or the only one there is."""
    miens = les_miens(turn)
    if lu["numero"]:
        numero = int(lu["numero"])
        if lu["quel"] == "achat":
            achat = le_mien(turn, numero)
            return [] if achat is None else [achat]
        # A « marché » of a number is one of the register: the purchase that became it, or is to replace it.
        trouves = [un for un in miens if numero in (un.marche_id, un.remplace_id)]
        if trouves or memoire(turn).marches.trouver(numero) is not None:
            return trouves[:1]
        return [un for un in miens if un.id == numero]
    ouverts = [un for un in miens if not un.conclu] or miens
    quoi = _LE_JOUR.sub("", _LIAISON.sub("", (lu["quoi"] or "").strip()))
    if not quoi:
        # Bare words answer what was just asked, if something was.
        return [] if en_cours(turn) is not None else ouverts[:PAR_PAGE]
    return ([un for un in ouverts if se_nomme(un, quoi)] or [un for un in miens if se_nomme(un, quoi)])[:PAR_PAGE]


def les_miens(turn: Turn) -> list[AchatRecord]:
    """The purchases of whoever writes, the last first."""
    return memoire(turn).achats.des_comptes(turn.droits.comptes(), MIENS_MAX)


def mots_de(dit: str) -> str:
    """The words alone, as those of an object are compared.

    >>> mots_de("Nettoyage des écoles (lot n° 2)")
    'nettoyage des ecoles lot n 2'
    """
    return _PONCTUATION.sub(" ", simplifier(dit)).strip()


def se_nomme(achat: AchatRecord, quoi: str) -> bool:
    """Whether these words are among those of the object, or nearly."""
    objet, dits = mots_de(achat.objet or ""), mots_de(quoi)
    if not objet or not dits:
        return False
    proche = fuzz.partial_ratio(dits, objet) if len(dits) >= MOT_MIN else 0
    return max(fuzz.token_set_ratio(dits, objet), proche) >= RESSEMBLANCE_MIN


def _demander_lequel(turn: Turn, entretien: Entretien, achats: Sequence[AchatRecord], verbe: str) -> Outcome:
    choices = tuple(bouton("achat", f"s:quel:{un.id}:{verbe}", un.id) for un in achats)
    return aparte(turn, entretien, Reply("achat_lequel", {"achats": achats}, choices))


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button that shows a purchase; None when it is none of them."""
    match reste.split(":"):
        case ["voir", numero] if numero.isdecimal():
            return montrer(turn, entretien, int(numero))
        case ["quel", numero, "pub" | "att" as verbe] if numero.isdecimal():
            achat = le_mien(turn, int(numero))
            if achat is None:
                return aparte(turn, entretien, Reply("achat_inconnu"))
            genre = PUBLICATION if verbe == "pub" else ATTRIBUTION
            return rouvrir(turn, entretien, achat, genre)
    return None


# --- lists ------------------------------------------------------------------------------------------------------------


def lister(turn: Turn, entretien: Entretien) -> Outcome:
    """One's purchases and where each of their actions stands; for the team, what nobody answered too."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    miens = memoire(turn).achats.des_comptes(turn.droits.comptes(), PAR_PAGE + 1)
    vus = miens[:PAR_PAGE]
    equipe = Role.EQUIPE in turn.roles
    lignes = memoire(turn).achats.suivis([un.id for un in vus])
    muets = _muets(turn) if equipe else []
    contexte = {
        "achats": [{"achat": un, "actions": etats(lignes.get(un.id, ()))} for un in vus],
        "plus": len(miens) > PAR_PAGE,
        "equipe": equipe,
        "muets": muets,
    }
    numeros = dict.fromkeys((*(un.id for un in vus), *(muet["achat"].id for muet in muets)))
    choices: tuple[Choice, ...] = tuple(bouton("achat", f"s:voir:{numero}", numero) for numero in numeros)
    if memoire(turn).achats.ouvertes(turn.droits.comptes(), turn.aujourdhui):
        choices = (bouton("repondre_aux_questions", "s:suite"), *choices)
    return aparte(turn, entretien, Reply("mes_achats", contexte, choices or (bouton("decrire", "c:decrire"),)))


def _muets(turn: Turn) -> list[dict[str, Any]]:
    """What was asked in vain, and is asked no more."""
    avant = datetime.combine(avant_jours_ouvres(turn.aujourdhui, JOURS_OUVRES), time.max, PARIS)
    questions = memoire(turn).achats.sans_reponse(avant, FOIS, SANS_REPONSE_MAX)
    achats = memoire(turn).achats.plusieurs([une.achat_id for une in questions])
    par_achat: dict[int, list[str]] = {}
    for une in questions:
        par_achat.setdefault(une.achat_id, []).append(une.genre.partition(":")[0])
    return [
        {"achat": achats[numero], "genres": list(dict.fromkeys(genres)), "qui": memoire(turn).achats.auteur(numero)}
        for numero, genres in par_achat.items()
    ]


def etats(lignes: Sequence[SuiviRecord]) -> dict[str, list[int]]:
    """The actions of a purchase by where they stand, the furthest first."""
    par_etat: dict[str, list[int]] = {}
    for ligne in lignes:
        par_etat.setdefault(etat(ligne.passage), []).append(ligne.action)
    return {nom: par_etat[nom] for _, nom in reversed(_ETATS) if nom in par_etat}


def etat(passage: Pas) -> str:
    """In one word, where an action stands."""
    return next(nom for pas, nom in _ETATS if pas in passage)


def montrer(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """One purchase: its actions with their days and reasons, what is known of it, and what may be said of it."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    achat = le_mien(turn, numero)
    if achat is None:
        return aparte(turn, entretien, Reply("achat_inconnu"))
    lignes = memoire(turn).achats.suivis([achat.id]).get(achat.id, [])
    etapes = memoire(turn).achats.etapes([achat.id]).get(achat.id, [])
    publication = next(
        (une for une in memoire(turn).achats.questions([achat.id]).get(achat.id, []) if une.genre == PUBLICATION), None
    )
    contexte = {
        "achat": achat,
        "acheteur": next((un.nom for un in turn.pack.acheteurs if un.id == achat.acheteur), None),
        "publication": publication,
        "traits": [
            (un, achat.traits[un.id]) for un in turn.pack.traits.values() if achat.traits.get(un.id) is not None
        ],
        "vises": [un for un in turn.pack.vises if achat.traits.get(un.id)],
        "actions": [
            {
                "fiche": turn.pack.fiches[ligne.action],
                "etat": etat(ligne.passage),
                "ciblee": Pas.CIBLEE in ligne.passage,
                "derniere": _derniere(etapes, ligne.action),
            }
            for ligne in lignes
            if ligne.action in turn.pack.fiches
        ],
    }
    return aparte(turn, entretien, Reply("achat", contexte, _a_corriger(turn, achat, lignes)))


def _derniere(etapes: Sequence[EtapeRecord], action: int) -> EtapeRecord:
    # Of those said at once, the last: `max` keeps the first.
    return max((une for une in reversed(etapes) if une.action == action), key=lambda une: (une.jour, une.le))


def _a_corriger(turn: Turn, achat: AchatRecord, lignes: Sequence[SuiviRecord]) -> tuple[Choice, ...]:
    """Everything that may be answered by hand, or corrected."""

    def encore(genre: str) -> str:
        return f"s:rouvrir:{achat.id}:{genre}"

    def du_plan(moment: str) -> list[TraitDuPlan]:
        return [un for un in turn.pack.traits.values() if un.moment == moment]

    choices = []
    if achat.marche_id is None:
        choices = [bouton("corriger_publication", encore(PUBLICATION)), bouton("corriger_acheteur", encore(ACHETEUR))]
    if lignes:
        choices.append(bouton("corriger_inscrites", encore(INSCRITES)))
    if achat.marche_id is None:
        choices.append(bouton("corriger_attribution", encore(ATTRIBUTION)))
        if achat.attribue and marches_possibles(memoire(turn), turn.pack, achat):
            choices.append(bouton("corriger_marche", encore(MARCHE)))
    elif achat.conversation_id is not None:
        choices.append(bouton("detacher", f"s:detacher:{achat.id}"))
    if achat.attribue:
        choices += [
            bouton("corriger_offres", encore(OFFRES)),
            bouton("corriger_montant", encore(MONTANT)),
            *(Choice(en_tete(un.libelle), encore(un.genre)) for un in du_plan(ATTRIBUTION)),
            *((bouton("corriger_tpe_pme", encore(TPE_PME)),) if TPE_PME in turn.pack.traits_comptes else ()),
            bouton("corriger_social", encore(SOCIAL)),
        ]
        if any(Pas.INSCRITE in ligne.passage for ligne in lignes):
            choices.append(bouton("corriger_execution", encore(f"{EXECUTION}:{turn.aujourdhui.year}")))
    vises = {un.trait for un in turn.pack.vises if achat.traits.get(un.id)}
    choices += [
        Choice(en_tete(un.libelle), encore(un.genre)) for un in du_plan(PUBLICATION) if not un.si_vise or un.id in vises
    ]
    if achat.conversation_id is not None:
        choices.append(bouton("pourquoi_ces_actions", f"s:expliquer:{achat.id}"))
    return (*choices, bouton("mes_achats", "c:mes_achats"))


__all__ = [
    "MOT_MIN", "etat", "etats", "incompris", "les_miens", "lister", "montrer", "mots_de", "repondre", "repondre_par_choix", "se_nomme",
]  # fmt: skip
