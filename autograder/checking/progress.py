"""Which exercises of a notebook pass, by the last check of each, and where a hint would help."""

from types import CodeType, FunctionType

from autograder.checking import progress_file, words
from autograder.checking.compare import Verdict
from autograder.checking.course import Course
from autograder.checking.exercise import PARTS, Exercise
from autograder.checking.progress_file import HINTS, MOST_TIMES, Standing


class Progress:
    """Counts the verdicts of public checks.

    A kernel that starts anew finds in a file beside the notebook how the exercises stood.
    """

    def __init__(self, course: Course):
        self._course = course
        # By exercise and part, the function that the last check found right.
        self._right: dict[str, dict[str, object]] = {}
        # By exercise, how those stand that were checked here, and what was last found wrong.
        self._standings: dict[str, Standing] = {}
        self._wrong: dict[str, object] = {}

    def after(self, verdict: Verdict, function: object) -> str:
        """Count a verdict on a function, and return the line that tells the progress.

        It speaks of the notebook that has this exercise: how many of its exercises pass in both
        parts, the numbers of those that are left, and of those that passed in an earlier kernel.
        """
        right = self._right.setdefault(verdict.exercise, {})
        for part in _parts(verdict):
            if verdict.right:
                right[part] = function
            else:
                right.pop(part, None)
        standings = self._counted(verdict, function)
        exercises = self._course.beside(verdict.exercise)
        open_ = [each for each in exercises if not self.has_passed(each.name)]
        before = [each for each in open_ if standings.get(each.name, Standing()).passed == PARTS]
        left = [self._left(each) for each in open_ if each not in before]
        if not open_:
            return words.ALL_PASS.format(total=len(exercises))
        line = words.PROGRESS.format(
            passed=len(exercises) - len(open_),
            total=len(exercises),
            left=", ".join(left) or words.NONE_LEFT,
        )
        if not before:
            return line
        numbers = ", ".join(each.number for each in before)
        return words.PASSED_BEFORE.format(progress=line, before=numbers)

    def offer(self, verdict: Verdict) -> str:
        """The sentence that offers a folded hint where answers fail in the same way, "" elsewhere.

        The first one is offered after as many answers as the course says, the next one after as
        many more. A graded cell, which asks for a part, offers none.
        """
        standing, most = self._standings[verdict.exercise], self._course.hint_after
        is_wrong = not (verdict.right or verdict.unwritten or verdict.part)
        if not (is_wrong and standing.hints and most and standing.times >= most):
            return ""
        number = self._course.exercises[verdict.exercise].number
        return words.HINT_OFFERED.format(times=standing.times, hint=standing.hints, number=number)

    def has_passed(self, name: str, function: object = None) -> bool:
        """Whether an exercise passes in both parts, and with this very function if one is given.

        What passed in an earlier kernel may have changed since, and has not.
        """
        right = self._right.get(name, {})
        return all(
            part in right and (function is None or right[part] is function) for part in PARTS
        )

    def _counted(self, verdict: Verdict, function: object) -> dict[str, Standing]:
        """Count a verdict, keep how all exercises stand, and return it by name."""
        name, place = verdict.exercise, progress_file.place()
        earlier = progress_file.read(place) if place else {}
        standings = {each: earlier[each] for each in self._course.exercises if each in earlier}
        standings |= self._standings
        standing = self._standings[name] = standings[name] = self._next(
            standings.get(name, Standing()), verdict, function
        )
        if place and standing != earlier.get(name, Standing()):
            progress_file.write(place, standings)
        return standings

    def _next(self, standing: Standing, verdict: Verdict, function: object) -> Standing:
        """How an exercise stands after a verdict."""
        parts = _parts(verdict)
        passed = tuple(
            part for part in PARTS if (verdict.right if part in parts else part in standing.passed)
        )
        if passed == PARTS:
            return Standing(passed)
        standing = standing._replace(passed=passed)
        if verdict.right or verdict.unwritten or self._is_known(verdict.exercise, function):
            return standing
        self._wrong[verdict.exercise] = function
        kind = verdict.misconception or f"{verdict.outcome}, {verdict.family}"
        times = min(standing.times + 1, MOST_TIMES) if kind == standing.kind else 1
        most = self._course.hint_after
        more = 1 if most and times % most == 0 else 0
        return Standing(passed, kind, times, min(standing.hints + more, HINTS))

    def _is_known(self, name: str, function: object) -> bool:
        """Whether the last answer that was wrong is this one: its cell, or all cells, run again."""
        before = self._wrong.get(name)
        return before is function or (
            (code := _code(function)) is not None and code == _code(before)
        )

    def _left(self, exercise: Exercise) -> str:
        """The number of an exercise that is left, with the part of it if the other passes."""
        missing = [part for part in PARTS if part not in self._right.get(exercise.name, {})]
        part = missing[0] if len(missing) < len(PARTS) else None
        return exercise.number + words.RIGHT_PART[part]


def _parts(verdict: Verdict) -> tuple[str, ...]:
    return PARTS if verdict.part is None else (verdict.part,)


def _code(function: object) -> CodeType | None:
    return function.__code__ if isinstance(function, FunctionType) else None
