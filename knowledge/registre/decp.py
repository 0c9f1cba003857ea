"""One record of any known shape, read into a contract: what cannot be trusted is kept out of its field, and said."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from stdnum.eu import vat

from knowledge.registre.enumerations import Lexique, enumerations, mots_de
from knowledge.registre.fichiers import NOM_MAX, Brut
from knowledge.registre.lots import groupe_de, lire_lot
from knowledge.registre.marche import MarcheLu, Modification, Remarque, Titulaire
from knowledge.registre.valeurs import (
    SIRET,
    Notes,
    chiffres_de,
    depuis_texte,
    en_texte,
    est_vide,
    lire_booleen,
    lire_cpv,
    lire_date,
    lire_duree,
    lire_liste,
    lire_montant,
    lire_objet,
    lire_valeur,
    mois_dits,
    nombre_de,
    reconductions_de,
    sans_balises,
    siret_de,
)
from knowledge.regles.faits import NOMBRE_MAX

# Fields that a register cannot do without: their absence is said, where the file has a place for them.
ATTENDUS = frozenset({"objet", "cpv", "montant_ht", "duree", "notifie_le"})
_NOMS_DES_ATTENDUS = {"duree": "duree_mois"}
# So many unreadable fields in one record of a program: its columns have shifted. People also write what they do not know.
DECALAGE, DECALAGE_DES_GENS = 3, 5
_TYPES = frozenset({"cpv", "notifie_le", "montant_ht", "duree_mois", "publie_le", "offresRecues"})
_CAUSES_DE_DECALAGE = frozenset(
    {"cpv_illisible", "date_illisible", "montant_illisible", "duree_illisible", "booleen_illisible", "valeur_inconnue"}
)
# Published so long before it was notified, a contract has one date of another year.
ANTICIPATION_MAX = 7
NUMERO_MAX = 16
# Longer, a number or a name is the mistake of a program: it is neither searched nor shown.
LONGUEUR_MAX = 200
# An amendment that divides or multiplies the amount by more: seen in practice, it tells its own amount, not the new one.
BAISSE_MAX, HAUSSE_MAX = 5, 10
_SCIENTIFIQUE = re.compile(r"\d[.,]\d+[eE]\+?\d+|\d[eE]\+\d+")
_TITULAIRE_N = re.compile(
    r"(?:titulaires|concessionnaires)[._/](\d{1,3})[._/](?:titulaire[._/]|concessionnaire[._/])?(id|typeIdentifiant|denominationSociale|nom)"
)
_BOOLEENS = ("marcheInnovant", "attributionAvance", "sousTraitanceDeclaree")
_PARTS = ("tauxAvance", "origineUE", "origineFrance")
_POUR_CENT = Decimal(100)
_CODES_DE_LIEU = {
    "Code postal": re.compile(r"\d{5}"),
    "Code commune": re.compile(r"\d{5}|2[AB]\d{3}"),
    "Code département": re.compile(r"\d{2,3}|2[AB]"),
    "Code région": re.compile(r"\d{1,3}"),
    "Code pays": re.compile(r"[A-Z]{2,3}|99\d{3}"),
}


@dataclass(frozen=True, slots=True)
class Contexte:
    """What the caller knows of a file: its buyers by name, the buyer of those who name none, and the fields it has.

    The names of `acheteurs` are matched without case nor accent; `attendus` are the fields whose absence is worth saying; so many
    unreadable fields as `decalage` mean that the columns of a record have shifted.
    """

    acheteurs: Mapping[str, str] = field(default_factory=dict)
    acheteur_defaut: str | None = None
    attendus: frozenset[str] = ATTENDUS
    decalage: int = DECALAGE

    def siret_du_nom(self, nom: str) -> str | None:
        return {mots_de(connu): siret for connu, siret in self.acheteurs.items()}.get(mots_de(nom))


@dataclass(frozen=True, slots=True)
class Enregistrement:
    """A record once read: its contract, or the remarks that set it aside.

    `en_lignes`: one row per holder and per amendment of a contract; `rang_modification` where the row says which.
    """

    ligne: int
    marche: MarcheLu | None
    remarques: tuple[Remarque, ...]
    extrait: str
    en_lignes: bool = False
    rang_modification: int | None = None


@dataclass(frozen=True, slots=True)
class Identite:
    """What names a contract."""

    acheteur_id: str
    acheteur_nom: str | None
    numero: str

    @property
    def cle(self) -> str:
        return f"{self.acheteur_id}/{self.numero}"


def canoniques(brut: Brut) -> dict[str, Any]:
    """The values of a record under our names; numbered holders under `titulaires_numerotes`.

    What begins with "_" was added by those who gathered the file: it is no part of the record.
    """
    noms = enumerations().champs
    champs: dict[str, Any] = {}
    numerotes: dict[int, dict[str, Any]] = {}
    for cle, valeur in brut.champs.items():
        champ = noms.get(cle)
        if champ is not None:
            if champ not in champs or est_vide(champs[champ]):
                champs[champ] = valeur
        elif (m := _TITULAIRE_N.fullmatch(cle)) is not None and not est_vide(valeur):
            numerotes.setdefault(int(m[1]), {})[m[2]] = valeur
    if numerotes:
        champs["titulaires_numerotes"] = [numerotes[rang] for rang in sorted(numerotes)]
    return champs


# --- who and which ----------------------------------------------------------------------------------------------------


# The buyer, and what a heading says of its column: of every row alike.
_DE_TOUTES = frozenset(("acheteur", "acheteur_id", "acheteur_nom", "uid", "duree_unite"))


def identifier(champs: Mapping[str, Any], contexte: Contexte, notes: Notes) -> Identite | None:
    """The buyer and the number; None, and why, when either is missing."""
    acheteur = _acheteur(champs, contexte, notes)
    if acheteur is None:
        return None
    siret, nom = acheteur
    numero = "" if est_vide(champs.get("numero")) else en_texte(champs["numero"])
    if not numero and not est_vide(champs.get("uid")):
        uid = en_texte(champs["uid"])
        numero = uid.removeprefix(siret).strip() if uid.startswith(siret) else ""
    if not numero.strip("0 .-_/"):
        notes.ecarte("numero_absent", "numero", numero)
        return None
    if len(numero) > NOM_MAX:
        notes.ecarte("numero_demesure", "numero", numero)
        return None
    if _SCIENTIFIQUE.fullmatch(numero):
        notes.ecarte("numero_scientifique", "numero", numero)
        return None
    if len(numero) > LONGUEUR_MAX:
        notes.ecarte("numero_demesure", "numero", numero)
        return None
    return Identite(siret, nom, numero)


def _acheteur(champs: Mapping[str, Any], contexte: Contexte, notes: Notes) -> tuple[str, str | None] | None:
    nom: Any = champs.get("acheteur_nom")
    identifiant: Any = champs.get("acheteur_id")
    emboite = depuis_texte(champs.get("acheteur"))
    if isinstance(emboite, list) and emboite:
        emboite = emboite[0]
    if isinstance(emboite, Mapping):
        identifiant = emboite.get("id") if est_vide(identifiant) else identifiant
        nom = emboite.get("nom") if est_vide(nom) else nom
    elif not est_vide(emboite):
        if SIRET.fullmatch(chiffres_de(emboite)):
            identifiant = emboite if est_vide(identifiant) else identifiant
        else:
            nom = emboite if est_vide(nom) else nom
    nom = None if est_vide(nom) else _nom_borne(en_texte(nom), "acheteur_nom", notes)
    if not est_vide(identifiant):
        return _siret_de_l_acheteur(identifiant, nom, notes)
    if nom is not None:
        connu = contexte.siret_du_nom(nom)
        if connu is not None:
            return connu, nom
        if contexte.acheteurs or contexte.acheteur_defaut is None:
            notes.ecarte("acheteur_inconnu", "acheteur_id", nom)
            return None
    if contexte.acheteur_defaut is not None:
        return contexte.acheteur_defaut, nom
    notes.ecarte("acheteur_absent", "acheteur_id")
    return None


def _nom_borne(nom: str, champ: str, notes: Notes) -> str:
    if len(nom) <= LONGUEUR_MAX:
        return nom
    notes.douteux("nom_trop_long", champ, nom, nom[:LONGUEUR_MAX])
    return nom[:LONGUEUR_MAX]


def _siret_de_l_acheteur(identifiant: Any, nom: str | None, notes: Notes) -> tuple[str, str | None] | None:
    siret, cause = siret_de(identifiant)
    if siret is not None:
        if cause:
            notes.corrige(cause, "acheteur_id", identifiant, siret)
        return siret, nom
    chiffres = chiffres_de(identifiant)
    if cause == "siret_cle_fausse" and chiffres.strip("0"):
        # It still tells this buyer's contracts from the others': kept, since it names and nothing is counted with it.
        notes.douteux("siret_cle_fausse", "acheteur_id", identifiant, chiffres)
        return chiffres, nom
    notes.ecarte("acheteur_siren" if cause == "siren_seul" else "acheteur_illisible", "acheteur_id", identifiant)
    return None


# --- the whole record -------------------------------------------------------------------------------------------------


def lire_brut(brut: Brut, contexte: Contexte) -> Enregistrement:
    """A record, read: every value is either sure, or put right, or kept out; a record that nothing names is set aside."""
    if brut.faute is not None:
        return Enregistrement(brut.ligne, None, (brut.faute,), brut.extrait)
    champs = canoniques(brut)
    notes = Notes()
    extrait = brut.extrait or " | ".join(
        en_texte(champs[nom])[:80] for nom in ("numero", "objet") if not est_vide(champs.get(nom))
    )
    if _est_un_total(brut.champs):
        notes.ecarte("ligne_de_total", "")
        return Enregistrement(brut.ligne, None, tuple(notes.liste), extrait)
    identite = identifier(champs, contexte, notes)
    if identite is not None and _n_est_qu_un_titre(champs, identite):
        notes.ecarte("ligne_de_section", "numero", identite.numero)
        identite = None
    if identite is None:
        return Enregistrement(brut.ligne, None, tuple(notes.liste), extrait)
    marche = _marche(identite, champs, brut, contexte, notes)
    if _est_decale(notes.liste, contexte.decalage):
        lus = " | ".join(f"{note.champ} : {note.lu}" for note in notes.liste if note.cause in _CAUSES_DE_DECALAGE)
        seule = Notes()
        seule.ecarte("ligne_decalee", "", lus)
        return Enregistrement(brut.ligne, None, tuple(seule.liste), extrait)
    rang = nombre_de(champs.get("modification_id"))
    return Enregistrement(
        brut.ligne,
        replace(marche, remarques=tuple(notes.liste)),
        tuple(notes.liste),
        extrait,
        en_lignes="titulaire_id" in champs and "uid" in champs,
        rang_modification=None if rang is None else int(rang),
    )


def _est_un_total(champs: Mapping[str, Any]) -> bool:
    premier = next((valeur for valeur in champs.values() if not est_vide(valeur)), None)
    return isinstance(premier, str) and re.match(r"(?:sous[ -])?total\b", premier.strip(), re.IGNORECASE) is not None


def _n_est_qu_un_titre(champs: Mapping[str, Any], identite: Identite) -> bool:
    """Whether nothing is told but one text where a number stands: the title of a section, or a note under the table."""
    return all(
        est_vide(valeur) or nom in _DE_TOUTES or en_texte(valeur) == identite.numero for nom, valeur in champs.items()
    )


def _est_decale(remarques: Sequence[Remarque], combien: int) -> bool:
    champs = {remarque.champ for remarque in remarques if remarque.cause in _CAUSES_DE_DECALAGE}
    return len(champs) >= combien and bool(champs & _TYPES)


def _marche(identite: Identite, champs: Mapping[str, Any], brut: Brut, contexte: Contexte, notes: Notes) -> MarcheLu:
    table = enumerations()
    decp: dict[str, Any] = {}
    concession, accord_cadre, fait_dit = _nature_du_contrat(champs, brut, decp, notes)
    objet = lire_objet(champs.get("objet"), notes)
    cpv = lire_cpv(champs.get("cpv"), notes)
    procedure = _procedure(champs.get("procedure"), decp, notes, concession=concession)
    montant = _montant(champs, notes, concession=concession)
    duree = _duree(champs, notes, concession=concession)
    notifie_le, publie_le = _dates(champs, notes, concession=concession)
    titulaires = lire_titulaires(champs, notes)
    modifications = _modifications(champs.get("modifications"), montant, notes, concession=concession)
    _officiels(champs, decp, notes, concession=concession)
    accord_cadre = _accord_cadre(decp, accord_cadre)
    for nom, valeur in (
        ("objet", objet),
        ("cpv", cpv),
        ("montant_ht", montant),
        ("duree", duree),
        ("notifie_le", notifie_le),
    ):
        champ = _NOMS_DES_ATTENDUS.get(nom, nom)
        if valeur is None and nom in contexte.attendus and not any(note.champ == champ for note in notes.liste):
            notes.douteux("valeur_absente", champ)
    accord_cadre = (
        accord_cadre
        if est_vide(champs.get("accord_cadre"))
        else lire_booleen(champs["accord_cadre"], "accord_cadre", notes)
    )
    if procedure is None:
        procedure = _fait(champs.get("procedure_dite"), table.procedures_du_fait, "procedure", notes)
    nature, deduite = _nature(champs, cpv, objet, fait_dit, notes, concession=concession)
    lot = lire_lot(objet) if est_vide(champs.get("lot")) else en_texte(champs["lot"])
    accord = decp.get("idAccordCadre")
    marche = MarcheLu(
        acheteur_id=identite.acheteur_id,
        numero=identite.numero,
        concession=concession,
        acheteur_nom=identite.acheteur_nom,
        objet=objet,
        cpv=cpv,
        nature=nature,
        nature_deduite=deduite,
        procedure=procedure,
        accord_cadre=accord_cadre,
        montant_ht=montant,
        duree_mois=duree,
        notifie_le=notifie_le,
        publie_le=publie_le,
        titulaires=titulaires,
        modifications=modifications,
        lot=lot,
        groupe=groupe_de(identite.acheteur_id, identite.numero, objet, lot, notifie_le, accord),
        decp=decp,
        recurrent=lire_booleen(champs.get("recurrent"), "recurrent", notes),
        fin=lire_date(champs.get("fin"), "fin", notes, au_mois="fin"),
        attribution_prevue=lire_date(champs.get("attribution_prevue"), "attribution_prevue", notes, au_mois="debut"),
        direction=_texte(champs.get("direction")),
        referent=_texte(champs.get("referent")),
    )
    return replace(marche, version=version_de(marche))


def _texte(valeur: Any) -> str | None:
    return None if est_vide(valeur) else en_texte(valeur)


# --- nature and procedure ---------------------------------------------------------------------------------------------


def _nature_du_contrat(
    champs: Mapping[str, Any], brut: Brut, decp: dict[str, Any], notes: Notes
) -> tuple[bool, bool | None, str | None]:
    """Whether it is a concession, a framework agreement, and the fact that a table tells in the same column."""
    table = enumerations()
    concession = (
        brut.concession
        or lire_booleen(champs.get("concession"), "concession", notes) is True
        or "concession" in mots_de(en_texte(champs.get("type_contrat")))
        or not est_vide(brut.champs.get("concessionnaires"))
        or not est_vide(brut.champs.get("autoriteConcedante"))
    )
    valeur = champs.get("nature_contrat")
    if est_vide(valeur):
        return concession, None, None
    texte = en_texte(valeur)
    lue = table.natures.chercher(texte)
    fait = table.natures_du_fait.chercher(texte)
    if lue is None and fait is None:
        notes.douteux("valeur_inconnue", "nature", valeur)
        return concession, None, None
    if lue is None:
        return concession or fait == "concession", None, str(fait)
    concession = concession or lue.concession
    if lue.officielle is not None and lue.concession == concession:
        decp["nature"] = lue.officielle
    decp.update({nom: list(valeurs) for nom, valeurs in lue.decp.items()})
    if lue.accord_cadre:
        decp["techniques"] = ["Accord-cadre"]
    return concession, True if lue.accord_cadre else None, None


def _accord_cadre(decp: Mapping[str, Any], dit: bool | None) -> bool | None:
    techniques = decp.get("techniques")
    if techniques is None:
        return dit
    if "Accord-cadre" in techniques:
        return True
    # Orders and subsequent contracts belong to framework agreements: a record that denies it is believed on neither.
    modalites = decp.get("modalitesExecution", [])
    return None if dit or "Bons de commande" in modalites or "Marchés subséquents" in modalites else False


def _procedure(valeur: Any, decp: dict[str, Any], notes: Notes, *, concession: bool) -> str | None:
    if est_vide(valeur):
        return None
    lue = enumerations().procedures.chercher(en_texte(valeur))
    if lue is None:
        if mots_de(en_texte(valeur)) not in ("autre", "autres"):
            notes.douteux("valeur_inconnue", "procedure", valeur)
        return None
    if lue.concession != concession:
        notes.douteux("procedure_d_un_autre_contrat", "procedure", valeur)
        return None
    if lue.officielle is not None:
        decp["procedure"] = lue.officielle
    return str(lue.fait) if lue.fait is not None else None


def _nature(
    champs: Mapping[str, Any], cpv: str | None, objet: str | None, dite: str | None, notes: Notes, *, concession: bool
) -> tuple[str | None, bool]:
    """The fact `nature`, and whether it is deduced."""
    if concession:
        return "concession", False
    if dite is not None:
        return dite, False
    table = enumerations()
    if "nature_dite" in champs:
        ecrite = _fait(champs["nature_dite"], table.natures_du_fait, "nature", notes)
        return ecrite, ecrite is not None and lire_booleen(champs.get("nature_deduite"), "nature", notes) is True
    deduite = nature_du_cpv(cpv, objet)
    if deduite is None and not est_vide(champs.get("nature_fait")) and not (cpv or "").startswith("71"):
        # The publishers of this column deduce it from the CPV.
        deduite = table.natures_du_fait.chercher(en_texte(champs["nature_fait"]))
    return deduite, deduite is not None


def _fait(valeur: Any, lexique: Lexique, champ: str, notes: Notes) -> str | None:
    return None if est_vide(valeur) else lire_valeur(valeur, lexique, champ, notes)


def nature_du_cpv(cpv: str | None, objet: str | None) -> str | None:
    """The nature that a code proves; None where it does not, or where the object says another.

    >>> nature_du_cpv("45233140", None), nature_du_cpv("71240000", "Mission de maîtrise d'œuvre"), nature_du_cpv("71240000", "Études")
    ('travaux', 'maitrise_oeuvre', None)
    >>> nature_du_cpv("48000000", "Maintenance des progiciels")
    """
    if cpv is None:
        return None
    table = enumerations()
    nature = next((table.natures_par_cpv[cpv[:n]] for n in range(5, 1, -1) if cpv[:n] in table.natures_par_cpv), None)
    mots = "" if objet is None else mots_de(objet)
    maitrise_oeuvre = table.maitrise_oeuvre.search(mots) and not table.pas_maitrise_oeuvre.search(mots)
    if nature == "moe_si_dit":
        return "maitrise_oeuvre" if maitrise_oeuvre else None
    if nature is None or maitrise_oeuvre:
        return None
    dit = table.contredit[nature].search(mots) and not table.confirme[nature].search(mots)
    return None if dit else nature


# --- amounts, durations, dates ----------------------------------------------------------------------------------------


def _montant(champs: Mapping[str, Any], notes: Notes, *, concession: bool) -> Decimal | None:
    valeur = champs.get("montant_ht")
    if concession and not est_vide(champs.get("valeur_globale")):
        valeur = champs["valeur_globale"]
    if est_vide(valeur) and not est_vide(champs.get("montant_prevu")):
        return lire_montant(champs["montant_prevu"], "montant_ht", notes, cents=True)
    return lire_montant(valeur, "montant_ht", notes, concession=concession)


def _duree(champs: Mapping[str, Any], notes: Notes, *, concession: bool) -> int | None:
    valeur, unite = champs.get("duree"), en_texte(champs.get("duree_unite"))
    ferme = lire_duree(valeur, "duree_mois", notes, unite=unite, concession=concession)
    ajout = champs.get("reconductions")
    if ferme is None or est_vide(ajout):
        return ferme
    if re.search(r"re(?:nouvel|condu)", mots_de(en_texte(valeur))):
        return ferme  # the duration already counts them
    mois = reconductions_de(ajout, ferme)
    if mois is None:
        totale = mois_dits(f"{ferme} mois {en_texte(ajout)}")
        mois = None if totale is None else int(totale) - ferme
    if mois is None or mois < 0:
        notes.douteux("reconductions_illisibles", "duree_mois", ajout)
        return None
    if mois:
        notes.corrige("reconductions_ajoutees", "duree_mois", f"{ferme} + {en_texte(ajout)}", ferme + mois)
    return ferme + mois


def _dates(champs: Mapping[str, Any], notes: Notes, *, concession: bool) -> tuple[date | None, date | None]:
    valeur = champs.get("notifie_le")
    if est_vide(valeur) or (concession and not est_vide(champs.get("date_signature"))):
        valeur = champs.get("date_signature")
    notifie_le = lire_date(valeur, "notifie_le", notes)
    publie_le = lire_date(champs.get("publie_le"), "publie_le", notes)
    if notifie_le is not None and publie_le is not None and (notifie_le - publie_le).days > ANTICIPATION_MAX:
        notes.douteux("publie_avant_notifie", "publie_le", f"{publie_le} < {notifie_le}")
        publie_le = None
    return notifie_le, publie_le


# --- holders ----------------------------------------------------------------------------------------------------------


def lire_titulaires(champs: Mapping[str, Any], notes: Notes) -> tuple[Titulaire, ...]:
    """Every holder, once, in the order of their numbers."""
    lus = [titulaire for un in _holders(champs) if (titulaire := _titulaire(un, notes)) is not None]
    return tuple(sorted(set(lus)))


def _holders(champs: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from _deplier(champs.get("titulaires"))
    for numerote in champs.get("titulaires_numerotes", ()):
        yield from _paralleles(numerote)
    plat = {
        "id": champs.get("titulaire_id"),
        "typeIdentifiant": champs.get("titulaire_type"),
        "denominationSociale": champs.get("titulaire_nom"),
    }
    dit = champs.get("titulaire")
    if not est_vide(plat["id"]) and est_vide(plat["denominationSociale"]) and isinstance(dit, str):
        # A column of names and one of numbers tell the same holder.
        plat["denominationSociale"], dit = dit, None
    if not est_vide(plat["id"]) or not est_vide(plat["denominationSociale"]):
        yield from _paralleles(plat)
    if not est_vide(dit):
        yield from _deplier(dit) if isinstance(dit, Mapping | list) else _en_mots(str(dit))


def _deplier(valeur: Any, profondeur: int = 0) -> Iterator[Mapping[str, Any]]:
    valeur = depuis_texte(valeur)
    if est_vide(valeur) or profondeur > 4:
        return
    if isinstance(valeur, list | tuple):
        for un in valeur:
            yield from _deplier(un, profondeur + 1)
    elif isinstance(valeur, Mapping):
        if "id" in valeur or "denominationSociale" in valeur:
            yield valeur
        else:
            for un in valeur.values():
                yield from _deplier(un, profondeur + 1)
    elif isinstance(valeur, str) and valeur not in ("id", "typeIdentifiant", "denominationSociale"):
        yield from _en_mots(valeur)


def _paralleles(plat: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A holder whose number, kind and name may each be a list printed as text."""
    listes = {nom: lu if isinstance(lu := depuis_texte(valeur), list | tuple) else [lu] for nom, valeur in plat.items()}
    for rang in range(max(len(liste) for liste in listes.values())):
        yield {nom: liste[rang] for nom, liste in listes.items() if rang < len(liste)}


