"""Downloads: https only, bounded, and worth nothing before their digest is what it has to be."""

from __future__ import annotations

import hashlib
import ssl
import time
from collections.abc import Mapping
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from types import MappingProxyType
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (  # type: ignore[attr-defined]
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
    proxy_bypass_environment,
)

from gate.errors import ToolError

MOST_BYTES = 256 * 2**20
STALLED_SECONDS = 30.0
TOTAL_SECONDS = 900.0
CHUNK = 2**18
UNAUTHORIZED = 401
NOTHING: Mapping[str, str] = MappingProxyType({})


class UnreachableError(ToolError):
    """The file cannot be had from there now; another way may do."""


class UnauthorizedError(UnreachableError):
    """The server asks who wants the file. challenge: how (RFC 9110, WWW-Authenticate)."""

    def __init__(self, url: str, challenge: str) -> None:
        super().__init__(f"{url} cannot be downloaded: the server asks for credentials")
        self.challenge = challenge


def download(url: str, sha256: str, into: Path, env: Mapping[str, str]) -> None:
    """Download a release whose digest is known. As `receive`; ToolError when what came is another file."""
    if (found := receive(url, into, env)) != sha256:
        raise ToolError(
            f"{url} is not the release that the gate knows: its SHA-256 is {found}, not {sha256}",
            "do not use this file; if you name a mirror, check what it serves",
        )


def receive(
    url: str, into: Path, env: Mapping[str, str], headers: Mapping[str, str] = NOTHING, *, authority: str = ""
) -> str:
    """The SHA-256 of the file that an address serves, which is written to `into`.

    env: the user's environment, of which the proxy settings and SSL_CERT_FILE are used. The file at `into`
    is private and must not exist. authority: the header Authorization, which no redirection gets.
    UnauthorizedError, UnreachableError when it cannot be had; ToolError where the way there leaves https.
    """
    _only_https(url)
    digest = hashlib.sha256()
    deadline = time.monotonic() + TOTAL_SECONDS
    request = Request(url, headers=dict(headers))  # noqa: S310 - https only
    if authority:
        request.add_unredirected_header("Authorization", authority)
    try:
        with _opener(url, env).open(request, timeout=STALLED_SECONDS) as answer:
            into.touch(mode=0o600, exist_ok=False)
            with into.open("wb") as file:
                received = 0
                while chunk := answer.read(CHUNK):
                    received += len(chunk)
                    if received > MOST_BYTES:
                        raise ToolError(f"{url} is larger than {MOST_BYTES // 2**20} MiB")
                    if time.monotonic() > deadline:
                        raise UnreachableError(f"{url} takes too long to download")
                    digest.update(chunk)
                    file.write(chunk)
            expected = answer.headers.get("Content-Length")
    except (OSError, HTTPException, ValueError) as error:
        if isinstance(error, HTTPError) and error.code == UNAUTHORIZED:
            raise UnauthorizedError(url, error.headers.get("WWW-Authenticate", "")) from error
        raise UnreachableError(f"{url} cannot be downloaded: {_reason(error)}") from error
    if expected is not None and expected.isdecimal() and received < int(expected):
        raise UnreachableError(f"{url} was cut short after {received} of {expected} bytes")
    return digest.hexdigest()


class _OnlyHttps(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        try:
            _only_https(newurl)
        except ToolError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _only_https(url: str) -> None:
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        scheme = ""
    if scheme != "https":
        raise ToolError(f"{url} is refused: downloads go over https only")


def _opener(url: str, env: Mapping[str, str]) -> OpenerDirector:
    proxy = env.get("https_proxy") or env.get("HTTPS_PROXY") or ""
    excepted = env.get("no_proxy") or env.get("NO_PROXY") or ""
    host = urlsplit(url).hostname or ""
    through = {"https": proxy} if proxy and not proxy_bypass_environment(host, {"no": excepted}) else {}
    context = ssl.create_default_context(cafile=env.get("SSL_CERT_FILE") or None)
    return build_opener(ProxyHandler(through), HTTPSHandler(context=context), _OnlyHttps())


def _reason(error: Exception) -> str:
    if isinstance(error, HTTPError):
        error.close()
        return f"the server answers {error.code} {error.reason}"
    return str(error.reason if isinstance(error, URLError) else error) or type(error).__name__
