// Says five minutes before a session ends that it does, and keeps it without leaving the page. All pages of a browser
// share one session: what one of them asks for keeps the others too.
(() => {
  "use strict";
  const box = document.getElementById("stay");
  if (!box) return;
  const BEFORE = 5 * 60;
  const form = box.querySelector("form"), button = box.querySelector("button");
  const others = "BroadcastChannel" in window ? new BroadcastChannel("kentro-session") : null;
  let ends = Date.now() + box.dataset.left * 1000;
  let last = false;
  let said = "";

  const say = (when) => {
    if (when === said) return;
    said = when;
    for (const line of box.querySelectorAll("[data-when]")) line.hidden = line.dataset.when !== when;
    button.hidden = when !== "soon";
    box.hidden = !when;
  };

  const look = () => {
    const left = (ends - Date.now()) / 1000;
    say(left > BEFORE ? "" : left <= 0 ? "over" : last ? "last" : "soon");
  };

  const lasts = ({ left, until }) => {
    ends = Date.now() + left * 1000;
    for (const place of document.querySelectorAll("[data-until]")) place.textContent = until;
    look();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      if (answer.ok) {
        const now = await answer.json();
        last = now.left <= BEFORE;
        others?.postMessage(now);
        lasts(now);
      } else if (answer.type === "opaqueredirect") {
        ends = 0;
        look();
      }
    } catch { /* No network: the button stays to be pressed again. */ }
    button.disabled = false;
  });

  others?.addEventListener("message", ({ data }) => { if (Date.now() + data.left * 1000 > ends) lasts(data); });
  others?.postMessage({ left: Number(box.dataset.left), until: document.querySelector("[data-until]").textContent });
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);
  look();
})();
