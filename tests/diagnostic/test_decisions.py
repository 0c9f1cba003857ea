"""What a message decides of actions, in everyday words."""

from __future__ import annotations

import pytest

from knowledge.diagnostic.decisions import lire_ce_qui_attend, lire_les_decisions


def lire(knowledge, texte, siennes=(8, 13, 17, 20, 24)):
    """Each decision: its verb, the actions that its names mean, its reason; then what is left to answer."""
    chercheur = knowledge.chercheur()
    lues = lire_les_decisions(texte, chercheur.citer)
    if lues is None:
        return None
    return [
        (
            dite.nature,
            tuple(action for une in dite.citees for action in chercheur.trancher(une, siennes)),
            dite.motif,
        )
        for dite in lues.avec_la_queue()
    ]


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        (
            "l'insertion je la garde, le commerce équitable on laisse tomber c'est pas pour nous",
            [("retenir", (8,), ""), ("ecarter", (13,), "c'est pas pour nous")],
        ),
        (
            "le technicien est tout seul dans la gaine, l'insertion ça n'a aucun sens, je la mets pas",
            [("ecarter", (8,), "le technicien est tout seul dans la gaine, l'insertion ça n'a aucun sens")],
        ),
        (
            "insertion: oui. équitable: oui. avance: non, trésorerie",
            [("retenir", (8,), ""), ("retenir", (13,), ""), ("ecarter", (17,), "trésorerie")],
        ),
        ("pour le réemploi je prends aussi, et la négociation pareil", [("retenir", (24,), ""), ("retenir", (20,), "")]),
        ("n'oublie pas linsertion", [("retenir", (8,), "")]),
        (
            "Écartez l'action 20, j'ai regardé : personne. Écartez la 17 : pas de trésorerie. Et gardez la 8",
            [("ecarter", (20,), "j'ai regardé : personne"), ("ecarter", (17,), "pas de trésorerie"), ("retenir", (8,), "")],
        ),
        ("gardez tout sauf la 24", [("retenir", (), ""), ("ecarter", (24,), "")]),
        (
            "Merci. Je retiens 8 et 17, j'écarte 20 : il faut un atelier agréé et je n'ai trouvé aucune entreprise équipée.",
            [
                ("retenir", (8, 17), ""),
                ("ecarter", (20,), "il faut un atelier agréé et je n'ai trouvé aucune entreprise équipée"),
            ],
        ),
        (
            "ok garde 13, 17, 24. la clause d'insertion j'y crois pas, pas de main d'oeuvre chez un grossiste",
            [("retenir", (13, 17, 24), ""), ("ecarter", (8,), "pas de main d'oeuvre chez un grossiste")],
        ),
        (
            "8, 13 et 17 je les garde, 20 et 24 je les vire parce que trop cher",
            [("retenir", (8, 13, 17), ""), ("ecarter", (20, 24), "trop cher")],
        ),
        (
            "j'écarte 8, 17 car on n'a pas le temps, et je garde 20",
            [("ecarter", (8, 17), "on n'a pas le temps"), ("retenir", (20,), "")],
        ),
        ("ok on reserve. 8 oui. ecri moi la frase pour lavis", [("retenir", (11,), ""), ("retenir", (8,), "")]),
        ("Je garde 20, 24. L'insertion je ne sais pas trop, je laisse en attente.", [("retenir", (20, 24), "")]),
        ("écarte la 20 car on a pas d'offre, garde la 8", [("ecarter", (20,), "on a pas d'offre"), ("retenir", (8,), "")]),
        ("Retenir : 8, 17, 24\nÉcarter : 13", [("retenir", (8, 17, 24), ""), ("ecarter", (13,), "")]),
        ("À retenir\n- 8\n- 17\nÀ écarter\n- 13", [("retenir", (8, 17), ""), ("ecarter", (13,), "")]),
        ("8 : oui\n17 : non, trésorerie", [("retenir", (8,), ""), ("ecarter", (17,), "trésorerie")]),
        ("oui : 8, 17\nnon : 13\nà voir : 20", [("retenir", (8, 17), ""), ("ecarter", (13,), "")]),
        ("les deux premières oui, le reste non", [("retenir", (8, 13), ""), ("ecarter", (), "")]),
        ("la 8 ne me convient pas", [("ecarter", (8,), "")]),
        ("rien ne nous convient sauf la 24", [("ecarter", (), ""), ("retenir", (24,), "")]),
        ("tout, mais pas la 13", [("retenir", (), ""), ("ecarter", (13,), "")]),
        ("La 17 ne sera pas retenue.", [("ecarter", (17,), "")]),
        ("écarte la 13, ah non garde-la plutôt", [("ecarter", (13,), ""), ("retenir", (13,), "")]),
        (
            "Le maître d'œuvre dit que négocier ça prend trop de temps, donc on laisse tomber.",
            [("ecarter", (20,), "")],
        ),
        ("17 : ok / 13 : ko", [("retenir", (17,), ""), ("ecarter", (13,), "")]),
        ("la 13 ? non merci. la 20 ? oui", [("ecarter", (13,), ""), ("retenir", (20,), "")]),
        (
            "13 : non, prestations liées ; 17 : à discuter",
            [("ecarter", (13,), "prestations liées")],
        ),
        ("la 13 est écartée faute de moyens", [("ecarter", (13,), "faute de moyens")]),
        ("OK 8, 17 et 20. Pour la 24 je demande à la 3DE.", [("retenir", (8, 17, 20), "")]),
        ("tout sauf 13", [("retenir", (), ""), ("ecarter", (13,), "")]),
        ("les deux premières, pas les autres", [("retenir", (8, 13), ""), ("ecarter", (), "")]),
        ("Retenues : 8, 20\nNon retenues : 13\nEn attente : 17", [("retenir", (8, 20), ""), ("ecarter", (13,), "")]),
        ("La 13 est abandonnée (site unique). La 17 reste en discussion.", [("ecarter", (13,), "site unique")]),
        ("écarter 20... enfin non, écarter 24", [("ecarter", (24,), "")]),
        ("j'avais dit oui pour la 17, finalement c'est non", [("ecarter", (17,), "")]),
        ("8 oui 13 non 17 jsp", [("retenir", (8,), ""), ("ecarter", (13,), "")]),
        ("les services ne veulent ni de la 17 ni de la 20", [("ecarter", (17, 20), "")]),
        ("le groupe retient la négociation", [("retenir", (20,), "")]),
        ("toutes sauf la dernière", [("retenir", (), ""), ("ecarter", (24,), "")]),
        ("retiens 8 et 17, pardon 8 et 20", [("retenir", (8, 20), "")]),
        ("retiens 8 et 17, pardon 20", [("retenir", (8, 20), "")]),
        ("je garde la 8, euh non je l'écarte", [("retenir", (8,), ""), ("ecarter", (8,), "")]),
        ("aucune sauf la 8", [("ecarter", (), ""), ("retenir", (8,), "")]),
        ("la 8 oui mais à confirmer, la 17 non", [("ecarter", (17,), "")]),
        ("Si le juriste est d'accord, on prend la 8. La 17 c'est ok", [("retenir", (17,), "")]),
        ("on peut écarter la 20 ou pas ? sinon la 8 ok", [("retenir", (8,), "")]),
        ("Je suppose qu'on retient l'insertion ? Mon chef dit oui, on la met", [("retenir", (8,), "")]),
    ],
)  # fmt: skip
def test_decisions(knowledge, texte, attendu):
    assert lire(knowledge, texte) == attendu


