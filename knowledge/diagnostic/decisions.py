"""What a message decides of actions, in everyday words: "l'insertion je la garde, le réemploi on laisse tomber, trop court"."""

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
from knowledge.francais.texte import Plie, plier
from knowledge.plan.noms import Citee

RETENIR, ECARTER = "retenir", "ecarter"
# What decides, the verbs first.
VERDICTS = ("laisser", "garder", "non", "oui")
MOTIF_MAX = 300
# Between a verb and its negation; between a name and its verdict where nothing else parts them.
MOTS_ENTRE = 1
# What tells more of a name takes so many words; a number of an action is no greater.
MOTS_D_UN_COMPLEMENT, ACTION_MAX = 3, 99
LETTRES_D_UN_MOTIF, MOTS_D_UNE_PERTE = 4, 2
# "Toutes les actions".
MOTS_D_UN_TOUT = 2
MOTS_D_UNE_DEMANDE = 16
CHIFFRES_D_UN_MILLIER = 3
# Between what asks and who is asked: "on voit ça avec le PLIE".
MOTS_AVANT_QUI = 4
_BORNE = re.compile(r"[;!?\n()…+&]|(?<!\d)[.,:]|[.,:](?!\d)|\s[-/]\s")
_FINISSENT = frozenset(".!;\n…")
_MOT = re.compile(r"[a-z0-9]+")
_INFINITIFS, _FUTURS = ("er", "ir", "re"), ("a", "ai", "as", "ons", "ez", "ont")
_PARTICIPES = ("e", "es", "s", "u")
# "Je la garderais" wishes, and decides nothing yet.
_CONDITIONNELS = ("ais", "ait", "ions", "iez", "aient")


# The names of actions that words hold.
Citer = Callable[[Sequence[str]], Sequence[Citee]]


@dataclass(frozen=True, slots=True)
class Dite:
    """One decision: of which actions, each told by those that its name may mean; of what was just shown (`reprise`), or of the rest.

    `mots` are the words that decide, without the reason; `nette`: a verb says it, which is said of nothing else than actions.
    """

    nature: str
    citees: tuple[Citee, ...]
    mots: str
    motif: str = ""
    reprise: bool = False
    autres: bool = False
    nette: bool = True


@dataclass(frozen=True, slots=True)
class Lues:
    """What a message decides; the words after it that ask something (`suite`), or that say why, if they do nothing else (`queue`).

    `apres`: the sentences that follow them; `attente`: what is put off, told of `remises`; `perdues`: the words that decide of nothing and
    say why of nothing; `corrigees`: the names that were taken back.
    """

    dites: tuple[Dite, ...]
    suite: str = ""
    queue: str = ""
    apres: str = ""
    attente: str = ""
    perdues: tuple[str, ...] = ()
    remises: tuple[Citee, ...] = ()
    corrigees: tuple[Citee, ...] = ()

    def avec_la_queue(self) -> tuple[Dite, ...]:
        """The decisions, the last words being the reason of the last."""
        *premieres, derniere = self.dites
        return (*premieres, _avec_le_motif(derniere, self.queue))


@dataclass(frozen=True, slots=True)
class _Mot:
    mot: str
    debut: int
    fin: int


# The numbers of actions among words.
Numeros = Callable[[Sequence[_Mot]], Sequence[Citee]]


@dataclass(slots=True)
class _Clause:
    """A piece of a message: its words, the verdict that it holds, what it names, and what is left to say why.

    Its mood: asserted, unless it is asked (`demande`), put off (`attend`), or only supposed (`suppose`); `corrige`: it takes back what was
    just said; `en_tete`: it is the head of a list. `phrase`: the rank of its sentence, `suivie` the mark that it ends by.
    """

    mots: list[_Mot]
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
    reste: tuple[int, int] = field(default=(0, 0))

    @property
    def etendue(self) -> tuple[int, int]:
        return self.mots[0].debut, self.mots[-1].fin

    @property
    def liee(self) -> bool:
        """Whether it goes on with the one before."""
        return self.lien in _seuls("ajoutent")

    @property
    def restreint(self) -> bool:
        """Whether it only tells of what part, or when, what is kept is: "mais juste pour le chocolat", "sauf s'il n'y a qu'une offre"."""
        if self.nature or self.attend or self.demande or self.evoque_autre_chose:
            return False
        return self.sauf or self.lien in _seuls("nuancent") or _restreint(self.mots)

    @property
    def conditionne(self) -> bool:
        """Whether it holds under a condition only: "uniquement si le budget le permet"."""
        return any(_suppose(self.mots, rang) for rang in range(len(self.mots)))

    @property
    def evoque_autre_chose(self) -> bool:
        return self.nomme and not _restreint(self.mots)

    @property
    def ne_fait_que_nommer(self) -> bool:
        """Whether nothing follows the names, so that no reason is given with them."""
        return bool(self.citees) and _vides(self.mots[max(une.fin for une in self.citees) :])

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
        return any(_commence(self.mots, rang, "temporisent") for rang in range(len(self.mots)))

    @property
    def est_d_un_numero(self) -> bool:
        return any(not une.mots for une in self.citees)

    @property
    def nomme_par_son_titre(self) -> bool:
        return any(une.titre for une in self.citees)

    @property
    def nomme(self) -> bool:
        return bool(self.citees or self.autres)

    @property
    def reserve(self) -> bool:
        """Whether what is left of a verdict restricts it."""
        return bool(self.nature) and _restreint(self.mots[self.reste[0] :])


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
def _seuls(sorte: str) -> frozenset[str]:
    return frozenset(mot for forme in _formes(sorte) for mot in forme)


def lire_les_decisions(texte: str, citer: Citer) -> Lues | None:
    """The decisions of a message, each with its own reason; None where it decides nothing.

    >>> from knowledge.plan.noms import Citee
    >>> def citer(mots): return [Citee(rang, rang + 1, ({"insertion": 8, "avance": 17}[mot],)) for rang, mot in enumerate(mots) if mot in ("insertion", "avance")]
    >>> lues = lire_les_decisions("l'insertion je la garde, l'avance on laisse tomber c'est pas pour nous", citer)
    >>> [(dite.nature, dite.citees[0].actions, dite.motif) for dite in lues.avec_la_queue()]
    [('retenir', (8,), ''), ('ecarter', (17,), "c'est pas pour nous")]
    >>> lire_les_decisions("l'insertion, c'est obligatoire ?", citer) is None
    True
    """
    lues = _lire(texte, citer)
    return lues if lues is not None and lues.dites else None


def lire_ce_qui_attend(texte: str, citer: Citer) -> Lues | None:
    """What a message that decides nothing puts off of what it names, or only supposes; None for any other message.

    >>> from knowledge.plan.noms import Citee
    >>> def citer(mots): return [Citee(rang, rang + 1, (8,)) for rang, mot in enumerate(mots) if mot == "insertion"]
    >>> [len(lues.remises) for dit in ("l'insertion on verra", "si le juriste est d'accord on prend la 8") if (lues := lire_ce_qui_attend(dit, citer))]
    [1, 1]
    >>> lire_ce_qui_attend("on verra", citer) is None
    True
    """
    lues = _lire(texte, citer)
    return lues if lues is not None and lues.remises and not lues.dites else None


def _lire(texte: str, citer: Citer) -> Lues | None:
    plie = plier(texte)
    numeros = _numeros(plie)
    entieres = _avec_leurs_en_tetes(_couper(plie), citer, numeros)
    coupees = [une for clause in entieres for une in _aux_verdicts(clause, citer, numeros)]
    clauses = [_lire_une_clause(clause, citer, numeros) for clause in coupees]
    _excepter(clauses)
    _interroger(clauses)
    _supposer(clauses)
    return _assembler(plie, clauses)


def _interroger(clauses: Sequence[_Clause]) -> None:
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
        if une.nature is None or une.suppose or suivante.ne_fait_que_nommer or _commence(suivante.mots, 0, "doutent"):
            une.demande, une.nature = True, None


