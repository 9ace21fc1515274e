"""The command that proves the tests sees every gap, and the class it grades holds every answer."""

from types import MappingProxyType

import pytest
from found import WRONG_VALUE

from autograder.__main__ import main
from autograder.checking.compare import Verdict
from autograder.checking.exercise import PARTS
from autograder.course.exercises import ASSIGNMENTS, EXERCISES
from autograder.grading.pool import open_pool
from autograder.key.gallery import gallery
from autograder.key.hidden import HIDDEN_SEED
from autograder.verification import catching, noise, search, survival
from autograder.verification import gallery as graded_gallery
from autograder.verification import verify as verification
from autograder.verification.gallery import Judged, sheets
from autograder.verification.mutants import Mutant
from autograder.verification.search import Rejection, Searched
from autograder.verification.survival import Outcome
from autograder.verification.verify import gaps_of, row, verify

WRONG = next(e for e in gallery("softmax") if not e.right and e.part is None)
FRAGILE = next(e for e in gallery("softmax") if e.part == "robustness")
RIGHT = next(e for e in gallery("softmax") if e.right)
EXERCISE = ASSIGNMENTS["01-softmax"][0]


def judged(entry, *lost, code=None, error=0.01, seed=HIDDEN_SEED):
    named = code if code is not None or entry.right else entry.label
    return Judged(entry, frozenset(lost), named or "", error, "CheckFailed: a sentence", seed)


AS_THEY_SHOULD = [
    judged(WRONG, *PARTS),
    judged(WRONG, "values"),
    judged(FRAGILE, "robustness"),
    judged(RIGHT),
    judged(WRONG, *PARTS, code=""),
    judged(FRAGILE, "robustness", seed=11),
    judged(FRAGILE, *PARTS, seed=11),
]
GAPS = [
    (judged(WRONG), "loses nothing"),
    (judged(WRONG, "robustness"), "loses robustness"),
    (judged(FRAGILE, *PARTS), "loses values and robustness"),
    (judged(FRAGILE), "loses nothing"),
    (judged(FRAGILE, seed=11), "loses nothing"),
    (judged(FRAGILE, "values", seed=11), "loses values"),
    (judged(WRONG, "robustness", seed=11), "loses robustness"),
    (judged(RIGHT, "values", seed=11), "loses values (CheckFailed: a sentence)"),
    (judged(RIGHT, "robustness"), "loses robustness (CheckFailed: a sentence)"),
    (judged(WRONG, *PARTS, code="another"), "is named another"),
]


def test_answers_as_they_should_be_are_no_gap():
    assert gaps_of(AS_THEY_SHOULD) == []


@pytest.mark.parametrize(("one", "said"), GAPS)
def test_a_gap_names_the_answer_and_what_is_wrong(one, said):
    (line,) = gaps_of([*AS_THEY_SHOULD, one])
    assert said in line
    assert f"answer {one.entry.label}" in line


def test_a_row_counts_what_is_caught_accepted_and_named():
    assert row("1.1 softmax", AS_THEY_SHOULD).split() == (
        "1.1 softmax 6 of 6 1 of 1 5 of 6 1.0e-02".split()
    )


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_class_hands_in_every_answer_and_a_reference_where_there_is_none(assignment):
    class_ = sheets(assignment, EXERCISES)
    for exercise in ASSIGNMENTS[assignment]:
        sources = [sheet.answers[exercise.name] for sheet in class_]
        entries = [entry.source for entry in gallery(exercise.name)]
        assert sources[: len(entries)] == entries
        assert len(set(sources[len(entries) :])) <= 1
        assert all(f"def {exercise.name}(" in source for source in sources)


CAUGHT = (judged(WRONG, "values"),)
ALL_KILLED, NOTHING = Outcome("softmax", 100, ()), MappingProxyType({})


def run(
    monkeypatch,
    answers=CAUGHT,
    names=("",) * 1000,
    outcome=ALL_KILLED,
    explained=NOTHING,
    rejections=(),
    few=(),
    seeds=(10,),
    options=NOTHING,
):
    monkeypatch.setattr(verification, "judge", lambda names, workers, seed: [(EXERCISE, answers)])
    monkeypatch.setattr(catching, "gaps", lambda names, seed, workers: few)
    monkeypatch.setattr(noise, "names", lambda exercises, draws, workers, seed: names)
    monkeypatch.setattr(survival, "judge", lambda names, workers, seed: [outcome])
    monkeypatch.setattr(survival, "explanations", lambda: explained)
    searched = Searched("softmax", 5, rejections, 0.1)
    monkeypatch.setattr(search, "search", lambda names, count, workers: [searched])
    lines = []
    return verify(1, 5, lines.append, seeds, **options), lines


