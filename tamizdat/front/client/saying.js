// What a client says of a page it has checked, in the page's language.

export const escaped = (said) => said.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

const STEPS = [
  ["minute", 60e3],
  ["hour", 36e5],
  ["day", 864e5],
];

// How long ago, by what the newsroom signed; a device whose clock is behind that is given the moment itself.
function age(confirmed, language) {
  const past = Date.now() - confirmed;
  if (past < -3e5) return new Date(confirmed).toLocaleString(language);
  const [unit, length] = STEPS.filter(([, one]) => past >= one).pop() || STEPS[0];
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-Math.max(0, Math.floor(past / length)), unit);
}

// HTML.
export function status({ head, own, places }, by, language, words) {
  const code = words[language] ? language : Object.keys(words)[0];
  const say = words[code];
  const number = places.listed.filter((one) => !own.includes(one)).indexOf(by) + 1;
  const way = !by ? say.device : number ? say.copy.replace("{number}", number) : new URL(by).host;
  const when = `<time datetime="${new Date(head.confirmed).toISOString()}">${age(head.confirmed, code)}</time>`;
  const old = head.expired || Date.now() - head.confirmed > 3 * 864e5 ? ` <b>${escaped(say.old)}</b>` : "";
  const parts = { edition: head.edition.toLocaleString(code), age: when, way: `<bdi>${escaped(way)}</bdi>` };
  return escaped(say.checked).replace(/\{(\w+)\}/g, (_, name) => parts[name]) + old;
}
