"""`check`, as a student meets it."""

import re
import subprocess
import sys

import numpy as np
import pytest
from counted import progress
from patience import PATIENCE
from public import public_cases
from scipy import special

from autograder import CheckFailed, check
from autograder.checking import misuse
from autograder.checking.session import CheckSession
from autograder.course.check import COURSE, NOTEBOOK
from autograder.course.exercises import ASSIGNMENTS
from autograder.key.examine import examine

# A function of the course under its own name, found by the checks below through this module.
softmax = special.softmax

pytestmark = pytest.mark.usefixtures("fresh_kernel")


def test_a_right_function_prints_what_agrees_and_the_progress_and_returns_none(capsys):
    assert check(softmax) is None
    assert re.fullmatch(
        r"softmax: \d+ entries agree to \S+ at \d+ points\n"
        + re.escape(progress("01-softmax", "1.1"))
        + "\n",
        capsys.readouterr().out,
    )


def test_a_wrong_function_prints_its_report_and_raises_the_first_line(capsys):
    def softmax(z):
        return np.ones_like(z)

    with pytest.raises(CheckFailed, match=r"^softmax: entry \d differs from the definition$"):
        check(softmax)
    *report, last = capsys.readouterr().out.splitlines()
    assert any(line.startswith("hint: ") for line in report)
    assert last == progress("01-softmax")


def test_a_hidden_test_tells_no_progress_and_makes_none(capsys):
    examine(softmax, "values")
    assert "progress" not in capsys.readouterr().out
    assert NOTEBOOK._progress._right == {}


def test_what_is_graded_tells_no_progress_and_makes_none(capsys):
    with CheckSession(COURSE, lambda verdict: None).active():
        check(softmax)
    assert capsys.readouterr().out == ""
    assert NOTEBOOK._progress._right == {}


def test_the_traceback_is_one_line():
    def softmax(z):
        return np.ones_like(z)

    with pytest.raises(CheckFailed) as caught:
        check(softmax)
    assert caught.value._render_traceback_() == [f"CheckFailed: {caught.value}"]


def test_a_lambda_is_found_by_the_name_it_is_bound_to():
    function = lambda z: z  # noqa: E731
    assert NOTEBOOK.exercise_of(function, {"softmax": function}).name == "softmax"


def my_softmax(z):
    return special.softmax(z)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "check got nothing to check. Write check(softmax); "),
        ((None,), "check got nothing to check. Write check(softmax); "),
        (
            ("logit_hessian",),
            "check got the text 'logit_hessian', not a function. Write check(logit_hessian); ",
        ),
        ((softmax(np.ones(3)),), "check got a result (ndarray), not a function. Write "),
        ((0.5,), "check got a result (float), not a function. Write check(softmax); "),
        ((lambda z: z,), "check got a function without a name. Write check(softmax); "),
        (
            (my_softmax,),
            "check got the function my_softmax, and no exercise has this name. Write "
            "check(softmax); ",
        ),
    ],
)
def test_a_misuse_is_told_what_was_given_the_right_call_and_the_names_of_this_notebook(given, said):
    with pytest.raises(ValueError, match=r"^check got ") as caught:
        check(*given)
    assert str(caught.value).startswith(said)
    names = ", ".join(exercise.name for exercise in ASSIGNMENTS["01-softmax"])
    assert str(caught.value).endswith(f"the functions of this notebook are {names}.")
    assert caught.value._render_traceback_() == [f"CheckMisused: {caught.value}"]


def test_the_notebook_in_the_working_folder_tells_its_functions(tmp_path, monkeypatch):
    (tmp_path / "06-newton.ipynb").touch()
    monkeypatch.chdir(tmp_path)
    names = [exercise.name for exercise in ASSIGNMENTS["06-newton"]]
    assert misuse.names_here(COURSE, {"softmax": softmax}) == names


