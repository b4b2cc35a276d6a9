"""An OPA that exists already: what it is sent, and every way in which it can fail to answer."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson
import pytest

from gate.errors import GateError, PolicyError, UsageError
from gate.evaluate import Credentials, ExistingOpa, existing, existing_opa
from gate.model.json import JsonObject
from gate.model.resource import Provenance, Resource, ResourceId


@dataclass
class Server:
    """What it was asked, and what it answers: a status and a body, or a function on the open connection."""

    url: str = ""
    status: int = 200
    body: bytes = b'{"result": {"deny": []}}'
    raw: Callable[[BaseHTTPRequestHandler], None] | None = None
    asked: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    seen = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            seen.asked.append((self.command, self.path, dict(self.headers), orjson.loads(sent)))
            if seen.raw is not None:
                seen.raw(self)
                self.close_connection = True
                return
            self.send_response(seen.status)
            self.send_header("Location", seen.url + "/elsewhere")
            self.send_header("Content-Length", str(len(seen.body)))
            self.end_headers()
            self.wfile.write(seen.body)

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    seen.url = f"http://127.0.0.1:{http.server_address[1]}"
    yield seen
    http.shutdown()
    thread.join()
    http.server_close()


def resource(kind: str = "Pod", **body: Any) -> Resource:
    whole: JsonObject = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "web"}, **body}
    return Resource(ResourceId("v1", kind, "", "web"), 0, orjson.dumps(whole), Provenance("app"), ("1.34",))


def asked(
    server: Server, *resources: Resource, package: str = "main", token: str = ""
) -> list[tuple[str, str, str]]:
    given = ExistingOpa(server.url, (package,), Credentials(token))
    found = existing.query(resources or (resource(),), given).findings
    return [(one.rule, one.severity, one.message) for one in found]


def test_messages_as_conftest_writes_them(server: Server) -> None:
    said = {
        "deny": ["no"],
        "warn": [{"msg": "hm", "pointer": "/metadata"}],
        "violation": [{"msg": "bad"}],
        "deny_latest": ["tag"],
        "deny-latest": ["no name of conftest's"],
        "denylist": {"other": 1},
    }
    server.body = orjson.dumps({"result": said})
    assert asked(server, package="kubernetes.admission-rules") == [
        ("kubernetes.admission-rules/deny", "error", "no"),
        ("kubernetes.admission-rules/deny_latest", "error", "tag"),
        ("kubernetes.admission-rules/violation", "error", "bad"),
        ("kubernetes.admission-rules/warn", "warning", "hm"),
    ]
    ((command, path, _, body),) = server.asked
    assert (command, path) == ("POST", "/v1/data/kubernetes/admission-rules?strict-builtin-errors=true")
    assert body == {"input": resource().decode()}


def test_a_result_without_a_message_is_unjudged(server: Server) -> None:
    server.body = b'{"result": {"deny": [{"message": "m"}]}}'
    (finding,) = existing.query([resource()], ExistingOpa(server.url, ("main",))).findings
    assert finding.unjudged


def test_a_prefix_of_the_address_stays(server: Server) -> None:
    given = existing_opa(server.url + "/opa/", ("main",), Credentials())
    assert given is not None
    existing.query([resource()], given)
    assert server.asked[0][1].startswith("/opa/v1/data/main?")


def test_the_token_is_sent_and_the_environment_is_not_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    (tmp_path / ".netrc").write_text("default login evil password evil\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    assert asked(server, token="sesame") == []
    assert server.asked[0][2]["Authorization"] == "Bearer sesame"


class TestSecrets:
    """A server that is not the gate's own sees placeholders."""

    def test_every_value_is_replaced(self, server: Server) -> None:
        applied = "kubectl.kubernetes.io/last-applied-configuration"
        secret = resource("Secret", data={"a": "c2VjcmV0"}, stringData={"b": "secret"}, type="Opaque")
        body = secret.decode() | {
            "metadata": {"name": "web", "annotations": {applied: "secret", "team": "x"}}
        }
        asked(server, Resource(secret.id, 0, orjson.dumps(body), secret.provenance, ()))
        sent = server.asked[0][3]["input"]
        assert b"secret" not in orjson.dumps(sent)
        assert base64.b64decode(sent["data"]["a"]) == b"placeholder"
        assert sent["stringData"] == {"b": "placeholder"}
        assert sent["metadata"]["annotations"] == {applied: "placeholder", "team": "x"}
        assert sent["type"] == "Opaque"

    @pytest.mark.parametrize(
        "data", ["c2VjcmV0", ["c2VjcmV0"], {"a": ["c2VjcmV0"]}, {"a": {"b": "c2VjcmV0"}}]
    )
    def test_whatever_their_shape(self, server: Server, data: Any) -> None:
        asked(server, resource("Secret", data=data))
        assert b"c2VjcmV0" not in orjson.dumps(server.asked[0][3])

    def test_other_kinds_go_as_they_are(self, server: Server) -> None:
        asked(server, resource("ConfigMap", data={"a": "b"}))
        assert server.asked[0][3]["input"]["data"] == {"a": "b"}


