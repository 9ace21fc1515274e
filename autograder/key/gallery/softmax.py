"""Answers to 01-softmax, the softmax and its derivative, as students write them."""

import numpy as np
from scipy import special

from autograder.key.gallery import right, wrong

# 1.1


@wrong("overflow", part="robustness")
def softmax(z):
    return np.exp(z) / np.exp(z).sum()


@wrong("overflow", part="robustness")
def softmax(z):
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(z)
        return e / e.sum()


@wrong("logits-far-apart", part="robustness")
def softmax(z):
    e = np.exp(z - z[0])
    return e / e.sum()


@wrong("logits-far-apart", part="robustness")
def softmax(z):
    e = np.exp(z - z.min())
    return e / e.sum()


@wrong("clipped", part="robustness")
def softmax(z):
    e = np.exp(np.clip(z, -500, 500))
    return e / e.sum()


@wrong("logits-far-apart", part="robustness")
def softmax(z):
    e = np.exp(z - np.abs(z).max())
    return e / e.sum()


@wrong("logits-far-apart", part="robustness")
def softmax(z):
    e = np.exp(z - z.mean())
    return e / e.sum()


@wrong("nan-patched", part="robustness")
def softmax(z):
    return np.nan_to_num(np.exp(z) / np.exp(z).sum())


@wrong("not-normalised")
def softmax(z):
    return np.exp(z)


@wrong("softmax-elementwise")
def softmax(z):
    return 1 / (1 + np.exp(-z))


@wrong("exponent-sign")
def softmax(z):
    e = np.exp(-z + z.min())
    return e / e.sum()


@wrong("no-exponential")
def softmax(z):
    return z / z.sum()


@wrong("epsilon-in-denominator")
def softmax(z):
    e = np.exp(z - z.max())
    return e / (e.sum() + 1e-8)


@wrong("rounded")
def softmax(z):
    e = np.exp(z - z.max())
    return np.round(e / e.sum(), 6)


@wrong("float32")
def softmax(z):
    e = np.exp((z - z.max()).astype(np.float32))
    return e / e.sum()


@wrong("in-place", part="robustness")
def softmax(z):
    z -= np.max(z)
    e = np.exp(z)
    return e / e.sum()


@wrong("wrong-shape")
def softmax(z):
    z = z.reshape(1, -1)
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@wrong("wrong-type")
def softmax(z):
    e = np.exp(z - max(z))
    return [v / sum(e) for v in e]


@wrong("only-three-classes")
def softmax(z):
    a, b, c = np.exp(z[:3] - z[:3].max())
    return np.array([a, b, c]) / (a + b + c)


@right("shift-by-the-largest")
def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


@right("scipy")
def softmax(z):
    return special.softmax(z)


@right("log-sum-exp")
def softmax(z):
    return np.exp(z - special.logsumexp(z))


@right("log-add-exp")
def softmax(z):
    total = z[0]
    for v in z[1:]:
        total = np.logaddexp(total, v)
    return np.exp(z - total)


@right("python-loop")
def softmax(z):
    import math

    biggest = max(z)
    e = [math.exp(v - biggest) for v in z]
    total = math.fsum(e)
    return np.array([v / total for v in e])


@right("pairwise-differences")
def softmax(z):
    return 1 / np.exp(z[None, :] - z[:, None]).sum(axis=1)


@right("logistic-of-the-rest")
def softmax(z):
    s = np.ones(len(z))
    for k in range(len(z)):
        if len(z) > 1:
            s[k] = special.expit(z[k] - special.logsumexp(np.delete(z, k)))
    return s


# 1.2


@wrong("sign")
def softmax_jacobian(z):
    s = special.softmax(z)
    return np.outer(s, s) - np.diag(s)


@wrong("diagonal-only")
def softmax_jacobian(z):
    s = special.softmax(z)
    return np.diag(s * (1 - s))


@wrong("off-diagonal-only")
def softmax_jacobian(z):
    s = special.softmax(z)
    J = np.zeros((len(z), len(z)))
    for k in range(len(z)):
        for j in range(len(z)):
            if k != j:
                J[k, j] = -s[k] * s[j]
    return J


@wrong("identity")
def softmax_jacobian(z):
    return np.eye(len(z))


@wrong("no-rank-one-term")
def softmax_jacobian(z):
    return np.diag(special.softmax(z))


@wrong("no-delta")
def softmax_jacobian(z):
    s = special.softmax(z)
    return -np.outer(s, s)


