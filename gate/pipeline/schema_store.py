"""CustomResourceDefinitions as a repository keeps them in its schema folder: one file each, without noise."""

from __future__ import annotations

import copy
import re

import yaml

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, mapping, text

_GROUP = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_PLURAL = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_OF_THE_CLUSTER = (
    "creationTimestamp",
    "generation",
    "managedFields",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
)
_NOT_TEXT = re.compile(r"[-+.]?[0-9]\S*$|[yYnN]$")
_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def file_of(definition: JsonObject) -> str:
    """The file of a definition within the folder, `group/plural.yaml`; "" when it does not name both."""
    spec = mapping(definition.get("spec"))
    group, plural = text(spec.get("group")), text(mapping(spec.get("names")).get("plural"))
    return f"{group}/{plural}.yaml" if _GROUP.fullmatch(group) and _PLURAL.fullmatch(plural) else ""


def kept(definition: JsonObject) -> bytes:
    """The text of a definition without what a cluster or kubectl added to it: always the same text."""
    body = copy.deepcopy(definition)
    body.pop("status", None)
    metadata = mapping(body.get("metadata"))
    for field in _OF_THE_CLUSTER:
        metadata.pop(field, None)
    annotations = mapping(metadata.get("annotations"))
    annotations.pop(_APPLIED, None)
    if "annotations" in metadata and not annotations:
        del metadata["annotations"]
    return _written(body)


def _written(body: JsonValue) -> bytes:
    """YAML that reads back as the same value by Kubernetes' rules; in quotes throughout where it must be."""
    for style in (None, '"'):
        content: bytes = yaml.dump(
            body,
            Dumper=_Quoting,
            sort_keys=False,
            allow_unicode=True,
            encoding="utf-8",
            default_style=style,
            width=100,
        )
        if [document.value for document in read(content)] == [body]:
            break
    return content


class _Quoting(yaml.SafeDumper):
    """PyYAML's way, with quotes around texts that Kubernetes would read as numbers or booleans."""

    def represent_text(self, value: str) -> yaml.ScalarNode:
        return self.represent_scalar(
            "tag:yaml.org,2002:str", value, style="'" if _NOT_TEXT.match(value) else None
        )

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  the library's signature
        return True


_Quoting.add_representer(str, _Quoting.represent_text)
