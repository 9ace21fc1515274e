"""Frames and series of pandas in parts that may cross, and made of such parts again.

The wire carries the parts as it carries all else, and knows nothing of pandas. What comes out of
the jail is made into a frame only after each part has been held against its type and its length.
The jail has a copy of this file. It imports pandas only where a frame has been met.
"""

import sys
from collections import Counter, OrderedDict, defaultdict
from typing import Any, NamedTuple

import numpy as np

DICTS = dict, Counter, OrderedDict, defaultdict

# Dtypes of columns that a wire carries, by NumPy's kinds; text is in columns of objects too. And
# the two of pandas' own for text, where NaN is missing and where NA is: "str" is that of pandas 3.
KINDS = "biufcmMO"
TEXTS = "str", "string"
MOST_LEVELS, MOST_COLUMNS = 8, 10_000
# An index of numbers one after another takes no bytes, whatever its length.
MOST_ROWS = 2 * 2**20


class Parts(NamedTuple):
    """A frame or series taken apart. kind: the name of its class; parts: as `apart` makes them."""

    kind: str
    parts: tuple


class NoFrame(ValueError):
    """Raised where parts are not what this module makes."""


def _pandas() -> Any:
    return sys.modules.get("pandas")


def is_frame(value: Any) -> bool:
    """Whether a value is a frame or a series of pandas, which a call may change in place."""
    pandas = _pandas()
    kind = type(value)  # of which nothing is asked: a class may answer for itself
    return pandas is not None and (kind is pandas.DataFrame or kind is pandas.Series)


def apart(value: Any) -> tuple | None:
    """Return the kind and the parts of a value of pandas, None where it is none that may cross."""
    kind, pandas = type(value), _pandas()
    if kind is Parts:
        return tuple(value)
    if pandas is None:
        return None
    if kind is pandas.DataFrame:
        columns = [_values(value.iloc[:, place]) for place in range(value.shape[1])]
        index, names = _index(value.index), _index(value.columns)
        if None in (index, names) or any(column is None for column in columns):
            return None
        return "DataFrame", (index, names, columns)
    if kind is pandas.Series:
        index, column = _index(value.index), _values(value)
        if index is None or column is None:
            return None
        return "Series", (index, value.name, column)
    if any(kind is each for each in _indexes(pandas)):
        parts = _index(value)
        return None if parts is None else ("Index", (parts,))
    if kind is pandas.Timestamp:
        return ("Timestamp", (value.asm8,)) if value.tzinfo is None else None
    if kind is pandas.Timedelta:
        return "Timedelta", (value.asm8,)
    if value is pandas.NaT or value is pandas.NA:
        return ("NaT" if value is pandas.NaT else "NA"), ()
    return None


def described(value: Any) -> str:
    """Say of a frame or a series which of its parts may not cross, "" of any other value."""
    if not is_frame(value):
        return ""
    kind, places = type(value).__name__, range(value.shape[1]) if value.ndim == 2 else ()
    columns = [value.iloc[:, place] for place in places] or [value]
    for column in columns if value.ndim == 1 or places else ():
        if _values(column) is None:
            return f"{kind} with values of dtype {column.dtype}"
    return f"{kind} with an index of class {type(value.index).__name__}"


def _values(column: Any) -> Any:
    """The entries of a column or an index of a dtype of NumPy's, None for any other.

    Of text of pandas' own: which of TEXTS it is, and its entries as objects.
    """
    dtype = column.dtype
    if isinstance(dtype, np.dtype):
        return column.to_numpy() if dtype.kind in KINDS else None
    pandas = _pandas()
    if type(dtype) is not pandas.StringDtype:
        return None
    return TEXTS[dtype.na_value is pandas.NA], column.to_numpy(dtype=object)


def _indexes(pandas: Any) -> tuple[type, ...]:
    plain = pandas.Index, pandas.RangeIndex, pandas.MultiIndex
    return (*plain, pandas.DatetimeIndex, pandas.TimedeltaIndex)


def _index(index: Any) -> tuple | None:
    pandas, kind = _pandas(), type(index)
    if kind is pandas.RangeIndex:
        return "range", index.name, (index.start, index.stop, index.step)
    if kind is pandas.MultiIndex:
        levels = [_index(index.get_level_values(place)) for place in range(index.nlevels)]
        return None if None in levels else ("levels", None, tuple(levels))
    if not any(kind is each for each in _indexes(pandas)):
        return None
    entries = _values(index)
    if entries is None:
        return None
    if type(entries) is tuple:
        return entries[0], index.name, entries[1]
    known = getattr(index, "freq", None)
    regular = known is not None and len(index) > 2 and index.inferred_freq == known.freqstr
    return "even" if regular else "plain", index.name, entries


def together(value: Any) -> Any:
    """Return a value with all parts in it made into frames again, in lists and the like too.

    Raises NoFrame. One object that occurs twice stays one.
    """
    try:
        return _Maker().made(value)
    except TypeError:  # of a set or dict
        raise NoFrame("a frame as a key") from None


