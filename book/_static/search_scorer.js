/* Who searches a concept wants the chapter that explains it, before its line in the glossary; who writes a name of code (null_band, circular.eigenphases) the API. */
var Scorer = {
  score: ([docname, title, anchor, descr, score, filename]) => {
    const query = new URLSearchParams(window.location.search).get("q") || "";
    return score + (/^book\/\d/.test(docname) && !/[_.(]/.test(query) ? 120 : 0);
  },
  // what follows is Sphinx's own
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
