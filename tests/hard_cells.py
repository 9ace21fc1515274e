"""Notebooks whose cells are hard to take for what they are: Python, IPython, or an error in either.

Each is a list of cells, which are run one after another.
"""
# ruff: noqa: E501

# What IPython does not leave as it is, or does more with than to run it.
OF_IPYTHON = [
    ["x = %pwd\nlen(x) > 0", "!echo no", "x = !echo no", "int?", "??int"],
    ["%%capture said\nprint(1)", "said.stdout", "%%writefile a.py\nx = 1", "%run a.py", "x"],
    ["  \n\nprint(1)", "  x = 1\n  print(x)", "\tx = 1\n\tprint(x)", "\n", "", "# no more", " "],
    [">>> x = 1\n>>> print(x)", "In [1]: print(2)", "In [1]: int", "...", "... print(3)"],
    ['"""\n>>> 1\n2\n"""', 'x = """\n... a\n"""\nprint(x)', "def f():\n    ...\nprint(f())"],
    ["   ...: print(1)", "[ins] In [1]: print(1)", "In = [5]\nIn [0]: int = 3", "exit", "quit()"],
    ["pwd == 1", "ls = 3\nls", "ls", "who", "xmode Plain", "1 / 0"],
    ["await_ = 1\nawait_", "import asyncio\nawait asyncio.sleep(0)\n2", "async def f(): return 3"],
    ["[await x for x in ()]", "async with x: pass", "x = 1; await x"],
    ["1;", "1 # ;", "1; 2", "_", "_ + 1", "__", "Out", "In[1]", "_i", "_2", "_oh[1]", "None", "_"],
    ["x = 5", "x", "_", "_ = 7", "3", "_", "del _", "4", "_"],
    ["x = get_ipython().run_cell('3 + 4')", "_", "get_ipython().execution_count", "In"],
    ["get_ipython().ast_node_interactivity = 'all'", "1\n2\n3"],
    ["get_ipython().input_transformers_cleanup.append(lambda lines: ['print(1)'])", "x = 2\nx = 3"],
    ["get_ipython().input_transformers_post.append(lambda lines: ['print(1)'])", "x = 2\nx = 3"],
    [
        "print('a\x0cb')",
        "x = 'a\u2028?'\nlen(x)",
        "print('a')\r\nprint('b')\rprint('c')",
        "x = 1\x0c",
    ],
    ["print('?')  # why?", "x = 3 \\\n    % 2\nx", "f'{x=!r}'", "f'{x!r:>5}'", "x != 2\n"],
    ["macro = 3", "%macro -q again 1", "again", "macro"],
    ["%alias show echo %s", "show me", "%autocall 2", "len [1]", "%automagic off", "pwd"],
    ["%xmode Verbose", "def f(a):\n    return a / 0\nf(1)", "%xmode Minimal", "f(1)"],
    ["%xmode Plain", "def f(a):\n    return a / 0\nf(1)", "%xmode Context", "f(1)", "%tb"],
    ["%colors linux", "def f(a):\n    return a / 0\nf(1)"],
    ["%precision 3", "3.14159", "%pprint", "[1, 2]", "%env X=1", "%who int", "%reset -f", "In"],
]

