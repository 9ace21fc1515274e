"""Reference solutions, one module for each assignment.

Every function is complete source text: it presumes `import numpy as np`, imports whatever else it
needs inside itself and calls no other function of the course, so that it can be pasted into a
cell of a notebook. The documents that a docstring names are the five behind the course, 000 to
004; document 001 solves exercises 8.3 and 8.4 of K. Murphy, Machine Learning: A Probabilistic
Perspective (2012).
"""

from importlib import import_module

from autograder.lesson.exercises import ASSIGNMENTS


def reference(name):
    """Return the reference solution of an exercise, by the name of the exercise."""
    (assignment,) = (a for a, group in ASSIGNMENTS.items() if name in [e.name for e in group])
    module = assignment.split("-", 1)[1].replace("-", "_")
    return getattr(import_module(f"{__name__}.{module}"), name)
