"""3.2 hessian_block: how its cases are drawn, what is right, and its hints."""

from autograder.checking.exercise import Case, Exercise, array
from autograder.course import cases
from autograder.course.hessian.common import curvature_scale, hessian_truth


def _hessian_block(W, X, r, s):
    d = X.shape[1]
    truth = hessian_truth(W, X)[r * d : (r + 1) * d, s * d : (s + 1) * d]
    return array(truth, curvature_scale(X), cases.largest_logit(X, W))


def _with_block(rng, family):
    W, X, _ = cases.classes_case(rng, family).arguments
    return Case((W, X, *cases.two_indices(rng, family, W)), family)


EXERCISE = Exercise(
    number="3.2",
    name="hessian_block",
    arguments=("W", "X", "r", "s"),
    axes=(("features", "features"),),
    draw=_with_block,
    target=_hessian_block,
    families=cases.OF_CLASSES | {"values": (*cases.VALUES, cases.SAME_CLASS)},
    hint=(
        "what is ∂p_ir/∂z_is when r = s, and what when r ≠ s? Is "
        "the mean of a product the product of the means?"
    ),
)
