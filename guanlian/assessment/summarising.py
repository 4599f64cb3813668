"""Results as counts and sentences: pure functions over an evaluation, for pages, commands and prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guanlian.assessment.evaluating import Evaluation, Result
from guanlian.kernel.windows import Window
from guanlian.network.snapshot import HallThen

NUMERALS = "零一两三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many results have each status."""

    met: int = 0
    on_track: int = 0
    at_risk: int = 0
    unmet: int = 0
    awaiting: int = 0
    not_applicable: int = 0

    @property
    def asked(self) -> int:
        """Results that the standard asks for: all but those that don't apply."""
        return self.met + self.on_track + self.at_risk + self.unmet + self.awaiting

    @property
    def total(self) -> int:
        """All results."""
        return self.asked + self.not_applicable

    @property
    def open(self) -> int:
        """Results that somebody can still do something about: not met, and not on the way."""
        return self.at_risk + self.unmet + self.awaiting

    @property
    def share_met(self) -> Decimal | None:
        """Per cent met of what is asked, to one decimal, rounded down: 99.96 is not 100. None where nothing is."""
        return share(self.met, self.asked)

    def of(self, status: str) -> int:
        """How many have that status."""
        return getattr(self, str(status))


def share(part: int, whole: int) -> Decimal | None:
    """Per cent to one decimal, rounded down so that only all are 100; None of nothing."""
    return Decimal(1000 * part // whole) / 10 if whole else None


def count(results: Iterable[Result]) -> Counts:
    """The counts of `results`."""
    found: dict[str, int] = {}
    for result in results:
        found[result.status.value] = found.get(result.status.value, 0) + 1
    return Counts(**found)


def by_clause(evaluation: Evaluation) -> dict[str, Counts]:
    """The counts of each clause over all judged halls, in the standard's order; clauses nobody answers are absent."""
    sorted_out: dict[str, list[Result]] = {clause.id: [] for clause in evaluation.pack.clauses}
    for card in evaluation.scorecards:
        for result in card.results:
            sorted_out[result.clause.id].append(result)
    return {clause_id: count(results) for clause_id, results in sorted_out.items() if results}


def ancestors(evaluation: Evaluation, tier: str) -> dict[int, HallThen]:
    """For each hall of the network the hall of `tier` above it, or itself where it is of that tier."""
    found: dict[int, HallThen] = {}
    for top in evaluation.network.of_tier(tier):
        found[top.id] = top
        for below in evaluation.network.under(top.id):
            found[below.id] = top
    return found


def by_area(evaluation: Evaluation, tier: str, *, clause: str | None = None) -> list[tuple[HallThen, Counts]]:
    """The counts of all results (of `clause`, where given) below and at each hall of `tier`, by code."""
    area_of = ancestors(evaluation, tier)
    sorted_out: dict[int, list[Result]] = {}
    for card in evaluation.scorecards:
        area = area_of.get(card.hall.id)
        if area is None:
            continue
        wanted = (r for r in card.results if clause is None or r.clause.id == clause)
        sorted_out.setdefault(area.id, []).extend(wanted)
    tops = sorted(evaluation.network.of_tier(tier), key=lambda hall: hall.code)
    return [(top, count(sorted_out[top.id])) for top in tops if sorted_out.get(top.id)]


def numeral(number: int, *, among: int) -> str:
    """A number before a measure word in a sentence whose largest is `among`: up to 十 in words, else all in digits."""
    if among <= 10 and not _english():
        return NUMERALS[number]
    return number_format(number, use_l10n=True, force_grouping=True)


def until(year: int, as_of: date) -> str:
    """The window in words: '2025 年' once it is over, '2026 年，截至 11 月 22 日' before."""
    if Window.of_year(year).is_over(as_of):
        return _("%(year)s 年") % {"year": year}
    return _("%(year)s 年，截至 %(day)s") % {"year": year, "day": day_words(as_of)}


def day_words(day: date) -> str:
    """A day without its year, as people say it."""
    return date_format(day, "j F") if _english() else f"{day.month} 月 {day.day} 日"


def hall_sentence(counts: Counts) -> str:
    """How a hall stands, in words: '五条里两条达标，一条有风险。'"""
    if counts.asked == 0:
        return _("这一年没有要它回答的条款。")
    if counts.met == counts.asked:
        return _("%(total)s条全部达标。") % {"total": numeral(counts.asked, among=counts.asked)}
    parts = [
        (counts.on_track, _("%(n)s条进度正常")),
        (counts.at_risk, _("%(n)s条有风险")),
        (counts.unmet, _("%(n)s条未达标")),
        (counts.awaiting, _("%(n)s条待确认")),
    ]
    met = {name: numeral(n, among=counts.asked) for name, n in (("total", counts.asked), ("met", counts.met))}
    words = [_("%(total)s条里%(met)s条达标") % met]
    words += [text % {"n": numeral(n, among=counts.asked)} for n, text in parts if n]
    return _("，").join(words) + _("。")


def network_sentence(counts: Counts, *, halls: int) -> str:
    """How many halls there are, how many results, and what share of them has which status."""
    figure = {
        "halls": number_format(halls, use_l10n=True, force_grouping=True),
        "results": number_format(counts.asked, use_l10n=True, force_grouping=True),
        "met": counts.share_met if counts.share_met is not None else "—",
    }
    parts = [
        (counts.on_track, _("%(n)s%% 进度正常")),
        (counts.at_risk, _("%(n)s%% 有风险")),
        (counts.unmet, _("%(n)s%% 未达标")),
        (counts.awaiting, _("%(n)s%% 待确认")),
    ]
    words = [_("%(halls)s 个馆，%(results)s 条结果，%(met)s%% 达标") % figure]
    words += [text % {"n": share(n, counts.asked)} for n, text in parts if n]
    return _("，").join(words) + _("。")


def _english() -> bool:
    return (get_language() or "").startswith("en")
