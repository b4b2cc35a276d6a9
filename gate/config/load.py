"""`.gate.yaml` -> Settings: read, checked against the published schema, faults at their line."""

from __future__ import annotations

from datetime import date
from importlib import resources
from typing import cast

import orjson
from pyrsistent import PMap, pmap

from gate.config.faults import Place, faults
from gate.config.settings import Cluster, Environment, External, RuleSetting, Settings
from gate.documents import read
from gate.errors import ConfigError
from gate.model.finding import Location
from gate.model.json import JsonObject, JsonValue, mapping, pointer_of, sequence, text
from gate.model.rule import RuleSeverity
from gate.model.waiver import ResourcePattern, Waiver

FILE_NAME = ".gate.yaml"


def schema() -> JsonObject:
    """The published JSON Schema of the configuration file."""
    source = resources.files("gate.config").joinpath("gate.schema.json").read_bytes()
    return cast("JsonObject", orjson.loads(source))


def load(content: bytes, path: str) -> Settings:
    """Settings as a configuration file gives them; what it does not say keeps its default.

    path: the file's path, for messages. ConfigError with every fault in `also` where it cannot be used.
    """
    documents = read(content)
    if not documents:
        return Settings()
    if len(documents) > 1:
        raise ConfigError(f"{path} holds {len(documents)} YAML documents", "keep one")
    document = documents[0]
    if document.faults:
        fault = document.faults[0]
        raise ConfigError(f"{path}:{fault.line}:{fault.column}: {fault.message}", "mend the YAML")
    if document.value is None:
        return Settings()
    place = Place(path, content, document.index)
    found = faults(document.value, schema(), place)
    if found:
        raise ConfigError(found[0].message, found[0].hint, also=tuple(found[1:]))
    return _settings(mapping(document.value), place)


def _settings(value: JsonObject, place: Place) -> Settings:
    targets = mapping(value.get("targets"))
    enforce = mapping(value.get("enforce"))
    return Settings(
        kubernetes=_texts(value.get("kubernetes")),
        profile=text(value.get("profile")) or "recommended",
        environments=tuple(
            _environment(name, mapping(body), place)
            for name, body in mapping(value.get("environments")).items()
        ),
        include=_texts(targets.get("include")),
        exclude=_texts(targets.get("exclude")),
        schemas=_texts(value.get("schemas")),
        policies=_texts(value.get("policies")),
        rules=_rules(value.get("rules"), ("rules",), place),
        externals=tuple(
            _external(mapping(body), f"/externals/{index}", place)
            for index, body in enumerate(sequence(value.get("externals")))
        ),
        enforce_from=_day(text(enforce.get("from")), "/enforce/from", place) if enforce else None,
        waivers=tuple(
            _waiver(mapping(body), f"/waivers/{index}", place)
            for index, body in enumerate(sequence(value.get("waivers")))
        ),
        annotation_waivers="forbidden" if value.get("annotationWaivers") == "forbidden" else "allowed",
    )


def _texts(value: JsonValue) -> tuple[str, ...]:
    return tuple(text(item) for item in sequence(value))


def _environment(name: str, body: JsonObject, place: Place) -> Environment:
    return Environment(
        name=name,
        paths=_texts(body.get("paths")),
        values=_texts(body.get("values")),
        clusters=tuple(
            Cluster(cluster, _texts(mapping(said).get("paths")))
            for cluster, said in mapping(body.get("clusters")).items()
        ),
        rules=_rules(body.get("rules"), ("environments", name, "rules"), place),
    )


def _rules(value: JsonValue, tokens: tuple[str, ...], place: Place) -> PMap[str, RuleSetting]:
    return pmap(
        {
            rule: _rule_setting(said, place.spelled(pointer_of((*tokens, rule)), key=True))
            for rule, said in mapping(value).items()
        }
    )


def _rule_setting(said: JsonValue, place: str) -> RuleSetting:
    if isinstance(said, str):
        return RuleSetting(severity=cast("RuleSeverity", said), place=place)
    severity = text(mapping(said).get("severity"))
    return RuleSetting(
        severity=cast("RuleSeverity", severity) if severity else None,
        params=pmap(mapping(mapping(said).get("params"))),
        place=place,
    )


def _external(body: JsonObject, pointer: str, place: Place) -> External:
    return External(
        kind=text(body.get("kind")),
        name=text(body.get("name")),
        namespace=text(body.get("namespace")),
        source=_written(pointer, place),
    )


def _written(pointer: str, place: Place) -> Location:
    """Where in the file an item stands."""
    line, column = place.of(pointer)
    return Location(place.path, line, column, quote=place.line_text(line))


def _waiver(body: JsonObject, pointer: str, place: Place) -> Waiver:
    resource = mapping(body.get("resource"))
    return Waiver(
        rule=text(body.get("rule")),
        reason=text(body.get("reason")),
        owner=text(body.get("owner")),
        expires=_day(text(body.get("expires")), f"{pointer}/expires", place),
        source=_written(pointer, place),
        resource=_resource_pattern(resource) if resource else None,
        path=text(body.get("path")),
        environment=text(body.get("environment")),
    )


def _resource_pattern(body: JsonObject) -> ResourcePattern:
    namespace = text(body.get("namespace")) if "namespace" in body else None
    return ResourcePattern(text(body.get("kind")), text(body.get("name")), namespace)


def _day(said: str, pointer: str, place: Place) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise ConfigError(
            f"{place.spelled(pointer)}: {said} is not a day", "write it as 2027-01-31"
        ) from None
