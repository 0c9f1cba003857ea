"""What is typed for a session of the committee: prepare it, rate a contract, add or withdraw one, decide, keep minutes, name who sits."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from rapidfuzz import fuzz

from knowledge.cad.bareme import GenreDeQuestion, Question
from knowledge.cad.paroles import acheteur_dit, noms_du_comite
from knowledge.cad.seance import Valeur
from knowledge.donnees import lire_donnees
from knowledge.ecoute import Acte
from knowledge.francais.avis import lire_avis
from knowledge.francais.dates import lire_dates
from knowledge.francais.jours import lire_un_jour, plier_sur_place
from knowledge.francais.langue import VIDES
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.noms import lire_un_nom, sans_courtoisie
from knowledge.francais.texte import Plie, plier, simplifier
from knowledge.plan.pack import Pack

MOTIF_MAX = 300
# The actions that words mean.
Designer = Callable[[str], tuple[int, ...]]
_MARCHE = (
    r"(?:le |la |du |de la |ce |mon |au )?(?:marche|contrat)s? (?:n[o°]? ?|numero )?(?P<numero>\d{1,9})(?![\d.,]*\d)"
)
_JETON = re.compile(r"\d+|[a-z]+(?:-[a-z]+)*'?|n°|[^\w\s]")


@dataclass(frozen=True, slots=True)
class DecisionDite:
    """One decision that is said: `sujets` are actions ("8") and points of the plan; of the whole contract when there are none."""

    issue: str
    sujets: tuple[str, ...]
    marche: int | None
    motif: str | None


@cache
def _mots() -> dict[str, Any]:
    return dict(lire_donnees(Path(__file__).with_name("dits.yaml")))


def _alternance(mots: list[str]) -> str:
    """Any of these words, whole; an elided one stands before another."""
    return "|".join(
        re.escape(mot) + (r"(?!\w)" if mot[-1].isalnum() else "") for mot in sorted(mots, key=len, reverse=True)
    )


@cache
def _des_issues() -> re.Pattern[str]:
    parts = (f"(?P<{issue}>{_alternance(mots)})" for issue, mots in _mots()["issues"].items())
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(parts)})(?![\w'-])")


# --- decisions --------------------------------------------------------------------------------------------------------


def lire_des_decisions(pack: Pack, texte: str) -> tuple[DecisionDite, ...]:
    """What a committee decides, one clause a decision: "retenu 8 et 11 pour le marché 618, écarté la 13, pas d'offre"; () for anything else.

    A contract that one clause names is that of those that follow.
    """
    if "?" in texte or parle_d_une_cotation(texte):
        return ()
    plie = plier(" ".join(texte.split()))
    verbes = list(_des_issues().finditer(plie.texte))
    if not verbes or not _n_annonce_que_le_marche(plie.texte[: verbes[0].start()]):
        return ()
    avant = re.search(_MARCHE, plie.texte[: verbes[0].start()])
    marche = int(avant["numero"]) if avant else None
    dites: list[DecisionDite] = []
    fin = 0
    for rang, verbe in enumerate(verbes):
        if verbe.start() < fin:
            continue
        # A verb of a reason begins no decision: "écarté la 13, l'an dernier déjà écartée".
        suivant = next((un.start() for un in verbes[rang + 1 :] if _commence(plie.texte, un)), len(plie.texte))
        fin = suivant
        sujets, lu, motif = _lire_une_clause(pack, plie, verbe.end(), suivant)
        marche = lu or marche
        if verbe.lastgroup == "retenu" and not sujets and motif is not None:
            return ()
        dites.append(DecisionDite(str(verbe.lastgroup), sujets, marche, motif))
    return tuple(dites)


def _n_annonce_que_le_marche(debut: str) -> bool:
    """Whether nothing stands before the verb but who decides, and of which contract."""
    nu = re.sub(_MARCHE, " ", debut)
    return set(_JETON.findall(nu)) <= set(_mots()["autour"])


def _commence(texte: str, verbe: re.Match[str]) -> bool:
    """Whether a verb begins a clause: nothing but a sign or "et" links it to what is before."""
    return bool(re.search(r"(?:[,;.]|\bet|\bmais|\n) *$", texte[: verbe.start()])) and bool(
        re.match(
            r" *(?:[:,]|$|(?:la|le|les|l'|action|actions|n°)? ?(?:action |actions |marche |contrat )?\d)",
            texte[verbe.end() :],
        )
    )


def _lire_une_clause(pack: Pack, plie: Plie, debut: int, fin: int) -> tuple[tuple[str, ...], int | None, str | None]:
    """The actions and points of a clause, its contract, then the reason: all that follows what names nothing."""
    sujets: list[str] = []
    marche: int | None = None
    place = dernier = debut
    while place < fin:
        reste = plie.texte[place:fin]
        if lu := re.match(rf"[ ,]*(?:(?:pour|sur|de|dans) )?{_MARCHE}", reste):
            marche = int(lu["numero"])
        elif vise := next((un for un in _les_vises(pack) if re.match(rf" *{un[0]}(?!\w)", reste)), None):
            lu = re.match(rf" *{vise[0]}", reste)
            sujets.append(vise[1])
        elif (lu := re.match(r" *(\d{1,3})(?![.,]?\d)", reste)) and _numerote(
            pack, plie.texte, place + lu.start(1), place + lu.end(1)
        ):
            sujets.append(str(int(lu[1])))
        else:
            lu = re.match(rf" *(?:{_alternance(_mots()['autour'])})|[ ,:]", reste)
            if lu is None:
                break
            place += lu.end()
            continue
        assert lu is not None
        place += lu.end()
        dernier = place
    return tuple(dict.fromkeys(sujets)), marche, _motif(plie, dernier, fin)


@cache
def _le_debut_d_un_motif() -> re.Pattern[str]:
    return re.compile(rf"^(?:\s|(?:{_alternance([*_mots()['vers_le_motif'], *_mots()['motif_sur']])}))+")


def _motif(plie: Plie, debut: int, fin: int) -> str | None:
    """The words of a reason, as they were typed."""
    lu = _le_debut_d_un_motif().match(plie.texte[debut:fin])
    dit = plie.mots(debut + (lu.end() if lu else 0), fin).strip(" .,;:()")
    return dit[:MOTIF_MAX] or None


def _les_vises(pack: Pack) -> list[tuple[str, str]]:
    return [(re.escape(simplifier(mot)), un.id) for un in pack.vises for mot in sorted(un.mots, key=len, reverse=True)]


def dit_suivant(texte: str) -> bool:
    """Whether the next contract is called for."""
    return simplifier(texte).strip(" .!") in _mots()["suivant"]


# --- what is heard of a contract that its words name -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DecisionEntendue:
    """What is decided of a contract that is known already; `issue` is None where nothing says it, `sans` are the actions set aside
    beside, `par_effet` those of the actions that are told by what they do, with these words; `chacune`: where each has its own outcome
    and reason, all of them.
    """

    issue: str | None
    sujets: tuple[str, ...]
    motif: str | None
    sans: tuple[str, ...] = ()
    par_effet: tuple[tuple[str, str], ...] = ()
    chacune: tuple[tuple[str, tuple[str, ...], str | None], ...] = ()

    def dites(self, marche: int | None) -> tuple[DecisionDite, ...]:
        """The same, each outcome for itself; why is said of the last."""
        if self.issue is None:
            return ()
        if self.chacune:
            return tuple(DecisionDite(issue, sujets, marche, motif) for issue, sujets, motif in self.chacune)
        seule = not self.sans
        siens = dict(self.par_effet) if self.motif is None else {}
        autres = tuple(un for un in self.sujets if un not in siens)
        dites = [DecisionDite(self.issue, (un,), marche, dit) for un, dit in siens.items()]
        if autres or not siens:
            dites.append(DecisionDite(self.issue, autres, marche, self.motif if seule else None))
        return tuple(dites if seule else [*dites, DecisionDite("ecarte", self.sans, marche, self.motif)])


def lire_la_decision(pack: Pack, texte: str, ou: tuple[int, int], designer: Designer) -> DecisionEntendue:
    """The outcome, the actions by their numbers or their everyday names, and the reason; `ou` is where the contract is named.

    >>> from types import SimpleNamespace as Un
    >>> def designer(dit): return tuple(numero for mot, numero in (("insertion", 8), ("avance", 17)) if mot in dit)
    >>> pack = Un(vises=[], fiches={8: 0, 13: 0, 17: 0, 22: 0}, services={})
    >>> dit = "on décide : le nettoyage est retenu avec l'insertion et l'avance, parce que le PLIE est prêt"
    >>> lire_la_decision(pack, dit, (12, 24), designer)
    DecisionEntendue(issue='retenu', sujets=('8', '17'), motif='le PLIE est prêt', sans=(), par_effet=(), chacune=())
    >>> for dit in ("écarté, déjà exemplaire", "écarté l'avance, pas de budget", "le marché n'est pas retenu : trop petit", "reporté, dossier incomplet"):
    ...     lue = lire_la_decision(pack, dit, (0, 0), designer)
    ...     print(lue.issue, lue.sujets, lue.motif)
    ecarte () déjà exemplaire
    ecarte ('17',) pas de budget
    ecarte () trop petit
    reporte () dossier incomplet
    >>> lire_la_decision(pack, "les espaces verts non retenu, le besoin va être repris en régie", (0, 17), designer)
    DecisionEntendue(issue='ecarte', sujets=(), motif='le besoin va être repris en régie', sans=(), par_effet=(), chacune=())

    What is taken out is never retained:

    >>> for dit in ("ciblées, 22 et 17, mais pas l'insertion", "on retire la 13 : trop peu d'offre", "on ne retient pas la 13", "ciblé 22, la 13 écartée", "22 en 12 mois"):
    ...     lue = lire_la_decision(pack, dit, (0, 0), designer)
    ...     print(lue.issue, lue.sujets, lue.motif, lue.sans)
    retenu ('22', '17') None ('8',)
    ecarte ('13',) trop peu d'offre ()
    ecarte ('13',) None ()
    retenu ('22',) None ('13',)
    retenu ('22',) None ()

    What is told by its effect names an action too, and is why:

    >>> def designer(dit): return tuple(numero for mot, numero in (("sobriete", 22), ("equitable", 13)) if mot in dit)
    >>> for dit in ("elle propose de ne plus en acheter, adopté", "pas zéro, moitié moins, et équitable"):
    ...     lue = lire_la_decision(pack, dit, (0, 0), designer)
    ...     print(lue.issue, lue.sujets, lue.par_effet)
    retenu ('22',) (('22', 'ne plus en acheter'),)
    retenu ('22', '13') (('22', 'moitié moins'),)

    What takes the place of an action that is taken out is retained:

    >>> lue = lire_la_decision(pack, "ce n'est pas équitable, c'est sobriété", (0, 0), designer)
    >>> lue.issue, lue.sujets, lue.sans, lue.motif
    ('retenu', ('22',), ('13',), None)

    Of several actions, each may have its own outcome and its own reason:

    >>> lire_la_decision(pack, "on retient la 8 et la 13, le reste non", (0, 0), designer).sujets
    ('8', '13')
    >>> for dit in ("la 13 oui, la 22 on repousse à l'an prochain, pas le temps", "13 et 17 oui, 22 non", "on garde la 13, on reporte la 22, la 8 aussi"):
    ...     print(lire_la_decision(pack, dit, (0, 0), designer).chacune)
    (('retenu', ('13',), None), ('reporte', ('22',), "à l'an prochain, pas le temps"))
    (('retenu', ('13', '17'), None), ('ecarte', ('22',), None))
    (('retenu', ('13',), None), ('reporte', ('22', '8'), None))
    """
    plie = plier(texte)
    debut, fin = ou
    nu = plie.texte[:debut] + " " * (fin - debut) + plie.texte[fin:]
    # Its number is no action's.
    nu = re.sub(rf"\b{_MARCHE}", lambda lu: " " * len(lu[0]), nu)
    demande = _un_des("noter_le_motif").search(nu)
    bout = demande.start() if demande else len(nu)
    motifs = [lu.start() for lu in _un_des("motif_sur").finditer(nu[:bout])]
    au_motif = motifs[0] if motifs else bout
    if chacune := _chacune(pack, plie, nu, bout, designer):
        return DecisionEntendue(chacune[0][0], chacune[0][1], None, chacune=chacune)
    verbe = next((lu for lu in _des_issues().finditer(nu) if lu.start() < au_motif), None)
    sujets: list[str] = []
    sans: list[str] = []
    ote_avant = False
    for place, bord, nie in _morceaux(nu[:au_motif]):
        ote = nie or any(lu.lastgroup != "retenu" for lu in _des_issues().finditer(nu, place, bord))
        morceau = nu[place:bord]
        dits = _sujets(pack, nu, place, bord, designer)
        apres = (verbe is not None and place > verbe.end()) or bool(sujets or sans)
        if verbe is not None and bord > verbe.end() and verbe.lastgroup != "retenu":
            # Right after, named with its article, an action is set aside; all else is why.
            suite = nu[verbe.end() : bord].strip()
            apres = True
            dits = dits if (place <= verbe.end() and _un_des("article").match(suite)) or _NUMERO.match(suite) else []
            if not dits and not suite:
                continue
        if set(_JETON.findall(morceau)) <= {*_mots()["apartes"], *"()"}:
            continue
        # "Pas équitable, c'est sobriété": what takes the place of what is taken out is no reason.
        remplace = verbe is None and ote_avant and _un_des("a_la_place").match(morceau.strip(_SIGNES)) is not None
        ote_avant = nie
        numerotes = remplace or (verbe is None and _NUMERO.search(nu, place, bord))
        if apres and (not dits or (not numerotes and not ote and _est_une_phrase(morceau))):
            # A clause that lists no action, after what is decided, is why.
            if verbe is not None and place <= verbe.start() < bord:
                jusqu_a_quand = set(_JETON.findall(nu[verbe.end() : bord])) - {*_mots()["autour"]}
                if verbe.lastgroup == "reporte" and jusqu_a_quand:
                    # Until when it is put off, and why.
                    au_motif = verbe.end()
                    break
                continue
            au_motif = max(place, verbe.end() if verbe is not None else 0)
            break
        (sans if ote and (verbe is None or verbe.lastgroup == "retenu") else sujets).extend(dits)
    issue = None if verbe is None else str(verbe.lastgroup)
    if verbe is not None and issue == "retenu" and _est_nie(nu, verbe):
        issue = "ecarte"
    if issue is None and sujets:
        issue = "retenu"
    if sans and not sujets and issue != "reporte":
        issue, sujets, sans = "ecarte", sans, []
    gardes = tuple(dict.fromkeys(un for un in sujets if un not in sans))
    par_effet = tuple(
        (str(un), plie.mots(*ou)) for nom, ou in _tournures(nu) for un in designer(nom) if str(un) in gardes
    )
    return DecisionEntendue(issue, gardes, _motif(plie, au_motif, bout), tuple(dict.fromkeys(sans)), par_effet)


def _chacune(
    pack: Pack, plie: Plie, nu: str, bout: int, designer: Designer
) -> tuple[tuple[str, tuple[str, ...], str | None], ...]:
    """The outcome of each action, where they differ and each is said beside its own: "la 13 oui, la 25 on repousse"; () elsewhere.

    What follows an outcome and names no other action is why; an action without outcome has that of the next, or, "aussi", of the one before.
    """
    lues: list[tuple[str, list[str], tuple[int, int]]] = []
    restent: list[str] = []
    bref = False
    for place, bord, nie in _coupes(nu, _morceaux(nu[:bout])):
        verdict = _verdict(nu, place, bord)
        if verdict is None:
            dits = _sujets(pack, nu, place, bord, designer)
            if nie and dits and lues:
                lues.append(("ecarte", dits, (bord, bord)))
            elif lues and (not dits or _est_une_phrase(nu[place:bord])):
                # Why of the one before goes on.
                lues[-1] = (*lues[-1][:2], (lues[-1][2][0], bord))
            elif lues and _un_des("de_meme").search(nu, place, bord):
                lues[-1][1].extend(dits)
            else:
                restent += dits
            continue
        issue, debut, fin, court = verdict
        dits = _sujets(pack, nu, place, debut, designer)
        suite = fin
        if not dits and (dits := _sujets(pack, nu, fin, bord, designer)):
            suite = max((lu.end() for lu in _NUMERO.finditer(nu, fin, bord)), default=bord)
        if not (dits or restent):
            if lues:
                lues[-1] = (*lues[-1][:2], (lues[-1][2][0], bord))
                continue
            return ()
        bref = bref or court
        lues.append((issue, [*restent, *dits], (suite, bord)))
        restent = []
    issues = {issue for issue, _, _ in lues}
    if restent or len(issues) < 2 or not (bref or "reporte" in issues):
        return ()
    return tuple((issue, tuple(dict.fromkeys(dits)), _motif(plie, *ou)) for issue, dits, ou in lues)


def _coupes(nu: str, morceaux: list[tuple[int, int, bool]]) -> Iterator[tuple[int, int, bool]]:
    """The same pieces, cut also at an "et" after which another outcome begins: "la 24 aussi et la 13 reportée"."""
    for place, bord, nie in morceaux:
        debut = place
        for lu in _un_des("lien").finditer(nu, place, bord):
            avant = lu.start()
            pareil = _un_des("de_meme").search(nu, debut, avant)
            autre = _verdict(nu, lu.end(), bord) or _un_des("de_meme").search(nu, lu.end(), bord)
            if autre is not None and (pareil or _verdict(nu, debut, avant) is not None):
                yield debut, avant, nie and debut == place
                debut = lu.end()
        yield debut, bord, nie and debut == place


def _verdict(nu: str, debut: int, fin: int) -> tuple[str, int, int, bool] | None:
    """What a piece of a sentence decides, where that stands, and whether it is but a yes or a no."""
    if lu := _des_issues().search(nu, debut, fin):
        issue = str(lu.lastgroup)
        return "ecarte" if issue == "retenu" and _est_nie(nu[:fin], lu) else issue, *lu.span(), False
    for issue in ("retenu", "ecarte"):
        if lu := _un_des(f"bref_{issue}").search(nu, debut, fin):
            return issue, *lu.span(), True
    return None


def _ecarte_le_reste(morceau: str) -> bool:
    """Whether a piece sets aside but all that is not named, which is so without a word: "le reste non"."""
    mots = set(_JETON.findall(morceau))
    return bool(mots & {*_mots()["restants"]}) and mots <= {*_mots()["le_reste"], *_mots()["restants"]}


_SIGNES = " ,;:.!()–-"
# A comma within an amount or a rate cuts nothing: "2,6 M€".
_MORCEAU = re.compile(r"(?:[^,;:(.!\n]|\.(?!\s|$)|,(?=\d{1,3} ?(?:[mk]?€|[mk]\b|%|million)))+")
# "J-24" is a milestone, and no action.
_NUMERO = re.compile(r"(?<![\w.,])(?<!\bj-)(?<!\bj -)(?<!\bj - )\d{1,2}(?!\w|[.,]\d)")


def _morceaux(texte: str) -> list[tuple[int, int, bool]]:
    """The pieces of a sentence, cut also before what takes out; whether each one does."""
    morceaux: list[tuple[int, int, bool]] = []
    for lu in _MORCEAU.finditer(texte):
        otes = [un.start() + lu.start() for un in _un_des("nie").finditer(lu[0])]
        bords = [lu.start(), *otes, lu.end()]
        for place, bord in pairwise(bords):
            if texte[place:bord].strip(_SIGNES) and not _ecarte_le_reste(texte[place:bord]):
                morceaux.append((place, bord, place in otes))
    return morceaux


@cache
def _un_des(liste: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-])(?:{_alternance(_mots()[liste])})")


def _numerote(pack: Pack, texte: str, debut: int, fin: int) -> bool:
    """Whether a number may be that of an action: it counts nothing, dates nothing, and is no service's."""
    services = [
        simplifier(nom) for un in pack.services.values() for nom in (un.sigle or "", un.id.replace("_", " ")) if nom
    ]
    autour = _alternance([*_mots()["unites"], *services])
    avant = _alternance([*_mots()["avant_une_date"], *services])
    return not re.match(rf" ?(?:d'|de )?(?:{autour})", texte[fin:]) and not re.search(
        rf"(?<!\w)(?:{avant}) *:? *$", texte[:debut]
    )


