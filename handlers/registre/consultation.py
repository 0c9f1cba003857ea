"""The register in the conversation: one's contracts, what falls due, who one is in it, and what opens the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import Any

from handlers.conversation.acces import LIEN_VALABLE, memoire, mes_referents, reserver_a_l_equipe
from handlers.conversation.acts import Faire, Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Document, Outcome, Reply, Turn
from handlers.registre.marches import Vue, changer, montrer, ressemblants, vue_avec
from knowledge.ecoute import Acte
from knowledge.francais.dates import lire_dates
from knowledge.francais.objets import MARCHE, nommes
from knowledge.francais.texte import plier, simplifier
from knowledge.indicateurs.acheteurs import lire_acheteurs
from knowledge.plan.pack import Jalon
from knowledge.registre.paroles import lire_un_objet, lire_une_demande
from storage.comptes.records import Role
from storage.registre.records import Filtre, MarcheRecord

PAR_PAGE = 10
A_TRIER_MONTRES = 5
AGENDA_VALABLE = timedelta(days=400)


def lire(turn: Turn, _: Entretien, texte: str) -> Proposition | None:
    """Who says their name, frees one, or looks for contracts that the register holds."""
    acte = lire_une_demande(texte)
    if acte is None or (acte.nature == "registre.chercher" and not ressemblants(turn, acte.slots["quoi"], 1)):
        return None
    return Proposition(acte, Force.ENTIER)


# --- lists ------------------------------------------------------------------------------------------------------------


def mes_marches(turn: Turn, entretien: Entretien) -> Outcome:
    """The contracts this person answers for: the next to fall due first, what is past last."""
    referents = tuple(referent.id for referent in mes_referents(turn))
    filtre = Filtre(referents=referents)
    toutes = _grouper(turn, memoire(turn).marches.liste(filtre)) if referents else []
    passees = [
        une for une in toutes if une.marche.attribution_prevue and une.marche.attribution_prevue < turn.aujourdhui
    ]
    vues = [*(une for une in toutes if une not in passees), *reversed(passees)]
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


def echeances(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What falls due: of the contracts that the words name, else up to the day that they tell, of the milestones that they tell."""
    plat = plier(acte.mots).texte
    lues = lire_dates(plat, turn.aujourdhui)
    bout = lues[-1].haut if lues and lues[-1].haut >= turn.aujourdhui else None
    dits = tuple(un for un in turn.pack.jalons if _dit_le_jalon(plat, un))
    acheteurs = {un.qui for un in lire_acheteurs(plat, turn.pack.acheteurs_dits)}
    qui = next(iter(acheteurs)) if len(acheteurs) == 1 else None
    if bout or dits or qui:
        return prochaines(turn, entretien, bout, dits, qui)
    return du_sujet(prochaines)(turn, entretien, acte)


def nomme_un_jalon(turn: Turn, texte: str) -> bool:
    """Whether words name a milestone of the plan, as "J-14"."""
    plat = plier(texte).texte
    return any(_dit_le_jalon(plat, un) for un in turn.pack.jalons)


def _dit_le_jalon(plat: str, jalon: Jalon) -> bool:
    return f"j-{jalon.mois_avant}" in plat.replace("j - ", "j-").replace(",", " ").replace("?", " ").split()


def prochaines(
    turn: Turn,
    entretien: Entretien,
    bout: date | None = None,
    jalons: Collection[Jalon] = (),
    acheteur: str | None = None,
) -> Outcome:
    """What falls due in the next twelve months, by month: one's own, or everybody's for the team; up to `bout`, of these milestones and of that buyer where they are told."""
    equipe = Role.EQUIPE in turn.roles
    referents = tuple(referent.id for referent in mes_referents(turn))
    fin = bout or turn.aujourdhui + timedelta(days=366)
    loin = turn.aujourdhui + timedelta(days=366 * 3 + 31)
    filtre = Filtre(
        recurrent=True, de=turn.aujourdhui, a=loin, referents=None if equipe else referents, acheteur=acheteur
    )
    marches = memoire(turn).marches.liste(filtre) if equipe or referents else []
    par_mois: dict[str, list[dict[str, Any]]] = {}
    total = 0
    for une in _grouper(turn, marches):
        for echeance in une.echeances:
            if turn.aujourdhui <= echeance.jour <= fin and (not jalons or echeance.jalon in jalons):
                total += 1
                par_mois.setdefault(f"{echeance.jour:%Y-%m}", []).append({"vue": une, "echeance": echeance})
    mois = [
        {"jour": date.fromisoformat(f"{cle}-01"), "lignes": sorted(lignes, key=lambda ligne: ligne["echeance"].jour)}
        for cle, lignes in sorted(par_mois.items())
    ]
    seances = memoire(turn).seances.toutes()
    resserre = bool(bout or jalons or acheteur)
    bientot = (
        memoire(turn).marches.liste(Filtre(a_trier=True, de=turn.aujourdhui, a=fin)) if equipe and not resserre else []
    )
    contexte = {
        "mois": mois,
        "a_trier": bientot[:A_TRIER_MONTRES],
        "a_trier_total": len(bientot),
        "total": total,
        "equipe": equipe,
        "bout": bout,
        "jalons": [un.mois_avant for un in jalons],
        "acheteur": next((un.nom for un in turn.pack.acheteurs if un.id == acheteur), None),
        "seances": [
            {"acheteur": un.nom, "jour": jour}
            for un in ([] if jalons else turn.pack.acheteurs)
            for jour in (seances.get(un.id, ()) if acheteur in (None, un.id) else ())
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


def chercher(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The contracts whose object holds the words that are looked for."""
    quoi = str(acte.slots["quoi"])
    vues = _grouper(turn, ressemblants(turn, quoi, PAR_PAGE))
    return aparte(turn, entretien, Reply("marches_trouves", {"vues": vues, "quoi": quoi}, _boutons_des_marches(vues)))


def du_sujet(lister: Callable[[Turn, Entretien], Outcome]) -> Faire:
    """The contracts that the words name, by their number or by their object, where the register holds some; else that list."""

    def montrer_ou_lister(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        if numeros := [un.numero for un in nommes(acte.mots) if un.genre == MARCHE]:
            return montrer(turn, entretien, numeros[0])
        objet = lire_un_objet(acte.mots, turn.aujourdhui)
        match ressemblants(turn, objet, PAR_PAGE):
            case []:
                return lister(turn, entretien)
            case [marche]:
                return montrer(turn, entretien, marche.id)
        return chercher(turn, entretien, Acte("registre.chercher", {"quoi": objet}))

    return montrer_ou_lister


# --- who one is -------------------------------------------------------------------------------------------------------


def se_nommer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """ "je suis Alice Martin": the contracts given to that name are this person's from now on."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    nom, adresse = str(acte.slots["nom"]), turn.incoming.address
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


def liberer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Have a name be nobody's account again: its owner changed, or said a name that is not theirs."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    nom = str(acte.slots["nom"])
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


def donner_le_classeur(turn: Turn, entretien: Entretien, numeros: Sequence[int] = ()) -> Outcome:
    """The register as an XLSX file; of these contracts only, where there are any."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    nom = f"registre-spaser-{turn.aujourdhui.isoformat()}.xlsx"
    contexte = {"combien": len(numeros) or memoire(turn).marches.combien()["tous"], "tout": not numeros}
    document = Document("registre", "-".join(map(str, numeros)) or "tout", nom)
    reply = Reply("classeur", contexte, document=document)
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
