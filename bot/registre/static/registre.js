// The pages of the register work without it. It folds what is opened in a small window, ticks all of a page at once, keeps what
// is ticked from one page of the table to the next, says how far a workbook is, and has the cells of the table taken as those of a
// spreadsheet.
"use strict";

if (window.matchMedia("(max-width: 40rem)").matches) {
  for (const replie of document.querySelectorAll(".replier")) replie.open = false;
}

const pluriel = (combien, mot) => `${combien} ${mot}${combien > 1 ? "s" : ""}`;

// --- what is ticked --------------------------------------------------------------------------------------------------

const tout = document.getElementById("tout");
if (tout) {
  const cases = [...document.querySelectorAll('input[name="marche"]:not(:disabled)')];
  const coches = document.getElementById("coches");
  const aussi = document.getElementById("aussi");
  const travail = document.querySelector("form.travail");
  const dit = coches.textContent;
  // Lines of other pages, kept for this tab alone.
  const ailleurs = new Set(travail ? (sessionStorage.getItem("coches") ?? "").split(".").filter(Boolean) : []);
  const ici = () => cases.filter((une) => une.checked).length;
  const compter = () => {
    const combien = ici();
    tout.checked = combien === cases.length && combien > 0;
    tout.indeterminate = combien > 0 && combien < cases.length;
    if (!travail) {
      coches.textContent = combien ? pluriel(combien, "coché") : "";
      return;
    }
    const autres = [...ailleurs].filter((numero) => !cases.some((une) => une.value === numero));
    const tous = combien + autres.length;
    coches.textContent = tous
      ? `Changer ${pluriel(tous, "ligne")} cochée${tous > 1 ? "s" : ""}${autres.length ? `, dont ${autres.length} sur d'autres pages` : ""}`
      : dit;
    oublier.hidden = !tous;
    aussi.value = autres.join(".");
  };
  const garder = () => {
    if (!travail) return;
    for (const une of cases) une.checked ? ailleurs.add(une.value) : ailleurs.delete(une.value);
    sessionStorage.setItem("coches", [...ailleurs].join("."));
  };
  const change = () => {
    garder();
    compter();
  };
  const oublier = document.createElement("button");
  oublier.type = "button";
  oublier.className = "discret";
  oublier.textContent = "Tout décocher";
  oublier.addEventListener("click", () => {
    ailleurs.clear();
    for (const une of cases) une.checked = false;
    change();
  });
  if (travail) {
    travail.querySelector(".ensemble .boutons").append(oublier);
    for (const une of cases) une.checked = ailleurs.has(une.value);
    travail.addEventListener("submit", () => sessionStorage.removeItem("coches"));
  }
  tout.hidden = cases.length === 0;
  const porte = tout.closest("p");
  if (porte) porte.hidden = cases.length === 0;
  tout.addEventListener("change", () => {
    for (const une of cases) une.checked = tout.checked;
    change();
  });
  // With the shift key, all the lines from the last one.
  let dernier = null;
  for (const une of cases) {
    une.addEventListener("click", (event) => {
      if (event.shiftKey && dernier) {
        const [de, a] = [cases.indexOf(dernier), cases.indexOf(une)].sort((x, y) => x - y);
        for (const autre of cases.slice(de, a + 1)) autre.checked = une.checked;
      }
      dernier = une;
      change();
    });
  }
  compter();
}

// --- cells -----------------------------------------------------------------------------------------------------------

