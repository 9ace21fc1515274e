"""The wire: plain data between the examiner and the jail, in a form with nothing to evaluate.

What crosses is None, bool, int, float, str, NumPy scalars and arrays of bool, integer and float
dtype (native, up to float64), and lists and tuples of these, each of exactly that type and no
subclass. A message is a length, a head and a body: the head is a tree of tags, counts and shapes,
the body the bits of all numbers and texts in turn. So results of one form have one head, and where
they are of float64 alone the body is one vector. Whoever writes runs no code of a value's class.
Whoever reads trusts nothing: depth, counts and lengths are held against their bounds, and against
the bytes that are there, before memory is spent on them.

The jail has a copy of this one file, so it imports the standard library and NumPy alone.
"""

import builtins
import contextlib
import math
import socket
import struct
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self, TypeVar

import numpy as np

# Arguments and results of the course have some thousands of entries. To decode a message takes at
# most seven times its bytes (text may need four for one, and room to grow) and 500 an item.
MAX_BYTES = 16 * 2**20
MAX_ITEMS = 100_000
# A pair of arrays in a list of arguments is at depth 4 of a call.
MAX_DEPTH = 8
MAX_AXES = 8
# Far beyond float64, and quick to print in decimal.
MAX_INT_BYTES = 128
MAX_TEXT = 200

SIZE = struct.Struct("!Q")
FLOAT = struct.Struct("=d")
SHAPES = [struct.Struct(f"!{axes}Q") for axes in range(MAX_AXES + 1)]
CONSTANTS = {b"N": None, b"T": True, b"F": False, b"1": np.True_, b"0": np.False_}

# By NumPy's codes, which tell np.longlong from np.int64: both ends are on one machine.
DTYPES = {ord(code): np.dtype(code) for code in "?bBhHiIlLqQefd"}
BOOL = DTYPES[ord("?")]
CODES = {dtype.num: code for code, dtype in DTYPES.items()}
SCALARS = {dtype.type for dtype in DTYPES.values()}

# The exceptions that have a name here; any other crosses as its nearest base among these. Left out
# are those that a text alone does not make, and those that would end a loop of the reader's.
EXCEPTIONS = {
    kind.__name__: kind
    for kind in vars(builtins).values()
    if isinstance(kind, type)
    and issubclass(kind, Exception)
    and not issubclass(kind, StopIteration | StopAsyncIteration | ExceptionGroup)
    and (kind is UnicodeError or not issubclass(kind, UnicodeError))
}


Given = TypeVar("Given")
Got = TypeVar("Got")
Kept = TypeVar("Kept", np.ndarray, list)


class WireError(ValueError):
    """Raised where a message is not what this module writes."""


class Unsendable(TypeError):
    """Raised where a value may not cross; its text says what the value is."""


class Closed(EOFError):
    """Raised where the other end is gone."""


class Reply(NamedTuple):
    """What came back from a call.

    kind: "value", "raised" or "refused" (the result may not cross); for whoever waits in vain
    "died" or "timed out", which never cross. value: the result of a call that returned. name: in
    EXCEPTIONS. message: of the exception, or what was refused; at most MAX_TEXT printable
    characters. arguments: as the call left them, none where it left them as they were or where
    refused. refusal: what the jail did not give where it raised for that, a code; of MAX_TEXT too.
    """

    kind: str
    value: object = None
    name: str = ""
    message: str = ""
    arguments: tuple = ()
    refusal: str = ""


@dataclass(frozen=True)
class Calls:
    """Calls of one function as bytes, encoded once for all who are called with these arguments.

    counts: of the arguments of each call. forms: bytes of replies to all of them, of which every
    number is a float64; replies that differ from one of these in their numbers alone need not be
    read one by one.
    """

    data: bytes
    counts: tuple[int, ...]
    forms: tuple[bytes, ...] = ()

    @classmethod
    def of(
        cls, calls: Sequence[tuple], keywords: tuple[str, ...] = (), forms: tuple[bytes, ...] = ()
    ) -> Self:
        """Encode calls, each a tuple of arguments; keywords: of the last arguments of each call.

        Raises Unsendable.
        """
        data = encode((list(calls), keywords), shared=True)
        return cls(data, tuple(map(len, calls)), forms)


