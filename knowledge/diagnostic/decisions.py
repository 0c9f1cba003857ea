"""What a message decides of actions, in everyday words: "l'insertion je la garde, le réemploi on laisse tomber, trop court"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from knowledge.diagnostic.verdicts import (
    ECARTER,
    FINISSENT,
    RETENIR,
    Citer,
    Clause,
    commence,
    couper,
    dit_dans_quel_cas,
    est_du_contrat,
    est_passe,
    laisse,
    lecteur_de_numeros,
    lire_les_clauses,
    lire_les_mots,
    lire_les_noms,
    mots_du_genre,
    ne_disent_rien,
    se_restreint,
)
from knowledge.francais.texte import Plie, mots_de, plier
from knowledge.plan.noms import Citee

MOTIF_MAX = 300
LETTRES_D_UN_MOTIF, MOTS_D_UNE_PERTE = 4, 2
MOTS_D_UNE_DEMANDE = 16


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


_HESITE = r"(?:ah|euh|heu|oups|zut|pardon|enfin|en fait|attends|attendez|finalement)"
_UNE = r"(?:la |le |les |l'action |l'|action )?"
# A number that is said, then taken back: "8, 17... non pas 17" keeps 8, and says nothing of 17.
_REPRIS = re.compile(
    rf"[,; ]{{0,3}}(?:\bet )?{_UNE}\b(?P<numero>\d{{1,2}})\b[ ,.…!;-]{{0,6}}(?:{_HESITE}[ ,.…]{{1,4}}){{0,3}}"
    rf"(?:non[ ,.…]{{1,4}})?(?:{_HESITE}[ ,.…]{{1,4}}){{0,2}}pas {_UNE}(?P=numero)\b",
    re.IGNORECASE,
)
# A number said for another, which takes its place: "8, 17 euh non 18".
_REMPLACE = re.compile(
    rf"\b\d{{1,2}}(?:[ ,]{{0,2}}(?:\.{{2,4}}|…)[ ,.…]{{0,3}}|[ ,]{{1,3}}{_HESITE}[ ,.…]{{1,4}})(?:{_HESITE}[ ,.…]{{1,4}})?"
    rf"(?:non[ ,.…]{{1,4}}(?:plut[oô]t )?|plut[oô]t ){_UNE}(?P<numero>\d{{1,2}})\b(?! (?:oui|non))",
    re.IGNORECASE,
)


def sans_ses_reprises(texte: str) -> str:
    """A message that names actions, without the numbers that it takes back, where it keeps another.

    >>> [sans_ses_reprises(dit) for dit in ("je prends 8, 17... non pas 17", "la 8, la 18, ah non pas la 18", "8, 17 euh non 18")]
    ['je prends 8', 'la 8', '8, 18']
    >>> [sans_ses_reprises(dit) for dit in ("la 17, non pas la 17", "oui 8... non 9", "8 oui, pas 17", "17 non")]
    ['la 17, non pas la 17', 'oui 8... non 9', '8 oui, pas 17', '17 non']
    """
    reste = _REPRIS.sub("", texte)
    if not any(lettre.isdecimal() for lettre in reste):
        reste = texte
    return reste if "oui" in mots_de(reste) else _REMPLACE.sub(r"\g<numero>", reste)


def _lire(texte: str, citer: Citer) -> Lues | None:
    plie = plier(texte)
    return _assembler(plie, lire_les_clauses(plie, citer))


def lire_une_decision_demandee(texte: str, citer: Citer) -> tuple[Citee, ...]:
    """The names of what it is asked whether it may be set aside: "la clause d'insertion, je peux la virer ?"; none for any other message.

    >>> from knowledge.plan.noms import Citee
    >>> def citer(mots): return [Citee(rang, rang + 1, (8,)) for rang, mot in enumerate(mots) if mot == "insertion"]
    >>> [len(lire_une_decision_demandee(dit, citer)) for dit in ("l'insertion ça sert à rien, je peux la virer ?", "je vire l'insertion")]
    [1, 0]
    """
    plie = plier(texte)
    numeros = lecteur_de_numeros(plie)
    clauses = couper(plie)
    demandee = next((rang for rang, une in enumerate(clauses) if une.demande and laisse(une.mots)), None)
    if demandee is None:
        return ()
    nommees = [une for clause in clauses[: demandee + 1] for une in lire_les_noms(clause.mots, citer, numeros)]
    return tuple(nommees[-1:])


def garde_une_mesure(texte: str) -> bool:
    """Whether what is kept is a figure of the contract: "retenez 600 000 alors", "on garde 3 ans".

    >>> garde_une_mesure("ok retenez 600 000 alors"), garde_une_mesure("retenez 8 et 17")
    (True, False)
    """
    return any(
        commence(une.mots, rang, "garder") and est_du_contrat(une.mots, rang, "garder")
        for une in couper(plier(texte))
        for rang in range(len(une.mots))
        if not une.demande
    )


def excepte_l_inconnu(texte: str, citer: Citer) -> bool:
    """Whether what is excepted of all the actions names none of them, nor a case or a part of the contract: all is not decided then.

    >>> from knowledge.plan.noms import Citee
    >>> def citer(mots): return [Citee(rang, rang + 1, (8,)) for rang, mot in enumerate(mots) if mot == "insertion"]
    >>> [excepte_l_inconnu(dit, citer) for dit in ("je garde tout sauf la paperasse", "tout sauf l'insertion", "tout sauf s'il n'y a qu'une offre", "je garde tout")]
    [True, False, False, False]
    """
    return any(
        une.sauf and not (une.nomme or dit_dans_quel_cas(une.mots)) for une in lire_les_clauses(plier(texte), citer)
    )


def demande_ses_decisions(texte: str) -> bool:
    """Whether it is asked what was kept or set aside, or what is left to decide.

    >>> [demande_ses_decisions(dit) for dit in ("qu'est ce que j'ai retenu jusque là ?", "j'ai retenu la 8", "quelles actions j'ai écartées ?")]
    [True, False, True]
    >>> demande_ses_decisions("récap de mes choix"), demande_ses_decisions("il me reste quoi à décider")
    (True, True)
    """
    plie = plier(texte)
    mots = lire_les_mots(plie.texte, 0, len(plie.texte))
    if len(mots) > MOTS_D_UNE_DEMANDE or not any(commence(mots, rang, "rappellent") for rang in range(len(mots))):
        return False
    prises = any(commence(mots, rang, "prises") and est_passe(mots, rang) for rang in range(len(mots)))
    return prises or any(commence(mots, rang, "mes_decisions") for rang in range(len(mots)))


def remet_a_plus_tard(texte: str) -> bool:
    """Whether words put off what they could decide: "je garde ça sous le coude".

    >>> remet_a_plus_tard("je garde ça sous le coude"), remet_a_plus_tard("je garde tout")
    (True, False)
    """
    return any(commence(une.mots, rang, "attendre") for une in couper(plier(texte)) for rang in range(len(une.mots)))


def _assembler(plie: Plie, clauses: Sequence[Clause]) -> Lues | None:
    """The decisions that clauses make together: a name waits for its verdict, or shares the one before; what is left says why."""
    assemblage = _Assemblage(plie, clauses)
    for rang in range(len(clauses)):
        assemblage.lire(rang)
    return assemblage.conclure()


@dataclass(slots=True)
class _Assemblage:
    """What clauses make together, one read after the other; each by the first way that it can be taken."""

    plie: Plie
    clauses: Sequence[Clause]
    dites: list[Dite] = field(default_factory=list)
    attendent: list[Clause] = field(default_factory=list)
    demandees: list[Clause] = field(default_factory=list)
    remises: list[Clause] = field(default_factory=list)
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
        n_en_veut_pas = self._dit_qui_n_en_veut_pas(clause)
        if clause.demande or (self.dites and _ordonne_autre_chose(clause) and not n_en_veut_pas):
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
        elif (
            clause.nature is None or _dit_pourquoi(self.dites, clause) or self._remet_ailleurs(clause) or n_en_veut_pas
        ):
            en_liste = not (self.attendent or self.noms_d_abord) and _continue_la_liste(self.clauses, rang, self.dites)
            if not _joindre(self.plie, self.clauses, rang, self.dites, en_liste=en_liste):
                self.attendent.append(clause)
        else:
            self._decider(rang, clause.nature)

    def _se_ravise(self, rang: int) -> bool:
        """Take back what was just decided: "écarter 20... enfin non, écarter 23", "je garde la 8. Ah non"; True where nothing else is said."""
        clause, derniere = self.clauses[rang], self.dites[-1]
        seule = clause.corrige and commence(clause.mots, 0, "se_reprennent") == len(clause.mots)
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

    def _remet_ailleurs(self, clause: Clause) -> bool:
        """Whether a clause only says where what was just set aside will be done: "je laisse l'insertion, on la mettra dans les travaux"."""
        if not self.dites or self.dites[-1].nature != ECARTER or clause.corrige or clause.nomme or not clause.reprise:
            return False
        meme = clause.nature == RETENIR and clause.phrase == self.clauses[self.faite].phrase
        reste = clause.mots[clause.verbe[1] :]
        return meme and not self.attendent and any(commence(reste, rang, "ailleurs") for rang in range(len(reste)))

    def _dit_qui_n_en_veut_pas(self, clause: Clause) -> bool:
        """Whether a clause only says who wants none of what was just set aside: "la 11 on écarte, l'élue veut pas en rajouter"."""
        decideur = clause.ouverture is not None and clause.ouverture < clause.mots[0].debut
        meme = bool(self.dites) and self.dites[-1].nature == clause.nature == ECARTER
        return meme and decideur and not (clause.nomme or clause.corrige)

    def _demander(self, clause: Clause) -> None:
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

    def _ce_qui_dit_pourquoi(self, dite: Dite, sujets: Sequence[Clause]) -> list[tuple[int, int]]:
        """Where the words before a decision are that say why; those that say why of the one before are given to it."""
        du_precedent = _du_precedent(self.plie, self.clauses[self.faite], self.attendent, sujets) if self.dites else 0
        if du_precedent and self.dites[-1].nature == RETENIR:
            # Why what was kept is kept is no reason to set the next one aside.
            self.perdues.append(_perdues(self.plie, self.attendent[:du_precedent]))
            self.attendent = self.attendent[du_precedent:]
        d_autres = [une for une in self.attendent if dite.citees and une not in sujets and une.nomme_une_autre]
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


def _decide_apres_une_demande(clause: Clause, demandees: Sequence[Clause]) -> bool:
    """Whether a clause after a question decides: of what it names, or of what was asked about."""
    if clause.phrase in {une.phrase for une in demandees if une.demande} or clause.attend or clause.nature is None:
        return False
    if clause.nomme:
        return True
    return clause.nette and clause.reprise and any(une.evoquees or une.citees for une in demandees)


def _suit_dans_la_liste(clauses: Sequence[Clause], rang: int) -> bool:
    """Whether a clause only names one more of what the list before it puts off: "à voir : 2, 14"."""
    clause = clauses[rang]
    nommee = (
        clause.nature is None and clause.ne_fait_que_nommer and ne_disent_rien(clause.mots[: clause.citees[0].debut])
    )
    return nommee and (clause.est_nue or clause.liee) and not _decide_plus_loin(clauses[rang + 1 :])


def _suspend(clause: Clause) -> bool:
    """Whether words put off what was just decided, rather than something else: "à confirmer", "il me faut l'avis du juriste"."""
    return any(commence(clause.mots, rang, "suspendent") for rang in range(len(clause.mots)))


def _ce_qui_est_demande(plie: Plie, demandees: Sequence[Clause]) -> str:
    """The words of what is asked, up to the mark of its last sentence."""
    if not demandees:
        return ""
    fin = demandees[-1].etendue[1]
    marque = plie.texte.find("?", fin)
    suit = plie.texte[fin : marque + 1] if marque >= 0 else ""
    return plie.mots(demandees[0].etendue[0], fin + len(suit) if suit.strip(" ?") == "" else fin)


def _est_un_oui_nu(clause: Clause) -> bool:
    """Whether a clause keeps, by its verb alone, what it does not name."""
    debut, fin = clause.verbe
    autour = (*clause.mots[:debut], *clause.mots[fin:])
    vides = mots_du_genre("autour") | mots_du_genre("reprennent_apres")
    return clause.nette and clause.nature == RETENIR and not clause.nomme and all(un.mot in vides for un in autour)


def _du_precedent(plie: Plie, decidee: Clause, attendent: Sequence[Clause], sujets: Sequence[Clause]) -> int:
    """How many clauses are of the sentence of the decision before, and come before what the next one is of."""
    siennes = takewhile(lambda une: une not in sujets and not _finit_entre(plie, decidee, une), attendent)
    return len([*siennes])


def _acquiesce(clause: Clause) -> bool:
    """Whether a clause only agrees to what was said, which is why of nothing: "très bien"."""
    return clause.nature == RETENIR and not (clause.nette or clause.nomme)


def _joindre(plie: Plie, clauses: Sequence[Clause], rang: int, dites: list[Dite], *, en_liste: bool) -> bool:
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


def _continue_la_liste(clauses: Sequence[Clause], rang: int, dites: Sequence[Dite]) -> bool:
    """Whether a clause only names more of what was just decided: "garde 13, 14", "va pour la 8, la 20 et la 22"."""
    clause, suivantes = clauses[rang], clauses[rang + 1 :]
    if not dites or not clause.citees or clause.pareil or dites[-1].reprise:
        return False
    if clause.est_nue and dites[-1].nette:
        return True
    articles = mots_du_genre("devant_un_numero") | mots_du_genre("reprennent_un_verbe")
    seule = clause.ne_fait_que_nommer and all(un.mot in articles for un in clause.mots[: clause.citees[0].debut])
    remise = bool(suivantes) and suivantes[0].attend
    return seule and not (remise or _decide_plus_loin(suivantes))


def _prolonge_la_reserve(clauses: Sequence[Clause], rang: int, reserve: int) -> bool:
    """Whether a clause restricts what was just kept, or goes on with what does: "juste pour le chocolat *et la vanille*"."""
    clause = clauses[rang]
    if clause.restreint:
        return True
    titre = clause.autres or any(une.titre for une in clause.citees)
    rien = clause.nature is None and not (clause.attend or clause.demande or clause.sauf or titre)
    suit = reserve == rang - 1 >= 0 or (rang > 0 and clauses[rang - 1].reserve)
    return rien and clause.liee and suit


def _rallonger(plie: Plie, motif: str, clause: Clause) -> str:
    """A restriction with the words of one more clause, and the link between them."""
    dit = plie.mots(*clause.etendue).strip(" ,;:.()")
    lien = f" {clause.lien} " if clause.liee else ", "
    return f"{motif}{lien}{dit}" if motif else dit


def _rattacher(dite: Dite, clause: Clause, attendent: Sequence[Clause]) -> tuple[Dite, list[Clause]] | None:
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


def _ordonne_autre_chose(clause: Clause) -> bool:
    """Whether a clause begins by its verdict, and names neither an action nor what was just shown: "gardez mes trois lots"."""
    return (
        clause.nette and not (clause.nomme or clause.reprise or clause.verbe[0]) and clause.verbe[1] < len(clause.mots)
    )


def _dit_pourquoi(dites: Sequence[Dite], clause: Clause) -> bool:
    """Whether a no only says why what was just set aside is: "écarter la 17 : pas de trésorerie"."""
    if not dites or clause.nette or (clause.nature, dites[-1].nature, dites[-1].motif) != (ECARTER, ECARTER, ""):
        return False
    deja = {action for citee in dites[-1].citees for action in citee.actions}
    return bool(clause.citees) and all(citee.actions and {*citee.actions} <= deja for citee in clause.citees)


def _sujets(attendent: Sequence[Clause], clause: Clause) -> list[Clause]:
    """What a verdict that names nothing is of: the last name, or the bare numbers that its verb takes up: "8, 14, je les garde"."""
    nommees = [une for une in attendent if une.nomme]
    if not nommees or not nommees[-1].est_nue:
        return nommees[-1:]
    debut, _ = clause.verbe
    if not (debut and clause.mots[debut - 1].mot in mots_du_genre("reprennent")):
        return []
    return [une for une in nommees if une.est_nue]


def _evoquee(attendent: Sequence[Clause], clause: Clause) -> list[Clause]:
    """What spoke last of an action, where a verdict has a pronoun or nothing for its name: "je regarde pour la 11, je la garde"."""
    debut, fin = clause.verbe
    nue = ne_disent_rien(clause.mots[:debut]) and ne_disent_rien(clause.mots[fin:])
    nue = nue and (clause.nette or any(commence(clause.mots, rang, "se_ravisent") for rang in range(debut)))
    return [une for une in attendent if une.evoquees][-1:] if clause.reprise or nue else []


def _finit_entre(plie: Plie, une: Clause, autre: Clause) -> bool:
    """Whether a sentence ends between two clauses."""
    return bool(set(plie.texte[une.etendue[1] : autre.etendue[0]]) & FINISSENT)


def _perdues(plie: Plie, clauses: Sequence[Clause]) -> str:
    """The words of clauses that nothing was made of; empty where they say nothing that could be missed."""
    dit = _entre(plie, [une.etendue for une in clauses])
    return dit if est_une_perte(dit) else ""


def est_une_perte(dit: str) -> bool:
    """Whether words that nothing was made of could be missed: several, and more than a reason to keep or a greeting."""
    plie = plier(dit)
    mots = lire_les_mots(plie.texte, 0, len(plie.texte))
    disent = [
        un for un in mots if un.mot not in mots_du_genre("courtoisie") | mots_du_genre("oui") | mots_du_genre("autour")
    ]
    return bool(disent) and len(mots) >= MOTS_D_UNE_PERTE and not commence(mots, 0, "parce_que")


def est_une_restriction(dit: str) -> bool:
    """Whether words keep an action for a part of the contract only: "que sur le lot yaourts, le reste ya pas d'offre"."""
    plie = plier(dit)
    return se_restreint(lire_les_mots(plie.texte, 0, len(plie.texte)))


def _qui_disent_pourquoi(plie: Plie, derniere: Dite, attendent: Sequence[Clause], clauses: Sequence[Clause]) -> int:
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


def _decide_plus_loin(clauses: Sequence[Clause]) -> bool:
    """Whether what comes next is a verdict that names nothing: "l'insertion et l'avance, on laisse"."""
    suivante = next((une for une in clauses if une.nature or une.nomme), None)
    return suivante is not None and suivante.nature is not None and not suivante.nomme


def _listees(attendent: Sequence[Clause], clause: Clause) -> list[Clause]:
    """The names just before a verdict that they share: "l'insertion et l'avance c'est bon"."""
    listees: list[Clause] = []
    for une in reversed(attendent if clause.avant else ()):
        if not une.ne_fait_que_nommer:
            break
        listees.insert(0, une)
    return listees


def _dire(plie: Plie, clause: Clause, nature: str, *, nette: bool) -> Dite:
    debut, fin = clause.reste
    restent = clause.mots[debut:fin]
    donne = bool(restent) and (nature == ECARTER or se_restreint(restent))
    motif = _motif(plie, restent[0].debut, restent[-1].fin) if donne else ""
    jusqu_a = restent[0].debut if restent else clause.mots[-1].fin
    mots = plie.mots(clause.mots[0].debut, jusqu_a)
    return Dite(nature, clause.citees, mots, motif, clause.reprise, clause.autres, nette)


def _motif(plie: Plie, debut: int, fin: int) -> str:
    """Words as a reason, without what opens it; empty where they are only around what was decided."""
    mots = lire_les_mots(plie.texte, debut, fin)
    while mots and mots[0].mot in mots_du_genre("parce_que") - mots_du_genre("restent_du_motif"):
        mots = mots[1:]
    vides = mots_du_genre("courtoisie") | mots_du_genre("pareil") | mots_du_genre("nient") | mots_du_genre("decidees")
    if all(un.mot in vides for un in mots):
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
    "excepte_l_inconnu",
    "garde_une_mesure",
    "lire_ce_qui_attend",
    "lire_les_decisions",
    "lire_une_decision_demandee",
    "remet_a_plus_tard",
]
