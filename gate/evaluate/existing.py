"""An OPA server that is there already: it is queried, never written to, and sees no Secret's value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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

ANSWER_BYTES = 16 * 2**20
SECONDS_TO_ANSWER = 30.0


def query(resources: Sequence[Resource], server: ExistingOpa) -> Outcome[Finding]:
    """What the packages that the user names say of each resource by `deny`, `violation` and `warn`, with a
    suffix as in `deny_latest` or without; see `ExistingOpa.rule`.

    PolicyError when the server cannot be reached, lacks a package, or answers what cannot be understood.
    """
    client = Client(server.address, server.credentials, limit=ANSWER_BYTES, seconds=SECONDS_TO_ANSWER)
    try:
        findings = [
            finding
            for resource in resources
            for package in server.packages
            for finding in _said(client, server, package, resource)
        ]
    finally:
        client.close_connection()
    return Outcome(findings=tuple(findings))


def _said(client: Client, server: ExistingOpa, package: str, resource: Resource) -> Iterator[Finding]:
    try:
        # Its decisions may be logged for ever.
        said = client.result(masked(resource.decode()), package.replace(".", "/"))
    except AnswerError as error:
        raise PolicyError(
            f"the OPA server cannot judge by package {package}: {error.reason}", _hint(error)
        ) from None
    body = mapping(said)
    rules = [(name, rule) for name in sorted(body) if (rule := server.rule(f"{package}/{name}")) is not None]
    if not rules:
        raise PolicyError(
            f"package {package} of the OPA server has no deny, violation or warn", "name a package that has"
        )
    for name, rule in rules:
        results = body[name]
        if not isinstance(results, list):
            raise PolicyError(f"{name} of package {package} of the OPA server is no set of messages")
        for result in sequence(results):
            yield finding_of(Answer(rule.id, 0, result), rule, [resource])


def _hint(error: AnswerError) -> str:
    if error.status in {401, 403}:
        return "check GATE_OPA_TOKEN or the client certificate"
    return "check --opa-url and --opa-package, and that the server runs"