_DIT = re.compile(r"(SIRET|SIREN|TVA|TAHITI|RIDET|FRWF|IREP|HORS-UE)\s*:?\s+(\S+)(?:\s+(.*))?", re.IGNORECASE)
_SIRET_DANS = re.compile(r"(?<!\d)(\d{3} ?\d{3} ?\d{3} ?\d{5})(?!\d)")


def _en_mots(texte: str) -> Iterator[Mapping[str, Any]]:
    lignes = [ligne.strip() for ligne in texte.split("\n")]
    for un in lignes if len(lignes) > 1 or _DIT.fullmatch(lignes[0]) else [bout.strip() for bout in texte.split(";")]:
        if m := _DIT.fullmatch(un):
            yield {"typeIdentifiant": m[1], "id": m[2], "denominationSociale": m[3] or ""}
        elif m := _SIRET_DANS.search(un):
            nom = (un[: m.start()] + un[m.end() :]).strip(" ()-:,")
            nom = re.sub(r"[ (:-]*\bsiret\b[ :)-]*$", "", nom, flags=re.IGNORECASE)
            yield {"typeIdentifiant": "SIRET", "id": m[1], "denominationSociale": nom}
        elif un:
            yield {"denominationSociale": un}


def _titulaire(un: Mapping[str, Any], notes: Notes) -> Titulaire | None:
    nom = un.get("denominationSociale") or un.get("nom")
    nom = "" if est_vide(nom) else _nom_borne(sans_balises(en_texte(nom)), "titulaires", notes)
    brut = un.get("id")
    identifiant = "" if est_vide(brut) else en_texte(brut)
    genre_dit = un.get("typeIdentifiant")
    genre = None if est_vide(genre_dit) else enumerations().valeurs["typeIdentifiant"].chercher(en_texte(genre_dit))
    if not identifiant.strip("0 .-") or mots_de(identifiant) in ("hors ue", "etranger"):
        return Titulaire("", "", nom) if nom else None
    siret, cause = siret_de(identifiant)
    if siret is not None and (genre in (None, "SIRET", "SIREN") or not cause):
        if cause:
            notes.corrige(cause, "titulaires", identifiant, siret)
        elif genre not in (None, "SIRET"):
            notes.corrige("titulaire_type", "titulaires", f"{en_texte(genre_dit)} {identifiant}", f"SIRET {siret}")
        return Titulaire("SIRET", siret, nom)
    net = chiffres_de(identifiant).upper()
    if genre not in (None, "SIRET", "SIREN"):
        return Titulaire(genre, net, nom)
    if cause == "siren_seul":
        if genre != "SIREN":
            notes.corrige("titulaire_siren", "titulaires", identifiant, f"SIREN {net}")
        return Titulaire("SIREN", net, nom)
    if genre is None and re.match(r"[A-Z]{2}", net) and vat.is_valid(net):
        notes.corrige("titulaire_type", "titulaires", identifiant, f"TVA {net}")
        return Titulaire("TVA", net, nom)
    if not nom and len(re.findall(r"[A-Za-zÀ-ÿ]", identifiant)) > len(identifiant) // 2:
        nom = _nom_borne(identifiant, "titulaires", notes)
    notes.douteux("titulaire_identifiant", "titulaires", identifiant, nom or None)
    return Titulaire("", "", nom) if nom else None


