"""2.5 probability_gradient: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Case, Exercise, Family, array
from autograder.course import cases, definitions


def _probability_gradient(W, x, k, c):
    def probability(w):
        moved = W + (w - W[:, c])[..., :, None] * np.eye(W.shape[1])[c]
        return definitions.softmax(x @ moved)[..., k]

    truth = differences.gradient(probability, W[:, c])
    return array(truth, np.abs(x), cases.largest_logit(x, W))


def _one_sample(rng, family):
    W, X, _ = cases.classes_case(rng, family).arguments
    k, c = cases.two_indices(rng, family, W)
    logits = X[0] @ W
    if family.arrangement in ("falling", "rising") and 0 < np.ptp(logits) < family.logits / 10:
        # The largest logit is that of another sample: an exponential of these would not overflow.
        return _one_sample(rng, family)
    if family.arrangement == "falling":
        k, c = int(logits.argmax()), int(logits.argmin())
    elif family.arrangement == "rising":
        k, c = int(logits.argmin()), int(logits.argmax())
    return Case((W, X[0].copy(), k, c), family)


# From the most probable class to the least, and back: a shift by either logit shows in one of them.
_FAR_APART = (
    Family("huge", logits=1e4, arrangement="falling", draws=2, hidden_draws=3),
    Family("huge", logits=1e4, arrangement="rising", draws=2, hidden_draws=3),
)


_OF_TWO_CLASSES = {
    "values": (*cases.VALUES, cases.SAME_CLASS),
    "robustness": (*cases.OF_ONE_SAMPLE["robustness"], *_FAR_APART),
}


SAID = {
    "weights-for-input": (
        "the weights stand where the input belongs.",
        "Which factor multiplies w_c in the logit?",
    ),
}

EXERCISE = Exercise(
    number="2.5",
    name="probability_gradient",
    arguments=("W", "x", "k", "c"),
    axes=(("features",),),
    draw=_one_sample,
    target=_probability_gradient,
    families=_OF_TWO_CLASSES,
    hint=(
        "through which single logit does p_k depend on w_c, and what is the "
        "derivative of p_k in it when c = k, and what when c ≠ k?"
    ),
    said=SAID,
)
