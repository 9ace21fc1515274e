"""The references of 3.3 and 3.4 over their floors, as `bench --references` prints them."""

import re
import sys

import pytest

from autograder.classroom import references

SIZE = (60, 3, 4)


@pytest.fixture
def printed(monkeypatch):
    """What is printed for one small size; peers: the modules that are installed."""

    def printed(*missing):
        for name in missing:
            monkeypatch.setitem(sys.modules, name, None)
        monkeypatch.setattr(references, "SIZES", {SIZE: 20})
        lines = []
        references.bench(lines.append)
        return lines

    return printed


def test_each_reference_stands_as_a_multiple_of_its_floor(printed):
    head, hessian, product = printed("jax", "statsmodels.api")
    assert head == "processor time over the floor's, one thread, median of 9 runs in turn"
    size = re.escape(f"m, d, K = {SIZE}: ")
    floor = r" (\d+\.\d\d); floor \d+\.\d\d ms, "
    assert re.fullmatch(f"{size}hessian{floor}one SYRK", hessian)
    assert re.fullmatch(f"{size}hessian_vector_product{floor}X W, X V and Xᵀ U", product)


def test_statsmodels_stands_beside_the_hessian_where_it_is_installed(printed):
    pytest.importorskip("statsmodels")
    _, hessian, product = printed("jax")
    assert re.search(r": hessian \d+\.\d\d, statsmodels \d+\.\d\d; floor", hessian)
    assert "statsmodels" not in product


def test_a_peer_with_another_hessian_is_no_peer(printed, monkeypatch):
    pytest.importorskip("statsmodels")
    monkeypatch.setattr(references, "hessian", lambda W, X: 2.0 * references.np.eye(W.size))
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        printed("jax")


def test_the_bench_runs_in_a_process_whose_blas_has_one_thread(monkeypatch):
    started = []

    def run(command, env, check):
        started.append((command, env))
        return references.subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(references.subprocess, "run", run)
    assert references.bench_in_one_thread() == 0
    ((command, env),) = started
    assert command == [sys.executable, "-m", "autograder.classroom.references"]
    assert {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"} <= env.keys()
