"""The checked syntax tree of an expression, as messages of cel/expr/checked.proto and syntax.proto.

https://github.com/google/cel-spec/tree/master/proto/cel/expr: only the fields that are read here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeAlias

from gate.expressions.types import DYN, NULL, CelType, ListOf, MapOf, Named, OptionalOf

Node: TypeAlias = Any
"""A message of the syntax tree: an Expr, or a Type."""

_MESSAGES: dict[str, dict[str, tuple[int, str]]] = {
    "Constant": {
        "null_value": (1, "int64"),
        "bool_value": (2, "bool"),
        "int64_value": (3, "int64"),
        "uint64_value": (4, "uint64"),
        "double_value": (5, "double"),
        "string_value": (6, "string"),
        "bytes_value": (7, "bytes"),
    },
    "Ident": {"name": (1, "string")},
    "Select": {"operand": (1, "Expr"), "field": (2, "string"), "test_only": (3, "bool")},
    "Call": {"target": (1, "Expr"), "function": (2, "string"), "args": (3, "*Expr")},
    "CreateList": {"elements": (1, "*Expr"), "optional_indices": (2, "*int32")},
    "Entry": {
        "id": (1, "int64"),
        "field_key": (2, "string"),
        "map_key": (3, "Expr"),
        "value": (4, "Expr"),
        "optional_entry": (5, "bool"),
    },
    "CreateStruct": {"message_name": (1, "string"), "entries": (2, "*Entry")},
    "Comprehension": {
        "iter_var": (1, "string"),
        "iter_range": (2, "Expr"),
        "accu_var": (3, "string"),
        "accu_init": (4, "Expr"),
        "loop_condition": (5, "Expr"),
        "loop_step": (6, "Expr"),
        "result": (7, "Expr"),
        "iter_var2": (8, "string"),
    },
    "Expr": {
        "id": (2, "int64"),
        "const_expr": (3, "Constant"),
        "ident_expr": (4, "Ident"),
        "select_expr": (5, "Select"),
        "call_expr": (6, "Call"),
        "list_expr": (7, "CreateList"),
        "struct_expr": (8, "CreateStruct"),
        "comprehension_expr": (9, "Comprehension"),
    },
    "ListType": {"elem_type": (1, "Type")},
    "MapType": {"key_type": (1, "Type"), "value_type": (2, "Type")},
    "AbstractType": {"name": (1, "string"), "parameter_types": (2, "*Type")},
    "Empty": {},
    "Type": {
        "dyn": (1, "Empty"),
        "null": (2, "int32"),
        "primitive": (3, "int32"),
        "wrapper": (4, "int32"),
        "well_known": (5, "int32"),
        "list_type": (6, "ListType"),
        "map_type": (7, "MapType"),
        "message_type": (9, "string"),
        "abstract_type": (14, "AbstractType"),
    },
    "TypeOf": {"key": (1, "int64"), "value": (2, "Type")},
    "Reference": {"name": (1, "string"), "overload_id": (3, "*string")},
    "ReferenceOf": {"key": (1, "int64"), "value": (2, "Reference")},
    "Position": {"key": (1, "int64"), "value": (2, "int32")},
    "SourceInfo": {"line_offsets": (3, "*int32"), "positions": (4, "*Position")},
    "CheckedExpr": {
        "references": (2, "*ReferenceOf"),
        "types": (3, "*TypeOf"),
        "source_info": (5, "SourceInfo"),
        "expr": (4, "Expr"),
    },
    "Any": {"type_url": (1, "string"), "value": (2, "bytes")},
}

_KIND = "expr_kind"


@cache
def _classes() -> dict[str, Any]:
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto  # noqa: PLC0415
    from google.protobuf.descriptor_pool import DescriptorPool  # noqa: PLC0415
    from google.protobuf.message_factory import GetMessageClass  # noqa: PLC0415

    file = FileDescriptorProto(name="syntax.proto", package="syntax", syntax="proto2")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field_name, (number, kind) in fields.items():
            base = kind.lstrip("*")
            label = (
                FieldDescriptorProto.LABEL_REPEATED
                if kind.startswith("*")
                else FieldDescriptorProto.LABEL_OPTIONAL
            )
            made = message.field.add(name=field_name, number=number, label=label)
            if base in _MESSAGES:
                made.type, made.type_name = FieldDescriptorProto.TYPE_MESSAGE, f".syntax.{base}"
            else:
                made.type = getattr(FieldDescriptorProto, f"TYPE_{base.upper()}")
            if name == "Expr" and field_name != "id":
                made.oneof_index = 0
        if name == "Expr":
            message.oneof_decl.add(name=_KIND)
    pool = DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return {
        name: GetMessageClass(pool.FindMessageTypeByName(f"syntax.{name}"))
        for name in ("CheckedExpr", "Any", "Expr")
    }


ACCUMULATOR = "@result"
"""What macros name the value that a loop gathers; no expression can name it so itself."""


class SyntaxTree:
    """The syntax tree of a compiled expression. ValueError when it is nested too deeply to be read."""

    def __init__(self, serialized: bytes) -> None:
        from google.protobuf.message import DecodeError  # noqa: PLC0415

        try:
            self._envelope = _classes()["Any"].FromString(serialized)
            self._checked = _classes()["CheckedExpr"].FromString(self._envelope.value)
        except DecodeError as error:
            raise ValueError(str(error)) from error
        self.root: Node = self._checked.expr
        self.types: dict[int, Node] = {entry.key: entry.value for entry in self._checked.types}
        self.names: dict[int, str] = {entry.key: entry.value.name for entry in self._checked.references}
        self.overloads: dict[int, tuple[str, ...]] = {
            entry.key: tuple(entry.value.overload_id) for entry in self._checked.references
        }
        self._next = max((node.id for node in self.nodes()), default=0)

    def serialized(self) -> bytes:
        self._envelope.value = self._checked.SerializeToString()
        result: bytes = self._envelope.SerializeToString()
        return result

    def nodes(self) -> Iterator[Node]:
        """Every node, parents before their children."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(children(node))

    def loop_variables(self) -> set[str]:
        loops = [node.comprehension_expr for node in self.nodes() if kind_of(node) == "comprehension_expr"]
        return {name for loop in loops for name in (loop.iter_var, loop.iter_var2)}

    def position(self, node: Node) -> tuple[int, int]:
        """Line and column of a node, from 1; (0, 0) when unknown."""
        offset = next((p.value for p in self._checked.source_info.positions if p.key == node.id), -1)
        if offset < 0:
            return 0, 0
        starts = [0, *self._checked.source_info.line_offsets]
        line = max(number for number, start in enumerate(starts) if start <= offset)
        return line + 1, offset - starts[line] + 1

    def index_optionally(self, node: Node) -> None:
        """Turn a node that gives a list of at most one item into `node[?0]`, the item as an optional."""
        inner = _classes()["Expr"]()
        inner.CopyFrom(node)
        node.Clear()
        node.id = self._new_id()
        node.call_expr.function = "_[?_]"
        node.call_expr.args.add().CopyFrom(inner)
        index = node.call_expr.args.add()
        index.id = self._new_id()
        index.const_expr.int64_value = 0
        reference = self._checked.references.add(key=node.id)
        reference.value.overload_id.append("list_optindex_optional_int")

    def test_nothing_of_null(self, node: Node) -> None:
        """Turn `has(chain.field)` into `chain == null ? false : has(chain.field)`: to the server null has no
        fields, to the library it is an error to ask.

        Source: refQualify in interpreter/attributes.go of github.com/google/cel-go.
        """
        inner = _classes()["Expr"]()
        inner.CopyFrom(node)
        node.Clear()
        node.id = self._new_id()
        choice = node.call_expr
        choice.function = "_?_:_"
        condition, nothing, test = choice.args.add(), choice.args.add(), choice.args.add()
        for one in (condition, nothing):
            one.id = self._new_id()
        condition.call_expr.function = "_==_"
        condition.call_expr.args.add().CopyFrom(inner.select_expr.operand)
        null = condition.call_expr.args.add()
        null.id = self._new_id()
        null.const_expr.null_value = 0
        nothing.const_expr.bool_value = False
        test.CopyFrom(inner)

    def list_result(self) -> None:
        """Turn a result that is an optional into a list of at most one item, which Python can hold."""
        inner = _classes()["Expr"]()
        inner.CopyFrom(self.root)
        self.root.Clear()
        self.root.id = self._new_id()
        choice = self.root.call_expr
        choice.function = "_?_:_"
        condition, one, none = choice.args.add(), choice.args.add(), choice.args.add()
        for node in (condition, one, none):
            node.id = self._new_id()
        condition.call_expr.function = "hasValue"
        condition.call_expr.target.CopyFrom(inner)
        value = one.list_expr.elements.add()
        value.id = self._new_id()
        value.call_expr.function = "value"
        value.call_expr.target.CopyFrom(inner)
        none.list_expr.SetInParent()

    def compares_lists(self) -> bool:
        """Whether lists that are not written out are compared or added, but for what a loop gathers."""
        calls = (node.call_expr for node in self.nodes() if kind_of(node) == "call_expr")
        return any(
            all(self._is_list(argument) for argument in call.args)
            for call in calls
            if call.function in {"_==_", "_!=_", "_+_"}
        )

    def _is_list(self, node: Node) -> bool:
        if kind_of(node) == "list_expr" and not node.list_expr.elements:
            return False
        if node.ident_expr.name == ACCUMULATOR:
            return False
        return isinstance(as_type(self.types.get(node.id)), ListOf)

    def type_of_result(self) -> CelType:
        return as_type(self.types.get(self.root.id))

    def _new_id(self) -> int:
        self._next += 1
        return self._next


