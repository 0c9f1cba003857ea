"""The tables; what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.records import (
    DEMANDES_OUVERTES,
    EtatAccompagnement,
    EtatDemande,
    EtatDepot,
    EtatIncompris,
    EtatQuestion,
    EtatRappel,
    GenreIncompris,
    ReponseRappel,
    Role,
    Sens,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, UTC in storage and on reading. SQLite keeps it as text that sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value}: storage takes aware ones only")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Centimes(TypeDecorator[Decimal]):
    """An amount in euros, kept in whole cents: exact, and sorted as a number, on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else int((value * 100).to_integral_value(ROUND_HALF_UP))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        return None if value is None else Decimal(value).scaleb(-2)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class EtatEnvoi(StrEnum):
    """Where a message of the outbox stands; the last two are final."""

    A_ENVOYER = "a_envoyer"
    EN_COURS = "en_cours"
    ENVOYE = "envoye"
    ABANDONNE = "abandonne"


def _words(enum: type[StrEnum], name: str, length: int = 16) -> Enum:
    """A column that takes the words of that enumeration, and a check that says so on both databases."""
    return Enum(
        enum,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012
        str: Text,
        datetime: UtcDateTime,
        Decimal: Centimes,
        dict[str, Any]: Json,
        list[Any]: Json,
        list[Any] | None: Json,
    }


