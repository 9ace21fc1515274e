"""What an exception says of the slip that raised it: by its class and its message, and no formula.

Python and NumPy word their messages alike for everybody: shapes that don't fit, an index beyond the
end, a singular matrix. A message comes from a student's process and may be any text, so it counts
only where all of it is one of these sentences. Of its text nothing is shown; only sizes are read.
"""

import re
from collections.abc import Sequence
from itertools import combinations, compress

import numpy as np

from autograder.checking.answers import Answer, right
from autograder.checking.calls import Called
from autograder.checking.exercise import ENTRIES, Case
from autograder.checking.outcomes import Raised

# In as many cases a number stands that is no size of theirs where it is fixed.
TELLING = 3

# A mistake at one place of a formula shows in so many cases.
MOST = 0.9

Shape = tuple[int, ...]

# Of at most four axes, as all arrays of a course have: a text of any length is read in no time.
_SHAPE = r"\(\d{0,9}(?:,\d{1,9}){0,3},?\)"
_SHAPES = rf"(?P<shapes>{_SHAPE}(?: {_SHAPE}){{1,3}}) ?"
_NAME = r"[\w.<>]+"
_TYPE = r"'[\w.]+'"
_OPERATOR = r"unsupported operand type\(s\) for [^ ]+(?: or [^ ]+)?: "
_FACTORS = r"(?:matmul|dot|vecdot|solve1?|lstsq|inner|matvec|vecmat)"
_SEVERAL = "operands-unfit"
OF_SHAPES = {"axis-lacking", "product-entrywise", _SEVERAL}
SIZE_FIXED = "size-fixed"

