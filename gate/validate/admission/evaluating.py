"""What a policy says of one resource: its expressions, with what is not known kept apart.

Source: pkg/admission/plugin/policy/validating/validator.go and webhook/matchconditions of k8s.io/apiserver.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from gate.expressions import Bindings, CompileFault, Environment, EvaluationFault, Expression
from gate.expressions.types import OptionalOf, Value
from gate.validate.admission.compiling import Compiled, CompiledPolicy
from gate.validate.admission.matching import Doubt
from gate.validate.admission.reading import Validation
from gate.validate.wording import dotted, may_show

Path = tuple[str, ...]
ALWAYS_UNKNOWN: Final[tuple[Path, ...]] = (("request", "userInfo"), ("request", "options"))
_NO_KEY = "no such key: "
_LONGEST_MESSAGE = 5 * 1024
_VARIABLES = "variables"


@dataclass(frozen=True, slots=True)
class Decision:
    """A denial. pointer: to the expression, in the policy. failed: the expression has no value.

    always: whatever the actions of the binding are.
    """

    message: str
    pointer: str
    failed: bool = False
    always: bool = False


@dataclass(slots=True)
class Budget:
    """How many evaluations, and how much work for them, a run does at most."""

    evaluations: int
    work: int

    def spend(self, work: int) -> bool:
        """Whether there is still something to spend; it is spent."""
        self.evaluations -= 1
        self.work -= work
        return self.evaluations >= 0 and self.work >= 0


@dataclass(slots=True)
class Activation:
    """The values of variables for one resource and one parameter. unknown: what is left out of them.

    secret: whether one of the values is that of a Secret.
    """

    values: Mapping[str, Value]
    unknown: tuple[Path, ...]
    policy: CompiledPolicy
    budget: Budget
    secret: bool = False
    composed: dict[str, Value | EvaluationFault] = field(default_factory=dict)
    bound: dict[tuple[Environment, frozenset[str]], Bindings] = field(default_factory=dict)

    def value(self, expression: Compiled) -> Value | EvaluationFault:
        """The value of an expression, or why there is none."""
        if isinstance(expression, CompileFault):
            return EvaluationFault(f"compilation error: {expression}", unjudgeable=expression.unjudgeable)
        used = self._variables_of(expression)
        faulty = {name: one for name, one in used.items() if isinstance(one, EvaluationFault)}
        unknown = (*self.unknown, *((_VARIABLES, name) for name in faulty))
        for path in unknown:
            if any(read.misses(path) for read in expression.reads):
                return _not_known(path)
        bindings = self._bound(expression, {name: one for name, one in used.items() if name not in faulty})
        if not self.budget.spend(expression.work.most(bindings.size)):
            return EvaluationFault(
                "the policies of this run take more work than is done here", unjudgeable=True
            )
        result = expression.evaluate(bindings)
        return self._explained(result, expression, faulty) if isinstance(result, EvaluationFault) else result

    def _bound(self, expression: Expression, composed: Mapping[str, Value]) -> Bindings:
        """The values of what an expression reads; made once for all that read the same of what stays."""
        given = {name: self.values[name] for name in expression.variables if name in self.values}
        if _VARIABLES in expression.variables:
            return expression.environment.bind({**given, _VARIABLES: dict(composed)})
        key = (expression.environment, expression.variables)
        if key not in self.bound:
            self.bound[key] = expression.environment.bind(given)
        return self.bound[key]

    def _explained(
        self, fault: EvaluationFault, expression: Expression, faulty: Mapping[str, EvaluationFault]
    ) -> EvaluationFault:
        """What an error is where it comes of what was left out."""
        key = fault.message.removeprefix(_NO_KEY) if fault.message.startswith(_NO_KEY) else ""
        if cause := faulty.get(key):
            if cause.unjudgeable:
                return cause
            return EvaluationFault(f'composited variable "{key}" fails to evaluate: {cause.message}')
        for path in self.unknown:
            if key == path[-1] and any(read.path[: len(path)] == path for read in expression.reads):
                return _not_known(path)
        return fault

    def _variables_of(self, expression: Expression) -> dict[str, Value | EvaluationFault]:
        """The policy's own variables that an expression reads, evaluated when first read."""
        if _VARIABLES not in expression.variables:
            return {}
        wanted = {
            read.path[1] if read.path[1:] else "" for read in expression.reads if read.path[0] == _VARIABLES
        }
        for one, compiled in self.policy.variables:
            if (one.name in wanted or "" in wanted) and one.name not in self.composed:
                self.composed[one.name] = self._composed(compiled)
        return {name: one for name, one in self.composed.items() if name in wanted or "" in wanted}

    def _composed(self, compiled: Compiled) -> Value | EvaluationFault:
        if isinstance(compiled, Expression) and isinstance(compiled.returns, OptionalOf):
            return EvaluationFault("a variable holds an optional", unjudgeable=True)
        return self.value(compiled)

    def may_print(self, *texts: str) -> bool:
        """Whether what expressions print may be shown: they may print any value that they can read."""
        written = (*texts, *(one.expression for one, _ in self.policy.variables if one.name in self.composed))
        return not self.secret and may_show("", written)


