"""Go templates (https://pkg.go.dev/text/template) over JSON values, as far as they need nothing but these."""

from __future__ import annotations

from gate.sources.gotemplate.faults import LONGEST_TEXT, TOO_LONG, Allowance, TemplateError
from gate.sources.gotemplate.running import executed
from gate.sources.gotemplate.texts import normalized

__all__ = ["LONGEST_TEXT", "TOO_LONG", "Allowance", "TemplateError", "executed", "normalized"]
