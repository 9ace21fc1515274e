"""5.3 output_delta: how its cases are drawn, what is right, and its hints."""

from autograder.checking.exercise import Exercise
from autograder.course import cases
from autograder.course.softmax.logit_gradient import logit_gradient_target

EXERCISE = Exercise(
    number="5.3",
    name="output_delta",
    arguments=("z", "y"),
    axes=(("classes",),),
    draw=cases.labelled_logits_case,
    target=logit_gradient_target,
    families=cases.OF_LOGITS,
    hint=("multiply the two steps of 5.1 and 5.2: what cancels?"),
)
