"""The jail works wherever clone, environment, interpreter and course lie.

A clone and an environment are laid out anew in each place. As root they are real folders, and some
are graded in by an ordinary user. Without root, the places are those of a namespace of its own.
"""

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import laid_out
import pytest
from installs import need_linux
from laid_out import PROBE, Python
from patience import LONG_PATIENCE

need_linux()

pytestmark = pytest.mark.timeout(1800)  # beyond LONG_PATIENCE

NAME = f"autograder-{secrets.token_hex(4)}"
NOBODY = 65534
AS_NOBODY = (
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    "--inh-caps=-all",
)
# Root of a namespace that has no other user can't be one in a jail, an ordinary user can.
AS_MAPPED = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
CLOSED = ("sh", "-c", 'umask 077; exec "$@"', "sh")

# Whether these tests run in such a namespace.
MAPPED = Path("/proc/self/uid_map").read_text().split()[2:] == ["1"]


@dataclass(frozen=True)
class Place:
    """A clone, the program of its environment, and the command by which a user runs it."""

    clone: Path
    program: Path
    by: tuple[str, ...] = ()

    def run(self, *arguments: str):
        return laid_out.run(self.program, *arguments, by=self.by, cwd=self.clone)


def for_others(user: tuple[str, ...]) -> Python:
    """An interpreter and packages that another user can read; root's own may lie where none can."""
    shared = os.environ.get("AUTOGRADER_SHARED_PYTHON")
    if shared:
        return laid_out.python(shared)
    own, system = laid_out.python(), laid_out.python("/usr/bin/python3")
    if subprocess.run([*user, own.program, "-c", ""], capture_output=True).returncode == 0:
        return own
    assert own.name == system.name, f"name a {own.name} for others in AUTOGRADER_SHARED_PYTHON"
    return Python(system.base, system.name, system.stdlib, own.packages)


@contextlib.contextmanager
def fresh(folder: str) -> Iterator[Path]:
    """A folder that is made, readable by all, and removed afterwards."""
    path = Path(folder)
    path.mkdir(mode=0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path)


def clone_with_venv(top: Path, program: Path, like: Python) -> tuple[Path, Path]:
    """A clone with its environment in it, as README says."""
    clone = laid_out.checkout(top / "softmax")
    environment = laid_out.environment(clone / ".venv", program, like)
    laid_out.install_editable(clone / ".venv" / "lib" / like.name / "site-packages", clone)
    return clone, environment


def by_pyenv(top: Path, like: Python) -> tuple[Path, Path]:
    program = laid_out.interpreter(top / ".pyenv" / "versions" / "3.x.y", like)
    return clone_with_venv(top / "courses", program, like)


def by_uv(top: Path, like: Python) -> tuple[Path, Path]:
    folder = top / ".local" / "share" / "uv" / "python"
    program = laid_out.interpreter(folder / "cpython-3.x.y-linux", like)
    (folder / "cpython-3.x-linux").symlink_to("cpython-3.x.y-linux")
    return clone_with_venv(top, folder / "cpython-3.x-linux" / "bin" / program.name, like)


def by_conda(top: Path, like: Python) -> tuple[Path, Path]:
    """No virtual environment: the packages lie beside the standard library."""
    folder = top / "conda" / "envs" / "course"
    program = laid_out.interpreter(folder, like)
    site_packages = laid_out.python(str(program)).packages  # Debian's has a place of its own
    laid_out.packages(site_packages, like)
    clone = laid_out.checkout(top / "softmax")
    laid_out.install_editable(site_packages, clone)
    return clone, program


def by_system(top: Path, like: Python) -> tuple[Path, Path]:
    return clone_with_venv(top, like.program, like)


def linked_home(stack: contextlib.ExitStack) -> Path:
    """A home below /home that is a link to elsewhere, by one more link on the way."""
    need("/srv")
    real = stack.enter_context(fresh(f"/srv/{NAME}-homes"))
    (real / "ada").mkdir()
    (real / "current").symlink_to("ada")
    home = Path(f"/home/{NAME}-linked")
    home.symlink_to(real / "current")
    stack.callback(home.unlink)
    return home


# How an interpreter is laid out, in which folder, by which command of root.
PLACES = {
    "/root": (by_pyenv, f"/root/{NAME}", ()),
    "/opt": (by_conda, f"/opt/{NAME}", ()),
    "/srv": (by_system, f"/srv/{NAME}", CLOSED),
    "/tmp": (by_uv, f"/tmp/{NAME}", ()),
}


