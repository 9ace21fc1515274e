"""Work spread over processes of this machine."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

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
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(function, items, chunksize=together)
