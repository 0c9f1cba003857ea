"""What is said of a purchase without having been asked: its news, whom it is for, what of it is done, and what nothing understood."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.conversation.acces import memoire
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.suivi.achats import PAR_PAGE, lister
from handlers.suivi.miens import le_mien, les_miens, se_nomme
from handlers.suivi.moments import ATTRIBUTION, EXECUTION, INSCRITES, MARCHE, PUBLICATION
from handlers.suivi.relances import attribuer, de_l_attribution, publier, rouvrir
from handlers.suivi.reponses import en_cours, insister
from knowledge.ecoute import Acte
from knowledge.francais import objets
from knowledge.francais.texte import simplifier
from knowledge.indicateurs.acheteurs import lire_acheteurs
from knowledge.suivi import paroles
from knowledge.suivi import reponses as dites
from knowledge.suivi.paroles import ABANDONNE, ATTRIBUE, PUBLIE, Nouvelle, lire_une_nouvelle
from knowledge.suivi.reponses import ABANDON, EN_COURS, INFRUCTUEUX, NON, OUI, SANS_SUITE
from storage.comptes.records import Role
from storage.suivi.records import AchatRecord, Pas

# What the reader of acts hears of a purchase, by the question that it answers.
_QUESTIONS = {
    PUBLIE: PUBLICATION, ABANDONNE: PUBLICATION, ATTRIBUE: ATTRIBUTION, "sans_suite": ATTRIBUTION, "inscrite": INSCRITES,
    "realisee": EXECUTION,
}  # fmt: skip


# --- reading ----------------------------------------------------------------------------------------------------------


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """ "achat 5", "mon marché de nettoyage est publié", "l'achat 834 est pour la Métropole", "ce n'est pas le bon marché"."""
    if (numero := paroles.demande_a_voir(texte)) is not None:
        return Proposition(Acte("suivi.voir", {"numero": numero}, mots=texte), Force.NOMME)
    if texte.endswith("?"):
        return None
    return _lire_un_dementi(turn, texte) or _lire_une_nouvelle(turn, entretien, texte) or _lire_de_l_achat(turn, texte)


def _lire_un_dementi(turn: Turn, texte: str) -> Proposition | None:
    """The purchase that is named, or the only one that became that contract of the register."""
    dit = paroles.lire_un_dementi(texte)
    if dit is None:
        return None
    miens = les_miens(turn)
    lies = [un.id for un in miens if un.marche_id is not None and dit.marche in (None, un.marche_id)]
    if dit.achat is not None:
        lies = [un.id for un in miens if un.id == dit.achat]
    force = Force.ENTIER if dit.achat is None else Force.NOMME
    return Proposition(Acte("suivi.detacher", {"numero": lies[0]}, mots=texte), force) if len(lies) == 1 else None


def _lire_une_nouvelle(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    lue = lire_une_nouvelle(texte)
    if lue is None:
        return None
    rien_dit = not (lue.nomme or lue.quoi or lue.chose)
    if rien_dit and (lue.etape == ABANDONNE or entretien.etape is Etape.QUESTION):
        return None
    if lue.etape != ATTRIBUE and _decrit_un_achat(turn, texte):
        return None
    if lue.nomme is None or (lue.quoi and not lue.sujet):
        siens = _designes(turn, lue)
        return Proposition(_suivre(lue, [un.id for un in siens], texte), Force.ENTIER) if siens else None
    if lue.nomme.genre == objets.MARCHE:
        siens = _du_registre(turn, lue.nomme.numero)
        if not siens or dites.lire_jour_dit(texte, turn.aujourdhui, passe=False):
            # "Le marché 12 est attribué en mars 2028" plans the award of a contract of the register.
            return None
        return Proposition(_suivre(lue, [siens[0].id], texte), Force.NOMME)
    return Proposition(_suivre(lue, [lue.nomme.numero], texte), Force.NOMME)


def _suivre(lue: Nouvelle, achats: list[int], texte: str) -> Acte:
    return Acte("suivre", {"etape": lue.etape, "achats": achats}, mots=texte)


def _decrit_un_achat(turn: Turn, texte: str) -> bool:
    """Told with how it is bought, it is another purchase of the kind."""
    lecture = turn.lecteur.lire(texte, turn.aujourdhui)
    return any(une.nom in ("montant_ht", "procedure", "duree_mois") for une in lecture.lus)


def _du_registre(turn: Turn, numero: int) -> list[AchatRecord]:
    """A « marché » of a number is one of the register: the purchase that became it, or is to replace it."""
    miens = les_miens(turn)
    trouves = [un for un in miens if numero in (un.marche_id, un.remplace_id)]
    if trouves or memoire(turn).marches.trouver(numero) is not None:
        return trouves[:1]
    return [un for un in miens if un.id == numero]


def _designes(turn: Turn, lue: Nouvelle) -> list[AchatRecord]:
    """The purchases that the words of an object name; without such words, those that are under way."""
    miens = les_miens(turn)
    ouverts = [un for un in miens if not un.conclu]
    if lue.quoi:
        tous = ouverts or miens
        return ([un for un in tous if se_nomme(un, lue.quoi)] or [un for un in miens if se_nomme(un, lue.quoi)])[
            :PAR_PAGE
        ]
    if (posee := en_cours(turn)) is not None:
        # Bare words are of what was just asked about.
        return [posee.achat]
    return (ouverts or (miens if lue.chose else [un for un in miens if un.marche_id is None]))[:PAR_PAGE]


def _lire_de_l_achat(turn: Turn, texte: str) -> Proposition | None:
    """ "L'achat 834 est pour la Métropole", "j'ai réalisé les actions 8 et 22 de l'achat 833"."""
    nommes = objets.nommes(texte)
    siens = [un for un in nommes if un.genre == objets.ACHAT]
    actions = [un.numero for un in nommes if un.genre == objets.ACTION]
    if len(siens) != 1 or len(siens) + len(actions) < len(nommes):
        return None
    numero = siens[0].numero
    if not actions and objets.sujet(texte) and (qui := _pour_qui(turn, simplifier(texte)[siens[0].fin :])):
        achat = le_mien(turn, numero, a_changer=False)
        if achat is not None and achat.marche_id is not None:
            return None
        return Proposition(Acte("suivi.corriger_l_acheteur", {"numero": numero, "dit": qui}, mots=texte), Force.NOMME)
    dit = dites.lire_realisation(texte)
    if dit not in (OUI, EN_COURS) or paroles.est_incertain(texte):
        return None
    if actions:
        slots = {"numero": numero, "actions": actions, "dit": dit}
        return Proposition(Acte("suivi.realiser_plusieurs", slots, mots=texte), Force.NOMME)
    lignes = memoire(turn).achats.suivis([numero]).get(numero, [])
    if not any(Pas.INSCRITE in ligne.passage and Pas.REALISEE not in ligne.passage for ligne in lignes):
        return None
    # A purchase is done when its actions are: each is asked about.
    genre = f"{EXECUTION}:{turn.aujourdhui.year}"
    return Proposition(Acte("suivi.rouvrir", {"numero": numero, "genre": genre}, mots=texte), Force.NOMME)


def _pour_qui(turn: Turn, suite: str) -> str | None:
    """The buyer of the plan that what follows a purchase says it is for, and no more than that."""
    nommes = lire_acheteurs(suite, {un.id: un.nom for un in turn.pack.acheteurs})
    if len(nommes) != 1 or not paroles.dit_seulement_pour_qui(f"{suite[: nommes[0].debut]} {suite[nommes[0].fin :]}"):
        return None
    return nommes[0].qui


# --- saying it --------------------------------------------------------------------------------------------------------


def suivre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Note the news of a purchase; ask which one, or what, where the words do not say."""
    lue = lire_une_nouvelle(acte.mots)
    numeros = acte.slots.get("achats")
    if lue is None and en_cours(turn) is not None:
        return insister(turn, entretien, Acte("suivi.insister", {"quoi": "incompris"}))
    if numeros is None:
        # The reader of acts heard it; that nothing tells which purchase is said.
        numeros = [un.id for un in _designes(turn, lue or Nouvelle(PUBLIE, chose=True))]
    etape = acte.slots.get("etape") if lue is None else lue.etape
    genre = _QUESTIONS.get(str(etape), PUBLICATION)
    if not numeros:
        introuvable = Reply("achat_introuvable", {}, (bouton("mes_achats", "c:mes_achats"),))
        return aparte(turn, entretien, introuvable) if lue is not None and lue.quoi else lister(turn, entretien)
    if genre == EXECUTION:
        genre = f"{EXECUTION}:{turn.aujourdhui.year}"
    if len(numeros) > 1:
        return _demander_lequel(turn, entretien, numeros, genre)
    achat = le_mien(turn, numeros[0])
    if achat is None:
        return aparte(turn, entretien, Reply("achat_inconnu"))
    if lue is None:
        return rouvrir(turn, entretien, achat, genre)
    return (_dire_publie if genre == PUBLICATION else _dire_attribue)(turn, entretien, achat, lue, acte.mots)


