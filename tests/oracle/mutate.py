"""Writes mutations.json: changes that the OpenAPI schema of each kind suggests, evenly over kinds and fields.

`python -m tests.oracle.mutate`, from the root. The same input gives the same cases.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from itertools import islice

from gate.model.json import JsonObject, mapping, text
from tests.oracle.corpus import CASES, MUTATIONS, bases, cases_of
from tests.oracle.mutations import Edit, edits_of
from tests.oracle.sites import Site, sites

SEED = 1134
WANTED = 3000
TURNS = 20
FEWEST, PAIRS = 14, 0.2
SELDOM, SELDOM_SHARE = re.compile(r"ObjectMeta\.(?!name$|labels|annotations)|\.(?:status|metadata)$"), 0.12
"""Fields that nobody writes into a manifest, or that every kind has; and how often their turn comes."""


def main() -> None:
    chance = random.Random(SEED)
    of_kind: dict[str, list[tuple[str, Site]]] = {}
    for base, manifest in bases().items():
        body = mapping(manifest)
        kind = f"{text(body['apiVersion'])} {text(body['kind'])}"
        of_kind.setdefault(kind, []).extend((base, site) for site in sites(body))
    fields = {kind: len({site.field for _, site in found}) for kind, found in of_kind.items()}
    weights = {kind: number**0.5 for kind, number in fields.items()}
    share = (WANTED - FEWEST * len(fields)) / sum(weights.values())
    known = {case.name for case in cases_of(CASES)}
    made: dict[str, JsonObject] = {base: {"base": base} for base in bases() if base not in known}
    for kind, found in of_kind.items():
        chosen = _chosen(found, FEWEST + round(share * weights[kind]), chance)
        made.update((name, case) for name, case in chosen if name not in known)
    lines = (f"{json.dumps(name)}: {json.dumps(case)}" for name, case in made.items())
    MUTATIONS.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def _chosen(
    found: list[tuple[str, Site]], number: int, chance: random.Random
) -> Iterator[tuple[str, JsonObject]]:
    """Each field in turn, with a place of it and an edit there by chance; some with a second edit."""
    places: dict[str, list[tuple[str, Site]]] = {}
    for base, site in found:
        places.setdefault(site.field, []).append((base, site))
    seen: set[str] = set()
    for name in islice(_turns(sorted(places), chance), TURNS * number):
        if len(seen) == number:
            return
        base, site = chance.choice(places[name])
        edits = [chance.choice(edits_of(site, chance))]
        if chance.random() < PAIRS:
            near = [other for where, other in found if where == base and _apart(site, other)]
            edits += [chance.choice(edits_of(chance.choice(near), chance))] if near else []
        case = f"{base}: " + " + ".join(edit.name for edit in edits)
        if case not in seen:
            seen.add(case)
            yield case, _case(base, edits)


def _turns(fields: list[str], chance: random.Random) -> Iterator[str]:
    while True:
        for field in chance.sample(fields, len(fields)):
            if not SELDOM.search(field) or chance.random() < SELDOM_SHARE:
                yield field


def _apart(one: Site, other: Site) -> bool:
    """Whether neither place lies within the other, so that both can be changed."""
    return not (one.pointer + "/").startswith(other.pointer + "/") and not (other.pointer + "/").startswith(
        one.pointer + "/"
    )


def _case(base: str, edits: list[Edit]) -> JsonObject:
    case: JsonObject = {"base": base}
    changed = {pointer: value for edit in edits for pointer, value in edit.changed.items()}
    removed = [pointer for edit in edits for pointer in edit.removed]
    if changed:
        case["changed"] = dict(changed)
    if removed:
        case["removed"] = list(removed)
    return case


if __name__ == "__main__":
    main()
