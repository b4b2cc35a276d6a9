"""Versions of charts and the constraints that Chart.yaml puts on them (https://github.com/Masterminds/semver)."""

from __future__ import annotations

import re
from typing import TypeAlias

Version: TypeAlias = "tuple[int, int, int, tuple[tuple[int, int, str], ...]]"
_VERSION = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")
_WILD = r"(?:\d+|[xX*])"
_TERM = re.compile(
    rf"(=|!=|>=|=>|<=|=<|>|<|~>|~|\^)?\s*v?({_WILD})(?:\.({_WILD}))?(?:\.({_WILD}))?"
    r"(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?"
)
_HYPHEN = re.compile(r"(\S+)\s+-\s+(\S+)")
_RELEASE = ((1, 0, ""),)


def parse(version: str) -> Version | None:
    """A version as something that sorts; None when it is none."""
    match = _VERSION.fullmatch(version.strip())
    if match is None:
        return None
    major, minor, patch = (int(part or 0) for part in match.group(1, 2, 3))
    return major, minor, patch, _prerelease(match.group(4))


def is_exact(constraint: str) -> bool:
    """Whether a constraint is one full version."""
    match = _VERSION.fullmatch(constraint.strip())
    return match is not None and match.group(3) is not None


def satisfies(version: str, constraint: str) -> bool:
    """Whether a version is one that a constraint means. A constraint that cannot be read means none."""
    parsed = parse(version)
    if parsed is None:
        return False
    if not constraint.strip():
        return True
    return any(_all_terms(parsed, part) for part in constraint.split("||"))


def _all_terms(version: Version, constraint: str) -> bool:
    constraint = _HYPHEN.sub(r">=\1 <=\2", constraint).replace(",", " ").strip()
    terms, position = [], 0
    while position < len(constraint):
        match = _TERM.match(constraint, position)
        if match is None:
            return False
        terms.append(match)
        position = match.end()
        while position < len(constraint) and constraint[position] == " ":
            position += 1
    prerelease_asked = any(term.group(5) for term in terms)
    if version[3] != _RELEASE and not prerelease_asked:
        return False
    return all(_term(version, term) for term in terms)


def _term(version: Version, term: re.Match[str]) -> bool:
    operator = term.group(1) or "="
    parts = [int(part) if part and part.isdigit() else None for part in term.group(2, 3, 4)]
    given = next((index for index, part in enumerate(parts) if part is None), 3)
    low: Version = (parts[0] or 0, parts[1] or 0, parts[2] or 0, _prerelease(term.group(5)))
    in_low = version >= low
    if operator in {"=", "!="}:
        same = version == low if given == 3 else _within(version, low, given)  # noqa: PLR2004
        return same if operator == "=" else not same
    if operator in {"~", "~>"}:
        return in_low and _within(version, low, min(given, 2))
    if operator == "^":
        significant = next((index for index in range(given) if parts[index]), given - 1)
        return in_low and _within(version, low, significant + 1)
    if operator in {">=", "=>"}:
        return in_low
    if operator == ">":
        return version > low and not _within(version, low, given)
    if operator == "<":
        return version < low
    return version <= low or _within(version, low, given)


def _within(version: Version, low: Version, given: int) -> bool:
    """Whether the first parts, as many as were given, are the same."""
    return version[:given] == low[:given] if given < 3 else version == low  # noqa: PLR2004


def _prerelease(text: str | None) -> tuple[tuple[int, int, str], ...]:
    """What orders pre-releases (https://semver.org/#spec-item-11); a release comes after all of them."""
    if text is None:
        return _RELEASE
    return tuple((0, int(part), "") if part.isdigit() else (0, 2**63, part) for part in text.split("."))
