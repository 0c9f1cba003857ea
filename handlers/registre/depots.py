"""Files that people send: what they hold, which heading is which field, and their import once somebody says yes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz, process
from stdnum.fr import siret

from handlers.conversation.acces import memoire
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import FichierRecu, Outcome, Reply, Turn
from knowledge.francais.avis import lire_avis
from knowledge.francais.texte import simplifier
from knowledge.registre.apercu import Apercu
from knowledge.registre.causes import causes
from knowledge.registre.colonnes import Correspondance, champs_connus, doutes
from knowledge.registre.fichiers import Format
from storage.comptes.records import Role
from storage.registre.records import DepotRecord, EtatDepot

# Beyond, what a person typed for a heading is too far from any.
RESSEMBLANCE_MIN = 75
# "oui" is read by knowledge.francais.avis; this is the word of the button, said as an order.
_IMPORTE = re.compile(
    r"^(?:(?:oui|ok|d'accord|allez|vas-y|allez-y)[ ,]*)?(?:tu peux |vous pouvez )?importer?(?:z?[- ](?:le|les|tout))?[ .!]*$|^(?:oui|ok),? (?:vas|allez)-y[ .!]*$"
)
_EGALE = re.compile(r"^(?P<champ>[^=:]{2,40}?)\s*(?:=|:|->|→|c'est)\s*(?P<entete>.{1,80})$")
_ACHETEUR = frozenset(("acheteur", "siret", "siret de l'acheteur", "siret acheteur"))
_RIEN = frozenset(("rien", "aucune", "aucun", "personne", "-"))


def recevoir(turn: Turn, entretien: Entretien) -> Outcome:
    """A file just came: say what it is, and ask before anything is imported."""
    if Role.EQUIPE not in turn.roles:
        noms = [recu.nom for recu in turn.recus]
        return aparte(turn, entretien, Reply("fichier_non_lu", {"fichiers": noms}))
    replies: list[Reply] = []
    for recu in turn.recus:
        suivant, reply = _recevoir(turn, entretien, recu)
        entretien = suivant
        replies.append(reply)
    return Outcome(entretien.en_json(), replies)


def _recevoir(turn: Turn, entretien: Entretien, recu: FichierRecu) -> tuple[Entretien, Reply]:
    if recu.apercu is None:
        return entretien, refus(recu.nom, recu.cause or "indisponible", recu.detail)
    adresse = turn.incoming.address
    numero = memoire(turn).depots.garder(
        turn.conversation, adresse.plateforme, adresse.personne, recu.nom, recu.contenu, turn.now
    )
    _garder(turn, numero, recu.apercu, recu.apercu.correspondance, None)
    return replace(entretien, attente=f"d:colonnes:{numero}"), _presenter(
        numero, recu.apercu, recu.apercu.correspondance, None
    )


def refus(nom: str, cause: str, detail: str) -> Reply:
    """Why a file cannot be imported, and what to do."""
    return Reply("depot_refuse", {"nom": nom, "code": cause, "cause": causes().get(cause), "detail": detail})


def _garder(
    turn: Turn, numero: int, apercu: Apercu, correspondance: Correspondance | None, acheteur: str | None
) -> None:
    colonnes = None if correspondance is None else correspondance.en_json()
    gardes = {"colonnes": colonnes, "acheteur": acheteur, "apercu": apercu.en_json()}
    memoire(turn).depots.corriger(numero, gardes)


def _apercu_de(depot: DepotRecord) -> Apercu:
    """What was told of a file when it came: it is opened again by its import only."""
    gardes = depot.correspondance or {}
    if "apercu" in gardes:
        return Apercu.depuis_json(depot.nom, gardes["apercu"])
    # It came before this was kept.
    return Apercu(depot.nom, Format.JSON if gardes.get("colonnes") is None else Format.CSV)


def _presenter(numero: int, apercu: Apercu, correspondance: Correspondance | None, acheteur: str | None) -> Reply:
    """What was understood of a file, column by column, and what is left to say."""
    connus = champs_connus()
    colonnes: list[dict[str, Any]] = []
    ignorees: tuple[str, ...] = ()
    manque_acheteur, manque_numero = _manques(correspondance, acheteur)
    if correspondance is not None and not correspondance.officielle:
        dits = doutes()
        colonnes = [
            {
                "champ": connus[p.champ].titre,
                "entete": p.entete,
                "exemple": apercu.exemple.get(p.entete or "", ""),
                "doute": dits.get(p.doute, "") if p.doute else "",
            }
            for p in correspondance.propositions
            if p.entete is not None or p.doute
        ]
        ignorees = correspondance.inconnues
    contexte = {
        "nom": apercu.nom,
        "format": apercu.format.value,
        "officielle": correspondance is None or correspondance.officielle,
        "maison": correspondance is not None and bool(correspondance.maison),
        "feuille": apercu.feuille,
        "autres_feuilles": [nom for nom in apercu.feuilles if nom != apercu.feuille],
        "colonnes": colonnes,
        "ignorees": ignorees,
        "manque_acheteur": manque_acheteur,
        "manque_numero": manque_numero,
        "acheteur": acheteur,
        "champs": [champ.titre for champ in connus.values()],
    }
    pret = () if manque_acheteur or manque_numero else (bouton("importer", f"d:importer:{numero}"),)
    return Reply("depot", contexte, (*pret, bouton("abandonner", f"d:abandonner:{numero}")))


def _manques(correspondance: Correspondance | None, acheteur: str | None) -> tuple[bool, bool]:
    """Whether the buyer, and the number, of the contracts of a table are still to be said."""
    if correspondance is None or correspondance.officielle or correspondance.maison:
        return False, False
    champs = correspondance.champs.keys()
    return not {"acheteur_id", "acheteur"} & champs and acheteur is None, "numero" not in champs


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """Yes or no to a file that was sent; None when it is neither."""
    verbe, _, numero = reste.partition(":")
    if verbe not in ("importer", "abandonner") or not (numero.isascii() and numero.isdecimal()):
        return None
    depot = _le_sien(turn, int(numero))
    if depot is None:
        return aparte(turn, replace(entretien, attente=None), Reply("depot_inconnu"))
    return _conclure(turn, replace(entretien, attente=None), depot, accord=verbe == "importer")


def _conclure(turn: Turn, entretien: Entretien, depot: DepotRecord, *, accord: bool) -> Outcome:
    gardes = depot.correspondance or {}
    correspondance = None if gardes.get("colonnes") is None else Correspondance.depuis_json(gardes["colonnes"])
    if accord and depot.etat is EtatDepot.A_CONFIRMER and any(_manques(correspondance, gardes.get("acheteur"))):
        # A yes said too soon: what is missing is asked again.
        suivant = replace(entretien, attente=f"d:colonnes:{depot.id}")
        reply = _presenter(depot.id, _apercu_de(depot), correspondance, gardes.get("acheteur"))
        return Outcome(suivant.en_json(), [reply])
    fait = memoire(turn).depots.demander(depot.id) if accord else memoire(turn).depots.abandonner(depot.id)
    contexte = {"nom": depot.nom, "accord": accord, "fait": fait, "etat": depot.etat.value}
    return aparte(turn, entretien, Reply("depot_conclu", contexte))


def reprendre(turn: Turn, entretien: Entretien, attente: str, texte: str) -> Outcome | None:
    """ "montant = Prix total", "acheteur = 21630113500010", yes or no, right after a file was shown."""
    match attente.split(":"):
        case ["d", "colonnes", numero] if numero.isdecimal():
            depot = _le_sien(turn, int(numero))
        case _:
            return None
    if depot is None or depot.etat is not EtatDepot.A_CONFIRMER:
        return None
    if (avis := lire_avis(texte)) and not avis.suite:
        return _conclure(turn, entretien, depot, accord=avis.accord)
    if _IMPORTE.match(simplifier(texte)):
        return _conclure(turn, entretien, depot, accord=True)
    if lu := _EGALE.match(" ".join(texte.split())):
        return _changer(turn, replace(entretien, attente=attente), depot, lu["champ"], lu["entete"].strip(" «»\"'"))
    return None


def _changer(turn: Turn, entretien: Entretien, depot: DepotRecord, champ: str, entete: str) -> Outcome:
    """Read a field from another heading, or name the buyer of the whole table."""
    apercu = _apercu_de(depot)
    gardes = depot.correspondance or {}
    acheteur: str | None = gardes.get("acheteur")
    correspondance = None if gardes.get("colonnes") is None else Correspondance.depuis_json(gardes["colonnes"])
    chiffres = re.sub(r"\s", "", entete)
    if simplifier(champ) in _ACHETEUR and siret.is_valid(chiffres):
        acheteur = chiffres
    elif correspondance is None:
        return _incompris(entretien, depot, champ, entete)
    else:
        connus = {nom: simplifier(un.titre) for nom, un in champs_connus().items()}
        nom = _le_plus_proche(simplifier(champ), connus)
        titre = None
        if simplifier(entete) not in _RIEN:
            titre = _le_plus_proche(simplifier(entete), {un: simplifier(un) for un in correspondance.entetes if un})
            if titre is None:
                return _incompris(entretien, depot, champ, entete)
        if nom is None:
            return _incompris(entretien, depot, champ, entete)
        correspondance = correspondance.changer(nom, titre)
    _garder(turn, depot.id, apercu, correspondance, acheteur)
    reply = _presenter(depot.id, apercu, correspondance, acheteur)
    return Outcome(entretien.en_json(), [reply])


def _le_plus_proche(dit: str, connus: Mapping[str, str]) -> str | None:
    trouve = process.extractOne(dit, connus, scorer=fuzz.WRatio, score_cutoff=RESSEMBLANCE_MIN)
    return None if trouve is None else trouve[2]


def _incompris(entretien: Entretien, depot: DepotRecord, champ: str, entete: str) -> Outcome:
    gardes = (depot.correspondance or {}).get("colonnes")
    entetes = [] if gardes is None else [un for un in gardes["entetes"] if un]
    contexte = {
        "champ": champ,
        "entete": entete,
        "champs": [un.titre for un in champs_connus().values()],
        "entetes": entetes,
        "acheteur": simplifier(champ) in _ACHETEUR,
    }
    return Outcome(entretien.en_json(), [Reply("colonne_incomprise", contexte)])


def _le_sien(turn: Turn, numero: int) -> DepotRecord | None:
    """A file is the business of whoever sent it, under any of their accounts."""
    depot = memoire(turn).depots.trouver(numero)
    if depot is None or Role.EQUIPE not in turn.roles:
        return None
    comptes = {(compte.plateforme, compte.personne) for compte in turn.droits.comptes()}
    return depot if (depot.plateforme, depot.personne) in comptes else None


__all__ = ["recevoir", "refus", "repondre_par_choix", "reprendre"]
