"""The state of one conversation: what is known of the contract, what is being asked, and how to go back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from knowledge.ecoute import Acte
from knowledge.regles.faits import ContradictionError, Ensemble, Faits, Intervalle, Options, Possible, Vocabulaire
from knowledge.regles.lots import Lot, lire_lots_gardes

# How many steps "retour" can undo.
PAS_MAX = 30
_DE_PASSAGE = frozenset({"pas", "classeur", "document", "recherche", "attente", "redemande", "efface"})


class Etape(StrEnum):
    """Where the conversation stands."""

    ACCUEIL = "accueil"
    QUESTION = "question"
    RESULTAT = "resultat"
    MOTIF = "motif"
    NOUVEAU_OU_CORRECTION = "nouveau_ou_correction"


@dataclass(frozen=True, slots=True)
class Recherche:
    """The last question looked up: what answered it, what came next, whether the person refused that answer; `reponse` names the
    approved answer that it was given.
    """

    texte: str
    montrees: tuple[int, ...]
    autres: tuple[int, ...]
    refusee: bool = False
    reponse: str | None = None

    @classmethod
    def depuis_json(cls, donnees: Mapping[str, Any] | None) -> Recherche | None:
        """Read back; None for what another version wrote."""
        match donnees:
            case {"texte": str(texte), "montrees": list(montrees), "autres": list(autres), "refusee": bool(refusee)}:
                reponse = (donnees or {}).get("reponse")
                return cls(
                    texte,
                    _entiers(montrees),
                    _entiers(autres),
                    refusee,
                    reponse if isinstance(reponse, str) else None,
                )
            case _:
                return None

    def en_json(self) -> dict[str, Any]:
        return {
            "texte": self.texte,
            "montrees": list(self.montrees),
            "autres": list(self.autres),
            "refusee": self.refusee,
            **({} if self.reponse is None else {"reponse": self.reponse}),
        }


@dataclass(frozen=True, slots=True)
class Redemande:
    """A message that was read with a doubt, and what it may mean, in the order of the buttons that ask which."""

    texte: str
    lectures: tuple[tuple[Acte, ...], ...]

    @classmethod
    def depuis_json(cls, donnees: Mapping[str, Any] | None) -> Redemande | None:
        """Read back; None for what another version wrote."""
        match donnees:
            case {"texte": str(texte), "lectures": list(lectures)}:
                return cls(
                    texte,
                    tuple(tuple(Acte(nature, slots, mots=mots) for nature, slots, mots in actes) for actes in lectures),
                )
            case _:
                return None

    def en_json(self) -> dict[str, Any]:
        return {
            "texte": self.texte,
            "lectures": [[[acte.nature, dict(acte.slots), acte.mots] for acte in actes] for actes in self.lectures],
        }


def _lire_l_attente(donnees: Mapping[str, Any]) -> Acte | str | None:
    """The act that lacks what was asked for; a string is the value of a button, as older versions wrote it, or of what it noted of a figure."""
    match donnees:
        case {"attente": [str(nature), dict(slots)]}:
            return Acte(nature, slots)
        case {"attente": str(attente)}:
            return attente
        # What was apart in older states: the figure that was just answered, and what "suite" stood for.
        case {"chiffre": str(chiffre)}:
            return f"v:avant_{chiffre}"
        case {"suite": str(suite)}:
            return suite
        case _:
            return None


def _entiers(valeurs: list[Any]) -> tuple[int, ...]:
    return tuple(valeur for valeur in valeurs if isinstance(valeur, int))


def _lire_les_decisions_d_avance(donnees: Any) -> tuple[Mapping[str, Any], ...]:
    """Read back; without what another version wrote."""
    lues = donnees if isinstance(donnees, list) else []
    return tuple(une for une in lues if isinstance(une, dict) and une.keys() == {"nature", "action", "motif"})


def _lire_le_classeur(garde: Any) -> Mapping[str, Any] | None:
    match garde:
        case {"nom": str(), "rangees": list(rangees)} if all(isinstance(rangee, list) for rangee in rangees):
            return dict(garde)
        case _:
            return None


def _lire_le_document(garde: Any) -> Mapping[str, Any] | None:
    match garde:
        case {"cle": str(), "noms": list(), "pris": bool(), "dits": list(dits)} if all(
            isinstance(dit, dict) and isinstance(dit.get("valeurs"), list) for dit in dits
        ):
            return dict(garde)
        case _:
            return None


def _est_seule(possible: Possible) -> bool:
    return isinstance(possible, Options) and possible.seule is not None


@dataclass(frozen=True, slots=True)
class Entretien:
    """One conversation about one contract. Immutable; `en_json` is what the database keeps.

    `devines` names the facts that are only guessed: they count until they are denied. `a_confirmer` holds what is too odd, or too
    old, to count before a yes. `nies` are the facts of which a presumption was denied without another value. `conclu`: the result was given, so what is said next gives a new result rather than the next question. `apres` is what
    the pending question was asked for (the calendar), `ttc` a message whose amount waits for its rate of VAT.
    `attente` is the act that the very next message may complete: it lacks a day, a name, a reason, or only a "suite" (or nothing: it
    is what "la" is said of); `marche` the contract of the register that this purchase replaces. `redemande` is
    the message that was just asked back; `efface` the purchase that was dropped last, and when. `d_avance` is what was decided of actions
    before a result held them: of each, the verb, the action, the reason. `lots` are those of the contract, by
    number, each with what was said of it alone, and `lots_annonces` how many were announced; `classeur` is the name
    and the rows of a table whose lots were shown, and not taken yet, `document` what was read of documents and waits for a yes; `faits` is what was said of the whole.
    """

    faits: Faits
    etape: Etape = Etape.ACCUEIL
    question: str | None = None
    proposes: tuple[str, ...] = ()
    a_confirmer: Mapping[str, Possible] = field(default_factory=dict)
    devines: frozenset[str] = frozenset()
    mots: Mapping[str, str] = field(default_factory=dict)
    sans_reponse: frozenset[str] = frozenset()
    plus_tard: frozenset[str] = frozenset()
    nies: frozenset[str] = frozenset()
    douteux: Possible | None = None
    dernier: str | None = None
    ecarter: int | None = None
    en_attente: str | None = None
    apres: str | None = None
    ttc: str | None = None
    reconnu: str | None = None
    conclu: bool = False
    diagnostic: int | None = None
    diagnostique: Mapping[str, Any] | None = None
    recherche: Recherche | None = None
    attente: Acte | str | None = None
    marche: int | None = None
    redemande: Redemande | None = None
    efface: Mapping[str, Any] | None = None
    d_avance: tuple[Mapping[str, Any], ...] = ()
    lots: tuple[Lot, ...] = ()
    lots_annonces: int = 0
    classeur: Mapping[str, Any] | None = None
    document: Mapping[str, Any] | None = None
    pas: tuple[Mapping[str, Any], ...] = ()

    def apprendre(self, nom: str, possible: Possible, *, nie: bool = False, devine: bool = False) -> Entretien:
        """Take what was said of a fact: it refines what was known, or replaces it when the two cannot both be true.

        `nie`: only what it is not was said; if that was known, it is known no more. `devine`: it is only guessed.
        """
        devinee = self.faits[nom] if nom in self.devines else None
        compatible = (
            isinstance(possible, Options) and isinstance(devinee, Options) and possible.inter(devinee) == devinee
        )
        if compatible and (devine or not _est_seule(possible)):
            # "C'est mon premier marché": no concession, as was guessed.
            return self
        if nom in self.devines:
            # What is said takes the place of what was guessed, and a guess of the one before.
            return self.oublier(nom).apprendre(nom, possible, nie=nie, devine=devine)
        try:
            faits = self.faits.apprendre(nom, possible)
            if nie and (isinstance(possible, Intervalle) or possible == Options(self.faits.vocabulaire[nom].options)):
                faits = faits.oublier(nom)
        except ContradictionError:
            faits = self._corriger(nom, possible, nie=nie)
        return replace(
            self,
            faits=faits,
            devines=self.devines | {nom} if devine else self.devines,
            a_confirmer={cle: valeur for cle, valeur in self.a_confirmer.items() if cle != nom},
            sans_reponse=self.sans_reponse - {nom},
            plus_tard=self.plus_tard - {nom},
            douteux=None,
        )

    def oublier(self, nom: str) -> Entretien:
        """What was known of a fact, said or guessed, is known no more."""
        reste = {cle: valeur for cle, valeur in self.a_confirmer.items() if cle != nom}
        return replace(self, faits=self.faits.oublier(nom), devines=self.devines - {nom}, a_confirmer=reste)

    def _corriger(self, nom: str, possible: Possible, *, nie: bool) -> Faits:
        avant = self.faits[nom]
        match possible, avant:
            case Ensemble(), Ensemble():
                # Each segment is a fact of its own: only those that are contradicted change.
                return self.faits.corriger(
                    nom,
                    Ensemble(
                        (avant.dedans - possible.dehors) | possible.dedans,
                        (avant.dehors - possible.dedans) | possible.dehors,
                    ),
                )
            case Options(), _ if possible.seule is None and not nie:
                # "un marché…" said of a concession is a manner of speaking, not a correction.
                return self.faits
            case _:
                return self.faits.corriger(nom, possible)

    def memoriser(self) -> Entretien:
        """Remember this moment, so that "retour" can come back to it."""
        return replace(self, pas=(*self.pas, self.en_photo())[-PAS_MAX:])

    def en_photo(self) -> dict[str, Any]:
        """What the moment is, without what only the very next message is about."""
        return {cle: valeur for cle, valeur in self.en_json().items() if cle not in _DE_PASSAGE}

    def precedent(self, vocabulaire: Vocabulaire) -> Entretien | None:
        """The moment before the last answer; None at the beginning."""
        if not self.pas:
            return None
        return replace(Entretien.depuis_json(vocabulaire, self.pas[-1]), pas=self.pas[:-1])

    # --- JSON ---------------------------------------------------------------------------------------------------------

    def en_json(self) -> dict[str, Any]:
        vocabulaire = self.faits.vocabulaire
        return {
            "faits": self.faits.en_json(),
            "etape": self.etape.value,
            "question": self.question,
            "proposes": list(self.proposes),
            "a_confirmer": Faits(vocabulaire, self.a_confirmer).en_json(),
            "devines": sorted(self.devines),
            "mots": dict(self.mots),
            "sans_reponse": sorted(self.sans_reponse),
            "plus_tard": sorted(self.plus_tard),
            "nies": sorted(self.nies),
            "douteux": None
            if self.douteux is None or self.question is None
            else Faits(vocabulaire, {self.question: self.douteux}).en_json(),
            "dernier": self.dernier,
            "ecarter": self.ecarter,
            "en_attente": self.en_attente,
            "apres": self.apres,
            "ttc": self.ttc,
            "reconnu": self.reconnu,
            "conclu": self.conclu,
            "diagnostic": self.diagnostic,
            "diagnostique": self.diagnostique,
            "recherche": None if self.recherche is None else self.recherche.en_json(),
            "attente": [self.attente.nature, dict(self.attente.slots)]
            if isinstance(self.attente, Acte)
            else self.attente,
            "contrat": self.marche,  # the word of the states that are kept already
            "redemande": None if self.redemande is None else self.redemande.en_json(),
            "efface": self.efface,
            "d_avance": [dict(une) for une in self.d_avance],
            "lots": [lot.en_json() for lot in self.lots],
            "lots_annonces": self.lots_annonces,
            "classeur": self.classeur,
            "document": self.document,
            "pas": list(self.pas),
        }

    @classmethod
    def depuis_json(cls, vocabulaire: Vocabulaire, donnees: Mapping[str, Any]) -> Entretien:
        """Read back `en_json`; an empty mapping is a conversation that has not begun.

        A state that another version wrote loses what this one cannot read, and never the person: at worst the
        conversation begins anew.
        """
        if not donnees:
            return cls(vocabulaire.aucun_fait())
        try:
            return cls._lire(vocabulaire, donnees)
        except (AttributeError, KeyError, TypeError, ValueError):
            return cls(vocabulaire.aucun_fait())

    @classmethod
    def _lire(cls, vocabulaire: Vocabulaire, donnees: Mapping[str, Any]) -> Entretien:
        def connu(nom: Any) -> str | None:
            return nom if nom in vocabulaire else None

        def lu(cle: str, genre: type, defaut: Any = None) -> Any:
            valeur = donnees.get(cle)
            return valeur if isinstance(valeur, genre) else defaut

        question = connu(donnees.get("question"))
        etape = Etape(donnees.get("etape", Etape.ACCUEIL))
        if etape is Etape.QUESTION and question is None:
            etape = Etape.ACCUEIL
        douteux = Faits.depuis_json(vocabulaire, donnees.get("douteux") or {}).connus()
        return cls(
            faits=Faits.depuis_json(vocabulaire, donnees.get("faits", {})),
            etape=etape,
            question=question,
            proposes=tuple(map(str, lu("proposes", list, ()))),
            a_confirmer=Faits.depuis_json(vocabulaire, donnees.get("a_confirmer", {})).connus(),
            devines=frozenset(donnees.get("devines", ())) & frozenset(vocabulaire),
            mots=lu("mots", dict, {}),
            sans_reponse=frozenset(donnees.get("sans_reponse", ())) & frozenset(vocabulaire),
            plus_tard=frozenset(donnees.get("plus_tard", ())) & frozenset(vocabulaire),
            nies=frozenset(donnees.get("nies", ())) & frozenset(vocabulaire),
            douteux=douteux.get(question) if question is not None else None,
            dernier=connu(donnees.get("dernier")),
            ecarter=lu("ecarter", int),
            en_attente=lu("en_attente", str),
            apres=lu("apres", str),
            ttc=lu("ttc", str),
            reconnu=lu("reconnu", str),
            conclu=lu("conclu", bool, defaut=False),
            diagnostic=lu("diagnostic", int),
            diagnostique=lu("diagnostique", dict),
            recherche=Recherche.depuis_json(lu("recherche", dict)),
            attente=_lire_l_attente(donnees),
            marche=lu("contrat", int),
            redemande=Redemande.depuis_json(lu("redemande", dict)),
            efface=lu("efface", dict),
            d_avance=_lire_les_decisions_d_avance(donnees.get("d_avance")),
            lots=lire_lots_gardes(vocabulaire, lu("lots", list, ())),
            lots_annonces=lu("lots_annonces", int, 0),
            classeur=_lire_le_classeur(donnees.get("classeur")),
            document=_lire_le_document(donnees.get("document")),
            pas=tuple(photo for photo in lu("pas", list, ()) if isinstance(photo, dict)),
        )
