"""Everything entry by entry in Python: slow, and right wherever no memory bound is asked for."""

import numpy as np


def softmax(z):
    import math

    shift = max(float(v) for v in z)
    weights = [math.exp(float(v) - shift) for v in z]
    return np.array([w / math.fsum(weights) for w in weights])


def softmax_jacobian(z):
    import math

    K = len(z)
    J = np.zeros((K, K))
    for k in range(K):
        for j in range(K):
            shift = max(float(v) for v in z)
            weights = [math.exp(float(v) - shift) for v in z]
            s = [w / math.fsum(weights) for w in weights]
            J[k, j] = s[k] * ((k == j) - s[j])
    return J


def softmax_differential(z, dz):
    import math

    K = len(z)
    shift = max(float(v) for v in z)
    weights = [math.exp(float(v) - shift) for v in z]
    total = math.fsum(weights)
    s = [w / total for w in weights]
    J = [[s[k] * ((k == j) - s[j]) for j in range(K)] for k in range(K)]
    return np.array([math.fsum(J[k][j] * float(dz[j]) for j in range(K)) for k in range(K)])


def cross_entropy(z, y):
    import math

    shift = max(float(v) for v in z)
    total = math.fsum(math.exp(float(v) - shift) for v in z)
    return shift + math.log(total) - math.fsum(float(a) * float(b) for a, b in zip(z, y))


def logit_gradient(z, y):
    import math

    shift = max(float(v) for v in z)
    weights = [math.exp(float(v) - shift) for v in z]
    return np.array([w / math.fsum(weights) - float(t) for w, t in zip(weights, y)])


def logit_hessian(z, y):
    import math

    K = len(z)
    shift = max(float(v) for v in z)
    weights = [math.exp(float(v) - shift) for v in z]
    s = [w / math.fsum(weights) for w in weights]
    return np.array([[s[k] * ((k == j) - s[j]) for j in range(K)] for k in range(K)])
