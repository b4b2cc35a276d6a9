"""Which repository is meant, and which part of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.cli.places import Place, find_place
from gate.errors import UsageError
from gate.system.tools import Tool, Toolbox
from tests.unit.system.workshop import Workshop, git_program

GIT = Toolbox(git=[Tool("git", git_program(), "2")])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path.resolve() / "repo"
    for path in ("apps/web/a.yaml", "apps/db/b.yaml", "c.yaml"):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text("a: 1\n")
    return place


@pytest.fixture
def repository(folder: Path) -> Path:
    Workshop(folder, git_program()).git("init", "--quiet")
    return folder


def place(*paths: str, at: Path, toolbox: Toolbox = GIT) -> Place:
    return find_place(paths, at, toolbox, {})


class TestInARepository:
    @pytest.mark.parametrize(
        ("paths", "below", "scope"),
        [
            ((), ".", ()),
            ((), "apps", ()),
            ((".",), ".", ()),
            ((".",), "apps", ("apps",)),
            (("apps", "c.yaml"), ".", ("apps", "c.yaml")),
            (("apps/..",), ".", ()),
            (("..",), "apps", ()),
            (("web/a.yaml",), "apps", ("apps/web/a.yaml",)),
        ],
    )
    def test_paths_are_told_from_its_root(
        self, repository: Path, paths: tuple[str, ...], below: str, scope: tuple[str, ...]
    ) -> None:
        found = place(*paths, at=repository / below)
        assert (found.root, found.scope, found.is_pipe) == (str(repository), scope, False)
        assert found.repository is not None

    def test_a_link_is_its_own_and_its_folders_are_followed(self, repository: Path) -> None:
        (repository / "link.yaml").symlink_to("c.yaml")
        (repository / "folder").symlink_to("apps")
        assert place("link.yaml", at=repository).scope == ("link.yaml",)
        assert place("folder/web/a.yaml", at=repository).scope == ("apps/web/a.yaml",)

    def test_a_pipe_takes_its_configuration(self, repository: Path) -> None:
        found = place("-", at=repository / "apps")
        assert (found.root, found.scope, found.is_pipe, found.head()) == (str(repository), (), True, "")

    def test_needs_git(self, repository: Path) -> None:
        with pytest.raises(UsageError, match="git is not on PATH"):
            place(at=repository / "apps", toolbox=Toolbox())

    def test_what_lies_in_another_is_refused(self, repository: Path, tmp_path: Path) -> None:
        (tmp_path / "other.yaml").write_text("a: 1\n")
        with pytest.raises(UsageError, match="is not in the repository") as raised:
            place("c.yaml", "../other.yaml", at=repository)
        assert raised.value.hint == "judge one repository at a time"


class TestOutsideGit:
    @pytest.mark.parametrize(
        ("paths", "root", "scope"),
        [
            ((), ".", ()),
            (("apps",), "apps", ()),
            (("apps/web", "apps/db"), "apps", ("web", "db")),
            (("apps/web/a.yaml",), "apps/web", ("a.yaml",)),
            (("apps/web/a.yaml", "c.yaml"), ".", ("apps/web/a.yaml", "c.yaml")),
            (("apps", "apps/web"), "apps", ()),
        ],
    )
    def test_the_folder_that_holds_all_is_the_root(
        self, folder: Path, paths: tuple[str, ...], root: str, scope: tuple[str, ...]
    ) -> None:
        for toolbox in (GIT, Toolbox()):
            found = place(*paths, at=folder, toolbox=toolbox)
            assert (found.root, found.scope, found.repository) == (
                str((folder / root).resolve()),
                scope,
                None,
            )


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("appps", "did you mean apps?"),
        ("apps/wob", "did you mean web?"),
        ("nothing/at/all", "PATH is a folder or a file, or `-` for a pipe"),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest(folder: Path, path: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        place(path, at=folder)
    assert (raised.value.message, raised.value.hint) == (f"there is no {path}", hint)
