"""Kustomize roots that share a process give what each gives alone, byte for byte, whatever lies beside them."""

from __future__ import annotations

import json
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from gate.model.outcome import Outcome
from gate.model.target import KustomizeSource, Rendered, Target
from gate.model.tree import Tree
from gate.render import RenderOptions, jobs_for, kustomize_batch, kustomize_jobs, render
from gate.sources.kustomization import Closures
from gate.system.files import open_folder
from gate.system.process import Limits
from gate.system.tools import Tool, Toolbox
from tests.unit.render.folders import (
    CONFIG_MAP,
    DEPLOYMENT,
    kustomize_target,
    output,
    programs,
    rendering,
    repository,
)

pytestmark = pytest.mark.needs("kustomize", "kubectl")
PROJECT = Path(__file__).parent.parent.parent
POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: POD}\n"
    "spec: {containers: [{name: a, image: b, envFrom: [{configMapRef: {name: settings}}]}]}\n"
)
Outcomes = dict[str, Outcome[Rendered]]


class Batched:
    """What jobs come to, run one after the other, and the targets of each, in the order of the runs."""

    def __init__(
        self,
        targets: Sequence[Target],
        tree: Tree,
        tools: Toolbox | None = None,
        options: RenderOptions | None = None,
    ) -> None:
        self.outcomes: Outcomes = {}
        self.jobs: list[tuple[str, ...]] = []
        pending = list(jobs_for(targets, tree, tools or programs(), options or RenderOptions(), 1))
        while pending:
            job = pending.pop(0)
            done = job.run()
            self.jobs.append(tuple(target.name for target in job.targets))
            self.outcomes.update((target.name, outcome) for target, outcome in done.outcomes)
            pending += done.further

    def text(self, name: str) -> str:
        return output(self.outcomes[name])


def alone(targets: Sequence[Target], tree: Tree, tools: Toolbox | None = None) -> Outcomes:
    return {target.name: render(target, tree, tools or programs(), RenderOptions()) for target in targets}


def timeless(outcomes: Outcomes) -> Outcomes:
    return {
        name: replace(outcome, values=tuple(replace(value, seconds=0) for value in outcome.values))
        for name, outcome in outcomes.items()
    }


def agreed(targets: Sequence[Target], tree: Tree, tools: Toolbox | None = None) -> Batched:
    """The batched renderings, which are the ones of each target alone."""
    together = Batched(targets, tree, tools)
    assert timeless(together.outcomes) == timeless(alone(targets, tree, tools))
    return together


def roots(tree: Tree) -> list[Target]:
    """A target for each kustomization of a tree, what others build on and Components as well."""
    closures = Closures(tree)
    files = [closures.inputs(folder).file for folder in closures.folders()]
    return [kustomize_target(file.folder, Path(file.path).name) for file in files if file is not None]


def files_of(folder: str, kustomization: str, **manifests: str) -> dict[str, str]:
    named = {f"{folder}/{name.replace('_', '.')}": text for name, text in manifests.items()}
    return {f"{folder}/kustomization.yaml": kustomization, **named}


@pytest.mark.parametrize("tool", ["kustomize", "kubectl"])
@pytest.mark.parametrize("folder", ["examples", "tests/cases"])
def test_everything_in_this_repository_renders_as_it_does_alone(folder: str, tool: str) -> None:
    tree = open_folder(str(PROJECT / folder))
    together = agreed(roots(tree), tree, programs(tool))
    assert max(map(len, together.jobs)) > 1
    assert any(outcome.findings for outcome in together.outcomes.values()) == (folder == "tests/cases")


def test_one_process_renders_all_that_can_share_it(tmp_path: Path) -> None:
    files = {
        path: text
        for number in range(6)
        for path, text in files_of(
            f"app{number}", f"resources: [a.yaml]\nnamespace: n{number}\n", a_yaml=CONFIG_MAP
        ).items()
    }
    tree = repository(tmp_path, files)
    together = agreed(roots(tree), tree)
    assert together.jobs == [tuple(f"app{number}" for number in range(6))]
    seconds = {value.seconds for outcome in together.outcomes.values() for value in outcome.values}
    assert len(seconds) == 1  # an equal share each


