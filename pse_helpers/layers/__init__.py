"""From the weights of a network to the spectra of its layers.

`sources` reads weights out of whatever holds them, `decomposition` makes spectra
of them, `spectra` says what a network's spectra are, and in which unit; `twins`
draws untrained networks of the same shapes, `many` takes many networks at once, `spread`
counts the directions that a spectrum fills, and `reshapings` shows the matrices that a
convolution may stand for.
"""

from pse_helpers.layers.decomposition import layer_spectra
from pse_helpers.layers.many import spectra_by_name
from pse_helpers.layers.reshapings import circular_operator, input_columns, output_rows, reshapings, slices, units
from pse_helpers.layers.sources.matrix_rules import layer_rules
from pse_helpers.layers.spectra import LayerSpectra
from pse_helpers.layers.spread import participation_number, stable_rank
from pse_helpers.layers.twins import gaussian_spectra, gaussian_twins