def _supposer(clauses: Sequence[_Clause]) -> None:
    """What is decided under a supposition is not decided yet: "si le juriste est d'accord, on prend la 8"."""
    for une, suivante in pairwise(clauses):
        if une.suppose and suivante.nature and suivante.phrase == une.phrase:
            suivante.attend = True
        elif une.nature and suivante.suppose and suivante.phrase == une.phrase and _attend_un_accord(suivante.mots):
            # "On prend la 8, à moins que le PLIE dise non".
            une.attend = suivante.attend = True
        elif suivante.lien in _seuls("autrement") and une.conditionne and not suivante.nomme:
            # "La 23 si le budget le permet, sinon non".
            une.attend = suivante.attend = True
    for une in clauses:
        suspendu = une.nature is not None and _attend_un_accord(une.mots[une.reste[0] :])
        # "Je laisse de côté la 14 pour le moment".
        suspendu = suspendu or (une.nature == ECARTER and une.temporise)
        if (une.suppose and une.nature and (une.nomme or une.reprise)) or suspendu:
            une.attend = True


def _attend_un_accord(mots: Sequence[_Mot]) -> bool:
    """Whether what is left of a verdict makes it wait for somebody: "si le juriste est d'accord", "à confirmer"."""
    rangs = range(len(mots))
    accord = any(_commence(mots, rang, "accord_attendu") for rang in rangs)
    conditionne = _restreint(mots) or _suppose(mots, 0)
    return (conditionne and accord) or any(_commence(mots, rang, "suspendent") for rang in rangs)


def _excepter(clauses: Sequence[_Clause]) -> None:
    """What is excepted of all that is decided is decided otherwise: "gardez tout sauf la 11", "la 8 et la 11, pas les autres"."""
    for clause, suivante in pairwise(clauses):
        pas_les_autres = suivante.autres and suivante.nature == ECARTER and suivante.mots[0].mot in _seuls("nient")
        if pas_les_autres and clause.nature is None and clause.ne_fait_que_nommer:
            clause.nature, clause.nette, clause.reste = RETENIR, True, (len(clause.mots), len(clause.mots))
        mais_pas = suivante.lien in _seuls("nuancent") and suivante.nature == ECARTER and clause.nature is None
        if not ((suivante.sauf or mais_pas) and suivante.nomme and clause.autres):
            continue
        if clause.nature is None:
            # "Tout sauf la 11" says no verb.
            aucune = any(un.mot in _seuls("nient") for un in clause.mots)
            clause.nature, clause.nette = ECARTER if aucune else RETENIR, True
        suivante.nature, suivante.nette = {RETENIR: ECARTER, ECARTER: RETENIR}[clause.nature], True


def lire_une_decision_demandee(texte: str, citer: Citer) -> tuple[Citee, ...]:
    """The names of what it is asked whether it may be set aside: "la clause d'insertion, je peux la virer ?"; none for any other message.

    >>> from knowledge.plan.noms import Citee
    >>> def citer(mots): return [Citee(rang, rang + 1, (8,)) for rang, mot in enumerate(mots) if mot == "insertion"]
    >>> [len(lire_une_decision_demandee(dit, citer)) for dit in ("l'insertion ça sert à rien, je peux la virer ?", "je vire l'insertion")]
    [1, 0]
    """
    plie = plier(texte)
    numeros = _numeros(plie)
    clauses = _couper(plie)
    demandee = next((rang for rang, une in enumerate(clauses) if une.demande and _laisse(une.mots)), None)
    if demandee is None:
        return ()
    nommees = [une for clause in clauses[: demandee + 1] for une in _nommees(clause.mots, citer, numeros)]
    return tuple(nommees[-1:])


def garde_une_mesure(texte: str) -> bool:
    """Whether what is kept is a figure of the contract: "retenez 600 000 alors", "on garde 3 ans".

    >>> garde_une_mesure("ok retenez 600 000 alors"), garde_une_mesure("retenez 8 et 17")
    (True, False)
    """
    return any(
        _commence(une.mots, rang, "garder") and _est_du_contrat(une.mots, rang, "garder")
        for une in _couper(plier(texte))
        for rang in range(len(une.mots))
        if not une.demande
    )


def demande_ses_decisions(texte: str) -> bool:
    """Whether it is asked what was kept or set aside, or what is left to decide.

    >>> [demande_ses_decisions(dit) for dit in ("qu'est ce que j'ai retenu jusque là ?", "j'ai retenu la 8", "quelles actions j'ai écartées ?")]
    [True, False, True]
    >>> demande_ses_decisions("récap de mes choix"), demande_ses_decisions("il me reste quoi à décider")
    (True, True)
    """
    plie = plier(texte)
    mots = _les_mots(plie.texte, 0, len(plie.texte))
    if len(mots) > MOTS_D_UNE_DEMANDE or not any(_commence(mots, rang, "rappellent") for rang in range(len(mots))):
        return False
    prises = any(_commence(mots, rang, "prises") and _est_passe(mots, rang) for rang in range(len(mots)))
    return prises or any(_commence(mots, rang, "mes_decisions") for rang in range(len(mots)))


def remet_a_plus_tard(texte: str) -> bool:
    """Whether words put off what they could decide: "je garde ça sous le coude".

    >>> remet_a_plus_tard("je garde ça sous le coude"), remet_a_plus_tard("je garde tout")
    (True, False)
    """
    return any(_commence(une.mots, rang, "attendre") for une in _couper(plier(texte)) for rang in range(len(une.mots)))


def _laisse(mots: Sequence[_Mot]) -> bool:
    return any(_commence(mots, rang, "laisser") for rang in range(len(mots)))


def _couper(plie: Plie) -> list[_Clause]:
    """The clauses of a message: at its marks, and at the words that part what is said of one thing and of another."""
    clauses: list[_Clause] = []
    debut, phrase = 0, 0
    for borne in [*_BORNE.finditer(plie.texte), None]:
        fin = len(plie.texte) if borne is None else borne.start()
        marque = "" if borne is None else borne[0]
        demande = "?" in marque
        morceaux = _aux_liaisons(_sans_locutions(_les_mots(plie.texte, debut, fin)))
        for rang, (mots, lien) in enumerate(morceaux):
            # "L'avance je mets combien" asks without a mark.
            interroge = len(mots) > 1 and mots[-1].mot in _seuls("demandent_a_la_fin")
            derniere = rang == len(morceaux) - 1
            une = _Clause(mots, lien, interroge or (demande and derniere), phrase=phrase)
            une.suivie = marque if derniere else ""
            une.corrige = bool(pris := _commence(mots, 0, "se_reprennent"))
            une.mots = mots[pris:] or mots
            clauses.append(une)
        phrase += bool({*marque} & _FINISSENT) or demande
        debut = fin if borne is None else borne.end()
    return [clause for clause in clauses if clause.mots]


def _avec_leurs_en_tetes(clauses: list[_Clause], citer: Citer, numeros: Numeros) -> list[_Clause]:
    """The clauses of lists, each with what it is headed by: "Retenir : 2, 17", "8 : oui"; a verdict alone on its line heads the next ones."""
    reunies: list[_Clause] = []
    for clause in clauses:
        tete = reunies[-1] if reunies else None
        if tete is not None and _est_un_en_tete(tete, clause, citer, numeros):
            tete.en_tete = tete.en_tete or not _nommees(tete.mots, citer, numeros)
            # What is listed is named as if by its article: "oui : 8, 17".
            article = [_Mot("la", tete.mots[-1].fin, tete.mots[-1].fin)] if tete.en_tete else []
            tete.mots = [*tete.mots, *article, *clause.mots]
            tete.suivie, tete.demande = clause.suivie, clause.demande
        else:
            reunies.append(clause)
    return reunies


def _est_un_en_tete(tete: _Clause, suite: _Clause, citer: Citer, numeros: Numeros) -> bool:
    """Whether a clause is a verdict alone, and names follow; or a bare number, and its verdict follows."""
    if tete.suivie not in (":", "\n") or tete.demande or suite.demande:
        return False
    nommees = _nommees(suite.mots, citer, numeros)
    if tete.suivie == ":" and not nommees and tete.mots[0].mot.isdecimal() and len(tete.mots) == 1:
        return _decide_la(suite.mots, 0, VERDICTS)
    if not nommees or not _vides(suite.mots[: nommees[0].debut]) or _verdict_seul(suite.mots):
        return False
    seuls = _vides(suite.mots[nommees[-1].fin :]) or suite.mots[0].mot.isdecimal()
    decide = any(_decide_la(suite.mots, rang, (*VERDICTS, "attendre")) for rang in range(len(suite.mots)))
    if decide or not _verdict_seul(tete.mots):
        return False
    # A yes alone on its line answers what was asked before.
    verbe = any(_decide_la(tete.mots, rang, ("garder", "laisser", "attendre")) for rang in range(len(tete.mots)))
    return tete.suivie == ":" or (verbe and seuls)


