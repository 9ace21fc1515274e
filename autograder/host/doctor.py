"""What this machine offers: programs that commands need, and what a jail keeps, each tried."""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.sandbox import JailBroken, WarmParent
from autograder.sandbox.properties import Finding, examine_jail


def examine_machine() -> Iterator[Finding]:
    """Yield a finding for each thing that the commands of this project need."""
    system = platform.system()
    linux = "" if system == "Linux" else f"this is {system}: use Linux, WSL or a container to grade"
    yield Finding("runs on Linux, as grading in a jail does", linux)
    # Where the commands look: nbgrader_config.py puts this Python's programs on PATH.
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which("alembic", path=programs)
    missing = "" if found else "nbgrader calls alembic by name: pip install alembic"
    yield Finding("finds alembic on PATH", missing)
    if linux:
        return
    try:
        with WarmParent() as warm:
            yield from examine_jail(warm)
    except JailBroken as broken:
        yield Finding("builds a jail", broken.args[0].splitlines()[-1])


def doctor(say: Callable[[str], None] = print) -> bool:
    """Print a line for each finding, and what follows from them; return whether all is well."""
    say(f"Python {platform.python_version()} at {sys.executable}, {platform.platform()}")
    breached = []
    for finding in examine_machine():
        layers = f"  ({finding.layers})" if finding.layers else ""
        say(f"{'no ' if finding.breach else 'yes'}  {finding.sentence}{layers}")
        if finding.breach:
            say(f"     {finding.breach}")
            breached.append(finding.breach)
    if breached:
        say(f"this machine can't grade: {'; '.join(breached)}")
    else:
        say("this machine can grade")
    return not breached
