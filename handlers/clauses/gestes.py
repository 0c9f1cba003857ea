"""What is done of the texts to write: shown, set, taken or refused, gathered in one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from handlers.clauses.atelier import HEURES, Atelier, Reglable, en_json, inscrire, ouvrir, reglables
from handlers.conversation.acces import auteur
from handlers.conversation.acts import Faire, Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.formules import lire_formule
from handlers.conversation.vocabulary import Choice, Document, Outcome, Reply, Turn
from handlers.conversation.wording import en_tete
from handlers.diagnostic import dialogue
from handlers.diagnostic import gestes as de_l_achat
from handlers.diagnostic.document import FORMATS
from handlers.diagnostic.regles import est_un_motif
from handlers.diagnostic.resultat import a_jour, retour_au_resultat
from handlers.diagnostic.vue_actions import ACHETEURS, COMMANDE_PUBLIQUE
from knowledge.clauses.calculs import CALCULES, POIDS, Donne, Reglages, en_mots, repartir
from knowledge.clauses.choix import Offert, par_piece
from knowledge.clauses.modeles import Genre, Modele, Niveau
from knowledge.clauses.paroles import (
    Demande,
    Reglage,
    ce_qui_est_nomme,
    demande_de_preparer,
    demande_les_heures,
    lire_l_action,
    lire_le_niveau,
    lire_un_reglage,
    lire_une_demande,
    mots_du_nom,
    n_est_qu_un_reglage,
    nommes,
    prend,
    sans_la_piece,
)
from knowledge.diagnostic.paroles import lire_un_motif
from knowledge.droit.mentions import mention
from knowledge.ecoute import Acte
from knowledge.ecoute.precisions import groupes
from knowledge.francais.langue import plat
from knowledge.francais.redaction import typographie
from knowledge.francais.texte import mots_de, racine
from knowledge.plan.pack import Service
from knowledge.plan.pieces import pieces_de
from knowledge.plan.sources import jour_des_textes
from storage.clauses.records import EtatTexte, TexteRecord

# What the next words may be said of: the text that was just shown, the blank that was asked about, why a text was refused.
SUITE, REMPLIR, MOTIF = "clauses.suite", "clauses.remplir", "clauses.motif"
AUTRES_MAX, ACTIONS_MAX, CHANGEMENTS_MAX, TITRES_MAX = 4, 6, 6, 12
MOTIF_MAX = 300
# What a text is shown for first: what is written in the consultation, before what is asked around it.
D_ABORD = (Genre.CLAUSE, Genre.CRITERE, Genre.SPECIFICATION, Genre.MOTIF, Genre.QUESTION)


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is said of the text that was just shown; what asks for texts, or hours, by rule."""
    attente = entretien.attente
    if isinstance(attente, Acte) and attente.nature in (SUITE, REMPLIR, MOTIF):
        lue = _de_ce_qui_est_montre(turn, entretien, texte, attente)
        if lue is not None:
            return Proposition(lue, Force.ATTENDU)
    if demande_de_preparer(texte):
        return Proposition(Acte("clauses.preparer", mots=texte), Force.ENTIER)
    if (action := lire_l_action(texte)) is not None and action in turn.pack.fiches:
        return Proposition(Acte("clause", {"actions": (action,)}, mots=texte), Force.NOMME)
    if not entretien.faits.connus():
        return None
    if demande_les_heures(texte):
        return Proposition(Acte("clauses.heures", mots=texte), Force.ENTIER)
    if entretien.etape is Etape.RESULTAT:
        if lire_le_niveau(texte, Niveau.COURANT) is not None:
            return Proposition(Acte("clauses.niveau", mots=texte), Force.ENTIER)
        if (pris := prend(texte)) is not None and (vise := _vise(turn, entretien, texte)) is not None:
            return Proposition(
                Acte("clauses.prendre" if pris else "clauses.refuser", {"texte": vise}, mots=texte), Force.ENTIER
            )
        reglage = lire_un_reglage(texte)
        if reglage is not None and reglage.unite is not None and _du_texte_d_un_achat(turn, entretien, reglage):
            return Proposition(Acte("clauses.regler", mots=texte), Force.ENTIER)
    if (demande := lire_une_demande(texte)) is not None and (demande.piece or demande.genre):
        return Proposition(Acte("clause", mots=texte), Force.ENTIER)
    return None


