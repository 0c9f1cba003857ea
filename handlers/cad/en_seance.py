"""A session in the conversation: what it looks at, one contract after the other, what is decided, who sits, its minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from handlers.cad.annonces import annoncer_les_decisions
from handlers.cad.comite import Quand, sans_comite
from handlers.cad.gestes import (
    AJOUTE,
    ECARTE,
    RETENU,
    decider,
    defaire,
    dresser,
    inconnus,
    placer,
)
from handlers.cad.mots import nom_de_l_acheteur, noms_des_cotes, vue_des_decisions
from handlers.cad.seance import (
    Presente,
    a_preparer,
    bareme_de,
    celui,
    contrat_de,
    cotation_de,
    mes_comites,
    presentes,
    seance_qui_presente,
)
from handlers.cad.seances import seances
from handlers.conversation.acces import LIEN_VALABLE, auteur, memoire, mes_referents, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.formules import lire_formule
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.registre.marches import numero_de
from knowledge.cad.dits import DecisionDite, dit_suivant, lire_des_decisions, lire_du_comite
from knowledge.cad.seance import Cotation
from knowledge.ecoute import Acte
from knowledge.francais.objets import MARCHE, nommes
from knowledge.francais.texte import simplifier
from knowledge.registre.paroles import lire_des_numeros
from storage.cad.records import SeanceRecord
from storage.comptes.records import Role

MONTRES = 12
DECIDER = "comite.decider"


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is done of a session; what is decided of a contract, be it the one just shown."""
    if turn.pack.comite is None or turn.memoire is None:
        return None
    acte = lire_du_comite(turn.pack, texte, turn.aujourdhui)
    if acte is not None:
        return Proposition(acte, Force.NOMME if "numero" in acte.slots else Force.ENTIER)
    montre = entretien.attente if isinstance(entretien.attente, Acte) else None
    du_contrat = montre is not None and montre.nature == DECIDER
    dites = lire_des_decisions(turn.pack, texte)
    if du_contrat and not dites and (numeros := lire_des_numeros(texte)):
        dites = (DecisionDite(RETENU, tuple(map(str, numeros)), None, None),)
    # What a buyer keeps of their own diagnosis of that contract is no decision of the committee.
    nomme = dites[0].marche if dites else None
    du_sien = Role.EQUIPE not in turn.roles and (nomme is None or nomme == entretien.marche)
    if dites and (du_contrat or nomme is not None) and not du_sien:
        slots = montre.slots if montre is not None and du_contrat else {}
        dit = Acte(DECIDER, {**slots, "dites": [asdict(une) for une in dites]}, mots=texte)
        return Proposition(dit, Force.NOMME if nomme is not None else Force.ATTENDU)
    if montre is not None and du_contrat:
        if dit_suivant(texte):
            return Proposition(Acte("comite.suivant", montre.slots, mots=texte), Force.ATTENDU)
        if "depuis" in montre.slots and lire_formule(texte, exacte=True) == "annuler":
            return Proposition(Acte("comite.defaire", montre.slots, mots=texte), Force.ATTENDU)
    return None


# --- preparing --------------------------------------------------------------------------------------------------------