def _sujets(pack: Pack, texte: str, debut: int, fin: int, designer: Designer) -> list[str]:
    """The actions and the points of the plan that a piece of a sentence names: each by its number, or by a name."""
    morceau = texte[debut:fin]
    dits = [
        lu[0]
        for lu in _NUMERO.finditer(texte, debut, fin)
        if int(lu[0]) in pack.fiches and _numerote(pack, texte, *lu.span())
    ]
    vises = [vise for mot, vise in _les_vises(pack) if re.search(rf"(?<!\w){mot}(?!\w)", morceau)]
    par_effet = tuple(une for designe, _ in _tournures(morceau) for une in designer(designe))
    if dits or vises:
        # Beside a number, a name stands alone: "l'équitable et la 24".
        autres = [un for un in _un_des("lien").split(morceau) if not _NUMERO.search(un)] if dits else []
        return [*dits, *vises, *(str(une) for autre in autres for une in designer(autre) if str(une) not in dits)]
    return [str(un) for un in (*par_effet, *designer(_un_des("pas_une_action").sub(" ", morceau)))]


def _tournures(texte: str) -> list[tuple[str, tuple[int, int]]]:
    """What tells an action by its effect, "moitié moins": the name that means it, and where it is said."""
    return [
        (simplifier(str(une["designe"])), lu.span())
        for une in _mots()["tournures"]
        if (lu := re.search(rf"(?<![\w'-])(?:{_alternance(une['dits'])})", texte))
    ]