def test_without_a_gap_the_last_line_says_so(monkeypatch):
    found, lines = run(monkeypatch, [judged(WRONG, "values")] * 9 + [judged(RIGHT)])
    assert found == []
    assert lines[-1] == "no gap"


def test_names_that_are_too_few_are_a_gap(monkeypatch):
    answers = [judged(WRONG, "values")] * 8 + [judged(WRONG, "values", code="")] * 2
    found, lines = run(monkeypatch, answers)
    assert found == ["seed 10: only 8 of 10 wrong answers get their name"]
    assert lines[-2:] == [f"gap: {found[0]}", "1 gap"]


def test_a_name_for_noise_is_a_gap(monkeypatch):
    found, _ = run(monkeypatch, names=("sign", *[""] * 999))
    assert found == ["seed 10: 1 of 1000 random answers are given a name"]


def test_an_answer_that_few_cases_catch_is_a_gap_under_each_seed(monkeypatch):
    found, lines = run(monkeypatch, few=["a sentence"], seeds=(3, 4))
    assert found == ["seed 3: a sentence", "seed 4: a sentence"]
    assert "draws: 1 wrong answers are caught by fewer than 3 hidden cases" in lines
    assert [line for line in lines if line.startswith("hidden cases")] == [
        "hidden cases of seed 3",
        "hidden cases of seed 4",
    ]


MUTANT = Mutant("softmax", "term dropped", "here", "z - z.max()", "z", "")


def test_a_survivor_without_an_explanation_is_a_gap(monkeypatch):
    outcome = Outcome("softmax", 100, (MUTANT,))
    (gap,), _ = run(monkeypatch, outcome=outcome)
    assert MUTANT.identity in gap
    assert run(monkeypatch, outcome=outcome, explained={MUTANT.identity: "because"})[0] == []


def test_too_many_survivors_are_a_gap_though_explained(monkeypatch):
    outcome = Outcome("softmax", 40, (MUTANT,))
    (gap,), _ = run(monkeypatch, outcome=outcome, explained={MUTANT.identity: "because"})
    assert gap == "seed 10: only 39 of 40 mutants of the references are killed (97.5%)"


def test_what_is_asked_of_the_whole_course_is_not_asked_of_one_exercise(monkeypatch):
    outcome = Outcome("softmax", 40, (MUTANT,))
    found, lines = run(
        monkeypatch,
        [judged(WRONG, "values", code="")],
        outcome=outcome,
        explained={MUTANT.identity: "because"},
        names=("sign",),
        options={"names": ("softmax",)},
    )
    assert found == []
    assert "mutants: 39 of 40 mutants of the references are killed (97.5%)" in lines
    assert "survivors: 1, of 1 it is said why they are right programs" in lines


def test_an_exercise_alone_is_graded_in_its_own_assignment(monkeypatch):
    (first, *_), (other, *_) = list(ASSIGNMENTS.values())[:2]
    class_ = sheets("01-softmax", (first.name, other.name))
    assert len(class_) == len(gallery(first.name))
    assert len({sheet.answers["softmax_jacobian"] for sheet in class_}) == 1


def test_a_name_that_is_no_exercise_is_refused_in_one_line(capsys):
    assert main(["verify", "softmax", "softmx"]) == 1
    refused = "error: no exercise is called softmx; see the headings in source/\n"
    assert capsys.readouterr().err == refused


def test_a_right_answer_that_is_rejected_is_a_gap(monkeypatch):
    verdict = Verdict("softmax", None, False, WRONG_VALUE)
    (gap,), lines = run(monkeypatch, rejections=(Rejection("softmax", "loops", 7, verdict),))
    assert gap == "softmax, right answer loops: rejected in random case 7 (value)"
    assert "search: 1 right answers rejected in 5 random cases of each exercise" in lines[-3]


def test_an_answer_is_judged_by_what_the_examiner_gives(monkeypatch):
    """Two sheets of one assignment, through jail and gradebook."""
    assignments = {"01-softmax": ASSIGNMENTS["01-softmax"]}
    monkeypatch.setattr(graded_gallery, "ASSIGNMENTS", assignments)
    monkeypatch.setattr(
        graded_gallery, "gallery", lambda name: [WRONG, RIGHT] if name == "softmax" else []
    )
    monkeypatch.setattr(graded_gallery, "open_pool", lambda workers, _: open_pool(1, None))
    (exercise, judged_answers), *others = graded_gallery.judge(EXERCISES, 1)
    assert exercise is EXERCISE
    assert [each.as_expected for each in judged_answers] == [True, True]
    assert judged_answers[0].named
    assert 0 <= judged_answers[1].error < 1
    assert all(found == [] for _, found in others)
