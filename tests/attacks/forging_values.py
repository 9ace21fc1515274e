"""Forging a verdict by what a function returns, raises or does to its arguments."""

from points import points_of
from public import public_cases

from attacks.attack import (
    ASSERTED,
    ASSIGNMENT,
    FIRST,
    FIRST_ONLY,
    HONEST,
    POINTS,
    Attack,
    every,
    only,
)


def _returns(name: str, body: str, *cells: str, **more) -> Attack:
    """Every function has this body; np and special are there from the setup."""
    return Attack(name, "forging", answers=every(body), cells=cells, **more)


# A class whose objects agree with whatever they are compared to, with this base.
AGREEING = """
class Agreeing({base}):
    def __eq__(self, other):
        return True

    __le__ = __lt__ = __ge__ = __gt__ = __contains__ = __bool__ = __eq__
    __hash__ = object.__hash__

    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = __sub__

    def __abs__(self):
        return 0.0

    def __float__(self):
        return 0.0
"""


def _doubles(name: str, body: str) -> Attack:
    """An answer to the assignment whose tests compute the truth from what they have passed."""
    return Attack(
        name, "forging", answers={"double": f"def double(X):\n    {body}\n"}, assignment=ASSERTED
    )


def _memory(name: str) -> str:
    """An answer that knows the public cases by heart and no others."""
    known = {
        case.arguments[0].tobytes().hex(): case.target.expected[0].tolist()
        for case in public_cases(name, None)
    }
    return f"KNOWN = {known}\n\n\ndef {name}(z):\n    return np.array(KNOWN[z.tobytes().hex()])\n"