KINDS_OF_ROOTS = {
    **files_of("sorted", "resources: [b.yaml, a.yaml]\nsortOptions: {order: legacy}\n", a_yaml=CONFIG_MAP, b_yaml=DEPLOYMENT),
    **files_of("component", "kind: Component\nresources: [a.yaml]\n", a_yaml=CONFIG_MAP.replace("settings", "c")),
    **files_of("empty", "resources: []\n"),
    **files_of("labelled", "resources: [a.yaml]\nnamespace: l\nbuildMetadata: [managedByLabel]\n", a_yaml=CONFIG_MAP),
    **files_of("labelled2", "resources: [a.yaml]\nnamespace: m\nbuildMetadata: [managedByLabel]\n", a_yaml=CONFIG_MAP),
    **files_of(
        "local",
        "resources: [a.yaml]\nnamespace: o\n",
        a_yaml=CONFIG_MAP.replace(
            "  name:", '  annotations: {config.kubernetes.io/local-config: "true"}\n  name:'
        ),
    ),
    **files_of(
        "generated",
        "namespace: g\nconfigMapGenerator: [{name: settings, literals: [a=b]}]\nresources: [a.yaml]\n",
        a_yaml=POD,
    ),
    **files_of("we ird: x #1, 'ü'", "resources: [a.yaml]\nnamespace: w\n", a_yaml=CONFIG_MAP),
}  # fmt: skip


@pytest.mark.parametrize("tool", ["kustomize", "kubectl"])
def test_roots_of_every_kind_share_a_process(tmp_path: Path, tool: str) -> None:
    tree = repository(tmp_path, KINDS_OF_ROOTS)
    together = agreed(roots(tree), tree, programs(tool))
    assert sorted(map(len, together.jobs)) == [2, 6]
    assert together.text("empty") == ""
    assert together.text("local") == ""
    assert "app.kubernetes.io/managed-by: kustomize" in together.text("labelled")
    assert "managed-by" not in together.text("generated")


