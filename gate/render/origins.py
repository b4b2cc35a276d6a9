"""The wrapper around a kustomize root: a kustomization of the gate's own that asks for origins.

Kustomize has no flag for origins, and the repository is never written to; so a private folder outside it
names the root by a relative path and asks for `buildMetadata: [originAnnotations]`, which overrides what
the root itself asks for (https://github.com/kubernetes-sigs/kustomize, api/types/buildmetadata.go).
"""

from __future__ import annotations

import json
import re

# A key of metadata.annotations in what kustomize prints: two spaces a level, the content of a block scalar
# always deeper than its key, so that text which only looks like an annotation is never touched.
_ORIGIN = re.compile(
    rb"^metadata:\n(?:(?:  .*)?\n)*?  annotations:\n(?:(?:    .*)?\n)*?"
    rb"    config\.kubernetes\.io/origin: \|\n      (?:path|configuredIn): ['\"]?",
    re.MULTILINE,
)


def wrapper(root: str, *, component: bool, managed_by: bool) -> bytes:
    """The wrapper's kustomization.yaml. root: the path of the root, relative to the wrapper's folder."""
    metadata = ["originAnnotations", *(["managedByLabel"] if managed_by else [])]
    content = {
        "components" if component else "resources": [root],
        "buildMetadata": metadata,
        "sortOptions": {"order": "fifo"},
    }
    return json.dumps(content, ensure_ascii=False).encode("utf-8")


def repository_relative(output: bytes, repository: str) -> bytes:
    """Kustomize's output with origins relative to the repository's root instead of the wrapper's folder.

    repository: the path of the repository's root, relative to the wrapper's folder. Everything but the
    paths in origin annotations stays as it is, byte for byte.
    """
    prefix = (repository.rstrip("/") + "/").encode("utf-8")
    pieces: list[bytes] = []
    copied = 0
    for match in _ORIGIN.finditer(output):
        if output.startswith(prefix, match.end()):
            pieces.append(output[copied : match.end()])
            copied = match.end() + len(prefix)
    pieces.append(output[copied:])
    return b"".join(pieces)
