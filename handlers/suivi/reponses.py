"""What is typed in answer to the question of the last message: the act that its button would have been."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from handlers.conversation.acces import memoire
from handlers.conversation.acts import Force, Proposition
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.formules import lire_formule
from handlers.conversation.offerts import lire_choix_offert
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.fiches import recherche
from handlers.suivi import achats
from handlers.suivi.formes import REPONSES, lire_une_reponse
from handlers.suivi.miens import le_mien, les_miens, se_nomme
from handlers.suivi.moments import ACHETEUR, INSCRITES, MARCHE, PUBLICATION, SOCIAL, genres_du_plan
from handlers.suivi.questions import AUCUN, INCONNU, est_visee
from knowledge.ecoute import Acte
from knowledge.francais import objets
from knowledge.francais.avis import lire_avis
from knowledge.francais.questionnement import demande_une_definition, est_directe
from knowledge.francais.texte import plier, simplifier
from knowledge.indicateurs.acheteurs import lire_acheteurs
from knowledge.plan.declaration import TraitDuPlan
from knowledge.regles.faits import Intervalle
from knowledge.suivi import paroles
from knowledge.suivi import reponses as dites
from knowledge.suivi.reponses import NON, OUI
from storage.suivi.records import AchatRecord


@dataclass(frozen=True, slots=True)
class EnCours:
    """The question of the last message: what it is about, its purchase, the act that lacks its answer, the buttons."""

    genre: str
    achat: AchatRecord
    acte: Acte
    offerts: tuple[Choice, ...]

    def dire(self, dit: Any, mots: str, **autres: Any) -> Acte:
        """The act with its answer; what the words told besides is in `autres`."""
        connus = {nom: valeur for nom, valeur in autres.items() if valeur is not None}
        return replace(self.acte, slots={**self.acte.slots, "dit": dit, **connus}, mots=mots)


def en_cours(turn: Turn) -> EnCours | None:
    """What the last message asked, whoever sent it, told by the buttons that it offered."""
    offerts = tuple(Choice(libelle, valeur) for valeur, libelle in turn.etat.get("choix_offerts", ()))
    acte = lire_une_reponse(offerts[0].value) if offerts else None
    if acte is None or not isinstance(numero := acte.slots["numero"], int):
        return None
    genres = {forme.nature: genre for genre, forme in REPONSES.values()}
    traits = {un.verbe: un.genre for un in turn.pack.traits.values()}
    genre = genres.get(acte.nature) or traits.get(acte.slots.get("verbe", ""))
    achat = le_mien(turn, numero, a_changer=False)
    return None if genre is None or achat is None else EnCours(genre, achat, acte, offerts)


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """The answer to the question of the last message; else, when nothing else is meant, that it was not understood."""
    posee = en_cours(turn)
    if posee is None or _nomme_autre_chose(turn, posee, texte):
        return None
    if acte := _repond(turn, posee, texte):
        return Proposition(acte, Force.ATTENDU)
    if lire_formule(texte, exacte=True) is not None or any(un.genre != objets.ACTION for un in objets.nommes(texte)):
        return None
    if entretien.etape is Etape.QUESTION or _est_d_autre_chose(turn, texte) or lire_choix_offert(turn, texte):
        return None
    return Proposition(Acte("suivi.insister", {"quoi": "incompris"}, mots=texte), Force.SINON)


def _repond(turn: Turn, posee: EnCours, texte: str) -> Acte | None:
    """What the words do about the question: answer it, put it off, or ask something aside."""
    if not texte:
        return Acte("suivi.insister", {"quoi": "vide"})
    formule = lire_formule(texte, exacte=True)
    if formule in ("annuler", "passer") or paroles.remet_a_plus_tard(texte):
        return Acte("suivi.plus_tard", mots=texte)
    if paroles.ne_veut_plus_de_questions(texte):
        return Acte("suivi.arreter", {"numero": posee.achat.id}, mots=texte)
    if dites.ne_sait_pas(texte):
        return posee.dire(INCONNU, texte)
    if formule == "pourquoi_question":
        return Acte("suivi.insister", {"quoi": "pourquoi"}, mots=texte)
    if formule not in (None, "ne_sait_pas"):
        return None
    if est_directe(texte) or demande_une_definition(texte):
        return Acte("suivi.a_part", mots=texte)
    return None if texte.endswith("?") else _lire(turn, posee, texte)


def _nomme_autre_chose(turn: Turn, posee: EnCours, texte: str) -> bool:
    """Whether the words name another purchase than the one that is asked about, or another contract than may be its own."""
    nouvelle = paroles.lire_une_nouvelle(texte)
    if nouvelle and nouvelle.quoi and not se_nomme(posee.achat, nouvelle.quoi):
        return any(se_nomme(un, nouvelle.quoi) for un in les_miens(turn))
    siens = (posee.achat.marche_id, posee.achat.remplace_id, *_marches_proposes(posee))
    return objets.d_autre_chose(
        texte,
        actions=turn.pack.fiches,
        achat=posee.achat.id,
        marches=[un for un in siens if un is not None],
    )


def _marches_proposes(posee: EnCours) -> list[int]:
    return _offerts(posee) if posee.genre == MARCHE else []


def _offerts(posee: EnCours) -> list[int]:
    """The numbers that the buttons answer."""
    dits = (lue.slots["dit"] for choix in posee.offerts if (lue := lire_une_reponse(choix.value)))
    return [int(dit) for dit in map(str, dits) if dit.isdecimal()]


def _est_d_autre_chose(turn: Turn, texte: str) -> bool:
    """Whether the words describe a purchase, or ask something."""
    lecture = turn.lecteur.lire(texte, turn.aujourdhui)
    lus = {lu.nom for lu in (*lecture.lus, *lecture.sous_reserve)}
    return bool(lus & {"segments", "nature"} and lus & {"montant_ht", "procedure"}) or texte.endswith("?")


def _lire(turn: Turn, posee: EnCours, texte: str) -> Acte | None:
    """The answer that the words are, each question in its own way."""
    avant = (PUBLICATION, ACHETEUR, *genres_du_plan(turn.pack, PUBLICATION))
    dit: Any = None
    autres: dict[str, Any] = {}
    match posee.genre:
        case genre if genre in avant and dites.parle_d_attribution(texte) and not posee.achat.conclu:
            return Acte("suivre", {"etape": paroles.ATTRIBUE, "achats": [posee.achat.id]}, mots=texte)
        case "publication" | "attribution":
            lire_l_etape = dites.lire_publication if posee.genre == PUBLICATION else dites.lire_attribution
            dit, jour = dites.dater(lire_l_etape(texte), texte, turn.aujourdhui)
            autres = {"jour": jour and jour.isoformat()}
        case "acheteur":
            dit = _acheteur(turn, texte)
        case "inscrites":
            return _lire_les_actions(turn, posee, texte)
        case "motif" if not simplifier(texte).isdecimal() and not _est_d_autre_chose(turn, texte):
            dit = dites.lire_un_motif(texte)
        case "contrat":
            lu = dites.lire_un_marche(texte)
            dit = lu if lu in _marches_proposes(posee) else AUCUN if dites.dit_aucun(texte) else None
        case "offres":
            dit = dites.lire_offres(texte)
        case "montant":
            dit = _montant(turn, texte)
        case "tpe_pme":
            dit = {True: OUI, False: NON}.get(dites.lire_tpe_pme(texte))  # type: ignore[arg-type]
        case "social":
            dit = dites.lire_social(texte)
        case "execution":
            dit = dites.lire_realisation(texte)
            autres = {"motif": dites.motif_apres(texte) if dit == NON else None}
        case _ if (avis := lire_avis(texte)) and _trait(turn, posee.genre):
            dit = OUI if avis.accord else NON
    return None if dit is None else posee.dire(dit, texte, **autres)


def _lire_les_actions(turn: Turn, posee: EnCours, texte: str) -> Acte | None:
    lignes = memoire(turn).achats.suivis([posee.achat.id]).get(posee.achat.id, [])
    lues = dites.lire_actions(texte, _offerts(posee), [ligne.action for ligne in lignes if est_visee(ligne)])
    if lues is None:
        return None
    siennes = {ligne.action for ligne in lignes}
    if etrangeres := [action for action in lues.inconnues if action not in siennes]:
        return Acte("suivi.insister", {"quoi": "etrangeres", "actions": etrangeres}, mots=texte)
    return posee.dire(sorted(lues.actions | set(lues.inconnues)), texte)


def _trait(turn: Turn, genre: str) -> TraitDuPlan | None:
    """The trait of the plan that a question is about."""
    return next((un for un in turn.pack.traits.values() if un.genre == genre), None)


def _acheteur(turn: Turn, texte: str) -> str | None:
    """Which buyer of the plan a text names."""
    nommes = {un.qui for un in lire_acheteurs(plier(texte).texte, turn.pack.acheteurs_dits)}
    return next(iter(nommes)) if len(nommes) == 1 else None


def _montant(turn: Turn, texte: str) -> str | None:
    if dites.est_une_annee(texte):
        return None
    lu = turn.lecteur.lire_reponse(turn.pack.vocabulaire["montant_ht"], texte, turn.aujourdhui)
    if lu.incertitude is not None or not isinstance(lu.possible, Intervalle):
        return None
    return str(lu.possible.seule) if isinstance(lu.possible.seule, Decimal) else None


# --- the same question again ------------------------------------------------------------------------------------------


def insister(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Put the question of the last message again, after why it is: the message was empty, or was no answer to it."""
    posee = en_cours(turn)
    if posee is None:
        return achats.lister(turn, entretien)
    if acte.slots["quoi"] == "vide":
        return Outcome(entretien.en_json(), [Reply("vide"), _encore(turn, posee, None)])
    return Outcome(entretien.en_json(), [_encore(turn, posee, {**acte.slots, "genre": posee.genre})])


def repondre_a_part(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Answer what is asked aside, then put the question again."""
    posee = en_cours(turn)
    outcome = recherche.chercher(turn, replace(entretien, etape=Etape.ACCUEIL), acte.mots, dire_rien=True)
    assert outcome is not None
    return outcome if posee is None else Outcome(entretien.en_json(), [*outcome.replies, _encore(turn, posee, None)])


def _encore(turn: Turn, posee: EnCours, note: Mapping[str, Any] | None) -> Reply:
    """The same question, after what was said aside or not understood."""
    contexte = {"note": note, "genre": posee.genre, "achat": posee.achat, "trait": _trait(turn, posee.genre)}
    return Reply("suivi_encore", contexte, posee.offerts, multiple=posee.genre in (INSCRITES, SOCIAL))


__all__ = ["en_cours", "insister", "lire", "repondre_a_part"]
