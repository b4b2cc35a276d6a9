"""Asks a real API server about custom resources and their definitions, and writes custom/answers-1.34.json.

`python -m tests.oracle.record_custom --server https://ADDRESS --token TOKEN`, from the root. Definitions are
asked about with dryRun=All; for the instances they are really created, and deleted at the end.
"""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

from gate.model.json import JsonObject, mapping, text
from tests.oracle.custom_corpus import ANSWERS, bases, case_of, definitions, made_cases
from tests.oracle.record import CONFLICT, DEFINITIONS, LONGEST, NOT_FOUND, OK, Server, address_parser


@contextmanager
def established(address: str, token: str) -> Iterator[Server]:
    """A server that knows the definitions; it forgets them afterwards."""
    server = Server(address, token)
    try:
        for definition in definitions().values():
            body = copy.deepcopy(mapping(definition))
            mapping(body["spec"]).pop("conversion", None)  # nobody answers there
            code, reply = server.ask(DEFINITIONS, body)
            assert code < OK or code == CONFLICT, reply
        time.sleep(5)
        yield Server(address, token)
    finally:
        for definition in definitions().values():
            server.delete(f"{DEFINITIONS}/{text(mapping(mapping(definition)['metadata'])['name'])}")


def main() -> None:
    given = address_parser().parse_args()
    known, cases, lines = bases(), dict(made_cases()), []
    server = Server(given.server, given.token)
    for name, case in cases.items():
        if text(case["base"]) in definitions():
            lines.append(_answer(server, name, case, known))
    with established(given.server, given.token) as knowing:
        for name, case in cases.items():
            if text(case["base"]) not in definitions():
                lines.append(_answer(knowing, name, case, known))
    lines = [line for line in lines if line]
    ANSWERS.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    accepted = sum('"message": ""' in line for line in lines)
    print(f"{len(lines)} cases, {accepted} accepted, {len(lines) - accepted} refused")


def _answer(server: Server, name: str, case: JsonObject, known: JsonObject) -> str:
    """A line of the file: the case, and what the server says; "" when it says nothing of it."""
    manifest = case_of(name, case).manifest(known)
    try:
        code, reply = server.create(manifest)
    except KeyError:
        code, reply = NOT_FOUND, {"message": "no such kind"}
    except json.JSONDecodeError:  # a path that leads nowhere is no answer about the manifest
        return ""
    accept = code < OK or code == CONFLICT
    message = "" if accept else reply["message"][:LONGEST]
    return f"{json.dumps(name)}: {json.dumps({**case, 'message': message})}"


if __name__ == "__main__":
    main()
