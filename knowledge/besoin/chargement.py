"""Reads the interview of a pack from its `besoin.yaml`; every fault is reported with its file and line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from knowledge.besoin.paroles import formes
from knowledge.besoin.questionnaire import Choix, Poste, Question, Questionnaire, Selon, Vise
from knowledge.plan.chargement import PackFautifError
from knowledge.plan.pack import Pack
from knowledge.plan.yaml_reader import Faute, Fautes, Noeud, en_booleen, lire_yaml
from knowledge.regles.conditions import suggestion

FICHIER = "besoin.yaml"
QUESTION, CHOIX, POSTE = ("question", "pourquoi", "exemple"), ("conseil", "change"), ("aide",)
# A button holds no more, and the value of one no longer a name.
LIBELLE_MAX, CLE_MAX, CHOIX_MAX = 40, 16, 5
_LUS: dict[tuple[Path, str], Questionnaire | None] = {}


def questionnaire_de(pack: Pack) -> Questionnaire | None:
    """The interview of a pack, read once; None when it has none. Raises PackFautifError with every fault."""
    cle = (pack.dossier, pack.empreinte)
    if cle not in _LUS:
        lu, fautes = lire_le_questionnaire(pack)
        if fautes:
            raise PackFautifError(fautes)
        _LUS[cle] = lu
    return _LUS[cle]


def s_interroge(pack: Pack, action: int) -> bool:
    """Whether the interview of a pack serves that action; False where it has none."""
    questionnaire = questionnaire_de(pack)
    return questionnaire is not None and action in questionnaire.actions


def lire_le_questionnaire(pack: Pack) -> tuple[Questionnaire | None, list[Faute]]:
    """The interview of a pack, with the faults of its file."""
    if not (pack.dossier / FICHIER).is_file():
        return None, []
    fautes = Fautes()
    racine = lire_yaml(pack.dossier / FICHIER, FICHIER, fautes)
    if racine is None:
        return None, fautes.liste
    actions = tuple(noeud.en_entier() for noeud in racine.liste("actions"))
    for action in actions:
        if action not in pack.fiches:
            racine.faute(f"« actions » : il n'y a pas de fiche {action}")
    questions: dict[str, Question] = {}
    for noeud in racine.liste("questions"):
        question = _question(noeud, pack)
        if question.id in questions:
            noeud.faute(f"la question « {question.id} » est déjà écrite en {questions[question.id].place}")
        questions.setdefault(question.id, question)
    for question in questions.values():
        for choix in question.choix:
            for vaine in sorted(choix.saute - questions.keys()):
                fautes.noter(question.place, f"« {choix.id} » saute « {vaine} », qui n'est pas une question")
    cout = racine.enfant("cout")
    postes = [] if cout is None else [_poste(noeud, pack) for noeud in cout.liste("postes")]
    loi = "" if cout is None else cout.texte("loi")
    chiffree = "" if cout is None else cout.texte("question")
    facons = {} if cout is None else _facons(cout, questions)
    if cout is not None:
        if chiffree not in questions:
            cout.faute(f"« question » : « {chiffree} » n'est pas une question{suggestion(chiffree, questions)}")
        cout.fin()
    par_id = {un.id: un for un in postes}
    lu = Questionnaire(questions, racine.entier("maximum"), actions, par_id, loi, chiffree, facons)
    racine.fin()
    return lu, sorted(set(fautes.liste), key=lambda faute: (faute.place.ligne, faute.quoi))


def _facons(cout: Noeud, questions: Mapping[str, Question]) -> Mapping[str, tuple[str, str]]:
    """What each way of doing it answers: a question, and one of its choices."""
    lues: dict[str, tuple[str, str]] = {}
    for noeud in cout.liste("facons"):
        nom, question, choix = (noeud.texte(cle) for cle in ("facon", "question", "choix"))
        if nom not in formes("modes"):
            noeud.faute(f"« facon » : « {nom} » n'est pas une façon de faire{suggestion(nom, formes('modes'))}")
        if question not in questions or questions[question].le_choix(choix) is None:
            noeud.faute(f"« {nom} » : « {question}, {choix} » n'est pas une question et l'un de ses choix")
        noeud.fin()
        lues[nom] = (question, choix)
    return lues


def _cle(noeud: Noeud) -> str:
    cle = noeud.texte("id")
    if not cle.isidentifier() or not cle.isascii() or len(cle) > CLE_MAX:
        noeud.faute(f"« {cle} » : un identifiant s'écrit en minuscules sans accent, en {CLE_MAX} signes au plus")
    return cle


def _vise(noeud: Noeud, pack: Pack) -> Vise:
    lus = {nom: frozenset(noeud.textes(nom, requis=False)) for nom in ("segments", "natures", "sauf")}
    segments = pack.vocabulaire["segments"].options
    natures = {choix.valeur for choix in pack.vocabulaire["nature"].choix}
    for nom, possibles in (("segments", segments), ("natures", natures), ("sauf", segments)):
        for inconnu in sorted(lus[nom] - possibles):
            noeud.faute(f"« {nom} » : valeur inconnue « {inconnu} »{suggestion(inconnu, possibles)}")
    return Vise(**lus)


def _textes(noeud: Noeud, noms: Collection[str], requis: Collection[str] = ()) -> Mapping[str, str]:
    lus = {nom: noeud.texte(nom) if nom in requis else noeud.texte_ou_rien(nom) for nom in noms}
    return {nom: lu for nom, lu in lus.items() if lu}


def _selon(noeud: Noeud, noms: Collection[str], pack: Pack) -> tuple[Selon, ...]:
    lus: list[Selon] = []
    for enfant in noeud.liste("selon", requis=False):
        un = Selon(_vise(enfant, pack), _textes(enfant, noms))
        if un.vise == Vise() or not un.textes:
            enfant.faute(f"« selon » dit pour qui (segments, natures ou sauf), et l'un de : {', '.join(noms)}")
        enfant.fin()
        lus.append(un)
    return tuple(lus)


def _question(noeud: Noeud, pack: Pack) -> Question:
    question = Question(
        id=_cle(noeud),
        titre=noeud.texte("titre"),
        rang=noeud.entier("rang"),
        action=noeud.entier("action"),
        vise=_vise(noeud, pack),
        textes=_textes(noeud, QUESTION, requis=("question", "pourquoi")),
        selon=_selon(noeud, QUESTION, pack),
        choix=tuple(_choix(enfant, pack) for enfant in noeud.liste("choix", requis=False)),
        faits=frozenset(noeud.textes("faits", requis=False)),
        place=noeud.place,
        spontane=noeud.textes("spontane", requis=False),
        compte=noeud.oui_non("compte", defaut=False),
    )
    noeud.fin()
    if question.action not in pack.fiches:
        noeud.faute(f"« {question.id} » : il n'y a pas de fiche {question.action}")
    if len(question.choix) > CHOIX_MAX:
        noeud.faute(f"« {question.id} » : {CHOIX_MAX} choix au plus")
    if len({choix.id for choix in question.choix}) < len(question.choix):
        noeud.faute(f"« {question.id} » : deux choix ont le même identifiant")
    for fait in sorted(question.faits - pack.vocabulaire.keys()):
        noeud.faute(f"« {question.id} » : fait inconnu « {fait} »{suggestion(fait, pack.vocabulaire)}")
    return question


def _choix(noeud: Noeud, pack: Pack) -> Choix:
    avis = noeud.texte_ou_rien("avis")
    revoir = noeud.texte_ou_rien("revoir")
    choix = Choix(
        id=_cle(noeud),
        libelle=noeud.texte("libelle"),
        mots=noeud.textes("mots", requis=False),
        avis=en_booleen(avis),
        textes=_textes(noeud, CHOIX),
        selon=_selon(noeud, CHOIX, pack),
        revoir=revoir,
        saute=frozenset(noeud.textes("saute", requis=False)),
        spontane=noeud.textes("spontane", requis=False),
    )
    noeud.fin()
    if avis is not None and choix.avis is None:
        noeud.faute(f"« {choix.id} » : « avis » doit être oui ou non")
    if len(choix.libelle) > LIBELLE_MAX:
        noeud.faute(f"« {choix.id} » : le libellé dépasse {LIBELLE_MAX} signes")
    if revoir is not None and revoir not in pack.vocabulaire:
        noeud.faute(f"« {choix.id} » : fait inconnu « {revoir} »{suggestion(revoir, pack.vocabulaire)}")
    return choix


def _poste(noeud: Noeud, pack: Pack) -> Poste:
    poste = Poste(
        id=_cle(noeud),
        libelle=noeud.texte("libelle"),
        mots=noeud.textes("mots"),
        revient=noeud.oui_non("chaque_annee", defaut=False),
        retire=noeud.oui_non("retire", defaut=False),
        textes=_textes(noeud, POSTE, requis=POSTE),
        selon=_selon(noeud, POSTE, pack),
    )
    noeud.fin()
    return poste


__all__ = ["FICHIER", "lire_le_questionnaire", "questionnaire_de", "s_interroge"]
