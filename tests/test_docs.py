"""What README and the book say of the course is what the course is."""

import re
from collections import Counter

import nbformat
import numpy as np
import pytest
from dummy_course import ROOT
from nbgrader.apps import NbGraderApp
from nbgrader.apps.dbapp import DbApp
from pages import PAGES
from PIL import Image
from scipy import special
from traitlets.utils.importstring import import_item

import autograder
from autograder import CheckFailed, check
from autograder.book.commands import parsers
from autograder.book.configuration import options
from autograder.course.exercises import ASSIGNMENTS, EXERCISES
from autograder.key.gallery import reference_of
from autograder.sandbox.inside.limits import Limits

README = PAGES["README.md"]
DOCUMENTS = PAGES["docs/reference/documents.md"]
SANDBOX = PAGES["docs/explanation/sandbox.md"]
TUTORIAL = PAGES["docs/tutorial/first-notebook.md"]

# A block of code, and a piece of code within a sentence.
BLOCK = re.compile(r"^ *```(?:text)?\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def file(path):
    return (ROOT / path).read_text(encoding="utf-8")


def prose(assignment):
    """The Markdown of a source notebook."""
    cells = nbformat.reads(file(f"source/{assignment}/{assignment}.ipynb"), as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def without_blocks(text):
    return re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)


def commands():
    """Each command that a page shows, as words, with its page."""
    for page, text in PAGES.items():
        lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
        for line in [*lines, *INLINE.findall(without_blocks(text))]:
            for command in re.sub(r"\s#.*", "", line).split("&&"):
                yield page, [word.rstrip("…") for word in command.split()]


def shown(*program):
    """The arguments of each command of a program that a page shows."""
    for page, words in commands():
        if words[:1] and words[0].startswith(".venv/bin/"):
            words[0] = words[0].removeprefix(".venv/bin/")
        if tuple(words[: len(program)]) == program:
            yield page, words[len(program) :]


def test_readme_is_short():
    assert len(README.encode()) <= 6000


@pytest.mark.usefixtures("fresh_kernel")
def test_the_failing_check_and_its_repair_print_what_is_shown(capsys):
    def softmax_jacobian(z):
        s = special.softmax(z)
        return np.diag(s * (1 - s))

    with pytest.raises(CheckFailed):
        check(softmax_jacobian)
    failing = without_progress(capsys)

    def softmax_jacobian(z):
        s = special.softmax(z)
        return np.diag(s) - np.outer(s, s)

    check(softmax_jacobian)
    shown = re.findall(r"^>>> check\(softmax_jacobian\)\n(.*?)^```", TUTORIAL, re.M | re.S)
    assert shown == [failing, without_progress(capsys)]
    with Image.open(ROOT / "docs/pictures/failing-check.png") as picture:
        assert picture.text["Description"] == failing.rstrip(), "docs/pictures/failing_check.py"


def without_progress(capsys):
    return re.sub(r"^progress: .*\n", "", capsys.readouterr().out, flags=re.MULTILINE)


def test_the_table_of_assignments_has_them_all_in_order():
    assert re.findall(r"^\| (\d\d-[\w-]+) \|", README, re.M) == list(ASSIGNMENTS)


def test_an_exercise_has_its_number_and_one_from_a_document_its_place():
    named = re.findall(r"\b(\d\.\d)\s+`(\w+)`", DOCUMENTS)
    for number, name in named:
        assert name in EXERCISES, f"no exercise: {name}"
        assert EXERCISES[name].number == number, name
    sources = {name: reference_of(name).source.partition("Source:")[2] for name in EXERCISES}
    from_documents = {name for name, source in sources.items() if source.startswith(" document")}
    assert len(from_documents) > 20
    missing = from_documents - {name for _, name in named}
    assert not missing, f"named as 1.1 `softmax` in no row: {sorted(missing)}"


def test_a_step_is_where_the_table_says():
    for numbers in re.findall(r"steps? in ([\d (road)]*\d\d[^|;]*)", DOCUMENTS):
        for number in re.findall(r"\b0\d\b", numbers):
            (assignment,) = [name for name in ASSIGNMENTS if name.startswith(number)]
            assert "orked step, ungraded" in prose(assignment)


def test_a_command_of_this_project_is_one_that_it_reads():
    found = [(page, words) for page, words in shown("python", "-m", "autograder") if words]
    read = parsers()
    assert len(found) > 30
    for page, (name, *arguments) in found:
        assert name in read, f"{page}: python -m autograder {name}"
        given = [each for each in arguments if each.startswith("--")]
        known = re.findall(r"--[\w-]+", read[name].format_help())
        assert set(given) <= set(known), f"{page}: {name} {given}"


def test_a_command_of_nbgrader_is_one_that_it_reads():
    found = [(page, words) for page, words in shown("nbgrader") if words]
    assert len(found) > 10
    for page, (name, *arguments) in found:
        assert name in NbGraderApp.subcommands, f"{page}: nbgrader {name}"
        app = NbGraderApp.subcommands[name][0]
        app = DbApp if isinstance(app, str) else app
        known = {f"--{each}" for each in (*app.flags, *app.aliases)}
        for each in arguments:
            option, _, value = each.partition("=")
            assert not option.startswith("--") or option in known, f"{page}: {name} {option}"
            if option == "--exporter":
                assert import_item(value), f"{page}: {value}"


def test_ci_runs_the_tests_as_readme_does():
    (line,) = [line for line in README.splitlines() if "pytest" in line]
    assert f"\n{line.split(' && ')[-1]}\n" in file(".ci/run")


def test_a_path_of_the_project_that_a_page_names_is_there():
    for page, text in PAGES.items():
        for path in INLINE.findall(text):
            if re.fullmatch(r"(autograder|tests|docs(?!/_build)|\.ci|\.github)/[\w./-]+", path):
                assert (ROOT / path).exists(), f"{page}: {path}"


def test_a_link_to_a_file_leads_to_one():
    for page, text in PAGES.items():
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (ROOT / page).parent.joinpath(target).exists(), f"{page}: {target}"


def test_no_sentence_stands_twice():
    ends = re.compile(r"(?<=[.:])\s|\n\n|^\||\|$", re.MULTILINE)
    sentences = Counter(
        " ".join(sentence.split())
        for text in PAGES.values()
        for sentence in ends.split(without_blocks(text))
    )
    assert [each for each, count in sentences.items() if count > 1 and len(each.split()) > 7] == []


def test_the_version_is_that_of_the_package():
    version = autograder.__version__
    assert f"softmax_autograder-{version}-py3-none-any.whl" in PAGES["docs/how-to/install.md"]
    assert f"\nversion: {version}\n" in file("CITATION.cff")
    (author,) = re.findall(r"^  - name: (.*)$", file("CITATION.cff"), re.M)
    assert f"Copyright (c) 2026 {author}\n" in file("LICENSE")


def test_the_bounds_of_the_sandbox_are_those_of_a_jail():
    limits = Limits()
    assert f"more than {limits.files // 2**20} MB" in SANDBOX
    memory = f"more than {limits.memory // 2**20} MiB beyond its libraries"
    assert (
        f"{memory}, {limits.cpu // 60} minutes of processor, {limits.open_files} files" in SANDBOX
    )


def test_each_option_is_explained():
    names = {f"{owner}.{trait.name}" for owner, trait in options()}
    assert {"Examine.seed", "Examine.checks", "AddStudentEdition.derivations"} <= names


def test_each_promise_names_tests_that_there_are_and_properties_that_are_tried():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    promises = re.findall(r"^\| \*\*.*$", text, re.M)
    assert len(promises) == 9
    for promise in promises:
        *_, tests, _ = promise.split("|")
        named = re.findall(r"`(tests/.*?)`", tests)
        assert named, promise
        assert [path for path in named if not (ROOT / path).is_file()] == []
    properties = (ROOT / "autograder/sandbox/properties.py").read_text(encoding="utf-8")
    quoted = re.findall(r'".*?"', text)
    assert len(quoted) == 11
    assert [sentence for sentence in quoted if sentence not in properties] == []
