"""Wrong criteria of the two exercises that ask for yes or no, each with every test beside it.

A student takes a criterion, such as a positive determinant, and looks at symmetry or at the number
of rows in one way or another. The criterion is what is named.
"""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

Test = Callable[[np.ndarray], object]

# Bounds that people type, and the rounding unit.
BOUNDS = (*(10.0**-power for power in range(3, 17)), float(np.finfo(np.float64).eps))


def _cholesky(A: np.ndarray) -> bool:
    try:
        np.linalg.cholesky(A)
    except np.linalg.LinAlgError:
        return False
    return True


def _largest(H: np.ndarray) -> float:
    return float(np.abs(H).max())


# What is wrong of a bound, of which one or another fits many answers.
BOUNDED = frozenset(
    ("absolute-tolerance", "determinant-for-nearness", "loose-tolerance", "size-forgotten")
)

# How far H and its transpose may lie apart.
SYMMETRIES: tuple[Test, ...] = (
    lambda H: True,
    lambda H: np.array_equal(H, H.T),
    lambda H: np.allclose(H, H.T),
    lambda H: np.allclose(H, H.T, rtol=0, atol=1e-10),
    lambda H: np.allclose(H, H.T, rtol=1e-10, atol=0),
    lambda H: np.abs(H - H.T).max() <= 1e-10 * _largest(H),
)


def _minors(H: np.ndarray) -> list[float]:
    return [float(np.linalg.det(H[:k, :k])) for k in range(1, len(H) + 1)]


def _others(H: np.ndarray) -> np.ndarray:
    return np.abs(H).sum(axis=1) - np.abs(np.diag(H))


def _eigenvalues(H: np.ndarray) -> np.ndarray:
    return np.linalg.eigvalsh(H)


def _above(bound: float, H: np.ndarray) -> bool:
    return bool(_eigenvalues(H)[0] > bound)


def _above_share(bound: float, H: np.ndarray) -> bool:
    values = _eigenvalues(H)
    return bool(values[0] > bound * values[-1])


def _not_below(bound: float, H: np.ndarray) -> bool:
    return bool(_eigenvalues(H)[0] >= -bound)


DEFINITE: tuple[tuple[str, Test], ...] = (
    ("diagonal-positive", lambda H: (np.diag(H) > 0).all()),
    ("diagonal-positive", lambda H: (np.diag(H) >= 0).all()),
    ("determinant-positive", lambda H: np.linalg.det(H) > 0),
    ("several-signs", lambda H: H[0, 0] > 0 and np.linalg.det(H) > 0),
    ("trace-positive", lambda H: np.trace(H) > 0),
    ("several-signs", lambda H: np.trace(H) > 0 and np.linalg.det(H) > 0),
    ("several-signs", lambda H: (np.diag(H) > 0).all() and np.linalg.det(H) > 0),
    ("entries-positive", lambda H: (H > 0).all()),
    ("entries-positive", lambda H: (H >= 0).all()),
    ("exact-zero", lambda H: (_eigenvalues(H) > 0).all()),
    ("exact-zero", lambda H: (np.linalg.eigvals(H) > 0).all()),
    ("exact-zero", lambda H: min(_minors(H)) > 0),
    ("semidefinite", lambda H: (_eigenvalues(H) >= 0).all()),
    ("semidefinite", lambda H: (np.linalg.eigvals(H) >= 0).all()),
    ("semidefinite", lambda H: min(_minors(H)) >= 0),
    *(("semidefinite", partial(_not_below, bound)) for bound in BOUNDS),
    *(("absolute-tolerance", partial(_above, bound)) for bound in BOUNDS),
    *(("loose-tolerance", partial(_above_share, bound)) for bound in BOUNDS if bound > 2e-12),
    *(("size-forgotten", partial(_above_share, bound)) for bound in BOUNDS if bound < 2e-13),
    ("cholesky-alone", _cholesky),
    ("not-singular", lambda H: np.linalg.det(H) != 0),
    ("not-singular", lambda H: np.linalg.matrix_rank(H) == len(H)),
    ("one-direction", lambda H: H.sum() > 0),
    ("one-direction", lambda H: H[0, 0] > 0),
    ("one-direction", lambda H: _eigenvalues(H)[-1] > 0),
    ("dominance-required", lambda H: (np.diag(H) > _others(H)).all()),
    ("dominance-required", lambda H: (np.diag(H) >= _others(H)).all()),
    ("opposite", lambda H: (_eigenvalues(H) < 0).all()),
    ("symmetry-alone", lambda H: True),
)


