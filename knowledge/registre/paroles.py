"""What is typed about the contracts of the register: of one, of many at once, of who one is, of a file that was sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.ecoute import Acte
from knowledge.francais.avis import lire_avis
from knowledge.francais.dates import DateLue, dater_les_jours, lire_dates
from knowledge.francais.langue import VIDES
from knowledge.francais.noms import lire_un_nom, sans_courtoisie
from knowledge.francais.objets import UN
from knowledge.francais.prenoms import PRENOMS
from knowledge.francais.texte import Plie, plier, simplifier

# How many contracts "1-40" may name.
PLAGE_MAX = 50
MOTS_D_UN_NOM = 5
OBJET_MAX = 200
CHIFFRES_MAX = 9

_JETON = re.compile(r"\d+|[a-z°]+'?|[^\w\s]")
_MARCHE = r"(?:marche|contrat)s?"
_NUMERO = rf"(?:n[o°]? ?)?(?P<numero>{UN})"
_NOMME = re.compile(
    rf"^(?P<avant>[^\d:,]{{0,40}}?)\b(?:l'|les? |des |du |au |mon |ce )?{_MARCHE} {_NUMERO}(?!\w)\s*[:,]?\s*(?P<suite>.*)$"
)
# The words before the number of a contract, and what they ask of it.
_AVANT: Mapping[str, str] = {
    "": "voir",
    **dict.fromkeys(("voir", "montre", "montrer", "montrez", "montre-moi", "ouvre", "ouvrir", "affiche"), "voir"),
    **dict.fromkeys(("je m'occupe", "c'est moi qui m'occupe"), "prendre"),
    **{
        f"je {verbe} {article}referent{e}": "prendre"
        for verbe in ("suis", "deviens")
        for article in ("", "le ", "la ")
        for e in ("", "e")
    },
    **{verbe + fin: "" for verbe in ("supprime", "efface", "retire", "oublie") for fin in ("", "r", "z")},
}
_FINIR = (
    r"finit|finira|fini|finis|(?:se )?termine(?:ra)?|pren(?:d|dra) fin|s'acheve(?:ra)?|s'arrete(?:ra)?|expire(?:ra)?|"
    r"arrive(?:ra)? a (?:echeance|terme|sa fin)|(?:est )?prolongee?|(?:court|dure|va|ira)(?= jusqu)"
)
_RECURRENT = r"rec{1,2}ur{1,2}ent"
# What is said of a contract: the last group that holds something tells which.
_SUITE = re.compile(
    rf"^(?:(?:est )?(?P<recurrent>{_RECURRENT})|(?P<ponctuel>(?:est )?ponctuel|(?:n'est (?:pas|plus)|plus|pas|non) (?:un achat )?{_RECURRENT})"
    r"|(?P<oublier>(?:oublie|retire|efface|supprime)[rz]? (?:la |sa )?(?:date d'|d')?attribution(?: dite| prevue)?)"
    r"|(?:est |a pour )?(?P<a>direction|referente?)\b\s*:?\s*(?P<nom>\S.*)"
    rf"|(?:est |a pour )?(?P<quand>attribution|attribue|fin|{_FINIR})\b\s*:?\s*(?P<jour>.*))$"
)
_FINIT = re.compile(
    r"^(?:j'ai )?(?:mon|ma|notre|nos|le|un) (?:marche|contrat|accord[- ]cadre|convention|abonnement) (?:(?:public|en cours|actuel) )?"
    r"(?:de la |de l'|des |du |de |d'|pour (?:le |la |les |l')?)?(?P<objet>.{2,120}?) "
    rf"(?:qui )?(?:{_FINIR}|est a renouveler)(?![\w-])(?P<jour>.{{0,60}})$"
)
_REPARTIR = re.compile(
    r"^(?P<a>direction|referente?) (?P<nom>[^\d:]{2,80}?)(?: ?: ?| (?:pour|aux?|->) )"
    rf"(?P<numeros>(?:les? )?(?:{_MARCHE} )?(?:n[o°]? ?)?\d[^:]*)$"
)
_LIBERER = re.compile(r"^liberer? (?:le )?(?:nom|compte)(?: de)? (?P<nom>\S.{2,60})$")
_CHERCHER = re.compile(
    rf"^(?:cherche[rz]? |trouve[rz]? )?(?:dans le registre|{_MARCHE}) (?:de |des |du |d')?(?P<quoi>[a-z][a-z' -]{{3,60}})$"
)
_COLONNE = re.compile(r"^(?P<champ>[^=:]{2,40}?)\s*(?:=|:|->|→|c'est)\s*(?P<entete>.{1,80})$")


def _mots(texte: str) -> frozenset[str]:
    return frozenset(texte.split())


_NIE = _mots("ne n' pas plus jamais sans")
_SANS_OBJET = _mots("actuel actuelle en cours public precedent ancien existant")
_AUTOUR_D_UN_NUMERO = _mots("n° n no numero numeros le la les marche marches contrat contrats pour et est sont & , ; :")
_ENTRE_DEUX_NUMEROS = _mots("- a")
_RECURRENTS, _PONCTUELS = _mots("recurrent recurrents recurent recurents"), _mots("ponctuel ponctuels")
_OUI, _NON = _RECURRENTS | {"oui"}, _PONCTUELS | {"non"}
_SANS_LES_NOMMER = _mots("sauf tous toutes tout autres")
_UN_AUTRE = _mots("nouveau nouvelle nouvel autre aucun")
_AUTOUR_D_UN_AUTRE = _UN_AUTRE | _mots("non c' est un une marche contrat des deux ,")
_IMPORTER = _mots("importe importer importez y")
_AUTOUR_D_IMPORTER = _IMPORTER | _mots("oui ok d'accord allez vas tu vous peux pouvez z le les tout")
# Nothing else may stand beside a date for it to be the answer, or the end of a contract.
_AUTOUR_D_UN_JOUR = _mots(
    "c' est ce sera en le la l' au a d' du de fin date mois pour vers jusqu' plutot prevu prevue normalement courant debut "
    "lundi mardi mercredi jeudi vendredi samedi dimanche : , . !"
)
# Said of any contract, and of the register: they name no purchase.
_DE_TOUT_MARCHE = VIDES | _mots(
    "accord cadre accord-cadre public registre finit finis finissent fini finira finir fin fins termine terminent terme acheve arrete expire "
    "expirent expiration arrive arrivent echeance echeances tombe tombent court dure prolonge prolongee reconduit reconduite renouveler "
    "jusqu jusque note noter notez ajoute ajouter ajoutez rappelle retenir garde cherche chercher trouve trouver montre montrer "
    "montrez ouvre ouvrir ouvrez affiche afficher liste lister imprime gros occupe reste restent prochain prochaine prochains prochaines "
    "annee annees date dates cours moment actuel actuelle finalement attends quoi kan kand qd fai"
)
_NOMS_DU_MARCHE = _mots("marche marches contrat contrats contra contras abonnement convention")
_ENTRE_DEUX_MOTS = _mots("de du des d' l' le la les a au aux et en")
_LIAISONS = ("de la ", "de l'", "des ", "du ", "de ", "d'")
_JE_SUIS = ("je suis ", "je m'appelle ", "mon nom est ", "moi c'est ")
_PARTICULES = _mots("de du le la d")
# Capitals do not make a name of them: "je suis Très Pressé".
_PAS_UN_PRENOM = _mots(
    "tres trop bien mal assez peu si vraiment completement totalement deja encore toujours aussi acheteur acheteuse "
    "referent referente responsable directeur directrice chef cheffe agent agente chez au aux en dans sur"
)


def _nu(texte: str) -> Plie:
    """A message on one line, without what closes it."""
    return plier(sans_courtoisie(" ".join(texte.split()).strip(" .!?;:,…")))


def _jetons(texte: str) -> list[str]:
    return _JETON.findall(simplifier(texte))


# --- a day ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JourDit:
    """A day that was said; or why it is not taken: "illisible", "vague" (longer than a month), "passe" (`jour` is that day)."""

    jour: date | None = None
    cause: str | None = None

    @property
    def est_un_jour(self) -> bool:
        """Whether it tells a day, be it one that is not taken."""
        return self.jour is not None or self.cause == "vague"

    @property
    def slots(self) -> dict[str, str]:
        """As an act holds it."""
        jour = {} if self.jour is None else {"jour": self.jour.isoformat()}
        return jour if self.cause is None else {**jour, "cause": self.cause}

    @classmethod
    def depuis(cls, slots: Mapping[str, Any]) -> JourDit:
        """Read `slots` back; a button may hold any word for a day.

        >>> JourDit.depuis({"jour": "2028-06-30"}), JourDit.depuis({"jour": "hier"}), JourDit.depuis({})
        (JourDit(jour=datetime.date(2028, 6, 30), cause=None), JourDit(jour=None, cause='illisible'), JourDit(jour=None, cause=None))
        """
        try:
            return cls(date.fromisoformat(str(slots["jour"])) if "jour" in slots else None, slots.get("cause"))
        except ValueError:
            return cls(cause="illisible")


def lire_un_jour_dit(texte: str, aujourdhui: date, *, fin: bool) -> JourDit:
    """The one day that these words say, and nothing else; a month ends a contract on its last day, awards one on its first.

    >>> lire_un_jour_dit("juin 2028", date(2026, 11, 24), fin=True).slots, lire_un_jour_dit("en 2029", date(2026, 11, 24), fin=True).slots
    ({'jour': '2028-06-30'}, {'cause': 'vague'})
    """
    dit = dater_les_jours(_nu(texte).texte, aujourdhui)
    lues = lire_dates(dit, aujourdhui)
    if len(lues) != 1 or not _AUTOUR_D_UN_JOUR.issuperset(_jetons_autour(dit, lues[0])):
        return JourDit(cause="illisible" if dit else None)
    jour = _jour_de(lues[0], dit, fin=fin)
    if (jour or lues[0].haut) < aujourdhui:
        return JourDit(jour or lues[0].haut, "passe")
    return JourDit(jour, None if jour else "vague")


def _jetons_autour(dit: str, lue: DateLue) -> list[str]:
    return _JETON.findall(f"{dit[: lue.debut]} {dit[lue.fin :]}")


def _jour_de(lue: DateLue, dit: str, *, fin: bool) -> date | None:
    """A month is its last day for an end, as in files, else its first; None for what is longer than a month."""
    if not lue.precise:
        return lue.haut if fin and dit.startswith(("fin ", "fin-"), lue.debut) else None
    # "mi-juin", "fin juin": the day is said, as far as it can be.
    return lue.haut if fin and not lue.jour and lue.des is None else lue.bas


# --- one contract -----------------------------------------------------------------------------------------------------


def lire_un_marche(texte: str, aujourdhui: date) -> Acte | None:
    """What is said of the contract that a message begins by naming; its slot `note` is there where that is not understood.

    >>> def lu(dit):
    ...     acte = lire_un_marche(dit, date(2026, 11, 24))
    ...     return acte and (acte.nature, dict(acte.slots))
    >>> lu("le marché 12 finit en juin 2028"), lu("marché 12 référent Alice Martin svp")
    (('registre.finir', {'numero': 12, 'jour': '2028-06-30'}), ('registre.confier', {'numero': 12, 'a': 'referent', 'nom': 'Alice Martin'}))
    >>> lu("je m'occupe du marché 12"), lu("supprime le marché 12"), lu("marché 12 est-il récurrent ?"), lu("marché 12 mois")
    (('registre.prendre', {'numero': 12}), ('registre.voir', {'numero': 12, 'note': 'incompris'}), ('registre.voir', {'numero': 12, 'note': None}), None)
    """
    plie = _nu(texte)
    lu = _NOMME.match(plie.texte)
    if lu is None or (quoi := _AVANT.get(lu["avant"].strip())) is None:
        return None
    le = {"numero": int(lu["numero"])}
    if quoi and not lu["suite"]:
        return Acte(f"registre.{quoi}", le, mots=texte)
    if texte.rstrip().endswith("?"):
        return Acte("registre.voir", {**le, "note": None}, mots=texte)
    dit = None if lu["avant"] else _lire_la_suite(plie, lu.start("suite"), aujourdhui)
    if dit is None:
        return Acte("registre.voir", {**le, "note": "incompris"}, mots=texte)
    return Acte(f"registre.{dit.nature}", {**le, **dit.slots}, mots=texte)


def _lire_la_suite(plie: Plie, debut: int, aujourdhui: date) -> Acte | None:
    lu = _SUITE.match(plie.texte[debut:])
    match lu and lu.lastgroup:
        case "recurrent" | "ponctuel" as quoi:
            return Acte(quoi)
        case "oublier":
            return Acte("oublier_l_attribution")
        case "nom" if lu:
            nom = plie.mots(debut + lu.start("nom"), debut + lu.end("nom"))
            return Acte("confier", {"a": lu["a"].rstrip("e"), "nom": nom})
        case "jour" if lu:
            fin = not lu["quand"].startswith("attribu")
            jour = lire_un_jour_dit(
                f"fin {lu['jour']}" if lu["quand"] == "fin" and lu["jour"] else lu["jour"], aujourdhui, fin=fin
            )
            if lu["quand"] == "attribue" and jour.cause == "illisible":
                # "Attribué à Onet, 4 offres" says no day.
                return None
            return Acte("finir" if fin else "dater", jour.slots)
    return None


def lire_lequel(texte: str, parmi: Sequence[int]) -> Acte | None:
    """ "1", "un nouveau", "non", "oui": which of the contracts that were shown is meant, or that it is none of them.

    >>> [acte and acte.slots.get("numero", acte.nature) for acte in (lire_lequel(dit, [7]) for dit in ("le 7", "non", "oui", "le 8"))]
    [7, 'registre.nouveau', 7, None]
    """
    numeros, mots, avis = (
        lire_des_numeros(texte.lower().removeprefix("oui")),
        frozenset(_jetons(texte)),
        lire_avis(texte),
    )
    if numeros:
        return Acte("registre.finir", {"numero": numeros[0]}) if len(numeros) == 1 and numeros[0] in parmi else None
    if mots & _UN_AUTRE and mots <= _AUTOUR_D_UN_AUTRE:
        return Acte("registre.nouveau")
    if avis is None or avis.suite or (avis.accord and len(parmi) > 1):
        return None
    if avis.accord and parmi:
        return Acte("registre.finir", {"numero": parmi[0]})
    return Acte("registre.nouveau" if avis.accord or parmi else "registre.ne_rien_noter")


# --- the end of a contract that the register may not hold --------------------------------------------------------------


def lire_une_fin(texte: str, aujourdhui: date) -> Acte | None:
    """The end of a contract that its object names, when a message says that and nothing else.

    >>> lire_une_fin("Mon marché de nettoyage des Écoles finit en juin 2028", date(2026, 11, 24)).slots
    {'objet': 'nettoyage des Écoles', 'jour': '2028-06-30'}
    >>> lire_une_fin("mon marché de nettoyage ne finit pas en juin 2028", date(2026, 11, 24))
    """
    plie = _nu(texte)
    lu = _FINIT.match(plie.texte)
    if lu is None or texte.rstrip().endswith("?"):
        return None
    mots = _JETON.findall(lu["objet"])
    jour = lire_un_jour_dit(lu["jour"], aujourdhui, fin=True)
    if (
        not jour.est_un_jour
        or _NIE.intersection(mots)
        or _SANS_OBJET.issuperset(mots)
        or max(map(len, mots), default=0) < 3
    ):
        return None
    objet = plie.mots(*lu.span("objet")).strip(" ,.:")[:OBJET_MAX]
    return Acte("registre.marche_fin", {"objet": objet, **jour.slots}, mots=texte)


def lire_une_fin_entendue(texte: str, aujourdhui: date) -> Acte | None:
    """The same, in whatever words, of who is known to tell the end of a contract; it is to be confirmed: `entendu`.

    >>> lire_une_fin_entendue("Affranchissement : terme 30/11/2027.", date(2026, 11, 24)).slots
    {'objet': 'Affranchissement', 'entendu': True, 'jour': '2027-11-30'}
    """
    dit = dater_les_jours(texte, aujourdhui)
    lues = lire_dates(plier(dit).texte, aujourdhui)
    objet = lire_un_objet(dit, aujourdhui)
    if not objet or len(lues) > 1:
        return None
    jour = lire_un_jour_dit(plier(dit).texte[lues[0].debut : lues[0].fin], aujourdhui, fin=True) if lues else JourDit()
    return Acte("registre.marche_fin", {"objet": objet, "entendu": True, **jour.slots}, mots=texte)


def lire_un_objet(texte: str, aujourdhui: date) -> str:
    """The words of a message that name the purchase of a contract, as they were typed; empty where none does.

    >>> [lire_un_objet(dit, date(2026, 11, 24)) for dit in ("quand finit mon marché de nettoyage des Écoles ?", "mes marchés en cours")]
    ['nettoyage des Écoles', '']
    """
    plie = plier(texte)
    dates = lire_dates(plie.texte, aujourdhui)
    suites: list[list[re.Match[str]]] = [[]]
    nommee = 0
    for mot in _JETON.finditer(plie.texte):
        if mot[0] in _NOMS_DU_MARCHE:
            nommee = nommee or len(suites)
        elif mot[0] in _ENTRE_DEUX_MOTS:
            continue
        elif (
            mot[0].isalpha()
            and mot[0] not in _DE_TOUT_MARCHE
            and not any(une.debut <= mot.start() < une.fin for une in dates)
        ):
            suites[-1].append(mot)
            continue
        suites.append([])
    # What follows "marché" names it; without that word, whatever is longest.
    suite = (suites[nommee] if 0 < nommee < len(suites) else []) or max(suites, key=len)
    return plie.mots(suite[0].start(), suite[-1].end())[:OBJET_MAX] if suite else ""


def racines(objet: str) -> str:
    """The words that find a contract by its object: the end of a French word tells number and gender, and is left out.

    >>> racines("nettoyage des écoles maternelles")
    'nettoyag ecole maternelle'
    """
    mots = [mot for mot in _jetons(objet) if mot not in _DE_TOUT_MARCHE | _NOMS_DU_MARCHE and len(mot) > 2]
    return " ".join(mot[:-1] if len(mot) > 5 and mot[-1] in "sxe" else mot for mot in mots)


# --- many contracts ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Which contracts recur and which do not, in the order it is said; `explicites`: in so many words, said before the numbers."""

    dits: tuple[tuple[bool, tuple[int, ...]], ...]
    explicites: bool