def _demander_lequel(turn: Turn, entretien: Entretien, numeros: Sequence[int], genre: str) -> Outcome:
    trouves = memoire(turn).achats.plusieurs(numeros)
    choices = tuple(bouton("achat", f"s:rouvrir:{numero}:{genre}", numero) for numero in numeros if numero in trouves)
    contexte = {"achats": [trouves[numero] for numero in numeros if numero in trouves]}
    return aparte(turn, entretien, Reply("achat_lequel", contexte, choices))


def _dire_publie(turn: Turn, entretien: Entretien, achat: AchatRecord, lue: Nouvelle, texte: str) -> Outcome:
    """What is said of a publication without having been asked."""
    dit, jour = dites.dater(dites.lire_publication(texte), texte, turn.aujourdhui)
    if dit is None or (dit == OUI and lue.present):
        return rouvrir(turn, entretien, achat, PUBLICATION)
    sans_contrat = achat.conclu and not achat.attribue
    if (dit == OUI and sans_contrat) or (dit == ABANDON and not achat.conclu):
        # Said in so many words against what was said before: it is a correction, not a second click.
        memoire(turn).achats.rouvrir(achat.id, PUBLICATION, turn.now)
    return publier(turn, entretien, achat, dit, jour)


def _dire_attribue(turn: Turn, entretien: Entretien, achat: AchatRecord, lue: Nouvelle, texte: str) -> Outcome:
    """What is said of an award without having been asked, and what the same sentence tells of it."""
    lu = dites.lire_attribution(texte)
    if lu is None or (lu == OUI and lue.present):
        # A lot was awarded, another was not; or it will soon be.
        return rouvrir(turn, entretien, achat, ATTRIBUTION)
    dit, jour = dites.dater(lu, texte, turn.aujourdhui)
    if achat.conclu and achat.marche_id is None and lu not in (NON, _issue(achat)):
        memoire(turn).achats.rouvrir(achat.id, ATTRIBUTION, turn.now)
        for genre in (MARCHE, *de_l_attribution(turn)):
            memoire(turn).achats.oublier(achat.id, genre)
    return attribuer(turn, entretien, achat, dit or lu, texte, jour)


