(() => {
  const root = document.documentElement.dataset;
  let chosen;

  // Before anything is drawn: a reader who chose no theme gets that of the system, and sees no flash of the other.
  if (root.mode !== "light" && root.mode !== "dark")
    root.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";

  // Paper is light.
  addEventListener("beforeprint", () => { chosen = root.theme; root.theme = "light"; });
  addEventListener("afterprint", () => { root.theme = chosen; });
})();
