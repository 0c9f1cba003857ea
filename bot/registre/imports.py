"""Puts what a contract file tells into the register: again changes nothing, and what people decided is never overwritten by a silence."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import islice
from typing import Any, TypeVar

import orjson

from handlers.suivi.preuves import rattraper, suivre
from knowledge.francais.texte import simplifier
from knowledge.plan.pack import Pack
from knowledge.rappels.echeances import dates_du_marche
from knowledge.registre.a_part import FichierAPart
from knowledge.registre.colonnes import Correspondance
from knowledge.registre.fichiers import Source
from knowledge.registre.marche import Gravite, Lecture, MarcheLu, Remarque
from knowledge.registre.rapport import ecrire_csv, ecrire_xlsx
from knowledge.registre.recurrence import Resume, proposer
from knowledge.registre.regroupement import lire
from storage.database import Database
from storage.registre.marches import par_fichier
from storage.registre.records import ConnuRecord, DepotRecord, LigneImportRecord, MarcheRecord, NouveauMarche
from storage.unit_of_work import Reading, UnitOfWork

logger = logging.getLogger(__name__)

T = TypeVar("T")

# Records written in one transaction: SQLite has one writer, and whoever talks meanwhile waits for that one.
AT_ONCE = 16
# A file whose import died so often is given up: it would take down whoever tries it for ever.
TRIES = 2
READ_MAX = 300
# What a file tells of a contract: where it says nothing, what was told before stays.
_TOLD = (
    "acheteur_nom",
    "objet",
    "cpv",
    "nature",
    "procedure",
    "accord_cadre",
    "montant_ht",
    "duree_mois",
    "notifie_le",
    "publie_le",
    "titulaires",
    "modifications",
    "lot",
    "decp",
)
# What people decide, as the register keeps it, and as a file calls it.
_DECIDED = {
    "recurrent": "recurrent",
    "direction": "direction",
    "referent_id": "referent",
    "fin_dite": "fin",
    "attribution_dite": "attribution_prevue",
}
# What people decide: compared apart.
_BY_PEOPLE = ("recurrent", "direction", "referent", "fin", "attribution_prevue")


@dataclass(slots=True)
class Bilan:
    """What became of the records of a file: `lus` is the sum of the next three; then what became of the contracts.

    `causes` counts what was put right, kept out of doubt or set aside, by "gravite:cause".
    """

    lus: int = 0
    pris: int = 0
    regroupes: int = 0
    ecartes: int = 0
    nouveaux: int = 0
    changes: int = 0
    inchanges: int = 0
    plus_anciens: int = 0
    sans_date: int = 0
    hors_plan: int = 0
    proposes: int = 0
    causes: Counter[str] = field(default_factory=Counter)

    def en_json(self) -> dict[str, Any]:
        return {**asdict(self), "causes": dict(sorted(self.causes.items()))}


def importer(
    database: Database,
    pack: Pack,
    source: Source | FichierAPart,
    correspondance: Correspondance | None,
    par: str,
    clock: Callable[[], datetime],
    *,
    acheteur_defaut: str | None = None,
    alive: Callable[[float], object] = lambda _: None,
) -> tuple[int, Bilan]:
    """Import a file, read by another process or opened in this one when it can be trusted; returns the number of the import and its account.

    `correspondance` says which heading of a table is which field; `acheteur_defaut` is the SIRET of the buyer
    where rows name none. `alive` is told how much is done, from 0 to 1, after each transaction. A process that dies leaves what it had
    committed: importing the file again does the rest. Raises storage.errors.DatabaseUnavailableError, and FichierRefuseError for a
    file that cannot be read, with nothing of it imported.
    """
    with database.reading() as memory:
        acheteurs = sirets_connus(memory, pack)
    if isinstance(source, Source):
        lues = lire(source, correspondance=correspondance, acheteurs=acheteurs, acheteur_defaut=acheteur_defaut)
    else:
        lues = source.lire(
            correspondance=correspondance, acheteurs=acheteurs, acheteur_defaut=acheteur_defaut, vivant=alive
        )
    with database.unit_of_work() as uow:
        numero = uow.imports.commencer(source.nom, par, clock())
        uow.commit()
    bilan = Bilan()
    referents: dict[str, int] = {}
    for lectures in _batches(lues, AT_ONCE):
        # All that is only worked out is, before anybody is made to wait.
        tells = [_told(pack, lecture.marche) for lecture in lectures if lecture.marche is not None]
        with database.unit_of_work() as uow:
            _write(uow, pack, lectures, tells, numero, clock(), bilan, referents)
            uow.commit()
        alive(source.avancement)
    bilan.proposes = propose_recurrences(database)
    # Those that were there before, and that this file told nothing new of.
    rattraper(database, pack, clock())
    with database.unit_of_work() as uow:
        uow.imports.finir(numero, bilan.en_json(), clock())
        uow.commit()
    alive(1.0)
    return numero, bilan


@dataclass(slots=True)
class Essai:
    """What importing a file would do: its account, the contracts before (None: a new one) and after, and what there is to say.

    `cles` names the contract of each line that gives one.
    """

    bilan: Bilan = field(default_factory=Bilan)
    marches: list[tuple[MarcheRecord | None, MarcheRecord]] = field(default_factory=list)
    lignes: list[LigneImportRecord] = field(default_factory=list)
    cles: dict[int, tuple[str, str]] = field(default_factory=dict)


def essayer(
    database: Database,
    pack: Pack,
    source: Source | FichierAPart,
    correspondance: Correspondance | None,
    clock: Callable[[], datetime],
    *,
    acheteur_defaut: str | None = None,
) -> Essai:
    """What `importer` would do of a short file: done as it does, and not kept. Raises FichierRefuseError."""
    with database.reading() as memory:
        acheteurs = sirets_connus(memory, pack)
    if isinstance(source, Source):
        lues = lire(source, correspondance=correspondance, acheteurs=acheteurs, acheteur_defaut=acheteur_defaut)
    else:
        lues = source.lire(correspondance=correspondance, acheteurs=acheteurs, acheteur_defaut=acheteur_defaut)
    essai = Essai()
    for lectures in _batches(lues, AT_ONCE):
        cles = {
            lecture.ligne: (lecture.marche.acheteur_id, lecture.marche.numero)
            for lecture in lectures
            if lecture.marche is not None
        }
        tells = [_told(pack, lecture.marche) for lecture in lectures if lecture.marche is not None]
        # Left without a commit: nothing of it stays.
        with database.unit_of_work() as uow:
            connus = uow.marches.connus(set(cles.values()))
            avant = {marche.id: marche for marche in uow.marches.plusieurs([un.id for un in connus.values()])}
            numero = uow.imports.commencer(source.nom, "", clock())
            _write(uow, pack, lectures, tells, numero, clock(), essai.bilan, {})
            written = uow.marches.connus(set(cles.values())).values()
            apres = uow.marches.plusieurs([un.id for un in written])
            essai.lignes += uow.imports.lignes(numero)
        essai.marches += [(avant.get(marche.id), marche) for marche in apres]
        essai.cles |= cles
    return essai


def sirets_connus(uow: Reading, pack: Pack) -> dict[str, str]:
    """The SIRET of each buyer of the plan, by its name and its identifier, as the register knows them already."""
    return {
        nom: siret
        for acheteur in pack.acheteurs
        if (siret := uow.marches.siret_de(acheteur.id)) is not None
        for nom in (acheteur.nom, acheteur.id)
    }


def _write(
    uow: UnitOfWork,
    pack: Pack,
    lectures: Sequence[Lecture],
    tells: Sequence[NouveauMarche],
    numero: int,
    now: datetime,
    bilan: Bilan,
    referents: dict[str, int],
) -> None:
    lus = [lecture.marche for lecture in lectures if lecture.marche is not None]
    connus = uow.marches.connus({(lu.acheteur_id, lu.numero) for lu in lus})
    nouveaux: list[NouveauMarche] = []
    a_changer: list[tuple[ConnuRecord, NouveauMarche]] = []
    accords: dict[int, _Accord] = {}
    dits: dict[int, MarcheLu] = {}
    for lu, tell in zip(lus, tells, strict=True):
        connu = connus.get((lu.acheteur_id, lu.numero))
        told = _given(uow, tell, lu.referent, now, referents)
        if connu is not None:
            dits[connu.id], accords[connu.id] = lu, _accord(connu, told)
        bilan.sans_date += told.attribution_prevue is None
        bilan.hors_plan += not told.acheteur
        if connu is None:
            nouveaux.append(replace(told, lus=_first_read(told)))
            bilan.nouveaux += 1
        elif told.empreinte == connu.empreinte and not accords[connu.id].pris:
            bilan.inchanges += 1
        elif told.version < connu.version and not accords[connu.id].pris:
            bilan.plus_anciens += 1
        else:
            a_changer.append((connu, told))
            bilan.changes += 1
    uow.marches.ajouter(nouveaux, numero, now)
    changed: dict[int, NouveauMarche] = {}
    if a_changer:
        avant = {marche.id: marche for marche in uow.marches.plusieurs([connu.id for connu, _ in a_changer])}
        changed = {connu.id: _merged(avant[connu.id], connu, told, accords[connu.id]) for connu, told in a_changer}
        uow.marches.remplacer(changed, numero, now)
    uow.marches.lire({un.id: accords[un.id].lus for un in connus.values() if accords[un.id].lus != (un.lus or {})})
    _tell_apart(uow, accords, connus, dits, lectures, numero, now, bilan)
    ajoutes = uow.marches.connus({(un.acheteur_id, un.numero) for un in nouveaux}) if nouveaux else {}
    suivre(uow, pack, [*changed, *(connu.id for connu in ajoutes.values())], now)
    uow.imports.noter(numero, list(_remarks(lectures, bilan)))


def _given(
    uow: UnitOfWork, told: NouveauMarche, referent: str | None, now: datetime, referents: dict[str, int]
) -> NouveauMarche:
    """To whom a file gives a contract, as the register knows them."""
    if not (referent or told.direction):
        return told
    referent_id = None
    if referent:
        cle = simplifier(referent)
        if cle not in referents:
            referents[cle] = uow.referents.nommer(referent, cle, now).id
        referent_id = referents[cle]
    return replace(told, referent_id=referent_id, direction=uow.marches.direction(told.direction))


def _told(pack: Pack, lu: MarcheLu) -> NouveauMarche:
    """What the register keeps of a contract that a file tells, but for whom it is given to."""
    durees = [une.duree_mois for une in lu.modifications]
    dates = dates_du_marche(lu.notifie_le, lu.duree_mois, durees, lu.fin, lu.attribution_prevue)
    acheteur = pack.acheteur_de(lu.acheteur_id)
    return NouveauMarche(
        acheteur_id=lu.acheteur_id,
        numero=lu.numero,
        acheteur="" if acheteur is None else acheteur.id,
        acheteur_nom=lu.acheteur_nom,
        concession=lu.concession,
        objet=lu.objet,
        cle_objet=simplifier(lu.objet or ""),
        cpv=lu.cpv,
        nature=lu.nature,
        nature_deduite=lu.nature_deduite,
        procedure=lu.procedure,
        accord_cadre=lu.accord_cadre,
        montant_ht=lu.montant_ht,
        duree_mois=lu.duree_mois,
        notifie_le=lu.notifie_le,
        publie_le=lu.publie_le,
        titulaires=tuple(_json(asdict(un)) for un in lu.titulaires),
        modifications=tuple(_json(asdict(une)) for une in lu.modifications),
        lot=lu.lot,
        groupe=lu.groupe,
        version=lu.version,
        decp=_json(dict(lu.decp)),
        empreinte=_digest(lu),
        recurrent=lu.recurrent,
        direction=lu.direction,
        fin_dite=lu.fin,
        attribution_dite=lu.attribution_prevue,
        fin=dates.fin,
        attribution_prevue=dates.attribution,
        a_revoir=lu.recurrent is True,
    )


def _digest(lu: MarcheLu) -> str:
    """The trace of what a file tells of a contract: neither what people decide of it, nor what had to be said of the way it tells."""
    told = {**asdict(lu), **dict.fromkeys(_BY_PEOPLE), "remarques": None, "version": None}
    return hashlib.sha256(orjson.dumps(_json(told), option=orjson.OPT_SORT_KEYS)).hexdigest()


def _json(value: Any) -> Any:
    match value:
        case Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {cle: _json(un) for cle, un in value.items()}
        case list() | tuple():
            return [_json(un) for un in value]
        case _:
            return value


@dataclass(frozen=True, slots=True)
class _Accord:
    """What becomes of what a file says of what people decide.

    `pris`: what it changes. `contre`: of these, what somebody had decided otherwise. `gardes`: what somebody decided, that a
    file says otherwise for the first time: nothing proves that it is the later of the two. `lus`: what files said last.
    """

    pris: Mapping[str, Any]
    contre: frozenset[str]
    gardes: frozenset[str]
    lus: Mapping[str, Any]


def _accord(connu: ConnuRecord, told: NouveauMarche) -> _Accord:
    """A file changes what people decide only where it says otherwise than when it was last read, and is no older."""
    lus = dict(connu.lus or {})
    pris: dict[str, Any] = {}
    contre, gardes = set(), set()
    day = told.version.partition("|")[0]
    for nom in _DECIDED:
        dit, deja = getattr(told, nom), getattr(connu, nom)
        if dit is None:
            continue
        last = lus.get(nom)
        # A telling without a day is neither earlier nor later.
        older = last is not None and date.min.isoformat() < day < last[1]
        if last is not None and (str(dit) == last[0] or older):
            continue
        lus[nom] = [str(dit), day]
        if dit == deja:
            continue
        if last is None and deja is not None:
            gardes.add(nom)
            continue
        pris[nom] = dit
        if last is not None and (None if deja is None else str(deja)) != last[0]:
            contre.add(nom)
    return _Accord(pris, frozenset(contre), frozenset(gardes), lus)


def _tell_apart(
    uow: UnitOfWork,
    accords: Mapping[int, _Accord],
    connus: Mapping[tuple[str, str], ConnuRecord],
    dits: Mapping[int, MarcheLu],
    lectures: Sequence[Lecture],
    numero: int,
    now: datetime,
    bilan: Bilan,
) -> None:
    """Say in the report where a file and a decision disagree, and which one holds; what the file changed goes to the history."""
    rang = {id(lecture.marche): lecture.ligne for lecture in lectures}
    lignes = []
    for connu in connus.values():
        accord, lu = accords[connu.id], dits[connu.id]
        changes = {nom: (getattr(connu, nom), dit) for nom, dit in accord.pris.items()}
        for contre in (False, True):
            siens = {nom: change for nom, change in changes.items() if (nom in accord.contre) is contre}
            uow.marches.noter(connu.id, siens, par_fichier(numero, contre=contre), now)
        if connu.retire is not None:
            bilan.causes[f"{Gravite.DOUTEUX}:marche_retire"] += 1
            lignes.append(
                LigneImportRecord(
                    rang[id(lu)], _kept(_named(lu)), str(Gravite.DOUTEUX), "marche_retire", "", "", _kept(connu.retire)
                )
            )
        for nom in sorted(accord.contre | accord.gardes):
            deja = getattr(connu, nom)
            if nom == "referent_id" and deja is not None:
                referent = uow.referents.trouver(deja)
                deja = None if referent is None else referent.nom
            cause = "decision_gardee" if nom in accord.gardes else "decision_remplacee"
            bilan.causes[f"{Gravite.DOUTEUX}:{cause}"] += 1
            champ = _DECIDED[nom]
            dit, decide = _said(getattr(lu, champ)), _said(deja)
            lignes.append(
                LigneImportRecord(
                    ligne=rang[id(lu)],
                    marche=_kept(_named(lu)),
                    gravite=str(Gravite.DOUTEUX),
                    cause=cause,
                    champ=champ,
                    lu=_kept(dit),
                    retenu=_kept(decide if nom in accord.gardes else f"{dit} (≠ {decide})"),
                )
            )
    uow.imports.noter(numero, lignes)


def _said(value: object) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return "oui" if value else "non"
        case date():
            return f"{value:%d/%m/%Y}"
        case _:
            return str(value)


def _first_read(told: NouveauMarche) -> dict[str, Any]:
    """What a file says, of a contract that the register did not hold, of what people decide."""
    day = told.version.partition("|")[0]
    return {nom: [str(dit), day] for nom in _DECIDED if (dit := getattr(told, nom)) is not None}


def _merged(avant: MarcheRecord, connu: ConnuRecord, told: NouveauMarche, accord: _Accord) -> NouveauMarche:
    """What a file tells now, over what was known: its silences erase nothing, nor does an older telling, nor one already read."""
    older = told.version < connu.version
    kept: dict[str, Any] = {}
    for nom in _TOLD:
        dit, deja = getattr(told, nom), getattr(avant, nom)
        kept[nom] = deja if older or (dit in (None, (), {}) and deja not in (None, (), {})) else dit
    if kept["nature"] is avant.nature:
        kept["nature_deduite"] = avant.nature_deduite
    for nom in _DECIDED:
        kept[nom] = accord.pris.get(nom, getattr(connu, nom))
    kept["lus"] = accord.lus
    if older:
        kept |= {
            "version": connu.version,
            "empreinte": connu.empreinte,
            "groupe": avant.groupe,
            "concession": avant.concession,
        }
    dates = dates_du_marche(
        kept["notifie_le"],
        kept["duree_mois"],
        [une.get("duree_mois") for une in kept["modifications"]],
        kept["fin_dite"],
        kept["attribution_dite"],
    )
    moved = (kept["recurrent"], kept["referent_id"], dates.attribution) != (
        connu.recurrent,
        connu.referent_id,
        connu.attribution_prevue,
    )
    return replace(
        told,
        **kept,
        cle_objet=simplifier(kept["objet"] or ""),
        fin=dates.fin,
        attribution_prevue=dates.attribution,
        a_revoir=avant.a_revoir or (moved and kept["recurrent"] is True),
    )


def _remarks(lectures: Iterable[Lecture], bilan: Bilan) -> Iterator[LigneImportRecord]:
    for lecture in lectures:
        marche = lecture.marche
        bilan.lus += 1
        if marche is not None:
            bilan.pris += 1
        elif lecture.regroupe_avec is not None:
            bilan.regroupes += 1
        else:
            bilan.ecartes += 1
        for remarque in lecture.remarques:
            bilan.causes[f"{remarque.gravite}:{remarque.cause}"] += 1
            yield LigneImportRecord(
                ligne=lecture.ligne,
                marche=_kept(lecture.extrait if marche is None else _named(marche)),
                gravite=str(remarque.gravite),
                cause=remarque.cause,
                champ=remarque.champ,
                lu=_kept(remarque.lu),
                retenu=None if remarque.retenu is None else _kept(remarque.retenu),
            )


def _named(lu: MarcheLu) -> str:
    return f"{lu.numero} – {lu.objet}" if lu.objet else lu.numero


def _kept(read: str) -> str:
    """What is kept of what was read: PostgreSQL takes no NUL in a text."""
    return read.replace("\x00", "")[:READ_MAX]


def rapport(uow: Reading, numero: int, *, en_csv: bool = False) -> bytes | None:
    """What was put right, doubtful or set aside by an import, as a workbook to work through, or as CSV; None for no such import."""
    fait = uow.imports.trouver(numero)
    if fait is None:
        return None
    if en_csv:
        texte = StringIO(newline="")
        ecrire_csv(map(_lecture, uow.imports.lignes(numero)), texte, fait.bilan)
        return texte.getvalue().encode("utf-8-sig")
    sortie = BytesIO()
    ecrire_xlsx(map(_lecture, uow.imports.lignes(numero)), sortie, fait.bilan)
    return sortie.getvalue()


def _lecture(ligne: LigneImportRecord) -> Lecture:
    remarque = Remarque(Gravite(ligne.gravite), ligne.cause, ligne.champ, ligne.lu, ligne.retenu)
    return Lecture(ligne.ligne, remarques=(remarque,), extrait=ligne.marche)


def propose_recurrences(database: Database) -> int:
    """Propose, of each contract that nobody decided of, whether it recurs; returns of how many something new is proposed."""
    with database.reading() as memory:
        undecided: dict[int, tuple[bool | None, Any]] = {}
        resumes = []
        for marche in memory.marches.tous():
            if marche.recurrent is None:
                undecided[marche.id] = (marche.recurrence_proposee, marche.recurrence_motif)
            resumes.append(
                Resume(
                    marche.id,
                    marche.acheteur_id,
                    marche.objet,
                    marche.cpv,
                    marche.nature,
                    marche.accord_cadre,
                    marche.duree_mois,
                    marche.notifie_le,
                    marche.fin,
                    marche.groupe,
                )
            )
    found = proposer(resumes)
    new = {
        numero: (found[numero].recurrent, found[numero].motif)
        for numero, stands in undecided.items()
        if numero in found and (found[numero].recurrent, found[numero].motif) != stands
    }
    for some in _batches(new.items(), AT_ONCE * 20):
        with database.unit_of_work() as uow:
            uow.marches.proposer(dict(some))
            uow.commit()
    return len(new)


def _batches(things: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """So many at a time, as itertools.batched does from Python 3.12 on."""
    source = iter(things)
    while some := tuple(islice(source, size)):
        yield some


def reopen(depot: DepotRecord) -> tuple[FichierAPart, Correspondance | None]:
    """A file that was sent, to be read as it was agreed."""
    source = FichierAPart(depot.nom, depot.contenu or b"")
    kept = (depot.correspondance or {}).get("colonnes")
    return source, None if kept is None else Correspondance.depuis_json(kept)


__all__ = ["Bilan", "Essai", "essayer", "importer", "propose_recurrences", "rapport", "reopen"]
