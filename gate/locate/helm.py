"""Places in what Helm rendered: the line of the template, or the key of the values that the line repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gate.locate.answer import Answer
from gate.locate.helm_entry import place_in_entry
from gate.locate.helm_files import MENTION, file_of
from gate.locate.helm_marking import TemplateLine, is_template
from gate.locate.helm_ranking import Line, likeliest
from gate.locate.helm_values import ValueKey, layer_folder, same, shown, unaliased
from gate.locate.helm_variant import RenderedObject, Variant
from gate.locate.source_text import SourceText
from gate.model.finding import Finding, Location, Related
from gate.model.json import JsonObject, JsonValue, pointer_of, tokens_of, value_at
from gate.model.resource import Provenance
from gate.model.target import HelmSource, Target
from gate.model.trial import ChartTrials
from gate.sources.helm_fetched import PACKED
from gate.sources.kustomization import ChartEntry

SHORTEST_PART = 2
"""Shorter values are in every text."""

KEPT_VARIANTS = 3
NOWHERE = Location("", precision="target")
"""A line of a chart that is not in the repository."""

LINES_AROUND = 12
_CHART_FILE = "Chart.yaml"


Declared = Callable[[Finding, Target, ValueKey], "Location | None"]
"""The place of a value that the object declaring a target sets."""


class HelmSources:
    """Finds the sources of Helm's output: renders each chart variant with marks, and with other values."""

    def __init__(self, texts: SourceText, trials: ChartTrials, declared: Declared) -> None:
        self._texts = texts
        self._trials = trials
        self._declared = declared
        self._variants: dict[tuple[str, HelmSource, str], Variant] = {}

    def place(
        self, finding: Finding, provenance: Provenance, target: Target, version: str, body: JsonObject
    ) -> Answer | None:
        """The place of a finding, None when not even the file is known."""
        if finding.resource is None:
            return None
        variant = self.variant(target, version)
        found = variant.object(finding.resource, body, provenance.path)
        if found is None:
            return self._file(variant, provenance)
        return self._placed(finding, variant, found, body)

    def written(self, finding: Finding, variant: Variant, found: RenderedObject) -> Answer | None:
        """The place of a value that is in an object as Helm gave it, None when not even the file is known."""
        return self._placed(finding, variant, found, found.value)

    def variant(self, target: Target, version: str, entry: ChartEntry | None = None) -> Variant:
        """A chart's renderings. entry: that asks for the chart, of one that a kustomization inflates."""
        assert isinstance(target.source, HelmSource)
        key = (target.name, target.source, version)
        if key not in self._variants:
            while len(self._variants) >= KEPT_VARIANTS:
                del self._variants[next(iter(self._variants))]
            named = tuple(self._texts.text(path) for path in target.source.values)
            self._variants[key] = Variant(target, version, named, self._trials, entry)
        return self._variants[key]

    def _placed(
        self, finding: Finding, variant: Variant, found: RenderedObject, body: JsonObject
    ) -> Answer | None:
        place = variant.documents[found.document].place
        if not is_template(place):
            return self._as_written(finding, variant, place, found)
        answer = self._rendered(finding, variant, found, body)
        return None if answer is None else _in_repository(answer)

    def _rendered(
        self, finding: Finding, variant: Variant, found: RenderedObject, body: JsonObject
    ) -> Answer | None:
        value = _value(body, finding.pointer)
        pointer = _existing(finding.pointer, found.value)
        written = _value(found.value, pointer)
        line = self._line(finding, variant, found, pointer)
        if line is None:
            place = variant.documents[found.document].place
            answer = Answer(NOWHERE) if _is_fetched(variant) else self._file(variant, Provenance(""), place)
            if answer is None or answer.location is None:
                return None
            line = Line(answer.location, place)
        if value is not None and (pointer != finding.pointer or not same(value, written)):
            return Answer(_file_of(line.location))  # set by what came after Helm
        if line.is_literal or pointer != finding.pointer:
            return Answer(line.location)
        return self._from_values(finding, variant, found, pointer, line)

    def _from_values(
        self, finding: Finding, variant: Variant, found: RenderedObject, pointer: str, line: Line
    ) -> Answer:
        """The key that the value is, with the template's line beside it, or the other way round."""
        written = _value(found.value, pointer)
        if MENTION in line.template and not finding.at_key:
            file = file_of(variant, found, pointer, written, line.place)
            if file is not None:
                return Answer(self._texts.quoted(finding, file), (Related(line.location, line.said),))
        folder = layer_folder(line.place)
        for key in likeliest(variant.values.equal_to(written), line, pointer, folder):
            if finding.at_key and str(key.path[-1]) != tokens_of(pointer)[-1]:
                continue
            after = variant.after(key, found.document, found.prefix + pointer)
            if after is None or same(after[1], written) or not same(after[0], after[1]):
                continue
            if place := self._of_key(finding, variant, key):
                return Answer(place, (Related(line.location, line.said),))
        parts = self._parts(variant, found, pointer, line)
        related = [
            Related(place, f"{key} is set here")
            for key in parts
            if (place := self._of_key(finding, variant, key))
        ]
        return Answer(line.location, tuple(related))

    def _parts(self, variant: Variant, found: RenderedObject, pointer: str, line: Line) -> Iterable[ValueKey]:
        """The keys that are a part of a text: the value changes with them."""
        written = _value(found.value, pointer)
        if not isinstance(written, str) or "\n" in written:
            return
        keys = variant.values.within(written, SHORTEST_PART)
        for key in likeliest(keys, line, pointer, layer_folder(line.place)):
            after = variant.after(key, found.document, found.prefix + pointer)
            if after is not None and not same(after[1], written) and shown(after[0]) in shown(after[1]):
                yield key

    def _of_key(self, finding: Finding, variant: Variant, key: ValueKey) -> Location | None:
        layer = key.layer
        if layer.kind != "file" and variant.entry is not None:
            return place_in_entry(self._texts, finding, variant.entry, key)
        if layer.kind != "file":
            return self._declared(finding, variant.target, key)
        if not layer.path:
            return None
        inside = key.path[len(layer.below) :]
        return self._texts.place(finding, layer.path, 0, pointer_of(inside))

    def _line(self, finding: Finding, variant: Variant, found: RenderedObject, pointer: str) -> Line | None:
        """The template's line of a value, None when it is not known or not in the repository."""
        positions = variant.positions(found.document)
        whole = found.prefix + pointer
        is_key = finding.at_key or isinstance(_value(found.value, pointer), dict | list | None)
        position = (positions.key(whole) if is_key else positions.value(whole)) or positions.nearest(whole)[1]
        mapped = variant.template_line(found.document, position.line - 1)
        file = variant.files.get(mapped.at.place) if mapped else None
        if mapped is None or file is None or not (file.origin or _is_fetched(variant)):
            return None
        rendered = variant.documents[found.document].lines[position.line - 1].decode("utf-8", "replace")
        lines = file.content.decode("utf-8", "replace").split("\n")
        number = _spelling(rendered, lines, mapped.at)
        raw = lines[number - 1].rstrip("\r")
        if "{{" not in raw and _key_of(rendered) not in raw:
            return None  # neither spells nor includes it
        column = _column(raw, rendered, position.column)
        return Line(
            location=self._texts.quoted(finding, Location(file.origin, number, column))
            if file.origin
            else NOWHERE,
            place=mapped.at.place,
            text=raw,
            around="\n".join(lines[max(0, number - LINES_AROUND) : number]),
            template=file.content.decode("utf-8", "replace"),
            is_literal=rendered.strip() in raw,
        )

    def _as_written(
        self, finding: Finding, variant: Variant, place: str, found: RenderedObject
    ) -> Answer | None:
        """A file of crds/ is sent as it is."""
        origin = variant.files[place].origin if place in variant.files else ""
        if not origin:
            return self._file(variant, Provenance(""), place)
        for document in self._texts.documents(origin):
            if document.value == found.value:
                return Answer(self._texts.place(finding, origin, document.index, finding.pointer))
        return Answer(Location(origin, precision="file"))

    def _file(self, variant: Variant, provenance: Provenance, place: str = "") -> Answer | None:
        """The template itself, the packed chart that holds it, or the file that asks for the chart."""
        if not place:
            source = variant.target.source
            assert isinstance(source, HelmSource)
            place = provenance.path.removeprefix("" if source.chart == "." else source.chart + "/")
        if not place:
            return None
        place = unaliased(variant.files, place)
        if (file := variant.files.get(place)) and file.origin:
            return Answer(Location(file.origin, precision="file"))
        return self._packed(variant, place)

    def _packed(self, variant: Variant, place: str) -> Answer | None:
        """`charts/redis/templates/x.yaml` of a chart that lies packed in `charts/redis-1.2.0.tgz`."""
        above, found, inside = place.rpartition("charts/")
        name = inside.partition("/")[0]
        packed = [
            file.origin
            for other, file in variant.files.items()
            if found and other.startswith(f"{above}charts/{name}-") and other.endswith(".tgz")
        ]
        asking = variant.files.get(above + _CHART_FILE)
        origin = next((one for one in packed if one), asking.origin if asking else "")
        return Answer(Location(origin, precision="file" if packed else "target")) if origin else None


