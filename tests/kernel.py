"""A real kernel, in which cells run as a student runs them."""

from contextlib import contextmanager
from types import SimpleNamespace

from jupyter_client.manager import start_new_kernel
from patience import PATIENCE

# As after a restart: no name, no input, and no check so far.
FRESH = """
get_ipython().run_line_magic("reset", "-f")
get_ipython().history_manager.reset(new_session=False)
from autograder.course.check import COURSE, NOTEBOOK
NOTEBOOK.__init__(COURSE)
import numpy as np
from scipy import special
from autograder import check
del COURSE, NOTEBOOK
"""


class Kernel:
    """Runs cells, and gives the messages that each puts out."""

    def __init__(self, manager, client):
        self.manager, self._client = manager, client

    def restart(self):
        """Leave nothing of the cells before."""
        self(FRESH)

    def __call__(self, cell, seen=lambda text: None):
        """Run a cell; return its displays and errors, each with its kind, id and text.

        seen: called with the text of each display as it comes.
        """
        found = []

        def take(message):
            kind, content = message["msg_type"], message["content"]
            if kind in ("display_data", "update_display_data"):
                text = content["data"]["text/plain"]
                found.append(
                    SimpleNamespace(kind=kind, id=content["transient"].get("display_id"), text=text)
                )
                seen(text)
            elif kind == "error":
                text = "\n".join(content["traceback"])
                found.append(SimpleNamespace(kind=kind, id=content["ename"], text=text))
            elif kind == "stream":
                found.append(SimpleNamespace(kind=kind, id=content["name"], text=content["text"]))

        self._client.execute_interactive(cell, output_hook=take, timeout=PATIENCE)
        return found


@contextmanager
def kernel():
    """Start a kernel, and end it afterwards."""
    manager, client = start_new_kernel(kernel_name="python3", startup_timeout=PATIENCE)
    try:
        yield Kernel(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