def jusqu_a_un_ordre(texte: str, est_un_ordre: Callable[[str], bool]) -> tuple[str, str]:
    """The sentences before the first one, but at the head, that is an order by itself; then that one and those after it."""
    dites = phrases_de(texte)
    rang = next((rang for rang, une in enumerate(dites) if rang and est_un_ordre(une)), len(dites))
    return " ".join(dites[:rang]), " ".join(dites[rang:])


def parle_d_une_cotation(texte: str) -> bool:
    """Whether a message is of a rating, and so decides nothing.

    >>> parle_d_une_cotation("le PLIE m'a répondu forte, 10 heures"), parle_d_une_cotation("retenu 8 et 11")
    (True, False)
    """
    return dit("de_la_cotation", texte)


def avant_un_nom(mot: str) -> bool:
    """Whether that word may stand before the name of an action."""
    return mot in _mots()["avant_un_nom"]


def phrases_et_morceaux(texte: str) -> list[tuple[int, int, int]]:
    """The pieces of what is said, up to why, with the rank of their sentence."""
    plat = plier(texte).texte
    phrases = [0, *(lu.end() for lu in re.finditer(r"[.;!?\n]+(?=\s|$)", plat))]
    trouves: list[tuple[int, int, int]] = []
    for lu in _MORCEAU.finditer(plat):
        rang = sum(lu.start() >= debut for debut in phrases)
        au_motif = _un_des("motif_sur").search(plat, phrases[rang - 1])
        if lu[0].strip(_SIGNES) and (au_motif is None or lu.start() < au_motif.start()):
            fin = lu.end() if au_motif is None else min(lu.end(), au_motif.start())
            trouves.append((lu.start(), fin, rang))
    return trouves