# --- amendments -------------------------------------------------------------------------------------------------------


def _modifications(valeur: Any, initial: Decimal | None, notes: Notes, *, concession: bool) -> tuple[Modification, ...]:
    lues: list[tuple[date, int, Modification]] = []
    dits: list[int] = []
    for rang, une in enumerate(_dedans(valeur, ("modification",)), 1):
        notifiee_le = lire_date(
            une.get("dateNotificationModification") or une.get("dateSignatureModification"), "modifications", notes
        )
        publiee_le = lire_date(une.get("datePublicationDonneesModification"), "modifications", notes)
        montant = une.get("valeurGlobale") if est_vide(une.get("montant")) else une.get("montant")
        modification = Modification(
            rang,
            notifiee_le,
            lire_duree(une.get("dureeMois"), "modifications", notes, concession=concession),
            _nouveau_montant(montant, initial, notes, concession=concession),
            lire_titulaires({"titulaires": une.get("titulaires")}, notes),
            publiee_le,
        )
        if modification == Modification(rang, None):
            continue
        numero = nombre_de(une.get("id"))
        dit = int(numero) if numero is not None and 0 < numero < 1000 else 0
        dits.append(dit)
        lues.append((notifiee_le or publiee_le or date.max, dit or rang, modification))
    lues.sort(key=lambda lue: lue[:2])
    rangs = list(range(1, len(lues) + 1))
    if any(dits) and sorted(dits) != rangs:
        notes.corrige("modifications_numerotees", "modifications", sorted(dits), rangs)
    return tuple(replace(modification, numero=rang) for rang, (_, _, modification) in zip(rangs, lues, strict=True))


