"""What articles can be counted as."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from guanlian.content.models import Article
from guanlian.kernel.measures import Span, measure


@measure("articles.published", _("原创信息"), lasting=True)
def articles(span: Span, *, original: bool = True) -> QuerySet:
    """Articles published in the window; `original`: the hall's own."""
    found = Article.objects.for_counting().filter(published_on__range=(span.window.first, span.window.last))
    if original:
        found = found.filter(original=True)
    return found.annotate(counts_for=span.hall("hall_id"))