@wrong("rank-one-sign")
def softmax_jacobian(z):
    s = special.softmax(z)
    return np.diag(s) + np.outer(s, s)


@wrong("mu-for-variance")
def softmax_jacobian(z):
    s = special.softmax(z)
    J = -np.outer(s, s)
    np.fill_diagonal(J, s)
    return J


@wrong("delta-wrong-index")
def softmax_jacobian(z):
    s = special.softmax(z)
    K = len(s)
    return np.array([[s[k] * ((k == j) - s[k]) for j in range(K)] for k in range(K)])


@wrong("log-derivative")
def softmax_jacobian(z):
    return np.eye(len(z)) - special.softmax(z)


@wrong("not-normalised")
def softmax_jacobian(z):
    s = np.exp(z)
    return np.diag(s) - np.outer(s, s)


@wrong("softmax-elementwise")
def softmax_jacobian(z):
    s = 1 / (1 + np.exp(-z))
    return np.diag(s * (1 - s))


@wrong("overflow", part="robustness")
def softmax_jacobian(z):
    s = np.exp(z) / np.sum(np.exp(z))
    return np.diag(s) - np.outer(s, s)


@wrong("logits-far-apart", part="robustness")
def softmax_jacobian(z):
    e = np.exp(z - z[-1])
    s = e / e.sum()
    return np.diag(s) - np.outer(s, s)


@wrong("nan-patched", part="robustness")
def softmax_jacobian(z):
    e = np.exp(z - np.mean(z))
    s = np.nan_to_num(e / e.sum())
    return np.diag(s) - np.outer(s, s)


@wrong("clipped", part="robustness")
def softmax_jacobian(z):
    z = np.clip(z, -20, 20)
    s = np.exp(z) / np.exp(z).sum()
    return np.diag(s) - np.outer(s, s)


@wrong("finite-differences")
def softmax_jacobian(z):
    h = 1e-5
    J = np.zeros((len(z), len(z)))
    for j in range(len(z)):
        step = np.zeros(len(z))
        step[j] = h
        J[:, j] = (special.softmax(z + step) - special.softmax(z - step)) / (2 * h)
    return J


@wrong("rounded")
def softmax_jacobian(z):
    s = np.round(special.softmax(z), 12)
    return np.diag(s) - np.outer(s, s)


@wrong("float32")
def softmax_jacobian(z):
    s = special.softmax(z.astype(np.float32))
    J = np.diag(s) - np.outer(s, s)
    return J.astype(float)


@wrong("in-place", part="robustness")
def softmax_jacobian(z):
    z -= z.max()
    s = np.exp(z) / np.exp(z).sum()
    return np.diag(s) - np.outer(s, s)


@wrong("wrong-shape")
def softmax_jacobian(z):
    s = special.softmax(z)
    return (np.diag(s) - np.outer(s, s)).ravel()


@wrong("only-three-classes")
def softmax_jacobian(z):
    s = special.softmax(z)
    J = np.zeros((len(z), len(z)))
    for k in range(3):
        for j in range(3):
            J[k, j] = s[k] * (1 - s[k]) if k == j else -s[k] * s[j]
    return J


@wrong("inner-for-outer")
def softmax_jacobian(z):
    s = special.softmax(z)
    return np.diag(s) - s @ s.T


@right("diagonal-minus-outer")
def softmax_jacobian(z):
    e = np.exp(z - z.max())
    s = e / e.sum()
    return np.diag(s) - np.outer(s, s)


@right("two-cases")
def softmax_jacobian(z):
    s = special.softmax(z)
    J = np.empty((len(s), len(s)))
    for k in range(len(s)):
        for j in range(len(s)):
            J[k, j] = s[k] * (1 - s[k]) if k == j else -s[k] * s[j]
    return J


@right("quotient-rule")
def softmax_jacobian(z):
    e = np.exp(z - z.max())
    total = e.sum()
    return (np.diag(e) * total - np.outer(e, e)) / total**2


@right("einsum")
def softmax_jacobian(z):
    s = special.softmax(z)
    delta = np.eye(len(s))
    return np.einsum("k,kj->kj", s, delta) - np.einsum("k,j->kj", s, s)


@right("zero-row-sums")
def softmax_jacobian(z):
    s = special.softmax(z)
    J = -s[:, None] * s
    J[np.diag_indices(len(s))] = 0
    return J - np.diag(J.sum(axis=1))


@right("log-derivative-times-s")
def softmax_jacobian(z):
    log_s = special.log_softmax(z)
    return np.exp(log_s)[:, None] * (np.eye(len(z)) - np.exp(log_s))


