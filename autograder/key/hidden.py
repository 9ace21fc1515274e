"""The hidden cases: the public families drawn afresh, and kinds of case that no check shows.

Sizes and values come from one explicit seed, so that every submission meets the same cases and
no public case returns.
"""

from contextlib import contextmanager
from functools import cache

import numpy as np

from autograder.lesson import cases
from autograder.lesson.exercise import PARTS, Family
from autograder.lesson.exercises import EXERCISES

HIDDEN_SEED = 8_191

_seed = HIDDEN_SEED

# Sizes that no public case has: a number fixed in an answer, or read off a public case, shows.
_LARGER = (
    Family("ordinary", m=17, d=6, K=9, draws=2),
    Family("ordinary", m=5, d=8, K=3, draws=2),
)
_CLASSES = (
    Family("huge", m=1, d=1, K=2, logits=1e4),
    Family("tied", K=2, logits=1e4, arrangement="tied"),
    Family("strided", m=3, d=7, K=5, arrangement="strided"),
)
_TWO_LABELS = (
    Family("huge", m=1, d=1, logits=1e4),
    Family("strided", m=3, d=7, arrangement="strided"),
)

_ONE_SAMPLE = (
    Family("huge", d=1, K=2, logits=1e4),
    Family("strided", d=7, K=5, arrangement="strided"),
)

# A fit takes long, and what these catch depends on rounding: a third or half of the draws do.
_FITS = (
    Family("badly_scaled", draws=9),
    Family("already_there", draws=2),
    # Whether the largest entry of the gradient is a negative one is chance.
    Family("few_steps", arrangement="nearly_there", draws=8),
    Family("separable"),
    # One more of each, as many as it takes to give a wrong turn its name.
    Family("no_steps"),
    Family("already_there", K=1, arrangement="level"),
)

# Where tol or max_iter is left out.
_DEFAULTS = (
    Family("ordinary", arrangement="above_tol"),
    Family("ordinary", arrangement="below_tol"),
    Family("ordinary", arrangement="default_max_iter"),
)

# One sample is so far from the others that its exponential overflows while they are still in doubt.
# Two draws, as many as it takes to give a wrong turn its name.
_OVERFLOWING = Family("separable", arrangement="outlier", draws=2)

_STEPS = {"robustness": (Family("badly_scaled", draws=3), Family("outlier", draws=2))}

# What an exercise has beyond its public families, by part.
EXTRA = {
    exercise.name: {"values": _LARGER, "robustness": extra}
    for exercise in EXERCISES.values()
    for families, extra in (
        (cases.OF_LOGITS, _CLASSES),
        (cases.OF_CLASSES, _CLASSES),
        (cases.OF_TWO_LABELS, _TWO_LABELS),
        (cases.OF_ONE_SAMPLE, _ONE_SAMPLE),
    )
    if exercise.families is families
} | {
    "probability_gradient": {"values": _LARGER, "robustness": _ONE_SAMPLE},
    "newton_step": _STEPS,
    "standard_errors": _STEPS,
    "fit_logistic": {
        "values": (Family("ordinary"),),
        "robustness": (*_FITS, *_DEFAULTS, _OVERFLOWING, Family("tiny_numbers")),
    },
    "fit_softmax": {"values": (Family("ordinary"),), "robustness": _FITS + _DEFAULTS},
    "reduced_hessian": {"values": _LARGER, "robustness": _CLASSES},
    "softmax_flat_directions": {
        "values": (Family("ordinary", d=3, K=3), Family("ordinary", d=7, K=4)),
        "robustness": (Family("one_class", d=1, K=1),),
    },
}


@contextmanager
def seeded(seed):
    """Let hidden tests draw their cases from this seed, int ≥ 0."""
    global _seed
    before, _seed = _seed, seed
    try:
        yield
    finally:
        _seed = before


def cases_in_use(name, part):
    """Return the hidden cases of one part of an exercise under the seed that is in use."""
    return hidden_cases(name, part, _seed)


@cache
def hidden_cases(name, part, seed=HIDDEN_SEED):
    """Return the hidden cases of one part of an exercise, each with its target.

    name: of the exercise. part: "values" or "robustness". seed: int ≥ 0; every exercise and part
    draws from a stream of its own.
    """
    exercise = EXERCISES[name]
    stream = np.random.default_rng([seed, list(EXERCISES).index(name), PARTS.index(part)])
    families = exercise.families[part] + EXTRA.get(name, {}).get(part, ())
    return tuple(exercise.cases(families, stream))
