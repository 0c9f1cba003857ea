"""One `spaser servir`, every platform at once: the same diagnosis on each, and the same in the database."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.first
# Those that vouch for nobody come first to be told a code.
PLATEFORMES = ("web", "slack", "teams", "telegram", "matrix")


@pytest.fixture(scope="module")
def everywhere(conftest, scratch):
    """The process, and the peer of each platform whose programs are here."""
    process = conftest.Process(scratch)
    peers, missing, acheteurs = {}, {}, {"web"}
    try:
        for name in PLATEFORMES:
            kind = conftest.load(name, "peer").Peer
            if reason := kind.skip_reason():
                missing[name] = reason
                continue
            folder = scratch / f"peer-{name}"
            folder.mkdir()
            peers[name] = kind(folder, process.url)
            peers[name].start()
            process.environment |= peers[name].environment
            if name in ("slack", "teams", "matrix"):
                acheteurs.add(peers[name].organisation)
        process.environment["SPASER_ACHETEURS"] = ", ".join(acheteurs)
        process.start()
        yield process, peers, missing
    finally:
        process.stop()
        for peer in reversed(peers.values()):
            peer.stop()


@pytest.fixture(scope="module")
def played():
    """What the database holds of each platform's diagnosis, filled as the tests play them."""
    return {}


@pytest.mark.parametrize("plateforme", PLATEFORMES)
def test_a_buyer_plays_the_diagnosis_from_the_first_word_to_the_file_and_is_written_to(
    plateforme, everywhere, scenario, played
):
    process, peers, missing = everywhere
    if plateforme in missing:
        pytest.skip(missing[plateforme])
    person = peers[plateforme].client("alice")
    try:
        if plateforme == "telegram":
            person.say("nettoyage, 85 k€")
            person.wait("réservé aux acheteurs")
            made = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", process.run("roles", "code", "acheteur"))
            assert made is not None
            person.say(f"code {made[0]}")
            person.wait("Le code est bon")
        scenario.play(person)
        process.run("ecrire", plateforme, person.personne, "Le comité se réunit mardi <à 9 h> & demi.")
        assert "<à 9 h> & demi" in person.wait("Message de l'équipe SPASER")
    finally:
        person.close()
    database = process.database()
    played[plateforme] = scenario.logged(database, person.personne, plateforme)
    database.close()


def test_the_database_holds_the_same_facts_and_recommendations_whatever_the_platform(played):
    if len(played) < 2:
        pytest.skip("fewer than two platforms were played")
    first, *others = played.values()
    assert {said.action for said in first["recommandations"]} >= {8, 17, 18, 22}
    assert first["decisions"] == {18: ("retenue", None)}
    assert first["faits"]["montant_ht"]["bas"] == "120000"
    for plateforme, other in zip(list(played)[1:], others, strict=True):
        assert other == first, plateforme
