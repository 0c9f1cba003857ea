"""The clauses of what a message decides of actions: the verdict of each, what it names, and in which mood it is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise, takewhile
from pathlib import Path

from knowledge.donnees import lire_donnees
from knowledge.francais.choix import ORDINAUX
from knowledge.francais.nombres import Nombre, lire_nombres
from knowledge.francais.sms import en_toutes_lettres
from knowledge.francais.texte import Plie
from knowledge.plan.noms import Citee

RETENIR, ECARTER = "retenir", "ecarter"
# What decides, the verbs first.
VERDICTS = ("laisser", "garder", "non", "oui")
# Between a verb and its negation; between a name and its verdict where nothing else parts them.
MOTS_ENTRE = 1
# What tells more of a name takes so many words; a number of an action is no greater.
MOTS_D_UN_COMPLEMENT, ACTION_MAX = 3, 99
# "Toutes les actions".
MOTS_D_UN_TOUT = 2
CHIFFRES_D_UN_MILLIER = 3
# Between what asks and who is asked: "on voit ça avec le PLIE".
MOTS_AVANT_QUI = 4
_BORNE = re.compile(r"[;!?\n()…+&]|(?<!\d)[.,:]|[.,:](?!\d)|\s[-/]\s")
SUSPENSION = ".."
FINISSENT = frozenset(".!;\n…")
_MOT = re.compile(r"[a-z0-9]+")
_INFINITIFS, _FUTURS = ("er", "ir", "re"), ("a", "ai", "as", "ons", "ez", "ont")
_PARTICIPES = ("e", "es", "s", "u")
# "Je la garderais" wishes, and decides nothing yet.
_CONDITIONNELS = ("ais", "ait", "ions", "iez", "aient")
# The names of actions that words hold.
Citer = Callable[[Sequence[str]], Sequence[Citee]]


@dataclass(frozen=True, slots=True)
class Mot:
    mot: str
    debut: int
    fin: int


# The numbers of actions among words.
Numeros = Callable[[Sequence[Mot]], Sequence[Citee]]


@dataclass(slots=True)
class Clause:
    """A piece of a message: its words, the verdict that it holds, what it names, and what is left to say why.

    Its mood: asserted, unless it is asked (`demande`), put off (`attend`), or only supposed (`suppose`); `corrige`: it takes back what was
    just said; `en_tete`: it is the head of a list. `phrase`: the rank of its sentence, `suivie` the mark that it ends by; `ouverture`: where it begins with who decides.
    """

    mots: list[Mot]
    lien: str
    demande: bool
    nature: str | None = None
    nette: bool = False
    pareil: bool = False
    verbe: tuple[int, int] = (0, 0)
    citees: tuple[Citee, ...] = ()
    evoquees: tuple[Citee, ...] = ()
    toutes: tuple[Citee, ...] = ()
    avant: bool = False
    reprise: bool = False
    autres: bool = False
    attend: bool = False
    sauf: bool = False
    suppose: bool = False
    corrige: bool = False
    en_tete: bool = False
    phrase: int = 0
    suivie: str = ""
    ouverture: int | None = None
    reste: tuple[int, int] = field(default=(0, 0))

    @property
    def etendue(self) -> tuple[int, int]:
        return self.mots[0].debut if self.ouverture is None else self.ouverture, self.mots[-1].fin

    @property
    def liee(self) -> bool:
        """Whether it goes on with the one before."""
        return self.lien in mots_du_genre("ajoutent")

    @property
    def restreint(self) -> bool:
        """Whether it only tells of what part, or when, what is kept is: "mais juste pour le chocolat", "sauf s'il n'y a qu'une offre"."""
        if self.nature or self.attend or self.demande or self.evoque_autre_chose:
            return False
        return self.sauf or self.lien in mots_du_genre("nuancent") or se_restreint(self.mots)

    @property
    def conditionne(self) -> bool:
        """Whether it holds under a condition only: "uniquement si le budget le permet"."""
        return any(_suppose(self.mots, rang) for rang in range(len(self.mots)))

    @property
    def evoque_autre_chose(self) -> bool:
        return self.nomme and not se_restreint(self.mots)

    @property
    def ne_fait_que_nommer(self) -> bool:
        """Whether nothing follows the names, so that no reason is given with them."""
        return bool(self.citees) and ne_disent_rien(self.mots[max(une.fin for une in self.citees) :])

    @property
    def est_nue(self) -> bool:
        """Whether it begins by a bare number, which goes on with those before: "garde 13, 14, 24"."""
        return bool(self.citees) and self.mots[0].mot.isdecimal()

    @property
    def ne_nomme_qu_encore(self) -> bool:
        """Whether it only names one more of what was just named: "et 18"."""
        seule = self.nature is None and self.ne_fait_que_nommer and not (self.attend or self.demande)
        return seule and (self.est_nue or self.liee)

    @property
    def temporise(self) -> bool:
        return any(commence(self.mots, rang, "temporisent") for rang in range(len(self.mots)))

    @property
    def est_d_un_numero(self) -> bool:
        return any(not une.mots for une in self.citees)

    @property
    def nomme_par_son_titre(self) -> bool:
        return any(une.titre for une in self.citees)

    @property
    def nomme_une_autre(self) -> bool:
        """Whether it surely is of an action, by its title or its number, wherever it names it."""
        return any(une.titre or not une.mots for une in (*self.citees, *self.toutes))

    @property
    def nomme(self) -> bool:
        return bool(self.citees or self.autres)

    @property
    def reserve(self) -> bool:
        """Whether what is left of a verdict restricts it."""
        return bool(self.nature) and se_restreint(self.mots[self.reste[0] :])


@cache
def _formes(sorte: str) -> tuple[tuple[str, ...], ...]:
    donnees: Mapping[str, Sequence[str]] = lire_donnees(Path(__file__).with_name("decisions.yaml"))
    lues = (tuple(str(forme).split()) for forme in donnees[sorte])
    toutes = [une for forme in lues for une in (forme, *_au_futur(forme), *_au_participe(forme))]
    return tuple(sorted(dict.fromkeys(toutes), key=len, reverse=True))


def _au_futur(forme: tuple[str, ...], fins: Sequence[str] = _FUTURS) -> Iterator[tuple[str, ...]]:
    """An infinitive in the future, which decides as the present does: "on la prendra"."""
    if len(forme) == 1 and forme[0].endswith(_INFINITIFS):
        yield from ((forme[0].removesuffix("e") + fin,) for fin in fins)


def _au_participe(forme: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A verb as what was decided: "abandonnée", "non retenues"."""
    if len(forme) == 1 and forme[0].endswith("er"):
        yield from ((forme[0].removesuffix("r") + fin,) for fin in ("", "e", "es", "s"))


