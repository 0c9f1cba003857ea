"""`spaser clauses`: checks the model texts alone, and shows them filled for their examples."""

from __future__ import annotations

import argparse

from bot import wiring
from bot.command_line import Command
from bot.wiring import Settings


def add(command: Command) -> None:
    clauses = command("clauses", _clauses, "relit les modèles de textes, et les montre remplis pour leurs exemples")
    clauses.add_argument("action", nargs="?", type=int, help="une seule action")
    clauses.add_argument("--montre", action="store_true", help="écrit chaque exemple rempli")


def _clauses(settings: Settings, arguments: argparse.Namespace) -> int:
    from knowledge.clauses.chargement import lire_les_clauses
    from knowledge.clauses.controle import controler_les_modeles, exemples_remplis

    pack, _ = wiring.build_pack(settings)
    bibliotheque, fautes = lire_les_clauses(pack)
    fautes = [*fautes, *controler_les_modeles(pack, bibliotheque)]
    debut = "" if arguments.action is None else f"clauses/{arguments.action:02}.yaml"
    siennes = [faute for faute in fautes if faute.place.fichier.startswith(debut)]
    if arguments.montre:
        for exemple, rempli in exemples_remplis(pack, bibliotheque):
            if arguments.action in (None, rempli.modele.action):
                print(f"\n## {rempli.modele.cle} · {exemple.titre}\n{rempli.texte}")
                if rempli.preuve:
                    print(f"  preuve : {rempli.preuve}")
                for valeur in rempli.valeurs:
                    if valeur.formule:
                        print(f"  calcul : {valeur.formule}")
    for faute in siennes:
        print(faute)
    print(f"{len(bibliotheque.modeles)} modèles, {len(siennes)} faute(s)")
    return 1 if siennes else 0
