"""A student's notebook in a jail that is made again when it breaks, and its functions outside."""

import contextlib
import os
import select
import traceback
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest
from installs import need_linux
from patience import CUT_OFF, ENDLESS, PATIENCE

from autograder.checking.exercise import Case, Family
from autograder.grading import advice, outputs, stubs, words
from autograder.grading import session as module
from autograder.grading.session import MOST_AGAIN, Bounds, Lost, Session
from autograder.grading.stubs import Allowance, OwnCalls, Stub
from autograder.sandbox import Jail, JailBroken

need_linux()

DIE = "import os\ndef die():\n    os._exit(1)"
HANG = "def hang():\n    while True:\n        pass"


@pytest.fixture
def session(warm):
    with Session(warm, {"table.csv": b"1,2"}, Bounds(PATIENCE, PATIENCE)) as session:
        yield session


def stub(session, name, source="", seconds=PATIENCE):
    if source:
        assert session.run(source) == []
    return Stub(session, name, OwnCalls(Allowance(seconds)))


def cases_of(*arguments):
    return tuple(Case(each, Family("ordinary")) for each in arguments)


def lost(function, *arguments):
    """The name of what is lost in a call."""
    with pytest.raises(Lost) as caught:
        function(*arguments)
    return caught.value.name


def names(outputs):
    return [output["ename"] for output in outputs if output["output_type"] == "error"]


# ---- cells ----


def test_a_cell_finds_what_the_cells_before_it_have_left(session):
    session.run("x = 2")
    session.run("open('mine.txt', 'w').write(open('table.csv').read())")
    (output,) = session.run("print(x, open('mine.txt').read())")
    assert output["text"] == "2 1,2\n"


def test_it_is_known_which_names_are_bound(session):
    session.run("def double(x):\n    return 2 * x\ntriple = None")
    assert session.defines(frozenset({"double", "triple", "other"})) == {"double", "triple"}


def test_a_cell_that_fails_is_an_error_like_others_and_costs_nothing_else(session):
    assert names(session.run("x = 1\n1 / 0")) == ["ZeroDivisionError"]
    assert session.defines(frozenset({"x"})) == {"x"}


def test_a_cell_that_ends_the_process_leaves_nothing_and_what_was_there_comes_back(session):
    session.run("x = 1\nopen('mine.txt', 'w').close()")
    assert names(session.run("y = 1\nimport os\nos._exit(0)")) == ["ProcessEnded"]
    assert session.defines(frozenset({"x", "y"})) == {"x"}
    assert session.run("z = open('mine.txt').read()") == []


def test_an_endless_cell_is_stopped_and_what_it_had_defined_stays(warm):
    with Session(warm, {}, Bounds(CUT_OFF, PATIENCE)) as session:
        source = f"def double(x):\n    return 2 * x\n{ENDLESS}"
        assert names(session.run(source)) == ["CellTimeoutError"]
        assert stub(session, "double")(2) == 4


def test_a_cell_that_will_not_be_stopped_is_killed_and_said_to_have_been_stopped(warm):
    with Session(warm, {}, Bounds(CUT_OFF, PATIENCE)) as session:
        session.run("x = 1")
        stubborn = f"try:\n        {ENDLESS}\n    except Exception:\n        pass"
        (error,) = session.run(f"y = 1\nwhile True:\n    {stubborn}")
        lost = module.stopped()
        assert (error["ename"], error["evalue"]) == (lost.name, str(lost))
        assert session.defines(frozenset({"x", "y"})) == {"x"}


def test_a_cell_that_breaks_the_jail_only_when_it_is_run_again_is_left_out(session):
    session.run("x = 1")
    # Each jail writes the file anew.
    (written,) = session.run("import os\nprint(os.stat('table.csv').st_mtime_ns)")
    other = f"os.stat('table.csv').st_mtime_ns != {written['text'].strip()}"
    assert session.run(f"y = 1\nif {other}:\n    os._exit(1)") == []
    session.run("z = 1")
    assert lost(stub(session, "die", DIE)) == "ProcessEnded"
    assert session.defines(frozenset("xyz")) == {"x", "z"}


def test_what_all_cells_put_out_is_bounded(session, monkeypatch):
    monkeypatch.setattr(session, "_room", 2_500)
    long = "print('x' * 1000)"
    found = [session.run(f"{long}\nx = {number}") for number in range(4)]
    assert [len(output["text"]) > 500 for (output,) in found] == [True, True, False, False]
    assert found[2] == [outputs.stream(words.FLOODED, "stderr")]
    session.run("def double(x):\n    return 2 * x")
    assert stub(session, "double")(2) == 4, "cells are run all the same"


# ---- calls ----


