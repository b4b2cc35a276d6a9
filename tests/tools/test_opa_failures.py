"""An OPA that dies, hangs, answers what is no answer, or is not the one that it says: exit 2, and nothing passed.

It is a program that the gate starts as it starts OPA; it knows what OPA would know, and misbehaves when asked.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from gate.cli.main import run
from gate.evaluate import opa

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: nginx}]}\n"
FAKE = """#!{python}
import json, os, signal, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

if sys.argv[1:] == ["version"]:
    print("Version: {version}")
    raise SystemExit
if sys.argv[1] != "run":
    raise SystemExit("unknown command")
address = next(one for one in sys.argv if one.startswith("--addr=")).removeprefix("--addr=")
data = next(one for one in sys.argv if one.endswith("data.json"))
NONCE = json.loads(Path(data).read_text())["system"]["nonce"]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.split("?")[0].endswith("nonce"):
            return self.answer(json.dumps({{"result": {nonce}}}).encode())
        {misbehaves}

    def answer(self, body, status=200, length=None):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


{before}
host, port = address.split(":")
ThreadingHTTPServer((host, int(port)), Handler).serve_forever()
"""
NO_ANSWER = {
    "dies": ("os._exit(7)", "the OPA server that the gate started failed"),
    "hangs": ("os.kill(os.getpid(), signal.SIGSTOP)", "hangs: it did not answer within 0.5 seconds"),
    "tells its nonce alone": ("time.sleep(600)", "hangs: it did not answer within 0.5 seconds"),
    "500": ('self.answer(b"{}", 500)', "it answered 500"),
    "500 with words": (
        'self.answer(json.dumps({"code": "internal_error", "message": "x"}).encode(), 500)',
        "it answered 500",
    ),
    "a body that ends too early": ("self.answer(b'{\"result\": []}', length=4096)", "its answer ends too early"),
    "a body that is too long": ('self.answer(b"[" + b" " * 70000 + b"]")', "its answer is longer than 65536 bytes"),
    "no JSON": ('self.answer(b"<html>")', "its answer is not JSON"),
    "nothing": ('self.answer(b"{}")', "it has no data.system.entry.answer"),
    "null": ("self.answer(b'{\"result\": null}')", "gave no list of answers"),
    "another shape": ("self.answer(b'{\"result\": [{\"x\": 1}]}')", "an answer of an unknown shape"),
    "a rule that nobody asked": (
        'self.answer(b\'{"result": [{"rule": "a/b", "resource": 0, "result": "x"}]}\')',
        "an answer of an unknown shape",
    ),
    "a redirect": ('self.answer(b"", 302)', "it answered 302"),
}  # fmt: skip


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    (folder / "p.yaml").write_text(POD)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GATE_ENGINE", "opa")
    monkeypatch.setenv("GATE_CACHE_DIR", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put a program named `opa` on PATH."""

    def write(
        misbehaves: str = "", *, nonce: str = "NONCE", version: str = "1.21.1", before: str = ""
    ) -> None:
        programs = tmp_path / "programs"
        programs.mkdir()
        program = programs / "opa"
        program.write_text(
            FAKE.format(
                python=sys.executable,
                misbehaves=misbehaves or "pass",
                nonce=nonce,
                version=version,
                before=before,
            )
        )
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(programs))

    return write


def report_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    code = run(["check", "--format", "json", *arguments])
    report = json.loads(capsys.readouterr().out)
    assert report["exitCode"] == code
    return report


@pytest.mark.parametrize("what", NO_ANSWER)
def test_no_answer_is_no_pass(
    what: str,
    repository: Path,
    fake: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert repository
    misbehaves, told = NO_ANSWER[what]
    monkeypatch.setattr(opa, "ANSWER_BYTES", 65536)
    monkeypatch.setattr(opa, "SECONDS_TO_ANSWER", 0.5)
    fake(misbehaves)
    report = report_of(capsys, "--select", "images/mutable-tag")
    assert told in report["errors"][0]["message"]
    assert (report["verdict"], report["exitCode"]) == ("incomplete", 2)


LIES = {
    "another nonce": {"nonce": '"guessed"'},
    "no OPA at all, whatever it says": {"before": 'sys.exit("I am no server")'},
    "it never listens": {"before": "time.sleep(600)"},
}


@pytest.mark.parametrize("what", LIES)
def test_one_that_is_not_ours_is_not_believed(
    what: str,
    repository: Path,
    fake: Any,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert repository
    monkeypatch.setattr(opa, "SECONDS_TO_START", 2.0)
    fake("self.answer(b'{\"result\": []}')", **LIES[what])
    report = report_of(capsys, "--select", "images/mutable-tag")
    assert (report["verdict"], report["exitCode"]) == ("incomplete", 2)
    assert report["errors"][0]["message"].startswith("OPA ")


@pytest.mark.parametrize("version", ["0.70.0", "", "next"])
def test_one_that_cannot_read_the_pack(
    version: str, repository: Path, fake: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert repository
    fake(version=version)
    report = report_of(capsys)
    assert report["exitCode"] == 2
    assert "--engine opa needs OPA 1.0 or later" in report["errors"][0]["message"]


def test_one_that_says_it_is_newer_than_it_is(
    repository: Path, fake: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """An old OPA does not understand the pack, whichever version it tells."""
    assert repository
    fake(version="1.99.0", before='sys.exit("rego_parse_error: unexpected if keyword")')
    report = report_of(capsys)
    assert report["exitCode"] == 2
    assert report["errors"][0]["message"] == "OPA does not start with the policies"
    assert report["errors"][0]["hint"] == "OPA says: rego_parse_error: unexpected if keyword"


LOGGED = """print(json.dumps({"level": "error", "msg": "it broke", "err": "x"}), file=sys.stderr)
print(json.dumps({"level": "warning", "msg": "OPA running with uid or gid 0"}), file=sys.stderr, flush=True)"""


@pytest.mark.parametrize(
    ("before", "hint"),
    [
        (LOGGED, "OPA says: it broke: x"),
        (LOGGED.partition("\n")[2], "use --engine embedded to go on without it"),
    ],
)
def test_what_it_only_warns_of_is_no_reason(
    before: str, hint: str, repository: Path, fake: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """As OPA does in a container that runs as root."""
    assert repository
    fake('self.answer(b"{}", 500)', before=before)
    report = report_of(capsys, "--select", "images/mutable-tag")
    assert report["errors"] == [
        {"message": "the OPA server that the gate started failed: it answered 500", "hint": hint}
    ]
