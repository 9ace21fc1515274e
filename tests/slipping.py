"""Calls that raise, by the code of the slip that their exception tells."""

import math

import numpy as np
from scipy import linalg

X, W, x, w = np.ones((8, 3)), np.ones((3, 5)), np.ones(3), np.ones(8)
y, Z = np.eye(5)[2], np.ones((8, 5))
NONE = None

RAISING = {
    "axis-lacking": [lambda: Z - w, lambda: w * X, lambda: Z / Z.sum(axis=1)],
    "product-entrywise": [lambda: X * W, lambda: np.multiply(X, W)],
    "operands-unfit": [lambda: Z - W, lambda: x + y, lambda: np.einsum("ij,jk", X, X)],
    "factors-unfit": [
        lambda: W @ x,
        lambda: np.dot(X, X),
        lambda: np.linalg.solve(np.eye(3), w),
        lambda: linalg.solve(np.eye(3), w),
        lambda: np.linalg.lstsq(X, y),
    ],
    "axes-too-few": [
        lambda: x.sum(axis=1),
        lambda: x[:, 1],
        lambda: x.shape[1],
        lambda: np.linalg.inv(x),
        lambda: 2.0 @ X,
        lambda: np.float64(1)[0],
        lambda: len(1.0),
        lambda: list(np.array(1.0)),
    ],
    "unpacking": [lambda: [a for a, b in (x, y)], lambda: [a for a, b, c in [X.shape]]],
    "index-past-end": [lambda: x[3], lambda: X[:, 3], lambda: [1][1]],
    "range-missing": [lambda: [2 * i for i in X.shape[1]], lambda: list(np.int64(3))],
    "no-whole-number": [lambda: x[y], lambda: x[1.0], lambda: range(2.0), lambda: np.zeros(2.5)],
    "array-for-number": [lambda: math.exp(x), lambda: int(x), lambda: range(x)],
    "condition-of-array": [lambda: 1 if x > 0 else 2, lambda: max(x, 1)],
    "matrix-singular": [
        lambda: np.linalg.inv(np.zeros((2, 2))),
        lambda: linalg.solve(np.zeros((3, 3)), x),
        lambda: np.linalg.cholesky(-np.eye(2)),
        lambda: linalg.cholesky(-np.eye(2)),
    ],
    "matrix-not-square": [lambda: np.linalg.det(X), lambda: linalg.inv(X)],
    "written-unfit": [
        lambda: np.zeros((3, 3)).__setitem__(0, y),
        lambda: np.zeros(3).__setitem__(0, x),
        lambda: np.zeros(3).__iadd__(X),
    ],
    "reshape-unfit": [lambda: X.reshape(5, 5)],
    "joined-unfit": [lambda: np.vstack([X, W]), lambda: np.stack([x, y])],
    "none-used": [lambda: NONE * 2.0, lambda: NONE[0], lambda: np.exp(NONE), lambda: len(NONE)],
    "parentheses-missing": [lambda: np.sqrt(X.diagonal), lambda: X.sum / 2],
    "not-a-function": [lambda: X(x), lambda: x[0](x)],
    "list-for-array": [lambda: [1.0] / 2, lambda: [1.0] * 2.0, lambda: [1.0] + 2.0],
    "call-mistaken": [
        lambda: np.outer(x),
        lambda: np.ones(3, 1),
        lambda: np.var(X, weights=1),
        lambda: sum([1], axis=0),
    ],
}
