"""Every attack gets the score it must get, and nothing of what it tried to reach.

All submissions of a class of attackers are graded in one run, between two honest neighbours. What
the attackers try to reach holds secret words, which must stand in nothing that is written for them.
"""

import contextlib
import html
import json
import os
import re
import secrets
import shutil
import socket
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
import pytest
from attacks import ATTACKS, CORRECT_WORK
from attacks.attack import (
    ASSERTED,
    ASSIGNMENT,
    BREACH,
    HONEST,
    TOOLS,
    Attack,
    text_of,
    thinned,
)
from attacks.leaving import MARK
from dummy_course import ROOT, marked
from dummy_course import graded as graded_cell
from installs import need_linux
from nbformat.v4 import new_notebook
from patience import CUT_OFF, until
from test_feedback import assert_harmless

import autograder.key
from autograder.host.batch import grade_class
from autograder.host.course_folder import CourseFolder
from autograder.sandbox import INSIDE

need_linux()

# The first test waits until all are graded, which takes some minutes.
pytestmark = pytest.mark.timeout(3600)

KEY = Path(autograder.key.__file__).parent
FIRST, LAST = "00-neighbour", "zz-neighbour"
LIMITS = f"""
c.Examine.cell_seconds = {CUT_OFF}
c.Examine.notebook_seconds = {5 * CUT_OFF}
"""
# Errors by which an attack, or an attempt of one, shows that it is written wrongly.
STUMBLES = {"SyntaxError", "IndentationError", "NameError", "UnboundLocalError", "TypeError"}


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]


STUDENTS = {
    attack.student or f"{slug(attack.kind)}-{number:03d}-{slug(attack.name)}": attack
    for number, attack in enumerate(ATTACKS + CORRECT_WORK)
}
# What is no attack, but prints what one would print that reaches a secret: the planted fault.
CONTROL = Attack(
    "read one's own file",
    "control",
    cells=(TOOLS, "attempt('its own file', lambda: open('own.txt').read())"),
    files={"own.txt": b"SECRET-of-its-own"},
)
PAGED = [s for s, attack in STUDENTS.items() if attack.paged or attack.kind == "pages"]


@dataclass
class Class:
    """What there is after the class has been graded.

    places: what the names in attacks stand for. secrets: the secret words by name. before, after:
    grades of the honest neighbours, graded alone and among attackers; trees: what lay in the
    course's folders before and after. reached: what came in on the harness's own sockets.
    """

    course: CourseFolder
    places: dict[str, str]
    secrets: dict[str, str]
    results: dict
    before: dict
    after: dict
    trees: list
    reached: list
    left: list


# ---- the class ----


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    words = {
        name: f"SECRET-{name}-{secrets.token_hex(8)}"
        for name in ("source", "gradebook", "neighbour", "secret", "home", "environment")
    }
    root = tmp_path_factory.mktemp("class")
    with contextlib.ExitStack() as stack:
        course = found(root, words)
        places, listeners = make_places(course, words, stack)
        hand_in(course, FIRST, Attack("an honest neighbour", "", answers=neighbour(words)), places)
        hand_in(course, LAST, Attack("an honest neighbour", "", answers=neighbour({})), places)
        grade_class(course, [ASSIGNMENT], say=lambda line: None)
        before = grades_of(course)
        for student, attack in (STUDENTS | {"control": CONTROL}).items():
            hand_in(course, student, attack, places)
        trees = [tree(course.root)]
        assignments = sorted({attack.assignment for attack in STUDENTS.values()})
        started = time.time()
        # More than there are cores: many wait for what never ends.
        results = grade_class(course, assignments, workers=4, force=True, say=lambda line: None)
        left = left_since(started)
        trees.append(tree(course.root))
        for student in PAGED:
            assert course.feedback(STUDENTS[student].assignment, student).succeeded
        yield Class(
            course,
            places,
            words,
            {result.student: result for result in results},
            before,
            grades_of(course),
            trees,
            [name for name, listener in listeners.items() if arrived(listener)],
            left,
        )


def neighbour(words: dict) -> dict[str, str]:
    return {**HONEST, "written": f"An answer. {words.get('neighbour', '')}"}


