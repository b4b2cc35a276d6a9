"""Which roots of one build may have changed each other's references, as their output tells."""

from __future__ import annotations

import pytest

from gate.render.kustomize_isolation import Affixes
from gate.render.kustomize_references import Part, influenced

NOTHING = Affixes()
PREFIXED = Affixes(prefixes=frozenset({"p-", "q-"}))
HASH = "6ct58987ht"


def manifest(kind: str, name: str, *lines: str, namespace: str = "", api_version: str = "v1") -> bytes:
    metadata = [f"  name: {name}", *([f"  namespace: {namespace}"] if namespace else [])]
    return "\n".join(
        [f"apiVersion: {api_version}", f"kind: {kind}", "metadata:", *metadata, *lines, ""]
    ).encode()


def settings(name: str = "settings", namespace: str = "") -> bytes:
    return manifest("ConfigMap", name, namespace=namespace)


def pod(reference: str, namespace: str = "") -> bytes:
    return manifest("Pod", "web", "spec:", f"  - name: {reference}", namespace=namespace)


def binding(kind: str, *words: str, namespace: str = "") -> bytes:
    group = "rbac.authorization.k8s.io/v1"
    return manifest(kind, "b", *(f"  x: {word}" for word in words), namespace=namespace, api_version=group)


def account(namespace: str) -> bytes:
    return manifest("ServiceAccount", "web", namespace=namespace)


@pytest.mark.parametrize(
    ("other", "affixes", "own"),
    [
        (settings("p-settings"), PREFIXED, pod("p-settings")),
        (settings("p-settings"), PREFIXED, pod("'p-settings'")),
        (settings(f"settings-{HASH}"), NOTHING, pod(f"settings-{HASH}")),
        (settings("settings-x"), Affixes(suffixes=frozenset({"-x"})), pod("settings-x")),
        (settings("p-settings", "default"), PREFIXED, pod("p-settings")),
        (manifest("ClusterRole", "p-view"), PREFIXED, binding("RoleBinding", "p-view", namespace="a")),
        (settings("p-settings", "a"), PREFIXED, binding("ClusterRole", "p-settings")),
        (manifest("New", "p-x", api_version="new.k8s.io/v1"), PREFIXED, pod("p-x", "a")),
        (account("a"), NOTHING, binding("ClusterRoleBinding", "web", "a")),
        (account("a"), NOTHING, binding("RoleBinding", "web", "a", namespace="b")),
        (manifest("ServiceAccount", "p-web", namespace="a"), PREFIXED, binding("RoleBinding", "p-web", "a", namespace="b")),
    ],
)  # fmt: skip
def test_a_reference_that_another_root_may_have_written(other: bytes, affixes: Affixes, own: bytes) -> None:
    parts = [Part(other, affixes), Part(own, NOTHING)]
    assert influenced(parts) == {1}
    assert influenced(parts[::-1]) == {0}


@pytest.mark.parametrize(
    ("other", "affixes", "own"),
    [
        (settings(), PREFIXED, pod("settings")),
        (settings("p-settings"), PREFIXED, pod("settings")),
        (settings("p-settings", "a"), PREFIXED, pod("p-settings", "b")),
        (settings("p-settings", "a"), PREFIXED, pod("p-settings")),
        (settings("my-deployment"), NOTHING, pod("my-deployment")),
        (manifest("Shop", "p-x", api_version="example.com/v1"), PREFIXED, pod("p-x")),
        (settings("p-x"), PREFIXED, manifest("Shop", "a", "  b: p-x", api_version="example.com/v1")),
        (settings("p-web"), PREFIXED, manifest("Pod", "p-web")),
        (settings("p-web"), PREFIXED, manifest("Pod", "a", namespace="p-web")),
        (account("a"), NOTHING, binding("ClusterRoleBinding", "web", "b")),
        (account("a"), NOTHING, pod("web", "a")),
        (b"", PREFIXED, pod("settings")),
        (settings("p-settings"), PREFIXED, b""),
    ],
)
def test_what_no_other_root_can_have_touched(other: bytes, affixes: Affixes, own: bytes) -> None:
    assert influenced([Part(other, affixes), Part(own, NOTHING)]) == frozenset()


def test_a_reference_to_an_own_object_that_may_have_been_left_alone() -> None:
    """`settings` meant p-settings until the other root's settings made it ambiguous."""
    own = b"---\n".join([settings("p-settings"), pod("settings")])
    for other in (settings("q-settings"), settings("settings")):
        assert influenced([Part(other, PREFIXED), Part(own, PREFIXED)]) >= {1}
    assert influenced([Part(settings("q-other"), PREFIXED), Part(own, PREFIXED)]) == frozenset()


def test_text_of_any_kind_is_borne() -> None:
    odd = [b"kind", b"metadata:", b"kind: Pod\nmetadata:\n  name: 'a\n", b"\xff\nkind: Pod\n", b"\n---\n" * 3]
    assert influenced([Part(text, PREFIXED) for text in odd]) == frozenset()
