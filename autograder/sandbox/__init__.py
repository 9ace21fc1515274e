"""The jail: where a student's code runs, and what it can't reach from there.

A `WarmParent` has imported what students import, and forks a `Jail` in tens of milliseconds.
`properties` tries from inside whether a jail keeps what it promises. Each property has a layer that
gives it, and where there is one a second layer behind:

| property | first layer | behind it |
| --- | --- | --- |
| reads only interpreter, packages, own files | a root of read-only views | Landlock |
| writes only in its own folder | read-only views | Landlock |
| bounded files | size of the folder's tmpfs | RLIMIT_FSIZE |
| only the system calls on a list | seccomp | |
| no socket, no network | seccomp | network namespace without devices |
| no other process seen or signalled | process namespace with a fresh /proc | Landlock's scopes |
| no fork, no program | seccomp | noexec on the writable folder |
| bounded memory, processor time, open files, threads | rlimits | |
| bounded time on the clock | the grader kills the first process of the namespace | |
| inherits nothing | every descriptor but the wire is closed | |
| no privilege | another user for each jail, no capability, an empty bounding set | no_new_privs |
| nothing survives | all of it dies with the namespace's first process | |

As root and as an ordinary user with user namespaces all of them hold. Where a layer can't be built
there is no jail, and `JailBroken` says in one line which layer is missing, by which error, and what
to do about that error:

| machine | missing | then |
| --- | --- | --- |
| container or ordinary user without namespaces | roots, small folder, own processes | refused |
| container that masks parts of /proc | own processes | refused |
| without Landlock | the second layer of files, the scopes of signals | refused |
| without seccomp | no sockets, no processes, no programs | refused |

Where this package or the student edition is installed among other packages, as a wheel is, their
folder is seen entry by entry without it, and Landlock allows the jail's own folder of that name,
not the one of the host. A jail then takes some 7 ms more of the processor, none in a clone alone.
"""

import contextlib
import json
import os
import select
import signal
import site
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from autograder.sandbox.inside import wire
from autograder.sandbox.inside.limits import Limits

PACKAGE = Path(__file__).resolve().parents[1]
INSIDE = Path(__file__).absolute().parent / "inside"
START = """
import json
import sys
sys.path.insert(0, sys.argv[1])
import warm
warm.main(int(sys.argv[2]), sys.argv[3] == "confined", *json.loads(sys.argv[4]))
"""

# What an answer needs beyond the time of the student's own code.
GRACE = 2.0

# Importing NumPy, SciPy, Matplotlib and IPython takes a second; a loaded machine needs more.
WARM_UP = 60.0


class JailBroken(RuntimeError):
    """Raised where a jail could not be built; its text says which layer failed."""


class Died(Exception):
    """Raised where the inmate ended, or sent what is no message."""


class TimedOut(Exception):
    """Raised where the inmate did not answer in time; it has been killed."""


def python_folders() -> list[str]:
    """The folders of Python's modules: the standard library and all installed packages."""
    paths = sysconfig.get_paths()
    own = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    # Those of the system too, where a virtual environment includes them.
    return sorted({*own, *site.getsitepackages()})


def readable_paths() -> list[str]:
    """What a jail may read: the interpreter, its packages, shared libraries and fonts."""
    # What extensions load lies beside the interpreter, as in conda. The variable LIBDIR may be a
    # folder of the machine on which Python was built.
    bases = sys.base_prefix, sys.base_exec_prefix
    libraries = [os.path.join(base, name) for base in bases for name in ("lib", sys.platlibdir)]
    system = ["/usr/lib", "/lib", "/lib64", "/usr/share/fonts", "/usr/share/zoneinfo"]
    some = ["/etc/ld.so.cache", "/etc/localtime", "/etc/fonts"]
    return sorted({*python_folders(), *libraries, *system, *some, str(INSIDE)})


def hidden_paths(readable: list[str]) -> list[str]:
    """What a jail may not read, though it lies in a readable folder.

    It is this package if it does, and the student edition, whose checks can answer exercises.
    """
    resolved = [os.path.realpath(path) for path in readable if path != str(INSIDE)]
    hidden = [edition for path in resolved for edition in Path(path).glob("softmax_course*")]
    if any(PACKAGE.is_relative_to(path) for path in resolved):
        hidden += [PACKAGE, *PACKAGE.parent.glob("softmax_autograder-*.dist-info")]
    return [str(path) for path in hidden]


DEFAULT = Limits()


class Jailer:
    """Asks a warm parent for jails; processes may share one, and it ends with the last of them."""

    def __init__(self, control: socket.socket):
        self.control = control

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.control.close()

    def jail(
        self,
        files: dict[str, bytes],
        limits: Limits = DEFAULT,
        data: Mapping[str, NamedTuple] | None = None,
    ) -> "Jail":
        """Fork a jail whose working folder holds these files.

        data: NamedTuples of arrays, numbers and texts, by the names under which cells import them.
        """
        ours, theirs = socket.socketpair()
        # A parent that is gone is found out by the jail, which then waits for nobody.
        with theirs, contextlib.suppress(BrokenPipeError, ConnectionResetError):
            socket.send_fds(self.control, [b"."], [theirs.fileno()])
        return Jail(ours, files, limits, data or {})


