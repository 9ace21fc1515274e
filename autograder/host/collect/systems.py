"""How Canvas, Moodle and Blackboard name the files in a download of submissions.

Canvas: `lib/content_zipper.rb` of instructure/canvas-lms. Moodle: in moodle/moodle
`mod/assign/classes/downloader.php`, formerly `download_submissions` in `mod/assign/locallib.php`.
Blackboard: its source is closed; this is the form that nbgrader's `zip_collect` reads.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from autograder.grading.archive import Entry


@dataclass(frozen=True)
class Upload:
    """One file of a download, as its name tells.

    system: that wrote the name. owner: what the names of one person's files have in common. name,
    number, login: what the name says of this person, "" where it doesn't. attempt: later ones are
    larger. file: path of the file as the student named it. entry: of the download. late: whether it
    is marked so. reason: "" or why it is not taken.
    """

    system: str
    owner: str
    file: str
    entry: Entry
    name: str = ""
    number: str = ""
    login: str = ""
    attempt: tuple = ()
    late: bool = False
    reason: str = ""


# Canvas leaves only letters, digits and underscores in a name, and no capitals; LATE comes before
# the id of the user, the id of the attachment after it. What was typed in has no attachment.
CANVAS = re.compile(
    r"(?:(?P<name>[^\s.,'()\-]*?)_)?(?P<late>LATE_|late_)?"
    r"(?P<user>\d+|anon_[A-Za-z0-9]+)_"
    r"(?:(?P<attachment>\d+)_(?P<file>.+)|(?P<typed>(?:text|link)(?:-\d+)?\.html))"
)

# Moodle writes a space for an underscore in a name. Folders of older versions end with one.
MOODLE = r"(?P<name>[^_]+)_(?P<participant>\d+)_assignsubmission_(?P<kind>[a-z]+)"
MOODLE_FOLDER = re.compile(MOODLE + "_?")
MOODLE_FILE = re.compile(MOODLE + "_(?P<file>.+)")

# What follows the date directly is Blackboard's own text about the attempt.
BLACKBOARD = re.compile(
    r"(?P<login>.+?)_attempt_(?P<date>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|(?P<about>\.txt))"
)


def canvas(entry: Entry, part: str, is_last: bool) -> Upload | None:
    """Read a part of a path as Canvas writes it."""
    if (found := CANVAS.fullmatch(part)) is None:
        return None
    reason = ""
    if found["user"].startswith("anon_"):
        reason = "Canvas gives no name: switch off anonymous grading and download again"
    elif found["typed"]:
        reason = "no uploaded file, but a text or link typed into Canvas"
    number = found["user"]
    return Upload(
        "Canvas",
        number,
        found["file"] or found["typed"],
        entry,
        name=found["name"] or "",
        number=number,
        attempt=(int(found["attachment"] or 0),),
        late=bool(found["late"]),
        reason=reason,
    )


def moodle(entry: Entry, part: str, is_last: bool) -> Upload | None:
    """Read a part of a path as Moodle writes it: the last one is a file, others are folders."""
    found = (MOODLE_FILE if is_last else MOODLE_FOLDER).fullmatch(part)
    if found is None:
        return None
    kind = found["kind"]
    reason = "" if kind == "file" else f"it is Moodle's {kind}, not an uploaded file"
    file = found["file"] if is_last else ""
    owner = f"{found['name']}_{found['participant']}"
    return Upload("Moodle", owner, file, entry, name=found["name"], reason=reason)


def blackboard(entry: Entry, part: str, is_last: bool) -> Upload | None:
    """Read a part of a path as Blackboard writes it."""
    if (found := BLACKBOARD.fullmatch(part)) is None:
        return None
    reason = "Blackboard's own text about an attempt" if found["about"] else ""
    return Upload(
        "Blackboard",
        found["login"],
        found["file"] or part,
        entry,
        login=found["login"],
        attempt=(found["date"],),
        reason=reason,
    )


System = Callable[[Entry, str, bool], Upload | None]
SYSTEMS: tuple[System, ...] = (canvas, moodle, blackboard)


def read_name(entry: Entry, system: System) -> Upload | None:
    """Read the path of an entry as one system writes it; None where it doesn't write so.

    The outermost part that the system wrote says whose the file is. Further in are folders of the
    student's; further out, those in which the download was unpacked.
    """
    parts = unicodedata.normalize("NFC", entry.name).split("/")
    for place, part in enumerate(parts, 1):
        upload = system(entry, part, place == len(parts))
        if upload is not None:
            file = "/".join(filter(None, (upload.file, *parts[place:])))
            return replace(upload, file=file)
    return None