def _is_fetched(variant: Variant) -> bool:
    """Whether the chart is none of the repository's, or packed, so that its lines are no places."""
    source = variant.target.source
    assert isinstance(source, HelmSource)
    return bool(source.fetched) or source.chart.endswith(PACKED)


def _in_repository(answer: Answer) -> Answer:
    """An answer without places in a chart that is not in the repository."""
    related = tuple(one for one in answer.related if one.location.path)
    is_there = answer.location is not None and answer.location.path
    return Answer(answer.location if is_there else None, related)


def _spelling(rendered: str, lines: list[str], at: TemplateLine) -> int:
    """The line that spells the key of a rendered line: the marked one, or one above that bears no mark."""
    key = _key_of(rendered)
    if key in lines[at.line - 1]:
        return at.line
    return next((number for number in reversed(at.above) if key in lines[number - 1]), at.line)


def _key_of(rendered: str) -> str:
    """The key of a rendered line, or all of it where it has none."""
    return rendered.strip().partition(": ")[0]


def _column(template: str, rendered: str, column: int) -> int:
    """The column of a template's line at which what stands at a column of the rendered line is written."""
    before, after = rendered[: column - 1].strip(), rendered[column - 1 :]
    first = len(template) - len(template.lstrip()) + 1
    if before:
        at = template.find(before)
        is_item = not before.strip("- ")
        if at < 0 or (is_item and at >= first):
            return first  # the `-` of an action is none of a list
        rest = template[at + len(before) :]
        return at + len(before) + len(rest) - len(rest.lstrip()) + 1 if rest.strip() else at + 1
    key = after.split(":", 1)[0].strip()
    at = template.find(key) if key else -1
    return at + 1 if at >= 0 else first


def _file_of(location: Location) -> Location:
    return location if location.line is None else Location(location.path, precision="file")


def _value(value: JsonValue, pointer: str) -> JsonValue:
    try:
        return value_at(value, pointer)
    except LookupError:
        return None


def _existing(pointer: str, body: JsonObject) -> str:
    """The longest part of a pointer that exists."""
    while pointer and _value(body, pointer) is None:
        pointer = pointer.rpartition("/")[0]
    return pointer
