"""Bulk triage by the team: which contracts recur, which department they are of, and who answers for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.diagnostic import dialogue
from handlers.registre.marches import a_qui, changer, numero_de, vue_avec
from knowledge.ecoute import Acte
from knowledge.francais.choix import lire_ordinal
from knowledge.francais.texte import simplifier
from knowledge.registre.paroles import (
    jour_de,
    lire_des_numeros,
    lire_des_verdicts,
    lire_une_repartition,
    ne_dit_pas_lesquels,
)
from storage.comptes.records import Role
from storage.limits import NUMERO_MAX
from storage.registre.records import Filtre, MarcheRecord

PAR_PAGE = 8
LUS = 60
# The digits in base 36 of the largest number of nine.
COURT_MAX = 6
_CHIFFRES = "0123456789abcdefghijklmnopqrstuvwxyz"


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """ "récurrents 12 13 14", "direction éducation : 12 13"; under a page of the triage "non 15", "1 oui, 2 non" and what says too little."""
    if acte := lire_une_repartition(texte):
        return Proposition(acte, Force.NOMME)
    montres = [valeur for valeur, _ in turn.etat.get("choix_offerts", ()) if valeur.startswith("t:")]
    if lus := lire_des_verdicts(texte):
        verdicts, avant = lus
        if montres or (avant and all(verdict[0] in "rp" for verdict, _ in verdicts)):
            dits = [[verdict[0] in "ro", [*numeros]] for verdict, numeros in verdicts]
            return Proposition(Acte("registre.trancher", {"verdicts": dits}, mots=texte), Force.NOMME)
    if not montres or entretien.etape is Etape.QUESTION or texte.rstrip().endswith("?"):
        return None
    numeros = lire_des_numeros(texte) or ()
    if len(numeros) != 1 and not ne_dit_pas_lesquels(texte) and lire_ordinal(simplifier(texte)) is None:
        return None
    seul = {"numero": numeros[0]} if len(numeros) == 1 and f"t:oui:{numeros[0]}" in montres else {}
    return Proposition(Acte("registre.preciser", seul, mots=texte), Force.ATTENDU)


def page(turn: Turn, entretien: Entretien, apres: tuple[date | None, int] | None = None) -> Outcome:
    """Contracts that nobody decided of, the first to end first, each with what the register lets suppose."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    filtre = Filtre(a_trier=True, de=turn.aujourdhui)
    marches = memoire(turn).marches.liste(filtre, LUS, apres)
    groupes = _par_consultation(marches)
    montres = groupes[:PAR_PAGE]
    seances = memoire(turn).seances.toutes()
    motifs = _motifs(turn, [lots[0] for lots in montres])
    contexte = {
        "groupes": [
            {
                "vue": vue_avec(turn, lots[0], seances, len(lots)),
                "proposee": lots[0].recurrence_proposee,
                "motif": motifs.get(lots[0].id),
            }
            for lots in montres
        ],
        "reste": memoire(turn).marches.compter(filtre),
        "echus": memoire(turn).marches.compter(Filtre(a_trier=True, a=turn.aujourdhui)),
        "sans_date": memoire(turn).marches.compter(Filtre(a_trier=True, sans_date=True)),
    }
    choices: list[Choice] = []
    for lots in montres:
        choices += _boutons_de(lots[0].id)
    if proposes := [lots[0].id for lots in montres if lots[0].recurrence_proposee is not None]:
        choices.append(bouton("accepter_les_propositions", f"t:prop:{'.'.join(map(_court, proposes))}"))
    if len(groupes) > PAR_PAGE:
        choices.append(bouton("suite", _suite(marches, groupes[PAR_PAGE][0])))
    return aparte(turn, entretien, Reply("tri", contexte, tuple(choices)))


def _suite(marches: Sequence[MarcheRecord], suivant: MarcheRecord) -> str:
    """The button of the next page: it starts where the first consultation that is not shown does, whatever lots come later."""
    precedent = marches[[marche.id for marche in marches].index(suivant.id) - 1]
    jour = precedent.attribution_prevue.isoformat() if precedent.attribution_prevue else ""
    return f"t:apres:{jour}:{precedent.id}"


def _court(numero: int) -> str:
    """A number in base 36: Telegram takes 64 bytes of a button, and a page of numbers has to fit.

    >>> _court(35), int(_court(999_999_999), 36)
    ('z', 999999999)
    """
    tete, reste = divmod(numero, 36)
    return (_court(tete) if tete else "") + _CHIFFRES[reste]


def _par_consultation(marches: Sequence[MarcheRecord]) -> list[list[MarcheRecord]]:
    groupes: dict[str, list[MarcheRecord]] = {}
    for marche in marches:
        groupes.setdefault(marche.groupe or str(marche.id), []).append(marche)
    return list(groupes.values())


