"""What became of the downloads, and how it is told."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from autograder.grading.text import printable
from autograder.host.collect.download import SILENT

MOST_NAMED, MOST_REASONS, LONGEST_SHOWN = 20, 100, 150


@dataclass
class Collected:
    """What became of the downloads.

    written, replaced, unchanged, kept: ids of students; what differs from the download is kept
    without --update. bare: of those, the ids whose files hold no notebook; late: the ids that
    Canvas marks so. left_out: names in the downloads by the reason why they were not taken.
    """

    written: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def found(self) -> int:
        """Of how many students something was found."""
        return sum(map(len, (self.written, self.replaced, self.unchanged, self.kept)))


def sum_up(
    collected: Collected,
    assignment: str,
    missing: list[str],
    command: str,
    say: Callable[[str], None],
) -> None:
    """Tell what was not taken, who is missing, how many were collected, and what comes next.

    command: the one that grades.
    """
    collected.left_out.pop(SILENT, None)
    for reason, names in list(collected.left_out.items())[:MOST_REASONS]:
        say(f"not taken, {printable(reason)}: {_listed(names, MOST_NAMED)}")
    if len(collected.left_out) > MOST_REASONS:
        say(f"not taken, for {len(collected.left_out) - MOST_REASONS} more reasons: further files")
    if collected.late:
        say(f"marked as late by Canvas: {_listed(collected.late)}")
    if collected.kept:
        kept = _listed(collected.kept)
        say(f"kept, though the download has another version: {kept}; --update replaces these")
    say(f"missing: {_listed(missing) or 'nobody'}")
    counts = {
        "collected": collected.written,
        "replaced": collected.replaced,
        "unchanged": collected.unchanged,
        "kept": collected.kept,
    }
    numbers = {word: len(set(ids) - set(collected.bare)) for word, ids in counts.items()}
    numbers["without a notebook"] = len(collected.bare)
    parts = [
        f"{number} {word}" for word, number in numbers.items() if number or word == "collected"
    ]
    say(f"{assignment}: {', '.join(parts)}, {len(missing)} missing")
    if collected.found:
        say(f"next: {command}")
    else:
        say("next: correct the class list, or put files into submitted/STUDENT/ASSIGNMENT/ by hand")


def _listed(names: list[str], most: int | None = None) -> str:
    """Some names in a line, and how many more there are."""
    few = [printable(name)[:LONGEST_SHOWN] for name in names[:most]]
    more = len(names) - len(few)
    return ", ".join(few) + (f" and {more} more" if more else "")
