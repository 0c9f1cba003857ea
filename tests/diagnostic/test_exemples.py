"""Every example of every fiche and of every obligation, under its own title."""

from knowledge.plan.pack import Exemple, Pack
from knowledge.verification import Cas, cas, ecarts


def test_exemple(pack: Pack, un_exemple: tuple[Cas, Exemple]) -> None:
    un, exemple = un_exemple
    assert ecarts(pack, un, exemple) == []


def test_every_example_expects_something(pack: Pack) -> None:
    assert [exemple.titre for un in cas(pack) for exemple in un.exemples if not exemple.attendu] == []
