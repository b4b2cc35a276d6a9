"""Changes what stands at a place of a file: a YAML scalar, or a value of an env file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gate.model.finding import Location

_DECORATION = re.compile(r"(?:[&!][^\s,\]}]*\s+)+")
_PLAIN = re.compile(r"(?:[^\s#,\[\]{}:]|:(?=\S)|(?<=\S)#|[ \t]+(?=[^\s#])(?!:))+")
_IN_BLOCK = re.compile(r"(?:[^#\n:]|:(?=\S)|(?<=\S)#)+")
_TEMPLATE_NUMBER = re.compile(r"-?\d+(?![\w.])")
_TEMPLATE_WORD = re.compile(r"true\b|false\b")
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
OPPOSITES = {"true": "false", "false": "true", "null": "x", "~": "x"}


def alterations(path: Path, text: str, line: int, column: int) -> Iterator[tuple[Path, bytes]]:
    """What files can be changed to: the scalar that stands there, else the file that it names."""
    start = offset_of(text, line, column)
    for end, new in _changes(text, start):
        yield path, (text[:start] + new + text[end:]).encode()
    named = path.parent / scalar_at(text, line, column).rpartition("=")[2]
    try:
        if named.is_file():
            yield named, named.read_bytes() + b"x\n"
    except (OSError, ValueError):
        return


def template_alterations(content: bytes, line_number: int, column: int) -> Iterator[tuple[bool, bytes]]:
    """What a template or a file of values can be changed to, with another text at a place.

    Whether the line was taken out comes first: of what includes many lines, that alone changes it.
    """
    lines = content.decode("utf-8", "replace").split("\n")
    line = lines[line_number - 1]
    before, rest = line[: column - 1], line[column - 1 :]
    if rest[:1] in "|>" and line_number < len(lines):
        yield False, _with(lines, line_number, lines[line_number] + "x")
    elif number := _TEMPLATE_NUMBER.match(rest):
        yield False, _with(lines, line_number - 1, f"{before}{int(number[0]) + 1}{rest[number.end() :]}")
    elif word := _TEMPLATE_WORD.match(rest):
        yield False, _with(lines, line_number - 1, f"{before}{OPPOSITES[word[0]]}{rest[word.end() :]}")
    elif rest[:1] in "\"'":
        yield False, _with(lines, line_number - 1, f"{before}{rest[0]}x1{rest[1:]}")
    elif not rest.startswith(("{{-", "{{ include", "{{ toYaml")):
        yield False, _with(lines, line_number - 1, f"{before}x1{rest}")
    yield False, _with(lines, line_number - 1, line.rstrip() + "x1")
    yield True, "\n".join([*lines[: line_number - 1], *lines[line_number:]]).encode()


def _with(lines: list[str], index: int, line: str) -> bytes:
    return "\n".join([*lines[:index], line, *lines[index + 1 :]]).encode()


def renamed(content: bytes, name: str, spared: Location | None) -> bytes:
    """A file with another name wherever it says one; spared: a place that keeps it."""
    text = content.decode("utf-8", "replace")
    kept = -2 if spared is None else offset_of(text, spared.line or 1, spared.column or 1)
    word = re.compile(rf"(?<![\w./-]){re.escape(name)}(?![\w./-])")

    def other(found: re.Match[str]) -> str:
        return found[0] if found.start() - kept in {0, 1} else f"{found[0]}x"  # perhaps behind a quote

    return word.sub(other, text).encode()


def scalar_at(text: str, line: int, column: int) -> str:
    """The scalar at a place, without quotes; its first line, where it is written in several."""
    start = offset_of(text, line, column)
    match = _token(text, start)
    return match.strip("'\"") if match else ""


def offset_of(text: str, line: int, column: int) -> int:
    lines = text.splitlines(keepends=True)
    start = sum(map(len, lines[: line - 1])) + column - 1
    decoration = _DECORATION.match(text, start)
    return decoration.end() if decoration else start


def _changes(text: str, start: int) -> Iterator[tuple[int, str]]:
    first = text[start : start + 1]
    if first in {"|", ">"}:
        end = text.find("\n", start)
        body = re.compile(r"\s*\S[^\n]*").match(text, end)
        if body:
            yield body.end(), text[start : body.end()] + "x"
        return
    token = _token(text, start)
    if first == "*":
        yield start + len(token), "x"
    elif first in {"'", '"'} and token:
        yield start + len(token), f"{token[:-1]}x{token[-1]}"
        yield start + len(token), f"{token[0]}x{token[1:]}"
    elif token.lower() in OPPOSITES:
        yield start + len(token), OPPOSITES[token.lower()]
    elif first == "#":
        yield start, "x"
    elif token:
        number = re.fullmatch(r"-?[\d.]+", token)
        yield start + len(token), token + ("1" if number else "x")
        if not number:
            yield start + len(token), "x" + token


def _token(text: str, start: int) -> str:
    quoted = _QUOTED.match(text, start)
    if quoted:
        return quoted.group()
    line_start = text.rfind("\n", 0, start) + 1
    before = text[line_start:start]
    flow = before.count("{") + before.count("[") > before.count("}") + before.count("]")
    plain = (_PLAIN if flow else _IN_BLOCK).match(text, start)
    return plain.group().rstrip() if plain else ""
