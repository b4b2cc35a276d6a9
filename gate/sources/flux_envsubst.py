"""Variable expressions as Flux evaluates them: `${v}`, `${v:=default}`, `$$` and the other shell forms.

After github.com/fluxcd/pkg/envsubst: parse/scan.go, parse/parse.go, funcs.go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gate.sources.globs import spans

DEEPEST = 50
LONGEST_TRIMMED = 2_000
MOST_WRITTEN = 4 * 2**20
"""Characters that the expressions of one text may come to: a long value can be put in many times over."""
_DEFAULTS = frozenset(["=", ":=", ":-", ":?", ":+"])


class SubstitutionError(ValueError):
    """Flux refuses the expression. variable: the one that is not defined, "" for another reason."""

    def __init__(self, message: str, variable: str = "") -> None:
        super().__init__(message)
        self.variable = variable


Lookup = Callable[[str], str | None]


def evaluate(text: str, lookup: Lookup, most: int = MOST_WRITTEN) -> str:
    """The text with its expressions evaluated. lookup: a variable's value, None where it is not defined.
    most: how many characters the expressions may come to.

    SubstitutionError where an expression is malformed, or reads a variable that is not defined and gives no
    default (Flux's strict mode, the default since kustomize-controller 1.9), and where it comes to more.
    """
    if "$" not in text:
        return text
    return _Reader(text, lookup, most).text()


@dataclass(slots=True)
class _Reader:
    """Reads a text from left to right and evaluates as it goes."""

    source: str
    lookup: Lookup
    left: int
    at: int = 0
    depth: int = 0

    def text(self) -> str:
        parts: list[str] = []
        while self.at < len(self.source):
            if self._starts_expression():
                parts.append(self._expression())
            elif self.source.startswith("$$", self.at):
                parts.append("$")
                self.at += 2
            else:
                parts.append(self.source[self.at])
                self.at += 1
        return "".join(parts)

    def _starts_expression(self) -> bool:
        return self.source.startswith("${", self.at)

    @property
    def _next(self) -> str:
        return self.source[self.at : self.at + 1]

    def _expression(self) -> str:
        self.at += 2
        self.depth += 1
        if self.depth > DEEPEST:
            raise SubstitutionError("expressions lie in each other too deep")
        value = self._length() if self._next == "#" else self._of_name(self._name())
        self.depth -= 1
        self._write(len(value))
        return value

    def _write(self, length: int) -> None:
        self.left -= length
        if self.left < 0:
            raise SubstitutionError("the variables put in make the text too long")

    def _length(self) -> str:
        self.at += 1
        name = self._name()
        self._close()
        return str(len(self._value(name).encode()))

    def _name(self) -> str:
        start = self.at
        while self._next and (self._next.isalpha() or self._next.isdecimal() or self._next == "_"):
            self.at += 1
        if start == self.at:
            raise SubstitutionError("an expression has no name of a variable")
        return self.source[start : self.at]

    def _of_name(self, name: str) -> str:
        sign, pair = self._next, self.source[self.at : self.at + 2]
        if sign == "=" or pair in _DEFAULTS:
            return self._default(name, "=" if sign == "=" else pair)
        if sign == ":":
            return self._part(name)
        if sign and sign in ",^":
            return self._cased(name)
        if sign == "/":
            return self._replaced(name)
        if sign and sign in "#%":
            return self._trimmed(name)
        self._close()
        return self._value(name)

    def _value(self, name: str) -> str:
        value = self.lookup(name)
        if value is None:
            raise SubstitutionError(f"the variable {name} is not defined and has no default", name)
        return value

    def _close(self) -> None:
        if self._next != "}":
            raise SubstitutionError("an expression has no closing brace, or an operator that Flux has not")
        self.at += 1

    def _argument(self, ends: str, *, escapes: bool = False) -> str:
        """One argument, up to one of the ends: an expression alone, or text that ends before the next one."""
        if self._starts_expression():
            return self._expression()
        parts: list[str] = []
        while self._next and self._next not in ends and not self._starts_expression():
            pair = self.source[self.at : self.at + 2]
            if escapes and pair in {"$$", "\\/", "\\\\"}:
                self.at += 1
            parts.append(self._next)
            self.at += 1
        if not parts:
            raise SubstitutionError("an operator lacks what it works with")
        return "".join(parts)

    def _default(self, name: str, operator: str) -> str:
        self.at += len(operator)
        parts: list[str] = []
        while self._next != "}":
            parts.append(self._argument("}"))
        self._close()
        return self.lookup(name) or "".join(parts)

    def _part(self, name: str) -> str:
        self.at += 1
        offset = self._argument(":}")
        length = None
        if self._next == ":":
            while self._next == ":":
                self.at += 1
            length = self._argument("}")
        self._close()
        return _substring(self._value(name), offset, length)

    def _cased(self, name: str) -> str:
        operator = self._operator()
        self._close()
        value = self._value(name)
        first, rest = value[:1], value[1:]
        results = {
            ",": first.lower() + rest,
            ",,": value.lower(),
            "^": first.upper() + rest,
            "^^": value.upper(),
        }
        return results.get(operator, value)

    def _replaced(self, name: str) -> str:
        self.at += 1
        operator = "/"
        if self._next and self._next in "/#%":
            operator += self._next
            self.at += 1
        old = self._argument("/", escapes=True)
        if self._next != "/":
            raise SubstitutionError("a replacement has no second slash")
        while self._next == "/":
            self.at += 1
        new = "" if self._next == "}" else self._argument("}", escapes=True)
        self._close()
        value = self._value(name)
        if operator == "//":
            self._write(value.count(old) * len(new))
        return _replacement(value, operator, old, new)

    def _trimmed(self, name: str) -> str:
        operator = self._operator()
        pattern = self._argument("}")
        self._close()
        return _without(self._value(name), operator, pattern)

    def _operator(self) -> str:
        """A sign, or the same sign twice."""
        sign = self._next
        operator = sign * 2 if self.source.startswith(sign * 2, self.at) else sign
        self.at += len(operator)
        return operator


def _substring(value: str, offset: str, length: str | None) -> str:
    """Offsets count bytes, as Go's do; what is no number leaves the value as it is."""
    text = value.encode()
    try:
        start = int(offset)
        count = None if length is None else int(length)
    except ValueError:
        return value
    if start < 0:
        start = max(0, len(text) + start)
    end = len(text) if count is None or start + count >= len(text) else start + count
    return text[start : max(start, end)].decode("utf-8", "replace")


def _replacement(value: str, operator: str, old: str, new: str) -> str:
    if operator == "//":
        return value.replace(old, new)
    if operator == "/#":
        return new + value[len(old) :] if value.startswith(old) else value
    if operator == "/%":
        return value[: len(value) - len(old)] + new if value.endswith(old) else value
    return value.replace(old, new, 1)


def _without(value: str, operator: str, pattern: str) -> str:
    """The value without the shortest or longest part at its start or end that the glob matches."""
    if len(value) > LONGEST_TRIMMED:
        raise SubstitutionError(f"a value of more than {LONGEST_TRIMMED:,} characters is trimmed")
    at_end = operator.startswith("%")
    lengths = range(1, len(value) + 1) if len(operator) == 1 else range(len(value), 0, -1)
    for length in lengths:
        part = value[len(value) - length :] if at_end else value[:length]
        if spans(pattern, part):
            return value[: len(value) - length] if at_end else value[length:]
    return value
