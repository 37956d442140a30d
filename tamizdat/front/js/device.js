// What this device keeps of the paper: asked of the worker, which alone knows.  Without one there is nothing to ask.
(() => {
  const worker = navigator.serviceWorker?.controller;
  const box = document.querySelector(".device");
  const [keep, forget, done] = box.querySelectorAll("input,button,.done");
  const ask = (order) =>
    new Promise((told) => {
      const line = new MessageChannel();
      line.port1.onmessage = (event) => told(event.data);
      worker.postMessage(order, [line.port2]);
    });
  if (!worker) return;
  ask({}).then((found) => {
    keep.checked = found.keep;
    box.hidden = false;
  });
  keep.onchange = () => ask({ keep: keep.checked });
  forget.onclick = () =>
    ask({ forget: true }).then(() => {
      localStorage.clear();
      keep.checked = false;
      done.hidden = false;
    });
})();
