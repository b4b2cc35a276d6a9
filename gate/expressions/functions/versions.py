"""Semantic versions (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-semver-library)."""

from __future__ import annotations

import re
from functools import cmp_to_key

from gate.expressions.faults import ExpressionError
from gate.expressions.messages import opaque, text_of
from gate.expressions.types import Value

_NUMBER = r"(0|[1-9]\d{0,18})"
_LABELS = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_SEMVER = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-({_LABELS}))?(?:\+{_LABELS})?")
_PARTS = 3


def _normalised(text: str) -> str:
    parts = text.removeprefix("v").split(".", _PARTS - 1)
    for index, part in enumerate(parts):
        if len(part) > 1:
            bare = part.lstrip("0")
            parts[index] = bare if bare[:1].isdecimal() else f"0{bare}"
    if len(parts) < _PARTS:
        if re.search("[+-]", parts[-1]):
            raise ExpressionError("short version cannot contain PreRelease/Build meta data")
        parts += ["0"] * (_PARTS - len(parts))
    return ".".join(parts)


def _parsed(text: str, *, normalise: bool) -> str:
    """The version without its build metadata, which plays no part in comparing."""
    version = _normalised(text) if normalise else text
    matched = _SEMVER.fullmatch(version)
    labels = (matched[4] or "").split(".") if matched else []
    if matched is None or any(len(label) > 1 and label.isdecimal() and label[0] == "0" for label in labels):
        raise ExpressionError(f'"{text}" is not a semantic version')
    return version.partition("+")[0]


def semver(text: str, normalise: bool = False) -> Value:  # noqa: FBT001, FBT002 - the signature in CEL
    return opaque("kubernetes.Semver", _parsed(text, normalise=normalise))


def is_semver(text: str, normalise: bool = False) -> bool:  # noqa: FBT001, FBT002 - the signature in CEL
    try:
        _parsed(text, normalise=normalise)
    except ExpressionError:
        return False
    return True


def _numbers(value: Value) -> tuple[int, int, int]:
    major, minor, patch = text_of(value).partition("-")[0].split(".")
    return int(major), int(minor), int(patch)


def _compare_labels(one: str, other: str) -> int:
    if one.isdecimal() and other.isdecimal():
        return (int(one) > int(other)) - (int(one) < int(other))
    if one.isdecimal() != other.isdecimal():
        return -1 if one.isdecimal() else 1
    return (one > other) - (one < other)


def compare(one: Value, other: Value) -> int:
    numbers, others = _numbers(one), _numbers(other)
    if numbers != others:
        return 1 if numbers > others else -1
    labels, other_labels = (text_of(version).partition("-")[2] for version in (one, other))
    if not labels or not other_labels:
        return bool(other_labels) - bool(labels)
    key = cmp_to_key(_compare_labels)
    mine, theirs = list(map(key, labels.split("."))), list(map(key, other_labels.split(".")))
    return (mine > theirs) - (mine < theirs)


IMPLEMENTATIONS = {
    "semver": semver,
    "isSemver": is_semver,
    "kubernetes.Semver.isGreaterThan": lambda one, other: compare(one, other) > 0,
    "kubernetes.Semver.isLessThan": lambda one, other: compare(one, other) < 0,
    "kubernetes.Semver.compareTo": compare,
    "kubernetes.Semver.major": lambda value: _numbers(value)[0],
    "kubernetes.Semver.minor": lambda value: _numbers(value)[1],
    "kubernetes.Semver.patch": lambda value: _numbers(value)[2],
}
