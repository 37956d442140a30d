// The worker that checks pages is registered at the top of a host only; it leaves by itself where it is not at home.
addEventListener("load", () => {
  const to = new URL(document.documentElement.dataset.worker, location);
  if (to.pathname == "/sw.js") navigator.serviceWorker?.register(to).catch(() => {});
});
