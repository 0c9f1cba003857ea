"""A year of the committee played from real published contracts: register, rating, session, decisions, minutes, review.

Every figure of the documents is recounted another way: by SQL from what is kept, or by hand from the pack's own file.
"""

from __future__ import annotations

import io
import os
from datetime import UTC, date, datetime
from decimal import Decimal

import docx
import pypdf
import pytest
import python_calamine
import yaml

from bot.cad.classeur import classeur
from bot.cad.impression import imprimer
from bot.cad.preparation import preparer
from bot.registre.commands import Accord, importer_un_fichier
from handlers.cad.comite import Quand
from handlers.cad.gestes import ECARTE, RETENU, achat_vise, decider, dresser, epingler
from handlers.cad.seance import presentes
from knowledge.cad.chargement import FICHIER
from knowledge.cad.seance import ACHETEUR, Issue, Sort
from storage.cad.records import REPORTE, CotationRecord
from storage.database import Database
from storage.suivi.records import EtapeRecord
from storage.suivi.repository import INSCRITE, REALISEE
from tests.cad.registre_reel import DONNEES, ecrire

pytestmark = [
    pytest.mark.first,
    pytest.mark.skipif(
        not DONNEES.exists() and os.environ.get("SPASER_NO_SKIP") != "oui",
        reason=f"no published data in {DONNEES}; set SPASER_DONNEES_DIR",
    ),
]

PREMIERE, SECONDE = date(2025, 12, 11), date(2026, 12, 10)


def a(jour: date) -> datetime:
    return datetime(jour.year, jour.month, jour.day, 9, 0, tzinfo=UTC)


@pytest.fixture
def registre(new_file, knowledge, tmp_path):
    """The real contracts of two buyers, those that come back said to; two sessions of the committee of the Ville."""
    database = Database(new_file())
    fichier = tmp_path / "marches.json"
    assert ecrire(fichier) == 226
    accord = Accord(None, (), oui=True, demander=lambda _: "")
    importer_un_fichier(
        database, knowledge.pack, fichier, accord, None, "équipe", lambda: a(date(2025, 10, 1)), io.StringIO()
    )
    with database.unit_of_work() as uow:
        uow._connection.exec_driver_sql("UPDATE marches SET recurrent = recurrence_proposee")
        for jour in (PREMIERE, SECONDE):
            uow.seances.convoquer("ville", jour)
        uow.commit()
    yield database
    database.close()


def seance(memory, jour):
    return next(une for une in memory.seances.liste() if une.jour == jour)


def lire(database, knowledge, jour, le=None):
    with database.reading() as memory:
        return preparer(memory, knowledge, seance(memory, jour), le or jour)


def coter(database, jour, marche, qui, reponses):
    with database.unit_of_work() as uow:
        uow.seances.coter(
            CotationRecord(seance(uow, jour).id, marche, qui, reponses, finie=True, le=a(jour), par="Alice")
        )
        uow.commit()


def tenir(database, knowledge, jour, *decisions):
    """Sit: (contract, issue, actions, reason), then the minutes."""
    with database.unit_of_work() as uow:
        ici, quand = seance(uow, jour), Quand(jour, a(jour), "équipe")
        for marche, issue, actions, motif in decisions:
            presente = next(un for un in presentes(uow, knowledge.pack, ici) if un.marche.id == marche)
            decider(uow, knowledge.pack, ici, presente, issue, [str(un) for un in actions], motif, quand)
        dresser(uow, knowledge.pack, ici, None, quand, tenue=True)
        uow.commit()


def textes(contenu: bytes, en: str) -> str:
    if en == "pdf":
        brut = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(contenu)).pages)
    else:
        document = docx.Document(io.BytesIO(contenu))
        cellules = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        brut = "\n".join([*(un.text for un in document.paragraphs), *cellules])
    return " ".join(brut.replace("\u00ad", "").split())


def une_page_par_contrat(pdf: bytes, dossier) -> bool:
    """As the members are told: each page of a contract ends with its decision, and they follow each other."""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    finissent = [rang for rang, page in enumerate(pages) if "Décision du comité" in page]
    return finissent == list(range(finissent[0], finissent[0] + len(dossier.contrats)))


