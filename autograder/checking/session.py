"""The session of a notebook, or of one graded submission: all that its checks share."""

import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from autograder.checking import misuse, progress_file, words
from autograder.checking.calls import Calls
from autograder.checking.compare import Verdict, examine
from autograder.checking.course import Course, Misconception
from autograder.checking.diagnosis import CasesOf, Earlier, named
from autograder.checking.exercise import PARTS, Case, Exercise, public_cases
from autograder.checking.failures import CheckFailed, CheckInterrupted, CheckMisused
from autograder.checking.history import History
from autograder.checking.progress import Progress
from autograder.checking.report import Report
from autograder.checking.shown import show, show_derivation, show_sheet
from autograder.checking.waiting import Waiting

CasesOfExercise = Callable[[Exercise, str | None], tuple[Case, ...]]

_active: ContextVar["CheckSession | None"] = ContextVar("check session", default=None)


class CheckSession:
    """Check functions of a course, and remember of earlier checks what later ones need.

    collect: takes each verdict in place of a display, as in grading. An answer that is right up to
    a convention is then examined further, so that the hidden cases confirm it. misconceptions:
    those that are known, the course's by default. seed: of the hidden cases, int ≥ 0, None for the
    usual one. public: a function of the exercise and the part that returns the public cases.
    """

    def __init__(
        self,
        course: Course,
        collect: Callable[[Verdict], object] | None = None,
        misconceptions: tuple[Misconception, ...] | None = None,
        seed: int | None = None,
        public: CasesOfExercise = public_cases,
    ):
        self.course, self.seed, self._public = course, seed, public
        self._collect = collect
        self._known = course.misconceptions if misconceptions is None else misconceptions
        self._progress, self._history = Progress(course), History(course)
        self._explained: Earlier = {}
        self._failed: set[str] = set()

    @contextmanager
    def active(self, collect: Callable[[Verdict], object] | None = None) -> Iterator[None]:
        """Let checks in this thread belong to the session; collect: in place of its own."""
        token, before = _active.set(self), self._collect
        self._collect = collect or before
        try:
            yield
        finally:
            self._collect = before
            _active.reset(token)

    def check(self, function: Any, part: str | None, namespace: dict) -> None:
        """Compare a function with the truth on the public cases, as `autograder.check` has it.

        namespace: the names that cells have bound.
        """
        exercise = self.exercise_of(function, namespace)
        _require_part(exercise, part)
        if self._collect is not None:
            self.conclude(self._examined(exercise, function, part))
            return
        try:
            with Waiting(exercise.name) as waiting:
                verdict = self._examined(exercise, function, part, waiting.counted)
        except KeyboardInterrupt as interrupt:
            raise CheckInterrupted(_where(exercise, function, interrupt)) from None
        note = self._history.note(function, verdict, namespace)
        progress = self._progress.after(verdict, function)
        report = Report(verdict, self.course, progress, note, self._progress.offer(verdict))
        show(report, waiting.line)
        if verdict.right and part is None:
            show_derivation(exercise, self.course)
        # Only a graded cell asks for a part, and there nothing unwritten may go for passed.
        if not (verdict.right or (verdict.unwritten and part is None)):
            raise CheckFailed(verdict)

    def begin_anew(self) -> None:
        """Forget all checks, those of earlier kernels too, and say so; in grading do nothing."""
        if self._collect is None:
            self._progress, self._history = Progress(self.course), History(self.course)
            place = progress_file.place()
            forgotten = place is None or progress_file.remove(place)
            print(words.ANEW if forgotten else words.ANEW_HERE.format(file=progress_file.FILE))

    def passed(self, functions: Iterable[object], namespace: dict) -> bool:
        """Whether these very functions have passed; else say in one line which are to come.

        namespace: the names that cells have bound. Silent in grading, where nothing has
        passed. Raises CheckMisused.
        """
        exercises = [self.exercise_of(function, namespace) for function in functions]
        missing = [
            exercise
            for exercise, function in zip(exercises, functions, strict=True)
            if not self._progress.has_passed(exercise.name, function)
        ]
        if missing and self._collect is None:
            sentence = words.NEEDS if len(missing) == 1 else words.NEEDS_SEVERAL
            print(sentence.format(exercises=_named(missing)))
        return not missing

    def formula_sheet(self, namespace: dict) -> None:
        """Show the formulas of all exercises that pass, and which of this notebook are to come."""
        if self._collect is not None:
            return
        every = self.course.exercises
        found = [every[name] for name in every if self._progress.has_passed(name)]
        here = misuse.names_here(self.course, namespace)
        left = _named([every[name] for name in here if every[name] not in found])
        show_sheet(found, left, self.course)

    def exercise_of(self, function: object, namespace: dict) -> Exercise:
        """Return the exercise of a function: by its own name, or by one it is bound to.

        namespace: where a lambda or a decorated function is looked up. Raises CheckMisused.
        """
        exercises = self.course.exercises
        own = getattr(function, "__name__", "")
        if own in exercises:
            return exercises[own]
        bound = [name for name in exercises if namespace.get(name) is function]
        if bound and callable(function):
            return exercises[bound[0]]
        raise CheckMisused(misuse.answer(self.course, function, namespace))

    def calls(self, exercise: Exercise, function: Callable) -> Calls:
        """The calls of a function, which is doubted where one for the exercise was wrong before."""
        return Calls(function, doubted=exercise.name in self._failed)

    def diagnosed(
        self, verdict: Verdict, exercise: Exercise, calls: Calls, cases_of: CasesOf
    ) -> Verdict:
        """Return the verdict with the misconception that explains it, if a known one does."""
        if not verdict.right:
            self._failed.add(exercise.name)
        known = self.course.fingerprints
        return named(verdict, exercise, calls, cases_of, self._known, known, self._explained)

    def conclude(self, verdict: Verdict) -> None:
        """Display a verdict's report, or hand it over; raise CheckFailed if it is not right."""
        if self._collect is None:
            show(Report(verdict, self.course))
        else:
            self._collect(verdict)
        confirmed_later = self._collect is not None and self.course.is_convention(verdict)
        if not verdict.right and not confirmed_later:
            raise CheckFailed(verdict)

    def _examined(
        self,
        exercise: Exercise,
        function: Callable,
        part: str | None,
        counted: Callable[[tuple[Case, ...]], Iterable[Case]] = tuple,
    ) -> Verdict:
        calls, cases = self.calls(exercise, function), counted(self._public(exercise, part))
        verdict = examine(exercise, calls, cases, part=part)
        return self.diagnosed(verdict, exercise, calls, partial(self._public, exercise))


