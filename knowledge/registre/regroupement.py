"""A file's records become contracts: co-holders joined, the latest telling kept, lots told apart, nothing lost on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from knowledge.registre.colonnes import Correspondance, proposer
from knowledge.registre.decp import (
    ATTENDUS,
    DECALAGE,
    DECALAGE_DES_GENS,
    Contexte,
    Enregistrement,
    avec_mesure,
    canoniques,
    empreinte,
    identifier,
    lire_brut,
    version_de,
)
from knowledge.registre.enumerations import mots_de
from knowledge.registre.fichiers import Brut, Source
from knowledge.registre.lots import groupe_de
from knowledge.registre.marche import Gravite, Lecture, MarcheLu, Modification, Remarque, Titulaire
from knowledge.registre.valeurs import Notes, en_texte, est_vide

# Fields whose difference between two tellings is worth a line of the report.
_COMPARES = (
    "objet",
    "cpv",
    "procedure",
    "montant_ht",
    "duree_mois",
    "notifie_le",
    "publie_le",
    "fin",
    "attribution_prevue",
)
_CAUSES_DU_GROUPE = frozenset({"lignes_de_modification", "numero_partage_par_lots", "modification_sans_mesure"})
# What a value beyond all measure may raise wherever it is reckoned with: its record is set aside, the others are read.
_SANS_MESURE = (ArithmeticError, RecursionError, ValueError)
# Objects less alike than this are of two contracts.
_MEME_OBJET = 60


def lire(
    source: Source,
    *,
    correspondance: Correspondance | None = None,
    acheteurs: Mapping[str, str] | None = None,
    acheteur_defaut: str | None = None,
) -> Iterator[Lecture]:
    """What became of each record, exactly one Lecture for each; contracts as soon as all their records are read.

    `correspondance` is that of a table's headings (the proposed one when not given); `acheteurs` gives the SIRET of the
    buyers that a table names, `acheteur_defaut` that of the rows that name none. The file is read twice: the first time
    for the keys alone, so that only the records of a key that comes again wait.
    """
    tableau = source.format.est_un_tableau
    if tableau and correspondance is None:
        correspondance = proposer(source.entetes, source.echantillon)
    attendus = ATTENDUS if correspondance is None else ATTENDUS & correspondance.attendus
    des_gens = correspondance is not None and not correspondance.officielle
    contexte = Contexte(dict(acheteurs or {}), acheteur_defaut, attendus, DECALAGE_DES_GENS if des_gens else DECALAGE)
    source.passes_prevues = 2
    combien = _compter(_bruts(source, correspondance), contexte)
    attentes: dict[str, list[Enregistrement]] = defaultdict(list)
    for brut in _bruts(source, correspondance):
        lu = _lire_brut(brut, contexte)
        if lu.marche is None:
            yield Lecture(lu.ligne, remarques=lu.remarques, extrait=lu.extrait)
            continue
        cle = f"{lu.marche.acheteur_id}/{lu.marche.numero}"
        attendus_de_la_cle = combien.get(hash(cle), 1)
        if attendus_de_la_cle == 1:
            yield Lecture(lu.ligne, lu.marche, remarques=lu.remarques, extrait=lu.extrait)
            continue
        attentes[cle].append(lu)
        if len(attentes[cle]) == attendus_de_la_cle:
            yield from regrouper(attentes.pop(cle))
    # Those of which a record was set aside.
    for reste in attentes.values():
        yield from regrouper(reste)


def _bruts(source: Source, correspondance: Correspondance | None) -> Iterator[Brut]:
    if correspondance is None:
        return source.bruts()
    return (brut if brut.faute is not None else _traduire(brut, correspondance) for brut in source.bruts())


def _traduire(brut: Brut, correspondance: Correspondance) -> Brut:
    """A row by the fields of its columns; one that only says the headings again is none."""
    dites = [(entete, valeur) for entete, valeur in brut.champs.items() if not est_vide(valeur)]
    if len(dites) > 1 and all(mots_de(en_texte(valeur)) == mots_de(entete) for entete, valeur in dites):
        return replace(brut, faute=Remarque(Gravite.ECARTE, "ligne_de_titres", ""))
    return replace(brut, champs=correspondance.traduire(brut.champs))


def _lire_brut(brut: Brut, contexte: Contexte) -> Enregistrement:
    try:
        return lire_brut(brut, contexte)
    except _SANS_MESURE:
        remarque = Remarque(Gravite.ECARTE, "enregistrement_illisible", "")
        return Enregistrement(brut.ligne, None, (remarque,), brut.extrait)


def _compter(bruts: Iterator[Brut], contexte: Contexte) -> dict[int, int]:
    """How often each key that comes again occurs, by its hash."""
    vues: set[int] = set()
    combien: dict[int, int] = {}
    for brut in bruts:
        if brut.faute is not None:
            continue
        try:
            identite = identifier(canoniques(brut), contexte, Notes())
        except _SANS_MESURE:
            continue
        if identite is None:
            continue
        cle = hash(identite.cle)
        if cle in combien:
            combien[cle] += 1
        elif cle in vues:
            combien[cle] = 2
        else:
            vues.add(cle)
    return combien


# --- the records of one key -------------------------------------------------------------------------------------------


def regrouper(enregistrements: Sequence[Enregistrement]) -> Iterator[Lecture]:
    """The records of one key, whatever their order: one contract, or one for each lot that shares the number."""
    par_lot: dict[str, list[tuple[Enregistrement, MarcheLu]]] = defaultdict(list)
    for un in enregistrements:
        if un.marche is not None:
            par_lot[un.marche.lot or ""].append((un, un.marche))
    if sum(1 for lot in par_lot if lot) < 2:
        yield from _un_marche([un for membres in par_lot.values() for un in membres])
        return
    for lot, membres in par_lot.items():
        yield from _un_marche([(un, _au_numero_du_lot(marche, lot)) for un, marche in membres] if lot else membres)


def _au_numero_du_lot(marche: MarcheLu, lot: str) -> MarcheLu:
    """Lots that share a number are so many contracts: each needs its own."""
    numero = f"{marche.numero}-L{lot.replace(' ', '')}"
    remarque = Remarque(Gravite.CORRIGE, "numero_partage_par_lots", "numero", marche.numero, numero)
    accord = marche.decp.get("idAccordCadre")
    propre = replace(
        marche,
        numero=numero,
        groupe=groupe_de(marche.acheteur_id, numero, marche.objet, lot, marche.notifie_le, accord),
        remarques=(*marche.remarques, remarque),
    )
    return replace(propre, version=version_de(propre))


def _un_marche(membres: Sequence[tuple[Enregistrement, MarcheLu]]) -> Iterator[Lecture]:
    etapes = _etapes(membres)
    if len(etapes) > 1:
        yield from _avec_ses_modifications(etapes)
        return
    retenu, marche, autres = _version_retenue(membres)
    yield Lecture(retenu.ligne, marche, remarques=_propres(retenu, marche), extrait=retenu.extrait)
    for un, lu in autres:
        yield _un_autre(un, lu, retenu, marche)


def _propres(retenu: Enregistrement, marche: MarcheLu) -> tuple[Remarque, ...]:
    """The record's own remarks, and those of the grouping."""
    du_groupe = [r for r in marche.remarques if r.cause in _CAUSES_DU_GROUPE and r not in retenu.remarques]
    return (*(r for r in retenu.remarques if r not in du_groupe), *du_groupe)