@cache
def _souhaits() -> frozenset[str]:
    """The verbs that decide, in the conditional."""
    formes = (*_formes("garder"), *_formes("laisser"))
    return frozenset(mot for forme in formes for (mot,) in _au_futur(forme, _CONDITIONNELS))


@lru_cache(maxsize=8192)
def _formes_qui_commencent(sorte: str, mot: str) -> tuple[tuple[str, ...], ...]:
    """The forms that a word may begin, longest first: hardly ever any, and each word of a message is asked."""
    return tuple(forme for forme in _formes(sorte) if _vaut(mot, forme[0]))


@cache
def mots_du_genre(sorte: str) -> frozenset[str]:
    return frozenset(mot for forme in _formes(sorte) for mot in forme)


def _interroger(clauses: Sequence[Clause]) -> None:
    """What is asked of the clauses before the mark: what they name, and the verdict that the last ones go on with or doubt of.

    "L'avance, je suis obligé de la donner ?" asks of it; "je garde la 8 et la 17 ?", of both; "je garde la 8, ou pas ?" decides nothing.
    """
    for une, suivante in pairwise(clauses):
        if une.demande and une.ne_fait_que_nommer and not suivante.demande and _verdict_seul(suivante.mots):
            # "La 23 ? Non merci": who asks answers.
            une.demande = False
    for une, suivante in reversed([*pairwise(clauses)]):
        if not suivante.demande or une.demande or une.phrase != suivante.phrase:
            continue
        if une.nature is None or une.suppose or suivante.ne_fait_que_nommer or commence(suivante.mots, 0, "doutent"):
            une.demande, une.nature = True, None


def _supposer(clauses: Sequence[Clause]) -> None:
    """What is decided under a supposition is not decided yet: "si le juriste est d'accord, on prend la 8"."""
    for une, suivante in pairwise(clauses):
        if une.suppose and suivante.nature and suivante.phrase == une.phrase:
            suivante.attend = True
        elif une.nature and suivante.suppose and suivante.phrase == une.phrase and _attend_un_accord(suivante.mots):
            # "On prend la 8, à moins que le PLIE dise non".
            une.attend = suivante.attend = True
        elif suivante.lien in mots_du_genre("autrement") and une.conditionne and not suivante.nomme:
            # "La 23 si le budget le permet, sinon non".
            une.attend = suivante.attend = True
    for une in clauses:
        suspendu = une.nature is not None and _attend_un_accord(une.mots[une.reste[0] :])
        # "Je laisse de côté la 14 pour le moment".
        suspendu = suspendu or (une.nature == ECARTER and une.temporise)
        if (une.suppose and une.nature and (une.nomme or une.reprise)) or suspendu:
            une.attend = True


def _attend_un_accord(mots: Sequence[Mot]) -> bool:
    """Whether what is left of a verdict makes it wait for somebody: "si le juriste est d'accord", "à confirmer"."""
    rangs = range(len(mots))
    accord = any(commence(mots, rang, "accord_attendu") for rang in rangs)
    conditionne = se_restreint(mots) or _suppose(mots, 0)
    return (conditionne and accord) or any(commence(mots, rang, "suspendent") for rang in rangs)


def _excepter(clauses: Sequence[Clause]) -> None:
    """What is excepted of all that is decided is decided otherwise: "gardez tout sauf la 11", "la 8 et la 11, pas les autres"."""
    for clause, suivante in pairwise(clauses):
        pas_les_autres = (
            suivante.autres and suivante.nature == ECARTER and suivante.mots[0].mot in mots_du_genre("nient")
        )
        if pas_les_autres and clause.nature is None and clause.ne_fait_que_nommer:
            clause.nature, clause.nette, clause.reste = RETENIR, True, (len(clause.mots), len(clause.mots))
        mais_pas = suivante.lien in mots_du_genre("nuancent") and suivante.nature == ECARTER and clause.nature is None
        if suivante.sauf and clause.autres and not (suivante.nomme or dit_dans_quel_cas(suivante.mots)):
            # "Tout sauf la paperasse": who excepts what is not known has not decided of all of them.
            clause.nature = None
            continue
        if not ((suivante.sauf or mais_pas) and suivante.nomme and clause.autres):
            continue
        if clause.nature is None:
            # "Tout sauf la 11" says no verb.
            aucune = any(un.mot in mots_du_genre("nient") for un in clause.mots)
            clause.nature, clause.nette = ECARTER if aucune else RETENIR, True
        suivante.nature, suivante.nette = {RETENIR: ECARTER, ECARTER: RETENIR}[clause.nature], True


def dit_dans_quel_cas(mots: Sequence[Mot]) -> bool:
    """Whether what is excepted is a case, or a part of the contract: "sauf s'il n'y a qu'une offre", "sauf sur le lot 2"."""
    return commence(mots, commence(mots, 0, "sauf"), "cas") > 0


def laisse(mots: Sequence[Mot]) -> bool:
    return any(commence(mots, rang, "laisser") for rang in range(len(mots)))


def couper(plie: Plie) -> list[Clause]:
    """The clauses of a message: at its marks, and at the words that part what is said of one thing and of another."""
    clauses: list[Clause] = []
    debut, phrase = 0, 0
    for borne in [*_BORNE.finditer(plie.texte), None]:
        fin = len(plie.texte) if borne is None else borne.start()
        marque = "" if borne is None else borne[0]
        demande = "?" in marque
        morceaux = _aux_liaisons(_sans_locutions(lire_les_mots(plie.texte, debut, fin)))
        for rang, (mots, lien) in enumerate(morceaux):
            # "L'avance je mets combien" asks without a mark.
            interroge = len(mots) > 1 and mots[-1].mot in mots_du_genre("demandent_a_la_fin")
            # "Je peux mettre ESAT et SIAE dans le même lot ?": what is asked to be permitted is decided in no part of it.
            interroge = interroge or (
                demande and any(un.mot in mots_du_genre("demandent_si_c_est_permis") for un in mots)
            )
            derniere = rang == len(morceaux) - 1
            une = Clause(mots, lien, interroge or (demande and derniere), phrase=phrase)
            une.suivie = marque if derniere else ""
            pris = commence(mots, 0, "se_reprennent")
            if not pris and not lien and (rang or _coupe_la_parole(plie, clauses, mots)):
                pris = _corrige_un_numero(mots, 0, devant=True)
            une.corrige = bool(pris)
            utiles = (_sans_ce_qui_part(mots) if pris else mots)[pris:] or mots
            une.mots, une.ouverture = sans_qui_decide(utiles), utiles[0].debut
            clauses.append(une)
        phrase += bool({*marque} & FINISSENT) or demande
        debut = fin if borne is None else borne.end()
    return [clause for clause in clauses if clause.mots]


