"""The noun at the head of what is bought, and the nature that it lets guess."""

from __future__ import annotations

import re

_DE = r"(?: de la | de l'| des | du | de | d'une? | d')"

# What stands before the head of a clause and names nothing: greetings, determiners, "marché de", "prestation de".
_AVANT = (
    r"(?:bonjour|bonsoir|bjr|slt|salut|hello|svp|g|besoins?|objet|intitule|prestations?|prestas?|services?|missions?|marches?|accords?[ -]cadres?|contrats?|"
    r"consultation|procedure|publics?|publique|relatif|relative|portant|sur|a|aux?|bons? de commande|de|des|du|d|l|la|le|les|un|une|pour|concernant|en|"
    r"je|j|on|nous|il|faut|me|m|ai|avons|dois|doit|devons|veux|veut|voulons|voudrais|souhaite|souhaitons|cherche|cherchons|vais|va|allons|lance|lancer|lancons|relance|relancer|"
    r"relancons|renouvelle|renouveler|renouvelons|prepare|preparer|preparons|confie|confier|confions|fait|faire|faisons|realiser|passe|passer|assurer|externaliser|externalise|"
    r"organiser|commande|commander|achete|achetons|acheter|racheter|rachete|prends|prenons|c|est|sera|ce|cette|sont|notre|nos|mon|ma|votre|leur|petite?s?|nouveau|nouvelle|nouveaux|nouvelles|achats? de|"
    r"lots? ?(?:n ?[°o]? ?)?\d*|refaire|urgent|urgence|ponctuelle?s?|annuelle?s?|simples?|nature|type|realisation|execution|moi|juste|presta|fois|toutes|"
    r"renouvellement|relance|il s'agit|s'agit|gros|grosse|grande?s?|divers|diverses|\d+)"
)
# A run of blanks is entered at its first one, and read once: four thousand of them must not be read from each.
_DEBUT = (
    rf"(?:^|[,;:.!?\n(|\t/€-]|(?<! ) {{5}}|\b(?:ht|ttc)\b|\bans?\b|\bmois\b)[ '\"°]*+(?:{_AVANT}\b[ ':,.\"-]*+){{0,9}}"
)

_BATI = (
    r"(?:ascenseurs?|baies?|balustrades?|bordures?|branchements?|canalisations?|carrelages?|chaudieres?|chaufferies?|chauffage|chauffe-eau|chemins?|cheneaux|clotures?|cloisons?|"
    r"climatisations?|collecteurs?|compteurs? d'eau|conduites?|couvertures?|descentes? d'eau|dalles?|eclairages?|escaliers?|etancheites?|faca?des?|faux[ -]plafonds?|fenetres?|gaines?|garde-corps|gouttieres?|"
    r"huisseries?|installations? (?:electriques?|de chauffage|sanitaires?|thermiques?)|luminaires?|mains? courantes?|menuiseries?|moquettes?|murs?|murets?|parquets?|passerelles?|paves?|pavages?|peintures?|plafonds?|planchers?|pompes? a chaleur|"
    r"portails?|portes?|portillons?|radiateurs?|rampes?|reseaux?|revetements?|sanitaires?|sols?|stores?|systemes? de (?:chauffage|ventilation|climatisation)|tableaux? electriques?|toitures?|toiles? tendues?|tuyaux|tuiles|toits?|"
    r"verrieres?|vitrages?|vitres|volets?|ventilations?|vmc|wc|zinguerie|charpentes?|joints?|enduits?|seuils?|trottoirs?|chaussees?|enrobes?|allees?|voiries?|caniveaux|avaloirs|regards|poteaux|candelabres|mats? d'eclairage|"
    r"sprinklers?|transformateurs?|digues?|berges?|quais?|ponts?|pontons?|gradins?|bassins?|pelouses? synthetiques?|gazons? synthetiques?|sols? (?:souples?|sportifs?|amortissants?))"
)
_LIEU_BATI = (
    r"(?:places?|parvis|parcs?|squares?|jardins?|aires?|parkings?|stationnements?|pistes?|voies?|rues?|avenues?|boulevards?|carrefours?|ronds?-points?|giratoires?|cours?|chemins?|sentiers?|promenades?|berges?|quais?|"
    r"locaux|local|bureaux|salles?|vestiaires?|sanitaires?|toilettes|combles|batiments?|ecoles?|creches?|gymnases?|stades?|terrains?|city[ -]?stades?|skate[ -]?parks?|piscines?|mediatheques?|bibliotheques?|musees?|theatres?|"
    r"mairies?|hotels? de ville|cimetieres?|cuisines?|centres?|maisons?|poles?|accueils?|espaces?|zones?|abords|arrets?|acces|rampes?|traversees?|entrees?|esplanades?|patios?|terrasses?|preaux|prealables?|foyers?|logements?|"
    r"ateliers?|depots?|dechetteries?|decheteries?|plateaux?|plateformes?|bassins?|noues?|reseaux?|trottoirs?|passerelles?|ponts?|ouvertures?|ascenseurs?|escaliers?|cheminements?|liaisons?|potagers?|vergers?|columbariums?|caveaux|ossuaires?|"
    r"etages?|rez-de-chaussee|sous-sols?|halles?|marches? couverts?|kiosques?|aires? de jeux|boulodromes?|forages?|puits|tribunes?)"
)
_QUALIFIE = r"(?:(?:nouvelle?s?|nouveau|nouveaux|petite?s?|grande?s?|ancienne?s?|deux|trois|quatre|cinq|six|\d++|quelques|plusieurs|une?|toutes?|tous|les|l') ?)*"