def found(root: Path, words: dict) -> CourseFolder:
    """A course of two assignments, one with a data file; source and gradebook hold secret words."""
    shutil.copytree(ROOT / "source" / ASSIGNMENT, root / "source" / ASSIGNMENT)
    path = root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    text = path.read_text()
    assert "**Model answer.**" in text
    nb = nbformat.reads(
        text.replace("**Model answer.**", f"**Model answer.** {words['source']}"), as_version=4
    )
    nb.cells = thinned(nb.cells)
    nbformat.write(nb, path)
    config = (ROOT / "nbgrader_config.py").read_text()
    (root / "nbgrader_config.py").write_text(config + LIMITS)
    (root / "source" / ASSERTED).mkdir()
    nbformat.write(asserted(), root / "source" / ASSERTED / f"{ASSERTED}.ipynb")
    (root / "source" / ASSERTED / "table.csv").write_text("x,y\n1,2\n")
    course = CourseFolder(root)
    for name in (ASSIGNMENT, ASSERTED):
        assert course.generate(name).succeeded
    with course.gradebook() as gradebook:
        gradebook.add_student("00-nobody", last_name=words["gradebook"])
    return course


def asserted():
    """A notebook whose tests pass arrays of their own, and of the cell before all."""
    setup = "import numpy as np\n\nX = np.arange(1.0, 7.0).reshape(2, 3)"
    answer = "def double(X):\n    ### BEGIN SOLUTION\n    return 2 * X\n    ### END SOLUTION"
    tests = [
        graded_cell(f"assert np.allclose(double({x}), 2 * {x})", "pass") for x in ("X", "X[0]")
    ]
    tests.append(graded_cell("assert double(np.full(2, 5.0)).sum() == 20", "pass"))
    return new_notebook(
        cells=[
            marked("setup", setup, locked=True),
            marked("double", answer, solution=True),
            *(marked(f"test-{n}", test, points=1) for n, test in enumerate(tests)),
        ]
    )


def make_places(course: CourseFolder, words: dict, stack) -> tuple[dict[str, str], dict]:
    """What attacks reach for, and the sockets on which the harness listens for them."""
    patch = stack.enter_context(pytest.MonkeyPatch.context())
    patch.setenv("COURSE_TOKEN", words["environment"])
    files = {}
    # The folder for temporary files has its own meaning in the jail, one inside it has none.
    temporary = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    for name, folder in (("secret", temporary), ("home", Path.home())):
        path = folder / f".canary-{secrets.token_hex(8)}"
        stack.callback(path.unlink)
        path.write_text(words[name])
        path.chmod(0o666)
        files[name] = str(path)
    temporary.chmod(0o777)
    files["open"] = stack.enter_context(tempfile.TemporaryDirectory())
    os.chmod(files["open"], 0o777)
    abstract = f"attacks-{secrets.token_hex(8)}"
    tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    port = tcp.getsockname()[1]
    listeners = {"tcp": tcp}
    for name, family, kind, address in (
        ("udp", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", port)),
        ("unix", socket.AF_UNIX, socket.SOCK_STREAM, f"\0{abstract}"),
    ):
        listeners[name] = stack.enter_context(socket.socket(family, kind))
        listeners[name].bind(address)
    listeners["unix"].listen()
    places = {
        **files,
        "course": str(course.root),
        "key": str(KEY),
        "neighbour": str(course.submitted / FIRST / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"),
        "port": str(port),
        "abstract": abstract,
        "process": str(os.getpid()),
    }
    return places, listeners


def arrived(listener: socket.socket) -> bool:
    listener.setblocking(False)
    try:
        listener.recv(1) if listener.type == socket.SOCK_DGRAM else listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def fill(text: str, places: dict[str, str]) -> str:
    """Put the real places into the text of an attack."""
    return re.sub(r"@(\w+)@", lambda found: places.get(found[1], found[0]), text)


def hand_in(course: CourseFolder, student: str, attack: Attack, places: dict) -> None:
    """Write a submission, beginning with the released folder."""
    name = attack.assignment
    folder = course.submitted / student / name
    shutil.copytree(course.root / "release" / name, folder)
    for wheel in folder.glob("*.whl"):
        wheel.unlink()
    path = folder / f"{name}.ipynb"
    nb = json.loads(path.read_text())
    by_name = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in nb["cells"]}
    for cell in nb["cells"]:
        cell["source"] = "".join(cell["source"])
    for grade_id, source in attack.answers.items():
        by_name[grade_id]["source"] = fill(text_of(source), places)
    place = nb["cells"].index(by_name["setup"]) + 1
    nb["cells"][place:place] = [code(cell, f"a{n}", places) for n, cell in enumerate(attack.cells)]
    nb["cells"] += [code(cell, f"z{n}", places) for n, cell in enumerate(attack.last)]
    if attack.edit is not None:
        attack.edit(nb)
        for cell in nb["cells"]:
            if isinstance(cell.get("source"), str):
                cell["source"] = fill(cell["source"], places)
    path.write_bytes(attack.written(nb))
    for file, content in attack.files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(content)
    for link, target in attack.links.items():
        (folder / link).symlink_to(fill(target, places))
    if attack.arrange is not None:
        attack.arrange(folder)


def code(source: str, name: str, places: dict) -> dict:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": fill(text_of(source), places),
    }