def premiere_action(
    pack: Pack, texte: str, debut: int, fin: int, ou: tuple[int, int], designer: Designer
) -> tuple[int, ...]:
    """Where the numbers of actions stand in a piece; a name stands at its beginning, or after the contract, which is named `ou`."""
    plat = plier(texte).texte
    places = tuple(lu.start() for lu in _NUMERO.finditer(plat, debut, fin) if _numerote(pack, plat, *lu.span()))
    if places or not _sujets(pack, plat, debut, fin, designer):
        return places
    apres = ou[0] < ou[1] and not _sujets(pack, plat, debut, ou[0], designer)
    return (ou[1] if apres else debut,)


def ne_dit_que(liste: str, texte: str) -> bool:
    """Whether words say nothing but those of that list, and what may stand around.

    >>> ne_dit_que("refus", " : non,"), ne_dit_que("refus", "non, sauf la 8")
    (True, False)
    """
    mots = set(_JETON.findall(plier(texte).texte)) - {*_mots()["autour"], *_SIGNES} | (
        {"non"} & set(_JETON.findall(plier(texte).texte))
    )
    return bool(mots) and mots <= {*_mots()[liste]}


def est_dit_en_passant(mots: Iterable[str]) -> bool:
    """Whether words only lead to what is said: "Correction : pour la…".

    >>> est_dit_en_passant(["correction", "pour", "la"]), est_dit_en_passant(["le", "directeur"])
    (True, False)
    """
    return set(mots) <= VIDES | {*_mots()["apartes"], *_mots()["autour"]}


