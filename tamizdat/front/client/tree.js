// The tree of hashes under a head: which bytes the edition has at a path, or that it has none there.

import { hex, no, sha256, utf8 } from "./bytes.js";

export const TILE_LIMIT = 16384;

export async function checkedTile(bytes, name, level, size) {
  if (hex(await sha256(bytes)) != name) no("Altered");
  const head = [0x54, 0x5a, 1, level];
  if (head.some((one, at) => bytes[at] !== one) || (size && bytes.length != 4 + size)) no("Malformed");
  return bytes.subarray(4);
}

// Paths that a file may have; others are in no edition.
export function isPath(path) {
  const parts = path.split("/");
  return (
    !/[\\\p{Cc}\p{Cs}]/u.test(path) &&
    path.normalize("NFC") == path &&
    utf8(path).length <= 1024 &&
    parts.every((part) => part && part != "." && part != ".." && utf8(part).length < 256) &&
    parts[0].toLowerCase() != "edition"
  );
}

// The leaves that may stand for a path, [{ length, digest }]; none proves that there is no such file.
// `tile(name, check)` gives what `check` makes of the bytes of that name.
export async function leavesOf(path, edition, tile) {
  if (!isPath(path)) no("BadPath");
  const index = (await sha256(utf8(path))).subarray(0, 8);
  const mine = hex(index);
  const found = [];
  for (const leaf of await bin(parseInt(mine.slice(0, 8), 16) >>> (32 - edition.bits), edition, tile)) {
    const at = hex(leaf);
    if (at.slice(0, 16) == mine) found.push({ length: parseInt(at.slice(16, 24), 16), digest: at.slice(24) });
  }
  return found;
}

// All leaves of a bin, in their order.
export async function bin(number, { bits, tree }, tile) {
  const high = (level) => Math.max(0, bits - 6 * level);
  let name = tree;
  for (let level = Math.ceil(bits / 6); level > 0; level--) {
    const fan = 2 ** (high(level - 1) - high(level));
    const body = await tile(name, (bytes) => checkedTile(bytes, name, level, fan * 32));
    const at = Math.floor(number / 64 ** (level - 1)) % fan;
    name = hex(body.subarray(32 * at, 32 * at + 32));
  }
  const body = await tile(name, (bytes) => checkedTile(bytes, name, 0));
  const leaves = [];
  let before = "";
  for (let at = 0; at < body.length; at += 44) {
    const leaf = body.subarray(at, at + 44);
    const key = hex(leaf);
    const order = key.slice(0, 16) + key.slice(24) + key.slice(16, 24);
    if (leaf.length < 44 || order <= before || parseInt(key.slice(0, 8), 16) >>> (32 - bits) != number) no("Malformed");
    before = order;
    leaves.push(leaf);
  }
  return leaves;
}

export async function isLeaf(path, bytes, { length, digest }) {
  const raw = utf8(path);
  const size = new Uint8Array([raw.length >> 8, raw.length & 255]);
  const whole = new Uint8Array(2 + raw.length + bytes.length);
  whole.set(size);
  whole.set(raw, 2);
  whole.set(bytes, 2 + raw.length);
  return bytes.length == length && hex(await sha256(whole)) == digest;
}
