"""Everything that a request asks for, rendered: discovery and rendering in turn, to a fix-point."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from gate import render
from gate.config.faults import nearest_hint
from gate.discover import discover
from gate.discover.expand import Surroundings, Walk
from gate.discover.scope import Scope, scope_of
from gate.errors import UsageError
from gate.model.finding import Finding
from gate.model.outcome import Account, Outcome
from gate.model.target import Target
from gate.pipeline.declarations import with_declared
from gate.pipeline.earlier import declared_otherwise, earlier
from gate.pipeline.kept import Renderings
from gate.pipeline.narrowing import affected_by, beside, is_for_all, unreached
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Change, Request
from gate.sources.kustomization import Closures

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Explored:
    """What became of every target that was asked for, by name, and what discovery says of it and the rest.

    beside: targets that are not told of, but whose resources those that are may refer to.
    """

    results: tuple[TargetResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    accounts: tuple[Account, ...] = ()
    beside: tuple[TargetResult, ...] = ()
    notices: tuple[str, ...] = ()


def explored(
    request: Request,
    on_miss: Callable[[], None] = lambda: None,
    *,
    sparing: bool = False,
    guessing: bool = True,
) -> Explored:
    """Every target of the request's scope and environment, rendered.

    on_miss is called before anything is rendered that was not kept. sparing: render only what may declare
    further targets. guessing: as `discover` has it. UsageError for an environment to which nothing belongs,
    and for a path that is not in the repository.
    """
    closures = Closures(request.tree)
    charts = render.fetched_charts(request.render)
    around = Surroundings(request.tree, request.settings, request.versions, request.home, closures, charts)
    found = discover(
        request.tree, request.scope, request.settings, request.versions, closures, guessing=guessing
    )
    renderings = Renderings(
        request, closures, {one.target for one in found.findings if one.unjudged}, on_miss
    )
    walk = Walk(_with_seeds(found, around, request), around)
    results: dict[str, TargetResult] = {}
    while wave := walk.wave():
        for result in _rendered(wave, renderings, around, sparing=sparing or request.since is not None):
            results[result.target.name] = result
            walk.take(result.target, result.resources)
    outcome = walk.outcome()
    asked = _in_scope(outcome.values, {target.name for target in found.values}, request)
    chosen, others = _of_environment(asked, request)
    names = {target.name for target in chosen}
    whole = Explored(
        tuple(results[target.name] for target in chosen),
        tuple(one for one in outcome.findings if not one.target or one.target in names),
        (*outcome.accounts, *others),
    )
    told = whole if request.since is None else _narrowed(whole, request.since, renderings, closures, request)
    renderings.close()
    return told


def _rendered(
    wave: Sequence[Target], renderings: Renderings, around: Surroundings, *, sparing: bool
) -> tuple[TargetResult, ...]:
    wanted = tuple(target for target in wave if not sparing or _may_declare(target, around))
    names = {target.name for target in wanted}
    spared = (TargetResult(target) for target in wave if target.name not in names)
    return (*spared, *renderings.of(wanted))


def _narrowed(
    whole: Explored, change: Change, renderings: Renderings, closures: Closures, request: Request
) -> Explored:
    """Only what a change can affect, and beside it the rest of the same clusters."""
    targets = [result.target for result in whole.results]
    names = affected_targets(change, targets, whole.findings, closures, request)
    seen = beside(targets, names)
    known = {result.target.name: result for result in whole.results if result.rendered}
    anew = renderings.of([one for one in targets if one.name in seen and one.name not in known])
    known |= {result.target.name: result for result in anew}
    accounts = (
        Account(target.name, f"not affected by the change since {change.ref}")
        for target in targets
        if target.name not in names
    )
    return Explored(
        tuple(known[target.name] for target in targets if target.name in names),
        tuple(finding for finding in whole.findings if not finding.target or finding.target in names),
        (*whole.accounts, *accounts),
        tuple(known[target.name] for target in targets if target.name in seen - names),
        tuple(_notices(change, targets, names, request)),
    )


def affected_targets(
    change: Change,
    targets: Sequence[Target],
    findings: Sequence[Finding],
    closures: Closures,
    request: Request,
    *,
    guessing: bool = True,
) -> frozenset[str]:
    """The names of the targets that a change can affect. findings: what is wrong with their declarations."""
    if is_for_all(change, request):
        return frozenset(target.name for target in targets)
    before = earlier(change, targets, request, partial(_declared, guessing=guessing))
    otherwise = declared_otherwise(targets, findings, before) if before else frozenset[str]()
    return affected_by(change, targets, closures, otherwise)


def _declared(request: Request, *, guessing: bool) -> tuple[Sequence[Target], Sequence[Finding]]:
    """The targets of a whole repository, and what is wrong with how they are declared."""
    found = explored(request, sparing=True, guessing=guessing)
    return [result.target for result in found.results], found.findings


def _notices(
    change: Change, targets: Sequence[Target], names: Collection[str], request: Request
) -> Iterator[str]:
    since = f"{change.ref} ({change.commit[:12]})"
    yield f"{len(names)} of {len(targets)} targets affected by the change since {since}."
    if files := unreached(change, targets, request):
        more = f" and {len(files) - MOST_NAMED} more" if len(files) > MOST_NAMED else ""
        yield f"Changed, and read by no target: {', '.join(files[:MOST_NAMED])}{more}."


def _with_seeds(found: Outcome[Target], around: Surroundings, request: Request) -> Outcome[Target]:
    """What was found in the scope, and the targets elsewhere that may declare what lies in it."""
    if not request.scope or not around.known.mentions:
        return found
    names = {target.name for target in found.values}
    everywhere = discover(request.tree, (), request.settings, request.versions, around.closures).values
    seeds = [target for target in everywhere if _may_declare(target, around)]
    return replace(found, values=(*found.values, *(one for one in seeds if one.name not in names)))


def _may_declare(target: Target, around: Surroundings) -> bool:
    return not around.known.mentions.isdisjoint(target.closure)


def _in_scope(targets: Sequence[Target], found: Collection[str], request: Request) -> tuple[Target, ...]:
    """The targets that were found in the scope, that read a file of it, or that one of these declares."""
    if not request.scope:
        return tuple(targets)
    scope = scope_of(request.tree, request.scope)
    read = frozenset(target.name for target in targets if target.name in found or _reads(target, scope))
    kept = with_declared(read, targets)
    return tuple(target for target in targets if target.name in kept)


def _reads(target: Target, scope: Scope) -> bool:
    return target.declared_by is not None and any(scope.holds(path) for path in target.closure)


def _of_environment(
    targets: Sequence[Target], request: Request
) -> tuple[tuple[Target, ...], tuple[Account, ...]]:
    """The targets of the environment that was asked for, and an account for each other one."""
    if not request.environment:
        return tuple(targets), ()
    known = {target.environment for target in targets if target.environment}
    if request.environment not in known:
        hint = nearest_hint(request.environment, tuple(known)) if known else "no target belongs to one"
        raise UsageError(f"no target belongs to environment {request.environment}", hint)
    chosen = tuple(target for target in targets if target.environment == request.environment)
    others = tuple(
        Account(target.name, f"not in environment {request.environment} (--environment)")
        for target in targets
        if target.environment != request.environment
    )
    return chosen, others
