"""Property names as CEL identifiers (k8s.io/apiserver/pkg/cel/escaping.go)."""

from __future__ import annotations

import re

_RESERVED = frozenset(
    {
        "true",
        "false",
        "null",
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    }
)
_ESCAPABLE = re.compile(r"[A-Za-z_./-][A-Za-z0-9_./-]*")
_SPECIAL = re.compile(r"__|[-./]")
_ESCAPES = {"__": "__underscores__", ".": "__dot__", "-": "__dash__", "/": "__slash__"}


def identifiers(name: str) -> tuple[str, ...]:
    """Every identifier of a property: one that is a reserved word may be named as it is, too."""
    main = escaped(name)
    if main is None:
        return ()
    return (main, name) if name in _RESERVED else (main,)


def escaped(name: str) -> str | None:
    """The identifier by which an expression names a property; None for one that it cannot name."""
    if name in _RESERVED:
        return f"__{name}__"
    if not _ESCAPABLE.fullmatch(name):
        return None
    return _SPECIAL.sub(lambda matched: _ESCAPES[matched[0]], name)
