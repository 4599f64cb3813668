"""`guanlian bench`: how long the standard takes to compute, beside one statement by hand."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import IO, Any, cast

from django.core.management.base import BaseCommand
from django.utils.timezone import localtime
from rich.console import Console
from rich.table import Table

from guanlian.assessment import bench


class Command(BaseCommand):
    help = "在一个用完即弃的库里造一年约四万场活动，计时全市评估，并与一条手写 SQL 对比。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--activities", type=int, default=bench.ACTIVITIES)
        parser.add_argument("--runs", type=int, default=5)

    def handle(self, **options: Any) -> None:
        with bench.throw_away_database():
            self.stdout.write("准备数据……")
            bench.ready(options["activities"])
            found = bench.measure(options["runs"])
            Console(file=cast(IO[str], self.stdout)).print(_table(found))
            self.stdout.write(f"{localtime():%Y-%m-%d %H:%M} · {bench.machine()}")


def _table(found: bench.Findings) -> Table:
    table = Table(title=f"{found.halls:,} 个馆 · {found.activities:,} 场活动 · {bench.YEAR} 年")
    for heading, side in (("项目", "left"), ("中位数", "right"), ("最快", "right"), ("语句数", "right")):
        table.add_column(heading, justify=side)  # type: ignore[arg-type]
    lines = [
        ("全市，全部条款", found.city, str(found.statements)),
        ("一个支馆", found.one_hall, str(found.statements_one_hall)),
        ("全市，三个条款", found.three_clauses, ""),
        ("同样三个条款，手写 SQL", found.by_hand, "1"),
    ]
    for label, timing, statements in lines:
        table.add_row(label, f"{timing.middle:.3f} 秒", f"{min(timing.seconds):.3f} 秒", statements)
    same = "数字一致" if found.agrees else "数字不一致"
    table.add_row("三个条款 ÷ 手写 SQL", f"{found.ratio:.1f} 倍", same, "")
    return table
