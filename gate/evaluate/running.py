"""An engine from its start, beside whatever else the run does, to its end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

import orjson

from gate.config.settings import Settings
from gate.errors import GateError, PolicyError
from gate.evaluate.bundle import Pack, load_pack
from gate.evaluate.engines import SECONDS_FOR_OTHERS, Engine, EngineChoice, ExistingOpa
from gate.evaluate.evaluate import evaluate
from gate.evaluate.own.policy_set import PolicySet
from gate.evaluate.own.telling import TellingModules
from gate.evaluate.parameters import data_of
from gate.evaluate.shape import ByMentions, Shape
from gate.model.finding import Finding
from gate.model.json import JsonObject, JsonValue
from gate.model.outcome import Account, Outcome
from gate.model.report import EngineInfo
from gate.model.resource import Resource
from gate.model.rule import Rule
from gate.system.cache import Store

Question: TypeAlias = Callable[[], Outcome[Finding]]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the policies say. errors: of engines that could not be asked; they hide nothing of the others."""

    findings: tuple[Finding, ...] = ()
    accounts: tuple[Account, ...] = ()
    errors: tuple[GateError, ...] = ()


class Running:
    """The engines of a run: that of the pack, and one for each set of policies of others, side by side.

    They start when they are told to, beside what else the run does, or when they are first asked.
    """

    def __init__(self, choice: EngineChoice, engines: Sequence[_Engine]) -> None:
        self._choice = choice
        self._engines = tuple(engines)

    @property
    def info(self) -> EngineInfo:
        """The engine's name and version."""
        return self._choice.of_compiled.info

    @property
    def reasons(self) -> bytes:
        """All that the answers depend on, beside what is asked about."""
        return orjson.dumps([one.reasons for one in self._engines])

    @property
    def is_repeatable(self) -> bool:
        """Whether the same question gets the same answer: not from a server that others write to."""
        return self._choice.existing is None

    def pinned(self) -> Running:
        """Those of policies that no repository switches off, and no others. This one stops them."""
        choice = replace(self._choice, existing=None)
        return Running(choice, [one for one in self._engines if one.is_pinned])

    def unpinned(self) -> Running:
        """All but those."""
        return Running(self._choice, [one for one in self._engines if not one.is_pinned])

    def begin(self) -> None:
        """Start, and do not wait for it."""
        for one in self._engines:
            one.begin()

    def begin_compiling(self) -> None:
        """Start what is embedded: it compiles outside the interpreter's lock, and holds up nobody.

        The start of an OPA is short; to import its client is not, and is inside that lock.
        """
        for one in self._engines:
            one.begin_compiling()

    def alone(self, resources: Sequence[Resource], environments: Mapping[str, str]) -> Answers:
        """What the rules that look at one resource say of each; see `gate.evaluate.evaluate`."""
        asked: list[Question] = [partial(one.alone, resources, environments) for one in self._engines]
        if self._choice.existing is not None:
            asked.append(partial(_queried, resources, self._choice.existing))
        return _side_by_side(asked)

    def together(
        self, resources: Sequence[Resource], environments: Mapping[str, str], clusters: Mapping[str, str]
    ) -> Answers:
        """What the rules that look at a whole cluster say; see `gate.evaluate.evaluate`."""
        return _side_by_side(
            [partial(one.together, resources, environments, clusters) for one in self._engines]
        )

    def stop(self) -> None:
        """Wait for the starts to end, then free what the engines hold."""
        for one in self._engines:
            one.stop()


