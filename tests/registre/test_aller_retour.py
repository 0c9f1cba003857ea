"""The register as a table for another program: sent back as it is, it changes nothing; changed, it changes what changed."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.web.adresse import Lecteur
from bot.registre.collage import essayer_colle, importer_colle, lire_colle
from bot.registre.exports import en_csv_brut
from bot.registre.imports import importer
from knowledge.francais.texte import simplifier
from knowledge.rappels.echeances import dates_du_marche
from knowledge.registre.apercu import regarder
from knowledge.registre.fichiers import ouvrir
from storage.comptes.records import CompteRecord
from storage.database import Database
from storage.registre.records import Filtre, Genre, NouveauMarche

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SIRETS = {"ville": "21630113500010", "metropole": "24630070100079", "": "73282932000074"}
JOURS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
# What files and people write, separators and quotes of every spreadsheet in it.
MOTS = st.text(st.sampled_from("abéœ Z09,;\"'|=+-@/.()°"), min_size=1, max_size=30).map(
    lambda dit: " ".join(dit.split())
)
NOMS = MOTS.filter(lambda dit: any(signe.isalpha() for signe in dit))
CENTIMES = st.integers(10_000, 50_000_000).map(lambda n: Decimal(n).scaleb(-2))


@st.composite
def contrats(draw):
    acheteur = draw(st.sampled_from(sorted(SIRETS)))
    objet = draw(st.none() | NOMS)
    duree, notifie = draw(st.none() | st.integers(1, 200)), draw(st.none() | JOURS)
    fin, attribution = draw(st.none() | JOURS), draw(st.none() | JOURS)
    dates = dates_du_marche(notifie, duree, [], fin, attribution)
    return {
        "acheteur_id": SIRETS[acheteur],
        "acheteur": acheteur,
        "acheteur_nom": draw(st.none() | NOMS),
        "objet": objet,
        "cle_objet": simplifier(objet or ""),
        "cpv": draw(st.none() | st.just("90911200")),
        "nature": (nature := draw(st.sampled_from([None, "services", "travaux", "fournitures"]))),
        "nature_deduite": nature is not None and draw(st.booleans()),
        "procedure": draw(st.sampled_from([None, "mapa", "appel_offres"])),
        "accord_cadre": draw(st.sampled_from([None, True, False])),
        "montant_ht": draw(st.none() | CENTIMES),
        "duree_mois": duree,
        "notifie_le": notifie,
        "titulaires": draw(st.sampled_from([(), ({"nom": "ÉCLAT; net", "identifiant": "", "type_identifiant": ""},)])),
        "recurrent": draw(st.sampled_from([None, True, False])),
        "direction": draw(st.none() | NOMS),
        "fin_dite": fin,
        "attribution_dite": attribution,
        "fin": dates.fin,
        "attribution_prevue": dates.attribution,
    }


def table(database):
    with database.reading() as memory:
        sortie = StringIO(newline="")
        en_csv_brut(memory, [marche.id for marche in memory.marches.tous()], sortie)
    return sortie.getvalue()


def bring_in(database, pack, texte):
    contenu = texte.encode()
    correspondance = regarder("registre.csv", BytesIO(contenu)).correspondance
    assert not correspondance.a_confirmer
    return importer(database, pack, ouvrir("registre.csv", BytesIO(contenu)), correspondance, "essai", lambda: NOW)[1]


def stands(database):
    """All that the register holds but when and by which file it was last written."""
    with database.reading() as memory:
        marches = memory.marches.liste(Filtre())
        return (
            [
                (un.id, {nom: getattr(un, nom) for nom in un.__slots__ if nom not in ("modifie_le", "version")})
                for un in marches
            ],
            [memory.marches.changements(un.id) for un in marches],
            memory.colonnes.valeurs([un.id for un in marches]),
            memory.referents.tous(),
        )


@settings(max_examples=25, deadline=None)
@given(lus=st.lists(contrats(), min_size=1, max_size=6), referent=st.none() | NOMS)
def test_sent_back_as_it_is_it_changes_nothing(pack, lus, referent):
    database = Database.in_memory()
    with database.unit_of_work() as uow:
        qui = None if referent is None else uow.referents.nommer(referent, simplifier(referent), NOW).id
        for rang, valeurs in enumerate(lus):
            uow.marches.creer(
                NouveauMarche(numero=f"2026-{rang}", **valeurs, referent_id=qui if rang % 2 else None), "x", NOW
            )
        uow.commit()
    # A first time, so that all of it comes from a file as it would have come.
    bring_in(database, pack, table(database))
    before, sent = stands(database), table(database)
    bilan = bring_in(database, pack, sent)
    assert (bilan.nouveaux, bilan.changes, bilan.ecartes, bilan.inchanges) == (0, 0, 0, len(lus))
    assert stands(database) == before
    assert table(database) == sent
    database.close()


@pytest.fixture
def filled(database):
    with database.unit_of_work() as uow:
        # Somebody who never said their name is called by their account.
        anonyme = uow.referents.nommer("a1b2c3", "slack:a1b2c3", NOW)
        uow.referents.reconnaitre(anonyme.id, "slack", "a1b2c3")
        numeros = [
            uow.marches.creer(
                NouveauMarche(SIRETS["ville"], f"M-{n}", acheteur="ville", objet="Pain", cle_objet="pain", referent_id=anonyme.id), "x", NOW
            )
            for n in range(3)
        ]  # fmt: skip
        uow.colonnes.ajouter("Budget", "budget", Genre.NOMBRE, (), "x", NOW)
        uow.colonnes.ajouter("Note", "note", Genre.TEXTE, (), "x", NOW)
        budget, note = uow.colonnes.toutes()
        uow.colonnes.ecrire(
            {numeros[0]: {budget: "1234.5", note: "=1+1; « ici »"}, numeros[1]: {budget: "-3"}}, "x", NOW
        )
        uow.commit()
    return numeros


def paste(database, pack, texte):
    lecteur = Lecteur(CompteRecord("slack", "U1"), True, (), NOW.date(), NOW)  # noqa: FBT003
    with database.reading() as memory:
        colle = lire_colle(texte, memory.colonnes.toutes())
    correspondance = colle.fichier().apercu().correspondance
    trial = essayer_colle(database, pack, colle, correspondance, None, lambda: NOW)
    return trial, importer_colle(database, pack, colle, correspondance, None, lecteur, lambda: NOW)


def test_pasted_back_it_changes_nothing_and_one_cell_changes_one_cell(database, pack, filled):
    paste(database, pack, table(database))
    before = stands(database)
    trial, vue = paste(database, pack, table(database))
    assert (trial.combien, vue.bilan.changes, vue.illisibles) == (0, 0, ())
    assert stands(database) == before, "nor has the one who is called by an account become another"
    rows = list(csv.reader(StringIO(table(database))))
    rows[2][rows[0].index("Budget")], rows[3][rows[0].index("Objet")] = "7", "Pain bio"
    sortie = StringIO()
    csv.writer(sortie).writerows(rows)
    trial, _ = paste(database, pack, sortie.getvalue())
    assert [(un.marche.numero, un.champ, un.apres) for un in trial.changements] == [("M-2", "objet", "Pain bio")]
    after = stands(database)
    assert after[2][filled[1]] != before[2][filled[1]]
    assert after[2][filled[0]] == before[2][filled[0]]
    changed = [numero for (numero, now), (_, then) in zip(after[0], before[0], strict=True) if now != then]
    assert changed == [filled[2]]
