"""The system calls that a jail may make, by name; all others are refused.

They are those that Python from 3.11 on, its standard library, NumPy, SciPy, Matplotlib, IPython and
pandas make at work with the GNU C library, on x86-64 and on 64-bit ARM.
"""

import ctypes
import errno
import functools
import os
from typing import Any

# What is missing is told when a jail is asked for.
try:
    import pyseccomp
except (ImportError, OSError, RuntimeError) as error:
    pyseccomp, no_pyseccomp = None, error

_libc = ctypes.CDLL(None, use_errno=True)
PR_SET_SECCOMP, SECCOMP_MODE_FILTER, PR_SET_NO_NEW_PRIVS = 22, 2, 38

# With the older names of a call, which some versions of the C library use, and 64-bit ARM lacks.
ALLOWED = """
    read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek
    open openat openat2 creat close close_range dup dup2 dup3 pipe pipe2
    stat lstat fstat newfstatat statx access faccessat faccessat2 statfs fstatfs
    readlink readlinkat getdents getdents64 getcwd chdir fchdir
    mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat
    chmod fchmod fchmodat fchmodat2 umask utime utimes futimesat utimensat
    truncate ftruncate fallocate fsync fdatasync flock copy_file_range sendfile
    getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr
    poll ppoll select pselect6
    epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2

    brk mmap munmap mremap mprotect madvise msync
    exit exit_group set_tid_address set_robust_list rseq gettid getcpu
    sched_yield sched_getaffinity sched_getparam sched_getscheduler
    sched_get_priority_min sched_get_priority_max

    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait
    sigaltstack restart_syscall pause alarm getitimer setitimer wait4 waitid
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times

    getpid getppid getpgid getpgrp getsid getpriority getrusage getrandom uname sysinfo
    getuid geteuid getresuid getgid getegid getresgid getgroups
""".split()
# Some surprise. mmap and mprotect may make memory that is executed: each extension module needs it,
# and ctypes runs any code there is without. madvise is of one's own memory, process_madvise of
# others'. fallocate fills no more than the folder holds. wait4 and waitid find no child, and Python
# asks all the same. flock hinders nobody: the grader locks no file that is seen here.

INT, POINTER = 2**32 - 1, 2**64 - 1  # As much of an argument as the kernel looks at.
# What a thread shares: CLONE_VM, CLONE_FS, CLONE_FILES, CLONE_SIGHAND, CLONE_THREAD.
THREAD = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000
# SYSVSEM, SETTLS, PARENT_SETTID, CHILD_CLEARTID, DETACHED, CHILD_SETTID
THREAD_MAY = 0x40000 | 0x80000 | 0x100000 | 0x200000 | 0x400000 | 0x1000000
# WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAKE_OP, WAIT_BITSET, WAKE_BITSET; not the locks that lend
# priority, which have a record of escapes.
FUTEX = [0, 1, 3, 4, 5, 9, 10]
FUTEX_MAY = 128 | 256  # PRIVATE, CLOCK_REALTIME
# DUPFD, GETFD, SETFD, GETFL, SETFL, GETLK, SETLK, SETLKW, the same three as OFD_, DUPFD_CLOEXEC,
# GETPIPE_SZ; not leases and notes, which delay or tell of others, nor signals to others.
FCNTL = [0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1032]
# TCGETS, for which Python asks each new file, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX;
# and FICLONE, by which pathlib copies from 3.14 on: after EPERM it would try no other way.
IOCTL = [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451, 0x40049409]
# SET_NAME, GET_NAME, CAPBSET_READ, which libcap asks for where it is loaded, SET_VMA, a name too.
PRCTL = [15, 16, 23, 0x53564D41]
# The inmate is the first process of its namespace, and the only one.
OWN = 1

Condition = tuple[int, int, int]  # an argument, a mask, and the value under it


def _one_of(argument: int, values: list[int], mask: int = INT) -> list[list[Condition]]:
    return [[(argument, mask, value)] for value in values]


