// Search in the reader's own browser, a year at a time, the newest first.  An index is asked for when somebody searches, and what
// they look for is in no address.
(() => {
  const AT_ONCE = 10;
  const form = document.querySelector(".find");
  const field = form.querySelector("input");
  const told = document.querySelector("[role=status]");
  const box = document.querySelector(".found");
  const years = form.dataset.years.split(" ");
  const up = new URL("../../", location).href;
  const engines = {};
  let turn = 0;
  const opened = (year) =>
    (engines[year] ||= import(new URL(year + "/pagefind.js", location).href).then(async (found) => {
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
  const offer = (words, go) => {
    const more = document.createElement("button");
    more.type = "button";
    more.textContent = words;
    more.onclick = () => {
      more.remove();
      go();
    };
    box.append(more);
  };
  const show = async (words, results, at, mine) => {
    const cards = await Promise.all(results.splice(0, AT_ONCE).map((one) => one.data().then(card, () => "")));
    if (mine != turn) return;
    box.append(...cards);
    if (results.length) offer(box.dataset.more, () => show(words, results, at, mine));
    else if (years[at + 1]) offer(box.dataset.older.replace("{year}", years[at + 1]), () => look(words, at + 1, mine));
  };
  const look = async (words, at, mine) => {
    told.textContent = told.dataset.busy;
    try {
      const { results } = await (await opened(years[at])).search(words);
      if (mine != turn) return;
      told.textContent = results.length ? "" : told.dataset.none.replace("{year}", years[at]);
      await show(words, results, at, mine);
    } catch (_) {
      delete engines[years[at]];
      if (mine == turn) told.textContent = told.dataset.away;
    }
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    const words = field.value.trim();
    box.textContent = told.textContent = "";
    turn++;
    if (words) look(words, 0, turn);
  };
  form.hidden = false;
})();
