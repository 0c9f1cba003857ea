"""The rating of a contract in the conversation: six questions at most to each side, apart; what differs; who still owes what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.cad import cotation_dite
from handlers.cad.comite import sans_comite
from handlers.cad.en_seance import hors, vue_de_la_cotation
from handlers.cad.mots import nom_de_l_acheteur, noms_des_cotes
from handlers.cad.seance import (
    Attendue,
    Presente,
    Savoir,
    a_preparer,
    bareme_de,
    contrat_de,
    contrats_de,
    cotation_de,
    ecrire_une_valeur,
    lire_les_valeurs,
    mes_comites,
    presentes,
    seance_qui_presente,
)
from handlers.conversation.acces import auteur, memoire, mes_referents, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.formules import lire_formule, peut_repondre
from handlers.conversation.vocabulary import SEPARATOR, Choice, Outcome, Reply, Turn
from handlers.registre.marches import numero_de, peut_changer
from handlers.registre.trouver import designe
from knowledge.cad.bareme import GenreDeQuestion, Question
from knowledge.cad.cotation import experts_concernes, prerempli, recevable
from knowledge.cad.dits import (
    PASSE,
    PROPOSE,
    dit,
    dit_pourquoi_une_note,
    lire_une_reponse,
    mots_des_actes,
    parle_d_une_cotation,
)
from knowledge.cad.seance import ACHETEUR, ContratDeSeance, Valeur
from knowledge.ecoute import Acte
from storage.cad.records import CotationRecord, SeanceRecord
from storage.comptes.records import Role
from storage.registre.records import Filtre, MarcheRecord
from storage.unit_of_work import Reading

REPONDRE = "comite.repondre"
MONTRES = 15
# Explained one by one: those that weigh most.
EXPLIQUEES = 5
UTILES = 6


@dataclass(frozen=True, slots=True)
class EnCours:
    """One side rating one contract, for one session or before any is set: its questions, what it was proposed and what it answered."""

    seance: SeanceRecord | None
    presente: Presente
    contrat: ContratDeSeance
    qui: str
    questions: tuple[Question, ...]
    garde: CotationRecord | None
    derniere: Mapping[str, Valeur]

    @property
    def numero(self) -> int:
        return self.presente.marche.id

    @property
    def pour(self) -> int | None:
        """The number of the session that it is rated for."""
        return None if self.seance is None else self.seance.id

    @property
    def reponses(self) -> Mapping[str, Any]:
        return {} if self.garde is None else self.garde.reponses

    @property
    def prochaine(self) -> int | None:
        """The rank of the first question that was neither answered nor passed."""
        return next((rang for rang, une in enumerate(self.questions) if une.id not in self.reponses), None)


# --- whose rating it is -----------------------------------------------------------------------------------------------


def services_de(memory: Reading, referents: Sequence[int]) -> frozenset[str]:
    """The services that somebody is the pilot of."""
    return frozenset(service for service, pilote in memory.saisies.pilotes().items() if pilote.id in referents)


def cotes_ouverts(turn: Turn, marche: MarcheRecord, concernes: Sequence[str]) -> tuple[str, ...]:
    """The sides that whoever writes answers for: all of them for the team, the services they are the pilot of, their contracts;
    an expert of no service answers for those that have no pilot.
    """
    if Role.EQUIPE in turn.roles:
        return (ACHETEUR, *concernes)
    miens = [un.id for un in mes_referents(turn)]
    services = services_de(memoire(turn), miens)
    sans_pilote = set(concernes) - memoire(turn).saisies.pilotes().keys()
    if Role.EXPERT in turn.roles and not services:
        services = frozenset(sans_pilote)
    acheteur = (marche.referent_id in miens) if services else peut_changer(turn, marche)
    return (*((ACHETEUR,) if acheteur else ()), *(un for un in concernes if un in services))


# --- rating -----------------------------------------------------------------------------------------------------------


def coter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Rate a contract for the next session: from the first question that was not answered, or as it stands."""
    if turn.pack.comite is None:
        return sans_comite(turn, entretien)
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    numero, qui = numero_de(acte), acte.slots.get("qui")
    marche = memoire(turn).marches.trouver(numero)
    if marche is None:
        return aparte(turn, entretien, Reply("marche_inconnu", {"numero": numero}))
    if parle_d_une_cotation(acte.mots) and "?" not in acte.mots and not dit_pourquoi_une_note(acte.mots):
        if (dite := _dite(turn, entretien, marche, acte)) is not None:
            return dite
        if dit("raconte_une_cotation", acte.mots):
            return cotation_dite.renvoyer(turn, entretien, numero)
    trouvee = _ou_il_se_cote(turn, marche)
    if dit("vaut_la_peine", acte.mots):
        return _ce_qu_on_en_sait(turn, entretien, marche, trouvee)
    if trouvee is None:
        return _hors_programme(turn, entretien, marche)
    if dit_pourquoi_une_note(acte.mots):
        return _expliquer(turn, entretien, *trouvee)
    contrat = contrat_de(memoire(turn), turn, trouvee[1], turn.aujourdhui)
    cotes = cotes_ouverts(turn, trouvee[1].marche, experts_concernes(bareme_de(turn.pack), contrat))
    if not cotes and marche.acheteur not in mes_comites(turn):
        return aparte(turn, entretien, hors("pas_la_sienne", numero=numero))
    if not cotes or (qui is None and len(cotes) > 1) or (qui is not None and qui not in cotes):
        return _montrer(turn, entretien, *trouvee, contrat, cotes)
    en_cours = _reprendre(turn, *trouvee, contrat, str(qui or cotes[0]))
    if acte.slots.get("refaire"):
        return _demander(turn, entretien, en_cours, 0)
    if en_cours.garde is not None and en_cours.garde.finie:
        return _conclure(turn, entretien, en_cours)
    return _demander(turn, entretien, en_cours, en_cours.prochaine or 0)


