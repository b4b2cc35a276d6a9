"""Which rules are asked of a resource: those of its kind, and of whose mentions it holds one."""

from __future__ import annotations

import orjson
import pytest

from gate.evaluate.shape import ByMentions
from gate.model.json import JsonObject
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.rule import Rule


def rule(name: str, *mentions: str, kinds: tuple[str, ...] = ("Pod",)) -> Rule:
    return Rule(f"a/{name}", "", "", "warning", "", kinds=kinds, policy=True, mentions=mentions)


ANY = rule("any")
PATH = rule("path", "hostPath")
NAMESPACE = rule("namespace", "hostPID", "hostIPC")
OF_SECRETS = rule("secret", "hostPath", kinds=("Secret",))
OF_ALL = rule("all", "hostPath", kinds=())
RULES = (ANY, PATH, NAMESPACE, OF_SECRETS, OF_ALL)


def resource(spec: JsonObject, kind: str = "Pod") -> Resource:
    body = orjson.dumps({"apiVersion": "v1", "kind": kind, "metadata": {"name": "a"}, "spec": spec})
    return Resource(ResourceId("v1", kind, "", "a"), 0, body, Provenance("t"), ("1.34",))


@pytest.mark.parametrize(
    ("one", "asked"),
    [
        (resource({}), [ANY]),
        (resource({"volumes": [{"hostPath": {}}]}), [ANY, PATH, OF_ALL]),
        (resource({"hostIPC": True}), [ANY, NAMESPACE]),
        (resource({"hostPath": 1}, "Secret"), [OF_SECRETS, OF_ALL]),
        (resource({"hostPath": 1}, "Service"), [OF_ALL]),
        (resource({}, "Service"), []),
    ],
)
def test_a_rule_is_asked_where_its_words_are(one: Resource, asked: list[Rule]) -> None:
    shape = ByMentions(RULES)
    assert [rule for rule in RULES if shape.concerns(rule, one)] == asked


def test_a_group_is_what_the_same_rules_concern() -> None:
    shape = ByMentions(RULES)
    specs: list[JsonObject] = [{}, {"a": "hostPath"}, {"b": "hostPID"}, {"c": "hostIPC hostPath"}]
    resources = [resource(spec, kind) for kind in ("Pod", "Secret", "Service") for spec in specs]
    of_group: dict[str, list[Rule]] = {}
    for one in resources:
        asked = [rule for rule in RULES if shape.concerns(rule, one)]
        assert of_group.setdefault(shape.group(one), asked) == asked
