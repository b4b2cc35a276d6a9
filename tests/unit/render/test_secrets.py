"""The values that must not be repeated when a tool quotes them."""

from __future__ import annotations

from pathlib import Path

from gate.render.secrets import secrets_of_kustomization, secrets_of_values
from gate.sources.kustomization import closure
from tests.unit.render.folders import repository


def test_secrets_of_a_closure(tmp_path: Path) -> None:
    tree = repository(
        tmp_path,
        {
            "kustomization.yaml": (
                "resources: [s.yaml]\n"
                "secretGenerator: [{name: g, literals: ['key=literal-value', without-key], envs: [prod.env]}]\n"
            ),
            "s.yaml": (
                "kind: Secret\nstringData: {a: plain-value, b: yes}\ndata: {c: cGFja2VkLXZhbHVl}\n---\n"
                "kind: List\nitems: [{kind: Secret, stringData: {d: listed-value}}]\n---\n"
                "kind: ConfigMap\ndata: {e: public-value}\n"
            ),
            "prod.env": "TOKEN='env-value'\n",
        },
    )
    assert secrets_of_kustomization(tree, closure(tree, ".")) == {
        "literal-value",
        "key=literal-value",
        "without-key",
        "plain-value",
        "cGFja2VkLXZhbHVl",
        "packed-value",
        "listed-value",
        "env-value",
        "'env-value'",
        "TOKEN='env-value'",
    }


def test_secrets_of_values_are_known_by_their_keys() -> None:
    content = (
        b"db:\n  password: value-1\n  dbPassword: value-2\n  user: public\n"
        b"secrets: {any: {thing: value-3}}\napi_key: 12345678\n"
        b"existingSecret: public\nsecretName: public\ntokens: [value-4]\nempty: {password: ''}\n"
    )
    assert secrets_of_values([content]) == {"value-1", "value-2", "value-3", "value-4", "12345678"}
