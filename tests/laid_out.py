"""Environments, interpreters and checkouts laid out anew in other folders, without an index.

Files are hard links to those at hand where the system allows them, else copies.
"""

import functools
import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dummy_course import ROOT
from patience import LONG_PATIENCE

# Large: what tests and the book need and the package does not, and what completes names in editors.
NOT_NEEDED = (
    *("playwright", "statsmodels", "pandas", "ruff", "mpmath", "hypothesis", "jedi"),
    *("mypy", "mypyc", "*__mypyc.*", "sphinx", "sphinxcontrib", "pydata_sphinx_theme", "pip"),
)
CLONE = (
    *("autograder", "source", "tests"),
    *("nbgrader_config.py", "pyproject.toml", "README.md", "LICENSE"),
)
# The folder of which places are mounts: no link leads into another mount, but one in there does.
BEHIND = os.environ.get("AUTOGRADER_BEHIND_PLACES", "")
OWN = ("__editable__*", "softmax_autograder-*")

ASK = """
import json, platform, sys, sysconfig
name = f"python{sys.version_info[0]}.{sys.version_info[1]}"
stdlib, packages = (sysconfig.get_path(path) for path in ("stdlib", "purelib"))
print(json.dumps([sys.base_prefix, name, stdlib, packages]))
"""


# Modules that no cell has imported yet, of each kind: packages with extensions, one of the standard
# library with an extension, all found under every name of their folder.
PROBE = """
import json, sys
from autograder.grading.warm import _try
from autograder.sandbox import WarmParent

CELL = '''
import os, sys
def finds():
    import scipy.stats, numpy.polynomial, _decimal, _zoneinfo, PIL.Image
    lost = [path for path in sys.path[1:] if path.endswith("packages") and not os.path.exists(path)]
    lost += [module.__name__ for module in (scipy.stats, numpy.polynomial, _decimal)
             if not os.path.samefile(module.__file__, os.path.realpath(module.__file__))]
    with open("/tmp/own.txt" if os.path.islink("/tmp") else "own.txt", "w") as file:
        file.write("mine")
    return [float(scipy.stats.norm.cdf(0)), lost, os.path.exists("own.txt"), os.getcwd()]
'''
with WarmParent() as warm:
    _try(warm, tuple(sys.argv[1:]))
    with warm.jail({}) as jail:
        ran = jail.run(CELL, 60)
        reply = jail.call("finds", (), 60)
        print(json.dumps([ran, reply.value, reply.message]))
"""


@dataclass(frozen=True)
class Python:
    """An interpreter: its folder, name, standard library, and the packages of its environment."""

    base: Path
    name: str
    stdlib: Path
    packages: Path

    @property
    def program(self) -> Path:
        """The interpreter itself, of no environment."""
        return self.base / "bin" / self.name


@functools.cache
def python(program: str = sys.executable) -> Python:
    """Ask an interpreter where it lies."""
    done = subprocess.run([program, "-c", ASK], check=True, capture_output=True, text=True)
    base, name, stdlib, packages = json.loads(done.stdout)
    return Python(Path(base), name, Path(stdlib), Path(packages))


def link(source: str, target: str) -> None:
    """Make a hard link, or a copy where the system refuses one."""
    for folder in ("", BEHIND):
        with suppress(OSError):
            os.link(source, folder + target, follow_symlinks=False)
            return
    shutil.copy2(source, target, follow_symlinks=False)


def lay_out(source: Path, target: Path, *ignored: str) -> None:
    """Lay out a folder anew, without the files and folders of these patterns."""
    ignore = shutil.ignore_patterns(*ignored)
    shutil.copytree(source, target, True, ignore, copy_function=link, dirs_exist_ok=True)


def packages(target: Path, like: Python) -> None:
    """Lay out the packages of an environment, this package left out."""
    lay_out(like.packages, target, *NOT_NEEDED, *OWN)


def interpreter(folder: Path, like: Python) -> Path:
    """Lay out an interpreter without packages, as pyenv, conda and uv do; return the program."""
    program = folder / "bin" / like.name
    program.parent.mkdir(parents=True)
    shutil.copy2(like.program.resolve(), program)
    ignored = ("site-packages", "dist-packages", "test", "tests", "idlelib")
    lay_out(like.stdlib, folder / "lib" / like.name, *ignored, "config-*")
    for library in (like.base / "lib").glob("libpython*"):
        link(str(library), str(folder / "lib" / library.name))
    return program


def environment(folder: Path, program: Path, like: Python) -> Path:
    """Lay out a virtual environment of an interpreter; return its program."""
    packages(folder / "lib" / like.name / "site-packages", like)
    prefix = like.packages.parents[2]
    for shared in ("share", "etc"):  # templates and settings of Jupyter
        if (prefix / shared).is_dir():
            lay_out(prefix / shared, folder / shared, "softmax-autograder")
    for script in (prefix / "bin").iterdir():
        _rewritten(script, folder / "bin" / script.name, folder / "bin" / "python")
    (folder / "bin" / "python").symlink_to(program)
    (folder / "pyvenv.cfg").write_text(f"home = {program.parent}\n", encoding="utf-8")
    return folder / "bin" / "python"


def _rewritten(script: Path, target: Path, program: Path) -> None:
    """A script of Python's for another interpreter; other programs are left out."""
    head, _, rest = script.read_bytes().partition(b"\n") if script.is_file() else (b"", b"", b"")
    if rest.startswith(b"'''exec' "):  # where it had no room for its path either
        head, _, rest = rest.partition(b"\n' '''\n")
    if b"python" in head and head.startswith((b"#!", b"'''exec'")):
        target.parent.mkdir(parents=True, exist_ok=True)
        # By way of a shell: the first line of a script has no room for spaces in a path.
        call = f"#!/bin/sh\n'''exec' \"{program}\" \"$0\" \"$@\"\n' '''\n"
        target.write_bytes(call.encode() + rest)
        target.chmod(0o755)


def checkout(folder: Path) -> Path:
    """Copy what a clone holds, as far as anything is run there; return the folder."""
    ignore = shutil.ignore_patterns("__pycache__", "node_modules", ".ipynb_checkpoints", "browser")
    for name in CLONE:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, folder / name, ignore=ignore)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder)
    return folder


def install_editable(site_packages: Path, clone: Path) -> None:
    """Let an environment import a clone, as this one imports the checkout by `pip install -e`."""
    for path in python().packages.glob("__editable__*"):
        text = path.read_text(encoding="utf-8").replace(str(ROOT), str(clone))
        (site_packages / path.name).write_text(text, encoding="utf-8")


def run(program: Path, *arguments: str, by: tuple[str, ...] = (), **options):
    """Run an interpreter with nothing of this process's environment.

    by: a command that runs others, before it.
    """
    return subprocess.run(
        [*by, str(program), *arguments],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"} | options.pop("env", {}),
        capture_output=True,
        text=True,
        timeout=LONG_PATIENCE,
        **options,
    )


def where_it_works(done) -> str:
    """Assert that a run of PROBE found all that it should; return the jail's working folder."""
    assert done.returncode == 0, done.stderr
    ran, value, message = json.loads(done.stdout)
    assert ran[0], ran
    assert value is not None, message
    half, lost, written, folder = value
    assert (half, lost, written) == (0.5, [], True)
    return folder
