"""The line that tells the progress of a notebook, whatever exercises it has."""

from autograder.course.exercises import ASSIGNMENTS


def numbers(assignment):
    """The numbers of the exercises of an assignment, in order."""
    return [exercise.number for exercise in ASSIGNMENTS[assignment]]


def progress(assignment, *passed):
    """What is told where exactly the exercises with these numbers have passed."""
    every = numbers(assignment)
    left = ", ".join(number for number in every if number not in passed)
    return f"progress: {len(passed)} of {len(every)} exercises pass; left: {left}"
