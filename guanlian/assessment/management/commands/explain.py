"""`guanlian explain HALL CLAUSE`: the records behind a figure."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guanlian.assessment.as_json import explanation_json
from guanlian.assessment.evaluating import NotYetBegun
from guanlian.assessment.explaining import NoSuchResult, explain
from guanlian.assessment.management.commands.evaluate import add_common, load_pack


class Command(BaseCommand):
    help = "列出某馆某条款数字背后的记录。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("hall", help="馆代码")
        parser.add_argument("clause", help="条款编号，如 subbranch.activities")
        add_common(parser)

    def handle(self, **options: Any) -> None:
        pack = load_pack(options["pack"])
        try:
            found = explain(pack, options["hall"], options["clause"], options["year"], as_of=options["as_of"])
        except NotYetBegun:
            raise CommandError(f"{options['year']} 年在截至日期尚未开始。") from None
        except NoSuchResult:
            raise CommandError(
                f"{options['hall']} 在 {options['year']} 年没有条款 {options['clause']}：请核对馆代码和该层级的条款。"
            ) from None
        data = explanation_json(found)
        if options["format"] == "json":
            self.stdout.write(json.dumps(data, ensure_ascii=False))
            return
        result = data["result"]
        self.stdout.write(f"{data['hall']['name']} · {data['text']}")
        self.stdout.write(f"{result['value']} / {result['target']} {result['unit']} · {found.result.status.label}")
        for record in data["records"]:
            self.stdout.write(f"  {record['on'] or '':<26}{record['code'] or '':<16}{record['title']}")
        for below in data["below"]:
            self.stdout.write(f"  {'✓' if below['reached'] else '·'} {below['name']}  {below['records']}")
