// Answers without reloading the page, and shows what each answer changed. Without this script its forms do the same, slower.
"use strict";

(() => {
  const trouver = (chemin, dans = document) => dans.querySelector(chemin);
  const tous = (chemin, dans = document) => [...dans.querySelectorAll(chemin)];
  const etat = trouver("#etat");
  const annonce = trouver("#annonce");
  const dits = etat.dataset;
  const racine = document.documentElement;

  const ESSAIS_MS = [500, 1000, 2000, 4000, 8000];
  const PATIENCE_MS = 30000;
  const RELECTURE_MS = 150;
  const MONTRES_MAX = 5;

  const pause = (ms) => new Promise((fini) => setTimeout(fini, ms));
  const etroit = () => matchMedia("(max-width: 46rem)").matches;

  let effacement = 0;
  function dire(phrase, dureeMs = 0) {
    clearTimeout(effacement);
    if (etat.textContent !== phrase) etat.textContent = phrase;
    if (dureeMs) effacement = setTimeout(() => dire(""), dureeMs);
  }

  function alerter(phrase) {
    const alerte = trouver("#alerte");
    if (alerte) alerte.textContent = phrase;
    else dire(phrase, 8000);
  }

  // --- drafts: what is typed and not sent survives a reload ---

  const cleDe = (champ) => `brouillon:${location.pathname}:${champ.id}`;

  document.addEventListener("input", (evenement) => {
    const champ = evenement.target;
    if (!champ.matches("[data-brouillon]")) return;
    if (champ.value === champ.defaultValue) sessionStorage.removeItem(cleDe(champ));
    else sessionStorage.setItem(cleDe(champ), champ.value);
  });

  function rendreLesBrouillons(dans = document) {
    for (const champ of tous("[data-brouillon]", dans)) {
      const garde = sessionStorage.getItem(cleDe(champ));
      if (garde === null || champ.value === garde) continue;
      champ.value = garde;
      for (let pli = champ.closest("details"); pli; pli = pli.parentElement.closest("details")) pli.open = true;
    }
  }

  function oublierLesBrouillons(formulaire) {
    for (const champ of tous("[data-brouillon]", formulaire)) sessionStorage.removeItem(cleDe(champ));
  }

  // --- what is new: told once to who listens, marked for who looks ---

  const empreintes = (dans) =>
    new Map(tous("[data-empreinte]", dans).map((un) => [un.dataset.cle, [un.dataset.empreinte, un.dataset.nom || ""]]));

  function marquer(avant, apres) {
    const changes = [];
    const ajoutes = [];
    for (const [cle, [empreinte, nom]] of apres) {
      if (avant.has(cle) && avant.get(cle)[0] === empreinte) continue;
      for (const un of tous(`[data-empreinte][data-cle="${CSS.escape(cle)}"]`)) un.classList.add("marque-nouveau");
      if (nom) (avant.has(cle) ? changes : ajoutes).push(nom);
    }
    const partis = [...avant].filter(([cle, [, nom]]) => !apres.has(cle) && nom && !cle.startsWith("changements"));
    const phrases = [];
    const lister = (noms) => (noms.length > MONTRES_MAX ? [...noms.slice(0, MONTRES_MAX), "…"] : noms).join(", ");
    if (changes.length > 0) phrases.push(`${dits.change} : ${lister(changes)}`);
    if (ajoutes.length > 0) phrases.push(`${lister(ajoutes)} ${dits.ajoute}`);
    if (partis.length > 0) phrases.push(`${lister(partis.map(([, [, nom]]) => nom))} ${dits.retire}`);
    return phrases.join(". ");
  }

  // What was seen at the last visit, so that the next one marks what moved since.
  const cleDesVues = () => `vu:${location.pathname}`;
  function garderLesVues() {
    try {
      localStorage.setItem(cleDesVues(), JSON.stringify([...empreintes(document)]));
    } catch {
      // Nothing is kept where the browser keeps nothing.
    }
  }

  function marquerDepuisLaDerniereFois() {
    try {
      const vues = new Map(JSON.parse(localStorage.getItem(cleDesVues()) || "[]"));
      for (const un of tous("[data-empreinte]")) {
        const vue = vues.get(un.dataset.cle);
        if (vue && vue[0] !== un.dataset.empreinte) un.classList.add("marque-nouveau");
      }
    } catch {
      // A browser without storage marks nothing.
    }
  }

  // --- fragments: the page that the server sends takes the place of the one shown, zone by zone ---

  const ZONES = ["#diagnostic", "#achat-corps", "#avis", "#outils", ".barre"];

  const ouverts = (dans) => new Set(tous("details[data-cle][open]", dans).map((pli) => pli.dataset.cle));

  function repere(element) {
    if (!element || element === document.body) return null;
    if (element.id) return `#${CSS.escape(element.id)}`;
    const porteur = element.closest("[data-cle]");
    if (!porteur) return null;
    const nom = element.getAttribute("name");
    const dedans = nom ? ` [name="${CSS.escape(nom)}"]${element.value ? `[value="${CSS.escape(element.value)}"]` : ""}` : element.tagName === "SUMMARY" ? " summary" : "";
    return `[data-cle="${CSS.escape(porteur.dataset.cle)}"]${dedans}`;
  }

  function ajouterAuFil(page) {
    const fil = trouver("#fil");
    const neuf = trouver("#fil", page);
    if (!fil || !neuf) return;
    for (const attente of tous(".en-attente", fil)) attente.remove();
    const place = fil.scrollTop;
    // Buttons answer the last message only: those of the ones before go.
    for (const vieux of tous(".choix", fil)) vieux.remove();
    const premier = trouver(".bulle[id]", neuf);
    if (premier && !tous(".bulle[id]", fil).some((une) => trouver(`#${une.id}`, neuf))) fil.replaceChildren();
    let ajoutes = 0;
    for (const bulle of tous(".bulle", neuf)) {
      const la = bulle.id ? document.getElementById(bulle.id) : null;
      if (la) {
        const choix = tous(":scope > .choix", bulle);
        la.append(...choix.map((un) => document.importNode(un, true)));
      } else {
        fil.append(document.importNode(bulle, true));
        ajoutes += 1;
      }
    }
    fil.dataset.rang = neuf.dataset.rang;
    if (ajoutes > 0) montrerLaSuite(fil);
    else fil.scrollTop = place;
    const champ = trouver("#texte");
    champ.placeholder = trouver("#texte", page).placeholder;
  }

  // The answer is read from its beginning: the person's last words stay at the top of the column.
  function montrerLaSuite(fil) {
    const paroles = tous(".bulle.personne", fil);
    const derniere = paroles[paroles.length - 1];
    fil.scrollTop = derniere ? Math.min(derniere.offsetTop - fil.offsetTop - 8, fil.scrollHeight) : fil.scrollHeight;
  }

  function remplacer(html, url, { pousser = false, repondu = null } = {}) {
    const page = new DOMParser().parseFromString(html, "text/html");
    if (!trouver(".zones", page)) {
      const refus = trouver("[data-refus] p", page);
      alerter(refus ? refus.textContent : dits.refus);
      return false;
    }
    const avant = empreintes(document);
    const vueAvant = new URLSearchParams(location.search).get("vue");
    const cheminAvant = location.pathname;
    const plis = ouverts(document);
    const focus = repere(document.activeElement);
    const nouvelle = new URL(url, location.href);
    nouvelle.hash = "";
    if (nouvelle.href !== location.href.split("#")[0]) history[pousser ? "pushState" : "replaceState"]({}, "", nouvelle);
    for (const zone of ZONES) {
      const ici = trouver(zone);
      const la = trouver(zone, page);
      if (ici && la) ici.replaceChildren(...[...la.childNodes].map((noeud) => document.importNode(noeud, true)));
    }
    document.title = page.title;
    document.body.className = page.body.className + (document.body.classList.contains("voile") ? " voile" : "");
    for (const formulaire of tous("form[data-envoi]", trouver("#conversation") || document.createElement("p"))) {
      formulaire.action = nouvelle.pathname;
    }
    ajouterAuFil(page);
    for (const pli of tous("details[data-cle]")) {
      if (plis.has(pli.dataset.cle) && pli.dataset.cle !== repondu) pli.open = true;
    }
    equiper();
    rendreLesBrouillons();
    const memePage = cheminAvant === location.pathname && vueAvant === new URLSearchParams(location.search).get("vue");
    if (avant.size > 0 && (memePage || cheminAvant !== location.pathname)) {
      const dit = marquer(avant, empreintes(document));
      if (dit) annonce.textContent = dit;
    }
    garderLesVues();
    if (document.activeElement === document.body && focus) {
      const cible = trouver(focus) || trouver(focus.split(" ")[0]);
      if (cible) cible.focus({ preventScroll: true });
      else trouver("#diagnostic").focus({ preventScroll: true });
    }
    return true;
  }

  async function relire(url = location.href, options = {}) {
    try {
      const reponse = await fetch(url, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (enRoute > 0) return;
      remplacer(await reponse.text(), reponse.url, options);
    } catch {
      // The stream says that the connection is lost; a link that could not be read is followed as usual.
      if (options.pousser) location.href = url;
    }
  }

  // --- what is sent: in order, again under the same key until it is answered ---

  let enRoute = 0;
  let file = Promise.resolve();
  const nouvelleCle = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) => octet.toString(16).padStart(2, "0")).join("");

  document.addEventListener("submit", (evenement) => {
    const formulaire = evenement.target;
    if (!formulaire.matches("form[data-envoi]")) return;
    evenement.preventDefault();
    if (formulaire.dataset.enRoute) return; // pressed twice
    const corps = new FormData(formulaire, evenement.submitter);
    // "Je ne sais pas" and "Aucune" are pressed alone, whatever is typed or ticked beside them.
    if (evenement.submitter && evenement.submitter.name === "valeur") corps.set("valeur", evenement.submitter.value);
    const ecrit = formulaire.querySelector("textarea[name=texte]");
    if (ecrit && !String(corps.get("texte")).trim()) return;
    corps.set("cle", nouvelleCle());
    formulaire.dataset.enRoute = "oui";
    if (evenement.submitter) evenement.submitter.setAttribute("aria-busy", "true");
    oublierLesBrouillons(formulaire);
    if (ecrit) {
      montrerTout(String(corps.get("texte")));
      ecrit.value = "";
    }
    enRoute += 1;
    const adresse = formulaire.action + (location.search || "");
    file = file.then(() => poster(adresse, new URLSearchParams(corps), formulaire)).finally(() => {
      enRoute -= 1;
      delete formulaire.dataset.enRoute;
      if (evenement.submitter) evenement.submitter.removeAttribute("aria-busy");
    });
  });

  function montrerTout(texte) {
    const fil = trouver("#fil");
    const bulle = document.createElement("article");
    bulle.className = "bulle personne en-attente";
    const dit = document.createElement("p");
    dit.className = "texte";
    dit.textContent = texte;
    bulle.append(dit);
    fil.append(bulle);
    montrerLaSuite(fil);
  }

  async function poster(adresse, corps, formulaire) {
    alerter("");
    const patience = setTimeout(() => dire(dits.envoi), 700);
    let coupe = false;
    for (let essai = 0; ; essai += 1) {
      try {
        const reponse = await fetch(adresse, {
          method: "POST",
          body: corps,
          headers: { Accept: "text/html" },
          signal: AbortSignal.timeout(PATIENCE_MS),
        });
        const html = await reponse.text();
        clearTimeout(patience);
        dire(coupe ? dits.retablie : "", coupe ? 3000 : 0);
        const partage = formulaire.action.endsWith("/lien");
        const pli = formulaire.closest("details[data-cle]");
        // A text stays open when it is set, taken or left: its words are what is looked at.
        const repondu = pli && !pli.matches(".textes, .texte") && pli.dataset.cle;
        if (!remplacer(html, partage ? location.href : reponse.url, { repondu }) && corps.get("texte")) reprendre(corps.get("texte"));
        if (partage && trouver("#partage")) trouver("#lien-partage").select();
        return;
      } catch {
        coupe = true;
        clearTimeout(patience);
        dire(dits.horsLigne);
        await pause(ESSAIS_MS[Math.min(essai, ESSAIS_MS.length - 1)]);
      }
    }
  }

  function reprendre(texte) {
    for (const attente of tous(".en-attente")) attente.remove();
    const champ = trouver("#texte");
    if (champ.value === "") champ.value = texte;
    sessionStorage.setItem(cleDe(champ), champ.value);
  }

  window.addEventListener("beforeunload", (evenement) => { if (enRoute > 0 && etat.textContent === dits.horsLigne) evenement.preventDefault(); });

  document.addEventListener("keydown", (evenement) => {
    if (evenement.key === "Escape") return fermerLaFeuille() || fermerLePli(evenement.target);
    if (!evenement.target.matches("textarea[name=texte]") || evenement.key !== "Enter" || evenement.shiftKey || evenement.isComposing) return;
    evenement.preventDefault();
    evenement.target.form.requestSubmit();
  });

  function fermerLePli(cible) {
    const pli = cible.closest && cible.closest("details.ecarter[open], details.modifier[open]");
    if (!pli) return;
    pli.open = false;
    trouver("summary", pli).focus();
  }

  // --- the stream: another tab, or another process, wrote to the conversation ---

  let flux = null;
  let essais = 0;
  let reprise = 0;
  let relecture = 0;

  function ouvrir() {
    fermer();
    const fil = trouver("#fil");
    if (document.hidden || !fil) return;
    flux = new EventSource(`/evenements?depuis=${fil.dataset.rang}`);
    flux.onopen = () => {
      if (essais > 1 && enRoute === 0) dire(dits.retablie, 2500);
      essais = 0;
    };
    flux.addEventListener("message", (evenement) => {
      if (Number(evenement.lastEventId) <= Number(trouver("#fil").dataset.rang)) return;
      clearTimeout(relecture);
      const dit = Number(evenement.lastEventId);
      relecture = setTimeout(() => { if (enRoute === 0 && dit > Number(trouver("#fil").dataset.rang)) relire(); }, RELECTURE_MS);
    });
    flux.onerror = () => {
      fermer();
      essais += 1;
      reprise = setTimeout(ouvrir, ESSAIS_MS[Math.min(essais, ESSAIS_MS.length - 1)]);
    };
  }

  function fermer() {
    clearTimeout(reprise);
    if (flux) flux.close();
    flux = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? fermer() : ouvrir()));
  window.addEventListener("pagehide", fermer);
  window.addEventListener("pageshow", (evenement) => { if (evenement.persisted) { relire(); ouvrir(); } });
  window.addEventListener("online", ouvrir);

  // --- tabs, links to a card, sheets, copies ---

  document.addEventListener("click", (evenement) => {
    const lien = evenement.target.closest("a[data-vue], a[data-ouvre], a[data-feuille], button[data-ferme], button[data-copier]");
    if (!lien || evenement.ctrlKey || evenement.metaKey || evenement.shiftKey) return;
    if (lien.dataset.vue !== undefined) {
      evenement.preventDefault();
      relire(lien.href.split("#")[0], { pousser: true });
    } else if (lien.dataset.ouvre !== undefined) {
      const pli = trouver(`details[data-cle="${CSS.escape(lien.dataset.ouvre)}"]`);
      if (pli) {
        pli.open = true;
        evenement.preventDefault();
        pli.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
        trouver("summary", pli).focus({ preventScroll: true });
      }
    } else if (lien.dataset.feuille !== undefined && etroit()) {
      evenement.preventDefault();
      ouvrirLaFeuille(lien);
    } else if (lien.dataset.ferme !== undefined) {
      fermerLaFeuille();
    } else if (lien.dataset.copier !== undefined) {
      copier(lien);
    }
  });

  window.addEventListener("popstate", () => relire());

  let appelant = null;
  function ouvrirLaFeuille(lien) {
    fermerLaFeuille();
    const feuille = trouver(`#${lien.dataset.feuille}`);
    appelant = lien.dataset.feuille;
    feuille.classList.add("ouverte");
    feuille.setAttribute("role", "dialog");
    feuille.setAttribute("aria-modal", "true");
    document.body.classList.add("voile");
    for (const autre of tous(".bandeau, .zone, .barre, .evitements")) autre.inert = autre !== feuille;
    (lien.dataset.feuille === "conversation" ? trouver("#texte") : trouver("[data-ferme]", feuille)).focus();
    const fil = trouver("#fil", feuille);
    if (fil) montrerLaSuite(fil);
  }

  function fermerLaFeuille() {
    const feuille = trouver(".cote.ouverte");
    if (!feuille) return false;
    feuille.classList.remove("ouverte");
    feuille.removeAttribute("role");
    feuille.removeAttribute("aria-modal");
    document.body.classList.remove("voile");
    for (const autre of tous("[inert]")) autre.inert = false;
    const retour = trouver(`[data-feuille="${appelant}"]`);
    if (retour) retour.focus({ preventScroll: true });
    return true;
  }

  document.addEventListener("pointerdown", (evenement) => {
    const feuille = trouver(".cote.ouverte");
    if (feuille && !feuille.contains(evenement.target)) fermerLaFeuille();
  });
  matchMedia("(max-width: 46rem)").addEventListener("change", fermerLaFeuille);

  async function copier(bouton) {
    const quoi = document.getElementById(bouton.dataset.copier);
    const texte = quoi.value === undefined ? quoi.textContent : quoi.value;
    try {
      await navigator.clipboard.writeText(texte);
    } catch {
      if (quoi.select) quoi.select();
      else getSelection().selectAllChildren(quoi);
      document.execCommand("copy");
    }
    dire(dits.copie, 2000);
  }

  // --- paper: everything unfolded, then as it was ---

  let plisFermes = [];
  window.addEventListener("beforeprint", () => {
    plisFermes = tous(".diagnostic details:not([open]), .presumes:not([open])").filter((pli) => !pli.matches(".ecarter, .pret, .modifier"));
    for (const pli of plisFermes) pli.open = true;
  });
  window.addEventListener("afterprint", () => { for (const pli of plisFermes) pli.open = false; });

  // What only a script can do shows its button only now.
  function equiper() {
    for (const bouton of tous("[data-copier], [data-ferme]")) bouton.hidden = false;
    const imprimer = trouver("#imprimer");
    if (imprimer) {
      imprimer.hidden = false;
      imprimer.onclick = () => window.print();
    }
  }

  racine.classList.add("js");
  equiper();
  rendreLesBrouillons();
  marquerDepuisLaDerniereFois();
  garderLesVues();
  const fil = trouver("#fil");
  if (fil) montrerLaSuite(fil);
  const premiers = trouver("#premiers-mots");
  if (premiers && matchMedia("(pointer: fine)").matches) premiers.focus({ preventScroll: true });
  ouvrir();
})();
