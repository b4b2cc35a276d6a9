"""Where policies can come from beside a folder, each named so that nobody can put others in their place.

`git+https://example.com/policies.git@<commit>#folder` (also `git+ssh`, `git+file`)
`https://example.com/bundle.tar.gz@sha256:<digest>`, or without a digest where a key checks the signature
`oci://registry.example.com/policies@sha256:<digest of the manifest>`
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

from gate.errors import UsageError

GIT = "git+"
OCI = "oci://"
HTTPS = "https://"
_GIT_SCHEMES = frozenset({"https", "ssh", "file"})
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SHA256 = re.compile(r"sha256:([0-9a-f]{64})")
# The grammar of https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
_REPOSITORY = re.compile(r"[a-z0-9]+(?:[._/-]+[a-z0-9]+)*")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://")


@dataclass(frozen=True, slots=True)
class GitSource:
    """A folder (`.` for the top) of a commit."""

    address: str
    commit: str
    folder: str = "."


@dataclass(frozen=True, slots=True)
class BundleSource:
    """An OPA bundle, a .tar.gz. sha256: "" where its signature has to do."""

    address: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class OciSource:
    """An artifact of a registry. sha256: of its manifest."""

    registry: str
    repository: str
    sha256: str


PolicySource: TypeAlias = GitSource | BundleSource | OciSource


def policy_source(said: str) -> PolicySource | None:
    """What an address means, None for the path of a folder.

    UsageError for one that does not say which commit or which bytes, or that holds credentials.
    """
    if not _ADDRESS.match(said):
        return None
    if _has_password(said):
        raise UsageError(
            "an address of policies holds credentials",
            "give them to Git, or in GATE_REGISTRY_USER and GATE_REGISTRY_PASSWORD",
        )
    if said.startswith(GIT):
        return _git(said)
    if said.startswith(OCI):
        return _oci(said)
    if said.startswith(HTTPS):
        return _bundle(said)
    scheme = said.partition(":")[0]
    raise UsageError(
        f"{said}: policies do not come by {scheme}",
        "by git+https, git+ssh, git+file, oci or https, or from a folder",
    )


def _has_password(said: str) -> bool:
    """Whether it has the form `scheme://user:password@host`."""
    user, at, _ = said.partition("://")[2].partition("/")[0].rpartition("@")
    return bool(at) and ":" in user and not user.rpartition(":")[2].isdecimal()


def _git(said: str) -> GitSource:
    whole, _, folder = said.removeprefix(GIT).partition("#")
    address, at, commit = whole.rpartition("@")
    if not at or not _COMMIT.fullmatch(commit):
        raise UsageError(
            f"{said}: which commit is meant?", "end it in @ and the full commit; a branch or tag can move"
        )
    if urlsplit(address).scheme not in _GIT_SCHEMES:
        raise UsageError(
            f"{said}: policies do not come by this protocol", "by git+https, git+ssh or git+file"
        )
    parts = [part for part in folder.split("/") if part]
    if ".." in parts:
        raise UsageError(f"{said}: the folder leads out of the repository", "name one inside it")
    return GitSource(address, commit, "/".join(parts) or ".")


def _bundle(said: str) -> BundleSource:
    address, at, digest = said.rpartition("@")
    if not at:
        return BundleSource(said)
    return BundleSource(address, _sha256(said, digest))


def _oci(said: str) -> OciSource:
    name, _, digest = said.removeprefix(OCI).partition("@")
    registry, _, repository = name.partition("/")
    tagless = repository.partition(":")[0]
    if not registry or not _REPOSITORY.fullmatch(tagless):
        raise UsageError(f"{said} names no artifact", "as in oci://registry.example.com/policies@sha256:…")
    return OciSource(registry, tagless, _sha256(said, digest))


def _sha256(said: str, digest: str) -> str:
    found = _SHA256.fullmatch(digest)
    if found is None:
        raise UsageError(
            f"{said}: which bytes are meant?", "end it in @sha256: and the digest; a tag can move"
        )
    return found[1]
