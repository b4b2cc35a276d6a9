"""Kinds with validation rules, resources of these kinds, and what an API server answered about both."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from gate.model.json import JsonObject, mapping

FOLDER = Path(__file__).parent / "expressions"
ANSWERS = FOLDER / "answers-1.34.json"
GROUP = "rules.gate-oracle.example"


@cache
def kinds() -> JsonObject:
    return mapping(json.loads(json.dumps(yaml.safe_load((FOLDER / "kinds.yaml").read_text()))))


def definition(name: str) -> JsonObject:
    """The CustomResourceDefinition of a kind of the file."""
    given = mapping(kinds()[name])
    kind = "".join(word.capitalize() for word in name.split())
    schema = mapping(given.get("schema")) or {"type": "object", "properties": {"spec": given["spec"]}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{kind.lower()}s.{GROUP}"},
        "spec": {
            "group": GROUP,
            "names": {"kind": kind, "plural": f"{kind.lower()}s"},
            "scope": "Namespaced",
            "versions": [
                {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
            ],
        },
    }


def instances(name: str) -> Iterator[tuple[str, JsonObject]]:
    """The resources of a kind, by what they are called in the answers."""
    for label, given in mapping(mapping(kinds()[name]).get("instances")).items():
        whole = mapping(mapping(given).get("whole")) or {"metadata": {"name": "one"}, "spec": given}
        yield f"{name}: {label}", {"apiVersion": f"{GROUP}/v1", "kind": name, **whole}


def answers() -> dict[str, str]:
    """What the server said to each definition and resource; "" where it accepted."""
    said: dict[str, str] = json.loads(ANSWERS.read_text())
    return said
