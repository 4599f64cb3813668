"""`guanlian import FILE|DIR`: the records workbook, all or nothing."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from guanlian.accounts import workbooks
from guanlian.accounts.models import User
from guanlian.kernel.workbook.guards import FileRefused
from guanlian.kernel.workbook.plans import Action, Fault, ImportRefused, Plan


class Command(BaseCommand):
    """Exit 0 where everything was written (or would be, with --dry-run); 1 with the list of faults otherwise."""

    help = "Import the records workbook: an .xlsx file, or a folder of CSV files named by register."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="FILE|DIR")
        parser.add_argument("--dry-run", action="store_true", help="say what would change; write nothing")
        parser.add_argument("--user", help="import as this person, within what they may edit")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *args: Any, path: Path, dry_run: bool, user: str | None, format: str, **options: Any) -> None:  # noqa: A002
        by = person(user)
        plan, faults = Plan(), []
        try:
            plan = workbooks.preview(path=path, by=by) if dry_run else workbooks.bring_in(path=path, by=by)
            faults = plan.faults
        except FileRefused as refused:
            faults = [Fault(path.name, reason=str(refused))]
        except ImportRefused as refused:
            faults = refused.faults
        tell = self._tell_json if format == "json" else self._tell_text
        tell(plan, faults, dry_run=dry_run)
        if faults:
            sys.exit(1)

    def _tell_json(self, plan: Plan, faults: list[Fault], *, dry_run: bool) -> None:
        told = {
            "written": not faults and not dry_run,
            "registers": {slug: {str(a): count[a] for a in Action} for slug, count in plan.counts.items()},
            "notes": plan.notes,
            "faults": [fault.as_dict() for fault in faults],
        }
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))

    def _tell_text(self, plan: Plan, faults: list[Fault], *, dry_run: bool) -> None:
        for note in plan.notes:
            self.stdout.write(note)
        if faults:
            for fault in faults:
                self.stderr.write(str(fault))
            self.stderr.write(_("共 %s 处错误，什么都没有写入。") % len(faults))
            return
        words = {
            name: plan.total(action)
            for name, action in (("add", Action.ADD), ("change", Action.CHANGE), ("same", Action.SAME))
        }
        verdict = (
            _("将新增 %(add)s 条，修改 %(change)s 条，%(same)s 条不变。")
            if dry_run
            else _("新增 %(add)s 条，修改 %(change)s 条，%(same)s 条不变。")
        )
        self.stdout.write(verdict % words)


def person(name: str | None) -> User | None:
    """The person with that user name; None stands for the operator. Raises CommandError."""
    if name is None:
        return None
    found = User.objects.filter(username=name, is_active=True).first()
    if found is None:
        raise CommandError(_("没有名为 %s 的有效账号。") % name)
    return found
