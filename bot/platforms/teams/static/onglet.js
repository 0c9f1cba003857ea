"use strict";

// The tab asks Teams whose it is, then us what that person's home holds: nothing is shown to whom Teams does not vouch for.
(() => {
  const LIST = "/teams/achats/liste";
  const CHAT = "https://teams.microsoft.com/l/";
  // Outside Teams nobody answers; Teams does within a second.
  const ANSWER_MS = 10000;

  const LIBRARY = document.currentScript.dataset.bibliotheque;

  const parts = [...document.querySelectorAll("[data-part]")];
  const show = (name) => {
    for (const part of parts) part.hidden = part.dataset.part !== name;
  };
  const dress = (theme) => {
    document.documentElement.dataset.theme = theme;
  };
  const inTime = (promise) =>
    Promise.race([promise, new Promise((_, late) => { setTimeout(late, ANSWER_MS); })]);

  // Microsoft's library, which asks its maker for the names of its hosts as soon as it is there.
  const library = () =>
    new Promise((loaded, failed) => {
      const script = document.createElement("script");
      script.src = LIBRARY;
      script.onload = () => loaded(window.microsoftTeams);
      script.onerror = failed;
      document.head.append(script);
    });

  async function list(authentication) {
    show("attente");
    let token;
    try {
      token = await authentication.getAuthToken();
    } catch {
      return "sans_jeton";
    }
    try {
      const answer = await fetch(LIST, { method: "POST", headers: { Authorization: `Bearer ${token}` } });
      if (!answer.ok) return answer.status === 401 ? "refus" : "panne";
      document.getElementById("liste").innerHTML = await answer.text();
      return "liste";
    } catch {
      return "panne";
    }
  }

  async function enter() {
    if (window.parent === window && !window.nativeInterface) return;
    show("attente");
    let teams;
    try {
      teams = await library();
      await inTime(teams.app.initialize());
      dress((await inTime(teams.app.getContext())).app.theme);
    } catch {
      show("dehors");
      return;
    }
    const { app, authentication } = teams;
    app.registerOnThemeChangeHandler(dress);
    app.notifySuccess();
    document.addEventListener("click", (event) => {
      const pressed = event.target.closest("a, [data-refaire]");
      if (pressed === null) return;
      if (pressed.matches("[data-refaire]")) {
        list(authentication).then(show);
      } else if (pressed.href.startsWith(CHAT)) {
        // Within Teams, instead of through a browser.
        event.preventDefault();
        app.openLink(pressed.href).catch(() => window.open(pressed.href, "_blank", "noopener"));
      }
    });
    show(await list(authentication));
  }

  enter();
})();
