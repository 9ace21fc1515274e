"""Zips of strangers: plain members come out, the rest is refused in one line, nothing grows."""

import io
import os
import stat
import struct
import zipfile

import pytest
from zips import CENTRAL, LOCAL, OFFSET, SIZE, encrypted, link, patched, raw_names, special, zipped

from autograder.grading.archive import LARGEST_LIST, Archive, ArchiveError, Limits, members

MB = 2**20
LIMITS = Limits(members=1000, single=8 * MB, total=20 * MB)


def listed(data):
    """Name and reason of each member."""
    with Archive(data, LIMITS) as archive:
        return [(entry.name, entry.reason) for entry in archive.entries]


def refusal(data, limits=LIMITS):
    with pytest.raises(ArchiveError) as caught:
        list(members(data, limits))
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_plain_members_come_out_with_their_bytes_in_order(tmp_path):
    data = zipped({"b.ipynb": b"{}", "folder/": b"", "folder/a.txt": b"x" * 1000})
    expected = [("b.ipynb", b"{}"), ("folder/a.txt", b"x" * 1000)]
    assert list(members(data, LIMITS)) == expected
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert list(members(path, LIMITS)) == expected
    assert os.listdir(tmp_path) == ["a.zip"]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Ana Núñez.ipynb", "utf-8"),  # macOS, without saying so
        ("Юлия.ipynb", "utf-8"),
        ("Ana Núñez.ipynb", "cp437"),
        ("João Conceição.ipynb", "cp850"),
    ],
)
def test_a_name_of_no_stated_encoding_is_read(name, encoding):
    assert listed(raw_names({name.encode(encoding): b"{}"})) == [(name, "")]


def test_a_name_that_says_it_is_utf8_is_read_so_and_a_wrong_one_is_damage():
    data = zipped({"Núñez ├.ipynb": b"{}"})
    assert listed(data) == [("Núñez ├.ipynb", "")]
    wrong = data.replace("ú".encode(), b"\xff\xff")
    assert refusal(wrong).startswith("it is no zip, or a damaged one ('utf-8' codec")


def test_backslashes_of_old_windows_tools_are_separators():
    assert listed(raw_names({rb"work\a.ipynb": b"", rb"work\..\..\b.ipynb": b""})) == [
        ("work/a.ipynb", ""),
        ("work/../../b.ipynb", "its name leads out of the zip"),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped({"../a.ipynb": b"x"}), "its name leads out of the zip"),
        (zipped({"a/../../b.ipynb": b"x"}), "its name leads out of the zip"),
        (zipped({"/etc/passwd": b"x"}), "its name is an absolute path"),
        (zipped({"C:/a.ipynb": b"x"}), "its name is an absolute path"),
        (zipped({"a\x1b[31m.ipynb": b"x"}), "its name has characters that can't be shown"),
        (zipped({"a\u202egnp.ipynb": b"x"}), "its name has characters that can't be shown"),
        (raw_names({b"a\0b.ipynb": b"x"}), "its name has characters that can't be shown"),
        (zipped({"a" * 256: b"x"}), "its name is too long"),
        (zipped({"a/" * 501: b"", "a/" * 500 + "b": b"x"}), "its name is too long"),
        (link("a.ipynb"), "it is a link"),
        (special("a.ipynb", stat.S_IFIFO), "it is no plain file"),
        (encrypted(zipped({"a.ipynb": b"x"})), "it is encrypted"),
        (
            zipped({"a.ipynb": b"x"}, zipfile.ZIP_BZIP2),
            "it is compressed in an unusual way: zip it again",
        ),
        (zipped({"a.ipynb": b"0" * 6 * MB}), "it unpacks to more than 300 times its size"),
    ],
)
def test_what_is_no_plain_member_is_left_out_with_its_reason(data, reason):
    ((_, found),) = listed(data)
    assert found == reason
    assert list(members(data, LIMITS)) == []
    with Archive(data, LIMITS) as archive, pytest.raises(ArchiveError) as caught:
        archive.read(archive.entries[0], MB)
    assert str(caught.value) == reason


