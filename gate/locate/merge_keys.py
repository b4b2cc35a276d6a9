"""Which item of one list is the same as an item of another: Kubernetes' merge keys.

The keys are those that the API types declare as patchMergeKey or x-kubernetes-list-map-keys
(https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy).
"""

from __future__ import annotations

from gate.model.json import JsonObject, JsonValue, escape_token, tokens_of

MERGE_KEYS = (
    "name",
    "mountPath",
    "devicePath",
    "containerPort",
    "port",
    "key",
    "ip",
    "topologyKey",
    "uid",
    "host",
)


def merge_key(item: JsonValue) -> tuple[str, JsonValue] | None:
    """The key and value by which a list item is known, None when it has none."""
    if not isinstance(item, dict):
        return None
    return next(((key, item[key]) for key in MERGE_KEYS if isinstance(item.get(key), str | int)), None)


def same_item(item: JsonValue, index: int, others: list[JsonValue]) -> int | None:
    """The index in `others` of what stands for `item`: by merge key, else by value, else by place.

    Where several have its merge key (one port number for two protocols), the equal one, else the one in its
    place, else the first.
    """
    known_by = merge_key(item)
    if known_by is None:
        if item in others:
            return index if others[index : index + 1] == [item] else others.index(item)
        return index if isinstance(item, dict) and index < len(others) else None
    key, value = known_by
    fits = [at for at, other in enumerate(others) if isinstance(other, dict) and other.get(key) == value]
    equal = [at for at in fits if others[at] == item]
    return next(iter([*equal, *(at for at in fits if at == index), *fits]), None)


def translate(pointer: str, rendered: JsonValue, source: JsonValue) -> tuple[str, bool]:
    """A pointer into a rendered object, as a pointer into the document that it came from.

    Gives the longest part that the document has, and whether that is all of it.
    """
    mapped = ""
    for token in tokens_of(pointer):
        step = _step(token, rendered, source)
        if step is None:
            return mapped, False
        token_there, rendered, source = step
        mapped += "/" + escape_token(token_there)
    return mapped, True


def _step(token: str, rendered: JsonValue, source: JsonValue) -> tuple[str, JsonValue, JsonValue] | None:
    if isinstance(source, dict):
        if token not in source:
            return None
        return token, rendered.get(token) if isinstance(rendered, dict) else None, source[token]
    if (
        isinstance(source, list)
        and isinstance(rendered, list)
        and token.isdecimal()
        and int(token) < len(rendered)
    ):
        item = rendered[int(token)]
        at = same_item(item, int(token), source)
        if at is None and len(source) == len(rendered):
            at = int(token)
        return None if at is None else (str(at), item, source[at])
    return None


def by_merge_keys(pointer: str, value: JsonObject) -> str:
    """A pointer with list indexes replaced by merge keys, so that reordering changes nothing."""
    stable = ""
    current: JsonValue = value
    for token in tokens_of(pointer):
        said = token
        if isinstance(current, dict):
            current = current.get(token)
        elif isinstance(current, list) and token.isdecimal() and int(token) < len(current):
            current = current[int(token)]
            known_by = merge_key(current)
            said = f"{known_by[0]}={known_by[1]}" if known_by else token
        else:
            current = None
        stable += "/" + escape_token(said)
    return stable