@right("centred-matrix")
def softmax_jacobian(z):
    s = special.softmax(z)
    C = np.eye(len(s)) - s
    return C.T @ np.diag(s) @ C


# 1.3


@wrong("sign")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * (s @ dz - dz)


@wrong("no-rank-one-term")
def softmax_differential(z, dz):
    return special.softmax(z) * dz


@wrong("diagonal-only")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * (1 - s) * dz


@wrong("off-diagonal-only")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return -s * (s @ dz - s * dz)


@wrong("no-delta")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return -s * (s @ dz)


@wrong("rank-one-sign")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * (dz + s @ dz)


@wrong("identity")
def softmax_differential(z, dz):
    return dz.copy()


@wrong("log-derivative")
def softmax_differential(z, dz):
    return dz - special.softmax(z) @ dz


@wrong("unweighted-mean")
def softmax_differential(z, dz):
    return special.softmax(z) * (dz - np.mean(dz))


@wrong("delta-wrong-index")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * dz - s * s * dz.sum()


@wrong("finite-step")
def softmax_differential(z, dz):
    return special.softmax(z + dz) - special.softmax(z)


@wrong("finite-differences")
def softmax_differential(z, dz):
    h = 1e-6
    return (special.softmax(z + h * dz) - special.softmax(z - h * dz)) / (2 * h)


@wrong("memory", part="robustness")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return (np.diag(s) - np.outer(s, s)) @ dz


@wrong("memory", part="robustness")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * ((dz[:, None] - dz[None, :]) @ s)


@wrong("overflow", part="robustness")
def softmax_differential(z, dz):
    s = np.exp(z) / np.exp(z).sum()
    return s * (dz - s @ dz)


@wrong("clipped", part="robustness")
def softmax_differential(z, dz):
    e = np.exp(np.clip(z, -700, 700))
    s = e / e.sum()
    return s * (dz - s @ dz)


@wrong("nan-patched", part="robustness")
def softmax_differential(z, dz):
    e = np.exp(z - z.mean())
    s = np.nan_to_num(e / e.sum())
    return s * (dz - s @ dz)


@wrong("in-place", part="robustness")
def softmax_differential(z, dz):
    s = special.softmax(z)
    dz -= s @ dz
    return s * dz


@wrong("float32")
def softmax_differential(z, dz):
    s = special.softmax(z).astype("float32")
    return s * (dz.astype("float32") - s @ dz.astype("float32"))


@wrong("wrong-shape")
def softmax_differential(z, dz):
    s = special.softmax(z)[:, None]
    dz = dz[:, None]
    return s * (dz - s.T @ dz)


@wrong("unweighted-mean")
def softmax_differential(z, dz):
    # A sum, as if every weight were 1
    s = special.softmax(z)
    return s * (dz - dz.sum())


@right("centred-change")
def softmax_differential(z, dz):
    s = special.softmax(z)
    return s * (dz - np.dot(s, dz))


@right("two-terms")
def softmax_differential(z, dz):
    e = np.exp(z - z.max())
    s = e / e.sum()
    return s * dz - s * (s * dz).sum()


@right("quotient-rule")
def softmax_differential(z, dz):
    e = np.exp(z - z.max())
    de = e * dz
    return de / e.sum() - e * de.sum() / e.sum() ** 2


@right("python-loop")
def softmax_differential(z, dz):
    import math

    top = max(z)
    e = [math.exp(v - top) for v in z]
    total = math.fsum(e)
    average = math.fsum(w * v for w, v in zip(e, dz, strict=True)) / total
    ds = np.zeros(len(z))
    for k in range(len(z)):
        ds[k] = e[k] / total * (dz[k] - average)
    return ds


@right("differential-of-the-logarithm")
def softmax_differential(z, dz):
    log_s = z - special.logsumexp(z)
    return np.exp(log_s) * (dz - np.einsum("k,k->", np.exp(log_s), dz))


# 1.4


@wrong("sign")
def cross_entropy(z, y):
    return y @ special.log_softmax(z)


@wrong("log-base-2")
def cross_entropy(z, y):
    return -(y @ special.log_softmax(z)) / np.log(2)


@wrong("mean-over-classes")
def cross_entropy(z, y):
    return -np.mean(y * special.log_softmax(z))


@wrong("log-epsilon")
def cross_entropy(z, y):
    return -np.sum(y * np.log(special.softmax(z) + 1e-8))


