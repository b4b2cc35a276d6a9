"""Only files of the repository can be read, whatever links and names it holds."""

from __future__ import annotations

import errno
import os
import pickle
import socket
import stat
import string
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.errors import UsageError
from gate.model.outcome import Account
from gate.model.tree import Tree
from gate.system import files
from gate.system.files import LARGEST_FILE, FolderTree, MemoryTree, open_folder, private_folder


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    (folder / "deep").mkdir(parents=True)
    (folder / "secret").write_bytes(b"outside")
    (folder / "deep" / "secret").write_bytes(b"outside")
    return folder


@pytest.fixture
def root(tmp_path: Path, outside: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "apps" / "web" / "base").mkdir(parents=True)
    (folder / "apps" / "web" / "base" / "deploy.yaml").write_bytes(b"deploy")
    (folder / "apps" / "README.md").write_bytes(b"readme")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_bytes(b"token")
    return folder


def test_a_folder_holds_every_file_but_those_of_git(root: Path) -> None:
    (root / "apps" / "module").mkdir()
    (root / "apps" / "module" / ".git").write_bytes(b"gitdir: elsewhere")
    tree: Tree = open_folder(str(root))
    assert tree.root == str(root)
    assert tree.files == {"apps/README.md", "apps/web/base/deploy.yaml"}
    assert tree.read("apps/web/base/deploy.yaml") == b"deploy"
    assert tree.listing(".") == ("apps",)
    assert tree.listing("apps") == ("README.md", "web")
    assert tree.listing("apps/web/base/deploy.yaml") == ()
    assert tree.is_folder(".")
    assert tree.is_folder("apps/web/")
    assert not tree.is_folder("apps/README.md")
    assert not tree.is_folder("apps/module")
    assert tree.is_file("./apps/web/../README.md")
    assert not tree.is_file("apps/web")


