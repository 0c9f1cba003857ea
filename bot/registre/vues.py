"""What the pages of the register show: the address read into a selection, and the register read into views."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.platforms.web.adresse import AUCUN, Lecteur, adresse
from bot.registre.table import SEPARATEUR, Colonne, colonnes, lire_criteres, montrees
from handlers.suivi.dates import dates_de
from knowledge.francais.texte import simplifier
from knowledge.plan.pack import Jalon, Pack
from knowledge.rappels.echeances import DatesDuMarche, Echeance, echeances, mois_apres
from storage.limits import NUMERO_MAX
from storage.rappels.records import RappelRecord
from storage.registre.annexes import PROPRE
from storage.registre.consultations import ConsultationRecord, ProchainRecord, Selection
from storage.registre.criteres import Colonne as Mesure
from storage.registre.criteres import Tri
from storage.registre.records import ColonnePropreRecord, Filtre, MarcheRecord, NoteRecord, PieceRecord, ReferentRecord
from storage.unit_of_work import Reading

PAR_PAGE = 50
MOIS = 12
PAR_MOIS = 8
# A month that is asked for alone is shown whole, up to what a page can hold.
MOIS_ENTIER_MAX = 400
TEXTE_MAX = 200
RACINE_MIN = 5
MOI = "moi"
AUTRE = "autre"
ATTRIBUTION = "attribution"
COMITE = "comite"
_CHAMPS = (
    "acheteur",
    "direction",
    "referent",
    "recurrent",
    "propose",
    "de",
    "a",
    "texte",
    "retard",
    "sans_date",
    "quand",
    "lots",
    "edition",
    "cols",
    "tri",
    "sens",
)
# What a field may say; anything else is as if it said nothing.
_PERMIS: Mapping[str, Collection[str]] = {
    "recurrent": ("oui", "non", "a_trier"),
    "propose": ("oui", "non", "aucune"),
    "quand": ("a_venir", "passes"),
    **dict.fromkeys(("retard", "sans_date", "lots", "edition"), ("1",)),
}
_PROPOSEE: Mapping[str, bool | str | None] = {"oui": True, "non": False, "aucune": "aucune", "": None}
# What an address says of how lines are shown, and not of which.
_MANIERES = frozenset(("tri", "sens", "cols", "lots", "edition"))


@dataclass(frozen=True, slots=True)
class Recherche:
    """What the address of a list asks for; `champs` are the fields of its form, as they were understood."""

    selection: Selection
    tri: Mesure
    descendant: bool
    apres: int | None
    champs: Mapping[str, str] = field(default_factory=dict)
    colonnes: tuple[Colonne, ...] = ()
    toutes: tuple[Colonne, ...] = ()

    def lien(self, base: str, **autres: Any) -> str:
        """The address of the same list with some fields changed; another order or filter begins at the first page."""
        return adresse(base, {**self.champs, **autres})

    @property
    def filtree(self) -> bool:
        return any(dit for nom, dit in self.champs.items() if nom not in _MANIERES)

    @property
    def filtrees(self) -> tuple[Colonne, ...]:
        """The columns that ask for a filter: those that are shown, and those that filter unseen."""
        shown = {une.cle for une in self.colonnes}
        asked = {nom.split("_")[1] for nom in self.champs if nom.startswith("f_")}
        return tuple(une for une in self.toutes if une.filtrable and une.cle in shown | asked)

    @property
    def propres(self) -> dict[str, ColonnePropreRecord]:
        """The columns that the team added, as the history names them."""
        return {f"{PROPRE}{une.propre.id}": une.propre for une in self.toutes if une.propre is not None}

    @property
    def vue(self) -> str:
        """The address of this view: what it selects and how it shows it, wherever one stands in it."""
        return adresse("", {nom: dit for nom, dit in self.champs.items() if nom != "edition"}).removeprefix("?")


def lire_recherche(
    parametres: Mapping[str, str],
    pack: Pack,
    moi: Sequence[ReferentRecord],
    aujourdhui: date,
    propres: Sequence[ColonnePropreRecord] = (),
    *,
    a_trier: bool = False,
) -> Recherche:
    """Read the address; what it says that means nothing is left out. `a_trier`: only what nobody decided of."""
    dits = _dits(parametres, pack, a_trier=a_trier)
    toutes = colonnes(propres)
    triables = {une.cle: une.mesure for une in toutes if une.mesure is not None}
    tri = triables.get(dits["tri"], Tri.A_VENIR)
    dits["tri"] = "" if tri is Tri.A_VENIR else dits["tri"]
    dits["sens"] = "desc" if dits["sens"] == "desc" and dits["tri"] else ""
    choisies = montrees(toutes, dits["cols"])
    dits["cols"] = SEPARATEUR.join(une.cle for une in choisies) if dits["cols"] else ""
    criteres, autres = lire_criteres(parametres, toutes)
    dits |= autres
    selection = Selection(
        _filtre(dits, moi, aujourdhui, a_trier=a_trier),
        aujourdhui if dits["retard"] else None,
        _PROPOSEE[dits["propose"]],
        criteres,
        par_lot=dits["lots"] == "1",
    )
    apres = _entier(parametres.get("apres", ""))
    return Recherche(selection, tri, dits["sens"] == "desc", apres, dits, choisies, toutes)


def _dits(parametres: Mapping[str, str], pack: Pack, *, a_trier: bool) -> dict[str, str]:
    """The fields of the address, those that mean nothing emptied."""
    dits = {nom: " ".join(parametres.get(nom, "").replace("\x00", "").split())[:TEXTE_MAX] for nom in _CHAMPS}
    permis = {**_PERMIS, "acheteur": {AUTRE, *(acheteur.id for acheteur in pack.acheteurs)}}
    for nom, valeurs in permis.items():
        if dits[nom] not in valeurs:
            dits[nom] = ""
    if dits["referent"] not in (AUCUN, MOI) and _entier(dits["referent"]) is None:
        dits["referent"] = ""
    if a_trier:
        dits["recurrent"] = ""
    for nom in ("de", "a"):
        jour = _jour(dits[nom])
        dits[nom] = jour.isoformat() if jour else ""
    return dits


def _filtre(dits: Mapping[str, str], moi: Sequence[ReferentRecord], aujourdhui: date, *, a_trier: bool) -> Filtre:
    """Which contracts the fields select."""
    de, a = _jour(dits["de"]), _jour(dits["a"])
    if dits["quand"] == "a_venir":
        de = max(de or aujourdhui, aujourdhui)
    elif dits["quand"] == "passes":
        a = min(a or date.max, aujourdhui - timedelta(days=1))
    return Filtre(
        acheteur={"": None, AUTRE: ""}.get(dits["acheteur"], dits["acheteur"]),
        direction=dits["direction"] if dits["direction"] not in ("", AUCUN) else None,
        sans_direction=dits["direction"] == AUCUN,
        referents=_referents(dits["referent"], moi),
        sans_referent=dits["referent"] == AUCUN,
        recurrent={"oui": True, "non": False}.get(dits["recurrent"]),
        a_trier=a_trier or dits["recurrent"] == "a_trier",
        de=de,
        a=a,
        sans_date=dits["sans_date"] == "1",
        texte=" ".join(map(_racine, simplifier(dits["texte"]).split())) or None,
    )


def _racine(mot: str) -> str:
    """A word without the end that tells number and gender, as the conversation looks for it.

    >>> _racine("alimentaires"), _racine("2024-17s"), _racine("gaz")
    ('alimentaire', '2024-17s', 'gaz')
    """
    return mot[:-1] if len(mot) > RACINE_MIN and mot.isalpha() and mot[-1] in "sxe" else mot


def _referents(dit: str, moi: Sequence[ReferentRecord]) -> tuple[int, ...] | None:
    if dit == MOI:
        return tuple(un.id for un in moi)
    numero = _entier(dit)
    return None if numero is None else (numero,)


def _entier(texte: str) -> int | None:
    chiffres = texte.isascii() and texte.isdecimal() and len(texte) <= len(str(NUMERO_MAX))
    return int(texte) if chiffres and 0 < int(texte) <= NUMERO_MAX else None


def _jour(texte: str) -> date | None:
    """A day, or a month as its first day; None for anything else."""
    try:
        return date.fromisoformat(f"{texte}-01" if len(texte) == len("2026-03") else texte)
    except ValueError:
        return None


# --- lists ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rang:
    """A line of a list: the contract that stands for its lots, its milestones, the next one, and what is said of its recurrence."""

    marche: MarcheRecord
    lots: int
    dates: DatesDuMarche
    prochaine: Echeance | None
    anterieurs: tuple[MarcheRecord, ...] = ()
    modifiable: bool = False
    propres: Mapping[int, str] = field(default_factory=dict)
    annexes: int = 0

    @property
    def motif(self) -> Mapping[str, Any]:
        return self.marche.recurrence_motif or {}


@dataclass(frozen=True, slots=True)
class Liste:
    """A page of a list; `suite` is the contract it ends with when more follow."""

    rangs: tuple[Rang, ...]
    marches: int
    lignes: int
    suite: int | None


def liste(memory: Reading, pack: Pack, recherche: Recherche, lecteur: Lecteur, *, preuves: bool = False) -> Liste:
    """A page of the list; `preuves`: with the earlier contracts that a recurrence is proposed from."""
    trouves = memory.consultations.page(
        recherche.selection,
        tri=recherche.tri,
        descendant=recherche.descendant,
        limit=PAR_PAGE + 1,
        apres=recherche.apres,
        aujourdhui=lecteur.aujourdhui,
    )
    montres = trouves.lignes[:PAR_PAGE]
    seances = memory.seances.toutes()
    anterieurs = _anterieurs(memory, montres) if preuves else {}
    numeros = [un.marche.id for un in montres]
    propres = memory.colonnes.valeurs(numeros) if any(une.propre for une in recherche.toutes) else {}
    annexes = memory.annexes.combien(numeros) if any(une.cle == "annexes" for une in recherche.colonnes) else {}
    return Liste(
        tuple(
            replace(
                _rang(pack, un, seances, lecteur, anterieurs),
                propres=propres.get(un.marche.id, {}),
                annexes=annexes.get(un.marche.id, 0),
            )
            for un in montres
        ),
        trouves.marches,
        trouves.combien,
        montres[-1].marche.id if len(trouves.lignes) > PAR_PAGE else None,
    )


def _anterieurs(memory: Reading, montres: Iterable[ConsultationRecord]) -> dict[int, MarcheRecord]:
    numeros = {numero for un in montres for numero in (un.marche.recurrence_motif or {}).get("contrats", ())[:3]}
    return {marche.id: marche for marche in memory.marches.plusieurs(sorted(numeros))}


def _rang(
    pack: Pack,
    un: ConsultationRecord,
    seances: Mapping[str, Sequence[date]],
    lecteur: Lecteur,
    anterieurs: Mapping[int, MarcheRecord],
) -> Rang:
    marche, dates = un.marche, dates_de(un.marche)
    preuves = (marche.recurrence_motif or {}).get("contrats", ())
    return Rang(
        marche,
        un.lots,
        dates,
        prochaine(reperes(pack, marche, marche.attribution_prevue, seances), lecteur.aujourdhui)
        if marche.recurrent
        else None,
        tuple(anterieurs[numero] for numero in preuves if numero in anterieurs),
        lecteur.peut_changer(marche),
    )


def reperes(
    pack: Pack, marche: MarcheRecord, attribution: date | None, seances: Mapping[str, Sequence[date]]
) -> list[Echeance]:
    if attribution is None:
        return []
    return echeances(attribution, pack.jalons, seances.get(marche.acheteur, ()))


def prochaine(toutes: Iterable[Echeance], aujourdhui: date) -> Echeance | None:
    return next((une for une in toutes if une.jour >= aujourdhui), None)


# --- the calendar -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evenement:
    """Something on a day: a milestone (`jalon`) or the award of a consultation, or a session of a committee."""

    jour: date
    genre: str
    numero: int = 0
    lots: int = 1
    acheteur: str = ""
    jalon: Jalon | None = None
    seance: date | None = None


@dataclass(frozen=True, slots=True)
class Mois:
    """A month: what is shown of it, how many there are of each kind, and how many are not shown."""

    premier: date
    evenements: tuple[Evenement, ...]
    comptes: Mapping[str, int]
    caches: int

    @property
    def cle(self) -> str:
        return f"{self.premier:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Calendrier:
    """Twelve months, or one alone, with the contracts that are shown of them."""

    mois: tuple[Mois, ...]
    marches: Mapping[int, MarcheRecord]
    total: int
    depuis: date
    seul: bool


def calendrier(
    memory: Reading, pack: Pack, filtre: Filtre, aujourdhui: date, depuis: date, *, seul: bool
) -> Calendrier:
    """What falls on each of the twelve months from `depuis`, or on that month alone; of this month, what is still to come."""
    fin = mois_apres(depuis, 1 if seul else MOIS) or date.max
    des = max(depuis, aujourdhui) if (depuis.year, depuis.month) == (aujourdhui.year, aujourdhui.month) else depuis
    loin = mois_apres(fin, max(jalon.mois_avant for jalon in pack.jalons) + 12) or date.max
    prochains = memory.consultations.prochaines(
        Filtre(acheteur=filtre.acheteur, referents=filtre.referents, recurrent=True, de=des, a=loin)
    )
    seances = memory.seances.toutes()
    tous = [
        *_des_consultations(pack, prochains, seances, des, fin),
        *(
            Evenement(jour, COMITE, acheteur=acheteur)
            for acheteur, jours in seances.items()
            if filtre.acheteur in (None, acheteur)
            for jour in jours
            if des <= jour < fin
        ),
    ]
    ordre = {genre: rang for rang, genre in enumerate((COMITE, *(jalon.id for jalon in pack.jalons), ATTRIBUTION))}
    tous.sort(key=lambda un: (un.jour, ordre[un.genre], un.numero))
    par_mois: dict[tuple[int, int], list[Evenement]] = {}
    for un in tous:
        par_mois.setdefault((un.jour.year, un.jour.month), []).append(un)
    combien = MOIS_ENTIER_MAX if seul else PAR_MOIS
    mois = tuple(
        _mois(premier, par_mois.get((premier.year, premier.month), []), combien)
        for premier in (mois_apres(depuis, rang) for rang in range(1 if seul else MOIS))
        if premier is not None
    )
    montres = sorted({un.numero for chacun in mois for un in chacun.evenements if un.numero})
    marches = {marche.id: marche for marche in memory.marches.plusieurs(montres)}
    return Calendrier(mois, marches, sum(un.genre != COMITE for un in tous), depuis, seul)


def _des_consultations(
    pack: Pack, prochains: Iterable[ProchainRecord], seances: Mapping[str, Sequence[date]], des: date, fin: date
) -> Iterable[Evenement]:
    # Thousands of contracts share some hundreds of dates: each is reckoned once.
    comptees: dict[tuple[str, date], list[Echeance]] = {}
    for un in prochains:
        cle = (un.acheteur, un.attribution)
        if cle not in comptees:
            toutes = echeances(un.attribution, pack.jalons, seances.get(un.acheteur, ()))
            comptees[cle] = [une for une in toutes if des <= une.jour < fin]
        for une in comptees[cle]:
            yield Evenement(une.jour, une.jalon.id, un.id, un.lots, un.acheteur, une.jalon, une.seance)
        if un.attribution < fin:
            yield Evenement(un.attribution, ATTRIBUTION, un.id, un.lots, un.acheteur)


def _mois(premier: date, tous: Sequence[Evenement], combien: int) -> Mois:
    comptes: dict[str, int] = {}
    for un in tous:
        comptes[un.genre] = comptes.get(un.genre, 0) + 1
    # The sessions of the committee are few, and what the rest is prepared for: always shown.
    montres = [un for un in tous if un.genre == COMITE]
    montres += [un for un in tous if un.genre != COMITE][:combien]
    return Mois(premier, tuple(sorted(montres, key=lambda un: un.jour)), comptes, len(tous) - len(montres))


def lire_mois(texte: str, aujourdhui: date) -> date | None:
    """The first day of the month that an address names, if it is near enough to be looked at."""
    jour = _jour(texte) if len(texte) == len("2026-03") else None
    return jour if jour is not None and abs(jour - aujourdhui) < timedelta(days=366 * 15) else None


# --- one contract -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fiche:
    """All that the register knows of a contract."""

    marche: MarcheRecord
    dates: DatesDuMarche
    echeances: tuple[Echeance, ...]
    lots: tuple[MarcheRecord, ...]
    rappels: tuple[RappelRecord, ...]
    changements: tuple[tuple[str, str | None, str | None, datetime, str], ...]
    anterieurs: tuple[MarcheRecord, ...]
    modifiable: bool
    propres: tuple[tuple[Colonne, str], ...]
    notes: tuple[NoteRecord, ...]
    pieces: tuple[PieceRecord, ...]


def fiche(memory: Reading, pack: Pack, numero: int, lecteur: Lecteur) -> Fiche | None:
    marche = memory.marches.trouver(numero)
    if marche is None:
        return None
    dates = dates_de(marche)
    lots = memory.marches.du_groupe(marche.groupe) if marche.groupe else [marche]
    preuves = (marche.recurrence_motif or {}).get("contrats", ())[:5]
    return Fiche(
        marche,
        dates,
        tuple(reperes(pack, marche, dates.attribution, memory.seances.toutes())),
        tuple(lots),
        tuple(sorted(memory.rappels.du_marche(numero), key=lambda rappel: (rappel.du_le, rappel.id), reverse=True)),
        _changements(memory, numero),
        tuple(memory.marches.plusieurs(preuves)),
        lecteur.peut_changer(marche),
        _propres(memory, numero),
        tuple(memory.annexes.notes(numero)),
        tuple(memory.annexes.pieces(numero)),
    )


def _propres(memory: Reading, numero: int) -> tuple[tuple[Colonne, str], ...]:
    """The columns that the team added, and what the contract holds there."""
    valeurs = memory.colonnes.valeurs([numero]).get(numero, {})
    return tuple(
        (une, valeurs.get(une.propre.id, "")) for une in colonnes(memory.colonnes.toutes()) if une.propre is not None
    )


def _changements(memory: Reading, numero: int) -> tuple[tuple[str, str | None, str | None, datetime, str], ...]:
    """What people changed, the last first; the dates that only followed from one that was said are left out."""
    tous = memory.marches.changements(numero)
    dits = {(le, champ) for champ, _, _, le, _ in tous}
    return tuple(
        un
        for un in reversed(tous)
        if un[0] not in ("fin", "attribution_prevue") or not {(un[3], "fin_dite"), (un[3], "attribution_dite")} & dits
    )


__all__ = [
    "Calendrier",
    "Evenement",
    "Fiche",
    "Liste",
    "Mois",
    "Rang",
    "Recherche",
    "calendrier",
    "fiche",
    "lire_mois",
    "lire_recherche",
    "liste",
]
