"""The pages of purchases: who opens them, what they show, and what their forms do in the conversation."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from bot import wiring
from bot.access import Access
from bot.diagnostic.pages import routes
from bot.platforms.web.app import create_app
from bot.platforms.web.hub import Hub, WebAdapter
from storage.comptes.records import Role

TRAITEUR = "traiteur des réceptions, 200 000 € HT sur 4 ans, MAPA, non alloti"
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


class Site:
    """The pages over the real engine; each browser is somebody else."""

    def __init__(self, knowledge, url, acheteurs=("web",)) -> None:
        self.now = datetime(2026, 11, 28, 9, tzinfo=UTC)
        self.database = wiring.build_database(wiring.Settings(database_url=url))
        access, hub = Access(frozenset(acheteurs)), Hub()
        bot = wiring.build_bot(knowledge, self.database, [WebAdapter(hub)], access, lambda: self.now)
        self.app = create_app(
            engine=bot.engine,
            database=self.database,
            hub=hub,
            documents=bot.documents,
            collectivite=knowledge.pack.collectivite,
            https=False,
            routes=routes(
                knowledge,
                self.database,
                bot.engine,
                hub,
                bot.documents,
                lambda memory, plateforme, personne: access.here(memory, plateforme, personne, self.now),
                lambda: self.now,
                https=False,
                adresse="https://spaser.example",
            ),
        )

    def browser(self) -> Browser:
        return Browser(TestClient(self.app, base_url="http://testserver"))


class Browser:
    """Somebody without JavaScript: forms and redirects."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.path = ""

    def get(self, path: str, **options):
        answer = self.client.get(path, **options)
        self.path = answer.url.path
        return answer

    def send(self, path: str = "", **fields):
        answer = self.client.post(path or self.path, data={"cle": f"cle-{len(str(fields)):08d}", **fields})
        self.path = answer.url.path
        return answer

    def describe(self, words: str = TRAITEUR, *, keep: bool = True) -> str:
        self.get("/achats/en-cours")
        self.send("/achats/en-cours", texte=words)
        if keep:
            self.send(choix="c:resultat", dit="resultat")
        return self.path

    @property
    def personne(self) -> str:
        from bot.platforms.web.porte import ACHETEURS

        return ACHETEURS.address_of(self.client.cookies["conversation"]).personne


@pytest.fixture
def site(knowledge, new_file):
    site = Site(knowledge, new_file())
    yield site
    site.database.close()


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u202f", " ").replace("\xa0", " ").split())


def cards(html: str) -> list[int]:
    return [int(numero) for numero in re.findall(r'<article class="carte[^>]* id="action-(\d+)"', html)]


# --- drawn from the first sentence ------------------------------------------------------------------------------------


def test_the_page_is_drawn_from_the_first_sentence_and_has_a_number_once_it_is_kept(site):
    buyer = site.browser()
    assert "Qu’achetez-vous" in text_of(buyer.get("/achats/en-cours").text)
    drawn = buyer.send("/achats/en-cours", texte=TRAITEUR)
    assert drawn.url.path == "/achats/en-cours"
    assert {8, 13, 14, 17, 18, 19, 20, 22, 24, 25} == set(cards(drawn.text))
    assert "200 000 € HT" in text_of(drawn.text)
    with site.database.reading() as memory:
        assert memory.journal.derniers(1) == []  # nothing is logged of what is only begun
    kept = buyer.send(choix="c:resultat", dit="resultat")
    assert kept.url.path == "/achats/1"
    assert buyer.get("/achats/en-cours").url.path == "/achats/1"


def test_a_fact_is_changed_on_its_line_and_what_it_changes_is_marked(site):
    buyer = site.browser()
    buyer.describe()
    changed = buyer.send(fait="montant_ht", valeur="85 000")
    assert changed.url.path == "/achats/1"
    said = text_of(changed.text)
    assert "Depuis la réponse précédente + 11 − 8" in said
    assert re.search(r'class="fait nouveau[^>]*id="fait-montant_ht"', changed.text)
    assert 11 in cards(changed.text)
    assert 8 not in cards(changed.text)
    undone = buyer.send(choix="c:retour", dit="retour")
    assert "200 000 € HT" in text_of(undone.text)
    assert 8 in cards(undone.text)


