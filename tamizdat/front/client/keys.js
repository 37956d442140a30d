// Signatures: Ed25519, and ECDSA on P-256 for browsers that know no other.

import { canonical, hex, unhex, utf8 } from "./bytes.js";

const CURVE = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

// Two keys that are one must not count as two, whatever they are called.
export function material(key) {
  const said = key.keyval.public;
  if (key.keytype == "ed25519" && key.scheme == "ed25519") return said.toLowerCase();
  if (key.keytype != "ecdsa" || key.scheme != "ecdsa-sha2-nistp256") return "";
  return hex(Uint8Array.from(atob(said.replace(/-+[^-]+-+|\s/g, "")), (letter) => letter.charCodeAt(0)));
}

// From DER, as it is signed, to the two plain numbers that browsers take.
function plain(der) {
  const number = (at) => hex(der.subarray(at + 2, at + 2 + der[at + 1])).replace(/^00/, "").padStart(64, "0");
  return unhex(number(2) + number(4 + der[3]));
}

async function holds(key, signature, said) {
  const raw = unhex(material(key));
  const subtle = crypto.subtle;
  if (key.keytype == "ed25519") {
    const known = await subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
    return subtle.verify("Ed25519", known, unhex(signature), said);
  }
  const known = await subtle.importKey("spki", raw, CURVE, false, ["verify"]);
  return subtle.verify(CURVE, known, plain(unhex(signature)), said);
}

// By enough different keys of an office?
export async function signed(keys, office, metadata) {
  const said = utf8(canonical(metadata.signed));
  const good = new Set();
  for (const id of office.keyids) {
    const one = metadata.signatures.find((each) => each.keyid == id);
    try {
      if (one && (await holds(keys[id], one.sig, said))) good.add(material(keys[id]));
    } catch (_) {
      // A key or a signature that is none does not count.
    }
  }
  return good.size >= Math.max(1, office.threshold);
}