def _de_ce_qui_est_montre(turn: Turn, entretien: Entretien, texte: str, attente: Acte) -> Acte | None:
    """The act of words that are said right after a text."""
    cle = str(attente.slots.get("texte", ""))
    if attente.nature == REMPLIR:
        if not texte.strip() or lire_formule(texte, exacte=True) is not None:
            return None
        return Acte("clauses.regler", {**attente.slots, "dite": texte}, mots=texte)
    if lire_le_niveau(texte, Niveau.COURANT) is not None:
        return Acte("clauses.niveau", {"texte": cle}, mots=texte)
    if (pris := prend(texte)) is not None and (vise := _vise(turn, entretien, texte) or cle):
        return Acte("clauses.prendre" if pris else "clauses.refuser", {"texte": vise}, mots=texte)
    if (reglage := lire_un_reglage(texte)) is not None:
        atelier = ouvrir(turn, entretien)
        montre = atelier.texte(cle)
        if montre is not None and _regle(reglage, [montre.modele], seul=True):
            return Acte("clauses.regler", {"texte": cle}, mots=texte)
        if reglage.unite is not None and _regle(reglage, [un.modele for un in atelier.offerts], seul=False):
            return Acte("clauses.regler", {"montre": cle}, mots=texte)
    if attente.nature == MOTIF and est_un_motif(turn, entretien, texte):
        return Acte("clauses.refuser", {"texte": cle, "motif": texte}, mots=texte)
    return None


def _vise(turn: Turn, entretien: Entretien, texte: str) -> str | None:
    """The one text that words name by its title."""
    siens = _nommes(ouvrir(turn, entretien), Acte("clause", mots=texte))
    return siens[0].modele.cle if len(siens) == 1 else None


def _regle(reglage: Reglage, modeles: Sequence[Modele], *, seul: bool) -> bool:
    """Whether a value is of something in these texts, which its words name; `seul`: they need not, where they name nothing else."""
    possibles = reglables(modeles, CALCULES)
    noms = frozenset().union(*(mots_du_nom(un.nom, un.libelle) for un in possibles))
    if not _vises(reglage, possibles):
        return False
    return n_est_qu_un_reglage(reglage.mots - noms) and (seul or bool(reglage.mots & noms))


def _du_texte_d_un_achat(turn: Turn, entretien: Entretien, reglage: Reglage) -> bool:
    """Whether a value is of the texts of the purchase, and of none of its facts: "pénalité 80 €"."""
    noms = {
        racine(mot) for nom in entretien.faits.vocabulaire for mot in mots_de(entretien.faits.vocabulaire[nom].libelle)
    }
    return not reglage.mots & noms and _regle(
        reglage, [un.modele for un in ouvrir(turn, entretien).offerts], seul=False
    )


# --- shown --------------------------------------------------------------------------------------------------------


