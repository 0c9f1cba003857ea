"""What the reminders should have been, said again from the rules and by brute force: no line of this is taken from `bot` or `knowledge`."""

from __future__ import annotations

import bisect
import calendar
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
JOUR = timedelta(days=1)
# Source: SPASER, actions 1 and 2, and the leads of the pack: months before the award, days of warning, before the committee or not.
JALONS = {"j24": (24, (30, 0), False), "j14": (14, (30, 0), False), "j12": (12, (45, 14, 0), True)}
ESCALADE_JOURS_OUVRES = 10
HEURES = (9 * 60, 17 * 60 + 30)
FAIT = {"occupe", "sans_objet", "diagnostic"}
DITS = {"dit", "repondu"}
ASSEZ = 40
# Seconds: between the sending of a message and its mark, and how long its taking may wait for the database.
PEU = 0.5
ATTENDRE = 1.5


# --- the calendar -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=200_000)
def recule(jour: date, mois: int) -> date:
    """Month by month, then the last day that the month has."""
    annee, rang = jour.year, jour.month
    for _ in range(mois):
        annee, rang = (annee - 1, 12) if rang == 1 else (annee, rang - 1)
    return date(annee, rang, min(jour.day, calendar.monthrange(annee, rang)[1]))


def paques(annee: int) -> date:
    """Butcher's rule."""
    a, (b, c) = annee % 19, divmod(annee, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    mois, jour = divmod(h + m - 7 * n + 114, 31)
    return date(annee, mois, jour + 1)


@lru_cache(maxsize=50)
def fetes(annee: int) -> frozenset[date]:
    fixes = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    mobiles = [1, 39, 50]
    return frozenset([date(annee, *une) for une in fixes] + [paques(annee) + n * JOUR for n in mobiles])


def ouvre(jour: date) -> bool:
    return jour.isoweekday() <= 5 and jour not in fetes(jour.year)


@lru_cache(maxsize=5_000)
def jours_ouvres_apres(jour: date, combien: int) -> date:
    ouvres = (jour + n * JOUR for n in range(1, 100))
    return [un for un in ouvres if ouvre(un)][combien - 1]


def local(microsecondes: int) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microsecondes)).astimezone(PARIS)


@lru_cache(maxsize=100_000)
def jour_du_jalon(jalon: str, base: date, seances: frozenset[date]) -> date:
    mois, _, comite = JALONS[jalon]
    repere = recule(base, mois)
    tenues = [s for s in seances if comite and recule(repere, 12) < s <= repere]
    return max(tenues) if tenues else repere


@lru_cache(maxsize=200_000)
def avertissements(base: date, seances: frozenset[date]) -> tuple[tuple[date, int, int, str], ...]:
    """Every warning, the last to hold last: (day, -months, -lead, milestone)."""
    return tuple(
        sorted(
            (jour_du_jalon(jalon, base, seances) - avance * JOUR, -mois, -avance, jalon)
            for jalon, (mois, avances, _) in JALONS.items()
            for avance in avances
        )
    )


def tenus(base: date, jour: date, seances: frozenset[date]) -> list[tuple[str, int, date]]:
    """What holds that day, (milestone, lead, the day from which it does): all that fell due and that nothing makes stale.

    Stale: another fell due no sooner, of the same milestone or of a later one. A session that is past asks for nothing.
    """
    if base < jour:
        return []
    restent = frozenset(seance for seance in seances if seance >= jour)
    tombes = [un for un in avertissements(base, restent) if un[0] <= jour]
    return [
        (jalon, -avance, du_le)
        for du_le, mois, avance, jalon in tombes
        if not any(autre > (du_le, mois, avance, jalon) and autre[1] >= mois for autre in tombes)
    ]


def plus_que(row: Any, autre: Any) -> bool:
    """Whether a reminder of the same contract says all that another did: of the same milestone, or by the calendar of a later one."""
    if row.du_le < autre.du_le:
        return False
    return row.jalon == autre.jalon or (row.avance.isdecimal() and JALONS[row.jalon][0] < JALONS[autre.jalon][0])


# --- what happened ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EtatMarche:
    recurrent: bool
    base: date | None
    acheteur: str
    referent: int | None