class _Engine:
    """One engine. Everything but its start waits for that, and raises the GateError that it ended with."""

    def __init__(
        self, choice: EngineChoice, policies: Pack | PolicySet, rules: Sequence[Rule], data: JsonObject
    ) -> None:
        self._choice = choice
        self._policies = policies
        self._shape: Shape = ByMentions(rules) if isinstance(policies, Pack) else policies.shape
        self._rules = tuple(rules)
        self._data = data
        self._engine: Engine | None = None
        self._fault: GateError | None = None
        self._thread: threading.Thread | None = None

    @property
    def is_pinned(self) -> bool:
        return any(rule.pinned for rule in self._rules)

    @property
    def reasons(self) -> JsonValue:
        by = self._choice.info
        return [by.name, by.version, self._policies.digest, [rule.id for rule in self._rules], self._data]

    def begin_compiling(self) -> None:
        if self._choice.name == "embedded":
            self.begin()

    def begin(self) -> None:
        """Start, if it has not begun to, and do not wait for it."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._start, name="engine start", daemon=True)
            self._thread.start()

    def alone(self, resources: Sequence[Resource], environments: Mapping[str, str]) -> Outcome[Finding]:
        rules = [rule for rule in self._rules if rule.scope == "resource"]
        return evaluate(resources, rules, self._started(), environments=environments, shape=self._shape)

    def together(
        self, resources: Sequence[Resource], environments: Mapping[str, str], clusters: Mapping[str, str]
    ) -> Outcome[Finding]:
        rules = [rule for rule in self._rules if rule.scope == "cluster"]
        if not rules:
            return Outcome()
        return evaluate(
            resources,
            rules,
            self._started(),
            environments=environments,
            clusters=clusters,
            shape=self._shape,
        )

    def stop(self) -> None:
        """Wait for the start to end, then free what the engine holds."""
        if self._thread is not None:
            self._thread.join()
        if self._engine is not None:
            self._engine.close()

    def _started(self) -> Engine:
        self.begin()
        assert self._thread is not None
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        if self._engine is None:
            raise PolicyError("the policy engine did not start")
        return self._engine

    def _start(self) -> None:
        try:
            self._engine = open_engine(self._choice, self._policies, self._data)
        except GateError as error:
            self._fault = error


def _queried(resources: Sequence[Resource], server: ExistingOpa) -> Outcome[Finding]:
    # Costs 0.25 s to import.
    from gate.evaluate.existing import query  # noqa: PLC0415

    return query(resources, server)


def _side_by_side(asked: Sequence[Question]) -> Answers:
    with ThreadPoolExecutor(max(1, len(asked)), "policies") as pool:
        waiting = [pool.submit(one) for one in asked]
    outcomes: list[Outcome[Finding]] = []
    errors: list[GateError] = []
    for one in waiting:
        try:
            outcomes.append(one.result())
        except GateError as error:
            errors.append(error)
    return Answers(
        tuple(finding for outcome in outcomes for finding in outcome.findings),
        tuple(account for outcome in outcomes for account in outcome.accounts),
        tuple(errors),
    )


@contextmanager
def engine(
    choice: EngineChoice, rules: Sequence[Rule], settings: Settings, own: Sequence[PolicySet] = ()
) -> Iterator[Running]:
    """The engines for the `with` block, at whose end they are stopped, whatever happens there.

    rules: those to ask; what is no policy is left out. own: policies beside the pack.
    ConfigError for parameters that do not fit.
    """
    engines: list[_Engine] = []
    parts = (part for one in own for part in one.parts(choice.of_compiled.name))
    every: tuple[Pack | PolicySet, ...] = (load_pack(), *parts)
    for policies in every:
        ids = {rule.id for rule in policies.rules}
        asked = tuple(rule for rule in rules if rule.id in ids)
        data = data_of(asked, settings, choice.today)
        if isinstance(policies, Pack):
            engines.append(_Engine(choice.of_compiled, policies, asked, data))
        elif asked:
            fitting = choice.of_compiled if policies.wasm else choice
            engines.append(_Engine(fitting, policies, asked, policies.data | data))
    running = Running(choice, engines)
    try:
        yield running
    finally:
        running.stop()


def open_engine(choice: EngineChoice, policies: Pack | PolicySet, data: JsonObject) -> Engine:
    """The engine, ready to be asked. PolicyError when it does not start."""
    # Each engine costs time to import, and a run needs one.
    if choice.name == "opa":
        from gate.evaluate.opa import Opa  # noqa: PLC0415

        if isinstance(policies, Pack):
            return Opa(choice.program, policies.rego(), data)
        return Opa(choice.program, (), data, policies)
    from gate.evaluate.embedded import Embedded  # noqa: PLC0415
    from gate.evaluate.module_cache import ModuleCache  # noqa: PLC0415

    cache = ModuleCache(Store(choice.cache)) if choice.cache else None
    if isinstance(policies, Pack):
        return Embedded(policies.wasm(), data, cache)
    if not policies.wasm:
        raise PolicyError(f"{policies.name}: {policies.why_not}", "use --engine opa")
    assert not policies.lacking  # each of its parts has an engine of its own
    return TellingModules(Embedded(policies.wasm, data, cache, SECONDS_FOR_OTHERS), policies)
