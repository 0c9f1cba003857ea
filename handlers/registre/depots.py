"""Files that people send: what they hold, which heading is which field, and their import once somebody says yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz, process
from stdnum.fr import siret

from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, FichierRecu, Outcome, Reply, Turn
from handlers.registre.marches import changer, numero_de
from knowledge.ecoute import Acte
from knowledge.francais.texte import simplifier
from knowledge.registre.apercu import Apercu
from knowledge.registre.causes import causes
from knowledge.registre.colonnes import Correspondance, champs_connus, doutes
from knowledge.registre.fichiers import Format
from knowledge.registre.paroles import lire_l_accord_d_importer, lire_une_colonne
from storage.comptes.records import Role
from storage.registre.records import DepotRecord, EtatDepot, relire

# Beyond, what a person typed for a heading is too far from any.
RESSEMBLANCE_MIN = 75
_ACHETEUR = frozenset(("acheteur", "siret", "siret de l'acheteur", "siret acheteur"))
_RIEN = frozenset(("rien", "aucune", "aucun", "personne", "-"))


def recevoir(turn: Turn, entretien: Entretien) -> Outcome:
    """A file of the team just came: say what it is, and ask before anything is imported."""
    replies: list[Reply] = []
    for recu in turn.recus:
        entretien, reply = _recevoir(turn, entretien, recu)
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
    return _en_attendant(entretien, numero), _presenter(numero, recu.apercu, recu.apercu.correspondance, None)


def _en_attendant(entretien: Entretien, depot: int) -> Entretien:
    """Which heading is which field, yes or no: all that may be said of a file that was just shown."""
    return replace(entretien, attente=Acte("registre.colonne", {"numero": depot}))


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


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """ "montant = Prix total", "acheteur = 21630113500010", yes or no, right after a file was shown."""
    attente = entretien.attente
    if not isinstance(attente, Acte) or attente.nature != "registre.colonne":
        return None
    depot, slots = _le_sien(turn, attente), attente.slots
    if depot is None or depot.etat is not EtatDepot.A_CONFIRMER:
        return None
    if (accord := lire_l_accord_d_importer(texte)) is not None:
        nature = "registre.importer" if accord else "registre.abandonner"
        return Proposition(Acte(nature, slots, mots=texte), Force.ATTENDU)
    if lue := lire_une_colonne(texte):
        dite = {**slots, "champ": lue[0], "entete": lue[1]}
        return Proposition(Acte("registre.colonne", dite, mots=texte), Force.ATTENDU)
    return None


def conclure(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Import a file that was sent, or leave it; a yes said too soon asks again for what is missing."""
    entretien, accord = replace(entretien, attente=None), acte.nature == "registre.importer"
    depot = _le_sien(turn, acte)
    if depot is None:
        return aparte(turn, entretien, Reply("depot_inconnu"))
    if accord and depot.etat is EtatDepot.A_CONFIRMER and any(_manques(*_compris_de(depot))):
        return _encore(entretien, depot)
    fait = memoire(turn).depots.demander(depot.id) if accord else memoire(turn).depots.abandonner(depot.id)
    contexte = {"nom": depot.nom, "accord": accord, "fait": fait, "etat": depot.etat.value}
    return aparte(turn, entretien, Reply("depot_conclu", contexte))


_REMPLACEES, _GARDEES = "douteux:decision_remplacee", "douteux:decision_gardee"


def decisions(causes: Mapping[str, int]) -> dict[str, int]:
    """How many decisions a file replaced where its cell had changed, and how many stood against it."""
    return {"remplacees": causes.get(_REMPLACEES, 0), "gardees": causes.get(_GARDEES, 0)}


def garder_les_decisions(numero: int, causes: Mapping[str, int]) -> tuple[Choice, ...]:
    """The button that gives the team's decisions back, where a file replaced some."""
    return (bouton("garder_nos_decisions", f"d:garder:{numero}"),) if causes.get(_REMPLACEES) else ()


