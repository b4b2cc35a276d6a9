"""What an expression reads of its variables, as far as its text tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gate.expressions.syntax import Node, SyntaxTree, children, kind_of

_OPTIONAL = frozenset({"_?._", "_[?_]"})
_INDEXED = "_[_]"


@dataclass(frozen=True, slots=True)
class Read:
    """A chain of fields from a variable: `object.spec.?paused` is (object, spec, paused).

    asked: the steps, by their place in the path, that give no error where there is nothing. tested: whether
    the last step only asks for being there, so that nothing below it is read.
    """

    path: tuple[str, ...]
    asked: frozenset[int] = frozenset()
    tested: bool = False

    def misses(self, unknown: tuple[str, ...]) -> bool:
        """Whether it could go on without an error, and without the value, where a value is left out."""
        length = len(unknown)
        if self.path[:length] == unknown:
            return length - 1 in self.asked
        return unknown[: len(self.path)] == self.path and not self.tested


def reads(tree: SyntaxTree) -> frozenset[Read]:
    """Every chain, as long as can be; one through a variable of a loop ends with what is looped over."""
    return frozenset(_within(tree.root))


def _within(root: Node) -> Iterator[Read]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        base, steps = _chain(node)
        if kind_of(base) == "ident_expr":
            names = [str(base.ident_expr.name), *(name for name, _, _ in steps)]
            asked = frozenset(index for index, (_, asks, _) in enumerate(steps, start=1) if asks)
            yield Read(tuple(names), asked, bool(steps) and steps[-1][2])
        else:
            waiting.extend(children(base))


def _chain(node: Node) -> tuple[Node, list[tuple[str, bool, bool]]]:
    """Where a chain of fields begins, and its steps: the name, whether it only asks, whether it is a test."""
    steps: list[tuple[str, bool, bool]] = []
    while True:
        match kind_of(node):
            case "select_expr":
                select = node.select_expr
                steps.append((str(select.field), bool(select.test_only), bool(select.test_only)))
                node = select.operand
            case "call_expr" if (name := _constant_step(node)) is not None:
                steps.append((name, node.call_expr.function in _OPTIONAL, False))
                node = node.call_expr.args[0]
            case _:
                return node, steps[::-1]


def _constant_step(node: Node) -> str | None:
    """The key of an index or an optional field that is written out."""
    call = node.call_expr
    if call.function not in _OPTIONAL and call.function != _INDEXED:
        return None
    key = call.args[1]
    is_text = kind_of(key) == "const_expr" and key.const_expr.HasField("string_value")
    return str(key.const_expr.string_value) if is_text else None
