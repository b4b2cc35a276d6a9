"""What ConfigMaps and Secrets hold together: size, keys in both maps, and what a Secret's type asks for.

Source: `ValidateConfigMap` and `ValidateSecret` in pkg/apis/core/validation/validation.go. No message holds
a value.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

import orjson

from gate.model.json import JsonObject, JsonValue, mapping, text
from gate.validate.explain import Fault
from gate.validate.relations.places import fault
from gate.validate.wording import either, quoted

_MOST_BYTES = 1024 * 1024
_ACCOUNT = "kubernetes.io/service-account.name"
_JSON_KEYS = {
    "kubernetes.io/dockercfg": ".dockercfg",
    "kubernetes.io/dockerconfigjson": ".dockerconfigjson",
}
# Type -> the keys of which the first set that is there will do.
_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "kubernetes.io/dockercfg": ((".dockercfg",),),
    "kubernetes.io/dockerconfigjson": ((".dockerconfigjson",),),
    "kubernetes.io/basic-auth": (("username",), ("password",)),
    "kubernetes.io/ssh-auth": (("ssh-privatekey",),),
    "kubernetes.io/tls": (("tls.crt", "tls.key"),),
}


def config_map_faults(body: JsonObject) -> Iterator[Fault]:
    """Keys that are in both maps, and more than 1 MiB."""
    plain, binary = mapping(body.get("data")), mapping(body.get("binaryData"))
    for key in plain:
        if key in binary:
            yield fault("api/duplicate", ("data", key), "is a key of binaryData too")
    size = sum(len(text(value).encode("utf-8", "replace")) for value in plain.values())
    size += sum(_decoded_size(value) for value in binary.values())
    if size > _MOST_BYTES:
        yield Fault("api/range", f"ConfigMap holds {size} bytes, must hold at most {_MOST_BYTES} (1 MiB)")


def secret_faults(body: JsonObject) -> Iterator[Fault]:
    """More than 1 MiB, and what the Secret's type asks for and is not there."""
    values = mapping(body.get("data")) | mapping(body.get("stringData"))
    plain = set(mapping(body.get("stringData")))
    size = sum(
        len(text(value).encode("utf-8", "replace")) if key in plain else _decoded_size(value)
        for key, value in values.items()
    )
    if size > _MOST_BYTES:
        yield Fault("api/range", f"Secret holds {size} bytes, must hold at most {_MOST_BYTES} (1 MiB)")
    kind = text(body.get("type"))
    yield from _missing_keys(kind, values)
    if kind == "kubernetes.io/service-account-token":
        annotations = mapping(mapping(body.get("metadata")).get("annotations"))
        if not annotations.get(_ACCOUNT):
            says = f"must have the annotation {_ACCOUNT}, as the Secret's type is {kind}"
            yield fault("api/required", ("metadata",), says)
    key = _JSON_KEYS.get(kind, "")
    if key in values:
        place = ("stringData" if key in plain else "data", key)
        content = _content(values[key], plain=key in plain)
        if content is not None and not _is_json_object(content):
            yield fault("api/format", place, f"must hold a JSON object, as the Secret's type is {kind}")


def _missing_keys(kind: str, values: JsonObject) -> Iterator[Fault]:
    sets = _KEYS.get(kind, ())
    there = {key for key, value in values.items() if value or kind != "kubernetes.io/ssh-auth"}
    if not sets or any(there.issuperset(keys) for keys in sets):
        return
    if len(sets) > 1:
        missing = either([quoted(key) for keys in sets for key in keys])
    else:
        missing = " and ".join(quoted(key) for key in sets[0] if key not in there)
    yield Fault(
        "api/required", f"Secret must have {missing}, as its type is {kind}", "", "Add what is missing."
    )


def _content(value: JsonValue, *, plain: bool) -> bytes | None:
    """What a key holds; None when it is not base64 (said elsewhere)."""
    if not isinstance(value, str):
        return None if value is not None else b""
    if plain:
        return value.encode("utf-8", "replace")
    try:
        return base64.b64decode(value.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        return None


def _is_json_object(content: bytes) -> bool:
    try:
        return isinstance(orjson.loads(content.decode("utf-8", "replace")), dict | type(None))
    except orjson.JSONDecodeError:
        return False


def _decoded_size(value: JsonValue) -> int:
    written = text(value).replace("\n", "").replace("\r", "")
    return len(written) // 4 * 3 - written[-2:].count("=")
