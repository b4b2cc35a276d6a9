"""Values that a kustomization gives a chart which it inflates."""

from __future__ import annotations

from collections.abc import Iterator

from gate.locate.declared import has, said_at
from gate.locate.helm_values import ValueKey
from gate.locate.inline import Inline
from gate.locate.inline_places import place_inline
from gate.locate.source_text import SourceText
from gate.model.finding import Finding, Location
from gate.model.json import pointer_of
from gate.sources.helm_fetched import PACKED
from gate.sources.kustomization import ChartEntry
from gate.sources.kustomization_file import join

INLINE = "valuesInline"
OWN_VALUES = "values.yaml"


def place_in_entry(texts: SourceText, finding: Finding, entry: ChartEntry, key: ValueKey) -> Location | None:
    """Where a value of the texts stands that Helm is given for an entry, None when that cannot be told."""
    path = pointer_of(key.path)
    for file in _sayings(entry, key.layer.index):
        if file == INLINE and has(entry.said.get(INLINE), path):
            return _in_entry(texts, finding, entry, path)
        if file != INLINE and any(has(one.value, path) for one in texts.documents(file)[:1]):
            return texts.place(finding, file, 0, path)
    return None


def _sayings(entry: ChartEntry, index: int) -> Iterator[str]:
    """What may say a value of the text of an index: files, and `valuesInline`, the strongest first.

    The first text is what `valuesMerge` makes of the values file and `valuesInline`; each further one is
    that of an additional file (`gate.render.kustomize_values`).
    """
    if index:
        yield entry.further_values[index - 1]
        return
    is_folder = entry.chart and not entry.chart.endswith(PACKED)
    file = entry.values_file or (join(entry.chart, OWN_VALUES) if is_folder else "")
    merge = entry.text("valuesMerge")
    order = (file, INLINE) if merge == "merge" else (INLINE,) if merge == "replace" else (INLINE, file)
    yield from filter(None, order)


def _in_entry(texts: SourceText, finding: Finding, entry: ChartEntry, path: str) -> Location | None:
    """Where `valuesInline` has a value: in the file of the entry, or in the scalar that holds a plugin."""
    documents = {one.index: one.value for one in texts.documents(entry.kustomization)}
    at = entry.pointers[INLINE]
    holder = said_at(documents.get(entry.document), at)
    if not isinstance(holder, str):
        return texts.place(finding, entry.kustomization, entry.document, at + path)
    inline = Inline(entry.kustomization, entry.document, at, holder)
    for one in texts.inner(inline):
        if has(one.value, f"/{INLINE}{path}"):
            return place_inline(texts, finding, inline, one.index, f"/{INLINE}{path}")
    return None
