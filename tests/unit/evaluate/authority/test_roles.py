"""What roles allow: aggregation, the server's own roles, and rules as the authorizer reads them."""

from __future__ import annotations

import pytest

from gate.evaluate.authority.roles import Role, Roles
from tests.unit.evaluate.authority.clusters import allows, core, placed


def cluster_role(name: str, labels: str = "", gathers: str = "", rules: str = "[]") -> str:
    return f"""
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {{name: {name}, labels: {{{labels}}}}}
{f"aggregationRule: {{clusterRoleSelectors: [{gathers}]}}" if gathers else ""}
rules: {rules}
"""


def rules_on(kind: str) -> str:
    return f'[{{apiGroups: [""], resources: [{kind}], verbs: [get]}}]'


def covered(role: Role | None) -> set[str]:
    assert role is not None
    return {resource for rule in role.rules for resource in rule.resources}


def test_a_role_gathers_what_is_gathered() -> None:
    roles = Roles(
        placed(
            cluster_role("top", gathers="{matchLabels: {to: top}}", rules=rules_on("replaced")),
            cluster_role("middle", "to: top", "{matchLabels: {to: middle}}, {matchLabels: {also: middle}}"),
            cluster_role("one", "to: middle", rules=rules_on("pods")),
            cluster_role("two", "also: middle", rules=rules_on("nodes")),
            cluster_role("other", "to: nothing", rules=rules_on("secrets")),
        )
    )
    assert covered(roles.get("", "top")) == {"pods", "nodes"}
    assert covered(roles.get("", "middle")) == {"pods", "nodes"}
    assert covered(roles.get("", "one")) == {"pods"}


def test_roles_that_gather_each_other() -> None:
    roles = Roles(
        placed(
            cluster_role("left", "to: right", "{matchLabels: {to: left}}"),
            cluster_role("right", "to: left", "{matchLabels: {to: right}}"),
            cluster_role("leaf", "to: right", rules=rules_on("pods")),
        )
    )
    assert covered(roles.get("", "left")) == covered(roles.get("", "right")) == {"pods"}


def test_selectors_by_expressions() -> None:
    gathers = (
        "{matchExpressions: [{key: tier, operator: In, values: [a, b]}, {key: old, operator: DoesNotExist}]}"
    )
    roles = Roles(
        placed(
            cluster_role("all", gathers=gathers),
            cluster_role("fits", "tier: a", rules=rules_on("pods")),
            cluster_role("old", "tier: b, old: x", rules=rules_on("nodes")),
        )
    )
    assert covered(roles.get("", "all")) == {"pods"}


def test_what_a_repository_adds_to_the_roles_of_the_server() -> None:
    label = 'rbac.authorization.k8s.io/aggregate-to-view: "true"'
    roles = Roles(placed(cluster_role("widgets", label, rules=rules_on("widgets"))))
    for name in ("view", "edit", "admin"):
        assert {"widgets", "configmaps"} <= covered(roles.get("", name))
    assert "secrets" in covered(roles.get("", "edit")) - covered(roles.get("", "view"))


def test_a_role_of_the_repository_stands_for_the_server_s() -> None:
    roles = Roles(placed(cluster_role("cluster-admin", rules=rules_on("pods"))))
    assert covered(roles.get("", "cluster-admin")) == {"pods"}


def test_roles_are_of_their_namespace() -> None:
    roles = Roles(placed(allows("one", core("pods", "get"), to="a/b", namespace="shop")))
    assert covered(roles.get("shop", "one")) == {"pods"}
    assert roles.get("other", "one") is None
    assert roles.get("", "one") is None


@pytest.mark.parametrize(
    ("resources", "asked", "answer"),
    [
        ("pods", "pods", True),
        ("pods", "pods/exec", False),
        ("pods/exec", "pods", False),
        ("*", "pods/exec", True),
        ("*/exec", "pods/exec", True),
        ("*/exec", "pods", False),
        ("*/exec", "exec", False),
        ("pods/*", "pods/exec", False),
        ("*/scale", "deployments/scale", True),
    ],
)
def test_which_resources_a_rule_covers(resources: str, asked: str, answer: bool) -> None:
    role = Roles(placed(allows("one", core(resources, "get"), to="a/b"))).get("", "one")
    assert role is not None
    assert role.rules[0].covers("", asked) is answer


def test_malformed_roles_allow_nothing() -> None:
    roles = Roles(placed(cluster_role("one", rules="[x, {resources: pods, verbs: [1], apiGroups: null}]")))
    assert covered(roles.get("", "one")) == set()
