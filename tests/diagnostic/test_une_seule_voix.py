"""One purchase said five times, in the conversation, on its page, in Word, in PDF and in JSON: the same actions, law, amounts and days."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document as Docx
from docx.oxml.ns import qn

from bot.conversation.replay import ADDRESS, Replay
from bot.diagnostic.impression import papier_de
from bot.diagnostic.lines import Diagnostiqueur, lire_faits, lire_valeur
from bot.diagnostic.lots import lire_lots
from bot.diagnostic.rendu import Rendu
from bot.documents import Documents
from bot.envois.papier import donnees
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Document
from handlers.conversation.wording import euros
from handlers.diagnostic.document import Reference
from handlers.diagnostic.jugement import non_presumes
from handlers.diagnostic.vue import Page, lire_la_page
from handlers.diagnostic.vue_lots import lire_les_lots
from knowledge.francais.redaction import typographie
from tests.bench.bench import random_contract

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MONTANT = re.compile(r"\d[\d ]*(?:,\d+)? (?:€|M€)(?: HT| TTC)?")
JOUR = re.compile(r"\d{1,2}(?:er)? [a-zéû]+ \d{4}")
SAMPLE, ALL, PARTS = 8, 1000, 4


def plat(texte: str) -> str:
    return " ".join(re.sub(r"[\u00a0\u202f]", " ", typographie(texte)).replace("\u2011", "-").split())


@dataclass(frozen=True)
class Dites:
    """What is said of one purchase, by each of those who say it."""

    page: Page
    conversation: str
    html: str
    word: str
    pdf: str
    json: dict
    journal: set[int]


def tirer(pack, rng) -> dict:
    """A contract, in lots one time out of three."""
    contrat = random_contract(pack, rng)
    if rng.random() < 0.33 and contrat.get("alloti") is not False:
        contrat.pop("montant_lot_ht", None)
        contrat["lots"] = [
            {"numero": rang, "intitule": f"lot {rang}", "montant_lot_ht": rng.randrange(1_000, 400_000)}
            for rang in range(1, rng.randrange(3, 5))
        ]
    return json.loads(json.dumps(contrat), parse_float=Decimal)


def dire(knowledge, contrat) -> Dites:
    pack, wording = knowledge.pack, knowledge.wording
    faits, _ = lire_faits(pack, {nom: dit for nom, dit in contrat.items() if nom != "lots"})
    lots, _ = lire_lots(pack, contrat.get("lots", []), faits, lire_valeur)
    replay = Replay(knowledge, NOW)
    try:
        with replay.database.unit_of_work() as uow:
            ouverte = uow.conversations.open(ADDRESS.plateforme, ADDRESS.canal, ADDRESS.personne, NOW)
            etat = Entretien(faits, etape=Etape.QUESTION, lots=lots)
            uow.conversations.save(ouverte.id, etat.en_json(), ouverte.rang, NOW)
            uow.commit()
        dits = [un.texte for un in (*replay.say("résultat"), *replay.say("tout"))]
        # The thresholds of procedures, at its head, are those of every contract.
        dits += [un.texte[un.texte.index("**") :] for un in replay.say("loi") if "**" in un.texte]
        entretien = Entretien.depuis_json(pack.vocabulaire, replay.state())
        nies = non_presumes(knowledge, entretien)
        page = lire_la_page(pack, wording, entretien, NOW.date(), {}, nies=nies)
        if any(carte.fiche.avance for carte in page.cartes):
            dits += [un.texte for un in replay.say("détail 17")]
        journal = set(replay.recommendations())
        numero = entretien.diagnostic
        fetched = Documents(knowledge, replay.database, lambda: NOW).fetch(
            Document("diagnostic", f"{numero}:docx", "d.docx"), ADDRESS
        )
    finally:
        replay.close()
    corps = Docx(BytesIO(fetched)).element.body
    word = " | ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in corps.iter(qn("w:p")))
    papier = papier_de(pack, wording, page, Reference(numero, numero, NOW.date(), a_change=False))
    html = Rendu(pack).page(
        "achat.html", page=page, ajoutees=(), lots=lire_les_lots(pack, wording, lots, page.diagnostic), manquent=0, achat=None, numero=numero, garde=None, change_de_plan=False, droit=None,
        peut_changer=False, vue="tout", chemin="/achats/1", lien="", cle="cle", equipe=False, a_remettre=None,
    )  # fmt: skip
    en_json = Diagnostiqueur(pack, wording, NOW.date())({**contrat, "presumer": True})
    return Dites(
        page,
        plat("\n".join(dits)),
        plat(re.sub(r"<[^>]+>", " | ", html.partition("<main")[2])),
        plat(word),
        plat(_mots(donnees(papier)["blocs"])),
        en_json,
        journal,
    )


def _mots(blocs) -> str:
    match blocs:
        case {"spans": spans}:
            return "".join(span["texte"] for span in spans) + " | "
        case {"texte": str(dit)}:
            return dit
        case dict():
            return " ".join(map(_mots, blocs.values()))
        case list() | tuple():
            return " ".join(map(_mots, blocs)) if not _sont_spans(blocs) else "".join(map(_mots, blocs)) + " | "
        case _:
            return ""


def _sont_spans(blocs) -> bool:
    return bool(blocs) and all(isinstance(un, dict) and "gras" in un for un in blocs)


def verifier(dites: Dites) -> None:
    page = dites.page
    partout = (dites.conversation, dites.html, dites.word, dites.pdf)

    actions = {carte.numero for carte in page.cartes}
    juges = [dites.json, *dites.json.get("lots", ())]
    assert dites.journal == actions
    assert {une["action"] for juge in juges for une in juge["recommandations"]} == actions
    for carte in page.cartes:
        assert all(plat(carte.fiche.titre_court) in dit for dit in partout), carte.numero

    lois = [
        *(une for une in page.loi.alertes if une.si is None),
        *(une for dues in page.loi.familles.values() for une in dues),
    ]
    assert {une["id"] for juge in juges for une in juge["obligations"]} == {une.obligation.id for une in lois}
    for une in lois:
        assert all(plat(une.obligation.titre) in dit for dit in partout), une.obligation.id

    for figure in (MONTANT, JOUR):
        assert set(figure.findall(dites.pdf)) <= set(figure.findall(dites.word))
        assert set(figure.findall(dites.html)) <= set(figure.findall(dites.word))
        assert set(figure.findall(dites.conversation)) <= set(figure.findall(dites.word))
    if any(carte.fiche.avance for carte in page.cartes):
        dues = {juge["avance"]["legale_ttc_eur"] for juge in (dites.json.get("lots") or [dites.json])} - {None, 0}
        assert all(f"{plat(euros(due))} TTC" in dit for due in dues for dit in partout)


@pytest.mark.parametrize("rang", range(SAMPLE))
def test_a_purchase_is_said_the_same_everywhere(knowledge, rang):
    verifier(dire(knowledge, tirer(knowledge.pack, random.Random(rang))))


def choses_dites(juge: dict) -> set[tuple]:
    """What a judgement has said: each action with its weight, each duty, each presumption and why, with lots or without."""
    alloti = "lots" in juge
    return {
        *(("presume", une["fait"], une["ligne"], alloti) for une in juge["presomptions"]),
        *(
            chose
            for un in (juge, *juge.get("lots", ()))
            for chose in (
                *(("action", dite["action"], dite["portee"], alloti) for dite in un["recommandations"]),
                *(("loi", due["id"], alloti) for due in un["obligations"]),
            )
        ),
    }


@pytest.fixture(scope="module")
def qui_disent_du_nouveau(knowledge) -> dict[int, dict]:
    """Of a thousand purchases, those that have something new said: to judge takes a hundredth of the time of saying it five times."""
    juger = Diagnostiqueur(knowledge.pack, knowledge.wording, NOW.date())
    deja, trouves = set(), {}
    for rang in range(1000, 1000 + ALL):
        contrat = tirer(knowledge.pack, random.Random(rang))
        choses = choses_dites(juger({**contrat, "presumer": True}))
        if not choses <= deja:
            deja |= choses
            trouves[rang] = contrat
    return trouves


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_said_of_a_thousand_purchases_is_said_the_same_everywhere(knowledge, qui_disent_du_nouveau, part):
    fautes = {}
    for rang, contrat in list(qui_disent_du_nouveau.items())[part::PARTS]:
        try:
            verifier(dire(knowledge, contrat))
        except AssertionError as faute:
            fautes[rang] = str(faute)
    assert fautes == {}
