"""The wire: plain data between the examiner and the jail, in a form with nothing to evaluate.

What crosses is None, bool, int, float, complex, str, bytes, dates and times, NumPy scalars and
arrays (native: of bool, integers, floats up to float64, complex numbers up to complex128, text,
times, or objects that are such), ranges, and lists, tuples, dicts, sets and frozensets of these,
each of exactly that type and no subclass but those of dict in `collections`. Frames and series of
pandas cross in parts (`frames`). A message is a length, a head and a body: the head is a tree of
tags, counts and shapes, the body the bits of all numbers and texts in turn. So results of one form
have one head, and where they are of float64 alone the body is one vector. Whoever writes runs no
code of a value's class. Whoever reads trusts nothing: depth, counts and lengths are held against
their bounds, and against the bytes that are there, before memory is spent on them.

The jail has a copy of this one file, so it imports the standard library and NumPy alone.
"""

import builtins
import contextlib
import datetime
import math
import socket
import struct
import time
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any, NamedTuple, Self, TypeVar

import numpy as np

# In the jail, whose package of this name is another one, both lie in the folder that is the path.
frames: Any = import_module(f"{__package__}.frames" if __package__ else "frames")

# Arguments and results of the course have some thousands of entries. To decode a message takes at
# most seven times its bytes (text may need four for one, and room to grow) and 500 an item.
MAX_BYTES = 16 * 2**20
MAX_ITEMS = 100_000
# A pair of arrays in a list of arguments is at depth 4 of a call, the level of an index of a frame
# there at depth 11.
MAX_DEPTH = 12
MAX_AXES = 8
# Far beyond float64, and quick to print in decimal.
MAX_INT_BYTES = 128
MAX_TEXT = 200
# So many keys of a dict or items of a set may have one hash: with more of them, which a jail could
# choose, to make it would take for ever.
MAX_ALIKE = 16

SIZE = struct.Struct("!Q")
FLOAT = struct.Struct("=d")
COMPLEX = struct.Struct("=2d")
TIMES = struct.Struct("=4q")
NO_ZONE = -(2**63)
SHAPES = [struct.Struct(f"!{axes}Q") for axes in range(MAX_AXES + 1)]
CONSTANTS = {b"N": None, b"T": True, b"F": False, b"1": np.True_, b"0": np.False_}

# By NumPy's codes, which tell np.longlong from np.int64: both ends are on one machine.
DTYPES = {ord(code): np.dtype(code) for code in "?bBhHiIlLqQefdFD"}
BOOL = DTYPES[ord("?")]
CODES = {dtype.num: code for code, dtype in DTYPES.items()}
SCALARS = {dtype.type for dtype in DTYPES.values()} | {np.str_, np.datetime64, np.timedelta64}

# Of a dtype whose items need more than a code: how long a text is, and the unit of a time.
TEXT, OBJECT, MOMENTS = (
    ord("U"),
    np.dtype(object).num,
    {ord("M"): np.datetime64, ord("m"): np.timedelta64},
)
UNITS = ("Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as")
CHARACTER = 4

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
Kept = TypeVar("Kept")


class WireError(ValueError):
    """Raised where a message is not what this module writes."""


class Unsendable(TypeError):
    """Raised where a value may not cross; its text says what the value is."""


class Closed(EOFError):
    """Raised where the other end is gone."""


class Conditions(NamedTuple):
    """Under which a function is called.

    room: bytes of address space that the calls may take, None for as much as there is; what takes
    too much ends sooner, but code that means to can take as much as before. without: names that are
    not bound meanwhile. heard: whether what it prints comes back.
    """

    room: int | None = None
    without: tuple[str, ...] = ()
    heard: bool = False


UNCONDITIONAL = Conditions()


