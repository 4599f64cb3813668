"""A counted record as anybody may see it: its code, day, what it is, whose it is. Persons stay unnamed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, DateTimeField, Model, QuerySet
from django.utils.formats import number_format
from django.utils.timezone import localtime

from guanlian.assessment.models import Statement
from guanlian.community.models import Rehearsal, Troupe, TroupeMember, Volunteer
from guanlian.coordination.models import BudgetLine, Document, Support
from guanlian.creation.models import Award, Submission
from guanlian.delivery.models import Delivery
from guanlian.network.models import OpeningHours, ServiceNotice, Venue
from guanlian.programme.models import Activity
from guanlian.staffing.models import Post, Secondment, StaffMember

# Bookkeeping, not the day of what is recorded.
NOT_ITS_DAY = {"recorded_at", "withdrawn_at"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A record in the open. `on` is the day it began (Asia/Shanghai); `until` its last day where it has one."""

    code: str
    register: str
    register_name: str
    on: date | None
    title: str
    detail: str
    hall_code: str
    hall_name: str
    href: str


def shown(record: Any) -> Shown:
    """`record` as anybody may see it; its hall should have been fetched with it (see `with_what_is_shown`)."""
    detail = DETAILS.get(type(record))
    return Shown(
        code=getattr(record, "code", ""),
        register=record._meta.model_name,
        register_name=str(record._meta.verbose_name),
        on=day_of(record),
        title=title(record),
        detail=detail(record) if detail else "",
        hall_code=record.hall.code,
        hall_name=record.hall.name,
        href=record.get_absolute_url() if isinstance(record, Activity | Troupe) else "",
    )


def with_what_is_shown(records: QuerySet) -> QuerySet:
    """`records` with everything that `shown` reads, newest first, in one statement."""
    related = RELATED.get(records.model, ())
    return records.select_related("hall", *related).order_by(*_newest_first(records.model))


def title(record: Any) -> str:
    """What a record is called where everybody can read it: a function instead of a person's name."""
    unnamed = UNNAMED.get(type(record))
    return unnamed(record) if unnamed else str(record)


def day_of(record: Model) -> date | None:
    """The first day that a record speaks of, in Asia/Shanghai."""
    name = _day_field(type(record))
    if name is None:
        period = getattr(record, "period", None)
        return period.lower if period is not None else None
    value = getattr(record, name)
    return localtime(value).date() if isinstance(value, datetime) else value


def _day_field(model: type[Model]) -> str | None:
    for field in model._meta.concrete_fields:
        is_day = isinstance(field, DateTimeField | DateField) and field.name not in NOT_ITS_DAY
        if is_day and not field.null and not field.generated:
            return field.name
    return None


def _newest_first(model: type[Model]) -> list[str]:
    name = _day_field(model)
    if name is None:
        has_period = any(field.name == "period" for field in model._meta.concrete_fields)
        return ["-period", "pk"] if has_period else ["pk"]
    return [f"-{name}", "pk"]


def words(record: Model, field: str) -> str:
    """The name of one of a record's own fields, as people read it."""
    return str(record._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def _post(post: Post) -> str:
    if post.role == Post.Role.VILLAGE_ADMINISTRATOR:
        return post.get_role_display()
    return f"{post.get_role_display()} · {post.get_line_display()}"


def _notice(notice: ServiceNotice) -> str:
    named = ("items", "content", "hours", "manner")
    return "、".join(words(notice, part) for part in named if getattr(notice, part))


def _activity(activity: Activity) -> str:
    said = [activity.get_kind_display()]
    if activity.participants is not None:
        said.append(f"{number_format(activity.participants, force_grouping=True)} 人")
    if activity.exhibition_line_m is not None:
        said.append(f"{activity.exhibition_line_m:g} 米")
    return " · ".join(said)


# What a title or a detail names besides the record's own hall.
RELATED: dict[type[Model], tuple[str, ...]] = {
    Secondment: ("to_hall",),
    Support: ("receiver",),
    Rehearsal: ("troupe",),
    Delivery: ("item", "receiver"),
}

UNNAMED: dict[type[Model], Callable[[Any], str]] = {
    Post: _post,
    Secondment: lambda each: f"{each.get_direction_display()} → {each.to_hall.name}",
    StaffMember: lambda each: str(each._meta.verbose_name),
    TroupeMember: lambda each: str(each._meta.verbose_name),
    Volunteer: lambda each: str(each._meta.verbose_name),
    Statement: lambda each: str(each._meta.verbose_name),
}

DETAILS: dict[type[Model], Callable[[Any], str]] = {
    Activity: _activity,
    Award: lambda each: f"{each.title} · {each.get_level_display()} · {each.get_kind_display()}",
    Submission: lambda each: each.get_level_display(),
    Troupe: lambda each: each.get_art_display(),
    Document: lambda each: " · ".join(filter(None, [each.get_kind_display(), each.number])),
    BudgetLine: lambda each: f"{number_format(each.amount, 2, force_grouping=True)} 元",
    Support: lambda each: f"{each.get_kind_display()} → {each.receiver.name}",
    Venue: lambda each: each.get_kind_display(),
    OpeningHours: lambda each: str(each.period.lower),
    ServiceNotice: _notice,
    Statement: lambda each: each.text,
}
