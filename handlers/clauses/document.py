"""All the texts of a purchase as one document, in the small Markdown that Word and PDF files are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.clauses.atelier import ECARTEE, Atelier, composer
from handlers.clauses.retouches import en_clair
from handlers.conversation.wording import Wording
from handlers.diagnostic.jugement import Savoir, non_presumes
from handlers.diagnostic.reprise import depuis_le_journal
from knowledge.clauses.choix import Offert, par_piece
from knowledge.diagnostic.diagnostic import diagnostiquer
from knowledge.droit.mentions import mention
from knowledge.plan.pack import Pack
from knowledge.plan.pieces import Piece
from knowledge.plan.sources import jour_des_textes
from storage.diagnostic.records import DiagnosticRecord
from storage.unit_of_work import Reading

# What is decided for this document alone is decided once the offers are in.
_APRES = "rapport"


@dataclass(frozen=True, slots=True)
class Annexe:
    """The texts of a purchase to print: `numero` and `achat` are its own, `jour` the day it is printed."""

    atelier: Atelier
    numero: int | None
    achat: int | None
    jour: date


def du_journal(pack: Pack, savoir: Savoir, uow: Reading, garde: DiagnosticRecord, jour: date) -> Annexe:
    """The texts of a logged diagnosis, as their buyer set them since."""
    entretien = depuis_le_journal(pack, garde)
    diagnostic = diagnostiquer(
        pack,
        entretien.faits,
        garde.jour,
        entretien.sans_reponse,
        entretien.lots,
        presumer=True,
        nies=non_presumes(savoir, entretien),
    )
    decisions = uow.journal.decisions(garde.id)
    ecartees = frozenset(action for action, prise in decisions.items() if prise.etape == ECARTEE)
    return Annexe(composer(pack, diagnostic, garde.achat_id, ecartees, uow), garde.id, garde.achat_id, jour)


def rediger(pack: Pack, wording: Wording, annexe: Annexe) -> str:
    """The document: a part for each piece of the consultation, then what remains to decide."""
    atelier = annexe.atelier
    au = jour_des_textes(atelier.diagnostic.faits, atelier.diagnostic.jour)
    ecrits = [un for un in atelier.pris if un.a_ecrire]
    rangees = par_piece(pack, ecrits)
    decisions = _decisions(rangees)
    return wording.render(
        "annexe",
        {
            "pack": pack,
            "objet": atelier.diagnostic.faits.valeur("objet"),
            "qualification": wording.phrase(
                "qualification", atelier.diagnostic.qualification, atelier.diagnostic.faits
            ),
            "annexe": annexe,
            "niveau": atelier.reglages.niveau.value,
            "rangees": [(piece, [_texte(atelier, wording, un, au) for un in siens]) for piece, siens in rangees],
            "decisions": [un for un in decisions if set(un["ou"]) != {_APRES}],
            "plus_tard": [un for un in decisions if set(un["ou"]) == {_APRES}],
            "pieces": {piece.id: piece.court for piece, _ in rangees},
            "reserves": [
                (un.modele, wording.phrase("a_garder", un.si, un.juges, un.manque))
                for un in atelier.pris
                if un.si and not un.a_ecrire
            ],
            "formules": _formules(ecrits),
            "note_des_heures": atelier.bibliotheque.baremes.note_insertion,
            "ecartes": [
                (garde, atelier.bibliotheque.modeles[cle])
                for cle, garde in atelier.gardes.items()
                if garde.etat == "refuse" and cle in atelier.bibliotheque.modeles
            ],
            "relectures": _relectures(pack, ecrits),
            "nombre_de_lots": len(atelier.diagnostic.lots),
        },
    )


def _texte(atelier: Atelier, wording: Wording, offert: Offert, au: date) -> dict[str, Any]:
    modele = offert.modele
    lue = mention(atelier.pack.textes, modele.versions, au, modele.a_confirmer) if modele.versions else None
    return {
        "modele": modele,
        "titre": offert.titre,
        "retouches": en_clair(atelier, offert),
        "lots": offert.lots,
        "lignes": offert.rempli.texte.splitlines(),
        "preuve": (offert.rempli.preuve or "").splitlines(),
        "si": None if offert.si is None else wording.phrase("a_garder", offert.si, offert.juges, offert.manque),
        "sources": "" if lue is None else lue.source if lue.a_confirmer is None else lue.bref,
    }


def _decisions(rangees: Sequence[tuple[Piece, Sequence[Offert]]]) -> list[dict[str, Any]]:
    """Each thing to decide once, with where it stands; what is left blank first."""
    dites: dict[tuple[int | None, str], dict[str, Any]] = {}
    for piece, siens in rangees:
        for un in siens:
            for decision in un.rempli.decisions:
                # A fact is one thing to know, wherever it stands; a parameter is of its action.
                cle = (un.modele.action if decision.nom in un.modele.parametres else None, decision.nom)
                dite = dites.setdefault(cle, {"decision": decision, "ou": {}})
                dite["ou"].setdefault(piece.id, []).append(un.titre)
    return sorted(dites.values(), key=lambda dite: dite["decision"].propose is not None)


def _formules(offerts: Sequence[Offert]) -> list[str]:
    return list(dict.fromkeys(valeur.formule for un in offerts for valeur in un.rempli.valeurs if valeur.formule))


def _relectures(pack: Pack, offerts: Sequence[Offert]) -> list[str]:
    return list(dict.fromkeys(pack.services[un.modele.relecture].avec_article for un in offerts))


__all__ = ["Annexe", "du_journal", "rediger"]
