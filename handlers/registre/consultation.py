"""The register in the conversation: one's contracts, what falls due, who one is in it, and what opens the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from handlers.conversation.acces import LIEN_VALABLE, memoire, mes_referents, reserver_a_l_equipe
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Document, Outcome, Reply, Turn
from handlers.registre.marches import Vue, changer, ressemblants, vue_avec
from knowledge.francais.noms import lire_un_nom
from knowledge.francais.prenoms import PRENOMS
from knowledge.francais.texte import simplifier
from storage.comptes.records import Role
from storage.registre.records import Filtre, MarcheRecord

PAR_PAGE = 10
MOTS_D_UN_NOM = 5
AGENDA_VALABLE = timedelta(days=400)

_PARTICULES = frozenset(("de", "du", "le", "la", "d"))
# Capitals do not make a name of them: "je suis Très Pressé".
_PAS_UN_PRENOM = frozenset(
    "tres trop bien mal assez peu si vraiment completement totalement deja encore toujours aussi acheteur acheteuse "  # noqa: SIM905
    "referent referente responsable directeur directrice chef cheffe agent agente chez au aux en dans sur".split()
)
_JE_SUIS = re.compile(
    r"^(?:je suis|je m'appelle|mon nom est|moi c'est) (?P<nom>[^\W\d_][\w'’ -]{2,60})$", re.IGNORECASE
)
_LIBERER = re.compile(r"^liberer? (?:le )?(?:nom|compte)(?: de)? (?P<nom>\S.{2,60})$")
_CHERCHER = re.compile(
    r"^(?:cherche[rz]? |trouve[rz]? )?(?:dans le registre|marches?|contrats?) (?:de |des |du |d')?(?P<quoi>[a-z][a-z' -]{3,60})$"
)


# --- what is said in so many words ------------------------------------------------------------------------------------


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """Answer who says their name, frees one, or looks for contracts; None when the message does neither."""
    simple = simplifier(texte)
    if (lu := _JE_SUIS.match(" ".join(texte.split()).strip(" .!"))) and (nom := _lire_son_nom(lu["nom"])):
        return _se_nommer(turn, entretien, nom)
    if lu := _LIBERER.match(simple):
        return _liberer(turn, entretien, lu["nom"])
    if lu := _CHERCHER.match(simple):
        return _chercher(turn, entretien, lu["quoi"])
    return None


def _lire_son_nom(dit: str) -> str | None:
    """ "je suis Alice Martin" says a name; "je suis perdu" and "je suis Très Pressé" do not.

    Small letters say one when they start by a first name.

    >>> [_lire_son_nom(dit) for dit in ("Alice Martin", "alice martin", "Zoé Zed", "Très Pressé", "tout perdu", "Alice")]
    ['Alice Martin', 'Alice Martin', 'Zoé Zed', None, None, None]
    """
    lu = lire_un_nom(dit)
    if lu is None or lu.genre != "nom":
        return None
    mots = re.split(r"[\s-]+", lu.texte)
    if not 2 <= len(mots) <= MOTS_D_UN_NOM or simplifier(mots[0]) in _PAS_UN_PRENOM:
        return None
    if all(mot[:1].isupper() or mot in _PARTICULES for mot in mots):
        return lu.texte
    return _en_capitales(lu.texte) if simplifier(mots[0]) in PRENOMS else None


def _en_capitales(nom: str) -> str:
    """ "jean-paul de la tour" → "Jean-Paul de la Tour"."""
    return re.sub(r"[^\W\d_]+", lambda mot: mot[0] if mot[0] in _PARTICULES else mot[0].capitalize(), nom)


# --- lists ------------------------------------------------------------------------------------------------------------


def mes_marches(turn: Turn, entretien: Entretien) -> Outcome:
    """The contracts this person answers for, the next to fall due first."""
    referents = tuple(referent.id for referent in mes_referents(turn))
    filtre = Filtre(referents=referents)
    vues = _grouper(turn, memoire(turn).marches.liste(filtre)) if referents else []
    contexte = {
        "vues": vues[:PAR_PAGE],
        "total": len(vues),
        "nom": next((r.nom for r in mes_referents(turn) if r.nom != turn.incoming.address.personne), None),
        "equipe": Role.EQUIPE in turn.roles,
    }
    choices = (
        *_boutons_des_marches(vues[:PAR_PAGE]),
        bouton("echeances", "c:echeances"),
        bouton("registre", "c:registre"),
    )
    return aparte(turn, entretien, Reply("mes_marches", contexte, choices))


def tableau(turn: Turn, entretien: Entretien) -> Outcome:
    """What the home of a person shows: their contracts, then the next twelve months."""
    marches, mois = mes_marches(turn, entretien), prochaines(turn, entretien)
    return Outcome(entretien.en_json(), [marches.replies[0], mois.replies[0]])


def prochaines(turn: Turn, entretien: Entretien) -> Outcome:
    """What falls due in the next twelve months, by month: one's own, or everybody's for the team."""
    equipe = Role.EQUIPE in turn.roles
    referents = tuple(referent.id for referent in mes_referents(turn))
    fin = turn.aujourdhui + timedelta(days=366)
    loin = turn.aujourdhui + timedelta(days=366 * 3 + 31)
    filtre = Filtre(recurrent=True, de=turn.aujourdhui, a=loin, referents=None if equipe else referents)
    marches = memoire(turn).marches.liste(filtre) if equipe or referents else []
    par_mois: dict[str, list[dict[str, Any]]] = {}
    total = 0
    for une in _grouper(turn, marches):
        for echeance in une.echeances:
            if turn.aujourdhui <= echeance.jour <= fin:
                total += 1
                par_mois.setdefault(f"{echeance.jour:%Y-%m}", []).append({"vue": une, "echeance": echeance})
    mois = [
        {"jour": date.fromisoformat(f"{cle}-01"), "lignes": sorted(lignes, key=lambda ligne: ligne["echeance"].jour)}
        for cle, lignes in sorted(par_mois.items())
    ]
    seances = memoire(turn).seances.toutes()
    contexte = {
        "mois": mois,
        "total": total,
        "equipe": equipe,
        "seances": [
            {"acheteur": acheteur.nom, "jour": jour}
            for acheteur in turn.pack.acheteurs
            for jour in seances.get(acheteur.id, ())
            if turn.aujourdhui <= jour <= fin
        ],
    }
    choices = (bouton("mes_marches", "c:mes_marches"), bouton("agenda", "c:agenda"), bouton("registre", "c:registre"))
    return aparte(turn, entretien, Reply("echeances", contexte, choices))


def _grouper(turn: Turn, marches: Sequence[MarcheRecord]) -> list[Vue]:
    """One line for the lots of one consultation that are awarded together."""
    seances = memoire(turn).seances.toutes()
    groupes: dict[tuple[str, date | None], list[MarcheRecord]] = {}
    for marche in marches:
        groupes.setdefault((marche.groupe or str(marche.id), marche.attribution_prevue), []).append(marche)
    return [vue_avec(turn, lots[0], seances, len(lots)) for lots in groupes.values()]


def _boutons_des_marches(vues: Sequence[Vue]) -> tuple[Choice, ...]:
    return tuple(bouton("marche", f"m:voir:{une.marche.id}", une.marche.id) for une in vues)


def _chercher(turn: Turn, entretien: Entretien, quoi: str) -> Outcome | None:
    trouves = ressemblants(turn, quoi, PAR_PAGE)
    if not trouves:
        return None
    contexte = {"vues": _grouper(turn, trouves), "quoi": quoi}
    return aparte(turn, entretien, Reply("marches_trouves", contexte, _boutons_des_marches(contexte["vues"])))  # type: ignore[arg-type]


# --- who one is -------------------------------------------------------------------------------------------------------


def _se_nommer(turn: Turn, entretien: Entretien, nom: str) -> Outcome:
    """ "je suis Alice Martin": the contracts given to that name are this person's from now on."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    adresse = turn.incoming.address
    deja = mes_referents(turn)
    nomme = memoire(turn).referents.nommer(nom, simplifier(nom), turn.now)
    if nomme.id in {referent.id for referent in deja}:
        return aparte(turn, entretien, Reply("nom_pris", {"nom": nomme.nom, "etat": "deja", "combien": 0}))
    anonymes = [referent for referent in deja if referent.nom == referent.personne]
    if nomme.personne is not None or len(anonymes) < len(deja):
        return aparte(turn, entretien, Reply("nom_pris", {"nom": nomme.nom, "etat": "pris", "combien": 0}))
    for anonyme in anonymes:
        memoire(turn).referents.liberer(anonyme.id)
        for marche in memoire(turn).marches.liste(Filtre(referents=(anonyme.id,))):
            changer(turn, marche, referent_id=nomme.id)
    memoire(turn).referents.reconnaitre(nomme.id, adresse.plateforme, adresse.personne)
    combien = memoire(turn).marches.compter(Filtre(referents=(nomme.id,)))
    pilotes = memoire(turn).saisies.pilotes()
    services = [turn.pack.services[un] for un, pilote in sorted(pilotes.items()) if pilote.id == nomme.id]
    contexte = {"nom": nomme.nom, "etat": "fait", "combien": combien, "services": services}
    chiffres = (bouton("mes_chiffres", "c:mes_chiffres"),) if services else ()
    choices = (*chiffres, bouton("mes_marches", "c:mes_marches"))
    return aparte(turn, entretien, Reply("nom_pris", contexte, choices))


