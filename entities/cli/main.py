"""The command group; each subcommand lives in a module of its own that is imported when it is run."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

import entities
from entities.errors import EntitiesError, GazetteerError

if TYPE_CHECKING:
    from collections.abc import Sequence

# Name of each command, the module that holds it, and its line in the overview.
COMMANDS = {
    "annotate": ("annotate", "Find the mentions in files and write them as JSON Lines, CSV or coloured text."),
    "count": ("count", "Count entities and who is mentioned together."),
    "explain": ("explain", "Show every mention in a text, why it was found, and what was turned down."),
    "gazetteer": ("gazetteer", "List, show and check gazetteers."),
}
USAGE_ERROR = 2


class LazyGroup(click.Group):
    """A group whose help needs none of its commands to be imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"entities.cli.{COMMANDS[cmd_name][0]}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the overview from the table above."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command if there is none of that name."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            import difflib

            nearest = difflib.get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
            hint = f" Did you mean `{nearest[0]}`?" if nearest else ""
            ctx.fail(f"no command `{name}`.{hint} Commands: {', '.join(COMMANDS)}.")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(entities.__version__, prog_name="entities")
def cli() -> None:
    """Find who and what Chinese and English news mentions, and who is mentioned together.

    Data goes to standard output, messages to standard error. Exit status: 0 done; 1 done, but some inputs were
    rejected or only partly read; 2 wrong usage or a gazetteer with errors; 130 interrupted.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its status.

    Args:
        arguments: Command line without the program name; None for that of the process.
    """
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    try:
        status: Any = cli.main(args=None if arguments is None else list(arguments), prog_name="entities", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.UsageError as error:
        error.show()
        return USAGE_ERROR
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("entities: interrupted; no output file was changed", err=True)
        return 130
    except BrokenPipeError:
        # The reader has seen enough (`| head`); nothing more may be written, also not at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except GazetteerError as error:
        for problem in error.problems:
            click.echo(f"entities: {problem}", err=True)
        click.echo(f"entities: {len(error.problems)} gazetteer problem(s); nothing was done", err=True)
        return USAGE_ERROR
    except EntitiesError as error:
        click.echo(f"entities: {error}", err=True)
        return USAGE_ERROR
