"""The jail: cells and calls work as in a notebook, and every property is tried from inside."""

import json
import os
import re
import signal
import subprocess
import sys
from textwrap import dedent, indent

import numpy as np
import pytest
from confined import confined
from installs import need_linux
from patience import CUT_OFF, PATIENCE, until

from autograder.sandbox import (
    Died,
    Jail,
    JailBroken,
    TimedOut,
    WarmParent,
    properties,
    readable_paths,
)
from autograder.sandbox.inside import system_calls
from autograder.sandbox.inside.limits import Limits
from autograder.sandbox.inside.wire import Calls, Conditions
from autograder.sandbox.properties import PROBES, examine_jail

need_linux()


@pytest.fixture
def jail(warm):
    with warm.jail({"numbers.csv": b"1,2\n"}) as jail:
        yield jail


def outputs(jail: Jail, source: str) -> list:
    _, text = jail.run(source, PATIENCE)
    return json.loads(text)


def test_every_property_holds_on_this_machine(warm):
    findings = list(examine_jail(warm))
    assert len(findings) == len(PROBES) + 4
    assert [finding for finding in findings if finding.breach] == []
    assert f"seccomp: {system_calls.form()}" in [finding.layers for finding in findings]


def test_a_probe_that_finds_an_open_door_says_so(warm, monkeypatch):
    """The planted fault: a jail whose bounds are wide open breaks the properties on bounds."""
    wide = Limits(memory=8 * 2**30, files=256 * 2**20, cpu=60, open_files=512, threads=512)
    # To find that a probe runs on takes as long.
    monkeypatch.setattr(properties, "PATIENCE", CUT_OFF)
    breaches = {f.sentence for f in examine_jail(warm, wide) if f.breach}
    assert breaches == {
        "fills no more than its own folder holds",
        "takes no more memory than its bound",
        "opens no more files than its bound",
        "starts no more threads than its bound",
        "ends with its time on the processor",
    }


def test_no_capability_is_held_or_to_be_had():
    probe = "[line.split()[1] for line in open('/proc/self/status') if line.startswith('Cap')]"
    assert confined(probe) == ["0" * 16] * 5  # Inh, Prm, Eff, Bnd, Amb


@pytest.mark.parametrize(
    ("sentence", "without", "found"),
    [
        (
            "has no privilege and can't get one",
            "confinement._empty_bounding_set",
            r"holds capabilities: CapBnd\s+[0-9a-f]{16}",
        ),
        (
            "makes only the system calls on a list",
            "confinement.system_calls.refuse_others",
            r"made system call \d+",
        ),
    ],
)
def test_a_layer_that_is_left_out_is_found(sentence, without, found):
    _, probe = PROBES[sentence]
    with properties._surroundings() as names:
        body = indent(dedent(probe.format(**names)), "    ")
    source = f"{properties.PREAMBLE}def probe():\n{body}\n    return ''"
    run = f"(exec({source!r}, globals()), probe())[1]"
    assert confined(run, readable_paths()) == ""
    assert re.fullmatch(found, confined(run, readable_paths(), after=f"{without} = lambda: None"))


def test_cells_run_as_in_a_notebook(jail):
    (text, value) = outputs(jail, "print('hello')\n1 + 1")
    assert text == {"output_type": "stream", "name": "stdout", "text": "hello\n"}
    assert value["data"] == {"text/plain": "2"}
    (error,) = outputs(jail, "1 / 0")
    assert error["ename"] == "ZeroDivisionError"
    assert any("1 / 0" in line for line in error["traceback"])


def test_a_picture_arrives_as_png(jail):
    source = "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    assert "image/png" in outputs(jail, source)[-1]["data"]


@pytest.mark.parametrize(
    "source", ["exit()", "quit()", "input()", "%no_such_magic", "raise SystemExit", "%autoreload 2"]
)
def test_what_would_end_or_stop_a_kernel_costs_its_own_cell_only(jail, source):
    jail.run(source, PATIENCE)
    assert outputs(jail, "'alive'")[-1]["data"] == {"text/plain": "'alive'"}


def test_the_assignments_own_files_lie_in_the_working_folder(jail):
    assert outputs(jail, "open('numbers.csv').read()")[0]["data"] == {"text/plain": "'1,2\\n'"}


def test_the_name_autograder_is_a_stand_in_that_checks_nothing(jail):
    jail.run("from autograder import check\ndef softmax(z):\n    return z", PATIENCE)
    assert outputs(jail, "check(softmax)") == []
    (error,) = outputs(jail, "from autograder.checking import differences")
    assert error["ename"] == "ModuleNotFoundError"


def test_a_call_returns_the_result_and_the_arguments_as_the_function_left_them(jail):
    jail.run("def double(x):\n    x *= 2\n    return x.sum()", PATIENCE)
    x = np.array([1.0, 2.0])
    reply = jail.call("double", (x,), PATIENCE)
    assert (reply.kind, reply.value) == ("value", 6.0)
    assert reply.arguments[0].tolist() == [2.0, 4.0]
    assert x.tolist() == [1.0, 2.0]