Membre = tuple[Enregistrement, MarcheLu]


def _version_retenue(membres: Sequence[Membre]) -> tuple[Enregistrement, MarcheLu, list[Membre]]:
    """The latest telling with all its holders, the record that stands for it, and the others."""
    versions: dict[str, list[Membre]] = defaultdict(list)
    for membre in membres:
        versions[empreinte(membre[1])].append(membre)
    derniere = max(versions.values(), key=lambda version: max(marche.version for _, marche in version))
    derniere = sorted(derniere, key=lambda membre: (membre[1].version, membre[1].titulaires), reverse=True)
    retenu, marche = derniere[0]
    titulaires = _reunis(un for _, autre in derniere for un in autre.titulaires)
    remarques = _reunies([autre for _, autre in derniere])
    marche = replace(marche, titulaires=titulaires, remarques=remarques)
    # Of equal records, the first of the file stands for all.
    retenu = min(
        (un for un, autre in derniere if autre.titulaires == derniere[0][1].titulaires), key=lambda un: un.ligne
    )
    return retenu, marche, [membre for membre in membres if membre[0] is not retenu]


def _reunis(titulaires: Iterator[Titulaire]) -> tuple[Titulaire, ...]:
    """Each holder once; one told with its name and without is the one with."""
    tous = set(titulaires)
    nommes = {(un.type_identifiant, un.identifiant) for un in tous if un.nom}
    par_numero: dict[tuple[str, str], Titulaire] = {}
    for un in sorted(tous):
        cle = (un.type_identifiant, un.identifiant)
        if not un.identifiant:
            par_numero["", un.nom] = un
        elif un.nom or cle not in nommes:
            par_numero[cle] = un
    return tuple(sorted(par_numero.values()))


