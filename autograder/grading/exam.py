"""The instructor's version of a notebook: which cells there are, and what they are worth.

An `Exam` is plain data, made from `source/` by `load_exam`. It alone says which cells are tests,
their points and texts, which names a solution cell must define and which cells only show something.
"""

import hashlib
import pickle
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache

from autograder.grading.names import bound, used
from autograder.grading.preparation import Preparation, prepare, reached


def plain(text: str) -> str:
    """Return a text with its white space made one: how it is broken into lines does not matter."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Cell:
    """A cell of the course.

    name: its grade id, or "" where nbgrader does not know it. kind: "code", "markdown" or "raw".
    released: its source as students get it; source: the same with its hidden tests. mark: its
    metadata under "nbgrader". shows: whether it only shows something and is not run when grading.
    defines: the names of the functions that a solution cell must define; binds: the other names
    that it binds in the instructor's version; changing: those of the functions that change their
    arguments there. inside: whether it is a test that runs in the jail.
    """

    name: str
    kind: str
    released: str
    source: str
    mark: dict
    shows: bool
    defines: frozenset[str]
    binds: frozenset[str] = frozenset()
    inside: bool = False
    changing: frozenset[str] = frozenset()

    @property
    def is_solution(self) -> bool:
        """Whether the student's text counts, code or prose."""
        return self.mark.get("solution", False)

    @property
    def is_test(self) -> bool:
        """Whether it is code that earns points by running without an error."""
        return self.mark.get("grade", False) and not self.is_solution

    @property
    def is_written(self) -> bool:
        """Whether a person grades what the student wrote."""
        return self.mark.get("grade", False) and self.is_solution

    @property
    def is_task(self) -> bool:
        """Whether a person grades what the student did about it, in cells of their own."""
        return self.mark.get("task", False)

    @property
    def is_graded(self) -> bool:
        """Whether it is worth points."""
        return self.is_test or self.is_written or self.is_task

    @property
    def is_setup(self) -> bool:
        """Whether it is code of the course that comes before the student's."""
        return self.kind == "code" and bool(self.mark) and not self.is_solution and not self.is_test

    @property
    def is_example(self) -> bool:
        """Whether it is code of the course that a student may change, and that is run."""
        return self.kind == "code" and not self.mark and not self.shows

    @property
    def points(self) -> float:
        """What it can earn, 0 where nbgrader knows of none."""
        return float(self.mark.get("points", 0))


@dataclass(frozen=True)
class Exam:
    """A notebook of an assignment, as the instructor wrote it.

    files: what lies beside the notebook, by relative path. kernelspec: of the notebook. traces:
    what this notebook is known by, and others: by what each other notebook of the course, as
    `recognition` has it. translations: by language the same cells with their texts, docstrings and
    comments in it. notebook: its name, "" where it has that of the assignment. siblings: the names
    of the other notebooks of the assignment.
    """

    assignment: str
    cells: tuple[Cell, ...]
    files: dict[str, bytes]
    kernelspec: dict
    traces: frozenset[str] = frozenset()
    others: dict[str, frozenset[str]] = field(default_factory=dict)
    translations: dict[str, tuple[Cell, ...]] = field(default_factory=dict)
    notebook: str = ""
    siblings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the notebook, without its ending."""
        return self.notebook or self.assignment

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.ipynb"

    @property
    def title(self) -> str:
        """What it is called in a line for a person: its assignment, and its own name if another."""
        return f"{self.assignment}/{self.notebook}" if self.notebook else self.assignment

    @cached_property
    def _pickled(self) -> bytes:
        return pickle.dumps(tuple(getattr(self, each.name) for each in fields(self)))

    def __reduce__(self) -> tuple:
        # It travels with every submission, and a worker has it once, with what it keeps.
        return _exam, (self._pickled,)

    @cached_property
    def _translated(self) -> dict[str, "Exam"]:
        return {
            language: replace(self, cells=cells, translations={})
            for language, cells in self.translations.items()
        }

    def in_language(self, language: str) -> "Exam":
        """The same exam as students of a language get it, in English where there is no such one."""
        return self._translated.get(language, self)

    @cached_property
    def marked(self) -> dict[str, Cell]:
        """The cells that nbgrader knows, by name."""
        return {cell.name: cell for cell in self.cells if cell.name}

    @cached_property
    def place(self) -> dict[str, int]:
        """Where in `cells` each cell stands that nbgrader knows, by name."""
        return {cell.name: place for place, cell in enumerate(self.cells) if cell.name}

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """The sources of all cells as they were released, with their white space made one."""
        return tuple(plain(cell.released) for cell in self.cells)

    @cached_property
    def texts(self) -> frozenset[str]:
        """The same without their order."""
        return frozenset(self.plain)

    @cached_property
    def lines(self) -> frozenset[str]:
        """The lines of all cells as they were released, with their white space made one."""
        return frozenset(plain(line) for cell in self.cells for line in cell.released.splitlines())

    @cached_property
    def shown(self) -> frozenset[str]:
        """The sources of cells that only show something."""
        return frozenset(cell.released for cell in self.cells if cell.shows)

    @cached_property
    def untouched(self) -> frozenset[str]:
        """The sources of solution cells in which nothing has been written."""
        solutions = (cell for cell in self.cells if cell.kind == "code" and cell.is_solution)
        return frozenset(cell.released for cell in solutions)

    @cached_property
    def functions(self) -> frozenset[str]:
        """The names of all functions that solution cells must define."""
        return frozenset().union(*(cell.defines for cell in self.cells))

    @cached_property
    def tested(self) -> dict[str, frozenset[str]]:
        """For each test the functions that it may call, be it by one of the course's own."""
        code = self.preparation.code
        return {
            cell.name: reached(code, used(cell.source)) & self.functions
            for cell in self.cells
            if cell.is_test
        }

    @cached_property
    def changing(self) -> frozenset[str]:
        """The names of the functions that are to change their arguments in place."""
        return frozenset().union(*(cell.changing for cell in self.cells))

    @cached_property
    def wanted(self) -> dict[str, frozenset[str]]:
        """For each test all names that it needs of what the student's cells bind."""
        given = self.preparation.given
        return {name: names | given.get(name, frozenset()) for name, names in self.tested.items()}

    @cached_property
    def preparation(self) -> Preparation:
        """How its tests are prepared."""
        return prepare(self.cells)

    @cached_property
    def students(self) -> frozenset[str]:
        """The names by which tests meet what the student writes, those of helpers among them."""
        names = self.functions.union(*self.preparation.given.values())
        code = self.preparation.code
        helpers = (name for name in bound(code) if reached(code, frozenset({name})) & names)
        return names.union(helpers)

    @cached_property
    def digest(self) -> str:
        """Changes whenever any of this changes; other assignments are no part of it."""
        texts = [*map(_plain, self.cells)]
        translated = [(name, [*map(_plain, cells)]) for name, cells in self.translations.items()]
        names = self.assignment, self.notebook
        parts = names, texts, sorted(self.files.items()), sorted(self.kernelspec.items())
        return hashlib.sha256(repr((parts, sorted(translated))).encode()).hexdigest()


# As many as the assignments of a course, and more.
@lru_cache(maxsize=32)
def _exam(pickled: bytes) -> Exam:
    return Exam(*pickle.loads(pickled))


def _plain(cell: Cell) -> tuple:
    names = {each: sorted(getattr(cell, each)) for each in ("defines", "binds", "changing")}
    return (*(vars(cell) | names).items(),)
