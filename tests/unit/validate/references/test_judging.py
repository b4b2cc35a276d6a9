"""The barrier as a whole: it depends on no order, bears anything, and gives the inventories."""

from __future__ import annotations

import random
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from gate.model.inventory import Identity, unknown_namespace
from gate.model.resource import Provenance, Resource, ResourceId
from gate.validate.references import Scene, references
from tests.unit.validate.references.scenes import (
    CONFIG_MAP,
    POD,
    SECRET,
    judged,
    named,
    reads,
    resources,
    target,
)

HERE, THERE = target("web", cluster="production"), target("platform", cluster="production")
CERTIFICATE = (
    "{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: x}, spec: {secretName: tls}}"
)
SENT = [
    *resources(HERE, POD, reads("settings", "shop"), reads("other"), named(SECRET, "db"), CERTIFICATE),
    *resources(THERE, named(CONFIG_MAP, "settings", "shop"), named(CONFIG_MAP, "settings", "cart"), POD),
]


def test_each_cluster_has_its_inventory() -> None:
    outcome = judged({HERE: f"{named(CONFIG_MAP, 'a', 'shop')}\n---\n{CERTIFICATE}", target("alone"): POD})
    assert {one.cluster: set(one.items) for one in outcome.values} == {
        "alone": {Identity("", "Pod", unknown_namespace("alone"), "web")},
        "production": {
            Identity("", "ConfigMap", "shop", "a"),
            Identity("cert-manager.io", "Certificate", unknown_namespace("web"), "x"),
            Identity("", "Secret", unknown_namespace("web"), "tls"),
        },
    }


@given(st.randoms(use_true_random=False))
def test_the_order_of_resources_changes_nothing(chance: random.Random) -> None:
    turned = list(SENT)
    chance.shuffle(turned)
    one, other = (
        references(Scene(targets=(HERE, THERE), resources=sent, absent=tuple)) for sent in (SENT, turned)
    )
    assert set(one.findings) == set(other.findings)
    assert one.accounts == other.accounts


def test_the_same_said_of_several_renderings_is_said_once() -> None:
    both = [
        one for version in ("1.33", "1.34") for one in resources(HERE, reads("settings"), versions=(version,))
    ]
    assert len(references(Scene(targets=(HERE,), resources=both, absent=tuple)).findings) == 1


SCALARS = st.none() | st.booleans() | st.integers(-1, 70_000) | st.text(max_size=4) | st.just("web")
FIELDS = st.sampled_from(
    [
        "name",
        "spec",
        "template",
        "containers",
        "env",
        "envFrom",
        "valueFrom",
        "configMapRef",
        "volumes",
        "selector",
        "matchLabels",
        "matchExpressions",
        "ports",
        "targetPort",
        "metadata",
        "labels",
        "rules",
        "annotations",
        "backend",
        "http",
        "paths",
        "roleRef",
        "subjects",
        "kind",
        "apiVersion",
        "data",
        "tls",
    ]
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=20,
)
KINDS = st.sampled_from(
    [
        ("v1", "Pod"),
        ("v1", "Service"),
        ("v1", "Secret"),
        ("v1", "ServiceAccount"),
        ("apps/v1", "StatefulSet"),
        ("networking.k8s.io/v1", "Ingress"),
        ("networking.k8s.io/v1", "NetworkPolicy"),
        ("batch/v1", "CronJob"),
        ("rbac.authorization.k8s.io/v1", "RoleBinding"),
        ("external-secrets.io/v1", "ExternalSecret"),
        ("helm.toolkit.fluxcd.io/v2", "HelmRelease"),
        ("example.com/v1", "Widget"),
    ]
)


@given(st.lists(st.tuples(KINDS, st.dictionaries(FIELDS, ANYTHING, max_size=5)), max_size=4))
def test_malformed_resources_are_borne(drawn: list[tuple[tuple[str, str], dict[str, Any]]]) -> None:
    sent = [
        Resource(
            ResourceId(api_version, kind, "", f"it-{index}"),
            index,
            orjson.dumps({**body, "apiVersion": api_version, "kind": kind}),
            Provenance("web", "web/all.yaml", index),
            ("1.37",),
        )
        for index, ((api_version, kind), body) in enumerate(drawn)
    ]
    references(Scene(targets=(target("web"),), resources=sent, absent=tuple))
