"""Cells that are plain Python, which IPython need not translate.

IPython takes each cell apart into tokens and looks in them for its own language. That takes more
time than all else that it does with a cell. In what Python can read it finds nothing but prompts
and an indentation of the whole, which are looked for here.
"""

import re
import warnings
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

# What is taken off a cell: its first lines where they are blank, the indentation of its first line,
# and prompts, of which Python can read some.
STRIPPED = re.compile(r"\A\s|^\s*(?:>>>|\.\.\.)|^\s*(?:\[\w+\] )?In \[", re.MULTILINE)

# A cell may put another in its place.
_compile = compile

AS_ERROR = ("error", None, Warning, None, 0)


class Transformer(TransformerManager):
    """Translates a cell as IPython does, and leaves plain Python as it is."""

    def __init__(self) -> None:
        super().__init__()
        self._usual = self._steps()

    def transform_cell(self, cell: str) -> str:
        """Return the cell as Python."""
        ended = cell if cell.endswith("\n") else cell + "\n"
        if self._steps() == self._usual and _is_plain(ended):
            return ended
        return super().transform_cell(cell)

    def _steps(self) -> list[list]:
        """What IPython does with a cell, to which cells may add steps of their own."""
        return [[*self.cleanup_transforms], [*self.line_transforms], [*self.token_transformers]]


def _is_plain(cell: str) -> bool:
    """Whether Python can read a cell as it is, without a word of warning.

    A warning would be told once more than IPython tells it.
    """
    # IPython ends lines where Python does not, at a form feed and its like.
    if STRIPPED.search(cell) or "\n".join([*cell.splitlines(), ""]) != cell:
        return False
    # Not by `catch_warnings`, after which each warning that was told is told again.
    filters: Any = warnings.filters
    filters.insert(0, AS_ERROR)
    try:
        _compile(cell, "<>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError, Warning):
        return False
    finally:
        filters.remove(AS_ERROR)
    return True
