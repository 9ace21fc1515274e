"""Whether a jail can read what lies in the folders that it sees.

A jail of root runs as another user, to whom an environment is closed that was made under umask 077:
an import would fail there, and the student would lose points for it.
"""

import shlex

from autograder.sandbox import Died, Jail, TimedOut, python_folders

# Python does without a compiled file that it can't read.
_UNREADABLE = """
import os
def unreadable(folders):
    for top in folders:
        waiting = [top] if os.path.isdir(top) else []
        while waiting:
            folder = waiting.pop()
            try:
                entries = list(os.scandir(folder))
            except PermissionError:
                return [folder, top]
            for entry in entries:
                if entry.is_symlink() or entry.name == "__pycache__":
                    continue
                if entry.is_dir():
                    waiting.append(entry.path)
                elif entry.is_file() and not os.access(entry.path, os.R_OK):
                    return [entry.path, top]
    return []
"""


def unreadable(jail: Jail) -> str:
    """Say which file of Python's folders a jail can't read, and what to do; "" for none."""
    folders = python_folders()
    apart = [f for f in folders if not any(f.startswith(f"{other}/") for other in folders)]
    jail.run(_UNREADABLE, 30)
    try:
        found = jail.call("unreadable", (apart,), 60).value
    except (Died, TimedOut):
        return "the jail ended while it looked for files that it can't read"
    match found:
        case []:
            return ""
        case [str(path), str(folder)]:
            return f"the user of the jail can't read {path}: chmod -R a+rX {shlex.quote(folder)}"
    return "the jail did not say which files it can read"
