"""What a jail sees of the host: files and folders, under every path that leads to them.

Where a path passes a symbolic link, the same link is made in the jail, and the path goes on with
its target: Python holds some paths as they were given and others resolved, and looks under both.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

# As many as Linux follows.
MOST_LINKS = 40


@dataclass(frozen=True)
class Plan:
    """What stands in the root of a jail, all by real paths, in which no link is passed.

    links: targets by path. folders: made in the jail, of which it sees what else stands here.
    views: files and folders to be seen as they are, none within another.
    """

    links: dict[str, str]
    folders: list[str]
    views: list[str]


def plan(readable: list[str], hidden: list[str]) -> Plan:
    """Plan a root in which some paths may be read, and others not though they lie in those.

    readable: absolute paths; those that lead nowhere are left out. hidden: absolute paths; a folder
    that holds one is seen entry by entry. A readable path within a hidden one is seen all the same.
    Raises OSError where a path can't be followed.
    """
    links: dict[str, str] = {}
    folders, views = set(), set()
    unseen = {os.path.realpath(path) for path in hidden}
    waiting = [place for place in (_follow(path, links) for path in readable) if place]
    while waiting:
        place = waiting.pop()
        if place in unseen or place in folders:
            continue
        if not any(path.startswith(f"{place}/") for path in unseen):
            views.add(place)
            continue
        folders.add(place)
        for entry in os.scandir(place):
            if entry.is_symlink():
                links[entry.path] = os.readlink(entry.path)
            else:
                waiting.append(entry.path)
    apart = sorted(view for view in views if views.isdisjoint(_above(view)))
    return Plan(links, sorted(folders), apart)


def _follow(path: str, links: dict[str, str]) -> str | None:
    """Return where a path leads, and note the links on the way; None where it leads nowhere."""
    place, parts, count = "/", _parts(path), 0
    while parts:
        part = parts.pop()
        if part == "..":
            place = os.path.dirname(place)
            continue
        place = os.path.join(place, part)
        try:
            mode = os.lstat(place).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return None
        if stat.S_ISLNK(mode):
            count += 1
            if count > MOST_LINKS:
                return None
            links[place] = os.readlink(place)
            parts += _parts(links[place])
            place = "/" if links[place].startswith("/") else os.path.dirname(place)
    return place


def _parts(path: str) -> list[str]:
    """The components of a path, the last one first."""
    return [part for part in reversed(path.split("/")) if part not in ("", ".")]


def _above(path: str) -> Iterator[str]:
    """The folders above a path."""
    while path != "/":
        path = os.path.dirname(path)
        yield path
