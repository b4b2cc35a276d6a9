"""The values in a rendering's sources that must not be repeated when a tool quotes them."""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from collections.abc import Iterable, Iterator

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.tree import Tree
from gate.render.places import bytes_of
from gate.sources.kustomization import Closure
from gate.sources.kustomization_file import join

SHORTEST = 4
"""Shorter values say nothing and would be cut out of ordinary words."""

_SECRET_KEY = re.compile(
    r"(?:^|(?<!existing)(?<!existing_))(?:passw(?:or)?d|passphrase|secret|token|credential|(?:api|access|private|secret)[_-]?key)s?$",
    re.IGNORECASE,
)


def secrets_of_kustomization(tree: Tree, closure: Closure) -> frozenset[str]:
    """The values of the Secret manifests, Secret patches and secretGenerators in a closure."""
    values: set[str] = set()
    for path in closure.files:
        for document in read(bytes_of(tree, path)):
            content = mapping(document.value)
            for item in (content, *map(mapping, sequence(content.get("items")))):
                values.update(_of_secret(item))
            for generator in (content, *map(mapping, sequence(content.get("secretGenerator")))):
                values.update(_of_generator(tree, posixpath.dirname(path), generator))
    return _telling(values)


def secrets_of_values(contents: Iterable[bytes]) -> frozenset[str]:
    """What values files hold below keys that sound like secrets (`password`, `apiKey`, …)."""
    documents = (document for content in contents for document in read(content))
    return _telling(value for document in documents for value in _below_secret_keys(document.value))


def secrets_of_manifests(texts: Iterable[bytes]) -> frozenset[str]:
    """The values of the Secrets among rendered manifests."""
    documents = (mapping(document.value) for text in texts for document in read(text))
    return _telling(value for manifest in documents for value in _of_secret(manifest))


def _of_secret(manifest: JsonObject) -> Iterator[str]:
    if manifest.get("kind") == "Secret":
        for value in map(text, mapping(manifest.get("stringData")).values()):
            yield from (value, *value.splitlines())
        for value in map(text, mapping(manifest.get("data")).values()):
            yield value
            try:
                yield base64.b64decode(value, validate=True).decode("utf-8", "ignore")
            except (binascii.Error, ValueError):
                continue


def _of_generator(tree: Tree, folder: str, generator: JsonObject) -> Iterator[str]:
    """Literals of a generator, and the lines of its `envs`: whole, and behind the first equals sign."""
    files = [text(name) for name in (*sequence(generator.get("envs")), generator.get("env"))]
    lines = [text(literal) for literal in sequence(generator.get("literals"))]
    for name in filter(None, files):
        lines.extend(bytes_of(tree, join(folder, name)).decode("utf-8", "replace").splitlines())
    for line in lines:
        value = line.partition("=")[2].strip()
        yield from (line.strip(), value, value.strip("'\""))


def _below_secret_keys(value: JsonValue, *, secret: bool = False) -> Iterator[str]:
    pending: list[tuple[JsonValue, bool]] = [(value, secret)]
    while pending:
        item, below = pending.pop()
        if isinstance(item, dict):
            pending.extend((member, below or bool(_SECRET_KEY.search(key))) for key, member in item.items())
        elif isinstance(item, list):
            pending.extend((member, below) for member in item)
        elif below and isinstance(item, str | int) and not isinstance(item, bool):
            yield from (str(item), *str(item).splitlines())


def _telling(values: Iterable[str]) -> frozenset[str]:
    return frozenset(value for value in values if len(value) >= SHORTEST)