def raconte_une_relance(texte: str) -> bool:
    """Whether a message tells that somebody was asked again, or what they answered.

    >>> raconte_une_relance("j'ai relancé Mme Duval hier"), raconte_une_relance("relance Mme Duval")
    (True, False)
    """
    return dit("relance_faite", texte)


def ecrit_une_relance(texte: str) -> bool:
    """Whether a message asks for one to be written, to be sent.

    >>> [ecrit_une_relance(un) for un in ("rédige un mail de relance pour le nettoyage", "écris-lui un mot", "relance le patrimoine", "j'ai relancé le patrimoine")]
    [True, True, True, False]
    """
    texte = texte.partition("?")[0]
    return (dit("ecrire", texte) and dit("un_message", texte)) or dit("relancez", texte, en_tete=True)


def demande_les_actions_utiles(texte: str) -> bool:
    """Whether it is asked which actions of the plan, or which clauses, are of use; none is decided.

    >>> demande_les_actions_utiles("quelles actions du plan sont utiles pour les denrées ?"), demande_les_actions_utiles("les actions décidées")
    (True, False)
    """
    return dit("actions_utiles", texte) and not dit("fut_decide", texte) and not dit("actions_d_autre_chose", texte)


def dit_une_issue(texte: str) -> bool:
    """Whether one of the words of what a committee decides is said."""
    return _des_issues().search(plier(texte).texte) is not None


def a_son_verbe(texte: str) -> bool:
    """Whether a piece says by itself what is done."""
    plat = plier(texte).texte
    return any(motif.search(plat) is not None for motif in (_des_issues(), _un_des("nie"), _un_des("ajouter")))


def _est_une_phrase(morceau: str) -> bool:
    sans_verbe = _des_issues().sub(" ", morceau)
    return _un_des("d_une_phrase").search(sans_verbe) is not None


