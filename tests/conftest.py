"""What several test files start from."""

import signal
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor
from functools import cache

import pytest
from hypothesis import HealthCheck, settings
from patience import PATIENCE

from autograder.checking import answers
from autograder.checking.history import History
from autograder.checking.progress import Progress
from autograder.course.check import COURSE, NOTEBOOK
from autograder.grading import pool
from autograder.grading import warm as of_grading
from autograder.sandbox import WarmParent

# Tests send interrupts, which a shell lets all that it runs in the background ignore.
signal.signal(signal.SIGINT, signal.default_int_handler)

# As Hypothesis has it in CI: how long an example takes is no fault of it.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


# Begun first where several processes share the files, so that in the end none works alone.
LONGEST = (
    "test_attacks.py",
    "test_together.py",
    "test_student_way.py",
    "test_book.py",
    "test_hostile_pages.py",
    "test_crash.py",
    "test_batch.py",
    "test_demo.py",
    "test_plain.py",
    "test_allowance.py",
    "test_own_pages.py",
    "test_hub.py",
    "test_release.py",
    "test_wheel.py",
    "test_places.py",
    "test_student_edition.py",
    "test_exchange.py",
    "test_postgres.py",
    "test_editions.py",
    "test_offered.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take the longest first."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else 99)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden files be written anew where a test finds that they differ."""
    parser.addoption("--renew", action="store_true", help="write anew what tests compare with")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end why tests were skipped, each reason once."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, count in reasons.items():
        terminalreporter.write_line(f"{count} skipped: {reason}")


@pytest.fixture(autouse=True, scope="session")
def unhurried() -> Iterator[None]:
    """Wait for a name of what is wrong for as long as it takes, not as a person at a notebook."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "PATIENCE", PATIENCE)
        yield


@pytest.fixture(autouse=True, scope="session")
def asked_once() -> Iterator[None]:
    """Ask once which version its tables have: for each new gradebook nbgrader starts a program."""
    with pytest.MonkeyPatch.context() as patch:
        if api := sys.modules.get("nbgrader.api"):
            patch.setattr(api, "get_alembic_version", cache(api.get_alembic_version))
        yield


@pytest.fixture(scope="module")
def one_warm_parent() -> Iterator[None]:
    """Grading in this process leaves its warm parent to the next: one takes a second to start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool._InProcess, "shutdown", Executor.shutdown)
        yield
    of_grading.close()


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmParent]:
    """What forks jails, its imports done."""
    with WarmParent() as parent:
        with parent.jail({}):  # the first one waits for the imports of the parent
            pass
        yield parent


@pytest.fixture
def fresh_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process in which nothing was checked yet."""
    monkeypatch.setattr(NOTEBOOK, "_progress", Progress(COURSE))
    monkeypatch.setattr(NOTEBOOK, "_history", History(COURSE))
