"""What differs from a commit is found by content alone."""

from __future__ import annotations

import pytest

from gate.system import git_changes
from gate.system.git_changes import changed_paths
from tests.unit.system.workshop import Workshop

pytestmark = pytest.mark.needs("git")


def changed(workshop: Workshop, commit: str) -> set[str]:
    repository = workshop.opened()
    return set(changed_paths(repository, commit, repository.open_worktree()))


def test_nothing_has_changed(workshop: Workshop) -> None:
    assert changed(workshop, workshop.commit("a.yaml", "b/c.yaml")) == set()


def test_what_was_written_added_removed_and_moved(workshop: Workshop) -> None:
    commit = workshop.commit("same.yaml", "written.yaml", "removed.yaml", "moved.yaml", "ünï\ncödé")
    workshop.write("written.yaml", "other\n")
    workshop.write("added.yaml")
    (workshop.folder / "removed.yaml").unlink()
    (workshop.folder / "moved.yaml").rename(workshop.folder / "there.yaml")
    (workshop.folder / ".gitignore").write_text("ignored.yaml\n")
    workshop.write("ignored.yaml")
    workshop.git("add", "written.yaml")
    expected = {"written.yaml", "added.yaml", "removed.yaml", "moved.yaml", "there.yaml", ".gitignore"}
    assert changed(workshop, commit) == expected


def test_commits_since_count(workshop: Workshop) -> None:
    commit = workshop.commit("a.yaml")
    workshop.commit("b.yaml")
    assert changed(workshop, commit) == {"b.yaml"}


def test_a_link_is_what_it_says(workshop: Workshop) -> None:
    workshop.write("a.yaml")
    for name in ("same", "turned", "became-a-file"):
        (workshop.folder / name).symlink_to("a.yaml")
    commit = workshop.commit("became-a-link")
    (workshop.folder / "turned").unlink()
    (workshop.folder / "turned").symlink_to("b.yaml")
    (workshop.folder / "became-a-file").unlink()
    (workshop.folder / "became-a-file").write_text("a.yaml")
    (workshop.folder / "became-a-link").unlink()
    (workshop.folder / "became-a-link").symlink_to("text\n")
    assert changed(workshop, commit) == {"turned", "became-a-file", "became-a-link"}


def test_no_filter_runs(workshop: Workshop) -> None:
    workshop.write(".gitattributes", "*.yaml filter=trap\n")
    workshop.git("config", "filter.trap.clean", "cat")
    commit = workshop.commit("a.yaml")
    workshop.git("config", "filter.trap.clean", f": >{workshop.folder}/ran; cat")
    assert changed(workshop, commit) == set()
    assert not (workshop.folder / "ran").exists()


def test_a_repository_of_sha256_objects(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Workshop(tmp_path_factory.mktemp("sha256"), workshop.program)
    other.git("init", "--quiet", "--object-format=sha256")
    commit = other.commit("a.yaml", "b.yaml")
    other.write("b.yaml", "other\n")
    assert changed(other, commit) == {"b.yaml"}


def test_a_file_that_is_too_large_to_be_read_counts_as_changed(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = workshop.commit("a.yaml")
    monkeypatch.setattr(git_changes, "LARGEST_FILE", 1)
    assert changed(workshop, commit) == {"a.yaml"}