def _dite(turn: Turn, entretien: Entretien, marche: MarcheRecord, acte: Acte) -> Outcome | None:
    """The rating that a sentence tells, of a contract that is on the agenda or not yet."""
    seances = a_preparer(memoire(turn).seances.liste(), {marche.acheteur}, turn.aujourdhui)
    seance, presente = _ou_il_se_cote(turn, marche) or (seances[0], _a_part(turn, marche))
    contrat = contrat_de(memoire(turn), turn, presente, turn.aujourdhui)
    cotes = cotes_ouverts(turn, presente.marche, experts_concernes(bareme_de(turn.pack), contrat))
    if not cotes:
        return None
    debut, fin = acte.slots.get("ou", (0, 0))
    return cotation_dite.noter(turn, entretien, seance, presente, acte.mots, (debut, fin), cotes)


def refaire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Answer again from the first question."""
    return coter(turn, entretien, Acte("comite.coter", {**acte.slots, "refaire": True}))


def _ou_il_se_cote(turn: Turn, marche: MarcheRecord) -> tuple[SeanceRecord | None, Presente] | None:
    """The session that a contract is rated for, or none while its buyer has none to prepare; None where it is on no agenda."""
    trouvee = seance_qui_presente(memoire(turn), turn.pack, marche.id, turn.aujourdhui, passee=False)
    if trouvee is not None or a_preparer(memoire(turn).seances.liste(), {marche.acheteur}, turn.aujourdhui):
        return trouvee
    return None, _a_part(turn, marche)


def _a_part(turn: Turn, marche: MarcheRecord) -> Presente:
    """A contract with the lots of its consultation, presented to no session."""
    lots = memoire(turn).marches.du_groupe(marche.groupe) if marche.groupe else [marche]
    ensemble = [lot for lot in lots if lot.attribution_prevue == marche.attribution_prevue]
    return Presente(marche, tuple(ensemble) or (marche,))


def _ce_qu_on_en_sait(
    turn: Turn, entretien: Entretien, marche: MarcheRecord, trouvee: tuple[SeanceRecord | None, Presente] | None
) -> Outcome:
    """What is known of a contract, for whoever judges whether a session should look at it: the plan sets no amount."""
    seance, presente = trouvee or (None, _a_part(turn, marche))
    contrat = contrat_de(memoire(turn), turn, presente, turn.aujourdhui)
    cotation = cotation_de(turn, contrat, memoire(turn).seances.cotations(None), turn.aujourdhui)
    seances = a_preparer(memoire(turn).seances.liste(), {marche.acheteur}, turn.aujourdhui)
    contexte = {
        "presente": presente,
        "contrat": contrat,
        "seance": seance,
        "prochaine": seances[0] if seances else None,
        **vue_de_la_cotation(turn, cotation),
    }
    choices: tuple[Choice, ...] = (bouton("coter", f"co:coter:{marche.id}", marche.id),)
    if seance is None and seances and Role.EQUIPE in turn.roles:
        choices = (bouton("remettre_a_la_seance", f"co:placer:{marche.id}:ajoute"), *choices)
    return aparte(turn, entretien, Reply("au_comite_ou_pas", contexte, choices))


def _hors_programme(turn: Turn, entretien: Entretien, marche: MarcheRecord) -> Outcome:
    seances = a_preparer(memoire(turn).seances.liste(), {marche.acheteur}, turn.aujourdhui)
    if not seances:
        return aparte(turn, entretien, hors("sans_seance", acheteur=nom_de_l_acheteur(turn.pack, marche.acheteur)))
    equipe = Role.EQUIPE in turn.roles
    reply = hors("hors_programme", numero=marche.id, seance=seances[0], equipe=equipe)
    choices = (bouton("remettre_a_la_seance", f"co:placer:{marche.id}:ajoute"),) if equipe else ()
    return aparte(turn, entretien, replace(reply, choices=choices))


def _reprendre(
    turn: Turn, seance: SeanceRecord | None, presente: Presente, contrat: ContratDeSeance, qui: str
) -> EnCours:
    bareme = bareme_de(turn.pack)
    numero = presente.marche.id
    pour = None if seance is None else seance.id
    avant = memoire(turn).seances.derniere_cotation([lot.id for lot in presente.lots], qui, pour)
    return EnCours(
        seance,
        presente,
        contrat,
        qui,
        bareme.questions_de(qui),
        memoire(turn).seances.cotation(pour, numero, qui),
        {} if avant is None else lire_les_valeurs(bareme, avant),
    )


def _proposee(turn: Turn, en_cours: EnCours, question: Question) -> Valeur | None:
    """What the question is answered beforehand: what was answered already, else what is reckoned, else last time's."""
    bareme = bareme_de(turn.pack)
    if en_cours.garde is not None and (dite := lire_les_valeurs(bareme, en_cours.garde).get(question.id)) is not None:
        return dite
    return prerempli(bareme, en_cours.contrat, en_cours.qui, question, turn.aujourdhui, en_cours.derniere)


