"""A path in words, and the places that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gate.evaluate.authority.bindings import EVERYWHERE
from gate.evaluate.authority.paths import Hop, Path
from gate.evaluate.authority.population import TOKEN_ACCOUNT, Workload
from gate.evaluate.authority.powers import Permission, Power
from gate.evaluate.authority.reach import Member
from gate.evaluate.authority.roles import ALL
from gate.evaluate.authority.scene import Placed
from gate.evaluate.authority.subjects import Subject
from gate.model.inventory import is_known
from gate.model.json import pointer_of

ARROW = " → "
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A place that shows a step, and what it says."""

    placed: Placed
    pointer: str
    message: str


def told(start: Subject, running: Sequence[Workload], path: Path) -> str:
    """The path from a subject, which workloads run as."""
    workloads = dict.fromkeys(map(str, running))
    more = f" and {len(workloads) - 1} more" if len(workloads) > 1 else ""
    who = f"{start} ({next(iter(workloads))}{more})" if workloads else str(start)
    parts = [who]
    holder = start
    for hop in path:
        parts += _of_hop(hop, holder)
        holder = hop.member.subject if hop.member else holder
    return ARROW.join(parts)


def _of_hop(hop: Hop, holder: Subject) -> Iterator[str]:
    power = hop.edge.power
    if power.permissions[0].need.resource == ALL:
        role = power.permissions[0].grant.role.name
        which = "" if role == "cluster-admin" else ", which allows everything,"
        yield f"bound to {role}{which} by {_bindings(power)}"
        return
    yield f"can {_permitted(power)}{_where(power, holder)} by {_bindings(power)}"
    yield f"{power.step.how} {_becomes(hop.member)}" if hop.member else power.step.how


def _permitted(power: Power) -> str:
    return " and ".join(dict.fromkeys(map(_permission, power.permissions)))


def _permission(one: Permission) -> str:
    if one.need.resource == ALL:
        return "do everything"
    names = sorted(one.rule.names)
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    named = f" {', '.join(names[:_MOST_NAMES])}{more}" if names else ""
    return f"{one.verbs[0]} {one.need.resource}{named}"


def _where(power: Power, holder: Subject) -> str:
    if all(one.need.cluster for one in power.permissions):
        return ""
    if power.scope == EVERYWHERE:
        return " in any namespace"
    if is_known(power.scope):
        return f" in {power.scope}"
    return " in its namespace" if power.scope == holder.namespace else " in a namespace that is not written"


def _bindings(power: Power) -> str:
    return " and ".join(dict.fromkeys(str(one.grant) for one in power.permissions))


def _becomes(member: Member) -> str:
    if isinstance(member.through, Workload):
        return f"{member.through}, which runs as {member.subject}"
    if member.through is not None:
        return f"{member.subject} in Secret {member.through.resource.id.name}"
    return str(member.subject)


def shown(running: Iterable[Workload], path: Path) -> Iterator[Shown]:
    """The places of a path, in its order: workload, binding and rule of each step, each once."""
    seen: set[tuple[Placed, str]] = set()
    for one in (*_running(running), *(place for hop in path for place in _of_power(hop))):
        if (one.placed, one.pointer) not in seen:
            seen.add((one.placed, one.pointer))
            yield one


def _running(workloads: Iterable[Workload]) -> Iterator[Shown]:
    for one in workloads:
        yield Shown(one.placed, pointer_of(one.named_at), f"{one} runs as {one.account}")


def _of_power(hop: Hop) -> Iterator[Shown]:
    for one in hop.edge.power.permissions:
        grant, rule = one.grant, one.rule
        binding = grant.binding.resource.id
        name = Subject(binding.kind, grant.binding.namespace, binding.name)
        to = f"{grant.role.kind} {grant.role.name} to {grant.subject}"
        yield Shown(grant.binding, grant.pointer, f"{name} gives {to}")
        if rule.source is not None:
            written = f"{rule.source.resource.id.kind} {rule.written_in}"
            whole = grant.role.name
            which = "" if rule.written_in == whole else f", which is aggregated into {whole},"
            yield Shown(rule.source, rule.pointer, f"{written}{which} allows to {_permission(one)}")
    if hop.member is not None:
        yield from _of_member(hop.member)


def _of_member(member: Member) -> Iterator[Shown]:
    through = member.through
    if isinstance(through, Workload):
        yield from _running([through])
    elif through is not None:
        says = f"Secret {through.resource.id.name} is for a token of {member.subject}"
        yield Shown(through, TOKEN_ACCOUNT, says)