@wrong("log-epsilon", part="robustness")
def cross_entropy(z, y):
    return -np.sum(y * np.log(special.softmax(z) + 1e-20))


@wrong("clipped-probability", part="robustness")
def cross_entropy(z, y):
    p = np.clip(special.softmax(z), 1e-15, 1 - 1e-15)
    return -np.sum(y * np.log(p))


@wrong("overflow", part="robustness")
def cross_entropy(z, y):
    return np.log(np.exp(z).sum()) - z @ y


@wrong("logits-far-apart", part="robustness")
def cross_entropy(z, y):
    s = special.softmax(z)
    return -np.log(s[np.argmax(y)])


@wrong("logits-far-apart", part="robustness")
def cross_entropy(z, y):
    shift = np.abs(z).max()
    return shift + np.log(np.exp(z - shift).sum()) - z @ y


@wrong("shift-not-added-back")
def cross_entropy(z, y):
    return np.log(np.exp(z - z.max()).sum()) - z @ y


@wrong("not-normalised")
def cross_entropy(z, y):
    return -(z @ y)


@wrong("no-logarithm")
def cross_entropy(z, y):
    return -(special.softmax(z) @ y)


@wrong("label-for-one-hot")
def cross_entropy(z, y):
    label = np.argmax(y)
    return -np.sum(label * special.log_softmax(z))


@wrong("class-off-by-one")
def cross_entropy(z, y):
    j = np.argmax(y)
    return special.logsumexp(z) - z[j - 1]


@wrong("softmax-elementwise")
def cross_entropy(z, y):
    return -np.sum(y * special.log_expit(z))


@wrong("binary-cross-entropy")
def cross_entropy(z, y):
    p = special.softmax(z)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))


@wrong("squared-error")
def cross_entropy(z, y):
    return np.sum((special.softmax(z) - y) ** 2) / 2


@wrong("entropy")
def cross_entropy(z, y):
    return special.entr(special.softmax(z)).sum()


@wrong("float32")
def cross_entropy(z, y):
    z = z.astype(np.float32)
    return float(special.logsumexp(z) - z[np.argmax(y)])


@wrong("in-place", part="robustness")
def cross_entropy(z, y):
    z -= z.max()
    return np.log(np.exp(z).sum()) - y @ z


@wrong("sum-forgotten")
def cross_entropy(z, y):
    return -y * special.log_softmax(z)


@right("log-sum-exp")
def cross_entropy(z, y):
    return special.logsumexp(z) - np.dot(y, z)


@right("shift-by-the-largest")
def cross_entropy(z, y):
    biggest = z.max()
    return biggest + np.log(np.exp(z - biggest).sum()) - z[y == 1][0]


@right("shift-by-the-observed")
def cross_entropy(z, y):
    return np.logaddexp.reduce(z - z[np.argmax(y)])


@right("log-softmax")
def cross_entropy(z, y):
    return -(special.log_softmax(z) * y).sum()


@right("python-loop")
def cross_entropy(z, y):
    import math

    biggest = max(z)
    total = 0.0
    observed = 0.0
    for k in range(len(z)):
        total += math.exp(z[k] - biggest)
        if y[k] == 1:
            observed = z[k]
    return float(math.log(total) + (biggest - observed))


@right("softplus-of-the-rest")
def cross_entropy(z, y):
    rest = z[y == 0]
    if len(rest) == 0:
        return 0.0
    return np.logaddexp(0, special.logsumexp(rest) - y @ z)


# 1.5


@wrong("sign")
def logit_gradient(z, y):
    return y - special.softmax(z)


@wrong("label-for-one-hot")
def logit_gradient(z, y):
    return special.softmax(z) - np.argmax(y)


@wrong("class-off-by-one")
def logit_gradient(z, y):
    g = special.softmax(z)
    g[np.argmax(y) - 1] -= 1
    return g


@wrong("softmax-elementwise")
def logit_gradient(z, y):
    return special.expit(z) - y


@wrong("not-normalised")
def logit_gradient(z, y):
    return np.exp(z) - y


@wrong("mean-over-classes")
def logit_gradient(z, y):
    return (special.softmax(z) - y) / len(z)


@wrong("label-forgotten")
def logit_gradient(z, y):
    return special.softmax(z)


@wrong("only-observed-class")
def logit_gradient(z, y):
    return y * (special.softmax(z) - 1)


@wrong("extra-derivative")
def logit_gradient(z, y):
    s = special.softmax(z)
    return (s - y) * s * (1 - s)