def sans_qui_decide(mots: list[Mot]) -> list[Mot]:
    """The words after who decides, where a verdict follows: "le DGS a validé la 8"; "il l'avait validée" only tells."""
    debut = 1 if mots and mots[0].mot in mots_du_genre("devant_un_decideur") else 0
    if not (pris := commence(mots, debut, "decideurs")):
        return mots
    fin = debut + pris
    fin += commence(mots, fin, "a_decide")
    if not any(commence(mots, fin, sorte) for sorte in VERDICTS) or any(
        commence(mots, rang, "autrefois") for rang in range(fin, len(mots))
    ):
        return mots
    return mots[fin:]


def _avec_leurs_en_tetes(clauses: list[Clause], citer: Citer, numeros: Numeros) -> list[Clause]:
    """The clauses of lists, each with what it is headed by: "Retenir : 2, 17", "8 : oui"; a verdict alone on its line heads the next ones."""
    reunies: list[Clause] = []
    for clause in clauses:
        tete = reunies[-1] if reunies else None
        if tete is not None and _est_un_en_tete(tete, clause, citer, numeros):
            tete.en_tete = tete.en_tete or not lire_les_noms(tete.mots, citer, numeros)
            # What is listed is named as if by its article: "oui : 8, 17".
            article = [Mot("la", tete.mots[-1].fin, tete.mots[-1].fin)] if tete.en_tete else []
            tete.mots = [*tete.mots, *article, *clause.mots]
            tete.suivie, tete.demande = clause.suivie, clause.demande
        else:
            reunies.append(clause)
    return reunies


def _est_un_en_tete(tete: Clause, suite: Clause, citer: Citer, numeros: Numeros) -> bool:
    """Whether a clause is a verdict alone, and names follow; or a bare number, and its verdict follows."""
    if tete.suivie not in (":", "\n") or tete.demande or suite.demande:
        return False
    nommees = lire_les_noms(suite.mots, citer, numeros)
    if tete.suivie == ":" and not nommees and tete.mots[0].mot.isdecimal() and len(tete.mots) == 1:
        return _decide_la(suite.mots, 0, VERDICTS)
    if not nommees or not ne_disent_rien(suite.mots[: nommees[0].debut]) or _verdict_seul(suite.mots):
        return False
    seuls = ne_disent_rien(suite.mots[nommees[-1].fin :]) or suite.mots[0].mot.isdecimal()
    decide = any(_decide_la(suite.mots, rang, (*VERDICTS, "attendre")) for rang in range(len(suite.mots)))
    if decide or not _verdict_seul(tete.mots):
        return False
    # A yes alone on its line answers what was asked before.
    verbe = any(_decide_la(tete.mots, rang, ("garder", "laisser", "attendre")) for rang in range(len(tete.mots)))
    return tete.suivie == ":" or (verbe and seuls)


def _verdict_seul(mots: Sequence[Mot]) -> bool:
    """Whether words are a verdict, or put something off, and no more: "à retenir", "je garde", "à voir"."""
    for rang in range(len(mots)):
        if pris := max(commence(mots, rang, sorte) for sorte in (*VERDICTS, "attendre")):
            if mots[rang].mot == "non" and not ne_disent_rien(mots[rang + pris :]):
                # "Non retenues".
                return _verdict_seul(mots[rang + 1 :])
            return ne_disent_rien(mots[:rang]) and ne_disent_rien(mots[rang + pris :])
    return False


def lire_les_mots(texte: str, debut: int, fin: int) -> list[Mot]:
    return [
        Mot(mot, m.start(), m.end())
        for m in _MOT.finditer(texte, debut, fin)
        for mot in _MOT.findall(en_toutes_lettres(m[0]))
    ]


def _sans_locutions(mots: list[Mot]) -> list[Mot]:
    """Words without what names nothing though a word of it does: "merci d'avance", never "pas d'avance"."""
    for rang in range(len(mots)):
        pris = commence(mots, rang, "locutions")
        if pris and not (rang and mots[rang - 1].mot in mots_du_genre("nient")):
            return [*mots[:rang], *_sans_locutions(mots[rang + pris :])]
    return mots


def _aux_liaisons(mots: list[Mot]) -> list[tuple[list[Mot], str]]:
    """The words that are between two links, with the link that each begins by."""
    morceaux: list[tuple[list[Mot], str]] = [([], "")]
    rang = 0
    while rang < len(mots):
        excepte = _excepte(mots, rang) or _excepte_de_tout(mots, rang)
        if morceaux[-1][0] and (excepte or _corrige_un_numero(mots, rang)):
            morceaux.append(([], ""))
        longueur = 0 if _est_dans_une_forme(mots, rang) else commence(mots, rang, "entre")
        if longueur and not commence(mots, rang + longueur, "entre"):
            morceaux.append(([], mots[rang].mot))
            rang += longueur
            continue
        morceaux[-1][0].append(mots[rang])
        rang += 1
    return [(siens, lien) for siens, lien in morceaux if siens]


def _excepte(mots: Sequence[Mot], rang: int) -> bool:
    """Whether what excepts stands there: "sauf la 11", never "hors taxes"."""
    return commence(mots, rang, "sauf") > 0 and not commence(mots, rang, "hors_taxe")


def _excepte_de_tout(mots: Sequence[Mot], rang: int) -> bool:
    """Whether a no right after all of them excepts what it names: "prends tout pas la 14"."""
    apres_tout = rang > 0 and mots[rang - 1].mot in mots_du_genre("tous")
    return apres_tout and mots[rang].mot in mots_du_genre("nient") and any(un.mot.isdecimal() for un in mots[rang:])


