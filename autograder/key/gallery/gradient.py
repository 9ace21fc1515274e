"""Answers to 02-gradient, from one derivative to a gradient, as students write them."""

import numpy as np
from scipy import special

from autograder.key.gallery import right, wrong

# 2.1


@wrong("overflow", part="robustness")
def sigmoid(t):
    return np.exp(t) / (1 + np.exp(t))


@wrong("clipped", part="robustness")
def sigmoid(t):
    return 1 / (1 + np.exp(-np.clip(t, -20, 20)))


@wrong("exponent-sign")
def sigmoid(t):
    return 1 / (1 + np.exp(t))


@wrong("softmax-for-sigmoid")
def sigmoid(t):
    e = np.exp(t - np.max(t))
    return e / np.sum(e)


@wrong("hyperbolic-tangent")
def sigmoid(t):
    return np.tanh(t)


@wrong("argument-not-halved")
def sigmoid(t):
    return (1 + np.tanh(t)) / 2


@wrong("derivative-for-function")
def sigmoid(t):
    mu = special.expit(t)
    return mu * (1 - mu)


@wrong("hard-threshold")
def sigmoid(t):
    return np.where(t > 0, 1.0, 0.0)


@wrong("normal-distribution")
def sigmoid(t):
    return special.ndtr(t)


@wrong("logarithm-for-function")
def sigmoid(t):
    return -np.log1p(np.exp(-t))


@wrong("epsilon-in-denominator")
def sigmoid(t):
    return 1 / (1 + np.exp(-t) + 1e-8)


@wrong("rounded")
def sigmoid(t):
    return np.around(special.expit(t), 5)


@wrong("float32")
def sigmoid(t):
    return special.expit(t.astype(np.float32))


@wrong("in-place", part="robustness")
def sigmoid(t):
    np.negative(t, out=t)
    return 1 / (1 + np.exp(t))


@wrong("wrong-shape", part="robustness")
def sigmoid(t):
    return special.expit(np.ravel(t))


@wrong("only-vectors", part="robustness")
def sigmoid(t):
    mu = np.zeros(len(t))
    for i in range(len(t)):
        mu[i] = special.expit(t[i])
    return mu


@wrong("wrong-type")
def sigmoid(t):
    return [1 / (1 + np.exp(-v)) for v in t]


@right("scipy")
def sigmoid(t):
    return special.expit(t)


@right("definition")
def sigmoid(t):
    return 1 / (1 + np.exp(-t))


@right("hyperbolic-tangent")
def sigmoid(t):
    return 0.5 * (1 + np.tanh(t / 2))


@right("two-branches")
def sigmoid(t):
    e = np.exp(-np.abs(t))
    return np.where(t >= 0, 1 / (1 + e), e / (1 + e))


@right("branch-by-mask")
def sigmoid(t):
    mu = np.empty_like(t)
    positive = t >= 0
    mu[positive] = 1 / (1 + np.exp(-t[positive]))
    e = np.exp(t[~positive])
    mu[~positive] = e / (1 + e)
    return mu


@right("softmax-of-a-pair")
def sigmoid(t):
    return special.softmax(np.stack([np.zeros_like(t), t]), axis=0)[1]


@right("log-add-exp")
def sigmoid(t):
    return np.exp(-np.logaddexp(0, -t))


@right("python-loop")
def sigmoid(t):
    import math

    mu = np.empty(t.shape)
    for index in np.ndindex(t.shape):
        v = t[index]
        e = math.exp(-abs(v))
        mu[index] = (1 if v > 0 else e) / (1 + e)
    return mu


# 2.2


@wrong("sum-for-mean")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.sum(np.logaddexp(0, t) - y * t)


@wrong("sign")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.mean(y * t - np.logaddexp(0, t))


@wrong("likelihood-for-loss")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.sum(y * special.log_expit(t) + (1 - y) * special.log_expit(-t))


@wrong("log-base-2")
def logistic_loss(theta, X, y):
    t = X @ theta
    return -np.mean(y * np.log2(special.expit(t)) + (1 - y) * np.log2(special.expit(-t)))


@wrong("plus-minus-labels")
def logistic_loss(theta, X, y):
    return np.mean(np.log(1 + np.exp(-y * (X @ theta))))


@wrong("overflow", part="robustness")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.mean(np.log(1 + np.exp(t)) - y * t)


@wrong("digits-lost", part="robustness")
def logistic_loss(theta, X, y):
    mu = special.expit(X @ theta)
    return -np.mean(y * np.log(mu) + (1 - y) * np.log(1 - mu))


