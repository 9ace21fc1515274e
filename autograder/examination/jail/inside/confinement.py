"""Confine the calling process, for good, before the first line of a student runs.

It runs in a child of the warm parent and imports nothing of the course. Whatever fails raises
OSError, and a child that could not be confined never runs a cell.
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import platform
import resource
import signal

# What is missing is told when a jail is asked for.
try:
    import pyseccomp
except (ImportError, OSError, RuntimeError):
    pyseccomp = None
try:
    import sandlock
except (ImportError, OSError, RuntimeError):
    sandlock = None

_libc = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
CLONE_THREAD = 0x00010000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4
CAPABILITY_VERSION_3 = 0x20080522
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

# Whom a process of root becomes, a different user in each jail, since threads are counted by user:
# one of the ids that Debian's policy keeps for nobody in particular.
FIRST_USER, USERS = 60_000, 5_000

# The writable folder, and the only one: the working folder of the student's cells.
HOME = "/home"
DEVICES = ("null", "zero", "full", "random", "urandom")

# What numerical work has no use for: new programs and processes, sockets, other processes, the
# mount table, keys, kernel interfaces with a record of escapes, memory that no limit counts.
FORBIDDEN = """
    execve execveat fork vfork
    socket socketpair connect bind listen accept accept4
    ptrace process_vm_readv process_vm_writev process_madvise kcmp pidfd_getfd pidfd_open
    mount umount2 pivot_root chroot move_mount open_tree fsopen fsmount fsconfig mount_setattr
    unshare setns open_by_handle_at name_to_handle_at
    bpf perf_event_open io_uring_setup io_uring_enter io_uring_register userfaultfd
    add_key request_key keyctl
    memfd_create memfd_secret shmget semget msgget mq_open
    kexec_load kexec_file_load init_module finit_module delete_module reboot swapon swapoff
    getsockopt setsockopt pidfd_send_signal process_mrelease modify_ldt listmount statmount
    settimeofday clock_settime adjtimex clock_adjtime sethostname setdomainname acct quotactl
    personality syslog iopl ioperm
""".split()


NAMESPACES = (
    "namespaces",
    "run as root, or allow user namespaces to ordinary users (sysctl user.max_user_namespaces, "
    "kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns); a container "
    "needs --privileged",
)
LANDLOCK = (
    "Landlock",
    "pip install sandlock, on Linux 6.12 or newer with landlock among its security modules "
    "(cat /sys/kernel/security/lsm)",
)
SECCOMP = ("seccomp", "pip install pyseccomp, and install libseccomp (Debian: libseccomp2)")
RLIMITS = ("rlimits", "raise the hard limits of the shell that grades (ulimit -H -a)")


class LayerMissing(OSError):
    """Raised where a layer of the jail can't be built; its one line says which and what to do."""


@contextlib.contextmanager
def _layer(name, advice):
    try:
        yield
    # sandlock and pyseccomp have exceptions of their own.
    except Exception as error:
        raise LayerMissing(f"the layer {name} can't be built ({error}): {advice}") from error


def isolate():
    """Leave the namespaces of the host; the next child is the first process of a new one.

    Needs root or unprivileged user namespaces.
    """
    with _layer(*NAMESPACES):
        _unshare()


def _unshare():
    flags = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET
    uid, gid = os.geteuid(), os.getegid()
    if uid == 0:
        _checked("unshare", _libc.unshare(flags))
        return
    _checked("unshare", _libc.unshare(flags | CLONE_NEWUSER))
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {uid} 1")
    _write("/proc/self/gid_map", f"{gid} {gid} 1")


