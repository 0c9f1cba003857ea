"""The files of a dashboard that the chat announces: they are of what was asked for, department included."""

from __future__ import annotations

from io import BytesIO

import pytest
import python_calamine

from bot.documents import Documents
from handlers.conversation.vocabulary import Document
from storage.comptes.records import Role

LONGUE = "Direction de la logistique, de la maintenance et des moyens généraux : parc"


@pytest.fixture
def team(person, database, clock):
    with database.unit_of_work() as uow:
        uow.roles.donner("slack", "alice", Role.EQUIPE, "x", clock())
        for rang, direction in enumerate(("DSI", LONGUE, None)):
            for _ in range(rang + 1):
                uow.achats.creer({"acheteur": "ville", "annee": 2025, "direction": direction, "attribue": True, "conclu": True}, clock())  # fmt: skip
        uow.commit()
    return person("slack", "alice")


def read(content):
    return "\n".join(str(row) for row in python_calamine.load_workbook(BytesIO(content)).get_sheet_by_name("À lire").to_python())  # fmt: skip


@pytest.mark.parametrize(("dit", "direction", "combien"), [("DSI", "DSI", 1), (LONGUE, LONGUE, 2), (None, None, 6)])
def test_a_department_is_that_of_every_file(team, knowledge, database, clock, dit, direction, combien):
    documents = Documents(knowledge, database, clock)
    [*_, message] = team.hears("tableau de bord 2025" if dit is None else f"tableau de bord 2025 direction {dit}")
    assert message.document.cle == "png:actions:2025:" + (f":{direction}" if direction else "")
    assert documents.fetch(message.document, team.address).startswith(b"\x89PNG")
    assert ("direction :" in message.texte) == (direction is not None)
    [xlsx] = [un for un in message.choices if un.value.startswith("b:xlsx")]
    [*_, message] = team.hears(choice=xlsx.value)
    assert message.document.cle == "xlsx:tous:2025:" + (f":{direction}" if direction else "")
    lu = read(documents.fetch(message.document, team.address))
    assert ("direction :" in lu) == (direction is not None)
    assert direction is None or direction in lu


def test_a_file_of_no_department_is_of_all(team, knowledge, database, clock):
    documents = Documents(knowledge, database, clock)
    assert "direction" not in read(documents.fetch(Document("tableau", "xlsx:tous:2025:ville:", "x"), team.address))
    assert documents.fetch(Document("tableau", "xlsx:tous:25:ville:", "x"), team.address) is None
