"""The wrapper around a kustomize root: a kustomization of the gate's own that asks for origins.

Kustomize has no flag for origins, and the repository is never written to; so a private folder outside it
names the root by a relative path and asks for `buildMetadata: [originAnnotations]`, which overrides what
the root itself asks for (https://github.com/kubernetes-sigs/kustomize, api/types/buildmetadata.go).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from gate.model.json import JsonObject

NOTHING: JsonObject = {}
# A key of metadata.annotations in what kustomize prints: two spaces a level, the content of a block scalar
# always deeper than its key, so that text which only looks like an annotation is never touched.
_ORIGIN = re.compile(
    rb"^metadata:\n(?:(?:  .*)?\n)*?  annotations:\n(?:(?:    .*)?\n)*?"
    rb"    config\.kubernetes\.io/origin: \|\n      (?:path|configuredIn): ['\"]?",
    re.MULTILINE,
)


def wrapper(
    resources: Sequence[str],
    components: Sequence[str] = (),
    *,
    managed_by: bool,
    bare: bool = False,
    edits: JsonObject = NOTHING,
) -> bytes:
    """The wrapper's kustomization.yaml. resources, components: paths relative to the wrapper's folder.

    managed_by: whether the label is asked for that says what made an object; kustomize hears only the
    outermost kustomization. bare: whether no origins are asked for. edits: further fields.
    """
    metadata = [*([] if bare else ["originAnnotations"]), *(["managedByLabel"] if managed_by else [])]
    listed = {"resources": list(resources), "components": list(components)}
    content = {
        **edits,
        **{name: paths for name, paths in listed.items() if paths},
        "buildMetadata": metadata,
        "sortOptions": {"order": "fifo"},
    }
    return json.dumps(content, ensure_ascii=False).encode("utf-8")


def repository_relative(output: bytes, *repositories: str) -> bytes:
    """Kustomize's output with origins relative to the repository's root instead of the built folder.

    repositories: the path of the repository's root, and of copies of it, relative to the built folder.
    Everything but the paths in origin annotations stays as it is, byte for byte.
    """
    prefixes = [(path.rstrip("/") + "/").encode("utf-8") for path in repositories]
    pieces: list[bytes] = []
    copied = 0
    for match in _ORIGIN.finditer(output):
        prefix = next((one for one in prefixes if output.startswith(one, match.end())), b"")
        if prefix:
            pieces.append(output[copied : match.end()])
            copied = match.end() + len(prefix)
    pieces.append(output[copied:])
    return b"".join(pieces)
