"""The command `gate`: finds the subcommand, and is the boundary at which errors become exit codes."""

from __future__ import annotations

import gc
import signal
import sys
import traceback
from importlib import import_module

import click

from gate import __version__
from gate.cli.commands import COMMANDS
from gate.cli.streams import abandon_stdout, of_the_machine, settle
from gate.cli.terminal import has_colour
from gate.cli.usage import explained
from gate.errors import GateError

SET_UP_FAULT, BUG, INTERRUPTED = 2, 3, 130
FEWEST_COLLECTED = 200_000


class Subcommands(click.Group):
    """The subcommands of the table, imported when asked for: `gate check` pays for no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  the same
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(COMMANDS[cmd_name]).command
        return found


@click.group(
    cls=Subcommands,
    epilog="Start with `gate check`. Options can be set in the environment, too: GATE_FAIL_ON=warning.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="gate")
def command() -> None:
    """The check that every change to a GitOps repository must pass.

    It renders what the repository would send to each cluster, says what the Kubernetes API server and
    your policies would say of it, and points at the line in the source.
    """


def main() -> None:
    """Run the command line and leave with its exit code; being told to end is being interrupted.

    A terminal that is closed ends the gate, too, but not under `nohup`.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, signal.default_int_handler)
    settle()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of a command line; every error is told on stderr, none as a trace but a bug."""
    # A run makes much and throws little of it away in cycles: to look for them costs a tenth of a second.
    gc.set_threshold(FEWEST_COLLECTED)
    try:
        colour = None if has_colour(sys.stdout) else False
        code = command.main(args=arguments, prog_name="gate", standalone_mode=False, color=colour)
    except click.exceptions.NoArgsIsHelpError as shown:
        click.echo(shown.format_message(), err=True)
        return SET_UP_FAULT
    except click.ClickException as error:
        tell(explained(error))
        return SET_UP_FAULT
    except GateError as error:
        for fault in (error, *error.also):
            tell(fault)
        return SET_UP_FAULT
    except (KeyboardInterrupt, click.Abort):
        return _interrupted()
    except BrokenPipeError:
        return _reader_gone()
    except OSError as error:
        return _machine_fault(error)
    except Exception:  # noqa: BLE001  the boundary: whatever is left is a bug of the gate's
        return _bug()
    return code if isinstance(code, int) else 0


def tell(error: GateError) -> None:
    """One sentence on stderr, and what to do about it."""
    head = click.style("gate: ", fg="red", bold=True) if has_colour(sys.stderr) else "gate: "
    click.echo(head + error.message, err=True)
    if error.hint:
        click.echo(f"      {error.hint}", err=True)


def _machine_fault(error: OSError) -> int:
    fault = of_the_machine(error)
    if fault is None:
        return _bug()
    abandon_stdout()
    tell(fault)
    return SET_UP_FAULT


def _bug() -> int:
    traceback.print_exc()
    click.echo(
        f"gate {__version__}: this is a bug. Please report it with the trace above, "
        "after a look that it holds nothing private.",
        err=True,
    )
    return BUG


def _interrupted() -> int:
    from gate.system.process import stop_all  # noqa: PLC0415  only here, and `gate --help` starts fast

    stop_all()
    click.echo("gate: interrupted", err=True)
    return INTERRUPTED


def _reader_gone() -> int:
    """`gate … | head`: nobody reads on, which is no fault."""
    abandon_stdout()
    return 0
