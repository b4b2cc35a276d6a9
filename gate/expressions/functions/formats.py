"""Named formats (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from datetime import date, datetime

from gate.expressions.faults import ExpressionError
from gate.expressions.functions.urls import is_url
from gate.expressions.messages import opaque, text_of
from gate.expressions.types import Value

_TYPE = "kubernetes.NamedFormat"
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = re.compile(rf"{_LABEL.pattern}(\.{_LABEL.pattern})*")
_LABEL_1035 = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_NAME = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_UUID = re.compile(r"(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(\.\d+)?([Zz]|[+-]\d{2}:?\d{2})")

_LABEL_SAYS = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start "
    "and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
_SUBDOMAIN_SAYS = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
_LABEL_1035_SAYS = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
    "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for "
    "validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
)
_VALUE_SAYS = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used "
    "for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)
_NAME_SAYS = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
    "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)

_Check = Callable[[str], list[str]]


def _form(pattern: re.Pattern[str], most: int, says: str, *, prefix: bool = False) -> _Check:
    """A check of a name. prefix: of one to which more is added, so it may end in a dash."""

    def check(text: str) -> list[str]:
        name = text[:-1] + "a" if prefix and len(text) > 1 and text.endswith("-") else text
        long = [f"must be no more than {most} bytes"] if len(name.encode()) > most else []
        return long + ([] if pattern.fullmatch(name) else [says])

    return check


def _qualified_name(text: str) -> list[str]:
    parts = text.split("/")
    if len(parts) > 2:  # noqa: PLR2004 - prefix and name
        optional = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        return [f"a qualified name {_NAME_SAYS} {optional}"]
    problems: list[str] = []
    if len(parts) == 2:  # noqa: PLR2004
        problems += (
            [f"prefix part {problem}" for problem in _form(_SUBDOMAIN, 253, _SUBDOMAIN_SAYS)(parts[0])]
            if parts[0]
            else ["prefix part must be non-empty"]
        )
    name = parts[-1]
    if not name:
        problems.append("name part must be non-empty")
    elif len(name.encode()) > 63:  # noqa: PLR2004
        problems.append("name part must be no more than 63 bytes")
    return problems if _NAME.fullmatch(name) else [*problems, f"name part {_NAME_SAYS}"]


def _label_value(text: str) -> list[str]:
    long = ["must be no more than 63 bytes"] if len(text.encode()) > 63 else []  # noqa: PLR2004
    return long + ([] if not text or _NAME.fullmatch(text) else [_VALUE_SAYS])


def _said(holds: Callable[[str], bool], says: str) -> _Check:
    return lambda text: [] if holds(text) else [says]


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_instant(text: str) -> bool:
    matched = _INSTANT.fullmatch(text)
    if matched is None:
        return False
    try:
        return bool(datetime.fromisoformat(f"{matched[1]}T{matched[2]}"))
    except ValueError:
        return False


def _is_base64(text: str) -> bool:
    try:
        return bool(text) and base64.b64decode(text, validate=True) is not None
    except (binascii.Error, ValueError):
        return False


FORMATS: dict[str, _Check] = {
    "dns1123Label": _form(_LABEL, 63, _LABEL_SAYS),
    "dns1123Subdomain": _form(_SUBDOMAIN, 253, _SUBDOMAIN_SAYS),
    "dns1035Label": _form(_LABEL_1035, 63, _LABEL_1035_SAYS),
    "qualifiedName": _qualified_name,
    "dns1123LabelPrefix": _form(_LABEL, 63, _LABEL_SAYS, prefix=True),
    "dns1123SubdomainPrefix": _form(_SUBDOMAIN, 253, _SUBDOMAIN_SAYS, prefix=True),
    "dns1035LabelPrefix": _form(_LABEL_1035, 63, _LABEL_1035_SAYS, prefix=True),
    "labelValue": _label_value,
    "uri": _said(is_url, "invalid URI for request"),
    "uuid": _said(lambda text: bool(_UUID.fullmatch(text)), "does not match the UUID format"),
    "byte": _said(_is_base64, "invalid base64"),
    "date": _said(_is_date, "invalid date"),
    "datetime": _said(_is_instant, "invalid datetime"),
}


def validate(named: Value, text: str) -> list[list[str]]:
    """An optional as a list: nothing when the text has the form, else one list of what is wrong."""
    check = FORMATS.get(text_of(named))
    if check is None:
        raise ExpressionError("unknown format")
    problems = check(text)
    return [problems] if problems else []


def _constant(name: str) -> Callable[[], Value]:
    return lambda: opaque(_TYPE, name)


IMPLEMENTATIONS = {
    "format.named": lambda name: [opaque(_TYPE, name)] if name in FORMATS else [],
    f"{_TYPE}.validate": validate,
    **{f"format.{name}": _constant(name) for name in FORMATS},
}