def lire_des_verdicts(texte: str) -> Verdicts | None:
    """ "récurrents 12 13", "1 oui, 2 et 3 non"; numbers that make no range are none at all.

    >>> lire_des_verdicts("récurrents 1 à 3"), lire_des_verdicts("n° 1 : oui, 2 non"), lire_des_verdicts("oui merci")
    (Verdicts(dits=((True, (1, 2, 3)),), explicites=True), Verdicts(dits=((True, (1,)), (False, (2,))), explicites=False), None)
    """
    jetons = _jetons(texte)
    utiles = [jeton for jeton in jetons if jeton not in _AUTOUR_D_UN_NUMERO]
    if not utiles or texte.rstrip().endswith("?"):
        return None
    avant = utiles[0] in _OUI | _NON
    groupes: list[tuple[str, list[str]]] = []
    lus: list[str] = []
    for jeton in jetons if avant else (*reversed(jetons),):
        if jeton in _OUI | _NON:
            lus = []
            groupes.append((jeton, lus))
        else:
            lus.append(jeton)
    if not avant:
        groupes = [(verdict, siens[::-1]) for verdict, siens in reversed(groupes)]
    numeros = [_numeros(siens) for _, siens in groupes]
    if not groupes or None in numeros or utiles[-1 if not avant else 0] not in _OUI | _NON:
        return None
    explicites = avant and all(verdict in _RECURRENTS | _PONCTUELS for verdict, _ in groupes)
    dits = zip((verdict in _OUI for verdict, _ in groupes), (tuple(siens or ()) for siens in numeros), strict=True)
    return Verdicts(tuple(dits), explicites)


