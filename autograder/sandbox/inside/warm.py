"""The warm parent: it has imported what students import, and forks a jail when it is asked to.

A process of its own, with an empty environment and one socket. For every descriptor that arrives
on the socket it forks an inmate into a new namespace of processes, tells the other end the
inmate's process id, and kills it when the other end is gone. It ends at end of file, and with it
all inmates.

An ordinary user has such a namespace only in one of users, which nobody leaves again. There, and
without a jail, a keeper is forked, which does this for its one inmate.
"""

import contextlib
import ctypes
import gc
import math
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import confinement
import inmate
import layers
import limits
import matplotlib.pyplot
import numpy as np
import plain
import refusals
import scipy.linalg
import scipy.optimize
import scipy.special
import shown
import system_calls
import tracebacks
import views
import wire

_libc = ctypes.CDLL(None)

Prepared = tuple[inmate.Shell, shown.Outputs]

# The one in this folder, not the package of this name that the grader has.
STAND_IN = import_module("autograder")

# Imported for the children alone.
WARMED = (matplotlib.pyplot, scipy.linalg, scipy.optimize, scipy.special)

# Cells that fail, so that a traceback is drawn: through a cell alone, and through a library.
FAILS = "(lambda: 1 / 0)()", "__import__('numpy').linalg.inv([[0.0]])"

MADV_COLLAPSE = 25  # Linux 6.1 has it
M_ARENA_MAX = -8  # of mallopt(3)
LARGE_PAGE = 2 * 2**20

# From the fork to the first request; confining takes some 20 ms.
PATIENCE = 30.0


def main(descriptor: int, confined: bool, readable: list[str], hidden: list[str]) -> None:
    """Serve the socket with this descriptor until its end.

    confined: whether to confine the children; without it they only stand in a folder of their own.
    readable: paths a jail may read. hidden: paths it may not, though they lie in those.
    """
    control = socket.socket(fileno=descriptor)
    sys.meta_path[:] = [finder for finder in sys.meta_path if "Editable" not in str(finder)]
    _take_little_address_space()
    prepared = inmate.make_shell()
    warm_up(prepared)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # Made once, for all children; what fails is told when a jail is asked for.
    with contextlib.suppress(OSError):
        system_calls.program()
    with contextlib.suppress(OSError):
        confinement.planned(tuple(readable), tuple(hidden))
    # What lives now lives for ever: the collector of a child need not touch, and so copy, it.
    gc.collect()
    gc.freeze()
    _use_large_pages()
    task = Task(confined, readable, hidden, prepared)
    if confined and os.geteuid() == 0:
        _Parent(control, task).serve()
        return
    while (end := _next(control)) is not None:
        if os.fork() == 0:
            control.close()
            _guarded(end, lambda own: _keep(own, task))
        os.close(end)


@dataclass(frozen=True)
class Task:
    """What each inmate is forked with: the arguments of `main`, and a shell that is ready."""

    confined: bool
    readable: list[str]
    hidden: list[str]
    prepared: Prepared


def _next(control: socket.socket) -> int | None:
    """The next descriptor that arrives, None at end of file."""
    data, descriptors, _, _ = socket.recv_fds(control, 1, 1)
    return descriptors[0] if data else None


class _Parent:
    """Forks inmates, and kills each when its other end is gone; for root.

    Nothing that an inmate sends is read here.
    """

    def __init__(self, control: socket.socket, task: Task):
        self._control, self._task = control, task
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        # Of each inmate its end and its pidfd, by both of them.
        self._kept: dict[int, tuple[int, int]] = {}
        self._processes = confinement.Processes()

    def serve(self) -> None:
        """Serve the socket until its end."""
        while True:
            ready = {descriptor for descriptor, _ in self._poll.poll()}
            # First, for a number that is free again may come back at once.
            for each in ready:
                if each in self._kept:
                    self._end(*self._kept[each])
            if self._control.fileno() in ready:
                end = _next(self._control)
                if end is None:
                    return
                self._begin(end)

    def _begin(self, end: int) -> None:
        try:
            self._processes.renew()
        except layers.LayerMissing as missing:
            _tell(end, ("failed", str(missing)))
            os.close(end)
            return
        inmate_id = os.fork()
        if inmate_id == 0:
            self._control.close()
            for other in self._kept:
                os.close(other)
            _die_with_parent()
            _guarded(end, lambda own: _serve(own, None, self._task))
        pidfd = os.pidfd_open(inmate_id)
        _tell(end, ("inmate", inmate_id))
        for each in (end, pidfd):
            self._kept[each] = end, pidfd
            self._poll.register(each, select.POLLRDHUP if each == end else select.POLLIN)

    def _end(self, end: int, pidfd: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        for each in (end, pidfd):
            self._poll.unregister(each)
            del self._kept[each]
            os.close(each)


def _tell(end: int, message: tuple) -> None:
    """Send the first message of a jail, which its socket has room for."""
    data = wire.encode(message)
    with contextlib.suppress(OSError):  # the other end may be gone, which is seen later
        os.write(end, wire.SIZE.pack(len(data)) + data)


def warm_up(prepared: Prepared) -> None:
    """Run cells that no student has: the first ones take ten times as long as any later one."""
    for cell in FAILS:
        inmate.run_cell(*prepared, cell, PATIENCE, keep=False)


def _take_little_address_space() -> None:
    """Keep threads of a student's from filling the bound on memory with what they reserve.

    By itself, the C library gives a thread 8 MiB for its stack, and up to eight threads for each
    processor 64 MiB to allocate from. A C library without arenas has nothing to bound.
    """
    threading.stack_size(2 * 2**20)
    with contextlib.suppress(AttributeError):
        _libc.mallopt(M_ARENA_MAX, 1)


def _use_large_pages() -> None:
    """Move what lives into large pages: their table is small, and is copied for each child.

    Where the kernel can't, a fork takes twice the time, and nothing else changes.
    """
    with open("/proc/self/maps") as maps:
        lines = [line.split() for line in maps]
    for addresses, access, _, _, _, *name in lines:
        if access.startswith("rw") and name in ([], ["[heap]"]):
            start, end = (int(address, 16) for address in addresses.split("-"))
            start = -(-start // LARGE_PAGE) * LARGE_PAGE
            size = (end - start) // LARGE_PAGE * LARGE_PAGE
            if size > 0:
                _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), MADV_COLLAPSE)


