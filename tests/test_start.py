"""How a command begins: it loads what it needs, and NumPy with one thread."""

import json
import subprocess
import sys

import pytest

import autograder


def printed(code: str) -> list[str]:
    """The last line that a fresh Python prints for some code, a list as JSON."""
    command = [sys.executable, "-c", f"import json, os, sys\n{code}"]
    return json.loads(subprocess.check_output(command, text=True).splitlines()[-1])


def test_help_loads_the_standard_library_alone():
    loaded = printed("""
before = set(sys.modules)
from autograder.__main__ import main
try:
    main(["--help"])
except SystemExit:
    print()
print(json.dumps(sorted({name.partition(".")[0] for name in set(sys.modules) - before})))
""")
    assert set(loaded) - set(sys.stdlib_module_names) == {"autograder"}


def test_numpy_loads_with_one_thread_in_a_command(tmp_path):
    threads = printed(f"""
class Watch:
    seen = []
    def find_spec(self, name, path=None, target=None):
        if name == "numpy":
            self.seen.append([os.environ.get(f"{{which}}_NUM_THREADS") for which in LIBRARIES])
LIBRARIES = "OMP", "OPENBLAS", "MKL"
sys.meta_path.insert(0, Watch())
from autograder.__main__ import main
main(["grade", "01-softmax", "--root", {str(tmp_path)!r}])
print(json.dumps(Watch.seen))
""")
    assert threads == [["1", "1", "1"]]


def test_an_import_binds_no_threads():
    assert (
        printed(f"""
before = dict(os.environ)
from autograder import {", ".join(autograder.__all__)}
print(json.dumps(sorted(set(os.environ.items()) ^ set(before.items()))))
""")
        == []
    )


def test_what_a_notebook_imports_is_there_under_its_names():
    assert set(autograder.__all__) <= set(dir(autograder))
    assert {getattr(autograder, name).__module__ for name in autograder.__all__} == {
        "autograder.checking.failures",
        "autograder.course.check",
        "autograder.course.claims",
        "autograder.course.data",
        "autograder.course.within",
    }
    with pytest.raises(AttributeError, match=r"^module 'autograder' has no attribute 'chek'$"):
        _ = autograder.chek
