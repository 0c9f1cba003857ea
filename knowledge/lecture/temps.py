"""The duration that the quantities of an answer make together: "6 semaines plus un mois", "1 an reconductible 3 fois"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from knowledge.francais.dates import rang_du_mois
from knowledge.francais.jours import SEMAINE
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import ensemble
from knowledge.lecture.durees import CHAQUE_ANNEE, OUBLIEE
from knowledge.lecture.quantites import ENCORE, MOT, PERIODES, PIECE, PRES, UNITES, Mesure, Quantite

_MOTIFS = lire_motifs(__file__)

_PARMI = ensemble("dedans comprises comprise compris incluses incluse inclus comptees dont incluant")
_SANS = ensemble("non pas sans ni aucune aucun jamais pa")
_ANNEES = {"scolaire": Decimal(10), "civile": Decimal(12)}
_ENTRE_MOIS = ensemble("a au et jusqu de la le du fin debut mi milieu trente un premier quinze")


@dataclass(frozen=True, slots=True)
class Temps:
    """How long a contract lasts, in months. `calcule`: it is no single quantity of the text; `repris`: it is one put right or multiplied."""

    bas: Decimal | None
    haut: Decimal | None
    debut: int
    fin: int
    calcule: bool = True
    repris: bool = False


def en_clair(texte: str) -> str:
    """The words of an answer, the units that it abbreviates, cuts off or qualifies told in full.

    >>> [en_clair(dit) for dit in ("36M", "3Y", "Quatre. Ans.", "une petite année", "2 mois")]
    ['36 mois', '3 ans', 'Quatre Ans.', 'un an', '2 mois']
    """
    texte = _MOTIFS.abrege.sub(lambda m: f"{m[1]} {'mois' if m[2] in 'mM' else 'ans'}", texte)
    return _MOTIFS.une_annee.sub("un an", _MOTIFS.coupe.sub(r"\1 \2", texte))


def durer(texte: str, quantites: Sequence[Quantite]) -> Temps | None:
    """The duration that the quantities of an answer make, what comes before it counted in: "2 fois 12 mois après la première année"."""
    temps = _durer(texte, quantites)
    if temps is None or temps.bas is None or _MOTIFS.apres_un_an.search(texte) is None:
        return temps
    haut = None if temps.haut is None else temps.haut + _UN_AN
    return replace(temps, bas=temps.bas + _UN_AN, haut=haut, calcule=True)


def _durer(texte: str, quantites: Sequence[Quantite]) -> Temps | None:
    """The duration that the quantities of an answer make, renewals included; None when they make none, or disagree."""
    mots = [(m[0], m.start()) for m in MOT.finditer(texte)]
    place = _ou_l_on_reconduit(mots, quantites)
    if place is not None:
        # "Deux reconductions de 6 mois chacune".
        quantites = [replace(q, par=()) if q.mesure is Mesure.TEMPS and q.par == (PIECE,) else q for q in quantites]
    valent = _sans_ce_qui_fut_dit(texte, _du_nouveau(texte, quantites))
    repris = valent != [*quantites]
    quantites = _unites_tues(texte, valent)
    simples = len(quantites)
    if place is None:
        quantites = _multiplier(texte, quantites)
    multiplie = len(quantites) < simples
    temps = [q for q in quantites if q.mesure is Mesure.TEMPS and not q.ecarte and not q.par and not q.ailleurs]
    if len(temps) > _TROP:
        return None
    if not temps:
        dits = _par_les_mots(texte, mots, quantites)
        fois = [q for q in quantites if place is not None and q.debut > place and _est_une_fois(q, mots)]
        if dits is None and any(
            "an" in q.par and not q.ailleurs and q.debut < fois[0].debut for q in quantites if fois
        ):
            dits = Temps(Decimal(_UN_AN), Decimal(_UN_AN), fois[0].debut, fois[0].fin)  # what is paid by the year
        return _tant_de_fois(dits, 1 + fois[0].haut) if dits is not None and len(fois) == 1 else dits
    if len(temps) == 1 and temps[0].haut == _UN_AN and (mois := _d_un_mois_a_l_autre(texte, mots)) is not None:
        return mois  # "une année scolaire, de septembre à juin"
    if len(temps) > 1 and any(mot == "encore" and temps[0].fin < debut < temps[1].debut for mot, debut in mots):
        # "Un an, et s'il travaille bien on le garde encore 2 ans."
        return _temps(temps)
    totaux = [q for q in temps if q.total]
    if totaux and any(q.plus and q.debut > totaux[-1].debut for q in temps):
        # "4 ans. Enfin 3 ans + 1 an" goes on.
        return _temps([q for q in temps if q.debut >= totaux[-1].debut])
    if totaux and len({q.haut for q in totaux}) == 1:
        return replace(_temps(totaux[-1:]), calcule=len(temps) > 1 or any(q.ecarte for q in quantites))
    if _se_suivent(texte, temps) or (len(temps) == 2 and _et_des(texte, *temps)):
        return _temps(temps)
    if place is not None:
        return _renouveler(texte, temps, quantites, mots, place)
    ajoute = any(q.plus for q in temps[1:]) and _MOTIFS.ou.search(texte) is None
    if len({(q.bas, q.haut) for q in temps}) == 1 and not ajoute:
        repris = repris or multiplie
        return replace(_temps(temps[:1]), calcule=repris or any(q.ecarte for q in quantites), repris=repris)
    if any(q.plus for q in temps[1:]):
        return _temps([temps[0], *(q for q in temps[1:] if q.plus)])
    return None


def _ou_l_on_reconduit(mots: Sequence[tuple[str, int]], quantites: Sequence[Quantite]) -> int | None:
    """Where the renewals are told: by a word of their own, or as something done again so many times ("ça repart trois fois")."""
    fois = [q.debut for q in quantites if _est_une_fois(q, mots)]
    return next(
        (
            debut
            for mot, debut in mots
            if mot.startswith(ENCORE)
            or (mot.startswith(_REFAIRE) and any(debut < place < debut + len(mot) + _TOUT_PRES for place in fois))
        ),
        None,
    )


_REFAIRE = ("repar", "repren", "remet", "rmet", "relanc", "refai", "refer")
_TOUT_PRES = 15


def _du_nouveau(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """What is told of the earlier contract gives way to what is told of the new one: "le sortant : 36 mois. Le nouveau : 24"."""
    place = place_du_nouveau(texte)
    if place is None or not any(q.debut > place for q in quantites):
        return [*quantites]
    return [replace(q, ecarte=q.ecarte or q.debut < place) for q in quantites]


def place_du_nouveau(texte: str) -> int | None:
    """Where a folded text comes to the new contract, having told of the one before it; None where it tells of one.

    >>> place_du_nouveau("le sortant : 36 mois. le nouveau : 24"), place_du_nouveau("le nouveau marché")
    (25, None)
    """
    ancien = _MOTIFS.ancien.search(texte)
    nouveau = None if ancien is None else _MOTIFS.nouveau.search(texte, ancien.end())
    return None if nouveau is None else nouveau.start()


def _sans_ce_qui_fut_dit(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """A time that somebody had told gives way to what is told after it: "j'avais mis 3 ans mais c'est 4"."""
    dits = list(quantites)
    for rang, (q, suivante) in enumerate(pairwise(quantites)):
        remplace = suivante.mesure in (Mesure.TEMPS, Mesure.NU) and not suivante.ecarte and suivante.haut < _NU_MAX
        if (
            remplace
            and q.mesure in (Mesure.TEMPS, Mesure.NU)
            and _MOTIFS.se_reprend.fullmatch(texte, q.fin, suivante.debut)
        ):
            # "8 mois enfin 10", "3 mois je dirai 4"
            dits[rang] = replace(q, ecarte=True)
            continue
        if q.mesure is Mesure.TEMPS and remplace and _MOTIFS.fut_dit.search(texte, max(0, q.debut - PRES), q.debut):
            dits[rang] = replace(q, ecarte=bool(_MOTIFS.ensuite.search(texte, q.fin, suivante.debut)))
    return dits


def _multiplier(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """ "2 x 1 an", "1 an x4", "2 sprints de 3 semaines": a time told so many times; after another, it comes on top of it."""
    dits: list[Quantite] = []
    for q in quantites:
        avant = dits[-1] if dits else None
        if avant is not None and not (q.ecarte or avant.ecarte) and (fois := _combien_de_fois(texte, avant, q)):
            temps = q if q.mesure is Mesure.TEMPS else avant
            deja = any(un.mesure is Mesure.TEMPS and not un.ecarte for un in dits[:-1])
            bas, haut = temps.bas * fois, temps.haut * fois
            dits[-1] = replace(temps, bas=bas, haut=haut, par=(), debut=avant.debut, fin=q.fin, plus=deja, fois=False)
        else:
            dits.append(q)
    return dits


def _combien_de_fois(texte: str, avant: Quantite, q: Quantite) -> Decimal | None:
    nombre, temps = (q, avant) if avant.mesure is Mesure.TEMPS else (avant, q)
    if temps.mesure is not Mesure.TEMPS or nombre.mesure not in (Mesure.NU, Mesure.COMPTE):
        return None
    chacun = (
        nombre is avant
        and nombre.mot.startswith(_PHASES)
        and (PIECE in q.par or _MOTIFS.de.fullmatch(texte, nombre.fin, q.debut))
    )
    return nombre.valeur if (q.fois or chacun) and nombre.haut <= _FOIS_MAX else None


_PHASES = ("phase", "sprint", "periode", "tranche", "etape", "session", "campagne")
_FOIS_MAX = 20


def _se_suivent(texte: str, temps: Sequence[Quantite]) -> bool:
    """Whether times are those of phases, each in a few words of its own: "10 mois d'études, 16 de chantier, 12 de garantie"."""
    if len(temps) < 2 or any(q.borne or q.total for q in temps) or _MOTIFS.ou.search(texte):
        return False
    clauses = [clause for clause in _MOTIFS.par_clause.split(texte) if clause.strip()]
    bornes = [clause for clause in clauses if any(signe.isdigit() for signe in clause) or _compte_un_temps(clause)]
    phases = len(temps) > 2 or _MOTIFS.phase.search(texte) is not None
    return (
        phases
        and len(bornes) == len(temps)
        and all(1 < len(clause.split()) - 1 <= _MOTS_D_UNE_PHASE for clause in bornes)
    )


_MOTS_D_UNE_PHASE = 7


def _et_des(texte: str, un: Quantite, autre: Quantite) -> bool:
    """ "Un mois et quinze jours"."""
    return (
        PERIODES[autre.mot] < PERIODES[un.mot]
        and autre.haut < PERIODES[un.mot]
        and texte[un.fin : autre.debut].split()[-1:] == ["et"]
    )


def _tant_de_fois(temps: Temps, fois: Decimal) -> Temps:
    bas, haut = (None if bout is None else _net(bout * fois) for bout in (temps.bas, temps.haut))
    return replace(temps, bas=bas, haut=haut)


def _compte_un_temps(clause: str) -> bool:
    return bool(lire_nombres(clause))


def _unites_tues(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """ "11 mois puis 36", "6 mois et 2, donc 8": a bare number takes the unit of the time said before it."""
    dits: list[Quantite] = []
    unite = ""
    for q in quantites:
        seul = unite and q.mesure is Mesure.NU and not q.taxe and not q.par and not q.fois and q.haut < _NU_MAX
        if seul and unite == "an" and q.haut > _ANNEES_MAX:
            # "4 ans, soit 48" counts months, and "deux ans, donc 22" no time.
            en_mois = q.total and not q.haut % 6
            dits.append(replace(q, mesure=Mesure.TEMPS, mot="mois") if en_mois else q)
            continue
        if (
            seul
            and dits[-1].mesure in (Mesure.TEMPS, Mesure.NU, Mesure.RANG)
            and (
                q.total
                or q.plus
                or _MOTIFS.phase.search(texte)
                or all(d.ecarte or d.ailleurs for d in dits if d.mesure is Mesure.TEMPS)
            )
        ):
            mois = PERIODES[unite]
            dits.append(replace(q, mesure=Mesure.TEMPS, mot=unite, bas=q.bas * mois, haut=q.haut * mois))
            continue
        unite = q.mot if q.mesure is Mesure.TEMPS and not q.par else unite
        dits.append(q)
    return dits


def _temps(temps: Sequence[Quantite]) -> Temps:
    bas, haut = _net(sum((q.bas for q in temps), Decimal(0))), _net(sum((q.haut for q in temps), Decimal(0)))
    borne = temps[0].borne if len(temps) == 1 else ""
    return Temps(
        None if borne == "max" else bas,
        None if borne == "min" else haut,
        min(q.debut for q in temps),
        max(q.fin for q in temps),
        len(temps) > 1,
    )


def _renouveler(
    texte: str, temps: Sequence[Quantite], toutes: Sequence[Quantite], mots: Sequence[tuple[str, int]], place: int
) -> Temps | None:
    """A base and its renewals, from the word that says them at `place`."""
    avant = [q for q in temps if q.debut < place]
    apres = [q for q in temps if q.debut > place]
    base = avant[-1] if avant else apres[0] if apres else None
    if base is None or base.valeur is None:
        return None
    autour = [mot for mot, debut in mots if place - PRES < debut < place + PRES]
    if OUBLIEE.match(texte, base.fin):
        return _temps([max(temps, key=lambda q: q.haut)])
    ajoutee = len(avant) > 1 and (avant[-1].plus or texte[avant[-2].fin : avant[-1].debut].split()[-1:] == ["et"])
    if ajoutee and not apres and not any(mot in _SANS for mot in autour):
        return _temps(avant)  # "1 an puis 2 ans en option"
    if any(mot in _PARMI for mot in autour):
        return _temps([max(temps, key=lambda q: q.haut)])
    if any(
        mot in _SANS or (mot in _NE and place - debut <= _NE_DEVANT)
        for mot, debut in mots
        if place - _NON_DEVANT < debut < place
    ):
        return _temps([base])
    fois = [q for q in toutes if q.debut > base.debut and abs(q.debut - place) < 2 * PRES and _est_une_fois(q, mots)]
    if len({q.haut for q in fois}) > 1 and _MOTIFS.hesite.search(texte, fois[0].fin, fois[-1].debut):
        fois = fois[-1:]
    periodes = [q for q in apres if q is not base] or [
        replace(q, bas=q.bas * PERIODES[base.mot], haut=q.haut * PERIODES[base.mot])
        for q in toutes
        if q.mesure is Mesure.NU
        and not q.taxe
        and q.haut < _NU_MAX
        and _MOTIFS.de_tant.search(texte, place, q.debut)
        and q not in fois
    ]
    if not fois and not periodes:
        if base.valeur > _UN_AN and CHAQUE_ANNEE.match(texte, base.fin):
            return Temps(base.valeur, base.valeur, base.debut, base.fin)
        haut = base.valeur * 2 if "autant" in autour else None
        return Temps(haut or base.valeur, haut, base.debut, base.fin)
    nombre = fois[0].haut if fois else Decimal(1)
    periode = periodes[0].valeur if periodes else base.valeur
    if periode is None or len(periodes) > 1 or len({q.haut for q in fois}) > 1 or len({q.haut for q in avant}) > 1:
        return None
    total = _net(base.valeur + nombre * periode)
    return Temps(total, total, base.debut, max(q.fin for q in (base, *fois, *periodes)))


_NON_DEVANT = 12
# "On ne reconduit plus".
_NE, _NE_DEVANT = frozenset({"ne", "n"}), 3
_UN_AN = 12
_ANS_MAX = 5
_TROP = 20
_NU_MAX = 100
_ANNEES_MAX = 15


def _est_une_fois(q: Quantite, mots: Sequence[tuple[str, int]]) -> bool:
    """ "2 fois", "2x", "une seule reconduction"."""
    if q.mesure is Mesure.TEMPS:
        return False
    suite = [mot for mot, debut in mots if q.debut <= debut <= q.fin + 12 and not mot.isdigit()][:4]
    return any(mot in ("fois", "foi", "x", "coup", "coups") or mot.startswith(ENCORE) for mot in suite)


def _par_les_mots(texte: str, mots: Sequence[tuple[str, int]], quantites: Sequence[Quantite]) -> Temps | None:
    """ "De septembre à juin", "l'année scolaire", "un week-end", "12 + 12 + 12": a time said without its unit."""
    if (mois := _d_un_mois_a_l_autre(texte, mots) or _quelques_jours(texte, mots)) is not None:
        return mois
    suite = [mot for mot, _ in mots]
    for mot, debut in mots:
        if mot in _ANNEES and "annee" in suite:
            return Temps(_ANNEES[mot], _ANNEES[mot], debut, debut + len(mot))
    seule = _MOTIFS.unite_seule.match(texte)
    if seule is not None and (unite := UNITES.get(seule["mot"])) is not None:
        return Temps(unite[1], unite[1], 0, seule.end())
    nus = [q for q in quantites if q.mesure is Mesure.NU and not q.ecarte]
    if len(nus) == 1 and nus[0].haut <= _MOIS_MAX and all(q.mesure is Mesure.NU for q in quantites):
        if _MOTIFS.periodes_annuelles.search(texte, 0, nus[0].debut) and nus[0].haut <= _ANNEES_MAX:
            return replace(_tant_de_fois(_temps(nus), Decimal(_UN_AN)), calcule=True)
        if len(quantites) > 1:
            return replace(_temps(nus), calcule=True, repris=True)  # "36, enfin non 48"
    if len(nus) == len(quantites) == 2 and nus[1].fois and nus[1].haut % _UN_AN == 0:
        # "2 x 12" counts months.
        return _tant_de_fois(_temps(nus[1:]), nus[0].haut)
    if len(nus) > 1 and all(q.plus for q in nus[1:]):
        # "3 + 1 + 1" counts years.
        fois = 12 if all(q.haut <= _ANS_MAX for q in nus) else 1
        return _temps([replace(q, bas=q.bas * fois, haut=q.haut * fois) for q in nus])
    return None


_MOIS_MAX = 120


def _d_un_mois_a_l_autre(texte: str, mots: Sequence[tuple[str, int]]) -> Temps | None:
    """The months from one name to the other, in a text that dates them of one year at most."""
    noms = [(rang, debut) for mot, debut in mots if (rang := rang_du_mois(mot)) is not None]
    if len(noms) > 2 and _MOTIFS.hesite.search(texte, noms[0][1], noms[1][1]):
        del noms[0]  # "de septembre euh non octobre à mai"
    if len(noms) != 2 or len(set(_MOTIFS.annee_dite.findall(texte))) > 1:
        return None
    (a, debut), (b, fin) = noms
    entre = texte[debut:fin].split()[1:]
    lies = all(mot.strip(",.-") in _ENTRE_MOIS or mot.isdigit() or mot.startswith("mi-") for mot in entre)
    racontes = _MOTIFS.commence.search(texte, 0, debut) and _MOTIFS.finit.search(texte, debut, fin)
    if b == a or not (lies or racontes):
        return None
    mois = Decimal((b - a) % 12 + 1)
    mois = _net(mois - sum(Decimal("0.5") for place in (debut, fin) if _MOTIFS.au_milieu.search(texte, 0, place)))
    return Temps(mois, mois, debut, fin + 3)


def _quelques_jours(texte: str, mots: Sequence[tuple[str, int]]) -> Temps | None:
    """ "Du 3 au 14 mars", "du vendredi au dimanche", "le week-end": the days from the first to the last."""
    m = _MOTIFS.du_tant_au_tant.search(texte)
    if m is not None and rang_du_mois(m["mois"]) is not None and (jours := int(m["fin"]) - int(m["debut"])) > 0:
        return _jours(jours + 1, m.start(), m.end())
    semaine = [(SEMAINE.index(mot), debut) for mot, debut in mots if mot in SEMAINE]
    if len(semaine) == 2 and _MOTIFS.jusqu_a.search(texte, semaine[0][1], semaine[1][1]):
        (a, debut), (b, fin) = semaine
        return _jours((b - a) % 7 + 1, debut, fin + 3)
    m = _MOTIFS.un_week_end.search(texte)
    return None if m is None else _jours(2, m.start(), m.end())


def _jours(nombre: int, debut: int, fin: int) -> Temps:
    mois = _net(nombre * PERIODES["jour"])
    return Temps(mois, mois, debut, fin)


def _net(mois: Decimal) -> Decimal:
    arrondi = mois.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return arrondi.quantize(Decimal(1)) if arrondi == arrondi.to_integral_value() else arrondi.normalize()
