"""`guanlian demo`: load the demonstration years of Jiaxing."""

from __future__ import annotations

import argparse
from datetime import date
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from guanlian.demo import accounts, divisions, loading, making

SEED = 2015


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(_("日期请写成 2026-06-30 的样子。")) from fault


class Command(BaseCommand):
    """Loads the real network of Jiaxing with made-up years, all of it marked as demonstration."""

    help = "载入嘉兴演示数据（真实网点，虚构记录）"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options of the command."""
        parser.add_argument("--seed", type=int, default=SEED, help=_("同一种子、同一截止日，得到同样的数据"))
        parser.add_argument("--until", type=_day, default=None, help=_("记录写到哪一天为止（默认今天）"))
        parser.add_argument("--accounts", action="store_true", help=_("列出演示账号"))
        parser.add_argument("--yes", action="store_true", help=_("清空已有的演示数据，重新载入"))
        parser.add_argument("--county", action="append", help=_("只载入某一县（市、区），写区划代码；可多次"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Make, load, count. With `--accounts` a demonstration that is already there is left as it is."""
        try:
            loading.check(replace=options["yes"])
            self._load(localdate(), options)
        except loading.AlreadyLoaded as refusal:
            if not options["accounts"]:
                raise CommandError(str(refusal)) from refusal
        except (loading.RealData, making.WrongDay, divisions.UnknownCounty) as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["accounts"]:
            self.stdout.write(accounts.introduction())

    def _load(self, today: date, options: dict[str, Any]) -> None:
        console = Console(file=cast(IO[str], self.stdout), soft_wrap=True)
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console) as bar:
            making_task = bar.add_task(_("生成"), total=len(making.STEPS) + 1)
            world = making.make(
                seed=options["seed"],
                until=options["until"] or today,
                today=today,
                counties=options["county"],
                tell=lambda subject: bar.update(making_task, advance=1, description=_("生成") + " " + subject),
            )
            rows = sum(len(t.rows) for t in world.tables)
            load_task = bar.add_task(_("写入"), total=rows)
            loading.load(
                world.tables,
                files=world.files,
                replace=options["yes"],
                tell=lambda table: bar.update(load_task, advance=len(table.rows)),
            )
            loading.analyse(world.tables)
        self.stdout.write(
            _("演示数据已载入：%(halls)d 个馆，%(rows)d 行记录，截至 %(until)s。")
            % {"halls": len(world.halls), "rows": rows, "until": world.until}
        )