RENAMED = files_of("renamed", "namePrefix: p-\nresources: [a.yaml]\n", a_yaml=CONFIG_MAP)
SHOP = "apiVersion: example.com/v1\nkind: Shop\nmetadata: {name: shop}\n"
# The forms of kustomize's own examples: docs of `crds` and of `openapi`.
SHOP_SCHEMA = {
    "Schema": {
        "properties": {
            "apiVersion": {"type": "string"},
            "kind": {"type": "string"},
            "metadata": {"$ref": "k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta"},
            "spec": {"$ref": "example.ShopSpec"},
        }
    },
    "Dependencies": ["example.ShopSpec"],
}
SHOP_SPEC = {
    "Schema": {
        "properties": {
            "of": {
                "x-kubernetes-object-ref-api-version": "v1",
                "x-kubernetes-object-ref-kind": "ConfigMap",
                "$ref": "corev1.LocalObjectReference",
            }
        }
    }
}
MERGED_SHOP = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "properties": {
                "items": {
                    "type": "array",
                    "items": {"type": "object", "properties": {"name": {"type": "string"}}},
                    "x-kubernetes-patch-merge-key": "name",
                    "x-kubernetes-patch-strategy": "merge",
                }
            },
        }
    },
    "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Shop"}],
}
MIXES = {
    "a name that one root changes and another refers to": {
        **RENAMED,
        **files_of("pod", "resources: [a.yaml]\n", a_yaml=POD),
    },
    "a reference that is ambiguous only in company": {
        **RENAMED,
        **files_of("pod", "resources: [base, a.yaml]\n", a_yaml=POD),
        **files_of("pod/base", "namePrefix: b-\nresources: [a.yaml]\n", a_yaml=CONFIG_MAP),
    },
    "a service account of another root": {
        **files_of(
            "account",
            "namespace: other\nresources: [a.yaml]\n",
            a_yaml="apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: first}\n",
        ),
        **files_of(
            "binding",
            "resources: [a.yaml]\n",
            a_yaml=(
                "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: web}\n"
                "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\n"
                "subjects: [{kind: ServiceAccount, name: web, namespace: first}]\n"
            ),
        ),
    },
    "variables": {
        **files_of(
            "var",
            "namespace: v\nresources: [a.yaml]\n"
            "vars: [{name: X, objref: {kind: ConfigMap, name: settings, apiVersion: v1}}]\n",
            a_yaml=CONFIG_MAP,
        ),
        **files_of("pod", "resources: [a.yaml]\n", a_yaml=POD.replace("image: b", 'image: b, args: ["$(X)"]')),
    },
    "configurations of name references": {
        **files_of(
            "configured",
            "namePrefix: p-\nresources: [a.yaml]\nconfigurations: [c.yaml]\n",
            a_yaml=CONFIG_MAP,
            c_yaml="nameReference: [{kind: ConfigMap, fieldSpecs: [{kind: Shop, path: spec/of}]}]\n",
        ),
        **files_of("shop", "resources: [a.yaml]\n", a_yaml=SHOP + "spec: {of: settings}\n"),
    },
    "references that a definition tells": {
        **files_of(
            "defined",
            "namePrefix: p-\nresources: [a.yaml]\ncrds: [c.json]\n",
            a_yaml=CONFIG_MAP,
            c_json=json.dumps({"example.Shop": SHOP_SCHEMA, "example.ShopSpec": SHOP_SPEC}),
        ),
        **files_of("shop", "resources: [a.yaml]\n", a_yaml=SHOP + "spec: {of: {name: settings}}\n"),
    },
    "a schema of how lists are merged": {
        **files_of(
            "schema",
            "resources: [a.yaml]\nopenapi: {path: o.json}\n",
            a_yaml=CONFIG_MAP,
            o_json=json.dumps({"definitions": {"com.example.v1.Shop": MERGED_SHOP}}),
        ),
        **files_of(
            "shop",
            "resources: [a.yaml]\npatches: [{path: p.yaml}]\n",
            a_yaml=SHOP + "spec: {items: [{name: a, is: old}, {name: b}]}\n",
            p_yaml=SHOP + "spec: {items: [{name: a, is: new}]}\n",
        ),
    },
    "a patch that renames": {
        **files_of(
            "patched",
            "namespace: default\nresources: [a.yaml]\npatches:\n"
            "  - target: {kind: ConfigMap}\n"
            '    patch: \'[{"op": "replace", "path": "/metadata/name", "value": "new"}]\'\n',
            a_yaml=CONFIG_MAP,
        ),
        **files_of("pod", "resources: [a.yaml]\n", a_yaml=POD),
    },
    "the same objects": {
        **files_of("one", "resources: [a.yaml]\n", a_yaml=CONFIG_MAP),
        **files_of("two", "resources: [a.json]\n", a_json='{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}}'),
        **files_of("three", "resources: [../one]\n"),
        **files_of("four", "configMapGenerator: [{name: settings, literals: [a=b]}]\n"),
    },
    "roots that fail": {
        **files_of("one", "resources: [a.yaml]\nnamespace: one\n", a_yaml=CONFIG_MAP),
        **files_of("broken", "resources: [a.yaml]\n", a_yaml="a: [\n"),
        **files_of("twice", "resources: [a.yaml, b.yaml]\n", a_yaml=CONFIG_MAP, b_yaml=CONFIG_MAP),
        **files_of("unknown", "resource: [a.yaml]\n", a_yaml=CONFIG_MAP),
        **files_of("two", "resources: [a.yaml]\nnamespace: two\n", a_yaml=CONFIG_MAP),
        **files_of("far", "resources: ['https://example.com/a.yaml']\n"),
    },
    "what looks like a marker": {
        **files_of(
            "one",
            "resources: [a.yaml]\nnamespace: one\n",
            a_yaml=CONFIG_MAP
            + "  text: |\n    ---\n    apiVersion: gate.invalid/v1\n    kind: Marker\n    metadata:\n      name: a-0\n"
            + "---\napiVersion: gate.invalid/v1\nkind: Marker\nmetadata:\n  name: marker-1\n",
        ),
        **files_of("two", "resources: [a.yaml]\nnamespace: two\n", a_yaml=CONFIG_MAP),
    },
}  # fmt: skip


@pytest.mark.parametrize("tool", ["kustomize", "kubectl"])
@pytest.mark.parametrize("files", MIXES.values(), ids=MIXES)
def test_no_root_changes_another(tmp_path: Path, files: dict[str, str], tool: str) -> None:
    tree = repository(tmp_path, files)
    targets = roots(tree)
    agreed(targets, tree, programs(tool))
    agreed(targets[::-1], tree, programs(tool))


@pytest.mark.parametrize(
    ("mix", "guard"),
    [
        ("a name that one root changes and another refers to", "influenced"),
        ("a reference that is ambiguous only in company", "influenced"),
        ("a service account of another root", "influenced"),
        ("variables", "is_apart"),
        ("configurations of name references", "is_apart"),
        ("references that a definition tells", "is_apart"),
        ("a schema of how lists are merged", "is_apart"),
        ("a patch that renames", "is_apart"),
    ],
)
def test_without_its_guard_one_root_would_change_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mix: str, guard: str
) -> None:
    """Kustomize does some of its work over everything that it builds: the cases above are not made up."""
    monkeypatch.setattr(kustomize_batch, "influenced", lambda _: frozenset())
    if guard == "is_apart":
        monkeypatch.setattr(kustomize_jobs, "is_apart", lambda *_: False)
    tree = repository(tmp_path, MIXES[mix])
    assert timeless(Batched(roots(tree), tree).outcomes) != timeless(alone(roots(tree), tree))


