"""The commands, as their own `--help` has them."""

import os
from argparse import ArgumentParser, HelpFormatter
from collections.abc import Iterator
from functools import partial
from unittest.mock import patch

from autograder.__main__ import parser

# As many as a telephone shows, and as many in front of what an option does.
COLUMNS = "45"
INDENT = 8


def commands() -> str:
    """Return a section of Markdown for each command of `python -m autograder`."""
    return "\n".join(_sections())


def parsers() -> dict[str, ArgumentParser]:
    """Each command by its name, as it reads its arguments."""
    return parser().get_default("commands")


def _sections() -> Iterator[str]:
    with patch.dict(os.environ, COLUMNS=COLUMNS):
        for name, command in parsers().items():
            description = " ".join(str(command.description).split())
            command.formatter_class = partial(HelpFormatter, max_help_position=INDENT)
            help_ = command.format_help()
            usage, *_ = help_.partition("\n\n")
            options = help_[help_.index("\n\n", len(usage) + 2) :].strip("\n")
            yield f"## {name}\n\n{description}\n\n```text\n{usage}\n\n{options}\n```\n"
