"""Source text made safe to show: credentials replaced, by their well-known forms or by their place."""

from __future__ import annotations

import re

MASK = "********"

TOKEN_FORMS: tuple[tuple[str, str], ...] = (
    (
        "private key (RFC 7468)",
        r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [^\n]*?-----|\Z)",
    ),
    ("AWS access key id", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"),
    (
        "AWS secret access key (40 characters of base64 with digits, capitals and small letters)",
        r"(?<![\w/+=])(?=[A-Za-z/+]*\d)(?=[A-Z\d/+]*[a-z])(?=[a-z\d/+]*[A-Z])[A-Za-z\d/+]{40}(?![\w/+=])",
    ),
    ("GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})"),
    ("GitLab token", r"\bgl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct|oas)-[A-Za-z0-9_-]{20,300}"),
    ("Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,250}"),
    ("Slack webhook", r"(?<=hooks\.slack\.com/)(?:services|workflows|triggers)/[A-Za-z0-9/_+-]{20,}"),
    ("Stripe key", r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{10,250}|\bwhsec_[A-Za-z0-9]{20,250}"),
    ("Google API key", r"\bAIza[A-Za-z0-9_-]{35}"),
    ("npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("JSON Web Token (RFC 7519)", r"\bey[JI][A-Za-z0-9_-]{8,}\.ey[JI][A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?"),
    ("password in a URL", r"(?<=://)[^\s/@:\"']*:[^\s/@\"']+(?=@)"),
)
"""What the well-known credentials look like: name and regular expression, the whole match is replaced."""

_TOKENS = re.compile("|".join(f"(?:{form})" for _, form in TOKEN_FORMS))
_KEY = r"(?:[A-Za-z0-9_.$/-]{1,253}|\"[A-Za-z0-9_.$/ -]{1,253}\"|'[A-Za-z0-9_.$/ -]{1,253}')"
_KEYED = re.compile(
    rf"(?P<kept>[ \t]*(?:-[ \t]+)*(?:\?[ \t]+)?{_KEY}[ \t]*:(?=[ \t]|$)"  # key:
    rf"|[ \t]*(?:-[ \t]+)+[\"']?[A-Za-z0-9_.-]{{1,253}}=(?=[^=\s])"  # - key=value
    r"|(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_.-]{0,252}=(?=[^=\s]))"  # key=value at the start of the line
    r"(?P<space>[ \t]*)(?P<value>.*)"
)
_OF_EVERY_SECRET = re.compile(r"[ \t]*(?:-[ \t]+)*(?:apiVersion:[ \t]+v1|kind:[ \t]+Secret|metadata:)[ \t]*")
_INDENT = re.compile(r"[ \t]*(?:-[ \t]+)*")


def mask_tokens(text: str) -> str:
    """The text with every well-known form of a credential replaced by `********`."""
    return _TOKENS.sub(MASK, text)


def mask_after_key(line: str) -> str:
    """A source line with its value replaced: `  key: ********`, `- key=********`.

    What every Secret says (`kind: Secret`) stays. A line without a key (a block scalar's, say) is replaced
    whole but for its indent; empty ones stay.
    """
    line = line.rstrip("\r\n")
    if _OF_EVERY_SECRET.fullmatch(line):
        return line
    if keyed := _KEYED.fullmatch(line):
        if not keyed["value"].strip():
            return line
        return keyed["kept"] + keyed["space"] + MASK
    indent = _INDENT.match(line)
    kept = indent[0] if indent else ""
    return kept + MASK if line[len(kept) :].strip() else line
