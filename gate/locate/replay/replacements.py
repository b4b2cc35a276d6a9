"""`replacements`: fields that take the value of a field of another resource.

https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/replacements/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.locate.replay.places import Place
from gate.locate.replay.selectors import Subject, selects
from gate.locate.replay.traced import Traced
from gate.model.json import JsonObject, mapping, text
from gate.sources.fields import Node

BY = "a replacement"
DEFAULT_FIELD = "metadata.name"
_FIELD = re.compile(r"(?:\\\.|\[[^\]]*\]|[^.\[\]])+|\[[^\]]*\]")
_ITEM = re.compile(r"\[([^=\]]+)=([^\]]*)\]")


def replacement(subject: Subject, entry: Node, place: Place) -> None:
    """One entry of `replacements`: each field that it names is marked as written by it."""
    for target in entry.select("targets/*"):
        selector = next((mapping(one.value) for one in target.field("select")), {})
        rejected = [mapping(one.value) for one in target.select("reject/*")]
        if not selects(selector, subject) or any(selects(one, subject) for one in rejected if one):
            continue
        for field in [*target.select("fieldPaths/*")] or [Node(target.pointer, DEFAULT_FIELD)]:
            tokens = _tokens(field.text)
            found = _fields([subject.root], tokens)
            if not found and any(one.value is True for one in target.select("options/create")):
                found = _created(subject.root, tokens, place.below(field.pointer.removeprefix(entry.pointer)))
            for node in found:
                node.overwrite(place.below(field.pointer.removeprefix(entry.pointer)), BY)


def source_words(entry: JsonObject) -> str:
    """Where a replacement takes its value from, in words."""
    source = mapping(entry.get("source"))
    named = " ".join(filter(None, (text(source.get("kind")), text(source.get("name")))))
    return f"{text(source.get('fieldPath')) or DEFAULT_FIELD} of {named or 'a resource'}"


def _tokens(path: str) -> list[str]:
    """The steps of a field path: names, `*`, and `[key=value]` for an item of a list."""
    return [one.replace("\\.", ".") for one in _FIELD.findall(path)]


def _fields(nodes: list[Traced], tokens: list[str]) -> list[Traced]:
    for token in tokens:
        nodes = [child for node in nodes for child in _children(node, token)]
    return nodes


def _children(node: Traced, token: str) -> Iterator[Traced]:
    item = _ITEM.fullmatch(token)
    if item:
        yield from (one for one in node.items if str(mapping(one.plain()).get(item[1])) == item[2])
    elif token == "*":  # noqa: S105  (no password)
        yield from (*node.items, *node.fields.values())
    elif (child := node.child(token)) is not None:
        yield child


def _created(root: Traced, tokens: list[str], place: Place) -> list[Traced]:
    """The field that `options.create` makes where it is missing; items of lists are not made."""
    for depth, token in enumerate(tokens):
        child = root.child(token)
        if child is None:
            if not root.is_object or token.startswith("["):
                return []
            empty: JsonObject = {}
            root.put(token, empty if depth < len(tokens) - 1 else None, place, BY)
            child = root.fields[token]
        root = child
    return [root]
