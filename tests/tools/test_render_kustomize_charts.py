"""Charts that kustomizations inflate: what kustomize would make of them with `--enable-helm`, without it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from gate.documents import read
from gate.model.finding import Finding
from gate.model.json import JsonObject, mapping, text
from gate.model.resource import Provenance, ResourceId
from gate.model.target import Declaration, KustomizeSource, Rendered
from gate.parse import parse
from gate.render import RenderOptions
from tests.unit.render.folders import (
    CONFIG_MAP,
    kustomize_target,
    only,
    output,
    place,
    rendering,
    repository,
)
from tests.unit.render.packing import packed

pytestmark = pytest.mark.needs("helm", "kustomize")
ORIGIN = "config.kubernetes.io/origin"
FILES = {
    "values.yaml": "colour: blue\nsize: {width: 1, height: 2}\nlist: [a, b]\nimage: nginx:1.27\n",
    "templates/settings.yaml": (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-settings\n"
        'data:\n  values: {{ omit .Values "image" | toJson | quote }}\n  namespace: {{ .Release.Namespace }}\n'
        '  monitored: {{ .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" | quote }}\n'
    ),
    "templates/web.yaml": (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}-web\n"
        "  namespace: {{ .Release.Namespace }}\nspec:\n  template:\n    spec:\n      containers:\n"
        "        - name: web\n          image: {{ .Values.image }}\n          envFrom:\n"
        "            - configMapRef: {name: {{ .Release.Name }}-settings}\n"
    ),
    "templates/job.yaml": (
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: hook\n  annotations: {helm.sh/hook: pre-install}\n"
    ),
    "templates/test.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n",
    "templates/nothing.yaml": "{{ if .Values.never }}\nkind: X\n{{ end }}\n# nothing\n",
    "crds/kinds.yaml": "".join(
        "---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
        f"metadata: {{name: {kind}.example.com}}\n"
        for kind in ("as", "bs")
    ),
}
CHART = "apiVersion: v2\nname: shop\nversion: 1.2.3\n"
HERE = {f"charts/shop/{path}": content for path, content in {"Chart.yaml": CHART, **FILES}.items()}
FETCHED = {path.replace("charts/shop", "charts/shop-1.2.3/shop"): content for path, content in HERE.items()}
REMOTE = "repo: 'https://charts.example.com', version: 1.2.3"


def inflated(entry: str, more: str = "") -> str:
    return f"helmCharts:\n  - {{name: shop{entry}}}\n{more}"


def below(folder: str, files: Mapping[str, str]) -> dict[str, str]:
    return {f"{folder}/{path}": content for path, content in files.items()}


ENTRIES = {
    "alone": "",
    "all": (
        ", releaseName: web, namespace: market, includeCRDs: true, skipTests: true,"
        " apiVersions: [monitoring.coreos.com/v1], kubeVersion: '1.30'"
    ),
    "hooks left out": ", skipHooks: true, debug: true, devel: true",
    "name by a template": ", nameTemplate: 'made-{{ \"X\" | lower }}'",
    "values in a file": ", valuesFile: v.yaml",
    "further values": ", additionalValuesFiles: [v.yaml, w.yaml]",
    "inline": ", valuesInline: {size: {width: 3}, list: [c], new: {a: {b: null}}}",
    "inline with nothing": ", valuesInline: {}, valuesMerge: replace",
    "inline over files": ", valuesFile: v.yaml, valuesInline: {colour: red}, additionalValuesFiles: [w.yaml]",
    "inline that removes": ", valuesFile: v.yaml, valuesInline: {size: {width: null}, colour: null}",
    "merge": ", valuesFile: v.yaml, valuesMerge: merge, valuesInline: {colour: red, size: {depth: 1}, n: 1}",
    "replace": ", valuesMerge: replace, valuesInline: {colour: red, image: 'a:1'}",
}
V = {"v.yaml": "colour: grey\nsize: {width: 9}\n", "w.yaml": "colour: white\nlist: []\n"}
ROOTS: dict[str, tuple[str, dict[str, str]]] = {
    **{name: (".", {**HERE, **V, "kustomization.yaml": inflated(said)}) for name, said in ENTRIES.items()},
    "with what kustomize fetched before": (".", {**FETCHED, "kustomization.yaml": inflated(f", {REMOTE}")}),
    "in another home": (
        ".",
        {
            **{path.replace("charts/", "c/d/"): content for path, content in HERE.items()},
            "kustomization.yaml": inflated("", "helmGlobals: {chartHome: c/d}\n"),
        },
    ),
    "the older form": (
        ".",
        {
            **HERE,
            **V,
            "kustomization.yaml": (
                "helmChartInflationGenerator:\n  - {chartName: shop, releaseName: old, values: v.yaml,"
                " valuesLocal: {n: 1}, releaseNamespace: dropped, chartHome: charts, extraArgs: [--x]}\n"
            ),
        },
    ),
    "generators": (
        ".",
        {
            **HERE,
            "kustomization.yaml": (
                "helmCharts: [{name: shop, releaseName: one}]\ngenerators:\n  - plugin.yaml\n  - |-\n"
                "    apiVersion: builtin\n    kind: HelmChartInflationGenerator\n    metadata: {name: x}\n"
                "    name: shop\n    releaseName: two\n    skipHooks: true\n    skipTests: true\n"
                "  - |-\n    apiVersion: builtin\n    kind: ConfigMapGenerator\n    metadata: {name: made}\n"
                "    literals: [a=b]\n"
            ),
            "plugin.yaml": (
                "apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: y}\nname: shop\n"
                "releaseName: three\nskipHooks: true\nskipTests: true\n---\napiVersion: builtin\n"
                "kind: SecretGenerator\nmetadata: {name: kept}\nliterals: [a=b]\n"
            ),
        },
    ),
    "below transformers": (
        ".",
        {
            **HERE,
            "settings.yaml": CONFIG_MAP,
            "part/kustomization.yaml": (
                "kind: Component\nresources: [p.yaml]\n"
                'patches: [{target: {kind: Job}, patch: \'[{"op": "add", "path": "/spec", "value": {"suspend": true}}]\'}]\n'
            ),
            "part/p.yaml": CONFIG_MAP.replace("settings", "of-part"),
            "kustomization.yaml": inflated(
                ", releaseName: web, skipTests: true",
                "resources: [settings.yaml]\nComponents: [part]\nnamePrefix: a-\nnamespace: live\n"
                "configMapGenerator: [{name: made, literals: [a=b]}]\n"
                "labels: [{pairs: {team: shop}, includeSelectors: true}]\ncommonAnnotations: {by: us}\n"
                "images: [{name: nginx, newTag: '1.28'}]\nreplicas: [{name: web-web, count: 3}]\n"
                "patches: [{path: patch.yaml}]\nsortOptions: {order: fifo}\n",
            ),
            "patch.yaml": (
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web-web}\n"
                "spec: {template: {spec: {containers: [{name: web, resources: {limits: {memory: 1Gi}}}]}}}\n"
            ),
        },
    ),
    "in bases": (
        "over",
        {
            **below("base", HERE),
            **below("other", HERE),
            "base/kustomization.yaml": inflated(", releaseName: one, namespace: a, skipTests: true"),
            "other/kustomization.yaml": inflated(", releaseName: two, namespace: b, skipHooks: true"),
            "over/kustomization.yaml": (
                "resources: [../base, ../other]\nnameSuffix: -x\nsortOptions: {order: fifo}\n"
                'patches: [{target: {kind: Pod}, patch: \'[{"op": "add", "path": "/spec", "value": {"nodeName": "n"}}]\'}]\n'
            ),
        },
    ),
    "in a component": (
        "over",
        {
            **below("part", HERE),
            "part/kustomization.yaml": (
                "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
                + inflated(", releaseName: one", "images: [{name: nginx, newTag: '2'}]\n")
            ),
            "over/kustomization.yaml": "resources: [a.yaml]\ncomponents: [../part]\nnamespace: live\n",
            "over/a.yaml": CONFIG_MAP,
        },
    ),
    "twice": (
        ".",
        {
            **HERE,
            "kustomization.yaml": (
                "helmCharts:\n  - {name: shop, releaseName: one}\n"
                "  - {name: shop, releaseName: two, skipHooks: true, skipTests: true}\n"
            ),
        },
    ),
    "that renders nothing": (
        ".",
        {
            "charts/shop/Chart.yaml": CHART,
            "charts/shop/values.yaml": "",
            "kustomization.yaml": inflated("", "resources: [a.yaml]\n"),
            "a.yaml": CONFIG_MAP,
        },
    ),
}


def objects(content: bytes) -> list[JsonObject]:
    found = []
    for document in read(content):
        value = mapping(document.value)
        metadata = mapping(value["metadata"])
        annotations = mapping(metadata.get("annotations"))
        annotations.pop(ORIGIN, "")
        if not annotations:
            metadata.pop("annotations", None)
        found.append(value)
    return found


def names(found: list[JsonObject]) -> list[tuple[str, str]]:
    return sorted((text(one["kind"]), text(mapping(one["metadata"])["name"])) for one in found)


def by_kustomize(folder: Path, root: str) -> list[JsonObject]:
    argv = ["kustomize", "build", "--enable-helm", str(folder / root)]
    return objects(subprocess.run(argv, check=True, capture_output=True).stdout)


@pytest.mark.parametrize("name", ROOTS)
def test_the_gate_renders_what_kustomize_does(tmp_path: Path, name: str) -> None:
    root, files = ROOTS[name]
    tree = repository(tmp_path, files)
    ours = objects(output(rendering(kustomize_target(root), tree)).encode())
    theirs = by_kustomize(tmp_path, root)
    assert names(ours) == names(theirs)
    in_order = "fifo" in files["kustomization.yaml" if root == "." else f"{root}/kustomization.yaml"]
    if not in_order:
        ours.sort(key=repr)
        theirs.sort(key=repr)
    assert ours == theirs


def test_nothing_is_written_into_the_repository(tmp_path: Path) -> None:
    before = repository(tmp_path, ROOTS["in bases"][1]).files
    output(rendering(kustomize_target("over"), repository(tmp_path, {})))
    assert repository(tmp_path, {}).files == before


def test_a_link_on_the_way_is_looked_through_as_kustomize_does(tmp_path: Path) -> None:
    files = {**below("real/base", HERE), "real/base/kustomization.yaml": inflated("")}
    repository(tmp_path, {**files, "over/kustomization.yaml": "resources: [../link/base]\n"})
    (tmp_path / "link").symlink_to("real")
    tree = repository(tmp_path, {})
    ours = objects(output(rendering(kustomize_target("over"), tree)).encode())
    assert names(ours) == names(by_kustomize(tmp_path, "over"))


def test_a_file_outside_its_kustomization_stays_refused(tmp_path: Path) -> None:
    files = {**below("app", HERE), "elsewhere/a.yaml": CONFIG_MAP}
    repository(tmp_path, {**files, "app/kustomization.yaml": inflated("", "resources: [a.yaml]\n")})
    (tmp_path / "app/a.yaml").symlink_to("../elsewhere/a.yaml")
    finding = only(rendering(kustomize_target("app"), repository(tmp_path, {})))
    assert "is not in or below" in finding.message


def test_the_origin_is_the_template_and_the_kustomization(tmp_path: Path) -> None:
    root, files = ROOTS["in bases"]
    (rendered,) = rendering(kustomize_target(root), repository(tmp_path, files)).values
    found = {one.id.kind: one.provenance for one in parse(rendered).values if one.id.namespace == "a"}
    assert found["Deployment"] == Provenance(
        "over", "base/charts/shop/templates/web.yaml", generated_in="base/kustomization.yaml"
    )


def test_a_packed_chart_of_the_repository_is_rendered(tmp_path: Path) -> None:
    archive = packed("shop", FILES)
    for path in ("charts/shop-1.2.3.tgz", "charts/shop-1.2.3/shop-1.2.3.tgz"):
        folder = tmp_path / path.replace("/", "-")
        tree = repository(folder, {path: archive, "kustomization.yaml": inflated(f", {REMOTE}")})
        ours = objects(output(rendering(kustomize_target(), tree)).encode())
        repository(folder, FETCHED)
        assert names(ours) == names(by_kustomize(folder, "."))


def test_a_chart_of_that_version_in_the_home_of_charts_is_rendered(tmp_path: Path) -> None:
    tree = repository(tmp_path, {**HERE, "kustomization.yaml": inflated(f", {REMOTE}")})
    assert "release-name-web" in output(rendering(kustomize_target(), tree))


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("shop-1.2.3.tgz", packed("shop", FILES)),
        ("shop/Chart.yaml", CHART.encode()),
        ("shop-1.2.3/shop/Chart.yaml", CHART.encode()),
    ],
)
def test_a_fetched_chart_is_rendered(tmp_path: Path, path: str, content: bytes) -> None:
    tree = repository(
        tmp_path / "repository", {"kustomization.yaml": inflated(f", {REMOTE}, releaseName: web")}
    )
    folder = path.removesuffix("Chart.yaml")
    files = {} if path.endswith(".tgz") else {folder + name: text.encode() for name, text in FILES.items()}
    repository(tmp_path / "fetched", {path: content, **files})
    outcome = rendering(kustomize_target(), tree, RenderOptions(charts=str(tmp_path / "fetched")))
    (rendered,) = outcome.values
    found = {one.id.name: one.provenance for one in parse(rendered).values}
    assert found["web-web"] == Provenance(".", generated_in="kustomization.yaml")


def of_versions(values: tuple[Rendered, ...]) -> list[tuple[str, ...]]:
    return [one.kubernetes_versions for one in values]


def test_a_chart_that_asks_for_the_version_is_rendered_for_each(tmp_path: Path) -> None:
    asks = {
        **HERE,
        "charts/shop/templates/v.yaml": CONFIG_MAP + "  v: {{ .Capabilities.KubeVersion.Minor }}\n",
    }
    tree = repository(tmp_path, {**asks, "kustomization.yaml": inflated("")})
    target = replace(kustomize_target(), kubernetes_versions=("1.33", "1.34"))
    outcome = rendering(target, tree)
    assert of_versions(outcome.values) == [("1.33",), ("1.34",)]
    fixed = repository(tmp_path, {"kustomization.yaml": inflated(", kubeVersion: '1.30'")})
    assert of_versions(rendering(target, fixed).values) == [("1.33", "1.34")]


NOT_RENDERED = {
    "a chart that is not there": (
        inflated(f", {REMOTE}"),
        "render/missing-dependency",
        "chart shop 1.2.3 from https://charts.example.com is not in the repository",
        (2, 5),
    ),
    "no chart and no repository": (
        inflated(""),
        "render/failed",
        "chart shop is not in charts/shop, and the entry names no repository of it",
        (2, 5),
    ),
    "a field that is none": (
        inflated(", releasename: a, relese: b"),
        "render/failed",
        "unknown field 'relese' in an entry of helmCharts",
        (2, 42),
    ),
    "a value of another kind": (
        inflated(", version: 1.2"),
        "render/failed",
        "version must be a text",
        (2, 27),
    ),
    "no name": (
        "helmCharts:\n  - {repo: 'https://x'}\n",
        "render/failed",
        "chart name cannot be empty",
        (2, 5),
    ),
    "a merge that is none": (
        inflated(", valuesMerge: deep"),
        "render/failed",
        "valuesMerge must be one of override, merge, replace",
        (2, 5),
    ),
    "two names": (
        inflated(", releaseName: a, nameTemplate: b"),
        "render/failed",
        "releaseName and nameTemplate are both given, and Helm takes one of them",
        (2, 5),
    ),
}


@pytest.mark.parametrize("name", NOT_RENDERED)
def test_what_cannot_be_rendered_is_told_at_its_entry(tmp_path: Path, name: str) -> None:
    content, rule, message, (line, column) = NOT_RENDERED[name]
    finding = only(rendering(kustomize_target(), repository(tmp_path, {"kustomization.yaml": content})))
    assert (finding.rule, finding.message) == (rule, message)
    assert place(finding) == ("kustomization.yaml", line, column, "exact")


def test_what_is_refused_hides_no_chart_that_is_not_there(tmp_path: Path) -> None:
    content = inflated(f", {REMOTE}", "resources: ['https://example.com/a.yaml']\n")
    findings = rendering(kustomize_target(), repository(tmp_path, {"kustomization.yaml": content})).findings
    assert [one.rule for one in findings] == ["render/refused", "render/missing-dependency"]


def test_values_of_a_chart_that_is_not_there_are_looked_at(tmp_path: Path) -> None:
    content = inflated(f", {REMOTE}, additionalValuesFiles: [fine.yaml, text.yaml]")
    files = {"kustomization.yaml": content, "fine.yaml": "a: 1\n", "text.yaml": "\nnothing\n"}
    findings = rendering(kustomize_target(), repository(tmp_path, files)).findings
    assert [(one.rule, one.message, place(one)) for one in findings] == [
        (
            "render/failed",
            "text.yaml is a text, where Helm takes a mapping",
            ("text.yaml", 2, 1, "exact"),
        ),
        (
            "render/missing-dependency",
            "chart shop 1.2.3 from https://charts.example.com is not in the repository",
            ("kustomization.yaml", 2, 5, "exact"),
        ),
    ]


def test_versions_that_were_fetched_and_do_not_fit_are_told(tmp_path: Path) -> None:
    repository(tmp_path / "fetched", {"shop-1.2.4.tgz": packed("shop", {}, "1.2.4")})
    tree = repository(tmp_path / "repository", {"kustomization.yaml": inflated(f", {REMOTE}")})
    finding = only(rendering(kustomize_target(), tree, RenderOptions(charts=str(tmp_path / "fetched"))))
    assert finding.message == (
        "chart shop 1.2.3 from https://charts.example.com is not in the repository, "
        "and the folder of --charts holds 1.2.4"
    )
    assert finding.remedy == "Commit the chart, or fetch it and give the folder with --charts DIR."


BROKEN: dict[str, tuple[dict[str, str | None], str, tuple[str, int | None, int | None, str]]] = {
    "a fault of a template": (
        {"charts/shop/templates/web.yaml": "a: {{ .Values.x.y }}\n"},
        "nil pointer evaluating interface {}.y",
        ("charts/shop/templates/web.yaml", 1, 14, "exact"),
    ),
    "values of another kind": (
        {"kustomization.yaml": inflated(", valuesInline: {size: 1}")},
        "chart shop: kustomize cannot merge the values at /size: they are not of one kind",
        ("kustomization.yaml", 2, 5, "exact"),
    ),
    "a chart without values": (
        {"charts/shop/values.yaml": None},
        "chart shop has no values.yaml, and the entry names no valuesFile",
        ("kustomization.yaml", 2, 5, "exact"),
    ),
    "a values file that is a list": (
        {"kustomization.yaml": inflated(", valuesFile: list.yaml"), "list.yaml": "# ours\n- a\n"},
        "list.yaml is a list, where Helm takes a mapping",
        ("list.yaml", 2, 1, "exact"),
    ),
    "a values file that is no YAML": (
        {
            "kustomization.yaml": inflated(", valuesFile: v.yaml, valuesInline: {a: 1}"),
            "v.yaml": "a: 1\n b: 2\n",
        },
        "v.yaml is no readable YAML: mapping values are not allowed",
        ("v.yaml", 2, 3, "exact"),
    ),
    "no values file": (
        {"kustomization.yaml": inflated(", valuesFile: absent.yaml")},
        "absent.yaml is named here, and the repository holds no such file or kustomization",
        ("kustomization.yaml", 2, 30, "exact"),
    ),
    "an object that is there twice": (
        {
            "kustomization.yaml": inflated(", releaseName: web", "resources: [a.yaml]\n"),
            "a.yaml": CONFIG_MAP.replace("settings", "web-settings"),
        },
        "may not add resource with an already registered id: ConfigMap.v1.[noGrp]/web-settings.[noNs]",
        ("kustomization.yaml", None, None, "file"),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_kustomize_stops_at_the_gate_says(tmp_path: Path, name: str) -> None:
    files, words, where = BROKEN[name]
    written = {**HERE, "kustomization.yaml": inflated(""), **files}
    tree = repository(tmp_path, {path: content for path, content in written.items() if content is not None})
    finding = only(rendering(kustomize_target(), tree))
    assert words in finding.message
    assert place(finding) == where
    argv = ["kustomize", "build", "--enable-helm", str(tmp_path)]
    assert subprocess.run(argv, check=False, capture_output=True).returncode == 1


def test_values_outside_the_kustomization_are_refused_as_kustomize_does(tmp_path: Path) -> None:
    files = {**HERE, "app/kustomization.yaml": inflated("", "helmGlobals: {chartHome: ../charts}\n")}
    finding = only(rendering(kustomize_target("app"), repository(tmp_path, files)))
    assert finding.message == (
        "charts/shop/values.yaml is not in or below app, and kustomize reads no such values file"
    )
    argv = ["kustomize", "build", "--enable-helm", str(tmp_path / "app")]
    assert subprocess.run(argv, check=False, capture_output=True).returncode == 1


def test_flux_inflates_no_charts(tmp_path: Path) -> None:
    tree = repository(tmp_path, {**HERE, "kustomization.yaml": inflated("")})
    identity = ResourceId("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "flux-system", "apps")
    declared = Declaration(identity, Provenance("clusters"), "/spec/path")
    source = KustomizeSource(".", "kustomization.yaml", relaxed=True)
    target = replace(kustomize_target(), source=source, declared_by=declared)
    finding = only(rendering(target, tree))
    assert finding.message == "Flux builds kustomizations without Helm, and stops at a chart to inflate"
    assert place(finding) == ("kustomization.yaml", 2, 5, "exact")


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("releaseName: --post-renderer=/tmp/x", "'--post-renderer=/tmp/x' is no release name"),
        ("namespace: --kubeconfig=/x", "'--kubeconfig=/x' is no name of a namespace"),
        ("nameTemplate: --post-renderer=/tmp/x", "helm template failed"),
        ("kubeVersion: --post-renderer=/tmp/x", "helm template failed"),
    ],
)
def test_names_are_no_options(tmp_path: Path, field: str, message: str) -> None:
    tree = repository(tmp_path, {**HERE, "kustomization.yaml": inflated(f", {field}")})
    assert message in only(rendering(kustomize_target(), tree)).message


def test_a_link_out_of_the_chart_is_refused(tmp_path: Path) -> None:
    tree = repository(tmp_path, {**HERE, "kustomization.yaml": inflated("")})
    (tmp_path / "charts/shop/secret.txt").symlink_to(os.devnull)
    finding: Finding = only(rendering(kustomize_target(), repository(tmp_path, {})))
    assert tree.files
    assert finding.rule == "render/refused"
