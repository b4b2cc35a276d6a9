"""The line that a finding points at, safe to show."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gate.documents import Document, is_secretive, mask_after_key, mask_tokens
from gate.locate.fingerprint import GENERATOR_HASH
from gate.model.finding import Finding
from gate.model.resource import ResourceId

LONGEST_QUOTE = 400
SECRET_KEY = re.compile(
    r"[ \t-]*[\"']?[\w.-]*"
    r"(?:passw(?:or)?d|passphrase|secret|token|credential|(?:api|access|private)[_-]?key)",
    re.IGNORECASE,
)
OBJECT = re.compile(r"^[ \t{-]*[\"']?kind[\"']?[ \t]*:", re.MULTILINE)
SECRET_KINDS = frozenset({"Secret"})


def quote(text: str, line: int, *, secret: bool, resource: ResourceId | None = None) -> str:
    """The text of a line; with `secret` its value is masked, else only known credential forms are.

    resource: what the finding is about, which the report names anyway.
    """
    lines = text.split("\n")  # as positions count them; Python knows further ends of lines
    if not 0 < line <= len(lines):
        return ""
    shown = lines[line - 1][:LONGEST_QUOTE].removesuffix("\r")
    if secret and resource is not None and _names(shown, resource):
        return shown
    if secret or (not OBJECT.search(text) and _is_below_secret_key(lines[:line])):
        return mask_after_key(shown)
    return mask_tokens(shown)


def _is_below_secret_key(lines: list[str]) -> bool:
    """Whether the last line of a chart's values has a key that sounds like a secret, or is below one."""
    inner = None
    for line in reversed(lines):
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() and (inner is None or indent < inner):
            inner = indent
            if SECRET_KEY.match(line):
                return True
    return False


def _names(line: str, resource: ResourceId) -> bool:
    """Whether a line says no more than the name or the namespace of a resource."""
    name = GENERATOR_HASH.sub("", resource.name)
    said = line.strip().removeprefix("- ")
    return said in {f"name: {resource.name}", f"name: {name}", f"namespace: {resource.namespace}"}


def may_hold_a_secret(finding: Finding, text: str, documents: Sequence[Document], line: int) -> bool:
    """Whether a line can be a Secret's: by the finding's own words, or by the document around it."""
    if finding.rule.startswith("secrets/"):
        return True
    if finding.resource is not None and finding.resource.kind in SECRET_KINDS:
        return True
    return is_secretive(text, documents, line)
