"""6.3 fit_softmax: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking.exercise import Exercise, Family
from autograder.course import cases, definitions
from autograder.course.newton.fits import (
    ENDS,
    FACTOR_AND_STEPS,
    FITS,
    LAST,
    LONG,
    LONG_AT_ZERO,
    NO_STEPS,
    STEEP,
    VALUES,
    Objective,
    far_outliers,
    fit_case,
    fit_target,
    is_usual,
    quiet,
    suits,
)


def objective(X, Y, l2):
    """F(W) = L(W) + (l2/2)‖W‖², with L the mean cross-entropy."""
    return Objective(
        X,
        lambda Z: definitions.cross_entropy(Z, Y),
        lambda W: definitions.softmax_loss(W, X, Y) + l2 / 2 * (W * W).sum(axis=-1).sum(axis=-1),
        l2,
    )


def _softmax_data(rng, family):
    """(X, Y, l2), or (X, Y, l2, tol, max_iter)."""
    _, d, K = cases.sizes(rng, family)
    m = family.m or int(rng.integers(30, 50))
    X = cases.design(rng, family, m, d)
    Y = cases.one_hot(rng, m, K)
    l2 = float(10.0 ** rng.uniform(-3, 0))
    if is_usual(family):
        W = rng.normal(size=(d, K)) * rng.uniform(0.5, 5.0) / np.sqrt(d)
        Y = np.eye(K)[(X @ W + rng.gumbel(size=(m, K))).argmax(axis=1)]
    if family.name == "badly_scaled":
        X = X * 10.0 ** rng.integers(-1, 2, size=d)
        X[:, 0] *= STEEP / np.abs(X[:, 0]).max()
    if family.name == "separable":
        Y = np.eye(K)[(X @ rng.normal(size=(d, K))).argmax(axis=1)]
    if family.name == "damping":
        # With two classes and hardly a penalty, the logistic model of θ = w_1 − w_0.
        (X, y), l2 = far_outliers(rng), 1e-6
        Y = np.eye(2)[y.astype(int)]
    if family.arrangement in FACTOR_AND_STEPS:
        X, y = quiet(rng, family)
        # In proportion to H, it leaves the way from zero what it is at any factor.
        Y, l2 = np.eye(2)[y.astype(int)], 1e-4 * FACTOR_AND_STEPS[family.arrangement][0] ** 2

    F = objective(X, Y, l2)
    shape = X.shape[1], Y.shape[1]
    if not suits(family, F, shape):
        return _softmax_data(rng, family)
    return fit_case(rng, family, (X, Y, l2), F, shape)


SAID = {
    "l2-without-half": (
        "the penalty enters once without its ½, or with a factor 2.",
        "What are the value, the gradient and the Hessian of (l2/2)‖W‖²?",
    ),
    "penalty-halved": (
        "the penalty, or its gradient, is half as large as it should be.",
        "What is the derivative of (l2/2)‖W‖² in each entry of W?",
    ),
    "class-spared": (
        "one column of W is left out of the penalty.",
        "Over which entries does the Frobenius norm sum?",
    ),
    "l2-ignored": (
        "the penalty has a fixed size: the argument l2 does not change the result.",
        "Where does l2 enter your lines?",
    ),
    "l2-times-m": (
        "the penalty is m times too large.",
        "Is the loss a sum or a mean, and is the penalty?",
    ),
    "l2-over-m": (
        "the penalty is divided by m.",
        "Does the contract average the penalty too?",
    ),
    "bias-row-spared": (
        "one row of W is left out of the penalty.",
        "Over which entries does the Frobenius norm sum?",
    ),
    "l2-missing-from-hessian": (
        "the penalty is missing from the Hessian.",
        "What does (l2/2)‖W‖² add to every diagonal entry?",
    ),
    "l2-missing-from-gradient": (
        "the penalty is missing from the gradient.",
        "Where is the sum of both gradients 0?",
    ),
    "l2-missing-from-values": (
        "the penalty is missing from the values.",
        "Of which function does the list hold the values?",
    ),
    "penalty-forgotten": (
        "there is no penalty.",
        "Where does l2 enter your lines?",
    ),
    "norm-not-squared": (
        "the norm enters without its square.",
        "What is the derivative of ‖W‖², and what of ‖W‖?",
    ),
    "penalty-of-means": (
        "a mean of squares stands where the sum belongs.",
        "How many terms has the Frobenius norm of a d×K matrix?",
    ),
    "penalty-sign": (
        "the penalty is subtracted.",
        "Should large weights be dear or cheap?",
    ),
}

EXERCISE = Exercise(
    number="6.3",
    name="fit_softmax",
    arguments=("X", "Y", "l2", "tol", "max_iter"),
    axes=(("features", "classes"),),
    draw=_softmax_data,
    target=fit_target,
    families={
        "values": (Family("ordinary", draws=3),),
        "robustness": (
            *FITS,
            # One class is certain: whatever W is, the gradient of L is 0 to the last bit.
            Family("already_there", K=1, arrangement="level"),
            cases.TWO_CLASSES,
            cases.ONE_CLASS,
            cases.ONE_SAMPLE,
            cases.RANK_DEFICIENT,
            *ENDS,
            Family("already_there", K=1, arrangement="level", hidden_draws=0),
        ),
    },
    hint=(
        "the penalty (l2/2)‖W‖² enters three times: in the value, in the gradient and "
        "in the Hessian. What is it in each?"
    ),
    case_hints={
        ("gradient", ""): "do ravel and reshape both stack class after class, as the Hessian does? "
        "Are loss, gradient and Hessian all means, and what does the penalty add to each?",
        ("rise", ""): "what happens to a step that raises the value, and is the accepted value the "
        "one that the list gets?",
        ("last value", ""): LAST,
        ("extra values", ""): LONG,
        ("extra values", "already_there"): LONG_AT_ZERO,
        ("extra values", "no_steps"): NO_STEPS,
        ("values", ""): VALUES,
        ("LinAlgError", ""): "along which changes of W is L flat, so that its own Hessian is "
        "singular? What does the penalty add to the diagonal?",
    },
    said=SAID,
)
