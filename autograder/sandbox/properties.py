"""What a jail must keep from a student's code, each property tried from inside, not looked up.

A probe is the source of a function `probe` that runs in a jail like any student's and returns an
empty string where the property holds, else what it could do. Probes are hostile code: they run in
a jail only.
"""

import contextlib
import os
import socket
import tempfile
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.sandbox import Died, Jail, Jailer, TimedOut, WarmParent
from autograder.sandbox.inside import system_calls
from autograder.sandbox.inside.limits import Limits
from autograder.sandbox.reading import unreadable

# Small bounds, so that reaching them takes no time.
PROBED = Limits(memory=2**29, files=4 * 2**20, cpu=2, open_files=32, threads=32)

# Seconds on the clock for one probe. A probe takes milliseconds, or 2 s of processor, which last
# far longer on a machine that does much else.
PATIENCE = 60.0


@dataclass(frozen=True)
class Finding:
    """What came of one property: its sentence, what broke it ("" where it holds), its layers."""

    sentence: str
    breach: str
    layers: str = ""


# Sentence, the layers that give it, and the probe. {canary}, {port} and {process} stand for a
# file, a listening socket and a process of the grader, made for the occasion; {unlisted} for the
# numbers of calls that the filter does not allow, {form} for what it does.
PROBES = {
    "reads nothing but the interpreter, its packages and its own files": (
        "a root of read-only views; Landlock",
        """
        for path in ({canary!r}, "/etc/passwd", "/etc/shadow", "/root", "/proc/1/root/etc"):
            with contextlib.suppress(OSError):
                os.listdir(path) if os.path.isdir(path) else open(path).read()
                return f"read {{path}}"
    """,
    ),
    "writes nowhere but in its own folder": (
        "read-only views; Landlock",
        """
        for folder in ("/", "/usr/lib", "/dev", os.path.dirname(os.__file__), {folder!r}):
            with contextlib.suppress(OSError):
                open(os.path.join(folder, "canary"), "w").close()
                return f"wrote to {{folder}}"
    """,
    ),
    "fills no more than its own folder holds": (
        "the size of the folder's tmpfs; rlimits",
        """
        with contextlib.suppress(OSError):
            for number in range(64):
                open(f"fill{{number}}", "wb").write(bytes(2**20))
            return "wrote 64 MiB"
    """,
    ),
    "makes only the system calls on a list": (
        "seccomp: {form}",
        """
        import ctypes, errno
        call = ctypes.CDLL(None, use_errno=True).syscall
        for number in {unlisted}:
            if call(number, 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() not in (
                errno.EPERM, errno.ENOSYS
            ):
                return f"made system call {{number}}"
    """,
    ),
    "opens no socket of any kind": (
        "seccomp; a network namespace without devices",
        """
        for family in range(0, 46):
            for kind in (1, 2, 3, 5):
                with contextlib.suppress(OSError):
                    socket.socket(family, kind)
                    return f"opened a socket of family {{family}}"
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", {port}), 1)
            return "reached a port of the grader"
    """,
    ),
    "sees and signals no other process": (
        "a process namespace with a fresh /proc; Landlock's scopes",
        """
        seen = [name for name in os.listdir("/proc") if name.isdigit() and name != str(os.getpid())]
        if seen:
            return f"saw processes {{seen}}"
        with contextlib.suppress(OSError):
            os.kill({process}, 0)
            return "could signal the grader"
    """,
    ),
    "starts no process and no program": (
        "seccomp; no programs in the writable folder",
        """
        for start in (os.fork, lambda: os.posix_spawn("/bin/true", ["true"], {{}}),
                      lambda: os.execv("/bin/true", ["true"]), lambda: os.forkpty()):
            with contextlib.suppress(OSError):
                start()
                return "started one"
    """,
    ),
    "takes no more memory than its bound": (
        "rlimits",
        """
        with contextlib.suppress(MemoryError):
            bytearray(2**30)
            return "took a gibibyte"
    """,
    ),
    "opens no more files than its bound": (
        "rlimits",
        """
        files = []
        with contextlib.suppress(OSError):
            for number in range(200):
                files.append(open("/dev/null"))
            return "opened 200"
    """,
    ),
    "starts no more threads than its bound": (
        "rlimits, another user for each jail",
        """
        import threading
        end = threading.Event()
        threads = [threading.Thread(target=end.wait, daemon=True) for _ in range(100)]
        with contextlib.suppress(RuntimeError):
            for thread in threads:
                thread.start()
            return "started 100"
    """,
    ),
    "inherits no file or socket but its wire": (
        "every descriptor but the wire is closed",
        """
        inherited = []
        for number in os.listdir("/proc/self/fd"):
            with contextlib.suppress(OSError):
                target = os.readlink(f"/proc/self/fd/{{number}}")
                if target != "/dev/null" and not target.startswith("/proc/"):
                    inherited.append(target)
        if len(inherited) != 1 or not inherited[0].startswith("socket:"):
            return f"inherited {{inherited}}"
    """,
    ),
    "has no privilege and can't get one": (
        "another user, no capability, none to be had (an empty bounding set); no_new_privs",
        """
        status = dict(line.split(":", 1) for line in open("/proc/self/status"))
        for capabilities in ("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb"):
            if int(status[capabilities], 16):
                return f"holds capabilities: {{capabilities}}{{status[capabilities].rstrip()}}"
        if int(status["NoNewPrivs"]) != 1:
            return "may have new privileges"
        if os.getuid() == 0:
            return "is root"
        with contextlib.suppress(OSError):
            os.setuid(0)
            return "became root"
    """,
    ),
    "finds no environment and no key of the course": (
        "an empty environment, a path without the course",
        """
        import importlib.util
        for ring in ("key", "checking", "course", "grading", "sandbox", "host"):
            name = f"autograder.{{ring}}"
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
                return f"imported {{name}}"
        private = set(os.environ) - {own!r}
        if private:
            return f"read the environment: {{sorted(private)}}"
    """,
    ),
}
PREAMBLE = "import contextlib, importlib, os, socket\n"
OWN_ENVIRONMENT = {
    *("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR", "LC_CTYPE"),
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
}


