"""Kustomize targets, built by the real kustomize and by kubectl's."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gate.documents import read
from gate.documents.masking import MASK
from gate.errors import ToolError
from gate.model.json import JsonObject, mapping
from gate.render import RenderOptions
from gate.system.process import Limits
from gate.system.tools import Toolbox
from tests.unit.render.folders import (
    CONFIG_MAP,
    DEPLOYMENT,
    kustomize_target,
    only,
    output,
    place,
    programs,
    rendering,
    repository,
)

pytestmark = pytest.mark.needs("kustomize", "kubectl")
ORIGIN = "config.kubernetes.io/origin"
SHOP = {
    "base/kustomization.yaml": "resources: [web.yaml, settings.yaml]\n",
    "base/web.yaml": DEPLOYMENT,
    "base/settings.yaml": CONFIG_MAP,
    "component/kustomization.yaml": "kind: Component\nresources: [extra.yaml]\npatches: [{path: more.yaml}]\n",
    "component/extra.yaml": CONFIG_MAP.replace("settings", "extra"),
    "component/more.yaml": "kind: ConfigMap\napiVersion: v1\nmetadata: {name: settings}\ndata: {taste: sour}\n",
    "production/kustomization.yaml": (
        "resources: [../base]\ncomponents: [../component]\nnamePrefix: p-\nnamespace: shop\n"
        "buildMetadata: [managedByLabel]\n"
        "configMapGenerator: [{name: made, literals: [a=b]}]\n"
        "patches:\n"
        "  - target: {kind: Deployment}\n"
        '    patch: \'[{"op": "add", "path": "/spec/replicas", "value": 3}]\'\n'
    ),
}


def objects(text: str) -> dict[str, tuple[JsonObject, str]]:
    """Objects by name without their origin, and the origin."""
    found = {}
    for document in read(text.encode()):
        value = mapping(document.value)
        metadata = mapping(value["metadata"])
        annotations = mapping(metadata.get("annotations"))
        origin = annotations.pop(ORIGIN, "")
        if not annotations:
            metadata.pop("annotations", None)
        found[str(metadata["name"])] = (value, str(origin))
    return found


@pytest.mark.parametrize("tool", ["kustomize", "kubectl"])
def test_the_objects_are_those_of_a_plain_build(tmp_path: Path, tool: str) -> None:
    tree = repository(tmp_path, SHOP)
    mine = objects(output(rendering(kustomize_target("production"), tree, tools=programs(tool))))
    command = ["kubectl", "kustomize"] if tool == "kubectl" else ["kustomize", "build"]
    plain = subprocess.run([*command, tmp_path / "production"], capture_output=True, check=True, text=True)
    theirs = objects(plain.stdout)
    assert {name: value for name, (value, _) in mine.items()} == {
        name: value for name, (value, _) in theirs.items()
    }
    assert {
        name.removesuffix(name[-11:] if "made" in name else ""): origin for name, (_, origin) in mine.items()
    } == {
        "p-web": "path: base/web.yaml\n",
        "p-settings": "path: base/settings.yaml\n",
        "p-extra": "path: component/extra.yaml\n",
        "p-made": (
            "configuredIn: production/kustomization.yaml\n"
            "configuredBy:\n  apiVersion: builtin\n  kind: ConfigMapGenerator\n"
        ),
    }


def test_a_component_is_built_as_one_and_a_root_at_the_top_too(tmp_path: Path) -> None:
    tree = repository(
        tmp_path, {"kustomization.yaml": "kind: Component\nresources: [a.yaml]\n", "a.yaml": CONFIG_MAP}
    )
    outcome = rendering(kustomize_target(), tree)
    assert objects(output(outcome))["settings"][1] == "path: a.yaml\n"
    (rendered,) = outcome.values
    assert rendered.kubernetes_versions == ("1.34",)
    assert rendered.texts[0].path == "."


def test_odd_names_of_folders_and_files_build(tmp_path: Path) -> None:
    folder = "we ird: x #1, 'ü'"
    tree = repository(
        tmp_path,
        {f"{folder}/kustomization.yaml": "resources: ['a: é.yaml']\n", f"{folder}/a: é.yaml": CONFIG_MAP},
    )
    assert "a: é.yaml" in objects(output(rendering(kustomize_target(folder), tree)))["settings"][1]


def test_a_build_without_objects_is_no_failure(tmp_path: Path) -> None:
    tree = repository(tmp_path, {"kustomization.yaml": "resources: []\n"})
    assert output(rendering(kustomize_target(), tree)).strip() == ""


def test_deprecated_fields_are_no_failure(tmp_path: Path) -> None:
    tree = repository(
        tmp_path,
        {
            "kustomization.yaml": "bases: [b]\ncommonLabels: {a: b}\n",
            "b/kustomization.yaml": "resources: [a.yaml]\n",
            "b/a.yaml": CONFIG_MAP,
        },
    )
    assert "settings" in objects(output(rendering(kustomize_target(), tree)))


@pytest.mark.parametrize("tool", ["kustomize", "kubectl"])
@pytest.mark.parametrize(
    ("files", "where", "words"),
    [
        (
            {
                "kustomization.yaml": "resources: [a.yaml]\n",
                "a.yaml": CONFIG_MAP + "---\nkind: ConfigMap\nmetadata: {name: b}\ndata:\n  a: b\n   c: d\n",
            },
            ("app/a.yaml", 12, 5, "exact"),
            (
                "accumulating resources: accumulating resources from 'a.yaml': MalformedYAMLError: yaml: line 5: "
                "mapping values are not allowed in this context in File: a.yaml"
            ),
        ),
        (
            {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": CONFIG_MAP + "data: {a: b}\n"},
            ("app/a.yaml", 7, 1, "exact"),
            'map[string]interface {}(nil): yaml: unmarshal errors:\n  mapping key "data" already defined',
        ),
        (
            {"kustomization.yaml": "resource: [a.yaml]\n", "a.yaml": CONFIG_MAP},
            ("app/kustomization.yaml", 1, 1, "exact"),
            "couldn't make target for path 'app': invalid Kustomization: json: unknown field \"resource\"",
        ),
        (
            {
                "kustomization.yaml": "resources: [a.yaml, b.yaml]\n",
                "a.yaml": CONFIG_MAP,
                "b.yaml": CONFIG_MAP,
            },
            ("app/b.yaml", None, None, "file"),
            (
                "accumulating resources: accumulation err='merging resources from 'b.yaml': may not add resource "
                "with an already registered id: ConfigMap.v1.[noGrp]/settings.[noNs]'"
            ),
        ),
        (
            {
                "kustomization.yaml": "resources: [a.yaml]\npatches: [{path: p.yaml}]\n",
                "a.yaml": CONFIG_MAP,
                "p.yaml": CONFIG_MAP.replace("settings", "other"),
            },
            ("app/p.yaml", 4, 9, "exact"),
            (
                'no resource matches strategic merge patch "ConfigMap.v1.[noGrp]/other.[noNs]": no matches for Id '
                "ConfigMap.v1.[noGrp]/other.[noNs]; failed to find unique target for patch "
                "ConfigMap.v1.[noGrp]/other.[noNs]"
            ),
        ),
        (
            {
                "kustomization.yaml": "resources: [sub]\n",
                "sub/kustomization.yaml": "resources: [a.yaml]\nnamespce: x\n",
                "sub/a.yaml": CONFIG_MAP,
            },
            ("app/sub/kustomization.yaml", 2, 1, "exact"),
            (
                "accumulating resources: accumulation err='accumulating resources from 'sub': 'app/sub' must "
                "resolve to a file': couldn't make target for path 'app/sub': invalid Kustomization: json: unknown "
                'field "namespce"'
            ),
        ),
        (
            {
                "kustomization.yaml": "resources: [a.yaml]\npatches: [{path: p.yaml, target: {kind: ConfigMap}}]\n",
                "a.yaml": CONFIG_MAP,
                "p.yaml": "- {op: remove, path: /data/zz\n",
            },
            ("app/p.yaml", 1, 3, "exact"),
            (
                f"trouble configuring builtin PatchTransformer with config: {MASK}"
                ': unable to parse SM or JSON patch from [path: "p.yaml"]'
            ),
        ),
    ],
    ids=["broken", "duplicate key", "unknown field", "same id", "no target", "nested", "patch"],
)
def test_a_failure_has_the_tool_s_words_and_the_source(
    tmp_path: Path, tool: str, files: dict[str, str], where: tuple[str, int, int, str], words: str
) -> None:
    tree = repository(tmp_path, {f"app/{name}": text for name, text in files.items()})
    finding = only(rendering(kustomize_target("app"), tree, tools=programs(tool)))
    program = "kubectl kustomize" if tool == "kubectl" else "kustomize build"
    assert finding.rule == "render/failed"
    assert finding.target == "app"
    assert finding.message == f"{program} failed: {words}"
    assert place(finding) == where


def test_every_missing_file_is_told(tmp_path: Path) -> None:
    text = "resources:\n  - a.yaml\n  - base\ncrds:\n  - c.yaml\n"
    tree = repository(tmp_path, {"kustomization.yaml": text, "base/a.yaml": CONFIG_MAP})
    findings = rendering(kustomize_target(), tree).findings
    assert {finding.rule for finding in findings} == {"render/failed"}
    assert [(place(finding)[1:3], finding.message) for finding in findings] == [
        ((line, 5), f"{name} is named here, and the repository holds no such file or kustomization")
        for line, name in ((2, "a.yaml"), (3, "base"), (5, "c.yaml"))
    ]


def test_a_file_that_only_this_folder_holds_does_not_count(tmp_path: Path) -> None:
    """A file that Git ignores builds here, and fails for everybody else."""
    tree = repository(tmp_path, {"kustomization.yaml": "secretGenerator:\n  - name: x\n    envs: [.env]\n"})
    (tmp_path / ".env").write_text("PASSWORD=hunter2\n")
    finding = only(rendering(kustomize_target(), tree))
    assert finding.rule == "render/failed"
    assert finding.message == ".env is named here, and the repository holds no such file or kustomization"
    assert place(finding) == ("kustomization.yaml", 3, 12, "exact")


def test_secret_values_are_cut_from_the_words(tmp_path: Path) -> None:
    tree = repository(
        tmp_path,
        {"kustomization.yaml": "secretGenerator:\n  - name: x\n    literals: [hunter2-without-a-key]\n"},
    )
    finding = only(rendering(kustomize_target(), tree))
    assert "hunter2" not in finding.message
    assert f"invalid literal source {MASK}, expected key=value" in finding.message


def test_time_output_and_memory_have_limits(tmp_path: Path) -> None:
    tree = repository(tmp_path, {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": CONFIG_MAP})

    def rule(limits: Limits) -> tuple[str, str]:
        finding = only(rendering(kustomize_target(), tree, RenderOptions(limits)))
        assert place(finding) == ("kustomization.yaml", None, None, "file")
        return finding.rule, finding.message

    assert rule(Limits(seconds=0.0001)) == (
        "render/timeout",
        "kustomize build was ended after 0.0001 seconds, the time a target may take",
    )
    assert rule(Limits(output_bytes=10)) == (
        "render/output-limit",
        "kustomize build was ended after 10 bytes of output, what a target may have",
    )


def test_without_a_program_it_is_the_set_up_s_fault(tmp_path: Path) -> None:
    tree = repository(tmp_path, {"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": CONFIG_MAP})
    with pytest.raises(ToolError, match="neither kustomize nor kubectl is on PATH") as error:
        rendering(kustomize_target(), tree, tools=Toolbox())
    assert "gate tools install" in error.value.hint
