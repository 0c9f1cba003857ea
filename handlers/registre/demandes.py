"""Questions over the register, answered from it: how many contracts, for how much, which; what was understood is said back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from handlers.conversation.acces import LIEN_VALABLE, memoire
from handlers.conversation.acts import Faire, Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.registre import consultation
from handlers.registre.consultation import nomme_un_jalon
from handlers.registre.en_mots import DE_MEME
from handlers.registre.fins import DEFAIRE, REFAIRE
from handlers.registre.notes_dites import DEFAIRE_CE_QUI_EST_DIT
from handlers.registre.trouver import designes, montre
from knowledge.cad.dits import dit, sans_ce_qu_on_veut_voir
from knowledge.ecoute import Acte
from knowledge.francais.langue import VIDES
from knowledge.francais.objets import MARCHE, nommes
from knowledge.francais.phrases import phrases
from knowledge.francais.texte import plier, simplifier
from knowledge.indicateurs.acheteurs import lire_acheteurs
from knowledge.indicateurs.demandes import demande_un_tableur, sans_le_tableur
from knowledge.rappels.echeances import echeance
from knowledge.rappels.paroles import lire_une_campagne
from knowledge.recherche.choses import Chose, Choses
from knowledge.registre.demandes import (
    Demande,
    actions_numerotees,
    cherche_s_il_existe,
    demande_des_totaux,
    demande_le_tout,
    demande_les_jalons,
    interroge,
    lire_une_demande_de_liste,
    mots_autour,
    mots_d_un_ordre,
    nomme_le_registre,
    ote_ce_qui_suit,
    redemande_lesquels,
    resserre,
    restent_inexpliques,
)
from knowledge.registre.valeurs_dites import affirme
from storage.cad.records import RETENU, Genre
from storage.comptes.records import Role
from storage.registre.consultations import Selection
from storage.registre.criteres import Critere, Tri
from storage.registre.records import Filtre, MarcheRecord
from storage.suivi.records import Pas

CHERCHER = "registre.chercher"
MONTRES = 8
BOUTONS = 5
# So many contracts are named in one question at most.
NOMMES_MAX = 6
# What the whole register amounts to, which no list says better.
SOMMES = frozenset(("compte", "total", "moyenne"))
FICHE, ECART, SANS_RAPPEL = "fiche", "ecart", "sans_rappel"
CENTIME = Decimal("0.01")
_EST_LA = Pas.INSCRITE | Pas.REALISEE
_ETATS = {"retenue": Pas.RETENUE, "ciblee": Pas.CIBLEE, "inscrite": Pas.INSCRITE, "realisee": Pas.REALISEE}
# What is not known of a contract, by the column that is empty.
VIDES_DITS = {
    "sans_date": Tri.FIN,
    "sans_montant": Tri.MONTANT,
    "sans_referent": Tri.REFERENT,
    "sans_procedure": Tri.PROCEDURE,
    "sans_titulaire": Tri.TITULAIRE,
    "sans_direction": Tri.DIRECTION,
}


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What the team asks of the register, and surely of it; what narrows the list that was just given."""
    if Role.EQUIPE not in turn.roles:
        return None
    attente = entretien.attente
    if isinstance(attente, Acte) and attente.nature in (DEFAIRE, REFAIRE, DEFAIRE_CE_QUI_EST_DIT, DE_MEME):
        # What may be undone asks nothing.
        attente = None
    if isinstance(attente, Acte) and attente.nature != CHERCHER:
        # What was asked is answered first.
        return None
    if sans_ce_qu_on_veut_voir(texte)[1] and dit("preparer", texte):
        # What a session is prepared with is listed beside it.
        return None
    suite = isinstance(attente, Acte) and resserre(texte)
    suite = suite and not interroge(texte)
    if any(un.genre == MARCHE for un in nommes(texte)):
        return None
    if fichier := _en_tableur(turn, attente, texte):
        return fichier
    if demande_les_jalons(texte) and (interroge(texte) or not _comprise(turn, texte).inexpliquee):
        return Proposition(Acte("echeances", mots=texte), Force.NOMME)
    if _nomme_des_jalons(turn, entretien, texte):
        return Proposition(Acte("echeances", mots=texte), Force.ENTIER)
    if (sure := _surement_demandee(turn, entretien, attente, texte)) is not None:
        return sure
    if not suite and (totaux := _des_totaux(turn, texte)) is not None:
        return Proposition(Acte(CHERCHER, {"demande": totaux.en_json()}, mots=texte), Force.NOMME)
    if not suite and not interroge(texte):
        return None
    demande = comprendre(turn, texte)
    avant = Demande.depuis_json(attente.slots["demande"]) if suite and isinstance(attente, Acte) else Demande()
    tout = not suite and demande_le_tout(texte)
    if demande.champs and demande.filtre.vide:
        # A field of a contract that nobody knows.
        return None
    encore = suite and demande.vide and redemande_lesquels(texte)
    if not tout and not encore and (demande.vide or not (suite or demande.precise)):
        return None
    if not suite:
        # An action by its number, and how far it went: no figure of the plan says of which contracts.
        numerotee = bool(demande.etats) and bool(actions_numerotees(texte))
        # Of a purchase under way, an order may be said of its own lots; beside another sentence, of what that one asks.
        seule = len(phrases(texte)) == 1 and not entretien.faits.connus()
        rangee = (demande.ordre is not None or demande.par is not None) and seule
        force = Force.DESIGNE if numerotee else Force.NOMME if rangee else Force.ENTIER
        return Proposition(Acte(CHERCHER, mots=texte), force)
    slots = {"demande": avant.completee(demande).en_json(), "suite": True}
    return Proposition(Acte(CHERCHER, slots, mots=texte), Force.ATTENDU)


