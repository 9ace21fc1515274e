"""The commands of the book run page by page, as an instructor runs them, on a small course."""

import contextlib
import os
import re
import subprocess

import pytest
from dummy_course import NAME, make_course, nbgrader
from installs import need_linux
from pages import PAGES

from autograder.__main__ import main

need_linux()

FIRST, AFTER_HANDING_IN = (
    "tutorial/first-class",
    (
        "how-to/class-list",
        "how-to/grade",
        "how-to/give-feedback",
        "how-to/class-report",
        "how-to/export-grades",
        "how-to/solutions",
        "how-to/regrade",
    ),
)
# Which needs a download, and what takes long and has tests of its own.
ELSEWHERE = ("--zip ", "autograder doctor")


def commands(page):
    """The lines of the blocks of a page that are commands, for the small course."""
    for block in re.findall(r"^ *```\n(.*?)^ *```$", PAGES[f"docs/{page}.md"], re.M | re.S):
        for line in map(str.strip, block.splitlines()):
            known = re.match(r"(python -m autograder|nbgrader|mkdir|cp) ", line)
            if known and not any(each in line for each in ELSEWHERE):
                yield line.replace("01-softmax", NAME)


def run(root, line):
    program, *arguments = line.split()
    if program == "python":
        assert main(arguments[2:]) == 0, line
    elif program == "nbgrader":
        nbgrader(root, *arguments)
    else:
        subprocess.run([program, *arguments], check=True)


@pytest.fixture
def root(tmp_path):
    with contextlib.chdir(make_course(tmp_path / "course")):
        yield tmp_path / "course"


def test_the_commands_of_the_first_class_and_of_each_task_run_in_their_order(root):
    (root / "class.csv").write_text("id,first_name,last_name\nana,Ana,Núñez\n", encoding="utf-8")
    pages = (FIRST, *AFTER_HANDING_IN)
    ran = list(dict.fromkeys(line for page in pages for line in commands(page)))  # each once
    for line in ran:
        run(root, line)
    assert len(ran) >= 12
    made = (f"feedback/ana/{NAME}/{NAME}.html", "report/index.html", f"solutions/{NAME}")
    tables = ("grades.csv", "canvas.csv", "moodle.csv")
    assert [name for name in (*made, *tables) if not os.path.exists(name)] == []
