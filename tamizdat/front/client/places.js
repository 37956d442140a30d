// Where editions lie.  The newsroom's own addresses are asked first; anybody's copies get no cookie, no referrer and no
// query, and none is believed.

import { joined, json, no } from "./bytes.js";

const WAIT = 2500; // milliseconds: a silent place is not waited for, the next one is asked beside it
const LONGEST = 20000; // for one file, and more for a large one
const PIECE = 8192; // bytes that a frozen line lets through, with what surrounds them
const REST = 6e5; // that a place which failed is asked last
const ADDRESS = /^(https?):\/\/([a-z0-9.-]+)(?::([1-9]\d{0,4}))?\/((?:[\w.~-]+\/)*)$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const LAST = /^(?!(localhost|local|internal|intranet|lan|home|corp|private|arpa|invalid|onion)$)([a-z]{2,63}|xn--.+)$/;

export class Away extends Error {}

function isAddress(said, kind) {
  const [, scheme, host, port, path] = (said.length <= 200 && ADDRESS.exec(said)) || [];
  if (!host) return false;
  const labels = host.split(".");
  const last = labels.pop();
  const onion = last == "onion" && /^[a-z2-7]{56}$/.test(labels[labels.length - 1]);
  const named = onion || (scheme == "https" && labels.length && LAST.test(last));
  const high = !port || port == 443 || (port > 1023 && port < 65536);
  const tame = path.split("/").every((part) => !/^\.\.?$/.test(part)) && (kind != "own" || !path);
  return named && [...labels, last].every((one) => LABEL.test(one)) && high && tame;
}

function entries(list, most) {
  const [texts, seen] = [[], new Set()];
  if (!Array.isArray(list) || list.length > most) throw 0;
  for (const one of list) {
    const { address, kind, weight = 1, label = "", withdrawn = false } = one;
    const fits = Number.isInteger(weight) && weight >= 0 && weight <= 100 && typeof withdrawn == "boolean";
    if (typeof kind != "string" || !isAddress(address, kind) || !fits || typeof label != "string") throw 0;
    if (label.length > 80 || seen.has(address)) throw 0;
    seen.add(address);
    if (kind == "own" || kind == "carrier") texts.push({ address, kind, weight, withdrawn });
  }
  return texts;
}

// Addresses by a floor and a mirrors.json, [{ address, kind }] in the order in which they are tried.
export function known(floor, mirrors) {
  const found = {};
  try {
    for (const one of entries(floor || [], 16)) found[one.address] = one;
    const { format, mirrors: list } = json(mirrors);
    if (format !== 1) throw 0;
    for (const one of entries(list, 64)) one.withdrawn || (found[one.address] ||= one);
  } catch (_) {
    // A list that breaks a rule is passed over whole.
  }
  const rank = (one) => [one.kind != "own", -one.weight];
  return Object.values(found).sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    return x[0] - y[0] || x[1] - y[1] || (a.address < b.address ? -1 : 1);
  });
}

// Hands on the bytes of a response as they come.  Did they come to their end?  A line may fall silent in their midst.
async function flows(answer, to) {
  const reader = answer.body.getReader();
  try {
    for (let some; ; some = true) {
      let clock;
      const silence = new Promise((done) => (clock = some && setTimeout(done, WAIT, {})));
      const { done, value } = await Promise.race([reader.read(), silence]);
      clearTimeout(clock);
      if (!value) return !!done;
      to(value);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

// One file from one place, cut off at its limit.  Where the line falls silent in its midst, the rest is asked for in pieces, each
// over a connection of its own, and `line.frozen` says so for the next large file.
export async function take(url, limit, signal, line = {}) {
  let parts = [];
  let size = 0;
  for (let pieces = line.frozen && limit > PIECE; ; pieces = true) {
    const answer = await fetch(url, {
      credentials: "omit",
      referrerPolicy: "no-referrer",
      redirect: "error",
      cache: "no-store", // a browser's own cache would keep what was read
      headers: pieces ? { Range: `bytes=${size}-${size + PIECE - 1}` } : {},
      signal,
    });
    if (size && answer.status == 416) return joined(parts); // it ended where the last piece did
    if (!answer.ok) throw new Away(answer.status);
    const piece = answer.status == 206;
    if (!piece) [parts, size] = [[], 0]; // asked for, or all that this place can give
    const before = size;
    const ended = await flows(answer, (value) => {
      parts.push(value);
      size += value.length;
      if (size > limit) no("TooLarge");
    });
    if (ended && !(piece && size - before == PIECE)) return joined(parts);
    if (!ended && pieces) throw new Away(0);
    if (!ended) line.frozen = true;
  }
}

export class Places {
  // `seeds` are addresses known before any head was read; `here` is the one this client came from, if it came from one; `note`
  // is told which places failed: a browser ends a worker after half a minute, and what it knew is gone.
  constructor(seeds, here, note) {
    this.note = note;
    this.seeds = seeds;
    this.here = here;
    this.listed = [];
    this.failed = {}; // address -> when
    this.line = {};
  }

  get order() {
    const all = [...new Set([...(this.here ? [this.here] : []), ...this.listed, ...this.seeds])];
    const reached = all.filter((one) => !/\.onion[:/]/.test(one) || /\.onion$/.test(this.here && new URL(this.here).hostname));
    const late = (one) => (Date.now() - (this.failed[one] || 0) < REST ? 1 : 0);
    return reached.sort((a, b) => late(a) - late(b));
  }

  _fails(place) {
    this.failed[place] = Date.now();
    this.note(this.failed);
  }

  // What `check` makes of the file at a path, and the place it came from: [value, address].  A place that fails, is silent or
  // gives what `check` refuses costs time and nothing else.  Throws Away, or what the last one was refused for.
  ask(path, limit, check) {
    const tries = this.order;
    const end = new AbortController();
    const where = path.split("/").map(encodeURIComponent).join("/");
    let running = 0;
    let refused = new Away();
    return new Promise((done, fail) => {
      const next = () => {
        const place = tries.shift();
        if (!place) return running || fail(refused);
        running++;
        const one = new AbortController();
        end.signal.addEventListener("abort", () => one.abort());
        const silent = setTimeout(() => {
          this._fails(place);
          next();
        }, WAIT);
        const over = setTimeout(() => one.abort(), LONGEST + limit / 20);
        take(place + where, limit, one.signal, this.line)
          .then(check)
          .then(
            (value) => {
              delete this.failed[place];
              done([value, place]);
              end.abort();
            },
            (error) => {
              if (end.signal.aborted) return;
              if (error.message) refused = error;
              this._fails(place);
              running--;
              next();
            },
          )
          .finally(() => {
            clearTimeout(silent);
            clearTimeout(over);
          });
      };
      next();
    });
  }
}
