"""What stands beside a figure: what is missing, what is planned, how it was a year ago. Pure functions."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guanlian.assessment.evaluating import Result, asked
from guanlian.assessment.judging import Status
from guanlian.assessment.packs import Clause
from guanlian.kernel.measures import How
from guanlian.network.snapshot import HallThen, Network


def unit_of(clause: Clause) -> str:
    """The clause's unit in the reader's language."""
    return clause.unit_en if (get_language() or "").startswith("en") else clause.unit


def title_of(clause: Clause) -> str:
    """The clause's short name in the reader's language."""
    return clause.title_en if (get_language() or "").startswith("en") else clause.title


def note(result: Result, hall: HallThen, network: Network, *, before: Decimal | None = None) -> str:
    """One line beside a figure: what is missing, what is planned, and `before`, the figure of a year ago."""
    said = [_missing(result, hall, network)]
    if result.planned:
        said.append(_("已列入计划 %(n)s 次") % {"n": result.planned})
    if before is not None:
        said.append(_("去年此时 %(n)s %(unit)s") % {"n": written(before), "unit": unit_of(result.clause)})
    return _(" · ").join(words for words in said if words)


def _missing(result: Result, hall: HallThen, network: Network) -> str:
    clause = result.clause
    if result.status is Status.NOT_APPLICABLE:
        return _("没有所辖的馆，不作要求")
    if result.value is None or result.target is None:
        return _unknown(result)
    if clause.across is not None:
        return _not_reached(result, len(asked(clause.across, network, hall)))
    if clause.parts[0].measure.how is How.SHARE:
        return _failing(result)
    if result.gap > 0:
        words = _("最少的一个月还差 %(n)s %(unit)s") if clause.every == "month" else _("还差 %(n)s %(unit)s")
        return words % {"n": written(result.gap), "unit": unit_of(clause)}
    if result.status in (Status.UNMET, Status.AT_RISK):
        return _("还没有记录")
    return ""


def _unknown(result: Result) -> str:
    if result.clause.basis == "attested":
        return _("等待本馆说明")
    if result.value is not None:
        return _("没有常住人口数，定不了目标")
    return _("还没有报送")


def _not_reached(result: Result, total: int) -> str:
    """Of `total` halls that the clause asks about, how many lack it: from the share, which was computed from both."""
    reached = int((Decimal(result.value or 0) * total / 100).to_integral_value())
    if reached == total:
        return _("%(total)s个馆都已达到") % {"total": f"{total} "}
    return _("%(total)s个馆中还有%(n)s个没有达到") % {"total": f"{total} ", "n": f" {total - reached} "}


def _failing(result: Result) -> str:
    """Of a share's records, how many are no hit."""
    hits = int((Decimal(result.value or 0) * result.records / 100).to_integral_value())
    failing = result.records - hits
    if not failing:
        return ""
    return _("%(total)s 条记录中有 %(n)s 条不符合") % {"total": result.records, "n": failing}


def steps_missing(result: Result, hall: HallThen, network: Network) -> int:
    """How many whole records, halls or parts are missing to the target; a clause that nothing was said on misses one.

    What is planned is taken off, since it is under way.
    """
    clause = result.clause
    if result.value is None:
        return 1
    if clause.across is not None:
        total = len(asked(clause.across, network, hall))
        wanted = (Decimal(result.target or 0) * total / 100).to_integral_value(ROUND_CEILING)
        return max(int(wanted - (result.value * total / 100).to_integral_value()), 0)
    if clause.parts[0].measure.how is How.SHARE:
        hits = result.value * result.records / 100
        return max(int((Decimal(result.target or 0) * result.records / 100 - hits).to_integral_value(ROUND_CEILING)), 1)
    if result.gap == 0:
        return 1
    return max(int(result.gap.to_integral_value(ROUND_CEILING)) - result.planned, 0)


def written(value: Decimal) -> str:
    """A figure without needless zeros."""
    plain = round(value, 2)
    exact = int(plain) if plain == plain.to_integral_value() else plain.normalize()
    return number_format(exact, use_l10n=True, force_grouping=True)
