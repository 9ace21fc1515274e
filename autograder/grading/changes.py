"""What a call has changed of a test's own objects, by its arguments as sent and as returned."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from autograder.sandbox.inside import frames, wire


def changes(before: tuple | list | dict, after: tuple | list | dict) -> list[tuple]:
    """Return what a call has changed of the caller's own objects, each with what it became.

    before, after: arguments as sent and as returned. What came back as another type is left out: no
    object can become that.
    """
    found: list[tuple] = []
    items = []
    for old, new in _compared(before, after):
        # A list may hold another array than before; where an argument was one it is the same still,
        # though a function can give it another dtype or number of entries.
        is_argument = type(before) is tuple and type(old) is type(new) is np.ndarray
        kept = is_argument or _can_become(old, new)
        same = _is_same(old, new)
        items.append(old if kept or same else new)
        if same or not kept:
            continue
        if isinstance(old, tuple | list | dict):
            found += changes(old, new)
        else:
            found.append((old, new))
    if type(before) is list and list(map(id, items)) != list(map(id, before)):
        found.append((before, items))
    elif isinstance(before, dict):
        became = dict(zip(after, items, strict=True))
        if [*map(id, became.values())] != [*map(id, before.values())] or [*became] != [*before]:
            found.append((before, became))
    return found


def _compared(before: Any, after: Any) -> Iterable[tuple]:
    """The items of two arguments that may be the same ones, old and new."""
    if isinstance(before, dict):
        return [(before.get(key), value) for key, value in after.items()]
    return _pairs(before, after) if type(before) is list else zip(before, after, strict=False)


def _is_same(old: Any, new: Any) -> bool:
    if type(old) is not type(new):
        return False
    # In which order a set has its items tells nothing.
    return old == new if type(old) in (set, frozenset) else wire.encode(old) == wire.encode(new)


def _can_become(old: Any, new: Any) -> bool:
    """Whether what a call has left may be the caller's own object, changed in place."""
    if type(old) is not type(new):
        return False
    if type(old) is np.ndarray:
        return (old.dtype, old.size) == (new.dtype, new.size)
    if type(old) is tuple:
        pairs = zip(old, new, strict=False)
        same = (_can_become(a, b) or _is_same(a, b) for a, b in pairs)
        return len(old) == len(new) and all(same)
    return type(old) in (list, set, *frames.DICTS) or frames.is_frame(old)


def _pairs(before: list, after: tuple | list) -> list[tuple]:
    """Each item of a list with what it was: that which held the same, else that in its place."""
    was, now = ([wire.encode(item) for item in items] for items in (before, after))
    known = {n: n for n in range(min(len(was), len(now))) if was[n] == now[n]}
    left: dict[bytes, list[int]] = {}
    for place in reversed(range(len(before))):
        if place not in known:
            left.setdefault(was[place], []).append(place)
    for place, item in enumerate(now):
        if place not in known and left.get(item):
            known[place] = left[item].pop()
    free = set(range(len(before))) - set(known.values())
    known |= {n: n for n in range(len(after)) if n in free and n not in known}
    return [(before[known[n]] if n in known else None, item) for n, item in enumerate(after)]
