"""Names of resources that are nowhere, and keys and ports that the named ones do not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gate.model.inventory import Item, Reference
from gate.validate.references.saying import Doubt, Said, finding, inside, meant, nobody, place
from gate.validate.references.surroundings import Surroundings
from gate.validate.wording import nearest, quoted


def missing(item: Item, around: Surroundings) -> Iterator[Said]:
    """What an item's references do not find."""
    for reference in item.references:
        answer = around.answer(reference, item)
        if answer.doubt:
            yield Doubt(item.target, str(reference.to), answer.doubt)
        elif not answer.is_there:
            to = reference.to
            message = (
                f"{place(reference.pointer)} is {quoted(to.name)}, but {nobody(around)} has that "
                f"{to.kind}{inside(to.namespace)}{meant(to, around.of_kind(to))}"
            )
            yield finding(reference.rule, item, reference.pointer, message)
        elif answer.own:
            yield from _missing_keys(item, reference, answer.own)
            yield from _missing_port(item, reference, answer.own)


def _missing_keys(item: Item, reference: Reference, found: Sequence[Item]) -> Iterator[Said]:
    known: set[str] = set()
    for one in found:
        if one.keys is None:
            return
        known |= one.keys
    for key, pointer in reference.keys:
        if key not in known:
            near = nearest(key, known)
            hint = f" (did you mean {quoted(near)}?)" if near else ""
            says = f"{place(pointer)} is {quoted(key)}, a key that {reference.to.label} does not have{hint}"
            yield finding("ref/missing-key", item, pointer, says)


def _missing_port(item: Item, reference: Reference, found: Sequence[Item]) -> Iterator[Said]:
    port = reference.port
    ports = [port for one in found for port in one.ports or ()]
    if port is None or any(one.ports is None for one in found):
        return
    if any(port in {one.name, one.number} for one in ports):
        return
    offered = ", ".join(
        dict.fromkeys(f"{one.name} ({one.number})" if one.name else str(one.number) for one in ports)
    )
    said = quoted(port) if isinstance(port, str) else str(port)
    is_default = reference.port_pointer == reference.pointer
    where = (
        f"{place(reference.pointer)} has no port and so means {said}"
        if is_default
        else (f"{place(reference.port_pointer)} is {said}")
    )
    says = f"{where}, a port that {reference.to.label} does not have (it has {offered})"
    yield finding("ref/missing-service-port", item, reference.port_pointer, says)
