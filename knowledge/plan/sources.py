"""What each thing of the pack rests on, and how far it can be relied on that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from knowledge.droit.mentions import Mention, mention
from knowledge.plan.pack import Fiche, Obligation, Pack, Regle, Terme
from knowledge.regles.faits import Faits
from knowledge.regles.seuils import Seuil

# Who settles what of the law is left open, unless the point names somebody else.
TRANCHE = "commande_publique"


class Source(Protocol):
    """What names its sources itself, and the point that it leaves open: an indicator of the law, an answer to firms."""

    @property
    def sources(self) -> tuple[str, ...]: ...

    @property
    def a_confirmer(self) -> str | None: ...


def sources_de(objet: Obligation | Fiche | Regle | Terme | Seuil | Source) -> tuple[str, ...]:
    """Every citation on which it rests, as they are written."""
    match objet:
        case Fiche():
            return tuple(dict.fromkeys((objet.source, *(droit for regle in objet.regles for droit in regle.droit))))
        case Regle():
            return objet.droit
        case Terme():
            return () if objet.article is None else (objet.article,)
        case Seuil():
            return objet.articles
        case _:
            return objet.sources


def mention_de(
    pack: Pack,
    objet: Obligation | Fiche | Regle | Terme | Seuil | Source,
    jour: date,
    a_confirmer: str | None = None,
) -> Mention | None:
    """How its sources are told on that day; None when it cites nothing. `a_confirmer`: the point left open, in today's words."""
    sources = sources_de(objet)
    if not sources:
        return None
    service = pack.services.get(TRANCHE)
    ouvert = a_confirmer or _ouvert(objet)
    return mention(pack.textes, sources, jour, ouvert, None if service is None else service.avec_article)


def _ouvert(objet: Obligation | Fiche | Regle | Terme | Seuil | Source) -> str | None:
    match objet:
        case Regle() | Seuil():
            return None
        case Terme():
            return None if objet.verifie else "définition usuelle"
        case _:
            return objet.a_confirmer


def jour_des_textes(contrat: Faits, jour: date) -> date:
    """The day on which the texts must still hold for a contract: that of its launch, when it is later than today."""
    lancement = contrat.valeur("date_consultation")
    return max(jour, lancement) if isinstance(lancement, date) else jour


def cites(pack: Pack) -> Iterator[tuple[str, Obligation | Fiche | Regle | Terme | Seuil | Source]]:
    """All that cites something, each with the name under which it is found again in the files."""
    for obligation in pack.obligations:
        yield f"obligation « {obligation.id} »", obligation
    for seuil in pack.seuils.values():
        yield f"seuil « {seuil.nom} »", seuil
    for indicateur in pack.indicateurs_de_la_loi:
        yield f"indicateur « {indicateur.id} »", indicateur
    for fiche in pack.fiches.values():
        yield f"fiche {fiche.numero}", fiche
    for terme in pack.glossaire:
        yield f"terme « {terme.terme} »", terme


__all__ = ["Source", "cites", "jour_des_textes", "mention_de", "sources_de"]