def settled(stack: contextlib.ExitStack, make, top: Path, by: tuple[str, ...]) -> Place:
    """Lay out a clone and what it needs."""
    if MAPPED:
        by = (*AS_MAPPED, *by)
    other = any(word in by for word in (AS_NOBODY[0], AS_MAPPED[0]))
    like = for_others(by) if other else laid_out.python()
    return Place(*make(top, like), by)


def need(folder: str) -> None:
    """Skip the test where this user can make no place there: what is needed lies below it."""
    if not os.access(folder, os.W_OK):
        pytest.skip(f"{folder} is left out: no place can be made there")


needs_places = pytest.mark.skipif("os.geteuid() != 0", reason="run again in a namespace, below")


def private_of(place: Place) -> list[str]:
    """What no jail may open: of the course by the name that Python knows it by, and by its own."""
    source = place.clone / "source" / "01-softmax"
    paths = [source, place.clone / "nbgrader_config.py", place.clone / "autograder" / "key"]
    return [str(path) for path in paths] + [str(path.resolve()) for path in paths]


@needs_places
@pytest.mark.parametrize("where", PLACES)
def test_a_jail_finds_late_imports_and_not_the_course(where):
    need(where)
    make, folder, by = PLACES[where]
    with contextlib.ExitStack() as stack:
        place = settled(stack, make, stack.enter_context(fresh(folder)), by)
        done = place.run("-c", PROBE, *private_of(place))
        assert laid_out.where_it_works(done) == "/submission"


@needs_places
def test_doctor_is_content_in_a_linked_home_and_as_an_ordinary_user_below_home():
    need("/home")
    with contextlib.ExitStack() as stack:
        linked = settled(stack, by_pyenv, linked_home(stack), ())
        home = stack.enter_context(fresh(f"/home/{NAME}"))
        ordinary = settled(stack, by_uv, home, () if MAPPED else AS_NOBODY)
        started = [
            subprocess.Popen(
                [*place.by, place.program, "-m", "autograder", "doctor"],
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
                cwd=place.clone,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for place in (linked, ordinary)
        ]
        for process in started:
            said, errors = process.communicate(timeout=LONG_PATIENCE)
            assert said.splitlines()[-1:] == ["this machine can grade"], said + errors
        done = linked.run("-c", PROBE, *private_of(linked))
        laid_out.where_it_works(done)


GRADE = """
import sys
from pathlib import Path
sys.path.append("tests")
from dummy_class import hand_in, released_course
from dummy_course import NAME, solve
from autograder.host.batch import grade_class
course = released_course(Path(sys.argv[1]))
hand_in(course, {"ada": (solve, 5)})
(result,) = grade_class(course, [NAME], workers=1, say=lambda line: None)
print(result.student, result.failed)
with course.gradebook() as gradebook:
    print(gradebook.find_submission(NAME, "ada").score)
"""


@needs_places
def test_a_submission_is_graded_where_paths_have_spaces_and_other_letters():
    need("/opt")
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(fresh(f"/opt/{NAME} señora Müller, ∂"))
        place = settled(stack, by_system, folder, ())
        course = folder / "el curso"
        course.mkdir()
        if MAPPED:
            course.chmod(0o777)
        done = place.run("-c", GRADE, str(course))
        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == ["ada", "False", "5.0"]


@pytest.mark.skipif("os.geteuid() == 0", reason="root has the real places")
def test_an_ordinary_user_has_these_places_in_a_namespace():
    """All of the above, in folders of its own at the places that hold nothing that it needs."""
    needed = [Path(path).resolve() for path in (laid_out.ROOT, sys.prefix, sys.base_prefix)]
    free = [
        place
        for place in ("/home", "/root", "/opt", "/srv")
        if not any(path.is_relative_to(place) for path in needed)
    ]
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        mounts = [
            f'mkdir "{folder}{place}"; mount --bind "{folder}{place}" {place}' for place in free
        ]
        script = "; ".join(["set -e", *mounts, 'exec "$@"'])
        done = subprocess.run(
            [
                *("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"),
                *(sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider"),
                *("-p", "no:xdist", "-o", "addopts=", __file__),
            ],
            cwd=laid_out.ROOT,
            env=os.environ | {"AUTOGRADER_BEHIND_PLACES": folder},
            capture_output=True,
            text=True,
            timeout=LONG_PATIENCE,
        )
    print(done.stdout)  # which places were left out
    assert done.returncode == 0, done.stdout + done.stderr