def _not_known(path: Path) -> EvaluationFault:
    return EvaluationFault(f"it asks for {dotted(path)}, which is not known here", unjudgeable=True)


def is_met(activation: Activation, *, ignores: bool) -> bool | Decision | Doubt:
    """Whether all match conditions hold, for which a policy applies."""
    failed: list[tuple[int, str]] = []
    doubt: Doubt | None = None
    for one, compiled in activation.policy.conditions:
        match activation.value(compiled):
            case False:
                return False
            case EvaluationFault(unjudgeable=True) as fault:
                doubt = doubt or Doubt(fault.message)
            case EvaluationFault() as fault:
                failed.append((one.index, _error(one.expression.strip(), fault, activation)))
    if doubt is not None:
        return doubt
    if not failed:
        return True
    if ignores:
        return False
    messages = [message for _, message in failed]
    said = messages[0] if len(messages) == 1 else f"[{', '.join(dict.fromkeys(messages))}]"
    return Decision(said, f"/spec/matchConditions/{failed[0][0]}/expression", failed=True)


def decisions(activation: Activation, *, ignores: bool) -> Iterator[Decision | Doubt]:
    """What the validations and audit annotations of a policy say against a resource."""
    for one, compiled, message in activation.policy.validations:
        pointer = f"/spec/validations/{one.index}/expression"
        match activation.value(compiled):
            case True:
                pass
            case EvaluationFault(unjudgeable=True) as fault:
                yield Doubt(fault.message)
            case EvaluationFault() as fault:
                if not ignores:
                    yield Decision(_error(one.expression, fault, activation), pointer, failed=True)
            case _:
                yield Decision(_message(one, message, activation), pointer)
    for annotation, compiled in activation.policy.annotations:
        match activation.value(compiled):
            case EvaluationFault(unjudgeable=True) as fault:
                if not ignores:
                    yield Doubt(fault.message)
            case EvaluationFault() as fault if not ignores:
                said = _error(annotation.expression.strip(), fault, activation)
                pointer = f"/spec/auditAnnotations/{annotation.index}/valueExpression"
                yield Decision(said, pointer, failed=True, always=True)


def _error(expression: str, fault: EvaluationFault, activation: Activation) -> str:
    """The server's words; an error that quotes a value is only named where the value may be secret."""
    quotes = '"' in fault.message or "'" in fault.message
    shows = activation.may_print(expression) or not (quotes or activation.secret)
    return f"expression '{expression}' resulted in error{f': {fault.message}' if shows else ''}"


def _message(one: Validation, compiled: Compiled | None, activation: Activation) -> str:
    said = ""
    if compiled is not None:
        result = activation.value(compiled)
        if isinstance(result, str) and activation.may_print(one.message_expression):
            said = result.strip()
        if "\n" in said or len(said.encode()) > _LONGEST_MESSAGE:
            said = ""
    return said or one.message.strip() or f"failed expression: {one.expression.strip()}"
