"""5.5 batch_gradients: how its cases are drawn, what is right, and its hints."""

from autograder.checking.exercise import Case, Exercise
from autograder.course import cases
from autograder.course.output_layer.common import batch_gradients, layer

EXERCISE = Exercise(
    number="5.5",
    name="batch_gradients",
    arguments=("W", "b", "A", "Y"),
    axes=(("classes", "activations"), ("classes",)),
    draw=lambda rng, family: Case(layer(rng, family), family),
    target=batch_gradients,
    families=cases.OF_CLASSES,
    hint=(
        "along which axis does the softmax of one sample run? Is the loss of the "
        "batch a sum or a mean, and for the biases as well?"
    ),
)
