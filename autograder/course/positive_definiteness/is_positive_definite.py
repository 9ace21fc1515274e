"""4.3 is_positive_definite: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking.exercise import Case, Exercise, Family, truth_value
from autograder.course.positive_definiteness.common import (
    ABOVE,
    BELOW,
    EPS,
    families,
    has_no_factor,
    matrix,
)


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


# Of the largest entry, by name: far from the 1e-10 that are allowed, and near.
ASYMMETRIES = {"asymmetric": (1e-9, 3e-10), "rounded": (1e-11, 3e-11)}


def _definite_case(rng, family):
    name = family.name
    # Where a border is tested, n is so large that n·eps stands out from eps, the largest entry
    # from others.
    at_border = name.startswith("barely")
    usual = 50 if at_border or name == "rounded" else int(rng.integers(3, 7))
    n = ORDERS.get(family.arrangement, usual)
    H, answer = None, False
    if name == "singular":
        rounded_up = family.arrangement == "rounded_up"
        while H is None or (rounded_up and (has_no_factor(H) or np.linalg.det(H) <= 0)):
            A, _ = matrix(rng, "dependent_columns")
            H = A.T @ A
    elif name == "positive_entries":
        H = np.ones((n, n)) + rng.uniform(0.5, 1.0) * (1 - np.eye(n))
    elif name == "zero_matrix":
        H = np.zeros((n, n))
    elif family.arrangement == "level":
        # Norm, mean and largest eigenvalue are then far from the largest entry.
        H = np.ones((n, n)) + np.eye(n)
    elif name == "one_by_one":
        answer = family.arrangement != "negative" and bool(rng.integers(2))
        H = np.array([[2.5 if answer else -2.5]])
    else:
        values, answer = _eigenvalues(rng, family, n)
        H = _symmetric(rng, values, level=at_border)
    if name == "rounded":
        H[0] *= 30.0
        H[:, 0] *= 30.0
    if name in ("asymmetric", "rounded"):
        relative = ASYMMETRIES[name][family.arrangement == "near"]
        i, j = rng.choice(n, size=2, replace=False)
        H[i, j] += relative * np.abs(H).max()
        answer = name == "rounded"
    return Case((H * SCALES.get(name, 1.0),), family, truth_value(answer))


SAID = {
    "asymmetry-averaged": (
        "the asymmetry of one pair of entries vanishes beside all the others.",
        "With which single number does the contract compare each |H_jk − H_kj|?",
    ),
    "determinant-positive": (
        "the determinant is taken as proof.",
        "What is the sign of a product of two negative eigenvalues?",
    ),
    "diagonal-positive": (
        "a positive diagonal is taken as proof.",
        "Is [[1, 2], [2, 1]] positive definite?",
    ),
    "entries-positive": (
        "positive entries are taken as proof.",
        "Is [[1, 2], [2, 1]] positive definite?",
    ),
    "trace-positive": (
        "a positive trace is taken as proof.",
        "Can eigenvalues of both signs have a positive sum?",
    ),
    "several-signs": (
        "two necessary signs are taken as proof, such as those of the trace and the determinant.",
        "Which signs can the eigenvalues of a 3×3 matrix have if their product is positive?",
    ),
    "symmetry-alone": (
        "every symmetric matrix is accepted.",
        "Is −I symmetric?",
    ),
    "not-singular": (
        "an invertible matrix is taken for a positive one.",
        "Is −I invertible?",
    ),
    "semidefinite": (
        "an eigenvalue of 0 counts as positive.",
        "What is vᵀHv along its eigenvector?",
    ),
    "one-direction": (
        "the quadratic form is tried along few directions only.",
        "For which v must vᵀHv be positive?",
    ),
    "size-one-accepted": (
        "every 1×1 matrix is accepted.",
        "What is vᵀHv for H = [[−1]]?",
    ),
    "dominance-required": (
        "diagonal dominance is required, which is more than is needed.",
        "Is [[1, 2], [2, 5]] positive definite?",
    ),
    "asymmetry-ignored": (
        "an asymmetric matrix is accepted.",
        "Which half of H does your routine read, or how far apart may H and Hᵀ lie?",
    ),
    "symmetry-exact": (
        "a matrix that is symmetric up to rounding is refused.",
        "Is XᵀX, as computed, equal to its transpose, and what is the difference small beside?",
    ),
    "determinant-for-nearness": (
        "a small determinant is taken for a singular matrix.",
        "What is the determinant of 0.1·I for n = 20?",
    ),
}

EXERCISE = Exercise(
    number="4.3",
    name="is_positive_definite",
    arguments=("H",),
    axes=((),),
    draw=_definite_case,
    target=truth_value,
    families={
        "values": (
            *families("positive", "indefinite", "negative", draws=5),
            # Cholesky alone passes more than half of them.
            *families("singular", draws=12),
            *families("indefinite", draws=5, hidden_draws=0),
        ),
        "robustness": (
            *families(
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
            Family("one_by_one", arrangement="negative", draws=4),
        ),
    },
    hint=(
        "which of these looks at every direction: the determinant, the "
        "diagonal, the entries, the smallest eigenvalue? And what is zero up to rounding?"
    ),
    case_hints={
        ("answer", "asymmetric"): "which half of H does your routine read, and how far apart may H "
        "and Hᵀ lie, measured by the largest entry of H?",
        ("answer", "rounded"): "with which size is the difference between H and Hᵀ to be compared: "
        "with 0, with each entry, or with the largest one?",
        ("answer", "zero_matrix"): "what is vᵀHv when H is zero, and what does your comparison say "
        "of 0 and 0?",
        ("answer", "singular"): "how large may an eigenvalue that is 0 come out, and of which "
        "sign?",
        ("answer", "barely_positive"): "how large is your bound beside n·eps·λ_max?",
        ("answer", "barely_singular"): "how large is your bound beside n·eps·λ_max?",
        ("answer", "large_numbers"): "which of your bounds is a number of its own, or which "
        "product overflows, when H is multiplied by 1e200?",
        ("answer", "small_numbers"): "which of your bounds is a number of its own, or which "
        "product is 0, when H is multiplied by 1e-200?",
    },
    said=SAID,
)
