"""Which exercises of a notebook pass, by the last check of each."""

from autograder.checking import words
from autograder.checking.compare import Verdict
from autograder.checking.course import Course
from autograder.checking.exercise import PARTS, Exercise


class Progress:
    """Counts the verdicts of public checks."""

    def __init__(self, course: Course):
        self._course = course
        # By exercise and part, the function that the last check found right.
        self._right: dict[str, dict[str, object]] = {}

    def after(self, verdict: Verdict, function: object) -> str:
        """Count a verdict on a function, and return the line that tells the progress.

        It speaks of the notebook that has this exercise: how many of its exercises pass in both
        parts, and the numbers of those that are left.
        """
        right = self._right.setdefault(verdict.exercise, {})
        for part in PARTS if verdict.part is None else (verdict.part,):
            if verdict.right:
                right[part] = function
            else:
                right.pop(part, None)
        exercises = self._course.beside(verdict.exercise)
        left = [text for exercise in exercises if (text := self._left(exercise))]
        if not left:
            return words.ALL_PASS.format(total=len(exercises))
        passed = len(exercises) - len(left)
        return words.PROGRESS.format(passed=passed, total=len(exercises), left=", ".join(left))

    def has_passed(self, name: str, function: object = None) -> bool:
        """Whether an exercise passes in both parts, and with this very function if one is given."""
        right = self._right.get(name, {})
        return all(
            part in right and (function is None or right[part] is function) for part in PARTS
        )

    def _left(self, exercise: Exercise) -> str:
        """The number of an exercise, with the part of it that is left if the other passes."""
        missing = [part for part in PARTS if part not in self._right.get(exercise.name, {})]
        if not missing:
            return ""
        part = missing[0] if len(missing) < len(PARTS) else None
        return exercise.number + words.RIGHT_PART[part]
