"""A purchase as its page shows it: what is known and from where, what is still asked, what is held without being said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from handlers.conversation.entretien import Entretien
from handlers.conversation.wording import Wording, nombre
from handlers.diagnostic.jugement import dire_le_presume
from handlers.diagnostic.reprise import OBJET
from handlers.diagnostic.vue_actions import Avenir, Carte, Pour, PourPiece, a_faire, cartes, lire_l_avenir, par_piece
from handlers.diagnostic.vue_loi import Jalons, Loi, lire_la_loi, lire_les_jalons
from knowledge.diagnostic.diagnostic import Diagnostic, diagnostiquer, prochaine_question
from knowledge.plan.pack import Pack
from knowledge.regles.faits import Ensemble, Fait, Faits, Genre, Intervalle, Options, Possible
from knowledge.regles.lots import Lot
from storage.diagnostic.records import DecisionRecord

# `DEDUIT`: nobody said it, it is the day of the diagnosis.
DIT, DEVINE, DEDUIT, INCONNU = "dit", "devine", "deduit", "inconnu"
# How long what was dropped can be brought back.
HEURES_POUR_REMETTRE = 24


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a field offers."""

    valeur: str
    libelle: str
    pris: bool


@dataclass(frozen=True, slots=True)
class Champ:
    """The field of a fact: the same where it is asked and where it is changed; `ecrit` is what a typed one holds now."""

    nom: str
    genre: Genre
    libelle: str
    question: str
    aide: str | None
    pourquoi: str
    unite: str | None
    exemple: str | None
    options: tuple[Option, ...]
    ecrit: str

    @property
    def en_un_geste(self) -> bool:
        """Whether one press answers, among so few that they fit a line."""
        return self.genre is Genre.OUI_NON

    @property
    def a_cocher(self) -> bool:
        return self.genre is Genre.ENSEMBLE

    @property
    def a_taper(self) -> bool:
        return self.genre in (Genre.NOMBRE, Genre.DATE, Genre.TEXTE)


@dataclass(frozen=True, slots=True)
class LigneDeFait:
    """A fact, one a line: its value in words, where it comes from, the words it was read in; `nouveau`: it just changed."""

    champ: Champ
    valeur: str
    origine: str
    mots: str | None
    nouveau: bool


@dataclass(frozen=True, slots=True)
class QuestionOuverte:
    """A question that can still change the result: the actions it decides, and how many points of law."""

    champ: Champ
    actions: tuple[int, ...]
    lois: int
    pendante: bool


@dataclass(frozen=True, slots=True)
class Presume:
    """What is held of a fact that nobody told, in words, with its reason where the table gives one, and the field that denies it."""

    dit: str
    champ: Champ
    raison: str = ""