def _both(one: Test, other: Test) -> Test:
    return lambda A: bool(one(A)) and bool(other(A))


def definite() -> Iterator[tuple[str, Test]]:
    """Yield wrong criteria of positive definiteness, with each way to look at symmetry."""
    for code, criterion in DEFINITE:
        for symmetric in SYMMETRIES:
            yield code, _both(symmetric, criterion)
    for code, symmetric in (
        ("asymmetry-ignored", SYMMETRIES[0]),
        ("symmetry-exact", SYMMETRIES[1]),
        ("absolute-tolerance", SYMMETRIES[3]),
    ):
        yield code, _both(symmetric, lambda H: _above_share(_rounding(H), H))


def _rounding(H: np.ndarray) -> float:
    return len(H) * float(np.finfo(np.float64).eps)


def _singular_values(X: np.ndarray) -> np.ndarray:
    return np.linalg.svd(X, compute_uv=False)


def _values_above(bound: float, X: np.ndarray) -> bool:
    return bool((_singular_values(X) > bound).all())


def _values_above_share(bound: float, X: np.ndarray) -> bool:
    values = _singular_values(X)
    return bool((values > bound * values[0]).all())


def _gram_above(bound: float, X: np.ndarray) -> bool:
    return bool(abs(np.linalg.det(X.T @ X)) > bound)


def _pairs(X: np.ndarray) -> bool:
    return np.unique(X, axis=1).shape[1] == X.shape[1]


# What is asked of the shape beside it.
SHAPES: tuple[Test, ...] = (
    lambda X: True,
    lambda X: X.shape[0] >= X.shape[1],
    lambda X: X.shape[0] > X.shape[1],
)

FULL_RANK: tuple[tuple[str, Test], ...] = (
    ("counts-rows", lambda X: True),
    ("exact-zero", lambda X: np.linalg.det(X.T @ X) != 0),
    ("exact-zero", lambda X: np.linalg.det(X.T @ X) > 0),
    ("exact-zero", lambda X: _singular_values(X)[-1] > 0),
    *(("absolute-tolerance", partial(_values_above, bound)) for bound in BOUNDS),
    *(("determinant-for-nearness", partial(_gram_above, bound)) for bound in BOUNDS),
    *(("loose-tolerance", partial(_values_above_share, b)) for b in BOUNDS if b > 2e-12),
    *(("size-forgotten", partial(_values_above_share, b)) for b in BOUNDS if b < 2e-14),
    ("loose-tolerance", lambda X: np.linalg.matrix_rank(X.T @ X) == X.shape[1]),
    ("columns-not-zero", lambda X: (X != 0).any(axis=0).all()),
    ("pairs-of-columns", _pairs),
    ("off-by-one", lambda X: np.linalg.matrix_rank(X) >= X.shape[1] - 1),
    ("cholesky-alone", lambda X: _cholesky(X.T @ X)),
)


def full_rank() -> Iterator[tuple[str, Test]]:
    """Yield wrong criteria of full column rank, with each way to look at the shape."""
    for code, criterion in FULL_RANK:
        for shaped in SHAPES:
            yield code, _both(shaped, criterion)


CRITERIA = {"is_positive_definite": definite, "has_full_column_rank": full_rank}
