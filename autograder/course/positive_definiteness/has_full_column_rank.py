"""4.2 has_full_column_rank: how its cases are drawn, what is right, and its hints."""

from autograder.checking.exercise import Case, Exercise, truth_value
from autograder.course.positive_definiteness.common import families, has_no_factor, matrix


def _rank_case(rng, family):
    X, answer = matrix(rng, family.name)
    while family.arrangement == "rounded_up" and has_no_factor(X.T @ X):
        X, answer = matrix(rng, family.name)
    return Case((X,), family, truth_value(answer))


SAID = {
    "rank-of-the-shorter": (
        "the rank is compared with the shorter side.",
        "Which number of columns can a wide X have independent at most?",
    ),
    "pairs-of-columns": (
        "columns are compared in pairs.",
        "Can three columns be dependent though no two are?",
    ),
    "columns-not-zero": (
        "only columns of zeros are found.",
        "Which other combinations of columns give 0?",
    ),
    "columns-centred": (
        "the mean of each column is taken off first, which can cost a rank.",
        "What becomes of a column of ones?",
    ),
    "diagonal-of-r": (
        "the diagonal of R, without pivoting, stands for the singular values.",
        "How near to dependent can columns without a small entry on R's diagonal be?",
    ),
}

EXERCISE = Exercise(
    number="4.2",
    name="has_full_column_rank",
    arguments=("X",),
    axes=((),),
    draw=_rank_case,
    target=truth_value,
    families={
        "values": families("full_rank", "dependent_columns", "wide", draws=6),
        "robustness": families(
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
            "twice_dependent",
            draws=4,
        ),
    },
    hint=(
        "how many singular values are larger than rounding errors, and how many columns are there?"
    ),
    said=SAID,
)