def test_a_root_behind_a_link_is_taken_by_its_real_path(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    assert open_folder(str(tmp_path / "link")).root == str(root)


@pytest.mark.parametrize("path", ["absent", "file"])
def test_what_is_no_folder_is_a_usage_error(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be read as a folder"):
        open_folder(str(tmp_path / path))


def test_links_that_stay_inside_are_followed(root: Path) -> None:
    (root / "readme").symlink_to("apps/README.md")
    (root / "web").symlink_to("apps/web")
    (root / "again").symlink_to("web/base")
    (root / "absolute").symlink_to(root / "apps")
    tree = open_folder(str(root))
    assert tree.files >= {"readme", "web", "again", "absolute"}
    assert tree.read("readme") == b"readme"
    assert tree.is_file("readme")
    assert tree.is_folder("web")
    assert not tree.is_file("web")
    assert tree.listing("web") == ("base",)
    assert tree.is_folder("web/base")
    assert tree.is_file("web/base/deploy.yaml")
    assert tree.read("web/base/deploy.yaml") == b"deploy"
    assert tree.read("again/deploy.yaml") == b"deploy"
    assert tree.read("absolute/README.md") == b"readme"
    assert tree.listing("absolute/web/base") == ("deploy.yaml",)
    assert not tree.is_file("web/base/absent.yaml")
    assert tree.listing("web/absent") == ()


@pytest.mark.parametrize(
    "target", ["../outside/secret", "/etc/passwd", "apps/../../outside/secret", "/dev/zero"]
)
def test_a_file_outside_is_refused(root: Path, target: str) -> None:
    (root / "evil").symlink_to(target)
    tree = open_folder(str(root))
    assert tree.is_file("evil")
    with pytest.raises(PermissionError, match="leads outside"):
        tree.read("evil")


def test_a_folder_outside_is_refused_whatever_is_asked_of_it(root: Path) -> None:
    (root / "evil").symlink_to("../outside")
    (root / "apps" / "up").symlink_to("../..")
    tree = open_folder(str(root))
    for path in ("evil/secret", "evil/deep", "evil/deep/secret", "apps/up/outside/secret"):
        assert not tree.is_file(path)
        assert not tree.is_folder(path)
        assert tree.listing(path) == ()
        with pytest.raises(PermissionError, match="leads outside"):
            tree.read(path)
    assert not tree.is_folder("evil")
    assert tree.read("apps/up/repository/apps/README.md") == b"readme"


@pytest.mark.parametrize("path", ["../outside/secret", "/etc/passwd", "..", "apps/../../outside/secret"])
def test_a_path_that_climbs_out_is_refused(root: Path, path: str) -> None:
    for tree in (open_folder(str(root)), MemoryTree({"a": b""})):
        assert not tree.is_file(path)
        assert not tree.is_folder(path)
        assert tree.listing(path) == ()
        with pytest.raises(PermissionError, match="leads outside"):
            tree.read(path)


def test_what_git_keeps_for_itself_is_refused(root: Path) -> None:
    (root / "credentials").symlink_to(".git/config")
    (root / "internals").symlink_to(".git")
    tree = open_folder(str(root))
    for path in ("credentials", "internals/config", ".git/config"):
        with pytest.raises(PermissionError, match=r"leads into \.git"):
            tree.read(path)
    assert not tree.is_folder("internals")
    assert not tree.is_file(".git/config")


def test_a_file_that_is_not_of_the_set_is_not_there(root: Path) -> None:
    (root / "local.env").write_bytes(b"ignored")
    (root / "link").symlink_to("local.env")
    tree = FolderTree(str(root), ["apps/README.md", "link"])
    for path in ("local.env", "link", "apps/web/base/deploy.yaml", "apps", "."):
        with pytest.raises(FileNotFoundError):
            tree.read(path)
    assert not tree.is_folder("apps/web")
    assert tree.listing("apps") == ("README.md",)


@pytest.mark.parametrize("target", ["nowhere", "loop", "second"])
def test_a_link_that_leads_nowhere_is_a_file_that_cannot_be_read(root: Path, target: str) -> None:
    (root / "loop").symlink_to(target)
    (root / "second").symlink_to("loop")
    tree = open_folder(str(root))
    assert tree.is_file("loop")
    assert not tree.is_folder("loop")
    for path in ("loop", "loop/below"):
        with pytest.raises(FileNotFoundError):
            tree.read(path)


@pytest.mark.parametrize("path", ["a\0b", "apps/\ud800", "\udcff", "x" * 5000, "apps/README.md/below"])
def test_a_name_that_no_file_has_is_not_there(root: Path, path: str) -> None:
    (root / "link").symlink_to("apps")
    for tree in (open_folder(str(root)), MemoryTree({"apps/README.md": b""})):
        for asked in (path, f"link/{path}"):
            assert not tree.is_file(asked)
            assert not tree.is_folder(asked)
            with pytest.raises(FileNotFoundError):
                tree.read(asked)


def test_what_is_no_regular_file_is_accounted_for_and_never_opened(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(root / "fifo")
    (root / "link").symlink_to("fifo")
    monkeypatch.chdir(root)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
    tree = open_folder(str(root))
    assert tree.accounts == (
        Account("fifo", "is not a regular file"),
        Account("socket", "is not a regular file"),
    )
    assert tree.files == {"apps/README.md", "apps/web/base/deploy.yaml", "link"}
    later = FolderTree(str(root), ["fifo", "socket"])  # they took the place of a file
    for path in ("fifo", "socket"):
        with pytest.raises(PermissionError, match="not a regular file"):
            later.read(path)


@pytest.mark.skipif(sys.platform == "darwin", reason="file names are UTF-8 there")
def test_a_file_that_is_too_large_is_refused(root: Path) -> None:
    for name, size in (("largest", LARGEST_FILE), ("larger", LARGEST_FILE + 1)):
        (root / name).touch()
        os.truncate(root / name, size)
    tree = open_folder(str(root))
    assert len(tree.read("largest")) == LARGEST_FILE
    with pytest.raises(PermissionError, match="is larger than 64 MiB"):
        tree.read("larger")


def test_a_name_that_is_not_utf8_is_accounted_for(root: Path) -> None:
    Path(os.fsdecode(os.fsencode(root) + b"/bad\xff.yaml")).touch()
    tree = open_folder(str(root))
    assert tree.accounts == (Account("bad\\xff.yaml", "the name is not UTF-8"),)
    assert len(tree.files) == 2


def test_a_folder_that_cannot_be_read_is_accounted_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = files._entries

    def refuse(root: str, folder: str) -> list[os.DirEntry[str]]:
        if folder == "apps/web":
            raise PermissionError(errno.EACCES, "Permission denied")
        return entries(root, folder)

    monkeypatch.setattr(files, "_entries", refuse)
    tree = open_folder(str(root))
    assert tree.accounts == (Account("apps/web", "cannot be read: Permission denied"),)
    assert tree.files == {"apps/README.md"}


def test_a_file_that_has_gone_is_not_there(root: Path) -> None:
    tree = open_folder(str(root))
    (root / "apps" / "README.md").unlink()
    with pytest.raises(FileNotFoundError):
        tree.read("apps/README.md")


def test_a_folder_in_the_place_of_a_file_is_refused(root: Path) -> None:
    tree = open_folder(str(root))
    (root / "apps" / "README.md").unlink()
    (root / "apps" / "README.md").mkdir()
    with pytest.raises(PermissionError, match="not a regular file"):
        tree.read("apps/README.md")


def test_a_tree_goes_to_another_process(root: Path) -> None:
    tree = pickle.loads(pickle.dumps(open_folder(str(root))))
    assert tree.read("apps/README.md") == b"readme"
    assert tree.listing("apps") == ("README.md", "web")


def test_texts_in_memory_are_a_tree() -> None:
    tree: Tree = MemoryTree({"-": b"a", "folder/./b": b"b"})
    assert tree.root == ""
    assert tree.files == {"-", "folder/b"}
    assert tree.read("folder/b") == b"b"
    assert tree.is_file("folder/../-")
    assert tree.is_folder("folder")
    assert tree.listing(".") == ("-", "folder")
    with pytest.raises(FileNotFoundError):
        tree.read("folder")


def test_a_private_folder_is_for_this_user_alone_and_goes_away() -> None:
    with private_folder() as folder:
        assert folder == os.path.realpath(folder)
        assert stat.S_IMODE(Path(folder).stat().st_mode) == 0o700
        locked = Path(folder, "locked")
        locked.mkdir()
        (locked / "file").touch()
        locked.chmod(0o500)
    assert not Path(folder).exists()


names = st.text(string.ascii_lowercase[:3], min_size=1, max_size=2)
paths = st.lists(names, min_size=1, max_size=4).map("/".join)


def without_clashes(paths: set[str]) -> set[str]:
    """No file may be a folder of another."""
    return {path for path in paths if not any(other.startswith(path + "/") for other in paths)}


@settings(max_examples=50, deadline=None)
@given(st.sets(paths, max_size=8).map(without_clashes), st.lists(paths, max_size=8))
def test_trees_on_disk_and_in_memory_answer_alike(present: set[str], asked: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for file in present:
            place = Path(folder, file)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(file)
        on_disk, in_memory = open_folder(folder), MemoryTree({file: file.encode() for file in present})
        assert on_disk.files == in_memory.files
        for path in [*asked, *present, "."]:
            assert on_disk.is_file(path) == in_memory.is_file(path)
            assert on_disk.is_folder(path) == in_memory.is_folder(path)
            assert on_disk.listing(path) == in_memory.listing(path)
            assert all(
                on_disk.is_file(f"{path}/{name}") or on_disk.is_folder(f"{path}/{name}")
                for name in on_disk.listing(path)
            )
            if on_disk.is_file(path):
                assert on_disk.read(path) == in_memory.read(path)