def montrer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What to write: of the action that is named, of the document that is named, else of the whole purchase."""
    atelier = ouvrir(turn, entretien)
    if not atelier.bibliotheque.modeles:
        # A plan that has no texts of its own: what its fiches say of it.
        return de_l_achat.detail(turn, entretien, acte)
    demande = ce_qui_est_nomme(acte.mots)
    if len(siens := _nommes(atelier, acte)) == 1:
        return _montrer_un_texte(turn, entretien, atelier, siens[0])
    actions = _actions(turn, atelier, acte)
    if actions:
        return _de_l_action(turn, entretien, atelier, actions[0], demande)
    if not entretien.faits.connus():
        return aparte(turn, entretien, Reply("textes_sans_achat", _sommaire(turn, atelier), _par_action(atelier)))
    return _lister(turn, entretien, atelier, demande)


def _nommes(atelier: Atelier, acte: Acte) -> list[Offert]:
    """The texts of the purchase that words name by their title."""
    if acte.slots.get("actions") or acte.slots.get("action"):
        return []
    par_cle = {un.modele.cle: un for un in atelier.offerts}
    return [par_cle[cle] for cle in nommes(sans_la_piece(acte.mots), {un: par_cle[un].modele.titre for un in par_cle})]


def _actions(turn: Turn, atelier: Atelier, acte: Acte) -> tuple[int, ...]:
    """The actions that the words name or are about; those of the purchase first."""
    une = acte.slots.get("action")
    nommees = (une,) if isinstance(une, int) else tuple(acte.slots.get("actions") or ())
    ecrites = tuple(atelier.bibliotheque.par_action)
    nommees = nommees or tuple(numero for groupe in groupes(plat(acte.mots)) for numero in groupe.numeros)
    if nommees := tuple(action for action in nommees if action in turn.pack.fiches):
        return nommees
    montree = turn.etat.get("action_montree")
    siennes = sorted({un.modele.action for un in atelier.offerts})
    mots = sans_la_piece(acte.mots)
    designees = turn.chercheur().designer(mots, siennes) or turn.chercheur().designer(mots, ecrites)
    if designees:
        return designees
    return (montree,) if isinstance(montree, int) and montree in ecrites and not _nomme_une_piece(acte.mots) else ()


def _nomme_une_piece(texte: str) -> bool:
    return ce_qui_est_nomme(texte).piece is not None


def _de_l_action(turn: Turn, entretien: Entretien, atelier: Atelier, action: int, demande: Demande) -> Outcome:
    """The first text of an action, the others as buttons; its detail where it has none."""
    offerts = atelier.de_l_action(action)
    hors = not offerts
    if hors:
        offerts = tuple(atelier.hors_du_plan(un) for un in atelier.modeles_de(action))
    if not offerts:
        return de_l_achat.detail(turn, entretien, Acte("detail", {"action": action}))
    voulus = [un for un in offerts if _convient(un, demande)] or list(offerts)
    voulus.sort(key=lambda un: (not un.a_ecrire, D_ABORD.index(un.modele.genre)))
    return _montrer_un_texte(turn, entretien, atelier, voulus[0], hors=hors)


def _convient(offert: Offert, demande: Demande) -> bool:
    modele = offert.modele
    return demande.piece in (None, modele.piece) and demande.genre in (None, modele.genre.value)


def _montrer_un_texte(
    turn: Turn,
    entretien: Entretien,
    atelier: Atelier,
    offert: Offert,
    *,
    hors: bool = False,
    note: str = "",
    encore: bool = False,
) -> Outcome:
    """One text in full, with the others of its action; `encore`: it was just shown, and only its words are told again."""
    modele = offert.modele
    freres = [un for un in atelier.de_l_action(modele.action) if un.modele.cle != modele.cle]
    contexte = {
        **_dit(turn, atelier, offert),
        "note": note,
        "encore": encore,
        "hors": hors and bool(entretien.faits.connus()),
        "sans_achat": not entretien.faits.connus(),
        "freres": len(freres),
    }
    suivant = replace(entretien, attente=Acte(SUITE, {"texte": modele.cle}))
    return aparte(turn, suivant, Reply("texte", contexte, _choix_d_un_texte(entretien, atelier, offert, freres)))


def _choix_d_un_texte(
    entretien: Entretien, atelier: Atelier, offert: Offert, freres: Sequence[Offert]
) -> tuple[Choice, ...]:
    cle, niveau = offert.modele.cle, atelier.reglages.niveau
    choices: list[Choice] = []
    if entretien.faits.connus():
        if niveau is not Niveau.AMBITIEUX:
            choices.append(bouton("plus_ambitieux", f"w:niveau:{list(Niveau)[niveau.rang + 1]}:{cle}"))
        if niveau is not Niveau.PRUDENT:
            choices.append(bouton("plus_prudent", f"w:niveau:{list(Niveau)[niveau.rang - 1]}:{cle}"))
        if atelier.etat(offert.modele) is not EtatTexte.GARDE:
            choices.append(bouton("prendre_ce_texte", f"w:prendre:{cle}"))
        if atelier.etat(offert.modele) is not EtatTexte.REFUSE:
            choices.append(bouton("refuser_ce_texte", f"w:refuser:{cle}"))
        choices.append(bouton("tous_les_textes", "w:preparer"))
        if (expert := _expert(atelier, offert.modele.action)) is not None:
            choices.append(
                Choice(
                    f"{bouton('demander_l_avis', '').label} : {expert.sigle or expert.nom}", f"w:demander:{expert.id}"
                )
            )
    choices += [Choice(un.modele.titre, f"w:texte:{un.modele.cle}") for un in freres[:AUTRES_MAX]]
    return (*choices, *retour_au_resultat(entretien))


def _expert(atelier: Atelier, action: int) -> Service | None:
    """Who may be asked whether an action of the purchase can be done: the first that its rules say to call, but for the buyers' own."""
    for jugement in (atelier.diagnostic, *atelier.diagnostic.lots):
        for une in jugement.recommandations:
            if une.fiche.numero == action:
                noms = [nom for nom in une.regle.contacts if nom not in ACHETEURS and nom != COMMANDE_PUBLIQUE]
                return atelier.pack.services[noms[0]] if noms else None
    return None


