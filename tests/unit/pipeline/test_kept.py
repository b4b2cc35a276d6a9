"""A second run takes from the store what nothing has changed, and nothing else."""

from __future__ import annotations

import dataclasses
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from gate.evaluate import Running
from gate.model.report import Report
from gate.pipeline import judge, kept, keys, rendering
from gate.system.files import open_folder
from tests.unit.pipeline.runs import CONFIG_MAP, SECRET, UNSEALED, asked

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {containers: [{name: web, image: "example.com/web"}]}
"""
CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {size: {type: TYPE}}}}
"""
THING = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nsize: 1\n"


class Runs:
    """Runs over one folder with one store, which tell what they did anew."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder / "repository"
        self.store = folder / "store"
        self.installation = "this"
        self.folder.mkdir()
        self.rendered: list[str] = []
        self.judged: list[str] = []
        render, alone = rendering.rendered, Running.alone

        def rendering_(targets: Any, *rest: Any) -> tuple[rendering.TargetResult, ...]:
            self.rendered += [target.name for target in targets]
            return render(targets, *rest)

        def judging(running: Running, resources: Any, environments: Any) -> Any:
            self.judged += [str(resource.id) for resource in resources]
            return alone(running, resources, environments)

        monkeypatch.setattr(kept, "rendered", rendering_)
        monkeypatch.setattr(Running, "alone", judging)
        # Somebody may be editing the gate while the test runs.
        monkeypatch.setattr(keys, "looks_of_folder", lambda _: self.installation)

    def write(self, **files: str) -> None:
        for name, text in files.items():
            (self.folder / f"{name}.yaml").write_text(text)

    def judge(self, settings: str = "", **changes: Any) -> Report:
        self.rendered.clear()
        self.judged.clear()
        tree = open_folder(str(self.folder))
        return judge(asked({}, settings, **{"tree": tree, "store": str(self.store), **changes}))


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    made = Runs(tmp_path, monkeypatch)
    made.write(a=CONFIG_MAP, pod=POD)
    return made


def said(report: Report) -> Report:
    """A report without what a clock says."""
    targets = tuple(dataclasses.replace(target, seconds=0) for target in report.targets)
    return dataclasses.replace(report, seconds=0, targets=targets)


def test_a_second_run_says_the_same_and_does_nothing_anew(runs: Runs) -> None:
    first = runs.judge()
    assert first.entries
    assert (runs.rendered, runs.judged) == (["."], ["ConfigMap some-name", "Pod shop/web"])
    assert said(runs.judge()) == said(first)
    assert (runs.rendered, runs.judged) == ([], [])
    assert said(runs.judge(store="")) == said(first)


def test_a_file_that_changed_is_rendered_and_judged_anew(runs: Runs) -> None:
    runs.judge()
    runs.write(a=CONFIG_MAP.replace("some-name", "other"))
    runs.judge()
    assert (runs.rendered, runs.judged) == (["."], ["ConfigMap other", "Pod shop/web"])
    runs.write(a=CONFIG_MAP)
    runs.judge()
    assert (runs.rendered, runs.judged) == ([], [])


def test_a_file_that_comes_or_goes_counts(runs: Runs) -> None:
    runs.judge()
    runs.write(b=CONFIG_MAP.replace("some-name", "other"))
    runs.judge()
    assert runs.rendered == ["."]
    (runs.folder / "b.yaml").unlink()
    (runs.folder / "pod.yaml").unlink()
    runs.judge()
    assert runs.rendered == ["."]


@pytest.mark.parametrize(
    "changes",
    [
        {"versions": ("1.30",)},
        {"settings": "environments: {dev: {paths: ['**']}}"},
    ],
)
def test_another_question_about_a_target_is_asked_anew(runs: Runs, changes: dict[str, Any]) -> None:
    runs.judge()
    runs.judge(**changes)
    assert (runs.rendered, runs.judged) == (["."], ["ConfigMap some-name", "Pod shop/web"])


@pytest.mark.parametrize(
    "changes",
    [
        {"settings": "rules: {resources/memory-limit: ignore}"},
        {"settings": "rules: {images/registry: {severity: error, params: {allowed: [a.example.com/]}}}"},
        {"select": ("images",)},
        {"schemas": (("things.yaml", CRD.replace("TYPE", "string").encode()),)},
    ],
    ids=["severity", "params", "select", "schemas"],
)
def test_what_is_asked_of_a_rendering_changes_and_the_rendering_does_not(
    runs: Runs, changes: dict[str, Any]
) -> None:
    runs.judge()
    runs.judge(**changes)
    assert (runs.rendered, runs.judged) == ([], ["ConfigMap some-name", "Pod shop/web"])


def test_another_gate_takes_nothing_over(runs: Runs) -> None:
    runs.judge()
    runs.installation = "another"
    runs.judge()
    assert runs.rendered == ["."]


def test_a_definition_that_changes_judges_its_resources_anew(runs: Runs) -> None:
    runs.write(thing=THING)
    (runs.folder / "crds").mkdir()
    crd = runs.folder / "crds" / "thing.yaml"
    crd.write_text(CRD.replace("TYPE", "integer"))
    assert "schema/type" not in {entry.rule for entry in runs.judge().entries}
    crd.write_text(CRD.replace("TYPE", "string"))
    assert "schema/type" in {entry.rule for entry in runs.judge().entries}


def test_what_is_damaged_is_done_anew(runs: Runs) -> None:
    first = runs.judge()
    for path in runs.store.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1])
    assert said(runs.judge()) == said(first)
    assert (runs.rendered, runs.judged) == (["."], ["ConfigMap some-name", "Pod shop/web"])


def test_a_rendering_with_a_fault_is_told_anew(runs: Runs) -> None:
    runs.write(a=CONFIG_MAP + "data: [")
    first = runs.judge()
    assert said(runs.judge()) == said(first)
    assert runs.rendered == ["."]


def test_a_secret_is_never_kept(runs: Runs) -> None:
    runs.write(a=SECRET)
    for _ in range(2):
        assert UNSEALED in {entry.rule for entry in runs.judge().entries}
        assert runs.rendered == ["."]
    kept_bytes = b"".join(path.read_bytes() for path in runs.store.rglob("*") if path.is_file())
    assert b"hunter2" not in kept_bytes


def test_waivers_and_severities_are_applied_to_what_was_kept(runs: Runs) -> None:
    opened = {entry.rule for entry in runs.judge().entries if entry.status == "open"}
    assert "images/mutable-tag" in opened
    waiver = "waivers: [{rule: images/mutable-tag, path: pod.yaml, reason: r, owner: o, expires: 2026-07-01}]"
    report = runs.judge(waiver)
    assert (runs.rendered, runs.judged) == ([], [])
    assert [entry.status for entry in report.entries if entry.rule == "images/mutable-tag"] == ["waived"]


NAMED = POD.replace(
    '"example.com/web"}', '"example.com/web", envFrom: [{configMapRef: {name: some-name, optional: false}}]}'
)
ONE_CLUSTER = "environments: {production: {paths: ['**']}}\n"


@pytest.fixture
def looked_through(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many resources the rules across resources looked at, one number a time."""
    seen: list[int] = []
    judging = import_module("gate.validate.references.judging")
    references = judging.references

    def looking(scene: Any) -> Any:
        seen.append(len(scene.resources))
        return references(scene)

    monkeypatch.setattr(judging, "references", looking)
    return seen


