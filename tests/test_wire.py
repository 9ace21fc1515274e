"""What crosses the wire crosses exactly, and nothing that the jail sends does the reader harm."""

import contextlib
import datetime
import enum
import fcntl
import gc
import math
import os
import resource
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
import tracemalloc
from collections import Counter, OrderedDict, defaultdict, namedtuple
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from patience import PATIENCE

from autograder.sandbox.inside import frames, wire
from autograder.sandbox.inside.frames import Parts

fuzz = settings(derandomize=True, database=None, max_examples=70)

CODES = "?bBhHiIlLqQefdFD"
TIMES = ["M8[s]", "m8[ns]", "M8[D]"]
# The most that decoding may take, besides what Python needs for a few calls.
PER_BYTE, PER_ITEM, PER_CALL = 7, 500, 12_500
# The most lines of code that may run before what can't cross is refused.
MOST_LINES = 400


def same(a, b):
    """Whether two values are alike in type, dtype, shape and every bit."""
    if type(a) is not type(b):
        return False
    if type(a) in (list, tuple, Parts):
        return len(a) == len(b) and all(map(same, a, b))
    if type(a) is dict:
        return same([*a.items()], [*b.items()])
    if type(a) in (set, frozenset):
        return len(a) == len(b) and sorted(map(wire.encode, a)) == sorted(map(wire.encode, b))
    if type(a) is float:
        return struct.pack("d", a) == struct.pack("d", b)
    if type(a) is complex:
        return same((a.real, a.imag), (b.real, b.imag))
    if isinstance(a, np.ndarray) and a.dtype == object:
        return a.shape == b.shape and b.dtype == object and same([*a.flat], [*b.flat])
    if isinstance(a, np.ndarray | np.generic):
        alike = (a.dtype, a.dtype.num, a.shape) == (b.dtype, b.dtype.num, b.shape)
        return alike and a.tobytes() == b.tobytes()
    return a == b


def layout(array):
    if array.flags.c_contiguous:
        return "rows"
    return "columns" if array.flags.f_contiguous else "gaps"


def pieces(tag, *parts):
    """Bytes by hand: ints are sizes."""
    parts = (struct.pack("!Q", p) if isinstance(p, int) else p for p in parts)
    return b"".join([tag, *parts])


def message(head, body=b""):
    """A message by hand."""
    return pieces(b"", len(head), head + body)


def reply_to(data, count):
    (reply,) = wire.decode_replies(data, [count])
    return reply


def crossed(reply, count):
    return reply_to(wire.encode_replies([reply]), count)


@st.composite
def arrays(draw):
    """Arrays of any bits that may cross, in any layout."""
    dtype = np.dtype(draw(st.sampled_from([*CODES, *TIMES, "U1", "U3"])))
    shape = draw(st.lists(st.integers(0, 4), max_size=4))
    size = math.prod(shape)
    if dtype == np.bool_:
        bits = bytes(draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    elif dtype.kind == "U":
        texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=dtype.itemsize // 4)
        bits = np.array(draw(st.lists(texts, min_size=size, max_size=size)), dtype).tobytes()
    else:
        bits = draw(st.binary(min_size=size * dtype.itemsize, max_size=size * dtype.itemsize))
    array = np.frombuffer(bits, dtype).reshape(shape)
    lay_out = draw(st.sampled_from(["read-only", "rows", "columns", "reversed", "gaps", "swapped"]))
    if lay_out == "columns":
        return np.asfortranarray(array)
    if lay_out == "reversed":
        return array[(slice(None, None, -1),) * array.ndim + (...,)]
    if lay_out == "gaps" and array.ndim:
        return np.repeat(array, 3, axis=-1)[..., 1::3]
    if lay_out == "swapped" and array.ndim > 1:
        return array.swapaxes(0, -1)
    return array if lay_out == "read-only" else array.copy()


WEST = datetime.timezone(datetime.timedelta(hours=-3, microseconds=1))
MOMENTS = [
    *(datetime.date.min, datetime.date(2024, 2, 29), datetime.date.max),
    *(datetime.datetime.min, datetime.datetime(2026, 1, 2, 3, 4, 5, 6, WEST, fold=1)),
    *(datetime.datetime.max, datetime.datetime.max.replace(tzinfo=datetime.UTC)),
    *(datetime.time.min, datetime.time(1, 2, 3, 4, WEST, fold=1), datetime.time.max),
    *(datetime.timedelta.min, datetime.timedelta(-1, 2, 3), datetime.timedelta.max),
]


def keys():
    """Whatever may cross and has a hash."""
    leaves = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(1 - 2**1023, 2**1023 - 1),
        st.floats(),
        st.builds(complex, st.floats(), st.floats()),
        st.binary(max_size=9),
        st.text(st.characters(exclude_categories=["Cs"])),
        st.sampled_from(MOMENTS),
    )
    held = st.lists(leaves, max_size=2)
    return leaves | held.map(tuple) | held.map(frozenset)


def objects(items):
    """An array of these objects, each as it is."""
    array = np.empty(len(items), object)
    for place, item in enumerate(items):
        array[place] = item
    return array


def values():
    """Whatever may cross."""
    leaves = st.one_of(
        keys(),
        arrays(),
        arrays().filter(lambda a: a.size).map(lambda a: a.flat[0]),
        st.lists(keys(), max_size=2).map(set),
    )

    def around(inner):
        lists = st.lists(inner, max_size=4)
        parts = st.builds(Parts, st.text("ab"), lists.map(tuple))
        held = st.dictionaries(keys(), inner, max_size=2)
        return lists | lists.map(tuple) | lists.map(objects) | held | parts

    nested = st.recursive(leaves, around, max_leaves=8)
    return nested.filter(lambda value: depth(value) <= 6)


def depth(value):
    if type(value) is dict:
        value = [*value, *value.values()]
    if isinstance(value, np.ndarray) and value.dtype == object:
        value = value.tolist()
    held = type(value) in (list, tuple, set, frozenset, Parts)
    return (1 + (type(value) is Parts)) + max(map(depth, value), default=0) if held else 1


