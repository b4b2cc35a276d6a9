"""What calls cost that the Kubernetes libraries and the extensions of CEL estimate themselves, by function.

Sources: k8s.io/apiserver/pkg/cel/library/cost.go; cel-go/ext/{lists,sets}.go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from gate.expressions.cost.amounts import LARGEST, PATTERN, UNKNOWN, Size, capped, scaled
from gate.expressions.types import CelType, ListOf, Named

_ADDRESS = Size(4, 16)
_CHECK = 350_000
_LIST, _STRUCT = 10, 40
_FORMAT_PATTERN, _FORMAT = 128, 64
_TEXTS = (Named("string"), Named("bytes"))


class Estimated(NamedTuple):
    """The most that a call costs without its arguments, and the size of what it gives where known."""

    cost: int
    result: Size | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a call.

    size: known tells whether it is. item: the size of each item of a list. number: its value where written.
    """

    type: CelType
    size: Size = UNKNOWN
    known: bool = False
    item: Size = UNKNOWN
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call with its receiver, None for a function that is no method."""

    function: str
    target: Argument | None
    arguments: tuple[Argument, ...]

    @property
    def first(self) -> Argument | None:
        return self.arguments[0] if self.arguments else None


_Estimator: TypeAlias = Callable[[Call], Estimated | None]


def _nominal(_: Call) -> Estimated:
    return Estimated(1)


def _check(_: Call) -> Estimated:
    return Estimated(_CHECK)


def _selector(call: Call) -> Estimated | None:
    if call.first is None:
        return None
    requirements = scaled(scaled(call.first.size.most, 0.5), _LIST + _STRUCT)
    return Estimated(capped(_LIST + call.first.size.traversed() + requirements))


def _search(call: Call) -> Estimated | None:
    target = call.target
    if target is None:
        return None
    if not isinstance(target.type, ListOf):
        return Estimated(target.size.traversed())
    each = 1 + (target.item.traversed() if target.type.item in _TEXTS else 0)
    return Estimated(capped(target.size.most * each))


def _of_first(factor: float = 0.1, *, sized: bool = False) -> _Estimator:
    def estimate(call: Call) -> Estimated | None:
        first = call.first
        if first is None:
            return None
        return Estimated(first.size.traversed(factor), first.size if sized else None)

    return estimate


def _of_target(call: Call) -> Estimated | None:
    return None if call.target is None else Estimated(call.target.size.traversed(), call.target.size)


def _replace(call: Call) -> Estimated | None:
    if call.target is None:
        return None
    size, old, new = call.target.size, *(one.size for one in call.arguments[:2])
    most_count = least_count = most_kept = least_kept = 0
    if old.least == 0:
        most_count, most_kept = capped(size.most + 1), size.most
    elif new.most <= old.least:
        most_kept = size.most
    else:
        most_count = -(-size.most // old.least)
    if old.most == 0:
        least_count, least_kept = capped(size.least + 1), size.least
    elif old.most <= new.least:
        least_kept = size.least
    else:
        least_count = -(-size.least // old.most)
    result = Size(least_count, most_count).times(new).plus(Size(least_kept, most_kept))
    return Estimated(size.traversed(0.2), result)


def _split(call: Call) -> Estimated | None:
    if call.target is None:
        return None
    most = call.target.size.most
    if len(call.arguments) > 1 and call.arguments[1].number is not None:
        most = call.arguments[1].number % (LARGEST + 1)
    return Estimated(call.target.size.traversed(0.2), Size(0, most))


def _join(call: Call) -> Estimated | None:
    if call.target is None:
        return None
    size = call.target.size
    result = size.times(call.target.item) if isinstance(call.target.type, ListOf) else Size(0, 0)
    if call.first is not None:
        result = result.plus(call.first.size.times(Size(max(size.least - 1, 0), max(size.most - 1, 0))))
    return Estimated(result.traversed(), result)


def _find(call: Call) -> Estimated | None:
    if call.target is None or call.first is None:
        return None
    return Estimated(matching(call.target.size, call.first.size), Size(0, call.target.size.most))


def matching(text: Size, pattern: Size) -> int:
    """The cost of a regular expression over a text."""
    return capped(text.plus(Size(1, 1)).traversed() * pattern.traversed(PATTERN))


def _address(call: Call) -> Estimated | None:
    return Estimated(1) if call.target is not None else _of_first()(call)


def _contains(extra: int) -> _Estimator:
    def estimate(call: Call) -> Estimated | None:
        if call.first is None:
            return None
        cost = _ADDRESS.plus(_ADDRESS).traversed() + extra
        if call.first.type == Named("string"):
            cost += call.first.size.traversed()
        return Estimated(capped(cost))

    return estimate


def _validate(call: Call) -> Estimated | None:
    if call.first is None:
        return None
    return Estimated(scaled(call.first.size.traversed(), _FORMAT_PATTERN * PATTERN))


_AT_ONCE = frozenset(
    {"net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver"}
    | {f"kubernetes.authorization.{name}" for name in ("Authorizer", "PathCheck", "GroupCheck")}
    | {f"kubernetes.authorization.{name}" for name in ("ResourceCheck", "Decision")}
)


def _equal(call: Call) -> Estimated | None:
    left, right = call.arguments
    if left.type != right.type or not isinstance(left.type, Named):
        return None
    name = left.type.name
    if name in _AT_ONCE:
        return Estimated(1)
    if name == "kubernetes.NamedFormat":
        return Estimated(scaled(_FORMAT, 0.1))
    if name == "kubernetes.URL":
        return Estimated(scaled(right.size.most if right.known else 1, 0.1))
    return None


def _made(size: Size, factor: float = 1) -> Estimated:
    """Of a call that makes a list."""
    return Estimated(capped(size.traversed(factor) + 1 + _LIST), size)


def _of_list(factor: float = 1, *, squared: bool = False) -> _Estimator:
    def estimate(call: Call) -> Estimated | None:
        if call.target is None:
            return None
        size = call.target.size
        return _made(size.times(size) if squared else size, factor)

    return estimate


def _flatten(call: Call) -> Estimated | None:
    depth = 1 if call.first is None else call.first.number
    return _of_list(float(LARGEST if depth is None else depth))(call)


def _slice(call: Call) -> Estimated | None:
    if call.target is None:
        return None
    begin, end = (one.number for one in call.arguments)
    size = ((call.target.size.most if end is None else end) - (begin or 0)) % (LARGEST + 1)
    return _made(Size(size, size))


def _range(call: Call) -> Estimated | None:
    if call.first is None:
        return None
    size = LARGEST if call.first.number is None else call.first.number
    return _made(Size(size, size))


def _sort(call: Call) -> Estimated | None:
    index = call.first or call.target
    if index is None:
        return None
    of = index.type.item if isinstance(index.type, ListOf) else None
    return _made(index.size.times(index.size), 2.1 if of in _TEXTS else 2.0)


def _sets(factor: int) -> _Estimator:
    def estimate(call: Call) -> Estimated | None:
        left, right = call.arguments
        return Estimated(capped(capped(left.size.most * right.size.most) * factor + 1))

    return estimate


def _each(estimator: _Estimator, names: str) -> dict[str, _Estimator]:
    return dict.fromkeys(names.split(), estimator)


ESTIMATORS: dict[str, _Estimator] = {
    **_each(_check, "check"),
    **_each(_nominal, "serviceAccount path group resource subresource namespace name allowed reason error"),
    **_each(_nominal, "errored masked prefixLength family isUnspecified isLoopback isLinkLocalMulticast"),
    **_each(_nominal, "isLinkLocalUnicast isGlobalUnicast format.named sign asInteger isInteger"),
    **_each(_nominal, "asApproximateFloat isGreaterThan isLessThan compareTo add sub major minor patch"),
    **_each(_nominal, "getScheme getHostname getHost getPort getEscapedPath getQuery"),
    **_each(_selector, "fieldSelector labelSelector"),
    **_each(_search, "isSorted sum max min indexOf lastIndexOf"),
    **_each(_of_first(sized=True), "url jsonpatch.escapeKey"),
    **_each(_of_target, "lowerAscii upperAscii substring trim"),
    **_each(_of_first(), "cidr isIP isCIDR quantity isQuantity semver isSemver"),
    **_each(_of_first(0.2), "ip.isCanonical"),
    **_each(_find, "find findAll"),
    **_each(_sets(1), "sets.contains sets.intersects"),
    "replace": _replace,
    "split": _split,
    "join": _join,
    "ip": _address,
    "containsIP": _contains(0),
    "containsCIDR": _contains(_ADDRESS.traversed() + 1),
    "validate": _validate,
    "_==_": _equal,
    "sets.equivalent": _sets(2),
    "slice": _slice,
    "flatten": _flatten,
    "lists.range": _range,
    "reverse": _of_list(),
    "distinct": _of_list(2, squared=True),
    "sort": _sort,
    "@sortByAssociatedKeys": _sort,
}
