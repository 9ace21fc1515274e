"""The layers of a jail: one that can't be built is named, with the remedy for its error."""

import contextlib
import errno
import os
from collections.abc import Iterator

CONTAINER = (
    "--privileged, or --cap-add SYS_ADMIN --security-opt seccomp=unconfined "
    "--security-opt apparmor=unconfined"
)
REFUSED_TO_ROOT = (
    f"this root lacks CAP_SYS_ADMIN, as in a container: start the container with {CONTAINER}"
)
REFUSED_TO_USER = (
    "run as root, or allow user namespaces to ordinary users (sysctl "
    "kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0); "
    f"a container needs {CONTAINER}"
)
NO_ROOM = (
    "allow more namespaces (sysctl user.max_user_namespaces, and the other user.max_*_namespaces)"
)
MASKED = (
    "parts of /proc are masked, as in a container: start the container with "
    "--security-opt systempaths=unconfined (podman: --security-opt unmask=ALL)"
)
REPORT = "no remedy is known; please report this line, with the system that it comes from"

# By layer: its remedies by the error of the system. What they don't name is to be reported.
VIEWS = {
    errno.EACCES: "let this user pass the folders that lead there: chmod a+x each of them",
    errno.ENOSPC: "allow more mounts (sysctl fs.mount-max)",
    errno.ENOSYS: "use Linux 6.12 or newer",
}
PROC = {errno.EPERM: MASKED, errno.EACCES: MASKED}
FOLDER = {errno.ENOSPC: "make the files smaller that the assignment brings along"}
RLIMITS = {errno.EPERM: "raise the hard limits of the shell that grades (ulimit -H -a)"}
BOUNDING_SET = {
    errno.EPERM: "this root lacks CAP_SETPCAP, as in a container: start the container with "
    "--cap-add SETPCAP",
}
LANDLOCK = {
    errno.ENOPKG: "pip install sandlock",
    errno.ENOSYS: "use Linux 6.12 or newer with landlock among its security modules "
    "(cat /sys/kernel/security/lsm)",
}
NO_FILTERS = "use a Linux whose kernel has seccomp filters (CONFIG_SECCOMP_FILTER)"
SECCOMP = {
    errno.ENOPKG: "pip install pyseccomp",
    errno.ELIBACC: "install libseccomp (Debian: libseccomp2)",
    errno.ELIBBAD: "install a newer libseccomp (Debian: libseccomp2)",
    errno.EINVAL: NO_FILTERS,
    errno.ENOSYS: NO_FILTERS,
}


def namespaces() -> dict[int, str]:
    """The remedies where namespaces are refused, or a mount in them, to this user."""
    refused = REFUSED_TO_ROOT if os.geteuid() == 0 else REFUSED_TO_USER
    return {errno.EPERM: refused, errno.EACCES: refused, errno.ENOSPC: NO_ROOM}


def another_user(first: int, last: int) -> dict[int, str]:
    """The remedies where root can't become one of these users."""
    return {
        errno.EPERM: "this root lacks CAP_SETUID and CAP_SETGID, as in a container: start the "
        "container with --cap-add SETUID --cap-add SETGID",
        errno.EINVAL: f"map the users and groups {first} to {last} into this user namespace "
        "(/etc/subuid, /etc/subgid), or grade as an ordinary user",
    }


class LayerMissing(OSError):
    """Raised where a layer of the jail can't be built; its one line says which and what to do."""


@contextlib.contextmanager
def layer(name: str, remedies: dict[int, str] | None = None) -> Iterator[None]:
    """Raise LayerMissing for whatever fails within, with the remedy for its error of the system."""
    try:
        yield
    except LayerMissing:
        raise
    # sandlock and pyseccomp have exceptions of their own.
    except Exception as error:
        remedy = (remedies or {}).get(getattr(error, "errno", 0), REPORT)
        reason = " ".join(str(error).split()) or type(error).__name__
        raise LayerMissing(f"the layer {name} can't be built ({reason}): {remedy}") from error