@wrong("log-epsilon")
def logistic_loss(theta, X, y):
    mu = special.expit(X @ theta)
    return -np.mean(y * np.log(mu + 1e-8) + (1 - y) * np.log(1 - mu + 1e-8))


@wrong("clipped-probability", part="robustness")
def logistic_loss(theta, X, y):
    mu = np.clip(special.expit(X @ theta), 1e-15, 1 - 1e-15)
    return -np.mean(y * np.log(mu) + (1 - y) * np.log(1 - mu))


@wrong("clipped", part="robustness")
def logistic_loss(theta, X, y):
    t = np.clip(X @ theta, -500, 500)
    return np.mean(np.log(1 + np.exp(t)) - y * t)


@wrong("only-positive-class")
def logistic_loss(theta, X, y):
    return -np.mean(y * special.log_expit(X @ theta))


@wrong("labels-swapped")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.mean(np.logaddexp(0, t) - (1 - y) * t)


@wrong("exponent-sign")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.mean(np.logaddexp(0, -t) - y * t)


@wrong("label-forgotten")
def logistic_loss(theta, X, y):
    return np.mean(np.logaddexp(0, X @ theta))


@wrong("mean-over-features")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.sum(np.logaddexp(0, t) - y * t) / X.shape[1]


@wrong("extra-half")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.sum(np.logaddexp(0, t) - y * t) / (2 * len(y))


@wrong("squared-error")
def logistic_loss(theta, X, y):
    return np.mean((special.expit(X @ theta) - y) ** 2)


@wrong("bias-forgotten")
def logistic_loss(theta, X, y):
    t = X[:, 1:] @ theta[1:]
    return np.mean(np.logaddexp(0, t) - y * t)


@wrong("only-at-zero-weights")
def logistic_loss(theta, X, y):
    return np.log(2)


@wrong("only-one-sample")
def logistic_loss(theta, X, y):
    for x, label in zip(X, y, strict=True):
        t = x @ theta
        return np.logaddexp(0, t) - label * t


@wrong("float32")
def logistic_loss(theta, X, y):
    t = (X @ theta).astype(np.float32)
    return float(np.mean(np.logaddexp(np.float32(0), t) - y.astype(np.float32) * t))


@wrong("in-place", part="robustness")
def logistic_loss(theta, X, y):
    y *= -2
    y += 1
    return np.logaddexp(0, y * (X @ theta)).mean()


@wrong("sum-forgotten")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.logaddexp(0, t) - y * t


@right("log-add-exp")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.mean(np.logaddexp(0, t) - y * t)


@right("log1p-of-the-smaller")
def logistic_loss(theta, X, y):
    t = X @ theta
    return np.mean(np.maximum(t, 0) + np.log1p(np.exp(-np.abs(t))) - y * t)


@right("log-expit")
def logistic_loss(theta, X, y):
    t = X @ theta
    return -np.sum(y * special.log_expit(t) + (1 - y) * special.log_expit(-t)) / len(y)


@right("plus-minus-one")
def logistic_loss(theta, X, y):
    s = 2 * y - 1
    return np.mean(-special.log_expit(s * X.dot(theta)))


@right("python-loop")
def logistic_loss(theta, X, y):
    import math

    losses = []
    for x, label in zip(X, y, strict=True):
        t = math.fsum(x[j] * theta[j] for j in range(len(theta)))
        losses.append(max(t, 0.0) + math.log1p(math.exp(-abs(t))) - label * t)
    return math.fsum(losses) / len(losses)


@right("softmax-of-two-classes")
def logistic_loss(theta, X, y):
    t = X @ theta
    Z = np.column_stack([np.zeros(len(t)), t])
    Y = np.column_stack([1 - y, y])
    return -(Y * special.log_softmax(Z, axis=1)).sum() / len(t)


# 2.3


@wrong("sum-for-mean")
def logistic_gradient(theta, X, y):
    return X.T @ (special.expit(X @ theta) - y)


@wrong("sign")
def logistic_gradient(theta, X, y):
    return X.T @ (y - special.expit(X @ theta)) / len(y)


@wrong("likelihood-for-loss")
def logistic_gradient(theta, X, y):
    g = np.zeros(len(theta))
    for x, label in zip(X, y, strict=True):
        g += (label - special.expit(x @ theta)) * x
    return g


