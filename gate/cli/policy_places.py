"""Where the policies of the command line lie: in folders, brought there first where need be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gate.errors import PolicyError, ToolError, UsageError
from gate.evaluate.own import OpaProgram
from gate.system.archives import files_of_archive
from gate.system.download import receive
from gate.system.files import private_folder, write_private
from gate.system.git_fetch import fetched_commit
from gate.system.policy_sources import BundleSource, GitSource, OciSource, PolicySource, policy_source
from gate.system.registries import Registry
from gate.system.tools import Toolbox


@dataclass(frozen=True, slots=True)
class PolicyPlace:
    """A folder with policies. name: as the user calls it. folder: its full path."""

    name: str
    folder: str


@dataclass(frozen=True, slots=True)
class Bringing:
    """With what policies are brought. here: the working folder. private: a folder that outlives the run.

    key: the path of a PEM file that signed bundles are checked with, "" for none.
    """

    here: Path
    private: Path
    toolbox: Toolbox
    env: Mapping[str, str] = field(repr=False)
    key: str = ""

    def places(self, said: Sequence[str]) -> tuple[PolicyPlace, ...]:
        """A place for each folder or address, each once.

        UsageError for an address that does not say exactly what it means, and for a folder that is not
        there; PolicyError and ToolError for what cannot be had, or is not what it has to be.
        """
        return tuple(self._place(one) for one in dict.fromkeys(said))

    def _place(self, said: str) -> PolicyPlace:
        source = policy_source(said)
        if source is None:
            folder = self.here / said
            if not folder.is_dir():
                raise UsageError(f"there is no folder {said} with policies", "name a folder or an address")
            return PolicyPlace(said, str(folder))
        name = said.partition("@")[0].removeprefix("git+")
        into = self.private / f"policies-{len(list(self.private.iterdir()))}"
        into.mkdir(mode=0o700)
        return PolicyPlace(name, str(self._brought(source, name, into)))

    def _brought(self, source: PolicySource, name: str, into: Path) -> Path:
        if isinstance(source, GitSource):
            return self._of_git(source, into)
        if isinstance(source, OciSource):
            with private_folder() as downloads:
                return _written(Registry(source, Path(downloads), self.env).files(), into)
        return self._of_bundle(source, name, into)

    def _of_git(self, source: GitSource, into: Path) -> Path:
        if self.toolbox.git is None:
            raise ToolError("policies from Git need Git, and it was not found", "install Git")
        tree = fetched_commit(self.toolbox.git.program, source, into, self.env)
        if not tree.is_folder(source.folder):
            raise UsageError(
                f"there is no folder {source.folder} in {source.address} at {source.commit[:12]}",
                "correct what stands after #",
            )
        return Path(tree.root, source.folder)

    def _of_bundle(self, source: BundleSource, name: str, into: Path) -> Path:
        if not source.sha256 and not self.key:
            raise UsageError(
                f"{name}: nothing says which bytes are meant",
                "end the address in @sha256: and the digest, or give --policy-key",
            )
        with private_folder() as downloads:
            archive = Path(downloads, "bundle.tar.gz")
            found = receive(source.address, archive, self.env)
            if source.sha256 and found != source.sha256:
                raise ToolError(
                    f"{name} serves other bytes: their SHA-256 is {found}", "do not use this bundle"
                )
            if self.key:
                self._check_signature(archive, downloads)
            return _written(files_of_archive(archive, name), into)

    def _check_signature(self, archive: Path, folder: str) -> None:
        if self.toolbox.opa is None:
            raise PolicyError(
                "signatures of bundles are checked by OPA, and it was not found",
                "run `gate tools install opa`",
            )
        OpaProgram(self.toolbox.opa.program, folder).verified(
            str(archive), str((self.here / self.key).resolve())
        )


def _written(files: Iterable[tuple[str, bytes]], into: Path) -> Path:
    for path, content in files:
        write_private(str(into), path, content)
    return into
