// The paper as one file, opened from a disk, a mail or a messenger: finds an address that answers, checks everything it gets,
// and shows it here.

import { text, utf8 } from "./bytes.js";
import { Edition, front } from "./edition.js";
import { status } from "./saying.js";
import { typeOf } from "./types.js";

const { root, seeds, words, demo, home } = self.tamizdat;
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
const store = {
  async get(name) {
    const held = shelf[NAMED + name];
    return held && Uint8Array.from(held, (letter) => letter.charCodeAt(0));
  },
  async put(name, bytes) {
    try {
      shelf[NAMED + name] = Array.from(bytes, (one) => String.fromCharCode(one)).join("");
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

async function show() {
  const mine = ++turn;
  const path = decodeURIComponent(location.hash.slice(2)) || home;
  document.body.setAttribute("aria-busy", "true");
  try {
    const today = document.getElementById("today");
    if (today) await edition.offer(utf8(today.textContent)).catch(() => {});
    await edition.current();
    const found = (await edition.get(path)) || (await edition.get("404.html"));
    if (mine == turn) draw(path, found);
  } catch (_) {
    if (mine == turn) fail();
  }
  document.body.removeAttribute("aria-busy");
}

function draw(path, { bytes, by }) {
  const page = new DOMParser().parseFromString(text(bytes), "text/html");
  const inside = (address) => {
    const url = new URL(address, NOWHERE + path.split("/").map(encodeURIComponent).join("/"));
    const to = decodeURIComponent(url.pathname.slice(1));
    return url.href.startsWith(NOWHERE) ? to.replace(/(^|\/)$/, "$1index.html") : "";
  };
  const each = (names, change) => page.querySelectorAll(names).forEach(change);
  each("script,source,noscript,.take", (one) => one.remove());
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
  document.body.replaceChildren(...page.body.childNodes, bar());
  scrollTo(0, 0);
}

async function picture(one, path) {
  const { bytes } = await edition.get(path).catch(() => ({}));
  if (bytes) one.src = URL.createObjectURL(new Blob([bytes], { type: typeOf(path) }));
}

// What this file can do beside showing pages.
function bar() {
  const keep = made("input", "", { type: "checkbox", checked: keeping() });
  keep.onchange = () => (keep.checked ? store.put("keep", [1]) : drop((name) => name == "keep" || name.startsWith("page/")));
  const label = made("label", "");
  label.append(keep, " ", say.keep);
  const forget = made("button", say.forget, { type: "button" });
  forget.onclick = async () => {
    await drop(() => true);
    document.body.replaceChildren(made("p", say.forgotten));
  };
  const box = made("aside", "", { className: "foot" });
  box.append(label, " ", forget);
  return box;
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
show();
