"""Texts, and what a real API server read there."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gate.model.json import JsonObject, mapping, text
from tests.oracle.corpus import HALVES

READINGS = Path(__file__).parent / "readings-1.34.json"

DEFINITION: JsonObject = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "readings.corpus.example.com"},
    "spec": {
        "group": "corpus.example.com",
        "scope": "Namespaced",
        "names": {"kind": "Reading", "plural": "readings"},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {
                    "openAPIV3Schema": {
                        "type": "object",
                        "properties": {"spec": {"x-kubernetes-preserve-unknown-fields": True}},
                    }
                },
            }
        ],
    },
}
"""The custom resource that the texts are of: its spec takes any value."""


@dataclass(frozen=True, slots=True)
class Reading:
    """refused: the server's message, "" where it accepted; read: the spec and data that it returned."""

    text: str
    refused: str
    read: JsonObject

    @property
    def half(self) -> str:
        """Readers are mended by one half and only measured on the other."""
        return HALVES[hashlib.sha256(self.text.encode()).digest()[0] % 2]


@cache
def readings() -> tuple[Reading, ...]:
    """Every recorded text."""
    recorded = json.loads(READINGS.read_text())
    return tuple(Reading(one["yaml"], text(one.get("refused")), mapping(one.get("read"))) for one in recorded)
