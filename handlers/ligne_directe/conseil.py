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
from handlers.ligne_directe.appel import TEXTE_MAX, Appel, Sujet
from handlers.ligne_directe.contextes import Dites
from handlers.ligne_directe.etat import Geste
from handlers.ligne_directe.jugement import (
    AUTRES_MAX,
    CLAIRE,
    Jugement,
    calculer_pour,
    demandees,
    pour_cette_taille,
    remplir,
    suffisent,
)
from knowledge.ecoute import Acte
from knowledge.francais.questionnement import demande_une_definition, ressemble_a_une_question
from knowledge.ligne_directe import precisions
from knowledge.ligne_directe.calculs import Contexte, Resultat, besoins
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
DE_LA_FIRME = frozenset({"effectif", *("effectif" + borne for borne in BORNES), "statut", "pme", "part_pct"})
# Among the facts of a conversation: the name of the number said last.
DERNIER = "dernier"
# Whether it is handed over was asked: what is awaited is a yes or a no.
ATTENTE_ACCORD = "accord"
# Employees of a firm of one person.
SEUL = (0, 1)
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
            appel,
            texte=masquer_les_comptes(texte)[:TEXTE_MAX],
            autres=tuple(autre.id for autre in jugement.autres),
            aussi=tuple(autre.id for autre in jugement.aussi),
        )
        dite = Sujet(suivant.texte, jugement.entree.id, faits)
        return _en_aparte(turn, replace(suivant, fil=(dite, *appel.fil)), jugement.entree, rappel, jugement)
    suivant = Appel(
        texte=masquer_les_comptes(texte)[:TEXTE_MAX],
        entree=jugement.entree.id,
        autres=tuple(autre.id for autre in jugement.autres),
        faits=faits,
        firme=firme,
        aussi=tuple(autre.id for autre in jugement.aussi),
        fil=appel.fil_vers(jugement.entree.id),
    )
    return dire(turn, suivant, jugement.entree, jugement)


def _en_aparte(turn: Turn, appel: Appel, entree: Entree, rappel: Reply, jugement: Jugement | None = None) -> Outcome:
    """What is told in passing: all of it, while something else is being worked out."""
    aussi = () if jugement is None else jugement.aussi
    dites = [] if jugement is None else _dites(turn, appel, entree, jugement)
    entier = not _suffisent(appel, entree, dites, jugement)
    contexte = _contexte_de(turn, appel, entree, None, jugement, dites, entier=entier)
    reply = Reply("conseil", {**contexte, "question": None}, _demandees(turn, aussi))
    return etat.garder(turn, appel, reply, rappel)


def _dites(turn: Turn, appel: Appel, entree: Entree, jugement: Jugement | None) -> Dites:
    """What is told first of an answer, by what was asked of it."""
    dits = None if jugement is None else jugement.faits
    return demandees(entree, _textes(appel, entree, jugement), appel.faits, _contexte(turn), dits)


def _textes(appel: Appel, entree: Entree, jugement: Jugement | None) -> tuple[str, ...]:
    """The words that asked that answer."""
    return (appel.texte,) if jugement is None else jugement.parties.get(entree.id, (appel.texte,))


def _suffisent(appel: Appel, entree: Entree, dites: Dites, jugement: Jugement | None) -> bool:
    return suffisent(dites, entree, _textes(appel, entree, jugement))


def _contexte_de(
    turn: Turn,
    appel: Appel,
    entree: Entree,
    resultat: Resultat | None,
    jugement: Jugement | None,
    dites: Dites,
    *,
    entier: bool,
) -> dict[str, Any]:
    aussi = [] if jugement is None else [(une, _dites(turn, appel, une, jugement)) for une in jugement.aussi]
    seul = appel.faits.get("effectif") in SEUL
    return contextes.d_une_entree(
        entree, resultat, turn.ligne(), turn.pack, turn.aujourdhui, aussi, dites, entier=entier, seul=seul
    )


def en_une_phrase(turn: Turn, entree: Entree, texte: str, faits: Mapping[str, Any]) -> dict[str, Any]:
    """What an answer says of what words ask, told beside something else."""
    dites = demandees(entree, (texte,), faits, _contexte(turn), faits)
    return contextes.en_une_phrase(entree, dites, turn.ligne(), turn.pack, turn.aujourdhui)


def _demandees(turn: Turn, aussi: Sequence[Entree]) -> tuple[Choice, ...]:
    return tuple(Choice(titre(turn, une), f"l:e:{une.id}") for une in aussi)


