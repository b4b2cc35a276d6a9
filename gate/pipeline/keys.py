"""What each rendering is made from, as a key: equal keys, equal renderings."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

import orjson

import gate
from gate.model.target import Target
from gate.model.tree import Tree
from gate.pipeline.records import FORM
from gate.render import RenderOptions
from gate.system.cache import Store
from gate.system.digests import digest_of_program, key_of, looks_of_folder
from gate.system.tools import Tool, Toolbox

_CHART = ("Chart.yaml", ".tgz")  # of a chart that a kustomization inflates


class RenderKeys:
    """The keys of one run's renderings.

    A key covers this installation of the gate, the programs by the digests of their files, the target as it
    was discovered (versions and the list of its files among it), each of these files as it is read now, and
    how the folder of fetched charts looks.
    """

    def __init__(self, tree: Tree, toolbox: Toolbox, options: RenderOptions, store: Store) -> None:
        self._tree = tree
        self._toolbox = toolbox
        self._options = options
        self._store = store
        self._digests: dict[str, bytes] = {}

    def of(self, target: Target) -> str:
        """The key of a target, "" when what it is made from is not all in the repository."""
        if self._options.allow_remote:
            return ""
        try:
            files = [self._digest(path) for path in target.closure]
            programs = [self._program(tool) for tool in self._tools(target)]
            fetched = b"" if target.kind == "plain" else self._fetched
        except OSError:
            return ""  # rendering it says why
        served = orjson.dumps(self._options.api_versions() if self._may_ask(target) else ())
        made_from = (orjson.dumps(target), served, fetched, *programs, *files)
        return key_of((b"render", self._installation, *made_from))

    def _digest(self, path: str) -> bytes:
        if path not in self._digests:
            self._digests[path] = hashlib.sha256(self._tree.read(path)).digest()
        return self._digests[path]

    def _may_ask(self, target: Target) -> bool:
        """Whether a chart is rendered that may ask which kinds a cluster serves."""
        if target.kind == "kustomize":
            return bool(self._options.charts) or any(path.endswith(_CHART) for path in target.closure)
        return target.version_sensitive

    def _tools(self, target: Target) -> tuple[Tool | None, ...]:
        """The programs that render a target: kustomizations may inflate charts, releases may be edited."""
        return () if target.kind == "plain" else (self._toolbox.kustomize, self._toolbox.helm)

    def _program(self, tool: Tool | None) -> bytes:
        """What a program is called by, what it says it is, and the digest of its file."""
        if tool is None:
            return b""
        if tool.program not in self._digests:
            digest = digest_of_program(tool, self._store)
            self._digests[tool.program] = f"{tool.flavour} {tool.version} {digest}".encode()
        return self._digests[tool.program]

    @cached_property
    def _fetched(self) -> bytes:
        """How the folder of fetched charts looks."""
        return looks_of_folder(self._options.charts).encode() if self._options.charts else b""

    @cached_property
    def _installation(self) -> bytes:
        """This gate: its version, and how its files look, for one that is worked on."""
        looks = looks_of_folder(str(Path(gate.__file__).parent))
        return f"{FORM} {gate.__version__} {looks}".encode()