def _en_tableur(turn: Turn, attente: Acte | str | None, texte: str) -> Proposition | None:
    """The contracts that were just listed, or those that are asked for, in a workbook."""
    if not demande_un_tableur(texte):
        return None
    dit = sans_le_tableur(texte)
    demande = comprendre(turn, dit).filtre
    if demande.vide:
        if not isinstance(attente, Acte) or restent_inexpliques(dit, "en_fichier"):
            return None
        demande = Demande.depuis_json(attente.slots["demande"])
    elif not interroge(dit):
        return None
    return Proposition(Acte("exporter_registre", {"demande": demande.en_json()}, mots=texte), Force.DESIGNE)


def en_tableur(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The workbook of the contracts that are asked for, else of the register; where none is, that is said."""
    demande = Demande.depuis_json(acte.slots.get("demande", {}))
    trouves = [] if demande.vide or Role.EQUIPE not in turn.roles else _trouver(turn, demande)
    if not trouves and not demande.vide and Role.EQUIPE in turn.roles:
        return chercher(turn, entretien, acte)
    return consultation.donner_le_classeur(turn, entretien, [un.id for un in trouves])


def _nomme_des_jalons(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether contracts that reach a milestone by some day are asked for; who is to be told of it is asked otherwise."""
    if not nomme_un_jalon(turn, texte) or entretien.faits.connus() or lire_une_campagne(texte) is not None:
        return False
    dite = _comprise(turn, texte).demande
    return bool(dite.fin_a or dite.acheteur) and not dite.numeros and not dite.retard


def _surement_demandee(turn: Turn, entretien: Entretien, attente: Acte | str | None, texte: str) -> Proposition | None:
    """A question of which every word is of the register: what is asked, of which contracts, or of those just spoken of."""
    avant = Demande.depuis_json(attente.slots["demande"]) if isinstance(attente, Acte) else None
    vu = montre(turn) if avant is None else None
    lue = _comprise(turn, texte)
    demande = lue.demande
    libre = not entretien.faits.connus()
    if libre and (dit := cherche_s_il_existe(texte)) and lue.demande.filtre in (Demande(), lue.de_nom):
        trouves = designes(turn, dit).numeros
        dite = {"demande": Demande(numeros=trouves).en_json()} if trouves else {"demande": {}, "absent": dit}
        return Proposition(Acte(CHERCHER, dite, mots=texte), Force.NOMME)
    # What only greets, or says nothing of its own, is no other sentence.
    dites = [une for une in phrases(texte) if restent_inexpliques(une) or _comprise(turn, une).demande != Demande()]
    if lue.inexpliquee or len(dites) > 1 or not (libre or avant is not None or demande.numeros):
        return None
    filtree = lue.filtree
    if demande.quoi == FICHE and (demande.champs or demande.ordre):
        demande = replace(demande, quoi=None)
    if demande.quoi == FICHE:
        seule = len(demande.numeros) == 1
        return Proposition(Acte("registre.voir", {"numero": demande.numeros[0]}), Force.NOMME) if seule else None
    if not demande.demande_quelque_chose:
        # Nothing is told by a name alone; after a list, it narrows it, and asks the same of another.
        suit = avant is not None and resserre(texte)
        borne = replace(demande, titulaire=None, direction=None, numeros=()).precise
        if not filtree or not (suit or interroge(texte) or demande.retard or ("?" in texte and borne)):
            return None
    bornee = demande.fin_a or demande.fin_de or demande.montant_a or demande.montant_de
    racontee = not interroge(texte) and affirme(texte)
    if (
        demande.champs
        and not (demande.manque or demande.quoi)
        and (bornee if racontee else demande.fin_a or demande.fin_de)
    ):
        # A field beside its value is told.
        return None
    reprise = (not filtree or resserre(texte)) and not demande_le_tout(texte, nomme=False)
    if avant is not None and reprise and not (nomme_le_registre(texte) and not resserre(texte)):
        slots = {"demande": avant.completee(demande).en_json(), "suite": True}
        return Proposition(Acte(CHERCHER, slots, mots=texte), Force.ATTENDU)
    if vu is not None and not filtree and demande.champs:
        demande = replace(demande, numeros=(vu,))
        return Proposition(Acte(CHERCHER, {"demande": demande.en_json()}, mots=texte), Force.ATTENDU)
    if not filtree and not (nomme_le_registre(texte) or demande.ordre or demande.par or avant is not None):
        return None
    if len(demande.champs) > 0 and not filtree and not demande.ordre and not demande.quoi:
        return None
    # What is reckoned over contracts is no figure of the plan, whatever words both are asked in.
    surs = Force.DESIGNE if filtree and demande.quoi is not None else Force.NOMME
    slots = {"demande": demande.en_json()}
    return Proposition(Acte(CHERCHER, slots, mots=texte), surs if libre else Force.ENTIER)


def _des_totaux(turn: Turn, texte: str) -> Demande | None:
    """What a message that asks for nothing but totals wants summed: each buyer that it names, or all by what it says."""
    reste, acheteurs = _sans_les_acheteurs(turn, texte)
    par = lire_une_demande_de_liste(reste, turn.aujourdhui, lambda _: ())[0].par
    if not demande_des_totaux(reste) or not (acheteurs or par):
        return None
    return Demande(acheteur=acheteurs[0] if len(acheteurs) == 1 else None, par=par or "acheteur")


def _sans_les_acheteurs(turn: Turn, texte: str) -> tuple[str, list[str]]:
    """What words say, those that name a buyer being taken out; and these buyers, in their order."""
    lus = lire_acheteurs(plier(texte).texte, turn.pack.acheteurs_dits)
    reste = plier(texte).texte
    for un in lus:
        reste = reste[: un.debut] + " " * (un.fin - un.debut) + reste[un.fin :]
    return reste, list(dict.fromkeys(un.qui for un in lus if un.qui is not None))


@dataclass(frozen=True, slots=True)
class _Comprise:
    """What a message asks of the register, and whether words are left that neither ask nor name anything of it."""

    demande: Demande
    inexpliquee: bool
    # Whether it says of which by itself: a buyer, a name, a bound.
    filtree: bool

    @property
    def de_nom(self) -> Demande:
        """What it asks, where it asks for nothing but what is named."""
        dite = self.demande
        return Demande(numeros=dite.numeros, objet=dite.objet, direction=dite.direction, titulaire=dite.titulaire)


def comprendre(turn: Turn, texte: str) -> Demande:
    """What words ask of the register: what they say of any, then of whom it names some."""
    return _comprise(turn, texte).demande


def _comprise(turn: Turn, texte: str) -> _Comprise:
    actions = tuple(turn.pack.fiches)
    demande, reste = lire_une_demande_de_liste(
        texte,
        turn.aujourdhui,
        # A number tells which one, better than the words around it.
        lambda dit: (
            tuple(un for un in actions_numerotees(dit) if un in actions) or turn.chercheur().designer(dit, actions)
        ),
    )
    reste, qui = _sans_les_acheteurs(turn, reste)
    if len(qui) > 1 and demande.par is None:
        # "La ville et la métropole": each by itself.
        demande = replace(demande, par="acheteur")
    if demande.quoi == ECART and demande.par is None and _des_annees(demande):
        demande = replace(demande, par="annee")
    memory, sans = memoire(turn), mots_autour() | mots_d_un_ordre()
    directions = memory.marches.directions()
    noms = memory.marches.noms()
    de_qui = Choses(Chose(rang, "", (f"{dit} {_sigle(dit)}", "", "")) for rang, dit in enumerate(directions))
    titulaires = Choses(Chose(un.id, un.numero, ("", _titulaires(un.titulaires), "")) for un in noms)
    objets = Choses(Chose(un.id, un.numero, (un.objet or "", "", "")) for un in noms)
    # What is bought is said by more words than whose it is: the best named wins.
    direction, titulaire, objet = (choses.designer(reste, sans) for choses in (de_qui, titulaires, objets))
    une = directions[direction.numeros[0]] if len(direction.numeros) == 1 else None
    if une and demande.champs and objet.dits == direction.dits:
        # What is asked of a contract is asked of what is bought.
        une = None
    pris = direction if une else titulaire
    tenus = {un.id: un.titulaires for un in noms}
    if pris.numeros:
        reste = _ote(reste, pris.debut, pris.fin)
    seul = objet.dits if objet.dits and objet.dits != pris.dits and not titulaire.dits else None
    nommes_, hors, choisis, reste = _nommes(objets, reste, sans) if seul else ((), (), False, reste)
    dite = replace(
        demande,
        acheteur=qui[0] if len(qui) == 1 else None,
        direction=une,
        titulaire=None if une or not titulaire.numeros else _titulaires(tenus[titulaire.numeros[0]][:1]),
        objet=seul if nommes_ and not choisis else None,
        numeros=nommes_,
        hors=hors,
    )
    return _Comprise(dite, restent_inexpliques(reste), bool(qui) or dite.filtre != Demande())


def _nommes(objets: Choses, reste: str, sans: Collection[str]) -> tuple[tuple[int, ...], tuple[int, ...], bool, str]:
    """The contracts that words name, those that they leave out, whether several names do, and the words that are left."""
    combien = 0
    dits: dict[bool, list[int]] = {False: [], True: []}
    for _ in range(NOMMES_MAX):
        lu = objets.designer(reste, sans)
        if not lu.numeros:
            break
        dits[ote_ce_qui_suit(reste[: lu.debut])] += lu.numeros
        reste, combien = _ote(reste, lu.debut, lu.fin), combien + 1
    return tuple(dict.fromkeys(dits[False])), tuple(dict.fromkeys(dits[True])), combien > 1, reste


def _ote(texte: str, debut: int, fin: int) -> str:
    return texte[:debut] + "," + " " * (fin - debut - 1) + texte[fin:]


def _des_annees(demande: Demande) -> bool:
    """Whether ends are asked for over several years."""
    return demande.fin_de is not None and demande.fin_a is not None and demande.fin_de.year != demande.fin_a.year


def _sigle(nom: str) -> str:
    """The initials by which a department is called.

    >>> _sigle("Direction des systèmes d'information")
    'dsi'
    """
    return "".join(mot[0] for mot in simplifier(nom).replace("'", " ").split() if mot not in VIDES)


def _titulaires(titulaires: Sequence[Any]) -> str:
    return " ".join(str(un.get("nom") or "") for un in titulaires)


def chercher(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """How many contracts answer, for how much in all, and the first of them; what is not known of them is said."""
    if "absent" in acte.slots:
        return aparte(turn, entretien, Reply("marche_absent", {"dit": acte.slots["absent"]}, _ouvrir()))
    dite = acte.slots.get("demande")
    demande = comprendre(turn, acte.mots) if dite is None else Demande.depuis_json(dite)
    garde = replace(entretien, attente=Acte(CHERCHER, {"demande": demande.en_json()}))
    tout = _le_tout(turn) if dite is None and demande_le_tout(acte.mots, seul=demande.vide) else None
    if tout is None and demande.quoi in SOMMES and replace(demande, quoi=None).vide:
        # The whole register is told buyer by buyer.
        demande = replace(demande, par="acheteur")
    if demande.vide and tout is not None:
        return aparte(turn, garde, Reply("compte_du_registre", {"tout": tout}, _ouvrir()))
    if demande.vide:
        return aparte(turn, entretien, Reply("marches_demandes", {"demande": None, "marches": []}, _ouvrir()))
    trouves = _trouver(turn, demande)
    peu = len(trouves) < (demande.premiers or 1)
    if "suite" in acte.slots and demande.premiers and not peu:
        # The first of one is asked of all.
        peu = len(_trouver(turn, replace(demande, premiers=None))) < 2
    if peu and "suite" in acte.slots and not (seule := comprendre(turn, acte.mots)).vide:
        # Nothing is both, or fewer than are asked for: what was asked is looked for in the whole register.
        autres = _trouver(turn, replace(seule, quoi=demande.quoi, champs=demande.champs))
        if len(autres) > len(trouves) or (autres and demande.premiers and autres != trouves):
            acte = replace(acte, slots={})
            demande = replace(seule, quoi=seule.quoi or demande.quoi, champs=seule.champs or demande.champs)
            garde = replace(entretien, attente=Acte(CHERCHER, {"demande": demande.en_json()}))
            trouves = autres
    montants = [un.montant_ht for un in trouves if un.montant_ht is not None]
    ranges = ranger(trouves, demande)
    groupes = _grouper(turn, trouves, demande.par)
    contexte = {
        "demande": demande,
        "acheteur": next((un.nom for un in turn.pack.acheteurs if un.id == demande.acheteur), None),
        "avec": [turn.pack.fiches[un] for un in demande.avec if un in turn.pack.fiches],
        "sans": [turn.pack.fiches[un] for un in demande.sans if un in turn.pack.fiches],
        "combien": len(trouves),
        "tout": tout,
        "juste_a_la_borne": _juste_a_la_borne(turn, demande),
        "par_etat": _par_etat(turn, demande),
        "total": sum(montants, Decimal(0)),
        "sans_montant": len(trouves) - len(montants),
        "a_trier": memoire(turn).marches.combien()["a_trier"] if demande.recurrence in ("recurrent", "ponctuel") else 0,
        "sans_montant_ailleurs": _ecartes_faute_de(turn, demande),
        "marches": [] if groupes or demande.quoi == "manques" else ranges[:MONTRES],
        "groupes": groupes,
        "delais": _delais(turn, ranges[:MONTRES], demande.jalon) if demande.delais or demande.retard else [],
        "manques": _manques(turn, trouves) if demande.quoi == "manques" else None,
        "moyenne": sum(montants, Decimal(0)) / len(montants) if demande.quoi == "moyenne" and montants else None,
        "part": _part(turn, montants) if demande.quoi == "part" else None,
        "ecart": _ecart(demande, trouves, groupes),
        "noms_des_acheteurs": {un.id: un.nom for un in turn.pack.acheteurs},
        "lien": _lien(turn, demande) if trouves and turn.incoming.prive else None,
        "expire_le": turn.now + LIEN_VALABLE,
        "a_part": bool(demande.avec or demande.sans or demande.cote is not None or demande.manque),
    }
    choices = [bouton("marche", f"m:voir:{un.id}", un.id) for un in ranges[: 0 if groupes else BOUTONS]]
    if acte.slots.get("suite"):
        seule = comprendre(turn, acte.mots)
        if seule != demande and not seule.vide:
            choices.append(bouton("dans_tout_le_registre", "m:partout"))
            garde = replace(garde, attente=Acte(CHERCHER, {"demande": demande.en_json(), "seule": seule.en_json()}))
    return aparte(turn, garde, Reply("marches_demandes", contexte, (*choices, *(() if trouves else _ouvrir()))))


def partout(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """The last question alone, whatever list it narrowed."""
    attente = entretien.attente
    dite = attente.slots.get("seule") if isinstance(attente, Acte) and attente.nature == CHERCHER else None
    return chercher(turn, entretien, Acte(CHERCHER, {"demande": dite or {}}))


def ou_par_leurs_mots(faire: Faire) -> Faire:
    """What is looked for by words that were told already, `faire`; else what a whole message asks."""
    return lambda turn, entretien, acte: (faire if "quoi" in acte.slots else chercher)(turn, entretien, acte)


def _ouvrir() -> tuple[Choice, ...]:
    return (bouton("registre", "c:registre"),)


def ranger(marches: Sequence[MarcheRecord], demande: Demande) -> list[MarcheRecord]:
    """Contracts in the order that is asked for, else in that of what narrows them; what is not known comes last."""
    borne = demande.montant_de is not None or demande.montant_a is not None
    match demande.ordre or ("montant" if borne else "fin"):
        case "montant":
            return sorted(marches, key=lambda un: (-(un.montant_ht or Decimal(0)), un.id))
        case "montant_croissant":
            return sorted(marches, key=lambda un: (un.montant_ht is None, un.montant_ht or Decimal(0), un.id))
        case "fin_eloignee":
            return sorted(marches, key=lambda un: (-(un.fin or date.min).toordinal(), un.id))
        case _:
            return sorted(marches, key=lambda un: (un.fin or date.max, un.id))


def _ecart(
    demande: Demande, marches: Sequence[MarcheRecord], groupes: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """By how much two contracts, or two groups, differ, in euros before tax and in contracts; None of others, or where one is not known."""
    if len(groupes) == 2 and demande.quoi == ECART:
        une, autre = groupes
        return {"total": abs(une["total"] - autre["total"]), "combien": abs(une["combien"] - autre["combien"])}
    compares = demande.quoi == ECART or (demande.quoi is None and "montant" in demande.champs)
    montants = [un.montant_ht for un in marches if un.montant_ht is not None]
    if not compares or groupes or len(marches) != 2 or len(montants) != 2:
        return None
    return {"total": abs(montants[0] - montants[1]), "combien": None}


def _grouper(turn: Turn, marches: Sequence[MarcheRecord], par: str | None) -> list[dict[str, Any]]:
    """How many contracts, and for how much, of each buyer, department, year or kind; the largest first."""
    noms = {un.id: un.nom for un in turn.pack.acheteurs}
    de_qui: Mapping[str, Callable[[MarcheRecord], Any]] = {
        "acheteur": lambda un: noms.get(un.acheteur, un.acheteur_nom),
        "direction": lambda un: un.direction,
        "annee": lambda un: None if un.fin is None else un.fin.year,
        "recurrence": lambda un: un.recurrent,
    }
    groupes: dict[Any, list[MarcheRecord]] = {}
    for marche in marches if par in de_qui else ():
        groupes.setdefault(de_qui[str(par)](marche), []).append(marche)
    lignes = [
        {
            "nom": nom,
            "combien": len(siens),
            "total": sum((un.montant_ht for un in siens if un.montant_ht is not None), Decimal(0)),
            "sans_montant": sum(un.montant_ht is None for un in siens),
        }
        for nom, siens in groupes.items()
    ]
    if par == "annee":
        return sorted(lignes, key=lambda une: (une["nom"] is None, une["nom"] or 0))
    return sorted(lignes, key=lambda une: (-une["total"], str(une["nom"])))


def _delais(turn: Turn, marches: Sequence[MarcheRecord], mois: int | None = None) -> list[dict[str, Any]]:
    """By when each must be before the committee, or reach the milestone so many months before, and whether that day is past."""
    seances = memoire(turn).seances.toutes()
    return [
        {"marche": marche, "echeance": une, "passe": une.jour < turn.aujourdhui}
        for jalon in turn.pack.jalons
        if (jalon.comite if mois is None else jalon.mois_avant == mois)
        for marche in marches
        if marche.attribution_prevue is not None and (mois is None or marche.recurrent is not False)
        for une in (echeance(jalon, marche.attribution_prevue, seances.get(marche.acheteur or "", ())),)
    ]


def _selection(demande: Demande) -> Selection:
    """What the database sorts out by itself."""
    # A bound that is left out is passed by a cent.
    ecart = Decimal(0) if demande.inclus else CENTIME
    criteres = [
        Critere(Tri.FIN, de=demande.fin_de, a=demande.fin_a),
        Critere(Tri.NOTIFIE, de=demande.notifie_de, a=demande.notifie_a),
        Critere(
            Tri.MONTANT,
            de=None if demande.montant_de is None else demande.montant_de + ecart,
            a=None if demande.montant_a is None else demande.montant_a - ecart,
        ),
    ]
    if demande.procedure:
        criteres.append(Critere(Tri.PROCEDURE, valeur=demande.procedure))
    if demande.titulaire:
        criteres.append(Critere(Tri.TITULAIRE, mots=tuple(simplifier(demande.titulaire).split())))
    if demande.manque in VIDES_DITS:
        criteres.append(Critere(VIDES_DITS[demande.manque], vide=True))
    filtre = Filtre(
        acheteur=demande.acheteur,
        direction=demande.direction,
        recurrent={"recurrent": True, "ponctuel": False}.get(demande.recurrence or ""),
        a_trier=demande.recurrence == "a_trier",
    )
    return Selection(filtre, criteres=tuple(un for un in criteres if un != Critere(un.colonne)), par_lot=True)


def _trouver(turn: Turn, demande: Demande) -> list[MarcheRecord]:
    memory = memoire(turn)
    numeros = set(memory.consultations.numeros(_selection(demande)))
    numeros -= set(demande.hors)
    if demande.numeros:
        numeros &= set(demande.numeros)
    elif demande.objet:
        noms = [Chose(un.id, un.numero, (un.objet or "", "", "")) for un in memory.marches.noms()]
        numeros &= set(Choses(noms).designer(demande.objet).numeros)
    if demande.cote is not None:
        cotes = memory.seances.cotes()
        numeros = numeros & cotes if demande.cote else numeros - cotes
    if demande.avec or demande.sans:
        la = _actions_dites(turn, numeros, _pas(demande.etats))
        numeros = {
            un for un in numeros if la.get(un, set()) >= set(demande.avec) and not la.get(un, set()) & set(demande.sans)
        }
    trouves = memory.marches.plusieurs(numeros)
    if demande.manque == SANS_RAPPEL:
        trouves = [un for un in trouves if un.recurrent and not _prevenu(turn, un)]
    if demande.retard:
        passes = {une["marche"].id for une in _delais(turn, trouves, demande.jalon) if une["passe"]}
        trouves = [un for un in trouves if un.id in passes]
    return ranger(trouves, demande)[: demande.premiers]


def _prevenu(turn: Turn, marche: MarcheRecord) -> bool:
    """Whether somebody was told of a milestone of a contract."""
    return any(un.dit_le is not None for un in memoire(turn).rappels.du_marche(marche.id))


def _manques(turn: Turn, marches: Sequence[MarcheRecord]) -> list[dict[str, Any]]:
    """What is not known, field by field, and of which contracts."""
    la = {un.id: un for un in marches}
    lignes = []
    for manque in VIDES_DITS:
        sans = [la[un] for un in memoire(turn).consultations.numeros(_selection(Demande(manque=manque))) if un in la]
        lignes.append({"manque": manque, "marches": sans})
    return [une for une in lignes if une["marches"]]


def _part(turn: Turn, montants: Sequence[Decimal]) -> dict[str, Any] | None:
    """What these amounts are of the whole register: its contracts, their total before tax, and the share in per cent; None where it is 0."""
    tous = _trouver(turn, Demande())
    total = sum((un.montant_ht or Decimal(0) for un in tous), Decimal(0))
    if not total:
        return None
    return {"combien": len(tous), "total": total, "pour_cent": round(100 * sum(montants, Decimal(0)) / total)}


def _pas(etats: Sequence[str]) -> Pas:
    """How far an action must have gone: any of the steps that are said, else that it is in the file."""
    pas = Pas(0)
    for un in etats:
        pas |= _ETATS[un]
    return pas or _EST_LA


def _actions_dites(turn: Turn, numeros: set[int], pas: Pas) -> dict[int, set[int]]:
    """The actions of each contract that went as far, as files and people told; what is kept or aimed at is so of what replaces it."""
    achats = memoire(turn).achats
    de_qui: dict[int, set[int]] = {marche: {achat} for marche, achat in achats.des_marches(numeros).items()}
    if pas & (Pas.RETENUE | Pas.CIBLEE):
        for marche, achat in achats.qui_remplacent(list(numeros)).items():
            de_qui.setdefault(marche, set()).add(achat.id)
    suivis = achats.suivis([un for siens in de_qui.values() for un in siens])
    return {
        marche: {ligne.action for un in siens for ligne in suivis.get(un, ()) if ligne.passage & pas}
        for marche, siens in de_qui.items()
    }


def _par_etat(turn: Turn, demande: Demande) -> list[dict[str, Any]]:
    """Where several steps are asked for, how many contracts went as far as each, and for how much; then what waits for a session."""
    if not (demande.avec and demande.etats):
        return []
    lignes = []
    for un in demande.etats if len(demande.etats) > 1 else ():
        trouves = _trouver(turn, replace(demande, etats=(un,)))
        lignes.append(
            {"etat": un, "combien": len(trouves), "total": sum((x.montant_ht or 0 for x in trouves), Decimal(0))}
        )
    seances = memoire(turn).seances
    de_lui = set(memoire(turn).consultations.numeros(_selection(replace(demande, avec=(), sans=(), etats=()))))
    dites = {str(un) for un in demande.avec}
    prets = {
        dit.marche_id
        for seance in seances.liste()
        if seance.jour >= turn.aujourdhui
        for dit in seances.dits(seance.id)
        if dit.genre is Genre.EPINGLE and dit.valeur == RETENU and dit.sujet in dites and dit.marche_id in de_lui
    }
    if prets:
        lignes.append({"etat": "prevue", "combien": len(prets), "total": None})
    return lignes


def _le_tout(turn: Turn) -> dict[str, Any]:
    """The whole register: how many contracts, and of each buyer."""
    memory = memoire(turn)
    par = [
        {"nom": un.nom, "combien": len(memory.consultations.numeros(_selection(Demande(acheteur=un.id))))}
        for un in turn.pack.acheteurs
    ]
    return {**memory.marches.combien(), "par_acheteur": par}


def _juste_a_la_borne(turn: Turn, demande: Demande) -> int:
    """Contracts that cost exactly the amount which "more than" leaves out."""
    borne = demande.montant_de if demande.montant_a is None else None
    if borne is None or demande.inclus:
        return 0
    return len(_trouver(turn, replace(demande, montant_a=borne, inclus=True)))


def _ecartes_faute_de(turn: Turn, demande: Demande) -> int:
    """Contracts that an amount left out because theirs is not known."""
    if demande.montant_de is None and demande.montant_a is None:
        return 0
    return len(_trouver(turn, replace(demande, montant_de=None, montant_a=None, manque="sans_montant")))


def _lien(turn: Turn, demande: Demande) -> str:
    """The page of the register, filtered alike but for what only the conversation sorts out."""
    adresse = turn.incoming.address
    cle = memoire(turn).liens.creer("registre", adresse.plateforme, adresse.personne, turn.now, LIEN_VALABLE)
    ecart = Decimal(0) if demande.inclus else CENTIME
    champs: dict[str, Any] = {
        "f_fin_de": demande.fin_de,
        "f_fin_a": demande.fin_a,
        "f_notifie_de": demande.notifie_de,
        "f_notifie_a": demande.notifie_a,
        "f_montant_de": None if demande.montant_de is None else demande.montant_de + ecart,
        "f_montant_a": None if demande.montant_a is None else demande.montant_a - ecart,
        "f_titulaire": demande.titulaire,
        "f_procedure": demande.procedure,
        "acheteur": demande.acheteur,
        "direction": demande.direction,
        "recurrent": {"recurrent": "oui", "ponctuel": "non"}.get(demande.recurrence or "", demande.recurrence),
        "texte": demande.objet,
    }
    dits = {nom: str(dit) for nom, dit in champs.items() if dit is not None}
    return f"{turn.adresse}/registre/ouvrir/{cle}" + (f"?{urlencode(dits)}" if dits else "")


__all__ = ["CHERCHER", "chercher", "comprendre", "en_tableur", "lire", "ou_par_leurs_mots", "partout", "ranger"]
