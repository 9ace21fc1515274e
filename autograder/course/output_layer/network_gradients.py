"""5.6 network_gradients: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Case, Exercise, Family, arrays
from autograder.course import cases, definitions
from autograder.course.output_layer.common import zmax

# Its hyperbolic tangent is 1 to the last bit.
SATURATED = 20.0

# Beyond 710 an exponential is no number.
FAR_INPUTS = Family("far_inputs", arrangement="far inputs", draws=2, hidden_draws=3)
FAR = 1e3


def _network(rng, family):
    """(W1, b1, W2, b2, X, Y): the logits are of the family's size, the hidden layer is moderate.

    Where all logits of a sample share an offset, the output biases have it, or, where it alternates
    from sample to sample, a hidden unit that is 1 and −1 in turn.
    """
    m, d, K = cases.sizes(rng, family)
    n = int(rng.choice([size for size in cases.FEATURES if size not in (m, d, K)]))
    X = cases.design(rng, family, m, d)
    W1, b1 = rng.normal(size=(n, d)), rng.normal(size=n)
    W2, b2 = rng.normal(size=(K, n)), rng.normal(size=K)
    if family.arrangement == "far inputs":
        W1 *= FAR / np.abs(X @ W1.T).max()
    elif family.arrangement == "alternating":
        W1[0], b1[0] = SATURATED * np.eye(d)[0], 0.0
        W2[:, 0] += family.logits
    elif family.arrangement == "zeros":
        W1, b1, W2, b2 = (np.zeros_like(parameter) for parameter in (W1, b1, W2, b2))
    elif family.arrangement == "tied":
        b2 += family.logits
    elif family.arrangement == "pair":
        b2 += cases.pair_offsets(family, K)
    elif family.logits != 1.0:
        W2 *= family.logits / np.abs(np.tanh(X @ W1.T + b1) @ W2.T).max()
    return Case((W1, b1, W2, b2, X, cases.one_hot(rng, m, K)), family)


def _network_gradients(W1, b1, W2, b2, X, Y):
    truths = differences.gradients(
        lambda *parameters: definitions.network_loss(*parameters, X, Y), W1, b1, W2, b2
    )
    largest = np.abs(W2).max(axis=0)
    scales = np.outer(largest, np.abs(X).mean(axis=0)), largest, 1.0, 1.0
    # What the hidden units are rounded by goes through W2 into the logits.
    hidden = zmax(W1, b1, X)
    size = zmax(W2, b2, np.tanh(X @ W1.T + b1)) + hidden * (1 + np.abs(W2).sum(axis=1).max())
    return arrays("four", truths, scales, size)


SAID = {
    "bias-summed": (
        "the gradient of W is a mean over samples, that of b a sum.",
        "Which factor do both share?",
    ),
    "weights-summed": (
        "the gradient of b is a mean over samples, that of W a sum.",
        "Which factor do both share?",
    ),
    "mean-taken-twice": (
        "below the hidden units the result is divided by m twice.",
        "In which line does 1/m enter, and what does the error below inherit from the one above?",
    ),
    "activation-not-differentiated": (
        "the derivative of tanh is missing: the error passes the hidden units unchanged.",
        "What is ∂a/∂u for a = tanh(u)?",
    ),
    "activation-for-derivative": (
        "the activation stands where its derivative belongs.",
        "What is the slope of tanh at 0, and what is tanh(0)?",
    ),
    "slope-of-the-sigmoid": (
        "a(1 − a) is the slope of the sigmoid, not of tanh.",
        "What is the slope of tanh at 0, in terms of a = tanh(0)?",
    ),
    "activation-twice": (
        "tanh is applied to what already is its result.",
        "Which of your variables holds the inputs of the hidden units, and which their outputs?",
    ),
    "square-lost-in-slope": (
        "1 − a stands where 1 − a² belongs.",
        "Is the slope of tanh the same at u and at −u, and is yours?",
    ),
    "hidden-layer-linear": (
        "the hidden units have no tanh.",
        "What does your forward pass do between the two layers?",
    ),
    "input-for-activation": (
        "the inputs of the hidden units stand where their outputs belong.",
        "Which numbers does W2 multiply?",
    ),
    "first-layer-zero": (
        "the gradients of the first layer are 0.",
        "How does the loss change when W1 moves?",
    ),
    "layers-swapped": (
        "the gradients of the second layer stand before those of the first.",
        "In which order does the contract name the four?",
    ),
    "activation-overflows": (
        "the hidden units overflow: exponentials of their inputs exceed 1e308.",
        "Which function of NumPy computes tanh for every number?",
    ),
}

EXERCISE = Exercise(
    number="5.6",
    name="network_gradients",
    arguments=("W1", "b1", "W2", "b2", "X", "Y"),
    axes=(
        ("hidden units", "features"),
        ("hidden units",),
        ("classes", "hidden units"),
        ("classes",),
    ),
    draw=_network,
    target=_network_gradients,
    families={
        "values": cases.VALUES,
        "robustness": (
            cases.MODERATE,
            cases.LARGE,
            cases.HUGE,
            cases.TIED,
            cases.TIED_BELOW,
            cases.ALTERNATING,
            cases.PAIR,
            FAR_INPUTS,
            cases.STRIDED,
            cases.TWO_CLASSES,
            cases.ONE_CLASS,
            cases.ONE_SAMPLE,
            cases.ONE_FEATURE,
            cases.ZEROS,
        ),
    },
    hint=(
        "which error arrives at the hidden units, by which factor does each tanh change it, and "
        "where does the mean over the samples enter?"
    ),
    said=SAID,
)
