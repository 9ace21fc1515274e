"""Flooding and filling: output, memory, threads, files, replies, without end."""

from attacks.attack import FIRST, FIRST_ONLY, TOOLS, Attack, last_one


def _cell(name: str, *cells: str, **more) -> Attack:
    return Attack(f"{name}, in a cell", "flooding", FIRST_ONLY, FIRST, cells=cells, **more)


def _call(name: str, body: str) -> Attack:
    return Attack(f"{name}, in a function", "flooding", FIRST_ONLY, last_one(body))


FLOODING = (
    _cell("print without end", "while True:\n    print('x' * 1000)"),
    _cell(
        "write to standard error without end",
        "import sys\n\nwhile True:\n    sys.stderr.write('x\\n')",
    ),
    _cell(
        "display a hundred thousand outputs",
        "from IPython.display import display\n\nfor number in range(100_000):\n"
        "    display({'text/plain': 'x', 'text/html': '<b>x</b>'}, raw=True)",
        paged=True,
    ),
    _cell("print one long line", "print('x' * 10**9)"),
    _cell("show a long value", "['x' * 10**6] * 10**4"),
    _cell(
        "show a large picture",
        "import base64\n\nfrom IPython.display import display\n\n"
        "display({'image/png': base64.b64encode(bytes(10**8)).decode()}, raw=True)",
        paged=True,
    ),
    _cell("raise an error with a long text", "raise ValueError('x' * 10**8)"),
    _cell(
        "raise an error from a thousand calls",
        "def deep(n):\n    if n:\n        deep(n - 1)\n"
        "    raise ValueError('<' * 10**4)\n\n\ndeep(900)",
        paged=True,
    ),
    _cell(
        "raise an error of a class with a long name", "raise type('E' * 10**7, (Exception,), {})"
    ),
    _cell(
        "warn without end",
        "import warnings\n\nwarnings.simplefilter('always')\nwhile True:\n"
        "    warnings.warn('x' * 1000)",
    ),
    _cell("take memory in one piece", "held = bytearray(10**11)"),
    _cell("take memory by doubling", "held = [0]\nwhile True:\n    held += held"),
    _cell(
        "take memory and touch it",
        "import numpy as np\n\nheld = []\nwhile True:\n    held.append(np.ones(10**6))",
    ),
    _cell(
        "take memory that no limit counts",
        TOOLS,
        """
        import mmap

        held = []
        try:
            while len(held) <= 32:
                held.append(mmap.mmap(-1, 2**26, flags=mmap.MAP_SHARED))
            for piece in held:
                piece[::4096] = b"x" * (2**26 // 4096)
        except (OSError, MemoryError):
            held.clear()
        attempt("more than two gibibytes", lambda: 1 / len(held))
        """,
    ),
    _cell(
        "keep memory in pipes",
        TOOLS,
        """
        import fcntl

        held = 0
        try:
            while True:
                reading, writing = os.pipe()
                fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 2**20)
                os.set_blocking(writing, False)
                held += os.write(writing, bytes(2**20))
        except OSError:
            pass
        attempt("more than 128 mebibytes", lambda: 1 / (held > 2**27))
        """,
    ),
    _cell(
        "start threads without end",
        """
        import threading
        import time

        threading.stack_size(2**16)
        try:
            while True:
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        except (RuntimeError, MemoryError):
            pass
        """,
    ),
    _cell(
        "start threads that take no memory of one's own",
        TOOLS,
        """
        import mmap

        # clone(2) with all that makes a thread; each waits for a signal, on a stack of its own.
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        page.write(bytes([0xB8, 34, 0, 0, 0, 0x0F, 0x05, 0xEB, 0xF7]))
        waiting = ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(page)))
        stacks = ctypes.create_string_buffer(256 * 2002)
        first = ctypes.addressof(stacks) // 16 * 16


        def start(count):
            for number in range(1, count + 1):
                stack = ctypes.c_void_p(first + 256 * number)
                call("clone", waiting, stack, 0x50F00, None)


        attempt("2,000 threads", lambda: start(2000))
        """,
    ),
    _cell(
        "fork without end",
        "import os\n\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        break",
    ),
    _cell(
        "fill the disk with one file",
        TOOLS,
        """
        def fill():
            with open("large", "wb") as file:
                for _ in range(1000):
                    file.write(bytes(2**20))


        attempt("a file of a gibibyte", fill)
        attempt("a sparse one", lambda: os.truncate("large", 2**40))
        attempt("reserved room", lambda: os.posix_fallocate(os.open("large", os.O_RDWR), 0, 2**30))
        """,
    ),
    _cell(
        "fill the disk with many small files",
        TOOLS,
        """
        def fill():
            for number in range(20_000):
                open(f"small{number}", "wb").close()


        attempt("20,000 files", fill)
        """,
    ),
    _cell(
        "nest folders without end",
        "import os\n\nfor _ in range(100_000):\n    os.mkdir('x' * 200)\n    os.chdir('x' * 200)",
    ),
    _cell(
        "open files without end",
        TOOLS,
        """
        held = []


        def fill():
            for _ in range(10_000):
                held.append(os.open("/dev/null", os.O_RDONLY))


        attempt("10,000 files", fill)
        for descriptor in held:
            os.close(descriptor)
        """,
    ),
    _cell(
        "take the kernel's queues, watches and timers",
        """
        import ctypes
        import os
        import signal

        libc = ctypes.CDLL(None)
        identity = (ctypes.c_int * 1)()
        for _ in range(10_000):
            libc.syscall(222, 1, None, identity)
            libc.syscall(253)
            libc.syscall(290, 0, 0)
            libc.sigqueue(os.getpid(), signal.SIGURG, 1)
        for descriptor in range(3, 64):
            if not os.path.exists(f"/proc/self/fd/{descriptor}"):
                continue
            if not os.readlink(f"/proc/self/fd/{descriptor}").startswith("socket:"):
                os.close(descriptor)
        """,
    ),
    _call("take memory and touch it", "held = [bytearray(b'x' * 2**20) for _ in range(10**6)]"),
    _call("return a large array", "return np.ones(10**8)"),
    _call(
        "return an array larger than any memory", "return np.broadcast_to(z[:1], (2**40, 2**20))"
    ),
    _call("return an array of many axes", "return np.zeros((1,) * 32)"),
    _call("return a list of ten million items", "return [0.0] * 10**7"),
    _call(
        "return a list in a list in a list",
        """
        nested = []
        for _ in range(10**5):
            nested = [nested]
        return nested
        """,
    ),
    _call(
        "return a list that holds itself",
        """
        held = []
        held += [held, held, (held, held)]
        return held
        """,
    ),
    _call(
        "return many names for one large list",
        """
        held = [0.0] * 10
        for _ in range(7):
            held = [held] * 10
        return held
        """,
    ),
    _call("return a large dict", "return {n: [n] * 100 for n in range(10**5)}"),
    _call("return a text of a hundred million characters", "return '\\U0001f600' * 10**8"),
    _call("return a number of a million digits", "return 7 ** 10**6"),
    _call("return an endless iterator", "return itertools.count()"),
    _call("raise an error with a long text", "raise ValueError('<\\x1b[31m' * 10**7)"),
    _call(
        "raise an error of a class with a long name", "raise type('E' * 10**7, (ValueError,), {})"
    ),
    _call("print without end", "while True:\n    print('x' * 10**6)"),
    _call(
        "start threads without end",
        """
        threading.stack_size(2**16)
        while True:
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        """,
    ),
    _call(
        "make its arguments grow",
        """
        z.resize(10**8, refcheck=False)
        y.resize(10**8, refcheck=False)
        return z
        """,
    ),
)
