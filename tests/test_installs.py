"""A test that lacks an install is skipped with the remedy, and fails in CI."""

import sys

import pytest
from installs import need, need_linux


def test_what_is_missing_is_named_with_its_remedy(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"^there is no initdb: apt-get install it$"):
        need("there is no initdb", "apt-get install it")


def test_in_ci_what_is_missing_is_a_failure(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"^there is no initdb: apt-get install it; in"):
        need("there is no initdb", "apt-get install it")


@pytest.mark.parametrize("ci", ["", "true"])
def test_where_nothing_is_missing_a_test_goes_on(monkeypatch, ci):
    monkeypatch.setenv("CI", ci)
    need("", "apt-get install it")


@pytest.mark.parametrize("ci", ["", "true"])
def test_another_system_is_skipped_in_ci_too(monkeypatch, ci):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(pytest.skip.Exception, match=r"use Linux, WSL or a container$"):
        need_linux()