def lire_des_numeros(texte: str) -> tuple[int, ...] | None:
    """The numbers that a message holds and nothing else, those of a range included; empty for a range that is none.

    >>> lire_des_numeros("1-3, 7 et 9"), lire_des_numeros("marchés 9 à 2"), lire_des_numeros("2 fiches"), lire_des_numeros("n°")
    ((1, 2, 3, 7, 9), (), None, None)
    """
    lus = _numeros(_jetons(texte))
    return None if lus is None else tuple(lus)


def _numeros(jetons: Sequence[str]) -> list[int] | None:
    """The numbers of these words; empty when a range is none, None when there is none or anything else is said."""
    numeros: list[int] = []
    plage, insensee = False, False
    for jeton in jetons:
        if jeton.isdecimal() and len(jeton) <= CHIFFRES_MAX:
            de, a = (numeros.pop() if plage and numeros else int(jeton)), int(jeton)
            insensee |= not 0 <= a - de < PLAGE_MAX
            numeros += range(de, min(a + 1, de + PLAGE_MAX))
        elif jeton not in _AUTOUR_D_UN_NUMERO | _ENTRE_DEUX_NUMEROS:
            return None
        plage = jeton in _ENTRE_DEUX_NUMEROS or (plage and not jeton.isdecimal())
    return [] if insensee else numeros or None