def confine(readable, own, limits, keep, number):
    """Give up everything but reading some folders, one small writable folder and one descriptor.

    readable: files and folders of the host that may be read, under their own paths. own: pairs of
    a name and an array of uint8, files to put into the writable folder, which becomes the working
    folder. limits: Limits. keep: the descriptor that stays open, besides the three standard ones.
    number: of this jail, other than that of any jail beside it.
    """
    with _layer(*NAMESPACES):
        _rebuild_root(readable, own, limits.files)
    _close_files(keep)
    with _layer(*RLIMITS):
        _set_limits(limits)
    _drop_privileges(FIRST_USER + number % USERS)
    _checked("prctl", _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
    _checked("prctl", _libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
    with _layer(*LANDLOCK):
        _bound_files(readable)
    with _layer(*SECCOMP):
        _filter_system_calls()


def settle(folder, own, limits, keep):
    """Stand in a folder with these files, bounded but not confined; arguments as for `confine`."""
    _write_files(folder, own)
    _use_home(folder)
    os.chdir(folder)
    _close_files(keep)
    _set_limits(limits)


def _rebuild_root(readable, own, size):
    """Make a root of read-only views, a fresh /proc, five devices and a writable /home."""
    _mount("none", "/", None, MS_REC | MS_PRIVATE)
    # Over /sys, which holds nothing that could be among the readable paths.
    new = "/sys"
    _mount("tmpfs", new, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755")
    for path in readable:
        _view(path, new + path)
    for device in DEVICES:
        _view(f"/dev/{device}", f"{new}/dev/{device}", MS_NOSUID | MS_NOEXEC)
    os.mkdir(f"{new}/proc")
    _mount("proc", f"{new}/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    home = new + HOME
    os.mkdir(home)
    flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
    _mount("tmpfs", home, "tmpfs", flags, f"size={size},mode=777,nr_inodes=4096")
    _write_files(home, own)
    if not os.path.lexists(f"{new}/tmp"):
        os.symlink(HOME, f"{new}/tmp")
    _use_home(HOME)
    os.chdir(new)
    number = PIVOT_ROOT[platform.machine()]
    _checked("pivot_root", _libc.syscall(number, b".", b"."))
    _checked("umount", _libc.umount2(b".", MNT_DETACH))
    _mount("none", "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
    os.chdir(HOME)


def _write_files(home, own):
    for name, data in own:
        path = f"{home}/{name}"
        os.makedirs(os.path.dirname(path), mode=0o777, exist_ok=True)
        with open(path, "wb") as file:
            file.write(data.tobytes())
        os.chmod(path, 0o666)


def _use_home(home):
    names = "HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR"
    os.environ |= dict.fromkeys(names, home)


def _view(path, target, flags=MS_RDONLY | MS_NOSUID | MS_NODEV):
    """Show a file or folder of the host in the new root; a symbolic link stays one."""
    if not os.path.lexists(path) or os.path.lexists(target):
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(path):
        os.symlink(os.readlink(path), target)
        return
    if os.path.isdir(path):
        os.mkdir(target)
    else:
        os.close(os.open(target, os.O_CREAT, 0o644))
    _mount(path, target, None, MS_BIND | MS_REC)
    _mount("none", target, None, MS_REMOUNT | MS_BIND | flags)


def _close_files(keep):
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


def _set_limits(limits):
    for kind, bound in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_FSIZE, limits.files),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_NPROC, limits.threads),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(kind, (bound, bound))


def _drop_privileges(user):
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    _checked("capset", _libc.capset(header, (ctypes.c_uint32 * 6)()))


def _bound_files(readable):
    if sandlock is None:
        raise OSError(errno.ENOSYS, "sandlock can't be imported")
    folders = [path for path in readable if os.path.exists(path)]
    sandlock.confine(
        sandlock.Sandbox(fs_readable=[*folders, "/dev", "/proc"], fs_writable=[HOME, "/dev/null"])
    )


def _filter_system_calls():
    """Refuse the calls of FORBIDDEN, processes (threads may be), and a new death signal."""
    if pyseccomp is None:
        raise OSError(errno.ENOSYS, "pyseccomp can't be imported")
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refusal = pyseccomp.ERRNO(errno.EPERM)
    known = set()
    for name in FORBIDDEN:
        number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
        if number >= 0:
            rules.add_rule(refusal, name)
            known.add(name)
    if not {"execve", "socket", "ptrace", "mount", "unshare"} <= known:
        raise OSError(errno.ENOSYS, "libseccomp knows too few system calls")
    no_thread = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, 0)
    rules.add_rule(refusal, "clone", no_thread)
    # Its flags lie in memory, out of a filter's sight; callers fall back to clone.
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    rules.add_rule(refusal, "prctl", pyseccomp.Arg(0, pyseccomp.EQ, PR_SET_PDEATHSIG))
    for watching in (fcntl.F_SETLEASE, fcntl.F_NOTIFY):  # which would delay or tell of others
        rules.add_rule(refusal, "fcntl", pyseccomp.Arg(1, pyseccomp.EQ, watching))
    rules.load()


def _checked(name, result):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _mount(source, target, kind, flags, options=None):
    texts = [None if t is None else os.fsencode(t) for t in (source, target, kind, options)]
    result = _libc.mount(*texts[:3], ctypes.c_ulong(flags), texts[3])
    _checked(f"mount {target}", result)


def _write(path, text):
    with open(path, "w") as file:
        file.write(text)
