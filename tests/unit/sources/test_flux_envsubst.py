"""Expressions in the text of a Flux build, against the tables of fluxcd/pkg's own tests (envsubst/eval_test.go)."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.sources.flux_envsubst import SubstitutionError, evaluate

VARIABLES = {
    "var01": "abcdEFGH28ij",
    "upper": "ABCDEFGH28IJ",
    "path_name": "/home/bozo/ideas/thoughts.for.today",
    "default_var": "foo",
    "stringZ": "abcABC123ABCabc",
    "slashes": "foo/bar/baz",
    "filename": "bash.string.txt",
    "path": "/path/to/file",
    "empty": "",
}


@pytest.mark.parametrize(
    ("written", "result"),
    [
        ("abcdEFGH28ij", "abcdEFGH28ij"),
        ("${#var01}", "12"),
        ("${var01^}", "AbcdEFGH28ij"),
        ("${var01^^}", "ABCDEFGH28IJ"),
        ("${upper,}", "aBCDEFGH28IJ"),
        ("${upper,,}", "abcdefgh28ij"),
        ("${path_name:11}", "ideas/thoughts.for.today"),
        ("${path_name:11:5}", "ideas"),
        ("${path_name:-5}", "/home/bozo/ideas/thoughts.for.today"),
        ("${default_var=xyz}", "foo"),
        ("${missing=xyz}", "xyz"),
        ("something ${missing=${default_var}}", "something foo"),
        ("foo: ${missing=prefix${default_var}-suffix}", "foo: prefixfoo-suffix"),
        ("${missing:=xyz}", "xyz"),
        ("${missing:-xyz}", "xyz"),
        ("${missing:=}", ""),
        ("${empty:=xyz}", "xyz"),
        ("${empty}", ""),
        ("${stringZ/%abc/XYZ}", "abcABC123ABCXYZ"),
        ("${stringZ/#abc/XYZ}", "XYZABC123ABCabc"),
        ("${stringZ//abc/xyz}", "xyzABC123ABCxyz"),
        ("${stringZ/abc/xyz}", "xyzABC123ABCabc"),
        ("${stringZ/abc/}", "ABC123ABCabc"),
        ("${filename#*.}", "string.txt"),
        ("${path#*/}", "path/to/file"),
        ("${filename##*.}", "txt"),
        ("${path##*/}", "file"),
        ("${filename%.*}", "bash.string"),
        ("${filename%%.*}", "bash"),
        ("${missing=${var01^^}}", "ABCDEFGH28IJ"),
        ("$${var01}", "${var01}"),
        ("${var01}$${var$${var01}$var01${var01}", "abcdEFGH28ij${var${var01}$var01abcdEFGH28ij"),
        ("something $${var=${default_var}}", "something ${var=foo}"),
        (r"${slashes/\//-}", "foo-bar/baz"),
        (r"${slashes//\//-}", "foo-bar-baz"),
        (r"\\something ${missing=${default_var}}", r"\\something foo"),
        ("$HOME and $(id) stay", "$HOME and $(id) stay"),
    ],
)
def test_expressions_are_evaluated_as_flux_does(written: str, result: str) -> None:
    assert evaluate(written, VARIABLES.get) == result


@pytest.mark.parametrize(
    "written",
    [
        *("${missing}", "${#missing}", "${missing^}", "${missing^^}", "${missing,}", "${missing,,}"),
        *("${missing:0}", "${missing:0:10}", "${missing/a/b}", "${missing//a/b}", "${missing/#a/b}"),
        *("${missing/%a/b}", "${missing#a}", "${missing##a}", "${missing%a}", "${missing%%a}"),
        "${upper:=${missing}}",
    ],
)
def test_what_is_read_has_to_be_defined(written: str) -> None:
    with pytest.raises(SubstitutionError, match="the variable missing is not defined") as caught:
        evaluate(written, VARIABLES.get)
    assert caught.value.variable == "missing"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("${", "no name"),
        ("${}", "no name"),
        ("${upper", "no closing brace"),
        ("${upper-default}", "no closing brace, or an operator that Flux has not"),
        ("${upper:=default", "lacks what it works with"),
        ("${upper/a}", "no second slash"),
        ("${upper#}", "lacks what it works with"),
        ("${a:=" * 60, "too deep"),
    ],
)
def test_a_malformed_expression_is_refused(written: str, message: str) -> None:
    with pytest.raises(SubstitutionError, match=message):
        evaluate(written, VARIABLES.get)


def test_a_value_that_would_take_forever_to_trim_is_refused() -> None:
    with pytest.raises(SubstitutionError, match="more than 2,000 characters"):
        evaluate("${long##*a}", {"long": "b" * 2_001}.get)


@pytest.mark.parametrize(
    "written",
    [
        "${long}" * 50,
        "${none:=" + "${long}" * 50 + "}",
        "${long//b/${long}}",
        "${long//b/${long//b/${long//b/${long}}}}",
    ],
)
def test_values_that_multiply_are_refused(written: str) -> None:
    with pytest.raises(SubstitutionError, match="make the text too long"):
        evaluate(written, {"long": "b" * 100_000}.get)


def test_a_long_value_is_put_in_as_often_as_there_is_room() -> None:
    assert evaluate("${long}-${long}", {"long": "bb"}.get, most=4) == "bb-bb"
    with pytest.raises(SubstitutionError, match="make the text too long"):
        evaluate("${long}-${long}", {"long": "bb"}.get, most=3)


@given(st.text(alphabet="${}:=-#%/^,ab\\", max_size=40))
def test_any_text_is_evaluated_or_refused(written: str) -> None:
    with suppress(SubstitutionError):
        assert isinstance(evaluate(written, VARIABLES.get), str)


@given(st.text().filter(lambda text: "$" not in text))
def test_text_without_a_dollar_stays(written: str) -> None:
    assert evaluate(written, VARIABLES.get) == written
