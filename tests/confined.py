"""A process that is confined as a jail is, without a warm parent, in folders that a test made."""

import json
import secrets
import subprocess
import sys
from pathlib import Path

from patience import PATIENCE

from autograder.sandbox import INSIDE

SCRIPT = """
import ctypes, errno, json, os, sys, traceback
task = json.loads(sys.argv[1])
sys.path.insert(0, task["inside"])
import confinement, layers, limits

def fails(number):
    def fail(*arguments, **named):
        raise OSError(number, os.strerror(number))
    return fail

def refuses(number, real=None, where=lambda *arguments: True):
    "Stands for a function of the C library."
    def refuse(*arguments):
        if not where(*arguments):
            return real(*arguments)
        ctypes.set_errno(number)
        return -1
    return refuse

got, give = os.pipe()
def tell(text):
    os.write(give, text.encode())
    os._exit(0)

keeper = os.fork()
if keeper == 0:
    try:
        exec(task["before"])
        confinement.isolate()
        inmate = os.fork()
        if inmate != 0:
            os.waitpid(inmate, 0)
            os._exit(0)
        exec(task["after"])
        own = [(name, memoryview(text.encode())) for name, text in task["own"].items()]
        bounds = limits.Limits(**task["limits"])
        paths = task["readable"], task["hidden"]
        confinement.confine(*paths, own, bounds, give, task["number"])
        tell(json.dumps(eval(task["probe"])))
    except layers.LayerMissing as missing:
        tell(str(missing))
    except BaseException:
        tell(traceback.format_exc())
os.close(give)
with open(got) as said:
    print(said.read())
"""


def confined(
    probe: str = "None",
    readable: list[Path | str] = (),
    hidden: list[Path | str] = (),
    *,
    before: str = "",
    after: str = "",
    own: dict[str, str] | None = None,
    by: tuple[str, ...] = (),
    program: str = sys.executable,
    inside: Path = INSIDE,
    **limits: int,
):
    """Return the value of an expression in a confined process, or the text of what went wrong.

    before, after: statements that are run before it leaves the namespaces of the host, and between
    that and the rest. own: text by name of its own files. by: a command that runs others. program:
    the interpreter. inside: the folder of the jail's modules. limits: of Limits.
    """
    task = {
        "inside": str(inside),
        "before": before,
        "after": after,
        "probe": probe,
        "readable": list(map(str, readable)),
        "hidden": list(map(str, hidden)),
        "own": own or {},
        "number": secrets.randbelow(5_000),
        "limits": limits,
    }
    done = subprocess.run(
        [*by, program, "-I", "-c", SCRIPT, json.dumps(task)],
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    try:
        return json.loads(done.stdout)
    except ValueError:
        return done.stdout.strip()
