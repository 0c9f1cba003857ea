"""When something is asked of a purchase: after its publication, after its award, then once a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from knowledge.francais.dates import plus_mois
from knowledge.plan.pack import Pack
from storage.suivi.records import AchatRecord, EtatQuestion, Pas, QuestionRecord, SuiviRecord
from storage.suivi.repository import Achats

PARIS = ZoneInfo("Europe/Paris")
PUBLICATION, ATTRIBUTION, EXECUTION = "publication", "attribution", "execution"
# What follows one of these moments, in the order in which it is asked.
ACHETEUR, INSCRITES, MOTIF = "acheteur", "inscrites", "motif"
# Kept in the database and in buttons that were sent: the question of the marché is told there by its first word.
MARCHE, OFFRES, MONTANT, TPE_PME, SOCIAL = "contrat", "offres", "montant", "tpe_pme", "social"
# Told reserved, and held by nobody that it may be reserved for: one of the two is to be put right.
RESERVE = "reserve"
# Settled, nothing more is asked of the purchase.
ARRET = "arret"
# Without a known day: what it usually takes to publish, then to award.
PUBLIE_APRES = timedelta(days=60)
ATTRIBUE_APRES = timedelta(days=120)
# An award is not asked about sooner than that after the publication was told.
PAS_AVANT = timedelta(days=30)
# A contract whose end nobody knows is asked about as long as a framework agreement lasts. Source: CCP L2125-1.
ANNEES_SANS_FIN = 4


def genres_du_plan(pack: Pack, moment: str, *, toutes: bool = True) -> tuple[str, ...]:
    """What the plan asks at that moment of its own; without `toutes`, only what it asks of every contract."""
    return tuple(un.genre for un in pack.traits.values() if un.moment == moment and (toutes or not un.si_vise))


def ordre(pack: Pack) -> tuple[str, ...]:
    """Every kind of question, in the order in which they are asked."""
    return (
        PUBLICATION, INSCRITES, MOTIF, *genres_du_plan(pack, PUBLICATION), ACHETEUR, ATTRIBUTION, MARCHE, OFFRES, MONTANT,
        *genres_du_plan(pack, ATTRIBUTION), TPE_PME, SOCIAL, RESERVE, EXECUTION,
    )  # fmt: skip


def moments(
    achat: AchatRecord, lignes: Sequence[SuiviRecord], questions: Mapping[str, QuestionRecord], jour: date
) -> list[tuple[str, date]]:
    """What is to be asked of a purchase and from which day on; `questions` by kind.

    What was settled is told again: asked or answered, it stays as it is.
    """
    if ARRET in questions:
        return []
    ne_le = achat.cree_le.astimezone(PARIS).date()
    if achat.attribue:
        return _execution(achat, lignes, ne_le, jour)
    if achat.conclu:
        return []
    publication = questions.get(PUBLICATION)
    du_le = publication_le(achat, ne_le)
    dus = [(PUBLICATION, du_le)]
    if publication is not None and publication.fois > 0:
        du_le = publication.du_le
    if attribution := _attribution(achat, publication, du_le, ne_le):
        dus.append((ATTRIBUTION, attribution))
    return dus


def publication_le(achat: AchatRecord, ne_le: date) -> date:
    """The day of the consultation if it is known, else two months later; a month before the award at the latest."""
    # The day of the diagnosis is what a consultation of which nothing was said is taken to start on.
    connue = achat.consultation_le is not None and achat.consultation_le > ne_le
    du_le = achat.consultation_le if connue and achat.consultation_le is not None else ne_le + PUBLIE_APRES
    if achat.attribution_le is not None:
        du_le = min(du_le, plus_mois(achat.attribution_le, -1))
    return max(du_le, ne_le + timedelta(days=1))


def _attribution(achat: AchatRecord, publication: QuestionRecord | None, publiee_le: date, ne_le: date) -> date | None:
    if publication is not None and publication.etat is EtatQuestion.REPONDUE and publication.repondue_le is not None:
        dite_le = publication.repondue_le.astimezone(PARIS).date()
        return max(achat.attribution_le or dite_le + ATTRIBUE_APRES, dite_le + PAS_AVANT)
    if achat.attribution_le is None:
        return None
    if publication is None or publication.etat is EtatQuestion.A_POSER:
        return max(achat.attribution_le, publiee_le + PAS_AVANT)
    return max(achat.attribution_le, ne_le + timedelta(days=1))


def _execution(achat: AchatRecord, lignes: Sequence[SuiviRecord], ne_le: date, jour: date) -> list[tuple[str, date]]:
    """The last anniversary of the award that has passed, or the end of the contract, while something is still to be done."""
    if achat.attribution_le is None or not any(_a_realiser(ligne) for ligne in lignes):
        return []
    fin = achat.fin or plus_mois(achat.attribution_le, 12 * ANNEES_SANS_FIN)
    jours = {
        anniversaire.year: anniversaire
        for rang in range(1, fin.year - achat.attribution_le.year + 1)
        if (anniversaire := plus_mois(achat.attribution_le, 12 * rang)) <= fin
    }
    jours.setdefault(fin.year, fin)
    passes = [un for un in jours.values() if ne_le <= un <= jour]
    return [(f"{EXECUTION}:{passes[-1].year}", passes[-1])] if passes else []


def _a_realiser(ligne: SuiviRecord) -> bool:
    return Pas.INSCRITE in ligne.passage and Pas.REALISEE not in ligne.passage


def armer(achats: Achats, suivis: Sequence[AchatRecord], jour: date, now: datetime) -> None:
    """Have asked of these purchases what is to be; again changes nothing."""
    numeros = [achat.id for achat in suivis]
    lignes, questions = achats.suivis(numeros), achats.questions(numeros)
    for achat in suivis:
        siennes = {question.genre: question for question in questions.get(achat.id, ())}
        dus = moments(achat, lignes.get(achat.id, ()), siennes, jour)
        for genre, du_le in dus:
            deja = siennes.get(genre)
            if deja is None or (deja.fois == 0 and deja.etat is EtatQuestion.A_POSER and deja.du_le != du_le):
                achats.poser(achat.id, genre, du_le)
        for genre, question in siennes.items():
            # A year that nobody answered for is not asked about when the next one is.
            passee = genre.startswith(f"{EXECUTION}:") and any(autre > genre for autre, _ in dus)
            if passee and question.etat in (EtatQuestion.A_POSER, EtatQuestion.POSEE):
                achats.repondre(achat.id, genre, EtatQuestion.SANS_OBJET, "", now)


__all__ = [
    "ARRET", "ATTRIBUTION", "EXECUTION", "INSCRITES", "MARCHE", "MONTANT", "MOTIF", "OFFRES", "PUBLICATION", "RESERVE",
    "SOCIAL", "TPE_PME", "armer", "genres_du_plan", "moments", "ordre", "publication_le",
]  # fmt: skip
