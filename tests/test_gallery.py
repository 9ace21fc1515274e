"""The gallery has what it must, no answer twice; what its answers lose, `verify` looks at."""

import builtins
import inspect
import re
import symtable

import numpy as np
import pytest
from pasted import pasted, setup_of

from autograder.checking.calls import attempt
from autograder.checking.compare import examine
from autograder.checking.exercise import PARTS
from autograder.course.exercises import EXERCISES
from autograder.key.gallery import Change, gallery
from autograder.key.hidden import hidden_cases

ENTRIES = [entry for name in EXERCISES for entry in gallery(name)]
every_exercise = pytest.mark.parametrize("name", EXERCISES)


def global_names(table):
    """The names that a text expects to find outside itself."""
    here = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}
    return here.union(*(global_names(child) for child in table.get_children()))


@every_exercise
def test_an_exercise_has_eight_misconceptions_and_four_approaches(name):
    wrong = {entry.label for entry in gallery(name) if not entry.right}
    right = {entry.label for entry in gallery(name) if entry.right}
    assert len(wrong) >= 8, f"autograder/key/ has {len(wrong)} misconceptions for {name}"
    assert len(right) >= 4, f"autograder/key/ has {len(right)} approaches for {name}"


@every_exercise
def test_no_answer_stands_twice(name):
    sources = [entry.source for entry in gallery(name)]
    assert len(set(sources)) == len(sources)


@every_exercise
def test_no_approach_stands_twice(name):
    approaches = [entry.label for entry in gallery(name) if entry.right]
    assert len(set(approaches)) == len(approaches)


def test_a_variant_changes_its_lines_and_no_others():
    text = "def f(z):\n    a = 1\n    b = 1\n    return a\n"
    assert Change("", "\n-    a = 1\n+    a = 2\n").applied(text) == text.replace("a = 1", "a = 2")
    inserted = Change("", "\n     b = 1\n+    b += 1\n…\n-    return a\n+    return b\n").applied(
        text
    )
    assert inserted == "def f(z):\n    a = 1\n    b = 1\n    b += 1\n    return b\n"


@pytest.mark.parametrize("lines", ["-    c = 1", "     a = 1", "-    a = 1\nreturn", "-    a ="])
def test_a_variant_that_does_not_fit_exactly_once_is_refused(lines):
    with pytest.raises(ValueError, match=r"not exactly once in 'base'|neither space"):
        Change("base", lines).applied("def f(z):\n    a = 1\n    a = 1\n    return a\n")


def test_a_variant_is_a_function_of_its_own_text():
    (entry,) = [entry for entry in gallery("fit_logistic") if entry.label == "fixed-damping"]
    assert isinstance(entry.given, Change)
    assert "theta - step / 2" in entry.source
    assert inspect.getsource(entry.function) == entry.source


def test_no_answer_is_given_to_a_name_that_is_no_exercise():
    assert gallery("no_such_exercise") == ()
    modules = {inspect.getmodule(entry.function) for entry in ENTRIES}
    for module in modules:
        functions = {
            name
            for name, function in inspect.getmembers(module, inspect.isfunction)
            if function.__module__ == module.__name__
        }
        assert functions - {"reference", "right", "variant", "wrong"} <= EXERCISES.keys()


@every_exercise
def test_answers_are_labelled_in_kebab_case_and_say_what_they_lose(name):
    for entry in gallery(name):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.label)
        assert entry.part in ((None,) if entry.right else (None, *PARTS)), entry.label


@every_exercise
def test_answers_take_the_arguments_of_their_exercise(name):
    for entry in gallery(name):
        arguments = tuple(inspect.signature(entry.function).parameters)
        assert arguments == EXERCISES[name].arguments, entry.label


@every_exercise
def test_the_text_of_an_answer_needs_only_what_the_setup_cell_imports(name):
    for entry in gallery(name):
        assert entry.source.startswith(f"def {name}(")
        found = setup_of(entry).keys() | vars(builtins).keys() | {name}
        assert global_names(symtable.symtable(entry.source, name, "exec")) <= found, entry.label


def numbers(function, case):
    """What a call returns, as one vector, or None where that is no numbers or the call raises."""
    result, error = attempt(function, case.fresh())
    members = result if isinstance(result, tuple) else (result,)
    try:
        vectors = [np.ravel(member).astype(float) for member in members]
    except (TypeError, ValueError):
        return None
    return np.concatenate(vectors) if error is None else None


def same(one, other):
    """Whether two answers agree to far more digits than two formulas do by chance."""
    if one is None or other is None:
        return one is other
    size = np.abs(one[np.isfinite(one)]).max(initial=0.0)
    return one.shape == other.shape and np.allclose(one, other, 1e-9, 1e-12 * size, equal_nan=True)


@every_exercise
def test_the_pasted_text_of_an_answer_does_what_the_function_does(name):
    case = hidden_cases(name, "values")[0]
    for entry in gallery(name):
        function = pasted(entry)
        assert function.__code__.co_varnames == entry.function.__code__.co_varnames
        assert same(numbers(function, case), numbers(entry.function, case)), entry.label


def parted(entries, case):
    """The entries in groups that answer a case alike."""
    groups = []
    for entry in entries:
        answer = numbers(entry.function, case)
        for first, group in groups:
            if same(first, answer):
                group.append(entry)
                break
        else:
            groups.append((answer, [entry]))
    return [group for _, group in groups]


@every_exercise
def test_two_misconceptions_never_give_the_same_numbers(name):
    cases = hidden_cases(name, "values")
    told_by_numbers = [
        entry
        for entry in gallery(name)
        if not entry.right
        and examine(EXERCISES[name], pasted(entry), cases, part="values").outcome == "value"
    ]
    groups = [told_by_numbers]
    for part in PARTS:
        for case in hidden_cases(name, part):
            several = [group for group in groups if len({entry.label for entry in group}) > 1]
            groups = [alike for group in several for alike in parted(group, case)]
    labels = [sorted({entry.label for entry in group}) for group in groups]
    assert not [names for names in labels if len(names) > 1]