def _issue(achat: AchatRecord) -> str:
    """How a purchase ended."""
    if achat.attribue:
        return OUI
    return INFRUCTUEUX if achat.traits["infructueux"] else SANS_SUITE


# --- what nothing understood ------------------------------------------------------------------------------------------


def lire_ce_qui_est_nomme(turn: Turn, _: Entretien, texte: str) -> Proposition | None:
    """A sentence about what it names by its number, when nothing else is read in it; asked about, a purchase is shown."""
    nommes = objets.nommes(texte)
    achats = list(dict.fromkeys(un.numero for un in nommes if un.genre == objets.ACHAT))
    if texte.endswith("?"):
        if len(achats) != 1:
            return None
        return Proposition(Acte("suivi.voir", {"numero": achats[0]}, mots=texte), Force.SINON)
    sujet = objets.sujet(texte)
    genre = objets.ACHAT if achats else objets.ACTION if sujet is None else sujet.genre
    numeros = achats or [un.numero for un in nommes if un.genre == genre]
    if genre == objets.ACTION or (genre == objets.DEMANDE and not _repond_aux_demandes(turn)):
        return None
    return Proposition(Acte("suivi.nommer", {"genre": genre, "numeros": numeros}, mots=texte), Force.SINON)


def _repond_aux_demandes(turn: Turn) -> bool:
    return turn.guichet is not None and Role.EQUIPE in turn.roles


def dire_incompris(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What was said of what is named was not understood: nothing changes, of it or of anything else."""
    genre, numeros = acte.slots["genre"], acte.slots["numeros"]
    siens = [un for numero in numeros if genre == objets.ACHAT and (un := le_mien(turn, numero, a_changer=False))]
    if genre == objets.ACHAT and len(siens) < len(numeros):
        return aparte(turn, entretien, Reply("achat_inconnu"))
    demande = turn.guichet.demandes.trouver(numeros[0]) if turn.guichet and genre == objets.DEMANDE else None
    if genre == objets.DEMANDE and demande is None:
        return aparte(turn, entretien, Reply("demande_inconnue", {"numero": numeros[0]}))
    choices = tuple(bouton("achat", f"s:voir:{un.id}", un.id) for un in siens[:PAR_PAGE])
    contexte = {"genre": genre, "numeros": numeros, "achats": siens, "demande": demande}
    return aparte(turn, entretien, Reply("objet_incompris", contexte, choices))


__all__ = ["dire_incompris", "lire", "lire_ce_qui_est_nomme", "suivre"]
