// The pages of the register work without it: it folds the filters of a small window, ticks all of a page at once, and
// counts what is ticked.
"use strict";

if (window.matchMedia("(max-width: 40rem)").matches) {
  for (const filtres of document.querySelectorAll(".replier")) filtres.open = false;
}

const tout = document.getElementById("tout");
if (tout) {
  const cases = [...document.querySelectorAll('.a-trier input[name="marche"]:not(:disabled)')];
  const coches = document.getElementById("coches");
  const compter = () => {
    const combien = cases.filter((une) => une.checked).length;
    coches.textContent = combien ? `${combien} coché${combien > 1 ? "s" : ""}` : "";
    tout.checked = combien === cases.length && combien > 0;
    tout.indeterminate = combien > 0 && combien < cases.length;
  };
  tout.closest("p").hidden = cases.length === 0;
  tout.addEventListener("change", () => {
    for (const une of cases) une.checked = tout.checked;
    compter();
  });
  for (const une of cases) une.addEventListener("change", compter);
  compter();
}
