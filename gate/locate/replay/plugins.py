"""The built-in plugins that a kustomization configures in `generators` and `transformers`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from gate.documents import Document
from gate.locate.inline import Inline
from gate.locate.replay import transformers
from gate.locate.replay.layers import Layer
from gate.locate.replay.places import Place
from gate.locate.replay.replacements import replacement
from gate.locate.replay.selectors import Subject
from gate.locate.source_text import SourceText
from gate.sources.fields import Node
from gate.sources.inputs import is_inline
from gate.sources.kustomization_file import join


def plugins(layer: Layer, field: str, texts: SourceText) -> Iterator[Layer]:
    """Each configuration as a layer of its own, with the patches that it names; in a folder, none."""
    for entry in layer.content.select(f"{field}/*"):
        if is_inline(entry.text):
            inline = Inline(layer.place.path, layer.place.document, entry.pointer, entry.text)
            for document in texts.inner(inline):
                yield _layer(layer, document, Place(inline.path, document.index, inline=inline))
        else:
            path = join(layer.folder, entry.text)
            for document in texts.documents(path):
                yield _layer(layer, document, Place(path, document.index))


def _layer(layer: Layer, document: Document, place: Place) -> Layer:
    """Patches of inline configurations are known by the entry that holds them."""
    if place.inline is None:
        mine = [
            one for one in layer.patches if (one.kustomization, one.document) == (place.path, place.document)
        ]
    else:
        mine = [one for one in layer.patches if one.pointer == place.inline.pointer]
    return replace(layer, content=Node("", document.value), place=place, patches=tuple(mine))


def transform(plugin: Layer, subject: Subject) -> None:
    """What a configured transformer writes, patches aside."""
    for pattern, write in TRANSFORMERS.get(plugin.content.first("kind"), ()):
        for node in plugin.content.select(pattern):
            write(subject, node, plugin.place.below(node.pointer))
            subject.know()


Write = Callable[[Subject, Node, Place], None]


def _label_all(subject: Subject, pairs: Node, place: Place) -> None:
    """Its `fieldSpecs` may name any field."""
    transformers.label(subject, pairs, place, selectors=True, templates=True)


_RENAMES: tuple[tuple[str, Write], ...] = (
    ("prefix", transformers.add_prefix),
    ("suffix", transformers.add_suffix),
)
TRANSFORMERS: dict[str, tuple[tuple[str, Write], ...]] = {
    "NamespaceTransformer": (("metadata/namespace", transformers.set_namespace),),
    **dict.fromkeys(("PrefixTransformer", "SuffixTransformer", "PrefixSuffixTransformer"), _RENAMES),
    "LabelTransformer": (("labels", _label_all),),
    "AnnotationsTransformer": (("annotations", transformers.annotate),),
    "ImageTagTransformer": (("imageTag", transformers.set_images),),
    "ReplicaCountTransformer": (("replica", transformers.scale),),
    "ReplacementTransformer": (("replacements/*", replacement),),
}
