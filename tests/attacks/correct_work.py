"""Correct work, oddly done: it must keep every point of what it answers."""

import copy

from patience import ENDLESS

from attacks.attack import (
    ASSERTED,
    FIRST,
    FIRST_ONLY,
    HONEST,
    Attack,
    code_cell,
    dumped,
    mark_of,
    named,
    tests_of,
)

ALL = 80.0


def _work(name: str, *cells: str, answers=HONEST, score=ALL, **more) -> Attack:
    return Attack(name, "correct work", score, answers, cells, **more)


def _first(name: str, source: str, *cells: str, **more) -> Attack:
    """Only 1.1 is answered, in this way; `softmax_` is a right answer under another name."""
    return Attack(name, "correct work", FIRST_ONLY, {"softmax": source}, cells, **more)


RIGHT = HONEST["softmax"].replace("def softmax", "def softmax_")
BODY = "weights = np.exp(z - z.max())\n    return weights / weights.sum()"


def _place(nb, name):
    return nb["cells"].index(named(nb, name))


def _copy_of_a_test(nb):
    again = copy.deepcopy(named(nb, "softmax-values")) | {"id": "again"}
    nb["cells"].insert(_place(nb, "softmax-values") + 1, again)


def _without_tests(nb):
    gone = tests_of(nb)
    nb["cells"] = [cell for cell in nb["cells"] if cell not in gone]


def _split(first_has_the_mark):
    """A solution cell split in two: what it imports, and the function."""

    def edit(nb):
        cell, place = named(nb, "softmax"), _place(nb, "softmax")
        other = code_cell(cell["source"]) | {"id": "half"}
        cell["source"] = "from scipy.special import softmax as library"
        other["source"] = "def softmax(z):\n    return library(z)"
        if not first_has_the_mark:
            cell["source"], other["source"] = other["source"], cell["source"]
        nb["cells"].insert(place + first_has_the_mark, other)

    return edit


