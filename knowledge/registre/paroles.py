"""What is typed about the contracts of the register: of one, of many at once, of who one is, of a file that was sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from knowledge.ecoute import Acte
from knowledge.francais.avis import lire_avis
from knowledge.francais.dates import dater_les_jours, lire_dates
from knowledge.francais.langue import VIDES
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.noms import lire_un_nom, sans_courtoisie
from knowledge.francais.objets import AMORCE, UN
from knowledge.francais.prenoms import PRENOMS
from knowledge.francais.texte import Plie, plier, simplifier

_MOTIFS = lire_motifs(__file__, amorce=AMORCE, un=UN)

# How many contracts "1-40" may name.
PLAGE_MAX = 50
MOTS_D_UN_NOM = 5
OBJET_MAX = 200
CHIFFRES_MAX = 9


def _mots(texte: str) -> frozenset[str]:
    return frozenset(texte.split())


# Of a sentence, and of no object.
_D_UNE_PHRASE = _mots("ne n' pas plus jamais sans il est ete : ;")
_SANS_OBJET = _mots("actuel actuelle en cours public precedent ancien existant")
_AUTOUR_D_UN_NUMERO = _mots(
    "n° n no numero numeros le la les marche marches contrat contrats pour et est sont & , ; : - a"
)
_DU_REGISTRE = _mots("au dans du le la registre liste")
_SANS_LES_NOMMER = _mots("sauf tous toutes tout autres")
_UN_AUTRE = _mots("nouveau nouvelle nouvel autre aucun")
_AUTOUR_D_UN_AUTRE = _UN_AUTRE | _mots("non c' est un une marche contrat des deux ,")
_IMPORTER = _mots("importe importer importez y")
_AUTOUR_D_IMPORTER = _IMPORTER | _mots("oui ok d'accord allez vas tu vous peux pouvez z le les tout")
# The day of something else than an end.
_D_UN_AUTRE_JOUR = _mots("attribution notification publication livraison demarrage")
# Nothing else may stand beside a date for it to be the answer, or the end of a contract.
_AUTOUR_D_UN_JOUR = _mots(
    "c' est ce sera en le la l' au a d' du de fin date mois pour vers jusqu' plutot prevu prevue normalement courant debut "
    "lundi mardi mercredi jeudi vendredi samedi dimanche : , . !"
)
_NOMS_DU_MARCHE = _mots("marche marches contrat contrats contra contras abonnement convention")
# Said of any contract, and of the register: they name no purchase.
_DE_TOUT_MARCHE = (
    VIDES
    | _NOMS_DU_MARCHE
    | _mots(
        "accord cadre accord-cadre public registre precedent sortant finit finis finissent fini finira finir fin fins termine terminent terme acheve arrete expire "
        "expirent expiration arrive arrivent echeance echeances tombe tombent court dure prolonge prolongee reconduit reconduite renouveler "
        "jusqu jusque note noter notez ajoute ajouter ajoutez rappelle retenir garde cherche chercher trouve trouver montre montrer "
        "montrez ouvre ouvrir ouvrez affiche afficher liste lister imprime gros occupe reste restent prochain prochaine prochains prochaines "
        "annee annees date dates cours moment actuel actuelle finalement attends quoi kan kand qd fai douze "
        "avenant resilie reel reelle nouvel bon bonne vrai lot lots pourtant reconductible prolongation renouvellement notifie notifiee an ans mille quatre cinq six sept "
        "huit neuf dix quinze vingt trente"
    )
)
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
    return _MOTIFS.jeton.findall(simplifier(texte))


# --- a day ------------------------------------------------------------------------------------------------------------


def lire_un_jour_dit(texte: str, aujourdhui: date, *, fin: bool) -> dict[str, str]:
    """The slots of the one `jour` that these words say, and of nothing else; or the `cause` why none is taken.

    "illisible", "vague" (longer than a month), "passe"; empty where nothing is said. A month ends a contract on its last day, awards one on its first.
    """
    dit = dater_les_jours(_nu(texte).texte, aujourdhui)
    match lire_dates(dit, aujourdhui):
        case [lue] if _AUTOUR_D_UN_JOUR.issuperset(_MOTIFS.jeton.findall(f"{dit[: lue.debut]} {dit[lue.fin :]}")):
            pass
        case _:
            return {"cause": "illisible"} if dit else {}
    # "mi-juin", "fin juin": the day is said, as far as it can be.
    jour = lue.haut if not lue.precise or (fin and not lue.jour and lue.des is None) else lue.bas
    if jour < aujourdhui:
        return {"jour": jour.isoformat(), "cause": "passe"}
    vague = not lue.precise and not (fin and dit.startswith(("fin ", "fin-"), lue.debut))
    return {"cause": "vague"} if vague else {"jour": jour.isoformat()}


def est_un_jour(slots: Mapping[str, Any]) -> bool:
    """Whether they tell a day, be it one that is not taken."""
    return "jour" in slots or slots.get("cause") == "vague"


def jour_de(slots: Mapping[str, Any]) -> date | None:
    """The day that slots hold; a button may hold any word for one."""
    try:
        return date.fromisoformat(str(slots["jour"])) if "jour" in slots else None
    except ValueError:
        return None


# --- one contract -----------------------------------------------------------------------------------------------------


def lire_un_marche(texte: str, aujourdhui: date) -> Acte | None:
    """What is said of the contract that a message begins by naming; its slot `note` is there where that is not understood."""
    plie = _nu(texte)
    lu = _MOTIFS.nomme.match(plie.texte)
    if lu is None:
        return None
    le = {"numero": int(lu["numero"])}
    if (lu["retirer"] or lu["remettre"]) and not texte.rstrip().endswith("?"):
        return _lire_un_retrait(plie, lu, le, texte)
    if not (lu["suite"] or lu["autre"]):
        return Acte("registre.prendre" if lu["prendre"] else "registre.voir", le, mots=texte)
    if texte.rstrip().endswith("?"):
        return Acte("registre.voir", {**le, "note": None}, mots=texte)
    dit = None if lu["voir"] or lu["prendre"] or lu["autre"] else _lire_la_suite(plie, lu.start("suite"), aujourdhui)
    if dit is None:
        return _incompris(le, texte)
    return Acte(f"registre.{dit.nature}", {**le, **dit.slots}, mots=texte)


def _lire_un_retrait(plie: Plie, lu: re.Match[str], le: dict[str, int], texte: str) -> Acte | None:
    """Withdraw a contract, for the reason that follows its number and a colon; or put it back."""
    if lu["remettre"]:
        entier = frozenset(_jetons(lu["suite"])) <= _DU_REGISTRE
        return Acte("registre.remettre", le, mots=texte) if entier else _incompris(le, texte)
    dit = plie.texte[lu.end("numero") : lu.start("suite")].strip() and plie.mots(lu.start("suite"), lu.end("suite"))
    if not dit and not frozenset(_jetons(lu["suite"])) <= _DU_REGISTRE:
        # "Retirer le marché 3 du CAD" is of something else.
        return None
    return Acte("registre.retirer", {**le, "motif": dit} if dit else le, mots=texte)


def _incompris(le: dict[str, int], texte: str) -> Acte:
    return Acte("registre.voir", {**le, "note": "incompris"}, mots=texte)


def _lire_la_suite(plie: Plie, debut: int, aujourdhui: date) -> Acte | None:
    lu = _MOTIFS.suite.match(plie.texte[debut:])
    match lu and lu.lastgroup:
        case "recurrent" | "ponctuel" as quoi:
            return Acte(quoi)
        case "oublier":
            return Acte("oublier_l_attribution")
        case "nom" if lu:
            nom = plie.mots(debut + lu.start("nom"), debut + lu.end("nom"))
            return Acte("confier", {"a": lu["a"].rstrip("e"), "nom": nom})
        case "jour" if lu:
            fin, dit = not lu["quand"].startswith("attribu"), lu["jour"]
            jour = lire_un_jour_dit(f"fin {dit}" if lu["quand"] == "fin" and dit else dit, aujourdhui, fin=fin)
            if lu["quand"] == "attribue" and jour.get("cause") == "illisible":
                # "Attribué à Onet, 4 offres" says no day.
                return None
            return Acte("finir" if fin else "dater", jour)
    return None


def lire_lequel(texte: str, parmi: Sequence[int]) -> Acte | None:
    """ "1", "un nouveau", "non", "oui": which of the contracts that were shown is meant, or that it is none of them."""
    mots, avis = frozenset(_jetons(texte)), lire_avis(texte)
    if numeros := lire_des_numeros(texte.lower().removeprefix("oui")):
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
    """The end of a contract that its object names, when a message says that and nothing else."""
    plie = _nu(texte)
    lu = _MOTIFS.finit.match(plie.texte)
    if lu is None or texte.rstrip().endswith("?"):
        return None
    mots = frozenset(_MOTIFS.jeton.findall(lu["objet"]))
    jour = lire_un_jour_dit(lu["jour"], aujourdhui, fin=True)
    if not est_un_jour(jour) or mots & _D_UNE_PHRASE or not any(len(mot) > 2 for mot in mots - _SANS_OBJET):
        return None
    objet = plie.mots(*lu.span("objet")).strip(" ,.:")[:OBJET_MAX]
    return Acte("registre.marche_fin", {"objet": objet, **jour}, mots=texte)


def lire_une_fin_entendue(texte: str, aujourdhui: date) -> Acte | None:
    """The same, in whatever words, of who is known to tell the end of a contract; it is to be confirmed: `entendu`."""
    dit = dater_les_jours(texte, aujourdhui)
    lues = lire_dates(plier(dit).texte, aujourdhui)
    objet = lire_un_objet(dit, aujourdhui)
    if not objet or len(lues) > 1 or not _D_UN_AUTRE_JOUR.isdisjoint(_jetons(dit)):
        return None
    jour = lire_un_jour_dit(plier(dit).texte[lues[0].debut : lues[0].fin], aujourdhui, fin=True) if lues else {}
    return Acte("registre.marche_fin", {"objet": objet, "entendu": True, **jour}, mots=texte)


def lire_un_objet(texte: str, aujourdhui: date) -> str:
    """The words of a message that name the purchase of a contract, as they were typed; empty where none does."""
    plie, nommee = plier(texte), 0
    dates = {place for une in lire_dates(plie.texte, aujourdhui) for place in range(une.debut, une.fin)}
    suites: list[list[re.Match[str]]] = [[]]
    for mot in _MOTIFS.jeton.finditer(plie.texte):
        if mot[0].isalpha() and mot.start() not in dates and mot[0] not in _DE_TOUT_MARCHE:
            suites[-1].append(mot)
        elif mot[0] not in _ENTRE_DEUX_MOTS:
            nommee = nommee or (len(suites) if mot[0] in _NOMS_DU_MARCHE else 0)
            suites.append([])
    # What follows "marché" names it; without that word, what comes last before the day, or is longest where no day is said.
    avant = [suite for suite in suites if suite and suite[-1].start() < min(dates, default=0)]
    suite = (suites[nommee] if nommee < len(suites) else []) or (avant[-1] if avant else max(suites, key=len))
    return plie.mots(suite[0].start(), suite[-1].end())[:OBJET_MAX] if suite else ""


def racines(objet: str) -> str:
    """The words that find a contract by its object: the end of a French word tells number and gender, and is left out."""
    mots = [mot for mot in _jetons(objet) if mot not in _DE_TOUT_MARCHE and len(mot) > 2]
    return " ".join(mot[:-1] if len(mot) > 5 and mot[-1] in "sxe" else mot for mot in mots)


# --- many contracts ---------------------------------------------------------------------------------------------------


def lire_des_numeros(texte: str) -> tuple[int, ...] | None:
    """The numbers that words hold and nothing else, those of a range included; empty for a range that is none."""
    jetons = frozenset(_jetons(texte))
    chiffres = {jeton for jeton in jetons if jeton.isdecimal() and len(jeton) <= CHIFFRES_MAX}
    if not chiffres or not jetons - chiffres <= _AUTOUR_D_UN_NUMERO:
        return None
    numeros: list[int] = []
    for premier, dernier in _MOTIFS.plage.findall(simplifier(texte)):
        de, a = int(premier), int(dernier or premier)
        if not 0 <= a - de < PLAGE_MAX:
            return ()
        numeros += range(de, a + 1)
    return tuple(numeros)


def lire_des_verdicts(texte: str) -> tuple[list[tuple[str, tuple[int, ...]]], bool] | None:
    """Which contracts recur ("recurrents", "oui") and which do not, as it is said; then whether the verdicts come first."""
    morceaux = _MOTIFS.verdict.split(simplifier(texte))
    autour, verdicts = [un.strip(" ,;:") for un in morceaux[::2]], morceaux[1::2]
    avant = not autour[0]
    siens = [lire_des_numeros(un) for un in (autour[1:] if avant else autour[:-1])]
    if not verdicts or (autour[-1] and not avant) or texte.rstrip().endswith("?"):
        return None
    dits = [(verdict, numeros) for verdict, numeros in zip(verdicts, siens, strict=True) if numeros is not None]
    return (dits, avant) if len(dits) == len(verdicts) else None


def ne_dit_pas_lesquels(texte: str) -> bool:
    """ "oui sauf 2", "oui pour tous": which ones is not said."""
    jetons = _jetons(texte)
    return jetons[:1] in (["oui"], ["non"]) and not _SANS_LES_NOMMER.isdisjoint(jetons)


def lire_une_repartition(texte: str) -> Acte | None:
    """ "direction éducation : 12 13", "référent Alice Martin : 12": to whom contracts are given."""
    plie = _nu(texte)
    lu = _MOTIFS.repartir.match(plie.texte)
    if lu is None or (numeros := lire_des_numeros(lu["numeros"])) is None:
        return None
    nom = plie.mots(*lu.span("nom"))
    return Acte("registre.repartir", {"a": lu["a"].rstrip("e"), "nom": nom, "numeros": [*numeros]}, mots=texte)


def lire_une_direction(dit: str) -> str | None:
    """The department that these words name, without what ties it to the sentence."""
    liaison = next((un for un in _LIAISONS if plier(dit).texte.startswith(un)), "")
    lu = lire_un_nom(dit[len(liaison) :])
    return lu.texte if lu is not None and lu.genre == "nom" else None


# --- who one is, what one looks for, a file ----------------------------------------------------------------------------


def lire_une_demande(texte: str) -> Acte | None:
    """Who one is, whose name is to be freed, or what is looked for in the register; the last two are simplified."""
    if nom := _lire_son_nom(_nu(texte)):
        return Acte("registre.se_nommer", {"nom": nom}, mots=texte)
    if lu := _MOTIFS.demande.match(simplifier(texte)):
        nature = "registre.liberer" if lu["nom"] else "registre.chercher"
        return Acte(nature, {"nom": lu["nom"], "quoi": lu["quoi"]}, mots=texte)
    return None


def _lire_son_nom(plie: Plie) -> str | None:
    """ "je suis Alice Martin" says a name; "je suis perdu" and "je suis Très Pressé" do not. Small letters say one when they start by a first name."""
    debut = next((len(dit) for dit in _JE_SUIS if plie.texte.startswith(dit)), 0)
    lu = lire_un_nom(plie.mots(debut, len(plie.texte))) if debut else None
    if lu is None or lu.genre != "nom" or not all(lettre.isalpha() or lettre in " '’-" for lettre in lu.texte):
        return None
    mots = lu.texte.replace("-", " ").split()
    premier = simplifier(mots[0])
    if not 2 <= len(mots) <= MOTS_D_UN_NOM or premier in _PAS_UN_PRENOM:
        return None
    if all(mot[:1].isupper() or mot in _PARTICULES for mot in mots):
        return lu.texte
    capitales = [mot if mot in _PARTICULES else mot.title() for mot in lu.texte.split()]
    return " ".join(capitales) if premier in PRENOMS else None


def lire_l_accord_d_importer(texte: str) -> bool | None:
    """Yes or no to a file that was shown, or the word of its button said as an order; None for anything else."""
    if (avis := lire_avis(texte)) and not avis.suite:
        return avis.accord
    mots = frozenset(simplifier(texte).replace(",", " ").replace("-", " ").split())
    return True if mots & _IMPORTER and mots <= _AUTOUR_D_IMPORTER else None


def lire_une_colonne(texte: str) -> tuple[str, str] | None:
    """Which heading is which field: "montant = Prix total"."""
    lu = _MOTIFS.colonne.match(" ".join(texte.split()))
    return None if lu is None else (lu["champ"], lu["entete"].strip(" «»\"'"))
