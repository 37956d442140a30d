// Keeps "The press" on the first screen as it stands: each second while something waits, else now and then.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("[data-press]");
  if (!box) return;
  const look = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(box.dataset.press, { headers: { "X-Requested-With": "fetch" } });
        const text = answer.ok && !answer.redirected ? await answer.text() : "";
        if (text && text !== box.innerHTML) box.innerHTML = text;
      } catch {
        // The desk is away for a moment: what stood there stays.
      }
    }
    setTimeout(look, box.querySelector("[data-waits]") ? 1000 : 5000);
  };
  setTimeout(look, 1000);
});
