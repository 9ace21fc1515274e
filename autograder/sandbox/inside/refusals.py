"""Of an exception: which of the things that a jail does not give it comes of.

Neither its class nor its number tells: a process and a socket are refused with the same one, and
without shared memory a pool ends in a file that is not found. So the place where it was raised
counts too: the module, or that a process was to be started in that very line.
"""

import errno
import os
import socket
import sys
import threading
import traceback
from types import CodeType, FrameType

PROCESSES, NETWORK = "processes", "network"
MISSING, OUTSIDE, FULL, OPEN_FILES = "missing file", "outside", "files full", "open files"
MEMORY, THREADS = "memory", "threads"

# Events of Python's audit, told just before the system is asked.
STARTS = {"os.fork", "os.forkpty", "os.posix_spawn", "os.exec"}

# Where an exception is raised that comes of a process or a socket.
OF_PROCESSES = ("multiprocessing", "subprocess", "joblib", "pty")
OF_SOCKETS = ("socket", "asyncio", "ssl")
DOWNLOADS = ("scipy.datasets",)
# A line or cell for a shell, whatever breaks first on the way to it.
SHELLS = {"IPython.core.magics.script", "IPython.utils._process_posix"}

# An exception that stands for another one, that for a third: of `requests` five.
DEEPEST = 10

_started: tuple[CodeType, int] | None = None


def watch() -> None:
    """Note from now on in which line a process was last to be started."""
    sys.addaudithook(_note)


def _note(event: str, _: object) -> None:
    global _started
    if event in STARTS:
        frame = sys._getframe(1)
        _started = frame.f_code, frame.f_lineno


def refusal(error: BaseException | None) -> str:
    """Return the code of what the jail did not give where an exception comes of it, else ""."""
    for _ in range(DEEPEST):
        if error is None:
            break
        if code := _code(error):
            return code
        # One that stands for another has no number of its own; a student's own `raise` in an
        # `except` may have any reason.
        stands_for = isinstance(error, OSError) and error.errno is None
        error = error.__cause__ or (error.__context__ if stands_for else None)
    return ""


def _code(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return MEMORY
    frames = _frames(error)
    if not frames:
        return ""
    frame, line = frames[-1]
    module = str(frame.f_globals.get("__name__"))
    if isinstance(error, RuntimeError):
        return THREADS if module == "threading" and _has_not_started(frame) else ""
    if isinstance(error, ImportError):
        return NETWORK if _is_of(module, DOWNLOADS) else ""
    if not isinstance(error, OSError):
        return ""
    if isinstance(error, socket.gaierror):
        return NETWORK
    if code := BY_NUMBER.get(error.errno):
        return code
    if (frame.f_code, line) == _started or any(_is_shell(each) for each, _ in frames):
        return PROCESSES
    if error.errno in REFUSED and _is_of(module, OF_PROCESSES):
        return PROCESSES
    if error.errno == errno.EPERM and _is_of(module, OF_SOCKETS):
        return NETWORK
    if error.errno == errno.EACCES and not _is_own(error.filename):
        return OUTSIDE
    return MISSING if isinstance(error, FileNotFoundError) else ""


BY_NUMBER: dict[int | None, str] = {
    errno.ENOMEM: MEMORY,
    errno.EROFS: OUTSIDE,
    errno.ENOSPC: FULL,
    errno.EFBIG: FULL,
    errno.EMFILE: OPEN_FILES,
}
# A process, and the semaphore of a pool.
REFUSED = {errno.EPERM, errno.ENOENT}


def _frames(error: BaseException) -> list[tuple[FrameType, int]]:
    """The frames that an exception went through, each with its line; the last one raised it."""
    return list(traceback.walk_tb(error.__traceback__))


def _has_not_started(frame: FrameType) -> bool:
    thread = frame.f_locals.get("self")
    return isinstance(thread, threading.Thread) and thread.ident is None


def _is_shell(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__") in SHELLS


def _is_of(module: str, packages: tuple[str, ...]) -> bool:
    return any(f"{module}.".startswith(f"{name}.") for name in packages)


def _is_own(path: object) -> bool:
    """Whether a path lies in the jail's own folder, or is none."""
    own = os.path.join(os.environ.get("HOME", "/"), "")
    return not isinstance(path, str) or os.path.abspath(path).startswith(own)