def test_from_the_register_to_the_review_of_what_was_decided(registre, knowledge):
    pack = knowledge.pack
    with registre.reading() as memory:
        attendus = memory._connection.exec_driver_sql(
            # J-12 of each falls between this session and the next: awarded a year after the one, before a year after the other.
            "SELECT count(*) FROM marches WHERE acheteur = 'ville' AND recurrent AND lot IS NULL "
            "AND attribution_prevue >= '2026-12-11' AND attribution_prevue < '2027-12-10'"
        ).scalar()
    dossier = lire(registre, knowledge, PREMIERE)
    assert len(dossier.contrats) == attendus > 5

    # The buyer and the expert answer apart, and differ: it is shown, not averaged.
    un, autre, dernier, *_ = dossier.contrats
    premier = un.contrat.marche_id
    coter(
        registre,
        PREMIERE,
        premier,
        ACHETEUR,
        {"actions": [22], "maturite": "mure", "besoin": "ouvert", "remarque": "surfaces à revoir"},
    )
    coter(registre, PREMIERE, premier, "3de", {"actions": [22, 24], "maturite": "emergente", "heures": "30"})
    cote = next(vu for vu in lire(registre, knowledge, PREMIERE).contrats if vu.contrat.marche_id == premier)
    assert {(ecart.critere, ecart.action) for ecart in cote.cotation.ecarts} == {("maturite", None), ("actions", 24)}
    assert ACHETEUR in cote.cotation.intenables[24]
    assert 24 not in cote.proposees
    assert cote.cotation.remarques == {ACHETEUR: "surfaces à revoir"}

    tenir(
        registre,
        knowledge,
        PREMIERE,
        (premier, RETENU, (18, 22), None),
        (autre.contrat.marche_id, RETENU, (24,), None),
        (dernier.contrat.marche_id, ECARTE, (), "le service ferme"),
        (dossier.contrats[3].contrat.marche_id, REPORTE, (), None),
    )
    with registre.unit_of_work() as uow:
        # A year later: one action written then done, one written, one of which nobody spoke.
        achat = achat_vise(uow, uow.marches.trouver(premier), Quand(PREMIERE, a(PREMIERE), "équipe"))
        for etape, jour in ((INSCRITE, date(2026, 5, 4)), (REALISEE, date(2026, 9, 7))):
            uow.achats.dire(achat.id, [EtapeRecord(22, etape, None, jour, a(jour), "Alice", "acheteur")], a(jour))
        uow.achats.dire(
            achat.id,
            [EtapeRecord(18, INSCRITE, None, date(2026, 5, 4), a(date(2026, 5, 4)), "Alice", "acheteur")],
            a(date(2026, 5, 4)),
        )
        uow.commit()

    suivant = lire(registre, knowledge, SECONDE)
    revue = suivant.seance.revue
    assert revue.jour == PREMIERE
    dites = {ligne.objet: ligne for ligne in revue.lignes}
    assert [suite.sort for suite in dites[un.contrat.objet].suites] == [Sort.INSCRITE, Sort.REALISEE]
    assert [suite.sort for suite in dites[autre.contrat.objet].suites] == [Sort.INCONNU]
    assert dites[dernier.contrat.objet].decision.motif == "le service ferme"
    # What was put off comes back.
    assert dossier.contrats[3].contrat.marche_id in {vu.contrat.marche_id for vu in suivant.contrats}
    with registre.reading() as memory:
        retenues = memory._connection.exec_driver_sql(
            "SELECT count(*) FROM dits_en_seance d JOIN seances s ON s.id = d.seance_id "
            f"WHERE s.jour = '{PREMIERE}' AND d.genre = 'decision' AND d.valeur = 'retenu'"
        ).scalar()
    bilan = suivant.bilan
    assert (bilan.decidees, bilan.inscrites, bilan.realisees, bilan.inconnues) == (retenues, 2, 1, 1)

    # The minutes of the first say what was decided, in both formats; the file of the second shows the review.
    tenue = lire(registre, knowledge, PREMIERE, SECONDE)
    assert [len(tenue.decides(issue)) for issue in (Issue.RETENU, Issue.ECARTE, Issue.REPORTE)] == [2, 1, 1]
    for en in ("docx", "pdf"):
        lu = textes(imprimer(knowledge.wording, tenue, "proces_verbal", en), en)
        assert "2 retenus, 1 écarté, 1 reporté" in lu
        assert "le service ferme" in lu
        assert pack.fiches[24].titre_court[:25] in lu.replace("’", "'")
    assert une_page_par_contrat(imprimer(knowledge.wording, tenue, "dossier", "pdf"), tenue)
    lu = textes(imprimer(knowledge.wording, suivant, "dossier", "docx"), "docx")
    assert "22 réalisée" in lu
    assert "24 pas encore dit" in lu


