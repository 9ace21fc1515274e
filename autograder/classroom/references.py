"""Time the references of 3.3 and 3.4 over the products that they can't do without.

Beside them stand jax and statsmodels where they are installed.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np
from scipy.linalg import blas

from autograder.key.references import hessian, hessian_vector_product
from autograder.verification.workers import ONE_THREAD

# (m, d, K), and how many calls are timed together.
SIZES = {(1000, 20, 5): 100, (5000, 50, 10): 5, (20000, 50, 10): 1}

RUNS = 9

Calls = dict[str, Callable[[], object]]


def bench_in_one_thread() -> int:
    """Run this module in a process of its own whose BLAS has one thread; return its exit code."""
    return subprocess.run(
        [sys.executable, "-m", __name__], env=os.environ | ONE_THREAD, check=False
    ).returncode


def bench(say: Callable[[str], None] = print) -> None:
    """Print the time of each function as a multiple of its floor, for some sizes."""
    say(f"processor time over the floor's, one thread, median of {RUNS} runs in turn")
    for size, repeats in SIZES.items():
        hessians, products = _calls(size)
        for floor, calls in (("one SYRK", hessians), ("X W, X V and Xᵀ U", products)):
            medians = _medians(calls, repeats)
            least = medians.pop("floor")
            ratios = ", ".join(f"{name} {each / least:.2f}" for name, each in medians.items())
            say(f"m, d, K = {size}: {ratios}; floor {1e3 * least:.2f} ms, {floor}")


def _calls(size: tuple[int, int, int]) -> tuple[Calls, Calls]:
    """What is timed for the Hessian and for its product with V, the floor first."""
    m, d, K = size
    rng = np.random.default_rng(0)
    X, V, U = rng.normal(size=(m, d)), rng.normal(size=(d, K)), rng.normal(size=(m, K))
    W, A = rng.normal(size=(d, K)) / d**0.5, rng.normal(size=(m, d * K))
    labels = rng.integers(K, size=m)
    hessians: Calls = {
        "floor": lambda: blas.dsyrk(1.0, A.T),
        "hessian": lambda: hessian(W, X),
    }
    products: Calls = {
        "floor": lambda: (X @ W, X @ V, X.T @ U),
        "hessian_vector_product": lambda: hessian_vector_product(W, X, V),
    }
    for others in (_jax, _statsmodels):
        # Neither is a requirement.
        with contextlib.suppress(ModuleNotFoundError):
            whole, along = others(W, X, V, labels)
            hessians |= whole
            products |= along
    return hessians, products


def _jax(W: np.ndarray, X: np.ndarray, V: np.ndarray, labels: np.ndarray) -> tuple[Calls, Calls]:
    """Automatic differentiation of the mean cross-entropy, compiled."""
    import jax

    jax.config.update("jax_enable_x64", True)
    Y = np.eye(W.shape[1])[labels]

    def loss(W):
        return -(jax.nn.log_softmax(X @ W) * Y).sum() / len(X)

    whole = jax.jit(jax.hessian(loss))
    along = jax.jit(lambda W, V: jax.jvp(jax.grad(loss), (W,), (V,))[1])
    np.testing.assert_allclose(along(W, V), hessian_vector_product(W, X, V), atol=1e-10)
    return (
        {"jax": lambda: whole(W).block_until_ready()},
        {"jax": lambda: along(W, V).block_until_ready()},
    )


def _statsmodels(
    W: np.ndarray, X: np.ndarray, V: np.ndarray, labels: np.ndarray
) -> tuple[Calls, Calls]:
    """The Hessian of multinomial logistic regression, whose first class has no weights."""
    from statsmodels.api import MNLogit

    model, weights = MNLogit(labels, X), W[:, 1:] - W[:, :1]
    d = len(W)
    whole = hessian(W, X)[d:, d:]
    parameters = weights.ravel(order="F")
    np.testing.assert_allclose(model.hessian(parameters), -len(X) * whole, atol=1e-8)
    return {"statsmodels": lambda: model.hessian(parameters)}, {}


def _medians(calls: Calls, repeats: int) -> dict[str, float]:
    """Seconds of processor for one call of each, the median over runs in turn."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()  # jax compiles now
    for _ in range(RUNS):
        for name, call in calls.items():
            started = time.process_time()
            for _ in range(repeats):
                call()
            times[name].append((time.process_time() - started) / repeats)
    return {name: median(seconds) for name, seconds in times.items()}


if __name__ == "__main__":
    bench()
