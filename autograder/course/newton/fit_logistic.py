"""6.2 fit_logistic: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking.exercise import Exercise, Family
from autograder.course import definitions
from autograder.course.newton.common import two_labels
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
    shuffled,
    suits,
)

# A gradient that is 0 at zero, to the last bit: in each column, and in it where y is 1, what is
# added up cancels, whatever a probability is rounded to. Rows of (x_1, y).
LEVEL = ((1.0, 0), (-1.0, 0), (1.0, 1), (-1.0, 1))

# A Newton step moves the logit of the first sample by 1 and those of the others by 2. After some 36
# steps only the first counts: J is at its infimum up to rounding, and H, of rank 1, has no Cholesky
# factor in most steps. Where it has one by rounding, the step along its null space is small in the
# logits of the others, which lie nearly in one direction with the first. Rows of (x_1, x_2, y).
LONE = ((1.0, 1.0, 0), (2.1, 1.9, 0), (1.9, 2.1, 0))


def objective(X, y):
    """J(θ): the mean logistic loss. σ(t) is the softmax of the two logits (0, t)."""
    labels = np.array([1 - y, y]).T
    return Objective(
        X,
        lambda t: definitions.cross_entropy(t * np.array([0.0, 1.0]), labels),
        lambda theta: definitions.logistic_loss(theta, X, y),
    )


def _logistic_data(rng, family):
    """(X, y), or (X, y, tol, max_iter)."""
    if family.name == "damping":
        X, y = far_outliers(rng)
    elif family.arrangement in FACTOR_AND_STEPS:
        X, y = quiet(rng, family)
    elif family.arrangement == "level":
        X, y = shuffled(rng, LEVEL)
    elif family.arrangement == "lone":
        X, y = shuffled(rng, LONE)
        X *= rng.uniform(0.5, 2.0, size=2)
    else:
        theta, X, y = two_labels(rng, family).arguments
    if family.arrangement == "steep":
        theta = theta * (25.0 / np.abs(X @ theta).max())
    if is_usual(family):
        y = (X @ theta + rng.logistic(size=len(X)) > 0).astype(float)
    if family.name == "badly_scaled":
        X[:, 0] *= STEEP / np.abs(X[:, 0]).max()
    if family.name == "tiny_numbers":
        # H, of size 1e-8, is no less regular.
        X *= 1e-4

    J = objective(X, y)
    if not suits(family, J, X.shape[1:]):
        return _logistic_data(rng, family)
    bounded = family.name != "separable"
    return fit_case(rng, family, (X, y), J, X.shape[1:], bounded)


SAID = {
    "tol-after-step": (
        "tol is compared after a step only.",
        "How many steps are due when zero already meets it?",
    ),
    "signed-largest": (
        "the largest entry of the gradient is taken with its sign.",
        "What if all entries are large and negative?",
    ),
    "step-for-gradient": (
        "the step is compared with tol, not the gradient.",
        "Which of the two must be small at a minimum?",
    ),
    "singular-raises": (
        "a singular Hessian ends the fit with an exception.",
        "What should be returned on separable data, where H tends to 0?",
    ),
    "penalty-added": (
        "a penalty is added that the exercise does not have.",
        "What does J consist of?",
    ),
    "features-standardised": (
        "the features were standardised: the parameters belong to other columns.",
        "In which units are the parameters asked for?",
    ),
    "features-centred": (
        "the features were centred: the parameters belong to other columns.",
        "What does a column of ones become?",
    ),
}

EXERCISE = Exercise(
    number="6.2",
    name="fit_logistic",
    arguments=("X", "y", "tol", "max_iter"),
    axes=(("features",),),
    draw=_logistic_data,
    target=fit_target,
    families={
        "values": (Family("ordinary", draws=3),),
        "robustness": (
            *FITS,
            Family("already_there", arrangement="level"),
            Family("tiny_numbers"),
            *ENDS,
            Family("already_there", arrangement="level", hidden_draws=0),
        ),
    },
    hint=(
        "where does the list start, when does the loop stop, and what happens to a "
        "step that raises J?"
    ),
    case_hints={
        ("gradient", ""): "are gradient and Hessian both means, or both sums? And what ends the "
        "loop while an entry of the gradient is still larger than tol?",
        (
            "gradient",
            "few_steps",
        ): "does your loop take all steps that max_iter allows, and has the "
        "list one value for each, after the one at zero?",
        ("last value", ""): LAST,
        ("gradient", "separable"): "how large do logits grow here, and does your J overflow, or "
        "meet log 0, at t = 1000? What do comparisons with ∞ and NaN say, and does a singular H "
        "end the loop too early?",
        ("gradient", "tiny_numbers"): "how large is H where X is so small? What do you add to it, "
        "or cut off, that is small beside 1 but not beside H?",
        ("rise", ""): "what happens to a step that raises J, and is the accepted value the one "
        "that the list gets?",
        ("extra values", ""): LONG,
        ("extra values", "already_there"): LONG_AT_ZERO,
        ("extra values", "no_steps"): NO_STEPS,
        ("values", ""): VALUES,
        ("LinAlgError", "damping"): "had J risen before H became singular? What is compared before "
        "a step is accepted?",
    },
    said=SAID,
)
