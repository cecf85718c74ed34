// Asks how far a piece of work is, ever less often, and never while nobody looks; when it is done, shows the page anew.
(() => {
  "use strict";
  const FIRST = 1000, MOST = 5000;
  let pause = FIRST;

  const look = async () => {
    if (document.hidden) return later();
    try {
      const answer = await fetch(location.href, { redirect: "manual" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const now = page.getElementById("progress");
        if (!now) return location.reload();
        document.getElementById("progress").replaceWith(now);
      } else if (answer.type === "opaqueredirect") return location.reload();
    } catch { /* No network: asked again later. */ }
    later();
  };

  const later = () => {
    setTimeout(look, pause);
    pause = Math.min(pause * 1.3, MOST);
  };

  if (document.getElementById("progress")) later();
})();
