"""3.5 log_likelihood_hessian: how its cases are drawn, what is right, and its hints."""

from autograder.checking.exercise import Exercise, array
from autograder.course import cases
from autograder.course.hessian.common import hessian_scale, hessian_truth, weights_and_design


def _log_likelihood_hessian(W, X):
    m = len(X)
    return array(-m * hessian_truth(W, X), m * hessian_scale(W, X), cases.largest_logit(X, W))


EXERCISE = Exercise(
    number="3.5",
    name="log_likelihood_hessian",
    arguments=("W", "X"),
    axes=(("classes × features", "classes × features"),),
    draw=weights_and_design,
    target=_log_likelihood_hessian,
    families=cases.OF_CLASSES,
    hint=("by which factor do ℓ and L differ, and does a second derivative change it?"),
)
