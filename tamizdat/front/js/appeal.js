// An appeal is shown four times in thirty days at most, and not at all once it was closed.  The count stays in the browser.
(() => {
  const box = document.querySelector(".call");
  const month = 2592e6;
  let shown = [];
  try {
    shown = JSON.parse(localStorage.getItem("shown") || "[]").filter((at) => Date.now() - at < month);
  } catch {}
  const keep = () => {
    try {
      localStorage.setItem("shown", JSON.stringify(shown));
    } catch {}
  };
  if (shown.length > 3) return box.remove();
  shown.push(Date.now());
  keep();
  const close = box.querySelector("button");
  close.hidden = false;
  close.onclick = () => {
    shown = Array(4).fill(Date.now());
    keep();
    box.remove();
  };
})();
