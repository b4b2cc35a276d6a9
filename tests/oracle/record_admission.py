"""Asks a real API server about resources under policies, and writes admission/answers-1.34.json.

`python -m tests.oracle.record_admission --server https://ADDRESS --token TOKEN`, from the root. Policies, bindings
and a namespace are really created, and deleted at the end; bindings mean only what bears the scenario's label.
The server does not look again for parameters of a kind whose policies were all deleted: scenarios whose parameters
differ have kinds of their own, and a second recording needs a server that was started anew.
"""

from __future__ import annotations

import json
import time

from gate.model.json import JsonObject, mapping, text
from tests.oracle.admission_corpus import (
    ANSWERS,
    NAMESPACE,
    NAMESPACE_BODY,
    binding,
    made,
    policy,
    refusals,
    scenarios,
    there_before,
)
from tests.oracle.record import OK, Server, address_parser

ADMISSION = "/apis/admissionregistration.k8s.io/v1"
POLICIES, BINDINGS = (
    f"{ADMISSION}/validatingadmissionpolicies",
    f"{ADMISSION}/validatingadmissionpolicybindings",
)
PLACES = {
    "Deployment": f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments",
    "ConfigMap": f"/api/v1/namespaces/{NAMESPACE}/configmaps",
    "ServiceAccount": f"/api/v1/namespaces/{NAMESPACE}/serviceaccounts",
    "Pod": f"/api/v1/namespaces/{NAMESPACE}/pods",
    "Service": f"/api/v1/namespaces/{NAMESPACE}/services",
    "Secret": f"/api/v1/namespaces/{NAMESPACE}/secrets",
    "ClusterRole": "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    "Namespace": "/api/v1/namespaces",
    "ValidatingAdmissionPolicy": POLICIES,
}
SECONDS_TO_SETTLE = 2
SECONDS_FOR_PARAMETERS = 6


def main() -> None:
    given = address_parser().parse_args()
    server = Server(given.server, given.token)
    said: dict[str, JsonObject] = {}
    for name, body in refusals().items():
        code, reply = server.ask(f"{PLACES[text(body['kind'])]}?dryRun=All&fieldValidation=Strict", body)
        said[name] = {"refused": "" if code < OK else text(mapping(reply).get("message"))}
    try:
        _must(server, PLACES["Namespace"], NAMESPACE_BODY)
        for name in scenarios():
            _under(name, server, said)
    finally:
        _remove_namespace(server)
    ANSWERS.write_text(json.dumps(said, indent=0, ensure_ascii=False) + "\n")
    print(f"{len(said)} asked, {sum(not any(one.values()) for one in said.values())} without a word")


def _under(name: str, server: Server, said: dict[str, JsonObject]) -> None:
    """Records what is said under the policy of a scenario, which is there only meanwhile."""
    bodies = {
        **{PLACES[text(one["kind"])]: there_before(name) for one in there_before(name)},
        POLICIES: [policy(name)],
        BINDINGS: [binding(name)],
    }
    try:
        for place, ones in bodies.items():
            for one in ones:
                _must(server, place, one)
        time.sleep(SECONDS_FOR_PARAMETERS if there_before(name) else SECONDS_TO_SETTLE)
        for label, body in made(name):
            said[label] = _ask(server, PLACES[text(body["kind"])], body)
    finally:
        for place, ones in bodies.items():
            for one in ones:
                server.delete(f"{place}/{mapping(one['metadata'])['name']}")


def _must(server: Server, place: str, body: JsonObject) -> None:
    code, reply = server.ask(place, body)
    assert code < OK, reply


def _remove_namespace(server: Server) -> None:
    """Deletes it and, as no controller does, takes the finalizer from it."""
    place = f"{PLACES['Namespace']}/{NAMESPACE}"
    server.delete(place)
    emptied = json.dumps({**NAMESPACE_BODY, "spec": {"finalizers": []}}).encode()
    server.send(f"{place}/finalize", emptied, method="PUT", content_type="application/json")


def _ask(server: Server, place: str, body: JsonObject) -> JsonObject:
    """The denial, and what is warned of."""
    code, reply, warnings = server.warned(f"{place}?dryRun=All", body)
    return {"denied": "" if code < OK else text(mapping(reply).get("message")), "warned": list(warnings)}


if __name__ == "__main__":
    main()
