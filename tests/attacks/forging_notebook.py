"""Forging a verdict by the notebook's cells and metadata."""

import copy

from attacks.attack import (
    FIRST,
    FIRST_ONLY,
    HONEST,
    POINTS,
    Attack,
    code_cell,
    every,
    mark_of,
    markdown_cell,
    named,
    tests_of,
)

WRONG = every("return z * 0.0")


def _edits(name: str, edit, answers=WRONG, score=0.0, **more) -> Attack:
    return Attack(name, "forging", score, answers, edit=edit, **more)


def _each_test(change):
    """An edit that changes every test cell."""

    def edit(nb):
        for cell in tests_of(nb):
            change(cell)

    return edit


def _tag(*tags):
    def edit(nb):
        for cell in nb["cells"]:
            cell["metadata"]["tags"] = list(tags)

    return edit


def _delete_tests(nb):
    nb["cells"] = [cell for cell in nb["cells"] if cell not in tests_of(nb)]


def _passing_copies(nb):
    for cell in tests_of(nb):
        nb["cells"].append(copy.deepcopy(cell) | {"id": f"{cell['id']}-again", "source": "pass"})
        nb["cells"].insert(1, copy.deepcopy(cell) | {"id": f"{cell['id']}-first", "source": "pass"})


def _tests_first(nb):
    tests = tests_of(nb)
    nb["cells"] = tests + [cell for cell in nb["cells"] if cell not in tests]


def _swap_ids(nb):
    """The tests of the dear exercises get the ids of the cheap one's, and the other way round."""
    for part in ("values", "robustness"):
        for name in POINTS:
            if name != "softmax":
                named(nb, f"{name}-{part}")["metadata"]["nbgrader"]["grade_id"] = f"softmax-{part}"


def _swap_answers(nb):
    """The cell of a dear exercise says that it is 1.1, and 1.1's that it is the dear one."""
    first, other = named(nb, "softmax"), named(nb, "softmax_jacobian")
    first["metadata"]["nbgrader"]["grade_id"] = "softmax_jacobian"
    other["metadata"]["nbgrader"]["grade_id"] = "softmax"


def _own_test(nb):
    """Cells that say of themselves that they are graded, and pass."""
    mark = {"grade": True, "solution": False, "locked": True, "points": 100, "schema_version": 3}
    for number in range(3):
        one = {**mark, "grade_id": f"bonus-{number}", "cell_type": "code", "task": False}
        nb["cells"].append(code_cell("print(1.0)\n1.0", nbgrader=one))
    task = {**mark, "grade_id": "task", "task": True, "grade": False}
    nb["cells"].append(markdown_cell("done", nbgrader=task))


def _edited_setup(nb):
    named(nb, "setup")["source"] += "\ncheck = lambda *a, **k: None\nautograder = None"
    named(nb, "setup")["metadata"]["nbgrader"].update(locked=False, solution=True)


def _answers_as_tests(nb):
    """Solution cells that say they carry the points of the tests."""
    for name in POINTS:
        cell = named(nb, name)
        cell["metadata"]["nbgrader"].update(grade=True, points=80)
        cell["source"] = "80.0"


def _written_by_hand(nb):
    """Tests that say a person is to grade them, with a comment and a score in place."""
    for cell in tests_of(nb):
        cell["metadata"]["nbgrader"].update(solution=True, grade=True, locked=False)
        cell["metadata"].update(manual_score=100, comment="well done", extra_credit=100)


def _passed_outputs(cell):
    cell["source"] = "pass"
    cell["execution_count"] = 1
    cell["outputs"] = [
        {
            "output_type": "execute_result",
            "execution_count": 1,
            "data": {"text/plain": "1.0"},
            "metadata": {},
        }
    ]


def _show_and_one_line(nb):
    """A cell of the course that is not run, with one line of one's own."""
    shows = [cell for cell in nb["cells"] if "show" in cell["metadata"].get("tags", [])]
    shows[0]["source"] = "".join(shows[0]["source"]) + "\ncheck = examine = lambda *a, **k: None"
    for cell in shows[1:3]:
        cell["source"] = "import autograder\n\nautograder.check = lambda *a, **k: None"


