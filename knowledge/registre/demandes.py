"""What is asked of the register in words: which contracts, by when they end, what they cost, whose they are, what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.donnees import lire_donnees
from knowledge.francais.dates import DateLue, lire_dates
from knowledge.francais.langue import VIDES
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import Plie, plier
from knowledge.lecture.montants import unite_d_argent
from knowledge.registre.enumerations import lire_une_procedure

# A smaller figure is no amount unless its currency is said.
MONTANT_MIN = 1000
# What a question holds several of.
LISTES = frozenset(("avec", "sans", "etats", "numeros", "hors", "champs"))
# So many of the first are a list, no amount.
PREMIERS_MAX = 50
MOTS_D_UN_OBJET = 6
_MOT = re.compile(r"[a-z0-9]+")
# How far before a date, or an amount, stands what bounds it.
PORTEE = 26
MOIS = " mois"
# The actions that words mean.
Designer = Callable[[str], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Demande:
    """Which contracts are asked for; None narrows nothing. An amount that is not `inclus` is left out of its bound."""

    fin_de: date | None = None
    fin_a: date | None = None
    notifie_de: date | None = None
    notifie_a: date | None = None
    montant_de: Decimal | None = None
    montant_a: Decimal | None = None
    inclus: bool = True
    acheteur: str | None = None
    direction: str | None = None
    titulaire: str | None = None
    recurrence: str | None = None  # "recurrent", "ponctuel", "a_trier"
    cote: bool | None = None
    manque: str | None = None  # "sans_date", "sans_montant", "sans_referent", "sans_procedure"…
    avec: tuple[int, ...] = ()
    sans: tuple[int, ...] = ()
    etats: tuple[str, ...] = ()  # how far these actions went: "retenue", "ciblee", "inscrite", "realisee"
    objet: str | None = None
    ordre: str | None = None  # "montant", "montant_croissant", "fin", "fin_eloignee"
    par: str | None = None  # each "direction", "acheteur", "annee", "recurrence" by itself
    delais: bool = False  # whether the plan still leaves the time for them
    retard: bool = False  # only those for which it leaves none
    jalon: int | None = None  # late for that one, so many months before
    numeros: tuple[int, ...] = ()  # these contracts, each by its words
    hors: tuple[int, ...] = ()  # but these
    procedure: str | None = None  # as the register keeps it
    quoi: str | None = None  # what is made of them: "compte", "total", "moyenne", "part", "ecart", "manques", "fiche"
    champs: tuple[str, ...] = ()  # what is asked of each: its end, its amount, who answers for it…
    premiers: int | None = None  # only so many, in their order

    @property
    def vide(self) -> bool:
        return self == Demande()

    @property
    def precise(self) -> bool:
        """Whether it asks for what only the register tells."""
        return replace(self, avec=(), sans=(), etats=(), acheteur=None, objet=None) != Demande() or bool(self.etats)

    def completee(self, suite: Demande) -> Demande:
        """The same, narrowed by what was said next: what is said again is said anew; by nothing, it is these contracts that are asked for."""
        if suite.vide:
            return replace(self, quoi=None, champs=(), par=None)
        dits = suite._dits()
        if suite.quoi or suite.champs or suite.par:
            # Something else is asked of the same.
            dits |= {"quoi": suite.quoi, "champs": suite.champs, "par": suite.par}
        elif suite.ordre or suite.manque or suite.retard:
            dits |= {"quoi": None, "champs": (), "par": None}
        if suite.par in ("acheteur", "direction"):
            # Each by itself: none of them is left out.
            dits |= {suite.par: getattr(suite, suite.par)}
        if suite.ordre is None and not (suite.filtre.vide and (suite.quoi or suite.champs)):
            dits["premiers"] = None
        if suite.numeros or suite.objet:
            # Another is named: it is no more the one that was.
            dits |= {"numeros": suite.numeros, "objet": suite.objet}
        if suite.montant_de is not None or suite.montant_a is not None:
            dits |= {"montant_de": suite.montant_de, "montant_a": suite.montant_a}
        else:
            dits.pop("inclus")
        if suite.fin_de is not None or suite.fin_a is not None:
            dits |= {"fin_de": suite.fin_de, "fin_a": suite.fin_a}
        return replace(self, **dits)

    @property
    def filtre(self) -> Demande:
        """Which contracts it asks for, whatever is asked of them."""
        return replace(self, quoi=None, champs=(), par=None, ordre=None, premiers=None, delais=False, etats=())

    @property
    def demande_quelque_chose(self) -> bool:
        """Whether it says what is wanted of contracts, whichever they are."""
        return bool(self.quoi or self.champs or self.par or self.ordre or self.premiers)

    def _dits(self) -> dict[str, Any]:
        return {
            nom: dit
            for nom, dit in asdict(self).items()
            if dit not in (None, ()) and (dit is not False or nom in ("inclus", "cote"))
        }

    def en_json(self) -> dict[str, Any]:
        """Ready to be awaited."""
        return {
            nom: str(dit) if isinstance(dit, (date, Decimal)) else list(dit) if isinstance(dit, tuple) else dit
            for nom, dit in self._dits().items()
        }

    @classmethod
    def depuis_json(cls, dits: Mapping[str, Any]) -> Demande:
        """
        >>> demande = Demande(fin_de=date(2027, 1, 1), montant_de=Decimal(90000), sans=(8,))
        >>> Demande.depuis_json(demande.en_json()) == demande
        True
        """
        lus: dict[str, Any] = {nom: dits[nom] for nom in cls.__slots__ if nom in dits}
        try:
            for nom, dit in lus.items():
                if nom.startswith(("fin_", "notifie_")):
                    lus[nom] = date.fromisoformat(dit)
                elif nom.startswith("montant_"):
                    lus[nom] = Decimal(dit)
                elif nom in LISTES:
                    lus[nom] = tuple(dit)
        except (ValueError, TypeError, InvalidOperation):
            return cls()
        return cls(**lus)


@cache
def mots_des_demandes() -> Mapping[str, Any]:
    return dict(lire_donnees(Path(__file__).with_name("demandes.yaml")))


@cache
def _motif(*chemin: str) -> re.Pattern[str]:
    """Any of the words of that list, whole, the longest first."""
    dits: Any = mots_des_demandes()
    for cle in chemin:
        dits = dits[cle]
    mots = sorted(map(str, dits), key=len, reverse=True)
    return re.compile("|".join(_entier(mot) for mot in mots))


def _entier(mot: str) -> str:
    avant = r"(?<![\w'-])" if mot[0].isalnum() else ""
    apres = r"(?![\w-])" if mot[-1].isalnum() else ""
    return f"{avant}{re.escape(mot)}{apres}"


def mots_autour() -> frozenset[str]:
    """The words of a question, which name no contract."""
    return frozenset(mots_des_demandes()["autour"])


def mots_d_un_ordre() -> frozenset[str]:
    """What is asked of a contract, which names none."""
    return frozenset(mots_des_demandes()["ordre"])


def interroge(texte: str) -> bool:
    """Whether a message asks for contracts of the register, by its first words or so.

    >>> [interroge(dit) for dit in ("Combien de marchés finissent en 2027 ?", "nettoyage des écoles, 85 k€")]
    [True, False]
    >>> [interroge(dit) for dit in ("qu'est-ce qui tombe d'ici juin 2027", "lequel finit en premier ?", "on range par date")]
    [True, True, False]
    """
    plat = plier(texte).texte
    if _motif("ce_qui").search(plat) is not None and (
        _motif("moments", "fin").search(plat) is not None or lire_l_ordre(texte) is not None
    ):
        return True
    if _motif("questions").search(plat) is not None or _motif("amorces").match(plat) is not None:
        return True
    if _motif("noms").search(plat) is not None and lire_l_ordre(texte) is not None:
        return True
    nomme = _motif("noms").search(plat) is not None or (bool(actions_numerotees(plat)) and "combien" in plat)
    return nomme and _motif("interrogatifs").search(plat) is not None


def demande_le_tout(texte: str, *, seul: bool = True, nomme: bool = True) -> bool:
    """Whether the count of the whole register is asked for; beside another count, where it is not `seul`; `nomme`: in so many words.

    >>> demande_le_tout("combien on a de contrats en tout et combien au-dessus de 90 000 ?"), demande_le_tout("combien en 2027")
    (True, False)
    """
    plat = plier(texte).texte
    dit = all(_motif(un).search(plat) is not None for un in (("en_tout", "noms") if nomme else ("en_tout",)))
    return dit and plat.count("combien") >= (1 if seul else 2)


def lire_l_ordre(texte: str) -> str | None:
    """In which order contracts are asked for.

    >>> lire_l_ordre("sors-moi les marchés, du plus gros au plus petit"), lire_l_ordre("combien de marchés")
    ('montant', None)
    """
    lu = _l_ordre(plier(texte).texte)
    return None if lu is None else lu[0]


def _l_ordre(plat: str) -> tuple[str, re.Match[str]] | None:
    """The order that is said in most words."""
    dits = [(nom, lu) for nom in mots_des_demandes()["ordres"] if (lu := _motif("ordres", nom).search(plat))]
    return max(dits, key=lambda dit: len(dit[1][0]), default=None)


def demande_des_totaux(reste: str) -> bool:
    """Whether words, whose they are being taken out, ask for nothing but what contracts amount to.

    >>> demande_des_totaux("total          et total stp"), demande_des_totaux("total des heures d'insertion")
    (True, False)
    """
    plat = plier(reste).texte
    if _motif("totaux").search(plat) is None:
        return False
    nu = _motif("totaux").sub(" ", plat)
    for nom in mots_des_demandes()["par"]:
        nu = _motif("par", nom).sub(" ", nu)
    return set(_MOT.findall(nu)) <= set(_MOT.findall(" ".join(mots_des_demandes()["autour_d_un_total"])))


def restent_inexpliques(reste: str, *autour: str) -> bool:
    """Whether words are left that neither ask nor name anything of the register; nor are of the lists `autour`.

    >>> restent_inexpliques("dis-moi, et     pour les marches  ?"), restent_inexpliques("le     coule au     ")
    (False, True)
    """
    connus = _mots_outils().union(*(mots_des_demandes()[nom] for nom in autour))
    return not set(_MOT.findall(plier(reste).texte)) <= connus


def nomme_autre_chose(texte: str, jour: str) -> bool:
    """Whether what gives a contract another end names, before that day, something else than what is done to it.

    >>> nomme_autre_chose("prolonge la piscine jusqu'en juin 2028", "juin 2028"), nomme_autre_chose("prolonge-le jusqu'en juin", "juin")
    (True, False)
    """
    avant = plier(texte.partition(jour)[0]).texte
    return not set(_MOT.findall(avant)) <= _mots_outils() | mots_d_un_ordre()


@cache
def _mots_outils() -> frozenset[str]:
    dits = mots_des_demandes()
    sources = ("autour_d_un_total", "outils", "interrogatifs", "noms", "suites", "ce_qui")
    mots = VIDES | {mot for nom in sources for dit in dits[nom] for mot in _MOT.findall(str(dit))}
    # A bound is said of an amount that is read; its shortest words tell of anything.
    bornes = {mot for listes in dits["bornes"].values() for dit in listes for mot in _MOT.findall(dit)}
    mots |= {mot for mot in bornes if len(mot) > len("au")}
    return frozenset(mots - set(dits["demandent_autre_chose"]))


def ote_ce_qui_suit(avant: str) -> bool:
    """Whether what comes next is left out of a list.

    >>> ote_ce_qui_suit("et sans les "), ote_ce_qui_suit("sans montant, et ")
    (True, False)
    """
    return any(not set(_MOT.findall(avant[lu.end() :])) - VIDES for lu in _motif("hors").finditer(avant))


def nomme_le_registre(texte: str) -> bool:
    """Whether contracts are spoken of as such, or the register itself."""
    plat = plier(texte).texte
    return _motif("noms").search(plat) is not None or _motif("du_registre").search(plat) is not None


def demande_les_jalons(texte: str) -> bool:
    """Whether the milestones to come are asked for, sooner than contracts.

    >>> [demande_les_jalons(dit) for dit in ("qu'est-ce qui tombe comme jalons d'ici mars ?", "qui a loupé un jalon ?")]
    [True, False]
    """
    plat = plier(texte).texte
    return _motif("jalons").search(plat) is not None and _motif("retard").search(plat) is None


def cherche_s_il_existe(texte: str) -> str | None:
    """What a message asks whether a contract is of.

    >>> cherche_s_il_existe("est-ce qu'on a un marché de peinture ?"), cherche_s_il_existe("on a 12 marchés")
    ('peinture', None)
    """
    plie = plier(texte)
    lu = _motif("existe").search(plie.texte)
    dit = "" if lu is None else plie.mots(lu.end(), len(plie.texte)).strip(" ?!.")
    return dit if 0 < len(dit.split()) <= MOTS_D_UN_OBJET else None


def resserre(texte: str) -> bool:
    """Whether a message narrows the list that was just given.

    >>> resserre("combien à la Ville ?"), resserre("combien de marchés à la Ville ?")
    (True, False)
    """
    plat = plier(texte).texte.lstrip(" ?!.,")
    return _motif("suites").match(plat) is not None and _motif("tous_comptes").match(plat) is None


def redemande_lesquels(texte: str) -> bool:
    """Whether nothing is asked but which contracts those just counted are.

    >>> [redemande_lesquels(dit) for dit in ("lesquels ?", "et c'est lesquels", "lesquels sont en mapa ?")]
    [True, True, False]
    """
    mots = set(_MOT.findall(plier(texte).texte))
    return bool(mots & {*mots_des_demandes()["lesquels"]}) and mots <= {*mots_des_demandes()["lesquels"]} | VIDES


def lire_une_demande_de_liste(texte: str, aujourdhui: date, designer: Designer) -> tuple[Demande, str]:
    """What is asked, and the words that say none of it, which may name a department, a holder, what is bought.

    >>> demande, reste = lire_une_demande_de_liste("lesquels dépassent 90 000 et n'ont pas de clause d'insertion", date(2026, 11, 30), lambda _: (8,))
    >>> demande.montant_de, demande.inclus, demande.sans
    (Decimal('90000'), False, (8,))
    >>> demande, _ = lire_une_demande_de_liste("combien de marchés récurrents finissent avant juin 2027 ?", date(2026, 11, 30), lambda _: ())
    >>> demande.fin_a, demande.recurrence
    (datetime.date(2027, 5, 31), 'recurrent')
    """
    plie = plier(texte)
    lecture = _Lecture(plie, aujourdhui)
    quoi = lecture.premiere("quoi", sauf="compte")
    ordre, premiers = lecture.ordre()
    demande = Demande(
        quoi=quoi,
        ordre=ordre,
        premiers=premiers,
        jalon=lecture.jalon(),
        retard=lecture.dit("retard"),
        recurrence=lecture.premiere("recurrence"),
        cote={"oui": True, "non": False, None: None}[lecture.premiere("cotation")],
        manque=lecture.premiere("manque"),
        par=lecture.premiere("par"),
        delais=lecture.dit("delais"),
    )
    demande = lecture.champs(lecture.montants(lecture.dates(demande)))
    demande = lecture.procedure(demande)
    # "C'est combien" asks what it costs, sooner than how many there are.
    demande = replace(demande, quoi=quoi or lecture.premiere("quoi"))
    etats = lecture.toutes("etats")
    avec, sans = lecture.actions(designer)
    return replace(demande, avec=avec, sans=sans, etats=etats if avec or sans else ()), lecture.reste()


class _Lecture:
    """One message while its parts are read: what is understood is taken out of the rest."""

    def __init__(self, plie: Plie, aujourdhui: date) -> None:
        self._plie, self._jour = plie, aujourdhui
        # Nothing is told of where it stands in what was typed: what is said in more words is read in fewer.
        self._texte = plie.texte
        for dit, court in mots_des_demandes()["en_moins_de_mots"].items():
            self._texte = self._texte.replace(dit, court)

    def reste(self) -> str:
        return self._texte

    def _prendre(self, debut: int, fin: int) -> None:
        self._texte = self._texte[:debut] + "," + " " * (fin - debut - 1) + self._texte[fin:]

    def premiere(self, sorte: str, sauf: str | None = None) -> str | None:
        """The first of the kinds of a list that is said; what denies comes before what affirms."""
        for nom in mots_des_demandes()[sorte]:
            if nom != sauf and (lu := _motif(sorte, nom).search(self._texte)):
                self._prendre(*lu.span())
                return str(nom)
        return None

    def ordre(self) -> tuple[str | None, int | None]:
        """In which order, and how many of the first: "le plus gros" is one, "les trois plus gros" are three."""
        dit = _l_ordre(self._texte)
        if dit is None:
            return None, None
        nom, lu = dit
        avant = self._texte[: lu.start()]
        nombre = next((un for un in reversed(lire_nombres(avant)) if not avant[un.fin :].strip()), None)
        premiers = int(nombre.valeur) if nombre is not None and 0 < nombre.valeur <= PREMIERS_MAX else None
        un_seul = _motif("un_seul").match(lu[0]) or _motif("un_seul").search(avant[-PORTEE:])
        self._prendre(nombre.debut if nombre is not None and premiers else lu.start(), lu.end())
        return nom, premiers or (1 if un_seul else None)

    def champs(self, demande: Demande) -> Demande:
        """What is asked of each contract; a field beside its value is told, not asked."""
        dits = []
        for nom in mots_des_demandes()["champs"]:
            if lu := _motif("champs", nom).search(self._texte):
                dits.append((lu.start(), str(nom)))
                self._prendre(*lu.span())
        return replace(demande, champs=tuple(nom for _, nom in sorted(dits)))

    def procedure(self, demande: Demande) -> Demande:
        """By which procedure they were passed."""
        nom, self._texte = lire_une_procedure(self._texte)
        return replace(demande, procedure=nom)

    def dit(self, sorte: str) -> bool:
        """Whether one of the words of a list is said."""
        if lu := _motif(sorte).search(self._texte):
            self._prendre(*lu.span())
        return lu is not None

    def jalon(self) -> int | None:
        """For which milestone contracts are late, by its months: "vu les 24 mois"."""
        if _motif("retard").search(self._texte) is None:
            return None
        for un in lire_nombres(self._texte):
            if self._texte.startswith(MOIS, un.fin):
                self._prendre(un.debut, un.fin + len(MOIS))
                return int(un.valeur)
        return None

    def toutes(self, sorte: str) -> tuple[str, ...]:
        """All the kinds of a list that are said."""
        noms = mots_des_demandes()[sorte]
        return tuple(str(nom) for nom in noms if _motif(sorte, nom).search(self._texte))

    def dates(self, demande: Demande) -> Demande:
        lues = lire_dates(self._texte, self._jour)
        if not lues:
            return self._cette_annee(demande)
        debut, fin = lues[0].debut, lues[-1].fin
        avant = self._texte[max(0, debut - PORTEE) : debut]
        moment = self._moment(debut)
        de, a = self._bornes(lues, avant)
        self._prendre(debut, fin)
        bornes: dict[str, Any] = {f"{moment}_de": de, f"{moment}_a": a}
        return replace(demande, **bornes)

    def _moment(self, place: int) -> str:
        """Of what the date is the day: what is said last before it."""
        dits = [
            (lu.end(), str(nom)) for nom in mots_des_demandes()["moments"] for lu in _motif("moments", nom).finditer(self._texte[:place])
        ]  # fmt: skip
        return max(dits, default=(0, "fin"))[1]

    def _bornes(self, lues: Sequence[DateLue], avant: str) -> tuple[date | None, date | None]:
        bas, haut = lues[0].des or lues[0].bas, lues[-1].haut
        if not lues[0].annee_dite and lues[-1].annee_dite:
            # "Entre janvier et mars 2028".
            bas = bas.replace(year=haut.year, day=min(bas.day, 28))
        relative = self._texte[lues[0].debut :].startswith(("d'ici", "dans", "sous")) or lues[0].relative
        if len(lues) > 1:
            return min(bas, haut), max(bas, haut)
        if relative and haut == bas:
            return self._jour, haut
        # "D'ici fin 2027" counts the day; "avant 2027" leaves the year out.
        if lu := _derniere(_motif("bornes", "avant"), avant):
            return None, (bas - timedelta(days=1) if lu == "avant" else haut)
        if lu := _derniere(_motif("bornes", "apres"), avant):
            return (haut + timedelta(days=1) if lu.startswith("apres") else bas), None
        return bas, haut

    def _cette_annee(self, demande: Demande) -> Demande:
        lu = _motif("cette_annee").search(self._texte)
        if lu is None:
            return demande
        moment = self._moment(lu.start())
        self._prendre(*lu.span())
        annee = self._jour.year
        bornes: dict[str, Any] = {f"{moment}_de": date(annee, 1, 1), f"{moment}_a": date(annee, 12, 31)}
        return replace(demande, **bornes)

    def montants(self, demande: Demande) -> Demande:
        lus = list(self._montants())
        if not lus:
            return demande
        debut, fin = lus[0][1], lus[-1][2]
        avant = self._texte[max(0, debut - PORTEE) : debut]
        valeurs = [valeur for valeur, _, _ in lus]
        de: Decimal | None
        a: Decimal | None
        if len(valeurs) > 1:
            de, a, inclus = min(valeurs), max(valeurs), True
        else:
            dites = [
                (place, nom)
                for nom in ("plus", "moins", "au_moins", "au_plus")
                if (place := _place(_motif("bornes", nom), avant)) >= 0
            ]
            nom = max(dites, default=(0, "plus"))[1]
            de, a = (valeurs[0], None) if nom in ("plus", "au_moins") else (None, valeurs[0])
            inclus = nom.startswith("au_")
        self._prendre(debut, fin)
        return replace(demande, montant_de=de, montant_a=a, inclus=inclus)

    def _montants(self) -> Iterator[tuple[Decimal, int, int]]:
        plie = replace(self._plie, texte=self._texte)
        lus = [(nombre, lu) for nombre in lire_nombres(self._texte) if (lu := unite_d_argent(plie, nombre)) is not None]
        for rang, (nombre, (sien, fin, devise)) in enumerate(lus):
            # "Entre 40 et 90 k€": both are thousands.
            suivant = lus[rang + 1][1] if rang + 1 < len(lus) else None
            petit = sien == 1 and nombre.valeur < MONTANT_MIN
            facteur = suivant[0] if suivant is not None and petit else sien
            if devise or facteur != 1 or not petit:
                yield nombre.valeur * facteur, nombre.debut, fin

    def actions(self, designer: Designer) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The actions, or clauses, that are asked to be there, and those asked to be missing."""
        dites: dict[str, list[int]] = {"avec": [], "sans": []}
        for morceau in re.finditer(r"[^,;?.]+?(?=,|;|\?|\.|\bmais\b|$)", self._texte):
            lus = [(lu.start(), nom, lu) for nom in dites for lu in _motif("polarite", nom).finditer(morceau[0])]
            if not lus:
                continue
            _, nom, lu = min(lus, key=lambda un: (un[0], -un[2].end()))
            if trouvees := designer(morceau[0][lu.end() :]):
                dites[nom] += trouvees
                self._prendre(morceau.start() + lu.start(), morceau.end())
        return tuple(dict.fromkeys(dites["avec"])), tuple(dict.fromkeys(dites["sans"]))


