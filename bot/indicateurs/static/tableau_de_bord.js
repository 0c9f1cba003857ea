// The dashboards work without it: it only gives a button to print them.
"use strict";

const imprimer = document.getElementById("imprimer");
if (imprimer) {
  imprimer.hidden = false;
  imprimer.addEventListener("click", () => window.print());
}