def _est_dans_une_forme(mots: Sequence[Mot], rang: int) -> bool:
    """Whether a link is between two numbers that a form holds: "mettez 17 et 19 de côté"."""
    entoure = 0 < rang < len(mots) - 1 and mots[rang - 1].mot.isdecimal() and mots[rang + 1].mot.isdecimal()
    return entoure and bool(commence(mots, rang + 2, "de_cote"))


def _corrige_un_numero(mots: Sequence[Mot], rang: int, *, devant: bool = False) -> int:
    """How many words correct a bare number by the next one: "je garde 8 euh 18"; 0 where none do. `devant`: it was said before."""
    pris = commence(mots, rang, "corrigent_un_numero")
    avant = devant or (rang > 0 and mots[rang - 1].mot.isdecimal())
    pris = pris or int(devant and mots[rang].mot in mots_du_genre("nient_ce_qui_precede"))
    suivant = rang + pris
    suivant += suivant < len(mots) and mots[suivant].mot in mots_du_genre("reprennent_un_verbe")
    suit = pris > 0 and suivant < len(mots) and mots[suivant].mot.isdecimal()
    ajoute = any(commence(mots, place, "pareil") for place in range(suivant, len(mots)))
    return pris if avant and suit and not ajoute else 0


def _coupe_la_parole(plie: Plie, clauses: Sequence[Clause], mots: Sequence[Mot]) -> bool:
    """Whether words come after a number that was left hanging: "je retiens 14... non 17"."""
    avant = next((une for une in reversed(clauses) if une.mots), None)
    if avant is None or not mots or not avant.mots[-1].mot.isdecimal():
        return False
    entre = plie.texte[avant.etendue[1] : mots[0].debut]
    return SUSPENSION in entre or "…" in entre or mots[0].mot not in mots_du_genre("nient_ce_qui_precede")


def _sans_ce_qui_part(mots: list[Mot]) -> list[Mot]:
    """The words of a correction without what names what it stands for: "20 à la place de 18"."""
    return mots[: next((rang for rang in range(1, len(mots)) if commence(mots, rang, "a_la_place")), len(mots))]


def _aux_verdicts(clause: Clause, citer: Citer, numeros: Numeros) -> list[Clause]:
    """A clause that decides of several things in a row, cut: "la 8 oui la 11 non", "garde la 23 vire le reste"."""
    mots = clause.mots
    # What is said of why, or of under which condition, decides of nothing else.
    motif = next(
        (rang for rang in range(len(mots)) if commence(mots, rang, "parce_que") or (rang and _suppose(mots, rang))),
        len(mots),
    )
    verdicts = [
        (rang, rang + combien)
        for rang in range(motif)
        if (combien := max(commence(mots, rang, sorte) for sorte in (*VERDICTS, "attendre")))
    ]
    noms = [(une.debut, une.fin) for une in lire_les_noms(mots, citer, numeros)]
    noms += [(rang, rang + 1) for rang in range(len(mots)) if _designe_les_autres(mots, rang)]
    if len(verdicts) < 2 or len(noms) < 2:
        return [clause]
    d_abord = min(noms)[0] < verdicts[0][0]
    coupes = []
    for (_, fin), (debut, _) in pairwise(verdicts):
        if any(fin <= un < debut for un, _ in noms):
            coupes.append(fin if d_abord else debut)
    bornes = [0, *coupes, len(mots)]
    morceaux = [mots[debut:fin] for debut, fin in pairwise(bornes) if fin > debut]
    return [replace(clause, mots=siens, demande=clause.demande and siens is morceaux[-1]) for siens in morceaux]


def commence(mots: Sequence[Mot], rang: int, sorte: str) -> int:
    """How many words a form of that kind takes from there on; 0 where none begins there."""
    if rang >= len(mots):
        return 0
    for forme in _formes_qui_commencent(sorte, mots[rang].mot):
        finale = forme[-1] == "$"
        attendus = forme[:-1] if finale else forme
        lus = mots[rang : rang + len(attendus)]
        if len(lus) < len(attendus) or (finale and rang + len(attendus) < len(mots)):
            continue
        if all(_vaut(lu.mot, attendu) for lu, attendu in zip(lus, attendus, strict=True)):
            return len(attendus)
        if dedans := 0 if finale else _coupee(mots[rang:], attendus):
            return len(attendus) + dedans
    return 0


def _coupee(mots: Sequence[Mot], attendus: Sequence[str]) -> int:
    """How many words a form holds after its first one: a pronoun, "on *la* laisse", or numbers, "mettez *17 et 19* de côté"; 0 for none."""
    if not 2 <= len(attendus) < len(mots) or not _vaut(mots[0].mot, attendus[0]):
        return 0
    dedans = int(mots[1].mot in mots_du_genre("reprennent_un_verbe"))
    if not dedans:
        nombres = mots_du_genre("ajoutent")
        dedans = len([*takewhile(lambda un: un.mot.isdecimal() or un.mot in nombres, mots[1:])])
    suite = mots[1 + dedans : dedans + len(attendus)]
    entiere = len(suite) == len(attendus) - 1
    return (
        dedans
        if entiere and all(_vaut(lu.mot, attendu) for lu, attendu in zip(suite, attendus[1:], strict=True))
        else 0
    )


def _vaut(mot: str, attendu: str) -> bool:
    if not attendu.endswith("*"):
        # "Jgarde" is "je garde".
        return mot in (attendu, f"j{attendu}")
    tige = attendu[:-1]
    return mot.startswith(tige) or (mot[:1] == "j" and mot[1:].startswith(tige))


