"""French as it is typed in a chat: spelling made even, stems, sounds, and the words that carry no subject.

The stemmer is our own and light: it reads words without accents (people leave them out) and costs two microseconds
where Snowball in Python costs a hundred and needs the accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# --- normalisation ----------------------------------------------------------------------------------------------------

_LIGATURES = str.maketrans({
    "œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
})  # fmt: skip
_ACCENTS = dict.fromkeys(range(0x300, 0x370))
_HORS_ASCII = re.compile(r"[^\x00-\x7f]|`")
_MILLIERS = re.compile(r"\b(\d{1,3})(?: (\d{3}))+\b")
_KILO = re.compile(r"\b(\d+)(?: |-)?k(?:eur|euros?|e)?\b")
_JALON = re.compile(r"\bj ?- ?(\d+)\b")
_PLUS_MINUS = re.compile(r"\be ?\+ ?c ?-")
_KOI_COM = re.compile(r"\b[kq][uw]?o?[ia] com\b")
_A_L_AVANCE = re.compile(r"\ba l'avance\b")
_ELISION = re.compile(r"\b(?:[ldjmtscn]|qu|jusqu|lorsqu|puisqu|quelqu|presqu|aujourd)'")
_JETON = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@lru_cache(maxsize=4096)
def _sans_accent(lettres: str) -> str:
    lettres = unicodedata.normalize("NFKD", lettres.lower().translate(_LIGATURES))
    return lettres.translate(_ACCENTS).translate(_LIGATURES)


def plat(texte: str) -> str:
    """Lower case, no accents, one kind of apostrophe, hyphen and space, numbers in one piece.

    >>> plat("L’Équité, 90 000 € ou 90K€ (J - 24)")
    "l'equite, 90000 € ou 90000 (j24)"
    """
    return " ".join(plat_lignes(texte).split())


def plat_lignes(texte: str) -> str:
    """The same, lines kept: a whole pack is read in one pass."""
    texte = _HORS_ASCII.sub(lambda trouve: _sans_accent(trouve[0]), texte).lower()
    texte = _MILLIERS.sub(lambda trouve: trouve[0].replace(" ", ""), texte)
    texte = _KILO.sub(r"\g<1>000", texte.replace("k€", "k"))
    return _JALON.sub(r"j\1", _A_L_AVANCE.sub("anticipe", _KOI_COM.sub("quoi", _PLUS_MINUS.sub("ec", texte))))


def jetons(texte_plat: str) -> list[str]:
    """The words of a flat text, elisions taken off; a hyphenated word stays in one piece.

    >>> jetons("l'equite d'un micro-lot")
    ['equite', 'un', 'micro-lot']
    """
    return _JETON.findall(_ELISION.sub(" ", texte_plat))


def plats(textes: Iterable[str]) -> str:
    """Flat texts, one a line: what a whole pack is read by, in one pass."""
    return plat_lignes("\n".join(" ".join(texte.split()) for texte in textes))


def jetons_des_lignes(lignes: str) -> list[list[str]]:
    """The words of each line of a flat text."""
    return [_JETON.findall(ligne) for ligne in _ELISION.sub(" ", lignes).split("\n")]


def jetons_par_ligne(textes: Iterable[str]) -> list[list[str]]:
    """The words of each text."""
    return jetons_des_lignes(plats(textes))


# --- stems ------------------------------------------------------------------------------------------------------------

_IRREGULIERS = {
    "travaux": "travail", "oeuvre": "oeuvr", "insere": "insert", "inserer": "insert", "inserent": "insert",
    "metropole": "metropol", "marches": "marche", "marche": "marche", "prix": "prix", "loue": "louer", "louer": "louer",
    "location": "louer", "achat": "achet", "achats": "achet", "vert": "vert", "verte": "vert", "verts": "vert",
    "fournisseur": "fournisseur", "paye": "paie", "payer": "paie", "payes": "paie", "payee": "paie", "paiement": "paie",
    "paiements": "paie", "avancement": "avancement", "personnes": "personne", "personnel": "personnel",
    "personnels": "personnel", "personnelle": "personnel", "personnelles": "personnel", "egaux": "egal",
    "verdir": "vert", "social": "social", "sociaux": "social", "locaux": "local", "temps": "temps", "partie": "partie",
    "parties": "partie", "parti": "parti", "commun": "commun", "commune": "commune", "communes": "commune",
    "communiquer": "communic", "communique": "communic", "communication": "communic", "chantier": "chantier",
    "chantiers": "chantier", "equipe": "equipe", "equipes": "equipe", "equipement": "equipement", "lot": "lot",
    "lots": "lot", "point": "point", "points": "point", "services": "servic", "moins": "moins", "delais": "delai",
    "ecole": "ecole", "ecoles": "ecole", "ecolier": "ecole", "scolaire": "scolaire", "note": "not", "notes": "not",
    "comptable": "comptable", "comptables": "comptable", "identite": "identite", "restaurant": "restaurant",
    "livre": "livre", "livres": "livre", "age": "age", "ages": "age", "tableur": "tableur", "tableurs": "tableur", "permis": "permis", "plie": "plie", "plies": "plie", "voi": "voir", "jours": "jour",
}  # fmt: skip
# Each ending with how much must be left for it to go; the longest that fits goes.
_SUFFIXES = {
    "issement": 4, "isation": 4, "ication": 4, "ification": 4, "ation": 4, "aison": 4, "ition": 4,
        "ateur": 4, "atrice": 4, "ative": 4, "atif": 4, "emental": 5, "ementale": 5, "ementaux": 5,
        "ement": 4, "etique": 5, "ique": 4, "ance": 5, "ence": 5, "ant": 5, "ante": 5, "ent": 5,
        "ente": 5, "able": 4, "ible": 4, "eur": 4, "euse": 4, "iser": 5, "ise": 5, "isee": 5,
        "isant": 5, "ifier": 4, "ifie": 4, "ite": 4, "ion": 4, "ier": 4, "iere": 4, "er": 3,
        "ez": 3, "ee": 3, "ir": 4, "ie": 4, "it": 5, "i": 4, "e": 3, "if": 4, "ive": 4,
        "erait": 4, "eront": 4, "aient": 4, "erai": 4,
}  # fmt: skip
_PLUS_LONG_SUFFIXE = max(map(len, _SUFFIXES))
_DOUBLE = re.compile(r"([bcdfglmnprstz])\1")


@lru_cache(maxsize=16384)
def radical(mot: str) -> str:
    """The stem of a flat word; numbers and words with digits stay whole.

    >>> [radical(mot) for mot in ("negocier", "negociation", "allotis", "allotissement", "esat", "90000")]
    ['negoc', 'negoc', 'alot', 'alot', 'esat', '90000']
    """
    if mot in _IRREGULIERS:
        return _IRREGULIERS[mot]
    if len(mot) <= 3 or not mot.isalpha():
        return mot
    if mot.endswith("eaux"):
        mot = mot[:-1]
    elif mot.endswith("aux") and len(mot) > 5:
        mot = mot[:-3] + "al"
    elif (mot[-1] in "sx" and mot[-2] not in "su") or (mot.endswith(("eurs", "ous", "eux")) and len(mot) > 4):
        mot = mot[:-1]
    if mot in _IRREGULIERS:
        return _IRREGULIERS[mot]
    for taille in range(min(_PLUS_LONG_SUFFIXE, len(mot) - 3), 0, -1):
        if len(mot) - taille >= _SUFFIXES.get(mot[-taille:], 99):
            mot = mot[:-taille]
            break
    if len(mot) > 4 and mot[-1] in "ie":
        mot = mot[:-1]
    return _DOUBLE.sub(r"\1", mot)


# --- sounds -----------------------------------------------------------------------------------------------------------

_SONS = tuple(
    (re.compile(motif), par)
    for motif, par in (
        (r"ph", "f"), (r"h", ""), (r"(?<=[^m]{2})ents?$", "e"), (r"(?<=[a-z])tion(?=s?$|n)", "sion"), (r"(?:sc|c)(?=[eiy])", "s"), (r"qu|q|ck|c", "k"),
        (r"g(?=[eiy])", "j"), (r"gu(?=[ei])", "g"), (r"eau|au", "o"), (r"y", "i"), (r"(?:er|ez|et|ee|ees|es|ait|ais|ai)$", "e"),
        (r"ai|ei", "e"), (r"[ae][nm](?![aeiouym n])", "A"), (r"(?:[ae]?i|u)[nm](?![aeioumn])", "I"), (r"o[nm](?![aeioumn])", "O"),
        (r"ou", "U"), (r"z", "s"), (r"oe", "e"), (r"w", "v"), (r"(.)\1+", r"\1"), (r"(?<=..)(?:e?s|[xtdp]{1,9}s?|e)$", ""),
    )
)  # fmt: skip


@lru_cache(maxsize=16384)
def son(mot: str) -> str:
    """What a flat word sounds like, roughly; two spellings of one word share it.

    >>> son("ekitable") == son("equitables"), son("trofe") == son("trophee"), son("cahier") == son("caye")
    (True, True, True)
    """
    cle = mot.replace("ch", "C")
    for motif, par in _SONS:
        cle = motif.sub(par, cle)
    return cle


# --- words ------------------------------------------------------------------------------------------------------------


def _liste(mots: str) -> list[str]:
    return re.findall(r"\S+", mots)


# What people type for what they mean; an empty value is a word that says nothing.
ABREGES = dict(
    paire.split("=")
    for paire in _liste("""
    pr=pour ds=dans vs=vous ns=nous g= c= ki=qui koi=quoi kel=quel kelle=quelle ke=que jpeu=peux jpe=peux jveu=veux jve=veux pe=peut peu=
    fo=faut fok=faut ss=sans avc=avec bcp=beaucoup tjs=toujours tjrs=toujours qd=quand kan=quand kand=quand cmt=comment koment=comment
    coment=comment comen=comment komen=comment pk=pourquoi pq=pourquoi slt=salut bjr=bonjour svp= stp= mci=merci cb=combien combi1=combien
    mnt=maintenant tt=tout tps=temps rdv=rendez-vous dc=donc pb=probleme pbs=problemes nb=nombre nbre=nombre dmd=demande
    presta=prestataire prestas=prestataires asso=association assos=associations ecolo=ecologique ecolos=ecologiques fr=faire fe=fait
    fer=faire ya=avoir pdt=pendant ptit=petit ptite=petite ptites=petites ptits=petits boite=entreprise boites=entreprises
    vo=vaut mieu=mieux otre=autre otres=autres coll=collectivite colls=collectivites kon=que komment=comment
    nouvo=nouveaux nvo=nouveau nvx=nouveaux com=communication doi=doit doive=doivent ecri=ecrire metre=mettre suivit=suivi otr=autre
    entrepriz=entreprise entreprize=entreprise mche=marche marchais=marche appro=approvisionnement dispo=disponible compta=comptable
    ek=est es=est kom=comme ossi=aussi avan=avant pa=pas mm=meme qq=quelque qqn=quelqu'un qqch=quelque jsp= jsui=suis chui=suis
    jai= je= cest= ct= kwa=quoi keskon=que kesk=que keske=que tro=trop foi=fois maj=jour min=minimum env=environ
    jdois= jvais= jvoudrais= jsuis= zelus=elus peuve=peuvent voi=voir lo=lot los=lots treso=tresorerie matos=materiel jpeut=peux
    doss=dossier docs=documents doc=document resto=restaurant ordi=ordinateur ordis=ordinateurs info=information infos=informations
    """)
)  # fmt: skip

# Words that are never a subject.
VIDES = frozenset(
    _liste("""
    a au aux avec ce ces cet cette celui celle ceux celles ca cela ci comme d de des du dans donc dont deja elle elles en encore entre est
    et etc eu eux et etait etaient ete etre fait font faire il ils je j l la le les leur leurs lui ma mais me meme memes mes moi mon n ne ni
    nos notre nous on ont ou par pas pour pourquoi qu que quel quelle quelles quels qui quoi s sa sans se sera serait ses si sien soi soit
    son sont sous sur ta te tes toi ton tu t un une vos votre vous y m c qu'est est-ce aussi alors ainsi afin apres avant avoir
    avez avons ai as aura aurait bien car chaque chez combien comment contre depuis donner doit dois doivent devons devrait dire dit faut
    faudrait fois ici jamais la-dessus lors lorsque maintenant mieux ok oui non parce pendant peut peux peuvent pouvons pouvez pourrait
    pourriez puis puis-je quand quelque quelques rien savoir sais sait suis toujours tout tous toute toutes tres trop va vais vers veut
    veux veulent voudrais voudrait voulons vraiment bonjour bonsoir salut merci cordialement madame monsieur svp hello coucou beaucoup
    quil quelle jusque plutot presque assez ailleurs deux trois etes sommes avait avaient voici voila dis pense penser aimerais aimerait
    existe existe-t-il a-t-on peut-on faut-il y-a-t-il prevoit allons aller allez auriez auquel laquelle lequel lesquels lesquelles quant selon
    ah euh bref bon bonne belle journee chose choses cas facon maniere sorte types genre mois concernant propos sujet rapport
    """)
)

# Words of any question about any purchase: they weigh little.
FAIBLES = frozenset(
    radical(mot)
    for mot in _liste("""
    aide aider besoin bon demande demander demandons dernier derniers direction directrice directeur dossier exemple expliquer information
    informations metre nouveau nouvelle nouveaux passer passe personne petit petite petits petites possible possibilite pouvoir
    premier premiere prendre pris preparer prevu prevoir prevoyez probleme question questions recevoir rediger regarder rester reste savoir
    service services societe souhaite souhaiter suivant trouver trouve utiliser venir vient voir vouloir ville metropole mairie collectivite
    commune responsable chef eclairer rappeler rappelez obliger oblige obligatoire obligation droit permis
    schema spaser plan annee annees an ans faute lancer lancons arrive arriver arrivee actuel futur future
     meme plusieurs ensemble moyen partie cote moment debut jour jours tenir compte dispositif prochain prochaine
    sait connait connaitre parler parle dirige dirigeons gere gerons devoir long court simple vite seulement normal
    ecrire ecrit poser montant euros euro ht ttc cout coute nombre partir jusque environ superieur inferieur egal
     collegue collegues marche contrat contrats achat achats acheter acheteur acheteurs entreprise entreprises
    action actions consultation prestation prestations fournisseur fournisseurs prestataire titulaire bien biens local
    comprendre comprends monde bonne belle nom numero mail email telephone madame question reponse repondre
    """)
)

# Everyday words: in twenty-six fiches each looks rare, in French none is. They weigh half.
COURANTS = frozenset(
    radical(mot)
    for mot in _liste("""
    peu juste gens pays grand grande vu mal fin place fais vrai lieu coup suite famille sens raison souvent jeu devant certains certaines
    surtout effet porte aucun aucune semaine quatre niveau gros grosse face autant jeune jeunes loin heure heures bas tour argent meilleur
    meilleure dessus haut ensuite corps tard titre terre main type saison situation nord sud ordre but permet longtemps plein peur chambre
    parmi important ancien mot force faites autour viens terme sortir sortie envie club feu laisser chance bois noir garder garde esprit
    bout occasion photo image seconde ami montre joue hors cher chacun travers connu chercher sein passage pied mauvais fini finir attendre
    retrouver gagner entendu second bord prison rend commencer commence tient revenir revient neuf parc stade coin ouvrir oublier regard
    pareil dites tirer remettre participer danger bleu entier davantage content salon revue tente reprendre proches monter tourner occupe
    idee semble seul seule fete moment point reste long
    """)
)

# What other desks of a town hall, and the rest of life, are asked for: a query made of it is not ours, even when a word of
# ours is in it ("permis de construire", "mon imprimante ne marche plus").
MOTS_D_AILLEURS = frozenset(
    _liste("""
    gym yoga guitare piano parental revenus
    fumer livre livres age
    passeport cni identite vitale electorale electoral electorales election elections naissance deces mariage divorce pacs bapteme livret
    nationalite naturalisation sejour visa apostille legalisation militaire immatriculation inscrire inscription inscriptions inscris
    garderie nounou assistante maternelle maternelles periscolaire colonie college lycee universite fac crous bourse etudiant etudiants
    eleve bac devoirs rentree vacances bibliotheque conservatoire patinoire piscine musee zoo theatre cinema spectacle festival concert
    exposition carnaval foire forain brocante tombola kermesse salle salles fetes
    poubelle poubelles ordures encombrants dechetterie dechetteries eboueurs ramassage collecte compost composteur egout inondation linky
    impot impots taxe taxes fonciere habitation foyer amende amendes fourriere pv stationnement parking horodateur vignette macaron
    contravention chomage syndicat syndical syndicale cadeau paques weekend gite video telecharger telechargement emoji
    dent dents dentaire comble combles amortissement participatif emprunt tutelle curatelle parrain parrainage medaille commemoration
    monument columbarium bornage geometre servitude mitoyen bail caution colocation coloc canicule vigilance sirene ascenseur casque
    covoiturage kilometrique indemnite cnas amicale delegue organigramme annuaire intranet tampon parapheur cookies newsletter
    inventer inventeur invente fleuve montagne volcan vulcania michelin truffade fromage racine multiplie divise calcule
    fuseau nuit humain intelligence chatgpt siri alexa meurt pointure chaussette maillot rando randonnee ski
    pharmacien urgences ambulance allergie migraine toux opticien echographie greffe
    chequier virement rib agios decouvert dividende epargner hypotheque loterie heritier
    arrosage potager tomate semis tondeuse chaton chiot croquettes autoecole vidange pneu carrosserie aquarelle tricot couture karaoke
    trottinette bus tram metro taxi sncf ticket tickets abonnement horaire horaires itineraire peage autoroute embouteillage essence
    rue trottoir lampadaire graffiti tapage bruit voisin voisins voisinage cafards rats punaises moustiques frelon squat
    signaler signalement dangereux deneigement tourisme touristique jumelage
    logement logements hlm loyer locataire expulsion apl caf msa cpam secu allocation allocations mdph aah apa invalidite surendettement
    ehpad ccas domicile menagere pension
    permis urbanisme plu cadastre parcelle terrain cloture haie veranda terrasse garage abri ravalement demolir maison appartement immeuble
    fenetre fenetres chaudiere clim climatisation maprimerenov serrurier toilettes douche canape frigo
    subvention subventions vote voter votes procuration maire petition referendum deputes depute senateur ministre
    police gendarmerie plainte vol cambriolage agression pompiers incendie cimetiere obseques enterrement incineration
    avocat notaire huissier tribunal juge succession heritage testament donation credit epargne assurance bitcoin crypto placement
    conges conge rtt paie salaire salaires prime primes mutuelle retraite mutation detachement disponibilite avancement echelon grade
    titularisation titulariser cdd contractuel demission licenciement teletravail pointage pointeuse badge vestiaire greve
    arret maladie absent cv motivation stage stagiaire alternance recrutement recruter postuler syndic
    imprimante imprimer scanner ecran clavier souris wifi internet connexion session vpn outlook teams word powerpoint windows mac android
    iphone messagerie email spam bug bugue plante virus usb webcam batterie chargeur portable toner cartouche mot passe expire installer
    netflix youtube tiktok instagram facebook whatsapp amazon uber
    match foot football rugby asm psg tennis basket ligue championnat mondial score joueur entraineur loto pari poker casino
    film serie chanson chanter chanteur chante musique danse roman poeme blague devinette histoire rire jouer console
    voyage voyager plage hotel camping billet billets train avion aeroport valise bagage gare
    meteo pluie neige soleil orage vent temperature beau
    recette recettes gateau gratin pizza pizzeria sushi soupe cuire cuisson four farine oeuf oeufs beurre sauce tarte crepes poulet pates
    tomates pomme pommes calories maigrir grossir regime musculation
    medecin docteur dentiste hopital pharmacie ordonnance vaccin kine psy grippe covid fievre rhume dormir sommeil fatigue ventre enceinte
    grossesse maternite lunettes opticien sang
    chat chats chien chiens cheval oiseau pigeon poisson animal animaux veterinaire
    amour amoureux aime copine copain ami amis bebe enfant fils fille frere soeur mere pere maman papa cousin oncle tante mari anniversaire
    horoscope astrologie ennuie ennui triste
    capitale president republique roi reine empereur napoleon sommet everest eiffel population continent ocean mer ile lune etoile dinosaure
     espagne italie allemagne chine japon inde australie amerique afrique russie paris lyon marseille londres berlin tokyo
    espagnol italien anglais allemand traduire traduis traduction maths equation convertir miles celsius philosophie
    robot mdr lol noel pompe cravate cle cles perdu perdre baskets chaussures robe restaurant table tondre
    soir demain hier matin dimanche samedi weekend panne garagiste reparateur lent lente miserables
    """)
)
AILLEURS = frozenset(map(radical, MOTS_D_AILLEURS))

# The same, said with words that are also ours.
AILLEURS_ENSEMBLE = tuple(
    frozenset(radical(mot) for mot in _liste(groupe))
    for groupe in re.findall(
        r"[^,]+",
        """
    mot passe, conseil municipal, carte identite, carte grise, carte bus, carte vitale, permis construire, permis conduire,
    logement social, fiche paie, bulletin paie, bulletin salaire, avance salaire, acompte salaire, negocier salaire,
    inscrire cantine, tarif cantine, menu cantine, repas cantine fils, facture cantine, tarif creche, place creche,
    inscrire creche, inscrire ecole, vacances scolaires, rentree scolaire, acte naissance, acte mariage, liste electorale,
    salle fetes, louer salle, reserver salle, reserver table, reserver billet, reserver hotel, subvention association,
    creer association, statuts association, nid poule, arret maladie, arret travail, entretien professionnel,
    evaluation annuelle chef, concours attache, concours territorial, concours fonction, offre emploi mairie,
    chercher stage, contrat travail, contrat mariage, contrat assurance, code route, code postal, code wifi, facture eau,
    compteur eau, fuite eau, coupure eau, facture electricite, isoler maison, renover maison, renover appartement,
    renover cuisine, marche noel, marche dimanche, marche samedi, marche puces, marche boursier, taxe fonciere,
    impot revenu, inserer image, livraison colis, suivre colis, colis perdu, abonnement bus, ligne bus, velo panne,
    repar velo, reparer voiture, voiture panne, couper arbre, aire jeux enfants, jour conges, jour ferie, jour rtt,
    heures supplementaires, adresse mail, piece jointe, signature mail, casier judiciaire extrait, extrait casier,
    concession cimetiere, augmentation salaire, travaux rue, autorisation terrasse, autorisation voirie,
    autorisation stationnement, prime agents, prime annee, connexion messagerie, renouveler titre, renouveler passeport,
    renouveler carte, renouveler abonnement, voter dimanche, bureau vote, aide renovation logement, coute cantine,
    repas coute, prix cantine, prix repas, recommande livre, quel age, logiciel comptabilite plante, pret tables,
    declarer impots, declaration impots, payer impots, fuite voie, mal tete, mal dos, mal ventre, jeux video, club gym,
    club sport, recensement militaire, recensement population, demande rsa, toucher rsa, droit rsa, inscrire chomage,
    inscription pole emploi, cherche travail, cherche emploi, avance frais mission, recette cuisine, ordinateur lent,
    ordinateur plante, arbre dangereux, arbre tombe, eclairage rue, terrain tennis, changer adresse, changer chaudiere,
    aide chaudiere, prime energie, cheque energie, medecine travail, accident travail, certificat travail,
    attestation employeur, solde compte, releve compte, poste travail, heure ouverture, ouverture mairie,
    ouverture piscine, ecole dimanche, jardin partage, jardin familial, fournisseur internet, reseau wifi, reseau social,
    reseau mobile, droit chomage, actualiser emploi, actualiser pole emploi, allocation chomage, toucher chomage,
    isoler combles, isoler toit, compenser vol, signature electronique, certificat expire, sens vie, mal dents,
    negocier loyer, negocier pret, duree amortissement, paye cantine, payer cantine, facture impayee, mandat facture,
    budget participatif, premiers secours, liste syndicat, elections professionnelles, marche legumes, marche place,
    heure tram, prochain tram, prochain bus, jeu video, combien font, racine carre, sens seul, coupe monde, menu semaine,
    conge maternite, fiche poste, visite medicale, carte agent, badge entree, salle reunion, reserver vehicule,
    ordre mission, note frais, frais deplacement, ticket restaurant, prime transport, forfait mobilite,
    charte graphique mairie, medaille travail, compte personnel formation, bilan competence, demande mutation,
    telephone charge, ordinateur demarre, double ecran, code acces, mot passe oublie
    """,
    )
)