def _verdict_seul(mots: Sequence[_Mot]) -> bool:
    """Whether words are a verdict, or put something off, and no more: "à retenir", "je garde", "à voir"."""
    for rang in range(len(mots)):
        if pris := max(_commence(mots, rang, sorte) for sorte in (*VERDICTS, "attendre")):
            if mots[rang].mot == "non" and not _vides(mots[rang + pris :]):
                # "Non retenues".
                return _verdict_seul(mots[rang + 1 :])
            return _vides(mots[:rang]) and _vides(mots[rang + pris :])
    return False


def _les_mots(texte: str, debut: int, fin: int) -> list[_Mot]:
    return [
        _Mot(mot, m.start(), m.end())
        for m in _MOT.finditer(texte, debut, fin)
        for mot in _MOT.findall(en_toutes_lettres(m[0]))
    ]


def _sans_locutions(mots: list[_Mot]) -> list[_Mot]:
    """Words without what names nothing though a word of it does: "merci d'avance", never "pas d'avance"."""
    for rang in range(len(mots)):
        pris = _commence(mots, rang, "locutions")
        if pris and not (rang and mots[rang - 1].mot in _seuls("nient")):
            return [*mots[:rang], *_sans_locutions(mots[rang + pris :])]
    return mots


def _aux_liaisons(mots: list[_Mot]) -> list[tuple[list[_Mot], str]]:
    """The words that are between two links, with the link that each begins by."""
    morceaux: list[tuple[list[_Mot], str]] = [([], "")]
    rang = 0
    while rang < len(mots):
        if morceaux[-1][0] and _commence(mots, rang, "sauf"):
            morceaux.append(([], ""))
        longueur = _commence(mots, rang, "entre")
        if longueur and not _commence(mots, rang + longueur, "entre"):
            morceaux.append(([], mots[rang].mot))
            rang += longueur
            continue
        morceaux[-1][0].append(mots[rang])
        rang += 1
    return [(siens, lien) for siens, lien in morceaux if siens]


def _aux_verdicts(clause: _Clause, citer: Citer, numeros: Numeros) -> list[_Clause]:
    """A clause that decides of several things in a row, cut: "la 8 oui la 11 non", "garde la 23 vire le reste"."""
    mots = clause.mots
    # What is said of why, or of under which condition, decides of nothing else.
    motif = next(
        (rang for rang in range(len(mots)) if _commence(mots, rang, "parce_que") or (rang and _suppose(mots, rang))),
        len(mots),
    )
    verdicts = [
        (rang, rang + combien)
        for rang in range(motif)
        if (combien := max(_commence(mots, rang, sorte) for sorte in (*VERDICTS, "attendre")))
    ]
    noms = [(une.debut, une.fin) for une in _nommees(mots, citer, numeros)]
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


def _commence(mots: Sequence[_Mot], rang: int, sorte: str) -> int:
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
        if _coupee(mots[rang : rang + len(attendus) + 1], attendus) and not finale:
            return len(attendus) + 1
    return 0


def _coupee(mots: Sequence[_Mot], attendus: Sequence[str]) -> bool:
    """Whether words are a form that holds a pronoun: "on *la* laisse", "mets-*la* de côté"."""
    if not 2 <= len(attendus) < len(mots) or mots[1].mot not in _seuls("reprennent_un_verbe"):
        return False
    return all(_vaut(lu.mot, attendu) for lu, attendu in zip((mots[0], *mots[2:]), attendus, strict=True))


def _vaut(mot: str, attendu: str) -> bool:
    if not attendu.endswith("*"):
        # "Jgarde" is "je garde".
        return mot in (attendu, f"j{attendu}")
    tige = attendu[:-1]
    return mot.startswith(tige) or (mot[:1] == "j" and mot[1:].startswith(tige))


def _lire_une_clause(clause: _Clause, citer: Citer, numeros: Numeros) -> _Clause:
    mots = clause.mots
    _lire_le_verdict(clause, citer, numeros)
    debut, fin = clause.verbe if clause.nature else (len(mots), len(mots))
    autres = next((rang for rang in range(len(mots)) if _designe_les_autres(mots, rang)), None)
    citees = [] if autres is not None else _nommees(mots, citer, numeros, (debut, fin))
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
        debut_utile = _commence(mots, 0, "sauf")
        avant = tuple(une for une in avant if _vides(mots[debut_utile : une.debut]))
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
        apres_eux = max(fin, autres + _commence(mots, autres, "autres"))
        clause.autres, clause.avant, clause.reste = True, autres < debut, (apres_eux, len(mots))
    else:
        clause.reste = (fin, len(mots)) if clause.nature else (0, len(mots))
        clause.reprise = clause.nature is not None and _reprend(mots, debut, fin)
    return clause


def _designe_les_autres(mots: Sequence[_Mot], rang: int) -> bool:
    """Whether what is not decided yet is named there: "le reste", "tout est bon"; "l'autre pour les producteurs" names one."""
    if pris := _commence(mots, rang, "autres"):
        return mots[rang + pris - 1].mot != "autre" or mots[rang + pris : rang + pris + 1] == []
    suivant = next(
        (
            un
            for un in range(rang + 1, len(mots))
            if not (_vides(mots[un : un + 1]) or mots[un].mot in _seuls("devant_un_verbe_nie"))
            or _decide_la(mots, un, ("oui",))
        ),
        len(mots),
    )
    return (
        mots[rang].mot in _seuls("tous")
        and suivant <= rang + 1 + MOTS_D_UN_TOUT
        and _decide_la(mots, suivant, ("oui", "garder"))
    )


def _lire_le_verdict(clause: _Clause, citer: Citer, numeros: Numeros) -> None:
    """The verdict of a clause: its first verb, the other way round where it is denied; else its yes or its no."""
    mots = clause.mots
    clause.suppose = _suppose(mots, 0)
    if clause.demande or (_commence(mots, 0, "ne_decident_pas") and not clause.suppose):
        return
    if _commence(mots, 0, "parce_que") and not _laisse(mots):
        # "Motif pour écarter la 17" sets it aside.
        return
    if _commence(mots, 0, "sauf"):
        clause.sauf = True
        return
    consulte = _qui_est_consulte(mots, citer, numeros)
    if consulte is None and any(
        _commence(mots, rang, "attendre") or mots[rang].mot in _souhaits()
        for rang in range(len(mots))
        if not _est_nulle(mots, rang)
    ):
        clause.attend = True
        return
    limite = _avant_la_condition(clause)
    for sorte, nature, nette in (
        ("laisser", ECARTER, True), ("garder", RETENIR, True), ("non", ECARTER, False), ("oui", RETENIR, False),
    ):  # fmt: skip
        places = (rang for rang in range(limite) if _commence(mots, rang, sorte))
        trouve = next((rang for rang in places if not _raconte(mots, rang, sorte, nette=nette)), None)
        if trouve is None or (clause.nature and (clause.nette or trouve >= clause.verbe[0])):
            continue
        if nette and _a_deja_repondu(mots, trouve, trouve + _commence(mots, trouve, sorte), citer, numeros):
            continue
        fin = trouve + _commence(mots, trouve, sorte)
        # "Rien ne nous convient".
        nie = _est_nie(mots, trouve, fin) if nette else (nature == RETENIR and _refuse(mots, trouve))
        clause.nature = {RETENIR: ECARTER, ECARTER: RETENIR}[nature] if nie else nature
        clause.nette = nette or clause.en_tete
        clause.verbe = (trouve, fin + (1 if nie and fin < len(mots) and mots[fin].mot in _seuls("nient") else 0))
    if not clause.nette and (absente := _qui_manque(mots, citer, numeros)):
        clause.nature, clause.nette, clause.verbe = ECARTER, True, absente
    if not clause.nette and consulte:
        clause.nature, clause.nette, clause.verbe = RETENIR, True, consulte
    if not clause.nette and (faite := _qui_se_fait(mots, citer, numeros)):
        clause.nature, clause.nette, clause.verbe = faite[0], True, faite[1]
    if clause.suppose and not clause.nette:
        # "Si le juriste est d'accord" says yes to nothing.
        clause.nature = None
    clause.pareil = clause.nature is None and any(_commence(mots, rang, "pareil") for rang in range(len(mots)))


