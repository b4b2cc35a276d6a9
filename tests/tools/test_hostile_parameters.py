"""Parameters of policies that a change brings with it: their schemas reach nothing and end."""

from __future__ import annotations

import pytest

from tests.tools.checkout import Checkout
from tests.tools.listener import listening

pytestmark = pytest.mark.needs("opa")
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: some-name}\n"
POLICY = """# METADATA
# custom:
#   id: acme/x
#   params:
#     x: SCHEMA
package acme

deny contains "no" if data.params["acme/x"].x == "nothing"
"""


def judged_with(checkout: Checkout, schema: str, value: str) -> tuple[int, str]:
    checkout.write(
        {
            "a.yaml": CONFIG_MAP,
            "policy/x.rego": POLICY.replace("SCHEMA", schema),
            ".gate.yaml": f"policies: [policy]\nrules: {{acme/x: {{params: {{x: {value}}}}}}}\n",
        }
    )
    result = checkout.gate("check", "--format", "json", "--select", "acme")
    return result.code, "".join(one["message"] for one in result.report["errors"])


def test_a_reference_reaches_no_network(checkout: Checkout) -> None:
    with listening() as (port, requests):
        code, said = judged_with(checkout, f'{{$ref: "http://127.0.0.1:{port}/x", default: 1}}', "2")
    assert (code, requests) == (2, [])
    assert said.startswith("policy/x.rego:8: METADATA `custom.params.x` is no JSON Schema: ")


def test_a_reference_reads_no_file(checkout: Checkout) -> None:
    schema = checkout.folder.parent / "schema.json"
    schema.write_text('{"type": "string"}')
    code, said = judged_with(checkout, f'{{$ref: "{schema.as_uri()}", default: a}}', "b")
    assert code == 2
    assert said.startswith("policy/x.rego:8: METADATA `custom.params.x` is no JSON Schema: ")


def test_a_reference_within_the_schema_is_followed(checkout: Checkout) -> None:
    schema = '{$ref: "#/$defs/word", $defs: {word: {type: string}}, default: a}'
    assert judged_with(checkout, schema, "b") == (0, "")
    assert judged_with(checkout, schema, "1") == (
        2,
        '.gate.yaml:2:9: parameter x of rule acme/x: 1 is not of type "string"',
    )


def test_a_pattern_takes_no_time_without_end(checkout: Checkout) -> None:
    code, said = judged_with(checkout, '{pattern: "(a+)+$", default: a}', f'"{"a" * 60}!"')
    assert code == 2
    assert 'does not match "(a+)+$"' in said
