"""What the API server asks of literals in an expression, beyond their types (cel-go's AST validators)."""

from __future__ import annotations

from collections.abc import Iterator

from gate.expressions.faults import CompileFault, ExpressionError
from gate.expressions.functions.formatting import CLAUSES, verbs
from gate.expressions.functions.patterns import find
from gate.expressions.runtime import converts
from gate.expressions.syntax import Node, SyntaxTree, as_type, children, kind_of
from gate.expressions.types import written

_PATTERNS = frozenset({"matches", "find", "findAll"})
_CONVERSIONS = frozenset({"duration", "timestamp"})


def mixed_literals(tree: SyntaxTree) -> Iterator[CompileFault]:
    """Lists and maps written with values of several types, outside the arguments of `format`."""
    waiting = [tree.root]
    while waiting:
        node = waiting.pop()
        kind = kind_of(node)
        if kind == "call_expr" and node.call_expr.function == "format":
            continue
        waiting.extend(reversed(children(node)))
        if kind == "list_expr":
            optional = set(node.list_expr.optional_indices)
            elements = enumerate(node.list_expr.elements)
            yield from _mixed(tree, [element for index, element in elements if index not in optional])
        elif kind == "struct_expr" and not node.struct_expr.message_name:
            entries = [entry for entry in node.struct_expr.entries if not entry.optional_entry]
            yield from _mixed(tree, [entry.map_key for entry in entries])
            yield from _mixed(tree, [entry.value for entry in entries])


def malformed_literals(tree: SyntaxTree) -> Iterator[CompileFault]:
    """Regular expressions, durations and timestamps that are none (refused from Kubernetes 1.30 on)."""
    for node in tree.nodes():
        call = node.call_expr if kind_of(node) == "call_expr" else None
        if call is None or not call.args:
            continue
        if call.function == "format" and kind_of(call.args[0]) == "list_expr":
            yield from _misformatted(tree, call)
        if kind_of(call.args[0]) != "const_expr":
            continue
        literal = call.args[0].const_expr.string_value
        if call.function in _PATTERNS and call.HasField("target"):
            yield from _malformed(tree, node, _pattern_problem(literal))
        elif call.function in _CONVERSIONS and call.args[0].const_expr.HasField("string_value"):
            yield from _malformed(tree, node, "" if converts(call.function, literal) else literal)


def _misformatted(tree: SyntaxTree, call: Node) -> Iterator[CompileFault]:
    """Arguments of `format` that a template written out has no use for."""
    arguments = list(call.args[0].list_expr.elements)
    for index, verb in enumerate(verbs(call.target.const_expr.string_value)):
        if index >= len(arguments):
            yield CompileFault(f"index {index} out of range", *tree.position(call.args[0]))
            return
        found = written(as_type(tree.types.get(arguments[index].id)))
        kind, taken = CLAUSES.get(verb, ("", frozenset()))
        if not kind:
            yield CompileFault(f'unrecognized formatting clause "{verb}"', *tree.position(call.target))
        elif taken and found != "dyn" and found not in taken:
            says = f"{kind} clause can only be used on {', '.join(sorted(taken))}, was given {found}"
            yield CompileFault(f"error during formatting: {says}", *tree.position(arguments[index]))


def _malformed(tree: SyntaxTree, node: Node, problem: str) -> Iterator[CompileFault]:
    if problem:
        line, column = tree.position(node.call_expr.args[0])
        yield CompileFault(f"invalid {node.call_expr.function} argument: {problem}", line, column)


def _pattern_problem(pattern: str) -> str:
    try:
        find("", pattern)
    except ExpressionError as error:
        return str(error)
    return ""


def _mixed(tree: SyntaxTree, nodes: list[Node]) -> Iterator[CompileFault]:
    first = ""
    for node in nodes:
        found = written(as_type(tree.types.get(node.id)))
        if "dyn" in found:
            continue
        if first and found != first:
            line, column = tree.position(node)
            yield CompileFault(f"expected type '{first}' but found '{found}'", line, column)
            return
        first = found