@wrong("only-positive-class")
def logistic_gradient(theta, X, y):
    t = X @ theta
    return -X.T @ (y * special.expit(-y * t)) / len(y)


@wrong("bias-forgotten")
def logistic_gradient(theta, X, y):
    mu = special.expit(X[:, 1:] @ theta[1:])
    return X.T @ (mu - y) / len(y)


@wrong("only-at-zero-weights")
def logistic_gradient(theta, X, y):
    return X.T @ (0.5 - y) / len(y)


@wrong("only-one-sample")
def logistic_gradient(theta, X, y):
    for x, label in zip(X, y, strict=True):
        return (special.expit(x @ theta) - label) * x


@wrong("linear-residual")
def logistic_gradient(theta, X, y):
    return X.T @ (X @ theta - y) / len(y)


@wrong("extra-derivative")
def logistic_gradient(theta, X, y):
    mu = special.expit(X @ theta)
    return X.T @ ((mu - y) * mu * (1 - mu)) / len(y)


@wrong("exponent-sign")
def logistic_gradient(theta, X, y):
    mu = 1 / (1 + np.exp(X @ theta))
    return X.T @ (mu - y) / len(y)


@wrong("label-forgotten")
def logistic_gradient(theta, X, y):
    return X.T @ special.expit(X @ theta) / len(y)


@wrong("only-positive-class")
def logistic_gradient(theta, X, y):
    return X.T @ (y * (special.expit(X @ theta) - 1)) / len(y)


@wrong("labels-swapped")
def logistic_gradient(theta, X, y):
    return X.T @ (special.expit(X @ theta) - (1 - y)) / len(y)


@wrong("mean-over-features")
def logistic_gradient(theta, X, y):
    return X.T @ (special.expit(X @ theta) - y) / len(theta)


@wrong("overflow", part="robustness")
def logistic_gradient(theta, X, y):
    e = np.exp(X @ theta)
    return X.T @ (e / (1 + e) - y) / len(y)


@wrong("clipped", part="robustness")
def logistic_gradient(theta, X, y):
    t = np.clip(X @ theta, -15, 15)
    return X.T @ (1 / (1 + np.exp(-t)) - y) / len(y)


@wrong("finite-differences")
def logistic_gradient(theta, X, y):
    def loss(v):
        t = X @ v
        return np.mean(np.logaddexp(0, t) - y * t)

    h = 1e-5
    g = np.zeros(len(theta))
    for j in range(len(theta)):
        step = np.zeros(len(theta))
        step[j] = h
        g[j] = (loss(theta + step) - loss(theta - step)) / (2 * h)
    return g


@wrong("float32")
def logistic_gradient(theta, X, y):
    X = X.astype(np.float32)
    return X.T @ (special.expit(X @ theta.astype(np.float32)) - y.astype(np.float32)) / len(y)


@wrong("in-place", part="robustness")
def logistic_gradient(theta, X, y):
    y -= special.expit(X @ theta)
    return -X.T @ y / len(y)


@wrong("wrong-shape")
def logistic_gradient(theta, X, y):
    residual = special.expit(X @ theta.reshape(-1, 1)) - y.reshape(-1, 1)
    return X.T @ residual / len(y)


@wrong("variance-for-mu")
def logistic_gradient(theta, X, y):
    mu = special.expit(X @ theta)
    return X.T @ (mu * (1 - mu) - y) / len(y)


@right("matrix-product")
def logistic_gradient(theta, X, y):
    mu = special.expit(X @ theta)
    return X.T @ (mu - y) / len(y)


@right("sum-over-samples")
def logistic_gradient(theta, X, y):
    g = np.zeros_like(theta)
    for i in range(len(X)):
        g += (special.expit(X[i] @ theta) - y[i]) * X[i]
    return g / len(X)


@right("einsum")
def logistic_gradient(theta, X, y):
    residual = 1 / (1 + np.exp(-np.einsum("ij,j->i", X, theta))) - y
    return np.einsum("i,ij->j", residual, X) / X.shape[0]


@right("mean-of-rows")
def logistic_gradient(theta, X, y):
    mu = (1 + np.tanh(X @ theta / 2)) / 2
    return np.mean((mu - y)[:, None] * X, axis=0)


@right("plus-minus-one")
def logistic_gradient(theta, X, y):
    s = 2 * y - 1
    return -(s * special.expit(-s * (X @ theta))) @ X / len(y)


