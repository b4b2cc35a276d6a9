"""The policy pack as `script/bundle` built it: rules, profiles, sources, WebAssembly."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import cast

import orjson

from gate.errors import PolicyError
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.model.rule import Rule, RuleSeverity

PROFILES = ("minimal", "recommended", "strict")
BUILD = "run script/bundle from the root of the repository, or install the gate again"
NO_SEVERITIES: Mapping[str, RuleSeverity] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Pack:
    """The gate's own policies.

    rules: sorted by id. profiles: name -> the severities that differ from those of the rules.
    folder: where `policies/` lies. sources: the Rego files in it, relative to it. digest: of all sources.
    """

    rules: tuple[Rule, ...]
    profiles: Mapping[str, Mapping[str, RuleSeverity]]
    folder: Path
    sources: tuple[str, ...]
    digest: str

    def rego(self) -> tuple[str, ...]:
        """The full paths of the pack's Rego files, tests left out."""
        return tuple(str(self.folder / source) for source in self.sources)

    def wasm(self) -> bytes:
        """The pack compiled to WebAssembly. PolicyError when it is not there."""
        return _read(self.folder / "bundle" / "policies.wasm")


@cache
def load_pack() -> Pack:
    """The pack that is installed with the gate. PolicyError when it is not whole."""
    return read_pack(_policies())


def profile(name: str) -> Mapping[str, RuleSeverity]:
    """Rule id -> severity, where the profile differs from the rules' own severities."""
    return load_pack().profiles.get(name, NO_SEVERITIES)


def examples(rule: Rule) -> tuple[str, str]:
    """A manifest that the policy finds fault with, and one that it does not; "" for none."""
    fails, passes = (_first(load_pack().folder / rule.id / kind) for kind in ("fail", "pass"))
    return fails, passes


def read_pack(folder: Path) -> Pack:
    """The pack of a `policies/` folder. PolicyError when its bundle is missing or malformed."""
    manifest = _read(folder / "bundle" / "sources.sha256")
    listed = [line.partition("  ")[2] for line in manifest.decode().splitlines()]
    described = _object(folder / "bundle" / "rules.json")
    profiles = mapping(described.get("profiles"))
    return Pack(
        rules=tuple(
            _rule(id_, mapping(body)) for id_, body in sorted(mapping(described.get("rules")).items())
        ),
        profiles={name: cast("Mapping[str, RuleSeverity]", mapping(profiles.get(name))) for name in PROFILES},
        folder=folder,
        sources=tuple(path.partition("/")[2] for path in listed if path.endswith(".rego")),
        digest=hashlib.sha256(manifest).hexdigest(),
    )


def _rule(id_: str, body: JsonObject) -> Rule:
    return Rule(
        id=id_,
        title=text(body.get("title")),
        description=text(body.get("description")),
        severity=cast("RuleSeverity", body.get("severity")),
        remediation=text(body.get("remediation")),
        kinds=_texts(body.get("kinds")),
        scope="cluster" if body.get("scope") == "cluster" else "resource",
        params=mapping(body.get("params")),
        related_resources=_texts(body.get("related_resources")),
        policy=True,
        mentions=_texts(body.get("mentions")),
    )


def _texts(value: JsonValue) -> tuple[str, ...]:
    return tuple(text(one) for one in sequence(value))


def _policies() -> Path:
    """In a wheel the policies lie in the package, in a source tree beside it."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "policies"
    return inside if inside.is_dir() else package.parent / "policies"


def _object(path: Path) -> JsonObject:
    try:
        return mapping(cast("JsonValue", orjson.loads(_read(path))))
    except orjson.JSONDecodeError:
        raise PolicyError(f"the policy bundle's {path.name} is not JSON", BUILD) from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise PolicyError(f"the policy bundle has no {path.name}", BUILD) from None


def _first(folder: Path) -> str:
    found = sorted(folder.glob("*.y*ml"))
    return found[0].read_text(encoding="utf-8") if found else ""
