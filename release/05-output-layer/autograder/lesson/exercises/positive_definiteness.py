"""04-positive-definiteness: when is the curvature positive (document 001, and beyond it)."""

from functools import cache

import numpy as np

from autograder.lesson import cases, definitions, differences
from autograder.lesson.exercise import (
    Case,
    Cost,
    Exercise,
    Family,
    Target,
    array,
    raising,
    scalar,
    truth_value,
)

EPS = np.finfo(np.float64).eps

# What is tested near a border of rank or definiteness is so many times the border.
ABOVE, BELOW = 12, 0.08


def _quadratic_form(a, theta, X):
    y = np.zeros(len(X))
    truth = differences.curvature(lambda v: definitions.logistic_loss(v, X, y), theta, a)
    scale = np.mean((np.abs(X) @ np.abs(a)) ** 2)
    return scalar(truth, scale, cases.largest_logit(X, theta))


def _direction_theta_design(rng, family):
    theta, X, _ = cases.two_labels_case(rng, family).arguments
    return Case((rng.normal(size=theta.shape), theta, X), family)


def _quadratic_form_cost(m=1000, d=3):
    X = np.cos(np.arange(m * d, dtype=float)).reshape(m, d)
    # Half a byte for each entry of an m×m matrix: not even one of booleans fits.
    return Cost((np.ones(d), np.ones(d), X), m * m // 2, "m×m", _quadratic_form_large)


@cache
def _quadratic_form_large(m=cases.MANY, d=3):
    X = np.cos(np.arange(m * d, dtype=float)).reshape(m, d)
    arguments = np.array([0.4, -0.7, 0.2]), np.array([1.0, 0.5, -0.3]), X
    return (Case(arguments, cases.MANY_SAMPLES, _quadratic_form(*arguments)),)


def _matrix(rng, name):
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
        return _with_smallest(rng, 1000, d, 90 * EPS), False
    if name == "barely_full":
        # So many columns that m·d·eps is no measure.
        return _with_smallest(rng, 1000, 30, ABOVE * 1000 * EPS), True
    if name == "barely_regular":
        # So few that hardly a bound that does not depend on their number is below.
        return _with_smallest(rng, d, d, ABOVE * d * EPS), True
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
    elif name == "low_rank":
        whole[:, :-1] = whole[:, -1:] * rng.integers(1, 4, size=d - 1)
    elif name == "zero_feature":
        return np.zeros((6, 1)), False
    else:
        return tall, True
    scale = {"large_numbers": 2.0**40, "small_numbers": 2.0**-40}.get(name, 1.0)
    return scale * whole[:, rng.permutation(d)], False


def _with_smallest(rng, m, d, smallest):
    """A design with this smallest singular value, the largest of the others near 1."""
    U, _ = np.linalg.qr(rng.normal(size=(m, d)))
    V, _ = np.linalg.qr(rng.normal(size=(d, d)))
    return U * np.append(rng.uniform(0.5, 1.0, d - 1), smallest) @ V.T


def _rank_case(rng, family):
    X, answer = _matrix(rng, family.name)
    return Case((X,), family, truth_value(answer))


def _eigenvalues(rng, family, n):
    """Eigenvalues as the family has them, and whether they make a matrix positive definite."""
    name = family.name
    positive = 10.0 ** rng.uniform(-3, 1, size=n)
    if name == "indefinite":
        return np.append(positive[1:], -positive[0] - 0.1), False
    if name == "positive_determinant":
        return np.concatenate([positive[2:], [-1.0, -2.0]]), False
    if name == "negative":
        return -positive, False
    if name == "one_large":
        return np.append(np.full(6, 1e-3), 1.0), True
    if name in ("barely_positive", "barely_singular"):
        largest, share = 1e3, ABOVE if name == "barely_positive" else BELOW
        others = positive[2:].clip(1.0)
        if family.arrangement == "many":
            # Nearly as large, their sum is no measure of the largest. Not all alike: LAPACK's
            # routine for a few of many eigenvalues fails on these.
            others = rng.uniform(0.8, 1.0, n - 2) * largest
        return np.array([largest, *others, share * n * EPS * largest]), share > 1
    return positive, True


def _symmetric(rng, eigenvalues, level):
    """A symmetric matrix with these eigenvalues; level: the first one's vector is constant.

    A large eigenvalue is then far above every entry, which is no measure of it.
    """
    columns = rng.normal(size=(len(eigenvalues),) * 2)
    if level:
        columns[:, 0] = 1.0
    basis, _ = np.linalg.qr(columns)
    H = basis * eigenvalues @ basis.T
    return (H + H.T) / 2


# No positive factor changes the answer: not one whose square overflows, nor one that makes an
# asymmetry small, or rounding large, as a number of its own.
SCALES = {"large_numbers": 1e200, "small_numbers": 1e-200, "asymmetric": 1e-6, "rounded": 1e6}

# By arrangement. As small or as large, hardly a bound is right that does not grow with n.
ORDERS = {"two": 2, "level": 50, "many": 100}


def _definite_case(rng, family):
    name = family.name
    # Where a border is tested, n is so large that n·eps stands out from eps, the largest entry
    # from others.
    at_border = name.startswith("barely")
    usual = 50 if at_border or name == "rounded" else int(rng.integers(3, 7))
    n = ORDERS.get(family.arrangement, usual)
    H, answer = None, False
    if name == "singular":
        A, _ = _matrix(rng, "dependent_columns")
        H = A.T @ A
    elif name == "positive_entries":
        H = np.ones((n, n)) + rng.uniform(0.5, 1.0) * (1 - np.eye(n))
    elif name == "zero_matrix":
        H = np.zeros((n, n))
    elif family.arrangement == "level":
        # Norm, mean and largest eigenvalue are then far from the largest entry.
        H = np.ones((n, n)) + np.eye(n)
    elif name == "one_by_one":
        answer = bool(rng.integers(2))
        H = np.array([[2.5 if answer else -2.5]])
    else:
        values, answer = _eigenvalues(rng, family, n)
        H = _symmetric(rng, values, level=at_border)
    if name == "rounded":
        H[0] *= 30.0
        H[:, 0] *= 30.0
    if name in ("asymmetric", "rounded"):
        relative = 1e-9 if name == "asymmetric" else 1e-11
        i, j = rng.choice(n, size=2, replace=False)
        H[i, j] += relative * np.abs(H).max()
        answer = name == "rounded"
    return Case((H * SCALES.get(name, 1.0),), family, truth_value(answer))


def _flat_case(rng, family):
    X, full = _matrix(rng, family.name)
    return Case((X,), family, raising(ValueError) if full else _flat_target(X))


def _flat_target(X):
    # A null vector found from X itself leaves |Xa| of the size of the rounding of X.
    size = np.linalg.norm(X)
    return Target(
        "array",
        ((X.shape[1],),),
        ("Xa", "length"),
        (np.zeros(len(X)), 1.0),
        (np.full(len(X), differences.tolerance(size)), differences.tolerance(1.0)),
        measure=lambda a: (X @ a, np.linalg.norm(a)),
    )


def _flat_directions(d, K):
    """The target: orthonormal columns, along each of which no probability changes."""
    rng = np.random.default_rng([d, K])
    X, W = rng.normal(size=(4 * d, d)), rng.normal(size=(d, K))
    P = definitions.softmax(X @ W)

    def change(B):
        moved = W + B.T.reshape(d, K, d).transpose(0, 2, 1)
        return definitions.softmax(X @ moved) - P

    zmax = 2 * np.abs(X).sum(axis=1).max() * max(np.abs(W).max(), 1.0)
    return Target(
        "array",
        ((d * K, d),),
        ("BᵀB", "change of P"),
        (np.eye(d), np.zeros((d, *P.shape))),
        (
            np.full((d, d), differences.tolerance(1.0)),
            np.full((d, *P.shape), differences.tolerance(1.0, zmax)),
        ),
        measure=lambda B: (B.T @ B, change(B)),
    )


def _two_sizes(rng, family):
    _, d, K = cases.sizes(rng, family)
    return Case((d, K), family)


def _reduced_hessian(W, X):
    K = W.shape[1]
    Y = np.eye(K)[np.zeros(len(X), dtype=int)]
    free, held = np.eye(K)[: K - 1], W * np.eye(K)[K - 1]
    truth = differences.hessian(
        lambda V: definitions.softmax_loss(V @ free + held, X, Y), W[:, : K - 1]
    )
    scale = np.abs(X).T @ np.abs(X) / len(X)
    return array(truth, np.tile(scale, (K - 1, K - 1)), cases.largest_logit(X, W))


def _families(*names, draws=1):
    return tuple(
        Family(name, arrangement="strided" if name == "strided" else "", draws=draws)
        for name in names
    )


EXERCISES = (
    Exercise(
        "4.1",
        "quadratic_form",
        ("a", "theta", "X"),
        ((),),
        _direction_theta_design,
        _quadratic_form,
        cases.OF_TWO_LABELS,
        _quadratic_form_cost,
    ),
    Exercise(
        "4.2",
        "has_full_column_rank",
        ("X",),
        ((),),
        _rank_case,
        truth_value,
        {
            "values": _families("full_rank", "dependent_columns", "wide", draws=6),
            "robustness": _families(
                "square",
                "badly_scaled",
                "tiny_numbers",
                "one_feature",
                "zero_feature",
                "zero_column",
                "low_rank",
                "large_numbers",
                "tall",
                "strided",
                "barely_full",
                "barely_regular",
                "triangular",
                draws=4,
            ),
        },
    ),
    Exercise(
        "4.3",
        "is_positive_definite",
        ("H",),
        ((),),
        _definite_case,
        truth_value,
        {
            "values": (
                *_families("positive", "indefinite", "negative", draws=5),
                # Cholesky alone passes more than half of them.
                *_families("singular", draws=12),
            ),
            "robustness": (
                *_families(
                    "positive_determinant",
                    "positive_entries",
                    "zero_matrix",
                    "one_by_one",
                    "one_large",
                    "barely_positive",
                    "barely_singular",
                    "asymmetric",
                    "rounded",
                    "large_numbers",
                    "small_numbers",
                    "strided",
                    draws=4,
                ),
                Family("barely_positive", arrangement="two", draws=4),
                Family("barely_positive", arrangement="many", draws=4),
                Family("barely_singular", arrangement="many", draws=4),
                Family("asymmetric", arrangement="level", draws=4),
            ),
        },
    ),
    Exercise(
        "4.4",
        "flat_direction",
        ("X",),
        (("features",),),
        _flat_case,
        _flat_target,
        {
            "values": _families("dependent_columns", "wide", "zero_column", draws=5),
            "robustness": _families(
                "full_rank",
                "square",
                "tiny_numbers",
                "badly_scaled",
                "one_feature",
                "zero_feature",
                "low_rank",
                "large_numbers",
                "small_numbers",
                "strided",
                draws=2,
            ),
        },
    ),
    Exercise(
        "4.5",
        "softmax_flat_directions",
        ("d", "K"),
        (("classes × features", "features"),),
        _two_sizes,
        _flat_directions,
        {
            "values": (Family("ordinary", draws=6),),
            "robustness": (
                Family("two_classes", K=2, draws=2),
                Family("one_class", K=1, draws=2),
                Family("one_feature", d=1, draws=2),
            ),
        },
    ),
    Exercise(
        "4.6",
        "reduced_hessian",
        ("W", "X"),
        (("(classes − 1) × features", "(classes − 1) × features"),),
        cases.first(cases.classes_case, 2),
        _reduced_hessian,
        {
            "values": cases.VALUES,
            "robustness": tuple(
                family for family in cases.OF_CLASSES["robustness"] if family is not cases.ONE_CLASS
            ),
        },
    ),
)
