"""What a check finds: one small class for each outcome, in codes and numbers.

Words for all this stand in `words`, and `report` puts them together. `code` names an outcome where
it is recorded.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Right:
    """Everything agrees.

    gap: the largest error, in units of what is allowed. kind: of the result, as a Target has it.
    """

    code: ClassVar[str] = "right"
    entries: int
    points: int
    gap: float
    kind: str


@dataclass(frozen=True)
class Raised:
    """A call raised an exception: its class and message, and where.

    line, source: number and text of the line of the function that it left, None and "" where no
    line of it ran. raised_in: the function that raised it, where the function had called that one.
    advice: where it comes of what grading does not give, "" for none.
    """

    code: ClassVar[str] = "raised"
    error: type
    message: str
    line: int | None = None
    source: str = ""
    raised_in: str = ""
    advice: str = ""


@dataclass(frozen=True)
class Unwritten(Raised):
    """A call met the line that stands where an answer should."""

    code: ClassVar[str] = "unwritten"


@dataclass(frozen=True)
class NotRaised:
    """A call that must be refused returned a result; error: the name of the exception."""

    code: ClassVar[str] = "not raised"
    error: str


@dataclass(frozen=True)
class WrongType:
    """The result is of another type.

    wanted: the kind that is asked for. got: the name of its type, or of its entries' type, or how
    many members a tuple has; form: the code of what has it. member: the code of the array of a
    tuple, "" where the result is none.
    """

    code: ClassVar[str] = "type"
    wanted: str
    got: str
    member: str = ""
    form: str = "plain"


@dataclass(frozen=True)
class WrongShape:
    """An array has another shape; axes: the names of the wanted ones, () where there are none."""

    code: ClassVar[str] = "shape"
    wanted: tuple[int, ...]
    got: tuple[int, ...]
    axes: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotFinite:
    """Entries are infinite or NaN: how many, whether one is NaN, and which, as `pattern` has it."""

    code: ClassVar[str] = "not finite"
    wrong: int
    total: int
    nan: bool
    pattern: tuple[str, ...] = ()


@dataclass(frozen=True)
class ArgumentChanged:
    """A call changed one of its arguments in place."""

    code: ClassVar[str] = "changed"
    argument: str


@dataclass(frozen=True)
class WrongValue:
    """Numbers differ from the truth.

    quantity: the code of what is measured. truth: of what it is compared with. worst: the index of
    the entry that differs most, where yours, expected and allowed stand. place: the code for where
    the wrong entries are, and pattern which these are. nearness: the largest error relative to the
    largest entry, where it is small. ratio, offset: the constant by which all entries differ.
    transposed: whether the transpose agrees. step: of a fit the first that its list of values does
    not show, None where none is known.
    """

    code: ClassVar[str] = "value"
    quantity: str
    truth: str
    worst: tuple[int, ...]
    yours: float
    expected: float
    allowed: float
    wrong: int
    total: int
    place: str
    nearness: float | None = None
    ratio: float | None = None
    offset: float | None = None
    transposed: bool = False
    pattern: tuple[str, ...] = ()
    step: int | None = None


@dataclass(frozen=True)
class TooCostly:
    """A call took more memory than it may; peak and limit in bytes, None in another process."""

    code: ClassVar[str] = "cost"
    forbidden: str
    peak: int | None = None
    limit: int | None = None


Outcome = (
    Right
    | Raised
    | NotRaised
    | WrongType
    | WrongShape
    | NotFinite
    | ArgumentChanged
    | WrongValue
    | TooCostly
)
