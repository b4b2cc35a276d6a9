"""How much work an evaluation may take at most, told before it runs: it cannot be stopped once it does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto

from gate.expressions.functions.growth import FACTOR, SMALL
from gate.expressions.syntax import Node, SyntaxTree, as_type, children, kind_of
from gate.expressions.types import BOOL, BYTES, DOUBLE, DURATION, INT, QUANTITY, STRING, TIMESTAMP, UINT

MOST_WORK = 400_000_000
"""Characters touched: some seconds at worst. The server stops one call at some 10 million."""

_MOST_ITERATIONS = 10_000
"""The library's own bound, for all loops of an expression together."""

_LIGHT = frozenset(
    {"_&&_", "_||_", "!_", "_?_:_", "_[_]", "_-_", "-_", "_*_", "_/_", "_%_", "@not_strictly_false", "size"}
)
_COMPARING = frozenset({"_==_", "_!=_", "@in"})
_FLAT = frozenset({BOOL, INT, UINT, DOUBLE, STRING, BYTES, TIMESTAMP, DURATION, QUANTITY})
_GROWING = frozenset({"replace", "join", "format"})
_DIVIDING = frozenset({"split", "findAll", "sort", "flatten"})


@dataclass(frozen=True, slots=True)
class Size:
    """Of values: the most items in one list or map, the characters in the longest string, all there is."""

    items: int = 0
    characters: int = 0
    total: int = 0

    def merged(self, other: Size) -> Size:
        return Size(
            max(self.items, other.items), max(self.characters, other.characters), self.total + other.total
        )


def size_of(value: object) -> Size:
    """The size of a value of plain Python types."""
    items = characters = total = 0
    waiting = [value]
    while waiting:
        one = waiting.pop()
        total += 1
        if isinstance(one, str | bytes):
            characters = max(characters, len(one))
            total += len(one)
        elif isinstance(one, dict):
            items = max(items, len(one))
            waiting.extend(one)
            waiting.extend(one.values())
        elif isinstance(one, list):
            items = max(items, len(one))
            waiting.extend(one)
    return Size(items, characters, total)


def _written(tree: SyntaxTree) -> Size:
    """The size of what an expression itself writes out."""
    found = Size()
    for node in tree.nodes():
        match kind_of(node):
            case "const_expr":
                length = max(len(node.const_expr.string_value), len(node.const_expr.bytes_value))
                found = found.merged(Size(0, length, 1 + length))
            case "list_expr":
                found = found.merged(Size(len(node.list_expr.elements), 0, 1))
            case "struct_expr":
                found = found.merged(Size(len(node.struct_expr.entries), 0, 1))
    return found


class _Reach(Enum):
    """How much of its arguments a call may read."""

    LITTLE = auto()
    TEXT = auto()
    ALL = auto()


def _reach(call: Node, tree: SyntaxTree) -> _Reach:
    if call.function in _LIGHT:
        return _Reach.LITTLE
    if call.function not in _COMPARING:
        return _Reach.TEXT
    if any(kind_of(argument) == "const_expr" for argument in call.args) and call.function != "@in":
        return _Reach.LITTLE  # a text is no longer than the one it equals
    types = [as_type(tree.types.get(argument.id)) for argument in call.args]
    return _Reach.TEXT if all(of in _FLAT for of in types) else _Reach.ALL


class Work:
    """The work of one expression as a function of the size of what it is given."""

    def __init__(self, tree: SyntaxTree) -> None:
        self._steps: Counter[tuple[int, _Reach]] = Counter()
        functions: Counter[str] = Counter()
        waiting: list[tuple[Node, int]] = [(tree.root, 0)]
        while waiting:
            node, depth = waiting.pop()
            kind = kind_of(node)
            if kind == "call_expr":
                functions[node.call_expr.function] += 1
                self._steps[depth, _reach(node.call_expr, tree)] += 1
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

    def most(self, given: Size) -> int:
        """The most work for values of some size."""
        if self._is_unbounded:
            return MOST_WORK + 1
        size = given.merged(self._written)
        characters = size.characters * (self._sums + 1)
        if self._growing:
            characters = max(SMALL, characters * FACTOR ** min(self._growing, 8))
        items = size.items * (self._sums + 1)
        if self._divides:
            items = max(items, characters)
        total = max(size.total * (self._sums + 1), characters)
        touched = {_Reach.LITTLE: 1, _Reach.TEXT: 1 + characters, _Reach.ALL: 1 + total}
        return sum(
            steps * min(items**depth, _MOST_ITERATIONS) * touched[reach]
            for (depth, reach), steps in self._steps.items()
        )
