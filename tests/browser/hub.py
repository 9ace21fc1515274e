"""A JupyterHub as the book configures it, with two users of this system made for it."""

import os
import pwd
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from dummy_course import make_course
from pages import PAGES
from patience import PATIENCE

# Of an environment that other users can read too.
PYTHON = Path(os.environ.get("AUTOGRADER_SHARED_PYTHON", sys.executable))
PROXY = Path(__file__).parent / "node_modules" / ".bin" / "configurable-http-proxy"

# On top of what the book says: addresses, and a login without passwords of the system.
OF_THE_TEST = """
c.JupyterHub.bind_url = "http://127.0.0.1:{public}"
c.JupyterHub.hub_port = {hub}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = {password!r}
c.Authenticator.allow_all = True
c.Spawner.environment = {environment!r}
"""


@dataclass(frozen=True)
class Hub:
    """A running hub: its address, everyone's password, its users, and where their homes lie."""

    url: str
    password: str
    teacher: str
    student: str
    homes: Path
    environment: dict[str, str]

    @property
    def clone(self) -> Path:
        """The instructor's, in which their server starts."""
        return self.homes / self.teacher / "softmax"

    def run(self, user: str, *arguments: str) -> subprocess.CompletedProcess:
        """Run Python as one of the users, in their home."""
        home = self.homes / user
        return _as_user(user, home, arguments, self.environment | {"HOME": str(home)})


def why_not() -> tuple[str, str]:
    """What root lacks for a hub of two users, "" for nothing, and how to get it."""
    if not PROXY.exists():
        return f"there is no {PROXY}", "npm ci --prefix tests/browser"
    try:
        readable = _as_user("nobody", Path("/"), ("-c", "import autograder"), {}).returncode == 0
    except PermissionError:
        readable = False
    missing = "" if readable else f"others can't run {PYTHON}"
    return missing, "name a Python that they can run in AUTOGRADER_SHARED_PYTHON"


@contextmanager
def jupyter_hub(root: Path) -> Iterator[Hub]:
    """Start a hub, and end it, with what its users run and themselves.

    root: a fresh folder that all users may enter, with nothing closed above it.
    """
    mark = secrets.token_hex(3)
    teacher, student = f"hub-teacher-{mark}", f"hub-student-{mark}"
    homes, exchange, settings = root / "home", root / "exchange", root / "settings"
    for folder in (homes, exchange, settings):
        folder.mkdir()
    exchange.chmod(0o777)
    text = _from_the_book("exchange", "c.Exchange.root", {"/srv/nbgrader/exchange": str(exchange)})
    (settings / "nbgrader_config.py").write_text(text)
    environment = {"JUPYTER_CONFIG_PATH": str(settings), "PYTHONDONTWRITEBYTECODE": "1"}
    password = secrets.token_hex()
    public, hub, api = _free_ports(3)
    running = Hub(f"http://127.0.0.1:{public}", password, teacher, student, homes, environment)
    replace = {
        '"ines"': repr(teacher),
        "/home/": f"{homes}/",
        "/opt/course/bin": str(PYTHON.parent),
    }
    config = _from_the_book("jupyterhub", "c.Spawner.cmd", replace) + OF_THE_TEST.format(
        public=public,
        hub=hub,
        api=api,
        proxy=str(PROXY),
        password=password,
        environment=environment,
    )
    folder = root / "hub"
    folder.mkdir(mode=0o700)
    (folder / "jupyterhub_config.py").write_text(config)
    with ExitStack() as stack:
        for user in (teacher, student):
            stack.callback(_remove, user)
            make = ["useradd", "--no-log-init", "--create-home", "--home-dir", homes / user, user]
            subprocess.run(make, check=True, timeout=PATIENCE)
        _make_clone(running)
        stack.enter_context(_started(folder, running.url))
        yield running


def _from_the_book(page: str, line: str, replace: dict[str, str]) -> str:
    """The program on a how-to page that has this line, with other names in place of its own."""
    blocks = re.findall(r"^( *)```\n(.*?)^\1```$", PAGES[f"docs/how-to/{page}.md"], re.M | re.S)
    ((indent, text),) = [block for block in blocks if line in block[1]]
    text = re.sub(f"^{indent}", "", text, flags=re.M)
    for old, new in replace.items():
        assert old in text, f"{page}: {old} is not where {line} is"
        text = text.replace(old, new)
    return text


def _make_clone(hub: Hub) -> None:
    """A course of one small notebook, closed to others, with the environment of all as its own."""
    make_course(hub.clone)
    (hub.clone / ".venv").symlink_to(PYTHON.parents[1])
    hub.clone.chmod(0o700)
    entry = pwd.getpwnam(hub.teacher)
    for path in (hub.clone, *hub.clone.rglob("*")):
        os.chown(path, entry.pw_uid, entry.pw_gid, follow_symlinks=False)


@contextmanager
def _started(folder: Path, url: str) -> Iterator[None]:
    """The hub, with its configuration in this folder."""
    environment = os.environ | {"PATH": f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}"}
    with (folder / "log").open("w") as log:
        hub = subprocess.Popen(
            [PYTHON, "-m", "jupyterhub"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that its proxy can be ended with it
        )
    try:
        _wait_for(hub, url, folder / "log")
        yield
    finally:
        hub.terminate()  # it ends servers and proxy first
        try:
            hub.wait(PATIENCE)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(hub.pid, signal.SIGKILL)
            hub.wait()


def _wait_for(hub: subprocess.Popen, url: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and hub.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/hub/health", timeout=10):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterHub did not start; its last words:\n{log.read_text()}")


def _free_ports(count: int) -> list[int]:
    """Ports on which nothing listens now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _as_user(user, at, arguments, environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [PYTHON, *arguments],
        cwd=at,
        env={"PATH": f"{PYTHON.parent}{os.pathsep}{os.defpath}"} | environment,
        user=user,
        group=pwd.getpwnam(user).pw_gid,
        extra_groups=[],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def _remove(user: str) -> None:
    """End each process of a user that a test has made, then remove the user."""
    try:
        uid = pwd.getpwnam(user).pw_uid
    except KeyError:  # it was not made
        return
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if path.stat().st_uid == uid:
                os.kill(int(path.name), signal.SIGKILL)
    # Forced, since one of them may be ending yet.
    subprocess.run(["userdel", "--force", user], check=True, timeout=PATIENCE)
