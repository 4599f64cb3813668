"""`guanlian …`: one command over Django's management commands."""

import os
import sys

from guanlian.launch import dotenv


def main() -> None:
    """Run the named command; `guanlian help` lists them."""
    dotenv.load()
    from guanlian.launch.commands import main as run

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanlian.config.settings")
    run(sys.argv[1:], _django)


def _django() -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["guanlian", *sys.argv[1:]])