class Replies:
    """The replies to some calls, read at once where their form is another than was foreseen.

    numbers: all that they hold, one after another, where the form is one of those; else None.
    Raises WireError where the bytes are no replies to these calls.
    """

    def __init__(self, data: bytes, calls: Calls):
        self._data, self._counts = data, calls.counts
        self.numbers = next((_body(data) for form in calls.forms if _is_of_form(data, form)), None)
        if self.numbers is None:
            self.each  # noqa: B018, reads them

    @cached_property
    def each(self) -> list[Reply]:
        """The reply to each call."""
        return decode_replies(self._data, self._counts)


def _is_of_form(data: bytes, form: bytes) -> bool:
    start = _start_of_body(form)
    return len(data) == len(form) and data[:start] == form[:start]


def _start_of_body(data: bytes) -> int:
    return SIZE.size + SIZE.unpack_from(data)[0]


def _body(data: bytes) -> np.ndarray:
    return np.frombuffer(data, np.float64, offset=_start_of_body(data))


def encode(value: object, *, shared: bool = False) -> bytes:
    """Return a value as bytes; raises Unsendable for what may not cross.

    shared: for an end that trusts these bytes. An array or list that occurs twice is one object
    there too, and arrays lie in memory as they do here.
    """
    writer = _Writer(shared)
    writer.value(value, MAX_DEPTH)
    return _message(writer.head, writer.body)


def _message(head: list[bytes], body: list[bytes]) -> bytes:
    return b"".join([SIZE.pack(sum(map(len, head))), *head, *body])


def decode(data: bytes, *, gaps: bool = False) -> Any:
    """Return the value that bytes hold; raises WireError, and evaluates nothing.

    gaps: for data that are trusted and `shared`. Arrays that were not contiguous lie in memory with
    gaps along every axis and in reverse, which for n axes takes 2ⁿ times the memory. Without it
    every array is contiguous, rows first, and no object occurs twice.
    """
    reader = _Reader(data, gaps)
    value = reader.value(MAX_DEPTH)
    reader.finish()
    return value


def encode_replies(replies: Iterable[Reply]) -> bytes:
    """Return replies as bytes, each as a refusal where its value or its arguments may not cross.

    It stops where they are longer than a message may be: who receives them refuses them unread.
    """
    head, body, size = list[bytes](), list[bytes](), 0
    for reply in replies:
        writer = _Writer()
        try:
            # That of most calls takes no more than its value.
            short = reply.kind == "value" and not reply.arguments
            writer.value((reply.value,) if short else tuple(reply), MAX_DEPTH)
        except Unsendable as unsendable:
            writer = _Writer()
            refused = Reply("refused", message=_one_line(str(unsendable)))
            writer.value(tuple(refused), MAX_DEPTH)
        head += writer.head
        body += writer.body
        size += MAX_BYTES - writer.room
        if size > MAX_BYTES:
            break
    return _message(head, body)


def decode_replies(data: bytes, counts: Iterable[int]) -> list[Reply]:
    """Return the replies to calls with so many arguments each; raises WireError."""
    reader = _Reader(data, gaps=False)
    replies = [_reply(reader, count) for count in counts]
    reader.finish()
    return replies


def _reply(reader: "_Reader", count: int) -> Reply:
    reader.items = 0
    match reader.value(MAX_DEPTH):
        case (value,):
            return Reply("value", value)
        case (str(kind), value, str(name), str(message), tuple(arguments), str(refusal)):
            reply = Reply(kind, value, name, message, arguments, refusal)
            well_formed = {
                "value": not name and not message and len(arguments) in (0, count),
                "raised": value is None and name in EXCEPTIONS and len(arguments) in (0, count),
                "refused": value is None and not name and not arguments,
            }
            one_line = message == _one_line(message) and refusal == _one_line(refusal)
            if well_formed.get(kind) and one_line and (kind == "raised" or not refusal):
                return reply
    raise WireError("no reply to this call")


