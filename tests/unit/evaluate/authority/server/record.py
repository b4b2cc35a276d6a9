"""Asks a real API server who may do what, and writes answers-1.34.json.

`python -m tests.unit.evaluate.authority.server.record --server https://ADDRESS --token TOKEN`, from the root. Roles,
bindings and namespaces are really made, and deleted at the end; the server needs the RBAC authorizer.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from tests.oracle.record import OK, Server, address_parser
from tests.unit.evaluate.authority.server.corpus import (
    ANSWERS,
    GROUP,
    NAMESPACES,
    Attempt,
    Question,
    attempts,
    bodies,
    identity,
    questions,
    workloads,
)

SECONDS_TO_SETTLE = 3
REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
MERGE_PATCH = "application/strategic-merge-patch+json"
GROUPS = {
    "ServiceAccount": "/api/v1",
    "Pod": "/api/v1",
    "Deployment": "/apis/apps/v1",
    "Job": "/apis/batch/v1",
}


def main() -> None:
    given = address_parser().parse_args()
    server = Server(given.server, given.token)
    try:
        for namespace in NAMESPACES:
            _must(server, "/api/v1/namespaces", _namespace(namespace))
        for body in _everything():
            _must(server, _place(body), body)
        time.sleep(SECONDS_TO_SETTLE)
        said = {
            "questions": {str(question): _is_allowed(server, question) for question in questions()},
            "attempts": {one.name: _is_let_pass(server, given.server, one) for one in attempts()},
        }
    finally:
        _clean(server)
    ANSWERS.write_text(json.dumps(said, indent=0) + "\n")
    for what, told in said.items():
        print(f"{len(told)} {what}, {sum(told.values())} allowed")


def _everything() -> Iterator[dict[str, Any]]:
    yield from bodies()
    yield from workloads()
    for one in attempts():
        yield from one.bodies()


def _is_let_pass(server: Server, address: str, attempt: Attempt) -> bool:
    """Whether the server does what is tried with a token of the attempt's own account."""
    place = f"/api/v1/namespaces/{NAMESPACES[-1]}/serviceaccounts/{attempt.name}/token"
    request: Any = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}
    own = Server(address, _must(server, place, request)["status"]["token"])
    path = f"{attempt.path}?dryRun=All"
    if attempt.patch is None:
        code, _ = own.ask(path, attempt.body)
    else:
        sent = json.dumps(attempt.patch).encode()
        code, _ = own.send(path, sent, method="PATCH", content_type=MERGE_PATCH)
    return code < OK


def _is_allowed(server: Server, question: Question) -> bool:
    user, groups = identity(question.subject)
    resource, _, subresource = question.resource.partition("/")
    attributes = {
        "namespace": question.namespace,
        "verb": question.verb,
        "group": question.group,
        "resource": resource,
        "subresource": subresource,
        "name": question.name,
    }
    spec = {"user": user, "groups": groups, "resourceAttributes": attributes}
    body: Any = {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": spec}
    return _must(server, REVIEWS, body)["status"]["allowed"] is True


def _place(body: dict[str, Any]) -> str:
    namespace = body["metadata"].get("namespace")
    inside = f"/namespaces/{namespace}" if namespace else ""
    group = GROUPS.get(body["kind"], f"/apis/{GROUP}/v1")
    return f"{group}{inside}/{body['kind'].lower()}s"


def _must(server: Server, place: str, body: dict[str, Any]) -> Any:
    code, reply = server.ask(place, body)
    assert code < OK, reply
    return reply


def _namespace(name: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def _clean(server: Server) -> None:
    """Deletes everything; no controller takes the finalizer from the namespaces."""
    for body in _everything():
        server.delete(f"{_place(body)}/{body['metadata']['name']}?propagationPolicy=Background")
    for name in NAMESPACES:
        place = f"/api/v1/namespaces/{name}"
        server.delete(place)
        emptied = json.dumps({**_namespace(name), "spec": {"finalizers": []}}).encode()
        server.send(f"{place}/finalize", emptied, method="PUT", content_type="application/json")


if __name__ == "__main__":
    main()