def _reunies(marches: Sequence[MarcheLu]) -> tuple[Remarque, ...]:
    if len(marches) == 1:
        return marches[0].remarques
    toutes = {remarque for marche in marches for remarque in marche.remarques}
    return tuple(sorted(toutes, key=lambda r: (r.gravite, r.cause, r.champ, r.lu, r.retenu or "")))


def _un_autre(un: Enregistrement, lu: MarcheLu, retenu: Enregistrement, marche: MarcheLu) -> Lecture:
    if not _est_un_autre(lu, marche):
        return Lecture(un.ligne, None, retenu.ligne, _pourquoi(lu, marche, un), un.extrait)
    return Lecture(un.ligne, remarques=(_numero_partage(lu, marche),), extrait=un.extrait)


def _numero_partage(lu: MarcheLu, retenu: MarcheLu) -> Remarque:
    dit, garde = (
        " | ".join(en_texte(v) for v in (c.objet, c.montant_ht, *(t.nom or t.identifiant for t in c.titulaires)) if v)
        for c in (lu, retenu)
    )
    return Remarque(Gravite.ECARTE, "numero_partage", "numero", dit[:300], garde[:300])


def _pourquoi(lu: MarcheLu, retenu: MarcheLu, un: Enregistrement) -> tuple[Remarque, ...]:
    """Why a record gives no contract of its own, and what it said otherwise."""
    des_titulaires = tuple(r for r in un.remarques if r.champ == "titulaires")
    differences = [
        (champ, en_texte(getattr(lu, champ)), en_texte(getattr(retenu, champ)))
        for champ in _COMPARES
        if getattr(lu, champ) is not None and getattr(lu, champ) != getattr(retenu, champ)
    ]
    if differences:
        return (
            *des_titulaires,
            *(
                Remarque(Gravite.CORRIGE, "version_anterieure", champ, dit[:300], garde[:300])
                for champ, dit, garde in differences
            ),
        )
    nouveaux = [t for t in lu.titulaires if t.identifiant or t.nom]
    if len(retenu.titulaires) > 1 and nouveaux:
        noms = ", ".join(t.nom or t.identifiant for t in nouveaux)
        return (*des_titulaires, Remarque(Gravite.CORRIGE, "cotitulaire", "titulaires", noms[:300], noms[:300]))
    return (*des_titulaires, Remarque(Gravite.CORRIGE, "doublon", ""))


def _est_un_autre(lu: MarcheLu, retenu: MarcheLu) -> bool:
    """Whether two records of one number are two contracts: another object, or other holders and another amount."""
    if lu.objet and retenu.objet and fuzz.token_set_ratio(mots_de(lu.objet), mots_de(retenu.objet)) < _MEME_OBJET:
        return True
    if not lu.titulaires or not retenu.titulaires or set(lu.titulaires) & set(retenu.titulaires):
        return False
    return None not in (lu.montant_ht, retenu.montant_ht) and lu.montant_ht != retenu.montant_ht


# --- tables that give a row to each amendment -------------------------------------------------------------------------


