"""The formats that the API server judges in custom resources; it ignores every other one.

Sources: `supportedVersionedFormats` in apiextensions-apiserver/pkg/apiserver/validation/formats.go, and
k8s.io/kube-openapi/pkg/validation/strfmt, with what Go's libraries take.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from gate.model.json import JsonObject
from gate.validate.relations.addresses import address, network

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|[+-][0-9]{2}:[0-9]{2})")
_GO_DURATION = re.compile(r"[+-]?(0|(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)")
_SCALA_DURATION = re.compile(r"[0-9]+\s*([A-Za-zµ]+)", re.ASCII)
_SCALA_UNIT = re.compile(
    "ns|nano.*|us|µs|micro.*|ms|milli.*|s|sec.*|m|min.*|h|hr|hour.*|d|day.*|w|wk|week.*", re.IGNORECASE
)
_MAC = re.compile("[0-9a-fA-F]{2}((:[0-9a-fA-F]{2})+|(-[0-9a-fA-F]{2})+)|[0-9a-fA-F]{4}(\\.[0-9a-fA-F]{4})+")
_MAC_BYTES = frozenset({6, 8, 20})
_COLOUR = r"\s*(0|[1-9][0-9]?|1[0-9][0-9]?|2[0-4][0-9]|25[0-5])\s*"
_CARD = re.compile(
    "4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|6(011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|"
    "3(0[0-5]|[68][0-9])[0-9]{11}|(2131|1800|35[0-9]{3})[0-9]{11}"
)
_EMAIL = re.compile(r"[^\s@<>()\[\]\\,;:\"]+@[^\s@<>()\\,;:\"]+")
_HOST = re.compile(
    r"([a-zA-Z0-9]((-?[a-zA-Z0-9]{0,62})?)|([a-zA-Z0-9](([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)\.)+[a-zA-Z]{2,63})"
)
_LONGEST_HOST, _LONGEST_LABEL = 255, 63
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")
_BAD_ESCAPE = re.compile("%(?![0-9a-fA-F]{2})")


@dataclass(frozen=True, slots=True)
class Format:
    """A form of strings.

    says: what a string must be, as a phrase. since: the first Kubernetes that judges it, which is the one
    after the first that knows it, so that an older server beside it agrees.
    """

    says: str
    accepts: Callable[[str], bool]
    since: tuple[int, int] = (1, 0)


def _matching(pattern: str, longest: int = 1 << 30) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: len(text) <= longest and compiled.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text if text >= "0001" else f"0004{text[4:]}")  # Go has a year 0, a leap year
    except ValueError:
        return False
    return True


def _is_date_time(text: str) -> bool:
    day, _, rest = text.lower().partition("t")
    time = _TIME.fullmatch(rest.partition("t")[0])
    return _is_date(day) and time is not None and time[1] <= "23" and time[2] <= "59" and time[3] <= "59"


def _is_duration(text: str) -> bool:
    if _GO_DURATION.fullmatch(text):
        return True
    return any(_SCALA_UNIT.fullmatch(unit) for unit in _SCALA_DURATION.findall(text))


def _is_ipv4(text: str) -> bool:
    return "." in text and address(text) is not None


def _is_ipv6(text: str) -> bool:
    try:
        return ":" in text and "%" not in text and ipaddress.ip_address(text).version == 6  # noqa: PLR2004
    except ValueError:
        return False


def _is_mac(text: str) -> bool:
    return _MAC.fullmatch(text) is not None and len(re.sub("[:.-]", "", text)) // 2 in _MAC_BYTES


def _is_uri(text: str) -> bool:
    """Whether `url.ParseRequestURI` takes it: an absolute URI, or an absolute path."""
    if not text or _CONTROL.search(text) or _BAD_ESCAPE.search(text.partition("?")[0]):
        return False
    if text.startswith("/") or text == "*":
        return True
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  ValueError when it is no number
    except ValueError:
        return False
    return _SCHEME.match(text) is not None and " " not in parts.netloc


def _is_email(text: str) -> bool:
    """Whether it is an address; what only `mail.ParseAddress` can tell (names, quotes, comments) passes."""
    if any(character in text for character in '<"('):
        return "@" in text
    local, _, domain = text.strip(" \t").rpartition("@")
    dotted = all(part for part in local.split(".")) and all(part for part in domain.split("."))
    return dotted and _EMAIL.fullmatch(text.strip(" \t")) is not None


def _is_hostname(text: str) -> bool:
    """Whether it is a host name; beyond ASCII the server takes letters and symbols, which are not judged."""
    if not text.isascii():
        return True
    labels = text.split(".")
    short = len(text) <= _LONGEST_HOST and all(len(label) <= _LONGEST_LABEL for label in labels)
    return short and _HOST.fullmatch(text) is not None


def _is_isbn10(text: str) -> bool:
    digits = re.sub(r"[\s-]+", "", text)
    if not re.fullmatch("[0-9]{9}[0-9X]", digits):
        return False
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum((index + 1) * value for index, value in enumerate(values)) % 11 == 0


def _is_isbn13(text: str) -> bool:
    digits = re.sub(r"[\s-]+", "", text)
    if not re.fullmatch("[0-9]{13}", digits):
        return False
    return sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits)) % 10 == 0


def _is_card(text: str) -> bool:
    digits = re.sub("[^0-9]+", "", text)
    if not _CARD.fullmatch(digits):
        return False
    doubled = [int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004


def _uuid(version: str = "[0-9a-fA-F]", variant: str = "[0-9a-fA-F]") -> Callable[[str], bool]:
    digit = "[0-9a-fA-F]"
    return _matching(
        f"{digit}{{8}}-?{digit}{{4}}-?{version}{digit}{{3}}-?{variant}{digit}{{3}}-?{digit}{{12}}"
    )


_BASE64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})"
_RFC_4122 = "[89abAB]"

FORMATS: dict[str, Format] = {
    "bsonobjectid": Format("a BSON object id: 24 hexadecimal digits", _matching("[0-9a-fA-F]{24}")),
    "uri": Format("a URI", _is_uri),
    "email": Format("an email address", _is_email),
    "hostname": Format("a host name", _is_hostname),
    "ipv4": Format("an IPv4 address", _is_ipv4),
    "ipv6": Format("an IPv6 address", _is_ipv6),
    "cidr": Format("an address range such as 10.0.0.0/8", lambda text: network(text) is not None),
    "mac": Format("a MAC address", _is_mac),
    "uuid": Format("a UUID", _uuid()),
    "uuid3": Format("a UUID of version 3", _uuid("3")),
    "uuid4": Format("a UUID of version 4", _uuid("4", _RFC_4122)),
    "uuid5": Format("a UUID of version 5", _uuid("5", _RFC_4122)),
    "isbn": Format("an ISBN", lambda text: _is_isbn10(text) or _is_isbn13(text)),
    "isbn10": Format("an ISBN of 10 digits", _is_isbn10),
    "isbn13": Format("an ISBN of 13 digits", _is_isbn13),
    "creditcard": Format("a credit card number", _is_card),
    "ssn": Format("a number such as 123-45-6789", _matching("[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}")),
    "hexcolor": Format("a colour such as #ffffff", _matching("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")),
    "rgbcolor": Format("a colour such as rgb(0,0,255)", _matching(rf"rgb\({_COLOUR},{_COLOUR},{_COLOUR}\)")),
    "byte": Format("base64 with its padding", _matching(_BASE64)),
    "date": Format("a date such as 2006-01-02", _is_date),
    "datetime": Format("a date and time such as 2006-01-02T15:04:05Z", _is_date_time),
    "duration": Format("a duration such as 1h30m", _is_duration),
    "k8sshortname": Format("a DNS label in lower case", _matching(_LABEL, 63), (1, 35)),
    "k8slongname": Format("a DNS name in lower case", _matching(rf"{_LABEL}(\.{_LABEL})*", 253), (1, 35)),
}  # fmt: skip
"""Format name without dashes -> how it is judged. `password` is one, too, but takes every string."""


def constraint(written: str, release: tuple[int, int]) -> JsonObject | None:
    """The JSON Schema for a format as a CustomResourceDefinition names it; None when it is not judged."""
    name = written.replace("-", "")
    known = FORMATS.get(name)
    if known is None or release < known.since:
        return None
    return {"format": f"{_PREFIX}{name}", "x-rule": "schema/value", "x-says": f"must be {known.says}"}


_PREFIX = "kubernetes:"

CHECKS: dict[str, Callable[[str], bool]] = {
    f"{_PREFIX}{name}": form.accepts for name, form in FORMATS.items()
}
"""The formats under the names by which compiled schemas know them."""
