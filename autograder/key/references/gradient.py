"""Reference solutions of 02-gradient: from one derivative to a gradient."""

import numpy as np


def sigmoid(t):
    """Evaluate the logistic function elementwise.

    σ(t) = 1 / (1 + exp(−t)).

    t: array of any shape, float64, finite. Returns float64 of the same shape, in [0, 1].
    Raises nothing. Source: document 001, exercise 8.3, μ_i = σ(θᵀx_i).
    """
    from scipy import special

    return special.expit(t)


def logistic_loss(theta, X, y):
    """Average the logistic loss of θ over the samples.

    J(θ) = (1/m) Σ_i [log(1 + exp(x_iᵀθ)) − y_i x_iᵀθ], a mean.

    theta: (d,), X: (m, d), both float64 and finite; y: (m,) float64 of 0 and 1. Returns a
    float ≥ 0. Raises nothing. Source: document 001, exercise 8.3, whose page 1 differentiates it.
    """
    # For y in {0, 1} the loss is log(1 + exp(±t)): one term, so that nothing cancels.
    return np.logaddexp(0.0, (1.0 - 2.0 * y) * (X @ theta)).mean()


def logistic_gradient(theta, X, y):
    """Differentiate the mean logistic loss in θ.

    ∇J = (1/m) Xᵀ(μ − y) with μ_i = σ(x_iᵀθ), a mean.

    theta: (d,), X: (m, d), both float64 and finite; y: (m,) float64 of 0 and 1. Returns (d,)
    float64. Raises nothing. Source: document 001, exercise 8.3, g = Xᵀ(μ − y), there without 1/m.
    """
    from scipy import special

    return X.T @ (special.expit(X @ theta) - y) / len(X)


def log_likelihood(W, X, Y):
    """Sum the log-probabilities of the observed classes over the samples.

    ℓ(W) = Σ_i Σ_k y_ik log p_ik with P = softmax(XW) by rows, a sum.

    W: (d, K), X: (m, d), both float64 and finite; Y: (m, K) float64, one-hot rows. Returns a
    float ≤ 0. Raises nothing. Source: document 001, exercise 8.4(b); document 003.
    """
    from scipy import special

    Z = X @ W
    # log p = −log Σ_k exp(z_k − z_observed): no probability, which could underflow, is formed.
    observed = (Y * Z).sum(axis=1, keepdims=True)
    return -special.logsumexp(Z - observed, axis=1).sum()


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


def class_gradient(W, X, Y, c):
    """Differentiate the log-likelihood in the weights of class c.

    ∇_{w_c} ℓ = Σ_i (y_ic − p_ic) x_i, a sum.

    W: (d, K), X: (m, d), both float64 and finite; Y: (m, K) float64, one-hot rows; c: int in
    0, …, K − 1. Returns (d,) float64. Raises nothing. Source: document 001, exercise 8.4(b).
    """
    from scipy import special

    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y[:, c] - P[:, c])


def loss_gradient(W, X, Y):
    """Differentiate the mean cross-entropy in the weights.

    ∇_W L = (1/m) Xᵀ(P − Y), a mean; column c is the derivative in w_c.

    W: (d, K), X: (m, d), both float64 and finite; Y: (m, K) float64, one-hot rows. Returns
    (d, K) float64. Raises nothing. Source: document 000, first formula.
    """
    from scipy import special

    P = special.softmax(X @ W, axis=1)
    return X.T @ (P - Y) / len(X)


def stacked_gradient(W, X, Y):
    """Stack the class gradients of the log-likelihood one after another.

    ∇_{vec(W)} ℓ = vec(Xᵀ(Y − P)) = −m vec(∇_W L), a sum; vec stacks columns.

    W: (d, K), X: (m, d), both float64 and finite; Y: (m, K) float64, one-hot rows. Returns
    (dK,) float64, class after class. Raises nothing. Source: document 001, exercise 8.4(b).
    """
    from scipy import special

    P = special.softmax(X @ W, axis=1)
    return (X.T @ (Y - P)).ravel(order="F")
