"""Manifests and everything that only looks like them."""

from __future__ import annotations

import pytest

from gate.discover.known_files import KEPT_FOR_OTHERS, NAMED
from gate.discover.recognise import NO_OBJECT, TEMPLATE, UNREADABLE, unlike_manifests
from gate.sources.globs import matches

MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"


@pytest.mark.parametrize(
    "text",
    [
        MANIFEST,
        "# a comment\n---\nnothing: here\n---\n" + MANIFEST,
        '{"apiVersion": "v1", "kind": "List", "items": []}',
        "{apiVersion: v1, kind: ConfigMap}",
        "  apiVersion: v1\n  kind: ConfigMap\n",
        '"\\x61piVersion": v1\n"\\u006bind": ConfigMap\n',
        "!!binary YXBpVmVyc2lvbg==: v1\n!!binary a2luZA==: Pod\n",
        "!<tag:yaml.org,2002:binary> YXBpVmVyc2lvbg==: v1\n!!bin%61ry a2luZA==: Pod\n",
        "apiVersion: v1\nkind: ConfigMap\ndata: [\n",
        MANIFEST + "---\nbroken: [\n",
        MANIFEST + "---\nname: {{ .Values.name }}\nother: [\n",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\n---\n" + MANIFEST,
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n",
        "apiVersion: v1\nmetadata:\n  name: a\n",
        "kind: ConfigMap\nmetadata: {name: a}\n",
        "apiversion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
        "apiVersion: v1\nknd: ConfigMap\nmetadata: {generateName: a-}\n",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\n---\nkind: ConfigMap\nmetadata: {name: a}\n",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a, annotations: {config.kubernetes.io/local-config: 'true'}}",
        '{"apiVersion": "v1", "kind": "Pod", "x": ' + "[" * 300 + "]" * 300 + "}",
        "# {{ }}\n{kind : Pod, 'apiVersion' : v1, x: " + "[" * 300 + "]" * 300 + "}",
        "# {{ }}\nkind: Pod\napiVersion: v1\nx: " + "[" * 300 + "]" * 300,
        "{kind: Pod, apiVersion: v1, x: [}",
        '{"kind" :"Pod",\n\t"apiVersion" :"v1", x: [}',
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: 'a{{b}}'}\n",
        "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: a}\nspec: {name: '{{x}}'}",
    ],
)
def test_manifests(text: str) -> None:
    assert unlike_manifests("apps/a.yaml", text.encode()) == ""


def test_manifests_in_utf_16() -> None:
    assert unlike_manifests("a.yaml", MANIFEST.encode("utf-16")) == ""


def test_a_very_large_file_that_may_hold_manifests_is_left_to_the_reader() -> None:
    assert unlike_manifests("a.yaml", b"kind apiVersion: [" + b" " * (8 * 1024 * 1024)) == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", NO_OBJECT),
        ("a: b", NO_OBJECT),
        ("apiVersion: 1\nkind: datasource", NO_OBJECT),
        ("kind: pipeline\napiVersion:", NO_OBJECT),
        ("kind: pipeline\nname: a\nmetadata: {namespace: a}", NO_OBJECT),
        ("kind: 1\nmetadata: {name: a}", NO_OBJECT),
        ("metadata: {name: a}\nspec: {kind: a}", NO_OBJECT),
        ("text: apiVersion and kind", NO_OBJECT),
        ("text: apiVersion and kind\nbroken: [", UNREADABLE),
        ("{{- if x }}\napiVersion: v1\nkind: A\n{{- end }}", TEMPLATE),
        ("apiVersion: v1\nkind: A\nmetadata:\n  name: {{ name }}\n", TEMPLATE),
        ("apiVersion: v1\nkind: A\nmetadata: {name: '{{ name }}'}", TEMPLATE),
        ("apiVersion: v1\nkind: Config\nclusters: []", "kubeconfig"),
        ("apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster", "kind cluster configuration"),
        ("apiVersion: skaffold/v4beta1\nkind: Config", "Skaffold configuration"),
        ("apiVersion: backstage.io/v1alpha1\nkind: Component", "Backstage catalogue entry"),
        ("apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration", "kubeadm configuration"),
        (
            "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component",
            "kustomize configuration outside a kustomization file",
        ),
        (
            "apiVersion: fn.example.com/v1\nkind: F\nmetadata: {annotations: {config.kubernetes.io/local-config: 'true'}}",
            "marked config.kubernetes.io/local-config",
        ),
        ("openapi: 3.1.0\ninfo: {title: apiVersion, description: kind}", "OpenAPI document"),
    ],
)
def test_what_goes_to_no_cluster(text: str, reason: str) -> None:
    assert unlike_manifests("apps/a.yaml", text.encode()) == reason


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("docker-compose.yml", "Docker Compose file"),
        ("a/compose.override.yaml", "Docker Compose file"),
        (".pre-commit-config.yaml", "pre-commit configuration"),
        ("docs/mkdocs.yml", "MkDocs configuration"),
        ("ci/azure-pipelines-main.yml", "CI workflow"),
        ("a/.sops.yaml", "SOPS configuration"),
        ("a/values-prod.yaml", "Helm values file"),
        ("renovate.json", "dependency bot configuration"),
        (".yamllint.yaml", "linter configuration"),
        ("package.json", "package metadata"),
    ],
)
def test_a_file_without_objects_is_called_by_its_name(path: str, reason: str) -> None:
    assert unlike_manifests(path, b"a: b") == reason


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in (*KEPT_FOR_OTHERS, *NAMED)])
def test_no_pattern_of_the_tables_is_too_wide(pattern: str) -> None:
    assert not matches(pattern, "apps/web/deployment.yaml")
    assert not matches(pattern.removeprefix("/"), "deployment.yaml")
