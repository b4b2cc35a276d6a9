"""What click refuses, told as the gate tells every fault."""

from __future__ import annotations

import click
import pytest

from gate.cli.usage import Choice, explained
from gate.errors import UsageError


@click.command("cook")
@click.argument("dish")
@click.option("--heat", type=Choice(["low", "high"]), default="low")
@click.option("--minutes", type=click.IntRange(min=1))
def cook(dish: str, heat: str, minutes: int) -> None:
    """Cook something."""


def refused(*arguments: str) -> UsageError:
    try:
        cook.main(list(arguments), prog_name="cook", standalone_mode=False)
    except click.ClickException as error:
        return explained(error)
    except UsageError as error:
        return error
    pytest.fail("it was taken")


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("soup --hat low", "cook has no option --hat", "did you mean --heat?"),
        ("soup --zzz", "cook has no option --zzz", "known: --heat, --help, --minutes"),
        ("soup --heat hihg", "--heat: there is no hihg", "did you mean high?"),
        ("soup --heat zzz", "--heat: there is no zzz", "known: high, low"),
        (
            "soup --minutes x",
            "--minutes: 'x' is not a valid integer range",
            "`cook --help` shows what it takes",
        ),
        ("soup --minutes", "option '--minutes' requires an argument", "`--help` shows what it takes"),
        ("", "missing argument 'DISH'", "`cook --help` shows what it takes"),
        ("a b", "got unexpected extra argument (b)", "`cook --help` shows what it takes"),
    ],
)
def test_is_one_sentence_and_a_hint(line: str, message: str, hint: str) -> None:
    error = refused(*line.split())
    assert error.message == message
    assert error.hint.startswith(hint)


def test_what_is_right_is_taken() -> None:
    assert cook.main(["soup", "--heat", "high"], standalone_mode=False) is None
