"""4.5 softmax_flat_directions: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.answers import projector
from autograder.checking.exercise import Case, Exercise, Family, Target
from autograder.course import cases, definitions


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


SAID = {
    "swapped-kronecker": (
        "the Kronecker factors are exchanged: 1 and I have changed places.",
        "In vec(v 1ᵀ), what follows the first entry of v?",
    ),
    "not-orthogonal": (
        "the directions are right, but not orthogonal to one another.",
        "What should BᵀB be?",
    ),
    "one-class-only": (
        "the weights of one class are moved alone.",
        "Do the probabilities stay when one logit alone rises?",
    ),
    "contrast-of-classes": (
        "two classes are moved against each other.",
        "What happens to the ratio of their probabilities?",
    ),
    "alternating-signs": (
        "the classes are moved with alternating signs.",
        "Which common change of all logits leaves P as it is?",
    ),
    "one-class-empty": (
        "for one class no direction is returned.",
        "With K = 1, which changes of W alter P?",
    ),
}

EXERCISE = Exercise(
    number="4.5",
    name="softmax_flat_directions",
    arguments=("d", "K"),
    axes=(("classes × features", "features"),),
    draw=_two_sizes,
    target=_flat_directions,
    families={
        "values": (Family("ordinary", draws=6),),
        "robustness": (
            Family("two_classes", K=2, draws=2),
            Family("one_class", K=1, draws=2),
            Family("one_feature", d=1, draws=2),
        ),
    },
    hint=(
        "which change of W adds the same number to every logit of a "
        "sample? Where do its entries stand in vec(W), and how long is it?"
    ),
    comparable=projector,
    said=SAID,
)
