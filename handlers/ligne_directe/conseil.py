"""Answers a firm's question from an approved entry, computes where it can, and says so when nothing fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from handlers.apprentissage.incompris import noter
from handlers.conversation.acts import Forme
from handlers.conversation.boutons import bouton
from handlers.conversation.offerts import lire_choix_offert
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.ligne_directe import contextes, etat
from handlers.ligne_directe.appel import TEXTE_MAX, Appel
from handlers.ligne_directe.etat import Geste
from handlers.ligne_directe.jugement import AUTRES_MAX, Jugement, calculer_pour, pour_cette_taille, remplir
from knowledge.ecoute import Acte
from knowledge.francais.questionnement import ressemble_a_une_question
from knowledge.ligne_directe import precisions
from knowledge.ligne_directe.calculs import Contexte, besoins
from knowledge.ligne_directe.calculs import utiles as utiles_au_calcul
from knowledge.ligne_directe.entrees import Calcul, Entree
from knowledge.ligne_directe.faits import (
    BORNES,
    FAITS,
    MONTANT_MAX,
    MONTANT_MIN,
    Sorte,
    ajouter,
    d_une_facture,
    est_une_fourchette,
    etonne,
    lire_les_faits,
    lire_les_reponses,
    ne_dit_que_des_faits,
)
from storage.apprentissage.records import GenreIncompris
from storage.ligne_directe.coordonnees import masquer_les_comptes
from storage.ligne_directe.records import EntrepriseRecord

INCONNU = "?"
# From there on an answer surely is of what was said.
NETTE = 1.2
AUTRE_SUJET = 1.0
# What is said of a firm holds for its next questions too.
DE_LA_FIRME = frozenset({"effectif", *("effectif" + borne for borne in BORNES), "statut", "pme"})
# Among the facts of a conversation: the name of the number said last.
DERNIER = "dernier"
# More words than these tell something else than one more fact.
MOTS_D_UNE_PRECISION = 8
# Of a number alone, said later: from there on it is an amount rather than a headcount or a length.
MONTANT_NU = 1_000


def repondre(turn: Turn, appel: Appel, texte: str, jugement: Jugement) -> Outcome:
    """Answer a question by the entry that was judged to fit; where none does, say what comes near, and that a person may answer."""
    if jugement.entree is None:
        return abstenir(turn, appel, texte, jugement)
    # What was said before of the same firm still holds, but for what this very message says.
    firme = ajouter(appel.firme, _de_la_firme(jugement.faits or {}))
    faits = ajouter(ajouter(_connus(turn), firme), jugement.faits or {})
    effectif = None if est_une_fourchette("effectif", faits) else faits.get("effectif")
    jugement = pour_cette_taille(jugement, effectif, turn.ligne())
    assert jugement.entree is not None
    if (rappel := a_redemander(turn, appel)) and jugement.entree.calcul is None:
        # An aside: what was being worked out goes on after it.
        suivant = replace(
            appel, texte=masquer_les_comptes(texte)[:TEXTE_MAX], autres=tuple(autre.id for autre in jugement.autres)
        )
        return _en_aparte(turn, suivant, jugement.entree, rappel, jugement.aussi)
    suivant = Appel(
        texte=masquer_les_comptes(texte)[:TEXTE_MAX],
        entree=jugement.entree.id,
        autres=tuple(autre.id for autre in jugement.autres),
        faits=faits,
        firme=firme,
    )
    return dire(turn, suivant, jugement.entree, jugement.aussi, jugement)


def _en_aparte(turn: Turn, appel: Appel, entree: Entree, rappel: Reply, aussi: Sequence[Entree] = ()) -> Outcome:
    contexte = contextes.d_une_entree(entree, None, turn.ligne(), turn.pack, turn.aujourdhui, aussi)
    reply = Reply("conseil", {**contexte, "question": None}, _demandees(turn, aussi))
    return etat.garder(turn, appel, reply, rappel)


def _demandees(turn: Turn, aussi: Sequence[Entree]) -> tuple[Choice, ...]:
    return tuple(Choice(titre(turn, une), f"l:e:{une.id}") for une in aussi)


def dire(
    turn: Turn, appel: Appel, entree: Entree, aussi: Sequence[Entree] = (), jugement: Jugement | None = None
) -> Outcome:
    """An entry, what it computes from what is known, what is still to be asked for it, and what `aussi` answers.

    `jugement`: of the question, which may be of a case; a person is then offered, or it is asked whether it is.
    """
    soupcon = None if jugement is None else jugement.soupcon
    resultat = calculer_pour(entree, appel.faits, _contexte(turn))
    question = resultat.manque[0] if resultat is not None and resultat.manque else None
    suivant = replace(appel, entree=entree.id, question=question, attente=None)
    contexte = contextes.d_une_entree(entree, resultat, turn.ligne(), turn.pack, turn.aujourdhui, aussi)
    choices = _boutons(turn, entree, question, aussi)
    # What a computation asks is answered first: a person is then offered by its button only.
    possible = jugement is not None and jugement.possible and question is None
    if soupcon is not None:
        ou = (bouton("oui", "l:humain"), bouton("non", "l:rien")) if possible else (bouton("transmettre", "l:humain"),)
        choices = (*ou, *(une for une in choices if une.value != "l:humain"))
    contexte_ = {**contexte, "question": question, "a_transmettre": soupcon is not None, "possible": possible}
    return etat.garder(turn, suivant, Reply("conseil", contexte_, choices))


def a_redemander(turn: Turn, appel: Appel) -> Reply | None:
    """What was asked for a computation, asked again after an aside; None with nothing pending."""
    entree = trouver(turn, appel.entree)
    if appel.question is None or entree is None or entree.calcul is None:
        return None
    contexte = {"titre": titre(turn, entree), "question": appel.question}
    return Reply("revenons_au_calcul", contexte, _boutons(turn, entree, appel.question))


# --- what a computation still asks ------------------------------------------------------------------------------------


def lire_la_reponse(turn: Turn, appel: Appel, texte: str) -> Acte | None:
    """The answer to what was asked for a computation, or what is wrong with it; None when these words are none."""
    if appel.question is None or appel.question not in FAITS:
        return None
    entree = trouver(turn, appel.entree)
    calcule = entree is not None and entree.calcul is not None
    if precisions.demande_autre_chose(texte):
        # A question of its own, but for what is being worked out of a day that no calendar has.
        utiles = _utiles(entree, appel, texte, turn) if entree is not None and calcule else {}
        return _dits(utiles) if "jour_impossible" in utiles else None
    if FAITS[appel.question].sorte is Sorte.CHOIX and (acte := _choisi(lire_choix_offert(turn, texte))):
        return acte
    if entree is None or not calcule:
        return None
    # "je suis tout seul", said when the amount was asked, is worth knowing too.
    utiles = _corriger(turn, appel, entree, texte) or _parmi_les_utiles(
        entree, appel, lire_les_reponses(appel.question, texte, turn.aujourdhui)
    )
    if utiles:
        return _dits(utiles, de_soi=True)
    etonnement = etonne(appel.question, texte, turn.aujourdhui)
    return None if etonnement is None else Acte("firme.etonner", {"etonnement": etonnement})


def _choisi(choix: str | None) -> Acte | None:
    """The act of an offered answer that is said in words."""
    debut = "l:f:"
    return FORMES["l:f"].decoder(choix.removeprefix(debut).split(":")) if choix and choix.startswith(debut) else None


def _dits(faits: Mapping[str, Any], *, de_soi: bool = False) -> Acte:
    """Facts for the computation under way; `de_soi`: what they say of the firm holds for its next questions too."""
    return Acte("firme.apprendre", {"faits": dict(faits), "de_soi": de_soi})


def _corriger(turn: Turn, appel: Appel, entree: Entree, texte: str) -> dict[str, Any]:
    """What takes the place of what was said last; nothing when the words correct nothing."""
    reste = precisions.lire_une_correction(texte)
    if reste is None or entree.calcul is None:
        return {}
    utiles = _utiles(entree, appel, texte, turn)
    if not utiles:
        return _nombre_nu(turn, appel, entree, reste) if reste else {}
    # "non en fait 12, le marché fait 180k": the number that corrects may stand alone, before what else is said.
    premier = precisions.premiere_partie(reste)
    if premier == reste or _utiles(entree, appel, premier, turn):
        return utiles
    return {**_nombre_nu(turn, appel, entree, premier), **utiles}


def _nombre_nu(turn: Turn, appel: Appel, entree: Entree, texte: str) -> dict[str, Any]:
    """What a number alone is, said later: the fact said last, or the first that it can be."""
    assert entree.calcul is not None
    dernier = _dernier(entree, appel)
    for nom in (*([dernier] if dernier else []), *utiles_au_calcul(entree.calcul, appel.faits)):
        if not _est_un_nombre(nom):
            continue
        dits = _parmi_les_utiles(entree, appel, lire_les_reponses(nom, texte, turn.aujourdhui))
        montants = [Decimal(dits[un]) for un in dits if un in FAITS and FAITS[un].sorte is Sorte.MONTANT]
        if dits and not any(montant < MONTANT_NU for montant in montants):
            return dits
    return {}


def _dernier(entree: Entree, appel: Appel) -> str | None:
    """The fact with a number that was said last; before anything was asked, the only one, if it is."""
    if (dit := appel.faits.get(DERNIER)) in FAITS:
        return str(dit)
    assert entree.calcul is not None
    connus = [nom for nom in besoins(entree.calcul, appel.faits) if nom in appel.faits and _est_un_nombre(nom)]
    return connus[0] if len(connus) == 1 else None


def _est_un_nombre(nom: str) -> bool:
    return nom in FAITS and FAITS[nom].sorte not in (Sorte.CHOIX, Sorte.DATE)


def etonner(turn: Turn, appel: Appel, etonnement: str) -> Outcome:
    """What was typed looks wrong: say it, and ask again."""
    entree = trouver(turn, appel.entree)
    assert entree is not None
    contexte = {
        "etonnement": etonnement,
        "limites": {"montant_min": MONTANT_MIN, "milliards": int(MONTANT_MAX / 10**9)},
        "resultat": None,
        "question": appel.question,
    }
    return etat.garder(turn, appel, Reply("calcul", contexte, _boutons(turn, entree, appel.question)))


def change_de_sujet(turn: Turn, appel: Appel, texte: str) -> bool:
    """Whether words that hold facts name another computation than the one under way: "procédure pour 150 k€ de travaux"."""
    entree = trouver(turn, appel.entree)
    if (
        entree is None
        or entree.calcul is None
        or precisions.lire_une_suite(texte) is not None
        or ne_dit_que_des_faits(texte)
    ):
        return False
    sures = turn.repondeur().chercher(texte).sures
    return bool(sures) and sures[0].score >= AUTRE_SUJET and sures[0].entree.calcul not in (None, entree.calcul)


def lire_une_precision(turn: Turn, appel: Appel, texte: str) -> Acte | None:
    """ "et si on était 60 ?": other facts for what was just worked out; None when the words are about something else."""
    entree = trouver(turn, appel.entree)
    suite, corrige = precisions.lire_une_suite(texte), precisions.lire_une_correction(texte)
    if entree is None or entree.calcul is None or change_de_sujet(turn, appel, texte):
        return None
    enchaine = (suite is not None or corrige is not None) and len(texte.split()) <= MOTS_D_UNE_PRECISION
    if not enchaine and not ne_dit_que_des_faits(texte):
        return None
    if utiles := _utiles(entree, appel, texte, turn):
        return _dits(utiles)
    if corrige is not None and (corriges := _corriger(turn, appel, entree, texte)):
        return _dits(corriges, de_soi=True)
    reste = texte if suite is None else suite
    # A year is no amount; where years count, they were read above.
    nu = {} if precisions.est_une_annee(reste) else _nombre_nu(turn, appel, entree, reste)
    return _dits(nu) if nu else None


def _utiles(entree: Entree, appel: Appel, texte: str, turn: Turn) -> dict[str, Any]:
    """Of what these words say, what the computation of that entry hangs on."""
    return _parmi_les_utiles(entree, appel, lire_les_faits(texte, turn.aujourdhui))


def _parmi_les_utiles(entree: Entree, appel: Appel, dits: Mapping[str, Any]) -> dict[str, Any]:
    if entree.calcul is None:
        return {}
    if entree.calcul is Calcul.RETARDS:
        dits = d_une_facture(dits)
    connus = utiles_au_calcul(entree.calcul, ajouter(appel.faits, dits))
    utiles = {nom: valeur for nom, valeur in dits.items() if nom in connus}
    return {} if set(utiles) == {"taxe"} else utiles


def choisir(turn: Turn, appel: Appel, acte: Acte) -> Outcome:
    """A pressed answer, or "I do not know"; of another question, the button is over."""
    nom, valeur = str(acte.slots["fait"]), str(acte.slots["valeur"])
    fait = FAITS.get(nom)
    if fait is None or appel.question != nom or (valeur != INCONNU and valeur not in fait.choix):
        return perime(turn, appel)
    return apprendre(turn, appel, {nom: None if valeur == INCONNU else valeur})


def apprendre(turn: Turn, appel: Appel, faits: Mapping[str, Any]) -> Outcome:
    """Work out again with these facts; what is over is said where nothing is worked out any more."""
    entree = trouver(turn, appel.entree)
    connus = ajouter(appel.faits, faits)
    if nombres := [nom for nom in faits if _est_un_nombre(nom) and faits[nom] is not None]:
        # A number that only corrects will be that one's.
        connus[DERNIER] = appel.question if appel.question in nombres else nombres[-1]
    resultat = None if entree is None else calculer_pour(entree, connus, _contexte(turn))
    if entree is None or resultat is None:
        return perime(turn, appel)
    question = resultat.manque[0] if resultat.manque else None
    contexte = contextes.d_une_entree(entree, resultat, turn.ligne(), turn.pack, turn.aujourdhui)
    reply = Reply("calcul", {**contexte, "question": question, "etonnement": None}, _boutons(turn, entree, question))
    return etat.garder(turn, replace(appel, faits=connus, question=question), reply)


def perime(turn: Turn, appel: Appel) -> Outcome:
    """A button that does nothing any more."""
    contexte = {"service": turn.pack.services["commande_publique"], "bouton": True}
    return etat.garder(turn, appel, Reply("reserve_aux_acheteurs", contexte, premiers_pas()))


def premiers_pas() -> tuple[Choice, ...]:
    """What a firm may do first."""
    return (bouton("parler", "l:humain"), bouton("mon_entreprise", "c:mon_entreprise"), bouton("aide", "c:aide"))


def _contexte(turn: Turn) -> Contexte:
    return Contexte(turn.pack, turn.ligne(), turn.aujourdhui)


def _connus(turn: Turn) -> dict[str, Any]:
    """What the firm told us once, and need not say again."""
    return de_la_fiche(turn.firme.entreprise())


def de_la_fiche(fiche: EntrepriseRecord | None) -> dict[str, Any]:
    """The facts that what a firm let us keep gives to computations."""
    if fiche is None:
        return {}
    connus: dict[str, Any] = {} if fiche.effectif is None else {"effectif": fiche.effectif}
    if fiche.statuts is not None:
        connus["statut"] = fiche.statuts[0].value if fiche.statuts else "aucun"
    return connus


def _dit_de_soi(appel: Appel, faits: Mapping[str, Any]) -> Appel:
    return replace(appel, firme=ajouter(appel.firme, _de_la_firme(faits)))


def de_la_firme(texte: str, turn: Turn) -> dict[str, Any]:
    """What words say of the firm itself."""
    return _de_la_firme(lire_les_faits(texte, turn.aujourdhui))


def _de_la_firme(faits: Mapping[str, Any]) -> dict[str, Any]:
    """Of what was said here, what is of the firm and not of one contract."""
    return {nom: valeur for nom, valeur in faits.items() if nom in DE_LA_FIRME and valeur is not None}


# --- what comes after -------------------------------------------------------------------------------------------------


def refuser(turn: Turn, appel: Appel) -> Outcome | None:
    """ "Ce n'est pas ma question": the next best, then a person; None when nothing was answered."""
    if not appel.texte:
        return None
    if not appel.refusee:
        noter(turn, GenreIncompris.RECHERCHE_REFUSEE, appel.texte)
    suivante = next((une for nom in appel.autres if (une := trouver(turn, nom)) is not None), None)
    if suivante is None:
        return None
    autres = appel.autres[appel.autres.index(suivante.id) + 1 :]
    return dire(turn, replace(appel, autres=autres, refusee=True, question=None), suivante)


def ouvrir(turn: Turn, appel: Appel, identifiant: str) -> Outcome:
    """An entry chosen by its button, if there still is one of that name."""
    entree = trouver(turn, identifiant)
    if entree is None:
        return perime(turn, appel)
    if (rappel := a_redemander(turn, appel)) and entree.calcul is None:
        return _en_aparte(turn, appel, entree, rappel)
    autres = tuple(autre for autre in appel.autres if autre != identifiant)
    return dire(turn, replace(appel, autres=autres, texte=appel.texte or entree.titre), entree)


def abstenir(turn: Turn, appel: Appel, texte: str, jugement: Jugement) -> Outcome:
    """Nothing fits: what comes near, and a person; noted for the team, without its author. Of something else: just that."""
    if jugement.hors_sujet:
        dit = Reply("hors_sujet", contextes.d_autre_chose(turn.ligne(), turn.pack), (bouton("parler", "l:humain"),))
        rappel = a_redemander(turn, appel)
        return etat.garder(turn, appel, *(une for une in (dit, rappel) if une is not None))
    noter(turn, GenreIncompris.RECHERCHE, texte)
    autres = tuple(une.id for une in jugement.autres)
    choices = tuple(Choice(titre(turn, une), f"l:e:{une.id}") for une in jugement.autres)
    contexte = {"texte": texte, "autres": jugement.autres, **promesse(turn)}
    reply = Reply("sans_reponse", contexte, (*choices, bouton("parler", "l:humain")))
    if rappel := a_redemander(turn, appel):
        # What was being worked out is not lost for words that nobody understood.
        return etat.garder(
            turn, replace(appel, texte=masquer_les_comptes(texte)[:TEXTE_MAX], autres=autres), reply, rappel
        )
    return etat.garder(
        turn, Appel(texte=masquer_les_comptes(texte)[:TEXTE_MAX], firme=appel.firme, autres=autres), reply
    )


def lire_la_firme(turn: Turn, texte: str, jugement: Jugement) -> Acte | None:
    """ "Bonjour, on est 8 plombiers": what a firm says of itself before it asks anything; None when it is something else."""
    if ressemble_a_une_question(texte) or len(texte.split()) > MOTS_D_UNE_PRECISION:
        return None
    lus, dits = lire_les_faits(texte, turn.aujourdhui), de_la_firme(texte, turn)
    if not dits or set(lus) - {*dits, "nature"} or jugement.garde is not None:
        return None
    if not ne_dit_que_des_faits(texte) and turn.repondeur().chercher(texte).meilleure >= NETTE:
        return None
    return Acte("firme.se_dire", {"faits": dits})


def se_dire(turn: Turn, appel: Appel, dits: Mapping[str, Any]) -> Outcome:
    """What a firm says of itself is kept for its next questions."""
    if not dits:
        return etat.garder(turn, appel, Reply("debut_entreprise", promesse(turn)))
    suivant = replace(appel, firme=ajouter(appel.firme, dits), question=None, attente=None)
    return etat.garder(turn, suivant, Reply("firme_notee", {"dits": dits}))


def promesse(turn: Turn) -> dict[str, Any]:
    """When a person answers: said before anybody types."""
    return contextes.promesse(turn.ligne(), turn.pack, turn.now)


def trouver(turn: Turn, identifiant: str | None) -> Entree | None:
    """The entry of that name, promoted ones included."""
    return None if identifiant is None else turn.repondeur().entree(identifiant)


def _boutons(turn: Turn, entree: Entree, question: str | None, aussi: Sequence[Entree] = ()) -> tuple[Choice, ...]:
    demandees = _demandees(turn, aussi)
    if question is not None:
        fait = FAITS[question]
        choix = tuple(
            Choice(turn.phrase("choix_de_firme", question, valeur), f"l:f:{question}:{valeur}") for valeur in fait.choix
        )
        return (*choix, bouton("inconnu", f"l:f:{question}:{INCONNU}"), *demandees)
    voisines = [une for nom in entree.voir if (une := trouver(turn, nom)) is not None and une not in aussi]
    choices = tuple(Choice(titre(turn, une), f"l:e:{une.id}") for une in voisines[:AUTRES_MAX])
    return (*demandees, *choices, bouton("pas_ma_question", "l:non"), bouton("parler", "l:humain"))


def titre(turn: Turn, entree: Entree) -> str:
    """The title of an entry, which is a button too."""
    return remplir(entree.titre, turn.ligne(), turn.pack, turn.aujourdhui)


FORMES = {"l:e": Forme("firme.ouvrir", ("entree*",)), "l:f": Forme("firme.choisir", ("fait", "valeur"))}
GESTES: Mapping[str, Geste] = {
    "firme.ouvrir": lambda turn, _, appel, acte: ouvrir(turn, appel, str(acte.slots["entree"])),
    "firme.choisir": lambda turn, _, appel, acte: choisir(turn, appel, acte),
    "firme.apprendre": lambda turn, _, appel, acte: apprendre(
        turn, _dit_de_soi(appel, acte.slots["faits"]) if acte.slots.get("de_soi") else appel, acte.slots["faits"]
    ),
    "firme.etonner": lambda turn, _, appel, acte: etonner(turn, appel, acte.slots["etonnement"]),
    "firme.se_dire": lambda turn, _, appel, acte: se_dire(turn, appel, acte.slots["faits"]),
}

__all__ = [
    "DERNIER", "FORMES", "GESTES", "a_redemander", "change_de_sujet", "de_la_fiche", "de_la_firme", "dire", "lire_la_firme", "lire_la_reponse",
    "lire_une_precision", "perime", "premiers_pas", "promesse", "refuser", "repondre", "titre", "trouver",
]  # fmt: skip