class Reply(NamedTuple):
    """What came back from a call.

    kind: "value", "raised" or "refused" (the result may not cross); for whoever waits in vain
    "died" or "timed out", which never cross. value: the result of a call that returned. name: in
    EXCEPTIONS. message: of the exception, or what was refused; at most MAX_TEXT printable
    characters. arguments: as the call left them, none where it left them as they were or where
    refused. refusal: what the jail did not give where it raised for that, a code; of MAX_TEXT too.
    printed: by the call, where it is heard.
    """

    kind: str
    value: object = None
    name: str = ""
    message: str = ""
    arguments: tuple = ()
    refusal: str = ""
    printed: str = ""


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

    shared: for an end that trusts these bytes. An array, a list, a dict or a set that occurs twice
    is one object there too, and arrays lie in memory as they do here.
    """
    writer = _Writer(shared)
    writer.value(value, MAX_DEPTH)
    return _message(writer.head, writer.body)


def _message(head: list[bytes], body: list[bytes]) -> bytes:
    return b"".join([SIZE.pack(sum(map(len, head))), *head, *body])


def decode(data: bytes, *, gaps: bool = False) -> Any:
    """Return the value that bytes hold; raises WireError, and evaluates nothing.

    gaps: for data that are trusted and `shared`. Arrays that were not contiguous lie in memory with
    gaps along every axis, in reverse, columns first, which for n axes takes 2ⁿ times the memory.
    Without it every array is contiguous, rows first, and no object occurs twice.
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
            short = reply.kind == "value" and not (reply.arguments or reply.printed)
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
    reader, replies = _Reader(data, gaps=False), list[Reply]()
    last: Reply | None = None
    head = body = b""
    for count in counts:
        if last is not None and reader.passes(head, body):
            replies.append(last)
            continue
        place, offset = reader.place, reader.offset
        replies.append(_reply(reader, count))
        # What holds nothing that may be changed is read once where it comes again and again.
        last = replies[-1] if replies[-1].kind == "raised" and not replies[-1].arguments else None
        head, body = data[place : reader.place], data[offset : reader.offset]
    reader.finish()
    return replies