def _lire_une_clause(clause: Clause, citer: Citer, numeros: Numeros) -> Clause:
    mots = clause.mots
    _lire_le_verdict(clause, citer, numeros)
    debut, fin = clause.verbe if clause.nature else (len(mots), len(mots))
    autres = next((rang for rang in range(len(mots)) if _designe_les_autres(mots, rang)), None)
    citees = [] if autres is not None else lire_les_noms(mots, citer, numeros, (debut, fin))
    limite = _avant_la_condition(clause)
    citees = [une for une in citees if une.debut < limite and not _est_d_accord(mots, une)]
    avant = tuple(une for une in citees if une.fin <= debut)
    apres = tuple(une for une in citees if une.debut >= fin)
    if clause.nette and any(une.titre for une in _a_la_suite(mots, fin, apres)):
        # "Le groupe retient l'écologie": who decides is no action.
        avant = tuple(une for une in avant if une.titre)
    if clause.nature is None and any(une.titre for une in citees):
        # "Le maître d'œuvre dit que négocier…" is about what is told by its title.
        avant = tuple(une for une in avant if une.titre)
    clause.toutes = tuple(une for une in citees if une.titre) or tuple(citees)
    if clause.nature is None:
        # Said of nothing yet: only what the clause begins by names what it is about.
        debut_utile = commence(mots, 0, "sauf")
        avant = tuple(une for une in avant if ne_disent_rien(mots[debut_utile : une.debut]))
    elif not clause.nette and not _repond(mots, (debut, fin), avant, apres, autres):
        # "Les crayons d'occasion ça n'existe pas" says no to nothing.
        avant, clause.nature = tuple(une for une in avant if mots[0].mot.isdecimal() and not une.debut), None
        debut, fin = (avant[0].fin, avant[0].fin) if avant else (debut, fin)
    if clause.nature is None:
        # What a pronoun of the next clause may stand for: "je regarde pour la 11, je la garde".
        clause.evoquees = tuple(citees[-1:])
    if avant:
        clause.citees, clause.avant, clause.reste = avant, True, (fin, len(mots))
    elif clause.nature and (proches := _a_la_suite(mots, fin, apres)):
        clause.citees, clause.reste = proches, (max(une.fin for une in proches), len(mots))
    elif autres is not None:
        apres_eux = max(fin, autres + commence(mots, autres, "autres"))
        clause.autres, clause.avant, clause.reste = True, autres < debut, (apres_eux, len(mots))
    else:
        clause.reste = (fin, len(mots)) if clause.nature else (0, len(mots))
        clause.reprise = clause.nature is not None and _reprend(mots, debut, fin)
    return clause


def _designe_les_autres(mots: Sequence[Mot], rang: int) -> bool:
    """Whether what is not decided yet is named there: "le reste", "tout est bon"; "l'autre pour les producteurs" names one."""
    if pris := commence(mots, rang, "autres"):
        return mots[rang + pris - 1].mot != "autre" or mots[rang + pris : rang + pris + 1] == []
    suivant = next(
        (
            un
            for un in range(rang + 1, len(mots))
            if not (ne_disent_rien(mots[un : un + 1]) or mots[un].mot in mots_du_genre("devant_un_verbe_nie"))
            or _decide_la(mots, un, ("oui",))
        ),
        len(mots),
    )
    return (
        mots[rang].mot in mots_du_genre("tous")
        and suivant <= rang + 1 + MOTS_D_UN_TOUT
        and _decide_la(mots, suivant, ("oui", "garder"))
    )


def _lire_le_verdict(clause: Clause, citer: Citer, numeros: Numeros) -> None:
    """The verdict of a clause: its first verb, the other way round where it is denied; else its yes or its no."""
    mots = clause.mots
    clause.suppose = _suppose(mots, 0)
    if clause.demande or (commence(mots, 0, "ne_decident_pas") and not clause.suppose):
        return
    if commence(mots, 0, "parce_que") and not laisse(mots):
        # "Motif pour écarter la 17" sets it aside.
        return
    if _excepte(mots, 0):
        clause.sauf = True
        return
    consulte = _qui_est_consulte(mots, citer, numeros)
    if consulte is None and any(
        commence(mots, rang, "attendre") or mots[rang].mot in _souhaits()
        for rang in range(len(mots))
        if not _est_nulle(mots, rang)
    ):
        clause.attend = True
        return
    limite = _avant_la_condition(clause)
    for sorte, nature, nette in (
        ("laisser", ECARTER, True), ("garder", RETENIR, True), ("non", ECARTER, False), ("oui", RETENIR, False),
    ):  # fmt: skip
        places = (rang for rang in range(limite) if commence(mots, rang, sorte))
        trouve = next((rang for rang in places if not _raconte(mots, rang, sorte, nette=nette)), None)
        if trouve is None or (clause.nature and (clause.nette or trouve >= clause.verbe[0])):
            continue
        if nette and _a_deja_repondu(mots, trouve, trouve + commence(mots, trouve, sorte), citer, numeros):
            continue
        fin = trouve + commence(mots, trouve, sorte)
        # "Rien ne nous convient".
        nie = _est_nie(mots, trouve, fin) if nette else (nature == RETENIR and _refuse(mots, trouve))
        clause.nature = {RETENIR: ECARTER, ECARTER: RETENIR}[nature] if nie else nature
        clause.nette = nette or clause.en_tete
        clause.verbe = (trouve, fin + (1 if nie and fin < len(mots) and mots[fin].mot in mots_du_genre("nient") else 0))
    if not clause.nette and (absente := _qui_manque(mots, citer, numeros)):
        clause.nature, clause.nette, clause.verbe = ECARTER, True, absente
    if not clause.nette and consulte:
        clause.nature, clause.nette, clause.verbe = RETENIR, True, consulte
    if not clause.nette and (faite := _qui_se_fait(mots, citer, numeros)):
        clause.nature, clause.nette, clause.verbe = faite[0], True, faite[1]
    if not clause.nette and _met_au_dessus(mots, citer, numeros):
        clause.nature, clause.attend = None, True
        return
    if clause.suppose and not clause.nette:
        # "Si le juriste est d'accord" says yes to nothing.
        clause.nature = None
    clause.pareil = clause.nature is None and any(commence(mots, rang, "pareil") for rang in range(len(mots)))


def _met_au_dessus(mots: Sequence[Mot], citer: Citer, numeros: Numeros) -> bool:
    """Whether one action is only put above another, and none is decided of: "je préfère la 24 à la 22"."""
    prefere = any(commence(mots, rang, "preferent") for rang in range(len(mots)))
    return prefere and len(lire_les_noms(mots, citer, numeros)) > 1


def _avant_la_condition(clause: Clause) -> int:
    """Where what is supposed begins, which decides of nothing: "ok pour la 8 à condition que le PLIE valide"."""
    mots = clause.mots
    if clause.suppose:
        return len(mots)
    return next((rang for rang in range(1, len(mots)) if _suppose(mots, rang)), len(mots))


def _suppose(mots: Sequence[Mot], rang: int) -> bool:
    """Whether a supposition begins there: "si le juriste", never "si vous voulez"."""
    return commence(mots, rang, "supposent") > 0 and not commence(mots, rang, "politesses")


