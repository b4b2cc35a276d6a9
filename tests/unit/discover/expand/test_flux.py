"""Flux Kustomizations as targets."""

from __future__ import annotations

import json

import pytest

from gate.config.settings import Cluster, Environment, Settings
from gate.discover.expand import Home
from gate.discover.expand.expansion import expand
from gate.model.resource import Provenance, ResourceId
from gate.model.target import Declaration, KustomizeSource, Substitution
from tests.unit.discover.expand.declared import (
    BUILT,
    OBJECT,
    expanded,
    only,
    parent,
    reasons,
    sent,
    surroundings,
    told,
)

APPS = {"apps/kustomization.yaml": BUILT, "apps/a.yaml": OBJECT}


def kustomization(
    spec: str, name: str = "apps", source: str = "kind: GitRepository, name: flux-system"
) -> str:
    lines = "".join(f"  {line}\n" for line in spec.splitlines())
    return (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
        f"metadata: {{name: {name}, namespace: flux-system}}\nspec:\n  sourceRef: {{{source}}}\n{lines}"
    )


def git(url: str, ref: str = "branch: main", name: str = "other") -> str:
    return (
        "---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\n"
        f"metadata: {{name: {name}, namespace: flux-system}}\nspec: {{url: {url}, ref: {{{ref}}}}}\n"
    )


