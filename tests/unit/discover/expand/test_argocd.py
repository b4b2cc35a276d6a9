"""Argo CD Applications as targets."""

from __future__ import annotations

import json

import pytest

from gate.discover.expand import Home
from gate.model.finding import Location
from gate.model.target import HelmParameter, HelmSource, KustomizeSource, PlainSource
from tests.unit.discover.expand.declared import BUILT, OBJECT, expanded, only, reasons, told

URL = "https://git.example.com/shop/platform"
WEB = {"web/kustomization.yaml": BUILT, "web/a.yaml": OBJECT}
CHART = {
    "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    "chart/values.yaml": "a: 1\n",
    "chart/values-live.yaml": "a: 2\n",
    "chart/templates/a.yaml": OBJECT,
    "values/live.yaml": "a: 3\n",
}


def application(spec: str, source: str = "", destination: str = "namespace: shop") -> str:
    lines = "".join(f"  {line}\n" for line in spec.splitlines())
    source = f"  source: {{repoURL: {URL}, targetRevision: HEAD, {source}}}\n" if source else ""
    return (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\n"
        f"spec:\n  destination: {{{destination}}}\n{source}{lines}"
    )


def test_a_folder_with_a_kustomization_is_built_by_kustomize() -> None:
    target = only(expanded(application("", "path: web/"), WEB))
    assert (target.name, target.kind, target.path) == ("Application/argocd/web", "kustomize", "web")
    assert target.source == KustomizeSource("web", "web/kustomization.yaml")
    assert (target.namespace, target.cluster) == ("shop", "live")
    assert target.declared_by is not None
    assert target.declared_by.pointer == "/spec/source/path"


def test_what_it_tells_kustomize_is_kustomization_fields() -> None:
    spec = f"""source:
  repoURL: {URL}
  path: web
  kustomize:
    namePrefix: a-
    nameSuffix: -z
    namespace: other
    images: ["nginx=registry.example.com:5000/nginx:1.27", "redis:7", "busybox@sha256:ab", "a=b"]
    replicas: [{{name: web, count: "3"}}, {{name: db, count: 1}}]
    commonLabels: {{team: shop}}
    commonAnnotations: {{note: x}}
    components: [../parts]
    patches:
      - {{path: patch.yaml, target: {{kind: Deployment}}}}
      - {{patch: "- op: remove", options: {{allowNameChange: true}}}}"""
    files = {
        **WEB,
        "web/patch.yaml": "kind: Deployment",
        "parts/kustomization.yaml": "kind: Component\nnamespace: x",
    }
    target = only(expanded(application(spec), files))
    assert isinstance(target.source, KustomizeSource)
    assert json.loads(target.source.edits) == {
        "namePrefix": "a-",
        "nameSuffix": "-z",
        "namespace": "other",
        "images": [
            {"name": "nginx", "newName": "registry.example.com:5000/nginx", "newTag": "1.27"},
            {"name": "redis", "newTag": "7"},
            {"name": "busybox", "digest": "sha256:ab"},
            {"name": "a", "newName": "b"},
        ],
        "replicas": [{"name": "web", "count": 3}, {"name": "db", "count": 1}],
        "commonLabels": {"team": "shop"},
        "commonAnnotations": {"note": "x"},
        "components": ["parts"],
        "patches": [
            {"target": {"kind": "Deployment"}, "patch": "kind: Deployment"},
            {"patch": "- op: remove", "options": {"allowNameChange": True}},
        ],
    }
    assert {"parts/kustomization.yaml", "web/patch.yaml"} <= set(target.closure)


def test_labels_can_spare_the_selectors() -> None:
    spec = f"""source:
  repoURL: {URL}
  path: web
  kustomize: {{commonLabels: {{a: b}}, labelWithoutSelector: true, labelIncludeTemplates: true}}"""
    target = only(expanded(application(spec), WEB))
    assert isinstance(target.source, KustomizeSource)
    labels = [{"pairs": {"a": "b"}, "includeSelectors": False, "includeTemplates": True}]
    assert json.loads(target.source.edits) == {"labels": labels}


