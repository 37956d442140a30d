// An issue of the newsletter: put stories in order, look at it in several ways, watch it being sent.
"use strict";

const picks = document.querySelector(".desk-picks");
const words = document.getElementById("issue-words");

if (words) {
  const unkept = document.querySelector("[data-unkept]");
  const approval = document.querySelector("[data-approve]");
  const none = document.querySelector("[data-none]");
  let kept = false;

  const changed = () => {
    unkept.hidden = false;
    none.hidden = picks.children.length > 0;
    if (approval) approval.hidden = true; // what is approved is what was looked at
  };
  words.addEventListener("input", changed);
  words.addEventListener("submit", () => { kept = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!unkept.hidden && !kept) event.preventDefault();
  });

  // A button that has moved keeps the keyboard.
  const moves = {
    up: (pick) => pick.previousElementSibling?.before(pick),
    down: (pick) => pick.nextElementSibling?.after(pick),
    out: (pick) => {
      const next = pick.nextElementSibling ?? pick.previousElementSibling;
      const add = document.querySelector(`[data-add="${pick.dataset.story}"]`);
      if (add) add.closest("li").hidden = false;
      pick.remove();
      next?.querySelector("[data-move=out]").focus();
    },
  };
  picks.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    moves[button.dataset.move](button.closest("li"));
    if (button.isConnected) button.focus();
    changed();
  });

  let dragged = null;
  picks.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    event.dataTransfer.setDragImage(dragged, 10, 10);
    dragged.classList.add("desk-dragged");
  });
  picks.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!dragged || !over) return;
    event.preventDefault();
    if (over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
  });
  picks.addEventListener("drop", (event) => event.preventDefault());
  picks.addEventListener("dragend", () => {
    dragged?.classList.remove("desk-dragged");
    dragged = null;
    changed();
  });

  document.querySelectorAll("[data-add]").forEach((button) => {
    button.addEventListener("click", () => {
      const row = button.closest("li");
      const headline = row.querySelector("[data-headline]").textContent;
      const pick = document.getElementById("issue-pick").content.firstElementChild.cloneNode(true);
      const key = button.dataset.add;
      pick.dataset.story = key;
      pick.querySelector("[name=story]").value = key;
      const [own, blurb] = [pick.querySelector("input[type=text]"), pick.querySelector("textarea")];
      [own.name, own.placeholder] = [`headline-${key}`, headline];
      [blurb.name, blurb.placeholder] = [`blurb-${key}`, row.querySelector("[data-deck]").textContent];
      pick.querySelectorAll("[aria-label]").forEach((named) => {
        named.setAttribute("aria-label", named.getAttribute("aria-label") + headline);
      });
      picks.append(pick);
      row.hidden = true;
      own.focus();
      changed();
    });
  });
}

// Look

const frame = document.querySelector(".desk-look iframe");
const tabs = [...document.querySelectorAll("[data-look]")];
tabs.forEach((tab) => {
  tab.addEventListener("click", () => {
    tabs.forEach((other) => other.setAttribute("aria-pressed", String(other === tab)));
    frame.classList.toggle("desk-phone", tab.dataset.wide === "phone");
    frame.src = tab.dataset.look;
  });
});

// Watch

const sending = document.querySelector("[data-standing]");
if (sending) {
  const say = (name, value) => { sending.querySelector(`[data-says=${name}]`).textContent = value.toLocaleString(document.documentElement.lang); };
  const look = async () => {
    try {
      const answer = await fetch(sending.dataset.standing, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) return;
      const now = await answer.json();
      if (now.state !== "frozen") return void location.reload();
      ["done", "total", "sent", "refused", "skipped", "waiting"].forEach((name) => say(name, now[name]));
      Object.assign(sending.querySelector("progress"), { max: now.total || 1, value: now.done });
      sending.querySelectorAll("[data-when]").forEach((form) => { form.hidden = (form.dataset.when === "stopped") !== now.stopped; });
    } finally {
      setTimeout(look, 2000);
    }
  };
  look();
}
