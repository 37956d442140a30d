// The large picture comes by itself where a screen has room for it and the line is quick; it is shown when it has come whole.
addEventListener("load", () => {
  const line = navigator.connection;
  if (line && (line.saveData || line.effectiveType != "4g")) return;
  document.querySelectorAll(".pic a").forEach((link) => {
    const small = link.querySelector("img");
    const large = new Image();
    large.onload = () => {
      link.querySelector("source")?.remove();
      small.src = large.src;
    };
    if (small.clientWidth * devicePixelRatio > 900) large.src = link.href;
  });
});
