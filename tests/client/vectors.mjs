// Says of each vector what the browsers' client makes of it: `node vectors.mjs FOLDER-OF-SOURCES < edition.json`, JSON out.

import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

globalThis.crypto ??= webcrypto; // Debian 12 has Node 18, where it is no global
const folder = pathToFileURL(process.argv[2] + "/");
const part = (name) => import(new URL(name, folder));
const { hex, text, unhex, Refused } = await part("bytes.js");
const { beginning, read } = await part("head.js");
const { bin, isLeaf, leavesOf } = await part("tree.js");
const { known } = await part("places.js");
const given = JSON.parse(readFileSync(0, "utf8"));

const place = (change) => {
  const files = { ...given.files, ...change };
  return (path) => (files[path] ? unhex(files[path]) : undefined);
};
const tiles = (get) => async (name, check) => {
  const bytes = get(`edition/tiles/${name.slice(0, 2)}/${name.slice(2)}`);
  if (!bytes) throw new Refused("away");
  return check(bytes);
};

async function says(one) {
  const get = place(one.change);
  const now = Date.parse(one.now || given.now);
  try {
    let memory = beginning(text(unhex(one.root || given.root)));
    if (one.before) memory = (await read(place(one.before), memory, now)).memory;
    const head = await read(get, memory, now);
    if (head.demo) return "Demo";
    if (head.expired) return "Expired";
    if (one.path == "all") {
      for (let number = 0; number < 2 ** head.bits; number++) await bin(number, head, tiles(get));
    } else if (one.path) {
      const leaves = await leavesOf(one.path, head, tiles(get));
      if (!leaves.length) return "none";
      for (const leaf of leaves) {
        for (const where of [one.path, `edition/old/${leaf.digest.slice(0, 2)}/${leaf.digest.slice(2)}`]) {
          const bytes = get(where);
          if (bytes && (await isLeaf(one.path, bytes, leaf))) return "";
        }
      }
      return "Altered";
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.message;
  }
  return "";
}

const cases = {};
for (const one of given.cases) cases[one.name] = await says(one);
const trees = {};
for (const one of given.trees) {
  const get = (path) => (one.tiles[path] ? unhex(one.tiles[path]) : undefined);
  trees[one.name] = [];
  for (let number = 0; number < 2 ** one.bits; number++) {
    for (const leaf of await bin(number, one, tiles(get))) trees[one.name].push(hex(leaf));
  }
}
const lists = {};
for (const one of given.lists) {
  lists[one.name] = known(one.floor, new TextEncoder().encode(one.mirrors)).map((each) => each.address);
}
console.log(JSON.stringify({ cases, trees, lists }));
