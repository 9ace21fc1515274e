"""What several test files start from."""

from collections.abc import Iterator

import pytest

from autograder.examination.jail import WarmParent
from autograder.lesson import progress


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
    monkeypatch.setattr(progress, "_right", {})
