"""The command group; each subcommand lives in a module of its own that is imported when it is run."""

from __future__ import annotations

import difflib
import os
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

import entities
from entities.errors import (
    DataError,
    EntitiesError,
    GazetteerError,
    InputError,
    ReplayError,
    SettingsError,
    UnknownGazetteerError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

# Name of each command, the module that holds it, and its line in the overview.
COMMANDS = {
    "annotate": (
        "annotate",
        "Find the mentions in files and write them as JSON Lines, CSV or coloured text.",
    ),
    "count": ("count", "Count entities and who is mentioned together."),
    "resolve": ("resolve", "Resolve a column of names to entities."),
    "explain": ("explain", "Show every mention in a text, why it was found, and what was turned down."),
    "gazetteer": ("gazetteer", "List, show and check gazetteers."),
}
DONE, USAGE_ERROR, UNFINISHED, INTERRUPTED, TERMINATED = 0, 2, 3, 130, 143
# Gazetteer problems and inputs carry codes of their own.
_CODES: dict[type[EntitiesError], str] = {
    UnknownGazetteerError: "unknown-gazetteer",
    SettingsError: "bad-setting",
    DataError: "bad-data",
    ReplayError: "bad-replay",
}
# Newer releases of click raise this to show the help of a group that is called without a command.
_NO_ARGUMENTS: Any = getattr(click.exceptions, "NoArgsIsHelpError", ())
_COMPLETION = "_ENTITIES_COMPLETE"


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
            nearest = difflib.get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
            hint = f" Did you mean `{nearest[0]}`?" if nearest else ""
            ctx.fail(f"no command `{name}`.{hint} Commands: {', '.join(COMMANDS)}.")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(entities.__version__, prog_name="entities")
def cli() -> None:
    """Find who and what Chinese and English news mentions, and who is mentioned together.

    Data goes to standard output, messages to standard error. Exit status: 0 done; 1 done, but some inputs were
    rejected or only partly read; 2 wrong usage or a gazetteer with errors, nothing was done; 3 the results could not
    be written; 130 interrupted.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its status.

    Args:
        arguments: Command line without the program name; None for that of the process.
    """
    signal.signal(signal.SIGTERM, _terminate)
    if arguments is None and _COMPLETION in os.environ:
        cli.main(prog_name="entities", complete_var=_COMPLETION)
    status = run(sys.argv[1:] if arguments is None else arguments)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        # It was told, or the reader has seen enough; tried again at exit, it would be a traceback.
        _console().discard(sys.stdout)
    sys.exit(status)


class _TerminatedError(BaseException):
    """The process was asked to end; like KeyboardInterrupt, nothing may catch it on the way."""


def _terminate(_number: int, _frame: object) -> None:
    raise _TerminatedError


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit status; every error becomes a message.

    Args:
        arguments: Command line without the program name.
    """
    try:
        return _invoke(arguments)
    except BrokenPipeError:
        # The reader has seen enough (`| head`).
        return DONE
    except (KeyboardInterrupt, click.Abort):
        return _end(INTERRUPTED, "interrupted; no output file was changed")
    except _TerminatedError:
        return _end(TERMINATED, "terminated; no output file was changed")
    except click.ClickException as error:
        return _end(USAGE_ERROR, *_describe_usage(error))
    except EntitiesError as error:
        return _end(
            UNFINISHED if getattr(error, "code", "") == "not-written" else USAGE_ERROR, *_describe(error)
        )
    except Exception as error:  # noqa: BLE001 - nobody is helped by a traceback; the place is told
        return _end(UNFINISHED, f"{_console().describe_bug(error)} (internal-error)")


def _invoke(arguments: Sequence[str]) -> int:
    """Run the command as click does, but without its own way of ending the program."""
    try:
        with cli.make_context("entities", list(arguments)) as context:
            status: Any = cli.invoke(context)
    except click.exceptions.Exit as stop:
        status = stop.exit_code
    return status if isinstance(status, int) else DONE


def _end(status: int, *messages: str) -> int:
    for message in messages:
        _console().say(message)
    return status


def _describe_usage(error: click.ClickException) -> list[str]:
    """Return what was wrong with the command line, and where help is."""
    if isinstance(error, _NO_ARGUMENTS):
        error.show()
        return []
    context = getattr(error, "ctx", None)
    command = "entities" if context is None else context.command_path
    return [f"{error.format_message()} (usage)", f"see `{command} --help`"]


def _describe(error: EntitiesError) -> list[str]:
    if isinstance(error, GazetteerError):
        problems = [str(problem) for problem in error.problems]
        return [*problems, f"{len(problems)} gazetteer problem(s); nothing was done"]
    return [str(error) if isinstance(error, InputError) else f"{error} ({_CODES[type(error)]})"]


def _console() -> ModuleType:
    # Imported late: the overview of the commands needs nothing but click.
    return import_module("entities.cli.console")