def children(node: Node) -> list[Node]:
    """The nodes directly below a node."""
    match kind_of(node):
        case "select_expr":
            return [node.select_expr.operand]
        case "call_expr":
            call = node.call_expr
            return [*([call.target] if call.HasField("target") else []), *call.args]
        case "list_expr":
            return list(node.list_expr.elements)
        case "struct_expr":
            return [
                child
                for entry in node.struct_expr.entries
                for child in ([entry.map_key] if entry.HasField("map_key") else []) + [entry.value]
            ]
        case "comprehension_expr":
            loop = node.comprehension_expr
            return [loop.iter_range, loop.accu_init, loop.loop_condition, loop.loop_step, loop.result]
    return []


def kind_of(node: Node) -> str:
    """Which of the fields of Expr is set."""
    return node.WhichOneof(_KIND) or ""


_PRIMITIVES = {1: "bool", 2: "int", 3: "uint", 4: "double", 5: "string", 6: "bytes"}
_WELL_KNOWN = {1: "any", 2: "timestamp", 3: "duration"}


def as_type(of: Node) -> CelType:
    """A type in a syntax tree; DYN also for objects and for what is not known."""
    if of is None or of.HasField("dyn"):
        return DYN
    if of.HasField("list_type"):
        return ListOf(as_type(of.list_type.elem_type))
    if of.HasField("map_type"):
        return MapOf(as_type(of.map_type.value_type), as_type(of.map_type.key_type))
    if of.HasField("abstract_type") and of.abstract_type.name == "optional_type":
        return OptionalOf(as_type(of.abstract_type.parameter_types[0]))
    if of.HasField("null"):
        return NULL
    name = _PRIMITIVES.get(of.primitive) or _WELL_KNOWN.get(of.well_known) or str(of.message_type)
    return DYN if not name or name.startswith("object.") else Named(name)