@pytest.mark.parametrize(
    ("fait", "valeur", "dit"),
    [
        ("montant_ht", "entre 60 et 80 k€", "entre 60 000 € HT et 80 000 € HT"),
        ("duree_mois", "1 an renouvelable 3 fois", "48 mois"),
        ("duree_mois", "24", "24 mois"),
        ("procedure", "appel_offres", "Appel d’offres"),
        ("alloti", "oui", "Oui"),
        ("date_attribution", "mars 2028", "mars 2028"),
        ("segments", ["traiteur", "alimentation"], "Traiteur et alimentation"),
        ("objet", "Traiteur des vœux", "Traiteur des vœux"),
    ],
)
def test_every_kind_of_fact_has_its_field(site, fait, valeur, dit):
    buyer = site.browser()
    buyer.describe()
    assert dit.lower() in text_of(buyer.send(fait=fait, valeur=valeur).text).lower()


def test_a_family_that_is_not_ticked_any_more_is_gone(site):
    buyer = site.browser()
    buyer.describe()
    changed = buyer.send(fait="segments", valeur=["nettoyage"])
    assert 'data-nom="Familles d’achat : Nettoyage"' in changed.text.replace("\xa0", " ")
    assert 13 not in cards(changed.text)


def test_a_value_that_is_none_is_asked_about_and_nothing_moves(site):
    buyer = site.browser()
    buyer.describe()
    before = cards(buyer.get("/achats/1").text)
    asked = buyer.send(fait="montant_ht", valeur="beaucoup")
    assert cards(asked.text) == before
    assert "200 000 € HT" in text_of(asked.text)


def test_not_knowing_is_said_and_kept(site):
    buyer = site.browser()
    buyer.describe()
    known = buyer.send(fait="recurrent", valeur="?")
    assert "vous ne savez pas encore" in known.text
    assert 'id="question-recurrent"' not in known.text


def test_an_open_question_says_what_it_decides_and_is_answered_in_place(site):
    buyer = site.browser()
    drawn = buyer.get(buyer.describe(keep=False))
    question = drawn.text.partition('id="question-recurrent"')[2].partition("</li>")[0]
    assert "change l’action 2" in text_of(question)
    answered = buyer.send(fait="recurrent", valeur="oui")
    assert 2 in cards(answered.text)
    assert 'id="question-recurrent"' not in answered.text


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_an_action_is_kept_and_another_set_aside_with_its_reason(site):
    buyer = site.browser()
    buyer.describe()
    buyer.send(retenir="17")
    decided = buyer.send(ecarter="13", autre_motif="le traiteur ne fournit pas : boissons, pain")
    card = decided.text.partition('id="action-13"')[2].partition("</article>")[0]
    assert "Écartée" in card
    assert "le traiteur ne fournit pas : boissons, pain" in text_of(card)
    with site.database.reading() as memory:
        decisions = memory.journal.decisions(1)
    assert {action: (une.etape, une.motif) for action, une in decisions.items()} == {
        17: ("retenue", None),
        13: ("ecartee", "le traiteur ne fournit pas : boissons, pain"),
    }


def test_deciding_before_the_diagnosis_is_kept_keeps_it(site):
    buyer = site.browser()
    buyer.describe(keep=False)
    assert buyer.send(retenir="18").url.path == "/achats/1"


def test_what_is_sent_twice_under_one_key_is_done_once(site):
    buyer = site.browser()
    buyer.describe()
    for _ in range(2):
        buyer.send(retenir="17")
    with site.database.reading() as memory:
        [etapes] = memory.achats.etapes([1]).values()
    assert [une.etape for une in etapes if une.action == 17] == ["proposee", "retenue"]


