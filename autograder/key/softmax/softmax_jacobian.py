"""1.2 softmax_jacobian: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def softmax_jacobian(z):
    """Differentiate each probability in each logit: row k is s_k, column j is z_j.

    ∂s_k/∂z_j = s_k (δ_kj − s_j).

    z: (K,) float64, finite, K ≥ 1. Returns (K, K) float64, symmetric; zero for K = 1.
    Raises nothing. Source: document 001, exercise 8.4(a); document 002, 2.2.
    """
    exponentials = np.exp(z - z.max())
    s = exponentials / exponentials.sum()
    J = -np.outer(s, s)
    # Rows sum to zero. The diagonal s_k Σ_{j≠k} s_j keeps its digits where 1 − s_k has lost them.
    np.fill_diagonal(J, 0.0)
    np.fill_diagonal(J, 0.0 - J.sum(axis=1))
    return J


@right("diagonal-minus-outer")
def softmax_jacobian(z):
    e = np.exp(z - z.max())
    s = e / e.sum()
    return np.diag(s) - np.outer(s, s)


@right("two-cases")
def softmax_jacobian(z):
    s = special.softmax(z)
    J = np.empty((len(s), len(s)))
    for k in range(len(s)):
        for j in range(len(s)):
            J[k, j] = s[k] * (1 - s[k]) if k == j else -s[k] * s[j]
    return J


@right("quotient-rule")
def softmax_jacobian(z):
    e = np.exp(z - z.max())
    total = e.sum()
    return (np.diag(e) * total - np.outer(e, e)) / total**2


@right("einsum")
def softmax_jacobian(z):
    s = special.softmax(z)
    delta = np.eye(len(s))
    return np.einsum("k,kj->kj", s, delta) - np.einsum("k,j->kj", s, s)


@right("zero-row-sums")
def softmax_jacobian(z):
    s = special.softmax(z)
    J = -s[:, None] * s
    J[np.diag_indices(len(s))] = 0
    return J - np.diag(J.sum(axis=1))


@right("log-derivative-times-s")
def softmax_jacobian(z):
    log_s = special.log_softmax(z)
    return np.exp(log_s)[:, None] * (np.eye(len(z)) - np.exp(log_s))


@right("centred-matrix")
def softmax_jacobian(z):
    s = special.softmax(z)
    C = np.eye(len(s)) - s
    return C.T @ np.diag(s) @ C


@wrong("sign")
def softmax_jacobian(z):
    s = special.softmax(z)
    return np.outer(s, s) - np.diag(s)


@wrong("diagonal-only")
def softmax_jacobian(z):
    s = special.softmax(z)
    return np.diag(s * (1 - s))


@wrong("off-diagonal-only")
def softmax_jacobian(z):
    s = special.softmax(z)
    J = np.zeros((len(z), len(z)))
    for k in range(len(z)):
        for j in range(len(z)):
            if k != j:
                J[k, j] = -s[k] * s[j]
    return J


@wrong("identity")
def softmax_jacobian(z):
    return np.eye(len(z))


@wrong("no-rank-one-term")
def softmax_jacobian(z):
    return np.diag(special.softmax(z))


@wrong("no-delta")
def softmax_jacobian(z):
    s = special.softmax(z)
    return -np.outer(s, s)


@wrong("rank-one-sign")
def softmax_jacobian(z):
    s = special.softmax(z)
    return np.diag(s) + np.outer(s, s)


@wrong("mu-for-variance")
def softmax_jacobian(z):
    s = special.softmax(z)
    J = -np.outer(s, s)
    np.fill_diagonal(J, s)
    return J


@wrong("delta-wrong-index")
def softmax_jacobian(z):
    s = special.softmax(z)
    K = len(s)
    return np.array([[s[k] * ((k == j) - s[k]) for j in range(K)] for k in range(K)])


@wrong("log-derivative")
def softmax_jacobian(z):
    return np.eye(len(z)) - special.softmax(z)


@wrong("not-normalised")
def softmax_jacobian(z):
    s = np.exp(z)
    return np.diag(s) - np.outer(s, s)


@wrong("softmax-elementwise")
def softmax_jacobian(z):
    s = 1 / (1 + np.exp(-z))
    return np.diag(s * (1 - s))


@wrong("overflow", part="robustness")
def softmax_jacobian(z):
    s = np.exp(z) / np.sum(np.exp(z))
    return np.diag(s) - np.outer(s, s)


@wrong("logits-far-apart", part="robustness")
def softmax_jacobian(z):
    e = np.exp(z - z[-1])
    s = e / e.sum()
    return np.diag(s) - np.outer(s, s)


@wrong("nan-patched", part="robustness")
def softmax_jacobian(z):
    e = np.exp(z - np.mean(z))
    s = np.nan_to_num(e / e.sum())
    return np.diag(s) - np.outer(s, s)


@wrong("clipped", part="robustness")
def softmax_jacobian(z):
    z = np.clip(z, -20, 20)
    s = np.exp(z) / np.exp(z).sum()
    return np.diag(s) - np.outer(s, s)


@wrong("finite-differences")
def softmax_jacobian(z):
    h = 1e-5
    J = np.zeros((len(z), len(z)))
    for j in range(len(z)):
        step = np.zeros(len(z))
        step[j] = h
        J[:, j] = (special.softmax(z + step) - special.softmax(z - step)) / (2 * h)
    return J


@wrong("rounded")
def softmax_jacobian(z):
    s = np.round(special.softmax(z), 12)
    return np.diag(s) - np.outer(s, s)


@wrong("float32")
def softmax_jacobian(z):
    s = special.softmax(z.astype(np.float32))
    J = np.diag(s) - np.outer(s, s)
    return J.astype(float)


@wrong("in-place", part="robustness")
def softmax_jacobian(z):
    z -= z.max()
    s = np.exp(z) / np.exp(z).sum()
    return np.diag(s) - np.outer(s, s)


@wrong("wrong-shape")
def softmax_jacobian(z):
    s = special.softmax(z)
    return (np.diag(s) - np.outer(s, s)).ravel()


@wrong("only-three-classes")
def softmax_jacobian(z):
    s = special.softmax(z)
    J = np.zeros((len(z), len(z)))
    for k in range(3):
        for j in range(3):
            J[k, j] = s[k] * (1 - s[k]) if k == j else -s[k] * s[j]
    return J


@wrong("inner-for-outer")
def softmax_jacobian(z):
    s = special.softmax(z)
    return np.diag(s) - s @ s.T


@wrong("half-filled")
def softmax_jacobian(z):
    s, K = special.softmax(z), len(z)
    J = np.zeros((K, K))
    for k in range(K):
        for j in range(k, K):
            J[k, j] = s[k] * ((k == j) - s[j])
    return J


@wrong("condition-mistaken")
def softmax_jacobian(z):
    s = special.softmax(z)
    return np.outer(s, 1 - s)


@wrong("one-place")
def softmax_jacobian(z):
    s = np.exp(z - z.max())
    return np.diag(s) - np.outer(s, s)
