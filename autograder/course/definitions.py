"""What the course differentiates: the softmax, the logistic function and their losses.

Each function is a definition, in the form that neither overflows nor cancels. It accepts float,
complex and hyper-dual arrays (shifts use the real part) with any number of leading axes, so that
`differences` can evaluate it at many displaced points in one call. No derivative stands here.
Some exercises ask for a definition itself, so none works while a checked function runs.
"""

import numpy as np

from autograder.checking.differences import closing


@closing
def log_sum_exp(z):
    """Return log Σ_k exp(z_k) over the last axis: (…, K) to (…,).

    Shifting by the largest real part leaves the value unchanged and keeps every exponential ≤ 1
    (document 004, second answer, first line).
    """
    shift = z.real.max(axis=-1, keepdims=True)
    return np.log(np.exp(z - shift).sum(axis=-1)) + shift[..., 0]


@closing
def softmax(z):
    """Return s_k = exp(z_k) / Σ_j exp(z_j) over the last axis: (…, K) to (…, K).

    Documents 001 (exercise 8.4), 002 (1.2), 003 and 004 define it; the shift is ours.
    """
    weights = np.exp(z - z.real.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


@closing
def shifted_probabilities(p, dz):
    """Return the softmax after its logits moved by dz from where it was p: both (…, K).

    p_k exp(dz_k) / Σ_j p_j exp(dz_j) needs no logarithm of p, so that p_k = 0 is no exception.
    """
    weights = p * np.exp(dz)
    return weights / weights.sum(axis=-1, keepdims=True)


@closing
def cross_entropy(z, y):
    """Return L(z) = log Σ_k exp(z_k) − Σ_k y_k z_k for one-hot y: (…, K) to (…,).

    Documents 002 (1.1) and 004; the logarithm of a probability is never formed.
    """
    return log_sum_exp(z) - (y * z).sum(axis=-1)


@closing
def probability_loss(p, y):
    """Return L(ŷ) = −Σ_k y_k log ŷ_k as a function of probabilities: (…, K) to (…,).

    Document 002 (1.1). Needs every ŷ_k > 0.
    """
    return -(y * np.log(p)).sum(axis=-1)


@closing
def sigmoid(t):
    """Return σ(t) = 1 / (1 + exp(−t)) elementwise, as the softmax of the two logits (0, t)."""
    pair = t[..., None] * np.array([0.0, 1.0])
    return softmax(pair)[..., 1]


@closing
def logistic_loss(theta, X, y):
    """Return J(θ), the mean over i of log(1 + exp(x_iᵀθ)) − y_i x_iᵀθ: (…, d) to (…,).

    X is (m, d), y is (m,) of 0 and 1. Document 001, whose page 1 has the mean.
    """
    return logistic_losses(theta, X, y).sum(axis=-1) / len(y)


@closing
def logistic_losses(theta, X, y):
    """Return the terms of J(θ), one a sample and not divided by m: (…, d) to (…, m)."""
    t = (theta[..., None, :] * X).sum(axis=-1)
    return log_sum_exp(t[..., None] * np.array([0.0, 1.0])) - y * t


@closing
def softmax_loss(W, X, Y):
    """Return L(W), the mean cross-entropy of the rows of softmax(XW): (…, d, K) to (…,).

    X is (m, d), Y is one-hot (m, K). Document 000; 001 and 003 use the sum ℓ = −m L.
    """
    return cross_entropy(X @ W, Y).sum(axis=-1) / len(Y)


@closing
def layer_loss(W, b, A, Y):
    """Return the mean cross-entropy of softmax(W a_i + b): W (…, K, n), b (…, K), A (m, n).

    Document 002 (4), whose W has one row for each class. Y is one-hot (m, K).
    """
    return cross_entropy(_affine(A, W, b), Y).sum(axis=-1) / len(Y)


@closing
def network_logits(W1, b1, W2, b2, X):
    """Return W2 tanh(W1 x_i + b1) + b2, one row a sample: X (m, d) to (…, m, K).

    W1 is (…, n, d), b1 (…, n), W2 (…, K, n), b2 (…, K); one of them may have leading axes.
    """
    return _affine(np.tanh(_affine(X, W1, b1)), W2, b2)


@closing
def network_loss(W1, b1, W2, b2, X, Y):
    """Return the mean cross-entropy of the softmax of network_logits; Y is one-hot (m, K)."""
    return cross_entropy(network_logits(W1, b1, W2, b2, X), Y).sum(axis=-1) / len(Y)


def _affine(A, W, b):
    return (A[..., None, :] * W[..., None, :, :]).sum(axis=-1) + b[..., None, :]