def _stripped(nb):
    nb["metadata"] = {}
    for cell in nb["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)


def _older(nb):
    for cell in nb["cells"]:
        cell.pop("id", None)
    return dumped({**nb, "nbformat_minor": 2})


def _tests_first(nb):
    tests = tests_of(nb)
    nb["cells"] = tests + [cell for cell in nb["cells"] if cell not in tests]


def _reversed(nb):
    setup = named(nb, "setup")
    rest = [cell for cell in nb["cells"] if cell is not setup]
    nb["cells"] = [setup, *rest[::-1]]


def _in_one_cell(nb):
    """All functions in one cell of the student's own, the solution cells as released."""
    nb["cells"].insert(2, code_cell("import numpy as np\n\n\n" + "\n\n".join(HONEST.values())))


def _deleted_solutions(nb):
    _in_one_cell(nb)
    nb["cells"] = [cell for cell in nb["cells"] if mark_of(cell).get("grade_id") not in HONEST]


def _twice(nb):
    """The solution cell once as released and once, copied, with the answer."""
    released = named(nb, "softmax")
    again = copy.deepcopy(released) | {"id": "again", "source": HONEST["softmax"]}
    nb["cells"].insert(_place(nb, "softmax") + 1, again)


def _twice_answered(nb):
    """The answer in the solution cell, and after it a copy of that cell as released."""
    released = copy.deepcopy(named(nb, "softmax")) | {"id": "again"}
    named(nb, "softmax")["source"] = HONEST["softmax"]
    nb["cells"].insert(_place(nb, "softmax") + 1, released)


def _helper_after(nb):
    helper = code_cell(f"def helper(z):\n    {BODY}") | {"id": "helper"}
    nb["cells"].insert(_place(nb, "softmax") + 1, helper)


def _outputs_kept(nb):
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = 7
            cell["outputs"] = [
                {"output_type": "error", "ename": "E", "evalue": "old", "traceback": ["old"]}
            ]


def _edited_tests(nb):
    for cell in tests_of(nb):
        cell["source"] = "# I looked at this one\n" + "".join(cell["source"]) + "\nprint('done')"


def _only_answers(nb):
    nb["cells"] = [named(nb, name) for name in HONEST]


CORRECT_WORK = (
    _work("the references", paged=True),
    _work(
        "warnings, logging and prints on standard error in functions",
        answers={
            name: source.replace(
                "\n    exponentials",
                '\n    import logging, sys, warnings\n\n    warnings.warn("careful")\n'
                '    logging.warning("careful")\n    logging.error("careful")\n'
                '    print("careful", file=sys.stderr)\n    exponentials',
                1,
            )
            for name, source in HONEST.items()
        },
    ),
    _work("a test cell copied", edit=_copy_of_a_test),
    _work("the test cells deleted", edit=_without_tests),
    _work("the test cells edited", edit=_edited_tests),
    _work("nothing but the answers handed in", edit=_only_answers),
    Attack(
        "a solution cell split, the mark on its first half",
        "correct work",
        FIRST_ONLY,
        edit=_split(True),
    ),
    Attack(
        "a solution cell split, the mark on its second half",
        "correct work",
        FIRST_ONLY,
        edit=_split(False),
    ),
    Attack("a solution cell copied, the copy answered", "correct work", FIRST_ONLY, edit=_twice),
    Attack(
        "a solution cell copied, the first one answered",
        "correct work",
        FIRST_ONLY,
        edit=_twice_answered,
    ),
    _work("all metadata stripped", edit=_stripped),
    _work("an older format without ids", written=_older),
    _work("outputs of an earlier run kept", edit=_outputs_kept),
    _work("the tests before the definitions", edit=_tests_first),
    _work("the cells in reverse order", edit=_reversed),
    _work("all functions in one cell", answers={}, edit=_in_one_cell),
    _work(
        "all functions in one cell and the solution cells deleted",
        answers={},
        edit=_deleted_solutions,
    ),
    _work(
        "another kernelspec",
        edit=lambda nb: nb["metadata"].update(
            kernelspec={"name": "conda-env-x-py", "display_name": "x", "language": "python"}
        ),
    ),
    _work("an endless scratch cell", ENDLESS),
    _work("a failing scratch cell", "1 / 0"),
    _work("a scratch cell with a syntax error", "def broken(:", clumsy=True),
    _work("a scratch cell that asks for input", "name = input('Who are you? ')"),
    _work(
        "a scratch cell that exits",
        "exit()",
        "quit()",
        "import sys\n\nsys.exit(1)",
        "raise SystemExit",
    ),
    _work(
        "a scratch cell that restarts the kernel",
        "import IPython\n\nIPython.Application.instance().kernel.do_shutdown(True)",
        clumsy=True,
    ),
    _work(
        "a scratch cell with an unknown magic",
        "%no_such_magic",
        "%%no_such_cell_magic\nx",
        "!no-such-program",
    ),
    _work(
        "magics that a notebook is full of",
        "%load_ext autoreload\n%autoreload 2",
        "%matplotlib inline",
        "%config InlineBackend.figure_format = 'retina'",
        "%timeit sum(range(10))",
        "%%time\n1",
        "%pwd",
        "%who",
        "%pip --version",
        clumsy=True,
    ),
    _work(
        "magics of programs that are not there",
        "%matplotlib widget",
        "%load_ext lab_black",
        "%env OMP_NUM_THREADS=1",
        "%precision 3",
        clumsy=True,
    ),
    _work("a scratch cell without end of recursion", "def f():\n    return f()\n\n\nf()"),
    _work(
        "a scratch cell that takes too much memory",
        "import numpy as np\n\nlarge = np.ones((10**6, 10**6))",
    ),
    _work("a scratch cell that prints a great deal", "for n in range(10**5):\n    print(n)"),
    _work("a scratch cell that raises a keyboard interrupt", "raise KeyboardInterrupt"),
    _work("floating-point errors raised", "import numpy as np\n\nnp.seterr(all='raise')"),
    _work("warnings turned into errors", "import warnings\n\nwarnings.simplefilter('error')"),
    _work(
        "printing options changed",
        "import numpy as np\n\nnp.set_printoptions(precision=3, suppress=True, threshold=5)",
    ),
    _work(
        "seeds and states of random numbers set",
        "import random\n\nimport numpy as np\n\nnp.random.seed(0)\nrandom.seed(0)",
    ),
    _work(
        "another working folder",
        "import os\n\nos.makedirs('work', exist_ok=True)\nos.chdir('work')",
    ),
    _work("print redefined", "def print(*a, **k):\n    return None"),
    _work(
        "names of the language redefined",
        "list = [1, 2]\nsum = 10\nlen = 4\nid = 7\nmax = min = None",
    ),
    _work("plt deleted", "del plt", clumsy=True),
    _work(
        "the style of drawings changed",
        "import matplotlib.pyplot as plt\n\nplt.xkcd()\nplt.style.use('ggplot')",
    ),
    _work(
        "pictures drawn",
        "import matplotlib.pyplot as plt\n\nfor _ in range(3):\n    plt.figure()\n"
        "    plt.plot([1, 2])\nplt.show()",
        last=("plt.plot([1])",),
    ),
    _work(
        "widgets and rich output",
        "from IPython.display import HTML, Markdown, Math, display\n\n"
        "display(HTML('<b>x</b>'), Markdown('$x$'), Math('x'))",
    ),
    _work(
        "a file of one's own written and read",
        "with open('notes.txt', 'w') as file:\n    file.write('x')\n"
        "assert open('notes.txt').read() == 'x'",
    ),
    _work(
        "threads used",
        "from concurrent.futures import ThreadPoolExecutor\n\n"
        "with ThreadPoolExecutor(2) as pool:\n"
        "    assert list(pool.map(abs, [-1, 2])) == [1, 2]",
    ),
    _work("an asynchronous cell", "import asyncio\n\nawait asyncio.sleep(0)", clumsy=True),
    _work("comments in other scripts", "# комментарий 注释 تعليق 🙂\nπ = 3.14\nх = 'кириллица'"),
    _work(
        "the course's pictures and checks called",
        "from autograder.course.softmax import figures",
        "from autograder import check\n\ncheck(lambda z: z)\ncheck(softmax, 'values')",
        clumsy=True,
    ),
    _first(
        "a docstring-only cell, the function elsewhere",
        '"""See below."""',
        f"import numpy as np\n\n\n{HONEST['softmax']}",
    ),
    _first(
        "a function with Windows line ends and tabs",
        f"def softmax(z):\r\n\t{BODY}".replace("\n    ", "\r\n\t").replace("\r\r", "\r"),
    ),
    _first(
        "an unknown magic as the first line of the answer", f"%no_such_magic\n{HONEST['softmax']}"
    ),
    _first("%%time on the first line of the answer", f"%%time\n{HONEST['softmax']}"),
    _first(
        "a try below the function, which fails",
        f"{HONEST['softmax']}\n\nassert softmax(z0)[0] == 5",
    ),
    _first(
        "a try below the function, which prints",
        f"{HONEST['softmax']}\n\nprint(softmax(z0))\nsoftmax(z0)",
    ),
    _first("a lambda", "softmax = lambda z: np.exp(z - z.max()) / np.exp(z - z.max()).sum()"),
    _first("a library's function itself", "softmax = special.softmax"),
    _first("a library's function, imported under the name", "from scipy.special import softmax"),
    _first(
        "a partial function",
        "from functools import partial\n\n\ndef scaled(c, z):\n"
        f"    return softmax_(c * z)\n\n\n{RIGHT}\n\nsoftmax = partial(scaled, 1.0)",
    ),
    _first(
        "an object that can be called",
        "class Softmax:\n    def __call__(self, z):\n        "
        + BODY.replace("\n", "\n    ")
        + "\n\n\nsoftmax = Softmax()",
    ),
    _first(
        "a static method",
        "class My:\n    @staticmethod\n    def softmax(z):\n        "
        + BODY.replace("\n", "\n    ")
        + "\n\n\nsoftmax = My.softmax",
    ),
    _first(
        "a decorated function",
        "import functools\n\n\ndef logged(f):\n    @functools.wraps(f)\n"
        "    def g(*a, **k):\n        print('called')\n        return f(*a, **k)\n\n"
        "    return g\n\n\n@logged\n" + HONEST["softmax"],
    ),
    _first(
        "a decorated function under another name",
        "def logged(f):\n    def wrapper(*a):\n        return f(*a)\n\n"
        "    return wrapper\n\n\n@logged\n" + HONEST["softmax"],
    ),
    _first(
        "a remembering function",
        "from functools import lru_cache\n\n\n@lru_cache\ndef weight(x):\n"
        "    return float(np.exp(x))\n\n\ndef softmax(z):\n"
        "    w = np.array([weight(x) for x in z - z.max()])\n    return w / w.sum()",
    ),
    _first(
        "a vectorised function",
        "weight = np.vectorize(lambda x: np.exp(x), otypes=[float])\n\n\n"
        "def softmax(z):\n    w = weight(z - z.max())\n    return w / w.sum()",
    ),
    _first("a function of another name bound to it", f"{RIGHT}\n\nsoftmax = softmax_"),
    _first(
        "a function with more arguments than asked for",
        f"def softmax(z, axis=-1, *, copy=True, **options):\n    {BODY}",
    ),
    _first(
        "a function with annotations",
        "from __future__ import annotations\n\n\n"
        f"def softmax(z: np.ndarray[float]) -> Undefined:\n    {BODY}",
    ),
    _first(
        "a generator inside",
        "def softmax(z):\n    w = np.fromiter((np.exp(x) for x in z - z.max()), float)\n"
        "    return w / w.sum()",
    ),
    _first(
        "loops over lists",
        "import math\n\n\ndef softmax(z):\n    top = max(z)\n"
        "    w = [math.exp(x - top) for x in z]\n"
        "    return np.array([x / sum(w) for x in w])",
    ),
    _first(
        "a helper cell before it",
        "def softmax(z):\n    return helper(z)",
        f"import numpy as np\n\n\ndef helper(z):\n    {BODY}",
    ),
    _first(
        "a helper cell after it",
        "def softmax(z):\n    return helper(z)",
        edit=_helper_after,
    ),
    _first(
        "a module of one's own",
        "import helper\n\n\ndef softmax(z):\n    return helper.right(z)",
        files={"helper.py": f"import numpy as np\n\n\ndef right(z):\n    {BODY}\n".encode()},
    ),
    _first(
        "an import from a module of one's own",
        "from helper import softmax",
        files={"helper.py": f"import numpy as np\n\n\ndef softmax(z):\n    {BODY}\n".encode()},
    ),
    _first(
        "a table of one's own",
        "def softmax(z):\n    one = float(open('one.txt').read())\n    "
        + BODY.replace("weights =", "weights = one *"),
        files={"one.txt": b"1.0\n"},
    ),
    _first(
        "a function defined twice, right the second time",
        f"def softmax(z):\n    return z\n\n\n{HONEST['softmax']}",
    ),
    _first(
        "a state of one's own, kept between calls",
        f"calls = []\n\n\ndef softmax(z):\n    calls.append(z)\n    {BODY}",
    ),
    _first(
        "a function made by exec",
        f"exec('''{RIGHT.replace(chr(92), '')}''')\nsoftmax = softmax_"
        if "'''" not in RIGHT
        else RIGHT,
    ),
    Attack(
        "an answer cell turned into text, the function elsewhere",
        "correct work",
        FIRST_ONLY,
        cells=(f"import numpy as np\n\n\n{HONEST['softmax']}",),
        edit=lambda nb: (
            named(nb, "softmax").update(cell_type="markdown", source="below"),
            named(nb, "softmax").pop("outputs"),
        ),
    ),
    Attack(
        "setup deleted",
        "correct work",
        ALL,
        HONEST,
        edit=lambda nb: nb["cells"].remove(named(nb, "setup")),
    ),
    Attack(
        "in place on an array that one of three tests uses no more",
        "correct work",
        1.0,
        {"double": "def double(X):\n    X *= 2\n    return X"},
        assignment=ASSERTED,
    ),
    Attack(
        "the data file beside the notebook missing",
        "correct work",
        3.0,
        {"double": "def double(X):\n    return 2 * X"},
        arrange=lambda folder: (folder / "table.csv").unlink(),
        assignment=ASSERTED,
        last=(
            "assert open('table.csv').read() == 'x,y\\n1,2\\n'\nprint('the data' + ' are here')",
        ),
        shows="the data are here",
    ),
    Attack(
        "1.1 answered in a notebook with a folder of checkpoints",
        "correct work",
        FIRST_ONLY,
        FIRST,
        files={
            ".ipynb_checkpoints/01-softmax-checkpoint.ipynb": b"{}",
            "__pycache__/helper.cpython-311.pyc": b"x",
            ".DS_Store": b"x",
            "Thumbs.db": b"x",
            "01-softmax.pdf": b"%PDF-1.4",
        },
    ),
)