def _avant_la_condition(clause: _Clause) -> int:
    """Where what is supposed begins, which decides of nothing: "ok pour la 8 à condition que le PLIE valide"."""
    mots = clause.mots
    if clause.suppose:
        return len(mots)
    return next((rang for rang in range(1, len(mots)) if _suppose(mots, rang)), len(mots))


def _suppose(mots: Sequence[_Mot], rang: int) -> bool:
    """Whether a supposition begins there: "si le juriste", never "si vous voulez"."""
    return _commence(mots, rang, "supposent") > 0 and not _commence(mots, rang, "politesses")


def _a_deja_repondu(mots: Sequence[_Mot], debut: int, fin: int, citer: Citer, numeros: Numeros) -> bool:
    """Whether a yes or a no stands before a verb that is of something else: "la sobriété oui, on laisse le broyat sur place"."""
    repond = any(_commence(mots, rang, sorte) for rang in range(debut) for sorte in ("oui", "non"))
    # "Non, celle-là je la mets pas" says no twice.
    reste = mots[fin + (fin < len(mots) and mots[fin].mot in _seuls("nient")) :]
    return repond and not _vides(reste) and not _nommees(reste, citer, numeros)


def _est_nulle(mots: Sequence[_Mot], rang: int) -> bool:
    """Whether what starts there is denied by the word before: "rien à voir avec les scènes"."""
    return rang > 0 and mots[rang - 1].mot in _seuls("nient")


def _qui_se_fait(mots: Sequence[_Mot], citer: Citer, numeros: Numeros) -> tuple[str, tuple[int, int]] | None:
    """What the verb of an action says of it, right after who does it: "on négocie", "on ne négociera pas"; where the name begins."""
    for une in _nommees(mots, citer, numeros):
        devant = [un.mot for un in mots[: une.debut]]
        if not devant or not (une.mots and une.titre):
            # "On renouvelle" is the verb of no action.
            continue
        while devant and devant[-1] in _seuls("veulent") | _seuls("pareil"):
            devant = devant[:-1]
        if not devant:
            continue
        ne = devant[-1] in _seuls("devant_un_verbe_nie")
        sujet = devant[-2:-1] if ne else devant[-1:]
        if sujet and sujet[0] in _seuls("sujets") and _vides(mots[: len(devant) - 1 - ne]):
            nie = ne or any(un.mot in _seuls("nient") for un in mots[une.debut + 1 : une.debut + 2])
            return (ECARTER if nie else RETENIR), (une.debut, une.debut)
    return None


def _qui_manque(mots: Sequence[_Mot], citer: Citer, numeros: Numeros) -> tuple[int, int] | None:
    """Where nobody offers what a clause opens by: "les ESAT j'ai regardé, ya personne qui fait ça"; the whole of it says why."""
    nommees = _nommees(mots, citer, numeros)
    if not nommees or not _vides(mots[: nommees[0].debut]):
        return None
    fin = nommees[-1].fin
    return (fin, fin) if any(_commence(mots, rang, "manque") for rang in range(fin, len(mots))) else None


def _qui_est_consulte(mots: Sequence[_Mot], citer: Citer, numeros: Numeros) -> tuple[int, int] | None:
    """Where who looks after an action is asked about it: "on voit avec le PLIE pour l'insertion"; up to what is asked about."""
    for une in _nommees(mots, citer, numeros):
        pour = une.fin < len(mots) - 1 and mots[une.fin].mot == "pour"
        for rang in range(max(0, une.debut - MOTS_AVANT_QUI), une.debut) if pour else ():
            pris = _commence(mots, rang, "consulter")
            if pris and _vides(mots[rang + pris : une.debut]) and not _est_nie(mots, rang, rang + pris):
                return rang, une.fin + 1
    return None


def _n_est_pas_d_une_action(mots: Sequence[_Mot], rang: int, sorte: str) -> bool:
    """Whether a verb tells, keeps a figure, or asks to be given: "j'ai gardé", "gardez mes trois lots", "tu me mets la clause"."""
    a_moi = {un.mot for un in mots[max(0, rang - 1) : rang]} & _seuls("a_moi_devant")
    a_moi |= {un.mot for un in mots[rang + 1 : rang + 2]} & _seuls("a_moi_derriere")
    donne = bool(a_moi) and mots[rang].mot in _seuls("donnent")
    return (
        donne or _commence(mots, rang, "autre_sens") > 0 or _est_passe(mots, rang) or _est_du_contrat(mots, rang, sorte)
    )


def _raconte(mots: Sequence[_Mot], rang: int, sorte: str, *, nette: bool) -> bool:
    """Whether a verdict is told of, or is of something else: "j'avais dit oui"."""
    if nette:
        return _n_est_pas_d_une_action(mots, rang, sorte)
    return any(_commence(mots, place, "disait") for place in range(max(0, rang - 1), rang + 1))


def _est_passe(mots: Sequence[_Mot], rang: int) -> bool:
    """ "J'ai oublié la 8" tells, and decides nothing; "à garder" does not tell."""
    if rang == 1 and mots[0].mot == "a":
        return False
    return any(un.mot in _seuls("passe") for un in mots[max(0, rang - 2) : rang])


def _est_du_contrat(mots: Sequence[_Mot], rang: int, sorte: str) -> bool:
    """Whether what a verb keeps or takes away is of a fact: "enlevez-les du montant", "ajoutez ça au total"."""
    suite = [un.mot for un in mots[rang + _commence(mots, rang, sorte) :]]
    while suite and suite[0] in _seuls("reprennent"):
        suite = suite[1:]
    if _mesure(suite):
        # "Il faut retenir 97 000 € HT en tout" keeps an amount.
        return True
    return len(suite) > 1 and suite[0] in _seuls("complements") and suite[1] in _seuls("du_contrat")


def _mesure(mots: Sequence[str]) -> bool:
    """Whether words open by a figure that is no action's: it is greater, or of a unit."""
    chiffres = list(takewhile(str.isdecimal, mots))
    if not chiffres:
        return bool(mots) and mots[0][:1].isdecimal()
    groupes = len(chiffres) > 1 and len(chiffres[1]) == CHIFFRES_D_UN_MILLIER
    suivant = mots[len(chiffres)] if len(chiffres) < len(mots) else ""
    return groupes or int(chiffres[0]) > ACTION_MAX or suivant in _seuls("unites")


def _est_nie(mots: Sequence[_Mot], debut: int, fin: int) -> bool:
    suivants = [un.mot for un in mots[fin : fin + 1 + MOTS_ENTRE]]
    if suivants[:1] and suivants[0] in _seuls("nient"):
        return True
    if debut and mots[debut - 1].mot in {"non", *_seuls("nient")} and mots[debut].mot.endswith(_PARTICIPES):
        # "Non retenues", "ne sera pas retenue".
        return True
    devant = {un.mot for un in mots[max(0, debut - 2) : debut]}
    return bool(devant & {"ne", "n"}) and "que" not in suivants


def _refuse(mots: Sequence[_Mot], debut: int) -> bool:
    return bool({un.mot for un in mots[max(0, debut - 2) : debut]} & _seuls("devant_un_verbe_nie"))


