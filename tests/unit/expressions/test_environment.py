"""Expressions: compiled against types, evaluated over values."""

from __future__ import annotations

import pytest

from gate.expressions import CompileFault, Environment, EvaluationFault, Expression
from gate.expressions.types import (
    AUTHORIZER,
    BOOL,
    DYN,
    INT,
    STRING,
    CelType,
    ListOf,
    MapOf,
    ObjectOf,
    OptionalOf,
    Value,
)

SPEC = ObjectOf(
    {
        "replicas": INT,
        "name": STRING,
        "ports": ListOf(ObjectOf({"port": INT})),
        "labels": MapOf(STRING),
        "matrix": ListOf(ListOf(INT)),
        "any": DYN,
        "fooBar": MapOf(INT),
        "foo_bar": MapOf(INT),
    }
)
SELF: dict[str, Value] = {
    "replicas": 3,
    "name": "web",
    "ports": [{"port": 80}, {"port": 443}],
    "labels": {"a": "b"},
    "matrix": [[1, 2]],
    "any": {"x": [1]},
    "fooBar": {"a": 1},
}
ENVIRONMENT = Environment({"self": SPEC, "oldSelf": OptionalOf(SPEC), "authorizer": AUTHORIZER}, "1.34")


def compiled(text: str, environment: Environment = ENVIRONMENT) -> Expression:
    expression = environment.compile(text)
    assert isinstance(expression, Expression), expression
    return expression


def refused(text: str, environment: Environment = ENVIRONMENT) -> CompileFault:
    fault = environment.compile(text)
    assert isinstance(fault, CompileFault), fault
    return fault


def value(text: str) -> Value:
    return compiled(text).evaluate({"self": SELF, "oldSelf": None})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("self.replicas >= 3", True),
        ("self.ports.all(p, p.port > 79)", True),
        ("self.ports.map(p, p.port).sum()", 523),
        ("self.labels.exists(k, self.labels[k] == 'b')", True),
        ("self.matrix[0][1]", 2),
        ("self.any.x[0] == 1.0", True),
        ("self.fooBar['a']", 1),
        ("has(self.foo_bar)", False),
        ("self.?foo_bar[?'a'].orValue(7)", 7),
        ("oldSelf.hasValue()", False),
        ("oldSelf.optMap(o, o.replicas).orValue(9)", 9),
        ("self.?name", "web"),
        ("self.?foo_bar", None),
        ("{'a': 1}.transformMap(k, v, v + 1)", {"a": 2}),
        ("[1, 2].transformList(i, v, i * v)", [0, 2]),
        ("true || authorizer.group('apps').resource('deployments').check('get').allowed()", True),
    ],
)
def test_evaluates(text: str, expected: Value) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("self.nope == 1", "undefined field 'nope'", 1, 5),
        ("self.replicas == 'x'", "found no matching overload for '_==_' applied to '(int, string)'", 1, 15),
        ("self.replicas > 1 &&\n  self.nope", "undefined field 'nope'", 2, 7),
        ("[1, 'a'].size() > 0", "expected type 'int' but found 'string'", 1, 5),
        ("{'a': 1, 'b': 'x'}.size() > 0", "expected type 'int' but found 'string'", 1, 15),
        ("duration('soon') > duration('1s')", "invalid duration argument: soon", 1, 10),
        ("self.name.matches('[')", "invalid matches argument: missing ]: [", 1, 19),
        ("other == 1", "undeclared reference to 'other' (in container '')", 1, 1),
        ("[2, 1].sort() == [1, 2]", "undeclared reference to 'sort' (in container '')", 1, 12),
    ],
)
def test_refuses_what_does_not_compile(text: str, message: str, line: int, column: int) -> None:
    assert refused(text) == CompileFault(message, line, column)


def test_a_syntax_error_is_told_without_the_list_of_tokens() -> None:
    fault = refused("self.replicas >")

    assert fault.message == "Syntax error: mismatched input '<EOF>'"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("self.foo_bar['a'] == 1", "no such key: foo_bar"),
        ("self.labels['x'] == ''", "no such key: x"),
        ("1 / 0 == 1", "division by zero"),
        (
            "quantity('x').isInteger()",
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ),
        ("size(self.any.x[0]) == 1", "no such overload"),
    ],
)
def test_tells_why_there_is_no_value(text: str, message: str) -> None:
    assert value(text) == EvaluationFault(message)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("has(object.nothing.field)", False),
        ("has(object.nothing.field) ? object.nothing.field : 'none'", "none"),
        ("object.items.all(one, has(one.field))", False),
        ("has(object.something.field)", True),
        ("has(object.something.other)", False),
        ("has(object.nothing)", True),
    ],
)
def test_null_has_no_fields(text: str, expected: Value) -> None:
    """As in cel-go (refQualify); the library's own answer is an error."""
    values = {"object": {"nothing": None, "something": {"field": 1}, "items": [None]}}
    assert compiled(text, Environment({"object": DYN}, "1.34")).evaluate(values) == expected


def test_what_is_not_there_is_an_error_below_it() -> None:
    found = compiled("has(object.missing.field)", Environment({"object": DYN}, "1.34")).evaluate(
        {"object": {}}
    )
    assert found == EvaluationFault("no such key: missing")


def test_what_only_a_cluster_knows_is_not_judged() -> None:
    assert value("authorizer.group('').resource('pods').check('get').allowed()") == EvaluationFault(
        "cannot be known offline: what the authorizer decides", unjudgeable=True
    )


def test_a_variable_without_a_value_is_not_judged() -> None:
    fault = compiled("self.replicas == 1").evaluate({})

    assert fault == EvaluationFault("cannot be known offline: the value of self", unjudgeable=True)


@pytest.mark.parametrize(
    ("text", "returns"),
    [
        ("self.replicas > 1", BOOL),
        ("self.labels", MapOf(STRING)),
        ("self.?name", OptionalOf(STRING)),
        ("self", DYN),
        ("[self.ports]", ListOf(ListOf(DYN))),
    ],
)
def test_tells_the_type_of_the_result(text: str, returns: CelType) -> None:
    assert compiled(text).returns == returns


def test_tells_which_variables_are_read() -> None:
    assert compiled("self.replicas > 1 || oldSelf.hasValue()").variables == {"self", "oldSelf"}
    assert compiled("[1].all(x, x > 0)").variables == frozenset()


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("quantity('1').isInteger()", "1.29"),
        ("optional.of(1).hasValue()", "1.29"),
        ("sets.contains([1], [1])", "1.30"),
        ("'%d'.format([1]) == '1'", "1.30"),
        ("isIP('::1')", "1.31"),
        ("!format.dns1123Label().validate('a').hasValue()", "1.32"),
        ("{'a': 1}.all(k, v, v == 1)", "1.33"),
        ("isSemver('1.0.0')", "1.34"),
        ("[2, 1].sort() == [1, 2]", "1.35"),
    ],
)
def test_a_function_is_known_from_its_version_on(text: str, since: str) -> None:
    major, minor = since.split(".")
    before = f"{major}.{int(minor) - 1}"

    assert isinstance(Environment({}, before).compile(text), CompileFault)
    assert compiled(text, Environment({}, since)).evaluate({}) is True
