"""Drawing the arguments of a case: logits, probabilities, labels, designs and weights.

Every function takes a generator and a family and draws from no other source. Sizes that a family
leaves open differ from each other, so that a transposed array can't pass for the right one, and
K = 3 is left out, so that a number 3 in an answer shows.
"""

import numpy as np

from autograder.checking.exercise import Case, Family

SAMPLES, FEATURES, CLASSES = range(6, 13), range(2, 6), (2, 4, 5, 6, 7)

VALUES = (Family("ordinary", draws=20, hidden_draws=5),)

# Where exp(−t) is still above rounding: a clip, a threshold or a lost digit shows.
MODERATE = Family("moderate", logits=25.0, draws=2, hidden_draws=1)
LARGE = Family("large", logits=700.0, draws=2, hidden_draws=1)
HUGE = Family("huge", logits=1e4, draws=2)
TIED = Family("tied", logits=1e4, arrangement="tied")
TIED_BELOW = Family("tied", logits=-1e4, arrangement="tied")
# Where one class has all the probability, derivatives are 0, and so is a NaN that is put to 0. They
# are not in samples far below others, nor where two classes share the probability. The two stand
# neither first nor last, from where a shift may be taken.
ALTERNATING = Family("tied", logits=1e4, arrangement="alternating", draws=2, hidden_draws=3)
PAIR = Family("pair", K=5, logits=1e4, arrangement="pair", draws=2, hidden_draws=3)
SHARING = (1, 3)
# A mistake needs several public cases to be told by. Of a few kinds there are more of these, behind
# all others; the hidden test has enough.
SAME_CLASS = Family("ordinary", arrangement="same_class", draws=3, hidden_draws=0)
STRIDED = Family("strided", arrangement="strided", draws=2, hidden_draws=1)
TWO_CLASSES = Family("two_classes", K=2)
ONE_CLASS = Family("one_class", K=1)
ONE_SAMPLE = Family("one_sample", m=1, draws=3, hidden_draws=1)
ONE_FEATURE = Family("one_feature", d=1)
RANK_DEFICIENT = Family("rank_deficient", arrangement="rank_deficient")

# Where everybody starts: no logit is above or below another, nor above or below 0.
ZEROS = Family("zeros", arrangement="zeros", draws=2, hidden_draws=3)
ZERO_DIRECTION = Family("zero_direction", arrangement="zero_direction", draws=2, hidden_draws=3)

# The square of so many, in bytes, is more than the ROOM that a call has; in floats of any
# precision it is more than a jail may take, so that nothing is gained by raising that.
MANY = 10_100
MANY_CLASSES = Family("many_classes", K=MANY)
MANY_SAMPLES = Family("many_samples", m=MANY)

EXTREMES = (MODERATE, LARGE, HUGE, TIED, TIED_BELOW, STRIDED)
OF_LOGITS = {"values": VALUES, "robustness": (*EXTREMES, PAIR, TWO_CLASSES, ONE_CLASS, ZEROS)}
OF_CLASSES = {
    "values": VALUES,
    "robustness": (
        *EXTREMES,
        ALTERNATING,
        PAIR,
        TWO_CLASSES,
        ONE_CLASS,
        ONE_SAMPLE,
        ONE_FEATURE,
        RANK_DEFICIENT,
        ZEROS,
    ),
}
OF_ONE_SAMPLE = {
    "values": VALUES,
    "robustness": (*EXTREMES, PAIR, TWO_CLASSES, ONE_CLASS, ONE_FEATURE, ZEROS),
}
OF_TWO_LABELS = {
    "values": VALUES,
    "robustness": (*EXTREMES, ONE_SAMPLE, ONE_FEATURE, RANK_DEFICIENT, ZEROS),
}


def sizes(rng, family):
    """Return (m, d, K), those that the family leaves open drawn and different from the others."""
    m = family.m or int(rng.choice(SAMPLES))
    d = family.d or int(rng.choice([n for n in FEATURES if n not in (m, family.K)]))
    K = family.K or int(rng.choice([n for n in CLASSES if n not in (m, d)]))
    return m, d, K


def logits(rng, family, K=None):
    """Return z of shape (K,), its largest entry of the family's size, or near its offsets."""
    K = K or sizes(rng, family)[2]
    if family.arrangement == "tied":
        # Not all alike, or a bound that cuts them all would leave no trace.
        return family.logits - (rng.permutation(K) % 2).astype(float)
    z = rng.normal(size=K)
    if family.arrangement == "zeros":
        return np.zeros(K)
    if family.arrangement == "pair":
        return z + pair_offsets(family, K)
    return z if family.logits == 1.0 else z * (family.logits / np.abs(z).max())


