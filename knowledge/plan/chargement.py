"""Reads a pack and the law from their folders; every fault is reported with its file and line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from stdnum.fr import siren

from knowledge.droit.chargement import lire_les_listes, lire_textes
from knowledge.droit.textes import Textes
from knowledge.plan.contrats import lire_la_condition, lire_la_valeur, lire_le_contrat
from knowledge.plan.declaration import ATTRIBUTION, PUBLICATION, VISE, Calcul, Saisie, Trait, TraitDuPlan, Visee
from knowledge.plan.grammaire import lire_calcul, lire_saisie, lire_traits
from knowledge.plan.pack import (
    GENRES_DE_LIEN,
    Acheteur,
    AvanceDuPlan,
    Axe,
    Cible,
    Citations,
    Comite,
    Conseil,
    Exemple,
    FamilleCpv,
    Fiche,
    Indicateur,
    Jalon,
    Lien,
    Objectif,
    Obligation,
    Pack,
    Partenaire,
    Place,
    Portee,
    Presomption,
    Qualification,
    Regle,
    Reseau,
    Sauf,
    Service,
    Signal,
    Terme,
)
from knowledge.plan.ressort import PorteSur
from knowledge.plan.tableau_de_bord import Genre as GenreDeChiffre
from knowledge.plan.usuelles import Usuelle
from knowledge.plan.yaml_reader import Faute, Fautes, Noeud, lire_yaml
from knowledge.regles.conditions import (
    Condition,
    Toujours,
    suggestion,
)
from knowledge.regles.decision import Verdict
from knowledge.regles.faits import (
    NON,
    OUI,
    Choix,
    Ensemble,
    Fait,
    Faits,
    Genre,
    Intervalle,
    Options,
    ParLot,
    Possible,
    Texte,
    Vocabulaire,
)
from knowledge.regles.seuils import Periode, Seuil, Seuils

RACINE = Path(__file__).parents[1]
PACKS = RACINE / "packs"
DROIT = RACINE / "droit"
CADRE = "spaser.yaml"
# What the engine itself reads: the legal values hang on the nature and the day, the advance on the others.
# What the law and the conversation name themselves: every pack has these facts, and this service to turn to.
# They are the only ones that the engine knows by name: a plan adds its own, which are read, asked and judged by what it says.
FAITS_DU_MOTEUR = (
    "objet", "nature", "segments", "montant_ht", "duree_mois", "procedure", "alloti", "livraisons", "donnees_personnelles",
    "propriete_intellectuelle", "service_social_specifique", "titulaire_moins_50_salaries", "acheteur", "accord_cadre",
    "date_attribution", "date_debut", "date_fin_actuel", "date_consultation", "centrale_achat", "cas_particulier", "delegation_service_public", "eau_potable",
    "liste_ess", "procedure_permise", "duree_ferme_mois", "montant_minimum_ht", "assiette_avance_ht", "montant_lot_ht", "gardiennage",
    "reservation", "code_cpv", "mission_service_public", "transport_voyageurs",
)  # fmt: skip
# The kind of fact that each way of gathering lots goes with; the others go with any.
GENRE_DE_LA_FACON = {
    ParLot.PRINCIPAL: Genre.CHOIX,
    ParLot.REUNION: Genre.ENSEMBLE,
    ParLot.UN_SUFFIT: Genre.OUI_NON,
    ParLot.PLUS_LONG: Genre.NOMBRE,
}
# Ways of reading that a fact may ask for: "2 000 heures d'insertion" says that a clause is planned.
LECTEURS = ("droits", "insertion", "personnes", "retours")
SERVICE_DU_MOTEUR = "commande_publique"
# So many actions does the help cite.
CITEES = 5
SEUILS_DU_MOTEUR = (
    "avance_montant",
    "avance_duree",
    "avance_taux_min",
    "avance_taux_pme",
    "avance_taux_ccag",
    "avance_prorata_mois",
    "tva_hypothese",
)
# What the diagnosis says at its head, and the amounts of the advance.
QUALIFICATIONS_DU_MOTEUR = (
    "concession", "concession_simplifiee", "concession_complete", "delegation", "service_liste", "passation_par_centrale",
    "achat_direct_permis", "achat_direct_exclu", "procedure_refusee", "procedure_adaptee_permise", "procedure_formalisee_due",
    "publicite_adaptee_due", "publicite_nationale_due", "publicite_europeenne_due", "avance_due",
    "publicite_sociale_europeenne_due", "publicite_nationale_a_confirmer", "reservable_ess", "concession_sociale_au_seuil", "concours_du",
)  # fmt: skip


class PackFautifError(Exception):
    """The pack cannot be used as it is; `fautes` says where, what and what to do."""

    def __init__(self, fautes: list[Faute]) -> None:
        super().__init__("\n".join(str(faute) for faute in fautes))
        self.fautes = fautes


class PackInconnuError(Exception):
    """There is no folder of that name under `knowledge/packs`, nor at that path."""


def charger(nom: str = "clermont", packs: Path = PACKS, droit: Path = DROIT) -> Pack:
    """Read one pack and the law.

    Raises PackInconnuError, or PackFautifError with every fault that was found.
    """
    pack, fautes = lire_pack(nom, packs, droit)
    if fautes or pack is None:
        raise PackFautifError(fautes)
    return pack


def lire_pack(nom: str, packs: Path = PACKS, droit: Path = DROIT) -> tuple[Pack | None, list[Faute]]:
    """Read one pack and the law; with the faults, and no pack when its frame cannot be read at all."""
    dossier = dossier_du_pack(nom, packs)
    fautes = Fautes()
    lecture = _Lecture(dossier, droit, fautes)
    try:
        pack = lecture.pack(dossier.name)
    except _CadreIllisibleError:
        pack = None
    return pack, sorted(set(fautes.liste), key=lambda faute: (faute.place.fichier, faute.place.ligne, faute.quoi))


def dossier_du_pack(nom: str, packs: Path = PACKS) -> Path:
    """Where a pack is: a folder of `packs` by its name, or any other by its path. Raises PackInconnuError."""
    dossier = packs / nom if re.fullmatch(r"[a-z0-9_-]+", nom) else Path(nom).resolve()
    # The name of a pack stands in the journal and in addresses.
    if not nom or not re.fullmatch(r"[a-z0-9_-]+", dossier.name) or not (dossier / CADRE).is_file():
        raise PackInconnuError(nom)
    return dossier


class _CadreIllisibleError(Exception):
    """One of the files on which the others stand cannot be read."""


class _Lecture:
    def __init__(self, dossier: Path, droit: Path, fautes: Fautes) -> None:
        self._dossier = dossier
        self._droit = droit
        self._fautes = fautes
        self._empreinte = hashlib.sha256()
        self._vocabulaire = Vocabulaire([])
        self._seuils: Seuils = {}
        self._qualifications: dict[str, Condition] = {}
        self._services: dict[str, Service] = {}
        self._numeros: set[int] = set()
        self._traits: tuple[str, ...] = tuple(Trait)
        self._liens_ecrits: list[tuple[int, Lien, Place]] = []

    def pack(self, nom: str) -> Pack:
        self._vocabulaire = self._faits(self._ouvrir(self._dossier / "faits.yaml"))
        self._seuils = self._lire_seuils(self._ouvrir(self._droit / "seuils.yaml"))
        qualification = self._ouvrir(self._droit / "qualification.yaml")
        qualifications = {
            une.nom: une for une in map(self._qualification, _uniques(qualification.liste("qualifications"), "nom"))
        }
        presomptions = tuple(self._presomption(noeud) for noeud in qualification.liste("presomptions"))
        qualification.fin()
        listes = lire_les_listes(self._ouvrir(self._droit / "listes.yaml"))
        manquantes = [nom for nom in QUALIFICATIONS_DU_MOTEUR if nom not in qualifications]
        if manquantes:
            qualification.faute(f"il manque les qualifications {', '.join(manquantes)}, que le programme nomme")
            raise _CadreIllisibleError
        cadre = self._ouvrir(self._dossier / CADRE)
        services = [self._service(noeud) for noeud in _uniques(cadre.liste("services"), "id")]
        self._services = {service.id: service for service in services}
        if SERVICE_DU_MOTEUR not in self._services:
            cadre.faute(f"il manque le service « {SERVICE_DU_MOTEUR} », vers qui les réponses renvoient")
        traits = [self._trait(noeud) for noeud in _uniques(cadre.liste("traits", requis=False), "id")]
        comite = self._comite(cadre, {*Trait, *(trait.id for trait in traits)})
        vises = () if comite is None else comite.vises
        self._traits = (*Trait, *(trait.id for trait in traits), *(vise.id for vise in vises))
        fiches = self._fiches()
        obligations = self._du_plan(self._obligations(self._ouvrir(self._droit / "obligations.yaml")))
        indicateurs_de_la_loi = self._indicateurs_de_la_loi(self._ouvrir(self._droit / "indicateurs.yaml"))
        calendrier = self._ouvrir(self._dossier / "jalons.yaml")
        jalons = tuple(self._jalon(noeud) for noeud in _uniques(calendrier.liste("jalons"), "id"))
        compte_depuis = calendrier.texte("compte_depuis")
        escalade_jours_ouvres = calendrier.entier("escalade_jours_ouvres")
        mois = calendrier.enfant("anticipe_mois", requis=False)
        anticipe_mois = min((jalon.mois_avant for jalon in jalons), default=0) if mois is None else mois.en_entier()
        calendrier.enfant("source")
        calendrier.fin()
        termes = _uniques(list(self._ouvrir(self._dossier / "glossaire.yaml")), "terme")
        glossaire = tuple(self._terme(noeud) for noeud in termes)
        familles = self._familles(self._ouvrir(self._dossier / "cpv.yaml"))
        objectifs = tuple(self._objectif(noeud) for noeud in _uniques(cadre.liste("objectifs"), "numero"))
        axes = tuple(self._axe(noeud) for noeud in _uniques(cadre.liste("axes"), "numero"))
        acheteurs = tuple(self._acheteur(noeud) for noeud in _uniques(cadre.liste("acheteurs"), "id"))
        reseaux = tuple(self._reseau(noeud) for noeud in cadre.liste("reseaux", requis=False))
        cibles = tuple(self._cible(noeud) for noeud in _uniques(cadre.liste("cibles"), "id"))
        deploiement = frozenset(self._actions_de(cadre, "deploiement"))
        adresse = cadre.enfant("adresse")
        textes = self._textes(cadre)
        lu = Pack(
            nom=nom,
            dossier=self._dossier,
            collectivite=cadre.texte("collectivite"),
            document=cadre.texte("document"),
            version=cadre.texte("version"),
            adresse="" if adresse is None else ", ".join(str(v.brut) for _, v in adresse.paires()),
            acheteurs=acheteurs,
            axes=axes,
            objectifs=objectifs,
            services=self._services,
            reseaux=reseaux,
            cibles=cibles,
            deploiement=deploiement,
            comite=comite,
            traits={trait.id: trait for trait in traits},
            exemples=self._citations(cadre, fiches),
            jalons=jalons,
            compte_depuis=compte_depuis,
            escalade_jours_ouvres=escalade_jours_ouvres,
            anticipe_mois=anticipe_mois,
            vocabulaire=self._vocabulaire,
            fiches=fiches,
            glossaire=glossaire,
            seuils=self._seuils,
            qualifications=qualifications,
            presomptions=presomptions,
            listes=listes,
            usuelles=self._usuelles(),
            obligations=obligations,
            indicateurs_de_la_loi=indicateurs_de_la_loi,
            familles=familles,
            textes=textes,
        )
        cadre.fin()
        self._verifier_les_renvois(lu)
        return replace(lu, empreinte=self._empreinte.hexdigest()[:12])

    def _textes(self, cadre: Noeud) -> Textes:
        """The texts of the law, and the plan beside them; to read one again changes nothing of what is said, so they have no imprint."""
        textes = lire_textes(self._droit, self._fautes)
        source = cadre.enfant("source")
        if source is None:
            return textes
        textes = textes.avec_le_plan(source.texte("document"), source.jour("verifie_le"))
        source.fin()
        return textes

    def _ouvrir(self, chemin: Path) -> Noeud:
        fichier = f"{chemin.parent.name}/{chemin.name}"
        noeud = lire_yaml(chemin, fichier, self._fautes)
        if noeud is None:
            raise _CadreIllisibleError
        self._empreinte.update(chemin.read_bytes())
        return noeud

    # --- facts --------------------------------------------------------------------------------------------------------

    def _faits(self, racine: Noeud) -> Vocabulaire:
        noeuds = _uniques(racine.liste("faits"), "nom")
        faits = [self._fait(noeud) for noeud in noeuds]
        racine.fin()
        manquants = [nom for nom in FAITS_DU_MOTEUR if nom not in {fait.nom for fait in faits}]
        if manquants:
            racine.faute(f"il manque les faits {', '.join(manquants)}, dont dépendent la loi et la conversation")
            raise _CadreIllisibleError
        connus = {fait.nom: fait for fait in faits}
        return Vocabulaire(
            [self._sans_exclusion_fautive(fait, n, connus) for n, fait in zip(noeuds, faits, strict=True)]
        )

    @staticmethod
    def _sans_exclusion_fautive(fait: Fait, noeud: Noeud, connus: Mapping[str, Fait]) -> Fait:
        choix = []
        for un in fait.choix:
            exclut = {}
            for autre, valeurs in un.exclut.items():
                if autre not in connus:
                    noeud.faute(f"« exclut » de « {un.valeur} » : fait inconnu « {autre} »{suggestion(autre, connus)}")
                    continue
                exclut[autre] = valeurs & connus[autre].options
                for valeur in sorted(valeurs - connus[autre].options):
                    noeud.faute(
                        f"« exclut » de « {un.valeur} » : « {autre} » ne peut pas valoir « {valeur} »"
                        + suggestion(valeur, connus[autre].options)
                    )
            choix.append(replace(un, exclut=exclut))
        return replace(fait, choix=tuple(choix))

    def _fait(self, noeud: Noeud) -> Fait:
        genre = Genre(noeud.parmi("genre", [genre.value for genre in Genre]))
        vraisemblable = noeud.enfant("vraisemblable", requis=False)
        minimum = noeud.enfant("minimum_exclu", requis=False)
        connaissable = self._un_mot(noeud, "connaissable", ("preparation", "attribution", "pieces"))
        if genre is Genre.OUI_NON:
            choix: tuple[Choix, ...] = (
                Choix(OUI, "Oui", noeud.textes("mots_oui", requis=False), phrase=noeud.texte("si_oui")),
                Choix(NON, "Non", noeud.textes("mots_non", requis=False), phrase=noeud.texte("si_non")),
            )
        else:
            choix = tuple(self._choix(enfant) for enfant in _uniques(noeud.liste("choix", requis=False), "valeur"))
            if genre in (Genre.CHOIX, Genre.ENSEMBLE) and not choix:
                noeud.faute("ce fait doit avoir des « choix »")
        fait = Fait(
            nom=noeud.texte("nom"),
            genre=genre,
            libelle=noeud.texte("libelle"),
            question=noeud.texte("question"),
            pourquoi=noeud.texte("pourquoi"),
            aussi=noeud.textes("aussi", requis=False),
            defini=noeud.texte_ou_rien("defini"),
            aide=noeud.texte_ou_rien("aide"),
            unite=noeud.texte_ou_rien("unite"),
            choix=choix,
            a_l_attribution=connaissable != "preparation",
            sur_pieces=connaissable == "pieces",
            demande=noeud.oui_non("demande", defaut=True),
            exemples=noeud.textes("exemples", requis=False),
            minimum_exclu=None if minimum is None else minimum.en_nombre(),
            vraisemblable=None if vraisemblable is None else (vraisemblable.nombre("de"), vraisemblable.nombre("a")),
            selon=self._selon(noeud),
            par_defaut_aujourdhui=self._un_mot(noeud, "par_defaut", ("", "aujourdhui")) == "aujourdhui",
            lecteur=self._un_mot(noeud, "lecteur", ("", *LECTEURS)) or None,
            noms_propres=noeud.oui_non("noms_propres", defaut=False),
            roles_avant=noeud.textes("roles_avant", requis=False),
            roles_apres=noeud.textes("roles_apres", requis=False),
            lieux=noeud.textes("lieux", requis=False),
            par_lot=self._par_lot(noeud, genre),
        )
        noeud.fin()
        return fait

    @staticmethod
    def _par_lot(noeud: Noeud, genre: Genre) -> ParLot | None:
        if noeud.enfant("par_lot", requis=False) is None:
            return None
        facon = ParLot(noeud.parmi("par_lot", [facon.value for facon in ParLot]))
        if (attendu := GENRE_DE_LA_FACON.get(facon, genre)) is not genre:
            noeud.faute(f"« par_lot: {facon} » ne va qu'avec le genre {attendu}, pas {genre}")
        return facon

    @staticmethod
    def _selon(noeud: Noeud) -> Mapping[tuple[str, str], tuple[str, str | None]]:
        """Other ways to ask, by the value of another fact."""
        autrement = {}
        for enfant in noeud.liste("selon", requis=False):
            cle = (enfant.texte("fait"), enfant.texte("valeur"))
            autrement[cle] = (enfant.texte("question"), enfant.texte_ou_rien("aide"))
            enfant.fin()
        return autrement

    @staticmethod
    def _un_mot(noeud: Noeud, cle: str, possibles: tuple[str, ...]) -> str:
        return possibles[0] if noeud.enfant(cle, requis=False) is None else noeud.parmi(cle, possibles)

    @staticmethod
    def _choix(noeud: Noeud) -> Choix:
        exclut = noeud.enfant("exclut", requis=False)
        choix = Choix(
            valeur=noeud.texte("valeur"),
            libelle=noeud.texte("libelle"),
            mots=noeud.textes("mots", requis=False),
            noms=noeud.textes("noms", requis=False),
            exclut={}
            if exclut is None
            else {cle: frozenset(str(v.brut) for v in valeurs) for cle, valeurs in exclut.paires()},
            nature_probable=noeud.texte_ou_rien("nature_probable"),
            phrase=noeud.texte_ou_rien("un"),
        )
        noeud.fin()
        return choix

    # --- law ----------------------------------------------------------------------------------------------------------

    def _lire_seuils(self, racine: Noeud) -> Seuils:
        seuils = {}
        for noeud in _uniques(racine.liste("seuils"), "nom"):
            periodes = tuple(self._periode(enfant) for enfant in noeud.liste("valeurs"))
            seuil = Seuil(
                nom=noeud.texte("nom"),
                titre=noeud.texte("titre"),
                unite=noeud.texte("unite"),
                articles=noeud.textes("articles"),
                periodes=periodes,
                verifie_le=noeud.jour("verifie_le"),
                revision=noeud.jour_ou_rien("revision"),
                de_l_ensemble=self._un_mot(noeud, "compare_a", ("marche", "ensemble")) == "ensemble",
            )
            noeud.texte_ou_rien("note")
            noeud.fin()
            if not periodes:
                noeud.faute(f"le seuil « {seuil.nom} » n'a pas de valeur")
                continue
            if [p.depuis for p in periodes] != sorted({p.depuis for p in periodes}):
                noeud.faute(f"les périodes de « {seuil.nom} » doivent se suivre, de la plus ancienne à la plus récente")
            seuils[seuil.nom] = seuil
        racine.fin()
        manquants = [nom for nom in SEUILS_DU_MOTEUR if nom not in seuils]
        if manquants:
            racine.faute(f"il manque les seuils {', '.join(manquants)}, dont dépend le calcul de l'avance")
            raise _CadreIllisibleError
        return seuils

    def _periode(self, noeud: Noeud) -> Periode:
        valeur = noeud.enfant("valeur")
        par_nature: tuple[tuple[str, Decimal], ...] = ()
        unique: Decimal | None = Decimal(0)
        if valeur is not None and valeur.est_un_bloc:
            par_nature = tuple((nature, montant.en_nombre()) for nature, montant in valeur.paires())
            unique = None
            manquantes = self._vocabulaire["nature"].options - {nature for nature, _ in par_nature}
            if manquantes:
                valeur.faute(f"il manque la valeur pour : {', '.join(sorted(manquantes))}")
        elif valeur is not None:
            unique = valeur.en_nombre()
        periode = Periode(
            depuis=noeud.jour("depuis"),
            valeur=unique,
            par_nature=par_nature,
            verifie=self._un_mot(noeud, "statut", ("verifie", "a_confirmer")) == "verifie",
            note=noeud.texte_ou_rien("note"),
        )
        noeud.fin()
        return periode

    def _qualification(self, noeud: Noeud) -> Qualification:
        nom = noeud.texte("nom")
        if nom in self._vocabulaire:
            noeud.faute(f"« {nom} » est déjà le nom d'un fait : une qualification porte un autre nom")
        une = Qualification(
            nom=nom,
            titre=noeud.texte("titre"),
            quand=self._condition(noeud, "quand"),
            sources=noeud.textes("sources"),
            exemples=tuple(self._exemple(enfant, nom) for enfant in _uniques(noeud.liste("exemples"), "titre")),
            place=noeud.place,
        )
        noeud.fin()
        # Those that follow may name it: none can define itself by itself.
        self._qualifications[nom] = une.quand
        return une

    def _presomption(self, noeud: Noeud) -> Presomption:
        valeur = noeud.enfant("valeur")
        fait = self._vocabulaire.get(noeud.texte("fait"))
        if fait is None:
            noeud.faute(f"fait inconnu « {noeud.texte('fait')} »{suggestion(noeud.texte('fait'), self._vocabulaire)}")
        possible = None if fait is None or valeur is None else lire_la_valeur(fait, valeur)
        une = Presomption(
            fait="objet" if fait is None else fait.nom,
            possible=possible or Texte(""),
            quand=self._condition(noeud, "quand"),
            dit=noeud.texte("dit"),
        )
        noeud.fin()
        return une

    def _usuelles(self) -> tuple[Usuelle, ...]:
        """The plan's table of presumptions; a plan that has none asks everything."""
        chemin = self._dossier / "presomptions.yaml"
        if not chemin.is_file():
            return ()
        racine = self._ouvrir(chemin)
        lues = tuple(une for noeud in _uniques(racine.liste("presomptions"), "id") if (une := self._usuelle(noeud)))
        racine.fin()
        return lues

    def _usuelle(self, noeud: Noeud) -> Usuelle | None:
        identifiant = noeud.texte("id")
        fait = self._vocabulaire.get(noeud.texte("fait"))
        if fait is None:
            noeud.faute(f"fait inconnu « {noeud.texte('fait')} »{suggestion(noeud.texte('fait'), self._vocabulaire)}")
            return None
        sans_objet = noeud.oui_non("sans_objet", defaut=False)
        possible = None if sans_objet else self._possible_presume(fait, noeud)
        une = Usuelle(
            id=identifiant,
            fait=fait.nom,
            possible=possible,
            quand=self._condition(noeud, "quand"),
            mots=noeud.textes("mots", requis=False),
            sauf_mots=noeud.textes("sauf_mots", requis=False),
            raison=noeud.texte("raison"),
            exemples=tuple(self._exemple(enfant, identifiant) for enfant in _uniques(noeud.liste("exemples"), "titre")),
            place=noeud.place,
        )
        noeud.fin()
        return une if sans_objet or possible is not None else None

    def _possible_presume(self, fait: Fait, noeud: Noeud) -> Possible | None:
        """One value, several of a choice, or a number at most."""
        au_plus = noeud.enfant("au_plus", requis=False)
        if au_plus is not None and fait.genre is Genre.NOMBRE:
            domaine = self._vocabulaire.domaine(fait.nom)
            assert isinstance(domaine, Intervalle)
            return replace(domaine, haut=au_plus.en_nombre())
        valeur = noeud.enfant("valeur")
        if valeur is None:
            return None
        if fait.genre is Genre.CHOIX and valeur.est_une_liste:
            lues = [lue for enfant in valeur if isinstance(lue := lire_la_valeur(fait, enfant), Options)]
            return Options(frozenset().union(*[lue.possibles for lue in lues])) if lues else None
        return lire_la_valeur(fait, valeur)

    def _obligations(self, racine: Noeud) -> tuple[Obligation, ...]:
        obligations = [self._obligation(noeud) for noeud in _uniques(racine.liste("obligations"), "id")]
        racine.fin()
        return tuple(sorted(obligations, key=lambda obligation: obligation.rang))

    def _obligation(self, noeud: Noeud) -> Obligation:
        identifiant = noeud.texte("id")
        a_confirmer = self._a_confirmer(noeud)
        obligation = Obligation(
            id=identifiant,
            titre=noeud.texte("titre"),
            famille=noeud.texte("famille"),
            rang=noeud.entier("rang"),
            quand=self._condition(noeud, "quand"),
            texte=noeud.texte("texte"),
            saufs=tuple(self._sauf(enfant) for enfant in _uniques(noeud.liste("exceptions", requis=False), "id")),
            sources=noeud.textes("sources"),
            depuis=noeud.jour_ou_rien("depuis"),
            a_confirmer=a_confirmer,
            verifie_le=noeud.jour("verifie_le"),
            actions=(),
            seuil=self._seuil_cite(noeud),
            exemples=tuple(self._exemple(enfant, identifiant) for enfant in _uniques(noeud.liste("exemples"), "titre")),
            place=noeud.place,
            porte_sur=self._porte_sur(noeud),
            du_titre=noeud.textes("du_titre", requis=False),
        )
        for source in obligation.du_titre:
            if source not in obligation.sources:
                noeud.faute(f"« {source} » n'est pas parmi les sources")
        noeud.fin()
        return obligation

    def _sauf(self, noeud: Noeud) -> Sauf:
        identifiant = noeud.texte("id")
        quand = noeud.enfant("quand", requis=False)
        sauf = Sauf(
            id=identifiant,
            texte=noeud.texte("texte"),
            quand=None if quand is None else self._en_condition(quand),
            exemples=tuple(
                self._exemple(enfant, identifiant)
                for enfant in _uniques(noeud.liste("exemples", requis=False), "titre")
            ),
            place=noeud.place,
        )
        noeud.fin()
        return sauf

    def _du_plan(self, obligations: tuple[Obligation, ...]) -> tuple[Obligation, ...]:
        """What the plan says beside the law: the actions that answer an obligation, what it asks for on top."""
        chemin = self._dossier / "loi.yaml"
        if not chemin.is_file():
            return obligations
        racine = self._ouvrir(chemin)
        connues = {obligation.id: obligation for obligation in obligations}
        for noeud in _uniques(racine.liste("obligations"), "id"):
            identifiant = noeud.texte("id")
            actions, en_plus = self._actions(noeud), noeud.texte_ou_rien("en_plus")
            saufs = tuple(self._sauf(enfant) for enfant in noeud.liste("exceptions", requis=False))
            a_confirmer = noeud.texte_ou_rien("a_confirmer")
            noeud.fin()
            if (loi := connues.get(identifiant)) is None:
                noeud.faute(f"obligation inconnue « {identifiant} »{suggestion(identifiant, connues)}")
                continue
            if a_confirmer is not None and loi.a_confirmer is None:
                noeud.faute(f"« {identifiant} » est vérifiée : rien n'y est à confirmer")
            connues[identifiant] = replace(
                loi,
                actions=actions,
                texte=_prolonger(loi.texte, en_plus),
                saufs=(*loi.saufs, *saufs),
                a_confirmer=a_confirmer or loi.a_confirmer,
            )
        racine.fin()
        return tuple(connues.values())

    def _a_confirmer(self, noeud: Noeud) -> str | None:
        """What is still to be checked, and with whom; it goes with its status."""
        statut = self._un_mot(noeud, "statut", ("verifie", "a_confirmer"))
        a_confirmer = noeud.texte_ou_rien("a_confirmer")
        if statut == "a_confirmer" and a_confirmer is None:
            noeud.faute("il manque « a_confirmer » : que faut-il vérifier, et auprès de qui ?")
        if statut == "verifie" and a_confirmer is not None:
            noeud.faute("« a_confirmer » est rempli mais le statut dit « verifie »")
        return a_confirmer

    def _indicateurs_de_la_loi(self, racine: Noeud) -> tuple[Indicateur, ...]:
        indicateurs = tuple(self._indicateur_de_la_loi(noeud) for noeud in _uniques(racine.liste("indicateurs"), "id"))
        racine.fin()
        return indicateurs

    def _indicateur_de_la_loi(self, noeud: Noeud) -> Indicateur:
        a_confirmer = self._a_confirmer(noeud)
        sources = noeud.textes("sources")
        verifie_le = noeud.jour("verifie_le")
        lu = self._indicateur(noeud, "loi")
        return replace(lu, sources=sources, a_confirmer=a_confirmer, verifie_le=verifie_le)

    def _seuil_cite(self, noeud: Noeud) -> str | None:
        nom = noeud.texte_ou_rien("seuil")
        if nom is not None and nom not in self._seuils:
            noeud.faute(f"seuil inconnu « {nom} »" + suggestion(nom, self._seuils))
        return nom

    def _actions(self, noeud: Noeud) -> tuple[int, ...]:
        return self._actions_de(noeud, "actions")

    def _actions_de(self, noeud: Noeud, cle: str) -> tuple[int, ...]:
        actions = []
        for enfant in noeud.liste(cle, requis=False):
            numero = enfant.en_entier()
            if numero not in self._numeros:
                enfant.faute(f"il n'y a pas de fiche {numero}")
            actions.append(numero)
        return tuple(actions)

    def _porte_sur(self, noeud: Noeud, defaut: PorteSur = PorteSur.MARCHE) -> PorteSur:
        return PorteSur(self._un_mot(noeud, "porte_sur", (defaut, *(sur for sur in PorteSur if sur is not defaut))))

    # --- fiches -------------------------------------------------------------------------------------------------------

    def _fiches(self) -> Mapping[int, Fiche]:
        fiches: dict[int, Fiche] = {}
        for chemin in sorted((self._dossier / "fiches").glob("*.yaml")):
            fichier = f"fiches/{chemin.name}"
            noeud = lire_yaml(chemin, fichier, self._fautes)
            if noeud is None:
                # Its number is taken all the same: what refers to it is not at fault.
                self._numeros.update(int(numero) for numero in re.findall(r"^\d+", chemin.name))
                continue
            self._empreinte.update(chemin.read_bytes())
            fiche = self._fiche(noeud)
            if not re.fullmatch(rf"{fiche.numero:02d}_[a-z0-9_]+\.yaml", chemin.name):
                noeud.faute(f"le nom du fichier doit commencer par {fiche.numero:02d}_ et finir en .yaml, sans accent")
            if fiche.numero in fiches:
                noeud.faute(f"le numéro {fiche.numero} est déjà celui de {fiches[fiche.numero].place.fichier}")
            fiches[fiche.numero] = fiche
        self._numeros.update(fiches)
        return fiches

    def _fiche(self, noeud: Noeud) -> Fiche:
        partenaires = noeud.enfant("partenaires")
        indicateurs = noeud.enfant("indicateurs")
        source = noeud.enfant("source")
        regles = tuple(self._regle(enfant) for enfant in _uniques(noeud.liste("regles"), "id"))
        numero = noeud.entier("numero")
        porte_sur = self._porte_sur(noeud)
        if source is not None and source.entier("action") != numero:
            source.faute(
                f"la source est celle de l'action {source.entier('action')}, la fiche porte le numéro {numero}"
            )
        indicateurs_ecrits = [
            (enfant, famille)
            for famille in ("realisation", "effets")
            for enfant in ([] if indicateurs is None else indicateurs.liste(famille))
        ]
        saisies_ecrites = [] if indicateurs is None else indicateurs.liste("saisies", requis=False)
        _uniques([*(enfant for enfant, _ in indicateurs_ecrits), *saisies_ecrites], "id")
        fiche = Fiche(
            numero=numero,
            titre=noeud.texte("titre"),
            titre_court=noeud.texte("titre_court"),
            objectif=noeud.entier("objectif"),
            resume=noeud.texte("resume"),
            quand_y_penser=noeud.texte("quand_y_penser"),
            etapes=noeud.textes("etapes"),
            resultats=noeud.textes("resultats"),
            pilote=self._id_de_service(noeud, "pilote"),
            pilote_note=noeud.texte_ou_rien("pilote_note"),
            internes=()
            if partenaires is None
            else tuple(self._interne(n) for n in partenaires.liste("internes", requis=False)),
            externes=()
            if partenaires is None
            else tuple(self._externe(n) for n in partenaires.liste("externes", requis=False)),
            liens=tuple(lien for enfant in noeud.liste("liens") for lien in self._liens(numero, enfant)),
            mots=noeud.textes("mots"),
            lectures=noeud.textes("lectures", requis=False),
            regles=regles,
            conseils=tuple(
                self._conseil(enfant, porte_sur) for enfant in _uniques(noeud.liste("conseils", requis=False), "id")
            ),
            signaux=tuple(self._signal(enfant) for enfant in noeud.liste("signaux", requis=False)),
            avance=self._avance(noeud),
            exemples=tuple(self._exemple(enfant, None) for enfant in _uniques(noeud.liste("exemples"), "titre")),
            indicateurs=tuple(self._indicateur(enfant, famille) for enfant, famille in indicateurs_ecrits),
            saisies=tuple(self._indicateur(enfant, "saisie") for enfant in saisies_ecrites),
            preuves=lire_traits(noeud, "preuves", self._traits, requis=False),
            etablit=lire_traits(noeud, "etablit", self._traits, requis=False),
            motifs=noeud.textes("motifs", requis=False),
            source="" if source is None else f"{source.texte('document')}, action {source.entier('action')}",
            verifie_le=date.min if source is None else source.jour("verifie_le"),
            a_confirmer=None if source is None else source.texte_ou_rien("a_confirmer"),
            place=noeud.place,
            porte_sur=porte_sur,
        )
        for bloc in (partenaires, indicateurs, source, noeud):
            if bloc is not None:
                bloc.fin()
        connues = {regle.id for regle in regles}
        for exemple in fiche.exemples:
            for inconnue in sorted(exemple.attendu.keys() - connues):
                self._fautes.noter(
                    exemple.place,
                    f"« attendu » nomme une règle que la fiche n'a pas : « {inconnue} »{suggestion(inconnue, connues)}",
                )
        return fiche

    def _regle(self, noeud: Noeud) -> Regle:
        regle = Regle(
            id=noeud.texte("id"),
            portee=Portee(noeud.parmi("portee", [portee.value for portee in Portee])),
            quand=self._condition(noeud, "quand"),
            phrase=noeud.texte("phrase"),
            faire=noeud.textes("faire"),
            justifier=noeud.texte_ou_rien("justifier"),
            contacts=tuple(self._service_connu(enfant) for enfant in noeud.liste("contacts")),
            droit=noeud.textes("droit"),
            place=noeud.place,
        )
        noeud.fin()
        return regle

    def _conseil(self, noeud: Noeud, porte_sur: PorteSur) -> Conseil:
        conseil = Conseil(
            noeud.texte("id"), self._condition(noeud, "quand"), noeud.texte("texte"), self._porte_sur(noeud, porte_sur)
        )
        noeud.fin()
        return conseil

    def _signal(self, noeud: Noeud) -> Signal:
        valeurs = []
        for enfant in noeud.liste("valeurs"):
            valeur = enfant.enfant("valeur")
            valeurs.append((None if valeur is None else valeur.en_python(), self._condition(enfant, "quand")))
            enfant.fin()
        defaut = noeud.enfant("defaut", requis=False)
        signal = Signal(
            noeud.texte("nom"), tuple(valeurs), None if defaut is None else defaut.en_python(), noeud.texte("texte")
        )
        noeud.fin()
        return signal

    @staticmethod
    def _avance(noeud: Noeud) -> AvanceDuPlan | None:
        bloc = noeud.enfant("avance", requis=False)
        if bloc is None:
            return None
        avance = AvanceDuPlan(bloc.nombre("plafond_ht"), bloc.nombre("taux_bonifie_pct"), bloc.entier("effectif_max"))
        bloc.fin()
        return avance

    def _interne(self, noeud: Noeud) -> Partenaire:
        partenaire = Partenaire(self._id_de_service(noeud, "service"), noeud.texte_ou_rien("role"))
        noeud.fin()
        return partenaire

    @staticmethod
    def _externe(noeud: Noeud) -> Partenaire:
        partenaire = Partenaire(noeud.texte("nom"), noeud.texte_ou_rien("role"))
        noeud.fin()
        return partenaire

    def _liens(self, numero: int, noeud: Noeud) -> list[Lien]:
        directs = {inverse: genre for genre, inverse in GENRES_DE_LIEN.items()}
        liens = []
        for genre, enfant in noeud.paires():
            action = enfant.en_entier()
            if genre in GENRES_DE_LIEN:
                liens.append(Lien(genre, action))
                self._liens_ecrits.append((numero, liens[-1], enfant.place))
            elif genre in directs:
                enfant.faute(f"« {genre} » se déduit : écrivez « {directs[genre]}: {numero} » dans la fiche {action}")
            else:
                enfant.faute(f"lien inconnu « {genre} »{suggestion(genre, GENRES_DE_LIEN)}")
        return liens

    def _indicateur(self, noeud: Noeud, famille: str) -> Indicateur:
        identifiant = noeud.texte("id")
        ecrit, entre = noeud.enfant("calcul", requis=False), noeud.enfant("saisie", requis=False)
        aide = noeud.texte_ou_rien("aide")
        if (ecrit is None) == (entre is None):
            noeud.faute("un indicateur est soit calculé (« calcul »), soit saisi (« saisie »)")
        if aide is not None and entre is None:
            noeud.faute("« aide » s'adresse à qui saisit : dites comment le chiffre est calculé dans « lecture »")
        if famille == "saisie" and entre is None:
            noeud.faute("sous « saisies », un chiffre est saisi : écrivez « saisie »")
        calcul = None if ecrit is None else lire_calcul(ecrit, self._traits)
        evolution = entre.oui_non("evolution", defaut=False) if entre is not None else bool(calcul and calcul.evolution)
        indicateur = Indicateur(
            id=identifiant,
            titre=noeud.texte("titre"),
            famille=famille,
            calcul=calcul,
            saisie=None if entre is None else self._saisie(entre, identifiant, aide),
            lecture=noeud.texte_ou_rien("lecture"),
            evolution=evolution,
        )
        sans_sens = indicateur.unite == "texte" or indicateur.genre is GenreDeChiffre.REPARTITION
        sens = self._un_mot(noeud, "sens", ("0" if sans_sens else "1", "1", "0", "-1"))
        noeud.fin()
        return replace(indicateur, sens=int(sens))

    def _saisie(self, noeud: Noeud, identifiant: str, aide: str | None) -> Saisie:
        return lire_saisie(noeud, identifiant, self._id_de_service(noeud, "par"), aide)

    # --- examples -----------------------------------------------------------------------------------------------------

    def _exemple(self, noeud: Noeud, seule_regle: str | None) -> Exemple:
        """`attendu` is a verdict per rule, or one verdict where there is a single rule (obligations)."""
        attendu = noeud.enfant("attendu")
        verdicts: dict[str, Verdict] = {}
        if attendu is not None and seule_regle is not None:
            verdicts[seule_regle] = self._verdict(attendu)
        elif attendu is not None:
            verdicts = {regle: self._verdict(enfant) for regle, enfant in attendu.paires()}
        manque = noeud.enfant("manque", requis=False)
        contrat = noeud.enfant("contrat")
        exemple = Exemple(
            titre=noeud.texte("titre"),
            contrat=self._vocabulaire.aucun_fait() if contrat is None else self._contrat(contrat),
            attendu=verdicts,
            manque=None if manque is None else frozenset(self._nom_de_fait(enfant) for enfant in manque),
            place=noeud.place,
        )
        noeud.fin()
        return exemple

    def _nom_de_fait(self, noeud: Noeud) -> str:
        nom = noeud.brut or ""
        if nom not in self._vocabulaire:
            noeud.faute(f"fait inconnu « {nom} »{suggestion(nom, self._vocabulaire)}")
        return nom

    @staticmethod
    def _verdict(noeud: Noeud) -> Verdict:
        mot = {"true": "oui", "false": "non"}.get(noeud.brut or "", noeud.brut or "")
        if mot not in [verdict.value for verdict in Verdict]:
            noeud.faute(f"verdict inconnu « {mot} »{suggestion(mot, [verdict.value for verdict in Verdict])}")
            return Verdict.INCONNU
        return Verdict(mot)

    def _contrat(self, noeud: Noeud) -> Faits:
        return lire_le_contrat(noeud, self._vocabulaire)

    # --- conditions ---------------------------------------------------------------------------------------------------

    def _condition(self, noeud: Noeud, cle: str) -> Condition:
        enfant = noeud.enfant(cle)
        return Toujours() if enfant is None else self._en_condition(enfant)

    def _en_condition(self, noeud: Noeud) -> Condition:
        return lire_la_condition(noeud, self._vocabulaire, self._seuils, self._qualifications)

    # --- frame --------------------------------------------------------------------------------------------------------

    def _service(self, noeud: Noeud) -> Service:
        service = Service(
            id=noeud.texte("id"),
            nom=noeud.texte("nom"),
            sigle=noeud.texte_ou_rien("sigle"),
            avec_article=noeud.texte("avec_article"),
            expertise=noeud.texte_ou_rien("expertise"),
            joindre=noeud.texte_ou_rien("joindre"),
            annuaire=noeud.oui_non("annuaire", defaut=False),
        )
        noeud.fin()
        return service

    def _id_de_service(self, noeud: Noeud, cle: str) -> str:
        enfant = noeud.enfant(cle)
        return "" if enfant is None else self._service_connu(enfant)

    def _service_connu(self, noeud: Noeud) -> str:
        identifiant = noeud.brut or ""
        if identifiant not in self._services:
            noeud.faute(f"service inconnu « {identifiant} »{suggestion(identifiant, self._services)}")
        return identifiant

    @staticmethod
    def _axe(noeud: Noeud) -> Axe:
        axe = Axe(noeud.entier("numero"), noeud.texte("titre"), noeud.texte("couleur"))
        noeud.fin()
        return axe

    @staticmethod
    def _objectif(noeud: Noeud) -> Objectif:
        objectif = Objectif(noeud.entier("numero"), noeud.entier("axe"), noeud.texte("titre"))
        noeud.fin()
        return objectif

    @staticmethod
    def _acheteur(noeud: Noeud) -> Acheteur:
        acheteur = Acheteur(
            noeud.texte("id"),
            noeud.texte("nom"),
            noeud.oui_non("depenses_fonctionnement_plus_60M", defaut=False),
            noeud.texte_ou_rien("note"),
            noeud.texte_ou_rien("siren"),
            noeud.texte_ou_rien("court") or noeud.texte("nom"),
            noeud.textes("aussi", requis=False),
        )
        if acheteur.siren is not None and not siren.is_valid(acheteur.siren):
            noeud.faute(f"« {acheteur.siren} » n'est pas un numéro SIREN : neuf chiffres, et sa clé est fausse")
        noeud.texte_ou_rien("statut")
        noeud.fin()
        return acheteur

    @staticmethod
    def _reseau(noeud: Noeud) -> Reseau:
        reseau = Reseau(noeud.texte("nom"), noeud.texte_ou_rien("sigle"), noeud.texte("pour"))
        noeud.fin()
        return reseau

    def _cible(self, noeud: Noeud) -> Cible:
        denominateur = noeud.enfant("denominateur")
        numerateur = noeud.enfant("numerateur")
        ecrit = noeud.enfant("calcul")
        cible = Cible(
            id=noeud.texte("id"),
            titre=noeud.texte("titre"),
            valeurs=self._annees(noeud),
            population=""
            if denominateur is None
            else denominateur.parmi("population", ("tous", "formalises", "cibles")),
            denominateur="" if denominateur is None else denominateur.texte("libelle"),
            numerateur="" if numerateur is None else numerateur.texte("libelle"),
            note=noeud.texte_ou_rien("note"),
            calcul=(None if ecrit is None else lire_calcul(ecrit, self._traits)) or Calcul(GenreDeChiffre.PART),
        )
        if ecrit is not None and (cible.calcul.genre is not GenreDeChiffre.PART or cible.calcul.dans is None):
            ecrit.faute("une cible se compte en part : {numerateur: …, denominateur: …}")
        noeud.fin()
        return cible

    def _citations(self, cadre: Noeud, fiches: Mapping[int, Fiche]) -> Citations:
        """What the help cites: what the plan says, else its first actions and its first entered figure."""
        saisies = [un for fiche in fiches.values() for un in (*fiche.indicateurs, *fiche.saisies) if un.saisie]
        service = next((un.saisie.par for un in saisies if un.saisie), SERVICE_DU_MOTEUR)
        chiffre = saisies[0].titre if saisies else ""
        actions: tuple[int, ...] = ()
        bloc = cadre.enfant("exemples", requis=False)
        if bloc is not None:
            actions = self._actions(bloc)
            service = self._id_de_service(bloc, "service") if bloc.enfant("service", requis=False) else service
            chiffre = bloc.texte_ou_rien("chiffre") or chiffre
            bloc.fin()
        citees = actions or tuple(fiches) or (1,)
        return Citations(
            tuple(citees[rang % len(citees)] for rang in range(CITEES)), service, chiffre[:1].lower() + chiffre[1:]
        )

    @staticmethod
    def _annees(noeud: Noeud) -> Mapping[int, int]:
        """What is aimed at, by year: the years in their order, at least one."""
        bloc = noeud.enfant("valeurs")
        lues: dict[int, int] = {}
        for annee, valeur in () if bloc is None else bloc.paires():
            if not re.fullmatch(r"2\d{3}", annee) or (lues and int(annee) <= max(lues)):
                valeur.faute("une cible se donne par année, dans l'ordre : {2025: 20, 2028: 60}")
                continue
            lues[int(annee)] = valeur.en_entier()
        return lues or {date.max.year: 0}

    @staticmethod
    def _trait(noeud: Noeud) -> TraitDuPlan:
        identifiant = noeud.texte("id")
        trait = TraitDuPlan(
            id=identifiant,
            contrats=noeud.texte("contrats"),
            sujet=noeud.texte("sujet"),
            libelle=noeud.texte("libelle"),
            moment=noeud.parmi("moment", (PUBLICATION, ATTRIBUTION)),
            si_vise=noeud.oui_non("si_vise", defaut=False),
            question=noeud.texte("question"),
            encore=noeud.texte("encore"),
            oui=noeud.texte("oui"),
            non=noeud.texte("non"),
            genre=noeud.texte_ou_rien("genre") or f"trait_{identifiant}",
            verbe=noeud.texte_ou_rien("verbe") or f"t-{identifiant}",
        )
        noeud.fin()
        if not re.fullmatch(r"[a-z][a-z0-9_]{2,30}", identifiant) or identifiant.startswith(VISE):
            noeud.faute("l'identifiant d'un trait s'écrit en minuscules sans accent, avec des tirets bas")
        if identifiant in set(Trait):
            noeud.faute(f"« {identifiant} » est déjà un trait de la loi ou des données officielles")
        if "{achat}" not in trait.question:
            noeud.faute("la « question » doit nommer l'achat : {achat}")
        return trait

    @staticmethod
    def _comite(cadre: Noeud, traits: Collection[str]) -> Comite | None:
        bloc = cadre.enfant("comite", requis=False)
        if bloc is None:
            return None
        vises = []
        for noeud in _uniques(bloc.liste("vises", requis=False), "trait"):
            nom = noeud.texte("nom")
            vises.append(
                Visee(
                    trait=noeud.parmi("trait", sorted(traits)),
                    nom=nom,
                    pour=noeud.texte_ou_rien("pour") or nom,
                    ecrit=noeud.texte_ou_rien("ecrit") or nom,
                    mots=noeud.textes("mots"),
                    court=noeud.texte("court"),
                )
            )
            noeud.fin()
        comite = Comite(
            bloc.texte("nom"),
            bloc.texte_ou_rien("sigle"),
            bloc.texte("avec_article"),
            bloc.texte_ou_rien("seance") or bloc.texte("nom"),
            bloc.textes("dits"),
            tuple(vises),
        )
        bloc.fin()
        return comite

    def _jalon(self, noeud: Noeud) -> Jalon:
        jalon = Jalon(
            id=noeud.texte("id"),
            mois_avant=noeud.entier("mois_avant"),
            titre=noeud.texte("titre"),
            quoi=noeud.texte("quoi"),
            pour_qui=tuple(self._service_connu(enfant) for enfant in noeud.liste("pour_qui")),
            prevenir_jours_avant=self._avances(noeud),
            comite=noeud.oui_non("comite", defaut=False),
            actions=self._actions(noeud),
        )
        noeud.fin()
        return jalon

    @staticmethod
    def _avances(noeud: Noeud) -> tuple[int, ...]:
        """So many days before, the longest first."""
        avances: list[int] = []
        for enfant in noeud.liste("prevenir_jours_avant"):
            jours = enfant.en_entier()
            if jours < 0 or (avances and jours >= avances[-1]):
                enfant.faute("les jours d'avance vont du plus grand au plus petit, et 0 est le jour même")
            avances.append(jours)
        return tuple(avances)

    def _terme(self, noeud: Noeud) -> Terme:
        terme = Terme(
            terme=noeud.texte("terme"),
            sigle=noeud.texte_ou_rien("sigle"),
            autres=noeud.textes("autres", requis=False),
            definition=noeud.texte("definition"),
            article=noeud.texte_ou_rien("article"),
            actions=self._actions(noeud),
            verifie=self._un_mot(noeud, "statut", ("a_confirmer", "verifie")) == "verifie",
        )
        noeud.fin()
        return terme

    # --- CPV ----------------------------------------------------------------------------------------------------------

    def _familles(self, racine: Noeud) -> tuple[FamilleCpv, ...]:
        noeuds = _uniques(racine.liste("familles"), "id")
        identifiants = {noeud.texte("id") for noeud in noeuds}
        debuts: dict[str, Place] = {}
        familles = tuple(self._famille(noeud, identifiants, debuts) for noeud in noeuds)
        racine.fin()
        return familles

    def _famille(self, noeud: Noeud, identifiants: set[str], debuts: dict[str, Place]) -> FamilleCpv:
        for enfant in noeud.liste("cpv"):
            debut = enfant.brut or ""
            if not re.fullmatch(r"\d{2,8}", debut):
                enfant.faute(f"« {debut} » n'est pas un début de code CPV : de 2 à 8 chiffres, entre guillemets")
            elif debut in debuts:
                enfant.faute(f"le début « {debut} » est déjà écrit en {debuts[debut]}")
            debuts.setdefault(debut, enfant.place)
        avec = noeud.enfant("avec", requis=False)
        if avec is not None and avec.brut not in identifiants:
            avec.faute(f"famille inconnue « {avec.brut} »{suggestion(avec.brut or '', identifiants)}")
        faits = noeud.enfant("faits")
        famille = FamilleCpv(
            id=noeud.texte("id"),
            libelle=noeud.texte("libelle"),
            cpv=noeud.textes("cpv"),
            faits={} if faits is None else dict(self._dits_de_la_famille(faits)),
            avec=None if avec is None else avec.brut,
        )
        noeud.fin()
        return famille

    def _dits_de_la_famille(self, noeud: Noeud) -> Iterator[tuple[str, Possible]]:
        """What a family says of each fact: some of the choices; segments that it names, the others staying open."""
        for nom, enfant in noeud.paires():
            fait = self._vocabulaire.get(nom)
            if fait is None:
                enfant.faute(f"fait inconnu « {nom} »{suggestion(nom, self._vocabulaire)}")
                continue
            dits = frozenset(str(un.brut) for un in enfant) if enfant.est_une_liste else frozenset({str(enfant.brut)})
            for inconnu in sorted(dits - fait.options):
                enfant.faute(f"« {nom} » ne peut pas valoir « {inconnu} »{suggestion(inconnu, fait.options)}")
            yield nom, Ensemble(dits) if fait.genre is Genre.ENSEMBLE else Options(dits)

    # --- references from one file to another --------------------------------------------------------------------------

    def _verifier_les_renvois(self, pack: Pack) -> None:
        objectifs = {objectif.numero for objectif in pack.objectifs}
        for fiche in pack.fiches.values():
            if fiche.objectif not in objectifs:
                self._fautes.noter(fiche.place, f"l'objectif {fiche.objectif} n'existe pas dans spaser.yaml")
        ecrits = {(numero, lien) for numero, lien, _ in self._liens_ecrits}
        for numero, lien, place in self._liens_ecrits:
            if lien.action not in self._numeros:
                self._fautes.noter(place, f"lien rompu : il n'y a pas de fiche {lien.action}")
            elif (lien.action, Lien(GENRES_DE_LIEN[lien.genre], numero)) in ecrits:
                self._fautes.noter(
                    place, f"le lien avec la fiche {lien.action} est écrit deux fois : l'inverse se déduit"
                )
        if pack.comite is None and (convoques := [jalon.id for jalon in pack.jalons if jalon.comite]):
            self._fautes.noter(
                Place(f"{self._dossier.name}/{CADRE}", 1),
                f"il manque « comite », que demandent les jalons {', '.join(convoques)}",
            )
        choix = pack.vocabulaire["acheteur"].options
        if choix != {un.id for un in pack.acheteurs}:
            self._fautes.noter(
                Place(f"{self._dossier.name}/faits.yaml", 1),
                "les choix du fait « acheteur » doivent être les acheteurs de spaser.yaml : "
                + ", ".join(un.id for un in pack.acheteurs),
            )
        signaux: dict[str, Place] = {}
        for fiche in pack.fiches.values():
            for signal in fiche.signaux:
                if signal.nom in signaux:
                    self._fautes.noter(fiche.place, f"le signal « {signal.nom} » est déjà dans {signaux[signal.nom]}")
                signaux[signal.nom] = fiche.place


def _prolonger(texte: str, en_plus: str | None) -> str:
    """A sentence after another, or the end of it.

    >>> _prolonger("C'est la règle.", "Le plan aussi."), _prolonger("C'est la règle.", ", ici comme ailleurs.")
    ("C'est la règle. Le plan aussi.", "C'est la règle, ici comme ailleurs.")
    """
    if en_plus is None:
        return texte
    return f"{texte.removesuffix('.')}{en_plus}" if en_plus.startswith(",") else f"{texte} {en_plus}"


def _uniques(noeuds: list[Noeud], cle: str) -> list[Noeud]:
    """Note the nodes that repeat the name of an earlier one; all come back."""
    vues: dict[str, Place] = {}
    for noeud in noeuds:
        nomme = noeud.enfant(cle, requis=False)
        nom = None if nomme is None else nomme.brut
        if nomme is None or nom is None:
            continue
        if nom in vues:
            nomme.faute(f"« {nom} » est déjà écrit en {vues[nom]}")
        vues.setdefault(nom, nomme.place)
    return noeuds