@right("two-classes-apart")
def logistic_gradient(theta, X, y):
    t = X @ theta
    ones, zeros = y == 1, y == 0
    g = X[zeros].T @ special.expit(t[zeros]) - X[ones].T @ special.expit(-t[ones])
    return g / len(y)


@right("feature-by-feature")
def logistic_gradient(theta, X, y):
    import math

    residual = special.softmax(np.column_stack([0 * y, X @ theta]), axis=1)[:, 1] - y
    return np.array([math.fsum(X[:, j] * residual) / len(y) for j in range(len(theta))])


# 2.4


@wrong("mean-for-sum")
def log_likelihood(W, X, Y):
    return np.sum(Y * special.log_softmax(X @ W, axis=1)) / len(X)


@wrong("sign")
def log_likelihood(W, X, Y):
    return -np.sum(Y * special.log_softmax(X @ W, axis=1))


@wrong("loss-for-likelihood")
def log_likelihood(W, X, Y):
    return -np.mean(np.sum(Y * special.log_softmax(X @ W, axis=1), axis=1))


@wrong("mean-over-classes")
def log_likelihood(W, X, Y):
    return np.sum(np.mean(Y * special.log_softmax(X @ W, axis=1), axis=1))


@wrong("wrong-axis")
def log_likelihood(W, X, Y):
    return np.sum(Y * special.log_softmax(X @ W, axis=0))


@wrong("whole-array")
def log_likelihood(W, X, Y):
    Z = X @ W
    return np.sum(Y * (Z - special.logsumexp(Z)))


@wrong("shift-per-array", part="robustness")
def log_likelihood(W, X, Y):
    Z = X @ W
    Z = Z - Z.max()
    return np.sum(Y * Z) - np.sum(np.log(np.exp(Z).sum(axis=1)))


@wrong("overflow", part="robustness")
def log_likelihood(W, X, Y):
    Z = X @ W
    return np.sum((Y * Z).sum(axis=1) - np.log(np.exp(Z).sum(axis=1)))


@wrong("logits-far-apart", part="robustness")
def log_likelihood(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return np.sum(np.log(P[Y == 1]))


@wrong("log-epsilon")
def log_likelihood(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return np.sum(Y * np.log(P + 1e-10))


@wrong("clipped-probability", part="robustness")
def log_likelihood(W, X, Y):
    P = np.maximum(special.softmax(X @ W, axis=1), 1e-30)
    return np.sum(Y * np.log(P))


@wrong("log-base-2")
def log_likelihood(W, X, Y):
    return np.sum(Y * np.log2(special.softmax(X @ W, axis=1)))


@wrong("label-for-one-hot")
def log_likelihood(W, X, Y):
    labels = Y.argmax(axis=1)
    return np.sum(labels[:, None] * special.log_softmax(X @ W, axis=1))


@wrong("class-off-by-one")
def log_likelihood(W, X, Y):
    log_P = special.log_softmax(X @ W, axis=1)
    return np.sum(log_P[np.arange(len(X)), Y.argmax(axis=1) - 1])


@wrong("bias-forgotten")
def log_likelihood(W, X, Y):
    return np.sum(Y * special.log_softmax(X[:, 1:] @ W[1:], axis=1))


@wrong("softmax-elementwise")
def log_likelihood(W, X, Y):
    return np.sum(Y * special.log_expit(X @ W))


@wrong("binary-cross-entropy")
def log_likelihood(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P))


@wrong("not-normalised")
def log_likelihood(W, X, Y):
    return np.sum(Y * (X @ W))


@wrong("no-logarithm")
def log_likelihood(W, X, Y):
    return np.sum(Y * special.softmax(X @ W, axis=1))


@wrong("indicator-forgotten")
def log_likelihood(W, X, Y):
    return np.sum(special.log_softmax(X @ W, axis=1))


@wrong("only-at-zero-weights")
def log_likelihood(W, X, Y):
    m, K = Y.shape
    return -m * np.log(K)


@wrong("only-one-sample")
def log_likelihood(W, X, Y):
    for x, label in zip(X, Y, strict=True):
        return label @ special.log_softmax(x @ W)


@wrong("in-place", part="robustness")
def log_likelihood(W, X, Y):
    Y *= special.log_softmax(X @ W, axis=1)
    return Y.sum()


@wrong("float32")
def log_likelihood(W, X, Y):
    Z = X.astype(np.float32) @ W.astype(np.float32)
    return np.sum(Y.astype(np.float32) * special.log_softmax(Z, axis=1))


@wrong("sum-forgotten")
def log_likelihood(W, X, Y):
    return np.sum(Y * special.log_softmax(X @ W, axis=1), axis=1)


@right("log-softmax")
def log_likelihood(W, X, Y):
    return np.sum(Y * special.log_softmax(X @ W, axis=1))


@right("log-sum-exp")
def log_likelihood(W, X, Y):
    Z = X @ W
    return np.sum((Y * Z).sum(axis=1) - special.logsumexp(Z, axis=1))


@right("shift-by-the-largest")
def log_likelihood(W, X, Y):
    Z = X @ W
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return log_P[Y == 1].sum()


@right("python-loop")
def log_likelihood(W, X, Y):
    import math

    total = 0.0
    for i in range(len(X)):
        z = [math.fsum(X[i] * W[:, k]) for k in range(W.shape[1])]
        top = max(z)
        normaliser = top + math.log(sum(math.exp(v - top) for v in z))
        total += z[list(Y[i]).index(1)] - normaliser
    return float(total)


@right("trace")
def log_likelihood(W, X, Y):
    return np.trace(Y.T @ special.log_softmax(X @ W, axis=1))


@right("einsum")
def log_likelihood(W, X, Y):
    normalisers = np.logaddexp.reduce(X @ W, axis=1)
    return np.einsum("ij,jk,ik->", X, W, Y) - normalisers.sum()


@right("class-by-class")
def log_likelihood(W, X, Y):
    log_P = special.log_softmax(X @ W, axis=1)
    total = 0.0
    for k in range(W.shape[1]):
        total += Y[:, k] @ log_P[:, k]
    return total


# 2.5


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


# 2.6


@wrong("mean-for-sum")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y[:, c] - P[:, c]) / len(X)


