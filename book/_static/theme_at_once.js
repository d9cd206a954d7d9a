/* Before anything is drawn: a reader who chose no theme gets that of the system, and sees no flash of the other. */
(() => {
  const root = document.documentElement.dataset;
  if (root.mode === "light" || root.mode === "dark") return;
  root.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
})();
