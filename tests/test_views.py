"""A jail sees what it may read under every path that leads there, and nothing that is hidden."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from confined import confined
from installs import need_linux

from autograder import sandbox
from autograder.sandbox.inside.views import MOST_LINKS, plan

need_linux()

# Most of Python's own folders need not be read by what is run here.
READ = "(lambda path: open(path).read())"


@pytest.fixture
def root():
    """A folder outside of what pytest keeps closed to others."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp")).resolve()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def made(path: Path, text: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def planned(readable, hidden=()):
    return plan(list(map(str, readable)), list(map(str, hidden)))


# ---- the plan ----


def test_a_view_within_another_is_not_made_twice_in_whatever_order(root):
    inner = made(root / "a" / "b" / "file").parent
    for readable in ([inner, root / "a"], [root / "a", inner]):
        assert planned(readable).views == [str(root / "a")]


def test_a_folder_whose_name_begins_as_another_is_a_view_of_its_own(root):
    made(root / "a" / "file")
    made(root / "ab" / "file")
    assert planned([root / "a", root / "ab"]).views == [str(root / "a"), str(root / "ab")]


def test_links_on_the_way_are_made_and_their_targets_seen(root):
    made(root / "srv" / "ada" / "env" / "file")
    (root / "home").symlink_to("srv/current")
    (root / "srv" / "current").symlink_to(root / "srv" / "x" / ".." / "ada")
    (root / "srv" / "x").mkdir()
    planned_ = planned([root / "home" / "env"])
    assert planned_.views == [str(root / "srv" / "ada" / "env")]
    assert {str(root / "home"): "srv/current"}.items() <= planned_.links.items()
    assert str(root / "srv" / "current") in planned_.links


def test_a_path_that_leads_nowhere_or_in_a_circle_is_left_out(root):
    (root / "round").symlink_to("round")
    (root / "dangling").symlink_to("nothing")
    made(root / "file")
    paths = [root / name for name in ("round", "dangling", "none", "file/below")]
    assert planned(paths).views == []


@pytest.mark.parametrize(("count", "seen"), [(MOST_LINKS, True), (MOST_LINKS + 1, False)])
def test_as_many_links_are_followed_as_linux_follows(root, count, seen):
    made(root / "0" / "file")
    for number in range(count):
        (root / f"{number + 1}").symlink_to(f"{number}")
    assert bool(planned([root / f"{count}"]).views) is seen


def test_of_a_folder_that_holds_what_is_hidden_all_else_is_seen(root):
    for name in ("site/numpy/core.py", "site/six.py", "site/own/key.py", "site/own/in/side.py"):
        made(root / name)
    (root / "site" / "link").symlink_to("numpy")
    found = planned([root / "site", root / "site" / "own" / "in"], [root / "site" / "own"])
    names = ("numpy", "own/in", "six.py")
    assert found.views == [str(root / "site" / name) for name in names]
    assert found.folders == [str(root / "site")]
    assert found.links == {str(root / "site" / "link"): "numpy"}


def test_what_is_hidden_is_so_under_each_of_its_names(root):
    made(root / "real" / "site" / "own" / "key.py")
    made(root / "real" / "site" / "six.py")
    (root / "home").symlink_to("real")
    for readable in (root / "home" / "site", root / "real" / "site"):
        for hidden in (root / "home" / "site" / "own", root / "real" / "site" / "own"):
            assert planned([readable], [hidden]).views == [str(root / "real" / "site" / "six.py")]


# ---- seen from inside ----


def test_a_file_is_read_under_a_link_and_under_its_own_path(root):
    file = made(root / "srv" / "ada" / "file", "text")
    (root / "home").symlink_to("srv")
    linked = root / "home" / "ada"
    probe = f"[{READ}({str(linked / 'file')!r}), {READ}({str(file)!r})]"
    assert confined(probe, [linked]) == ["text", "text"]
    assert "FileNotFoundError" in confined(probe, [file.parent])


def test_the_writable_folder_keeps_clear_of_what_is_readable():
    probe = "[os.getcwd(), os.readlink('/tmp'), os.path.isdir('/usr/share')]"
    same = "confinement.HOME = '/usr'"
    assert confined(probe, ["/usr/share"], after=same) == ["/usr-2", "/usr-2", True]
    assert confined(probe, ["/usr"], after=same) == ["/usr-2", "/usr-2", True]
    assert confined(probe, ["/usr"]) == ["/submission", "/submission", True]


def test_tmp_leads_to_the_writable_folder_unless_something_there_is_readable():
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        made(Path(folder, "file"), "text")
        probe = f"[os.path.islink('/tmp'), os.path.exists('{folder}'), os.environ['TMPDIR']]"
        assert confined(probe, [folder]) == [False, True, "/submission"]
        assert confined(probe, ["/usr/share"]) == [True, False, "/submission"]


def test_folders_of_the_new_root_can_be_passed_whatever_the_umask(root):
    file = made(root / "a" / "b" / "file", "text")
    for folder in (root / "a", root / "a" / "b"):
        folder.chmod(0o755)
    probe = f"{READ}({str(file)!r})"
    assert confined(probe, [file.parent], before="os.umask(0o077)") == "text"


def test_views_are_not_written_to_with_what_is_mounted_in_them(root):
    made(root / "a" / "file")
    mount = f"confinement._mount('tmpfs', {str(root / 'a')!r}, 'tmpfs', 0, 'mode=777')"
    write = f"(lambda path: open(path, 'w').close())({str(root / 'a' / 'new')!r})"
    without = "confinement._bound_files = lambda *a: None"
    done = confined(write, [root], after=f"{mount}\n{without}")
    assert "Read-only file system" in done


@pytest.mark.skipif("os.geteuid() != 0", reason="only root mounts what is locked for others")
def test_a_view_keeps_the_flags_that_an_ordinary_user_can_not_take_away(root):
    made(root / "fonts" / "file", "text")
    mounts = (
        f"mount -t tmpfs -o noexec,nosuid,nodev,mode=755 none {root}/fonts && "
        f'echo text > {root}/fonts/file && exec setpriv --reuid=65534 --clear-groups "$@"'
    )
    user = ("unshare", "--mount", "sh", "-c", mounts, "sh")
    # Which any user can run, and read.
    python = "/usr/bin/python3"
    inside = Path(shutil.copytree(sandbox.INSIDE, root / "inside"))
    probe = f"[os.statvfs({str(root / 'fonts')!r}).f_flag & os.ST_NOEXEC, os.getuid()]"
    bare = "confinement._bound_files = confinement.system_calls.refuse_others = lambda *a: 0"
    run = {"by": user, "program": python, "inside": inside}
    done = confined(probe, [root / "fonts"], after=bare, **run)
    assert done == [os.ST_NOEXEC, 65534]


# ---- this package among the packages ----


@pytest.fixture
def site(root):
    """A folder of packages, this one among them."""
    for name in ("own/key/hidden.py", "own/inside/warm.py", "other/part.py", "own-1.dist-info/R"):
        made(root / "site" / name, name)
    return root / "site"


HOLD_OUTSIDE = "outside = os.open('/', os.O_PATH)"
ESCAPED = "(lambda path: os.open(path, os.O_RDONLY, dir_fd=outside) and 'read')"
NO_VIEWS_CLOSED = "confinement._close_files = lambda keep: None"


def test_this_package_is_in_no_view_and_others_are(site):
    probe = f"sorted(os.listdir({str(site)!r})) + sorted(os.listdir({str(site / 'own')!r}))"
    hidden = [site / "own", site / "own-1.dist-info"]
    assert confined(probe, [site, site / "own" / "inside"], hidden) == ["other", "own", "inside"]


def test_landlock_holds_behind_the_views(site):
    """From a way out to the root of the host, neither this package nor a neighbour is opened."""
    key = str(site / "own" / "key" / "hidden.py")[1:]
    part = str(site / "other" / "part.py")
    probe = f"[{READ}({part!r}), {ESCAPED}({key!r})]"
    arguments = ([site], [site / "own"])
    held = {"before": HOLD_OUTSIDE}
    assert "Permission denied" in confined(probe, *arguments, **held, after=NO_VIEWS_CLOSED)
    without = f"{NO_VIEWS_CLOSED}\nconfinement._bound_files = lambda *a: None"
    assert confined(probe, *arguments, **held, after=without) == ["other/part.py", "read"]


def test_this_package_is_hidden_only_where_a_readable_folder_holds_it(tmp_path, monkeypatch):
    package = tmp_path / "site" / "autograder"
    made(package / "__init__.py")
    information = made(tmp_path / "site" / "softmax_autograder-1.dist-info" / "RECORD").parent
    (tmp_path / "link").symlink_to("site")
    monkeypatch.setattr(sandbox, "PACKAGE", package)
    assert sandbox.hidden_paths([str(tmp_path / "other"), str(sandbox.INSIDE)]) == []
    for folder in (tmp_path, tmp_path / "site", tmp_path / "link"):
        assert sandbox.hidden_paths([str(folder)]) == [str(package), str(information)]


def test_an_installed_student_edition_is_hidden(tmp_path):
    edition = made(tmp_path / "site" / "softmax_course" / "autograder" / "__init__.py").parents[1]
    information = made(tmp_path / "site" / "softmax_course-1.dist-info" / "RECORD").parent
    hidden = sandbox.hidden_paths([str(tmp_path), str(tmp_path / "site")])
    assert sorted(hidden) == [str(edition), str(information)]


def test_in_a_clone_nothing_is_hidden_so_that_jails_stay_quick():
    assert sandbox.hidden_paths(sandbox.readable_paths()) == []


def test_no_readable_path_of_python_is_one_at_which_it_was_built(monkeypatch):
    monkeypatch.setattr(sandbox.sysconfig, "get_config_var", lambda name: f"/install/{name}")
    assert not [path for path in sandbox.readable_paths() if path.startswith("/install")]
    assert os.path.join(sys.base_prefix, "lib") in sandbox.readable_paths()
