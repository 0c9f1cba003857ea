"""The tables of roles, codes and joined accounts; what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Numbered, words
from storage.comptes.records import Role


class RoleDonne(Numbered):
    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("plateforme", "personne", "role", name="uq_roles_personne"),)

    plateforme: Mapped[str]
    personne: Mapped[str]
    role: Mapped[Role] = mapped_column(words(Role, "role"))
    donne_le: Mapped[datetime]
    donne_par: Mapped[str]


class CodeDeRole(Numbered):
    """A code that gives a role once; only its digest is kept, but of one that is shown again."""

    __tablename__ = "codes_de_role"
    __table_args__ = (UniqueConstraint("empreinte", name="uq_codes_de_role_empreinte"),)

    empreinte: Mapped[str]
    role: Mapped[Role] = mapped_column(words(Role, "role"))
    cree_le: Mapped[datetime]
    cree_par: Mapped[str]
    expire_le: Mapped[datetime]
    utilise_le: Mapped[datetime | None]


class EssaiDeCode(Numbered):
    """A wrong code, kept an hour: so many from one person and no more are looked at."""

    __tablename__ = "essais_de_code"
    __table_args__ = (Index("ix_essais_de_code_personne", "plateforme", "personne", "le"),)

    plateforme: Mapped[str]
    personne: Mapped[str]
    le: Mapped[datetime]


class Identite(Numbered):
    """An account that somebody joined to their others: those of one group are one person's."""

    __tablename__ = "identites"
    __table_args__ = (
        UniqueConstraint("plateforme", "personne", name="uq_identites_personne"),
        Index("ix_identites_groupe", "groupe"),
    )

    plateforme: Mapped[str]
    personne: Mapped[str]
    groupe: Mapped[str]
    reliee_le: Mapped[datetime]


class CodeDeLiaison(Numbered):
    """A code that joins the account where it is typed to the one that asked for it, once; only its digest is kept, but of one that is shown again."""

    __tablename__ = "codes_de_liaison"
    __table_args__ = (UniqueConstraint("empreinte", name="uq_codes_de_liaison_empreinte"),)

    empreinte: Mapped[str]
    plateforme: Mapped[str]
    personne: Mapped[str]
    cree_le: Mapped[datetime]
    expire_le: Mapped[datetime]
    utilise_le: Mapped[datetime | None]


class Lien(Numbered):
    """An address of the page given to one person for a while; only its digest is kept, but of one that is shown again."""

    __tablename__ = "liens"
    __table_args__ = (
        UniqueConstraint("empreinte", name="uq_liens_empreinte"),
        Index("ix_liens_compte", "plateforme", "personne", "genre"),
    )

    empreinte: Mapped[str]
    genre: Mapped[str]
    plateforme: Mapped[str]
    personne: Mapped[str]
    cree_le: Mapped[datetime]
    expire_le: Mapped[datetime]
    cle: Mapped[str | None]