def actions_numerotees(texte: str) -> tuple[int, ...]:
    """The actions that a message numbers as such.

    >>> actions_numerotees("combien ont une action 11 ou les actions 8 et 24, en 2027")
    (11, 8, 24)
    """
    liste = "|".join(map(re.escape, mots_des_demandes()["action_numerotee"]))
    dits = re.finditer(
        rf"\b(?:{liste}) (?P<numeros>\d{{1,2}}(?:(?: ?, ?| et | ou )\d{{1,2}}(?!\d))*)(?!\d)", plier(texte).texte
    )
    return tuple(dict.fromkeys(int(un) for lu in dits for un in re.findall(r"\d+", lu["numeros"])))


def met_comme_avant(texte: str) -> bool:
    """Whether what was just changed is taken back.

    >>> met_comme_avant("non en fait remet com avant jme sui planté de dossier"), met_comme_avant("avant juin 2027")
    (True, False)
    """
    return _motif("comme_avant").search(plier(texte).texte) is not None


def _derniere(motif: re.Pattern[str], texte: str) -> str:
    return next((lu[0] for lu in reversed(list(motif.finditer(texte)))), "")


def _place(motif: re.Pattern[str], texte: str) -> int:
    """Where the last of these words ends; -1 without any."""
    return max((lu.end() for lu in motif.finditer(texte)), default=-1)