def dire(
    turn: Turn, appel: Appel, entree: Entree, jugement: Jugement | None = None, *, entier: bool = False
) -> Outcome:
    """An entry: what was asked of it in a sentence, or all of it; what it computes from what is known, and what is still to be asked for that.

    `jugement`: of the question, which may ask other things too, and be of a case; a person is then offered, or it is asked whether it is.
    """
    soupcon = None if jugement is None else jugement.soupcon
    aussi = () if jugement is None else jugement.aussi
    resultat = calculer_pour(entree, appel.faits, _contexte(turn))
    # Of a case, nothing is worked out before it is said whether a person is to have it.
    cas = jugement is not None and jugement.garde is not None
    question = resultat.manque[0] if resultat is not None and resultat.manque and not cas else None
    if question is not None and demande_une_definition(appel.texte) and not _calcul_engage(entree, appel):
        # Who asks what it is has nothing to work out yet.
        question = None
    dites = [] if entier else _dites(turn, appel, entree, jugement)
    suivant = replace(appel, entree=entree.id, question=question, attente=None, dite=dites[0][0].id if dites else None)
    bref = _suffisent(appel, entree, dites, jugement) or (cas and bool(dites))
    contexte = _contexte_de(turn, appel, entree, resultat, jugement, dites, entier=not bref)
    choices = _boutons(turn, entree, question, aussi, bref=bref)
    # What a computation asks is answered first: a person is then offered by its button only.
    possible = jugement is not None and jugement.possible and question is None
    if soupcon is not None:
        ou = (bouton("oui", "l:humain"), bouton("non", "l:rien")) if possible else (bouton("transmettre", "l:humain"),)
        choices = (*ou, *(une for une in choices if une.value != "l:humain"))
    contexte_ = {
        **contexte,
        "question": question,
        "a_transmettre": soupcon is not None,
        "possible": possible,
        "soupcon": soupcon,
        "incertaine": jugement is not None and jugement.incertaine,
    }
    if possible:
        suivant = replace(suivant, attente=ATTENTE_ACCORD)
    return etat.garder(turn, suivant, Reply("conseil", contexte_, choices))


def preciser(turn: Turn, appel: Appel, acte: Acte) -> Outcome:
    """More of the open answer, by a sub-question of it; what was being worked out goes on."""
    entree, faits = trouver(turn, appel.entree), acte.slots.get("faits", {})
    suivant = replace(appel, faits=ajouter(appel.faits, faits))
    dites = [] if entree is None else demandees(entree, (acte.mots,), suivant.faits, _contexte(turn), faits)
    if entree is None or not dites:
        return perime(turn, appel)
    contexte = _contexte_de(turn, suivant, entree, None, None, dites, entier=False)
    rappel = a_redemander(turn, appel)
    choices = apres(turn, entree) if rappel is None else ()
    pour = _redits(suivant.faits) if dites[0][0].si and faits else None
    reply = Reply("conseil", {**contexte, "question": None, "pour": pour}, choices)
    suivant = replace(suivant, dite=dites[0][0].id)
    return etat.garder(turn, suivant, *(une for une in (reply, rappel) if une is not None))


def _redits(faits: Mapping[str, Any]) -> dict[str, Any] | None:
    """The amount that an answer now is of, and what it buys."""
    nom = next((nom for nom in ("montant_ht", "montant_ttc") if faits.get(nom) is not None), None)
    if nom is None or est_une_fourchette(nom, faits):
        return None
    # An amount that is said without its tax is told back as it was said.
    taxe = "TTC" if nom == "montant_ttc" else "HT" if faits.get("taxe") == "ht" else None
    return {"montant": Decimal(faits[nom]), "taxe": taxe, "nature": faits.get("nature")}


def a_redemander(turn: Turn, appel: Appel) -> Reply | None:
    """What was asked for a computation, asked again after an aside; None with nothing pending."""
    entree = trouver(turn, appel.entree)
    if appel.question is None or entree is None or not _calcul_engage(entree, appel):
        return None
    contexte = {"titre": titre(turn, entree), "question": appel.question}
    return Reply("revenons_au_calcul", contexte, _boutons(turn, entree, appel.question))


def _calcul_engage(entree: Entree, appel: Appel) -> bool:
    """Whether something was said for a computation, beside what the firm is: one that only came with an answer is left with it."""
    if entree.calcul is None:
        return False
    return any(nom in appel.faits for nom in besoins(entree.calcul, appel.faits) if nom not in DE_LA_FIRME)