@contextlib.contextmanager
def pair():
    """Both ends of a wire: (the reader's, the jail's)."""
    ours, jails = socket.socketpair()
    with ours, jails:
        yield ours, jails


def soon(seconds=PATIENCE):
    return time.monotonic() + seconds


def lines(function):
    """How many lines of `wire` a call runs, whatever it raises."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        if frame.f_code.co_filename != wire.__file__:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with contextlib.suppress(wire.WireError, wire.Unsendable):
            function()
    finally:
        sys.settrace(before)
    return count


def refusal(value):
    with pytest.raises(wire.Unsendable) as refused:
        wire.encode(value)
    return str(refused.value)


def read_all(end):
    while True:
        reply_to(wire.receive(end, soon()), 1)


def peak(function):
    """What a call allocates at most, in bytes, whatever it raises."""
    tracemalloc.start()
    try:
        with contextlib.suppress(wire.WireError, wire.Unsendable, wire.Closed, TimeoutError):
            function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# Values


@fuzz
@given(values())
@example(float.fromhex("-0x0p0"))
@example(struct.unpack("d", b"\1\2\3\4\5\6\xf0\x7f")[0])
@example(np.array(-0.0))
@example(np.empty((0, 3, 0)))
@example(np.longlong(3))
def test_what_crosses_comes_out_equal_in_type_dtype_shape_and_bits(value):
    assert same(wire.decode(wire.encode(value)), value)


@fuzz
@given(arrays())
def test_arrays_arrive_by_rows_writable_and_of_their_own(array):
    arrived = wire.decode(wire.encode(array))
    assert arrived.flags.c_contiguous
    assert arrived.flags.writeable
    assert arrived.flags.aligned
    assert arrived.base is None


@fuzz
@given(arrays())
def test_where_the_sender_is_trusted_arrays_keep_their_layout(array):
    arrived = wire.decode(wire.encode(array, shared=True), gaps=True)
    assert same(arrived, array)
    assert layout(arrived) == layout(array)
    assert arrived.flags.writeable


def test_gaps_are_along_every_axis_in_reverse_and_columns_first():
    array = np.arange(24.0).reshape(2, 3, 4)[:, ::-1]
    arrived = wire.decode(wire.encode(array, shared=True), gaps=True)
    np.testing.assert_array_equal(arrived, array)
    assert arrived.strides == (-2 * 8, -2 * 4 * 8, -2 * 6 * 4 * 8)


@pytest.mark.parametrize("bits", [b"\2\0\377\1", b"\200\200\200\0"])
def test_a_bool_of_other_bits_than_0_and_1_arrives_as_one_of_them(bits):
    array = np.frombuffer(bits, bool)
    for value in (array, array.reshape(2, 2), array[0], array[:1].reshape(())):
        arrived = wire.decode(wire.encode(value))
        assert arrived.tobytes() == bytes(bit != 0 for bit in value.tobytes())
        assert type(arrived) is type(value)
        assert arrived.shape == value.shape


DICTS = [
    *(Counter("aab"), OrderedDict(b=1, a=[Counter()]), defaultdict(None, a=1)),
    *(defaultdict(kind, {1: kind()}) for kind in (int, float, str, list, dict, set, tuple, bool)),
]


@pytest.mark.parametrize("value", [*DICTS, range(3), range(9, -9, -4), range(2**900, 2**900 + 2)])
def test_dicts_of_collections_and_ranges_cross_as_what_they_are(value):
    for arrived in (
        wire.decode(wire.encode([value]))[0],
        crossed(wire.Reply("value", value), 0).value,
    ):
        assert type(arrived) is type(value)
        assert arrived == value
        assert getattr(arrived, "default_factory", 0) is getattr(value, "default_factory", 0)
    twice = wire.decode(wire.encode([value, value, [1], [1]], shared=True), gaps=True)
    assert twice == [value, value, [1], [1]]
    assert twice[0] is twice[1] or type(value) is range


def test_the_order_of_an_ordered_dict_crosses():
    value = OrderedDict(a=1, b=2)
    value.move_to_end("a")
    assert [*wire.decode(wire.encode(value))] == ["b", "a"]


def test_a_function_that_makes_missing_entries_stays_where_it_is():
    value = defaultdict(lambda: 3, a=1)
    assert wire.decode(wire.encode(value)) == {"a": 1}
    assert wire.decode(wire.encode(value)).default_factory is None
    with pytest.raises(wire.Unsendable, match="defaultdict of a function"):
        wire.encode(value, shared=True)


class Colour(enum.IntEnum):
    RED = 1


class Text(str):
    __slots__ = ()


Pair = namedtuple("Pair", "a b")
structured = np.zeros(2, [("a", "f8"), ("b", "i4")])


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (Colour.RED, "Colour"),
        (Pair(1, 2), "Pair"),
        (Text("a"), "Text"),
        ({"a": print}, "builtin_function_or_method"),
        ({print}, "builtin_function_or_method"),
        (bytearray(), "bytearray"),
        (type("Counter", (Counter,), {})(), "Counter"),
        (map(int, "1"), "map"),
        (range(100_001), "too many items"),
        (range(10**40), "too many items"),
        (print, "builtin_function_or_method"),
        (int, "type"),
        (Colour, "EnumType"),
        (datetime.time(tzinfo=ZoneInfo("Europe/Lisbon")), "time in a zone of ZoneInfo"),
        (object(), "object"),
        (np.longdouble(1), "longdouble"),
        (np.datetime64("NaT"), "datetime64"),
        (structured[0], "void"),
        (np.ma.masked_array([1.0]), "MaskedArray"),
        (np.ma.masked, "MaskedConstant"),
        (np.ones((1, 1)).view(np.matrix), "matrix"),
        (np.rec.array(structured), "recarray"),
        (np.array([print]), "array of object"),
        (np.zeros(2, np.clongdouble), f"array of {np.dtype(np.clongdouble)}"),
        (np.zeros(2, ">c16"), "array of >c16"),
        (np.zeros(2, np.longdouble), f"array of {np.dtype(np.longdouble)}"),
        (np.zeros(2, ">f8"), "array of >f8"),
        (np.zeros(2, ">i2"), "array of >i2"),
        (np.zeros(2, "M8[25s]"), "array of datetime64[25s]"),
        (np.zeros(2, "m8"), "array of timedelta64"),
        (np.array(["a"], ">U1"), "array of >U1"),
        (np.array([b"a"]), "array of |S1"),
        (structured, "array of |V12"),
        (np.array(["a"], np.dtypes.StringDType()), "array of a dtype of its own"),
        (np.zeros((1,) * 9), "array of 9 axes"),
        ("\ud800", "str with surrogates"),
        (2**1023, "int of too many digits"),
        (-(2**1024), "int of too many digits"),
        ([0] * 100_000, "too many items"),
        (bytes(17 * 2**20).decode(), "more than 16777216 bytes"),
        (["é" * 2**20] * 8, "more than 16777216 bytes"),
        (np.broadcast_to(1.0, (10**6, 10**6)), "more than 16777216 bytes"),
        (np.empty((0, 2**40)), "more than 16777216 bytes"),
    ],
)
def test_anything_else_is_refused_by_the_name_of_its_type(value, what):
    for holder in (value, [value], (1.0, (value,))):
        assert refusal(holder) == what


def test_an_array_that_is_a_file_is_refused(tmp_path):
    mapped = np.memmap(tmp_path / "a", dtype=float, mode="w+", shape=(3,))
    assert refusal(mapped) == "memmap"


def test_a_dtype_with_metadata_crosses_as_the_same_dtype_without():
    array = np.zeros(2, np.dtype("f8", metadata={"a": 1}))
    assert wire.decode(wire.encode(array)).dtype.metadata is None


def watched_class(base):
    """A subclass that lies about its class, its metaclass about its name; and the trace of both."""
    log = []

    def lie(name, answer):
        return property(lambda self: log.append(name) or answer)

    metaclass = type(
        "Metaclass", (type,), {"__name__": lie("name", "int"), "__mro__": lie("mro", ())}
    )
    return metaclass("Armed", (base,), {"__class__": lie("class", int)}), log


@contextlib.contextmanager
def armed(kind, log):
    """Give a class and its metaclass code that leaves a trace wherever it runs."""

    def trap(name):
        def run(*arguments, **options):
            log.append(name)
            raise SystemError(name)

        return run

    more = (
        "__len__ __iter__ __getitem__ __index__ __float__ __int__ __bool__ __bytes__ __complex__ "
        "__contains__ __array__ __array_interface__ __array_struct__ __buffer__ __getattr__ "
        "__fspath__ __call__ dtype shape ndim flags nbytes encode bit_length to_bytes tobytes"
    )
    kept = {"__dict__", "__class__", "__module__"}
    metaclass = type(kind)
    places = [(kind, name) for name in {*dir(kind), *more.split()} - kept]
    places += [(metaclass, name) for name in ("__eq__", "__hash__", "__repr__", "__getattribute__")]
    for owner, name in places:
        type.__setattr__(owner, name, trap(name))
    log.clear()
    try:
        yield
    finally:
        for owner, name in reversed(places):
            type.__delattr__(owner, name)


@pytest.mark.parametrize(
    "base",
    [
        *(object, int, float, str, list, tuple, dict, bytes, complex, set),
        *(np.ndarray, np.float64, np.int8, np.str_, np.ma.MaskedArray, np.matrix),
    ],
)
def test_no_code_of_a_class_runs_when_its_object_is_refused(base):
    kind, log = watched_class(base)
    if issubclass(base, np.ndarray):
        value = np.ones((2, 2)).view(kind)
    else:
        # Without arguments, NumPy makes a plain scalar.
        value = kind(3) if base is np.int8 else kind()
    with armed(kind, log):
        refusals = [refusal(holder) for holder in (value, [value], (value,))]
    assert refusals == ["Armed"] * 3
    assert log == []


def test_no_code_of_an_object_in_an_array_or_in_a_dtype_runs():
    (kind, log), (title, log_of_titles) = watched_class(object), watched_class(str)
    named = {"names": ["a"], "formats": ["f8"], "titles": [title("b")]}
    arrays = [
        np.array([kind(), kind()]),
        np.zeros(1, np.dtype(named)),
        np.zeros(1, np.dtypes.StringDType(na_object=kind())),
        np.zeros(1, np.dtype("g", metadata={"a": kind()})),
    ]
    with armed(kind, log), armed(title, log_of_titles):
        refusals = [refusal(array) for array in arrays]
    assert all(text.startswith("array of ") for text in refusals)
    assert log == log_of_titles == []


def test_the_name_of_a_type_is_read_without_its_own_code():
    class Name(str):
        def __str__(self):
            raise SystemError

        __format__ = __repr__ = __getitem__ = __iter__ = __str__

    value = type(Name("Hidden"), (), {})()
    described = wire.describe(value)
    assert described == "Hidden"
    assert type(described) is str


@pytest.mark.parametrize("width", [1, 2, 1000])
def test_a_list_that_holds_itself_is_refused_at_once(width):
    endless = []
    endless.extend([endless] * width)
    assert refusal(endless) in ("something nested too deeply", "too many items")
    assert lines(lambda: wire.encode(endless)) < MOST_LINES


def test_lists_that_share_their_items_are_counted_as_often_as_they_are_written():
    value = 1.0
    for _ in range(6):
        value = [value] * 1000
    assert refusal(value) == "too many items"


@pytest.mark.parametrize(
    "value", ["a" * 2**26, [1.0] * 10**7, np.broadcast_to(1.0, (10**4, 10**4))], ids=type
)
def test_to_refuse_what_is_too_large_takes_no_more_than_the_bound(value):
    assert peak(lambda: wire.encode(value)) < 3 * wire.MAX_BYTES


def test_depth_is_bounded_alike_for_writer_and_reader():
    value = 1.0
    for _ in range(wire.MAX_DEPTH - 1):
        value = [value]
    assert wire.decode(wire.encode(value)) == value
    assert refusal([value]) == "something nested too deeply"
    with pytest.raises(wire.WireError):
        wire.decode(message(pieces(b"l", 1) * wire.MAX_DEPTH + b"f", bytes(8)))


def test_a_list_that_a_thread_changes_meanwhile_crosses_as_it_was_at_some_moment():
    items, running = [1.0] * 50, True

    def change():
        while running:
            items.append(2.0)
            del items[20:]
            items.extend([3.0] * 30)

    thread = threading.Thread(target=change)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    thread.start()
    try:
        for _ in range(300):
            assert type(wire.decode(wire.encode([items, items]))) is list
    finally:
        running = False
        thread.join()
        sys.setswitchinterval(interval)


# Calls and replies


@fuzz
@given(st.lists(values(), max_size=3).map(tuple))
def test_a_call_arrives_with_its_name_and_arguments(arguments):
    name, arrived = wire.decode(wire.encode(("softmax", arguments)), gaps=True)
    assert name == "softmax"
    assert same(arrived, arguments)


@fuzz
@given(values(), st.lists(values(), max_size=3).map(tuple))
def test_a_returned_value_arrives_with_the_arguments(value, arguments):
    reply = wire.Reply("value", value, arguments=arguments)
    arrived = crossed(reply, len(arguments))
    assert arrived.kind == "value"
    assert same((arrived.value, arrived.arguments), (value, arguments))


class Stubborn(KeyError):
    def __str__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("error", "name", "text"),
    [
        (ValueError("no\nway\0"), "ValueError", "no way "),
        (np.linalg.LinAlgError("Singular matrix"), "ValueError", "Singular matrix"),
        (ZeroDivisionError("x" * 1000), "ZeroDivisionError", "x" * 200),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "why"), "UnicodeError", None),
        (ExceptionGroup("many", [ValueError()]), "Exception", None),
        (StopIteration(1), "Exception", "1"),
        (FileNotFoundError(2, "none"), "FileNotFoundError", "[Errno 2] none"),
        (SystemExit(3), "Exception", "3"),
        (Stubborn(), "KeyError", ""),
        (ValueError("\ud800\x1b[31m"), "ValueError", "  [31m"),
        (type("ValueError", (TypeError,), {})("a"), "TypeError", "a"),
        (ValueError(Text("a")), "ValueError", "a"),
    ],
)
def test_an_exception_arrives_as_its_nearest_class_and_one_line_of_text(error, name, text):
    arguments = (np.arange(3), 2.0)
    reply = crossed(wire.raised(error, arguments), 2)
    assert (reply.kind, reply.value, reply.name) == ("raised", None, name)
    assert text is None or reply.message == text
    assert same(reply.arguments, arguments)


def test_what_the_jail_did_not_give_arrives_with_the_exception():
    assert crossed(wire.raised(OSError("why"), refusal="processes"), 0) == wire.Reply(
        "raised", name="OSError", message="why", refusal="processes"
    )


def test_what_a_call_prints_arrives_with_its_reply():
    for reply in (wire.Reply("value", 1.0), wire.raised(ValueError("why"))):
        printed = reply._replace(printed="one\ntwo")
        assert crossed(printed, 0) == printed


@pytest.mark.parametrize("name", wire.EXCEPTIONS)
def test_every_exception_that_has_a_name_is_made_from_a_text(name):
    with pytest.raises(wire.EXCEPTIONS[name], match="why"):
        raise wire.EXCEPTIONS[name]("why")


@pytest.mark.parametrize("place", ["value", "arguments"])
def test_what_may_not_cross_becomes_a_refusal_that_says_what_it_is(place):
    reply = wire.Reply("value", **{place: (1.0, map(int, "1"))})
    arrived = crossed(reply, 2)
    assert (arrived.kind, arrived.message) == ("refused", "map")
    assert (arrived.value, arrived.name, arrived.arguments) == (None, "", ())


def test_a_refusal_is_short_and_printable_whatever_the_name_of_the_type():
    reply = wire.Reply("value", type("\n" + "x" * 10**6, (), {})())
    assert crossed(reply, 0).message == " " + "x" * 199


@pytest.mark.parametrize(
    "forged",
    [
        None,
        1.0,
        "value",
        np.zeros(5),
        (),
        ("value", 1.0),
        ("value", 1.0, "", "", (2.0,)),
        ("value", 1.0, "", "", (2.0,), "", ()),
        ("value", 1.0, "", "", (2.0,), ""),
        ("refused", None, "", "a", (), "", "said"),
        ("value", 1.0, "", "", (1.0, 2.0), "", ""),
        ("value", 1.0, "", "", [2.0], "", ""),
        ("value", 1.0, "", "", 2.0, "", ""),
        ("value", 1.0, "", "text", (2.0,), "", ""),
        ("value", 1.0, "ValueError", "", (2.0,), "", ""),
        ("Value", 1.0, "", "", (2.0,), "", ""),
        ("died", None, "", "", (), "", ""),
        ("timed out", None, "", "", (2.0,), "", ""),
        (np.zeros(2), 1.0, "", "", (2.0,), "", ""),
        ([], 1.0, "", "", (2.0,), "", ""),
        (None, 1.0, "", "", (2.0,), "", ""),
        ("raised", None, "eval", "", (2.0,), "", ""),
        ("raised", None, "SystemExit", "", (2.0,), "", ""),
        ("raised", None, "KeyboardInterrupt", "", (2.0,), "", ""),
        ("raised", None, "StopIteration", "", (2.0,), "", ""),
        ("raised", None, np.zeros(2), "", (2.0,), "", ""),
        ("raised", None, ["ValueError"], "", (2.0,), "", ""),
        ("raised", None, "ValueError", "x" * 201, (2.0,), "", ""),
        ("raised", None, "ValueError", "\x1b[2J", (2.0,), "", ""),
        ("raised", None, "ValueError", 1, (2.0,), "", ""),
        ("raised", 1.0, "ValueError", "", (2.0,), "", ""),
        ("raised", None, "ValueError", "", (2.0,), None, ""),
        ("raised", None, "ValueError", "", (2.0,), ("memory",), ""),
        ("raised", None, "ValueError", "", (2.0,), "x" * 201, ""),
        ("raised", None, "ValueError", "", (2.0,), "a\nb", ""),
        ("value", 1.0, "", "", (2.0,), "memory", ""),
        ("refused", None, "", "a", (), "memory", ""),
        ("refused", None, "", "a\nb", (), "", ""),
        ("refused", 1.0, "", "a", (), "", ""),
        ("refused", None, "", "a", (2.0,), "", ""),
    ],
)
def test_a_forged_reply_is_an_error_of_the_wire(forged):
    with pytest.raises(wire.WireError):
        reply_to(wire.encode(forged), 1)


FORMS = (
    (np.zeros((2, 3)), True, (np.zeros(2), 0.0)),
    (np.zeros((2, 3)), np.True_, (np.zeros(2), 0.0)),
)


def calls_foreseen(*forms):
    replies = ([wire.Reply("value", result) for result in form] for form in forms)
    return wire.Calls.of([(1.0,)] * 3, forms=tuple(map(wire.encode_replies, replies)))


@pytest.mark.parametrize("yes", [True, np.True_], ids=type)
@pytest.mark.parametrize("order", "CF")
def test_replies_in_a_form_that_was_foreseen_are_one_vector_of_their_numbers(yes, order):
    results = np.arange(6.0).reshape(2, 3).copy(order), yes, (np.full(2, np.nan), -0.0)
    data = wire.encode_replies(wire.Reply("value", each) for each in results)
    replies = wire.Replies(data, calls_foreseen(*FORMS))
    assert same(replies.numbers, np.array([0, 1, 2, 3, 4, 5, np.nan, np.nan, -0.0]))
    assert same([reply.value for reply in replies.each], list(results))


@pytest.mark.parametrize(
    "results",
    [
        (np.zeros((3, 2)), True, (np.zeros(2), 0.0)),
        (np.zeros((2, 3), np.float32), True, (np.zeros(2), 0.0)),
        (np.zeros((2, 3), np.int64), True, (np.zeros(2), 0.0)),
        (np.zeros((2, 3)), False, (np.zeros(2), 0.0)),
        (np.zeros((2, 3)), 1.0, (np.zeros(2), 0.0)),
        (np.zeros((2, 3)), True, (np.zeros(2), np.float64(0.0))),
        (np.zeros((2, 3)), True, [np.zeros(2), 0.0]),
        (np.zeros((2, 3)), True, (np.zeros(3), 0.0)),
    ],
)
def test_replies_in_another_form_are_read_one_by_one(results):
    data = wire.encode_replies(wire.Reply("value", each) for each in results)
    replies = wire.Replies(data, calls_foreseen(*FORMS))
    assert replies.numbers is None
    assert same([reply.value for reply in replies.each], list(results))


def test_a_reply_with_arguments_that_changed_is_of_another_form():
    replies = [wire.Reply("value", each) for each in FORMS[0]]
    replies[1] = replies[1]._replace(arguments=(2.0,))
    data = wire.encode_replies(replies)
    assert wire.Replies(data, calls_foreseen(*FORMS)).numbers is None


def test_replies_that_are_longer_than_a_message_together_are_made_no_further():
    made = []

    def replies():
        for n in range(100):
            made.append(n)
            yield wire.Reply("value", np.zeros(2**20))

    assert len(wire.encode_replies(replies())) > wire.MAX_BYTES
    assert len(made) == 2


def test_one_reply_too_long_for_a_message_is_refused_and_the_others_are_not():
    large = wire.Reply("value", np.zeros(2**21))
    data = wire.encode_replies([wire.Reply("value", 1.0), large, wire.Reply("value", 2.0)])
    replies = wire.decode_replies(data, [0, 0, 0])
    assert [reply.kind for reply in replies] == ["value", "refused", "value"]
    assert replies[1].message == "more than 16777216 bytes"


def test_each_reply_may_hold_as_many_items_as_a_message():
    reply = wire.Reply("value", [0.0] * (wire.MAX_ITEMS - 2))
    for replies in ([reply], [reply] * 2):
        assert wire.decode_replies(wire.encode_replies(replies), [0, 0][: len(replies)]) == replies
    with pytest.raises(wire.WireError):
        wire.decode(message(pieces(b"t", 1, b"l", wire.MAX_ITEMS - 1, b"N" * (wire.MAX_ITEMS - 1))))


def test_replies_that_repeat_are_each_what_was_sent():
    failed = wire.raised(ValueError("no"))
    longer = wire.raised(ValueError("no, and more"))
    changed = failed._replace(arguments=(1.0,))
    sent = [failed, failed, longer, failed, wire.Reply("value", 2.0), failed, changed, changed]
    data = wire.encode_replies(sent)
    assert wire.decode_replies(data, [1] * len(sent)) == sent
    with pytest.raises(wire.WireError):
        wire.decode_replies(wire.encode_replies([failed, failed]), [1] * 3)
    with pytest.raises(wire.WireError):
        wire.decode_replies(wire.encode_replies([failed] * 3), [1] * 2)


def test_fewer_or_more_replies_than_calls_are_an_error_of_the_wire():
    data = wire.encode_replies([wire.Reply("value", 1.0)] * 2)
    for count in (1, 3):
        with pytest.raises(wire.WireError):
            wire.decode_replies(data, [0] * count)


def test_an_array_or_list_that_occurs_twice_is_one_where_bytes_are_trusted():
    z, row = np.zeros((3, 4))[:, ::2], [1, 2]
    data = wire.encode((z, [row, row], z, 5.0, (z.copy(), row)), shared=True)
    a, rows, b, _, (c, again) = wire.decode(data, gaps=True)
    assert a is b
    assert a is not c
    assert rows[0] is rows[1] is again
    assert (a.shape, rows) == ((3, 2), [[1, 2], [1, 2]])
    with pytest.raises(wire.WireError, match="a tag that nothing is written with"):
        wire.decode(data)
    with pytest.raises(wire.Unsendable, match="nested too deeply"):
        wire.encode(_itself(), shared=True)


def _itself():
    endless = []
    endless.append(endless)
    return endless


# Hostile bytes


@st.composite
def mutated(draw):
    """A valid reply with bytes changed, cut out, put in, or with its end cut off."""
    arguments = (draw(values()),) if draw(st.booleans()) else ()
    reply = wire.Reply("value", draw(values()), arguments=arguments)
    data = bytearray(wire.encode_replies([reply]))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        until = place + draw(st.sampled_from([0, 1, 1, 1, 8, 1000]))
        data[place:until] = draw(st.binary(max_size=2) | st.sampled_from([b"\xff" * 8, bytes(8)]))
    return bytes(data)


@st.composite
def heads(draw, level=0):
    """Heads made of the right pieces with any numbers in them."""
    size = st.integers(0, 3) | st.sampled_from([2**16, 2**32 - 1, 2**63, 2**64 - 1])
    sizes = size.map(struct.Struct("!Q").pack)
    tag = draw(st.sampled_from([each.to_bytes() for each in b"lttasnifNT1?dezbcDoP"]))
    if tag in b"ltdez" and level < 9:
        items = draw(st.lists(heads(level + 1), max_size=4))
        count = draw(st.just(struct.pack("!Q", len(items) // (1 + (tag == b"d")))) | sizes)
        return tag + count + b"".join(items)
    if tag == b"P":
        return tag + draw(heads(level + 1)) if level < 9 else tag
    if tag == b"D":
        return tag + draw(st.sampled_from([b"d", b"m", b"t", b"i", b"?"]))
    if tag == b"o":
        axes = draw(st.integers(0, 2))
        items = draw(st.lists(heads(level + 1), max_size=3)) if level < 9 else []
        return tag + bytes([axes]) + b"".join(draw(sizes) for _ in range(axes)) + b"".join(items)
    if tag == b"a":
        axes = draw(st.integers(0, 9) | st.just(255))
        code = draw(st.sampled_from([*CODES, "O", "g", "V", "U", "M", "m"])).encode()
        code += draw(sizes) if code == b"U" else draw(st.binary(max_size=1)) * (code in b"Mm")
        header = code + draw(st.sampled_from([b"C", b"F", b"G", b"?"])) + bytes([axes])
        return tag + header + b"".join(draw(sizes) for _ in range(axes))
    return tag + draw(sizes | st.just(b"")) + draw(st.just(b"") | st.binary())


def grammatical():
    """Messages with such a head; in some its length is another."""
    whole = st.builds(message, heads(), st.binary())
    return whole | st.builds(pieces, st.just(b""), st.integers(0, 99), heads(), st.binary())


hostile = st.one_of(st.binary(), mutated(), grammatical())


@fuzz
@given(st.data())
def test_whatever_arrives_is_of_a_form_foreseen_only_if_reading_it_one_by_one_says_so(data):
    form = data.draw(st.sampled_from(FORMS))
    right = wire.encode_replies(wire.Reply("value", each) for each in form)
    sent = data.draw(st.just(right).map(bytearray) | hostile.map(bytearray))
    for place in data.draw(st.lists(st.integers(0, max(0, len(sent) - 1)), max_size=3)):
        sent[place : place + 1] = data.draw(st.binary(max_size=2))
    try:
        replies = wire.Replies(bytes(sent), calls_foreseen(*FORMS))
    except wire.WireError:
        return
    results = [reply.value for reply in replies.each]
    encoded = wire.encode_replies(replies.each)
    foreseen = [list(map(zeroed, form)) for form in FORMS]
    assert (replies.numbers is not None) == any(
        same(list(map(zeroed, results)), f) for f in foreseen
    )
    if replies.numbers is not None:
        assert encoded == bytes(sent)
        assert encoded.endswith(replies.numbers.tobytes())


def zeroed(value):
    """The same with each float64 made 0."""
    if type(value) is tuple:
        return tuple(map(zeroed, value))
    if type(value) is np.ndarray and value.dtype == np.float64:
        return np.zeros_like(value)
    return 0.0 if type(value) is float else value


@fuzz
@given(hostile)
def test_no_bytes_make_the_reader_fail_with_anything_but_an_error_of_the_wire(data):
    for read in (wire.decode, lambda data: reply_to(data, 1)):
        with contextlib.suppress(wire.WireError):
            read(data)


@fuzz
@given(hostile)
def test_bytes_that_are_understood_are_a_value_that_may_cross(data):
    with contextlib.suppress(wire.WireError):
        value = wire.decode(data)
        assert same(wire.decode(wire.encode(value)), value)


@fuzz
@given(hostile)
def test_memory_grows_with_the_bytes_that_are_there_alone(data):
    bound = (PER_BYTE + PER_ITEM) * len(data) + PER_CALL
    assert peak(lambda: wire.decode(data)) <= bound


@fuzz
@given(values(), st.binary(min_size=1, max_size=3))
def test_a_message_cut_short_or_with_bytes_left_over_is_no_message(value, more):
    data = wire.encode(value)
    for wrong in (data + more, data[:-1], data[: len(data) // 2]):
        with pytest.raises(wire.WireError):
            wire.decode(wrong)


LARGEST = 2**64 - 1


@pytest.mark.parametrize(
    "data",
    [
        message(pieces(b"s", LARGEST)),
        message(pieces(b"s", 2**31), b"a"),
        message(pieces(b"l", LARGEST)),
        message(pieces(b"l", 2**32, b"N" * 10)),
        message(pieces(b"t", 2**32, b"N" * 10)),
        message(pieces(b"ad", b"C\1", 2**27)),
        message(pieces(b"ad", b"C\1", LARGEST)),
        message(pieces(b"ad", b"C\2", 2**32, 2**32)),
        message(pieces(b"ad", b"C\2", 0, LARGEST)),
        message(pieces(b"ad", b"G\2", 2**25, 0)),
        message(pieces(b"a?", b"F\10", *[2**8] * 8)),
        message(pieces(b"ad", b"C\11", *[1] * 9), bytes(8)),
        message(pieces(b"ad", b"C\377", *[1] * 255), bytes(8)),
        message(pieces(b"aU", LARGEST, b"C\1", 1), bytes(8)),
        message(pieces(b"aU", 0, b"C\1", 2**20)),
        message(pieces(b"aU", 1, b"C\1", 1), b"\0\0\x11\0"),  # beyond all characters
        message(pieces(b"aU", 1, b"C\1", 1), b"\0\xd8\0\0"),  # half of one
        message(pieces(b"aM", b"\15", b"C\1", 1), bytes(8)),
        message(pieces(b"o", b"\1", LARGEST)),
        message(pieces(b"o", b"\2", 2**32, 2**32)),
        message(pieces(b"o", b"\2", 0, LARGEST)),
        message(pieces(b"b", LARGEST)),
        message(pieces(b"d", LARGEST)),
        message(pieces(b"d", 2**32, b"N" * 10)),
        message(pieces(b"e", 2, b"NN")),  # the same twice
        message(pieces(b"d", 2, b"NTNF")),
        message(pieces(b"e", 1, pieces(b"l", 0))),  # of no hash
        message(pieces(b"d", 1, pieces(b"ad", b"C\1", 0), b"N")),
        message(b"Dd", struct.pack("=4q", 2**62, 0, 0, 0)),
        message(b"Dm", struct.pack("=4q", 1, -1, 0, 0)),
        message(b"Dt", struct.pack("=4q", 0, 0, 2, 0)),
        message(b"Dt", struct.pack("=4q", 0, 0, 0, 2**62)),
        message(b"Di", struct.pack("=4q", 2**62, 0, 0, 0)),
        message(b"D?", bytes(32)),
        message(pieces(b"P", b"N")),
        message(pieces(b"P", pieces(b"t", 2), pieces(b"s", 0), b"N")),
        message(pieces(b"aO", b"C\1", 1), bytes(8)),
        message(pieces(b"u", 0, b"\n")),
        message(b"giii", bytes(3 * 128)),
        message(b"giii", bytes(128) + b"\177" * 128 + bytes(127) + b"\1"),
        message(b"gTTT"),
        message(pieces(b"aV", b"C\1", 1), bytes(8)),
        message(pieces(b"ad", b"?\1", 1), bytes(8)),
        message(b"nO", bytes(8)),
        message(pieces(b"l", 1) * 100_000),
        b"",
        bytes(7),
        pieces(b"", LARGEST),
        pieces(b"", 9, b"N" * 8),
    ],
)
def test_a_hostile_header_costs_no_memory_and_no_time(data):
    assert peak(lambda: wire.decode(data)) < PER_CALL
    assert lines(lambda: wire.decode(data)) < MOST_LINES
    with pytest.raises(wire.WireError):
        wire.decode(data)


@pytest.mark.parametrize(
    "item",
    [
        *((b"N",), (pieces(b"t", 0),), (pieces(b"l", 1, b"N"),), (pieces(b"s", 1), b"a")),
        *((b"i", b"\177" * 128), (b"f", b"1" * 8), (b"nb", b"1")),
        *((pieces(b"ab", b"C\1", 0),), (pieces(b"ab", b"C\10", *[1] * 8), b"1")),
    ],
)
def test_as_many_items_as_are_allowed_stay_within_the_bounds(item):
    count = 10_000
    head, body = (*item, b"")[:2]
    data = message(pieces(b"t", count, head * count), body * count)
    bound = PER_BYTE * len(data) + PER_ITEM * 2 * count + PER_CALL
    assert peak(lambda: wire.decode(data)) <= bound
    with pytest.raises(wire.WireError, match="too many items"):
        wire.decode(message(pieces(b"t", wire.MAX_ITEMS, b"N" * wire.MAX_ITEMS)))


@pytest.mark.parametrize(
    "keys",
    [
        [n * (2**61 - 1) for n in range(2000)],
        [(n * (2**61 - 1), 1) for n in range(2000)],
        [frozenset([n * (2**61 - 1)]) for n in range(2000)],
    ],
)
def test_keys_that_were_chosen_to_have_one_hash_are_refused_before_they_are_compared(keys):
    for value in (set(keys[: wire.MAX_ALIKE]), dict.fromkeys(keys[: wire.MAX_ALIKE])):
        assert same(wire.decode(wire.encode(value)), value)
    items = wire.encode(list(keys))
    place = items.index(b"l")
    with pytest.raises(wire.WireError, match="chosen to have one hash"):
        wire.decode(items[:place] + b"e" + items[place + 1 :])


def test_a_text_whose_characters_need_four_bytes_each_stays_within_the_bound():
    text = "a" * 2**20 + "\U0001f600"
    data = wire.encode(text)
    assert wire.decode(data) == text
    assert len(data) * 4 < peak(lambda: wire.decode(data)) < len(data) * PER_BYTE + PER_CALL


@fuzz
@given(hostile)
@example(message(pieces(b"aU", 1, b"C\0"), bytes(4)))
def test_nothing_runs_while_bytes_are_read_but_the_reader(data):
    files, functions = set(), set()

    def note(frame, event, argument):
        if event == "call":
            files.add(frame.f_code.co_filename)
        elif event == "c_call":
            functions.add(argument.__name__)

    # Other code that may run meanwhile: a profiler at work already, and what follows the collector.
    before = sys.getprofile()
    gc.disable()
    sys.setprofile(note)
    try:
        wire.decode(data)
    except wire.WireError:
        pass
    finally:
        sys.setprofile(before)
        gc.enable()
    assert files == {wire.__file__}
    assert functions <= set(
        "unpack unpack_from from_bytes ord len max prod astype setprofile hash get append values "
        "__new__ frombuffer reduce fromordinal combine divmod reshape empty".split()
    )


# Hostile ends


@fuzz
@given(st.lists(st.tuples(st.booleans(), hostile), max_size=4), st.binary(max_size=20))
def test_no_stream_makes_the_reader_hang_or_fail_in_a_way_of_its_own(messages, rest):
    with pair() as (ours, jails):
        for framed, data in messages:
            jails.sendall(message(data) if framed else data)
        jails.sendall(rest)
        jails.close()
        with pytest.raises((wire.Closed, wire.WireError)):
            read_all(ours)


def test_messages_arrive_one_after_another_as_they_were_sent():
    with pair() as (ours, jails):
        for data in (b"", b"a", bytes(100_000)):
            wire.send(jails, data, soon())
            assert wire.receive(ours, soon()) == data


def test_a_message_larger_than_any_buffer_crosses():
    data = np.random.default_rng(1).bytes(wire.MAX_BYTES)
    with pair() as (ours, jails):
        thread = threading.Thread(target=wire.send, args=(jails, data, soon()))
        thread.start()
        assert wire.receive(ours, math.inf) == data
        thread.join()


@pytest.mark.parametrize(
    "sent", [b"", b"\0\0\0", struct.pack("!Q", 100), struct.pack("!Q", 9) + b"1"]
)
def test_an_end_that_closes_midway_is_closed(sent):
    with pair() as (ours, jails):
        jails.sendall(sent)
        jails.close()
        with pytest.raises(wire.Closed):
            wire.receive(ours, soon())


def test_sending_to_an_end_that_is_gone_says_so():
    with pair() as (ours, jails):
        jails.close()
        with pytest.raises(wire.Closed):
            wire.send(ours, b"abc", soon())


def test_an_end_that_goes_with_a_message_unread_is_closed():
    with pair() as (ours, jails):
        wire.send(ours, b"abc", soon())
        jails.close()
        with pytest.raises(wire.Closed):
            wire.receive(ours, soon())


@pytest.mark.parametrize("sent", [b"", b"\0\0\0", struct.pack("!Q", 9) + b"12345678"])
def test_an_end_that_falls_silent_times_out(sent):
    with pair() as (ours, jails):
        jails.sendall(sent)
        end = soon(0.1)
        with pytest.raises(TimeoutError):
            wire.receive(ours, end)
        assert time.monotonic() >= end


def test_an_end_that_sends_a_byte_at_a_time_gains_no_time():
    with pair() as (ours, jails):

        def drip():
            with contextlib.suppress(OSError):
                jails.sendall(struct.pack("!Q", wire.MAX_BYTES))
                while True:
                    jails.sendall(b"x")
                    time.sleep(0.001)

        thread = threading.Thread(target=drip)
        thread.start()
        end = soon(0.2)
        with pytest.raises(TimeoutError):
            wire.receive(ours, end)
        assert time.monotonic() >= end
        ours.close()
        thread.join()


def test_a_slow_message_that_ends_in_time_arrives():
    data = struct.pack("!Q", 20) + b"x" * 20
    with pair() as (ours, jails):

        def drip():
            for byte in data:
                jails.sendall(bytes([byte]))
                time.sleep(0.002)

        thread = threading.Thread(target=drip)
        thread.start()
        assert wire.receive(ours, soon()) == b"x" * 20
        thread.join()


def test_an_end_that_does_not_read_stops_no_one_past_the_deadline():
    message = bytes(2**20)  # several times what the socket holds, and at once made ready
    with pair() as (ours, jails):
        ours.setblocking(True)
        jails.settimeout(PATIENCE)  # else the test has no end where nothing was sent
        end = soon(0.2)
        with pytest.raises(TimeoutError):
            wire.send(ours, message, end)
        assert time.monotonic() >= end
        assert jails.recv(8) == struct.pack("!Q", len(message))


def test_an_end_that_floods_is_read_no_further_than_one_message():
    with pair() as (ours, jails):
        jails.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            jails.sendall(b"\0" * 10**7)
        assert peak(lambda: wire.receive(ours, soon())) < PER_CALL
        with contextlib.suppress(BlockingIOError):
            jails.sendall(b"\xff" * 10**7)
        with pytest.raises(wire.WireError):
            read_all(ours)


def test_a_deadline_that_has_passed_is_kept_even_where_bytes_wait():
    with pair() as (ours, jails):
        wire.send(jails, b"abc", soon())
        with pytest.raises(TimeoutError):
            wire.receive(ours, time.monotonic())


@pytest.mark.parametrize("length", [101, 2**40, LARGEST])
def test_a_message_announced_as_too_long_is_not_read(length):
    with pair() as (ours, jails):
        jails.sendall(pieces(b"", length, bytes(1000)))
        with pytest.raises(wire.WireError, match=f"^a message of {length} bytes, where 100 are"):
            wire.receive(ours, soon(), limit=100)


def test_what_is_announced_and_does_not_come_takes_no_memory():
    with pair() as (ours, jails):
        jails.sendall(pieces(b"", wire.MAX_BYTES, bytes(1000)))
        jails.close()
        assert peak(lambda: wire.receive(ours, soon())) < 2**17 + PER_CALL


def test_files_that_are_sent_along_are_not_opened():
    with pair() as (ours, jails):
        before = os.listdir("/proc/self/fd")
        with open(os.devnull) as file:
            socket.send_fds(jails, [message(b"abc")], [file.fileno()] * 20)
        assert wire.receive(ours, soon()) == b"abc"
        assert os.listdir("/proc/self/fd") == before


def test_a_process_with_thousands_of_open_files_still_waits():
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(limits[0], 2100), limits[1]))
    try:
        with pair() as (ours, jails):
            high = fcntl.fcntl(ours.fileno(), fcntl.F_DUPFD_CLOEXEC, 2000)
            with socket.socket(fileno=high) as end:
                with pytest.raises(TimeoutError):
                    wire.receive(end, soon(0.05))
                wire.send(jails, b"abc", soon())
                assert wire.receive(end, soon()) == b"abc"
                wire.send(end, b"abc", soon())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_the_module_works_alone_without_the_package(tmp_path):
    for module in (wire, frames):
        shutil.copy(module.__file__, tmp_path)
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import wire, numpy\n"
        "own = {name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)\n"
        "print(wire.decode(wire.encode([numpy.ones(2)])), 'autograder' in own)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert done.stdout == "[array([1., 1.])] False\n"
