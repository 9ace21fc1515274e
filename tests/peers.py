"""The models of statsmodels, imported by the tests that ask for one: that takes over a second.

Every process imports all test files, and few run these tests.
"""

from importlib import import_module


def __getattr__(name: str) -> type:
    return getattr(import_module("statsmodels.discrete.discrete_model"), name)
