"""An OPA server that is there already: it is queried, never written to, and sees no Secret's value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from gate.errors import PolicyError
from gate.evaluate.answer_errors import AnswerError
from gate.evaluate.engines import ExistingOpa
from gate.evaluate.results import Answer, finding_of
from gate.evaluate.secrets import masked
from gate.evaluate.transport import Client
from gate.model.finding import Finding
from gate.model.json import mapping, sequence
from gate.model.outcome import Outcome
from gate.model.resource import Resource
from gate.model.rule import Rule

ANSWER_BYTES = 16 * 2**20
SECONDS_TO_ANSWER = 30.0
SEVERITIES: dict[str, Literal["error", "warning"]] = {
    "deny": "error",
    "violation": "error",
    "warn": "warning",
}


def query(resources: Sequence[Resource], server: ExistingOpa) -> Outcome[Finding]:
    """What the packages that the user names say of each resource by `deny`, `violation` and `warn`.

    A rule's id is the package and the name of the rule (`kubernetes.admission/deny`).
    PolicyError when the server cannot be reached, lacks a package, or answers what cannot be understood.
    """
    client = Client(server.address, server.credentials, limit=ANSWER_BYTES, seconds=SECONDS_TO_ANSWER)
    try:
        findings = [
            finding
            for resource in resources
            for package in server.packages
            for finding in _said(client, package, resource)
        ]
    finally:
        client.close_connection()
    return Outcome(findings=tuple(findings))


def _said(client: Client, package: str, resource: Resource) -> Iterator[Finding]:
    try:
        # Its decisions may be logged for ever.
        said = client.result(masked(resource.decode()), package.replace(".", "/"))
    except AnswerError as error:
        raise PolicyError(
            f"the OPA server cannot judge by package {package}: {error.reason}", _hint(error)
        ) from None
    body = mapping(said)
    if not set(body) & set(SEVERITIES):
        raise PolicyError(
            f"package {package} of the OPA server has no deny, violation or warn", "name a package that has"
        )
    for name, severity in SEVERITIES.items():
        results = body.get(name, [])
        if not isinstance(results, list):
            raise PolicyError(f"{name} of package {package} of the OPA server is no set of messages")
        rule = Rule(f"{package}/{name}", "", "", severity, "")
        for result in sequence(results):
            yield finding_of(Answer(rule.id, 0, result), rule, [resource])


def _hint(error: AnswerError) -> str:
    if error.status in {401, 403}:
        return "check GATE_OPA_TOKEN or the client certificate"
    return "check --opa-url and --opa-package, and that the server runs"
