"""4.4 flat_direction: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.answers import projector
from autograder.checking.exercise import Case, Exercise, Target, raising
from autograder.course.positive_definiteness.common import families, matrix


def _flat_case(rng, family):
    X, full = matrix(rng, family.name)
    return Case((X,), family, raising(ValueError) if full else _flat_target(X))


def _flat_target(X):
    # A null vector found from X itself leaves |Xv| of the size of the rounding of X.
    size = np.linalg.norm(X)
    return Target(
        "array",
        ((X.shape[1],),),
        ("Xv", "length"),
        (np.zeros(len(X)), 1.0),
        (np.full(len(X), differences.tolerance(size)), differences.tolerance(1.0)),
        measure=lambda v: (X @ v, np.linalg.norm(v)),
    )


SAID = {
    "column-of-vt": (
        "this is a column of Vᵀ, where a row is the singular vector.",
        "Which of the two has Xv = 0, and which one do you return?",
    ),
    "column-of-u": (
        "this is a column of U, as long as X has rows.",
        "Which of U and V lives in the space of v?",
    ),
    "reduced-svd": (
        "the reduced decomposition of a wide X leaves out the directions with Xv = 0.",
        "How many rows of Vᵀ does it return, and how many are there?",
    ),
    "largest-for-smallest": (
        "the direction of the largest singular value was taken.",
        "In which order do the singular values come?",
    ),
    "zero-vector": (
        "the zero vector is no direction.",
        "Which length is asked for?",
    ),
    "first-two-columns": (
        "one particular combination is written into the answer.",
        "Which columns are dependent in this X?",
    ),
    "no-error-raised": (
        "an X of full column rank is answered instead of refused.",
        "Which v has Xv = 0 there?",
    ),
    "wrong-error": (
        "an X of full column rank is refused with another exception.",
        "Which class does the contract name?",
    ),
}

EXERCISE = Exercise(
    number="4.4",
    name="flat_direction",
    arguments=("X",),
    axes=(("features",),),
    draw=_flat_case,
    target=_flat_target,
    families={
        "values": families("dependent_columns", "wide", "zero_column", draws=5, hidden_draws=4),
        "robustness": families(
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
            hidden_draws=1,
        ),
    },
    hint=(
        "which singular vector belongs to the singular value 0, the left or the "
        "right one, does it stand in a row or in a column, and are there as many as X has columns?"
    ),
    comparable=projector,
    said=SAID,
)
