"""What a student handed in is read without trust."""

import os
import shutil
import zipfile

import pytest
from small_exam import ASSIGNMENT

from autograder.grading.submission import (
    LARGEST_FILES,
    LARGEST_NOTEBOOK,
    MOST_FILES,
    MOST_FOLDERS,
    MOST_NOTEBOOKS,
    read_submission,
    shown,
)

NOTEBOOK = f"{ASSIGNMENT}.ipynb"


@pytest.fixture
def folder(tmp_path):
    """What a student has handed in: a notebook that holds one x."""
    folder = tmp_path / "submitted" / "ada" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / NOTEBOOK).write_bytes(b"x")
    return folder


def read(folder):
    return read_submission(folder.parents[1], "ada", ASSIGNMENT)


def test_the_bytes_of_the_notebook_and_of_what_lies_beside_it_are_read(folder):
    (folder / "helper.py").write_bytes(b"y = 1")
    found = read(folder)
    assert (found.student, found.assignment, found.reason) == ("ada", ASSIGNMENT, "")
    assert (found.notebook, found.files) == (b"x", {"helper.py": b"y = 1"})


def _gone(folder):
    (folder / NOTEBOOK).unlink()


def _saved_as_text(folder):
    (folder / NOTEBOOK).rename(folder / f"{NOTEBOOK}.txt")


def _only_a_pdf(folder):
    (folder / NOTEBOOK).rename(folder / "a\nb.pdf")


def _link(folder):
    (folder / NOTEBOOK).rename(folder / "other.txt")
    (folder / NOTEBOOK).symlink_to("other.txt")


def _dangling(folder):
    _gone(folder)
    (folder / NOTEBOOK).symlink_to("nowhere")


def _folder(folder):
    _gone(folder)
    (folder / NOTEBOOK).mkdir()


def _pipe(folder):
    _gone(folder)
    os.mkfifo(folder / NOTEBOOK)


def _large(folder):
    os.truncate(folder / NOTEBOOK, LARGEST_NOTEBOOK + 1)


def _linked_folder(folder):
    folder.rename(folder.parent / "other")
    folder.symlink_to("other")


def _linked_student(folder):
    folder.parent.rename(folder.parents[1] / "bob")
    folder.parent.symlink_to("bob")


def _file_for_folder(folder):
    shutil.rmtree(folder)
    folder.write_text("")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_gone, f"there is no {NOTEBOOK}: the folder is empty"),
        (_saved_as_text, f"there is no {NOTEBOOK}: rename {NOTEBOOK}.txt to {NOTEBOOK}"),
        (_only_a_pdf, f"there is no {NOTEBOOK}, only a?b.pdf: the notebook is missing"),
        (_link, f"{NOTEBOOK} is a symbolic link: hand in the file itself"),
        (_dangling, f"{NOTEBOOK} is a symbolic link: hand in the file itself"),
        (_folder, f"{NOTEBOOK} is no file"),
        (_pipe, f"{NOTEBOOK} is no file"),
        (_large, f"{NOTEBOOK} is larger than 16 MB: clear its outputs"),
        (_linked_folder, f"{ASSIGNMENT} is a symbolic link: hand in the folder itself"),
        (_linked_student, "ada is a symbolic link: hand in the folder itself"),
        (_file_for_folder, "the folder can't be read: Not a directory"),
    ],
)
def test_what_can_not_be_read_has_a_reason_and_no_bytes(folder, change, reason):
    change(folder)
    found = read(folder)
    assert (found.reason, found.notebook, found.files) == (reason, b"", {})


# ---- notebooks of other names and in other places ----


def test_notebooks_of_other_names_and_in_folders_below_are_read_with_their_paths(folder):
    (folder / "a" / "b").mkdir(parents=True)
    for path in ("copy.ipynb", "a/one.ipynb", "a/b/two.ipynb"):
        (folder / path).write_text(path)
    found = read(folder)
    assert (found.notebook, found.reason) == (b"x", "")
    assert found.others == {
        path: path.encode() for path in ("copy.ipynb", "a/one.ipynb", "a/b/two.ipynb")
    }


