"""How versions of a custom kind are converted into each other, as its definition says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from gate.model.json import JsonObject, JsonValue, mapping, sequence, text
from gate.validate.constraints import named_format
from gate.validate.explain import Fault
from gate.validate.relations.places import fault
from gate.validate.wording import Tokens, quoted

_PLACE: Tokens = ("spec", "conversion")
_REVIEWS = ("v1", "v1beta1")
_PATH_STEP = re.compile(text(named_format("dns-subdomain")["pattern"]))


def conversion_faults(conversion: JsonObject) -> Iterator[Fault]:
    """A webhook without its strategy, or the reverse; where the webhook is, and what reviews it takes."""
    webhook, place = conversion.get("webhook"), (*_PLACE, "webhook")
    if conversion.get("strategy") == "None" and webhook is not None:
        yield fault("api/conflict", place, "must not be set: the strategy is not Webhook")
    if conversion.get("strategy") != "Webhook":
        return
    client = mapping(webhook).get("clientConfig")
    if client is None:
        says = "lacks a webhook with a clientConfig, which the strategy Webhook needs"
        yield fault("api/required", place if webhook is not None else _PLACE, says)
    else:
        yield from _client_faults(mapping(client), (*place, "clientConfig"))
    if isinstance(webhook, dict):
        yield from _review_faults(
            sequence(webhook.get("conversionReviewVersions")), (*place, "conversionReviewVersions")
        )


def _client_faults(client: JsonObject, place: Tokens) -> Iterator[Fault]:
    address, service = client.get("url"), client.get("service")
    if (address is None) == (service is None):
        yield fault("api/one-of", place, "must have exactly one of url and service")
        return
    if isinstance(address, str):
        yield from _address_faults(address, (*place, "url"))
    for field in ("name", "namespace"):
        if mapping(service).get(field) == "":
            yield fault("api/required", (*place, "service", field), "must not be empty")
    path = text(mapping(service).get("path"))
    if path not in {"", "/"} and not _is_path(path):
        says = f"is {quoted(path)}, must begin with / and have no empty segments"
        yield fault("api/format", (*place, "service", "path"), says)


def _is_path(path: str) -> bool:
    steps = path[1:].removesuffix("/").split("/")
    return path.startswith("/") and all(_PATH_STEP.fullmatch(step) for step in steps)


def _address_faults(address: str, place: Tokens) -> Iterator[Fault]:
    try:
        parts = urlsplit(address)
    except ValueError:
        yield fault("api/format", place, "must be a URL of the form https://host[/path]")
        return
    for says in _wrong_with(parts):
        yield fault("api/format", place, says)


def _wrong_with(parts: SplitResult) -> Iterator[str]:
    if parts.scheme != "https":
        yield "must begin with https://, the only scheme that is allowed"
    elif not parts.netloc:
        yield "must have a host: https://host[/path]"
    for name, part in (
        ("user information", parts.username),
        ("a fragment", parts.fragment),
        ("a query", parts.query),
    ):
        if part:
            yield f"must not have {name}"


def _review_faults(versions: list[JsonValue], place: Tokens) -> Iterator[Fault]:
    names = [version for version in versions if isinstance(version, str)]
    form = named_format("dns-1035-label")
    for index, name in enumerate(names):
        if name in names[:index]:
            yield fault("api/duplicate", (*place, index), f"is {quoted(name)} again")
        elif not re.fullmatch(text(form["pattern"]), name):
            yield fault("api/format", (*place, index), f"is {quoted(name)}, {form['x-says']}")
    if not any(name in _REVIEWS for name in names):
        yield fault("api/value", place, f"must have at least one of {', '.join(_REVIEWS)}")