def _numeros(plie: Plie) -> Numeros:
    """What reads the numbers of actions: after an article, "la 8", "la dix-sept"; in figures, beside a verdict too, "garde 8", "11 oui"."""
    dits = [un for un in lire_nombres(plie.texte) if 0 < abs(un.valeur) <= ACTION_MAX and un.valeur % 1 == 0]

    def lire(mots: Sequence[_Mot]) -> list[Citee]:
        ranges = _rangs(mots, dits)
        citees: list[Citee] = []
        for dit in dits:
            rangs = [rang for rang, un in enumerate(mots) if dit.debut <= un.debut and un.fin <= dit.fin]
            avant = mots[rangs[0] - 1].mot if rangs and rangs[0] else ""
            suit = bool(rangs and citees) and _vides(mots[citees[-1].fin : rangs[0]])
            if any(une.debut <= rang < une.fin for une in ranges for rang in rangs):
                # "Les 3 premières" counts them.
                continue
            if avant == "les" and dit.en_lettres:
                # "Remets les deux" counts actions, and numbers none.
                continue
            sortes = VERDICTS if _dans_une_liste(plie, dits, dit) else VERDICTS[:2]
            nu = bool(rangs) and not dit.en_lettres and _est_a_decider(mots, rangs[0], rangs[-1] + 1, sortes)
            if rangs and (avant in _seuls("devant_un_numero") or suit or nu):
                # "-8 : oui" is of a list.
                citees.append(Citee(rangs[0], rangs[-1] + 1, (abs(int(dit.valeur)),)))
        return sorted((*citees, *ranges), key=lambda une: une.debut)

    return lire


def _rangs(mots: Sequence[_Mot], dits: Sequence[Nombre]) -> list[Citee]:
    """What is named by its place in what was shown: "la première", "les deux dernières"; never "la première année"."""
    citees: list[Citee] = []
    for place, un in enumerate(mots):
        dernier = un.mot.removesuffix("s") in _seuls("derniers")
        ordinal = ORDINAUX.get(un.mot.removesuffix("s"))
        if not (dernier or ordinal) or not _finit_un_nom(mots, place + 1):
            continue
        compte = next((int(dit.valeur) for dit in dits if place and _est_de(mots[place - 1], dit)), 0)
        debut = place - (2 if compte else 1)
        if debut < 0 or mots[debut].mot not in _seuls("devant_un_rang") or (compte and ordinal not in (None, 1)):
            continue
        if dernier:
            rangs = tuple(range(-(compte or 1), 0))
        else:
            rangs = tuple(range(compte)) if compte else ((ordinal or 1) - 1,)
        citees.append(Citee(debut, place + 1, (), rangs=rangs))
    return citees


def _est_de(mot: _Mot, dit: Nombre) -> bool:
    return dit.debut <= mot.debut and mot.fin <= dit.fin


def _finit_un_nom(mots: Sequence[_Mot], rang: int) -> bool:
    """Whether no noun follows: a verdict, a reason, a link or nothing does."""
    return _vides(mots[rang : rang + 1]) or _decide_la(mots, rang, (*VERDICTS, "parce_que", "attendre"))


def _dans_une_liste(plie: Plie, dits: Sequence[Nombre], dit: Nombre) -> bool:
    """Whether a number is one of several in a row, which a yes may be of: "ok 11, 17 et 22"."""
    suivant = next((un for un in dits if un.debut >= dit.fin), None)
    return suivant is not None and plie.texte[dit.fin : suivant.debut].strip(" ,&") in ("", *_seuls("ajoutent"))


def _est_a_decider(mots: Sequence[_Mot], debut: int, fin: int, sortes: Sequence[str]) -> bool:
    """Whether a bare number is right after a verdict of these or opens its clause, and counts nothing: "garde 8", never "garde 3 ans"."""
    decident = ("garder", "laisser", "non", "oui", "parce_que")
    suit = next((rang for rang in range(fin, len(mots)) if _dit_quelque_chose(mots, rang)), len(mots))
    ne_compte_rien = suit == len(mots) or mots[suit].mot.isdecimal() or _decide_la(mots, suit, decident)
    devant = (*sortes, "sauf")
    verbes = (rang + _commence(mots, rang, sorte) for sorte in devant for rang in range(debut))
    return ne_compte_rien and (debut == 0 or debut in verbes)


def _dit_quelque_chose(mots: Sequence[_Mot], rang: int) -> bool:
    return _decide_la(mots, rang, ("oui", "non", "parce_que")) or not _vides(mots[rang : rang + 1])


def _decide_la(mots: Sequence[_Mot], rang: int, sortes: Sequence[str]) -> bool:
    return any(_commence(mots, rang, sorte) for sorte in sortes)


def _vides(mots: Sequence[_Mot]) -> bool:
    """Whether words name nothing and say nothing of their own."""
    return all(un.mot in _seuls("autour") | _seuls("reprennent") for un in mots)


def _enumerees(mots: Sequence[_Mot], citees: Sequence[Citee]) -> list[Citee]:
    """The names of a clause, but those that only tell more of the one before: "l'avance aux petites entreprises"."""
    gardees: list[Citee] = []
    for une in sorted(citees, key=lambda une: une.debut):
        entre = [un.mot for un in mots[gardees[-1].fin : une.debut]] if gardees else []
        if not (entre[:1] and len(entre) <= MOTS_D_UN_COMPLEMENT + 1 and entre[0] in _seuls("complements")):
            gardees.append(une)
    return gardees


def _nommees(mots: Sequence[_Mot], citer: Citer, numeros: Numeros, verbe: tuple[int, int] = (0, 0)) -> list[Citee]:
    """The names of words, but those that are of their verdict: "on voit le PLIE pour l'insertion"."""
    dites = [*citer([un.mot for un in mots]), *numeros(mots)]
    siennes = [une for une in dites if not (verbe[0] <= une.debut and une.fin <= verbe[1])]
    siennes = [une for une in siennes if not (_vides(mots[une.debut : une.fin]) or _est_attribut(mots, une))]
    # "HT oui" answers of a tax.
    siennes = [une for une in siennes if not une.mots or {*une.mots} - _seuls("unites")]
    # "On garde le même titulaire" is of a firm.
    siennes = [une for une in siennes if une.titre or {*une.mots} - _seuls("entreprises") - _seuls("tous")]
    return _enumerees(mots, siennes)


def _est_d_accord(mots: Sequence[_Mot], une: Citee) -> bool:
    """Whether a name is of who agrees, and of no action: "le PLIE est d'accord"."""
    suivant = une.fin + 1
    return (
        bool(une.mots)
        and suivant < len(mots)
        and mots[une.fin].mot in _seuls("attribuent")
        and bool(_commence(mots, suivant, "accord"))
    )


def _est_attribut(mots: Sequence[_Mot], une: Citee) -> bool:
    """Whether words that could name an action only say what something is: "oui c'est récurrent", "c'est un marché qui revient"."""
    devant = une.debut - 1
    if devant > 0 and mots[devant].mot in _seuls("articles"):
        devant -= 1
    return bool(une.mots) and devant >= 0 and mots[devant].mot in _seuls("attribuent")


def _a_la_suite(mots: Sequence[_Mot], fin: int, citees: Sequence[Citee]) -> tuple[Citee, ...]:
    """The names that follow a verb, before what says why."""
    proches: list[Citee] = []
    place = fin
    for citee in sorted(citees, key=lambda une: une.debut):
        if not _vides(mots[place : citee.debut]):
            break
        proches.append(citee)
        place = citee.fin
    return tuple(proches)


def _repond(
    mots: Sequence[_Mot], verdict: tuple[int, int], avant: Sequence[Citee], apres: Sequence[Citee], autres: int | None
) -> bool:
    """Whether a yes or a no is of a name beside it, of what was just shown, or stands alone, so that a name before may own it."""
    debut, fin = verdict
    seulement_pas = [un.mot for un in mots[debut:fin]] == ["pas"]
    if avant and not seulement_pas:
        # "La 8 ne me convient pas".
        entre = [un for un in mots[avant[-1].fin : debut] if un.mot not in _seuls("devant_un_verbe_nie")]
        return _vides(_sans_complement(entre))
    if _vides(mots[:debut]) and _restreint(mots[fin:]):
        # "Oui, si le PLIE trouve quelqu'un" is of a name before it.
        return True
    if apres:
        # "Pas de réemploi", never "pas PDF"; "ok pour la 8", never "ok donc la 8 apparaît".
        suite = mots[apres[-1].fin :]
        seule = _vides(suite) or suite[0].mot in _seuls("motif") or _suppose(suite, 0)
        pres = apres[0].debut + (not seulement_pas) > fin
        return seule and _vides(mots[:debut]) and pres and _vides(mots[fin : apres[0].debut])
    if seulement_pas:
        # "Pas les autres", never "pas tout".
        return not debut and autres == fin and mots[fin].mot not in _seuls("tous")
    seul = _vides(mots[:debut]) and (fin == len(mots) or _vides(mots[fin:]))
    return seul or autres is not None or any(_commence(mots, rang, "montrent") for rang in range(debut))


