"""Wrong turns that the truth or the definition alone can describe, as data.

Each predicts, for given arguments, what a student returns who takes it. Two kinds stand here: the
truth with something done to it (a factor, a transposition, entries lost), and the truth at other
arguments (weights of zero, labels moved by one). Neither contains the derivative of anything. What
needs a formula of its own stands in the key.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograder.lesson.answers import answer


@dataclass(frozen=True, eq=False)
class Misconception:
    """A wrong turn by its code, the names of the exercises where it can be taken, and its results.

    predict(exercise, case) gives the Answer of who takes it, None where it can't be told.
    """

    code: str
    exercises: frozenset
    predict: Callable


CATALOGUE = ()
