"""One command, `python -m pse_helpers MODEL`: from the weights of a network to its table, its cPSE and a page.

The data flows through `options` (what was asked for), `models` (a path or a name to
spectra), `examination` (spectra to all numbers, nothing printed) and one of the
forms in which they leave: `text`, `records` (JSON and CSV), `drawings` and `page`.
`progress` shows the time left, by the estimates of `costs`, `outputs` writes files whole
or not at all, `run` calls all of them and turns what goes wrong into one line.
"""

from pse_helpers.command.run import main