def _sans_complement(mots: Sequence[_Mot]) -> Sequence[_Mot]:
    """The words after a name, but what only tells more of it: "aux petites boîtes"."""
    return mots[MOTS_D_UN_COMPLEMENT:] if mots and mots[0].mot in _seuls("complements") else mots


def _reprend(mots: Sequence[_Mot], debut: int, fin: int) -> bool:
    """Whether what is decided is what was just shown: "celle-là", "je la garde", "vire-la"."""
    if any(_commence(mots, rang, "montrent") for rang in range(debut)):
        return True
    # "On la laisse", whose form goes around its pronoun.
    autour = (*mots[max(0, debut - 1) : debut], *mots[debut + 1 : fin - 1])
    # "Annule ça" undoes what was just done.
    finit = all(un.mot in _seuls("en_passant") for un in mots[fin + 1 :])
    dernier = mots[fin].mot if fin < len(mots) and finit and mots[debut].mot not in _seuls("defont") else ""
    return any(un.mot in _seuls("reprennent_un_verbe") for un in autour) or dernier in _seuls("reprennent_apres")


def _assembler(plie: Plie, clauses: Sequence[_Clause]) -> Lues | None:
    """The decisions that clauses make together: a name waits for its verdict, or shares the one before; what is left says why."""
    assemblage = _Assemblage(plie, clauses)
    for rang in range(len(clauses)):
        assemblage.lire(rang)
    return assemblage.conclure()


@dataclass(slots=True)
class _Assemblage:
    """What clauses make together, one read after the other; each by the first way that it can be taken."""

    plie: Plie
    clauses: Sequence[_Clause]
    dites: list[Dite] = field(default_factory=list)
    attendent: list[_Clause] = field(default_factory=list)
    demandees: list[_Clause] = field(default_factory=list)
    remises: list[_Clause] = field(default_factory=list)
    attente: list[str] = field(default_factory=list)
    perdues: list[str] = field(default_factory=list)
    corrigees: list[Citee] = field(default_factory=list)
    noms_d_abord: bool = False
    # The ranks of the last clause that restricts, of the last that decides, and of those that another took with it.
    reserve: int = -1
    faite: int = -1
    ecoulees: set[int] = field(default_factory=set)

    def lire(self, rang: int) -> None:
        clause = self.clauses[rang]
        if rang in self.ecoulees:
            return
        if clause.demande or (self.dites and _ordonne_autre_chose(clause)):
            self._demander(clause)
        elif self.demandees and not _decide_apres_une_demande(clause, self.demandees):
            # What comes after is of it.
            self.demandees.append(clause)
        elif self._est_remise(rang):
            self._remettre(rang)
        elif self.dites and self._se_ravise(rang):
            return
        elif (
            clause.corrige and clause.nature is None and clause.ne_fait_que_nommer and self.dites and not self.demandees
        ):
            self._corriger(rang)
        elif (
            self.dites
            and self.dites[-1].nature == RETENIR
            and not self.attendent
            and _prolonge_la_reserve(self.clauses, rang, self.reserve)
        ):
            self.reserve = rang
            self.dites[-1] = replace(self.dites[-1], motif=_rallonger(self.plie, self.dites[-1].motif, clause))
        elif clause.nature is None or _dit_pourquoi(self.dites, clause):
            en_liste = not (self.attendent or self.noms_d_abord) and _continue_la_liste(self.clauses, rang, self.dites)
            if not _joindre(self.plie, self.clauses, rang, self.dites, en_liste=en_liste):
                self.attendent.append(clause)
        else:
            self._decider(rang, clause.nature)

    def _se_ravise(self, rang: int) -> bool:
        """Take back what was just decided: "écarter 20... enfin non, écarter 23", "je garde la 8. Ah non"; True where nothing else is said."""
        clause, derniere = self.clauses[rang], self.dites[-1]
        seule = clause.corrige and _commence(clause.mots, 0, "se_reprennent") == len(clause.mots)
        suivante = self.clauses[rang + 1] if rang + 1 < len(self.clauses) else None
        if seule and suivante is not None:
            suivante.corrige = True
            return True
        if seule:
            self.attente.append(derniere.mots)
            self.remises.append(self.clauses[self.faite])
            self.dites.pop()
            return True
        if clause.corrige and clause.nature == derniere.nature and clause.citees:
            self.corrigees += derniere.citees
            self.dites.pop()
        return False

    def _demander(self, clause: _Clause) -> None:
        """What is asked, or ordered of what no action is named by, with what its sentence names before."""
        depart = next((une for une in reversed(self.attendent) if une.nomme and une.phrase == clause.phrase), clause)
        siennes = [une for une in self.attendent if une.etendue[0] >= depart.etendue[0]]
        self.attendent = self.attendent[: len(self.attendent) - len(siennes)]
        self.demandees += [*siennes, clause]

    def _est_remise(self, rang: int) -> bool:
        clause, avant = self.clauses[rang], self.clauses[rang - 1] if rang else None
        if avant is not None and avant.attend and clause.nette and not clause.nomme and clause.reprise:
            # "Je ne sais pas encore, mettez-la de côté" puts it off, and sets nothing aside.
            clause.attend = True
        elif avant in self.remises and _suit_dans_la_liste(self.clauses, rang):
            clause.attend = True
        return clause.attend

    def _remettre(self, rang: int) -> None:
        """What is put off: what the clause names, else what was just named, else what was just decided, if it says so."""
        clause = self.clauses[rang]
        avant = [une for une in self.attendent if not _finit_entre(self.plie, une, clause)]
        dit = _entre(self.plie, [une.etendue for une in (*avant, clause)])
        autres = self.attendent[: len(self.attendent) - len(avant)]
        derniere = self.dites[-1] if self.dites else None
        if (
            derniere
            and derniere.nature == ECARTER
            and all(une.phrase == self.clauses[self.faite].phrase for une in autres)
        ):
            # "La 14 est abandonnée (site unique). La 17 reste en discussion".
            self.dites[-1], autres = _avec_le_motif(derniere, _entre(self.plie, [une.etendue for une in autres])), []
        self.perdues.append(_perdues(self.plie, autres))
        self.attendent, self.remises = [], [*self.remises, *avant, clause]
        nomme = any(une.nomme or une.evoquees for une in (*avant, clause))
        if self.dites and rang == self.faite + 1 and not nomme and _suspend(clause):
            # "La 8 oui, mais il me faut l'avis du juriste".
            dit = f"{self.dites.pop().mots}, {dit}"
            self.remises.append(self.clauses[self.faite])
        self.attente.append(dit)

    def _corriger(self, rang: int) -> None:
        """Names that are said instead of the last ones: all of them, or one more for the last: "retiens 8 et 17, pardon 18"."""
        clause = self.clauses[rang]
        suite = self.clauses[rang + 1 :]
        liste = [clause, *takewhile(lambda une: une.phrase == clause.phrase and une.ne_nomme_qu_encore, suite)]
        citees = [citee for une in liste for citee in une.citees]
        derniere = self.dites[-1]
        gardees = () if len(citees) > 1 else derniere.citees[:-1]
        self.dites[-1] = replace(derniere, citees=(*gardees, *citees), autres=False, reprise=False)
        self.corrigees += derniere.citees
        self.ecoulees |= {*range(rang, rang + len(liste))}

    def _decider(self, rang: int, nature: str) -> None:
        clause = self.clauses[rang]
        dite = _dire(self.plie, clause, nature, nette=clause.nette)
        precedente = self.dites[-1] if self.dites else None
        if clause.reprise and not (self.attendent or clause.nomme) and precedente and precedente.nature == nature:
            # "D'accord pour la clause d'insertion, mettez-la" decides of it once.
            return
        rattachee = _rattacher(dite, clause, self.attendent or self.demandees)
        if rattachee is None:
            self.attendent.append(clause)
            return
        dite, sujets = rattachee
        if self.demandees and not clause.nomme:
            # "On la retient ? Mon chef dit oui, on la met" answers what was asked.
            self.demandees = []
        libres = self._ce_qui_dit_pourquoi(dite, sujets)
        if dite.reprise and not dite.citees and precedente and not (precedente.reprise or precedente.autres):
            # "Je garde la 8, euh non je l'écarte" is of the same.
            dite = replace(dite, citees=precedente.citees, reprise=False)
        self.dites.append(_avec_le_motif(dite, _entre(self.plie, libres), devant=True))
        self.attendent, self.noms_d_abord, self.faite = [], clause.avant or bool(sujets), rang

    def _ce_qui_dit_pourquoi(self, dite: Dite, sujets: Sequence[_Clause]) -> list[tuple[int, int]]:
        """Where the words before a decision are that say why; those that say why of the one before are given to it."""
        du_precedent = _du_precedent(self.plie, self.clauses[self.faite], self.attendent, sujets) if self.dites else 0
        if du_precedent and self.dites[-1].nature == RETENIR:
            # Why what was kept is kept is no reason to set the next one aside.
            self.perdues.append(_perdues(self.plie, self.attendent[:du_precedent]))
            self.attendent = self.attendent[du_precedent:]
        d_autres = [une for une in self.attendent if dite.citees and une not in sujets and une.nomme_par_son_titre]
        if d_autres:
            # "La 11 si possible, la 14 non": what is told of another is why of nothing here.
            self.perdues.append(_perdues(self.plie, d_autres))
            self.attendent = [une for une in self.attendent if une not in d_autres]
        libres = [
            une.etendue
            for une in self.attendent
            if not (une in sujets and (une.ne_fait_que_nommer or not une.nomme)) and not _acquiesce(une)
        ]
        if self.dites and not sujets and self.dites[-1].nature == ECARTER:
            # What was said between two decisions is why the first was made.
            self.dites[-1], libres = _avec_le_motif(self.dites[-1], _entre(self.plie, libres)), []
        if dite.nature == RETENIR or (self.dites and not sujets and dite.motif):
            # What is kept needs no reason, and what has its own takes none of what was said before another.
            self.perdues.append(_perdues(self.plie, [une for une in self.attendent if une.etendue in libres]))
            libres = []
        return libres

    def conclure(self) -> Lues | None:
        """What was decided, with the words that come after the last decision."""
        if not self.dites and len(self.clauses) == 1 and _est_un_oui_nu(self.clauses[0]):
            # "Bon, je prends", of what was just shown.
            seule = _dire(self.plie, self.clauses[0], RETENIR, nette=True)
            self.dites, self.attendent = [replace(seule, reprise=True, motif="")], []
        remises = tuple(citee for une in self.remises for citee in une.toutes or une.citees)
        if not (self.dites or remises):
            return None
        dit_pourquoi = (
            _qui_disent_pourquoi(self.plie, self.dites[-1], self.attendent, self.clauses) if self.dites else 0
        )
        queue, apres = (
            _entre(self.plie, [une.etendue for une in siennes])
            for siennes in (self.attendent[:dit_pourquoi], self.attendent[dit_pourquoi:])
        )
        return Lues(
            tuple(self.dites),
            _ce_qui_est_demande(self.plie, self.demandees),
            queue,
            apres,
            ", ".join(filter(None, self.attente)),
            tuple(filter(None, self.perdues)),
            remises,
            tuple(self.corrigees),
        )


