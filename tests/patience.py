"""Limits of time for tests, which a slow or busy machine does not come near."""

import time
from collections.abc import Callable

# Against hanging, in seconds: what has to happen within it takes milliseconds, or some seconds. It
# ends before the limit of a whole test, `--timeout` in pyproject.toml.
PATIENCE = 300

# The same for what takes a minute, such as a demo or tests that a test runs: those have a mark.
LONG_PATIENCE = 1500

# Of a notebook that nbclient runs; by default it misses what comes 4 s late.
OF_A_NOTEBOOK = dict.fromkeys(("timeout", "startup_timeout", "iopub_timeout"), PATIENCE)

# The limit of cells and calls beside one that never ends, each of which takes milliseconds. Every
# test with it lasts as long.
CUT_OFF = 3.0

# A student's loop that leaves the processor to others. Jails are tried on busy ones.
ENDLESS = "while True: __import__('time').sleep(9)"


def until(condition: Callable[[], object]):
    """Wait until it holds, and return what it gives. Raises AssertionError after PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited for {PATIENCE} s in vain"
        time.sleep(0.01)
    return found
