"""The files of a submission as weapons: notebooks that are none, links, names, sizes."""

import json
import os
import shutil

from attacks.attack import ASSIGNMENT, FIRST, FIRST_ONLY, Attack, dumped, markdown_cell, named

NOTEBOOK = f"{ASSIGNMENT}.ipynb"


def _refused(name: str, written, **more) -> Attack:
    """A file that is no notebook, honest as its answer may be; it gets 0 and a reason."""
    return Attack(name, "files", 0.0, FIRST, written=written, reason=True, **more)


def _graded(name: str, edit=None, written=dumped, **more) -> Attack:
    """An honest answer in an odd file, which is graded all the same."""
    return Attack(name, "files", FIRST_ONLY, FIRST, edit=edit, written=written, **more)


def _arranged(name: str, arrange, score=0.0, reason=True, **more) -> Attack:
    return Attack(name, "files", score, FIRST, arrange=arrange, reason=reason, **more)


def _called(name: str, student: str, **more) -> Attack:
    """An honest answer in a folder with this name."""
    return Attack(name, "files", FIRST_ONLY, FIRST, student=student, **more)


def _sets(**values):
    """The bytes of a notebook in which these parts are others."""
    return lambda nb: dumped({**nb, **values})


def _replaced(old: str, new: str):
    return lambda nb: dumped(nb).replace(old.encode(), new.encode(), 1)


def _with_part(text: str):
    """The bytes of a notebook with one more part, this text."""
    return lambda nb: b'{"more": ' + text.encode() + b"," + dumped(nb)[1:]


def _instead(make):
    """Put something else in the place of the notebook file."""

    def arrange(folder):
        path = folder / NOTEBOOK
        path.unlink()
        make(path)

    return arrange


def _link_to(target):
    return _instead(lambda path: path.symlink_to(target))


def _in_every_cell(**values):
    def edit(nb):
        for cell in nb["cells"]:
            cell.update(values)

    return edit


def _many_files(folder):
    for number in range(3000):
        (folder / f"file-{number}.txt").write_bytes(b"x")


def _large_files(folder):
    for number in range(4):
        with open(folder / f"large-{number}.csv", "wb") as file:
            file.truncate(2**40)


def _odd_names(folder):
    for name in (
        "a\nb.py",
        "-rf",
        "$(reboot).py",
        "`x`.csv",
        "x" * 250,
        "…",
        ". .",
        "a\x1b[31m.txt",
    ):
        (folder / name).write_bytes(b"x")
    with open(os.path.join(os.fsencode(folder), b"\xff\xfe.py"), "wb") as file:
        file.write(b"x")


def _deep_folders(folder):
    deep = folder
    for _ in range(40):
        deep = deep / ("d" * 40)
        deep.mkdir()
    (deep / NOTEBOOK).write_text("{}")


def _special_files(folder):
    os.mkfifo(folder / "pipe.py")
    os.mkfifo(folder / "timestamp.txt")
    (folder / "loop").symlink_to("loop")
    (folder / "zero.csv").symlink_to("/dev/zero")


def _folder_is_link(folder):
    """The submission's folder is a link to the neighbour's."""
    shutil.rmtree(folder)
    folder.symlink_to(f"../00-neighbour/{folder.name}")


def _student_is_link(folder):
    """The student's own folder is a link to the neighbour's."""
    shutil.rmtree(folder.parent)
    folder.parent.symlink_to("00-neighbour")


def _inner_links(folder):
    (folder / "gradebook.db").symlink_to("../../../gradebook.db")
    (folder / "source").symlink_to("../../../source")
    (folder / "autograded").symlink_to("../../../autograded", target_is_directory=True)


def _version_3(nb):
    cells = [{**cell, "input": cell.get("source"), "language": "python"} for cell in nb["cells"]]
    old = {"worksheets": [{"cells": cells, "metadata": {}}], "nbformat": 3, "nbformat_minor": 0}
    return dumped({**old, "metadata": {"name": ""}})


def _long_cell(size):
    def edit(nb):
        nb["cells"].append(markdown_cell("x" * size))

    return edit


