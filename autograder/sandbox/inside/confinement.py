"""Confine the calling process, for good, before the first line of a student runs.

It runs in a child of the warm parent and imports nothing of the course. Whatever fails raises
LayerMissing, and a child that could not be confined never runs a cell.
"""

import ctypes
import errno
import functools
import itertools
import os
import platform
import resource
import signal
from typing import TYPE_CHECKING

import layers
import system_calls
import views
from layers import layer
from limits import Limits, address_space

if TYPE_CHECKING:
    import numpy as np

# What is missing is told when a jail is asked for.
try:
    import sandlock
except (ImportError, OSError, RuntimeError) as error:
    sandlock, no_sandlock = None, error

_libc = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2
# The same number on every machine, and the first three flags have the bits of those of mount.
MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE = 442, -100, 0x8000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
CAPABILITY_VERSION_3 = 0x20080522
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

# Whom a process of root becomes, a different user in each jail, since threads are counted by user:
# one of the ids that Debian's policy keeps for nobody in particular.
FIRST_USER, USERS = 60_000, 5_000

# The writable folder, and the only one: the working folder of the student's cells. Where the host
# has something readable of this name, a number is added.
HOME = "/submission"
Files = list[tuple[str, "np.ndarray"]]  # pairs of a name and an array of uint8
DEVICES = ("null", "zero", "full", "random", "urandom")


class Processes:
    """Makes namespaces of processes one after another, as root can without leaving that of users.

    Of each the next child of this process is the first process.
    """

    def __init__(self) -> None:
        self._own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def renew(self) -> None:
        """Make a new one."""
        with layer("namespaces", layers.namespaces()):
            # The kernel makes none below one that this process is not in.
            _checked("setns", _libc.setns(self._own, CLONE_NEWPID))
            _checked("unshare", _libc.unshare(CLONE_NEWPID))


def isolate(processes: bool = True) -> None:
    """Leave the namespaces of the host, which needs root or unprivileged user namespaces.

    processes: whether the next child is the first process of a new one. An ordinary user has no
    other way to it.
    """
    with layer("namespaces", layers.namespaces()):
        _unshare(CLONE_NEWPID if processes else 0)


def _unshare(flags: int) -> None:
    flags |= CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET
    uid, gid = os.geteuid(), os.getegid()
    if uid == 0:
        _checked("unshare", _libc.unshare(flags))
        return
    _checked("unshare", _libc.unshare(flags | CLONE_NEWUSER))
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {uid} 1")
    _write("/proc/self/gid_map", f"{gid} {gid} 1")


