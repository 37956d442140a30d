// Bytes, their hashes, and JSON that can be read in one way only.

export class Refused extends Error {}

export const no = (why) => {
  throw new Refused(why);
};

export const utf8 = (text) => new TextEncoder().encode(text);
export const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
export const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
export const unhex = (digits) => Uint8Array.from(digits.match(/../g) || [], (two) => parseInt(two, 16));
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// No member twice, no fraction, no exponent, no half of a surrogate pair: other readers might understand something else.
export function json(bytes) {
  let members = 0;
  let named = 0;
  let found;
  try {
    const said = text(bytes);
    found = JSON.parse(said, function (name, value) {
      members += !Array.isArray(this);
      if (typeof value == "number" && !Number.isSafeInteger(value)) throw 0;
      return value;
    });
    const rest = said.replace(/"(?:[^"\\]|\\.)*"(\s*:)?/g, (_, colon) => ((named += !!colon), ""));
    if (/\d[.eE]/.test(rest) || named != members - 1 || /\\ud[89a-f]/.test(JSON.stringify(found))) throw 0;
  } catch (_) {
    no("Malformed");
  }
  return found;
}

const quoted = (said) => '"' + said.replace(/[\\"]/g, "\\$&") + '"';

// As signatures cover it; with JSON's own way to `spell` text, something that can be read again.
export function canonical(value, spell = quoted) {
  if (typeof value == "string") return spell(value);
  if (Array.isArray(value)) return "[" + value.map((one) => canonical(one, spell)) + "]";
  if (!value || typeof value != "object") return String(value);
  const members = Object.keys(value).sort();
  return "{" + members.map((name) => spell(name) + ":" + canonical(value[name], spell)) + "}";
}
