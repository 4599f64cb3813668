"""What documents, budgets and support can be counted as."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, F, Func, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from guanlian.coordination.models import BudgetLine, Document, Support
from guanlian.kernel.measures import How, Span, measure


@measure("documents.in_force", _("有效文件"))
def documents(span: Span, *, kinds: Sequence[str], for_year: bool = False) -> QuerySet:
    """Documents of `kinds` in force on the judged day; `for_year`: only those issued for the window's year."""
    found = Document.objects.for_counting().filter(kind__in=list(kinds), period__contains=span.on)
    if for_year:
        found = found.filter(for_year=span.window.first.year)
    return found.annotate(counts_for=span.hall("hall_id"))


@measure("documents.kinds", _("有效文件的种类"), how=How.DISTINCT)
def document_kinds(span: Span, *, kinds: Sequence[str]) -> QuerySet:
    """Which of `kinds` have a document in force on the judged day."""
    return documents(span, kinds=kinds).annotate(sort=F("kind"))


@measure("documents.tiers", _("文件覆盖的层级"), how=How.DISTINCT)
def document_tiers(span: Span, *, kinds: Sequence[str], tiers: Sequence[str]) -> QuerySet:
    """How many of `tiers` the documents in force cover."""
    return documents(span, kinds=kinds).filter(covers__overlap=list(tiers)).annotate(sort=_common("covers", tiers))


@measure("budgets.recurrent", _("经常性预算"), how=How.TOTAL)
def recurrent_budget(span: Span) -> QuerySet:
    """Operating funds entered in the recurrent budget of the window's year, in CNY."""
    found = BudgetLine.objects.for_counting().filter(year=span.window.first.year, recurrent=True)
    return found.annotate(counts_for=span.hall("hall_id"))


def _common(field: str, names: Sequence[str]) -> Func:
    """Those of `names` that stand in the list `field`."""
    wanted = Value(list(names), output_field=ArrayField(CharField()))
    return Func(
        F(field),
        wanted,
        template="ARRAY(SELECT unnest(%(expressions)s))",
        arg_joiner=") INTERSECT SELECT unnest(",
        output_field=ArrayField(CharField()),
    )


def _given(span: Span, kinds: Sequence[str]) -> QuerySet:
    found = Support.objects.for_counting().filter(given_on__range=(span.window.first, span.window.last))
    return found.filter(kind__in=list(kinds)) if kinds else found


@measure("support.given", _("给予的指导与支持"), lasting=True)
def support_given(span: Span, *, kinds: Sequence[str] = ()) -> QuerySet:
    """Guidance and support that the hall gave in the window."""
    return _given(span, kinds).annotate(counts_for=span.hall("hall_id"))


@measure("support.received", _("得到的指导与支持"), lasting=True)
def support_received(span: Span, *, kinds: Sequence[str] = ()) -> QuerySet:
    """Guidance and support that the hall received in the window; `source` is the giver."""
    return _given(span, kinds).annotate(counts_for=span.hall("receiver_id"), source=F("hall_id"))
