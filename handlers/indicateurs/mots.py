"""What is written of a figure, the same on a chart, in the PDF and in the workbook."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from handlers.conversation.wording import a_quelqu_un, abrege, nombre
from knowledge.donnees import lire_donnees
from knowledge.francais.redaction import FINE, NBSP, jour, liste
from knowledge.plan.pack import Pack
from knowledge.plan.tableau_de_bord import Chiffre, Dashboard, Genre, TableauDeBord, Valeur

PHRASES: dict[str, Any] = lire_donnees(Path(__file__).with_suffix(".yaml"))

# What is so great needs no decimal.
ENTIER_DES = 1000
_DIXIEME = Decimal("0.1")
MOINS = "\N{MINUS SIGN}"


def propre(texte: str) -> str:
    r"""What a person typed, on one line, without what no font can draw.

    >>> propre("12\n%\x00 d'heures")
    "12 % d'heures"
    """
    return " ".join("".join(lettre if lettre.isprintable() else " " for lettre in texte).split())


def arrondi(valeur: Decimal, unite: str) -> Decimal:
    """As many decimals as can be read. A share that is neither nil nor whole is not written so.

    >>> arrondi(Decimal("99.98"), "%"), arrondi(Decimal("12.345"), "heures"), arrondi(Decimal("1234.56"), "euros")
    (Decimal('99.9'), Decimal('12.3'), Decimal('1235'))
    """
    if abs(valeur) >= ENTIER_DES:
        return valeur.quantize(Decimal(1), ROUND_HALF_UP)
    if unite == "%":
        proche = valeur.quantize(_DIXIEME, ROUND_HALF_UP)
        if proche == 100 and valeur < 100:
            return Decimal("99.9")
        return _DIXIEME if proche == 0 and valeur > 0 else proche
    return valeur.quantize(_DIXIEME, ROUND_HALF_UP)


def mesure(valeur: Decimal, unite: str) -> str:
    """A number with its unit, rounded.

    >>> mesure(Decimal("57.44"), "%"), mesure(Decimal("1"), "heures"), mesure(Decimal("2500000"), "euros")
    ('57,4\\xa0%', '1\\xa0heure', '2\\xa0500\\xa0000\\xa0€')
    """
    lu = arrondi(valeur, unite)
    # The charts' font has no narrow space.
    ecrit = nombre(lu).replace("-", MOINS).replace(FINE, NBSP)
    if (mots := PHRASES["unites"].get(unite)) is None:
        return ecrit
    return f"{ecrit}{NBSP}{mots[abs(lu) >= 2]}"


def lisible(valeur: Valeur, unite: str) -> str:
    """What is known for one year: a number, yes or no, what was typed, or that there is no data.

    >>> lisible(Valeur(Decimal("62.5")), "%"), lisible(Valeur(), "%")
    ('62,5\\xa0%', 'pas de donnée')
    >>> lisible(Valeur(Decimal(1), dans_les_delais=False), "oui_non")
    'oui, hors délais'
    """
    if valeur.repartition:
        return ", ".join(
            PHRASES["de_repartition"].format(propre(quoi), compte(combien)) for quoi, combien in valeur.repartition
        )
    if valeur.valeur is None:
        return propre(valeur.texte or "") or str(PHRASES["pas_de_donnee"])
    if unite != "oui_non":
        return mesure(valeur.valeur, unite)
    dit = str(PHRASES["oui" if valeur.valeur else "non"])
    if valeur.dans_les_delais is None or not valeur.valeur:
        return dit
    return str(PHRASES["dans_les_delais"]["oui" if valeur.dans_les_delais else "non"].format(dit))


def compte(combien: int | Decimal) -> str:
    """A whole number as a chart writes it."""
    return nombre(combien).replace(FINE, NBSP)


def nombre_de(combien: int | Decimal, mots: list[str]) -> str:
    """A count with its noun, among the singular and the plural.

    >>> nombre_de(1, ["contrat", "contrats"])
    '1\\xa0contrat'
    """
    return f"{compte(combien)}{NBSP}{mots[not -2 < combien < 2]}"


def points(ecart: Decimal) -> str:
    """A difference between two shares.

    >>> points(Decimal("12.61"))
    '12,6\\xa0points'
    """
    lu = max(arrondi(ecart, ""), _DIXIEME) if ecart > 0 else Decimal(0)
    return nombre_de(lu, PHRASES["points"])


def evolution(chiffre: Chiffre) -> str | None:
    """What was gained or lost in a year, with its sign; None without both years, or where a difference says nothing."""
    ecart = chiffre.evolution
    if ecart is None or chiffre.unite in {"oui_non", "texte"}:
        return None
    signe = "+" if ecart > 0 else MOINS if ecart < 0 else "="
    if ecart == 0:
        return signe
    grandeur = points(abs(ecart)) if chiffre.unite == "%" else mesure(abs(ecart), chiffre.unite)
    return f"{signe}{NBSP}{grandeur}"


def couverture(valeur: Valeur, quoi: str = "contrats") -> str | None:
    """Of how many contracts, lots, actions or targets, the figure knows what it needs; None where it needs none, or there are none.

    And why there is no figure, where some of them say it.

    >>> couverture(Valeur(Decimal(50), renseignes=2, sur=3)), couverture(Valeur(renseignes=0, sur=0))
    ('renseigné pour 2 sur 3\\xa0contrats', None)
    """
    if valeur.renseignes is None or not valeur.sur:
        return None
    sur = nombre_de(valeur.sur, PHRASES[quoi])
    dit = str(PHRASES["couverture"].format(compte(valeur.renseignes), sur))
    return dit if valeur.pourquoi is None else f"{dit} : {valeur.pourquoi}"


def couvre(chiffre: Chiffre) -> str | None:
    """Of how many contracts a figure knows what it needs, or of what else it counts."""
    return couverture(chiffre.valeur, chiffre.sur_quoi)


def part(valeur: Valeur, genre: Genre = Genre.PART) -> str | None:
    """What a share was made of, sums of money without their cents, or over how many contracts a mean is.

    >>> part(Valeur(Decimal(25), Decimal(1), Decimal(4))), part(Valeur(Decimal(4), Decimal(4), Decimal(1)), Genre.MOYENNE)
    ('1 sur 4', 'en moyenne, sur 1\\xa0contrat')
    """
    if valeur.numerateur is None or valeur.denominateur is None:
        return None
    if genre is Genre.MOYENNE:
        return str(PHRASES["moyenne"].format(nombre_de(valeur.denominateur, PHRASES["contrats"])))
    return str(PHRASES["part"].format(*(compte(round(un)) for un in (valeur.numerateur, valeur.denominateur))))


def avec_le_comite(pack: Pack, texte: str) -> str:
    """A sentence that names the committee, or does without where the plan has none."""
    noms = {"par_comite": "", "pour_comite": "", "au_comite": ""}
    if pack.comite is not None:
        nom = pack.comite.avec_article
        dits = {"par_comite": nom, "pour_comite": nom, "au_comite": a_quelqu_un(nom)}
        noms = {cle: PHRASES["comite"][cle].format(dit) for cle, dit in dits.items()}
    for cle, dit in noms.items():
        texte = texte.replace(f"{{{cle}}}", dit)
    return texte


def portee(pack: Pack, dashboard: Dashboard) -> str:
    """Which actions a dashboard is of."""
    siennes = [un for un in sorted(pack.fiches) if (un in pack.deploiement) == (dashboard is Dashboard.DEPLOIEMENT)]
    mots, toutes = PHRASES["portee"], sorted(pack.fiches)
    if len(siennes) < 2:
        return str(mots["une" if siennes else "aucune"].format(*siennes))
    debut = toutes.index(siennes[0])
    if siennes != toutes[debut : debut + len(siennes)]:
        return str(mots["liste"].format(liste([str(un) for un in siennes], PHRASES["et"])))
    if siennes[-1] == toutes[-1]:
        return str(mots["fin"].format(siennes[0]))
    return str(mots["suite"].format(siennes[0], siennes[-1]))


def action(pack: Pack, numero: int, longueur: int = 200) -> str:
    """The action's number and its short title, cut between words."""
    fiche = pack.fiches.get(numero)
    titre = f"{numero} · {fiche.titre_court}" if fiche else str(numero)
    return abrege(titre, longueur)