def _cochables(turn: Turn, en_cours: EnCours) -> tuple[int, ...]:
    """The actions that a side may tick: those that are proposed of the contract and that it follows."""
    bareme = bareme_de(turn.pack)
    siennes = bareme.couts.keys() if en_cours.qui == ACHETEUR else bareme.experts[en_cours.qui].actions
    return tuple(action for action in en_cours.contrat.actions if action in siennes and action in bareme.couts)


def _demander(turn: Turn, entretien: Entretien, en_cours: EnCours, rang: int, note: str | None = None) -> Outcome:
    question = en_cours.questions[rang]
    proposee = _proposee(turn, en_cours, question)
    contexte = {
        "marche": en_cours.presente.marche,
        "lots": len(en_cours.presente.lots),
        "cote": noms_des_cotes(turn.pack)[en_cours.qui],
        "seance": en_cours.seance,
        "question": question,
        "rang": rang + 1,
        "sur": len(en_cours.questions),
        "proposee": None if proposee is None else _en_mots(question, proposee),
        "derniere_fois": question.id in en_cours.derniere and proposee == en_cours.derniere[question.id],
        "note": note,
    }
    valeur = f"co:rep:{en_cours.numero}:{en_cours.qui}:{rang}"
    choices: list[Choice] = []
    match question.genre:
        case GenreDeQuestion.CHOIX:
            choices += [Choice(un.texte, f"{valeur}:{un.id}") for un in question.choix]
        case GenreDeQuestion.OUI_NON:
            choices += [bouton("oui", f"{valeur}:oui"), bouton("non", f"{valeur}:non")]
        case GenreDeQuestion.ACTIONS:
            choices += [
                Choice(f"{un} · {turn.pack.fiches[un].titre_court}", f"{valeur}:{un}")
                for un in _cochables(turn, en_cours)
            ]
    if proposee is not None:
        choices.append(bouton("comme_propose", f"{valeur}:{PROPOSE}"))
    choices.append(bouton("passer_la_question", f"{valeur}:{PASSE}"))
    attend = Acte(REPONDRE, {"numero": en_cours.numero, "qui": en_cours.qui, "rang": rang})
    return aparte(
        turn,
        replace(entretien, attente=attend),
        Reply("question_de_cotation", contexte, tuple(choices), multiple=question.genre is GenreDeQuestion.ACTIONS),
    )


