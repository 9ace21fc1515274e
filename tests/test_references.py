"""Every reference is one self-contained function that keeps the contract of its exercise."""

import inspect
import re
import tracemalloc

import numpy as np
import pytest

from autograder.checking.exercise import PARTS
from autograder.course.exercises import EXERCISES
from autograder.key import references
from autograder.key.gallery import reference_of

REFERENCES = {name: getattr(references, name) for name in references.__all__}
BYTES = 8


def kinds_of_arguments(name):
    """One list of arguments from each public family of an exercise."""
    exercise = EXERCISES[name]
    rng = np.random.default_rng(37)
    for part in PARTS:
        for family in exercise.families[part]:
            yield exercise.draw(rng, family).arguments


def spread(a):
    """A copy of an array whose entries lie apart in memory along every axis."""
    if not isinstance(a, np.ndarray) or a.ndim == 0:
        return a
    wide = np.full([3 * n for n in a.shape], np.nan)
    thin = wide[(slice(1, None, 3),) * a.ndim]
    thin[...] = a
    return thin


def outcome(function, arguments):
    """The arrays and numbers that a call returns, or the class of what it raises."""
    try:
        result = function(*arguments)
    except ValueError as error:
        return type(error)
    return list(result) if isinstance(result, tuple) else [result]


def pasted(function):
    """The function made from its source in a namespace that holds NumPy alone."""
    namespace = {"np": np}
    exec(reference_of(function.__name__).source, namespace)
    return namespace[function.__name__]


def test_there_is_one_reference_for_each_exercise():
    assert REFERENCES.keys() == EXERCISES.keys()


@pytest.mark.parametrize("name", EXERCISES)
def test_a_reference_takes_the_arguments_of_its_exercise(name):
    signature = inspect.signature(REFERENCES[name])
    assert tuple(signature.parameters) == EXERCISES[name].arguments
    defaults = {
        p.name: p.default for p in signature.parameters.values() if p.default is not p.empty
    }
    fits = {"tol": 1e-10, "max_iter": 50}
    assert defaults == (fits if name.startswith("fit_") else {})


@pytest.mark.parametrize("name", EXERCISES)
def test_a_reference_states_its_contract_and_its_source(name):
    text = inspect.getdoc(REFERENCES[name])
    assert text.splitlines()[0].endswith(".")
    assert not text.splitlines()[1]
    words = " ".join(text.split())
    places = [words.index(word) for word in ("Returns", "Raises", "Source:")]
    assert places == sorted(places)
    assert all(re.search(rf"\b{name}\b", words) for name in EXERCISES[name].arguments)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_source_of_a_reference_runs_alone_with_numpy_only(name):
    alone = pasted(REFERENCES[name])
    for arguments in kinds_of_arguments(name):
        expected = outcome(REFERENCES[name], arguments)
        got = outcome(alone, arguments)
        if isinstance(expected, type):
            assert got is expected
            continue
        for a, b in zip(got, expected, strict=True):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("name", EXERCISES)
def test_a_reference_never_writes_to_its_arguments_nor_returns_a_view_of_them(name):
    for arguments in kinds_of_arguments(name):
        frozen = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
        arrays = [a for a in frozen if isinstance(a, np.ndarray)]
        for a in arrays:
            a.flags.writeable = False
        result = outcome(REFERENCES[name], frozen)
        if isinstance(result, type):
            continue
        for member in result:
            assert not any(np.shares_memory(member, a) for a in arrays)
            assert not isinstance(member, np.ndarray) or member.flags.writeable


@pytest.mark.parametrize("name", EXERCISES)
def test_results_are_float64_arrays_floats_or_truth_values_of_the_stated_axes(name):
    axes = EXERCISES[name].axes
    for arguments in kinds_of_arguments(name):
        result = outcome(REFERENCES[name], arguments)
        if isinstance(result, type):
            continue
        for member, names in zip(result, axes, strict=False):
            if names == ():
                assert isinstance(member, float | bool)
            elif names != ("any shape",):
                assert type(member) is np.ndarray
                assert member.dtype == np.float64
                assert member.ndim == len(names)


@pytest.mark.parametrize("name", EXERCISES)
def test_arrays_that_are_not_contiguous_give_the_same_result(name):
    for arguments in kinds_of_arguments(name):
        expected = outcome(REFERENCES[name], arguments)
        got = outcome(REFERENCES[name], [spread(a) for a in arguments])
        if isinstance(expected, type) or isinstance(got, type):
            assert got is expected
        elif name.startswith("fit_"):
            np.testing.assert_allclose(got[1][-1], expected[1][-1], rtol=0, atol=1e-10)
        elif name == "flat_direction":
            # Which of several flat directions is found may depend on rounding.
            assert np.linalg.norm(got[0]) == pytest.approx(1)
        else:
            # Sums may run in another order; logits of 1e4 round at 1e-12.
            for a, b in zip(got, expected, strict=True):
                scale = 1 + np.abs(b).max(initial=0.0)
                np.testing.assert_allclose(a, b, rtol=0, atol=1e-10 * scale)


def peak(function, *arguments):
    """The most memory in bytes that a call holds beyond its arguments."""
    # The first call imports what the function needs.
    function(*arguments)
    tracemalloc.start()
    try:
        function(*arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("function", [references.softmax_differential, references.softmax_backward])
def test_no_matrix_of_classes_by_classes_is_formed(function):
    K = 20_000
    assert peak(function, np.full(K, 1 / K), np.cos(np.arange(K))) <= 8 * K * BYTES


@pytest.mark.parametrize(
    ("function", "vectors"),
    [(references.logistic_hessian, 1), (references.quadratic_form, 2)],
)
def test_no_matrix_of_samples_by_samples_is_formed(function, vectors):
    m, d = 20_000, 3
    X = np.cos(np.arange(m * d)).reshape(m, d)
    assert peak(function, *[np.ones(d)] * vectors, X) <= 8 * m * d * BYTES


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_hessian_vector_product_needs_memory_for_samples_by_classes_only(order):
    # An H of (dK)² entries takes 38 times as much as is allowed here, a copy of X seven times.
    m, d, K = 2000, 400, 5
    X = np.asarray(np.cos(np.arange(m * d)).reshape(m, d), order=order)
    W = np.sin(np.arange(d * K)).reshape(d, K)
    samples, result = m * K * BYTES, d * K * BYTES
    assert (
        peak(references.hessian_vector_product, W, X, W[::-1].copy()) <= 10 * samples + 2 * result
    )


def test_a_flat_direction_of_many_samples_is_found_without_a_matrix_of_samples_by_samples():
    X = np.cos(np.arange(60_000)).reshape(20_000, 3)
    X[:, 2] = X[:, 0]
    assert peak(references.flat_direction, X) <= 16 * X.nbytes