def _nouveau_montant(valeur: Any, initial: Decimal | None, notes: Notes, *, concession: bool) -> Decimal | None:
    """The amount after an amendment; one out of all proportion is that of the amendment itself, or a slip."""
    montant = lire_montant(valeur, "modifications", notes, concession=concession)
    return avec_mesure(montant, initial, notes)


def avec_mesure(montant: Decimal | None, initial: Decimal | None, notes: Notes) -> Decimal | None:
    """The amount after an amendment when it keeps some proportion with that of the contract."""
    if montant is None or initial is None or initial / BAISSE_MAX <= montant <= initial * HAUSSE_MAX:
        return montant
    notes.douteux("modification_sans_mesure", "modifications", f"{initial} -> {montant}")
    return None


def _dedans(valeur: Any, noms: Sequence[str], profondeur: int = 0) -> Iterator[Mapping[str, Any]]:
    """The objects of a list, whether each is under its own name or not."""
    valeur = depuis_texte(valeur)
    if est_vide(valeur) or profondeur > 4:
        return
    if isinstance(valeur, list | tuple):
        for une in valeur:
            yield from _dedans(une, noms, profondeur + 1)
    elif isinstance(valeur, Mapping):
        nom = next((nom for nom in noms if nom in valeur), None)
        if nom is None:
            yield valeur
        else:
            yield from _dedans(valeur[nom], noms, profondeur + 1)


