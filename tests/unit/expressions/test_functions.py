"""Functions that Kubernetes adds to CEL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.expressions import Environment, EvaluationFault, Expression, ExpressionError, matches
from gate.expressions.functions.patterns import ungrouped
from gate.expressions.functions.quantities import parsed
from gate.expressions.types import STRING, Value

ENVIRONMENT = Environment({}, "1.35")
URL_PROBLEM = "URL parse error during conversion from string"
WITH_TEXT = Environment({"text": STRING}, "1.35")
PREDICATES = [
    expression
    for name in ("isURL", "isIP", "isCIDR", "isQuantity", "isSemver")
    if isinstance(expression := WITH_TEXT.compile(f"{name}(text)"), Expression)
]


def value(text: str) -> Value:
    expression = ENVIRONMENT.compile(text)
    assert isinstance(expression, Expression), expression
    return expression.evaluate({})


@pytest.mark.parametrize(
    "text",
    [
        "[1, 2, 3].isSorted() && !['b', 'a'].isSorted()",
        "[1.5, 2.5].sum() == 4.0 && [duration('1s'), duration('2s')].sum() == duration('3s')",
        "[1, 3, 2].max() == 3 && ['b', 'a'].min() == 'a'",
        "[1, 2, 1].indexOf(1) == 0 && [1, 2, 1].lastIndexOf(1) == 2 && ['a'].indexOf('b') == -1",
        "'abc123'.find('[0-9]+') == '123' && 'abc'.find('x') == '' && 'a1'.find('(a)(1)') == 'a1'",
        "'a1b2'.findAll('[a-z]([0-9])') == ['a1', 'b2'] && 'a1b2'.findAll('[a-z]', 1) == ['a']",
        "'tacocat'.charAt(3) == 'o' && 'tacocat'.charAt(7) == ''",
        "'hello mellow'.indexOf('ello') == 1 && 'hello mellow'.indexOf('ello', 2) == 7",
        "'hello mellow'.lastIndexOf('ello') == 7 && 'hello mellow'.lastIndexOf('ello', 6) == 1",
        "'TacoCÆt'.lowerAscii() == 'tacocÆt' && 'tacoCæt'.upperAscii() == 'TACOCæT'",
        "'hello hello'.replace('he', 'we', 1) == 'wello hello' && 'ab'.replace('', '-') == '-a-b-'",
        "'a b c'.split(' ', 2) == ['a', 'b c'] && 'ab'.split('') == ['a', 'b'] && 'a'.split('b', 0) == []",
        "'tacocat'.substring(4) == 'cat' && 'tacocat'.substring(0, 4) == 'taco'",
        "'  \\ttrim\\n '.trim() == 'trim' && ['a', 'b'].join() == 'ab' && ['a', 'b'].join(', ') == 'a, b'",
        "strings.quote('a\"b\\n') == '\"a\\\\\"b\\\\n\"'",
        "'%s %d %.2f %x %X %o %b %%'.format(['a', 1, 1.255, 255, 'k', 8, 5]) == 'a 1 1.25 ff 6B 10 101 %'",
        "'%s'.format([[1, 'a', null, {'b': true}]]) == '[1, \"a\", null, {\"b\":true}]'",
        "quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('1000m') == quantity('1')",
        "quantity('1').add(2).sub(quantity('500m')).compareTo(quantity('2500m')) == 0",
        "sign(quantity('-1')) == -1 && quantity('50k').asInteger() == 50000 && !quantity('1500m').isInteger()",
        "isQuantity('1.5e3') && isQuantity('.5') && !isQuantity('1 Gi') && !isQuantity('') && !isQuantity('Gi')",
        "url('https://u:p@a.example:80/p%20q?x=1&x=2').getHost() == 'a.example:80'",
        "url('https://[::1]:80/a').getHostname() == '::1' && url('https://[::1]:80/a').getPort() == '80'",
        "url('https://a/b?x=1&x=2').getQuery()['x'] == ['1', '2'] && url('/a/b').getScheme() == ''",
        "isURL('http://a') && isURL('/a') && !isURL('../a') && !isURL('a b') && !isURL('http://a:b/')",
        "ip('::1').isLoopback() && ip('10.0.0.1').family() == 4 && ip('fe80::1').isLinkLocalUnicast()",
        "ip('ff02::1').isLinkLocalMulticast() && ip('224.0.0.5').isLinkLocalMulticast()",
        "ip('10.0.0.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast() && ip('::').isUnspecified()",
        "isIP('::1') && !isIP('::ffff:1.2.3.4') && !isIP('fe80::1%eth0') && !isIP('01.2.3.4')",
        "ip.isCanonical('::1') && !ip.isCanonical('0::1') && string(ip('0::1')) == '::1'",
        "cidr('10.0.0.0/8').containsIP('10.1.2.3') && !cidr('10.0.0.0/8').containsIP(ip('11.1.2.3'))",
        "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && !cidr('10.1.0.0/16').containsCIDR(cidr('10.0.0.0/8'))",
        "cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && cidr('10.1.2.3/8').ip() == ip('10.1.2.3')",
        "cidr('10.0.0.0/8').prefixLength() == 8 && !isCIDR('10.0.0.0') && !isCIDR('10.0.0.0/33')",
        "format.dns1123Label().validate('a_b').value().size() == 1",
        "!format.named('qualifiedName').value().validate('example.com/a').hasValue()",
        "!format.named('nothing').hasValue() && format.uuid().validate('x').hasValue()",
        "semver('1.2.3-alpha.1').isLessThan(semver('1.2.3')) && semver('v1.2', true).minor() == 2",
        "semver('1.0.0-2').compareTo(semver('1.0.0-10')) == -1 && semver('1.0.0+a') == semver('1.0.0+b')",
        "!isSemver('1.2') && !isSemver('01.2.3') && isSemver('01.2', true)",
        "[3, 1, 2].sort() == [1, 2, 3]",
    ],
)
def test_holds(text: str) -> None:
    assert value(text) is True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[].max() == 1", "max called on empty list"),
        ("'a'.charAt(2) == ''", "index out of range: 2"),
        ("'abc'.substring(2, 1) == ''", "invalid substring range. start: 2, end: 1"),
        ("quantity('1500m').asInteger() == 1", "cannot convert value to integer"),
        (
            "url('a b').getHost() == ''",
            'URL parse error during conversion from string: parse "a b": invalid URI for request',
        ),
        ("[9223372036854775807, 1].sum() == 1", "integer overflow"),
        (
            "{'a': 1, 'b': 2}.transformMapEntry(k, v, {'x': v}).size() == 1",
            "insert failed: key 'x' already exists",
        ),
    ],
)
def test_has_no_value(text: str, message: str) -> None:
    assert value(text) == EvaluationFault(message)


@pytest.mark.parametrize(
    ("pattern", "plain"),
    [
        ("(a)(b)", "(?:a)(?:b)"),
        ("(?P<n>a)(?i)(?:b)", "(?:a)(?i)(?:b)"),
        ("[(]\\(\\Q(\\E(x)", "[(]\\(\\Q(\\E(?:x)"),
        ("[]()](a)", "[]()](?:a)"),
    ],
)
def test_groups_do_not_capture(pattern: str, plain: str) -> None:
    assert ungrouped(pattern) == plain


@given(st.text(max_size=30))
def test_any_text_is_a_quantity_or_not(text: str) -> None:
    number = parsed(text)

    assert number is None or (number * 10**9).denominator == 1


@given(st.text(max_size=40))
def test_no_text_crashes_a_predicate(text: str) -> None:
    for predicate in PREDICATES:
        assert isinstance(predicate.evaluate({"text": text}), bool | EvaluationFault)


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [("abc", "b", True), ("abc", "^b", False), ("", "", True), ("AB", "(?i)ab", True), ("a" * 5000, "(a*)*b", False)],
)  # fmt: skip
def test_a_pattern_matches_a_part_of_a_text(text: str, pattern: str, expected: bool) -> None:
    assert matches(text, pattern) is expected


def test_a_pattern_that_is_none_is_told() -> None:
    with pytest.raises(ExpressionError, match=r"^missing \): \($"):
        matches("a", "(")