def test_a_root_that_fails_is_told_in_its_own_words_and_the_others_are_rendered(tmp_path: Path) -> None:
    tree = repository(tmp_path, MIXES["roots that fail"])
    together = Batched(roots(tree), tree)
    told = {name: [finding.rule for finding in one.findings] for name, one in together.outcomes.items()}
    assert told == {
        "one": [],
        "two": [],
        "broken": ["render/failed"],
        "twice": ["render/failed"],
        "unknown": ["render/failed"],
        "far": ["render/refused"],
    }
    (finding,) = together.outcomes["unknown"].findings
    assert finding.message == (
        "kustomize build failed: couldn't make target for path 'unknown': invalid Kustomization: json: "
        'unknown field "resource"'
    )
    assert not any("far" in job and len(job) > 1 for job in together.jobs)


def test_a_batch_that_exceeds_a_limit_is_built_one_by_one(tmp_path: Path) -> None:
    big = {"a_yaml": CONFIG_MAP + f"  text: {'x' * 600}\n"}
    files = {**files_of("a", "resources: [a.yaml]\nnamespace: a\n", **big)}
    files |= files_of("b", "resources: [a.yaml]\nnamespace: b\n", **big)
    files |= files_of("c", "resources: [a.yaml]\nnamespace: c\n", a_yaml=CONFIG_MAP + f"  t: {'x' * 1500}\n")
    tree = repository(tmp_path, files)
    together = Batched(roots(tree), tree, options=RenderOptions(Limits(output_bytes=1200)))
    assert together.jobs == [("a", "b", "c"), ("a",), ("b",), ("c",)]
    assert "namespace: a" in together.text("a")
    assert "namespace: b" in together.text("b")
    (finding,) = together.outcomes["c"].findings
    assert finding.rule == "render/output-limit"


def test_a_root_that_eats_memory_costs_the_others_one_build(tmp_path: Path) -> None:
    levels = [f"x{level}: &x{level} [{', '.join([f'*x{level - 1}'] * 9)}]" for level in range(1, 9)]
    bomb = "\n".join([CONFIG_MAP.replace("settings", "bomb") + "x0: &x0 [a]", *levels])
    files = files_of("bomb", "resources: [a.yaml]\n", a_yaml=bomb)
    for name in "abc":
        files |= files_of(name, f"resources: [a.yaml]\nnamespace: {name}\n", a_yaml=CONFIG_MAP)
    tree = repository(tmp_path, files)
    options = RenderOptions(Limits(memory_bytes=3 * 2**29))
    together = Batched(roots(tree), tree, options=options)
    assert together.jobs == [("a", "b", "bomb", "c"), ("a",), ("b",), ("bomb",), ("c",)]
    assert [name for name, one in together.outcomes.items() if one.values] == ["a", "b", "c"]
    assert [finding.rule for finding in together.outcomes["bomb"].findings] == ["render/memory-limit"]


def test_a_root_that_takes_for_ever_holds_up_the_others_for_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kustomize_batch, "MOST_SECONDS", 0.5)
    real = programs().kustomize
    assert real is not None
    slow = tmp_path / "slow"
    slow.write_text(f'#!/bin/sh\ncase "$2" in */batch) /bin/sleep 60;; *) exec {real.program} "$@";; esac\n')
    slow.chmod(slow.stat().st_mode | stat.S_IXUSR)
    tree = repository(tmp_path / "repo", KINDS_OF_ROOTS)
    tools = Toolbox(kustomize=[Tool("kustomize", str(slow))])
    together = Batched([kustomize_target("sorted"), kustomize_target("generated")], tree, tools)
    assert together.jobs == [("sorted", "generated"), ("sorted",), ("generated",)]
    assert "colour: blue" in together.text("sorted")


def test_each_target_says_itself_that_nothing_builds_it(tmp_path: Path) -> None:
    tree = repository(tmp_path, KINDS_OF_ROOTS)
    jobs = jobs_for(roots(tree), tree, Toolbox(), RenderOptions(), 2)
    assert [len(job.targets) for job in jobs] == [1] * 8


EDITED = {
    **files_of("app", "resources: [a.yaml, b.yaml]\n", a_yaml=CONFIG_MAP, b_yaml=POD),
    **files_of(
        "part",
        "kind: Component\npatches: [{path: p.yaml, target: {kind: ConfigMap}}]\n",
        p_yaml="- {op: add, path: /data/size, value: small}\n",
    ),
    **files_of("sub", "resources: [a.yaml]\nnamespace: sub\n", a_yaml=CONFIG_MAP),
    "loose/a.yaml": CONFIG_MAP.replace("settings", "loose"),
    "loose/broken.yaml": "kind: ConfigMap\nmetadata: [\n",
}