# --- official fields --------------------------------------------------------------------------------------------------


def _officiels(champs: Mapping[str, Any], decp: dict[str, Any], notes: Notes, *, concession: bool) -> None:
    """The official fields that have none of ours; only official values, and none where a value cannot be trusted."""
    table = enumerations()
    for nom, liste in table.listes.items():
        if nom != "typesPrix" and (lues := lire_liste(champs.get(nom), liste, notes)) is not None:
            decp[nom] = _sans_objet_dementi(decp.get(nom), lues, liste.aucune)
    _prix(champs, decp, notes)
    for nom in ("ccag", "typeGroupementOperateurs"):
        _poser(decp, nom, lire_valeur(champs.get(nom), table.valeurs[nom], nom, notes))
    for nom in _BOOLEENS:
        _poser(decp, nom, lire_booleen(champs.get(nom), nom, notes))
    for nom in _PARTS:
        _poser(decp, nom, _part(champs.get(nom), nom, notes))
    if decp.get("origineFrance", 0) > decp.get("origineUE", 1):
        notes.douteux("origines_contraires", "origineFrance", f"{decp['origineFrance']} > {decp['origineUE']}")
        del decp["origineFrance"], decp["origineUE"]
    _poser(decp, "offresRecues", _offres(champs.get("offresRecues"), notes))
    _poser(decp, "lieuExecution", _lieu(champs, notes))
    accord = champs.get("idAccordCadre")
    if not est_vide(accord):
        texte = en_texte(accord)
        if len(texte) <= NUMERO_MAX:
            decp["idAccordCadre"] = texte
        else:
            notes.douteux("numero_trop_long", "idAccordCadre", texte)
    _poser(decp, "actesSousTraitance", _actes(champs.get("actesSousTraitance"), notes))
    _poser(
        decp,
        "modificationsActesSousTraitance",
        _modifications_d_actes(champs.get("modificationsActesSousTraitance"), notes),
    )
    if concession:
        debut = lire_date(champs.get("dateDebutExecution"), "dateDebutExecution", notes)
        _poser(decp, "dateDebutExecution", None if debut is None else debut.isoformat())
        subvention = nombre_de(
            None if est_vide(champs.get("montantSubventionPublique")) else champs["montantSubventionPublique"]
        )
        if subvention is not None and 0 <= subvention < NOMBRE_MAX:
            decp["montantSubventionPublique"] = en_nombre(subvention)
        _poser(decp, "donneesExecution", _donnees_annuelles(champs.get("donneesExecution"), notes))


