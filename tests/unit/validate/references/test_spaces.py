"""Namespaces that nothing declares."""

from __future__ import annotations

from tests.unit.validate.references.scenes import CONFIG_MAP, judged, named, rules, spoken, target

SHOP = "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}"
HERE, PLATFORM = target("web", cluster="production"), target("platform", cluster="production")


def test_a_namespace_that_nothing_declares_is_told_once_a_target() -> None:
    maps = f"{named(CONFIG_MAP, 'a', 'cart')}\n---\n{named(CONFIG_MAP, 'b', 'cart')}"
    assert spoken(judged({HERE: maps, PLATFORM: SHOP})) == [
        (
            "ref/missing-namespace",
            "/metadata/namespace",
            'metadata.namespace is "cart", but no target of its cluster declares that Namespace',
        )
    ]


def test_where_nothing_is_declared_namespaces_are_left_to_others() -> None:
    assert (
        rules(judged({HERE: named(CONFIG_MAP, "a", "cart"), PLATFORM: named(CONFIG_MAP, "b", "shop")})) == []
    )


def test_namespaces_that_every_cluster_has() -> None:
    maps = "\n---\n".join(
        named(CONFIG_MAP, "a", name) for name in ("default", "kube-system", "shop", "openshift-x")
    )
    assert rules(judged({HERE: maps, PLATFORM: SHOP})) == []


def test_alone_only_a_misspelt_one_is_told() -> None:
    assert rules(judged({"web": f"{named(CONFIG_MAP, 'a', 'monitoring')}\n---\n{SHOP}"})) == []
    ((_, _, message),) = spoken(judged({"web": f"{named(CONFIG_MAP, 'a', 'shopp')}\n---\n{SHOP}"}))
    assert message == (
        'metadata.namespace is "shopp", but no target declares that Namespace (did you mean "shop"?)'
    )


def test_namespaces_that_an_applier_sends_to_may_be_created_by_it() -> None:
    release = (
        "{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, "
        "metadata: {name: tool, namespace: flux-system}, spec: {targetNamespace: tools}}"
    )
    sent = {HERE: f"{named(CONFIG_MAP, 'a', 'tools')}\n---\n{release}", PLATFORM: SHOP}
    assert rules(judged(sent)) == []
    going = target("tools", cluster="production", namespace="tools")
    unwritten = named(CONFIG_MAP, "a")
    assert rules(judged({going: unwritten, HERE: named(CONFIG_MAP, "b", "tools"), PLATFORM: SHOP})) == []