# --- another end ------------------------------------------------------------------------------------------------------


def change_une_fin(texte: str) -> bool:
    """Whether a message says that something ends on another day."""
    return _motif("changer_la_fin").search(plier(texte).texte) is not None


@dataclass(frozen=True, slots=True)
class FinDite:
    """The end that a contract is given in words, and why; `de`, `a`: where the day stands in the folded text."""

    jour: str
    motif: str | None


def lire_une_autre_fin(texte: str, aujourdhui: date) -> FinDite | None:
    """The new end of a contract among the days that a message says: not the one that it replaces; None where no one day is left.

    >>> lire_une_autre_fin("les haies, sa fin est au 30 juin 2028 pas fin 2029. change", date(2026, 11, 30)).jour
    '30 juin 2028'
    >>> lire_une_autre_fin("le gardiennage, mets la fin au 31 mars 2028 au lieu de 2027, on a signé un avenant", date(2026, 11, 30))
    FinDite(jour='31 mars 2028', motif='on a signé un avenant')
    """
    plie = plier(texte)
    lues = lire_dates(plie.texte, aujourdhui)
    restent = [
        une for une in lues if not re.search(rf"(?:{_motif('au_lieu_de').pattern}) ?$", plie.texte[: une.debut].rstrip() + " ")
        and not _de_la_derniere(plie.texte[: une.debut])
    ]  # fmt: skip
    if not restent:
        return None
    la = restent[-1]
    return FinDite(plie.mots(la.debut, la.fin), _pourquoi(plie, lues))