def declared(name: str, folder: str, **source: object) -> Target:
    target = kustomize_target(folder)
    assert isinstance(target.source, KustomizeSource)
    return replace(target, name=name, source=replace(target.source, **source))  # type: ignore[arg-type]


def test_what_the_declaring_object_adds_surrounds_the_root(tmp_path: Path) -> None:
    tree = repository(tmp_path, EDITED)
    edits = {
        "namespace": "shop",
        "namePrefix": "p-",
        "images": [{"name": "b", "newTag": "2"}],
        "components": ["part"],
        "patches": [
            {"target": {"kind": "Pod"}, "patch": "- {op: add, path: /metadata/labels, value: {a: b}}"}
        ],
    }
    targets = [
        declared("edited", "app", edits=json.dumps(edits)),
        declared("other", "app", edits=json.dumps({"namespace": "other"})),
        kustomize_target("app"),
    ]
    together = agreed(targets, tree)
    assert max(map(len, together.jobs)) == 3
    edited = together.text("edited")
    for line in (
        "  size: small",
        "  namespace: shop",
        "  name: p-settings",
        "        name: p-settings",
        "    image: b:2",
        "    a: b",
        "      path: app/a.yaml",
    ):
        assert f"\n{line}\n" in edited
    assert "namespace: shop" not in together.text("app")


def test_a_component_that_is_added_is_looked_at_before_anything_starts(tmp_path: Path) -> None:
    files = files_of("far", "kind: Component\nresources: ['https://example.com/a.yaml']\n")
    tree = repository(tmp_path, {**EDITED, **files})
    for component, rule in (("far", "render/refused"), ("gone", "render/failed"), ("../..", "render/failed")):
        target = declared("x", "app", edits=json.dumps({"components": [component]}))
        assert [finding.rule for finding in rendering(target, tree).findings] == [rule]


def test_a_generated_kustomization_lists_manifests_and_folders(tmp_path: Path) -> None:
    tree = repository(tmp_path, EDITED)
    sound = declared("sound", "loose", kustomization="", files=("loose/a.yaml", "sub"))
    broken = declared("broken", "loose", kustomization="", files=("loose/broken.yaml",))
    together = agreed([sound, broken, kustomize_target("app")], tree)
    text = together.text("sound")
    assert "      path: loose/a.yaml\n" in text
    assert "      path: sub/a.yaml\n" in text
    (finding,) = together.outcomes["broken"].findings
    assert finding.location is not None
    assert (finding.location.path, finding.location.line) == ("loose/broken.yaml", 3)
    assert "copied" not in finding.message


def test_a_listed_manifest_that_cannot_be_read_starts_nothing(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text(CONFIG_MAP)
    (tmp_path / "repo" / "loose").mkdir(parents=True)
    (tmp_path / "repo" / "loose" / "away.yaml").symlink_to("../../outside.yaml")
    (tmp_path / "repo" / "loose" / "gone.yaml").symlink_to("nothing.yaml")
    tree = open_folder(str(tmp_path / "repo"))
    listed = tuple(f"loose/{name}.yaml" for name in ("away", "gone", "never"))
    findings = rendering(declared("x", "loose", kustomization="", files=listed), tree).findings
    assert [(finding.rule, finding.message.partition(" ")[0]) for finding in findings] == [
        ("render/refused", "loose/away.yaml"),
        ("render/failed", "loose/gone.yaml"),
        ("render/failed", "loose/never.yaml"),
    ]


@pytest.mark.parametrize("tool", ["kustomize", "kubectl"])
def test_only_flux_reads_beside_the_folder_of_a_kustomization(tmp_path: Path, tool: str) -> None:
    files = {"shared/a.yaml": CONFIG_MAP, "app/kustomization.yaml": "resources: [../shared/a.yaml]\n"}
    tree = repository(tmp_path, {**files, **EDITED, **files})
    strict = declared("strict", "app", relaxed=False)
    relaxed = declared("relaxed", "app", relaxed=True)
    together = agreed([strict, relaxed, kustomize_target("sub")], tree, programs(tool))
    (finding,) = together.outcomes["strict"].findings
    assert "is not in or below" in finding.message
    assert "      path: shared/a.yaml\n" in together.text("relaxed")


def test_nobody_reads_outside_the_repository(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text(CONFIG_MAP)
    tree = repository(tmp_path / "repo", {"app/kustomization.yaml": "resources: [../../outside.yaml]\n"})
    (finding,) = rendering(declared("relaxed", "app", relaxed=True), tree).findings
    assert finding.rule == "render/refused"
