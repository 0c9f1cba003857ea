"""What a document that a buyer sends tells of the purchase: shown with its own words, then taken or left, all at once or one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from handlers.conversation.acts import Faire, Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, FichierRecu, Outcome, Reply, Turn
from handlers.diagnostic import lots_classeur, questions
from knowledge.ecoute import Acte
from knowledge.francais.avis import lire_avis
from knowledge.lecture.documents import Trouvaille, choisis
from knowledge.lecture.lecture import MONTANT, OBJET
from knowledge.registre.a_part import Feuille
from knowledge.regles.faits import Faits, Possible

TOUT, RIEN, CHOISIR = "document.tout_prendre", "document.tout_laisser", "document.choisir"
DETAILLER, PRENDRE, LAISSER = "document.detailler", "document.prendre", "document.laisser"


def recevoir(turn: Turn, entretien: Entretien) -> Outcome:
    """Documents just came: say what they tell that is not known yet, and ask before any of it is noted."""
    recus = [recu for recu in turn.recus if recu.document is not None]
    lus = [une for recu in recus if recu.document for une in recu.document.trouvailles]
    dits = _a_proposer(entretien, lus)
    contexte = {
        "fichiers": [recu.nom for recu in recus],
        "partiels": [
            {"nom": recu.nom, "lues": recu.document.lues, "pages": recu.document.pages}
            for recu in recus
            if recu.document and recu.document.lues < recu.document.pages
        ],
        "deja": len({une.lu.nom for une in lus}) - len(dits),
    }
    garde = replace(entretien, document=None)
    lots = _ses_lots(turn, garde, recus)
    if not dits:
        return lots or aparte(turn, garde, Reply("document_sans_fait", contexte))
    cle = hashlib.sha256(repr(dits).encode()).hexdigest()[:8]
    document = {"cle": cle, "noms": contexte["fichiers"], "pris": False, "dits": dits}
    base = garde if lots is None else Entretien.depuis_json(turn.pack.vocabulaire, lots.etat)
    suivant = replace(base, document=document, attente=Acte(TOUT))
    choices = (
        bouton("tout_prendre", f"dc:tout:{cle}"),
        *((bouton("un_par_un", f"dc:detailler:{cle}"),) if len(dits) > 1 else ()),
        bouton("ne_rien_prendre", f"dc:rien:{cle}"),
    )
    montres = {**contexte, "groupes": _grouper([_montrer(turn, entretien, dit) for dit in dits])}
    return Outcome(suivant.en_json(), [*(lots.replies if lots else ()), Reply("document_lu", montres, choices)])


def _a_proposer(entretien: Entretien, lus: Sequence[Trouvaille]) -> list[dict[str, Any]]:
    """The facts that are told and not known yet, each with its values, as the state keeps them."""
    par_fait: dict[str, dict[str, Trouvaille]] = {}
    for une in lus:
        valeurs = par_fait.setdefault(une.lu.nom, {})
        valeurs.setdefault(repr(_en_json(entretien, une.lu.nom, une.lu.possible)), une)
    return [
        {
            "nom": nom,
            "valeurs": [
                {
                    "valeur": _en_json(entretien, nom, une.lu.possible),
                    "mots": une.lu.mots[: questions.MOTS_MAX],
                    "phrase": une.phrase,
                    # Whether an amount is before tax is asked, unless it was said.
                    "sur": une.lu.sur or nom != MONTANT,
                }
                for une in valeurs.values()
            ],
        }
        for nom, valeurs in par_fait.items()
        if nom in entretien.faits.vocabulaire
        and not (len(valeurs) == 1 and _est_connue(entretien, nom, next(iter(valeurs.values())).lu.possible))
    ]


def _est_connue(entretien: Entretien, nom: str, possible: Possible) -> bool:
    if nom not in entretien.faits.dits() or nom in entretien.devines:
        return False
    deja = entretien.faits[nom]
    return deja == possible or (nom != OBJET and deja.inter(possible) == deja)  # type: ignore[arg-type]


def _en_json(entretien: Entretien, nom: str, possible: Possible) -> Any:
    return Faits(entretien.faits.vocabulaire, {nom: possible}).en_json()[nom]


def _possible(entretien: Entretien, nom: str, valeur: Any) -> Possible | None:
    return Faits.depuis_json(entretien.faits.vocabulaire, {nom: valeur}).dits().get(nom)


def _montrer(turn: Turn, entretien: Entretien, dit: Mapping[str, Any]) -> dict[str, Any]:
    """A fact as the templates show it: each value with the words of the document, and what was known of it."""
    nom = dit["nom"]
    valeurs = [(une, _possible(entretien, nom, une["valeur"])) for une in dit["valeurs"]]
    connu = entretien.faits.dits().get(nom)
    return {
        "fait": turn.pack.vocabulaire[nom].libelle,
        "valeurs": [
            {"dite": turn.phrase("valeur", nom, possible), "phrase": une["phrase"]}
            for une, possible in valeurs
            if possible is not None
        ],
        "connu": None if connu is None or nom in entretien.devines else turn.phrase("valeur", nom, connu),
    }


def _grouper(montres: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """The facts that one sentence tells, told beside it once."""
    groupes: dict[str, list[Mapping[str, Any]]] = {}
    for montre in montres:
        groupes.setdefault(" / ".join(une["phrase"] for une in montre["valeurs"]), []).append(montre)
    return list(groupes.values())


def _ses_lots(turn: Turn, entretien: Entretien, recus: Sequence[FichierRecu]) -> Outcome | None:
    """The table of lots of these documents, proposed as that of a workbook would be."""
    tables = [
        FichierRecu(recu.nom, feuilles=(Feuille(recu.nom, recu.document.lots),))
        for recu in recus
        if recu.document and recu.document.lots
    ]
    if not tables or lots_classeur.sont_deja_pris(turn, entretien, tables):
        return None
    return lots_classeur.recevoir(replace(turn, recus=tables), entretien)


# --- what is said of it -----------------------------------------------------------------------------------------------


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """Yes, no, or which facts, right after those of a document were shown."""
    attente, document = entretien.attente, entretien.document
    if not isinstance(attente, Acte) or attente.nature not in (TOUT, PRENDRE) or document is None:
        return None
    avis = lire_avis(texte)
    if avis is not None and not avis.suite:
        if attente.nature == TOUT:
            return Proposition(Acte(TOUT if avis.accord else RIEN, mots=texte), Force.ATTENDU)
        return Proposition(Acte(PRENDRE if avis.accord else LAISSER, attente.slots, mots=texte), Force.ATTENDU)
    noms = choisis(turn.lecteur, texte, [dit["nom"] for dit in document["dits"]])
    return None if noms is None else Proposition(Acte(CHOISIR, {"noms": sorted(noms)}, mots=texte), Force.ATTENDU)


def _du_document(faire: Faire) -> Faire:
    """What is done of the document that was shown; another one, or none, is said to be gone."""

    def fait(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        document = entretien.document
        if document is None or acte.slots.get("empreinte", document["cle"]) != document["cle"]:
            return aparte(turn, entretien, Reply("document_laisse", {"fichiers": []}))
        return faire(turn, entretien, acte)

    return fait


def _tout(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    return _prendre_ceux(turn, entretien, {dit["nom"] for dit in _dits(entretien)})


def _choisir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    noms = set(acte.slots["noms"])
    return _prendre_ceux(turn, _avec(entretien, [dit for dit in _dits(entretien) if dit["nom"] in noms]), noms)


def _prendre_ceux(turn: Turn, entretien: Entretien, noms: set[str]) -> Outcome:
    """Take these; of those of which the document tells two values, each is asked."""
    surs = [dit for dit in _dits(entretien) if dit["nom"] in noms and len(dit["valeurs"]) == 1]
    suivant, compris = _noter(turn, entretien.memoriser(), [(dit["nom"], dit["valeurs"][0]) for dit in surs])
    return _continuer(turn, _sans(suivant, {dit["nom"] for dit in surs}), compris)


def _prendre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Take one value of one fact."""
    dit = _designe(entretien, acte)
    rang = acte.slots.get("valeur", 0)
    if dit is None or not isinstance(rang, int) or rang >= len(dit["valeurs"]):
        return _continuer(turn, entretien, [])
    suivant, compris = _noter(turn, entretien.memoriser(), [(dit["nom"], dit["valeurs"][rang])])
    return _continuer(turn, _sans(suivant, {dit["nom"]}), compris)


