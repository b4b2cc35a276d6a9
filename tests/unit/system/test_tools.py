"""Which programs are found, and which of them will do."""

from __future__ import annotations

import hashlib
import os
import pickle
import re
from pathlib import Path

import pytest

from gate.system.cache import Store
from gate.system.process import Completed
from gate.system.tool_releases import NEEDED, RELEASES
from gate.system.tools import QUESTIONS, Tool, Toolbox, _below, _version_in, cached_place, find_tools

ANSWERS = {
    "kustomize": "v{}",
    "kubectl": '{{"clientVersion": {{"gitVersion": "v{}"}}}}',
    "helm": "v{}",
    "opa": "Version: {}\nRego Version: v1\n",
    "git": "git version {}",
}


def program(folder: Path, name: str, version: str, *, code: int = 0) -> str:
    """A program that answers as the real one does, and counts how often it is asked."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = folder / name
    answer = ANSWERS[name].format(version)
    place.write_text(
        f"#!/bin/sh\necho asked >> {folder}/{name}.asked\ncase \"$*\" in '{' '.join(QUESTIONS[name])}') ;; *) exit 9;; esac\n"
        f"/bin/cat <<'END'\n{answer}\nEND\necho broken >&2\nexit {code}\n"
    )
    place.chmod(0o700)
    return str(place)


def asked(folder: Path, name: str) -> int:
    place = folder / f"{name}.asked"
    return len(place.read_text().splitlines()) if place.exists() else 0


def find(path: str = "", cache: str = "/absent", interpreter: str = "/absent") -> Toolbox:
    return find_tools(path, cache, interpreter)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "bin"


def test_nothing_at_hand_is_none(tmp_path: Path) -> None:
    toolbox = find(str(tmp_path))
    assert (toolbox.kustomize, toolbox.helm, toolbox.opa, toolbox.git) == (None, None, None, None)
    assert toolbox.passed_over == ()


@pytest.mark.parametrize(
    ("name", "version"), [("kustomize", "5.7.1"), ("helm", "3.19"), ("opa", "1.22.0"), ("git", "2.39.5")]
)
def test_what_is_on_path_is_found_and_says_its_version(folder: Path, name: str, version: str) -> None:
    place = program(folder, name, version)
    tool = find(f"/absent:{folder}").get(name)
    assert tool is not None
    assert (tool.name, tool.flavour, tool.program, tool.version) == (name, name, place, version)
    assert tool.warning == ""


def test_kubectl_stands_in_for_kustomize(folder: Path) -> None:
    program(folder, "kubectl", "1.32.4-dispatcher")
    tool = find(str(folder)).kustomize
    assert tool is not None
    assert (tool.name, tool.flavour, tool.version) == ("kubectl", "kubectl", "1.32.4-dispatcher")


def test_kustomize_goes_before_kubectl_wherever_it_lies(tmp_path: Path) -> None:
    program(tmp_path / "a", "kubectl", "1.34.0")
    program(tmp_path / "b", "kustomize", "5.7.1")
    tool = find(f"{tmp_path / 'a'}:{tmp_path / 'b'}").kustomize
    assert tool is not None
    assert tool.flavour == "kustomize"
    assert asked(tmp_path / "a", "kubectl") == 0


def test_a_version_is_asked_for_once_and_only_when_needed(folder: Path) -> None:
    for name, version in (("helm", "3.21.4"), ("git", "2.50.0"), ("opa", "1.22.0")):
        program(folder, name, version)
    toolbox = find(str(folder))
    assert toolbox.git is not None
    assert asked(folder, "git") == asked(folder, "helm") == 0
    assert toolbox.helm is not None
    assert toolbox.helm.version == toolbox.helm.version == "3.21.4"
    assert toolbox.helm.warning == ""
    assert (asked(folder, "helm"), asked(folder, "opa")) == (1, 0)


def test_the_version_of_a_native_program_is_kept_while_its_file_looks_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([b"v5.7.1", b"v5.8.0"])
    monkeypatch.setattr(
        "gate.system.tools.run", lambda *_, **__: Completed((), 0, next(answers), b"", 0.0, "")
    )
    store = Store(str(folder / "store"))
    folder.mkdir(mode=0o700)
    native = folder / "kustomize"
    native.write_bytes(b"\x7fELF one")
    assert Tool("kustomize", str(native), store=store).version == "5.7.1"
    assert Tool("kustomize", str(native), store=store).version == "5.7.1"
    native.write_bytes(b"\x7fELF another")
    assert Tool("kustomize", str(native), store=store).version == "5.8.0"


def test_a_script_is_asked_again(folder: Path) -> None:
    place = program(folder, "kustomize", "5.7.1")
    store = Store(str(folder / "store"))
    versions = [Tool("kustomize", place, store=store).version for _ in range(2)]
    assert (versions, asked(folder, "kustomize")) == (["5.7.1", "5.7.1"], 2)


@pytest.mark.parametrize(
    ("name", "version", "words"),
    [
        ("opa", "0.70.0", r"opa 0\.70\.0; 1\.0 or newer"),
        ("kustomize", "4.5.7", r"kustomize 4\.5\.7; 5\.0 or newer"),
        ("kubectl", "1.26.15", r"kubectl 1\.26\.15; 1\.27 or newer"),
        ("helm", "2.17.0", r"helm 2\.17\.0; 3\.0 or newer"),
    ],
)
def test_what_is_too_old_is_passed_over_and_said(folder: Path, name: str, version: str, words: str) -> None:
    program(folder, name, version)
    toolbox = find(str(folder))
    assert toolbox.get("kustomize" if name == "kubectl" else name) is None
    (said,) = toolbox.passed_over
    assert str(folder / name) in said
    assert re.search(words, said)


def test_the_next_one_on_path_is_taken_when_the_first_will_not_do(tmp_path: Path) -> None:
    program(tmp_path / "a", "opa", "0.70.0")
    program(tmp_path / "b", "opa", "1.22.0", code=1)
    good = program(tmp_path / "c", "opa", "1.10.0")
    toolbox = find(":".join(str(tmp_path / name) for name in "abc"))
    assert toolbox.opa is not None
    assert toolbox.opa.program == good
    assert len(toolbox.passed_over) == 2
    assert "does not say its version: broken" in toolbox.passed_over[1]


def test_what_cannot_be_started_is_passed_over(folder: Path) -> None:
    Path(program(folder, "opa", "1.22.0")).write_bytes(b"\x7fELF not really")
    toolbox = find(str(folder))
    assert toolbox.opa is None
    assert "does not say its version" in toolbox.passed_over[0]


@pytest.mark.parametrize(
    ("name", "version"),
    [("kustomize", "5.4.3"), ("kubectl", "1.31.0"), ("helm", "3.17.3"), ("helm", "3.18.4"), ("opa", "1.9.0")],
)
def test_what_is_older_than_advised_is_used_with_a_warning(folder: Path, name: str, version: str) -> None:
    tool = Tool(name, program(folder, name, version))
    assert tool.fault == ""
    assert tool.warning.startswith(f"{name} {version} is older than ")
    assert "gate tools install" in tool.warning


def test_relative_folders_of_path_are_left_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(folder, "helm", "3.21.4")
    monkeypatch.chdir(folder)
    assert find(f".::{folder.name}:").helm is None


def test_what_is_no_program_is_not_found(folder: Path) -> None:
    Path(program(folder, "helm", "3.21.4")).chmod(0o600)
    (folder / "opa").mkdir()
    toolbox = find(str(folder))
    assert (toolbox.helm, toolbox.opa) == (None, None)


def test_the_cache_goes_before_path_and_knows_its_version(tmp_path: Path, folder: Path) -> None:
    program(folder, "helm", "3.17.3")
    cached = cached_place("helm", str(tmp_path / "cache"))
    program(cached.parent, "helm", "9.9.9")
    toolbox = find(str(folder), cache=str(tmp_path / "cache"))
    assert toolbox.helm is not None
    assert (toolbox.helm.program, toolbox.helm.version) == (str(cached), RELEASES["helm"].version)
    assert asked(cached.parent, "helm") == 0


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_cache_that_others_can_write_to_is_left_out(tmp_path: Path, mode: int) -> None:
    cached = cached_place("opa", str(tmp_path))
    program(cached.parent, "opa", "1.22.0")
    cached.parent.chmod(mode)
    assert find(cache=str(tmp_path)).opa is None


def test_helm_beside_the_interpreter_comes_last_and_must_be_a_program_of_its_own(tmp_path: Path) -> None:
    launcher = program(tmp_path / "launcher", "helm", "3.17.3")
    assert find(interpreter=str(Path(launcher).parent)).helm is None
    native = tmp_path / "native"
    native.mkdir()
    (native / "helm").write_bytes(b"\x7fELF")
    (native / "helm").chmod(0o700)
    program(tmp_path / "bin", "helm", "3.21.4")
    toolbox = find(str(tmp_path / "bin"), interpreter=str(native))
    assert toolbox.helm is not None
    assert toolbox.helm.program == str(tmp_path / "bin" / "helm")
    assert [tool.program for tool in toolbox._candidates["helm"]][-1] == str(native / "helm")


def test_one_program_under_two_names_is_asked_once(tmp_path: Path) -> None:
    place = program(tmp_path / "a", "opa", "0.70.0")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "opa").symlink_to(place)
    assert len(find(f"{tmp_path / 'a'}:{tmp_path / 'b'}:{tmp_path / 'a'}")._candidates["opa"]) == 1


def test_the_digest_is_of_the_programs_bytes(folder: Path) -> None:
    place = Path(program(folder, "helm", "3.21.4"))
    assert Tool("helm", str(place)).digest == hashlib.sha256(place.read_bytes()).hexdigest()


def test_a_toolbox_goes_to_another_process(folder: Path) -> None:
    program(folder, "opa", "1.22.0")
    toolbox = find(str(folder))
    assert toolbox.opa is not None
    copy = pickle.loads(pickle.dumps(toolbox))
    assert copy.opa.version == "1.22.0"
    assert asked(folder, "opa") == 1


@pytest.mark.parametrize(
    ("name", "answer", "version"),
    [
        ("kustomize", b"v5.7.1\n", "5.7.1"),
        ("kustomize", b"{Version:kustomize/v4.5.7 GitCommit:56d82a BuildDate:2022-08-02}", "4.5.7"),
        ("kustomize", b"(devel)\n", ""),
        ("kubectl", b"{}", ""),
        ("kubectl", b"[]", ""),
        ("kubectl", b"Client Version: v1.28.0", ""),
        ("helm", b"v3.19", "3.19"),
        ("helm", b"v4.0.0-rc.1", "4.0.0-rc.1"),
        ("opa", b"Version: 1.5.0-dev\nGo Version: go1.24.3\n", "1.5.0-dev"),
    ],
)
def test_versions_are_read_from_what_tools_say(name: str, answer: bytes, version: str) -> None:
    assert _version_in(name, answer) == version


@pytest.mark.parametrize(
    ("version", "bound", "below"),
    [
        ("3.18.4", (3, 18, 5), True),
        ("3.18.5", (3, 18, 5), False),
        ("3.18", (3, 18, 5), False),
        ("3.9", (3, 18, 5), True),
        ("4.0.0", (3, 18, 5), False),
        ("1.10.0", (1, 9), False),
        ("0.99", (1, 0), True),
        ("", (1, 0), False),
        ("1.0", (), False),
    ],
)
def test_versions_are_compared_as_far_as_they_are_told(
    version: str, bound: tuple[int, ...], below: bool
) -> None:
    assert _below(version, bound) == below


def test_the_pinned_releases_are_new_enough_and_their_digests_are_digests() -> None:
    for name, release in RELEASES.items():
        assert release.name == name
        assert not _below(release.version, NEEDED[name].advised)
        assert release.module.endswith(f"@v{release.version}")
        assert release.address.startswith("https://")
        assert release.version in release.address.format(asset=release.assets["linux/amd64"].name)
        digests = [asset.sha256 for asset in release.assets.values()]
        assert len(set(digests)) == len(digests)
        assert all(len(bytes.fromhex(digest)) == 32 for digest in digests)
        for platform, asset in release.assets.items():
            assert platform.replace("/", "_") in asset.name.replace("-", "_")


@pytest.mark.needs("kustomize")
@pytest.mark.needs("helm")
@pytest.mark.needs("opa")
@pytest.mark.needs("kubectl")
def test_the_real_tools_say_versions_that_will_do() -> None:
    toolbox = find(os.environ["PATH"])
    for tool in (toolbox.kustomize, toolbox.helm, toolbox.opa, toolbox.git):
        assert tool is not None
        assert tool.version[0].isdecimal()
    (kubectl, *_) = [tool for tool in toolbox._candidates["kustomize"] if tool.flavour == "kubectl"]
    assert kubectl.version.startswith("1.")
