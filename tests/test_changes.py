"""What a call has changed of a test's arguments is told for each object of the test's own."""

import numpy as np
import pytest

from autograder.grading.changes import changes
from autograder.sandbox.inside import wire


def changed(before, after):
    """What differs, each with what it became, of arguments that have crossed."""
    return changes(before, wire.decode(wire.encode(after)))


def test_changed_arrays_are_told_also_of_another_shape_dtype_or_size():
    z, W, counts, nan = (
        np.zeros(3),
        np.zeros((4, 4))[::2, ::-2],
        np.zeros(2, int),
        np.full(2, np.nan),
    )
    other, long = np.zeros(3), np.zeros(3)
    before = (z, W, counts, other, long, nan, [np.zeros(2), 1.0], 5.0)
    after = (z + 1, W + 2, counts + 1.5, other.reshape(3, 1), z[:2], nan, [np.zeros(3), 1.0], "six")
    found = changed(before, after)
    assert all(each is mine for (each, _), mine in zip(found[:5], before[:5], strict=True))
    told = [new.tolist() for _, new in found[:5]]
    assert told == [[1, 1, 1], [[2, 2], [2, 2]], [1.5, 1.5], [[0], [0], [0]], [0, 0]]
    # An item of a list may be another array.
    ((items, became),) = found[5:]
    assert items is before[6]
    assert became[0].tolist() == [0, 0, 0]


def test_a_changed_list_keeps_the_arrays_of_the_caller():
    z, numbers = np.zeros(2), [3, 1]
    before = ([z, numbers, 5.0], (numbers,))
    (array, new), (inner, items), (outer, all_items), (again, _) = changed(
        before, ([z + 1, [1, 3, 5], "six"], ([1, 3, 5],))
    )
    assert array is z
    assert new.tolist() == [1, 1]
    assert inner is again is numbers
    assert items == [1, 3, 5]
    assert outer is before[0]
    assert all_items[0] is z
    assert all_items[1] is numbers
    assert all_items[2] == "six"


@pytest.mark.parametrize(
    ("places", "extra"),
    [([1, 0, 2], ()), ([2], ()), ([0, 2], ()), ([0, 0, 1], (7.0,)), ([1, 2], ([9],))],
)
def test_what_has_moved_in_a_list_stays_what_it_was(places, extra):
    before = [np.array([1.0]), np.array([2.0]), [3, 4]]
    ((outer, items),) = changed((before,), ([*(before[n] for n in places), *extra],))
    assert outer is before
    distinct = list(dict.fromkeys(places))
    assert [items[places.index(n)] for n in distinct] == [before[n] for n in distinct]
    assert all(items[places.index(n)] is before[n] for n in distinct)
    assert [a.tolist() for a in before[:2]] == [[1.0], [2.0]]


@pytest.mark.parametrize("new", [(3, 4), (1, 2, 3), np.zeros(2), np.zeros(3, int), "ab", None])
def test_what_no_item_of_a_list_can_become_takes_its_place(new):
    before = [np.zeros(3), (1, 2)]
    for place in (0, 1):
        after = list(before)
        after[place] = new
        ((outer, items),) = changed((before,), (after,))
        assert outer is before
        assert items[1 - place] is before[1 - place]
        assert wire.encode(items) == wire.encode(after)


def test_what_comes_back_in_another_form_is_no_change():
    for after in ((), (1.0,), (None,), ([1.0, 1.0],), (np.float64(1.0),)):
        assert changes((np.zeros(2),), after) == []
