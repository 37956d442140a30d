// What the browsers' client says of heads: `node heads.mjs FOLDER-OF-SOURCES < cases.json`, a list of outcomes out.

import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

globalThis.crypto ??= webcrypto; // Debian 12 has Node 18, where it is no global
const folder = pathToFileURL(process.argv[2] + "/");
const { Refused, unhex } = await import(new URL("bytes.js", folder));
const { read } = await import(new URL("head.js", folder));
const said = [];
for (const { files, memory, now } of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    const head = await read((path) => (path in files ? unhex(files[path]) : undefined), memory, now);
    said.push({ edition: head.edition, expired: head.expired, seen: head.memory.seen, demo: head.demo });
  } catch (error) {
    said.push({ refused: error instanceof Refused ? error.message : `${error.stack}` });
  }
}
console.log(JSON.stringify(said));