def without_course(seed: int) -> CheckSession:
    """The session of a submission to a course without exercises of its own, but plain asserts."""
    return CheckSession(Course({}, (), frozenset(), {}, {}), seed=seed)


def in_use(usual: CheckSession) -> CheckSession:
    """The session that is active in this thread, else the usual one."""
    return _active.get() or usual


def _require_part(exercise: Exercise, part: object) -> None:
    if part is not None and not (isinstance(part, str) and part in PARTS):
        parts = ", ".join(f'"{each}"' for each in PARTS)
        raise CheckMisused(words.UNKNOWN_PART.format(parts=parts, name=exercise.name))


def _named(exercises: Iterable[Exercise]) -> str:
    """Exercises by number and name, as "1.2 softmax_jacobian, 1.5 logit_gradient"."""
    return ", ".join(f"{exercise.number} {exercise.name}" for exercise in exercises)


def _where(exercise: Exercise, function: object, interrupt: BaseException) -> str:
    """The sentence that says in which line of the student's an interrupt came."""
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    for frame in traceback.extract_tb(interrupt.__traceback__):
        if frame.filename == file:
            return words.INTERRUPTED.format(
                name=exercise.name, line=frame.lineno, code=frame.line or ""
            )
    return words.INTERRUPTED_ELSEWHERE.format(name=exercise.name)
