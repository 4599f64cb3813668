"""The four commands of `guanlian.launch` as Django's management commands (`call_command`, `guanlian help`)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guanlian.launch import commands
from guanlian.launch.faults import Fault


class LaunchCommand(BaseCommand):
    """Hands its arguments on; a fault becomes a CommandError with the same two lines."""

    name = ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        commands.add_arguments(self.name, parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            code = commands.run_chosen(self.name, options)
        except Fault as fault:
            raise CommandError(str(fault)) from fault
        if code:
            raise CommandError(f"guanlian {self.name}: {code}", returncode=code)