@pytest.mark.parametrize(
    "texte",
    [
        "l'insertion, c'est obligatoire ?",
        "j'ai oublié de vous dire que c'est la Métropole",
        "pourquoi garder l'insertion",
        "on garde 3 ans",
        "Oui, 4, et on achète. Gardez la trace du calcul",
        "je laisse l'insertion en attente",
        "remets les deux",
        "aucune entreprise ne s'est présentée",
        "la durée est de 36 mois et non 48",
        "si le juriste est d'accord on prend la 8",
        "on prend la 8 si le juriste est d'accord",
        "on garde le même titulaire",
        "je laisse de côté la 13 pour le moment",
        "pas convaincu par la 20",
        "on prend la 8, à moins que le PLIE dise non",
        "ok pour la 8 à condition que le PLIE valide",
        "dès que j'ai le retour du juriste je prends la 17",
        "la 20 uniquement si le budget le permet, sinon non",
        "c'est obligatoire la 17 ? si oui je la garde",
        "si j'écarte la 13, je risque quoi ?",
        "j'aimerais garder la 20 mais je ne suis pas sûre",
        "je garde la 8. Ah non.",
        "Julie m'a demandé si on gardait la 20",
        "la première année on garde",
        "je prendrais bien la 8 mais il me faut l'avis du juriste",
        "je garde la 8 et la 17 ?",
        "on garde la 8, ou pas ?",
        "à voir : 8, 17",
    ],
)
def test_decides_nothing(knowledge, texte):
    assert lire(knowledge, texte) is None


def test_what_decides_of_nothing_is_told_apart(knowledge):
    """What is put off, what was not understood, and what comes after a reason, each by itself."""
    citer = knowledge.chercheur().citer
    remise = lire_les_decisions("Je garde 22, 24. L'insertion je ne sais pas trop, je laisse en attente.", citer)
    assert remise.attente == "L'insertion je ne sais pas trop, je laisse en attente"
    texte = "ok je garde l'incertion et le texte, pour la 26 la compensation carbonne non cé trop petit. tu me fé le recapitulatif"
    lues = lire_les_decisions(texte, citer)
    assert (lues.perdues, lues.dites[-1].motif, lues.apres) == (
        ("le texte",),
        "cé trop petit",
        "tu me fé le recapitulatif",
    )


@pytest.mark.parametrize(
    ("texte", "suite", "remises"),
    [
        ("la 8 on la prend. Et l'avance, je suis obligé de la donner ?", "l'avance, je suis obligé de la donner ?", ()),
        ("la 8 oui, la négociation on verra", "", (20,)),
        ("la 8 oui, je prendrais bien la 17 et la 24", "", (17, 24)),
    ],
)
def test_what_is_asked_or_put_off_is_not_decided(knowledge, texte, suite, remises):
    lues = lire_les_decisions(texte, knowledge.chercheur().citer)
    assert [une.actions for dite in lues.dites for une in dite.citees] == [(8,)]
    assert (lues.suite, tuple(action for une in lues.remises for action in une.actions)) == (suite, remises)


def test_what_only_waits(knowledge):
    """Where nothing is decided, what is put off is told apart, so that it can be decided by a button."""
    lues = lire_ce_qui_attend("la 8 on verra", knowledge.chercheur().citer)
    assert [une.actions for une in lues.remises] == [(8,)]
    assert lire_ce_qui_attend("on verra", knowledge.chercheur().citer) is None
