"""The line that a finding points at, safe to show."""

from __future__ import annotations

from gate.documents.masking import mask_after_key, mask_tokens
from gate.model.finding import Finding

LONGEST_QUOTE = 400
SECRET_KINDS = frozenset({"Secret"})


def quote(text: str, line: int, *, secret: bool) -> str:
    """The text of a line; with `secret` its value is masked, else only known credential forms are."""
    lines = text.splitlines()
    if not 0 < line <= len(lines):
        return ""
    shown = lines[line - 1][:LONGEST_QUOTE]
    return mask_after_key(shown) if secret else mask_tokens(shown)


def may_hold_a_secret(finding: Finding, text: str) -> bool:
    """Whether the quoted line can be a Secret's: by the finding's own words, or by the document around it."""
    if finding.rule.startswith("secrets/"):
        return True
    if finding.resource is not None and finding.resource.kind in SECRET_KINDS:
        return True
    return "kind: Secret" in text or "sops:" in text or "secretGenerator" in text
