"""Asks a real API server about kinds with validation rules, and writes expressions/answers-1.34.json.

`python -m tests.oracle.record_expressions --server https://ADDRESS --token TOKEN`, from the root. Kinds with
resources are really created, and deleted at the end.
"""

from __future__ import annotations

import json
import time

from gate.model.json import JsonObject, mapping, text
from tests.oracle.expressions_corpus import ANSWERS, GROUP, definition, instances, kinds
from tests.oracle.record import DEFINITIONS, OK, Server, address_parser

SECONDS_TO_ESTABLISH = 5


def main() -> None:
    given = address_parser().parse_args()
    server = Server(given.server, given.token)
    with_resources = [name for name in kinds() if list(instances(name))]
    said = {name: _ask(server, f"{DEFINITIONS}?dryRun=All", definition(name)) for name in kinds()}
    try:
        for name in with_resources:
            refusal = _ask(server, DEFINITIONS, definition(name))
            assert not refusal, (name, refusal)
        time.sleep(SECONDS_TO_ESTABLISH)
        for name in with_resources:
            for label, body in instances(name):
                plural = text(mapping(mapping(definition(name)["spec"])["names"])["plural"])
                place = f"/apis/{GROUP}/v1/namespaces/default/{plural}?dryRun=All&fieldValidation=Strict"
                said[label] = _ask(server, place, body)
    finally:
        for name in with_resources:
            server.delete(f"{DEFINITIONS}/{text(mapping(definition(name)['metadata'])['name'])}")
    ANSWERS.write_text(json.dumps(said, indent=0, ensure_ascii=False) + "\n")
    print(f"{len(said)} asked, {sum(not one for one in said.values())} accepted")


def _ask(server: Server, place: str, body: JsonObject) -> str:
    code, reply = server.ask(place, body)
    return "" if code < OK else text(mapping(reply).get("message"))


if __name__ == "__main__":
    main()
