"""The text of a Go template -> its parts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from gate.model.json import JsonValue
from gate.sources.gotemplate.faults import DEEPEST, unfollowed


@dataclass(frozen=True, slots=True)
class Literal:
    value: JsonValue


@dataclass(frozen=True, slots=True)
class Reference:
    """A value by its way: from the dot (""), a variable (`$name`) or a pipeline, through fields."""

    start: str | Pipeline
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A function with what it is given."""

    name: str
    arguments: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Commands, each given the value of the one before. variables: what the value is kept as."""

    commands: tuple[Expression, ...]
    variables: tuple[str, ...] = ()
    declares: bool = False


@dataclass(slots=True)
class Branch:
    """`if`, `range` or `with`: what is done, and what else (another branch, for `else if`)."""

    kind: str
    pipeline: Pipeline
    then: list[Part] = field(default_factory=list)
    otherwise: list[Part] = field(default_factory=list)
    chained: bool = False


Expression: TypeAlias = Literal | Reference | Call | Pipeline
Part: TypeAlias = str | Pipeline | Branch

_SPACE = " \t\r\n"
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)|(?P<close>(?:(?<=[ \t\r\n])-)?\}\})
    |(?P<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))
    |(?P<field>\.[A-Za-z_]\w*)|(?P<variable>\$\w*)|(?P<word>[A-Za-z_]\w*)|(?P<sign>:=|[=|(),.])""",
    re.VERBOSE | re.ASCII,
)
_CONSTANTS: dict[str, JsonValue] = {"true": True, "false": False, "nil": None}


@dataclass(frozen=True, slots=True)
class _Token:
    """glued: whether it follows the one before without a space."""

    kind: str
    text: str
    glued: bool


@lru_cache(maxsize=1024)
def parts_of(source: str) -> tuple[Part, ...]:
    """The parts of a template. TemplateError where it is malformed or holds what is not followed here."""
    top: list[Part] = []
    into, opened = top, list[tuple[Branch, list[Part]]]()
    for piece in _pieces(source):
        if isinstance(piece, str):
            into.append(piece)
            continue
        word = piece[0].text if piece and piece[0].kind == "word" else ""
        if word in {"if", "range", "with"}:
            branch = Branch(word, _Reader(piece[1:]).whole())
            into.append(branch)
            opened.append((branch, into))
            into = branch.then
            if len(opened) > DEEPEST:
                raise unfollowed("branches that lie in each other too deep")
        elif word == "else" and opened:
            into = _otherwise(piece[1:], opened)
        elif word == "end" and opened and len(piece) == 1:
            while opened[-1][0].chained:
                opened.pop()
            into = opened.pop()[1]
        elif piece:
            into.append(_Reader(piece).whole())
    if opened:
        raise unfollowed(f"{opened[-1][0].kind} without end")
    return tuple(top)


def _otherwise(tokens: Sequence[_Token], opened: list[tuple[Branch, list[Part]]]) -> list[Part]:
    branch, _ = opened[-1]
    if not tokens:
        return branch.otherwise
    if tokens[0].text not in {"if", "with"} or len(opened) > DEEPEST:
        raise unfollowed(f"else {tokens[0].text}")
    inner = Branch(tokens[0].text, _Reader(tokens[1:]).whole(), chained=True)
    branch.otherwise.append(inner)
    opened.append((inner, branch.otherwise))
    return inner.then


def _pieces(source: str) -> Iterator[str | list[_Token]]:
    """Texts, trimmed where actions say so, and the tokens of actions; a comment is an action without any."""
    at, trims = 0, False
    while (start := source.find("{{", at)) >= 0:
        text = source[at:start]
        inside = start + 2
        trims_before = source[inside : inside + 1] == "-" and source[inside + 1 : inside + 2] in set(_SPACE)
        text = text.lstrip(_SPACE) if trims else text
        yield text.rstrip(_SPACE) if trims_before else text
        inside += 1 if trims_before else 0
        tokens, at, trims = _action(source, inside)
        yield tokens
    yield source[at:].lstrip(_SPACE) if trims else source[at:]


