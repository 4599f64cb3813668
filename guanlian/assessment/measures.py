"""What halls' statements can be counted as."""

from __future__ import annotations

from django.db.models import Case, IntegerField, QuerySet, When
from django.utils.translation import gettext_lazy as _

from guanlian.assessment.models import Statement
from guanlian.kernel.measures import How, Span, measure
from guanlian.kernel.windows import Window


@measure("statements.made", _("情况说明"), how=How.TOTAL, silent_is_missing=True)
def statements(span: Span, *, clause: str) -> QuerySet:
    """The hall's statement on `clause` for the window's year: 1 where it says that the clause holds, else 0.

    A year that is over can be stated on afterwards, as it is looked back on then.
    """
    found = Statement.objects.for_counting().filter(clause=clause, year=span.window.first.year)
    if span.window != Window.of_year(span.window.first.year):
        found = found.filter(stated_on__lte=span.on)
    says = Case(When(holds=True, then=1), default=0, output_field=IntegerField())
    return found.annotate(counts_for=span.hall("hall_id"), amount=says)