def _en_mots(question: Question, valeur: Valeur) -> dict[str, Any]:
    """An answer, by its kind, as templates word it."""
    match valeur:
        case bool():
            return {"genre": "oui_non", "dit": valeur}
        case Decimal():
            return {"genre": "heures", "dit": valeur}
        case tuple():
            return {"genre": "actions", "dit": valeur}
    choisi = question.choisi(valeur)
    return {"genre": "texte", "dit": valeur if choisi is None else choisi.texte}


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """The answer to the question of a rating that was just asked."""
    match entretien.attente:
        case Acte("comite.repondre", slots):
            en_cours = _trouver(turn, slots)
            if en_cours is None or not texte.strip():
                return None
            question = en_cours.questions[slots["rang"]]
            lue = lire_une_reponse(question, texte, _cochables(turn, en_cours))
            libre = question.genre is GenreDeQuestion.TEXTE and lue not in (PASSE, PROPOSE)
            if lue is None or (libre and not peut_repondre(texte)):
                return None
            if lire_formule(texte, exacte=True) in ("annuler", "retour"):
                return None
            return Proposition(Acte(REPONDRE, {**slots, "lue": ecrire_une_valeur(lue)}, mots=texte), Force.ATTENDU)
    return None


def _trouver(turn: Turn, slots: Mapping[str, Any]) -> EnCours | None:
    """The rating that an answer is of; None when it is not, or no more, for whoever writes."""
    numero, qui, rang = slots.get("numero"), slots.get("qui"), slots.get("rang")
    if turn.pack.comite is None or not isinstance(numero, int) or not isinstance(rang, int):
        return None
    marche = memoire(turn).marches.trouver(numero)
    trouvee = None if marche is None else _ou_il_se_cote(turn, marche)
    if trouvee is None:
        return None
    contrat = contrat_de(memoire(turn), turn, trouvee[1], turn.aujourdhui)
    cotes = cotes_ouverts(turn, trouvee[1].marche, experts_concernes(bareme_de(turn.pack), contrat))
    if qui not in cotes:
        return None
    en_cours = _reprendre(turn, *trouvee, contrat, str(qui))
    return en_cours if 0 <= rang < len(en_cours.questions) else None