def test_layout_crosses_into_the_jail(jail):
    jail.run("def layout(x):\n    return x.flags.c_contiguous, x.flags.f_contiguous", PATIENCE)
    x = np.arange(12.0).reshape(3, 4)
    assert jail.call("layout", (x,), PATIENCE).value == (True, False)
    assert jail.call("layout", (x.T,), PATIENCE).value == (False, True)
    assert jail.call("layout", (x[::2, ::2],), PATIENCE).value == (False, False)


def test_an_exception_crosses_as_its_nearest_builtin_class(jail):
    jail.run("import numpy as np\ndef f(x):\n    return np.linalg.inv(x)", PATIENCE)
    reply = jail.call("f", (np.zeros((2, 2)),), PATIENCE)
    assert (reply.kind, reply.name, reply.message) == ("raised", "ValueError", "Singular matrix")
    assert jail.call("no_such", (), PATIENCE).name == "NameError"


def test_what_is_no_plain_data_is_refused_with_its_type(jail):
    jail.run("import numpy as np\ndef f():\n    return np.matrix([[1.0]])", PATIENCE)
    reply = jail.call("f", (), PATIENCE)
    assert (reply.kind, reply.message) == ("refused", "matrix")


STUBBORN = """
while True:
    try:
        while True:
            pass
    except Exception:
        pass
"""


def test_an_endless_loop_is_stopped_on_time_as_by_an_exception(jail):
    succeeded, text = jail.run("x = 1\nwhile True:\n    pass", CUT_OFF)
    assert not succeeded
    assert json.loads(text)[0]["ename"] == "CellTimeoutError"
    assert outputs(jail, "x")[0]["data"] == {"text/plain": "1"}


def test_a_loop_that_will_not_be_stopped_is_killed_and_the_next_jail_works(warm):
    with warm.jail({}) as jail:
        with pytest.raises(TimedOut):
            jail.run(STUBBORN, 0.3)
        assert jail.gone(PATIENCE)
    with warm.jail({}) as jail:
        assert jail.run("1", PATIENCE)[0]


def test_an_endless_call_is_killed_on_time(warm):
    with warm.jail({}) as jail:
        jail.run("def endless():\n    while True:\n        pass", PATIENCE)
        with pytest.raises(TimedOut):
            jail.call("endless", (), 0.3)
        assert jail.gone(PATIENCE)


@pytest.mark.parametrize("fails", ["1 / 0", "open('nowhere')", "%load_ext nowhere"])
def test_a_cell_that_fails_defines_the_functions_below_all_the_same(jail, fails):
    below = "x = 1\nimport math as m\ndef g(): ...\ndef f():\n    return m.pi"
    succeeded, _ = jail.run(f"def f(): ...\n{fails}\n{below}", PATIENCE)
    assert not succeeded
    assert jail.defines(["f", "g", "m", "x"]) == {"f", "g", "m"}
    assert jail.call("f", (), PATIENCE).value == np.pi


def test_a_cell_that_is_no_python_defines_nothing(jail):
    jail.run("def f():\n    return 1\ndef g() return 2", PATIENCE)
    assert jail.defines(["f", "g"]) == set()


def test_it_is_told_which_names_are_bound(jail):
    jail.run("def f(): ...\nx = None", PATIENCE)
    assert jail.defines(["f", "x", "y", "print"]) == {"f", "x"}
    assert jail.defines([]) == set()


LIE = """
import sys
from textwrap import dedent, indent
def spy(frame, event, argument):
    if "be_interruptible" in frame.f_globals:
        frame.f_globals["defines"] = lambda shell, names: {}
sys.setprofile(spy)
"""


@pytest.mark.parametrize("lie", ["['print']", "[1]", "'f'", "('f',)", "None", "[['f']]"])
def test_a_jail_that_names_what_it_was_not_asked_is_killed(warm, lie):
    with warm.jail({}) as jail:
        assert jail.run(LIE.format(lie), PATIENCE)[0]
        with pytest.raises(Died):
            jail.defines(["f", "g"])
        assert jail.gone(PATIENCE)


def test_several_calls_are_answered_one_after_the_other(jail):
    jail.run("seen = []\ndef f(x):\n    seen.append(x)\n    return x / len(seen)", PATIENCE)
    calls = Calls.of([(4.0,), ("x",), (6.0,)])
    replies = jail.call_each("f", calls, PATIENCE).each
    assert [(r.kind, r.value, r.name) for r in replies] == [
        ("value", 4.0, ""),
        ("raised", None, "TypeError"),
        ("value", 2.0, ""),
    ]
    assert jail.call_each("f", Calls.of([]), PATIENCE).each == []