def _est_nie(texte: str, verbe: re.Match[str]) -> bool:
    """ "non retenu", "ne retient pas"."""
    avant = _JETON.findall(texte[: verbe.start()])[-2:]
    apres = _JETON.findall(texte[verbe.end() :])[:1]
    return not set(_mots()["non"]).isdisjoint({*avant, *apres})


def dit_pourquoi_une_note(texte: str) -> bool:
    """Whether why something is rated so is asked.

    >>> dit_pourquoi_une_note("pourquoi la restauration scolaire est notée comme ça"), dit_pourquoi_une_note("cote le gardiennage")
    (True, False)
    """
    plat = plier(texte).texte
    return _un_des("pourquoi").search(plat) is not None and _un_des("note").search(plat) is not None


def dit(liste: str, texte: str, *, en_tete: bool = False) -> bool:
    """Whether a message says one of the words of that list; `en_tete`: first."""
    plat = plier(sans_courtoisie(" ".join(texte.split()))).texte.lstrip(" ,.;:!")
    motif = _un_des(liste)
    return (motif.match(plat) if en_tete else motif.search(plat)) is not None


def finit_par(liste: str, texte: str) -> bool:
    """Whether words end with one of that list.

    >>> finit_par("attribue", "22 et 25 aux "), finit_par("attribue", "l'élue ")
    (True, False)
    """
    plat = plier(texte).texte.rstrip()
    return any(plat == un or plat.endswith(f" {un}") for un in _mots()[liste])


def trouver(liste: str, plat: str) -> bool:
    """The same, of words that are folded already."""
    return _un_des(liste).search(plat) is not None


def liste_de(nom: str) -> dict[str, Any]:
    """The words of that name, by what they say."""
    return dict(_mots()[nom])


def phrases_de(texte: str) -> list[str]:
    """The sentences of a message, each with its sign.

    >>> phrases_de("Les couches : 12 heures. Les fruits, 3.5 h ?")
    ['Les couches : 12 heures.', 'Les fruits, 3.5 h ?']
    """
    return [un[0].strip() for un in re.finditer(r"(?:[^.!?]|[.](?=\S))+[.!?]*", texte) if un[0].strip()]


def sans_les_questions(texte: str) -> tuple[str, str]:
    """What a message tells, then what it asks, each sentence whole.

    >>> sans_les_questions("Non. Pas la 25, trop peu de livraisons. Et la nacelle, ça vaut la peine ?")
    ('Non. Pas la 25, trop peu de livraisons.', 'Et la nacelle, ça vaut la peine ?')
    """
    phrases = phrases_de(texte)
    dites = [une for une in phrases if not une.endswith("?")]
    return " ".join(dites), " ".join(une for une in phrases if une.endswith("?"))


def sans_ce_qu_on_veut_voir(texte: str) -> tuple[str, str]:
    """The session that a message prepares, then which contracts it wants to see at it; "" where it says none.

    >>> sans_ce_qu_on_veut_voir("prépare le comité de mars 2027 avec ce qui finit en 2027")
    ('prépare le comité de mars 2027', 'ce qui finit en 2027')
    """
    plie = plier(texte)
    lu = _un_des("avec_ce_qui").search(plie.texte)
    if lu is None:
        return texte, ""
    fin = len(plie.texte)
    return plie.mots(0, lu.start()).strip(), plie.mots(lu.start(), fin).split(" ", 1)[1]


def lire_les_presents(texte: str) -> tuple[str, str] | None:
    """Who sat, as it is told, and what the message says beside; None where it tells nothing of the kind.

    >>> lire_les_presents("Présents : sept élus sur neuf, plus la 3DE et le PLIE. Les vitres sont reportées.")
    ('sept élus sur neuf, plus la 3DE et le PLIE', 'Les vitres sont reportées.')
    >>> lire_les_presents("La séance est ouverte. Présents Mme Vialatte et M. Bonnefoy, M. Teyssèdre excusé")
    ('Mme Vialatte et M. Bonnefoy, M. Teyssèdre excusé', '')
    >>> lire_les_presents("Présents : Mme Astier, M. Pons. Excusé : M. Faure. Les vitres sont reportées.")
    ('Mme Astier, M. Pons. Excusé : M. Faure', 'Les vitres sont reportées.')
    >>> lire_les_presents("Mme Vialatte sera présente, M. Bonnefoy est excusé")
    ('Mme Vialatte présente, M. Bonnefoy excusé', '')
    >>> lire_les_presents("les couches sont présentes au marché 12") is None
    True
    """
    plat = plier_sur_place(texte)
    motif = re.compile(rf"\W*(?:{_alternance(_mots()['presents'])})(?: a la seance)? *[:,–-]? *")
    # A sentence may open the session before.
    debuts = [0, *(rang + 1 for rang, signe in enumerate(plat) if signe in ".;!\n")]
    lu = next((un for debut in debuts if (un := motif.match(plat, debut))), None)
    if lu is None:
        return _dit_qui_siege(texte, plat)
    # Who is excused, in a sentence of its own, is told with them.
    bout = re.search(
        rf"(?<!\bm)(?<!\bmm)[.;\n](?=\s|$)(?!\s+(?:{_alternance(_mots()['presence'])})\b)|$", plat[lu.end() :]
    )
    fin = lu.end() + (bout.start() if bout else 0)
    dits = texte[lu.end() : fin].strip()
    avant = texte[: lu.start()].strip() if dit_une_issue(texte[: lu.start()]) else ""
    return (dits, f"{avant} {texte[fin:].lstrip(' .;' + chr(10))}".strip()) if dits else None