def raised(error: BaseException, arguments: tuple = (), refusal: str = "") -> Reply:
    """Return the reply for an exception: its nearest class in EXCEPTIONS, its text in one line."""
    name, message = "Exception", ""
    # An exception may fail even at its own text.
    with contextlib.suppress(Exception):
        bases = type(error).__mro__
        name = next((k.__name__ for k in bases if EXCEPTIONS.get(k.__name__) is k), name)
        message = _one_line(str(error))
    return Reply("raised", None, name, message, arguments, refusal)


def changes(before: tuple | list, after: tuple | list) -> list[tuple]:
    """Return which arrays and lists of the caller's a call has changed, each with what it became.

    before, after: arguments as sent and as returned. An argument that came back in another form,
    of another dtype or number of entries, is left out: no array can become that.
    """
    found: list[tuple] = []
    pairs = _pairs(before, after) if type(before) is list else zip(before, after, strict=False)
    items = []
    for old, new in pairs:
        kept = _can_become(old, new)
        same = type(old) is type(new) and encode(old) == encode(new)
        items.append(old if kept or same else new)
        if same or not kept:
            continue
        if type(old) is np.ndarray:
            found.append((old, new))
        else:
            found += changes(old, new)
    if type(before) is list and list(map(id, items)) != list(map(id, before)):
        found.append((before, items))
    return found


def _can_become(old: Any, new: Any) -> bool:
    """Whether what a call has left may be the caller's own object, changed in place."""
    if type(old) is not type(new):
        return False
    if type(old) is np.ndarray:
        return (old.dtype, old.size) == (new.dtype, new.size)
    if type(old) is tuple:
        pairs = zip(old, new, strict=False)
        same = (_can_become(a, b) or encode(a) == encode(b) for a, b in pairs)
        return len(old) == len(new) and all(same)
    return type(old) is list


def _pairs(before: list, after: tuple | list) -> list[tuple]:
    """Each item of a list with what it was: that which held the same, else that in its place."""
    was, now = ([encode(item) for item in items] for items in (before, after))
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


def describe(value: Any) -> str:
    """Say what a value is by its type alone, "matrix" or "array of complex128"."""
    kind = type(value)
    if kind is not np.ndarray:
        # A metaclass may lie about the name, and the name be of a class of its own.
        return str.__str__(type.__dict__["__name__"].__get__(kind))
    # A dtype can hold objects, as titles of fields or as its missing value. Those of the classic
    # 24 kinds have a text by which to make the same without them.
    classic = value.dtype.num in range(24)
    return f"array of {np.dtype(value.dtype.str)}" if classic else "array of a dtype of its own"


def send(end: socket.socket, data: bytes, deadline: float) -> None:
    """Send one message before the deadline of time.monotonic(), inf for none.

    Raises TimeoutError and Closed.
    """
    send_all(end, [data], deadline)


def send_all(end: socket.socket, messages: Iterable[bytes], deadline: float) -> None:
    """Send several messages at once; raises as `send` does."""
    parts = (part for data in messages for part in (SIZE.pack(len(data)), data))
    remaining = memoryview(b"".join(parts))
    while remaining:
        remaining = remaining[_before(deadline, end, end.send, remaining) :]


def receive(end: socket.socket, deadline: float, limit: int = MAX_BYTES) -> bytes:
    """Receive one message of at most `limit` bytes before the deadline of time.monotonic().

    Raises TimeoutError, Closed, and WireError for a message that is announced as longer. After any
    of these, nothing more that the other end says can be understood.
    """
    (length,) = SIZE.unpack(_exactly(end, SIZE.size, deadline))
    if length > limit:
        raise WireError(f"a message of {length} bytes, where {limit} are allowed")
    return _exactly(end, length, deadline)