def _liberer(turn: Turn, entretien: Entretien, nom: str) -> Outcome:
    """Have a name be nobody's account again: its owner changed, or said a name that is not theirs."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    nomme = next((un for un in memoire(turn).referents.tous() if simplifier(un.nom) == nom), None)
    fait = nomme is not None and memoire(turn).referents.liberer(nomme.id)
    return aparte(turn, entretien, Reply("nom_libere", {"nom": nom if nomme is None else nomme.nom, "fait": fait}))


# --- what opens the rest ----------------------------------------------------------------------------------------------


def ouvrir(turn: Turn, entretien: Entretien) -> Outcome:
    """How much the register holds, and the address of its page, for this person and for a while."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    adresse = turn.incoming.address
    cle = memoire(turn).liens.creer("registre", adresse.plateforme, adresse.personne, turn.now, LIEN_VALABLE)
    contexte = {
        "combien": memoire(turn).marches.combien(),
        "lien": f"{turn.adresse}/registre/ouvrir/{cle}",
        "expire_le": turn.now + LIEN_VALABLE,
        "equipe": Role.EQUIPE in turn.roles,
    }
    choices: tuple[Choice, ...] = (bouton("mes_marches", "c:mes_marches"), bouton("echeances", "c:echeances"))
    if Role.EQUIPE in turn.roles:
        choices = (bouton("trier", "t:page"), bouton("classeur", "c:classeur"), *choices)
    return aparte(turn, entretien, Reply("registre", contexte, choices))


