"""What tests need that pip does not install; without it they are skipped, and fail in CI."""

import os
import sys

import pytest


def need(missing: str, remedy: str) -> None:
    """Skip a test or a module, saying what is missing and how to get it; in CI, fail instead.

    missing: "" where nothing is.
    """
    if not missing:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{missing}: {remedy}; in CI no test may be skipped for it", pytrace=False)
    pytest.skip(f"{missing}: {remedy}", allow_module_level=True)


def need_linux() -> None:
    """Skip a test or a module on another system, in CI too."""
    if sys.platform != "linux":
        reason = "grading and its jail need Linux: use Linux, WSL or a container"
        pytest.skip(reason, allow_module_level=True)
