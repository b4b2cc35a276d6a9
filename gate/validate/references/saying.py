"""What rules say: findings about items, and doubts, which are told as accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from gate.model.finding import Finding
from gate.model.inventory import Identity, Item, is_known
from gate.model.json import tokens_of
from gate.model.outcome import Account
from gate.validate.references.rules import REMEDIES, SEVERITIES
from gate.validate.references.surroundings import Surroundings
from gate.validate.wording import dotted, nearest, quoted

NOT_JUDGED = "references not judged"
_MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class Doubt:
    """What cannot be judged, of which target, and why."""

    target: str
    what: str
    why: str


Said: TypeAlias = Finding | Doubt


def finding(rule: str, item: Item, pointer: str, message: str) -> Finding:
    """A finding about a place in an item's resource."""
    severity = SEVERITIES[rule]
    assert severity != "ignore"
    return Finding(
        rule=rule,
        severity=severity,
        message=message,
        target=item.target,
        resource=item.resource.id,
        provenance=item.resource.provenance,
        pointer=pointer,
        remedy=REMEDIES[rule],
    )


def place(pointer: str) -> str:
    """A pointer as people write it."""
    return dotted(int(token) if token.isdecimal() else token for token in tokens_of(pointer))


def nobody(around: Surroundings) -> str:
    """Who was asked, and has it not."""
    return "no target" if around.is_lone else "no target of its cluster"


def inside(namespace: str) -> str:
    """` in namespace x`, where it is known."""
    return f" in namespace {quoted(namespace)}" if is_known(namespace) else ""


def meant(to: Identity, known: Iterable[Item]) -> str:
    """` (did you mean "x"?)`: a name of the same kind that is like it, or the same in another namespace."""
    there = [one.identity for one in known if not one.is_made or one.identity.name != to.name]
    namespaces = sorted({one.namespace for one in there if one.name == to.name and is_known(one.namespace)})
    if namespaces:
        return f" (namespace {quoted(namespaces[0])} has one)"
    near = nearest(to.name, {one.name for one in there if one.name != to.name}, cutoff=0.8)
    return f" (did you mean {quoted(near)}?)" if near else ""


def accounts(doubts: Iterable[Doubt]) -> Iterator[Account]:
    """The doubts of a run, one account for each target and reason."""
    told: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for doubt in doubts:
        names = told[doubt.target, doubt.why]
        if doubt.what not in names:
            names.append(doubt.what)
    for (target, why), names in sorted(told.items()):
        more = len(names) - _MOST_NAMES
        what = ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
        yield Account(target, f"{NOT_JUDGED}: {what} ({why})")
