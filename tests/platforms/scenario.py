"""The diagnosis that a buyer plays on every platform, and what the database must hold of it."""

from __future__ import annotations

DESCRIPTION = "netoyage des ecoles, maitenance comprise, 85 k€ ht sur 3 ans"
DOCX = b"PK\x03\x04"


def play(person) -> None:
    """A typo, a button, a correction, the result, a decision and the file."""
    person.say(DESCRIPTION)
    person.wait("Quelle procédure envisagez-vous")
    person.press("Procédure adaptée (MAPA)")
    person.wait("divisé en lots")
    person.say("non, en fait 120 000 euros")
    assert "85" in person.wait("au lieu de")
    person.press("Voir le résultat")
    person.wait("Diagnostic n°")
    person.say("tout")
    person.wait("Définir le juste besoin")
    person.say("retenir 18")
    person.wait("vous retenez l'action 18")
    person.press("Document Word")
    name, content = person.file()
    assert name.endswith(".docx")
    assert content.startswith(DOCX)


def logged(database, personne: str, plateforme: str) -> dict[str, object]:
    """The last diagnosis of that person: its facts, its recommendations with their reasons, and what was decided."""
    with database.reading() as memory:
        found = memory.conversations.private_with(plateforme, personne)
        assert found is not None, f"{plateforme} knows no {personne}"
        diagnostic = next(each for each in memory.journal.derniers(50) if each.conversation_id == found[0])
        decisions = memory.journal.decisions(diagnostic.id)
    return {
        "faits": diagnostic.faits,
        "sans_reponse": diagnostic.sans_reponse,
        "recommandations": diagnostic.recommandations,
        "obligations": diagnostic.obligations,
        "decisions": {action: (said.etape, said.motif) for action, said in decisions.items()},
        "objet": diagnostic.objet,
    }
