"""What is told of what grading does not give."""

import textwrap

import pytest

from autograder.grading import advice, words
from autograder.sandbox.inside import refusals
from autograder.sandbox.inside.limits import Limits

CODES = {value for name, value in vars(refusals).items() if name.isupper() and type(value) is str}


def test_each_code_of_the_jail_has_its_advice():
    assert set(words.REFUSED) == CODES
    assert len(CODES) == 8


@pytest.mark.parametrize("text", [*map(advice.on, words.REFUSED), words.ENDLESS])
def test_advice_is_short_enough_for_a_report(text):
    assert len(textwrap.wrap(f"hint: {text}", 79, subsequent_indent="    ")) <= 3


def test_limits_are_those_of_the_jail():
    limits = Limits()
    assert f"{limits.memory // 2**20} MiB" in advice.on("memory")
    assert f"{limits.files // 2**20} MiB" in advice.on("files full")
    assert f"{limits.threads} threads" in advice.on("threads")
    assert f"{limits.open_files} files" in advice.on("open files")


def test_who_starts_processes_is_told_what_is_allowed():
    assert advice.on("processes") == (
        "grading starts no processes and no other programs: compute it in this process. Threads "
        "are allowed, with concurrent.futures.ThreadPoolExecutor; nothing of multiprocessing is."
    )


@pytest.mark.parametrize("code", ["", "unknown", None, 3, ["processes"]])
def test_on_what_is_no_code_there_is_no_advice(code):
    assert advice.on(code) == ""
