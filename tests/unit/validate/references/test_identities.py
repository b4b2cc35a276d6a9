"""The same resource twice in one cluster."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gate.model.inventory import Inventory
from gate.model.json import JsonObject
from gate.model.outcome import Outcome
from gate.model.resource import Provenance, ResourceId
from gate.model.target import Declaration
from gate.validate.references import Items, Scene, references
from tests.unit.validate.references.scenes import (
    CONFIG_MAP,
    judged,
    named,
    release,
    resources,
    rules,
    spoken,
    target,
)

MAP = named(CONFIG_MAP, "settings", "shop")
OTHER = MAP.replace("info", "debug")
A, B = target("a", cluster="production"), target("b", cluster="production")


def test_different_content_overwrites() -> None:
    outcome = judged({A: MAP, B: OTHER})
    assert spoken(outcome) == [
        ("ref/duplicate", "/metadata/name", "a has another ConfigMap of this name, with different content")
    ]
    (finding,) = outcome.findings
    assert (finding.severity, finding.target) == ("error", "b")


def test_the_same_content_is_shared_whatever_the_order_of_its_keys() -> None:
    turned = (
        "{kind: ConfigMap, apiVersion: v1, data: {level: info}, metadata: {namespace: shop, name: settings}}"
    )
    outcome = judged({A: MAP, B: turned})
    assert spoken(outcome) == [("ref/shared", "/metadata/name", "a sends the same ConfigMap, too")]
    assert outcome.findings[0].severity == "info"


def test_one_target_may_say_a_thing_twice_but_not_two_things() -> None:
    assert rules(judged({A: f"{MAP}\n---\n{MAP}"})) == []
    ((_, _, message),) = spoken(judged({A: f"{MAP}\n---\n{OTHER}"}))
    assert message == "this target has another ConfigMap of this name, with different content"


def test_clusters_are_apart() -> None:
    assert rules(judged({A: MAP, target("c", cluster="staging"): OTHER})) == []
    assert rules(judged({"a": MAP, "b": OTHER})) == []


@pytest.mark.parametrize(
    "other",
    [
        OTHER.replace("namespace: shop", "namespace: cart"),
        OTHER.replace(", namespace: shop", ""),
        OTHER.replace("kind: ConfigMap", "kind: Secret"),
        OTHER.replace("name: settings", "generateName: settings-"),
        OTHER.replace("namespace: shop", "namespace: shop, annotations: {helm.sh/hook: test}"),
    ],
)
def test_what_is_another_resource_is_none_twice(other: str) -> None:
    assert rules(judged({A: MAP, B: other})) == []


def test_a_name_that_the_server_makes_up_is_none() -> None:
    made_up = "{apiVersion: batch/v1, kind: Job, metadata: {generateName: migrate-}, spec: {backoffLimit: N}}"
    assert rules(judged({A: made_up.replace("N}", "1}"), B: made_up.replace("N}", "2}")})) == []


def test_a_namespace_that_only_the_applier_knows_is_one_of_its_target() -> None:
    unsaid, other = MAP.replace(", namespace: shop", ""), OTHER.replace(", namespace: shop", "")
    assert rules(judged({A: unsaid, B: other})) == []
    assert rules(judged({A: f"{unsaid}\n---\n{other}"})) == ["ref/duplicate"]


def test_what_is_in_no_namespace_is_one_in_the_whole_cluster() -> None:
    role = "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r, namespace: NS}, rules: []}"
    assert rules(judged({A: role.replace("NS", "x"), B: role.replace("NS", "y")})) == ["ref/duplicate"]


def test_the_scope_of_a_custom_kind_is_in_its_definition() -> None:
    widget = "{apiVersion: example.com/v1, kind: Widget, metadata: {name: w}, spec: {size: N}}"
    sent = {A: widget.replace("N}", "1}"), B: widget.replace("N}", "2}")}
    assert rules(judged(sent)) == []
    definition: JsonObject = {
        "spec": {"group": "example.com", "scope": "Cluster", "names": {"kind": "Widget"}}
    }
    assert rules(judged(sent, items=Items([definition]))) == ["ref/duplicate"]


def test_the_version_of_an_api_makes_no_other_resource() -> None:
    budget = "{apiVersion: policy/VERSION, kind: PodDisruptionBudget, metadata: {name: a, namespace: shop}, spec: {}}"
    outcome = judged({A: budget.replace("VERSION", "v1"), B: budget.replace("VERSION", "v1beta1")})
    assert rules(outcome) == ["ref/duplicate"]


def rendered(*versions: tuple[str, ...]) -> Outcome[Inventory]:
    texts = (MAP, OTHER)
    sent = [one for text, of in zip(texts, versions, strict=True) for one in resources(A, text, versions=of)]
    return references(Scene(targets=(A,), resources=sent, absent=tuple))


def test_one_target_rendered_for_several_kubernetes_versions_sends_a_thing_once() -> None:
    assert rules(rendered(("1.33",), ("1.34",))) == []
    assert rules(rendered(("1.33", "1.34"), ("1.34",))) == ["ref/duplicate"]


def test_helm_installs_nothing_twice_in_one_release() -> None:
    chart = release("web", "web", cluster="production")
    outcome = judged({chart: f"{MAP}\n---\n{MAP}"})
    says = "this target has the same ConfigMap twice, and Helm fails to install the second"
    assert spoken(outcome) == [("ref/duplicate", "/metadata/name", says)]
    assert rules(judged({A: f"{MAP}\n---\n{MAP}"})) == []


def test_argo_cd_applies_what_a_chart_renders_twice() -> None:
    chart = release("web", "web", cluster="production")
    application = ResourceId("argoproj.io/v1alpha1", "Application", "argocd", "web")
    declared = replace(chart, declared_by=Declaration(application, Provenance("apps", "apps/web.yaml", 0)))
    assert rules(judged({declared: f"{MAP}\n---\n{MAP}"})) == []


def test_one_chart_with_other_values_is_an_alternative() -> None:
    one, other = release("web@a", "web", cluster="production"), release("web@b", "web", cluster="production")
    assert rules(judged({one: MAP, other: OTHER})) == []
    assert rules(judged({one: MAP, release("cart@b", "cart", cluster="production"): OTHER})) == [
        "ref/duplicate"
    ]
