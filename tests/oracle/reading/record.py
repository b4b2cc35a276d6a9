"""Asks a real API server how it reads each text and writes readings-1.34.json.

`python -m tests.oracle.reading.record --server https://ADDRESS --token TOKEN`, from the root. A custom
resource whose spec takes any value is installed for the time; each text is created as it is, with
dryRun=All and fieldValidation=Strict, and what the server read is what it returns. What is JSON is sent as
JSON, as kubectl does.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any

from tests.oracle.reading.corpus import DEFINITION, READINGS
from tests.oracle.reading.texts import texts
from tests.oracle.record import CONFLICT, DEFINITIONS, FAILED, Server, address_parser

LONGEST = 160
KINDS = {"ConfigMap": "configmaps", "Secret": "secrets", "Service": "services", "Pod": "pods"}


def main() -> None:
    given = address_parser().parse_args()
    server = Server(given.server, given.token)
    server.ask(DEFINITIONS, DEFINITION)
    try:
        _wait(server)
        lines = [json.dumps(answer) for answer in _answers(server)]
    finally:
        server.delete(f"{DEFINITIONS}/readings.corpus.example.com")
    READINGS.write_text("[\n" + ",\n".join(lines) + "\n]\n")
    accepted = sum("refused" not in json.loads(line) for line in lines)
    print(f"{len(lines)} texts, {accepted} accepted, {len(lines) - accepted} refused")


def _wait(server: Server) -> None:
    """Until the resource is served."""
    for _ in range(100):
        if server.ask("/apis/corpus.example.com/v1/readings")[0] < CONFLICT - 100:
            return
        time.sleep(0.2)


def _answers(server: Server) -> Iterator[dict[str, Any]]:
    for text in texts():
        path = _path(text) + "?dryRun=All&fieldValidation=Strict"
        content_type = "application/json" if _is_json(text) else "application/yaml"
        code, reply = server.send(path, text.encode(), content_type=content_type)
        if code >= FAILED:
            continue
        if code < 300:
            yield {"yaml": text, "read": {key: reply[key] for key in ("spec", "data") if key in reply}}
        else:
            yield {"yaml": text, "refused": re.sub(r"\s+", " ", reply["message"])[:LONGEST]}


def _path(text: str) -> str:
    kind = re.search(r"^kind: (\w+)$", text, re.MULTILINE)
    if kind and kind[1] in KINDS:
        return f"/api/v1/namespaces/default/{KINDS[kind[1]]}"
    return "/apis/corpus.example.com/v1/namespaces/default/readings"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    main()
