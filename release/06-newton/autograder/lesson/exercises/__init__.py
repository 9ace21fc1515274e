"""The exercises of the course, by assignment and by the name of the function."""

from autograder.lesson.exercises import (
    gradient,
    hessian,
    newton,
    output_layer,
    positive_definiteness,
    softmax,
)

ASSIGNMENTS = {
    "01-softmax": softmax.EXERCISES,
    "02-gradient": gradient.EXERCISES,
    "03-hessian": hessian.EXERCISES,
    "04-positive-definiteness": positive_definiteness.EXERCISES,
    "05-output-layer": output_layer.EXERCISES,
    "06-newton": newton.EXERCISES,
}

EXERCISES = {exercise.name: exercise for group in ASSIGNMENTS.values() for exercise in group}
