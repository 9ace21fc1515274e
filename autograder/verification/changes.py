"""Changes that any exercise can suffer: something done to an argument, or to a result.

A change is a wrong program made of a right one. Here stand what can be done to an array, by the
code of the misconception; `changed` tries all of it on a function of any exercise.
"""

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from autograder.checking.exercise import MEMBERS, Exercise, public_cases

Program = tuple[str, Callable]  # a code, and a function of the arguments of an exercise
Arguments = dict


def _predicted(labels: np.ndarray, a: Arguments) -> np.ndarray:
    """The label of the largest logit."""
    Z = a["z"] if "z" in a else a["X"] @ a["W"] if "W" in a else a["X"] @ a["theta"]
    if labels.ndim == 1 and "X" in a:
        return (Z > 0).astype(float)
    return (Z.max(axis=-1, keepdims=True) == Z).astype(float)


def _softmax(z: np.ndarray) -> np.ndarray:
    weights = np.exp(z - z.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


# What can be done to an argument: its code, the names of arguments that suffer it, the change.
LABELS, INPUTS, BIASES = "y Y", "X x a", "b b1 b2"
LOGITS, DIRECTIONS = "z t", "v V dz upstream"
WEIGHTS = "theta W W1 W2"

ARGUMENTS: tuple[tuple[str, str, Callable], ...] = (
    ("plus-minus-labels", LABELS, lambda y, a: 2 * y - 1),
    ("label-predicted", LABELS, _predicted),
    ("labels-swapped", LABELS, lambda y, a: 1 - y),
    ("label-forgotten", LABELS, lambda y, a: 0 * y),
    ("class-off-by-one", LABELS, lambda y, a: np.roll(y, 1, axis=-1)),
    ("class-off-by-one", LABELS, lambda y, a: np.roll(y, -1, axis=-1)),
    ("class-off-by-one", "k c r s", lambda k, a: k - 1),
    ("sample-averaged", "X", lambda X, a: np.broadcast_to(X.mean(axis=0), X.shape).copy()),
    ("inputs-rescaled", INPUTS, lambda X, a: X - X.mean(axis=0)),
    ("inputs-rescaled", INPUTS, lambda X, a: (X - X.mean(axis=0)) / X.std(axis=0)),
    ("inputs-rescaled", INPUTS, lambda X, a: X / np.linalg.norm(X, axis=0)),
    ("inputs-rescaled", INPUTS, lambda X, a: X / np.linalg.norm(X, axis=-1, keepdims=True)),
    ("bias-forgotten", BIASES, lambda b, a: 0 * b),
    ("argument-scaled", BIASES, lambda b, a: 2 * b),
    ("argument-scaled", DIRECTIONS, lambda v, a: v / np.linalg.norm(v)),
    ("argument-scaled", DIRECTIONS, lambda v, a: v - v.mean()),
    ("argument-scaled", LOGITS, lambda z, a: z / np.abs(z).max()),
    ("argument-scaled", LOGITS, lambda z, a: z / z.max()),
    ("argument-scaled", LOGITS, lambda z, a: z / z.sum()),
    ("argument-scaled", LOGITS, lambda z, a: z / np.linalg.norm(z)),
    ("argument-scaled", f"{LOGITS} {WEIGHTS}", lambda z, a: 2 * z),
    ("argument-scaled", f"{LOGITS} {WEIGHTS}", lambda z, a: z / 2),
    ("absolute-value", f"{LOGITS} {WEIGHTS} {DIRECTIONS}", lambda z, a: np.abs(z)),
    ("exponent-sign", f"{LOGITS} {WEIGHTS}", lambda z, a: -z),
    ("softmax-again", LOGITS, lambda z, a: _softmax(z)),
    ("softmax-again", "y_hat", lambda p, a: _softmax(p)),
    ("activation-twice", "a X", lambda x, a: np.tanh(x)),
    ("only-at-zero-weights", WEIGHTS, lambda W, a: 0 * W),
)


def _sizes(a: Arguments) -> dict[str, int]:
    """The numbers of samples, features and classes, as far as arguments tell them."""
    sizes = {}
    axes = (("X", "m", "d"), ("W", "d", "K"), ("Y", "m", "K"), ("W2", "K", "n"))
    for name, rows, columns in axes:
        if name in a and np.ndim(a[name]) == 2:
            sizes[rows], sizes[columns] = a[name].shape
    for name in ("z", "y_hat", "b", "b2"):
        if name in a:
            sizes["K"] = len(a[name])
    if "a" in a:
        sizes["n"] = len(a["a"])
    return sizes


# Numbers by which a whole result can be too large or too small, as expressions in the sizes.
FACTORS = """
m 1/m 2/m 1/(2*m) m*m 1/(m*m) m**.5 m**-.5 m/max(m-1,1) m/(m+1) m/max(m-d,1)
(m/max(m-d,1))**.5 (m/max(m-1,1))**.5 d 1/d d**.5 d**-.5 m/d K 1/K K**.5 K**-.5 m*K 1/(m*K) m/K
1/max(K-1,1) n 1/n n**.5
"""


def _factor(expression: str) -> Callable:
    code = compile(expression, "<factor>", "eval")
    return lambda v, a: v * eval(code, {"max": max}, _sizes(a))


def _normalised(v: np.ndarray, size: Callable) -> np.ndarray:
    # Of a number alone each is its own sign.
    if v.ndim == 0:
        raise ValueError
    return v / size(v)


def _zeroed(v: np.ndarray, axis: int, place: int) -> np.ndarray:
    """One entry of an axis and all that lies along the others is zero."""
    v = v.copy()
    v[(slice(None),) * axis + (place,)] = 0.0
    return v


def _blocks(v: np.ndarray, a: Arguments) -> tuple[np.ndarray, np.ndarray]:
    """Of each entry of a stacked matrix the classes of its row and column."""
    if v.ndim != 2 or len(v) != v.shape[1] or "X" not in a:
        raise ValueError
    classes = np.arange(len(v)) // a["X"].shape[1]
    return classes[:, None], classes


def _lower(v: np.ndarray, a: Arguments) -> np.ndarray:
    rows, columns = _blocks(v, a)
    return np.where(rows >= columns, v, 0.0)


def _upper(v: np.ndarray, a: Arguments) -> np.ndarray:
    rows, columns = _blocks(v, a)
    return np.where(rows <= columns, v, 0.0)


def _classes_reversed(v: np.ndarray, a: Arguments) -> np.ndarray:
    d = a["X"].shape[1]
    order = np.arange(len(v)).reshape(-1, d)[::-1].ravel()
    return v[np.ix_(*[order] * v.ndim)]


# What can be done to an array of a result.
RESULTS: tuple[tuple[str, Callable], ...] = (
    ("sign", lambda v, a: -v),
    ("constant-factor", lambda v, a: 2 * v),
    ("extra-half", lambda v, a: v / 2),
    *(("factor-of-sizes", _factor(expression)) for expression in FACTORS.split()),
    *(("factor-of-sizes", _factor(f"-({expression})")) for expression in FACTORS.split()),
    ("absolute-value", lambda v, a: np.abs(v)),
    ("result-clipped", lambda v, a: np.maximum(v, 0)),
    ("result-clipped", lambda v, a: np.clip(v, 0, 1)),
    ("result-squared", lambda v, a: v**2),
    ("result-squared", lambda v, a: np.sqrt(np.abs(v))),
    ("result-normalised", lambda v, a: _normalised(v, np.sum)),
    ("result-normalised", lambda v, a: _normalised(v, np.linalg.norm)),
    ("result-normalised", lambda v, a: _normalised(v, lambda v: np.abs(v).max())),
    ("result-normalised", lambda v, a: _normalised(v, lambda v: v.sum(-1, keepdims=True))),
    ("result-normalised", lambda v, a: _normalised(v, lambda v: v.sum(0))),
    ("result-centred", lambda v, a: v - v.mean()),
    ("result-centred", lambda v, a: v - v.mean(axis=0)),
    ("result-centred", lambda v, a: v - v.mean(axis=-1, keepdims=True)),
    ("order-reversed", lambda v, a: v[::-1]),
    ("order-reversed", lambda v, a: v[..., ::-1]),
    ("order-reversed", _classes_reversed),
    *(
        ("entries-zeroed", lambda v, a, axis=axis, place=place: _zeroed(v, axis, place))
        for axis in (0, 1)
        for place in (0, -1)
    ),
    ("half-filled", lambda v, a: np.triu(v)),
    ("half-filled", lambda v, a: np.tril(v)),
    ("half-filled", _lower),
    ("half-filled", _upper),
)

# What happens to some arrays of a tuple alone.
OF_SOME = ("sign", "constant-factor", "extra-half", "factor-of-sizes", "entries-zeroed")


# Samples that are alone left, by a return inside a loop or an assignment in place of a sum.
ONE_SAMPLE = (("only-one-sample", slice(0, 1)), ("only-last-sample", slice(-1, None)))


def _of_rows(a: Arguments, rows: slice) -> Arguments:
    return {name: v[rows] if name in ("X", "y", "Y") else v for name, v in a.items()}


def changed(exercise: Exercise, right: Callable) -> Iterator[Program]:
    """Yield the programs that a right function of an exercise becomes by one change."""
    names = exercise.arguments

    def of_arguments(change: Callable) -> Callable:
        def program(*arguments: object) -> object:
            return right(*change(dict(zip(names, arguments, strict=True))).values())

        return program

    kind = public_cases(exercise, "values")[0].target.kind
    elsewhere = [(code, of_arguments(change)) for code, change in _of_arguments(names)]
    yield from elsewhere
    if "X" in names:
        for code, rows in ONE_SAMPLE:
            alone = of_arguments(lambda a, rows=rows: _of_rows(a, rows))
            yield code, alone
            for expression in ("m", "1/m"):
                yield code, _of_result(names, alone, _factor(expression))
    if kind in ("fit", "truth value"):
        return
    for code, change in RESULTS:
        yield code, _of_result(names, right, change)
    arrays = range(len(MEMBERS.get(kind, ())))
    for places in (some for size in arrays for some in combinations(arrays, size) if some):
        for code, change in RESULTS:
            if code in OF_SOME:
                yield "some-arrays", _of_result(names, right, change, places)
        for _, program in elsewhere:
            yield "some-arrays", _mixed(right, program, places)


def _of_arguments(names: tuple[str, ...]) -> Iterator[tuple[str, Callable]]:
    """What can be done to arguments, each as a function of them by name."""
    for code, suffering, change in ARGUMENTS:
        for name in set(names) & set(suffering.split()):
            yield code, lambda a, name=name, change=change: a | {name: change(a[name], a)}
    for one, other in combinations(names, 2):
        yield "argument-mistaken", lambda a, i=one, j=other: a | {i: _like(a, j, i), j: a[i]}
        yield "argument-mistaken", lambda a, i=one, j=other: a | {i: _like(a, j, i)}
        yield "argument-mistaken", lambda a, i=one, j=other: a | {j: _like(a, i, j)}


def _like(a: Arguments, name: str, other: str) -> object:
    """An argument that can stand for another one: it has the same shape."""
    if np.shape(a[name]) != np.shape(a[other]) or type(a[name]) is not type(a[other]):
        raise ValueError
    return a[name]


def _of_result(
    names: tuple[str, ...], right: Callable, change: Callable, places: tuple | None = None
) -> Callable:
    """What becomes of all arrays of a result, or of those at some places."""

    def program(*arguments: object) -> object:
        a, result = dict(zip(names, arguments, strict=True)), right(*arguments)
        members = result if isinstance(result, tuple) else (result,)
        found = tuple(
            change(np.asarray(v, dtype=float), a) if places is None or i in places else v
            for i, v in enumerate(members)
        )
        return found if isinstance(result, tuple) else found[0]

    return program


def _mixed(right: Callable, wrong: Callable, places: tuple[int, ...]) -> Callable:
    """The right result, with some arrays as another program has them."""

    def program(*arguments: object) -> object:
        found, result = list(right(*arguments)), wrong(*arguments)
        for place in places:
            found[place] = result[place]
        return tuple(found)

    return program