FILES = (
    _refused(
        "hand in text",
        lambda nb: b"Dear all, my notebook is in the other folder.\n",
        paged=True,
    ),
    _refused("hand in nothing", lambda nb: b""),
    _refused("hand in zeros", lambda nb: bytes(10**6)),
    _refused("hand in noise", lambda nb: bytes(range(256)) * 100),
    _refused("hand in half a notebook", lambda nb: dumped(nb)[:-2000]),
    _refused("hand in a list", lambda nb: dumped([nb])),
    _refused("hand in a number", lambda nb: b"80"),
    _refused("hand in null", lambda nb: b"null"),
    _refused("hand in an empty object", lambda nb: b"{}"),
    _refused("hand in a notebook of format 2", _sets(nbformat=2)),
    _refused("hand in a notebook of format 3", _version_3),
    _refused("hand in a notebook of format 5", _sets(nbformat=5)),
    _refused("hand in a notebook of format 99", _sets(nbformat=99)),
    _refused("hand in a notebook of a format that is no number", _sets(nbformat={"4": [4]})),
    _refused(
        "hand in a notebook of a format with many digits",
        _replaced('"nbformat": 4', '"nbformat": ' + "4" * 5000),
    ),
    _graded("hand in a notebook of a minor format far ahead", written=_sets(nbformat_minor=10**9)),
    _graded(
        "hand in a notebook of a minor format that is no number", written=_sets(nbformat_minor="x")
    ),
    _refused("hand in a cell of 30 megabytes", dumped, edit=_long_cell(30 * 10**6)),
    _refused("hand in a cell of 60 megabytes", dumped, edit=_long_cell(60 * 10**6)),
    _refused(
        "hand in a million cells",
        lambda nb: (
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ['
            + b"{}," * 999_999
            + b"{}]}"
        ),
    ),
    _refused("hand in lists in lists in lists", lambda nb: b"[" * 100_000 + b"]" * 100_000),
    _refused(
        "hand in objects in objects", lambda nb: b'{"cells":' * 100_000 + b"1" + b"}" * 100_000
    ),
    _refused(
        "hide lists in lists beside the cells",
        _with_part("[" * 50_000 + "]" * 50_000),
    ),
    _graded(
        "name the cells twice, empty the first time",
        written=_replaced("{", '{"cells": [], "cells": null,'),
    ),
    _refused(
        "name the cells twice, empty the second time",
        lambda nb: dumped(nb)[:-1] + b', "cells": null}',
    ),
    _graded(
        "write halves of characters",
        _in_every_cell(id="\ud800\udfff\ud800"),
        lambda nb: json.dumps(
            {**nb, "cells": [*nb["cells"], markdown_cell("\ud800 \udfff")]}
        ).encode(),
    ),
    _graded(
        "write zeros into cells",
        lambda nb: nb["cells"].append(markdown_cell("a\0b\x1b[0m\x7f\u2028")),
    ),
    _graded(
        "write what is no number",
        written=_with_part("[NaN, Infinity, -Infinity, 1e999]"),
    ),
    _refused(
        "write a number of many digits",
        _with_part("9" * 10_000),
    ),
    _refused("write cells that are no list", _sets(cells={"0": {}})),
    _refused("write cells that are text", _sets(cells="cells")),
    _refused("write cells that are no objects", _sets(cells=[1, "x", None, []])),
    _refused(
        "leave the cells out", lambda nb: dumped({k: v for k, v in nb.items() if k != "cells"})
    ),
    _refused("write sources that are objects", dumped, edit=_in_every_cell(source={"x": 1})),
    _refused("write sources that are numbers", dumped, edit=_in_every_cell(source=80)),
    _refused(
        "write sources that are lists of lists", dumped, edit=_in_every_cell(source=[["x"], 1])
    ),
    _graded(
        "write sources as lists of lines",
        lambda nb: [
            cell.update(source="".join(cell["source"]).splitlines(keepends=True))
            for cell in nb["cells"]
        ],
    ),
    _graded("leave the ids out", lambda nb: [cell.pop("id", None) for cell in nb["cells"]]),
    _graded("give every cell the same id", _in_every_cell(id="same")),
    _graded("give ids of other types", _in_every_cell(id=[1, {"x": None}])),
    _graded("write outputs of other types", _in_every_cell(outputs={"x": 1}, execution_count="no")),
    _graded("write attachments of other types", _in_every_cell(attachments=[1, {"x": "y"}])),
    _graded(
        "write attachments in other forms",
        _in_every_cell(attachments={"a.png": "x", "b.png": {"image/png": {}}, "": {"": ""}}),
    ),
    _graded("write metadata of another type beside the cells", written=_sets(metadata=[1, 2])),
    _graded(
        "write cells of unknown types",
        lambda nb: nb["cells"].extend(
            {"cell_type": kind, "source": "x", "metadata": {}}
            for kind in ("heading", None, 4, ["code"], "CODE")
        ),
    ),
    _graded(
        "write marks of other types",
        lambda nb: nb["cells"].extend(
            markdown_cell("x", nbgrader=mark)
            for mark in ([1], "x", None, 4, {"grade_id": ["softmax"]}, {"grade_id": None})
        ),
    ),
    _graded(
        "write metadata of cells of other types",
        lambda nb: nb["cells"].extend(
            {**markdown_cell("x"), "metadata": m} for m in ([], "x", None, 4)
        ),
    ),
    _graded("write the byte order mark first", written=lambda nb: b"\xef\xbb\xbf" + dumped(nb)),
    _refused("write in UTF-16", lambda nb: json.dumps(nb).encode("utf-16")),
    _refused(
        "write bytes that are no text", lambda nb: dumped(nb).replace(b"softmax", b"\xff\xfe", 1)
    ),
    _graded(
        "name a schema of metadata that is long gone",
        lambda nb: named(nb, "softmax")["metadata"]["nbgrader"].update(schema_version=1),
    ),
    _graded(
        "name a schema of metadata that is not there yet",
        lambda nb: named(nb, "softmax")["metadata"]["nbgrader"].update(schema_version=99),
    ),
    _graded(
        "name a kernel that nobody has",
        lambda nb: nb["metadata"].update(
            kernelspec={"name": "../../x", "display_name": None, "language": "R"}
        ),
    ),
    _graded(
        "name a kernel in another type",
        lambda nb: nb["metadata"].update(kernelspec=["python3"], language_info="python"),
    ),
    _arranged(
        "link the notebook to the source", _link_to(f"../../../source/{ASSIGNMENT}/{NOTEBOOK}")
    ),
    _arranged(
        "link the notebook to a neighbour's",
        _link_to(f"../../00-neighbour/{ASSIGNMENT}/{NOTEBOOK}"),
    ),
    _arranged("link the notebook to a file of the system", _link_to("/etc/passwd"), paged=True),
    _arranged("link the notebook to zeros without end", _link_to("/dev/zero")),
    _arranged("link the notebook to itself", _link_to(NOTEBOOK)),
    _arranged("link the notebook to nothing", _link_to("nowhere")),
    _arranged("put a pipe in the place of the notebook", _instead(os.mkfifo)),
    _arranged("put a folder in the place of the notebook", _instead(os.mkdir)),
    _arranged(
        "put a sparse file in the place of the notebook",
        _instead(lambda path: (path.touch(), os.truncate(path, 2**40))),
    ),
    _arranged(
        "give the notebook another name",
        lambda folder: (folder / NOTEBOOK).rename(folder / "Untitled.ipynb"),
        FIRST_ONLY,
        reason=False,
    ),
    _arranged(
        "give the notebook a name in other letters",
        lambda folder: (folder / NOTEBOOK).rename(folder / NOTEBOOK.upper()),
        FIRST_ONLY,
        reason=False,
    ),
    _arranged("hand in a folder without a notebook", lambda folder: (folder / NOTEBOOK).unlink()),
    _arranged("make the folder a link to a neighbour's", _folder_is_link, paged=True),
    _arranged("make one's own folder a link to a neighbour's", _student_is_link),
    _arranged(
        "put links to the grades beside the notebook", _inner_links, FIRST_ONLY, reason=False
    ),
    _arranged(
        "put pipes and endless links beside the notebook", _special_files, FIRST_ONLY, reason=False
    ),
    _arranged("put files with odd names beside the notebook", _odd_names, FIRST_ONLY, reason=False),
    _arranged("put thousands of files beside the notebook", _many_files, FIRST_ONLY, reason=False),
    _arranged("put terabytes beside the notebook", _large_files, FIRST_ONLY, reason=False),
    _arranged("nest folders beside the notebook", _deep_folders, FIRST_ONLY, reason=False),
    _arranged(
        "put a second notebook beside the first",
        lambda folder: shutil.copy(folder / NOTEBOOK, folder / "01-softmax-Copy1.ipynb"),
        FIRST_ONLY,
        reason=False,
    ),
    _arranged(
        "hand in a notebook that nobody may read",
        lambda folder: (folder / NOTEBOOK).chmod(0),
        FIRST_ONLY if os.geteuid() == 0 else 0.0,
        reason=os.geteuid() != 0,
    ),
    _called("be called like a tag of a page", "<img src=x onerror=alert(1)>", paged=True),
    _called("be called like a command", "-rf; $(reboot) `x` & 'y' \"z\""),
    _called("be called like a path", "a..b..%2e%2e%2f"),
    _called("be called like a pattern and a format", "{student_id}*?[a-z]+(x"),
    _called("be called in letters of several scripts", "Žofie ΔЖ中🙂"),
)
