"""An engine from its start, beside whatever else the run does, to its end."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import orjson

from gate.config.settings import Settings
from gate.errors import GateError, PolicyError
from gate.evaluate.bundle import Pack, load_pack
from gate.evaluate.engines import Engine, EngineChoice
from gate.evaluate.evaluate import evaluate
from gate.evaluate.parameters import data_of
from gate.model.finding import Finding
from gate.model.json import JsonObject
from gate.model.outcome import Outcome
from gate.model.report import EngineInfo
from gate.model.resource import Resource
from gate.model.rule import Rule
from gate.system.cache import Store


class Running:
    """An engine that starts when it is told to, beside what else the run does, or when it is first asked.

    Everything but the start waits for it, and raises the GateError that the start ended with.
    """

    def __init__(self, choice: EngineChoice, rules: Sequence[Rule], data: JsonObject) -> None:
        self._choice = choice
        self._rules = tuple(rules)
        self._data = data
        self._engine: Engine | None = None
        self._fault: GateError | None = None
        self._thread: threading.Thread | None = None

    @property
    def info(self) -> EngineInfo:
        """The engine's name and version."""
        return self._choice.info

    @property
    def reasons(self) -> bytes:
        """All that its answers depend on, beside what it is asked about."""
        choice = self._choice
        ids = [rule.id for rule in self._rules]
        return orjson.dumps([choice.info, load_pack().digest, ids, self._data])

    @property
    def is_repeatable(self) -> bool:
        """Whether the same question gets the same answer: not from a server that others write to."""
        return self._choice.existing is None

    def begin(self) -> None:
        """Start, if it has not begun to, and do not wait for it."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._start, name="engine start", daemon=True)
            self._thread.start()

    def alone(self, resources: Sequence[Resource], environments: Mapping[str, str]) -> Outcome[Finding]:
        """What the rules that look at one resource say of each; see `gate.evaluate.evaluate`. PolicyError."""
        rules = [rule for rule in self._rules if rule.scope == "resource"]
        outcome = evaluate(resources, rules, self._started(), environments=environments)
        if self._choice.existing is None:
            return outcome
        # Costs 0.25 s to import.
        from gate.evaluate.existing import query  # noqa: PLC0415

        also = query(resources, self._choice.existing)
        return Outcome((), (*outcome.findings, *also.findings), (*outcome.accounts, *also.accounts))

    def together(
        self, resources: Sequence[Resource], environments: Mapping[str, str], clusters: Mapping[str, str]
    ) -> Outcome[Finding]:
        """What the rules that look at a whole cluster say; see `gate.evaluate.evaluate`. PolicyError."""
        rules = [rule for rule in self._rules if rule.scope == "cluster"]
        if not rules:
            return Outcome()
        return evaluate(resources, rules, self._started(), environments=environments, clusters=clusters)

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
            self._engine = open_engine(self._choice, load_pack(), self._data)
        except GateError as error:
            self._fault = error


@contextmanager
def engine(choice: EngineChoice, rules: Sequence[Rule], settings: Settings) -> Iterator[Running]:
    """An engine for the `with` block, at whose end it is stopped, whatever happens there.

    rules: those to ask; what is no policy is left out. ConfigError for parameters that do not fit.
    """
    policies = tuple(rule for rule in rules if rule.policy)
    running = Running(choice, policies, data_of(policies, settings, choice.today))
    try:
        yield running
    finally:
        running.stop()


def open_engine(choice: EngineChoice, pack: Pack, data: JsonObject) -> Engine:
    """The engine, ready to be asked. PolicyError when it does not start."""
    # Each engine costs time to import, and a run needs one.
    if choice.name == "opa":
        from gate.evaluate.opa import Opa  # noqa: PLC0415

        return Opa(choice.program, pack.rego(), data)
    from gate.evaluate.embedded import Embedded  # noqa: PLC0415
    from gate.evaluate.module_cache import ModuleCache  # noqa: PLC0415

    return Embedded(pack.wasm(), data, ModuleCache(Store(choice.cache)) if choice.cache else None)
