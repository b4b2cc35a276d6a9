"""Accounts that hold after rendering, too: what only failed targets build on was judged through none."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gate.model.outcome import JUDGED_THROUGH, Account
from gate.pipeline.rendering import TargetResult
from gate.sources.kustomization import is_kustomization_name

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
    return tuple(
        replace(one, reason=_set_right(one)) if one.is_judged and one.path not in built else one
        for one in accounts
    )


def _set_right(account: Account) -> str:
    return f"{NOT_RENDERED}: {account.reason.removeprefix(JUDGED_THROUGH).strip()}"