def test_a_kustomization_is_a_target_that_knows_what_declares_it() -> None:
    target = only(expanded(kustomization("path: ./apps"), APPS))
    identity = ResourceId("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "flux-system", "apps")
    provenance = Provenance("clusters/live.yaml", "clusters/live.yaml", 0)
    assert target.name == "Kustomization/flux-system/apps"
    assert target.declared_by == Declaration(identity, provenance, "/spec/path")
    assert target.source == KustomizeSource("apps", "apps/kustomization.yaml", relaxed=True)
    assert target.closure == ("apps/a.yaml", "apps/kustomization.yaml")
    assert (target.kind, target.path, target.cluster, target.reason) == (
        "kustomize",
        "apps",
        "live",
        "declared by Kustomization flux-system/apps",
    )


def test_what_it_adds_is_kustomization_fields_with_inline_text() -> None:
    spec = """path: apps
targetNamespace: shop
namePrefix: a-
nameSuffix: -z
patches: [{patch: "- op: remove", target: {kind: Deployment, labelSelector: a=b, unknown: x}, path: /etc/passwd}]
patchesStrategicMerge: [{kind: ConfigMap, metadata: {name: a}}, "https://evil.example.com/x.yaml"]
patchesJson6902: [{patch: [{op: remove, path: /data}], target: {kind: ConfigMap, name: a}}]
images: [{name: nginx, newTag: "1.27", unknown: x}]
components: [../parts/tls]
commonMetadata: {labels: {team: shop}, annotations: {note: x}}"""
    parts = {
        "parts/tls/kustomization.yaml": "kind: Component\nresources: [b.yaml]",
        "parts/tls/b.yaml": OBJECT,
    }
    target = only(expanded(kustomization(spec), {**APPS, **parts}))
    assert isinstance(target.source, KustomizeSource)
    assert json.loads(target.source.edits) == {
        "namespace": "shop",
        "namePrefix": "a-",
        "nameSuffix": "-z",
        "patches": [{"patch": "- op: remove", "target": {"kind": "Deployment", "labelSelector": "a=b"}}],
        "patchesStrategicMerge": ['{"kind":"ConfigMap","metadata":{"name":"a"}}'],
        "patchesJson6902": [
            {"patch": '[{"op":"remove","path":"/data"}]', "target": {"kind": "ConfigMap", "name": "a"}}
        ],
        "images": [{"name": "nginx", "newTag": "1.27"}],
        "components": ["parts/tls"],
    }
    assert (target.namespace, target.labels, target.annotations) == (
        "shop",
        (("team", "shop"),),
        (("note", "x"),),
    )
    assert "parts/tls/b.yaml" in target.closure


def test_a_plain_folder_gets_the_kustomization_that_flux_generates() -> None:
    files = {
        "all/a.yaml": OBJECT,
        "all/b.json": "{}",
        "all/deep/c.yml": OBJECT,
        "all/built/kustomization.yaml": BUILT,
        "all/built/a.yaml": OBJECT,
        "all/built/not-built.yaml": OBJECT,
        "all/.sops.yaml": "creation_rules: []",
        "all/left-out.yaml": OBJECT,
        ".sourceignore": "# not these\nall/left-*\n",
    }
    target = only(expanded(kustomization("path: /all"), files))
    listed = ("all/a.yaml", "all/built", "all/deep/c.yml")
    assert target.source == KustomizeSource("all", "", files=listed, relaxed=True)
    assert target.closure == (
        "all/a.yaml",
        "all/built/a.yaml",
        "all/built/kustomization.yaml",
        "all/deep/c.yml",
    )


@pytest.mark.parametrize(
    "written",
    [
        "# a comment\u2028all/a.yaml\n",  # one line to Go
        "# a comment\fall/a.yaml",
        "all/a.yaml\u00a0\n",
        "all/a.yaml\t\n",
        "all/{a.yaml,b.yaml}\n",
        "a.yaml/\n",
        "all/a.yaml/",
    ],
)
def test_what_only_looks_ignored_is_judged(written: str) -> None:
    files = {"all/a.yaml": OBJECT, ".sourceignore": written}
    target = only(expanded(kustomization("path: /all"), files))
    assert target.closure == ("all/a.yaml",)


@pytest.mark.parametrize(
    "written", ["all/a.yaml\r\n", "a.yaml  \n", "*.yaml", "deep/", "/all/deep/", "all/*/\n"]
)
def test_what_flux_ignores_is_left_out(written: str) -> None:
    files = {"all/deep/a.yaml": OBJECT, "all/a.yaml": OBJECT, "all/b.yml": OBJECT, ".sourceignore": written}
    target = only(expanded(kustomization("path: /all"), files))
    left = {"all/deep/a.yaml"} if written.endswith(("/", "/\n")) else {"all/a.yaml"}
    assert not left & set(target.closure)
    assert "all/b.yml" in target.closure


def test_a_missing_path_is_a_finding_at_the_field() -> None:
    outcome = expanded(kustomization("path: ./aps"), APPS)
    assert told(outcome) == [("render/missing-path", "/spec/path", "./aps is no folder of the repository")]
    finding = outcome.findings[0]
    assert finding.resource is not None
    assert (finding.target, finding.resource.name, finding.unjudged) == ("clusters/live.yaml", "apps", True)
    assert not outcome.values


def test_a_path_stops_at_the_root_of_the_repository() -> None:
    assert only(expanded(kustomization("path: ../../apps"), APPS)).path == "apps"


@pytest.mark.parametrize(
    ("component", "message"),
    [
        ("https://evil.example.com/x", "is no relative path; Flux takes local components only"),
        ("/etc", "is no relative path; Flux takes local components only"),
        ("../../etc", "leads outside the repository"),
        ("../parts", "is no folder of the repository (as parts)"),
    ],
)
def test_a_component_that_flux_refuses_is_a_finding(component: str, message: str) -> None:
    outcome = expanded(kustomization(f"path: apps\ncomponents: ['{component}']"), APPS)
    assert told(outcome) == [("render/broken-declaration", "/spec/components/0", f"{component} {message}")]


def test_a_missing_component_may_be_passed_over() -> None:
    spec = "path: apps\ncomponents: [../parts]\nignoreMissingComponents: true"
    assert only(expanded(kustomization(spec), APPS)).source == KustomizeSource(
        "apps", "apps/kustomization.yaml", relaxed=True
    )


@pytest.mark.parametrize(
    ("url", "ref", "reason"),
    [
        ("ssh://git@GIT.example.com/shop/platform", "branch: main", ""),
        ("https://user:pass@git.example.com/fork/platform", "branch: main", ""),
        (
            "https://user:pass@git.example.com/shop/other",
            "branch: main",
            (
                "built from outside the repository: GitRepository flux-system/other "
                "(https://git.example.com/shop/other main)"
            ),
        ),
        (
            "https://git.example.com/shop/platform",
            "branch: dev",
            "built from another revision of this repository: GitRepository flux-system/other follows dev",
        ),
        (
            "https://git.example.com/shop/platform",
            "tag: v1",
            "built from another revision of this repository: GitRepository flux-system/other follows v1",
        ),
    ],
)
def test_a_source_is_this_repository_or_an_account_says_which(url: str, ref: str, reason: str) -> None:
    text = kustomization("path: apps", source="kind: GitRepository, name: other") + git(url, ref)
    outcome = expanded(text, APPS)
    assert not outcome.findings
    assert [target.path for target in outcome.values] == ([] if reason else ["apps"])
    assert reasons(outcome) == ({"Kustomization/flux-system/apps": reason} if reason else {})


def test_a_source_that_is_not_in_the_repository_is_this_one_where_the_path_exists() -> None:
    source = "kind: GitRepository, name: unknown"
    assert only(expanded(kustomization("path: apps", source=source), APPS)).path == "apps"
    assert reasons(expanded(kustomization("path: web", source=source), APPS)) == {
        "Kustomization/flux-system/apps": (
            "built from a source that is not in the repository: GitRepository flux-system/unknown"
        )
    }


def test_without_a_remote_any_address_may_be_this_one_where_the_path_exists() -> None:
    text = kustomization("path: apps", source="kind: GitRepository, name: other")
    outcome = expanded(text + git("https://git.example.com/any/thing"), APPS, home=Home())
    assert only(outcome).path == "apps"


def test_an_artifact_is_resolved_through_its_generator() -> None:
    generator = """---
apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: flux-system, namespace: flux-system}
spec:
  sources: [{alias: mono, kind: GitRepository, name: flux-system}]
  artifacts:
    - name: shop
      copy:
        - {from: "@mono/apps/base/**", to: "@artifact/base/"}
        - {from: "@mono/apps/live/**", to: "@artifact/live/"}
"""
    text = kustomization("path: ./live", source="kind: ExternalArtifact, name: shop") + generator
    assert only(expanded(text, {"apps/live/kustomization.yaml": BUILT})).path == "apps/live"
    text = kustomization("path: ./", source="kind: ExternalArtifact, name: shop") + generator
    assert list(reasons(expanded(text, {})).values()) == [
        "built from an artifact that is put together from several folders: ExternalArtifact flux-system/shop"
    ]


def test_variables_come_from_config_maps_and_then_from_the_object() -> None:
    spec = """path: apps
postBuild:
  substitute: {b: inline, c: "x\\ny"}
  substituteFrom: [{kind: ConfigMap, name: one}, {kind: ConfigMap, name: two}]"""
    maps = {
        "vars/one.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: '1', b: '1'}",
        "vars/two.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: two, namespace: flux-system}\n"
        "data: {a: '2', d: '${e}'}",
    }
    two = Declaration(
        ResourceId("v1", "ConfigMap", "flux-system", "two"), Provenance("", "vars/two.yaml", 0), "/data/a"
    )
    assert only(expanded(kustomization(spec), {**APPS, **maps})).substitution == Substitution(
        (("a", "2"), ("b", "inline"), ("c", "xy")),
        ("ConfigMap flux-system/two",),
        variables_from=(("a", two),),
    )


def test_of_config_maps_of_one_name_that_of_the_cluster_counts() -> None:
    spec = "path: apps\npostBuild: {substituteFrom: [{kind: ConfigMap, name: vars}]}"
    config_map = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: vars, namespace: flux-system}\ndata: {a: '%s'}"
    )
    written = kustomization(spec)
    around = surroundings({**APPS, "clusters/live.yaml": written})
    around.learn(sent(config_map % 1), "test")
    around.learn(sent(config_map % 2), "live")
    substitution = only(expand(sent(written), parent(), around)).substitution
    assert substitution is not None
    assert substitution.variables == (("a", "2"),)


