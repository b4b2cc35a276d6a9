"""Accounts that hold after rendering, too: what only failed targets build on was judged through none."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gate.model.outcome import JUDGED_THROUGH, Account
from gate.pipeline.rendering import TargetResult
from gate.sources.kustomization import is_kustomization_name

AND_MORE = re.compile(r" and \d+ more$")
NOT_RENDERED = "used only by targets that were not rendered"


def settled(accounts: Iterable[Account], results: Sequence[TargetResult]) -> tuple[Account, ...]:
    """The accounts of discovery, those that its hope did not come true for set right."""
    built = {
        posixpath.dirname(path) or "."
        for result in results
        if result.rendered
        for path in result.target.closure
        if is_kustomization_name(path)
    }
    rendered = {result.target.name for result in results if result.rendered}
    return tuple(
        replace(one, reason=f"{NOT_RENDERED}: {_through(one)}")
        if one.is_judged and one.path not in built and AND_MORE.sub("", _through(one)) not in rendered
        else one
        for one in accounts
    )


def _through(account: Account) -> str:
    """What something is judged through: the name of a target, and how many more."""
    return account.reason.removeprefix(JUDGED_THROUGH).strip()
