"""Secrets without their values, for whoever may write down what it is shown."""

from __future__ import annotations

from gate.model.json import JsonObject, JsonValue, mapping

# "placeholder", plain and in base64: what takes a value's place still has its form.
PLACEHOLDERS = {"data": "cGxhY2Vob2xkZXI=", "stringData": "placeholder"}
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def masked(body: JsonObject) -> JsonObject:
    """The object, of a Secret a copy with placeholders for its values."""
    if body.get("kind") != "Secret":
        return body
    made = dict(body)
    for field, placeholder in PLACEHOLDERS.items():
        value = made.get(field)
        if value is not None:
            made[field] = _replaced(value, placeholder)
    metadata = mapping(made.get("metadata"))
    annotations = mapping(metadata.get("annotations"))
    if LAST_APPLIED in annotations:
        hidden = annotations | {LAST_APPLIED: PLACEHOLDERS["stringData"]}
        made["metadata"] = metadata | {"annotations": hidden}
    return made


def _replaced(value: JsonValue, placeholder: str) -> JsonValue:
    return dict.fromkeys(value, placeholder) if isinstance(value, dict) else placeholder
