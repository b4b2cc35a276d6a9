"""What Git says of a repository, asked without running anything that the repository brings."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gate.errors import ToolError, UsageError
from gate.model.outcome import Account
from gate.system.files import DEEPEST_FOLDER, open_folder
from gate.system.git import Repository, _failure, _without_credentials, find_repository
from gate.system.process import Completed
from tests.unit.system.workshop import Workshop, git_program

pytestmark = pytest.mark.needs("git")


def test_the_repository_of_a_folder_is_its_work_tree(workshop: Workshop) -> None:
    workshop.write("apps/web/deploy.yaml")
    found = find_repository(workshop.program, str(workshop.folder / "apps" / "web"))
    assert found is not None
    assert found.root == str(workshop.folder)


def test_a_folder_outside_git_has_no_repository(tmp_path: Path) -> None:
    assert find_repository(git_program(), str(tmp_path)) is None


def test_inside_the_folder_of_git_there_is_no_work_tree(workshop: Workshop) -> None:
    assert find_repository(workshop.program, str(workshop.folder / ".git")) is None


def test_a_folder_that_looks_like_a_bare_repository_is_not_obeyed(workshop: Workshop) -> None:
    (workshop.folder / "trap").mkdir()
    trap = Workshop(workshop.folder / "trap", workshop.program)
    trap.git("init", "--quiet", "--bare", ".")
    marker = workshop.folder / "ran"
    hook = trap.write("hook", f"#!/bin/sh\n: >{marker}\n")
    hook.chmod(0o755)
    trap.git("config", "core.fsmonitor", str(hook))
    found = find_repository(workshop.program, str(trap.folder))
    assert found is None or found.root == str(workshop.folder)
    assert not marker.exists()


def test_a_repository_of_another_user_is_a_tool_error_with_the_way_out() -> None:
    done = Completed(
        ("git", "-c", "a=b", "rev-parse"), 128, b"", b"fatal: detected dubious ownership in x\n", 0.0, ""
    )
    error = _failure(done, "/srv/repository")
    assert error.message == "Git does not trust /srv/repository: it belongs to another user"
    assert "safe.directory /srv/repository" in error.hint


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_git_itself_speaks_of_dubious_ownership(workshop: Workshop, tmp_path: Path) -> None:
    for path in (workshop.folder, *workshop.folder.rglob("*")):
        os.chown(path, 65534, 65534)
    with pytest.raises(ToolError, match="does not trust"):
        find_repository(workshop.program, str(workshop.folder), {"HOME": str(tmp_path / "nobody")})
    (tmp_path / ".gitconfig").write_text(f"[safe]\ndirectory = {workshop.folder}\n")
    found = find_repository(workshop.program, str(workshop.folder), {"HOME": str(tmp_path)})
    assert found is not None
    assert found.open_worktree().files == frozenset()


def test_a_failure_names_the_command_and_the_first_words_of_git(workshop: Workshop) -> None:
    with pytest.raises(
        ToolError, match=r"^`git cat-file` failed in .*: fatal: Not a valid object name absent$"
    ):
        workshop.opened().ask("cat-file", "-p", "absent")


@pytest.mark.parametrize(
    ("cut", "reason"), [("time", "took too long"), ("output", "said too much"), ("memory", "too much memory")]
)
def test_a_command_that_was_cut_says_why(cut: str, reason: str) -> None:
    done = Completed(("git", "status"), -9, b"", b"", 0.0, cut)  # type: ignore[arg-type]
    assert reason in _failure(done, "/srv").message


def test_the_file_set_is_what_is_tracked_or_not_ignored(workshop: Workshop) -> None:
    workshop.write(".gitignore", "*.log\nbuild/\n*\n")
    workshop.write("build/out.yaml")
    workshop.git("add", "--force", ".gitignore")
    for path in ("a.yaml", "gone.yaml", "apps/tracked.log", "apps/ünï cödé\n.yaml"):
        workshop.write(path)
        workshop.git("add", "--force", path)
    workshop.write(".gitignore", "*.log\nbuild/\n")
    workshop.write("apps/untracked.yaml")
    workshop.write("apps/ignored.log")
    (workshop.folder / "link").symlink_to("apps")
    (workshop.folder / "gone.yaml").unlink()
    tree = workshop.opened().open_worktree()
    assert tree.root == str(workshop.folder)
    assert tree.accounts == ()
    assert tree.files == {
        ".gitignore",
        "a.yaml",
        "apps/tracked.log",
        "apps/ünï cödé\n.yaml",
        "apps/untracked.yaml",
        "link",
    }
    assert tree.read("link/untracked.yaml") == b"text\n"
    with pytest.raises(FileNotFoundError):
        tree.read("apps/ignored.log")


def test_the_users_own_ignore_file_holds(workshop: Workshop, tmp_path: Path) -> None:
    workshop.write("notes.txt")
    (tmp_path / "git").mkdir()
    (tmp_path / "git" / "ignore").write_text("notes.txt\n")
    repository = find_repository(workshop.program, str(workshop.folder), {"XDG_CONFIG_HOME": str(tmp_path)})
    assert repository is not None
    assert repository.open_worktree().files == frozenset()
    assert workshop.opened().open_worktree().files == {"notes.txt"}


def test_what_is_not_looked_into_is_accounted_for(workshop: Workshop) -> None:
    commit = workshop.commit("a.yaml", "sparse.yaml")
    workshop.git("update-index", "--add", "--cacheinfo", f"160000,{commit},vendor/module")
    workshop.git("update-index", "--skip-worktree", "sparse.yaml")
    (workshop.folder / "sparse.yaml").unlink()
    (workshop.folder / "nested").mkdir()
    Workshop(workshop.folder / "nested", workshop.program).git("init", "--quiet")
    workshop.write("nested/file.yaml")
    tree = workshop.opened().open_worktree()
    assert tree.files == {"a.yaml"}
    assert tree.accounts == (
        Account("nested", "is a Git repository of its own"),
        Account("sparse.yaml", "is not in the sparse checkout"),
        Account("vendor/module", "is a submodule, which is not looked into"),
    )


@pytest.mark.skipif(sys.platform == "darwin", reason="file names are UTF-8 there")
def test_a_name_that_is_not_utf8_is_accounted_for(workshop: Workshop) -> None:
    Path(os.fsdecode(os.fsencode(workshop.folder) + b"/bad\xff.yaml")).touch()
    tree = workshop.opened().open_worktree()
    assert tree.files == frozenset()
    assert tree.accounts == (Account("bad\\xff.yaml", "the name is not UTF-8"),)


def test_a_tracked_file_whose_place_was_taken_is_deleted(workshop: Workshop) -> None:
    workshop.commit("folder/a.yaml", "folder/deep/b.yaml", "file", "other/a.yaml", "other/deep/b.yaml")
    for path in ("folder/a.yaml", "folder/deep/b.yaml", "file"):
        (workshop.folder / path).unlink()
    (workshop.folder / "folder" / "deep").rmdir()
    (workshop.folder / "folder").rmdir()
    (workshop.folder / "folder").symlink_to("other")
    workshop.write("file/below")
    tree = workshop.opened().open_worktree()
    assert tree.files == {"folder", "file/below", "other/a.yaml", "other/deep/b.yaml"}


def test_nothing_that_the_repository_configures_runs(workshop: Workshop) -> None:
    workshop.commit("a.yaml")
    marker = workshop.folder.parent / "ran"
    hook = workshop.write("hook", f"#!/bin/sh\n: >{marker}\ncat\n")
    hook.chmod(0o755)
    workshop.write(".gitattributes", "* filter=trap diff=trap\n")
    workshop.git("config", "core.fsmonitor", str(hook))
    for key in ("filter.trap.clean", "filter.trap.smudge", "filter.trap.process", "diff.trap.textconv"):
        workshop.git("config", key, str(hook))
    workshop.git("config", "filter.trap.required", "true")
    workshop.write("a.yaml", "other\n")
    repository = workshop.opened()
    marker.unlink(missing_ok=True)
    repository.open_worktree()
    assert repository.is_dirty()
    assert repository.head() is not None
    assert not marker.exists()


def test_a_work_tree_is_dirty_when_it_differs_from_head(workshop: Workshop) -> None:
    repository = workshop.opened()
    assert not repository.is_dirty()
    workshop.write("a.yaml")
    assert repository.is_dirty()
    workshop.commit()
    assert not repository.is_dirty()
    workshop.write("a.yaml", "other\n")
    assert repository.is_dirty()


def test_the_head_is_a_commit_or_nothing(workshop: Workshop) -> None:
    assert workshop.opened().head() is None
    commit = workshop.commit("a.yaml")
    assert workshop.opened().head() == commit


def test_names_of_commits_are_resolved(workshop: Workshop) -> None:
    first, second = workshop.commit("a.yaml"), workshop.commit("b.yaml")
    workshop.git("tag", "--annotate", "v1", "--message", "first", first)
    repository = workshop.opened()
    for name, commit in (
        ("main", second),
        ("HEAD~1", first),
        ("v1", first),
        (first[:10], first),
        (second, second),
    ):
        assert repository.resolve(name) == commit


@pytest.mark.parametrize(
    "ref", ["origin/main", "absent", "HEAD:a.yaml", "HEAD^{tree}", "0" * 40, "a b", "main..main"]
)
def test_a_ref_that_is_not_here_is_a_usage_error_that_says_how_to_get_it(
    workshop: Workshop, ref: str
) -> None:
    workshop.commit("a.yaml")
    with pytest.raises(UsageError, match="names no commit that is here") as caught:
        workshop.opened().resolve(ref)
    assert "git fetch origin" in caught.value.hint
    assert "fetch-depth: 0" in caught.value.hint
    assert "origin/" not in caught.value.hint


@pytest.mark.parametrize("ref", ["", "-", "--all", "--output=/tmp/x", "a\0b"])
def test_what_could_be_an_option_is_refused(workshop: Workshop, ref: str) -> None:
    workshop.commit("a.yaml")
    with pytest.raises(UsageError, match="is no name of a commit"):
        workshop.opened().resolve(ref)
    with pytest.raises(UsageError):
        workshop.opened().merge_base(ref)


def test_the_merge_base_is_where_the_branch_left(workshop: Workshop) -> None:
    base = workshop.commit("a.yaml")
    workshop.git("switch", "--quiet", "--create", "change")
    workshop.commit("b.yaml")
    workshop.git("switch", "--quiet", "main")
    workshop.commit("c.yaml")
    workshop.git("switch", "--quiet", "change")
    assert workshop.opened().merge_base("main") == base
    assert workshop.opened().merge_base("main", base) == base


def test_histories_without_a_common_commit_are_a_usage_error(workshop: Workshop) -> None:
    workshop.commit("a.yaml")
    workshop.git("switch", "--quiet", "--orphan", "other")
    workshop.commit("b.yaml")
    with pytest.raises(UsageError, match="HEAD and main have no commit in common"):
        workshop.opened().merge_base("main")


def test_a_shallow_clone_without_the_merge_base_says_so(workshop: Workshop, tmp_path: Path) -> None:
    workshop.commit("a.yaml")
    workshop.git("switch", "--quiet", "--create", "change")
    workshop.commit("b.yaml")
    workshop.git("switch", "--quiet", "main")
    workshop.commit("c.yaml")
    clone = tmp_path / "clone"
    options = ("--quiet", "--depth=1", "--no-single-branch", "--branch=change")
    workshop.git("clone", *options, f"file://{workshop.folder}", str(clone))
    with pytest.raises(UsageError, match="too shallow") as caught:
        Repository(workshop.program, str(clone)).merge_base("origin/main")
    assert "fetch-depth: 0" in caught.value.hint


def test_remotes_are_told_without_credentials(workshop: Workshop) -> None:
    workshop.git("remote", "add", "origin", "https://user:t0ken@example.com/team/repository.git")
    workshop.git("remote", "add", "fork", "git@example.com:someone/repository.git")
    assert workshop.opened().remotes() == {
        "origin": "https://example.com/team/repository.git",
        "fork": "git@example.com:someone/repository.git",
    }
    assert (
        Repository(workshop.program, workshop.opened().root)
        .remotes()["origin"]
        .startswith("https://example.com")
    )


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("ssh://git@example.com:22/a", "ssh://example.com:22/a"),
        ("/srv/mirror@home", "/srv/mirror@home"),
        ("https://[bad", ""),
    ],
)
def test_an_address_is_told_without_its_user(url: str, told: str) -> None:
    assert _without_credentials(url) == told


def test_the_branches_that_are_known(workshop: Workshop) -> None:
    assert workshop.opened().branches() == ("main",)
    commit = workshop.commit("a.yaml")
    workshop.git("update-ref", "refs/remotes/origin/trunk", commit)
    workshop.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    workshop.git("checkout", "--quiet", "-b", "feature")
    assert workshop.opened().branches() == ("feature", "trunk")
    workshop.git("checkout", "--quiet", commit)
    assert workshop.opened().branches() == ("trunk",)


def test_folders_in_each_other_without_end_are_a_usage_error(workshop: Workshop) -> None:
    """Else they would be an error of Python's, or a file that is quietly lost."""
    folder = workshop.folder
    for depth in range(900):
        folder /= "d"
        folder.mkdir()
        if depth == DEEPEST_FOLDER - 1:
            (folder / "a.yaml").touch()
    assert workshop.opened().open_worktree().files == {"d/" * DEEPEST_FOLDER + "a.yaml"}
    (folder / "a.yaml").touch()
    with pytest.raises(UsageError, match="lies in more than 400 folders"):
        workshop.opened().open_worktree()
    with pytest.raises(UsageError, match="lies in more than 400 folders"):
        open_folder(str(workshop.folder))
    workshop.git("clean", "-fdq")  # pytest would not get that deep