def test_names_are_followed_anew_only_where_something_of_them_changed(
    runs: Runs, looked_through: list[int]
) -> None:
    shop = CONFIG_MAP.replace("{name: some-name}", "{name: some-name, namespace: shop}")
    runs.write(pod=NAMED, a=shop)
    runs.judge(select=("ref",))
    runs.write(pod=NAMED.replace("example.com/web", "example.com/web:2"))
    assert runs.judge(select=("ref",)).entries == ()
    assert looked_through == [2]
    runs.write(a=shop.replace("some-name", "other"))
    (entry,) = runs.judge(select=("ref",)).entries
    assert (entry.rule, looked_through) == ("ref/missing-config-map", [2, 2])
    assert said(runs.judge(select=("ref",))) == said(runs.judge(select=("ref",), store=""))


def test_the_content_of_what_is_there_twice_counts(runs: Runs, looked_through: list[int]) -> None:
    for folder in ("one", "other"):
        (runs.folder / folder).mkdir()
        runs.write(**{f"{folder}/map": CONFIG_MAP.replace("{name", "{namespace: shop, name")})
    asked_: dict[str, Any] = {"settings": ONE_CLUSTER, "select": ("ref/duplicate",)}
    assert runs.judge(**asked_).entries == ()
    both = f"{CONFIG_MAP.replace('{name', '{namespace: shop, name')}data: {{level: info}}\n"
    runs.write(**{"other/map": both})
    assert [entry.rule for entry in runs.judge(**asked_).entries] == ["ref/duplicate"]
    assert len(looked_through) == 2


def test_what_is_left_open_is_said_again(runs: Runs, looked_through: list[int]) -> None:
    thing = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: absent, namespace: shop}\n"
    runs.write(pod=NAMED.replace("some-name", "absent-name"), thing=thing)
    first = runs.judge(select=("ref",))
    assert any(one.reason.startswith("references not judged") for one in first.accounting.skipped)
    assert said(runs.judge(select=("ref",))) == said(first)
    assert len(looked_through) == 1


def test_only_the_first_run_over_a_repository_is_the_first(runs: Runs) -> None:
    request = asked({}, tree=open_folder(str(runs.folder)), store=str(runs.store))
    assert [kept.is_first_run(request) for _ in range(2)] == [True, False]
    assert kept.is_first_run(dataclasses.replace(request, store=""))
