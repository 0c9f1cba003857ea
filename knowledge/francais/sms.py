"""Words as they are typed on a phone, written out: "jvai vs ecrir pr mn offr" is French too."""

from __future__ import annotations

import re

# In flat text (no accent): what stands for it. Only what can be one thing in a message to a town hall.
_TABLE = """
    ki=qui  ke=que  koi=quoi  kwa=quoi  kan=quand  kand=quand  coment=comment  komen=comment  cmt=comment  kel=quel  kelle=quelle
    pk=pourquoi  pkoi=pourquoi  pq=pourquoi  pourkoi=pourquoi  kelkun=quelqu'un  kelk1=quelqu'un  qqun=quelqu'un  qqn=quelqu'un
    kelke=quelque  keske=qu'est-ce_que  kesk=qu'est-ce_que  skil=ce_qu'il  vs=vous  ns=nous  tt=tout  tte=toute  ttes=toutes
    tjrs=toujours  tjr=toujours  tjs=toujours  tjours=toujours  toujour=toujours  jms=jamais  jamai=jamais  pr=pour  ds=dans
    avc=avec  bcp=beaucoup  mtn=maintenant  pcq=parce_que  psk=parce_que  pck=parce_que  parcke=parce_que
    jvai=je_vais  jvais=je_vais  jveu=je_veux  jveux=je_veux  jpeu=je_peux  jpeux=je_peux  jsai=je_sais  jsais=je_sais
    jsui=je_suis  jsuis=je_suis  chui=je_suis  chuis=je_suis  jdoi=je_dois  jdois=je_dois  jdor=je_dors  jdors=je_dors
    jfai=je_fais  jfais=je_fais  jattend=j'attends  jattends=j'attends  jcomprend=je_comprends  jcomprends=je_comprends
    jcompren=je_comprends  jpense=je_pense  jcroi=je_crois  jcrois=je_crois  jrepond=je_reponds  jdonne=je_donne  jpasse=je_passe
    jconteste=je_conteste  jaimerai=j'aimerais  jaimerais=j'aimerais  jvoudrai=je_voudrais  jvoudrais=je_voudrais
    jcherche=je_cherche  jai=j'ai  jetai=j'etais  jetais=j'etais  javai=j'avais  javais=j'avais  jen=j'en  jme=je_me
    jvs=je_vous  jdemande=je_demande  jdirai=je_dirai  mavez=m'avez  mave=m'avez  navez=n'avez  nave=n'avez  lavez=l'avez
    cest=c'est  ct=c'etait  cetai=c'etait  cetait=c'etait  ya=il_y_a  yavai=il_y_avait  yaura=il_y_aura  yapa=il_n'y_a_pas
    kon=qu'on  kil=qu'il  kils=qu'ils  quil=qu'il  quils=qu'ils  dun=d'un  dune=d'une  davoir=d'avoir  detre=d'etre
    lagent=l'agent  lavance=l'avance  loffre=l'offre  loffr=l'offre  lelu=l'elu  lavocat=l'avocat  lecole=l'ecole
    mn=mon  msg=message  rdv=rendez-vous  num=numero  svp=s'il_vous_plait  stp=s'il_vous_plait  slt=salut
    bjr=bonjour  bsr=bonsoir  mrc=merci  dsl=desole  pa=pas  ossi=aussi  encor=encore  dja=deja  alor=alors
    apre=apres  avan=avant  depui=depuis  dpuis=depuis  ri1=rien  bi1=bien  kom=comme  tro=trop  etai=etait  avai=avait
    fo=faut  fau=faut  doi=dois  veu=veut  fai=fait  pri=pris  ressu=recu  resu=recu  paier=payer  peyer=payer  repon=repond
    refuze=refuse  suprime=supprime  suprimer=supprimer  suprimez=supprimez  efacer=effacer  efface=efface  rapelez=rappelez
    rapelle=rappelle  rapele=rappelle  rapeler=rappeler  rapel=rappel  apeler=appeler  apelez=appelez  telefone=telephone
    offr=offre  ofre=offre  ofres=offres  dossie=dossier  dosier=dossier  chantie=chantier  factur=facture  fature=facture
    concurent=concurrent  concurant=concurrent  concurrant=concurrent  avoca=avocat  argen=argent  kdo=cadeau
    cado=cadeau  agen=agent  comission=commission  comition=commission  commition=commission  mairi=mairie  metropol=metropole
    servis=service  entrepriz=entreprise  entreprize=entreprise  soutraitan=sous-traitant  soutraitant=sous-traitant
    soutraitance=sous-traitance  groupemen=groupement  candidatur=candidature  gratos=gratuitement  gratis=gratuitement
    jvoudre=je_voudrais  jvoulais=je_voulais  jrisk=je_risque  jrisque=je_risque  esque=est-ce_que  eske=est-ce_que  esk=est-ce_que
    fe=fait  cb=combien  cmb=combien  qd=quand  pub=publicite  email=mail  jose=j'ose  risk=risque
    cash=liquide  thune=argent  thunes=argent  fric=argent  pognon=argent  taf=travail  pote=ami  potes=amis
"""
_MOTS = {mot: sens.replace("_", " ") for mot, sens in (paire.split("=") for paire in _TABLE.split())}
# "4 moi"; "g ete", "c pas", "t qui": a letter alone, before another word; "un marcher".
_LETTRES = (
    (re.compile(r"(?<=\d )moi\b"), "mois"),
    (re.compile(r"(?<![0-9] )(?<!categorie )(?<!classe )(?<!type )\bg (?=[a-z])"), "j'ai "),
    (re.compile(r"(?<![0-9] )(?<!categorie )(?<!classe )(?<!type )\bc (?=[a-z])"), "c'est "),
    (re.compile(r"\bt (?=(?:qui|quoi|un|une|ou|la)\b)"), "t'es "),
    (re.compile(r"\b(un|1|le|du|au|ce) marcher\b"), r"\1 marche"),
)
_MOT = re.compile(r"[a-z]+[0-9]?")


def en_toutes_lettres(plat: str) -> str:
    """Write out the words of a flat text (no accent, lower case) that are only typed so.

    >>> en_toutes_lettres("jvai vs attendre, c pas norml pr mn dossie")
    "je vais vous attendre, c'est pas norml pour mon dossier"
    """
    texte = _MOT.sub(lambda trouve: _MOTS.get(trouve[0], trouve[0]), plat)
    for motif, sens in _LETTRES:
        texte = motif.sub(sens, texte)
    return texte


__all__ = ["en_toutes_lettres"]