def ne_dit_pas_lesquels(texte: str) -> bool:
    """ "oui sauf 2", "oui pour tous": which ones is not said.

    >>> ne_dit_pas_lesquels("oui sauf 2"), ne_dit_pas_lesquels("oui 2")
    (True, False)
    """
    jetons = _jetons(texte)
    return jetons[:1] in (["oui"], ["non"]) and not _SANS_LES_NOMMER.isdisjoint(jetons)


def lire_une_repartition(texte: str) -> Acte | None:
    """ "direction éducation : 12 13", "référent Alice Martin : 12": to whom contracts are given.

    >>> lire_une_repartition("Direction de l'Éducation : 12 à 14").slots
    {'a': 'direction', 'nom': "de l'Éducation", 'numeros': [12, 13, 14]}
    """
    plie = _nu(texte)
    lu = _REPARTIR.match(plie.texte)
    if lu is None or (numeros := lire_des_numeros(lu["numeros"])) is None:
        return None
    nom = plie.mots(*lu.span("nom"))
    return Acte("registre.repartir", {"a": lu["a"].rstrip("e"), "nom": nom, "numeros": [*numeros]}, mots=texte)


def lire_une_direction(dit: str) -> str | None:
    """The department that these words name, without what ties it to the sentence.

    >>> lire_une_direction("de l'Éducation"), lire_une_direction("pas encore connue")
    ('Éducation', None)
    """
    liaison = next((un for un in _LIAISONS if plier(dit).texte.startswith(un)), "")
    lu = lire_un_nom(dit[len(liaison) :])
    return lu.texte if lu is not None and lu.genre == "nom" else None


