"""The warm parent of this process, from which its jails are forked; tried before its first use."""

import atexit
import os
import platform
from pathlib import Path

from autograder.sandbox import Died, JailBroken, Jailer, TimedOut, WarmParent, readable_paths
from autograder.sandbox.reading import unreadable

PACKAGE = Path(__file__).resolve().parents[1]


class Breach(RuntimeError):
    """Raised where a jail can open what is private: grading stops before the first submission."""


_warm: dict[bool, Jailer] = {}
_tried: set[tuple[str, ...]] = set()


def share(jailer: Jailer, jailed: bool) -> None:
    """Let this process have its jails from a warm parent that others use as well."""
    _warm[jailed] = jailer


def warm_parent(jailed: bool, private: tuple[str, ...]) -> Jailer:
    """The warm parent of this process, started on first use, and tried for each set of paths."""
    system = platform.system()
    if system != "Linux":
        raise JailBroken(f"this is {system}: grade on Linux, in WSL or in a container")
    if jailed not in _warm:
        close()
        _warm[jailed] = WarmParent(jailed).__enter__()
    if jailed and private not in _tried:
        try:
            _try(_warm[jailed], private)
        except BaseException:
            close()
            raise
        _tried.add(private)
    return _warm[jailed]


def close() -> None:
    """End the warm parent of this process, if there is one."""
    _tried.clear()
    while _warm:
        _, warm = _warm.popitem()
        warm.__exit__()


atexit.register(close)

_OPEN = """
import os
def opened(paths):
    found = []
    for path in paths:
        try:
            os.close(os.open(path, os.O_RDONLY))
        except OSError:
            continue
        found.append(path)
    return found
"""


def _try(warm: Jailer, private: tuple[str, ...]) -> None:
    """Raise Breach if a jail can open one of these paths, or any file of the key.

    Raises JailBroken where it can't read what students import.
    """
    keys = [PACKAGE / "key", *_other_keys()]
    key = [str(path) for folder in keys for path in sorted(folder.rglob("*.py"))]
    # Where a link leads to a path, a jail may know it by the one name and not by the other.
    resolved = [os.path.realpath(path) for path in private]
    try:
        with warm.jail({}) as jail:
            jail.run(_OPEN, 30)
            paths = list(dict.fromkeys([*private, *resolved, *key]))
            opened = jail.call("opened", (paths,), 30).value
            closed = unreadable(jail) if os.geteuid() == 0 else ""
    except (Died, TimedOut):
        raise JailBroken("the jail ended while it was tried") from None
    if opened != []:
        first = opened[0] if isinstance(opened, list) else "what it should not"
        raise Breach(
            f"a jail can open {first}: keep the course out "
            "of the folders of Python and its packages, and other copies of this package too"
        )
    if closed:
        raise JailBroken(closed)


def _other_keys() -> list[Path]:
    """The keys of copies of this package that lie in folders which a jail may read."""
    places = ("", "site-packages/", "dist-packages/", "python3*/*-packages/")
    return [
        key
        for folder in readable_paths()
        for place in places
        for key in Path(folder).glob(f"{place}{PACKAGE.name}/key")
    ]
