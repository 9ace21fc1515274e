"""What an attack is, and the words that attacks share.

Attacks are data: source text that is put into a submission and run in the jail, never elsewhere.
Where a text names a place of the grader, it says `@name@`, and the harness puts the real one there:

| name | stands for |
| --- | --- |
| course | the course folder, which holds the source, the gradebook and all submissions |
| key | the folder of the hidden cases and references |
| neighbour | the notebook of another student |
| secret, home | files with a secret word, in the temporary folder and in the grader's home |
| open | an empty folder that every user of the machine may write to |
| port, abstract | a port of the loopback device and an abstract socket where the harness listens |
| process | the process id of the grader |
"""

import json
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from points import points_of

from autograder.checking.exercise import PARTS
from autograder.classroom.students import reference_answers

ASSIGNMENT = "01-softmax"
# Its tests call the student's function themselves, in assert statements.
ASSERTED = "00-doubling"
HONEST = reference_answers(ASSIGNMENT)
FIRST = {"softmax": HONEST["softmax"]}

# What the tests of each exercise are worth together.
POINTS = {name: sum(points_of(ASSIGNMENT)[f"{name}-{part}"] for part in PARTS) for name in HONEST}
FIRST_ONLY = POINTS["softmax"]


def dumped(nb: dict) -> bytes:
    """A notebook's JSON as a file holds it."""
    return json.dumps(nb, indent=1).encode()


def thinned(cells: list) -> list:
    """The cells of a notebook in `source/` without what stands between the exercises.

    It costs most of a page and of the time of an answer that never ends, and nobody attacks it.
    """
    return [
        each
        for each in cells
        if "nbgrader" in each.metadata
        or each.id.endswith("-check")
        or "show" in each.metadata.get("tags", [])
    ]


@dataclass(frozen=True)
class Attack:
    """One submission that tries something, and what must come of it.

    name: what it tries, as a short phrase. kind: the family it belongs to. score: of the points of
    the tests, what it must get. answers: source by the grade id of its cell; a cell not named stays
    as released. cells, last: more code cells, after the setup and at the end. edit: changes the
    notebook's JSON. written: makes the bytes of the file of it. files, links: what lies beside the
    notebook, and where the links point. arrange: changes the folder, as the last step. reason:
    whether it can't be graded, and must be told why. clumsy: whether its own cells may fail by a
    NameError and the like, which else would mean that the attack is written wrongly. shows: a text
    that the outputs of the graded notebook must hold. paged: whether its feedback page is looked
    at; it takes a second to make, and is made for all of kind "pages". student: the name of the
    folder, else one is made from the attack's.
    """

    name: str
    kind: str
    score: float = 0.0
    answers: dict[str, str] = field(default_factory=dict)
    cells: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    edit: Callable[[dict], None] | None = None
    written: Callable[[dict], bytes] = dumped
    files: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    arrange: Callable[[Path], None] | None = None
    reason: bool = False
    clumsy: bool = False
    shows: str = ""
    assignment: str = ASSIGNMENT
    paged: bool = False
    student: str = ""


# A cell that attacks begin with where they try several things. An attempt that succeeds prints a
# line with the word for which the harness looks in the outputs; put together, so that a traceback
# that quotes this cell does not hold it.
TOOLS = '''
import ctypes
import errno
import os
import sys

libc = ctypes.CDLL(None, use_errno=True)


def attempt(what, action):
    """Do something forbidden, and tell whether it worked."""
    try:
        got = action()
    except BaseException as error:
        print("refused:", what, "by", type(error).__name__)
    else:
        print("brea" + "ch:", what, repr(got)[:300])


def call(name, *arguments):
    """Call a function of the C library; raise OSError where it returns -1."""
    function = getattr(libc, name)
    function.restype = ctypes.c_long if name == "syscall" else ctypes.c_int
    result = function(*[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    if result == -1:
        raise OSError(ctypes.get_errno(), name)
    return result


def system_call(number, *arguments):
    """Make a system call by its number; raise OSError where it is refused."""
    return call("syscall", number, *arguments)


def wire():
    """The descriptor of the wire to the grader."""
    for number in sorted(map(int, os.listdir("/proc/self/fd"))):
        path = f"/proc/self/fd/{number}"
        if os.path.lexists(path) and os.readlink(path).startswith("socket:"):
            return number
'''
BREACH = "breach:"


def text_of(source: str) -> str:
    """Source as it stands in a cell, without the indentation that it has here."""
    return textwrap.dedent(source).strip("\n")


def every(body: str, names=tuple(POINTS)) -> dict[str, str]:
    """An answer to every exercise with this body of its function, whose arguments are `z, y`."""
    return {
        name: f"def {name}(z, y=None):\n{textwrap.indent(text_of(body), '    ')}\n"
        for name in names
    }


def only(name: str, source: str) -> dict[str, str]:
    """An honest answer to 1.1, and another one to one other exercise."""
    return {**FIRST, name: source}


def last_one(body: str) -> dict[str, str]:
    """An honest answer to 1.1, and to 1.6 a function with this body; some modules are imported."""
    modules = "import ctypes, itertools, os, re, resource, signal, struct, sys, threading, time"
    (function,) = every(body, ["logit_hessian"]).values()
    return only("logit_hessian", f"{modules}\n\nimport numpy as np\n\n\n{function}")


def mark_of(cell: dict) -> dict:
    """What nbgrader knows of a cell of a notebook's JSON."""
    return cell["metadata"].get("nbgrader", {})


def named(nb: dict, name: str) -> dict:
    """The cell with this grade id."""
    return next(cell for cell in nb["cells"] if mark_of(cell).get("grade_id") == name)


def tests_of(nb: dict) -> list[dict]:
    """The test cells, code that carries points."""
    return [
        cell
        for cell in nb["cells"]
        if mark_of(cell).get("grade") and not mark_of(cell).get("solution")
    ]


def code_cell(source: str, **metadata) -> dict:
    """A code cell as it stands in a notebook file."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata,
        "outputs": [],
        "source": text_of(source),
    }


def markdown_cell(source: str, **metadata) -> dict:
    """A Markdown cell as it stands in a notebook file."""
    return {"cell_type": "markdown", "metadata": metadata, "source": text_of(source)}