def _motifs(turn: Turn, marches: Sequence[MarcheRecord]) -> dict[int, dict[str, Any]]:
    """Why each recurrence is proposed, with the earlier contracts themselves, by number of the contract."""
    motifs = {marche.id: marche.recurrence_motif for marche in marches if marche.recurrence_motif is not None}
    cites = {numero: (motif.get("contrats") or [])[:3] for numero, motif in motifs.items()}
    connus = {un.id: un for un in memoire(turn).marches.plusieurs({cite for tous in cites.values() for cite in tous})}
    return {
        numero: {**motif, "anterieurs": [connus[cite] for cite in sorted(cites[numero]) if cite in connus]}
        for numero, motif in motifs.items()
    }


def suite(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The page that follows a contract."""
    return page(turn, entretien, (jour_de(acte.slots), numero_de(acte)))


def preciser(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Ask which contracts were meant, or what of the one that was named: what is typed next is still about the triage."""
    numero = acte.slots.get("numero")
    choices = () if numero is None else _boutons_de(numero)
    return aparte(turn, entretien, Reply("tri_a_preciser", {"numero": numero}, (*choices, bouton("trier", "t:page"))))


def _boutons_de(numero: int) -> tuple[Choice, ...]:
    return bouton("oui_tri", f"t:oui:{numero}", numero), bouton("non_tri", f"t:non:{numero}", numero)


def _changer_tous(turn: Turn, dits: Sequence[tuple[Sequence[int], Mapping[str, Any]]]) -> dict[str, list[Any]]:
    """Change contracts as is said of each, with the other lots of their consultation: which changed, stood so, are unknown."""
    faits: dict[str, list[Any]] = {"faits": [], "deja": [], "inconnus": []}
    for numero, valeurs in ((numero, valeurs) for numeros, valeurs in dits for numero in numeros):
        marche = memoire(turn).marches.trouver(numero)
        if marche is None:
            faits["inconnus"].append(numero)
            continue
        lots = memoire(turn).marches.du_groupe(marche.groupe) if marche.groupe else [marche]
        change = [changer(turn, lot, **valeurs) for lot in lots]
        faits["faits" if any(change) else "deja"].append(marche)
    return faits


def _dire(turn: Turn, entretien: Entretien, faits: Mapping[str, Any], verdict: str, nom: str | None = None) -> Outcome:
    """What was decided, and what is left to decide."""
    reste = memoire(turn).marches.compter(Filtre(a_trier=True, de=turn.aujourdhui))
    contexte = {**faits, "verdict": verdict, "nom": nom, "reste": reste}
    return aparte(turn, entretien, Reply("tri_fait", contexte, (bouton("trier", "t:page"),) if reste else ()))


def par_bouton(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Decide of the one contract of a button."""
    verdicts = [[acte.nature == "registre.revient", [numero_de(acte)]]]
    return trancher(turn, entretien, Acte("registre.trancher", {"verdicts": verdicts}))


def trancher(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Decide what is said of each contract, or nothing where the numbers of one of them could not be read."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    verdicts = acte.slots["verdicts"]
    if not all(numeros for _, numeros in verdicts):
        return preciser(turn, entretien, Acte("registre.preciser"))
    fait = _changer_tous(turn, [(numeros, {"recurrent": recurrent}) for recurrent, numeros in verdicts])
    dit = "chacun" if len(verdicts) > 1 else "recurrent" if verdicts[0][0] else "ponctuel"
    return _dire(turn, entretien, fait, dit)


def accepter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Take what is proposed of the consultations that were shown, and of no other."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    courts = str(acte.slots["courts"]).split(".")
    if not all(court.isascii() and court.isalnum() and len(court) <= COURT_MAX for court in courts):
        return dialogue.dire(turn, entretien, "choix_inconnu")
    proposes = [int(court, 36) for court in courts]
    marches = memoire(turn).marches.plusieurs([numero for numero in proposes if numero <= NUMERO_MAX])
    faits = [
        ([marche.id], {"recurrent": marche.recurrence_proposee})
        for marche in sorted(marches, key=lambda marche: proposes.index(marche.id))
        # Decided meanwhile, one by one: what somebody said wins over what is proposed.
        if marche.recurrent is None and marche.recurrence_proposee is not None
    ]
    return _dire(turn, entretien, _changer_tous(turn, faits), "propose")


def repartir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Give contracts to a department, or to somebody."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if not acte.slots["numeros"]:
        return preciser(turn, entretien, Acte("registre.preciser"))
    lu = a_qui(turn, acte)
    if lu is None:
        return aparte(turn, entretien, Reply("nom_incompris", {"nom": acte.slots["nom"]}))
    valeurs, nom = lu
    return _dire(turn, entretien, _changer_tous(turn, [(acte.slots["numeros"], valeurs)]), acte.slots["a"], nom)
