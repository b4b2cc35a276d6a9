"""How the render stage says that a target could not be rendered."""

from __future__ import annotations

from gate.model.finding import Finding, Location
from gate.model.rule import Rule
from gate.model.target import Target
from gate.render.options import RenderOptions
from gate.render.rules import FAILED, MEMORY_LIMIT, OUTPUT_LIMIT, TIMEOUT
from gate.system.process import Completed
from gate.system.tools import Toolbox

_OUT_OF_MEMORY = (b"fatal error: out of memory", b"runtime: out of memory", b"cannot allocate memory")


def unrendered(
    rule: Rule,
    message: str,
    target: Target,
    location: Location,
    *,
    remedy: str = "",
    versions: tuple[str, ...] = (),
) -> Finding:
    """A fault of the repository that keeps a target from being judged."""
    return Finding(
        rule=rule.id,
        severity="error",
        message=message,
        target=target.name,
        location=location,
        unjudged=True,
        remedy=remedy or rule.remediation,
        kubernetes_versions=versions,
    )


def cut_short(
    completed: Completed, program: str, target: Target, place: Location, options: RenderOptions
) -> Finding | None:
    """The finding for a program that ran into a limit; None when it ended by itself."""
    limits = options.limits
    if completed.cut == "time":
        message = f"{program} was ended after {limits.seconds:g} seconds, the time a target may take"
        return unrendered(TIMEOUT, message, target, place)
    if completed.cut == "output":
        message = f"{program} was ended after {_size(limits.output_bytes)} of output, what a target may have"
        return unrendered(OUTPUT_LIMIT, message, target, place)
    if completed.cut == "memory" or is_out_of_memory(completed):
        message = f"{program} needs more than {_size(limits.memory_bytes)} of memory, what a target may have"
        return unrendered(MEMORY_LIMIT, message, target, place)
    return None


def failed(
    program: str,
    words: str,
    target: Target,
    location: Location,
    *,
    versions: tuple[str, ...] = (),
) -> Finding:
    """The finding for a program that refused the target, with its own words."""
    message = f"{program} failed: {words}" if words else f"{program} failed without a word"
    return unrendered(FAILED, message, target, location, versions=versions)


def install_hint(name: str, toolbox: Toolbox) -> str:
    """How to get a tool, and which ones were found and will not do."""
    return " ".join((f"Run `gate tools install {name}`.", *(f"{why}." for why in toolbox.passed_over)))


def is_out_of_memory(completed: Completed) -> bool:
    """Where the kernel enforces the limit, Go ends with a fatal error and a trace of all its routines."""
    return completed.returncode != 0 and any(sign in completed.stderr for sign in _OUT_OF_MEMORY)


def _size(size: int) -> str:
    return f"{size / 2**20:g} MiB" if size >= 2**20 else f"{size} bytes"
