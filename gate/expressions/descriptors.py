"""Object types as protobuf messages, which is how the type checker knows the fields of an object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gate.expressions.messages import new_pool
from gate.expressions.types import CelType, ListOf, MapOf, Named, ObjectOf, OptionalOf

if TYPE_CHECKING:
    from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto
    from google.protobuf.descriptor_pool import DescriptorPool

_PACKAGE = "object"
_SCALARS = {
    "bool": "BOOL",
    "int": "INT64",
    "uint": "UINT64",
    "double": "DOUBLE",
    "string": "STRING",
    "bytes": "BYTES",
}
_MESSAGES = {"timestamp": "google.protobuf.Timestamp", "duration": "google.protobuf.Duration"}
_MOST_FIELDS = 18_000
"""Field numbers above are the library's own (19000 to 19999)."""


class ObjectTypes:
    """The messages that stand for object types, each made once; `pool` holds them.

    What protobuf cannot say is told less exactly, never wrongly: a list of lists is one of lists of anything.
    """

    def __init__(self, types: Iterable[CelType]) -> None:
        from google.protobuf.descriptor_pb2 import FileDescriptorProto  # noqa: PLC0415

        self.names: dict[int, str] = {}
        self._kept: list[ObjectOf] = []
        self._file = FileDescriptorProto(name="object.proto", package=_PACKAGE, syntax="proto2")
        self._file.dependency.extend(
            f"google/protobuf/{name}.proto" for name in ("struct", "timestamp", "duration")
        )
        for one in types:
            self._visit(one)
        for one in self._kept:
            self._describe(one)
        self.pool: DescriptorPool = new_pool()
        self.pool.AddSerializedFile(self._file.SerializeToString())

    def _visit(self, root: CelType) -> None:
        waiting = [root]
        while waiting:
            match waiting.pop():
                case ObjectOf() as one if id(one) not in self.names:
                    self.names[id(one)] = f"{_PACKAGE}.T{len(self._kept)}"
                    self._kept.append(one)
                    waiting.extend(one.fields.values())
                case ListOf(inner) | MapOf(inner) | OptionalOf(inner):
                    waiting.append(inner)

    def _describe(self, one: ObjectOf) -> None:
        message = self._file.message_type.add(name=self.names[id(one)].rpartition(".")[2])
        message.options.deprecated_legacy_json_field_conflicts = True
        taken = set(one.fields)
        for number, (name, of) in enumerate(list(one.fields.items())[:_MOST_FIELDS], start=1):
            field = message.field.add(name=name, number=number, json_name=f"f{number}")
            match of:
                case ListOf(item):
                    self._set(field, item)
                    field.label = type(field).LABEL_REPEATED
                case MapOf(value):
                    self._set_map(message, field, value, taken)
                case _:
                    self._set(field, of)
                    field.label = type(field).LABEL_OPTIONAL

    def _set_map(
        self, message: DescriptorProto, field: FieldDescriptorProto, value: CelType, taken: set[str]
    ) -> None:
        """A map field, which protobuf makes of a nested message with a name of its choice."""
        entry_name = f"{_camel_case(field.name)}Entry"
        if entry_name in taken:
            self._refer(field, "google.protobuf.Struct")
            field.label = type(field).LABEL_OPTIONAL
            return
        taken.add(entry_name)
        entry = message.nested_type.add(name=entry_name)
        entry.options.map_entry = True
        key = entry.field.add(name="key", number=1, label=type(field).LABEL_OPTIONAL)
        self._set(key, Named("string"))
        self._set(entry.field.add(name="value", number=2, label=type(field).LABEL_OPTIONAL), value)
        self._refer(field, f"{_PACKAGE}.{message.name}.{entry_name}")
        field.label = type(field).LABEL_REPEATED

    def _set(self, field: FieldDescriptorProto, of: CelType) -> None:
        match of:
            case Named(name) if name in _SCALARS:
                field.type = getattr(type(field), f"TYPE_{_SCALARS[name]}")
            case Named(name) if name in _MESSAGES:
                self._refer(field, _MESSAGES[name])
            case ListOf():
                self._refer(field, "google.protobuf.ListValue")
            case MapOf():
                self._refer(field, "google.protobuf.Struct")
            case ObjectOf():
                self._refer(field, self.names[id(of)])
            case _:
                self._refer(field, "google.protobuf.Value")

    @staticmethod
    def _refer(field: FieldDescriptorProto, name: str) -> None:
        field.type, field.type_name = field.TYPE_MESSAGE, f".{name}"


def _camel_case(name: str) -> str:
    """As protobuf names the message of a map's entries."""
    result, capital = "", True
    for char in name:
        if char == "_":
            capital = True
        else:
            result += char.upper() if capital and char.islower() else char
            capital = False
    return result
