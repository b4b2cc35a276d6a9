"""What the built-in transformers of kustomize write, and the field of the kustomization that says so.

Where a transformer writes is told by field specifications that a repository may change
(https://github.com/kubernetes-sigs/kustomize/tree/master/api/internal/konfig/builtinpluginconsts); so what
came out of the build tells which of the possible fields it wrote. A place is that of the node beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gate.locate.replay.places import Place
from gate.locate.replay.selectors import Subject
from gate.locate.replay.traced import Traced
from gate.model.json import JsonObject, JsonValue, escape_token, mapping, sequence, text
from gate.sources.fields import Node

LABEL_HOLDERS = frozenset({"labels", "matchLabels", "selector"})
SCALED = frozenset({"Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"})
CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


def set_namespace(subject: Subject, field: Node, place: Place) -> None:
    """`namespace`: of the object, of the service accounts of a binding, of a webhook's service."""
    if subject.id.kind == "Namespace" and subject.id.name == field.text:
        _write(subject.root, "metadata", "name", field.value, place, "the namespace")
    for pointer in _where(subject.rendered, "namespace", field.value):
        before = subject.root.at(pointer)
        is_own = pointer == "/metadata/namespace"
        if is_own or before is None or before.plain() != field.value:
            _write_at(subject.root, pointer, field.value, place, "the namespace")


def add_prefix(subject: Subject, field: Node, place: Place) -> None:
    _rename(subject, field.text + subject.text_at("/metadata/name"), place, "the name prefix")


def add_suffix(subject: Subject, field: Node, place: Place) -> None:
    _rename(subject, subject.text_at("/metadata/name") + field.text, place, "the name suffix")


def _rename(subject: Subject, name: str, place: Place, by: str) -> None:
    """Some kinds keep their names, as what came out tells."""
    if name in subject.id.name:
        _write(subject.root, "metadata", "name", name, place, by)


def label(subject: Subject, pairs: Node, place: Place, *, selectors: bool, templates: bool) -> None:
    """`commonLabels`, and the pairs of one entry of `labels`."""
    for key, value in mapping(pairs.value).items():
        at = place.below(f"/{escape_token(key)}")
        for pointer in _where(subject.rendered, key, value):
            holder = pointer.split("/")[-2]
            own = pointer.startswith("/metadata/labels/")
            template = holder == "labels" and pointer.endswith(f"/metadata/labels/{escape_token(key)}")
            if own or (holder in LABEL_HOLDERS and (selectors or (templates and template))):
                _write_at(subject.root, pointer, value, at, "a label")


def annotate(subject: Subject, pairs: Node, place: Place) -> None:
    """`commonAnnotations`."""
    for key, value in mapping(pairs.value).items():
        at = place.below(f"/{escape_token(key)}")
        for pointer in _where(subject.rendered, key, value):
            if pointer.endswith(f"metadata/annotations/{escape_token(key)}"):
                _write_at(subject.root, pointer, value, at, "an annotation")


def scale(subject: Subject, entry: Node, place: Place) -> None:
    """One entry of `replicas`."""
    if entry.first("name") in subject.names and subject.id.kind in SCALED:
        for count in entry.field("count"):
            _write(
                subject.root,
                "spec",
                "replicas",
                count.value,
                place.below(count.pointer.removeprefix(entry.pointer)),
                "the replicas",
            )


def set_images(subject: Subject, entry: Node, place: Place) -> None:
    """One entry of `images`: what comes last in the image stands for all that it changes."""
    name = entry.first("name")
    pattern = re.compile(
        rf"{re.escape(name)}(?P<tag>:[a-zA-Z0-9_.{{}}-]*)?(?P<digest>@sha256:[a-zA-Z0-9_.{{}}-]*)?"
    )
    named = [one for field in ("newName", "tagSuffix", "newTag", "digest") for one in entry.field(field)]
    set_by = [one for one in named if text(one.value) or isinstance(one.value, int | float)]
    for holder, key in _images(subject.root):
        written = holder.fields[key].plain()
        found = pattern.fullmatch(written) if isinstance(written, str) and name else None
        if found is None:
            continue
        new = _image(found, name, entry)
        for field in set_by:
            holder.put(
                key,
                new,
                place.below(field.pointer.removeprefix(entry.pointer)),
                f"images ({field.pointer.rpartition('/')[2]})",
            )


def _image(found: re.Match[str], name: str, entry: Node) -> str:
    """`filters/imagetag/updater.go`."""
    base, tag, digest = entry.first("newName") or name, found["tag"] or "", found["digest"] or ""
    new_tag = next((str(one.value) for one in entry.field("newTag") if one.value is not None), "")
    new_digest = entry.first("digest")
    if new_tag and new_digest:
        tag, digest = f":{new_tag}", f"@{new_digest}"
    elif new_tag:
        tag, digest = f":{new_tag}", ""
    elif new_digest:
        tag, digest = "", f"@{new_digest}"
    return base + tag + entry.first("tagSuffix") + digest


def _images(node: Traced) -> Iterator[tuple[Traced, str]]:
    """The fields that can hold an image: of containers, wherever they are, and of volumes."""
    if node.is_list:
        for item in node.items:
            yield from _images(item)
        return
    for key, child in list(node.fields.items()) if node.is_object else ():
        if key in CONTAINERS:
            yield from ((item, "image") for item in child.items if "image" in item.fields)
        elif key == "volumes":
            held = (item.fields["image"] for item in child.items if "image" in item.fields)
            yield from ((image, "reference") for image in held if "reference" in image.fields)
        elif child.is_object or child.is_list:
            yield from _images(child)


def _where(value: JsonValue, key: str, wanted: JsonValue, pointer: str = "") -> Iterator[str]:
    """The pointers of all fields of a name that have a value."""
    if isinstance(value, dict):
        if value.get(key) == wanted and key in value:
            yield f"{pointer}/{escape_token(key)}"
        for name, child in value.items():
            if isinstance(child, dict | list):
                yield from _where(child, key, wanted, f"{pointer}/{escape_token(name)}")
    else:
        for index, child in enumerate(sequence(value)):
            if isinstance(child, dict | list):
                yield from _where(child, key, wanted, f"{pointer}/{index}")


def _write(root: Traced, parent: str, key: str, value: JsonValue, place: Place, by: str) -> None:
    _write_at(root, f"/{parent}/{escape_token(key)}", value, place, by)


def _write_at(root: Traced, pointer: str, value: JsonValue, place: Place, by: str) -> None:
    """Write a field, with the objects above it where they are missing."""
    *above, key = [one.replace("~1", "/").replace("~0", "~") for one in pointer.split("/")[1:]]
    node = root
    for token in above:
        child = node.child(token)
        if child is None and node.is_object:
            empty: JsonObject = {}
            node.put(token, empty, place, by)
            child = node.fields[token]
        if child is None:
            return
        node = child
    if node.is_object:
        node.put(key, value, place, by)
