"""What the README says of the course is what the course is."""

import re

import nbformat
import numpy as np
import pytest
from dummy_course import ROOT
from scipy import special

from autograder import CheckFailed, check
from autograder.course.exercises import ASSIGNMENTS, EXERCISES
from autograder.key.gallery import reference_of

README = (ROOT / "README.md").read_text(encoding="utf-8")


def prose(assignment):
    """The Markdown of a source notebook."""
    path = ROOT / "source" / assignment / f"{assignment}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


@pytest.mark.usefixtures("fresh_kernel")
def test_the_failing_check_and_its_repair_print_what_is_shown(capsys):
    def softmax_jacobian(z):
        s = special.softmax(z)
        return np.diag(s * (1 - s))

    with pytest.raises(CheckFailed):
        check(softmax_jacobian)

    def softmax_jacobian(z):
        s = special.softmax(z)
        return np.diag(s) - np.outer(s, s)

    check(softmax_jacobian)
    shown = re.findall(r"^>>> check\(softmax_jacobian\)\n(.*?)^```", README, re.M | re.S)
    printed = re.sub(r"^progress: .*\n", "", capsys.readouterr().out, flags=re.M)
    assert "".join(shown) == printed


def test_the_table_of_assignments_has_them_all_in_order():
    assert re.findall(r"^\| (\d\d-[\w-]+) \|", README, re.M) == list(ASSIGNMENTS)


def test_an_exercise_has_its_number_and_one_from_a_document_its_place():
    named = re.findall(r"\b(\d\.\d)\s+`(\w+)`", README)
    for number, name in named:
        assert name in EXERCISES, f"no exercise: {name}"
        assert EXERCISES[name].number == number, name
    sources = {name: reference_of(name).source.partition("Source:")[2] for name in EXERCISES}
    from_documents = {name for name, source in sources.items() if source.startswith(" document")}
    assert len(from_documents) > 20
    missing = from_documents - {name for _, name in named}
    assert not missing, f"named as 1.1 `softmax` is nowhere in the README: {sorted(missing)}"


def test_a_step_is_where_the_table_says():
    for numbers in re.findall(r"steps? in ([\d (road)]*\d\d[^|;]*)", README):
        for number in re.findall(r"\b0\d\b", numbers):
            (assignment,) = [name for name in ASSIGNMENTS if name.startswith(number)]
            assert "orked step, ungraded" in prose(assignment)


def test_each_promise_names_tests_that_there_are_and_properties_that_are_tried():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    promises = re.findall(r"^\| \*\*.*$", text, re.M)
    assert len(promises) == 9
    for promise in promises:
        *_, tests, _ = promise.split("|")
        named = re.findall(r"`(tests/.*?)`", tests)
        assert named, promise
        assert [path for path in named if not (ROOT / path).is_file()] == []
    properties = (ROOT / "autograder/sandbox/properties.py").read_text(encoding="utf-8")
    quoted = re.findall(r'".*?"', text)
    assert len(quoted) == 11
    assert [sentence for sentence in quoted if sentence not in properties] == []
