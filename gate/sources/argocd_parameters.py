"""What generators of ApplicationSets read in the repository, as parameters."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.tree import Tree
from gate.sources.argocd_templates import Parameters, RefusedError, UnresolvedError, normalized


def path_parameters(folder: str, prefix: str, file: str = "") -> Parameters:
    """`path` and its parts, below a prefix where the generator says so."""
    base = folder.rpartition("/")[2]
    segments = folder.split("/")
    nested: JsonObject = {
        "path": folder,
        "basename": base,
        "basenameNormalized": normalized(base),
        "segments": list[JsonValue](segments),
    }
    start = f"{prefix}.path" if prefix else "path"
    flat = {start: folder, f"{start}.basename": base, f"{start}.basenameNormalized": normalized(base)}
    flat.update({f"{start}[{index}]": segment for index, segment in enumerate(segments)})
    if file:
        nested.update({"filename": file, "filenameNormalized": normalized(file)})
        flat.update({f"{start}.filename": file, f"{start}.filenameNormalized": normalized(file)})
    return Parameters({prefix: {"path": nested}} if prefix else {"path": nested}, flat)


def contents_of(tree: Tree, path: str) -> Iterator[JsonObject]:
    try:
        documents = read(tree.read(path))
    except OSError:
        raise UnresolvedError(f"a file that cannot be read: {path}") from None
    for document in itertools.islice(documents, 1):
        if document.broken:
            raise UnresolvedError(f"a file that does not parse: {path}")
        several = document.value if isinstance(document.value, list) else [document.value]
        yield from map(mapping, several)


def flattened(value: JsonValue, key: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a value by their dotted keys, as fasttemplate sees them."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from flattened(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from flattened(inner, f"{key}.{index}")
    elif isinstance(value, bool):
        yield key, "true" if value else "false"
    elif value is not None:
        yield key, str(value)


def elements_of(written: str) -> list[JsonValue]:
    """The elements that a list has as YAML (`elementsYaml`)."""
    if not written:
        return []
    documents = read(written.encode("utf-8", "replace"))
    if not documents or documents[0].broken or not isinstance(documents[0].value, list):
        raise RefusedError("elementsYaml that is no list")
    return documents[0].value


def is_selected(parameters: Parameters, selector: JsonObject) -> bool:
    """Whether a selector of labels takes parameters, as labels (utils.LabelSelectorAsSelector)."""
    wanted = mapping(selector.get("matchLabels"))
    return all(parameters.flat.get(key) == value for key, value in wanted.items()) and all(
        _holds(mapping(one), parameters.flat) for one in sequence(selector.get("matchExpressions"))
    )


def _holds(expression: JsonObject, labels: dict[str, str]) -> bool:
    key, values = text(expression.get("key")), [*map(text, sequence(expression.get("values")))]
    operator = text(expression.get("operator"))
    if operator in {"Exists", "DoesNotExist"}:
        return (key in labels) is (operator == "Exists")
    if operator == "In":
        return key in labels and labels[key] in values
    if operator == "NotIn":
        return labels.get(key) not in values
    raise UnresolvedError(f"a selector with the operator {operator}")