# By its code, the class of the exception and what its message is, all of it.
MESSAGES: tuple[tuple[str, type[Exception], str], ...] = (
    (_SEVERAL, ValueError, rf"operands could not be broadcast together with shapes {_SHAPES}"),
    (_SEVERAL, ValueError, r"operands could not be broadcast together with remapped shapes .*"),
    (
        "factors-unfit",
        ValueError,
        rf"{_FACTORS}: Input operand \d has a mismatch in its core dimension .*"
        r"|shapes .* not aligned: \d+ \(dim \d\) != \d+ \(dim \d\)|shape-mismatch for sum"
        r"|[Ii]ncompatible (?:shapes: a1.*|dimensions.*)|Shape mismatch: a and b should have .*",
    ),
    (
        "axes-too-few",
        ValueError,
        rf"(?:axis\d?: )?axis -?\d+ is out of bounds for array of dimension \d+"
        rf"|{_FACTORS}: Input operand \d does not have enough dimensions .*"
        r"|\d-dimensional array given\. Array must be .*two-dimensional"
        r"|Expected at least ndim=2, got a1\.ndim=\d|diag requires an array of at least two .*"
        r"|einstein sum subscripts string contains too many subscripts for operand \d",
    ),
    (
        "axes-too-few",
        IndexError,
        r"too many indices for array: .*|tuple index out of range"
        r"|invalid index to scalar variable\.",
    ),
    ("range-missing", TypeError, r"'(?:numpy\.)?int(?:64)?' object is not iterable"),
    (
        "axes-too-few",
        TypeError,
        r"'(?:numpy\.)?(?:float|int)(?:64)?' object (?:is not (?:subscriptable|iterable)"
        r"|does not support item assignment)|object of type '(?:float|int)' has no len\(\)"
        r"|len\(\) of unsized object|iteration over a 0-d array"
        r"|cannot unpack non-iterable (?:numpy\.)?(?:float|int)(?:64)? object",
    ),
    (
        "unpacking",
        ValueError,
        r"(?:too many|not enough) values to unpack \(expected \d+(?:, got \d+)?\)",
    ),
    (
        "index-past-end",
        IndexError,
        r"index -?\d+ is out of bounds for axis \d+ with size \d+|list index out of range",
    ),
    (
        "no-whole-number",
        IndexError,
        r"arrays used as indices must be of integer \(or boolean\) type|only integers, slices .*",
    ),
    (
        "no-whole-number",
        TypeError,
        rf"{_TYPE} object cannot be interpreted as an integer|slice indices must be integers .*"
        r"|list indices must be integers or slices, not .*"
        r"|expected a sequence of integers or a single integer, got .*",
    ),
    (
        "array-for-number",
        TypeError,
        r"only (?:0-dimensional|length-1|size-1) arrays can be converted to Python scalars"
        r"|only integer scalar arrays can be converted to a scalar index",
    ),
    (
        "condition-of-array",
        ValueError,
        r"The truth value of an array with more than one element is ambiguous\. .*",
    ),
    (
        "matrix-singular",
        ValueError,
        r"Singular matrix|(?:A )?singular matrix(?: detected.*)?|Matrix is (?:exactly )?singular\.?"
        r"|Matrix is not positive definite|\d+-th leading minor of the array is not positive .*",
    ),
    (
        "matrix-not-square",
        ValueError,
        r"Last 2 dimensions of the array must be square.*|[Ee]xpected .*square .*matrix.*",
    ),
    (
        "written-unfit",
        ValueError,
        rf"could not broadcast input array from shape {_SHAPE} into shape {_SHAPE}"
        r"|non-broadcastable output operand with shape .*"
        r"|setting an array element with a sequence.*"
        r"|shape mismatch: value array of shape .*",
    ),
    ("reshape-unfit", ValueError, r"cannot reshape array of size \d+ into shape .*"),
    ("joined-unfit", ValueError, r"all (?:the )?input arrays? (?:dimensions|must have) .*"),
    (
        "none-used",
        TypeError,
        rf"{_OPERATOR}(?:'NoneType' and {_TYPE}|{_TYPE} and 'NoneType')|'NoneType' object .*"
        r"|object of type 'NoneType' has no len\(\)|cannot unpack non-iterable NoneType object"
        r"|loop of ufunc does not support argument \d of type NoneType .*",
    ),
    (
        "parentheses-missing",
        TypeError,
        r"loop of ufunc does not support argument \d of type (?:builtin_)?(?:function|method)\w* .*"
        rf"|{_OPERATOR}(?:{_TYPE} and )?'(?:builtin_)?(?:function|method)\w*'(?: and {_TYPE})?"
        r"|'(?:builtin_)?(?:function|method)\w*' object is not (?:subscriptable|iterable)",
    ),
    ("not-a-function", TypeError, rf"{_TYPE} object is not callable"),
    (
        "list-for-array",
        TypeError,
        rf"{_OPERATOR}(?:'list' and {_TYPE}|{_TYPE} and 'list')"
        r"|can only concatenate list \(not .*|can't multiply sequence by non-int of type .*"
        r"|list indices must be integers or slices, not tuple",
    ),
    (
        "call-mistaken",
        TypeError,
        rf"{_NAME}\(\) (?:missing \d+ required|takes .*|got an unexpected keyword|got multiple).*"
        rf"|'\w+' is an invalid keyword argument for {_NAME}\(\)|{_NAME} expected .* arguments?, .*"
        r"|Cannot interpret '.*' as a data type",
    ),
)
_MESSAGES = tuple((code, kind, re.compile(text, re.DOTALL)) for code, kind, text in MESSAGES)

# Where a message names a size: in a shape, or after one of these words.
_SIZES = re.compile(rf"({_SHAPE})|(?:size|from) (\d+)")


def slip(raised: Raised) -> str:
    """The code of the slip that an exception tells, "" where it is none that is known.

    Of a call that lacked something in the jail nothing is said.
    """
    for code, kind, message in () if raised.advice else _MESSAGES:
        if issubclass(raised.error, kind) and (found := message.fullmatch(raised.message)):
            shapes = found.groupdict().get("shapes")
            return _of_shapes(_shapes(shapes)) if shapes else code
    return ""


def _shapes(text: str) -> list[Shape]:
    return [tuple(map(int, re.findall(r"\d+", each))) for each in re.findall(_SHAPE, text)]


def _of_shapes(shapes: list[Shape]) -> str:
    """The code for shapes that don't fit in an operation that goes entry by entry."""
    codes = {_of_pair(one, other) for one, other in combinations(shapes, 2)} - {""}
    return codes.pop() if len(codes) == 1 else _SEVERAL


