"""A figure opened: the clause, how it is read, and the exact records that were counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from guanlian.accounts import scope
from guanlian.assessment.advice import register_of
from guanlian.assessment.counted import what_is_counted
from guanlian.assessment.explaining import Behind, Explanation, NoSuchResult, explain
from guanlian.assessment.noting import note
from guanlian.assessment.showing import Shown, shown, with_what_is_shown
from guanlian.assessment.summarising import until
from guanlian.kernel.measures import How
from guanlian.network.halls import Hall
from guanlian.web.portal.addresses import changed, one_of, page_of
from guanlian.web.portal.caching import public_page
from guanlian.web.standard import exporting, rows
from guanlian.web.standard.asking import Question, question, years
from guanlian.web.standard.doing import register_address
from guanlian.web.standard.reading import definitions_of, readings_of
from guanlian.web.standard.refusing import Unanswerable, answering

PAGE = 50

HOW_WORDS: dict[How, StrOrPromise] = {
    How.COUNT: gettext_lazy("每条记录计一次。"),
    How.TOTAL: gettext_lazy("把各条记录的数额相加。"),
    How.LARGEST: gettext_lazy("取各条记录中最大的数。"),
    How.DISTINCT: gettext_lazy("按不同的种类计数，同一种类只计一次。"),
    How.SHARE: gettext_lazy("符合条件的记录占全部记录的百分比。"),
    How.COMPUTED: gettext_lazy("由各时段的开放时间算出，取最少的一个平常周。"),
}


class Together(Sequence[Shown]):
    """The records of all parts of a clause as one sequence that is read by the page, never whole."""

    def __init__(self, behind: Sequence[Behind]) -> None:
        self._querysets = [with_what_is_shown(each.records) for each in behind]
        self._sizes = [queryset.count() for queryset in self._querysets]

    def __len__(self) -> int:
        return sum(self._sizes)

    @overload
    def __getitem__(self, at: int) -> Shown: ...
    @overload
    def __getitem__(self, at: slice) -> list[Shown]: ...
    def __getitem__(self, at: int | slice) -> Shown | list[Shown]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        first, last, _step = at.indices(len(self))
        found: list[Shown] = []
        begins = 0
        for queryset, size in zip(self._querysets, self._sizes, strict=True):
            low, high = max(first - begins, 0), min(last - begins, size)
            if low < high:
                found += [shown(record) for record in queryset[low:high]]
            begins += size
        return found

    def all(self) -> list[Shown]:
        """Every record, for an export."""
        return self[0 : len(self)]


def opened(code: str, clause_id: str, asked: Question) -> Explanation:
    """The figure opened. Raises Unanswerable."""
    try:
        return explain(asked.pack, code, clause_id, asked.year, as_of=asked.as_of)
    except NoSuchResult:
        why = _("%(year)s 年没有这一项：请核对馆和条款，或换一个年份。")
        raise Unanswerable(why % {"year": asked.year}) from None


@public_page
@answering
def figure(request: HttpRequest, code: str, clause: str) -> HttpResponse:
    """/halls/CODE/standard/CLAUSE/: the records behind a hall's figure."""
    asked = question(request)
    found = opened(code, clause, asked)
    records = Together(found.behind)
    kind = exporting.wanted(request)
    if kind:
        return exporting.answer(kind, _sheet(found, records, asked))
    return render(request, "web/standard/figure.html", _context(request, found, records, asked))


def _context(request: HttpRequest, found: Explanation, records: Together, asked: Question) -> dict[str, Any]:
    result, network = found.result, found.evaluation.network
    below = sorted(found.below, key=lambda each: (each.reached, each.hall.code))
    of_halls = bool(below) and one_of(request, "show", ["records"]) == ""
    row = rows.row(result, found.hall, found.evaluation, asked.query)
    return {
        "asked": asked,
        "section": "portal:standard",
        "hall": Hall.objects.get(pk=found.hall.id),
        "crumbs": [(hall.name, rows.hall_address(hall.code, asked.query)) for hall in found.path],
        "clause": result.clause,
        "row": row,
        "result": result,
        "until": until(asked.year, found.evaluation.as_of),
        "note": note(result, found.hall, network),
        "counted": what_is_counted(result.clause),
        "how": how_words(found),
        "readings": readings_of(asked.pack, result.clause),
        "definitions": definitions_of(asked.pack, result.clause),
        "records_total": len(records),
        "of_halls": of_halls,
        "of_records": not of_halls,
        "show_halls": changed(request, show=None),
        "show_records": changed(request, show="records"),
        "page": page_of(request, below if of_halls else records, PAGE),  # type: ignore[arg-type]
        "below": below,
        "reached": sum(1 for each in below if each.reached),
        "at_least": result.clause.across.at_least if result.clause.across else 0,
        "query": asked.query,
        "least_week": found.least_week,
        "weeks_left_out": found.weeks_left_out,
        "months": found.months,
        "years": years(request, asked.year),
        "exports": exporting.options(request),
        "register": _register(request, found),
    }


def how_words(found: Explanation) -> StrOrPromise:
    """How the records become the figure."""
    if found.result.clause.across is not None:
        return _("达到的馆占应达到的馆的百分比。")
    return HOW_WORDS[found.result.clause.parts[0].measure.how]


def _register(request: HttpRequest, found: Explanation) -> str:
    """For who may correct the records: their register."""
    hall, today = Hall(pk=found.hall.id, code=found.hall.code, name=found.hall.name), localdate()
    if not scope.may(request.user, "register.view", hall, today):
        return ""
    return register_address(register_of(found.result, found.evaluation)._meta.label, hall=found.hall.code)


def _sheet(found: Explanation, records: Together, asked: Question) -> exporting.Sheet:
    name = f"{found.hall.name} {found.result.clause.id} {asked.year}"
    columns: list[tuple[str, StrOrPromise]] = [
        ("code", _("编号")),
        ("register", _("台账")),
        ("on", _("日期")),
        ("title", _("内容")),
        ("detail", _("说明")),
        ("hall", _("馆代码")),
        ("hall_name", _("馆名")),
    ]
    lines = ([r.code, r.register_name, r.on, r.title, r.detail, r.hall_code, r.hall_name] for r in records.all())
    return exporting.Sheet(name, columns, lines)
