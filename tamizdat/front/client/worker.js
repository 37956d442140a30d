// The service worker: every page and picture is checked against the edition before it is shown, and comes from whatever
// address answers.  It is registered at the newsroom's own addresses only.

import { text, utf8 } from "./bytes.js";
import { Edition, front } from "./edition.js";
import { escaped, status } from "./saying.js";
import { policy, typeOf } from "./types.js";

const { root, seeds, words, demo } = self.tamizdat;
const CACHE = "tamizdat";
const TOP = new URL("./", self.location).href;
const NAMED = TOP + "edition/-/"; // of what lies in the cache; no file of an edition has such a path

let forgotten = false; // what was under way then must not write it down again
const opened = () => caches.open(CACHE);
const store = {
  async get(name) {
    const found = await caches.match(NAMED + encodeURIComponent(name), { cacheName: CACHE });
    return found && new Uint8Array(await found.arrayBuffer());
  },
  async put(name, bytes) {
    if (!forgotten) await (await opened()).put(NAMED + encodeURIComponent(name), new Response(bytes));
  },
  async remove(name) {
    await (await opened()).delete(NAMED + encodeURIComponent(name));
  },
  async names() {
    return (await (await opened()).keys()).map((one) => decodeURIComponent(one.url.slice(NAMED.length)));
  },
};

let keeping = false; // stories, because the reader asked for it
const edition = new Edition({ root, seeds, demo, store, here: TOP, kept: (path) => keeping || front.test(path) });
const begun = store.get("keep").then((found) => (keeping = !!found));

self.addEventListener("install", (event) => {
  try {
    const to = (source, pathname) => ({ condition: { urlPattern: new URLPattern({ pathname }) }, source });
    event.addRoutes([to("network", "/-/*"), to("fetch-event", "/*")]).catch(() => {});
  } catch (_) {
    // A browser that knows no routes asks us all the same.
  }
  event.waitUntil(settle());
});

async function settle() {
  await edition.refresh();
  const loopback = demo && /^(127\.0\.0\.1|localhost)$/.test(self.location.hostname);
  if (!loopback && !edition.own.includes(TOP)) throw new Error("no address of the newsroom's own");
  await self.skipWaiting();
}

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const path = event.request.method == "GET" && pathOf(event.request.url);
  if (path) event.respondWith(answer(event, path));
});

// Of a file of the edition; nothing for forms, for the edition's own files, and elsewhere.
function pathOf(url) {
  try {
    if (!url.startsWith(TOP)) return;
    const path = decodeURIComponent(new URL(url).pathname.slice(new URL(TOP).pathname.length));
    if (!/^(-|edition)\/|^sw\.js$/.test(path)) return /^$|\/$/.test(path) ? path + "index.html" : path;
  } catch (_) {
    // No path at all.
  }
}

async function answer(event, path) {
  const navigates = event.request.mode == "navigate";
  try {
    await begun;
    const current = edition.current();
    event.waitUntil(current.then((behind) => behind.asking));
    await current;
    const found = await edition.get(path);
    if (found) return response(path, found, 200, navigates);
    return response("404.html", (await edition.get("404.html")) || { bytes: utf8("404") }, 404, navigates);
  } catch (_) {
    return navigates ? away(event.request) : Response.error();
  }
}

function response(path, { bytes, by }, code, navigates) {
  const type = typeOf(path);
  const shown = navigates && type.startsWith("text/html") ? told(text(bytes), by) : bytes; // who only fetches it may want to check it too
  const headers = {
    "Content-Type": type,
    ...(path != "reader.html" && { "Content-Security-Policy": policy(edition.head) }), // that one asks other places, as its own says
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
  };
  return new Response(shown, { status: code, headers });
}

// The page with its line about itself.
function told(page, by) {
  const language = (/<html lang="([^"]+)"/.exec(page) || [])[1];
  const said = status(edition, by, language, words);
  return page.replace('<p class="seal" hidden></p>', () => `<p class="seal">${said}</p>`);
}

function away(request) {
  const language = (/^\/([^/]+)\//.exec(new URL(request.url).pathname) || [])[1];
  const code = words[language] ? language : Object.keys(words)[0];
  const say = words[code];
  const page = `<!doctype html><html lang="${code}" dir="${say.dir}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escaped(say.away)}</title><h1>${escaped(say.away)}</h1><p>${escaped(say.why)}</p><p><a href="${TOP}${code}/index.html">${escaped(say.front)}</a></p>`;
  return new Response(page, { status: 503, headers: { "Content-Type": typeOf("html"), "Content-Security-Policy": "default-src 'none'" } });
}

self.addEventListener("message", (event) => event.waitUntil(ordered(event)));

// What a page of ours asks of this device: { keep: true or false }, { forget: true }, or how things stand.
async function ordered({ data, ports }) {
  await begun;
  if ("keep" in data) {
    keeping = data.keep;
    await (keeping ? store.put("keep", utf8("1")) : drop());
  }
  if (data.forget) {
    forgotten = true;
    await wiped();
    await self.registration.unregister();
  }
  const names = data.forget ? [] : await store.names();
  ports[0].postMessage({ keep: keeping, pages: names.filter((name) => /^page\/.*\.html$/.test(name) && !front.test(name.slice(5))).length });
  if (data.forget) {
    await Promise.allSettled([edition.asking, edition.tidying]);
    await wiped();
  }
}

// One by one: a cache that is deleted as a whole lies on the disk for as long as a script remembers that it was open.
async function wiped() {
  await Promise.all((await store.names()).map((name) => store.remove(name)));
  await caches.delete(CACHE);
}

async function drop() {
  const names = (await store.names()).filter((name) => name == "keep" || name.startsWith("page/"));
  await Promise.all(names.map((name) => store.remove(name)));
}