@wrong("squared-error")
def logit_gradient(z, y):
    s = special.softmax(z)
    return (np.diag(s) - np.outer(s, s)) @ (s - y)


@wrong("log-base-2")
def logit_gradient(z, y):
    return (special.softmax(z) - y) / np.log(2)


@wrong("by-probabilities")
def logit_gradient(z, y):
    return -y / special.softmax(z)


@wrong("no-rank-one-term")
def logit_gradient(z, y):
    s = special.softmax(z)
    return np.diag(s) @ (-y / s)


@wrong("overflow", part="robustness")
def logit_gradient(z, y):
    return np.exp(z) / np.exp(z).sum() - y


@wrong("clipped", part="robustness")
def logit_gradient(z, y):
    e = np.exp(np.minimum(z, 700))
    return e / e.sum() - y


@wrong("nan-patched", part="robustness")
def logit_gradient(z, y):
    e = np.exp(z)
    return np.nan_to_num(e / e.sum()) - y


@wrong("logits-far-apart", part="robustness")
def logit_gradient(z, y):
    s = special.softmax(z)
    J = np.diag(s) - np.outer(s, s)
    return J.T @ (-y / s)


@wrong("finite-differences")
def logit_gradient(z, y):
    h = 1e-6
    g = np.zeros_like(z)
    for k in range(len(z)):
        up, down = z.copy(), z.copy()
        up[k] += h
        down[k] -= h
        g[k] = (special.logsumexp(up) - up @ y - special.logsumexp(down) + down @ y) / (2 * h)
    return g


@wrong("rounded")
def logit_gradient(z, y):
    return np.round(special.softmax(z) - y, 10)


@wrong("float32")
def logit_gradient(z, y):
    s = special.softmax(np.array(z, dtype=np.float32))
    return s.astype(np.float64) - y


@wrong("in-place", part="robustness")
def logit_gradient(z, y):
    y -= special.softmax(z)
    return -y


@wrong("wrong-shape")
def logit_gradient(z, y):
    return np.atleast_2d(special.softmax(z) - y)


@right("shift-by-the-largest")
def logit_gradient(z, y):
    e = np.exp(z - z.max())
    return e / e.sum() - y


@right("log-sum-exp")
def logit_gradient(z, y):
    return np.exp(z - special.logsumexp(z)) - y


@right("one-at-the-label")
def logit_gradient(z, y):
    g = special.softmax(z)
    g[np.argmax(y)] -= 1
    return g


@right("rows-of-differences")
def logit_gradient(z, y):
    s = special.softmax(z)
    return np.einsum("j,jk->k", y, s - np.eye(len(z)))


@right("python-loop")
def logit_gradient(z, y):
    import math

    biggest = max(z)
    weights = [math.exp(v - biggest) for v in z]
    g = np.zeros(len(z))
    for k in range(len(z)):
        g[k] = weights[k] / sum(weights) - y[k]
    return g


@right("chain-rule-cancelled")
def logit_gradient(z, y):
    # -y_j/s_j times s_j(δ_jk - s_k): the probabilities cancel before anything is divided
    log_derivative = np.eye(len(z)) - special.softmax(z)
    return -log_derivative.T @ y


@right("minus-the-rest")
def logit_gradient(z, y):
    s = special.softmax(z)
    rest = np.array([np.delete(s, k).sum() for k in range(len(s))])
    return np.where(y == 1, -rest, s)


# 1.6


@wrong("sign")
def logit_hessian(z, y):
    s = special.softmax(z)
    return np.outer(s, s) - np.diag(s)


@wrong("identity")
def logit_hessian(z, y):
    return np.identity(len(z))


@wrong("empirical-fisher")
def logit_hessian(z, y):
    g = special.softmax(z) - y
    return np.outer(g, g)


@wrong("diagonal-only")
def logit_hessian(z, y):
    H = np.zeros((len(z), len(z)))
    s = special.softmax(z)
    for k in range(len(z)):
        H[k, k] = s[k] - s[k] ** 2
    return H


@wrong("off-diagonal-only")
def logit_hessian(z, y):
    s = special.softmax(z)
    H = -s[:, None] * s[None, :]
    np.fill_diagonal(H, 0)
    return H


@wrong("no-rank-one-term")
def logit_hessian(z, y):
    return np.diag(special.softmax(z))


@wrong("no-delta")
def logit_hessian(z, y):
    s = special.softmax(z)
    return -s[:, None] @ s[None, :]