def test_a_plain_folder_sends_the_manifests_at_its_top() -> None:
    files = {
        "plain/a.yaml": OBJECT,
        "plain/b.json": "{}",
        "plain/readme.md": "",
        "plain/c.yml": f"# +argocd:skip-file-rendering\n{OBJECT}",
        "plain/deep/d.yaml": OBJECT,
    }
    target = only(expanded(application("", "path: plain"), files))
    assert (target.kind, target.source) == ("plain", PlainSource(("plain/a.yaml", "plain/b.json")))
    deep = only(expanded(application("", "path: plain, directory: {recurse: true}"), files))
    assert deep.source == PlainSource(("plain/a.yaml", "plain/b.json", "plain/deep/d.yaml"))
    wanted = "path: plain, directory: {recurse: true, include: '{*.yaml,x}', exclude: 'a*'}"
    assert only(expanded(application("", wanted), files)).source == PlainSource(("plain/deep/d.yaml",))


def test_jsonnet_is_said_not_to_be_rendered() -> None:
    files = {"plain/a.yaml": OBJECT, "plain/b.jsonnet": "{}"}
    outcome = expanded(application("", "path: plain"), files)
    assert outcome.values[0].source == PlainSource(("plain/a.yaml",))
    assert reasons(outcome) == {"plain/b.jsonnet": "jsonnet, which the gate does not run"}


def test_a_chart_is_rendered_with_all_its_values_in_their_order() -> None:
    spec = f"""source:
  repoURL: {URL}
  path: chart
  helm:
    releaseName: shop
    valueFiles: [values-live.yaml, ../values/live.yaml, /values/live.yaml]
    valuesObject: {{a: 4}}
    values: "a: 5"
    parameters: [{{name: b, value: "6"}}, {{name: c, value: "7", forceString: true}}]
    fileParameters: [{{name: d, path: ../values/live.yaml}}]
    skipCrds: true"""
    target = only(expanded(application(spec), CHART))
    assert target.source == HelmSource(
        chart="chart",
        values=("chart/values-live.yaml", "values/live.yaml"),
        release="shop",
        namespace="shop",
        inline=('{"a":4}',),
        parameters=(
            HelmParameter("b", "6"),
            HelmParameter("c", "7", "string"),
            HelmParameter("d", "values/live.yaml", "file"),
        ),
        skip_crds=True,
    )
    assert "values/live.yaml" in target.closure


def test_values_of_another_source_are_found_by_its_ref() -> None:
    spec = f"""sources:
  - {{repoURL: {URL}, path: chart, helm: {{valueFiles: [$here/values/live.yaml]}}}}
  - {{repoURL: {URL}, ref: here}}"""
    target = only(expanded(application(spec), CHART))
    assert isinstance(target.source, HelmSource)
    assert (target.name, target.source.values) == ("Application/argocd/web", ("values/live.yaml",))


@pytest.mark.parametrize(
    ("name", "rule", "message"),
    [
        ("values-dev.yaml", "render/missing-path", "chart/values-dev.yaml is no file of the repository"),
        ("../../secret.yaml", "render/broken-declaration", "../../secret.yaml leads outside the repository"),
        ("/../etc/passwd", "render/broken-declaration", "/../etc/passwd leads outside the repository"),
        (
            "$other/values.yaml",
            "render/broken-declaration",
            "no source has the ref other that $other/values.yaml names",
        ),
        ("env-*.yaml", "render/missing-path", "no file of the repository matches chart/env-*.yaml"),
    ],
)
def test_values_files_that_are_not_there_are_findings(name: str, rule: str, message: str) -> None:
    outcome = expanded(application("", f"path: chart, helm: {{valueFiles: ['{name}']}}"), CHART)
    assert told(outcome) == [(rule, "/spec/source/helm/valueFiles/0", message)]


def test_values_files_may_be_missing_where_that_is_said() -> None:
    source = "path: chart, helm: {valueFiles: [absent.yaml, 'values-*.yaml'], ignoreMissingValueFiles: true}"
    target = only(expanded(application("", source), CHART))
    assert isinstance(target.source, HelmSource)
    assert target.source.values == ("chart/values-live.yaml",)


def test_values_from_elsewhere_keep_the_chart_from_being_rendered() -> None:
    outcome = expanded(application("", "path: chart, helm: {valueFiles: ['https://a/b.yaml']}"), CHART)
    reason = "takes values from an address, which the gate does not fetch"
    assert (outcome.values, reasons(outcome)) == ((), {"Application/argocd/web": reason})