def repondre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Keep an answer, and ask the next question; after the last, say where the rating stands."""
    en_cours = _trouver(turn, acte.slots)
    if en_cours is None:
        return aparte(turn, entretien, Reply("choix_inconnu"))
    rang = acte.slots["rang"]
    question = en_cours.questions[rang]
    valeur = _lue(turn, en_cours, question, acte)
    if valeur != PASSE and not recevable(question, valeur):
        return _demander(turn, entretien, en_cours, rang, "incompris")
    reponses = {**en_cours.reponses, question.id: None if valeur == PASSE else ecrire_une_valeur(valeur)}  # type: ignore[arg-type]
    # Asked again from the first question, what follows is asked again too; what is left keeps its answer.
    suivante = rang + 1 if rang + 1 < len(en_cours.questions) else None
    finie = all(une.id in reponses for une in en_cours.questions)
    garde = CotationRecord(en_cours.pour, en_cours.numero, en_cours.qui, reponses, finie, turn.now, auteur(turn))
    memoire(turn).seances.coter(garde)
    suite = replace(en_cours, garde=garde)
    return _conclure(turn, entretien, suite) if suivante is None else _demander(turn, entretien, suite, suivante)


def _lue(turn: Turn, en_cours: EnCours, question: Question, acte: Acte) -> Valeur | None:
    """The value that an answer holds: read of words, ticked, or the one proposed."""
    dite = acte.slots.get("lue", acte.slots.get("dit"))
    if dite == PROPOSE:
        return _proposee(turn, en_cours, question)
    if dite is None or dite == PASSE:
        return PASSE
    match question.genre:
        case GenreDeQuestion.ACTIONS:
            cochees = dite if isinstance(dite, list) else [un.rpartition(":")[2] for un in str(dite).split(SEPARATOR)]
            if PROPOSE in cochees:
                return _proposee(turn, en_cours, question)
            if PASSE in cochees:
                return PASSE
            possibles = _cochables(turn, en_cours)
            return tuple(un for un in possibles if str(un) in {str(une) for une in cochees})
        case GenreDeQuestion.HEURES:
            return Decimal(str(dite)) if str(dite).replace(".", "", 1).isdecimal() else None
        case GenreDeQuestion.OUI_NON:
            return dite if isinstance(dite, bool) else {"oui": True, "non": False}.get(str(dite))
    return str(dite)


def _conclure(turn: Turn, entretien: Entretien, en_cours: EnCours) -> Outcome:
    choices = (
        bouton("refaire_la_cotation", f"co:refaire:{en_cours.numero}:{en_cours.qui}"),
        bouton("qui_doit_quoi", "c:qui_doit_quoi"),
    )
    return _dire_la_cotation(turn, entretien, en_cours.seance, en_cours.presente, en_cours.contrat, choices, en_cours)


def _montrer(
    turn: Turn, entretien: Entretien, seance: SeanceRecord | None, presente: Presente, contrat: ContratDeSeance, cotes: Sequence[str]
) -> Outcome:  # fmt: skip
    """Where a rating stands, and a button for each side that whoever writes answers for."""
    noms = noms_des_cotes(turn.pack)
    choices = tuple(Choice(noms[un], f"co:coter:{presente.marche.id}:{un}") for un in cotes)
    return _dire_la_cotation(turn, entretien, seance, presente, contrat, choices, None)


def _dire_la_cotation(
    turn: Turn, entretien: Entretien, seance: SeanceRecord | None, presente: Presente, contrat: ContratDeSeance,
    choices: tuple[Choice, ...], en_cours: EnCours | None,
) -> Outcome:  # fmt: skip
    cotation = cotation_de(
        turn, contrat, memoire(turn).seances.cotations(None if seance is None else seance.id), turn.aujourdhui
    )
    contexte = {
        "seance": seance,
        "presente": presente,
        **vue_de_la_cotation(turn, cotation),
        "miennes": [] if en_cours is None else _mes_reponses(turn, en_cours),
        "moi": None if en_cours is None else noms_des_cotes(turn.pack)[en_cours.qui],
        "de_qui": en_cours is None and len(choices) > 1,
    }
    return aparte(turn, replace(entretien, attente=None), Reply("cotation", contexte, choices))


def _mes_reponses(turn: Turn, en_cours: EnCours) -> list[dict[str, Any]]:
    lues = {} if en_cours.garde is None else lire_les_valeurs(bareme_de(turn.pack), en_cours.garde)
    return [
        {"question": une.texte, "reponse": _en_mots(une, lues[une.id]) if une.id in lues else None}
        for une in en_cours.questions
    ]


def _expliquer(turn: Turn, entretien: Entretien, seance: SeanceRecord | None, presente: Presente) -> Outcome:
    """Why a contract is rated so: each point of each action with its reason, then what each side answered."""
    contrat = contrat_de(memoire(turn), turn, presente, turn.aujourdhui)
    pour = None if seance is None else seance.id
    cotation = cotation_de(turn, contrat, memoire(turn).seances.cotations(pour), turn.aujourdhui)
    fortes = sorted(cotation.pertinence.actions, key=lambda une: (-une.points * une.poids, une.action))
    contexte = {
        "seance": seance,
        "presente": presente,
        **vue_de_la_cotation(turn, cotation),
        "detail": [
            {"fiche": turn.pack.fiches[une.action], "points": une.points, "poids": une.poids, "motifs": une.motifs, "sure": une.sure}
            for une in fortes[:EXPLIQUEES]
        ],
        "autres": max(0, len(fortes) - EXPLIQUEES),
    }  # fmt: skip
    choices = (bouton("coter", f"co:coter:{presente.marche.id}", presente.marche.id),)
    return aparte(turn, replace(entretien, attente=None), Reply("cotation_expliquee", contexte, choices))


# --- who owes what ----------------------------------------------------------------------------------------------------


def attendues(memory: Reading, savoir: Savoir, seance: SeanceRecord, jour: date) -> list[Attendue]:
    """Every rating that is still awaited for a session: of the buyer, and of each expert concerned."""
    bareme = bareme_de(savoir.pack)
    finies = {(une.marche_id, une.qui) for une in memory.seances.cotations(seance.id) if une.finie}
    tous = presentes(memory, savoir.pack, seance)
    return [
        Attendue(seance, un.marche, qui)
        for un, contrat in zip(tous, contrats_de(memory, savoir, tous, jour), strict=True)
        for qui in (ACHETEUR, *experts_concernes(bareme, contrat))
        if (un.marche.id, qui) not in finies
    ]


def qui_doit_quoi(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Who has still to rate which contracts before the next sessions: all for the team, one's own for anybody else; of one
    contract, where the words name it.
    """
    if turn.pack.comite is None:
        return sans_comite(turn, entretien)
    numero = numero_de(acte) or (designe(turn, acte.mots, mots_des_actes()) if acte.mots else None)
    marche = memoire(turn).marches.trouver(numero) if numero else None
    if marche is not None:
        etat = _ce_qu_on_attend(turn, entretien, marche)
        if not dit("relancer", acte.mots) or Role.EQUIPE not in turn.roles:
            return etat
        # "Sinon prépare une relance": it is there, and goes only where somebody sends it.
        pret = relancer(turn, entretien, Acte("comite.relancer", {"numero": marche.id}))
        return Outcome(pret.etat, [replace(etat.replies[0], choices=etat.replies[0].choices[1:]), *pret.replies])
    equipe, ouverts = Role.EQUIPE in turn.roles, mes_comites(turn)
    acheteurs = [un.id for un in turn.pack.acheteurs]
    seances = [
        une
        for une in a_preparer(memoire(turn).seances.liste(), acheteurs, turn.aujourdhui)
        if une.jour >= turn.aujourdhui
    ]
    toutes = [une for seance in seances for une in attendues(memoire(turn), turn, seance, turn.aujourdhui)]
    miens = [un.id for un in mes_referents(turn)]
    services = services_de(memoire(turn), miens)
    if not equipe:
        toutes = [
            une for une in toutes
            if (une.qui in services) or (une.qui == ACHETEUR and une.marche.referent_id in miens) or une.seance.acheteur in ouverts
        ]  # fmt: skip
    noms, pilotes = noms_des_cotes(turn.pack), memoire(turn).saisies.pilotes()
    groupes: dict[tuple[int, str], list[Attendue]] = {}
    for une in toutes:
        cle = f"r:{une.marche.referent_id or ''}" if une.qui == ACHETEUR else une.qui
        groupes.setdefault((une.seance.id, cle), []).append(une)
    lignes = [
        {
            "seance": siennes[0].seance,
            "acheteur": nom_de_l_acheteur(turn.pack, siennes[0].seance.acheteur),
            "qui": (siennes[0].marche.referent if siennes[0].qui == ACHETEUR else noms[siennes[0].qui]),
            "pilote": pilotes[siennes[0].qui].nom if siennes[0].qui in pilotes else None,
            "cote_acheteur": siennes[0].qui == ACHETEUR,
            "marches": [une.marche for une in siennes][:MONTRES],
            "combien": len(siennes),
        }
        for siennes in groupes.values()
    ]
    choices = tuple(
        bouton("coter", f"co:coter:{une.marche.id}", une.marche.id)
        for une in {une.marche.id: une for une in toutes if not equipe}.values()
    )[:MONTRES]
    contexte = {"lignes": lignes, "seances": seances, "equipe": equipe}
    return aparte(turn, replace(entretien, attente=None), Reply("qui_doit_quoi", contexte, choices))