@dataclass(frozen=True, slots=True)
class Changements:
    """What the last answer changed of the result."""

    nouvelles: tuple[int, ...] = ()
    disparues: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nouvelles or self.disparues)


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page says of one purchase; `sures` of `possibles` actions are settled; `defaisable`: its last answer can be taken back.

    `avance` tells its amounts, one a line; nothing where no action of the purchase is about it.
    """

    objet: str | None
    faits: tuple[LigneDeFait, ...]
    questions: tuple[QuestionOuverte, ...]
    presumes: tuple[Presume, ...]
    diagnostic: Diagnostic
    qualification: str
    cartes: tuple[Carte, ...]
    pieces: tuple[PourPiece, ...]
    faire: tuple[Pour, ...]
    avenir: tuple[Avenir, ...]
    loi: Loi
    avance: tuple[str, ...]
    jalons: Jalons
    changements: Changements
    conclu: bool
    defaisable: bool
    titre: Champ
    attribution: Champ | None

    @property
    def vide(self) -> bool:
        """Whether nothing was said of any purchase."""
        return not self.faits and self.objet is None and not self.conclu

    @property
    def sures(self) -> int:
        return len(self.cartes)

    @property
    def possibles(self) -> int:
        return len({carte.fiche.numero for carte in self.cartes} | set(self.diagnostic.a_preciser))

    @property
    def decidees(self) -> int:
        return sum(carte.decision is not None for carte in self.cartes)


def lire_la_page(
    pack: Pack,
    wording: Wording,
    entretien: Entretien,
    jour: date,
    decisions: Mapping[int, DecisionRecord],
    avant: Faits | None = None,
    lots_avant: Sequence[Lot] = (),
    nies: Collection[str] = (),
) -> Page:
    """The page of a purchase on that day; `avant`: the facts, and the lots, before the last answer, to tell what it changed.

    `nies`: what is not to be presumed, as `non_presumes` tells it.
    """
    juger = partial(diagnostiquer, pack, jour=jour, sans_reponse=entretien.sans_reponse, presumer=True, nies=nies)
    diagnostic = juger(entretien.faits, lots=entretien.lots)
    auparavant = None
    if avant is not None and avant.connus():
        auparavant = set(juger(avant, lots=lots_avant).actions)
    changements = Changements()
    if auparavant is not None:
        changements = Changements(
            tuple(action for action in diagnostic.actions if action not in auparavant),
            tuple(sorted(auparavant - set(diagnostic.actions))),
        )
    objet = entretien.faits.valeur(OBJET)
    toutes = cartes(pack, wording, diagnostic, decisions, changements.nouvelles)
    loi = lire_la_loi(pack, wording, diagnostic)
    jalons = lire_les_jalons(pack, diagnostic, jour)
    return Page(
        objet=None if objet is None else str(objet),
        faits=_lignes(pack, wording, entretien, avant),
        questions=_questions(pack, entretien, diagnostic, jour, nies),
        presumes=_presumes(pack, wording, diagnostic),
        diagnostic=diagnostic,
        qualification=wording.phrase("qualification", diagnostic.qualification, diagnostic.faits),
        cartes=toutes,
        pieces=par_piece(pack, toutes),
        faire=a_faire(pack, toutes, loi, jalons),
        avenir=lire_l_avenir(pack, wording, diagnostic),
        loi=loi,
        avance=dire_l_avance(wording, diagnostic) if any(carte.fiche.avance for carte in toutes) else (),
        jalons=jalons,
        changements=changements,
        conclu=entretien.diagnostic is not None,
        defaisable=bool(entretien.pas),
        titre=champ_de(pack.vocabulaire[OBJET], entretien.faits),
        attribution=champ_de(pack.vocabulaire["date_attribution"], entretien.faits)
        if "date_attribution" in pack.vocabulaire
        else None,
    )


def champ_de(fait: Fait, faits: Faits, membres: frozenset[str] = frozenset()) -> Champ:
    """The field of a fact as it stands; `membres`: those of a set that are worth naming, all where there is none."""
    pose, possible = fait.pose_a(faits), faits[fait.nom]
    pris = _pris(possible) if fait.nom in faits else frozenset()
    choix = [un for un in pose.choix if not membres or un.valeur in membres | pris]
    return Champ(
        fait.nom,
        fait.genre,
        pose.libelle,
        pose.question,
        pose.aide,
        pose.pourquoi,
        pose.unite,
        next(iter(pose.exemples), None),
        tuple(Option(un.valeur, un.libelle, un.valeur in pris) for un in choix),
        _ecrit(fait, faits),
    )


def _pris(possible: Possible) -> frozenset[str]:
    match possible:
        case Ensemble():
            return possible.dedans
        case Options():
            return possible.possibles if possible.seule is not None else frozenset()
        case _:
            return frozenset()


def _ecrit(fait: Fait, faits: Faits) -> str:
    """What the field of a typed fact holds: its value as one types it."""
    valeur = faits.valeur(fait.nom)
    match valeur:
        case Decimal():
            return nombre(valeur)
        case date():
            return f"{valeur:%d/%m/%Y}"
        case str() if fait.genre is Genre.TEXTE:
            return valeur
        case _:
            return ""


def _lignes(pack: Pack, wording: Wording, entretien: Entretien, avant: Faits | None) -> tuple[LigneDeFait, ...]:
    """What was said and what is guessed, in the author's order; then what nobody knows."""
    faits, dits = entretien.faits, entretien.faits.dits()
    lignes = [
        LigneDeFait(
            champ_de(pack.vocabulaire[nom], faits),
            wording.phrase("valeur", nom, faits[nom]),
            _origine(entretien, nom),
            # The words of what waits for a yes are not those of what holds until then.
            None if nom in entretien.a_confirmer else entretien.mots.get(nom),
            _a_change(nom, faits, avant),
        )
        for nom in faits
        if nom in dits and nom != OBJET and _se_dit(faits[nom])
    ]
    lignes += [
        LigneDeFait(champ_de(pack.vocabulaire[nom], faits), "", INCONNU, None, nouveau=False)
        for nom in sorted(entretien.sans_reponse, key=pack.vocabulaire.rang.__getitem__)
        if nom not in dits
    ]
    return tuple(lignes)


def _origine(entretien: Entretien, nom: str) -> str:
    if nom in entretien.devines:
        return DEVINE
    jour = (entretien.diagnostique or {}).get("jour")
    du_jour = nom in entretien.faits.vocabulaire.du_jour and str(entretien.faits.valeur(nom)) == jour
    return DEDUIT if du_jour else DIT