def _dit_qui_siege(texte: str, plat: str) -> tuple[str, str] | None:
    """The same of a message that tells it of each, in a sentence: "Mme Vialatte sera présente"."""
    if "?" in texte or not all(_un_des(un).search(plat) for un in ("presence", "une_personne")) or dit_une_issue(texte):
        return None
    etre = "|".join(map(re.escape, _mots()["etre"]))
    coupes = [lu.span() for lu in re.finditer(rf"\b(?:{etre}) ", plat) if _un_des("presence").match(plat, lu.start()) or _un_des("presence").match(plat, lu.end())]  # fmt: skip
    for debut, fin in reversed(coupes):
        texte = texte[:debut] + texte[fin:]
    return texte.strip(" ."), ""


def corrige_une_action(texte: str) -> bool:
    """Whether a message begins by taking an action out, or adding one, whatever is said in passing before.

    >>> [corrige_une_action(dit) for dit in ("Non. Pas la 25, trop peu d'offre", "attends, on retire la 13", "la 8 est prête")]
    [True, True, False]
    """
    mots = _JETON.findall(plier(texte).texte)
    passes = {*_mots()["apartes"], ",", ".", ":", ";", "!"}
    debut = next((rang for rang, mot in enumerate(mots) if mot not in passes), len(mots))
    reste = " ".join(mots[debut : debut + 3])
    return any(_un_des(liste).match(reste) is not None for liste in ("nie", "ajouter"))


def lire_le_jour_d_une_seance(texte: str, aujourdhui: date) -> date | None:
    """The day that a message says, to come or past.

    >>> [lire_le_jour_d_une_seance(dit, date(2026, 11, 30)) for dit in ("le 10 décembre", "elle s'est tenue hier", "aujourd'hui", "à l'an prochain")]
    [datetime.date(2026, 12, 10), datetime.date(2026, 11, 29), datetime.date(2026, 11, 30), None]
    """
    plat = plier(texte).texte
    for mot, ecart in _mots()["jours"].items():
        if re.search(rf"(?<![\w-]){re.escape(mot)}(?!\w)", plat):
            return aujourdhui + timedelta(days=ecart)
    lues = lire_dates(plat, aujourdhui)
    if lues and not any(une.jour for une in lues):
        # A month or a year is no day to sit on.
        return None
    return lire_un_jour(aujourdhui, plat)


def mots_des_actes() -> frozenset[str]:
    """The words of what is done at the committee, which name no contract."""
    listes = (
        *_mots()["issues"].values(),
        *(
            _mots()[un]
            for un in (
                "autour",
                "coter",
                "note",
                "repond",
                "doit",
                "decision",
                "de_la_seance",
                "revenir",
                "retirer",
                "dresser",
            )
        ),
    )
    return frozenset(mot for liste in listes for dits in liste for mot in _JETON.findall(str(dits)))


# --- a rating ----------------------------------------------------------------------------------------------------------

PROPOSE, PASSE = "propose", "passe"
RESSEMBLANCE_MIN = 85


def lire_une_reponse(
    question: Question, texte: str, possibles: Collection[int]
) -> Valeur | Literal["propose", "passe"] | None:
    """The answer to a question of the rating: PROPOSE for what was proposed, PASSE for none; None for words that hold no answer.

    `possibles` are the actions that may be ticked.
    """
    simple = simplifier(texte).strip(" .!")
    if simple in _mots()["passe"] and question.genre is not GenreDeQuestion.CHOIX:
        return PASSE
    if simple in _mots()["propose"]:
        return PROPOSE
    match question.genre:
        case GenreDeQuestion.HEURES:
            nombres = lire_nombres(plier(texte).texte)
            return nombres[0].valeur if len(nombres) == 1 and nombres[0].valeur >= 0 else None
        case GenreDeQuestion.CHOIX:
            return _lire_un_choix(question, simple) or (PASSE if simple in _mots()["passe"] else None)
        case GenreDeQuestion.OUI_NON:
            avis = lire_avis(texte)
            return None if avis is None or avis.suite else avis.accord
        case GenreDeQuestion.ACTIONS:
            if simple in _mots()["toutes"]:
                return tuple(sorted(possibles))
            if simple in _mots()["aucune"]:
                return ()
            dits = {int(un) for un in _JETON.findall(simple) if un.isdecimal()}
            reste = {un for un in _JETON.findall(simple) if not un.isdecimal()} - set(_mots()["autour"])
            return tuple(sorted(dits)) if dits and not reste and dits <= set(possibles) else None
        case GenreDeQuestion.TEXTE:
            return " ".join(texte.split())[:MOTIF_MAX] or None


def _lire_un_choix(question: Question, simple: str) -> str | None:
    """The one choice that words say: by its rank, its words, its first word."""
    textes = [simplifier(un.texte) for un in question.choix]
    if simple.isdecimal():
        rang = int(simple)
        return question.choix[rang - 1].id if 1 <= rang <= len(textes) else None
    for proche in (
        lambda dit: dit == simple,
        lambda dit: dit.replace(",", " ").split()[0] == simple,
        lambda dit: simple in dit and len(simple) > 3,
        lambda dit: fuzz.ratio(dit, simple) >= RESSEMBLANCE_MIN,
    ):
        trouves = [un.id for un, dit in zip(question.choix, textes, strict=True) if proche(dit)]
        if len(trouves) == 1:
            return trouves[0]
    return None


# --- the session ------------------------------------------------------------------------------------------------------