def _ce_qu_on_attend(turn: Turn, entretien: Entretien, marche: MarcheRecord) -> Outcome:
    """Of one contract: who rated it and who has not, whom its reminders went to and what they answered."""
    trouvee = _ou_il_se_cote(turn, marche)
    lignes = [] if trouvee is None else _cotes_du_marche(turn, *trouvee)
    rappels = [un for un in memoire(turn).rappels.du_marche(marche.id) if un.dit_le is not None]
    dernier = rappels[-1] if rappels else None
    if Role.EQUIPE not in turn.roles and not peut_changer(turn, marche):
        return aparte(turn, entretien, hors("pas_la_sienne", numero=marche.id))
    contexte = {
        "marche": marche,
        "seance": None if trouvee is None else trouvee[0],
        "au_programme": trouvee is not None,
        "lignes": lignes,
        "rappel": dernier,
        "attend": any(not une["finie"] for une in lignes) or (dernier is not None and dernier.reponse is None),
    }
    choices = [bouton("coter", f"co:coter:{marche.id}", marche.id)]
    if contexte["attend"] or not rappels:
        choices.insert(0, bouton("relancer", f"co:relancer:{marche.id}"))
    return aparte(turn, replace(entretien, attente=None), Reply("reponses_attendues", contexte, tuple(choices)))


