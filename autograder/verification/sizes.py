"""Wrong answers of the gallery with other numbers in them: a bound, an epsilon, a step, a ridge."""

import ast
from collections.abc import Callable, Iterator

from autograder.key.gallery import gallery
from autograder.key.misconceptions import SHOWN_BY_SIGNS
from autograder.verification.edits import compiled
from autograder.verification.mutants import Place, mutate

POWERS = tuple(10.0**power for power in range(-16, 4))
NUMBERS = (0.02, 0.05, 0.2, 0.3, 0.5, 0.7, 0.9, 2.0, 3.0, 4.0, 5.0)
WHOLE: tuple[int, ...] = (2, 3, 5, 10, 15, 16, 20, 25, 30, 32, 35, 36, 40, 50, 64, 80, 88, 100)
WHOLE += (200, 250, 300, 500, 700, 709, 745, 1000)

# A whole number below is a power, an axis or a count of axes.
LEAST = 5


def other_number(place: Place) -> Iterator[ast.AST]:
    """Other numbers of the kind that stands there."""
    node = place.node
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return
    if isinstance(node.value, float):
        yield from map(ast.Constant, POWERS + NUMBERS)
    elif isinstance(node.value, int) and node.value >= LEAST:
        yield from map(ast.Constant, WHOLE)


def sized(exercise: str) -> Iterator[tuple[str, Callable]]:
    """Yield the wrong answers to an exercise with each of their numbers replaced."""
    for entry in gallery(exercise):
        if not entry.right and entry.label not in SHOWN_BY_SIGNS:
            for mutant in mutate(exercise, entry.source, (other_number,)):
                yield entry.label, compiled(entry, mutant)
