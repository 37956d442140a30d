// The paper as one file, opened from a disk, a mail or a messenger: finds an address that answers, checks everything it gets,
// and shows it here.

import { text, utf8 } from "./bytes.js";
import { Edition, front } from "./edition.js";
import { status } from "./saying.js";
import { leavesOf } from "./tree.js";

const { root, seeds, words, demo, home } = self.tamizdat;
const own = "<!doctype html>" + document.documentElement.outerHTML; // this file, before anything is drawn or read that was added to it
const NAMED = "tamizdat/";
const NOWHERE = "https://edition.invalid/"; // what addresses inside the edition are held against; never asked
const code = navigator.languages.map((one) => one.split("-")[0]).find((one) => words[one]) || Object.keys(words)[0];
const say = words[code];

let shelf = {};
try {
  shelf = localStorage;
} catch (_) {
  // A browser that keeps nothing for files: all is fetched anew.
}
const letters = (bytes) => Array.from(bytes, (one) => String.fromCharCode(one)).join("");
const handed = {}; // what came with this file: name -> base64, believed no more than what a place gives
const store = {
  async get(name) {
    const held = shelf[NAMED + name] || (handed[name] && atob(handed[name]));
    return held && Uint8Array.from(held, (letter) => letter.charCodeAt(0));
  },
  async put(name, bytes) {
    try {
      shelf[NAMED + name] = letters(bytes);
    } catch (_) {
      // It is full.
    }
  },
  async remove(name) {
    delete shelf[NAMED + name];
  },
  async names() {
    return Object.keys(shelf)
      .filter((name) => name.startsWith(NAMED))
      .map((name) => name.slice(NAMED.length));
  },
};
const keeping = () => NAMED + "keep" in shelf;
const byHand = shelf[NAMED + "hand"];
const edition = new Edition({
  root,
  seeds: byHand ? [...seeds, byHand] : seeds,
  demo,
  store,
  here: /^http/.test(location.protocol) ? new URL("./", location).href : "",
  kept: (path) => front.test(path) || (keeping() && /\.html$/.test(path)),
});

function made(name, words, more) {
  return Object.assign(document.createElement(name), { textContent: words }, more);
}

const paper = document.getElementById("paper");
const plain = paper.textContent;
let turn = 0;
let today; // a head that came with this file

async function show() {
  const mine = ++turn;
  const path = decodeURIComponent(location.hash.slice(2)) || handed.path || home;
  document.body.setAttribute("aria-busy", "true");
  try {
    if (today) await edition.offer(utf8(today)).catch(() => {});
    await edition.current();
    const found = (await edition.get(path)) || (await edition.get("404.html"));
    if (mine == turn) draw(path, found);
  } catch (_) {
    if (mine == turn) fail();
  }
  document.body.removeAttribute("aria-busy");
}

const parsed = (bytes) => new DOMParser().parseFromString(text(bytes), "text/html");

// The path in the edition that an address on a page leads to; empty where it leads elsewhere.
function within(path, address) {
  const url = new URL(address, NOWHERE + path.split("/").map(encodeURIComponent).join("/"));
  const to = decodeURIComponent(url.pathname.slice(1));
  return url.href.startsWith(NOWHERE) ? to.replace(/(^|\/)$/, "$1index.html") : "";
}

function draw(path, { bytes, by }) {
  const page = parsed(bytes);
  const inside = (address) => within(path, address);
  const each = (names, change) => page.querySelectorAll(names).forEach(change);
  each("script,source,.take,.send", (one) => one.remove());
  each("noscript", (one) => one.replaceWith(...one.childNodes)); // pages' own scripts do not run here
  each("a[href]", (one) => {
    const said = one.getAttribute("href");
    const to = inside(said);
    if (said[0] == "#") one.onclick = (event) => (event.preventDefault(), document.getElementById(said.slice(1))?.scrollIntoView());
    else if (/\.(jpg|avif)$/.test(to)) one.onclick = (event) => (event.preventDefault(), picture(one.querySelector("img") || one, to));
    else if (/\.html$/.test(to)) one.href = "#/" + to.split("/").map(encodeURIComponent).join("/");
    else if (to) one.href = (edition.own[0] || "") + to;
    one.rel = "noreferrer";
  });
  each("form", (one) => {
    const to = inside(one.getAttribute("action") || "");
    if (to && edition.own[0]) one.action = edition.own[0] + to;
  });
  each("img", (one) => {
    const to = inside(one.getAttribute("src") || "");
    one.removeAttribute("src");
    one.removeAttribute("srcset");
    picture(one, to);
  });
  each(".seal", (one) => {
    one.hidden = false;
    one.innerHTML = status(edition, by, page.documentElement.lang, words);
  });
  document.documentElement.lang = page.documentElement.lang;
  document.documentElement.dir = page.documentElement.dir;
  document.title = page.title;
  paper.textContent = [...page.querySelectorAll("style")].map((one) => one.textContent).join("");
  document.body.replaceChildren(...page.body.childNodes, bar(path));
  scrollTo(0, 0);
}

