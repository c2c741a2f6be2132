// Leads to the sign-in page as soon as the session has ended: the websocket was refused or cut, the phone woke up,
// or the page came back from the browser's memory. Streamlit alone would go on trying to reconnect.
(() => {
  let busy = false;
  const check = async () => {
    if (busy) return;
    busy = true;
    try {
      const answer = await fetch("/session", { cache: "no-store" });
      if (answer.status === 401)
        location.replace("/connexion?fin=1&suite=" + encodeURIComponent(location.pathname + location.search));
    } catch {
      // No network: Streamlit says so itself.
    } finally {
      busy = false;
    }
  };
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", check);
    }
  };
  document.addEventListener("visibilitychange", () => document.hidden || check());
  window.addEventListener("pageshow", (event) => event.persisted && check());
})();