_PREPARER = re.compile(
    r"^(?:(?:je (?:veux|voudrais|dois) |il faut |on va |comment )?prepar\w*(?:[- ](?:moi|nous))? |preparation (?:de )?|ouvrir |page d[ue] |dossier (?:d[ue] |pour le |de la )|ordre du jour d[ue] "
    r"|(?:liste des |les |quels )?(?:marche|contrat)s? (?:a )?presente\w* (?:au |devant le |a ))(?:le |la |prochaine? |seance (?:de |du )|du )*$"
)
_PLACER = re.compile(
    rf"^(?P<quoi>ajoute[rz]?|inscri(?:re|s|vez)|presente[rz]?|retire[rz]?|enleve[rz]?|sor(?:s|tir|tez)|ne (?:pas|plus) presenter) {_MARCHE}"
    r" (?:au |a la seance (?:du |de )?|a |pour |dans |du |de la seance (?:du )?|de |devant )(?:le |la )?$"
)
_COTER = re.compile(
    rf"^(?:(?:je (?:veux|voudrais|vais) |on peut |faire |refaire |reprendre |commencer |voir )?(?:la )?(?:cotation|cotes?|coter|cotons|noter? la cotation)) (?:pour |d[ue] |de )?{_MARCHE}\W*$"
)
_TENUE = re.compile(
    r"(?P<non>ne )?(?:s'est |n'est |est )?(?:(?:ne )?s'est )?(?P<pas>pas )?(?:bien )?(?:tenue?|reunie?|a (?P<pas2>pas )?eu lieu)\b"
)
_PV = re.compile(
    r"^(?:dresser? |faire |etablir |voir )?(?:l[ae] |un )?(?:proces[- ]verbal|pv|compte[- ]rendu) (?:de la |de |du )?(?:seance (?:du |de ))?(?:le )?$"
)
_MEMBRE = re.compile(
    r"(?P<nom>.+?),? (?P<est>est(?: un| une)?|sont|devient|siege|n'est plus|ne siege plus|quitte)(?: membres?| elue?)?(?: au| du| dans le| le)? *$"
)
_PARTI = ("n'est plus", "ne siege plus", "quitte")


def lire_du_comite(pack: Pack, texte: str, aujourdhui: date) -> Acte | None:
    """What a whole message does of a session: an act of this capability, with the buyer, the contract and the day that it names."""
    plie = plier(sans_courtoisie(" ".join(texte.split())).strip(" .!;:,"))
    if lu := _COTER.match(plie.texte):
        return Acte("comite.coter", {"numero": int(lu["numero"])}, mots=texte)
    nom = re.search(rf"(?<![\w'])(?:{noms_du_comite(pack)})(?![\w'])", plie.texte)
    if nom is None:
        return None
    debut, suite = plie.texte[: nom.start()], plie.texte[nom.end() :]
    acheteur, jour = acheteur_dit(pack, suite), _jour_dit(suite, aujourdhui)
    qui: dict[str, Any] = {"acheteur": acheteur, "jour": None if jour is None else jour.isoformat()}
    if _PREPARER.match(debut):
        return Acte("comite.preparer", qui, mots=texte)
    if lu := _PLACER.match(debut):
        ajoute = lu["quoi"][0] in "aip"
        motif = None if ajoute else _motif(plie, nom.end(), len(plie.texte))
        return Acte(
            "comite.placer",
            {"numero": int(lu["numero"]), "valeur": "ajoute" if ajoute else "retire", "motif": motif},
            mots=texte,
        )
    if not debut.strip() or simplifier(debut) in ("le", "la seance du", "la reunion du", "seance du"):
        tenue = _TENUE.search(suite)
        if tenue and not texte.rstrip().endswith("?"):
            nie = any(tenue[un] for un in ("non", "pas", "pas2")) or "n'" in tenue[0]
            return Acte("comite.proces_verbal", {**qui, "tenue": not nie}, mots=texte)
        return None
    if _PV.match(debut):
        return Acte("comite.proces_verbal", {**qui, "tenue": None}, mots=texte)
    if lu := _MEMBRE.match(debut):
        lue = lire_un_nom(plie.mots(lu.start("nom"), lu.end("nom")))
        if lue is not None and lue.genre == "nom" and not suite.rstrip().endswith("?"):
            return Acte(
                "comite.membre", {"nom": lue.texte, "parti": lu["est"] in _PARTI, "acheteur": acheteur}, mots=texte
            )
    return None


def _jour_dit(texte: str, aujourdhui: date) -> date | None:
    lues = lire_dates(texte, aujourdhui)
    return lues[0].bas if len(lues) == 1 and lues[0].jour else None


__all__ = [
    "PASSE",
    "PROPOSE",
    "DecisionDite",
    "DecisionEntendue",
    "a_son_verbe",
    "avant_un_nom",
    "corrige_une_action",
    "demande_les_actions_utiles",
    "dit",
    "dit_pourquoi_une_note",
    "dit_suivant",
    "dit_une_issue",
    "ecrit_une_relance",
    "est_dit_en_passant",
    "finit_par",
    "jusqu_a_un_ordre",
    "lire_des_decisions",
    "lire_du_comite",
    "lire_la_decision",
    "lire_le_jour_d_une_seance",
    "lire_les_presents",
    "lire_une_reponse",
    "liste_de",
    "mots_des_actes",
    "ne_dit_que",
    "parle_d_une_cotation",
    "phrases_de",
    "phrases_et_morceaux",
    "premiere_action",
    "raconte_une_relance",
    "sans_ce_qu_on_veut_voir",
    "sans_les_questions",
    "trouver",
]
