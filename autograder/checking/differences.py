"""Derivatives of a definition by finite differences, and how closely an answer must agree.

Two families stand here. Central differences are what a person would do: displace the argument by
±h, subtract, divide by 2h. Their error is a sum of truncation (∝ h²) and rounding (∝ eps/h), so at
best some ten digits survive. They serve the pictures and an independent cross-check.

The truth that answers are compared with displaces the argument in a direction where nothing is
subtracted: along the imaginary axis for first derivatives (the complex step, Squire and Trapp,
SIAM Review 40, 1998), along the two infinitesimals of a hyper-dual number for second ones. Both
are exact up to the rounding of the definition itself, and neither knows any calculus.

A definition takes an array with leading axes for the displaced points: see `definitions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np

from autograder.checking.hyperdual import HyperDual

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

# Any step this small leaves a truncation error of h² = 1e-60 relative, below rounding, and
# stays far from underflow. A larger one buys nothing.
COMPLEX_STEP = 1e-30

# The step that balances truncation, h²/6·f‴, against rounding, eps·f/h, for f of size 1.
CENTRAL_STEP = np.finfo(np.float64).eps ** (1 / 3)

# The same balance for a second difference: h²/12·f⁗ against 4·eps·f/h².
SECOND_STEP = np.finfo(np.float64).eps ** (1 / 4)

# Among 100,000 random right answers for each function the worst used 3.2 of these units:
# twenty-fold room for a different order of summation, and a relative error of 1e-6 still fails
# by three decades.
UNITS = 64

_closed = ContextVar("closed", default=False)

Result = TypeVar("Result")

# What has the engine's results, where they are kept; it is given how to compute one.
_source: ContextVar[Callable[[Callable], Any] | None] = ContextVar("source", default=None)


class DifferencesClosed(RuntimeError):
    """Raised when the engine or a definition is called while a checked function runs."""


@contextmanager
def closed() -> Iterator[None]:
    """Keep the engine closed while a student's function runs: it checks answers, it gives none."""
    token = _closed.set(True)
    try:
        yield
    finally:
        _closed.reset(token)


def _require_open() -> None:
    if _closed.get():
        raise DifferencesClosed(
            "autograder does not work while a function is being checked: "
            "write the formula in the function itself"
        )


def closing(function: Callable[..., Result]) -> Callable[..., Result]:
    """Let a function refuse, as the engine does, while a checked function runs."""

    @wraps(function)
    def guarded(*arguments: Any) -> Result:
        _require_open()
        return function(*arguments)

    return guarded


