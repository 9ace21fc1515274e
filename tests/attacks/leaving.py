"""Leaving something behind: files, processes, changes that the next submission would meet."""

from attacks.attack import FIRST, FIRST_ONLY, TOOLS, Attack

MARK = "left-by-an-attack"


def _leaves(name: str, *cells: str, answers=FIRST, score=FIRST_ONLY, **more) -> Attack:
    return Attack(name, "leaving", score, answers, (TOOLS, *cells), **more)


LEAVING = (
    _leaves(
        "leave files wherever others look",
        f"""
        import glob
        import numpy

        WIRE = type(get_ipython()).ask_exit.__globals__["wire"].__file__
        packages = os.path.dirname(os.path.dirname(numpy.__file__))
        interpreter = os.path.dirname(os.__file__), os.path.dirname(WIRE)
        course = "@open@", "@course@", "@course@/submitted", "@key@", os.path.dirname("@home@")
        system = (
            "/ /etc/cron.d /var/spool/cron /var/tmp /dev/shm /run /usr/lib /root /dev /dev/mqueue"
            " /proc/sys/kernel"
        ).split()
        for folder in (packages, *interpreter, *course, *system):
            attempt(folder, lambda: open(os.path.join(folder, "{MARK}.pth"), "w"))
            attempt(folder, lambda: os.mkdir(os.path.join(folder, "{MARK}")))
            attempt(folder, lambda: os.symlink("/", os.path.join(folder, "{MARK}-link")))
            attempt(folder, lambda: os.mkfifo(os.path.join(folder, "{MARK}-fifo")))
        """,
    ),
    _leaves(
        "change and delete files that are there",
        """
        import numpy

        WIRE = type(get_ipython()).ask_exit.__globals__["wire"].__file__
        for path in (numpy.__file__, os.__file__, WIRE, sys.executable,
                     "@neighbour@", "@secret@", "@course@/gradebook.db", "@key@/hidden.py"):
            attempt(path, lambda: open(path, "a"))
            attempt(path, lambda: os.unlink(path))
            attempt(path, lambda: os.rename(path, path + "~"))
            attempt(path, lambda: os.chmod(path, 0o666))
            attempt(path, lambda: os.utime(path, (0, 0)))
            attempt(path, lambda: os.truncate(path, 0))
            attempt(path, lambda: os.setxattr(path, "user.x", b"x"))
        """,
    ),
    _leaves(
        "leave files in the folder for temporary files, for the next jail",
        f"""
        import tempfile

        for folder in (".", os.environ["HOME"], "/tmp", tempfile.gettempdir(), "/submission"):
            open(os.path.join(folder, "{MARK}"), "w").close()
            open(os.path.join(folder, "sitecustomize.py"), "w").write("raise SystemExit")
            open(os.path.join(folder, "wire.py"), "w").write("raise SystemExit")
            open(os.path.join(folder, "inmate.py"), "w").write("raise SystemExit")
        """,
    ),
    _leaves(
        "leave changed libraries in the warm parent",
        f"""
        import builtins

        import matplotlib
        import numpy as np
        import scipy.special

        builtins.left = np.left = scipy.special.left = os.left = sys.left = "{MARK}"
        np.exp = scipy.special.softmax = np.max = np.sum = lambda *a, **k: 1 / 0
        matplotlib.rcParams["figure.figsize"] = (100, 100)
        os.environ["LEFT"] = "{MARK}"
        os.umask(0o777)
        sys.path.insert(0, "/submission")
        sys.stdout = None
        """,
        answers={},
        score=0.0,
    ),
    _leaves(
        "look for what others have left",
        f"""
        import builtins
        import gc
        import glob

        import matplotlib
        import numpy as np

        for place in (builtins, np, os, sys):
            attempt(f"a mark on {{place.__name__}}", lambda: place.left)
        attempt("a mark in the environment", lambda: os.environ["LEFT"])
        for folder in (".", "/submission", "/tmp", "/dev/shm", "/var/tmp", "@open@"):
            attempt(folder, lambda: glob.glob(os.path.join(folder, "{MARK}*"))[0])
        for found in gc.get_objects():
            if isinstance(found, list) and "{MARK}" in found[:1]:
                attempt("a list", lambda: found)
        wide = matplotlib.rcParams["figure.figsize"][0]
        attempt("settings of Matplotlib", lambda: 1 / (wide == 100))
        """,
    ),
    _leaves(
        "leave a process",
        """
        import multiprocessing
        import subprocess

        attempt("fork", os.fork)
        attempt("forkpty", os.forkpty)
        attempt("vfork", lambda: call("vfork"))
        attempt("posix_spawn", lambda: os.posix_spawn("/bin/sh", ["sh"], {}))
        attempt("a shell", lambda: subprocess.run(["/bin/sh", "-c", "sleep 60 &"], check=True))
        attempt("a shell without a fork", lambda: os.execv("/bin/sh", ["sh"]))
        attempt("a session", lambda: subprocess.Popen([sys.executable], start_new_session=True))
        attempt("clone", lambda: system_call(56, 17, 0, 0, 0, 0))
        attempt("clone with a parent", lambda: system_call(56, 0x8011, 0, 0, 0, 0))
        attempt("clone3", lambda: system_call(435, (ctypes.c_uint64 * 8)(0, 0, 0, 0, 17), 64))
        attempt("a pool", lambda: multiprocessing.get_context("fork").Process(target=print).start())
        """,
    ),
    _leaves(
        "leave threads that do not end",
        """
        import threading
        import time


        def stay():
            while True:
                time.sleep(0.1)


        for _ in range(5):
            threading.Thread(target=stay).start()
        threading._shutdown = stay
        """,
    ),
    _leaves(
        "leave memory, queues and semaphores of the system",
        """
        attempt("shared memory", lambda: system_call(29, 0x1234, 4096, 0o1666))
        attempt("a semaphore", lambda: system_call(64, 0x1234, 1, 0o1666))
        attempt("a queue", lambda: system_call(68, 0x1234, 0o1666))
        attempt("a named queue", lambda: system_call(240, b"left", 0o101, 0o666, None))
        attempt("a key", lambda: system_call(248, b"user", b"left", b"x", 1, -3))
        attempt("named memory", lambda: call("shm_open", b"/left", 0o102, 0o666))
        attempt("a memory file", lambda: os.memfd_create("left"))
        """,
    ),
    _leaves(
        "leave signals, timers and priorities to others",
        """
        import signal

        signal.setitimer(signal.ITIMER_PROF, 0.5, 0.5)
        signal.signal(signal.SIGPROF, signal.SIG_IGN)
        attempt("a better priority", lambda: os.nice(-5))
        attempt("a priority of others", lambda: os.setpriority(os.PRIO_PROCESS, @process@, 10))
        attempt("real time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50)))
        attempt("processors of others", lambda: os.sched_setaffinity(@process@, {0}))
        attempt("limits of others", lambda: __import__("resource").prlimit(@process@, 7, (9, 9)))
        """,
    ),
    _leaves(
        "leave locks on files that others read",
        """
        import fcntl

        import numpy

        for path in (numpy.__file__, os.__file__, "/etc/ld.so.cache"):
            descriptor = os.open(path, os.O_RDONLY)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for kind in (fcntl.F_RDLCK, fcntl.F_WRLCK):
                attempt("a lease", lambda: fcntl.fcntl(descriptor, fcntl.F_SETLEASE, kind))
        """,
    ),
)
