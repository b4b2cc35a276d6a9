"""The way from a variable to a value, through names of fields, `@items`, `@keys` and `@values`."""

from __future__ import annotations

ITEMS, INDICES, KEYS, VALUES = "@items", "@indices", "@keys", "@values"


class Path:
    """A path as Go's slices hold it: two that go on from the same one may share its memory.

    The later one then overwrites the last step of the earlier one, which the server's estimate shows.
    """

    __slots__ = ("_length", "_memory")

    def __init__(self, memory: list[str], length: int) -> None:
        self._memory = memory
        self._length = length

    def below(self, step: str) -> Path:
        if self._length == len(self._memory):
            room = max(2 * self._length, 1)
            memory = [*self._memory, step, *[""] * (room - self._length - 1)]
            return Path(memory, self._length + 1)
        self._memory[self._length] = step
        return Path(self._memory, self._length + 1)

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(self._memory[: self._length])


NOWHERE = Path([], 0)


def start(variable: str) -> Path:
    return Path([variable], 1)