def _call_everything_show(nb):
    """An answer that is, word for word, a cell that only shows something."""
    shows = [cell for cell in nb["cells"] if "show" in cell["metadata"].get("tags", [])]
    for cell in tests_of(nb):
        cell["source"] = copy.deepcopy(shows[0]["source"])
    named(nb, "logit_hessian")["source"] = shows[0]["source"]


FORGING_NOTEBOOK = (
    _edits("have the tests skipped by a tag", _tag("skip-execution", "remove_cell", "show")),
    _edits("have the tests' errors expected by a tag", _tag("raises-exception", "nbval-skip")),
    _edits("have every cell hidden by tags", _tag("remove-input", "hide-cell", "parameters")),
    _edits("delete the tests", _delete_tests),
    _edits("leave nothing but the tests", lambda nb: nb.update(cells=tests_of(nb))),
    _edits("add copies of the tests that pass", _passing_copies),
    _edits("put the tests before everything", _tests_first),
    _edits("replace the tests by what passes", _each_test(lambda cell: cell.update(source="pass"))),
    _edits("hand the tests in with the outputs of a pass", _each_test(_passed_outputs)),
    _edits(
        "turn the tests into text",
        _each_test(lambda cell: (cell.update(cell_type="markdown"), cell.pop("outputs"))),
    ),
    _edits("turn the tests into raw cells", _each_test(lambda cell: cell.update(cell_type="raw"))),
    _edits(
        "make every test worth a thousand points",
        _each_test(lambda cell: mark_of(cell).update(points=1000)),
        FIRST,
        FIRST_ONLY,
    ),
    _edits(
        "make the tests of what fails worth nothing, less than nothing and no number",
        _each_test(
            lambda cell: mark_of(cell).update(points=[float("nan"), -5, 1e308][len(cell["id"]) % 3])
        ),
        FIRST,
        FIRST_ONLY,
    ),
    _edits(
        "take the metadata of the tests away",
        _each_test(lambda cell: cell.update(metadata={}, source="pass")),
    ),
    _edits(
        "unlock the tests",
        _each_test(
            lambda cell: (
                mark_of(cell).update(locked=False, grade=False),
                cell.update(source="1.0"),
            )
        ),
    ),
    _edits("have the tests graded by hand", _written_by_hand),
    _edits("have the easy tests stand for all", _swap_ids, FIRST, FIRST_ONLY),
    _edits("have one answer stand for another", _swap_answers, FIRST, FIRST_ONLY),
    _edits("bring tests of one's own", _own_test),
    _edits("edit the setup", _edited_setup),
    _edits("put the points on the answers", _answers_as_tests),
    _edits("add a line to a cell that is not run", _show_and_one_line),
    _edits("copy a cell that is not run over the tests", _call_everything_show),
    _edits(
        "say that the metadata is of another version",
        lambda nb: [
            mark_of(cell).update(schema_version=v)
            for cell in nb["cells"]
            if mark_of(cell)
            for v in (1, 99, "3")
        ],
        FIRST,
        FIRST_ONLY,
    ),
    _edits(
        "give every cell the id of one test",
        lambda nb: [
            cell["metadata"].update(
                nbgrader={**mark_of(named(nb, "softmax-values")), "grade_id": "softmax-values"}
            )
            for cell in list(nb["cells"])
        ],
    ),
    _edits(
        "write the answers into text and raw cells",
        lambda nb: nb["cells"].extend(
            {**markdown_cell(source), "cell_type": kind}
            for source in HONEST.values()
            for kind in ("markdown", "raw")
        ),
        {},
    ),
    _edits(
        "ask for another kernel, one that runs a command",
        lambda nb: nb["metadata"].update(
            kernelspec={"name": "bash", "display_name": "x", "argv": ["sh", "-c", "echo 80"]},
            language_info={"name": "bash", "pygments_lexer": "../../x", "file_extension": ".sh"},
        ),
    ),
    _edits(
        "put points, scores and commands into the notebook's metadata",
        lambda nb: nb["metadata"].update(
            nbgrader={"score": 80, "points": 80, "db_url": "sqlite:////tmp/x"},
            celltoolbar="Create Assignment",
            widgets={"application/vnd.jupyter.widget-state+json": {"state": {"x": 1}}},
            papermill={"parameters": {"score": 80}},
            execution={"timeout": 10**9, "allow_errors": True},
        ),
    ),
)
