"""The law of Marchenko and Pastur for the spectrum of an untrained layer, and a test of layers against it.

`law` holds the law, `layer_test` the distance of a layer from it and what that
distance is by chance, `spread` two numbers that need no law.
"""

from pse_helpers.marchenko_pastur.law import curve, density, distribution, support
from pse_helpers.marchenko_pastur.layer_test import LawTest, kolmogorov_distance, law_test
from pse_helpers.marchenko_pastur.spread import participation_number, stable_rank

__all__ = ["support", "density", "distribution", "curve", "kolmogorov_distance", "law_test", "LawTest", "stable_rank",
           "participation_number"]