def _decide_apres_une_demande(clause: _Clause, demandees: Sequence[_Clause]) -> bool:
    """Whether a clause after a question decides: of what it names, or of what was asked about."""
    if clause.phrase in {une.phrase for une in demandees if une.demande} or clause.attend or clause.nature is None:
        return False
    if clause.nomme:
        return True
    return clause.nette and clause.reprise and any(une.evoquees or une.citees for une in demandees)


def _suit_dans_la_liste(clauses: Sequence[_Clause], rang: int) -> bool:
    """Whether a clause only names one more of what the list before it puts off: "à voir : 2, 14"."""
    clause = clauses[rang]
    nommee = clause.nature is None and clause.ne_fait_que_nommer and _vides(clause.mots[: clause.citees[0].debut])
    return nommee and (clause.est_nue or clause.liee) and not _decide_plus_loin(clauses[rang + 1 :])


def _suspend(clause: _Clause) -> bool:
    """Whether words put off what was just decided, rather than something else: "à confirmer", "il me faut l'avis du juriste"."""
    return any(_commence(clause.mots, rang, "suspendent") for rang in range(len(clause.mots)))


def _ce_qui_est_demande(plie: Plie, demandees: Sequence[_Clause]) -> str:
    """The words of what is asked, up to the mark of its last sentence."""
    if not demandees:
        return ""
    fin = demandees[-1].etendue[1]
    marque = plie.texte.find("?", fin)
    suit = plie.texte[fin : marque + 1] if marque >= 0 else ""
    return plie.mots(demandees[0].etendue[0], fin + len(suit) if suit.strip(" ?") == "" else fin)


def _est_un_oui_nu(clause: _Clause) -> bool:
    """Whether a clause keeps, by its verb alone, what it does not name."""
    debut, fin = clause.verbe
    autour = (*clause.mots[:debut], *clause.mots[fin:])
    vides = _seuls("autour") | _seuls("reprennent_apres")
    return clause.nette and clause.nature == RETENIR and not clause.nomme and all(un.mot in vides for un in autour)


def _du_precedent(plie: Plie, decidee: _Clause, attendent: Sequence[_Clause], sujets: Sequence[_Clause]) -> int:
    """How many clauses are of the sentence of the decision before, and come before what the next one is of."""
    siennes = takewhile(lambda une: une not in sujets and not _finit_entre(plie, decidee, une), attendent)
    return len([*siennes])


def _acquiesce(clause: _Clause) -> bool:
    """Whether a clause only agrees to what was said, which is why of nothing: "très bien"."""
    return clause.nature == RETENIR and not (clause.nette or clause.nomme)


def _joindre(plie: Plie, clauses: Sequence[_Clause], rang: int, dites: list[Dite], *, en_liste: bool) -> bool:
    """Take what a clause without a verdict names into the decision before; False where it is none's."""
    clause = clauses[rang]
    if not dites or not clause.nomme:
        return False
    if en_liste:
        jointe = _dire(plie, clause, dites[-1].nature, nette=True)
        dites[-1] = replace(
            dites[-1],
            citees=(*dites[-1].citees, *clause.citees),
            mots=f"{dites[-1].mots}, {jointe.mots}",
            motif=dites[-1].motif or jointe.motif,
        )
    elif clause.pareil:
        dites.append(_dire(plie, clause, dites[-1].nature, nette=dites[-1].nette))
    elif clause.liee and not _decide_plus_loin(clauses[rang + 1 :]):
        dites[-1] = replace(dites[-1], citees=(*dites[-1].citees, *clause.citees))
    else:
        return False
    return True


def _continue_la_liste(clauses: Sequence[_Clause], rang: int, dites: Sequence[Dite]) -> bool:
    """Whether a clause only names more of what was just decided: "garde 13, 14", "va pour la 8, la 20 et la 22"."""
    clause, suivantes = clauses[rang], clauses[rang + 1 :]
    if not dites or not clause.citees or clause.pareil or dites[-1].reprise:
        return False
    if clause.est_nue and dites[-1].nette:
        return True
    articles = _seuls("devant_un_numero") | _seuls("reprennent_un_verbe")
    seule = clause.ne_fait_que_nommer and all(un.mot in articles for un in clause.mots[: clause.citees[0].debut])
    remise = bool(suivantes) and suivantes[0].attend
    return seule and not (remise or _decide_plus_loin(suivantes))


def _prolonge_la_reserve(clauses: Sequence[_Clause], rang: int, reserve: int) -> bool:
    """Whether a clause restricts what was just kept, or goes on with what does: "juste pour le chocolat *et la vanille*"."""
    clause = clauses[rang]
    if clause.restreint:
        return True
    titre = clause.autres or any(une.titre for une in clause.citees)
    rien = clause.nature is None and not (clause.attend or clause.demande or clause.sauf or titre)
    suit = reserve == rang - 1 >= 0 or (rang > 0 and clauses[rang - 1].reserve)
    return rien and clause.liee and suit


def _rallonger(plie: Plie, motif: str, clause: _Clause) -> str:
    """A restriction with the words of one more clause, and the link between them."""
    dit = plie.mots(*clause.etendue).strip(" ,;:.()")
    lien = f" {clause.lien} " if clause.liee else ", "
    return f"{motif}{lien}{dit}" if motif else dit


