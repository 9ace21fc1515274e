"""Try the solutions against the tests, as a submission that is nobody's."""

import json
from collections.abc import Callable

from autograder.grading import CourseError
from autograder.grading.outcome import Graded
from autograder.grading.source import Sources, load_exams
from autograder.grading.verdicts import why_ended
from autograder.host.batch import open_gradebook
from autograder.host.course_folder import CourseFolder
from autograder.host.own_answers import grade_answers


def try_solutions(course: CourseFolder, assignments: list[str], say: Callable[[str], None]) -> bool:
    """Grade the solutions of some assignments, record nothing, return whether all tests pass.

    say: takes a line for each test that takes points, with its reason, and one for each assignment.
    Raises CourseError where grading can't begin.
    """
    passed, sources = True, Sources(course.config)
    with open_gradebook(course) as gradebook:
        for assignment in dict.fromkeys(assignments):
            course.require_registered(assignment)
            for exam in load_exams(course.source(assignment), gradebook, sources):
                (graded,) = grade_answers(course, exam)
                passed &= _tell(graded, say)
    return passed


def _tell(graded: Graded, say: Callable[[str], None]) -> bool:
    """Say what the solutions of a notebook get, and return whether all tests pass."""
    title, passed, possible = graded.title, True, 0.0
    if graded.reason:
        raise CourseError(f"the solutions of {title} can't be graded: {graded.reason}")
    for test in json.loads(graded.verdicts)["tests"]:
        possible += test["points"]
        if test["score"] < test["points"]:
            points = f"{test['score']:g} of {test['points']:g} points"
            why = why_ended(test) or "a convention"
            say(f"{title}, {test['name']}: {points}: {why}")
            passed = False
    points = f"{graded.score:g} of {possible:g} points of the tests"
    say(f"{title}: the solutions get {points}; nothing is recorded")
    return passed
