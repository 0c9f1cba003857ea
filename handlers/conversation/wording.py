"""Turns templates and values into French: filters format, templates hold every sentence."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from handlers.conversation.gabarits import environnement
from knowledge.droit.listes import dit
from knowledge.francais.jours import SEMAINE
from knowledge.francais.redaction import FINE, MOIS, NBSP, jour, liste, numeros
from knowledge.plan.pack import Pack
from knowledge.plan.sources import mention_de
from knowledge.regles.conditions import CompareSeuil, valeurs_possibles
from knowledge.regles.faits import Faits, Options, Possible
from knowledge.regles.seuils import Seuil

# Each capability words its own replies; a template has one name in the whole house.
TEMPLATES = sorted(Path(__file__).parents[1].glob("*/templates"))
# Wordings remembered: the same few come back, and a stream of amounts must not fill the memory.
PHRASES_MAX = 4096
PARIS = ZoneInfo("Europe/Paris")


def nombre(valeur: Decimal | int | float) -> str:
    """Write a number the French way, with narrow no-break spaces.

    >>> nombre(Decimal("90000.50")), nombre(1200000), nombre(Decimal("2.5"))
    ('90\\u202f000,50', '1\\u202f200\\u202f000', '2,5')
    """
    exact = Decimal(str(valeur))
    signe = "-" if exact < 0 else ""
    entiere, _, decimales = f"{abs(exact):f}".partition(".")
    decimales = decimales.rstrip("0")
    if len(entiere) > 3 and len(decimales) == 1:
        decimales += "0"
    groupes = f"{int(entiere):,}".replace(",", FINE)
    return signe + groupes + (f",{decimales}" if decimales else "")


def quantite(valeur: Decimal | int, unite: str | None) -> str:
    """A number with its unit, joined by a no-break space.

    >>> quantite(90000, "euros HT"), quantite(Decimal("24"), "mois"), quantite(5, "%"), quantite(Decimal("1.38"), "mois")
    ('90\\u202f000\\xa0€\\xa0HT', '24\\xa0mois', '5\\xa0%', '6\\xa0semaines')
    """
    if unite is None:
        return nombre(valeur)
    if unite == "mois" and (court := _en_semaines(Decimal(valeur))) is not None:
        return court
    return nombre(valeur) + NBSP + unite.replace("euros", "€").replace(" ", NBSP)


def _en_semaines(mois: Decimal) -> str | None:
    """A part of a month as it was told, in weeks, which are read back; None where it is no whole number of them."""
    if mois == mois.to_integral_value() or mois > _MOIS_COURTS:
        return None
    semaines = round(mois * _SEMAINES / 12)
    return pluriel(semaines, "semaine") if semaines and abs(semaines * 12 / _SEMAINES - mois) <= _ARRONDI else None


# Durations are kept to a hundredth of a month.
_MOIS_COURTS, _ARRONDI, _SEMAINES = 6, Decimal("0.005"), Decimal(52)


def euros(valeur: Decimal | int) -> str:
    """An amount of money, cents only when there are some.

    >>> euros(Decimal("9000.00")), euros(Decimal("78.9"))
    ('9\u202f000\xa0€', '78,90\xa0€')
    """
    dit = nombre(valeur)
    return dit + ("0" if dit[-2:-1] == "," else "") + NBSP + "€"


def version(dite: str) -> str:
    """A version of the plan in words: that of a day, else as it is.

    >>> version("2026-11-24"), version("essai")
    ('24\\xa0novembre\\xa02026', 'essai')
    """
    try:
        return jour(date.fromisoformat(dite))
    except ValueError:
        return dite


def pluriel(combien: int, singulier: str, pluriels: str | None = None) -> str:
    """A count with its noun.

    >>> pluriel(1, "question"), pluriel(3, "question")
    ('1\\xa0question', '3\\xa0questions')
    """
    mot = singulier if abs(combien) < 2 else pluriels or singulier + "s"
    return f"{nombre(combien)}{NBSP}{mot}"


def une_ligne(texte: str) -> str:
    """Fold the blanks that template tags leave behind, no-break spaces excepted.

    >>> une_ligne(" a\\n  b ")
    'a b'
    """
    return " ".join(part for part in texte.replace("\n", " ").split(" ") if part)


def en_tete(texte: str) -> str:
    """Capitalise the first letter only.

    >>> en_tete("la 3DE")
    'La 3DE'
    """
    return texte[:1].upper() + texte[1:]


def minuscule(texte: str) -> str:
    """Lower the first letter, unless the word is an acronym.

    >>> minuscule("Services"), minuscule("MAPA")
    ('services', 'MAPA')
    """
    return texte if texte[1:2].isupper() else texte[:1].lower() + texte[1:]


def sorte(objet: Any) -> str:
    """The name of a record's kind, so that a template can choose its words."""
    return type(objet).__name__


