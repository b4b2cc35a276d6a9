"""The Applications that an ApplicationSet makes of its template."""

from __future__ import annotations

from gate.documents import read
from gate.model.json import JsonObject, JsonValue, mapping
from gate.sources.argocd import merged_patch
from gate.sources.argocd_templates import Parameters, RefusedError, Style, UnresolvedError, rendered


def template_of(generator: JsonObject, base: JsonObject) -> JsonObject:
    """The template for what a generator gives: its own, with what that leaves out from the set's
    (applicationset/generators, mergeGeneratorTemplate).
    """
    kinds = (mapping(said) for kind, said in generator.items() if kind != "selector")
    own = next((template for one in kinds if (template := mapping(one.get("template")))), {})
    return mapping(_filled(own, base))


def _filled(own: JsonValue, base: JsonValue) -> JsonValue:
    if isinstance(own, dict) and isinstance(base, dict):
        return {key: _filled(own.get(key), base.get(key)) for key in {**base, **own}}
    return own or base


def application_of(template: JsonObject, patch: str, parameters: Parameters, style: Style) -> JsonObject:
    """The Application of some parameters. patch: the set's templatePatch, "" for none."""
    made = mapping(rendered(template, parameters, style))
    if not patch:
        return made
    written = style(patch, parameters)
    if "$patch" in written or "$retainKeys" in written:
        raise UnresolvedError("a templatePatch with directives")
    documents = read(written.encode("utf-8", "replace"))
    if documents and (documents[0].broken or not isinstance(documents[0].value, dict | None)):
        raise RefusedError("a templatePatch that is no mapping")
    return mapping(merged_patch(made, documents[0].value or {})) if documents else made