# What Python says before or while a cell runs, and what it leaves.
OF_PYTHON = [
    [r"print('\d')", r"'\d'", "1 is 1", "x = 1if 1 else 2", "assert (1, 'x')", "'a' 'b' is 'c'"],
    [
        "import warnings\nwarnings.warn('w')",
        "warnings.warn('w')",
        "for _ in 'ab': warnings.warn('w')",
    ],
    ["import numpy as np\nnp.log(0.)", "np.log(np.zeros(1))", "np.float64(1) / 0", "np.log(-1.)"],
    [
        "import warnings\nwarnings.simplefilter('error')",
        r"x = '\d'",
        "warnings.warn('w')",
        "1 is 1",
    ],
    ["import warnings\nwarnings.simplefilter('ignore')", r"x = '\d'", "1 is 1"],
    [
        "print(1",
        "x = = 1",
        "return 1",
        "x = 1\nreturn 1",
        "print(1)\nyield",
        "if x:\nprint(1)",
        "é = ?",
    ],
    ["  x = 1\n y = 2", "break", "print(1)\ncontinue", "def f(a, a): pass", "print(1)\nnonlocal x"],
    [
        "from __future__ import annotations",
        "def f(x: no) -> no: pass",
        "f.__annotations__",
        "1 <> 2",
    ],
    ["from __future__ import barry_as_FLUFL", "1 <> 2", "1 != 2"],
    [
        "a = 1000\nb = 1000\na is b",
        "'docstring'\nx = 1",
        "__doc__",
        "__name__",
        "'x'\n'y'",
        "__doc__",
    ],
    [
        "import sys\nprint(1)\nprint(2, file=sys.stderr)\nprint(3)\n1 / 0",
        "print(4, end='')\nraise X",
    ],
    ["import sys\nsys.stdout.write('x')", "sys.stdout.write('x');", "print('a\\rb')", "sys.ps1"],
    [
        "raise SystemExit",
        "raise SystemExit(3)",
        "import sys\nsys.exit('no')",
        "exit()",
        "raise KeyboardInterrupt",
    ],
    ["import sys\nsys.displayhook = lambda x: print('mine', x)", "3", "_", "sys.displayhook"],
    ["import builtins\nbuiltins.print = lambda *a: None", "print(1)", "1 / 0", "x = 2\nx"],
    [
        "import builtins\nreal = builtins.compile\nbuiltins.compile = lambda *a, **k: (print('mine'), real(*a, **k))[1]",
        "x = 1",
        "x",
    ],
    ["import builtins\nbuiltins.any = builtins.all = lambda *a: True", "1", "1 / 0"],
    ["import ast\nast.parse = lambda *a, **k: ast.Module([], [])", "print(1)", "1 / 0"],
    ["get_ipython().showtraceback = lambda *a, **k: print('mine')", "1 / 0"],
    ["type(get_ipython()).transform_cell = lambda self, cell: 'print(7)'", "x = 1"],
    ["get_ipython().set_custom_exc((Exception,), lambda *a, **k: print('mine'))", "1 / 0"],
    [
        "get_ipython().events.register('pre_run_cell', lambda i: print(i.raw_cell))",
        "x = 1\nx",
        "1 / 0",
    ],
    [
        "get_ipython().events.register('post_run_cell', lambda r: print(r.success))",
        "x = 1",
        "1 / 0",
    ],
    ["import stack_data\nstack_data.FrameInfo = None", "1 / 0"],
    [
        "import linecache\nlinecache.getlines = lambda *a: ['other']",
        "1 / 0",
        "def f():\n  1 / 0\nf()",
    ],
    ["import matplotlib.pyplot as plt\nplt.plot([1])\nprint(1)", "plt.plot([2]);", "plt.gcf()"],
    [
        "from IPython.display import display\ndisplay(1)\n2",
        "class A:\n  def __repr__(self): return 'a'\n  def _repr_html_(self): return 'h'\nA()",
    ],
    ["class A:\n  def __repr__(self):\n    raise ValueError('no')\nA()", "[A()]", "print(A())"],
]

