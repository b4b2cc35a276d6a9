"""An engine that speaks of the modules of a policy set by the names that people know."""

from __future__ import annotations

from collections.abc import Sequence

from gate.evaluate.engines import Engine, EvaluationError, Select
from gate.evaluate.own.policy_set import PolicySet
from gate.model.json import JsonValue


class TellingModules:
    """An engine, what it says of a rule that fails told in the names of the set."""

    def __init__(self, engine: Engine, policies: PolicySet) -> None:
        self._engine = engine
        self._policies = policies

    @property
    def at_once(self) -> int:
        return self._engine.at_once

    def ask(self, bodies: Sequence[bytes], select: Select, environment: str) -> JsonValue:
        try:
            return self._engine.ask(bodies, select, environment)
        except EvaluationError as error:
            raise EvaluationError(self._policies.told(error.words), costly=error.costly) from None

    def close(self) -> None:
        self._engine.close()
