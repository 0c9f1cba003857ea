"""How people name a session, its number, and ask which ones there are."""

from __future__ import annotations

import re

NOM = (
    r"(?:sessions?|formations?|ateliers?|matinees?|reunions?|rencontres?|webinaires?|permanences?|accompagnements?)"
    r"(?: d'information| d'accompagnement| collecti(?:fs?|ves?))?"
)
# The others may name a purchase.
NOMS_SURS = ("session", "accompagnement", "reunion d'information", "reunions d'information")
LE = r"(?:la |le |l'|les |cette |cet |ce )?"
NUMERO = (
    r"(?:n[o°]? ?|numero )?(?P<numero>\d{1,9})\b(?! ?(?:jours?|heures?|h|mois|ans?|personnes?|agents?|€|k€|euros?|%))"
)
BONJOUR = r"^(?:(?:bonjour|bonsoir|oui|ok|d'accord|merci|alors|et),? )*"
_SUITE = r"(?: (?:d'information|pour|aux?|sur|a venir|prevue?s?|programmee?s?|de formation|dans|en|cette|ce|d'ici|est-ce|avez-vous|proposez-vous|organisez-vous|y a-t-il|prochaine?s?)\b.*)?$"
_DEMANDER = (
    r"(?:quelles? (?:est |sont )?|quand (?:est|sont|a lieu|ont lieu|aura lieu|auront lieu|se tient|se tiennent)(?: donc)? |(?:est-ce qu')?il y a |y a-t-il |y aura-t-il |"
    r"(?:est-ce que vous |vous )?(?:avez-vous|proposez-vous|organisez-vous|faites-vous|avez|proposez|organisez|faites) |"
    r"(?:les |la |le )?(?:voir|montre[rz](?:-moi)?|connaitre|liste[rz]?|calendrier|programme|dates?)(?: de| des)? |"
    r"comment (?:puis-je |peut-on |faire pour )?(?:m'inscrire|s'inscrire|participer|assister|venir) (?:a |aux? )|je cherche |"
    r"je (?:voudrais|veux|souhaite|souhaiterais|aimerais) (?:connaitre|voir|participer|assister|venir|m'inscrire) (?:a |aux? )?)"
)
LESQUELLES = re.compile(
    rf"{BONJOUR}(?:{_DEMANDER}(?:la |le |l'|les |vos |des |une? |d'autres |de )*(?:prochaine?s? |futures? )?|(?:les |la |vos |l')?prochaine?s? |vos |les (?=sessions)|(?={NOM}$))(?P<nom>{NOM}){_SUITE}"
)