@wrong("sign")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P[:, c] - Y[:, c])


@wrong("loss-for-likelihood")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P[:, c] - Y[:, c]) / len(X)


@wrong("class-off-by-one")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y - P)[:, c - 1]


@wrong("wrong-axis")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=0)
    return X.T @ (Y[:, c] - P[:, c])


@wrong("whole-array")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W)
    return X.T @ (Y[:, c] - P[:, c])


@wrong("shift-per-array", part="robustness")
def class_gradient(W, X, Y, c):
    Z = X @ W
    E = np.exp(Z - Z.max())
    P = E / E.sum(axis=1, keepdims=True)
    return X.T @ (Y[:, c] - P[:, c])


@wrong("overflow", part="robustness")
def class_gradient(W, X, Y, c):
    E = np.exp(X @ W)
    return X.T @ (Y[:, c] - E[:, c] / E.sum(axis=1))


@wrong("label-for-one-hot")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (np.argmax(Y, axis=1) - P[:, c])


@wrong("bias-forgotten")
def class_gradient(W, X, Y, c):
    P = special.softmax(X[:, 1:] @ W[1:, :], axis=1)
    return X.T @ (Y[:, c] - P[:, c])


@wrong("softmax-elementwise")
def class_gradient(W, X, Y, c):
    return X.T @ (Y[:, c] - special.expit(X @ W[:, c]))


@wrong("not-normalised")
def class_gradient(W, X, Y, c):
    return X.T @ (Y[:, c] - np.exp(X @ W[:, c]))


@wrong("label-forgotten")
def class_gradient(W, X, Y, c):
    return -X.T @ special.softmax(X @ W, axis=1)[:, c]


@wrong("only-observed-class")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y[:, c] * (1 - P[:, c]))


@wrong("indicator-forgotten")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (1 - P[:, c])


@wrong("extra-derivative")
def class_gradient(W, X, Y, c):
    p = special.softmax(X @ W, axis=1)[:, c]
    return X.T @ ((Y[:, c] - p) * p * (1 - p))


@wrong("only-at-zero-weights")
def class_gradient(W, X, Y, c):
    return X.T @ (Y[:, c] - 1 / W.shape[1])


@wrong("only-one-sample")
def class_gradient(W, X, Y, c):
    for x, label in zip(X, Y, strict=True):
        return (label[c] - special.softmax(x @ W)[c]) * x


@wrong("finite-differences")
def class_gradient(W, X, Y, c):
    h = 1e-5
    g = np.zeros(len(W))
    for r in range(len(W)):
        step = np.zeros(W.shape)
        step[r, c] = h
        up = np.sum(Y * special.log_softmax(X @ (W + step), axis=1))
        down = np.sum(Y * special.log_softmax(X @ (W - step), axis=1))
        g[r] = (up - down) / (2 * h)
    return g