@pytest.mark.parametrize(
    "value",
    [
        *(1, 1.5, True, None, "text", float("inf"), (1, [2.0, "x"]), []),
        np.float64(0.5),
        np.arange(6.0).reshape(2, 3),
        np.zeros((0, 2), dtype=np.int32),
        (np.array([True, False]), [np.array(2.0)]),
    ],
    ids=repr,
)
def test_a_value_comes_back_as_it_went(session, value):
    same = stub(session, "same", "def same(x):\n    return x")
    assert repr(same(value)) == repr(value)
    assert type(same(value)) is type(value)


@pytest.mark.parametrize(
    ("raised", "kind", "message"),
    [
        ("ValueError('why')", ValueError, "why"),
        ("NotImplementedError", NotImplementedError, "^$"),
        ("np.linalg.LinAlgError('singular')", ValueError, "singular"),
        ("type('Mine', (KeyError,), {})(3)", KeyError, "'3'"),
        ("type('Mine', (Exception,), {})('two\\nlines')", Exception, "two lines"),
        ("UnicodeDecodeError('utf-8', b'', 0, 1, 'x')", UnicodeError, "'utf-8' codec"),
        ("StopIteration('no more')", Exception, "no more"),
        ("SystemExit('bye')", Exception, "bye"),
        ("ValueError('x' * 1000)", ValueError, "x" * 200),
    ],
)
def test_an_exception_comes_out_as_its_nearest_builtin_class(session, raised, kind, message):
    fail = stub(session, "fail", f"import numpy as np\ndef fail():\n    raise {raised}")
    with pytest.raises(Exception, match=message) as caught:
        fail()
    assert type(caught.value) is kind
    assert len(str(caught.value)) <= 202


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("np.matrix([[1.0]])", "matrix"),
        ("np.ma.masked_array([1.0])", "MaskedArray"),
        ("np.array([print])", "array of object"),
        ("map(int, [])", "map"),
        ("{1: print}", "builtin_function_or_method"),
        ("(1.0, iter([]))", "list_iterator"),
        ("type('float', (float,), {})(1.0)", "float"),
        ("np.zeros(3_000_000)", "more than 16777216 bytes"),
    ],
)
def test_what_may_not_leave_the_jail_comes_out_as_an_empty_object_named_after_its_type(
    session, value, name
):
    make = stub(session, "make", f"import numpy as np\ndef make():\n    return {value}")
    result = make()
    assert type(result).__name__ == name
    assert not isinstance(result, float)
    assert vars(result) == {}
    with pytest.raises(
        AttributeError, match=f"{name} stays in the jail, so a test can't ask it for"
    ):
        result.shape  # noqa: B018


def test_what_a_call_changed_is_told_whatever_comes_of_it_and_changes_nothing_here(session):
    spoil = stub(
        session,
        "spoil",
        "def spoil(x, pair, how):\n"
        "    x *= 2\n"
        "    pair[0][0] = 7.0\n"
        "    if how == 'raise':\n"
        "        raise ValueError\n",
    )
    for how in ("return", "raise"):
        calls = spoil._calls = OwnCalls(Allowance(PATIENCE))
        x, pair = np.ones(2), [np.zeros(2), 1]
        with contextlib.suppress(ValueError):
            spoil(x, pair, how)
            assert how == "return"
        assert calls.changed
        assert (x.tolist(), pair[0].tolist()) == ([1.0, 1.0], [0.0, 0.0])


def test_arguments_have_names_where_a_test_names_them(session):
    power = stub(session, "power", "def power(x, *, by=2):\n    return x**by")
    assert (power(3), power(3, by=3), power(by=1, x=3)) == (9, 27, 3)
    with pytest.raises(TypeError, match=r"power\(\) got an unexpected keyword argument 'to'"):
        power(3, to=1)


def test_the_function_sees_arrays_laid_out_as_they_are_here(session):
    flags = stub(
        session, "flags", "def flags(x):\n    return x.flags.c_contiguous, x.flags.f_contiguous"
    )
    x = np.arange(12.0).reshape(3, 4)
    assert flags(x) == (True, False)
    assert flags(x.T) == (False, True)
    assert flags(x[::2, ::2]) == (False, False)
    assert flags(x[::-1]) == (False, False)


def test_a_name_that_is_not_bound_is_a_name_error_and_one_that_is_no_function_a_type_error(session):
    with pytest.raises(NameError, match="'double' is not defined"):
        stub(session, "double")(1)
    with pytest.raises(TypeError, match="not callable"):
        stub(session, "double", "double = 2")(1)


def test_what_can_not_be_sent_is_a_type_error_and_costs_nothing(session):
    same = stub(session, "same", "def same(x):\n    return x\nsame.count = 1")
    with pytest.raises(TypeError, match="same can't be called with map in a test"):
        same(map(int, []))
    with pytest.raises(TypeError, match="same can't be called with more than"):
        same(np.zeros(3_000_000))
    assert same(1) == 1


