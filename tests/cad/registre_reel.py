"""Real published contracts as if they were those of the two buyers of the pack, some years later: nobody tuned them.

python -m tests.cad.registre_reel marches.json      # writes them as a file to import
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DONNEES = Path(os.environ.get("SPASER_DONNEES_DIR") or Path(__file__).parents[3] / "shared" / "data") / "decp.jsonl.gz"
# Whose contracts are read, for which buyer of the pack, and how many years later.
ACHETEURS = {"21590163800019": ("21630113500010", 4), "24450046800040": ("24630070100015", 5)}


def contrats() -> Iterator[dict[str, Any]]:
    """The records of these buyers, under the name of ours, their notification so many years later."""
    with gzip.open(DONNEES, "rt", encoding="utf-8") as lignes:
        for brut in lignes:
            lu = json.loads(brut)
            if lu.get("_acheteur") not in ACHETEURS:
                continue
            siret, ans = ACHETEURS[lu["_acheteur"]]
            gardes = {nom: dit for nom, dit in lu.items() if not nom.startswith("_") and not nom.startswith("acheteur")}
            gardes.pop("datePublicationDonnees", None)
            notifie = str(gardes.get("dateNotification") or "")
            if notifie[:4].isdecimal():
                gardes["dateNotification"] = f"{int(notifie[:4]) + ans}{notifie[4:10]}"
            yield {**gardes, "acheteur": {"id": siret, "nom": ""}}


def ecrire(chemin: Path) -> int:
    """Write them as one file; returns how many there are."""
    tous = list(contrats())
    chemin.write_text(json.dumps({"marches": tous}, ensure_ascii=False), encoding="utf-8")
    return len(tous)


if __name__ == "__main__":
    print(ecrire(Path(sys.argv[1])))