def test_an_older_purchase_comes_back_into_the_conversation_when_it_is_answered(site):
    buyer = site.browser()
    buyer.describe()
    buyer.send(texte="nouvel achat : nettoyage des écoles, 85 k€ HT")
    assert buyer.path == "/achats/en-cours"
    buyer.get("/achats/1")
    answered = buyer.send("/achats/1", retenir="22")
    assert answered.url.path == "/achats/1"
    assert "On reprend l’ achat 1" in text_of(answered.text)
    with site.database.reading() as memory:
        assert memory.journal.decisions(1)[22].etape == "retenue"
    # What was begun is one tap away, for a day.
    assert "Le remettre" in answered.text
    assert "nettoyage" in text_of(buyer.send(choix="c:retablir", dit="retablir").text).lower()


def test_erasing_is_undone_in_one_tap_for_a_day(site):
    buyer = site.browser()
    buyer.describe(keep=False)
    dropped = buyer.send(choix="c:annuler", dit="abandonner")
    assert cards(dropped.text) == []
    assert "Traiteur des réceptions" in buyer.get("/achats").text.replace("traiteur", "Traiteur")
    site.now += timedelta(hours=25)
    assert "Le remettre" not in buyer.get("/achats").text
    site.now -= timedelta(hours=2)
    back = buyer.send("/achats/en-cours", choix="c:retablir", dit="retablir")
    assert 8 in cards(back.text)


# --- views ------------------------------------------------------------------------------------------------------------


def test_each_tab_is_an_address(site):
    buyer = site.browser()
    path = buyer.describe()
    assert "Règlement de la consultation" in buyer.get(path).text
    assert cards(buyer.get(f"{path}?vue=actions").text) == [8, 13, 14, 17, 18, 19, 20, 22, 24, 25]
    assert "216 000 € HT" in text_of(buyer.get(f"{path}?vue=loi").text)
    assert "Quand l’attribution est-elle prévue" in text_of(buyer.get(f"{path}?vue=calendrier").text)
    dated = buyer.send(f"{path}?vue=calendrier", fait="date_attribution", valeur="mars 2028")
    assert str(dated.url.query.decode()) == "vue=calendrier"
    assert "1er mars 2026" in text_of(dated.text)
    whole = buyer.get(f"{path}?vue=tout").text
    assert "data-envoi>" not in whole.partition('<main id="diagnostic"')[2].partition("</main>")[0]


def test_what_to_do_now_holds_in_three_lines_and_the_page_before_unfolding_in_250_words(site):
    buyer = site.browser()
    html = buyer.get(buyer.describe()).text
    diagnosis = html.partition('<main id="diagnostic"')[2].partition("</main>")[0]
    assert diagnosis.partition('class="faire"')[2].partition("</section>")[0].count("<li>") <= 3
    # What is folded in what is folded goes first.
    folded = (
        r'(?s)<details class="(?:pourquoi|pret|peut-etre|reglages|avenir textes)[^"]*"(?:(?!<details).)*?</details>'
    )
    while (less := re.sub(folded, "", diagnosis)) != diagnosis:
        diagnosis = less
    shown = re.sub(r"(?s)</summary>.*?</details>", "</summary></details>", diagnosis)
    shown = re.sub(r'<span class="vh">[^<]*</span>', "", shown)
    assert len(re.findall(r"\w{2,}", text_of(shown))) <= 250


def test_typography_is_one(site):
    buyer = site.browser()
    for vue in ("pieces", "actions", "loi", "calendrier", "tout"):
        html = buyer.get(f"{buyer.describe()}?vue={vue}").text
        words = re.sub(r"(?s)<[^>]+>", "", html)
        assert not re.findall(r".{20}'.{20}", words)
        assert not re.findall(r"\d[ \xa0]\d{3}\b", words)


def test_nothing_of_the_page_is_inline(site):
    buyer = site.browser()
    html = buyer.get(buyer.describe()).text
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", html)


