"""The command line: one verb, one module. Modules are imported when their verb is called.

Data goes to standard output, messages to standard error. Exit codes: 0 done, 1 an input or a name
is wrong, 2 the command line is wrong, 3 the store, 4 a source on the network, 5 the address to
serve on, 70 a defect of Benchbook, 74 the output cannot be written, 130 interrupted.
"""

import errno
import importlib
import os
import sys
import traceback

import click

from benchbook import __version__

_VERBS = {
    "alias": ("alias", "Let names stand for models by your decision."),
    "audit": ("audit", "Compare our joins with somebody else's, and explain each difference."),
    "bundle": ("bundle", "Pass a whole store on as one signed file."),
    "changes": ("changes", "Tell what changed: models, prices, scores, facts, joins."),
    "decisions": ("decisions", "List who decided what about names."),
    "export": ("export", "Write scores, models or prices as CSV, JSON, Parquet, SQLite or records."),
    "history": ("history", "Tell what a model cost and scored, and when."),
    "import": ("import_", "Read files of catalogues and scores into the store."),
    "keys": ("keys", "Create, list and revoke API keys."),
    "rate": ("rate", "Rate the models of an arena by its votes."),
    "re-resolve": ("reresolve", "Resolve every stored name anew and show the differences."),
    "prune": ("prune", "Let go of old archived documents."),
    "rebuild": ("rebuild", "Make a new store from the archived documents of another."),
    "reject": ("reject", "Keep names from models by your decision."),
    "report": ("report", "Every model of a benchmark with its catalogue data, and a summary."),
    "resolve": ("resolve", "Tell which model a name means, and why."),
    "serve": ("serve", "Serve the API and the page."),
    "sources": ("sources", "List the sources that Benchbook reads."),
    "status": ("status", "Show what is stored, from where and how old."),
    "sync": ("sync", "Fetch sources over the network into the store."),
    "unresolved": ("unresolved", "List names that wait for a decision, with suggestions."),
    "validate": ("validate", "Check the facts about names, ours and yours."),
    "votes": ("votes", "Gather votes of people who compared two models, and count them."),
    "watch": ("watch", "Post what changes to a receiver, signed."),
}
_DEFECT = 70
_OUTPUT = 74
_OUTPUT_ERRORS = {errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EDQUOT}
_INTERRUPTED = 130


class _Verbs(click.Group):
    """A group whose commands are imported when called; their short helps stand above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            close = [verb for verb in _VERBS if verb.startswith(cmd_name[:1])]
            hint = f" Did you mean {' or '.join(close)}?" if close else ""
            ctx.fail(f"No such command {cmd_name!r}.{hint}")
        module, _ = _VERBS[cmd_name]
        command: click.Command = importlib.import_module(f"benchbook.cli.{module}").command
        _name_variables(command, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(verb, _VERBS[verb][1]) for verb in sorted(_VERBS)])


def _name_variables(command: click.Command, words: str) -> None:
    """Give every option an environment variable: ``serve --port`` is ``BENCHBOOK_SERVE_PORT``."""
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            _name_variables(inner, f"{words}_{name}")
    for option in command.params:
        if isinstance(option, click.Option) and option.envvar is None:
            option.envvar = f"BENCHBOOK_{words}_{max(option.opts, key=len).lstrip('-')}".upper().replace("-", "_")
            option.show_envvar = True


@click.group(
    cls=_Verbs,
    context_settings={"show_default": True, "max_content_width": 100},
    epilog="Example: benchbook import models.json && benchbook serve   Every option is also an environment "
    "variable (BENCHBOOK_STORE, BENCHBOOK_SERVE_PORT, …). Exit codes: 0 done, 1 wrong input, 2 wrong usage, "
    "3 store, 4 network, 5 address in use, 70 a defect, 74 output, 130 interrupted.",
)
@click.version_option(__version__, prog_name="benchbook")
def cli() -> None:
    """Which language model should I use, and how do we know?"""


def main() -> None:
    """Run the command line; every error is one line on standard error."""
    from benchbook.errors import BenchbookError

    try:
        exit_code = _run()
        _flush()
    except BenchbookError as error:
        _end(str(error), error.exit_code)
    except click.FileError as error:
        _end(error.format_message(), _OUTPUT)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _end("interrupted; what was not finished was not changed", _INTERRUPTED)
    except BrokenPipeError:
        _drop_output()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 the last line of defence: a user never sees a traceback
        _end_unexpected(error)
    else:
        sys.exit(exit_code)


def _end_unexpected(error: Exception) -> None:
    """A full disk behind standard output, or a defect."""
    if isinstance(error, OSError) and error.errno in _OUTPUT_ERRORS:
        _drop_output()
        _end(f"the output cannot be written: {error.strerror}", _OUTPUT)
    if os.environ.get("BENCHBOOK_TRACEBACK"):
        traceback.print_exc()
    _end(
        f"a defect of Benchbook ({type(error).__name__}); BENCHBOOK_TRACEBACK=1 shows where, please report it", _DEFECT
    )


def _run() -> int:
    """Parse and invoke as click's own ``main`` does, which would hide a closed pipe as exit code 1."""
    if "_BENCHBOOK_COMPLETE" in os.environ:
        cli.main(prog_name="benchbook")
    try:
        with cli.make_context("benchbook", sys.argv[1:]) as context:
            cli.invoke(context)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    return 0


def _flush() -> None:
    """Write out what is buffered while an error can still be told; a closed output has nothing to write."""
    if sys.stdout is not None:
        sys.stdout.flush()


def _drop_output() -> None:
    """Point standard output at nothing, so that what is still buffered raises no second error at exit."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _end(sentence: str, exit_code: int) -> None:
    click.echo(f"benchbook: {sentence}", err=True)
    sys.exit(exit_code)
