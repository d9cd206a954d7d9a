"""The law of Marchenko and Pastur for the spectrum of an untrained layer, and a layer's departure from it.

`law` holds the law, `departure` the distance of a layer from it and what that
distance is by chance.
"""

from pse_helpers.marchenko_pastur.departure import LawTest, kolmogorov_distance, law_test
from pse_helpers.marchenko_pastur.law import curve, density, distribution, support
