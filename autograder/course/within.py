"""`within`: a long loop of a notebook that ends in good time."""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from autograder.checking import words

Each = TypeVar("Each")


def within(seconds: float, iterable: Iterable[Each]) -> Iterator[Each]:
    """Yield the items of an iterable until the time is over, and say after how many steps it was.

    seconds: float > 0, counted from the first step. A step that has begun is finished.
    """
    end = time.monotonic() + seconds
    for count, each in enumerate(iterable):
        if time.monotonic() > end:
            print(words.OUT_OF_TIME.format(seconds=seconds, count=count))
            return
        yield each
