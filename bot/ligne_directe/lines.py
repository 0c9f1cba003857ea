"""`spaser conseiller`: a firm's question in, one JSON line each, and what the ligne directe would say.

Apart from the other commands of `bot.lines`, which start in half the time without the words of the conversation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.envois.rendering import markdown_to_plain
from bot.lines import lire_texte
from handlers.conversation.wording import Wording
from handlers.ligne_directe import contextes
from handlers.ligne_directe.contextes import Dites
from handlers.ligne_directe.jugement import Jugement, calculer_pour, demandees, juger, pour_cette_taille
from knowledge.ligne_directe.calculs import Contexte
from knowledge.ligne_directe.entrees import Entree, LigneDirecte
from knowledge.ligne_directe.gardes import Gardien
from knowledge.ligne_directe.paroles import lire_une_parole
from knowledge.ligne_directe.repondeur import Repondeur
from knowledge.plan.pack import Pack

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Conseils:
    """Answers `conseiller`: a firm's question in, the ligne directe's answer out, or that a person must answer.

    Nothing is handed over: `escalade` says that it would be. What fits no approved answer is for a person too,
    save for what is about something else altogether.
    """

    pack: Pack
    wording: Wording
    ligne: LigneDirecte
    repondeur: Repondeur
    gardien: Gardien
    now: datetime

    def __call__(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        texte, jour = lire_texte(question, "q"), self.now.astimezone(PARIS).date()
        jugement = juger(texte, self.repondeur, self.gardien, jour)
        # A report that is but supposed is asked about in a conversation; here, whom to tell is said.
        if (garde := jugement.garde or (jugement.soupcon if jugement.entree is None else None)) is not None:
            contexte = contextes.d_une_garde(garde, None, self.ligne, self.pack, self.now)
            if jugement.regle is not None:
                dites = self._dites(jugement.regle, texte, jugement, jour)
                contexte["regle"] = contextes.en_une_phrase(jugement.regle, dites, self.ligne, self.pack, jour)
            return self._dire("garde", contexte, sujet=garde.value, escalade=True)
        if jugement.hors_sujet:
            return self._dire("hors_sujet", contextes.d_autre_chose(self.ligne, self.pack), sujet=None, escalade=False)
        if jugement.entree is None and lire_une_parole(texte) == "remercier":
            # A courtesy asks for nothing, and disturbs nobody.
            return self._dire("merci_entreprise", {}, sujet=None, escalade=False)
        if jugement.entree is None:
            promesse = contextes.promesse(self.ligne, self.pack, self.now)
            contexte = {"texte": texte, "autres": jugement.autres, **promesse}
            return self._dire("sans_reponse", contexte, sujet=None, escalade=True, autres=jugement.autres)
        jugement = pour_cette_taille(jugement, (jugement.faits or {}).get("effectif"), self.ligne)
        assert jugement.entree is not None
        resultat = calculer_pour(jugement.entree, jugement.faits or {}, Contexte(self.pack, self.ligne, jour))
        aussi = [(une, self._dites(une, texte, jugement, jour)) for une in jugement.aussi]
        dites = self._dites(jugement.entree, texte, jugement, jour)
        # Nothing unfolds here: what was asked comes first, then all the rest.
        contexte = contextes.d_une_entree(jugement.entree, resultat, self.ligne, self.pack, jour, aussi, dites)
        manque = () if resultat is None else resultat.manque
        dit = self._dire(
            "conseil",
            {
                **contexte,
                "question": None,
                "a_transmettre": jugement.soupcon is not None,
                "possible": jugement.possible,
                "incertaine": jugement.incertaine,
            },
            sujet=jugement.entree.sujet,
            escalade=False,
            source=dict.fromkeys((*jugement.entree.sources, *(nom for une, _ in dites for nom in une.sources))),
            autres=jugement.autres,
        )
        lue = contexte["mention"]
        verification = {
            "relue_le": None if lue is None or lue.relue_le is None else lue.relue_le.isoformat(),
            "a_confirmer": None if lue is None else lue.a_confirmer,
        }
        verification["a_transmettre"] = jugement.soupcon is not None
        return {**dit, **verification, "entree": jugement.entree.id, "faits": jugement.faits, "manque": manque}

    def _dites(self, entree: Entree, texte: str, jugement: Jugement, jour: date) -> Dites:
        parties, faits = jugement.parties.get(entree.id, (texte,)), jugement.faits or {}
        return demandees(entree, parties, faits, Contexte(self.pack, self.ligne, jour), faits)

    def _dire(
        self,
        template: str,
        contexte: dict[str, Any],
        *,
        sujet: str | None,
        escalade: bool,
        source: Iterable[str] = (),
        autres: Iterable[Entree] = (),
    ) -> dict[str, Any]:
        return {
            "reponse": markdown_to_plain(self.wording.render(template, contexte)),
            "sujet": sujet,
            "source": list(source),
            "escalade": escalade,
            "autres": [une.id for une in autres],
        }