class Conversation(Base):
    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("plateforme", "canal", "personne", name="uq_conversations_adresse"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plateforme: Mapped[str]
    canal: Mapped[str]
    personne: Mapped[str]
    etat: Mapped[dict[str, Any]]
    rang: Mapped[int] = mapped_column(default=0)
    cree_le: Mapped[datetime]
    modifiee_le: Mapped[datetime]
    organisation: Mapped[str] = mapped_column(default="")
    prive: Mapped[bool] = mapped_column(default=True)
    coordonnees: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Inbox(Base):
    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("conversation_id", "message_id", name="uq_inbox_message"),
        UniqueConstraint("conversation_id", "rang", name="uq_inbox_rang"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[str]
    rang: Mapped[int]
    texte: Mapped[str]
    choix: Mapped[str | None]
    recu_le: Mapped[datetime]


class Outbox(Base):
    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("cle", name="uq_outbox_cle"),
        UniqueConstraint("conversation_id", "rang", name="uq_outbox_rang"),
        Index("ix_outbox_etat", "etat", "conversation_id", "rang"),
        Index("ix_outbox_reference", "reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    cle: Mapped[str]
    rang: Mapped[int]
    texte: Mapped[str]
    choix: Mapped[list[Any]]
    multiple: Mapped[bool]
    document: Mapped[dict[str, Any] | None]
    etat: Mapped[EtatEnvoi] = mapped_column(_words(EtatEnvoi, "etat"), default=EtatEnvoi.A_ENVOYER)
    tentatives: Mapped[int] = mapped_column(default=0)
    cree_le: Mapped[datetime]
    a_envoyer_le: Mapped[datetime]
    bail_jusqu_au: Mapped[datetime | None]
    envoye_le: Mapped[datetime | None]
    erreur: Mapped[str | None]
    reference: Mapped[str | None]


class Diagnostic(Base):
    __tablename__ = "diagnostics"
    __table_args__ = (
        Index("ix_diagnostics_conversation", "conversation_id"),
        Index("ix_diagnostics_contrat", "contrat_id"),
        Index("ix_diagnostics_achat", "achat_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    cree_le: Mapped[datetime]
    jour: Mapped[date]
    pack: Mapped[str]
    pack_version: Mapped[str]
    pack_empreinte: Mapped[str]
    faits: Mapped[dict[str, Any]]
    sans_reponse: Mapped[list[Any]]
    objet: Mapped[str | None]
    acheteur: Mapped[str | None]
    contrat_id: Mapped[int | None] = mapped_column(ForeignKey("contrats.id"))
    achat_id: Mapped[int] = mapped_column(ForeignKey("achats.id"))


class Recommandation(Base):
    __tablename__ = "recommandations"
    __table_args__ = (UniqueConstraint("diagnostic_id", "action", "regle", name="uq_recommandations_regle"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    diagnostic_id: Mapped[int] = mapped_column(ForeignKey("diagnostics.id"))
    action: Mapped[int]
    regle: Mapped[str]
    portee: Mapped[str]
    verdict: Mapped[str]
    motif: Mapped[str]


class ObligationDite(Base):
    __tablename__ = "obligations_dites"
    __table_args__ = (UniqueConstraint("diagnostic_id", "obligation", name="uq_obligations_dites_obligation"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    diagnostic_id: Mapped[int] = mapped_column(ForeignKey("diagnostics.id"))
    obligation: Mapped[str]
    a_confirmer: Mapped[str | None]


class Incompris(Base):
    """A text that found or meant nothing, without its author: what the team reads to add words to the pack."""

    __tablename__ = "incompris"
    __table_args__ = (
        UniqueConstraint("genre", "question", "cle", name="uq_incompris_texte"),
        Index("ix_incompris_etat", "etat", "compte"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    genre: Mapped[GenreIncompris] = mapped_column(_words(GenreIncompris, "genre", 24))
    question: Mapped[str]  # empty rather than null: two nulls are no duplicate
    cle: Mapped[str]
    texte: Mapped[str]
    suggestions: Mapped[list[Any]]
    compte: Mapped[int] = mapped_column(default=1)
    premier_jour: Mapped[date]
    dernier_jour: Mapped[date]
    etat: Mapped[EtatIncompris] = mapped_column(_words(EtatIncompris, "etat"), default=EtatIncompris.A_TRAITER)
    note: Mapped[str | None]
    regle_jour: Mapped[date | None]


class RoleDonne(Base):
    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("plateforme", "personne", "role", name="uq_roles_personne"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plateforme: Mapped[str]
    personne: Mapped[str]
    role: Mapped[Role] = mapped_column(_words(Role, "role"))
    donne_le: Mapped[datetime]
    donne_par: Mapped[str]


class CodeDeRole(Base):
    """A code that gives a role once; only its digest is kept."""

    __tablename__ = "codes_de_role"
    __table_args__ = (UniqueConstraint("empreinte", name="uq_codes_de_role_empreinte"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    empreinte: Mapped[str]
    role: Mapped[Role] = mapped_column(_words(Role, "role"))
    cree_le: Mapped[datetime]
    cree_par: Mapped[str]
    expire_le: Mapped[datetime]
    utilise_le: Mapped[datetime | None]


class EssaiDeCode(Base):
    """A wrong code, kept an hour: so many from one person and no more are looked at."""

    __tablename__ = "essais_de_code"
    __table_args__ = (Index("ix_essais_de_code_personne", "plateforme", "personne", "le"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plateforme: Mapped[str]
    personne: Mapped[str]
    le: Mapped[datetime]


class Identite(Base):
    """An account that somebody joined to their others: those of one group are one person's."""

    __tablename__ = "identites"
    __table_args__ = (
        UniqueConstraint("plateforme", "personne", name="uq_identites_personne"),
        Index("ix_identites_groupe", "groupe"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plateforme: Mapped[str]
    personne: Mapped[str]
    groupe: Mapped[str]
    reliee_le: Mapped[datetime]


class CodeDeLiaison(Base):
    """A code that joins the account where it is typed to the one that asked for it, once; only its digest is kept."""

    __tablename__ = "codes_de_liaison"
    __table_args__ = (UniqueConstraint("empreinte", name="uq_codes_de_liaison_empreinte"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    empreinte: Mapped[str]
    plateforme: Mapped[str]
    personne: Mapped[str]
    cree_le: Mapped[datetime]
    expire_le: Mapped[datetime]
    utilise_le: Mapped[datetime | None]


class Referent(Base):
    """Somebody who answers for contracts: a name until that person says who they are, then an account to write to."""

    __tablename__ = "referents"
    __table_args__ = (
        UniqueConstraint("cle", name="uq_referents_cle"),
        UniqueConstraint("plateforme", "personne", name="uq_referents_compte"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nom: Mapped[str]
    cle: Mapped[str]  # the name, folded
    direction: Mapped[str | None]
    plateforme: Mapped[str | None]
    personne: Mapped[str | None]
    cree_le: Mapped[datetime]


class Preference(Base):
    """How somebody wants to be reminded; one row for each account that said so."""

    __tablename__ = "preferences"
    __table_args__ = (UniqueConstraint("plateforme", "personne", name="uq_preferences_compte"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plateforme: Mapped[str]
    personne: Mapped[str]
    groupes: Mapped[bool] = mapped_column(default=True)
    de_minutes: Mapped[int | None]
    a_minutes: Mapped[int | None]
    silence_jusqu_au: Mapped[date | None]


class Import(Base):
    """A file that was imported: by whom, when, and what became of its records, by cause."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    nom: Mapped[str]
    par: Mapped[str]
    cree_le: Mapped[datetime]
    fini_le: Mapped[datetime | None]
    bilan: Mapped[dict[str, Any]]


class LigneImport(Base):
    """Something to say of one record of an imported file: what was put right, kept out of doubt, or set aside."""

    __tablename__ = "lignes_import"
    __table_args__ = (Index("ix_lignes_import_import", "import_id", "ligne"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    ligne: Mapped[int]
    contrat: Mapped[str]
    gravite: Mapped[str]
    cause: Mapped[str]
    champ: Mapped[str]
    lu: Mapped[str]
    retenu: Mapped[str | None]


class Depot(Base):
    """A file that somebody sent in the conversation, kept until it is imported or given up."""

    __tablename__ = "depots"
    __table_args__ = (Index("ix_depots_etat", "etat"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    plateforme: Mapped[str]
    personne: Mapped[str]
    nom: Mapped[str]
    contenu: Mapped[bytes | None] = mapped_column(LargeBinary)
    correspondance: Mapped[dict[str, Any] | None]
    etat: Mapped[EtatDepot] = mapped_column(_words(EtatDepot, "etat"), default=EtatDepot.A_CONFIRMER)
    bail_jusqu_au: Mapped[datetime | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id"))
    cree_le: Mapped[datetime]
    # How many times it was taken to be imported.
    essais: Mapped[int] = mapped_column(default=0, server_default="0")


class Contrat(Base):
    """A contract of the register.

    What files say of it is replaced by later files; what people say (`recurrent`, `direction`, `referent_id`, `fin_dite`,
    `attribution_dite`) only by people. `fin` and `attribution_prevue` are reckoned from both; milestones are stored nowhere.
    """

    __tablename__ = "contrats"
    __table_args__ = (
        UniqueConstraint("acheteur_id", "numero", name="uq_contrats_numero"),
        # What falls due: read by ranges of the planned award, whatever the size of the register.
        Index("ix_contrats_attribution", "recurrent", "acheteur", "attribution_prevue"),
        Index("ix_contrats_prochains", "attribution_prevue"),
        Index("ix_contrats_groupe", "groupe"),
        Index("ix_contrats_referent", "referent_id"),
        Index("ix_contrats_a_revoir", "a_revoir", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    acheteur_id: Mapped[str]
    numero: Mapped[str]
    acheteur: Mapped[str]  # the buyer of the plan, "" for another's: an index finds no null
    acheteur_nom: Mapped[str | None]
    concession: Mapped[bool]
    objet: Mapped[str | None]
    cle_objet: Mapped[str]  # the object, folded: what is searched
    cpv: Mapped[str | None]
    nature: Mapped[str | None]
    nature_deduite: Mapped[bool]
    procedure: Mapped[str | None]
    accord_cadre: Mapped[bool | None]
    montant_ht: Mapped[Decimal | None]
    duree_mois: Mapped[int | None]
    notifie_le: Mapped[date | None]
    publie_le: Mapped[date | None]
    titulaires: Mapped[list[Any]]
    modifications: Mapped[list[Any]]
    lot: Mapped[str | None]
    groupe: Mapped[str]
    version: Mapped[str]
    decp: Mapped[dict[str, Any]]
    empreinte: Mapped[str]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id"))
    recurrent: Mapped[bool | None]
    recurrence_proposee: Mapped[bool | None]
    recurrence_motif: Mapped[dict[str, Any] | None]
    direction: Mapped[str | None]
    referent_id: Mapped[int | None] = mapped_column(ForeignKey("referents.id"))
    fin_dite: Mapped[date | None]
    attribution_dite: Mapped[date | None]
    fin: Mapped[date | None]
    attribution_prevue: Mapped[date | None]
    a_revoir: Mapped[bool] = mapped_column(default=False)
    cree_le: Mapped[datetime]
    modifie_le: Mapped[datetime]
    # What files said last of what people decide, and of which day that telling was: a file that says it again changes nothing.
    lus: Mapped[dict[str, Any] | None]


class Changement(Base):
    """What somebody changed of a contract, dated and signed."""

    __tablename__ = "changements"
    __table_args__ = (Index("ix_changements_contrat", "contrat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contrat_id: Mapped[int] = mapped_column(ForeignKey("contrats.id"))
    champ: Mapped[str]
    avant: Mapped[str | None]
    apres: Mapped[str | None]
    le: Mapped[datetime]
    par: Mapped[str]


class Seance(Base):
    """A day on which the committee of a buyer sits."""

    __tablename__ = "seances"
    __table_args__ = (UniqueConstraint("acheteur", "jour", name="uq_seances_jour"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    acheteur: Mapped[str]
    jour: Mapped[date]


class Passage(Base):
    """How far the reminders of one buyer, milestone and lead have gone: every earlier award was seen."""

    __tablename__ = "passages"
    __table_args__ = (UniqueConstraint("cle", name="uq_passages_cle"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cle: Mapped[str]
    jusqu_au: Mapped[date]


class Campagne(Base):
    """Reminders that the team asked for, ahead of the automatic ones: of which milestone, reached by which day."""

    __tablename__ = "campagnes"

    id: Mapped[int] = mapped_column(primary_key=True)
    jalon: Mapped[str]
    jusqu_au: Mapped[date]
    cree_le: Mapped[datetime]
    par: Mapped[str]
    envoyee_le: Mapped[datetime | None]


class Rappel(Base):
    """A reminder: of which contract and milestone, counted from which planned award, with which lead, for whom.

    `avance` is a number of days, or "campagne", "escalade", "report:YYYY-MM-DD", "transfert". `destinataire` is
    "referent:12", "compte:slack:U1" or "equipe". `enveloppe` is the key of the messages that said it.
    """

    __tablename__ = "rappels"
    __table_args__ = (
        UniqueConstraint("contrat_id", "jalon", "base", "avance", "destinataire", name="uq_rappels_cle"),
        Index("ix_rappels_a_dire", "etat", "du_le", "destinataire"),
        Index("ix_rappels_relance", "etat", "relance_le"),
        Index("ix_rappels_enveloppe", "enveloppe"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contrat_id: Mapped[int] = mapped_column(ForeignKey("contrats.id"))
    jalon: Mapped[str]
    base: Mapped[date]
    avance: Mapped[str]
    destinataire: Mapped[str]
    du_le: Mapped[date]
    etat: Mapped[EtatRappel] = mapped_column(_words(EtatRappel, "etat"), default=EtatRappel.A_DIRE)
    enveloppe: Mapped[str | None]
    dit_le: Mapped[datetime | None]
    relance_le: Mapped[date | None]
    reponse: Mapped[ReponseRappel | None] = mapped_column(_words(ReponseRappel, "reponse"))
    motif: Mapped[str | None]
    repondu_le: Mapped[datetime | None]
    repondu_par: Mapped[str | None]
    campagne_id: Mapped[int | None] = mapped_column(ForeignKey("campagnes.id"))
    cree_le: Mapped[datetime]


class Achat(Base):
    """A purchase as the plan follows it, from its diagnosis to its contract, or a contract of the register alone.

    `contrat_id` is the contract it became, `remplace_id` the one it replaces. `annee` is that of its notification, else of
    its planned award, else of its diagnosis. A trait (the booleans) that nobody knows is null: neither yes nor no.
    """

    __tablename__ = "achats"
    __table_args__ = (
        UniqueConstraint("contrat_id", name="uq_achats_contrat"),
        Index("ix_achats_annee", "acheteur", "annee"),
        Index("ix_achats_conversation", "conversation_id"),
        Index("ix_achats_cree", "cree_le"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    acheteur: Mapped[str]  # as for contracts, "" for another's; "?" when its author did not say (ACHETEUR_NON_DIT)
    direction: Mapped[str | None]
    annee: Mapped[int | None]
    objet: Mapped[str | None]
    nature: Mapped[str | None]
    contrat_id: Mapped[int | None] = mapped_column(ForeignKey("contrats.id"))
    remplace_id: Mapped[int | None] = mapped_column(ForeignKey("contrats.id"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    consultation_le: Mapped[date | None]
    attribution_le: Mapped[date | None]  # planned, then true
    fin: Mapped[date | None]
    montant_ht: Mapped[Decimal | None]
    offres: Mapped[int | None]
    attribue: Mapped[bool] = mapped_column(default=False)
    conclu: Mapped[bool] = mapped_column(default=False)
    cible: Mapped[bool] = mapped_column(default=False)
    responsable: Mapped[bool] = mapped_column(default=False)
    anticipe: Mapped[bool | None]
    infructueux: Mapped[bool | None]
    formalise: Mapped[bool | None]
    alloti: Mapped[bool | None]
    reserve: Mapped[bool | None]
    critere_environnemental: Mapped[bool | None]
    consideration_environnementale: Mapped[bool | None]
    consideration_sociale: Mapped[bool | None]
    clause_insertion: Mapped[bool | None]
    avance_bonifiee: Mapped[bool | None]
    sous_traitance: Mapped[bool | None]
    economie_circulaire: Mapped[bool | None]
    vise_economie_circulaire: Mapped[bool] = mapped_column(default=False)
    vise_tpe_pme: Mapped[bool] = mapped_column(default=False)
    tpe_pme: Mapped[bool | None]
    esus: Mapped[bool | None]
    insertion_handicap: Mapped[bool | None]
    officiels: Mapped[dict[str, Any] | None]  # the traits that official data say, whatever its actions settle since
    avant: Mapped[dict[str, Any] | None]  # what it was before it became its contract
    cree_le: Mapped[datetime]
    modifie_le: Mapped[datetime]
    du_plan: Mapped[dict[str, Any] | None]  # the traits that only its plan knows, by their names


class EtapeDite(Base):
    """One step of one action of a purchase: of which day, said when, by whom or from which source.

    What people said is never changed nor erased; what official data proved goes when they no longer do.
    """

    __tablename__ = "etapes"
    __table_args__ = (Index("ix_etapes_achat", "achat_id", "action"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    achat_id: Mapped[int] = mapped_column(ForeignKey("achats.id"))
    action: Mapped[int]
    etape: Mapped[str]
    motif: Mapped[str | None]
    jour: Mapped[date]
    le: Mapped[datetime]
    par: Mapped[str]
    source: Mapped[str]


class Suivi(Base):
    """Where an action of a purchase stands: what its steps, taken together, say. Reckoned again whenever one is added.

    `passage` holds a bit for each step reached (storage.achats.Pas). What is counted with the lines is copied from the
    purchase: one index answers for all actions, years and buyers.
    """

    __tablename__ = "suivis"
    __table_args__ = (
        UniqueConstraint("achat_id", "action", name="uq_suivis_action"),
        Index(
            "ix_suivis_compte",
            "action",
            "annee",
            "acheteur",
            "passage",
            "attribue",
            "critere_environnemental",
            "alloti",
            "direction",
            "offres",
            "montant_ht",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    achat_id: Mapped[int] = mapped_column(ForeignKey("achats.id"))
    action: Mapped[int]
    passage: Mapped[int]
    acheteur: Mapped[str]
    annee: Mapped[int | None]
    direction: Mapped[str | None]
    attribue: Mapped[bool]
    critere_environnemental: Mapped[bool | None]
    alloti: Mapped[bool | None]
    offres: Mapped[int | None]
    montant_ht: Mapped[Decimal | None]


class QuestionDeSuivi(Base):
    """Something to ask of a purchase once: `genre` is "publication", "attribution", or "execution:2027"."""

    __tablename__ = "questions_de_suivi"
    __table_args__ = (
        UniqueConstraint("achat_id", "genre", name="uq_questions_de_suivi_genre"),
        Index("ix_questions_de_suivi_etat", "etat", "du_le"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    achat_id: Mapped[int] = mapped_column(ForeignKey("achats.id"))
    genre: Mapped[str]
    du_le: Mapped[date]
    etat: Mapped[EtatQuestion] = mapped_column(_words(EtatQuestion, "etat"), default=EtatQuestion.A_POSER)
    posee_le: Mapped[datetime | None]
    fois: Mapped[int] = mapped_column(default=0)
    repondue_le: Mapped[datetime | None]
    repondue_par: Mapped[str | None]


class Saisie(Base):
    """A figure that a pilot entered; the last one of an indicator, a year and a buyer ("" for all) is the one that counts."""

    __tablename__ = "saisies"
    __table_args__ = (Index("ix_saisies_indicateur", "annee", "indicateur", "acheteur"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicateur: Mapped[str]
    annee: Mapped[int]
    acheteur: Mapped[str]
    valeur: Mapped[str | None]  # a decimal, exact
    numerateur: Mapped[str | None]
    denominateur: Mapped[str | None]
    texte: Mapped[str | None]
    dans_les_delais: Mapped[bool | None]
    le: Mapped[datetime]
    par: Mapped[str]


class DemandeDeSaisie(Base):
    """A figure asked of a pilot: since when, how often, and for which day it was promised."""

    __tablename__ = "demandes_de_saisie"
    __table_args__ = (UniqueConstraint("indicateur", "annee", name="uq_demandes_de_saisie_indicateur"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicateur: Mapped[str]
    annee: Mapped[int]
    service: Mapped[str]
    fois: Mapped[int] = mapped_column(default=0)
    demandee_le: Mapped[datetime | None]
    promise_le: Mapped[date | None]


class Pilote(Base):
    """Who enters the figures of a service."""

    __tablename__ = "pilotes"
    __table_args__ = (UniqueConstraint("service", name="uq_pilotes_service"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str]
    referent_id: Mapped[int] = mapped_column(ForeignKey("referents.id"))


class Cliche(Base):
    """The figures of a year and a buyer ("" for all) as they were frozen for the committee."""

    __tablename__ = "cliches"
    __table_args__ = (UniqueConstraint("annee", "acheteur", name="uq_cliches_annee"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    annee: Mapped[int]
    acheteur: Mapped[str]
    le: Mapped[datetime]
    par: Mapped[str]
    pack_version: Mapped[str]
    contenu: Mapped[dict[str, Any]]


class Lien(Base):
    """An address of the page given to one person for a while; only its digest is kept."""

    __tablename__ = "liens"
    __table_args__ = (
        UniqueConstraint("empreinte", name="uq_liens_empreinte"),
        Index("ix_liens_compte", "plateforme", "personne", "genre"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    empreinte: Mapped[str]
    genre: Mapped[str]
    plateforme: Mapped[str]
    personne: Mapped[str]
    cree_le: Mapped[datetime]
    expire_le: Mapped[datetime]


# While it is one of these, the firm has no second request.
_OUVERTE = f"etat IN ({', '.join(repr(str(etat)) for etat in DEMANDES_OUVERTES)})"


class Demande(Base):
    """A firm's request to a person: one at a time for a conversation, one owner at a time."""

    __tablename__ = "demandes"
    __table_args__ = (
        # Its number is read out, and typed back months later: it must never be another's.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    plateforme: Mapped[str]
    personne: Mapped[str]
    garde: Mapped[str | None]
    sujet: Mapped[str | None]
    question: Mapped[str]
    faits: Mapped[dict[str, Any]]
    etat: Mapped[EtatDemande] = mapped_column(_words(EtatDemande, "etat"), default=EtatDemande.A_PRENDRE)
    responsable_plateforme: Mapped[str | None]
    responsable_personne: Mapped[str | None]
    telephone: Mapped[str | None]
    silence: Mapped[bool] = mapped_column(default=True)
    relances: Mapped[int] = mapped_column(default=0)
    relance_le: Mapped[datetime | None]
    promis_le: Mapped[datetime]
    # What the firm was promised since that day passed.
    prochain_le: Mapped[datetime | None]
    annoncee_le: Mapped[datetime | None]
    cree_le: Mapped[datetime]
    prise_le: Mapped[datetime | None]
    repondue_le: Mapped[datetime | None]
    close_le: Mapped[datetime | None]


Index(
    "uq_demandes_ouverte",
    Demande.conversation_id,
    unique=True,
    sqlite_where=text(_OUVERTE),
    postgresql_where=text(_OUVERTE),
)
Index("ix_demandes_etat", Demande.etat, Demande.relance_le)
Index("ix_demandes_compte", Demande.plateforme, Demande.personne)


class LigneDeDemande(Base):
    """What was said in a request, by whom; `transmise_le` is null until the other side was given it."""

    __tablename__ = "lignes_de_demande"
    __table_args__ = (
        Index("ix_lignes_de_demande_demande", "demande_id"),
        Index("ix_lignes_de_demande_transmise", "transmise_le", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    demande_id: Mapped[int] = mapped_column(ForeignKey("demandes.id"))
    sens: Mapped[Sens] = mapped_column(_words(Sens, "sens"))
    genre: Mapped[str]
    texte: Mapped[str]
    plateforme: Mapped[str]
    personne: Mapped[str]
    le: Mapped[datetime]
    transmise_le: Mapped[datetime | None]


class Mention(Base):
    """A message of the outbox that tells of a request, alone or among others."""

    __tablename__ = "mentions"
    __table_args__ = (Index("ix_mentions_demande", "demande_id"),)

    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), primary_key=True)
    demande_id: Mapped[int] = mapped_column(ForeignKey("demandes.id"), primary_key=True)


class EntreePromue(Base):
    """An answer of a person that the ligne directe gives by itself since, without anything of the firm that asked."""

    __tablename__ = "entrees_promues"
    __table_args__ = (
        UniqueConstraint("demande_id", name="uq_entrees_promues_demande"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    demande_id: Mapped[int] = mapped_column(ForeignKey("demandes.id"))
    titre: Mapped[str]
    question: Mapped[str]
    reponse: Mapped[str]
    par: Mapped[str]
    cree_le: Mapped[datetime]
    retiree_le: Mapped[datetime | None]


class Entreprise(Base):
    """What a firm told of itself, kept because it said yes, and gone when it says so."""

    __tablename__ = "entreprises"
    __table_args__ = (
        UniqueConstraint("plateforme", "personne", name="uq_entreprises_compte"),
        Index("ix_entreprises_annuaire", "annuaire_le"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plateforme: Mapped[str]
    personne: Mapped[str]
    siret: Mapped[str | None]
    nom: Mapped[str | None]
    metier: Mapped[str | None]
    effectif: Mapped[int | None]
    # None: not said; empty: none of them.
    statuts: Mapped[list[Any] | None]
    contact: Mapped[str | None]
    consenti_le: Mapped[datetime]
    annuaire_le: Mapped[datetime | None]
    cree_le: Mapped[datetime]
    modifie_le: Mapped[datetime]


class Accompagnement(Base):
    """A session or a training for firms: planned, done or called off."""

    __tablename__ = "accompagnements"
    __table_args__ = (Index("ix_accompagnements_jour", "jour"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    titre: Mapped[str]
    jour: Mapped[date]
    heure: Mapped[str | None]
    lieu: Mapped[str | None]
    etat: Mapped[EtatAccompagnement] = mapped_column(
        _words(EtatAccompagnement, "etat"), default=EtatAccompagnement.PROGRAMME
    )
    participants: Mapped[int | None]
    par: Mapped[str]
    cree_le: Mapped[datetime]
    modifie_le: Mapped[datetime]


class Inscription(Base):
    """A firm's place in a session, under the account it wrote from."""

    __tablename__ = "inscriptions"
    __table_args__ = (UniqueConstraint("accompagnement_id", "plateforme", "personne", name="uq_inscriptions_compte"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    accompagnement_id: Mapped[int] = mapped_column(ForeignKey("accompagnements.id"))
    plateforme: Mapped[str]
    personne: Mapped[str]
    le: Mapped[datetime]
    jour_connu: Mapped[date | None]
