"""What keeps a template from being followed, and how much one may come to."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_TEXT = 2**20
"""Characters that one text may come to; no API server takes a larger object."""
MOST_STEPS = 200_000
MOST_MADE = 64 * 2**20
DEEPEST = 50
TOO_LONG = "templates that write too much"


class TemplateError(ValueError):
    """A template that fails, or that is not followed here; the message says what."""


@dataclass(slots=True)
class Allowance:
    """What the templates of one owner may take together. steps: parts that are looked at, and items of what
    functions make; made: characters that are written or that functions make.
    """

    steps: int = MOST_STEPS
    made: int = MOST_MADE

    def take(self, steps: int = 0, made: int = 0) -> None:
        """TemplateError when that is more than is left."""
        self.steps -= steps
        self.made -= made
        if self.steps < 0 or self.made < 0:
            raise TemplateError(TOO_LONG)


def unfollowed(what: str) -> TemplateError:
    """The fault of a template that uses what is not known here."""
    return TemplateError(f"a template that the gate does not follow: {what[:60]}")