def _etapes(membres: Sequence[Membre]) -> list[list[Membre]]:
    """The states of a contract told by rows: its award, then each amendment; one state where rows do not tell any."""
    if not all(un.en_lignes for un, _ in membres):
        return [list(membres)]
    etapes: dict[tuple[int, date], list[Membre]] = defaultdict(list)
    for un, marche in membres:
        if marche.notifie_le is None:
            return [list(membres)]
        etapes[un.rang_modification or 0, marche.notifie_le].append((un, marche))
    return [etapes[rang] for rang in sorted(etapes)]


def _avec_ses_modifications(etapes: Sequence[Sequence[Membre]]) -> Iterator[Lecture]:
    retenu, marche, autres = _version_retenue(etapes[0])
    intrus = [lu for _, lu in autres if _est_un_autre(lu, marche)]
    avant = marche
    modifications = list(marche.modifications)
    suite: list[Membre] = []
    notes = Notes()
    for etape in etapes[1:]:
        # Another contract under the same number has amendments of its own.
        siens = [
            membre for membre in etape if not _suit(membre[1], intrus, marche) and not _est_un_autre(membre[1], avant)
        ]
        autres.extend(membre for membre in etape if membre not in siens)
        if not siens:
            continue
        _, apres, reste = _version_retenue(siens)
        autres.extend(membre for membre in reste if _est_un_autre(membre[1], apres))
        suite.extend(membre for membre in siens if membre not in autres)
        modifications.append(
            Modification(
                len(modifications) + 1,
                apres.notifie_le,
                apres.duree_mois if apres.duree_mois != avant.duree_mois else None,
                avec_mesure(apres.montant_ht, marche.montant_ht, notes)
                if apres.montant_ht != avant.montant_ht
                else None,
                apres.titulaires if set(apres.titulaires) != set(avant.titulaires) else (),
            )
        )
        avant = apres
    if len(modifications) == len(marche.modifications):
        yield Lecture(retenu.ligne, marche, remarques=_propres(retenu, marche), extrait=retenu.extrait)
        yield from _les_autres(autres, retenu, marche)
        return
    jours = ", ".join([en_texte(marche.notifie_le), *(en_texte(m.notifiee_le) for m in modifications)])
    remarque = Remarque(
        Gravite.CORRIGE, "lignes_de_modification", "notifie_le", jours[:300], en_texte(marche.notifie_le)
    )
    marche = replace(marche, modifications=tuple(modifications), remarques=(*marche.remarques, remarque, *notes.liste))
    marche = replace(marche, version=version_de(marche))
    yield Lecture(retenu.ligne, marche, remarques=_propres(retenu, marche), extrait=retenu.extrait)
    yield from _les_autres(autres, retenu, marche)
    for un, lu in suite:
        dit = en_texte(lu.notifie_le)
        remarques = (Remarque(Gravite.CORRIGE, "ligne_de_modification", "modifications", dit, dit),)
        yield Lecture(un.ligne, None, retenu.ligne, remarques, un.extrait)


def _les_autres(autres: Sequence[Membre], retenu: Enregistrement, marche: MarcheLu) -> Iterator[Lecture]:
    for un, lu in autres:
        if lu.notifie_le == marche.notifie_le:
            yield _un_autre(un, lu, retenu, marche)
        else:
            yield Lecture(un.ligne, remarques=(_numero_partage(lu, marche),), extrait=un.extrait)


def _suit(lu: MarcheLu, intrus: Sequence[MarcheLu], marche: MarcheLu) -> bool:
    """Whether a later row amends one of the other contracts, as its holders say."""
    titulaires = set(lu.titulaires)
    return not titulaires & set(marche.titulaires) and any(titulaires & set(un.titulaires) for un in intrus)


def compter(lectures: Sequence[Lecture]) -> dict[str, Any]:
    """How many records were taken, joined and set aside."""
    return {
        "lus": len(lectures),
        "pris": sum(une.marche is not None for une in lectures),
        "regroupes": sum(une.regroupe_avec is not None for une in lectures),
        "ecartes": sum(une.marche is None and une.regroupe_avec is None for une in lectures),
    }


__all__ = ["compter", "lire", "regrouper"]
