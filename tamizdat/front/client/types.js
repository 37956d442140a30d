// What a client answers with beside the bytes: it takes no place's word for it.

import { json } from "./bytes.js";

const TYPES = {
  html: "text/html; charset=utf-8",
  xml: "application/xml; charset=utf-8",
  json: "application/json; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  svg: "image/svg+xml",
  jpg: "image/jpeg",
  avif: "image/avif",
  ics: "text/calendar; charset=utf-8",
  epub: "application/epub+zip",
};

export const typeOf = (path) => TYPES[path.split(".").pop()] || "application/octet-stream";

// Beside the policy that stands in each page: nothing from elsewhere, and forms to the newsroom's own letterboxes.
export function policy(head) {
  let ways = [];
  try {
    ways = json(head.lists["ways.json"]).ways.map((one) => new URL(one.address).origin);
  } catch (_) {
    // A list that breaks a rule names nobody.
  }
  const to = ["'self'", ...new Set(ways)].join(" ");
  return `default-src 'self' data:;style-src 'unsafe-inline';script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval';form-action ${to};frame-ancestors 'none';base-uri 'none'`;
}
