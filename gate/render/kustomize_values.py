"""The values of a chart that a kustomization inflates, merged as kustomize merges them before Helm does."""

from __future__ import annotations

import json
from dataclasses import dataclass

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, mapping
from gate.sources.kustomization_charts import ChartEntry

_DIRECTIVE = "$patch"


class ValuesError(Exception):
    """The values cannot be merged; the message says why."""


@dataclass(frozen=True, slots=True)
class Layers:
    """Values for Helm: files of the repository, then texts, each overriding what is before it."""

    files: tuple[str, ...]
    texts: tuple[str, ...] = ()


def layers_of(entry: ChartEntry, path: str, content: bytes, further: tuple[bytes, ...]) -> Layers:
    """What Helm is to be given for an entry (`HelmChartInflationGenerator.go`). ValuesError where kustomize
    could not merge it.

    path, content: the values file, "" for one that is not in the repository; further: the contents of the
    additional ones. Where Helm comes to the same, the files stay what they are, so that places are known.
    """
    inline = mapping(entry.said.get("valuesInline"))
    how = entry.text("valuesMerge") or "override"
    if not inline:
        first = Layers((path,) if path else (), () if path else (_text(content),))
    elif how == "replace":
        first = Layers((), (_json(inline),))
    elif how == "override" and path and not further and _is_plain(inline):
        _merged(_first(content), inline)
        return Layers((path,), (_json(inline),))
    else:
        under, over = (_first(content), inline) if how == "override" else (inline, _first(content))
        first = Layers((), (_json(_merged(under, over)),))
    if first.texts:
        return Layers(first.files, (*first.texts, *map(_text, further)))
    return Layers((*first.files, *entry.further_values))


def _first(content: bytes) -> JsonValue:
    """The first document of a values file, as kustomize reads it."""
    for document in read(content):
        if document.broken:
            raise ValuesError(f"could not parse values file: {document.faults[0].message}")
        return document.value
    raise ValuesError("could not parse values file: it is empty, and valuesInline cannot be merged into it")


def _is_plain(value: JsonValue) -> bool:
    """Whether Helm merges a value as kustomize does: neither has anything to remove or replace."""
    if isinstance(value, dict):
        return _DIRECTIVE not in value and all(map(_is_plain, value.values()))
    return value is not None


def _merged(under: JsonValue, over: JsonValue, at: str = "") -> JsonValue:
    """Mappings key by key, all else replaced, and null removes (kyaml `yaml/merge2`)."""
    if isinstance(under, dict) and isinstance(over, dict):
        return _mappings(under, over, at)
    if under is not None and over is not None and _kind(under) is not _kind(over):
        raise ValuesError(f"kustomize cannot merge the values at {at or 'the top'}: they are not of one kind")
    return over


def _mappings(under: JsonObject, over: JsonObject, at: str) -> JsonObject:
    if _DIRECTIVE in over:
        raise ValuesError(f"{_DIRECTIVE} in the values at {at or 'the top'}, which the gate does not follow")
    merged = dict(under)
    for key, value in over.items():
        if value is None:
            merged.pop(key, None)
        elif key in merged:
            merged[key] = _merged(merged[key], value, f"{at}/{key}")
        else:
            merged[key] = _without_null(value)
    return merged


def _without_null(value: JsonValue) -> JsonValue:
    """What is added to nothing: there, too, null is nothing."""
    if isinstance(value, dict):
        return {key: _without_null(one) for key, one in value.items() if one is not None}
    return value


def _kind(value: JsonValue) -> type:
    return dict if isinstance(value, dict) else list if isinstance(value, list) else str


def _json(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")