def _a_deja_repondu(mots: Sequence[Mot], debut: int, fin: int, citer: Citer, numeros: Numeros) -> bool:
    """Whether a yes or a no stands before a verb that is of something else: "la sobriété oui, on laisse le broyat sur place"."""
    repond = any(commence(mots, rang, sorte) for rang in range(debut) for sorte in ("oui", "non"))
    # "Non, celle-là je la mets pas" says no twice.
    reste = mots[fin + (fin < len(mots) and mots[fin].mot in mots_du_genre("nient")) :]
    return repond and not ne_disent_rien(reste) and not lire_les_noms(reste, citer, numeros)


def _est_nulle(mots: Sequence[Mot], rang: int) -> bool:
    """Whether what starts there is denied by the word before: "rien à voir avec les scènes"."""
    return rang > 0 and mots[rang - 1].mot in mots_du_genre("nient")


def _qui_se_fait(mots: Sequence[Mot], citer: Citer, numeros: Numeros) -> tuple[str, tuple[int, int]] | None:
    """What the verb of an action says of it, right after who does it: "on négocie", "on ne négociera pas"; where the name begins."""
    for une in lire_les_noms(mots, citer, numeros):
        devant = [un.mot for un in mots[: une.debut]]
        if not devant or not (une.mots and une.titre):
            # "On renouvelle" is the verb of no action.
            continue
        while devant and devant[-1] in mots_du_genre("veulent") | mots_du_genre("pareil"):
            devant = devant[:-1]
        if not devant:
            continue
        ne = devant[-1] in mots_du_genre("devant_un_verbe_nie")
        sujet = devant[-2:-1] if ne else devant[-1:]
        if sujet and sujet[0] in mots_du_genre("sujets") and ne_disent_rien(mots[: len(devant) - 1 - ne]):
            nie = ne or any(un.mot in mots_du_genre("nient") for un in mots[une.debut + 1 : une.debut + 2])
            return (ECARTER if nie else RETENIR), (une.debut, une.debut)
    return None


def _qui_manque(mots: Sequence[Mot], citer: Citer, numeros: Numeros) -> tuple[int, int] | None:
    """Where nobody offers what a clause opens by: "les ESAT j'ai regardé, ya personne qui fait ça"; the whole of it says why."""
    nommees = lire_les_noms(mots, citer, numeros)
    if not nommees or not ne_disent_rien(mots[: nommees[0].debut]):
        return None
    fin = nommees[-1].fin
    return (fin, fin) if any(commence(mots, rang, "manque") for rang in range(fin, len(mots))) else None


def _qui_est_consulte(mots: Sequence[Mot], citer: Citer, numeros: Numeros) -> tuple[int, int] | None:
    """Where who looks after an action is asked about it: "on voit avec le PLIE pour l'insertion"; up to what is asked about."""
    for une in lire_les_noms(mots, citer, numeros):
        pour = une.fin < len(mots) - 1 and mots[une.fin].mot == "pour"
        for rang in range(max(0, une.debut - MOTS_AVANT_QUI), une.debut) if pour else ():
            pris = commence(mots, rang, "consulter")
            if pris and ne_disent_rien(mots[rang + pris : une.debut]) and not _est_nie(mots, rang, rang + pris):
                return rang, une.fin + 1
    return None


def _n_est_pas_d_une_action(mots: Sequence[Mot], rang: int, sorte: str) -> bool:
    """Whether a verb tells, keeps a figure, or asks to be given: "j'ai gardé", "gardez mes trois lots", "tu me mets la clause"."""
    a_moi = {un.mot for un in mots[max(0, rang - 1) : rang]} & mots_du_genre("a_moi_devant")
    a_moi |= {un.mot for un in mots[rang + 1 : rang + 2]} & mots_du_genre("a_moi_derriere")
    donne = bool(a_moi) and mots[rang].mot in mots_du_genre("donnent")
    return donne or commence(mots, rang, "autre_sens") > 0 or est_passe(mots, rang) or est_du_contrat(mots, rang, sorte)


def _raconte(mots: Sequence[Mot], rang: int, sorte: str, *, nette: bool) -> bool:
    """Whether a verdict is told of, or is of something else: "j'avais dit oui"."""
    if nette:
        return _n_est_pas_d_une_action(mots, rang, sorte)
    return any(commence(mots, place, "disait") for place in range(max(0, rang - 1), rang + 1))


def est_passe(mots: Sequence[Mot], rang: int) -> bool:
    """ "J'ai oublié la 8" tells, and decides nothing; "à garder" does not tell."""
    if rang == 1 and mots[0].mot == "a":
        return False
    return any(un.mot in mots_du_genre("passe") for un in mots[max(0, rang - 2) : rang])


def est_du_contrat(mots: Sequence[Mot], rang: int, sorte: str) -> bool:
    """Whether what a verb keeps or takes away is of a fact: "enlevez-les du montant", "ajoutez ça au total"."""
    suite = [un.mot for un in mots[rang + commence(mots, rang, sorte) :]]
    while suite and suite[0] in mots_du_genre("reprennent"):
        suite = suite[1:]
    if _mesure(suite):
        # "Il faut retenir 97 000 € HT en tout" keeps an amount.
        return True
    return len(suite) > 1 and suite[0] in mots_du_genre("complements") and suite[1] in mots_du_genre("du_contrat")


def _mesure(mots: Sequence[str]) -> bool:
    """Whether words open by a figure that is no action's: it is greater, or of a unit."""
    chiffres = list(takewhile(str.isdecimal, mots))
    if not chiffres:
        return bool(mots) and mots[0][:1].isdecimal()
    groupes = len(chiffres) > 1 and len(chiffres[1]) == CHIFFRES_D_UN_MILLIER
    suivant = mots[len(chiffres)] if len(chiffres) < len(mots) else ""
    return groupes or int(chiffres[0]) > ACTION_MAX or suivant in mots_du_genre("unites")


def _est_nie(mots: Sequence[Mot], debut: int, fin: int) -> bool:
    suivants = [un.mot for un in mots[fin : fin + 1 + MOTS_ENTRE]]
    if suivants[:1] and suivants[0] in mots_du_genre("nient"):
        return True
    if debut and mots[debut - 1].mot in {"non", *mots_du_genre("nient")} and mots[debut].mot.endswith(_PARTICIPES):
        # "Non retenues", "ne sera pas retenue".
        return True
    devant = {un.mot for un in mots[max(0, debut - 2) : debut]}
    return bool(devant & {"ne", "n"}) and "que" not in suivants


