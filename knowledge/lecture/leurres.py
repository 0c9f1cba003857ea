"""French words that look like words of a pack and say something else."""

from __future__ import annotations

import re

# Stretches in which no word of the pack is read.
LEURRES = re.compile(
    r"\b(?:le|du|au|notre|votre|ce) service (?:social|specifique|info\w*)\b|\b(?:les|nos|aux|vos|leurs) services info\w*"
    r"|\bservice info\b"
    r"|\bmises? en services?\b|\blibre[ -]services?\b|\bstations?[ -]services?\b|\bhors service\b|\bservices? faits?\b|\bservice apres[ -]vente\b"
    r"|\b(?:le|les|nos|au|aux|notre|du|ce|mon|leurs?|chefs? de|entre|divers|autres?|differents|tous les|chaque|par|ensemble des|batiments? des|agents? des|votre|vos) services?\b"
    r"|\bc'est la ville d[e'] ?(?!clermont)[a-z]+"
    r"|\bdes services\b(?! d| info)|\bdes services (?:de la|de l'|du|des)\b"
    r"|\bservices? (?:municipa\w+|techniques?|des \w+|du \w+|de la \w+|de l'\w+|publics? (?:de|d')|culturels?|administratifs?|commun\w*|scolaires?|support|medica\w+|"
    r"urgences?|clients?|jeunesse|sports?|achats?|rh|dsi|ressources|etat civil|population|civique|numeriques? de|exterieurs?|interieurs?|centraux|generaux)\b"
    r"|\bconseils? (?:municipa\w+|departementa\w+|regiona\w+|communaut\w+|metropolitains?|d'administration|de quartiers?|citoyens?|generaux|general|economique|d'etat|constitutionnel|local|locaux|des?|de l'ordre|superieur|scientifique|syndical|de surveillance|de developpement)\b"
    r"|\bsalles? du conseil\b|\bsalles? (?:d'etudes?|de formation|de reunion|de reception|polyvalente|de transport)\b"
    r"|\bbureaux? d'etudes?\b|\bcentres? (?:de formation|de transport|d'etudes|de tri|de conseil)\b|\borganismes? de formation\b"
    r"|\btechnologies de l'information et de la communication\b|\b(?:direction|service|charge\w*|responsable|pole|directeur|directrice) (?:de |de la |du |des )?(?:communication|transports?|formation|travaux|etudes|informatique|espaces verts|voirie|batiments?)\b"
    r"|\breseaux? de communication\b|\bcommunications? electroniques?\b|\bmessagerie electronique\b|\breception (?:des|de) travaux\b|\breception (?:des offres|en centre|provisoire)\b|\bagents? de (?:nettoyage|reception)\b"
    r"|\bmateriaux de construction\b|\bconstruction modulaire\b|\b(?:suivi|conduite|direction|reception|nuisances?|avant|pendant|apres|durant|visa|hors) (?:de |des |les )?travaux\b"
    r"|\bdevis (?:quantitatif|estimatif|descriptif)\b|\bconcessions? (?:automobiles?|funeraires?|de cimetiere|trentenaires?|perpetuelles?|cimetiere)\b|\bmarche subsequent\b"
    r"|\bsocietes? de (?:transport|nettoyage|conseil|livraison)\b|\b(?:syndicat|regie) (?:des |de )?transports?\b|\btransports? en commun\b(?= (?:a|pour))"
    r"|\btravaux d'(?:electricite|impression)\b|\btravaux (?:de chauffage|pratiques|dirigees|de groupe)\b|\b(?:lot|electricite) (?:electricite|courants?|cfo|cfa)\b"
    r"|\bplans? de relance\b|\brelance (?:economique|suite|apres|du lot)\b|\brelance\w* (?:\w+ ){0,4}(?:suite a|apres|infructu\w+)\b"
    r"|\bplaces? du marche\b|\btarifs? de prestations?\b|\bprestations? (?:sociales?|familiales?|statutaires)\b|\bbons? de commande (?:de|du|n)\b"
    r"|\bexpertises? comptable\b(?= de)|\btri (?:des|de) (?:candidat\w*|offres|dossiers|courrier)\b|\blivraison d(?:u|e l'|es|e la) (?:batiment|ouvrages?|chantier|immeuble|gymnase|ecole|equipement|projet|site)s?\b"
    r"|\baccompagnements? (?:sociaux|social|scolaire|educatif|des allocataires|vers)\b|\bcarte d'etude\b|\bterrain de foot\w*\b|\baccompagn\w+ (?:des )?(?:eleves|enfants)\b"
    r"|\bchaises? roulantes?\b|\btables? (?:rondes?|des matieres)\b|\bimpression (?:que|d'ensemble)\b|\bconsultation (?:des )?entreprises\b"
    r"|\b(?:renouvel|reconduc|reconduit)\w*,? (?:\w+ ){0,4}une seule fois\b"
    r"|\b\w+ (?:ponctuels|ponctuelles)\b|\b(?:nettoyage|transport|ravalement|location|reparation|verification|creation|mise a disposition|archivage|et) ponctuel(?:le)?\b"
    r"|\b(?:amo|assistance|missions?|accompagn\w+|conseils?)\b[^.;\n]{0,60}\brenouvellement d\w+ (?:marche|contrat)\b|\b(?:lors|cadre) du renouvellement du (?:marche|contrat)\b"
    r"|\bpour la (?:ville|metropole|metro) (?:de |d')(?!clermont)|\bterminaux de paiement\b[^.;\n]{0,30}\btpe\b|\b(?:pompes?|outil\w*|verins?|marteaux?) pneumatiques?\b"
    r"|\b(?:tableaux?|panneaux?) d'affichage\b|\blot (?:n ?°? ?)?\d* ?[:-]? ?electricite\b|\bextensions? (?:\w+ ){0,4}reseaux?\b|\bextensions? de garantie\b"
    r"|\balimentations? (?:electriques?|en (?:gaz|eau|electricite|energie)|eau potable|secourue)\b|\bproduits? (?:\w+ ){0,4}d'entretien menager\b"
    r"|\bfins? de chantier\b|\ben plus\b|\bpan de\b|\bcontrole technique\b(?= de construction)|\b(?:apres|lors de|depuis|suite a) (?:etude|audit|expertise)\b"
)

# Words that exist, one or two letters away from a word of the pack: never taken for a misspelling of it.
_FAUX_AMIS = """
    accompagnateur accompagnatrice accompagne acquise acquittement acteur adapte adapter addition affichee affinage
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
    festival fonction fondation fontaine formalise formaliser formalite format formateur formulaire formule
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
    vivier vocation voiturier volatile voyage voyageur zinguerie
"""
FAUX_AMIS = frozenset(_FAUX_AMIS.split())