def _cotes_du_marche(turn: Turn, seance: SeanceRecord | None, presente: Presente) -> list[dict[str, Any]]:
    """Each side that rates a contract, who that is, and whether it did."""
    contrat = contrat_de(memoire(turn), turn, presente, turn.aujourdhui)
    cotations = memoire(turn).seances.cotations(None if seance is None else seance.id)
    siennes = {une.qui: une for une in cotations if une.marche_id == presente.marche.id}
    noms, pilotes = noms_des_cotes(turn.pack), memoire(turn).saisies.pilotes()
    return [
        {
            "cote": noms[qui],
            "qui": presente.marche.referent if qui == ACHETEUR else pilotes[qui].nom if qui in pilotes else None,
            "finie": qui in siennes and siennes[qui].finie,
            "commencee": qui in siennes,
        }
        for qui in (ACHETEUR, *experts_concernes(bareme_de(turn.pack), contrat))
    ]


def utiles(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The actions of the plan that weigh most for a contract, by the rules and by what is known of it; nothing is decided."""
    marche = memoire(turn).marches.trouver(numero_de(acte))
    if turn.pack.comite is None or marche is None:
        return aparte(turn, entretien, Reply("marche_inconnu", {"numero": numero_de(acte)}))
    _, presente = _ou_il_se_cote(turn, marche) or (None, _a_part(turn, marche))
    contrat = contrat_de(memoire(turn), turn, presente, turn.aujourdhui)
    cotation = cotation_de(turn, contrat, memoire(turn).seances.cotations(None), turn.aujourdhui)
    vue = vue_de_la_cotation(turn, cotation)
    contexte = {"presente": presente, "actions": vue["actions"][:UTILES], "autres": vue["actions"][UTILES:]}
    choices = tuple(
        bouton("fiche", f"fiche:{une['fiche'].numero}", une["fiche"].numero) for une in contexte["actions"][:3]
    )
    coter_ = bouton("coter", f"co:coter:{marche.id}", marche.id)
    return aparte(turn, replace(entretien, attente=None), Reply("actions_utiles", contexte, (*choices, coter_)))


def _relancer_une_direction(turn: Turn, entretien: Entretien, direction: str) -> Outcome:
    """A message to a department, ready to be copied: its contracts that end first, and what is asked of each."""
    siens = [
        un
        for un in memoire(turn).marches.liste(Filtre(direction=direction))
        if un.fin is None or un.fin >= turn.aujourdhui
    ]
    siens.sort(key=lambda un: (un.fin is None, un.fin or turn.aujourdhui, un.id))
    contexte = {"direction": direction, "marches": siens[:MONTRES], "autres": max(0, len(siens) - MONTRES)}
    return aparte(turn, replace(entretien, attente=None), Reply("relance_de_direction", contexte))


def relancer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """A reminder of one contract, ready to be copied and sent: to whom, what is awaited, how to answer; of a department, one for all of its contracts."""
    if "direction" in acte.slots and Role.EQUIPE in turn.roles:
        return _relancer_une_direction(turn, entretien, str(acte.slots["direction"]))
    marche = memoire(turn).marches.trouver(numero_de(acte))
    if marche is None:
        return aparte(turn, entretien, Reply("marche_inconnu", {"numero": numero_de(acte)}))
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    trouvee = _ou_il_se_cote(turn, marche)
    lignes = [] if trouvee is None else _cotes_du_marche(turn, *trouvee)
    contexte = {
        "marche": marche,
        "seance": None if trouvee is None else trouvee[0],
        "manquent": [une for une in lignes if not une["finie"]],
    }
    return aparte(turn, entretien, Reply("relance_prete", contexte))


__all__ = [
    "Attendue",
    "attendues",
    "coter",
    "lire",
    "qui_doit_quoi",
    "refaire",
    "relancer",
    "repondre",
    "services_de",
    "utiles",
]
