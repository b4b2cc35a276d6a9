"""Values of a chart variant: who set them last, and how to change one."""

from __future__ import annotations

import pytest

from gate.locate.helm_values import Path, ValueKey, Values, parameter_path, same
from gate.model.json import JsonValue
from gate.model.target import HelmParameter, HelmSource
from gate.model.trial import ChartFile

FILES = {
    "values.yaml": ChartFile(b"a: {b: own, c: own}\nlist: [{x: 1}, {x: 2}]\ngone: 5\n", "chart/values.yaml"),
    "Chart.yaml": ChartFile(b"dependencies: [{name: redis, alias: cache}]", "chart/Chart.yaml"),
    "charts/redis/Chart.yaml": ChartFile(b"name: redis", "chart/charts/redis/Chart.yaml"),
    "charts/redis/values.yaml": ChartFile(b"port: 6379\nhost: h", "chart/charts/redis/values.yaml"),
}
SOURCE = HelmSource(
    "chart",
    ("env.yaml",),
    "shop",
    "shop",
    inline=('{"a": {"b": "inline"}, "gone": null, "cache": {"host": "other"}}',),
    parameters=(HelmParameter("list[1].x", "9"), HelmParameter(r"dotted\.key.z", "true", "string")),
)
VALUES = Values(SOURCE, FILES, [b"a: {c: env}\n"])


def key(value: JsonValue, path: Path) -> ValueKey:
    return next(one for one in VALUES.equal_to(value) if one.path == path)


@pytest.mark.parametrize(
    ("path", "value", "layer"),
    [
        (("a", "b"), "inline", ("inline", "", 0)),
        (("a", "c"), "env", ("file", "env.yaml", 0)),
        (("list", 0, "x"), 1, ("file", "chart/values.yaml", 0)),
        (("list", 1, "x"), 9, ("parameter", "", 0)),
        (("dotted.key", "z"), "true", ("parameter", "", 1)),
        (("cache", "port"), 6379, ("file", "chart/charts/redis/values.yaml", 0)),
        (("cache", "host"), "other", ("inline", "", 0)),
    ],
)
def test_who_set_a_value_last(path: Path, value: JsonValue, layer: tuple[str, str, int]) -> None:
    found = key(value, path).layer
    assert (found.kind, found.path, found.index) == layer


def test_null_takes_a_value_away() -> None:
    assert not VALUES.equal_to(5)


@pytest.mark.parametrize(
    ("path", "value", "override"),
    [
        (("a", "b"), "inline", '{"a":{"b":"inlinex"}}'),
        (("list", 0, "x"), 1, '{"list":[{"x":2},{"x":9}]}'),
        (("cache", "port"), 6379, '{"cache":{"port":6380}}'),
    ],
)
def test_another_value_comes_last(path: Path, value: JsonValue, override: str) -> None:
    changed = VALUES.changed(key(value, path))
    assert changed is not None
    assert changed[0].inline == (*SOURCE.inline, override)


def test_a_parameter_is_changed_itself() -> None:
    changed = VALUES.changed(key(9, ("list", 1, "x")))
    assert changed is not None
    assert changed[0].parameters == (HelmParameter("list[1].x", "10"), SOURCE.parameters[1])
    assert changed[1] == 10


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a.b", ("a", "b")),
        ("a[2].b", ("a", 2, "b")),
        (r"a\.b.c", ("a.b", "c")),
        (r"node.kubernetes\.io/x", ("node", "kubernetes.io/x")),
    ],
)
def test_names_of_parameters(name: str, path: Path) -> None:
    assert parameter_path(name) == path


def test_values_are_the_same_however_they_are_written() -> None:
    assert same("8080", 8080)
    assert same("true", True)
    assert same("text\n", "text")
    assert not same("", None)
    assert not same({}, [])
    assert same({"a": [1]}, {"a": [1]})