def grades_of(course: CourseFolder) -> dict:
    """All that the gradebook knows of the honest neighbours' grades."""
    with course.gradebook() as gradebook:
        return {
            student: {
                grade.name: (grade.auto_score, grade.max_score, grade.needs_manual_grade)
                for grade in gradebook.find_submission(ASSIGNMENT, student).notebooks[0].grades
            }
            for student in (FIRST, LAST)
        }


def tree(root: Path) -> dict:
    """What lies in the course's folders, none of which grading may change."""
    found = {}
    for part in ("source", "release", "submitted"):
        for folder, folders, files in os.walk(root / part):
            for name in (*folders, *files):
                path = os.path.join(folder, name)
                status = os.lstat(path)
                found[path] = (status.st_mode, status.st_size, status.st_mtime_ns)
    return found


def processes_since(started: float) -> dict[str, str]:
    """Processes of the jail that were started by us since, or left to the first process."""
    found = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            command = Path(f"/proc/{name}/cmdline").read_bytes().decode(errors="replace")
            status = Path(f"/proc/{name}/status").read_text()
            parent = int(re.search(r"PPid:\t(\d+)", status)[1])
            young = os.stat(f"/proc/{name}").st_ctime >= started
            if str(INSIDE) in command and parent in (1, os.getpid()) and young:
                found[name] = command
    return found


def left_since(started: float) -> list[str]:
    """Those of them that go on: one that another test has just killed does not."""
    left = processes_since(started)

    def are_gone():
        running = processes_since(started)
        for name in set(left) - set(running):
            del left[name]
        return not left

    with contextlib.suppress(AssertionError):
        until(are_gone)
    return list(left.values())


# ---- what was written for a student ----


def written_for(graded: Class, student: str) -> dict[str, str]:
    """The text of every file that was written for a student."""
    name = STUDENTS[student].assignment
    root = graded.course.root
    paths = [
        *(root / "autograded" / student).rglob("*"),
        *(root / "feedback" / student).rglob("*"),
    ]
    found = {str(path.relative_to(root)): path.read_text() for path in paths if path.is_file()}
    expected = {f"autograded/{student}/{name}/{name}{end}" for end in (".ipynb", ".verdicts.json")}
    if student in PAGED:
        expected.add(page_of(student))
    assert set(found) == expected
    return found


def page_of(student: str) -> str:
    name = STUDENTS[student].assignment
    return f"feedback/{student}/{name}/{name}.html"


def notebook_of(graded: Class, student: str):
    name = STUDENTS[student].assignment
    return read(graded.course.root / "autograded" / student / name / f"{name}.ipynb")


@cache
def read(path: Path):
    return nbformat.read(path, as_version=4)


def outputs_of(graded: Class, student: str) -> list:
    return [
        output
        for cell in notebook_of(graded, student).cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]


def printed(outputs: list) -> str:
    return "".join(output.get("text", "") for output in outputs)


each = pytest.mark.parametrize("student", STUDENTS)


def test_the_attacks_are_many_and_of_every_kind():
    kinds = {attack.kind for attack in ATTACKS}
    assert len(ATTACKS) >= 80
    assert kinds == set(
        "forging reading leaving escaping crashing hanging flooding network files pages".split()
    )
    names = [attack.name for attack in ATTACKS + CORRECT_WORK]
    assert len(set(names)) == len(names)


