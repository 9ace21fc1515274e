"""What several exercises of positive definiteness share."""

import numpy as np

from autograder.checking.exercise import Family

EPS = np.finfo(np.float64).eps


# What is tested near a border of rank or definiteness is so many times the border.
ABOVE, BELOW = 12, 0.08


def matrix(rng, name):
    """A design by the name of its family, and whether its columns are independent.

    Dependent columns are whole numbers and their exact sum, and the samples are many, so that the
    smallest singular value is rounding alone and lies a decade below where a rank is lost.
    """
    d = int(rng.integers(3, 6))
    tall = rng.normal(size=(d + int(rng.integers(3, 9)), d))
    if name == "wide":
        return rng.normal(size=(d - 1, d)), False
    if name == "square":
        return tall[:d] + 3.0 * np.eye(d), True
    if name == "badly_scaled":
        # A rank is lost below 3e-15 of the largest column, so some 1e-12 of it counts in full.
        return tall * 10.0 ** rng.permutation(np.linspace(-6.0, 6.0, d)), True
    if name == "tiny_numbers":
        return tall * 1e-120, True
    if name == "tall":
        # A smallest singular value of 90 eps: far above rounding, and a decade below 1000 eps.
        return with_smallest(rng, 1000, d, 90 * EPS), False
    if name == "barely_full":
        # So many columns that m·d·eps is no measure.
        return with_smallest(rng, 1000, 30, ABOVE * 1000 * EPS), True
    if name == "barely_regular":
        # So few that hardly a bound that does not depend on their number is below.
        return with_smallest(rng, d, d, ABOVE * d * EPS), True
    if name == "triangular":
        # No entry on the diagonal is small, but the smallest singular value is: about 2^−n.
        n = int(rng.integers(60, 80))
        return np.eye(n) - np.triu(np.ones((n, n)), 1), False
    if name == "one_feature":
        return tall[:, :1], True
    whole = rng.integers(-4, 5, size=(30, d)).astype(float)
    if name in ("dependent_columns", "strided", "large_numbers", "small_numbers"):
        whole[:, 0] = whole[:, 1] + whole[:, 2]
    elif name == "zero_column":
        whole[:, int(rng.integers(d))] = 0.0
    elif name == "twice_dependent":
        # Of four columns or more, so that no two of them are parallel.
        whole = rng.integers(-4, 5, size=(30, max(d, 4))).astype(float)
        whole[:, 0], whole[:, 1] = whole[:, 2] + whole[:, 3], whole[:, 2] - whole[:, 3]
    elif name == "low_rank":
        whole[:, :-1] = whole[:, -1:] * rng.integers(1, 4, size=d - 1)
    elif name == "zero_feature":
        return np.zeros((6, 1)), False
    else:
        return tall, True
    scale = {"large_numbers": 2.0**40, "small_numbers": 2.0**-40}.get(name, 1.0)
    return scale * whole[:, rng.permutation(whole.shape[1])], False


def with_smallest(rng, m, d, smallest):
    """A design with this smallest singular value, the largest of the others near 1."""
    U, _ = np.linalg.qr(rng.normal(size=(m, d)))
    V, _ = np.linalg.qr(rng.normal(size=(d, d)))
    return U * np.append(rng.uniform(0.5, 1.0, d - 1), smallest) @ V.T


def has_no_factor(H):
    """Whether Cholesky refuses a symmetric matrix: one that is singular may pass by rounding.

    In this sense, not in the other: what answers an exercise does not leave with the course.
    """
    try:
        np.linalg.cholesky(H)
    except np.linalg.LinAlgError:
        return True
    return False


def families(*names, draws=1, hidden_draws=None):
    return tuple(
        Family(
            name,
            arrangement="strided" if name == "strided" else "",
            draws=draws,
            hidden_draws=hidden_draws,
        )
        for name in names
    )