class WarmParent(Jailer):
    """The process that forks jails; use it as a context manager.

    confined: without it what it forks is no jail but a process with bounds, in a folder of its own.
    """

    def __init__(self, confined: bool = True):
        self._confined = "confined" if confined else "unconfined"

    def __enter__(self) -> Self:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-I", "-c", START, str(INSIDE), str(theirs.fileno())]
        readable = readable_paths()
        command += [self._confined, json.dumps([readable, hidden_paths(readable)])]
        self._process = subprocess.Popen(
            command,
            env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
            pass_fds=[theirs.fileno()],
            cwd="/",
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        self.control = ours
        self.process_id = self._process.pid
        return self

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self._process.wait(timeout=WARM_UP)


class Jail:
    """One inmate: run cells, call functions; use it as a context manager."""

    def __init__(
        self,
        end: socket.socket,
        files: dict[str, bytes],
        limits: Limits,
        data: Mapping[str, NamedTuple],
    ):
        self._end = end
        pidfd: int | None = None
        deadline = time.monotonic() + WARM_UP
        try:
            kind, detail = self._receive(deadline)
            if kind == "inmate":
                self.process_id = detail
                pidfd = os.pidfd_open(detail)
                start = _as_arrays(files), astuple(limits), _as_tuples(data)
                wire.send(end, wire.encode(start), deadline)
                kind, detail = self._receive(deadline)
        except (wire.Closed, TimeoutError, ProcessLookupError):
            kind, detail = "failed", "the warm parent ended, or the jail at its start; see above"
        if kind != "ready" or pidfd is None:
            end.close()
            if pidfd is not None:
                os.close(pidfd)
            raise JailBroken(detail.strip())
        self._pidfd = pidfd

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        os.close(self._pidfd)

    def run(self, source: str, seconds: float) -> tuple[bool, str]:
        """Run a cell; return whether it succeeded, and its outputs as JSON of nbformat.

        The cell is stopped after these seconds, and the jail killed if it can't be.
        """
        match self._ask(("run", source, float(seconds)), seconds + GRACE):
            case (bool(succeeded), str(outputs)):
                return succeeded, outputs
        self.close()
        raise Died

    def defines(self, names: list[str]) -> set[str]:
        """Return which of these names the cells have bound."""
        answer = self._ask(("defines", names), GRACE)
        if type(answer) is list and all(type(n) is str and n in names for n in answer):
            return set(answer)
        self.close()
        raise Died

    def call(self, name: str, arguments: tuple, seconds: float) -> wire.Reply:
        """Call a function that the cells have defined."""
        return self.call_each(name, wire.Calls.of([arguments]), seconds).each[0]

    def values(self, names: list[str]) -> dict[str, wire.Reply]:
        """Return what the cells have bound to each of these names."""
        deadline = time.monotonic() + GRACE
        with self._broken_by_silence():
            wire.send(self._end, wire.encode(("values", names)), deadline)
            replies = wire.decode_replies(wire.receive(self._end, deadline), [0] * len(names))
        return dict(zip(names, replies, strict=True))

    def call_each(
        self,
        name: str,
        calls: wire.Calls,
        seconds: float,
        conditions: wire.Conditions = wire.UNCONDITIONAL,
    ) -> wire.Replies:
        """Make several calls of a function, all within these seconds.

        All replies together may be as long as one message.
        """
        deadline = time.monotonic() + seconds
        with self._broken_by_silence():
            request = wire.encode(("call", name, tuple(conditions))), calls.data
            wire.send_all(self._end, request, deadline)
            return wire.Replies(wire.receive(self._end, deadline), calls)

    def close(self) -> None:
        """Kill the inmate and all it started."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        self._end.close()

    def gone(self, seconds: float) -> bool:
        """Whether the inmate's process ends within some seconds."""
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        return bool(poll.poll(1000 * seconds))

    def _ask(self, request: tuple, seconds: float) -> object:
        deadline = time.monotonic() + seconds
        with self._broken_by_silence():
            wire.send(self._end, wire.encode(request), deadline)
            return wire.decode(wire.receive(self._end, deadline))

    @contextlib.contextmanager
    def _broken_by_silence(self) -> Iterator[None]:
        """Kill the inmate where it does not answer, or not in the form of an answer."""
        try:
            yield
        except TimeoutError:
            self.close()
            raise TimedOut from None
        except (wire.Closed, wire.WireError) as error:
            self.close()
            raise Died from error

    def _receive(self, deadline: float) -> tuple[str, Any]:
        return wire.decode(wire.receive(self._end, deadline))


def _as_arrays(files: dict[str, bytes]) -> list[tuple[str, np.ndarray]]:
    return [(name, np.frombuffer(data, np.uint8)) for name, data in files.items()]


def _as_tuples(data: Mapping[str, NamedTuple]) -> list[tuple]:
    return [(name, value._fields, tuple(value)) for name, value in data.items()]