def test_where_no_notebook_or_several_lie_there_the_bound_functions_tell(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    bound = dict.fromkeys(["softmax", "sigmoid", "logistic_loss"])
    assert misuse.names_here(COURSE, bound)[:2] == ["sigmoid", "logistic_loss"]
    (tmp_path / "01-softmax.ipynb").touch()
    (tmp_path / "06-newton.ipynb").touch()
    assert misuse.names_here(COURSE, bound)[:2] == ["sigmoid", "logistic_loss"]
    assert misuse.names_here(COURSE, {}) == []
    assert misuse.answer(COURSE, None, {}) == (
        "check got nothing to check. Write the name of your function, as in check(softmax)."
    )


def test_a_name_that_a_result_has_taken_is_told_so():
    with pytest.raises(ValueError, match="no function now") as caught:
        NOTEBOOK.exercise_of(result := np.ones(3), {"softmax": result})
    assert str(caught.value) == (
        "softmax is no function now, but a result (ndarray). Run the cell that defines it again, "
        "then write check(softmax)."
    )


def test_a_check_without_a_part_asks_what_the_graded_cells_ask():
    both = [*public_cases("hessian", "values"), *public_cases("hessian", "robustness")]
    assert list(map(id, public_cases("hessian", None))) == list(map(id, both))


@pytest.mark.parametrize("part", ["speed", np.ones(3)])
def test_an_unknown_part_is_refused_with_the_parts_there_are_and_the_right_call(part):
    with pytest.raises(ValueError, match="second argument") as caught:
        check(softmax, part)
    assert str(caught.value) == (
        'the second argument of check is one of "values", "robustness". Write check(softmax) to '
        "check everything."
    )


def test_a_hidden_test_of_an_unknown_part_is_told_the_parts_there_are():
    with pytest.raises(ValueError, match="must be") as caught:
        examine(softmax, "valuess")
    assert str(caught.value) == (
        'examine(softmax, \'valuess\'): the part must be one of "values", "robustness"'
    )


def test_in_ipython_the_report_is_displayed_richly_and_the_error_is_one_line():
    code = """
import numpy as np
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
shell.display_pub.publish = lambda data, **rest: print(sorted(data))
shell.run_cell('''
import numpy as np
from autograder import check
def softmax(z):
    return np.ones_like(z)
check(softmax)
''')
"""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE
    )
    lines = run.stdout.strip().splitlines()
    assert lines[0] == "['text/html', 'text/plain']"
    assert lines[-1] == "CheckFailed: softmax: entry 3 differs from the definition"
    assert len(lines) == 2


# ---- verdicts for who asks for them ----


def wrong(z):
    return np.ones_like(z)


wrong.__name__ = "softmax"


def test_a_verdict_is_handed_over_instead_of_displayed_and_a_wrong_one_raises_still(capsys):
    seen = []
    with CheckSession(COURSE, seen.append).active():
        check(softmax)
        with pytest.raises(CheckFailed):
            check(wrong)
    assert [(verdict.right, verdict.exercise) for verdict in seen] == [
        (True, "softmax"),
        (False, "softmax"),
    ]
    assert capsys.readouterr().out == ""


def test_verdicts_are_displayed_again_afterwards_whatever_happened(capsys):
    outer, inner = [], []
    with CheckSession(COURSE, outer.append).active():
        with pytest.raises(CheckFailed), CheckSession(COURSE, inner.append).active():
            check(wrong)
        check(softmax)
    assert (len(inner), len(outer)) == (1, 1)
    check(softmax)
    assert capsys.readouterr().out.startswith("softmax: ")


def test_a_notebook_that_imports_the_course_waits_for_no_library_but_numpy():
    show = (
        "import sys, numpy\n"
        "before = set(sys.modules)\n"
        "import autograder\n"
        "names = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(*sorted(names - set(sys.stdlib_module_names)))"
    )
    command = [sys.executable, "-c", show]
    output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert output.stdout.split() == ["autograder"]