def _poser(decp: dict[str, Any], nom: str, valeur: Any) -> None:
    if valeur is not None:
        decp[nom] = valeur


def _sans_objet_dementi(dites: list[str] | None, lues: list[str], aucune: str | None) -> list[str]:
    """What the nature said stands against a mere "none"."""
    if dites is None:
        return lues
    return dites + [une for une in lues if une not in dites and une != aucune]


def en_nombre(nombre: Decimal) -> int | float:
    """A number as JSON has it."""
    return int(nombre) if nombre == nombre.to_integral_value() else float(nombre)


def _prix(champs: Mapping[str, Any], decp: dict[str, Any], notes: Notes) -> None:
    table = enumerations()
    types = lire_liste(champs.get("typesPrix"), table.listes["typesPrix"], Notes())
    forme = champs.get("formePrix")
    ancienne = None if est_vide(forme) else table.anciens_prix.chercher(en_texte(forme))
    if types is None and ancienne is None and not est_vide(champs.get("typesPrix")):
        ancienne = table.anciens_prix.chercher(en_texte(champs["typesPrix"]))
        if ancienne is None:
            lire_liste(champs["typesPrix"], table.listes["typesPrix"], notes)
    _poser(decp, "typesPrix", types if types is not None or ancienne is None else [str(ancienne)])
    if not est_vide(forme) and table.anciens_prix.chercher(en_texte(forme)) is None:
        _poser(decp, "formePrix", lire_valeur(forme, table.valeurs["formePrix"], "formePrix", notes))