def _reply(reader: "_Reader", count: int) -> Reply:
    reader.items = 0
    match reader.value(MAX_DEPTH):
        case (value,):
            return Reply("value", value)
        case (str(kind), value, str(name), str(message), tuple(arguments), str(refusal), str(said)):
            reply = Reply(kind, value, name, message, arguments, refusal, said)
            well_formed = {
                "value": not name and not message and len(arguments) in (0, count),
                "raised": value is None and name in EXCEPTIONS and len(arguments) in (0, count),
                "refused": value is None and not name and not arguments and not said,
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
        self.alive: list[tuple] = []

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
            self.taken_apart(value, depth)
        elif kind is float:
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
        elif kind is np.ndarray:
            self.array(value, depth)
        elif kind in CONTAINERS:
            self.items_of(value, CONTAINERS[kind], depth)
        elif kind is range:
            self.numbers(value, depth)
        elif kind in SCALARS:
            # NumPy has scalars of text without a character, and no such arrays.
            self.put(b"n" + _dtype_head(value), value.tobytes() or bytes(CHARACTER))
        elif kind is bytes:
            self.put(b"b" + SIZE.pack(len(value)), value)
        elif kind is complex:
            self.put(b"c", COMPLEX.pack(value.real, value.imag))
        elif kind in TIME_CODES:
            self.put(b"D" + TIME_CODES[kind], TIMES.pack(*_numbers(value)))
        elif kind is int:
            raise Unsendable("int of too many digits")
        else:
            self.taken_apart(value, depth)
        if self.shared and kind in (list, set, np.ndarray, *DICTS):
            self.known.setdefault(id(value), len(self.known))

    def taken_apart(self, value: Any, depth: int) -> None:
        """Write a value of pandas in parts; raises Unsendable for any other."""
        if id(value) in self.known:
            self.put(b"r" + SIZE.pack(self.known[id(value)]))
            return
        parts = frames.apart(value)
        if parts is None:
            raise Unsendable(frames.described(value) or describe(value))
        self.put(b"P")
        self.alive.append(parts)  # what it holds has been given numbers by its address
        self.value(parts, depth - 1)
        if self.shared:
            self.known[id(value)] = len(self.known)

    def items_of(self, value: Any, tag: bytes, depth: int) -> None:
        # Items of its own, since another thread may change them meanwhile.
        if type(value) in (list, tuple):
            items = value[: MAX_ITEMS + 1]
        elif len(value) > MAX_ITEMS:
            raise Unsendable("too many items")
        else:
            items = [*value.items()] if tag in DICTS.values() else [*value]
        self.put(tag + SIZE.pack(len(items)))
        if tag == b"u":
            self.put(self.factory(value))
        for item in items:
            if tag in DICTS.values():
                self.value(item[0], depth - 1)
                item = item[1]
            self.value(item, depth - 1)

    def factory(self, value: defaultdict) -> bytes:
        """What a defaultdict makes where a key is missing: without code of a student's, nothing."""
        for place, kind in enumerate(FACTORIES):
            if value.default_factory is kind:
                return b"%c" % place
        if self.shared:
            raise Unsendable("defaultdict of a function")
        return b"\0"

    def numbers(self, value: range, depth: int) -> None:
        self.items += _length(value)
        if self.items > MAX_ITEMS:
            raise Unsendable("too many items")
        self.put(b"g")
        for number in (value.start, value.stop, value.step):
            self.value(number, depth - 1)

    def array(self, value: np.ndarray, depth: int) -> None:
        if value.ndim > MAX_AXES:
            raise Unsendable(f"array of {value.ndim} axes")
        flags, shape = value.flags, value.shape
        axes = b"%c" % len(shape) + SHAPES[len(shape)].pack(*shape)
        code = CODES.get(value.dtype.num)
        if code is None and value.dtype.num == OBJECT:
            if value.size > MAX_ITEMS:
                raise Unsendable("too many items")
            self.need(_extent(shape))
            self.put(b"o" + axes)
            try:
                for item in value.ravel().tolist():
                    self.value(item, depth - 1)
            except Unsendable:
                raise Unsendable(describe(value)) from None
            return
        simple = code is not None and value.dtype.isnative
        dtype = bytes((code or 0,)) if simple else _dtype_head(value)
        by_rows = not self.shared or flags.c_contiguous
        layout = b"C" if by_rows else b"F" if flags.f_contiguous else b"G"
        # Before the copy: an array without strides may be larger than any memory.
        self.need(max(value.nbytes, _extent(shape)))
        self.put(b"a" + dtype + layout + axes)
        self.body.append(value.tobytes())


DICTS: dict[type, bytes] = {dict: b"d", Counter: b"k", OrderedDict: b"q", defaultdict: b"u"}
CONTAINERS: dict[type, bytes] = {list: b"l", tuple: b"t", set: b"e", frozenset: b"z", **DICTS}
HELD: dict[bytes, Any] = {tag: kind for kind, tag in CONTAINERS.items() if tag not in (b"l", b"t")}
FACTORIES = None, int, float, complex, bool, str, list, tuple, dict, set


def _length(numbers: range) -> int:
    """How many numbers it has, of which `len` can't tell more than fit into a word."""
    return max(0, -((numbers.start - numbers.stop) // numbers.step))


def _dtype_head(value: Any) -> bytes:
    """How the dtype of a value is written; raises Unsendable where it may not cross."""
    dtype = value.dtype
    if dtype.isnative and dtype.num in CODES:
        return b"%c" % CODES[dtype.num]
    if dtype.isnative and dtype.kind == "U" and dtype.num in range(24):
        return b"U" + SIZE.pack(dtype.itemsize // CHARACTER or 1)
    if dtype.isnative and dtype.kind in "Mm" and dtype.num in range(24):
        unit, count = np.datetime_data(dtype)
        if unit in UNITS and count == 1:
            return dtype.kind.encode() + b"%c" % UNITS.index(unit)
    raise Unsendable(describe(value))


TIME_CODES: dict[type, bytes] = {
    datetime.date: b"d",
    datetime.datetime: b"m",
    datetime.time: b"t",
    datetime.timedelta: b"i",
}
MICROSECOND = datetime.timedelta(microseconds=1)


def _numbers(value: Any) -> tuple[int, int, int, int]:
    """A date or a time in four numbers; raises Unsendable for a zone that has rules of its own."""
    kind = type(value)
    if kind is datetime.date:
        return value.toordinal(), 0, 0, 0
    if kind is datetime.timedelta:
        return value.days, value.seconds, value.microseconds, 0
    zone = value.tzinfo
    if zone is not None and type(zone) is not datetime.timezone:
        raise Unsendable(f"{kind.__name__} in a zone of {describe(zone)}")
    offset = NO_ZONE if zone is None else zone.utcoffset(None) // MICROSECOND
    seconds = 3600 * value.hour + 60 * value.minute + value.second
    day = value.toordinal() if kind is datetime.datetime else 0
    return day, 10**6 * seconds + value.microsecond, value.fold, offset


def _moment(code: int, numbers: tuple[int, int, int, int]) -> Any:
    """A date or a time of its four numbers; raises ValueError and OverflowError for none."""
    day, time_of_day, fold, offset = numbers
    if code == ord("d"):
        return datetime.date.fromordinal(day)
    if code == ord("i"):
        return datetime.timedelta(day, time_of_day, fold)
    zone = None if offset == NO_ZONE else datetime.timezone(offset * MICROSECOND)
    seconds, micro = divmod(time_of_day, 10**6)
    minutes, second = divmod(seconds, 60)
    clock = datetime.time(*divmod(minutes, 60), second, micro, zone, fold=fold)
    if code == ord("t"):
        return clock
    return datetime.datetime.combine(datetime.date.fromordinal(day), clock)


class _Reader:
    """Reads values off a buffer, never beyond the end of its head or of its body."""

    def __init__(self, data: bytes, gaps: bool):
        self.data, self.gaps, self.items = data, gaps, 0
        self.known: list[Any] = []
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

    def passes(self, head: bytes, body: bytes) -> bool:
        """Go on behind these bytes where they come next, and return whether they do."""
        comes = self.data.startswith(head, self.place, self.stop)
        if not comes or not self.data.startswith(body, self.offset):
            return False
        self.place, self.offset = self.place + len(head), self.offset + len(body)
        return True

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
            return self.entries(self.dtype(), ())[()]
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
        if tag in HELD:
            return self.container(tag, depth)
        if tag == b"g":
            return self.numbers(depth)
        if tag == b"b":
            start = self.body(self.size())
            return self.data[start : self.offset]
        if tag == b"c":
            return complex(*COMPLEX.unpack_from(self.data, self.body(COMPLEX.size)))
        if tag == b"D":
            return self.moment()
        if tag == b"o":
            return self.remembered(self.objects(depth))
        if tag == b"P":
            return self.remembered(self.parts(depth))
        raise WireError("a tag that nothing is written with")

    def container(self, tag: bytes, depth: int) -> Any:
        count = self.size()
        if tag in DICTS.values():
            held = defaultdict(self.factory()) if tag == b"u" else HELD[tag]()
            pairs = [(self.value(depth - 1), self.value(depth - 1)) for _ in range(count)]
            self.hashable([key for key, _ in pairs])
            for key, item in pairs:
                held[key] = item
            return self.remembered(self.unique(held, count))
        items = [self.value(depth - 1) for _ in range(count)]
        self.hashable(items)
        held = self.unique(HELD[tag](items), count)
        return self.remembered(held) if tag == b"e" else held

    def factory(self) -> type | None:
        place = self.data[self.head(1)]
        if place < len(FACTORIES):
            return FACTORIES[place]
        raise WireError("a factory that may not cross")

    def numbers(self, depth: int) -> range:
        start, stop, step = (self.value(depth - 1) for _ in range(3))
        if {type(start), type(stop), type(step)} == {int} and step:
            numbers = range(start, stop, step)
            self.items += _length(numbers)
            if self.items <= MAX_ITEMS:
                return numbers
        raise WireError("a range that may not cross")

    def hashable(self, items: list) -> None:
        alike: dict[int, int] = {}
        for item in items:
            try:
                key = hash(item)
            except TypeError:
                raise WireError("a key that has no hash") from None
            alike[key] = alike.get(key, 0) + 1
            if alike[key] > MAX_ALIKE:
                raise WireError("keys that were chosen to have one hash")

    def unique(self, held: Kept, count: int) -> Kept:
        if len(held) != count:  # type: ignore[arg-type]  # of a container
            raise WireError("a key that occurs twice")
        return held

    def moment(self) -> Any:
        code = self.data[self.head(1)]
        numbers = TIMES.unpack_from(self.data, self.body(TIMES.size))
        try:
            if b"%c" % code in TIME_CODES.values():
                return _moment(code, numbers)
        except (ValueError, OverflowError):
            pass
        raise WireError("a time that no calendar has")

    def parts(self, depth: int) -> Any:
        match self.value(depth - 1):
            case (str(kind), tuple(parts)):
                return tuple.__new__(frames.Parts, (kind, parts))  # which runs no code of its own
        raise WireError("no parts of a frame")

    def remembered(self, value: Kept) -> Kept:
        if self.gaps:
            self.known.append(value)
        return value

    def dtype(self) -> np.dtype:
        code = self.data[self.head(1)]
        if code in DTYPES:
            return DTYPES[code]
        if code == TEXT:
            length = self.size()
            if 0 < length <= MAX_BYTES // CHARACTER:
                return np.dtype(f"U{length}")
        elif code in MOMENTS:
            unit = self.data[self.head(1)]
            if unit < len(UNITS):
                return np.dtype(f"{code:c}8[{UNITS[unit]}]")
        raise WireError("a dtype that may not cross")

    def entries(self, dtype: np.dtype, shape: tuple[int, ...]) -> np.ndarray:
        start = self.body(math.prod(shape) * dtype.itemsize)
        if dtype.kind == "U":
            codes = np.frombuffer(self.data[start : self.offset], np.uint32)
            wrong = (codes > 0x10FFFF) | ((codes >= 0xD800) & (codes < 0xE000))
            if np.logical_or.reduce(wrong):
                raise WireError("a text of no characters")
        # A byte of a bool other than 0 and 1 would behave as both.
        stored = np.uint8 if dtype is BOOL else dtype
        return np.ndarray(shape, stored, self.data, start).astype(dtype)

    def array(self) -> np.ndarray:
        dtype = self.dtype()
        start = self.head(2)
        layout, axes = self.data[start : start + 2]
        if layout not in b"CFG":
            raise WireError("an array of an unknown layout")
        array = self.entries(dtype, self.shape(axes))
        if not self.gaps or layout == ord("C"):
            return array
        return np.asfortranarray(array) if layout == ord("F") else _spread(array)

    def shape(self, axes: int) -> tuple[int, ...]:
        if axes > MAX_AXES:
            raise WireError("an array of too many axes")
        shape = SHAPES[axes].unpack_from(self.data, self.head(SHAPES[axes].size))
        if _extent(shape) > MAX_BYTES:
            raise WireError("an array of too many entries")
        return shape

    def objects(self, depth: int) -> np.ndarray:
        shape = self.shape(self.data[self.head(1)])
        items = [self.value(depth - 1) for _ in range(math.prod(shape))]
        array = np.empty(len(items), object)
        for place, item in enumerate(items):  # each as it is, a list too
            array[place] = item
        return array.reshape(shape)


def _extent(shape: tuple[int, ...]) -> int:
    # An array without entries may still name axes that no address reaches.
    return math.prod(shape) or math.prod(max(n, 1) for n in shape)


def _spread(array: np.ndarray) -> np.ndarray:
    """A copy of an array, entries apart in memory along every axis, in reverse, columns first."""
    wide = np.zeros([2 * n for n in array.T.shape], array.dtype)
    apart = wide[(slice(None, None, -2),) * array.ndim].T
    apart[...] = array
    return apart