# --- what a computation still asks ------------------------------------------------------------------------------------


def lire_la_reponse(turn: Turn, appel: Appel, texte: str) -> Acte | None:
    """The answer to what was asked for a computation, or what is wrong with it; None when these words are none."""
    if appel.question is None or appel.question not in FAITS:
        return None
    entree = trouver(turn, appel.entree)
    calcule = entree is not None and entree.calcul is not None
    if precisions.demande_autre_chose(texte):
        # A question of its own, but for what is being worked out of a day that no calendar has.
        siens = utiles(turn, appel, entree, texte) if entree is not None and calcule else {}
        return _dits(siens) if "jour_impossible" in siens else None
    if FAITS[appel.question].sorte is Sorte.CHOIX and (acte := _choisi(lire_choix_offert(turn, texte))):
        return acte
    if entree is None or not calcule:
        return None
    # "je suis tout seul", said when the amount was asked, is worth knowing too.
    siens = _corriger(turn, appel, entree, texte) or parmi_les_utiles(
        entree, appel, lire_les_reponses(appel.question, texte, turn.aujourdhui)
    )
    if siens and not (appel.question not in siens and _parle_d_autre_chose(turn, entree, texte)):
        return _dits(siens, de_soi=True)
    etonnement = etonne(appel.question, texte, turn.aujourdhui)
    return None if etonnement is None else Acte("firme.etonner", {"etonnement": etonnement})


def _parle_d_autre_chose(turn: Turn, entree: Entree, texte: str) -> bool:
    """ "On me demande trois ans de chiffre d'affaires, j'ai dix mois": many words, which another answer fits."""
    # Figures are no words: "les deux lots font 50 000 et 70 000" says little else.
    mots = [mot for mot in texte.split() if not mot[0].isdigit()]
    if len(mots) <= MOTS_D_UNE_PRECISION or ne_dit_que_des_faits(texte):
        return False
    trouvees = turn.repondeur().chercher(texte)
    autre = trouvees.sures[0].entree if trouvees.sures and trouvees.evidence >= CLAIRE else entree
    return autre is not entree and autre.calcul is not entree.calcul


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
    siens = utiles(turn, appel, entree, texte)
    if not siens:
        return _nombre_nu(turn, appel, entree, reste) if reste else {}
    # "non en fait 12, le marché fait 180k": the number that corrects may stand alone, before what else is said.
    premier = precisions.premiere_partie(reste)
    if premier == reste or utiles(turn, appel, entree, premier):
        return siens
    return {**_nombre_nu(turn, appel, entree, premier), **siens}


def _nombre_nu(turn: Turn, appel: Appel, entree: Entree, texte: str) -> dict[str, Any]:
    """What a number alone is, said later: the fact said last, or the first that it can be."""
    assert entree.calcul is not None
    dernier = _dernier(entree, appel)
    for nom in (*([dernier] if dernier else []), *utiles_au_calcul(entree.calcul, appel.faits)):
        if not _est_un_nombre(nom):
            continue
        dits = parmi_les_utiles(entree, appel, lire_les_reponses(nom, texte, turn.aujourdhui))
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
    if siens := utiles(turn, appel, entree, texte):
        # What a firm says of itself, and does not suppose, holds for its next questions too.
        return _dits(siens, de_soi=suite is None)
    if corrige is not None and (corriges := _corriger(turn, appel, entree, texte)):
        return _dits(corriges, de_soi=True)
    reste = texte if suite is None else suite
    # A year is no amount; where years count, they were read above.
    nu = {} if precisions.est_une_annee(reste) else _nombre_nu(turn, appel, entree, reste)
    return _dits(nu) if nu else None


def utiles(turn: Turn, appel: Appel, entree: Entree, texte: str) -> dict[str, Any]:
    """Of what these words say, what the computation of that entry hangs on."""
    return parmi_les_utiles(entree, appel, lire_les_faits(texte, turn.aujourdhui))


def autre_choix(turn: Turn, appel: Appel, entree: Entree, texte: str) -> dict[str, Any]:
    """Another answer to what a computation was told as one of a few: "une entreprise normale"."""
    for nom in () if entree.calcul is None else besoins(entree.calcul, appel.faits):
        if FAITS[nom].sorte is Sorte.CHOIX and nom in appel.faits:
            lus = lire_les_reponses(nom, texte, turn.aujourdhui)
            if nom in lus:
                return {nom: lus[nom]}
    return {}


