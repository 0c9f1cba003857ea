"""What the law asks of a purchase, with the figures that it meets, and its milestones: as its page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from handlers.conversation.wording import Wording, montants_du_seuil
from knowledge.diagnostic.diagnostic import Diagnostic
from knowledge.diagnostic.lots import vue
from knowledge.plan.pack import Jalon, Obligation, Pack, Service
from knowledge.plan.sources import jour_des_textes, mention_de
from knowledge.rappels.jalons import calendrier

DATE_ATTRIBUTION = "date_attribution"


@dataclass(frozen=True, slots=True)
class ObligationDite:
    """An obligation with its texts: `seuil` holds the amounts on which it hangs, `si` the condition still open.

    `pour` names the lots that it is of; "" of the contract.
    """

    obligation: Obligation
    articles: str
    a_confirmer: str | None
    seuil: tuple[str, ...]
    si: str | None = None
    pour: str = ""


@dataclass(frozen=True, slots=True)
class Loi:
    """By family, in the order of the law; `alertes` question the procedure itself, or would if one last fact said so."""

    alertes: tuple[ObligationDite, ...]
    familles: Mapping[str, tuple[ObligationDite, ...]]
    ouvertes: tuple[ObligationDite, ...]

    @property
    def combien(self) -> int:
        return len(self.alertes) + sum(map(len, self.familles.values()))


@dataclass(frozen=True, slots=True)
class JalonDate:
    jalon: Jalon
    jour: date
    passe: bool
    pour_qui: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class Jalons:
    """The milestones, dated when the award is: `attribution` None asks for it; `sans`: a contract that comes once has none."""

    attribution: date | None
    dates: tuple[JalonDate, ...]
    sans: bool

    @property
    def prochain(self) -> JalonDate | None:
        return next((un for un in self.dates if not un.passe), None)


def lire_la_loi(pack: Pack, wording: Wording, diagnostic: Diagnostic) -> Loi:
    """What applies, and what may."""
    au = jour_des_textes(diagnostic.faits, diagnostic.jour)

    def dite(
        obligation: Obligation, a_confirmer: str | None, si: str | None = None, lots: tuple[int, ...] = ()
    ) -> ObligationDite:
        lue = mention_de(pack, obligation, au, a_confirmer)
        seuil = () if obligation.seuil is None else montants_du_seuil(pack.seuils[obligation.seuil], diagnostic.faits)
        return ObligationDite(
            obligation,
            "" if lue is None else lue.source,
            None if lue is None else lue.a_confirmer,
            tuple(seuil),
            si,
            wording.phrase("les_lots", lots, len(diagnostic.lots)) if lots else "",
        )

    dues = vue(diagnostic).obligations
    familles: dict[str, list[ObligationDite]] = {}
    alertes = []
    for due in sorted(dues, key=lambda due: due.quoi.obligation.rang):
        une = dite(due.quoi.obligation, due.quoi.a_confirmer, lots=due.lots)
        if une.obligation.alerte:
            alertes.append(une)
        else:
            familles.setdefault(wording.phrase("famille", une.obligation.famille), []).append(une)
    alertes += [
        dite(ouverte.obligation, None, wording.phrase("condition", ouverte.si, diagnostic.faits))
        for ouverte in diagnostic.ouvertes
        if ouverte.obligation is not None and ouverte.obligation.alerte and len(ouverte.manque) == 1
    ]
    deja = {due.quoi.obligation.id for due in dues} | {une.obligation.id for une in alertes}
    ouvertes = {
        ouverte.obligation.id: dite(ouverte.obligation, None, wording.phrase("condition", ouverte.si, jugement.faits))
        for jugement in (diagnostic, *diagnostic.lots)
        for ouverte in jugement.ouvertes
        if ouverte.obligation is not None
        and ouverte.obligation.id not in deja
        and any(pack.vocabulaire[nom].demande for nom in ouverte.manque)
    }
    return Loi(
        tuple(alertes),
        {famille: tuple(siennes) for famille, siennes in familles.items()},
        tuple(ouvertes.values()),
    )


def lire_les_jalons(pack: Pack, diagnostic: Diagnostic, jour: date) -> Jalons:
    """The milestones of the planned award."""
    attribution = diagnostic.faits.valeur(DATE_ATTRIBUTION) if DATE_ATTRIBUTION in pack.vocabulaire else None
    if diagnostic.faits.valeur("recurrent") is False:
        return Jalons(attribution, (), sans=True)
    if not isinstance(attribution, date):
        return Jalons(None, (), sans=False)
    try:
        dates = calendrier(attribution, pack.jalons)
    except ValueError:  # counted back beyond the year 1
        return Jalons(attribution, (), sans=False)
    return Jalons(
        attribution,
        tuple(
            JalonDate(
                jalon, dates[jalon.id], dates[jalon.id] < jour, tuple(pack.services[nom] for nom in jalon.pour_qui)
            )
            for jalon in pack.jalons
        ),
        sans=False,
    )


__all__ = ["JalonDate", "Jalons", "Loi", "ObligationDite", "lire_la_loi", "lire_les_jalons"]
