"""One kustomize process, bounded and on its own: a root, or many at once."""

from __future__ import annotations

from pathlib import Path

from gate.errors import ToolError
from gate.model.target import Target
from gate.render.findings import install_hint
from gate.system.process import Completed, Limits, run, scrubbed_environment
from gate.system.tools import Tool, Toolbox


def tool_for(target: Target, toolbox: Toolbox) -> Tool:
    """What builds a target. ToolError when neither kustomize nor kubectl is at hand."""
    if (tool := toolbox.kustomize) is None:
        raise ToolError(
            f"kustomize is needed to render {target.name}, and neither kustomize nor kubectl is on PATH",
            install_hint("kustomize", toolbox),
        )
    return tool


def program(tool: Tool) -> str:
    """The command as a person would type it."""
    return "kubectl kustomize" if tool.flavour == "kubectl" else "kustomize build"


def build(
    tool: Tool,
    folder: str,
    private: str,
    limits: Limits,
    *,
    fetch_path: str | None = None,
    relaxed: bool = False,
) -> Completed:
    """Build a folder outside the repository.

    private: a folder for what the program keeps. fetch_path: the PATH to find git on, where it may fetch;
    None where it may not. relaxed: whether it may read files that are not below the kustomization that
    names them.
    """
    home = f"{private}/home"
    Path(home).mkdir(exist_ok=True)
    opened = {} if fetch_path is None else {"PATH": fetch_path, "GIT_ALLOW_PROTOCOL": "https"}
    restrictor = ("--load-restrictor", "LoadRestrictionsNone") if relaxed else ()
    command = "kustomize" if tool.flavour == "kubectl" else "build"
    argv = (tool.program, command, folder, *restrictor)
    return run(argv, cwd=folder, env=scrubbed_environment(home, opened), limits=limits)
