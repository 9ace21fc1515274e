"""How numbers differ from the truth: which entries, and by what they differ alike."""

import numpy as np

from autograder.checking.decision import OF_STEPS, Mismatch, pattern
from autograder.checking.outcomes import WrongValue

# A ratio or a transposition is reported as a fact only where it explains all entries to this
# relative accuracy, far above rounding and far below any coincidence.
EXPLAINED = 1e-6

# A smaller ratio than this is rounding, where 0 was meant.
ROUNDING = 1e-12

# Wrong entries that are this near, relative to the largest, are reported as near: not a formula is
# off, but how it is computed.
NEAR = 1e-4


# A wrong number may be as large as there is one.
@np.errstate(all="ignore")
def described(mismatch: Mismatch, truth: str) -> WrongValue:
    """Describe which entries differ and how: facts, no diagnosis.

    truth: the code of what was compared with.
    """
    got, want, allowed, wrong = (
        getattr(mismatch, name) for name in ("yours", "expected", "allowed", "wrong")
    )
    excess = np.abs(got - want) / np.maximum(allowed, np.finfo(np.float64).tiny)
    worst = np.unravel_index(int(np.argmax(np.where(wrong, excess, 0.0))), got.shape)
    if mismatch.quantity == OF_STEPS:  # where a fit leaves its way, all that follows differs
        worst = (np.intp(mismatch.step or 0),)
    ratio, nearness, offset = _ratio(got, want, allowed), None, None
    gap, size = float(np.abs(got - want).max()), float(np.abs(want).max())
    if gap < NEAR * size:
        ratio, nearness = None, gap / size
    elif ratio is None:
        offset = _offset(got, want, allowed)
    square = got.ndim == 2 and got.shape[0] == got.shape[1]
    return WrongValue(
        quantity=mismatch.quantity,
        truth=truth,
        worst=tuple(int(i) for i in worst),
        yours=float(got[worst]),
        expected=float(want[worst]),
        allowed=float(allowed[worst]),
        wrong=int(wrong.sum()),
        total=int(wrong.size),
        place=_place(wrong),
        nearness=nearness,
        ratio=ratio,
        offset=offset,
        transposed=square and bool(np.all(np.abs(got.T - want) <= allowed)),
        pattern=pattern(wrong),
        step=mismatch.step,
    )


def _place(wrong: np.ndarray) -> str:
    """A code for where the wrong entries are."""
    if wrong.size == 1 or wrong.all():
        return "everywhere"
    if wrong.ndim == 2 and wrong.shape[0] == wrong.shape[1]:
        diagonal = np.eye(len(wrong), dtype=bool)
        if not wrong[diagonal].any():
            return "off the diagonal"
        if not wrong[~diagonal].any():
            return "on the diagonal"
    if wrong.ndim == 2 and wrong.any(axis=1).sum() == 1:
        return "in one row"
    if wrong.ndim == 2 and wrong.any(axis=0).sum() == 1:
        return "in one column"
    return "scattered"


def _ratio(got: np.ndarray, want: np.ndarray, allowed: np.ndarray) -> float | None:
    """The constant c with got = c · want in every entry, if there is one."""
    telling = np.abs(want) > allowed / EXPLAINED
    if telling.sum() < 2:
        return None
    ratios = got[telling] / want[telling]
    c = float(np.median(ratios))
    explained = np.abs(got - c * want) <= EXPLAINED * np.abs(c * want) + allowed * max(1, abs(c))
    return c if explained.all() and (c == 0 or abs(c) > ROUNDING) else None


def _offset(got: np.ndarray, want: np.ndarray, allowed: np.ndarray) -> float | None:
    """The constant c with got = want + c in every entry, if there is one and entries vary."""
    if got.size < 2 or not np.ptp(want) > 0:
        return None
    c = float(np.median(got - want))
    explained = np.abs(got - want - c) <= EXPLAINED * abs(c) + allowed
    return c if explained.all() else None
