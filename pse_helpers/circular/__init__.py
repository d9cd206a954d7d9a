"""Dyson's circular ensembles for any beta: matrices, eigenphases, and exact counts without a matrix.

`matrices` holds the dense matrices of the three classical ensembles. A matrix of
the circular beta ensemble is, up to its eigenvectors, n independent complex
numbers, its Verblunsky coefficients (`coefficients`). The phase of Szegő's
recursion through them makes one turn from each eigenphase to the next, so that
counting eigenphases takes n steps and no eigenvalue solver (`winding`, `phases`).
At beta = 0 the phases are independent of each other, and no matrix is behind them (`independent`).
"""

from pse_helpers.circular.coefficients import five_diagonal_matrix, verblunsky_coefficients
from pse_helpers.circular.matrices import ENSEMBLES, beta_of, beta_or_zero, haar_unitary, sample_matrix
from pse_helpers.circular.phases import eigenphase_counts, eigenphases
