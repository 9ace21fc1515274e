"""5.4 output_gradients: how its cases are drawn, what is right, and its hints."""

from autograder.checking.exercise import Exercise
from autograder.course import cases
from autograder.course.output_layer.common import batch_gradients, one_sample


def _output_gradients(W, b, a, y):
    return batch_gradients(W, b, a[None], y[None])


EXERCISE = Exercise(
    number="5.4",
    name="output_gradients",
    arguments=("W", "b", "a", "y"),
    axes=(("classes", "activations"), ("classes",)),
    draw=one_sample,
    target=_output_gradients,
    families=cases.OF_ONE_SAMPLE,
    hint=(
        "W has one row for each class: which entries of W does the logit z_k see, "
        "and what multiplies them?"
    ),
)
