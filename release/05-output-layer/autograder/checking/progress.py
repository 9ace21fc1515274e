"""How many exercises of a notebook pass, by the last check of each."""

from autograder.checking import words
from autograder.checking.exercise import PARTS


class Progress:
    """Counts the verdicts of public checks."""

    def __init__(self, course):
        self._course = course
        # By exercise, the parts that its last checks found right.
        self._right = {}

    def after(self, verdict):
        """Count a verdict, and return the line that tells the progress.

        It speaks of the notebook that has this exercise: how many of its exercises pass in both
        parts, and the numbers of those that are left.
        """
        parts = set(PARTS) if verdict.part is None else {verdict.part}
        before = self._right.get(verdict.exercise, set())
        self._right[verdict.exercise] = before | parts if verdict.right else before - parts
        exercises = self._course.beside(verdict.exercise)
        left = [text for exercise in exercises if (text := self._left(exercise))]
        if not left:
            return words.ALL_PASS.format(total=len(exercises))
        passed = len(exercises) - len(left)
        return words.PROGRESS.format(passed=passed, total=len(exercises), left=", ".join(left))

    def _left(self, exercise):
        """The number of an exercise, with the part of it that is left if the other passes."""
        missing = [part for part in PARTS if part not in self._right.get(exercise.name, ())]
        if not missing:
            return ""
        part = missing[0] if len(missing) < len(PARTS) else None
        return exercise.number + words.RIGHT_PART[part]