def test_the_override_files_of_the_folder_count() -> None:
    files = {
        **WEB,
        "web/.argocd-source.yaml": "kustomize: {images: [nginx:1], namePrefix: x-}\nrepoURL: https://evil",
        "web/.argocd-source-web.yaml": "kustomize: {images: [nginx:2], namePrefix: null}",
        "web/.argocd-source-other.yaml": "kustomize: {namePrefix: o-}",
    }
    target = only(expanded(application("", "path: web"), files))
    assert isinstance(target.source, KustomizeSource)
    assert json.loads(target.source.edits) == {"images": [{"name": "nginx", "newTag": "2"}]}
    assert {"web/.argocd-source.yaml", "web/.argocd-source-web.yaml"} <= set(target.closure)


def test_several_sources_are_several_targets() -> None:
    spec = f"""sources:
  - {{repoURL: {URL}, path: web}}
  - {{repoURL: {URL}, path: chart, name: chart}}
  - {{repoURL: https://charts.example.com, chart: redis, targetRevision: 1.2.3}}"""
    outcome = expanded(application(spec), {**WEB, **CHART})
    names = [target.name for target in outcome.values]
    assert names == ["Application/argocd/web#1", "Application/argocd/web#chart"]
    reason = "a chart from outside the repository: redis 1.2.3 from https://charts.example.com"
    assert reasons(outcome) == {"Application/argocd/web#3": reason}


def test_a_hydrator_renders_its_dry_source() -> None:
    spec = f"""sourceHydrator:
  drySource: {{repoURL: {URL}, path: web, targetRevision: HEAD}}
  syncSource: {{targetBranch: environments/live, path: web}}"""
    target = only(expanded(application(spec), WEB))
    assert target.declared_by is not None
    assert (target.path, target.declared_by.pointer) == ("web", "/spec/sourceHydrator/drySource/path")


@pytest.mark.parametrize(
    ("source", "rule", "pointer", "message"),
    [
        ("path: wep", "render/missing-path", "/path", "wep is no folder of the repository"),
        ("path: /web", "render/broken-declaration", "/path", "/web is no relative path"),
        ("path: ../web", "render/broken-declaration", "/path", "../web leads outside the repository"),
        (
            "path: web, helm: {values: a}",
            "render/broken-declaration",
            "/path",
            "web has no Chart.yaml, and the source says that Helm renders it",
        ),
        (
            "path: chart, kustomize: {namePrefix: a}",
            "render/broken-declaration",
            "/path",
            "chart has no kustomization file, and the source says that kustomize builds it",
        ),
        (
            "path: web, kustomize: {patches: [{path: ../../etc/passwd}]}",
            "render/missing-path",
            "/kustomize/patches/0/path",
            "../etc/passwd is no file of the repository",
        ),
    ],
)
def test_what_argocd_refuses_is_a_finding_at_the_field(
    source: str, rule: str, pointer: str, message: str
) -> None:
    outcome = expanded(application("", source), {**WEB, **CHART})
    assert told(outcome) == [(rule, f"/spec/source{pointer}", message)]


def test_what_lies_elsewhere_is_said() -> None:
    other = f"source: {{repoURL: {URL}-other, path: web}}"
    assert list(reasons(expanded(application(other), WEB)).values()) == [
        f"built from outside the repository: {URL}-other"
    ]
    revision = f"source: {{repoURL: {URL}, path: web, targetRevision: v1.2.3}}"
    assert list(reasons(expanded(application(revision), WEB)).values()) == [
        "built from another revision of this repository: v1.2.3"
    ]
    plugin = f"source: {{repoURL: {URL}, path: web, plugin: {{name: x}}}}"
    assert list(reasons(expanded(application(plugin), WEB)).values()) == [
        "built by a plugin, which the gate does not run"
    ]


def test_in_a_fork_an_address_of_the_same_name_will_do_where_the_path_exists() -> None:
    home = Home.of(("git@git.example.com:me/platform.git",))
    assert only(expanded(application("", "path: web"), WEB, home=home)).path == "web"


def test_another_cluster_is_a_scope_of_its_own() -> None:
    def cluster(destination: str) -> str:
        return only(expanded(application("", "path: web", destination), WEB)).cluster

    assert cluster("server: 'https://kubernetes.default.svc'") == "live"
    assert cluster("name: in-cluster") == "live"
    assert cluster("name: edge, namespace: shop") == "edge"


@pytest.mark.parametrize("spec", ["source: [a]", "sources: {}", "sources: [3, null]"])
def test_what_is_malformed_is_left_to_the_schema(spec: str) -> None:
    outcome = expanded(application(spec), WEB)
    assert not outcome.values
    assert not outcome.findings