def _exactly(end: socket.socket, count: int, deadline: float) -> bytes:
    # Memory grows with what has arrived, not with what was announced.
    data = bytearray()
    while len(data) < count:
        part = _before(deadline, end, end.recv, min(count - len(data), 2**16))
        if not part:
            raise Closed
        data += part
    return bytes(data)


def _before(
    deadline: float, end: socket.socket, operation: Callable[[Given], Got], argument: Given
) -> Got:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    end.settimeout(remaining if remaining < math.inf else None)
    try:
        return operation(argument)
    except ConnectionError:
        raise Closed from None


def _one_line(text: str) -> str:
    line = text[:MAX_TEXT]
    return line if line.isprintable() else "".join(c if c.isprintable() else " " for c in line)


class _Writer:
    """Collects the head and the body of values, within the bounds that a reader has."""

    def __init__(self, shared: bool = False):
        self.head: list[bytes] = []
        self.body: list[bytes] = []
        self.room, self.items, self.shared = MAX_BYTES - SIZE.size, 0, shared
        self.known: dict[int, int] = {}

    def need(self, count: int) -> None:
        self.room -= count
        if self.room < 0:
            raise Unsendable(f"more than {MAX_BYTES} bytes")

    def put(self, head: bytes, body: bytes = b"") -> None:
        self.need(len(head) + len(body))
        self.head.append(head)
        self.body.append(body)

    def value(self, value: Any, depth: int) -> None:
        self.items += 1
        if depth == 0 or self.items > MAX_ITEMS:
            raise Unsendable("something nested too deeply" if depth == 0 else "too many items")
        kind = type(value)
        # A class of another metaclass could answer for itself whether it equals one of these.
        if type(kind) is not type:
            raise Unsendable(describe(value))
        if kind is float:
            self.put(b"f", FLOAT.pack(value))
        elif kind is int and value.bit_length() < 8 * MAX_INT_BYTES:
            self.put(b"i", value.to_bytes(MAX_INT_BYTES, "big", signed=True))
        elif value is None:
            self.put(b"N")
        elif kind is bool:
            self.put(b"T" if value else b"F")
        elif kind is np.bool_:
            self.put(b"1" if value else b"0")
        elif kind is str:
            try:
                text = value[: MAX_BYTES + 1].encode()
            except UnicodeEncodeError:
                raise Unsendable("str with surrogates") from None
            self.put(b"s" + SIZE.pack(len(text)), text)
        elif id(value) in self.known:
            self.put(b"r" + SIZE.pack(self.known[id(value)]))
        elif kind in (list, tuple):
            # Items of its own, since another thread may change a list meanwhile.
            items = value[: MAX_ITEMS + 1]
            self.put((b"l" if kind is list else b"t") + SIZE.pack(len(items)))
            for item in items:
                self.value(item, depth - 1)
        elif kind in SCALARS:
            self.put(b"n%c" % CODES[value.dtype.num], value.tobytes())
        elif kind is np.ndarray and value.dtype.num in CODES and value.dtype.isnative:
            self.array(value)
        else:
            raise Unsendable("int of too many digits" if kind is int else describe(value))
        if self.shared and kind in (list, np.ndarray):
            self.known.setdefault(id(value), len(self.known))

    def array(self, value: np.ndarray) -> None:
        if value.ndim > MAX_AXES:
            raise Unsendable(f"array of {value.ndim} axes")
        code, flags, shape = CODES[value.dtype.num], value.flags, value.shape
        by_rows = not self.shared or flags.c_contiguous
        layout = b"C" if by_rows else b"F" if flags.f_contiguous else b"G"
        # Before the copy: an array without strides may be larger than any memory.
        self.need(max(value.nbytes, _extent(shape)))
        self.put(b"a%c%b%c" % (code, layout, len(shape)) + SHAPES[len(shape)].pack(*shape))
        self.body.append(value.tobytes())


