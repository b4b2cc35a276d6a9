"""The subcommands, each a module with a click command named `command`."""

from __future__ import annotations

COMMANDS = {
    "check": "gate.cli.check",
    "targets": "gate.cli.targets",
    "render": "gate.cli.render",
    "rules": "gate.cli.rules",
    "explain": "gate.cli.explain",
    "waivers": "gate.cli.waivers",
    "test": "gate.cli.test",
    "tools": "gate.cli.tools",
    "schemas": "gate.cli.schemas",
}
