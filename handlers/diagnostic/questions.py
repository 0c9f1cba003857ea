"""Asks what the rules still miss, learns from what is said, and echoes what was understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from handlers.apprentissage.incompris import noter
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.diagnostic.jugement import NIE, diagnostic_de, hors_taxes, suite_de
from handlers.diagnostic.lots import tableau_des_lots
from handlers.diagnostic.resultat import conclure, dire_le_calendrier
from knowledge.diagnostic.diagnostic import Suite, prochaine_question
from knowledge.diagnostic.paroles import dire_par_an, dit_un_taux
from knowledge.diagnostic.presomptions import contraire
from knowledge.droit.listes import CODE_CPV, en_codes
from knowledge.droit.qualification import ALLOTI, LOT
from knowledge.francais.questionnement import ressemble_a_une_question
from knowledge.francais.texte import mots_de, plier
from knowledge.lecture.faits_dits import (
    attend_un_compte,
    dit_un_prix,
    est_par_periode,
    est_ttc,
    lire_faits,
    redit_par_periode,
)
from knowledge.lecture.lecture import DUREE, FERME, MONTANT, Lecture, Lu, denombrer
from knowledge.lecture.lots.application import compter_les_annees
from knowledge.lecture.montants import dit_le_tout, lire_taux
from knowledge.regles.faits import NON, Ensemble, Fait, Genre, Intervalle, Options, Possible, Texte
from storage.apprentissage.records import GenreIncompris

INCONNU = "?"
AUCUN = "-"
D_ACCORD = "ok"
PAS_D_ACCORD = "no"
AUTRE = "+"
# So many guesses have a button that denies them.
DEVINES_MAX = 2
MOIS_PAR_AN = 12
# What is kept of the words of an answer.
MOTS_MAX = 200
# What `reconnu` holds when nothing is proposed, or no more.
RIEN_RECONNU = "-"


@dataclass(frozen=True, slots=True)
class Compris:
    """What was just learned of a fact, and what it replaces if it replaces something.

    `nie`: what was learned, when it is only what the fact is not. `devine`: it is only guessed.
    """

    nom: str
    avant: Possible | None
    apres: Possible
    mots: str | None
    nie: Possible | None = None
    devine: bool = False


def commencer(turn: Turn, entretien: Entretien) -> Outcome:
    """Invite the person to describe a purchase, in one sentence if they like."""
    return Outcome(
        replace(entretien, etape=Etape.QUESTION, question="objet", proposes=()).en_json(),
        [Reply("decrire", {"fait": turn.pack.vocabulaire["objet"]})],
    )


def avancer(turn: Turn, entretien: Entretien, compris: Iterable[Compris] = (), **notes: object) -> Outcome:
    """Ask the next useful question, or conclude when no answer can change anything any more."""
    return _avancer(turn, entretien, compris, notes)


def demander(turn: Turn, entretien: Entretien, nom: str, compris: Iterable[Compris] = (), **notes: object) -> Outcome:
    """The same, one fact being asked first where it is useful."""
    return _avancer(turn, entretien, compris, notes, nom)


def _avancer(
    turn: Turn,
    entretien: Entretien,
    compris: Iterable[Compris],
    notes: Mapping[str, object],
    d_abord: str | None = None,
) -> Outcome:
    entretien, reconnus = _reconnaitre(turn, entretien)
    entretien, comptes = _denombrer(turn, entretien)
    compris = (*compris, *reconnus, *comptes)
    if any(un.nom == DUREE for un in compris) and any(lot.par_an is not None for lot in entretien.lots):
        notes = {"lots": tableau_des_lots(turn.phrase, entretien.lots), **notes}
    suite = suite_de(turn, entretien)
    if entretien.apres is not None and any(appris.nom == entretien.apres for appris in compris):
        return dire_le_calendrier(turn, replace(entretien, apres=None))
    rouverte = next((un.nom for un in compris if un.nie and un.avant and un.nom in suite.demandables), None)
    taxe = MONTANT if not entretien.conclu and taxe_douteuse(turn, entretien) else None
    if d_abord is None and _manque_la_duree(entretien):
        d_abord = DUREE
    if (suite.question is None and taxe is None) or (entretien.conclu and rouverte is None):
        return conclure(turn, entretien, echo(turn, compris), notes=notes)
    devine = _a_confirmer(turn, entretien, suite)
    if d_abord in suite.demandables and d_abord is not None:
        return _poser(turn, entretien, d_abord, suite, compris, notes)
    return _poser(turn, entretien, rouverte or devine or taxe or suite.question or MONTANT, suite, compris, notes)


def _denombrer(turn: Turn, entretien: Entretien) -> tuple[Entretien, list[Compris]]:
    """How many are bought is kept with the object, and makes a total of the price of each."""
    objet = entretien.faits.valeur("objet")
    compte = None if objet is None else denombrer(str(objet), turn.incoming.text)
    if compte is None:
        return entretien, []
    return _compter_enfin(turn, entretien, entretien.apprendre("objet", Texte(compte)), [])


def _manque_la_duree(entretien: Entretien) -> bool:
    """Whether an amount was told by the year, and waits for how many."""
    connus = {*entretien.faits, *entretien.sans_reponse, *entretien.plus_tard}
    return (
        MONTANT in entretien.mots and connus.isdisjoint((MONTANT, DUREE)) and est_par_periode(entretien.mots[MONTANT])
    )


def proposer(turn: Turn, entretien: Entretien, lu: Lu) -> Outcome:
    """Ask whether what words let suppose takes the place of what was said."""
    attend = {**entretien.a_confirmer, lu.nom: lu.possible}
    suivant = replace(entretien, a_confirmer=attend, mots={**entretien.mots, lu.nom: lu.mots})
    return _poser(turn, suivant, lu.nom, suite_de(turn, suivant), (), {})


def reposer(turn: Turn, entretien: Entretien, **notes: object) -> Reply | None:
    """The pending question again, for after a digression or a repair; None when nothing is pending."""
    if entretien.question is None:
        return None
    if entretien.question == "objet":
        return Reply("decrire", {"fait": turn.pack.vocabulaire["objet"], **notes})
    suite = suite_de(turn, entretien)
    return _question(turn, entretien, entretien.question, suite, (), notes)


def revoir(turn: Turn, entretien: Entretien, nom: str, *, oublie: bool = False) -> Outcome:
    """Ask a fact anew, whatever is known of it: what is answered replaces it, and one tap leaves it as it was.

    With `oublie`, it is known no more, whatever is answered; what its lots tell stays.
    """
    if nom == LOT and len(entretien.lots) < 2:
        nom = MONTANT
    fait, laisser = turn.pack.vocabulaire[nom], bouton("laisser", "c:retour")
    oublie = oublie and not entretien.lots
    connu = turn.phrase("fait", nom, entretien.faits[nom]) if nom in entretien.faits.dits() else None
    notes: dict[str, object] = {"oublies": [connu]} if oublie else {"jusque_la": connu}
    base = entretien.memoriser()
    if oublie or fait.genre in (Genre.ENSEMBLE, Genre.TEXTE) or nom in entretien.devines:
        # What is said of these adds to what was said, or confirms it.
        base = base.oublier(nom)
    if nom == "objet":
        suivant = replace(base, etape=Etape.QUESTION, question=nom, proposes=(), reconnu=None)
        return Outcome(suivant.en_json(), [Reply("decrire", {"fait": fait, **notes}, (laisser,))])
    if nom in (MONTANT, LOT, ALLOTI) and entretien.lots:
        notes["lots"] = tableau_des_lots(turn.phrase, entretien.lots)
    suite = suite_de(turn, base)
    # Under a result that was given, the next one follows, whatever else could be asked.
    demandables = (nom,) if entretien.conclu else (nom, *(un for un in suite.demandables if un != nom))
    posee = _poser(turn, base, nom, Suite(nom, fait.options, demandables), (), notes)
    *dites, question = posee.replies
    return replace(posee, replies=[*dites, replace(question, choices=(*question.choices, laisser))])


def _reconnaitre(turn: Turn, entretien: Entretien) -> tuple[Entretien, list[Compris]]:
    """Guess what the object is, once, when the words said nothing of what would be asked."""
    objet = entretien.faits.valeur("objet")
    if objet is None or entretien.reconnu is not None:
        return entretien, []
    proposition = turn.reconnaitre(str(objet))
    dits = {} if proposition is None else proposition.famille.faits
    if proposition is None or any(entretien.faits[nom].inter(dit).vide for nom, dit in dits.items()):  # type: ignore[arg-type]
        # What was said contradicts it: the object is something else.
        return replace(entretien, reconnu=RIEN_RECONNU), []
    compris = []
    # Before anything is presumed: what the object says is worth more than what is usual.
    suite = prochaine_question(
        turn.pack, entretien.faits, turn.aujourdhui, entretien.sans_reponse, entretien.plus_tard, entretien.lots
    )
    for nom, possible in dits.items():
        deja = entretien.faits[nom]
        if nom in suite.demandables and deja.inter(possible) != deja:  # type: ignore[arg-type]
            entretien, appris = apprendre(entretien, nom, possible, str(objet), devine=True)
            compris.append(appris)
    codes = en_codes(proposition.famille.cpv)
    if CODE_CPV not in entretien.faits and any(une.contient(codes) is not None for une in turn.pack.listes):
        entretien, _ = apprendre(entretien, CODE_CPV, Texte(codes), str(objet), devine=True)
    return replace(entretien, reconnu=proposition.famille.id), compris


def _a_confirmer(turn: Turn, entretien: Entretien, suite: Suite) -> str | None:
    """A guess worth confirming: of a fact that can still change something, or that it would correct."""
    connus = entretien.faits.connus()
    utiles = [
        nom
        for nom in entretien.a_confirmer
        if nom not in entretien.plus_tard
        and (nom in suite.demandables or (nom in connus and not _est_regle(connus[nom])))
    ]
    return min(utiles, key=turn.pack.vocabulaire.rang.__getitem__) if utiles else None


def _poser(
    turn: Turn, entretien: Entretien, nom: str, suite: Suite, compris: tuple[Compris, ...], notes: Mapping[str, object]
) -> Outcome:
    fait = turn.pack.vocabulaire[nom]
    proposes = tuple(
        choix.valeur for choix in fait.choix if fait.genre is not Genre.ENSEMBLE or choix.valeur in suite.membres
    )
    entretien = replace(entretien, etape=Etape.QUESTION, question=nom, proposes=proposes, douteux=None)
    return Outcome(entretien.en_json(), [_question(turn, entretien, nom, suite, compris, notes)])


def _question(
    turn: Turn, entretien: Entretien, nom: str, suite: Suite, compris: tuple[Compris, ...], notes: Mapping[str, object]
) -> Reply:
    fait = turn.pack.vocabulaire[nom].pose_a(entretien.faits)
    devine = _suppose(entretien, nom)
    choices = _choix_de_confirmation(nom) if devine is not None else _choix(fait, entretien, autres=suite.autres)
    connu = entretien.faits.connus().get(nom)
    return Reply(
        "question",
        {
            "fait": fait,
            "compris": echo(turn, compris),
            "restantes": max(suite.restantes, 1),
            "lots": suite.lots if nom == suite.question else (),
            "nombre_de_lots": len(entretien.lots),
            "presumes": bool(diagnostic_de(turn, entretien).usuelles),
            "devine": devine,
            "devine_mots": entretien.mots.get(nom),
            "au_lieu_de": connu
            if devine is not None
            and connu is not None
            and nom in entretien.mots
            and nom not in entretien.devines
            and _est_regle(connu)
            and connu != devine
            else None,
            "notes": dict(notes),
            "partiel": isinstance(entretien.faits[nom], Ensemble) and bool(entretien.faits[nom].dedans),  # type: ignore[union-attr]
        },
        (*choices, *_choix_de_nier(turn, compris), bouton("pourquoi", "c:pourquoi"), bouton("resultat", "c:resultat")),
        multiple=fait.genre is Genre.ENSEMBLE and devine is None,
    )


def _suppose(entretien: Entretien, nom: str) -> Possible | None:
    """What waits for a yes: what is too odd to count, or an amount of which the tax was not told."""
    return entretien.a_confirmer.get(nom) or (entretien.faits[nom] if nom in entretien.devines & {MONTANT} else None)


def _choix_de_nier(turn: Turn, compris: Iterable[Compris]) -> tuple[Choice, ...]:
    """One tap denies what was just guessed."""
    devines = [un for un in compris if un.devine and not isinstance(un.apres, Texte)]
    return tuple(
        Choice(turn.phrase("sans", un.nom, un.apres), f"q:{un.nom}:{PAS_D_ACCORD}") for un in devines[:DEVINES_MAX]
    )


def _choix_de_confirmation(nom: str) -> tuple[Choice, ...]:
    return (bouton("oui", f"q:{nom}:{D_ACCORD}"), bouton("non", f"q:{nom}:{PAS_D_ACCORD}"))


def _choix(fait: Fait, entretien: Entretien, *, autres: bool = False) -> tuple[Choice, ...]:
    inconnu = bouton("inconnu", f"q:{fait.nom}:{INCONNU}")
    if fait.genre in (Genre.NOMBRE, Genre.DATE, Genre.TEXTE):
        return (inconnu,)
    proposes = tuple(choix for choix in fait.choix if choix.valeur in entretien.proposes or not entretien.proposes)
    choices = tuple(Choice(choix.libelle, f"q:{fait.nom}:{choix.valeur}") for choix in proposes)
    if fait.genre is Genre.ENSEMBLE:
        choices += (bouton("aucun", f"q:{fait.nom}:{AUCUN}"),)
    if fait.genre is Genre.ENSEMBLE and autres:
        choices += (bouton("autre_famille", f"q:{fait.nom}:{AUTRE}"),)
    return (*choices, inconnu)


def echo(turn: Turn, compris: Iterable[Compris]) -> list[dict[str, Any]]:
    """What the templates show of what was learned; a partial exclusion ("marché") is not worth a line."""
    visibles = []
    for appris in compris:
        if isinstance(appris.apres, Texte):
            continue
        if isinstance(appris.apres, Options) and appris.apres.seule is None and appris.nie is None:
            continue
        abandonne = isinstance(appris.nie, Options) and appris.nie == Options(turn.pack.vocabulaire[appris.nom].options)
        if isinstance(appris.nie, Ensemble | Intervalle) or abandonne:
            # What remains says nothing: what was denied does.
            if abandonne and appris.avant is None:
                continue
            refuse = Ensemble(appris.nie.dehors) if isinstance(appris.nie, Ensemble) else appris.avant
            fait, avant = turn.phrase("sans", appris.nom, refuse), None
        else:
            fait, avant = turn.phrase("fait", appris.nom, appris.apres), appris.avant
        visibles.append(
            {
                "nom": appris.nom,
                "fait": fait,
                "avant": None if avant is None else turn.phrase("valeur", appris.nom, avant),
                "mots": appris.mots,
                "devine": appris.devine,
            }
        )
    return visibles


# --- learning ---------------------------------------------------------------------------------------------------------


def apprendre(
    entretien: Entretien,
    nom: str,
    possible: Possible,
    mots: str | None = None,
    *,
    nie: bool = False,
    devine: bool = False,
) -> tuple[Entretien, Compris]:
    """Take one value, and say what it replaced. Who says none of the few that are proposed says none at all."""
    if isinstance(possible, Ensemble) and not possible.dedans and nom == entretien.question:
        montres = frozenset(entretien.proposes)
        aucun = bool(montres) and montres <= possible.dehors
        possible = Ensemble(dehors=entretien.faits.vocabulaire[nom].options) if aucun else possible
    if (
        nom == MONTANT
        and isinstance(possible, Intervalle)
        and possible.bas is None
        and possible.haut_inclus
        and not nie
    ):
        # What an amount is told not to exceed is what it is estimated at: "budget maximum 25 000 HT".
        possible = Intervalle.point(possible.haut) if possible.haut is not None else possible
    avant = entretien.faits.connus().get(nom)
    apres_entretien = entretien.apprendre(nom, possible, nie=nie, devine=devine)
    apres = apres_entretien.faits[nom]
    remplace = avant is not None and avant != apres and _est_regle(avant)
    if nom == DUREE and remplace and FERME in apres_entretien.faits:
        # Another duration has its own firm period, said with it or not known.
        apres_entretien = apres_entretien.oublier(FERME)
    if nom == ALLOTI and remplace and apres == Options(frozenset({NON})):
        # What is divided no more has no lots.
        apres_entretien = replace(apres_entretien, lots=(), lots_annonces=0)
    return apres_entretien, Compris(nom, avant if remplace else None, apres, mots, possible if nie else None, devine)


def _est_regle(possible: Possible) -> bool:
    match possible:
        case Options() | Intervalle():
            return possible.seule is not None
        case _:
            return False


def apprendre_lus(
    turn: Turn, entretien: Entretien, lecture: Lecture, sauf: str | None = None, depart: Entretien | None = None
) -> tuple[Entretien, list[Compris]]:
    """Take everything that was read in a message; what was guessed waits for a confirmation.

    `depart` is what was known before the message, where `sauf` was already taken of it.
    """
    compris: list[Compris] = []
    depart = depart or entretien
    for lu in (*lecture.lus, *lecture.sous_reserve):
        if lu.nom == sauf or lu.nom not in turn.pack.vocabulaire:
            continue
        if lu.nom == "objet":
            # The words of another fact name nothing that is bought: "fournitures, 39 000 €, deux ans".
            if "objet" not in entretien.faits and all(lu.mots != un.mots for un in lecture.lus if un is not lu):
                entretien = entretien.apprendre("objet", lu.possible)
            continue
        sur = lu.sur or (lu in lecture.sous_reserve and _meme_base(entretien, lecture, lu))
        if lu.d_avant or _invraisemblable(turn.pack.vocabulaire[lu.nom], lu.possible):
            entretien = _a_verifier(entretien, lu)
            continue
        sur = sur or _etait_par_periode(turn, depart, lu)
        if not sur and lu.nom in depart.faits and not _est_ouvert(depart, lu.nom) and not _regle_un_doute(depart, lu):
            # A guess takes the place of nothing that was said, nor of an earlier guess.
            continue
        if (lu.nie or not lecture.correction) and _deduit(entretien, lecture, lu):
            continue
        avant = entretien.faits
        entretien, appris = apprendre(entretien, lu.nom, lu.possible, lu.mots, nie=lu.nie, devine=not sur)
        if entretien.faits != avant:
            compris.append(appris)
            entretien = replace(entretien, dernier=lu.nom, mots={**entretien.mots, lu.nom: lu.mots})
    entretien, recomptes = recompter(turn, depart, entretien)
    recomptees = {un.nom for un in recomptes}
    return entretien, [*(un for un in compris if un.nom not in recomptees), *recomptes]


def _etait_par_periode(turn: Turn, avant: Entretien, lu: Lu) -> bool:
    """Whether the amount that is known is told again as that of a year: "les 20 000, c'est chaque année, sur 3 ans"."""
    connu = avant.faits.valeur(MONTANT) if lu.nom == MONTANT else None
    return isinstance(connu, Decimal) and redit_par_periode(turn.incoming.text, connu)


def nommer(turn: Turn, entretien: Entretien, lecture: Lecture) -> Entretien:
    """The first description names the purchase, even in words that are none of ours."""
    if "objet" in entretien.faits or not lecture.objet_possible:
        return entretien
    if ressemble_a_une_question(turn.incoming.text):
        return entretien
    return entretien.apprendre("objet", Texte(lecture.objet_possible))


def recompter(turn: Turn, avant: Entretien, apres: Entretien) -> tuple[Entretien, list[Compris]]:
    """What was said by the year, counted again when only the duration changed ("60 000 par an", 4 years, then 3)."""
    compris: list[Compris] = []
    nombres = [nom for nom in avant.faits if turn.pack.vocabulaire[nom].genre is Genre.NOMBRE]
    changes = {nom for nom in nombres if apres.faits.connus().get(nom) != avant.faits.connus()[nom]}
    for nom in nombres:
        deja, mots = apres.faits.connus().get(nom), avant.mots.get(nom)
        if not changes or nom in changes or deja is None or mots is None:
            continue
        if nom == MONTANT and DUREE in changes:
            # "36 000 par an, contrat de 2 ans": how long it lasts is what was put right.
            mots = mots.replace(avant.mots.get(DUREE) or mots, " ").strip() or mots
        if _relu(turn, avant, nom, mots) == deja and (nouveau := _relu(turn, apres, nom, mots)) not in (None, deja):
            apres, appris = apprendre(apres, nom, nouveau, mots, devine=nom in avant.devines)
            apres = replace(apres, mots={**apres.mots, nom: mots})
            compris.append(appris)
    duree = apres.faits.valeur(DUREE) if DUREE in turn.pack.vocabulaire else None
    if MONTANT in changes and isinstance(duree, Decimal) and (total := _encore_par_an(turn, avant, apres, duree)):
        mots = dire_par_an(apres.faits.valeur(MONTANT))
        apres, appris = apprendre(apres, MONTANT, total, mots, devine=True)
        apres = replace(apres, mots={**apres.mots, MONTANT: mots})
        compris.append(appris)
    if isinstance(duree, Decimal) and duree != avant.faits.valeur(DUREE):
        apres = replace(apres, lots=compter_les_annees(apres.lots, duree))
    return _compter_enfin(turn, avant, apres, compris)


def _encore_par_an(turn: Turn, avant: Entretien, apres: Entretien, duree: Decimal) -> Intervalle | None:
    """The total of an amount that takes the place of one told by the year, and is nearer to a year than to all of them."""
    ancien, nouveau, temps = avant.faits.valeur(MONTANT), apres.faits.valeur(MONTANT), avant.faits.valeur(DUREE)
    if not (isinstance(ancien, Decimal) and isinstance(nouveau, Decimal) and isinstance(temps, Decimal)):
        return None
    annees = duree / MOIS_PAR_AN
    dit = (
        not est_par_periode(avant.mots.get(MONTANT, ""))
        or est_par_periode(turn.incoming.text)
        or dit_le_tout(plier(turn.incoming.text).texte)
    )
    if dit or annees <= 1 or nouveau * nouveau >= (ancien / temps * MOIS_PAR_AN) ** 2 * annees:
        return None
    return Intervalle.point(nouveau * annees)


def _compter_enfin(
    turn: Turn, avant: Entretien, apres: Entretien, compris: list[Compris]
) -> tuple[Entretien, list[Compris]]:
    """What was told by the year and made no total yet, now that the duration is known: "30 000 par an", then "4 ans"."""
    mots = avant.mots.get(MONTANT)
    if mots is None or MONTANT in apres.faits or apres.faits == avant.faits:
        return apres, compris
    lus = lire_faits(turn.lecteur, mots, turn.aujourdhui, None, apres.faits)
    if MONTANT not in lus:
        return apres, compris
    if lus[MONTANT].d_avant:
        return _a_verifier(apres, Lu(MONTANT, lus[MONTANT].possible, mots, sur=False)), compris
    apres, appris = apprendre(apres, MONTANT, lus[MONTANT].possible, mots, devine=True)
    return apres, [*compris, appris]


def retenir_par_periode(turn: Turn, entretien: Entretien, texte: str | None = None) -> Entretien:
    """Keep the words of an amount told by the year, or of each thing, while nothing makes it a total."""
    texte = " ".join((texte or turn.incoming.text).split())[:MOTS_MAX]
    if MONTANT in entretien.faits or not (est_par_periode(texte) or attend_un_compte(texte)):
        return entretien
    return replace(entretien, mots={**entretien.mots, MONTANT: texte})


def ce_qui_attend(avant: Entretien, apres: Entretien) -> dict[str, bool]:
    """What is to be said of an amount that was just told and makes no total yet: it is by the year, or of each thing."""
    mots = apres.mots.get(MONTANT, "")
    if MONTANT in apres.faits or not mots or mots == avant.mots.get(MONTANT):
        return {}
    return {"par_periode" if est_par_periode(mots) else "a_la_piece": True}


def completer_le_montant(entretien: Entretien, texte: str) -> str | None:
    """The words of an amount that waits for what makes it a total, with those that may tell it: "33 000 par édition", then "trois éditions".

    None where no amount waits, or where the new words tell one of their own.
    """
    mots = entretien.ttc or entretien.mots.get(MONTANT, "")
    if not mots or MONTANT in entretien.faits or dit_un_prix(texte):
        return None
    attend = entretien.ttc or est_par_periode(mots) or attend_un_compte(mots)
    return f"{mots.rstrip(' .')}. {texte}" if attend else None


def complete_le_montant(turn: Turn, entretien: Entretien, texte: str) -> str | None:
    """The words of the price of each with those that count them: "400 € pièce", then "on en prend 60"."""
    if not attend_un_compte(entretien.mots.get(MONTANT, "")):
        return None
    complet = completer_le_montant(entretien, texte)
    if complet is None or attend_un_compte(complet):
        return None
    return complet if MONTANT in lire_faits(turn.lecteur, complet, turn.aujourdhui, None, entretien.faits) else None


TVA = "tva"


def attend_un_taux(entretien: Entretien) -> str | None:
    """The words of an amount told with its tax, which its rate would make one of the contract."""
    mots, connu = entretien.mots.get(MONTANT, ""), entretien.faits.connus().get(MONTANT)
    return entretien.ttc or (mots if (connu is None or not _est_regle(connu)) and est_ttc(mots) else None)


def avec_son_taux(entretien: Entretien, texte: str) -> str | None:
    """Words that tell the rate of VAT that an amount waits for, with that amount before them; None for any other."""
    ttc = attend_un_taux(entretien)
    if ttc is None or "?" in texte or dit_un_prix(texte):
        return None
    # A rate without its name answers right after the amount only: "6 %" may be of a clause.
    seul = entretien.ttc is not None and dit_un_taux(texte)
    if not seul and TVA not in mots_de(texte):
        # "10 % de critère environnemental", "le taux d'insertion est de 10 %": a rate of something else.
        return None
    taux = lire_taux(plier(f"TVA {texte}" if seul else texte).texte)
    if taux is None:
        return None
    dit = texte if plier(texte).texte.startswith(TVA) else f"TVA {taux} %. {texte}"
    return f"{ttc.rstrip(' .')}, {dit}"


def redit_la_tva(entretien: Entretien, texte: str) -> bool:
    """Whether words only tell the rate of VAT of an amount that is known without it: "tva 20", said twice."""
    return MONTANT in entretien.faits and TVA in mots_de(texte) and dit_un_taux(texte)


def _relu(turn: Turn, entretien: Entretien, nom: str, mots: str) -> Possible | None:
    lus = lire_faits(turn.lecteur, mots, turn.aujourdhui, None, entretien.faits)
    return lus[nom].possible if nom in lus else None


def _meme_base(entretien: Entretien, lecture: Lecture, lu: Lu) -> bool:
    """An amount that corrects one given before tax, without saying it again: "en fait 250 k€"."""
    deja = entretien.faits.connus().get(lu.nom)
    seul = all(autre.nom in (lu.nom, "objet") for autre in lecture.lus)
    return deja is not None and _est_regle(deja) and not lecture.montants_ttc and (lecture.correction or seul)


def _deduit(entretien: Entretien, lecture: Lecture, lu: Lu) -> bool:
    """Whether words that say something else would, in passing, overturn what is settled ("espaces verts": services)."""
    if lu.nom == FERME or (lu.nom == DUREE and lu.sur):
        # The words of the first are always among those of the duration, and hers among those of an amount by the year.
        return False
    deja = entretien.faits.connus().get(lu.nom)
    # The words of an amount may be those of the whole sentence.
    ailleurs = [autre for autre in lecture.lus if autre.nom not in (lu.nom, "objet", MONTANT, DUREE)]
    partages = any(lu.mots in autre.mots for autre in ailleurs)
    return deja is not None and _est_regle(deja) and partages


def _regle_un_doute(entretien: Entretien, lu: Lu) -> bool:
    """Whether a guess takes the place of another: a nature does, families add up."""
    return lu.nom in entretien.devines and isinstance(lu.possible, Options)


def _est_ouvert(entretien: Entretien, nom: str) -> bool:
    """Whether several values are still possible of a fact of which something was said ("un marché": no concession)."""
    possible = entretien.faits[nom]
    return not isinstance(possible, Ensemble | Texte) and not _est_regle(possible)


def _a_verifier(entretien: Entretien, lu: Lu) -> Entretien:
    """An odd value, or one told of an earlier contract, is asked about before it counts."""
    if _est_regle(entretien.faits[lu.nom]):
        return entretien
    return replace(
        entretien,
        a_confirmer={**entretien.a_confirmer, lu.nom: lu.possible},
        mots={**entretien.mots, lu.nom: lu.mots},
    )


def _invraisemblable(fait: Fait, possible: Possible) -> bool:
    if fait.vraisemblable is None or not isinstance(possible, Intervalle) or possible.seule is None:
        return False
    bas, haut = fait.vraisemblable
    return not bas <= possible.seule <= haut  # type: ignore[operator]


# --- answers to the pending question ----------------------------------------------------------------------------------


def repondre_par_choix(turn: Turn, entretien: Entretien, nom: str, valeurs: tuple[str, ...]) -> Outcome | None:
    """A pressed button of a question, the pending one or an older one; None when it is no choice of that fact."""
    fait = turn.pack.vocabulaire.get(nom)
    if fait is None or not valeurs:
        return None
    if valeurs == (INCONNU,):
        return ne_sait_pas(turn, replace(entretien, question=nom))
    if valeurs == (D_ACCORD,):
        return accepter(turn, entretien, nom)
    if valeurs == (PAS_D_ACCORD,):
        return refuser(turn, entretien, nom)
    if valeurs == (NIE,) or (valeurs == (AUTRE,) and fait.genre is Genre.ENSEMBLE):
        return nier(turn, entretien, nom)
    possible = _possible_des_choix(fait, entretien, valeurs)
    if possible is None:
        return None
    return prendre(turn, entretien, nom, possible)


def _possible_des_choix(fait: Fait, entretien: Entretien, valeurs: tuple[str, ...]) -> Possible | None:
    if fait.genre is Genre.ENSEMBLE:
        dedans = frozenset(valeurs) - {AUCUN}
        if not dedans <= fait.options:
            return None
        # What was shown and not ticked is out; what was not shown stays as it was, but for who says that it is none.
        montres = frozenset(entretien.proposes) if entretien.question == fait.nom and dedans else fait.options
        deja = entretien.faits[fait.nom]
        connus = deja.dedans if isinstance(deja, Ensemble) else frozenset()
        return Ensemble(dedans, montres - dedans - connus)
    options = {choix.valeur for choix in fait.choix}
    return Options(frozenset(valeurs)) if len(valeurs) == 1 and set(valeurs) <= options else None


def prendre(turn: Turn, entretien: Entretien, nom: str, possible: Possible, mots: str | None = None) -> Outcome:
    """Take the answer to a question and go on."""
    avant = entretien.memoriser()
    suivant, appris = apprendre(avant, nom, possible, mots)
    suivant, recomptes = recompter(turn, avant, suivant)
    return avancer(turn, replace(suivant, dernier=nom, question=None), [appris, *recomptes])


def accepter(turn: Turn, entretien: Entretien, nom: str) -> Outcome | None:
    """ "Oui" to an amount that looked odd, or to what the register says."""
    possible = entretien.douteux if entretien.question == nom and entretien.douteux else _suppose(entretien, nom)
    return None if possible is None else prendre(turn, entretien, nom, possible)


def confirmer(turn: Turn, entretien: Entretien, nom: str) -> Outcome:
    """ "Oui, HT": what was guessed is said."""
    return prendre(turn, entretien, nom, entretien.faits[nom])


def refuser(turn: Turn, entretien: Entretien, nom: str) -> Outcome:
    """ "Non" to a guess: it is forgotten and the question asked for good; the team may read an object that was misread."""
    if nom in entretien.a_confirmer and nom in entretien.faits and nom not in entretien.devines:
        # What was proposed in place of what was said.
        reste = {cle: valeur for cle, valeur in entretien.a_confirmer.items() if cle != nom}
        return avancer(turn, replace(entretien.memoriser(), a_confirmer=reste, question=None, douteux=None))
    suivant = replace(entretien.memoriser().oublier(nom), douteux=None)
    if nom in entretien.devines and entretien.reconnu not in (None, RIEN_RECONNU):
        noter(turn, GenreIncompris.DESCRIPTION, str(entretien.faits.valeur("objet") or ""))
    suite = suite_de(turn, suivant)
    if nom in suite.demandables:
        return _poser(turn, suivant, nom, suite, (), {})
    return avancer(turn, suivant)


def nier(turn: Turn, entretien: Entretien, nom: str) -> Outcome:
    """What was presumed is denied: its contrary is said; where there are several others, they are asked."""
    une = diagnostic_de(turn, entretien).usuelles.get(nom)
    autre = None if une is None else contraire(turn.pack, une)
    if isinstance(autre, Options) and autre.seule is not None:
        return prendre(turn, entretien, nom, autre)
    suivant = replace(entretien.memoriser(), nies=entretien.nies | {nom})
    if autre is not None:
        suivant, _ = apprendre(suivant, nom, autre, nie=True)
    suite = suite_de(turn, suivant)
    return _poser(turn, suivant, nom, suite, (), {}) if nom in suite.demandables else avancer(turn, suivant)


def taxe_douteuse(turn: Turn, entretien: Entretien) -> bool:
    """Whether an amount told without its tax is one on which something hangs: before tax it is that, or a sixth less."""
    montant = entretien.faits[MONTANT]
    assert isinstance(montant, Intervalle)
    tue = MONTANT in entretien.devines and MONTANT not in entretien.sans_reponse | entretien.plus_tard
    if not tue or not isinstance(montant.seule, Decimal) or "ht" in mots_de(entretien.mots.get(MONTANT, "")):
        return False
    faits = entretien.faits.corriger(MONTANT, hors_taxes(turn.pack, montant.seule))
    return MONTANT in suite_de(turn, replace(entretien, faits=faits)).demandables


def ne_sait_pas(turn: Turn, entretien: Entretien, nom: str | None = None) -> Outcome:
    """The fact (the pending one unless named) stays unknown and is not asked again: what hangs on it becomes advice."""
    nom = nom or entretien.question
    if nom is None:
        return avancer(turn, entretien)
    reste = {cle: valeur for cle, valeur in entretien.a_confirmer.items() if cle != nom}
    avant = entretien.memoriser()
    if nom in entretien.faits and _est_regle(entretien.faits[nom]) and nom not in entretien.devines:
        # What was said of it is not so any more.
        avant = avant.oublier(nom)
    suivant = replace(
        avant,
        sans_reponse=entretien.sans_reponse | {nom},
        plus_tard=entretien.plus_tard - {nom},
        a_confirmer=reste,
        question=None,
        douteux=None,
    )
    return avancer(turn, suivant, inconnu=nom)


def passer(turn: Turn, entretien: Entretien) -> Outcome:
    """Keep the question for the end; passing it a second time is not knowing."""
    nom = entretien.question
    if nom is None or nom in entretien.plus_tard:
        return ne_sait_pas(turn, entretien)
    return avancer(turn, replace(entretien.memoriser(), plus_tard=entretien.plus_tard | {nom}, question=None))


def remettre(turn: Turn, entretien: Entretien, nom: str) -> Outcome:
    """Keep for the end what is not asked yet; the pending question still is."""
    suivant = replace(entretien.memoriser(), plus_tard=entretien.plus_tard | {nom}, question=None)
    return demander(turn, suivant, entretien.question or nom, remis=nom)


def douter(turn: Turn, entretien: Entretien, possible: Possible | None, incertitude: str) -> Outcome:
    """An answer that looks wrong: say so, and ask rather than guess."""
    nom = entretien.question or ""
    suivant = replace(entretien, douteux=possible)
    choices = _choix_de_confirmation(nom) if possible is not None else _choix(turn.pack.vocabulaire[nom], entretien)
    contexte = {"fait": turn.pack.vocabulaire[nom], "possible": possible, "incertitude": incertitude}
    return Outcome(suivant.en_json(), [Reply("douteux", contexte, choices)])
