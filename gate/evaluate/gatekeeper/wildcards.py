"""Names with a `*` at their ends, as Gatekeeper matches them.

Source: pkg/wildcard/wildcard.go of github.com/open-policy-agent/gatekeeper.
"""

from __future__ import annotations


def fits(pattern: str, name: str) -> bool:
    """Whether a name is of a pattern: `kube-*`, `*-system`, `*system*`, or the name itself."""
    match pattern.startswith("*"), pattern.endswith("*"):
        case True, True:
            return pattern.removeprefix("*").removesuffix("*") in name
        case True, False:
            return name.endswith(pattern.removeprefix("*"))
        case False, True:
            return name.startswith(pattern.removesuffix("*"))
        case _:
            return pattern == name


def fits_generated(pattern: str, prefix: str) -> bool:
    """Whether a name that the server makes of `generateName` is of a pattern, as far as Gatekeeper looks."""
    return pattern.endswith("*") and fits(pattern, prefix)


def is_everything(pattern: str) -> bool:
    """Whether every name is of the pattern."""
    return pattern in {"*", "**"}
