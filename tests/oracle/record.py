"""Asks a real API server about every case of a corpus and writes its answers.

`python -m tests.oracle.record --server https://ADDRESS --token TOKEN CORPUS…`, from the root; a corpus is
`cases` or `mutations`. Each manifest is created with dryRun=All and fieldValidation=Strict. What the server
says of other objects (a PriorityClass or a namespace that is not there) is not an answer about the manifest:
such a case is left out, and so is one where the server itself fails.
"""

from __future__ import annotations

import argparse
import json
import ssl
import urllib.request
from collections.abc import Iterator
from http.client import RemoteDisconnected
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

from gate.model.json import JsonObject, mapping, text
from tests.oracle.corpus import CORPORA, bases, cases_of

LONGEST = 240
OK, CONFLICT, NOT_FOUND, FORBIDDEN, FAILED = 300, 409, 404, 403, 500
"""Answers are good below OK."""
DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"


class Server:
    """The API server at an address, whatever its certificate: it is one's own, on loopback."""

    def __init__(self, address: str, token: str) -> None:
        self._address, self._token = address, token
        insecure = ssl._create_unverified_context()
        self._open = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=insecure)
        ).open
        self._resources = dict(self._listed())

    def _listed(self) -> Any:
        groups = ["/api/v1"]
        for group in self.ask("/apis")[1]["groups"]:
            groups += ["/apis/" + version["groupVersion"] for version in group["versions"]]
        for group in groups:
            for one in self.ask(group)[1].get("resources", []):
                if "/" not in one["name"]:
                    api_version = group.removeprefix("/apis/").removeprefix("/api/")
                    yield (api_version, one["kind"]), (group, one["name"], one["namespaced"])

    def ask(self, path: str, body: JsonObject | None = None) -> tuple[int, Any]:
        """The code and the JSON that the server answers with; the body makes it a POST."""
        sent = json.dumps(body).encode() if body else None
        return self.send(path, sent, content_type="application/json")

    def delete(self, path: str) -> None:
        """What is there is there no more."""
        self.send(path, None, method="DELETE")

    def send(
        self,
        path: str,
        sent: bytes | None,
        *,
        method: str | None = None,
        content_type: str = "application/yaml",
    ) -> tuple[int, Any]:
        """As `ask`, with the body as it is."""
        code, answer, _ = self._exchanged(path, sent, method, content_type)
        return code, answer

    def warned(self, path: str, body: JsonObject) -> tuple[int, Any, list[str]]:
        """As `ask`, and what the server warns of."""
        code, answer, warnings = self._exchanged(path, json.dumps(body).encode(), None, "application/json")
        return code, answer, [one.partition('"')[2].rstrip('"') for one in warnings]

    def _exchanged(
        self, path: str, sent: bytes | None, method: str | None, content_type: str
    ) -> tuple[int, Any, list[str]]:
        request = urllib.request.Request(self._address + path, sent, method=method)
        request.add_header("Authorization", f"Bearer {self._token}")
        request.add_header("Content-Type", content_type)
        try:
            with self._open(request, timeout=30) as reply:
                return reply.status, json.load(reply), reply.headers.get_all("Warning") or []
        except HTTPError as error:
            return error.code, json.load(error), []
        except RemoteDisconnected as error:  # a panic of the server
            return FAILED, {"message": str(error)}, []

    def knows(self, body: JsonObject) -> bool:
        """Whether the server has the kind of the object, in its version."""
        return (text(body.get("apiVersion")), text(body.get("kind"))) in self._resources

    def create(self, body: JsonObject) -> tuple[int, Any]:
        group, plural, namespaced = self._resources[text(body["apiVersion"]), text(body["kind"])]
        namespace = quote(text(mapping(body.get("metadata")).get("namespace")), safe="") or "default"
        place = f"namespaces/{namespace}/{plural}" if namespaced else plural
        return self.ask(f"{group}/{place}?dryRun=All&fieldValidation=Strict", body)


def address_parser() -> argparse.ArgumentParser:
    """A command line that says which server to ask."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--token", required=True)
    return parser


def main() -> None:
    parser = address_parser()
    parser.add_argument("corpora", nargs="+", choices=[file.stem for file in CORPORA], metavar="CORPUS")
    given = parser.parse_args()
    server = Server(given.server, given.token)
    for file, answers in CORPORA.items():
        if file.stem in given.corpora:
            lines = list(_answers(file, server))
            answers.write_text("{\n" + ",\n".join(lines) + "\n}\n")
            accepted = sum('"accept": true' in line for line in lines)
            print(f"{file.stem}: {len(lines)} cases, {accepted} accepted, {len(lines) - accepted} refused")


def _answers(file: Path, server: Server) -> Iterator[str]:
    known = bases()
    for case in cases_of(file):
        code, reply = server.create(case.manifest(known))
        if code in {NOT_FOUND, FORBIDDEN} or code >= FAILED:
            continue
        accept = code < 300 or code == CONFLICT  # what exists already was valid
        answer = {"accept": accept, "message": "" if accept else reply["message"][:LONGEST]}
        yield f"{json.dumps(case.name)}: {json.dumps(answer)}"


if __name__ == "__main__":
    main()
