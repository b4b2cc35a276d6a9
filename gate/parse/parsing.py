"""Rendered text -> resources, and what is wrong with the text."""

from __future__ import annotations

from dataclasses import replace

import orjson

from gate.documents import Document, Fault, read
from gate.model.finding import Finding
from gate.model.json import JsonObject, JsonValue, mapping, text
from gate.model.outcome import Account, Outcome
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.rule import Rule
from gate.model.target import Rendered, RenderedText
from gate.parse.lists import is_list, members
from gate.parse.places import Places
from gate.parse.rules import DUPLICATE_KEY, ENCODING, LIMIT, NOT_AN_OBJECT, SUBSTITUTION, SYNTAX
from gate.parse.sealed import unknown_pointers
from gate.parse.substitution import Refused, Room, after_build

_RULES: dict[str, Rule] = {
    "syntax": SYNTAX,
    "duplicate-key": DUPLICATE_KEY,
    "limit": LIMIT,
    "encoding": ENCODING,
}
_TYPES: dict[type, str] = {
    bool: "a boolean",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a mapping",
}


def parse(rendered: Rendered) -> Outcome[Resource]:
    """Every object that the target sends, lists expanded, each with its provenance; faults as findings.

    A document that does not parse hides no other and is told as unjudged. Null documents and empty lists,
    which kubectl passes over, and a target that renders nothing are accounted for.
    """
    parsing = _Parsing(rendered)
    for part in rendered.texts:
        parsing.read(part)
    return parsing.outcome()


class _Parsing:
    """What has been read of one target so far."""

    def __init__(self, rendered: Rendered) -> None:
        self._rendered = rendered
        self._target = rendered.target.name
        self._room = Room()
        self._resources: list[Resource] = []
        self._findings: list[Finding] = []
        self._accounts: list[Account] = []

    def read(self, part: RenderedText) -> None:
        places = Places(self._rendered.target, part)
        for document in read(part.text):
            provenance = places.document(document)
            before = len(self._resources)
            if not document.broken:
                self._take_objects(places, document, provenance)
            of = self._resources[before].id if len(self._resources) == before + 1 else None
            for fault in document.faults:
                self._findings.append(self._fault_finding(places, document, fault, provenance, of))

    def outcome(self) -> Outcome[Resource]:
        if not (self._resources or self._findings or self._accounts):
            self._accounts.append(Account(self._target, "renders nothing"))
        return Outcome(tuple(self._resources), tuple(self._findings), tuple(self._accounts))

    def _take_objects(self, places: Places, document: Document, provenance: Provenance) -> None:
        value = document.value
        if value is None or (is_list(value) and not value.get("items")):
            what = "null" if value is None else "an empty list"
            reason = f"the document on line {document.line} is {what}: nothing is sent"
            self._accounts.append(Account(provenance.path or self._target, reason))
            return
        for member in members(value):
            wrong = _what_is_missing(member.value)
            if wrong:
                place = places.start_of(document, member.pointer)
                self._findings.append(self._finding(places, NOT_AN_OBJECT, wrong, provenance, place))
            else:
                self._take_object(places, mapping(member.value), provenance, member.item)

    def _take_object(
        self, places: Places, body: JsonObject, provenance: Provenance, item: int | None
    ) -> None:
        body, provenance = places.resource(body, provenance, item)
        applied = after_build(body, self._rendered.target, self._room)
        resource = Resource(
            id=_identity(applied.body),
            index=len(self._resources),
            body=orjson.dumps(applied.body),
            provenance=provenance,
            kubernetes_versions=self._rendered.kubernetes_versions,
            unknown=tuple(dict.fromkeys((*unknown_pointers(applied.body), *applied.unknown))),
        )
        self._resources.append(resource)
        self._findings.extend(_refused(resource, one) for one in applied.refused)

    def _fault_finding(
        self, places: Places, document: Document, fault: Fault, provenance: Provenance, of: ResourceId | None
    ) -> Finding:
        unjudged = document.broken or fault.code == "syntax"
        finding = self._finding(
            places, _RULES[fault.code], fault.message, provenance, (fault.line, fault.column)
        )
        return replace(finding, unjudged=unjudged, resource=of)

    def _finding(
        self, places: Places, rule: Rule, message: str, provenance: Provenance, place: tuple[int, int]
    ) -> Finding:
        return Finding(
            rule=rule.id,
            severity="error",
            message=places.told(message, place[0]),
            target=self._target,
            provenance=provenance,
            location=places.location(provenance, *place),
            remedy=rule.remediation,
        )


def _refused(resource: Resource, refused: Refused) -> Finding:
    return Finding(
        rule=SUBSTITUTION.id,
        severity="error",
        message=f"Flux cannot substitute: {refused.message}",
        target=resource.target,
        resource=resource.id,
        provenance=resource.provenance,
        pointer=refused.pointer,
        remedy=SUBSTITUTION.remediation,
    )


def _what_is_missing(value: JsonValue) -> str:
    """Why the value is no Kubernetes object, "" when it is one."""
    if not isinstance(value, dict):
        what = _TYPES.get(type(value), "null" if value is None else "text")
        return f"expected a Kubernetes object, found {what}"
    missing = [key for key in ("apiVersion", "kind") if value.get(key) is None or value[key] == ""]
    if missing:
        return f"the object has no {' and no '.join(missing)}"
    wrong = next((key for key in ("apiVersion", "kind") if not isinstance(value[key], str)), None)
    return f"{wrong} is {_TYPES[type(value[wrong])]}, not a string" if wrong else ""


def _identity(body: JsonObject) -> ResourceId:
    metadata = mapping(body.get("metadata"))
    return ResourceId(
        api_version=text(body.get("apiVersion")),
        kind=text(body.get("kind")),
        namespace=text(metadata.get("namespace")),
        name=text(metadata.get("name")),
        generate_name=text(metadata.get("generateName")),
    )
