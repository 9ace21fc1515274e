"""`check`, and what a notebook asks of the checks before: `passed` and `formula_sheet`."""

import sys
import tomllib
from pathlib import Path

from autograder.checking import words
from autograder.checking.course import Course
from autograder.checking.language import languages, speak
from autograder.checking.session import CheckSession, in_use
from autograder.course.data import DATA
from autograder.course.derivations import derivation
from autograder.course.exercises import ASSIGNMENTS
from autograder.course.fingerprinted import known
from autograder.course.misconceptions import CATALOGUE, CONVENTIONS
from autograder.course.words import FAMILY, MISCONCEPTIONS

# As the instructor has set them; a release writes them into the student edition.
SETTINGS = tomllib.loads(Path(__file__).with_name("settings.toml").read_text(encoding="utf-8"))

COURSE = Course(
    ASSIGNMENTS,
    CATALOGUE,
    CONVENTIONS,
    MISCONCEPTIONS,
    FAMILY,
    data=DATA,
    derivation=derivation,
    hint_after=SETTINGS["hint_after"],
    fingerprints=known,
)

NOTEBOOK = CheckSession(COURSE)
"""The session of a notebook: it has a process of its own."""


def language(code: str) -> None:
    """Set the language of checks and pictures; the setup cell names it.

    code: of the language, such as "en" or "pt_BR". Raises ValueError where the course lacks it.
    """
    if code not in languages():
        known = ", ".join(f'"{each}"' for each in languages())
        raise ValueError(words.NO_LANGUAGE.format(code=code, languages=known))
    speak(code)


def check(function: object = None, part: str | None = None, *, anew: bool = False) -> None:
    """Compare a function with what is measured on the definition, over the public cases.

    function: callable under the name of its exercise. part: "values", "robustness", or None for
    both. Displays a report, whose last line tells how many exercises of the notebook pass by now,
    and returns None; a pass unfolds the formula and its derivation. Raises CheckFailed when the
    function is not right, unless it is unwritten and no part is given; a ValueError when no
    exercise has its name; and CheckInterrupted, a KeyboardInterrupt, when a person ends it.
    Warnings and prints are silenced while it runs.

    anew: forget all that was checked before, also before a restart. check(anew=True) does no more.
    """
    if anew:
        in_use(NOTEBOOK).begin_anew()
        if function is None:
            return
    in_use(NOTEBOOK).check(function, part, sys._getframe(1).f_globals)


def passed(*functions: object) -> bool:
    """Return whether these functions, as they are defined now, have passed in this kernel.

    Otherwise a line names the exercise that is missing: "this needs 1.2 …".
    """
    return in_use(NOTEBOOK).passed(functions, sys._getframe(1).f_globals)


def formula_sheet() -> None:
    """Display the formulas of all exercises that pass by now, and name the others."""
    in_use(NOTEBOOK).formula_sheet(sys._getframe(1).f_globals)