def test_the_same_figures_wherever_they_are_printed_and_by_hand(registre, knowledge):
    """Points, hours and targets of the file, recounted from `cad.yaml` and from what is retained."""
    dossier = lire(registre, knowledge, SECONDE)
    ecrit = yaml.safe_load((knowledge.pack.dossier / FICHIER).read_text("utf-8"))
    retenues = [(vu, une) for vu in dossier.contrats for une in vu.actions if une.retenue]
    actions = ecrit["actions"]
    for charge in dossier.programme.charges:
        expert = charge.expert
        prises = sum(actions[une.fiche.numero]["heures"].get(expert, 0) for _, une in retenues)
        presents = {vu.rang for vu, une in retenues if expert in actions[une.fiche.numero]["heures"]}
        assert charge.prises == prises + len(presents) * ecrit["experts"][expert]["forfait"] <= charge.dispose
    forfaits = sum(
        ecrit["experts"][expert]["forfait"]
        for vu in dossier.contrats
        for expert in ecrit["experts"]
        if any(une.retenue and expert in actions[une.fiche.numero]["heures"] for une in vu.actions)
    )
    total = sum(sum(actions[une.fiche.numero]["heures"].values()) for _, une in retenues) + forfaits
    assert dossier.programme.effort == total
    for atteinte in dossier.programme.atteintes:
        par = next(une["actions"] for une in ecrit["cibles"] if une["cible"] == atteinte.objectif.cible)
        servis = {vu.contrat.marche_id for vu, une in retenues if une.fiche.numero in par}
        assert atteinte.atteints == atteinte.objectif.deja[0] + len(servis & atteinte.objectif.contrats)
        assert atteinte.manque or atteinte.atteints * 100 >= atteinte.objectif.taux * atteinte.objectif.population

    feuilles = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(classeur(dossier)))
    entete, *lignes = feuilles.get_sheet_by_name("Contrats").to_python()
    points = [ligne[entete.index("Points")] for ligne in lignes]
    assert points == [vu.cotation.pertinence.points for vu in dossier.contrats] == sorted(points, reverse=True)
    mot, pdf = (imprimer(knowledge.wording, dossier, "dossier", en) for en in ("docx", "pdf"))
    for lu in (textes(mot, "docx"), textes(pdf, "pdf")):
        for vu in dossier.contrats:
            assert f"({vu.cotation.pertinence.points})" in lu
    assert une_page_par_contrat(pdf, dossier)


def test_what_is_pinned_by_hand_is_kept_and_said(registre, knowledge):
    dossier = lire(registre, knowledge, SECONDE)
    vu = next(vu for vu in dossier.contrats if vu.proposees)
    laisse, retenu = (next(une.fiche.numero for une in vu.actions if une.retenue is oui) for oui in (False, True))
    with registre.unit_of_work() as uow:
        ici, quand = seance(uow, SECONDE), Quand(SECONDE, a(SECONDE), "équipe")
        for action, valeur in ((laisse, RETENU), (retenu, ECARTE)):
            presente = next(un for un in presentes(uow, knowledge.pack, ici) if un.marche.id == vu.contrat.marche_id)
            epingler(uow, knowledge.pack, ici, presente, str(action), valeur, quand)
        uow.commit()
    apres = next(
        un for un in lire(registre, knowledge, SECONDE).contrats if un.contrat.marche_id == vu.contrat.marche_id
    )
    pourquoi = {une.fiche.numero: str(une.choix.pourquoi) for une in apres.actions}
    assert (pourquoi[laisse], pourquoi[retenu]) == ("imposee", "exclue")
    assert laisse in apres.proposees
    assert Decimal(0) < sum(une.heures for une in apres.actions if une.retenue)