def _laisser(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    dit = _designe(entretien, acte)
    return _continuer(turn, entretien if dit is None else _sans(entretien, {dit["nom"]}), [])


def _rien(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    return _continuer(turn, _avec(entretien, []), [])


def _detailler(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    return _continuer(turn, entretien, [])


def _dits(entretien: Entretien) -> list[dict[str, Any]]:
    return [] if entretien.document is None else list(entretien.document["dits"])


def _designe(entretien: Entretien, acte: Acte) -> dict[str, Any] | None:
    """The fact that a button names by its place in the vocabulary: those that are left have theirs still."""
    rangs = entretien.faits.vocabulaire.rang
    return next((dit for dit in _dits(entretien) if rangs[dit["nom"]] == acte.slots.get("numero")), None)


def _avec(entretien: Entretien, dits: Sequence[Mapping[str, Any]], *, pris: bool = False) -> Entretien:
    assert entretien.document is not None
    document = entretien.document
    return replace(entretien, document={**document, "dits": list(dits), "pris": document["pris"] or pris})


def _sans(entretien: Entretien, noms: set[str]) -> Entretien:
    return _avec(entretien, [dit for dit in _dits(entretien) if dit["nom"] not in noms])


def _noter(
    turn: Turn, entretien: Entretien, pris: Iterable[tuple[str, Mapping[str, Any]]]
) -> tuple[Entretien, list[questions.Compris]]:
    """Note what was accepted: it is said by the buyer from now on, and takes the place of what was said before."""
    suivant, compris = entretien, list[questions.Compris]()
    for nom, valeur in pris:
        possible = _possible(entretien, nom, valeur["valeur"])
        if possible is None:
            continue
        base = suivant.oublier(nom) if nom == OBJET else suivant
        suivant, appris = questions.apprendre(base, nom, possible, valeur["mots"], devine=not valeur["sur"])
        suivant = replace(suivant, dernier=nom, mots={**suivant.mots, nom: valeur["mots"]})
        compris.append(appris)
    suivant, recomptes = questions.recompter(turn, entretien, suivant)
    return _avec(suivant, _dits(suivant), pris=bool(compris)), [*compris, *recomptes]


def _continuer(turn: Turn, entretien: Entretien, compris: Sequence[questions.Compris]) -> Outcome:
    """Propose the next fact; when none is left, go on with the purchase, or say that nothing was taken."""
    assert entretien.document is not None
    if dits := _dits(entretien):
        return _proposer(turn, entretien, dits, compris)
    fini = replace(entretien, document=None)
    if not entretien.document["pris"]:
        return aparte(turn, fini, Reply("document_laisse", {"fichiers": entretien.document["noms"]}))
    return questions.avancer(turn, replace(fini, question=None), compris)


def _proposer(
    turn: Turn, entretien: Entretien, dits: Sequence[Mapping[str, Any]], compris: Sequence[questions.Compris]
) -> Outcome:
    assert entretien.document is not None
    dit, cle = dits[0], entretien.document["cle"]
    rang = entretien.faits.vocabulaire.rang[dit["nom"]]
    montre = _montrer(turn, entretien, dit)
    plusieurs = len(montre["valeurs"]) > 1
    prendre = [
        Choice(une["dite"], f"dc:prendre:{cle}:{rang}:{place}")
        if plusieurs
        else bouton("prendre_ce_fait", f"dc:prendre:{cle}:{rang}:{place}")
        for place, une in enumerate(montre["valeurs"])
    ]
    reste = (bouton("prendre_le_reste", f"dc:tout:{cle}"), bouton("laisser_le_reste", f"dc:rien:{cle}"))
    choices = (*prendre, bouton("laisser_ce_fait", f"dc:laisser:{cle}:{rang}"), *(reste if len(dits) > 1 else ()))
    contexte = {
        "fichiers": entretien.document["noms"],
        "dit": montre,
        "restent": len(dits),
        "notes": [turn.phrase("fait", un.nom, un.apres) for un in compris],
    }
    attente = None if plusieurs else Acte(PRENDRE, {"numero": rang, "valeur": 0})
    return Outcome(replace(entretien, attente=attente).en_json(), [Reply("document_fait", contexte, choices)])


ACTES: Mapping[str, Faire] = {
    TOUT: _du_document(_tout),
    RIEN: _du_document(_rien),
    CHOISIR: _du_document(_choisir),
    DETAILLER: _du_document(_detailler),
    PRENDRE: _du_document(_prendre),
    LAISSER: _du_document(_laisser),
}

__all__ = ["ACTES", "DETAILLER", "LAISSER", "PRENDRE", "RIEN", "TOUT", "lire", "recevoir"]
