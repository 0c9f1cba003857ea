"""What the repositories take and return: frozen, and free of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import IntFlag, StrEnum
from typing import Any, Literal

# Telegram's limit.
CHOICE_BYTES_MAX = 64
# Of the codes that give a role. Neither vowels, which would make words, nor what is read one for the other (0 O, 1 I L, 5 S).
CODE_LETTERS = "BCDFGHJKMNPQRTVWXZ2346789"
CODE_LENGTH = 8
# Of a purchase whose author did not say for which buyer of the plan it is: it counts with all of them, and for none.
ACHETEUR_NON_DIT = "?"
# What the team writes of an entry of the queue, and the largest number that a database takes for one.
NOTE_MAX = 300
NUMERO_MAX = 2**31 - 1


class GenreIncompris(StrEnum):
    """How a text failed: as a search, as a refused answer to one, as a first description, as an answer to a question."""

    RECHERCHE = "recherche"
    RECHERCHE_REFUSEE = "recherche_refusee"
    DESCRIPTION = "description"
    REPONSE = "reponse"


class EtatIncompris(StrEnum):
    """What the team did of it; the last two are settled."""

    A_TRAITER = "a_traiter"
    TRAITE = "traite"
    SANS_OBJET = "sans_objet"


class Role(StrEnum):
    """What a person is, and so what they may open."""

    ACHETEUR = "acheteur"
    EXPERT = "expert"
    EQUIPE = "equipe"
    ENTREPRISE = "entreprise"


class EtatDepot(StrEnum):
    """Where a file that somebody sent stands; the last two are final."""

    A_CONFIRMER = "a_confirmer"
    A_IMPORTER = "a_importer"
    EN_COURS = "en_cours"
    IMPORTE = "importe"
    ABANDONNE = "abandonne"


class EtatRappel(StrEnum):
    """Where a reminder stands: to say, said, answered, or said no more because something later says more."""

    A_DIRE = "a_dire"
    DIT = "dit"
    REPONDU = "repondu"
    PERIME = "perime"


class ReponseRappel(StrEnum):
    """What somebody answered to a reminder."""

    OCCUPE = "occupe"
    REPORTE = "reporte"
    TRANSFERE = "transfere"
    SANS_OBJET = "sans_objet"
    DIAGNOSTIC = "diagnostic"


class EtatQuestion(StrEnum):
    """Where a question about a purchase stands; the last two are final."""

    A_POSER = "a_poser"
    POSEE = "posee"
    REPONDUE = "repondue"
    SANS_OBJET = "sans_objet"


class EtatDemande(StrEnum):
    """Where a firm's request to a person stands; the last two are final."""

    A_PRENDRE = "a_prendre"
    PRISE = "prise"
    REPONDUE = "repondue"
    CLOSE = "close"
    ANNULEE = "annulee"


# Its firm waits for an answer.
DEMANDES_EN_ATTENTE = (EtatDemande.A_PRENDRE, EtatDemande.PRISE)
# Its firm has no second one.
DEMANDES_OUVERTES = (*DEMANDES_EN_ATTENTE, EtatDemande.REPONDUE)
# The guards of firms that must be answered before all others (knowledge/ligne_directe/gardes.py).
GARDES_URGENTES = ("danger", "detresse")


class Sens(StrEnum):
    """Who said a line of a request: the firm, the person who answers it, or nobody (what became of it)."""

    ENTREPRISE = "entreprise"
    AGENT = "agent"
    SUIVI = "suivi"


class StatutEntreprise(StrEnum):
    """What a firm may be, that opens a reserved contract to it."""

    ESAT = "esat"
    EA = "ea"
    SIAE = "siae"
    ESS = "ess"


class EtatAccompagnement(StrEnum):
    """Where a session for firms stands; the last two are final."""

    PROGRAMME = "programme"
    REALISE = "realise"
    ANNULE = "annule"