def test_variables_of_secrets_and_of_absent_config_maps_are_unknown() -> None:
    spec = """path: apps
postBuild:
  substituteStrategy: Always
  substituteFrom: [{kind: Secret, name: s}, {kind: ConfigMap, name: absent, optional: true}]"""
    unknown = ("Secret flux-system/s", "ConfigMap flux-system/absent")
    assert only(expanded(kustomization(spec), APPS)).substitution == Substitution((), unknown, always=True)


def test_objects_of_the_same_name_get_their_cluster_into_the_name() -> None:
    other = {"clusters/test.yaml": kustomization("path: ./apps")}
    assert only(expanded(kustomization("path: ./apps"), {**APPS, **other})).name == (
        "Kustomization/flux-system/apps@live"
    )


def test_the_environment_is_that_of_the_path_or_else_of_what_declares_it() -> None:
    live = Environment("live", ("clusters/**",), clusters=(Cluster("eu", ("clusters/live.yaml",)),))
    by_parent = only(expanded(kustomization("path: apps"), APPS, Settings(environments=(live,))))
    assert (by_parent.environment, by_parent.cluster) == ("live", "live/eu")
    test = Environment("test", ("apps",))
    by_path = only(expanded(kustomization("path: apps"), APPS, Settings(environments=(live, test))))
    assert (by_path.environment, by_path.cluster) == ("test", "test")


@pytest.mark.parametrize("spec", ["path: [a]", "path: apps\npostBuild: x\npatches: {}", "components: 3"])
def test_what_is_malformed_is_left_to_the_schema(spec: str) -> None:
    assert not [rule for rule, _, _ in told(expanded(kustomization(spec), APPS)) if "broken" in rule]


def test_a_variable_whose_name_flux_refuses_is_a_finding() -> None:
    outcome = expanded(kustomization("path: apps\npostBuild: {substitute: {a-b: c}}"), APPS)
    message = "a-b is no name of a variable (letters, digits and _); Flux refuses them all"
    assert told(outcome) == [("render/broken-declaration", "/spec/postBuild", message)]


def test_an_artifact_of_itself_is_not_followed() -> None:
    generator = """---
apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: loop, namespace: flux-system}
spec:
  sources: [{alias: self, kind: ExternalArtifact, name: loop}]
  artifacts: [{name: loop, copy: [{from: "@self/**", to: "@artifact/"}]}]
"""
    text = kustomization("path: apps", source="kind: ExternalArtifact, name: loop") + generator
    outcome = expanded(text, APPS)
    assert not outcome.values
    assert list(reasons(outcome)) == ["Kustomization/flux-system/apps"]


def test_the_bootstrap_source_of_another_repository_is_outside_where_the_path_is_not_here() -> None:
    other = git("https://git.example.com/fleet/all", name="flux-system")
    assert list(reasons(expanded(kustomization("path: web") + other, APPS)).values()) == [
        (
            "built from outside the repository: GitRepository flux-system/flux-system "
            "(https://git.example.com/fleet/all main)"
        )
    ]
    assert only(expanded(kustomization("path: apps") + other, APPS)).path == "apps"
