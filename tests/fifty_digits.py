"""The definitions of the course at fifty digits, differenced by mpmath, and the rule of agreement.

No formula of the course stands here: the softmax and the losses are written as they are defined,
without any shift, and every derivative is a finite difference taken by mpmath.
"""

import mpmath
import numpy as np

DIGITS = 50
EPS = np.finfo(np.float64).eps

# The rule allows 64 units of eps (1 + zmax) scale. A reference must use few of them: 3.2 was the
# worst of 100,000 random right answers, and a factor of two is left for another BLAS.
UNITS = 6.4

# Size of the largest logit; None stands for near-ties on an offset of 1e4.
SIZES = (1.0, 40.0, 700.0, 1e4, None)

exp = np.vectorize(mpmath.exp, otypes=[object])
tanh = np.vectorize(mpmath.tanh, otypes=[object])
log = np.vectorize(mpmath.log, otypes=[object])


def exact(a):
    """An array of floats as mpmath numbers, entry by entry without rounding."""
    return np.vectorize(mpmath.mpf, otypes=[object])(a)


def softmax(Z):
    """exp(z_k) / Σ_j exp(z_j) over the last axis."""
    exponentials = exp(Z)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def sigmoid(t):
    """1 / (1 + exp(−t)) elementwise."""
    return 1 / (1 + exp(-t))


def cross_entropy(Z, Y):
    """−log of the probability of the observed class, summed over the rows."""
    return -(Y * log(softmax(Z))).sum()


def softmax_loss(W, X, Y):
    """The mean cross-entropy of softmax(XW)."""
    return cross_entropy(X @ W, Y) / len(X)


def network_loss(W1, b1, W2, b2, X, Y):
    """The mean cross-entropy of softmax(tanh(X W1ᵀ + b1) W2ᵀ + b2)."""
    return cross_entropy(tanh(X @ W1.T + b1) @ W2.T + b2, Y) / len(X)


def logistic_loss(theta, X, y):
    """The mean of −y log μ − (1 − y) log(1 − μ)."""
    t = X @ theta
    return -(y * log(sigmoid(t)) + (1 - y) * log(sigmoid(-t))).sum() / len(X)


def _restricted(f, x, *places):
    """f as a function of some entries of x, the others held."""

    def g(*values):
        moved = x.copy()
        for place, value in zip(places, values, strict=True):
            moved[place] = value
        return f(moved)

    return g


def gradient(f, x, digits=DIGITS):
    """∂f/∂x of a scalar f, as float64 in the shape of x."""
    result = np.zeros(x.shape)
    with mpmath.workdps(digits):
        point = exact(x)
        for place in np.ndindex(x.shape):
            result[place] = mpmath.diff(_restricted(f, point, place), point[place])
    return result


def jacobian(f, x):
    """∂f_k/∂x_j of a vector f of as many entries as x, as float64 (K, K)."""
    return np.array([gradient(lambda v, k=k: f(v)[k], x) for k in range(len(x))])


def hessian(f, x):
    """∂²f/∂v∂vᵀ for v = vec(x), columns of x stacked, as float64."""
    places = [place[::-1] for place in np.ndindex(x.shape[::-1])]
    result = np.zeros((x.size, x.size))
    with mpmath.workdps(DIGITS):
        point = exact(x)
        for i, first in enumerate(places):
            result[i, i] = mpmath.diff(_restricted(f, point, first), point[first], 2)
            for j, second in enumerate(places[:i]):
                g = _restricted(f, point, first, second)
                mixed = mpmath.diff(g, (point[first], point[second]), (1, 1))
                result[i, j] = result[j, i] = mixed
    return result


def logits(rng, K, size):
    """K logits of a size of SIZES."""
    if size is None:
        return 1e4 + rng.integers(-1, 2, size=K).astype(float)
    z = rng.uniform(-1, 1, size=K)
    return z * size / np.abs(z).max()


def design_and_weights(rng, m, d, K, size):
    """X (m, d) and W (d, K) such that |XW| is of a size of SIZES."""
    X, W = rng.normal(size=(m, d)), rng.normal(size=(d, K))
    if size is None:
        X[:, 0] = 1.0
        W[0] += 1e4
        return X, W
    return X, W * size / np.abs(X @ W).max()


def one_hot(rng, m, K):
    """Y (m, K) with one 1.0 in each row."""
    return np.eye(K)[rng.integers(K, size=m)]


def zmax(A, B):
    """max(|A||B|), the size of the terms of the logits."""
    return (np.abs(A) @ np.abs(B)).max()


def used(got, want, scale, zmax=0.0):
    """The number of units of eps (1 + zmax) scale by which a result is off at worst."""
    error = np.abs(np.asarray(got) - want)
    assert np.isfinite(error).all()
    unit = np.broadcast_to(EPS * (1 + zmax) * np.asarray(scale, dtype=float), error.shape)
    assert (error[unit == 0] == 0).all()
    return (error[unit > 0] / unit[unit > 0]).max(initial=0.0)


def assert_agrees(got, want, scale, zmax=0.0):
    """The result has the shape of the truth and is off by few units at worst."""
    assert np.shape(got) == np.shape(want)
    assert used(got, want, scale, zmax) <= UNITS
