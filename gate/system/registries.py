"""Artifacts of OCI registries: what a manifest's digest vouches for, and nothing that has another digest.

https://github.com/opencontainers/distribution-spec/blob/main/spec.md
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import orjson

from gate.errors import ToolError
from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.system.archives import files_of_archive
from gate.system.download import UnauthorizedError, receive
from gate.system.policy_sources import OciSource

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
TITLE = "org.opencontainers.image.title"
ARCHIVES = ("tar+gzip", "tar.gzip")
_CHALLENGE = re.compile(r'(\w+)="([^"]*)"')


@dataclass(slots=True)
class Registry:
    """One repository of a registry, as a run asks it. folder: private; every file in it is a download."""

    source: OciSource
    folder: Path
    env: Mapping[str, str]
    _authority: str = field(default="", repr=False)
    _count: int = 0

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path and content of each file of the artifact: archives unpacked, files by their titles.

        ToolError when it cannot be had, or is not what the digests say.
        """
        manifest = _object(self._had(f"manifests/sha256:{self.source.sha256}", self.source.sha256))
        layers = [mapping(layer) for layer in sequence(manifest.get("layers"))]
        if not layers:
            raise ToolError(f"{self._name} has no layers", "name the manifest of the artifact, not an index")
        for layer in layers:
            digest = text(layer.get("digest")).removeprefix("sha256:")
            path = self._had(f"blobs/sha256:{digest}", digest)
            title = text(mapping(layer.get("annotations")).get(TITLE))
            if text(layer.get("mediaType")).endswith(ARCHIVES):
                yield from files_of_archive(path, self._name)
            elif title and ".." not in title.split("/"):
                yield title.lstrip("/"), path.read_bytes()
            else:
                raise ToolError(f"{self._name} has a layer that is neither archive nor file with a title")

    @property
    def _name(self) -> str:
        return f"oci://{self.source.registry}/{self.source.repository}"

    def _had(self, path: str, sha256: str) -> Path:
        url = f"https://{self.source.registry}/v2/{self.source.repository}/{path}"
        try:
            file, found = self._received(url)
        except UnauthorizedError as error:
            self._authority = self._asked(error)
            file, found = self._received(url)
        if found != sha256:
            raise ToolError(f"{url} serves other bytes: their SHA-256 is {found}", "do not use this artifact")
        return file

    def _received(self, url: str, authority: str | None = None) -> tuple[Path, str]:
        self._count += 1
        file = self.folder / str(self._count)
        header = self._authority if authority is None else authority
        return file, receive(url, file, self.env, {"Accept": MANIFEST}, authority=header)

    def _asked(self, error: UnauthorizedError) -> str:
        """The header that answers a challenge: the user's own credentials, or a token for them or nobody.

        https://distribution.github.io/distribution/spec/auth/token/
        """
        scheme, _, rest = error.challenge.partition(" ")
        basic = _basic(self.env)
        if scheme.lower() == "basic" and basic:
            return basic
        said = dict(_CHALLENGE.findall(rest))
        realm = said.pop("realm", "")
        if scheme.lower() != "bearer" or not realm:
            raise ToolError(error.message, "set GATE_REGISTRY_USER and GATE_REGISTRY_PASSWORD") from None
        file, _ = self._received(f"{realm}?{urlencode(said)}", basic)
        answer = _object(file)
        token = text(answer.get("token")) or text(answer.get("access_token"))
        if not token:
            raise ToolError(f"{realm} gives no token for {self._name}")
        return f"Bearer {token}"


def _basic(env: Mapping[str, str]) -> str:
    user, password = env.get("GATE_REGISTRY_USER", ""), env.get("GATE_REGISTRY_PASSWORD", "")
    if not user and not password:
        return ""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def _object(file: Path) -> JsonObject:
    try:
        return mapping(cast("JsonValue", orjson.loads(file.read_bytes())))
    except orjson.JSONDecodeError:
        return {}
