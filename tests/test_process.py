"""What a test changes of the process that grades is put back for the next student."""

import builtins
import decimal
import os
import sys
import warnings

import numpy as np
import pytest

from autograder.grading.process import put_back

# What a test may do first, and undo in a last line that it never reaches.
CHANGES = """
import builtins, decimal, io, os, sys, warnings
import numpy as np
sys.stdin = sys.stdout = sys.stderr = io.StringIO()
sys.argv.append("x")
sys.path.insert(0, "x")
sys.setrecursionlimit(900)
sys.displayhook = print
builtins.input = builtins.added = print
os.environ["HOME"] = os.environ["ADDED"] = "x"
np.seterr(all="raise")
np.set_printoptions(precision=2)
decimal.getcontext().prec = 3
warnings.simplefilter("error")
1 / 0
"""


def state():
    return (
        *(sys.stdin, sys.stdout, sys.stderr, [*sys.argv], [*sys.path], sys.displayhook),
        *(sys.getrecursionlimit(), dict(vars(builtins)), dict(os.environ)),
        *(np.geterr(), np.get_printoptions(), decimal.getcontext().prec, [*warnings.filters]),
    )


def test_what_a_test_has_changed_is_put_back_though_it_fails():
    before = state()
    with pytest.raises(ZeroDivisionError), put_back():
        exec(CHANGES, {})
    assert state() == before
