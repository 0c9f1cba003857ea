"""The tables of the contracts of the register; what must not happen twice is a named unique constraint."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Numbered, words
from storage.registre.records import EtatDepot, Genre


class Referent(Numbered):
    """Somebody who answers for contracts: a name until that person says who they are, then an account to write to."""

    __tablename__ = "referents"
    __table_args__ = (
        UniqueConstraint("cle", name="uq_referents_cle"),
        UniqueConstraint("plateforme", "personne", name="uq_referents_compte"),
    )

    nom: Mapped[str]
    cle: Mapped[str]  # the name, folded
    direction: Mapped[str | None]
    plateforme: Mapped[str | None]
    personne: Mapped[str | None]
    cree_le: Mapped[datetime]


class Import(Numbered):
    """A file that was imported: by whom, when, and what became of its records, by cause."""

    __tablename__ = "imports"

    nom: Mapped[str]
    par: Mapped[str]
    cree_le: Mapped[datetime]
    fini_le: Mapped[datetime | None]
    bilan: Mapped[dict[str, Any]]


class LigneImport(Numbered):
    """Something to say of one record of an imported file: what was put right, kept out of doubt, or set aside."""

    __tablename__ = "lignes_import"
    __table_args__ = (Index("ix_lignes_import_import", "import_id", "ligne"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    ligne: Mapped[int]
    marche: Mapped[str]
    gravite: Mapped[str]
    cause: Mapped[str]
    champ: Mapped[str]
    lu: Mapped[str]
    retenu: Mapped[str | None]


class Depot(Numbered):
    """A file that somebody sent in the conversation, kept until it is imported or given up."""

    __tablename__ = "depots"
    __table_args__ = (Index("ix_depots_etat", "etat"),)

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    plateforme: Mapped[str]
    personne: Mapped[str]
    nom: Mapped[str]
    contenu: Mapped[bytes | None] = mapped_column(LargeBinary)
    correspondance: Mapped[dict[str, Any] | None]
    etat: Mapped[EtatDepot] = mapped_column(words(EtatDepot, "etat"), default=EtatDepot.A_CONFIRMER)
    bail_jusqu_au: Mapped[datetime | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id"))
    cree_le: Mapped[datetime]
    # How many times it was taken to be imported.
    essais: Mapped[int] = mapped_column(default=0, server_default="0")


class Marche(Numbered):
    """A contract of the register.

    What files say of it is replaced by later files; what people say (`recurrent`, `direction`, `referent_id`, `fin_dite`,
    `attribution_dite`) only by people. `fin` and `attribution_prevue` are reckoned from both; milestones are stored nowhere.
    """

    __tablename__ = "marches"
    __table_args__ = (
        UniqueConstraint("acheteur_id", "numero", name="uq_marches_numero"),
        # What falls due: read by ranges of the planned award, whatever the size of the register.
        Index("ix_marches_attribution", "recurrent", "acheteur", "attribution_prevue"),
        Index("ix_marches_prochains", "attribution_prevue"),
        Index("ix_marches_groupe", "groupe"),
        Index("ix_marches_referent", "referent_id"),
        Index("ix_marches_a_revoir", "a_revoir", "id"),
    )

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
    # Why it is withdrawn: entered by mistake, it is listed, counted and reminded of no more, and no file brings it back.
    retire: Mapped[str | None]


class Changement(Numbered):
    """What somebody changed of a contract, dated and signed."""

    __tablename__ = "changements"
    __table_args__ = (
        Index("ix_changements_marche", "marche_id"),
        # What somebody did last, to be undone.
        Index("ix_changements_par", "par", "le"),
    )

    marche_id: Mapped[int] = mapped_column(ForeignKey("marches.id"))
    champ: Mapped[str]
    avant: Mapped[str | None]
    apres: Mapped[str | None]
    le: Mapped[datetime]
    par: Mapped[str]


class ColonnePropre(Numbered):
    """A column that the team added to the register; one that is taken away keeps its values."""

    __tablename__ = "colonnes_propres"
    __table_args__ = (UniqueConstraint("cle", name="uq_colonnes_propres_cle"),)

    nom: Mapped[str]
    cle: Mapped[str]  # the name, folded
    genre: Mapped[Genre] = mapped_column(words(Genre, "genre"))
    choix: Mapped[list[Any]]
    par: Mapped[str]
    cree_le: Mapped[datetime]
    retiree_le: Mapped[datetime | None]


class ValeurPropre(Numbered):
    """What a contract holds in such a column: the value as text, and as a number where it sorts as one."""

    __tablename__ = "valeurs_propres"
    __table_args__ = (
        UniqueConstraint("colonne_id", "marche_id", name="uq_valeurs_propres_case"),
        Index("ix_valeurs_propres_marche", "marche_id"),
    )

    colonne_id: Mapped[int] = mapped_column(ForeignKey("colonnes_propres.id"))
    marche_id: Mapped[int] = mapped_column(ForeignKey("marches.id"))
    texte: Mapped[str]
    nombre: Mapped[Decimal | None]


class Note(Numbered):
    """What somebody wrote beside a contract."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_marche", "marche_id"),)

    marche_id: Mapped[int] = mapped_column(ForeignKey("marches.id"))
    texte: Mapped[str]
    par: Mapped[str]
    le: Mapped[datetime]


class Piece(Numbered):
    """A file that somebody put beside a contract."""

    __tablename__ = "pieces"
    __table_args__ = (Index("ix_pieces_marche", "marche_id"),)

    marche_id: Mapped[int] = mapped_column(ForeignKey("marches.id"))
    nom: Mapped[str]
    octets: Mapped[int]
    contenu: Mapped[bytes] = mapped_column(LargeBinary)
    par: Mapped[str]
    le: Mapped[datetime]


class Vue(Numbered):
    """A way to look at the table that somebody kept: its address; `partagee`: everybody sees it."""

    __tablename__ = "vues"
    __table_args__ = (UniqueConstraint("plateforme", "personne", "cle", name="uq_vues_nom"),)

    nom: Mapped[str]
    cle: Mapped[str]  # the name, folded
    plateforme: Mapped[str]
    personne: Mapped[str]
    partagee: Mapped[bool]
    adresse: Mapped[str]
    cree_le: Mapped[datetime]
    modifiee_le: Mapped[datetime]