def _a_change(nom: str, faits: Faits, avant: Faits | None) -> bool:
    """Whether the last answer told it or changed it; of the first words, everything is new and nothing is marked."""
    return avant is not None and bool(avant.connus()) and avant[nom] != faits[nom]


def _se_dit(possible: Possible) -> bool:
    """Whether something is known of it that is worth a line: not what a family is not."""
    match possible:
        case Intervalle():
            return possible.bas is not None or possible.haut is not None
        case _:
            return True


def _questions(
    pack: Pack, entretien: Entretien, diagnostic: Diagnostic, jour: date, nies: Collection[str]
) -> tuple[QuestionOuverte, ...]:
    """What can still change the result, what is asked in the conversation first, then what decides the most actions."""
    suite = prochaine_question(
        pack,
        entretien.faits,
        jour,
        entretien.sans_reponse,
        entretien.plus_tard,
        entretien.lots,
        presumer=True,
        nies=nies,
    )
    jugements = (diagnostic, *diagnostic.lots)
    ouvertes = []
    demandables = suite.en_ordre()
    for nom in demandables:
        # What is said lot by lot has no field of its own here.
        if nom == OBJET or (diagnostic.lots and pack.vocabulaire[nom].par_lot is not None):
            continue
        actions = {action for jugement in jugements for action, manque in jugement.a_preciser.items() if nom in manque}
        actions |= {
            ouverte.fiche.numero
            for jugement in jugements
            for ouverte in jugement.ouvertes
            if ouverte.fiche is not None and nom in ouverte.manque
        }
        lois = {
            ouverte.obligation.id
            for jugement in jugements
            for ouverte in jugement.ouvertes
            if ouverte.obligation is not None and nom in ouverte.manque
        }
        membres = suite.membres if nom == suite.question else frozenset()
        champ = champ_de(pack.vocabulaire[nom], entretien.faits, membres)
        pendante = nom == (entretien.question or suite.question)
        ouvertes.append(QuestionOuverte(champ, tuple(sorted(actions)), len(lois), pendante))
    rang = {nom: place for place, nom in enumerate(demandables)}
    ouvertes.sort(key=lambda une: (not une.pendante, -len(une.actions), -une.lois, rang[une.champ.nom]))
    return tuple(ouvertes)


def _presumes(pack: Pack, wording: Wording, diagnostic: Diagnostic) -> tuple[Presume, ...]:
    """What is held without being said, in the author's order; what merely follows from what was said has no words of its own."""
    dits: dict[str, tuple[str, str]] = {}
    for jugement in (diagnostic, *diagnostic.lots):
        for nom, une in jugement.usuelles.items():
            dits.setdefault(nom, (dire_le_presume(wording.phrase, une), une.raison))
        for nom, dit in jugement.complet.presumes.items():
            if dit:
                dits.setdefault(nom, (dit, ""))
    juges, rang = diagnostic.juges, pack.vocabulaire.rang
    return tuple(
        Presume(dits[nom][0], champ_de(pack.vocabulaire[nom], juges), dits[nom][1])
        for nom in sorted(dits, key=rang.__getitem__)
    )


def dire_l_avance(wording: Wording, diagnostic: Diagnostic) -> tuple[str, ...]:
    """The amounts of the advance, one a line."""
    plan = next((fiche.avance for fiche in diagnostic.pack.fiches.values() if fiche.avance), None)
    dite = wording.render("avance", {"avance": diagnostic.avance, "plan": plan, "lots": diagnostic.lots})
    return tuple(ligne.removeprefix("- ") for ligne in dite.splitlines() if ligne)


def peut_remettre(entretien: Entretien, now: datetime) -> str | None:
    """The object of the purchase that was dropped less than a day ago, "" where it had none; None for no such purchase."""
    efface = entretien.efface
    if efface is None:
        return None
    try:
        depuis = now - datetime.fromisoformat(str(efface["le"]))
        etat = efface["etat"]
    except (KeyError, TypeError, ValueError):
        return None
    if depuis.total_seconds() > HEURES_POUR_REMETTRE * 3600:
        return None
    if etat.get("diagnostic") is not None:
        return None  # it has a number: it is in the list
    objet = etat.get("faits", {}).get(OBJET)
    return objet if isinstance(objet, str) else ""


__all__ = [
    "DEDUIT",
    "DEVINE",
    "DIT",
    "INCONNU",
    "Champ",
    "LigneDeFait",
    "Page",
    "QuestionOuverte",
    "champ_de",
    "lire_la_page",
    "peut_remettre",
]
