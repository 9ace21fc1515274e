"""What a jail does not give, told by what was done and not by what it is called."""

import json
from textwrap import dedent, indent

import pytest
from installs import need_linux

from autograder.sandbox.inside.refusals import refusal

need_linux()

REFUSED = {
    "processes": (
        "import os; os.fork()",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
        "import subprocess; subprocess.run(['true'])",
        "import multiprocessing; multiprocessing.Pool(2)",
        "import multiprocessing; multiprocessing.Process(target=print).start()",
        "import multiprocessing as m; m.get_context('spawn').Process(target=print).start()",
        "from multiprocessing.pool import ThreadPool; ThreadPool(2)",
        "from concurrent.futures import ProcessPoolExecutor as P; list(P(2).map(abs, [1]))",
        "get_ipython().system('ls')",
        "get_ipython().run_cell_magic('bash', '', 'ls')",
    ),
    "network": (
        "import socket; socket.socket()",
        "import asyncio; asyncio.new_event_loop()",
        "import urllib.request; urllib.request.urlopen('https://example.org')",
        "import urllib.request; urllib.request.urlopen('http://192.0.2.1')",
        "import scipy.datasets; scipy.datasets.face()",
        "import requests; requests.get('https://example.org')",
    ),
    "missing file": (
        "open('C:/Users/ana/data.csv')",
        "import numpy as np; np.load('data.npy')",
        "import numpy as np; np.loadtxt('data.csv')",
        """
        try:
            open('data.csv')
        except OSError as error:
            raise ValueError('no data') from error
        """,
    ),
    "outside": (
        "open('/data.txt', 'w')",
        "import os; os.makedirs('/data')",
        "import os; os.remove(os.__file__)",
        "open('/proc/1/environ')",
    ),
    "files full": (
        "for i in range(9): open('x', 'ab').write(bytes(2**23))",
        "for i in range(9): open(str(i), 'wb').write(bytes(2**23))",
    ),
    "open files": ("held = [open(str(i), 'w') for i in range(99)]",),
    "memory": ("[0] * 10**10", "import numpy as np; np.ones((10**5, 10**5))"),
    "threads": (
        """
        import threading, time
        for i in range(99):
            threading.Thread(target=time.sleep, args=(9,)).start()
        """,
    ),
    # What a student raises, or would meet anywhere.
    "": (
        "raise PermissionError(1, 'Operation not permitted')",
        'raise RuntimeError("can\'t start new thread")',
        "raise ImportError('scipy.datasets')",
        "1 / 0",
        "import threading; t = threading.Thread(target=print); t.start(); t.start()",
        "import os; os.chroot('/')",
        "import os; open('x', 'w').close(); os.chmod('x', 0); open('x')",
        """
        import os
        try:
            os.fork()
        except OSError:
            pass
        raise PermissionError(1, 'Operation not permitted')
        """,
        """
        try:
            open('cache.npy')
        except OSError:
            1 / 0
        """,
        """
        class Hostile(OSError):
            errno = property(lambda self: 1 / 0)
        raise Hostile()
        """,
    ),
}
EACH = [(code, dedent(source).strip()) for code, sources in REFUSED.items() for source in sources]


@pytest.mark.parametrize(("code", "source"), EACH, ids=[source[-60:] for _, source in EACH])
def test_what_is_refused_is_known_in_a_call_and_in_a_cell(warm, code, source):
    with warm.jail({}) as jail:
        jail.run("def get_ipython():\n    import IPython; return IPython.get_ipython()", 20)
        jail.run(f"def answer():\n{indent(source, '    ')}", 20)
        reply = jail.call("answer", (), 20)
        assert (reply.kind, reply.refusal) == ("raised", code)
    with warm.jail({}) as jail:
        succeeded, found = jail.run(source, 20)
        assert not succeeded
        assert json.loads(found)[-1]["refusal"] == code


def test_threads_are_allowed(warm):
    with warm.jail({}) as jail:
        source = "from concurrent.futures import ThreadPoolExecutor as P\n"
        source += "with P(4) as pool:\n    print(list(pool.map(abs, [-1, 2])))"
        succeeded, found = jail.run(source, 20)
    assert succeeded
    assert json.loads(found)[0]["text"] == "[1, 2]\n"


def test_errors_that_stand_for_each_other_without_end_are_left_alone():
    one, two = OSError("one"), OSError("two")
    one.__context__, two.__context__ = two, one
    assert refusal(one) == ""
