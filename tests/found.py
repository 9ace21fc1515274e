"""What a check finds, where a test cares for no more than the kind of it."""

from autograder.checking.outcomes import Right, WrongType, WrongValue

RIGHT = Right(entries=1, points=1, gap=0.0, kind="array")
WRONG_TYPE = WrongType("array", "list")
WRONG_VALUE = WrongValue(
    quantity="entry",
    truth="difference",
    worst=(0,),
    yours=1.0,
    expected=0.0,
    allowed=1e-14,
    wrong=1,
    total=2,
    place="scattered",
)
