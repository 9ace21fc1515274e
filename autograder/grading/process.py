"""What tests change of the process that grades, put back after each submission.

A test may change it and put it back in its last line, which it does not reach where an answer is
wrong. The next student must not meet that.
"""

import builtins
import contextlib
import decimal
import os
import sys
import warnings
from collections.abc import Iterator

import numpy as np

# Attributes of `sys` that a test may put another object in place of.
REPLACED = ("stdin", "stdout", "stderr", "argv", "displayhook", "excepthook")


@contextlib.contextmanager
def put_back() -> Iterator[None]:
    """Put back at the end: streams, builtins, environment, how NumPy and decimals compute, …

    Not what a test sets inside of other modules, as options of pandas.
    """
    streams = {name: getattr(sys, name) for name in REPLACED}
    arguments, path, most = [*sys.argv], [*sys.path], sys.getrecursionlimit()
    own, environment = dict(vars(builtins)), dict(os.environ)
    errors, shown, context = np.geterr(), np.get_printoptions(), decimal.getcontext().copy()
    with warnings.catch_warnings():
        try:
            yield
        finally:
            vars(sys).update(streams)
            sys.argv[:], sys.path[:] = arguments, path
            sys.setrecursionlimit(most)
            for there, before in ((vars(builtins), own), (os.environ, environment)):
                for name in [*there]:
                    if name not in before:
                        del there[name]
                there.update(before)
            np.seterr(**errors)
            np.set_printoptions(**shown)
            decimal.setcontext(context)
