"""What posts and secondments can be counted as."""

from __future__ import annotations

from django.db.models import BooleanField, Case, F, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from guanlian.kernel.measures import How, Span, measure
from guanlian.staffing.models import Post, Secondment


def _in_post(span: Span) -> QuerySet:
    found = Post.objects.for_counting().filter(period__contains=span.on)
    return found.annotate(counts_for=span.hall("hall_id"))


@measure("posts.staff", _("在岗职工"), silent_is_missing=True)
def staff(span: Span) -> QuerySet:
    """Staff in post at the hall on the judged day, its head included; seconded officers count where their post is."""
    return _in_post(span).exclude(role=Post.Role.VILLAGE_ADMINISTRATOR)


@measure("posts.professional", _("在岗职工"), how=How.SHARE)
def professional_staff(span: Span) -> QuerySet:
    """Staff in post on the judged day; a hit is professional staff (业务人员)."""
    hit = Case(When(line=Post.Line.PROFESSIONAL, then=Value(True)), default=Value(False), output_field=BooleanField())
    return staff(span).annotate(hit=hit)


@measure("posts.village_administrators", _("村级文化专职管理员"))
def village_administrators(span: Span) -> QuerySet:
    """Village administrators on the judged day: full-time, publicly funded, hired by the town, jointly managed."""
    return _in_post(span).filter(
        role=Post.Role.VILLAGE_ADMINISTRATOR,
        full_time=True,
        publicly_funded=True,
        hired_by__isnull=False,
        joint_management=True,
    )


@measure("secondments.officers", _("在岗文化下派员"))
def officers(span: Span) -> QuerySet:
    """Officers seconded down and in post on the judged day; each counts for the branch that has it."""
    found = Secondment.objects.for_counting().filter(direction=Secondment.Direction.DOWN, period__contains=span.on)
    return found.annotate(counts_for=span.hall("to_hall_id"), source=F("hall_id"))
