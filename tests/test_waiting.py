"""What a check that takes long shows, and what an interrupt leaves, in a real kernel."""

import re
from unittest.mock import Mock

import counted
import pytest
from kernel import kernel
from public import public_cases

from autograder.checking import waiting

# The line comes at once, and a function can wait for it.
AT_ONCE = """
import threading
from IPython.display import DisplayHandle
from autograder.checking import waiting
waiting.PATIENCE = waiting.PAUSE = 0.01
lines = []
for way in ("display", "update"):
    def noting(self, *given, way=getattr(DisplayHandle, way), **options):
        way(self, *given, **options)
        lines.append(given)
    setattr(DisplayHandle, way, noting)
"""
SLOW = """
def softmax(z):
    seen = len(lines)
    while len(lines) < min(3, seen + 1):
        pass
    return special.softmax(z)
"""
ENDLESS = """def helper(z):
    while True:
        z = z + 1

def softmax(z):
    print("not shown")
    return helper(z)
"""
RIGHT = "def softmax(z):\n    return special.softmax(z)"
LINE = re.compile(r"softmax: still checking, case \d+ of \d+ …")


@pytest.fixture(scope="module")
def started():
    with kernel() as running:
        yield running


@pytest.fixture
def run(started):
    started.restart()
    started(AT_ONCE)
    return started


def test_a_line_tells_the_case_and_the_report_takes_its_place(run):
    run(SLOW)
    first, *others, report, _ = run("check(softmax)")  # the derivation comes last
    assert first.kind == "display_data"
    count = len(public_cases("softmax", None))
    assert first.text == f"softmax: still checking, case 1 of {count} …"
    assert others
    assert all(LINE.fullmatch(other.text) for other in others)
    assert {each.kind for each in (*others, report)} == {"update_display_data"}
    assert len({each.id for each in (first, *others, report)}) == 1
    assert report.text.startswith("softmax: 157 entries agree")


def test_a_check_that_takes_no_time_shows_its_report_alone(run):
    run("waiting.PATIENCE = 1000.0")
    run(RIGHT)
    report, derivation = run("check(softmax)")
    assert (report.kind, report.id) == ("display_data", None)
    assert (derivation.kind, derivation.id) == ("display_data", None)
    assert "This is its formula" in derivation.text


def interrupting(run):
    """Interrupt the kernel once a check shows that it is at work."""
    return lambda text: run.manager.interrupt_kernel() if LINE.fullmatch(text) else None


@pytest.mark.parametrize("cells", [[ENDLESS, "check(softmax)"], [ENDLESS + "\ncheck(softmax)"]])
def test_an_interrupt_shows_the_line_of_the_student_in_one_sentence(run, cells):
    for cell in cells:
        *lines, last = run(cell, interrupting(run)) or [None]
    assert lines[-1].text == f"softmax: stopped at case 1 of {len(public_cases('softmax', None))}"
    assert (last.kind, last.id) == ("error", "CheckInterrupted")
    assert last.text == (
        "CheckInterrupted: softmax: you interrupted the check in line 7 of your function's cell: "
        "return helper(z)"
    )


def test_after_an_interrupt_all_is_as_before(run):
    run(ENDLESS)
    run("check(softmax)", interrupting(run))
    run(RIGHT)
    shown = run("check(softmax)")[0].text
    assert shown.startswith("softmax: 157 entries agree")
    assert counted.progress("01-softmax", "1.1") in shown
    state = (
        "import sys, tracemalloc, warnings\nfrom autograder.checking import differences\n"
        "print(differences._closed.get(), tracemalloc.is_tracing(), np.geterr()['over'], "
        "[t.name for t in threading.enumerate() if t.daemon and '_show' in t.name])"
    )
    (printed,) = run(state)
    assert printed.text.strip() == "False False warn []"


def test_before_the_first_case_there_is_no_line():
    alive = waiting.Waiting("softmax")
    alive._over = Mock(wait=Mock(side_effect=[False, False, True]))
    alive._show()
    assert alive.line is None


def test_plain_python_has_no_line(capsys, monkeypatch):
    monkeypatch.setattr(waiting, "PATIENCE", 0.0)
    with waiting.Waiting("softmax") as alive:
        assert list(alive.counted([1, 2])) == [1, 2]
        assert not alive._thread.is_alive()
    assert alive.line is None
    assert capsys.readouterr() == ("", "")


def test_python_without_threads_as_in_a_browser_checks_without_a_line(monkeypatch):
    monkeypatch.setattr(waiting, "shell", lambda: Mock(kernel=True))
    monkeypatch.setattr("threading.Thread.start", Mock(side_effect=RuntimeError("no threads")))
    with waiting.Waiting("softmax") as alive:
        assert list(alive.counted([1, 2])) == [1, 2]
    assert alive.line is None
