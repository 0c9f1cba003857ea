"""Figures that are made up, where the pages of the dashboards read: all that a page asks for, and what was asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from knowledge.plan.tableau_de_bord import Dashboard, Requete, Valeur
from tests.indicateurs.exemple import exemple

LONG = "Maintenance_préventive_et_curative_des_installations_de_chauffage_ventilation_climatisation_désenfumage " * 2


@dataclass(frozen=True)
class Ligne:
    achat_id: int
    marche_id: int | None
    numero: str | None
    objet: str | None
    acheteur: str
    direction: str | None
    annee: int | None
    montant_ht: Decimal | None
    au_numerateur: bool
    etapes: tuple


@dataclass(frozen=True)
class Etape:
    etape: str
    jour: date
    motif: str | None = None
    preuve: str | None = None
    action: int = 8


@dataclass(frozen=True)
class Derriere:
    chiffre: object
    lignes: tuple
    combien: int
    au_numerateur: int
    suite: int | None
    actions: bool = False
    action: int | None = 8
    accompagnements: tuple | None = None


@dataclass(frozen=True)
class Reparation:
    achat_id: int
    marche_id: int | None
    objet: str | None
    quoi: str
    valeur: Decimal | None
    combien: int = 1


@dataclass(frozen=True)
class Cliche:
    le: datetime
    par: str
    jour: date


@dataclass(frozen=True)
class Ecart:
    chiffre: object
    fige: Valeur
    maintenant: Valeur


class FausseSource:
    """The real one stands on the database; this one on nothing, and remembers what it was asked (`demandes`)."""

    def __init__(self) -> None:
        self.vide = False
        self.combien = 120
        self.cliches: dict[tuple[int, str | None], Cliche] = {}
        self.demandes: list[Requete] = []

    def tableau_de_bord(self, memory, pack, requete, jour):
        self.demandes.append(requete)
        made = exemple(pack, requete.dashboard, requete.annee, requete.acheteur, vide=self.vide)
        if requete.axe is not None:
            siennes = {n for n, fiche in pack.fiches.items() if pack.axe_de(fiche).numero == requete.axe}
            made = replace(
                made,
                chiffres=tuple(un for un in made.chiffres if un.action in siennes),
                entonnoirs=tuple(un for un in made.entonnoirs if un.action in siennes),
            )
        cliche = self.cliches.get((requete.annee, requete.acheteur))
        if cliche is None:
            made = replace(
                made, chiffres=tuple(replace(un, maintenant=None, figees=frozenset()) for un in made.chiffres)
            )
        return replace(made, requete=requete, jour=jour, fige_le=cliche and cliche.jour)

    def tableaux_de_bord(self, memory, pack, requete, jour):
        premier, second = (self.tableau_de_bord(memory, pack, replace(requete, dashboard=un), jour) for un in Dashboard)
        return premier, second

    def annees_connues(self, memory, pack):
        return () if self.vide else (2023, 2024, 2025, 2026)

    def directions(self, memory):
        return ["Restauration", "Sports & loisirs"]

    def contrats_derriere(self, memory, pack, requete, cle, *, apres=None, limit=50, jour):
        self.demandes.append(requete)
        made = exemple(pack, requete.dashboard, requete.annee, requete.acheteur, vide=self.vide)
        chiffres = [*made.chiffres, *(cible.chiffre for cible in made.cibles)]
        chiffre = next((un for un in chiffres if un.ouvrable and un.cle == cle), None)
        if chiffre is None:
            return None
        debut = apres or 0
        fin = min(debut + limit, self.combien)
        lignes = tuple(self._ligne(n) for n in range(debut, fin))
        return Derriere(chiffre, lignes, self.combien, self.combien // 3, fin if fin < self.combien else None)

    def _ligne(self, n):
        if n % 10 == 4:
            return Ligne(n, None, None, None, "", None, None, None, au_numerateur=False, etapes=())
        objet = LONG if n % 10 == 7 else f"Nettoyage des écoles, lot {n:03}"
        etapes = (
            Etape("proposee", date(2026, 1, 5)),
            Etape("ecartee", date(2026, 2, 1), "<b>aucun</b> candidat au PLIE"),
        )
        if n % 3 == 0:
            etapes = (Etape("proposee", date(2026, 1, 5)), Etape("inscrite", date(2026, 3, 1), preuve="marché réservé"))
        return Ligne(n, n + 1, f"2026-{n}", objet, "ville", "Restauration", 2026, Decimal(90500), n % 3 == 0, etapes)

    def lignes_du_classeur(self, memory, pack, requete):
        return iter(())

    def a_reparer(self, memory, pack, requete):
        self.demandes.append(requete)
        if self.vide:
            return ()
        return (
            Reparation(1, 1, "Nettoyage des écoles", "montant_etrange", Decimal("111859144.00")),
            Reparation(2, None, None, "quelque_chose", None),
            Reparation(3, 3, LONG, "montant_inconnu", None, 9456),
        )

    def figes(self, memory, annee, acheteur):
        return self.cliches.get((annee, acheteur))

    def ecarts(self, memory, pack, requete, jour):
        self.demandes.append(requete)
        chiffres = exemple(pack, requete.dashboard, requete.annee).chiffres
        return (
            Ecart(chiffres[0], Valeur(Decimal(40), Decimal(8), Decimal(20), 20, 24), Valeur(Decimal("41.25"))),
            Ecart(chiffres[1], Valeur(), Valeur(Decimal(1), Decimal(1), Decimal(100), 100, 100)),
        )

    def figer(self, uow, pack, annee, acheteur, par, now):
        siens = (acheteur,) if acheteur else (None, *("ville", "metropole"))
        nouveaux = tuple(un for un in siens if (annee, un) not in self.cliches)
        self.cliches |= dict.fromkeys(((annee, un) for un in nouveaux), Cliche(now, par, now.astimezone(UTC).date()))
        return nouveaux
