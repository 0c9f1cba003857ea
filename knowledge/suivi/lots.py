"""What is said of the lots of a purchase that is followed: who holds each, for which an action stands, which contract each became."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import Plie, plier, simplifier
from knowledge.lecture.lots.designation import Designe, Genre, designer

_MOTIFS = lire_motifs(__file__)

ATTRIBUE, INFRUCTUEUX, SANS_SUITE = "attribue", "infructueux", "sans_suite"
RETENUE, ECARTEE, INSCRITE, REALISEE = "retenue", "ecartee", "inscrite", "realisee"
# Out of 100: the name of a lot is among the words of the object of its contract.
RESSEMBLANCE_MIN = 85
TITULAIRE_MAX = 80

_ETAPES = (
    (ECARTEE, _MOTIFS.ecartee),
    (REALISEE, _MOTIFS.realisee),
    (RETENUE, _MOTIFS.retenue),
    (INSCRITE, _MOTIFS.inscrite),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class IssueDite:
    """What became of some lots, and who holds them, as it was typed."""

    lots: tuple[int, ...]
    issue: str
    titulaire: str | None = None


@dataclass(frozen=True, slots=True)
class EtapeDesLots:
    """A step that is said of some lots; `actions` are the numbers that were said, `seulement`: of no other lot.

    `reste` are the words without those of the lots, folded.
    """

    etape: str
    lots: tuple[int, ...]
    actions: tuple[int, ...]
    seulement: bool = False
    reste: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class LienDit:
    """Which contract of the register a lot is, or that it is not that one."""

    lot: int
    marche: int
    non: bool = False


def lire_les_issues(texte: str, lots: Mapping[int, str], *, attendu: bool = False) -> list[IssueDite]:
    """Who holds which lot; `lots` are their names. Without `attendu`, something must say that it is of an award.

    >>> noms = {1: "vitrerie", 2: "locaux", 3: "voirie"}
    >>> lire_les_issues("lot 1 à Onet, lot 2 sans suite", noms)
    [IssueDite(lots=(1,), issue='attribue', titulaire='Onet'), IssueDite(lots=(2,), issue='sans_suite', titulaire=None)]
    >>> lire_les_issues("les lots 1 et 3 sont attribués à GSF Concorde, le lot 2 est infructueux", noms)[0]
    IssueDite(lots=(1, 3), issue='attribue', titulaire='GSF Concorde')
    >>> lire_les_issues("lot 1 à 40 000", noms), lire_les_issues("le lot 2 passe à Onet ?", noms)
    ([], [])
    """
    plie = plier(texte)
    if _MOTIFS.pas_sur.search(plie.texte):
        return []
    dites = [
        une
        for designe, fin in _clauses(plie, lots)
        if (une := _une_issue(plie, _siens(designe, lots), designe.fin, fin)) is not None
    ]
    dit = attendu or any(
        un.search(plie.texte) for un in (_MOTIFS.infructueux, _MOTIFS.sans_suite, _MOTIFS.mot_d_attribution)
    )
    return dites if dit else []


def _clauses(plie: Plie, lots: Mapping[int, str]) -> Iterator[tuple[Designe, int]]:
    """Each pointing at lots that are known, and where what is said of them ends."""
    # "Dans le lot 2" is often of another contract when one is described; here it is of this one. As long, places stay.
    pointe = replace(plie, texte=plie.texte.replace("dans le lot", "pour le lot"))
    designes = [un for un in designer(pointe, lots, lots=False) if _siens(un, lots)]
    fins = [*(un.debut for un in designes[1:]), len(plie.texte)]
    return zip(designes, fins, strict=False)


def _siens(designe: Designe, lots: Mapping[int, str]) -> tuple[int, ...]:
    """The lots of the purchase that are pointed at; none when nobody knows which, or one is no lot of it."""
    if designe.genre is Genre.TOUS:
        return tuple(lots)
    if designe.ambigu or designe.genre not in (Genre.NUMEROS, Genre.NOM):
        return ()
    return designe.numeros if lots.keys() >= set(designe.numeros) else ()


def _une_issue(plie: Plie, lots: tuple[int, ...], debut: int, fin: int) -> IssueDite | None:
    clause = plie.texte[debut:fin]
    if _MOTIFS.infructueux.search(clause):
        return IssueDite(lots, INFRUCTUEUX)
    if _MOTIFS.sans_suite.search(clause):
        return IssueDite(lots, SANS_SUITE)
    verbe = _MOTIFS.verbe.match(clause)
    place = verbe.end() if verbe else 0
    a = _MOTIFS.a.match(clause, place)
    if a is None or _MOTIFS.autre_chose.match(clause, a.end()):
        return IssueDite(lots, ATTRIBUE) if verbe and "attribue" in verbe[0] else None
    borne = _MOTIFS.fin_du_nom.search(clause, a.end())
    bout = len(clause) if borne is None else borne.start()
    nom = plie.mots(debut + a.end(), debut + bout)[:TITULAIRE_MAX]
    return IssueDite(lots, ATTRIBUE, nom) if nom else None


def lire_une_etape(texte: str, lots: Mapping[int, str]) -> EtapeDesLots | None:
    """Which step some lots reach; None for what names no lot, no step, all lots, or supposes.

    >>> noms = {1: "vitrerie", 2: "locaux", 3: "voirie"}
    >>> lire_une_etape("retiens 8 pour les lots 1 et 3", noms)
    EtapeDesLots(etape='retenue', lots=(1, 3), actions=(8,), seulement=False)
    >>> lire_une_etape("la clause est dans le lot 2 seulement", noms)
    EtapeDesLots(etape='inscrite', lots=(2,), actions=(), seulement=True)
    >>> lire_une_etape("faut-il retenir la 8 pour le lot 1 ?", noms), lire_une_etape("retiens la 8", noms)
    (None, None)
    """
    plie = plier(texte)
    if _MOTIFS.pas_sur.search(plie.texte):
        return None
    designes = [un for un, _ in _clauses(plie, lots)]
    dits = tuple(dict.fromkeys(numero for un in designes for numero in _siens(un, lots)))
    etape = next((nom for nom, motif in _ETAPES if motif.search(plie.texte)), None)
    if etape is None or not dits:
        return None
    debuts, fins = [un.debut for un in designes], [0, *(un.fin for un in designes)]
    reste = " ".join(plie.texte[fin:debut] for fin, debut in zip(fins, [*debuts, len(plie.texte)], strict=True))
    actions = tuple(dict.fromkeys(int(lu[1]) for lu in _MOTIFS.numero.finditer(reste)))
    return EtapeDesLots(etape, dits, actions, _MOTIFS.seulement.search(reste) is not None, reste)


def lire_les_liens(texte: str, lots: Mapping[int, str]) -> list[LienDit]:
    """Which contract of the register each lot is said to be.

    >>> lire_les_liens("le lot 1 est le marché 45, le lot 2 n'est pas le marché 46", {1: "vitrerie", 2: "locaux"})
    [LienDit(lot=1, marche=45, non=False), LienDit(lot=2, marche=46, non=True)]
    """
    plie = plier(texte)
    if _MOTIFS.pas_sur.search(plie.texte):
        return []
    return [
        LienDit(numeros[0], int(lu["no"]), lu["non"] is not None)
        for designe, _ in _clauses(plie, lots)
        if len(numeros := _siens(designe, lots)) == 1 and (lu := _MOTIFS.marche.match(plie.texte, designe.fin))
    ]


def apparier(lots: Mapping[int, str], marches: Mapping[int, tuple[str | None, str | None]]) -> dict[int, int]:
    """Which contract each lot became: by its number as the register tells it, else by its name where one only is alike.

    `marches` gives the lot and the object of each contract. A contract is of one lot: two that would be the same are of none.

    >>> apparier({1: "Vitrerie", 2: "Locaux"}, {7: ("2", "Nettoyage"), 9: (None, "Nettoyage : vitrerie des écoles")})
    {2: 7, 1: 9}
    """
    liens: dict[int, int] = {}
    for numero in lots:
        siens = [marche for marche, (lot, _) in marches.items() if lot == str(numero)]
        if len(siens) == 1:
            liens[numero] = siens[0]
    libres = {marche: simplifier(objet or "") for marche, (_, objet) in marches.items() if marche not in liens.values()}
    proches = {
        numero: [marche for marche, objet in libres.items() if _se_nomme(nom, objet)]
        for numero, nom in lots.items()
        if numero not in liens
    }
    for numero, siens in proches.items():
        if len(siens) == 1 and sum(siens[0] in autres for autres in proches.values()) == 1:
            liens[numero] = siens[0]
    return liens


def _se_nomme(nom: str, objet: str) -> bool:
    dit = simplifier(nom)
    return len(dit) > 2 and fuzz.token_set_ratio(dit, objet) >= RESSEMBLANCE_MIN


__all__ = [
    "ATTRIBUE", "ECARTEE", "INFRUCTUEUX", "INSCRITE", "REALISEE", "RETENUE", "SANS_SUITE", "EtapeDesLots", "IssueDite", "LienDit",
    "apparier", "lire_les_issues", "lire_les_liens", "lire_une_etape",
]  # fmt: skip
