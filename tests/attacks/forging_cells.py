"""Forging a verdict by what stands in cells: names, magics, printed text, files of one's own."""

from attacks.attack import FIRST, FIRST_ONLY, HONEST, TOOLS, Attack, every

WRONG = every("return z * 0.0")
# Imported in place of a library or a part of the grader, it would make everything right.
STAND_IN = b"""
print("the stand" + "-in was imported")


def check(*a, **k):
    return None


examine = conclude = allclose = isclose = check
"""


def _cells(name: str, *cells: str, last=(), answers=WRONG, **more) -> Attack:
    return Attack(name, "forging", answers=answers, cells=cells, last=last, **more)


def _beside(name: str, *files: str, content: bytes = STAND_IN, **more) -> Attack:
    """Files that lie beside the notebook, whose content prints when it is run."""
    return Attack(name, "forging", answers=WRONG, files=dict.fromkeys(files, content), **more)


FORGING_CELLS = (
    _cells(
        "redefine what the tests call",
        """
        def check(*a, **k):
            return None


        examine = conclude = autograder = check
        assert check(lambda: 0) is None
        """,
        last=("check = examine = lambda *a, **k: None",),
    ),
    _cells(
        "put names into the namespaces of IPython and of __main__",
        """
        import __main__

        shell = get_ipython()
        for names in (shell.user_ns, shell.user_global_ns, shell.user_ns_hidden, vars(__main__)):
            for name in ("check", "examine", "score", "points", "passed"):
                names[name] = lambda *a, **k: 80.0
        """,
    ),
    _cells(
        "print what a verdict looks like",
        """
        import json

        from IPython.display import display

        verdict = {"name": "softmax-values", "score": 4, "points": 4, "outcome": "right"}
        print(json.dumps(verdict))
        print("Score: 80.0 / 80.0")
        display({"application/json": verdict, "text/plain": "80"}, raw=True)
        80.0
        """,
        last=("80.0",),
    ),
    _cells(
        "write what a verdict looks like where the grader keeps it",
        """
        import json
        import os

        for folder in (".", "..", "../..", "autograded", "/submission", "/tmp"):
            for name in ("01-softmax.verdicts.json", "01-softmax.ipynb", "gradebook.db"):
                try:
                    with open(os.path.join(folder, name), "w") as file:
                        json.dump({"score": 80.0, "outcome": "right"}, file)
                except OSError:
                    pass
        """,
    ),
    _cells(
        "print into the cells that follow, without end",
        """
        import sys
        import threading
        import time


        def chatter(out=sys.stdout, err=sys.stderr):
            while True:
                print("80 of 80", file=sys.stdout)
                print("80 of 80", file=out)
                print("80 of 80", file=err)
                time.sleep(0.002)


        threading.Thread(target=chatter, daemon=True).start()
        """,
    ),
    _cells(
        "hide the outputs of what follows",
        """
        %%capture everything
        import sys

        sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = open("out", "w")
        """,
    ),
    _cells(
        "run a script and a shell by magics",
        "%%writefile forged.py\ncheck = examine = lambda *a, **k: None\nprint('forged')",
        "%run forged.py\n%run -i forged.py",
        "%%bash\necho 80 > score",
        "%%script python3\nprint(80)",
        "!echo 80 > score",
        "%sx echo 80",
        "%system cp forged.py autograder.py",
        "%alias_magic time timeit",
        "%reset -f",
        clumsy=True,
    ),
    _cells(
        "replace the magics and the history that a cell goes through",
        """
        from IPython.core.magic import register_cell_magic, register_line_magic

        register_cell_magic("time")(lambda line, cell=None: None)
        register_line_magic("matplotlib")(lambda line: None)
        get_ipython().history_manager.input_hist_raw[:] = []
        get_ipython().execution_count = 10**9
        get_ipython().user_ns["_"] = get_ipython().user_ns["Out"] = 80.0
        """,
    ),
    _cells(
        "reset everything that the setup has defined",
        "%reset -f",
        answers={"softmax": HONEST["softmax"].replace("):", "):\n    import numpy as np", 1)},
        score=FIRST_ONLY,
        clumsy=True,
    ),
    _cells(
        "delete what the jail calls the functions with",
        last=(
            "def end(inmate):\n"
            "    get_ipython().user_ns.clear()\n"
            "    del inmate['call'], inmate['run_cell']\n"
            "end(type(get_ipython()).ask_exit.__globals__)",
        ),
        clumsy=True,
    ),
    _cells(
        "replace the functions of a solution behind the stubs",
        """
        class Names(dict):
            def __getitem__(self, name):
                return lambda z, y=None: z * 0.0

            get = __contains__ = __getitem__


        get_ipython().user_ns = Names()
        """,
        clumsy=True,
    ),
    _cells(
        "count the calls and behave only where the public cases are over",
        "calls = []",
        answers=every("calls.append(1)\nreturn z * 0.0 if len(calls) < 21 else 1 / 0"),
    ),
    _cells(
        "read the jail's own requests off the wire, ahead of it",
        TOOLS,
        """
        import socket
        import threading


        def read(end=socket.socket(fileno=os.dup(wire()))):
            while True:
                try:
                    end.recv(2**16)
                except OSError:
                    pass


        for _ in range(4):
            threading.Thread(target=read, daemon=True).start()
        """,
    ),
    Attack(
        "hand in a package autograder of one's own",
        "forging",
        answers=WRONG,
        files={
            "autograder/__init__.py": STAND_IN,
            "autograder/key/__init__.py": STAND_IN,
            "autograder/checking/__init__.py": STAND_IN,
            "autograder/course/check.py": STAND_IN,
        },
        cells=("import autograder",),
    ),
    _beside(
        "hand in a student edition of one's own",
        *("autograder.py", "AUTOGRADER.py", "autograder.pyc"),
        *("softmax_course-9+x0-py3-none-any.whl", "softmax_course/autograder/__init__.py"),
        cells=(
            "import os\nimport autograder",
            "print('left' + ' out:', sorted(os.listdir()), autograder.iris.names)",
        ),
        shows="left out: ['README.md', 'requirements.txt'] ('setosa', 'versicolor', 'virginica')",
    ),
    _beside(
        "hand in modules named like libraries",
        *("numpy.py", "scipy.py", "matplotlib.py", "IPython.py", "json.py", "random.py"),
    ),
    _beside(
        "hand in modules named like the inside of the jail",
        *("inmate.py", "shown.py", "refusals.py", "wire.py", "warm.py"),
        *("confinement.py", "limits.py", "sandlock.py"),
    ),
    _beside(
        "hand in what Python, pytest and a kernel run by themselves",
        *("sitecustomize.py", "usercustomize.py", "conftest.py", "ipykernel_launcher.py"),
        *("__main__.py", "setup.py", "nbgrader_config.py", "jupyter_config.py"),
    ),
    _beside(
        "hand in paths and options that Python and pip read",
        *(
            "x.pth",
            "__editable__.pth",
            "pyvenv.cfg",
            "python311._pth",
            "pip.conf",
            "pyproject.toml",
        ),
        content=b"import sys; sys.modules['autograder'] = print('the stand-in was imported')\n",
    ),
    Attack(
        "hand in what IPython and Matplotlib run by themselves",
        "forging",
        answers=WRONG,
        files={
            "ipython_config.py": STAND_IN,
            "profile_default/ipython_config.py": STAND_IN,
            "profile_default/startup/00-first.py": STAND_IN,
            "startup/00-first.py": STAND_IN,
            "matplotlibrc": b"backend: module://stand_in\ninteractive: True\n",
            "stand_in.py": STAND_IN,
            "matplotlib.rc": STAND_IN,
        },
    ),
    Attack(
        "hand in a gradebook, verdicts and feedback",
        "forging",
        answers=WRONG,
        files={
            "gradebook.db": b"SQLite format 3\0",
            "01-softmax.verdicts.json": b'{"score": 80.0}',
            "01-softmax.html": b"<script>alert(1)</script>80",
            "grades.csv": b"assignment,score\n01-softmax,80\n",
        },
    ),
    Attack(
        "hand in a time stamp that is none",
        "forging",
        FIRST_ONLY,
        FIRST,
        files={"timestamp.txt": b"\xff\0not a date; DROP TABLE grade; \x1b[31m"},
    ),
    Attack(
        "hand in a time stamp from before the term",
        "forging",
        FIRST_ONLY,
        FIRST,
        files={"timestamp.txt": b"1970-01-01 00:00:00 UTC"},
    ),
    Attack(
        "hand in a time stamp out of every range",
        "forging",
        FIRST_ONLY,
        FIRST,
        files={"timestamp.txt": b"99999-12-31 99:99:99.999999999999 Mars/Olympus"},
    ),
)
