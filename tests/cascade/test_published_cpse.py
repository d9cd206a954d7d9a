"""The numbers that the authors' package tests itself with: VGG-11 of torchvision, trained on ImageNet.

Every layer that enters their measure has a spectrum whose length divides the
longest, 4096; the only other one, of 1000 classes, is the last, which they leave
out. So tiling cuts no period and the order of the eigenvalues plays no part: on the
random weights of seed 0 their package and REFERENCE agree to 13 digits. What remains
is the rounding of older versions (torch 1.3, single precision): one value that
crosses an edge of ten bins changes a count by 4096 / N. The weights have been saved
anew since, in another format and so with another hash; that the numbers are the
same is what torchvision intended, and where this module is skipped it is not checked.
"""

import pytest

from pse_helpers import networks
from pse_helpers.cascade import REFERENCE, cpse


@pytest.fixture(scope="module")
def vgg11():
    try:
        return cpse(networks.load("vgg11", "IMAGENET1K_V1"), REFERENCE)
    except ConnectionError as error:
        pytest.skip(str(error))


def test_the_published_distances(vgg11):
    assert len(vgg11.distances) == 9
    assert vgg11.distances[0] == pytest.approx(620.8614145333568, rel=1e-3)
    assert vgg11.distances[5] == pytest.approx(0.4511635231637898, rel=1e-3)


def test_the_published_cpse(vgg11):
    assert vgg11.value == pytest.approx(0.03596423728640884, abs=5e-3)


def test_tiling_cuts_no_period():
    """The premise: of the shapes, which do not depend on the weights."""
    *entering, last = (out for out, _ in networks.spectra("vgg11").shapes)
    assert max(entering) == 4096 and all(4096 % out == 0 for out in entering) and 4096 % last != 0
