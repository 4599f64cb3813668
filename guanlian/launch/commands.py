"""The commands that must work before Django does: `guanlian up | doctor | backup | restore`."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from guanlian.launch.faults import Fault, as_faults, guarded
from guanlian.launch.prepare import HELD

NEEDS_NO_DATABASE = {
    "help", "--help", "-h", "version", "--version", "check", "collectstatic", "compilemessages", "makemessages",
    "diffsettings", "findstatic",
}  # fmt: skip


COMMANDS = {
    "up": "start everything and serve until Ctrl-C",
    "doctor": "check what the product stands on",
    "backup": "write the database to FILE (uploaded files under var/media are apart)",
    "restore": "put the database of FILE in place of the present one",
}


def add_arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The grammar of one of the four."""
    if command in {"up", "doctor"}:
        parser.add_argument("--port", type=int, default=int(os.environ.get("GUANLIAN_PORT", "8000")))
    if command == "up":
        parser.add_argument(
            "--no-demo", action="store_true", help="don't load the demonstration into an empty database"
        )
        parser.add_argument("--with-parent", action="store_true", help="stop when the parent process is gone")
    if command in {"backup", "restore"}:
        parser.add_argument("file")
    if command == "restore":
        parser.add_argument("--yes", action="store_true", help="really replace the present database")


def run_chosen(command: str, chosen: Mapping[str, Any]) -> int:
    """Run one of the four with its parsed arguments; its exit code. Raises Fault."""
    if command == "up":
        from guanlian.launch.supervisor import Options, Supervisor

        return Supervisor(Options(chosen["port"], not chosen["no_demo"], chosen["with_parent"])).run()
    if command == "doctor":
        from guanlian.launch.doctor import doctor

        return doctor(chosen["port"])
    from guanlian.launch import backup

    if command == "backup":
        return backup.backup(chosen["file"])
    return backup.restore(chosen["file"], yes=chosen["yes"])


def run(arguments: Sequence[str]) -> int:
    """Parse and run a command line that begins with one of the four."""
    parser = argparse.ArgumentParser(prog=f"guanlian {arguments[0]}", description=COMMANDS[arguments[0]])
    add_arguments(arguments[0], parser)
    return run_chosen(arguments[0], vars(parser.parse_args(arguments[1:])))


def main(arguments: Sequence[str], django: Callable[[], Any]) -> None:
    """Run the command line: one of the four, or else `django`'s, with the embedded server up if it needs one."""
    if arguments and arguments[0] in COMMANDS:
        guarded(lambda: run(arguments))
    needs_database = bool(arguments) and arguments[0] not in NEEDS_NO_DATABASE and "--help" not in arguments
    if not needs_database or os.environ.get("DATABASE_URL") or os.environ.get(HELD):
        django()
        return
    with _embedded():
        django()


def _embedded() -> ExitStack:
    """The embedded server, held for as long as the command runs; a fault is told and ends it."""
    from guanlian.launch.embedded import Embedded

    stack = ExitStack()
    try:
        with as_faults():
            stack.enter_context(Embedded())
    except Fault as fault:
        print(fault, file=sys.stderr, flush=True)
        sys.exit(1)
    return stack
