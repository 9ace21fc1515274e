"""Zips as honest and hostile people make them, in memory."""

import io
import stat
import zipfile

LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
# Where a member's flags and unpacked size stand, from each of the two signatures.
FLAGS = {LOCAL: 6, CENTRAL: 8}
SIZE = {LOCAL: 22, CENTRAL: 24}
OFFSET = 42  # of the member, in the list alone


def zipped(files: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def special(name: str, kind: int, data: bytes = b"/etc/passwd") -> bytes:
    """A zip whose one member is of this kind, such as stat.S_IFLNK."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (kind | 0o644) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, data)
    return buffer.getvalue()


def link(name: str) -> bytes:
    return special(name, stat.S_IFLNK)


def raw_names(files: dict[bytes, bytes]) -> bytes:
    """A zip whose names are these bytes, of no stated encoding."""
    stand_ins = {chr(ord("a") + place) * len(name): name for place, name in enumerate(files)}
    data = zipped(dict(zip(stand_ins, files.values(), strict=True)))
    for stand_in, name in stand_ins.items():
        assert len(stand_in) == len(name)
        data = data.replace(stand_in.encode(), name)
    return data


def patched(data: bytes, fields: dict[bytes, int], value: int, width: int = 2) -> bytes:
    """A zip in which a field of every member has this value. fields: its place by signature."""
    changed = bytearray(data)
    for signature, place in fields.items():
        at = changed.find(signature)
        while at >= 0:
            changed[at + place : at + place + width] = value.to_bytes(width, "little")
            at = changed.find(signature, at + 1)
    return bytes(changed)


def encrypted(data: bytes) -> bytes:
    """A zip whose members say that they are encrypted."""
    return patched(data, FLAGS, 1)
