"""Central differences in place of formulas: right to eight digits, and caught by the others."""

import numpy as np
from scipy import special


def softmax(z):
    return special.softmax(z)


def softmax_jacobian(z):
    h = 1e-6
    columns = []
    for e in np.eye(len(z)):
        columns.append((special.softmax(z + h * e) - special.softmax(z - h * e)) / (2 * h))
    return np.array(columns).T


def cross_entropy(z, y):
    return special.logsumexp(z) - z @ y


def logit_gradient(z, y):
    h = 1e-6
    return np.array(
        [
            (special.logsumexp(z + h * e) - special.logsumexp(z - h * e)) / (2 * h) - e @ y
            for e in np.eye(len(z))
        ]
    )