@wrong("rounded")
def class_gradient(W, X, Y, c):
    P = np.round(special.softmax(X @ W, axis=1), 10)
    return X.T @ (Y[:, c] - P[:, c])


@wrong("float32")
def class_gradient(W, X, Y, c):
    P = special.softmax((X @ W).astype(np.float32), axis=1)
    return X.T @ (Y[:, c] - P[:, c])


@wrong("in-place", part="robustness")
def class_gradient(W, X, Y, c):
    Y -= special.softmax(X @ W, axis=1)
    return X.T @ Y[:, c]


@wrong("wrong-shape")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y - P)[:, [c]]


@right("odds-against-the-others")
def class_gradient(W, X, Y, c):
    # An infinite sum is no overflow here: 1/∞ is the probability
    Z = X @ W
    return X.T @ (Y[:, c] - 1 / np.exp(Z - Z[:, [c]]).sum(axis=1))


@right("matrix-product")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y[:, c] - P[:, c])


@right("sum-over-samples")
def class_gradient(W, X, Y, c):
    g = np.zeros(X.shape[1])
    for x, label in zip(X, Y, strict=True):
        z = x @ W
        e = np.exp(z - z.max())
        g += (label[c] - e[c] / e.sum()) * x
    return g


@right("observed-minus-expected")
def class_gradient(W, X, Y, c):
    log_P = special.log_softmax(X @ W, axis=1)
    return X[Y[:, c] == 1].sum(axis=0) - np.exp(log_P[:, c]) @ X


@right("einsum")
def class_gradient(W, X, Y, c):
    Z = np.einsum("id,dk->ik", X, W)
    P = np.exp(Z - special.logsumexp(Z, axis=1, keepdims=True))
    return np.einsum("id,i->d", X, Y[:, c] - P[:, c])


@right("all-classes-then-one")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    G = X.T @ (Y - P)
    return G[:, c].copy()


@right("double-sum-before-it-collapses")
def class_gradient(W, X, Y, c):
    P = special.softmax(X @ W, axis=1)
    g = np.zeros(W.shape[0])
    for i in range(X.shape[0]):
        for k in range(W.shape[1]):
            g = g + Y[i, k] * ((k == c) - P[i, c]) * X[i]
    return g


# 2.7


@wrong("sum-for-mean")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P - Y)


@wrong("sign")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y - P) / len(X)


@wrong("likelihood-for-loss")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y - P)


@wrong("transposed")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (P - Y).T @ X / len(X)


@wrong("wrong-axis")
def loss_gradient(W, X, Y):
    Z = X @ W
    E = np.exp(Z - Z.max(axis=0))
    P = E / E.sum(axis=0)
    return X.T @ (P - Y) / len(X)


@wrong("whole-array")
def loss_gradient(W, X, Y):
    Z = X @ W
    E = np.exp(Z - Z.max())
    return X.T @ (E / E.sum() - Y) / len(X)


@wrong("shift-per-array", part="robustness")
def loss_gradient(W, X, Y):
    Z = X @ W
    E = np.exp(Z - Z.max())
    return X.T @ (E / E.sum(axis=1, keepdims=True) - Y) / len(X)


@wrong("overflow", part="robustness")
def loss_gradient(W, X, Y):
    E = np.exp(X @ W)
    return X.T @ (E / E.sum(axis=1, keepdims=True) - Y) / len(X)


@wrong("nan-patched", part="robustness")
def loss_gradient(W, X, Y):
    E = np.exp(X @ W)
    P = np.nan_to_num(E / E.sum(axis=1, keepdims=True))
    return X.T @ (P - Y) / len(X)


@wrong("bias-forgotten")
def loss_gradient(W, X, Y):
    P = special.softmax(X[:, 1:] @ W[1:], axis=1)
    return X.T @ (P - Y) / len(X)


@wrong("label-for-one-hot")
def loss_gradient(W, X, Y):
    labels = np.argmax(Y, axis=1)
    return X.T @ (special.softmax(X @ W, axis=1) - labels[:, None]) / len(X)


@wrong("class-off-by-one")
def loss_gradient(W, X, Y):
    G = special.softmax(X @ W, axis=1)
    for i in range(len(X)):
        G[i, np.argmax(Y[i]) - 1] -= 1
    return X.T @ G / len(X)


@wrong("mean-over-classes")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P - Y) / Y.size