def test_a_small_member_of_any_ratio_is_read():
    data = zipped({"a.ipynb": b"0" * 3 * MB})
    assert listed(data) == [("a.ipynb", "")]


def test_one_member_and_all_together_have_a_limit():
    noise = os.urandom(6 * MB)
    data = zipped({"a": noise, "b": noise, "c": noise, "d": noise})
    found, each = [], members(data, LIMITS)
    with pytest.raises(ArchiveError, match="the zip holds too much: its limit is reached"):
        found.extend(each)
    assert [name for name, _ in found] == ["a", "b", "c"]
    said = refusal(data, Limits(members=9, single=5 * MB, total=20 * MB))
    assert said == "it is too large (6.0 MB, the limit is 5 MB)"


def test_a_size_that_is_not_true_is_damage():
    honest = zipped({"a": os.urandom(5000)})
    for size in (100, 4999, 5001, 3 * MB):
        assert refusal(patched(honest, SIZE, size, 4)).startswith("it is damaged (")


def test_too_many_members_are_refused_before_they_are_listed():
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
        for number in range(100_000):
            archive.writestr(f"{number}.ipynb", b"")
    assert refusal(buffer.getvalue()) == "its list of files is longer than 4 MB"
    several = zipped({str(number): b"" for number in range(1001)})
    assert len(several) < LARGEST_LIST
    assert refusal(several) == "it lists more than 1,000 files"


def test_an_offset_that_no_file_can_have_is_damage(tmp_path):
    data = zipped({"a": b"x"})
    at = data.index(b"PK\x01\x02")
    entry, end = bytearray(data[at : at + 47]), bytearray(data[at + 47 :])
    extra = struct.pack("<HHQ", 1, 8, 2**64 - 1)  # of a zip with 64 bits, which says where it is
    entry[30:32], entry[42:46] = struct.pack("<H", len(extra)), b"\xff" * 4
    end[12:16] = struct.pack("<I", len(entry) + len(extra))
    data = data[:at] + bytes(entry) + extra + bytes(end)
    assert refusal(data).startswith("it is damaged (")
    (tmp_path / "all.zip").write_bytes(data)
    assert refusal(tmp_path / "all.zip").startswith("it is damaged (")


def test_members_that_share_their_bytes_are_refused():
    data = zipped({"a": b"x" * 100, "b": b"y" * 100})
    with Archive(data, LIMITS) as archive:
        assert len(archive.entries) == 2
    said = refusal(patched(data, {CENTRAL: OFFSET}, 0, 4))
    assert said == "it is no zip, or a damaged one (its files overlap)"


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"{}" * 5000, zipped({"a": b"x" * 99})[:-9]],
    ids=["empty", "two bytes", "no zip", "cut off"],
)
def test_what_is_no_whole_zip_is_said_to_be_none(data):
    assert refusal(data) == "it is no zip, or a damaged one (File is not a zip file)"


def test_every_single_damaged_byte_ends_in_one_line_or_in_the_members():
    data = zipped({"a.ipynb": bytes(range(100)), "b": b"x" * 50})
    ends = set()
    for place in range(len(data)):
        for value in (0, 0xFF, data[place] ^ 1):
            wrong = data[:place] + bytes([value]) + data[place + 1 :]
            try:
                found = list(members(wrong, LIMITS))
            except ArchiveError as error:
                ends.add(len(str(error).splitlines()))
            else:
                assert len(found) <= 2
    assert ends == {1}


def test_a_member_that_is_cut_short_is_damage():
    data = zipped({"a": os.urandom(3000)})
    at = data.index(LOCAL) + 40
    said = refusal(data[:at] + b"\xff" * 2000 + data[at + 2000 :])
    assert said.startswith("it is damaged (")
