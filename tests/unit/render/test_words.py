"""A tool's own words, fit for a report."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.documents.masking import MASK
from gate.render.words import LENGTH, harmless, relative, shortened, without_credentials

WRAPPED = (
    b"Error: accumulating resources: accumulation err='accumulating resources from '../../srv/repo/web': "
    b"'/srv/repo/web' must resolve to a file': recursed accumulation of path '/srv/repo/web': "
    b"accumulating resources: accumulation err='accumulating resources from 'gone.yaml': evalsymlink failure "
    b"on '/srv/repo/web/gone.yaml' : lstat /srv/repo/web/gone.yaml: no such file or directory': must build "
    b"at directory: not a valid directory: evalsymlink failure on '/srv/repo/web/gone.yaml' : lstat "
    b"/srv/repo/web/gone.yaml: no such file or directory\n"
)
TOLD = (
    "accumulating resources: accumulation err='accumulating resources from 'gone.yaml': evalsymlink failure "
    "on 'web/gone.yaml' : lstat web/gone.yaml: no such file or directory'"
)


def test_the_wrapper_and_the_machine_do_not_show() -> None:
    assert relative(WRAPPED, [("/srv/repo", ".")]) == TOLD


def test_the_wrapper_around_a_component_does_not_show_either() -> None:
    words = (
        b"Error: accumulating components: accumulateDirectory: \"couldn't make target for path "
        b'\'/srv/repo/web\': invalid Kustomization: json: unknown field \\"resource\\""\n'
    )
    assert relative(words, [("/srv/repo", ".")]) == (
        "couldn't make target for path 'web': invalid Kustomization: json: unknown field \"resource\""
    )


def test_a_patch_of_a_component_is_not_shown() -> None:
    words = (
        b"Error: accumulating resources: accumulation err='accumulating resources from '../copy': 'x' must "
        b"resolve to a file': accumulating components: accumulateDirectory: \"recursed accumulation of path "
        b"'/srv/repo/part': trouble configuring builtin PatchTransformer with config: `\\npatch: hush\\n`: unable "
        b'to parse SM or JSON patch from [patch: \\"hush\\"]"\n'
    )
    assert harmless(relative(words, [("/srv/repo", ".")])) == (
        "accumulating components: accumulateDirectory: recursed accumulation of path 'part': trouble configuring "
        f"builtin PatchTransformer with config: {MASK}: unable to parse SM or JSON patch from [patch: {MASK}]"
    )


@pytest.mark.parametrize(
    "logged",
    [
        b'E1121 08:05:45.943449   23283 run.go:72] "command failed" err="no \\"resource\\" in /srv/repo/web"\n',
        b'E1121 08:05:45.943449   23283 run.go:72] "command failed" err=<\n\tno "resource"\n\tin /srv/repo/web\n >\n',
        b'error: no "resource" in /srv/repo/web\n',
        b"# Warning: 'bases' is deprecated. Use 'resources'.\nError: no \"resource\" in /srv/repo/web\n",
    ],
)
def test_kubectl_and_kustomize_say_the_same(logged: bytes) -> None:
    assert " ".join(relative(logged, [("/srv/repo", ".")]).split()) == 'no "resource" in web'


@pytest.mark.parametrize(
    ("words", "folder", "stand_in", "expected"),
    [
        ("open /a/b/c.yaml", "/a/b", "", "open c.yaml"),
        ("open /a/b", "/a/b", ".", "open ."),
        ("open '/a/b'", "/a/b", "charts/x", "open 'charts/x'"),
        ("open /a/b/t.yaml", "/a/b", "charts/x", "open charts/x/t.yaml"),
        ("open /a/bc/t.yaml", "/a/b", "", "open /a/bc/t.yaml"),
        ("open /a/values-0.yaml: x", "/a/values-0.yaml", "env/prod.yaml", "open env/prod.yaml: x"),
    ],
)
def test_folders_of_the_machine_are_told_as_the_repository_s(
    words: str, folder: str, stand_in: str, expected: str
) -> None:
    assert relative(words.encode(), [(folder, stand_in)]) == expected


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "literal sources [hunter2 x]: invalid literal source hunter2 x, expected key=value",
            f"literal sources [{MASK}]: invalid literal source {MASK}, expected key=value",
        ),
        (
            "- at '/password': 'hunter2' does not match pattern '^[0-9]+$'",
            f"- at '/password': {MASK} does not match pattern '^[0-9]+$'",
        ),
        (
            "yaml: unmarshal errors:\n  line 2: cannot unmarshal !!str `hunter2` into int",
            f"yaml: unmarshal errors:\n  line 2: cannot unmarshal {MASK} into int",
        ),
        (
            'strconv.Atoi: parsing "hun\\"ter2": invalid syntax',
            f"strconv.Atoi: parsing {MASK}: invalid syntax",
        ),
        ('unable to cast "hunter2" of type string to int', f"unable to cast {MASK} of type string to int"),
        (
            'error calling tpl: cannot parse template "{{ hunter2": template: gotpl:1: unclosed action',
            f"error calling tpl: cannot parse template {MASK}: template: gotpl:1: unclosed action",
        ),
    ],
)
def test_values_that_tools_quote_are_cut(words: str, told: str) -> None:
    assert harmless(words) == told


def test_known_secrets_are_cut_wherever_they_stand() -> None:
    assert (
        harmless("bad password hunter2-and-more", ["hunter2", "hunter2-and-more"]) == f"bad password {MASK}"
    )


def test_addresses_in_memory_do_not_make_each_run_differ() -> None:
    assert harmless("generator &{0x121d051ca000 0x121d0518ca80}") == "generator &{0x… 0x…}"


@given(st.text(max_size=4 * LENGTH))
def test_a_long_text_keeps_its_beginning_and_its_end(text: str) -> None:
    told = shortened(text)
    assert len(told) <= LENGTH
    assert told == text or (text.startswith(told.split(" … ")[0]) and text.endswith(told.rsplit(" … ", 1)[1]))


def test_words_without_end_are_looked_at_only_at_both_ends() -> None:
    words = relative(b"Error: begin " + b": '" * 2**22 + b" end", [("/srv/repo", ".")])
    assert len(words) < 20_000
    told = harmless(words)
    assert told.startswith("begin ")
    assert told.endswith(" end")


def test_an_address_shows_no_credentials_and_is_one_short_line() -> None:
    assert without_credentials("https://me:pw@host/x") == f"https://{MASK}@host/x"
    assert without_credentials("a\nb") == "a b"
    assert len(without_credentials("x" * 1000)) < 250
