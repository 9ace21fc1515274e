"""All reference solutions under their names: `from autograder.key.references import softmax`.

Every function is complete source text: it presumes `import numpy as np`, imports whatever else it
needs inside itself and calls no other function of the course, so that it can be pasted into a
cell of a notebook. The documents that a docstring names are the five behind the course, 000 to
004; document 001 solves exercises 8.3 and 8.4 of K. Murphy, Machine Learning: A Probabilistic
Perspective (2012).
"""

from collections.abc import Callable

from autograder.key.discovery import modules
from autograder.key.gallery import reference_of

__all__ = list(modules())


def __getattr__(name: str) -> Callable:
    if name not in __all__:
        raise AttributeError(f"no exercise has the name {name!r}")
    return reference_of(name).function
