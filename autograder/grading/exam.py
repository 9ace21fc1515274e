"""The instructor's version of an assignment: which cells there are, and what they are worth.

An `Exam` is plain data, made from `source/` by `load_exam`. It alone says which cells are tests,
their points and texts, which names a solution cell must define and which cells only show something.
"""

import hashlib
import pickle
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache

from autograder.grading.names import used


def plain(text: str) -> str:
    """Return a text with its white space made one: how it is broken into lines does not matter."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Cell:
    """A cell of the course.

    name: its grade id, or "" where nbgrader does not know it. kind: "code", "markdown" or "raw".
    released: its source as students get it; source: the same with its hidden tests. mark: its
    metadata under "nbgrader". shows: whether it only shows something and is not run when grading.
    defines: the names of the functions that a solution cell must define.
    """

    name: str
    kind: str
    released: str
    source: str
    mark: dict
    shows: bool
    defines: frozenset[str]

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
    def is_setup(self) -> bool:
        """Whether it is code of the course that comes before the student's."""
        return self.kind == "code" and bool(self.mark) and not self.is_solution and not self.is_test

    @property
    def points(self) -> float:
        """What it can earn, 0 where nbgrader knows of none."""
        return float(self.mark.get("points", 0))


@dataclass(frozen=True)
class Exam:
    """An assignment of one notebook, as the instructor wrote it.

    files: what lies beside the notebook, by relative path. kernelspec: of the notebook. traces:
    what a notebook of this assignment is known by, and others: by what one of each other assignment
    of the course, as `recognition` has it. translations: by language the same cells with their
    texts, docstrings and comments in it.
    """

    assignment: str
    cells: tuple[Cell, ...]
    files: dict[str, bytes]
    kernelspec: dict
    traces: frozenset[str] = frozenset()
    others: dict[str, frozenset[str]] = field(default_factory=dict)
    translations: dict[str, tuple[Cell, ...]] = field(default_factory=dict)

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
    def texts(self) -> frozenset[str]:
        """The sources of all cells as they were released, with their white space made one."""
        return frozenset(plain(cell.released) for cell in self.cells)

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
        """For each test the functions that it may call."""
        return {
            cell.name: used(cell.source) & self.functions for cell in self.cells if cell.is_test
        }

    @cached_property
    def digest(self) -> str:
        """Changes whenever any of this changes; other assignments are no part of it."""
        texts = [*map(_plain, self.cells)]
        translated = [(name, [*map(_plain, cells)]) for name, cells in self.translations.items()]
        parts = self.assignment, texts, sorted(self.files.items()), sorted(self.kernelspec.items())
        return hashlib.sha256(repr((parts, sorted(translated))).encode()).hexdigest()


# As many as the assignments of a course, and more.
@lru_cache(maxsize=32)
def _exam(pickled: bytes) -> Exam:
    return Exam(*pickle.loads(pickled))


def _plain(cell: Cell) -> tuple:
    return (*(vars(cell) | {"defines": sorted(cell.defines)}).items(),)
