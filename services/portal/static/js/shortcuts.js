// Keyboard shortcuts outside of fields, by the key's place, so that a Greek layout works too. Off in the preferences.
(() => {
  "use strict";
  const rows = () => [...document.querySelectorAll("tbody tr:has(a)")];
  const places = { KeyS: "/" };
  let waitsForPlace = 0;

  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    next.querySelector("a").focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const go = (href) => { if (document.querySelector(`a[href="${href}"]`)) location.assign(href); };

  document.addEventListener("keydown", (event) => {
    const inField = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.code === "Enter" && event.ctrlKey && inField?.form?.method === "post") {
      event.preventDefault();
      inField.form.requestSubmit();
      return;
    }
    if (inField && !["radio", "checkbox"].includes(inField.type)) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (Date.now() - waitsForPlace < 1000 && places[event.code]) {
      event.preventDefault();
      go(places[event.code]);
      return;
    }
    const done = () => event.preventDefault();
    if (event.code === "Slash" && event.shiftKey) { done(); location.assign("/keys"); }
    else if (event.code === "Slash") { const find = document.getElementById("find"); if (find) { done(); find.focus(); } }
    else if (event.code === "KeyG") { waitsForPlace = Date.now(); }
    else if (event.code === "KeyN") { done(); go("/visits/new"); }
    else if (event.code === "KeyJ") { done(); step(1); }
    else if (event.code === "KeyK") { done(); step(-1); }
  });
})();