class _Maker:
    def __init__(self) -> None:
        self._made: dict[int, Any] = {}

    def made(self, value: Any) -> Any:
        kind = type(value)
        if kind is Parts:
            if id(value) not in self._made:
                self._made[id(value)] = _frame(value.kind, self.made(value.parts))
            return self._made[id(value)]
        if kind is list:
            value[:] = map(self.made, value)
        elif kind in DICTS:
            pairs = [(self.made(key), self.made(item)) for key, item in value.items()]
            value.clear()
            for key, item in pairs:  # by `update` a Counter would count the pairs
                value[key] = item
        elif kind is set:
            entries = [*map(self.made, value)]
            value.clear()
            value.update(entries)
        elif kind is frozenset:
            return frozenset(map(self.made, value))
        elif kind is np.ndarray and value.dtype.kind == "O":
            flat = value.reshape(-1)  # a view, since what the wire makes is contiguous
            for place, item in enumerate(flat.tolist()):
                flat[place] = self.made(item)
        elif kind is tuple:
            items = tuple(map(self.made, value))
            return value if all(map(_is, items, value)) else items
        return value


def _is(one: object, other: object) -> bool:
    return one is other


def _frame(kind: str, parts: tuple) -> Any:
    try:
        import pandas
    except ImportError:
        raise NoFrame("a value of pandas, which is not installed here,") from None
    try:
        match kind, parts:
            case "DataFrame", ((str(), _, _) as index, (str(), _, _) as names, [*columns]):
                if len(columns) > MOST_COLUMNS:
                    raise NoFrame("a frame of too many columns")
                rows, heads = _made_index(index), _made_index(names)
                if len(heads) != len(columns) or any(len(rows) != _length(c) for c in columns):
                    raise NoFrame("a frame of columns that differ in their length")
                columns = [_series(column, rows) for column in columns]
                frame = pandas.DataFrame(dict(enumerate(columns)), index=rows)
                frame.columns = heads
                return frame
            case "Series", ((str(), _, _) as index, name, column):
                rows = _made_index(index)
                if len(rows) != _length(column):
                    raise NoFrame("a series of another length than its index")
                return _series(column, rows, name)
            case "Index", ((str(), _, _) as index,):
                return _made_index(index)
            case "Timestamp", (np.datetime64() as moment,):
                return pandas.Timestamp(moment)
            case "Timedelta", (np.timedelta64() as span,):
                return pandas.Timedelta(span)
            case "NaT" | "NA", ():
                return getattr(pandas, kind)
    except (ValueError, TypeError, OverflowError, NotImplementedError):
        pass
    raise NoFrame("no parts of a frame")


def _series(column: Any, rows: Any, name: Any = None) -> Any:
    import pandas

    if type(column) is tuple:
        kind, texts = column
        return pandas.Series(texts, index=rows, name=name, dtype=_dtype(kind))
    dtype = object if column.dtype.kind == "O" else None  # else it makes times of Timestamps
    return pandas.Series(column, index=rows, name=name, dtype=dtype)


def _dtype(kind: str) -> Any:
    """The dtype of text of pandas' own."""
    import pandas

    return pandas.StringDtype() if kind == "string" else pandas.StringDtype(na_value=np.nan)


def _length(column: Any) -> int:
    """The length of a column; raises NoFrame where it is none."""
    match column:
        case (str(kind), np.ndarray() as texts) if kind in TEXTS:
            if not all(map(_is_text, texts.ravel().tolist())):
                raise NoFrame("a column of text that holds something else")
            column = texts
    if type(column) is not np.ndarray or column.ndim != 1 or column.dtype.kind not in KINDS:
        raise NoFrame("a column that is none")
    return len(column)


def _is_text(value: Any) -> bool:
    """Whether a value is a text, or stands for a missing one."""
    return type(value) is str or value is _pandas().NA or (type(value) is float and value != value)


def _is_short(start: int, stop: int, step: int) -> bool:
    return abs(stop - start) <= MOST_ROWS * abs(step) < 2**62 and abs(start) < 2**62


def _made_index(parts: tuple, depth: int = 1) -> Any:
    import pandas

    kind, name, entries = parts
    hash(name)
    match kind, entries:
        case "range", (int(start), int(stop), int(step)) if _is_short(start, stop, step):
            return pandas.RangeIndex(start, stop, step, name=name)
        case "levels", tuple(levels) if depth and 0 < len(levels) <= MOST_LEVELS:
            if all(type(level) is tuple and len(level) == 3 for level in levels):
                return pandas.MultiIndex.from_arrays([_made_index(each, 0) for each in levels])
        case "str" | "string", texts if _length((kind, texts)) >= 0:
            return pandas.Index(texts, dtype=_dtype(kind), name=name)
        case "plain" | "even", np.ndarray() if _length(entries) >= 0:
            entries = np.asarray(entries)
            index = pandas.Index(entries, dtype=entries.dtype, name=name)
            if kind == "even" and (entries.dtype.kind != "M" or len(entries) < 3):
                raise NoFrame("no parts of an index of times")
            if kind == "even":
                index = pandas.DatetimeIndex(index, freq="infer", name=name)
            return index
    raise NoFrame("no parts of an index")
