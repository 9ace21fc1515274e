"""Zip files from strangers: plain members as names and bytes, within bounds.

Nothing is written to disk, and no name in a zip becomes a path here. A member that is a link, is
encrypted or leads out of the zip is listed with its reason, and its bytes are never read.
"""

import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Self

from autograder.grading.text import shown

# Of the list of members, which is read whole; a member takes 46 bytes and its name.
LARGEST_LIST = 4 * 2**20
# Of bytes unpacked to bytes packed: notebooks reach some fifty, a bomb a thousand. Up to the second
# figure, in bytes, any ratio will do.
LARGEST_RATIO, SMALL = 300, 4 * 2**20
# Of a name in characters, and of one of its parts in bytes, as file systems have it.
LONGEST_NAME, LONGEST_PART = 1000, 255
HEADER = 30  # bytes before each member, beside its name

ENCRYPTED = 0x1 | 0x40 | 0x2000  # the usual one, the strong one, one that hides the list too
UTF8 = 0x800
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,  # a version of the format that is not known
    RuntimeError,  # a password is needed
    ValueError,  # an offset before the file, a name that is no text
    OverflowError,  # an offset that no file can have
    OSError,  # the same, where the zip is a file
)


class ArchiveError(Exception):
    """Raised where a zip, or a member of one, can't be read; its text is one line."""


@dataclass(frozen=True)
class Limits:
    """The most that is read of one zip.

    members: how many it may list. single, total: bytes of one member and of all together, unpacked.
    """

    members: int
    single: int
    total: int


@dataclass(frozen=True)
class Entry:
    """A member of a zip that is no folder.

    name: with "/" between its parts. size: in bytes, as the zip states it. reason: "" or why it is
    not read. key: by which its archive finds it.
    """

    name: str
    size: int
    reason: str
    key: str | zipfile.ZipInfo


def members(source: Path | bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each plain member of a zip; others are left out.

    source: the zip, or the path of a plain file. Raises ArchiveError where the zip is damaged or
    exceeds a limit.
    """
    with Archive(source, limits) as archive:
        for entry in archive.entries:
            if not entry.reason:
                yield entry.name, archive.read(entry, limits.single)


class Archive:
    """A zip whose members are listed first, and read one by one; use it as a context manager.

    Raises ArchiveError where `source` is no zip, is damaged or lists too much.
    """

    def __init__(self, source: Path | bytes, limits: Limits):
        self._room = limits.total
        self._file = io.BytesIO(source) if isinstance(source, bytes) else open(source, "rb")  # noqa: SIM115
        try:
            bounded = _Bounded(self._file)
            self._zip = zipfile.ZipFile(bounded)
            bounded.limit = None  # what a member may take is known from here on
            infos = [info for info in self._zip.infolist() if not _name(info).endswith("/")]
            if len(infos) > limits.members:
                raise ArchiveError(f"it lists more than {limits.members:,} files")
            _refuse_overlaps(infos)
            self.entries = tuple(_entry(info) for info in infos)
        except BROKEN as error:
            self._file.close()
            raise ArchiveError(f"it is no zip, or a damaged one ({_line(error)})") from None
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, entry: Entry, limit: int) -> bytes:
        """Return the bytes of a plain member; raises ArchiveError where they are too many or bad.

        limit: bytes that this member may have.
        """
        if entry.reason:
            raise ArchiveError(entry.reason)
        if entry.size > limit:
            raise ArchiveError(too_large(entry.size, limit))
        if entry.size > self._room:
            raise ArchiveError("the zip holds too much: its limit is reached before this file")
        try:
            with self._zip.open(entry.key) as member:
                data = member.read(entry.size + 1)
        except BROKEN as error:
            raise ArchiveError(f"it is damaged ({_line(error)})") from None
        if len(data) != entry.size:
            raise ArchiveError("it is damaged (another size than the zip states)")
        self._room -= len(data)
        return data


class _Bounded:
    """A file that refuses to read the list of members at once where it is too long.

    limit: of bytes in one go, or None.
    """

    def __init__(self, file: IO[bytes]):
        self._file = file
        self.limit: int | None = LARGEST_LIST
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if self.limit is not None and size > self.limit:
            raise ArchiveError(f"its list of files is longer than {self.limit // 2**20} MB")
        return self._file.read(size)


def _refuse_overlaps(infos: list[zipfile.ZipInfo]) -> None:
    """Where members share bytes, a small zip unpacks to a large one."""
    spans = sorted(
        (info.header_offset, info.header_offset + HEADER + info.compress_size) for info in infos
    )
    if any(end > start for (_, end), (start, _) in pairwise(spans)):
        raise ArchiveError("it is no zip, or a damaged one (its files overlap)")


def _entry(info: zipfile.ZipInfo) -> Entry:
    name = _name(info)
    parts = [part for part in name.split("/") if part not in ("", ".")]
    return Entry("/".join(parts) or name, info.file_size, _why_not(info, name, parts), info)


def _why_not(info: zipfile.ZipInfo, name: str, parts: list[str]) -> str:
    mode = info.external_attr >> 16
    if reason := why_no_name(name, parts):
        return reason
    if stat.S_ISLNK(mode):
        return "it is a link"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "it is no plain file"
    if info.flag_bits & ENCRYPTED:
        return "it is encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "it is compressed in an unusual way: zip it again"
    if info.file_size > max(SMALL, LARGEST_RATIO * info.compress_size):
        return f"it unpacks to more than {LARGEST_RATIO} times its size"
    return ""


def why_no_name(name: str, parts: list[str]) -> str:
    """Why a name in a zip or folder is not taken, "" where it is.

    parts: of the name, between its separators.
    """
    if not parts or not name.isprintable():
        return "its name has characters that can't be shown"
    if name.startswith("/") or (name[1:2] == ":" and name[0].isalpha()):
        return "its name is an absolute path"
    if ".." in parts:
        return "its name leads out of the zip"
    if len(name) > LONGEST_NAME or any(len(part.encode()) > LONGEST_PART for part in parts):
        return "its name is too long"
    return ""


def too_large(size: int, limit: int) -> str:
    """The reason why a file is not read. size, limit: in bytes."""
    return f"it is too large ({size / 2**20:,.1f} MB, the limit is {limit / 2**20:,.0f} MB)"


def _name(info: zipfile.ZipInfo) -> str:
    name = info.orig_filename
    if not info.flag_bits & UTF8:
        name = decoded(name.encode("cp437"))  # which gives the bytes back: it knows all 256
    return name.replace("\\", "/")


def decoded(name: bytes) -> str:
    """Return a name whose encoding is not stated.

    Tools of macOS and Linux write UTF-8 without saying so; those of old Windows the code page of
    the console, cp437 or in most of Europe and South America cp850. The first whose characters are
    all Latin letters is taken, cp437 where there is none.
    """
    for encoding in ("utf-8", "cp437", "cp850"):
        try:
            text = name.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or all(map(_is_latin, text)):
            return text
    return name.decode("cp437")


def _is_latin(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith("LATIN ")


def _line(error: Exception) -> str:
    """What an error says, in one short line."""
    text = " ".join(str(error).split()) or type(error).__name__
    return shown(text)