def test_an_override_that_cannot_be_read_is_a_finding() -> None:
    files = {"apps/kustomization.yaml": BUILT, "apps/a.yaml": OBJECT, "apps/.argocd-source.yaml": "a: [\n"}
    assert told(expanded(application("", "path: apps"), files)) == [
        ("render/broken-declaration", "/spec/source/path", "apps/.argocd-source.yaml is no readable YAML")
    ]


VALUES = {
    "list.yaml": "# values\n- a\n",
    "broken.yaml": "a: 1\nb: [\n",
    "fine.yaml": "a: 1\n---\n- never read\n",
    "empty.yaml": "# nothing\n",
}
NO_MAPPING = [
    ("values: '- a'", "values", "the text of values is a list, where Helm takes a mapping"),
    ("values: text", "values", "the text of values is a text, where Helm takes a mapping"),
    (
        "values: 'a: ['",
        "values",
        (
            "the text of values is no readable YAML: "
            "did not find expected node content (while parsing a flow node)"
        ),
    ),
    (
        "values: {a: 1}",
        "values",
        "values is a mapping, where Argo CD takes a text; valuesObject takes a mapping",
    ),
    ("valuesObject: [a]", "valuesObject", "valuesObject is a list, where Argo CD takes a mapping"),
    ("valuesObject: true", "valuesObject", "valuesObject is true or false, where Argo CD takes a mapping"),
]


@pytest.mark.parametrize("source", ["path: chart", "chart: web"])
@pytest.mark.parametrize(("said", "field", "message"), NO_MAPPING)
def test_values_that_are_no_mapping_are_told_at_the_field_whatever_the_chart(
    said: str, field: str, message: str, source: str
) -> None:
    outcome = expanded(application("", f"{source}, helm: {{{said}}}"), CHART)
    assert told(outcome) == [("render/broken-declaration", f"/spec/source/helm/{field}", message)]
    assert not outcome.values


@pytest.mark.parametrize("said", ["values: ''", "values: '# none'", "valuesObject: {}", "valuesObject: null"])
def test_values_that_say_nothing_are_fine(said: str) -> None:
    only(expanded(application("", f"path: chart, helm: {{{said}}}"), CHART))


def of_a_registry(files: str) -> str:
    return application(
        "sources: [{repoURL: https://charts.example.com, chart: web, targetRevision: 1.0.0, "
        f"helm: {{valueFiles: [{files}]}}}}, {{repoURL: {URL}, ref: here}}]"
    )


@pytest.mark.parametrize(
    ("path", "message", "line", "column"),
    [
        ("list.yaml", "list.yaml is a list, where Helm takes a mapping", 2, 1),
        (
            "broken.yaml",
            "broken.yaml is no readable YAML: did not find expected node content (while parsing a flow node)",
            3,
            1,
        ),
    ],
)
def test_a_values_file_that_is_no_mapping_is_told_at_its_line(
    path: str, message: str, line: int, column: int
) -> None:
    local = expanded(application("", f"path: chart, helm: {{valueFiles: [../{path}]}}"), {**CHART, **VALUES})
    distant = expanded(of_a_registry(f"$here/{path}"), VALUES)
    for outcome in (local, distant):
        (finding,) = outcome.findings
        assert (finding.rule, finding.message) == ("render/broken-declaration", message)
        assert finding.location == Location(path, line, column)
    assert list(reasons(distant).values()) == [
        "a chart from outside the repository: web 1.0.0 from https://charts.example.com"
    ]


@pytest.mark.parametrize(
    ("file", "rule", "message"),
    [
        ("$here/gone.yaml", "render/missing-path", "gone.yaml is no file of the repository"),
        (
            "$there/list.yaml",
            "render/broken-declaration",
            "no source has the ref there that $there/list.yaml names",
        ),
        ("$here/../a.yaml", "render/broken-declaration", "$here/../a.yaml leads outside the repository"),
    ],
)
def test_values_files_of_a_chart_that_is_not_at_hand_are_looked_for(
    file: str, rule: str, message: str
) -> None:
    outcome = expanded(of_a_registry(file), VALUES)
    assert told(outcome) == [(rule, "/spec/sources/0/helm/valueFiles/0", message)]
    assert len(outcome.accounts) == 1


@pytest.mark.parametrize("file", ["$here/fine.yaml", "$here/empty.yaml", "values-live.yaml"])
def test_fine_values_files_and_those_of_the_chart_itself_are_not_told(file: str) -> None:
    outcome = expanded(of_a_registry(file), VALUES)
    assert not outcome.findings
    assert len(outcome.accounts) == 1
