"""What is printed of a resource is YAML, and holds nothing that is secret."""

from __future__ import annotations

import orjson
import yaml

from gate.cli.render import shown
from gate.documents.masking import MASK
from gate.model.json import JsonObject
from gate.model.resource import Provenance, Resource, ResourceId

TOKEN = "AKIA" + "ABCDEFGHIJKLMNOP"


def printed(body: JsonObject) -> object:
    identity = ResourceId("v1", str(body["kind"]), "", "a")
    return yaml.safe_load(shown(Resource(identity, 0, orjson.dumps(body), Provenance("a"), ())))


def test_a_token_is_masked_and_the_text_stays_yaml() -> None:
    body: JsonObject = {
        "kind": "ConfigMap",
        "data": {"id": TOKEN, "line": f"a {TOKEN}: b", "list": [TOKEN, 1]},
    }
    assert printed(body) == {
        "kind": "ConfigMap",
        "data": {"id": MASK, "line": f"a {MASK}: b", "list": [MASK, 1]},
    }


def test_the_values_of_a_secret_are_masked() -> None:
    assert printed({"kind": "Secret", "data": {"a": "aHVudGVy"}}) == {"kind": "Secret", "data": {"a": MASK}}
