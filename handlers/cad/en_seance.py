"""A session in the conversation: what it looks at, one contract after the other, what is decided, who sits, its minutes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from handlers.cad.annonces import annoncer_les_decisions
from handlers.cad.comite import Quand, sans_comite
from handlers.cad.gestes import (
    AJOUTE,
    ECARTE,
    RETENU,
    RETIRE,
    decider,
    defaire,
    dresser,
    inconnus,
    placer,
    prevoir,
)
from handlers.cad.mots import (
    nom_de_l_acheteur,
    nom_du_sujet,
    noms_des_cotes,
    vue_de_ce_qui_est_prevu,
    vue_des_decisions,
)
from handlers.cad.par_contrat import Part, decouper, nomme_en_tete
from handlers.cad.seance import (
    Presente,
    a_preparer,
    a_trier_pour,
    bareme_de,
    celui,
    contrat_de,
    cotation_de,
    mes_comites,
    presentes,
    seance_qui_presente,
)
from handlers.cad.seances import convoquer, seances
from handlers.conversation.acces import LIEN_VALABLE, auteur, memoire, mes_referents, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.formules import lire_formule
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.registre.demandes import ranger
from handlers.registre.marches import numero_de
from handlers.registre.notes_dites import garder_une_note
from handlers.registre.trouver import designes, du_marche_dit
from knowledge.cad.dits import (
    DecisionDite,
    DecisionEntendue,
    Designer,
    avant_un_nom,
    corrige_une_action,
    dit,
    dit_suivant,
    lire_des_decisions,
    lire_du_comite,
    lire_la_decision,
    lire_le_jour_d_une_seance,
    mots_des_actes,
    ne_dit_que,
)
from knowledge.cad.paroles import acheteur_dit, parle_du_comite
from knowledge.cad.seance import Cotation
from knowledge.ecoute import Acte
from knowledge.francais.dates import plus_mois
from knowledge.francais.objets import MARCHE, nommes
from knowledge.francais.phrases import parts_d_une_liste
from knowledge.francais.texte import mots_de, simplifier
from knowledge.registre.demandes import Demande, lire_l_ordre
from knowledge.registre.paroles import lire_des_numeros
from storage.cad.records import REPORTE, Genre, SeanceRecord
from storage.comptes.records import Role
from storage.registre.records import MarcheRecord

MONTRES = 12
MOIS_D_UN_AN = 12
DECIDER, TENIR = "comite.decider", "comite.tenir"
# An answer that lists actions by their names is short.
MOTS_D_ACTIONS = 14
# What begins something else than a list of actions.
# What keeps the decisions that wait for a session, or does something of them.
GARDENT = frozenset({DECIDER, TENIR, "comite.presents", "comite.defaire", "comite.proces_verbal", "comite.reporter"})
ORDRES = ("revenir", "dresser", "doit", "preparer", "coter", "pourquoi")


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is done of a session; what is decided of a contract, be it the one just shown."""
    if turn.pack.comite is None or turn.memoire is None:
        return None
    acte = lire_du_comite(turn.pack, texte, turn.aujourdhui)
    if acte is not None:
        return Proposition(acte, Force.NOMME if "numero" in acte.slots else Force.ENTIER)
    montre = entretien.attente if isinstance(entretien.attente, Acte) else None
    du_contrat = montre is not None and montre.nature == DECIDER
    if montre is not None and du_contrat and Role.EQUIPE in turn.roles and _est_autre_chose(texte):
        return Proposition(Acte(DECIDER, {"numero": numero_de(montre)}, mots=texte), Force.ATTENDU)
    dites = lire_des_decisions(turn.pack, texte)
    if du_contrat and not dites and (numeros := lire_des_numeros(texte)):
        dites = (DecisionDite(RETENU, tuple(map(str, numeros)), None, None),)
    dites = _par_leurs_noms(turn, texte, dites, montre.slots if montre is not None and du_contrat else None)
    # What a buyer keeps of their own diagnosis of that contract is no decision of the committee.
    nomme = dites[0].marche if dites else None
    du_sien = Role.EQUIPE not in turn.roles and (nomme is None or nomme == entretien.marche)
    if dites and (du_contrat or nomme is not None) and not du_sien:
        slots = montre.slots if montre is not None and du_contrat else {}
        dit = Acte(DECIDER, {**slots, "dites": [asdict(une) for une in dites]}, mots=texte)
        return Proposition(dit, Force.NOMME if nomme is not None else Force.ATTENDU)
    gardees = dites_de(montre.slots) if montre is not None and montre.nature == TENIR else []
    dont_on_parle = numero_de(montre) if montre is not None and du_contrat else gardees[-1].marche if gardees else None
    if dont_on_parle and Role.EQUIPE in turn.roles and "?" not in texte and corrige_une_action(texte):
        lue = lire_la_decision(turn.pack, texte, (0, 0), designer_de(turn))
        if lue.issue is not None and lue.sujets and not designes(turn, texte, mots_des_actes()).numeros:
            slots = dict(montre.slots) if montre is not None and du_contrat else {}
            dites_la = [asdict(une) for une in lue.dites(dont_on_parle)]
            return Proposition(Acte(DECIDER, {**slots, "dites": dites_la}, mots=texte), Force.ATTENDU)
    if montre is not None and du_contrat:
        if dit_suivant(texte):
            return Proposition(Acte("comite.suivant", montre.slots, mots=texte), Force.ATTENDU)
        if "depuis" in montre.slots and lire_formule(texte, exacte=True) == "annuler":
            return Proposition(Acte("comite.defaire", montre.slots, mots=texte), Force.ATTENDU)
    return None


