"""Where the knowledge of a cluster ends: other targets, releases, controllers, and what was not rendered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gate.model.resource import Provenance, ResourceId
from gate.model.target import Declaration
from gate.validate.references import Absent
from tests.unit.validate.references.scenes import (
    CONFIG_MAP,
    judged,
    left_open,
    named,
    pod,
    reads,
    release,
    rules,
    target,
)

NEEDS = reads("settings", "shop")
HAS = named(CONFIG_MAP, "settings", "shop")


def test_targets_without_a_cluster_may_share_one() -> None:
    assert rules(judged({"web": NEEDS, "platform": HAS})) == []


def test_environments_that_differ_are_no_one_cluster() -> None:
    dev, prod = target("dev", environment="dev"), target("prod", environment="prod")
    assert rules(judged({prod: NEEDS, dev: HAS})) == ["ref/missing-config-map"]
    assert rules(judged({prod: NEEDS, target("any"): HAS})) == []


def test_what_belongs_to_no_cluster_may_be_in_one_of_several_targets() -> None:
    here, mate = target("web", cluster="production"), target("cart", cluster="production")
    assert (
        rules(
            judged(
                {here: NEEDS, mate: "{apiVersion: v1, kind: Pod, metadata: {name: x}}", target("any"): HAS}
            )
        )
        == []
    )
    assert rules(
        judged(
            {
                here: NEEDS,
                mate: "{apiVersion: v1, kind: Pod, metadata: {name: x}}",
                target("s", cluster="staging"): HAS,
            }
        )
    ) == ["ref/missing-config-map"]


def absent(name: str, text: bytes, cluster: str = "") -> Absent:
    return Absent(target(name, cluster=cluster), "could not be rendered", lambda: (text,))


def test_a_cluster_with_a_target_that_was_not_rendered_may_have_anything() -> None:
    here, mate = target("web", cluster="production"), target("cart", cluster="production")
    lacking = (absent("platform", b"", "production"), absent("more", b"", "production"))
    outcome = judged({here: NEEDS, mate: "{apiVersion: v1, kind: Pod, metadata: {name: x}}"}, absent=lacking)
    assert rules(outcome) == []
    assert left_open(outcome) == [
        (
            "web",
            (
                "references not judged: ConfigMap shop/settings "
                "(platform and 1 more targets of the cluster could not be rendered)"
            ),
        )
    ]


def test_sources_of_a_target_that_was_not_rendered_tell_whether_it_may_have_a_thing() -> None:
    lacking = absent("platform", b"kind: ConfigMap\nmetadata: {name: settings}\n")
    outcome = judged({"web": NEEDS}, absent=(lacking,))
    assert left_open(outcome) == [
        ("web", "references not judged: ConfigMap shop/settings (platform could not be rendered)")
    ]
    assert rules(judged({"web": NEEDS}, absent=(absent("platform", b"kind: ConfigMap\n"),))) == [
        "ref/missing-config-map"
    ]


RELEASE = (
    "{apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: {name: tool, namespace: flux-system}, "
    "spec: {targetNamespace: shop}}"
)


def test_a_release_that_is_not_rendered_may_make_anything_in_its_namespace() -> None:
    outcome = judged({"web": NEEDS, "flux": RELEASE})
    assert left_open(outcome) == [
        ("web", "references not judged: ConfigMap shop/settings (HelmRelease flux-system/tool may make it)")
    ]
    assert rules(judged({"web": NEEDS, "flux": RELEASE.replace("Namespace: shop", "Namespace: cart")})) == [
        "ref/missing-config-map"
    ]


def test_a_release_that_is_rendered_makes_what_it_makes() -> None:
    flux = target("flux")
    of = Declaration(
        ResourceId("helm.toolkit.fluxcd.io/v2", "HelmRelease", "flux-system", "tool"), Provenance("flux")
    )
    expanded = replace(release("HelmRelease/flux-system/tool", "charts/tool"), declared_by=of)
    sent = {target("web"): NEEDS, flux: RELEASE, expanded: named(CONFIG_MAP, "tool", "shop")}
    assert rules(judged(sent)) == ["ref/missing-config-map"]


@pytest.mark.parametrize(
    ("custom", "doubted"),
    [
        ("{apiVersion: databases.example.com/v1, kind: Postgres, metadata: {name: x, namespace: shop}}", True),
        ("{apiVersion: databases.example.com/v1, kind: Postgres, metadata: {name: x, namespace: cart}}", False),
        ("{apiVersion: monitoring.coreos.com/v1, kind: Prometheus, metadata: {name: x, namespace: shop}}", False),
        ("{apiVersion: monitoring.coreos.com/v1, kind: Prometheus, metadata: {name: settings, namespace: shop}}", True),
        ("{apiVersion: monitoring.coreos.com/v1, kind: Prometheus, metadata: {name: x, namespace: shop}, spec: {a: [settings]}}", True),
        ("{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: {name: settings, namespace: shop}}", False),
        ("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: settings, namespace: shop}}", False),
    ],
)  # fmt: skip
def test_what_a_controller_may_make(custom: str, doubted: bool) -> None:
    assert rules(judged({"web": f"{NEEDS}\n---\n{custom}"})) == (
        [] if doubted else ["ref/missing-config-map"]
    )


def test_names_that_begin_with_that_of_what_makes_them() -> None:
    custom = "{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: shop-db, namespace: shop}}"
    needs = reads("shop-db-monitoring", "shop")
    assert rules(judged({"web": f"{needs}\n---\n{custom}"})) == []
    assert rules(judged({"web": f"{needs.replace('shop-db-m', 'cart-db-m')}\n---\n{custom}"})) != []


def test_a_command_that_names_a_thing_may_make_it() -> None:
    job = pod("args: [create, --config-map=settings]", name="maker")
    outcome = judged({"web": f"{reads('settings')}\n---\n{job}"})
    assert left_open(outcome) == [
        ("web", "references not judged: ConfigMap settings (a command of Pod maker names it)")
    ]


def test_accounts_in_namespaces_that_the_repository_has_none_in_are_left_open() -> None:
    binding = (
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: b}, roleRef: "
        "{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}, "
        "subjects: [{kind: ServiceAccount, name: bot, namespace: NS}]}"
    )
    account = "{apiVersion: v1, kind: ServiceAccount, metadata: {name: other, namespace: shop}}"
    outcome = judged({"web": f"{binding.replace('NS', 'cart')}\n---\n{account}"})
    assert left_open(outcome) == [
        (
            "web",
            "references not judged: ServiceAccount cart/bot (no target has any ServiceAccount in that namespace)",
        )
    ]
    assert rules(judged({"web": f"{binding.replace('NS', 'shop')}\n---\n{account}"})) == [
        "ref/missing-service-account"
    ]


def test_the_namespace_of_an_undeclared_release_is_a_guess() -> None:
    chart = release("web", "charts/web")
    assert rules(judged({chart: reads("settings", "default"), "platform": HAS})) == []
    assert rules(judged({target("plain"): reads("settings", "default"), "platform": HAS})) == [
        "ref/missing-config-map"
    ]


def test_a_target_may_say_where_its_resources_go() -> None:
    sent = target("web", namespace="shop")
    assert rules(judged({sent: reads("settings"), "platform": HAS})) == []
    assert rules(judged({sent: reads("settings"), "platform": named(CONFIG_MAP, "settings", "cart")})) == [
        "ref/missing-config-map"
    ]


def test_many_names_are_told_by_the_first() -> None:
    manifests = "\n---\n".join(
        reads(f"settings-{number}", "shop").replace("name: web,", f"name: web-{number},")
        for number in range(6)
    )
    ((_, reason),) = left_open(judged({"web": f"{manifests}\n---\n{RELEASE}"}))
    assert reason == (
        "references not judged: ConfigMap shop/settings-0, ConfigMap shop/settings-1, ConfigMap shop/settings-2, "
        "ConfigMap shop/settings-3 and 2 more (HelmRelease flux-system/tool may make it)"
    )
