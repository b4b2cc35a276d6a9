"""Rego that others wrote, and how the gate asks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from gate.model.rule import Rule

RegoVersion: TypeAlias = Literal[0, 1]


@dataclass(frozen=True, slots=True)
class Module:
    """A Rego file. path: the name to tell it by, and nothing that is opened. version: of Rego."""

    path: str
    text: bytes
    version: RegoVersion = 1


@dataclass(frozen=True, slots=True)
class Question:
    """One rule, and how it is asked in Rego.

    ref: what gives its results, `data.main.deny`: a set or a list of messages or of objects with `msg`.
    input: what `input` is, as an expression over `resource` (what the set's shape makes of it) and `params`
    (`params[rule]` are the parameters of a rule); of a rule that looks at a cluster, over `resources` and
    `environment`. unless: an expression; where it holds for the same input, nothing is found. "" for none.
    """

    rule: Rule
    ref: str
    input: str = "resource"
    unless: str = ""
