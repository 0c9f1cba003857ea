"""French words that look like words of a pack and say something else."""

from __future__ import annotations

import re
from functools import cache

from knowledge.francais.texte import PERDUE

# Stretches in which no word of the pack is read; each starts a word.
_LEURRES = (
    r"maintenant\b",
    r"sur (?:le|les|un|mon|ce|notre|leur|son) devis\b",
    # Who designs and what he says, and no contract for it.
    r"(?<!choisir )(?<!recruter )(?<!trouver )(?<!designer )(?<!marche )(?<!retenir )(?:le|du|notre|mon|son|au|ce|votre) (?:maitre d'(?:oe|.)?uvre|moe)\b",
    r"par le conseil\b",
    r"(?:le|au|du|notre) conseil (?:a|vote|votera|delibere|municipal|demande|veut|ne|n')\b",
    r"(?:je|on|nous) tabl(?:e|ais|ait|ons)\b",
    r"(?:refaire|refait|renouveler|relancer|reprendre) (?:le|un|ce|notre|les|nos|ces) (?:marches?|contrats?|accords?|consultations?|appels?)\b",
    r"(?:le|du|au|notre|votre|ce) service (?:social|specifique|info\w*)\b",
    r"(?:les|nos|aux|vos|leurs) services info\w*",
    r"service info\b",
    r"services? (?:[a-z]+ ){1,3}(?:de|a) la (?:ville|metropole|metro|mairie|commune|collectivite)\b",
    r"mises? en services?\b",
    r"libre[ -]services?\b",
    r"stations?[ -]services?\b",
    r"hors service\b",
    r"services? faits?\b",
    r"service apres[ -]vente\b",
    r"(?:le|les|nos|au|aux|notre|(?<!c'est )(?<!cest )(?<!\bc )(?<!donc )(?<!plutot )(?<!, )(?<!: )(?<!sera )(?<!reste )(?<!mais )(?<!dirais )(?<!mets )du|ce|mon|leurs?|chefs? de|entre|divers|autres?|differents|tous les|chaque|par|ensemble des|batiments? des|agents? des|votre|vos) services?\b",
    r"c'est la ville d[e'] ?(?!clermont)[a-z]+",
    r"(?<!c'est )(?<!sont )(?<!dirais )(?<!mets )(?<!donc )(?<!plutot )(?<!, )(?<!: )des services\b(?! d| info)",
    r"des services (?:de la|de l'|du|des)\b",
    r"services? (?:municipa\w+|techniques?|des \w+|du \w+|de la \w+|de l'\w+|publics? (?:de|d')|culturels?|administratifs?|commun\w*|scolaires?|support|medica\w+|urgences?|clients?|jeunesse|sports?|achats?|rh|dsi|ressources|etat civil|population|civique|numeriques? de|exterieurs?|interieurs?|centraux|generaux)\b",
    r"conseils? (?:municipa\w+|departementa\w+|regiona\w+|communaut\w+|metropolitains?|d'administration|de quartiers?|citoyens?|generaux|general|economique|d'etat|constitutionnel|local|locaux|des?|de l'ordre|superieur|scientifique|syndical|de surveillance|de developpement)\b",
    r"salles? du conseil\b",
    r"salles? (?:d'etudes?|de formation|de reunion|de reception|polyvalente|de transport)\b",
    r"bureaux? d'etudes?\b",
    r"centres? (?:de formation|de transport|d'etudes|de tri|de conseil)\b",
    r"organismes? de formation\b",
    r"technologies de l'information et de la communication\b",
    r"(?:direction|service|charge\w*|responsable|pole|directeur|directrice) (?:de |de la |du |des )?(?:communication|transports?|formation|travaux|etudes|informatique|espaces verts|voirie|batiments?)\b",
    r"reseaux? de communication\b",
    r"communications? electroniques?\b",
    r"messagerie electronique\b",
    r"reception (?:des|de) travaux\b",
    r"reception (?:des offres|en centre|provisoire)\b",
    r"agents? de (?:nettoyage|reception)\b",
    r"materiaux de construction\b",
    r"construction modulaire\b",
    r"refaire (?:entierement |toute? )?(?:notre |nos |la |le |les |l'|un |une |son |sa )?(?:charte|logo|site|plaquette|identite|brochure|carte|application|appli|flyer|affiche|visuel|maquette|plan de)\w*",
    r"(?:enveloppe|suivi|conduite|direction|reception|nuisances?|avant|pendant|apres|durant|visa|hors) (?:de |des |les )?travaux\b",
    r"devis (?:quantitatif|estimatif|descriptif)\b",
    r"concessions? (?:abandonnees?|en etat d'abandon|a relever|automobiles?|funeraires?|de cimetiere|trentenaires?|perpetuelles?|cimetiere)\b",
    r"marche subsequent\b",
    r"societes? de (?:transport|nettoyage|conseil|livraison)\b",
    r"(?:syndicat|regie) (?:des |de )?transports?\b",
    r"transports? en commun\b(?= (?:a|pour))",
    r"travaux d'(?:electricite|impression)\b",
    r"travaux (?:de chauffage|pratiques|dirigees|de groupe)\b",
    r"(?:lot|electricite) (?:electricite|courants?|cfo|cfa)\b",
    r"plans? de relance\b",
    r"relance (?:economique|suite|apres|du lot)\b",
    r"relance\w* (?:\w+ ){0,4}(?:suite a|apres|infructu\w+)\b",
    r"places? du marche\b",
    r"tarifs? de prestations?\b",
    r"(?:l'|notre |les |son )architectes?\b(?! d'op)",
    r"(?:la|cette|notre|votre|les|ces) prestations?\b(?! d[e']| intell)",
    r"prestations? (?:sociales?|familiales?|statutaires)\b",
    r"bons? de commande (?:de|du|n)\b",
    r"expertises? comptable\b(?= de)",
    r"tri (?:des|de) (?:candidat\w*|offres|dossiers|courrier)\b",
    r"livraison d(?:u|e l'|es|e la) (?:batiment|ouvrages?|chantier|immeuble|gymnase|ecole|equipement|projet|site)s?\b",
    r"accompagnements? (?:sociaux|social|scolaire|educatif|des allocataires|vers)\b",
    r"carte d'etude\b",
    r"terrain de foot\w*\b",
    r"accompagn\w+ (?:des )?(?:eleves|enfants)\b",
    r"chaises? roulantes?\b",
    r"tables? (?:rondes?|des matieres)\b",
    r"impression (?:que|d'ensemble)\b",
    r"consultation (?:des )?entreprises\b",
    r"(?:renouvel|reconduc|reconduit)\w*,? (?:\w+ ){0,4}une seule fois\b",
    r"\w+ (?:ponctuels|ponctuelles)\b",
    r"(?:nettoyage|transport|ravalement|location|reparation|verification|creation|mise a disposition|archivage|et) ponctuel(?:le)?\b",
    r"(?:amo|assistance|missions?|accompagn\w+|conseils?)\b[^.;\n]{0,60}\brenouvellement d\w+ (?:marche|contrat)\b",
    r"(?:lors|cadre) du renouvellement du (?:marche|contrat)\b",
    r"pour la (?:ville|metropole|metro) (?:de |d')(?!clermont)",
    r"terminaux de paiement\b[^.;\n]{0,30}\btpe\b",
    r"(?:pompes?|outil\w*|verins?|marteaux?) pneumatiques?\b",
    r"(?:tableaux?|panneaux?) d'affichage\b",
    r"lot (?:n ?°? ?)?\d* ?[:-]? ?electricite\b",
    r"extensions? (?:\w+ ){0,4}reseaux?\b",
    r"extensions? de garantie\b",
    r"alimentations? (?:electriques?|en (?:gaz|eau|electricite|energie)|eau potable|secourue)\b",
    r"produits? (?:\w+ ){0,4}d'entretien menager\b",
    r"rez[- ]de[- ](?:chaussee|jardin)\b",
    r"(?:vide|porte|essuie|cache|garde|lave|seche|pare|tire|range|ramasse|repasse|trie|coupe|monte|sous)-[a-z]+",
    r"(?:lave|seche) ?-?(?:linges?|vaisselles?|mains?|cheveux)\b",
    r"a balayage\b",
    r"tri-[a-z]+",
    r"(?:biens|objets) mobiliers\b",
    r"arts? de la table\b",
    r"caissons? (?:de ventilation|hyperbares?)\b",
    r"fauteuils? (?:roulants?|dentaires?|de (?:stomatologie|dialyse|soins?))\b",
    r"tables? (?:d'operation|operatoires?|d'examen|elevatrices?|de (?:decoupe|radiologie|reeducation))\b",
    r"armoires? (?:electriques?|fortes?|ignifug\w+|chaudes?|froides?|refriger\w+|frigorifiques?|intelligentes?|mobiles? de maintien|a (?:cles?|pharmacie)|de (?:commande|sterilis\w+|sechage|brassage|distribution|rue))\b",
    r"communications? (?:telephoniques?|mobiles?|unifiees?|fixes?|radio\w*|d'urgence|internet)\b",
    r"services? communication\b",
    r"messagerie (?:et annuaire|collaborative|professionnelle|instantanee|unifiee)\b",
    r"vid.os?[ -]?(?:surveillances?|protections?|communications?)\b",
    r"transports? (?:de |d')(?:donnees|chaleur|electricite|gaz|fluides?)\b",
    r"extensions? (?:\w+[ '] ?){0,5}(?:dispositifs?|systemes?|infrastructures?|vid.o\w*|cablages?|licences?|solutions?|logiciels?|contrats?|perimetres?|capacites?|stockages?|memoires?|durees?|horaires?|consignes?|terre[ -]pleins?)\b",
    r"extensions? (?:regionales?|nationales?|departementales?)\b",
    r"sas v.hicules?\b",
    r"vehicules? blindes?\b",
    r"(?:quais?|arrets?|abris?)[- ](?:de |a |d')?(?:bus|velos?|voyageurs?)\b",
    r"(?:chargeuse|pelle|engin|grue)s? (?:\w+ )?sur pneus\b",
    r"passes? a poissons?\b",
    r"(?:emballages?|barquettes?|contact|films?) alimentaires?\b",
    r"points? de vente alimentaires?\b",
    r"alimentations? .lectriques?\b",
    r"points? de livraison\b",
    r"missions? de conception et (?:de )?realisation\b",
    r"d'une \w+ ponctuelle\b",
    r"recurrentes? et ponctuelles?\b",
    r"formations? du (?:ministere|regiment)\b",
    r"formations? militaires?\b",
    r"(?:installation|mise en (?:service|route|oeuvre|ordre de marche)|garantie|documentation|livraison|maintenance)[^.;:\n]{0,40}?(?:,| et| ainsi que) (?:la |une )?formation\b",
    r"concessions? (?:de )?(?:droits?\b|pleine terre|echues?|non renouvelees?)",
    r"concessions? (?:dans|aux?|du|des|de) (?:le |les |la )?cimetieres?\b",
    r"reprises? (?:par la \w+ )?(?:de |des )concessions\b",
    r"(?:et|avec|ainsi que|incluant|y compris) (?:la |une |leur )?formations? (?:a (?:l'|son |leur )|des utilisateurs|associee|afferente)",
    r"assurance[- ]maladie\b",
    r"centres? d'expertise\b",
    r"(?:droit|code|economie|metiers?) de la construction\b",
    r"(?:avant|apres) (?:demolition|desamiantage|renovation|rehabilitation|construction)\b",
    r"(?:engins?|materiels?|vehicules?|machines?|outillages?|metiers?|pieces?) (?:\w+ ){0,2}?(?:de |des |du |d'|pour )(?:terrassements?|travaux(?: publics)?|chantiers?|demolition)\b",
    r"co-[a-z]+",
    r"sieges? (?:social|sociaux|de la|de l'|du|des|administratifs?|regional|auto)\b",
    r"(?:au|le|du|notre|son|leur) siege\b",
    r"(?:jeux?|murs?|cameras?|cables?|ecrans?) videos?\b",
    r"videos? de (?:surveillance|protection)\b",
    r"campagnes? de (?:mesures?|tests?|sondages?|fouilles?|travaux|recensement|vaccination|prelevements?|depistage)\b",
    r"reunions? de concertation\b",
    r"(?:extensions?|agrandissements?|renovations?) (?:du |d'un |de notre )(?:parc|reseau|systeme|perimetre)\b(?! (?:paysager|urbain|de stationnement|des expositions|zoologique|public|floral|immobilier|locatif|de logements))",
    r"(?:tests?|essais?|mesures?) (?:d'|de )(?:etancheite|permeabilite)\b",
    r"(?:systemes?|reseaux?|materiels?|equipements?|installations?|dispositifs?|sonores? et|audio et|flux|son et) videos?\b",
    r"rideaux? (?:metalliques?|de fer|d'eau|d'air|d'occultation)\b",
    r"campagnes? (?:\d{4}|annuelles?|hivernales?|estivales?)\b",
    r"(?:espaces?|locaux|batiments?|poles?|ateliers?|unites?|plateaux?) (?:de |d')(?:formation|blanchisserie|surveillance|communication|maintenance)\b",
    r"circuits? imprimes?\b",
    r"diagnostics? gaz\b",
    r"fins? de chantier\b",
    r"en plus\b",
    r"pan de\b",
    r"controle technique\b(?= de construction)",
    r"(?:apres|lors de|depuis|suite a) (?:etude|audit|expertise)\b",
    # A place or a policy, and no buyer.
    r"(?:hotels?|politiques?|contrats?|coeurs?|centres?|entrees?|sorties?) (?:de|des) (?:la )?ville\b",
    r"de (?:la )?ville nouvelle\b|de la (?:ville|metropole|metro) (?:de |d')(?!clermont)",
    r"(?:communes?|territoires?|habitants?|quartiers?|perimetres?|secteurs?|est|ouest|nord|sud|echelle|villages|bords?) (?:[a-z]+ ){0,2}de la (?:ville|metropole|metro)\b",
    # Both buyers, and so neither alone.
    r"(?:pour|de) la (?:ville|metropole|metro),? et (?:pour |de )?la (?:ville|metropole|metro)\b",
)
_LETTRE_ACCENTUABLE = re.compile(r"\\.|\[[^\]]*\]|(?P<lettre>[aceiou])")