class TestNoAnswer:
    """Each is a fault of the set-up, never a pass."""

    @pytest.mark.parametrize(
        ("status", "body", "told"),
        [
            (500, b'{"code": "internal_error"}', "it answered 500"),
            (401, b"{}", "it answered 401"),
            (302, b"", "it answered 302"),
            (204, b"", "it answered 204"),
            (200, b"{}", "it has no data.main"),
            (200, b"[]", "it has no data.main"),
            (200, b"<html>", "not JSON"),
            (200, b'{"result": {}}', "no deny, violation or warn"),
            (200, b'{"result": true}', "no deny, violation or warn"),
            (200, b'{"result": {"deny": true}}', "no set of messages"),
            (200, b'{"result": {"deny": {"a": 1}}}', "no set of messages"),
        ],
    )
    def test_an_answer_that_is_none(self, server: Server, status: int, body: bytes, told: str) -> None:
        server.status, server.body = status, body
        with pytest.raises(PolicyError, match=told):
            asked(server)
        assert len(server.asked) == 1

    def test_a_body_that_is_too_long(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(existing, "ANSWER_BYTES", 1000)
        server.body = b'{"result": {"deny": ["' + b"x" * 1000 + b'"]}}'
        with pytest.raises(PolicyError, match="longer than 1000 bytes"):
            asked(server)

    def test_a_body_that_ends_too_early(self, server: Server) -> None:
        server.raw = lambda http: _write(http, b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        with pytest.raises(PolicyError, match="ends too early"):
            asked(server)

    def test_no_http(self, server: Server) -> None:
        server.raw = lambda http: _write(http, b"SSH-2.0-OpenSSH\r\n")
        with pytest.raises(PolicyError, match="it "):
            asked(server)

    def test_one_that_drips(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(existing, "SECONDS_TO_ANSWER", 0.2)

        def drip(http: BaseHTTPRequestHandler) -> None:
            _write(http, b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
            for _ in range(20):
                _write(http, b" ")
                time.sleep(0.05)

        server.raw = drip
        with pytest.raises(PolicyError, match=r"did not answer within 0\.2 seconds"):
            asked(server)

    def test_nobody_there(self) -> None:
        with pytest.raises(PolicyError, match="cannot be reached"):
            existing.query([resource()], ExistingOpa("http://127.0.0.1:1", ("main",)))


@pytest.mark.parametrize(
    "url",
    [
        "opa.example.com",
        "ftp://opa",
        "file:///etc/passwd",
        "http://",
        "http://a?b=c",
        "http://u:p@opa",
        "http://a:x",
    ],
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        existing_opa(url, ("main",), Credentials())
    assert "u:p" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("package", ["", "a/b", "../policies", "a..b", "a?x=1", "a b"])
def test_a_package_that_is_none(package: str) -> None:
    with pytest.raises(UsageError, match="no name of a package"):
        existing_opa("http://opa", (package,), Credentials())


def test_half_of_the_options_is_none() -> None:
    assert existing_opa("", (), Credentials()) is None
    for url, packages in (("http://a", ()), ("", ("main",))):
        with pytest.raises(GateError, match="needs"):
            existing_opa(url, packages, Credentials())


def test_a_token_is_in_no_representation() -> None:
    assert "sesame" not in repr(ExistingOpa("http://a", ("main",), Credentials("sesame")))


def _write(http: BaseHTTPRequestHandler, content: bytes) -> None:
    http.wfile.write(content)
    http.wfile.flush()
