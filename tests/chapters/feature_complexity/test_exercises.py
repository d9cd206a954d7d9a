"""The checkers of the exercises on feature complexity know right answers from typical wrong ones."""

import numpy as np
import pytest
from scipy.stats import entropy

from pse_helpers import features
from pse_helpers.chapters import exercises


def patterns(values):
    return np.unique(values, axis=0, return_counts=True)[1]


def own(values):
    return features.switch_entropies(values).sum()


def variances(x):
    return np.linalg.eigvalsh(np.cov(x.T)).clip(1e-300)


def dimension(x):
    return np.exp(entropy(variances(x)))


def by_number(a):
    """As the chapter counts: wrong where the numbers of patterns overflow."""
    counts = np.bincount(np.maximum((a > 0) @ 2**np.arange(a.shape[1]), 0))
    return entropy(counts, base=2)


def by_covariance(x):
    share = np.linalg.eigvalsh(np.cov(x.T))
    with np.errstate(all="ignore"):
        return np.exp(-np.sum(share / share.sum() * np.log(share / share.sum())))


SIGNS = np.vstack([np.eye(4), -np.eye(4)])
OFFSETS = np.repeat([50.0, -50.0], 4)
TURN = np.linalg.qr(np.random.default_rng(1).standard_normal((4, 4)))[0]


@pytest.mark.parametrize("name, answer", [
    ("entropy", features.plug_in_complexity),
    ("entropy", lambda a: entropy(patterns(a > 0), base=2)),
    ("dimension", features.effective_dimension),
    ("dimension", dimension),
    ("linear", (SIGNS, OFFSETS, SIGNS.T, [-50] * 4)),
    ("linear", (np.vstack([2 * TURN, -TURN]), [100] * 4 + [-50] * 4, np.hstack([TURN.T / 2, -TURN.T]),
                -50 * TURN.T.sum(axis=1))),
])
def test_right_answers(name, answer):
    assert exercises.check(name, answer).right


@pytest.mark.parametrize("name, answer, hint", [
    ("entropy", lambda a: entropy(patterns(a >= 0), base=2), "at exactly 0 it is off"),
    ("entropy", lambda a: entropy(patterns(a), base=2), "only whether they are positive"),
    ("entropy", lambda a: entropy(patterns(a > 0)), "base 2"),
    ("entropy", own, "count whole rows"),
    ("entropy", lambda a: np.log2(len(patterns(a > 0))), "same share"),
    ("entropy", lambda a: entropy(patterns((a > 0).T), base=2), "rows are samples"),
    ("entropy", lambda a: -entropy(patterns(a > 0), base=2), "sign is wrong"),
    ("entropy", features.switch_entropies, "shape"),
    ("entropy", lambda a: None, "returned None"),
    ("entropy", 2.0, "should be a function"),
    ("dimension", lambda x: np.exp(entropy(np.linalg.svd(x, compute_uv=False)**2)), "mean of each feature"),
    ("dimension", lambda x: np.exp(entropy(variances(x)**0.5)), "square of a singular value"),
    ("dimension", lambda x: entropy(variances(x)), "its exponential"),
    ("dimension", lambda x: np.exp(entropy(x.var(axis=0))), "along the principal axes"),
    ("dimension", lambda x: variances(x).sum()**2 / (variances(x)**2).sum(), "participation ratio"),
    ("dimension", lambda x: dimension(x.T), "not over features"),
    ("dimension", lambda x: dimension(x - x.mean(axis=1, keepdims=True)), "Compute it by hand"),
    ("dimension", lambda x: np.exp(entropy(np.linalg.svd(x - x.mean(axis=1, keepdims=True), compute_uv=False)**2)),
     "not over features"),
    ("dimension", lambda x: variances(x), "shape"),
    ("dimension", lambda x: None, "returned None"),
    ("dimension", None, "should be a function"),
    ("entropy", by_number, "no 64-bit integer"),
    ("dimension", by_covariance, "count for nothing"),
    ("linear", (SIGNS, OFFSETS, SIGNS.T, np.zeros(4)), "are not the inputs"),
    ("linear", (SIGNS, 0 * OFFSETS, SIGNS.T, np.zeros(4)), "have 4.00 bits"),
    ("linear", (SIGNS, 0 * OFFSETS + np.tile([50, 0, 0, 0], 2) * np.repeat([1, -1], 4), SIGNS.T, [-50, 0, 0, 0]),
     "have 3.00 bits"),
    ("linear", (SIGNS, OFFSETS / 16, SIGNS.T, [-50 / 16] * 4), "have 0.0"),
    ("linear", (np.vstack([np.eye(4), 0 * np.eye(4)]), OFFSETS, SIGNS.T, [-50] * 4), "near the data only"),
    ("linear", (SIGNS.T, OFFSETS, SIGNS.T, np.zeros(4)), "in this order"),
    ("linear", (SIGNS, SIGNS.T), "in this order"),
    ("linear", SIGNS, "in this order"),
    ("linear", None, "in this order"),
    ("linear", (1, "two"), "in this order"),
])
def test_wrong_answers(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message
