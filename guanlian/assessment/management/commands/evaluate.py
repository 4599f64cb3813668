"""`guanlian evaluate`: the standard, computed for the whole network."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate
from rich.console import Console
from rich.table import Table

from guanlian.assessment import packs
from guanlian.assessment.as_json import evaluation_json
from guanlian.assessment.evaluating import Evaluation, NotYetBegun, evaluate
from guanlian.assessment.judging import Status


def add_common(parser: ArgumentParser) -> None:
    """The arguments that `evaluate` and `explain` share."""
    parser.add_argument("--year", type=int, default=localdate().year, help="默认为本年度")
    parser.add_argument("--as-of", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help="截至日期")
    parser.add_argument("--pack", default=settings.STANDARD_PACK, help="标准包")
    parser.add_argument("--format", choices=["text", "json"], default="text")


def load_pack(name: str) -> packs.Pack:
    """The pack called `name`; CommandError says which there are, or what is wrong with it."""
    try:
        return packs.load(name)
    except KeyError:
        raise CommandError(f"没有名为 {name} 的标准包；可用：{'、'.join(packs.shipped())}") from None
    except packs.PackFault as fault:
        raise CommandError("\n".join(["标准包有误：", *fault.faults])) from fault


class Command(BaseCommand):
    help = "按标准计算全网络各馆的结果。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_common(parser)
        parser.add_argument("--hall", action="append", metavar="CODE", help="只算这些馆（可重复）")

    def handle(self, **options: Any) -> None:
        pack = load_pack(options["pack"])
        try:
            evaluation = evaluate(pack, options["year"], as_of=options["as_of"], halls=options["hall"])
        except NotYetBegun:
            raise CommandError(f"{options['year']} 年在截至日期尚未开始，无从评估。") from None
        missing = set(options["hall"] or ()) - {card.hall.code for card in evaluation.scorecards}
        if missing:
            raise CommandError(f"{evaluation.span.on} 的网络中没有这些馆：{'、'.join(sorted(missing))}")
        if options["format"] == "json":
            self.stdout.write(json.dumps(evaluation_json(evaluation), ensure_ascii=False))
        else:
            Console(file=cast(IO[str], self.stdout)).print(_table(evaluation))


def _table(evaluation: Evaluation) -> Table:
    """How many results of each status each tier has, clause by clause."""
    table = Table(title=f"{evaluation.pack.title} · {evaluation.year} · 截至 {evaluation.as_of}")
    table.add_column("条款")
    for status in Status:
        table.add_column(str(status.label), justify="right")
    for clause in evaluation.pack.clauses:
        found = [r.status for card in evaluation.scorecards for r in card.results if r.clause.id == clause.id]
        if found:
            table.add_row(clause.id, *(str(found.count(status)) for status in Status))
    return table