FORGING_VALUES = (
    _returns(
        "return an array whose operators agree with anything",
        "return np.zeros(len(z)).view(Agreeing)",
        "import numpy as np\n"
        + AGREEING.format(base="np.ndarray")
        + "\n    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):"
        + "\n        return np.zeros(self.shape)\n"
        + "\n    def __array_function__(self, function, types, args, kwargs):"
        + "\n        return True\n"
        + "\n    def tobytes(self, *a):"
        + "\n        return bytes(8 * self.size)\n",
    ),
    _returns(
        "return a float that equals everything",
        "return Agreeing(np.nan)",
        AGREEING.format(base="float"),
    ),
    _returns(
        "return a tuple and a list that equal everything",
        "return Agreeing((z, z))",
        AGREEING.format(base="tuple"),
    ),
    _returns(
        "return a NumPy scalar of a class of one's own",
        "return Agreeing(0.0)",
        "import numpy as np\n" + AGREEING.format(base="np.float64"),
    ),
    _returns(
        "return an object that says it is an array",
        "return Lie()",
        """
        import numpy as np


        class Lie:
            __class__ = property(lambda self: np.ndarray)
            dtype, shape, ndim, size, nbytes = np.dtype(float), (4,), 1, 4, 32
            flags = type("flags", (), {"c_contiguous": True, "f_contiguous": True})

            def __array__(self, *a, **k):
                return np.zeros(4)

            def __getattr__(self, name):
                return lambda *a, **k: True


        Lie.__name__ = Lie.__qualname__ = "ndarray"
        Lie.__module__ = "numpy"
        """,
    ),
    _returns(
        "return an object of a class that lies about itself",
        "return Child()",
        """
        import numpy as np


        class Meta(type):
            def __eq__(cls, other):
                return True

            def __hash__(cls):
                return hash(np.ndarray)

            def __instancecheck__(cls, instance):
                return True

            def __subclasscheck__(cls, other):
                return True

            def mro(cls):
                return (*super().mro()[:1], *super().mro()[1:])

            __name__ = property(lambda cls: "float64")


        class Child(metaclass=Meta):
            def __float__(self):
                return 0.0
        """,
    ),
    _returns(
        "return an object that runs code where it is unpickled",
        "return Reduced()",
        """
        class Reduced:
            def __reduce__(self):
                return (exec, ("import builtins; builtins.abs = lambda *a: 0",))

            __reduce_ex__ = lambda self, protocol: self.__reduce__()
            __getstate__ = __copy__ = __deepcopy__ = __reduce__
        """,
    ),
    _returns(
        "return a lazy object that looks at the truth when it is compared",
        "return Lazy()",
        """
        import sys


        class Lazy:
            def __getattr__(self, name):
                frame = sys._getframe(1)
                while frame is not None:
                    for word in ("want", "expected", "target"):
                        if word in frame.f_locals:
                            return getattr(frame.f_locals[word], name)
                    frame = frame.f_back
                raise AttributeError(name)

            def __array__(self, *a, **k):
                return self.expected
        """,
    ),
    _returns(
        "return arrays whose entries are objects",
        "entries = np.empty(len(z), dtype=object)\nentries[:] = [Agreeing()] * len(z)\n"
        "return entries",
        AGREEING.format(base="object"),
    ),
    _returns(
        "return an array of records",
        "return np.zeros(len(z), dtype=[('expected', 'f8'), ('allowed', 'f8')])",
    ),
    _returns(
        "return a masked array, of which nothing is compared",
        "return np.ma.masked_all(z.shape)",
    ),
    _returns(
        "return an array that a file changes later",
        "kept = np.memmap('array', dtype=float, mode='w+', shape=z.shape)\nreturn kept",
    ),
    _returns(
        "return nothing but not-a-numbers",
        "payload = np.full(len(z), 0x7FF80000DEADBEEF, dtype=np.uint64)\n"
        "return payload.view(float)",
    ),
    _returns(
        "return infinities, whose difference is no number",
        "return np.full(len(z), np.inf)",
    ),
    _returns(
        "return an array without entries, all of which agree",
        "return np.zeros((0, *z.shape))",
    ),
    _returns(
        "return an array without axes, to be broadcast",
        "return np.array(np.nan)",
    ),
    _returns(
        "return the right shape in another dtype",
        "kinds = (bool, np.complex128, np.float16, 'M8[s]', 'U8', np.longdouble)\n"
        "return np.zeros(len(z), dtype=kinds[len(z) % 6])",
    ),
    _returns(
        "return an array of a dtype that holds objects",
        "return np.array(['x'] * len(z), dtype=dtype)",
        """
        import numpy as np

        dtype = np.dtypes.StringDType(na_object=type("NA", (), {"__eq__": lambda *a: True})())
        """,
    ),
    _returns(
        "return the largest numbers there are",
        "return [10**5000, -(10**300), np.float64(1e308), np.int64(2**62), True][len(z) % 5]",
    ),
    _returns(
        "return a word for the verdict",
        "return ('right', {'outcome': 'right', 'score': 80.0}, 'nan', b'1.0', ...)[len(z) % 5]",
    ),
    _returns(
        "return the function, a generator and a coroutine",
        "return (softmax, (x for x in z), later(z), lambda: z, iter(z), range(9))[len(z) % 6]",
        """
        import warnings

        warnings.simplefilter("ignore")


        async def later(z):
            return z
        """,
    ),
    _returns(
        "set the logits to zero, where the softmax is easy",
        "z[...] = 0.0\nreturn np.full(len(z), 1 / len(z))",
    ),
    _doubles("set the array to zero from which a test computes the truth", "X *= 0; return X"),
    _doubles("set it to zero and raise it to what is asked", "X[...] = X + 1; return X"),
    _returns("return the argument itself", "return z"),
    _returns("return a view of the argument and change it", "view = z[:]\nz *= 0\nreturn view"),
    _returns(
        "change the arguments after the return, from a thread",
        "threading.Thread(target=zero, args=(z,)).start()\nreturn np.full(len(z), 1 / len(z))",
        """
        import threading
        import time


        def zero(z):
            for _ in range(100):
                z[...] = 0.0
                time.sleep(0.0001)
        """,
    ),
    _returns(
        "make an argument read-only, resized or of another type",
        "z.flags.writeable = False\nz.dtype = np.int64\nreturn z",
    ),
    *(
        Attack(
            f"hide what was changed in place by {way}",
            "forging",
            sum(POINTS.values()) - points_of(ASSIGNMENT)["softmax-robustness"],
            {
                **HONEST,
                "softmax": "def softmax(z):\n    z -= z.max()\n    w = np.exp(z)\n"
                f"    try:\n        {line}\n    except ValueError:\n        pass\n"
                "    return w / w.sum()",
            },
        )
        for way, line in (
            ("another dtype", "z.dtype = np.int64"),
            ("fewer entries", "z.resize(2, refcheck=False)"),
        )
    ),
    _returns(
        "answer from what the call before was asked",
        "memory.append(z.copy())\nreturn memory[-2] if len(memory) > 1 else z",
        "memory = []",
    ),
    _returns(
        "borrow the course's own differences",
        "from autograder.checking import differences\nfrom autograder.course import definitions\n"
        "return differences.jacobian(definitions.softmax, z)",
    ),
    Attack(
        "know the public cases by heart",
        "forging",
        answers={
            "softmax": _memory("softmax"),
            "softmax_jacobian": _memory("softmax_jacobian"),
        },
    ),
    Attack(
        "have the easiest exercise examined in place of all others",
        "forging",
        FIRST_ONLY,
        {
            **FIRST,
            **{
                name: f"{name} = softmax\n{name}.__name__ = {name}.__qualname__ = 'softmax'"
                for name in HONEST
                if name != "softmax"
            },
        },
    ),
    Attack(
        "answer to the name of another exercise by an object",
        "forging",
        FIRST_ONLY,
        {
            **FIRST,
            **{
                name: f"class Named:\n    __name__ = 'softmax'\n    is_remote = False\n\n"
                "    def __call__(self, z, y=None):\n        return softmax(z)\n\n\n"
                f"{name} = Named()"
                for name in HONEST
                if name != "softmax"
            },
        },
    ),
    _returns("raise the exception by which a process ends", "raise SystemExit(0)"),
    _returns("raise a keyboard interrupt", "raise KeyboardInterrupt"),
    _returns("raise the exception by which a generator ends", "raise GeneratorExit"),
    _returns(
        "raise the exceptions by which a loop ends",
        "raise (StopIteration, StopAsyncIteration)[len(z) % 2]",
    ),
    _returns(
        "raise an exception that no except clause expects",
        "raise Outside('passed')",
        "class Outside(BaseException):\n    pass",
    ),
    _returns(
        "raise an exception that can't be printed",
        "raise Unprintable",
        """
        class Unprintable(Exception):
            def __str__(self):
                raise self

            __repr__ = __format__ = __reduce__ = __str__
        """,
    ),
    _returns(
        "raise an exception that has the name of the examiner's own",
        "raise CheckFailed",
        """
        class CheckFailed(AssertionError):
            class verdict:
                right, outcome = True, "right"

            def _render_traceback_(self):
                return []
        """,
    ),
    _returns(
        "raise a group of exceptions in a chain without end",
        "try:\n"
        "    raise ExceptionGroup('all', [ValueError(1), ExceptionGroup('x', [KeyError(2)])])\n"
        "except ExceptionGroup as error:\n"
        "    error.__cause__ = error.__context__ = error\n"
        "    raise error",
    ),
    _returns(
        "skip the test by the exceptions of test runners",
        "import unittest\n\nraise unittest.SkipTest",
    ),
    Attack(
        "run out of memory to have the cost forgiven",
        "forging",
        FIRST_ONLY,
        only(
            "softmax_differential",
            "def softmax_differential(z, dz):\n    raise MemoryError('too much')\n",
        ),
    ),
    Attack(
        "be a coroutine",
        "forging",
        FIRST_ONLY,
        only("logit_hessian", "async def logit_hessian(z, y):\n    return np.zeros((4, 4))\n"),
    ),
)
