"""A tool's own words, fit for a report: no machine paths, no noise, no values that may be secret."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gate.documents.masking import MASK, mask_tokens

LENGTH = 1500
READ_BYTES = 2**13
"""How much of the beginning and of the end is looked at: a hostile template can fail with megabytes."""

LONGEST_VALUE = 200
HIDDEN = MASK
_KLOG = re.compile(r'^E\d{4} [\d:.]+ +\d+ \S+:\d+\] "[^"]*" err=')
_NOISE = (
    re.compile(r"^# Warning: .*$", re.MULTILINE),
    re.compile(r"^Use --debug flag to render out invalid YAML$", re.MULTILINE),
    re.compile(r"^[eE]rror: ", re.MULTILINE),
    re.compile(
        r"^(?:level=WARN|WARNING: |walk\.go:\d+: |coalesce\.go:\d+: |\d{4}/\d\d/\d\d ).*$", re.MULTILINE
    ),
)
# kustomize tries every entry as a file and as a folder, and tells both ends of the one story.
_TOLD_TWICE = re.compile(
    r": must build at directory: (?:not a valid directory: evalsymlink failure on|'[^'\n]*': file is not)"
    r"[^\n]*$"
)
# These lines are counted in text that kustomize has written anew.
_LINES_OF_NO_FILE = re.compile(r'(?:line \d+: )?(mapping key "[^"\n]*" already defined) at line \d+')
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
# Where kustomize, Helm, Go and their YAML and JSON Schema libraries put a value into their words.
_QUOTES = (
    re.compile(r"(?<= with config: )`\n.*?\n`", re.DOTALL),
    re.compile(r'(?<=\[patch: )"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"(?<=literal sources \[)[^\n]*(?=\]: )"),
    re.compile(r"(?<=invalid literal source )[^\n]*(?=, expected)"),
    re.compile(r"(?<=cannot unmarshal )!!\w+ `[^`\n]*`"),
    re.compile(r"(?<=: )'[^\n]*'(?= (?:does not match|is not valid) )"),
    re.compile(r'(?<=: parsing )"(?:[^"\\\n]|\\.)*"'),
    re.compile(r'(?<=unable to cast )"(?:[^"\\\n]|\\.)*"'),
    re.compile(r'(?<=cannot parse template )"(?:[^"\\\n]|\\.)*"(?=: )'),
    re.compile(r'(?<=invalid duration )"(?:[^"\\\n]|\\.)*"'),
)
# The private wrapper's own step: a person who builds the root by hand does not see it.
_WRAPPER = re.compile(
    r"\Aaccumulating resources: accumulation err='accumulating resources from '[^\n]*?': '[^\n]*?' "
    r"must resolve to a file': "
)
_COMPONENT = re.compile(r'\Aaccumulating components: accumulateDirectory: "')
_QUOTED = re.compile(r'(?<=accumulateDirectory: )"(?:[^"\\\n]|\\.)*"')
_RECURSION = re.compile(r"\Arecursed accumulation of path '[^'\n]*': ")


def relative(stderr: bytes, places: Iterable[tuple[str, str]]) -> str:
    """What a program said, without decoration and with paths relative to the repository.

    places: (a folder as the program names it, what stands for it in the repository), tried in order.
    It may still hold secret values: `harmless` makes it fit to be shown.
    """
    text = unwrapped(stderr)
    for folder, stand_in in places:
        text = without_folder(text, folder, stand_in)
    return text


def harmless(words: str, secrets: Iterable[str] = ()) -> str:
    """The words without values that may be secret, and not too long. secrets: what to cut wherever it is."""
    for quote in _QUOTES:
        words = quote.sub(HIDDEN, words)
    for secret in sorted(secrets, key=len, reverse=True):
        words = words.replace(secret, HIDDEN)
    return shortened(_ADDRESS.sub("0x…", mask_tokens(words)))


def unwrapped(stderr: bytes) -> str:
    """The words without the tools' decoration and without the wrapper's own step."""
    if len(stderr) > 2 * READ_BYTES:
        stderr = stderr[:READ_BYTES] + "\n…\n".encode() + stderr[-READ_BYTES:]
    text = _without_klog(stderr.decode("utf-8", "replace")).strip()
    for noise in _NOISE:
        text = noise.sub("", text)
    text = "\n".join(line.rstrip() for line in text.strip().splitlines() if line.strip())
    if _COMPONENT.match(text):
        text = _unescaped(_COMPONENT.sub("", text).removesuffix('"'))
    text = _QUOTED.sub(lambda quoted: _unescaped(quoted[0][1:-1]), text)
    text = _LINES_OF_NO_FILE.sub(r"\1", text)
    return _TOLD_TWICE.sub("", _RECURSION.sub("", _WRAPPER.sub("", text)))


def _unescaped(quoted: str) -> str:
    """What Go has put between quotes."""
    return re.sub(r"\\(.)", lambda escaped: "\n" if escaped[1] == "n" else escaped[1], quoted)


def without_folder(text: str, folder: str, stand_in: str) -> str:
    """The text with paths at and below an absolute folder made relative to the repository."""
    escaped = re.escape(folder.rstrip("/"))
    prefix = "" if stand_in in {"", "."} else stand_in + "/"
    text = re.sub(escaped + r"/(?=[^\s/'\"])", lambda _: prefix, text)
    return re.sub(escaped + r"(?![\w.-])/?", lambda _: stand_in or ".", text)


def shortened(text: str, length: int = LENGTH) -> str:
    """The beginning and the end of a long text: the place comes first, the cause last."""
    if len(text) <= length:
        return text
    head, tail = length // 3, length - length // 3 - 3
    return f"{text[:head].rstrip()} … {text[-tail:].lstrip()}"


def _without_klog(text: str) -> str:
    """What kubectl logs when it fails: `E… run.go:72] "…" err="…"`, or `err=<` and indented lines."""
    lines = text.splitlines()
    for index, line in enumerate(lines):
        match = _KLOG.match(line)
        if match is None:
            continue
        value = line[match.end() :]
        if value == "<":
            return "\n".join(rest.removeprefix("\t") for rest in lines[index + 1 :] if rest.strip() != ">")
        return re.sub(r"\\(.)", r"\1", value.removeprefix('"').removesuffix('"'))
    return text


def without_credentials(address: str) -> str:
    """An address as it may be shown: on one line, short, without user and password."""
    line = " ".join(address.split())
    line = re.sub(r"(?<=://)[^/\s]*@", HIDDEN + "@", line)
    return line if len(line) <= LONGEST_VALUE else line[:LONGEST_VALUE] + "…"