def _de_la_derniere(avant: str) -> bool:
    """ "Au lieu du 31 mars 2027": an article may stand between."""
    return bool(re.search(rf"(?:{_motif('au_lieu_de').pattern}) (?:le |la |fin |debut |du |au )*$", avant))


def _pourquoi(plie: Plie, lues: Sequence[DateLue]) -> str | None:
    """The clause that tells why: what follows its first word, or the last clause that tells no day."""
    for lu in _motif("parce_que").finditer(plie.texte):
        if any(une.debut > lu.end() for une in lues):
            continue
        dit = plie.mots(lu.start(), len(plie.texte)).strip(" .,;:!")
        if len(dit) > len(lu[0]):
            return dit
    return None


__all__ = [
    "Demande",
    "FinDite",
    "actions_numerotees",
    "change_une_fin",
    "cherche_s_il_existe",
    "demande_des_totaux",
    "demande_le_tout",
    "demande_les_jalons",
    "interroge",
    "lire_l_ordre",
    "lire_une_autre_fin",
    "lire_une_demande_de_liste",
    "met_comme_avant",
    "mots_autour",
    "mots_d_un_ordre",
    "mots_des_demandes",
    "nomme_autre_chose",
    "nomme_le_registre",
    "ote_ce_qui_suit",
    "resserre",
    "restent_inexpliques",
]