@cache
def leurres(*, lettres_perdues: bool) -> re.Pattern[str]:
    """The stretches in which no word is read; with `lettres_perdues`, also where accented letters were lost.

    >>> leurres(lettres_perdues=True).search("conseil d\ufffdpartemental")[0]
    'conseil d\ufffdpartemental'
    """
    if not lettres_perdues:
        return re.compile(rf"\b(?:{'|'.join(_LEURRES)})")
    motifs = (_LETTRE_ACCENTUABLE.sub(_ou_perdue, motif) for motif in _LEURRES)
    return re.compile(rf"\b(?:{'|'.join(motifs)})")


def _ou_perdue(m: re.Match[str]) -> str:
    return f"[{m['lettre']}{PERDUE}]" if m["lettre"] else m[0]


# Words that exist, one or two letters away from a word of the pack: never taken for a misspelling of it.
_FAUX_AMIS = """
    accompagnateur accompagnatrice accompagne acheteur acheteuse acquise acquittement acteur adapte adapter addition affichee affinage
    alarme alarmer allumage amenage amenagee amenagement amenageur amiante animation annele annexe appele appeler
    applicatif arbitrage arbore architecture argent arrosage articule artisanal artisanale artisanat assistant
    assistante assure assureur audiovisuelle auditeur audition auditorium autour balance balisage banane bancaire
    banque barriere bateau berceau billeterie billetterie bisson boucherie boulonner boulonnerie bouteille brisson
    buisson cambon camping canine canope canopee canton cantonnier carbone carburation cardiologie carrelage caserne
    cateau caveau central centralise centralisee centralite cesson chaine chalet champagne champier changement
    chanson chanter chapiteau charge chargement chargeur charite charle charme charpente chartre chasse chaude
    chauffe chauffeur cheque cheval chorale cimetiere classe claude clermontai clisson cloison cloture collation
    collectee collecteur collectif collection collectivite colloque colore combustible combustion commandee commando
    commerce commission communal communale commune community compactage compagne compagnie competition compost
    compostable composteur comptabilite comptable comptage concert concertation conciergerie conclusion condition
    conduite confection confidentiel confort connection connexion conseille conseiller conseillere conservation
    consigne consommateur consommation constitution constructeur construit construite consultation consulter
    conteneur contention contra contraire contraste control controlee controleur convention conversation conversion
    cotation courrier coursive couvert couverte cuisinier cuisson culture dallage deception decharge dechargement
    dechirer decouper decret delegue delivrance demarche diagnostique dialogie directe dispensee dispenser dispenseur
    dispersee divisee donner droite edition election electronique elevage enrobee entree entretenu entretenue
    entretoise enveloppe epreuve espece etalage evacuation evolution exercice expedition expert experte exploration
    exportation exposant exposition extensif exterieur extincteur extinction extrait extrusion fernand ferraille
    festival fonction fondation fontaine formalise formaliser formalite format formateur formeur formulaire formule
    fourchette fourneau fourni fournie fournir fournisseur fourrage fourrure gardien gardienne garoupe gestionnaire
    globale goudron grange grasse grillage gymnase hebergeant horizontal identifie immersion immobilier implantation
    importation impressionnant imprimee imprimerie individuel informatise informatisee innovation insolation
    inspecteur inspection inspiration installation instructeur instruction intellectuel interet internat interne
    interreg intranet invention isolement jardinerie jardinier jardiniere jonction laverie levage livrable livret
    livreur locale locatif locative logement logicielle logique maison maitrisee maitriser majeur manager manche
    mangue marchand marchande marcher marchi marthe martre massage material materiau materielle maternel maternelle
    menace menthe menuiser menuisier message messager meteopole meublee microm micron microport mobilisation mobilise
    mobiliser mobilite moderne modestie municipale nature navigation navire negoce negociant nettoie nettoyeur
    nomination numerise occurrence ordinaire ordonnance ordonnancement originaire parking partage partager passage
    passerelle patrimoniale pavage peintre pelage pelleteuse pellicule peluche perception permanence permanent
    permission peronnet personne photocopie piscine placer planification plante planter plateforme plomberie plombier
    ponction ponton portail poster potable poteau poubelle presentation preservation prestataire preventif prevention
    procede proceder procedural produite professionnel progicielle projecteur projection promoteur promotion propre
    proprement prospection protecteur publie publiee quater rappel reaction reamenage recablage reception recherche
    recyclable recyclee redaction reduction reflection reflexion reforme region regional regionale reguliere
    rehabilite rehausse relatif relative relaxation relocation remplace remplacer reparer repartition repondre
    reservation residence ressource restitution restructure retier retraite reunion revocation revolution robotique
    rotation sainte sanction sanitaire scolarite secouriste securise securisee securiser security selection selective
    separation serrure serrurerie server serveuse serviette seulle sevice sonorisation spectacle station
    stationnement support surface surgere surveillant surveille system tableau tablier technologie telephone
    telephonique tendre tendue tenture terrain terrasse terrassier textuel textuelle theatre theorique toilette
    tondeuse tonnelle tourisme touriste traceur traction traduction traitee traitement traiter tramway tranche
    transcription transfert transformation transformer transit transition transmission transparent transporte
    transporteur tribune trompe trouver urbaine urbanisme vaisselle validation vegetal vegetale veille ventilation
    verification verifier verrerie vestiaire vidange videoprotection vigilance viller visite vitrage vitree vitrine
    vivier vocation voiturier volatile voyage voyageur zinguerie concerne compose composee commence commencer comporte comporter comparer maquette anneau
    verser barquette soudage pantheon isolee isole cassette charniere influence echappe gramat chartreuse courette
    aleser abimer voilure stratifie salade ferraillage formage evoluer galette deminage desherbeur detartrage
    compositeur compacteur compteur clapier casser colette concentration vision paille paillasse paillasson remorquage
    remorqueur ramener radeau pliant plainte planete marquise livrent intrant graphite forger presenter ambiance
    ambulant berlin fleury nettoyant chaumiere oreillon patinage carenage habitat portail traite recycle equipe
    feuillet glande poulie plaint peronne camier carnot cisailles lavaur bessin sommet roseau salaire
    cahier compresse bobine bouee banquet blanquet cabine colonie comprime cornet decapage fouille industrie industriel
    industrielle langue lievre manege manger marteau maternite metallise metronome montagne palier particule passager
    paysage personnalite piquet piston pointu poulet propane rechange rechapage rechape remonte sale salee separee
    speciale strategique strategie tourte travailler conduire compter
    enterre lierre vialle maigre moteur promenade pointe couleur couloir raquette racine rosier
"""
FAUX_AMIS = frozenset(_FAUX_AMIS.split())
