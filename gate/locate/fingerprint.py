"""What stays the same of a finding when lines, messages, versions and files move."""

from __future__ import annotations

import hashlib
import re

from gate.locate.merge_keys import by_merge_keys
from gate.model.finding import Finding
from gate.model.json import JsonObject

# kustomize appends ten characters of this alphabet to generated names:
# https://github.com/kubernetes-sigs/kustomize/blob/master/api/hasher/hasher.go (encode)
GENERATOR_HASH = re.compile(r"-[2456789bcdfghkmt]{10}$")
HASHED_KINDS = {"ConfigMap", "Secret"}


def identity(finding: Finding, cluster: str, body: JsonObject) -> str:
    """Rule, cluster, resource without generator hash, pointer by merge keys; for want of it a path."""
    resource = finding.resource
    if resource is None:
        path = finding.location.path if finding.location else ""
        return "\0".join((finding.rule, cluster or finding.target, path))
    name = GENERATOR_HASH.sub("", resource.name) if resource.kind in HASHED_KINDS else resource.name
    parts = (resource.api_version, resource.kind, resource.namespace, name)
    return "\0".join((finding.rule, cluster, *parts, by_merge_keys(finding.pointer, body)))


def fingerprint(identity_text: str, nth: int) -> str:
    """SHA-256 (hexadecimal) of an identity and its number among equal ones."""
    return hashlib.sha256(f"{identity_text}\0{nth}".encode()).hexdigest()