async function picture(one, path) {
  const { bytes } = await edition.get(path).catch(() => ({}));
  if (bytes) one.src = URL.createObjectURL(new Blob([bytes], { type: "image/" + (/avif$/.test(path) ? "avif" : "jpeg") }));
}

// What this file can do beside showing pages.
function bar(path) {
  const keep = made("input", "", { type: "checkbox", checked: keeping() });
  keep.onchange = () => (keep.checked ? store.put("keep", [1]) : drop((name) => name == "keep" || name.startsWith("page/")));
  const label = made("label", "");
  label.append(keep, " ", say.keep);
  const forget = made("button", say.forget, { type: "button" });
  forget.onclick = async () => {
    await drop(() => true);
    document.body.replaceChildren(made("p", say.forgotten));
  };
  const send = made("button", say.send, { type: "button" });
  send.onclick = () => pass(path).then(save, fail);
  const box = made("aside", "", { className: "foot" });
  box.append(send, " ", label, " ", forget);
  return box;
}

// This file once more, with a page, the parts that follow, their pictures and what proves them in it: whoever gets it reads that
// without any address, checked, and needs one for the rest alone.
async function pass(path) {
  const given = { path };
  const hand = async (one) => {
    const { bytes } = await edition.get(one);
    given["page/" + one] = btoa(letters(bytes));
    await leavesOf(one, edition.head, (name, check) =>
      edition.tile(name, (tile) => ((given["tile/" + name] = btoa(letters(tile))), check(tile))),
    );
  };
  for (let one = path; one; ) {
    await hand(one);
    const page = parsed((await edition.get(one)).bytes);
    for (const picture of page.images) await hand(within(one, picture.getAttribute("src"))).catch(() => {});
    const next = page.querySelector("[rel=next]");
    one = next && within(one, next.getAttribute("href"));
  }
  const block = (id, said) => `<script type="application/json" id="${id}">${said.replace(/</g, "\\u003c")}</` + "script>";
  return own.slice(0, own.lastIndexOf("</body>")) + block("today", edition.files) + block("handed", JSON.stringify(given)) + "</body></html>";
}

// To a messenger where the device has them at hand, else to its disk.
function save(whole) {
  const file = new File([whole], document.title.slice(0, 60).replace(/[\\/:*?"<>|]/g, "") + ".html", { type: "text/html" });
  const share = { files: [file] };
  if (navigator.canShare?.(share)) navigator.share(share).catch(() => {});
  else made("a", "", { href: URL.createObjectURL(file), download: file.name }).click();
}

async function drop(which) {
  for (const name of (await store.names()).filter(which)) await store.remove(name);
}

function fail() {
  const place = made("input", "", { type: "url", placeholder: "https://…/" });
  const label = made("label", say.other + " ");
  label.append(place);
  const form = made("form", "");
  form.append(label, " ", made("button", say.again));
  form.onsubmit = (event) => {
    event.preventDefault();
    if (place.value) {
      const top = place.value.replace(/\/?$/, "/");
      store.put("hand", utf8(top));
      edition.places.seeds.push(top);
    }
    show();
  };
  const main = made("main", "");
  main.append(made("h1", say.away), made("p", say.why), form);
  paper.textContent = plain;
  document.body.replaceChildren(main);
}

addEventListener("hashchange", show);
document.querySelector("main p").textContent = say.looking;
addEventListener("DOMContentLoaded", () => {
  const added = (id) => document.getElementById(id)?.textContent;
  today = added("today");
  try {
    Object.assign(handed, JSON.parse(added("handed")));
  } catch (_) {
    // Nothing was added, or it was torn on its way.
  }
  show();
});
