"""Forging a verdict by changing the libraries, the interpreter or IPython under the test."""

from attacks.attack import TOOLS, Attack, every

# Wrong everywhere: of the right type for some exercises, of no use for any.
WRONG = every("return z * 0.0")


def _patches(name: str, *cells: str, answers=WRONG, **more) -> Attack:
    return Attack(name, "forging", answers=answers, cells=cells, **more)


FORGING_LIBRARIES = (
    _patches(
        "make NumPy's comparisons always true",
        """
        import numpy as np

        np.allclose = np.isclose = np.array_equal = np.all = np.isfinite = lambda *a, **k: True
        np.abs = np.subtract = lambda *a, **k: 0.0
        np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
        np.testing.assert_array_almost_equal = lambda *a, **k: None
        """,
    ),
    _patches(
        "give every allowed gap the size of infinity",
        """
        import numpy as np

        np.finfo = lambda *a: type("finfo", (), {"eps": np.inf, "tiny": np.inf, "max": np.inf})
        np.nextafter = np.spacing = lambda *a: np.inf
        np.inf = np.nan = 0.0
        """,
    ),
    _patches(
        "have NumPy's operators agree with anything",
        """
        import numpy as np

        np.seterrcall(lambda *a: None)
        np.set_printoptions(formatter={"all": lambda x: "1.0"})
        np.broadcast_arrays = lambda *a: [np.zeros(1)] * len(a)
        np.ndarray = object
        np.random.default_rng = lambda *a: np.random.RandomState(0)
        """,
    ),
    _patches(
        "patch the builtins that a test is made of",
        """
        import builtins

        builtins.abs = builtins.max = builtins.min = lambda *a, **k: 0
        builtins.all = builtins.any = builtins.isinstance = builtins.issubclass = lambda *a: True
        builtins.zip = lambda *a, **k: []
        """,
    ),
    _patches(
        "replace what runs and shows the cells that follow",
        """
        import ast
        import builtins
        import linecache
        import sys
        import warnings

        import stack_data
        from IPython.core import interactiveshell, ultratb

        shell = get_ipython()
        sys.displayhook = sys.excepthook = lambda *a: None
        builtins.compile = lambda *a, real=compile, **k: real(*a, **k)
        ast.parse = lambda *a, **k: ast.Module([], [])
        linecache.getlines = lambda *a: ["80 of 80"]
        warnings.filters = ()
        stack_data.FrameInfo = ultratb.VerboseTB = None
        shell.showtraceback = lambda *a, **k: print("80 of 80")
        shell.input_transformer_manager.transform_cell = lambda cell: "80.0"
        shell.events.register("post_run_cell", lambda each: setattr(each, "error_in_exec", None))
        shell.ast_node_interactivity = "all"
        interactiveshell.InteractiveShell.run_code = lambda *a, **k: 80.0
        """,
        "80.0",
        clumsy=True,
    ),
    _patches(
        "make a failed assertion no error",
        """
        import builtins


        class Nothing(Warning):
            def __new__(cls, *a):
                return super().__new__(cls)


        builtins.AssertionError = Nothing
        builtins.BaseException = builtins.Exception = Nothing
        """,
    ),
    _patches(
        "import stand-ins by a hook of one's own",
        """
        import builtins
        import sys
        import types

        real = builtins.__import__


        class Finder:
            def find_spec(self, name, path=None, target=None):
                return None


        def imported(name, *rest, **more):
            if name.startswith("autograder"):
                stand_in = types.ModuleType(name)
                stand_in.check = stand_in.examine = stand_in.conclude = lambda *a, **k: None
                return stand_in
            return real(name, *rest, **more)


        builtins.__import__ = imported
        sys.meta_path.insert(0, Finder())
        """,
    ),
    _patches(
        "put stand-ins for the course into sys.modules",
        """
        import sys
        import types

        for name in (
            "autograder autograder.key autograder.key.examine autograder.key.hidden"
            " autograder.checking autograder.checking.session autograder.checking.compare"
        ).split():
            module = sys.modules[name] = types.ModuleType(name)
            module.check = module.examine = module.conclude = lambda *a, **k: None
            module.hidden_cases = module.public_cases = lambda *a, **k: ()
        """,
    ),
    _patches(
        "change the examination's modules through whatever is loaded",
        """
        import sys

        for name, module in list(sys.modules.items()):
            for word in ("examine", "conclude", "compare", "_check_values", "tolerance"):
                if hasattr(module, word):
                    setattr(module, word, lambda *a, **k: None)
        """,
    ),
    _patches(
        "drop the lines of a test before IPython compiles them",
        """
        shell = get_ipython()
        shell.input_transformers_cleanup.insert(
            0, lambda lines: [l for l in lines if "check" not in l and "examine" not in l]
        )
        shell.input_transformers_post.append(lambda lines: ["pass"])
        """,
    ),
    _patches(
        "take every assertion and call out of the syntax tree",
        """
        import ast


        class Nothing(ast.NodeTransformer):
            def visit_Assert(self, node):
                return ast.Pass()

            def visit_Expr(self, node):
                return ast.Pass()


        get_ipython().ast_transformers.append(Nothing())
        """,
    ),
    _patches(
        "have IPython call every cell a success",
        """
        from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

        ExecutionResult.success = property(lambda self: True)
        ExecutionResult.raise_error = lambda self: None
        InteractiveShell.showtraceback = InteractiveShell._showtraceback = lambda *a, **k: None
        get_ipython().set_custom_exc((BaseException,), lambda *a, **k: None)
        InteractiveShell.run_code = lambda *a, **k: False
        """,
    ),
    _patches(
        "clear the output of every cell after it has run",
        """
        from IPython.display import clear_output

        shell = get_ipython()
        for event in ("pre_execute", "pre_run_cell", "post_execute", "post_run_cell"):
            shell.events.register(event, lambda *a: clear_output())
        """,
    ),
    _patches(
        "show a number at every test through the display hook",
        """
        import sys

        sys.displayhook("80")
        get_ipython().displayhook.write_format_data = lambda *a, **k: None
        get_ipython().display_pub.publish = lambda *a, **k: None
        sys.displayhook = lambda value: None
        """,
        answers=every("import sys\n\nsys.displayhook(1.0)\nreturn z * 0.0"),
    ),
    _patches(
        "patch the machinery inside the jail",
        """
        import json

        import numpy as np

        inmate = type(get_ipython()).ask_exit.__globals__
        wire = inmate["wire"]
        inmate["run_cell"] = lambda shell, outputs, source, seconds: (True, "[]")
        inmate["call"] = lambda shell, name, calls, keywords: wire.encode_replies(
            wire.Reply("value", np.full(each[0].shape, 1 / len(each[0]))) for each in calls
        )
        shown = {"output_type": "display_data", "data": {"text/plain": "80"}, "metadata": {}}
        json.dumps = lambda *a, dumps=json.dumps, **k: dumps([shown])
        """,
    ),
    _patches(
        "make the inside of the wire say right",
        """
        wire = type(get_ipython()).ask_exit.__globals__["wire"]
        wire.encode_replies = lambda replies: wire.encode(("right", 80.0, "right", "right", ()))
        wire.Reply.__eq__ = lambda *a: True
        wire.raised = lambda *a: wire.Reply("value", 1.0)
        """,
    ),
    _patches(
        "trace every call and change its locals",
        """
        import sys
        import threading


        def trace(frame, event, argument):
            for name in ("expected", "want", "allowed", "failure", "result", "target"):
                if name in frame.f_locals:
                    frame.f_locals[name] = None
            return trace


        sys.settrace(trace)
        sys.setprofile(trace)
        threading.settrace(trace)
        """,
    ),
    _patches(
        "look for the truth and the verdict in the frames above the call",
        """
        frames = []
        """,
        answers=every(
            """
            import sys

            frame = sys._getframe()
            while frame is not None:
                for names in (frame.f_locals, frame.f_globals):
                    for name, value in list(names.items()):
                        if name in ("target", "case", "exercise", "verdict", "points", "score"):
                            names[name] = 80
                        if name == "expected":
                            return value
                frame = frame.f_back
            return z * 0.0
            """
        ),
    ),
    _patches(
        "find the expected arrays among all objects",
        answers=every(
            """
            import gc

            import numpy as np

            for found in gc.get_objects():
                names = getattr(found, "__dict__", None)
                if isinstance(names, dict) and "expected" in names:
                    return names["expected"][0]
                if type(found).__name__ in ("Target", "Case", "Verdict"):
                    return found
            for found in gc.get_referrers(z):
                if isinstance(found, (list, tuple)) and len(found) == 2:
                    return found[-1]
            return np.zeros(len(z))
            """
        ),
    ),
    _patches(
        "overwrite every dict that holds a score",
        """
        import gc

        for found in gc.get_objects():
            if isinstance(found, dict):
                for name in ("score", "points", "max_score", "auto_score"):
                    if name in found:
                        found[name] = 80.0
        """,
    ),
    _patches(
        "make small numbers equal by writing to the interpreter's memory",
        """
        import ctypes


        def overwrite(number, value):
            ctypes.c_uint32.from_address(id(number) + 24).value = value


        overwrite(255, 80)
        overwrite(254, 80)
        """,
        answers=every(
            """
            import ctypes

            import numpy as np

            ctypes.memset(z.ctypes.data, 0, z.nbytes)
            return np.full(len(z), 1 / len(z))
            """
        ),
    ),
    _patches(
        "replace the methods of built-in types in memory",
        TOOLS,
        """
        def slots(kind):
            proxy = kind.__dict__
            return ctypes.py_object.from_address(id(proxy) + 16).value


        assert slots(float)["__le__"] is float.__le__
        slots(float)["__le__"] = slots(float)["__lt__"] = lambda *a: True
        slots(float)["__abs__"] = lambda *a: 0.0
        ctypes.pythonapi.PyType_Modified(ctypes.py_object(float))
        """,
    ),
    _patches(
        "write a score when the process ends",
        """
        import atexit
        import sys


        def late():
            import json

            for name in ("01-softmax.verdicts.json", "../01-softmax.verdicts.json"):
                with open(name, "w") as file:
                    json.dump({"score": 80.0}, file)


        atexit.register(late)
        late()
        sys.unraisablehook = sys.excepthook = lambda *a: late()
        """,
        clumsy=True,
    ),
    _patches(
        "act later, from a thread",
        """
        import threading
        import time

        returned = []


        def later():
            while True:
                time.sleep(0.001)
                print("80 of 80 points")
                for array in returned:
                    array[...] = 1 / array.size


        threading.Thread(target=later, daemon=True).start()
        """,
        answers=every(
            """
            import numpy as np

            returned.append(np.zeros(len(z)))
            returned.append(z)
            return returned[-2]
            """
        ),
    ),
    _patches(
        "act later, from a signal, a timer, a finalizer and a collection",
        """
        import gc
        import signal
        import threading
        import weakref

        import numpy as np


        def later(*a):
            print("80 of 80 points")


        class Last:
            def __del__(self):
                later()


        signal.signal(signal.SIGALRM, later)
        signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
        threading.Timer(0.1, later).start()
        gc.callbacks.append(later)
        last = Last()
        weakref.finalize(last, later)
        """,
    ),
    _patches(
        "turn off what a test relies on by options of the interpreter",
        """
        import sys
        import warnings

        sys.flags = type("flags", (), {"optimize": 2, "debug": 0})
        sys.setrecursionlimit(10**9)
        sys.dont_write_bytecode = False
        warnings.warn = lambda *a, **k: None
        get_ipython().compile.flags |= 0x8000
        get_ipython().run_line_magic("config", "InteractiveShell.ast_node_interactivity='none'")
        """,
    ),
)
