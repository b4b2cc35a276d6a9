"""Asks a real API server about what real repositories render to, and says where the gate says otherwise.

`python benchmarks/real_world.py --server https://ADDRESS --token TOKEN FOLDER...`, from the root. Each folder
is a clone, named `owner+name` to be shown as owner/name. What `gate render` prints there is asked about one
document at a time, equal ones once, in the namespace `default`: the question is whether the object is right.
Definitions of custom resources that have instances are installed for the time, where the server has none of
that name, so that their instances are asked about too. Both judge for Kubernetes 1.34. Answers about
something else (a PriorityClass that is not there) are left out and counted.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from gate.documents import read  # noqa: E402
from gate.model.json import JsonObject, JsonValue, mapping, text  # noqa: E402
from gate.model.resource import Provenance, Resource, ResourceId  # noqa: E402
from gate.validate import Catalogue, catalogue, validate  # noqa: E402
from tests.oracle.record import CONFLICT, FAILED, FORBIDDEN, NOT_FOUND, Server  # noqa: E402

VERSION, NAMESPACE, MASK = "1.34", "default", "***"
GATE = (sys.executable, "-m", "gate", "render", "--kubernetes-version", VERSION)
CRD = "CustomResourceDefinition"
DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
NOT_ASKED = frozenset({"schema/deprecated-api", "schema/missing"})


@dataclass(slots=True)
class Tally:
    """What came of one repository; lists are lines to print. unjudged: the gate says that it cannot know."""

    documents: int = 0
    kinds: set[str] = field(default_factory=set)
    accepted: int = 0
    refused: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    false_alarms: list[str] = field(default_factory=list)
    unjudged: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--server", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    seen: set[bytes] = set()
    found = {
        folder.resolve().name.replace("+", "/"): list(rendered(folder, seen)) for folder in given.folders
    }
    crds = tuple(
        {text(mapping(body.get("metadata")).get("name")): body for body in _definitions(found)}.values()
    )
    known = catalogue((VERSION,), crds)
    with installed(given.server, given.token, crds) as server:
        tallies = {name: asked(server, bodies, known) for name, bodies in found.items()}
    print_tallies(tallies)


def rendered(folder: Path, seen: set[bytes]) -> Iterator[JsonObject]:
    """The objects that `gate render` prints and that were not seen yet, each in the namespace `default`."""
    done = subprocess.run(GATE, cwd=folder, capture_output=True, check=False)
    for document in read(done.stdout):
        body = _unmasked(document.value)
        if not isinstance(body, dict):
            print(f"{folder.name}: document {document.index} of gate render is unreadable", file=sys.stderr)
            continue
        metadata = body.get("metadata")
        if isinstance(metadata, dict) and "namespace" in metadata:
            metadata["namespace"] = NAMESPACE
        key = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
        if key not in seen:
            seen.add(key)
            yield body


def _unmasked(value: JsonValue) -> JsonValue:
    """`gate render` masks the values of Secrets; what it prints instead is no base64."""
    if isinstance(value, dict):
        secret = value.get("kind") == "Secret"
        return {key: _filled(part) if secret and key == "data" else part for key, part in value.items()}
    return value


def _filled(data: JsonValue) -> JsonValue:
    return dict.fromkeys(data, "bWFzaw==") if isinstance(data, dict) else data


def _definitions(found: dict[str, list[JsonObject]]) -> Iterator[JsonObject]:
    """Of the kinds that have instances: each one makes the server slower."""
    bodies = [body for some in found.values() for body in some]
    used = {(text(body.get("apiVersion")).partition("/")[0], body.get("kind")) for body in bodies}
    for body in bodies:
        spec = mapping(body.get("spec"))
        if body.get("kind") == CRD and (spec.get("group"), mapping(spec.get("names")).get("kind")) in used:
            yield body


@contextmanager
def installed(address: str, token: str, crds: tuple[JsonObject, ...]) -> Iterator[Server]:
    """A server that knows the definitions. What was created is deleted afterwards."""
    server, made = Server(address, token), []
    try:
        for crd in crds:
            without = {key: part for key, part in mapping(crd["spec"]).items() if key != "conversion"}
            if server.ask(DEFINITIONS, {**crd, "spec": without})[0] < FORBIDDEN:
                made.append(text(mapping(crd["metadata"])["name"]))
        time.sleep(10)
        yield Server(address, token)
    finally:
        for name in made:
            server.delete(f"{DEFINITIONS}/{name}")


def asked(server: Server, bodies: list[JsonObject], known: Catalogue) -> Tally:
    """Both verdicts about each object of a repository."""
    tally = Tally()
    for body in bodies:
        identity = _identity(body)
        if not server.knows(body):
            tally.unknown[f"{identity.api_version} {identity.kind}: the server has no such kind"] += 1
            continue
        code, reply = server.create(body)
        message = text(mapping(reply).get("message"))
        if code in {NOT_FOUND, FORBIDDEN} or code >= FAILED:
            tally.unknown[message[:100]] += 1
            continue
        accepted = code < FORBIDDEN - 100 or code == CONFLICT
        errors, unjudged = _errors(body, identity, known)
        tally.documents += 1
        tally.kinds.add(f"{identity.api_version} {identity.kind}")
        tally.accepted += accepted
        tally.refused += not accepted
        if accepted and errors:
            tally.false_alarms.append(f"{identity}: {'; '.join(errors)}")
        if accepted and unjudged and not errors:
            tally.unjudged.append(f"{identity}: {'; '.join(unjudged)}")
        if not accepted and not errors:
            tally.missed.append(f"{identity}: {message[:300]}")
    return tally


def _identity(body: JsonObject) -> ResourceId:
    metadata = mapping(body.get("metadata"))
    namespace, name = text(metadata.get("namespace")), text(metadata.get("name"))
    return ResourceId(text(body.get("apiVersion")), text(body.get("kind")), namespace, name)


def _errors(body: JsonObject, identity: ResourceId, known: Catalogue) -> tuple[list[str], list[str]]:
    """What the gate finds wrong, and what it says that it cannot know."""
    resource = Resource(identity, 0, orjson.dumps(body), Provenance("rendered"), (VERSION,))
    found = [one for one in validate(resource, known) if one.rule not in NOT_ASKED]
    wrong = [f"{one.rule} {one.message}" for one in found if not one.unjudged]
    return wrong, [f"{one.rule} {one.message}" for one in found if one.unjudged]


def print_tallies(tallies: dict[str, Tally]) -> None:
    """A table with a row a repository, then every difference."""
    heads = "documents | kinds | accepted | refused | false alarms | not judged | missed | no answer"
    print(f"| repository | {heads} |\n|---|{'--:|' * 8}")
    for name, one in tallies.items():
        lists = [len(lines) for lines in (one.false_alarms, one.unjudged, one.missed)]
        numbers = [one.documents, len(one.kinds), one.accepted, one.refused, *lists, one.unknown.total()]
        print(f"| {name} | {' | '.join(map(str, numbers))} |")
    for name, one in tallies.items():
        told = {"false alarm": one.false_alarms, "not judged": one.unjudged, "missed": one.missed}
        for title, lines in told.items():
            for line in lines:
                print(f"{name}: {title}: {line}")
    for reason, number in sum((one.unknown for one in tallies.values()), Counter()).most_common():
        print(f"no answer, {number} times: {reason}")


if __name__ == "__main__":
    main()