def test_all_answers_together_are_no_longer_than_a_message(warm):
    with warm.jail({}) as jail:
        jail.run("import numpy as np\ndef f(n):\n    return np.zeros(n)", PATIENCE)
        replies = jail.call_each("f", Calls.of([(10**6,)] * 2), PATIENCE).each
        assert [reply.value.size for reply in replies] == [10**6] * 2
        with pytest.raises(Died):
            jail.call_each("f", Calls.of([(10**6,)] * 3), PATIENCE)
        assert jail.gone(PATIENCE)


def test_a_module_beside_the_notebook_is_imported_whatever_its_name(warm):
    files = {"wire.py": b"mine = 1", "helper.py": b"from wire import mine"}
    with warm.jail(files) as jail:
        assert outputs(jail, "import helper\nhelper.mine")[0]["data"] == {"text/plain": "1"}


@pytest.mark.skipif("os.geteuid() != 0", reason="only root can be another user: run pytest as root")
def test_jails_that_live_at_once_are_of_different_users(warm):
    with warm.jail({}) as one, warm.jail({}) as other:
        users = {
            outputs(j, "import os\nos.getuid()")[0]["data"]["text/plain"] for j in (one, other)
        }
    assert len(users) == 2
    assert "0" not in users


def test_unconfined_it_is_a_process_with_bounds_in_a_folder_of_its_own():
    with WarmParent(confined=False) as warm:
        with warm.jail({"numbers.csv": b"1,2"}, Limits(memory=2**30)) as jail:
            where, text = outputs(jail, "import os\nprint(os.getcwd())\nopen('numbers.csv').read()")
            folder = where["text"].strip()
            assert text["data"] == {"text/plain": "'1,2'"}
            assert os.path.isdir(folder)
            assert outputs(jail, "bytearray(2**30)")[0]["ename"] == "MemoryError"
            assert outputs(jail, "import os\n'HOME' in os.environ and os.environ['HOME']")[0][
                "data"
            ]
        until(lambda: not os.path.exists(folder))


@pytest.mark.parametrize(
    "end",
    [
        "import os; os._exit(0)",
        "import os; os.kill(os.getpid(), 9)",
        "import ctypes; ctypes.string_at(0)",
    ],
)
def test_a_cell_that_ends_its_process_is_told_as_death(warm, end):
    with warm.jail({}) as jail, pytest.raises(Died):
        jail.run(f"{end}\nimport os; os._exit(1)", PATIENCE)


def test_a_flood_of_output_is_cut_and_says_so(jail):
    _, text = jail.run("for _ in range(200):\n    print('x' * 100_000)", PATIENCE)
    assert len(text) < 3 * 2**20
    assert "cut off" in text


def test_when_the_grader_dies_its_warm_parent_and_inmates_die_with_it():
    code = (
        "import os, sys\n"
        "from autograder.sandbox import WarmParent\n"
        "with WarmParent() as warm, warm.jail({}) as jail:\n"
        "    print(jail.process_id, warm.process_id, flush=True)\n"
        f"    jail.run('while True: pass', {PATIENCE})\n"
    )
    grader = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    inmate, parent = map(int, grader.stdout.readline().split())
    os.kill(grader.pid, signal.SIGKILL)
    grader.wait()
    grader.stdout.close()
    until(lambda: not _alive(inmate) and not _alive(parent))


def _alive(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_layer_that_is_missing_stops_the_jail_and_is_named(warm):
    """Bounds that the kernel can't set stand for any layer that fails."""
    with pytest.raises(JailBroken, match="limit"):
        warm.jail({}, Limits(open_files=2**62))


def test_a_warm_parent_that_is_gone_is_an_error_in_words():
    with WarmParent() as parent:
        os.kill(parent.process_id, signal.SIGKILL)
        with pytest.raises(JailBroken, match="the warm parent ended"):
            parent.jail({})


TAKES = "def f(n):\n    return len(bytearray(n))"


def test_calls_with_a_room_take_no_more_and_calls_without_take_it_again(jail):
    assert outputs(jail, TAKES) == []
    calls = Calls.of([(2**26,)])
    (within,) = jail.call_each("f", calls, PATIENCE, Conditions(2**25)).each
    assert (within.kind, within.name) == ("raised", "MemoryError")
    for room in (2**27, None):
        assert jail.call_each("f", calls, PATIENCE, Conditions(room)).each[0].value == 2**26


def test_a_room_adds_nothing_to_what_a_jail_may_take(warm):
    with warm.jail({}, Limits(memory=2**26)) as jail:
        assert outputs(jail, TAKES) == []
        (reply,) = jail.call_each("f", Calls.of([(2**27,)]), PATIENCE, Conditions(2**30)).each
    assert (reply.kind, reply.name) == ("raised", "MemoryError")


def test_a_room_is_left_to_a_function_of_a_cell_that_holds_all_files(jail):
    hold = "held = []\nwhile len(held) < 1000:\n    try:\n        held.append(open('/dev/null'))\n"
    assert outputs(jail, f"{TAKES}\n{hold}    except OSError:\n        break") == []
    (reply,) = jail.call_each("f", Calls.of([(2**20,)]), PATIENCE, Conditions(2**26)).each
    assert reply.value == 2**20