def confine(
    readable: list[str], hidden: list[str], own: Files, limits: Limits, keep: int, number: int
) -> None:
    """Give up everything but reading some folders, one small writable folder and one descriptor.

    readable: files and folders of the host that may be read, under their own paths. hidden: what
    may not, though it lies in one of those. own: files to put into the writable folder, which
    becomes the working folder. keep: the descriptor that stays open, besides the three standard
    ones. number: of this jail, other than that of any jail beside it.
    """
    home = _rebuild_root(readable, hidden, own, limits.files)
    with layer("no descriptor but the wire"):
        _close_files(keep)
    with layer("rlimits", layers.RLIMITS):
        _set_limits(limits)
    with layer("empty bounding set", layers.BOUNDING_SET):
        _empty_bounding_set()
    with layer("another user", layers.another_user(FIRST_USER, FIRST_USER + USERS - 1)):
        _drop_privileges(FIRST_USER + number % USERS)
    with layer("end with the grader"):
        _checked("prctl", _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
        _checked("prctl", _libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
    with layer("Landlock", layers.LANDLOCK):
        _bound_files(readable, home)
    with layer("seccomp", layers.SECCOMP):
        system_calls.refuse_others()


def settle(folder: str, own: Files, limits: Limits, keep: int) -> None:
    """Stand in a folder with these files, bounded but not confined; arguments as for `confine`."""
    _write_files(folder, own)
    _use_home(folder)
    os.chdir(folder)
    _close_files(keep)
    _set_limits(limits)


def _rebuild_root(readable: list[str], hidden: list[str], own: Files, size: int) -> str:
    """Make a root of read-only views, a fresh /proc, five devices and one writable folder.

    Returns the path of that folder, which is the working folder afterwards.
    """
    # Other users have to pass the folders that are made here.
    os.umask(0o022)
    with layer("namespaces", layers.namespaces()):
        _mount("none", "/", None, MS_REC | MS_PRIVATE)
    # Over /sys, which holds nothing that could be among the readable paths.
    new = "/sys"
    with layer("root of read-only views", layers.VIEWS):
        _mount("tmpfs", new, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
        _show(planned(tuple(readable), tuple(hidden)), new)
        home = _make_room(new)
        # Of the views with all that is mounted in them. Flags are added and none is taken away:
        # in a user namespace those of the host are locked.
        _add_flags(new, MS_RDONLY | MS_NOSUID | MS_NODEV)
        for device in DEVICES:
            _mount(f"/dev/{device}", f"{new}/dev/{device}", None, MS_BIND)
            _add_flags(f"{new}/dev/{device}", MS_NOSUID | MS_NOEXEC)
    with layer("fresh /proc", layers.PROC):
        _mount("proc", f"{new}/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    with layer("small writable folder", layers.FOLDER):
        flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
        _mount("tmpfs", new + home, "tmpfs", flags, f"size={size},mode=777,nr_inodes=4096")
        _write_files(new + home, own)
    with layer("root of read-only views", layers.VIEWS):
        os.chdir(new)
        number = PIVOT_ROOT[platform.machine()]
        _checked("pivot_root", _libc.syscall(number, b".", b"."))
        _checked("umount", _libc.umount2(b".", MNT_DETACH))
        os.chdir(home)
    _use_home(home)
    return home


@functools.cache
def planned(readable: tuple[str, ...], hidden: tuple[str, ...]) -> views.Plan:
    """Return the plan of a root, made once for this process and its children; raises OSError."""
    return views.plan([*readable], [*hidden])


def _show(plan: views.Plan, new: str) -> None:
    """Lay out the views of a plan in the new root."""
    for folder in plan.folders:
        os.makedirs(new + folder, exist_ok=True)
    for path in plan.views:
        target = new + path
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if os.path.isdir(path):
            os.mkdir(target)
        else:
            os.close(os.open(target, os.O_CREAT, 0o644))
        _mount(path, target, None, MS_BIND | MS_REC)
    for link, goal in plan.links.items():
        # Within a view it is there already.
        if not os.path.lexists(new + link):
            os.makedirs(os.path.dirname(new + link), exist_ok=True)
            os.symlink(goal, new + link)


def _make_room(new: str) -> str:
    """Make what is mounted over later; return the path in the new root of the writable folder."""
    os.makedirs(f"{new}/dev", exist_ok=True)
    os.mkdir(f"{new}/proc")
    for device in DEVICES:
        os.close(os.open(f"{new}/dev/{device}", os.O_CREAT, 0o644))
    names = itertools.chain([HOME], (f"{HOME}-{number}" for number in itertools.count(2)))
    home = next(name for name in names if not os.path.lexists(new + name))
    os.mkdir(new + home)
    if not os.path.lexists(f"{new}/tmp"):
        os.symlink(home, f"{new}/tmp")
    return home


def _write_files(home: str, own: Files) -> None:
    for name, data in own:
        path = f"{home}/{name}"
        os.makedirs(os.path.dirname(path), mode=0o777, exist_ok=True)
        with open(path, "wb") as file:
            file.write(data.tobytes())
        os.chmod(path, 0o666)


def _use_home(home: str) -> None:
    names = "HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR"
    os.environ |= dict.fromkeys(names, home)


def _close_files(keep: int) -> None:
    null = os.open("/dev/null", os.O_RDWR)
    for standard in range(3):
        os.dup2(null, standard)
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) != keep:
            try:
                os.close(int(name))
            except OSError as error:  # the descriptor of the listing itself is gone by now
                if error.errno != errno.EBADF:
                    raise


def _set_limits(limits: Limits) -> None:
    for name, bound in (
        ("AS", address_space() + limits.memory),
        ("CPU", limits.cpu),
        ("FSIZE", limits.files),
        ("NOFILE", limits.open_files),
        ("NPROC", limits.threads),
        ("CORE", 0),
        ("MEMLOCK", 0),
        ("MSGQUEUE", 0),
    ):
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (bound, bound))
        except ValueError as error:  # what Python makes of a refusal
            raise PermissionError(errno.EPERM, f"RLIMIT_{name}: {error}") from error


def _empty_bounding_set() -> None:
    """Drop what no program that is started from here on could gain; needs CAP_SETPCAP."""
    for capability in range(64):  # of which the kernel knows some 40
        if _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            if ctypes.get_errno() == errno.EINVAL:
                return
            _checked("prctl", -1)


def _drop_privileges(user: int) -> None:
    if os.geteuid() == 0:
        for kind in ("uid", "gid"):
            if not _is_mapped(user, f"/proc/self/{kind}_map"):
                raise OSError(errno.EINVAL, f"this namespace has no {kind} {user}")
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    # The ambient set too, which holds nothing that the inheritable one does not.
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    _checked("capset", _libc.capset(header, (ctypes.c_uint32 * 6)()))


def _is_mapped(number: int, path: str) -> bool:
    with open(path) as file:
        ranges = [[int(text) for text in line.split()] for line in file]
    return any(first <= number < first + count for first, _, count in ranges)


def _bound_files(readable: list[str], home: str) -> None:
    if sandlock is None:
        raise OSError(errno.ENOPKG, f"sandlock can't be imported: {no_sandlock}")
    version, needed = sandlock.landlock_abi_version(), sandlock.min_landlock_abi()
    if version < needed:
        raise OSError(errno.ENOSYS, f"the kernel has version {max(version, 0)}, not {needed}")
    folders = [path for path in readable if os.path.exists(path)]
    sandlock.confine(
        sandlock.Sandbox(fs_readable=[*folders, "/dev", "/proc"], fs_writable=[home, "/dev/null"])
    )


def _checked(name: str, result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _mount(
    source: str, target: str, kind: str | None, flags: int, options: str | None = None
) -> None:
    texts = [None if t is None else os.fsencode(t) for t in (source, target, kind, options)]
    result = _libc.mount(*texts[:3], ctypes.c_ulong(flags), texts[3])
    _checked(f"mount {source} on {target}", result)


def _add_flags(target: str, flags: int) -> None:
    """Add flags to a mount and to all that is mounted below it."""
    attributes = (ctypes.c_uint64 * 4)(flags, 0, 0, 0)
    result = _libc.syscall(
        MOUNT_SETATTR,
        AT_FDCWD,
        os.fsencode(target),
        AT_RECURSIVE,
        attributes,
        ctypes.c_size_t(ctypes.sizeof(attributes)),
    )
    _checked(f"mount_setattr {target}", result)


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
