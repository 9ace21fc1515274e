"""The filter of system calls: what students import works under it, and all else is refused."""

import errno
import json
import platform
import re
from textwrap import dedent

import pytest
from at_work import WORK
from confined import confined
from installs import need_linux
from patience import PATIENCE

from autograder.sandbox import Died
from autograder.sandbox.inside import system_calls

need_linux()


@pytest.fixture
def jail(warm):
    with warm.jail({"own.py": b"x = 1"}) as jail:
        yield jail


@pytest.mark.parametrize("what", WORK)
def test_what_students_import_works(jail, what):
    for source in WORK[what]:
        succeeded, outputs = jail.run(dedent(source), PATIENCE)
        errors = [o for o in json.loads(outputs) if o["output_type"] == "error"]
        assert succeeded, errors
        assert not errors


CALL = """
import ctypes, errno, fcntl, os
_call = ctypes.CDLL(None, use_errno=True).syscall
_call.restype = ctypes.c_long
def call(number, *arguments):
    "The number of the error, or 0."
    arguments = [ctypes.c_long(a) if type(a) is int else a for a in arguments]
    return ctypes.get_errno() if _call(ctypes.c_long(number), *arguments) == -1 else 0
def calls(numbers):
    return [call(number, *[0] * 6) for number in numbers]
"""


@pytest.fixture(scope="module")
def caller(warm):
    """A jail with a function that makes system calls by their numbers."""
    with warm.jail({}) as jail:
        assert jail.run(CALL, PATIENCE)[0]
        yield jail


NUMBERS = system_calls.resolve()[0]


def test_each_call_that_is_on_no_list_is_refused(caller):
    listed = {*NUMBERS.values(), *system_calls.UNFILTERED}
    numbers = [n for n in (*range(600), 1000, 2**20, 2**30 - 1) if n not in listed]
    found = dict(zip(numbers, caller.call("calls", (numbers,), PATIENCE).value, strict=True))
    new = set(system_calls.NEW)
    assert new < set(range(600))
    assert {n for n in numbers if found[n] == errno.ENOSYS} == new - listed
    assert {n for n in numbers if found[n] == errno.EPERM} == set(numbers) - new


def test_the_filter_is_the_only_one_and_holds_for_the_only_thread(caller):
    caller.run(
        "def status(names):\n"
        "    found = dict(line.split(':', 1) for line in open('/proc/self/status'))\n"
        "    return [int(found[name]) for name in names]",
        PATIENCE,
    )
    reply = caller.call("status", (["Seccomp", "Seccomp_filters", "Threads"],), PATIENCE)
    assert reply.value == [2, 1, 1]


T = system_calls.THREAD
# By name of a call: arguments that the filter allows, which the kernel may find wrong, and others
# that it refuses, to which the kernel would have no such answer.
WIRE = "next(int(n) for n in os.listdir('/proc/self/fd') if int(n) > 2)"
ARGUMENTS = {
    "clone": ([], [[17], [0x4111], [T | 0x80], [T | 0x2000], [T | 0x80000000], [T & ~0x10000]]),
    "futex": ([["word", 1 | 128, 1, 0, 0, 0]], [["word", n, 1, 0, 0, 0] for n in (2, 6, 7, 8, 12)]),
    "fcntl": (
        [["file", 1, 0], ["file", 3, 0], ["file", 1030, 3]],
        [["file", n, 0] for n in (8, 9, 10, 11, 1024, 1025, 1026, 1031, 1033, 1034)],
    ),
    "ioctl": (
        [["file", n, "word"] for n in (0x5401, 0x5413, 0x541B, 0x5421, 0x5451, 0x40049409)],
        [["file", n, "word"] for n in (0x5412, 0x541C, 0x40086602, 0x5423, 0x8901, 0xFF01)],
    ),
    "prctl": (
        [[15, "word", 0, 0, 0], [16, "word", 0, 0, 0], [23, 0, 0, 0, 0]],
        [[n, 0, 0, 0, 0] for n in (1, 2, 3, 4, 8, 22, 28, 35, 36, 38, 39, 47, 53, 59, 0x59616D61)],
    ),
    "prlimit64": ([[0, 7, 0, "word"]], [[1, 7, 0, "word"], [2, 7, 0, "word"]]),
    "kill": ([[1, 0]], [[0, 0], [-1, 0], [2, 0], [-2, 0]]),
    "tgkill": ([[1, 1, 0]], [[2, 2, 0], [-1, 1, 0]]),
    "sendto": (
        [],
        [
            ["wire", "word", 0, 1, 0, 0],
            ["wire", "word", 0, 0x4000, 0, 0],
            ["wire", "word", 0, 0, 1, 0],
        ],
    ),
    "recvfrom": ([], [["wire", "word", 0, n, 0, 0] for n in (0x41, 0x42, 0x40, 0x2040)]),
}