def preparer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The session under way: what it looks at, who still owes what, and its page; of the buyer that is named, else the soonest."""
    if turn.pack.comite is None:
        return sans_comite(turn, entretien)
    ouverts = mes_comites(turn)
    nomme = acte.slots.get("acheteur")
    if not ouverts or (nomme is not None and nomme not in ouverts):
        return aparte(
            turn, entretien, hors("pas_le_mien" if ouverts else "reserve", acheteur=nom_de_l_acheteur(turn.pack, nomme))
        )
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    voulus = {nomme} if nomme else ouverts
    en_cours = a_preparer(memoire(turn).seances.liste(), voulus, turn.aujourdhui)
    if not en_cours:
        return aparte(turn, entretien, hors("sans_seance", acheteur=nom_de_l_acheteur(turn.pack, nomme)))
    return _montrer(turn, entretien, en_cours[0], en_cours[1:])


def hors(quoi: str, **contexte: Any) -> Reply:
    """Why nothing is done of a session: `quoi` names it in `hors_seance.md`."""
    return Reply("hors_seance", {"quoi": quoi, "acheteur": None, "numero": None, "seance": None, **contexte})


def _montrer(turn: Turn, entretien: Entretien, seance: SeanceRecord, autres: Sequence[SeanceRecord]) -> Outcome:
    tous = presentes(memoire(turn), turn.pack, seance)
    cotations = memoire(turn).seances.cotations(seance.id)
    finies = {(une.marche_id, une.qui) for une in cotations if une.finie}
    lignes = [{"presente": un, "cotes": sum(marche == un.marche.id for marche, _ in finies)} for un in tous[:MONTRES]]
    adresse = turn.incoming.address
    cle = memoire(turn).liens.creer("registre", adresse.plateforme, adresse.personne, turn.now, LIEN_VALABLE)
    equipe, a_lieu = Role.EQUIPE in turn.roles, seance.jour <= turn.aujourdhui
    contexte = {
        "seance": seance,
        "acheteur": nom_de_l_acheteur(turn.pack, seance.acheteur),
        "lignes": lignes,
        "total": len(tous),
        "decides": sum(un.decide for un in tous),
        "a_lieu": a_lieu,
        "equipe": equipe,
        "lien": f"{turn.adresse}/registre/ouvrir/{cle}?vers=comite-{seance.id}",
        "expire_le": turn.now + LIEN_VALABLE,
    }
    choices: list[Choice] = []
    if equipe and a_lieu and tous:
        choices.append(bouton("commencer_la_seance", f"co:suivant:0:{seance.id}"))
    if equipe:
        choices.append(bouton("qui_doit_quoi", "c:qui_doit_quoi"))
    choices += [
        Choice(nom_de_l_acheteur(turn.pack, une.acheteur) or une.acheteur, f"co:preparer:{une.acheteur}")
        for une in autres
    ]
    return aparte(turn, replace(entretien, attente=None), Reply("seance_preparee", contexte, tuple(choices)))


# --- one contract after the other -------------------------------------------------------------------------------------


def suivant(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The next contract of which nothing is decided, after the one that was shown; then those before it."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    seance = memoire(turn).seances.trouver(_entier(acte.slots.get("seance")))
    if seance is None:
        return aparte(turn, entretien, Reply("choix_inconnu"))
    tous = presentes(memoire(turn), turn.pack, seance)
    places = [rang for rang, un in enumerate(tous) if un.marche.id == numero_de(acte)]
    apres = tous[places[0] + 1 :] + tous[: places[0]] if places else tous
    prochain = next((un for un in apres if not un.decide), None)
    if prochain is None:
        return proces_verbal(
            turn, entretien, Acte("comite.proces_verbal", {"acheteur": seance.acheteur, "tenue": None})
        )
    return _montrer_le_contrat(turn, entretien, seance, prochain)


def _entier(dit: object) -> int:
    return dit if isinstance(dit, int) else 0


def _montrer_le_contrat(turn: Turn, entretien: Entretien, seance: SeanceRecord, presente: Presente) -> Outcome:
    contrat = contrat_de(memoire(turn), turn, presente, turn.aujourdhui)
    cotation = cotation_de(turn, contrat, memoire(turn).seances.cotations(seance.id), turn.aujourdhui)
    contexte = {
        "presente": presente,
        "contrat": contrat,
        **vue_de_la_cotation(turn, cotation),
        "seance": seance,
    }
    a_decider = Acte(DECIDER, {"numero": presente.marche.id, "seance": seance.id})
    choices = (
        bouton("reporter_le_contrat", f"co:reporter:{presente.marche.id}:{seance.id}"),
        bouton("contrat_suivant", f"co:suivant:{presente.marche.id}:{seance.id}"),
    )
    return aparte(turn, replace(entretien, attente=a_decider), Reply("contrat_en_seance", contexte, choices))


def vue_de_la_cotation(turn: Turn, cotation: Cotation) -> dict[str, Any]:
    """A rating as it is told: the actions it presents, each side beside the other, what differs, who still owes it."""
    noms = noms_des_cotes(turn.pack)
    criteres = bareme_de(turn.pack).criteres_de_soutenabilite
    return {
        "cotation": cotation,
        "actions": [
            {"fiche": turn.pack.fiches[une.action], "force": une.force, "refusee": [noms[qui] for qui in cotation.intenables.get(une.action, ())]}
            for une in cotation.pertinence.actions
        ],
        "cotes": [
            {"nom": noms[une.auteur], "niveau": une.niveau, "repondue": une.repondue} for une in cotation.soutenabilites
        ],
        "ecarts": [
            {
                "critere": criteres[un.critere],
                "niveaux": [(noms[qui], niveau) for qui, niveau in un.niveaux.items()],
                "action": un.action,
            }
            for un in cotation.ecarts
        ],
        "attendus": [noms[qui] for qui in cotation.attendus],
    }  # fmt: skip


# --- deciding ---------------------------------------------------------------------------------------------------------


def noter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Note what the committee decides, clause by clause; what cannot be is said, and nothing of it is noted."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    dites = [DecisionDite(**{**une, "sujets": tuple(une["sujets"])}) for une in acte.slots.get("dites", ())]
    if not dites:
        return aparte(turn, entretien, Reply("choix_inconnu"))
    quand = Quand(turn.aujourdhui, turn.now, auteur(turn))
    numero = dites[0].marche or numero_de(acte)
    trouvee = seance_qui_presente(memoire(turn), turn.pack, numero, turn.aujourdhui, passee=True)
    if trouvee is None:
        return aparte(turn, entretien, _pas_presente(turn, numero))
    seance, presente = trouvee
    sans_objet = [un for dite in dites for un in inconnus(turn.pack, dite.sujets)]
    if sans_objet or any(dite.issue == RETENU and not dite.sujets for dite in dites):
        quoi = "inconnues" if sans_objet else "lesquelles"
        garde = replace(entretien, attente=Acte(DECIDER, {"numero": presente.marche.id, "seance": seance.id}))
        return aparte(turn, garde, hors(quoi, numero=presente.marche.id, sujets=sans_objet))
    retenus = [un for dite in dites if dite.issue == RETENU for un in dite.sujets]
    depuis = memoire(turn).seances.dernier_dit()
    change = False
    for dite in dites:
        fait = decider(memoire(turn), turn.pack, seance, presente, dite.issue, dite.sujets, dite.motif, quand)
        presente, change = fait.presente, change or fait.change
    sans_motif = [un for dite in dites if dite.issue == ECARTE and not dite.motif for un in dite.sujets or ("",)]
    return _dire_la_decision(turn, entretien, seance, presente, depuis if change else None, sans_motif, retenus)


def _pas_presente(turn: Turn, numero: int) -> Reply:
    """Why nothing is decided of a contract: it is unknown, or its session is still to come, or it has none."""
    if memoire(turn).marches.trouver(numero) is None:
        return Reply("marche_inconnu", {"numero": numero})
    a_venir = seance_qui_presente(memoire(turn), turn.pack, numero, turn.aujourdhui, passee=False)
    if a_venir is not None:
        return hors("a_venir", numero=numero, seance=a_venir[0])
    return hors("pas_presente", numero=numero)


def _dire_la_decision(
    turn: Turn,
    entretien: Entretien,
    seance: SeanceRecord,
    presente: Presente,
    depuis: int | None,
    sans_motif: Sequence[str] = (),
    dits: Sequence[str] = (),
    *,
    geste: str = "",
) -> Outcome:
    proposees = set(contrat_de(memoire(turn), turn, presente, turn.aujourdhui).actions)
    contexte = {
        **vue_des_decisions(turn.pack, presente),
        "hors_diagnostic": [int(un) for un in dits if un.isdecimal() and int(un) not in proposees],
        "seance": seance,
        "change": depuis is not None,
        "geste": geste,
        "sans_motif": sans_motif,
    }
    numero = presente.marche.id
    slots: dict[str, Any] = {"numero": numero, "seance": seance.id}
    choices: list[Choice] = []
    if depuis is not None:
        slots["depuis"] = depuis
        ou = f"{numero}:{seance.id}:{depuis}"
        defait = geste == "defaire"
        choices.append(
            bouton("retablir_la_decision", f"co:retablir:{ou}")
            if defait
            else bouton("annuler_la_decision", f"co:defaire:{ou}")
        )
    choices.append(bouton("contrat_suivant", f"co:suivant:{numero}:{seance.id}"))
    suite = replace(entretien, attente=Acte(DECIDER, slots))
    return aparte(turn, suite, Reply("decision_notee", contexte, tuple(choices)))


def reporter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Put a contract off, from its button."""
    dite = {"issue": "reporte", "sujets": (), "marche": numero_de(acte), "motif": None}
    return noter(turn, entretien, Acte(DECIDER, {"dites": [dite]}))


