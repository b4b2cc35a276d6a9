"""The order of rendering: what declares targets first, then what they declare, then what nothing declares."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from gate.discover.expand.coverage import Coverage
from gate.discover.expand.known import DECLARING_GROUPS
from gate.discover.expand.rules import BROKEN_DECLARATION
from gate.discover.expand.surroundings import Surroundings
from gate.discover.scope import Scope, refusal
from gate.model.finding import Finding
from gate.model.outcome import JUDGED_THROUGH, Account, Outcome
from gate.model.resource import Resource
from gate.model.target import PlainSource, Target
from gate.sources.kustomization_file import kustomization_paths

DEEPEST = 12
MOST = 20_000
"""How far declarations may nest and how many targets they may come to: one could declare without end."""

_EVERYTHING = Scope((".",))


class Walk:
    """Drives the rendering of one tree to a fix-point; opens no door itself.

        walk = Walk(discovered, around)
        while wave := walk.wave():
            for target in wave:               # in any order, together
                walk.take(target, resources)  # of every one; none where it failed
        outcome = walk.outcome()              # the targets that count, findings and accounts

    Results of targets that are not in the outcome are dropped: declared ones render the same with what
    their declaration adds.
    """

    def __init__(self, discovered: Outcome[Target], around: Surroundings) -> None:
        self._around = around
        self._discovered = discovered
        self._waiting = {target.name: target for target in discovered.values}
        self._rendered: dict[str, Target] = {}
        self._declared: dict[str, Target] = {}
        self._depths: dict[str, int] = {}
        self._superseded: dict[str, str] = {}
        self._pending: deque[Target] = deque()
        self._said: dict[str, Outcome[Target]] = {}
        self._claims = _claims(around)

    def wave(self) -> tuple[Target, ...]:
        """The targets to render next; none when everything is done."""
        if self._pending:
            wave = tuple(self._pending)
            self._pending.clear()
            return wave
        seeds = [target for target in self._waiting.values() if self._may_declare(target)]
        free = [target for target in seeds if not self._is_claimed(target)]
        wave = tuple(free or seeds or self._waiting.values())
        for target in wave:
            self._rendered[target.name] = self._waiting.pop(target.name)
        return wave

    def take(self, target: Target, resources: Iterable[Resource]) -> None:
        """Take in what a target of a wave renders; what it declares comes with the next wave.

        Of a target that renders nothing, say because it needs the network, what its files declare counts as
        it is written; nothing is wrong with it for that, since what was not built may have been patched.
        """
        rendered = tuple(resources)
        self._around.learn(rendered, target.cluster)
        outcome = _expanded(rendered or self._written(target), target, self._around)
        if not rendered:
            outcome = replace(outcome, findings=())
        seed = target.name in self._rendered
        itself = [value for value in outcome.values if seed and Coverage.of(value).holds(target)]
        if itself:
            # Flux's own Kustomization renders the folder that it is declared in: it tells the rest again.
            outcome = Outcome(tuple(itself))
        self._said[target.name] = replace(outcome, values=())
        for value in outcome.values:
            self._add(value, target)

    def outcome(self) -> Outcome[Target]:
        """All targets, by name, with what expansion and discovery say of them."""
        kept = {**self._rendered, **self._declared}
        for name in self._superseded:
            kept.pop(name, None)
        said = [outcome for name, outcome in self._said.items() if name in kept]
        findings = (
            *(one for one in self._discovered.findings if not one.target or one.target in kept),
            *(finding for outcome in said for finding in outcome.findings),
        )
        accounts = {
            *self._settled(),
            *(account for outcome in said for account in outcome.accounts),
            *(Account(name, f"{JUDGED_THROUGH} {by}") for name, by in self._superseded.items()),
        }
        return Outcome(
            tuple(kept[name] for name in sorted(kept)),
            findings,
            tuple(sorted(accounts, key=lambda account: (account.path, account.reason))),
        )

    def _add(self, declared: Target, parent: Target) -> None:
        name = declared.name
        known = self._declared.get(name)
        if known is not None and known.cluster != declared.cluster:
            declared = replace(declared, name=f"{name}@{declared.cluster}")
            known = self._declared.get(declared.name)
        if known is not None:
            return
        depth = self._depths.get(parent.name, 0) + 1
        if reason := refusal(_EVERYTHING, self._around.settings, declared.path):
            self._also(parent, Outcome(accounts=(Account(declared.name, reason),)))
        elif depth > DEEPEST or len(self._declared) >= MOST:
            self._also(parent, Outcome(findings=(_endless(declared),)))
        else:
            self._declared[declared.name] = declared
            self._depths[declared.name] = depth
            self._pending.append(declared)
            self._supersede(declared)

    def _also(self, parent: Target, outcome: Outcome[Target]) -> None:
        said = self._said[parent.name]
        self._said[parent.name] = Outcome(
            findings=said.findings + outcome.findings, accounts=said.accounts + outcome.accounts
        )

    def _supersede(self, declared: Target) -> None:
        """Take from the undeclared targets what is rendered by a declared one."""
        coverage = Coverage.of(declared)
        for name, target in (*self._waiting.items(), *self._rendered.items()):
            if coverage.holds(target):
                self._superseded.setdefault(name, declared.name)
                self._waiting.pop(name, None)
            elif name in self._waiting:
                self._waiting[name] = coverage.left_of(target)
            elif (left := coverage.left_of(target)) != target:
                self._rendered[name] = left
                self._pending = deque(one for one in self._pending if one.name != name)
                self._pending.append(left)

    def _written(self, target: Target) -> tuple[Resource, ...]:
        declaring = (one for one in self._around.known.declaring if one.path in target.closure)
        return tuple(one.as_of(target.name) for one in declaring)

    def _may_declare(self, target: Target) -> bool:
        return not self._around.known.mentions.isdisjoint(target.closure)

    def _is_claimed(self, target: Target) -> bool:
        """Whether an object outside a target declares what it stands for."""
        return any(coverage.touches(target) and path not in target.closure for path, coverage in self._claims)

    def _settled(self) -> Iterator[Account]:
        """The accounts of discovery; what it left out may be judged through a declared target."""
        through = {path: one.name for one in reversed(self._declared.values()) for path in one.closure}
        for account in self._discovered.accounts:
            files = (account.path, *kustomization_paths(self._around.tree, account.path))
            by = next((through[path] for path in files if path in through), "")
            yield replace(account, reason=f"{JUDGED_THROUGH} {by}") if by else account


def _expanded(resources: Sequence[Resource], parent: Target, around: Surroundings) -> Outcome[Target]:
    """The targets that resources declare; all of what expands is loaded for those that can declare any."""
    if not any(resource.id.group in DECLARING_GROUPS for resource in resources):
        return Outcome()
    from gate.discover.expand.expansion import expand  # noqa: PLC0415

    return expand(resources, parent, around)


def _claims(around: Surroundings) -> tuple[tuple[str, Coverage], ...]:
    """What objects declare as files have them, with the file of each."""
    nowhere = Target("", "plain", ".", PlainSource(()), "", "", (), "", around.versions)
    claims: list[tuple[str, Coverage]] = []
    for written in around.known.declaring:
        outcome = _expanded([written.as_of("")], nowhere, around)
        claims.extend((written.path, Coverage.of(target)) for target in outcome.values)
    return tuple(claims)


def _endless(declared: Target) -> Finding:
    declaration = declared.declared_by
    assert declaration is not None
    return Finding(
        rule=BROKEN_DECLARATION.id,
        severity="error",
        message=(
            f"{declared.name} is declared through more than {DEEPEST} others, or is one of more than {MOST:,}"
        ),
        target=declaration.provenance.target,
        resource=declaration.resource,
        provenance=declaration.provenance,
        pointer=declaration.pointer,
        unjudged=True,
        remedy=BROKEN_DECLARATION.remediation,
    )
