"""`guanlian export FILE.xlsx|DIR`: the records workbook, as import takes it."""

from __future__ import annotations

import importlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from guanlian.accounts import workbooks
from guanlian.kernel.registers import UnknownRegister, every_register, register_called
from guanlian.network.models import Hall

# `import` is a keyword of Python, but the name that people type.
person = importlib.import_module("guanlian.accounts.management.commands.import").person


class Command(BaseCommand):
    """Write standing records to an .xlsx file or, where the name has no .xlsx, as CSV files into that folder."""

    help = "Export the records workbook, as import takes it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE.xlsx|DIR")
        parser.add_argument("--hall", action="append", default=[], help="code of a hall; the halls below it too")
        parser.add_argument("--year", type=int, help="only records of this year")
        parser.add_argument("--register", action="append", default=[], help="only this register (repeatable)")
        parser.add_argument("--user", help="export as this person, within what they may see")

    def handle(
        self, *args: Any, path: Path, hall: list[str], year: int | None, register: list[str], **options: Any
    ) -> None:
        if path.suffix and path.suffix.lower() != ".xlsx":
            raise CommandError(_("请写 .xlsx 文件名或文件夹名。"))
        counts = workbooks.take_out(
            path=path,
            by=person(options["user"]),
            halls=self._halls(hall),
            year=year,
            registers=self._registers(register),
        )
        self.stdout.write(_("%(path)s：%(sum)s 条记录。") % {"path": path, "sum": sum(counts.values())})

    def _halls(self, codes: list[str]) -> Any:
        if not codes:
            return None
        found = dict(Hall.objects.filter(code__in=codes).values_list("code", "pk"))
        missing = [code for code in codes if code not in found]
        if missing:
            raise CommandError(_("没有编号为 %s 的馆。") % "、".join(missing))
        return Hall.objects.under(list(found.values()), timezone.localdate())

    def _registers(self, slugs: list[str]) -> Any:
        try:
            return [register_called(slug) for slug in slugs] or None
        except UnknownRegister as unknown:
            names = "、".join(register.slug for register in every_register(read_only=True))
            raise CommandError(
                _("没有台账 %(slug)s；可写：%(names)s") % {"slug": unknown.args[0], "names": names}
            ) from unknown
