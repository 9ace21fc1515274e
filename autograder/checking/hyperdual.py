"""Hyper-dual numbers: arrays that carry an exact mixed second derivative with them.

A hyper-dual number is x + a ε₁ + b ε₂ + c ε₁ε₂ with ε₁² = ε₂² = 0. A function of it carries
f′·a and f′·b beside its value, and f″·a·b + f′·c beside ε₁ε₂: a finite difference without a step
to choose, since nothing is subtracted and nothing is left out.

J. A. Fike and J. J. Alonso, "The Development of Hyper-Dual Numbers for Exact Second-Derivative
Calculations", AIAA 2011-886.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class HyperDual(NDArrayOperatorsMixin):
    """An array of hyper-dual numbers, for the operations that the definitions of the course use.

    The four parts are float64 arrays that broadcast against each other, so that many directions
    ε₁ (one axis) and ε₂ (another axis) are differentiated in one evaluation. NumPy's ``+ - * /``,
    ``@``, ``exp`` and ``log`` work on it, as do ``sum``, ``real`` and indexing; any other ufunc
    raises TypeError.
    """

    def __init__(self, real: ArrayLike, first: ArrayLike, second: ArrayLike, mixed: ArrayLike):
        self.real, self.first, self.second, self.mixed = map(
            np.asarray, (real, first, second, mixed)
        )

    @property
    def parts(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """The four parts as a tuple: value, ε₁, ε₂ and ε₁ε₂."""
        return self.real, self.first, self.second, self.mixed

    def map(self, linear: Callable[[np.ndarray], np.ndarray]) -> HyperDual:
        """Apply a linear function, which acts on the four parts alike."""
        return HyperDual(*(linear(part) for part in self.parts))

    def sum(self, axis: int, keepdims: bool = False) -> HyperDual:
        """Sum over an axis counted from the end, so that the axes of directions stay."""
        if axis >= 0:
            raise ValueError(f"axis must be counted from the end, got {axis}")
        return self.map(lambda part: part.sum(axis=axis, keepdims=keepdims))

    def __getitem__(self, index: Any) -> HyperDual:
        return self.map(lambda part: part[index])

    def _chain(self, value: np.ndarray, slope: np.ndarray, curvature: np.ndarray) -> HyperDual:
        """Return f(self) from f, f′ and f″ at the real part."""
        return HyperDual(
            value,
            slope * self.first,
            slope * self.second,
            slope * self.mixed + curvature * self.first * self.second,
        )

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **keywords: Any) -> Any:
        rule = _RULES.get(ufunc)
        if method != "__call__" or keywords or rule is None:
            return NotImplemented
        return rule(*inputs)


Rule = Callable[..., HyperDual]


def _lift(x: HyperDual | np.ndarray) -> HyperDual:
    if isinstance(x, HyperDual):
        return x
    zero = np.zeros_like(x, dtype=np.float64)
    return HyperDual(x, zero, zero, zero)


def _partwise(operation: np.ufunc) -> Rule:
    def rule(x: Any, y: Any) -> HyperDual:
        return HyperDual(*map(operation, _lift(x).parts, _lift(y).parts))

    return rule


def _product(operation: np.ufunc) -> Rule:
    """The product rule, for any bilinear operation, with a short cut for a constant factor."""

    def rule(x: Any, y: Any) -> HyperDual:
        if not isinstance(x, HyperDual):
            return y.map(lambda part: operation(x, part))
        if not isinstance(y, HyperDual):
            return x.map(lambda part: operation(part, y))
        return HyperDual(
            operation(x.real, y.real),
            operation(x.first, y.real) + operation(x.real, y.first),
            operation(x.second, y.real) + operation(x.real, y.second),
            operation(x.mixed, y.real)
            + operation(x.first, y.second)
            + operation(x.second, y.first)
            + operation(x.real, y.mixed),
        )

    return rule


_multiply = _product(np.multiply)


def _reciprocal(x: HyperDual) -> HyperDual:
    inverse = 1.0 / x.real
    return x._chain(inverse, -(inverse**2), 2.0 * inverse**3)


def _divide(x: Any, y: Any) -> HyperDual:
    if not isinstance(y, HyperDual):
        return x.map(lambda part: part / y)
    return _multiply(x, _reciprocal(y))


def _exp(x: HyperDual) -> HyperDual:
    value = np.exp(x.real)
    return x._chain(value, value, value)


def _log(x: HyperDual) -> HyperDual:
    inverse = 1.0 / x.real
    return x._chain(np.log(x.real), inverse, -(inverse**2))


_RULES: dict[np.ufunc, Rule] = {
    np.add: _partwise(np.add),
    np.subtract: _partwise(np.subtract),
    np.negative: lambda x: x.map(np.negative),
    np.multiply: _multiply,
    np.matmul: _product(np.matmul),
    np.true_divide: _divide,
    np.exp: _exp,
    np.log: _log,
}
