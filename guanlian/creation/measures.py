"""What works, awards, research, publications and digital resources can be counted as."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from guanlian.creation.models import Award, DigitalItem, DigitalProject, Publication, ResearchProject, Submission, Work
from guanlian.kernel.measures import Span, measure


@measure("works.created", _("创作的作品"), lasting=True)
def works(span: Span) -> QuerySet:
    """Works completed in the window."""
    found = Work.objects.for_counting().filter(created_on__range=(span.window.first, span.window.last))
    return found.annotate(counts_for=span.hall("hall_id"))


@measure("works.in_repertoire", _("保留节目"))
def repertoire(span: Span, *, quality: bool = False) -> QuerySet:
    """Works in the repertoire on the window's last day; `quality`: those marked as a quality programme."""
    found = Work.objects.for_counting().filter(
        Q(retired_on=None) | Q(retired_on__gt=span.window.last), created_on__lte=span.window.last
    )
    if quality:
        found = found.filter(quality=True, local_theme=True)
    return found.annotate(counts_for=span.hall("hall_id"))


@measure("submissions.made", _("选送的作品与项目"), lasting=True)
def submissions(span: Span, *, levels: Sequence[str] = ()) -> QuerySet:
    """Works and projects submitted in the window, at one of `levels` where given."""
    found = Submission.objects.for_counting().filter(submitted_on__range=(span.window.first, span.window.last))
    if levels:
        found = found.filter(level__in=list(levels))
    return found.annotate(counts_for=span.hall("hall_id"))


@measure("awards.won", _("获奖"), lasting=True)
def awards(span: Span, *, kinds: Sequence[str], levels: Sequence[str]) -> QuerySet:
    """Awards of `kinds` at `levels` given in the window."""
    found = Award.objects.for_counting().filter(
        awarded_on__range=(span.window.first, span.window.last), kind__in=list(kinds), level__in=list(levels)
    )
    return found.annotate(counts_for=span.hall("hall_id"))


@measure("research.projects", _("研究课题"), lasting=True)
def research(span: Span, *, with_result: bool = False) -> QuerySet:
    """Research projects under way or completed in the window; `with_result`: those whose result came in it."""
    found = ResearchProject.objects.for_counting().filter(period__overlap=span.window.as_range())
    if with_result:
        found = (
            ResearchProject.objects.for_counting()
            .filter(result_on__range=(span.window.first, span.window.last))
            .exclude(result="")
        )
    return found.annotate(counts_for=span.hall("hall_id"))


@measure("publications.issued", _("出版物"), lasting=True)
def publications(span: Span) -> QuerySet:
    """Issues and other publications of the window."""
    found = Publication.objects.for_counting().filter(issued_on__range=(span.window.first, span.window.last))
    return found.annotate(counts_for=span.hall("hall_id"))


@measure("digital.projects", _("数字资源建设项目"), lasting=True)
def digital_projects(span: Span) -> QuerySet:
    """Digital resource projects under way or completed in the window."""
    found = DigitalProject.objects.for_counting().filter(period__overlap=span.window.as_range())
    return found.annotate(counts_for=span.hall("hall_id"))


@measure("digital.items", _("数字化资源"), lasting=True)
def digital_items(span: Span) -> QuerySet:
    """Documents and activity items digitised in the window."""
    found = DigitalItem.objects.for_counting().filter(digitised_on__range=(span.window.first, span.window.last))
    return found.annotate(counts_for=span.hall("hall_id"))
