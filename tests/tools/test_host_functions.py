"""The built-ins that the gate has for WebAssembly, against OPA's own on the same inputs."""

from __future__ import annotations

import json
import subprocess
import tempfile
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from gate.evaluate.host_functions import HOST_FUNCTIONS, HostFunctionError

pytestmark = pytest.mark.needs("opa")
VALUES = [
    '""', '"a"', '"é\\n\\"\\\\\\u0007\\u200b𝄞"', "0", "-7", "12345678901234567890", "1.5", "1.0", "1e3", "1e21", "0.00001",
    "-0.25", "1e-7", "123456789.125", "123456.5", "1000000.5", "1e6", "2e20", "100000.0", "1234567.0", "true", "null", "[]", "{}", "set()", '["b", 1, [null]]', '{"b", "a", 10, 9}',
    '{"b": {1}, "a": [true], "1": null}',
]  # fmt: skip
VERBS = ["%s", "%d", "%v", "%q", "a%%b", "%s%s", "%s %d", "no verb", "%%%v%%"]
TEXTS = [
    '"abc"',
    '""',
    '"a"',
    "[]",
    '["xyz", "abc"]',
    '{"abc"}',
    '["a", 7]',
    "7",
    "null",
    '["", "b"]',
    '{"a": 1}',
]


def table() -> list[tuple[str, tuple[str, ...]]]:
    """Each built-in with each combination of arguments, as Rego writes them."""
    # What the gate refuses to print, it refuses aloud: %q of an integer is a character to Go.
    rows: list[tuple[str, tuple[str, ...]]] = [
        ("sprintf", (json.dumps(verb), f"[{value}]"))
        for verb, value in product(VERBS, VALUES)
        if not (verb == "%q" and value in {"0", "-7"})
    ]
    rows += [("sprintf", (json.dumps(verb), "[]")) for verb in VERBS]
    rows += [
        ("sprintf", ('"%s"', '["a", 1, 1.5, {"x"}]')),
        ("sprintf", ("7", "[]")),
        ("sprintf", ('"%s"', '"a"')),
    ]
    rows += [
        (name, pair)
        for name in ("strings.any_prefix_match", "strings.any_suffix_match", "strings.count")
        for pair in product(TEXTS, TEXTS)
    ]
    return rows


def asked(rows: list[tuple[str, tuple[str, ...]]]) -> list[Any]:
    """What OPA gives for each row: a list of one value, or an empty one for an error."""
    # Arguments go by a document, so that the compiler does not see their types.
    documents = ",".join(f"[{','.join(arguments)}]" for _, arguments in rows)
    lines = [
        f"answers contains [{index}, {name}(rows[{index}][0], rows[{index}][1])]"
        for index, (name, _) in enumerate(rows)
    ]
    module = "\n".join(["package t", f"rows := [row | some row in [{documents}]]", *lines])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.rego"
        path.write_text(module)
        command = ["opa", "eval", "--format=values", f"--data={path}", "data.t.answers"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    answers: list[Any] = [[] for _ in rows]
    for index, value in json.loads(done.stdout)[0]:
        answers[index] = [value]
    return answers


def ours(name: str, arguments: tuple[str, ...]) -> list[Any]:
    try:
        return [HOST_FUNCTIONS[name](*arguments)]
    except HostFunctionError:
        return []


def test_every_host_function_is_opas() -> None:
    rows = table()
    assert {name for name, _ in rows} == set(HOST_FUNCTIONS)
    wrong = [
        (name, arguments, ours(name, arguments), opas)
        for (name, arguments), opas in zip(rows, asked(rows), strict=True)
        if ours(name, arguments) != opas
    ]
    assert not wrong, "\n".join(map(str, wrong[:40]))
