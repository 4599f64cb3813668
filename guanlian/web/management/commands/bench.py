"""`guanlian bench`: the standard, a rotation, a rush for places, public pages: how fast, each beside its limit."""

from __future__ import annotations

from argparse import ArgumentParser
from time import perf_counter
from typing import IO, Any, cast

from django.core.management.base import BaseCommand
from django.utils.timezone import localtime
from rich.console import Console

from guanlian.assessment import bench
from guanlian.launch.prepare import collect_static
from guanlian.web.bench import report, rotation, running

SHORT_ACTIVITIES = 4_000
WIDTH = 132  # columns, also where the output goes to a file
WHICH = ("standard", "rotation", "rush", "pages")


class Command(BaseCommand):
    help = "在用完即弃的库里计时：全市评估，下派员轮换，很多人同时报名，公众页面；每项都与同一次运行的上限对比。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "which", nargs="*", choices=[*WHICH, []], help="standard、rotation、rush、pages；不写则全部"
        )
        parser.add_argument("--short", action="store_true", help="小规模，一分钟以内")
        parser.add_argument("--faults", action="store_true", help="再测：抢报途中断库、杀进程、重复提交")
        parser.add_argument("--activities", type=int, default=bench.ACTIVITIES, help="standard：一年的活动数")
        parser.add_argument("--runs", type=int, default=5, help="standard：次数")

    def handle(self, **options: Any) -> None:
        began = perf_counter()
        which = options["which"] or list(WHICH)
        self.console = Console(file=cast(IO[str], self.stdout), width=WIDTH)
        if "standard" in which:
            self._standard(SHORT_ACTIVITIES if options["short"] else options["activities"], options["runs"])
        if "rotation" in which:
            self._rotation()
        if options["faults"] or {"rush", "pages"} & set(which):
            self._rush(which, short=options["short"], breaking=options["faults"])
        self.stdout.write(f"{localtime():%Y-%m-%d %H:%M} · {bench.machine()} · {perf_counter() - began:.0f} 秒")

    def _standard(self, activities: int, runs: int) -> None:
        with bench.throw_away_database():
            self.stdout.write("准备数据……")
            bench.ready(activities)
            self.console.print(report.standard(bench.measure(runs)))

    def _rotation(self) -> None:
        with bench.throw_away_database():
            self.console.print(report.rotation(rotation.measure()))

    def _rush(self, which: list[str], *, short: bool, breaking: bool) -> None:
        _static_files()
        found = running.run(
            running.SHORT if short else running.Size(),
            rushing="rush" in which,
            paging="pages" in which,
            breaking=breaking,
            say=self.stdout.write,
        )
        self.console.print(report.limits(found.limits))
        if found.rushes:
            self.console.print(report.rushes(found.rushes, found.limits))
        if found.pages:
            self.console.print(report.pages(found.pages, found.limits))
        if found.faults:
            self.console.print(report.faults(found.faults))


def _static_files() -> None:
    """Pages name their static files by what was collected; a fresh clone has collected nothing yet."""
    from django.core.management import call_command

    def manage(*arguments: str) -> None:
        call_command(arguments[0], interactive=False, clear=True, skip_checks=True, verbosity=0)

    collect_static(manage)