def test_a_call_sees_no_warnings_prints_nothing_and_changes_what_the_cells_share(session):
    count = stub(
        session,
        "count",
        "import numpy as np\nseen = []\n"
        "def count(x):\n    print(x)\n    np.exp(1e4)\n    seen.append(x)\n    return len(seen)",
    )
    assert [count(1), count(1)] == [1, 2]
    assert session.run("x = 1") == []


def test_what_grading_does_not_give_comes_out_with_advice(session):
    fork = stub(session, "fork", "import os\ndef fork():\n    os.fork()")
    with pytest.raises(PermissionError) as caught:
        fork()
    assert caught.value.advice == advice.on("processes")
    divide = stub(session, "divide", "def divide():\n    1 / 0")
    with pytest.raises(ZeroDivisionError) as caught:
        divide()
    assert caught.value.advice == ""


def test_a_cell_that_grading_refuses_something_ends_in_advice(session):
    (error,) = session.run("open('/home/ana/data.csv')")
    assert error["ename"] == "FileNotFoundError"
    assert "hint: grading has only the files that were handed in" in error["traceback"][-3]


def test_a_call_without_end_is_lost_with_advice_and_one_that_dies_without(session):
    for function, wanted in (
        (stub(session, "hang", HANG, 0.3), words.ENDLESS),
        (stub(session, "die", DIE), ""),
    ):
        with pytest.raises(Lost) as caught:
            function()
        assert caught.value.advice == wanted


def test_calls_made_ahead_come_back_in_order(session):
    times = stub(
        session, "times", "seen = []\ndef times(x, y):\n    seen.append(x)\n    return x * y"
    )
    cases = cases_of(*((np.full(2, float(i)), i) for i in range(50)))
    replies = times.ahead(cases)
    assert session.run("assert len(seen) == 50") == []
    assert [replies(*each.fresh()).tolist() for each in cases] == [[i * i] * 2 for i in range(50)]


def test_a_reply_made_ahead_is_an_error_or_a_change_of_its_own_call_only(session):
    fussy = stub(
        session, "fussy", "def fussy(x):\n    x += 1\n    if x[0] == 2:\n        raise KeyError"
    )
    arrays = [np.full(1, float(i)) for i in range(3)]
    replies = fussy.ahead(cases_of(*((x,) for x in arrays)))
    assert replies(arrays[0]) is None
    with pytest.raises(KeyError):
        replies(arrays[1])
    assert replies(arrays[2]) is None
    assert [x[0] for x in arrays] == [1, 2, 3]


# ---- what is lost ----


def test_what_is_lost_is_no_exception_that_a_test_could_take_for_an_answer(session):
    assert not issubclass(Lost, Exception)
    die = stub(session, "die", DIE)
    with pytest.raises(Lost, match="the process ended here"), contextlib.suppress(Exception):
        die()


def test_a_call_that_dies_or_hangs_costs_nothing_but_itself(session):
    session.run("count = 0")
    double = stub(
        session, "double", "def double(x):\n    global count\n    count += 1\n    return x, count"
    )
    assert double(2) == (2, 1)
    assert lost(stub(session, "die", DIE)) == "ProcessEnded"
    assert double(3) == (3, 1), "the cells were run again, and calls were not"
    assert lost(stub(session, "hang", HANG, seconds=0.3)) == "CellTimeoutError"
    assert double(4) == (4, 1)


@pytest.mark.parametrize(
    "flood",
    [
        "x = [0]\n    while True:\n        x += x",
        "while True:\n        print('x' * 2**20)",
        "import ctypes\n    ctypes.string_at(0)",
        "import os, signal\n    os.kill(os.getpid(), signal.SIGSTOP)",
        "raise KeyboardInterrupt",
        "import sys\n    sys.setrecursionlimit(10**9)\n    f = lambda: f()\n    f()",
    ],
)
def test_whatever_a_call_does_to_its_process_the_next_one_works(session, flood):
    bad = stub(session, "bad", f"def bad():\n    {flood}", seconds=2)
    with contextlib.suppress(Lost, MemoryError, RecursionError, OSError):
        bad()
    assert stub(session, "good", "def good():\n    return 1")() == 1


def test_a_deadline_that_has_passed_is_the_time_limit(session):
    assert lost(stub(session, "one", "def one():\n    return 1", seconds=-1)) == "CellTimeoutError"
    assert stub(session, "one")() == 1


