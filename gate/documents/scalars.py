"""What a YAML scalar means: YAML 1.1 as go-yaml v2 resolves it, then the JSON that Kubernetes makes of it.

Ported from `resolve` in go.yaml.in/yaml/v2 and `convertToJSONableObject` in sigs.k8s.io/yaml 1.6.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
import struct
from datetime import date
from typing import TypeAlias

Resolved: TypeAlias = "str | int | float | bool | None"

_YAML = "tag:yaml.org,2002:"
MERGE = _YAML + "merge"
_STRING, _BINARY, _FLOAT, _TIMESTAMP = _YAML + "str", _YAML + "binary", _YAML + "float", _YAML + "timestamp"
_RESOLVABLE = frozenset(_YAML + name for name in ("str", "bool", "int", "float", "null", "timestamp"))

_WORDS: dict[str, Resolved] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_MAY_MEAN_MORE = frozenset("+-.0123456789yYnNtTfFoO~")
_MAY_BE_NUMBER = frozenset("+-0123456789")
_INTEGERS = (
    (re.compile(r"[-+]?0[xX][0-9a-fA-F]+"), 16),
    (re.compile(r"[-+]?0[bB][01]+"), 2),
    (re.compile(r"[-+]?0[oO]?[0-7]+"), 8),
    (re.compile(r"[-+]?(?:0|[1-9][0-9]*)"), 10),
)
_SIGN_AFTER_BINARY_PREFIX = re.compile(r"0b([-+][01]+)")
_FLOAT_FORM = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_FRACTION_FORM = re.compile(r"\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?")
_LONGEST_INTEGER = 80
_TIMESTAMP_FORM = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:[Tt][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})"
    r"| [0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?)?"
)
_LARGEST, _SMALLEST = 2**63 - 1, -(2**63)
_LARGEST_UNSIGNED = 2**64 - 1
_SMALLEST_PLAIN_EXPONENT, _SMALLEST_LARGE_EXPONENT = -4, 6


class UnresolvableError(Exception):
    """A scalar that Kubernetes cannot read as what it says to be."""


def value_of(text: str, tag: str | None, *, plain: bool) -> Resolved:
    """The JSON value of a scalar. plain: neither quoted nor a block. UnresolvableError when there is none."""
    if tag is None and (not plain or (text != "" and text[0] not in _MAY_MEAN_MORE)):
        return text
    return _jsonable(_resolve(text, tag))


def key_of(text: str, tag: str | None, *, plain: bool) -> str:
    """The JSON key that a scalar key becomes. UnresolvableError when Kubernetes takes no such key."""
    if tag is None and (not plain or (text != "" and text[0] not in _MAY_MEAN_MORE)):
        return text
    key = _resolve(text, tag)
    if isinstance(key, str):
        return key
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, float):
        return _float_key(key)
    if key is None or key > _LARGEST:
        raise UnresolvableError(f"{'null' if key is None else 'a number this large'} cannot be a key")
    return str(key)


def _resolve(text: str, tag: str | None) -> Resolved:
    if tag is None:
        return _implicit(text)
    if tag == _BINARY:
        return _decoded(text)
    if tag == _STRING or tag not in _RESOLVABLE:
        return text
    if tag == _TIMESTAMP and _is_timestamp(text):
        return text
    value = _implicit(text)
    if tag == _YAML + _kind(value):
        return value
    if tag == _FLOAT and _kind(value) == "int" and isinstance(value, int) and value <= _LARGEST:
        return float(value)
    raise UnresolvableError(f"the value cannot be read as !!{tag.removeprefix(_YAML)}")


def _implicit(text: str) -> Resolved:
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first in _MAY_BE_NUMBER:
        return _number(text)
    if first == "." and _FRACTION_FORM.fullmatch(text):
        return _finite(text, text)
    return text


def _number(text: str) -> Resolved:
    digits = text.replace("_", "")
    if len(digits) <= _LONGEST_INTEGER:
        for form, base in _INTEGERS:
            if form.fullmatch(digits):
                value = int(digits, base)
                if _SMALLEST <= value <= _LARGEST or (digits[0] not in "+-" and value <= _LARGEST_UNSIGNED):
                    return value
                break
    if _FLOAT_FORM.fullmatch(digits):
        return _finite(digits, text)
    if (odd := _SIGN_AFTER_BINARY_PREFIX.fullmatch(digits)) and len(digits) < _LONGEST_INTEGER:
        value = int(odd[1], 2)
        return value if _SMALLEST <= value <= _LARGEST else text
    return text


def _finite(digits: str, otherwise: str) -> Resolved:
    """The float; what is out of range stays the text it was, as in Go."""
    value = float(digits)
    return otherwise if math.isinf(value) else value


def _kind(value: Resolved) -> str:
    if value is None:
        return "null"
    return {bool: "bool", int: "int", float: "float", str: "str"}[type(value)]


def _jsonable(value: Resolved) -> Resolved:
    """As Go's JSON writes the number and Kubernetes reads it back: 64-bit integers, else floats."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise UnresolvableError("infinity and not-a-number have no place in JSON")
        return int(value) if value.is_integer() and _SMALLEST <= value <= _LARGEST else value
    if isinstance(value, int) and value > _LARGEST:
        return float(value)
    return value


def _decoded(text: str) -> str:
    try:
        data = base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        raise UnresolvableError("the !!binary value is not base64") from None
    return data.decode("utf-8", "replace")


def _is_timestamp(text: str) -> bool:
    if not (form := _TIMESTAMP_FORM.fullmatch(text)):
        return False
    try:
        date(int(form[1]) or 4, int(form[2]), int(form[3]))
    except ValueError:
        return False
    return True


def _float_key(value: float) -> str:
    """Go's FormatFloat(value, 'g', -1, 32): the shortest text that gives the same 32-bit float."""
    if math.isnan(value):
        return ".nan"
    try:
        (single,) = struct.unpack("f", struct.pack("f", value))
    except OverflowError:
        single = math.copysign(math.inf, value)
    if math.isinf(single):
        return ".inf" if single > 0 else "-.inf"
    for precision in range(1, 10):
        text = f"{single:.{precision - 1}e}"
        if struct.pack("f", float(text)) == struct.pack("f", single):
            break
    mantissa, _, exponent = text.partition("e")
    if _SMALLEST_PLAIN_EXPONENT <= int(exponent) < _SMALLEST_LARGE_EXPONENT:
        return f"{float(text):.{max(precision - 1 - int(exponent), 0)}f}"
    return f"{mantissa}e{exponent}"
