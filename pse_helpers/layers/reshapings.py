"""From a kernel to a spectrum: the matrices that a convolution may stand for, and the units of its weights."""

import numpy as np

from pse_helpers.checks import check_whole, real_array, whole_numbers

# -- the choice of a matrix ----------------------------------------------------

def reshapings(kernel, side):
    r"""Squared singular values of a convolution's kernel under four choices of a matrix.

    Parameters
    ----------
    kernel : array_like, shape (out, in, height, width)
    side : int
        n, of the square image on which the operator acts, at least that of the kernel.

    Returns
    -------
    dict of str to ndarray
        Descending, in the squared units of the weights:
        `"output rows"`, :func:`output_rows`; `"input columns"`, :func:`input_columns`;
        `"slices"`, :func:`slices`; `"operator"`, :func:`circular_operator`.

    Notes
    -----
    The values of the first three sum to the kernel's squared Frobenius norm, those
    of the operator to :math:`n^2` times it.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.layers import reshapings
    >>> choices = reshapings(np.ones((2, 3, 3, 3)), 8)
    >>> [len(values) for values in choices.values()]
    [2, 3, 18, 128]
    >>> [float(values[0].round(9)) for values in choices.values()]
    [54.0, 54.0, 6.0, 486.0]
    """
    return {"output rows": output_rows(kernel), "input columns": input_columns(kernel),
            "slices": slices(kernel), "operator": circular_operator(kernel, side)}


def output_rows(kernel):
    """Squared singular values of the matrix (out, in height width): one row for each output channel.

    Parameters
    ----------
    kernel : array_like, shape (out, in, height, width)

    Returns
    -------
    ndarray, shape (min(out, in height width),)
        Descending, in the squared units of the weights.

    Notes
    -----
    What :func:`layer_spectra` takes.
    Source: Süzen, Cerdà and Weber (2019), arXiv:1911.07831, section on layer matrices.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.layers import output_rows
    >>> output_rows(np.ones((2, 3, 3, 3))).round(9)
    array([54.,  0.])
    """
    kernel = _kernel(kernel)
    return _squared(kernel.reshape(len(kernel), -1))


def input_columns(kernel):
    """Squared singular values of the matrix (out height width, in): one column for each input channel.

    Parameters
    ----------
    kernel : array_like, shape (out, in, height, width)

    Returns
    -------
    ndarray, shape (min(out height width, in),)
        Descending, in the squared units of the weights.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.layers import input_columns
    >>> input_columns(np.ones((2, 3, 3, 3))).round(9)
    array([54.,  0.,  0.])
    """
    return output_rows(_kernel(kernel).swapaxes(0, 1))


def slices(kernel):
    """Squared singular values of the height times width matrices (out, in), pooled.

    Parameters
    ----------
    kernel : array_like, shape (out, in, height, width)

    Returns
    -------
    ndarray, shape (height width min(out, in),)
        Descending, in the squared units of the weights.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.layers import slices
    >>> slices(np.ones((1, 1, 2, 2)))
    array([1., 1., 1., 1.])
    """
    return _squared(_kernel(kernel).transpose(2, 3, 0, 1))


def circular_operator(kernel, side):
    r"""Squared singular values of a convolution as a linear map of images, with circular padding.

    The map from in to out channels of n x n pixels has a matrix of order
    :math:`(n^2\,\mathrm{out}, n^2\,\mathrm{in})`. A Fourier transform over the pixels
    splits it into one block (out, in) for each frequency u,

    .. math:: \hat K(u) = \sum_a K_a\, e^{-2\pi i\, u \cdot a / n} ,

    where a runs over the kernel's positions.

    Parameters
    ----------
    kernel : array_like, shape (out, in, height, width)
    side : int
        n, at least that of the kernel.

    Returns
    -------
    ndarray, shape (n^2 min(out, in),)
        Descending, in the squared units of the weights.

    Notes
    -----
    Where the kernel is centred changes the phases of the blocks and no singular value.
    Source: Sedghi, Gupta and Long (2019), ICLR.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.layers import circular_operator
    >>> circular_operator(np.ones((1, 1, 2, 1)), 2).round(9)      # twice the mean of two pixels, or nothing
    array([4., 4., 0., 0.])
    """
    kernel = _kernel(kernel)
    side = check_whole(side, "side", least=max(kernel.shape[2:]))
    return _squared(np.fft.fft2(kernel, (side, side)).transpose(2, 3, 0, 1))


def _kernel(kernel):
    kernel = real_array(kernel, "kernel")
    if kernel.ndim != 4 or kernel.size == 0:
        raise ValueError(f"kernel must have the shape (out, in, height, width), none of them 0; got {kernel.shape}")
    largest = np.abs(kernel).max()
    if largest and not 1e-150 < largest < 1e150:
        raise ValueError(f"kernel must have weights whose squares are in range; got the largest {largest:.0e}")
    return kernel


def _squared(matrices):
    """The squared singular values of a stack of matrices, pooled, descending."""
    return np.sort(np.linalg.svd(matrices, compute_uv=False)**2, axis=None)[::-1]


# -- the choice of a unit ------------------------------------------------------

def units(shape, area=1):
    r"""The units in which squared singular values of a layer are usually given, as divisors.

    With :math:`\mathrm{fan_{in}} = \mathrm{rest}` and
    :math:`\mathrm{fan_{out}} = \mathrm{out} \times \mathrm{area}`, Glorot's and He's
    rules prescribe the variance of the weights of an untrained layer,

    .. math:: v_\mathrm{Glorot} = \frac{2}{\mathrm{fan_{in}} + \mathrm{fan_{out}}}, \qquad
              v_\mathrm{He} = \frac{2}{\mathrm{fan_{in}}} .

    Parameters
    ----------
    shape : (int, int)
        The layer matrix's shape (out, rest).
    area : int
        Height times width of the kernel; 1 for a linear layer.

    Returns
    -------
    dict of str to float
        `"raw"`, 1; `"1/rest"`, rest, for the eigenvalues of W W^T / rest;
        `"Glorot"` and `"He"`, the variances above.

    Notes
    -----
    Source: Glorot and Bengio (2010), eq. 12; He, Zhang, Ren and Sun (2015), eq. 10.

    Examples
    --------
    >>> from pse_helpers.layers import units
    >>> units((16, 144), area=9)
    {'raw': 1.0, '1/rest': 144.0, 'Glorot': 0.006944444444444444, 'He': 0.013888888888888888}
    """
    out, rest = whole_numbers(shape, "shape", number=2)
    fan_out = out * check_whole(area, "area")
    return {"raw": 1.0, "1/rest": float(rest), "Glorot": 2 / (rest + fan_out), "He": 2 / rest}
