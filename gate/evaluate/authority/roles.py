"""The roles of a cluster: what each allows, aggregated ones included, and those that every server has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Final

from gate.documents import read
from gate.evaluate.authority.scene import Placed
from gate.model.json import JsonObject, JsonValue, mapping, pointer_of, sequence, text
from gate.model.labels import Labels, selects, texts

RBAC: Final = "rbac.authorization.k8s.io"
ALL: Final = "*"


@dataclass(frozen=True, slots=True)
class RoleRule:
    """One rule of a role, as the RBAC authorizer reads it. names: its resourceNames, empty for all.

    written_in: the role that it is written in, which may be aggregated into others. source: the resource that
    it is written in, at pointer; None for a role that the server has by itself.
    """

    groups: frozenset[str]
    resources: frozenset[str]
    verbs: frozenset[str]
    names: frozenset[str]
    written_in: str
    source: Placed | None = field(compare=False, default=None)
    pointer: str = ""

    def covers(self, group: str, resource: str) -> bool:
        """Whether it is about a resource (`pods`, `pods/exec`) of an API group.

        `*/exec` means that subresource of every resource; there is no `pods/*`.
        (pkg/apis/rbac/v1/evaluation_helpers.go, ResourceMatches)
        """
        if ALL not in self.groups and group not in self.groups:
            return False
        if ALL in self.resources or resource in self.resources:
            return True
        _, slash, subresource = resource.partition("/")
        return bool(slash) and f"*/{subresource}" in self.resources

    def allows(self, verb: str) -> bool:
        """Whether it gives a verb on what it covers."""
        return ALL in self.verbs or verb in self.verbs


@dataclass(frozen=True, slots=True, eq=False)
class Role:
    """A Role of a namespace, or with the namespace "" a ClusterRole."""

    namespace: str
    name: str
    rules: tuple[RoleRule, ...]

    @property
    def kind(self) -> str:
        return "Role" if self.namespace else "ClusterRole"


@dataclass(frozen=True, slots=True)
class _Written:
    """A ClusterRole before aggregation. selectors: None where it aggregates nothing."""

    labels: Mapping[str, str]
    rules: tuple[RoleRule, ...]
    selectors: tuple[JsonObject, ...] | None


class Roles:
    """The roles of one cluster by name; the repository's stand for the server's own of the same name."""

    def __init__(self, placed: Iterable[Placed]) -> None:
        self._roles: dict[tuple[str, str], Role] = {}
        written = dict(_defaults())
        of_repository: dict[str, list[_Written]] = {}
        for one in placed:
            name = one.resource.id.name
            if one.kind == (RBAC, "Role"):
                known = self._roles.get((one.namespace, name), Role(one.namespace, name, ()))
                rules = (*known.rules, *_rules(one.body.get("rules"), name, one))
                self._roles[one.namespace, name] = replace(known, rules=rules)
            elif one.kind == (RBAC, "ClusterRole"):
                of_repository.setdefault(name, []).append(_written(one.body, name, one))
        written.update((name, _together(same)) for name, same in of_repository.items())
        for name, rules in (aggregated(written) if of_repository else _aggregated_defaults()).items():
            self._roles["", name] = Role("", name, rules)

    def get(self, namespace: str, name: str) -> Role | None:
        """The role of a namespace ("" for a ClusterRole); None where nothing shows what it allows."""
        return self._roles.get((namespace, name))


@cache
def _aggregated_defaults() -> dict[str, tuple[RoleRule, ...]]:
    """The rules of the server's own ClusterRoles, where a repository adds none: those of most clusters."""
    return aggregated(dict(_defaults()))


def aggregated(written: Mapping[str, _Written]) -> dict[str, tuple[RoleRule, ...]]:
    """The rules of every ClusterRole, with those that its selectors gather instead of its own.

    What is gathered may itself be gathered, so that the rules of a role are those of all roles that are
    reached (pkg/controller/clusterroleaggregation).
    """
    gathers = {
        name: tuple(
            other
            for other, said in written.items()
            if other != name and any(selects(selector, Labels(said.labels)) for selector in role.selectors)
        )
        for name, role in written.items()
        if role.selectors is not None
    }
    return {
        name: _unique(
            rule for one in _reached(name, gathers) if one not in gathers for rule in written[one].rules
        )
        for name in written
    }


def _reached(name: str, gathers: Mapping[str, Sequence[str]]) -> list[str]:
    found = {name: None}
    waiting = [name]
    while waiting:
        for one in gathers.get(waiting.pop(), ()):
            if one not in found:
                found[one] = None
                waiting.append(one)
    return list(found)


def _unique(rules: Iterable[RoleRule]) -> tuple[RoleRule, ...]:
    return tuple(dict.fromkeys(rules))


def _together(same: Sequence[_Written]) -> _Written:
    """One ClusterRole of what several targets, or a target for several versions, write of it."""
    if len(same) == 1:
        return same[0]
    selectors = [one.selectors for one in same if one.selectors is not None]
    return _Written(
        labels={key: value for one in same for key, value in one.labels.items()},
        rules=_unique(rule for one in same for rule in one.rules),
        selectors=tuple(selector for some in selectors for selector in some) if selectors else None,
    )


def _written(body: JsonObject, name: str, source: Placed | None = None) -> _Written:
    selectors = mapping(body.get("aggregationRule")).get("clusterRoleSelectors")
    return _Written(
        labels=texts(mapping(body.get("metadata")).get("labels")),
        rules=tuple(_rules(body.get("rules"), name, source)),
        selectors=tuple(map(mapping, sequence(selectors))) if isinstance(selectors, list) else None,
    )


def _rules(rules: JsonValue, name: str, source: Placed | None) -> Iterator[RoleRule]:
    for index, rule in enumerate(map(mapping, sequence(rules))):
        yield RoleRule(
            groups=_names(rule, "apiGroups"),
            resources=_names(rule, "resources"),
            verbs=_names(rule, "verbs"),
            names=_names(rule, "resourceNames"),
            written_in=name,
            source=source,
            pointer=pointer_of(("rules", index)),
        )


def _names(rule: JsonObject, key: str) -> frozenset[str]:
    return frozenset(text(one) for one in sequence(rule.get(key)) if isinstance(one, str))


@cache
def _defaults() -> tuple[tuple[str, _Written], ...]:
    """The ClusterRoles that every API server has, from `default_roles.yaml`."""
    source = resources.files("gate.evaluate.authority").joinpath("default_roles.yaml").read_bytes()
    roles = mapping(mapping(read(source)[0].value).get("roles"))
    return tuple((name, _default(name, mapping(role))) for name, role in roles.items())


def _default(name: str, role: JsonObject) -> _Written:
    aggregation: JsonObject = {"clusterRoleSelectors": role.get("selectors")}
    metadata: JsonObject = {"labels": role.get("labels")}
    return _written({"metadata": metadata, "aggregationRule": aggregation, "rules": role.get("rules")}, name)
