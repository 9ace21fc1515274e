"""What to answer where `check` is given something else than a function of an exercise."""

import difflib
from pathlib import Path

from autograder.checking import words
from autograder.checking.course import Course


def answer(course: Course, given: object, namespace: dict) -> str:
    """Return two sentences: what was given, and the call that is right in this notebook.

    course: whose exercises are checked. given: whatever stands in the place of the function.
    namespace: the names that are bound.
    """
    kind = type(given).__name__
    # A cell such as `softmax = softmax(z0)` takes a function its name.
    taken = [name for name in course.exercises if name in namespace and namespace[name] is given]
    if taken and given is not None:
        return words.NAME_TAKEN.format(name=taken[0], kind=kind)
    names = names_here(course, namespace)
    own = given if isinstance(given, str) else getattr(given, "__name__", "")
    near = difflib.get_close_matches(own, names or course.exercises, n=1)
    example = near[0] if near else next(iter(names or course.exercises))
    said = words.MISUSED if names else words.MISUSED_SOMEWHERE
    return said.format(given=_described(given), example=example, names=", ".join(names))


def names_here(course: Course, namespace: dict) -> list[str]:
    """The names of the exercises of this notebook.

    It is the one that lies in the working folder, or where there are several, or none, the one with
    most functions in the namespace. No name where nothing tells.
    """
    here = [each for each in course.assignments if Path(f"{each}.ipynb").exists()]
    if len(here) != 1:
        bound = {
            each: sum(exercise.name in namespace for exercise in group)
            for each, group in course.assignments.items()
        }
        most = max(bound.values())
        here = [each for each in course.assignments if bound[each] == most > 0]
    return [exercise.name for each in here for exercise in course.assignments[each]]


def _described(given: object) -> str:
    if given is None:
        return words.GIVEN["nothing"]
    if isinstance(given, str):
        return words.GIVEN["text"].format(text=given[:40])
    if not callable(given):
        return words.GIVEN["result"].format(kind=type(given).__name__)
    name = getattr(given, "__name__", "<lambda>")
    return words.GIVEN["unnamed" if name == "<lambda>" else "function"].format(name=name)