def _refuse(mots: Sequence[Mot], debut: int) -> bool:
    return bool({un.mot for un in mots[max(0, debut - 2) : debut]} & mots_du_genre("devant_un_verbe_nie"))


# So many, said alone after "les", are counted.
_COMPTEES_MAX = 5


def lecteur_de_numeros(plie: Plie) -> Numeros:
    """What reads the numbers of actions: after an article, "la 8", "la dix-sept"; in figures, beside a verdict too, "garde 8", "11 oui"."""
    dits = [un for un in lire_nombres(plie.texte) if 0 < abs(un.valeur) <= ACTION_MAX and un.valeur % 1 == 0]

    def lire(mots: Sequence[Mot]) -> list[Citee]:
        ranges = _rangs(mots, dits)
        citees: list[Citee] = []
        for dit in dits:
            rangs = [rang for rang, un in enumerate(mots) if dit.debut <= un.debut and un.fin <= dit.fin]
            avant = mots[rangs[0] - 1].mot if rangs and rangs[0] else ""
            suit = bool(rangs and citees) and ne_disent_rien(mots[citees[-1].fin : rangs[0]])
            if any(une.debut <= rang < une.fin for une in ranges for rang in rangs):
                # "Les 3 premières" counts them.
                continue
            if avant == "les" and (dit.en_lettres or (len(dits) == 1 and dit.valeur <= _COMPTEES_MAX)):
                # "Remets les deux", "je garde les 2" count actions, and number none.
                continue
            # "Prends 8 pas 14": a no is of a number after another.
            nie = mots[0].mot in mots_du_genre("nient") if mots else False
            sortes = VERDICTS if citees or nie or _dans_une_liste(plie, dits, dit) else VERDICTS[:2]
            nu = bool(rangs) and not dit.en_lettres and _est_a_decider(mots, rangs[0], rangs[-1] + 1, sortes)
            if rangs and (avant in mots_du_genre("devant_un_numero") or suit or nu):
                # "-8 : oui" is of a list.
                citees.append(Citee(rangs[0], rangs[-1] + 1, (abs(int(dit.valeur)),)))
        return sorted((*citees, *ranges), key=lambda une: une.debut)

    return lire


def _rangs(mots: Sequence[Mot], dits: Sequence[Nombre]) -> list[Citee]:
    """What is named by its place in what was shown: "la première", "les deux dernières"; never "la première année"."""
    citees: list[Citee] = []
    for place, un in enumerate(mots):
        dernier = un.mot.removesuffix("s") in mots_du_genre("derniers")
        ordinal = ORDINAUX.get(un.mot.removesuffix("s"))
        if not (dernier or ordinal) or not _finit_un_nom(mots, place + 1):
            continue
        compte = next((int(dit.valeur) for dit in dits if place and _est_de(mots[place - 1], dit)), 0)
        debut = place - (2 if compte else 1)
        if debut < 0 or mots[debut].mot not in mots_du_genre("devant_un_rang") or (compte and ordinal not in (None, 1)):
            continue
        if dernier:
            rangs = tuple(range(-(compte or 1), 0))
        else:
            rangs = tuple(range(compte)) if compte else ((ordinal or 1) - 1,)
        citees.append(Citee(debut, place + 1, (), rangs=rangs))
    return citees


def _est_de(mot: Mot, dit: Nombre) -> bool:
    return dit.debut <= mot.debut and mot.fin <= dit.fin


def _finit_un_nom(mots: Sequence[Mot], rang: int) -> bool:
    """Whether no noun follows: a verdict, a reason, a link or nothing does."""
    return ne_disent_rien(mots[rang : rang + 1]) or _decide_la(mots, rang, (*VERDICTS, "parce_que", "attendre"))


def _dans_une_liste(plie: Plie, dits: Sequence[Nombre], dit: Nombre) -> bool:
    """Whether a number is one of several in a row, which a yes may be of: "ok 11, 17 et 22"."""
    suivant = next((un for un in dits if un.debut >= dit.fin), None)
    return suivant is not None and plie.texte[dit.fin : suivant.debut].strip(" ,&/") in ("", *mots_du_genre("ajoutent"))


def _est_a_decider(mots: Sequence[Mot], debut: int, fin: int, sortes: Sequence[str]) -> bool:
    """Whether a bare number is right after a verdict of these or opens its clause, and counts nothing: "garde 8", never "garde 3 ans"."""
    decident = ("garder", "laisser", "non", "oui", "parce_que")
    suit = next((rang for rang in range(fin, len(mots)) if _dit_quelque_chose(mots, rang)), len(mots))
    ne_compte_rien = suit == len(mots) or mots[suit].mot.isdecimal() or _decide_la(mots, suit, decident)
    devant = (*sortes, "sauf")
    verbes = (rang + commence(mots, rang, sorte) for sorte in devant for rang in range(debut))
    return ne_compte_rien and (debut == 0 or debut in verbes)


def _dit_quelque_chose(mots: Sequence[Mot], rang: int) -> bool:
    return _decide_la(mots, rang, ("oui", "non", "parce_que")) or not ne_disent_rien(mots[rang : rang + 1])


def _decide_la(mots: Sequence[Mot], rang: int, sortes: Sequence[str]) -> bool:
    return any(commence(mots, rang, sorte) for sorte in sortes)


def ne_disent_rien(mots: Sequence[Mot]) -> bool:
    """Whether words name nothing and say nothing of their own."""
    return all(un.mot in mots_du_genre("autour") | mots_du_genre("reprennent") for un in mots)


def _enumerees(mots: Sequence[Mot], citees: Sequence[Citee]) -> list[Citee]:
    """The names of a clause, but those that only tell more of the one before: "l'avance aux petites entreprises"."""
    gardees: list[Citee] = []
    for une in sorted(citees, key=lambda une: une.debut):
        entre = [un.mot for un in mots[gardees[-1].fin : une.debut]] if gardees else []
        if not (entre[:1] and len(entre) <= MOTS_D_UN_COMPLEMENT + 1 and entre[0] in mots_du_genre("complements")):
            gardees.append(une)
    return gardees


