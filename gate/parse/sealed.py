"""Ciphertext of SOPS: values that nobody without the key knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.model.json import JsonObject, JsonValue, escape_token, mapping, text

_CIPHERTEXT = re.compile(r"ENC\[AES256_GCM,data:[^,\]]*,iv:[^,\]]*,tag:[^,\]]*,type:[a-z]+\]")


def unknown_pointers(body: JsonObject) -> tuple[str, ...]:
    """The pointers of all ciphertext and of `/sops`, when SOPS encrypted the object: a `sops` object with a
    message authentication code and at least one encrypted value; otherwise none.
    """
    if not text(mapping(body.get("sops")).get("mac")):
        return ()
    found = tuple(
        pointer
        for key, value in body.items()
        if key != "sops"
        for pointer in _encrypted(value, key_pointer(key))
    )
    return (*found, "/sops") if found else ()


def key_pointer(key: str) -> str:
    """The pointer of a top-level key."""
    return "/" + escape_token(key)


def _encrypted(value: JsonValue, pointer: str) -> Iterator[str]:
    if isinstance(value, str):
        if _CIPHERTEXT.fullmatch(value):
            yield pointer
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _encrypted(part, pointer + key_pointer(key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _encrypted(part, f"{pointer}/{index}")
