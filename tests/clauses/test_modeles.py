"""Each example of each model text is a test; so is each sentence that is refused, or let pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import wiring
from knowledge.clauses.chargement import clauses_de, lire_les_clauses
from knowledge.clauses.controle import ecarts, interdits_de
from knowledge.clauses.interdits import interdits, relever
from knowledge.clauses.modeles import Niveau
from knowledge.verification import verifier

PACK, _ = wiring.build_pack(wiring.Settings())
BIBLIOTHEQUE = clauses_de(PACK)
EXEMPLES = [(modele, exemple) for modele in BIBLIOTHEQUE.modeles.values() for exemple in modele.exemples]


@pytest.mark.parametrize(("modele", "exemple"), EXEMPLES, ids=[f"{m.cle} {e.titre}" for m, e in EXEMPLES])
def test_an_example_holds(modele, exemple):
    assert list(ecarts(PACK, BIBLIOTHEQUE, modele, exemple)) == []


def test_there_is_a_text_for_each_action_that_becomes_words_and_for_each_level():
    actions = {8, 10, 11, 12, 13, 14, 17, 19, 20, 21, 22, 23, 24, 25, 26}
    assert set(BIBLIOTHEQUE.par_action) == actions
    assert len(BIBLIOTHEQUE.modeles) >= 80
    assert {modele.niveau for modele in BIBLIOTHEQUE.modeles.values()} == {None, *Niveau}
    assert {modele.genre.value for modele in BIBLIOTHEQUE.modeles.values()} == {
        "clause", "critere", "specification", "motif", "question",
    }  # fmt: skip


def test_no_text_says_by_itself_what_is_refused():
    assert [un for modele in BIBLIOTHEQUE.modeles.values() for un in interdits_de(PACK, BIBLIOTHEQUE, modele)] == []


@pytest.mark.parametrize("interdit", interdits(), ids=lambda un: un.id)
def test_what_is_refused_is_and_what_is_like_it_passes(interdit):
    for phrase in interdit.refuse:
        assert interdit.id in [trouve.id for trouve, _ in relever(phrase)], phrase
    for phrase in interdit.accepte:
        assert list(relever(phrase)) == [], phrase


# --- a file that is wrong -----------------------------------------------------------------------------------------

BON = """\
action: 8
modeles:
  - id: heures
    genre: clause
    piece: ccap
    titre: Heures
    quand: montant_ht > 90 000
    texte: >-
      Le titulaire réserve {heures_insertion} heures ; pénalité de {penalite} par heure.
    parametres:
      penalite: {question: Quelle pénalité ?, unite: eur, defaut: 60, min: 1}
    compte_pour: contrats clausés
    ne_pas_dire: rien d'autre
    versions: [CCP L2112-2]
    relecture: plie
    exemples:
      - titre: au-dessus
        contrat: {nature: services, montant_ht: 100000, segments: [nettoyage]}
        contient: ["154 heures", "60 €"]
      - titre: à la limite
        contrat: {nature: services, montant_ht: 90000}
        propose: non
"""


@pytest.fixture
def fautes(tmp_path, pack):
    """The faults of a file of texts, that stands alone in a pack."""

    def lire(contenu):
        dossier = tmp_path / "clauses"
        dossier.mkdir(exist_ok=True)
        (dossier / "08.yaml").write_text(contenu, "utf-8")
        (dossier / "calculs.yaml").write_text((pack.dossier / "clauses/calculs.yaml").read_text("utf-8"), "utf-8")
        (tmp_path / "pieces.yaml").write_text((pack.dossier / "pieces.yaml").read_text("utf-8"), "utf-8")
        autre = replace(pack, dossier=tmp_path)
        lue, fautes = lire_les_clauses(autre)
        dites = [str(faute) for faute in fautes]
        return dites + [
            f"{exemple.place} : {quoi}"
            for modele in lue.modeles.values()
            for exemple in modele.exemples
            for quoi in ecarts(autre, lue, modele, exemple)
        ]

    return lire


def test_a_file_that_is_right_has_no_fault(fautes):
    assert fautes(BON) == []


@pytest.mark.parametrize(
    ("avant", "apres", "dite"),
    [
        ("piece: ccap", "piece: ccpa", "clauses/08.yaml:3 : « heures » : pièce inconnue « ccpa »"),
        ("{penalite} par", "{penalitee} par", "ni un fait, ni une valeur calculée, ni un paramètre ; voulez-vous dire « penalite » ?"),
        ("defaut: 60, min: 1", "defaut: 0, min: 1", "sa valeur proposée est sous son minimum"),
        ("quand: montant_ht > 90 000", "quand: montant > 90 000", "clauses/08.yaml:7 : fait inconnu « montant » ; voulez-vous dire « montant_ht » ?"),
        ("relecture: plie", "relecture: pliee", "service inconnu « pliee » ; voulez-vous dire « plie » ?"),
        ("genre: clause", "genre: critere", "un critère dit comment il se note : il manque « preuve »"),
        ("    versions: [CCP L2112-2]\n", "", "il manque « versions »"),
        ("154 heures", "155 heures", "le texte rempli ne dit pas « 155 heures »"),
        ("        propose: non\n", '        contient: ["60"]\n', "le modèle devait être proposé, il est écarté"),
        ("    ne_pas_dire: rien d'autre\n", "    ne_pas_dir: rien\n", "clé inconnue « ne_pas_dir »"),
    ],
)  # fmt: skip
def test_a_fault_says_where_what_and_what_to_do(fautes, avant, apres, dite):
    assert avant in BON
    dites = fautes(BON.replace(avant, apres))
    assert any(dite in faute for faute in dites), dites


def test_the_check_of_a_pack_reads_its_texts():
    rapport = verifier("clermont")
    assert [faute for faute in rapport.fautes if faute.place.fichier.startswith("clauses/")] == []
    assert rapport.comptes["modèles de textes"] == len(BIBLIOTHEQUE.modeles)
