"""Wrong fits as one method with options: what is minimised, how a step is made, when it ends.

One option differs from what the contract asks for, or two where a step is not Newton's.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np


def _largest(G: np.ndarray) -> float:
    return float(np.abs(G).max())


@dataclass(frozen=True)
class Fit:
    """A fit of either kind.

    step: "newton", "gradient", "diagonal" or "blocks". rate: by which every step is multiplied.
    ridge: added to the Hessian. size: of a gradient, compared with tol; bound: that it is compared
    with in place of tol. change: the loop ends where the value changes by less. moved: or where
    parameters do. extra: steps beyond max_iter, and most: the number of steps in its place.
    halvings: at most; shrinking: the factor of each; rise: that is accepted. penalty: by entry of
    the parameters, and the same in gradient, Hessian and values unless told otherwise. times: a
    factor of the loss. listed: what becomes of the list.
    """

    step: str = "newton"
    rate: float = 1.0
    ridge: float = 0.0
    size: Callable[[np.ndarray], float] = _largest
    bound: float | None = None
    change: float | None = None
    moved: float | None = None
    extra: int = 0
    most: int | None = None
    halvings: int = 60
    shrinking: float = 0.5
    rise: float = 1e-12
    penalty: Callable[[float, tuple, int], float | np.ndarray] = lambda l2, shape, m: l2
    in_values: float = 1.0
    in_gradient: float = 1.0
    in_hessian: float = 1.0
    times: Callable[[int], float] = lambda m: 1.0
    listed: Callable[[list], list] = lambda values: values

    def logistic(
        self, X: np.ndarray, y: np.ndarray, tol: float = 1e-10, max_iter: int = 50
    ) -> tuple[np.ndarray, list]:
        """Fit a logistic model, its two classes as those of a softmax whose second one is 0."""
        theta, values = self._fit(X, np.stack([y, 1 - y], axis=1), 0.0, tol, max_iter, 1)
        return theta[:, 0], values

    def softmax(
        self,
        X: np.ndarray,
        Y: np.ndarray,
        l2: float,
        tol: float = 1e-10,
        max_iter: int = 50,
    ) -> tuple[np.ndarray, list]:
        """Fit a softmax model with a penalty."""
        return self._fit(X, Y, l2, tol, max_iter, Y.shape[1])

    def _fit(
        self, X: np.ndarray, Y: np.ndarray, l2: float, tol: float, max_iter: int, free: int
    ) -> tuple[np.ndarray, list]:
        (m, d), K = X.shape, Y.shape[1]
        W = np.zeros((d, free))
        weights = np.broadcast_to(self.penalty(l2, W.shape, m), W.shape)
        times = self.times(m)

        def logits(W: np.ndarray) -> np.ndarray:
            return np.hstack([X @ W, np.zeros((m, K - free))])

        def value(W: np.ndarray) -> float:
            Z = logits(W)
            largest = Z.max(axis=1, keepdims=True)
            sums = np.log(np.exp(Z - largest).sum(axis=1)) + largest[:, 0]
            loss = times * (sums - (Y * Z).sum(axis=1)).mean()
            return float(loss + self.in_values * np.sum(weights * W**2) / 2)

        values = [value(W)]
        for _ in range((max_iter if self.most is None else self.most) + self.extra):
            Z = logits(W)
            P = np.exp(Z - Z.max(axis=1, keepdims=True))
            P /= P.sum(axis=1, keepdims=True)
            G = times * X.T @ (P - Y)[:, :free] / m + self.in_gradient * weights * W
            if self.size(G) <= (tol if self.bound is None else self.bound):
                break
            step = self.rate * self._step(X, P[:, :free], G, times, weights)
            for _ in range(self.halvings):
                if value(W - step) <= values[-1] + self.rise:
                    break
                step = step * self.shrinking
            else:
                if self.halvings >= 50:
                    break
            W = W - step
            values.append(value(W))
            if self.change is not None and abs(values[-2] - values[-1]) < self.change:
                break
            if self.moved is not None and np.abs(step).max() < self.moved:
                break
        return W, self.listed(values)

    def _step(
        self, X: np.ndarray, P: np.ndarray, G: np.ndarray, times: float, weights: np.ndarray
    ) -> np.ndarray:
        if self.step == "gradient":
            return G
        (m, d), K = X.shape, P.shape[1]
        S = P[:, :, None] * (np.eye(K) - P[:, None, :])
        H = times * np.einsum("irs,ia,ib->rasb", S, X, X).reshape(d * K, d * K) / m
        H += np.diag(self.in_hessian * weights.ravel(order="F") + self.ridge)
        if self.step == "diagonal":
            return G / np.diag(H).reshape((d, K), order="F")
        if self.step == "blocks":
            H = H * np.kron(np.eye(K), np.ones((d, d)))
        flat = np.linalg.lstsq(H, G.ravel(order="F"))[0]
        return flat.reshape((d, K), order="F")


RIGHT = Fit()

RATES = (2.0, 1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.01, 0.005, 0.001, 1e-4)
SIZES = (1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-12)


def _spared(place: tuple) -> Callable[[float, tuple, int], np.ndarray]:
    def penalty(l2: float, shape: tuple, m: int) -> np.ndarray:
        weights = np.full(shape, l2)
        weights[place] = 0.0
        return weights

    return penalty


def _of_each() -> Iterator[tuple[str, dict]]:
    """What can be wrong of either fit."""
    for step in ("gradient", "diagonal"):
        code = "gradient-step" if step == "gradient" else "diagonal-only"
        for rate in RATES:
            for halvings in (60, 1, 0):
                yield code, {"step": step, "rate": rate, "halvings": halvings}
    for rate in (0.1, 0.25, 0.5, 0.75, 0.9):
        yield "fixed-damping", {"rate": rate, "halvings": 0}
        yield "fixed-damping", {"rate": rate}
    for size in SIZES:
        yield "ridge-added", {"ridge": size}
        yield "ridge-added", {"ridge": size, "halvings": 0}
        yield "stops-early", {"bound": size}
        yield "stops-early", {"change": size}
        yield "stops-early", {"moved": size}
    for halvings in range(2, 21):
        yield "few-halvings", {"halvings": halvings}
    yield "halved-once", {"halvings": 1}
    yield "undamped", {"halvings": 0}
    for factor in (0.1, 0.2, 0.25, 0.3, 0.7, 0.8, 0.9, 0.95):
        yield "not-halved", {"shrinking": factor}
    yield "strict-decrease", {"rise": 0.0}
    for most in (10, 20, 25, 30, 50, 100, 200, 1000):
        yield "max-iter-ignored", {"most": most}
    for extra in (-1, 1):
        yield "off-by-one", {"extra": extra}
    yield "one-step", {"most": 1}
    for norm in (np.linalg.norm, lambda G: np.abs(G).sum(), lambda G: np.abs(G).mean()):
        yield "norm-for-largest", {"size": norm}
    yield "signed-largest", {"size": np.max}
    yield "tol-ignored", {"bound": -1.0}
    yield "first-value-missing", {"listed": lambda values: values[1:]}
    yield "last-value-missing", {"listed": lambda values: values[:-1]}
    yield "values-of-no-step", {"listed": lambda values: [values[0], values[-1]]}
    yield "sign", {"listed": lambda values: [-value for value in values]}


def _of_penalty() -> Iterator[tuple[str, dict]]:
    """What can be wrong of a penalty."""
    yield "diagonal-only", {"step": "blocks"}
    yield "l2-without-half", {"penalty": lambda l2, shape, m: 2 * l2}
    yield "l2-without-half", {"in_values": 2.0}
    yield "l2-without-half", {"in_gradient": 2.0, "in_hessian": 2.0}
    yield "penalty-halved", {"penalty": lambda l2, shape, m: l2 / 2}
    yield "penalty-halved", {"in_gradient": 0.5}
    yield "penalty-halved", {"in_gradient": 0.5, "in_hessian": 0.5}
    yield "l2-over-m", {"penalty": lambda l2, shape, m: l2 / m}
    yield "l2-over-m", {"penalty": lambda l2, shape, m: 2 * l2 / m}
    yield "l2-times-m", {"penalty": lambda l2, shape, m: l2 * m}
    yield "penalty-of-means", {"penalty": lambda l2, shape, m: l2 / np.prod(shape)}
    for place in (0, -1):
        yield "bias-row-spared", {"penalty": _spared((place,))}
        yield "class-spared", {"penalty": _spared((slice(None), place))}
    for size in (*SIZES, 0.5, 0.05):
        yield "l2-ignored", {"penalty": lambda l2, shape, m, size=size: size}
    yield "penalty-forgotten", {"penalty": lambda l2, shape, m: 0.0}
    yield "l2-missing-from-values", {"in_values": 0.0}
    yield "l2-missing-from-gradient", {"in_gradient": 0.0}
    yield "l2-missing-from-hessian", {"in_hessian": 0.0}
    for size in SIZES:
        yield "l2-missing-from-hessian", {"in_hessian": 0.0, "ridge": size}
    yield "penalty-sign", {"in_values": -1.0, "in_gradient": -1.0, "in_hessian": -1.0}
    yield "penalty-sign", {"in_gradient": -1.0}
    yield "sum-for-mean", {"times": float}
    yield (
        "sum-for-mean",
        {"times": float, "penalty": lambda l2, shape, m: l2 * m},
    )


def _of_logistic() -> Iterator[tuple[str, dict]]:
    """What can be wrong of a fit without a penalty."""
    yield "sum-for-mean", {"times": float}
    for size in (*SIZES, 0.5, 0.05):
        yield "penalty-added", {"penalty": lambda l2, shape, m, size=size: size}
        yield "penalty-added", {"penalty": lambda l2, shape, m, size=size: size / m}


def _logistic() -> Iterator[tuple[str, Callable]]:
    for code, options in (*_of_each(), *_of_logistic()):
        yield code, replace(RIGHT, **options).logistic
    yield "sum-for-mean", _summed(RIGHT.logistic)


def _softmax() -> Iterator[tuple[str, Callable]]:
    for code, options in (*_of_each(), *_of_penalty()):
        yield code, replace(RIGHT, **options).softmax
    yield "sum-for-mean", _summed(RIGHT.softmax)
    yield "sum-for-mean", _summed(replace(RIGHT, penalty=lambda l2, shape, m: l2 / m).softmax)


def _summed(fit: Callable) -> Callable:
    """A fit whose list holds sums over the samples."""

    def program(X: np.ndarray, *others: object) -> tuple[np.ndarray, list]:
        parameters, values = fit(X, *others)
        return parameters, [len(X) * value for value in values]

    return program


FITS = {"fit_logistic": _logistic, "fit_softmax": _softmax}