def test_each_call_that_is_inspected_is_tried():
    assert set(ARGUMENTS) == set(system_calls.INSPECTED)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_a_call_is_allowed_for_some_arguments_only(caller, name):
    caller.run(
        f"made = dict(file=os.open('file', os.O_RDWR | os.O_CREAT), wire={WIRE},\n"
        "             word=(ctypes.c_uint64 * 16)())\n"
        "def with_arguments(number, each):\n"
        "    return [call(number, *[made.get(a, a) for a in some]) for some in each]",
        PATIENCE,
    )
    allowed, refused = ARGUMENTS[name]
    reply = caller.call("with_arguments", (NUMBERS[name], allowed + refused), PATIENCE)
    assert len(reply.value) == len(allowed) + len(refused)
    assert errno.EPERM not in reply.value[: len(allowed)]
    assert set(reply.value[len(allowed) :]) == {errno.EPERM}


# Machine code in memory that may be executed: getpid by the call of 32 bits.
OF_32_BITS = """
import mmap
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))
function = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
"""


@pytest.mark.skipif(platform.machine() != "x86_64", reason="another processor has no such calls")
@pytest.mark.parametrize(
    "source",
    [f"{OF_32_BITS}function()", "call(0x40000000 + 39)", "call(0x40000000 + 520, 0, 0, 0)"],
)
def test_a_call_of_another_interface_ends_the_whole_process(warm, source):
    threaded = "threading.Thread(target=exec, args=(source, globals())).start()\ntime.sleep(300)"
    with warm.jail({}) as jail:
        jail.run(CALL, PATIENCE)
        with pytest.raises(Died):
            jail.run(f"import threading, time\nsource = {source!r}\n{threaded}", PATIENCE)


def test_each_name_is_a_call_of_one_of_the_two_processors():
    pyseccomp = system_calls.pyseccomp
    names = [*system_calls.ALLOWED, *system_calls.INSPECTED]
    assert len(set(names)) == len(names)
    for name in names:
        numbers = [
            pyseccomp.resolve_syscall(arch, name)
            for arch in (pyseccomp.Arch.X86_64, pyseccomp.Arch.AARCH64)
        ]
        assert max(numbers) >= 0, name
        assert min(numbers) >= 0 or name in system_calls.ALLOWED, name


def lacking(*names, number=-1):
    """Stands for a libseccomp that does not know some names."""
    real = system_calls.pyseccomp.resolve_syscall
    return lambda arch, name: number if name in names else real(arch, name)


def test_its_form_is_told(monkeypatch):
    monkeypatch.setattr(system_calls.pyseccomp, "resolve_syscall", lacking("alarm", number=-10001))
    count = len(system_calls.resolve()[0]) - len(system_calls.INSPECTED)
    assert system_calls.form() == (
        f"{count} allowed by name, 10 for some arguments, all others refused"
    )


def test_names_that_libseccomp_does_not_know_are_left_out_and_told(monkeypatch):
    monkeypatch.setattr(system_calls.pyseccomp, "resolve_syscall", lacking("mkdir", "statx"))
    assert not {"mkdir", "statx"} & set(system_calls.resolve()[0])
    told = r"all others refused; unknown to libseccomp \d+\.\d+\.\d+ and left out: statx, mkdir$"
    assert re.search(told, system_calls.form())


STAND_IN = """
from system_calls import pyseccomp
resolve = pyseccomp.resolve_syscall
pyseccomp.resolve_syscall = lambda arch, name: {number} if name == {name!r} else resolve(arch, name)
"""


def test_what_is_left_out_is_refused():
    probe = "os.access('/', os.R_OK) or os.access('/submission', os.W_OK)"
    assert confined(probe, ["/usr/lib"]) is True
    after = STAND_IN.format(name="access", number=-1)
    assert confined(probe, ["/usr/lib"], after=after) is False


@pytest.mark.parametrize("name", system_calls.INSPECTED)
@pytest.mark.parametrize("number", [-1, -10042])
def test_without_a_call_that_is_inspected_there_is_no_jail(name, number):
    line = confined("'built'", after=STAND_IN.format(name=name, number=number))
    assert line.startswith("the layer seccomp can't be built ([Errno 80] "), line
    assert f"libseccomp knows too few system calls, not {name})" in line
    assert line.endswith("install a newer libseccomp (Debian: libseccomp2)")
