// Search in the reader's own browser.  The index is asked for when somebody searches, and what they look for is in no address.
(() => {
  const AT_ONCE = 10;
  const form = document.querySelector(".find");
  const field = form.querySelector("input");
  const told = document.querySelector("[role=status]");
  const box = document.querySelector(".found");
  const up = new URL("../../", location).href;
  let engine;
  let turn = 0;
  const opened = () =>
    (engine ||= import(new URL("pagefind.js", location).href).then(async (found) => {
      await found.options({ baseUrl: up, excerptLength: 30 });
      await found.init();
      return found;
    }));
  const card = ({ url, excerpt, meta }) => {
    const made = document.createElement("article");
    made.className = "card";
    made.innerHTML = '<h2><a></a></h2><p class="deck"></p><p class="note"></p>';
    const link = made.querySelector("a");
    [link.href, link.textContent] = [url, meta.title];
    made.querySelector(".deck").innerHTML = excerpt;
    made.querySelector(".note").textContent = meta.day;
    return made;
  };
  const show = async (results, mine) => {
    const cards = await Promise.all(results.splice(0, AT_ONCE).map((one) => one.data().then(card, () => "")));
    if (mine != turn) return;
    box.querySelector("button")?.remove();
    box.append(...cards);
    if (!results.length) return;
    const more = document.createElement("button");
    more.type = "button";
    more.textContent = box.dataset.more;
    more.onclick = () => show(results, mine);
    box.append(more);
  };
  form.onsubmit = async (event) => {
    event.preventDefault();
    const words = field.value.trim();
    const mine = ++turn;
    box.textContent = "";
    told.textContent = words && told.dataset.busy;
    if (!words) return;
    try {
      const { results } = await (await opened()).search(words);
      if (mine != turn) return;
      told.textContent = results.length ? "" : told.dataset.none;
      await show(results, mine);
    } catch (_) {
      engine = undefined;
      if (mine == turn) told.textContent = told.dataset.away;
    }
  };
  form.hidden = false;
})();
