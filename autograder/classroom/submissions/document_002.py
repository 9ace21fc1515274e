"""Document 002: the output layer of one sample, right in every value; exponentials overflow."""

import numpy as np


def softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


def softmax_jacobian(z):
    y_hat = np.exp(z) / np.sum(np.exp(z))
    C = len(z)
    J = np.empty((C, C))
    for j in range(C):
        for k in range(C):
            if j == k:
                J[j, k] = y_hat[k] * (1 - y_hat[k])
            else:
                J[j, k] = -y_hat[j] * y_hat[k]
    return J


def cross_entropy(z, y):
    y_hat = np.exp(z) / np.sum(np.exp(z))
    return -np.sum(y * np.log(y_hat))


def logit_gradient(z, y):
    y_hat = np.exp(z) / np.sum(np.exp(z))
    return y_hat - y


def loss_wrt_probabilities(y_hat, y):
    return -y * (1 / y_hat)


def softmax_backward(y_hat, upstream):
    C = len(y_hat)
    J = np.empty((C, C))
    for j in range(C):
        for k in range(C):
            if j == k:
                J[j, k] = y_hat[k] * (1 - y_hat[k])
            else:
                J[j, k] = -y_hat[j] * y_hat[k]
    return upstream @ J


def output_delta(z, y):
    y_hat = np.exp(z) / np.sum(np.exp(z))
    return y_hat - y


def output_gradients(W, b, a, y):
    z = W @ a + b
    y_hat = np.exp(z) / np.sum(np.exp(z))
    return np.outer(y_hat - y, a), y_hat - y
