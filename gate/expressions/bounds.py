"""How much work an evaluation may take at most, told before it runs: it cannot be stopped once it does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from gate.expressions.functions.growth import FACTOR, SMALL
from gate.expressions.syntax import Node, SyntaxTree, children, kind_of

MOST_WORK = 200_000_000
"""Characters touched: some seconds at worst. The server stops one call at some 10 million."""

_MOST_ITERATIONS = 10_000
"""The library's own bound, for all loops of an expression together."""

_GROWING = frozenset({"replace", "join", "format"})
_DIVIDING = frozenset({"split", "findAll", "sort", "flatten"})


@dataclass(frozen=True, slots=True)
class Size:
    """Of values: the most items in one list or map, the characters in the longest string."""

    items: int = 0
    characters: int = 0

    def merged(self, other: Size) -> Size:
        return Size(max(self.items, other.items), max(self.characters, other.characters))


def size_of(value: object) -> Size:
    """The size of a value of plain Python types."""
    items = characters = 0
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str | bytes):
            characters = max(characters, len(one))
        elif isinstance(one, dict):
            items = max(items, len(one))
            waiting.extend(one.values())
            characters = max(characters, max(map(len, filter(_is_text, one)), default=0))
        elif isinstance(one, list):
            items = max(items, len(one))
            waiting.extend(one)
    return Size(items, characters)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _written(tree: SyntaxTree) -> Size:
    """The size of what an expression itself writes out."""
    found = Size()
    for node in tree.nodes():
        match kind_of(node):
            case "const_expr":
                constant = node.const_expr
                length = max(len(constant.string_value), len(constant.bytes_value))
                found = found.merged(Size(0, length))
            case "list_expr":
                found = found.merged(Size(len(node.list_expr.elements), 0))
            case "struct_expr":
                found = found.merged(Size(len(node.struct_expr.entries), 0))
    return found


class Work:
    """The work of one expression as a function of the size of what it is given."""

    def __init__(self, tree: SyntaxTree) -> None:
        self._steps: Counter[int] = Counter()
        functions: Counter[str] = Counter()
        waiting: list[tuple[Node, int]] = [(tree.root, 0)]
        while waiting:
            node, depth = waiting.pop()
            kind = kind_of(node)
            if kind == "call_expr":
                functions[node.call_expr.function] += 1
                self._steps[depth] += 1
            if kind == "comprehension_expr":
                loop = node.comprehension_expr
                waiting += [(loop.iter_range, depth), (loop.accu_init, depth), (loop.result, depth)]
                waiting += [(loop.loop_condition, depth + 1), (loop.loop_step, depth + 1)]
            else:
                waiting.extend((child, depth) for child in children(node))
        self._sums = functions["_+_"]
        self._growing = sum(functions[name] for name in _GROWING)
        self._is_unbounded = functions["lists.range"] > 0
        self._divides = any(functions[name] for name in _DIVIDING)
        self._written = _written(tree)

    def most(self, size: Size) -> int:
        """The most work for values of some size."""
        if self._is_unbounded:
            return MOST_WORK + 1
        characters = max(size.characters, self._written.characters) * (self._sums + 1)
        if self._growing:
            characters = max(SMALL, characters * FACTOR ** min(self._growing, 8))
        items = max(size.items, self._written.items) * (self._sums + 1)
        if self._divides:
            items = max(items, characters)
        return sum(
            steps * min(items**depth, _MOST_ITERATIONS) * (1 + characters)
            for depth, steps in self._steps.items()
        )
