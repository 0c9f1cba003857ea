"""Bulk triage by the team: which contracts recur, which department they are of, and who answers for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.offerts import lire_ordinal
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.registre.marches import changer, lire_une_direction, referent_nomme, vue_avec
from knowledge.francais.noms import lire_un_nom
from knowledge.francais.texte import simplifier
from storage.comptes.records import Role
from storage.limits import NUMERO_MAX
from storage.registre.records import Filtre, MarcheRecord

PAR_PAGE = 8
LUS = 60
PLAGE_MAX = 50
_CHIFFRES = "0123456789abcdefghijklmnopqrstuvwxyz"
_NUMERO = r"(?:n[o°]?\s*+)?\d{1,9}"
_NUMEROS = rf"(?P<numeros>{_NUMERO}(?:(?:\s*+(?:,|et|&|-|a)\s*+|\s++){_NUMERO})*)"
_QUOI = r"(?P<quoi>recurrents?|ponctuels?|oui|non)"
_VERDICT = re.compile(rf"^{_QUOI}\s*+:?\s*+(?:les? |pour )?(?:marches? |contrats? )?{_NUMEROS}$")
_VERDICT_APRES = re.compile(
    rf"^(?:les? )?(?:marches? |contrats? )?{_NUMEROS}\s*+:?\s*+(?:est |sont )?{_QUOI}(?=$|[\s,;])[\s,;]*+(?:et )?"
)
# "oui sauf 2", "oui pour tous": which ones is not said.
_SANS_NUMEROS = re.compile(r"^(?:oui|non)\b.*\b(?:sauf|tous|toutes|tout|les autres)\b")
_ATTRIBUER = re.compile(
    rf"^(?P<quoi>direction|referente?)\s++(?P<nom>[^\d:]{{2,80}}?)\s*+(?::|pour|aux?|->)\s*+(?:les? )?(?:marches? |contrats? )?{_NUMEROS}$"
)


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
        choices += [
            bouton("oui_tri", f"t:oui:{lots[0].id}", lots[0].id),
            bouton("non_tri", f"t:non:{lots[0].id}", lots[0].id),
        ]
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


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button of the triage; None when it is none of them."""
    match reste.split(":"):
        case ["page"]:
            return page(turn, entretien)
        case ["apres", jour, numero] if numero.isdecimal():
            return page(turn, entretien, (_jour(jour), int(numero)))
        case ["oui" | "non" as verdict, numero] if numero.isdecimal():
            return _decider(turn, entretien, [int(numero)], recurrent=verdict == "oui")
        case ["prop", courts] if re.fullmatch(r"[0-9a-z]{1,6}(?:\.[0-9a-z]{1,6})*", courts):
            numeros = [int(court, 36) for court in courts.split(".")]
            return _accepter(turn, entretien, [numero for numero in numeros if numero <= NUMERO_MAX])
    return None