@wrong("softmax-elementwise")
def loss_gradient(W, X, Y):
    return X.T @ (special.expit(X @ W) - Y) / len(X)


@wrong("linear-residual")
def loss_gradient(W, X, Y):
    return X.T @ (X @ W - Y) / len(X)


@wrong("label-forgotten")
def loss_gradient(W, X, Y):
    return X.T @ special.softmax(X @ W, axis=1) / len(X)


@wrong("only-observed-class")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (Y * (P - 1)) / len(X)


@wrong("extra-derivative")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return X.T @ ((P - Y) * P * (1 - P)) / len(X)


@wrong("only-at-zero-weights")
def loss_gradient(W, X, Y):
    return X.T @ (1 / W.shape[1] - Y) / len(X)


@wrong("only-one-sample")
def loss_gradient(W, X, Y):
    for x, label in zip(X, Y, strict=True):
        return np.outer(x, special.softmax(x @ W) - label)


@wrong("only-three-classes")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    G = np.zeros(W.shape)
    for k in (0, 1, 2):
        G[:, k] = X.T @ (P[:, k] - Y[:, k]) / len(X)
    return G


@wrong("finite-differences")
def loss_gradient(W, X, Y):
    h = 1e-6

    def loss(V):
        return -np.mean(np.sum(Y * special.log_softmax(X @ V, axis=1), axis=1))

    G = np.zeros(W.shape)
    for r in range(W.shape[0]):
        for c in range(W.shape[1]):
            step = np.zeros(W.shape)
            step[r, c] = h
            G[r, c] = (loss(W + step) - loss(W)) / h
    return G


@wrong("float32")
def loss_gradient(W, X, Y):
    X = np.asarray(X, dtype=np.float32)
    P = special.softmax(X @ np.asarray(W, dtype=np.float32), axis=1)
    return X.T @ (P - np.asarray(Y, dtype=np.float32)) / len(X)


@wrong("in-place", part="robustness")
def loss_gradient(W, X, Y):
    Y -= special.softmax(X @ W, axis=1)
    Y /= -len(X)
    return X.T @ Y


@wrong("wrong-shape")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (X.T @ (P - Y) / len(X)).flatten()


@right("matrix-product")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P - Y) / len(X)


@right("outer-products")
def loss_gradient(W, X, Y):
    G = np.zeros_like(W)
    for x, label in zip(X, Y, strict=True):
        G += np.outer(x, special.softmax(x @ W) - label)
    return G / len(X)


@right("einsum")
def loss_gradient(W, X, Y):
    Z = X @ W
    P = np.exp(Z - special.logsumexp(Z, axis=1)[:, None])
    return np.einsum("id,ik->dk", X, P - Y) / X.shape[0]


@right("transposed-softmax")
def loss_gradient(W, X, Y):
    Z = W.T @ X.T
    E = np.exp(Z - Z.max(axis=0))
    return ((E / E.sum(axis=0) - Y.T) @ X).T / len(X)


@right("column-by-column")
def loss_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    columns = []
    for c in range(W.shape[1]):
        residual = P[:, c] - Y[:, c]
        columns.append(np.mean(residual[:, None] * X, axis=0))
    return np.stack(columns, axis=1)


@right("mean-of-outer-products")
def loss_gradient(W, X, Y):
    R = np.exp(special.log_softmax(X @ W, axis=1)) - Y
    return np.mean(X[:, :, None] * R[:, None, :], axis=0)


@right("expected-minus-observed")
def loss_gradient(W, X, Y):
    m = len(X)
    return X.T @ (special.softmax(X @ W, axis=1) / m) - X.T @ (Y / m)


# 2.8


@wrong("row-stacked")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (X.T @ (Y - P)).ravel()


@wrong("mean-for-sum")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (X.T @ (Y - P)).ravel(order="F") / len(X)


@wrong("sign")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (X.T @ (P - Y)).ravel(order="F")


@wrong("loss-for-likelihood")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (X.T @ (P - Y) / len(X)).ravel(order="F")


@wrong("wrong-axis")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=0)
    return (X.T @ (Y - P)).ravel(order="F")


@wrong("whole-array")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W)
    return ((Y - P).T @ X).ravel()


@wrong("shift-per-array", part="robustness")
def stacked_gradient(W, X, Y):
    Z = X @ W
    E = np.exp(Z - np.max(Z))
    P = (E.T / E.sum(axis=1)).T
    return ((Y - P).T @ X).ravel()


