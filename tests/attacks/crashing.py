"""Crashing: the end of the process in every way that Python, C and the kernel offer."""

from attacks.attack import FIRST, FIRST_ONLY, HONEST, Attack, last_one

WAYS = {
    "leave by the back door": "os._exit(0)",
    "abort": "os.abort()",
    "read the address zero": "ctypes.string_at(0)",
    "write over the interpreter": "ctypes.memset(id(None), 255, 4096)",
    "kill oneself": "os.kill(os.getpid(), signal.SIGKILL)",
    "send oneself a segmentation fault": "signal.raise_signal(signal.SIGSEGV)",
    "jump to an address that is no code": "return ctypes.CFUNCTYPE(None)(1)()",
    "make a system call that kills": "ctypes.CDLL(None).syscall(0x40000000 + 39)",
    "close every descriptor": "os.closerange(0, 65536)",
    "be killed by a limit of the processor": """
        resource.setrlimit(resource.RLIMIT_CPU, (0, 0))
        while True:
            pass
    """,
    "call itself without end": """
        sys.setrecursionlimit(10**9)
        return list(map(logit_hessian, [z] * 9, [y] * 9))
    """,
    "overflow the stack in C": """
        sys.setrecursionlimit(10**9)
        nested = []
        for _ in range(10**5):
            nested = [nested]
        return repr(nested)
    """,
    "drop a reference too often": """
        for _ in range(10**6):
            ctypes.pythonapi.Py_DecRef(ctypes.py_object(logit_hessian))
    """,
    "delete what the interpreter lives on": """
        import builtins

        vars(builtins).clear()
    """,
    "empty the modules": """
        for module in list(sys.modules.values()):
            vars(module).clear()
    """,
    "raise where an exception is handled": """
        sys.excepthook = sys.unraisablehook = None
        sys.stderr = sys.stdout = None
        raise SystemError(None)
    """,
    "stop until somebody continues it": """
        os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(60)
    """,
    "exit from a thread and from the main one": """
        threading.Thread(target=os._exit, args=(1,)).start()
        sys.exit(1)
    """,
}

CRASHING = (
    *(
        Attack(f"{name}, in a function", "crashing", FIRST_ONLY, last_one(body))
        for name, body in WAYS.items()
    ),
    *(
        Attack(
            f"{name}, in a cell",
            "crashing",
            FIRST_ONLY,
            FIRST,
            cells=(f"import ctypes\nimport os\nimport signal\n\n{way}",),
        )
        for name, way in {
            "leave by the back door": "os._exit(0)",
            "read the address zero": "ctypes.string_at(0)",
            "kill oneself": "os.kill(os.getpid(), signal.SIGKILL)",
            "close every descriptor": "os.closerange(0, 65536)",
        }.items()
    ),
    Attack(
        "crash while the module of an answer is made",
        "crashing",
        FIRST_ONLY,
        {**FIRST, "logit_hessian": HONEST["logit_hessian"] + "\nimport os\n\nos.abort()\n"},
    ),
    Attack(
        "crash in a cell at the end",
        "crashing",
        80.0,
        HONEST,
        last=("import os\n\nos._exit(0)",),
    ),
    Attack(
        "crash at every second call",
        "crashing",
        0.0,
        {
            "softmax": "import os\n\n\ncalls = []\n"
            + HONEST["softmax"].replace(
                "):", "):\n    calls.append(1) or len(calls) % 2 or os._exit(0)", 1
            )
        },
    ),
)
