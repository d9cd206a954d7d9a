"""One command, `python -m pse_helpers MODEL`: from the weights of a network to its table, its cPSE and a page.

The data flows through `options` (what was asked for), `models` (a path or a name to
spectra), `examination` (spectra to all numbers, nothing printed) and one of the
forms in which they leave: `text`, `records` (JSON and CSV), `drawings` and `page`.
`progress` shows the time left, by the estimates of `costs`, `interrupts` let Ctrl-C end
it at once, `outputs` says whether somebody reads to the end, `run` calls all of them,
writes files whole or not at all, and turns what goes wrong into one line.
"""

from pse_helpers.command.run import main