# Errors, by where they are raised.
ERRORS = [
    ["def f(x):\n    y = x\n    return y / 0\n\n\nf(1)", "f(2)", "def g():\n    return f(3)\ng()"],
    [
        "x = 1\ny = 2\n\n\nz = x / 0\n\n# after\n\nw = 3",
        "1 / 0 # a",
        "\\\n1 / 0",
        "(\n  1 /\n  0\n)",
    ],
    [
        "for i in range(3):\n    if i == 2:\n        i / 0\n    else:\n        pass\nprint(1)",
        "1; 1 / 0; 2",
    ],
    [
        "if 1: 1 / 0",
        "def f(): 1 / 0",
        "f()",
        "f = lambda: 1 / 0",
        "f()",
        "while 1 / 0: pass",
        "for i in 1: 2",
    ],
    [
        "[1 / 0 for _ in 'a']",
        "{1 / 0 for _ in 'a'}",
        "list(1 / 0 for _ in 'a')",
        "max(*[1], key=lambda x: x / 0)",
    ],
    [
        "class A:\n    def m(self):\n        return 1 / 0\n    @property\n    def p(self):\n        return self.m()\nA().p"
    ],
    [
        "class B:\n    x = 1\n    y = x / 0",
        "class C:\n    class D:\n        def m(s):\n            1 / 0\nC.D().m()",
    ],
    [
        "def outer():\n    def inner(a=3):\n        b = a\n        return b / 0\n    return inner()\nouter()"
    ],
    [
        "def f():\n    global g\n    def g():\n        1 / 0\nf()\ng()",
        "if True:\n    def h():\n        1 / 0\nh()",
    ],
    [
        "def d(f):\n    1 / 0\n@d\ndef g(): pass",
        "import functools\n@functools.cache\ndef h():\n    1 / 0\n\nh()",
    ],
    [
        "def f(a=1 / 0): pass",
        "@(1 / 0)\ndef f(): pass",
        "def f(a: 1 / 0): pass",
        "class A(1 / 0): pass",
    ],
    [
        "with open('none') as f:\n    pass",
        "import pathlib\npathlib.Path('none').read_text()",
        "open(3, 'q')",
    ],
    [
        "try:\n    1 / 0\nexcept Exception as e:\n    raise ValueError('b') from e",
        "try:\n  1 / 0\nexcept Exception:\n  no",
    ],
    [
        "try:\n  1 / 0\nexcept Exception:\n  raise ValueError from None",
        "try:\n  1 / 0\nfinally:\n  print(2)",
    ],
    [
        "match 3:\n    case 1:\n        pass\n    case int(x) if x / 0:\n        pass",
        "match 1 / 0:\n  case 1: 2",
    ],
    [
        "match 3:\n    case 1:\n        pass\n    case 3:\n        a = 1\n        1 / 0\n        b = 2\nc = 3"
    ],
    [
        "def r(n):\n    return r(n + 1)\nr(0)",
        "def e(n):\n    if n == 0:\n        1 / 0\n    return e(n - 1)\ne(20)",
    ],
    ["def p(n):\n    return q(n)\ndef q(n):\n    return p(n - 1) if n else 1 / 0\np(9)"],
    [
        "e = ValueError('x')\ne.add_note('a note')\nraise e",
        "raise ExceptionGroup('g', [ValueError(1)])",
    ],
    [
        "class E(Exception):\n    def __str__(self):\n        raise ValueError\nraise E",
        "class F(Exception): pass\nraise F('a\\nb')",
    ],
    [
        "class G(Exception):\n    def _render_traceback_(self): return ['mine']\nraise G",
        "raise 3",
        "raise Exception",
    ],
    [
        "def f():\n    __tracebackhide__ = True\n    1 / 0\ndef g():\n    __tracebackhide__ = True\n    f()\ng()"
    ],
    [
        "exec('1 / 0')",
        "eval('1 / 0')",
        "exec('def f():\\n    1 / 0')\nf()",
        "exec(compile('1/0', 'a.py', 'exec'))",
    ],
    [
        "exec(compile('\\n\\n1 / 0', '<ipython-input-1-x>', 'exec'))",
        "import none",
        "from math import none",
    ],
    [
        "import numpy as np\nnp.linalg.inv(np.zeros((2, 2)))",
        "np.zeros(2) @ np.zeros(3)",
        "np.linalg.cholesky(-np.eye(2))",
    ],
    [
        "import numpy as np\nnp.zeros((2, 2)).reshape(3)",
        "np.array([1, [2, 3]])",
        "np.stack([])",
        "np.linalg.solve(1, 2)",
    ],
    [
        "import numpy as np\nnp.testing.assert_allclose([1], [2])",
        "np.random.default_rng('x')",
        "np.einsum('i', 1)",
    ],
    [
        "from scipy import special, optimize\nspecial.logsumexp('a')",
        "optimize.minimize(lambda x: x / 'a', 0)",
    ],
    [
        "import scipy.linalg\nscipy.linalg.cholesky([[0, 1], [1, 0]])",
        "scipy.linalg.solve([[0.]], [1.])",
    ],
    ["import matplotlib.pyplot as plt\nplt.plot([1, 2], [1])", "plt.figure(figsize='a')", "plt.no"],
    [
        "import json\njson.loads('{')",
        "int('x')",
        "{}['a']",
        "[][0]",
        "None.x",
        "'a' + 1",
        "len(3)",
        "abs()",
    ],
    [
        "from autograder import check\ncheck()",
        "claim()",
        "import dataclasses\n@dataclasses.dataclass\nclass A:\n  x: int\nA()",
    ],
    [
        "def g():\n    yield 1\n    yield 1 / 0\nlist(g())",
        "async def c():\n    1 / 0\nawait c()",
        "next(iter([]))",
    ],
    [
        "def f():\n\t1 / 0\nf()",
        "def f():\n  if 1:\n      a = '''\nx\n'''\n      1 / 0\n\n\n\n      b = 1\nf()",
        "é = 1 / 0",
    ],
    [
        "def f():\n    '''Say.\n\n    Much.\n    '''\n    # comment\n\n    a = [\n        1,\n        2 / 0,\n        3,\n        4,\n        5,\n        6,\n        7,\n    ]\n    return a\nf()"
    ],
    [
        "def f():\n    a = [\n        1,\n        2,\n        3,\n        4,\n        5,\n        6,\n        7,\n    ]\n    1 / 0\n    b = [\n        1,\n        2,\n        3,\n        4,\n        5,\n        6,\n        7,\n    ]\nf()"
    ],
    [
        "%%capture\n1 / 0",
        "%reload_ext no",
        "x = %pwd\n1 / 0",
        "%%writefile m.py\ndef f():\n    return 1 / 0",
        "import m\nm.f()",
    ],
    [
        "%%writefile n.py\n"
        + "x = 1\n" * 600
        + "def f():\n    return 1 / 0\nclass A:\n    def m(self):\n        return f()\n    @property\n    def p(self):\n        return [self.m() for _ in 'a']\n",
        "import n\nn.f()",
        "n.A().m()",
        "n.A().p",
    ],
    [
        "x = 1\n" * 600
        + "def f():\n    return 1 / 0\nclass A:\n    @property\n    def m(self):\n        return (lambda: f())()\n1",
        "A().m",
        "f()",
    ],
    [
        "import sys\nraise sys.exc_info",
        "assert 1 == 2, 'no'",
        "assert False",
        "raise NotImplementedError",
        "del no",
        "1()",
    ],
    ["import signal, os\nos.kill(os.getpid(), signal.SIGALRM)\nfor i in range(10**6): pass"],
]

NOTEBOOKS = OF_IPYTHON + OF_PYTHON + ERRORS
