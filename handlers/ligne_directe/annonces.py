"""What is said unasked about a request: to the team, to its owner, to the firm."""

from __future__ import annotations

from datetime import datetime

from handlers.conversation.boutons import bouton
from handlers.conversation.vocabulary import Choice, DemandeRecord, Reply
from storage.ligne_directe.coordonnees import masquer_les_telephones
from storage.ligne_directe.records import EtatDemande


def a_l_equipe(demande: DemandeRecord, quoi: str, responsable: str | None = None, dernier: str = "") -> Reply:
    """A request without an owner, or late: `quoi` is nouvelle, rappel or retard; `dernier` are the firm's last words."""
    if demande.responsable is None:
        choices: tuple[Choice, ...] = (
            bouton("je_la_prends", f"g:prendre:{demande.id}"),
            bouton("occupe_demande", f"g:occupe:{demande.id}"),
        )
    else:
        choices = (bouton("je_la_reprends", f"g:reprendre:{demande.id}"),)
    # Its phone number is for whoever takes it.
    contexte = {
        "demande": demande,
        "quoi": quoi,
        "responsable": responsable,
        "question": masquer_les_telephones(demande.question),
        "dernier": masquer_les_telephones(dernier),
    }
    return Reply(
        "demande_annoncee", contexte, (*choices, bouton("voir_la_demande", f"g:voir:{demande.id}", demande.id))
    )


def au_responsable(
    demande: DemandeRecord, quoi: str, now: datetime, texte: str = "", nouveau: str | None = None
) -> Reply:
    """To its owner: `quoi` is message (the firm's words), confiee, rappel or close; to whoever had it, reprise (by `nouveau`)."""
    choices: tuple[Choice, ...] = ()
    if demande.ouverte and quoi != "reprise":
        choices = (
            bouton("repondre", f"g:repondre:{demande.id}"),
            bouton("confier", f"g:transferer:{demande.id}"),
            bouton("rendre", f"g:rendre:{demande.id}"),
            bouton("voir_la_demande", f"g:voir:{demande.id}", demande.id),
        )
    retard = demande.en_retard_depuis is not None and demande.en_retard_depuis < now
    contexte = {
        "demande": demande,
        "quoi": quoi,
        "texte": texte,
        "retard": retard,
        "nouveau": nouveau,
    }
    return Reply("demande_au_responsable", contexte, choices)


def a_l_entreprise(demande: DemandeRecord, texte: str, *, expert: bool = False) -> Reply:
    """The answer of a person, word for word; `expert`: they are not of the purchasing team."""
    choices = (bouton("c_est_regle", "l:regle"), bouton("autre_question", "l:robot"))
    return Reply("reponse_d_un_conseiller", {"demande": demande, "texte": texte, "expert": expert}, choices)


def du_retard(demande: DemandeRecord, promis_le: datetime) -> Reply:
    """The firm was promised an answer by now: say so, and until when it is promised again."""
    telephone: tuple[Choice, ...] = () if demande.telephone else (bouton("laisser_un_numero", "l:tel"),)
    choices = (*telephone, bouton("autre_question", "l:robot"), bouton("annuler_la_demande", "l:annuler"))
    return Reply("demande_en_retard", {"demande": demande, "promis_le": promis_le}, choices)


def de_la_fin(demande: DemandeRecord) -> Reply:
    """The person who answered has ended it, or nothing was said since: the assistant answers again."""
    return Reply("demande_finie", {"demande": demande, "annulee": demande.etat is EtatDemande.ANNULEE})


__all__ = ["a_l_entreprise", "a_l_equipe", "au_responsable", "de_la_fin", "du_retard"]
