"""What a YAML or JSON file is: manifests, or something that goes to no cluster."""

from __future__ import annotations

import re

from gate.discover.known_files import KEPT_FOR_OTHERS, LOCAL_ANNOTATION, LOCAL_GROUPS, LOCAL_KINDS, NAMED
from gate.discover.patches import called_patch, lacking
from gate.discover.scope import Scope
from gate.documents import read
from gate.model.json import JsonObject, mapping, text
from gate.sources.globs import covers

SUFFIXES = (".yaml", ".yml", ".json")
NO_OBJECT = "no Kubernetes object in it"
TEMPLATE = "a template, not YAML as it stands"
UNREADABLE = "not readable as YAML and does not look like a manifest"
LARGEST_READ = 8 * 1024 * 1024

MARKS = (b"apiversion", b"kind", b"metadata")
# A key may be escaped ("\x61piVersion") or !!binary, and text in UTF-16: what may be is read in full.
ESCAPED = re.compile(rb"\\(?:[xuU]|\r?\n)|!!|!<")
LOOKS_LIKE_A_MANIFEST = (
    re.compile(rb"(?:^|^[ \t]+(?=[\"'])|[{,][ \t]*)[\"']?apiVersion[\"']?[ \t]*:", re.MULTILINE),
    re.compile(rb"(?:^|^[ \t]+(?=[\"'])|[{,][ \t]*)[\"']?kind[\"']?[ \t]*:", re.MULTILINE),
)
TEMPLATED = re.compile(r"\{\{|\{%|<%")

FREELY_NAMED = frozenset({"rbac.authorization.k8s.io"})
"""Groups that take nearly any name (`path.ValidatePathSegmentName`), braces too."""


def is_text_of_interest(path: str) -> bool:
    """Whether a file's name says YAML or JSON."""
    return path.lower().endswith(SUFFIXES)


def kept_for_others(path: str, scope: Scope) -> str:
    """Why a place belongs to another program, "" when it does not or the user named it."""
    for pattern, reason in KEPT_FOR_OTHERS:
        if covers(pattern, path) and path not in scope.files and not scope.lifts(pattern):
            return reason
    return ""


def unlike_manifests(path: str, content: bytes, patches: str = "", *, guessing: bool = True) -> str:
    """Why a file holds no manifests, "" when it does or when only reading it in full can tell.

    patches: why the file is known to be a patch, where it is so by more than its place. guessing: whether the
    annotation by which authors keep an object local counts.
    """
    if not _may_hold_objects(content):
        return named(path)
    if len(content) > LARGEST_READ:
        return ""
    documents = read(content)
    if any(fault.code == "limit" for document in documents for fault in document.faults):
        return ""  # Kubernetes may well read it
    objects = [item for document in documents if (item := mapping(document.value)) and _is_object(item)]
    if objects:
        patch = patches or called_patch(path)
        reasons = [
            _local(item, guessing=guessing) or (_partial(item, patch) if patch else "") for item in objects
        ]
        return reasons[0] if all(reasons) and not any(document.broken for document in documents) else ""
    if any(document.broken for document in documents):
        if TEMPLATED.search(content.decode("utf-8", "replace")):
            return TEMPLATE
        return "" if all(line.search(content) for line in LOOKS_LIKE_A_MANIFEST) else UNREADABLE
    for document in documents:
        if mapping(document.value).keys() & {"openapi", "swagger"}:
            return "OpenAPI document"
    return named(path)


def named(path: str) -> str:
    """What a file without a Kubernetes object is, by its name."""
    return next(
        (reason for pattern, reason in (*NAMED, *KEPT_FOR_OTHERS) if covers(pattern, path)), NO_OBJECT
    )


def _may_hold_objects(content: bytes) -> bool:
    lowered = content.lower()
    if sum(mark in lowered for mark in MARKS) > 1:
        return True
    return b"\0" in content or ESCAPED.search(content) is not None


def _is_object(value: JsonObject) -> bool:
    """Whether it is an object, or one that lacks or misspells `apiVersion` or `kind`: a fault, not a reason
    to look away.
    """
    if text(value.get("apiVersion")) and text(value.get("kind")):
        return True
    metadata = mapping(value.get("metadata"))
    is_named = text(metadata.get("name")) or text(metadata.get("generateName"))
    return bool(is_named) and any(key.lower() in {"apiversion", "kind"} and text(value[key]) for key in value)


def _partial(value: JsonObject, patch: str) -> str:
    """Why an object in what is called a patch is one, "" when it could stand alone."""
    path = lacking(value)
    return f"{patch}: lacks {path}, which every {text(value.get('kind'))} has" if path else ""


def _local(value: JsonObject, *, guessing: bool) -> str:
    """Why an object goes to no cluster, "" when it does."""
    version, kind = text(value.get("apiVersion")), text(value.get("kind"))
    metadata = mapping(value.get("metadata"))
    group = version.partition("/")[0]
    name = "" if group in FREELY_NAMED else text(metadata.get("name"))
    if any(TEMPLATED.search(written) for written in (version, kind, name)):
        return TEMPLATE
    reason = LOCAL_KINDS.get((version, kind)) or LOCAL_GROUPS.get(group, "")
    if reason or not guessing:
        return reason
    annotated = mapping(metadata.get("annotations")).get(LOCAL_ANNOTATION) == "true"
    foreign = "/" in version and "." in group and not group.endswith(".k8s.io")
    return f"marked {LOCAL_ANNOTATION}" if annotated and foreign else ""