def _action(source: str, at: int) -> tuple[list[_Token], int, bool]:
    """The tokens up to the end of an action, where that is, and whether it trims what follows."""
    if comment := re.compile(r"\s*/\*.*?\*/(\s-)?\}\}", re.DOTALL).match(source, at):
        return [], comment.end(), comment[1] is not None
    tokens: list[_Token] = []
    glued = False
    while found := _TOKEN.match(source, at):
        at, kind = found.end(), found.lastgroup or ""
        if kind == "close":
            if not tokens:
                raise unfollowed("{{ }}")
            return tokens, at, len(found[0]) > len("}}")
        if kind != "space":
            tokens.append(_Token(kind, found[0], glued))
        glued = kind != "space"
    raise unfollowed(source[at : at + 20] or "an action without end")


class _Reader:
    """Reads the tokens of one action."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Pipeline:
        pipeline = self._pipeline()
        if self._at < len(self._tokens):
            raise unfollowed(self._tokens[self._at].text)
        return pipeline

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _Token("", "", glued=False)

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _pipeline(self) -> Pipeline:
        self._depth += 1
        if self._depth > DEEPEST:
            raise unfollowed("expressions that lie in each other too deep")
        variables, declares = self._variables()
        commands = [self._command()]
        while self._next.text == "|" and self._next.kind == "sign":
            self._at += 1
            commands.append(self._command())
        self._depth -= 1
        if any(not isinstance(one, Call) for one in commands[1:]):
            raise unfollowed("a pipe into what is no function")
        return Pipeline(tuple(commands), variables, declares)

    def _variables(self) -> tuple[tuple[str, ...], bool]:
        texts = [(token.kind, token.text) for token in self._tokens[self._at : self._at + 4]]
        kinds = [kind if kind == "variable" else text for kind, text in texts]
        for length, form in ((2, ["variable"]), (4, ["variable", ",", "variable"])):
            if kinds[: length - 1] == form and kinds[length - 1 : length] in ([":="], ["="]):
                self._at += length
                names = tuple(text for kind, text in texts[:length] if kind == "variable")
                return names, kinds[length - 1] == ":="
        return (), False

    def _command(self) -> Expression:
        first = self._operand()
        arguments: list[Expression] = []
        while self._next.kind and self._next.text not in {"|", ")", ","}:
            arguments.append(self._operand())
        if isinstance(first, Call):
            return Call(first.name, tuple(arguments))
        if arguments:
            raise unfollowed("a value that is called as a function")
        return first

    def _operand(self) -> Expression:
        token = self._take()
        if token.kind == "string":
            return Literal(_unquoted(token.text))
        if token.kind == "number":
            return Literal(float(token.text) if "." in token.text else int(token.text))
        if token.kind == "word":
            return Literal(_CONSTANTS[token.text]) if token.text in _CONSTANTS else Call(token.text)
        if token.kind == "field":
            return Reference("", (token.text[1:], *self._fields()))
        if token.kind == "variable":
            return Reference(token.text, self._fields())
        if token.text == ".":
            return Reference("")
        if token.text == "(":
            inner = self._pipeline()
            if self._take().text != ")":
                raise unfollowed("( without )")
            fields = self._fields()
            return Reference(inner, fields) if fields else inner
        raise unfollowed(token.text or "an expression that ends too soon")

    def _fields(self) -> tuple[str, ...]:
        names: list[str] = []
        while self._next.kind == "field" and self._next.glued:
            names.append(self._take().text[1:])
        return tuple(names)


def _unquoted(written: str) -> str:
    if written[0] == "`":
        return written[1:-1]
    try:
        value = json.loads(written)
    except ValueError:
        raise unfollowed(written) from None
    return str(value)