class _Reader:
    """Reads values off a buffer, never beyond the end of its head or of its body."""

    def __init__(self, data: bytes, gaps: bool):
        self.data, self.gaps, self.items = data, gaps, 0
        self.known: list[np.ndarray | list] = []
        # Where the head goes on and ends, and where the body does.
        self.place = self.offset = SIZE.size
        self.end = len(data)
        if self.end < SIZE.size:
            raise WireError("the message ends early")
        self.body(SIZE.unpack_from(data)[0])
        self.stop = self.offset

    def finish(self) -> None:
        """Raise WireError where anything is left."""
        if self.place != self.stop or self.offset != self.end:
            raise WireError("bytes are left over")

    def head(self, count: int) -> int:
        """Return where the next so many bytes of the head begin."""
        start = self.place
        self.place = start + count
        if self.place > self.stop:
            raise WireError("the message ends early")
        return start

    def body(self, count: int) -> int:
        """Return where the next so many bytes of the body begin."""
        start = self.offset
        self.offset = start + count
        if self.offset > self.end:
            raise WireError("the message ends early")
        return start

    def size(self) -> int:
        return SIZE.unpack_from(self.data, self.head(SIZE.size))[0]

    def value(self, depth: int) -> Any:
        self.items += 1
        if depth == 0 or self.items > MAX_ITEMS:
            raise WireError("nested too deeply, or too many items")
        start = self.head(1)
        tag = self.data[start : start + 1]
        if tag == b"a":
            return self.remembered(self.array())
        if tag == b"r" and self.gaps:
            return self.known[self.size()]
        if tag in CONSTANTS:
            return CONSTANTS[tag]
        if tag == b"f":
            return FLOAT.unpack_from(self.data, self.body(FLOAT.size))[0]
        if tag == b"n":
            return self.entries(self.data[self.head(1)], ())[()]
        if tag == b"i":
            start = self.body(MAX_INT_BYTES)
            return int.from_bytes(self.data[start : self.offset], "big", signed=True)
        if tag == b"s":
            start = self.body(self.size())
            try:
                return str(self.data[start : self.offset], "utf-8")
            except UnicodeDecodeError:
                raise WireError("a str that is no text") from None
        if tag in (b"l", b"t"):
            items = [self.value(depth - 1) for _ in range(self.size())]
            return self.remembered(items) if tag == b"l" else tuple(items)
        raise WireError("a tag that nothing is written with")

    def remembered(self, value: Kept) -> Kept:
        if self.gaps:
            self.known.append(value)
        return value

    def entries(self, code: int, shape: tuple[int, ...]) -> np.ndarray:
        if code not in DTYPES:
            raise WireError("a dtype that may not cross")
        dtype = DTYPES[code]
        start = self.body(math.prod(shape) * dtype.itemsize)
        # A byte of a bool other than 0 and 1 would behave as both.
        stored = np.uint8 if dtype is BOOL else dtype
        return np.ndarray(shape, stored, self.data, start).astype(dtype)

    def array(self) -> np.ndarray:
        start = self.head(3)
        code, layout, axes = self.data[start : start + 3]
        if axes > MAX_AXES or layout not in b"CFG":
            raise WireError("an array of too many axes, or of an unknown layout")
        shape = SHAPES[axes].unpack_from(self.data, self.head(SHAPES[axes].size))
        if _extent(shape) > MAX_BYTES:
            raise WireError("an array of too many entries")
        array = self.entries(code, shape)
        if not self.gaps or layout == ord("C"):
            return array
        return np.asfortranarray(array) if layout == ord("F") else _spread(array)


def _extent(shape: tuple[int, ...]) -> int:
    # An array without entries may still name axes that no address reaches.
    return math.prod(shape) or math.prod(max(n, 1) for n in shape)


def _spread(array: np.ndarray) -> np.ndarray:
    """A copy of an array whose entries lie apart in memory, along every axis, in reverse."""
    wide = np.zeros([2 * n for n in array.shape], array.dtype)
    apart = wide[(slice(None, None, -2),) * array.ndim]
    apart[...] = array
    return apart