@wrong("rank-one-sign")
def logit_hessian(z, y):
    s = special.softmax(z)
    return np.diag(s) + s[:, None] * s


@wrong("mu-for-variance")
def logit_hessian(z, y):
    s = special.softmax(z)
    K = len(s)
    return np.array([[s[k] if k == c else -s[k] * s[c] for c in range(K)] for k in range(K)])


@wrong("delta-wrong-index")
def logit_hessian(z, y):
    s = special.softmax(z)
    return s[:, None] * (np.eye(len(s)) - s[:, None])


@wrong("label-in-hessian")
def logit_hessian(z, y):
    g = special.softmax(z) - y
    return np.diag(g) - np.outer(g, g)


@wrong("log-derivative")
def logit_hessian(z, y):
    return np.eye(len(z)) - special.softmax(z)


@wrong("overflow", part="robustness")
def logit_hessian(z, y):
    e = np.exp(z)
    return np.diag(e) / e.sum() - np.outer(e, e) / e.sum() ** 2


@wrong("clipped", part="robustness")
def logit_hessian(z, y):
    s = special.softmax(np.clip(z, -700, 700))
    return np.diag(s) - np.outer(s, s)


@wrong("nan-patched", part="robustness")
def logit_hessian(z, y):
    s = np.exp(z - z.mean()) / np.exp(z - z.mean()).sum()
    s[np.isnan(s)] = 0
    return np.diag(s) - np.outer(s, s)


@wrong("finite-differences")
def logit_hessian(z, y):
    h = 1e-6
    steps = h * np.eye(len(z))
    return (special.softmax(z + steps, axis=1) - special.softmax(z - steps, axis=1)) / (2 * h)


@wrong("finite-differences")
def logit_hessian(z, y):
    h = 1e-4
    K = len(z)
    H = np.zeros((K, K))
    E = h * np.eye(K)

    def loss(v):
        return special.logsumexp(v) - v @ y

    for i in range(K):
        for j in range(K):
            outer = loss(z + E[i] + E[j]) + loss(z - E[i] - E[j])
            inner = loss(z + E[i] - E[j]) + loss(z - E[i] + E[j])
            H[i, j] = (outer - inner) / (4 * h * h)
    return H


@wrong("float32")
def logit_hessian(z, y):
    s = special.softmax(z).astype("float32")
    return np.diag(s) - np.outer(s, s)


@wrong("in-place", part="robustness")
def logit_hessian(z, y):
    z -= z.max()
    np.exp(z, out=z)
    z /= z.sum()
    return np.diag(z) - np.outer(z, z)


@wrong("wrong-shape")
def logit_hessian(z, y):
    s = special.softmax(z)
    return (np.diag(s) - np.outer(s, s))[None, :, :]


@wrong("inner-for-outer")
def logit_hessian(z, y):
    s = special.softmax(z)
    return np.diag(s) - s @ s.T


@right("diagonal-minus-outer")
def logit_hessian(z, y):
    s = special.softmax(z)
    return np.diag(s) - np.outer(s, s)


@right("matrix-product")
def logit_hessian(z, y):
    s = special.softmax(z).reshape(-1, 1)
    return np.diagflat(s) - s @ s.T


@right("quotient-of-sums")
def logit_hessian(z, y):
    c = np.exp(z - z.max())
    L = c.sum()
    return (L * np.diag(c) - np.outer(c, c)) / L**2


@right("covariance")
def logit_hessian(z, y):
    s = special.softmax(z)
    H = np.zeros((len(s), len(s)))
    for probability, draw in zip(s, np.eye(len(s)), strict=True):
        H += probability * np.outer(draw - s, draw - s)
    return H


@right("columns-by-differential")
def logit_hessian(z, y):
    e = np.exp(z - z.max())
    s = e / e.sum()
    columns = [s * (dz - s @ dz) for dz in np.eye(len(z))]
    return np.column_stack(columns)


@right("zero-row-sums")
def logit_hessian(z, y):
    log_s = special.log_softmax(z)
    H = -np.exp(log_s[:, None] + log_s[None, :])
    np.fill_diagonal(H, 0)
    np.fill_diagonal(H, -H.sum(axis=0))
    return H


@right("laplacian-of-pairs")
def logit_hessian(z, y):
    s = special.softmax(z)
    K = len(s)
    H = np.zeros((K, K))
    for i in range(K):
        for j in range(i):
            pair = s[i] * s[j]
            H[i, i] += pair
            H[j, j] += pair
            H[i, j] -= pair
            H[j, i] -= pair
    return H
