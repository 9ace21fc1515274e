"""What several exercises of newton share."""

import numpy as np

from autograder.checking.exercise import Case, Family
from autograder.course import cases


def two_labels(rng, family, largest=np.inf):
    """(theta, X, y): many samples and moderate logits, so that H is far from singular."""
    _, d, _ = cases.sizes(rng, family)
    m = int(rng.integers(40, 60))
    X = cases.design(rng, family, m, d)
    theta = rng.normal(size=d) * rng.uniform(0.5, 5.0) / np.sqrt(d)
    theta *= min(1.0, largest / np.abs(X @ theta).max())
    if family.arrangement == "zeros":
        theta = np.zeros(d)
    if family.name == "badly_scaled":
        factors = 10.0 ** rng.integers(-2, 3, size=d)
        X, theta = X * factors, theta / factors
    y = rng.integers(2, size=m).astype(float)
    if "outlier" in (family.name, family.arrangement):
        # It weighs nothing in H, which the others keep regular.
        X[0] = theta * 1e3 / (theta @ theta)
    if family.name == "separable":
        y = (X @ theta > 0).astype(float)
    return Case((theta, X, y), family)


def moderate(rng, family):
    """The same with |x_iᵀθ| ≤ 5, where μ(1 − μ) keeps its digits however it is computed.

    An outlier lies beyond it.
    """
    return two_labels(rng, family, largest=4.9)


REGULAR = (cases.STRIDED, cases.ONE_FEATURE, Family("badly_scaled", draws=3, hidden_draws=2))


OF_ERRORS = (*REGULAR, cases.ZEROS)

MORE_OUTLIERS = Family("outlier", draws=2, hidden_draws=0)

OF_STEPS = (*REGULAR, Family("outlier"), cases.ZEROS)