def _est_autre_chose(texte: str) -> bool:
    """Whether what is told of the contract shown is a rating."""
    if "?" in texte or dit("pourquoi", texte):
        return False
    return dit("raconte_une_cotation", texte) or dit("en_heures", texte)


def _par_leurs_noms(
    turn: Turn, texte: str, dites: tuple[DecisionDite, ...], slots: Mapping[str, Any] | None
) -> tuple[DecisionDite, ...]:
    """The same decision, of the actions that are said by their everyday names; `slots`: of the contract that was just shown."""
    seule = len(dites) == 1 and not dites[0].sujets
    bref = slots is not None and not dites and len(texte.split()) <= MOTS_D_ACTIONS and "?" not in texte
    # Numbers alone are read already; with others, and words, they are a day or a contract.
    bref = bref and not any(signe.isdecimal() for signe in texte) and not parle_du_comite(turn.pack, texte)
    bref = bref and lire_formule(texte) is None and not any(dit(un, texte) for un in ORDRES)
    if not (seule or bref):
        return dites
    designer = designer_de(turn)
    autre = designes(turn, texte, mots_des_actes()) if bref and slots is not None else None
    montre = (numero_de(Acte(DECIDER, dict(slots or {}))),)
    nomme = autre is not None and autre.numeros not in ((), montre) and nomme_en_tete(texte, autre)
    if autre is not None and nomme and not designer(simplifier(autre.dits)):
        # Another contract, which the message begins by naming, is not the one shown.
        return dites
    lue = lire_la_decision(turn.pack, texte, (0, 0), designer)
    if not lue.sujets or lue.issue is None:
        return dites
    motif = lue.motif or (None if slots is None else slots.get("motif"))
    return replace(lue, motif=motif).dites(dites[0].marche if dites else None)


def designer_de(turn: Turn) -> Designer:
    """The actions of the plan that words name surely: by their title, where a name may stand."""
    actions = tuple(turn.pack.fiches)

    def designer(texte: str) -> tuple[int, ...]:
        mots, chercheur = mots_de(texte), turn.chercheur()
        noms = [
            chercheur.trancher(une, actions)
            if len(chercheur.trancher(une, actions)) == 1
            # A name that several bear is that of the one which it mostly tells.
            else chercheur.designer(" ".join(une.mots), une.actions)
            for une in chercheur.citer(mots)
            # A name in several words is no other word's.
            if une.titre and (une.debut == 0 or len(une.mots) > 1 or avant_un_nom(mots[une.debut - 1]))
        ]
        return tuple(dict.fromkeys(nom[0] for nom in noms if len(nom) == 1))

    return designer


# --- preparing --------------------------------------------------------------------------------------------------------


