"""The exercises of the course, found and not listed: a module that has an `EXERCISE` is one.

It stands in the folder of its assignment: `positive_definiteness` and the 4 of 4.1 make
04-positive-definiteness.
"""

from importlib import import_module
from pkgutil import iter_modules

from autograder import course
from autograder.checking.exercise import Exercise

# What else stands in such a folder. Pictures take seconds to import, and a worker needs none.
BESIDE = ("captions", "common", "figures")


def _numbers(exercise: Exercise) -> list[int]:
    return [int(number) for number in exercise.number.split(".")]


def _of_topic(topic: str) -> tuple[Exercise, ...]:
    folders = [f"{folder}/{topic}" for folder in course.__path__]
    modules = [
        import_module(f"{course.__name__}.{topic}.{module.name}")
        for module in iter_modules(folders)
        if module.name not in BESIDE
    ]
    found = [module.EXERCISE for module in modules if hasattr(module, "EXERCISE")]
    return tuple(sorted(found, key=_numbers))


def _assignments() -> dict[str, tuple[Exercise, ...]]:
    groups = {}
    for topic in iter_modules(course.__path__):
        if topic.ispkg and (exercises := _of_topic(topic.name)):
            number, _ = _numbers(exercises[0])
            groups[f"{number:02d}-{topic.name.replace('_', '-')}"] = exercises
    return dict(sorted(groups.items()))


ASSIGNMENTS = _assignments()

EXERCISES = {exercise.name: exercise for group in ASSIGNMENTS.values() for exercise in group}
