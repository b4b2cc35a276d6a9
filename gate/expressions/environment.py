"""Compiling and evaluating expressions as the API server of a Kubernetes version does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from gate.expressions.bounds import MOST_WORK, Size, Work, size_of
from gate.expressions.cost import Sizes, estimated_cost
from gate.expressions.descriptors import ObjectTypes
from gate.expressions.faults import UNKNOWABLE, CompileFault, EvaluationFault
from gate.expressions.library import optional_functions
from gate.expressions.literals import malformed_literals, mixed_literals
from gate.expressions.messages import held, opaque
from gate.expressions.reads import Read, reads
from gate.expressions.runtime import LibraryObject, checking_environment, evaluating_environment, plain
from gate.expressions.syntax import Node, SyntaxTree, kind_of
from gate.expressions.types import AUTHORIZER, CelType, OptionalOf, Value
from gate.expressions.wording import compile_fault, evaluation_fault

_MOST_CHARACTERS = 100_000
_FIRST_WITH_VALIDATORS = (1, 30)


@dataclass(frozen=True, slots=True)
class Bindings:
    """The values of an environment's variables, ready for any number of its expressions."""

    activation: LibraryObject
    size: Size
    fault: EvaluationFault | None = None


class Environment:
    """The variables that expressions may use, with their types, and a Kubernetes version ("1.34")."""

    def __init__(self, variables: Mapping[str, CelType], version: str) -> None:
        self.variables = dict(variables)
        self.version = version

    @cached_property
    def _checking(self) -> LibraryObject:
        objects = ObjectTypes(self.variables.values())
        return checking_environment(objects.pool, objects.names, self.variables, self.version)

    @cached_property
    def _evaluating(self) -> LibraryObject:
        return evaluating_environment(frozenset(self.variables))

    @cached_property
    def _optional(self) -> frozenset[str]:
        return frozenset(name for name, of in self.variables.items() if isinstance(of, OptionalOf))

    def compile(self, text: str) -> Expression | CompileFault:
        """The expression ready to be evaluated, or what is wrong with it."""
        if len(text) > _MOST_CHARACTERS:
            return CompileFault(
                f"expression code point size exceeds limit: size: {len(text)}, limit {_MOST_CHARACTERS}"
            )
        try:
            checked = self._checking.compile(text)
            tree = SyntaxTree(checked.serialize())
        except RuntimeError as error:
            return compile_fault(str(error))
        except (ValueError, UnicodeError):
            return CompileFault(
                "the expression is nested more deeply than can be judged here", unjudgeable=True
            )
        literals = chain(
            mixed_literals(tree),
            malformed_literals(tree) if _age(self.version) >= _FIRST_WITH_VALIDATORS else (),
        )
        fault = next(literals, None)
        return fault or self._planned(text, tree)

    def _planned(self, text: str, tree: SyntaxTree) -> Expression | CompileFault:
        used = frozenset(name for name in tree.names.values() if name in self.variables)
        if self._optional & tree.loop_variables():
            return CompileFault("a loop's variable hides one that is optional", unjudgeable=True)
        work, returns = Work(tree), tree.type_of_result()
        compares, read, checked = tree.compares_lists(), reads(tree), tree.serialized()
        for node in reversed(list(tree.nodes())):
            if _is_list_for_optional(node, self._optional):
                tree.index_optionally(node)
            elif _tests_a_field(node):
                tree.test_nothing_of_null(node)
        if isinstance(returns, OptionalOf):
            tree.list_result()
        try:
            program = self._evaluating.deserialize(tree.serialized())
        except RuntimeError as error:
            return compile_fault(str(error))
        return Expression(text, returns, used, program, work, self, compares, read, checked)

    def bind(self, values: Mapping[str, Value]) -> Bindings:
        """Values for the variables; what reads one that is not given cannot be judged.

        An authorizer is given by itself.
        """
        given = {name: _bindable(value, optional=name in self._optional) for name, value in values.items()}
        for name in self.variables.keys() - given.keys():
            if self.variables[name] == AUTHORIZER:
                given[name] = opaque(AUTHORIZER.name, "")
        size = size_of(list(values.values()))
        try:
            return Bindings(self._evaluating.Activation(given), size)
        except (RuntimeError, ValueError, TypeError, OverflowError) as error:
            return Bindings(
                None, size, EvaluationFault(f"the values cannot be read: {error}", unjudgeable=True)
            )


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A compiled expression.

    returns: its type, where an object's is DYN. variables: those it reads. compares_lists: it compares or
    adds whole lists, which the server does in its own way for sets and maps. reads: what it reads of them.
    checked: as the library writes it down.
    """

    text: str
    returns: CelType
    variables: frozenset[str]
    program: LibraryObject
    work: Work
    environment: Environment
    compares_lists: bool
    reads: frozenset[Read]
    checked: bytes

    def cost(self, sizes: Sizes) -> int:
        """The most that it may cost by the API server's estimate; at most LARGEST."""
        return estimated_cost(SyntaxTree(self.checked), sizes)

    def evaluate(self, values: Bindings | Mapping[str, Value]) -> Value | EvaluationFault:
        """The value for some bindings, or why there is none. An absent optional is None."""
        bindings = values if isinstance(values, Bindings) else self.environment.bind(values)
        if bindings.fault is not None:
            return bindings.fault
        if self.work.most(bindings.size) > MOST_WORK:
            return EvaluationFault(f"{UNKNOWABLE}it may take more work than is done here", unjudgeable=True)
        try:
            result = self.program.eval(bindings.activation)
            if result.type().name() == "ERROR":
                return evaluation_fault(str(result.value()))
            value = plain(result.plain_value())
            return next(iter(value), None) if isinstance(self.returns, OptionalOf) else value
        except RuntimeError as error:
            return evaluation_fault(str(error))
        except MemoryError:
            return EvaluationFault(f"{UNKNOWABLE}it takes more memory than there is", unjudgeable=True)
        except TypeError:
            return EvaluationFault("its value is of a type that is not read here", unjudgeable=True)


def _tests_a_field(node: Node) -> bool:
    """Whether a node is `has` of a chain of fields, which it costs nothing to look at twice."""
    if kind_of(node) != "select_expr" or not node.select_expr.test_only:
        return False
    operand = node.select_expr.operand
    while kind_of(operand) == "select_expr" and not operand.select_expr.test_only:
        operand = operand.select_expr.operand
    return kind_of(operand) == "ident_expr"


def _is_list_for_optional(node: Node, variables: frozenset[str]) -> bool:
    """Whether a node stands for an optional that Python can only give as a list."""
    match kind_of(node):
        case "ident_expr":
            return node.ident_expr.name in variables
        case "call_expr":
            return _function(node) in optional_functions()
    return False


def _function(node: Node) -> str:
    return str(node.call_expr.function)


def _bindable(value: Value, *, optional: bool) -> Value:
    if optional:
        return [] if value is None else [_bindable(value, optional=False)]
    return held(value)


def _age(version: str) -> tuple[int, int]:
    major, _, minor = version.partition(".")
    return int(major), int(minor)
