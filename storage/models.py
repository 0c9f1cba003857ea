"""The tables; what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, ForeignKey, Index, MetaData, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.records import EtatIncompris, GenreIncompris, Role


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
    type_annotation_map = {str: Text, datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json}  # noqa: RUF012


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
    __table_args__ = (Index("ix_diagnostics_conversation", "conversation_id"),)

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


class Decision(Base):
    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_action", "diagnostic_id", "action"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    diagnostic_id: Mapped[int] = mapped_column(ForeignKey("diagnostics.id"))
    action: Mapped[int]
    etape: Mapped[str]
    motif: Mapped[str | None]
    le: Mapped[datetime]
    par: Mapped[str]


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
