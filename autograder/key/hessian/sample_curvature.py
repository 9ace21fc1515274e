"""3.2 sample_curvature: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def sample_curvature(p):
    """Form the curvature of one sample's loss in its logits from its probabilities.

    S = diag(p) − p pᵀ.

    p: (K,) float64, entries ≥ 0 that sum to 1 up to rounding. Returns (K, K) float64, symmetric
    and positive semidefinite. Raises nothing. Source: document 000, S_i.
    """
    S = -np.outer(p, p)
    # S1 = 0 gives the diagonal, p_k Σ_{j≠k} p_j, without the cancellation of 1 − p_k.
    np.fill_diagonal(S, 0.0)
    np.fill_diagonal(S, 0.0 - S.sum(axis=1))
    return S


@right("diagonal-minus-outer")
def sample_curvature(p):
    return np.diag(p) - np.outer(p, p)


@right("two-cases")
def sample_curvature(p):
    K = len(p)
    S = np.zeros((K, K))
    for k in range(K):
        for c in range(K):
            S[k, c] = p[k] * (1 - p[k]) if k == c else -p[k] * p[c]
    return S


@right("covariance")
def sample_curvature(p):
    C = np.eye(len(p)) - p
    return np.einsum("k,ka,kb->ab", p, C, C)


@right("zero-row-sums")
def sample_curvature(p):
    S = -p[:, None] * p[None, :]
    np.fill_diagonal(S, 0)
    return S - np.diag(S.sum(axis=1))


@right("rows-scaled")
def sample_curvature(p):
    return p[:, None] * (np.eye(len(p)) - p)


@right("columns-by-differential")
def sample_curvature(p):
    return np.array([p * (e - p @ e) for e in np.eye(len(p))]).T


@right("sum-over-pairs")
def sample_curvature(p):
    K = len(p)
    S = np.zeros((K, K))
    for a in range(K):
        for b in range(a + 1, K):
            e = np.zeros(K)
            e[a], e[b] = 1, -1
            S += p[a] * p[b] * np.outer(e, e)
    return S


@wrong("sign")
def sample_curvature(p):
    return np.outer(p, p) - np.diag(p)


@wrong("identity")
def sample_curvature(p):
    return np.eye(len(p))


@wrong("diagonal-only")
def sample_curvature(p):
    return np.diag(p * (1 - p))


@wrong("off-diagonal-only")
def sample_curvature(p):
    return np.diag(p**2) - np.outer(p, p)


@wrong("no-rank-one-term")
def sample_curvature(p):
    return np.diag(p)


@wrong("no-delta")
def sample_curvature(p):
    return -np.outer(p, p)


@wrong("rank-one-sign")
def sample_curvature(p):
    return np.diag(p) + np.outer(p, p)


@wrong("mu-for-variance")
def sample_curvature(p):
    S = -np.outer(p, p)
    for k in range(len(p)):
        S[k, k] = p[k]
    return S


@wrong("delta-wrong-index")
def sample_curvature(p):
    K = len(p)
    S = np.zeros((K, K))
    for k in range(K):
        for c in range(K):
            S[k, c] = p[k] * ((k == c) - p[k])
    return S


@wrong("log-derivative")
def sample_curvature(p):
    return np.eye(len(p)) - p


@wrong("softmax-again")
def sample_curvature(p):
    s = special.softmax(p)
    return np.diag(s) - np.outer(s, s)


@wrong("inner-for-outer")
def sample_curvature(p):
    return np.diag(p) - p @ p.T


@wrong("correlation")
def sample_curvature(p):
    S = np.diag(p) - np.outer(p, p)
    deviations = np.sqrt(p * (1 - p))
    return S / np.outer(deviations, deviations)


@wrong("logits-far-apart", part="robustness")
def sample_curvature(p):
    log_derivative = np.diag(1 / p) - 1
    return p[:, None] * log_derivative * p


@wrong("clipped-probability", part="robustness")
def sample_curvature(p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return np.diag(p) - np.outer(p, p)


@wrong("finite-differences")
def sample_curvature(p):
    h = 1e-6
    z = np.log(p)
    S = np.zeros((len(p), len(p)))
    for k in range(len(p)):
        step = np.zeros(len(p))
        step[k] = h
        S[:, k] = (special.softmax(z + step) - special.softmax(z - step)) / (2 * h)
    return S


@wrong("rounded")
def sample_curvature(p):
    return np.round(np.diag(p) - np.outer(p, p), 12)


@wrong("float32")
def sample_curvature(p):
    p = p.astype(np.float32)
    return (np.diag(p) - np.outer(p, p)).astype(np.float64)


@wrong("in-place", part="robustness")
def sample_curvature(p):
    S = np.diag(p)
    p *= -1
    return S - np.outer(p, p)


@wrong("wrong-shape")
def sample_curvature(p):
    p = p[:, None]
    return (np.diagflat(p) - p @ p.T).reshape(1, len(p), len(p))


@wrong("wrong-type")
def sample_curvature(p):
    K = len(p)
    return [[p[k] * ((k == c) - p[c]) for c in range(K)] for k in range(K)]


@wrong("only-three-classes")
def sample_curvature(p):
    S = np.zeros((len(p), len(p)))
    for k in range(3):
        for c in range(3):
            S[k, c] = p[k] * ((k == c) - p[c])
    return S
