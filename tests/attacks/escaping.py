"""Escaping from the jail by what the kernel offers, tried call by call."""

from attacks.attack import FIRST, FIRST_ONLY, TOOLS, Attack


def _escapes(name: str, *cells: str, answers=FIRST, score=FIRST_ONLY, **more) -> Attack:
    return Attack(name, "escaping", score, answers, (TOOLS, *cells), **more)


# Machine code in memory that may be executed: made with call(2) as it is on x86-64.
MACHINE_CODE = """
import mmap


def execute(code):
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes(code))
    return ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
"""

ESCAPING = (
    _escapes(
        "open sockets of every family",
        """
        import socket

        for family in range(64):
            for kind in (1, 2, 3, 4, 5, 10):
                for protocol in (0, 1, 6, 9, 15, 16, 17, 255):
                    try:
                        socket.socket(family, kind, protocol)
                    except OSError:
                        continue
                    attempt("socket", lambda: (family, kind, protocol))
        attempt("a pair of sockets", socket.socketpair)
        attempt("system calls of the past", lambda: system_call(41, 1, 1, 0))
        print("tried")
        """,
        shows="tried",
    ),
    _escapes(
        "use the kernel's queue for system calls",
        """
        settings = (ctypes.c_uint32 * 30)()
        attempt("io_uring", lambda: system_call(425, 8, settings))
        attempt("io_uring_enter", lambda: system_call(426, 3, 1, 1, 0, 0, 0))
        attempt("io_uring_register", lambda: system_call(427, -1, 30, settings, 1))
        """,
    ),
    _escapes(
        "trace and change other processes",
        """
        here = (ctypes.c_uint64 * 2)(ctypes.addressof(ctypes.create_string_buffer(64)), 64)
        attempt("ptrace", lambda: call("ptrace", 16, @process@, 0, 0))
        attempt("ptrace me", lambda: call("ptrace", 0, 0, 0, 0))
        attempt("process_vm_writev", lambda: system_call(311, @process@, here, 1, here, 1, 0))
        attempt("process_madvise", lambda: system_call(440, 3, here, 1, 4, 0))
        attempt("kcmp", lambda: system_call(312, 1, @process@, 0, 0, 0))
        attempt("pidfd_open", lambda: os.pidfd_open(@process@))
        attempt("pidfd_open of itself", lambda: os.pidfd_open(os.getpid()))
        attempt("pidfd_getfd", lambda: system_call(438, 3, 0, 0))
        attempt("robust list", lambda: system_call(274, @process@, here, here))
        """,
    ),
    _escapes(
        "make namespaces and enter those of others",
        """
        for flag in (0x80, 0x20000, *(1 << n for n in range(25, 31))):
            attempt(f"unshare {flag:x}", lambda: call("unshare", flag))
            attempt(f"clone {flag:x}", lambda: system_call(56, flag | 17, 0, 0, 0, 0))
        for name in ("user", "pid", "net", "ipc", "uts", "mnt", "cgroup", "time"):
            attempt(name, lambda: call("setns", os.open(f"/proc/self/ns/{name}", os.O_RDONLY), 0))
            attempt(name, lambda: call("setns", os.open(f"/proc/@process@/ns/{name}", 0), 0))
        attempt("a user of its own", lambda: open("/proc/self/uid_map", "w").write("0 0 1"))
        """,
        clumsy=True,
    ),
    _escapes(
        "mount and move the root",
        """
        attempt("mount", lambda: call("mount", b"none", b"/submission", b"tmpfs", 0, None))
        attempt("bind", lambda: call("mount", b"/", b"/submission", None, 4096, None))
        attempt("remount", lambda: call("mount", b"none", b"/usr/lib", None, 4096 | 32, None))
        attempt("umount", lambda: call("umount2", b"/usr/lib", 2))
        attempt("pivot_root", lambda: system_call(155, b"/submission", b"/submission"))
        attempt("chroot", lambda: os.chroot("/submission"))
        attempt("open_tree", lambda: system_call(428, -100, b"/", 1))
        attempt("fsopen", lambda: system_call(430, b"tmpfs", 0))
        attempt("move_mount", lambda: system_call(429, 3, b"", -100, b"/submission", 4))
        nothing = (ctypes.c_uint64 * 4)()
        attempt("mount_setattr", lambda: system_call(442, -100, b"/", 0, nothing, 32))
        """,
    ),
    _escapes(
        "leave the root by a directory kept open",
        """
        attempt("a directory above", lambda: open(
            os.open("etc/passwd", os.O_RDONLY, dir_fd=os.open("/..", os.O_PATH))
        ).read())
        os.mkdir("below")
        attempt("chroot", lambda: os.chroot("below"))
        for depth in range(1, 40):
            attempt(f"{depth} above", lambda: open("../" * depth + "etc/passwd").read())
        attempt("fchdir", lambda: os.fchdir(wire()))
        """,
    ),
    _escapes(
        "signal other processes",
        """
        import signal

        for number in (0, signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
            attempt(f"kill {number}", lambda: os.kill(@process@, number))
            attempt(f"killpg {number}", lambda: os.killpg(os.getpgid(@process@), number))
            attempt(f"tgkill {number}", lambda: system_call(234, @process@, @process@, number))
            attempt(f"tkill {number}", lambda: system_call(200, @process@, number))
            attempt(f"queue {number}", lambda: system_call(129, @process@, number, bytes(128)))
        try:
            os.kill(-1, 0)
        except OSError:
            pass
        try:
            os.kill(os.getppid() or 2**22, signal.SIGKILL)
        except OSError:
            pass
        """,
    ),
    _escapes(
        "kill everything there is",
        answers={
            **FIRST,
            "logit_hessian": "import os\n\n\ndef logit_hessian(z, y):\n"
            "    for number in (-1, 0, 1, *range(2, 300)):\n"
            "        try:\n            os.kill(number, 9)\n        except OSError:\n"
            "            pass\n"
            "    os.kill(os.getpid(), 9)\n",
        },
    ),
    _escapes(
        "outlive the process that holds the jail",
        """
        attempt("no death signal", lambda: call("prctl", 1, 0, 0, 0, 0))
        attempt("a subreaper", lambda: os.fork())
        attempt("a session of one's own", lambda: call("prctl", 1, 15, 0, 0, 0))
        try:
            os.setsid()
        except OSError:
            pass
        """,
    ),
    _escapes(
        "become another user and gain capabilities",
        """
        for become in (os.setuid, os.seteuid, os.setgid, os.setegid):
            attempt(become.__name__, lambda: become(0))
        attempt("setresuid", lambda: os.setresuid(0, 0, 0))
        attempt("setgroups", lambda: os.setgroups([0]))
        libc.setfsuid(0)
        attempt("setfsuid", lambda: 1 / (libc.setfsuid(0) == 0))
        header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[2**32 - 1] * 6)
        attempt("capset", lambda: call("capset", header, data))
        attempt("ambient", lambda: call("prctl", 47, 2, 21, 0, 0))
        attempt("keep", lambda: call("prctl", 28, 0x10, 0, 0, 0))
        attempt("own a file", lambda: os.chown("/submission", 0, 0))
        open("program", "w").close()
        attempt("set-uid", lambda: os.chown("program", 0, 0) or os.chmod("program", 0o4755))
        attempt("new privileges", lambda: call("prctl", 38, 0, 0, 0, 0))
        """,
    ),
    _escapes(
        "run programs from files in memory and folders of one's own",
        """
        import shutil

        attempt("execve", lambda: os.execve("/usr/bin/python3", ["python3"], {}))
        attempt("execveat", lambda: system_call(322, -100, b"/bin/sh", None, None, 0))
        attempt("memfd", lambda: os.memfd_create("program"))
        attempt("memfd_secret", lambda: system_call(447, 0))
        attempt("the loader", lambda: os.execv("/lib64/ld-linux-x86-64.so.2", ["ld", "/bin/sh"]))
        open("program", "w").write("#!/bin/sh\\n")
        os.chmod("program", 0o755)
        attempt("a script", lambda: os.execv("./program", ["program"]))
        import mmap

        with open("code", "wb+") as file:
            file.write(bytes(4096))
            file.flush()
            attempt("code from a file", lambda: mmap.mmap(file.fileno(), 4096, prot=5))
        """,
    ),
    _escapes(
        "make system calls of 32 bits",
        MACHINE_CODE,
        "execute([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3])",
        """
        first = [0xB8, 0x67, 1, 0, 0, 0xBB, 2, 0, 0, 0, 0xB9, 1, 0, 0, 0, 0xBA, 0, 0, 0, 0]
        attempt("socket", lambda: 1 / (execute([*first, 0xCD, 0x80, 0xC3]) > 0))
        """,
    ),
    _escapes(
        "make system calls of the x32 interface",
        "attempt('getpid', lambda: system_call(0x40000000 + 39))",
        "attempt('socket', lambda: system_call(0x40000000 + 41, 2, 1, 0))",
        "attempt('execve', lambda: system_call(0x40000000 + 520, b'/bin/sh', None, None))",
    ),
    _escapes(
        "make system calls with numbers beyond 32 bits",
        """
        for number in (41, 57, 59, 101, 165, 272):
            attempt(f"number {number}", lambda: system_call(number + 2**32, 0, 0, 0))
            attempt(f"negative {number}", lambda: system_call(number - 2**63, 0, 0, 0))
        """,
    ),
    _escapes(
        "use interfaces of the kernel with a record of escapes",
        """
        numbers = {
            "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "add_key": 248,
            "request_key": 249, "keyctl": 250, "init_module": 175, "finit_module": 313,
            "kexec_load": 246, "kexec_file_load": 320, "syslog": 103, "iopl": 172, "ioperm": 173,
            "acct": 163, "swapon": 167, "reboot": 169, "sethostname": 170, "settimeofday": 164,
            "clock_settime": 227, "adjtimex": 159, "quotactl": 179, "personality": 135,
            "fanotify_init": 300, "lookup_dcookie": 212, "uselib": 134,
            "name_to_handle_at": 303, "open_by_handle_at": 304, "vhangup": 153, "nfsservctl": 180,
        }
        for name, number in numbers.items():
            attempt(name, lambda: system_call(number, 0, 0, 0, 0, 0, 0) and 1 / 0)
        """,
        clumsy=True,
    ),
    _escapes(
        "make calls that are younger than the jail",
        """
        known = {436, 437, 439, 441, 452}  # close_range and others that open and close files
        for number in (336, *range(435, 512), *range(512, 600), 1000):
            for arguments in ((0, 0, 0, 0, 0, 0), (-1, 0, 0, 0, 0, 0), (3, b"", 0, 0, 0, 0)):
                if number not in known:
                    attempt(f"number {number}", lambda: system_call(number, *arguments))
        """,
    ),
    _escapes(
        "take memory and watches that no limit counts",
        """
        import fcntl

        space = (ctypes.c_uint64 * 32)()
        (end, other), (third, fourth) = os.pipe(), os.pipe()
        os.write(other, b"x")
        attempt("a wider pipe", lambda: fcntl.fcntl(end, 1031, 2**20))
        attempt("pages of a pipe", lambda: system_call(278, other, space, 1, 0))
        attempt("a pipe to a pipe", lambda: system_call(275, end, None, fourth, None, 1, 0))
        attempt("a pipe twice", lambda: system_call(276, end, fourth, 1, 0))
        attempt("a ring of requests", lambda: system_call(206, 64, space))
        attempt("locked memory", lambda: system_call(149, ctypes.addressof(space), 8))
        attempt("all memory locked", lambda: system_call(151, 1))
        attempt("memory of the system", lambda: system_call(29, 0, 4096, 0o1600))
        attempt("memory without a name", lambda: system_call(319, b"x", 0))
        attempt("a timer", lambda: system_call(222, 0, None, space))
        attempt("a timer as a file", lambda: system_call(283, 0, 0))
        attempt("a counter", lambda: system_call(290, 0, 0))
        attempt("signals as a file", lambda: system_call(289, -1, space, 8, 0))
        attempt("a watch", lambda: system_call(294, 0))
        attempt("a watch of everything", lambda: system_call(300, 0, 0))
        attempt("a note", lambda: fcntl.fcntl(os.open(".", 0), fcntl.F_NOTIFY, 1))
        attempt("a fault handler", lambda: system_call(323, 1))
        attempt("a mark on a file", lambda: os.setxattr(".", "user.x", bytes(2**15)))
        attempt("which pages are cached", lambda: system_call(27, space, 4096, space))
        """,
    ),
    _escapes(
        "hinder other jails",
        """
        library = os.open(os.__file__, os.O_RDONLY)
        mask = (ctypes.c_uint64 * 16)(1)
        attempt("one processor", lambda: system_call(203, 0, 128, mask))
        attempt("a class of its own", lambda: system_call(144, 0, 3, mask))
        attempt("a deadline", lambda: system_call(314, 0, mask, 0))
        attempt("a priority", lambda: system_call(141, 0, 0, 5))
        attempt("a priority of the disk", lambda: system_call(251, 1, 0, 0x4004))
        attempt("empty the caches", lambda: system_call(221, library, 0, 0, 4))
        attempt("read ahead", lambda: system_call(187, library, 0, 2**30))
        attempt("write out all files", lambda: system_call(162))
        attempt("write out a disk", lambda: system_call(306, library))
        attempt("memory of another place", lambda: system_call(238, 0, None, 0))
        attempt("a barrier for all", lambda: system_call(324, 1, 0, 0))
        attempt("quotas", lambda: system_call(179, 0x800002, None, 0, mask))
        attempt("a hold on a file", lambda: system_call(72, library, 1024, 0))
        attempt("a lock that lends priority", lambda: system_call(202, mask, 6, 0, 0, 0, 0))
        attempt("a handle", lambda: system_call(303, -100, b".", mask, mask, 0))
        """,
    ),
    _escapes(
        "send more through the wire than bytes",
        """
        end, space = wire(), (ctypes.c_uint64 * 16)()
        attempt("a message", lambda: system_call(46, end, space, 0))
        attempt("messages", lambda: system_call(307, end, space, 1, 0))
        attempt("ask for a message", lambda: system_call(47, end, space, 0x40))
        attempt("a byte out of order", lambda: system_call(44, end, b"x", 1, 1, None, 0))
        attempt("ask out of order", lambda: system_call(45, end, space, 1, 1, None, None))
        attempt("look ahead", lambda: system_call(45, end, space, 1, 0x42, None, None))
        attempt("shut one direction", lambda: system_call(48, end, 0))
        attempt("who is there", lambda: system_call(52, end, space, space))
        attempt("an option", lambda: system_call(54, end, 1, 2, space, 4))
        attempt("its owner", lambda: system_call(72, end, 8, os.getpid()))
        attempt("its devices", lambda: system_call(16, end, 0x8910, space))
        attempt("a signal for it", lambda: system_call(16, end, 0x5452, space))
        """,
    ),
    _escapes(
        "put a filter of one's own over the jail's",
        """
        class Filter(ctypes.Structure):
            _fields_ = [("length", ctypes.c_ushort), ("program", ctypes.c_void_p)]


        allow = (ctypes.c_uint64 * 1)(0x7FFF000000000006)
        everything = Filter(1, ctypes.addressof(allow))
        attempt("a filter", lambda: call("prctl", 22, 2, ctypes.byref(everything), 0, 0))
        attempt("another way", lambda: system_call(317, 1, 0, ctypes.byref(everything)))
        attempt("what filters there are", lambda: system_call(317, 2, 0, ctypes.byref(allow)))
        attempt("no filter", lambda: call("prctl", 22, 0, 0, 0, 0))
        attempt("a socket after it", lambda: system_call(41, 1, 1, 0))
        attempt("to be told", lambda: system_call(317, 1, 8, ctypes.byref(everything)))
        attempt("a socket as one is told of calls", lambda: system_call(41, 1, 1, 0))
        """,
    ),
    _escapes(
        "raise the limits again",
        """
        import resource

        for name in ("AS", "CPU", "FSIZE", "NOFILE", "MEMLOCK", "MSGQUEUE", "CORE"):
            number = getattr(resource, f"RLIMIT_{name}")
            hard = resource.getrlimit(number)[1]
            attempt(name, lambda: resource.setrlimit(number, (-1, -1)))
            attempt(name, lambda: resource.setrlimit(number, (hard + 1, hard + 1)))
        attempt("oom", lambda: open("/proc/self/oom_score_adj", "w").write("-1000"))
        attempt("more files than others", lambda: open("/proc/sys/fs/file-max", "w").write("9"))
        attempt("cores", lambda: open("/proc/sys/kernel/core_pattern", "w").write("|/submission/x"))
        attempt("a helper", lambda: open("/proc/sys/kernel/modprobe", "w").write("/submission/x"))
        attempt("a request to the kernel", lambda: open("/proc/sysrq-trigger", "w").write("h"))
        """,
    ),
    _escapes(
        "type into the grader's terminal",
        """
        import fcntl
        import termios

        for number in (0, 1, 2, wire()):
            attempt(f"descriptor {number}", lambda: fcntl.ioctl(number, termios.TIOCSTI, b"x"))
            attempt(f"console {number}", lambda: fcntl.ioctl(number, 0x541C, b"\\x02"))
        for path in ("/dev/tty", "/dev/console", "/dev/pts/0", "/dev/ptmx", "/dev/kvm", "/dev/fuse",
                     "/dev/net/tun", "/dev/vsock", "/dev/kmsg", "/dev/vhost-vsock"):
            attempt(path, lambda: open(path, "wb"))
        attempt("a terminal", os.openpty)
        """,
    ),
    _escapes(
        "make devices and open them",
        """
        import stat

        for name, numbers in {"memory": (1, 1), "disk": (254, 0), "console": (5, 1)}.items():
            number = os.makedev(*numbers)
            attempt(name, lambda: os.mknod(name, 0o666 | stat.S_IFBLK, number))
            attempt(name, lambda: os.mknod(name, 0o666 | stat.S_IFCHR, number))
        """,
    ),
    _escapes(
        "reach the grader through the keeper of the jail",
        """
        import socket

        attempt("parent", lambda: os.kill(os.getppid(), 0) if os.getppid() else 1 / 0)
        end = socket.socket(fileno=os.dup(wire()))
        peer = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        process = int.from_bytes(peer[:4], sys.byteorder)
        attempt("the other end", lambda: os.kill(process, 0) if process else 1 / 0)
        attempt("its files", lambda: os.stat(f"/proc/{process}/root/etc/passwd"))
        try:
            peer = int.from_bytes(end.getsockopt(socket.SOL_SOCKET, 77, 4), sys.byteorder)
        except OSError:
            peer = -1
        for number in (0, 15, 19, 9):
            attempt(f"signal {number}", lambda: system_call(424, peer, number, None, 0))
        attempt("its memory", lambda: system_call(448, peer, 0))
        attempt("its descriptors", lambda: system_call(438, peer, 0, 0))
        attempt("its namespaces", lambda: call("setns", peer, 0x20000))
        for number in range(0xFF01, 0xFF0B):
            attempt(f"a namespace {number:x}", lambda: call("ioctl", peer, number, 0))
        attempt("its end", lambda: os.waitid(os.P_PIDFD, peer, os.WEXITED | os.WNOHANG))
        """,
    ),
    _escapes(
        "ask the warm parent for another jail",
        """
        import gc
        import socket

        links = {}
        for number in range(3, 64):
            try:
                links[number] = os.readlink(f"/proc/self/fd/{number}")
            except OSError:
                pass
        sockets = {link for link in links.values() if link.startswith("socket:")}
        attempt("a second socket", lambda: 1 / (len(sockets) - 1))
        for found in gc.get_objects():
            if isinstance(found, socket.socket) and found.fileno() not in (-1, wire()):
                attempt("a socket object", lambda: os.fstat(found.fileno()))
        """,
        clumsy=True,
    ),
    _escapes(
        "change what the kernel thinks of this process",
        """
        attempt("who may look at it", lambda: call("prctl", 4, 1, 0, 0, 0))
        attempt("its memory", lambda: open("/proc/self/mem", "rb").read(1) or 1 / 0)
        attempt("its program", lambda: call("prctl", 35, 13, os.open(os.__file__, 0), 0, 0))
        attempt("who may trace it", lambda: call("prctl", 0x59616D61, -1, 0, 0, 0) and 1 / 0)
        attempt("Landlock", lambda: system_call(444, None, 0, 1))
        attempt("a rule of Landlock less", lambda: system_call(446, -1, 0))
        attempt("its segments", lambda: system_call(154, 0, (ctypes.c_char * 99)(), 99))
        attempt("its registers", lambda: system_call(158, 0x1003, (ctypes.c_uint64 * 1)()))
        attempt("how it is counted", lambda: system_call(163, None))
        attempt("the audit identity", lambda: open("/proc/self/loginuid", "w").write("0"))
        attempt("its label", lambda: open("/proc/self/attr/current", "w").write("unconfined"))
        attempt("its group", lambda: open("/sys/fs/cgroup/cgroup.procs", "w").write("1"))
        """,
        clumsy=True,
    ),
)