@contextmanager
def results_from(source: Callable[[Callable], Any] | None) -> Iterator[None]:
    """Let the engine ask for each of its results; source: takes a function that computes it."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


def _asked(function: Callable) -> Callable:
    """Let a function of the engine ask whoever has its results, if there is one."""

    @wraps(function)
    def asked(*arguments: Any) -> Any:
        source = _source.get()
        if source is None:
            return function(*arguments)

        def compute() -> Any:
            with results_from(None):
                return function(*arguments)

        return source(compute)

    return asked


def tolerance(scale: ArrayLike, zmax: float = 0.0) -> np.ndarray:
    """Return how far a right float64 answer may lie from the truth, entry by entry.

    64 · eps · (1 + zmax) · scale. A logit of size zmax is itself rounded by eps·zmax, and the
    exponential hands that on as a relative error; scale is the size of the terms that are summed,
    since cancellation leaves their rounding and not the result's. There is no part relative to
    the result.

    scale: float or array, ≥ 0, that broadcasts against the answer.
    zmax: float ≥ 0, the largest |z| or the largest entry of |X||W|.
    """
    return UNITS * np.finfo(np.float64).eps * (1.0 + zmax) * np.asarray(scale, dtype=np.float64)


def central_derivative(f: Callable, t: Any, h: Any = CENTRAL_STEP) -> Any:
    """Return (f(t + h) − f(t − h)) / 2h, with an error of h²/6·f‴ and of about eps·|f|/h.

    f: function of a float, returning a float or an array; t: float; h: float > 0 or an array of
    steps if f takes arrays elementwise.
    """
    _require_open()
    return (f(t + h) - f(t - h)) / (2 * h)


def central_jacobian(f: Callable, x: ArrayLike, h: float = CENTRAL_STEP) -> np.ndarray:
    """Return ∂f_i/∂x_j by central differences: f from (…, n) to (…, k), x (n,), result (k, n)."""
    _require_open()
    x = np.asarray(x, dtype=np.float64)
    steps = h * np.eye(x.size)
    return ((f(x + steps) - f(x - steps)) / (2 * h)).T


def central_gradient(f: Callable, x: ArrayLike, h: float = CENTRAL_STEP) -> np.ndarray:
    """Return ∂f/∂x by central differences, of the shape of x: f takes (…, *x.shape) to (…,)."""
    _require_open()
    x = np.asarray(x, dtype=np.float64)
    steps = h * _basis(x.shape)
    return ((f(x + steps) - f(x - steps)) / (2 * h)).reshape(x.shape)


def central_hessian(f: Callable, x: ArrayLike, h: float = SECOND_STEP) -> np.ndarray:
    """Return ∂²f/∂x_i∂x_j by second differences: f takes (…, n) to (…,), x (n,), result (n, n).

    (f(+,+) − f(+,−) − f(−,+) + f(−,−)) / 4h², with an error of O(h²) and of about eps·|f|/h².
    """
    _require_open()
    x = np.asarray(x, dtype=np.float64)
    rows = h * np.eye(x.size)[:, None]
    columns = h * np.eye(x.size)[None, :]
    mixed = f(x + rows + columns) - f(x + rows - columns)
    mixed = mixed - f(x - rows + columns) + f(x - rows - columns)
    return mixed / (4 * h * h)


@_asked
def derivative(f: Callable, x: np.ndarray, direction: ArrayLike) -> np.ndarray:
    """Return d/dt f(x + t·direction) at t = 0 by the complex step, of the shape of f(x).

    x, direction: float64 arrays of one shape. f: definition that accepts complex arrays.
    """
    _require_open()
    return f(x + 1j * COMPLEX_STEP * np.asarray(direction)).imag / COMPLEX_STEP


@_asked
def jacobian(f: Callable, x: ArrayLike) -> np.ndarray:
    """Return ∂f_i/∂x_j by the complex step: f takes (…, n) to (…, k), x (n,), result (k, n).

    Row i belongs to the result, column j to the argument that is displaced.
    """
    _require_open()
    x = np.asarray(x, dtype=np.float64)
    steps = _steps(x)
    return (f(x + 1j * np.diag(steps)).imag / steps[:, None]).T


@_asked
def gradient(f: Callable, x: ArrayLike) -> np.ndarray:
    """Return ∂f/∂x by the complex step, of the shape of x: f takes (…, *x.shape) to (…,)."""
    _require_open()
    x = np.asarray(x, dtype=np.float64)
    steps = _steps(x).ravel()
    displaced = x + 1j * steps.reshape((-1,) + (1,) * x.ndim) * _basis(x.shape)
    return (f(displaced).imag / steps).reshape(x.shape)


def gradients(f: Callable, *arguments: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return ∂f/∂x for each argument x of f by the complex step, a tuple of arrays.

    f: function of several arrays to a scalar; any one of them may have leading axes.
    """

    def along(position: int) -> np.ndarray:
        before, after = arguments[:position], arguments[position + 1 :]
        return gradient(lambda x: f(*before, x, *after), arguments[position])

    return tuple(map(along, range(len(arguments))))


def hessian(f: Callable, x: ArrayLike) -> np.ndarray:
    """Return ∂²f/∂x_i∂x_j by hyper-dual numbers, (n, n) for n = x.size.

    f takes hyper-dual (…, *x.shape) to (…,). A matrix x is read column after column, vec(x), so
    that the Hessian in the weights comes out in blocks, class after class.
    """
    x = np.asarray(x, dtype=np.float64)
    basis = _basis(x.shape, order="F")
    return _mixed(f, x, basis[:, None], basis[None, :])


def hessian_vector_product(f: Callable, x: ArrayLike, direction: ArrayLike) -> np.ndarray:
    """Return the Hessian of f at x applied to a direction, of the shape of x.

    One infinitesimal runs through all coordinates, the other along the direction.
    """
    x = np.asarray(x, dtype=np.float64)
    return _mixed(f, x, _basis(x.shape), np.asarray(direction)[None]).reshape(x.shape)


def second_derivative(f: Callable, x: ArrayLike, first: ArrayLike, second: ArrayLike) -> float:
    """Return ∂²/∂s∂t f(x + s·first + t·second) at 0 by hyper-dual numbers, a float."""
    return float(_mixed(f, *(np.asarray(a, dtype=np.float64) for a in (x, first, second))))


def curvature(f: Callable, x: ArrayLike, direction: ArrayLike) -> float:
    """Return d²/dt² f(x + t·direction) at t = 0 by hyper-dual numbers, a float."""
    return second_derivative(f, x, direction, direction)


@_asked
def _mixed(f: Callable, x: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    _require_open()
    value = f(HyperDual(x, first, second, np.zeros_like(x)))
    return value.mixed


def _basis(shape: tuple[int, ...], order: Literal["C", "F"] = "C") -> np.ndarray:
    """The unit displacements of an array, one a coordinate: (n, *shape)."""
    n = int(np.prod(shape))
    return np.array([unit.reshape(shape, order=order) for unit in np.eye(n)]).reshape((n, *shape))


def _steps(x: np.ndarray) -> np.ndarray:
    """A step for each coordinate, relative to it: an absolute one is too long where x is tiny."""
    size = np.abs(x)
    return COMPLEX_STEP * np.where(size > 1e-270, size, 1.0)
