"""The tree of a commit is written as Git has it, and nothing is ever written outside its folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from gate.errors import UsageError
from gate.model.outcome import Account
from gate.system import git_objects
from gate.system.git import Repository
from gate.system.git_objects import write_tree
from tests.unit.system.workshop import Workshop

pytestmark = pytest.mark.needs("git")


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "into"
    folder.mkdir(mode=0o700)
    return folder


def below(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()
    }


def test_the_files_of_a_commit_are_its_blobs(workshop: Workshop, into: Path) -> None:
    workshop.write(".gitattributes", "hidden export-ignore\n* text eol=crlf\n*.bin filter=trap ident\n")
    workshop.git("config", "filter.trap.smudge", f"touch {into}/ran")
    workshop.git("config", "filter.trap.clean", "cat")
    workshop.write("program", "#!/bin/sh\n").chmod(0o755)
    commit = workshop.commit("a.yaml", "apps/web/b.yaml", "hidden/c.yaml", "ünï\ncödé", "x.bin", "empty")
    workshop.write("empty", "")
    commit = workshop.commit()
    workshop.write("a.yaml", "changed\n")
    workshop.write("later.yaml")
    tree = write_tree(workshop.opened(), commit, str(into))
    assert tree.root == str(into)
    assert tree.accounts == ()
    expected = {
        ".gitattributes",
        "program",
        "a.yaml",
        "apps/web/b.yaml",
        "hidden/c.yaml",
        "ünï\ncödé",
        "x.bin",
        "empty",
    }
    assert tree.files == expected == below(into)
    assert tree.read("a.yaml") == b"text\n"
    assert tree.read("empty") == b""
    assert tree.listing("apps") == ("web",)
    assert {stat.S_IMODE((into / path).stat().st_mode) for path in expected} == {0o600}


def test_equal_files_and_many_batches(
    workshop: Workshop, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(30):
        workshop.write(f"{n}.yaml", "x" * (n % 7) * 10)
    commit = workshop.commit()
    monkeypatch.setattr(git_objects, "BATCH_BYTES", 64)
    tree = write_tree(workshop.opened(), commit, str(into))
    assert len(tree.files) == 30
    assert all(len(tree.read(f"{n}.yaml")) == (n % 7) * 10 for n in range(30))


def test_links_that_stay_inside_are_links(workshop: Workshop, into: Path) -> None:
    workshop.write("apps/web/b.yaml")
    (workshop.folder / "web").symlink_to("apps/web")
    (workshop.folder / "apps" / "up").symlink_to("../web/b.yaml")
    (workshop.folder / "nowhere").symlink_to("absent")
    tree = write_tree(workshop.opened(), workshop.commit(), str(into))
    assert tree.files == {"apps/web/b.yaml", "web", "apps/up", "nowhere"}
    assert tree.read("web/b.yaml") == tree.read("apps/up") == b"text\n"
    assert tree.is_folder("web")
    with pytest.raises(FileNotFoundError):
        tree.read("nowhere")


def test_links_that_lead_outside_are_not_written_and_reading_them_is_refused(
    workshop: Workshop, into: Path
) -> None:
    workshop.write("d/e/file")
    targets = {
        "absolute": "/etc/passwd",
        "climbing": "../outside",
        "folder": "/etc",
        "d/e/root": "../..",
        "d/e/through": "root/../outside",
        "itself": str(into / "d"),
    }
    for path, target in targets.items():
        (workshop.folder / path).symlink_to(target)
    (into.parent / "outside").write_text("outside")
    tree = write_tree(workshop.opened(), workshop.commit(), str(into))
    assert tree.files == {"d/e/file", *targets}
    assert below(into) == {"d/e/file", "d/e/root", "itself"}
    for path in ("absolute", "climbing", "folder", "folder/passwd", "d/e/through", "d/e/root/absolute"):
        with pytest.raises(PermissionError, match="leads outside"):
            tree.read(path)
    assert not tree.is_folder("folder")


def test_a_link_with_a_target_that_no_file_has_is_refused(workshop: Workshop, into: Path) -> None:
    commit = workshop.made(
        ("120000", "nul", b"a\0b"), ("120000", "empty", b""), ("120000", "long", b"x" * 5000)
    )
    tree = write_tree(workshop.opened(), commit, str(into))
    assert tree.files == {"nul", "empty", "long"}
    assert below(into) == set()
    with pytest.raises(PermissionError):
        tree.read("nul")


def test_a_file_below_a_link_is_not_written_through_it(
    workshop: Workshop, into: Path, tmp_path: Path
) -> None:
    inner = workshop.made(("100644", "owned", b"x"), ("120000", "link", b"y"))
    tree_of = workshop.git("rev-parse", f"{inner}^{{tree}}").encode()
    target = str(tmp_path).encode()
    commit = workshop.made(
        ("120000", "a", target), ("040000", "a", tree_of), ("120000", "B", target), ("040000", "b", tree_of)
    )
    tree = write_tree(workshop.opened(), commit, str(into))
    assert tree.files == {"a", "B"}
    assert tree.accounts == tuple(
        Account(path, "lies below another file") for path in ("a/link", "a/owned", "b/link", "b/owned")
    )
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("name", ["..", ".", ".git", ".GIT"])
def test_names_that_git_does_not_write_are_not_written(workshop: Workshop, into: Path, name: str) -> None:
    inner = workshop.made(("100644", "config", b"x"))
    tree_of = workshop.git("rev-parse", f"{inner}^{{tree}}")
    # mktree would refuse nothing here, but a tree that a server accepted may hold such a name all the same.
    raw = b"40000 " + name.encode() + b"\0" + bytes.fromhex(tree_of)
    tree_object = workshop.git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=raw)
    commit = workshop.git("commit-tree", tree_object, "-m", "made")
    tree = write_tree(workshop.opened(), commit, str(into))
    assert tree.files == frozenset()
    assert tree.accounts == (Account(f"{name}/config", "has a name that Git does not write"),)
    assert list(into.iterdir()) == []
    assert not (into.parent / "config").exists()


def test_what_is_not_written_is_accounted_for(
    workshop: Workshop, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = workshop.commit("a.yaml")
    monkeypatch.setattr(git_objects, "LARGEST_FILE", 2**20)
    commit = workshop.made(
        ("100644", "a.yaml", b"a"),
        ("160000", "module", base.encode()),
        ("100644", "big", b"x" * (2**20 + 1)),
        ("100644", os.fsdecode(b"bad") + "\N{LATIN SMALL LETTER E WITH ACUTE}", b"fine"),
    )
    tree = write_tree(workshop.opened(), commit, str(into))
    assert tree.files == {"a.yaml", "badé"}
    assert tree.accounts == (
        Account("big", "is larger than 1 MiB"),
        Account("module", "is a submodule, which is not looked into"),
    )


def test_a_name_that_is_taken_is_accounted_for(
    workshop: Workshop, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = workshop.commit("a.yaml", "A.yaml")
    (into / "A.yaml").write_text("as where the file system minds no case")
    tree = write_tree(workshop.opened(), commit, str(into))
    assert tree.files == {"a.yaml"}
    assert tree.accounts == (Account("A.yaml", "differs only in case from another file"),)


def test_a_commit_without_files_is_an_empty_tree(workshop: Workshop, into: Path) -> None:
    tree = write_tree(workshop.opened(), workshop.commit(), str(into))
    assert tree.files == frozenset()
    assert tree.is_folder(".")


def test_a_partial_clone_says_what_it_lacks_and_fetches_nothing(
    workshop: Workshop, into: Path, tmp_path: Path
) -> None:
    workshop.git("config", "uploadpack.allowFilter", "true")
    commit = workshop.commit("a.yaml")
    clone = tmp_path / "clone"
    options = ("--quiet", "--filter=blob:none", "--no-checkout")
    workshop.git("clone", *options, f"file://{workshop.folder}", str(clone))
    with pytest.raises(UsageError, match="is partial and lacks") as caught:
        write_tree(Repository(workshop.program, str(clone)), commit, str(into))
    assert "--filter" in caught.value.hint


def test_only_a_full_object_name_is_taken(workshop: Workshop, into: Path) -> None:
    workshop.commit("a.yaml")
    with pytest.raises(ValueError, match="no object name"):
        write_tree(workshop.opened(), "HEAD", str(into))
