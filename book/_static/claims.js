/* A tap on a mark shows what was computed, a second one follows its link; with a mouse the link is followed at once. */
document.addEventListener("click", (event) => {
  const mark = event.target.closest("a.claim");
  const opens = mark && matchMedia("(hover: none)").matches && !mark.classList.contains("open");
  document.querySelectorAll("a.claim.open").forEach((other) => other.classList.remove("open"));
  if (opens) {
    event.preventDefault();
    mark.classList.add("open");
  }
});

/* The ledger shows the claims that hold what is typed. */
document.addEventListener("DOMContentLoaded", () => {
  const filter = document.querySelector("input.claim-filter");
  if (!filter) return;
  filter.hidden = false;
  filter.addEventListener("input", () => {
    const wanted = filter.value.toLowerCase();
    document.querySelectorAll(".claim-entry").forEach((entry) => {
      entry.hidden = !entry.textContent.toLowerCase().includes(wanted);
    });
    document.querySelectorAll("section.claims-of-chapter").forEach((section) => {
      section.hidden = !section.querySelector(".claim-entry:not([hidden])");
    });
  });
});