def annuler(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Take back what was just decided; pressed again on the answer, it stands again."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    seance = memoire(turn).seances.trouver(_entier(acte.slots.get("seance")))
    if seance is None:
        return aparte(turn, entretien, Reply("choix_inconnu"))
    quand = Quand(turn.aujourdhui, turn.now, auteur(turn))
    depuis = memoire(turn).seances.dernier_dit()
    touches = defaire(memoire(turn), turn.pack, seance, _entier(acte.slots.get("depuis")), quand)
    presente = touches[0] if touches else celui(presentes(memoire(turn), turn.pack, seance), numero_de(acte))
    if presente is None:
        return aparte(turn, entretien, hors("pas_presente", numero=numero_de(acte)))
    return _dire_la_decision(
        turn, entretien, seance, presente, depuis if touches else None, geste=acte.nature.partition(".")[2]
    )


def decisions(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What a committee decided: of the contract that is named, else the last of those that whoever asks may know of."""
    if turn.pack.comite is None:
        return sans_comite(turn, entretien)
    nommes_ = {un.numero for un in nommes(acte.mots) if un.genre == MARCHE}
    ouverts, miens = mes_comites(turn), {un.id for un in mes_referents(turn)}
    for seance in reversed(memoire(turn).seances.liste()):
        tous = [un for un in presentes(memoire(turn), turn.pack, seance) if un.decide]
        # A buyer is told what the minutes keep.
        siens = [
            un
            for un in tous
            if (seance.acheteur in ouverts or (seance.tenue and un.marche.referent_id in miens))
            and (not nommes_ or nommes_ & {lot.id for lot in un.lots})
        ]
        if siens:
            a_moi = seance.acheteur not in ouverts
            return aparte(turn, entretien, annoncer_les_decisions(turn.pack, seance, siens, a_moi=a_moi))
    return seances(turn, entretien)


# --- the contracts of a session, its minutes, who sits ----------------------------------------------------------------


def mettre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Add a contract to the next session of its buyer, or withdraw it."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    numero, valeur = numero_de(acte), str(acte.slots.get("valeur"))
    marche = memoire(turn).marches.trouver(numero)
    if marche is None:
        return aparte(turn, entretien, Reply("marche_inconnu", {"numero": numero}))
    seances = a_preparer(memoire(turn).seances.liste(), {marche.acheteur}, turn.aujourdhui)
    if not seances:
        return aparte(
            turn,
            entretien,
            hors("sans_seance", acheteur=nom_de_l_acheteur(turn.pack, marche.acheteur) or marche.acheteur_nom),
        )
    presente = celui(presentes(memoire(turn), turn.pack, seances[0]), numero)
    if presente is not None and presente.decide and valeur != AJOUTE:
        return aparte(turn, entretien, hors("decide", numero=numero))
    quand = Quand(turn.aujourdhui, turn.now, auteur(turn))
    change = placer(memoire(turn), seances[0], marche, presente, valeur, acte.slots.get("motif"), quand)
    contexte = {"marche": marche, "seance": seances[0], "ajoute": valeur == AJOUTE, "change": change}
    inverse = (
        bouton("retirer_de_la_seance", f"co:placer:{numero}:retire")
        if valeur == AJOUTE
        else bouton("remettre_a_la_seance", f"co:placer:{numero}:ajoute")
    )
    choices = (inverse,) if change else ()
    return aparte(turn, entretien, Reply("place_en_seance", contexte, choices))


def proces_verbal(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Write the minutes of a session that was held, or say what they would keep; only they say that it was held."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    seance = _celle_du_proces_verbal(turn, acte)
    if seance is None:
        return aparte(
            turn, entretien, hors("rien_a_dresser", acheteur=nom_de_l_acheteur(turn.pack, acte.slots.get("acheteur")))
        )
    tenue = acte.slots.get("tenue")
    quand = Quand(turn.aujourdhui, turn.now, auteur(turn))
    if tenue in ("oui", "non"):
        tenue = tenue == "oui"
    if isinstance(tenue, bool):
        dresser(memoire(turn), turn.pack, seance, None, quand, tenue=tenue)
    dressee = memoire(turn).seances.trouver(seance.id) or seance
    tous = presentes(memoire(turn), turn.pack, dressee)
    contexte = {
        "seance": dressee,
        "acheteur": nom_de_l_acheteur(turn.pack, seance.acheteur),
        "lignes": [vue_des_decisions(turn.pack, un) for un in tous if un.decide][:MONTRES],
        "decides": sum(un.decide for un in tous),
        "total": len(tous),
    }
    choices: tuple[Choice, ...] = ()
    if dressee.tenue is None:
        choices = (
            bouton("seance_tenue", f"co:pv:{seance.id}:oui"),
            bouton("seance_pas_tenue", f"co:pv:{seance.id}:non"),
        )
    return aparte(turn, replace(entretien, attente=None), Reply("proces_verbal", contexte, choices))


def _celle_du_proces_verbal(turn: Turn, acte: Acte) -> SeanceRecord | None:
    """The session of minutes: by its number, else the last that sat of that buyer and day, one without minutes first."""
    if numero := _entier(acte.slots.get("seance")):
        return memoire(turn).seances.trouver(numero)
    qui, jour = acte.slots.get("acheteur"), acte.slots.get("jour")
    passees = [
        une
        for une in memoire(turn).seances.liste()
        if une.jour <= turn.aujourdhui
        and (qui is None or une.acheteur == qui)
        and (jour is None or une.jour == date.fromisoformat(jour))
    ]
    return max(passees, key=lambda une: (une.tenue is None, une.jour), default=None)


def membres(turn: Turn, entretien: Entretien, note: dict[str, Any] | None = None) -> Outcome:
    """Who sits on each buyer's committee: for the team, and for those who sit."""
    if turn.pack.comite is None:
        return sans_comite(turn, entretien)
    ouverts, connus = mes_comites(turn), memoire(turn).seances.membres()
    if not ouverts:
        return aparte(turn, entretien, hors("reserve"))
    contexte = {
        "note": note,
        "comites": [
            {"nom": un.nom, "court": un.court, "membres": connus.get(un.id, [])}
            for un in turn.pack.acheteurs
            if un.id in ouverts
        ],
        "equipe": Role.EQUIPE in turn.roles,
    }
    return aparte(turn, entretien, Reply("membres_du_comite", contexte))


def nommer_un_membre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Have somebody sit on the committee of a buyer, or no more; they see what is prepared for it once they say their name."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    nom, acheteur = str(acte.slots["nom"]), acte.slots.get("acheteur")
    if acheteur is None:
        return membres(turn, entretien, {"quoi": "de_qui", "nom": nom})
    nomme = memoire(turn).referents.nommer(nom, simplifier(nom), turn.now)
    seances = memoire(turn).seances
    change = (seances.retirer_membre if acte.slots["parti"] else seances.nommer_membre)(acheteur, nomme.id)
    quoi = ("parti" if acte.slots["parti"] else "nomme") if change else "deja"
    note = {
        "quoi": quoi,
        "nom": nomme.nom,
        "acheteur": nom_de_l_acheteur(turn.pack, acheteur),
        "connu": nomme.personne is not None,
    }
    return membres(turn, entretien, note)


__all__ = [
    "annuler",
    "decisions",
    "hors",
    "lire",
    "membres",
    "mettre",
    "nommer_un_membre",
    "noter",
    "preparer",
    "proces_verbal",
    "reporter",
    "suivant",
    "vue_de_la_cotation",
]
