"""The texts whose reading the API server is asked about: listed ones, and random ones by a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
HEAD = "apiVersion: corpus.example.com/v1\nkind: Reading\nmetadata: {name: a}\n"
SEED, RANDOM, TORN = 1134, 250, 250
_PLACES = (
    "spec:\n  a: {}\n",
    "spec:\n- {}\n- b\n",
    "spec: {{a: {}, b: 1}}\n",
    "spec: [{}, b]\n",
    "spec:\n  {}: a\n",
    "spec: {{{}: a}}\n",
    "spec:\n  a: !!str {}\n",
    "spec:\n  a: &x {}\n  b: *x\n",
)
_TEARS = " \t\n:-?,[]{}#&*!|>'\"%@`\\a1~<"


def texts() -> Iterator[str]:
    """Every text once, in an order that stays."""
    seen: set[str] = set()
    for text in _all(random.Random(SEED)):
        if text not in seen:
            seen.add(text)
            yield text


def _all(chance: random.Random) -> Iterator[str]:
    scalars = (HERE / "scalars.txt").read_text().split("\n")[:-1]
    for scalar in scalars:
        for place in (_PLACES[0], *chance.sample(_PLACES[1:], 3)):
            yield HEAD + place.format(scalar)
    structures = _pieces("structures.txt")
    yield from (HEAD + structure for structure in structures)
    yield from _framed()
    yield from _unusual()
    for typed in _pieces("typed.txt"):
        kind, _, body = typed.partition("\n")
        api_version, _, name = kind.partition(" ")
        yield f"apiVersion: {api_version}\nkind: {name}\nmetadata: {{name: a}}\n{body}"
    for _ in range(RANDOM):
        yield f"{HEAD}spec:{_block(chance, scalars, 2, 3)}"
    for _ in range(TORN):
        yield HEAD + _torn(chance, chance.choice(structures))


def _pieces(name: str) -> list[str]:
    return (HERE / name).read_text().split("%%%%\n")


def _framed() -> Iterator[str]:
    """What stands around a document: marks, directives, byte order marks, line ends, JSON."""
    whole = HEAD + "spec: {a: y}\n"
    yield from ("\ufeff" + whole, "---\n" + whole, "--- # c\n" + whole, "# c\n" + whole, "\n\n" + whole)
    yield from ("---\n---\n" + whole, "...\n" + whole, whole + "...\n", whole + "---\n", "---\t\n" + whole)
    yield from ("\ufeff---\n" + whole, "---\n\ufeff" + whole, whole + "\ufeff", "--- \r\n" + whole)
    yield from ("%YAML 1.1\n---\n" + whole, "%YAML 1.2\n---\n" + whole, "%YAML 1.1\n" + whole)
    yield from (
        "%TAG ! tag:a,2000:\n---\n" + whole,
        "%FOO bar\n---\n" + whole,
        "# c\n%YAML 1.2\n---\n" + whole,
    )
    yield from ("--- {a: b}\n" + whole, "---" + whole, " ---\n" + whole, "--- |\n" + whole)
    for end in ("\r\n", "\r", "\n\r", "\x85", "\u2028"):
        yield whole.replace("\n", end)
        yield HEAD + "spec:\n  a: one\n    two\n  b: |\n    three\n    four\n".replace("\n", end)
        yield HEAD + f'spec: "a{end}b"\n'
        yield HEAD + f"spec: a{end}b\n"
        yield HEAD + f"spec: |\n  a{end}  b\n"
    start = '{"apiVersion": "corpus.example.com/v1", "kind": "Reading", "metadata": {"name": "a"}, '
    yield from (start + rest for rest in _json())


def _json() -> Iterator[str]:
    yield from (
        '"spec": {"a": 1}}',
        '"spec": {"a": 1,}}',
        '"spec": {"a": 1} # c\n}',
        '"spec": {"a": 1} // c\n}',
    )
    yield from ('"spec": {a: 1}}', "\"spec\": {'a': 1}}", '"spec": {"a": y}}', '"spec": {"a": 1, "a": 2}}')
    yield from (
        '"spec": {"a": 1}} {}',
        '"spec": {"a": 1}}\n---\n{}',
        '"spec": {"a": 1}}x',
        '"spec": {"a": 1}',
    )
    yield from ('"spec": {"a": 01}}', '"spec": {"a": 1.0}}', '"spec": {"a": 1e2}}', '"spec": {"a": -0}}')
    yield from ('"spec": {"a": 9223372036854775808}}', '"spec": {"a": 1e400}}', '"spec": {"a": NaN}}')
    yield from ('"spec": "\\u00e9\\ud83d\\ude00"}', '"spec": "\\ud800"}', '"spec": "a\\/b"}', '"spec": "\t"}')
    yield from (
        '"spec":\t{"a":\t1}}',
        '\n\t"spec": {}\n}',
        '"spec": "\x7f"}',
        '"spec": {"": 1}}',
        '"spec": null}',
    )
    yield from (
        '"spec": {"a":1}}',
        '"spec": {"a":y}}',
        '"spec": [1,2,]}',
        '"spec": "a" "b"}',
        '/* c */ "spec": 1}',
    )


def _unusual() -> Iterator[str]:
    """Characters and sizes that no list shows well."""
    for (
        character
    ) in "\x00\x01\x07\x0b\x0c\x1b\x7f\x80\x85\xa0\xad\u2028\u2029\ufeff\ufffe\uffff\ue000\U0010ffff":
        yield HEAD + f"spec: a{character}b\n"
        yield HEAD + f'spec: "a{character}b"\n'
        yield HEAD + f"spec: [a, {character}b]\n"
    for tabbed in (
        "spec:\n\ta: 1\n",
        "spec:\ta\n",
        "spec: a\t\n",
        "spec:\n  a:\t1\n",
        "spec:\n  a: 1\t# c\n",
    ):
        yield HEAD + tabbed
    for tabbed in (
        "spec:\n  - \ta\n",
        "spec:\n  -\ta\n",
        "spec: {\ta: 1}\n",
        "spec: [\n\t1\n]\n",
        "spec: [1,\t2]\n",
    ):
        yield HEAD + tabbed
    for tabbed in (
        "spec: |\n  a\tb\n",
        "spec: |\n  \ta\n",
        "spec: |\n\ta\n",
        "spec: a\n\tb\n",
        "\t\nspec: 1\n",
    ):
        yield HEAD + tabbed
    for tabbed in (
        "spec:\n  a: 1\n\t\n  b: 2\n",
        "spec: 'a\n\tb'\n",
        "spec:\n  a\t: 1\n",
        "spec:\n  -\t- a\n",
    ):
        yield HEAD + tabbed
    for size in (100, 1000, 1023, 1024, 1025, 2000):
        yield HEAD + f"spec:\n  {'k' * size}: 1\n"
        yield HEAD + f"spec: {{{'k' * size}: 1}}\n"
        yield HEAD + f'spec:\n  "{"k" * size}": 1\n'
        yield HEAD + f'spec: {{"{"k" * size}": 1}}\n'
        yield HEAD + f"spec:\n  ? {'k' * size}\n  : 1\n"
        yield HEAD + f"spec:\n  {'k ' * (size // 2)}k: 1\n"
        yield HEAD + f"spec:\n  a: {'v' * size}\n"
    for depth in (50, 150):
        yield HEAD + f"spec: {'[' * depth}{']' * depth}\n"
        yield HEAD + f"spec: {'{a: ' * depth}1{'}' * depth}\n"
        yield HEAD + "spec:\n  " + "- " * depth + "a\n"


def _block(chance: random.Random, scalars: list[str], indent: int, deep: int) -> str:
    """A random value as it stands behind a colon, with its line end."""
    kinds: tuple[Callable[[], str], ...] = (
        lambda: f" {chance.choice(scalars)}\n",
        lambda: f" {_flow(chance, scalars, 2)}\n",
        lambda: (
            f" {chance.choice('|>')}{chance.choice(['', '-', '+'])}\n{' ' * indent}one\n\n{' ' * indent} two\n"
        ),
        lambda: "".join(("\n", *(f"{' ' * indent}{line}" for line in _pairs(chance, scalars, indent, deep)))),
        lambda: "".join(
            ("\n", *(f"{' ' * indent}-{line}" for line in _items(chance, scalars, indent, deep)))
        ),
    )
    return chance.choice(kinds if deep else kinds[:3])()


def _pairs(chance: random.Random, scalars: list[str], indent: int, deep: int) -> Iterator[str]:
    for number in range(chance.randint(1, 3)):
        key = chance.choice(
            [f"k{number}", f'"k {number}"', f"{number}", chance.choice(scalars), f"k{number} "]
        )
        yield f"{key}:{_block(chance, scalars, indent + chance.choice([2, 2, 1, 4]), deep - 1)}"


def _items(chance: random.Random, scalars: list[str], indent: int, deep: int) -> Iterator[str]:
    return (_block(chance, scalars, indent + 2, deep - 1) for _ in range(chance.randint(1, 3)))


def _flow(chance: random.Random, scalars: list[str], deep: int) -> str:
    if deep == 0 or chance.random() < 0.3:
        return chance.choice(scalars)
    inner = [_flow(chance, scalars, deep - 1) for _ in range(chance.randint(0, 3))]
    if chance.random() < 0.5:
        return f"[{', '.join(inner)}]"
    return "{" + ", ".join(f"k{number}: {one}" for number, one in enumerate(inner)) + "}"


def _torn(chance: random.Random, text: str) -> str:
    """The text with a character more, less or other, or two lines exchanged."""
    at = chance.randrange(len(text))
    match chance.randrange(4):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + chance.choice(_TEARS) + text[at:]
        case 2:
            return text[:at] + chance.choice(_TEARS) + text[at + 1 :]
        case _:
            lines = text.splitlines(keepends=True)
            first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[first], lines[second] = lines[second], lines[first]
            return "".join(lines)
