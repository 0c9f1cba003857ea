"""A purchase of the log taken up again, and one of its facts said anew: what the page's forms do."""

from __future__ import annotations

from dataclasses import replace

from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.diagnostic import dialogue, questions
from handlers.diagnostic.jugement import devines_du_journal, nies_du_journal
from handlers.diagnostic.paroles import informer
from handlers.diagnostic.partage import Droit, droit_sur
from handlers.diagnostic.questions import AUCUN, INCONNU, MOTS_MAX, RIEN_RECONNU, Compris
from knowledge.ecoute import Acte
from knowledge.lecture.faits_dits import Attente, lire_faits
from knowledge.plan.pack import Pack
from knowledge.regles.faits import Ensemble, Fait, Faits, Genre, Options, Possible, Texte
from knowledge.regles.lots import lire_lots_gardes
from storage.diagnostic.records import DiagnosticRecord
from storage.limits import NUMERO_MAX

OBJET = "objet"
OBJET_MAX = 300
# Between the members of a set, in the value of a form.
ENTRE_MEMBRES = "+"


def depuis_le_journal(pack: Pack, garde: DiagnosticRecord) -> Entretien:
    """A purchase as its last diagnosis left it, with its lots."""
    diagnostique = {"faits": garde.faits, "jour": garde.jour.isoformat(), "pack": garde.pack_empreinte}
    return Entretien(
        Faits.depuis_json(pack.vocabulaire, garde.faits),
        etape=Etape.RESULTAT,
        devines=devines_du_journal(garde) & frozenset(pack.vocabulaire),
        sans_reponse=frozenset(garde.sans_reponse) & frozenset(pack.vocabulaire),
        nies=nies_du_journal(pack, garde),
        # Its object was recognised when it was described: what was kept of it is in its facts.
        reconnu=RIEN_RECONNU,
        conclu=True,
        diagnostic=garde.id,
        diagnostique=diagnostique | ({"lots": list(garde.lots)} if garde.lots else {}),
        marche=garde.marche_id,
        lots=lire_lots_gardes(pack.vocabulaire, garde.lots),
    )


def reprendre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Talk about that purchase again; one that was only begun is kept for a day."""
    numero = acte.slots["numero"]
    memoire = turn.memoire
    achat = memoire.achats.trouver(numero) if memoire is not None and 0 < numero <= NUMERO_MAX else None
    if memoire is None or droit_sur(memoire, achat, turn.roles, turn.droits.comptes()) is not Droit.CHANGER:  # type: ignore[arg-type]
        return aparte(turn, entretien, Reply("achat_inconnu"))
    gardes = memoire.journal.de_l_achat(numero)
    if not gardes:
        return aparte(turn, entretien, Reply("achat_inconnu"))
    commence = entretien.faits.connus() and entretien.diagnostic is None
    efface = {"le": turn.now.isoformat(), "etat": entretien.en_photo()} if commence else entretien.efface
    repris = replace(depuis_le_journal(turn.pack, gardes[0]), efface=efface)
    contexte = {"numero": numero, "objet": gardes[0].objet, "commence": bool(commence)}
    return Outcome(repris.en_json(), [Reply("achat_repris", contexte, (bouton("resultat", "c:resultat"),))])


def noter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Take a fact as it was written in its own field: it replaces what was known of it."""
    nom, dit = str(acte.slots["nom"]), " ".join(str(acte.slots["valeur"]).split())[:OBJET_MAX]
    fait = turn.pack.vocabulaire.get(nom)
    if fait is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    if dit in ("", INCONNU):
        return questions.ne_sait_pas(turn, entretien.oublier(nom), nom)
    possible = lire_la_valeur(turn, entretien, fait, dit)
    if possible is None:
        # Not to be taken as it stands: it is read, doubted and asked about as when it is said.
        attend = replace(entretien, etape=Etape.QUESTION, question=nom, proposes=())
        dite = replace(turn, incoming=replace(turn.incoming, text=dit, choice=None))
        return informer(dite, attend, Acte("informer", {"faits": (nom,)}, mots=dit))
    avant = entretien.memoriser()
    ancien = entretien.faits.connus().get(nom)
    suivant = avant.oublier(nom).apprendre(nom, possible)
    suivant, recomptes = questions.recompter(turn, avant, suivant)
    mots = {**suivant.mots, nom: dit[:MOTS_MAX]} if fait.genre in (Genre.NOMBRE, Genre.DATE) else suivant.mots
    suivant = replace(suivant, dernier=nom, question=None, mots=mots)
    remplace = ancien if ancien is not None and ancien != possible else None
    return questions.avancer(turn, suivant, [Compris(nom, remplace, possible, dit), *recomptes])


def lire_la_valeur(turn: Turn, entretien: Entretien, fait: Fait, dit: str) -> Possible | None:
    """What a field holds; None for what is no plain value of that fact."""
    match fait.genre:
        case Genre.TEXTE:
            return Texte(dit)
        case Genre.CHOIX | Genre.OUI_NON:
            return Options(frozenset({dit})) if dit in fait.options else None
        case Genre.ENSEMBLE:
            dedans = frozenset(dit.split(ENTRE_MEMBRES)) - {AUCUN}
            return Ensemble(dedans, fait.options - dedans) if dedans <= fait.options else None
        case _:
            vides = entretien.faits.oublier(fait.nom)
            lus = lire_faits(turn.lecteur, dit, turn.aujourdhui, Attente(fait.nom), vides)
            if fait.nom not in lus or lus.doute or lus.lecture.montants_ttc:
                return None
            return lus[fait.nom].possible


__all__ = ["ENTRE_MEMBRES", "OBJET", "depuis_le_journal", "noter", "reprendre"]