def preparer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The session under way: what it looks at, who still owes what, and its page; of the buyer that is named, else the soonest."""
    if turn.pack.comite is None:
        return sans_comite(turn, entretien)
    ouverts = mes_comites(turn)
    nomme = acte.slots.get("acheteur") or acheteur_dit(turn.pack, acte.mots)
    if not ouverts or (nomme is not None and nomme not in ouverts):
        return aparte(
            turn, entretien, hors("pas_le_mien" if ouverts else "reserve", acheteur=nom_de_l_acheteur(turn.pack, nomme))
        )
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    voulus = {nomme} if nomme else ouverts
    en_cours = a_preparer(memoire(turn).seances.liste(), voulus, turn.aujourdhui)
    jour = lire_le_jour_d_une_seance(acte.mots, turn.aujourdhui) if nomme and Role.EQUIPE in turn.roles else None
    if jour is not None and jour >= turn.aujourdhui:
        convoquee = convoquer(turn, str(nomme), jour)
        seances = a_preparer(memoire(turn).seances.liste(), voulus, turn.aujourdhui)
        if celle := next((une for une in seances if une.jour == jour), None):
            montree = _montrer(turn, entretien, celle, [une for une in seances if une is not celle], acte.mots)
            court = next(un.court for un in turn.pack.acheteurs if un.id == nomme)
            fixee = replace(
                hors("fixee", acheteur=nom_de_l_acheteur(turn.pack, nomme), court=court, seance=celle),
                choices=(bouton("annuler_la_seance", f"co:decommander:{nomme}:{jour.isoformat()}"),),
            )
            return Outcome(montree.etat, [*([fixee] if convoquee else []), *montree.replies])
    if not en_cours and Role.EQUIPE in turn.roles:
        attend = replace(entretien, attente=Acte(TENIR, {"acheteur": nomme}))
        return demander_la_seance(turn, attend, "a_preparer", nomme)
    if not en_cours:
        return aparte(turn, entretien, hors("sans_seance", acheteur=nom_de_l_acheteur(turn.pack, nomme)))
    return _montrer(turn, entretien, en_cours[0], en_cours[1:], acte.mots)


def hors(quoi: str, **contexte: Any) -> Reply:
    """Why nothing is done of a session: `quoi` names it in `hors_seance.md`."""
    rien = {"acheteur": None, "numero": None, "seance": None, "gardees": (), "le": None, "mois": None}
    return Reply("hors_seance", {"quoi": quoi, **rien, **contexte})


def _montrer(
    turn: Turn, entretien: Entretien, seance: SeanceRecord, autres: Sequence[SeanceRecord], texte: str = ""
) -> Outcome:
    """The contracts of a session, in the order that the words ask for; for the team, those that wait to be sorted too."""
    tous = presentes(memoire(turn), turn.pack, seance)
    voulu = Demande(ordre=lire_l_ordre(texte))
    if voulu.ordre is not None:
        rangs = {un.id: rang for rang, un in enumerate(ranger([un.marche for un in tous], voulu))}
        tous = sorted(tous, key=lambda un: rangs[un.marche.id])
    cotations = memoire(turn).seances.cotations(seance.id)
    finies = {(une.marche_id, une.qui) for une in cotations if une.finie}
    lignes = [{"presente": un, "cotes": sum(marche == un.marche.id for marche, _ in finies)} for un in tous[:MONTRES]]
    adresse = turn.incoming.address
    cle = memoire(turn).liens.creer("registre", adresse.plateforme, adresse.personne, turn.now, LIEN_VALABLE)
    equipe, a_lieu = Role.EQUIPE in turn.roles, seance.jour <= turn.aujourdhui
    a_trier = ranger(a_trier_pour(memoire(turn), turn.pack, seance, tous), voulu) if equipe else []
    en_retard = ranger(a_trier_pour(memoire(turn), turn.pack, seance, tous, recurrents=True), voulu) if equipe else []
    contexte = {
        "seance": seance,
        "acheteur": nom_de_l_acheteur(turn.pack, seance.acheteur),
        "lignes": lignes,
        "total": len(tous),
        "decides": sum(un.decide for un in tous),
        "a_trier": a_trier[:MONTRES],
        "a_trier_total": len(a_trier),
        "en_retard": en_retard[:MONTRES],
        "en_retard_total": len(en_retard),
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
    seance = _seance_en_cours(turn, acte)
    if seance is None:
        return proces_verbal(turn, entretien, Acte("comite.proces_verbal"))
    tous = presentes(memoire(turn), turn.pack, seance)
    places = [rang for rang, un in enumerate(tous) if un.marche.id == numero_de(acte)]
    apres = tous[places[0] + 1 :] + tous[: places[0]] if places else tous
    prochain = next((un for un in apres if not un.decide), None)
    if prochain is None:
        return proces_verbal(
            turn, entretien, Acte("comite.proces_verbal", {"acheteur": seance.acheteur, "tenue": None})
        )
    return _montrer_le_contrat(turn, entretien, seance, prochain)


def _seance_en_cours(turn: Turn, acte: Acte) -> SeanceRecord | None:
    """The session that an act numbers, else the last one that sat and has no minutes yet."""
    if "seance" in acte.slots:
        return memoire(turn).seances.trouver(_entier(acte.slots["seance"]))
    ouvertes = a_preparer(memoire(turn).seances.liste(), mes_comites(turn), turn.aujourdhui)
    return next((une for une in reversed(ouvertes) if une.jour <= turn.aujourdhui), None)


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
        "prevu": vue_de_ce_qui_est_prevu(turn.pack, presente),
    }
    a_decider = Acte(DECIDER, {"numero": presente.marche.id, "seance": seance.id})
    prevu = (bouton("decider_comme_prevu", f"co:prevu:{presente.marche.id}:{seance.id}"),) if presente.epingles else ()
    choices = (
        *prevu,
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


def _entendre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The decision that words tell of a contract that is known."""
    numero = numero_de(acte)
    if "?" in acte.mots:
        return aparte(turn, entretien, hors("par_contrat"))
    debut, fin = acte.slots.get("ou", (0, 0))
    lue = lire_la_decision(turn.pack, acte.mots, (debut, fin), designer_de(turn))
    if lue.issue is None:
        garde = replace(entretien, attente=Acte(DECIDER, {"numero": numero, "motif": lue.motif}))
        return aparte(turn, garde, hors("laquelle", numero=numero))
    dites = [asdict(une) for une in lue.dites(numero)]
    return noter(turn, entretien, Acte(DECIDER, {"dites": dites}, mots=acte.mots))


_entendre_un_seul = du_marche_dit(_entendre, mots_des_actes())


