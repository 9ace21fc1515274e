"""6.1 newton_step: how its cases are drawn, what is right, and its hints."""

import numpy as np

from autograder.checking import differences
from autograder.checking.exercise import Exercise, array
from autograder.course import cases, definitions
from autograder.course.newton.common import MORE_OUTLIERS, OF_STEPS, moderate


def _newton_step(theta, X, y):
    def loss(v):
        return definitions.logistic_loss(v, X, y)

    g, H = differences.gradient(loss, theta), differences.hessian(loss, theta)
    step = np.linalg.solve(H, g)
    # Errors of g pass through H⁻¹, those of H are multiplied by its condition number.
    scale = np.linalg.norm(np.linalg.inv(H), 2) * np.linalg.norm(np.abs(X).mean(axis=0))
    scale += np.linalg.cond(H) * np.linalg.norm(step)
    return array(theta - step, np.abs(theta) + scale, cases.largest_logit(X, theta))


SAID = {
    "step-for-point": (
        "the step is returned, not the point it leads to.",
        "What does the contract ask for where the gradient is 0?",
    ),
    "half-step": (
        "half the step is taken.",
        "Where does the parabola have its minimum?",
    ),
    "two-steps": (
        "two steps are taken.",
        "How often is the system to be solved?",
    ),
}

EXERCISE = Exercise(
    number="6.1",
    name="newton_step",
    arguments=("theta", "X", "y"),
    axes=(("features",),),
    draw=moderate,
    target=_newton_step,
    families={"values": cases.VALUES, "robustness": (*OF_STEPS, MORE_OUTLIERS)},
    hint=(
        "the step minimises a quadratic model of J: which system does it solve, with "
        "which sign, are gradient and Hessian both means, and is the result a step or a point?"
    ),
    moves=0,
    said=SAID,
)