def _part(valeur: Any, champ: str, notes: Notes) -> int | float | None:
    """A share between 0 and 1; a percentage is one once divided."""
    if est_vide(valeur):
        return None
    texte = en_texte(valeur)
    part = nombre_de(texte.removesuffix("%").strip())
    if part is None or not 0 <= part <= _POUR_CENT:
        notes.douteux("part_illisible", champ, valeur)
        return None
    if part > 1 or texte.endswith("%"):
        notes.corrige("part_en_pour_cent", champ, valeur, part / _POUR_CENT)
        part /= _POUR_CENT
    return en_nombre(part)


def _offres(valeur: Any, notes: Notes) -> int | None:
    if est_vide(valeur):
        return None
    nombre = nombre_de(valeur)
    if nombre is None or nombre < 1 or nombre != nombre.to_integral_value() or nombre > 10_000:
        notes.douteux("offres_illisibles", "offresRecues", valeur)
        return None
    return int(nombre)


def _lieu(champs: Mapping[str, Any], notes: Notes) -> dict[str, str] | None:
    lieu = depuis_texte(champs.get("lieuExecution"))
    code, genre_dit = champs.get("lieu_code"), champs.get("lieu_type")
    if isinstance(lieu, Mapping):
        code, genre_dit = lieu.get("code"), lieu.get("typeCode")
    if est_vide(code) or est_vide(genre_dit):
        return None
    genre = enumerations().valeurs["typeCode"].chercher(en_texte(genre_dit))
    texte = en_texte(code).upper()
    if genre is None:
        notes.douteux("valeur_inconnue", "lieuExecution", genre_dit)
        return None
    outre_mer = enumerations().outre_mer.get(texte) if genre == "Code département" else None
    if outre_mer is not None:
        notes.corrige("lieu_outre_mer", "lieuExecution", texte, outre_mer)
        texte = outre_mer
    motif = _CODES_DE_LIEU.get(genre)
    if motif is not None and not motif.fullmatch(texte):
        notes.douteux("lieu_code", "lieuExecution", f"{genre} {texte}")
        return None
    return {"code": texte, "typeCode": str(genre)}


_VARIATIONS = {"ferme": "Ferme", "actualisable": "Actualisable", "revisable": "Révisable"}


def _entier(valeur: Any) -> int | None:
    nombre = nombre_de(valeur)
    return int(nombre) if nombre is not None and nombre >= 1 and nombre == nombre.to_integral_value() else None


def _jour(valeur: Any) -> str | None:
    lu = lire_date(valeur, "", Notes())
    return None if lu is None else lu.isoformat()


def _prix_de(valeur: Any) -> int | float | None:
    montant = lire_montant(valeur, "", Notes())
    return None if montant is None else en_nombre(montant)


def _actes(valeur: Any, notes: Notes) -> list[dict[str, Any]] | None:
    actes = []
    for un in _dedans(valeur, ("acteSousTraitance",)):
        sous_traitant = un.get("sousTraitant")
        sous_traitant = sous_traitant if isinstance(sous_traitant, Mapping) else {}
        genre = enumerations().valeurs["typeIdentifiant"].chercher(en_texte(sous_traitant.get("typeIdentifiant")))
        acte = {
            "id": _entier(un.get("id")),
            "sousTraitant": None if genre in (None, "SIREN") or est_vide(sous_traitant.get("id"))
            else {"typeIdentifiant": str(genre), "id": en_texte(sous_traitant["id"])},
            "dureeMois": _entier(un.get("dureeMois")),
            "dateNotification": _jour(un.get("dateNotification")),
            "datePublicationDonnees": _jour(un.get("datePublicationDonnees")),
            "montant": _prix_de(un.get("montant")),
            "variationPrix": _VARIATIONS.get(mots_de(en_texte(un.get("variationPrix")))),
        }  # fmt: skip
        if None in acte.values():
            notes.douteux("acte_incomplet", "actesSousTraitance", un)
        else:
            actes.append(acte)
    return actes or None


