"""Which remote references `--allow-remote` opens."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlsplit

_SHORT_GITHUB = re.compile(r"^github\.com[/:]", re.IGNORECASE)


def is_allowed(reference: str, prefixes: Iterable[str]) -> bool:
    """Whether a remote reference starts with one of the prefixes, at a boundary of its path.

    Only https is ever allowed. Never allowed: a path that climbs (`..`), a user or password in the
    address, and a parameter that Git would read as an option (`?ref=--upload-pack=…` runs a program).
    """
    address = re.sub(r"^git::", "", reference, flags=re.IGNORECASE)
    if _SHORT_GITHUB.match(address):
        address = "https://github.com/" + address[len("github.com/") :]
    return _is_plain(address) and any(_starts_with(address, prefix) for prefix in prefixes)


def _is_plain(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        return False
    if any(not character.isprintable() or character in " \\" for character in address):
        return False
    segments = unquote(unquote(parts.path)).split("/")
    values = [value for _, value in parse_qsl(parts.query, keep_blank_values=True)]
    return ".." not in segments and not any(text.startswith("-") for text in (*segments, *values))


def _starts_with(address: str, prefix: str) -> bool:
    if not prefix.startswith("https://") or not address.startswith(prefix):
        return False
    rest = address[len(prefix) :].removeprefix(".git")
    return prefix.endswith("/") or rest == "" or rest[0] in "/?"