def service(pack: Pack, ident: str | None) -> str | None:
    """The name of a service, by its acronym when it has one."""
    if ident is None or (trouve := pack.services.get(ident)) is None:
        return ident
    return trouve.sigle or trouve.nom


def entite(tableau: TableauDeBord, pack: Pack) -> str:
    """Whose contracts the dashboard counts, with the filters that narrow it."""
    requete = tableau.requete
    nom = next((un.nom for un in pack.acheteurs if un.id == requete.acheteur), requete.acheteur)
    dits = [nom or PHRASES["ensemble"]]
    if requete.direction:
        dits.append(PHRASES["direction"].format(propre(requete.direction)))
    if requete.axe is not None:
        titre = next((axe.titre for axe in pack.axes if axe.numero == requete.axe), "")
        dits.append(PHRASES["axe"].format(requete.axe, titre))
    return " · ".join(dits)


def depuis(chiffre: Chiffre) -> str | None:
    """What a frozen figure would be today, where it is said otherwise than it was; None where it was not frozen."""
    maintenant = chiffre.maintenant
    if maintenant is None:
        return None
    dits = [(lisible(un, chiffre.unite), part(un, chiffre.genre)) for un in (chiffre.valeur, maintenant)]
    if dits[0] == dits[1]:
        return None
    valeur, fonde = dits[1]
    return valeur if fonde is None or maintenant.vide else f"{valeur} ({fonde})"


def sans_acheteur(tableau: TableauDeBord) -> str | None:
    """What is counted in all the buyers together, and in none of them; None without any."""
    combien = tableau.sans_acheteur
    if not combien:
        return None
    phrase = PHRASES["sans_acheteur"][combien > 1]
    return str(phrase.format(compte(combien), tableau.requete.annee))


def etat(tableau: TableauDeBord) -> str:
    """The day on which the figures were read, and that of the frozen snapshot."""
    if tableau.fige_le is None:
        return str(PHRASES["etat"].format(jour(tableau.jour)))
    return str(PHRASES["etat_fige"].format(jour(tableau.jour), jour(tableau.fige_le)))


__all__ = [
    "PHRASES",
    "action",
    "arrondi",
    "avec_le_comite",
    "compte",
    "couverture",
    "couvre",
    "depuis",
    "entite",
    "etat",
    "evolution",
    "lisible",
    "mesure",
    "nombre_de",
    "part",
    "points",
    "portee",
    "propre",
    "sans_acheteur",
    "service",
]