def test_the_time_of_a_whole_notebook_is_bounded(warm):
    with Session(warm, {}, Bounds(PATIENCE, CUT_OFF)) as session:
        assert names(session.run(f"x = 1\n{ENDLESS}")) == ["CellTimeoutError"]
        assert names(session.run("y = 1")) == ["NotebookTimeoutError"]
        assert lost(stub(session, "x"), 1) == "NotebookTimeoutError"
        assert lost(session.defines, frozenset("y")) == "NotebookTimeoutError"


@pytest.fixture
def clock(monkeypatch):
    """What time it is for sessions and calls, in its only entry; jails have the real time."""
    now = [0.0]
    for each in (module, stubs):
        monkeypatch.setattr(each, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def takes(seconds, clock, monkeypatch, owner, method):
    """Let each call of this method take so many seconds."""
    real = getattr(owner, method)

    def slow(*arguments, **named):
        clock[0] += seconds
        return real(*arguments, **named)

    monkeypatch.setattr(owner, method, slow)


def test_the_time_that_a_jail_takes_to_begin_is_the_notebooks(warm, clock, monkeypatch):
    takes(PATIENCE, clock, monkeypatch, warm, "jail")
    with Session(warm, {}, Bounds(PATIENCE, 1.5 * PATIENCE)) as session:
        assert session.run("x = 1") == []
    with Session(warm, {}, Bounds(PATIENCE, 0.5 * PATIENCE)) as session:
        assert names(session.run("x = 1")) == ["NotebookTimeoutError"]


def test_running_cells_again_is_within_the_time_of_the_notebook(warm, clock, monkeypatch):
    takes(PATIENCE, clock, monkeypatch, Jail, "run")
    with Session(warm, {}, Bounds(PATIENCE, 4.5 * PATIENCE)) as session:
        assert session.run(DIE) == []
        die = Stub(session, "die", OwnCalls(Allowance(100 * PATIENCE)))
        # Each call that dies is tried twice, in a jail where the cell ran again.
        assert [lost(die) for _ in range(3)] == [*["ProcessEnded"] * 2, "NotebookTimeoutError"]


def test_only_the_first_calls_that_die_are_tried_twice(warm, monkeypatch):
    """Each time all cells run again, and import what they import."""
    with Session(warm, {}, Bounds(PATIENCE, PATIENCE)) as session:
        session.run(DIE)
        die, jails = Stub(session, "die", OwnCalls(Allowance(PATIENCE))), []
        begin = session._new_jail
        monkeypatch.setattr(session, "_new_jail", lambda: jails.append(1) or begin())
        assert [lost(die) for _ in range(6)] == ["ProcessEnded"] * 6
    assert len(jails) == 5 + MOST_AGAIN


def test_threads_of_a_test_get_the_answers_to_their_own_calls(session):
    double = stub(session, "double", "def double(x):\n    return 2 * x")
    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(double, range(200))] == [2 * n for n in range(200)]


def test_what_is_lost_holds_on_to_nothing(warm):
    """A notebook that could not be let go would stay in memory for as long as the class lasts."""
    lengths = set()
    for _ in range(3):
        with Session(warm, {}, Bounds(PATIENCE, PATIENCE)) as session:
            session.run(DIE)
            try:
                Stub(session, "die", OwnCalls(Allowance(PATIENCE)))()
            except Lost as caught:
                lengths.add(len(traceback.extract_tb(caught.__traceback__)))
    assert len(lengths) == 1


def test_the_jail_ends_with_the_session(warm):
    with Session(warm, {}, Bounds(PATIENCE, PATIENCE)) as session:
        session.run("x = 1")
        inmate = os.pidfd_open(session._jail.process_id)
        ended = select.poll()
        ended.register(inmate, select.POLLIN)
        assert not ended.poll(0)
    assert ended.poll(1000 * PATIENCE)
    os.close(inmate)


def test_a_jail_that_can_not_be_built_is_no_answer_and_is_told_at_the_end(warm, monkeypatch):
    def fail(*_, **__):
        raise JailBroken("no room")

    session = Session(warm, {}, Bounds())
    session.run(DIE)
    monkeypatch.setattr(warm, "jail", fail)
    assert lost(stub(session, "die")) == "ProcessEnded"
    assert names(session.run("x = 1")) == ["ProcessEnded"]
    with pytest.raises(JailBroken, match="no room"):
        session.__exit__()


def test_only_the_time_of_the_students_own_calls_is_counted(warm, clock, monkeypatch):
    takes(PATIENCE, clock, monkeypatch, Session, "call")
    allowance = Allowance(2.5 * PATIENCE)
    with Session(warm, {}, Bounds(PATIENCE, 100 * PATIENCE)) as session:
        session.run("def slow(): ...")
        slow = Stub(session, "slow", OwnCalls(allowance))
        slow()
        clock[0] += 10 * PATIENCE
        slow()
        assert allowance.seconds == 0.5 * PATIENCE
        slow()
        assert lost(slow) == "CellTimeoutError"
