"""Frames of pandas cross in parts, and parts that a jail has forged make none."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_index_equal, assert_series_equal

from autograder.grading.changes import changes
from autograder.sandbox.inside import frames, wire
from autograder.sandbox.inside.frames import NoFrame, Parts

TOWNS = pd.DataFrame({"city": ["Braga", None], "people": [181, 193], "share": [0.5, np.nan]})
DAYS = pd.date_range("2026-01-01", periods=4, freq="D")


def crossed(value):
    return frames.together(wire.decode(wire.encode(value)))


@pytest.mark.parametrize(
    "frame",
    [
        TOWNS,
        TOWNS.T,
        TOWNS.iloc[:0],
        pd.DataFrame(),
        TOWNS.set_index(["city", "people"]),
        TOWNS.set_index("people").rename_axis(columns="what"),
        pd.DataFrame({("a", 1): [1, 2], ("a", 2): [3, 4]}),
        pd.DataFrame({"a": [1, 2, 3, 4]}, index=DAYS),
        pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"]),
        pd.DataFrame({"when": DAYS, "span": DAYS - DAYS[0], "yes": [True, False] * 2}),
    ],
)
def test_a_frame_arrives_equal(frame):
    assert_frame_equal(crossed(frame), frame)
    assert_frame_equal(crossed([{"a": frame}])[0]["a"], frame)


@pytest.mark.parametrize(
    "series",
    [
        TOWNS["city"],
        TOWNS["share"],
        pd.Series(dtype=float),
        TOWNS.groupby("city").size(),
        DAYS.to_series(),
    ],
)
def test_a_series_and_its_index_arrive_equal(series):
    assert_series_equal(crossed(series), series)
    assert_index_equal(crossed(series.index), series.index)


@pytest.mark.parametrize(
    "value", [pd.Timestamp("2026-01-01 12:00"), pd.Timedelta("3 days"), pd.NaT, pd.NA]
)
def test_a_single_value_of_pandas_arrives(value):
    arrived = crossed(value)
    assert type(arrived) is type(value)
    assert arrived is value or arrived == value


# By default in pandas 3, and by wish in any.
@pytest.mark.parametrize("dtype", [pd.StringDtype(na_value=np.nan), pd.StringDtype()])
def test_text_of_pandas_own_arrives_in_columns_names_and_levels(dtype):
    frame = TOWNS.astype({"city": dtype})
    frame.columns = frame.columns.astype(dtype)
    for value in (frame, frame.dropna().set_index("city"), frame.set_index(["city", "people"])):
        assert_frame_equal(crossed(value), value)
    assert_series_equal(crossed(frame["city"]), frame["city"])
    assert_index_equal(crossed(frame.columns), frame.columns)


MOMENT = pd.Timestamp("2026-01-01")
MIXED = pd.Series([MOMENT, None, pd.NA, pd.NaT, [MOMENT]], dtype=object)


@pytest.mark.parametrize(
    "value",
    [
        {MOMENT, pd.NaT},
        frozenset({(MOMENT, 1)}),
        {MOMENT: {MOMENT}, "a": {"b": pd.Timedelta("1 h")}},
        np.array([[MOMENT, "x"], [pd.NA, 1]], dtype=object).tolist(),
    ],
)
def test_values_of_pandas_arrive_in_sets_and_as_keys(value):
    assert crossed(value) == value


def test_values_of_pandas_arrive_in_columns_and_arrays_of_objects():
    same = [*MIXED[:1], None, pd.NA, pd.NaT, [MOMENT]]
    moments = MIXED[:1]
    for series in (MIXED, pd.DataFrame({"a": MIXED, "b": 1})["a"]):
        arrived = crossed(series)
        assert arrived.dtype == object
        assert arrived.tolist() == same
    assert crossed(MIXED.to_numpy()).tolist() == same
    assert_frame_equal(crossed(moments.to_frame("a")), moments.to_frame("a"))


def test_a_frame_that_was_forged_as_a_key_is_no_key():
    with pytest.raises(NoFrame, match="a frame as a key"):
        crossed({Parts("Index", (("range", None, (0, 1, 1)),))})


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (TOWNS.astype({"city": "category"}), "DataFrame with values of dtype category"),
        (TOWNS["people"].astype("Int64"), "Series with values of dtype Int64"),
        (
            pd.Series(pd.date_range("2026", periods=2, tz="UTC")),
            "Series with values of dtype datetime64",
        ),
        (
            pd.Series([1], index=pd.interval_range(0, 1)),
            "Series with an index of class IntervalIndex",
        ),
        (pd.Timestamp("2026", tz="UTC"), "Timestamp"),
        (TOWNS.groupby("city"), "DataFrameGroupBy"),
    ],
)
def test_what_may_not_cross_is_named(value, what):
    with pytest.raises(wire.Unsendable) as refused:
        wire.encode([value])
    assert str(refused.value).startswith(what)


PLAIN = ("plain", None, np.array([1, 2]))
ROWS = ("range", None, (0, 2, 1))


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("DataFrame", ()),
        ("DataFrame", (ROWS, PLAIN, [np.zeros(2)])),  # two names, one column
        ("DataFrame", (ROWS, PLAIN, [np.zeros(2), np.zeros(3)])),
        ("DataFrame", (ROWS, PLAIN, [np.zeros(2), [0, 0]])),
        ("DataFrame", (ROWS, PLAIN, [np.zeros(2), np.zeros((2, 2))])),
        ("Series", (ROWS, "a", np.zeros(3))),
        ("Series", (ROWS, [], np.zeros(2))),
        ("Index", (("range", None, (0, 10**12, 1)),)),
        ("Index", (("range", None, (0, 5, 0)),)),
        ("Index", (("range", None, (0, 10**300, 10**299)),)),
        ("Index", (("levels", None, (("levels", None, (PLAIN,)),)),)),
        ("Index", (("levels", None, ()),)),
        ("Index", (("levels", None, (PLAIN, ("plain", None, np.zeros(3)))),)),
        ("Index", (("plain", {}, np.zeros(2)),)),
        ("Index", (("plain", None, np.zeros(2, np.float16)),)),
        ("Index", (("plain", None, np.array(["a", "b"])),)),
        ("Index", (("even", None, np.zeros(2)),)),
        ("Index", (("no such", None, np.zeros(2)),)),
        ("Index", (("str", None, np.zeros(2)),)),
        ("Index", (("string", None, "ab"),)),
        ("Series", (ROWS, "a", ("str", np.array(["a", 1], object)))),
        ("Series", (ROWS, "a", ("str", np.array(["a"], object)))),
        ("Series", (ROWS, "a", ("no such", np.array(["a", "b"], object)))),
        ("Series", (ROWS, "a", ("str", np.array([["a", "b"]], object)))),
        ("Timestamp", ("2026-01-01",)),
        ("eval", ("1",)),
        ("NaT", (1,)),
    ],
)
def test_forged_parts_make_no_frame(kind, parts):
    with pytest.raises(NoFrame):
        crossed(Parts(kind, parts))


def test_one_frame_that_is_passed_twice_stays_one():
    array = np.zeros(2)
    given = (DAYS, DAYS, TOWNS, TOWNS, array, array)
    value = wire.decode(wire.encode(given, shared=True), gaps=True)
    _, _, one, other, first, second = frames.together(value)
    assert one is other
    assert first is second


def test_a_frame_changed_in_place_is_told_as_changed():
    after = TOWNS.assign(new=1)
    ((mine, became),) = changes((TOWNS, 1), (after, 1))
    assert mine is TOWNS
    assert became is after
    assert changes((TOWNS,), (TOWNS.copy(),)) == []
