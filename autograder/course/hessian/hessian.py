"""3.3 hessian: how its cases are drawn, what is right, and its hints."""

from autograder.checking.exercise import Exercise, array
from autograder.course import cases
from autograder.course.hessian.common import hessian_scale, hessian_truth, weights_and_design


def _hessian(W, X):
    return array(hessian_truth(W, X), hessian_scale(W, X), cases.largest_logit(X, W))


EXERCISE = Exercise(
    number="3.3",
    name="hessian",
    arguments=("W", "X"),
    axes=(("classes × features", "classes × features"),),
    draw=weights_and_design,
    target=_hessian,
    families=cases.OF_CLASSES,
    hint=(
        "which factor of the Kronecker product varies slowest when vec(W) stacks class "
        "after class? And is a mean of products taken, or a product of means?"
    ),
)