def rendre_les_decisions(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Give back what a file replaced of what people had decided, unless it was decided again since."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    rendues = 0
    for marche_id, champ, avant, apres in memoire(turn).marches.remplacees(numero_de(acte)):
        marche = memoire(turn).marches.trouver(marche_id)
        if marche is not None and getattr(marche, champ) == relire(champ, apres):
            rendues += changer(turn, marche, **{champ: relire(champ, avant)})
    return aparte(turn, entretien, Reply("decisions_rendues", {"combien": rendues}))


def _compris_de(depot: DepotRecord) -> tuple[Correspondance | None, str | None]:
    """What was understood of the columns of a file so far, and the buyer that was told."""
    gardes = depot.correspondance or {}
    colonnes = gardes.get("colonnes")
    return None if colonnes is None else Correspondance.depuis_json(colonnes), gardes.get("acheteur")


def _encore(entretien: Entretien, depot: DepotRecord) -> Outcome:
    reply = _presenter(depot.id, _apercu_de(depot), *_compris_de(depot))
    return Outcome(_en_attendant(entretien, depot.id).en_json(), [reply])


def dire_une_colonne(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Read a field from another heading, or name the buyer of the whole table."""
    depot = _le_sien(turn, acte)
    if depot is None:
        return aparte(turn, replace(entretien, attente=None), Reply("depot_inconnu"))
    if "champ" not in acte.slots:
        return _encore(entretien, depot)
    champ, entete = acte.slots["champ"], acte.slots["entete"]
    change = _changer(*_compris_de(depot), simplifier(champ), entete)
    if change is None:
        return _incompris(_en_attendant(entretien, depot.id), depot, champ, entete)
    apercu = _apercu_de(depot)
    _garder(turn, depot.id, apercu, *change)
    return Outcome(_en_attendant(entretien, depot.id).en_json(), [_presenter(depot.id, apercu, *change)])


def _changer(
    correspondance: Correspondance | None, acheteur: str | None, champ: str, entete: str
) -> tuple[Correspondance | None, str | None] | None:
    """The columns and the buyer once that field is read from that heading; None when either is unknown."""
    chiffres = "".join(entete.split())
    if champ in _ACHETEUR and siret.is_valid(chiffres):
        return correspondance, chiffres
    if correspondance is None:
        return None
    nom = _le_plus_proche(champ, {nom: simplifier(un.titre) for nom, un in champs_connus().items()})
    entetes = {un: simplifier(un) for un in correspondance.entetes if un}
    titre = None if simplifier(entete) in _RIEN else _le_plus_proche(simplifier(entete), entetes)
    if nom is None or (titre is None and simplifier(entete) not in _RIEN):
        return None
    return correspondance.changer(nom, titre), acheteur


def _le_plus_proche(dit: str, connus: Mapping[str, str]) -> str | None:
    trouve = process.extractOne(dit, connus, scorer=fuzz.WRatio, score_cutoff=RESSEMBLANCE_MIN)
    return None if trouve is None else trouve[2]


def _incompris(entretien: Entretien, depot: DepotRecord, champ: str, entete: str) -> Outcome:
    compris, _ = _compris_de(depot)
    contexte = {
        "champ": champ,
        "entete": entete,
        "champs": [un.titre for un in champs_connus().values()],
        "entetes": [] if compris is None else [un for un in compris.entetes if un],
        "acheteur": simplifier(champ) in _ACHETEUR,
    }
    return Outcome(entretien.en_json(), [Reply("colonne_incomprise", contexte)])


def _le_sien(turn: Turn, acte: Acte) -> DepotRecord | None:
    """A file is the business of whoever sent it, under any of their accounts."""
    depot = memoire(turn).depots.trouver(numero_de(acte))
    if depot is None or Role.EQUIPE not in turn.roles:
        return None
    comptes = {(compte.plateforme, compte.personne) for compte in turn.droits.comptes()}
    return depot if (depot.plateforme, depot.personne) in comptes else None