def _rattacher(dite: Dite, clause: _Clause, attendent: Sequence[_Clause]) -> tuple[Dite, list[_Clause]] | None:
    """A verdict with what it is of, and the clauses that name it; None where nothing does."""
    if clause.nomme:
        sujets = _listees(attendent, clause)
        return replace(dite, citees=(*(citee for une in sujets for citee in une.citees), *dite.citees)), sujets
    if sujets := _sujets(attendent, clause):
        citees = tuple(citee for une in sujets for citee in une.citees)
        return replace(dite, citees=citees, autres=sujets[-1].autres, reprise=False), sujets
    if evoquees := _evoquee(attendent, clause):
        return replace(dite, citees=evoquees[0].evoquees, reprise=False), evoquees
    return (dite, []) if clause.reprise else None


def _ordonne_autre_chose(clause: _Clause) -> bool:
    """Whether a clause begins by its verdict, and names neither an action nor what was just shown: "gardez mes trois lots"."""
    return (
        clause.nette and not (clause.nomme or clause.reprise or clause.verbe[0]) and clause.verbe[1] < len(clause.mots)
    )


def _dit_pourquoi(dites: Sequence[Dite], clause: _Clause) -> bool:
    """Whether a no only says why what was just set aside is: "écarter la 17 : pas de trésorerie"."""
    if not dites or clause.nette or (clause.nature, dites[-1].nature, dites[-1].motif) != (ECARTER, ECARTER, ""):
        return False
    deja = {action for citee in dites[-1].citees for action in citee.actions}
    return bool(clause.citees) and all(citee.actions and {*citee.actions} <= deja for citee in clause.citees)


def _sujets(attendent: Sequence[_Clause], clause: _Clause) -> list[_Clause]:
    """What a verdict that names nothing is of: the last name, or the bare numbers that its verb takes up: "8, 14, je les garde"."""
    nommees = [une for une in attendent if une.nomme]
    if not nommees or not nommees[-1].est_nue:
        return nommees[-1:]
    debut, _ = clause.verbe
    if not (debut and clause.mots[debut - 1].mot in _seuls("reprennent")):
        return []
    return [une for une in nommees if une.est_nue]


def _evoquee(attendent: Sequence[_Clause], clause: _Clause) -> list[_Clause]:
    """What spoke last of an action, where a verdict has a pronoun or nothing for its name: "je regarde pour la 11, je la garde"."""
    debut, fin = clause.verbe
    nue = _vides(clause.mots[:debut]) and _vides(clause.mots[fin:])
    nue = nue and (clause.nette or any(_commence(clause.mots, rang, "se_ravisent") for rang in range(debut)))
    return [une for une in attendent if une.evoquees][-1:] if clause.reprise or nue else []


def _finit_entre(plie: Plie, une: _Clause, autre: _Clause) -> bool:
    """Whether a sentence ends between two clauses."""
    return bool(set(plie.texte[une.etendue[1] : autre.etendue[0]]) & _FINISSENT)


def _perdues(plie: Plie, clauses: Sequence[_Clause]) -> str:
    """The words of clauses that nothing was made of; empty where they say nothing that could be missed."""
    dit = _entre(plie, [une.etendue for une in clauses])
    return dit if est_une_perte(dit) else ""


def est_une_perte(dit: str) -> bool:
    """Whether words that nothing was made of could be missed: several, and more than a reason to keep or a greeting."""
    plie = plier(dit)
    mots = _les_mots(plie.texte, 0, len(plie.texte))
    disent = [un for un in mots if un.mot not in _seuls("courtoisie") | _seuls("oui") | _seuls("autour")]
    return bool(disent) and len(mots) >= MOTS_D_UNE_PERTE and not _commence(mots, 0, "parce_que")


def est_une_restriction(dit: str) -> bool:
    """Whether words keep an action for a part of the contract only: "que sur le lot yaourts, le reste ya pas d'offre"."""
    plie = plier(dit)
    return _restreint(_les_mots(plie.texte, 0, len(plie.texte)))


def _restreint(mots: Sequence[_Mot]) -> bool:
    """Whether words open by what restricts, or say so at their end: "sur le lot nord seulement"."""
    return _commence(mots, 0, "restreignent") > 0 or (bool(mots) and mots[-1].mot in _seuls("seulement"))


def _qui_disent_pourquoi(plie: Plie, derniere: Dite, attendent: Sequence[_Clause], clauses: Sequence[_Clause]) -> int:
    """How many of the last clauses are of the sentence of the last decision; of the next one, where it says no reason yet."""
    restent = 0 if derniere.motif else 1
    for rang, une in enumerate(attendent):
        if une.est_d_un_numero:
            # "14 : non, prestations liées ; 17 : reparlons-en".
            return rang
        place = next(place for place, clause in enumerate(clauses) if clause is une)
        if place and _finit_entre(plie, clauses[place - 1], une):
            restent = restent - 1 if rang == 0 else -1
            if restent < 0:
                return rang
    return len(attendent)


def _decide_plus_loin(clauses: Sequence[_Clause]) -> bool:
    """Whether what comes next is a verdict that names nothing: "l'insertion et l'avance, on laisse"."""
    suivante = next((une for une in clauses if une.nature or une.nomme), None)
    return suivante is not None and suivante.nature is not None and not suivante.nomme


def _listees(attendent: Sequence[_Clause], clause: _Clause) -> list[_Clause]:
    """The names just before a verdict that they share: "l'insertion et l'avance c'est bon"."""
    listees: list[_Clause] = []
    for une in reversed(attendent if clause.avant else ()):
        if not une.ne_fait_que_nommer:
            break
        listees.insert(0, une)
    return listees


def _dire(plie: Plie, clause: _Clause, nature: str, *, nette: bool) -> Dite:
    debut, fin = clause.reste
    restent = clause.mots[debut:fin]
    donne = bool(restent) and (nature == ECARTER or _restreint(restent))
    motif = _motif(plie, restent[0].debut, restent[-1].fin) if donne else ""
    jusqu_a = restent[0].debut if restent else clause.mots[-1].fin
    mots = plie.mots(clause.mots[0].debut, jusqu_a)
    return Dite(nature, clause.citees, mots, motif, clause.reprise, clause.autres, nette)


def _motif(plie: Plie, debut: int, fin: int) -> str:
    """Words as a reason, without what opens it; empty where they are only around what was decided."""
    mots = _les_mots(plie.texte, debut, fin)
    while mots and mots[0].mot in _seuls("parce_que") - _seuls("restent_du_motif"):
        mots = mots[1:]
    if all(un.mot in _seuls("courtoisie") | _seuls("pareil") | _seuls("nient") for un in mots):
        return ""
    return plie.mots(mots[0].debut, fin).strip(" ,;:.()")


def _sans_ouverture(dit: str) -> str:
    plie = plier(dit)
    return _motif(plie, 0, len(plie.texte)) or dit


def _entre(plie: Plie, etendues: Sequence[tuple[int, int]]) -> str:
    """The words of clauses, as they were typed; empty where they say nothing."""
    if not etendues or not _motif(plie, etendues[0][0], etendues[-1][1]):
        return ""
    return plie.mots(etendues[0][0], etendues[-1][1]).strip(" ,;:.()")


def _avec_le_motif(dite: Dite, dit: str, *, devant: bool = False) -> Dite:
    """A decision with the words around it that say why; what is kept needs no reason, but for what part of the contract it is."""
    dit = _sans_ouverture(dit)
    if (dite.nature == RETENIR and (devant or not est_une_restriction(dit))) or sum(
        signe.isalpha() for signe in dit
    ) < LETTRES_D_UN_MOTIF:
        return dite
    parts = (dit, dite.motif) if devant else (dite.motif, dit)
    return replace(dite, motif=", ".join(filter(None, parts))[:MOTIF_MAX])


__all__ = [
    "ECARTER",
    "RETENIR",
    "Citee",
    "Dite",
    "Lues",
    "demande_ses_decisions",
    "est_une_perte",
    "est_une_restriction",
    "garde_une_mesure",
    "lire_les_decisions",
    "remet_a_plus_tard",
]