def _modifications_d_actes(valeur: Any, notes: Notes) -> list[dict[str, Any]] | None:
    modifications = []
    for une in _dedans(valeur, ("modificationActeSousTraitance",)):
        notifiee = une.get("dateNotificationModificationSousTraitance") or une.get(
            "dateNotificationModificationActeSousTraitance"
        )
        publiee = une.get("datePublicationDonnees") or une.get("datePublicationDonneesModificationActeSousTraitance")
        necessaires = {
            "id": _entier(une.get("id")),
            "dateNotificationModificationSousTraitance": _jour(notifiee),
            "datePublicationDonnees": _jour(publiee),
        }
        if None in necessaires.values():
            notes.douteux("acte_incomplet", "modificationsActesSousTraitance", une)
            continue
        facultatives = {"dureeMois": _entier(une.get("dureeMois")), "montant": _prix_de(une.get("montant"))}
        modifications.append({**necessaires, **{nom: lue for nom, lue in facultatives.items() if lue is not None}})
    return modifications or None


def _donnees_annuelles(valeur: Any, notes: Notes) -> list[dict[str, Any]] | None:
    annees = []
    for une in _dedans(valeur, ("donneesAnnuelles",)):
        publiees = _jour(une.get("datePublicationDonneesExecution"))
        depenses = nombre_de(une.get("depensesInvestissement"))
        tarifs = []
        for tarif in _dedans(une.get("tarifs"), ()):
            dedans = tarif.get("tarif")
            dit = dedans if isinstance(dedans, Mapping) else tarif
            prix = nombre_de(dit.get("tarif"))
            if not est_vide(dit.get("intituleTarif")) and prix is not None and prix >= 0:
                tarifs.append({"intituleTarif": en_texte(dit["intituleTarif"])[:256], "tarif": en_nombre(prix)})
        if publiees is None or depenses is None or depenses < 0 or not tarifs:
            notes.douteux("donnees_annuelles_incompletes", "donneesExecution", une)
        else:
            annees.append(
                {
                    "datePublicationDonneesExecution": publiees,
                    "depensesInvestissement": en_nombre(depenses),
                    "tarifs": tarifs,
                }
            )
    return annees or None


# --- the order of two tellings ----------------------------------------------------------------------------------------


def version_de(marche: MarcheLu) -> str:
    """A text that sorts the tellings of one contract: the latest publication or amendment, the most amendments, the most
    complete, then its own content, so that no two different tellings are equal.
    """
    jours = [jour for jour in (marche.publie_le, marche.notifie_le) if jour is not None]
    for modification in marche.modifications:
        jours += [jour for jour in (modification.publiee_le, modification.notifiee_le) if jour is not None]
    dernier = max(jours, default=date.min).isoformat()
    dits = (
        marche.acheteur_nom, marche.objet, marche.cpv, marche.nature, marche.procedure, marche.accord_cadre,
        marche.montant_ht, marche.duree_mois, marche.notifie_le, marche.publie_le, marche.recurrent, marche.fin,
        marche.attribution_prevue, marche.direction, marche.referent,
    )  # fmt: skip
    combien = sum(dit is not None for dit in dits) + bool(marche.titulaires) + len(marche.decp)
    return f"{dernier}|{len(marche.modifications):03d}|{combien:03d}|{empreinte(marche)[:16]}"


def empreinte(marche: MarcheLu, *, avec_titulaires: bool = False) -> str:
    """What a contract says, as a digest; without its holders unless asked, so that two rows of one contract agree."""
    dit = {
        "cle": (marche.acheteur_id, marche.numero, marche.concession),
        "textes": (marche.acheteur_nom, marche.objet, marche.cpv, marche.nature, marche.procedure, marche.lot),
        "nombres": (str(marche.montant_ht), marche.duree_mois, marche.accord_cadre),
        "dates": (marche.notifie_le, marche.publie_le, marche.fin, marche.attribution_prevue),
        "gens": (marche.recurrent, marche.direction, marche.referent),
        "modifications": [
            (m.numero, m.notifiee_le, m.duree_mois, str(m.montant_ht), m.publiee_le, _plats(m.titulaires))
            for m in marche.modifications
        ],
        "decp": marche.decp,
        "titulaires": _plats(marche.titulaires) if avec_titulaires else (),
    }
    return hashlib.sha256(orjson.dumps(dit, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _plats(titulaires: Sequence[Titulaire]) -> list[tuple[str, str, str]]:
    return [(un.type_identifiant, un.identifiant, un.nom) for un in titulaires]


__all__ = [
    "ATTENDUS",
    "DECALAGE",
    "DECALAGE_DES_GENS",
    "Contexte",
    "Enregistrement",
    "Identite",
    "avec_mesure",
    "canoniques",
    "identifier",
    "lire_brut",
    "nature_du_cpv",
    "version_de",
]