# --- who one is, what one looks for, a file ----------------------------------------------------------------------------


def lire_qui_l_on_est(texte: str) -> str | None:
    """ "je suis Alice Martin" says a name; "je suis perdu" and "je suis Très Pressé" do not.

    Small letters say one when they start by a first name.

    >>> [lire_qui_l_on_est(f"je suis {dit}") for dit in ("Alice Martin", "alice martin", "Zoé Zed", "Très Pressé", "tout perdu", "Alice")]
    ['Alice Martin', 'Alice Martin', 'Zoé Zed', None, None, None]
    """
    plie = _nu(texte)
    debut = next((len(dit) for dit in _JE_SUIS if plie.texte.startswith(dit)), 0)
    lu = lire_un_nom(plie.mots(debut, len(plie.texte))) if debut else None
    if lu is None or lu.genre != "nom" or not all(lettre.isalpha() or lettre in " '’-" for lettre in lu.texte):
        return None
    mots = lu.texte.replace("-", " ").split()
    if not 2 <= len(mots) <= MOTS_D_UN_NOM or simplifier(mots[0]) in _PAS_UN_PRENOM:
        return None
    if all(mot[:1].isupper() or mot in _PARTICULES for mot in mots):
        return lu.texte
    if simplifier(mots[0]) not in PRENOMS:
        return None
    return " ".join(mot if mot in _PARTICULES else mot.title() for mot in lu.texte.split())


