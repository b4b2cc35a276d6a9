"""The functions of Go templates, of sprig and of ApplicationSets that work with texts."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Callable

from gate.documents import read
from gate.model.json import JsonValue
from gate.sources.gotemplate.faults import LONGEST_TEXT, TOO_LONG, TemplateError
from gate.sources.gotemplate.formatting import formatted, titled
from gate.sources.gotemplate.values import a_list, a_mapping, a_text, as_json, integer, written

Function = Callable[..., JsonValue]
LONGEST_NAME = 253
_NOT_LABEL = re.compile(r"[^-a-z0-9.]")


def normalized(name: str) -> str:
    """A text as a name of an object: `normalize` of ApplicationSets (utils.SanitizeName)."""
    return _NOT_LABEL.sub("-", name.lower())[:LONGEST_NAME].strip("-.")


def slug(*arguments: JsonValue) -> str:
    """`slugify` of ApplicationSets: as long as asked for, cut between words (github.com/gosimple/slug)."""
    *asked, name = arguments
    longest = integer(asked[0]) if asked else 50
    made = re.sub(r"-+", "-", re.sub(r"[^a-z0-9_-]", "-", normalized(a_text(name)))).strip("-_")
    if len(made) <= longest:
        return made
    if len(asked) > 1 and asked[1] is False:
        return made[:longest].strip("-_")
    words, kept = made.split("-"), ""
    for word in words:
        longer = f"{kept}-{word}" if kept else word
        if len(longer) > longest:
            break
        kept = longer
    return kept or made[:longest]


def _strings(value: JsonValue) -> list[str]:
    return [written(one) for one in a_list(value) if one is not None]


def _bounded(text: str, times: int = 1) -> str:
    if len(text) * times > LONGEST_TEXT:
        raise TemplateError(TOO_LONG)
    return text * max(0, times)


def _replaced(old: str, new: str, value: str) -> str:
    _bounded(new, value.count(old))
    return value.replace(old, new)


def _substring(start: int, end: int, text: str) -> str:
    if start < 0:
        return text[:end] if end >= 0 else text
    return text[start:] if end < 0 or end > len(text) else text[start:end]


def _truncated(length: int, text: str) -> str:
    return text[length:] if length < 0 else text[:length]


def _indented(spaces: int, text: str) -> str:
    pad = _bounded(" ", spaces)
    _bounded(pad, text.count("\n") + 1)
    return pad + text.replace("\n", "\n" + pad)


def _split(separator: str, text: str) -> JsonValue:
    return {f"_{index}": part for index, part in enumerate(text.split(separator))}


def _of_yaml(text: str) -> JsonValue:
    documents = read(text.encode("utf-8", "replace"))
    if documents and documents[0].broken:
        raise ValueError
    return documents[0].value if documents else {}


def _of_base64(text: str) -> str:
    return base64.b64decode(text, validate=True).decode()


def _cat(*values: JsonValue) -> str:
    return " ".join(written(one) for one in values if one is not None)


def _quoted(sign: str) -> Function:
    return lambda *values: " ".join(f"{sign}{written(one)}{sign}" for one in values if one is not None)


def _quoted_as_go(*values: JsonValue) -> str:
    return " ".join(as_json(written(one)) for one in values if one is not None)


TEXTS: dict[str, Function] = {
    "lower": lambda text: a_text(text).lower(),
    "upper": lambda text: a_text(text).upper(),
    "title": lambda text: titled(a_text(text)),
    "trim": lambda text: a_text(text).strip(),
    "trimAll": lambda signs, text: a_text(text).strip(signs),
    "trimPrefix": lambda prefix, text: a_text(text).removeprefix(prefix),
    "trimSuffix": lambda suffix, text: a_text(text).removesuffix(suffix),
    "replace": _replaced,
    "contains": lambda part, text: a_text(part) in a_text(text),
    "hasPrefix": lambda prefix, text: a_text(text).startswith(a_text(prefix)),
    "hasSuffix": lambda suffix, text: a_text(text).endswith(a_text(suffix)),
    "quote": _quoted_as_go,
    "squote": _quoted("'"),
    "cat": _cat,
    "indent": _indented,
    "nindent": lambda spaces, text: "\n" + _indented(spaces, text),
    "repeat": lambda count, text: _bounded(a_text(text), integer(count)),
    "substr": _substring,
    "trunc": _truncated,
    "nospace": lambda text: "".join(a_text(text).split()),
    "print": lambda *values: "".join(map(written, values)) if len(values) == 1 else formatted("", values),
    "printf": lambda form, *values: formatted(a_text(form), values),
    "split": _split,
    "splitList": lambda separator, text: [*a_text(text).split(separator)],
    "join": lambda separator, values: separator.join(_strings(values)),
    "toString": written,
    "toStrings": lambda values: [*_strings(values)],
    "sortAlpha": lambda values: [*sorted(_strings(values))],
    "normalize": lambda text: normalized(a_text(text)),
    "slugify": slug,
    "base": lambda path: posixpath.basename(a_text(path).rstrip("/")) or "/",
    "dir": lambda path: posixpath.normpath(posixpath.dirname(a_text(path)) or "."),
    "ext": lambda path: posixpath.splitext(a_text(path))[1],
    "clean": lambda path: posixpath.normpath(a_text(path) or "."),
    "b64enc": lambda text: base64.b64encode(a_text(text).encode()).decode(),
    "b64dec": _of_base64,
    "sha256sum": lambda text: hashlib.sha256(a_text(text).encode()).hexdigest(),
    "toJson": as_json,
    "toPrettyJson": lambda value: as_json(value, pretty=True),
    "fromJson": _of_yaml,
    "fromYaml": lambda text: a_mapping(_of_yaml(text)),
    "fromYamlArray": lambda text: a_list(_of_yaml(text)),
}
