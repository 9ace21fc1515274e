"""1.6 logit_hessian: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def logit_hessian(z, y):
    """Differentiate the cross-entropy of one sample twice in its logits.

    ∂²L/∂z∂zᵀ = diag(s) − s sᵀ, whatever y.

    z: (K,) float64, finite; y: (K,) float64, one-hot; K ≥ 1. Returns (K, K) float64, symmetric
    and positive semidefinite. Raises nothing. Source: document 004, both answers.
    """
    exponentials = np.exp(z - z.max())
    s = exponentials / exponentials.sum()
    H = -np.outer(s, s)
    # H1 = 0 gives the diagonal, s_k Σ_{j≠k} s_j, without the cancellation of 1 − s_k.
    np.fill_diagonal(H, 0.0)
    np.fill_diagonal(H, 0.0 - H.sum(axis=1))
    return H


@right("diagonal-minus-outer")
def logit_hessian(z, y):
    s = special.softmax(z)
    return np.diag(s) - np.outer(s, s)


@right("matrix-product")
def logit_hessian(z, y):
    s = special.softmax(z).reshape(-1, 1)
    return np.diagflat(s) - s @ s.T


@right("quotient-of-sums")
def logit_hessian(z, y):
    c = np.exp(z - z.max())
    L = c.sum()
    return (L * np.diag(c) - np.outer(c, c)) / L**2


@right("covariance")
def logit_hessian(z, y):
    s = special.softmax(z)
    H = np.zeros((len(s), len(s)))
    for probability, draw in zip(s, np.eye(len(s)), strict=True):
        H += probability * np.outer(draw - s, draw - s)
    return H


@right("columns-by-differential")
def logit_hessian(z, y):
    e = np.exp(z - z.max())
    s = e / e.sum()
    columns = [s * (dz - s @ dz) for dz in np.eye(len(z))]
    return np.column_stack(columns)


@right("zero-row-sums")
def logit_hessian(z, y):
    log_s = special.log_softmax(z)
    H = -np.exp(log_s[:, None] + log_s[None, :])
    np.fill_diagonal(H, 0)
    np.fill_diagonal(H, -H.sum(axis=0))
    return H


@right("laplacian-of-pairs")
def logit_hessian(z, y):
    s = special.softmax(z)
    K = len(s)
    H = np.zeros((K, K))
    for i in range(K):
        for j in range(i):
            pair = s[i] * s[j]
            H[i, i] += pair
            H[j, j] += pair
            H[i, j] -= pair
            H[j, i] -= pair
    return H


@wrong("sign")
def logit_hessian(z, y):
    s = special.softmax(z)
    return np.outer(s, s) - np.diag(s)


@wrong("identity")
def logit_hessian(z, y):
    return np.identity(len(z))


@wrong("empirical-fisher")
def logit_hessian(z, y):
    g = special.softmax(z) - y
    return np.outer(g, g)


@wrong("diagonal-only")
def logit_hessian(z, y):
    H = np.zeros((len(z), len(z)))
    s = special.softmax(z)
    for k in range(len(z)):
        H[k, k] = s[k] - s[k] ** 2
    return H


@wrong("off-diagonal-only")
def logit_hessian(z, y):
    s = special.softmax(z)
    H = -s[:, None] * s[None, :]
    np.fill_diagonal(H, 0)
    return H


@wrong("no-rank-one-term")
def logit_hessian(z, y):
    return np.diag(special.softmax(z))


@wrong("no-delta")
def logit_hessian(z, y):
    s = special.softmax(z)
    return -s[:, None] @ s[None, :]


@wrong("rank-one-sign")
def logit_hessian(z, y):
    s = special.softmax(z)
    return np.diag(s) + s[:, None] * s


@wrong("mu-for-variance")
def logit_hessian(z, y):
    s = special.softmax(z)
    K = len(s)
    return np.array([[s[k] if k == c else -s[k] * s[c] for c in range(K)] for k in range(K)])


@wrong("delta-wrong-index")
def logit_hessian(z, y):
    s = special.softmax(z)
    return s[:, None] * (np.eye(len(s)) - s[:, None])


@wrong("label-in-hessian")
def logit_hessian(z, y):
    g = special.softmax(z) - y
    return np.diag(g) - np.outer(g, g)


@wrong("log-derivative")
def logit_hessian(z, y):
    return np.eye(len(z)) - special.softmax(z)


@wrong("logits-far-apart", part="robustness")
def logit_hessian(z, y):
    e = np.exp(z - z[-1])
    s = e / e.sum()
    return np.diag(s) - np.outer(s, s)


@wrong("overflow", part="robustness")
def logit_hessian(z, y):
    e = np.exp(z)
    return np.diag(e) / e.sum() - np.outer(e, e) / e.sum() ** 2


@wrong("clipped", part="robustness")
def logit_hessian(z, y):
    s = special.softmax(np.clip(z, -700, 700))
    return np.diag(s) - np.outer(s, s)


@wrong("nan-patched", part="robustness")
def logit_hessian(z, y):
    s = np.exp(z - z.mean()) / np.exp(z - z.mean()).sum()
    s[np.isnan(s)] = 0
    return np.diag(s) - np.outer(s, s)


@wrong("finite-differences")
def logit_hessian(z, y):
    h = 1e-6
    steps = h * np.eye(len(z))
    return (special.softmax(z + steps, axis=1) - special.softmax(z - steps, axis=1)) / (2 * h)


@wrong("finite-differences")
def logit_hessian(z, y):
    h = 1e-4
    K = len(z)
    H = np.zeros((K, K))
    E = h * np.eye(K)

    def loss(v):
        return special.logsumexp(v) - v @ y

    for i in range(K):
        for j in range(K):
            outer = loss(z + E[i] + E[j]) + loss(z - E[i] - E[j])
            inner = loss(z + E[i] - E[j]) + loss(z - E[i] + E[j])
            H[i, j] = (outer - inner) / (4 * h * h)
    return H


@wrong("float32")
def logit_hessian(z, y):
    s = special.softmax(z).astype("float32")
    return np.diag(s) - np.outer(s, s)


@wrong("in-place", part="robustness")
def logit_hessian(z, y):
    z -= z.max()
    np.exp(z, out=z)
    z /= z.sum()
    return np.diag(z) - np.outer(z, z)


@wrong("wrong-shape")
def logit_hessian(z, y):
    s = special.softmax(z)
    return (np.diag(s) - np.outer(s, s))[None, :, :]


@wrong("inner-for-outer")
def logit_hessian(z, y):
    s = special.softmax(z)
    return np.diag(s) - s @ s.T