@pytest.mark.parametrize(("en", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_file_is_the_page_in_that_format(site, en, begins):
    buyer = site.browser()
    path = buyer.describe()
    assert f'href="/achats/1/diagnostic.{en}"' in buyer.get(path).text
    got = buyer.client.get(f"{path}/diagnostic.{en}")
    assert got.status_code == 200
    assert got.content.startswith(begins)
    assert f'filename="diagnostic-spaser-achat-1.{en}"' in got.headers["content-disposition"]
    assert buyer.client.get(f"{path}/diagnostic.odt").status_code == 404


# --- who --------------------------------------------------------------------------------------------------------------


def test_a_link_opens_for_reading_inside_the_authority_only(site):
    buyer, other = site.browser(), site.browser()
    path = buyer.describe()
    other.get("/achats/en-cours")
    refused = other.get(path)
    assert refused.status_code == 403
    assert "n’est pas partagé avec vous" in refused.text
    shared = buyer.client.post(f"{path}/lien", data={"cle": "une-cle-de-test"})
    link = re.search(r'value="https://spaser\.example(/achats/1\?lien=[\w-]+)"', shared.text)[1]
    read = other.get(link)
    assert read.status_code == 200
    assert "lien de partage" in read.text
    assert "data-envoi>" not in read.text
    assert "conversation" not in read.text.partition('<div class="zones">')[2].partition("</body>")[0]
    # Read-only: what is sent is refused, link or not.
    assert other.client.post(link, data={"retenir": "17"}).status_code == 403
    assert other.client.get(f"{path}/diagnostic.docx").status_code == 403
    assert other.client.get(f"{path}/diagnostic.pdf").status_code == 403
    assert other.client.get(f"{path}/diagnostic.docx?{link.partition('?')[2]}").status_code == 200
    # Whoever was told to be of a firm since has it no more.
    with site.database.unit_of_work() as uow:
        uow.roles.donner("web", other.personne, Role.ENTREPRISE, "x", site.now)
        uow.commit()
    assert other.get(link).status_code == 403


def test_the_team_opens_changes_and_lists_everybodys(site):
    buyer, member = site.browser(), site.browser()
    path = buyer.describe()
    member.get("/achats/en-cours")
    with site.database.unit_of_work() as uow:
        uow.roles.donner("web", member.personne, Role.EQUIPE, "x", site.now)
        uow.commit()
    assert member.get(path).status_code == 200
    assert "Retenue" in member.send(path, retenir="18").text
    assert "Traiteur" not in member.get("/achats").text.replace("traiteur des réceptions…", "")
    assert "Traiteur des réceptions" in member.get("/achats?de=tous").text
    assert "Traiteur des réceptions" not in site.browser().get("/achats?de=tous").text


def test_a_firm_and_a_stranger_open_nothing(knowledge, new_file):
    site = Site(knowledge, new_file(), acheteurs=())
    stranger = site.browser()
    for path in ("/achats", "/achats/en-cours", "/achats/1", "/achats/1/diagnostic.docx"):
        refused = stranger.get(path)
        assert refused.status_code == 403
        assert "Réservé aux agents" in refused.text
    assert stranger.client.post("/achats/en-cours", data={"texte": "x"}).status_code in (400, 403)
    site.database.close()


@pytest.mark.parametrize("path", ["/achats/0", "/achats/999999999999", "/achats/abc", "/achats/7", "/achats/²"])
def test_what_is_no_purchase_is_said_as_what_is_not_shared(site, path):
    buyer = site.browser()
    buyer.get("/achats")
    refused = buyer.get(path)
    assert refused.status_code in (403, 404)
    assert "n’est pas partagé avec vous" in refused.text


def test_another_site_changes_nothing_and_a_stranger_to_cookies_is_told(site):
    buyer = site.browser()
    path = buyer.describe()
    assert buyer.client.post(path, data={"retenir": "17"}, headers=ELSEWHERE).status_code == 403
    assert site.browser().client.post(path, data={"retenir": "17"}).status_code == 400
    assert buyer.client.post(path, json={"retenir": "17"}).status_code == 415
    assert buyer.client.post(path, data={"fait": "inconnu", "valeur": "1"}).status_code == 400
    with site.database.reading() as memory:
        assert memory.journal.decisions(1) == {}


def test_a_link_from_elsewhere_comes_in_again_from_here(site):
    fresh = site.browser().get("/achats/1?lien=abc", headers=ELSEWHERE)
    assert 'content="0; url=/achats/1?lien=abc&amp;entree=1"' in fresh.text
    assert "set-cookie" not in fresh.headers


# --- the list ---------------------------------------------------------------------------------------------------------


def test_ones_purchases_are_listed_with_their_status_and_found_by_their_words(site):
    buyer = site.browser()
    buyer.describe()
    buyer.send("/achats/1", retenir="17")
    buyer.send(texte="nouvel achat : nettoyage des écoles, 85 k€ HT, 3 ans, MAPA")
    listed = text_of(buyer.get("/achats").text)
    assert "Traiteur des réceptions" in listed
    assert "Décidé en partie" in listed
    assert "En cours de description" in listed
    assert "Traiteur" in buyer.get("/achats?q=recep").text
    assert "Aucun achat ne répond" in buyer.get("/achats?q=voirie").text
    assert "Aucun achat pour l’instant" in site.browser().get("/achats").text


def test_a_hostile_search_and_a_hostile_link_are_answered_at_once(site):
    buyer = site.browser()
    assert buyer.get("/achats?q=" + "a b" * 2000).status_code == 200
    assert buyer.get("/achats?q=<script>").text.count("<script>") == 0
    assert buyer.get("/achats/1?lien=" + "x" * 5000).status_code == 403
    assert buyer.send("/achats/en-cours", texte="<b>x</b>" * 300).status_code == 200


# --- its lots ---------------------------------------------------------------------------------------------------------

FETE = "fête de la musique, services, MAPA, 6 mois, 3 lots : sono 30 000, sécurité 25 000, buvette 8 000"


def lots_of(html: str) -> list[str]:
    """The lines of the table of lots: number, name and what is known of it."""
    lignes = re.findall(r'<tr id="lot-\d+".*?</tr>', html, re.DOTALL)
    return [text_of(re.sub(r"<td>[\d, ]*</td></tr>", "", ligne)) for ligne in lignes]


def test_a_lot_is_changed_named_added_and_dropped_on_the_page_as_it_would_be_said(site):
    buyer = site.browser()
    buyer.describe(FETE)
    assert lots_of(buyer.get("/achats/1").text) == [
        "1 sono 30 000 € HT",
        "2 sécurité 25 000 € HT, services",
        "3 buvette 8 000 € HT",
    ]
    changed = buyer.send(lot="2", fait="montant_lot_ht", valeur="40 000").text
    assert lots_of(changed)[1] == "2 sécurité 40 000 € HT, services"
    assert "Lot 2, montant du lot : 40 000" in text_of(changed)  # the conversation keeps what was done
    buyer.send(lot="3", intitule="Buvette, sans alcool")
    buyer.send(lot="3", fait="clause_insertion", valeur="oui")
    assert lots_of(buyer.send(ajouter_lot="1", intitule="Gradins", montant="12 500,00 €").text)[2:] == [
        "3 Buvette, sans alcool 8 000 € HT, clause d’insertion prévue : oui",
        "4 Gradins 12 500 € HT",
    ]
    left = buyer.send(retirer_lot="1").text
    assert [ligne[0] for ligne in lots_of(left)] == ["2", "3", "4"]
    assert [ligne[0] for ligne in lots_of(buyer.send(choix="c:retour", dit="retour").text)] == ["1", "2", "3", "4"]


def test_what_a_field_of_a_lot_cannot_hold_is_doubted_as_when_it_is_said(site):
    buyer = site.browser()
    buyer.describe(FETE, keep=False)
    assert "donnez-moi le montant hors taxes" in text_of(
        buyer.send(lot="2", fait="montant_lot_ht", valeur="12 k€ TTC").text
    )
    vague = buyer.send(lot="2", fait="montant_lot_ht", valeur="bof").text
    assert lots_of(vague)[1] == "2 sécurité 25 000 € HT, services"
    assert lots_of(buyer.send(lot="2", fait="montant_lot_ht", valeur="?").text)[1] == "2 sécurité services"
    for fields in (
        {"lot": "9", "intitule": "x"},
        {"lot": "2", "fait": "acheteur", "valeur": "ville"},
        {"retirer_lot": "9"},
    ):
        assert lots_of(buyer.send(**fields).text) == [*lots_of(vague)[:1], "2 sécurité services", *lots_of(vague)[2:]]


def test_a_purchase_that_is_taken_up_again_has_its_lots(site):
    buyer = site.browser()
    buyer.describe(FETE)
    buyer.send(choix="c:recommencer", dit="nouveau")
    buyer.send("/achats/en-cours", texte="traiteur, 40 000 € HT")
    assert len(lots_of(buyer.get("/achats/1").text)) == 3
    assert (
        lots_of(buyer.send("/achats/1", lot="3", fait="montant_lot_ht", valeur="9 000").text)[2]
        == "3 buvette 9 000 € HT"
    )


# --- the need ---------------------------------------------------------------------------------------------------------


def test_the_need_is_asked_about_answered_counted_and_chosen_on_the_page(site):
    buyer = site.browser()
    page = buyer.describe("20 fauteuils pour la mairie, 9 000 € HT, sans publicité, un seul lot, 6 mois")
    assert "Pas encore interrogé" in text_of(buyer.get(page).text)
    begun = text_of(buyer.send(page, choix="c:interroger_le_besoin", dit="interroger_le_besoin").text)
    assert "question 1 sur 8 À quoi cet achat doit-il servir" in begun
    typed = buyer.send(page, mots_de="be:dire:1:but", mots="asseoir les agents de l'accueil")
    assert "1 réponse gardée, question 2 sur 8" in text_of(typed.text)
    # The same press twice, an empty field, a question that is none: nothing more is kept.
    for fields in (
        {"mots_de": "be:dire:1:but", "mots": "asseoir les agents de l'accueil"},
        {"mots_de": "be:dire:1:usagers", "mots": " "},
        {"mots_de": "be:dire:1:nulle", "mots": "x"},
    ):
        assert "1 réponse gardée" in text_of(buyer.send(page, **fields).text)
    counted = text_of(buyer.send(page, texte="neuf 450 € pièce, d'occasion 180 € pièce").text)
    assert "Acquisition : 20 × 450 € 9 000 €" in counted
    assert "Acquisition : 20 × 180 € 3 600 €" in counted
    chosen = buyer.send(page, choix="be:choisir:1:occasion", dit="Je pars sur l'occasion")
    assert "montant : 3 600 € HT (au lieu de : " in text_of(chosen.text)
    # Nothing of it is the amount before a yes, nor is told of it.
    fact = re.search(r'id="fait-montant_ht".*?</dt>(.*?)</dd>', chosen.text, re.DOTALL)
    assert fact is not None
    assert "9 000 € HT" in text_of(fact[1])
    assert "occasion" not in text_of(fact[1])
    note = buyer.get(f"{page}/note-besoin.docx")
    assert note.content.startswith(b"PK")
    reader = site.browser()
    assert reader.client.get(f"{page}/note-besoin.docx").status_code == 403


def test_a_need_is_not_asked_about_by_who_only_reads(site):
    buyer = site.browser()
    page = buyer.describe("20 fauteuils pour la mairie, 9 000 € HT, sans publicité, un seul lot, 6 mois")
    shared = buyer.send(f"{page}/lien")
    link = re.search(r"lien=([\w-]+)", shared.text)
    assert link is not None
    assert 'id="besoin"' not in site.browser().get(f"{page}?lien={link[1]}").text
    buyer.send(page, choix="c:interroger_le_besoin", dit="interroger_le_besoin")
    read = site.browser().get(f"{page}?lien={link[1]}").text
    assert "0 réponse gardée" in text_of(read)
    assert "be:dire" not in read