@dataclass(frozen=True, slots=True)
class EtatReferent:
    """The account, whether we can write to it, and when: (from, to) in minutes; silent until a day."""

    compte: str | None
    joignable: bool
    heures: tuple[int, int] = HEURES
    silence: date | None = None

    def prend(self, quand: datetime) -> bool:
        minutes = quand.hour * 60 + quand.minute
        de, a = self.heures
        return ouvre(quand.date()) and de <= minutes < a and (self.silence is None or quand.date() >= self.silence)


class Suite:
    """The values that something had, each from a step on; `entre` says all those that it had at some moment of these steps."""

    def __init__(self) -> None:
        self._pas: list[int] = []
        self._valeurs: list[Any] = []

    def noter(self, pas: int, valeur: Any) -> None:
        if not self._valeurs or self._valeurs[-1] != valeur:
            self._pas.append(pas)
            self._valeurs.append(valeur)

    @property
    def derniere(self) -> Any:
        return self._valeurs[-1] if self._valeurs else None

    def entre(self, de: int, a: int) -> list[Any]:
        debut = max(0, bisect.bisect_left(self._pas, de) - 1)
        return self._valeurs[debut : bisect.bisect_right(self._pas, a)]


@dataclass
class Histoire:
    """All that the driver did and saw, by steps: the clock stands still within one."""

    heures: list[int] = field(default_factory=list)
    pas_de: dict[int, int] = field(default_factory=dict)
    calmes: list[int] = field(default_factory=list)
    marches: dict[int, Suite] = field(default_factory=lambda: defaultdict(Suite))
    referents: dict[int, Suite] = field(default_factory=lambda: defaultdict(Suite))
    seances: Suite = field(default_factory=Suite)
    equipe: Suite = field(default_factory=Suite)
    # When the clock went past the end of every lease.
    bails_echus: list[float] = field(default_factory=list)
    # Of the outbox, the messages taken and not marked when their sender was killed, or when the database came back.
    non_marques: dict[str, list[tuple[str, int, float]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def pas(self) -> int:
        return len(self.heures) - 1

    def avancer(self, microsecondes: int) -> None:
        self.pas_de[microsecondes] = len(self.heures)
        self.heures.append(microsecondes)

    def calme_apres(self, pas: int) -> int:
        """The first calm step from that one on: nothing begun before is under way after it."""
        rang = bisect.bisect_left(self.calmes, pas)
        return self.calmes[rang] if rang < len(self.calmes) else self.pas

    def moment(self, pas: int) -> datetime:
        return local(self.heures[pas])

    def pas_du(self, quand: datetime) -> int:
        return self.pas_de[round((quand - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))]


class Oracle:
    """Judges the rows of the reminders against the history, and the wire against the outbox; every fault is a line."""

    def __init__(self, histoire: Histoire) -> None:
        self._h = histoire
        self.fautes: list[str] = []
        self.examens = 0
        self.dus = 0

    def _faute(self, quoi: str, *quand: Any) -> None:
        if len(self.fautes) < ASSEZ:
            self.fautes.append(f"{quoi} : {', '.join(map(str, quand))}")

    # --- at a calm hour -----------------------------------------------------------------------------------------------

    def au_calme(self, rappels: Sequence[Any], abandons: Mapping[str, int]) -> None:
        """At an hour when all that can be said has been: whatever holds was said to somebody, or waits for a good reason.

        `rappels`: the rows of the reminders that wait, or count from the present date of their contract. `abandons`: the
        step at which each message that was given up was.
        """
        self.examens += 1
        h, maintenant = self._h, self._h.moment(self._h.pas)
        jour = maintenant.date()
        par_marche: dict[int, list[Any]] = defaultdict(list)
        for un in rappels:
            par_marche[un.marche_id].append(un)
            if un.etat == "a_dire" and un.du_le <= jour and not self._attend(un.destinataire, maintenant):
                self._faute("dû et pas dit", jour, un)
        seances = h.seances.derniere
        for numero, suite in h.marches.items():
            marche: EtatMarche = suite.derniere
            if not marche.recurrent or marche.base is None:
                continue
            siens = [row for row in par_marche[numero] if row.base == marche.base]
            for un in tenus(marche.base, jour, seances.get(marche.acheteur, frozenset())):
                self.dus += 1
                if not self._dit(siens, marche, un):
                    self._faute("perdu", jour, numero, marche, un, siens)
        for siens in par_marche.values():
            self._relances(siens, jour, abandons)

    def _attend(self, destinataire: str, maintenant: datetime) -> bool:
        """Whether whoever it is for cannot be told now, but later."""
        if destinataire == "equipe":
            return not any(membre.joignable and membre.prend(maintenant) for membre in self._h.equipe.derniere)
        referent: EtatReferent = self._h.referents[int(destinataire.partition(":")[2])].derniere
        return referent.joignable and not referent.prend(maintenant)

    @staticmethod
    def _dit(siens: Sequence[Any], marche: EtatMarche, un: tuple[str, int, date]) -> bool:
        """Whether somebody was told what holds now, or answered, or is told more."""
        jalon, avance, du_le = un
        if any(row.jalon == jalon and row.reponse is not None for row in siens):
            return True
        destinataire = "equipe" if marche.referent is None else f"referent:{marche.referent}"
        vivants = [row for row in siens if row.etat in ("dit", "a_dire")]
        memes = [row for row in siens if row.jalon == jalon and row.avance == str(avance)]
        # The person in charge could not be told: the team was instead.
        if any(row in vivants and row.destinataire in (destinataire, "equipe") for row in memes):
            return True
        # The clock went back: more was said, or will be.
        if any(row.avance.isdecimal() and row.du_le > du_le for row in vivants):
            return True
        # Armed, and then more was to be said to the same, or to the team in their place: the message says that.
        return any(
            row.destinataire in (une.destinataire, "equipe") and plus_que(row, une)
            for une in memes
            if une.destinataire in (destinataire, "equipe")
            for row in siens
            if row in vivants or row.dit_le is not None
        )

    def _relances(self, siens: Sequence[Any], jour: date, abandons: Mapping[str, int]) -> None:
        """What was told to somebody and not answered is told to the team in its time."""
        for un in siens:
            if un.etat != "dit" or not un.destinataire.startswith("referent:"):
                continue
            dit = self._h.moment(self._h.pas_du(un.dit_le)).date()
            relance = jours_ouvres_apres(dit, ESCALADE_JOURS_OUVRES)
            debut = abandons.get(f"{un.enveloppe}:0")
            fin = None if debut is None else self._h.calme_apres(debut)
            if debut is None:
                # From the first time that it was that day to the first calm hour of such a day: the clock may go back between.
                depuis = range(self._h.pas_du(un.dit_le), self._h.pas + 1)
                debut = next((pas for pas in depuis if self._h.moment(pas).date() >= relance), None)
                fin = next(
                    (pas for pas in self._h.calmes if pas in depuis and self._h.moment(pas).date() >= relance), None
                )
            if debut is None or fin is None:
                if un.relance_le not in (relance, None):
                    self._faute("relance au mauvais jour", relance, un)
                continue
            if un.relance_le is not None:
                self._faute("relance oubliée", jour, un)
            vrai = (
                all(etat.recurrent and etat.base == un.base for etat in self._h.marches[un.marche_id].entre(debut, fin))
                and un.base >= self._h.moment(fin).date()
            )
            dite = any(row.jalon == un.jalon and row.avance == "escalade" for row in siens)
            repondu = any(row.jalon == un.jalon and row.reponse in FAIT for row in siens)
            if vrai and not dite and not repondu:
                self._faute("personne n'a relancé l'équipe", jour, un)

    # --- at the end ---------------------------------------------------------------------------------------------------

    def a_la_fin(self, rappels: Sequence[Any]) -> None:
        """Every row has a reason to be what it is."""
        par_marche: dict[int, list[Any]] = defaultdict(list)
        for un in rappels:
            par_marche[un.marche_id].append(un)
        for un in rappels:
            siens = [row for row in par_marche[un.marche_id] if row.base == un.base]
            if un.avance.isdecimal():
                self._arme(un, siens)
            if un.etat in DITS and un.dit_le is not None:
                self._bien_dit(un, siens)
            if un.etat == "perime" and not self._perime(un, siens, par_marche[un.marche_id]):
                self._faute("périmé sans raison", un, siens)
            if un.avance == "escalade" and not any(
                row.destinataire.startswith("referent:") and row.dit_le is not None and row.jalon == un.jalon
                for row in siens
            ):
                self._faute("relance de rien", un)

    def _arme(self, un: Any, siens: Iterable[Any]) -> None:
        """It was the warning that held when it was armed, for whoever was in charge."""
        pas = self._h.pas_du(un.cree_le)
        fin = self._h.calme_apres(pas)
        jour = self._h.moment(pas).date()
        deplace = any(row.jalon == un.jalon and row.avance == un.avance and row.id != un.id for row in siens)
        for marche in self._h.marches[un.marche_id].entre(pas, fin):
            for seances in self._h.seances.entre(pas, fin):
                attendu = (un.jalon, int(un.avance), un.du_le)
                if not marche.recurrent or marche.base != un.base:
                    continue
                if attendu not in tenus(un.base, jour, seances.get(marche.acheteur, frozenset())):
                    continue
                qui = "equipe" if marche.referent is None else f"referent:{marche.referent}"
                if un.destinataire == qui or (un.destinataire == "equipe" and deplace):
                    return
        self._faute("armé sans raison", jour, un, self._h.marches[un.marche_id].entre(pas, fin))

    def _bien_dit(self, un: Any, siens: Iterable[Any]) -> None:
        """It was still true when it was said, nobody had answered, and whoever it was said to took it at that hour."""
        pas = self._h.pas_du(un.dit_le)
        fin, moment = self._h.calme_apres(pas), self._h.moment(pas)
        etats = self._h.marches[un.marche_id].entre(pas, fin)
        if not any(etat.recurrent and etat.base == un.base for etat in etats) or un.base < moment.date():
            self._faute("dit et plus vrai", moment, un, etats)
        if un.du_le > moment.date():
            self._faute("dit trop tôt", moment, un)
        if un.destinataire == "equipe":
            qui = [membre for equipe in self._h.equipe.entre(pas, fin) for membre in equipe]
        else:
            qui = self._h.referents[int(un.destinataire.partition(":")[2])].entre(pas, fin)
        if not any(etat.joignable and etat.prend(moment) for etat in qui):
            self._faute("dit à une heure indue", moment, un, qui)
        if un.destinataire.startswith("referent:") and un.avance.isdecimal():
            numero = int(un.destinataire.partition(":")[2])
            if numero not in {etat.referent for etat in self._h.marches[un.marche_id].entre(pas, fin)}:
                self._faute("dit à qui n'en répond plus", moment, un, etats)
        for row in siens:
            if row.jalon == un.jalon and row.repondu_le is not None and self._h.pas_du(row.repondu_le) < pas:
                tait = {"transfert": {"sans_objet"}}.get(un.avance, FAIT)
                if un.avance.isdecimal() or (row.reponse in tait and row.id != un.id):
                    self._faute("dit après une réponse", moment, un, row)

    def _perime(self, un: Any, siens: Sequence[Any], tous: Sequence[Any]) -> bool:
        """A reason for saying it no more: it was not true for a while, somebody answered, more was said, somebody else was told."""
        pas = self._h.pas_du(un.cree_le)
        etats = self._h.marches[un.marche_id].entre(pas, self._h.pas)
        if any(not etat.recurrent or etat.base != un.base for etat in etats):
            return True
        if local(max(self._h.heures[pas:])).date() > un.base:
            return True
        if any(row.jalon == un.jalon and row.reponse is not None for row in siens):
            return True
        dits = [row for row in tous if row.dit_le is not None and self._h.pas_du(row.dit_le) >= pas]
        # To the same, or to the team when they could not be told that either.
        if any(row.destinataire in (un.destinataire, "equipe") and plus_que(row, un) for row in dits):
            return True
        if not un.destinataire.startswith("referent:"):
            return False
        numero = int(un.destinataire.partition(":")[2])
        if any(etat.referent != numero for etat in etats):
            return True
        moved = any(row.destinataire == "equipe" and row.jalon == un.jalon and row.avance == un.avance for row in siens)
        return moved and any(not etat.joignable for etat in self._h.referents[numero].entre(pas, self._h.pas))

    # --- the outbox and the wire --------------------------------------------------------------------------------------

    def les_envois(
        self,
        rappels: Sequence[Any],
        messages: Sequence[Any],
        groupes: Mapping[int, str],
        fil: Sequence[Mapping[str, Any]],
    ) -> Counter[str]:
        """Each reminder said is in the messages of its envelope, each message went out, once but for what is explained."""
        compte: Counter[str] = Counter()
        par_cle = {un.cle: un for un in messages}
        enveloppes: dict[str, list[Any]] = defaultdict(list)
        for un in rappels:
            if un.enveloppe is not None:
                enveloppes[un.enveloppe].append(un)
            elif un.etat == "dit":
                self._faute("dit sans message", un)
        for enveloppe, siens in enveloppes.items():
            message = par_cle.get(f"{enveloppe}:0")
            if message is None or enveloppe != f"rappel:{min(un.id for un in siens)}":
                self._faute("dit sans message", enveloppe, siens)
                continue
            nommes = {int(choix["value"].split(":")[2]) for choix in message.choix if choix["value"].startswith("r:")}
            memes = {(groupes[un.marche_id], un.jalon, un.base) for un in siens if un.id in nommes}
            # A state of play has a button to the list of each milestone.
            listes = {
                int(mots[2]) for choix in message.choix if (mots := choix["value"].split(":"))[:2] == ["r", "liste"]
            }
            jalons = {un.jalon for un in siens if un.id in listes}
            for un in siens:
                if un.jalon not in jalons and (groupes[un.marche_id], un.jalon, un.base) not in memes:
                    self._faute("absent de son message", un, message)
            if len({un.destinataire for un in siens}) != 1 or len({un.dit_le for un in siens}) != 1:
                self._faute("un message pour plusieurs", siens)
        for message in messages:
            if message.cle.startswith("rappel:") and ":".join(message.cle.split(":")[:2]) not in enveloppes:
                self._faute("message sans rappel", message)
        self._le_fil(par_cle, fil, compte)
        return compte

    def _le_fil(self, par_cle: Mapping[str, Any], fil: Sequence[Mapping[str, Any]], compte: Counter[str]) -> None:
        envois: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        faits: dict[tuple[str, int, str], Mapping[str, Any]] = {}
        for rang, ligne in enumerate(fil):
            if ligne["fait"] == "envoi":
                envois[ligne["cle"]].append({**ligne, "rang": rang})
            faits[ligne["cle"], ligne["essai"], ligne["fait"]] = ligne
        for cle, message in par_cle.items():
            compte[f"etat {message.etat}"] += 1
            if message.etat == "envoye" and cle not in envois:
                self._faute("marqué sans être parti", message)
            if message.etat in ("a_envoyer", "en_cours"):
                self._faute("jamais parti", message)
            # By this sender or by the one before, whose lease was over.
            if message.etat == "abandonne" and not any(
                (cle, essai, "refus") in faits for essai in range(1, message.tentatives + 1)
            ):
                self._faute("abandonné sans refus", message)
        for cle, siens in envois.items():
            compte["envois"] += len(siens)
            if cle not in par_cle:
                self._faute("parti sans être gardé", cle)
            for avant, apres in itertools.pairwise(siens):
                compte[self._pourquoi(cle, avant, apres, faits)] += 1

    def _pourquoi(
        self, cle: str, avant: Mapping[str, Any], apres: Mapping[str, Any], faits: Mapping[tuple[str, int, str], Any]
    ) -> str:
        """Why a message went out again: what came between its sending and its mark."""
        essai = avant["essai"]
        if apres["essai"] == essai:
            self._faute("parti deux fois d'un seul bail", cle, avant, apres)
        if (cle, essai, "coupe") in faits:
            return "doublon coupe"
        if (cle, essai, "perdu") in faits:
            return "doublon perdu"
        fin = faits.get((cle, essai, "fin"), {"t": float("inf")})["t"]
        for cause, pid, t in self._h.non_marques[cle]:
            if not avant["t"] - 1 <= t <= apres["t"] + 1:
                continue
            if cause == "tue" and pid == avant["pid"]:
                return "doublon tue"
            if cause == "base":
                return "doublon base"
        # It was being taken, sent or marked when the clock went past the end of its lease.
        rang = bisect.bisect_left(self._h.bails_echus, avant["t"] - ATTENDRE)
        if rang < len(self._h.bails_echus) and self._h.bails_echus[rang] <= min(fin + PEU, apres["t"]):
            return "doublon bail"
        self._faute("parti deux fois sans raison", cle, avant, apres, self._h.non_marques[cle])
        return "doublon inexplique"


__all__ = ["EtatMarche", "EtatReferent", "Histoire", "Oracle", "local", "ouvre", "tenus"]
