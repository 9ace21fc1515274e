"""Students of the second course who try to be given points: each with answers and a first cell."""

from autograder.grading.names import bound_outside, functions

# An answer that says yes to whatever a test asks.
ANY = """
class Any(int):
    def __eq__(self, other): return True
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __getitem__(self, k): return self
    def __iter__(self): return iter([])
    __hash__ = int.__hash__
    __lt__ = __gt__ = __le__ = __ge__ = __contains__ = __eq__
LIE = Any()
"""

# The same as frames: of a class of the student's own, and with entries that are objects.
FRAMES = f"""{ANY}
import pandas as pd
class Frame(pd.DataFrame):
    __eq__ = equals = lambda self, other: True
    shape = (5, 3)
    columns = ['city', 'year', 'people']
LIE = Frame({{'city': [Any()], 'people': [Any()]}}, dtype=object)
LIE.__class__ = pd.DataFrame
pd.DataFrame.equals = lambda self, other: True
"""

# What the tests are made of, changed where the student's code can reach it.
PATCHES = f"""{ANY}
import builtins, math
import numpy as np, pandas as pd
for module in (np.testing, pd.testing):
    for name in dir(module):
        if name.startswith('assert'):
            setattr(module, name, lambda *a, **k: None)
pd.Timestamp = pd.read_csv = lambda *a, **k: Any()
math.pi = Any()
builtins.AssertionError = Warning
builtins.abs = lambda *a, **k: 0
"""

# What takes frames apart in the student's own process says what it likes.
FORGED_PARTS = f"""{ANY}
import types
import numpy as np
LONG = (('range', None, (0, 10**12, 1)), ('plain', None, np.array([1])), [np.zeros(1)])
for method in vars(type(get_ipython())).values():
    for each in [*getattr(method, '__globals__', {{}}).values()]:
        if isinstance(each, types.ModuleType) and hasattr(each, 'apart'):
            each.apart = lambda value: ('DataFrame', LONG)
"""

# By student: what stands in the first cell of each notebook.
FIRST_CELLS = {"forger": ANY, "framer": FRAMES, "patcher": PATCHES, "wirer": FORGED_PARTS}

# Modules and data beside the notebooks, under the names of what tests import and read.
FILES = {
    "helpers.py": "def half(x):\n    return 2\n",
    "math.py": "pi = 0\n",
    "towns.csv": "city,year,people\n",
    "sitecustomize.py": "import builtins\nbuiltins.AssertionError = Warning\n",
}


def forged(answer: str) -> str:
    """The same names as in an answer, bound to the lie of the first cell."""
    made = [f"def {name}(*a, **k):\n    return LIE" for name in functions(answer)]
    values = bound_outside(answer) - functions(answer)
    return "\n".join([*made, *(f"{name} = LIE" for name in sorted(values))])
