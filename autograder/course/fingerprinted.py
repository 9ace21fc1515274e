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
        for code, row in _rows(name).items()
        for start in range(0, len(row), DIGITS)
    }


def _rows(name: str) -> dict[str, str]:
    """The rows of an exercise alone: to parse those of all takes 10 to 20 ms."""
    _, _, rest = FILE.read_text(encoding="ascii").partition(f"\n[{name}]\n")
    return tomllib.loads(rest.partition("\n[")[0])
