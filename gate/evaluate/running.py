"""An engine from its start, beside whatever else the run does, to its end."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

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
    """An engine that is starting or has started. Everything but the start waits for it, and raises the
    GateError that the start ended with.
    """

    def __init__(self, choice: EngineChoice, rules: Sequence[Rule], data: JsonObject) -> None:
        self._choice = choice
        self._rules = tuple(rules)
        self._engine: Engine | None = None
        self._fault: GateError | None = None
        self._thread = threading.Thread(target=self._start, args=(data,), name="engine start", daemon=True)
        self._thread.start()

    @property
    def info(self) -> EngineInfo:
        """The engine's name and version."""
        return self._started().info

    def evaluate(
        self,
        resources: Sequence[Resource],
        environments: Mapping[str, str] | None = None,
        clusters: Mapping[str, str] | None = None,
    ) -> Outcome[Finding]:
        """What the policies say of resources; see `gate.evaluate.evaluate`. PolicyError."""
        engine = self._started()
        outcome = evaluate(resources, self._rules, engine, environments=environments, clusters=clusters)
        if self._choice.existing is None:
            return outcome
        # Costs 0.25 s to import.
        from gate.evaluate.existing import query  # noqa: PLC0415

        also = query(resources, self._choice.existing)
        return Outcome((), (*outcome.findings, *also.findings), (*outcome.accounts, *also.accounts))

    def stop(self) -> None:
        """Wait for the start to end, then free what the engine holds."""
        self._thread.join()
        if self._engine is not None:
            self._engine.close()

    def _started(self) -> Engine:
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        if self._engine is None:
            raise PolicyError("the policy engine did not start")
        return self._engine

    def _start(self, data: JsonObject) -> None:
        try:
            self._engine = open_engine(self._choice, load_pack(), data)
        except GateError as error:
            self._fault = error


@contextmanager
def engine(choice: EngineChoice, rules: Sequence[Rule], settings: Settings) -> Iterator[Running]:
    """Start an engine beside what the `with` block does, and stop it at its end, whatever happens there.

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

        return Opa(choice.program, choice.version, pack.rego(), data)
    from gate.evaluate.embedded import Embedded  # noqa: PLC0415
    from gate.evaluate.module_cache import ModuleCache  # noqa: PLC0415

    return Embedded(pack.wasm(), data, ModuleCache(Store(choice.cache)) if choice.cache else None)
