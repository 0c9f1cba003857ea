"""Takes out of a text what says who wrote it or whom it is about, so that its words can be kept.

Amounts, dates of contracts and durations stay: they matter, and name nobody. In doubt a word goes: after "voir avec" or
"mon collègue", one that is neither of the pack, nor of the CPV, nor a common one is held for a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from knowledge.cpv.nomenclature import tous
from knowledge.francais.langue import VIDES
from knowledge.francais.prenoms import PRENOMS, PRENOMS_AMBIGUS
from knowledge.plan.pack import Pack

LONGUEUR_MAX = 300
SIGLE_MAX = 4
# What may follow a civility or "je m'appelle": a first name, a particle, a surname; in lower case, two words at most.
MOTS_D_UN_NOM_MAX = 4
MOTS_EN_MINUSCULES_MAX = 2
MOTS_D_UNE_ADRESSE_MAX = 6
CHIFFRES_D_UN_NUMERO = 9
REGARD = 8
# Before a first name that is a word too: what says that a person is meant.
REGARD_D_UN_PRENOM = 24

COURRIEL, TELEPHONE, LIEN, NUMERO, ADRESSE, NOM, SECRET = (
    "[courriel]",
    "[téléphone]",
    "[lien]",
    "[numéro]",
    "[adresse]",
    "[nom]",
    "[secret]",
)
_ETIQUETTE = re.compile(r"\[(?:courriel|téléphone|lien|numéro|adresse|nom|secret)\]")

_MOT = r"[^\W\d_]+(?:-[^\W\d_]+)*"
_PARTICULES = frozenset("de du des d la le les von van der den ben el al st saint sainte".split())  # noqa: SIM905
# These follow a civility or a signature without being a name: "madame la maire", "signé le 12 mars".
_JAMAIS_UN_NOM = VIDES | {"maire", "adjoint", "adjointe", "president", "presidente", "directeur", "directrice"}
_CIVILITES = frozenset(
    ("mr", "mme", "mmes", "mlle", "monsieur", "madame", "mademoiselle", "messieurs", "mesdames", "docteur", "maitre")
)
# "madame de la mairie" has no name; "monsieur de la tour" has.
_INSTITUTIONS = frozenset(
    "mairie ville commune metropole region departement prefecture service services direction commande voirie ecole compta "  # noqa: SIM905
    "comptabilite technique accueil culture sports juridique rh communication etat".split()
)
_CALENDRIER = frozenset(
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi "  # noqa: SIM905
    "samedi dimanche euros euro eur mois ans jours semaines heures".split()
)
# Common words that neither the pack nor the CPV holds, and that may stand where a name would.
_COURANTS = frozenset(
    """
    ht ttc tva cpv mapa ugap hier demain matin soir midi urgent urgente vite bientot tard tot souvent parfois peut-etre moins
    plus environ maxi mini max min autre autres certains certaines plusieurs aucun aucune chacun nouveau nouvelle nouveaux
    nouvelles ancien ancienne anciens grand grande grands grandes petit petite petits petites gros grosse beau vieux jeune
    bonnes bons meilleur meilleure premier premiere dernier derniere prochain prochaine seul seule propre facile difficile
    possible impossible necessaire utile cher chere gratuit gratuite compris pris prise mis mise ecrit vu vue rendu recu
    blague souci soucis besoin besoins envie plaisir attention respect accord avis question questions reponse reponses
    exemple idee idees projet projets probleme problemes solution solutions erreur demande demandes visite rendez reunion
    reunions appel appels mail mails message bureau bureaux personne personnes gens agent agents monde equipe equipes
    collegue collegues chef chefs cheffe patron elu elus elue directeur directrice responsable fournisseur fournisseurs
    prestataire prestataires titulaire titulaires entreprise entreprises entrepreneur candidat candidats client usager usagers
    habitant habitants enfant enfants eleve eleves parent parents public association associations couleur couleurs mauve
    mauves rouge bleu bleue vert verte jaune noir noire blanc gris chaud froid froide bois metal eau lumiere source porte
    dossier dossiers dos assise pied pieds roue roues toit sol siege sieges poignee poignees option options
    veut veulent voulait voudrait souhaite souhaitait demande demandait dit disait pense pensait attend attendait gere gerait
    achete acheter acheterait cherche trouve trouver prend prendre donne donner met mettre voit voir vient venir va aller
    arrive part reste rester marche marcher fonctionne travaille habite parle parler appelle appeler contacte contacter
    joindre refuse accepte insiste propose proposer prevoit prevoir reserve reserver paie payer livre livrer pose poser
    installe installer remplace remplacer repare reparer loue louer commande commander signe signer renouvelle utilise
    utiliser garde garder choisit choisir etait sera serait seront etait aimerait peux pouvait devra devrait faudra
    internet intranet facebook instagram linkedin twitter tiktok youtube whatsapp skype snapchat insta teams outlook google
    hayon hayons astreinte astreintes autolaveuse autolaveuses benne bennes nacelle nacelles grue bache baches attelage treuil
    chauffeur vaisselle emballage emballages consigne consignes garantie garanties essai essais echantillon echantillons
    malade absent absente conge conges yoga anglais cuisine musique sport
    fiscal fiscale oublie perdu commun communs unique fort forte securise securises professionnel professionnels officiel officielle
    """.split()  # noqa: SIM905
)
_SUFFIXES = (
    "tion", "tions", "ment", "ments", "oirs", "oire", "oires", "ique", "iques", "isme", "able", "ables", "ible", "ibles",
    "euse", "euses", "trice", "trices", "eurs", "ages", "aires", "ales", "ives", "ees",
)  # fmt: skip
SUFFIXE_DANS_UN_MOT_DE = 7
# Who does these is a person: "durand veut un…".
_VERBES_D_UNE_PERSONNE = (
    r"(?:veut(?!\s+dire)|souhait(?:e|ait|erait)|voudrait|aimerait|demand(?:e|ait)|dit|disait|pens(?:e|ait)|g[eè]re|attend|"
    r"travaille|insiste|refuse|propose|cherche|ach[eè]te|est\s+(?:malade|absente?|en\s+cong[ée]s?|d['’]accord|diab[ée]tique)|"
    r"s['’]occupe|m['’]a|m['’]ont|nous\s+a|m['’]envoie|m['’]appelle)\b"
)
# After a number these make it an amount.
_MONTANT = r"(?!\s?(?:€|k€|m€|euros?\b|eur\b|keuros?\b|millions?\b|ht\b|ttc\b))"
_UNITE = _MONTANT[:-2] + r"|kva?\b|k?wh?\b|v\b|hz\b|k?m[23²³]?\b|mm\b|cm\b|kg\b|h\b|%))"
_MOIS = r"(?:janv(?:ier)?|f[ée]v(?:rier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[uû]t|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?|d[ée]c(?:embre)?)\.?"
_POINT = r"\s*(?:\.|\(dot\)|\bpoint\b|\bdot\b)\s*"
_AROBASE = r"\s*(?:\(at\)|\[at\]|\(a\)|\bat\b|\barobase\b|\barobas\b)\s*"
_PARTS = r"(?:\s+(?:point|dot|tiret|underscore)\s+[\w.+-]+){0,4}"
_EN_LETTRES = (
    r"(?:z[ée]ros?|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|"
    r"quarante|cinquante|soixante|septante|huitante|octante|nonante|et|\d{1,2})"
)
_MOT_DE_NOMBRE = _EN_LETTRES.replace(r"|\d{1,2}", "")
_PLAQUE = r"[A-HJ-NP-TV-Z]{2}{0}\d{{3}}{0}[A-HJ-NP-TV-Z]{2}".replace("{2}", "{{2}}")


def _apres(etiquette: str) -> Callable[[re.Match[str]], str]:
    """Keep what announces a thing, and put the tag in place of the thing."""
    return lambda trouve: trouve["avant"] + etiquette


def _un_secret(trouve: re.Match[str]) -> str:
    """ "mot de passe pour les agents" and "identifiant unique" tell none; "mot de passe soleil" does."""
    valeur = trouve["valeur"].strip(".,;:!?»\"'")
    mot = re.fullmatch(_MOT, valeur) is not None
    passe = trouve["avant"][0].lower() in "mp"
    dit_rien = mot and (aplatir(valeur) in VIDES or (not passe and _commun(valeur, frozenset())))
    return trouve[0] if dit_rien else trouve["avant"] + SECRET


_REGLES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(
            r"\b(?:https?|ftp|mailto|tel|file)\s?:\s?/{0,2}\S+|\bwww\.\S+|(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S+",
            re.IGNORECASE,
        ),
        LIEN,
    ),
    (
        re.compile(
            r"(?P<avant>\b(?:mots?\sde\spasses?|mdp|password|passwd|pwd|login|identifiants?|code\s(?:pin|secret|wifi|d['’]acc[eè]s))\b"
            r"\s*(?:(?:est|sont|c['’]est|de|du|[:=«\"'-])\s*){0,4}(?<=[\s:=«\"'-]))(?P<valeur>(?!\[)\S*\w\S*)",
            re.IGNORECASE,
        ),
        _un_secret,
    ),
    (re.compile(r"(?<!\S)(?:\S+@\S+|\S+\s@\s?[^\s:]+\.[^\s:]+|\S+@\s\S+\.\S+)"), COURRIEL),
    (
        re.compile(rf"(?<![\w.+-])[\w.+-]+{_PARTS}{_AROBASE}[\w-]+(?:{_POINT}[a-z]{{2,}})+", re.IGNORECASE),
        COURRIEL,
    ),
    # "chez" for the at sign: only when the domain is spelt out, or when what comes before is no word.
    (
        re.compile(
            rf"(?<![\w.+-])(?:[\w.+-]+{_PARTS}\s+chez\s+[\w-]+\s+point\s+|[\w+-]{1, 64}[._\d][\w.+-]{0, 64}\s+chez\s+[\w-]+\.)"
            r"(?:fr|com|org|net|eu|io|info|gouv)\b",
            re.IGNORECASE,
        ),
        COURRIEL,
    ),
    (
        re.compile(
            r"(?<![\w.+\]-])[\w.+-]+\s+(?:point|dot|tiret|underscore)\s+(?=\[courriel\])\[courriel\]", re.IGNORECASE
        ),
        COURRIEL,
    ),
    (re.compile(r"@\w[\w.:-]*"), NOM),
    (
        re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?\b", re.IGNORECASE),
        lambda trouve: NUMERO if sum(c.isdigit() for c in trouve[0]) >= CHIFFRES_D_UN_NUMERO else trouve[0],
    ),
    (
        re.compile(
            r"(?<!\d)[12][\s.]?\d{2}[\s.]?\d{2}[\s.]?(?:\d{2}|2[AB])[\s.]?\d{3}[\s.]?\d{3}(?:[\s.]?\d{2})?(?![\s.]?\d)",
            re.IGNORECASE,
        ),
        NUMERO,
    ),
    (re.compile(r"(?<!\d)(?<!\d[\s.])\d{3}[\s.]?\d{3}[\s.]?\d{3}[\s.]?\d{5}(?!\d)"), NUMERO),
    (re.compile(r"(?<!\d)\d{4}[\s-]\d{4}[\s-]\d{4}[\s-]\d{4}(?!\d)"), NUMERO),
    (
        re.compile(
            rf"(?P<avant>\b(?:n[ée]e?s?\s+(?:le|en)|naissance(?:\s++(?:le|est|du))?|ddn)\s*+:?\s*+(?:le\s++)?)"
            rf"(?:\d{{1,2}}(?:er)?\s?[/.\s-]\s?(?:\d{{1,2}}|{_MOIS})(?:\s?[/.\s-]\s?\d{{2,4}})?|(?:{_MOIS}\s)?\d{{4}})(?!\w)",
            re.IGNORECASE,
        ),
        _apres(NUMERO),
    ),
    (re.compile(rf"\b(?:{_PLAQUE.format('-')}|{_PLAQUE.format('')})\b", re.IGNORECASE), NUMERO),
    (
        re.compile(rf"\b(?!(?:AU|DE|DU|LE|LA|ET|EN|UN|À)\b){_PLAQUE.format(' ')}\b(?<!HT)(?<!DE)(?<!LE)(?<!LA)"),
        NUMERO,
    ),
    (
        re.compile(
            r"(?<![\w+])(?!\d{1,2}([./ -])\d{1,2}\1(?:19|20)\d{2}(?!\d))"
            r"(?:(?:\+|00)[\s.]?33[\s.-]*(?:\(\s?0\s?\)[\s.-]*)?0?|0)[\s.-]?[1-9](?:[\s.\-/_·–()]{0,3}\d){8}(?!\d)"
        ),
        TELEPHONE,
    ),
    (
        re.compile(
            rf"(?<![\w,.])(?:(?:z[ée]ro|0)[\s.\-/]{{1,3}}{_EN_LETTRES}|0\d|(?:\+|\bplus\s+)(?:33|trente[\s-]trois))"
            rf"(?:[\s.\-/]{{1,3}}{_EN_LETTRES}){{4,24}}(?!\w)",
            re.IGNORECASE,
        ),
        TELEPHONE,
    ),
    # Without its zero, in words only: seven of them make no amount, but with "cent", "mille" or "euros".
    (
        re.compile(
            rf"(?<!\w)(?<!cent\s)(?<!mille\s){_MOT_DE_NOMBRE}(?:[\s\-]{{1,3}}{_MOT_DE_NOMBRE}){{5,24}}(?!\w)"
            r"(?!\s(?:cents?|mille|millions?|euros?|€|k€))",
            re.IGNORECASE,
        ),
        TELEPHONE,
    ),
    (
        re.compile(
            r"(?<![\w+])(?:\+|00)[1-9]\d{0,2}(?:[\s.\-/()]{0,2}\d){7,12}(?![\s.\-/()]{0,2}\d)" + _MONTANT, re.IGNORECASE
        ),
        TELEPHONE,
    ),
    (re.compile(r"(?<!\d)(?<!\d[\s.])\d{3}([\s.])\d{3}\1\d{3}(?!\d)(?![\s.]\d)" + _MONTANT, re.IGNORECASE), NUMERO),
    (re.compile(r"\d{13,}|(?<!\d)\d{9,12}(?!\d)" + _MONTANT, re.IGNORECASE), NUMERO),
    (
        re.compile(
            r"(?P<avant>\b(?:matricule|s[ée]cu|passeport|allocataire|num[ée]ro d['’]agent|permis|immatricul[\wé]*+)\s*+"
            r"(?:n[°o]\.?|num[ée]ro|est|:|=)?\s*+)(?:[a-z]{1,3}[ -]\d{2,4}[ -][a-z]{1,3}|(?=[\w-]{0,40}\d)\w[\w-]*+)(?!\w)"
            + _UNITE,
            re.IGNORECASE,
        ),
        _apres(NUMERO),
    ),
    (
        re.compile(
            r"(?P<avant>\b(?:poste|badge|digicode|interphone|t[ée]l(?:[ée]phone)?\.?|portable|fixe|fax)\s*+"
            r"(?:n[°o]\.?|num[ée]ro|est|le|au|:|=)?\s*+)\d{3,8}(?!\w)(?!\s\d{3})" + _UNITE,
            re.IGNORECASE,
        ),
        _apres(NUMERO),
    ),
)

_TYPES_SURS = "rue|avenue|av|bd|bld|blvd|boulevard|impasse|imp|allée|allee|résidence|residence|lotissement|faubourg|fbg|ruelle|hameau|venelle"
# "3 places de parking" and "2 voies vertes" are purchases: after these, the name has to look like one.
_TYPES_AU_SINGULIER = "place|pl|chemin|ch|route|rte|square|quai|sentier|esplanade|promenade"
_TYPES_INCERTAINS = "cours|passage|voie|cité|cite|clos|villa"
_PAS_UNE_VOIE = frozenset(
    "parking stationnement assise assises handicapes livraison taxi velo velos departementale communale nationale table bus "  # noqa: SIM905
    "jeu jeux creche formation concert spectacle cable cables ronde roulement dechargement chargement cinema theatre refaire entretenir".split()
)
_LIAISONS = re.compile(r"(?:\s*\b(?:de|du|des|la|le|les|aux|au|et)\b|\s*\b[ld]['’])*\s*", re.IGNORECASE)
_VOIE = re.compile(
    rf"(?:\b(?P<numero>\d{{1,4}})\s?(?:(?:bis|ter|quater|[a-d])\b)?\s?,?\s?"
    rf"|\b(?:habit(?:e|es|ons|ez|ent|ant)|domicili[ée]e?s?|demeurant|adresse)\b(?:\s*:|\s+(?:au|à|dans|en|sur|est|c['’]est))?\s+(?:la\s+|le\s+|l['’])?)"
    rf"\b(?:(?P<sur>{_TYPES_SURS})|(?P<singulier>{_TYPES_AU_SINGULIER})|(?P<incertain>{_TYPES_INCERTAINS}))\b\.?(?=[\s,])"
    rf"|\b(?P<lieu_dit>lieu[\s-]?dit)\s*:?",
    re.IGNORECASE,
)
_MOT_D_ADRESSE = re.compile(r"\s*(?P<mot>[^\W\d_][\w'’-]*)")
_DATE_D_ADRESSE = re.compile(rf"\s*\d{{1,2}}\s(?:{_MOIS})(?:\s\d{{4}})?(?!\w)", re.IGNORECASE)
_FIN_D_ADRESSE = re.compile(r"\s?,?\s?\b\d{5}\b(?:\s+[A-ZÀ-Ý][\w'’-]*)*")
_LOGEMENT = re.compile(
    r"\b(?:appartement|appart|appt|apt|bo[iî]te postale|bp|cs)\s*(?:n[°o]\s*)?\d{1,5}[a-z]?\b(?!\s*(?:pi[eè]ces?|m))",
    re.IGNORECASE,
)

# What announces a name, and whether the very next word is one, known to the pack or not.
_ANNONCES = (
    (
        re.compile(
            r"\b(?:mr|mme|mmes|mlle|monsieur|madame|mademoiselle|messieurs|mesdames|docteur)\b\.?\s+", re.IGNORECASE
        ),
        True,
    ),
    (re.compile(r"(?<!\d\s)(?<!\d)\b(?:M\.|MM\.|M|Me|Maître|Dr\.?)\s+(?=[A-ZÀ-Ý])"), True),
    (
        re.compile(
            r"\b(?:je m['’ ]?appelle|mon nom (?:est|c['’]est)|nom\s?:|pr[ée]nom\s?:|appelez[- ]moi|de la part de\b)\s*",
            re.IGNORECASE,
        ),
        True,
    ),
    (
        re.compile(
            r"\b(?:cordialement|cdlt|cdt|bien [àa] vous|salutations|signé|signe|signature\s?:)(?:\s*+[,.:;!-]++)?\s++",
            re.IGNORECASE,
        ),
        False,
    ),
    (
        re.compile(
            r"(?:^|[.!?;:,]\s*+|\b(?:bonjour|bonsoir|salut|coucou|all[ôo])\s*+,?\s*+)(?:ici|(?:moi\s)?c['’]est)\s++(?=[^\W\d_]{3})",
            re.IGNORECASE,
        ),
        False,
    ),
    (
        re.compile(rf"\bmerci\b(?:\s*+[,.!:;-]++)?\s++(?=[^\W\d_]{{3}}[^\W\d_-]*+(?:\s++{_MOT})?\W*+$)", re.IGNORECASE),
        False,
    ),
    (re.compile(r"\b(?:pr[ée])?nom\s+(?:est\s+)?(?=[^\W\d_]{3})", re.IGNORECASE), False),
    (re.compile(r"(?<!\d\s)(?<!\d)\bm\.?\s+(?=[a-zà-ÿ]{3})"), False),
    (
        re.compile(
            r"\b(?:avec|chez|(?:re)?contacte[rz]?|(?:r?appel|relanc|interrog|pr[ée]ven)(?:er|ez|ir)|rappelle|appelle|joindre|"
            r"(?:demand|parl|[ée]cri|adress|dire|transm\w*|envoy|r[ée]pond)(?:er?|ez|é|re|s|t)?\s+[àa])\s+(?=[^\W\d_]{3})",
            re.IGNORECASE,
        ),
        False,
    ),
    (
        re.compile(
            r"\b(?:coll?[eèé]gues?|chef|cheffe|patronne?|responsable|directeur|directrice|secr[ée]taire|assistante?|stagiaire|"
            r"technicien(?:ne)?|gardien(?:ne)?|agente?|[ée]lue?|adjointe?|r[ée]f[ée]rente?|interlocut(?:eur|rice)|voisine?|ami|amie|"
            r"copine?|copain|mari|femme|fr[eè]re|soeur|sœur|fils|m[eè]re|p[eè]re)\s+(?:s['’]appelle\s+|c['’]est\s+)?(?=[^\W\d_]{3})",
            re.IGNORECASE,
        ),
        False,
    ),
    (re.compile(rf"\bc['’ ]?(?:est|était)\s+(?={_MOT}(?:\s+{_MOT})?\s+qui\b)", re.IGNORECASE), False),
    (
        re.compile(
            rf"(?:^|[.!?;:,]\s*|\b(?:que|car|et)\s+)(?=[^\W\d_-]{{3,}}\s+{_VERBES_D_UNE_PERSONNE})", re.IGNORECASE
        ),
        False,
    ),
)
_RESEAU = re.compile(
    r"\b(?:facebook|fb|insta(?:gram)?|twitter|linkedin|tiktok|snap(?:chat)?|skype|telegram|whatsapp|discord|pseudo|viber)\b"
    r"\s*+(?:est|c['’]est|:|=)?\s*+(?P<valeur>(?!\[)\w[\w.-]*+)",
    re.IGNORECASE,
)
_AVANT_UN_PRENOM = re.compile(
    r"\b(?:avec|voir|chez|par|à|a|c['’ ]?est|coll?[eè]gue|ch[eè]re?|merci|bonjour|chef|cheffe|demande|contacter|appeler|joindre|"
    r"moi|ici)\s*+,?\s*+$",
    re.IGNORECASE,
)
_APRES_UN_PRENOM = re.compile(rf"\s+{_VERBES_D_UNE_PERSONNE}", re.IGNORECASE)
_INITIALES = re.compile(r"\s*(?:[^\W\d_]\.\s?(?:-\s?)?){1,4}(?=[^\W\d_])")
_INITIALES_D_UN_NOM = re.compile(r"(?<![\w.])(?!MM?\. ?\[nom\])(?:[A-ZÀ-Ý]\.\s?(?:-\s?)?){1,4}\[nom\]")
_MOT_SUIVANT = re.compile(rf"\s+(?P<mot>{_MOT})")
_SUITE_DE_NOM = re.compile(rf"(?P<lien>[\s'’]*)(?P<mot>{_MOT})")
_DEBUT_DE_PHRASE = re.compile(r"(?:^|(?<![A-ZÀ-Ý.!?…])[.!?…]++[\s»\")]*+|(?:^|\s)[-•*–]\s)[«\"'(\s-]*$")
_MAJUSCULES = re.compile(rf"{_MOT}(?:[\s'’]{_MOT})*")


def anonymiser(texte: str, mots_connus: Collection[str]) -> str:
    """The same words on one line, LONGUEUR_MAX characters at most, with a tag in place of what is personal.

    `mots_connus` are the words that name nobody, as `mots_du_pack` gives them. Anonymising twice changes nothing more.

    >>> anonymiser("Bonjour, je m'appelle Léa Roy (06 12 34 56 78), achat de bancs, 85 000 € HT", {"achat"})
    "Bonjour, je m'appelle [nom] ([téléphone]), achat de bancs, 85 000 € HT"
    >>> anonymiser("voir avec Mme Dupont, 12 rue des Lilas, lea.roy@ville.fr", set())
    'voir avec Mme [nom], [adresse], [courriel]'
    """
    avant = None
    while texte != avant:
        # Each pass leaves fewer letters outside the tags, so there is a last one.
        avant, texte = texte, _raccourcir(_une_passe(" ".join(texte.split()), mots_connus))
    return texte


def est_a_garder(texte: str, longueur_min: int = 4) -> bool:
    """Whether an anonymised text has a word worth reading: not a number, a thumb, or tags alone.

    >>> est_a_garder("[nom] 120 000 €"), est_a_garder("des bancs")
    (False, True)
    """
    return any(len(mot) >= longueur_min for mot in re.findall(r"[^\W\d_]+", _ETIQUETTE.sub(" ", texte)))


def aplatir(texte: str) -> str:
    """Lower case, without accents, single spaces: two texts that give the same are the same text.

    >>> aplatir("  Clôture ÉCOLE ")
    'cloture ecole'
    """
    decompose = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "oe").replace("’", "'"))
    return " ".join("".join(lettre for lettre in decompose if not unicodedata.combining(lettre)).lower().split())


def mots_du_pack(pack: Pack) -> frozenset[str]:
    """Every word of a pack, flat: what a capital letter in the middle of a sentence does not make a name."""
    # Each word is flattened once, however often it is said.
    mots = {mot for texte in _textes(pack) for mot in texte.split()}
    return frozenset(re.findall(r"[^\W\d_]+", aplatir(" ".join(mots))))


def _textes(valeur: Any) -> Iterator[str]:
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, Mapping):
        for element in valeur.values():
            yield from _textes(element)
    elif isinstance(valeur, (tuple, list, frozenset)):
        for element in valeur:
            yield from _textes(element)
    elif is_dataclass(valeur):
        espece: type = type(valeur)
        for nom in _champs(espece):
            yield from _textes(getattr(valeur, nom))


@cache
def _champs(espece: type) -> tuple[str, ...]:
    return tuple([champ.name for champ in fields(espece)])


# --- one pass ---------------------------------------------------------------------------------------------------------


def _une_passe(texte: str, mots_connus: Collection[str]) -> str:
    texte = _hors_etiquettes(texte, _RESEAU, lambda trouve: _un_compte(trouve, mots_connus))
    for motif, etiquette in _REGLES:
        texte = _hors_etiquettes(texte, motif, etiquette)
    texte = _nommer_les_adresses(texte, mots_connus)
    texte = _hors_etiquettes(texte, _LOGEMENT, ADRESSE)
    crie = _crie(texte)
    for annonce, toujours in _ANNONCES:
        texte = _nommer_apres(texte, annonce, mots_connus, toujours=toujours, crie=crie)
    texte = _nommer_les_prenoms(texte, mots_connus, crie=crie)
    if not crie:
        texte = _nommer_les_majuscules(texte, mots_connus)
    return _INITIALES_D_UN_NOM.sub(NOM, texte)


def _crie(texte: str) -> bool:
    """A message all in capitals says nothing by them."""
    mots = re.findall(r"[^\W\d_]{3,}", _ETIQUETTE.sub(" ", texte))
    return all(mot.isupper() for mot in mots)


def _hors_etiquettes(texte: str, motif: re.Pattern[str], etiquette: str | Callable[[re.Match[str]], str]) -> str:
    """Replace what is found, but for a tag found as it stands: replacing it would never end."""

    def remplacer(trouve: re.Match[str]) -> str:
        if not _ETIQUETTE.sub("", trouve[0]).strip():
            return trouve[0]
        return etiquette if isinstance(etiquette, str) else etiquette(trouve)

    return motif.sub(remplacer, texte)


def _un_compte(trouve: re.Match[str], mots_connus: Collection[str]) -> str:
    """ "facebook pauldurand63" is somebody, "facebook de la ville" is not."""
    valeur = trouve["valeur"]
    if re.fullmatch(_MOT, valeur) and _commun(valeur, mots_connus):
        return trouve[0]
    return trouve[0][: -len(valeur)] + NOM if re.search(r"[^\W\d_]", valeur) else trouve[0]


def _nommer_les_adresses(texte: str, mots_connus: Collection[str]) -> str:
    sortie, reprise = [], 0
    for trouve in _VOIE.finditer(texte):
        if trouve.start() < reprise:
            continue
        fin = _fin_d_adresse(texte, trouve, mots_connus)
        if fin > trouve.end():
            sortie += [texte[reprise : trouve.start()], ADRESSE]
            reprise = fin
    return "".join([*sortie, texte[reprise:]])


def _fin_d_adresse(texte: str, voie: re.Match[str], mots_connus: Collection[str]) -> int:
    """Where the address ends that begins with this "12 rue"; the end of "12 rue" when it is none."""
    liaison = _LIAISONS.match(texte, voie.end())
    place = voie.end() if liaison is None else liaison.end()
    liee = bool(texte[voie.end() : place].strip())
    if date := _DATE_D_ADRESSE.match(texte, place):
        fin = date.end()
    else:
        fin = voie.end()
        for rang in range(MOTS_D_UNE_ADRESSE_MAX):
            trouve = _MOT_D_ADRESSE.match(texte, place)
            if trouve is None:
                break
            mot = aplatir(trouve["mot"])
            liant = mot in _PARTICULES and rang > 0
            if not liant and not (
                _nomme_une_voie(voie, trouve["mot"], mots_connus, liee=liee)
                if fin == voie.end()
                else mot not in VIDES and (trouve["mot"][0].isupper() or not _commun(trouve["mot"], mots_connus))
            ):
                break
            place = trouve.end()
            fin = fin if liant else place
    if fin > voie.end() and (suite := _FIN_D_ADRESSE.match(texte, fin)):
        fin = suite.end()
    return fin


def _nomme_une_voie(voie: re.Match[str], mot: str, mots_connus: Collection[str], *, liee: bool) -> bool:
    plat = aplatir(mot)
    if plat in VIDES or plat in _PAS_UNE_VOIE:
        return False
    if voie["sur"] or voie["lieu_dit"] or voie["numero"] is None or mot[0].isupper():
        return True
    if not _commun(mot, mots_connus):
        # "12 cours sablon", but "45 cours de yoga".
        return voie["incertain"] is None or not liee
    # "12 place de l'église": two of them would be "places".
    return voie["singulier"] is not None and int(voie["numero"]) > 1


def _nommer_apres(
    texte: str, annonce: re.Pattern[str], mots_connus: Collection[str], *, toujours: bool, crie: bool
) -> str:
    sortie, reprise = [], 0
    for trouve in annonce.finditer(texte):
        if trouve.start() < reprise:
            continue
        fin = _fin_du_nom(texte, trouve.end(), mots_connus, toujours=toujours, crie=crie)
        if fin > trouve.end():
            sortie += [texte[reprise : trouve.end()], NOM]
            reprise = fin
    return "".join([*sortie, texte[reprise:]])


def _fin_du_nom(texte: str, debut: int, mots_connus: Collection[str], *, toujours: bool, crie: bool) -> int:
    """Where the name that begins there ends; `debut` when none does."""
    fin = place = debut
    particule: str | None = None
    pris = 0
    en_capitales = False
    while pris < MOTS_D_UN_NOM_MAX:
        if initiales := _INITIALES.match(texte, place):
            place = initiales.end()
        trouve = _SUITE_DE_NOM.match(texte, place)
        if trouve is None or (place == debut and trouve["lien"]):
            break
        mot = aplatir(trouve["mot"])
        if mot in _PARTICULES:
            # A particle alone is none: "madame la maire", "signé de sa main".
            particule = particule or mot
            place = trouve.end()
            continue
        if mot in _JAMAIS_UN_NOM or mot in _CALENDRIER or mot in _CIVILITES:
            break
        capitale = trouve["mot"][0].isupper() and not crie
        if pris and en_capitales and not capitale:
            break
        inconnu = not _commun(trouve["mot"], mots_connus)
        if capitale and not (toujours or pris):
            # "avec Petit", but "avec Clermont" and "chez UGAP".
            est_un_nom = particule is None and _est_suspect(trouve["mot"], mots_connus)
        elif capitale:
            est_un_nom = True
        elif pris:
            est_un_nom = inconnu and pris < MOTS_EN_MINUSCULES_MAX
        elif particule:
            est_un_nom = toujours and particule in ("de", "du", "des", "d") and mot not in _INSTITUTIONS
        else:
            est_un_nom = toujours or (inconnu and not (crie and len(mot) <= SIGLE_MAX))
        if not est_un_nom:
            break
        en_capitales = capitale
        pris += 1
        fin = place = trouve.end()
    return fin


def _nommer_les_prenoms(texte: str, mots_connus: Collection[str], *, crie: bool) -> str:
    """First names wherever they stand, with the surname that follows."""
    sortie, reprise = [], 0
    for trouve in re.finditer(_MOT, texte):
        if trouve.start() < reprise or _dans_une_etiquette(texte, trouve.start()):
            continue
        if not _est_un_prenom(texte, trouve):
            continue
        fin = trouve.end()
        capitale = trouve[0][0].isupper() and not crie
        if (suite := _MOT_SUIVANT.match(texte, fin)) and aplatir(suite["mot"]) not in _JAMAIS_UN_NOM:
            suivi_d_un_nom = suite["mot"][0].isupper() if capitale else not _commun(suite["mot"], mots_connus)
            fin = suite.end() if suivi_d_un_nom else fin
        sortie += [texte[reprise : trouve.start()], NOM]
        reprise = fin
    return "".join([*sortie, texte[reprise:]])


def _est_un_prenom(texte: str, trouve: re.Match[str]) -> bool:
    parties = aplatir(trouve[0]).split("-")
    if all(partie in PRENOMS for partie in parties):
        return parties != ["jean"] or not texte[: trouve.start()].endswith((" en ", "pantalon ", "veste "))
    if not all(partie in PRENOMS or partie in PRENOMS_AMBIGUS for partie in parties):
        return False
    if len(parties) > 1 or _APRES_UN_PRENOM.match(texte, trouve.end()):
        return True
    avant = texte[max(0, trouve.start() - REGARD_D_UN_PRENOM) : trouve.start()]
    # "à max 3 mois", "par france".
    return _AVANT_UN_PRENOM.search(avant) is not None and (
        trouve[0][0].isupper() or parties[0] not in ("max", "france")
    )


def _dans_une_etiquette(texte: str, place: int) -> bool:
    return texte[place - 1 : place] == "[" and _ETIQUETTE.match(texte, place - 1) is not None


def _nommer_les_majuscules(texte: str, mots_connus: Collection[str]) -> str:
    sortie, reprise = [], 0
    for trouve in _MAJUSCULES.finditer(texte):
        if _dans_une_etiquette(texte, trouve.start()):
            continue
        sortie += [texte[reprise : trouve.start()], _nommer_la_suite(texte, trouve.start(), trouve[0], mots_connus)]
        reprise = trouve.end()
    return "".join([*sortie, texte[reprise:]])


def _nommer_la_suite(texte: str, debut: int, morceau: str, mots_connus: Collection[str]) -> str:
    """A run of words: neighbours in capitals are one name as soon as one of them, not first of a sentence, is unknown."""
    mots = list(re.finditer(_MOT, morceau))
    suspects = [_est_suspect(mot[0], mots_connus) for mot in mots]
    debute = _commence_une_phrase(texte, debut)
    noms: list[tuple[int, int]] = []
    rang = 0
    while rang < len(mots):
        if not suspects[rang]:
            rang += 1
            continue
        dernier = rang
        while dernier + 1 < len(mots) and suspects[dernier + 1]:
            dernier += 1
        if dernier > rang or not (debute and rang == 0):
            noms.append((mots[rang].start(), mots[dernier].end()))
        rang = dernier + 1
    sortie, reprise = [], 0
    for premier, fin in noms:
        sortie += [morceau[reprise:premier], NOM]
        reprise = fin
    return "".join([*sortie, morceau[reprise:]])


def _commence_une_phrase(texte: str, place: int) -> bool:
    # A few characters tell: whole texts searched from each word would take the square of their length.
    avant = texte[:place] if place <= REGARD else "x" + texte[place - REGARD : place]
    return _DEBUT_DE_PHRASE.search(avant) is not None


def _est_suspect(mot: str, mots_connus: Collection[str]) -> bool:
    if not mot[0].isupper() or len(mot) <= 2:
        return False
    sigle = len(mot) <= SIGLE_MAX and mot.isupper()
    return not sigle and not _connu(mot, mots_connus)


def _connu(mot: str, mots_connus: Collection[str]) -> bool:
    return all(
        partie in mots_connus
        or partie in VIDES
        or partie in _CALENDRIER
        or partie in _CIVILITES
        or (len(partie) > SIGLE_MAX and partie[-1] in "sx" and partie[:-1] in mots_connus)
        or partie + "s" in mots_connus
        for partie in aplatir(mot).split("-")
    )


def _commun(mot: str, mots_connus: Collection[str]) -> bool:
    """Whether a word in lower case is one of the language rather than a name, as far as can be told."""
    parties = aplatir(mot).split("-")
    return not any(partie in PRENOMS for partie in parties) and any(
        _est_de_la_langue(partie, mots_connus) for partie in parties
    )


def _est_de_la_langue(mot: str, mots_connus: Collection[str]) -> bool:
    if len(mot) >= SUFFIXE_DANS_UN_MOT_DE and mot.endswith(_SUFFIXES):
        return True
    formes = [mot, mot + "s", mot + "e"]
    formes += [mot[:-1]] if len(mot) > SIGLE_MAX and mot[-1] in "sx" else []
    formes += [mot[:-2]] if len(mot) > SIGLE_MAX and mot.endswith("es") else []
    lexique = _lexique()
    return mot in VIDES or any(forme in mots_connus or forme in lexique for forme in formes)


@cache
def _lexique() -> frozenset[str]:
    """Common words, and all those of the CPV, which names everything that can be bought; read once, in about 100 ms."""
    mots = re.findall(r"[a-z]+", aplatir(" ".join(libelle for _, libelle in tous())))
    return frozenset(mots) - PRENOMS | _COURANTS | _CALENDRIER | _CIVILITES


def _raccourcir(texte: str) -> str:
    """Cut between two words, never inside a tag."""
    if len(texte) <= LONGUEUR_MAX:
        return texte
    coupe = texte[: LONGUEUR_MAX - 1]
    mots, _, reste = coupe.rpartition(" ")
    if not mots or len(reste) > LONGUEUR_MAX // 2:
        mots = coupe
    mots = re.sub(r"\[[^\]\s]*$", "", mots)
    return mots.rstrip() + "…"
