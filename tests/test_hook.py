"""`.ci/hook`: what pre-commit runs is of the environment that has pre-commit."""

import subprocess
import sys

from dummy_course import ROOT

# As pre-commit does it, by its own Python.
RUN = "import subprocess, sys; subprocess.run(sys.argv[1:], check=True)"


def run(*program):
    """What a program of a hook prints, where no environment is activated."""
    command = [sys.executable, "-c", RUN, ".ci/hook", *program]
    done = subprocess.run(
        command, cwd=ROOT, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True
    )
    return done.stdout.strip(), done.returncode


def test_a_hook_runs_programs_beside_the_python_that_runs_it():
    assert run("python", "-c", "import sys; print(sys.prefix)") == (sys.prefix, 0)


def test_a_hook_ends_as_its_program_does():
    assert run("python", "-c", "print('planted'); raise SystemExit(1)") == ("planted", 1)