def donner_le_classeur(turn: Turn, entretien: Entretien) -> Outcome:
    """The register as an XLSX file."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    nom = f"registre-spaser-{turn.aujourdhui.isoformat()}.xlsx"
    reply = Reply("classeur", {"combien": memoire(turn).marches.combien()}, document=Document("registre", "tout", nom))
    return aparte(turn, entretien, reply)


def donner_l_agenda(turn: Turn, entretien: Entretien) -> Outcome:
    """One's deadlines as an iCalendar feed, and as a file."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    adresse = turn.incoming.address
    cle = memoire(turn).liens.creer("agenda", adresse.plateforme, adresse.personne, turn.now, AGENDA_VALABLE)
    document = Document("agenda", "moi", "echeances-spaser.ics")
    contexte = {"lien": f"{turn.adresse}/calendrier/{cle}.ics", "expire_le": turn.now + AGENDA_VALABLE}
    return aparte(
        turn, entretien, Reply("agenda", contexte, (bouton("fermer_l_agenda", "c:fermer_l_agenda"),), document=document)
    )


def fermer_l_agenda(turn: Turn, entretien: Entretien) -> Outcome:
    """Make every address of one's feed worth nothing: it was given to somebody it was not meant for."""
    liens = memoire(turn).liens
    # Whichever of their accounts asked for them.
    fermes = sum(liens.retirer("agenda", compte.plateforme, compte.personne) for compte in turn.droits.comptes())
    return aparte(turn, entretien, Reply("agenda_ferme", {"fermes": fermes}))


__all__ = [
    "donner_l_agenda",
    "donner_le_classeur",
    "fermer_l_agenda",
    "mes_marches",
    "ouvrir",
    "prochaines",
    "repondre",
    "tableau",
]
