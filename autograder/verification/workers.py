"""Work spread over processes of this machine."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

# Threads of a linear algebra library that wait for each other cost more than these small arrays.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


Item = TypeVar("Item")
Result = TypeVar("Result")


def spread(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    workers: int | None,
    together: int = 1,
) -> Iterator[Result]:
    """Yield function(item) for each item, in order, from a pool of processes.

    function: of a module's top level; items, results: what can be pickled. workers: int ≥ 1,
    how many processes, None for one for each processor; together: int ≥ 1, how many items a
    process takes at once.
    """
    before = dict(os.environ)
    os.environ |= ONE_THREAD
    try:
        # They start when work is handed out, and take the environment of that moment.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            yield from pool.map(function, items, chunksize=together)
    finally:
        for name in ONE_THREAD:
            os.environ.pop(name)
        os.environ |= before
