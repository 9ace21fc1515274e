"""3.4 hessian_vector_product: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import special

from autograder.key.families import CLASSES, LARGER
from autograder.key.gallery import reference, right, wrong

HIDDEN = {"values": LARGER, "robustness": CLASSES}


@reference
def hessian_vector_product(W, X, V):
    """Apply the Hessian of the mean cross-entropy to a direction without forming it.

    HV = (1/m) Xᵀ[P ∘ U − P ∘ rowsum(P ∘ U)] with U = XV, a mean; vec(HV) = H vec(V).

    W, V: (d, K), X: (m, d), all float64 and finite. Returns (d, K) float64. Raises nothing.
    Takes O(mdK) time and O(mK) memory beyond arguments and result. Source: ours, from document
    000's H and the differential ds = (S − ssᵀ) dz of document 004.
    """
    # One row for each class: a sum over few classes is fastest along the first axis. XW and XV are
    # one product, which reads X once.
    K = W.shape[1]
    Z = np.concatenate((W.T, V.T)) @ X.T
    P, U = Z[:K], Z[K:]
    P -= P.max(axis=0)
    np.exp(P, out=P)
    P /= P.sum(axis=0)
    U *= P
    U -= P * U.sum(axis=0)
    return X.T @ U.T / len(X)


@right("matrix-products")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * (U - np.sum(P * U, axis=1, keepdims=True))) / len(X)


@right("sum-over-samples")
def hessian_vector_product(W, X, V):
    HV = np.zeros(W.shape)
    for x in X:
        z, u = x @ W, x @ V
        e = np.exp(z - z.max())
        p = e / e.sum()
        HV += np.outer(x, p * (u - p @ u))
    return HV / len(X)


@right("einsum")
def hessian_vector_product(W, X, V):
    P = np.exp(special.log_softmax(X @ W, axis=1))
    U = np.einsum("ij,jk->ik", X, V)
    T = P * U - np.einsum("ik,i->ik", P, np.einsum("ij,ij->i", P, U))
    return np.einsum("ij,ik->jk", X, T) / len(X)


@right("column-by-column")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    average = np.einsum("ik,ik->i", P, U)
    HV = np.empty(V.shape)
    for c in range(V.shape[1]):
        HV[:, c] = (P[:, c] * (U[:, c] - average)) @ X / len(X)
    return HV


@right("quotient-rule")
def hessian_vector_product(W, X, V):
    Z = X @ W
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    dE = E * (X @ V)
    total = E.sum(axis=1, keepdims=True)
    dP = (dE * total - E * dE.sum(axis=1, keepdims=True)) / total**2
    return X.T @ dP / len(X)


@right("differential-of-the-logarithm")
def hessian_vector_product(W, X, V):
    Z = X @ W
    P = np.exp(Z - special.logsumexp(Z, axis=1)[:, None])
    d_log_P = X @ V
    d_log_P -= (P * d_log_P).sum(axis=1)[:, None]
    return X.T @ (P * d_log_P / len(X))


@wrong("sum-for-mean")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True)))


@wrong("sign")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * ((P * U).sum(axis=1, keepdims=True) - U)) / len(X)


@wrong("likelihood-for-loss")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return -X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True)))


@wrong("uncoupled-blocks")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P * (1 - P) * (X @ V)) / len(X)


@wrong("off-diagonal-only")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * (P * U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("diagonal-only")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    return (X**2).T @ (P * (1 - P)) * V / len(X)


@wrong("no-rank-one-term")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    return X.T @ (P * (X @ V)) / len(X)


@wrong("no-delta")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    return -X.T @ (P * (P * (X @ V)).sum(axis=1, keepdims=True)) / len(X)


@wrong("rank-one-sign")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * U + P * np.sum(P * U, axis=1, keepdims=True)) / len(X)


@wrong("delta-wrong-index")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * U - P**2 * U.sum(axis=1, keepdims=True)) / len(X)


@wrong("unweighted-mean")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * (U - U.mean(axis=1, keepdims=True))) / len(X)


@wrong("sum-over-wrong-axis")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=0))) / len(X)


@wrong("log-derivative")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return X.T @ (U - (P * U).sum(axis=1, keepdims=True)) / len(X)


@wrong("identity")
def hessian_vector_product(W, X, V):
    return X.T @ (X @ V) / len(X)


@wrong("transposed")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    return (P * (U - (P * U).sum(axis=1, keepdims=True))).T @ X / len(X)


@wrong("stackings-mixed")
def hessian_vector_product(W, X, V):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return (H @ V.ravel()).reshape(V.shape) / len(X)


@wrong("wrong-axis")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=0)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("whole-array")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("softmax-elementwise")
def hessian_vector_product(W, X, V):
    P = special.expit(X @ W)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("bias-forgotten")
def hessian_vector_product(W, X, V):
    P = special.softmax(X[:, 1:] @ W[1:], axis=1)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("only-at-zero-weights")
def hessian_vector_product(W, X, V):
    K = W.shape[1]
    U = X @ V
    return X.T @ (U - U.mean(axis=1, keepdims=True)) / (K * len(X))


@wrong("only-one-sample")
def hessian_vector_product(W, X, V):
    for x in X:
        p, u = special.softmax(x @ W), x @ V
        return np.outer(x, p * (u - p @ u))


@wrong("product-of-means")
def hessian_vector_product(W, X, V):
    p = special.softmax(X @ W, axis=1).mean(axis=0)
    U = X @ V
    return X.T @ (p * (U - (U @ p)[:, None])) / len(X)


@wrong("memory", part="robustness")
def hessian_vector_product(W, X, V):
    H = np.zeros((W.size, W.size))
    for x in X:
        p = special.softmax(x @ W)
        H += np.kron(np.diag(p) - np.outer(p, p), np.outer(x, x))
    return (H @ V.ravel(order="F")).reshape(V.shape, order="F") / len(X)


@wrong("memory", part="robustness")
def hessian_vector_product(W, X, V):
    HV = np.zeros(W.shape)
    for x in X:
        p = special.softmax(x @ W)
        HV += np.outer(x, (np.diag(p) - np.outer(p, p)) @ (x @ V))
    return HV / len(X)


@wrong("memory", part="robustness")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    T = P * (U - (P * U).sum(axis=1, keepdims=True))
    return np.mean(X[:, :, None] * T[:, None, :], axis=0)


@wrong("logits-far-apart", part="robustness")
def hessian_vector_product(W, X, V):
    Z = X @ W
    E = np.exp(Z - Z.mean(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    U = X @ V
    return X.T @ (P * (U - np.sum(P * U, axis=1, keepdims=True))) / len(X)


@wrong("overflow", part="robustness")
def hessian_vector_product(W, X, V):
    E = np.exp(X @ W)
    P = E / E.sum(axis=1, keepdims=True)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("shift-per-array", part="robustness")
def hessian_vector_product(W, X, V):
    Z = X @ W
    E = np.exp(Z - Z.max())
    P = E / E.sum(axis=1, keepdims=True)
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("nan-patched", part="robustness")
def hessian_vector_product(W, X, V):
    Z = X @ W
    E = np.exp(Z - Z.max())
    P = np.nan_to_num(E / E.sum(axis=1, keepdims=True))
    U = X @ V
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("finite-differences")
def hessian_vector_product(W, X, V):
    h = 1e-6
    up = special.softmax(X @ (W + h * V), axis=1)
    down = special.softmax(X @ (W - h * V), axis=1)
    return X.T @ (up - down) / (2 * h * len(X))


@wrong("float32")
def hessian_vector_product(W, X, V):
    X = X.astype(np.float32)
    P = special.softmax(X @ W.astype(np.float32), axis=1)
    U = X @ V.astype(np.float32)
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)


@wrong("in-place", part="robustness")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    V[:] = X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True)))
    V /= len(X)
    return V


@wrong("wrong-shape")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V
    T = P * (U - (P * U).sum(axis=1, keepdims=True))
    return (X.T @ T / len(X)).ravel(order="F")


@wrong("axis-mistaken")
def hessian_vector_product(W, X, V):
    P, U = special.softmax(X @ W, axis=1), X @ V
    return X.T @ (P * (U - (P * U).sum())) / len(X)


@wrong("memory-order", part="robustness")
def hessian_vector_product(W, X, V):
    P = special.softmax(X @ W, axis=1)
    U = X @ V.ravel(order="K").reshape(V.shape)
    return X.T @ (P * (U - (P * U).sum(axis=1, keepdims=True))) / len(X)
