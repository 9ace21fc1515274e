"""The modules of the key: one for each exercise, named like its function, found and not listed."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from autograder import key


@cache
def modules() -> dict[str, ModuleType]:
    """The module of each exercise, by the name of the exercise."""
    return {
        module.name: import_module(f"{key.__name__}.{topic.name}.{module.name}")
        for topic in iter_modules(key.__path__)
        if topic.ispkg
        for module in iter_modules([f"{folder}/{topic.name}" for folder in key.__path__])
    }
