"""An https server on loopback, with a certificate that only those trust who are told to."""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeAlias

import pytest

Page: TypeAlias = tuple[int, dict[str, str], bytes]
NOT_FOUND: Page = (404, {"Content-Length": "0"}, b"")


def page(body: bytes, status: int = 200, **headers: str) -> Page:
    return (status, {"Content-Length": str(len(body)), **headers}, body)


@dataclass
class Vendor:
    """pages: path -> what is served, or what serves it by the headers of the request.

    asked, authorities: the paths that were asked for, and the headers Authorization with them.
    """

    address: str
    certificate: str
    pages: dict[str, Page | Callable[[Mapping[str, str]], Page]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    authorities: list[str] = field(default_factory=list)

    def serve(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        self.pages[path] = page(body, status, **headers)

    def answer(self, path: str, headers: Mapping[str, str]) -> Page:
        self.asked.append(path)
        self.authorities.append(headers.get("Authorization", ""))
        served = self.pages.get(path, NOT_FOUND)
        return served(headers) if callable(served) else served


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificate")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    name = ("-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    files = ("-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem"))
    subprocess.run(["openssl", "req", "-x509", *curve, *name, *files], check=True, capture_output=True)
    return folder


@pytest.fixture
def vendor(certificate: Path) -> Iterator[Vendor]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = served.answer(self.path, dict(self.headers.items()))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.socket = context.wrap_socket(server.socket, server_side=True)
        served = Vendor(f"https://127.0.0.1:{server.server_port}", str(certificate / "certificate.pem"))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield served
        server.shutdown()
        thread.join()
