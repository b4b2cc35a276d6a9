"""An object each of whose values knows where it was written; children are made when they are asked for."""

from __future__ import annotations

from gate.locate.replay.places import Mark, Place
from gate.model.json import JsonValue, escape_token, tokens_of


class Traced:
    """A value, and the marks of those who wrote it, the last one last.

    removed: what a patch took out of an object, by key. unsaid: whether what the last mark wrote is known
    from the rendered object only.
    """

    __slots__ = ("_fields", "_items", "_raw", "marks", "removed", "unsaid")

    def __init__(self, raw: JsonValue, place: Place, by: str, before: tuple[Mark, ...] = ()) -> None:
        self._raw = raw
        self._fields: dict[str, Traced] | None = None
        self._items: list[Traced] | None = None
        self.marks: tuple[Mark, ...] = (
            *before,
            Mark(place, by, None if isinstance(raw, dict | list) else raw),
        )
        self.removed: dict[str, Mark] = {}
        self.unsaid = False

    @property
    def is_object(self) -> bool:
        return isinstance(self._raw, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self._raw, list)

    @property
    def last(self) -> Mark:
        return self.marks[-1]

    @property
    def fields(self) -> dict[str, Traced]:
        """The values of an object, to read and to change; empty for anything else."""
        if self._fields is None:
            raw = self._raw if isinstance(self._raw, dict) else {}
            self._fields = {key: self._child(one, key) for key, one in raw.items()}
        return self._fields

    @property
    def items(self) -> list[Traced]:
        """The items of a list, to read and to change; empty for anything else."""
        if self._items is None:
            raw = self._raw if isinstance(self._raw, list) else []
            self._items = [self._child(one, str(index)) for index, one in enumerate(raw)]
        return self._items

    def replace_items(self, items: list[Traced]) -> None:
        self._items = items

    def _child(self, raw: JsonValue, token: str) -> Traced:
        return Traced(raw, self.last.place.below("/" + escape_token(token)), self.last.by)

    def plain(self) -> JsonValue:
        """The value without marks."""
        if self._fields is not None:
            return {key: one.plain() for key, one in self._fields.items()}
        if self._items is not None:
            return [one.plain() for one in self._items]
        return self._raw

    def child(self, token: str) -> Traced | None:
        """What stands below one token, None where nothing does."""
        if self.is_object:
            return self.fields.get(token)
        if self.is_list and token.isdecimal() and int(token) < len(self.items):
            return self.items[int(token)]
        return None

    def at(self, pointer: str) -> Traced | None:
        """What stands at a pointer, None where nothing does."""
        node: Traced | None = self
        for token in tokens_of(pointer):
            node = None if node is None else node.child(token)
        return node

    def put(self, key: str, raw: JsonValue, place: Place, by: str) -> None:
        """Write a field of an object; what it was before stays among its marks."""
        known = self.fields.get(key)
        self.fields[key] = Traced(raw, place, by, known.marks if known else ())

    def overwrite(self, place: Place, by: str) -> None:
        """Say that something wrote here what only the rendered object tells."""
        self.marks = (*self.marks, Mark(place, by))
        self.unsaid = True

    def clone(self) -> Traced:
        """A copy that shares nothing that can change."""
        copy = Traced(self._raw, self.last.place, self.last.by)
        copy.marks = self.marks
        copy.removed, copy.unsaid = dict(self.removed), self.unsaid
        if self._fields is not None:
            copy._fields = {key: one.clone() for key, one in self._fields.items()}
        if self._items is not None:
            copy._items = [one.clone() for one in self._items]
        return copy
