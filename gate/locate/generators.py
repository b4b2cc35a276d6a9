"""Which literal, file or entry of a generator made a key of a ConfigMap or Secret."""

from __future__ import annotations

import posixpath

from gate.model.json import JsonObject, mapping, sequence, text, tokens_of, value_at

DATA_DEPTH = 2


def generator_pointer(entry: str, kustomization: JsonObject, pointer: str) -> tuple[str, bool]:
    """The pointer into the kustomization file of what made `/data/<key>`, and whether it is known exactly.

    entry: the pointer of the generator's entry. Keys that come from env files lead to the entry itself.
    """
    tokens = tokens_of(pointer)
    try:
        generator = mapping(value_at(kustomization, entry))
    except LookupError:
        return "", False
    if len(tokens) < DATA_DEPTH or tokens[0] not in {"data", "binaryData", "stringData"}:
        return entry, True
    for index, literal in enumerate(sequence(generator.get("literals"))):
        if text(literal).partition("=")[0] == tokens[1]:
            return f"{entry}/literals/{index}", True
    for index, file in enumerate(sequence(generator.get("files"))):
        key, separator, path = text(file).partition("=")
        if (key if separator else posixpath.basename(path or key)) == tokens[1]:
            return f"{entry}/files/{index}", True
    return entry, False
