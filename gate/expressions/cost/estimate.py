"""The estimate of the most that an expression costs, over its checked syntax tree.

Source: cel-go/checker/cost.go; the server limits with it what validation rules may cost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from gate.expressions.cost.amounts import LARGEST, UNKNOWN, Entry, Size, capped
from gate.expressions.cost.calls import ESTIMATORS, Argument, Call, Estimated, matching
from gate.expressions.cost.language import by_function, written_size
from gate.expressions.cost.paths import INDICES, ITEMS, KEYS, NOWHERE, VALUES, Path, start
from gate.expressions.syntax import ACCUMULATOR, Node, SyntaxTree, as_type, kind_of
from gate.expressions.types import (
    BOOL,
    DOUBLE,
    DURATION,
    INT,
    TIMESTAMP,
    UINT,
    CelType,
    ListOf,
    OptionalOf,
)

Sizes: TypeAlias = Callable[[tuple[str, ...]], int | None]
"""The most characters or items at a path of fields, `@items`, `@keys` and `@values`; None when unknown."""

_SCALARS = frozenset({BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT})
_LIST, _MAP, _MESSAGE = 10, 30, 40


def estimated_cost(tree: SyntaxTree, sizes: Sizes) -> int:
    """The most that an expression may cost; LARGEST where it has no bound."""
    return _Estimate(tree, sizes).cost(tree.root)


class _Variable:
    """A variable of a loop: the path to what it holds, and the sizes that are known of it."""

    __slots__ = ("entry", "path", "size")

    def __init__(self, path: Path, size: Size | None, entry: Entry | None = None) -> None:
        self.path, self.size, self.entry = path, size, entry


class _Estimate:
    def __init__(self, tree: SyntaxTree, sizes: Sizes) -> None:
        self._tree = tree
        self._given = sizes
        self._paths: dict[int, Path] = {}
        self._sizes: dict[int, Size] = {}
        self._entries: dict[int, Entry] = {}
        self._variables: dict[str, list[_Variable]] = {}

    def cost(self, node: Node) -> int:
        match kind_of(node):
            case "ident_expr":
                variable = self._variable(node)
                self._paths[node.id] = start(node.ident_expr.name) if variable is None else variable.path
                return 1
            case "select_expr":
                return self._select(node)
            case "call_expr":
                return self._call(node)
            case "list_expr":
                return self._list(node)
            case "struct_expr":
                return self._struct(node)
            case "comprehension_expr":
                return self._binding(node) if _is_binding(node) else self._loop(node)
        return 0

    def _select(self, node: Node) -> int:
        select = node.select_expr
        cost = self.cost(select.operand)
        if select.test_only:
            return cost
        self._paths[node.id] = self._path(select.operand).below(select.field)
        return capped(cost + self._has_fields(select.operand))

    def _has_fields(self, node: Node) -> bool:
        of = self._tree.types.get(node.id)
        return of is not None and (of.HasField("map_type") or bool(of.message_type))

    def _list(self, node: Node) -> int:
        elements = node.list_expr.elements
        costs = [self.cost(element) for element in elements]
        self._entries[node.id] = Entry(True, Size(1, 1), self._widest(list(elements)))
        return capped(sum(costs) + _LIST)

    def _struct(self, node: Node) -> int:
        entries = node.struct_expr.entries
        if node.struct_expr.message_name:
            return capped(sum(self.cost(entry.value) for entry in entries) + _MESSAGE)
        cost = sum(self.cost(entry.map_key) + self.cost(entry.value) for entry in entries)
        keys, values = [one.map_key for one in entries], [one.value for one in entries]
        self._entries[node.id] = Entry(False, self._widest(keys), self._widest(values))
        return capped(cost + _MAP)

    def _widest(self, nodes: list[Node]) -> Size:
        found = Size(LARGEST if nodes else 0, 0)
        for node in nodes:
            found = found.or_else(self._size(node) or UNKNOWN)
        return found

    def _loop(self, node: Node) -> int:
        loop = node.comprehension_expr
        cost = self.cost(loop.iter_range) + self.cost(loop.accu_init)
        self._push(loop.accu_var, self._bound(loop.accu_init))
        names = self._push_items(loop.iter_var, loop.iter_var2, loop.iter_range)
        each = capped(self.cost(loop.loop_condition) + self.cost(loop.loop_step))
        for name in names:
            self._variables[name].pop()
        cost += self.cost(loop.result)
        self._variables[loop.accu_var].pop()
        count = self._size(loop.iter_range) or UNKNOWN
        match kind_of(loop.accu_init):
            case "const_expr":
                self._keep(node, self._size(loop.accu_init))
            case "list_expr" | "struct_expr":
                self._keep(node, count, self._entry(loop.loop_step))
        return capped(cost + capped(count.most * each))

    def _binding(self, node: Node) -> int:
        loop = node.comprehension_expr
        cost = self.cost(loop.iter_range) + self.cost(loop.accu_init)
        self._push(loop.accu_var, self._bound(loop.accu_init))
        cost += self.cost(loop.result)
        self._variables[loop.accu_var].pop()
        self._keep(node, self._size(loop.result), self._entry(loop.result))
        return capped(cost)

    def _bound(self, node: Node) -> _Variable:
        return _Variable(self._path(node), self._size(node), self._entry(node))

    def _push(self, name: str, variable: _Variable) -> None:
        self._variables.setdefault(name, []).append(variable)

    def _push_items(self, first: str, second: str, over: Node) -> tuple[str, ...]:
        """The variables of a loop: of one with a single variable it holds items of lists, or keys of maps."""
        entry, path = self._entry(over), self._path(over)
        is_list = entry.is_list if entry else isinstance(self._type(over), ListOf)
        key, value = (entry.key, entry.value) if entry else (None, None)
        if second:
            self._push(first, _Variable(path.below(INDICES if is_list else KEYS), key))
            self._push(second, _Variable(path.below(ITEMS if is_list else VALUES), value))
            return first, second
        held = _Variable(path.below(ITEMS), value) if is_list else _Variable(path.below(KEYS), key)
        self._push(first, held)
        return (first,)

    def _call(self, node: Node) -> int:
        call = node.call_expr
        if call.function == "dyn":
            (argument,) = call.args
            cost = self.cost(argument)
            self._keep(node, self._size(argument), self._entry(argument))
            return capped(cost + 1)
        costs, given = [], []
        for argument in call.args:
            costs.append(self.cost(argument))
            given.append(self._argument(argument))
        overloads = self._tree.overloads.get(node.id, ())
        if not overloads:
            return 0
        target, before = None, 0
        if call.HasField("target"):
            before = self.cost(call.target)
            target = self._argument(call.target)
        asked = Call(call.function, target, tuple(given))
        dearest, result = 0, None
        for overload in overloads:
            estimated = self._overload(node, overload, asked, costs)
            dearest = max(dearest, estimated.cost)
            if estimated.result is not None:
                result = result.or_else(estimated.result) if result else estimated.result
            result = self._indexed(node, overload, result)
        self._keep(node, result)
        return capped(before + dearest)

    def _indexed(self, node: Node, overload: str, result: Size | None) -> Size | None:
        step = {"index_list": ITEMS, "index_map": VALUES}.get(overload)
        if step is not None:
            held = node.call_expr.args[0]
            entry = self._entry(held)
            result = entry.value if entry else None
            self._paths[node.id] = self._path(held).below(step)
        return self._size(node) if result is None else result

    def _overload(self, node: Node, overload: str, call: Call, costs: list[int]) -> Estimated:
        estimator = ESTIMATORS.get(call.function)
        estimated = estimator(call) if estimator else None
        if estimated is None:
            estimated = self._standard(node, overload, call, costs)
        arguments = 0 if overload in {"conditional", "logical_and", "logical_or"} else sum(costs)
        return Estimated(capped(estimated.cost + arguments), estimated.result)

    def _standard(self, node: Node, overload: str, call: Call, costs: list[int]) -> Estimated:
        """Of the functions of the language itself."""
        match overload, call.arguments:
            case "logical_and" | "logical_or", _:
                return Estimated(capped(sum(costs)))
            case "conditional", (_, left, right):
                _, one, other = node.call_expr.args
                self._keep(node, None, _either(self._entry(one), self._entry(other)))
                return Estimated(capped(costs[0] + max(costs[1:])), left.size.or_else(right.size))
            case ("add_string" | "add_bytes" | "add_list") as sum_of, (left, right):
                return self._sum(node, sum_of, left.size.plus(right.size))
            case "in_list", (_, within):
                return Estimated(within.size.most)
            case "matches_string", (pattern,) if call.target:
                return Estimated(matching(call.target.size, pattern.size))
            case "contains_string", (part,) if call.target:
                return Estimated(capped(call.target.size.traversed() * part.size.traversed()))
            case "starts_with_string" | "ends_with_string", (part,):
                return Estimated(part.size.traversed())
        return by_function(call) or Estimated(1)

    def _sum(self, node: Node, overload: str, size: Size) -> Estimated:
        one, other = node.call_expr.args
        self._keep(node, None, _either(self._entry(one), self._entry(other)))
        return Estimated(1 if overload == "add_list" else size.traversed(), size)

    def _argument(self, node: Node) -> Argument:
        of, path, size = self._type(node), self._path(node).steps, self._size(node)
        if path and path[0] == ACCUMULATOR:
            path = ()
        item = self._given((*path[1:], ITEMS)) if path and isinstance(of, ListOf) else None
        constant = node.const_expr if kind_of(node) == "const_expr" else None
        number = constant.int64_value if constant is not None and constant.HasField("int64_value") else None
        items = UNKNOWN if item is None else Size(0, item)
        return Argument(of, size or UNKNOWN, size is not None, items, number)

    def _type(self, node: Node) -> CelType:
        return as_type(self._tree.types.get(node.id))

    def _variable(self, node: Node) -> _Variable | None:
        if kind_of(node) != "ident_expr":
            return None
        known = self._variables.get(node.ident_expr.name)
        return known[-1] if known else None

    def _path(self, node: Node) -> Path:
        variable = self._variable(node)
        return variable.path if variable else self._paths.get(node.id, NOWHERE)

    def _entry(self, node: Node) -> Entry | None:
        variable = self._variable(node)
        return self._entries.get(node.id) or (variable.entry if variable else None)

    def _keep(self, node: Node, size: Size | None, entry: Entry | None = None) -> None:
        if size is not None:
            self._sizes[node.id] = size
        if entry is not None:
            self._entries[node.id] = entry

    def _size(self, node: Node) -> Size | None:
        if node.id in self._sizes:
            return self._sizes[node.id]
        if (written := written_size(node)) is not None:
            return written
        path = self._path(node).steps
        most = self._given(path[1:]) if path else None
        if most is not None:
            self._sizes[node.id] = Size(0, most)
            return self._sizes[node.id]
        of = self._type(node)
        if of in _SCALARS or (isinstance(of, OptionalOf) and of.value in _SCALARS):
            return Size(1, 1)
        variable = self._variable(node)
        return variable.size if variable else None


def _either(one: Entry | None, other: Entry | None) -> Entry | None:
    return one.or_else(other) if one and other else None


def _is_binding(node: Node) -> bool:
    loop = node.comprehension_expr
    return (
        kind_of(loop.iter_range) == "list_expr"
        and not loop.iter_range.list_expr.elements
        and kind_of(loop.loop_condition) == "const_expr"
        and not loop.loop_condition.const_expr.bool_value
    )
