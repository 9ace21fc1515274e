"""4.5 softmax_flat_directions: reference, hidden families, right and wrong answers."""

import numpy as np
from scipy import linalg

from autograder.checking.exercise import Family
from autograder.key.gallery import reference, right, wrong

HIDDEN = {
    "values": (Family("ordinary", d=3, K=3), Family("ordinary", d=7, K=4)),
    "robustness": (Family("one_class", d=1, K=1),),
}


@reference
def softmax_flat_directions(d, K):
    """Span the directions in which the softmax loss never changes, by orthonormal columns.

    vec(v 1ᵀ) for v in ℝ^d: adding v to every w_k adds x_iᵀv to every logit of a sample.

    d, K: int ≥ 1. Returns B, (dK, d) float64 with BᵀB = I; rows follow vec(W), class after
    class. For K = 1 that is all of ℝ^d. Raises nothing. Source: beyond the documents.
    """
    return np.tile(np.eye(d), (K, 1)) / np.sqrt(K)


@right("tile")
def softmax_flat_directions(d, K):
    return np.tile(np.eye(d), (K, 1)) / np.sqrt(K)


@right("kronecker")
def softmax_flat_directions(d, K):
    ones = np.ones((K, 1)) / np.linalg.norm(np.ones(K))
    return np.kron(ones, np.identity(d))


@right("columns-of-vec")
def softmax_flat_directions(d, K):
    columns = []
    for j in range(d):
        V = np.zeros((d, K))
        V[j, :] = 1
        v = V.ravel(order="F")
        columns.append(v / np.linalg.norm(v))
    return np.column_stack(columns)


@right("entry-by-entry")
def softmax_flat_directions(d, K):
    B = np.zeros((d * K, d))
    for k in range(K):
        for j in range(d):
            B[k * d + j, j] = -1 / np.sqrt(K)
    return B


@right("null-space-of-differences")
def softmax_flat_directions(d, K):
    # No logit may move against the first: w_k - w_0 stays as it is
    D = np.zeros((d * K, d * K))
    for k in range(1, K):
        D[k * d : (k + 1) * d, k * d : (k + 1) * d] = np.eye(d)
        D[k * d : (k + 1) * d, :d] = -np.eye(d)
    return linalg.null_space(D)


@right("qr-of-a-random-basis")
def softmax_flat_directions(d, K):
    V = np.random.default_rng(1).normal(size=(d, d))
    return np.linalg.qr(np.vstack([V] * K)).Q


@right("eigenvectors-of-a-hessian")
def softmax_flat_directions(d, K):
    # At W = 0 and X = I the Hessian is (I - 11'/K) kron I, up to a factor
    S = np.eye(K) - np.ones((K, K)) / K
    return np.linalg.eigh(np.kron(S, np.eye(d)))[1][:, :d].copy()


@right("einsum")
def softmax_flat_directions(d, K):
    q = np.full(K, K**-0.5)
    return np.einsum("k,ij->kij", q, np.eye(d)).reshape(d * K, d)


@wrong("swapped-kronecker")
def softmax_flat_directions(d, K):
    return np.kron(np.eye(d), np.ones((K, 1))) / np.sqrt(K)


@wrong("swapped-kronecker")
def softmax_flat_directions(d, K):
    return np.repeat(np.eye(d), K, axis=0) / np.sqrt(K)


@wrong("not-normalised")
def softmax_flat_directions(d, K):
    return np.tile(np.eye(d), (K, 1))


@wrong("not-normalised")
def softmax_flat_directions(d, K):
    return np.tile(np.eye(d), (K, 1)) / K


@wrong("not-normalised")
def softmax_flat_directions(d, K):
    B = np.kron(np.ones((K, 1)), np.eye(d))
    return B / np.linalg.norm(B)


@wrong("not-orthogonal")
def softmax_flat_directions(d, K):
    V = np.triu(np.ones((d, d)))
    V /= np.linalg.norm(V, axis=0)
    return np.vstack([V] * K) / np.sqrt(K)


@wrong("one-class-only")
def softmax_flat_directions(d, K):
    return np.eye(d * K)[:, :d]


@wrong("one-class-only")
def softmax_flat_directions(d, K):
    B = np.zeros((d * K, d))
    B[-d:] = np.eye(d)
    return B


@wrong("last-class-fixed")
def softmax_flat_directions(d, K):
    if K == 1:
        return np.eye(d)
    B = np.zeros((d * K, d))
    for k in range(K - 1):
        B[k * d : (k + 1) * d] = np.eye(d)
    return B / np.sqrt(K - 1)


@wrong("contrast-of-classes")
def softmax_flat_directions(d, K):
    if K == 1:
        return np.eye(d)
    B = np.zeros((d * K, d))
    B[:d] = np.eye(d)
    B[d : 2 * d] = -np.eye(d)
    return B / np.sqrt(2)


@wrong("alternating-signs")
def softmax_flat_directions(d, K):
    signs = (-1.0) ** np.arange(K)
    return np.kron(signs[:, None], np.eye(d)) / np.sqrt(K)


@wrong("transposed")
def softmax_flat_directions(d, K):
    return np.hstack([np.eye(d)] * K) / np.sqrt(K)


@wrong("wrong-shape")
def softmax_flat_directions(d, K):
    return np.ones((d * K, 1)) / np.sqrt(d * K)


@wrong("wrong-shape")
def softmax_flat_directions(d, K):
    return np.broadcast_to(np.eye(d), (K, d, d)) / np.sqrt(K)


@wrong("only-three-classes")
def softmax_flat_directions(d, K):
    return np.concatenate([np.eye(d), np.eye(d), np.eye(d)]) / np.sqrt(3)


@wrong("float32")
def softmax_flat_directions(d, K):
    B = np.tile(np.eye(d, dtype=np.float32), (K, 1)) / np.float32(np.sqrt(K))
    return B.astype(np.float64)


@wrong("float32")
def softmax_flat_directions(d, K):
    return np.tile(np.eye(d), (K, 1)).astype("float32") / np.float32(np.sqrt(K))


@wrong("wrong-type")
def softmax_flat_directions(d, K):
    return [np.tile(v, K) / np.sqrt(K) for v in np.eye(d)]


@wrong("one-class-empty", part="robustness")
def softmax_flat_directions(d, K):
    if K == 1:
        return np.zeros((d, 0))
    return np.tile(np.eye(d), (K, 1)) / np.sqrt(K)
