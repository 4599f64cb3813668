"""`guanlian …`: one command over Django's management commands."""

import os
import sys


def main() -> None:
    """Run the named command; `guanlian help` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanlian.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["guanlian", *sys.argv[1:]])
