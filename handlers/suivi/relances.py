"""What became of a purchase: its questions are put one after the other, and their answers written down."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from handlers.conversation.acces import auteur, memoire
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.suivi import etapes, suites
from handlers.suivi.moments import (
    ACHETEUR,
    ARRET,
    ATTRIBUTION,
    EXECUTION,
    INSCRITES,
    MARCHE,
    MONTANT,
    MOTIF,
    OFFRES,
    PUBLICATION,
    RESERVE,
    SOCIAL,
    TPE_PME,
    armer,
    genres_du_plan,
    ordre,
)
from handlers.suivi.preuves import suivre
from handlers.suivi.questions import (
    OUVERTE,
    TITULAIRE,
    Question,
    a_poser,
    annoncer,
    dite,
    est_mal_reserve,
    est_visee,
    formuler,
    marches_possibles,
    proposees,
    sans_motif,
)
from knowledge.francais.dates import plus_mois
from knowledge.plan.declaration import Trait
from knowledge.regles.faits import Faits
from knowledge.suivi.lots import apparier
from knowledge.suivi.reponses import (
    ABANDON,
    EN_COURS,
    INFRUCTUEUX,
    NON,
    OUI,
    lire_jour_dit,
    lire_montant,
    lire_offres,
    lire_tpe_pme,
)
from storage.suivi.records import AchatRecord, EtapeRecord, EtatQuestion, Pas, QuestionRecord
from storage.suivi.repository import ABSENTE, ECARTEE, INSCRITE, PERSONNE, REALISEE, REPRISE

MOTIF_MAX = 300
# A contract that the register does not hold yet is looked for again: official data are published two months after the
# notification at the latest. Source: arrêté du 22 décembre 2022.
MARCHE_APRES = timedelta(days=75)
UN_MOIS = 1


# --- what comes next --------------------------------------------------------------------------------------------------


def suivante(turn: Turn, achat_id: int | None = None) -> Question | None:
    """The next question for this person, of that purchase first."""
    achats = memoire(turn).achats
    miennes = achats.ouvertes(turn.droits.comptes(), turn.aujourdhui)
    if achat_id is not None:
        siennes = [
            une
            for une in achats.questions([achat_id]).get(achat_id, [])
            if une.etat is EtatQuestion.POSEE or (une.etat is EtatQuestion.A_POSER and une.du_le <= turn.aujourdhui)
        ]
        miennes = [*siennes, *(une for une in miennes if une.achat_id != achat_id)]
    posee = {une.id for une in miennes if une.etat is EtatQuestion.POSEE}
    question = next(iter(a_poser(memoire(turn), turn.pack, miennes, turn.now)), None)
    if question is not None and question.numero not in posee:
        achats.posee(question.numero, turn.now)
    return question


def poursuivre(turn: Turn, entretien: Entretien, achat_id: int | None, note: Mapping[str, Any] | None) -> Outcome:
    """Say what was noted, and put the next question at once; without one, come back to what was pending."""
    question = suivante(turn, achat_id)
    if question is not None:
        return Outcome(entretien.en_json(), [annoncer(question, note=note)])
    choices = (bouton("mes_achats", "c:mes_achats"),)
    contexte = {"q": None, "combien": None, "note": note, "equipe": False, "rappel": False}
    return aparte(turn, entretien, Reply("suivi", contexte, choices))


def annonce_de(note: Mapping[str, Any]) -> Reply:
    """What was noted, alone."""
    return Reply("suivi", {"q": None, "combien": None, "note": note, "equipe": False, "rappel": False})


def inconnu(turn: Turn, entretien: Entretien) -> Outcome:
    """A button that holds no answer of ours."""
    return aparte(turn, entretien, Reply("choix_inconnu", {}, (bouton("mes_achats", "c:mes_achats"),)))


def plus_tard(turn: Turn, entretien: Entretien) -> Outcome:
    return aparte(turn, entretien, Reply("suivi_plus_tard", {}, (bouton("mes_achats", "c:mes_achats"),)))


# --- answers ----------------------------------------------------------------------------------------------------------


def _regler(turn: Turn, achat: AchatRecord, genre: str, etat: EtatQuestion = EtatQuestion.REPONDUE) -> bool:
    return memoire(turn).achats.repondre(achat.id, genre, etat, auteur(turn), turn.now)


def _ouvrir(turn: Turn, achat: AchatRecord, *genres: str) -> None:
    """Have these asked now, unless they were settled."""
    for genre in genres:
        memoire(turn).achats.poser(achat.id, genre, turn.aujourdhui)


def _deja(turn: Turn, entretien: Entretien, achat: AchatRecord, genre: str) -> Outcome:
    """An old button of a settled question changes nothing, and says so."""
    return poursuivre(turn, entretien, achat.id, {"quoi": "deja", "genre": genre, "achat": achat})


def _question(turn: Turn, achat: AchatRecord, genre: str) -> QuestionRecord | None:
    siennes = memoire(turn).achats.questions([achat.id]).get(achat.id, [])
    return next((une for une in siennes if une.genre == genre), None)


def reporter(turn: Turn, entretien: Entretien, achat: AchatRecord, genre: str, jour: date | None) -> Outcome:
    """Not yet: ask it again on the day that was said, else in a month."""
    _ouvrir(turn, achat, genre)
    question = _question(turn, achat, genre)
    if question is None or question.etat not in OUVERTE:
        return _deja(turn, entretien, achat, genre)
    quand = jour or plus_mois(turn.aujourdhui, UN_MOIS)
    if question.fois == 0:
        memoire(turn).achats.posee(question.id, turn.now)
    memoire(turn).achats.reporter(question.id, quand)
    return poursuivre(turn, entretien, achat.id, {"quoi": "reporte", "achat": achat, "jour": quand})


def poser_publie(turn: Turn, achat: AchatRecord) -> None:
    """That a purchase is published is known, with what its file says: nothing of it is asked again."""
    _regler(turn, achat, PUBLICATION)
    _regler(turn, achat, INSCRITES)
    _ouvrir(turn, achat, ACHETEUR, *du_plan(turn, achat))
    _armer(turn, achat)


def publier(turn: Turn, entretien: Entretien, achat: AchatRecord, dit: str, jour: date | None = None) -> Outcome:
    if dit == NON:
        return reporter(turn, entretien, achat, PUBLICATION, jour)
    if not _regler(turn, achat, PUBLICATION):
        return _deja(turn, entretien, achat, PUBLICATION)
    if dit == ABANDON:
        return _abandonner(turn, entretien, achat)
    if achat.conclu and not achat.attribue:
        # Given up, or without an award, and published after all.
        annee = (achat.attribution_le or turn.aujourdhui).year
        memoire(turn).achats.changer(achat.id, {"conclu": False, "infructueux": None, "annee": annee}, turn.now)
        for genre in _avant_l_attribution(turn):
            memoire(turn).achats.oublier(achat.id, genre)
    _ouvrir(turn, achat, ACHETEUR, INSCRITES)
    _armer(turn, achat)
    return poursuivre(turn, entretien, achat.id, {"quoi": "publie", "achat": achat})


def _abandonner(turn: Turn, entretien: Entretien, achat: AchatRecord) -> Outcome:
    """Nothing more is asked of a purchase that was given up, and no figure counts it; opened by hand, it can be taken up again."""
    if not achat.attribue:
        memoire(turn).achats.changer(achat.id, {"conclu": True, "annee": None}, turn.now)
    for genre in _avant_l_attribution(turn):
        _regler(turn, achat, genre, EtatQuestion.SANS_OBJET)
    return poursuivre(turn, entretien, achat.id, {"quoi": "abandonne", "achat": achat})


def _armer(turn: Turn, achat: AchatRecord) -> None:
    if (a_jour := memoire(turn).achats.trouver(achat.id)) is not None:
        armer(memoire(turn).achats, [a_jour], turn.aujourdhui, turn.now)


def inscrire(turn: Turn, entretien: Entretien, achat: AchatRecord, cochees: Collection[int]) -> Outcome:
    if not _regler(turn, achat, INSCRITES):
        return _deja(turn, entretien, achat, INSCRITES)
    # Whoever tells what is in the file has published it.
    _regler(turn, achat, PUBLICATION)
    nouvelles = []
    ecartees = []
    for ligne in memoire(turn).achats.suivis([achat.id]).get(achat.id, []):
        if ligne.action in cochees:
            if Pas.INSCRITE not in ligne.passage:
                nouvelles.append(_etape(turn, ligne.action, INSCRITE))
        elif est_visee(ligne):
            nouvelles.append(_etape(turn, ligne.action, ECARTEE))
            ecartees.append(ligne.action)
        elif Pas.ECARTEE not in ligne.passage:
            nouvelles.append(_etape(turn, ligne.action, ABSENTE))
    etapes.dire(memoire(turn).achats, turn.pack, achat.id, nouvelles, turn.now)
    suites.inscrire(memoire(turn), achat.id, cochees, turn.now)
    for action in ecartees:
        memoire(turn).achats.rouvrir(achat.id, f"{MOTIF}:{action}", turn.now)
    _ouvrir(turn, achat, *du_plan(turn, achat))
    _douter_du_reserve(turn, achat)
    _armer(turn, achat)
    return poursuivre(turn, entretien, achat.id, {"quoi": "inscrites", "actions": sorted(cochees), "achat": achat})


def du_plan(turn: Turn, achat: AchatRecord) -> tuple[str, ...]:
    """What the plan asks once the file is known: of every contract, or of those that were targeted on that point."""
    vises = {un.trait for un in turn.pack.vises if achat.traits.get(un.id)}
    return tuple(
        un.genre for un in turn.pack.traits.values() if un.moment == PUBLICATION and (not un.si_vise or un.id in vises)
    )


def de_l_attribution(turn: Turn) -> tuple[str, ...]:
    """What an award tells: nothing to ask without one."""
    taille = (TPE_PME,) if TPE_PME in turn.pack.traits_comptes else ()
    return (OFFRES, MONTANT, *genres_du_plan(turn.pack, ATTRIBUTION), *taille, SOCIAL)


def _avant_l_attribution(turn: Turn) -> tuple[str, ...]:
    return (INSCRITES, *genres_du_plan(turn.pack, PUBLICATION), ATTRIBUTION)


def _etape(turn: Turn, action: int, etape: str, motif: str | None = None) -> EtapeRecord:
    return EtapeRecord(action, etape, motif, turn.aujourdhui, turn.now, auteur(turn), PERSONNE)


def motiver(turn: Turn, entretien: Entretien, achat: AchatRecord, action: int, motif: str | None) -> Outcome:
    genre = f"{MOTIF}:{action}"
    # Ticked since then, the action is not set aside by an old button.
    ecartee = sans_motif(memoire(turn), achat, action)
    if not _regler(turn, achat, genre, EtatQuestion.REPONDUE if ecartee else EtatQuestion.SANS_OBJET) or not ecartee:
        return _deja(turn, entretien, achat, MOTIF)
    if motif is not None:
        dit = " ".join(motif.split())[:MOTIF_MAX]
        etapes.dire(memoire(turn).achats, turn.pack, achat.id, [_etape(turn, action, ECARTEE, dit)], turn.now)
    note = {"quoi": "motif", "action": action, "motif": motif}
    return poursuivre(turn, entretien, achat.id, note)


def prendre(turn: Turn, entretien: Entretien, achat: AchatRecord, genre: str, valeurs: Mapping[str, Any]) -> Outcome:
    """Take an answer; not knowing leaves it unknown, and it is not asked again."""
    if not _regler(turn, achat, genre):
        return _deja(turn, entretien, achat, genre)
    connues = {nom: valeur for nom, valeur in valeurs.items() if valeur is not None}
    memoire(turn).achats.changer(achat.id, connues, turn.now)
    _douter_du_reserve(turn, achat)
    qui = next((un.nom for un in turn.pack.acheteurs if un.id == connues.get("acheteur")), None)
    trait = next((un for un in turn.pack.traits.values() if un.genre == genre), None)
    dit = None if trait is None or trait.id not in connues else trait.oui if connues[trait.id] else trait.non
    note = {"quoi": "pris" if connues else "inconnu", "valeurs": connues, "achat": achat, "acheteur": qui or dit}
    return poursuivre(turn, entretien, achat.id, note)


def _douter_du_reserve(turn: Turn, achat: AchatRecord) -> None:
    """Ask which of the two is wrong, when it is told reserved and held by nobody that it may be reserved for."""
    a_jour = memoire(turn).achats.trouver(achat.id)
    if a_jour is not None and est_mal_reserve(a_jour):
        _ouvrir(turn, a_jour, RESERVE)


def trancher_le_reserve(turn: Turn, entretien: Entretien, achat: AchatRecord, dit: str) -> Outcome:
    """Its holder employs such people after all, or it was not reserved: the action is set aside, and official data stand."""
    if dit != NON:
        return prendre(turn, entretien, achat, RESERVE, {"insertion_handicap": True if dit == TITULAIRE else None})
    if not _regler(turn, achat, RESERVE):
        return _deja(turn, entretien, achat, RESERVE)
    lignes = memoire(turn).achats.suivis([achat.id]).get(achat.id, [])
    qui_reservent = [un for un in lignes if un.action in turn.pack.fiches and Pas.INSCRITE in un.passage]
    nouvelles = [
        _etape(turn, un.action, ECARTEE) for un in qui_reservent if Trait.RESERVE in turn.pack.fiches[un.action].etablit
    ]
    etapes.dire(memoire(turn).achats, turn.pack, achat.id, nouvelles, turn.now)
    a_jour = memoire(turn).achats.trouver(achat.id)
    officiel = a_jour is not None and a_jour.traits["reserve"] is True
    return poursuivre(turn, entretien, achat.id, {"quoi": "pas_reserve", "achat": achat, "officiel": officiel})


def qualifier(turn: Turn, entretien: Entretien, achat: AchatRecord, dits: Mapping[str, bool]) -> Outcome:
    """What is said of the holder: "esus", "handicap"; what is not said stays unknown."""
    valeurs = {"esus": dits.get("esus"), "insertion_handicap": dits.get("handicap")}
    return prendre(turn, entretien, achat, SOCIAL, valeurs)


def attribuer(
    turn: Turn, entretien: Entretien, achat: AchatRecord, dit: str, texte: str = "", jour: date | None = None
) -> Outcome:
    if dit == NON:
        return reporter(turn, entretien, achat, ATTRIBUTION, jour)
    # Official data tell the award of a contract of the register.
    if not _regler(turn, achat, ATTRIBUTION) or achat.marche_id is not None:
        prendre_ce_qui_est_dit(turn, achat, texte)
        return _deja(turn, entretien, achat, ATTRIBUTION)
    prevue = achat.attribution_le
    quand = lire_jour_dit(texte, turn.aujourdhui, passe=True) if texte else None
    quand = quand or (prevue if prevue is not None and prevue <= turn.aujourdhui else turn.aujourdhui)
    valeurs: dict[str, Any] = {
        "attribue": dit == OUI,
        "conclu": True,
        "infructueux": dit == INFRUCTUEUX,
        "annee": quand.year,
    }
    if dit == OUI:
        valeurs |= {"attribution_le": quand, "fin": achat.fin or _fin(turn, achat, quand)}
    elif achat.attribue:
        # It was said awarded before: nobody holds it after all.
        valeurs |= dict.fromkeys(("attribution_le", "fin", "offres", "tpe_pme", "esus", "insertion_handicap"))
        valeurs |= {un.id: None for un in turn.pack.traits.values() if un.moment == ATTRIBUTION}
    memoire(turn).achats.changer(achat.id, valeurs, turn.now)
    _regler(turn, achat, PUBLICATION)
    if dit != OUI:
        for genre in (MARCHE, *de_l_attribution(turn)):
            _regler(turn, achat, genre, EtatQuestion.SANS_OBJET)
        return poursuivre(turn, entretien, achat.id, {"quoi": dit, "achat": achat})
    prendre_ce_qui_est_dit(turn, achat, texte)
    _ouvrir(turn, achat, ACHETEUR, INSCRITES)
    if marches_possibles(memoire(turn), turn.pack, achat):
        # First: what official data tell is not asked.
        _ouvrir(turn, achat, MARCHE)
    else:
        memoire(turn).achats.poser(achat.id, MARCHE, turn.aujourdhui + MARCHE_APRES)
        _ouvrir(turn, achat, *de_l_attribution(turn))
    return poursuivre(turn, entretien, achat.id, {"quoi": "attribue", "achat": achat, "jour": quand})


def _fin(turn: Turn, achat: AchatRecord, debut: date) -> date | None:
    """The end of the contract, from the duration that its diagnosis knew."""
    dernier = next(iter(memoire(turn).journal.de_l_achat(achat.id)), None)
    duree = None if dernier is None else Faits.depuis_json(turn.pack.vocabulaire, dernier.faits).valeur("duree_mois")
    return plus_mois(debut, int(duree)) if isinstance(duree, Decimal) else None


def prendre_ce_qui_est_dit(turn: Turn, achat: AchatRecord, texte: str) -> None:
    """ "… attribué, 4 offres, à une PME, 85 k€": what the same sentence tells is asked no more."""
    lus: tuple[tuple[str, str, Any], ...] = ()
    if texte:
        lus = (
            (OFFRES, "offres", lire_offres(texte, seul=False)),
            (MONTANT, "montant_ht", lire_montant(texte)),
            (TPE_PME, "tpe_pme", lire_tpe_pme(texte, seul=False) if TPE_PME in turn.pack.traits_comptes else None),
        )
    for genre, colonne, valeur in lus:
        if valeur is not None and _regler(turn, achat, genre):
            memoire(turn).achats.changer(achat.id, {colonne: valeur}, turn.now)


def rattacher(turn: Turn, entretien: Entretien, achat: AchatRecord, marche_id: int | None) -> Outcome:
    """The contract of the register that it became; what official data tell of it is asked no more."""
    question = _question(turn, achat, MARCHE)
    if question is not None and question.etat not in OUVERTE:
        return _deja(turn, entretien, achat, MARCHE)
    if marche_id is not None:
        proposes = {un.marche_id for un in marches_possibles(memoire(turn), turn.pack, achat)}
        if marche_id not in proposes or not memoire(turn).achats.rattacher(achat.id, marche_id, turn.now):
            return poursuivre(turn, entretien, achat.id, {"quoi": "marche_pris", "numero": marche_id})
        etapes.etablir(memoire(turn).achats, turn.pack, achat.id, turn.now)
        memoire(turn).achats.rattacher_les_lots(achat.id, apparier_les_lots(turn, achat), turn.now)
    _regler(turn, achat, MARCHE)
    _ouvrir(turn, achat, *de_l_attribution(turn))
    note: dict[str, Any] = {"quoi": "rattache", "numero": marche_id, "actions": []}
    if marche_id is not None:
        lignes = memoire(turn).achats.suivis([achat.id]).get(achat.id, [])
        note["actions"] = [ligne.action for ligne in lignes if Pas.INSCRITE in ligne.passage]
    return poursuivre(turn, entretien, achat.id, note)


def apparier_les_lots(turn: Turn, achat: AchatRecord) -> dict[int, int | None]:
    """Which contract of its consultation each lot became, by number or by name."""
    marches = {un.marche_id: (un.lot, un.objet) for un in memoire(turn).achats.marches_de(achat.id)}
    return {**apparier({lot.numero: lot.intitule for lot in achat.lots}, marches)}


def detacher(turn: Turn, entretien: Entretien, achat: AchatRecord) -> Outcome:
    """It is another contract: the purchase is again what it was, the contract too, and the right one is asked for."""
    marches = memoire(turn).achats.detacher(achat.id, turn.now)
    if not marches:
        return poursuivre(turn, entretien, achat.id, {"quoi": "rien_a_detacher", "achat": achat})
    suivre(memoire(turn), turn.pack, marches, turn.now)
    for genre in (MARCHE, *de_l_attribution(turn)):
        memoire(turn).achats.oublier(achat.id, genre)
    if (repris := memoire(turn).achats.trouver(achat.id)) is not None and repris.attribue:
        _ouvrir(turn, repris, MARCHE, *de_l_attribution(turn))
    return poursuivre(turn, entretien, achat.id, {"quoi": "detache", "achat": achat, "numero": marches[0]})


def realiser(
    turn: Turn, entretien: Entretien, achat: AchatRecord, annee: int, action: int, dit: str, motif: str | None = None
) -> Outcome:
    inscrites = {ligne.action for ligne in proposees(memoire(turn), achat) if Pas.INSCRITE in ligne.passage}
    if action not in inscrites or not _regler(turn, achat, dite(annee, action)):
        return _deja(turn, entretien, achat, EXECUTION)
    if dit == OUI:
        etapes.dire(memoire(turn).achats, turn.pack, achat.id, [_etape(turn, action, REALISEE)], turn.now)
    elif dit == EN_COURS:
        # Told not done yet: until then, nobody knew.
        etapes.dire(memoire(turn).achats, turn.pack, achat.id, [_etape(turn, action, REPRISE)], turn.now)
    elif dit == NON:
        etapes.dire(memoire(turn).achats, turn.pack, achat.id, [_etape(turn, action, ECARTEE, motif)], turn.now)
        if motif is None:
            memoire(turn).achats.rouvrir(achat.id, f"{MOTIF}:{action}", turn.now)
    question = _question(turn, achat, f"{EXECUTION}:{annee}")
    if question is not None and formuler(memoire(turn), turn.pack, question) is None:
        _regler(turn, achat, f"{EXECUTION}:{annee}")
    return poursuivre(turn, entretien, achat.id, {"quoi": f"realisee_{dit}", "action": action})


def corriger_l_acheteur(turn: Turn, entretien: Entretien, achat: AchatRecord, acheteur: str) -> Outcome:
    """Whom a purchase is for, said of it by its number: asked or not, answered before or not."""
    memoire(turn).achats.rouvrir(achat.id, ACHETEUR, turn.now)
    return prendre(turn, entretien, achat, ACHETEUR, {"acheteur": acheteur})


def realiser_plusieurs(
    turn: Turn, entretien: Entretien, achat: AchatRecord, actions: Collection[int], dit: str
) -> Outcome:
    """Actions of a purchase that is named are done, or under way; those that are not in its file are said apart, and stay as they are."""
    inscrites = {ligne.action: ligne for ligne in proposees(memoire(turn), achat) if Pas.INSCRITE in ligne.passage}
    siennes = [action for action in actions if action in inscrites]
    nouvelles = []
    for action in siennes:
        genre = dite(turn.aujourdhui.year, action)
        memoire(turn).achats.rouvrir(achat.id, genre, turn.now)
        _regler(turn, achat, genre)
        if dit == EN_COURS:
            nouvelles.append(_etape(turn, action, REPRISE))
        elif dit == OUI and Pas.REALISEE not in inscrites[action].passage:
            nouvelles.append(_etape(turn, action, REALISEE))
    etapes.dire(memoire(turn).achats, turn.pack, achat.id, nouvelles, turn.now)
    note = {
        "quoi": f"realisees_{dit}",
        "achat": achat,
        "actions": siennes,
        "hors": [action for action in actions if action not in inscrites],
    }
    return poursuivre(turn, entretien, achat.id, note)


def ne_plus_demander(turn: Turn, entretien: Entretien, achat: AchatRecord) -> Outcome:
    """Nothing more is asked of this purchase unless somebody opens it."""
    nouveau = _regler(turn, achat, ARRET)
    for question in memoire(turn).achats.questions([achat.id]).get(achat.id, []):
        _regler(turn, achat, question.genre, EtatQuestion.SANS_OBJET)
    return poursuivre(turn, entretien, None, {"quoi": "arret", "achat": achat, "nouveau": nouveau})


def rouvrir(turn: Turn, entretien: Entretien, achat: AchatRecord, genre: str) -> Outcome:
    """Answer a question by hand, or again: what was said before stays in the history."""
    racine, _, detail = genre.partition(":")
    if racine not in ordre(turn.pack) or (racine == EXECUTION) != bool(detail) or (detail and not detail.isdecimal()):
        return inconnu(turn, entretien)
    achats = memoire(turn).achats
    if racine == EXECUTION:
        achats.oublier(achat.id, f"realisee:{detail}:")
    achats.rouvrir(achat.id, genre, turn.now)
    question = _question(turn, achat, genre)
    posee = None if question is None else formuler(memoire(turn), turn.pack, question)
    if posee is None:
        _regler(turn, achat, genre, EtatQuestion.SANS_OBJET)
        return poursuivre(turn, entretien, achat.id, {"quoi": "rien_a_demander", "achat": achat})
    return Outcome(entretien.en_json(), [annoncer(posee)])


__all__ = [
    "annonce_de", "apparier_les_lots", "attribuer", "corriger_l_acheteur", "detacher", "inconnu", "inscrire", "motiver", "ne_plus_demander", "plus_tard",
    "poursuivre", "prendre", "publier", "qualifier", "rattacher", "realiser", "realiser_plusieurs", "reporter", "rouvrir",
    "suivante", "trancher_le_reserve",
]  # fmt: skip
