"""A layer that can't be built is named, with the remedy for its error and no other."""

import errno
import os

import pytest
from confined import confined
from installs import need_linux

from autograder.sandbox.inside import layers

need_linux()

AS_ROOT = "os.geteuid = lambda: 0\n"
AS_USER = "os.geteuid = lambda: 1000\n"
LIBC = "confinement._libc"
USERS = layers.another_user(60_000, 64_999)
REMEDIES = {
    *(layers.REFUSED_TO_ROOT, layers.REFUSED_TO_USER, layers.NO_ROOM, layers.REPORT),
    *(layers.PROC | layers.FOLDER).values(),
    *layers.VIEWS.values(),
    *layers.RLIMITS.values(),
    *layers.BOUNDING_SET.values(),
    *layers.LANDLOCK.values(),
    *layers.SECCOMP.values(),
    *USERS.values(),
}


def mount_fails(error: str, source: str, target: str) -> str:
    """The one mount of this source on this target fails."""
    where = f"lambda *a: (a[0], a[1]) == ({source.encode()!r}, {target.encode()!r})"
    return f"{LIBC}.mount = refuses(errno.{error}, {LIBC}.mount, {where})"


def unshare_fails(error: str) -> str:
    return f"{LIBC}.unshare = refuses(errno.{error})"


PRIVATE = mount_fails("EACCES", "none", "/")
REFUSED = layers.REFUSED_TO_ROOT if os.geteuid() == 0 else layers.REFUSED_TO_USER
ABSENT = "confinement.{0} = None\nconfinement.no_{0} = {1}"
SECCOMP_ABSENT = ABSENT.replace("confinement", "confinement.system_calls")

# The layer that fails, when and how, what its line says besides, and its remedy.
FAULTS = [
    ("namespaces", "before", AS_ROOT + unshare_fails("EPERM"), "unshare", layers.REFUSED_TO_ROOT),
    ("namespaces", "before", AS_USER + unshare_fails("EPERM"), "unshare", layers.REFUSED_TO_USER),
    ("namespaces", "before", unshare_fails("ENOSPC"), "unshare", layers.NO_ROOM),
    ("namespaces", "before", unshare_fails("EINVAL"), "unshare", layers.REPORT),
    ("namespaces", "after", PRIVATE, "mount none on /: Permission denied", REFUSED),
    (
        "root of read-only views",
        "after",
        mount_fails("EACCES", "/usr/share", "/sys/usr/share"),
        "mount /usr/share on /sys/usr/share: Permission denied",
        layers.VIEWS[errno.EACCES],
    ),
    (
        "root of read-only views",
        "after",
        mount_fails("ENOSPC", "/usr/share", "/sys/usr/share"),
        "mount /usr/share on",
        layers.VIEWS[errno.ENOSPC],
    ),
    (
        "root of read-only views",
        "after",
        mount_fails("EPERM", "/usr/share", "/sys/usr/share"),
        "Operation not permitted",
        layers.REPORT,
    ),
    (
        "root of read-only views",
        "after",
        "confinement.views.os.lstat = fails(errno.EIO)",
        "Input/output error",
        layers.REPORT,
    ),
    (
        "fresh /proc",
        "after",
        mount_fails("EPERM", "proc", "/sys/proc"),
        "mount proc on /sys/proc",
        layers.MASKED,
    ),
    (
        "small writable folder",
        "after",
        mount_fails("ENOMEM", "tmpfs", "/sys/submission"),
        "Cannot allocate memory",
        layers.REPORT,
    ),
    (
        "another user",
        "after",
        AS_ROOT + "confinement._is_mapped = lambda *a: True\nos.setgroups = fails(errno.EPERM)",
        "Operation not permitted",
        USERS[errno.EPERM],
    ),
    (
        "another user",
        "after",
        AS_ROOT + "confinement._is_mapped = lambda *a: False",
        "this namespace has no uid 6",
        USERS[errno.EINVAL],
    ),
    (
        "empty bounding set",
        "after",
        "confinement._libc.prctl = refuses(errno.EPERM)",
        "prctl: Operation not permitted",
        layers.BOUNDING_SET[errno.EPERM],
    ),
    (
        "no descriptor but the wire",
        "after",
        "confinement._close_files = fails(errno.EIO)",
        "Input/output error",
        layers.REPORT,
    ),
    (
        "Landlock",
        "after",
        ABSENT.format("sandlock", "ImportError('No module')"),
        "sandlock can't be imported: No module",
        "pip install sandlock",
    ),
    (
        "Landlock",
        "after",
        "confinement.sandlock.landlock_abi_version = lambda: -1",
        "the kernel has version 0, not ",
        layers.LANDLOCK[errno.ENOSYS],
    ),
    (
        "Landlock",
        "after",
        "confinement.sandlock.confine = lambda policy: 1 / 0",
        "division by zero",
        layers.REPORT,
    ),
    (
        "seccomp",
        "after",
        SECCOMP_ABSENT.format("pyseccomp", "ImportError('No module')"),
        "pyseccomp can't be imported: No module",
        "pip install pyseccomp",
    ),
    (
        "seccomp",
        "after",
        SECCOMP_ABSENT.format("pyseccomp", "RuntimeError('Unable to find libseccomp')"),
        "Unable to find libseccomp",
        layers.SECCOMP[errno.ELIBACC],
    ),
    (
        "seccomp",
        "after",
        "confinement.system_calls.pyseccomp.resolve_syscall = lambda arch, name: -1",
        "libseccomp knows too few system calls",
        layers.SECCOMP[errno.ELIBBAD],
    ),
    (
        "seccomp",
        "after",
        "confinement.system_calls._libc.prctl = refuses(errno.EINVAL)",
        "Invalid argument",
        layers.NO_FILTERS,
    ),
]


def test_without_a_fault_all_layers_are_built():
    assert confined("os.getcwd()") == "/submission"


@pytest.mark.parametrize(("name", "when", "fault", "said", "remedy"), FAULTS)
def test_each_fault_has_its_own_remedy_and_no_other(name, when, fault, said, remedy):
    assert_named(confined("'built'", ["/usr/share"], **{when: fault}), name, said, remedy)


def assert_named(line: str, name: str, said: str, remedy: str) -> None:
    assert line.startswith(f"the layer {name} can't be built ("), line
    assert said in line
    assert line.endswith(f"): {remedy}")
    assert "\n" not in line
    # Some remedies are the beginning of others'.
    assert {other for other in REMEDIES if other in line and other not in remedy} == set()


def test_files_that_do_not_fit_into_the_writable_folder_are_told_as_that():
    line = confined(own={"large.csv": "1" * 2**16}, files=2**13)
    assert_named(line, "small writable folder", "No space left", layers.FOLDER[errno.ENOSPC])


def test_a_bound_that_the_kernel_refuses_is_named():
    line = confined(open_files=2**62)
    assert_named(line, "rlimits", "RLIMIT_NOFILE: ", layers.RLIMITS[errno.EPERM])


def test_what_no_remedy_names_is_to_be_reported():
    with pytest.raises(layers.LayerMissing) as raised, layers.layer("wings", {1: "flap"}):
        raise OSError(5, "Input/output\nerror")
    assert str(raised.value) == (
        f"the layer wings can't be built ([Errno 5] Input/output error): {layers.REPORT}"
    )


def test_the_inner_of_two_layers_is_the_one_that_is_named():
    with (
        pytest.raises(layers.LayerMissing, match=r"the layer inner can't be built .*: flap$"),
        layers.layer("outer"),
        layers.layer("inner", {1: "flap"}),
    ):
        raise PermissionError(1, "no")