def pair_offsets(family, K):
    """The family's size for the two classes that share all the probability, minus it for others."""
    return np.where(np.isin(np.arange(K), SHARING), family.logits, -family.logits)


def direction(rng, family, point):
    """Return a direction of the shape of a point: of zeros where the family has them."""
    drawn = rng.normal(size=point.shape)
    return np.zeros_like(drawn) if family.arrangement == "zero_direction" else drawn


def magnitudes(direction):
    """Return the sizes of its entries, by which rounding is judged: 1 in a direction of zeros."""
    return np.abs(direction) if direction.any() else np.ones_like(direction)


def along_directions(families):
    """The families of an exercise that takes a direction too."""
    return families | {"robustness": (*families["robustness"], ZERO_DIRECTION)}


def class_index(rng, family, W):
    """Return the index of a class; where two share all the probability, of one of them."""
    return int(rng.choice(SHARING if family.arrangement == "pair" else W.shape[1]))


def two_indices(rng, family, W):
    """Return the indices of two classes, drawn one by one, or twice the first."""
    first, second = (class_index(rng, family, W) for _ in range(2))
    return (first, first) if family.arrangement == "same_class" else (first, second)


def one_hot(rng, m, K):
    """Return Y of shape (m, K), one 1.0 in each row."""
    return np.eye(K)[rng.integers(K, size=m)]


def probabilities(rng, family):
    """Return p of shape (K,), entries ≥ 0 that sum to 1 up to rounding; 0 where one underflows."""
    z = logits(rng, family)
    weights = np.exp(z - z.max())
    return weights / weights.sum()


def design(rng, family, m, d):
    """Return X of shape (m, d); the last column repeats the first where rank is to be lost.

    Where weights have a large bias, the first column is of ones, or of +1 and −1 by turns.
    """
    X = rng.normal(size=(m, d))
    if family.arrangement == "rank_deficient" and d > 1:
        X[:, -1] = X[:, 0]
    if family.arrangement in ("tied", "pair"):
        X[:, 0] = 1.0
    if family.arrangement == "alternating":
        X[:, 0] = np.where(np.arange(m) % 2, -1.0, 1.0)
    return X


def weights(rng, family, X, shape):
    """Return weights of this shape, features first, such that |XW| reaches the family's size.

    Where logits are to be tied, they are of size 1 but for a large bias that all classes share, or
    a pair of them.
    """
    W = rng.normal(size=shape)
    if family.arrangement == "zeros":
        return np.zeros(shape)
    if family.arrangement in ("tied", "alternating"):
        W[0] += family.logits
        return W
    if family.arrangement == "pair":
        W[0] += pair_offsets(family, shape[1])
        return W
    return W if family.logits == 1.0 else W * (family.logits / np.abs(X @ W).max())


def logits_case(rng, family):
    """(z,)"""
    return Case((logits(rng, family),), family)


def label(rng, family, z):
    """Return y of the shape of z, one-hot: any class, or the least probable one."""
    y = one_hot(rng, 1, len(z))[0]
    return np.eye(len(z))[z.argmin()] if family.arrangement == "least" else y


def labelled_logits_case(rng, family):
    """(z, y) with y one-hot."""
    z = logits(rng, family)
    return Case((z, label(rng, family, z)), family)


def probabilities_case(rng, family):
    """(p,)"""
    return Case((probabilities(rng, family),), family)


def two_labels_case(rng, family):
    """(theta, X, y) with y of 0 and 1."""
    m, d, _ = sizes(rng, family)
    X = design(rng, family, m, d)
    return Case((weights(rng, family, X, d), X, rng.integers(2, size=m).astype(float)), family)


def classes_case(rng, family):
    """(W, X, Y) with Y one-hot."""
    m, d, K = sizes(rng, family)
    X = design(rng, family, m, d)
    return Case((weights(rng, family, X, (d, K)), X, one_hot(rng, m, K)), family)


def first(draw, count, *more):
    """A draw that keeps some first arguments of another, and adds more(rng, family, *kept)."""

    def drawn(rng, family):
        case = draw(rng, family)
        kept = case.arguments[:count]
        return Case((*kept, *(extra(rng, family, *kept) for extra in more)), family)

    return drawn


def largest_logit(*factors):
    """Return zmax = max(|A||B|…), the size to which the terms of the logits grow."""
    product = np.abs(factors[0])
    for factor in factors[1:]:
        product = product @ np.abs(factor)
    return float(product.max())
