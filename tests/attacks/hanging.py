"""Hanging: work without end, waiting without end, and ways not to be stopped."""

from patience import ENDLESS

from attacks.attack import FIRST, FIRST_ONLY, TOOLS, Attack, every, last_one

BUSY = "while True:\n    pass"
STUBBORN = """
import signal

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
while True:
    try:
        while True:
            pass
    except BaseException:
        continue
"""


def _cell(name: str, source: str, **more) -> Attack:
    """A cell before an honest answer hangs; it is stopped and costs itself only."""
    return Attack(f"{name}, in a cell", "hanging", FIRST_ONLY, FIRST, cells=(source,), **more)


def _call(name: str, body: str) -> Attack:
    """The last function hangs, so that what it costs comes after the honest one."""
    return Attack(f"{name}, in a function", "hanging", FIRST_ONLY, last_one(body))


HANGING = (
    _cell("loop", BUSY),
    _cell("loop and catch whatever would stop it", STUBBORN),
    _cell(
        "wait for a lock that nobody opens",
        "import threading\n\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
    ),
    _cell("sleep", "import time\n\ntime.sleep(10**6)"),
    _cell("hold the interpreter in C", "10 ** 10 ** 10"),
    _cell(
        "open a pipe that nobody writes to", "import os\n\nos.mkfifo('pipe')\nopen('pipe').read()"
    ),
    _cell(
        "loop when an object is destroyed",
        f"class Last:\n    def __del__(self):\n        {ENDLESS}\n\n\nLast()",
    ),
    _cell(
        "loop when it is displayed",
        f"class Shown:\n    def _repr_html_(self):\n        {ENDLESS}\n\n\nShown()",
    ),
    _cell(
        "loop in the error message of an exception",
        f"class Endless(Exception):\n    def __str__(self):\n        {ENDLESS}\n\n\nraise Endless",
    ),
    _cell(
        "loop after every cell",
        f"def later(*a):\n    {ENDLESS}\n\n\nget_ipython().events.register('post_execute', later)",
    ),
    Attack(
        "loop in every cell there is",
        "hanging",
        0.0,
        {name: f"{source}\n{ENDLESS}\n" for name, source in every("return z * 0.0").items()},
    ),
    Attack(
        "loop in every function",
        "hanging",
        0.0,
        every(ENDLESS),
    ),
    Attack(
        "loop while a module is imported",
        "hanging",
        FIRST_ONLY,
        FIRST,
        cells=("import helper",),
        files={"helper.py": ENDLESS.encode()},
    ),
    _call("loop", BUSY),
    _call("loop for a little less than is allowed, at every call", "time.sleep(0.4)\nreturn z"),
    _call("match a pattern that takes for ever", "re.match('(a+)+$', 'a' * 60 + 'b')"),
    _call("raise one number to the power of another", "return (10**10**10) % 7"),
    _call(
        "wait for threads that wait for it",
        """
        lock = threading.Lock()
        with lock:
            thread = threading.Thread(target=lock.acquire)
            thread.start()
            thread.join()
        """,
    ),
    _call("loop in C with the interpreter held", "return ctypes.PyDLL(None).pause()"),
    _call(
        "block every signal",
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
        time.sleep(10**6)
        """,
    ),
    _call("wait for input", "return sys.__stdin__.read() or time.sleep(10**6)"),
    _call(
        "loop in an exception's text",
        """
        class Endless(ValueError):
            def __str__(self):
                while True:
                    time.sleep(9)

        raise Endless
        """,
    ),
    Attack(
        "reply one byte at a time",
        "hanging",
        FIRST_ONLY,
        last_one(
            """
            for byte in struct.pack("!Q", 10**6) + bytes(10**6):
                os.write(wire(), bytes([byte]))
                time.sleep(0.1)
            """
        ),
        cells=(TOOLS,),
    ),
)