@pytest.fixture(scope="module")
def recorded(graded):
    """The points that the gradebook has for the tests of each student."""
    found = {}
    with graded.course.gradebook() as gradebook:
        for student, attack in STUDENTS.items():
            (notebook,) = gradebook.find_submission(attack.assignment, student).notebooks
            tests = [grade.auto_score for grade in notebook.grades if grade.name != "written"]
            found[student] = sum(tests)
    return found


@each
def test_it_gets_what_it_must(graded, recorded, student):
    attack = STUDENTS[student]
    assert recorded[student] == attack.score
    assert graded.results[student].score == attack.score
    assert bool(graded.results[student].reason) == attack.reason
    if attack.reason:
        texts = [cell.source for cell in notebook_of(graded, student).cells]
        assert graded.results[student].reason in "\n".join(texts)


@each
def test_it_reaches_nothing(graded, student):
    key = {line.strip() for line in (KEY / "hidden.py").read_text().splitlines()}
    lines = {line for line in key if len(line) > 30 and not line.startswith(("from ", "import "))}
    for name, text in written_for(graded, student).items():
        assert not [word for word in graded.secrets.values() if word in text], name
        assert not [line for line in lines if line in text], name
        if name.endswith(".html"):
            assert "from autograder.key import examine" not in text
    assert BREACH not in printed(outputs_of(graded, student))


@each
def test_it_tries_what_it_says(graded, student):
    """An attack that stumbles over an error of its own proves nothing."""
    attack = STUDENTS[student]
    outputs = outputs_of(graded, student)
    if attack.shows:
        assert attack.shows in printed(outputs)
    if attack.clumsy:
        return
    ended = False
    own = {fill(text_of(cell), graded.places) for cell in (*attack.cells, *attack.last)}
    for cell in notebook_of(graded, student).cells:
        if cell.cell_type == "code" and cell.source in own:
            errors = {output.ename for output in cell.outputs if output.output_type == "error"}
            assert not STUMBLES & errors, cell.source
            ended |= "ProcessEnded" in errors
    attempts = re.findall(rf"^(?:refused:|{BREACH}).*$", printed(outputs), re.MULTILINE)
    assert not [line for line in attempts if line.split()[-1] in STUMBLES]
    if TOOLS in attack.cells and "attempt(" in "".join(attack.cells[1:]):
        assert attempts or ended, "nothing was attempted"


@pytest.mark.parametrize("student", PAGED)
def test_its_page_is_harmless(graded, student):
    page = (graded.course.root / page_of(student)).read_text()
    if STUDENTS[student].reason:
        assert graded.results[student].reason in html.unescape(page)
    assert len(page) < 3_000_000
    assert_harmless(page)


def test_the_neighbours_have_the_grades_that_they_have_alone(graded):
    assert graded.after == graded.before
    for student in (FIRST, LAST):
        assert graded.results[student].score == 80
        assert not graded.results[student].reason


def test_what_an_attack_reaches_would_be_seen(graded):
    path = graded.course.autograded / "control" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    nb = nbformat.read(path, as_version=4)
    (tried,) = (cell for cell in nb.cells if cell.source == CONTROL.cells[-1])
    assert BREACH in printed(tried.outputs)
    assert "SECRET-of-its-own" in printed(tried.outputs)


def test_nobody_called(graded):
    assert graded.reached == []


def test_the_course_lies_there_as_it_was(graded):
    before, after = graded.trees
    assert before == after


def test_no_process_is_left(graded):
    assert graded.left == []


def test_no_file_is_left(graded):
    import numpy

    folders = {
        *map(Path, ("/", "/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/root", "/home")),
        *(graded.course.root, graded.course.submitted, KEY, INSIDE, Path(graded.places["open"])),
        *(Path.home(), Path(numpy.__file__).parents[1], Path(os.__file__).parent),
    }
    for folder in (each for each in folders if os.access(each, os.R_OK)):
        assert not [name for name in os.listdir(folder) if name.startswith(MARK)], folder
    assert not os.listdir(graded.places["open"])
