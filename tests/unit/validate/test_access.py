"""RBAC as the API server wants it."""

from __future__ import annotations

import pytest

from gate.model.json import JsonObject, JsonValue
from tests.unit.validate.resources import plain, said

API = "rbac.authorization.k8s.io"
RULE: JsonObject = {"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}
URLS: JsonObject = {"verbs": ["get"], "nonResourceURLs": ["/healthz"]}
ROLE: JsonObject = {"apiGroup": API, "kind": "ClusterRole", "name": "view"}


def rules(kind: str, rule: JsonValue) -> list[tuple[str, str, str]]:
    return said(plain(f"{API}/v1", kind, rules=[rule]))


def bound(kind: str, subject: JsonValue, role: JsonValue = ROLE) -> list[tuple[str, str, str]]:
    return said(plain(f"{API}/v1", kind, roleRef=role, subjects=[subject]))


@pytest.mark.parametrize("rule", [RULE, URLS, {**URLS, "apiGroups": []}, {**RULE, "nonResourceURLs": None}])
def test_rules_that_the_server_takes(rule: JsonObject) -> None:
    assert rules("ClusterRole", rule) == []


@pytest.mark.parametrize(
    ("rule", "name", "pointer", "says"),
    [
        ({**RULE, "verbs": []}, "required", "/verbs", ".verbs must not be empty"),
        ({**RULE, "resources": []}, "required", "/resources", ".resources must not be empty"),
        (
            {**RULE, "apiGroups": []},
            "required",
            "/apiGroups",
            '.apiGroups must have at least one group ("" for the core group)',
        ),
        (
            {"verbs": ["get"], "resources": ["pods"]},
            "required",
            "",
            ' must have apiGroups ([""] for the core group)',
        ),
        (
            {**URLS, "resources": ["pods"]},
            "conflict",
            "/resources",
            ".resources must be left out, as a rule for nonResourceURLs cannot be one for resources too",
        ),
    ],
)
def test_rules_that_it_refuses(rule: JsonObject, name: str, pointer: str, says: str) -> None:
    assert rules("ClusterRole", rule) == [(f"api/{name}", f"/rules/0{pointer}", f"rules[0]{says}")]


def test_a_role_has_no_urls() -> None:
    says = "rules[0].nonResourceURLs must be left out of a Role, as only a ClusterRole can be about them"
    assert rules("Role", URLS) == [("api/conflict", "/rules/0/nonResourceURLs", says)]


def test_an_aggregation_needs_selectors() -> None:
    says = "aggregationRule.clusterRoleSelectors must not be empty"
    body = plain(f"{API}/v1", "ClusterRole", aggregationRule={"clusterRoleSelectors": []})
    assert said(body) == [("api/required", "/aggregationRule/clusterRoleSelectors", says)]


@pytest.mark.parametrize(
    "subject",
    [
        {"kind": "User", "name": "a b"},
        {"kind": "Group", "name": "system:x", "apiGroup": API, "namespace": "never-asked"},
        {"kind": "ServiceAccount", "name": "a", "namespace": "b", "apiGroup": ""},
    ],
)
def test_subjects_that_the_server_takes(subject: JsonObject) -> None:
    assert bound("RoleBinding", subject) == bound("ClusterRoleBinding", subject) == []


@pytest.mark.parametrize(
    ("subject", "name", "pointer", "says"),
    [
        (
            {"kind": "serviceaccount", "name": "a"},
            "value",
            "/kind",
            '.kind is "serviceaccount", must be ServiceAccount, User or Group',
        ),
        (
            {"kind": "ServiceAccount", "name": "a", "namespace": "b", "apiGroup": API},
            "value",
            "/apiGroup",
            f'.apiGroup is "{API}", must be left out, as the kind is ServiceAccount',
        ),
        (
            {"kind": "User", "name": "a", "apiGroup": "v1"},
            "value",
            "/apiGroup",
            f'.apiGroup is "v1", must be {API}, as the kind is User or Group',
        ),
        ({"kind": "User", "name": ""}, "required", "/name", '.name is "", must not be empty'),
    ],
)
def test_subjects_that_it_refuses(subject: JsonObject, name: str, pointer: str, says: str) -> None:
    expected = [(f"api/{name}", f"/subjects/0{pointer}", f"subjects[0]{says}")]
    assert bound("RoleBinding", subject) == bound("ClusterRoleBinding", subject) == expected


def test_only_a_cluster_role_binding_has_to_name_the_namespace() -> None:
    subject: JsonObject = {"kind": "ServiceAccount", "name": "a"}
    assert bound("RoleBinding", subject) == []
    says = "subjects[0] must have a namespace, as its kind is ServiceAccount"
    assert bound("ClusterRoleBinding", subject) == [("api/required", "/subjects/0", says)]


def test_roles_that_are_referred_to() -> None:
    user: JsonObject = {"kind": "User", "name": "a"}
    assert bound("RoleBinding", user, {**ROLE, "apiGroup": "", "kind": "Role"}) == []
    says = (
        'roleRef.kind is "Role", must be ClusterRole, as a ClusterRoleBinding cannot refer to anything else'
    )
    assert bound("ClusterRoleBinding", user, {**ROLE, "kind": "Role"}) == [
        ("api/value", "/roleRef/kind", says)
    ]
    says = f'roleRef.apiGroup is "{API}/v1", must be {API}'
    assert bound("RoleBinding", user, {**ROLE, "apiGroup": f"{API}/v1"}) == [
        ("api/value", "/roleRef/apiGroup", says)
    ]
    says = 'roleRef.name is "a/b", must be a name without "/" and "%", and not "." or ".."'
    assert bound("RoleBinding", user, {**ROLE, "name": "a/b"}) == [("api/format", "/roleRef/name", says)]