def test_a_folder_in_the_folder_is_read_with_what_lies_beside_its_notebook(folder):
    inner = folder / ASSIGNMENT
    inner.mkdir()
    (folder / NOTEBOOK).rename(inner / NOTEBOOK)
    (inner / "helper.py").write_text("y = 1")
    (folder / "else.txt").write_text("z")
    found = read(folder)
    assert (found.notebook, found.others) == (b"", {f"{ASSIGNMENT}/{NOTEBOOK}": b"x"})
    assert found.files == {"helper.py": b"y = 1"}


def pack(path, **members):
    """A zip of these members; "__" stands for the slash in their names."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            stem, _, ending = name.replace("__", "/").rpartition("_")
            archive.writestr(f"{stem}.{ending}", data)


def test_a_zip_in_place_of_the_notebook_is_read_with_what_lies_beside_the_notebook(folder):
    _gone(folder)
    pack(folder / "all.zip", own__mine_ipynb="x", own__helper_py="y = 1", other__far_py="z = 1")
    found = read(folder)
    assert (found.notebook, found.others) == (b"", {"all.zip/own/mine.ipynb": b"x"})
    assert (found.files, found.reason) == ({"helper.py": b"y = 1"}, "")


def test_beside_a_notebook_a_zip_is_a_file_like_any_other(folder):
    pack(folder / "all.zip", mine_ipynb="x")
    found = read(folder)
    assert (found.notebook, found.others, set(found.files)) == (b"x", {}, {"all.zip"})


def test_a_zip_without_a_notebook_a_damaged_one_and_a_bomb_have_a_reason(folder):
    _gone(folder)
    path = folder / "all.zip"
    pack(path, helper_py="x")
    assert read(folder).reason == "there is no notebook in all.zip"
    path.write_bytes(b"PK\x03\x04")
    assert read(folder).reason.startswith(
        "all.zip can't be unpacked: it is no zip, or a damaged one"
    )
    pack(path, mine_ipynb=bytes(LARGEST_NOTEBOOK))
    assert read(folder).reason == "there is no notebook in all.zip"
    pack(path, **{f"{n}_ipynb": os.urandom(LARGEST_NOTEBOOK // 2 + 1) for n in range(3)})
    assert read(folder).reason == (
        "all.zip can't be unpacked: the zip holds too much: its limit is reached before this file; "
        "unpack it, and hand in the notebook itself"
    )
    half = os.urandom(LARGEST_FILES // 2)
    pack(path, mine_ipynb="x", a_bin=half, b_bin=half, c_bin=half)
    assert (read(folder).reason, set(read(folder).files)) == ("", {"a.bin", "b.bin"})
    (folder / "more.zip").write_bytes(b"")
    assert read(folder).reason == (
        f"there is no {NOTEBOOK}, only all.zip, more.zip: the notebook is missing"
    )


def test_hidden_folders_links_and_folders_further_down_are_not_looked_into(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "theirs.ipynb").write_text("a secret")
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    (folder / "link.ipynb").symlink_to(tmp_path / "elsewhere" / "theirs.ipynb")
    os.mkfifo(folder / "pipe.ipynb")
    for inner in (".ipynb_checkpoints", "__MACOSX", "a/b/c"):
        (folder / inner).mkdir(parents=True)
        (folder / inner / "copy.ipynb").write_text("x")
    (folder / ".hidden.ipynb").write_text("x")
    assert read(folder).others == {}


def test_of_what_is_not_read_the_reason_is_kept(folder):
    (folder / "large.ipynb").touch()
    os.truncate(folder / "large.ipynb", LARGEST_NOTEBOOK + 1)
    (folder / "link.ipynb").symlink_to("large.ipynb")
    (folder / "all.zip").touch()
    assert read(folder).skipped == {
        "large.ipynb": "large.ipynb is larger than 16 MB: clear its outputs",
        "link.ipynb": "link.ipynb is a symbolic link: hand in the file itself",
        "all.zip": "a zip beside a notebook is not looked into",
    }
    _gone(folder)
    for name in ("link.ipynb", "all.zip"):
        (folder / name).unlink()
    assert read(folder).reason == (
        f"there is no {NOTEBOOK}, and large.ipynb is larger than 16 MB: clear its outputs"
    )


def test_of_many_folders_some_are_looked_into(folder):
    for number in range(MOST_FOLDERS + 5):
        (folder / f"{number:03d}").mkdir()
    for number in (0, MOST_FOLDERS - 2, MOST_FOLDERS - 1):
        (folder / f"{number:03d}" / "copy.ipynb").write_text("x")
    assert set(read(folder).others) == {"000/copy.ipynb", f"{MOST_FOLDERS - 2:03d}/copy.ipynb"}


def test_of_many_notebooks_some_are_read_and_together_no_more_than_one_may_hold(folder):
    for number in range(MOST_NOTEBOOKS + 5):
        (folder / f"{number:03d}.ipynb").write_text("x")
    assert len(read(folder).others) == MOST_NOTEBOOKS
    assert read(folder).skipped == {"010.ipynb": "no more than 10 notebooks are read"}
    os.truncate(folder / "000.ipynb", LARGEST_NOTEBOOK - 1)
    (folder / "001.ipynb").write_text("xx")
    for number in range(3, MOST_NOTEBOOKS + 5):
        (folder / f"{number:03d}.ipynb").unlink()
    assert set(read(folder).others) == {"000.ipynb", "002.ipynb"}
    assert read(folder).skipped == {"001.ipynb": "the notebooks together are too large"}


def test_a_notebook_as_large_as_allowed_is_read(folder):
    os.truncate(folder / NOTEBOOK, LARGEST_NOTEBOOK)
    assert len(read(folder).notebook) == LARGEST_NOTEBOOK


def test_no_link_is_followed_and_what_is_no_plain_file_is_left_out(folder, tmp_path):
    (tmp_path / "secret").write_text("a secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret")
    (folder / "autograder").mkdir()
    (folder / "autograder" / "__init__.py").write_text("raise SystemExit")
    os.mkfifo(folder / "pipe")
    for name in ("other.ipynb", ".hidden", "two\nlines.txt"):
        (folder / name).write_text("")
    (folder / "table.csv").write_text("1")
    assert read(folder).files == {"table.csv": b"1"}


@pytest.mark.parametrize(
    "name",
    [
        *("autograder.py", "AutoGrader.py", "autograder.pyc", "softmax_course.py"),
        "softmax_course-0.1.0+x1-py3-none-any.whl",
    ],
)
def test_the_student_edition_is_left_out_beside_a_notebook_and_in_a_zip(folder, name):
    (folder / "autograder_notes.txt").write_text("mine")
    (folder / name).write_text("raise SystemExit")
    assert set(read(folder).files) == {"autograder_notes.txt"}
    with zipfile.ZipFile(folder / "work.zip", "w") as archive:
        for path in list(folder.iterdir()):
            if path.name != "work.zip":
                archive.write(path, path.name)
                path.unlink()
    assert set(read(folder).files) == {"autograder_notes.txt"}


def test_files_are_read_as_long_as_they_fit(folder):
    (folder / "a.bin").write_bytes(bytes(LARGEST_FILES - 1))
    (folder / "b.bin").write_bytes(bytes(2))
    (folder / "c.bin").write_bytes(bytes(1))
    assert set(read(folder).files) == {"a.bin", "c.bin"}


def test_of_many_files_some_are_read(folder):
    for number in range(MOST_FILES + 5):
        (folder / f"{number:03d}.txt").touch()
    assert len(read(folder).files) == MOST_FILES


def test_a_line_of_the_students_is_shown_in_part_and_printable():
    assert shown("a\x1b[2J\n" + "x" * 200) == "a?[2J?" + "x" * 74
