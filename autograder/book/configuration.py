"""The options of this project in `nbgrader_config.py`, from the traits that read them."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from traitlets import TraitType
from traitlets.config import Configurable

from autograder import host


def configuration() -> str:
    """Return a section of Markdown for each option: what it does, and its default."""
    return "\n".join(
        f"## c.{owner}.{trait.name}\n\n{_sentence(trait.help)} Default: `{trait.default()!r}`.\n"
        for owner, trait in options()
    )


def options() -> Iterator[tuple[str, TraitType]]:
    """Each option that the project adds, with the name of the class that has it."""
    for module in walk_packages(host.__path__, f"{host.__name__}."):
        for name, each in vars(import_module(module.name)).items():
            is_configurable = isinstance(each, type) and issubclass(each, Configurable)
            if is_configurable and each.__module__ == module.name:  # not where it is imported
                own = each.class_own_traits(config=True).values()
                yield from ((name, trait) for trait in own if trait.help)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}".rstrip(".") + "."