def abrege(texte: str, longueur: int) -> str:
    """The beginning of a text, cut between words.

    >>> abrege("nettoyage des écoles", 14), abrege("nettoyage", 14)
    ('nettoyage des…', 'nettoyage')
    """
    if len(texte) <= longueur:
        return texte
    return texte[:longueur].rsplit(" ", 1)[0].rstrip(" ,;:-\\") + "…"


def mois(valeur: date) -> str:
    """A month in words.

    >>> mois(date(2027, 1, 1))
    'Janvier\\xa02027'
    """
    return en_tete(MOIS[valeur.month - 1]) + NBSP + str(valeur.year)


def moment(valeur: datetime) -> str:
    """A day and an hour in Paris.

    >>> moment(datetime(2026, 7, 1, 8, 5, tzinfo=ZoneInfo("UTC")))
    '1er\\xa0juillet\\xa02026 à 10\\xa0h\\xa005'
    """
    local = valeur.astimezone(PARIS)
    return f"{jour(local.date())} à {_heure(f'{local:%H:%M}')}"


def echeance(valeur: datetime) -> str:
    """A moment by which something is promised: on a Friday night the day of the week says how far it is.

    >>> echeance(datetime(2026, 7, 1, 8, 5, tzinfo=ZoneInfo("UTC")))
    'mercredi 1er\\xa0juillet\\xa02026 à 10\\xa0h\\xa005'
    """
    return f"{SEMAINE[valeur.astimezone(PARIS).weekday()]} {moment(valeur)}"


def jour_entier(valeur: date) -> str:
    """A day with that of the week, by which whoever chose it checks it.

    >>> jour_entier(date(2026, 12, 21))
    'lundi 21\\xa0décembre\\xa02026'
    """
    return f"{SEMAINE[valeur.weekday()]} {jour(valeur)}"


def heures(ecrites: str) -> str:
    """The hour at which something begins, or the hours between which it lasts.

    >>> heures("14:00"), heures("09:30-12:00")
    ('à 14\\xa0h', 'de 9\\xa0h\\xa030 à 12\\xa0h')
    """
    dites = [_heure(une) for une in ecrites.split("-")]
    return f"à {dites[0]}" if len(dites) == 1 else f"de {dites[0]} à {dites[1]}"


def _heure(ecrite: str) -> str:
    heure, _, minutes = ecrite.partition(":")
    return f"{int(heure)}{NBSP}h" + (f"{NBSP}{minutes}" if int(minutes) else "")


def neutre(texte: str) -> str:
    """Make what a person typed harmless in the small Markdown of messages.

    >>> neutre("<b>*a*</b>")
    '\\\\<b\\\\>\\\\*a\\\\*\\\\</b\\\\>'
    """
    visible = "".join(lettre if lettre.isprintable() else " " for lettre in texte)
    return "".join("\\" + lettre if lettre in r"\`*_{}[]<>()#+!|~&" else lettre for lettre in visible)


def montants_du_seuil(seuil: Seuil, faits: Faits) -> list[str]:
    """The amounts that a legal threshold can be for this contract, with their unit."""
    return [quantite(valeur, seuil.unite) for valeur in valeurs_possibles(seuil, faits) if valeur]


def valeurs_du_seuil(atome: CompareSeuil, faits: Faits | None) -> list[str]:
    """What a condition compares with, in amounts; the threshold's name when no contract is given."""
    return [minuscule(atome.seuil.titre)] if faits is None else montants_du_seuil(atome.seuil, faits)


def a_quelqu_un(avec_article: str) -> str:
    """ "à" before a name with its article.

    >>> a_quelqu_un("le PLIE"), a_quelqu_un("les services acheteurs"), a_quelqu_un("la 3DE")
    ('au PLIE', 'aux services acheteurs', 'à la 3DE')
    """
    for article, contracte in (("les ", "aux "), ("le ", "au ")):
        if avec_article.startswith(article):
            return contracte + avec_article.removeprefix(article)
    return f"à {avec_article}"


