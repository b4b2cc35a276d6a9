"""Requirements on labels, as selectors state them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gate.model.json import JsonValue


def meets(
    labels: Mapping[str, JsonValue], key: str, operator: str, values: Collection[JsonValue]
) -> bool | None:
    """Whether labels meet a requirement (k8s.io/apimachinery/pkg/labels, Requirement.Matches).

    None for an operator that is none.
    """
    match operator:
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return key not in labels or labels[key] not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case _:
            return None
