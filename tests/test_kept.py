"""Truths that are kept are given back to the last bit, and whatever else lies there is not used."""

import fcntl
import os
import shutil

import numpy as np
import pytest
from installs import need_linux

from autograder.checking import differences
from autograder.course.exercises import EXERCISES
from autograder.key import kept
from autograder.key.hidden import HIDDEN_SEED, hidden_cases
from autograder.key.kept import folder, kept_public_cases, recalled

need_linux()


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """The folder of a user who has kept nothing yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder()


class Derivatives:
    """Asks the engine for results of each form, and counts how often a definition is evaluated."""

    def __init__(self):
        self.evaluated = 0

    def __call__(self) -> tuple:
        x = np.array([0.3, -1.2, 0.7])
        return (
            differences.jacobian(self._both, x),
            differences.gradient(self._sum, x),
            differences.derivative(self._sum, x, np.ones(3)),
            differences.gradient(self._sum, np.zeros(0)),
        )

    def _both(self, x):
        self.evaluated += 1
        return np.stack([np.exp(x).sum(-1), (x * x).sum(-1)], axis=-1)

    def _sum(self, x):
        self.evaluated += 1
        return np.exp(x).sum(-1)


def forms(results: tuple) -> list:
    return [(type(a), a.dtype, a.shape, a.strides, a.tobytes("A")) for a in results]


def computed(name: str = "one") -> bool:
    """Whether derivatives are computed; they are right in either case."""
    make = Derivatives()
    assert forms(recalled((name,), make)) == forms(Derivatives()())
    return make.evaluated > 0


def test_a_result_is_computed_once_and_given_back_to_the_last_bit(place):
    assert computed()
    assert not computed()
    assert computed("another")
    assert place.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in place.iterdir()} == {0o600}


@pytest.mark.parametrize("name", ["hessian", "reduced_hessian", "network_gradients", "fit_softmax"])
def test_cases_are_the_same_whether_their_truths_are_kept_or_not(name):
    def drawn() -> list:
        public = kept_public_cases.__wrapped__(EXERCISES[name], "values")
        cases = (*public, *hidden_cases.__wrapped__(name, "values", HIDDEN_SEED))
        given = [(*c.arguments, *c.target.expected, *c.target.tolerances) for c in cases]
        return [[(np.shape(a), np.asarray(a).tobytes("A")) for a in each] for each in given]

    first = drawn()
    assert len(list(folder().iterdir())) == 2
    assert drawn() == first
    shutil.rmtree(folder())
    assert drawn() == first


def test_another_version_of_anything_keeps_its_own(monkeypatch):
    assert computed()
    monkeypatch.setattr(kept, "_versions", lambda: ("2",))
    assert computed()
    assert not computed()


def cut(file):
    file.write_bytes(file.read_bytes()[:-8])


def changed(file):
    data = bytearray(file.read_bytes())
    data[-200] ^= 1
    file.write_bytes(data)


def pickled(file):
    with file.open("wb") as opened:
        np.save(opened, np.array([print], dtype=object), allow_pickle=True)


def of_another_name(file):
    assert computed("another")
    (other,) = set(file.parent.iterdir()) - {file}
    shutil.copy(other, file)


def large(file):
    file.write_bytes(file.read_bytes() + bytes(kept.LARGEST_FILE))


def in_place_of_a_link(file):
    real = file.parent.parent / "real"
    file.rename(real)
    file.symlink_to(real)


def pipe(file):
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize(
    "damage", [cut, changed, pickled, of_another_name, large, in_place_of_a_link, pipe]
)
def test_a_file_that_is_not_what_was_written_is_written_anew(place, damage):
    assert computed()
    (file,) = place.iterdir()
    whole = file.read_bytes()
    damage(file)
    assert computed()
    assert file.read_bytes() == whole
    assert not file.is_symlink()
    assert not computed()


@pytest.mark.parametrize("results", [[], [np.zeros(2)] * 5], ids=["too few", "too many"])
def test_results_of_other_questions_are_computed_anew(place, results, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(kept, "_recorded", lambda make: (make(), results))
        recalled(("one",), Derivatives())
    assert computed()
    assert not computed()


def test_a_folder_that_others_may_enter_is_not_used(place):
    place.mkdir(parents=True)
    place.chmod(0o755)
    assert computed()
    assert not list(place.iterdir())


def test_a_folder_of_somebody_else_is_not_used(place, monkeypatch):
    monkeypatch.setattr(kept.os, "geteuid", lambda: os.getuid() + 1)
    assert computed()
    assert not list(place.iterdir())


def test_a_folder_that_is_a_link_is_not_used(place, tmp_path):
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    place.parent.mkdir()
    place.symlink_to(tmp_path / "elsewhere")
    assert computed()
    assert not list((tmp_path / "elsewhere").iterdir())


def test_without_a_place_everything_is_computed_and_nothing_said(tmp_path, monkeypatch, capfd):
    (tmp_path / "cache").write_text("a file")
    assert computed()
    assert computed()
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(kept.Path, "home", no_home)
    assert folder() is None
    assert computed()
    assert capfd.readouterr() == ("", "")


def no_home():
    raise RuntimeError("Could not determine home directory.")


def test_a_path_from_here_is_no_place(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert folder() == tmp_path / ".cache" / "softmax-autograder"


def test_a_folder_with_many_files_is_emptied(place, monkeypatch):
    monkeypatch.setattr(kept, "MOST_FILES", 2)
    assert [computed(name) for name in ("one", "two", "three")] == [True] * 3
    assert len(list(place.iterdir())) == 1
    assert not computed("three")


def test_one_who_waits_for_another_takes_what_that_one_has_written(place, monkeypatch):
    assert computed()
    (file,) = place.iterdir()
    away = file.rename(place.parent / "away")
    # The other process has the folder for now, and writes while it is waited for.
    held = os.open(place, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)

    def end(seconds):
        away.rename(file)
        os.close(held)

    monkeypatch.setattr(kept.time, "sleep", end)
    assert not computed()


def test_one_who_has_waited_long_computes(place, monkeypatch):
    monkeypatch.setattr(kept, "SECONDS_TO_WAIT", 0.05)
    place.mkdir(parents=True, mode=0o700)
    held = os.open(place, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        assert computed()
    finally:
        os.close(held)


def test_a_jail_sees_neither_the_folder_nor_a_file_in_it(place, warm):
    assert computed()
    paths = [str(path) for path in (place, *place.iterdir())]
    assert all(os.path.exists(path) for path in paths)
    with warm.jail({}) as jail:
        jail.run(
            "import os\ndef seen(paths):\n    return [p for p in paths if os.path.exists(p)]", 30
        )
        assert jail.call("seen", (paths,), 30).value == []
