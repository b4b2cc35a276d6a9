"""The `opa` program on modules that others wrote: parse, check and compile, bounded in time and memory."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

import orjson

from gate.errors import PolicyError
from gate.evaluate.own.question import RegoVersion
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.system.files import private_folder, write_private
from gate.system.process import Completed, Limits, run, scrubbed_environment

LIMITS = Limits(seconds=60, memory_bytes=8 * 2**30)  # address space: Go reserves far more than it uses
TEST_LIMITS = Limits(seconds=600, memory_bytes=8 * 2**30)
# Of one test; OPA gives it 5 s, which a busy machine takes for tests that are no slower than others.
TEST_TIMEOUT = "--timeout=60s"
MEMORY = "1GiB"
ENTRY = "system/entry/answer"


@dataclass(frozen=True, slots=True)
class Fault:
    """What OPA does not accept. file: as OPA names it. code: `rego_parse_error`, `rego_type_error` …"""

    file: str
    row: int
    code: str
    message: str


class OpaProgram:
    """An `opa` that works in a private folder.

    Every method raises PolicyError when it does not end by itself in time, or says nothing to be understood.
    """

    def __init__(self, program: str, folder: str) -> None:
        self._program = program
        self._folder = folder

    def parsed(self, content: bytes, version: RegoVersion) -> tuple[JsonObject, tuple[Fault, ...]]:
        """The syntax tree of a module, with locations; or what is wrong with it."""
        with private_folder() as folder:
            path = write_private(folder, "module.rego", content)
            options = ["--v0-compatible"] if version == 0 else []
            done = self._run("parse", "--format=json", "--json-include=locations,-comments", *options, path)
        answer = _object(done.stdout or done.stderr)
        faults = _faults(answer)
        if not faults and (done.returncode or not answer):
            raise _failed("parse", done)
        return answer, faults

    def checked(self, bundle: str, capabilities: str) -> tuple[Fault, ...]:
        """What is wrong with a bundle: all that OPA finds before it would load it."""
        done = self._run(
            "check", "--format=json", "--max-errors=-1", f"--capabilities={capabilities}", "--bundle", bundle
        )
        if done.returncode == 0:
            return ()
        faults = _faults(_object(done.stdout or done.stderr))
        if not faults:
            raise _failed("check", done)
        return faults

    def compiled(self, bundle: str, capabilities: str, entry_points: Sequence[str] = (ENTRY,)) -> bytes:
        """A bundle as WebAssembly. PolicyError when OPA cannot compile it."""
        return self._built(bundle, capabilities, "wasm", "policy.wasm", entry_points)

    def planned(self, bundle: str, capabilities: str) -> JsonObject:
        """What OPA would do for the entry point of a bundle: https://www.openpolicyagent.org/docs/ir.

        PolicyError when OPA cannot plan it.
        """
        return _object(self._built(bundle, capabilities, "plan", "plan.json", (ENTRY,)))

    def _built(
        self, bundle: str, capabilities: str, target: str, name: str, entry_points: Sequence[str]
    ) -> bytes:
        archive = str(Path(self._folder, "compiled.tar.gz"))
        named = [f"--entrypoint={one}" for one in entry_points]
        done = self._run(
            "build", f"--target={target}", *named, f"--capabilities={capabilities}",
            f"--output={archive}", "--bundle", bundle,
        )  # fmt: skip
        if done.returncode:
            raise _failed("build", done)
        with tarfile.open(fileobj=io.BytesIO(Path(archive).read_bytes())) as files:
            module = files.extractfile(f"/{name}")
            if module is None:
                raise PolicyError(f"opa build gave no {name}")
            return module.read()

    def verified(self, bundle: str, key: str) -> None:
        """PolicyError unless the files of a bundle are those that the holder of a key signed.

        bundle, key: full paths, the latter of a PEM file. https://www.openpolicyagent.org/docs/management-bundles#signing
        """
        archive = str(Path(self._folder, "verified.tar.gz"))
        options = (f"--verification-key={key}", f"--output={archive}", "--bundle", bundle)
        done = [self._run("build", *dialect, *options) for dialect in ((), ("--v0-compatible",))]
        if all(one.returncode for one in done):
            said = _said(done[0]).removeprefix(f"load error: bundle {bundle}: ")
            raise PolicyError(f"OPA does not accept the signature of this bundle: {said}", "do not use it")

    def tested(self, bundle: str, capabilities: str) -> tuple[JsonObject, ...]:
        """What became of each test of a bundle: https://www.openpolicyagent.org/docs/latest/policy-testing/.

        `{location, package, name, fail?, skip?, error?, sub_results?, duration}` of each.
        """
        done = self._run(
            "test", "--format=json", TEST_TIMEOUT, f"--capabilities={capabilities}", "--bundle", bundle,
            limits=TEST_LIMITS,
        )  # fmt: skip
        answer = _json(done.stdout)
        if not isinstance(answer, list):
            if done.returncode == 0 and not answer:
                return ()
            raise _failed("test", done)
        return tuple(map(mapping, answer))

    def covered(self, bundle: str, capabilities: str) -> JsonObject:
        """Which lines the tests of a bundle come by, by file; {} where a test fails.

        `{files: {PATH: {covered_lines, not_covered_lines, not_covered: [{start: {row}, end: {row}}]}}}`.
        """
        done = self._run(
            "test", "--format=json", "--coverage", TEST_TIMEOUT, f"--capabilities={capabilities}", "--bundle",
            bundle, limits=TEST_LIMITS,
        )  # fmt: skip
        return mapping(_json(done.stdout))

    @cached_property
    def builtins(self) -> frozenset[str]:
        """The names of all built-ins that this OPA has."""
        done = self._run("capabilities", "--current")
        known = sequence(_object(done.stdout).get("builtins"))
        return frozenset(text(mapping(one).get("name")) for one in known)

    def _run(self, *arguments: str, limits: Limits = LIMITS) -> Completed:
        environment = scrubbed_environment(self._folder, {"GOMEMLIMIT": MEMORY})
        done = run((self._program, *arguments), cwd=self._folder, env=environment, limits=limits)
        if done.cut:
            raise PolicyError(
                f"opa {arguments[0]} went over its limit of {done.cut}", "simplify the policies"
            )
        return done


def _failed(command: str, done: Completed) -> PolicyError:
    return PolicyError(f"opa {command} failed: {_said(done)}")


def _said(done: Completed) -> str:
    """What a program says of its failure; `opa build` says it on stdout."""
    said = " ".join((done.stderr or done.stdout).decode(errors="replace").split())[:300]
    return said.removeprefix("error: ") or f"exit code {done.returncode}"


def _faults(answer: JsonObject) -> tuple[Fault, ...]:
    return tuple(_fault(mapping(one)) for one in sequence(answer.get("errors")))


def _fault(error: JsonObject) -> Fault:
    place = mapping(error.get("location"))
    row = place.get("row")
    return Fault(
        file=Path(text(place.get("file"))).name,
        row=row if isinstance(row, int) else 0,
        code=text(error.get("code")),
        message=text(error.get("message")),
    )


def _object(content: bytes) -> JsonObject:
    return mapping(_json(content))


def _json(content: bytes) -> JsonValue:
    try:
        return cast("JsonValue", orjson.loads(content))
    except orjson.JSONDecodeError:
        return None
