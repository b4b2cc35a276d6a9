"""The errors of a body in full, by the `jsonschema` library: slow, so only for what failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from gate.model.json import JsonObject, JsonValue


def errors_of(
    schema: JsonObject,
    definitions: JsonObject,
    body: JsonValue,
    formats: Mapping[str, Callable[[str], bool]] | None = None,
) -> list[ValidationError]:
    """Every error of a body against a schema that may refer to the definitions document by its $id.

    formats: those that are judged, by name. RecursionError when the body is nested too deeply.
    """
    resource: Resource[Any] = Resource.from_contents(definitions, default_specification=DRAFT202012)
    registry = Registry[Any]().with_resource(str(definitions["$id"]), resource)
    checker = FormatChecker(formats=())
    for name, accepts in (formats or {}).items():
        checker.checkers[name] = (_of_strings(accepts), ())
    return list(_Explaining(schema, registry=registry, format_checker=checker).iter_errors(body))


def _of_strings(accepts: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda instance: not isinstance(instance, str) or accepts(instance)


def _pattern(
    _validator: Validator, pattern: str, instance: object, _schema: object
) -> Iterator[ValidationError]:
    """`pattern` by the fast validator's engine: it is linear in time, Python's is not."""
    if isinstance(instance, str) and not _compiled(pattern).is_valid(instance):
        yield ValidationError("does not match the pattern")


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        {"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions()
    )


_Explaining = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