def _entendre_du_marche(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The decisions of a message, each of the contract that it names; of none where which is not sure."""
    designer = designer_de(turn)
    parts = decouper(turn, acte.mots, lambda dit: designes(turn, dit, mots_des_actes()), designer, _en_seance(turn))
    if parts == ():
        return _entendre_un_seul(turn, entretien, acte)
    douteuses = [une for une in parts or () if une.parmi]
    parts = tuple(une for une in parts or () if not une.parmi)
    lues = [
        (une.numero, lire_la_decision(turn.pack, une.texte, une.ou, designer))
        for une in parts or ()
        if not ne_dit_que("rien_dit", _sans_son_nom(une))
    ]
    refuses = {une.numero for une in parts or () if ne_dit_que("refus", _sans_son_nom(une))}
    lues = [(un, DecisionEntendue(ECARTE, (), None) if un in refuses else lue) for un, lue in lues]
    lues = _comme_le_precedent(lues, {une.numero for une in parts or () if dit("tout_pareil", une.texte)})
    if "?" in acte.mots or all(lue.issue is None for _, lue in lues):
        return aparte(turn, entretien, hors("par_contrat"))
    laissees = [
        hors("de_plusieurs", dits=une.texte.strip(" .,;"), marches=memoire(turn).marches.plusieurs(une.parmi))
        for une in douteuses
    ]
    dites = [asdict(une) for numero, lue in lues for une in lue.dites(numero)]
    fait = noter(turn, entretien, Acte(DECIDER, {"dites": dites}, mots=acte.mots))
    # Of what nothing is decided, what is said is kept beside its contract.
    restes = {numero for numero, lue in lues if lue.issue is None}
    notes = [garder_une_note(turn, une.numero, une.texte.strip(" .,;")) for une in parts or () if une.numero in restes]
    rien = {"inconnues": ()}
    gardees = [Reply("notes_gardees", {"lignes": notes, **rien})] if notes else []
    return Outcome(fait.etat, [*laissees, *fait.replies, *gardees])


def _en_seance(turn: Turn) -> frozenset[int]:
    """The contracts of the agendas under way."""
    ouvertes = a_preparer(memoire(turn).seances.liste(), mes_comites(turn), turn.aujourdhui)
    return frozenset(un.marche.id for une in ouvertes for un in presentes(memoire(turn), turn.pack, une))


def _comme_le_precedent(
    lues: Sequence[tuple[int, DecisionEntendue]], pareils: Collection[int]
) -> list[tuple[int, DecisionEntendue]]:
    """The same decisions, of which one that is said to be alike has what the one before it retained."""
    faites: list[tuple[int, DecisionEntendue]] = []
    for numero, lue in lues:
        avant = faites[-1][1] if faites and numero in pareils else None
        if avant is not None and not avant.chacune and lue.issue in (None, avant.issue):
            sujets = tuple(dict.fromkeys((*avant.sujets, *lue.sujets)))
            faites.append((numero, replace(lue, issue=avant.issue, sujets=sujets)))
        else:
            faites.append((numero, lue))
    return faites


def _sans_son_nom(part: Part) -> str:
    return part.texte[: part.ou[0]] + " " + part.texte[part.ou[1] :]


def _noter_chacun(
    turn: Turn, entretien: Entretien, par_marche: Mapping[int, Sequence[DecisionDite]], acte: Acte
) -> Outcome:
    """Decisions of several contracts, each noted for its own; none where one of them cannot be, or where they are of two committees."""
    marches = [memoire(turn).marches.trouver(numero) for numero in par_marche]
    toutes = [une for dites in par_marche.values() for une in dites]
    manque = any((une.issue == RETENU and not une.sujets) or inconnus(turn.pack, une.sujets) for une in toutes)
    if manque or None in marches or len({un.acheteur for un in marches if un is not None}) > 1:
        return aparte(turn, entretien, hors("par_contrat"))
    replies: list[Reply] = []
    for dites in par_marche.values():
        fait = noter(turn, entretien, Acte(DECIDER, {"dites": [asdict(une) for une in dites]}, mots=acte.mots))
        turn = replace(turn, etat=fait.etat)
        entretien = Entretien.depuis_json(turn.pack.vocabulaire, fait.etat)
        # All that waits for a session is told at once, with the last.
        attend = isinstance(entretien.attente, Acte) and entretien.attente.nature == TENIR
        replies = [*([] if attend else replies), *fait.replies]
    return Outcome(turn.etat, replies)


def noter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Note what the committee decides, clause by clause; what cannot be is said, and waits for what it lacks."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    dites = dites_de(acte.slots)
    if not dites and acte.mots:
        return _entendre_du_marche(turn, entretien, acte)
    if not dites:
        return aparte(turn, entretien, Reply("choix_inconnu"))
    numero = dites[0].marche or numero_de(acte)
    par_marche: dict[int, list[DecisionDite]] = {}
    for dite in dites:
        par_marche.setdefault(dite.marche or numero, []).append(dite)
    if len(par_marche) > 1:
        return _noter_chacun(turn, entretien, par_marche, acte)
    marche = memoire(turn).marches.trouver(numero)
    if marche is None:
        return aparte(turn, entretien, Reply("marche_inconnu", {"numero": numero}))
    trouvee = seance_qui_presente(memoire(turn), turn.pack, numero, turn.aujourdhui, passee=True)
    sans_objet = [un for dite in dites for un in inconnus(turn.pack, dite.sujets)]
    if sans_objet or any(dite.issue == RETENU and not dite.sujets for dite in dites):
        quoi = "inconnues" if sans_objet else "lesquelles"
        slots = {"numero": numero, "motif": next((dite.motif for dite in dites if dite.motif), None)}
        slots |= {} if trouvee is None else {"numero": trouvee[1].marche.id, "seance": trouvee[0].id}
        garde = replace(entretien, attente=Acte(DECIDER, slots))
        return aparte(turn, garde, hors(quoi, numero=slots["numero"], sujets=sans_objet))
    if trouvee is None:
        return _sans_seance(turn, entretien, marche, dites, acte.mots)
    seance, presente = trouvee
    quand = Quand(turn.aujourdhui, turn.now, auteur(turn))
    retenus = [un for dite in dites if dite.issue == RETENU for un in dite.sujets]
    depuis = memoire(turn).seances.dernier_dit()
    change = False
    for dite in dites:
        fait = decider(memoire(turn), turn.pack, seance, presente, dite.issue, dite.sujets, dite.motif, quand)
        presente, change = fait.presente, change or fait.change
    sans_motif = [un for dite in dites if dite.issue == ECARTE and not dite.motif for un in dite.sujets or ("",)]
    return _dire_la_decision(turn, entretien, seance, presente, depuis if change else None, sans_motif, retenus)


def dites_de(slots: Mapping[str, Any]) -> list[DecisionDite]:
    """The decisions that an act holds."""
    return [DecisionDite(**{**une, "sujets": tuple(une["sujets"])}) for une in slots.get("dites", ())]


def _sans_seance(
    turn: Turn, entretien: Entretien, marche: MarcheRecord, dites: Sequence[DecisionDite], mots: str
) -> Outcome:
    """No session that sat looks at that contract: the decision is kept, for the next one or until one is set."""
    a_venir = seance_qui_presente(memoire(turn), turn.pack, marche.id, turn.aujourdhui, passee=False)
    if a_venir is not None:
        return tenir_prete(turn, entretien, *a_venir, dites)
    proche = a_preparer(memoire(turn).seances.liste(), {marche.acheteur}, turn.aujourdhui)
    un_autre_jour = parle_du_comite(turn.pack, mots) and lire_le_jour_d_une_seance(mots, turn.aujourdhui) is not None
    if proche and not un_autre_jour:
        # The one that is set looks at it too, then.
        return placer_puis_noter(turn, entretien, proche[0], marche.id, dites)
    if nom_de_l_acheteur(turn.pack, marche.acheteur) is None:
        return aparte(turn, entretien, hors("sans_acheteur", numero=marche.id))
    gardees = _fondre([*en_attente(turn, marche.acheteur), *(replace(une, marche=marche.id) for une in dites)])
    attend = replace(entretien, attente=attendre(marche.acheteur, gardees))
    return demander_la_seance(turn, attend, "a_fixer", marche.acheteur, gardees)


def placer_puis_noter(
    turn: Turn, entretien: Entretien, seance: SeanceRecord, numero: int, dites: Sequence[DecisionDite]
) -> Outcome:
    """Put a contract on the agenda, then note what is decided of it, or keep it ready where the session is still to sit."""
    marche = memoire(turn).marches.trouver(numero)
    presente = celui(presentes(memoire(turn), turn.pack, seance), numero)
    ajoute = presente is None and marche is not None
    if ajoute and marche is not None:
        placer(memoire(turn), seance, marche, None, AJOUTE, None, Quand(turn.aujourdhui, turn.now, auteur(turn)))
        presente = celui(presentes(memoire(turn), turn.pack, seance), numero)
    if presente is None:
        return aparte(turn, entretien, Reply("marche_inconnu", {"numero": numero}))
    if seance.jour > turn.aujourdhui:
        fait = tenir_prete(turn, entretien, seance, presente, dites)
    else:
        fait = noter(turn, entretien, Acte(DECIDER, {"dites": [asdict(une) for une in dites]}))
    places = {"seance": seance, "ajoute": True, "marches": [marche], "deja": []}
    return Outcome(fait.etat, [*([Reply("place_en_seance", places)] if ajoute else []), *fait.replies])


def _fondre(dites: Sequence[DecisionDite]) -> list[DecisionDite]:
    """The same decisions, what is said again of an action being said anew."""
    fondues: list[DecisionDite] = []
    for une in dites:
        restent = [
            replace(autre, sujets=tuple(un for un in autre.sujets if un not in une.sujets))
            if autre.marche == une.marche
            else autre
            for autre in fondues
        ]
        fondues = [autre for autre, avant in zip(restent, fondues, strict=True) if autre.sujets or not avant.sujets]
        meme = next((autre for autre in fondues if replace(autre, sujets=une.sujets) == une and une.sujets), None)
        if meme is None:
            fondues.append(une)
        else:
            fondues[fondues.index(meme)] = replace(meme, sujets=(*meme.sujets, *une.sujets))
    return fondues


def attendre(acheteur: str, gardees: Sequence[DecisionDite]) -> Acte:
    """Decisions that wait for the session of a buyer."""
    return Acte(TENIR, {"acheteur": acheteur, "dites": [asdict(une) for une in gardees]})


def en_attente(turn: Turn, acheteur: str | None = None) -> list[DecisionDite]:
    """The decisions that waited for a session as the message came in, of that buyer or of any."""
    attente = Entretien.depuis_json(turn.pack.vocabulaire, turn.etat).attente
    if not isinstance(attente, Acte) or attente.nature != TENIR:
        return []
    return dites_de(attente.slots) if acheteur in (None, attente.slots.get("acheteur")) else []


def vue_des_gardees(turn: Turn, gardees: Sequence[DecisionDite]) -> list[dict[str, Any]]:
    """Decisions that wait, in words."""
    return [
        {
            "marche": memoire(turn).marches.trouver(une.marche or 0),
            "issue": une.issue,
            "sujets": [nom_du_sujet(turn.pack, un) for un in une.sujets],
            "motif": une.motif,
        }
        for une in gardees
    ]


def demander_la_seance(
    turn: Turn,
    attend: Entretien,
    quoi: str,
    acheteur: str | None,
    gardees: Sequence[DecisionDite] = (),
    le: date | None = None,
    mois: date | None = None,
) -> Outcome:
    """That there is no session yet, and when it sits: today in one tap, or a day in words; what waits for it is said.

    `le`: the day that is known, where only whose committee it is is asked; `mois`: the month in which none is set.
    """
    contexte = {"gardees": vue_des_gardees(turn, gardees), "a_trier": memoire(turn).marches.combien()["a_trier"]}
    reply = hors(quoi, acheteur=nom_de_l_acheteur(turn.pack, acheteur), le=le, mois=mois, **contexte)
    jour = (le or turn.aujourdhui).isoformat()
    choices: tuple[Choice, ...] = (bouton("seance_aujourd_hui", f"ct:tenir:{jour}"),) if gardees and not le else ()
    if acheteur is None:
        choix = f"ct:tenir:{jour}:" if le else "co:preparer:"
        choices = tuple(Choice(un.court, f"{choix}{un.id}") for un in turn.pack.acheteurs)
    return aparte(turn, attend, replace(reply, choices=choices))


def laisser(turn: Turn, attente: Acte, faits: Sequence[Acte]) -> Reply | None:
    """That decisions which waited for a session are not noted, where something else is done."""
    gardees = dites_de(attente.slots)
    if not gardees or any(fait.nature in GARDENT for fait in faits):
        return None
    return hors("laissees", gardees=vue_des_gardees(turn, gardees))


def tenir_prete(
    turn: Turn, entretien: Entretien, seance: SeanceRecord, presente: Presente, dites: Sequence[DecisionDite]
) -> Outcome:
    """Keep a decision for a session that is still to sit: it is imposed on what is proposed, and noted that day in one tap."""
    quand = Quand(turn.aujourdhui, turn.now, auteur(turn))
    depuis = memoire(turn).seances.dernier_dit()
    fait = prevoir(
        memoire(turn), turn.pack, seance, presente, [(une.issue, une.sujets, une.motif) for une in dites], quand
    )
    contexte = {**vue_de_ce_qui_est_prevu(turn.pack, fait.presente), "seance": seance, "change": fait.change}
    numero = presente.marche.id
    slots: dict[str, Any] = {"numero": numero, "seance": seance.id}
    choices: tuple[Choice, ...] = ()
    if fait.change:
        slots["depuis"] = depuis
        choices = (bouton("annuler_la_decision", f"co:defaire:{numero}:{seance.id}:{depuis}"),)
    return aparte(turn, replace(entretien, attente=Acte(DECIDER, slots)), Reply("decision_prevue", contexte, choices))


def comme_prevu(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Decide what was kept ready for this session."""
    seance = memoire(turn).seances.trouver(_entier(acte.slots.get("seance")))
    presente = None if seance is None else celui(presentes(memoire(turn), turn.pack, seance), numero_de(acte))
    if presente is None:
        return aparte(turn, entretien, Reply("choix_inconnu"))
    dites = [
        asdict(DecisionDite(str(dit.valeur), () if sujet is None else (sujet,), presente.marche.id, dit.motif))
        for sujet, dit in presente.epingles.items()
    ]
    return noter(turn, entretien, Acte(DECIDER, {"dites": dites}))


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
        "finit_avant": _finit_avant(turn, seance, presente),
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


def _finit_avant(turn: Turn, seance: SeanceRecord, presente: Presente) -> dict[str, Any] | None:
    """What a contract that is put off lacks: the session of the next year comes less months before its end than the plan wants."""
    entier, fin = presente.entier, presente.marche.fin
    if entier is None or entier.valeur != REPORTE or fin is None:
        return None
    prochaine = plus_mois(seance.jour, MOIS_D_UN_AN)
    mois = max((jalon.mois_avant for jalon in turn.pack.jalons if jalon.comite), default=0)
    return {"fin": fin, "mois": mois} if mois and fin < plus_mois(prochaine, mois) else None


def reporter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Put a contract off, from its button or its words."""
    if "numero" not in acte.slots and acte.mots:
        return noter(turn, entretien, Acte(DECIDER, mots=acte.mots))
    dite = {"issue": "reporte", "sujets": (), "marche": numero_de(acte), "motif": None}
    return noter(turn, entretien, Acte(DECIDER, {"dites": [dite]}))


def annuler(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Take back what was just decided; pressed again on the answer, it stands again."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if "seance" not in acte.slots:
        if gardees := en_attente(turn):
            return _ne_plus_garder(turn, entretien, gardees)
        ma_derniere = _ma_derniere_decision(turn)
        if ma_derniere is None:
            return aparte(turn, entretien, hors("rien_a_defaire"))
        acte = Acte("comite.defaire", ma_derniere)
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


def _ne_plus_garder(turn: Turn, entretien: Entretien, gardees: Sequence[DecisionDite]) -> Outcome:
    """The last decision that waited for a session waits no more; those before it still do."""
    marche = memoire(turn).marches.trouver(gardees[-1].marche or 0)
    restent = gardees[:-1]
    suite = attendre(marche.acheteur, restent) if restent and marche is not None else None
    reply = hors("plus_gardee", retiree=vue_des_gardees(turn, gardees[-1:]), gardees=vue_des_gardees(turn, restent))
    return aparte(turn, replace(entretien, attente=suite), reply)


def _ma_derniere_decision(turn: Turn) -> dict[str, Any] | None:
    """What whoever writes said last at once of a contract, for any session."""
    miens = [
        dit
        for seance in memoire(turn).seances.liste()
        for dit in memoire(turn).seances.tous_les_dits(seance.id)
        if dit.par == auteur(turn) and dit.genre is not Genre.PLACE
    ]
    if not miens:
        return None
    dernier = max(miens, key=lambda dit: dit.id)
    ensemble = [
        dit
        for dit in miens
        if (dit.seance_id, dit.marche_id, dit.le) == (dernier.seance_id, dernier.marche_id, dernier.le)
    ]
    return {"numero": dernier.marche_id, "seance": dernier.seance_id, "depuis": min(dit.id for dit in ensemble) - 1}


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
    return seances(turn, entretien, {"quoi": "rien_decide", "mien": not ouverts})


# --- the contracts of a session, its minutes, who sits ----------------------------------------------------------------


def mettre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Add contracts to the next session of their buyer, or withdraw them: that which is numbered, those that the words name."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    numeros = [numero_de(acte)] if "numero" in acte.slots else list(nommes_a_part(turn, acte.mots))
    if not numeros:
        return _mettre_celui_qui_est_dit(turn, entretien, acte)
    if "valeur" not in acte.slots:
        retire = dit("retirer", acte.mots)
        lue = lire_la_decision(turn.pack, acte.mots, tuple(acte.slots.get("ou", (0, 0))), lambda _: ())
        acte = replace(
            acte, slots={**acte.slots, "valeur": RETIRE if retire else AJOUTE, "motif": lue.motif if retire else None}
        )
    valeur = str(acte.slots.get("valeur"))
    places: dict[int, dict[str, Any]] = {}
    replies: list[Reply] = []
    for numero in numeros:
        place = _placer(turn, numero, valeur, acte.slots.get("motif"), acte.slots.get("jour"))
        if isinstance(place, Reply):
            replies.append(place)
            continue
        seance = places.setdefault(
            place[0].id, {"seance": place[0], "ajoute": valeur == AJOUTE, "marches": [], "deja": []}
        )
        seance["marches" if place[2] else "deja"].append(place[1])
    for une in places.values():
        seul = len(une["marches"]) == 1
        choices = tuple(_a_l_envers(un.id, valeur, seul=seul) for un in une["marches"])
        replies.append(Reply("place_en_seance", une, choices))
    return Outcome(
        aparte(turn, entretien, replies[0]).etat, [*replies[:-1], *aparte(turn, entretien, replies[-1]).replies]
    )


def _a_l_envers(numero: int, valeur: str, *, seul: bool) -> Choice:
    """The button that takes back what was just done of a contract; of several, each says which."""
    if valeur == AJOUTE:
        choix = bouton("retirer_de_la_seance", f"co:placer:{numero}:retire")
    else:
        choix = bouton("remettre_a_la_seance", f"co:placer:{numero}:ajoute")
    return choix if seul else replace(choix, label=f"{choix.label} ({numero})")


def nommes_a_part(turn: Turn, texte: str) -> tuple[int, ...]:
    """The contracts that a message names one after the other, where each is surely named: "les couches et les fruits"."""
    trouves: list[int] = []
    for part in parts_d_une_liste(texte):
        lus = designes(turn, part, mots_des_actes())
        if len(lus.numeros) > 1:
            return ()
        trouves += lus.numeros
    return tuple(dict.fromkeys(trouves))


_mettre_celui_qui_est_dit = du_marche_dit(mettre, mots_des_actes())


def _placer(
    turn: Turn, numero: int, valeur: str, motif: str | None, jour: date | None = None
) -> tuple[SeanceRecord, MarcheRecord, bool] | Reply:
    """Add a contract to the session under way of its buyer, or to that of the day told, or withdraw it; why not, where that cannot be."""
    marche = memoire(turn).marches.trouver(numero)
    if marche is None:
        return Reply("marche_inconnu", {"numero": numero})
    seances = a_preparer(memoire(turn).seances.liste(), {marche.acheteur}, turn.aujourdhui)
    dites = [une for une in memoire(turn).seances.liste() if (une.acheteur, une.jour) == (marche.acheteur, jour)]
    seances = dites or seances
    if not seances:
        return hors("sans_seance", acheteur=nom_de_l_acheteur(turn.pack, marche.acheteur) or marche.acheteur_nom)
    presente = celui(presentes(memoire(turn), turn.pack, seances[0]), numero)
    if presente is not None and presente.decide and valeur != AJOUTE:
        return hors("decide", numero=numero)
    quand = Quand(turn.aujourdhui, turn.now, auteur(turn))
    return seances[0], marche, placer(memoire(turn), seances[0], marche, presente, valeur, motif, quand)


def proces_verbal(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Write the minutes of a session that was held, or say what they would keep; only they say that it was held."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if not acte.slots and acte.mots:
        acte = replace(acte, slots={"acheteur": acheteur_dit(turn.pack, acte.mots)})
    seance = _celle_du_proces_verbal(turn, acte) or _celle_qui_vient(turn, acte)
    if seance is None:
        gardees = en_attente(turn)
        marche = memoire(turn).marches.trouver(gardees[0].marche or 0) if gardees else None
        attend = replace(entretien, attente=attendre(marche.acheteur, gardees)) if marche is not None else entretien
        nom = nom_de_l_acheteur(turn.pack, acte.slots.get("acheteur"))
        return aparte(turn, attend, hors("rien_a_dresser", acheteur=nom, gardees=vue_des_gardees(turn, gardees)))
    tenue = acte.slots.get("tenue")
    quand = Quand(turn.aujourdhui, turn.now, auteur(turn))
    if tenue in ("oui", "non"):
        tenue = tenue == "oui"
    if isinstance(tenue, bool) and seance.jour <= turn.aujourdhui:
        dresser(memoire(turn), turn.pack, seance, None, quand, tenue=tenue)
    dressee = memoire(turn).seances.trouver(seance.id) or seance
    tous = presentes(memoire(turn), turn.pack, dressee)
    contexte = {
        "seance": dressee,
        "acheteur": nom_de_l_acheteur(turn.pack, seance.acheteur),
        "lignes": [vue_des_decisions(turn.pack, un) for un in tous if un.decide][:MONTRES],
        "decides": sum(un.decide for un in tous),
        "total": len(tous),
        "a_venir": dressee.jour > turn.aujourdhui,
        "prevues": [vue_de_ce_qui_est_prevu(turn.pack, un) for un in tous if un.epingles and not un.decide][:MONTRES],
        "sans_decision": [un.marche for un in tous if not un.decide and not un.epingles][:MONTRES],
        "a_trier": a_trier_pour(memoire(turn), turn.pack, dressee, tous)[:MONTRES] if dressee.tenue is None else [],
    }
    choices: tuple[Choice, ...] = ()
    if contexte["a_venir"]:
        choices = (bouton("qui_doit_quoi", "c:qui_doit_quoi"),)
    elif dressee.tenue is None:
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


def _celle_qui_vient(turn: Turn, acte: Acte) -> SeanceRecord | None:
    """The session whose minutes are drafted before it sits."""
    qui = acte.slots.get("acheteur")
    ouverts = mes_comites(turn) if qui is None else {str(qui)}
    return next(iter(a_preparer(memoire(turn).seances.liste(), ouverts, turn.aujourdhui)), None)


def noter_les_presents(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Keep who sat at the session under way, for its minutes."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    seance = _celle_du_proces_verbal(turn, acte) or _celle_qui_vient(turn, acte)
    if seance is None:
        gardees = en_attente(turn)
        marche = memoire(turn).marches.trouver(gardees[0].marche or 0) if gardees else None
        attend = entretien if marche is None else replace(entretien, attente=attendre(marche.acheteur, gardees))
        return aparte(turn, attend, hors("sans_seance"))
    memoire(turn).seances.noter_les_presents(seance.id, str(acte.slots["dits"]))
    return aparte(
        turn, entretien, hors("presents", seance=seance, dits=acte.slots["dits"], a_venir=seance.jour > turn.aujourdhui)
    )


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
    if "nom" not in acte.slots:
        lu = lire_du_comite(turn.pack, acte.mots, turn.aujourdhui)
        if lu is None or lu.nature != acte.nature:
            return membres(turn, entretien, {"quoi": "qui"})
        acte = lu
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
    "DECIDER",
    "TENIR",
    "annuler",
    "comme_prevu",
    "decisions",
    "demander_la_seance",
    "dites_de",
    "en_attente",
    "hors",
    "laisser",
    "lire",
    "membres",
    "mettre",
    "nommer_un_membre",
    "nommes_a_part",
    "noter",
    "noter_les_presents",
    "preparer",
    "proces_verbal",
    "reporter",
    "suivant",
    "tenir_prete",
    "vue_de_la_cotation",
]