def test_a_path_that_is_too_long_to_look_at_is_accounted_for(workshop: Workshop) -> None:
    blob = workshop.git("hash-object", "-w", "--stdin")
    path = "/".join(["d" * 200] * 21)
    workshop.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    tree = workshop.opened().open_worktree()
    assert (tree.files, tree.accounts) == (
        frozenset(),
        (Account(path, "cannot be read: File name too long"),),
    )


def test_no_hook_runs_whatever_is_asked(workshop: Workshop) -> None:
    workshop.commit("a.yaml")
    marker = workshop.folder / "ran"
    hook = workshop.write("hooks/reference-transaction", f"#!/bin/sh\n: >{marker}\n")
    hook.chmod(0o755)
    workshop.git("config", "core.hooksPath", str(hook.parent))
    workshop.opened().ask("update-ref", "refs/heads/other", "HEAD")
    assert not marker.exists()
    workshop.git("update-ref", "refs/heads/another", "HEAD")
    assert marker.exists()  # Git itself would run it


@pytest.mark.parametrize("protocol", ["file", "https", "ssh", "ext"])
def test_no_address_is_asked(workshop: Workshop, protocol: str) -> None:
    address = f"ext::touch {workshop.folder}/ran" if protocol == "ext" else f"{protocol}://{workshop.folder}"
    with pytest.raises(ToolError, match=f"transport '{protocol}' not allowed"):
        workshop.opened().ask("ls-remote", address)
    assert not (workshop.folder / "ran").exists()
