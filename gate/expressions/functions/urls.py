"""URLs as Go reads them (https://pkg.go.dev/net/url#ParseRequestURI)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, unquote_plus

from gate.expressions.faults import ExpressionError
from gate.expressions.messages import opaque, text_of
from gate.expressions.types import Value

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_USER = re.compile(r"(?:[A-Za-z0-9\-._:~!$&'()*+,;=%@])*")
_HOST = re.compile(r"[^\x00-\x20\x7f\"<>\\^`{|}#?/%]*(?:%[0-9A-Fa-f]{2}[^\x00-\x20\x7f\"<>\\^`{|}#?/%]*)*")
_LITERAL = re.compile(r"(\[[^\[\]\s]*\])(.*)")
_PORT = re.compile(r"(?::\d*)?")
_PATH_SAFE = "$&+,/:;=@!'()*~[]%"


@dataclass(frozen=True, slots=True)
class _Url:
    scheme: str
    host: str
    path: str
    query: str

    @property
    def hostname(self) -> str:
        if self.host.startswith("["):
            return self.host[1:].partition("]")[0]
        return self.host.rpartition(":")[0] if ":" in self.host else self.host

    @property
    def port(self) -> str:
        after = self.host.rpartition("]")[2] if self.host.startswith("[") else self.host
        return after.rpartition(":")[2] if ":" in after else ""


def _refused(text: str, reason: str) -> ExpressionError:
    return ExpressionError(f'URL parse error during conversion from string: parse "{text}": {reason}')


def _parsed(text: str, *, whole: bool) -> _Url:
    """The parts of a URL. whole: as url.ParseRequestURI, which knows no fragment."""
    if not text:
        raise _refused(text, "empty url")
    if _CONTROL.search(text):
        raise _refused(text, "net/url: invalid control character in URL")
    rest = text if whole else text.partition("#")[0]
    scheme = ""
    if matched := _SCHEME.match(rest):
        scheme, rest = matched[1].lower(), rest[matched.end() :]
    elif rest.startswith(":"):
        raise _refused(text, "missing protocol scheme")
    rest, _, query = rest.partition("?")
    if not rest.startswith("/"):
        if not scheme:
            raise _refused(text, "invalid URI for request")
        if whole or rest == "":
            return _opaque_or_refused(text, scheme, rest, query)
        return _Url(scheme, "", "", query)
    host = ""
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, after = rest[2:].partition("/")
        rest = slash + after
        host = _host(text, authority)
    if _ESCAPE.search(rest):
        raise _refused(text, "invalid URL escape")
    return _Url(scheme, host, rest, query)


def _opaque_or_refused(text: str, scheme: str, rest: str, query: str) -> _Url:
    """A URL such as mailto:x: ParseRequestURI takes only what has a scheme and then anything."""
    if not rest and not query and not scheme:
        raise _refused(text, "invalid URI for request")
    return _Url(scheme, "", "", query)


def _host(text: str, authority: str) -> str:
    user, at, host = authority.rpartition("@")
    if at and not _USER.fullmatch(user):
        raise _refused(text, "net/url: invalid userinfo")
    if host.startswith("["):
        matched = _LITERAL.fullmatch(host)
        if matched is None:
            raise _refused(text, "missing ']' in host")
        if not _PORT.fullmatch(matched[2]):
            raise _refused(text, f'invalid port "{matched[2]}" after host')
        return host
    _, colon, port = host.rpartition(":")
    if colon and not _PORT.fullmatch(colon + port):
        raise _refused(text, f'invalid port ":{port}" after host')
    if not _HOST.fullmatch(host):
        raise _refused(text, "invalid character in host name")
    return unquote(host)


def url(text: str) -> Value:
    _parsed(text, whole=True)
    return opaque("kubernetes.URL", text)


def is_url(text: str) -> bool:
    try:
        _parsed(text, whole=True)
    except ExpressionError:
        return False
    return True


def _read(value: Value) -> _Url:
    return _parsed(text_of(value), whole=False)


def query(value: Value) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in _read(value).query.split("&"):
        if pair and ";" not in pair and not _ESCAPE.search(pair):
            name, _, given = pair.partition("=")
            found.setdefault(unquote_plus(name), []).append(unquote_plus(given))
    return found


IMPLEMENTATIONS = {
    "url": url,
    "isURL": is_url,
    "kubernetes.URL.getScheme": lambda value: _read(value).scheme,
    "kubernetes.URL.getHost": lambda value: _read(value).host,
    "kubernetes.URL.getHostname": lambda value: _read(value).hostname,
    "kubernetes.URL.getPort": lambda value: _read(value).port,
    "kubernetes.URL.getEscapedPath": lambda value: quote(_read(value).path, safe=_PATH_SAFE),
    "kubernetes.URL.getQuery": query,
}
