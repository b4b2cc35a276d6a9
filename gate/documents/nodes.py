"""A document as written: scalars, lists and mappings with the place of their first character.

start: that place, as an offset in the chunk. height: the levels of lists and mappings in a node.
"""

from __future__ import annotations

from typing import TypeAlias


class Scalar:
    """tag: None when there is none. plain: neither quoted nor a block."""

    __slots__ = ("plain", "start", "tag", "text")
    height = 0

    def __init__(self, start: int, text: str, tag: str | None, plain: bool) -> None:  # noqa: FBT001
        self.start = start
        self.text = text
        self.tag = tag
        self.plain = plain


class Sequence:
    """A list."""

    __slots__ = ("height", "items", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.items: list[Node] = []
        self.height = 1


class Mapping:
    """pairs: keys and values in the order of the text, merge keys unresolved."""

    __slots__ = ("height", "pairs", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.pairs: list[tuple[Node, Node]] = []
        self.height = 1


class Alias:
    """A reference to an anchored node, standing where the alias stands."""

    __slots__ = ("height", "start", "target")

    def __init__(self, start: int, target: Scalar | Sequence | Mapping) -> None:
        self.start = start
        self.target = target
        self.height = target.height


Node: TypeAlias = "Scalar | Sequence | Mapping | Alias"