class Pas(IntFlag):
    """The steps that an action of a purchase has reached; VISEE is kept by the buyer or targeted by the committee."""

    PROPOSEE = 1
    RETENUE = 2
    CIBLEE = 4
    INSCRITE = 8
    REALISEE = 16
    ECARTEE = 32


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of a message, or a numbered line; its value fits the narrowest platform, or ValueError is raised."""

    label: str
    value: str

    def __post_init__(self) -> None:
        if len(self.value.encode()) > CHOICE_BYTES_MAX:
            raise ValueError(f"the value of a choice is over {CHOICE_BYTES_MAX} bytes: {self.value}")


@dataclass(frozen=True, slots=True)
class Document:
    """A file that goes with a message, made when it is fetched: `genre` says which, `cle` of what."""

    genre: str
    cle: str
    nom: str


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """Where a conversation stands; `rang` is the rank of its last message, received or sent.

    `organisation` vouches for the person; `prive`: nobody else reads it; `coordonnees`: what the platform needs to write.
    """

    id: int
    etat: dict[str, Any]
    rang: int
    organisation: str
    prive: bool
    coordonnees: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OutboxRecord:
    """A message to send now, to whom, and with what their platform needs; `tentatives` counts this one."""

    id: int
    conversation_id: int
    plateforme: str
    canal: str
    personne: str
    cle: str
    rang: int
    texte: str
    choix: tuple[Choice, ...]
    multiple: bool
    document: Document | None
    tentatives: int
    coordonnees: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the transcript; `choix` is the value that the person pressed, or the choices that were offered."""

    rang: int
    de: Literal["personne", "assistant"]
    texte: str
    choix: str | tuple[Choice, ...] | None
    multiple: bool
    document: Document | None
    le: datetime


@dataclass(frozen=True, slots=True)
class NouveauDiagnostic:
    """A concluded diagnosis to log; what its mappings hold must be JSON."""

    jour: date
    pack: str
    pack_version: str
    pack_empreinte: str
    faits: Mapping[str, Any]
    sans_reponse: tuple[str, ...]
    objet: str | None
    acheteur: str | None
    recommandations: tuple[Mapping[str, Any], ...]  # action, regle, portee, verdict, motif
    obligations: tuple[Mapping[str, Any], ...]  # id, a_confirmer
    contrat_id: int | None = None  # the contract of the register that this purchase replaces
    corrige: int | None = None  # the diagnosis that this one takes the place of: the same purchase
    achat: Mapping[str, Any] = field(default_factory=dict)  # what it tells of the purchase, by column


@dataclass(frozen=True, slots=True)
class RecommandationRecord:
    action: int
    regle: str
    portee: str
    verdict: str
    motif: str


