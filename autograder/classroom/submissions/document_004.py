"""Document 004: its question, which believes that the Hessian is the identity, and its answers."""

import numpy as np


def softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


def softmax_jacobian(z):
    s = np.exp(z) / np.sum(np.exp(z))
    S = np.diag(s)
    return S - np.outer(s, s)


def softmax_differential(z, dz):
    s = np.exp(z) / np.sum(np.exp(z))
    S = np.diag(s)
    return (S - np.outer(s, s)) @ dz


def cross_entropy(z, y):
    return np.log(np.sum(np.exp(z))) - y @ z


def logit_gradient(z, y):
    s = np.exp(z) / np.sum(np.exp(z))
    j = int(np.argmax(y))
    g = s.copy()
    g[j] = s[j] - 1
    return g


def logit_hessian(z, y):
    return np.eye(len(z))
