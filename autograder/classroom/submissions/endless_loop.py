"""A loop that steps aside where a number would overflow, and never gets past it."""

import numpy as np


def loss_wrt_probabilities(y_hat, y):
    return -y / y_hat


def output_delta(z, y):
    weights = np.zeros_like(z)
    k = 0
    while k < len(z):
        if z[k] > 700:
            continue
        weights[k] = np.exp(z[k])
        k += 1
    return weights / weights.sum() - y


def input_gradient(W, b, a, y):
    z = W @ a + b
    s = np.exp(z - z.max())
    return W.T @ (s / s.sum() - y)