def _dit(turn: Turn, atelier: Atelier, offert: Offert) -> dict[str, Any]:
    """A text as the templates say it."""
    modele, rempli = offert.modele, offert.rempli
    au = jour_des_textes(atelier.diagnostic.faits, atelier.diagnostic.jour)
    lue = None
    if modele.versions:
        lue = mention(turn.pack.textes, modele.versions, au, modele.a_confirmer)
    return {
        "offert": offert,
        "modele": modele,
        "fiche": turn.pack.fiches[modele.action],
        "piece": next((un for un in pieces_de(turn.pack).toutes if un.id == modele.piece), None),
        "niveau": atelier.reglages.niveau.value,
        "lignes": rempli.texte.splitlines(),
        "preuve": (rempli.preuve or "").splitlines(),
        "formules": [valeur.formule for valeur in rempli.valeurs if valeur.formule],
        "decisions": rempli.decisions,
        "si": None if offert.si is None else turn.phrase("condition", offert.si, offert.juges),
        "lots": offert.lots,
        "nombre_de_lots": len(atelier.diagnostic.lots),
        "sources": "" if lue is None else lue.source if lue.a_confirmer is None else lue.citees,
        "a_confirmer": (modele.a_confirmer or "") if lue is None else lue.a_confirmer or "",
        "relecture": turn.pack.services[modele.relecture],
        "etat": atelier.etat(modele),
        "garde": atelier.gardes.get(modele.cle),
    }


def _lister(turn: Turn, entretien: Entretien, atelier: Atelier, demande: Demande) -> Outcome:
    """The titles of the texts of a document, or how many each action has."""
    voulus = [un for un in atelier.pris if _convient(un, demande)]
    if not voulus and (demande.piece or demande.genre):
        voulus, demande = list(atelier.pris), Demande(None, None)
    rangees = par_piece(turn.pack, voulus)
    contexte = {
        "rangees": [(piece, [_ligne(un) for un in siens]) for piece, siens in rangees],
        "detaille": len(voulus) <= TITRES_MAX,
        "combien": len(voulus),
        "par_action": [
            (turn.pack.fiches[action], combien)
            for action, combien in sorted(Counter(un.modele.action for un in voulus).items())
        ],
        "piece": rangees[0][0] if demande.piece and len(rangees) == 1 else None,
        "niveau": atelier.reglages.niveau.value,
    }
    actions = list(dict.fromkeys(un.modele.action for un in voulus))
    choices = (
        *(bouton("textes_de", f"w:action:{action}", action) for action in actions[:ACTIONS_MAX]),
        bouton("tous_les_textes", "w:preparer"),
        *retour_au_resultat(entretien),
    )
    return aparte(turn, entretien, Reply("textes", contexte, choices))


def _ligne(offert: Offert) -> dict[str, Any]:
    return {"titre": offert.modele.titre, "action": offert.modele.action, "sous_condition": not offert.a_ecrire}


def _sommaire(turn: Turn, atelier: Atelier) -> dict[str, Any]:
    par_action = atelier.bibliotheque.par_action
    return {
        "fiches": [(turn.pack.fiches[action], len(modeles)) for action, modeles in par_action.items()],
        "combien": len(atelier.bibliotheque.modeles),
    }


def _par_action(atelier: Atelier) -> tuple[Choice, ...]:
    return tuple(bouton("textes_de", f"w:action:{action}", action) for action in atelier.bibliotheque.par_action)[
        :ACTIONS_MAX
    ]