@dataclass(frozen=True, slots=True)
class ObligationRecord:
    obligation: str
    a_confirmer: str | None


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What became of an action, when and by whom."""

    action: int
    etape: str
    motif: str | None
    le: datetime
    par: str


@dataclass(frozen=True, slots=True)
class DiagnosticRecord:
    """A diagnosis as it was given that day."""

    id: int
    conversation_id: int
    cree_le: datetime
    jour: date
    pack: str
    pack_version: str
    pack_empreinte: str
    faits: dict[str, Any]
    sans_reponse: tuple[str, ...]
    objet: str | None
    acheteur: str | None
    contrat_id: int | None
    achat_id: int
    recommandations: tuple[RecommandationRecord, ...]
    obligations: tuple[ObligationRecord, ...]


@dataclass(frozen=True, slots=True)
class EtapeRecord:
    """One step of one action: of which day, said when, by whom, from which source."""

    action: int
    etape: str
    motif: str | None
    jour: date
    le: datetime
    par: str
    source: str


@dataclass(frozen=True, slots=True)
class AchatRecord:
    """A purchase as it is followed; the names are those of the table."""

    id: int
    acheteur: str
    direction: str | None
    annee: int | None
    objet: str | None
    nature: str | None
    contrat_id: int | None
    remplace_id: int | None
    conversation_id: int | None
    consultation_le: date | None
    attribution_le: date | None
    fin: date | None
    montant_ht: Decimal | None
    offres: int | None
    attribue: bool
    conclu: bool
    traits: Mapping[str, bool | None]
    cree_le: datetime


@dataclass(frozen=True, slots=True)
class SuiviRecord:
    """Where an action of a purchase stands."""

    achat_id: int
    action: int
    passage: Pas


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    id: int
    achat_id: int
    genre: str
    du_le: date
    etat: EtatQuestion
    posee_le: datetime | None
    fois: int
    repondue_le: datetime | None = None


@dataclass(frozen=True, slots=True)
class SaisieRecord:
    """A figure that somebody entered; `acheteur` is "" for all of them together."""

    indicateur: str
    annee: int
    acheteur: str
    valeur: Decimal | None
    numerateur: Decimal | None
    denominateur: Decimal | None
    texte: str | None
    dans_les_delais: bool | None
    le: datetime
    par: str


@dataclass(frozen=True, slots=True)
class DemandeDeSaisieRecord:
    """A figure asked of a pilot."""

    id: int
    indicateur: str
    annee: int
    service: str
    fois: int
    demandee_le: datetime | None
    promise_le: date | None


@dataclass(frozen=True, slots=True)
class ClicheRecord:
    annee: int
    acheteur: str
    le: datetime
    par: str
    pack_version: str
    contenu: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NouvelIncompris:
    """A text that was not understood, already without personal data; texts with the same `cle` are the same text.

    `question` is the fact that was asked; `suggestions` the numbers of the fiches that were shown.
    """

    genre: GenreIncompris
    texte: str
    cle: str
    question: str | None = None
    suggestions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class IncomprisRecord:
    """An entry of the queue; nothing in it says who wrote, where, or at what time."""

    id: int
    genre: GenreIncompris
    question: str | None
    texte: str
    suggestions: tuple[int, ...]
    compte: int
    premier_jour: date
    dernier_jour: date
    etat: EtatIncompris
    note: str | None
    regle_jour: date | None


@dataclass(frozen=True, slots=True)
class RoleRecord:
    """A role of a person, when and by whom it was given."""

    plateforme: str
    personne: str
    role: Role
    donne_le: datetime
    donne_par: str


@dataclass(frozen=True, slots=True)
class CompteRecord:
    """An account of a platform."""

    plateforme: str
    personne: str


@dataclass(frozen=True, slots=True)
class LiaisonRecord:
    """A code that would join this account to that one, if both sides want it."""

    id: int
    compte: CompteRecord


@dataclass(frozen=True, slots=True)
class AilleursRecord:
    """A conversation that the same person has under another of their accounts."""

    id: int
    plateforme: str
    etat: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EssaiRecord:
    """What a typed code did: the role given now, or that this very code gave before (`deja`), or why none.

    `restants` is how many wrong codes are still looked at within the hour; 0 when no more are. `liaison`: the code is
    one that joins accounts; nothing was joined yet.
    """

    role: Role | None
    deja: bool
    restants: int
    liaison: LiaisonRecord | None = None


@dataclass(frozen=True, slots=True)
class NouveauContrat:
    """What a file, or somebody, tells of a contract; the names are those of the table.

    `lus` is what files said last of what people decide, by field: (value as text, day of that telling).
    `fin` and `attribution_prevue` are reckoned by the caller, from what is told here and what people said of the contract;
    `a_revoir`: its reminders must be looked at again.
    """

    acheteur_id: str
    numero: str
    acheteur: str = ""
    acheteur_nom: str | None = None
    concession: bool = False
    objet: str | None = None
    cle_objet: str = ""
    cpv: str | None = None
    nature: str | None = None
    nature_deduite: bool = False
    procedure: str | None = None
    accord_cadre: bool | None = None
    montant_ht: Decimal | None = None
    duree_mois: int | None = None
    notifie_le: date | None = None
    publie_le: date | None = None
    titulaires: tuple[Mapping[str, Any], ...] = ()
    modifications: tuple[Mapping[str, Any], ...] = ()
    lot: str | None = None
    groupe: str = ""
    version: str = ""
    decp: Mapping[str, Any] = field(default_factory=dict)
    empreinte: str = ""
    recurrent: bool | None = None
    direction: str | None = None
    referent_id: int | None = None
    fin_dite: date | None = None
    attribution_dite: date | None = None
    lus: Mapping[str, Any] | None = None
    fin: date | None = None
    attribution_prevue: date | None = None
    a_revoir: bool = False


@dataclass(frozen=True, slots=True)
class ConnuRecord:
    """What an import must know of a contract already in the register before it writes it again."""

    id: int
    version: str
    empreinte: str
    recurrent: bool | None
    direction: str | None
    referent_id: int | None
    fin_dite: date | None
    attribution_dite: date | None
    lus: Mapping[str, Any] | None
    fin: date | None
    attribution_prevue: date | None


@dataclass(frozen=True, slots=True)
class Filtre:
    """Which contracts to list: each field narrows, None does not. `texte` is searched in objects and numbers, folded."""

    acheteur: str | None = None
    direction: str | None = None
    sans_direction: bool = False
    referents: tuple[int, ...] | None = None
    sans_referent: bool = False
    recurrent: bool | None = None
    a_trier: bool = False
    de: date | None = None  # of the planned award
    a: date | None = None
    sans_date: bool = False
    texte: str | None = None


@dataclass(frozen=True, slots=True)
class EcheanceRecord:
    """A contract as its reminders see it."""

    id: int
    acheteur: str
    attribution_prevue: date | None
    referent_id: int | None
    recurrent: bool | None


@dataclass(frozen=True, slots=True)
class NouveauRappel:
    """A reminder to arm; the first five name it."""

    contrat_id: int
    jalon: str
    base: date
    avance: str
    destinataire: str
    du_le: date
    campagne_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReferentRecord:
    """Somebody who answers for contracts; without an account, nobody knows yet where to write to them."""

    id: int
    nom: str
    direction: str | None
    plateforme: str | None
    personne: str | None


@dataclass(frozen=True, slots=True)
class ContratRecord:
    """A contract of the register, and who answers for it."""

    id: int
    acheteur_id: str
    numero: str
    acheteur: str
    acheteur_nom: str | None
    concession: bool
    objet: str | None
    cpv: str | None
    nature: str | None
    nature_deduite: bool
    procedure: str | None
    accord_cadre: bool | None
    montant_ht: Decimal | None
    duree_mois: int | None
    notifie_le: date | None
    publie_le: date | None
    titulaires: tuple[Mapping[str, Any], ...]
    modifications: tuple[Mapping[str, Any], ...]
    lot: str | None
    groupe: str
    version: str
    decp: Mapping[str, Any]
    recurrent: bool | None
    recurrence_proposee: bool | None
    recurrence_motif: Mapping[str, Any] | None
    direction: str | None
    referent_id: int | None
    referent: str | None
    fin_dite: date | None
    attribution_dite: date | None
    fin: date | None
    attribution_prevue: date | None
    a_revoir: bool
    cree_le: datetime
    modifie_le: datetime


@dataclass(frozen=True, slots=True)
class RappelRecord:
    """A reminder with the contract it is of."""

    id: int
    contrat: ContratRecord
    jalon: str
    base: date
    avance: str
    destinataire: str
    du_le: date
    etat: EtatRappel
    enveloppe: str | None
    dit_le: datetime | None
    relance_le: date | None
    reponse: ReponseRappel | None
    motif: str | None
    repondu_le: datetime | None
    repondu_par: str | None
    campagne_id: int | None


@dataclass(frozen=True, slots=True)
class PreferenceRecord:
    """How somebody wants to be reminded; `groupes`: one message for all that falls due. Hours are minutes from midnight."""

    groupes: bool = True
    de_minutes: int | None = None
    a_minutes: int | None = None
    silence_jusqu_au: date | None = None


@dataclass(frozen=True, slots=True)
class DepotRecord:
    """A file that somebody sent in the conversation; the bytes are gone once it is imported or given up.

    `essais` counts the times it was taken to be imported, before this one.
    """

    id: int
    conversation_id: int
    plateforme: str
    personne: str
    nom: str
    contenu: bytes | None
    correspondance: Mapping[str, Any] | None
    etat: EtatDepot
    import_id: int | None
    essais: int


@dataclass(frozen=True, slots=True)
class LigneImportRecord:
    """Something to say of one record of an imported file; `cause` names the sentence."""

    ligne: int
    contrat: str
    gravite: str
    cause: str
    champ: str
    lu: str
    retenu: str | None


@dataclass(frozen=True, slots=True)
class ImportRecord:
    id: int
    nom: str
    par: str
    cree_le: datetime
    fini_le: datetime | None
    bilan: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CampagneRecord:
    id: int
    jalon: str
    jusqu_au: date
    par: str
    envoyee_le: datetime | None


@dataclass(frozen=True, slots=True)
class LienRecord:
    """Whom an address of the page was given to, and what it opens."""

    genre: str
    plateforme: str
    personne: str
    expire_le: datetime


@dataclass(frozen=True, slots=True)
class EnvoiPerduRecord:
    """A message given up by the outbox: to whom, what, and why."""

    id: int
    plateforme: str
    personne: str
    texte: str
    cree_le: datetime
    tentatives: int
    erreur: str | None


@dataclass(frozen=True, slots=True)
class NouvelleDemande:
    """A firm's request for a person: why (`garde`, or None when it was asked for), about what, and by when it is promised.

    `rang` is that of the last message before it: the transcript goes with it from there.
    """

    conversation_id: int
    compte: CompteRecord
    garde: str | None
    sujet: str | None
    question: str
    faits: Mapping[str, Any]
    promis_le: datetime
    relance_le: datetime


@dataclass(frozen=True, slots=True)
class DemandeRecord:
    """`promis_le` is what was promised first, `prochain_le` what was since that day passed."""

    id: int
    conversation_id: int
    compte: CompteRecord
    garde: str | None
    sujet: str | None
    question: str
    faits: Mapping[str, Any]
    etat: EtatDemande
    responsable: CompteRecord | None
    telephone: str | None
    silence: bool
    relances: int
    relance_le: datetime | None
    promis_le: datetime
    prochain_le: datetime | None
    cree_le: datetime
    prise_le: datetime | None
    repondue_le: datetime | None
    close_le: datetime | None

    @property
    def ouverte(self) -> bool:
        return self.etat in DEMANDES_OUVERTES

    @property
    def urgente(self) -> bool:
        return self.garde in GARDES_URGENTES

    @property
    def attendue_le(self) -> datetime:
        """By when the firm was last told that it is answered."""
        return self.prochain_le or self.promis_le

    @property
    def en_retard_depuis(self) -> datetime | None:
        """The moment by which somebody should have answered, while nobody has."""
        return self.promis_le if self.etat in DEMANDES_EN_ATTENTE else None


@dataclass(frozen=True, slots=True)
class LigneDeDemande:
    """One line of a request: who said it, what it is (`genre`), its words, and when the other side was given it."""

    id: int
    demande_id: int
    sens: Sens
    genre: str
    texte: str
    par: CompteRecord
    le: datetime
    transmise_le: datetime | None


@dataclass(frozen=True, slots=True)
class EntreePromueRecord:
    """An answer of the team that became one of the ligne directe's."""

    id: int
    demande_id: int
    titre: str
    question: str
    reponse: str
    par: str
    cree_le: datetime
    retiree_le: datetime | None


@dataclass(frozen=True, slots=True)
class EntrepriseRecord:
    """What a firm told of itself and let us keep; `annuaire_le` is when it let buyers find it, None when it did not."""

    id: int
    compte: CompteRecord
    siret: str | None
    nom: str | None
    metier: str | None
    effectif: int | None
    statuts: tuple[StatutEntreprise, ...] | None
    contact: str | None
    consenti_le: datetime
    annuaire_le: datetime | None
    modifie_le: datetime


@dataclass(frozen=True, slots=True)
class AccompagnementRecord:
    """A session or a training for firms; `heure` is "14:00", or "09:00-12:30". `inscrits`: how many said that they come."""

    id: int
    titre: str
    jour: date
    heure: str | None
    lieu: str | None
    etat: EtatAccompagnement
    participants: int | None
    inscrits: int


@dataclass(frozen=True, slots=True)
class InscriptionRecord:
    """A place in a session, when it was taken, and the day of the session that was last told to whoever took it."""

    compte: CompteRecord
    le: datetime
    jour_connu: date | None = None
