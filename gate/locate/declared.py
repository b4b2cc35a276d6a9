"""Where a declaring object says what it adds to a kustomize build."""

from __future__ import annotations

import re

from gate.model.target import Declaration

FLUX = "Kustomization"
# What Flux calls the fields that have another name in a kustomization.
FLUX_NAMES = {"/namespace": "/targetNamespace"}
# An Application writes an image as one text.
_IMAGE = re.compile(r"^(/images/\d+)/.*")
_LABEL_PAIRS = re.compile(r"/labels/0/pairs(?=/|$)")


def pointer_in(declaration: Declaration, pointer: str) -> str:
    """The pointer into a Flux Kustomization, or an Application, of a field of what it adds.

    pointer: into the edits of a target (`gate.model.target.KustomizeSource`), or `/commonMetadata/…` and
    `/postBuild/…` as Flux writes them.
    """
    above = declaration.pointer.removesuffix("/path")
    if declaration.resource.kind == FLUX:
        return above + FLUX_NAMES.get(pointer, pointer)
    return f"{above}/kustomize" + _IMAGE.sub(r"\1", _LABEL_PAIRS.sub("/commonLabels", pointer))
