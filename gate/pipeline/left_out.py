"""What the repository, or the gate by names and marks, leaves out: rendered where the run pins policies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gate.discover.expand.known import DECLARING
from gate.model.finding import Finding
from gate.model.outcome import Account
from gate.model.target import PlainSource, Target
from gate.pipeline.exploring import Explored, affected_targets, explored
from gate.pipeline.kept import Renderings
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request, Silent
from gate.sources.kustomization import Closures

ASKED = "pinned policies alone were asked"
MOST_NAMED = 5
_DECLARING = frozenset(kind for _, kind in DECLARING)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Targets that are left out, rendered all the same; and what kept some from being rendered.

    elsewhere: names of what is declared and cannot be rendered, for it is not all in the repository.
    """

    results: tuple[TargetResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    elsewhere: tuple[str, ...] = ()

    def accounted(self, accounts: Iterable[Account]) -> Iterator[Account]:
        """The accounts of a run, with what is looked at all the same."""
        rendered = [one.target for one in self.results if one.rendered]
        places = {place for target in rendered for place in (target.name, target.path)}
        for one in accounts:
            known = one.path in places and not one.is_judged
            yield replace(one, reason=f"{one.reason}; {ASKED}") if known else one

    def notices(self) -> Iterator[str]:
        """What everybody has to know of them."""
        asked = [result for result in self.results if result.rendered]
        if asked:
            yield (
                f"Pinned policies were also asked of what is left out: "
                f"{_counted(sum(len(result.resources) for result in asked), 'resource')} of "
                f"{_counted(len(asked), 'target')} ({_named(_names(asked))})."
            )
        unasked = [result for result in self.results if not result.rendered]
        if unasked:
            yield (
                f"No pinned policy was asked of {_counted(len(unasked), 'target')} left out that could not "
                f"be rendered: {_named(_names(unasked))}."
            )
        if self.elsewhere:
            yield (
                f"No pinned policy was asked of {_counted(len(self.elsewhere), 'declaration')} that cannot "
                f"be followed here: {_named(self.elsewhere)}."
            )


def left_out(found: Explored, request: Request) -> LeftOut:
    """What of the scope of a request is left out, and may be sent to a cluster all the same.

    found: what is not left out.
    """
    settings = replace(request.settings, include=(), exclude=())
    every = replace(request, settings=settings, since=None, progress=Silent())
    whole = explored(every, sparing=True, guessing=False)
    targets = [result.target for result in whole.results]
    closures = Closures(request.tree)
    names = frozenset(target.name for target in targets)
    if request.since is not None:
        names = affected_targets(request.since, targets, whole.findings, closures, every, guessing=False)
    known = [result.target for result in (*found.results, *found.beside)]
    others = tuple(_others([target for target in targets if target.name in names], known))
    broken = {one.target for one in whole.findings if one.unjudged}
    renderings = Renderings(request, closures, broken)
    results = renderings.of(others)
    renderings.close()
    named = {target.name for target in others}
    said = [one for one in whole.findings if one.target in named]
    said += [one for result in results for one in result.findings]
    unasked = tuple(_unasked(one) for one in said if one.unjudged)
    there = {*request.tree.files, *(target.name for target in targets)}
    elsewhere = tuple(_elsewhere(whole.accounts, there))
    return LeftOut(results, unasked, elsewhere)


def _elsewhere(accounts: Iterable[Account], there: Collection[str]) -> Iterator[str]:
    """What is declared and is none of what is there, each once."""
    names = dict.fromkeys(one.path for one in accounts if not one.is_judged)
    return (name for name in names if name.partition("/")[0] in _DECLARING and name not in there)


def _others(targets: Sequence[Target], known: Sequence[Target]) -> Iterator[Target]:
    """Those of the targets, and of their files, that are not among the known ones; by names of their own."""
    sources = {(target.kind, target.source, target.declared_by) for target in known}
    names = {target.name for target in known}
    files = {path for target in known if target.kind == "plain" for path in target.closure}
    for target in targets:
        if (target.kind, target.source, target.declared_by) in sources:
            continue
        other = target
        if isinstance(target.source, PlainSource) and target.declared_by is None:
            left = tuple(path for path in target.source.files if path not in files)
            if not left:
                continue
            other = replace(target, source=PlainSource(left), closure=left)
        yield replace(other, name=f"{other.name} (left out)") if other.name in names else other


def _unasked(finding: Finding) -> Finding:
    """What cannot be rendered is told, whoever waives it; it may be left out for that very reason."""
    message = f"no pinned policy is asked of what is left out here: {finding.message}"
    return replace(finding, severity="warning", message=message, pinned=True)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _names(results: Sequence[TargetResult]) -> list[str]:
    return [result.target.name for result in results]


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
