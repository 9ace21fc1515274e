"""What the user of a jail can't read is named before anything is graded, with what to do."""

import shutil
import tempfile
from pathlib import Path

import pytest
from installs import need_linux

from autograder import sandbox
from autograder.grading import warm
from autograder.sandbox import JailBroken, WarmParent, reading
from autograder.sandbox.reading import unreadable

need_linux()

needs_root = pytest.mark.skipif("os.geteuid() != 0", reason="an ordinary user's jail is its own")


@pytest.fixture(scope="module")
def packages():
    """One more folder of packages, with a space in its name, which jails see."""
    top = Path(tempfile.mkdtemp(dir="/var/tmp")).resolve()
    folder = top / "all packages"
    (folder / "one" / "__pycache__").mkdir(parents=True)
    for path in (folder / "one" / "part.py", folder / "one" / "__pycache__" / "part.pyc"):
        path.write_text("")
    yield folder
    shutil.rmtree(top)


@pytest.fixture(scope="module")
def seeing(packages):
    """A warm parent whose jails see that folder too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            sandbox,
            "python_folders",
            lambda folders=sandbox.python_folders: [*folders(), str(packages)],
        )
        patch.setattr(reading, "python_folders", lambda: [str(packages)])
        with WarmParent() as parent:
            yield parent


def said(warm: WarmParent) -> str:
    with warm.jail({}) as jail:
        return unreadable(jail)


@pytest.fixture
def closed(request, packages):
    """One of its files or folders, closed to others for a while."""
    path = packages / request.param
    before = path.stat().st_mode & 0o777
    path.chmod(before & 0o700)
    yield path
    path.chmod(before)


def test_what_all_can_read_is_read(seeing):
    assert said(seeing) == ""


@needs_root
@pytest.mark.parametrize("closed", ["one/part.py", "one", ""], indirect=True)
def test_a_file_or_folder_that_is_closed_is_named_with_the_remedy(seeing, packages, closed):
    line = f"the user of the jail can't read {closed}: chmod -R a+rX '{packages}'"
    assert said(seeing) == line
    with pytest.raises(JailBroken) as raised:
        warm._try(seeing, ())
    assert str(raised.value) == line


@needs_root
@pytest.mark.parametrize("closed", ["one/__pycache__/part.pyc"], indirect=True)
def test_a_compiled_file_may_be_closed_since_python_compiles_again(seeing, closed):
    assert said(seeing) == ""
    warm._try(seeing, ())
