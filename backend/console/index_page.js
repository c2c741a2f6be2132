// Streamlit may connect at once, from any depth of path, instead of asking the server first where it lives;
// its own dialogs, which are in English, stay closed (what follows here speaks in their place); and its typeface is
// not fetched for the moment before our theme arrives.
window.__streamlit = {
  BACKEND_BASE_URL: location.origin + "/",
  LIGHT_THEME: { bodyFont: "system-ui, sans-serif" },
  DARK_THEME: { bodyFont: "system-ui, sans-serif" },
  HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false, blockErrorDialogs: true },
};
// Whether there is room for a table: a script of Streamlit's cannot ask, but it reads the cookies that came with it.
(() => {
  const wide = matchMedia("(min-width: 1200px)");
  const note = () => (document.cookie = "df_wide=" + (wide.matches ? 1 : 0) + "; path=/; SameSite=Strict");
  wide.addEventListener("change", note);
  note();
})();
// Leads to the sign-in page as soon as the session has ended: the websocket was refused or cut, the phone woke up,
// or the page came back from the browser's memory. Streamlit alone would go on trying to connect.
// A line on which nothing comes, not even the age of the status line, is tried, and cut here where nothing answers: the
// browser itself would take minutes to see that it is gone.
(() => {
  const SHOWN_AFTER_MS = 1000, SILENT_MS = 14000, ANSWERS_WITHIN_MS = 5000;
  let asking = false, socket = null, soon = 0;
  const lost = document.createElement("p");
  lost.textContent = "Connexion perdue. Ce que vous avez écrit reste ici; les boutons reviennent avec elle.";
  lost.setAttribute("role", "status");
  lost.style.cssText = "position:fixed;inset:auto 1rem 1rem;z-index:1000000;margin:0 auto;max-width:26rem;padding:.75rem 1rem;" +
    "border-radius:.5rem;background:#7a2e0b;color:#fff;font:1rem system-ui,sans-serif;text-align:center";
  const answers = async () => {
    try {
      return await fetch("/session", { cache: "no-store", signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
    } catch {
      return null;
    }
  };
  const check = async () => {
    if (asking) return;
    asking = true;
    if ((await answers())?.status === 401)
      location.replace("/connexion?fin=1&suite=" + encodeURIComponent(location.pathname + location.search));
    asking = false;
  };
  const tell = (isThere) => document.dispatchEvent(new CustomEvent("df-line", { detail: isThere }));
  const gone = () => {
    socket = null;
    soon ||= setTimeout(() => document.body.append(lost), SHOWN_AFTER_MS);
    tell(false);
    check();
  };
  const back = () => {
    soon = clearTimeout(soon);
    lost.remove();
    tell(true);
  };
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    #waits = 0;
    constructor(...given) {
      super(...given);
      socket = this;
      this.addEventListener("open", () => {
        back();
        this.wait();
      });
      this.addEventListener("close", () => {
        clearTimeout(this.#waits);
        if (socket === this) gone();
      });
      this.addEventListener("message", () => this.wait());
    }
    wait() {
      clearTimeout(this.#waits);
      this.#waits = setTimeout(() => this.doubt(), SILENT_MS);
    }
    async doubt() {
      const isThere = await answers();
      if (socket !== this) return;
      if (isThere) return this.wait();
      this.dispatchEvent(new CloseEvent("close", { code: 1006 }));
      this.close();
    }
  };
  window.addEventListener("offline", () => socket?.doubt());
  document.addEventListener("visibilitychange", () => document.hidden || check());
  window.addEventListener("pageshow", (event) => event.persisted && check());
})();
// While the connection is gone, Streamlit takes every field from the hand that writes in it. Those for words and numbers
// stay open; what was written in them is heard once it is back.
(() => {
  const FIELDS = "[data-testid=stTextInput] input, [data-testid=stTextArea] textarea, [data-testid=stNumberInput] input";
  const kept = new Set();
  const open = (field) => {
    if (!field.disabled) return;
    field.disabled = false;
    kept.add(field);
  };
  // Those that come while it is gone, too: a box may have been asked for just before.
  const watch = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes)
      if (type === "attributes") target.matches(FIELDS) && open(target);
      else for (const node of addedNodes) node.querySelectorAll?.(FIELDS).forEach(open);
  });
  const heard = () => {
    // The one that is still being written in, too: its box is drawn anew, and only what was heard stands in it then.
    for (const field of kept) field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    kept.clear();
  };
  document.addEventListener("df-line", ({ detail }) => {
    if (!detail) return watch.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["disabled"] });
    watch.disconnect();
    // Once Streamlit has given the fields back.
    setTimeout(heard);
  });
})();
// Another screen, or another call, begins at its top, wherever the one before was left.
(() => {
  const place = () => location.pathname + "?" + (new URLSearchParams(location.search).get("appel") ?? "");
  let seen = place();
  const push = history.pushState;
  history.pushState = function (...given) {
    push.apply(this, given);
    if (place() !== seen) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
    arrived();
  };
  const arrived = () => {
    seen = place();
    document.querySelector(".df-more")?.removeAttribute("open");
  };
  window.addEventListener("popstate", arrived);
})();
// What is drawn anew every few seconds stays open where somebody opened it.
(() => {
  const opened = new Set();
  document.addEventListener("click", (event) => {
    const one = event.target.closest?.("summary")?.closest("[data-keep]");
    if (one) one.open ? opened.delete(one.dataset.keep) : opened.add(one.dataset.keep);
  });
  new MutationObserver(() => {
    for (const one of document.querySelectorAll("[data-keep]"))
      if (one.open !== opened.has(one.dataset.keep)) one.open = opened.has(one.dataset.keep);
  }).observe(document, { childList: true, subtree: true });
})();
// What is not fetched yet has no height of its own: what follows it is not shown before it has its place. A chart's is known.
(() => {
  const COMING = '.stMainBlockContainer [data-testid=stSkeleton]:not([class*="st-key-graphe-"] *)';
  new MutationObserver(() => {
    const unplaced = new Set();
    for (const one of document.querySelectorAll(COMING))
      for (let around = one.parentElement; !around.matches(".stMainBlockContainer"); around = around.parentElement)
        for (let next = around.nextElementSibling; next; next = next.nextElementSibling) unplaced.add(next);
    for (const one of document.querySelectorAll("[data-df-unplaced]")) unplaced.has(one) || one.removeAttribute("data-df-unplaced");
    for (const one of unplaced) one.setAttribute("data-df-unplaced", "");
  }).observe(document, { childList: true, subtree: true });
})();
// The first screen as the server drew it stays in sight until Streamlit has drawn its own, or told why it cannot.
document.addEventListener("DOMContentLoaded", () => {
  const sight = document.getElementById("first-paint");
  if (!sight) return;
  const own = sight.dataset.drawn + ", #root [data-testid=stAlert], #root [data-testid=stException]";
  // Not before each part of it has its place: what Streamlit has not fetched yet stands in as a grey bar.
  const drawn = () => document.querySelector(own) && !document.querySelector("#root [data-testid=stSkeleton]");
  const watch = new MutationObserver(() => drawn() && leave());
  const leave = () => {
    watch.disconnect();
    sight.remove();
  };
  watch.observe(document.getElementById("root"), { childList: true, subtree: true, attributes: true, attributeFilter: ["data-test-script-state"] });
  setTimeout(() => document.querySelector("#root [data-testid=stApp]") && leave(), 10000);
});
// Streamlit's grid takes no press before it has drawn that the pointer is over it. Where somebody comes and presses at
// once, or while the page is busy, the press is held for that moment: it would be lost.
(() => {
  const LISTENS_AFTER_MS = 60;
  let over = null, listens = true;
  const held = [];
  const gridOf = (event) => event.target.closest?.(".dvn-scroller") ?? null;
  const listen = () => {
    listens = true;
    for (const event of held.splice(0)) event.target.dispatchEvent(new event.constructor(event.type, event));
  };
  document.addEventListener("pointermove", (event) => {
    if (gridOf(event) === over) return;
    over = gridOf(event);
    listens = over === null;
    if (over) requestAnimationFrame(() => setTimeout(listen, LISTENS_AFTER_MS));
  }, true);
  for (const type of ["pointerdown", "pointerup", "click"])
    window.addEventListener(type, (event) => {
      if (listens || !event.isTrusted || event.pointerType === "touch" || gridOf(event) !== over) return;
      event.stopImmediatePropagation();
      held.push(event);
    }, true);
})();
// Streamlit's link for the keyboard is in English, and so are the names that it gives to controls without words, and
// the words of a table's menus.
const OF_TABLES = {
  "Sort ascending": "Trier en montant", "Sort descending": "Trier en descendant", "Pin column": "Figer la colonne",
  "Unpin column": "Ne plus figer", "Hide column": "Cacher la colonne", Autosize: "Ajuster la largeur",
  "Copy column name": "Copier le titre", Statistics: "Statistiques", "Select all": "Toutes", "Show/hide columns": "Choisir les colonnes",
};
const inFrench = (words) => Object.entries(OF_TABLES).reduce((said, [english, french]) => said.replace(english, french), words);
new MutationObserver(() => {
  const words = document.querySelector("[data-testid=stSkipToContent]")?.firstChild;
  if (words && words.nodeValue !== "Aller au contenu") words.nodeValue = "Aller au contenu";
  for (const control of document.querySelectorAll("[aria-label=Close]")) control.setAttribute("aria-label", "Fermer");
  for (const control of document.querySelectorAll("[title=Close]")) control.setAttribute("title", "Fermer");
  for (const control of document.querySelectorAll("[data-testid=stElementToolbar] [aria-label^=Show]"))
    control.setAttribute("aria-label", inFrench(control.getAttribute("aria-label")));
  for (const menu of document.querySelectorAll("[data-testid^=stDataFrameColumn], [data-testid=stTooltipContent]")) {
    const walk = document.createTreeWalker(menu, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const said = inFrench(walk.currentNode.nodeValue);
      if (said !== walk.currentNode.nodeValue) walk.currentNode.nodeValue = said;
    }
  }
}).observe(document, { childList: true, subtree: true });
