"""The register as a person uses it, in a real browser: mouse, keyboard only, phone, no script, from another site."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
import python_calamine
import uvicorn

from bot.platforms.web.app import create_app
from bot.platforms.web.hub import Hub
from bot.registre.pages import routes
from knowledge.francais.texte import simplifier
from storage.comptes.records import Role
from storage.database import Database
from storage.registre.records import NouveauMarche

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

pytestmark = [pytest.mark.chromium, pytest.mark.first, pytest.mark.long]

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1366, "height": 900}}
OTHERS = (
    "/marches?edition=1&note=fait",
    "/marches?cols=objet.numero.lot.cpv.duree.nature.titulaire",
    "/coller",
    "/acces",
    "/journal",
    "/colonnes",
)
LONG = "Maintenance_préventive_et_curative_des_installations_de_chauffage_ventilation_climatisation_désenfumage " * 2
# What can be checked of accessibility without another library: names of fields, headings in order, table headers, contrast.
FAULTS = """() => {
  const faults = [];
  for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
    if (!e.labels.length && !e.ariaLabel) faults.push('no label: ' + e.outerHTML.slice(0, 80));
  let before = 1;
  for (const h of document.querySelectorAll('h1, h2, h3, h4')) {
    const level = Number(h.tagName[1]);
    if (level > before + 1) faults.push('heading skipped: ' + h.textContent);
    before = level;
  }
  for (const t of document.querySelectorAll('table')) {
    if (!t.caption) faults.push('table without a caption');
    for (const th of t.querySelectorAll('th')) if (!th.scope) faults.push('header without a scope: ' + th.textContent);
  }
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push('id twice: ' + id);
  for (const e of document.querySelectorAll('[aria-labelledby], [aria-describedby]'))
    for (const id of (e.getAttribute('aria-labelledby') || e.getAttribute('aria-describedby')).split(' '))
      if (!document.getElementById(id)) faults.push('names nothing: ' + id);
  const numbers = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = numbers(c).map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) { const c = numbers(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] === 1) return getComputedStyle(e).backgroundColor; } return 'rgb(255, 255, 255)'; };
  for (const e of document.querySelectorAll('main *, header *, footer *')) {
    const words = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!words || !e.checkVisibility() || e.disabled) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) faults.push('contrast ' + ((a + 0.05) / (b + 0.05)).toFixed(1) + ': ' + e.textContent.trim().slice(0, 40));
  }
  return faults;
}"""


class NoEngine:
    def welcome(self, address):
        return []


@dataclass
class Register:
    url: str
    elsewhere: str
    link: str
    database: Database

    def read(self, numero):
        with self.database.reading() as memory:
            return memory.marches.trouver(numero)


def marche(numero, objet, fin=date(2028, 7, 1), **valeurs):
    defauts = {
        "acheteur": "ville",
        "fin": fin,
        "attribution_prevue": fin,
        "notifie_le": date(fin.year - 4, fin.month, fin.day),
    }
    return NouveauMarche(
        acheteur_id="21630113500010",
        numero=str(numero),
        objet=objet,
        cle_objet=simplifier(objet),
        duree_mois=48,
        **{**defauts, **valeurs},
    )


@pytest.fixture
def register(new_file, pack):
    database = Database(new_file())
    with database.unit_of_work() as uow:
        uow.marches.ajouter(
            [
                marche(1, "Nettoyage des écoles", recurrent=True),
                marche(2, "Denrées alimentaires", acheteur="metropole", direction="Restauration"),
                marche(3, "Construction d'un gymnase"),
                marche(4, LONG, recurrent=True, fin=date(2027, 6, 1), groupe="g"),
                marche(5, LONG, recurrent=True, fin=date(2027, 6, 1), groupe="g"),
                marche(6, "Formations", acheteur="", acheteur_nom="Un_autre_acheteur_au_nom_sans_espace_et_fort_long"),
            ],
            None,
            NOW,
        )
        uow.marches.proposer(
            {
                2: (True, {"genre": "mots", "contrats": [], "mots": ["denrées"]}),
                3: (False, {"genre": "mots", "contrats": [], "mots": ["construction"]}),
                6: (True, {"genre": "anterieur", "contrats": [1], "mots": []}),
            }
        )
        uow.seances.convoquer("ville", date(2026, 6, 4))
        uow.roles.donner("slack", "U1", Role.EQUIPE, "x", NOW)
        cle = uow.liens.creer("registre", "slack", "U1", NOW, timedelta(hours=12))
        uow.commit()

    def roles(memory, plateforme, personne):
        return memory.roles.de(plateforme, personne)

    app = create_app(
        engine=NoEngine(),
        database=database,
        hub=Hub(),
        documents=None,
        collectivite=pack.collectivite,
        https=False,
        routes=routes(database, pack, roles, lambda: NOW, https=False),
    )
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=5))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    port = listening.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    yield Register(url, f"http://localhost:{port}", f"{url}/registre/ouvrir/{cle}", database)
    server.should_exit = True
    thread.join()
    listening.close()
    database.close()


@pytest.fixture
def visit(chromium, register):
    """Open the register as the team; whatever the browser complains of, or asks of another host, fails the test."""
    contexts, complaints = [], []

    def open_page(path="", **options):
        context = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: r.url.startswith((register.url, register.elsewhere)) or complaints.append(r.url))
        page.goto(register.link)
        if path:
            page.goto(register.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def test_the_link_opens_the_calendar_and_leaves_no_key_in_the_address_or_the_history(visit, register):
    page = visit()
    assert page.url == f"{register.url}/registre"
    expect(page.get_by_role("heading", level=2)).to_have_text("Les douze mois depuis mars 2026")
    page.get_by_role("link", name="Marchés", exact=True).click()
    page.go_back()
    assert page.url == f"{register.url}/registre"


def test_the_link_opens_when_it_is_followed_from_another_site(chromium, register):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{register.elsewhere}/sante")
    page.evaluate("link => { location.href = link; }", register.link)
    page.get_by_role("heading", name="Les douze mois depuis mars 2026").wait_for()
    assert page.url == f"{register.url}/registre?entree=1"
    context.close()


def test_a_person_filters_opens_a_contract_and_decides(visit, register):
    page = visit("/registre/marches")
    page.get_by_text("Filtrer", exact=True).first.click()
    page.get_by_label("Objet ou numéro").fill("denrée alimentaire")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.locator(".chapeau")).to_contain_text("1 consultation")
    assert "texte=denr" in page.url
    page.get_by_role("link", name="Denrées alimentaires").click()
    page.get_by_label("Récurrent", exact=True).check()
    page.get_by_label("Prochaine attribution").fill("2028-05-01")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("C'est noté.")
    after = register.read(2)
    assert (after.recurrent, after.attribution_prevue, after.direction) == (True, date(2028, 5, 1), "Restauration")
    expect(page.get_by_text("Prochaine attribution le 1er mai 2028, dite par quelqu'un.")).to_be_visible()


def test_a_column_sorts_both_ways(visit):
    page = visit("/registre/marches")
    objets = page.locator("tbody .objet a")
    page.get_by_role("link", name="Objet", exact=True).click()
    expect(objets.first).to_have_text("Construction d'un gymnase")
    expect(page.locator("[aria-sort=ascending]")).to_have_text("Objet ▴")
    page.get_by_role("link", name="Objet").first.click()
    expect(objets.first).to_have_text("Nettoyage des écoles")


def test_lines_ticked_under_one_filter_and_another_change_together_and_come_back(visit, register):
    page = visit("/registre/marches?texte=denr")
    page.get_by_label("Cocher Denrées").check()
    page.goto(f"{register.url}/registre/marches?texte=formations")
    page.get_by_label("Cocher Formations").check()
    page.get_by_text("Changer 2 lignes cochées, dont 1 sur d'autres pages").click()
    bar = page.locator(".ensemble")
    bar.get_by_label("Récurrence").select_option("Récurrents")
    bar.get_by_role("button", name="Changer les lignes cochées").click()
    expect(page.get_by_role("status").first).to_contain_text("2 marchés récurrents")
    assert [register.read(n).recurrent for n in (2, 6)] == [True, True]
    page.get_by_role("button", name="Annuler", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("La décision est annulée")
    assert [register.read(n).recurrent for n in (2, 6)] == [None, None]


def test_cells_are_typed_filled_down_and_pasted_as_in_a_spreadsheet(visit, register):
    page = visit("/registre/marches?edition=1&tri=objet&lots=1")
    page.get_by_label("Direction, Construction").fill("Bâtiments")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Direction, Denrées")).to_be_focused()
    page.keyboard.press("Control+d")
    page.get_by_label("Direction, Formations").focus()
    page.evaluate("""() => { const data = new DataTransfer(); data.setData('text', 'Ressources humaines\\tZoé Faure\\toui\\t03/04/2029\\n');
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }""")
    expect(page.locator("#changees")).to_have_text("6 cases changées, à enregistrer")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status").first).to_contain_text("C'est noté.")
    assert [register.read(n).direction for n in (3, 2)] == ["Bâtiments", "Bâtiments"]
    after = register.read(6)
    assert (after.direction, after.referent, after.recurrent, after.fin) == (
        "Ressources humaines",
        "Zoé Faure",
        True,
        date(2029, 4, 3),
    )


def test_triage_is_done_and_undone_with_the_keyboard_only(visit, register):
    page = visit("/registre/tri")

    def go_to(name):
        for _ in range(60):
            page.keyboard.press("Tab")
            if (
                page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()")
                == name
            ):
                return
        raise AssertionError(name)

    go_to("Denrées alimentaires")
    page.keyboard.press("Space")
    go_to("Formations")
    page.keyboard.press("Space")
    expect(page.locator("#coches")).to_have_text("2 cochés")
    go_to("Référent")
    page.keyboard.type("Alice Martin")
    go_to("Récurrents")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("2 marchés récurrents, 2 marchés à Alice Martin")
    assert [(register.read(n).recurrent, register.read(n).referent) for n in (2, 6)] == [(True, "Alice Martin")] * 2
    go_to("Annuler cette décision")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("La décision est annulée")
    assert [(register.read(n).recurrent, register.read(n).referent) for n in (2, 6)] == [(None, None)] * 2


def test_all_of_a_page_is_ticked_at_once_and_what_is_proposed_taken(visit, register):
    page = visit("/registre/tri")
    page.get_by_label("Tout cocher").check()
    page.get_by_role("button", name="Comme proposé").click()
    expect(page.get_by_text("Il ne reste rien à trier.")).to_be_visible()
    assert [register.read(n).recurrent for n in (2, 3, 6)] == [True, False, True]


def test_the_workbook_is_said_to_be_under_way_then_kept(visit, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.registre.pages.SUIVI_S", 0.001)
    page = visit("/registre/marches")
    link = page.locator("a.suivi")
    said = page.evaluate_handle(
        """() => { const seen = [];
        new MutationObserver(() => seen.push(document.querySelector('a.suivi').textContent)).observe(
          document.querySelector('a.suivi'), { childList: true, characterData: true, subtree: true });
        return seen; }"""
    )
    with page.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "r.xlsx")
    sheet = python_calamine.load_workbook(tmp_path / "r.xlsx").get_sheet_by_name("Contrats").to_python()
    assert (download.value.suggested_filename, len(sheet)) == ("registre-spaser-2026-03-02.xlsx", 7)
    expect(link).to_have_text("Classeur (.xlsx)")
    assert said.json_value()[0] == "Classeur (.xlsx) : en préparation…"


def test_everything_works_without_a_script(visit, register):
    page = visit("/registre/tri", java_script_enabled=False)
    expect(page.get_by_label("Tout cocher")).to_be_hidden()
    page.get_by_label("Construction").check()
    page.get_by_role("button", name="Ponctuels").click()
    expect(page.get_by_text("1 marché ponctuel")).to_be_visible()
    assert register.read(3).recurrent is False


@pytest.mark.parametrize(
    ("size", "scheme"),
    [
        (PHONE, "light"),
        (DESK, "dark"),
        pytest.param(PHONE, "dark", marks=pytest.mark.long),
        pytest.param(DESK, "light", marks=pytest.mark.long),
    ],
    ids=["phone-light", "desk-dark", "phone-dark", "desk-light"],
)
def test_every_page_fits_its_window_and_can_be_read_by_anybody(visit, register, size, scheme):
    page = visit(color_scheme=scheme, **size)
    for path in ("", "?mois=2026-07", "/marches", "/marches?texte=x", "/marches/1", "/marches/4", "/tri", *OTHERS):
        page.goto(f"{register.url}/registre{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(FAULTS) == [], path


def test_what_the_pointer_must_hit_is_large_enough_on_a_phone(visit, register):
    page = visit("/registre/tri", **PHONE)
    small = page.locator("main button, main select, nav a").evaluate_all(
        "all => all.filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.textContent)"
    )
    assert small == []


def test_paper_holds_the_calendar_and_no_control(visit):
    page = visit()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Juillet 2026")).to_be_visible()
    assert page.locator("button, select, nav").evaluate_all("all => all.filter(e => e.checkVisibility()).length") == 0
