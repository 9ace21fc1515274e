"""Points in the plane for networks with a hidden layer, and weights that such a network starts at.

Each comes from a generator with a seed, so that a cell shows the same numbers every time.
"""

import numpy as np


def two_moons() -> tuple[np.ndarray, np.ndarray]:
    """Return (X, Y): 100 points on each of two half-circles that interlock, with noise 0.1.

    X: (200, 2). Y: (200, 2), one-hot.
    """
    rng = np.random.default_rng(0)
    t = np.pi * rng.random(200)
    upper = np.column_stack([np.cos(t), np.sin(t)])
    lower = np.column_stack([1 - np.cos(t), 0.5 - np.sin(t)])
    X = np.vstack([upper[:100], lower[100:]]) + 0.1 * rng.standard_normal((200, 2))
    return X, np.eye(2)[np.repeat([0, 1], 100)]


def rings() -> tuple[np.ndarray, np.ndarray]:
    """Return (X, Y): 100 points on each of three circles of radius 1, 2 and 3, with noise 0.1.

    X: (300, 2). Y: (300, 3), one-hot.
    """
    rng = np.random.default_rng(0)
    t = 2 * np.pi * rng.random(300)
    radius = np.repeat([1.0, 2.0, 3.0], 100)[:, None]
    X = radius * np.column_stack([np.cos(t), np.sin(t)]) + 0.1 * rng.standard_normal((300, 2))
    return X, np.eye(3)[np.repeat([0, 1, 2], 100)]


def random_network(n: int, d: int, K: int) -> list[np.ndarray]:
    """Return [W1, b1, W2, b2] of a network with n hidden units: N(0, 1) weights, zero biases.

    Shapes: (n, d), (n,), (K, n), (K,).
    """
    rng = np.random.default_rng(0)
    first, second = rng.standard_normal((n, d)), rng.standard_normal((K, n))
    return [first, np.zeros(n), second, np.zeros(K)]