def lire_les_noms(mots: Sequence[Mot], citer: Citer, numeros: Numeros, verbe: tuple[int, int] = (0, 0)) -> list[Citee]:
    """The names of words, but those that are of their verdict: "on voit le PLIE pour l'insertion"."""
    dites = [*citer([un.mot for un in mots]), *numeros(mots)]
    siennes = [une for une in dites if not une.mots or not (verbe[0] <= une.debut and une.fin <= verbe[1])]
    siennes = [une for une in siennes if not (ne_disent_rien(mots[une.debut : une.fin]) or _est_attribut(mots, une))]
    # "HT oui" answers of a tax.
    siennes = [une for une in siennes if not une.mots or {*une.mots} - mots_du_genre("unites")]
    # "On garde le même titulaire" is of a firm.
    siennes = [
        une for une in siennes if une.titre or {*une.mots} - mots_du_genre("entreprises") - mots_du_genre("tous")
    ]
    return _enumerees(mots, siennes)


def _est_d_accord(mots: Sequence[Mot], une: Citee) -> bool:
    """Whether a name is of who agrees, and of no action: "le PLIE est d'accord"."""
    suivant = une.fin + 1
    return (
        bool(une.mots)
        and suivant < len(mots)
        and mots[une.fin].mot in mots_du_genre("attribuent")
        and bool(commence(mots, suivant, "accord"))
    )


def _est_attribut(mots: Sequence[Mot], une: Citee) -> bool:
    """Whether words that could name an action only say what something is, or is not: "oui c'est récurrent", "c'est un marché qui revient",
    "c'est pas de la discrimination".
    """
    devant = une.debut - 1
    if devant > 0 and commence(mots, devant - 1, "partitifs") == 2:
        devant -= 2
    elif devant > 0 and mots[devant].mot in mots_du_genre("articles"):
        devant -= 1
    if devant > 0 and devant < une.debut - 1 and mots[devant].mot in mots_du_genre("nient"):
        devant -= 1
    return bool(une.mots) and devant >= 0 and mots[devant].mot in mots_du_genre("attribuent")


def _a_la_suite(mots: Sequence[Mot], fin: int, citees: Sequence[Citee]) -> tuple[Citee, ...]:
    """The names that follow a verb, before what says why."""
    proches: list[Citee] = []
    place = fin
    for citee in sorted(citees, key=lambda une: une.debut):
        if not ne_disent_rien(mots[place : citee.debut]):
            break
        proches.append(citee)
        place = citee.fin
    return tuple(proches)


def _repond(
    mots: Sequence[Mot], verdict: tuple[int, int], avant: Sequence[Citee], apres: Sequence[Citee], autres: int | None
) -> bool:
    """Whether a yes or a no is of a name beside it, of what was just shown, or stands alone, so that a name before may own it."""
    debut, fin = verdict
    seulement_pas = [un.mot for un in mots[debut:fin]] == ["pas"]
    if avant and not seulement_pas:
        # "La 8 ne me convient pas".
        entre = [un for un in mots[avant[-1].fin : debut] if un.mot not in mots_du_genre("devant_un_verbe_nie")]
        return ne_disent_rien(_sans_complement(entre))
    if ne_disent_rien(mots[:debut]) and se_restreint(mots[fin:]):
        # "Oui, si le PLIE trouve quelqu'un" is of a name before it.
        return True
    if apres:
        # "Pas de réemploi", never "pas PDF"; "ok pour la 8", never "ok donc la 8 apparaît".
        suite = mots[apres[-1].fin :]
        seule = ne_disent_rien(suite) or suite[0].mot in mots_du_genre("motif") or _suppose(suite, 0)
        pres = apres[0].debut + (not seulement_pas) > fin
        return seule and ne_disent_rien(mots[:debut]) and pres and ne_disent_rien(mots[fin : apres[0].debut])
    if seulement_pas:
        # "Pas les autres", never "pas tout".
        return not debut and autres == fin and mots[fin].mot not in mots_du_genre("tous")
    seul = ne_disent_rien(mots[:debut]) and (fin == len(mots) or ne_disent_rien(mots[fin:]))
    return seul or autres is not None or any(commence(mots, rang, "montrent") for rang in range(debut))


def _sans_complement(mots: Sequence[Mot]) -> Sequence[Mot]:
    """The words after a name, but what only tells more of it: "aux petites boîtes"."""
    return mots[MOTS_D_UN_COMPLEMENT:] if mots and mots[0].mot in mots_du_genre("complements") else mots


def _reprend(mots: Sequence[Mot], debut: int, fin: int) -> bool:
    """Whether what is decided is what was just shown: "celle-là", "je la garde", "vire-la"."""
    if any(commence(mots, rang, "montrent") for rang in range(debut)):
        return True
    # "On la laisse", whose form goes around its pronoun.
    autour = (*mots[max(0, debut - 1) : debut], *mots[debut + 1 : fin - 1])
    # "Annule ça" undoes what was just done.
    finit = all(un.mot in mots_du_genre("en_passant") for un in mots[fin + 1 :])
    dernier = mots[fin].mot if fin < len(mots) and finit and mots[debut].mot not in mots_du_genre("defont") else ""
    return any(un.mot in mots_du_genre("reprennent_un_verbe") for un in autour) or dernier in mots_du_genre(
        "reprennent_apres"
    )


def se_restreint(mots: Sequence[Mot]) -> bool:
    """Whether words open by what restricts, or say so at their end: "sur le lot nord seulement"."""
    return commence(mots, 0, "restreignent") > 0 or (bool(mots) and mots[-1].mot in mots_du_genre("seulement"))


def lire_les_clauses(plie: Plie, citer: Citer) -> list[Clause]:
    """The clauses of a message, in their order, each with its verdict, its names and its mood."""
    numeros = lecteur_de_numeros(plie)
    entieres = _avec_leurs_en_tetes(couper(plie), citer, numeros)
    coupees = [une for clause in entieres for une in _aux_verdicts(clause, citer, numeros)]
    clauses = [_lire_une_clause(clause, citer, numeros) for clause in coupees]
    _excepter(clauses)
    _interroger(clauses)
    _supposer(clauses)
    return clauses


__all__ = [
    "ECARTER",
    "FINISSENT",
    "RETENIR",
    "Citer",
    "Clause",
    "commence",
    "couper",
    "est_du_contrat",
    "est_passe",
    "laisse",
    "lecteur_de_numeros",
    "lire_les_clauses",
    "lire_les_mots",
    "lire_les_noms",
    "mots_du_genre",
    "ne_disent_rien",
    "se_restreint",
]
