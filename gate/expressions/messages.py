"""The opaque values of Kubernetes: protobuf messages with one field, which is how CEL can hold them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from gate.expressions.types import Value

if TYPE_CHECKING:
    from google.protobuf.descriptor_pb2 import FileDescriptorProto
    from google.protobuf.descriptor_pool import DescriptorPool
    from google.protobuf.message import Message

OPAQUE = (
    "kubernetes.Quantity",
    "kubernetes.URL",
    "kubernetes.Semver",
    "kubernetes.NamedFormat",
    "kubernetes.authorization.Authorizer",
    "kubernetes.authorization.PathCheck",
    "kubernetes.authorization.GroupCheck",
    "kubernetes.authorization.ResourceCheck",
    "kubernetes.authorization.Decision",
    "net.IP",
    "net.CIDR",
)


def _well_known() -> list[bytes]:
    from google.protobuf import any_pb2, duration_pb2, empty_pb2, struct_pb2, timestamp_pb2, wrappers_pb2  # noqa: PLC0415

    modules = (any_pb2, duration_pb2, empty_pb2, struct_pb2, timestamp_pb2, wrappers_pb2)
    return [module.DESCRIPTOR.serialized_pb for module in modules]


def _opaque_files() -> list[FileDescriptorProto]:
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto  # noqa: PLC0415

    files: dict[str, FileDescriptorProto] = {}
    for full_name in OPAQUE:
        package, _, name = full_name.rpartition(".")
        file = files.setdefault(package, FileDescriptorProto(name=f"{package}.proto", package=package))
        file.message_type.add(name=name).field.add(
            name="text",
            number=1,
            type=FieldDescriptorProto.TYPE_STRING,
            label=FieldDescriptorProto.LABEL_OPTIONAL,
        )
    return list(files.values())


def new_pool() -> DescriptorPool:
    """A pool that knows the well-known types and the opaque ones of Kubernetes."""
    from google.protobuf.descriptor_pool import DescriptorPool  # noqa: PLC0415

    pool = DescriptorPool()
    for serialized in _well_known():
        pool.AddSerializedFile(serialized)
    for file in _opaque_files():
        pool.AddSerializedFile(file.SerializeToString())
    return pool


@cache
def shared_pool() -> DescriptorPool:
    """The pool in which values are made."""
    return new_pool()


@cache
def _message_class(name: str) -> type[Message]:
    from google.protobuf.message_factory import GetMessageClass  # noqa: PLC0415

    found: type[Message] = GetMessageClass(shared_pool().FindMessageTypeByName(name))
    return found


def held(value: Value) -> Value:
    """A value as CEL holds it: dates and times as messages, at any depth."""
    match value:
        case list():
            return [held(item) for item in value]
        case dict():
            return {key: held(item) for key, item in value.items()}
        case datetime() | timedelta():
            return _time_message(value)
    return value


def _time_message(value: datetime | timedelta) -> Message:
    from google.protobuf.duration_pb2 import Duration  # noqa: PLC0415
    from google.protobuf.timestamp_pb2 import Timestamp  # noqa: PLC0415

    if isinstance(value, datetime):
        instant = Timestamp()
        instant.FromDatetime(value)
        return instant
    length = Duration()
    length.FromTimedelta(value)
    return length


def opaque(name: str, text: str) -> Message:
    """The value of an opaque type whose canonical form is the text; equal texts are equal values."""
    return _message_class(name)(text=text)


def text_of(message: Message) -> str:
    """The canonical form of an opaque value."""
    text: str = getattr(message, "text", "")
    return text
