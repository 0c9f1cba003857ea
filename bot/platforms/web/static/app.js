// Keeps the page fresh and sends without reloading it. Without this script the forms of the page do the same, slower.
"use strict";

(() => {
  const trouver = (chemin) => document.querySelector(chemin);
  const conversation = trouver("#conversation");
  const fil = trouver("#fil");
  const attente = trouver("#attente");
  const dernier = trouver("#dernier");
  const descendre = trouver("#descendre");
  const etat = trouver("#etat");
  const alerte = trouver("#alerte");
  const formulaire = trouver("#formulaire");
  const champ = trouver("#texte");
  const modele = trouver("#modele");
  const selecteur = trouver("#fichiers");
  const listeDesJoints = trouver("#joints");
  const modeleDeJoint = trouver("#modele-joint");
  const depot = trouver("#depot");
  const annonce = trouver("#annonce");
  const entete = trouver(".entete");
  const phrases = conversation.dataset;
  const porte = phrases.chemin; // what the addresses of this page begin with
  const prendDesFichiers = selecteur !== null;

  const SEPARATEUR = ", ";
  const ESSAIS_MS = [500, 1000, 2000, 4000, 8000, 15000];
  const RATTRAPAGE_MS = 3000;
  const PATIENCE_MS = 30000;
  const PATIENCE_FICHIERS_MS = 300000;
  const PRES_DU_BAS_PX = 120;

  let rang = Number(phrases.rang); // the last message shown
  const envois = []; // what was sent and has not come back yet, in order
  let repris = null; // a refused message put back in the field: sent again unchanged, it keeps its key
  let suivi = false; // the reader has just written, and waits for the answer

  const delai = (essai) => ESSAIS_MS[Math.min(essai, ESSAIS_MS.length - 1)];
  const pause = (ms) => new Promise((fini) => setTimeout(fini, ms));

  // randomUUID exists only over https and on localhost.
  const nouvelleCle = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) => octet.toString(16).padStart(2, "0")).join("");

  // --- what is said around the conversation ---

  let effacement = 0;
  function dire(phrase, dureeMs = 0) {
    clearTimeout(effacement);
    if (etat.textContent !== phrase) etat.textContent = phrase;
    if (dureeMs) effacement = setTimeout(() => dire(""), dureeMs);
  }

  function alerter(phrase) {
    alerte.textContent = phrase;
    alerte.hidden = phrase === "";
  }

  // --- where the reader is ---

  const doucement = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
  const bas = () => document.documentElement.scrollHeight - window.innerHeight;
  const presDuBas = () => window.scrollY >= bas() - PRES_DU_BAS_PX;

  // A long way is jumped: a page that flies past is blank until it stops.
  function aller(haut, comportement) {
    const loin = Math.abs(haut - window.scrollY) > window.innerHeight / 2;
    window.scrollTo({ top: haut, behavior: loin ? "instant" : comportement });
    // A smooth move that was under way is added to the jump, whose beginning would end behind the header.
    if (loin) requestAnimationFrame(() => window.scrollTo({ top: haut, behavior: "instant" }));
  }

  // The person's last words stay at the top and the answer unrolls below: a long answer is read from its beginning.
  // Nobody is ever taken back up.
  function montrerLaReponse(comportement) {
    const paroles = fil.querySelectorAll(".personne");
    let ancre = paroles[paroles.length - 1];
    while (ancre && ancre.hidden) ancre = ancre.nextElementSibling;
    if (!ancre) return;
    const collant = getComputedStyle(entete).position === "sticky" ? entete.offsetHeight : 0;
    const haut = Math.min(ancre.getBoundingClientRect().top + window.scrollY - collant - 16, bas());
    if (haut <= window.scrollY) return;
    aller(haut, comportement);
  }

  for (const geste of ["wheel", "touchmove"]) {
    window.addEventListener(geste, () => { suivi = false; }, { passive: true });
  }
  window.addEventListener("keydown", (evenement) => {
    if (evenement.target !== champ && /^(Page|Home|End|Arrow)/.test(evenement.key)) suivi = false;
  });

  new IntersectionObserver(([vue]) => { descendre.hidden = vue.isIntersecting; }, {
    rootMargin: `0px 0px ${PRES_DU_BAS_PX}px 0px`,
  }).observe(dernier);

  descendre.addEventListener("click", () => {
    aller(bas(), doucement());
    const message = fil.querySelector(".message:not([hidden]):last-child");
    if (message) message.focus({ preventScroll: true });
  });

  // --- choices ---

  function marquer(choix, valeurs, texte) {
    choix.classList.add("repondu");
    for (const bouton of choix.querySelectorAll("button[name=choix]")) {
      const pris = valeurs.includes(bouton.value) || bouton.textContent === texte;
      if (pris && !bouton.classList.contains("choisi")) {
        bouton.classList.add("choisi");
        const dit = document.createElement("span");
        dit.className = "vh";
        dit.textContent = phrases.phraseVotreReponse;
        bouton.append(dit);
      }
    }
    const noms = texte.split(SEPARATEUR);
    for (const boite of choix.querySelectorAll("input[type=checkbox]")) {
      boite.checked = valeurs.includes(boite.value) || noms.includes(boite.parentElement.textContent.trim());
    }
  }

  function demarquer(choix) {
    choix.classList.remove("repondu");
    for (const bouton of choix.querySelectorAll("button.choisi")) {
      bouton.classList.remove("choisi");
      bouton.querySelector(".vh").remove();
    }
  }

  const choixOuverts = () => [...fil.querySelectorAll("form.choix:not(.repondu)")];

  // --- what arrives ---

  const texteDe = (message) => message.querySelector(".texte").textContent;
  const enAttente = () => fil.querySelector(".en-attente");

  function integrer(message) {
    const nouveau = Number(message.dataset.rang);
    if (!(nouveau > rang)) return;
    const suivre = suivi || presDuBas();
    rang = nouveau;
    const visibles = fil.querySelectorAll(".message[data-jour]:not([hidden])");
    const dessus = visibles[visibles.length - 1];
    message.classList.toggle("meme-jour", dessus !== undefined && dessus.dataset.jour === message.dataset.jour);
    if (message.classList.contains("personne")) {
      const valeurs = (message.dataset.choix || "").split(SEPARATEUR);
      for (const choix of choixOuverts()) marquer(choix, valeurs, texteDe(message));
      const envoi = envois.find((un) => un.bulle && texteDe(un.bulle) === texteDe(message));
      if (envoi) {
        adopter(envoi, message);
      } else {
        fil.insertBefore(message, enAttente());
      }
    } else {
      fil.insertBefore(message, enAttente());
      rendreLeFocus(message);
    }
    ranger();
    if (suivre) montrerLaReponse(doucement());
    if (envois.length === 0) suivi = false;
  }

  // The bubble shown at once becomes the real message: nothing moves, nothing is read out twice.
  function adopter(envoi, message) {
    const bulle = envoi.bulle;
    bulle.id = message.id;
    Object.assign(bulle.dataset, message.dataset);
    bulle.querySelector(".auteur").replaceWith(message.querySelector(".auteur"));
    bulle.className = message.className;
    envoi.bulle = null;
    if (enAttente() && bulle.compareDocumentPosition(enAttente()) & Node.DOCUMENT_POSITION_PRECEDING) {
      fil.insertBefore(bulle, enAttente());
    }
  }

  // Forget what has come back; a bubble whose words the server changed gives way to the real message.
  function ranger() {
    for (const envoi of envois.filter((un) => un.rang !== undefined && un.rang <= rang)) oublier(envoi);
    patienter();
  }

  function oublier(envoi) {
    if (envoi.bulle) envoi.bulle.remove();
    envoi.bulle = null;
    const place = envois.indexOf(envoi);
    if (place >= 0) envois.splice(place, 1);
    patienter();
  }

  const fichiersEnRoute = () => envois.some((un) => un.fichiers.length > 0 && un.rang === undefined);

  let bientot = 0;
  function patienter() {
    clearTimeout(bientot);
    if (envois.length === 0) {
      attente.hidden = true;
      if ([phrases.phraseAttente, phrases.phraseEnvoiFichier].includes(etat.textContent)) dire("");
      return;
    }
    bientot = setTimeout(() => {
      attente.hidden = false;
      if (suivi) montrerLaReponse(doucement());
      bientot = setTimeout(() => {
        if (etat.textContent === "") dire(fichiersEnRoute() ? phrases.phraseEnvoiFichier : phrases.phraseAttente);
      }, 1500);
    }, 250);
  }

  let focusARendre = null;
  function rendreLeFocus(message) {
    if (!focusARendre) return;
    const actif = document.activeElement;
    if (actif === document.body || focusARendre.contains(actif)) message.focus({ preventScroll: true });
    focusARendre = null;
  }

  function lire(html) {
    const boite = document.createElement("template");
    boite.innerHTML = html;
    return boite.content.querySelector("article");
  }

  // --- the stream: open while the page is seen, resumed after the last message shown ---

  let flux = null;
  let essais = 0;
  let reprise = 0;
  let coupure = 0;

  function ouvrir() {
    fermer();
    if (document.hidden) return;
    flux = new EventSource(`${porte}/evenements?depuis=${rang}`);
    flux.onopen = () => {
      essais = 0;
      clearTimeout(coupure);
      if (etat.textContent === phrases.phraseHorsLigne) dire(phrases.phraseRetablie, 3000);
    };
    flux.addEventListener("message", (evenement) => {
      const message = lire(evenement.data);
      if (message) integrer(message);
    });
    flux.onerror = () => {
      fermer();
      // A server that restarts is back before anyone needs to know.
      coupure = setTimeout(() => dire(phrases.phraseHorsLigne), 1500);
      reprise = setTimeout(rouvrir, delai(essais));
      essais += 1;
    };
  }

  // Keeps the announcement of the cut: only an open stream takes it back.
  function rouvrir() {
    const annoncee = coupure;
    coupure = 0;
    ouvrir();
    coupure = annoncee;
  }

  function fermer() {
    clearTimeout(reprise);
    clearTimeout(coupure);
    if (flux) flux.close();
    flux = null;
  }

  // Some proxies hold streams back: the page itself is then read again.
  async function rattraper() {
    try {
      const reponse = await fetch(porte || "/", { headers: { Accept: "text/html" }, cache: "no-store" });
      if (!reponse.ok) return;
      const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
      for (const message of page.querySelectorAll("#fil > article")) integrer(document.importNode(message, true));
    } catch {
      // The stream tells that the connection is lost.
    }
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? fermer() : ouvrir()));
  window.addEventListener("pagehide", fermer);
  window.addEventListener("pageshow", (evenement) => { if (evenement.persisted) ouvrir(); });
  window.addEventListener("online", ouvrir);

  // --- what is sent: one at a time, in order, again and again under the same key until it is answered ---

  const file = [];
  let occupe = false;
  let insiste = false;

  const inchange = (envoi) =>
    repris && repris.texte === envoi.texte && envoi.choix.length === 0 &&
    repris.fichiers.length === envoi.fichiers.length && repris.fichiers.every((un) => envoi.fichiers.includes(un));

  function envoyer(envoi) {
    alerter("");
    envoi.fichiers ??= [];
    envoi.cle = inchange(envoi) ? repris.cle : nouvelleCle();
    repris = null;
    envoi.ouverts = choixOuverts();
    for (const choix of envoi.ouverts) marquer(choix, envoi.choix, envoi.texte);
    if (envoi.texte.trim() !== "" || envoi.fichiers.length > 0) {
      envoi.bulle = modele.content.querySelector("article").cloneNode(true);
      envoi.bulle.classList.add("en-attente");
      const texte = envoi.bulle.querySelector(".texte");
      texte.textContent = envoi.texte;
      texte.hidden = envoi.texte.trim() === "";
      for (const fichier of envoi.fichiers) {
        const ligne = document.createElement("p");
        ligne.className = "envoye";
        ligne.textContent = fichier.name;
        envoi.bulle.append(ligne);
      }
      fil.append(envoi.bulle);
    }
    envois.push(envoi);
    file.push(envoi);
    suivi = true;
    montrerLaReponse(doucement());
    patienter();
    vider();
  }

  async function vider() {
    if (occupe) return;
    occupe = true;
    let essai = 0;
    while (file.length > 0) {
      const envoi = file[0];
      const issue = await poster(envoi);
      if (issue === null) {
        insiste = true;
        dire(phrases.phraseNonEnvoye);
        await pause(delai(essai));
        essai += 1;
        continue;
      }
      file.shift();
      essai = 0;
      if (insiste) dire("");
      insiste = false;
      if (issue.refus !== undefined) refuser(envoi, issue.refus);
      else confirmer(envoi, issue.rang);
    }
    occupe = false;
  }

  // The rank the answer goes to, the sentence of a refusal, or null when nobody knows: then it is sent again.
  async function poster(envoi) {
    const corps = new FormData();
    corps.set("cle", envoi.cle);
    if (envoi.choix.length === 0) corps.set("texte", envoi.texte);
    for (const valeur of envoi.choix) corps.append("choix", valeur);
    for (const fichier of envoi.fichiers) corps.append("fichiers", fichier, fichier.name);
    try {
      const reponse = await fetch(`${porte}/messages`, {
        method: "POST",
        body: corps,
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(envoi.fichiers.length > 0 ? PATIENCE_FICHIERS_MS : PATIENCE_MS),
      });
      const dit = await reponse.json();
      return reponse.ok ? { rang: dit.rang } : { refus: dit.erreur || phrases.phraseRefus };
    } catch {
      return null;
    }
  }

  function confirmer(envoi, jusqua) {
    envoi.rang = jusqua;
    ranger();
    if (rang < jusqua) setTimeout(() => { if (rang < jusqua) rattraper(); }, RATTRAPAGE_MS);
  }

  function refuser(envoi, phrase) {
    oublier(envoi);
    for (const choix of envoi.ouverts) demarquer(choix);
    if (envoi.choix.length === 0) {
      if (champ.value === "" && joints.length === 0) {
        repris = { texte: envoi.texte, fichiers: envoi.fichiers, cle: envoi.cle };
      }
      joints = [...envoi.fichiers, ...joints].slice(0, FICHIERS_MAX);
      montrerLesJoints();
      champ.value = champ.value === "" ? envoi.texte : `${envoi.texte}\n${champ.value}`;
      ajuster();
    }
    alerter(phrase);
  }

  window.addEventListener("beforeunload", (evenement) => {
    if (insiste || fichiersEnRoute()) evenement.preventDefault();
  });

  // --- the files to send with the next message ---

  const FICHIERS_MAX = Number(phrases.fichiersMax);
  const FICHIER_OCTETS_MAX = Number(phrases.fichierOctetsMax);
  let joints = [];

  const nommer = (phrase, nom) => phrase.replace("{nom}", () => nom);

  function taille(octets) {
    const [combien, unite] = octets < 1e6 ? [octets / 1e3, "Ko"] : [octets / 1e6, "Mo"];
    return `${Math.max(combien, 0.1).toLocaleString("fr-FR", { maximumFractionDigits: 1 })}\u00a0${unite}`;
  }

  async function plainteSur(fichier) {
    if (!prendDesFichiers) return phrases.phraseSansFichiers;
    if (joints.length >= FICHIERS_MAX) return phrases.phraseTropDeFichiers;
    if (fichier.size > FICHIER_OCTETS_MAX) return phrases.phraseFichierTropGros;
    if (fichier.size === 0) return phrases.phraseFichierVide;
    // A folder, or a file that is not there any more, would fail at each try to send it.
    return fichier.slice(0, 1).arrayBuffer().then(() => "", () => phrases.phraseFichierVide);
  }

  async function joindre(fichiers) {
    const plaintes = new Set();
    const ajoutes = [];
    for (const fichier of fichiers) {
      const plainte = await plainteSur(fichier);
      if (plainte) {
        plaintes.add(plainte);
      } else {
        joints.push(fichier);
        ajoutes.push(fichier.name);
      }
    }
    montrerLesJoints();
    alerter([...plaintes].join(" "));
    annonce.textContent = ajoutes.length > 0 ? nommer(phrases.phraseJoint, ajoutes.join(", ")) : "";
  }

  function montrerLesJoints() {
    if (!prendDesFichiers) return;
    listeDesJoints.hidden = joints.length === 0;
    listeDesJoints.replaceChildren(...joints.map((fichier) => {
      const ligne = modeleDeJoint.content.querySelector("li").cloneNode(true);
      ligne.querySelector(".joint-nom").textContent = fichier.name;
      ligne.querySelector(".joint-taille").textContent = taille(fichier.size);
      const retirer = ligne.querySelector("button");
      retirer.setAttribute("aria-label", nommer(phrases.phraseRetirer, fichier.name));
      retirer.addEventListener("click", () => {
        const place = joints.indexOf(fichier);
        joints = joints.filter((un) => un !== fichier);
        montrerLesJoints();
        const boutons = listeDesJoints.querySelectorAll("button");
        (boutons[Math.min(place, boutons.length - 1)] || selecteur).focus();
        alerter("");
        annonce.textContent = nommer(phrases.phraseRetire, fichier.name);
      });
      return ligne;
    }));
  }

  if (prendDesFichiers) {
    selecteur.value = "";
    selecteur.addEventListener("change", () => {
      const choisis = [...selecteur.files];
      selecteur.value = ""; // the list says what is joined; the same file can be chosen again
      joindre(choisis).then(() => champ.focus());
    });
  }

  champ.addEventListener("paste", (evenement) => {
    const colles = [...evenement.clipboardData.files];
    if (colles.length === 0 || evenement.clipboardData.types.includes("text/plain")) return;
    evenement.preventDefault();
    joindre(colles);
  });

  // Where no file is taken, one that is dropped is still not opened in place of the conversation.
  const montrerLeDepot = (oui) => { if (depot) depot.hidden = !oui; };
  const apporteDesFichiers = (evenement) => evenement.dataTransfer && evenement.dataTransfer.types.includes("Files");

  for (const geste of ["dragenter", "dragover"]) {
    window.addEventListener(geste, (evenement) => {
      if (!apporteDesFichiers(evenement)) return;
      evenement.preventDefault();
      montrerLeDepot(true);
    });
  }
  window.addEventListener("dragleave", (evenement) => { if (!evenement.relatedTarget) montrerLeDepot(false); });
  window.addEventListener("drop", (evenement) => {
    montrerLeDepot(false);
    if (!apporteDesFichiers(evenement)) return;
    evenement.preventDefault();
    joindre([...evenement.dataTransfer.files]);
  });

  // --- the field and the buttons ---

  function ajuster() {
    champ.style.height = "auto";
    champ.style.height = `${champ.scrollHeight}px`;
  }

  champ.addEventListener("input", ajuster);

  champ.addEventListener("keydown", (evenement) => {
    if (evenement.key !== "Enter" || evenement.shiftKey || evenement.isComposing) return;
    evenement.preventDefault();
    formulaire.requestSubmit();
  });

  formulaire.addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    const texte = champ.value;
    if (new Blob([texte]).size > Number(phrases.octetsMax) - 1024) {
      alerter(phrases.phraseTropLong);
      return;
    }
    const fichiers = joints;
    joints = [];
    montrerLesJoints();
    champ.value = "";
    ajuster();
    champ.focus();
    envoyer({ texte, choix: [], fichiers });
  });

  trouver("#actions").addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    envoyer({ texte: evenement.submitter.value, choix: [] });
  });

  fil.addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    const choix = evenement.target;
    if (envois.some((envoi) => envoi.formulaire === choix)) return; // pressed twice
    const pris = choix.classList.contains("plusieurs")
      ? [...choix.querySelectorAll(":checked")].map((boite) => [boite.value, boite.parentElement.textContent.trim()])
      : [[evenement.submitter.value, evenement.submitter.firstChild.textContent]];
    focusARendre = choix;
    envoyer({
      texte: pris.map(([, nom]) => nom).join(SEPARATEUR),
      choix: pris.map(([valeur]) => valeur),
      formulaire: choix,
    });
  });

  const imprimer = trouver("#imprimer");
  imprimer.hidden = false;
  imprimer.addEventListener("click", () => window.print());

  document.documentElement.classList.add("js");
  history.scrollRestoration = "manual";
  montrerLaReponse("auto");
  ajuster();
  if (matchMedia("(pointer: fine)").matches) champ.focus({ preventScroll: true });
  ouvrir();
})();
