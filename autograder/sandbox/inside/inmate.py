"""What runs in the jail: IPython for the student's cells, and calls of the student's functions."""

import ast
import contextlib
import inspect
import io
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Iterator
from typing import Any

import frames
import limits
import numpy as np
import tracebacks
import wire
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from plain import Transformer
from refusals import refusal
from shown import Outputs


class Stream(io.TextIOBase):
    """Standard output or error of the cells."""

    def __init__(self, name: str, outputs: Outputs):
        self.name, self._outputs = name, outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._outputs.write(self.name, text)
        return len(text)


class Publisher(DisplayPublisher):
    """Rich output becomes display_data; clearing forgets what was shown."""

    outputs: Outputs

    def publish(
        self,
        data: dict,
        metadata: dict | None = None,
        source: object = None,
        *,
        transient: dict | None = None,
        update: bool = False,
        **_: object,
    ) -> None:
        name = (transient or {}).get("display_id")
        take = self.outputs.update if update else self.outputs.add
        take({"output_type": "display_data", "data": data, "metadata": metadata or {}}, name)

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.clear(wait)


class Hook(DisplayHook):
    """The value of a last expression becomes execute_result."""

    outputs: Outputs

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        self.outputs.add(
            {
                "output_type": "execute_result",
                "data": format_dict,
                "metadata": md_dict or {},
                "execution_count": self.prompt_count,
            }
        )

    def finish_displayhook(self) -> None:
        sys.stdout.flush()


class Compiler(CachingCompiler):
    """Tells `inspect` whose the lines of a cell are: it would look through a thousand modules."""

    def cache(self, *arguments: Any, **options: Any) -> str:
        name = super().cache(*arguments, **options)
        inspect.modulesbyfile[name] = "__main__"
        with contextlib.suppress(FileNotFoundError):  # where a cell has removed its working folder
            inspect.modulesbyfile[os.path.abspath(name)] = "__main__"
        return name


class Shell(InteractiveShell):
    """IPython as a notebook has it, without a terminal, a history file or a thread."""

    compiler_class = Compiler
    displayhook_class = Hook
    display_pub_class = Publisher
    displayhook: Hook
    display_pub: Publisher

    def init_history(self) -> None:
        """Keep no history on disk: its writer would be a second thread."""
        self.config.HistoryManager.enabled = False
        super().init_history()

    def ask_exit(self) -> None:
        """Let exit() and quit() pass, as a notebook does not end its examination."""

    def enable_gui(self, gui: object = None) -> None:
        """Accept %matplotlib inline, which asks for the event loop of a kernel."""

    def _format_exception_for_storage(self, exception: object, *_: object, **__: object) -> dict:
        """Draw a traceback once, to be shown, and not again for the history."""
        return {}

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.displayhook.outputs.add(
            {
                "output_type": "error",
                "ename": etype.__name__,
                "evalue": str(evalue),
                "traceback": list(stb),
                "refusal": _refusal(evalue),
            }
        )


def _refusal(error: BaseException) -> str:
    # An exception of a class of the student's may fail at any question.
    with contextlib.suppress(Exception):
        return refusal(error)
    return ""


def make_shell() -> tuple[Shell, Outputs]:
    """Return (shell, outputs), ready for the first cell; a second call would share its state."""
    shell, outputs = Shell.instance(colors="nocolor"), Outputs()
    shell.input_transformer_manager = Transformer()
    tracebacks.use()
    shell.displayhook.outputs = shell.display_pub.outputs = outputs
    shell.run_line_magic("matplotlib", "inline")
    return shell, outputs


class CellTimeoutError(Exception):
    """Raised in a cell that runs beyond its time."""


def be_interruptible() -> None:
    """Let the alarm that `run_cell` sets end a cell as an exception does."""

    def ring(signum: int, frame: object) -> None:
        raise CellTimeoutError("the cell was still running at the time limit and was stopped")

    signal.signal(signal.SIGALRM, ring)


def run_cell(
    shell: Shell, outputs: Outputs, source: str, seconds: float, keep: bool = True
) -> tuple[bool, str]:
    """Run one cell for some seconds; return (whether it succeeded, its outputs as JSON).

    Functions that the cell defines below the line that failed are defined all the same: in a
    notebook they may have been, with a file or an extension that this place lacks.
    """
    outputs.reset()
    sys.stdout, sys.stderr = (Stream(name, outputs) for name in ("stdout", "stderr"))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        result = shell.run_cell(source, store_history=keep)
        if result.error_in_exec is not None:
            _define_rest(shell, source, result.error_in_exec)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return result.success, outputs.as_json()


