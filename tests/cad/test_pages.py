"""The pages of the committee: who sees which session, what one press decides, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from bot.cad.pages import routes
from bot.platforms.web.app import create_app
from bot.platforms.web.hub import Hub
from bot.registre import pages as registre
from storage.comptes.records import Role
from storage.registre.records import NouveauMarche
from storage.suivi.records import Pas

NOW = datetime(2026, 12, 10, 14, tzinfo=UTC)
ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}
PAGES = ("", "/programme", "/dossier.docx", "/classeur.xlsx")


class Silent:
    def welcome(self, _):
        return []


class Site:
    """The pages over a database in which each buyer has a session and a contract of its own."""

    def __init__(self, database, knowledge):
        self.database, self._knowledge, self.now = database, knowledge, NOW
        with database.unit_of_work() as uow:
            fin = date(2028, 3, 1)
            uow.marches.ajouter(
                [
                    NouveauMarche(f"2{rang}", str(rang), acheteur, objet=objet, recurrent=True, attribution_prevue=fin)
                    for rang, (acheteur, objet) in enumerate((("ville", "Gardiennage"), ("metropole", "Balayage")))
                ],
                None,
                NOW,
            )
            for acheteur in ("ville", "metropole"):
                uow.seances.convoquer(acheteur, NOW.date())
            for personne, role in (("equipe", Role.EQUIPE), ("elue", Role.ACHETEUR), ("acheteur", Role.ACHETEUR)):
                uow.roles.donner("slack", personne, role, "x", NOW)
            elue = uow.referents.nommer("Claire Roux", "claire roux", NOW)
            uow.referents.reconnaitre(elue.id, "slack", "elue")
            uow.seances.nommer_membre("ville", elue.id)
            self.seances = {une.acheteur: une.id for une in uow.seances.liste()}
            self.marches = {un.acheteur: un.id for un in uow.marches.tous()}
            uow.commit()

    def client(self, personne):
        """A browser that was given the link of that person."""

        def roles(memory, plateforme, qui):
            return memory.roles.de(plateforme, qui)

        pages = [
            *routes(self._knowledge, self.database, roles, lambda: self.now, https=False),
            *registre.routes(self.database, self._knowledge.pack, roles, lambda: self.now, https=False),
        ]
        app = create_app(
            engine=Silent(), database=self.database, hub=Hub(), documents=None, roles=roles, collectivite="x",
            https=False, routes=pages,
        )  # fmt: skip
        client = TestClient(app, follow_redirects=False)
        with self.database.unit_of_work() as uow:
            cle = uow.liens.creer("registre", "slack", personne, self.now, timedelta(hours=12))
            uow.commit()
        client.get(f"/registre/ouvrir/{cle}?vers=comite-{self.seances['ville']}")
        return client

    def page(self, acheteur, suite=""):
        return f"/registre/comite/{self.seances[acheteur]}{suite}"

    def do(self, client, geste, acheteur="ville", **form):
        return client.post(self.page(acheteur), data={"geste": geste, "marche": self.marches[acheteur], **form})

    def targeted(self, acheteur="ville"):
        with self.database.reading() as memory:
            achat = memory.achats.qui_remplace(self.marches[acheteur])
            lignes = [] if achat is None else memory.achats.suivis([achat.id]).get(achat.id, [])
            return [une.action for une in lignes if Pas.CIBLEE in une.passage]


@pytest.fixture
def site(database, knowledge):
    return Site(database, knowledge)


@pytest.mark.parametrize(
    ("personne", "ville", "metropole"), [("equipe", 200, 200), ("elue", 200, 404), ("acheteur", 403, 403)]
)
def test_a_member_of_one_committee_does_not_see_the_other(site, personne, ville, metropole):
    client = site.client(personne)
    assert [client.get(site.page("ville", suite)).status_code for suite in PAGES] == [ville] * len(PAGES)
    refus = [client.get(site.page("metropole", suite)) for suite in PAGES]
    assert [un.status_code for un in refus] == [metropole] * len(PAGES)
    assert personne == "equipe" or all("Balayage" not in un.text for un in refus)
    seances = client.get("/registre/comite").text
    assert (site.page("ville") in seances, site.page("metropole") in seances) == (ville == 200, metropole == 200)


def test_the_link_of_the_conversation_opens_the_session(site):
    with site.database.unit_of_work() as uow:
        cle = uow.liens.creer("registre", "slack", "elue", NOW, timedelta(hours=1))
        uow.commit()
    vers = site.client("elue").get(f"/registre/ouvrir/{cle}?vers=comite-7").headers["location"]
    assert vers == "/registre/comite/7"
    assert site.client("elue").get(f"/registre/ouvrir/{cle}?vers=//ailleurs.fr-7").headers["location"] == "/registre"


def test_one_press_decides_another_undoes(site):
    equipe = site.client("equipe")
    retenu = site.do(equipe, "retenu:8")
    assert (retenu.status_code, site.targeted()) == (303, [8])
    assert "note=fait&depuis=0" in retenu.headers["location"]
    # The same press twice.
    assert "note=deja" in site.do(equipe, "retenu:8").headers["location"]
    site.now += timedelta(minutes=1)
    assert "note=annule" in site.do(equipe, "defaire:0").headers["location"]
    assert site.targeted() == []
    site.do(equipe, "ecarte:13", motif="  pas d'offre <b> ")
    page = equipe.get(site.page("ville")).text
    assert "pas d&#39;offre &lt;b&gt;" in page
    assert "note=fait" in site.do(equipe, "reporte:").headers["location"]
    assert "note=fait" in site.do(equipe, "rien:").headers["location"]


def test_minutes_are_written_from_the_page(site):
    equipe = site.client("equipe")
    site.do(equipe, "proces_verbal:oui", notes="Deux absents.")
    with site.database.reading() as memory:
        seance = memory.seances.trouver(site.seances["ville"])
    assert (seance.tenue, seance.notes) == (True, "Deux absents.")


def test_only_the_team_decides_and_only_from_here_and_only_once_it_sits(site):
    assert site.do(site.client("elue"), "retenu:8").status_code == 403
    equipe = site.client("equipe")
    for geste, attendu in (("retenu:99", 400), ("retenu:", 400), ("n'importe quoi", 400), ("", 400)):
        assert site.do(equipe, geste).status_code == attendu, geste
    assert equipe.post(site.page("ville"), data={"geste": "retenu:8"}, headers=ELSEWHERE).status_code == 403
    # A contract of the other buyer is none of this session.
    autre = {"geste": "ajoute:", "marche": site.marches["metropole"]}
    assert "autre_acheteur" in equipe.post(site.page("ville"), data=autre).headers["location"]
    assert equipe.post(site.page("ville"), data={**autre, "geste": "retenu:8"}).status_code == 404
    assert site.targeted() == []
    site.now = NOW - timedelta(days=1)
    assert site.do(site.client("equipe"), "retenu:8").status_code == 400


def test_a_pin_holds_what_is_proposed(site):
    equipe = site.client("equipe")
    assert "imposée à la main" not in equipe.get(site.page("ville", "/programme")).text
    site.do(equipe, "epingle:retenu:18")
    assert "imposée à la main" in equipe.get(site.page("ville", "/programme")).text
    site.do(equipe, "epingle::18")
    assert "imposée à la main" not in equipe.get(site.page("ville", "/programme")).text