def lire_un_nom_a_liberer(texte: str) -> str | None:
    """The simplified name of "libérer le nom Alice Martin"."""
    lu = _LIBERER.match(simplifier(texte))
    return lu and lu["nom"]


def lire_une_recherche(texte: str) -> str | None:
    """The simplified words of "marchés d'ascenseurs", "cherche dans le registre les ascenseurs"."""
    lu = _CHERCHER.match(simplifier(texte))
    return lu and lu["quoi"]


def lire_l_accord_d_importer(texte: str) -> bool | None:
    """Yes or no to a file that was shown, or the word of its button said as an order; None for anything else.

    >>> [lire_l_accord_d_importer(dit) for dit in ("oui", "ok vas-y", "importe-les", "non merci", "importe le second")]
    [True, True, True, False, None]
    """
    if (avis := lire_avis(texte)) and not avis.suite:
        return avis.accord
    mots = frozenset(simplifier(texte).replace(",", " ").replace("-", " ").split())
    return True if mots & _IMPORTER and mots <= _AUTOUR_D_IMPORTER else None


def lire_une_colonne(texte: str) -> tuple[str, str] | None:
    """Which heading is which field: "montant = Prix total".

    >>> lire_une_colonne("montant c'est « Prix total »"), lire_une_colonne("oui")
    (('montant', 'Prix total'), None)
    """
    lu = _COLONNE.match(" ".join(texte.split()))
    return None if lu is None else (lu["champ"], lu["entete"].strip(" «»\"'"))
