"""The pack as it is read from a folder, and an engine as it is chosen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gate.errors import PolicyError
from gate.evaluate import choose_engine, examples, load_pack, profile
from gate.evaluate.bundle import read_pack
from gate.evaluate.engines import Preference

TODAY = date(2026, 6, 15)


def test_the_installed_pack_is_whole() -> None:
    pack = load_pack()
    assert [rule.id for rule in pack.rules] == sorted(rule.id for rule in pack.rules)
    assert all(rule.policy and rule.title and rule.description and rule.remediation for rule in pack.rules)
    assert all(Path(path).is_file() for path in pack.rego())
    assert not [path for path in pack.rego() if path.endswith("_test.rego")]
    assert pack.wasm().startswith(b"\0asm")


def test_every_policy_has_an_example_of_each_kind() -> None:
    for rule in load_pack().rules:
        fails, passes = examples(rule)
        assert "# <- here" in fails
        assert "kind:" in passes


def test_profiles_are_tables_of_differences() -> None:
    assert profile("recommended") == {}
    assert profile("strict")
    assert profile("no such") == {}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "sources.sha256").write_text("aa  policies/entry/entry.rego\nbb  policies/profiles.yaml\n")
    (bundle / "rules.json").write_text('{"profiles": {}, "rules": {"b/x": {"severity": "info"}, "a/x": {}}}')
    return tmp_path


def test_a_folder_is_read(folder: Path) -> None:
    pack = read_pack(folder)
    assert [rule.id for rule in pack.rules] == ["a/x", "b/x"]
    assert pack.rego() == (str(folder / "entry" / "entry.rego"),)


@pytest.mark.parametrize("missing", ["rules.json", "sources.sha256"])
def test_a_bundle_that_is_not_whole(folder: Path, missing: str) -> None:
    (folder / "bundle" / missing).unlink()
    with pytest.raises(PolicyError, match=missing):
        read_pack(folder)


def test_a_bundle_without_its_module(folder: Path) -> None:
    with pytest.raises(PolicyError, match=r"no policies\.wasm"):
        read_pack(folder).wasm()


def test_rules_that_are_no_json(folder: Path) -> None:
    (folder / "bundle" / "rules.json").write_text("{")
    with pytest.raises(PolicyError, match="not JSON"):
        read_pack(folder)


@pytest.mark.parametrize(
    ("preference", "version", "chosen"),
    [
        ("auto", "1.22.0", "opa"),
        ("auto", "v1.0.0", "opa"),
        ("auto", "0.70.0", "embedded"),
        ("auto", "edge", "embedded"),
        ("auto", "", "embedded"),
        ("opa", "1.5.1", "opa"),
        ("embedded", "1.22.0", "embedded"),
    ],
)
def test_the_engine_that_is_chosen(preference: Preference, version: str, chosen: str) -> None:
    choice = choose_engine(preference, TODAY, opa=("/bin/opa" if version else "", version), cache="/cache")
    assert choice.name == chosen
    assert choice.cache == "/cache"
    assert choice.of_compiled.name == ("embedded" if preference == "auto" else chosen)


@pytest.mark.parametrize(
    ("found", "told"), [(("", ""), "none was found"), (("/bin/opa", "0.70.0"), r"found 0\.70\.0")]
)
def test_an_opa_that_is_wanted_and_not_there(found: tuple[str, str], told: str) -> None:
    with pytest.raises(PolicyError, match=told):
        choose_engine("opa", TODAY, opa=found)
