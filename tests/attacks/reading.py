"""Reading what a student may not see: sources, keys, grades, secrets, other submissions."""

from attacks.attack import FIRST, FIRST_ONLY, TOOLS, Attack, every, markdown_cell

# What there is to read, as Python source: a dict of path by name.
TARGETS = """
targets = {
    "source": "@course@/source/01-softmax/01-softmax.ipynb",
    "gradebook": "@course@/gradebook.db",
    "key": "@key@/hidden.py",
    "reference": "@key@/references/softmax.py",
    "neighbour": "@neighbour@",
    "secret": "@secret@",
    "home": "@home@",
    "passwd": "/etc/passwd",
}
"""


def _reads(name: str, *cells: str, answers=FIRST, score=FIRST_ONLY, **more) -> Attack:
    return Attack(name, "reading", score, answers, (TOOLS, TARGETS, *cells), **more)


def _each(name: str, action: str, before: str = "") -> Attack:
    """An attempt at every target, where `path` is its path."""
    loop = f"for what, path in targets.items():\n    attempt(what, lambda: {action})"
    return _reads(name, *filter(None, (before, loop)))


READING = (
    _each("open files by their names", "open(path, 'rb').read()"),
    _each("open files by their names in a function of the system", "os.open(path, os.O_RDONLY)"),
    _each("open a path without reading it", "os.open(path, os.O_PATH)"),
    _each(
        "open files by the C library",
        "fopen(path.encode(), b'r') or 1 / 0",
        "fopen = libc.fopen\nfopen.restype = ctypes.c_void_p",
    ),
    _each(
        "open files by numbers of system calls",
        "[system_call(2, path.encode(), 0), system_call(257, -100, path.encode(), 0)]",
    ),
    _each(
        "open files by the newest system call for it",
        "system_call(437, -100, path.encode(), ctypes.byref(how), ctypes.sizeof(how))",
        "how = (ctypes.c_uint64 * 3)(0, 0, 0)",
    ),
    _each(
        "open files from the root directory, one step after another",
        "walk(path)",
        """
        def walk(path):
            descriptor = os.open("/", os.O_PATH)
            for part in ["..", "..", *path.strip("/").split("/")]:
                descriptor = os.open(part, os.O_RDONLY, dir_fd=descriptor)
            return os.read(descriptor, 100)
        """,
    ),
    _each(
        "open files through the root and working directories in /proc",
        "[open(f'/proc/{process}{place}{path}').read() for process in ('1', 'self', 'thread-self')"
        " for place in ('/root', '/cwd/..', '/cwd/../..')]",
    ),
    _each(
        "open files through the grader's own /proc",
        "open(f'/proc/@process@/root{path}').read()",
    ),
    _each(
        "follow a symbolic link made inside",
        "follow(path)",
        """
        def follow(path):
            os.path.lexists("link") and os.unlink("link")
            os.symlink(path, "link")
            return open("link").read()
    """,
    ),
    _each("make a hard link", "os.link(path, f'hard-{what}')"),
    _each("rename, copy and exchange files", "os.rename(path, what)", "import shutil"),
    _each("copy files", "shutil.copy(path, what)", "import shutil"),
    _each("read files by NumPy", "np.fromfile(path, dtype=np.uint8)"),
    _each("map files by NumPy", "np.memmap(path, mode='r')"),
    _each("load tables by NumPy", "np.genfromtxt(path, dtype=str, delimiter='\\n')"),
    _each(
        "map files into memory",
        "mmap.mmap(os.open(path, os.O_RDONLY), 0, prot=mmap.PROT_READ)[:100]",
        "import mmap",
    ),
    _each(
        "read files by their address",
        "urllib.request.urlopen(f'file://{path}').read()",
        "import urllib.request",
    ),
    _each(
        "read files by what shows them in a notebook",
        "[display.Image(filename=path), display.SVG(filename=path), display.HTML(filename=path)]",
        "from IPython import display",
    ),
    _each(
        "read files by what formats a traceback",
        "[line for line in linecache.getlines(path)][0]",
        "import linecache",
    ),
    _each(
        "run and import files",
        "importlib.util.spec_from_file_location('stolen', path).loader.exec_module(stolen)",
        "import importlib.util\nimport types\n\nstolen = types.ModuleType('stolen')",
    ),
    _each(
        "read the names, sizes and times of files", "(os.stat(path).st_size, os.access(path, 4))"
    ),
    _each("list folders", "os.listdir(os.path.dirname(path)).index(os.path.basename(path))"),
    _each("watch files as they change", "system_call(254, system_call(253), path.encode(), 4095)"),
    _each(
        "open files by their handles",
        "system_call(304, os.open('/', os.O_RDONLY), handle, 0)",
        "handle = (ctypes.c_uint32 * 40)(8, 1, 2, 0)",
    ),
    _reads(
        "open the gradebook as a database",
        """
        import sqlite3

        for mode in ("ro", "rw", "rwc", "ro&immutable=1"):
            attempt("gradebook", lambda: sqlite3.connect(
                f"file:@course@/gradebook.db?mode={mode}", uri=True
            ).execute("select * from grade").fetchall())
        """,
    ),
    _reads(
        "read files by magics",
        "%load @key@/hidden.py",
        "%pycat @key@/hidden.py",
        "%run @key@/hidden.py",
        "%sx cat @key@/hidden.py @secret@",
        "!cat @course@/source/01-softmax/01-softmax.ipynb",
        "%cd @course@/source\n%ls",
        "%pfile @key@/hidden.py",
        "%edit @key@/hidden.py",
        "%%bash\ncat @secret@ @home@",
        clumsy=True,
    ),
    _reads(
        "import the key under its own name",
        """
        import importlib
        import pkgutil

        package = os.path.dirname("@key@")
        sys.path[:0] = ["@key@", package, os.path.dirname(package)]
        for name in ("autograder.key", "autograder.key.hidden", "autograder.checking.differences",
                     "autograder.grading", "autograder.host", "hidden", "key.hidden",
                     "checking.differences"):
            attempt(name, lambda: importlib.import_module(name))
        sys.modules.pop("autograder", None)
        attempt("key", lambda: importlib.import_module("autograder.key"))
        """,
    ),
    _reads(
        "find the course by the finder of its installation",
        """
        import importlib.metadata

        found = importlib.metadata.distribution("softmax-autograder").read_text("direct_url.json")
        root = found.partition("file://")[2].partition('"')[0] if found else "/nowhere"
        attempt("key", lambda: open(f"{root}/autograder/key/hidden.py").read())
        """,
        clumsy=True,
    ),
    _reads(
        "read the environment",
        """
        attempt("grader's environment", lambda: open("/proc/@process@/environ").read())
        attempt("parent's environment", lambda: open(f"/proc/{os.getppid()}/environ").read())
        print(dict(os.environ))
        print([ctypes.string_at(ctypes.c_void_p.from_address(
            ctypes.addressof(ctypes.c_void_p.in_dll(libc, "environ"))).value, 8)])
        environ = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
        for number in range(100):
            if not environ[number]:
                break
            print(environ[number])
        """,
    ),
    _reads(
        "read the memory of this process for what the grader left in it",
        """
        words = [b"SECRET" + b"-", b"HIDDEN_" + b"SEED = ", b"postgresql:" + b"//"]
        maps = [line.split() for line in open("/proc/self/maps")]
        attempt("own memory by /proc", lambda: open("/proc/self/mem", "rb").read(1))
        for columns in maps:
            start, end = (int(n, 16) for n in columns[0].split("-"))
            if columns[1].startswith("rw") and end - start < 2**28:
                held = ctypes.string_at(start, end - start)
                for word in words:
                    place = held.find(word)
                    while place >= 0:
                        print("found", held[place : place + 80])
                        place = held.find(word, place + 1)
        """,
    ),
    _reads(
        "read the memory of other processes",
        """
        attempt("grader's memory", lambda: open("/proc/@process@/mem", "rb"))
        attempt("grader's maps", lambda: open("/proc/@process@/maps").read())
        attempt("kernel's memory", lambda: open("/proc/kcore", "rb").read(1))
        for name in ("mem", "vda", "sda", "nvme0n1", "kmsg", "port"):
            attempt(name, lambda: open(f"/dev/{name}", "rb").read(1))
        here = (ctypes.c_uint64 * 2)(ctypes.addressof(ctypes.create_string_buffer(64)), 64)
        attempt("by process_vm_readv", lambda: system_call(310, @process@, here, 1, here, 1, 0))
        """,
    ),
    _reads(
        "look at other processes",
        """
        own = str(os.getpid())
        others = [name for name in os.listdir("/proc") if name.isdigit() and name != own]
        attempt("other processes", lambda: others[0])
        for name in ("cmdline", "status", "fd", "cwd", "exe", "root", "stack", "task"):
            attempt(name, lambda: os.stat(f"/proc/@process@/{name}"))
        """,
    ),
    _reads(
        "read through descriptors that were left open",
        """
        for number in range(3, 1024):
            try:
                link = os.readlink(f"/proc/self/fd/{number}")
            except OSError:
                continue
            if not link.startswith(("socket:", "/proc/")):
                attempt(f"descriptor {number}", lambda: link)
            attempt("the file system around it", lambda: os.open("..", os.O_RDONLY, dir_fd=number))
        """,
    ),
    _reads(
        "tell secrets by exceptions",
        answers=every(
            """
            messages = []
            for path in ("@secret@", "@key@/hidden.py", "@course@/gradebook.db", "@neighbour@"):
                try:
                    messages.append(open(path).read()[:50])
                except OSError:
                    pass
            raise ValueError("".join(messages))
            """
        ),
        score=0.0,
    ),
    _reads(
        "have the grader's traceback quote the key",
        answers=every("exec(compile('\\n' * 20 + 'raise ValueError', '@key@/hidden.py', 'exec'))"),
        score=0.0,
    ),
    _reads(
        "have a traceback quote any file",
        """
        for path in targets.values():
            attempt(path, lambda: exec(compile("1 / 0", path, "exec")))
        exec(compile("\\n" * 20 + "1 / 0", "@key@/hidden.py", "exec"))
        """,
    ),
    _reads(
        "tell arguments and truth by the pictures and tables of one's answer",
        answers=every(
            "print(z)\nprint(z, file=__import__('sys').stderr)\nraise ValueError(str(z))"
        ),
        score=0.0,
    ),
    Attack(
        "name files of the grader in text, for the page to show",
        "reading",
        FIRST_ONLY,
        FIRST,
        paged=True,
        edit=lambda nb: nb["cells"].extend(
            markdown_cell(text)
            for text in (
                "![x](@secret@) ![x](file://@secret@) ![x](../../../gradebook.db)",
                '<img src="@secret@"><object data="file://@secret@"></object>',
                "{{ resources }} {% include '@secret@' %} {{ ''.__class__.__mro__ }}",
                "$\\input{@secret@} \\include{@secret@}$ <!--#include file='@secret@'-->",
                "[x](attachment:../../../gradebook.db) {{cookiecutter}} ${7*7} #{7*7}",
            )
        ),
    ),
    Attack(
        "send links beside the notebook, to be copied or read",
        "reading",
        FIRST_ONLY,
        FIRST,
        paged=True,
        cells=(
            "import os\n\nfor name in sorted(os.listdir('.')):\n"
            "    if name.startswith('stolen'):\n        print(name, open(name, 'rb').read()[:200])",
        ),
        links={
            "stolen-secret.txt": "@secret@",
            "stolen-gradebook.db": "@course@/gradebook.db",
            "stolen-relative.db": "../../../gradebook.db",
            "stolen-source.ipynb": "@course@/source/01-softmax/01-softmax.ipynb",
            "stolen-neighbour.ipynb": "@neighbour@",
            "stolen-key": "@key@",
            "stolen-root": "/",
            "stolen-key.py": "@key@/hidden.py",
        },
    ),
)