def _jour(dit: str) -> date | None:
    try:
        return date.fromisoformat(dit)
    except ValueError:
        return None


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "récurrents 12 13 14", "non 15", "direction éducation : 12 13", "référent Alice Martin : 12"."""
    simple = simplifier(texte)
    montre = _vient_d_etre_montre(turn)
    if lu := _VERDICT.match(simple):
        if lu["quoi"][0] in "rp" or montre:
            return _decider(turn, entretien, _numeros(lu["numeros"]), recurrent=lu["quoi"][0] in "ro")
        return None
    if lu := _ATTRIBUER.match(simple):
        debut = len(lu["quoi"])
        nom = " ".join(texte.split())[debut : debut + 1 + len(lu["nom"])].strip(" :")
        return _attribuer(turn, entretien, _numeros(lu["numeros"]), lu["quoi"], nom)
    if montre and entretien.etape is not Etape.QUESTION and not texte.rstrip().endswith("?"):
        return _sous_une_page(turn, entretien, simple)
    return None


def _sous_une_page(turn: Turn, entretien: Entretien, simple: str) -> Outcome | None:
    """What is typed of the contracts just shown: "1 oui, 2 non" decides, a number alone or "oui sauf 2" does not say enough."""
    if verdicts := _verdicts(simple):
        return _decider_chacun(turn, entretien, verdicts)
    seul = re.fullmatch(r"(?:n[o°]?\s*)?(?P<numero>\d{1,9})", simple)
    if seul is None and not _SANS_NUMEROS.match(simple) and lire_ordinal(simple) is None:
        return None
    numero = int(seul["numero"]) if seul else None
    choices: tuple[Choice, ...] = ()
    if numero is not None and f"t:oui:{numero}" in (valeur for valeur, _ in turn.etat.get("choix_offerts", ())):
        choices = (bouton("oui_tri", f"t:oui:{numero}", numero), bouton("non_tri", f"t:non:{numero}", numero))
    return _faire_preciser(turn, entretien, numero if choices else None, choices)


def _faire_preciser(
    turn: Turn, entretien: Entretien, numero: int | None = None, choices: tuple[Choice, ...] = ()
) -> Outcome:
    """Ask which contracts were meant: what is typed next is still about the triage."""
    return aparte(turn, entretien, Reply("tri_a_preciser", {"numero": numero}, (*choices, bouton("trier", "t:page"))))


def _verdicts(simple: str) -> list[tuple[bool, list[int] | None]]:
    """Read "1 oui, 2 et 3 non": what is said of which; empty when anything else is said too."""
    lus: list[tuple[bool, list[int] | None]] = []
    while simple:
        lu = _VERDICT_APRES.match(simple)
        if lu is None:
            return []
        lus.append((lu["quoi"][0] in "ro", _numeros(lu["numeros"])))
        simple = simple[lu.end() :]
    return lus


def _vient_d_etre_montre(turn: Turn) -> bool:
    """ "oui 12" means the twelfth of the triage only under a page of it."""
    return any(valeur.startswith("t:") for valeur, _ in turn.etat.get("choix_offerts", ()))


def _numeros(texte: str) -> list[int] | None:
    """The numbers that are listed, those of a range included; None for a range that is none.

    >>> _numeros("1-3, 7 et 9"), _numeros("12 à 14"), _numeros("9-2")
    ([1, 2, 3, 7, 9], [12, 13, 14], None)
    """
    numeros: list[int] = []
    for premier, dernier in re.findall(r"(\d+)(?:\s*(?:-|\b[aà]\b)\s*(?:n[o°]?\s*)?(\d+))?", texte):
        de, a = int(premier), int(dernier or premier)
        if not 0 <= a - de < PLAGE_MAX:
            return None
        numeros += range(de, a + 1)
    return numeros


@dataclass(slots=True)
class _Fait:
    """What became of the contracts that an order names: changed, already so, not in the register."""

    faits: list[MarcheRecord] = field(default_factory=list)
    deja: list[MarcheRecord] = field(default_factory=list)
    inconnus: list[int] = field(default_factory=list)

    @classmethod
    def somme(cls, autres: Sequence[_Fait]) -> _Fait:
        return cls(
            [marche for un in autres for marche in un.faits],
            [marche for un in autres for marche in un.deja],
            [numero for un in autres for numero in un.inconnus],
        )


def _changer_tous(turn: Turn, numeros: Sequence[int], **valeurs: Any) -> _Fait:
    """Decide the same of several contracts, each with the other lots of its consultation."""
    fait = _Fait()
    for numero in numeros:
        marche = memoire(turn).marches.trouver(numero)
        if marche is None:
            fait.inconnus.append(numero)
            continue
        lots = memoire(turn).marches.du_groupe(marche.groupe) if marche.groupe else [marche]
        change = [changer(turn, lot, **valeurs) for lot in lots]
        (fait.faits if any(change) else fait.deja).append(marche)
    return fait


def _dire(turn: Turn, entretien: Entretien, fait: _Fait, verdict: str, nom: str | None = None) -> Outcome:
    """What was decided, and what is left to decide."""
    reste = memoire(turn).marches.compter(Filtre(a_trier=True, de=turn.aujourdhui))
    contexte = {
        "faits": fait.faits,
        "deja": fait.deja,
        "inconnus": fait.inconnus,
        "verdict": verdict,
        "nom": nom,
        "reste": reste,
    }
    choices = (bouton("trier", "t:page"),) if reste else ()
    return aparte(turn, entretien, Reply("tri_fait", contexte, choices))


def _decider(turn: Turn, entretien: Entretien, numeros: Sequence[int] | None, *, recurrent: bool) -> Outcome:
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if numeros is None:
        return _faire_preciser(turn, entretien)
    fait = _changer_tous(turn, numeros, recurrent=recurrent)
    return _dire(turn, entretien, fait, "recurrent" if recurrent else "ponctuel")


def _decider_chacun(turn: Turn, entretien: Entretien, verdicts: Sequence[tuple[bool, Sequence[int] | None]]) -> Outcome:
    """Decide what is said of each, or nothing when one of them could not be read."""
    if len(verdicts) == 1 or any(numeros is None for _, numeros in verdicts):
        recurrent, numeros = verdicts[0]
        return _decider(turn, entretien, numeros if len(verdicts) == 1 else None, recurrent=recurrent)
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    faits = [_changer_tous(turn, numeros or (), recurrent=recurrent) for recurrent, numeros in verdicts]
    return _dire(turn, entretien, _Fait.somme(faits), "chacun")


def _accepter(turn: Turn, entretien: Entretien, proposes: Sequence[int]) -> Outcome:
    """Take what is proposed of the consultations that were shown, and of no other."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    marches = memoire(turn).marches.plusieurs(proposes)
    faits = [
        _changer_tous(turn, [marche.id], recurrent=marche.recurrence_proposee)
        for marche in sorted(marches, key=lambda marche: proposes.index(marche.id))
        # Decided meanwhile, one by one: what somebody said wins over what is proposed.
        if marche.recurrent is None and marche.recurrence_proposee is not None
    ]
    return _dire(turn, entretien, _Fait.somme(faits), "propose")


def _attribuer(turn: Turn, entretien: Entretien, numeros: Sequence[int] | None, quoi: str, dit: str) -> Outcome:
    """Give contracts to a department, or to somebody."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if numeros is None:
        return _faire_preciser(turn, entretien)
    if quoi == "direction":
        direction = lire_une_direction(dit)
        if direction is None:
            return aparte(turn, entretien, Reply("nom_incompris", {"nom": dit}))
        return _dire(turn, entretien, _changer_tous(turn, numeros, direction=direction), "direction", direction)
    lu = lire_un_nom(dit)
    if lu is None:
        return aparte(turn, entretien, Reply("nom_incompris", {"nom": dit}))
    nomme = referent_nomme(turn, lu)
    fait = _changer_tous(turn, numeros, referent_id=None if nomme is None else nomme.id)
    return _dire(turn, entretien, fait, "referent", None if nomme is None else nomme.nom)


__all__ = ["page", "repondre", "repondre_par_choix"]
