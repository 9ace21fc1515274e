"""How SQLite keeps a gradebook whole while a class is recorded: by a log that is written ahead.

A commit then waits for the disk once, not four times. The log lies beside the gradebook for as long
as grading runs. It needs memory that all who open the file share, so a network drive has none.
"""

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import Gradebook

# As the kernel names them.
LOCAL = frozenset(
    ("bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "jfs", "overlay", "tmpfs", "xfs", "zfs")
)
MOUNTS = Path("/proc/self/mounts")


@contextlib.contextmanager
def written_ahead(gradebook: Gradebook) -> Iterator[None]:
    """Let an SQLite gradebook on a local disk have a log while this lasts, then its usual journal.

    It keeps the log where somebody else has the file open in the end: the next run ends it.
    """
    url = gradebook.engine.url
    if url.get_backend_name() != "sqlite" or _file_system(Path(url.database)) not in LOCAL:
        yield
        return
    _set_journal(url.database, "WAL")
    try:
        yield
    finally:
        # For it to change, no connection may be left.
        gradebook.close()
        _set_journal(url.database, "DELETE")


def _set_journal(path: str, mode: str) -> None:
    # Where somebody is reading or writing, the journal stays as it is, which is only slower.
    busy = contextlib.suppress(sqlite3.OperationalError)
    with contextlib.closing(sqlite3.connect(path, timeout=0)) as connection, busy:
        connection.execute(f"PRAGMA journal_mode = {mode}")


def _file_system(path: Path) -> str:
    """The kind of file system on which a path lies, "" where the kernel does not tell."""
    place, found = path.resolve(), (0, "")
    for line in os.fsdecode(MOUNTS.read_bytes()).splitlines():
        _, mounted, kind, *_ = line.split(" ")
        folder = re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), mounted)
        if place.is_relative_to(folder):
            found = max(found, (len(folder), kind), key=lambda each: each[0])
    return found[1]