def examine_jail(warm: WarmParent, limits: Limits = PROBED) -> Iterator[Finding]:
    """Try every property in jails of this warm parent, and yield what came of each.

    limits: bounds that the probes are made to reach; wider ones are breaches.
    """
    with warm.jail({}) as jail:
        yield Finding("reads every file of Python and its packages", unreadable(jail))
    with _surroundings() as names:
        for sentence, (layers, probe) in PROBES.items():
            body = textwrap.indent(textwrap.dedent(probe.format(**names)), "    ")
            source = f"{PREAMBLE}def probe():\n{body}\n    return ''"
            with warm.jail({}, limits) as jail:
                yield Finding(sentence, _breach(jail, source), layers.format(**names))
    clock, processor = _runs_on(warm), _outlives_processor(warm, limits)
    yield Finding("ends with its time on the clock", clock, "the grader kills its namespace")
    yield Finding("ends with its time on the processor", processor, "rlimits; its alarm")
    yield Finding("leaves nothing behind", _leavings(warm), "it dies with its namespace")


def _breach(jail: Jail, source: str) -> str:
    succeeded, outputs = jail.run(source, PATIENCE)
    if not succeeded:
        return f"the probe did not run: {outputs}"
    try:
        reply = jail.call("probe", (), PATIENCE)
    # Killed for it: what the probe tried did not succeed.
    except Died:
        return ""
    except TimedOut:
        return "the probe ran out of time"
    if reply.kind != "value":
        return f"the probe raised {reply.name}: {reply.message}"
    return str(reply.value)


@contextlib.contextmanager
def _surroundings() -> Iterator[dict[str, object]]:
    """A file, a port and a process of the grader, for probes to reach for."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as listener:
        canary = os.path.join(folder, "canary.txt")
        with open(canary, "w") as file:
            file.write("a canary")
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listed = {*system_calls.resolve()[0].values(), *system_calls.UNFILTERED}
        yield {
            "canary": canary,
            "folder": folder,
            "port": listener.getsockname()[1],
            "process": os.getpid(),
            "own": OWN_ENVIRONMENT,
            "unlisted": sorted(set(range(system_calls.NEW.stop)) - listed),
            "form": system_calls.form(),
        }


STUBBORN = """
import signal
signal.signal(signal.SIGALRM, signal.SIG_IGN)
while True:
    pass
"""


def _runs_on(warm: Jailer) -> str:
    with warm.jail({}) as jail:
        with contextlib.suppress(TimedOut, Died):
            jail.run(STUBBORN, 0.5)
            return "it returned"
        return "" if jail.gone(PATIENCE) else "it was alive after it was killed"


def _outlives_processor(warm: Jailer, limits: Limits) -> str:
    with warm.jail({}, limits) as jail, contextlib.suppress(Died):
        try:
            jail.run(STUBBORN, PATIENCE)
        except TimedOut:
            return "it ran on"
        return "it returned"
    return ""


def _leavings(warm: Jailer) -> str:
    with warm.jail({}) as jail:
        jail.run("open('left', 'w').close()\nimport builtins\nbuiltins.left = 1", PATIENCE)
    with warm.jail({}) as jail:
        jail.run(
            "import builtins, os\n"
            "def probe():\n"
            "    return os.path.exists('left') or hasattr(builtins, 'left')",
            PATIENCE,
        )
        reply = jail.call("probe", (), PATIENCE)
    return "" if reply.value is False else "the next jail saw what the last one left"