_TRAVAUX = (
    rf"amenagements?(?: \w+(?:er|ers|ere|eres|eur|eurs|if|ifs))?(?: et (?:\w+ )?\w+)?{_DE}{_QUALIFIE}{_LIEU_BATI}\b",
    r"amenagements? (?:paysagers?|exterieurs?|interieurs?|urbains?|cyclables?|de voirie|de securite|routiers?|de surface)\b",
    rf"creations?{_DE}{_QUALIFIE}(?!espaces? (?:web|numer|client|virtuel|publicitaire)|centres? de ressource|ateliers? (?:de|d'|pour)|maisons? d'edition|parcours|plateformes? (?:web|num|en ligne|internet)){_LIEU_BATI}\b",
    rf"(?:remplacements?|changements?|poses?|deposes?|reprises?|reparations?|refections?|installations?|modernisations?|renovations?|restaurations?|remises? en (?:etat|peinture)|isolations?)(?: et (?:la |le )?\w+)?{_DE}{_QUALIFIE}{_BATI}\b",
    r"mises? aux? normes?\b",
    rf"(?:poses?|implantations?|installations?)(?: et (?:la |le )?\w+)?{_DE}{_QUALIFIE}(?:city[ -]?stades?|skate[ -]?parks?|aires? (?:de jeux|multisports)|terrains? multisports|clotures?|barrieres?|abris?|jeux (?:d'enfants|exterieurs)|bornes? (?:de recharge|incendie|escamotables)|panneaux (?:solaires|photovoltaiques)|feux tricolores)\b",
    r"mises? en (?:conformite|accessibilite|securite incendie|lumiere|separatif|souterrain)\b",
    (
        r"(?:requalifications?|viabilisations?|enfouissements?|effacements?|elargissements?|desimpermeabilisations?|renaturations?|surelevations?|reprofilages?|rebouchages?|busages?|raccordements?|rejointoiements?|"
        r"decroutages?|depavages?|resurfacages?|gravillonnages?|ravalements?|desamiantages?|deconstructions?|demolitions?|terrassements?|assainissements? collectif|insonorisations?|cuvelages?|consolidations?|confortements?|residentialisations?|ascenseurs?|"
        r"reamenagements?|chemisages?|gainages?|drainages?|piscines?|enrochements?|reperages? au sol|cloisonnements?|reinstallations?|rehabilitations?|accessibilite)\b"
    ),
    (
        r"(?:renforcements?|ameliorations?|securisations?|modernisations?|prolongements?|implantations?|extensions?|remises? en etat|transformations?|renouvellements?)"
        rf"{_DE}{_QUALIFIE}(?:{_BATI}|{_LIEU_BATI}|canalisations?|chaussees?|performances? (?:thermiques?|energetiques?)|eclairage public|toitures?)\b"
    ),
    rf"restaurations?{_DE}{_QUALIFIE}(?:eglises?|chapelles?|cathedrales?|clochers?|remparts?|chateaux?|tours?|monuments?|fontaines?|lavoirs?|beffrois?|orgues?|abbayes?|calvaires?|edifices?|facades?|batiments?|couvertures?|vitraux|ponts?)\b",
    r"marquages? (?:au sol|routiers?|des|de|horizontal|horizontaux|a|en)\b",
    r"(?:travaux d'|)(?:electricite|courants?)(?: :| -|,| \()? ?(?:courants? (?:forts?|faibles?)|forts?|faibles?|cfo|cfa|batiment|generale)\b",
    (
        r"(?:travaux d'electricite|menuiseries? (?:interieures?|exterieures?|bois|alu\w*|pvc)|plomberie|platrerie|maconnerie|gros oeuvre|second oeuvre|charpente|couverture(?! (?:de survie|sociale|sante|mobile|reseau|des risques|assur))|cvc|carrelage|faux[ -]plafonds?|metallerie|"
        r"etancheite|revetements? de sols?|enrobes?|vrd|peintures? (?:des|du|de la|de l'|interieures?|exterieures?|et)(?! (?:fournit|pour|routiere))|cloisons?(?! mobiles)|isolation)\b"
    ),
)
_SERVICES = (
    rf"entretien(?:{_DE}|s? (?:et|courant|annuel|regulier|preventif|curatif|menager|quotidien|hebdo\w*|paysager|horticole|technique))(?![^;:.]{{0,60}}\b(?:voiries?|chaussees?|routes?|travaux|amelioration|renovation|gros(?:se)?s? \w+|amenagements?|modernisation|investissement)\b)",
    (
        r"(?:depannages?|enlevements?|evacuations?|traductions?|interpretariat|interpretation|interpretes?|numerisations?|numeriser|numerise|numerisons|scannerisation|ocerisation|dematerialisation|routage|affranchissement|recensements?|collectes?|collecter|ramassages?|ramasser|"
        r"curages?|hydrocurages?|vidanges?|inspections?|ramonages?|convoyages?|archivages?|recrutements?|interim|interimaires?|mediation|mediations|reportages?|captations?|conciergerie|sauvetage|expertises?|sondages?|enquetes?|supervision|coachings?|"
        r"deratisations?|desinsectisations?|desinfections?|depigeonnage|desencombrement|debarras|debouchages?|degraissages?|detartrages?|refontes?|hebergements?|coordination|redaction|transcriptions?|retranscriptions?|"
        r"sous[ -]titrage|audiodescription|velotypie|essais|analyses|modelisation|cartographies?|enseignement|seminaires?|sejours?|excursions?|colonies?|teleassistance|telesurveillance|gardiennage|astreintes?|secretariat|saisie|"
        r"relectures?|corrections? (?:de|des|d')|paie|comptabilite|courtage|domiciliation|manutention|deneigement|deverglacage|salage|viabilite hivernale|elagages?|abattages?|dessouchages?|tontes?|fauchages?|debroussaillages?|lavages?|"
        r"blanchissages?|repassage|lessivage|nettoiement|etalonnages?|remorquages?|fourriere|obseques|inhumations?|exhumations?|cremations?|thanatopraxie|bilans?|animations?|animer|ateliers?|spectacles?|concerts?|feux? d'artifice|"
        r"infogerance|hypervision|parametrage|migration|tierce|support|hotline|helpdesk|veille|commissariat|commissaires? (?:aux comptes|de justice)|notaires?|notariat|actes? notaries?|huissiers?|avocats?|psychologues?|psychologie|berceaux|"
        r"photographies|photographes?|videastes?|conferenciers?|traducteurs?|comediens?|maitres? nageurs?|surveillants?|vigiles?|agents? de securite|agents? d'accueil|ssiap|rondes?|tutorat|mentorat|parrainage|mandats?|geometres?|"
        r"bornages?|topographie|relevages?|telereleve|assainissement non collectif|reliures?|inventaires?|recolements?|catalogage|affretement|autopartage|covoiturage|messagerie|colisage|dactylographie|steno\w*|organisation|coorganisation|"
        r"teletransmission|permanences?|ecrivains? publics?|thermographie|carottages?|dragages?|faucardages?|piegeages?|effarouchements?|capture|sterilisations?|gerance|recouvrements?|referencement|community management|"
        r"billets d'avion|billets de train|nuitees|voyages?|agence de voyages?|signaleurs|mannequinat|restitution|sophrologie|ergonomie|ergonomes?|kinesitherap\w+|infirmiers?|infirmieres?|ambulances?|arrosages?|desherbages?|hivernage|"
        r"compostage|elimination|incineration|equarrissage|tri|dechetteries?|evaluations?|programmation|concertations?|assistance|amoa?|accompagnements?|formations?|cours (?:de|d')|lecons|initiations?|classes? (?:de|decouvertes?|transplantees?|vertes?|rousses?)|"
        r"pompes? funebres|mesures? (?:acoustiques?|de|d')|repro\w*|photocopies|(?:developpements?|devs?|dvpts?) (?:d'|de|du|informatiques?|web|specifiques?|mobile|logiciel)|spectacles?|compagnies? (?:de |pour |d'))\b"
    ),
    r"(?:controles?|verifications?|contre-visites?)\b(?! d'acces)",
    r"medecine (?:du travail|preventive|professionnelle|de prevention|statutaire|agreee?|scolaire)",
    r"(?:visites?|examens?|expertises?|suivis?|bilans?) (?:medicales?|medicaux|medical|guidees?|virtuelles?|techniques?|periodiques?|d'aptitude|de controle|psycho\w*)\b",
    rf"suivis?{_DE}",
    r"aides? (?:a|aux?|juridiques?|menageres?)\b",
    (
        r"(?:creations?|creer|mises? a jour|mises? en ligne|productions?|realisations?|developpements?) (?:et \w+ )?(?:d'une? |de |du |des |d'|de la |de l')(?:nouveau |nouvelle )?(?:sites? (?:internet|web|intranet)|site\b|intranet|applications?|applis?|portails? (?:\w+)|plateformes? (?:web|numeriques?|en ligne|internet)|"
        r"logiciels?|logos?|identites?|chartes?|films?|videos?|clips?|podcasts?|affiches?|plaquettes?|brochures?|magazines?|supports|visuels?|contenus?|spectacles?|jeux? (?:de piste|video)|outils? numeriques?|parcours numeriques?)\b"
    ),
    r"(?:films?(?! (?:plastiques?|etirables?|adhesifs?|solaires?|alimentaires?|anti\w*|de (?:paillage|protection|palettisation)))|tournages?|clips?|courts?[ -]metrages?|documentaires?|dj\b|pieces? de theatre|comediens?|fanfares?|bals?|accords? (?:de|des|du|d'un) (?:\d+ )?(?:pianos?|instruments?|orgues?)|abonnements? (?:a|au) (?:un |une |des |notre |la |l')?(?:logiciels?|plateformes?|applis?|applications?|outils?|solutions?|services?))\b",
    r"(?:portage|repas (?:livres?|portes?|servis)|livraisons? de repas)\b(?= (?:de repas|a domicile|chez|aux|dans))",
    r"(?:conferences?|expositions?|festivals?|receptions?|tournois?|stages?|sorties|activites|interventions? (?:artistiques?|musicales?|pedagogiques?|en milieu)|residences? d'artistes?|veille|redevances?|prestations? de)\b",
    r"accueils? (?:telephoniques?|physiques?|du public|de loisirs|peri\w*|des (?:usagers|visiteurs|publics|gens)|de jour|d'urgence|extra\w*|et)\b",
    r"standard(?: telephonique)?\b|centre d'appels?\b|plateforme (?:telephonique|d'appels?)\b",
    r"mises? (?:sous (?:plis?|film)|en page|en fourriere|en sacs?|en propre|a disposition (?:de |d')(?:personnels?|agents?|salaries|moniteurs|intervenants|animateurs|educateurs|benevoles|main))\b",
    (
        rf"(?:distribution|gestion|exploitation|diffusion|destruction|surveillance|location-gerance|conservation|stockage|gardes?|garde-meubles?|production|promotion|pilotage|planification|reservations?|recherches?|evaluation|edition|elaboration|"
        rf"actualisation|traitement|transport|portage|livraison de repas|preparation|externalisation|tenue|reprise de donnees|conception|preservation){_DE}(?!{_QUALIFIE}(?:{_BATI}|{_LIEU_BATI}|travaux|tranchees?|mobilier)\b)"
    ),
    r"(?:releves?|leves?) (?:topo\w*|de (?:geometre|compteurs?|facades?)|des compteurs|d'interieur|architecturaux|3d|laser|parcellaires?)\b",
    r"transports?\b|transferts? de fonds\b|navettes?\b",
    r"prises? de (?:vues?|son|parole|rendez-vous)\b",
    r"restaurations? (?:d'archives|de registres|des registres|d'oeuvres?|des oeuvres|de tableaux|du tableau|d'un tableau|des tableaux|de documents|d'objets|des collections|de collections|de livres|de manuscrits|de statues|de fonds|d'affiches|numerique|des archives|de peintures?|de photos)",
    r"tours? de (?:garde|chant)\b|representations? (?:theatrales?|en justice|artistiques?|musicales?)\b",
    r"places? (?:de |en |dans (?:une|des) )(?:creches?|halte|micro-creche)",
    r"(?:relations? (?:presse|publiques?|media)|insertions? publicitaires?|encarts?|publicite|campagnes? (?:de|d')|achat d'espaces?|spots?)\b",
    rf"reparations?(?: et (?:l'|la |le )?\w+)? (?:de |des |du |d'une? |d'|de la |de l')(?!{_QUALIFIE}(?:{_BATI}|{_LIEU_BATI})\b)\w",
    r"(?:securite|surete|gardiennage|filtrage|secours|postes? de secours|dispositifs? previsionnels? de secours|dps)\b(?! (?:routiere|informatique|incendie des|des batiments))",
    r"lutte contre\b",
    r"locations? (?:\w+ ){0,4}avec (?:chauffeur|conducteur|operateur|grutier)",
    r"fouilles? archeologiques?|diagnostics? archeologiques?",
    r"illustrations?\b|graphisme\b|infographie\b|webdesign\b|motion design\b|podcasts?\b|clips?\b|webinaires?\b",
    r"dons?\b(?= de sang)|restauration (?:scolaire|collective|du personnel)\b(?=.{0,40}\b(?:prestation|livraison|liaison)\b)",
    r"peses?\b|ordonnancement\b|csps\b|coordonnateurs?\b|opc\b|assurances?\b|mutuelle\b|prevoyance\b",
)
_FOURNITURES = (
    (
        r"(?:produits?|materiels?(?! roulant loue)|outillages?|outils? (?:a main|de jardin\w*|electroportatifs?)|pieces (?:detachees|de rechange|auto\w*)|sel (?:de|a|en)|papiers? (?:a4|et|de reprographie|pour|blanc|recycle|toilette|essuie|kraft|photo|80|ramettes?|thermique)|papeterie|ramettes?|enveloppes?|cartouches?|toners?|"
        r"jouets?|jeux (?:de societe|educatifs?|pour|en bois|exterieurs?|video|d'eveil|pedagogiques?)|livres?|manuels?|bandes dessinees|couches?|gants?|masques?|medicaments?|vaccins?|pansements?|ampoules?|lampes?|sacs?|bacs?|conteneurs?|poubelles?|corbeilles?|"
        r"panneaux (?:de (?:signal\w*|police|rue|chantier)|directionnels?|d'affichage|routiers?|electoraux)|barrieres?|tentes?|barnums?|chapiteaux?|podiums?|instruments? (?:de musique|de mesure)|pianos?|drapeaux|pavoisement|trophees?|medailles?|"
        r"vaisselle|couverts|ustensiles?|batterie de cuisine|fours?|refrigerateurs?|congelateurs?|lave-(?:vaisselle|linge)s?|electromenager|tondeuses?|tronconneuses?|souffleurs?|debroussailleuses?|engins?|bois (?:de|d')|sable|graviers?|granulats|ciment|beton|"
        r"marionnettes?|tablettes?|ordis?|ordinateurs?|pc\b|imprimantes?|videoprojecteurs?|cartes? (?:de visite|postales?)|compteurs? d'eau|enrobes? a froid|materiaux|quincaillerie|visserie|plantes?|plants?|arbustes?|bulbes|graines?|semences|terreaux?|paillage|engrais|fleurs|sapins? de noel|colis de noel|defibrillateurs?|extincteurs?|cameras?|camescopes?|appareils? photo\w*|"
        r"drones?|badges?|casques?|serrures?|cadenas|cylindres?|cles usb|composteurs?|bornes? de recharge|robots? (?:tondeurs?|de)|nettoyeurs? (?:haute|vapeur)|autolaveuses?|aspirateurs?|chariots?|poussettes?|lits?(?! halte)|matelas|"
        r"draps|couvertures? de survie|serviettes|rideaux|stores? (?:de|pour)|tapis|nappes|bouteilles? (?:d'eau|de gaz)|fontaines? a eau|machines? a (?:cafe|laver|coudre)|distributeurs?|cafe|the|lait|huiles?|lubrifiants?|adblue|piles|batteries?|cables?|"
        r"disques? durs?|claviers?|souris|licences?|consommables?|petites? fournitures|petit materiel|petit equipement|equipements? (?:de|d'|sportifs?|informatiques?|pour)|denrees|agendas?|calendriers?|cartes? (?:cadeaux?|a puce)|bons? d'achat|cheques?[ -]cadeaux?|"
        r"titres?[ -]restaurants?|tickets?[ -]restaurants?|blouses?|chaussures?|bottes|gilets|chasubles|maillots|casquettes|ballons?|filets?|buts? de (?:foot\w*|hand\w*)|tatamis|agres)\b"
    ),
    r"abonnements? (?:a |aux? |de |d')?(?:des |la |l')?(?:revues?|presse|magazines?|journaux|periodiques|quotidiens)\b",
    r"approvisionnements?\b|equiper\b|equipement(?= (?:de|des|du|d'|en|informatique|sportif)\b)",
)
_NATURES = (("travaux", _TRAVAUX), ("services", _SERVICES), ("fournitures", _FOURNITURES))
_TETE = re.compile(_DEBUT + "(?:" + "|".join(f"(?P<{nature}>{'|'.join(motifs)})" for nature, motifs in _NATURES) + ")")

# "un copieur, entretien compris": what comes with the purchase is not its head.
_EN_PLUS = re.compile(r"[^,;:.!?\n()]{0,25} (?:comprise?s?|incluse?s?|associee?s?|en option|inclus\b|offerte?s?)\b")

_DEBUTS = re.compile(_DEBUT)


def debuts(texte: str) -> frozenset[int]:
    """Where each clause starts to say what it is about."""
    return frozenset(m.end() for m in _DEBUTS.finditer(texte))


def tetes(texte: str) -> list[tuple[str, int, int]]:
    """The nature that the head of each clause lets guess, and where it stands."""
    trouvees = []
    for m in _TETE.finditer(texte):
        nature = str(m.lastgroup)
        if not _EN_PLUS.match(texte, m.end()):
            trouvees.append((nature, *m.span(nature)))
    return trouvees
