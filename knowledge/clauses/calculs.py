"""What fills a text by itself: the facts in words, and the figures computed from them and from `clauses/calculs.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from knowledge.clauses.modeles import Niveau
from knowledge.clauses.retouches import Donne, Retouche
from knowledge.diagnostic.avance import calculer_avance
from knowledge.diagnostic.diagnostic import preparer
from knowledge.francais.redaction import jour as jour_en_mots
from knowledge.francais.redaction import typographie
from knowledge.plan.pack import Pack
from knowledge.plan.yaml_reader import Noeud
from knowledge.regles.conditions import juger, suggestion, valeurs_possibles
from knowledge.regles.faits import Ensemble, Fait, Faits, Genre, Options

CENT = Decimal(100)
# What is computed, and how the blank is called while it cannot be.
CALCULES: Mapping[str, str] = {
    "heures_insertion": "nombre d’heures",
    "part_insertion": "part des heures",
    "part_main_oeuvre": "part de main-d’œuvre",
    "taux_horaire": "coût d’une heure",
    "avance_taux": "taux de l’avance",
    "avance_montant": "montant de l’avance",
    "formule_revision": "formule de révision",
    "indice_revision": "indice",
    "part_fixe": "part fixe du prix",
    "plafond_penalites": "plafond des pénalités",
    "poids_prix": "poids du prix",
    "poids_technique": "poids de la valeur technique",
    "poids_rse": "poids du critère social et environnemental",
    "seuil_formalise": "seuil de procédure formalisée",
    "seuil_dispense": "seuil de dispense",
    "lot": "",
}
POIDS = ("prix", "technique", "rse")
# What the buyer may set in the place of what is computed, and what it may be.
REGLABLES: Mapping[str, tuple[str, Decimal, Decimal]] = {
    "heures_insertion": ("heures", Decimal(1), Decimal(1_000_000)),
    "part_insertion": ("pct", Decimal("0.1"), Decimal(100)),
    "part_main_oeuvre": ("pct", Decimal(1), CENT),
    "taux_horaire": ("eur", Decimal(1), Decimal(500)),
    "avance_taux": ("pct", Decimal(5), Decimal(60)),
    "part_fixe": ("pct", Decimal(0), CENT),
    "plafond_penalites": ("pct", Decimal(1), CENT),
    "poids_prix": ("pct", Decimal(0), CENT),
    "poids_technique": ("pct", Decimal(0), CENT),
    "poids_rse": ("pct", Decimal(0), CENT),
}
UNITES = {
    "eur": "€", "pct": "%", "jours": "jours", "mois": "mois", "heures": "heures", "ans": "ans", "points": "points",
    "h": "h", "km": "km", "kg": "kg",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bareme:
    """One line of a table: for which purchases (`segments`, `nature`: any where they are empty), and what it says."""

    segments: frozenset[str]
    nature: str | None
    valeurs: Mapping[str, Decimal | str]

    def convient(self, faits: Faits) -> bool | None:
        """Whether it is of that contract; None while the facts do not say."""
        avis: list[bool | None] = []
        if self.segments:
            membres = faits["segments"]
            assert isinstance(membres, Ensemble)
            avis.append(bool(membres.dedans & self.segments))
        if self.nature is not None:
            natures = faits["nature"]
            assert isinstance(natures, Options)
            avis.append(natures.possibles == {self.nature} or (None if self.nature in natures.possibles else False))
        return False if False in avis else None if None in avis else True


@dataclass(frozen=True)
class Baremes:
    """The tables of a pack; a pack without `calculs.yaml` computes nothing of them."""

    service: str = ""
    parts: Mapping[Niveau, Decimal] = field(default_factory=dict)
    insertion: tuple[Bareme, ...] = ()
    note_insertion: str = ""
    poids: Mapping[Niveau, Mapping[str, Decimal]] = field(default_factory=dict)
    penalites: Mapping[Niveau, Decimal] = field(default_factory=dict)
    part_fixe: Decimal = Decimal(0)
    revision: tuple[Bareme, ...] = ()
    note_revision: str = ""


@dataclass(frozen=True, slots=True)
class Reglages:
    """What the buyer chose: how far to go, what stands in the place of a value, by its name or by "8.penalite", and every retouch of
    a text, the last one last.
    """

    niveau: Niveau = Niveau.COURANT
    valeurs: Mapping[str, Donne] = field(default_factory=dict)
    retouches: tuple[Retouche, ...] = ()


@dataclass(frozen=True, slots=True)
class Valeur:
    """What stands in a blank: in words, None while it is unknown; `formule` tells how it was found, `manque` what is missing."""

    nom: str
    texte: str | None
    nombre: Decimal | None = None
    formule: str | None = None
    manque: tuple[str, ...] = ()


class Calculs:
    """All the values of one contract at one level, each computed when a text asks for it."""

    def __init__(
        self,
        pack: Pack,
        baremes: Baremes,
        faits: Faits,
        reglages: Reglages,
        jour: date,
        lot: str = "",
        juges: Faits | None = None,
    ) -> None:
        """`juges`: the facts with what is presumed of them, where that is known."""
        self._pack = pack
        self._baremes = baremes
        self._dits = faits
        self._faits = preparer(pack, faits, jour).faits if juges is None else juges
        self._reglages = reglages
        self._jour = jour
        self._lot = lot

    def __getitem__(self, nom: str) -> Valeur:
        if nom == "lot":
            return Valeur(nom, self._lot)
        if (regle := self._regle(nom)) is not None and nom in REGLABLES:
            # The hours alone are told without their unit, which the text has.
            dite = nombre_en_mots(regle) if nom == "heures_insertion" else en_mots(regle, REGLABLES[nom][0])
            return Valeur(nom, dite, regle)
        if nom in CALCULES:
            return self._calculer(nom)
        return self._fait(nom)

    def _calculer(self, nom: str) -> Valeur:
        match nom:
            case "heures_insertion":
                return self._heures(nom)
            case "part_insertion":
                return self._part(nom)
            case "part_main_oeuvre" | "taux_horaire":
                return self._de_l_insertion(nom)
            case "avance_taux":
                return self._avance_taux(nom)
            case "avance_montant":
                return self._avance_montant(nom)
            case "formule_revision":
                return self._formule(nom)
            case "indice_revision":
                return self._indice(nom)
            case "plafond_penalites":
                return self._plafond(nom)
            case "poids_prix" | "poids_technique" | "poids_rse":
                return self._poids(nom)
            case _:
                return self._seuil(nom)

    def _regle(self, nom: str) -> Decimal | None:
        donne = self._reglages.valeurs.get(nom)
        return donne if isinstance(donne, Decimal) else None

    def _fait(self, nom: str) -> Valeur:
        if nom not in self._pack.vocabulaire:
            # Whoever reads the files says so.
            return Valeur(nom, None)
        fait, valeur = self._pack.vocabulaire[nom], self._dits.valeur(nom)
        if valeur is None:
            return Valeur(nom, None, manque=(nom,))
        return Valeur(nom, self._fait_en_mots(fait, valeur), valeur if isinstance(valeur, Decimal) else None)

    def _fait_en_mots(self, fait: Fait, valeur: object) -> str:
        match fait.genre:
            case Genre.NOMBRE:
                assert isinstance(valeur, Decimal)
                return en_mots(valeur, fait.unite or "")
            case Genre.DATE:
                assert isinstance(valeur, date)
                return jour_en_mots(valeur)
            case Genre.CHOIX if fait.nom == "acheteur":
                return next((un.nom for un in self._pack.acheteurs if un.id == valeur), str(valeur))
            case Genre.CHOIX:
                choix = fait.choix_de(str(valeur))
                return str(valeur) if choix is None else choix.libelle.lower()
            case Genre.OUI_NON:
                return "oui" if valeur else "non"
            case Genre.ENSEMBLE:
                assert isinstance(valeur, frozenset)
                return ", ".join(choix.libelle.lower() for choix in fait.choix if choix.valeur in valeur)
            case _:
                return str(valeur)

    # --- insertion ----------------------------------------------------------------------------------------------------

    def _bareme(self, baremes: Sequence[Bareme]) -> Bareme | None:
        """The first line that is surely of this contract, unless one before it may be."""
        for bareme in baremes:
            avis = bareme.convient(self._faits)
            if avis is not False:
                return bareme if avis else None
        return None

    def _de_l_insertion(self, nom: str) -> Valeur:
        bareme = self._bareme(self._baremes.insertion)
        if bareme is None:
            return Valeur(nom, None, manque=("nature",))
        cle, unite = ("main_oeuvre", "pct") if nom == "part_main_oeuvre" else ("taux_horaire", "eur")
        valeur = bareme.valeurs[cle]
        assert isinstance(valeur, Decimal)
        return Valeur(nom, en_mots(valeur, unite), valeur)

    def _part(self, nom: str) -> Valeur:
        part = self._baremes.parts.get(self._reglages.niveau)
        return Valeur(nom, None if part is None else en_mots(part, "pct"), part)

    def _heures(self, nom: str) -> Valeur:
        montant, main, part, taux = (
            self[un] for un in ("montant_ht", "part_main_oeuvre", "part_insertion", "taux_horaire")
        )
        if montant.nombre is None or main.nombre is None or part.nombre is None or taux.nombre is None:
            manque = tuple(dict.fromkeys([*montant.manque, *main.manque, *taux.manque]))
            return Valeur(nom, None, manque=manque)
        heures = max(
            (montant.nombre * main.nombre * part.nombre / (CENT * CENT * taux.nombre)).quantize(
                Decimal(1), ROUND_HALF_UP
            ),
            Decimal(1),
        )
        formule = (
            f"{montant.texte} × {main.texte} de main-d’œuvre × {part.texte} pour l’insertion "
            f"÷ {taux.texte} l’heure = {en_mots(heures, 'heures')}"
        )
        return Valeur(nom, nombre_en_mots(heures), heures, typographie(formule))

    # --- the others ---------------------------------------------------------------------------------------------------

    def _avance_taux(self, nom: str) -> Valeur:
        """What the plan proposes where it may, the Code's maximum without guarantee for whoever wants more, else the least due to an SME."""
        avance = calculer_avance(self._pack, self._dits, self._jour)
        du_plan = self._pack.avance_bonifiee is not None and juger(self._pack.avance_bonifiee[1], self._faits)
        taux = avance.taux_pme_pct
        if self._reglages.niveau is not Niveau.PRUDENT and du_plan:
            taux = max(taux, avance.taux_plan_pct)
        elif self._reglages.niveau is Niveau.AMBITIEUX:
            taux = max(taux, self._pack.seuils["avance_taux_max"].au(self._jour).valeur or taux)
        return Valeur(nom, en_mots(taux, "pct"), taux)

    def _avance_montant(self, nom: str) -> Valeur:
        avance, taux = calculer_avance(self._pack, self._dits, self._jour), self["avance_taux"]
        if avance.base_ttc is None or taux.nombre is None:
            return Valeur(nom, None, manque=tuple(un for un in ("montant_ht", "duree_mois") if un not in self._dits))
        montant = (avance.base_ttc * taux.nombre / CENT).quantize(Decimal(1), ROUND_HALF_UP)
        base = f"{nombre_en_mots(avance.base_ttc)} € TTC"
        if avance.prorata:
            base += " (douze mois d’exécution)"
        return Valeur(
            nom,
            f"{nombre_en_mots(montant)} € TTC",
            montant,
            typographie(f"{base} × {taux.texte} = {nombre_en_mots(montant)} € TTC"),
        )

    def _formule(self, nom: str) -> Valeur:
        regle = self._regle("part_fixe")
        fixe = self._baremes.part_fixe if regle is None else regle
        if not fixe:
            return Valeur(nom, "P = P0 × (I ÷ I0)")
        parts = [f"{part / CENT:.2f}".replace(".", ",") for part in (fixe, CENT - fixe)]
        return Valeur(nom, f"P = P0 × [{parts[0]} + {parts[1]} × (I ÷ I0)]")

    def _indice(self, nom: str) -> Valeur:
        bareme = self._bareme(self._baremes.revision)
        if bareme is None:
            return Valeur(nom, None, manque=("nature",))
        return Valeur(nom, str(bareme.valeurs["indice"]))

    def _plafond(self, nom: str) -> Valeur:
        part = self._baremes.penalites.get(self._reglages.niveau)
        return Valeur(nom, None if part is None else en_mots(part, "pct"), part)

    def _poids(self, nom: str) -> Valeur:
        regles = {un: regle for un in POIDS if (regle := self._regle(f"poids_{un}")) is not None}
        du_niveau = self._baremes.poids.get(self._reglages.niveau)
        if du_niveau is None:
            return Valeur(nom, None)
        poids = repartir(du_niveau, regles)[nom.removeprefix("poids_")]
        return Valeur(nom, en_mots(poids, "pct"), poids)

    def _seuil(self, nom: str) -> Valeur:
        valeurs = valeurs_possibles(self._pack.seuils[nom.removeprefix("seuil_")], self._faits)
        if len(valeurs) != 1:
            return Valeur(nom, None, manque=("nature",))
        return Valeur(nom, f"{nombre_en_mots(valeurs[0])} € HT", valeurs[0])


