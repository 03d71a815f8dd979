"""What a command line that cannot be understood is answered: in Dutch, with what to do next, and status 2.

click's own messages are English, and quote what was typed: a name that slipped into the wrong place would stand in the
log of whatever ran the command. These say which part of the command is meant, and never what stood there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from click.exceptions import NoArgsIsHelpError, NoSuchCommand


class Misused(click.ClickException):
    """A command line that cannot be understood, in Dutch."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        """Print the message on standard error."""
        click.secho(self.message, err=True, fg="red")


@contextmanager
def in_dutch(root: click.Command) -> Iterator[None]:
    """Turn click's errors over a command line of `root` into ours. Raises Misused."""
    try:
        yield
    except (Misused, NoArgsIsHelpError):  # the second is the help itself
        raise
    except click.ClickException as error:
        raise Misused(sentence(error, root)) from None


def sentence(error: click.ClickException, root: click.Command) -> str:
    """Return what is wrong with a command line and what to do, in Dutch, without quoting it."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "archive"
    return f"{_wrong(error, root)} Draai `{command} --help`: daar staat wat erbij hoort."


def _wrong(error: click.ClickException, root: click.Command) -> str:
    match error:
        case click.MissingParameter():
            return f"Er ontbreekt iets: {_name(error.param)}."
        case click.NoSuchOption():
            return f"Deze optie kennen we niet.{_near(error.possibilities)}"
        case NoSuchCommand():
            return f"Deze opdracht kennen we niet.{_near(error.possibilities)}"
        case click.BadOptionUsage():
            known = next(_options(root, error.option_name), None)  # click does not say of which command it was
            return f"Bij {_name(known)} hoort {'geen' if known and known.is_flag else 'een'} waarde."
        case click.BadParameter():
            return f"{_fits(error.param)} bij {_name(error.param)}."
        case _:
            return "Er staat te veel in deze opdracht, of iets staat op de verkeerde plaats."


def _fits(param: click.Parameter | None) -> str:
    """Return what a parameter wants, as the beginning of a sentence."""
    match param.type if param else None:
        case click.Path(file_okay=False):
            return "Geef een map die er is"
        case click.Path(exists=False):
            return "Geef de naam van een bestand"
        case click.Path():
            return "Geef een bestand dat er is en te lezen is"
        case click.Choice(choices=choices):
            return f"Kies uit {', '.join(f'`{choice}`' for choice in choices)}"
        case click.types.IntParamType():
            return "Geef een getal"
        case _:
            return "Geef iets anders"


def _name(param: click.Parameter | None) -> str:
    """Return what a parameter is called where its user types it: `--key`, `FILE`."""
    if param is None:
        return "een van de opties"
    name = max(param.opts, key=len) if isinstance(param, click.Option) else (param.name or "").upper()
    return f"`{name}`"


def _options(command: click.Command, name: str) -> Iterator[click.Option]:
    """Yield each option of that name, of a command and of those below it."""
    yield from (param for param in command.params if isinstance(param, click.Option) and name in param.opts)
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        yield from _options(below, name)


def _near(possible: list[str] | None) -> str:
    return f" Bedoelt u {' of '.join(f'`{one}`' for one in possible)}?" if possible else ""
