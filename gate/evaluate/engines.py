"""What evaluates policies: the protocol that an engine fits, and how one is chosen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import version
from typing import Literal, Protocol, TypeAlias
from urllib.parse import urlsplit

from gate.errors import PolicyError, UsageError
from gate.evaluate.conftest_names import severity_of
from gate.model.json import JsonValue
from gate.model.report import EngineInfo
from gate.model.rule import Rule

Preference: TypeAlias = Literal["auto", "opa", "embedded"]
OLDEST_OPA = (1, 0)
# How long one answer of policies that are not the gate's may take.
SECONDS_FOR_OTHERS = 10.0


class EvaluationError(Exception):
    """A rule failed while it was evaluated: the engine works, and can be asked of less.

    words: what the engine says of it, without any value of a resource. costly: the engine ran into a bound of
    time or memory, and asking on costs as much again.
    """

    def __init__(self, words: str, *, costly: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.costly = costly


@dataclass(frozen=True, slots=True)
class Select:
    """The rules to ask: of resources by their group, and of the cluster that all resources make."""

    resource: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cluster: Sequence[str] = ()


class Engine(Protocol):
    """Evaluates the pack's entry point. `close` frees all that it holds; it can be called twice.

    at_once: how many questions it takes side by side, from threads of their own.
    """

    @property
    def at_once(self) -> int: ...

    def ask(self, items: Sequence[bytes], select: Select, environment: str) -> JsonValue:
        """What the entry point gives for resources: a list of `{rule, resource, result}`.

        items: of each resource the JSON `{"group": NAME, "body": …}`.

        EvaluationError when a rule fails; PolicyError when the engine does.
        """

    def close(self) -> None:
        """Free what it holds."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an existing OPA asks for. certificate, key and authority are paths of PEM files."""

    token: str = field(default="", repr=False)
    certificate: str = ""
    key: str = ""
    authority: str = ""


@dataclass(frozen=True, slots=True)
class ExistingOpa:
    """An OPA server of the user's, which is queried for the named packages (`kubernetes.admission`).

    address: scheme, host, port and prefix, without a `/` at its end.
    """

    address: str
    packages: tuple[str, ...]
    credentials: Credentials = Credentials()

    def rule(self, id_: str) -> Rule | None:
        """The rule of that id, the package and the name (`kubernetes.admission/deny`); None where it cannot
        be one of this server's.
        """
        package, _, name = id_.partition("/")
        severity = severity_of(name) if package in self.packages else None
        if severity is None:
            return None
        what = f"{package}.{name}"
        return Rule(
            id_, f"{what} finds nothing", f"What {what} of the OPA server says.", severity, "see the policy"
        )


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """Which engine evaluates the pack, and what it needs to know.

    program, version: of the OPA to start. cache: the folder of the store for compiled modules, "" for none.
    existing: a server to query as well. wasm_first: whether only what is not compiled to WebAssembly is
    OPA's (docs/decisions/0016-webassembly-first.md).
    """

    name: Literal["opa", "embedded"]
    today: date
    program: str = ""
    version: str = ""
    cache: str = ""
    existing: ExistingOpa | None = None
    wasm_first: bool = False

    @property
    def of_compiled(self) -> EngineChoice:
        """The choice for what is compiled to WebAssembly, as the pack is."""
        return replace(self, name="embedded", wasm_first=False) if self.wasm_first else self

    @property
    def info(self) -> EngineInfo:
        """Its name and version, as the report tells them."""
        return EngineInfo(self.name, self.version if self.name == "opa" else version("wasmtime"))


def choose_engine(
    preference: Preference,
    today: date,
    *,
    opa: tuple[str, str] = ("", ""),
    cache: str = "",
    existing: ExistingOpa | None = None,
) -> EngineChoice:
    """The engine to use. opa: the program that was found and its version.

    `auto` is the embedded engine for what is compiled to WebAssembly, and for the rest an OPA of 1.0 or later
    where there is one.
    PolicyError when OPA is wanted and there is none that can read the pack.
    """
    program, version = opa
    fits = bool(program) and _major_minor(version) >= OLDEST_OPA
    if preference == "opa" and not fits:
        found = f"found {version or 'one that tells no version'}" if program else "none was found"
        raise PolicyError(
            f"--engine opa needs OPA 1.0 or later, {found}", "install OPA, or use --engine embedded"
        )
    if preference == "embedded" or not fits:
        return EngineChoice("embedded", today, cache=cache, existing=existing)
    return EngineChoice("opa", today, program, version, cache, existing, wasm_first=preference == "auto")


def existing_opa(url: str, packages: Sequence[str], credentials: Credentials) -> ExistingOpa | None:
    """The server of `--opa-url` and `--opa-package`, None where neither is given.

    UsageError for half of it, and for an address or a package name that cannot be one.
    """
    if not url and not packages:
        return None
    if not url:
        raise UsageError("--opa-package needs --opa-url", "give the address of the OPA server")
    if not packages:
        raise UsageError("--opa-url needs --opa-package", "name each package to query, such as `main`")
    for package in packages:
        if not _PACKAGE.fullmatch(package):
            raise UsageError(f"--opa-package {package}: no name of a package", "name it as in `package a.b`")
    return ExistingOpa(_address(url), tuple(packages), credentials)


_PACKAGE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)*")


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise UsageError("--opa-url holds credentials", "give the token in GATE_OPA_TOKEN")
    try:
        whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if not whole or parts.query or parts.fragment:
        raise UsageError("--opa-url is no http or https address", "such as https://opa.example.com")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _major_minor(version: str) -> tuple[int, ...]:
    parts = version.removeprefix("v").split(".")[:2]
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else (0,)
