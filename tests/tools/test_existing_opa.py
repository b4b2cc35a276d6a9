"""A real OPA server that is there already: its rules are rules like all others, and it is asked, never written to."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gate.cli.main import run
from tests.tools.checkout import Checkout

pytestmark = pytest.mark.needs("opa")
POLICY = """package org.k8s

deny contains sprintf("it holds %v", [input.stringData]) if input.kind == "Secret"

deny_port contains {"msg": "port 80", "pointer": "/spec/ports/0/port"} if {
	input.kind == "Service"
	input.spec.ports[_].port == 80
}

warn contains "a Service" if input.kind == "Service"
"""
FILES = {
    "s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {p: hunter2-hunter2}\n",
    "web.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports:\n    - port: 80\n",
}
BY_ITSELF = {
    ("org.k8s/deny", "error", "s.yaml", 1),
    ("org.k8s/deny_port", "error", "web.yaml", 6),
    ("org.k8s/warn", "warning", "web.yaml", 1),
}
WAIVER = "{reason: r, owner: o, expires: '2999-01-01', "


@dataclass(frozen=True)
class Server:
    url: str
    log: Path

    def requests(self) -> set[tuple[str, str]]:
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return {(one["req_method"], one["req_path"]) for one in lines if "req_method" in one}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "policy.rego").write_text(POLICY)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "log"
    address = f"--addr=127.0.0.1:{port}"
    options = ("--log-level=debug", "--log-format=json", "--set=decision_logs.console=true")
    argv = [str(shutil.which("opa")), "run", "--server", address, *options, str(tmp_path / "policy.rego")]
    with log.open("wb") as out, subprocess.Popen(argv, stdout=out, stderr=out) as process:
        while process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.02)
        yield Server(f"http://127.0.0.1:{port}", log)
        process.terminate()


@pytest.fixture
def repository(folder: Checkout, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, content in FILES.items():
        (folder.folder / name).write_text(content)
    monkeypatch.chdir(folder.folder)
    return folder.folder


def report_of(capsys: pytest.CaptureFixture[str], server: Server, *arguments: str) -> Any:
    run(["check", "--format", "json", "--opa-url", server.url, "--opa-package", "org.k8s", *arguments])
    report = json.loads(capsys.readouterr().out)
    assert report["errors"] == []
    return report


def found(report: Any, status: str = "open") -> set[tuple[str, str, str, int]]:
    return {
        (one["rule"], one["severity"], one["location"]["path"], one["location"]["line"])
        for one in report["findings"]
        if one["rule"].startswith("org.k8s/") and one["status"] == status
    }


def test_it_is_asked_and_never_written_to(
    repository: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert repository
    report = report_of(capsys, server, "--select", "org.k8s")
    assert found(report) == BY_ITSELF
    assert server.requests() == {("POST", "/v1/data/org/k8s")}
    log = server.log.read_text()
    assert "placeholder" in log
    assert "hunter2" not in log


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        (("--select", "org.k8s/warn"), {"org.k8s/warn"}),
        (("--select", "images"), set()),
        (("--ignore", "org.k8s"), set()),
        (("--ignore", "org.k8s/deny_port,org.k8s/deny"), {"org.k8s/warn"}),
    ],
)
def test_its_rules_are_selected_by_their_ids(
    arguments: tuple[str, ...],
    rules: set[str],
    repository: Path,
    server: Server,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert repository
    assert {one[0] for one in found(report_of(capsys, server, *arguments))} == rules


def test_its_rules_have_the_severity_that_the_settings_say(
    repository: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / ".gate.yaml").write_text("rules: {org.k8s/deny_port: info, org.k8s/warn: ignore}\n")
    report = report_of(capsys, server, "--select", "org.k8s")
    assert found(report) == {
        ("org.k8s/deny", "error", "s.yaml", 1),
        ("org.k8s/deny_port", "info", "web.yaml", 6),
    }


def test_its_rules_are_waived(repository: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    waiver = f"{WAIVER}rule: org.k8s/deny_port, resource: {{kind: Service, name: web}}}}"
    (repository / ".gate.yaml").write_text(f"waivers: [{waiver}]\n")
    report = report_of(capsys, server, "--select", "org.k8s")
    assert found(report, "waived") == {("org.k8s/deny_port", "error", "web.yaml", 6)}


@pytest.mark.parametrize("name", ["org.k8s/denies", "org.k8s/deny-port", "org.k9s/deny"])
def test_what_can_be_no_rule_of_it_is_none(
    name: str, repository: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / ".gate.yaml").write_text(f"rules: {{{name}: info}}\n")
    assert run(["check", "--opa-url", server.url, "--opa-package", "org.k8s"]) == 2
    assert f"there is no rule {name}" in capsys.readouterr().out
