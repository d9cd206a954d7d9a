/* What scrolls sideways can be reached by the keyboard: long formulas, which the theme's script does not see. */
window.addEventListener("load", () => {
  const mark = () => document.querySelectorAll("mjx-container[display], div.math").forEach((box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  });
  const set = window.MathJax?.startup?.promise ?? Promise.resolve();
  set.then(mark);
  set.then(backToTarget);
  window.addEventListener("resize", mark);
});

/* Formulas take less room when they are set than before, so what the address leads to has moved by then. */
let readerMoved = false;
["wheel", "touchmove", "keydown", "pointerdown"].forEach((act) =>
  window.addEventListener(act, () => { readerMoved = true; }, { once: true, passive: true }));
function backToTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!readerMoved) target?.scrollIntoView(); // smoothly, as the browser is still on its way to the old place
}