const edition = document.querySelector("form.travail[data-edition]");
if (edition) {
  const champs = [...edition.querySelectorAll('[name^="c."]')];
  const avant = (champ) => edition.elements[`a.${champ.name.slice(2)}`].value;
  const changees = document.getElementById("changees");
  const dit = changees.textContent;
  let envoie = false;
  const compter = () => {
    let combien = 0;
    for (const champ of champs) {
      const change = champ.value !== avant(champ);
      champ.classList.toggle("changee", change);
      combien += change;
    }
    changees.textContent = combien ? `${pluriel(combien, "case")} changée${combien > 1 ? "s" : ""}, à enregistrer` : dit;
    return combien;
  };
  const colonne = (champ) => champ.name.split(".")[2];
  const rangees = [...edition.querySelectorAll("tbody tr")];
  const dans = (rangee, cle) => [...rangee.querySelectorAll('[name^="c."]')].find((champ) => colonne(champ) === cle);
  const voisin = (champ, pas) => {
    const rang = rangees.indexOf(champ.closest("tr"));
    for (let autre = rang + pas; rangees[autre]; autre += pas) {
      const trouve = dans(rangees[autre], colonne(champ));
      if (trouve) return trouve;
    }
    return null;
  };
  const ecrire = (champ, texte) => {
    const propre = texte.trim();
    if (champ instanceof HTMLSelectElement) {
      const voulu = [...champ.options].find((un) => [un.value, un.text].some((mot) => mot.toLowerCase() === propre.toLowerCase()));
      if (voulu) champ.value = voulu.value;
    } else if (champ.type === "date") {
      const jour = propre.match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/);
      champ.value = jour ? `${jour[3]}-${jour[2].padStart(2, "0")}-${jour[1].padStart(2, "0")}` : propre;
    } else champ.value = propre;
  };
  edition.addEventListener("input", compter);
  edition.addEventListener("change", compter);
  edition.addEventListener("submit", () => {
    envoie = true;
    // What did not move has nothing to say.
    for (const champ of champs) {
      if (champ.value === avant(champ)) champ.disabled = edition.elements[`a.${champ.name.slice(2)}`].disabled = true;
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (!envoie && champs.some((champ) => champ.value !== avant(champ))) event.preventDefault();
  });
  // Back from a refusal, what was typed is still there, and can be sent again.
  window.addEventListener("pageshow", () => {
    envoie = false;
    for (const champ of champs) champ.disabled = edition.elements[`a.${champ.name.slice(2)}`].disabled = false;
    compter();
  });
  edition.addEventListener("keydown", (event) => {
    const champ = event.target.closest('[name^="c."]');
    if (!champ) return;
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      voisin(champ, event.shiftKey ? -1 : 1)?.focus();
    } else if (event.key.toLowerCase() === "d" && (event.ctrlKey || event.metaKey)) {
      const dessus = voisin(champ, -1);
      event.preventDefault();
      if (dessus) ecrire(champ, dessus.value);
      compter();
    }
  });
  edition.addEventListener("paste", (event) => {
    const champ = event.target.closest('[name^="c."]');
    const texte = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, "");
    if (!champ || !/[\t\n]/.test(texte)) return;
    event.preventDefault();
    const cles = [...new Set(champs.map(colonne))];
    const premiere = cles.indexOf(colonne(champ));
    const debut = rangees.indexOf(champ.closest("tr"));
    texte.split("\n").forEach((ligne, rang) => {
      ligne.split("\t").forEach((valeur, place) => {
        const cible = rangees[debut + rang] && dans(rangees[debut + rang], cles[premiere + place]);
        if (cible) ecrire(cible, valeur);
      });
    });
    compter();
  });
}

// --- a workbook that takes some seconds ------------------------------------------------------------------------------

const lignesDe = async function* (reponse) {
  let reste = "";
  for await (const morceau of reponse.body.pipeThrough(new TextDecoderStream())) {
    const lignes = (reste + morceau).split("\n");
    reste = lignes.pop();
    for (const ligne of lignes) yield JSON.parse(ligne);
  }
};

for (const lien of document.querySelectorAll("a.suivi")) {
  const dit = lien.textContent;
  lien.setAttribute("aria-live", "polite");
  lien.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !window.TextDecoderStream) return;
    event.preventDefault();
    if (lien.dataset.enCours) return;
    lien.dataset.enCours = "oui";
    lien.textContent = `${dit} : en préparation…`;
    try {
      const reponse = await fetch(`${lien.href}${lien.href.includes("?") ? "&" : "?"}suivi=1`);
      if (!reponse.ok) throw new Error(reponse.status);
      let fichier = null;
      for await (const ligne of lignesDe(reponse)) {
        if (ligne.contenu) fichier = ligne;
        else if (ligne.fait) lien.textContent = `${dit} : ${pluriel(ligne.fait, "marché")}…`;
      }
      const octets = Uint8Array.from(atob(fichier.contenu), (signe) => signe.charCodeAt(0));
      const adresse = URL.createObjectURL(new Blob([octets], { type: fichier.type }));
      const garder = document.createElement("a");
      garder.href = adresse;
      garder.download = fichier.nom;
      garder.click();
      setTimeout(() => URL.revokeObjectURL(adresse), 60_000);
    } catch {
      // The page of the fault says why.
      location.assign(lien.href);
    } finally {
      lien.textContent = dit;
      delete lien.dataset.enCours;
    }
  });
}