def _of_pair(one: Shape, other: Shape) -> str:
    """The code for two shapes, "" where they fit."""
    if all(a == b or 1 in (a, b) for a, b in zip(one[::-1], other[::-1], strict=False)):
        return ""
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    if len(longer) > len(shorter) and shorter in combinations(longer, len(shorter)):
        return "axis-lacking"
    if len(one) == len(other) == 2 and one[1] == other[0] and one[0] != other[1]:
        return "product-entrywise"
    return _SEVERAL


def by_exception(made: Sequence[Called], found: Sequence[Answer], cases: Sequence[Case]) -> str:
    """The code of the slip by which wrong cases raise: at least half of them, and all by one.

    made: the calls of a function, and found: what they gave, case by case.
    """
    triples = list(zip(made, found, cases, strict=True))
    wrong = [(called, case) for called, each, case in triples if not right(each, case.target)]
    raised = [(called.error, case) for called, case in wrong if called.error is not None]
    codes = {slip(error) for error, _ in raised}
    if "" in codes or 2 * len(raised) < max(1, len(wrong)):
        return ""
    rights = [_sizes_of(case) for _, each, case in triples if right(each, case.target)]
    if "axis-lacking" not in codes and len(raised) == len(wrong) and _is_fixed(raised, rights):
        return SIZE_FIXED
    return codes.pop() if len(codes) == 1 else _SEVERAL if codes <= OF_SHAPES else ""


def _is_fixed(raised: Sequence[tuple[Raised, Case]], rights: list[set[int]]) -> bool:
    """Whether all messages name one size that arguments don't have, but where all is right."""
    named = [_named(error.message) for error, _ in raised]
    strange = [sizes - _sizes_of(case) for sizes, (_, case) in zip(named, raised, strict=True)]
    return any(
        sum(size in each for each in strange) >= TELLING
        and all(size in each for each in rights)
        and (rights or size > 2)  # two classes, or a pair, are no size of the arguments
        for size in set.intersection(*named) - {0, 1}
    )


def _named(message: str) -> set[int]:
    return {int(n) for each in _SIZES.findall(message) for n in re.findall(r"\d+", "".join(each))}


def _sizes_of(case: Case) -> set[int]:
    return {size for argument in case.arguments for size in np.shape(argument)}


def by_place(found: Sequence[Answer], cases: Sequence[Case]) -> str:
    """The code for square arrays that are wrong on the diagonal alone, or off it alone, or "".

    Nearly all of them must be wrong, and nearly all entries there: a mistake in a formula spares
    no case and no index.
    """
    codes = set()
    wrong_ones = [not right(each, case.target) for each, case in zip(found, cases, strict=True)]
    if np.mean(wrong_ones) < MOST:
        return ""
    for each, case in compress(zip(found, cases, strict=True), wrong_ones):
        shapes = case.target.shapes
        if case.target.names != ENTRIES[0] or each.shapes != shapes or not each.finite:
            return ""
        if len(shapes[0]) != 2 or shapes[0][0] != shapes[0][1] or shapes[0][0] < 2:
            return ""
        wrong = np.abs(each.members[0] - case.target.expected[0]) > case.target.tolerances[0]
        on, off = (wrong[np.eye(len(wrong), dtype=bool) == equal] for equal in (True, False))
        if on.any() == off.any() or np.mean(on if on.any() else off) < MOST:
            return ""
        codes.add("equal-indices" if on.any() else "different-indices")
    return codes.pop() if len(codes) == 1 else ""


def _lengths(shapes: Sequence[Sequence[Shape]]) -> np.ndarray:
    """Of each axis the lengths in all cases, a row each; none where not all have the same axes."""
    if len({tuple(map(len, of_case)) for of_case in shapes}) != 1:
        return np.zeros((0, len(shapes)), int)
    return np.array([[n for shape in of_case for n in shape] for of_case in shapes]).T


def by_shape(found: Sequence[Answer], cases: Sequence[Case]) -> str:
    """The code for results of which an axis has one length in all cases and should vary, or ""."""
    got = _lengths([each.shapes for each in found])
    wanted = _lengths([case.target.shapes for case in cases])
    if got.shape != wanted.shape or not got.size:
        return ""
    wrong = (got != wanted).any(axis=1)
    fixed = (np.ptp(got, axis=1) == 0) & (np.ptp(wanted, axis=1) > 0) & (got[:, 0] > 1)
    return SIZE_FIXED if wrong.any() and fixed[wrong].all() else ""