def parmi_les_utiles(entree: Entree, appel: Appel, dits: Mapping[str, Any]) -> dict[str, Any]:
    """Of these facts, what the computation of that entry hangs on."""
    if entree.calcul is None:
        return {}
    if entree.calcul is Calcul.RETARDS:
        dits = d_une_facture(dits)
    connus = utiles_au_calcul(entree.calcul, ajouter(appel.faits, dits))
    siens = {nom: valeur for nom, valeur in dits.items() if nom in connus}
    return {} if set(siens) == {"taxe"} else siens


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
    ouvert = replace(appel, autres=autres, texte=appel.texte or entree.titre, fil=appel.fil_vers(identifiant))
    # Its title was pressed: nothing more was asked of it, and of what was already told in a sentence all is wanted.
    return dire(turn, ouvert, entree, Jugement(parties={entree.id: ()}), entier=identifiant in appel.aussi)


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
    fil = appel.fil_vers(None)
    return etat.garder(
        turn, Appel(texte=masquer_les_comptes(texte)[:TEXTE_MAX], firme=appel.firme, autres=autres, fil=fil), reply
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


def apres(turn: Turn, entree: Entree) -> tuple[Choice, ...]:
    """What may be pressed after a part of an answer: the rest of it, and what is near."""
    return _boutons(turn, entree, None, bref=True)


def remplir_du_jour(turn: Turn, texte: str) -> str:
    """A text of an answer with its figures of the day."""
    return remplir(texte, turn.ligne(), turn.pack, turn.aujourdhui)


def _boutons(
    turn: Turn, entree: Entree, question: str | None, aussi: Sequence[Entree] = (), *, bref: bool = False
) -> tuple[Choice, ...]:
    """What may be pressed next; `bref`: the answer was told in a sentence, and the rest unfolds."""
    demandees = _demandees(turn, aussi)
    if bref:
        demandees = (bouton("le_reste", "l:r"), *demandees)
    if question is not None:
        fait = FAITS[question]
        choix = tuple(
            Choice(turn.phrase("choix_de_firme", question, valeur), f"l:f:{question}:{valeur}") for valeur in fait.choix
        )
        return (*choix, bouton("inconnu", f"l:f:{question}:{INCONNU}"), *demandees)
    # The letter to copy comes before what is near.
    noms = dict.fromkeys((*([entree.lettre] if entree.lettre else []), *entree.voir))
    voisines = [une for nom in noms if (une := trouver(turn, nom)) is not None and une not in aussi]
    choices = tuple(Choice(titre(turn, une), f"l:e:{une.id}") for une in voisines[:AUTRES_MAX])
    return (*demandees, *choices, bouton("pas_ma_question", "l:non"), bouton("parler", "l:humain"))


def titre(turn: Turn, entree: Entree) -> str:
    """The title of an entry, which is a button too."""
    return remplir_du_jour(turn, entree.titre)


FORMES = {
    "l:r": Forme("suite_question"),
    "l:e": Forme("firme.ouvrir", ("entree*",)),
    "l:f": Forme("firme.choisir", ("fait", "valeur")),
}
GESTES: Mapping[str, Geste] = {
    "firme.ouvrir": lambda turn, _, appel, acte: ouvrir(turn, appel, str(acte.slots["entree"])),
    "firme.preciser": lambda turn, _, appel, acte: preciser(turn, appel, acte),
    "firme.choisir": lambda turn, _, appel, acte: choisir(turn, appel, acte),
    "firme.apprendre": lambda turn, _, appel, acte: apprendre(
        turn, _dit_de_soi(appel, acte.slots["faits"]) if acte.slots.get("de_soi") else appel, acte.slots["faits"]
    ),
    "firme.etonner": lambda turn, _, appel, acte: etonner(turn, appel, acte.slots["etonnement"]),
    "firme.se_dire": lambda turn, _, appel, acte: se_dire(turn, appel, acte.slots["faits"]),
}

__all__ = [
    "ATTENTE_ACCORD", "DERNIER", "FORMES", "GESTES", "MOTS_D_UNE_PRECISION", "SEUL", "a_redemander", "apres", "autre_choix", "change_de_sujet", "de_la_fiche", "de_la_firme", "dire", "en_une_phrase", "lire_la_firme", "lire_la_reponse",
    "lire_une_precision", "parmi_les_utiles", "perime", "premiers_pas", "promesse", "refuser", "remplir_du_jour", "repondre", "titre", "trouver", "utiles",
]  # fmt: skip