def de_quelqu_un(avec_article: str) -> str:
    """ "de" before a name with its article.

    >>> de_quelqu_un("le PLIE"), de_quelqu_un("les services acheteurs"), de_quelqu_un("la 3DE")
    ('du PLIE', 'des services acheteurs', 'de la 3DE')
    """
    for article, contracte in (("les ", "des "), ("le ", "du ")):
        if avec_article.startswith(article):
            return contracte + avec_article.removeprefix(article)
    return f"de {avec_article}"


def que(texte: str) -> str:
    """A clause after "que", elided before a vowel.

    >>> que("aucune livraison n'est prévue"), que("le montant dépasse")
    ("qu'aucune livraison n'est prévue", 'que le montant dépasse')
    """
    return f"qu'{texte}" if texte[:1].lower() in "aeiouyéèêâà" else f"que {texte}"


class Wording:
    """Renders the templates of one pack's conversations."""

    def __init__(self, pack: Pack) -> None:
        vocabulaire = pack.vocabulaire
        self._environment = environnement(TEMPLATES)
        self._environment.filters.update(
            nombre=nombre,
            quantite=quantite,
            euros=euros,
            jour=jour,
            jour_entier=jour_entier,
            mois=mois,
            moment=moment,
            echeance=echeance,
            heures=heures,
            abrege=abrege,
            libelle_du_fait=lambda nom: vocabulaire[nom].libelle,
            codes_cpv=lambda codes: [dit(debut) for debut in codes.split()],
            enumere=liste,
            numeros=numeros,
            une_ligne=une_ligne,
            en_tete=en_tete,
            minuscule=self._minuscule,
            sorte=sorte,
            neutre=neutre,
            version=version,
            mention=lambda objet, au, ouvert=None: mention_de(pack, objet, au, ouvert),
            libelles=self._libelles,
            valeurs_du_seuil=valeurs_du_seuil,
            que=que,
            a_quelqu_un=a_quelqu_un,
            de_quelqu_un=de_quelqu_un,
        )
        self._environment.globals.update(
            pluriel=pluriel,
            vocabulaire=vocabulaire,
            le_pack=pack,
            phrases_valeur=lambda nom, possible: self.phrase("valeur", nom, possible),
        )
        self._vocabulaire = vocabulaire
        self._noms = tuple(choix.libelle for fait in vocabulaire.values() if fait.noms_propres for choix in fait.choix)
        self._bref = lru_cache(maxsize=PHRASES_MAX)(lambda nom, possible: self.phrase("bref", nom, possible))
        self._avec_faits = lru_cache(maxsize=PHRASES_MAX)(
            lambda phrase, faits, presumes: self.phrase("motif", phrase, faits, presumes)
        )

    def render(self, template: str, contexte: dict[str, Any]) -> str:
        """The message of that template, as small Markdown. Raises jinja2.UndefinedError on a missing value."""
        return self._environment.get_template(f"{template}.md").render(contexte).strip()

    def _minuscule(self, texte: str) -> str:
        """As `minuscule`, but for names."""
        return texte if texte.startswith(self._noms) else minuscule(texte)

    def _libelles(self, possible: Possible, nom: str) -> list[str]:
        """The labels of the choices still possible, in the author's order."""
        assert isinstance(possible, Options)
        return [choix.libelle for choix in self._vocabulaire[nom].choix if choix.valeur in possible.possibles]

    def phrase(self, macro: str, *arguments: Any) -> str:
        """One line from a macro of `phrases.md`."""
        return une_ligne(str(getattr(self._phrases, macro)(*arguments)))

    @cached_property
    def _phrases(self) -> Any:
        return self._environment.get_template("phrases.md").module

    def motif(
        self, phrase: str, faits: tuple[tuple[str, Possible], ...], presumes: tuple[tuple[str, Possible], ...] = ()
    ) -> str:
        """Say why a rule applies: its sentence, then the facts that decided, those that are only presumed apart.

        An amount is worded once for all the rules that it decides.
        """
        return self._avec_faits(
            phrase,
            tuple([self._bref(nom, possible) for nom, possible in faits]),
            tuple([self._bref(nom, possible) for nom, possible in presumes]),
        )