# By name: alternatives, each a list of conditions. The only socket, the wire, needs no address and
# no flag; flags of sockets have a record of escapes.
INSPECTED: dict[str, list[list[Condition]]] = {
    "clone": _one_of(0, [THREAD], INT ^ THREAD_MAY),
    "futex": _one_of(1, FUTEX, INT ^ FUTEX_MAY),
    "fcntl": _one_of(1, FCNTL),
    "ioctl": _one_of(1, IOCTL),
    "prctl": _one_of(0, PRCTL),
    "prlimit64": _one_of(0, [0]),
    "kill": _one_of(0, [OWN]),
    "tgkill": _one_of(0, [OWN]),
    "sendto": [[(3, INT, 0), (4, POINTER, 0)]],
    "recvfrom": _one_of(3, [0]),
}

# From clone3 on, whose flags lie in memory, out of a filter's sight. Calls as new as these are
# answered as by a kernel that lacks them, so that the C library falls back to older ones.
NEW = range(435, 512)

# uretprobe and uprobe of x86-64, which newer kernels answer before any filter: where it was not the
# kernel that put them into the code, they end the process or fail.
UNFILTERED = (335, 336)

NO_SUCH_CALL = -1  # What libseccomp says of a name. Lower numbers are calls of other processors.


def resolve() -> tuple[dict[str, int], list[str]]:
    """Return the numbers by name of the calls that a jail may make, and the names left out.

    Left out is what libseccomp does not know. Calls that this machine's processor lacks are in
    neither. Raises OSError where there is no libseccomp, or it can't tell a call that is inspected.
    """
    if pyseccomp is None:
        absent = isinstance(no_pyseccomp, ImportError)
        number = errno.ENOPKG if absent else errno.ELIBACC
        raise OSError(number, f"pyseccomp can't be imported: {no_pyseccomp}")
    native = pyseccomp.Arch.NATIVE
    numbers = {name: pyseccomp.resolve_syscall(native, name) for name in (*ALLOWED, *INSPECTED)}
    if unknown := [name for name in INSPECTED if numbers[name] < 0]:
        text = f"libseccomp knows too few system calls, not {', '.join(unknown)}"
        raise OSError(errno.ELIBBAD, text)
    left_out = [name for name, number in numbers.items() if number == NO_SUCH_CALL]
    return {name: number for name, number in numbers.items() if number >= 0}, left_out


def form() -> str:
    """Say in one line what the filter allows on this machine; raises OSError as `resolve` does."""
    numbers, left_out = resolve()
    inspected = len(INSPECTED)
    text = (
        f"{len(numbers) - inspected} allowed by name, {inspected} for some arguments, "
        "all others refused"
    )
    if left_out:
        text += f"; unknown to libseccomp {_version()} and left out: {', '.join(left_out)}"
    return text


def _version() -> str:
    function = ctypes.CDLL("libseccomp.so.2").seccomp_version
    function.restype = ctypes.POINTER(ctypes.c_uint * 3)
    return ".".join(map(str, function().contents))


@functools.cache
def rules() -> "pyseccomp.SyscallFilter":
    """Return the filter, made once for this process and its children; raises as `resolve` does."""
    numbers, _ = resolve()
    made = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.EPERM))
    # Calls of 32 bits, and of x32.
    made.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    for name, number in numbers.items():
        for conditions in INSPECTED.get(name, [[]]):
            tests = [pyseccomp.Arg(a, pyseccomp.MASKED_EQ, mask, v) for a, mask, v in conditions]
            made.add_rule(pyseccomp.ALLOW, number, *tests)
    for number in set(NEW) - set(numbers.values()):
        made.add_rule(pyseccomp.ERRNO(errno.ENOSYS), number)
    return made


@functools.cache
def program() -> bytes:
    """Return the filter as the kernel takes it, made once too; raises as `resolve` does."""
    with open(os.memfd_create("filter"), "rb") as file:
        rules().export_bpf(file)
        file.seek(0)
        return file.read()


class _Program(ctypes.Structure):
    """The kernel's `sock_fprog`: the number of instructions of eight bytes, and where they are."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def refuse_others() -> None:
    """Let the calling process make no other calls from now on; raises OSError."""
    code = program()
    loaded = _Program(len(code) // 8, code)
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(loaded))


def _prctl(*arguments: Any) -> None:
    padded = [*arguments, 0, 0, 0, 0][:5]
    wide = [ctypes.c_ulong(each) if isinstance(each, int) else each for each in padded]
    if _libc.prctl(*wide) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl: {os.strerror(number)}")
