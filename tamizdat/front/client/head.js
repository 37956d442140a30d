// The head, read in one order: each part is held to its limit, its hash, its signatures and its version before it is used.

import { Refused, canonical, hex, json, no, sha256, utf8 } from "./bytes.js";
import { material, signed } from "./keys.js";

const LIMITS = { root: 65536, timestamp: 8192, snapshot: 16384, targets: 65536, press: 16384, mirrors: 16384 };
const DAYS = { root: 800, timestamp: 7, snapshot: 30, targets: 400, press: 60, mirrors: 60 };
const LISTS = { "edition.json": 2048, "mirrors.json": 32768, "ways.json": 32768 };
const DAY = 864e5;
export const HEAD = "edition/head.json";
export const HEAD_LIMIT = 524288;

// What a reader begins with; `root` is text that came by a way it trusts.
export const beginning = (root) => ({ root, seen: {}, stamp: "", confirmed: 0 });

// The root that a program is given, as text; its keys have no names there, which are their hashes and could not be packed.
export async function unpacked(signed) {
  if (typeof signed == "string") return signed;
  const names = await Promise.all(signed.keys.map(async (key) => hex(await sha256(utf8(canonical(key))))));
  const each = (what, change) => Object.fromEntries(Object.entries(what).map(([name, one]) => change(name, one)));
  const keys = each(signed.keys, (at, key) => [names[at], key]);
  const roles = each(signed.roles, (role, office) => [role, { ...office, keyids: office.keyids.map((at) => names[at]) }]);
  return canonical({ signed: { ...signed, keys, roles } }, JSON.stringify);
}

// The files of a head that came in one file.
export function container(bytes) {
  const { format, files } = json(bytes);
  if (format !== 1 || !files) no("Malformed");
  return (path) => (typeof files[path] == "string" ? utf8(files[path]) : undefined);
}

function metadata(bytes, role) {
  if (!bytes) no("away");
  if (bytes.length > LIMITS[role]) no("TooLarge");
  const found = json(bytes);
  const kind = role == "press" || role == "mirrors" ? "targets" : role;
  try {
    if (found.signed._type != kind || !(found.signed.version > 0)) throw 0;
  } catch (_) {
    no("Malformed");
  }
  return found;
}

async function listed(bytes, said) {
  if (!bytes) no("away");
  if (bytes.length !== said.length || hex(await sha256(bytes)) !== said.hashes.sha256) no("Altered");
  return bytes;
}

function moment(said) {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(said) ? Date.parse(said) : NaN;
  return isNaN(at) ? no("Malformed") : at;
}

// Gives { memory, roots, edition, bits, tree, confirmed, lists, floor, expired, demo }.  Throws Refused, and then nothing is to be
// remembered.  What has expired is told and not refused.
export function read(get, memory, now) {
  return inOrder(get, memory, now).catch((error) => {
    throw error instanceof Refused ? error : new Refused("Malformed"); // whatever a stranger's bytes do to us
  });
}

async function inOrder(get, memory, now) {
  const first = metadata(utf8(memory.root), "root").signed;
  const [root, passed] = await roots(get, memory.root);
  const replaced = ["timestamp", "snapshot"].every((role) => {
    const before = values(first, role);
    return values(root, role).every((value) => !before.includes(value));
  });
  const { seen, stamp, confirmed } = replaced ? beginning() : memory;
  const refuseOlder = (role, version) => version < (seen[role] || 0) && no("Rollback");
  let expired = false;

  const whole = metadata(get("edition/head/timestamp.json"), "timestamp");
  if (!(await signed(root.keys, root.roles.timestamp, whole))) no("Unsigned");
  const time = whole.signed;
  const mark = hex(await sha256(utf8(canonical(time))));
  const said = time.meta["snapshot.json"];
  refuseOlder("timestamp", time.version);
  if (time.version == seen.timestamp && mark != stamp) no("Forked");
  refuseOlder("snapshot", said.version);
  const at = moment(time.confirmed);
  if (at > now + DAY) expired = true;
  const clock = Math.max(now, confirmed);
  const expiry = (role, part) => {
    const until = moment(part.expires);
    if (until - at > DAYS[role] * DAY) no("TooLong");
    if (until <= clock) expired = true;
  };
  expiry("timestamp", time);
  expiry("root", root);

  const part = async (role, listing, keys, office) => {
    const found = metadata(await listed(get(`edition/head/${listing.version}.${role}.json`), listing), role);
    if (!(await signed(keys, office, found))) no("Unsigned");
    if (found.signed.version !== listing.version) no("Mixed");
    expiry(role, found.signed);
    return found.signed;
  };
  const snapshot = await part("snapshot", said, root.keys, root.roles.snapshot);
  const versions = { timestamp: time.version, snapshot: snapshot.version };
  for (const role of ["targets", "press", "mirrors"]) {
    const listing = snapshot.meta[role + ".json"] || no("Mixed");
    refuseOlder(role, listing.version);
    versions[role] = listing.version;
  }
  const targets = await part("targets", snapshot.meta["targets.json"], root.keys, root.roles.targets);
  const lists = {};
  for (const role of ["press", "mirrors"]) {
    const office = targets.delegations.roles.find((one) => one.name == role) || no("Mixed");
    const found = await part(role, snapshot.meta[role + ".json"], targets.delegations.keys, office);
    for (const name of role == "press" ? ["edition.json"] : ["mirrors.json", "ways.json"]) {
      const listing = found.targets[name] || no("Mixed");
      if (listing.length > LISTS[name]) no("Malformed");
      lists[name] = await listed(get(`edition/signed/${listing.hashes.sha256}.${name}`), listing);
    }
  }
  const { format, bits, files, size, tree } = json(lists["edition.json"]);
  if (format !== 1 || !(files >= 0 && size >= 0) || !(bits >= 6 && bits <= 30) || !/^[0-9a-f]{64}$/.test(tree)) no("Malformed");
  return {
    memory: { root: passed[passed.length - 1], seen: versions, stamp: mark, confirmed: Math.max(at, confirmed) },
    roots: passed,
    edition: versions.press,
    bits,
    tree,
    confirmed: at,
    lists,
    floor: targets.floor,
    expired,
    demo: root.demo === true,
  };
}

// The newest root, and all up to it as they are kept: each signed by the keys of the one before it, and by its own.
async function roots(get, trusted) {
  const passed = [trusted];
  let found = metadata(utf8(trusted), "root");
  for (let steps = 0; steps < 64; steps++) {
    const version = found.signed.version + 1;
    const bytes = get(`edition/head/${version}.root.json`);
    if (!bytes) break;
    const next = metadata(bytes, "root");
    for (const { signed: by } of [found, next]) {
      if (!(await signed(by.keys, by.roles.root, next))) no("Unsigned");
    }
    if (next.signed.version !== version) no("Rollback");
    passed.push(canonical({ signed: next.signed }, JSON.stringify));
    found = next;
  }
  return [found.signed, passed];
}

const values = (root, role) => root.roles[role].keyids.map((id) => material(root.keys[id]));
