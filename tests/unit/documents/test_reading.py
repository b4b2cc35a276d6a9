"""Texts against what Kubernetes itself makes of them (golden/), and documents against each other."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from gate.documents import Document, Fault, read
from gate.documents.faults import MAX_CHARACTERS, MAX_DEPTH, MAX_NODES

CASES: list[dict[str, str]] = json.loads((Path(__file__).parent / "golden" / "cases.json").read_text())[
    "cases"
]
STRICTER = {
    '1: a\n"1": b\n': "Kubernetes keeps one of the two by chance",
    "--- a\n": "kubectl splits the text first and refuses the separator",
}
MORE_LENIENT_THAN_STRICT = {
    "<<: {a: 1}\na: 2\n": "a key that overrides a merged one is what merge keys are for",
    "<<: [{a: 1}, {a: 2, b: 3}]\n": "the first mapping overrides the second: YAML 1.1, type merge",
}


def as_kubernetes_holds(value: Any) -> Any:
    """Numbers as sigs.k8s.io/json reads them back: 64-bit integers, else floats."""
    if isinstance(value, dict):
        return {key: as_kubernetes_holds(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_kubernetes_holds(part) for part in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if float(value).is_integer() and -(2**63) <= value < 2**63 else float(value)
    return value


@pytest.mark.parametrize("case", CASES, ids=lambda case: json.dumps(case["yaml"]))
def test_a_text_means_what_it_means_to_kubernetes(case: dict[str, str]) -> None:
    documents = read(case["yaml"].encode())
    if "error" in case or case["yaml"] in STRICTER:
        assert any(document.faults for document in documents)
    elif case["json"] == "null" and not documents:
        assert not case["yaml"].strip("~ \n").split("#")[0].strip('-"')
    else:
        (document,) = documents
        assert not document.broken
        assert as_kubernetes_holds(document.value) == as_kubernetes_holds(json.loads(case["json"]))
        repeated = "strict" in case and case["yaml"] not in MORE_LENIENT_THAN_STRICT
        assert bool(document.faults) == repeated
        assert orjson.loads(orjson.dumps(document.value)) == document.value


def test_documents_are_counted_with_the_empty_ones() -> None:
    text = b"# first\n---\na: 1\n---\n---  # nothing\n# comment\n---\n\n  # c\nb:\n  c: 2\n"
    assert read(text) == (Document(1, 3, {"a": 1}), Document(4, 10, {"b": {"c": 2}}))


def test_a_separator_that_opens_the_text_opens_document_0() -> None:
    assert read(b"---\na: 1\n---\nb: 2") == (Document(0, 2, {"a": 1}), Document(1, 4, {"b": 2}))


def test_a_broken_document_hides_no_other() -> None:
    first, broken, last = read(b"a: 1\n---\nb: [1\nc: 2\n---\nd: 3\n")
    assert (first.value, last.value, last.index, last.line) == ({"a": 1}, {"d": 3}, 2, 6)
    assert broken == Document(
        1,
        3,
        None,
        (Fault("syntax", "did not find expected ',' or ']' (while parsing a flow sequence)", 4, 2),),
        broken=True,
    )


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"),
    [
        (b'a: 1\nb: "torn\n---\nc: 1\n', "syntax", 2, 4, "a quoted scalar that begins here"),
        (b"a: 1\nb: c: d\n", "syntax", 2, 5, "mapping values are not allowed"),
        (b"a:\n\tb: 1\n", "syntax", 2, 1, "cannot start any token"),
        ("é: 'ü' @".encode(), "syntax", 1, 8, "cannot start any token"),
        (b"a: *x\n", "syntax", 1, 4, "*x names an anchor that is not set"),
        (b"a: &x\n  b: *x\n", "syntax", 2, 6, "*x stands inside what it names"),
        (b"{{ .Values.x }}: 1\n", "syntax", 1, 1, "an unrendered template?"),
        (b"a: 1\nb: !!int x\n", "syntax", 2, 4, "cannot be read as !!int"),
        (b"a: .inf\n", "syntax", 1, 4, "no place in JSON"),
        (b"a: 1\n~: 2\n", "syntax", 2, 1, "null cannot be a key"),
        (b"a:\n  <<: 1\n", "syntax", 2, 7, "takes a mapping"),
        (b"a: [curl, http://x/?y=1]\n", "syntax", 1, 20, "`?`"),
        (b'a: "b"\nc: "d\\/e"\n', "syntax", 2, 6, "`\\/`"),
        (b"a: 1\n--- b\n", "syntax", 2, 1, "only a comment"),
        (b"-----BEGIN X\n", "syntax", 1, 1, "only a comment"),
        (b"%YAML 1.2\n---\na: 1\n", "syntax", 1, 1, "directive"),
        (b"\n# one\n  # two\n%YAML 1.2\n---\na: 1\n", "syntax", 4, 1, "directive"),
        (b"a: 1\nb: x\xff\n", "encoding", 2, 5, "0xFF"),
        (b"a: 1\nb: x\x01\n", "encoding", 2, 5, "U+0001"),
        (b'{"a": 1,\n "b": ]}\n', "syntax", 2, 7, "no JSON: Expecting value"),
        (b'{"a": 1e999}\n', "limit", 1, 7, "too large"),
    ],
)
def test_a_fault_stands_at_the_offending_token(
    text: bytes, code: str, line: int, column: int, words: str
) -> None:
    (fault,) = next(document for document in read(text) if document.faults).faults
    assert (fault.code, fault.line, fault.column) == (code, line, column)
    assert words in fault.message


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        (b"x: 1\n---\na: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", 7, 3, 'the key "c" is set twice, first on line 5'),
        (b"- a: 1\n  a: 2\n", 2, 3, 'the key "a" is set twice, first on line 1'),
        (b'{"a": 1,\n "a": 2}', 2, 2, 'the key "a" is set twice, first on line 1'),
        (
            b"a: 2\n<<: {a: 1}\n",
            2,
            1,
            'the merge key replaces the key "a" of line 1 above it; put `<<` first',
        ),
    ],
)
def test_a_duplicate_key_is_told_and_the_value_stays(
    text: bytes, line: int, column: int, message: str
) -> None:
    document = read(text)[-1]
    assert document.faults == (Fault("duplicate-key", message, line, column),)
    assert not document.broken
    assert document.value


def test_duplicates_of_an_anchored_mapping_are_told_once() -> None:
    (document,) = read(b"a: &x {b: 1, b: 2}\nc: *x\nd: {<<: *x}\n")
    assert len(document.faults) == 1
    assert document.value == {"a": {"b": 2}, "c": {"b": 2}, "d": {"b": 2}}


def test_many_duplicates_are_counted() -> None:
    (document,) = read(b"a: 1\n" * 500)
    assert len(document.faults) == 101
    assert document.faults[-1].message == "and 399 more duplicate keys in this document"


def test_text_behind_the_end_of_a_document_is_told() -> None:
    (document,) = read(b"a: 1\n...\nb: 2\n")
    assert document.value == {"a": 1}
    assert document.faults == (
        Fault("syntax", "Kubernetes does not read what stands behind the end of the document", 3, 1),
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    assert read("a: é\n---\nb: 1\n".encode(encoding)) == (
        Document(0, 1, {"a": "é"}),
        Document(1, 3, {"b": 1}),
    )


def test_utf_16_without_a_mark_is_refused() -> None:
    (document,) = read("a: 1".encode("utf-16-le"))
    assert document.broken
    assert document.faults[0].code == "encoding"


def test_windows_line_ends_are_fine() -> None:
    assert read(b"a: 1\r\n---\r\nb: |\r\n  x\r\n") == (Document(0, 1, {"a": 1}), Document(1, 3, {"b": "x\n"}))


def test_bytes_that_are_no_utf_8_break_only_their_document() -> None:
    broken, fine = read(b"a: \xff\n---\nb: 1\n")
    assert broken.broken
    assert fine.value == {"b": 1}


class TestJson:
    def test_tabs_surrogate_pairs_and_long_keys_are_fine(self) -> None:
        key = "k" * 2000
        (document,) = read(b'{\n\t"a":\t"\\ud83d\\ude00", "' + key.encode() + b'": "\\/"}\n')
        assert document.value == {"a": "\U0001f600", key: "/"}

    def test_a_lone_surrogate_is_replaced_as_go_does(self) -> None:
        (document,) = read(b'{"a": "\\ud83dx", "b": "\\\\ud83d"}')
        assert document.value == {"a": "\ufffdx", "b": "\\ud83d"}

    def test_concatenated_objects_are_documents(self) -> None:
        documents = read(b'{"a": 1}{"b": 2}\n{"c": 3}\n---\n{"d": 4}\n')
        assert [(d.index, d.line, d.value) for d in documents] == [
            (0, 1, {"a": 1}),
            (1, 1, {"b": 2}),
            (2, 2, {"c": 3}),
            (3, 4, {"d": 4}),
        ]

    def test_numbers_are_64_bit_integers_or_floats(self) -> None:
        (document,) = read(b'{"a": 9223372036854775807, "b": 9223372036854775808, "c": 1.0}')
        assert document.value == {"a": 9223372036854775807, "b": 9.223372036854775808e18, "c": 1.0}

    def test_what_is_no_json_may_be_a_flow_mapping(self) -> None:
        assert read(b"{a: 1, b: [x]}") == (Document(0, 1, {"a": 1, "b": ["x"]}),)
        assert read(b'{"a": NaN, "b": }') == (Document(0, 1, {"a": "NaN", "b": None}),)

    def test_many_digits_do_no_harm(self) -> None:
        (document,) = read(b'{"a": ' + b"9" * 10_000 + b"}")
        assert document.faults[0].code == "limit"


class TestLimits:
    @pytest.mark.parametrize(
        "text",
        [
            b"[" * 100_000,
            b'{"a":' * 100_000,
            b'{"a":' * 300 + b"1" + b"}" * 300,
            b'{"a": ' + b"[" * 300 + b"]" * 300 + b"}",
            b"- " * 50_000 + b"x",
            b"? " * 50_000 + b"x",
            b"".join(b" " * i + b"a:\n" for i in range(300)),
        ],
        ids=["flow", "json", "json objects", "json lists", "compact lists", "complex keys", "block"],
    )
    def test_depth(self, text: bytes) -> None:
        (document,) = read(text)
        assert document.broken
        assert document.faults[0].code == "limit"
        assert f"more than {MAX_DEPTH} levels" in document.faults[0].message

    def test_the_deepest_that_is_read_can_be_written(self) -> None:
        (document,) = read(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
        assert not document.broken
        assert orjson.dumps(document.value) == b"[" * MAX_DEPTH + b"]" * MAX_DEPTH

    def test_depth_that_aliases_bring(self) -> None:
        text = "a0: &a0 [1]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 300))
        (document,) = read(text.encode())
        assert document.faults[0].code == "limit"
        assert document.faults[0].line == 200

    def test_billion_laughs(self) -> None:
        text = "a0: &a0 [lol]\n" + "".join(
            f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12)
        )
        (document,) = read(text.encode())
        assert document.broken
        assert document.faults[0].code == "limit"

    def test_billion_laughs_by_merge_keys(self) -> None:
        text = "a0: &a0 {x: 1}\n" + "".join(
            f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}]}}\n" for i in range(1, 12)
        )
        (document,) = read(text.encode())
        assert document.faults[0].code == "limit"

    def test_a_long_text_many_times(self) -> None:
        text = b"a: &a " + b"x" * 1_000_000 + b"\nb: [" + b"*a," * 20 + b"]\n"
        (document,) = read(text)
        assert document.faults[0] == Fault(
            "limit",
            f"the document is longer than {MAX_CHARACTERS:,} characters once its aliases are expanded",
            2,
            50,
        )

    def test_more_aliases_than_kubernetes_takes(self) -> None:
        text = "a: &a [" + "x," * 150 + "]\nb: [" + "*a," * 1000 + "]\n"
        (document,) = read(text.encode())
        assert document.faults[0].code == "limit"
        assert "99% of the document comes from aliases" in document.faults[0].message

    def test_more_values_by_aliases_than_are_kept(self) -> None:
        """Below the share that Kubernetes takes."""
        (document,) = read(b"a: &a [" + b"1," * 20_000 + b"]\nb: [" + b"*a," * 60 + b"]\n")
        assert [(fault.code, fault.line) for fault in document.faults] == [("limit", 2)]
        assert f"more than {MAX_NODES:,} keys and values" in document.faults[0].message

    def test_ordinary_use_of_aliases_is_fine(self) -> None:
        text = "a: &a {x: 1, y: 2}\nb: [" + "*a," * 100 + "]\n"
        (document,) = read(text.encode())
        assert not document.faults

    def test_nodes(self) -> None:
        (document,) = read(b"[" + b"1," * (MAX_NODES + 1) + b"]")
        assert f"more than {MAX_NODES:,} keys and values" in document.faults[0].message
        (document,) = read(b'{"a": [' + b"1," * MAX_NODES + b"1]}")
        assert f"more than {MAX_NODES:,} keys and values" in document.faults[0].message

    def test_characters_of_one_document(self) -> None:
        long, short = read(b"a: " + b"x" * MAX_CHARACTERS + b"\n---\nb: 1\n")
        assert long.faults == (
            Fault("limit", f"the document is longer than {MAX_CHARACTERS:,} characters", 1, 1),
        )
        assert short.value == {"b": 1}


def test_a_message_holds_no_value() -> None:
    texts = [
        b"password: hunter2: x\n",
        b"password: !!int hunter2\n",
        b"password: *hunter\n  hunter2",
        b"--- hunter2\n",
        b'{"password": "hunter2}',
        b"password: hunter2\npassword: hunter2\n",
        b"password: hunter2\xff",
    ]
    assert all("hunter2" not in fault.message for text in texts for doc in read(text) for fault in doc.faults)


def test_the_mark_of_utf_8_is_no_character() -> None:
    (document,) = read(codecs.BOM_UTF8 + b"a: 1\na: 2\n")
    assert (document.faults[0].line, document.faults[0].column) == (2, 1)
