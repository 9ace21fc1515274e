"""The fingerprints of wrong answers to the public cases, by exercise, with their codes.

They stand in `fingerprints.toml`: for each exercise and code the fingerprints in a row.
`python -m pytest tests/test_fingerprinted.py --renew` writes it anew.
"""

import tomllib
from functools import cache
from pathlib import Path

from autograder.checking.fingerprints import DIGITS

FILE = Path(__file__).with_name("fingerprints.toml")


@cache
def known(name: str) -> dict[str, str]:
    """Return the codes of the wrong answers to an exercise that are known, by fingerprint."""
    return {
        row[start : start + DIGITS]: code
        for code, row in _table().get(name, {}).items()
        for start in range(0, len(row), DIGITS)
    }


@cache
def _table() -> dict[str, dict[str, str]]:
    """All rows, read where the first wrong answer has no other name."""
    return tomllib.loads(FILE.read_text(encoding="ascii"))