def _guarded(descriptor: int, work: Callable[[socket.socket], None]) -> None:
    """Do the work of a forked process and end it; a failure is told to the other end."""
    end = socket.socket(fileno=descriptor)
    try:
        work(end)
    except wire.Closed:
        pass
    except layers.LayerMissing as missing:
        wire.send(end, wire.encode(("failed", str(missing))), time.monotonic() + PATIENCE)
    except Exception:
        reason = traceback.format_exc(limit=-2)[-2000:]
        wire.send(end, wire.encode(("failed", reason)), time.monotonic() + PATIENCE)
    finally:
        os._exit(0)


def _keep(end: socket.socket, task: Task) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _die_with_parent()
    folder = None
    if task.confined:
        confinement.isolate()
    else:
        folder = tempfile.mkdtemp()
    inmate_id = os.fork()
    if inmate_id == 0:
        _guarded(end.detach(), lambda own: _serve(own, folder, task))
    _tell(end.fileno(), ("inmate", inmate_id))
    watched = select.poll()
    watched.register(end, select.POLLRDHUP)
    watched.register(os.pidfd_open(inmate_id), select.POLLIN)
    watched.poll()
    os.kill(inmate_id, signal.SIGKILL)
    os.waitpid(inmate_id, 0)
    if folder is not None:
        shutil.rmtree(folder)


def _serve(end: socket.socket, folder: str | None, task: Task) -> None:
    """Be the inmate: receive the files and limits, be confined, then answer requests.

    folder: where to stand, None for a jail.
    """
    files, bounds, data = wire.decode(wire.receive(end, time.monotonic() + PATIENCE))
    if folder is None:
        # What this process is called outside, which its own namespace does not tell.
        number = int(os.readlink("/proc/self"))
        if os.geteuid() == 0:
            confinement.isolate(processes=False)
        paths = task.readable, task.hidden
        confinement.confine(*paths, files, limits.Limits(*bounds), end.fileno(), number)
    else:
        confinement.settle(folder, files, limits.Limits(*bounds), end.fileno())
    inmate.be_interruptible()
    refusals.watch()
    _offer(data)
    _give_names_back()
    shell = task.prepared[0]
    wire.send(end, wire.encode(("ready", "")), math.inf)
    while True:
        kind, *request = wire.decode(wire.receive(end, math.inf), gaps=True)
        if kind == "run":
            answer = wire.encode(inmate.run_cell(*task.prepared, *request))
        elif kind == "defines":
            answer = wire.encode(inmate.defines(shell, *request))
        else:
            calls = wire.decode(wire.receive(end, math.inf), gaps=True)
            answer = inmate.call(shell, *request, *calls)
        wire.send(end, answer, math.inf)


def _offer(data: list[tuple[str, tuple[str, ...], tuple]]) -> None:
    """Let cells import the data of the course as in a notebook, read-only as there."""
    for name, fields, values in data:
        for array in values:
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
        setattr(STAND_IN, name, namedtuple(name, fields)(*values))


def _give_names_back() -> None:
    """Let a module of the student's be imported as in a notebook, also under a name used here."""
    sys.path.insert(0, "")
    own = inmate, plain, refusals, shown, tracebacks, wire
    layered = confinement, layers, limits, system_calls, views
    for module in (*own, *layered, sys.modules[__name__]):
        del sys.modules[module.__name__]


def _die_with_parent() -> None:
    _libc.prctl(confinement.PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
