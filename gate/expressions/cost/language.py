"""The estimates of functions of the language itself that have one for several of their forms.

Source: cel-go/checker/cost.go.
"""

from __future__ import annotations

from gate.expressions.cost.amounts import TRAVERSAL, Size, capped, scaled
from gate.expressions.cost.calls import Argument, Call, Estimated
from gate.expressions.syntax import Node, kind_of
from gate.expressions.types import BYTES, DYN, STRING

_ORDERING = frozenset({"_<_", "_<=_", "_>_", "_>=_"})


def written_size(node: Node) -> Size | None:
    """The size of what an expression writes out."""
    match kind_of(node):
        case "const_expr":
            constant = node.const_expr
            if constant.HasField("string_value"):
                return Size(len(constant.string_value), len(constant.string_value))
            if constant.HasField("bytes_value"):
                return Size(len(constant.bytes_value), len(constant.bytes_value))
            return Size(1, 1)
        case "list_expr":
            return Size(len(node.list_expr.elements), len(node.list_expr.elements))
        case "struct_expr" if not node.struct_expr.message_name:
            return Size(len(node.struct_expr.entries), len(node.struct_expr.entries))
    return None


def by_function(call: Call) -> Estimated | None:
    """Of functions of the language that have one estimate for several of their forms."""
    match call.function, call.arguments:
        case "_==_" | "_!=_", (left, right):
            return Estimated(scaled(min(left.size.most, right.size.most), TRAVERSAL))
        case _, (left, right) if call.function in _ORDERING and _may_be_text(left, right):
            least = Estimated(scaled(min(left.size.most, right.size.most), TRAVERSAL))
            return least if DYN not in {left.type, right.type} else Estimated(max(least.cost, 1))
        case "format", _ if call.target:
            return Estimated(call.target.size.traversed())
        case "string", (one,) if one.type in {BYTES, DYN}:
            cost = max(one.size.traversed(), int(one.type == DYN))
            return Estimated(cost, Size(one.size.least // 4, one.size.most))
        case "bytes", (one,) if one.type in {STRING, DYN}:
            return Estimated(one.size.traversed(), Size(one.size.least, capped(one.size.most * 4)))
        case "strings.quote", (one,):
            most = capped(one.size.most * 2 + 2)
            return Estimated(one.size.traversed(), Size(capped(one.size.least + 2), most))
    return None


def _may_be_text(left: Argument, right: Argument) -> bool:
    return any({left.type, right.type} <= {of, DYN} for of in (STRING, BYTES))
