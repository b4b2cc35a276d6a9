"""What the fields of a resource say against each other, asked of each kind as the registry has it."""

from __future__ import annotations

from collections.abc import Iterator

from gate.model.json import JsonObject
from gate.validate.explain import Fault
from gate.validate.relations.registry import RELATIONS, SINCE, UNTIL
from gate.validate.versions import is_between


def related_faults(api_version: str, kind: str, body: JsonObject, version: str) -> Iterator[Fault]:
    """What the fields of a built-in resource say against each other; malformed ones are the schema's."""
    group = api_version.rpartition("/")[0]
    for relation in RELATIONS.get((group, kind), ()):
        if is_between(version, SINCE.get(relation, ""), UNTIL.get(relation, "")):
            yield from relation(body)
