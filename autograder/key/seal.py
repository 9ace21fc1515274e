"""Seal the derivations: from the Markdown beside a key's module to the student edition."""

from pathlib import Path

from autograder import course, key
from autograder.course.derivations import SUFFIX, seal, unseal

KEY, COURSE = (Path(next(iter(package.__path__))) for package in (key, course))


def sources() -> dict[Path, Path]:
    """The Markdown file of each derivation, by the place of its sealed copy."""
    return {
        (COURSE / path.relative_to(KEY)).with_suffix(SUFFIX): path
        for path in sorted(KEY.glob("*/*.md"))
    }


def seal_all(translations: dict[Path, str] | None = None) -> None:
    """Write the sealed copies that differ from their source, and remove those without one.

    translations: the texts of those in other languages, by their places.
    """
    written = {place: path.read_text(encoding="utf-8") for place, path in sources().items()}
    written |= translations or {}
    for place, text in written.items():
        if not place.exists() or unseal(place.read_text(encoding="ascii")) != text:
            place.write_text(seal(text), encoding="ascii")
    for place in COURSE.glob(f"*/*{SUFFIX}"):
        if place not in written:
            place.unlink()
