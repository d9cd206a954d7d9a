/* What scrolls sideways can be reached by the keyboard: long formulas, which the theme's script does not see. */
window.addEventListener("load", () => {
  const mark = () => document.querySelectorAll("mjx-container[display], div.math").forEach((box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  });
  (window.MathJax?.startup?.promise ?? Promise.resolve()).then(mark);
  window.addEventListener("resize", mark);
});
