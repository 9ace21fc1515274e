"""06-newton: the Hessian at work (document 003's closing remark, with 000 and 001)."""

import numpy as np

from autograder.lesson import cases, definitions, differences
from autograder.lesson.exercise import Case, Exercise, Family, Target, array

# Quadratic convergence leaves a gradient of rounding size; a first-order method, or a fit that
# stopped short, is orders of magnitude above this.
STATIONARY = 1e-7

# Values may rise by the rounding of a sum of m logarithms and no more.
RISE = 1e-12


def _newton_step(theta, X, y):
    def loss(v):
        return definitions.logistic_loss(v, X, y)

    g, H = differences.gradient(loss, theta), differences.hessian(loss, theta)
    step = np.linalg.solve(H, g)
    # Errors of g pass through H⁻¹, those of H are multiplied by its condition number.
    scale = np.linalg.norm(np.linalg.inv(H), 2) * np.linalg.norm(np.abs(X).mean(axis=0))
    scale += np.linalg.cond(H) * np.linalg.norm(step)
    return array(theta - step, np.abs(theta) + scale, cases.largest_logit(X, theta))


def _standard_errors(theta, X):
    y = np.zeros(len(X))
    H = differences.hessian(lambda v: definitions.logistic_loss(v, X, y), theta)
    truth = np.sqrt(np.diag(np.linalg.inv(len(X) * H)))
    return array(truth, np.linalg.cond(H) * truth, cases.largest_logit(X, theta))


def _two_labels(rng, family):
    """(theta, X, y): many samples and moderate logits, so that H is far from singular."""
    _, d, _ = cases.sizes(rng, family)
    m = int(rng.integers(40, 60))
    X = cases.design(rng, family, m, d)
    theta = rng.normal(size=d) / np.sqrt(d)
    if family.name == "badly_scaled":
        factors = 10.0 ** rng.integers(-2, 3, size=d)
        X, theta = X * factors, theta / factors
    y = rng.integers(2, size=m).astype(float)
    if family.name == "separable":
        y = (X @ theta > 0).astype(float)
    return Case((theta, X, y), family)


# Designs with far outliers, found by search, for which the full Newton step raises J once on the
# way: an undamped fit shows. Rows of (x_1, x_2, y).
DAMPING = (
    ((-0.5, -2.9, 0), (-0.8, 0.2, 1), (0.2, -0.2, 0), (3.8, 0.5, 0), (0.7, -2.2, 0), (0.2, 0, 1)),
    (
        (-1.5, 1.4, 1),
        (0.7, -3.6, 0),
        (-5.7, -2.5, 0),
        (-0.3, 0.1, 0),
        (0.7, -0.3, 0),
        (2.7, -0.8, 0),
        (-0.1, 0.1, 1),
    ),
)

# What the optional arguments are, by family: (tol, max_iter).
OPTIONS = {"few_steps": (1e-10, 2), "already_there": (1e3, 50)}


def _logistic_data(rng, family):
    """(X, y), or (X, y, tol, max_iter)."""
    if family.name == "damping":
        rows = rng.permutation(DAMPING[rng.integers(len(DAMPING))])
        X, y = rows[:, :2].copy(), rows[:, 2].copy()
    else:
        _, X, y = _two_labels(rng, family).arguments
    target = _fit_target(lambda v: definitions.logistic_loss(v, X, y), (X.shape[1],), family)
    return Case((X, y, *OPTIONS.get(family.name, ())), family, target)


def _softmax_data(rng, family):
    """(X, Y, l2), or (X, Y, l2, tol, max_iter)."""
    _, d, K = cases.sizes(rng, family)
    m = int(rng.integers(30, 50))
    X = cases.design(rng, family, m, d)
    Y = cases.one_hot(rng, m, K)
    if family.name == "badly_scaled":
        X = X * 10.0 ** rng.integers(-1, 2, size=d)
    if family.name == "separable":
        Y = np.eye(K)[(X @ rng.normal(size=(d, K))).argmax(axis=1)]
    l2 = float(10.0 ** rng.uniform(-3, 0))

    def objective(W):
        return definitions.softmax_loss(W, X, Y) + l2 / 2 * (W * W).sum(axis=-1).sum(axis=-1)

    target = _fit_target(objective, (d, K), family, separable_ends=True)
    return Case((X, Y, l2, *OPTIONS.get(family.name, ())), family, target)


def _fit_target(objective, shape, family, separable_ends=False):
    """The target of a fit: stationary, never rising, its list of values true at both ends.

    On separable data without a penalty no stationary point exists, and after few steps none is
    reached: there the gradient is not judged.
    """
    _, max_iter = OPTIONS.get(family.name, (None, 50))
    most_steps = 0 if family.name == "already_there" else max_iter
    judged = family.name not in OPTIONS and (family.name != "separable" or separable_ends)

    def measure(result):
        parameters, values = result
        rises = np.diff(values)
        return (
            np.abs(differences.gradient(objective, parameters)).max(),
            max(0.0, *rises) if len(rises) else 0.0,
            values[0],
            values[-1] - float(objective(parameters)),
            float(max(0, len(values) - 1 - most_steps)),
        )

    # A value of size 1 is rounded with logits that may reach 1e4 on the way.
    value = differences.tolerance(1.0, 1e4)
    return Target(
        "fit",
        (shape,),
        ("gradient", "rise", "first value", "last value", "extra steps"),
        (0.0, 0.0, float(objective(np.zeros(shape))), 0.0, 0.0),
        (STATIONARY if judged else np.inf, RISE, value, value, 0.0),
        measure,
    )


_REGULAR = (
    cases.STRIDED,
    cases.ONE_FEATURE,
    Family("badly_scaled", draws=2),
)
_FITS = (*_REGULAR, Family("separable", draws=2), Family("few_steps"), Family("already_there"))

EXERCISES = (
    Exercise(
        "6.1",
        "newton_step",
        ("theta", "X", "y"),
        (("features",),),
        _two_labels,
        _newton_step,
        {"values": cases.VALUES, "robustness": _REGULAR},
    ),
    Exercise(
        "6.2",
        "fit_logistic",
        ("X", "y", "tol", "max_iter"),
        (("features",),),
        _logistic_data,
        _fit_target,
        {
            "values": (Family("ordinary", draws=3),),
            "robustness": (*_FITS, Family("damping", draws=4)),
        },
    ),
    Exercise(
        "6.3",
        "fit_softmax",
        ("X", "Y", "l2", "tol", "max_iter"),
        (("features", "classes"),),
        _softmax_data,
        _fit_target,
        {"values": (Family("ordinary", draws=3),), "robustness": (*_FITS, cases.TWO_CLASSES)},
    ),
    Exercise(
        "6.4",
        "standard_errors",
        ("theta", "X"),
        (("features",),),
        cases.first(_two_labels, 2),
        _standard_errors,
        {"values": cases.VALUES, "robustness": _REGULAR},
    ),
)
