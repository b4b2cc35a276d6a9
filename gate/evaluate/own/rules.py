"""From heads and METADATA of modules to the rules of a run, as conftest and the gate name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import cast, get_args

import orjson

from gate.errors import PolicyError
from gate.evaluate.conftest_names import ASKED, SEVERITIES
from gate.evaluate.own.question import Question
from gate.evaluate.own.syntax import Head, Syntax
from gate.evaluate.parameters import misfits
from gate.model.finding import Severity
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.rule import Rule, RuleSeverity

_KNOWN_SEVERITIES = frozenset({*get_args(Severity), "ignore"})
_ID = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+")
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]+")
_MAIN = ("main",)


@dataclass(frozen=True, slots=True)
class Read:
    """A module that was read. path: to tell it by. family: of the rules of its package `main`."""

    path: str
    family: str
    syntax: Syntax


@dataclass(frozen=True, slots=True)
class _Asked:
    """One rule of one package: its heads, each with the module that it is in."""

    package: tuple[str, ...]
    name: str
    heads: tuple[tuple[Read, Head], ...]

    @property
    def ref(self) -> str:
        return f"data{_bracketed((*self.package, self.name))}"

    @property
    def place(self) -> str:
        module, head = self.heads[0]
        return f"{module.path}:{head.row}"

    @property
    def spelled(self) -> str:
        return ".".join((*self.package, self.name))


def asks(syntax: Syntax) -> bool:
    """Whether a module has a rule that is asked."""
    return any(ASKED.fullmatch(head.name) for head in syntax.heads)


def questions_of(modules: Sequence[Read]) -> tuple[tuple[Question, ...], tuple[str, ...]]:
    """The questions, by rule id, and what people should know of them.

    PolicyError, each fault in it or in `also`, for METADATA that cannot be used and for ids given twice.
    """
    notices: list[str] = []
    faults: list[PolicyError] = []
    found: dict[str, tuple[_Asked, Question]] = {}
    exceptions = {one.syntax.package for one in modules if _has(one, "exception")}
    for asked in _asked(modules):
        try:
            rule = _rule(asked, notices)
        except PolicyError as error:
            faults.append(error)
            continue
        if rule.id in found:
            places = f"{found[rule.id][0].place} and {asked.place}"
            faults.append(PolicyError(f"two rules are {rule.id}: {places}", "give each METADATA `custom.id`"))
        unless = _unless(asked) if asked.package in exceptions else ""
        found[rule.id] = (asked, Question(rule, asked.ref, _input(rule), unless))
    if faults:
        raise PolicyError(faults[0].message, faults[0].hint, also=tuple(faults[1:]))
    return tuple(question for _, (_, question) in sorted(found.items())), tuple(dict.fromkeys(notices))


def _asked(modules: Sequence[Read]) -> Iterator[_Asked]:
    heads: dict[tuple[tuple[str, ...], str], list[tuple[Read, Head]]] = {}
    for module in modules:
        for head in module.syntax.heads:
            if ASKED.fullmatch(head.name):
                heads.setdefault((module.syntax.package, head.name), []).append((module, head))
    for (package, name), of_rule in sorted(heads.items()):
        yield _Asked(package, name, tuple(of_rule))


def _has(module: Read, name: str) -> bool:
    return any(head.name == name for head in module.syntax.heads)


def _input(rule: Rule) -> str:
    if rule.scope == "cluster":
        return '{"resources": resources, "environment": environment}'
    return "resource"


def _unless(asked: _Asked) -> str:
    """Conftest names a rule in its exceptions without what it begins with."""
    match = ASKED.fullmatch(asked.name)
    name = match.group("name").removeprefix("_") if match else ""
    return f"data{_bracketed(asked.package)}.exception[_][_] == {_quoted(name)}"


def _rule(asked: _Asked, notices: list[str]) -> Rule:
    said = _said(asked, notices)
    custom = [mapping(one.get("custom")) for one in said]
    verb = text(cast("re.Match[str]", ASKED.fullmatch(asked.name)).group("verb"))
    title, description = text(_first(said, "title")), text(_first(said, "description"))
    kinds = _first(custom, "kinds")
    if kinds is not None and not _are_texts(kinds):
        raise PolicyError(f"{asked.place}: METADATA `custom.kinds` is no list of kinds", "as in [Deployment]")
    return Rule(
        id=_id(asked, _first(custom, "id")),
        title=title or f"{asked.spelled} finds nothing",
        description=description.strip() or title or f"What {asked.spelled} says of a resource is a finding.",
        severity=_severity(asked, _first(custom, "severity"), SEVERITIES[verb], notices),
        remediation=text(_first(custom, "remediation")).strip() or f"see the policy, {asked.place}",
        kinds=tuple(text(one) for one in sequence(kinds)),
        scope="cluster" if _first(custom, "scope") == "cluster" else "resource",
        params=_params(asked, _first(custom, "params")),
        related_resources=tuple(_references(_first(said, "related_resources"))),
        policy=True,
    )


def _said(asked: _Asked, notices: list[str]) -> list[JsonObject]:
    """The METADATA that holds for a rule, nearest first. Its heads have to agree, as they are one rule."""
    of_heads = {orjson.dumps(head.annotations, default=str): head.annotations for _, head in asked.heads}
    of_heads.pop(b"[]", None)
    if len({_identity(one) for one in of_heads.values()}) > 1:
        notices.append(
            f"{asked.spelled} has several METADATA blocks that differ ({asked.place}): none of them is used."
        )
        of_heads = {}
    about = {id(module): module.syntax.about for module, _ in asked.heads}
    return [*chain.from_iterable(of_heads.values()), *chain.from_iterable(about.values())]


def _identity(annotations: tuple[JsonObject, ...]) -> bytes:
    """What of METADATA decides how a rule is judged."""
    return orjson.dumps([one.get("custom") for one in annotations], option=orjson.OPT_SORT_KEYS)


def _id(asked: _Asked, given: JsonValue) -> str:
    family = asked.heads[0][0].family if asked.package == _MAIN else ".".join(map(_named, asked.package))
    if given is None:
        return f"{family}/{asked.name}"
    id_ = text(given) if "/" in text(given) else f"{family}/{text(given)}"
    if not _ID.fullmatch(id_):
        raise PolicyError(
            f"{asked.place}: METADATA `custom.id` {given!r} is no id of a rule",
            "write it as family/name",
        )
    return id_


def _named(part: str) -> str:
    return _NO_NAME.sub("-", part)


def family_of(folder: str) -> str:
    """What the rules of package `main` in a folder are called by."""
    name = folder.rstrip("/").rpartition("/")[2]
    return _named(name) if name.strip(".") else "policies"


def _severity(asked: _Asked, given: JsonValue, otherwise: Severity, notices: list[str]) -> RuleSeverity:
    if given is None:
        return otherwise
    if text(given) in _KNOWN_SEVERITIES:
        return cast("RuleSeverity", given)
    notices.append(
        f"The severity {text(given) or 'that METADATA gives'} of {asked.spelled} ({asked.place}) is none of "
        f"the gate's: it is taken as {otherwise}."
    )
    return otherwise


def _params(asked: _Asked, given: JsonValue) -> JsonObject:
    if given is None:
        return {}
    params = mapping(given)
    if not isinstance(given, dict) or not all(isinstance(one, dict) for one in params.values()):
        raise PolicyError(
            f"{asked.place}: METADATA `custom.params` is no mapping of parameters to schemas",
            "as in {allowed: {type: array, default: []}}",
        )
    for name, schema in params.items():
        where = f"{asked.place}: METADATA `custom.params.{name}`"
        try:
            wrong = misfits(mapping(schema), mapping(schema).get("default"))
        except PolicyError as error:
            raise PolicyError(f"{where} is no JSON Schema: {error.message}", "mend it") from None
        if wrong and "default" in mapping(schema):
            raise PolicyError(f"{where} does not take its own default: {wrong[0]}", "mend one of them")
    return params


def _references(given: JsonValue) -> Iterator[str]:
    for one in sequence(given):
        reference = text(mapping(one).get("ref"))
        if reference:
            yield reference


def _first(blocks: Iterable[JsonObject], key: str) -> JsonValue:
    return next((one[key] for one in blocks if one.get(key) is not None), None)


def _are_texts(value: JsonValue) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _bracketed(path: Iterable[str]) -> str:
    return "".join(f"[{_quoted(part)}]" for part in path)


def _quoted(text_: str) -> str:
    return orjson.dumps(text_).decode()