def par_bouton(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The text that a button names."""
    atelier = ouvrir(turn, entretien)
    offert = atelier.texte(str(acte.slots["texte"]))
    if offert is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    hors = offert.modele.cle not in {un.modele.cle for un in atelier.offerts}
    return _montrer_un_texte(turn, entretien, atelier, offert, hors=hors)


# --- set --------------------------------------------------------------------------------------------------------------


def changer_de_niveau(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Have every text of the purchase go further, or less far; the one that was shown is shown again."""
    entretien, atelier = inscrire(turn, entretien)
    dit = str(acte.slots.get("niveau", ""))
    avant = atelier.reglages.niveau
    niveau = Niveau(dit) if dit in list(Niveau) else lire_le_niveau(acte.mots, avant)
    if niveau is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    montre = atelier.bibliotheque.modeles.get(str(acte.slots.get("texte", "")))
    apres = _regler(turn, atelier, replace(atelier.reglages, niveau=niveau))
    changes = _ce_qui_change(atelier, apres)
    siens = [un for un in apres.offerts if montre is not None and un.modele.souche == montre.souche]
    contexte = {"niveau": niveau.value, "change": niveau is not avant, "changements": changes}
    reply = Reply("niveau_change", contexte)
    if siens:
        vu = _montrer_un_texte(turn, entretien, apres, siens[0], encore=True)
        return Outcome(vu.etat, [reply, *vu.replies])
    choices = (
        bouton("voir_les_textes", "c:clause"),
        bouton("tous_les_textes", "w:preparer"),
        *retour_au_resultat(entretien),
    )
    return aparte(turn, entretien, replace(reply, choices=choices))


def regler(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Put a value in the place of what is computed or proposed; what cannot be is said, with what it may be."""
    entretien, atelier = inscrire(turn, entretien)
    montre = atelier.texte(str(acte.slots.get("texte", "")))
    siens = [montre.modele] if montre is not None else [un.modele for un in atelier.offerts]
    possibles = reglables(siens, CALCULES)
    cle = acte.slots.get("cle")
    if cle is not None:
        possibles = [un for un in reglables([un.modele for un in atelier.offerts], CALCULES) if un.cle == cle] or [
            un for un in possibles if un.cle == cle
        ]
    reglage = lire_un_reglage(str(acte.slots.get("dite", acte.mots)))
    vises = possibles if cle is not None else _vises(reglage, possibles)
    if len(vises) != 1:
        choices = tuple(
            Choice(un.libelle, f"w:regler:{un.cle}:{'' if reglage is None else reglage.valeur}")
            for un in vises[:AUTRES_MAX]
        )
        contexte = {"possibles": [un.libelle for un in possibles], "vises": bool(vises)}
        suivant = replace(
            entretien,
            attente=Acte(SUITE, {"texte": montre.modele.cle if montre else str(acte.slots.get("montre", ""))}),
        )
        return aparte(turn, suivant, Reply("reglage_lequel", contexte, choices))
    vise = vises[0]
    valeur = _valeur(vise, reglage, str(acte.slots.get("dite", "")).strip())
    refus = _refus(atelier, vise, valeur)
    if refus is not None or valeur is None:
        suivant = replace(
            entretien, attente=Acte(REMPLIR, {"texte": "" if montre is None else montre.modele.cle, "cle": vise.cle})
        )
        return aparte(turn, suivant, Reply("reglage_refuse", {"vise": vise, **_bornes(vise), "pourquoi": refus}))
    apres = _regler(turn, atelier, replace(atelier.reglages, valeurs={**atelier.reglages.valeurs, vise.cle: valeur}))
    note = typographie(f"{en_tete(vise.libelle.rstrip(' ?'))} : {_en_mots(valeur, vise)}")
    siens_apres = [un for un in apres.offerts if montre is not None and un.modele.cle == montre.modele.cle]
    vu = siens_apres or [un for un in apres.offerts if vise.cle in {r.cle for r in reglables([un.modele], CALCULES)}]
    if not vu:
        return aparte(turn, entretien, Reply("reglage_fait", {"note": note}, retour_au_resultat(entretien)))
    return _montrer_un_texte(turn, entretien, apres, vu[0], note=note, encore=True)


def _vises(reglage: Reglage | None, possibles: Sequence[Reglable]) -> list[Reglable]:
    """What a value is of: what its unit lets, and its words name best; of hours, the share that is for insertion."""
    if reglage is None:
        return []
    tenables = [un for un in possibles if un.unite is not None and reglage.unite in (None, un.unite)]
    notes = {un.cle: len(reglage.mots & mots_du_nom(un.nom, un.libelle)) for un in tenables}
    meilleure = max(notes.values(), default=0)
    meilleurs = [un for un in tenables if notes[un.cle] == meilleure]
    if not meilleure and (parts := [un for un in meilleurs if un.cle == "part_insertion"]):
        return parts
    return meilleurs


def _valeur(vise: Reglable, reglage: Reglage | None, dite: str) -> Donne | None:
    if vise.unite is None:
        return dite[:MOTIF_MAX] or None
    return None if reglage is None else reglage.valeur


def _refus(atelier: Atelier, vise: Reglable, valeur: Donne | None) -> str | None:
    """Why a value cannot be: out of its bounds, or weights that would not sum."""
    if not isinstance(valeur, Decimal):
        return None
    if (vise.mini is not None and valeur < vise.mini) or (vise.maxi is not None and valeur > vise.maxi):
        return "bornes"
    if vise.cle.startswith("poids_"):
        poses = {nom: atelier.reglages.valeurs.get(f"poids_{nom}") for nom in POIDS}
        regles = {nom: pose for nom, pose in poses.items() if isinstance(pose, Decimal)}
        regles[vise.cle.removeprefix("poids_")] = valeur
        try:
            repartir(atelier.bibliotheque.baremes.poids[atelier.reglages.niveau], regles)
        except ValueError:
            return "somme"
    return None


def _bornes(vise: Reglable) -> dict[str, str | None]:
    return {
        "mini": None if vise.mini is None else en_mots(vise.mini, vise.unite or ""),
        "maxi": None if vise.maxi is None else en_mots(vise.maxi, vise.unite or ""),
    }


def _en_mots(valeur: Donne, vise: Reglable) -> str:
    return en_mots(valeur, vise.unite or "") if isinstance(valeur, Decimal) else valeur


def _regler(turn: Turn, atelier: Atelier, reglages: Reglages) -> Atelier:
    if turn.memoire is not None and atelier.achat is not None:
        turn.memoire.clauses.regler(atelier.achat, reglages.niveau, en_json(reglages.valeurs), turn.now)
    return atelier.avec(reglages)


def _ce_qui_change(avant: Atelier, apres: Atelier) -> list[dict[str, Any]]:
    """What is not the same of the texts, the first few: values that move, texts that come or go."""
    de, vers = ({un.modele.souche: un for un in atelier.offerts} for atelier in (avant, apres))
    changes = [
        {"quoi": "valeur", "titre": CALCULES[nom], "de": ancienne, "a": nouvelle}
        for nom, (ancienne, nouvelle) in _valeurs_changees(avant, apres).items()
    ]
    changes += _mouvements("part", [un for souche, un in de.items() if souche not in vers])
    changes += _mouvements("vient", [un for souche, un in vers.items() if souche not in de])
    changes += [
        {"quoi": "autre", "titre": un.modele.titre}
        for souche, un in vers.items()
        if souche in de and un.modele.cle != de[souche].modele.cle
    ]
    return changes[:CHANGEMENTS_MAX]


def _valeurs_changees(avant: Atelier, apres: Atelier) -> dict[str, tuple[str | None, str | None]]:
    """What is computed otherwise in the same text of the same lots; a fact is told already by whoever supposes it."""
    anciennes = {
        (un.modele.souche, un.lots, valeur.nom): valeur.texte for un in avant.offerts for valeur in un.rempli.valeurs
    }
    changees: dict[str, tuple[str | None, str | None]] = {}
    for un in apres.offerts:
        for valeur in un.rempli.valeurs:
            ancienne = anciennes.get((un.modele.souche, un.lots, valeur.nom), valeur.texte)
            if valeur.nom in CALCULES and ancienne != valeur.texte:
                changees.setdefault(valeur.nom, (ancienne, valeur.texte))
    return changees


def _mouvements(quoi: str, offerts: Sequence[Offert]) -> list[dict[str, Any]]:
    """Texts that come or go: those of one action together where they are many."""
    par_action: dict[int, list[Offert]] = {}
    for un in offerts:
        par_action.setdefault(un.modele.action, []).append(un)
    return [
        {"quoi": quoi, "titre": siens[0].modele.titre, "combien": len(siens), "action": action}
        for action, siens in par_action.items()
    ]


# --- taken ------------------------------------------------------------------------------------------------------------


def prendre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Keep a text: it goes in the file, and will be asked about when the consultation is out."""
    return _garder(turn, entretien, acte, EtatTexte.GARDE)


def refuser(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Leave a text out, with the reason where one is given; it is asked for where there is none."""
    return _garder(turn, entretien, acte, EtatTexte.REFUSE)


def _garder(turn: Turn, entretien: Entretien, acte: Acte, etat: EtatTexte) -> Outcome:
    entretien, atelier = inscrire(turn, entretien)
    offert = atelier.texte(str(acte.slots.get("texte", "")))
    if offert is None or turn.memoire is None or atelier.achat is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    modele = offert.modele
    motif = str(acte.slots.get("motif") or lire_un_motif(acte.mots))[:MOTIF_MAX] or None
    deja = atelier.etat(modele) is etat and motif is None
    if not deja:
        turn.memoire.clauses.garder(
            atelier.achat,
            TexteRecord(modele.cle, modele.action, etat, offert.rempli.texte, motif, auteur(turn), turn.now),
        )
        _retenir(turn, entretien, atelier, modele.action, etat)
    apres = ouvrir(turn, entretien)
    pris = [un for un in apres.gardes.values() if un.etat is EtatTexte.GARDE]
    demande = etat is EtatTexte.REFUSE and motif is None and not deja
    contexte = {
        "titre": modele.titre, "etat": etat.value, "motif": motif, "deja": deja, "pris": len(pris), "demande": demande,
        "decisions": offert.rempli.decisions if etat is EtatTexte.GARDE else (),
    }  # fmt: skip
    suite = [un for un in apres.pris if un.modele.action == modele.action and apres.etat(un.modele) is None]
    choices = (
        *(Choice(un.modele.titre, f"w:texte:{un.modele.cle}") for un in suite[:AUTRES_MAX]),
        bouton("tous_les_textes", "w:preparer"),
        *retour_au_resultat(entretien),
    )
    suivant = replace(entretien, attente=Acte(MOTIF if demande else SUITE, {"texte": modele.cle}))
    return aparte(turn, suivant, Reply("texte_garde", contexte, choices))


def _retenir(turn: Turn, entretien: Entretien, atelier: Atelier, action: int, etat: EtatTexte) -> None:
    """An action of which a text is taken is kept, unless something was decided of it."""
    numero = entretien.diagnostic
    if etat is not EtatTexte.GARDE or numero is None or action not in atelier.diagnostic.actions:
        return
    deja = turn.journal.decisions(numero).get(action)
    if deja is None or deja.etape == "proposee":
        turn.journal.decider(numero, action, "retenue", None, turn.incoming.address.personne, turn.now)


# --- hours, and the file ----------------------------------------------------------------------------------------------


def heures(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The hours of insertion of the purchase, with how they are found, at each level; what is missing where they cannot be."""
    atelier = ouvrir(turn, entretien)
    if not atelier.bibliotheque.baremes.insertion:
        return de_l_achat.calculer(turn, entretien, acte)
    niveau = atelier.reglages.niveau
    par_lot = atelier.heures(niveau)
    trouvees = [(lot, valeur) for lot, valeur in par_lot if valeur.nombre is not None]
    manque = dict.fromkeys(nom for _, valeur in par_lot for nom in valeur.manque)
    texte = next((un for un in atelier.offerts if HEURES in un.modele.blancs), None)
    bornes = None if trouvees else atelier.heures_au_plus()
    contexte = {
        "bornes": None if bornes is None else [None if un is None else en_mots(un, "heures") for un in bornes],
        "par_lot": [{"lot": lot, "formule": valeur.formule} for lot, valeur in trouvees],
        "total": en_mots(sum((valeur.nombre or Decimal(0) for _, valeur in trouvees), Decimal(0)), "heures"),
        "plusieurs": len(trouvees) > 1,
        "niveau": niveau.value,
        "autres": [
            {"niveau": un.value, "total": en_mots(somme, "heures")}
            for un in Niveau
            if un is not niveau and (somme := _somme(atelier, un))
        ],
        "manque": [turn.pack.vocabulaire[nom].defini or turn.pack.vocabulaire[nom].libelle for nom in manque],
        "note": atelier.bibliotheque.baremes.note_insertion,
        "propose": texte is not None,
    }
    choices: list[Choice] = []
    if trouvees:
        cle = "" if texte is None else f":{texte.modele.cle}"
        if niveau is not Niveau.AMBITIEUX:
            choices.append(bouton("plus_ambitieux", f"w:niveau:{list(Niveau)[niveau.rang + 1]}{cle}"))
        if niveau is not Niveau.PRUDENT:
            choices.append(bouton("plus_prudent", f"w:niveau:{list(Niveau)[niveau.rang - 1]}{cle}"))
    if texte is not None:
        choices.append(bouton("voir_les_textes", f"w:texte:{texte.modele.cle}"))
    suivant = entretien if texte is None else replace(entretien, attente=Acte(SUITE, {"texte": texte.modele.cle}))
    return aparte(turn, suivant, Reply("heures", contexte, (*choices, *retour_au_resultat(entretien))))


def _somme(atelier: Atelier, niveau: Niveau) -> Decimal:
    return sum((valeur.nombre or Decimal(0) for _, valeur in atelier.heures(niveau)), Decimal(0))


def calculer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Hours of insertion, where they are asked for; an advance, or what else the words look for."""
    if entretien.faits.connus() and demande_les_heures(acte.mots):
        return heures(turn, entretien, acte)
    return de_l_achat.calculer(turn, entretien, acte)


def preparer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Every text that was not refused, in one file ordered by document, with what remains to decide."""
    if not entretien.faits.connus():
        return dialogue.dire(turn, entretien, "pas_encore")
    entretien, _, numero = a_jour(turn, entretien)
    atelier = ouvrir(turn, entretien)
    dits = (acte.slots.get("format"), *mots_de(acte.mots))
    en = next((un for un in FORMATS if un in dits), FORMATS[0])
    ecrits = [un for un in atelier.pris if un.a_ecrire]
    contexte = {
        "rangees": [(piece, len(siens)) for piece, siens in par_piece(turn.pack, ecrits)],
        "combien": len(ecrits),
        "niveau": atelier.reglages.niveau.value,
        "refuses": len(atelier.offerts) - len(atelier.pris),
        "blancs": _a_decider(ecrits, propose=False),
        "proposees": _a_decider(ecrits, propose=True),
        "sous_condition": len(atelier.pris) - len(ecrits),
        "en": en,
    }
    document = Document("clauses", f"{numero}:{en}", f"clauses-{numero}.{en}")
    autre = bouton("tous_les_textes", "w:preparer") if en == "pdf" else bouton("tous_les_textes_pdf", "w:preparer:pdf")
    choices = (*_niveaux(atelier), autre, *retour_au_resultat(entretien))
    if not ecrits:
        return aparte(turn, entretien, Reply("textes_prets", contexte, retour_au_resultat(entretien)))
    return aparte(turn, entretien, Reply("textes_prets", contexte, choices, document=document))


def _a_decider(offerts: Sequence[Offert], *, propose: bool) -> int:
    """How many things are left to decide, with something written in their place or without."""
    return len(
        {
            (un.modele.action if decision.nom in un.modele.parametres else None, decision.nom)
            for un in offerts
            for decision in un.rempli.decisions
            if (decision.propose is not None) is propose
        }
    )


def _niveaux(atelier: Atelier) -> tuple[Choice, ...]:
    niveau = atelier.reglages.niveau
    plus = (
        (bouton("plus_ambitieux", f"w:niveau:{list(Niveau)[niveau.rang + 1]}"),)
        if niveau is not Niveau.AMBITIEUX
        else ()
    )
    moins = (
        (bouton("plus_prudent", f"w:niveau:{list(Niveau)[niveau.rang - 1]}"),) if niveau is not Niveau.PRUDENT else ()
    )
    return (*plus, *moins)


def et_si(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What a hypothesis would change of the result, and of the words."""

    def des_textes(suppose: Entretien) -> list[dict[str, Any]]:
        return _ce_qui_change(ouvrir(turn, entretien), ouvrir(turn, suppose))

    return de_l_achat.et_si(turn, entretien, acte, des_textes)


ACTES: Mapping[str, Faire] = {
    "clause": montrer,
    "calculer": calculer,
    "et_si": et_si,
    "clauses.montrer": montrer,
    "clauses.texte": par_bouton,
    "clauses.niveau": changer_de_niveau,
    "clauses.regler": regler,
    "clauses.prendre": prendre,
    "clauses.refuser": refuser,
    "clauses.heures": heures,
    "clauses.preparer": preparer,
}

__all__ = ["ACTES", "MOTIF", "REMPLIR", "SUITE", "lire"]
