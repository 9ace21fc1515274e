"""2.5 probability_gradient: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import LARGER, ONE_SAMPLE, SAME_CLASS
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": (*LARGER, SAME_CLASS), "robustness": ONE_SAMPLE}


@reference
def probability_gradient(W, x, k, c):
    """Differentiate the probability of class k in the weights of class c, for one sample.

    ∂p_k/∂w_c = p_k (δ_kc − p_c) x with p = softmax(Wᵀx).

    W: (d, K), x: (d,), both float64 and finite; k, c: int in 0, …, K − 1. Returns (d,) float64.
    Raises nothing. Source: document 001, exercise 8.4(b), from item (a) by the chain rule.
    """
    from scipy import special

    p = special.softmax(x @ W)
    # 1 − p_k as the sum of the other probabilities: exact to rounding where p_k is nearly 1.
    return p[k] * (np.delete(p, k).sum() if k == c else -p[c]) * x


@right("formula")
def probability_gradient(W, x, k, c):
    z = W.T @ x
    e = np.exp(z - z.max())
    p = e / e.sum()
    return p[k] * ((k == c) - p[c]) * x


@right("indices-swapped")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    delta = 1.0 if c == k else 0.0
    return p[c] * (delta - p[k]) * x


@right("two-cases")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    if k == c:
        return p[k] * (1 - p[k]) * x
    return -p[k] * p[c] * x


@right("jacobian-then-input")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    J = np.diag(p) - np.outer(p, p)
    return J[k, c] * x


@right("quotient-rule")
def probability_gradient(W, x, k, c):
    z = x @ W
    e = np.exp(z - z.max())
    total = e.sum()
    top = e[k] * x if k == c else np.zeros(len(x))
    return (top * total - e[k] * (e[c] * x)) / total**2


@right("logarithm-differentiated")
def probability_gradient(W, x, k, c):
    log_p = special.log_softmax(x @ W)
    return np.exp(log_p[k]) * (np.eye(len(log_p))[k, c] - np.exp(log_p[c])) * x


@right("differential")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    g = []
    for v in x:
        dz = np.zeros(len(p))
        dz[c] = v
        g.append((p * (dz - p @ dz))[k])
    return np.array(g)


@wrong("sign")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    return p[k] * (p[c] - (k == c)) * x


@wrong("no-rank-one-term")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    return p[k] * (k == c) * x


@wrong("no-delta")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    return -p[k] * p[c] * x


@wrong("rank-one-sign")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    return p[k] * ((k == c) + p[c]) * x


@wrong("diagonal-only")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    if k == c:
        return p[k] * (1 - p[k]) * x
    return np.zeros(len(x))


@wrong("off-diagonal-only")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    g = np.zeros(len(x))
    if k != c:
        g -= p[k] * p[c] * x
    return g


@wrong("class-ignored")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    return p[k] * (1 - p[k]) * x


@wrong("mu-for-variance")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    return p[k] * x if k == c else -p[k] * p[c] * x


@wrong("delta-wrong-index")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    return p[k] * ((k == c) - p[k]) * x


@wrong("class-off-by-one")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    return p[k - 1] * ((k == c) - p[c - 1]) * x


@wrong("log-derivative")
def probability_gradient(W, x, k, c):
    return ((k == c) - special.softmax(x @ W)[c]) * x


@wrong("weights-for-input")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    return p[k] * ((k == c) - p[c]) * W[:, c]


@wrong("input-forgotten")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    return np.full(len(x), p[k] * ((k == c) - p[c]))


@wrong("bias-forgotten")
def probability_gradient(W, x, k, c):
    p = special.softmax(x[1:] @ W[1:])
    return p[k] * ((k == c) - p[c]) * x


@wrong("softmax-elementwise")
def probability_gradient(W, x, k, c):
    p = special.expit(x @ W)
    return p[k] * ((k == c) - p[c]) * x


@wrong("not-normalised")
def probability_gradient(W, x, k, c):
    p = np.exp(x @ W)
    return p[k] * ((k == c) - p[c]) * x


@wrong("only-at-zero-weights")
def probability_gradient(W, x, k, c):
    K = W.shape[1]
    return ((k == c) - 1 / K) / K * x


@wrong("overflow", part="robustness")
def probability_gradient(W, x, k, c):
    e = np.exp(x @ W)
    p = e / e.sum()
    return p[k] * ((k == c) - p[c]) * x


@wrong("logits-far-apart", part="robustness")
def probability_gradient(W, x, k, c):
    z = x @ W
    e = np.exp(z - z[c])
    p = e / e.sum()
    return p[k] * ((k == c) - p[c]) * x


@wrong("logits-far-apart", part="robustness")
def probability_gradient(W, x, k, c):
    z = x @ (W - W[:, [k]])
    p = np.exp(z) / np.exp(z).sum()
    return p[k] * ((k == c) - p[c]) * x


@wrong("nan-patched", part="robustness")
def probability_gradient(W, x, k, c):
    z = x @ W
    e = np.exp(z - z.mean())
    p = np.nan_to_num(e / e.sum())
    return p[k] * ((k == c) - p[c]) * x


@wrong("finite-differences")
def probability_gradient(W, x, k, c):
    h = 1e-6
    g = np.zeros(len(x))
    for r in range(len(x)):
        up, down = W.copy(), W.copy()
        up[r, c] += h
        down[r, c] -= h
        g[r] = (special.softmax(x @ up)[k] - special.softmax(x @ down)[k]) / (2 * h)
    return g


@wrong("float32")
def probability_gradient(W, x, k, c):
    x = x.astype("float32")
    p = special.softmax(x @ W.astype("float32"))
    return (p[k] * ((k == c) - p[c]) * x).astype("float64")


@wrong("in-place", part="robustness")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    x *= p[k] * ((k == c) - p[c])
    return x


@wrong("wrong-shape")
def probability_gradient(W, x, k, c):
    p = special.softmax(x @ W)
    return np.outer(x, p[k] * ((k == c) - p[c]))


@wrong("delta-wrong-index")
def probability_gradient(W, x, k, c):
    p = special.softmax(W.T @ x)
    delta = 1.0 if c == k else 0.0
    return p[c] * (delta - p[c]) * x