@wrong("overflow", part="robustness")
def stacked_gradient(W, X, Y):
    E = np.exp(X @ W)
    P = E / E.sum(axis=1, keepdims=True)
    return ((Y - P).T @ X).ravel()


@wrong("logits-far-apart", part="robustness")
def stacked_gradient(W, X, Y):
    Z = X @ W
    E = np.exp(Z - Z[:, :1])
    P = E / E.sum(axis=1, keepdims=True)
    return (X.T @ (Y - P)).ravel(order="F")


@wrong("clipped", part="robustness")
def stacked_gradient(W, X, Y):
    P = special.softmax(np.clip(X @ W, -700, 700), axis=1)
    return (X.T @ (Y - P)).ravel(order="F")


@wrong("class-off-by-one")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    shifted = np.eye(W.shape[1])[Y.argmax(axis=1) - 1]
    return ((shifted - P).T @ X).ravel()


@wrong("label-for-one-hot")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return ((Y.argmax(axis=1)[:, None] - P).T @ X).ravel()


@wrong("bias-forgotten")
def stacked_gradient(W, X, Y):
    P = special.softmax(X[:, 1:] @ W[1:], axis=1)
    return ((Y - P).T @ X).ravel()


@wrong("softmax-elementwise")
def stacked_gradient(W, X, Y):
    return ((Y - special.expit(X @ W)).T @ X).ravel()


@wrong("label-forgotten")
def stacked_gradient(W, X, Y):
    return -(special.softmax(X @ W, axis=1).T @ X).ravel()


@wrong("only-observed-class")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return ((Y * (1 - P)).T @ X).ravel()


@wrong("only-at-zero-weights")
def stacked_gradient(W, X, Y):
    return ((Y - 1 / Y.shape[1]).T @ X).ravel()


@wrong("only-one-sample")
def stacked_gradient(W, X, Y):
    for x, label in zip(X, Y, strict=True):
        return np.kron(label - special.softmax(x @ W), x)


@wrong("only-square")
def stacked_gradient(W, X, Y):
    d, K = W.shape
    G = X.T @ (Y - special.softmax(X @ W, axis=1))
    g = np.zeros(d * K)
    for c in range(K):
        for r in range(d):
            g[c * K + r] = G[r, c]
    return g


@wrong("finite-differences")
def stacked_gradient(W, X, Y):
    h = 1e-5
    g = []
    for c in range(W.shape[1]):
        for r in range(W.shape[0]):
            up, down = W.copy(), W.copy()
            up[r, c] += h
            down[r, c] -= h
            rise = special.log_softmax(X @ up, axis=1) - special.log_softmax(X @ down, axis=1)
            g.append(np.sum(Y * rise) / (2 * h))
    return np.array(g)


@wrong("float32")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1).astype(np.float32)
    return ((Y - P).T @ X).ravel()


@wrong("in-place", part="robustness")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    np.subtract(Y, P, out=Y)
    return (Y.T @ X).ravel()


@wrong("wrong-shape")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (X.T @ (Y - P)).reshape(-1, 1, order="F")


@right("column-stacking")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return (X.T @ (Y - P)).flatten(order="F")


@right("ravel-of-the-transpose")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return ((Y - P).T @ X).ravel()


@right("concatenation")
def stacked_gradient(W, X, Y):
    P = special.softmax(X @ W, axis=1)
    return np.concatenate([X.T @ (Y[:, c] - P[:, c]) for c in range(W.shape[1])])


@right("kronecker")
def stacked_gradient(W, X, Y):
    g = np.zeros(W.size)
    for x, label in zip(X, Y, strict=True):
        z = x @ W
        p = np.exp(z - special.logsumexp(z))
        g += np.kron(label - p, x)
    return g


@right("slices")
def stacked_gradient(W, X, Y):
    d, K = W.shape
    Z = X @ W
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    g = np.zeros(d * K)
    for c in range(K):
        residual = Y[:, c] - E[:, c] / E.sum(axis=1)
        for r in range(d):
            g[c * d + r] = residual @ X[:, r]
    return g


@right("einsum")
def stacked_gradient(W, X, Y):
    R = Y - np.exp(special.log_softmax(X @ W, axis=1))
    return np.einsum("ik,ir->kr", R, X).reshape(-1)


@right("design-of-all-weights")
def stacked_gradient(W, X, Y):
    K = W.shape[1]
    P = special.softmax(X @ W, axis=1)
    return np.kron(np.eye(K), X).T @ (Y - P).ravel(order="F")
