"""The commands, as their own `--help` has them."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from unittest.mock import patch

from autograder.__main__ import parser

COLUMNS = "80"


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
            help_ = command.format_help()
            usage, *_ = help_.partition("\n\n")
            options = help_[help_.index("\n\n", len(usage) + 2) :].strip("\n")
            yield f"## {name}\n\n{description}\n\n```text\n{usage}\n\n{options}\n```\n"
