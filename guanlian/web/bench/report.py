"""The benches' figures as tables in the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from rich.table import Table

from guanlian.assessment import bench
from guanlian.web.bench import rotation as rotations
from guanlian.web.bench.faults import Fault
from guanlian.web.bench.pages import PageRate
from guanlian.web.bench.rush import ACCEPTED, IN, OUT, REFUSED, Rush, Spread

KINDS = {ACCEPTED: "录取", REFUSED: "谢绝", OUT: "旁人浏览（未登录）", IN: "旁人浏览（已登录）"}


@dataclass(frozen=True)
class Limits:
    """Rates a second, taken in the same run: a bare view on the same server, and the statements alone."""

    bare: float
    statements: float = 0.0


def table(title: str, headings: list[str]) -> Table:
    """A table whose first column is words and whose others are figures."""
    made = Table(title=title, title_justify="left")
    for n, heading in enumerate(headings):
        made.add_column(heading, justify="right" if n else "left")
    return made


def standard(found: bench.Findings) -> Table:
    """How long the standard takes to compute."""
    title = f"{found.halls:,} 个馆 · {found.activities:,} 场活动 · {bench.YEAR} 年"
    made = table(title, ["项目", "中位数", "最快", "语句数"])
    lines = [
        ("全市，全部条款", found.city, str(found.statements)),
        ("一个支馆", found.one_hall, str(found.statements_one_hall)),
        ("全市，三个条款", found.three_clauses, ""),
        ("同样三个条款，手写 SQL", found.by_hand, "1"),
    ]
    for label, timing, statements in lines:
        made.add_row(label, f"{timing.middle:.3f} 秒", f"{min(timing.seconds):.3f} 秒", statements)
    same = "数字一致" if found.agrees else "数字不一致"
    made.add_row("三个条款 ÷ 手写 SQL", f"{found.ratio:.1f} 倍", same, "")
    return made


def rotation(found: rotations.Found) -> Table:
    """How long a rotation of the city takes, and whether it is the best."""
    made = table(
        f"轮换：{found.branches} 个分馆 · {found.people} 人 · {found.pairs:,} 个可能", ["项目", "秒", "分", ""]
    )
    proven = "已证明最省" if found.proven else "没有证明"
    made.add_row("出一份草案（读库、算分、求解、写库）", f"{found.whole:.3f}", "", "")
    made.add_row("CP-SAT 求解", f"{found.solving:.3f}", str(found.cost), proven)
    same = "费用一致" if found.cost == found.bound else "费用不一致"
    made.add_row("同一问题，指派算法", f"{found.assigning:.3f}", str(found.bound), same)
    again = "两次方案相同" if found.same_again else "两次方案不同"
    made.add_row("CP-SAT ÷ 指派算法", f"{found.solving / found.assigning:.1f} 倍", "", again)
    return made


def limits(found: Limits) -> Table:
    """What the figures are compared with."""
    made = table("同一次运行的上限", ["项目", "次/秒"])
    made.add_row("空视图，同一服务器", f"{found.bare:,.0f}")
    if found.statements:
        made.add_row("同样的语句，只用 psycopg", f"{found.statements:,.0f}")
    return made


def rushes(found: list[Rush], compared: Limits) -> Table:
    """Each rush: rates, times, and what must be zero."""
    made = table("抢名额", ["人数 → 名额", "连接", "", "个", "个/秒", "÷ 空视图", "÷ 语句", "p50", "p95", "p99 毫秒"])
    for rush in found:
        for kind, spread in rush.spreads.items():
            if spread.number:
                rate = rush.rates.get(kind, 0.0)
                shares = _shares(rate, compared) if rate else ["", ""]
                made.add_row(
                    rush.name, str(rush.connections), KINDS[kind], f"{spread.number:,}",
                    f"{rate:,.0f}" if rate else "", *shares, *_times(spread),
                )  # fmt: skip
        made.add_row(*_zeros(rush), end_section=True)
    return made


def _shares(rate: float, compared: Limits) -> list[str]:
    return [f"{rate / limit:.2f}" if limit else "" for limit in (compared.bare, compared.statements)]


def _times(spread: Spread) -> list[str]:
    return [f"{value:,.0f}" for value in (spread.p50, spread.p95, spread.p99)]


def _zeros(rush: Rush) -> list[str]:
    zeros = {"超卖": rush.oversold, "重复": rush.doubles, "丢失": rush.lost, "5xx 或断开": rush.faults}
    words = "，".join(f"{name} {number}" for name, number in zeros.items())
    strange = f"；其他 {rush.strange}" if rush.strange else ""
    busy = f"处理器：压测端 {rush.generator:.0%}，网站 {rush.server:.0%}"
    return ["", "", f"{words}{strange}\n{busy}"]


def pages(found: list[PageRate], compared: Limits) -> Table:
    """Public pages signed out."""
    made = table(
        "公众页面，未登录", ["页面", "地址数", "页/秒", "÷ 空视图", "p50", "p95", "p99 毫秒", "首次生成 毫秒", "异常"]
    )
    for each in found:
        made.add_row(
            each.name, str(each.addresses), f"{each.rate:,.0f}", f"{each.rate / compared.bare:.2f}",
            *_times(each.spread), f"{each.first:,.0f}", str(each.wrong),
        )  # fmt: skip
    return made


def faults(found: list[Fault]) -> Table:
    """What was broken in mid-rush, and whether anything was lost or doubled."""
    made = table("故障", ["情形", "请求", "中断后重发", "录取", "超卖", "重复", "丢失"])
    for each in found:
        figures = (each.asked, each.broken, each.placed, each.oversold, each.doubles, each.lost)
        made.add_row(each.name, *(str(figure) for figure in figures))
    return made