def _define_rest(shell: Shell, source: str, error: BaseException) -> None:
    tree = ast.parse(shell.transform_cell(source))
    failed = 0
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith("<ipython-input") or "ipykernel" in frame.filename:
            failed = frame.lineno or 0
            break
    rest = [
        node
        for node in tree.body
        if node.lineno > failed and isinstance(node, ast.FunctionDef | ast.Import | ast.ImportFrom)
    ]
    for node in rest:
        shell.run_cell(ast.unparse(node), store_history=False, silent=True)


def defines(shell: Shell, names: list[str]) -> list[str]:
    """Return which of these names are bound."""
    return [name for name in names if name in shell.user_ns]


def values(shell: Shell, names: list[str]) -> bytes:
    """Return what is bound to each of these names, as replies in the bytes of a message."""
    return wire.encode_replies(
        wire.Reply("value", shell.user_ns[name]) if name in shell.user_ns else _unbound(name)
        for name in names
    )


def call(
    shell: Shell, name: str, conditions: tuple, calls: list[tuple], keywords: tuple[str, ...]
) -> bytes:
    """Call the student's function of this name with each tuple of arguments.

    conditions: `wire.Conditions`. keywords: of the last arguments of each call. Returns the replies
    that tell what came of it as the bytes of a message.
    """
    room, without, heard = conditions
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    function = shell.user_ns.get(name, UNBOUND)
    aside = {each: shell.user_ns.pop(each) for each in without if each in shell.user_ns}
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"), limits.within(room):
            warnings.simplefilter("ignore")
            replies = _replies(name, function, calls, keywords)
            return wire.encode_replies(_heard(sys.stdout, replies) if heard else replies)
    finally:
        shell.user_ns.update(aside)
        _close_figures()


def _close_figures() -> None:
    """Close the figures of a call, as those of a cell are: the next one begins without."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    # Which a cell may have replaced by anything.
    with contextlib.suppress(Exception):
        if pyplot is not None and pyplot.get_fignums():
            pyplot.close("all")


UNBOUND = object()


def _unbound(name: str) -> wire.Reply:
    return wire.raised(NameError(f"name {name!r} is not defined"))


def _replies(
    name: str, function: Any, calls: list[tuple], keywords: tuple[str, ...]
) -> Iterator[wire.Reply]:
    for given in calls:
        arguments = frames.together(given)
        before = [_state(each) for each in arguments]
        reply = _reply(name, function, arguments, keywords)
        changed = any(map(_differs, arguments, before))
        yield reply._replace(arguments=arguments) if changed else reply


def _heard(printed: io.StringIO, replies: Iterator[wire.Reply]) -> Iterator[wire.Reply]:
    """The same replies, each with what was printed meanwhile."""
    for reply in replies:
        yield reply._replace(printed=printed.getvalue())
        printed.seek(0)
        printed.truncate()


def _reply(name: str, function: Any, arguments: tuple, keywords: tuple[str, ...]) -> wire.Reply:
    if function is UNBOUND:
        return _unbound(name)
    try:
        count = len(arguments) - len(keywords)
        named = dict(zip(keywords, arguments[count:], strict=True))
        return wire.Reply("value", function(*arguments[:count], **named))
    # Whatever a student's function raises is its result, and is told.
    except (Exception, SystemExit) as error:
        return wire.raised(error, refusal=_refusal(error))


def _state(argument: object) -> object:
    """What tells whether a call has changed an argument, None where none can."""
    if type(argument) is np.ndarray:
        return argument.shape, argument.dtype, argument.tobytes()
    held = type(argument) in wire.CONTAINERS or frames.is_frame(argument)
    return wire.encode(argument) if held else None


def _differs(argument: object, before: Any) -> bool:
    if type(argument) is np.ndarray:
        shape, dtype, entries = before
        same = argument.shape == shape and argument.dtype == dtype
        return not same or argument.tobytes() != entries
    try:
        return before is not None and wire.encode(argument) != before
    except wire.Unsendable:
        return True