def repartir(poids: Mapping[str, Decimal], regles: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Weights that sum to 100: those that were set stand, the others share what is left, in whole points.

    >>> repartir({"prix": Decimal(45), "technique": Decimal(40), "rse": Decimal(15)}, {"rse": Decimal(20)})
    {'prix': Decimal('42'), 'technique': Decimal('38'), 'rse': Decimal('20')}

    Raises ValueError where those that were set leave nothing that sums.
    """
    libres = {nom: part for nom, part in poids.items() if nom not in regles}
    reste, total = CENT - sum(regles.values(), Decimal(0)), sum(libres.values(), Decimal(0))
    if reste < 0 or (not total and reste):
        raise ValueError("these weights do not sum to 100")
    exactes = {nom: reste * part / total for nom, part in libres.items()}
    entieres = {nom: Decimal(int(part)) for nom, part in exactes.items()}
    # What rounding down leaves goes to the largest remainders.
    manquent = int(reste - sum(entieres.values(), Decimal(0)))
    for nom in sorted(libres, key=lambda nom: entieres[nom] - exactes[nom])[:manquent]:
        entieres[nom] += 1
    if libres:
        dernier = next(iter(libres))
        entieres[dernier] += reste - sum(entieres.values(), Decimal(0))
    return {nom: regles.get(nom, entieres.get(nom, Decimal(0))) for nom in poids}


def nombre_en_mots(nombre: Decimal) -> str:
    """A number the French way.

    >>> nombre_en_mots(Decimal("180000.5")).replace(" ", "~"), nombre_en_mots(Decimal("180000.00")).replace(" ", "~")
    ('180~000,50', '180~000')
    """
    entier = nombre == nombre.to_integral_value()
    dit = f"{nombre:,.0f}" if entier else f"{nombre:,.2f}"
    return dit.replace(",", " ").replace(".", ",")


def en_mots(valeur: Decimal, unite: str) -> str:
    """A number with its unit, that of a fact or of a parameter.

    >>> en_mots(Decimal(36), "mois"), en_mots(Decimal("2.50"), "pct"), en_mots(Decimal(90000), "euros HT")
    ('36 mois', '2,5 %', '90 000 € HT')
    """
    dit = nombre_en_mots(valeur)
    if valeur != valeur.to_integral_value() and unite == "pct":
        dit = dit.rstrip("0")
    return f"{dit} {UNITES.get(unite, unite.replace('euros', '€'))}".strip()


# --- reading the tables -------------------------------------------------------------------------------------------


def lire_les_baremes(racine: Noeud, pack: Pack) -> Baremes:
    """The tables of `calculs.yaml`; faults are noted."""
    insertion = racine.enfant("insertion")
    poids = racine.enfant("poids")
    penalites = racine.enfant("penalites")
    revision = racine.enfant("revision")
    racine.fin()
    if insertion is None or poids is None or penalites is None or revision is None:
        return Baremes()
    service = insertion.texte("service")
    if service not in pack.services:
        insertion.faute(f"service inconnu « {service} »{suggestion(service, pack.services)}")
    parts = insertion.enfant("parts")
    lus = Baremes(
        service=service,
        parts={} if parts is None else dict(_par_niveau(parts)),
        insertion=tuple(
            _bareme(noeud, pack, {"main_oeuvre", "taux_horaire"}, nombres=True) for noeud in insertion.liste("baremes")
        ),
        note_insertion=insertion.texte("note"),
        poids={niveau: _poids(noeud) for niveau, noeud in _niveaux(poids)},
        penalites=dict(_par_niveau(penalites)),
        part_fixe=revision.nombre("part_fixe"),
        revision=tuple(_bareme(noeud, pack, {"indice"}, nombres=False) for noeud in revision.liste("familles")),
        note_revision=revision.texte("note"),
    )
    insertion.fin()
    revision.fin()
    return lus


def _niveaux(noeud: Noeud) -> Iterator[tuple[Niveau, Noeud]]:
    for niveau in Niveau:
        if (enfant := noeud.enfant(niveau)) is not None:
            yield niveau, enfant
    noeud.fin()


def _par_niveau(noeud: Noeud) -> Iterator[tuple[Niveau, Decimal]]:
    yield from ((niveau, enfant.en_nombre()) for niveau, enfant in _niveaux(noeud))


def _poids(noeud: Noeud) -> Mapping[str, Decimal]:
    poids = {nom: noeud.nombre(nom) for nom in POIDS}
    if sum(poids.values()) != CENT:
        noeud.faute("ces poids ne font pas 100")
    noeud.fin()
    return poids


def _bareme(noeud: Noeud, pack: Pack, cles: set[str], *, nombres: bool) -> Bareme:
    segments = frozenset(noeud.textes("segments", requis=False))
    nature = noeud.texte_ou_rien("nature")
    for inconnu in sorted(segments - pack.vocabulaire["segments"].options):
        noeud.faute(f"segment inconnu « {inconnu} »{suggestion(inconnu, pack.vocabulaire['segments'].options)}")
    if nature is not None and nature not in pack.vocabulaire["nature"].options:
        noeud.faute(f"nature inconnue « {nature} »{suggestion(nature, pack.vocabulaire['nature'].options)}")
    valeurs: dict[str, Decimal | str] = {
        cle: noeud.nombre(cle) if nombres else noeud.texte(cle) for cle in sorted(cles)
    }
    noeud.fin()
    return Bareme(segments, nature, valeurs)


__all__ = [
    "CALCULES",
    "REGLABLES",
    "UNITES",
    "Baremes",
    "Calculs",
    "Reglages",
    "Valeur",
    "en_mots",
    "lire_les_baremes",
    "nombre_en_mots",
    "repartir",
]
