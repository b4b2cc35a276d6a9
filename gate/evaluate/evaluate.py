"""Resources against policies: what to ask, in which batches, and which rule it was that failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import TypeAlias, TypeVar

import orjson

from gate.evaluate.engines import Engine, EvaluationError, Select
from gate.evaluate.results import (
    Answer,
    Excepted,
    accounts_of,
    answered,
    excepted_of,
    finding_of,
    unjudged,
)
from gate.evaluate.shape import AS_IT_IS, Shape
from gate.model.finding import Finding
from gate.model.outcome import Outcome
from gate.model.resource import Resource
from gate.model.rule import Rule

BATCH_RESOURCES = 1000
BATCH_BYTES = 4 * 2**20
MOST_COSTLY_OF_A_RULE = 12
MOST_COSTLY = 40
LOST = "its rule, or one asked with it, has run past the limits of time and memory too often"
FEWEST_RESOURCES = 100
Item = TypeVar("Item")
Told: TypeAlias = Finding | Excepted


def evaluate(
    resources: Sequence[Resource],
    rules: Iterable[Rule],
    engine: Engine,
    *,
    environments: Mapping[str, str] | None = None,
    clusters: Mapping[str, str] | None = None,
    shape: Shape = AS_IT_IS,
) -> Outcome[Finding]:
    """What the policies say of resources, and as accounts what they except; the values stay empty.

    rules: those to ask; what is no policy is left out. A finding gets its rule's severity, `info` where that
    is `ignore`. environments, clusters: of each target, by its name; a target without a cluster is a
    cluster of its own. shape: what of a resource the rules are shown.
    A rule that fails on a resource gives an unjudged finding and keeps nothing else from being judged.
    PolicyError when the engine fails.
    """
    asked = {rule.id: rule for rule in rules if rule.policy}
    of_one = [rule for rule in asked.values() if rule.scope == "resource"]
    of_all = [rule.id for rule in asked.values() if rule.scope == "cluster"]
    findings: set[Finding] = set()
    excepted: list[Excepted] = []
    patience = Patience()
    ids = [rule.id for rule in of_one]
    named = environments or {}
    by_cluster = {one.target: (clusters or {}).get(one.target, one.target) for one in resources}

    def question(environment: str) -> _Question:
        return _Question(engine, environment, asked, shape, patience)

    questions: list[Iterator[Told]] = [
        question(environment).of_resources(batch, ids)
        for environment, group in _grouped(resources, named)
        for batch in _batches(group, of_one, shape, _share(len(group), engine.at_once))
    ]
    questions += [
        question(named.get(group[0].target, "")).of_cluster(group, of_all)
        for _, group in _grouped(resources if of_all else (), by_cluster)
    ]
    with ThreadPoolExecutor(engine.at_once, "question") as side_by_side:
        answers: Iterator[list[Told]] = side_by_side.map(list, questions)
        for told in answers:
            findings.update(one for one in told if isinstance(one, Finding))
            excepted += (one for one in told if isinstance(one, Excepted))
    return Outcome((), tuple(sorted(findings, key=_order)), tuple(accounts_of(excepted)))


class Patience:
    """How often questions may run past the engine's bounds before no more of the kind are asked.

    To find one resource among a thousand takes ten such questions.
    """

    def __init__(self) -> None:
        self._of_rule: Counter[str] = Counter()
        self._of_all = 0

    def is_left_after(self, ids: Sequence[str]) -> bool:
        """Whether to ask on, after one more question of these rules ran past the bounds."""
        self._of_all += 1
        if len(ids) == 1:
            self._of_rule[ids[0]] += 1
            return not self.is_lost_with(ids[0])
        return self._of_all < MOST_COSTLY

    def is_lost_with(self, rule: str) -> bool:
        return self._of_rule[rule] >= MOST_COSTLY_OF_A_RULE or (
            self._of_all >= MOST_COSTLY and self._of_rule[rule] > 0
        )


class _Question:
    """One environment's questions to one engine."""

    def __init__(
        self, engine: Engine, environment: str, rules: Mapping[str, Rule], shape: Shape, patience: Patience
    ) -> None:
        self._engine = engine
        self._patience = patience
        self._environment = environment
        self._rules = rules
        self._shape = shape

    def of_resources(self, batch: Sequence[Resource], ids: Sequence[str]) -> Iterator[Told]:
        """Ask all at once; where that fails, ask half the rules, then half the resources, until the pair
        that cannot be judged is alone. A rule with which patience is lost is asked no more.
        """
        lost = [one for one in ids if self._patience.is_lost_with(one)]
        yield from self._not_asked(lost, batch)
        ids = [one for one in ids if one not in lost]
        groups = [self._shape.group(one) for one in batch]
        of_groups = dict(zip(groups, batch, strict=True))
        by_group = {group: self._concerned(one, ids) for group, one in of_groups.items()}
        select = Select({group: concerned for group, concerned in by_group.items() if concerned})
        try:
            answers = self._asked(batch, groups, select)
        except EvaluationError as error:
            if error.costly and not self._patience.is_left_after(ids):
                yield from self._not_asked(ids, batch)
            elif len(ids) > 1:
                for half in _halves(ids):
                    yield from self.of_resources(batch, half)
            elif len(batch) > 1:
                for some in _halves(batch):
                    yield from self.of_resources(some, ids)
            else:
                yield unjudged(self._rules[ids[0]], batch[0], error.words)
            return
        yield from self._found(answers, batch)

    def of_cluster(self, resources: Sequence[Resource], ids: Sequence[str]) -> Iterator[Told]:
        """As `of_resources`, but a rule that looks at all of them is asked of all of them or not at all."""
        try:
            answers = self._asked(resources, [""] * len(resources), Select(cluster=ids))
        except EvaluationError as error:
            if len(ids) > 1 and (not error.costly or self._patience.is_left_after(ids)):
                for half in _halves(ids):
                    yield from self.of_cluster(resources, half)
            elif len(ids) > 1:
                for one in ids:
                    yield unjudged(self._rules[one], None, LOST, target=resources[0].target)
            else:
                yield unjudged(self._rules[ids[0]], None, error.words, target=resources[0].target)
            return
        yield from self._found(answers, resources)

    def _not_asked(self, ids: Sequence[str], batch: Sequence[Resource]) -> Iterator[Finding]:
        for one in batch:
            for rule in self._concerned(one, ids):
                yield unjudged(self._rules[rule], one, LOST)

    def _asked(self, batch: Sequence[Resource], groups: Sequence[str], select: Select) -> tuple[Answer, ...]:
        """The answers about resources, each of the group at its place."""
        if not select.resource and not select.cluster:
            return ()
        items = [
            b'{"group":%b,"body":%b}' % (orjson.dumps(group), self._shape.body(one))
            for group, one in zip(groups, batch, strict=True)
        ]
        return answered(self._engine.ask(items, select, self._environment), frozenset(self._rules))

    def _found(self, answers: Iterable[Answer], batch: Sequence[Resource]) -> Iterator[Told]:
        for answer in answers:
            if answer.excepted:
                yield excepted_of(answer, batch)
            else:
                yield finding_of(answer, self._rules[answer.rule], batch)

    def _concerned(self, resource: Resource, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(one for one in ids if self._shape.concerns(self._rules[one], resource))


def _grouped(resources: Iterable[Resource], names: Mapping[str, str]) -> Iterator[tuple[str, list[Resource]]]:
    """The resources by the name that their target has, in order of the names."""

    def name(one: Resource) -> str:
        return names.get(one.target, "")

    for key, group in groupby(sorted(resources, key=name), key=name):
        yield key, list(group)


def _share(resources: int, at_once: int) -> int:
    """How many resources to ask about in one question: what an engine takes in its stride, or less where it
    takes several questions at once.
    """
    return min(BATCH_RESOURCES, max(FEWEST_RESOURCES, -(-resources // at_once)))


def _batches(
    resources: Iterable[Resource], rules: Sequence[Rule], shape: Shape, most: int
) -> Iterator[list[Resource]]:
    """The resources that some rule asks about, at most so many at a time."""
    concerned: dict[str, bool] = {}
    batch: list[Resource] = []
    size = 0
    for one in resources:
        group = shape.group(one)
        if group not in concerned:
            concerned[group] = any(shape.concerns(rule, one) for rule in rules)
        if not concerned[group]:
            continue
        if batch and (len(batch) >= most or size + len(one.body) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += len(one.body)
    if batch:
        yield batch


def _halves(items: Sequence[Item]) -> tuple[Sequence[Item], Sequence[Item]]:
    middle = len(items) // 2
    return items[:middle], items[middle:]


def _order(finding: Finding) -> tuple[str, ...]:
    """Two findings that differ in nothing here differ in nothing that is told."""
    about = (finding.target, str(finding.resource), repr(finding.provenance))
    return (*about, finding.rule, finding.pointer, finding.message)
